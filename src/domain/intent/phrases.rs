//! The wordings that `understand` knows, in the notation of `words::phrases`. Wordings only: what follows from them
//! is decided in the parent.

use crate::domain::words::Phrases;

/// "That did not help": feedback on what was said before.
pub static FEEDBACK: Phrases = Phrases::new(&[
    "?its|is|it|that|this ?is|does|has|did still ?is|does|do ?not|no|dont|doesnt|isnt|cant|cannot|wont ?the|having|getting|seeing ?to|a|an same|work*|broken|fail*|happen*|stuck|unsolved|unresolved|wrong|problem*|issue*|error*|help*|there|bad|down ?problem|issue|error|thing|result|for|here|me",
    "it|that|this|which|your|answer|solution|suggestion|fix|advice|steps|page|document|doc|link|article|problem|issue ?still|also|unfortunately|really did|does|do|has|have|was|is not ?really|actually|even help|helped|work|worked|solve|solved|fix|fixed|resolve|resolved|helpful|useful|change|changed ?it|my|the|this|anything|me|for|either ?problem|issue|me",
    "^ ?but|and|no|sorry|sadly|unfortunately|well|hm|ok ?still|also|it|that|this|unfortunately|really did|does|do|has|have|was|is not ?really|actually|even help|helped|work|worked|solve|solved|fix|fixed|resolve|resolved|helpful|useful|change|changed ?it|my|the|this|anything|me|for|either ?problem|issue|me",
    "it|that|this|which|your|answer|solution|suggestion|fix|advice|steps|page|document|doc|link|article|problem|issue ?still|also didnt|doesnt|hasnt|havent|wasnt|isnt|dont ?really|actually|even help|helped|work|worked|working|solve|solved|fix|fixed|resolve|resolved|helpful|useful|change|changed|right ?it|my|the|this|anything|me|for|either ?problem|issue|me",
    "^ ?but|and|no|sorry|sadly|unfortunately|well|hm|ok ?still|also|it|that|this didnt|doesnt|hasnt|havent|wasnt|isnt|dont ?really|actually|even help|helped|work|worked|working|solve|solved|fix|fixed|resolve|resolved|helpful|useful|change|changed|right ?it|my|the|this|anything|me|for|either ?problem|issue|me",
    "not ?yet|really|at ?all solved|fixed|resolved|helpful|answered ?at ?all ?yet",
    "not ?really what|the ?answer ?i ?asked|meant|mean|need|needed|wanted|want|was ?looking|asking ?for",
    "no luck|effect|change|difference|success|improvement|joy",
    "^ ?the ?exact ?exactly same|identical ?problem|issue|error|thing|result|outcome|story ?again|here|as ?before $",
    "^ ?still nothing ?changed|changes|helped|helps|new|happened $",
    "^ ?but no ?thanks $",
    "^ nope|nah $|it|that|this|still|not|did|does|doesnt|same|sorry|no",
    "didnt|did|doesnt|does ?not make any|a difference",
    "unsolved|unresolved",
    "wrong|bad|useless answer|solution|page|document",
    "to no avail",
    "^ negative $",
    "👎",
    "还|还是|仍|仍然|依然|依旧|照样|一样|也|并|并没有|根本|都|完全 不行|不好使|不管用|没用|没有用|没效果|没有效果|没解决|没有解决|解决不了|没好|没啥用|没啥变化|没什么变化|没反应|没变化|没有变化|没成功|不成功|不起作用|没起作用|没生效|不生效|失败|一样|报错|不能用|用不了|不可以|不对|有问题|这样|那样|老样子|没有|不能|没法用|出错|没搞定",
    "没解决|没有解决|没能解决|未解决|没搞定|没有搞定|没帮助|没有帮助|白搭 ?我|我的 ?的 ?问题",
    "^ ?但|但是|可是|不过|好像|感觉 ?这|你|您 ?个|样|说的 ?方法|办法 解决不了|没好|没有好|没用|没有用|没啥用|不管用|不好使|没效果|没有效果|无效|没起作用|不起作用|没成功|没有变化|没变化 ?啊|呀|呢|哦 $",
    "问题 还在|依旧|依然|仍在|仍然|没变|照旧|没有解决|没解决|存在|仍然存在|依然存在|还存在",
    "?the|my|this|that|our ?same|exact problem|problems|issue|issues|error|errors|bug|symptoms|behavior|behaviour ?still|just|also persists|persist|persisted|remains|remain|continues|recurs|reoccurs|exists|unchanged",
    "^ ?but ?it|this ?just|still persists|remains $",
    "still persists|persist",
    "老样子|答非所问|文不对题|牛头不对马嘴",
    "不是|并不是 ?我 ?想 ?要 ?问 ?的 这个|这样|这个意思|要的",
    "你|您 ?说|给|讲 的 ?方法|办法|答案|步骤|文档 不对|不行|没用|错了|是错的|无效",
    "^ 不对|不是这样",
    "^ 不行|没有|不能|不是|没|不可以 ?啊|呀|哦|呢|的 $",
]);

/// "I did that before": no help either, unless it is said that it worked.
pub static TRIED: Phrases = Phrases::new(&[
    "^ ?i|we|ive|weve ?have ?already did|tried|done all|all that|of|this|already|before|twice ?that|this|it ?already|before $",
    "^ ?i|we|ive ?have been there ?done ?that $",
    "^ ?i|ive ?have tried already|before $",
    "^ ?but|and|yes|yeah|no|well|sorry|ok|as|again ?i|we|ive|weve ?said ?i ?have|had ?already|just tried|tested ?out|all|exactly|doing|just ?of that|this|it|those|these|them|everything|both|all ?one|steps|suggestions|out ?already|before|too|twice|yesterday|earlier|multiple|many|several ?times $",
    "^ ?but|and|yes|yeah|no|well|sorry|ok ?i|we|ive|weve ?have|had already did|done|tried|tested|checked|read|seen|followed ?all|exactly|of that|this|it|those|these|them|everything|all ?one|page|steps|article|doc|answer|link|suggestion $",
    "^ ?but|and|yes|yeah|no|well|sorry|ok ?i|we|ive|weve ?have|had did|done|tried|tested|checked|read|seen|been|followed that|this|it|those|these|them|all|there ?one|page|steps|article|doc|of ?that|those|these already|before|twice $",
    "^ ?这 ?那 ?个|些 ?方 ?法|办 ?我 ?们 ?刚|早 ?才|就 ?已 ?经 ?都 试过|做过|试过了|做过了|试了|看过了|弄过了|操作过了|试过这个|试过这个了 ?了|啊|呀|哦|呢 $",
    "你|您 ?们 ?说|给|讲|发 ?的 ?这 ?个|些 ?方 ?法|办|步|骤|文|档 ?我 ?们 ?刚|早 ?才|就 ?已 ?经 ?都 试过|做过|看过|弄过 ?了|啊 $",
]);

/// "It does not work": a failure with nothing else said.
pub static FAILING: Phrases = Phrases::new(&[
    "?it|this|that|nothing|everything|something|somethings|things|app|system|service|product|thing|one|whole ?thing ?just|simply|really|again|all ?is|are|was|has|does|do|did ?not|no ?longer doesnt|dont|didnt|isnt|arent|wont|not|never|cant|stopped|stops|fails|fail|failed|failing|broken|broke|breaks|crashed|wrong ?work|working|works|worked|function|functioning|run|running|start ?again|anymore|properly|correctly|well|here|now|today",
    "nothing works|worked|happens|happened",
    "went|goes|gone|going wrong",
    "it|this|that is|its|was ?all|totally|completely|just broken|down|failing|stuck|wrong|weird",
    "doesnt|does ?not do anything|respond",
    "not|stopped|isnt|quit working",
    "不能|没法|没办法|无法|不可以|不让 ?正常 用|使用|工作 ?了",
    "解决不了|没用|没有用|没啥用|不管用|没效果|没有效果|无效|没起作用|不起作用|没成功|没变化|没啥变化|没什么变化|没什么用|用不了|不能用|不好用|不好使|不行|不工作|不work|坏了|挂了|崩了|炸了|失败了|失败|打不开|进不去|没反应|卡住了|出故障 ?了",
    "出错|报错|出问题|有问题|出故障|有故障|有错|有报错|提示错误|有异常|异常|错误|报异常|出bug|有bug|出毛病 ?了",
    "不正常|不对劲|有毛病|不太对",
]);

/// "Help!": a call with nothing else said.
pub static PLEA: Phrases = Phrases::new(&[
    "?please|pls|can|could|would|will|someone|anyone|somebody|i ?you|anybody ?please|need|want ?some|your help ?me|us ?out|please|with ?this|it|something|now|asap|urgently",
    "?i|we ?have|having|got|get|getting|there ?is|a|an|some|another|big|small|quick|strange|weird|serious ?a|an|some ?big|small|quick|strange|weird|serious|urgent problem|problems|issue|issues|question|questions|trouble|error|errors|bug|difficulty|difficulties",
    "error|errors|problem|issue|trouble|bug|question|questions|support|assistance|urgent|asap|emergency|stuck|confused|sos|troubleshoot",
    "i ?am ?totally|completely stuck|lost|confused",
    "what should|can|do i do ?now|next",
    "any|an idea|ideas|suggestion|suggestions",
    "求助|求救|救命|帮忙|帮我|帮帮我|帮个忙|帮下忙|帮助|急|很急|急急急|十万火急|紧急",
    "我 ?这边|这里 ?遇到|碰到|有 ?了 ?一|几 ?个|点|些 ?小 问题|疑问|麻烦|困难",
    "遇到|碰到|有 ?了 ?一|几 ?个|点|些 ?小 问题|疑问|麻烦|困难",
    "有个|想问|问一下|问下|问个|咨询|请教|咨询一下|请教一下 ?你|您|你们|一 ?个|下 ?问题|事|事情",
    "怎么办|怎么回事|咋办|咋回事|咋整|怎么搞|怎么弄|为啥|什么情况|啥情况|怎么了|看看|看一下|处理一下|解决一下|问题|故障|错误",
]);

/// "Are you a machine?"
pub static BOT: Phrases = Phrases::new(&[
    "are|r you|u ?really|actually|just|even ?a|an ?real|actual|live|human|chat bot|robot|human|person|real|ai|machine|program|chatbot|computer|agent|being|automated|chatgpt|gpt|people|someone|llm",
    "you ?are|re a|an ?real bot|robot|human|person|ai|machine|chatbot",
    "am|are i|we ?really|actually ?now talking|speaking|chatting|writing|typing ?to|with ?a|an|some ?real|actual|live bot|robot|human|person|ai|machine|someone|chatbot|computer|agent|people",
    "is|was this|that|it|there|am|do ?really|actually ?a|an|just ?real|actual|live|automated|ai bot|robot|human|person|ai|machine|someone|chatbot|computer|automated ?i ?am ?talking|speaking|chatting ?to|with|here|answering|replying",
    "?are|am|is ?you|i|this|it ?a|an|talking|real|with ?to ?a|an bot|robot|machine|ai|computer or ?a|an ?real human|person|real|people",
    "?are|am|is ?you|i|this|it ?a|an|talking|real|with ?to ?a|an ?real human|person|people|real or ?a|an|just ?a|an bot|robot|machine|ai|computer",
    "who|what am|are|is i|you|this|we ?exactly ?talking|speaking|chatting ?to|with $",
    "is|are there ?a|an|any ?real human|person|people|someone|anybody|anyone behind ?this|it|you|here ?chat",
    "你|您 ?到底 是 谁|什么人|什么 ?啊|呀|呢|$",
    "你|您|你们|这|这个|对面|那边|现在 ?是 ?不 ?是 ?真|真的 ?一 ?个 机器人|真人|人工智能|人工|机器|人类|ai|活人|ai客服|智能客服|机器人客服|chatgpt|gpt|大模型|程序 ?还是 ?真 ?人 ?工 ?机器人|机器|ai|客服 吗|吧|么|嘛|还是|呢|$",
    "你|您|这 ?到底 ?是 不是 ?一 ?个 机器人|真人|人|人工|机器|ai|活人",
    "你|您|你们 是 ?一 ?个 人|人类|活人 吗|么|还是|吧",
    "是|跟我|和我|在跟我|在和我 ?聊天|说话|对话 ?的 ?是 机器人|真人|人工|人机|ai 吗|么|还是|吧 ?真人|机器人|人工|人|ai ?在 ?回 ?复 ?答",
    "^ 机器人|真人|人机|人工 吗|么|吧|还是 ?机器人|真人|人|人工",
]);

/// "I want a person."
pub static PERSON: Phrases = Phrases::new(&[
    "^ ?please|pls|hi|hello|ok|okay|no|yes|just|so|and|but|then|well ?i|let|can|may ?just|really|me|i ?want|need ?to ?please talk|speak|chat|connect|transfer|escalate|forward|pass|put|hand|route|switch|direct ?me|us|this|it|over|through ?over|through ?please ?to|with a|an|some|your|the|another ?real|live|actual|human|support|technical|customer|service|proper human|person|agent|representative|rep|operator|someone|somebody|specialist|engineer|expert|technician|team|staff|people|supervisor|manager|support|advisor|being|colleague",
    "i|we|id|ill|lets|let|can|could|may|must|wanna|gonna|want|need|like|prefer|rather|how|to|us ?really|just|still|now|please|do|can|will|would|id|i|we ?want|need|like|prefer|have|wish|rather ?love ?to ?i|me|us|please|just ?to talk|speak|chat|connect|be|get|reach|contact|escalate|escalated|transferred|connected|hear|communicate ?me|us ?connected|transferred|hold|through|in|this|it ?touch ?of|to|with|from ?a|an|some|your|the|another|any ?real|live|actual|human|support|technical|customer|service|proper human|humans|person|agent|representative|rep|operator|someone|somebody|specialist|engineer|team|staff|people|supervisor|manager|anyone|being",
    "i|we|id|wed ?really|just|still|would|do|also|now ?really ?want|need|prefer|require|demand|like|wanted a|an|some|your|real|human|live|another|the ?real|live|actual|human|support human|humans|person|representative|supervisor|being ?agent|operator|assistance|support|help",
    "i|we|id|wed ?really|just|still|would|do|also|now ?really ?want|need|prefer|require|demand|like|wanted a|an|some|your|real|human|live|another|the ?real|live|actual|human|support|customer agent|rep|operator|specialist|manager|technician|engineer|support|service to|who|please|now|here|asap|urgently|instead|right|and|because|immediately|today|$",
    "i|we want|need|prefer|require human|humans",
    "speak|talk|chat 2|too ?a person|human|someone|agent",
    "^ ?please no more bot|bots|robot|robots|machine|machines|ai ?please",
    "speak|talk|chat|deal|someone|somebody ?to ?with ?of flesh and blood",
    "id|wed|would rather have|get|see a|an|some ?real|live|actual human|person|agent|operator",
    "i|we|id|wed ?really want|need|like someone|somebody ?real|human|else|from|to ?your|the ?help|look|call|contact|check|take|support|team ?at|me|into|a ?this|look",
    "get|give|send|find|bring|fetch me|us ?please ?a|an|some|your|the|to ?real|live|actual|human|support|technical human|humans|person|agent|representative|rep|operator|someone|somebody|specialist|engineer|supervisor|manager|being",
    "connect|transfer|escalate|hand|pass|forward|put|switch|redirect me|us|this|it ?over|through|on ?please ?to ?with ?a|an|your|the|some ?real|live|human human|humans|person|agent|representative|operator|someone|somebody|support|people|colleague|specialist|engineer|manager|supervisor|staff|team",
    "^ transfer|escalate|connect me|us ?please|now $",
    "^ ?please|to ?please talk|speak|chat ?to|with human|humans|person|representative|agent|operator|support|someone|somebody|manager ?please|now $",
    "^ live|human chat|agent|support|person ?please $",
    "can|could|may|might i|we|u|you have|get|ask ?for ?a|an|some ?real|live|actual human|person|representative|agent ?please $",
    "can|could|may|might i|we have|get|ask ?for a|an ?real|live|actual human|person|representative",
    "is|are a|an|any|the|some ?real|live|actual|support human|humans|person|people|agent|agents|representative|someone ?currently available|around|here|online|there|free",
    "open|create|file|raise|submit|log|opening|raising|filing|make|start a|an|another|the|my ?new|support ?support|service|help|trouble ticket|case ?please|now ?with ?your|the ?you support|please|you|$|for|with|about|now|regarding|instead ?me|us",
    "^ ?please ?i|we|can|could ?i|we|you ?want|need|would ?like ?to open|file|raise|submit|log ?me ?new|support ticket|case ?please|now $",
    "^ ?i|we|id ?just|really ?am|will|would ?like|want|need|going|have ?to complain|complaining ?about|$",
    "make|file|lodge|raise|submit|register a|an|another|my ?formal|official complaint ?please|now|about|against|$|with",
    "^ ?please ?hi|hello ?i|we|id|can|could|may|let|get|put|connect|transfer|pass|how ?do ?i|we|me|us|you ?want|need|would|like|prefer|please ?like ?to ?talk|speak|chat|connect|transfer|pass|talking|speaking|put|get ?me|us ?through|over to|with ?somebody|someone|anyone ?in|from|at ?your|the sales|billing|accounting|accounts|finance|legal|management|procurement|licensing|refunds|helpdesk ?team|department|dept|people|rep|manager|person ?please|now ?today $|about|regarding",
    "^ ?hello|hi|hey|so ?is|are ?there anyone|anybody|someone|somebody|any ?real|one ?human|humans ?out|still|even here|there|home|around|listening|online|available|reading $",
    "^ ?is|are ?there anyone|anybody|someone|somebody ?here|there ?who|that|to ?can|could help|assist|talk|answer ?to ?me|us $",
    "^ ?请 ?麻烦 ?你 ?们 ?我 ?要|想|需|得 ?要 ?能 ?不能|不 ?否 ?可以 ?直接|先 ?怎么|如何|在哪|在哪里|哪里 ?帮|给|替 ?我|我们|忙 ?提交|提|开|建|创建|新建|报|发起|登记|下|走 ?一 ?下 ?个|张 工单 ?给 ?你们|技术|客服 ?吧|吗|啊|呀|可以吗|行吗|谢谢|处理|呢 $",
    "^ ?我 ?们 ?要|想|会|必须|得 ?去 投诉 ?你|您|一下 ?们 ?这 ?个 ?客服 ?了|啊|吧|的 $",
    "^ ?请 ?麻烦 ?帮 ?我 ?要|想 转|转接|找|联系|转给|转到 ?一 ?下 ?你们 ?的 销售|商务|财务|商务部|销售部|财务部|法务|市场部 ?部门|人员|同事|团队 ?吧|谢谢 $",
    "要|想|怎么|如何|在哪|去哪|哪里 投诉 ?你们|您们 ?啊|呢 $",
    "^ ?please escalate ?this|it|please|now|my ?case|ticket|issue|please $",
    "can|could|would|will|may|might|should ?please someone|somebody|anyone|anybody|you|a|one|an|the|your ?of|please|human|real|from|on|in ?your|the ?person|agent|engineer|colleague|colleagues|people|team|side|staff|support|end ?please ?just call|phone|ring|contact ?me|us ?me|us ?back|up|on|by|at|here",
    "can|could|would|will|may|might someone|somebody|anyone|anybody|engineer|person|human ?of|please|human|real|from|on|in ?your|the ?person|agent|engineer|team|side|staff|support|end ?please ?just look|check|take|get|write|join|reach|jump|hop ?a|in|out ?look|touch ?into|over|on|at|to|with|back|a ?this|it|me|us|call|meeting",
    "have|let|ask|get|tell someone|somebody|a|an|your ?human|real|live ?person|agent|engineer|team|colleague|people|representative ?to call|contact|look|phone|take|reach|check|join|help",
    "call|phone|ring me ?back|please|up|now|on|at|tomorrow|today",
    "want|need|request|requesting|book|schedule|arrange|like|have a|an ?phone|video call|callback",
    "^ ?please|a|an|the|real|live|to|get|need|want|only|just ?a|an|real|live|please ?real|live|actual human|humans|person|operator|representative|customer|rep|live|real|agent ?agent|person|service|support|being|help ?representative|agent ?now|here|please|first|instead|only $",
    "is|are there ?a|an|any|some ?real|actual|live human|person|people|agent|agents|representative|someone|somebody|anyone|anybody ?real|human ?available|around|here|online|there ?who|to|that|i ?i ?can ?could help|talk|speak|available|around|here|online|assist|call",
    "is|are there ?a|an|any real|actual|live human|person|people|agent|agents",
    "not|dont|no|stop|hate|enough|tired ?want|wanna|like|of|to|with ?to ?talk|talking|speak|speaking|deal|chat|dealing ?to|with ?a|an|the|this|your|some bot|robot|machine|chatbot|ai|bots|robots",
    "how|where ?do|can|could|to ?i|we ?can contact|reach|call|talk|speak|phone|get ?hold ?to|of|with|by ?a|an|your|the ?phone ?real|live|human|customer|technical you|support|service|team|person|human|agent|someone|somebody $",
    "how|where ?do|can|could|to ?i|we ?can get|keep|be in touch ?with ?your|the|a|an ?real|live|human|customer ?you|support|service|team|person|human|agent|someone $",
    "how|where ?do|can|could|to ?i|we ?can contact|reach|call you|someone|somebody|us ?by phone|mail|email $",
    "contact|call|reach ?your|the|customer|human|technical support|helpdesk|hotline ?please|team $",
    "^ ?能|可以 ?帮 ?我 转接 ?一下 ?吗|吧 $",
    "?直接 转人工|转接人工|转到人工|转给人工|转成人工|切人工|切换人工|切换到人工|接人工|接入人工|人工介入|人工处理|人工接入|人工帮|人工来|人工解决|转接客服|转客服|转接真人|转真人|接真人",
    "要|找|换|叫|想|需要|请|给我|帮我|联系|呼叫|喊|来|派|有|跟|和|与|让|安排|能|能不能|可以|麻烦|请求|申请|只要|就要|转|转接|转给|接 ?一|我|你们|到|给|要|想 ?下|个|位|名|跟|和|找|联系 ?你们 ?的 ?技术|在线|后台|售后|运维|研发 人工|真人|活人|客服|人工客服|人工服务|工程师|技术支持|技术人员|专员|专家|工作人员|技术|客服人员|售后人员|售后|支持人员|值班人员|负责人|主管|经理|人员|你们的人|同事 ?来|帮|看|处理|解决|支持|沟通|联系|聊|谈|对接|说话|说|讲|吧|了|啊|呀|一下|我|$",
    "找|换|叫|来|派|喊|安排|换成|转 ?一|几 ?个|位|名 ?能|真|真正|懂|活|技术|会|说得上话 ?的 ?技术 人 ?来|帮|看|处理|解决|支持|跟|和|能|可以|吧|啊|行不行|行吗|好吗|吗|$",
    "让|请|要|叫 ?一|你们|你 ?个 ?的 ?技术 人 ?来|过来 帮|处理|看|解决|跟进|联系|跟|回复",
    "有|有没有 ?个 ?真 人 ?能|可以|来|在|管 ?来 帮|管|处理|看|接|回|解决 ?我|一|看|下|管|这|这个 ?看|下",
    "打 ?个 ?电话 给我|给我们|联系我|过来|我|跟我|来",
    "给我|给我们|跟我|跟我们|回我 ?回|打|来 ?打|一|回|过|来 ?个|通 电话",
    "回电|回个电话|回拨|电话联系|电话沟通|加个微信|远程 ?协助 ?给|帮 ?我|我们",
    "我|需要|要|想|请|给 ?要 ?想 ?我 ?个 ?你们 ?的 电话支持 ?吧 ?谢谢 $",
    "联系 ?一 ?下 ?到 ?你们 ?的 客服|人工|售后|技术支持|工程师|技术人员|技术",
    "怎么|如何|在哪|在哪里|哪里|哪儿|怎样|咋 ?才 ?能 ?可以 联系|找|找到|转|转到|转接|接|呼叫|叫 ?到 ?你们 ?的 人工|客服|人工客服|技术支持|售后|真人|工作人员",
    "不|别|不想|不要|拒绝|讨厌|受够 ?再 ?了 ?想 ?要 ?让 ?跟|和|与|用 ?你 ?这 ?个 机器人|ai|机器 ?聊|说话|说|对话|废话|了|沟通|回答|回复|啰嗦",
    "^ ?我 ?要 ?请 ?有 ?你好 ?呼叫 人工|客服|人工客服|真人|人工服务|真人客服|在线客服|客服人员|人工坐席 ?在 ?吗|呢|啊|谢谢|在线|么|有吗|服务 $",
    "^ 人工 啊|呀|在哪|在哪里|呢|快",
]);

/// "Not a person, please": a wish for a person declined.
pub static DECLINED: Phrases = Phrases::new(&[
    "?please ?i|we ?do|would not|dont|never|neednt ?need|want|have|wish ?to|you|this|it|me ?to ?be escalate|escalated|transfer|transferred|escalating|handoff ?this|it|me|us|that|yet|please|anything ?yet|please|now|anymore|any|again ?more $",
    "?please ?i ?do|id|rather not|dont|never|stop|neednt|quit ?need|want|have|try|please ?to|you ?to transfer|transferring|forward|forwarding|redirect|hand|handing|pass|passing|connect|connecting|route|call|calling|phone|contact|ring|escalate ?this|it me|us ?over|off|on|through|back|up ?to|with ?a|an|any|your|the|some|another ?real|live|human|support|customer ?human|humans|person|people|agent|representative|rep|operator|someone|somebody|anyone|anybody|sales|billing|support|team|engineer|colleague ?else ?please|yet|now|anymore|again",
    "?please ?do not|dont|never|stop ?want|need ?you ?to put|putting|get|getting|transfer|escalate|hand|pass|forward|involve|call|send|bring ?me|us|this|it|in ?through|over|off|on ?to ?to|with ?a|an|any|your|the|some|another ?real|live|human|support human|humans|person|people|agent|representative|operator|someone|somebody|anyone|anybody|support ?else|in|yet ?please|yet|now|anymore",
    "could|would|can|will you ?please not transfer|forward|redirect|hand|pass|connect|escalate|call ?this|it|me|us ?over|off|on ?to|with ?a|an|any|your ?real|live|human|person|people|agent|someone|anyone ?please",
    "?i|we ?do|would|really|still|just|actually|also ?really|actually|still not|dont|never|neednt|didnt|wont ?really|even|actually|necessarily want|need|wish|like|wanna|ask|require ?to|for ?talk|speak|chat|be|deal|contact|involve ?to|with|transferred|connected|escalated ?to|with ?a|an|any|your|the|another ?real|live|human|actual|support|customer human|humans|person|people|agent|agents|representative|rep|operator|someone|somebody|anyone|anybody|sales ?else ?yet|now|here|please|right|anymore|any|though|for|involved ?now|more|this",
    "you ?really ?do not|dont need|have ?to transfer|forward|redirect|hand|pass|connect|route|call|phone|contact|ring|escalate ?this|it me|us|this|it ?over|through ?to ?a|an ?real|live|human ?human|person|agent|someone|anyone",
    "?i|we ?do not|dont|no ?need|want ?for a|any ?phone|video call|callback|ticket ?please|back|now $",
    "我 没|没有|不 ?说|是|有 ?过 ?想 ?要 转人工|找人工|人工客服|转接|真人",
    "^ 不是 ?想 ?要 转人工|找人工|转接",
    "rather|prefer not ?to ?talk|speak|chat|be|deal|have ?to|with|transferred|connected ?to ?a|an|any ?real|live|human human|humans|person|people|agent|representative|someone|anyone|anybody|operator|transferred|connected",
    "^ ?please|ok|and|but|so no human|humans|person|people|escalation|escalations|transfer|handoff|handover|calls ?please|needed|necessary|required|thanks|thank|yet|now|for|just ?you ?now $",
    "^ ?please|ok|and|but|so no agent|agents|operator|representative|support|call|ticket|engineer please|needed|necessary|required|thanks ?you $",
    "?there ?is|theres|its no|not need|necessary|needed|reason ?for|to|of ?a|an|any|talk|speak|call|escalate|transfer|involve|get|contact ?to|with|me|this|it ?a|an|any|your ?real|live|human|support human|person|people|agent|representative|operator|someone|anyone|somebody|me|us|it|this|escalation|support|engineer|call ?to ?yet|now|please|any|anymore|at|here ?more|longer|all",
    "^ ?there ?is|theres|its no|not need|necessary ?to ?escalate|transfer|escalation|handover|call $",
    "^ ?please cancel|stop|undo|abort the|my|that|this ?human transfer|escalation|handoff|handover|callback ?please|request $",
    "?请 ?你 ?我 ?先 ?暂 ?时 ?都 不要|别|不用|不需要|无需|不必|没必要|没有必要|不想|不想要|不愿意|拒绝 ?再 ?急着 ?帮|给|让|替 ?我 ?去 ?要 ?转 ?接|到|给|找|联系|叫|呼叫|跟|和|与|上|等 ?一|个 ?个 人工|真人|客服|人工客服|人工服务|活人|工程师|坐席|专员|技术支持 ?来 ?联系 ?我 ?聊|说话|沟通|介入|处理|服务|帮忙 ?了|啊|吧|啦|哈",
    "?请 ?你 ?我 ?先 ?暂 ?时 不要|别|不用|不需要|无需|不必|没必要 ?再 ?帮|给|让 ?我 转|转接|转走|转出去|转给别人|转别人|转人|打电话|打给我|给我打电话|来电|回电|联系我|派人|叫人|找人|找别人 ?来 ?了|啊|吧|给我|联系|过来 $",
    "^ ?那 ?我 ?就 ?先 不转人工|不找人工|不找客服|不转接|不转|不要转|取消转人工|取消转接|取消人工 ?了|吧|啊 $",
]);

/// Words before `DECLINED` that turn it: "要不要转人工", "why do you not call me", "they did not call me".
pub static DECLINED_AFTER: &[&str] =
    &["要", "用", "需", "么", "you", "they", "why", "did", "he", "she", "nobody", "has", "have"];

/// "Never mind": the question is taken back.
pub static WITHDRAWN: Phrases = Phrases::new(&[
    "never mind ?about ?that|it|then|this|me|all ?that|it",
    "nevermind|nvm ?that|it|then|this",
    "^ ?ok|okay|oh|well|just|please|so|then|ah|no|lets ?just|please forget ?about it|that|this|everything ?then|please|now $",
    "^ ?ok|okay|oh|it|this|that|help|its|thats|ticket ?is|its ?is no longer needed|necessary|required|relevant ?thanks|now $",
    "^ ?ok|okay|oh ?i|we ?do no longer need|require|want ?it|this|that|any|your|the ?more help|assistance|it|this|that|support|$",
    "^ ?ok|okay|oh ?it|this|that|its|thats ?is|its not|isnt needed|necessary|required|important ?any|anymore|now|after ?more|all $",
    "^ ?ok|okay|oh|no ?i|we ?do not|dont need ?it|this|that|any|your|anything|further|more ?more|help|assistance|support|else ?anymore|any|now|from ?more|you $",
    "^ ?please|just|ok|oh|sorry ?please|just ignore|disregard|cancel|scratch|skip ?my|the|that ?last|previous it|that|this|me|question|message|request|one ?please $",
    "^ ?please ?do dont|not|no bother|worry|worries ?about ?it|that|me|this ?anymore|then|now $",
    "^ ?please cancel ?please $",
    "^ no need ?to|for ?bother|worry|reply|answer|respond|it|that|help|more|further ?it|help|that|this|about ?anymore|any|now ?more $",
    "^ ?i|ill|lets ?will|can|just|just leave|drop|manage ?it|this|that|myself ?there $",
    "^ ?那 ?就 ?还 ?是 ?哎|唉|额|呃|嗯|哦 算了 ?吧|啦|啊 $|我|不|先|谢|没|就",
    "^ ?那 ?就 ?都 ?我 ?们 ?已 ?经 ?现 ?在 ?暂 ?时 不用|不需要|不必|没必要|不要|不麻烦|不问|不管|不弄|不搞|不用管|不用帮忙|不用帮|不用帮我|不用回|不用回复|不用看|不用处理|不用查|不用麻烦 ?它|你|您|你们|这个 ?了|啦 $|谢",
    "^ ?就 当我没说|当我没问|当我没提|忽略|忽略吧|忽略我|忽略这个|忽略上面的|撤回|取消|取消吧|问错|发错|打错|点错 ?了|吧 $",
    "^ 没 ?什 ?么 ?啥 事 ?儿 ?的|啊|哈 $",
]);

/// Strong words; without a topic beside them they are a complaint and nothing to search for.
pub static HARSH: Phrases = Phrases::new(&[
    "useless|stupid|dumb|idiot|idiots|idiotic|moron|morons|worthless|pathetic|terrible|horrible|awful|crap|crappy|shitty|bullshit|fuck|fucking|fucked|shit|damn|damned|goddamn|bloody|sucks|suck|lame|joke|ridiculous|worst|hate|annoying|frustrating|unacceptable|nonsense|hopeless|disappointing|disgusting|wtf|ffs|scam|lousy|asshole|bastard|hell|incompetent|clueless|brainless|disgrace|absurd|infuriating",
    "this|thats|that|its|it|you|your|youre|they|bot|service|support|answer|answers|product|app|software|system ?is ?are ?was ?just ?really ?such ?a ?total ?complete ?absolute ?utter ?pure ?of ?piece ?pile ?of garbage|rubbish|trash|waste",
    "total|complete|absolute|utter|pure|such|piece|pile|what ?a ?load ?of garbage|rubbish|trash|waste",
    "garbage|rubbish|trash bot|support|service|answer|answers|product|app|software",
    "fucking|fucked|useless|stupid|damn|damned|bloody|shitty|worthless|crappy garbage|rubbish|trash",
    "^ ?this|its|it|you|that|thats|your|youre|everything|all ?bot|support|service|chat|answers|replies|guys ?is|are way|too|so|really|super|very|painfully|incredibly|such|damn ?too|very slow $",
    "垃圾|废物|辣鸡|智障|弱智|白痴|废话|蠢|傻逼|傻x|脑残|烂透|太烂|太差|太差劲|差劲|坑爹|狗屁|他妈|妈的|tmd|sb|nmd|卧槽|我靠|操|滚蛋|什么鬼|什么玩意|破玩意|烦死|气死|无语|离谱|扯淡|敷衍|恶心|忽悠|骗子|失望|坑人|有病",
    "^ ?你|您|你们|您们 ?这 ?个|边|里|什么 ?客服|机器人|回复|回答|效率|服务|速度|反应|响应 ?真|真的|实在|也|怎么 太慢|慢死|好慢|真慢|慢得要死|这么慢|太磨叽|磨叽 ?了 ?吧|啊|呀 $",
    "^ 滚 ?吧|开 $",
    "^ ?我 ?们 ?都 ?已 ?经 等 ?了 半天|好久|很久|老半天|一天 ?了 $",
]);

/// Wordings that look like `PERSON` and are about something else: a feature of a product, or a refusal.
pub static PERSON_VOID: Phrases = Phrases::new(&[
    "doesnt|without|never ?want|need|wish|like ?to|a|the ?a|any|talk|speak|be|get ?to|a|transferred|an ?a|an|to ?real|live|human human|person|agent|representative|someone|operator|call",
    "via|through|using|with|over|by|per|in ?the|an|your|our|my api|rest|graphql|cli|sdk|webhook|console|dashboard|terraform|curl|script",
    "ticket|tickets|case field|fields|form|forms|status|type|types|view|queue|template|id|list",
    "button|feature|option|api|endpoint|widget|webhook|event|handoff|setting|rule|policy|workflow ~ human|person|agent|operator",
    "human|person|agent|operator|someone ~ button|feature|option|api|endpoint|widget|webhook|handoff|setting|rules|workflow",
    "configure|enable|disable|implement|hide|customize|customise|integrate|install|automate|build|remove|add|block|prevent|allow|lets|letting|limit|measure|track|trigger ~ talk|speak|transfer|connect|escalate|human|person|agent|representative|operator",
    "user|users|customer|customers|visitor|visitors|client|clients|they|she|he|people|caller|callers|member|members|contacts|agent|service|gateway|plugin|server|pod|node|container|app ?can|could|to|want|wants|need|needs|asks|ask|asking|should|may|must|who|cannot|cant|does|do|will|dont|doesnt ?to|for|not|want ?a|an|be open|raise|create|file|submit|log|talk|speak|connect|contact|call|chat|human|person|agent|reach|escalate|transferred|connected|transfer|get",
    "the|our|your|my|monitoring|ai|user|ssh|build|node|datadog|zabbix agent ?is|does|on|to|with|cannot|fails|and|for|config*|version|pod|process|service|install*|log|logs",
    "人工 智能|审核|标注|神经|导入|录入|核对|复核|校验|成本|费",
    "转人工|人工|人工客服|真人|客服|客服会话|转接 ?的 ?会话 ?的 按钮|功能|入口|配置|率|接口|规则|开关|逻辑|流程|阈值|策略|设置|时间|工作台|后台|页面|消息|数据|记录|模块|系统|api|时长|排队|会话|机器人|组件|账号|分组|排班|工单|窗口|插件|话术|次数|之后|以后|后|时|前|的时候|有没有|会|能 ?怎|么",
    "配置|设置|关闭|开启|开通|自定义|实现|触发|禁止|禁用|隐藏|统计|修改|支持|接入|集成|对接|测试|启用|取消|增加|添加|创建|新建|屏蔽 ?自动 ?一 ?个 ?的 转人工|人工客服|人工|客服|在线客服|真人",
    "用户|客户|访客|顾客|会员|消费者|他们|别人 ?们 ?们 ?怎么|如何|想|要|可以|能|说|点|点击|发送|输入|请求|主动|不|才|在|怎样 ?要|能|想|不 ~ 转人工|人工|客服|真人",
    "怎么|如何|怎样 ~ 把|将|在|用|通过|给|替 ~ 转人工|转接|转给|人工|坐席|工单",
    "在 ~ 控制台|后台|接口|代码|工作台 ~ 转人工|转接|转给|人工|坐席|工单",
    "工单 ?的 ?自定义 字段|配置|状态|类型|模板|列表|系统|流程|接口|编号|分类|优先级|api",
]);

/// "That worked."
pub static WORKED: Phrases = Phrases::new(&[
    "?ok|okay|yes|yeah|great|it|that|this|which|everything|all|problem|issue|now|and|so|you ?has|is|was|seems|just|really|actually|indeed|has|all ?now|all|just|already|been worked|works|helped|helps|solved|fixed|resolved|sorted ?now|again|fine|perfectly|great|well|out|like|for|it|my|the|a|me|everything ?charm|now|me|us|problem|issue|case|question|it ?now|thanks",
    "it|everything|all is|are ?all ?now working|ok|okay|fine|good|functioning ?again|now|perfectly|fine|well|as ?expected ?now",
    "its|thats|everythings|that|this|server|site|service|app ?is ?all ?now working|functioning|fixed ?again|now|perfectly|fine|well|as ?expected ?now",
    "its|thats|everythings ?all ?now fine|good|ok|okay|well now|again",
    "now ?it|everything|all working|works|fine|ok|okay|good",
    "working|works|fine|ok|good now|again",
    "?it|that|this|which|problem|issue ?is|was|has|its|thats ?now ?been solved|fixed|resolved|gone|sorted|done ?now",
    "did|does the|it trick|job",
    "that|it|this|yes ?yes|it|that did ?it $",
    "^ yes|yeah|yep ?it|that did|does|has|works|worked",
    "all good|set|sorted|clear ?now",
    "got|have|i|managed ?i|we|have ?got|to ?it|that|this ?get ?it|that working|running|solved|fixed|sorted|work ?now",
    "^ solved|fixed|resolved|sorted|works|worked|done $",
    "?exactly|just what i needed|wanted ?thanks $",
    "that|this|it ?was|is|really|very ?very|really|exactly|what helpful|perfect|useful|it",
    "no further|more questions|help",
    "i|we ?have managed to fix|solve|resolve|sort|find it|this|that|the ?problem|issue|out",
    "找到 ?了 ?问题 ?的 原因|办法|方法|答案|解决办法|解决方法|问题 了",
    "自己 ?又 ?就 好|恢复|解决|正常 了",
    "?ok|okay|actually|oh ?i|we|ive|weve ?have ?already|just|now|finally|actually figured|worked|sorted it|that|this|everything ?all out ?now|already|by|on ?myself|my ?own",
    "^ ?ok|okay|actually|oh ?i|we|ive|weve ?have ?already|just|now|finally|actually figured|sorted ?out|it $",
    "?ok|actually|oh i|we|ive|weve ?have|already|just|now|finally|actually ?already|just|now fixed|solved|resolved ?it|this|that|the|my ?problem|issue|error|thing|everything ?by|on ?already|now|myself|ourselves|my|our ?own",
    "^ ?ok|okay|actually|oh|no|it|was ?i|we|ive|weve ?have ?already|just|now|finally|actually found the|my ?own solution|answer|fix|mistake|typo|workaround|culprit ?myself|now|already",
    "^ ?ok|okay|actually|oh|no|it|was ?i|we|ive|weve ?have ?already|just|now|finally|actually found ?it|that|the|a|my|out ?solution|answer|fix|mistake|typo|workaround|cause|problem|issue ?myself|now|already $",
    "that|this answers|answered my|the|it ?question",
    "you solved|fixed|nailed ?it|my|the ?problem|issue",
    "已经|已|现在|终于|都|刚刚|果然|的确|这下|确实|问题|我的问题|我这边|这个|它|这样|那 ?已经|已|都|就|终于 解决|可以|好|搞定|成功|正常|能用|生效|通|弄好|修好|没问题|好使|行|ok|恢复|没事 了|啦|咯|喽 ?吧",
    "解决|搞定|弄好|修好|成功|恢复|恢复正常|能用|可以用|好使|生效|没问题|正常|可以|没事|好起来|调通|跑通|配好|登录上 了|啦|咯|喽",
    "问题 ?已 ?经 ?都 ?被 解决|消失|没有|没 ?了|啦",
    "^ ok|okay 了|啦",
    "^ ?都|全|全部|也 解决|搞定|已解决|已搞定|成功|完美解决|有用|管用|好使|有效|很有用|很有帮助|有帮助|帮到我了|正是我要的|正是我想要的|就是这个|行了|好了|好啦|通了|对了|可以了 ?了|啦|哦|啊|呀|哈|嗯 ?谢谢|感谢|多谢 ?你|您|了 $",
    "帮到 ?了 ?我 ?了",
    "这个|这样|你说的|这方法|方法|确实|很|非常 ?真 ?的 ?很 有用|管用|有效|好用|有帮助|可行",
]);

/// What takes "that worked" back: a question, a doubt, a negation.
pub static WORKED_VOID: Phrases = Phrases::new(&[
    "not|never|didnt|doesnt|isnt|wasnt|hasnt|havent|hardly|barely|if|unless|whether|would|should|hope|hopefully|does|maybe|might|until|till|before|except|but|however|only|used|nothing|partly|partially|sometimes|once|almost|without|cant|cannot|wont|yet|unsolved|could|when|yesterday|earlier|though|although|how|why ~ figured|found|work*|help*|solve*|fix*|resolve*|fine|good|gone|sorted|set|ok|useful|helpful|perfect|done|running",
    "work*|help*|solve*|fix*|fine|good|resolved|working ~ but|however|until|except|before|only|though|when|if|without|sometimes|yesterday|earlier|once|not|or",
    "work*|fine|good ~ on",
    "没|没有|未|不|还|仍|如果|要是|假如|是否|有没有|是不是|才|只有|怎样|怎么|如何|希望|能不能|原来|本来|之前|以前|昨天|刚才|算 ~ 解决|好|可以|搞定|成功|正常|能用|生效|通|有用|管用|行|有效|修好|恢复|帮助|没问题|好使",
    "了|用|效|好|决 吗|么|嘛|没|没有|吧？|不",
    "了|正常|可以 ~ 但|但是|可是|不过|然而|只是|就是|然后|又|一会|之后|以后|除了",
]);

/// Thanks, and praise that claims nothing.
pub static THANKS: Phrases = Phrases::new(&[
    "?many|ok|okay|and thanks|thank|thx|tks|thanx|thankyou|ty|tysm|cheers|appreciated|appreciate|grateful ?you|u|it|that|your|so|very|a|again|in|anyway|though|for|to ?so|very|much|lot|million|advance|your|the|all|taking|help* ?much|kind*|quick|fast|detailed|help*|time|effort|patience|answer|reply|response|support|information|info|explanation|explaining|clarification|assistance|tip|link|pointer|pointers|you ?answer|reply|response|help|explanation|support",
    "you|u have|were|are|re|was ?been|very|so|really|most|a|great helpful|great|kind|amazing|awesome|star|best|help",
    "much|really|i appreciate*",
    "great|perfect|awesome|cool|nice|excellent|wonderful|super|brilliant|fantastic|amazing|lovely|sweet|neat|good|well ?explanation|answer|help|support|service|stuff|job|work|one|answer|to|done|news ?know|hear",
    "谢谢|多谢|感谢|谢了|谢啦|谢|3q|thx|辛苦|麻烦|非常感谢|十分感谢|万分感谢|感激 ?你|您|你们|大家|了|啦 ?们 ?的 ?耐心|及时|详细|热心 ?的 ?帮助|解答|回复|回答|解释|支持|指导|帮忙|指点|讲解|协助 ?了|啦",
    "太好|太棒|很好|不错|棒|厉害|赞|完美|真好|给力|牛|优秀|挺好|好样 ?了|的|啦|啊|极",
    "👍|🙏|❤|😊|🎉|👌|🙂|😀",
]);

/// A farewell.
pub static BYE: Phrases = Phrases::new(&[
    "bye ?bye|for|now ?now",
    "goodbye|farewell|cya|ciao|byebye",
    "see you|ya|u ?later|soon|around|next ?time",
    "have|enjoy a|your|the ?very ?rest|great|nice|good|lovely|wonderful ?of ?your|the ?great day|evening|night|weekend|week|one|time",
    "good night|bye",
    "take care",
    "talk|speak ?to ?you later|soon",
    "thats|that all|everything|it ?for|i ?now|today|needed|is",
    "再见|拜拜|拜|回见|回头见|晚安|先这样|就这样|下次见|88|886|回聊|告辞|没别的了|没有别的了|没有了|没其他问题|没有其他问题|没事了 ?了|啦|吧",
]);

/// A greeting.
pub static GREETING: Phrases = Phrases::new(&[
    "hi|hello|hey|hiya|howdy|greetings|yo|helo|hallo|heya|hii|hiii|helloo ?there|all|everyone|team|guys|bot|folks|again|everybody|sir|madam|friend|firstline|you",
    "good|gd morning|afternoon|evening|day ?to|everyone|all|team|there ?you|all",
    "^ morning|evening|afternoon $",
    "how are|r you|u|things|ya ?doing|today|going ?today",
    "hows|how ?is it|everything|things|your|life ?day|going ?going",
    "whats|sup|wassup up",
    "nice|pleased|glad to meet you|u",
    "you here|there|around",
    "are you there|here",
    "你|您|你们|大家|各位|亲 ?们 好|好啊|好呀|在吗|在么|在不在 ?啊|呀|吗",
    "哈喽|哈啰|哈罗|嗨|嘿|hello|hi|喂|早|早安|早啊|午安|亲|在吗|在么|在不|在不在|有人吗|有人在吗|有人么|有没有人|最近好吗|吃了吗",
    "早上|上午|中午|下午|晚上 好|好啊|好呀",
]);

/// "OK": heard, and nothing more.
pub static ACK: Phrases = Phrases::new(&[
    "ok|okay|okey|okie|k|kk|okk|alright|fine|sure|yes|yeah|yep|yup|ya|right|indeed|understood|gotcha|noted|roger|correct|true|exactly|absolutely|agreed|certainly|aha|oh|ah|hmm|hm",
    "got it|that|you",
    "i see|understand|got ?it|that|this|now",
    "?that|it ?now makes sense",
    "?i|ill|i'll|let|will|gonna|going ?will|me ?to ?go|now try|check|test|see|look|do|read ?it|that|this|again|out|now|and|into ?and|it|that|later|now ?see|report|let|later ?you ?back|know",
    "no problem|worries|prob",
    "sounds|looks good|great|fine|right",
    "one moment|second|sec|minute",
    "wait|moment ?a|please ?moment|minute|second|sec",
    "fair enough",
    "of course",
    "好|好的|好吧|好哒|好滴|好嘞|好呀|好啊|嗯|嗯嗯|哦|噢|喔|行|行吧|可以|明白|知道|了解|收到|懂|清楚|是|是的|对|对的|没错|当然|没问题|ok|原来如此|这样啊|原来是这样|同意|好好|对对|确实 ?了|啦|的|吧|啊|呀|哈",
    "?我 ?先 ?去 ?再 ?来 试|试试|试一下|试下|看看|看一下|看下|研究 ?一 ?下 ?试 ?看 ?吧|先|再说|啊|哈|了",
    "稍等|等一下|等下|等等|等会|稍后|我看看|我试试 ?一 ?下",
]);

/// "No" and nothing more.
pub static NO: Phrases = Phrases::new(&[
    "^ no|nope|nah|not ?really|yet|at|sure|it ?all|didnt $",
    "^ 不|没有|没|不是|否|不是的|没呢|还没|还没有 ?啊|呢|的|哦 $",
]);

/// Words that are filling in Chinese. (English has its function words.)
pub static FILLER: Phrases = Phrases::new(&[
    "请问|麻烦|一下|现在|今天|但是|不过|可是|还是|真的|什么|怎么|为什么|如何|怎样|这个|那个|这样|那样|刚才|已经|按照|按|照着|照|照做|你说的|说的|上面的|上面|以上|方法|办法|步骤|教程|文档|答案|回答|东西|情况|事情|事|试了|试过|试了试|做了|弄了|操作了|操作|都试了|试|做|弄|一直|又|突然|忽然|我们|你们|他们|我的|你的|我这边|我这里|这边|这里|那边|感觉|好像|似乎|目前|以后|之后|然后|结果|就是|有点|一点|一些|有些|谁|能|会|要|想|帮|让|给|用|了啊|一样|先生|小姐|女士|老师|老板|朋友|哥|姐|哈|哈哈|呵呵|嘛|么|哇|唉|哎|哎呀|天哪|天啊|咋|啥|吗|呢|吧|啊|呀|哦|嗯|的|了|啦|咯|我|你|您|他|它|们|那|这|是|有|在|请|也|就|都|再|很|太|非常|还|但|不|没|没有|对|好|和|跟|与|把|被|可|可以|下|个|用了|全|全部",
    "客服|小助手|助手|机器人|同学|系统|软件|网站|网页|页面|程序|平台|产品|服务|功能|直接|自己|自行|本人|什么样",
]);

/// English words that say that something is wrong and not what.
pub static HOLLOW: Phrases = Phrases::new(&[
    "work*|problem*|issue*|error*|help*|thing|things|something|anything|nothing|everything|try|tried|trying|follow*|step*|instruction*|answer*|solution*|advice|suggestion*|question*|time|times|moment|today|sorry|already|actually|unfortunately|sadly|however|maybe|just|want|know|tell|ask|asked|say|said|see|think|thing|way|like|thanks|even|though|always|never|everyone|anyone|someone|able|use|using|used|make|look|bit|lot|here|somehow|suddenly|again|exactly|described|above|mentioned|suggested|told|sir|guys|man|dude|bro|mate|lol|haha|man|anyway|else|instead|whatever|dear|support|team|assist*|bot|chat|assistant|anymore|yet|ever|page|site|website|program|software|tool|system|somethings|app|fails|correctly|properly",
]);

/// What makes "that does not help" a supposition.
pub static FEEDBACK_VOID: Phrases = Phrases::new(&["if|whether|unless|suppose", "如果|要是|万一|假如|若"]);

/// How to undo what was said before.
pub static UNDONE: Phrases = Phrases::new(&[
    "^ ?and|but|so|then|ok|okay how ?do|can|could|to|would|should ?i|we|you|one stop|undo|revert|cancel|revoke|disable|remove|delete|end ?it|that|this|them|these",
    "what if i|we ?want ?to stop|undo|revert|cancel|revoke|disable|remove|delete|end",
    "怎么|如何|怎样|咋 ?样 ?才 ?能 ?把 ?它 取消|停止|停掉|撤销|撤回|关闭|关掉|删除|删掉|恢复",
]);

/// What works is only a part, for somebody else, in another place, or for a while: no word that the problem is gone.
pub static SCOPED: Phrases = Phrases::new(&[
    "work|works|worked|working|fine|ok|okay|fixed|solved|good ?again ?now for ?about|only|just a|an|one|two|three|some|few|five|ten|my|his|her|their|the|most|half|several|other|others|him|them|her|admins|users|minutes",
    "work|works|worked|working|fine|ok|okay|fixed|solved ?again ?now with|through|via|over|in|on ?the|a|an|another|other|old|my staging|test|tests|testing|vpn|wifi|mobile|android|ios|iphone|ipad|web|desktop|windows|mac|macos|linux|chrome|firefox|safari|edge|sandbox|incognito|version|browser|phone|laptop|data",
    "^ ?so ?and on|in|with ~ it|everything|that ?is ?all works|worked|fine|ok|okay",
    "^ ?the|our|my ?old|other website|app|rest|others|other|version|browser|audio|video|chrome|firefox|safari|edge|android|ios|iphone|web|desktop|console|backend|api|half|colleague|colleagues|boss|customer|friend ?works|worked|fine|is|are|says|has|still",
    "firefox|chrome|safari|edge|android|ios|iphone|audio|video|web|desktop|windows|mac|linux works|worked|is|fine ?fine",
    "用|换 ~ 可以|好|正常|行|能用 ?了 $",
    "别人|同事|其他|其它|测试|别的|安卓|苹果|网页|电脑|手机 ~ 可以|好|正常|行|能用|没问题",
]);
