//! The two things that are never a detail, by their parts: what others must not see or do, and what must not be gone.
//! In the notation of `words::phrases`; the parts may stand anywhere in a sentence.

use crate::domain::words::{Phrases, Words};

/// What belongs to somebody.
static OTHERS: Phrases = Phrases::new(&[
    "classmates|teachers|parents|neighbours|neighbors|strangers|competitors|colleagues ?private ?personal grades|files|messages|salaries|photos|exams|data|records|calendar|mails|accounts|chats",
    "of ?their|his|her|our|the classmates|teachers|colleagues|neighbours|neighbors|competitors|parents|families",
    "老师|同学|家长|同事|邻居|领导|竞争对手|孩子 ?们 的 ?私人 文件|成绩|消息|工资|照片|试卷|资料|聊天|邮件|日程|账号|画面",
    "other|others|another|anothers|different|wrong|foreign|someone|somebody|strangers|random|unrelated ?of ?an ?the ?registered ?paying patient*|customer*|user|users|hospital*|clinic*|school*|family|families|shop*|branch*|house*|classmate*|teacher*|parent*|pupil*|tenant*|compan*|organi*|team*|person|persons|people|peoples|client*|student*|member*|neighbour*|neighbor*|account*|workspace*|merchant*|employee*|famil*|household*|elses|else|visitor*|visitors|school*|passenger*",
    "others|strangers|neighbours|neighbors|elses|anothers ?private ?personal messages|data|photos|invoices|orders|files|chats|records|names|details|cameras|accounts|feeds|history",
    "of|from|by|to our|my|the neighbours|neighbors",
    "customer|client|company|tenant|user a|b|x|1 ~ customer|client|company|tenant|user b|c|y|a|2",
    "each others|other",
    "别|其他|其它|另一|另外|不同|隔壁|邻居|陌生|人家 ?个 ?的 ?一 ?家 ?位 ?名 人|医院|学校|门店|分店|公司|班|病人|患者|顾客|买家|卖家|家长|学员|粉丝|旅客|居民|客户|用户|租户|公司|企业|同学|学生|家|商户|商家|员工|乘客|会员|账号|单位|团队|玩家|主播|业主|住户",
    "别人|人家|他人|邻居|陌生人|外人",
    "甲|a ?公司 ?客户 ?租户 ~ 乙|b",
]);

/// It comes before somebody's eyes.
static SEEN: Phrases = Phrases::new(&[
    "have|has|had|got|gained|get access",
    "能|可以|突然 ?能 打开|看|查|读|进|下载|访问",
    "see|sees|saw|seeing|show|shows|showing|shown|display*|appear*|visible|open|opens|view|views|access*|read|reads|land|lands|landing|landed|arrive*|receive*|get|gets|getting|deliver*|sent|leak*|mixed|swapped|exposed|download*|find|finds|found|inside|into|logged ?in",
    "told|tells|telling|revealed|reveals|disclosed|gave|gives|handed|mailed|emailed|texted|messaged ~ address|number|phone|name|data|order|invoice|record|records|details|mail",
    "看到|看见|看得到|能看|显示|出现|带着|带了|包含|写着|里面是|变成|跑到|发到|收到|串到|查到|搜到|访问|进到|打开|可见|混|串|翻到|登录之后|是|下载到",
]);

/// What must stay secret.
static SECRET: Phrases = Phrases::new(&[
    "password*|credential*|token|tokens|secret|secrets|private|personal|confidential|sensitive|payroll|salary|salaries|passport*|keys|ssn|iban",
    "api|admin|access|root|private|signing|secret key|keys",
    "customer|user|client|patient|employee|member|medical|health|card|credit|bank|account|contact ?s data|database|list|lists|record|records|email|emails|details|numbers|information|names|addresses|files|photos|contracts|documents",
    "密码|密钥|令牌|凭证|token|身份证|手机号|银行卡|卡号|病历|化验单|隐私|工资|薪资|住址|地址|通讯录|名单|客户资料|用户资料|客户数据|用户数据|用户信息|客户信息|个人信息|合同|聊天记录|邮箱|源代码|源码|私钥|照片|人脸",
]);

/// It is out in the open.
static PUBLIC: Phrases = Phrases::new(&[
    "public|publicly|published|forum|forums|darknet|darkweb|internet|google|github|pastebin|telegram|twitter|posted|leaked|leak|leaks|exposed|dump|dumped|stolen|sold|for-sale|searchable|unprotected|unauthenticated",
    "dark web",
    "without ?a ?any ?being password|login|authentication|auth|logging",
    "anyone|everybody|everyone|strangers can",
    "for sale",
    "公开|公网|外网|网上|论坛|暗网|挂到|挂在|贴到|发到网|流出|外流|泄|被盗|被偷|卖|曝光|被传|群里|github|百度|搜索引擎|谁都能|任何人都能|未授权|裸奔|不用登录|免登录",
]);

/// Who has no business there.
static INTRUDER: Phrases = Phrases::new(&[
    "unknown|strange|suspicious|unauthorised|unauthorized|foreign|unfamiliar|rogue|fake|unexpected|malicious login|logins|ip|ips|address|user|users|device|account|accounts|admin|admins|process|person|people|country|session|sessions|key|keys|transfers|script",
    "someone|somebody|attacker*|hacker*|intruder*|stranger|strangers|thief|criminal*|scammer*|spammer*|bot|bots|botnet|ex-employee|ex-colleague|fired|sacked|former",
    "ex|former employee|colleague|contractor|admin|partner|developer",
    "contractor|employee|admin|colleague|person who|that left|quit|was",
    "who|that left ?us ?the ?last",
    "ip|ips|login|logins from ?an ?a abroad|russia|china|overseas|another|unknown|foreign",
    "did not|didnt|never ?we ?i create|created|authorise|authorize|make|made|order",
    "有人|陌生|不明|可疑|异常|离职|外包|黑客|攻击者|境外|外人|前员工|被开除|内鬼|冒充|假冒|假|骗子",
    "不是 ?我 ?们 ?的 ?自己 操作|干|建|改|登|发",
]);

/// What they do there.
static ACTS: Phrases = Phrases::new(&[
    "add|adds|added|adding|invite*|inviting|grant*|promot*",
    "加|添加|拉|邀请|登着|登录着|在线|赋权 ?了 用户|账号|管理员|权限|人|$",
    "took|taken|takes|taking over",
    "stream*|post*|spam*|scam*|impersonat*|publish*|phishing",
    "抢走|霸占|盗走|诈骗|钓鱼|群发|冒充|发布|直播|播|挟持",
    "delete*|deleting|wip*|eras*|export*|download*|chang*|creat*|modif*|steal*|stole|stolen|transferr*|encrypt*|access*|logged|logging|logs|log|signed|read|reading|copy*|sending|sends|sent|got|gets|getting|gain*|took|taken|obtained|used|using|uses|abus*|withdr*|buy*|bought|disabl*|reset*|installed|flood*|scrap*|still ?has",
    "删|导|下载|改|新建|转走|转账|偷|盗|拿|登录|登陆|登进|进了|进来|拷|复制|提权|操作|加密|重置|刷|群发|关掉|拉走|爬|发 ?广告|还有 ?root|还有 ?管理",
]);

/// An attack by its name.
static ATTACK: Phrases = Phrases::new(&[
    "ransomware|ransom|bitcoin|hacked|hacker*|breach|breached|compromised|hijack*|phish*|malware|trojan|backdoor|botnet|ddos|exfiltrat*|defaced|injected|exploited|exploit|takeover|intrusion|infected|spyware|skimmer|keylogger|cryptominer",
    "sql|code|script|command|remote injection|execution",
    "under|being|are|is|been ?now ?currently attack|attacked|targeted|flooded",
    "勒索|比特币|被黑|入侵|黑客|挂马|木马|后门|注入漏洞|被人利用|被利用|被注入|撞库|拖库|脱库|爆破|盗刷|盗号|劫持|篡改|中毒|挖矿|提权|被攻击|攻击我们|遭攻击|钓鱼|被爬|肉鸡|ddos",
]);

/// What is kept for somebody.
static KEPT: Phrases = Phrases::new(&[
    "data|database|databases|table|tables|row|rows|record|records|file|files|document|documents|message|messages|history|ticket|tickets|order|orders|account|accounts|customer|customers|project|projects|mail|mails|mailbox|mailboxes|photo|photos|recording|recordings|volume|repository|repositories|wallet|balance|balances|contacts|notes|backup|backups|snapshot|snapshots|bookings|reservations|progress|saves|inventory|patients|transactions|ledger|logs|uploads|collection|workspace",
    "数据|数据库|表|库|记录|文件|文档|消息|历史|工单|订单|账号|帐号|账户|客户|项目|邮件|邮箱|照片|录音|录像|卷|仓库|钱包|余额|联系人|笔记|备份|快照|资料|病历|预订|存档|进度|库存|流水|交易|会话|群|知识库|作业|成绩|图纸|合同",
]);

/// It is there no more.
static GONE: Phrases = Phrases::new(&[
    "charged|billed|debited again|twice|repeatedly|multiple|several",
    "撤销不了|无法撤销|还原不了|反复扣款|重复扣款|多次扣款",
    "gone|lost|vanish*|disappear*|wiped|wipes|erased|deleted|zero|zeros|empty|emptied|missing|corrupt*|overwritten|overwrote|unrecoverable|destroyed|dropped|truncated|purged|unreadable|damaged|garbage|scrambled|removed|reset|blank",
    "cannot|cant|couldnt|can|not|never|no|doesnt|nowhere ?be ?longer ?to ?not found|find|restore|restored|recover|recovered|recoverable|retrieved",
    "booked|charged|paid|executed|counted|transferred twice|double",
    "不见|没了|丢|消失|清空|删了|被删|删光|删掉|删错|清错|清掉|损坏|坏了|空的|变空|变成空|覆盖|找不到|找不回|恢复不|归零|清零|变零|变成零|乱了|没有了|全没|毁|格式化|抹掉|截断",
    "一 条|个|张|封 ?工单 ?数据 ?记录 都 没",
    "记 ?账 ?了 两|2 次|遍|回",
    "重复 扣款|入账|扣费|转账|记账",
    "余额 ~ 不对|错|乱",
]);

/// It cannot be opened, which need not mean that it is gone.
static SHUT: Phrases = Phrases::new(&[
    "cannot|cant|couldnt|can|not|never|no|doesnt|nowhere ?be ?longer ?to ?not read|open",
    "读不出|打不开",
]);

/// Nothing to get it back from.
static NO_WAY_BACK: Phrases = Phrases::new(&[
    "backup|backups|snapshot|snapshots|restore|rollback|recovery|rolling-back ~ fail*|corrupt*|empty|overwr*|not|missing|broken|useless|gone|too|damaged",
    "no|without ?any ?a ?usable backup|backups|snapshot|way-back|copy",
    "cannot|cant|couldnt|can|not|doesnt|wont|unable ?be ?not ?to ?anything restore|restored|recover|recovered|recoverable|retrieve|rollback|undo",
    "find|found ?them ?it anywhere|nowhere",
    "备份|快照|回滚|恢复|还原 ~ 没有|没|失败|不了|不出|空|坏|覆盖|不回|丢",
    "没 ?有 ?做 备份|快照",
    "找不回|恢复不|回不去|还原不",
]);

/// Returns whether somebody sees or does what they must not.
pub(super) fn breached(words: &Words<'_>) -> bool {
    words.has(&ATTACK)
        || (words.has(&OTHERS) && words.has(&SEEN))
        || (words.has(&SECRET) && words.has(&PUBLIC))
        || (words.has(&INTRUDER) && words.has(&ACTS))
}

/// Returns whether what was kept is gone, or cannot be opened.
pub(super) fn gone(words: &Words<'_>) -> bool {
    words.has(&KEPT) && (words.has(&GONE) || words.has(&SHUT))
}

/// Returns whether what was kept is gone, and not only shut.
pub(super) fn lost(words: &Words<'_>) -> bool {
    words.has(&KEPT) && words.has(&GONE)
}

/// Returns whether there is nothing to get it back from.
pub(super) fn no_way_back(words: &Words<'_>) -> bool {
    words.has(&NO_WAY_BACK)
}
