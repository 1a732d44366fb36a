//! What a contact never sees: a secret stands in every text of every kind of event, and only allowed fields survive;
//! then the same end to end.

use std::{collections::BTreeMap, sync::Arc};

use firstline::{
    domain::{
        blocks,
        dossier::{Dossier, DossierDocument, EnvironmentFact, Escalation, Quote, Step, StepBy, WrittenBy},
        event::*,
        ids::{Id, InboxKey, Locale, Seq},
        personal::Personal,
        time::Timestamp,
    },
    web::wire::AgentFrame,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Agent, Chat, Server, client_id, corpus::INTERNAL_WORD, kind};

/// The secret of one field, named so that a leak names its field.
fn secret(field: &str) -> String {
    format!("SECRET({field})")
}
fn personal(field: &str) -> Personal<String> {
    Personal::new(secret(field))
}
/// An agent's name in the log; it must never be seen.
fn agent_id() -> firstline::domain::ids::AgentId {
    Id::new(Uuid::from_u128(0xa6e27))
}
fn agent(field: &str) -> AgentRef {
    AgentRef { id: Some(agent_id()), name: personal(field) }
}
fn reply() -> firstline::domain::ids::ReplyId {
    Id::new(Uuid::from_u128(0x4e91))
}
fn at() -> Timestamp {
    Timestamp::from_millis(1_000)
}
fn quote(field: &str) -> Vec<Quote> {
    vec![Quote { text: personal(field), seq: Seq(2) }]
}

fn dossier() -> Dossier {
    Dossier {
        version: 1,
        problem: personal("problem"),
        asked: quote("asked"),
        problem_from: vec![Seq(2)],
        severity: Some(Severity::Critical),
        reason: Some(Reason::Requested),
        reasons: Some(vec![personal("dossier.reasons")]),
        severity_from: Some(Seq(3)),
        environment: vec![EnvironmentFact {
            name: secret("environment.name"),
            value: personal("environment.value"),
            seq: Seq(2),
        }],
        tried: vec![Step { text: personal("tried"), seq: Seq(2), by: StepBy::Desk, helped: Some(false) }],
        documents: vec![DossierDocument {
            doc: secret("documents.doc"),
            title: secret("documents.title"),
            url: secret("documents.url"),
            shown: true,
            opened: true,
            solved: Some(false),
            seqs: vec![Seq(2)],
        }],
        open_question: Some(personal("open_question")),
        open_question_seq: Some(Seq(2)),
        claims: quote("claims"),
        escalations: vec![Escalation {
            tier: 2,
            by: Party::Agent,
            reason: Some(personal("escalations.reason")),
            asked: Some(personal("escalations.asked")),
            seq: Seq(2),
        }],
        locale: Locale::En,
        written_by: WrittenBy::Rules,
    }
}

fn citation() -> Citation {
    Citation {
        n: 1,
        doc: secret("citation.doc"),
        title: secret("citation.title"),
        section: Some(secret("citation.section")),
        heading: Some(secret("citation.heading")),
        url: secret("citation.url"),
        quote: secret("citation.quote"),
        hash: secret("citation.hash"),
        revision: 3,
    }
}

fn message() -> Message {
    Message {
        author: Author { role: Role::Agent, id: Some(agent_id()), name: Some(personal("author.name")) },
        text: personal("text"),
        client_id: Some(Id::new(Uuid::from_u128(3))),
        reply: Some(reply()),
        answer: Some(Answer {
            outcome: AnswerOutcome::Answered,
            mode: Mode::Llm,
            is_final: true,
            cut: true,
            citations: vec![citation()],
            offer: Some(Offer::Person),
            choices: vec![secret("answer.choices")],
        }),
        via: Some(Via::Chat),
        context: Some(Personal::new(BTreeMap::from([("page".to_owned(), secret("context"))]))),
        blocks: Some(blocks::parse(&secret("blocks"), 1).blocks),
    }
}

fn suggested() -> Suggested {
    let item = Suggestion {
        doc: secret("doc"),
        title: secret("title"),
        section: Some(secret("section")),
        heading: Some(secret("heading")),
        applies_to: Some(secret("applies_to")),
        url: secret("url"),
        snippet: secret("snippet"),
    };
    Suggested { reply: reply(), items: vec![item] }
}

fn turn_ended() -> TurnEnded {
    let trace = Trace {
        question: personal("trace.question"),
        confidence: 0.5,
        passages: vec![TracePassage { id: secret("trace.id"), hash: secret("trace.hash"), score: 1.0 }],
        dropped: vec![personal("trace.dropped")],
        prompt: Some(secret("trace.prompt")),
        model: Some(secret("trace.model")),
        tokens: Some(7),
    };
    TurnEnded {
        reply: reply(),
        outcome: TurnOutcome::Answered,
        mode: Some(Mode::Llm),
        ms: TurnTimes { suggested: Some(1), first: Some(2), total: Some(3) },
        trace: Some(trace),
    }
}

/// One of each kind with everything in it that can be, and the fields a contact may see of it; nothing where the
/// whole kind is the desk's.
fn every_kind() -> Vec<(Body, Option<&'static [&'static str]>)> {
    const DOSSIER: &[&str] = &[
        "problem",
        "asked",
        "environment.name",
        "environment.value",
        "tried",
        "documents.doc",
        "documents.title",
        "documents.url",
        "open_question",
        "claims",
    ];
    let context = Personal::new(BTreeMap::from([("page".to_owned(), secret("context"))]));
    let destination = Destination { agent: Some(agent_id()), tier: Some(2), queue: Some(secret("to.queue")) };
    let note = Author { role: Role::Agent, id: Some(agent_id()), name: Some(personal("note.author")) };
    vec![
        (
            Body::Opened(Opened {
                inbox: InboxKey(secret("inbox")),
                contact: Id::new(Uuid::from_u128(5)),
                locale: Locale::En,
                context,
                policy: 1,
                named: false,
            }),
            Some(&["inbox", "context"]),
        ),
        (
            Body::Message(message()),
            Some(&[
                "author.name",
                "text",
                "answer.choices",
                "citation.doc",
                "citation.title",
                "citation.section",
                "citation.heading",
                "citation.url",
                "citation.quote",
                "citation.hash",
                "context",
                "blocks",
            ]),
        ),
        (
            Body::Suggested(suggested()),
            Some(&["doc", "title", "section", "heading", "applies_to", "url", "snippet"]),
        ),
        (Body::TurnEnded(turn_ended()), Some(&[])),
        (Body::DocOpened(DocOpened { doc: secret("doc"), reply: Some(reply()) }), Some(&["doc"])),
        (
            Body::Triaged(Triaged {
                severity: Some(Severity::Critical),
                topic: Some(secret("topic")),
                product: Some(secret("product")),
                locale: Locale::En,
                reasons: vec![personal("triage.reasons")],
                mood: Some(Mood::Angry),
            }),
            Some(&["topic"]),
        ),
        (
            Body::Feedback(Feedback {
                reply: Some(reply()),
                solved: true,
                comment: Some(personal("comment")),
            }),
            Some(&["comment"]),
        ),
        (
            Body::ContactUpdated(ContactUpdated {
                name: Some(personal("name")),
                email: Some(personal("email")),
                phone: Some(personal("phone")),
                callback: Some(true),
            }),
            Some(&["name", "email", "phone"]),
        ),
        (Body::Amended(Amended { text: personal("text") }), Some(&["text"])),
        (
            Body::HandoffRequested(HandoffRequested {
                by: Party::Policy,
                reason: Some(Reason::Frustrated),
                dossier: dossier(),
            }),
            Some(DOSSIER),
        ),
        (Body::Dossier(DossierWritten { dossier: dossier() }), Some(DOSSIER)),
        (
            Body::Queued(Queued {
                queue: secret("queue"),
                tier: 1,
                severity: Some(Severity::Critical),
                respond_by: Some(at()),
                expected_by: Some(at()),
                resolve_by: Some(at()),
                respond_warn: Some(at()),
                resolve_warn: Some(at()),
            }),
            Some(&["queue"]),
        ),
        (Body::Assigned(Assigned { agent: agent("agent.name") }), Some(&["agent.name"])),
        (Body::Released(Released { by: Party::Agent, reason: Some(personal("released.reason")) }), Some(&[])),
        (
            Body::Transferred(Transferred {
                by: Party::Agent,
                to: Some(destination),
                reason: Some(personal("transferred.reason")),
                asked: Some(personal("transferred.asked")),
            }),
            Some(&["to.queue"]),
        ),
        (
            Body::SeverityChanged(SeverityChanged {
                from: Severity::Usage,
                to: Severity::Critical,
                by: agent("by"),
                reason: Some(personal("severity.reason")),
            }),
            None,
        ),
        (
            Body::Corrected(Corrected {
                by: agent("corrected.by"),
                topic: Some(secret("corrected.topic")),
                product: Some(secret("corrected.product")),
                locale: Some(Locale::Zh),
                mood: Some(Mood::Angry),
                reason: Some(personal("corrected.reason")),
            }),
            None,
        ),
        (Body::Note(Note { author: note, text: personal("note"), mentions: vec![agent_id()] }), None),
        (
            Body::Sla(Sla {
                target: SlaTarget::Resolution,
                state: SlaState::Breached,
                due: at(),
                warn: Some(at()),
                elapsed_ms: Some(1),
                paused_ms: Some(1),
            }),
            None,
        ),
        (Body::Resolved(Resolved { by: Party::Agent, how: Resolution::Agent }), Some(&[])),
        (Body::Reopened(Reopened { by: Party::User, segment: 2 }), Some(&[])),
        (Body::Closed(Closed { by: Party::Policy, how: Closing::Abandoned }), Some(&[])),
        (Body::Rated(Rated { score: 1, comment: Some(personal("comment")), segment: 1 }), Some(&["comment"])),
        (
            Body::Notice(Notice {
                id: secret("id"),
                kind: NoticeKind::Announcement,
                state: NoticeState::Open,
                title: secret("title"),
                text: secret("text"),
                url: Some(secret("url")),
                revision: 1,
                blocks: None,
            }),
            Some(&["id", "title", "text", "url"]),
        ),
        (
            Body::Offered(Offered { agent: agent("offered"), state: OfferState::Open, until: Some(at()) }),
            None,
        ),
        (Body::Paged(Paged { tier: 1, reason: PageReason::Critical, n: 1 }), None),
    ]
}

/// The place of a kind in `every_kind`: a new kind does not compile until it has one.
const fn place(body: &Body) -> usize {
    match body {
        Body::Opened(_) => 0,
        Body::Message(_) => 1,
        Body::Suggested(_) => 2,
        Body::TurnEnded(_) => 3,
        Body::DocOpened(_) => 4,
        Body::Triaged(_) => 5,
        Body::Feedback(_) => 6,
        Body::ContactUpdated(_) => 7,
        Body::Amended(_) => 8,
        Body::HandoffRequested(_) => 9,
        Body::Dossier(_) => 10,
        Body::Queued(_) => 11,
        Body::Assigned(_) => 12,
        Body::Released(_) => 13,
        Body::Transferred(_) => 14,
        Body::SeverityChanged(_) => 15,
        Body::Corrected(_) => 16,
        Body::Note(_) => 17,
        Body::Sla(_) => 18,
        Body::Resolved(_) => 19,
        Body::Reopened(_) => 20,
        Body::Closed(_) => 21,
        Body::Rated(_) => 22,
        Body::Notice(_) => 23,
        Body::Offered(_) => 24,
        Body::Paged(_) => 25,
    }
}

fn event(body: Body) -> Event {
    Event {
        id: Id::new(Uuid::from_u128(1)),
        conversation: Id::new(Uuid::from_u128(2)),
        seq: Seq(4),
        at: at(),
        body,
        cause: Some(Cause {
            actor: agent_id().raw(),
            client_id: Id::new(Uuid::from_u128(6)),
            digest: [0xab; 16],
        }),
    }
}

/// Returns the fields whose secrets stand in a text.
fn secrets(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .split("SECRET(")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(field, _)| field.to_owned())
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn only_allowed_fields_of_each_kind_reach_a_contact() {
    let kinds = every_kind();
    for (idx, (body, allowed)) in kinds.into_iter().enumerate() {
        assert_eq!(place(&body), idx, "every kind stands here once");
        let whole = event(body);
        let planted = serde_json::to_string(&whole).unwrap();
        let name = kind(&whole);
        let seen = for_contact(&whole);
        let Some(allowed) = allowed else {
            assert_eq!(seen, None, "{name} is the desk's own");
            continue;
        };
        let seen = seen.unwrap_or_else(|| panic!("{name} is shown to contacts"));
        assert_eq!(seen.cause, None);
        assert_eq!((seen.seq, seen.at, seen.id), (whole.seq, whole.at, whole.id));
        let text = serde_json::to_string(&seen).unwrap();
        let mut allowed: Vec<String> = allowed.iter().map(|field| (*field).to_owned()).collect();
        allowed.sort();
        assert_eq!(secrets(&text), allowed, "{name}: planted {:?}", secrets(&planted));
        assert!(!text.contains(&agent_id().to_string()), "{name} names an agent: {text}");
        for field in
            ["\"severity\"", "\"reason\"", "\"reasons\"", "\"escalations\"", "\"trace\"", "\"mentions\""]
        {
            assert!(!text.contains(field), "{name} has {field}: {text}");
        }
    }
}

/// Reads raw frames of a contact's whole past and of everything that comes until the case is closed.
#[tokio::test(flavor = "multi_thread")]
async fn the_desks_own_business_never_reaches_a_chat_socket() {
    let server = Server::plain().await;
    let (mut chat, token, ..) = Chat::with_token(server.address()).await;
    let case = chat
        .say("URGENT!! How do I rotate an API key by hand with Quartzfinch? This is ridiculous")
        .await
        .conversation;
    chat.expect_event("turn_ended").await;
    chat.say("Production is down for all our customers since an hour").await;
    chat.expect_event("queued").await;
    let (anna_id, anna_token) = server.add_agent("Anna", None).await;
    let (ben_id, ben_token) = server.add_agent("Ben", None).await;
    let mut anna = Agent::open(server.address(), &anna_token).await;
    let _ben = Agent::open(server.address(), &ben_token).await;
    let claim = anna.claim(case).await.unwrap().seq;
    for frame in [
        json!({ "type": "note", "text": "SECRET(note)" }),
        json!({ "type": "set_severity", "severity": 2, "reason": "SECRET(severity)" }),
        json!({ "type": "correct", "mood": "calm", "reason": "SECRET(correct)" }),
        json!({ "type": "release", "claim": claim, "reason": "SECRET(release)" }),
    ] {
        change(&mut anna, case, frame).await;
    }
    let claim = anna.claim(case).await.unwrap().seq;
    let to = json!({ "agent": ben_id });
    let frame = json!({ "type": "transfer", "claim": claim, "to": to, "reason": "SECRET(transfer)" });
    change(&mut anna, case, frame).await;
    let id = client_id();
    let note = AgentFrame::Note { client_id: id, conversation: case, text: "SECRET(last note)".to_owned() };
    let last = anna.done(id, &note).await;
    // What follows the last note has passed every note.
    let mark = chat.say("anything new?").await;
    chat.expect_that("the mark", |event| event.seq == mark.seq).await;
    assert!(mark.seq > last.seq);

    let fresh = Chat::again(server.address(), &token).await;
    let (history, _) = Chat::again(server.address(), &token).await.history(mark.seq.next(), None).await;
    for events in [&chat.events, &fresh.events, &history] {
        let text = serde_json::to_string(events).unwrap();
        assert_eq!(secrets(&text), Vec::<String>::new());
        for id in [anna_id, ben_id] {
            assert!(!text.contains(&id.to_string()), "an agent's id: {text}");
        }
        for field in ["\"severity\"", "\"reason\"", "\"reasons\"", "\"trace\"", "\"note\""] {
            assert!(!text.contains(field), "{field}: {text}");
        }
        // The user wrote the word; no document may add to it.
        assert!(!text.contains("key vault") && !text.contains("internal/"), "{text}");
        assert!(text.contains("Anna") && text.contains("Ben"), "names are shown");
    }
    let whole = serde_json::to_string(&server.log(case).await).unwrap();
    assert!(whole.contains("SECRET(last note)") && whole.contains(&ben_id.to_string()), "the log has it all");
}

async fn change(agent: &mut Agent, case: firstline::domain::ids::ConversationId, mut frame: Value) {
    let id = client_id();
    frame["client_id"] = json!(id);
    frame["conversation"] = json!(case);
    agent.done(id, &frame).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_internal_document_answers_nobody_outside() {
    let server = Arc::new(Server::plain().await);
    let mut chat = server.chat().await;
    chat.say(&format!("What is {INTERNAL_WORD}?")).await;
    chat.expect_event("turn_ended").await;
    chat.say(&format!("How do I rotate an API key by hand in {INTERNAL_WORD}?")).await;
    chat.expect_event("turn_ended").await;
    chat.send(&json!({ "type": "suggest", "id": 1, "text": INTERNAL_WORD })).await;
    let items = chat
        .expect("suggestions", |frame| match frame {
            firstline::web::wire::ChatServerFrame::Suggestions { items, .. } => Some(items.clone()),
            _ => None,
        })
        .await;
    let shown = serde_json::to_string(&(items, &chat.events)).unwrap();
    assert!(
        !shown.contains("internal/") && !shown.contains("key vault") && !shown.contains("runbook"),
        "{shown}"
    );
    let found = reqwest::Client::new()
        .post(server.url("/v1/search"))
        .json(&json!({ "query": format!("{INTERNAL_WORD} key vault runbook") }))
        .send()
        .await
        .unwrap();
    let found = found.text().await.unwrap();
    assert!(!found.contains("internal/") && !found.contains(INTERNAL_WORD), "{found}");
}
