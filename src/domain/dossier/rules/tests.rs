use super::*;
use crate::domain::{
    event::{
        Amended, Answer, AnswerOutcome, Author, Citation, DocOpened, Feedback, HandoffRequested, Message,
        Mode, Opened, Party, Reason, Suggested, Suggestion,
    },
    ids::{Id, InboxKey, ReplyId},
    time::Timestamp,
};

fn log(bodies: Vec<Body>) -> Vec<Event> {
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

fn opened(locale: Locale) -> Body {
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

fn said(role: Role, text: &str) -> Body {
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

fn talk(locale: Locale, turns: &[(Role, &str)]) -> Vec<Event> {
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
    let dossier = by_rules(&log);
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
    let dossier = by_rules(&log);
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
    let dossier = by_rules(&log);
    assert_eq!(dossier.open_question.as_ref().map(Personal::text), Some("Which version is it?"));
    assert_eq!(dossier.problem.text(), "uploads fail");
}

#[test]
fn what_fails_is_no_step_that_was_tried() {
    for (text, n_tried) in [("全部宕机了，所有用户都登录不了。", 0), ("我试过重启，也登录不了。", 1)]
    {
        assert_eq!(by_rules(&talk(Locale::Zh, &[(Role::User, text)])).tried.len(), n_tried, "{text}");
    }
}

#[test]
fn what_is_said_to_the_desk_adds_to_the_problem() {
    let mut said_so_far = vec![opened(Locale::En), said(Role::User, "How do I connect Ollama?")];
    let dossier = by_rules(&log(said_so_far.clone()));
    said_so_far.push(Body::HandoffRequested(HandoffRequested {
        by: Party::User,
        reason: Some(Reason::Requested),
        dossier,
    }));
    let more = "What happens since the move is that uploads beyond forty megabytes stop with a broken pipe?";
    said_so_far.push(said(Role::User, more));
    let dossier = by_rules(&log(said_so_far));
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
        });
    }
    let item = Suggestion {
        doc: "b.md".to_owned(),
        title: "Shown".to_owned(),
        section: None,
        heading: None,
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
    let documents = by_rules(&log).documents;
    let seen: Vec<_> = documents.iter().map(|d| (d.doc.as_str(), d.shown, d.opened, d.solved)).collect();
    assert_eq!(seen, [("a.md", true, true, Some(false)), ("b.md", true, false, None)]);
}

#[test]
fn a_correction_makes_the_next_version() {
    let mut log = talk(Locale::En, &[(Role::User, "uploads fail on 3.1.0"), (Role::User, "human please")]);
    let first = by_rules(&log);
    log.push(Event {
        seq: Seq(4),
        body: Body::Amended(Amended { text: "It is 3.2.0, not 3.1.0".into() }),
        ..log[0].clone()
    });
    let second = amended(&first, &log);
    assert_eq!(second.version, 2);
    assert_eq!(second.problem.text(), "uploads fail on 3.1.0 Corrected by the user: It is 3.2.0, not 3.1.0");
    assert!(second.claims.iter().any(|quote| quote.seq == Seq(4)));
    assert!(second.environment.iter().any(|fact| fact.value.text() == "3.2.0"));
    let third = amended(&second, &log);
    assert_eq!(third.problem.text().matches("Corrected").count(), 1);
}

#[test]
fn lists_stay_bounded() {
    let texts: Vec<String> =
        (0..40).map(|n| format!("upload of file{n}.txt fails because of quota{n}")).collect();
    let turns: Vec<(Role, &str)> = texts.iter().map(|text| (Role::User, text.as_str())).collect();
    let dossier = by_rules(&talk(Locale::En, &turns));
    assert!(dossier.asked.len() <= QUOTES_MAX && dossier.claims.len() <= QUOTES_MAX);
    assert!(dossier.problem.text().chars().count() <= PROBLEM_CHARS_MAX + 1);
}

#[test]
fn handed_over_conversations_carry_their_facts() {
    let shared = std::env::var("FIRSTLINE_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into());
    let Ok(conversations) = std::fs::read_to_string(format!("{shared}/eval/conversations.jsonl")) else {
        eprintln!("skipped handed_over_conversations_carry_their_facts: no shared folder");
        return;
    };
    let (mut n_carried, mut n_facts) = (0, 0);
    for line in conversations.lines() {
        let conversation: serde_json::Value = serde_json::from_str(line).unwrap();
        let locale = Locale::from_tag(conversation["lang"].as_str().unwrap()).unwrap();
        let turns: Vec<(Role, &str)> = conversation["turns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|turn| {
                (if turn["role"] == "user" { Role::User } else { Role::Bot }, turn["text"].as_str().unwrap())
            })
            .collect();
        let dossier = by_rules(&talk(locale, &turns));
        let json = serde_json::to_string(&dossier).unwrap().to_lowercase();
        let facts = conversation["dossier_facts"].as_array().cloned().unwrap_or_default();
        if !facts.is_empty() {
            println!(
                "{}: {} | tried {:?} | claims {:?}",
                conversation["id"],
                dossier.problem.text(),
                dossier.tried,
                dossier.claims
            );
        }
        for fact in &facts {
            n_facts += 1;
            let fact = fact.as_str().unwrap().to_lowercase();
            if fact.split('|').any(|wording| json.contains(wording)) {
                n_carried += 1;
            } else {
                println!("{} lacks {fact}: {json}", conversation["id"]);
            }
        }
    }
    println!("{n_carried} of {n_facts} facts carried");
    assert!(n_carried * 10 >= n_facts * 9);
}
