use super::*;
use crate::domain::{
    event::{
        Answer, AnswerOutcome, Author, Citation, DocOpened, Feedback, HandoffRequested, Message, Mode,
        Opened, Party, Reason, Suggested, Suggestion,
    },
    ids::{Id, InboxKey, ReplyId},
    time::Timestamp,
};

pub fn log(bodies: Vec<Body>) -> Vec<Event> {
    let name = |n: usize| Id::new(uuid::Uuid::from_u128(n as u128));
    let event = |(n, body): (usize, Body)| Event {
        id: name(n),
        conversation: Id::new(uuid::Uuid::from_u128(7)),
        seq: Seq(n as u64 + 1),
        at: Timestamp::from_millis(n as i64),
        body,
        cause: None,
    };
    bodies.into_iter().enumerate().map(event).collect()
}

pub fn opened(locale: Locale) -> Body {
    let context = [("product".to_owned(), "Harbour".to_owned())].into_iter().collect();
    Body::Opened(Opened {
        inbox: InboxKey("default".to_owned()),
        contact: Id::new(uuid::Uuid::from_u128(1)),
        locale,
        context: Personal::new(context),
        policy: 1,
        named: false,
    })
}

pub fn said(role: Role, text: &str) -> Body {
    Body::Message(Message {
        author: Author { role, id: None, name: None },
        text: text.into(),
        client_id: None,
        reply: None,
        answer: None,
        via: None,
        context: None,
        blocks: None,
    })
}

pub fn talk(locale: Locale, turns: &[(Role, &str)]) -> Vec<Event> {
    let turns = turns.iter().map(|(role, text)| said(*role, text));
    log(std::iter::once(opened(locale)).chain(turns).collect())
}

fn reply() -> ReplyId {
    Id::new(uuid::Uuid::from_u128(99))
}

#[test]
fn the_problem_is_stated_in_the_users_words_without_courtesies() {
    let log = talk(
        Locale::En,
        &[
            (Role::User, "hi"),
            (Role::Bot, "Hello!"),
            (Role::User, "Hello, we get 503 from limit-count"),
            (Role::Bot, "You can change rejected_code."),
            (Role::User, "I changed it, same. Tried restart. 3.2.0 on k8s. I need a human"),
        ],
    );
    let dossier = by_rules(&log, Locale::En);
    assert_eq!(dossier.problem.text(), "we get 503 from limit-count; 3.2.0 on k8s.");
    let tried: Vec<&str> = dossier.tried.iter().map(|quote| quote.text.text()).collect();
    assert_eq!(tried, ["I changed it (in reply to: “You can change rejected_code.”)", "Tried restart"]);
    assert!(dossier.tried.iter().all(|quote| quote.seq == Seq(6)));
    assert!(dossier.environment.iter().any(|fact| fact.name == "product" && fact.value.text() == "Harbour"));
    assert_eq!(dossier.asked.first().map(|quote| quote.seq), Some(Seq(4)));
}

#[test]
fn answers_to_the_bots_question_keep_the_question() {
    let log = talk(
        Locale::Zh,
        &[
            (Role::User, "日志里的 IP 不对"),
            (Role::Bot, "您在网关前面还有负载均衡吗？"),
            (Role::User, "有，阿里云的"),
            (Role::Bot, "请按 real-ip 页面设置 source。"),
            (Role::User, "设置了，还是不行，信任地址也加了，你们来个人看看吧"),
        ],
    );
    let dossier = by_rules(&log, Locale::Zh);
    assert_eq!(
        dossier.claims.first().map(|quote| quote.text.text()),
        Some("“您在网关前面还有负载均衡吗？” – 有，阿里云的")
    );
    let tried: Vec<&str> = dossier.tried.iter().map(|quote| quote.text.text()).collect();
    assert_eq!(tried, ["设置了（针对：“请按 real-ip 页面设置 source。”）", "信任地址也加了"]);
    assert!(dossier.problem.text().starts_with("日志里的 IP 不对"));
}

#[test]
fn a_question_nobody_answered_stays_open() {
    let log = talk(
        Locale::En,
        &[(Role::User, "uploads fail"), (Role::Bot, "Which version is it?"), (Role::User, "get me a human")],
    );
    let dossier = by_rules(&log, Locale::En);
    assert_eq!(dossier.open_question.as_ref().map(Personal::text), Some("Which version is it?"));
    assert_eq!(dossier.problem.text(), "uploads fail");
}

#[test]
fn what_fails_is_no_step_that_was_tried() {
    for (text, n_tried) in [("全部宕机了，所有用户都登录不了。", 0), ("我试过重启，也登录不了。", 1)]
    {
        assert_eq!(
            by_rules(&talk(Locale::Zh, &[(Role::User, text)]), Locale::Zh).tried.len(),
            n_tried,
            "{text}"
        );
    }
}

#[test]
fn a_step_knows_that_it_did_not_help() {
    for (locale, proposed, text, want) in [
        (
            Locale::En,
            "Open UDP 3478 for the relay.",
            "IT opened it. still freezing for everybody",
            "IT opened it",
        ),
        (Locale::En, "Restart the replica.", "restarted it at 08:15, no change", "restarted it at 08:15"),
        (Locale::Zh, "请换邮箱验证。", "换了邮箱验证也收不到，转人工", "换了邮箱验证也收不到"),
        (Locale::Zh, "建议切换到电信出口。", "切了电信，一样", "切了电信"),
    ] {
        let turns = [(Role::User, "calls freeze"), (Role::Bot, proposed), (Role::User, text)];
        let tried = by_rules(&talk(locale, &turns), locale).tried;
        assert_eq!((tried.len(), tried[0].helped), (1, Some(false)), "{text}: {tried:?}");
        assert!(tried[0].text.text().starts_with(want), "{tried:?}");
    }
}

#[test]
fn what_was_done_before_it_began_is_no_remedy() {
    let dossier = by_rules(
        &talk(Locale::En, &[(Role::User, "Login fails for all. It started after we changed our domain.")]),
        Locale::En,
    );
    assert!(dossier.tried.is_empty(), "{:?}", dossier.tried);
    assert!(dossier.environment.iter().any(|fact| fact.name == "changed"));
}

#[test]
fn the_rules_own_words_are_in_the_language_of_the_desk() {
    let turns = [(Role::User, "calls freeze"), (Role::Bot, "Open the port."), (Role::User, "I opened it")];
    let dossier = by_rules(&talk(Locale::En, &turns), Locale::Zh);
    assert_eq!(dossier.tried[0].text.text(), "I opened it（针对：“Open the port.”）");
    assert_eq!(dossier.locale, Locale::En, "the user's");
}

#[test]
fn what_a_step_in_vain_was_taken_from_is_rejected() {
    let mut answer = said(Role::Bot, "Set limit to 8. [1]");
    if let Body::Message(message) = &mut answer {
        message.answer = Some(Answer {
            outcome: AnswerOutcome::Answered,
            mode: Mode::Extractive,
            is_final: true,
            cut: false,
            citations: vec![Citation {
                n: 1,
                doc: "limits.md".to_owned(),
                title: "Limits".to_owned(),
                section: None,
                heading: None,
                url: "/docs/limits.md".to_owned(),
                quote: String::new(),
                hash: String::new(),
                revision: 1,
            }],
            offer: None,
            choices: Vec::new(),
        });
    }
    let said = vec![
        opened(Locale::En),
        said(Role::User, "uploads fail"),
        answer,
        said(Role::User, "I set limit to 8, same error"),
    ];
    let documents = by_rules(&log(said), Locale::En).documents;
    assert_eq!((documents[0].solved, documents[0].seqs.as_slice()), (Some(false), &[Seq(3), Seq(4)][..]));
}

#[test]
fn what_is_said_to_the_desk_adds_to_the_problem() {
    let mut said_so_far = vec![opened(Locale::En), said(Role::User, "How do I connect Ollama?")];
    let dossier = by_rules(&log(said_so_far.clone()), Locale::En);
    said_so_far.push(Body::HandoffRequested(HandoffRequested {
        by: Party::User,
        reason: Some(Reason::Requested),
        dossier,
    }));
    let more = "What happens since the move is that uploads beyond forty megabytes stop with a broken pipe?";
    said_so_far.push(said(Role::User, more));
    let dossier = by_rules(&log(said_so_far), Locale::En);
    assert!(dossier.problem.text().starts_with("How do I connect Ollama?"), "{}", dossier.problem.text());
    assert!(dossier.problem.text().contains("broken pipe"));
}

#[test]
fn documents_know_what_became_of_them() {
    let citation = |doc: &str| Citation {
        n: 1,
        doc: doc.to_owned(),
        title: "Cited".to_owned(),
        section: None,
        heading: None,
        url: "https://example.com/cited".to_owned(),
        quote: String::new(),
        hash: String::new(),
        revision: 1,
    };
    let mut answer = said(Role::Bot, "Set it. [1]");
    if let Body::Message(message) = &mut answer {
        message.reply = Some(reply());
        message.answer = Some(Answer {
            outcome: AnswerOutcome::Answered,
            mode: Mode::Extractive,
            is_final: true,
            cut: false,
            citations: vec![citation("a.md")],
            offer: None,
            choices: Vec::new(),
        });
    }
    let item = Suggestion {
        doc: "b.md".to_owned(),
        title: "Shown".to_owned(),
        section: None,
        heading: None,
        applies_to: None,
        url: "https://example.com/b".to_owned(),
        snippet: String::new(),
    };
    let log = log(vec![
        opened(Locale::En),
        said(Role::User, "uploads fail"),
        Body::Suggested(Suggested { reply: reply(), items: vec![item] }),
        answer,
        Body::DocOpened(DocOpened { doc: "a.md".to_owned(), reply: None }),
        Body::Feedback(Feedback { reply: Some(reply()), solved: false, comment: Some("wrong page".into()) }),
    ]);
    let documents = by_rules(&log, Locale::En).documents;
    let seen: Vec<_> = documents.iter().map(|d| (d.doc.as_str(), d.shown, d.opened, d.solved)).collect();
    assert_eq!(seen, [("a.md", true, true, Some(false)), ("b.md", true, false, None)]);
}

#[test]
fn lists_stay_bounded() {
    let texts: Vec<String> =
        (0..40).map(|n| format!("upload of file{n}.txt fails because of quota{n}")).collect();
    let turns: Vec<(Role, &str)> = texts.iter().map(|text| (Role::User, text.as_str())).collect();
    let dossier = by_rules(&talk(Locale::En, &turns), Locale::En);
    assert!(dossier.asked.len() <= QUOTES_MAX && dossier.claims.len() <= QUOTES_MAX);
    assert!(dossier.problem.text().chars().count() <= PROBLEM_CHARS_MAX + 1);
}

#[test]
fn what_only_adds_facts_is_no_other_problem() {
    let cases = [
        (Locale::Zh, "通话录音导出失败，报错 E-4021", &["从昨天下午三点开始的", "只有上海的同事受影响"][..]),
        (
            Locale::Zh,
            "手机端一打开设置页面就闪退",
            &["iPhone 15，iOS 18.1，App 4.2", "重启两次了", "有进展吗？"],
        ),
        (
            Locale::En,
            "Webhook signatures do not verify since the upgrade",
            &["we use Python 3.12", "and the secret is right, I checked it", "thanks"],
        ),
        (
            Locale::En,
            "Exporting call recordings fails with error E-4021, version 5.2.0, Chrome 130",
            &[
                "Order number is 2026112800123, amount 299 EUR",
                "It started yesterday at 3 pm, only the colleagues in Shanghai are affected",
                "My phone is +49 170 1234567, call me if you like",
            ],
        ),
    ];
    for (locale, problem, more) in cases {
        let turns: Vec<(Role, &str)> =
            std::iter::once(&problem).chain(more).map(|text| (Role::User, *text)).collect();
        let dossier = by_rules(&talk(locale, &turns), locale);
        let stated = dossier.problem.text();
        assert!(stated.starts_with(problem.trim_end_matches('。')), "{stated}");
        assert!(!stated.contains("1234567"), "{stated}");
    }
    let turns = [
        (Role::User, "Webhook signatures do not verify since the upgrade"),
        (Role::User, "Another question: where are old invoices kept?"),
    ];
    let dossier = by_rules(&talk(Locale::En, &turns), Locale::En);
    assert!(dossier.problem.text().contains("invoices"), "{}", dossier.problem.text());
}

#[test]
fn the_problem_stays_the_first_complaint_where_the_next_ones_look_for_its_cause() {
    let problem =
        |locale, turns: &[(Role, &str)]| by_rules(&talk(locale, turns), locale).problem.text().to_owned();
    let first = "My router drops the wifi every ten minutes since yesterday";
    let cause = [
        (Role::User, first),
        (Role::Bot, "Please restart the router and check the cable."),
        (Role::User, "I think the firmware update broke it"),
        (Role::User, "Could you look at the logs on your side please?"),
    ];
    assert!(problem(Locale::En, &cause).starts_with(first), "{}", problem(Locale::En, &cause));
    let cause = [
        (Role::User, "直播间没有声音"),
        (Role::Bot, "请检查麦克风权限。"),
        (Role::User, "能不能帮忙看一下服务器日志?"),
        (Role::User, "是不是你们服务器的问题？"),
    ];
    assert!(problem(Locale::Zh, &cause).starts_with("直播间没有声音"));
    let other = [
        (Role::User, "怎么导出账单？"),
        (Role::Bot, "打开账单页面，点击导出。"),
        (Role::User, "另外我们公司全部同事都登录不了，从早上九点开始"),
    ];
    assert_eq!(problem(Locale::Zh, &other), "另外我们公司全部同事都登录不了，从早上九点开始");
}

#[test]
fn what_comes_back_keeps_what_is_known_of_it() {
    let reopened = Body::Reopened(crate::domain::event::Reopened { by: Party::User, segment: 2 });
    let turns = |again: &str| {
        let before = ["login returns 502 for all of our users on 3.2.0", "restarted, works now thanks"];
        let mut bodies = vec![opened(Locale::En)];
        bodies.extend(before.map(|text| said(Role::User, text)));
        bodies.extend([reopened.clone(), said(Role::User, again)]);
        by_rules(&log(bodies), Locale::En)
    };
    let dossier = turns("it happens again");
    assert_eq!(dossier.problem.text(), "login returns 502 for all of our users on 3.2.0");
    assert!(dossier.environment.iter().any(|fact| fact.value.text() == "502"));
    assert_eq!(dossier.tried.first().and_then(|step| step.helped), Some(true));
    let dossier = turns("How do I export an invoice as PDF?");
    assert!(dossier.environment.iter().all(|fact| fact.value.text() != "502"));
}

#[test]
fn a_step_was_done_by_whoever_speaks() {
    for (text, n_tried) in [
        ("The configuration was not changed. Nothing was updated before it.", 0),
        ("I didn't restart the phone yet", 0),
        ("银行那边说已经成功了", 0),
        ("还没重启过", 0),
        ("I restarted the phone", 1),
        ("更新了，没有改善", 1),
    ] {
        let tried = by_rules(&talk(Locale::En, &[(Role::User, text)]), Locale::En).tried;
        assert_eq!(tried.len(), n_tried, "{text}: {tried:?}");
    }
}

#[test]
fn what_came_of_a_step_is_known_by_the_words_beside_it() {
    for (text, want) in [
        ("The export fails. I reinstalled it and cleared the cache, neither helped.", vec![Some(false)]),
        ("I have neither restarted nor reinstalled it. The page is blank.", vec![]),
        ("My colleague says you deleted our archive.", vec![]),
        ("Screen sharing is black on macOS 14, restarting did not help.", vec![Some(false)]),
        (
            "Disabling the VPN: no difference. Updating the driver: same result.",
            vec![Some(false), Some(false)],
        ),
        ("Restarting the worker fixed it for an hour, then it was back.", vec![Some(false)]),
        ("Switching to the LAN cable made it work.", vec![Some(true)]),
        ("Resetting the password fails", vec![]),
        ("屏幕共享黑屏，重启没用", vec![Some(false)]),
        ("重启手机没用，清了缓存也不行", vec![Some(false), Some(false)]),
        ("换成4G网络就好了", vec![Some(true)]),
        ("同事说你们把我们的录音删了，我没核实", vec![]),
    ] {
        let tried = by_rules(&talk(Locale::En, &[(Role::User, text)]), Locale::En).tried;
        let helped: Vec<Option<bool>> = tried.iter().map(|step| step.helped).collect();
        assert_eq!(helped, want, "{text}: {tried:?}");
    }
}

#[test]
fn hearsay_and_guesses_are_claims_and_no_problem_of_their_own() {
    let turns = [
        (Role::User, "webhook retries stopped after we moved to eu-west-3 on Tuesday"),
        (Role::User, "My guess is your rate limiter counts the wrong tenant."),
        (Role::User, "My colleague says that you changed the limits."),
    ];
    let dossier = by_rules(&talk(Locale::En, &turns), Locale::En);
    assert!(dossier.problem.text().starts_with("webhook retries stopped"), "{}", dossier.problem.text());
    assert_eq!(dossier.claims.len(), 3, "{:?}", dossier.claims);
}

#[test]
fn a_question_is_open_whatever_the_desk_says_behind_it() {
    let turns = [
        (Role::User, "uploads fail"),
        (Role::Agent, "Which version of the server do you run? Please send the log."),
    ];
    let dossier = by_rules(&talk(Locale::En, &turns), Locale::En);
    let open = dossier.open_question.as_ref().map(Personal::text);
    assert_eq!(open, Some("Which version of the server do you run? Please send the log."));
}
