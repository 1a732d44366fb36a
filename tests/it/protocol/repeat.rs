//! A frame's name holds for ever: the same frame again has no second effect, another one under its name is refused.

use firstline::{
    domain::event::Body,
    web::wire::{ChatFrame, ErrorCode},
};

use crate::support::{Chat, Server, client::message, client_id, kind};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_again_gets_the_same_answer_and_does_nothing() {
    let server = Server::plain().await;
    let (mut chat, token, ..) = Chat::with_token(server.address()).await;
    let id = client_id();
    let first = chat.done(id, &message(id, "How do I rotate an API key?")).await;
    chat.expect_event("turn_ended").await;
    let mut again = Chat::again(server.address(), &token).await;
    let second = again.done(id, &message(id, "How do I rotate an API key?")).await;
    assert_eq!(first, second);
    let third = chat.done(id, &message(id, "How do I rotate an API key?")).await;
    assert_eq!(first, third);
    let log = server.log(first.conversation).await;
    let n_said =
        log.iter().filter(|event| matches!(&event.body, Body::Message(said) if said.client_id == Some(id)));
    assert_eq!(n_said.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_message_under_the_same_name_is_a_conflict() {
    let server = Server::plain().await;
    let (mut chat, token, ..) = Chat::with_token(server.address()).await;
    let id = client_id();
    let ack = chat.done(id, &message(id, "hello")).await;
    let mut again = Chat::again(server.address(), &token).await;
    assert_eq!(again.refused(id, &message(id, "hello!")).await.code, ErrorCode::Conflict);
    let close = ChatFrame::Close { client_id: id };
    assert_eq!(chat.refused(id, &close).await.code, ErrorCode::Conflict);
    chat.expect_event("turn_ended").await;
    let log = server.log(ack.conversation).await;
    assert!(!log.iter().any(|event| kind(event) == "closed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_one_contacts_own() {
    let server = Server::plain().await;
    let (mut one, mut other) = (server.chat().await, server.chat().await);
    let id = client_id();
    let first = one.done(id, &message(id, "hello")).await;
    let second = other.done(id, &message(id, "hi")).await;
    assert_ne!(first.conversation, second.conversation);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_for_a_person_is_carried_out_once_even_after_the_case_was_solved() {
    let server = Server::plain().await;
    let (mut chat, token, ..) = Chat::with_token(server.address()).await;
    chat.say("How do I rotate an API key?").await;
    chat.expect_event("turn_ended").await;
    let id = client_id();
    let handoff = ChatFrame::Handoff { client_id: id, reason: Some("please call me".to_owned()) };
    let first = chat.done(id, &handoff).await;
    let solved = client_id();
    chat.done(solved, &ChatFrame::Feedback { client_id: solved, reply: None, solved: true, comment: None })
        .await;
    server.state(first.conversation, "resolved").await;
    let mut again = Chat::again(server.address(), &token).await;
    assert_eq!(again.done(id, &handoff).await, first);
    let row = server.store().conversation(first.conversation).await.unwrap().unwrap();
    assert_eq!(row.state, "resolved", "an old wish does not reopen");
    let other = ChatFrame::Handoff { client_id: id, reason: None };
    assert_eq!(again.refused(id, &other).await.code, ErrorCode::Conflict);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_wish_for_a_person_is_acknowledged_with_the_first() {
    let server = Server::plain().await;
    let (mut chat, token, ..) = Chat::with_token(server.address()).await;
    let first = chat.hand_off().await;
    let id = client_id();
    let second = chat.done(id, &ChatFrame::Handoff { client_id: id, reason: Some("now".to_owned()) }).await;
    assert_eq!((second.conversation, second.seq), (first.conversation, first.seq));
    let mut again = Chat::again(server.address(), &token).await;
    let third = again.done(id, &ChatFrame::Handoff { client_id: id, reason: Some("now".to_owned()) }).await;
    assert_eq!(second, third);
    let log = server.log(first.conversation).await;
    assert_eq!(log.iter().filter(|event| kind(event) == "handoff_requested").count(), 1);
}
