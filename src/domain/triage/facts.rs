//! The wordings that triage takes for facts, in the notation of `words::phrases`. Wordings only: what follows from
//! them is decided in the parent.

use crate::domain::words::Phrases;

/// Everybody, everything, the whole.
pub static EVERYONE: Phrases = Phrases::new(&[
    "all|every|each|any|none|no|most|almost|nearly|entire|whole|complete ?of ?all ?every ?our|the|my|your|these|those ?of|single|other ?our ?1*|2*|3*|4*|5*|6*|7*|8*|9* ?live|production|incoming|customer|client|end|paying|web|mobile|api|registered|remote user|users|customer|customers|client|clients|people|person|member|members|team|teams|company|companies|office|offices|request|requests|traffic|call|calls|node|nodes|server|servers|service|services|message|messages|mail|mails|emails|order|orders|payment|payments|channel|channels|room|rooms|api|apis|endpoint|endpoints|login|logins|connection|connections|region|regions|site|sites|website|websites|store|stores|shop|shops|instance|instances|pod|pods|mount|mounts|agent|agents|employee|employees|staff|device|devices|stream|streams|session|sessions|account|accounts|tenant|tenants|organization|organisation|cluster|clusters|platform|system|systems|environment|transaction|transactions|checkouts|uploads|jobs|routes|viewers|students|subscribers|branches|page|pages|host|hosts|database|databases|query|queries|push*|notification|notifications|data|backends|visitor|visitors|department|country",
    "everyone|everybody|nobody|noone|no-one|everywhere",
    "no one|body|user|customer|client can|could|is|gets|receives|has|in",
    "not ?a|one single ?one ?user|customer|person|request ?is|can|gets",
    "no|not|cant|cannot|isnt|arent ~ anyone|anybody|any user|anywhere",
    "user*|customer*|callbacks|request*|call*|order*|payment*|message*|node*|server*|service*|login*|connection*|site*|api*|app*|client*|job*|pod*|endpoint*|upload*|stream*|team*|region*|people|we|they are|is|have|has|just ?now all",
    "user*|customer*|callback*|request*|call*|order*|payment*|message*|node*|server*|service*|login*|connection*|site*|api*|app*|client*|job*|pod*|endpoint*|upload*|stream* all",
    "100 percent|%|of",
    "live traffic",
    "whole|entire|complete ?our|the company|site|platform|system|office|team|service|cluster|fleet|business|app|application|product|department|school|hospital|region|network|backend|datacenter|environment|organization|organisation",
    "thousands|hundreds|millions|dozens of",
    "business|sales|production|operations|work|trading ?has|have|is|are ?completely stopped|halted|stops|standing|standstill|blocked",
    "所有|全部|全体|每个|每一个|任何|各个|一切 ?的",
    "全公司|全员|全网|全国|全校|全站|全线|全厂|全院|整个|整体|大面积|大批|大量用户|大量客户|大家都|全都|都 全|百分之百|100%|无一例外",
    "全公司|全员|全网|全国|全校|全站|全线|全厂|整个|大面积|大批|大量 用户|客户|请求|订单|公司|平台|系统|集群|网站|服务|部门|团队|办公室|业务|站点",
    "全公司|全员|全网|全国|全校|全站|全线|全厂|全院|大面积|大家都|全都|无一例外",
    "用户|客户|人|服务|节点|机器|接口|请求|流量|订单|消息|群|设备|终端|员工|门店|学生|老师|客户端|站点|业务|页面|主播|观众|支付|交易|账号|app|网关|实例 ?们 ?现在 ?已经 都|全|全部|全都|均|无一",
    "没有 ?一 ?个 ?任何 人|用户|客户|请求 能|可以",
    "没人|谁都|谁也|任何人 ?都 ?也 能|不|无法|没|登|用|打|连|收|发",
    "全 挂|丢|崩|断|部|停|瘫|完|不|失败|超时|宕|炸|掉线|报错",
    "生产|线上 流量",
    "完全|彻底 不可用|不能|无法|中断|瘫痪|停|挂|用不了|打不开|没有|连不上",
]);

/// Something fails.
pub static TROUBLE: Phrases = Phrases::new(&[
    "lost|loses|losing|no|without contact|connection|signal|power|sound|picture|image|network|sync",
    "disconnected|cut-off|locked|idle|stranded|charged ?again ?twice ?repeatedly",
    "失联|断了|断联|断开|断电|断网|联系不上|没信号|没画面|没声音|打不出|出不来|走不了|播不了|停着|撤销不了|干不了",
    "反复|重复|多次 扣款|扣费|收费|扣钱|登出|弹",
    "white|empty|blank|black|grey|error|frozen page|screen|pages|screens|response|responses|result|results",
    "rate|approval|approvals|success|availability|uptime|throughput|conversion|traffic|sales|revenue|orders ?is ?are ?at ?now ?fell ?to ?dropped ?down 0|zero",
    "decline|declines|declined|refusal|rejection|rejections|unpaid|silence|standstill|blackout",
    "成功率|通过率|可用率|完成率|转化率|流量|销量|订单量 ?现在 ?已经 ?是 ?为 ?降到 ?掉到 ?只有 0|零",
    "down|offline|outage|unreachable|unavailable|inaccessible|dead|crash*|hang|hangs|hung|hanging|stuck|frozen|freeze*|vanish*|disappear*|broken|broke|fail|fails|failed|failing|failure|failures|stopped|stops|timeout|timeouts|lost|loses|losing|corrupt*|wrong|wrongly|slow|slower|slowly|laggy|sluggish|degraded|dropped|dropping|drops|bug|buggy|glitch*|garbled|duplicated|missing|delayed|delay|delays|intermittent*|random|randomly|flaky|unstable|leak|leaks|leaking|black|silent|panics|segfault*|oom|oomkilled|loop|looping|restarts|restarting|blank|ignored|rejected|denied|refused|expired|unauthorized|unresponsive|errors|error|exception|exceptions|overloaded",
    "time|times|timing|timed out",
    "not|never|cant|cannot|couldnt|wont|doesnt|dont|didnt|isnt|arent|unable|impossible|nobody|none|no|hardly ?one|longer|able|to|be|can|being|possible|is|anyone|any|user|customer|ever|always|properly|currently ?to ?be ?been work*|load*|open*|start*|connect*|sign*|log|login|logged|deliver*|arrive*|reach*|respond*|receive*|send|sent|sending|get|getting|got|access*|complete*|finish*|save|saved|show|shows|update*|appear*|upload*|download*|play|run|runs|running|apply|take|return|returns|use|used|sync*|process*|pay|order|see|call|join|do|given|resolve|boot|come|respected|ring",
    "has|have not run|worked",
    "nobody|no-one|none ?body ?in|of ?our|the|us ~ can|could|is|gets|receives|works|has",
    "no one|user|customer|client ~ can|gets|receives|works",
    "logged|kicked|locked|signed out",
    "takes|took|taking|needs ~ seconds|minutes|long|longer|forever|hours",
    "exits|exit|dies|died|aborts|killed",
    "return|returns|returned|returning|get|gets|got|getting|with|status|error|code|http|says|answer|answers|give|gives|see|seeing ?a|an|only|http|status|code|error|errors|the|all 400|401|403|404|408|413|429|499|500|501|502|503|504",
    "500|502|503|504 error*|for|from|on|everywhere|bad|gateway|service|internal|since|now",
    "goes|went|gone|going wrong|down|missing|away|blank",
    "does|did|do|is|are not|nothing ~ work*|load*|open*|start*|respond*|reach*|deliver*",
    "still|keeps|keep|kept fail*|crash*|disconnect*|drop*|restart*|spinning|loading|failing",
    "disconnect*|refuse*|reject*|read|reads as ?zeros|zero|garbage",
    "from ~ to ~ mb/s|ms|seconds",
    "挂|崩|瘫|宕|炸 了|掉|溃|痪|机|死|在",
    "全挂|挂掉|宕机|崩溃|瘫痪|不可用|中断|起不来|启动不了|启动失败|无法启动|打不开|进不去|登不上|登录不了|登陆不了|登录不上|连不上|连接不上|访问不了|无法访问|无法登录|无法连接|发不出|发不了|发送不了|收不到|接不到|用不了|不能用|不好使|卡死|卡住|卡顿|卡在|卡了|很卡|死机|死循环|黑屏|白屏|花屏|闪退|掉线|离线|断线|断开|断流|超时|失败|报错|出错|异常|故障|错误|丢失|丢了|全丢|不见了|消失|没了|损坏|乱码|错乱|不生效|失效|没生效|无效|没反应|没响应|无响应|不响应|不工作|oom|内存溢出|变慢|很慢|特别慢|太慢|非常慢|缓慢|慢得|延迟|回音|杂音|重复扣|重复收|扣了两次|抖动|丢包|空间不足|磁盘满|坏了|不同步|不更新|不显示|显示不|加载不|播放不了|看不到|看不了|上传不了|下载不了|下单不了|付不了|支付不了|不对|有误|有问题|出问题|不正常|不准|不及时|不稳定|误报|重启|被打爆|被拒绝|拒绝|停了|停摆|停止|过期",
    "不能|无法|没法|没办法|不可以|都不能 ?正常 ?再 登|连|访|打|发|收|用|使|加|下|支|上|播|保|看|提|进|启|工|同|更|注|播|通|创|编|读|写|恢|响|推",
    "登|连|打|发|收|上传|下载|访问|加载|保存|提交|创建|支付|下单|推送|同步|启动|播|看|进|用|刷|注册|读|写|拉 不 了|上|到|出|动|开|去|来|进|起|成功",
    "登录|连接|访问|加载|保存|提交|创建|支付|下单|推送|同步|启动|注册|播放|显示|页面|使用 不|不了|没",
    "报|返回|提示|出现|全是|都是|一直|全部|接口|变成 ?了 ?了 ?http ?错误 ?码 400|401|403|404|408|413|429|499|500|501|502|503|504",
    "500|502|503|504 错误|了|全",
    "cpu|内存|负载|磁盘 ?使用率 ?一直 ?都 ?到 ?了 100|打满|爆|飙升|过高|跑满|满",
    "一直|不停 ?地 ?在 重启|转圈|循环|掉|断|loading|卡",
]);

/// What a product does without a connection: no outage, whatever its name.
pub static OFFLINE_USE: Phrases = Phrases::new(&[
    "offline file|files|mode|access|use|usage|copy|copies|reading|viewing|editing|maps|map|install*|package|packages|docs|documentation|license|licence|activation|backup|backups|sync|support|version|content|cache|folder|folders|documents|playback|download*|editor|notes|music|storage|reader|player",
    "available|use|using|used|work|works|working|access|accessed|read|edit|keep|save|saved|view|listen|watch|play|open|make|made|store|stored ?them ?it ?this ?the ?my ?a ?for ?of ?whole ?file ?files ?folder ?documents ?notes ?when offline",
    "file|files|folder|folders|maps|documents|photos|music|notes|pages offline ?on ?for ?my ?an ?the android|ios|ipad|iphone|mac|macos|windows|web|mobile|laptop|tablet|phone|device|$",
    "^ ?ipad ?iphone ?android ?ios ?mac ?windows ?web ?files ?file ?folder ?folders ?maps ?music offline $",
    "离线 ?时 ?地 使用|文件|模式|访问|下载|安装|缓存|阅读|编辑|地图|播放|可用|文档|查看|同步|版|激活|浏览|听|看|包|用|保存|存",
    "可以|能|怎么|如何|支持 ?不 ?能 离线",
]);

/// Down, not merely failing.
pub static OUTAGE: Phrases = Phrases::new(&[
    "down|offline|outage|unreachable|unavailable|inaccessible|dead|halted|standstill",
    "crash*|hang|hangs|hung|stuck|unresponsive ?and|at|in|on ?every|all|everything",
    "not|wont|cannot|cant|doesnt ?be ?come start|reachable|up|available|respond|responding|accessible|boot",
    "全挂|都挂|挂了|挂掉|宕机|罢工|崩溃|瘫痪|不可用|中断|起不来|启动不了|停摆|停了|打不开|连不上|登录不了|登不上|进不去|无法访问|访问不了|无法登录|无法使用|用不了|全部失败|全部超时|崩了|瘫了",
]);

/// Where the work is done.
pub static PRODUCTION: Phrases = Phrases::new(&[
    "production|prod|live ?traffic|system|site|service|environment|cluster|server|event|stream|users|customers",
    "live ?traffic|site|system|environment|customers|users|event|stream|broadcast",
    "生产|线上|正式环境|正式服|现网|生产环境|直播中|营业中|大促",
]);

/// A whole service named as down.
pub static SERVICE_DOWN: Phrases = Phrases::new(&[
    "?our|the|whole|entire|your|my|this|main ?whole|entire|main|production|live|primary|web|chat|mail|api|payment|login ?web site|website|server|servers|cluster|service|services|system|systems|platform|gateway|app|application|api|login|backend|database|shop|store|network|checkout|product|portal ?has|have ?is|are|went|goes|just|been|gone ?again|completely|totally|fully|now|still|currently|all|gone|been down|offline|unreachable|unavailable|inaccessible|dead",
    "completely|totally|fully|entirely down|offline|unavailable|unreachable|broken|dead",
    "total|complete|full|major|massive|widespread outage|failure|blackout|breakdown",
    "everything ?is|has|just|went|stopped|of ?ours ?is|completely|been down|offline|broken|dead|stopped|crashed|failing|fails|working",
    "we ?are|have ?completely|a|an ?total|major|complete ?production down|offline|outage",
    "orders|payments|checkout|login|logins|signups|sales|transactions|purchases|bookings ?is|are cannot|cant|impossible|stopped|blocked ?be ?been ?completed|placed|processed",
    "服务|系统|网站|平台|集群|网关|站点|业务|数据库|线上|生产|服务器|机房|应用|后台|app|主站|官网 ?现在 ?环境 ?已经 ?突然 ?又 ?全 ?都 ?完全 ?彻底 ?整体 挂了|挂掉|挂了|宕机|崩溃|崩了|瘫痪|瘫了|不可用|中断|起不来|停摆|全挂|打不开了|访问不了|无法访问|连不上了|停了|炸了",
    "完全|彻底|整体|全面 不可用|瘫痪|中断|崩溃|挂|宕|无法使用|用不了|访问不了|打不开|停摆",
    "全挂|全崩|全瘫|全线崩溃|全站 ?了",
    "业务|交易|支付|下单|生产|收银|直播 ?现在 ?已经 ?全部 ?全 ?都 ?完全 中断|停摆|停了|停滞|瘫痪|无法进行",
    "核心 ~ 不可用|中断|失败|瘫痪|超时|挂",
]);

/// Data that is gone.
pub static DATA_LOSS: Phrases = Phrases::new(&[
    "data|message|messages|history|record|records|file|files|customer|customers|backup|backups|database|tables|table|rows|documents|accounts|orders|channels|repositories|volume|mail|mails|photos|contents|settings|configuration|projects ?of|from|in|are|is|have|has|were|was|got|been|being|just|all|half|suddenly|now|and|most|seem|appear|and|they ~ gone|vanish*|disappear*|wiped|erased|lost|corrupt*|zeros|zeroed|missing|deleted|overwritten|unrecoverable|destroyed|encrypted",
    "lost|losing|lose|wiped|erased|deleted|corrupted|destroyed|overwrote|missing ?all|half|most|some|our|the|every|of|customer|user|production|thousands|a|weeks|months|hours ~ data|messages|history|records|files|database|tables|rows|documents|accounts|orders|volume|backups",
    "data loss|corruption",
    "loss of ?customer|user|our|production data|messages|files|records",
    "数据|记录|消息|文件|配置|会话|聊天记录|历史|订单|账号|客户资料|资料|群组|备份|表|库|卷|邮件|照片|内容 ?全 ?都 ?部 ?突然 ?大量 ?被 ?也 ?里 ?的 ?一半 丢失|丢了|全丢|不见了|没了|消失|被清空|清空了|被删|被删除|损坏|全没|读出来是|变成0|被覆盖|丢|恢复不了|被加密",
    "数据|数据库|磁盘|卷 ~ 不见了|丢失|丢了|全丢|没了|被清空|损坏|被删|找不回|清零",
    "丢失|丢了|弄丢|丢 ?了 ?很多 ?大量 ?全部 ?所有 ?部分 ?客户 ?用户 ?的 数据|记录|消息|文件|订单|资料",
]);

/// Somebody sees or does what they must not.
pub static BREACH: Phrases = Phrases::new(&[
    "leak|leaked|leaking|breach|breached|hacked|compromised|hijacked|ransomware|attacker|attackers|hacker|hackers|intruder|intruders|stranger|strangers|exfiltrat*|malware|backdoor|phished ?our|the|customer|user|data|is|are|has|have|credentials",
    "key|keys|data|credentials|token|tokens|secret|secrets|password|passwords|database|source|records ?is|are|was|were|has|have|been ?been stolen|compromised|leaked",
    "we|weve|i|ive|were ?have|got|been|are|just ?just ?been|got hacked|breached|pwned|compromised|hijacked|ransomwared|encrypted",
    "data|emails|passwords|numbers|details|addresses|contracts|recordings ?was|were|are|is|got|have|has|just ?been leaked|stolen|breached",
    "under|being ?active|ddos attack|attacked",
    "unauthorized|unauthorised|illegal access|login|logins|changes|user|users|transfers",
    "someone|somebody|attacker|person|they|bot|unknown|third ?else ?ip|has|have|got|is|party ~ our|the|admin ~ key|keys|password|passwords|token|tokens|secret|secrets|credentials|account|accounts ?right|to",
    "someone|somebody published|posted|pushed|committed|leaked|stole|took|has|obtained ~ key|keys|password|passwords|token|tokens|secret|secrets|credentials",
    "data|messages|files|records|accounts|invoices|orders|chats|conversations|tickets|documents|details|names|profiles ?of|from ?an ?another|other|different|foreign|someone|strangers|unrelated company|companies|tenant|tenants|customer|customers|user|users|else|organization|organisation|workspace|team|accounts",
    "another|other|different|foreign|unrelated companys|tenants|customers|users|organizations|workspaces|peoples|persons|elses|company|tenant|customer|customer's ?private ~ data|messages|files|records|account|accounts|invoices|orders|chats|conversations|documents|details|names|visible|exposed",
    "see|sees|seeing|access|accessed|read|reads|view|open|found ~ other|another|different|foreign tenant*|customer*|compan*|organi*|workspace*",
    "private|personal|customer|confidential|sensitive|internal data|information|messages|files|records|details ?is|are|was|were ?now|being ?publicly visible|exposed|public|leaked|accessible|readable|published",
    "exposed|visible|readable|accessible to ?the ?whole everyone|anyone|public|strangers|internet|world",
    "without ?any ?a ?being password|authentication|authorization|logged ~ see|read|access|open|enter",
    "security incident|breach",
    "泄露|泄漏|外泄|被黑|入侵|被盗|盗号|盗用|被攻击|遭攻击|遭到攻击|正在攻击|黑客|勒索|中毒|木马|后门|越权|撞库|脱库|拖库|被篡改|挂马",
    "有人|别人|陌生人|不明|攻击者|黑客|外人 ?员 ?已经 拿到|获取|盗|偷|登录|登进|进入|使用|用|冒|改|删 ~ 密钥|密码|账号|权限|后台|管理员|服务器|数据|令牌|token|key",
    "密钥|密码|令牌|凭证|token|key|证书 ?已经 ?被 ?人 被 ?人 公开|发到|拿|盗|偷|上传|泄|贴",
    "别的|别人的|其他|其它|另一|另外|另一家|不同 ?个 ?家 租户|公司|企业|客户|用户|单位|组织 ?的 ~ 出现|看到|可见|看见|查到|显示|能看|混|串",
    "看到|看见|能看|查到|能访问|访问到|读到|搜到|串 ?了 ?到 ?了 ?其他 ?它 ?别 ?的 ?人 ?家 ?另 ?一 ?另外 ?一 ?家 ?不同 租户|公司|企业|客户|别人|用户|单位 ?的 ?数据 数据|消息|记录|文件|订单|资料|信息|聊天|后台|会话|账单",
    "see|sees|seeing|read|reads|reading|access|view ~ each|one others|anothers|other",
    "客户|用户|公司|租户|企业|员工|商家|学生 ~ 看到|看见|能看|查到|访问到|读到|搜到 ~ 客户|用户|公司|租户|企业|员工|商家|学生|别人|对方",
    "互相|相互 ?能 ?可以 看到|看见|访问|查看",
    "把|将 ~ 的 病历|聊天记录|订单|资料|地址|手机号|电话|身份证|账单|信息|记录|照片|合同|工资条|邮件 ~ 发给了|发到了|显示给了|告诉了|泄露给|透露给|推送给了",
    "把|将 ~ 客户|用户|别人|他人|其他|别的|顾客|患者|学生 ~ 发给了|发到了|发送给了|显示给了|显示到了|推送给了|推给了|展示给了|寄给了|回复给了|暴露给了 ~ 客户|用户|别人|他人|其他|另|对方|别|陌生|顾客|患者|学生",
    "被 ?人 ?外部 ?恶意 下载|拷走|拖走|盗走|窃取|公开|传到|发到|删库",
    "former|ex|fired|unknown employee|employees|colleague|contractor|admin|administrator|user|ip ~ access|deleting|changing|logging|logged",
    "有人 ~ 批量|正在 ~ 删|改|刷|下载|导出",
    "未授权|未经授权|非法|异常 访问|登录|操作|转账|修改",
    "不用 ?输 ?入 密码|登录 ?就|也|都 ?就|都 能|可以 进|看|访问|查",
]);

/// A part only.
pub static PARTIAL: Phrases = Phrases::new(&[
    "one|single|1|only|some|few|certain|particular|several|couple|minority ?of ?a ?the ?our|my ?these ?of user|users|customer|customers|node|route|routes|channel|room|client|clients|plugin|page|browser|device|endpoint|request|requests|server|region|message|messages|file|of|in|out|account|machine|report|feature|people",
    "some|few|certain|several|a of|few|couple",
    "my|one colleague|coworker|own account|machine|laptop|computer",
    "just|only me|one|my|for|on|in|when|with",
    "percent|every other plugin",
    "一个|一台|某个|某些|个别|部分|单个|少数|其中一|有的|有些|只有|仅|就我|只是我|我自己|有一 ?个 ?台 ?条 ?位",
    "其中 ?有 一|两|几",
]);

/// It could be borne: a way round, a part only, now and then.
pub static RELIEF: Phrases = Phrases::new(&[
    "其他|其它|别|其余|另外|剩下 ~ 好好的|没毛病|没感觉|都好|都行|照常|同步了|导进来了|看得到|搜得到",
    "smaller|larger|bigger|shorter|longer|older|newer|single|short|small|plain ?ones ?files ?pages ?texts ?calls ?messages ?uploads work|works|fine|ok|are|go|load|pass|arrive",
    "by hand|phone|mail ~ works|work|possible|fine|ok|goes",
    "manually ~ works|work|possible|fine|ok|goes",
    "retry|retrying|reload|reloading|refresh|refreshing|restart|restarting|workaround|work-around|rollback|failover|switching|turning|disabling|logging ?it|the|in|on|off|page|again|once ?again ?is|usually|always|then ?a works|helps|helped|work|fixes|repairs|brings|solves|exists|worked|succeeds|succeeded|cures",
    "workaround|work-around|temporarily|workarounds",
    "there is a way|workaround",
    "works|work|loads|rings|fine ?just|still|is|are ?fine|well as|with|in|on|when|after|if|everywhere|expected|elsewhere|fine|ok|again|normally|correctly",
    "but|though|although|while|whereas|however|luckily ?in ?on ?from ?by ?the|our|an|its old|older|previous|former|legacy|classic|other|another|second|alternative|mobile|desktop ~ works|opens|loads|prints|plays",
    "but|though|although|while|whereas|however ?in ?on ?the|our|an|its old|older|previous|former|legacy|classic|other|another|second|alternative|mobile|desktop ~ is|are|still ?still ?all fine|ok|okay|usable|reachable|good",
    "others|rest|other|everything|else|web|all|sending|editing|text|email|mail|desktop|data|calls|reading|chat ?client|app|ones|version|routes|users|else|page|as|side ?is|are|still|seems|json works|work|fine|ok|okay|good|normal|correct|unaffected|rings|arrives|arrive",
    "sometimes|occasionally|intermittent*|sporadic*|rarely|once in|now and then|from time to|randomly ?again",
    "every now|few|couple|so ?and ?hours|days|minutes|often",
    "now and then",
    "by hand|manually for|do|dump|run|restart|instead|repair|as",
    "for now|while|the moment we|i|it|use|using",
    "we|i ?have|now|can|could|just|currently|temporarily moved|switched|rerouted|redirected|bypassed|use|used|restored|rolled|failed ?all|the|our|to|traffic|over|back|from|everything ~ over|back|instead|away|others|other|backup|standby",
    "brings|brought|gives|gave ~ back",
    "about|only|around|roughly of|a few ~ of|percent",
    "repairs|fixes|helps it|this|that ?for",
    "偶尔|有时|有时候|间歇|时不时|不时|时好时坏|断断续续|个别时候|概率性|偶发|不定时|一天|每隔",
    "重试|重登|重新登录|重启|刷新|等|等一会|过一会|过会|清缓存|换 ?个 ?一 ?下 ?之 ?后 ?以后 ?几 ?次 ?浏览器 就好|就行|就可以|可以|又好|能好|恢复|好了|正常|能成功|成功|就能|好",
    "就好了|又好了|就恢复|能恢复|能成功|就正常|就可以了|又正常|又行了|能缓解|就没事",
    "多试 ?几|两 ?次 ?就 ?能 ?可以",
    "绕过|绕开|替代|代替|临时|暂时|先用|先放|切到|切换到|切走|切了|已切|备用|手动|手工|降级|改用|换用|折中 ?方案 ?处理 ?去 ?了",
    "其他|其它|别的|另外|网页|邮件|文字|苹果|安卓|电脑|手机|普通|本地|收|发|读|数据 ~ 正常|没问题|没事|可以|能用|是对的|能收到|不受影响|不影响",
    "不影响 ?使用 ?其他 ?业务 ?用户",
    "旧的|老的|旧版|老版|原来的 ~ 正常|没问题|没事|好用|好的|照常",
    "旧的|老的|旧版|老版|原来的 ~ 能|可以 ?正常 用|打开|进|登|看|导|查|下|提交|访问|使用",
    "旧|老|另一个|另外一个|另一条|备用 ?的 ?那 ?个 入口|页面|接口|后台|系统|客户端|app|通道|线路|站点|域名|网址|地址|界面|控制台|小程序 ?倒 ?是 ?里 ?上 ?还 ?都 ?就 能|可以|正常|没问题 ?正常 $|用|打开|进|登|看|导|查|下|提交|访问|使用|收|发|连|付|接|打|听",
    "用 ~ 就可以|就行|就正常|没问题|能用|正常",
    "关掉|关闭|禁用|回滚|回退|降级 ?它 ?之 ?后 ?就 ?以后 恢复|好|正常|就好|没问题",
]);

/// A way round that was tried and is none.
pub static NO_WAY_ROUND: Phrases = Phrases::new(&[
    "backup|standby|fallback|failover|rollback|restart|restarting|reboot|rebooting|retry|retrying|reload|reloading|refreshing|reinstalling|workaround|work-around ~ no|not|doesnt|dont|didnt|cant|wont|fails|failed|nothing|either|same|dead|down",
    "going|rolled|rolling|switching|switched back|over ~ no|not|doesnt|didnt|wont|fails|failed|nothing|either|same",
    "no|without|nor|neither|any ?known ?other workaround|work-around|workarounds|fallback|alternative",
    "no way around|round",
    "old|older|previous|former|legacy|classic|other|another|second|alternative|mobile|desktop ~ no|not|never|doesnt|dont|didnt|cant|cannot|wont|neither|hardly|barely ?longer ?even ?to ?really works|work|working|open|opens|load|loads|run|runs|start|starts|respond|responds",
    "旧的|老的|旧版|老版|原来的 ~ 不能|不可|不行|不正常|不了|没法|无法|打不开|进不去|登不上|挂|崩|报错|失败",
    "but|and|even|while|though ?the|our old|older|previous|former|legacy|classic|other|another|second|alternative ~ dead|down|broken|either|fails|failing|too",
    "备用|备机|备线|备站|主备|备份|备库|手工|手动|旧版|老版|回滚|回退|重启|重装|重试|刷新|切换|切到|切|绕过|绕开 ~ 也|都|还是|照样|同样 ~ 不|没|一样|同样|失败|挂|崩|瘫|锁|黑|拒绝|无法",
    "没 ?有 ?任何 ?别的 ?其他 办法|替代|退路|绕过|补救",
]);

/// It is over.
pub static RECOVERED: Phrases = Phrases::new(&[
    "false alarm",
    "back to normal",
    "is|are|its|theyre|now|everything|all ?is|are|now|all back ?up ?online|again|now|normal $|and|but|so|now|again|online|up|since|after",
    "is|are|its|now|everything|all ?is|now|all ?back up|online again|now|and",
    "it|everything|all|login|site|system|service|app ?is ?are ?now ?all works|working|runs|running|works ?just ?fine ?normally again|now",
    "works|working fine|normally again|now",
    "it|this|that|everything|service|site|system|we|they ?has|have ?now ?since recovered",
    "is|are|its|thats|has|have|now|already|since ?now ?all ?already ?since ?been ?fully ?completely ?again fixed|resolved|solved|sorted|restored|recovered",
    "was|were|got ?since fixed|resolved|solved|over ~ ago|later|already|meanwhile|afterwards",
    "is|are|its|thats ?now ?all over ?now ?again ?already $|now",
    "we|i|you|they|somebody|someone ?have|has ?already ?since fixed|resolved|solved it|this|that",
    "^ ?but ?and ?now fixed|resolved|solved ?now ?again ?already ?meanwhile $",
    "已|已经|现在|目前|刚刚|又|都|后来|自己|全部 ?已 ?经 ?又 ?都 ?全 ?部 ?完全 ?自动 恢复|正常了|好了|修好|修复了|没事了|解决了|搞定了|过去了",
    "已|已经|现在|目前 ?已 ?经 ?都 ?全 ?部 ?被 修复|解决|正常|搞定 $",
    "恢复了|恢复正常|虚惊一场|误会|误报了|搞错了",
]);

/// What only sounds so: it is waited for, only half done, or said by somebody who was wrong.
pub static UNRECOVERED: Phrases = Phrases::new(&[
    "until|till|unless|before|if|whether|when|once|although|though|supposedly|allegedly|says|said|claims|claimed|told ~ fixed|resolved|solved|sorted|recovered|restored|over|back|normal|online|works|working",
    "not|never|nothing|isnt|arent|hasnt|havent|wasnt|werent|cant|cannot|couldnt ?yet ?be ?been ?being ?all ?fully ?completely ?really ?back fixed|resolved|solved|sorted|recovered|restored|over|back|up|online",
    "half|part|some|most|only|partly|partially ~ fixed|resolved|solved|recovered|restored",
    "没|未|无法|没法|没办法|不能|不会|才能|才会|何时|什么时候|啥时候|多久|怎么|如何|怎样|尽快|赶紧|帮忙|麻烦|需要|等|等待 ?有 ?才 ?能 ?会 ?够 ?你 ?们 ?可以 ?完全 ?自动 ?把 ?给 恢复|修复|修好|解决|正常|好",
    "恢复|修复|解决 ?了 不|无|失败|方案|办法|中|前|之前|出厂|默认|备份|快照|数据|到|出|一半|一部分|部分",
    "说 ~ 恢复|修复|修好|解决",
]);

/// Not where the work is done.
pub static TEST: Phrases = Phrases::new(&[
    "test|testing|staging|stage|dev|development|sandbox|demo|lab|local|qa|uat|preprod|pre-production|non-production|nonproduction|playground|evaluation|trial|home|hobby ?only box|environment|env|server|system|cluster|setup|machine|instance|vm|installation|deployment|site|workspace|tenant|host|node|stack|rig|account|project|lab|network",
    "staging|sandbox|minikube|localhost|homelab|poc|proof-of-concept",
    "in|on|only|my|a|our|for ?our|my|the|a test|staging|dev|sandbox|laptop|lab|local",
    "my laptop|raspberry|homelab",
    "trying ?it|this|things|out ?out|it|firstline|locally",
    "load|stress|chaos|drill|dry test|drill|run|exercise|testing",
    "just|only testing|trying|evaluating|playing|experimenting|a ?drill|test",
    "not ?in ?yet ?a production|live|prod",
    "测试环境|测试机|测试服|测试集群|测试库|测试账号|测试系统|开发环境|开发机|本地环境|本机|本地测试|沙箱|预发|预发布|演示环境|演示|试用|练习|练手|学习环境|虚拟机|压测|演练|个人学习|非生产|不是生产|还没上线|未上线|没上线|自己电脑|我的电脑|我笔记本|我的笔记本|自己笔记本",
    "在|我 ?是 ?在 ?做 ?正在 测试|调试|试用|演练",
]);

/// Production is named as what is not affected.
pub static SPARED: Phrases = Phrases::new(&[
    "production|prod|live ?system|site|service|environment ?is|are|was|works|runs|remains|stays ?still|not|all|completely fine|ok|okay|unaffected|affected|impacted|up|normal|healthy|untouched|good",
    "not|nor|isnt ?on|in|our|the|a production|prod|live",
    "生产|线上|正式 ?环境|系统 ?上 ?都|是|仍|一切|完 ?全 ?有 没|不|正|无|未 ?有 ?受 事|影响|常|问题|碍",
]);

/// A question about how something is done.
pub static HOW_TO: Phrases = Phrases::new(&[
    "how do|can|to|should|could|would|does|is|are|long|often|much|many|did",
    "^ ?and|but|so|also|hi|hello ?please ?when|if where|which|what|can|could|do|does|is|are|should|may|will|would ?i|we|it|there|the|does|is|do|exactly|option|setting|happens|you",
    "where|what|which|when do|does|is|are|did|can|should ?i|we|it",
    "is it|this|there ?a possible|supported|allowed|way|normal|safe|recommended|ok",
    "want|like|need|plan|planning|trying|going|intend|wish|id ?to know|learn|understand|configure|set|build|create|make|change|enable|add|remove|migrate|simulate|test",
    "what did i|we miss|do",
    "怎么|如何|怎样|咋|请问|在哪|哪里|哪个|哪些|是什么|什么意思|多久|多少|多大|有没有办法|有什么办法|有没有什么|为什么 ?才 ?能",
    "能不能|可不可以|能否|可否|是否|是不是|需不需要|要不要|需要|可以|能|会|有|支持|正常的 ~ 吗|么",
    "吗|么 $",
    "想|打算|计划|准备 ?要 ?把 ?给 ?在 了解|知道|问|学|配置|设置|实现|做|换|升级|迁移|模拟",
]);

/// Not the case, only thought of.
pub static HYPOTHETICAL: Phrases = Phrases::new(&[
    "must|should|shall|may|can never|not ?ever go|happen|fail|be|crash|occur|repeat",
    "not|never|dont|avoid ?want ?this|that|it ?to happen ?ever again",
    "绝不能|不能再|不允许|千万别|别再|不想再|杜绝|再来一次|再发生|再出现一次|吸取教训",
    "^ ?what|and|but|so|then|even ?happens|about if|suppose|imagine|assuming|say|when|once|in ?a|the ?case ?all|every|the|our|a|an|production|one|we|users|something|of|that|i|everything|someone",
    "what|how|what's|whats|which if|happens|would|should|will|could|to ?happen|happens|we|i|do|occur ?when|if|do|in ~ down|fail*|crash*|lost|outage|hack*|leak*|breach*|die*|dead|lose|offline|unavailable|break*",
    "would|could|might|may|should|will ?it|this|that|there|we|the|all|users|data ~ happen|be lost|go down|lose|fail|crash|leak|break|cause",
    "in case ?of|the|a|our|we|all",
    "what should|shall|must|can ?our ?the i|we|agents|users|staff|one|you|they|people ?do ~ when|if|once",
    "^ ?hello ?hi ?and do|does|will|would you|it|this|the|your|firstline ~ alert|alerts|notify|notified|notification|send|show|warn|tell|page|inform|react|detect|switch|retry ~ when|if|once",
    "prevent*|avoid*|protect|protecting|guard|prepare|preparing|preparation|drill|simulat* ~ loss|outage|leak*|breach*|downtime|attack*|down|fail*|crash*|hack*",
    "without ?any losing|downtime|data|loss|outage|interruption|taking|breaking|interrupting",
    "afraid|worried|worry|concerned|fear|risk|hypothetical*|hypothetically|theoretical*|theoretically|supposing|scenario|scenarios|planned|planning|plan|plans|maintenance|next week|month|return|returning|block|blocking|deny|denying ~ down|fail*|crash*|lost|loss|outage|hack*|leak*|breach*|all|every|users|503|404|403|maintenance|downtime",
    "如果|假如|假设|万一|要是|倘若|假使|一旦|若是|设想|理论上|担心|害怕|怕|避免|防止|预防|防范|怎么防|以防|会不会|是否会|模拟|演习|演练|计划|打算|下周|下个月|维护期间|维护时|不丢|不中断|不停机|不影响线上",
]);

/// A how-to question that also says that it happens now.
pub static RIGHT_NOW: Phrases = Phrases::new(&[
    "right|just now|went",
    "now ?all|every|everyone|everything|nobody|our|the|production|users",
    "currently|suddenly|since ~ all|every|nobody|everyone|down|offline",
    "production|everything|site|service|we|server|servers|nodes|cluster|system ?is|are ?all ?completely ?now|has|have down|offline|unreachable|crashed",
    "nobody|no-one|everyone|everybody|users|customers ?all can|cannot|cant|is|are|gets|get ~ log|login|access|connect|work|open|pay|out|error*|50*",
    "all ?our ?of ?the ?my users|customers|nodes|services|requests|messages are|cannot|cant|get|fail|failing|have|see",
    "why ~ all|every|nobody|everyone|anyone|everything|down|offline",
    "现在|刚才|刚刚|突然|目前|已经 ?线上 ?所有 ?全部 ?都 ?生产 ?全 ?用户 ?又",
    "全挂了|都挂了|挂了|瘫痪了|崩了|全部失败|全部超时|都打不开|都登录不了|都连不上|全都",
    "所有|全部|大家 ~ 都|全 ~ 了|不|没|失败|超时|报错|50",
]);

/// A question how to get rid of a failure: the failure stands.
pub static REMEDY: Phrases = Phrases::new(&[
    "fix|solve|resolve|repair|recover|debug|diagnose|troubleshoot|why|rid|cause|happening|going",
    "what ?is|could|can|might|else wrong|cause|causing|happening|i|we ?try|check|do",
    "解决|修复|处理|恢复|排查|怎么办|怎么回事|什么原因|原因|为什么|为啥|咋回事|什么情况|咋办",
]);

/// A word about this conversation: a wish for a person, what came of an answer, a choice among what was offered.
pub static ABOUT_TALK: Phrases = Phrases::new(&[
    "want|need|like|get|give|connect|transfer|talk|speak|chat|reach|contact|call|bring ?me ?us ?to ?with ?a ?an ?the ?your ?real ?live ?actual human|person|agent|operator|representative|advisor|staff|consultant",
    "^ ?a ?real ?live human|agent|operator|person|representative|support ?please $",
    "^ ?no ?well ?but ?sorry ?i ?tried none|nothing|neither|not-one ?of ?this|that|these|those|them|it|your|the|what|it ?you ?steps ?links ?pages ?answers ?options ?suggested ?wrote ?said ?works ?work ?helps ?help ?helped ?worked ?fits ?fit ?applies ?apply ?here ?for ?me ?either ?at ?all $",
    "^ ?no ?but ?and ?sorry ?i ?tried that|this|it|they|those|these ?still ?also ?just didnt|doesnt|does|did|dont|do|wont|hasnt|isnt|is|not|never ?not ?really ?quite work|help|solve|fix|worked|helped|working|it ?for ?me ?either ?it ?my ?problem ?at ?all ?here ?anything $",
    "^ ?no ?but still|again ?the not|no|same|nothing|broken ?working ?solved ?fixed ?luck ?problem ?error $",
    "^ ?no|nope|nah ?it ?that ?did ?didnt ?not ?all ?of ?them ?both $",
    "^ ?yes|no|all|both|everyone|nobody ?of ?them ?please $",
    "转|找|要|接|换|联系|叫|我要|请 ?个 ?你 ?们 ?的 ?一下 ?到 人工|真人|活人|客服",
    "^ ?转 人工 ?客服 ?服务 $",
    "^ ?试 ?过 ?了 ?这些 ?这几个 ?以上 ?上面 ?的 都|全|还是|仍然|依然 ?是 不是|不行|没用|不对|没有|不可以|不管用|无效|没解决|不符合 ?啊 ?呀 $",
    "^ ?这 ?个 ?样 ?方法 ?还是 ?也 不行|没用|不管用|没解决|不对 ?啊 ?呀 ?了 $",
    "^ ?还是 不行|没用|没好|没解决|一样|报错 ?啊 ?呀 ?的 $",
    "^ 不是|没有|都可以|都行|全部|都是|都不是 $",
]);

/// What parts an order about the ticket from what it is given for.
pub static GIVEN_FOR: Phrases =
    Phrases::new(&["because|cause|since|please|pls", "as all|every|everyone|everybody|nobody", "因为|由于"]);

/// How bad somebody calls it; what stands beside it is no less a fact.
pub static LABEL: Phrases = Phrases::new(&[
    "p0|p1|sev0|sev1|sev-0|sev-1 ?level ?priority ?incident|issue|ticket|case|emergency",
    "p0|p1 ?级 ?别 ?的 ?故障|事故|事件|问题|工单",
    "priority|severity|prio|sev ?level 0|1|one",
    "一级|特级 故障|事故|事件",
]);

/// A word about the ticket, not about the world.
pub static ABOUT_TICKET: Phrases = Phrases::new(&[
    "^ 我 ?们 是 ~ 董事长|总监|老板|领导|总裁|经理|主任|院长|校长|负责人|老总|创始人|ceo|cto|cfo $",
    "^ ?as ?i ?im ?we ?am ?are a|an|the ~ ceo|cto|cfo|director|manager|head|president|vp|boss|owner|founder|chairman ?and ?this ?has ?highest ?priority $",
    "i|we|im am|are|feel|m|furious|angry|livid ?so ?very ?really ?absolutely ?extremely ?beyond furious|angry|annoyed|frustrated|upset|disappointed|livid|desperate|sick|tired|$",
    "expect|demand|require|want|await|need ?to ?get ?have an|a|your ?immediate ?quick ?clear answer|reply|response|explanation|callback|solution|statement",
    "speak|talk|complain ?directly to|with ?your ?a ?the manager|supervisor|boss|superior|ceo",
    "this|that|it is ?totally ?completely ?absolutely ?simply unacceptable|ridiculous|outrageous|intolerable|inexcusable",
    "^ or|otherwise|else ?else we|i ~ complain|cancel|leave|sue|escalate",
    "^ 否则|不然|要不然 ?我 ?们 ?就 ?要 投诉|退订|退款|起诉|曝光|换",
    "必须|要|得|今天|立刻|马上 给 ?我 ?们 ?个 ?一个 答复|回复|说法|解释|交代|交待",
    "叫|找|让|喊 ?你 ?们 ?的 ?公司 经理|领导|老板|主管|负责人",
    "have|take a ?quick look",
    "put|move|bump|push|treat|handle|count ?me|my|this|it|us ?ticket|case|request|issue ~ top|front|first|as|like|queue|head",
    "把|将 ?我 ?的 ?这 ?个 ?张 单子|工单|问题|会话|请求|事|案子 ~ 排|标|设|定|当|按|算|提|列",
    "排 ?到 ?在 ?我 最前|前面|第一|首位|队首",
    "^ ?please ?can|could|will ?you ?please|just|kindly fix|help|resolve|solve|respond|reply|answer|call|look|check|assist|advise|hurry|escalate|expedite|prioritise|prioritize ?me|us|this|it|into|at|back|up ?with ?it|this|that|matter ?asap|immediately|now|urgently|soon|quickly|fast|today|right ?away|please|possible $",
    "^ ?请 ?麻烦 ?你们 ?帮 ?尽快|赶紧|马上|立刻|立即|抓紧|快|速 ?帮 ?我 ?们 ?给 ?升级 处理|解决|修复|看看|看一下|回复|安排|升级|恢复|跟进 ?处理 ?一下 ?吧 ?下 ?啊 $",
    "mark|set|treat|classify|flag|raise|put|make|label|rate|prioritise|prioritize|consider|handle|escalate|log|file ?this|it|my|the|as|to ?ticket|case|issue|to|as ?a|the ?priority|severity p0|p1|p2|s1|sev1|sev-1|urgent|critical|severity|priority|highest|high|top|blocker|outage|emergency|incident|down|1",
    "^ severity|priority|urgency $",
    "severity|priority|urgency ?is ?to ?level critical|high|highest|urgent|top|max|maximum",
    "severity|priority|urgency is|to ?level p0|p1|1|one",
    "highest|top|high|max|maximum|urgent priority|severity",
    "this|it ?is ?a ?very ?really|extremely|super urgent|critical|emergency|important|p0|p1",
    "ignore ?all|any|your|previous|the instructions|rules|prompt|previous|earlier",
    "标记|设为|设成|标成|标为|定为|定成|算作|升级为|按 ~ p0|p1|最高|一级|紧急|严重|优先级|级别|故障",
    "优先级|严重级别|严重程度|紧急程度 ?是 ?为 ?设 ?成 最高|一级|p0|p1|紧急|高|$",
    "最高|一级|特级|紧急 ?的 优先级|级别|故障处理|处理",
]);

/// A fact denied.
pub static DENIAL: Phrases = Phrases::new(&[
    "users|customers|nobody|people|they|visitors ?has ?have ?do ?does ?dont ?didnt notice*|feel|see|sees ?nothing ?anything ?no ?any ?difference ?it $",
    "用户|客户|大家 ?那 ?边 ?都 ?还 没 ?有 感觉|发现|察觉|影响",
    "nothing|no|not|none|isnt|arent|without ?is|was|a|an|any|really|yet|of|data|user|users|customers|one ?is|are|was broken|down|lost|affected|urgent|outage|loss|problem|impact|leak|breach|incident|impacted",
    "没有|没|无|未|并未|暂未|不 ?造成 ?任何 ?人 ?用户 ?数据 ?实际 ?受 影响|丢失|泄露|故障|中断|损失|受影响|宕机|紧急|着急|急",
]);

/// A wish that something were different.
pub static SUGGESTION: Phrases = Phrases::new(&[
    "how|what about a|an|letting|adding|having|making|offering|giving|allowing",
    "病句|语病|标点|错字|用词|措辞",
    "would|could|might ?really|also be neat|sweet|fun|fantastic|amazing|brilliant|super|ideal|appreciated|welcome|convenient|comfortable|interesting|wise|sensible",
    "就好玩了|就太好了|就完美|就方便|就更好|就贴心|会更清楚|会清楚|会更好|更直观|更顺手",
    "please ?just change|rename|reword|rephrase|simplify ~ $",
    "could|can|would ~ remember|instead|as-well|too|also $",
    "why is|are there ?still no|not",
    "改改|改了|改下|改一下|换了|换一下|调一下|调大点|加上|优化一下 ?吧 ?呗 $",
    "怎么|为什么 ?到 ?现在 ?都 ?还 ?一直 没有|不支持|没 ?有",
    "就不能 ~ 吗|吧|嘛",
    "?it|that|this ?would|will|might|could ?really be|is ?a|really|very|so ?great|good|nice|helpful|useful|awesome|cool|handy|lovely|better|wonderful|perfect|idea ?idea|feature|addition if|to|when|having",
    "would ?really help|improve|save|make ~ lot|us|us|life|easier|better|much",
    "^ ?please consider|think",
    "would|could ?really|also be good|great|nice|helpful|useful|awesome|cool|handy|lovely|better|wonderful",
    "feature request|suggestion|idea|proposal|wish",
    "suggestion|suggest|suggesting|propose|proposal|enhancement|improvement|wishlist",
    "please|kindly|maybe|perhaps|also|consider ?also ?consider|considering add|adding|allow|allowing|support|supporting|let|implement|introduce|provide|include|extend|rename|document|expose|improve|offer|enable|make ?the|a|an",
    "^ support|allow|let|provide|offer|introduce|implement a|an|the|us|admins|users|more|for|some|native|custom|other|multiple|better|exporting|importing|sorting|filtering",
    "^ add|include|document|mention|explain ~ to|in|on the|your ~ docs|documentation|page|guide|manual|readme|console|dashboard|ui|menu|app|list",
    "^ add|include|document|mention|explain ~ docs|documentation|page|guide|manual|readme|console|dashboard|ui|menu|app|api|option|support|button|list|too",
    "^ an|a ?new|simple|global option|setting|button|switch|flag|shortcut|checkbox|toggle|filter to|for|that|which",
    "could|can|would|will you ?please|maybe|also|perhaps|consider|ever add|adding|support|supporting|implement|allow|allowing|provide|include|extend|offer|make|introduce|consider|improve|translate",
    "i|we|id wish|wished|hope|love|like ?there|you|it|the|to|that|see ?see|was|were|would|have|had|could ?a|an|support|dark|add",
    "would ?really love|like|appreciate ?to ?see ?a|an|it|if|have",
    "any|are|is there|plan|plans ?any ?plan|plans ?to|for support|add|adding|supporting|a|dark|an",
    "on ?the|your roadmap",
    "typo|typos|misspelled|misspelling|spelling|grammar|wording",
    "broken|dead|outdated|stale|wrong link|links ?in|on ?the ?docs|documentation|page|manual|guide|readme",
    "documentation|docs|manual|guide|page|readme|tutorial|text|wording|label|button|icon|screenshot ?is|are|could|should|has|lacks|needs|misses|would|of ?still|be|says ?a|an|the dead|broken|wrong|better|more|clearer|outdated|misleading|unclear|old|typo",
    "dark|light|night|compact theme|mode",
    "an|a ?new|simple option|setting|button|switch|flag|shortcut|way|checkbox|toggle|filter|theme|export|column ~ would|please|could|for|to ~ save|help|be|nice|good|great|make|please",
    "should|could|ought ?also|better|really|be|to ?able ?to respect|remember|show|have|allow|support|be|offer|sort|group|include|warn ?configurable|optional|possible|larger|smaller",
    "please $",
    "why ?dont|doesnt|not ?you|it|the ?app|console|just have|support|add|offer",
    "nice|great|good to have",
    "希望|建议|期待|盼望|盼|提议|提个|但愿|强烈建议|呼吁 ?你们 ?贵司 ?官方 ?以后 ?后续 ?能 ?够 ?可以 ?一 ?个 ?把 ?增 ?在 ?支",
    "最好 ?是 ?能 ?够 ?可以 ?有|加|支持|提供|把|给|做",
    "能不能|能否|可不可以|可否|是否可以|可以|能 ?后续 ?以后 ?也 ?考虑 ?再 ?给 ?把 ?请 ?麻烦 加|增加|支持|提供|换|改成|优化|做|出|开放|新增|改进|添加|补充|翻译|记住|自定义皮肤|加上 ~ 吗|$|一下|个|，",
    "能否|能不能 ?也 支持|增加|提供|加|换|优化|开放|新增|改进|添加|补充",
    "以后|后续|下个|下一个|未来 ?的 版本|考虑|会支持|能支持|加上",
    "考虑 ?一下 ?增加|加|支持",
    "能不能|能否|可不可以|可否 ~ 加|增加|新增|支持 ?上 一 ?个|些|下",
    "加个|增加个|加一个|增加一个|新增一个|多加|出个|做个 ~ 就好|吧|更|就更|会更|功能|按钮|选项|列表|模式|皮肤|主题",
    "有 ?没 ?有 计划|打算 ?支持 ?吗",
    "有计划吗|什么时候支持|何时支持|什么时候能支持|什么时候上|什么时候出|多久能支持",
    "错别字|笔误|拼写|写错|排版|错字|别字|链接失效|失效链接|死链|链接打不开|截图过时|文档过时|描述不清|翻译错|翻译有误|少了一个|少了个|多了一个|多了个",
    "文档|手册|说明|教程|页面|按钮|图标|文案|帮助 ~ 链接|过时|错别字|笔误|不清楚|看不懂|太旧|旧版|改一下|更新一下|补充|太小|太大|不好看|颜色",
    "皮肤|夜间模式|深色模式|暗黑模式|黑暗模式|深色主题",
    "要是|如果 ~ 就好了|更好|会更|就更",
]);

/// The user's own slip: a question how to get it back, unless it concerns everybody.
pub static OWN_SLIP: Phrases = Phrases::new(&[
    "accidentally|mistakenly|inadvertently",
    "by|my mistake|accident",
    "不小心|误删|手滑|误操作|删错",
]);
