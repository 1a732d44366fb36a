//! The first frame, and who may come in.

use std::time::Duration;

use firstline::{
    domain::ids::Locale,
    web::wire::{ChatFrame, ChatServerFrame, ErrorCode, Hello, PROTOCOL},
};

use crate::support::{Chat, Handshake, Options, Server, client::hello};

const SHOP: &str = "https://shop.example.com";
const BANK: &str = "https://bank.example.com";
const TWO_INBOXES: &str = r#"
[[inbox]]
key = "default"
name = "Harbor support"
locale = "en"
allowed_origins = ["https://shop.example.com"]

[[inbox]]
key = "bank"
allowed_origins = ["https://bank.example.com"]
"#;

async fn two_inboxes() -> Server {
    Server::start(Options { config: TWO_INBOXES, ..Options::default() }).await
}

/// The code of the error frame, and the close code after it.
async fn refusal(chat: &mut Chat) -> (ErrorCode, Option<u16>) {
    let error = chat.error().await;
    (error.code, chat.closed().await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_frame_that_is_no_hello_ends_the_socket() {
    let server = Server::plain().await;
    let address = server.address();
    let refused = [
        "not json",
        "{}",
        r#"{"type":"hello"}"#,
        r#"{"type":"hello","inbox":"default","epoch":"now"}"#,
        r#"{"type":"typing","on":true}"#,
        r#"{"type":"nonsense"}"#,
    ]
    .map(|first| async move {
        let mut chat = Chat::silent(address).await;
        chat.send_text(first).await;
        (first, refusal(&mut chat).await)
    });
    for (first, refused) in futures_util::future::join_all(refused).await {
        assert_eq!(refused, (ErrorCode::BadHello, Some(4400)), "{first}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_first_frame_may_be_mended() {
    let server = Server::plain().await;
    let mut chat = Chat::silent(server.address()).await;
    chat.send_text(r#"{"type":"hello"}"#).await;
    assert_eq!(chat.error().await.code, ErrorCode::BadHello);
    chat.send(&ChatFrame::Hello(hello("default"))).await;
    chat.expect("welcome", |frame| matches!(frame, ChatServerFrame::Welcome(_)).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binary_first_frame_is_no_hello() {
    let server = Server::plain().await;
    let mut chat = Chat::silent(server.address()).await;
    chat.send_raw(tokio_tungstenite::tungstenite::Message::binary(vec![1, 2, 3])).await;
    assert_eq!(refusal(&mut chat).await, (ErrorCode::BadHello, Some(4400)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_is_closed() {
    let options = Options::tuned(|settings| settings.limits.hello_wait = Duration::from_millis(50));
    let server = Server::start(options).await;
    let mut chat = Chat::silent(server.address()).await;
    assert_eq!(chat.closed().await, Some(4408));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_inbox_is_refused() {
    let server = Server::plain().await;
    let mut chat = Chat::silent(server.address()).await;
    chat.send(&ChatFrame::Hello(hello("nowhere"))).await;
    assert_eq!(refusal(&mut chat).await, (ErrorCode::Forbidden, Some(4403)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_nobody_is_refused() {
    let server = Server::plain().await;
    for token in ["fl_c_nobody", "a.b.c", ""] {
        let mut chat = Chat::silent(server.address()).await;
        chat.send(&ChatFrame::Hello(Hello { token: Some(token.to_owned()), ..hello("default") })).await;
        assert_eq!(refusal(&mut chat).await, (ErrorCode::Unauthorized, Some(4401)), "{token:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_the_address_never_gets_in() {
    let server = Server::plain().await;
    let (chat, token, ..) = Chat::with_token(server.address()).await;
    for path in [
        format!("/v1/chat?token={token}"),
        "/v1/chat?a=b&token".to_owned(),
        format!("/v1/agent?token={token}"),
    ] {
        let refused = Handshake::new(server.address(), &path).connect().await.err();
        assert_eq!(refused, Some(401), "{path}");
    }
    chat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_no_inbox_knows_is_refused_at_the_handshake() {
    let server = two_inboxes().await;
    for origin in
        ["https://evil.example.com", "null", "https://shop.example.com.evil.com", "http://shop.example.com"]
    {
        let handshake = Handshake::new(server.address(), "/v1/chat").header("origin", origin);
        assert_eq!(handshake.connect().await.err(), Some(403), "{origin}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_opens_its_own_inbox_and_no_other() {
    let server = two_inboxes().await;
    let own = format!("http://{}", server.address());
    for (origin, inbox, allowed) in [
        (Some(SHOP), "default", true),
        (Some(SHOP), "bank", false),
        (Some(BANK), "bank", true),
        (Some(BANK), "default", false),
        (Some(own.as_str()), "bank", true),
        (None, "bank", true),
    ] {
        let mut handshake = Handshake::new(server.address(), "/v1/chat");
        if let Some(origin) = origin {
            handshake = handshake.header("origin", origin);
        }
        let mut chat = Chat::new(handshake.connect().await.unwrap().0);
        chat.send(&ChatFrame::Hello(hello(inbox))).await;
        if allowed {
            chat.expect("caught_up", |frame| matches!(frame, ChatServerFrame::CaughtUp(_)).then_some(()))
                .await;
        } else {
            assert_eq!(refusal(&mut chat).await, (ErrorCode::Forbidden, Some(4403)), "{origin:?} {inbox}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_page_has_no_business_at_the_desk() {
    let server = two_inboxes().await;
    let handshake = Handshake::new(server.address(), "/v1/agent").header("origin", SHOP);
    assert_eq!(handshake.connect().await.err(), Some(403));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_subprotocol_is_echoed_and_may_be_left_out() {
    let server = Server::plain().await;
    let offered = Handshake::new(server.address(), "/v1/chat").header("sec-websocket-protocol", PROTOCOL);
    assert_eq!(offered.connect().await.unwrap().1.as_deref(), Some(PROTOCOL));
    let (socket, echoed) = Handshake::new(server.address(), "/v1/chat").connect().await.unwrap();
    assert_eq!(echoed, None);
    let mut chat = Chat::new(socket);
    chat.send(&ChatFrame::Hello(hello("default"))).await;
    chat.expect("welcome", |frame| matches!(frame, ChatServerFrame::Welcome(_)).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_welcome_says_where_one_is() {
    let server = two_inboxes().await;
    let (_chat, welcome) =
        Chat::begin(server.address(), &Hello { locale: Some("zh-CN".to_owned()), ..hello("default") }).await;
    assert_eq!(welcome.protocol, PROTOCOL);
    assert_eq!(welcome.epoch, server.store().epoch().await.unwrap());
    assert!(welcome.contact_token.is_some_and(|token| token.len() > 32));
    assert_eq!(welcome.inbox.name, "Harbor support");
    assert_eq!(welcome.inbox.locale, Locale::Zh);
    assert!(welcome.inbox.greeting.contains("请直接提问"), "{}", welcome.inbox.greeting);
    assert!(welcome.inbox.open && welcome.inbox.next_open.is_none());
    assert_eq!(welcome.inbox.zone, "UTC");
    assert_eq!(welcome.conversation, None);
    assert!(welcome.notices.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_nobody_speaks_here_gets_the_inboxes_own() {
    let server = two_inboxes().await;
    let (_chat, welcome) =
        Chat::begin(server.address(), &Hello { locale: Some("fr".to_owned()), ..hello("default") }).await;
    assert_eq!(welcome.inbox.locale, Locale::En);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_inbox_says_when_it_opens_and_in_which_zone() {
    let config =
        "[[inbox]]\nkey = \"default\"\nzone = \"Asia/Shanghai\"\n[inbox.hours]\nmon = [\"09:00-12:00\"]\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let (_chat, welcome) = Chat::begin(server.address(), &hello("default")).await;
    assert!(!welcome.inbox.open);
    assert_eq!(welcome.inbox.next_open, Some("2026-06-08T01:00:00Z".parse().unwrap()));
    assert_eq!(welcome.inbox.zone, "Asia/Shanghai");
}
