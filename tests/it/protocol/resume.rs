//! Coming back: what was missed, and what lies further back.

use firstline::{
    domain::{
        event::{Author, Body, Message, Role},
        ids::{ConversationId, Id, Seq},
        personal::Personal,
    },
    web::wire::{Hello, Welcome},
};
use uuid::Uuid;

use crate::support::{Chat, Server, client::hello, kind};

async fn returned(server: &Server, token: &str, known: impl FnOnce(&mut Hello)) -> (Chat, Welcome) {
    let mut hello = Hello { token: Some(token.to_owned()), ..hello("default") };
    known(&mut hello);
    Chat::begin(server.address(), &hello).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_knows_where_they_were_gets_exactly_what_they_missed() {
    let server = Server::plain().await;
    let (mut chat, token, _, epoch) = Chat::with_token(server.address()).await;
    let ack = chat.say("How do I rotate an API key?").await;
    chat.expect_event("turn_ended").await;
    let known = chat.newest();
    chat.leave().await;
    let (mut other, _) = returned(&server, &token, |_| {}).await;
    other.say("How do I restore a backup?").await;
    other.expect_event("turn_ended").await;
    let newest = server.log(ack.conversation).await.last().unwrap().seq;

    let (chat, welcome) = returned(&server, &token, |hello| {
        hello.epoch = Some(epoch);
        hello.conversation = Some(ack.conversation);
        hello.after = Some(known);
    })
    .await;
    assert!(welcome.resume.recovered);
    assert_eq!(welcome.resume.from, known);
    let conversation = welcome.conversation.unwrap();
    assert_eq!(
        (conversation.id, conversation.state.as_str(), conversation.seq),
        (ack.conversation, "bot", newest)
    );
    assert!(chat.events.iter().all(|event| event.seq > known));
    assert_eq!(chat.newest(), newest);
    assert_eq!(chat.events.iter().filter(|event| kind(event) == "message").count(), 2);
}

async fn check_not_recovered(known: impl FnOnce(&mut Hello, ConversationId) + Send) {
    let server = Server::plain().await;
    let (mut chat, token, _, epoch) = Chat::with_token(server.address()).await;
    let ack = chat.say("hello").await;
    chat.expect_event("turn_ended").await;
    chat.leave().await;
    let (chat, welcome) = returned(&server, &token, |hello| {
        hello.epoch = Some(epoch);
        hello.conversation = Some(ack.conversation);
        hello.after = Some(Seq(2));
        known(hello, ack.conversation);
    })
    .await;
    assert!(!welcome.resume.recovered);
    assert_eq!(welcome.resume.from, Seq(0));
    assert_eq!(chat.events[0].seq, Seq(1), "everything comes again");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_epoch_begins_anew() {
    check_not_recovered(|hello, _| hello.epoch = Some(Id::new(Uuid::from_u128(1)))).await;
}
#[tokio::test(flavor = "multi_thread")]
async fn no_epoch_begins_anew() {
    check_not_recovered(|hello, _| hello.epoch = None).await;
}
#[tokio::test(flavor = "multi_thread")]
async fn another_conversation_begins_anew() {
    check_not_recovered(|hello, _| hello.conversation = Some(Id::new(Uuid::from_u128(1)))).await;
}
#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_was_never_reached_begins_anew() {
    check_not_recovered(|hello, _| hello.after = Some(Seq(1_000))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_conversation_comes_in_pages_without_a_hole() {
    const N_MESSAGES: usize = 450;
    let server = Server::plain().await;
    let (mut chat, token, _, epoch) = Chat::with_token(server.address()).await;
    let ack = chat.hand_off().await;
    chat.leave().await;
    let said = Message {
        author: Author { role: Role::User, id: None, name: None },
        text: Personal::new("one of many".to_owned()),
        client_id: None,
        reply: None,
        answer: None,
        via: None,
        context: None,
        blocks: None,
    };
    server.seed(ack.conversation, vec![Body::Message(said); N_MESSAGES]).await;
    let newest = server.log(ack.conversation).await.last().unwrap().seq;

    let (whole, welcome) = returned(&server, &token, |hello| {
        hello.epoch = Some(epoch);
        hello.conversation = Some(ack.conversation);
        hello.after = Some(Seq(0));
    })
    .await;
    assert!(welcome.resume.recovered);
    let seqs: Vec<u64> = whole.events.iter().map(|event| event.seq.0).collect();
    assert_eq!(seqs, (1..=newest.0).collect::<Vec<_>>());

    let (mut fresh, welcome) = returned(&server, &token, |_| {}).await;
    assert!(!welcome.resume.recovered);
    assert_eq!(welcome.resume.from, Seq(newest.0 - 200));
    let first = fresh.events[0].seq;
    assert_eq!(first, Seq(newest.0 - 199));
    assert_eq!(fresh.newest(), newest);
    let mut before = first;
    let mut seen = Vec::new();
    loop {
        let (page, more) = fresh.history(before, None).await;
        let page: Vec<u64> = page.iter().map(|event| event.seq.0).collect();
        assert!(page.len() <= 200 && page.is_sorted(), "{page:?}");
        before = Seq(page[0]);
        seen.splice(0..0, page);
        if !more {
            break;
        }
    }
    assert_eq!(seen, (1..first.0).collect::<Vec<_>>());
    let (page, more) = fresh.history(Seq(10), Some(3)).await;
    assert_eq!(page.iter().map(|event| event.seq.0).collect::<Vec<_>>(), [7, 8, 9]);
    assert!(more);
    let (page, more) = fresh.history(Seq(1), Some(3)).await;
    assert!(page.is_empty() && !more);
}

#[tokio::test(flavor = "multi_thread")]
async fn history_without_a_conversation_is_empty() {
    let server = Server::plain().await;
    let (page, more) = server.chat().await.history(Seq(100), None).await;
    assert!(page.is_empty() && !more);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_loses_nothing_and_keeps_the_epoch() {
    let mut server = Server::plain().await;
    let (mut chat, token, _, epoch) = Chat::with_token(server.address()).await;
    let ack = chat.say("How do I rotate an API key?").await;
    chat.expect_event("turn_ended").await;
    let known = chat.newest();
    server.restart().await;
    let (chat, welcome) = returned(&server, &token, |hello| {
        hello.epoch = Some(epoch);
        hello.conversation = Some(ack.conversation);
        hello.after = Some(known);
    })
    .await;
    assert!(welcome.resume.recovered && chat.events.is_empty());
    assert_eq!(welcome.epoch, epoch);
}
