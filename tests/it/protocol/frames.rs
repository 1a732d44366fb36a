//! Frames that are refused, and the socket that stays open.

use std::collections::BTreeMap;

use firstline::{
    domain::ids::{Id, Seq},
    web::wire::{ChatFrame, ChatServerFrame, ErrorCode, RequestId},
};
use serde_json::json;
use uuid::Uuid;

use crate::support::{Options, Server, client::message, client_id, kind};

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_frame_is_named_and_the_socket_stays_open() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    let id = client_id();
    for (frame, code) in [
        (json!({ "type": "message", "client_id": id, "text": "x".repeat(8_001) }), ErrorCode::TooLarge),
        (json!({ "type": "message", "client_id": id, "text": "字".repeat(8_001) }), ErrorCode::TooLarge),
        (json!({ "type": "message", "client_id": id, "text": "" }), ErrorCode::BadFrame),
        (json!({ "type": "message", "client_id": id, "text": " \n\t " }), ErrorCode::BadFrame),
        (json!({ "type": "message", "client_id": id }), ErrorCode::BadFrame),
        (json!({ "type": "message", "client_id": id, "text": 7 }), ErrorCode::BadFrame),
        (json!({ "type": "message", "client_id": id, "text": "a", "attachments": [] }), ErrorCode::BadFrame),
        (
            json!({ "type": "message", "client_id": id, "text": "a", "attachments": ["b"] }),
            ErrorCode::BadFrame,
        ),
        (
            json!({ "type": "message", "client_id": id, "text": "a", "context": { "a": "b".repeat(2_000) } }),
            ErrorCode::TooLarge,
        ),
        (
            json!({ "type": "message", "client_id": id, "text": "a", "context": { "a": { "b": "c" } } }),
            ErrorCode::BadFrame,
        ),
        (json!({ "type": "teleport", "client_id": id }), ErrorCode::BadFrame),
        (json!({ "client_id": id, "text": "a" }), ErrorCode::BadFrame),
        (json!({ "type": "rate", "client_id": id, "score": 6 }), ErrorCode::BadFrame),
        (json!({ "type": "rate", "client_id": id, "score": 0 }), ErrorCode::BadFrame),
        (json!({ "type": "contact", "client_id": id }), ErrorCode::BadFrame),
        (json!({ "type": "contact", "client_id": id, "email": "call me" }), ErrorCode::BadFrame),
        (json!({ "type": "contact", "client_id": id, "email": "@example.com" }), ErrorCode::BadFrame),
        (json!({ "type": "amend", "client_id": id, "text": "" }), ErrorCode::BadFrame),
        (json!({ "type": "handoff", "client_id": id, "reason": "x".repeat(2_001) }), ErrorCode::TooLarge),
    ] {
        let refused = chat.refused(id, &frame).await;
        assert_eq!(refused.code, code, "{frame}");
        assert!(!refused.message.is_empty());
    }
    for text in [
        "",
        "null",
        "[]",
        "{\"type\":\"message\"",
        "\"hello\"",
        "{\"type\":\"message\",\"client_id\":\"7\",\"text\":\"a\"}",
    ] {
        chat.send_text(text).await;
        assert_eq!(chat.error().await.code, ErrorCode::BadFrame, "{text:?}");
    }
    chat.send_raw(tokio_tungstenite::tungstenite::Message::binary(vec![0])).await;
    assert_eq!(chat.error().await.code, ErrorCode::BadFrame);
    chat.send_text(r#"{"type":"hello","inbox":"default"}"#).await;
    assert_eq!(chat.error().await.code, ErrorCode::BadFrame);
    chat.done(id, &message(id, "hello")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_message_is_taken_and_unknown_fields_are_ignored() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    let id = client_id();
    chat.done(id, &message(id, &"字".repeat(8_000))).await;
    chat.expect_event("turn_ended").await;
    let id = client_id();
    chat.done(id, &json!({ "type": "message", "client_id": id, "text": "hello", "mood": "fine" })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_beyond_64_kib_ends_the_socket() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    chat.send(&message(client_id(), &"x".repeat(66_000))).await;
    assert_eq!(chat.closed().await, Some(1009));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_is_not_found() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    let reply = Some(Id::new(Uuid::from_u128(7)));
    let id = client_id();
    let solved = ChatFrame::Feedback { client_id: id, reply, solved: true, comment: None };
    assert_eq!(chat.refused(id, &solved).await.code, ErrorCode::NotFound, "no conversation yet");
    chat.say("hello").await;
    chat.expect_event("turn_ended").await;
    assert_eq!(chat.refused(id, &solved).await.code, ErrorCode::NotFound, "no such reply");
    let amend = ChatFrame::Amend { client_id: id, text: "it is version 2".to_owned() };
    assert_eq!(chat.refused(id, &amend).await.code, ErrorCode::NotFound, "nothing was passed on");
    let rate = ChatFrame::Rate { client_id: id, score: 5, comment: None };
    assert_eq!(chat.refused(id, &rate).await.code, ErrorCode::Conflict, "it has not ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_stops_somebody_elses_reply() {
    let model = crate::scripted_model::ScriptedModel::start().await;
    model.always(crate::scripted_model::Script::StallAfter("To rotate an API key, open".into()));
    let server = Server::start(Options { model: Some(model.url()), ..Options::default() }).await;
    let (mut chat, mut other) = (server.chat().await, server.chat().await);
    chat.say("How do I rotate an API key?").await;
    let suggested = chat.expect_event("suggested").await;
    let firstline::domain::event::Body::Suggested(suggested) = suggested.body else { unreachable!() };
    other.say("hello").await;
    other.expect_event("turn_ended").await;
    other.send(&ChatFrame::Stop { reply: suggested.reply }).await;
    assert_eq!(other.error().await.code, ErrorCode::Conflict);
    chat.send(&ChatFrame::Stop { reply: suggested.reply }).await;
    chat.expect_event("turn_ended").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_too_much_is_told_when_to_go_on_and_loses_nothing() {
    let options = Options::tuned(|settings| {
        settings.limits.messages_burst = 3.try_into().unwrap();
        settings.limits.messages_per_second = 4.try_into().unwrap();
    });
    let server = Server::start(options).await;
    let mut chat = server.chat().await;
    let first = chat.hand_off().await;
    let ids: Vec<_> = (0..12).map(|_| client_id()).collect();
    for id in &ids {
        chat.send(&message(*id, "one of many")).await;
    }
    let mut n_refused = 0;
    for id in &ids {
        while let Err(error) = chat.answer(*id).await {
            assert_eq!(error.code, ErrorCode::RateLimited);
            n_refused += 1;
            let wait = error.retry_after_ms.expect("the refusal says when to go on");
            tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
            chat.send(&message(*id, "one of many")).await;
        }
    }
    assert!(n_refused > 0);
    let log = server.log(first.conversation).await;
    assert_eq!(log.iter().filter(|event| kind(event) == "message").count(), ids.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_opens_too_many_sockets_is_refused_for_a_while() {
    let options = Options::tuned(|settings| {
        settings.limits.handshakes_burst = 4.try_into().unwrap();
        settings.limits.handshakes_per_second = 1.try_into().unwrap();
    });
    let server = Server::start(options).await;
    let _chats = [server.chat().await, server.chat().await];
    let handshake = crate::support::Handshake::new(server.address(), "/v1/chat");
    assert_eq!(handshake.connect().await.err(), Some(429));
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_suggested_while_typing_and_nothing_is_kept() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    for (id, text, doc) in [
        (RequestId::Number(1), "rotate api key", "keys.md"),
        (RequestId::Text("b".to_owned()), "轮换访问密钥", "zh/keys.md"),
    ] {
        chat.send(&ChatFrame::Suggest { id: id.clone(), text: text.to_owned() }).await;
        let items = chat
            .expect("suggestions", |frame| match frame {
                ChatServerFrame::Suggestions { id: of, items } if *of == id => Some(items.clone()),
                _ => None,
            })
            .await;
        assert_eq!(items[0].doc, doc);
        assert!(items.iter().all(|item| !item.doc.starts_with("internal") && item.doc != "draft.md"));
    }
    let rows = server.store().conversations(&Default::default(), None, 10).await.unwrap();
    assert!(rows.is_empty(), "asking while typing opens no conversation");
    chat.send(&ChatFrame::Suggest { id: RequestId::Number(2), text: "x".repeat(401) }).await;
    assert_eq!(chat.error().await.code, ErrorCode::TooLarge);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opened_document_is_noted_once_and_only_where_it_was_shown() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    let ack = chat.say("How do I rotate an API key?").await;
    let reply = chat.reply().await.reply;
    chat.expect_event("turn_ended").await;
    for _ in 0..2 {
        chat.send(&ChatFrame::Open { doc: "keys.md".to_owned(), reply }).await;
    }
    chat.expect_event("doc_opened").await;
    chat.send(&ChatFrame::Open { doc: "internal/keys.md".to_owned(), reply }).await;
    // Frames are carried out in order: once this one is answered, the other was looked at.
    chat.send(&ChatFrame::History { before: Seq(1), limit: None }).await;
    chat.expect("history_end", |frame| match frame {
        ChatServerFrame::HistoryEnd { .. } => Some(()),
        _ => None,
    })
    .await;
    let log = server.log(ack.conversation).await;
    assert_eq!(log.iter().filter(|event| kind(event) == "doc_opened").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_page_knows_is_kept_with_the_conversation() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    let id = client_id();
    let context = BTreeMap::from([("version".to_owned(), "4.2.1".to_owned())]);
    let frame = ChatFrame::Message {
        client_id: id,
        text: "hello".to_owned(),
        context: Some(context),
        attachments: None,
    };
    let ack = chat.done(id, &frame).await;
    let log = serde_json::to_string(&server.log(ack.conversation).await).unwrap();
    assert!(log.contains("4.2.1"));
    // What was not sent to this socket yet cannot be read on it.
    chat.expect_seq(Seq(1)).await;
    chat.send(&ChatFrame::Read { seq: Seq(99_999) }).await;
    let seq = chat.expect("read", |frame| match frame {
        ChatServerFrame::Read(read) => Some(read.seq),
        _ => None,
    });
    assert!(seq.await <= Seq(10), "nobody reads what was not sent");
}
