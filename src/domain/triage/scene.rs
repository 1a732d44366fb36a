//! What stands around a failure: since when, how many it hits, whose it is, what was tried in vain, whether it is what the
//! place is there for. In the notation of `words::phrases`; what follows from it is weighed in `scorer`.

use crate::domain::words::{Phrases, Token, Words};

/// From how many of them on a number says "many".
const MANY_FROM: f64 = 100.0;

/// Since when: what is wished for has no beginning.
static ONSET: Phrases = Phrases::new(&[
    "since|from|after|as of|until ?about ?around ?early ?late ?the ?last ?this ?our ?your yesterday|today|noon|midnight|dawn|lunch*|morning|night|evening|afternoon|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday|update|upgrade|deploy*|release|migration|rollout|restart|maintenance|patch|hotfix|change|0*|1*|2*|3*|4*|5*|6*|7*|8*|9*",
    "since ?the we|you|it|i|last|this|new|latest|power",
    "for ?about ?over ?the ?more ?than ?almost ?nearly ?past ?last an|half|two|three|four|several|ten|twenty|thirty|some|1*|2*|3*|4*|5*|6*|7*|8*|9* ?an minutes|minute|hours|hour|mins|hrs|days",
    "minutes|minute|hours|hour|days|moments ago|now|already",
    "overnight|tonight|yesterday|earlier today|this|right ?morning ?now ?minute",
    "this morning|minute|evening|afternoon",
    "today|tonight|yesterday|again $",
    "just|suddenly|now ?all went|stopped|died|crashed|vanished|lost|gone|dropped|turned",
    "at ?about 0*|1*|2* ?am ?pm ?oclock ?utc",
    "third|second|fourth|fifth time this|today",
    "从|自|打 ~ 起|开始|到现在|后|以来",
    "今天|今早|今晨|今晚|昨天|昨晚|昨夜|凌晨|早上|上午|中午|下午|傍晚|半夜|刚才|刚刚|突然|忽然|一夜之间|眼下|这会儿|目前|此刻|现在|一直到",
    "升级|更新|发版|发布|上线|迁移|重启|断电|维护|变更|割接|改版|切换|打补丁 ?完 ?了 ?之|以 后|完|的时候|到 ?一半",
    "已经|快|有|近|超过|了 ~ 分钟|小时|钟头|天",
    "半|一|两|三|几|十|1*|2*|3*|4*|5*|6* ?多 ?来 ?十 ?几 ?个 分钟|小时|钟头 ?了 ?多 ?前",
    "又 来了|挂了|断了|不行了|崩了|出现",
]);

/// What was tried in vain.
static IN_VAIN: Phrases = Phrases::new(&[
    "restart*|reboot*|rollback|rolling|rolled|revert*|reinstall*|reset*|clear*|switch*|failover|retry*|retries|replac*|redeploy*|downgrad*|workaround|standby|backup ~ didnt|doesnt|not|no|nothing|fail*|fails|useless|same|vain|either|neither|still|too",
    "tried ~ everything|nothing|no|still|same|vain",
    "no|without ?a ?any ?known workaround|alternative|fallback|way|effect|use|avail ?round ?around ?out",
    "nothing|neither|none ?we ?i ?of ?has ?have ?tried ?did helps|help|helped|works|worked",
    "重启|回滚|回退|重装|切换|重置|清缓存|换|试|重试|重连|降级|恢复|主备|备用|备份 ~ 没用|无效|不行|不管用|一样|照样|依旧|依然|仍然|还是|没成功|失败|不成|不了|没反应|没效果|没好",
    "没有|没|无 ?任何 替代|办法|别的办法|其他办法|退路|备用|效果",
    "都 试 ?过 ?了",
    "怎么 ~ 都 ~ 不|没",
]);

/// What a place is there for: it sells, lets people in, lets them speak, keeps them safe.
static CORE: Phrases = Phrases::new(&[
    "checkout|checkouts|payment|payments|orders|ordering|login|logins|log-in|sign-in|signin|sso|authentication|registration|calls|call|calling|telephony|phones|phone|hotline|dialler|dialer|pbx|trunk|trunks|stream|streams|streaming|broadcast|channels|viewers|audience|meeting|meetings|rooms|lessons|classroom|doors|door|gates|gate|locks|turnstiles|alarm|alarms|dispatch|emergency|ambulance|prescription|prescriptions|patients|tickets|ticketing|booking|bookings|production|website|site|storefront|shop|store|checkin|check-in|payroll|transfers|withdrawals|deposits|trading|wallets|transactions|traffic|gateway|api|apis|database|databases|cluster|broker|brokers|registry|dns|network|mail|messages|deliveries|ingestion|pipelines|releases|deployments|runners|builds|tokens|handshake|signalling|push",
    "log|sign|check|get|let ?anybody ?anyone ?people ?them in|out",
    "支付|付款|结算|结账|收银|收款|下单|订单|登录|登陆|认证|鉴权|注册|验证码|通话|电话|来电|外呼|热线|总机|中继|推流|直播|播放|画面|会议|课堂|上课|教室|门锁|闸机|道闸|报警|告警|调度|急救|处方|挂号|售票|检票|检票|订票|预订|发薪|工资|转账|提现|充值|交易|流量|网关|接口|数据库|集群|注册中心|域名|解析|网络|邮件|消息|写入|流水线|构建|发布|生产|线上|官网|网站|首页|商城|商品|目录|后台|系统|服务|机房|主库|配送|派单|打卡",
]);

/// Somebody else's: told, read, or of another company's machines.
static HEARSAY: Phrases = Phrases::new(&[
    "another|different|other company|companies|customer|vendor|team|project ?once ?has ?have told|tell|tells|said|says|reported|wrote|crashed|lost|had",
    "heard|read|told ?that ?me ?us ?about ?of ?from ?somewhere ?in|a|the|that",
    "docs|documentation|manual|page|guide|article|readme|book|blog|forum ~ say|says|said|claims|mentions|states|reads|warns",
    "according to ?the ?your docs|documentation|manual|page|guide|article",
    "partner|partners|vendor|vendors|supplier|suppliers|competitor|competitors|friend|friends|third-party|someone|somebody elses ?s server|servers|site|system|feed|company|cluster|service|api",
    "last year|month|quarter|time|week ~ was|were|had|lost|went|crashed|happened",
    "听说|据说|听人说|网上说|网上看|有人说|看到有人|看到文章|文章里|书上|博客",
    "文档|手册|说明|教程|帮助|页面 ?里 ?上 ?中 写|说|提到|写着|讲",
    "别家|友商|同行|合作方|合作伙伴|供应商|第三方|竞争对手|别的公司|其他公司|朋友公司 ?的 ?家 ?公司 ~ 崩|挂|宕|丢|出|用|服务器|系统|网站|接口",
    "去年|上个月|上次|上周|以前|之前 ~ 过|了一次",
]);

/// Over by the user's own account, in a while that has passed.
static PASSED: Phrases = Phrases::new(&[
    "was|were ~ for ?a|ten|five|two|some ?few while|moment|minutes|hour|hours|bit",
    "then|but|until|and ?the standby|replica|backup|failover|it|they|everything took|came|recovered|is|are|was ?over ?back ?again",
    "since|and has|have|is|are|it ?been ?moved ?come ?recovered ?back ?fine ?stable ?since",
    "only|just lasted|for ?a few|moment|seconds|minute|minutes|while",
    "有一阵|有一会|有一段时间|一度|短暂|刚才有|曾经|过一会|那会儿",
    "后来|然后|之后|后|又|备用 ?的 ?机 ?就 ?又 ?接上|恢复|好了|正常|动了|接上了|接管|自己好|缓过来",
    "断|挂|停|卡 ?过 了 一下|几秒|几分钟|十分钟|一会|一次",
]);

/// It goes well.
static WELL: Phrases = Phrases::new(&[
    "everything|all|things|it|product|app|service|we|system ?else ?otherwise ?is|are|s|seems|looks|runs|running|works|working ?so ?quite ?very ?really ?running ?working fine|great|well|good|happy|smoothly|perfectly|normal|perfect|nicely|satisfied|okay|ok",
    "everything|all works|runs ?as ?fine ?well ?expected",
    "nothing|not ?is ?a ?really broken|bug|wrong|urgent|important|outage|critical|defect|problem",
    "no bug|outage|rush|hurry|problem|complaint",
    "一切|都|用着|用起来|整体|其他|产品|现在 ?都 ?挺 ?很 ?还 ?都 ?比较 正常|挺好|很好|不错|满意|顺手|稳定|好用",
    "不是|不算|没有|并非 ?什么 ?个 bug|故障|问题|毛病|大事|缺陷|急事",
]);

/// How something looks or reads.
static LOOK: Phrases = Phrases::new(&[
    "logo|icon|icons|font|fonts|colour|color|colours|colors|pixel|pixels|layout|design|look|looks|wording|phrase|sentence|label|labels|tooltip|theme|themes|skin|picture|illustration|typo|spelling|footer|header|margin|padding|alignment|contrast|animation|dropdown|menu|ugly|pretty|cosmetic|visually|redesign|entry|widget|shortcut|emoji|overview",
    "too narrow|wide|small|big|large|bright|dark|long|short|loud|tiny|crowded|hidden",
    "logo|图标|字体|字号|颜色|配色|像素|排版|布局|设计|外观|样式|措辞|说法|用词|句子|标签|提示语|主题|皮肤|图片|插图|错别字|拼写|页脚|页眉|边距|对齐|对比度|动画|下拉框|菜单|难看|丑|好看|美观|旧版|新版|界面|快捷键|小组件|表情|总览|窄|宽",
]);

/// Whom it concerns beyond the one who writes: people at work, at the door, in the queue.
static PEOPLE_STUCK: Phrases = Phrases::new(&[
    "agents|employees|staff|people|students|pupils|teachers|passengers|visitors|guests|customers|patients|viewers|drivers|shoppers|users|households|homes|residents|nurses|doctors|players ~ idle|queue|queueing|queuing|waiting|wait|stuck|stranded|outside|locked|shut|complaining|complain|leaving|angry|cannot|cant|unable|nothing|dark",
    "reviews|complaints|tickets|calls|phones ~ pouring|piling|flooding|ringing|exploding|coming",
    "坐席|员工|同事|学生|老师|乘客|游客|顾客|客户|病人|患者|观众|司机|用户|住户|居民|护士|医生|玩家|主播|店员|买家|商家 ~ 干坐|排队|堵|等|投诉|挡|困|进不|出不|走了|流失|骂|急|闹|退|刷屏|没法|不能|无法|看不|用不",
    "差评|投诉|电话|工单|退款 ~ 刷屏|打爆|暴增|一大堆|不断|涌|响个不停|没停",
    "排到|堵在|堵到|排起 ?了 门口|门外|大门|长队|外面",
]);

/// It goes, that way or for them.
static WORKS: Phrases = Phrases::new(&[
    "works|work|worked|working|helps|help|helped|fine|ok|okay|alright|smooth|smoothly|normal|normally|clean|clear|correct|correctly|right|whole|complete|unaffected|untouched|intact|succeeds|succeed|copes|cope|fixes|repairs|frees|recovers|solves|cures|reliable|unharmed|readable|healthy|unimpaired",
    "is|are|was|sounds|looks|stays|runs|go|goes|remains ?all ?still ?just ?quite good|well|there|all-right|perfect|great|stable|up",
    "get|gets|getting by|along|through",
    "go|goes|goes|come|comes|going|got through|away|out",
    "it|they|that|others|rest|one|ones|does|do|can does|do|can ?it ?so ?fine ?too $",
    "brings|bring|gets|get|makes|make|puts|switched|moved|went|going|rolled ?it ?them ?everyone ?everybody ?the ?all back|over|again",
    "avoids|avoid|prevents ?it ?that ?this $",
    "instead|by-hand|manually|meanwhile|for now",
    "in the meantime|for the moment|for the time being|at the moment|until then|by hand",
    "能|可以|就行|才行|还行|也行|都行|好了|好的|就好|正常|在跑|都在|还在|有了|全的|对的|成功|恢复|照常|清楚|流畅|畅通|很顺|稳定|ok",
    "没事|没问题|没影响|不影响|没受影响|不受影响|没毛病|没感觉|没有 ?这 ?个 问题|影响",
    "先|暂时|临时|目前|改用|换成|换用|改成|绕|手工|手动|人工|自己 ~ 用|走|写|补|发|按|推|改|传|跑|连|重启|处理|顶|接|记|打|拆|分",
]);

/// It does not go, whatever else the clause says.
static WORKS_NOT: Phrases = Phrases::new(&[
    "not|no|never|nothing|nobody|none|neither|cant|cannot|doesnt|didnt|dont|isnt|arent|wont|couldnt|unable|without|fails|fail|failed|used",
    "was|were|should|must|would ?have ?been ?be fine|ok|work|good|right",
    "不能|不可以|不行|不了|不好|不正常|不对|没好|没成功|没恢复|恢复不|没用|无法|没法|只能|才能|不稳定|不清楚|不在|本来|以前|应该|能不能|可不可以|希望|要是|别人|外人|谁都|任何人|陌生",
]);

/// Units: what is counted in them is no crowd.
const UNITS: [&str; 40] = [
    "ms", "s", "sec", "secs", "seconds", "minutes", "mins", "hours", "days", "weeks", "months", "years", "mb", "gb", "tb", "kb",
    "px", "pixels", "percent", "bytes", "words", "characters", "lines", "pages", "columns", "panels", "points", "meters-per", "km",
    "kbps", "mbps", "fps", "hz", "times", "steps", "rows", "errors", "euros", "dollars", "status",
];

/// Returns whether it has a beginning in time.
pub(super) fn has_onset(words: &Words<'_>) -> bool {
    words.has(&ONSET)
}
/// Returns whether something was tried in vain.
pub(super) fn in_vain(words: &Words<'_>) -> bool {
    words.has(&IN_VAIN)
}
/// Returns whether it is about what the place is there for.
pub(super) fn is_core(words: &Words<'_>) -> bool {
    words.has(&CORE)
}
/// Returns whether it is told of others.
pub(super) fn is_hearsay(words: &Words<'_>) -> bool {
    words.has(&HEARSAY)
}
/// Returns whether it has passed.
pub(super) fn has_passed(words: &Words<'_>) -> bool {
    words.has(&PASSED)
}
/// Returns whether things are said to go well.
pub(super) fn goes_well(words: &Words<'_>) -> bool {
    words.has(&WELL)
}
/// Returns whether it is about how something looks.
pub(super) fn is_look(words: &Words<'_>) -> bool {
    words.has(&LOOK)
}
/// Returns whether people cannot go on.
pub(super) fn holds_people_up(words: &Words<'_>) -> bool {
    words.has(&PEOPLE_STUCK)
}

/// Returns whether something is said to work.
pub(super) fn works(words: &Words<'_>) -> bool {
    words.has(&WORKS) && !words.has(&WORKS_NOT)
}

/// Returns whether a number of people or things is named that is a crowd.
pub(super) fn counts_many(words: &Words<'_>) -> bool {
    let tokens = words.tokens();
    (0..tokens.len()).any(|at| is_many_latin(tokens, at) || is_many_han(tokens, at))
}

fn is_many_latin(tokens: &[Token], at: usize) -> bool {
    let (Some(token), Some(next)) = (tokens.get(at), tokens.get(at + 1)) else { return false };
    let text = token.text.as_str();
    let (digits, factor) = match text.strip_suffix('k') {
        Some(digits) => (digits, 1000.0),
        None => (text, 1.0),
    };
    let Ok(number) = digits.parse::<f64>() else { return false };
    // "3,400" is three tokens.
    let goes_on = tokens.get(at + 1).is_some_and(|t| t.text == ",")
        && tokens.get(at + 2).is_some_and(|t| t.text.len() == 3 && t.text.chars().all(|c| c.is_ascii_digit()));
    if goes_on {
        return tokens.get(at + 3).is_some_and(is_counted);
    }
    let is_code = (400.0..600.0).contains(&number) && factor < 2.0 || (1900.0..2100.0).contains(&number);
    let is_follow = at >= 2 && tokens[at - 1].text == ",";
    number * factor >= MANY_FROM && !is_code && !is_follow && (is_counted(next) || tokens.get(at + 2).is_some_and(is_counted))
}

fn is_counted(token: &Token) -> bool {
    let text = token.text.as_str();
    let is_plural = text == "people" || text == "staff" || (text.ends_with('s') && text.len() > 3);
    text.chars().all(|c| c.is_ascii_lowercase()) && is_plural && !UNITS.contains(&text)
}

fn is_many_han(tokens: &[Token], at: usize) -> bool {
    let is = |n: usize, set: &str| tokens.get(n).is_some_and(|token| set.contains(token.text.as_str()));
    if !is(at, "百千万亿") || !(at > 0 && (is(at - 1, "一二两三四五六七八九十几数上好成多") || tokens[at - 1].text.parse::<f64>().is_ok())) {
        return false;
    }
    let mut next = at + 1;
    while is(next, "一二两三四五六七八九十百千万多余来几") {
        next += 1;
    }
    is(next, "个人名台块家位户单笔条店座间场路辆封坐观学员用订门")
}

/// Returns whether a Chinese verb is said not to come about: 上报不了, 进不去.
pub(super) fn cannot(words: &Words<'_>) -> bool {
    words.tokens().windows(3).any(|three| match three {
        [verb, not, way] => {
            not.text == "不"
                && verb.is_han()
                && "了上到出进通动来起成开去回全下住着".contains(way.text.as_str())
                && !"受少免忘差想舍离还也都就才从再并若要会能可钟天年岁元块人个时月得是有".contains(verb.text.as_str())
                && !(verb.text == "大" && way.text == "了")
        }
        _ => false,
    })
}
