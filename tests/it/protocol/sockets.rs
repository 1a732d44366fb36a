//! Several sockets of one contact; sockets that stall, fall silent, or are told to go.

use std::time::Duration;

use firstline::{
    domain::{
        event::{Author, Body, Message, Role},
        ids::Seq,
        personal::Personal,
    },
    web::wire::{ChatFrame, ChatServerFrame},
};

use crate::support::{Chat, Handshake, Options, Server, client::message, client_id, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_see_the_same_events() {
    let server = Server::plain().await;
    let (mut one, token, ..) = Chat::with_token(server.address()).await;
    let mut two = Chat::again(server.address(), &token).await;
    one.say("How do I rotate an API key?").await;
    one.expect_event("turn_ended").await;
    two.expect_event("turn_ended").await;
    two.say("How do I restore a backup?").await;
    two.expect_event("turn_ended").await;
    one.expect_event("turn_ended").await;
    assert_eq!(one.events, two.events);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_first_messages_at_once_join_one_conversation() {
    let server = Server::start(Options::tuned(|settings| {
        settings.limits.handshakes_burst = 1_000.try_into().unwrap();
    }))
    .await;
    for round in 0..30 {
        let (mut one, token, contact, _) = Chat::with_token(server.address()).await;
        let mut two = Chat::again(server.address(), &token).await;
        let (first, second) = tokio::join!(one.say("hello from one"), two.say("hello from two"));
        assert_eq!(first.conversation, second.conversation, "round {round}");
        assert_ne!(first.seq, second.seq);
        let unclosed: u64 = server
            .database()
            .query_row(
                "SELECT count(*) FROM conversation WHERE contact = ?1 AND state <> 'closed'",
                [contact.as_bytes()],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(unclosed, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_and_reading_reach_every_tab() {
    let server = Server::plain().await;
    let (mut one, token, ..) = Chat::with_token(server.address()).await;
    let ack = one.say("hello").await;
    let mut two = Chat::again(server.address(), &token).await;
    one.expect_event("turn_ended").await;
    one.send(&ChatFrame::Typing { on: true }).await;
    one.send(&ChatFrame::Read { seq: ack.seq }).await;
    for chat in [&mut one, &mut two] {
        chat.expect("typing", |frame| match frame {
            ChatServerFrame::Typing(typing) => (typing.who == Role::User && typing.on).then_some(()),
            _ => None,
        })
        .await;
        chat.expect("read", |frame| match frame {
            ChatServerFrame::Read(read) => (read.who == Role::User && read.seq == ack.seq).then_some(()),
            _ => None,
        })
        .await;
    }
    two.send(&ChatFrame::Typing { on: false }).await;
    two.send(&ChatFrame::Read { seq: Seq(1) }).await;
    one.expect("typing off", |frame| match frame {
        ChatServerFrame::Typing(typing) => (!typing.on).then_some(()),
        _ => None,
    })
    .await;
    let mark = server.store().read_mark(ack.conversation, Role::User).await.unwrap();
    assert_eq!(mark, ack.seq, "reading never goes back");
}

/// Waits until a socket was closed with that code, as the metrics tell.
async fn closed_with(server: &Server, code: u16) {
    let wanted = format!("firstline_sockets_closed_total{{code=\"{code}\"}}");
    let url = server.url("/metrics");
    eventually("the closing of a socket", || async {
        let text = reqwest::get(&url).await.unwrap().text().await.unwrap();
        text.contains(&wanted).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_is_let_go_and_harms_nobody() {
    let options = Options::tuned(|settings| settings.limits.send_wait = Duration::from_millis(300));
    let server = Server::start(options).await;
    let (mut chat, token, ..) = Chat::with_token(server.address()).await;
    let ack = chat.hand_off().await;
    let long = Message {
        author: Author { role: Role::Agent, id: None, name: None },
        text: Personal::new("x".repeat(100_000)),
        client_id: None,
        reply: None,
        answer: None,
        via: None,
        context: None,
        blocks: None,
    };
    server.seed(ack.conversation, vec![Body::Message(long); 10]).await;
    let mut slow = Chat::again(server.address(), &token).await;
    for _ in 0..40 {
        slow.send(&ChatFrame::History { before: Seq(1_000), limit: None }).await;
    }
    closed_with(&server, 1013).await;
    chat.say("still there?").await;
    let ended = loop {
        if let Err(code) = slow.read().await {
            break code;
        }
    };
    assert!(matches!(ended, None | Some(1013)), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_answers_no_ping_is_closed_and_one_that_does_stays() {
    let options = Options::tuned(|settings| {
        settings.limits.ping_every = Duration::from_millis(100);
        settings.limits.pong_wait = Duration::from_secs(4);
    });
    let server = Server::start(options).await;
    let mut silent = server.chat().await;
    let mut awake = server.chat().await;
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let reading = tokio::spawn(async move {
        tokio::select! {
            _ = awake.read() => panic!("nothing is to be read"),
            _ = stopped => awake,
        }
    });
    closed_with(&server, 4408).await;
    stop.send(()).unwrap();
    reading.await.unwrap().say("hello").await;
    assert_eq!(silent.closed().await, Some(4408));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draining_server_sends_its_sockets_away_and_takes_no_new_ones() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    let mut agent = server.agent("Anna").await;
    let (code, _, _) = tokio::join!(chat.closed(), server.drain(), agent.closed());
    assert_eq!(code, Some(1001));
    let ready = reqwest::get(server.url("/readyz")).await.unwrap();
    assert_eq!(ready.status(), 503);
    assert_eq!(reqwest::get(server.url("/healthz")).await.unwrap().status(), 200);
    assert_eq!(Handshake::new(server.address(), "/v1/chat").connect().await.err(), Some(503));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goodbye_is_answered() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    let id = client_id();
    chat.send(&message(id, "hello")).await;
    chat.answer(id).await.unwrap();
    chat.send_raw(tokio_tungstenite::tungstenite::Message::Close(None)).await;
    chat.closed().await;
}
