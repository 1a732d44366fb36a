use super::*;

const FRESH: Situation = Situation { answered: false, asked: false, clarified: false, locale: Locale::En };
const ANSWERED: Situation = Situation { answered: true, ..FRESH };
const ASKED: Situation = Situation { asked: true, clarified: true, ..FRESH };

#[track_caller]
fn check(situation: Situation, want: Intent, texts: &[&str]) {
    let wrong: Vec<String> = texts
        .iter()
        .map(|text| (text, understand(text, &situation)))
        .filter(|(_, got)| *got != want)
        .map(|(text, got)| format!("{text:?} is {got:?}: {:?}", Reading::of(text)))
        .collect();
    assert!(wrong.is_empty(), "wanted {want:?}:\n{}", wrong.join("\n"));
}

#[test]
fn greetings_are_settled() {
    check(
        FRESH,
        Intent::Greeting,
        &[
            "hi",
            "Hello!",
            "hey there",
            "good morning, how are you",
            "Good evening",
            "你好",
            "您好！",
            "在吗",
            "你好，在吗？",
            "早上好",
            "哈喽",
            "Hi\nhow are you?",
            "hello 你好",
            "有人吗",
        ],
    );
}

#[test]
fn thanks_and_praise_claim_nothing() {
    check(
        ANSWERED,
        Intent::Thanks,
        &[
            "thanks",
            "Thank you very much!",
            "谢谢",
            "多谢了",
            "非常感谢您的耐心解答",
            "great, thanks",
            "ok thanks",
            "好的，谢谢",
            "thx",
            "Thanks for the detailed explanation",
            "辛苦了",
        ],
    );
}

#[test]
fn what_worked_is_confirmed() {
    check(
        ANSWERED,
        Intent::Confirmed,
        &[
            "that worked",
            "great, that solved it, bye",
            "好的可以了，谢谢",
            "Works now, thanks!",
            "problem solved",
            "It is working again",
            "解决了",
            "问题解决了，谢谢",
            "搞定了",
            "已经可以了",
            "yes that fixed it",
            "perfect, it works",
            "Thanks, setting rejected_code worked",
            "好了，谢谢",
            "已解决",
            "All good now",
            "got it working, thank you",
            "yes it did",
            "可以用了",
            "正常了谢谢",
            "that did the trick",
            "改完配置之后就可以了，谢谢",
        ],
    );
}

#[test]
fn what_did_not_help_is_said_without_facts() {
    check(
        ANSWERED,
        Intent::NotSolved,
        &[
            "still not working",
            "还是不行",
            "没解决",
            "that did not solve it",
            "not solved, thanks",
            "谢谢，但是还是不行",
            "it does not work",
            "doesn't work",
            "That didn't help",
            "still the same error",
            "no luck",
            "I tried that and it still doesn't work",
            "不行",
            "没用",
            "还是一样",
            "no",
            "不管用啊",
            "thanks but it still fails",
            "Unfortunately that did not help.",
            "问题还在",
            "按你说的做了，还是不行",
            "没有解决我的问题",
            "not fixed yet",
            "that's not what I asked",
            "nope",
            "还是报错",
            "依然没有解决",
        ],
    );
}

#[test]
fn a_failure_with_facts_is_a_question() {
    check(
        ANSWERED,
        Intent::Question { not_solved: true },
        &[
            "还是不行，报 E1002 了",
            "still not working, now I get 503",
            "That did not help, the log says upstream timeout",
            "设置了 trusted_addresses，还是不行",
        ],
    );
}

#[test]
fn questions_stay_questions() {
    let texts = [
        "How do I say thanks in the API?",
        "how do I configure the agent?",
        "human-readable output",
        "人工智能怎么配置",
        "转人工按钮怎么隐藏",
        "hi\nhow do I enable CORS?",
        "thanks, and how do I rotate the key?",
        "it worked until yesterday",
        "it works on Linux but not on Windows",
        "jwt-auth does not work",
        "Is this a bot detection feature?",
        "hello world example",
        "E1002",
        "404",
        "怎么限流",
        "那多台机器呢",
        "How can my users request a human agent in the widget?",
        "用户怎么转人工",
        "What happens when somebody types \"I need a human\"?",
        "Can the agent talk to an operator over gRPC?",
        "does this work with v3?",
        "I lost my phone, how do I get in?",
        "what is trash?",
        "restore from trash",
        "哪个套餐有电话支持",
        "how do I call",
        "how can I connect",
        "解决方案架构图在哪",
        "the agent cannot connect to the server",
        "帮我写一首关于秋天的诗",
        "wie geht das mit dem Plugin",
        "配置转人工的规则",
        "登录不了",
        "请问支持 gRPC 吗",
    ];
    check(FRESH, Intent::Question { not_solved: false }, &texts);
    check(ANSWERED, Intent::Question { not_solved: false }, &texts);
}

#[test]
fn corpus_questions_stay_questions() {
    let shared = std::env::var("FIRSTLINE_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into());
    let Ok(queries) = std::fs::read_to_string(format!("{shared}/eval/queries.jsonl")) else {
        eprintln!("skipped corpus_questions_stay_questions: no shared folder");
        return;
    };
    let mut wrong = Vec::new();
    let mut n = 0;
    for line in queries.lines() {
        let query: serde_json::Value = serde_json::from_str(line).unwrap();
        let (text, kind) = (query["text"].as_str().unwrap(), query["kind"].as_str());
        if kind == Some("none") {
            continue;
        }
        n += 1;
        let got = understand(text, &ANSWERED);
        if !matches!(got, Intent::Question { not_solved: false }) {
            wrong.push(format!("{text} is {got:?}"));
        }
    }
    println!("{} of {n} misread", wrong.len());
    assert!(wrong.len() * 100 <= n, "{} of {n}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_wish_for_a_person_is_heard() {
    let texts = [
        "I need a human",
        "I'd like a human please",
        "I'd rather have a person",
        "let me speak 2 a person pls",
        "no more bot please",
        "How can I reach your support team?",
        "how do I get in touch",
        "How do I talk to a real person",
        "转人工",
        "talk to an agent",
        "找人工客服",
        "你们来个人看看吧",
        "can somebody call me",
        "I want to speak to a real person",
        "human please",
        "agent",
        "operator!",
        "connect me to support",
        "Can I talk to someone?",
        "please transfer me to a representative",
        "人工",
        "人工客服",
        "客服在吗",
        "我要找人工",
        "能不能转人工",
        "给我转接人工客服",
        "有真人吗",
        "给我打电话",
        "找个人来",
        "派个工程师",
        "你是机器人吗，我要转人工",
        "I don't want to talk to a bot",
        "let me speak with a person",
        "get me a human",
        "Could someone from your team contact me?",
        "不想跟机器人聊",
        "怎么联系客服",
        "real person please",
        "I'd like to talk to somebody",
        "escalate this please",
        "换人工",
        "how do I contact support?",
        "帮我找一下客服",
        "让工程师联系我",
        "is there anyone I can talk to?",
    ];
    check(FRESH, Intent::Person { with_question: false }, &texts);
    check(ASKED, Intent::Person { with_question: false }, &texts);
}

#[test]
fn a_wish_for_a_person_is_heard_inside_facts() {
    check(
        ANSWERED,
        Intent::Person { with_question: true },
        &[
            "I changed it, same. Tried restart. 3.2.0 on k8s. I need a human",
            "设置了，还是不行，信任地址也加了，你们来个人看看吧",
            "The upload fails with 413\ncan I talk to an agent",
            "能不能安排一个工程师明天上午打电话给我",
            "can somebody from your team join a call tomorrow at 10",
            "登录一直报 E1002，转人工",
        ],
    );
}

#[test]
fn a_refused_person_is_no_wish() {
    let texts = [
        "不用转人工",
        "I don't need a human",
        "先不要转人工",
        "no need to call me",
        "do not transfer me",
        "Please don't transfer me to an agent.",
        "I don't want a human",
        "i don't want to talk to a person",
        "no human please",
        "don't escalate",
        "please do not escalate this",
        "don't call me",
        "no need to escalate",
        "I'd rather not talk to anyone",
        "I do not want to be transferred",
        "don't get anyone else",
        "不要转人工",
        "别转人工",
        "别给我转人工",
        "不需要人工客服",
        "我不想找客服",
        "先别转",
        "不用联系我",
        "别打电话给我",
        "不要人工",
        "不转人工了",
        "you don't have to transfer me",
        "I don't need a call",
        "我没说要转人工",
        "不需要工程师联系我",
    ];
    check(FRESH, Intent::Acknowledged, &texts);
    check(ANSWERED, Intent::Acknowledged, &texts);
    check(ASKED, Intent::Acknowledged, &texts);
    check(
        ANSWERED,
        Intent::Question { not_solved: false },
        &[
            "I don't need a human, how do I enable CORS?",
            "不要转人工，告诉我怎么配置跨域",
            "do not connect to the upstream over TLS",
            "no agent found on this host",
        ],
    );
    check(
        ANSWERED,
        Intent::Person { with_question: false },
        &[
            "don't transfer me to sales, transfer me to support",
            "为什么不转人工",
            "怎么还不转人工",
            "why don't you transfer me to a human",
            "I don't want a bot, I want a human",
        ],
    );
}

#[test]
fn a_ticket_a_complaint_and_a_department_are_wishes_for_a_person() {
    let texts = [
        "raise a ticket",
        "open a support case",
        "file a ticket",
        "please open a ticket for me",
        "can you create a ticket?",
        "I want to raise a ticket",
        "speak to sales",
        "talk to billing",
        "I'd like to talk to your sales team",
        "connect me with billing please",
        "I want to file a complaint",
        "I want to complain",
        "帮我提个工单",
        "开个工单",
        "提工单",
        "我要提交工单",
        "能不能帮我开一个工单",
        "我要投诉",
        "我想投诉你们",
        "转销售",
        "is there anybody out there",
        "anyone there?",
        "is anybody there?",
        "hello, anyone here?",
        "怎么转人工",
        "how do I get a human?",
    ];
    check(FRESH, Intent::Person { with_question: false }, &texts);
    check(ANSWERED, Intent::Person { with_question: false }, &texts);
    check(
        FRESH,
        Intent::Question { not_solved: false },
        &[
            "how do I raise a ticket via the API?",
            "ticket field configuration",
            "How do I transfer a call to an agent in the console?",
            "如何在控制台把通话转给人工坐席",
            "怎么通过 API 提工单",
            "工单字段怎么配置",
            "anyone here using docker swarm?",
            "can my service talk to billing over gRPC?",
            "How do I let customers open a ticket?",
            "客户投诉流程怎么设置",
        ],
    );
}

#[test]
fn what_is_taken_back_is_not_searched() {
    for situation in [FRESH, ANSWERED, ASKED] {
        check(
            situation,
            Intent::Confirmed,
            &[
                "never mind, I figured it out",
                "nevermind I fixed it",
                "I fixed it myself",
                "solved, no need for a person any more",
                "nvm, found the typo in my config",
                "I solved it on my own",
                "没事了，好了",
                "我自己解决了",
                "不用了，已经好了",
                "算了，我自己搞定了",
                "不用转人工了，解决了",
                "I managed to fix it",
                "我自己找到原因了",
            ],
        );
        check(
            situation,
            Intent::Acknowledged,
            &[
                "never mind",
                "Nevermind.",
                "nvm",
                "forget it",
                "no longer needed",
                "it's not needed anymore",
                "I don't need help anymore",
                "ignore that",
                "算了",
                "算了吧",
                "不用了",
                "不需要了",
                "算了，不用了",
                "当我没说",
            ],
        );
    }
    check(
        ANSWERED,
        Intent::Question { not_solved: false },
        &[
            "never mind that, how do I rotate the key?",
            "never mind, now I get E1002",
            "算了，那怎么限流",
            "Is the plugin no longer needed in 3.x?",
        ],
    );
}

#[test]
fn what_was_tried_or_goes_on_is_not_solved() {
    check(
        ANSWERED,
        Intent::NotSolved,
        &[
            "problem persists",
            "the issue remains",
            "The error still persists",
            "I already tried that",
            "did that already",
            "I've tried all of that",
            "tried that already",
            "already did that",
            "I did all that",
            "I've done that already",
            "tried already",
            "这个我试过了",
            "我试过了",
            "已经试过了",
            "你说的方法我试过了",
            "useless",
            "this is fucking useless garbage bot",
            "你们这什么垃圾",
            "太慢了",
        ],
    );
    check(
        ANSWERED,
        Intent::Confirmed,
        &["I tried that and it worked", "tried that, it works now", "试过了，可以了"],
    );
}

#[test]
fn an_outburst_is_no_question() {
    for situation in [FRESH, ASKED] {
        check(
            situation,
            Intent::Acknowledged,
            &[
                "useless",
                "this is fucking useless garbage bot",
                "你们这什么垃圾",
                "太慢了",
                "垃圾",
                "you suck",
            ],
        );
    }
    check(
        FRESH,
        Intent::Question { not_solved: false },
        &[
            "How does garbage collection work?",
            "接口太慢了",
            "垃圾回收怎么配置",
            "this stupid gateway returns 502",
        ],
    );
}

#[test]
fn a_message_without_words_is_never_searched() {
    let texts = ["???", "？", "...", "。。。", "\u{200b}\u{feff}", "😡"];
    check(FRESH, Intent::Vague, &texts);
    check(ANSWERED, Intent::Acknowledged, &texts);
    check(ASKED, Intent::Acknowledged, &texts);
}

#[test]
fn endings_are_told_from_questions() {
    for intent in [Intent::Confirmed, Intent::Thanks, Intent::Acknowledged, Intent::Goodbye] {
        assert!(intent.is_closing(), "{intent:?}");
    }
    for intent in [Intent::NotSolved, Intent::Vague, Intent::Greeting, Intent::Question { not_solved: false }]
    {
        assert!(!intent.is_closing(), "{intent:?}");
    }
}

#[test]
fn the_machine_is_asked_what_it_is() {
    check(
        FRESH,
        Intent::AreYouABot,
        &[
            "are you a bot?",
            "Are you a real person?",
            "你是机器人吗",
            "你是真人吗？",
            "am I talking to a human?",
            "is this a bot",
            "hi, are you human?",
            "你是人工还是机器人",
            "are you an AI",
            "你是不是机器人",
            "机器人吗",
        ],
    );
}

#[test]
fn what_says_nothing_searchable_is_vague() {
    let texts = [
        "it does not work",
        "不能用了",
        "help",
        "报错了",
        "something is wrong",
        "I have a problem",
        "出问题了",
        "hello, it is broken",
        "请问有个问题",
        "帮帮我",
        "用不了了",
        "It's not working anymore",
        "???",
        "help me please",
        "error",
        "怎么办",
        "你好，我遇到一个问题",
        "有问题",
        "can you help me?",
        "怎么回事",
    ];
    check(FRESH, Intent::Vague, &texts);
    for text in texts {
        assert_ne!(understand(text, &Situation { clarified: true, ..FRESH }), Intent::Vague, "{text}");
    }
}

#[test]
fn a_bare_answer_to_a_clarifying_question_is_searched() {
    check(
        ASKED,
        Intent::Question { not_solved: false },
        &[
            "ok",
            "yes",
            "好",
            "是的",
            "no",
            "没有",
            "E1002",
            "[error] connect() failed",
            "有，阿里云的",
            "header, our testers send one",
            "不行",
        ],
    );
}

#[test]
fn a_bare_ok_after_an_answer_is_heard_and_claims_nothing() {
    check(
        ANSWERED,
        Intent::Acknowledged,
        &["ok", "好的", "嗯嗯", "I see", "知道了", "got it", "明白了", "I'll try it", "我试试"],
    );
}

#[test]
fn leaving_is_leaving() {
    check(
        ANSWERED,
        Intent::Goodbye,
        &["bye", "再见", "thanks, bye", "ok, have a nice day", "谢谢，拜拜", "that's all"],
    );
}

#[test]
fn further_wordings_are_read() {
    check(
        ANSWERED,
        Intent::Confirmed,
        &[
            "Yes, that was it. Thank you!",
            "it works like a charm",
            "That fixed the issue",
            "working fine now, cheers",
            "you're a lifesaver, it's working",
            "ok it's solved",
            "perfect that's what I needed",
            "issue resolved",
            "好了，可以登录了",
            "成功了！谢谢",
            "没问题了",
            "谢谢，问题已经解决",
            "行了，搞定",
            "按照你说的改了，现在好了",
            "嗯，可以了",
            "可以了",
            "OK 了，感谢",
            "弄好了",
            "it did the job, thx",
            "done, works",
            "nice, that helped",
        ],
    );
    check(
        ANSWERED,
        Intent::NotSolved,
        &[
            "it didn't change anything",
            "nothing changed",
            "This is not helpful",
            "I already did that, no change",
            "doesn't help at all",
            "that's wrong",
            "did not work for me",
            "same result",
            "Still nothing",
            "not working",
            "试过了，没用",
            "还是老样子",
            "不对，不是这个问题",
            "这个方法不行",
            "没有用",
            "依旧报错",
            "还不行",
            "没效果啊",
            "还是不可以",
            "答非所问",
            "没啥变化",
            "一样的错误",
            "已经试过了不行",
            "thanks, but no",
            "it is still broken",
            "tried, failed",
        ],
    );
    check(
        FRESH,
        Intent::Vague,
        &[
            "something's broken",
            "I need help",
            "there is an issue",
            "please help",
            "nothing works",
            "我遇到问题了",
            "出错了怎么办",
            "坏了",
            "急！！",
            "它不工作了",
            "系统有问题",
            "有个问题想咨询一下",
            "my thing stopped working",
            "I can't use it",
            "page is broken",
            "软件用不了",
            "app crashed",
            "怎么用不了啊",
        ],
    );
    check(
        ANSWERED,
        Intent::Question { not_solved: false },
        &[
            "how can I talk to the database from the plugin",
            "what does the human readable flag do",
            "is there an agent for Windows",
            "人工审核怎么开启",
            "客服工作时间是几点",
            "the fix in 3.2 did not work with TLS, why",
            "how do I say hello to the server",
            "can I get help text in Chinese for the CLI",
            "好像是端口被占用了",
            "what if that does not help?",
            "I need an operator for kubernetes",
            "does it support a person field",
            "怎么给用户发送谢谢消息",
            "ok so how do I enable it for all routes",
            "why?",
            "为什么",
            "and for docker?",
            "解决了第一个，第二个路由怎么配",
            "thanks! one more: where is the log file",
            "能不能给客户打电话",
            "问题解决率怎么统计",
            "请问 bye 命令是什么",
            "机器人怎么接入微信",
        ],
    );
    check(
        ANSWERED,
        Intent::Greeting,
        &[
            "hiya",
            "hello bot",
            "Good afternoon everyone",
            "hey, how's it going?",
            "嗨，在不在",
            "您好，请问在吗",
            "晚上好呀",
        ],
    );
    check(
        ANSWERED,
        Intent::AreYouABot,
        &[
            "are you human or a machine",
            "who am I talking to?",
            "你是 AI 吗",
            "跟我聊天的是真人吗",
            "is there a human behind this",
            "你是谁",
        ],
    );
    for text in [
        "I wish to speak with a support engineer",
        "pls get someone to help me",
        "put me through to a real agent",
        "can I have a human?",
        "I'd rather talk to a person about this",
        "is a human available?",
        "want human",
        "speak to representative",
        "connect me with an agent please",
        "can you escalate this to your team?",
        "I want to open a ticket with support",
        "talk to human",
        "live chat",
        "live agent",
        "give me a real person now",
        "please have someone call me back",
        "我想和真人说话",
        "麻烦转一下人工",
        "请转人工服务",
        "叫你们技术来",
        "有没有人工",
        "我要投诉，找你们经理",
        "能帮我转接一下吗",
        "安排个人给我回电话",
        "人工呢",
        "直接转人工吧",
        "我需要人工帮助",
        "联系人工",
        "怎么找人工客服",
        "找真人聊",
        "你解决不了，换人来",
        "让你们的工程师看一下吧",
        "call me at 555-1234",
        "This bot is useless, get me someone who knows",
    ] {
        assert!(matches!(understand(text, &ANSWERED), Intent::Person { .. }), "{text}");
    }
}

#[test]
fn how_to_undo_it_is_a_question() {
    let situation = Situation { answered: true, ..Situation::default() };
    let asked = Intent::Question { not_solved: false };
    check(
        situation,
        asked,
        &["how do I stop it?", "how can I revoke that?", "and how do I undo this", "怎么取消", "那怎么撤销"],
    );
    check(situation, Intent::NotSolved, &["it stopped working", "it does not work"]);
}

#[test]
fn what_works_elsewhere_for_others_or_for_a_while_confirms_nothing() {
    for text in [
        "The website works fine.",
        "On Android it works.",
        "It works again for two users, the other 300 still cannot log in",
        "Works for admins.",
        "My colleague says his works now",
        "It works with VPN",
        "it worked for five minutes",
        "the old version works fine",
        "用VPN可以了",
        "Firefox works fine.",
        "It works for my colleague.",
        "On staging it works.",
        "The rest works fine.",
        "Audio works, video does not.",
        "Chrome works fine, Safari is blank.",
        "It is solved on test, not in production",
        "Fixed for a minute, then it came back.",
    ] {
        let got = understand(text, &ANSWERED);
        assert!(got != Intent::Confirmed, "{text} is {got:?}");
    }
    check(ANSWERED, Intent::Confirmed, &["it works for me now", "now everything works again"]);
}
