//! How bad it is: raised by what the user adds, corrected by people, proposed by a model; never seen by the user.

use firstline::domain::{
    event::{Body, Mood, Severity, Triaged},
    ids::{ConversationId, Locale},
    triage::judge,
};
use firstline::web::wire::AgentFrame;
use serde_json::json;

use crate::{
    scripted_model::{Script, ScriptedModel},
    support::{Agent, Chat, Options, Server, client_id, kind},
};

/// The verdicts in a conversation's log.
async fn verdicts(server: &Server, id: ConversationId) -> Vec<Triaged> {
    let log = server.log(id).await;
    log.into_iter()
        .filter_map(|event| match event.body {
            Body::Triaged(triaged) => Some(triaged),
            _ => None,
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn now_everybody_is_affected_is_promised_sooner_and_the_user_sees_no_severity() {
    let server = Server::plain().await;
    let mut chat = server.chat().await.recording();
    chat.say("The export sometimes fails, a second try works.").await;
    chat.expect_event("turn_ended").await;
    let case = chat.hand_off().await.conversation;
    let mut anna = server.agent("Anna").await;
    let before = anna.queue_item(case, |item| item.severity == Severity::Degraded).await;
    chat.say("Now everybody in the company is affected, nobody can export anything, WTF!!!").await;
    let after = anna.queue_item(case, |item| item.severity == Severity::Critical).await;
    assert!(after.respond_by < before.respond_by && after.state == "waiting");
    chat.expect_event("queued").await;
    chat.expect_event("queued").await;
    let newest = verdicts(&server, case).await.pop().unwrap();
    assert_eq!((newest.severity, newest.mood), (Some(Severity::Critical), Some(Mood::Angry)));
    let reasons: Vec<&str> = newest.reasons.iter().map(|reason| reason.text()).collect();
    assert!(reasons.iter().any(|reason| reason.contains("nobody can export")), "{reasons:?}");
    for frame in chat.recorded() {
        let body = &frame["event"]["body"];
        for hidden in ["severity", "reasons", "mood"] {
            assert!(body[hidden].is_null() || body[hidden] == json!([]), "{frame}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_agent_corrected_counts_for_the_next_user_and_after_a_restart() {
    let mut server = Server::plain().await;
    let words = "The turnstile app answers with code 77 at the north gate";
    let mut chat = server.chat().await;
    let case = chat.say(words).await.conversation;
    chat.expect_event("turn_ended").await;
    let first = verdicts(&server, case).await.remove(0).severity;
    assert_ne!(first, Some(Severity::Critical));
    let mut anna = server.agent("Anna").await;
    let id = client_id();
    let frame = AgentFrame::SetSeverity {
        client_id: id,
        conversation: case,
        severity: Severity::Critical,
        reason: None,
    };
    anna.done(id, &frame).await;
    let mut next = server.chat().await;
    let case = next.say("turnstile app answers with code 77 at the south gate").await.conversation;
    next.expect_event("queued").await;
    assert_eq!(verdicts(&server, case).await[0].severity, Some(Severity::Critical));
    server.restart().await;
    let mut later = server.chat().await;
    let case = later.say("At the west gate the turnstile app answers with code 77").await.conversation;
    later.expect_event("queued").await;
    assert_eq!(verdicts(&server, case).await[0].severity, Some(Severity::Critical));
    let mut other = server.chat().await;
    let case = other.say("How do I rotate an API key?").await.conversation;
    other.expect_event("turn_ended").await;
    assert_eq!(verdicts(&server, case).await[0].severity, Some(Severity::Usage));
}

const FALSE_ALARM: &str = "All customers get 502 in the demo shop since noon";

/// A user has said so, and an agent that it is none.
async fn after_a_false_alarm(server: &Server) -> (Chat, ConversationId, Agent) {
    let mut chat = server.chat().await;
    let case = chat.say(FALSE_ALARM).await.conversation;
    chat.expect_event("queued").await;
    let mut anna = server.agent("Anna").await;
    let (id, severity) = (client_id(), Severity::Usage);
    let frame = AgentFrame::SetSeverity { client_id: id, conversation: case, severity, reason: None };
    anna.done(id, &frame).await;
    (chat, case, anna)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_false_alarm_calls_nobody_again_unless_more_is_told() {
    let server = Server::plain().await;
    after_a_false_alarm(&server).await;
    let mut next = server.chat().await;
    let case = next.say(FALSE_ALARM).await.conversation;
    next.expect_event("turn_ended").await;
    let verdict = verdicts(&server, case).await.remove(0);
    assert_eq!(verdict.severity, Some(Severity::Usage));
    assert_eq!(verdict.reasons[0].text(), FALSE_ALARM);
    let mut other = server.chat().await;
    let case = other.say(&format!("{FALSE_ALARM}. They cannot pay.")).await.conversation;
    other.expect_event("queued").await;
    assert_eq!(verdicts(&server, case).await[0].severity, Some(Severity::Critical));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_that_the_user_has_refuted_is_no_example() {
    let server = Server::plain().await;
    let (mut chat, case, mut anna) = after_a_false_alarm(&server).await;
    chat.say("Production is down for all our customers, nobody can pay").await;
    anna.queue_item(case, |item| item.severity == Severity::Critical).await;
    let mut next = server.chat().await;
    let case = next.say(FALSE_ALARM).await.conversation;
    next.expect_event("queued").await;
    assert_eq!(verdicts(&server, case).await[0].severity, Some(Severity::Critical));
}

const TOPICS: &str = r#"
[[inbox]]
key = "default"
[inbox.topics]
keys = ["How do I rotate an API key?", "delete an access key", "密钥怎么更换"]
backup = ["restore a backup", "How often are backups made?", "怎么恢复备份"]
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_has_the_topic_of_its_inbox_that_is_nearest() {
    let server = Server::start(Options { config: TOPICS, ..Options::default() }).await;
    let mut chat = server.chat().await;
    let case = chat.say("where can I rotate my API key").await.conversation;
    chat.expect_event("turn_ended").await;
    assert_eq!(verdicts(&server, case).await[0].topic.as_deref(), Some("keys"));
    chat.say("谢谢。备份怎么恢复？").await;
    chat.expect_event("turn_ended").await;
    assert_eq!(verdicts(&server, case).await.pop().unwrap().topic.as_deref(), Some("backup"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_an_agent_corrected_counts_for_the_next_user_and_after_a_restart() {
    let mut server = Server::start(Options { config: TOPICS, ..Options::default() }).await;
    let mut chat = server.chat().await;
    let case = chat.say("The vault refuses my turnstile badge").await.conversation;
    chat.expect_event("turn_ended").await;
    assert_eq!(verdicts(&server, case).await[0].topic, None);
    let mut anna = server.agent("Anna").await;
    let id = client_id();
    let (topic, mood) = (Some("keys".to_owned()), Some(Mood::Annoyed));
    let frame = AgentFrame::Correct {
        client_id: id,
        conversation: case,
        topic,
        product: None,
        locale: None,
        mood,
        reason: None,
    };
    anna.done(id, &frame).await;
    for restarts in [false, true] {
        if restarts {
            server.restart().await;
        }
        let mut next = server.chat().await;
        let case = next.say("The vault refuses my turnstile badge!").await.conversation;
        next.expect_event("turn_ended").await;
        let verdict = verdicts(&server, case).await.remove(0);
        assert_eq!((verdict.topic.as_deref(), verdict.mood), (Some("keys"), Some(Mood::Annoyed)));
    }
}

/// A message that the rules cannot place.
const UNSURE: &str = "Our parrot repeats the caller since noon.";

fn proposes(reason: &str) -> Script {
    Script::Say(json!({ "severity": "critical", "topic": "", "reasons": [reason] }).to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_may_point_to_words_that_the_user_wrote_as_a_fact() {
    assert!(!judge(&[UNSURE], None, Locale::En).is_sure, "choose another message");
    let model = ScriptedModel::start().await;
    model.forms(proposes("parrot repeats the caller"));
    let server = Server::start(Options { model: Some(model.url()), ..Options::default() }).await;
    let mut chat = server.chat().await;
    let case = chat.say(UNSURE).await.conversation;
    chat.expect_event("queued").await;
    let newest = verdicts(&server, case).await.pop().unwrap();
    assert_eq!(newest.severity, Some(Severity::Critical));
    assert_eq!(newest.reasons[0].text(), "parrot repeats the caller");
    let kinds: Vec<String> = server.log(case).await.iter().map(kind).collect();
    assert!(kinds.contains(&"handoff_requested".to_owned()), "{kinds:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_cannot_make_up_what_the_user_never_wrote() {
    let model = ScriptedModel::start().await;
    model.forms(proposes("all parrots are down"));
    let server = Server::start(Options { model: Some(model.url()), ..Options::default() }).await;
    let mut chat = server.chat().await;
    let case = chat.say(UNSURE).await.conversation;
    chat.expect_event("turn_ended").await;
    chat.say("How do I rotate an API key?").await;
    chat.expect_event("turn_ended").await;
    let all = verdicts(&server, case).await;
    assert!(all.iter().all(|verdict| verdict.severity != Some(Severity::Critical)), "{all:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_without_a_model_shows_it_nothing() {
    let model = ScriptedModel::start().await;
    let config = "[[inbox]]\nkey = \"default\"\nmodel = \"none\"\n";
    let server = Server::start(Options { config, model: Some(model.url()), ..Options::default() }).await;
    let mut chat = server.chat().await;
    chat.say(UNSURE).await;
    chat.expect_event("turn_ended").await;
    chat.say("How do I rotate an API key?").await;
    chat.expect_event("turn_ended").await;
    assert!(model.requests().is_empty());
}
