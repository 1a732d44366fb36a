//! How something is said: as a question, a wish, a comparison, a share of the whole, a word about the ticket. In the
//! notation of `words::phrases`; what follows from it is weighed in `scorer`.

use crate::domain::words::Phrases;

/// Words for the whole, whatever it is the whole of.
pub static WHOLE: Phrases = Phrases::new(&[
    "all|every|everything|everyone|everybody|everywhere|each|entire|entirely|whole|none|nobody|nothing|nowhere|complete|completely|totally|total|fully|anything|anyone|anybody|anywhere|any-more|across|widespread|company-wide|site-wide|nationwide|worldwide",
    "no one|user|customer|client|request|call|order|message|player|viewer|driver|merchant|member|tenant|patient|student|employee",
    "not a|one single|one",
    "0|zero|100 percent|%",
    "0%|100%",
    "at all",
    "no ~ can|could|gets|get|leaves|goes|comes|works|arrives|connects|opens|starts|finishes|finished",
    "for|by|to|from|on|in|of|at all|every|each|any",
    "dozens|hundreds|thousands|millions",
    "mates|friends|colleagues|neighbours|neighbors|guild|people|others|twitter|reddit|discord|facebook|downdetector|forum|forums|news|internet ~ too|also|same|cant|cannot|complain*|full|say*|report*|post*",
    "discord|twitter|reddit|forum|facebook|downdetector ?is ?are full|exploding|lit|complaining|red",
    "朋友|同事|家人|邻居|队友|别人|其他人 ~ 也|都 ~ 不|没|一样|这样",
    "都|全|全部|整个 ~ 断|失联|离线|停|挂|瘫|黑|崩|掉线|不了|不动|不上|不出|不到|卡|空|没",
    "群里|贴吧|微博|论坛|网上|朋友圈|评论区 ~ 都|全|一片|炸|很多人",
    "都|全|全部 ?是 ?这样|一样|如此",
    "3|4|5|6|7|8|9 complaints|customers|users|reports ?so|already",
    "所有|全部|全都|全体|每个|每一|每家|每台|每次都|各个|各地|各家|任何|整个|整体|统统|一律|大家|人人|谁都|谁也|哪里都|哪儿都|都没法|完全|彻底|根本|一片|同时",
    "全 公司|员|网|国|校|站|线|厂|院|区|行|市|集团|部|都|挂|停|崩|断|丢|没|空|黑|是|被|坏|瘫|删|失|球|体|校|店|量",
    "一|半 个|条|单|台|分|家|把|封|张|通|点|局|笔|辆|间 ~ 都|也 ?没 ?不 没|不|接|发|进|出|开|收|连|登|打",
    "没 ?有 ?一 ?个 人|用户|客户|玩家 ?能|可以",
    "百分之百|百分百|100%|0%|零",
    "都|全|均 没|不|打不|进不|登不|连不|收不|发不|付不|是|被|报|断|停|挂|转圈|黑|掉|超时|失败|出不|用不|看不|联系不|接不|无法",
    "几千|几万|几十万|上万|上千|成千上万|数千|数万|大量|大批|大面积",
    "几 ?十 百|千|万",
]);

/// Words for the whole, or for a lack, that mean neither: how often, who else, what is no trouble.
pub static BESIDE_THE_POINT: Phrases = Phrases::new(&[
    "every|each|all ?single ?other ?the ?few time|times|day|days|week|weeks|hour|hours|minute|minutes|second|seconds|night|nights|morning|month|months|year|years|now|while|evening|weekend",
    "everyone|everybody|everything|anyone|anybody|nothing|nobody|everywhere|all else",
    "changed|changes|change|helps|helped nothing",
    "nothing has|have ?has changed|changes|helped|helps",
    "no change|difference|improvement|effect|luck",
    "neither did|does|do|a|of",
    "every other|single tool|app|product|vendor|competitor|program|software|service",
    "完全 没 ?有 变化|用|区别|效果|改善|差别",
    "all other|others|right|else|good|fine|well",
    "after|above|at|first-of all",
    "no|without|not|any ?a ?any ?big ?real ?longer trouble|problem|problems|issue|issues|worry|rush|hurry|complaints|big-deal",
    "not|isnt|wasnt ?that ?too ?a bad|urgent|critical|important|necessarily|always|only|just|sure",
    "no end|one-else|idea|clue",
    "每天|天天|每次|每周|每晚|每月|每年|每隔|每当|每 ?个 ?一 天|次|周|月|晚上|早上|小时|分钟|秒",
    "其他|其它|别|其余|剩下|另外 ?的 ?几 ?三 ?十 ?家 ?个 人|店|用户|同事|家|台|都",
    "没毛病|没问题|没事|没影响|没关系|没感觉|不要紧|不急|不着急|不影响|不太|不算|不是很|不错|不过|差不多|不一样|不同|不知道|不小心|要不|不然",
    "全屏|全文|补全|安全|全称|全选|全局|齐全|全新|全面|全程|全天|完全可以|全套|都会|首都|都市",
]);

/// A share of the whole, or one of many.
pub static SHARE: Phrases = Phrases::new(&[
    "one|two|three|four|1|2|3|4|5 ?or|to ?two|three ?in|out|of ?every|our|the|about|roughly ?our|the five|six|seven|eight|nine|ten|twenty|thirty|hundred|4|5|6|7|8|9|10|20|30|50|100|200|three|four|nodes|brokers|shops|queues|servers|teams|devices|hundred|thousand",
    "one|two|three|1|2|3 of our|the|my|these",
    "a third|quarter|tenth|half|fifth|fraction|few|couple|handful|minority|part|portion of|in",
    "every few|other|tenth|second|third|so",
    "some|few|certain|several|particular|single|individual ?of ?our ?the ?other ?android ?ios ?mobile user|users|customers|devices|files|pages|images|requests|messages|calls|rooms|channels|product|products|orders|mails|people|teams|clients|browsers|routes",
    "maybe|about|around|roughly|approximately|perhaps ?a ?one 1|2|3|4|5|6|7|8|9|10|20|five|ten|dozen|third|one",
    "a day|week ?or",
    "once|twice or|a|per ?twice ?a day|week|hour",
    "only|just for|on|in|one|the|when|with|my|me|after|every|shows|this",
    "my|our|one|a colleague|coworker|friend|teammate|own|boss",
    "in|on|with|for ?the safari|firefox|chrome|edge|android|iphone|iphones|ios|ipad|linux|windows|mac|macs|amd|nvidia|amex",
    "printer|node|shop|queue|store|room|printer|server ?number|no 1|2|3|4|5|6|7|8|9",
    "一个|一家|一台|一条|一两个|一两|两个|两条|三台|几个|几台|几家|有几|某|个别|部分|有些|有的|少数|少量|一部分|三分之一|四分之一|一半|其中|只有|仅|仅仅|单单|就 ?这 ?那 ?一 ?我 ?们 ?家 ?台 ?个 ?同事",
    "里 有 ?一|两|几|二|三 ?个 ?条 ?次 ?张 ?通 ?台",
    "一天|每天|一周 ?大概 ?差不多 一|两|三|四|五|几|好几",
    "每 几|十|百|千|隔|几百|几十",
    "有时|偶尔|时不时|老是|经常|常常|时好时坏|断断续续|不定时|差不多|大概|大约",
    "我 ?的 ?这边 同事|朋友|队友|自己|电脑|手机|一个人",
    "safari|chrome|edge|火狐|安卓|苹果|苹果机|ios|手机端|linux|mac|windows|浏览器 ?端 ?上 ?里 ?版",
    "端|版|款|号|型号 ?的 ?上 ?里",
]);

/// Somebody who has only just begun.
pub static FRESH: Phrases = Phrases::new(&[
    "just|newly|recently|only ?now ?been set|installed|bought|unboxed|started|signed|registered|created|new ?this ?it",
    "new|fresh here|user|admin|install|installation|setup|device|to",
    "first time|steps|day",
    "trying|try|learning|playing ?to set|learn|connect|understand|configure|with|follow",
    "at home",
    "raspberry ?pi",
    "刚|才|新 装|买|注册|开通|接手|来|搭|部署|上手|入职",
    "第一次|新手|小白|初学|家里|树莓派|照着|按照教程|跟着教程|自己玩",
]);

/// One person, one device: theirs.
pub static ALONE: Phrases = Phrases::new(&[
    "my|a|one|our ?own ?new ?old colleague|coworker|friend|wife|husband|boss|phone|laptop|pc|computer|tablet|machine|account|son|daughter|mother|father|customer|client|user|intern|office|team",
    "for|with|only ?just me|him|her",
    "only|just ?for ?on me|him|her|mine|my",
    "i ?always ?often ?only ?keep|cant|cannot|get|am getting|disconnected|kicked|an",
    "one of our|the|my",
    "printer|node|shop|queue|store|room|server ?number|no 1|2|3|4|5|6|7|8|9",
    "我 ?的 ?们 ?一 ?个 同事|朋友|老婆|老公|电脑|手机|账号|孩子|妈|爸|领导|自己|这儿|这里|这边|一个人",
    "就|只|只有|仅 ?有 我|他|她|一个|一台|一家|这|那",
    "有 ?一|几 ?个 ?位 ?名 ?海外 ?的 客户|用户|同事|人|学生|店",
    "他|她 ?的 电脑|手机|账号|订单",
]);

/// How it was before, or how it ought to be: it is worse, but it goes.
pub static COMPARED: Phrases = Phrases::new(&[
    "used to ?be ?take",
    "instead|rather of|than",
    "was|took|were ?only ?one ?two before|earlier|yesterday|ago",
    "slow|slower|slowly|sluggish|laggy|lag|lags|lagging|stutter*|choppy|jitter*|freezes|late|later|behind|delayed|delay|delays|stale|outdated|out-of-sync",
    "went|dropped|grew|grows|rose|increased|decreased|fell ?up ?down ?from ~ to",
    "from ~ to ?over ?about 1*|2*|3*|4*|5*|6*|7*|8*|9*|several|minutes|seconds|hours",
    "takes|take|took|taking|needs|need|load|loads|loading|in ?now ?about ?more ?than ?up ?to 1*|2*|3*|4*|5*|6*|7*|8*|9*|half|a|one|two|several|minutes ?full ?few ?to ?of ?- ?2* ?3* ?5* second|seconds|sec|secs|minute|minutes|min|mins|hour|hours",
    "by|about|around|only|every ?one|half|a|few|five|twenty|several|an ?a ?few day|days|hour|hours|minute|minutes|seconds|second",
    "out of sync|order|date",
    "too|twice|double|doubled|duplicate|duplicated|duplicates ?on",
    "wrong|incorrect|off|broken|missing|gone|cut|cuts|loses|ignores|misses|vanish*|flicker*|disconnect*",
    "以前|原来|之前|平时|本来|昨天还 ?都 ?只 ?要 ?是",
    "变|越来越|特别|很|太|非常|有点|巨|贼|老 慢|卡|迟|晚|不稳",
    "慢|卡|延迟|迟|滞后|拖|定格|抖动 ?了|得 ?一",
    "要 ?等 ?花 ?上 一|两|三|四|五|几|半|好几|1*|2*|3*|4*|5*|6* ?多 ?十 ?来 ?几 秒|分钟|小时|个小时|天",
    "晚|迟|差|慢|隔 ?了 ?个 一|两|三|四|五|几|半|好几|二十 ?来 ?十 ?多 ?几 秒|分钟|小时|天",
    "从 ~ 涨|掉|降|升|变|跌 ?到 ?成 ?为",
    "少|多|漏|丢|缺|重复|两遍|两次|错位|错乱|重影",
]);

/// It is borne, or got round, in wider words than a rule dares to read.
pub static BORNE: Phrases = Phrases::new(&[
    "but|though|although|while|whereas|only|otherwise|still|at|instead|meanwhile|so",
    "manually|by-hand|hand|workaround|for ?now ?the|until ?you ?it",
    "can|could live|wait|cope|manage",
    "no|not|nothing|isnt ?the ?a|an ?end ?of ?very ?big ?so ?that rush|urgent|hurry|world|deal|dramatic|tragic|bad",
    "is|are|works|work|go|goes|come|comes|it's|its|back ?up ?is ?are ?still ?all ?by ?quite ok|okay|fine|good|smooth|through|well|normally|unaffected|correct|normal|back|itself|complete",
    "others|other|rest|elsewhere|everyone|everybody|remaining|older|smaller|text|desktop|web|browser",
    "again|second|reload*|restart*|retr*|rejoin*|reconnect*|redial*|refresh*|reopen* ?attempt ?try ?time ?works ?helps",
    "disabling|turning|switching|using|use|uses|we|i|people|they ?all ?now ?just use|it|off|to|the ~ avoid*|instead|for now|in the meantime|meanwhile|until|works|helps|goes|fine|manually|number",
    "annoying|unpleasant|cosmetic|minor|small",
    "但|不过|只是|而|倒是|别的|其他|其它|其余|另外|剩下 ?都 ?是 ?的",
    "先|暂时|目前|现在|自己|我们|靠|人工|手动|手工|临时|凑合|改用|换|走 ?用 ?着 ?成 ?了",
    "就 好|行|可以|流畅|正常|没事|连上|能|成|回来|恢复|过",
    "没问题|没事|正常|能用|可以用|不影响|没影响|都好|好好的|是对的|是好的|是正常|能搜到|能通|能连|没感觉|撑得住|流畅",
    "再|重|多 试|点|来|进|登|连|启|拨|开|发|加载|插|刷|传 ?一 ?几 ?次 ?遍 ?下",
    "不急|不着急|不要紧|不太要紧|不算大事|不是大事|能忍|忍|凑合|将就|小问题",
]);

/// Work or money that stands still, people who complain.
pub static HARM: Phrases = Phrases::new(&[
    "stand|stands|standing|stood|come|came|at|to|a still|standstill|halt",
    "losing|lose|lost|loss ?us ?about ?roughly ?of money|revenue|sales|thousands|customers|orders|business|4k",
    "customers|users|clients|patients|tenants|people|viewers|players|merchants|they ?are|keep ?now complaining|complain|calling|leaving|stuck|waiting|locked|furious|angry|stranded",
    "complaint|complaints ?so",
    "pile|piling|piled up",
    "on|with|using paper|pen",
    "stuck|stranded|trapped|paralysed|paralyzed|crippled|halted|idle|unusable|toast|dead|gone|silent|silence",
    "locked out",
    "data|privacy|security nightmare|breach|incident",
    "停了|停工|停产|停摆|停业|干不了活|堆成山|堆积|等着|干等|投诉|打爆|损失|手写|关在门外|急疯|没法工作|没法营业|没法上班|全停|瘫",
    "炸了|挂了|崩了|废了|完蛋|凉了",
]);

/// Down, whatever it is.
pub static IS_DOWN: Phrases = Phrases::new(&[
    "is|are|was|were|went|gone|has|have|been|just ?been ?gone ?all ?now ?completely ?totally ?still ?currently down|dead|offline|unreachable|unavailable|unusable|inaccessible|out|stopped|frozen|black|dark|gone|broken|halted",
    "refuses|rejects|refused|drops|fails|answers|returns ~ all|every|everything|everybody|each|nobody",
    "not|cannot|cant|never|unable ?to ?be ~ start|boot|reconnect|recover|log|login|sign|access|pay|order|buy|connect|reach*|open ?in",
    "全挂|都挂|挂了|挂掉|宕|崩|瘫|不可用|中断|起不来|停了|全停|停摆|打不开|连不上|登不上|登不进|进不去|用不了|黑屏|离线|断了|解析不了|写不进|打不通|出不去|炸了|死机|没法用",
]);

/// A task named without a question mark, as people type into a search box.
pub static TASK: Phrases = Phrases::new(&[
    "^ apply|copy|set|configure|use|create|delete|remove|change|enable|disable|restrict|limit|allow|block|forward|redirect|route|mirror|install|upgrade|migrate|connect|register|find|get|check|see|send|write|read|run|start|stop|restart|reload|rewrite|strip|match|protect|encrypt|log|monitor|export|import|download|upload|share|link|switch|cancel|close|open|reset|verify|activate|order|pay|withdraw|exchange a|an|the|my|our|all|every|each|only|one|two|several|some|to|from|by|with|in|on|for|per",
    "difference between",
    "^ ?什么|怎么|如何|哪些|给|让|把|用|按|对|为|从 ~ 的|到|上|里 ?插件|配置|参数|选项|方法|办法|步骤 $",
]);

/// A question that asks nothing: a greeting, a cry, a reproach.
pub static RHETORICAL: Phrases = Phrases::new(&[
    "认真的吗|开玩笑吗|开什么玩笑|搞笑吗|逗我|有毛病吗|有病吗|是真的吗|像话吗|合适吗|要脸吗",
    "^ what a|an",
    "what the hell|heck|fuck",
    "^ ?so ?hello ?hey ?and what|whats|wtf ?is ?exactly going on|wrong|happening|up $|here|there|with|today",
    "anyone|anybody|somebody|someone ?out there|here|home|alive|listening|awake",
    "are you ?guys ?people ?even ?still there|here|kidding|joking|serious|sleeping|awake|stupid|blind|deaf|aware|crazy",
    "do|did you|they ?guys ?people even|ever|actually|really|not test*|read|care|listen|know|check|think",
    "how|why is|are|can|do|does this|that|it|you|they|something ?even ?still ?ever possible|acceptable|happen|be|so",
    "how ?many ?much ?often ?long hard|dare|more|longer|times",
    "who ?the ?hell tests|tested|writes|wrote|runs|built|approved|does|did this|that|it|such|your|these",
    "can|could|will|would anyone|anybody|someone|somebody|you ?please help|assist|respond|answer|hear|react",
    "^ ?客服 ?你们 ?有人 ?还 在 ?不 ?在 ?吗 ?么 ?线 ?啊 $",
    "有人吗|有人在吗|有人么|人呢|救命|你好吗|喂",
    "什么情况|怎么回事|咋回事|搞什么|什么鬼|什么玩意|什么破|什么垃圾|什么烂|怎么搞的|怎么弄的|搞毛|你们到底|有没有搞错|靠谱吗|行不行|疯了吗|有没有人管|有没有人|测没测|测过没|还让不让|有完没完|要等到什么时候|什么时候能好|什么时候修好",
]);

/// A question, by its form.
pub static ASKED: Phrases = Phrases::new(&[
    "cant|cannot|dont|didnt|couldnt|unable|unsure|not find|found|see|know|understand|get|remember|figure|sure|clear ?out how|where|what|which|whether|if|the|to",
    "need|must|have|want ?to ?urgently know|understand|learn",
    "which|what of|step|setting|option|part|one",
    "找不到|没找到|不知道|不清楚|不会|不懂|搞不懂|弄不明白|没看懂 ~ 哪|怎么|如何|地方|入口|按钮|设置|位置|什么|在哪",
    "必须|需要|得|急着|想 ?要 知道|了解|弄清|确认",
    "最多|最少|最大|一共|总共|同时|分 ~ 几|多少",
    "少了|漏了|缺了 哪|什么",
    "^ ?and ?but ?so ?also ?hi ?hello ?question ?please how|what|where|which|when|who|whose|why|whats|wheres|hows",
    "^ ?and ?but ?so ?also ?hi ?hello is|are|do|does|did|can|could|may|should|will|would|has|have|am|was|were i|we|it|you|there|the|this|that|they|my|our|your|someone|anyone|people|users|messages|two|refunds|a|an",
    "how to|do|can|should|many|much|long|often|come|are|is|does",
    "tell|show|explain|advise|let|know|wonder|wondering|understand|ask|asked|clarify ?me|us ?please how|what|where|which|when|whether|if|who",
    "instructions|steps|guide|example|recommended|recommendation|best way|practice ?for ?to ?do",
    "need|want|like|looking|trying|have|tried ?help ?some ?more ?a to|help|info|information|instructions|guidance|clarification",
    "what is|are|does|happens|do ?the",
    "推荐|建议|用|要|需要|有|能|可以 几个|几台|几次|几路|几天|几条",
    "怎么|怎样|如何|咋|为什么|为啥|什么|哪|多少|多久|多大|多长|是否|是不是|有没有|能不能|可不可以|能否|可否|要不要|会不会|在不在|支不支持|支持不|有限制没有|求|请教|请问|想问|想知道|想了解|指导|告诉我|讲讲|啥意思|区别",
    "吗|么|呢|不|呀|没有 $",
    "是 ~ 还是",
    "还是 ~ $",
]);

/// What somebody has in mind to do.
pub static INTENDED: Phrases = Phrases::new(&[
    "would|want|wants|plan|plans|planning|need|needs|going|intend|intends|about|prepare|preparing|id ?like to ~ run|move|moving|migrate|delete|deleting|remove|shut|shutting|switch|replace|upgrade|test|reset|wipe|restart|reboot|rotate|merge|split|import|export|simulate|stop|close|clear|purge|drop|change|disable|turn|block",
    "need|want|looking-for|looking ?for instructions|guidance|steps|advice|a-procedure|help ?with ?on ?for",
    "想|要|准备|打算|计划|需要|考虑|希望 ~ 删|清|关|停|换|迁|改|升级|演练|重启|重置|导入|导出|合并|下线|切换|模拟|屏蔽|禁",
    "求|需要 ?一 ?个 ?份 操作|步骤|指导|说明|教程",
]);

/// How something would be if it were otherwise: nicer, clearer, handier; or how little somebody likes it as it is.
pub static VALUED: Phrases = Phrases::new(&[
    "useful|handy|nice|neat|nicer|prettier|friendlier|easier|clearer|softer|quicker|shorter|smarter|intuitive|convenient|welcome|overdue|dated|old-fashioned|ugly|cluttered|crowded|wordy|clumsy|natural|fun|lovely|cool|sweet|helpful|better|great",
    "save ?us ?me ?a ?lot ?of ?some time|clicks|work|effort|steps|trouble|typing",
    "for my taste|eyes|liking",
    "bothers|bugs|annoys|irritates ?me ?us ?every ?single ?day that|how|when|because",
    "i ?really ?do ?would miss|prefer|rather|like|love|find|appreciate ?it ?a|an|the|to|if|having|useful",
    "make|makes my|our day|life|lives|job",
    "how|what about a|an|letting|adding|having|making|offering|giving|allowing|showing",
    "you|it might|may|could want|help ?to",
    "when $",
    "会 ?很 ?更 ?比较 ?好 有用|实用|方便|贴心|舒服|顺手|好看|清楚|清晰|直观|好用|省事|友好|人性化|自然|合理|完美|美观|好玩|快捷|轻松",
    "更|太|很|挺|比较 舒服|顺手|好看|直观|省事|友好|人性化|自然|合理|完美|美观|好玩|贴切|柔和|亲切|实用|方便|有用",
    "大|小|快|慢|亮|暗|软|短|长|多|少|亲切|柔和|简洁|醒目 一点|点|些 ?会 ?就 ?更 ?吧",
    "能 ?省 省|少 ?不 ?我 ?们 ?好 ?多 ?很 事|点|步|时间|功夫|麻烦",
    "不习惯|过时|翻新|老气|太丑|难看|别扭|怪怪|不美观|杂乱|有点乱|不顺眼",
    "怎么样|如何|可好|行不行|好不好 ?呢 ?呀 $",
    "安排 ?上 ?一下 ?吧 $",
    "很需要|挺需要|一直想要|呼声很高",
]);

/// A wish said as an order.
pub static ORDERED: Phrases = Phrases::new(&[
    "^ ?please ?just ?maybe let|allow|give|add|make|show|support|offer|provide|bring|put|move|rename|use|include|enable|hide|merge|split|sort|keep|stop|default|replace|remove",
    "^ more|fewer|less|bigger|smaller|native|another|an ?option|a|one ?new ~ please|$",
    "^ ?请 ?麻烦 ?希望 ?建议 ?最好 ?能 ?可以 让|允许|给|把|加|增加|配|换|改|出|做|搞|来|多|支持|提供|开放|隐藏|默认|只 ~ $",
]);

/// What is wanted is to know.
pub static TO_KNOW: Phrases = Phrases::new(&[
    "explain|describe|clarify|tell|show|advise|confirm ?to ?me ?us ?please the|how|what|whether|why|difference|if|where|which",
    "to ?really ?please know|understand|learn|hear|see ?how ?what|whether|if|which|where|when|how|why",
    "know|understand|wonder|explain how|what|whether|if|which|where|when|why",
    "想|希望|请|能 ?能 ?够 ?给 ?我 知道|了解|问|搞清|弄清|讲讲|说明|解释|指导|告诉",
]);

/// What something is done for.
pub static PURPOSE: Phrases = Phrases::new(&[
    "so that",
    "so ~ next|future time|again|$",
    "in order to|not",
    "next|another time",
    "in ?the future",
    "免得|以免|省得|以便|下次|今后",
]);

/// A wish, in wider words than a rule dares to read.
pub static WISHED: Phrases = Phrases::new(&[
    "still|yet no|not ?a ?any ?support",
    "article|docs|documentation|guide|manual|page|tutorial|example|readme|help ~ mentions|mention|says|say|refers|describes|shows|claims",
    "icon|label|button|logo|font|text|wording|color|colour|name|title|sentence|menu ~ looks|look|reads|sounds|confus*|misleading|mixed|unclear|afraid|odd|strange",
    "mixed ?all up",
    "small|minor|tiny thing|remark|nitpick|nit|detail",
    "都什么年代|居然|竟然|到现在 ~ 没有|没|不支持",
    "图标|按钮|文案|字|标签|菜单|说明|首页|名字 ~ 像|混|统一|不敢|误导|歧义|看成|别扭|写的",
    "could|can|would|should|why ?not ?you ?we ?it ?the ~ also|too|remember|as-well|either",
    "why not|no|isnt|arent|doesnt|dont",
    "have ?you ?ever thought|considered",
    "extra|pay ?extra for",
    "为什么|怎么|干嘛 ?就 不|没有|没|还 ~ 呢|吗|$",
    "也 ~ 进去|上|支持|显示",
    "有 ?个 ?一 ~ 就 好|方便|更 ?好 ?了",
    "would|could|should|might|ought|id|wish|wishes|hope|prefer|love|please|maybe|perhaps|consider|idea|request|suggest*|propos*|vote|voting|wish ?be ?love ?like ?prefer ?really",
    "^ allow|add|provide|support|offer|let|make|show|include|give|bring|introduce|implement|enable|improve|rename|more|consider|maybe|feature",
    "feature|improvement|enhancement|wishlist|roadmap|plans|plan|cents ?idea ?request",
    "any|are|have|is ?there ?you plans|plan|planned|chance|thought|considered ?about ?of ?to ?for",
    "please $",
    "nice|great|good|cool|handy|helpful|useful|better|nicer|easier|appreciated|awesome|natural|odd ?to ?if ?when ?have",
    "why is there ?still no",
    "cant|couldnt|wouldnt|why ?dont|not you|it|we|there ?guys",
    "missing|typo|misspelled|misspelling|spelling|mistake|confus*|unclear|outdated|deprecated|old|hard ?from ?to ?in ?the ?on ?read ?docs ?manual",
    "docs|documentation|manual|handbook|readme|guide|chapter|page|wording|label|tooltip|screenshot|screenshots|font|colour|color|colors|contrast|theme|skin|skins|dark ?mode",
    "too long|small|big|loud|bright|dark|aggressive|many|wordy",
    "希望|建议|期待|盼|提议|提个|想法|但愿|功能建议|最好|应该|应当|求|要是|如果 ?能 ?可以 ?有",
    "要是|如果|能|有|可以|支持 ~ 就 好了|好",
    "就更好|更好|更自然|更直观|更贴切|更方便|就方便|会好|好查|省事|省心|完美|多好|合理|挺好|方便多|省 ?我们",
    "吧|呗|嘛|一下 $",
    "能不能|能否|可不可以|可以|能 ?给 ?让 ?把 ?也 ?再 加|增加|改|换|出|支持|调|做|放|设|记住|提供|多|让|上|搞|优先|选",
    "会|有没有|有 ?计划 ?打算 ?考虑 ?过 出|上|考虑|做|支持|推出",
    "增加|新增|加上|加个|来个|来点|搞个|多来点|出个|做成|做个|换成|换个|换一套|改成|改改|改了|调高|调大|调小|提供|支持",
    "怎么|为什么 ?到 ?现在 ?还 ?都 没有|不能|不支持|不显示|没",
    "不能|就不 ?给 ?能 放|加|做|有|搞",
    "太 啰嗦|长|小|大|刺耳|亮|暗|丑|难看|复杂|多|费劲|挤|密",
    "文档|手册|说明|教程|帮助|示例|例子|截图|错别字|链接|文案|按钮|标签|字号|字体|颜色|皮肤|界面|图标|主题|配色|提示音|老界面|旧界面|章",
    "不好看|看不懂|看着|别扭|怪怪的|不直观|费劲|喜欢|差一个|缺|就差|加钱",
    "夜间|深色|暗色|暗黑 ?模式 ?主题",
    "+1",
]);

/// What says nothing about the world: rank, haste, temper.
pub static NEUTRAL: Phrases = Phrases::new(&[
    "urgent|urgently|urgency|asap|immediately|immediate|emergency|critical|priority|p0|p1|p2|s1|sev1|sev-1|severity|escalate|escalation|escalated|highest|important|now|disaster|nightmare|fire|quick|quickly",
    "ceo|cto|cfo|coo|boss|director|manager|president|chairman|founder|owner|vp|head|intern|chief|executive|lawyer|minister",
    "please|kindly|thanks|thank|hi|hello|hey|dear|regards|sorry|morning|good",
    "fucking|fuck|wtf|damn|shit|crap|hell|stupid|idiotic|furious|angry|useless|garbage|pathetic|ridiculous|unacceptable|absolutely|absurd",
    "紧急|加急|特急|急|火速|立即|立刻|马上|尽快|赶紧|十万火急|火烧眉毛|优先级|最高|一级|p0|p1|严重|升级处理",
    "董事长|总监|老板|领导|总裁|经理|主任|院长|校长|创始人|负责人|老总|实习生|ceo|cto|cfo",
    "你好|您好|请|麻烦|谢谢|不好意思|打扰|辛苦",
    "垃圾|气死|火大|气死人|什么破|破玩意|他妈|妈的|卧槽|废物|搞什么|受不了|忍无可忍",
]);
