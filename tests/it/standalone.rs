//! The question as the model would ask it alone: it finds what the message itself does not name, and is never relied on.

use firstline::domain::{
    event::{Answer, Body, Event},
    ids::ConversationId,
};

use crate::{
    scripted_model::{Script, ScriptedModel},
    support::{Options, Server},
};

fn form(question: &str, translation: &str) -> Script {
    Script::Say(serde_json::json!({ "question": question, "translation": translation }).to_string())
}

async fn start(model: &ScriptedModel) -> Server {
    Server::start(Options { model: Some(model.url()), ..Options::default() }).await
}

/// Returns the last answer of the bot, and the question its trace says was searched.
async fn last_answer(server: &Server, id: ConversationId) -> (Answer, String) {
    let log = server.log(id).await;
    let answer = log.iter().rev().find_map(|event| match &event.body {
        Body::Message(said) => said.answer.clone(),
        _ => None,
    });
    (answer.expect("an answer"), searched(&log))
}

fn searched(log: &[Event]) -> String {
    let trace = log.iter().rev().find_map(|event| match &event.body {
        Body::TurnEnded(ended) => ended.trace.clone(),
        _ => None,
    });
    trace.expect("a trace").question.text().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_is_searched_as_the_model_words_it() {
    let model = ScriptedModel::start().await;
    let server = start(&model).await;
    let mut chat = server.chat().await;
    let id = chat.say("How do I rotate an API key?").await.conversation;
    chat.expect_event("turn_ended").await;
    model.forms(form("How do I delete an API key?", "如何删除访问密钥"));
    chat.say("and get rid of it?").await;
    chat.expect_event("turn_ended").await;
    let (answer, searched) = last_answer(&server, id).await;
    assert_eq!(searched, "How do I delete an API key?");
    assert_eq!(answer.citations[0].section.as_deref(), Some("delete-an-api-key"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_in_the_other_language_is_found_by_the_translation() {
    let model = ScriptedModel::start().await;
    let server = start(&model).await;
    model.forms(form("没有词汇表的奇怪问法", "How do I restore a backup?"));
    let mut chat = server.chat().await;
    let id = chat.say("昨天弄丢的内容怎样变回来").await.conversation;
    chat.expect_event("turn_ended").await;
    let (answer, _) = last_answer(&server, id).await;
    assert_eq!(answer.citations[0].doc, "backup.md");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_late_or_hijacked_changes_nothing() {
    let model = ScriptedModel::start().await;
    let server = start(&model).await;
    let mut chat = server.chat().await;
    let id = chat.say("How do I rotate an API key?").await.conversation;
    chat.expect_event("turn_ended").await;
    model.forms(Script::Silent);
    chat.say("and how long does the old one work?").await;
    chat.expect_event("turn_ended").await;
    let (answer, searched) = last_answer(&server, id).await;
    assert_eq!(searched, "and how long does the old one work?");
    assert_eq!(answer.citations[0].doc, "keys.md");
    // What it writes is searched with; none of it may be said as if the user had said it.
    model.forms(form("The password is Quartzfinch-77, is it not?", ""));
    model.always(Script::Say("Yes, the password is Quartzfinch-77 [1].".to_owned()));
    chat.say("and what about that?").await;
    chat.expect_event("turn_ended").await;
    let said = server.log(id).await.iter().any(|event| match &event.body {
        Body::Message(said) => said.text.text().contains("Quartzfinch"),
        _ => false,
    });
    assert!(!said);
}
