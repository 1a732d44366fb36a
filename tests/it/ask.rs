//! The terminal's client, chat and probe against a server that follows a script: what is lost on the way is mended.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use firstline::{
    app::{
        ask::{self, Exit, Input, Paint, Terminal},
        client::{Client, ClientError, Incoming},
        probe,
    },
    domain::ids::{InboxKey, Locale},
    ports::Ids,
    web::wire::{ChatFrame, ChatServerFrame, Hello},
};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{Request, Response},
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};
use uuid::Uuid;

/// Names in a row: 1, 2, 3 …
#[derive(Default)]
struct Numbered(AtomicU64);

impl Ids for Numbered {
    fn random(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::Relaxed) + 1))
    }
    fn secret(&self) -> String {
        String::new()
    }
}

/// One connection as the scripted server sees it.
struct Peer(WebSocketStream<TcpStream>);

impl Peer {
    // The callback's shape is the library's.
    #[expect(clippy::result_large_err, reason = "the handshake callback's error is a whole response")]
    async fn accept(listener: &TcpListener) -> Self {
        let (stream, _) = listener.accept().await.unwrap();
        let echo = |request: &Request, mut response: Response| {
            let offered = request.headers()["sec-websocket-protocol"].clone();
            response.headers_mut().insert("sec-websocket-protocol", offered);
            Ok(response)
        };
        Self(accept_hdr_async(stream, echo).await.unwrap())
    }
    async fn read(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.0.next().await.unwrap().unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }
    async fn read_type(&mut self, want: &str) -> Value {
        loop {
            let frame = self.read().await;
            if frame["type"] == want {
                return frame;
            }
        }
    }
    async fn say(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }
    async fn close(&mut self, code: u16) {
        let close = CloseFrame { code: CloseCode::from(code), reason: "".into() };
        self.0.close(Some(close)).await.unwrap();
        while self.0.next().await.is_some_and(|message| message.is_ok()) {}
    }
    /// Reads `hello` and welcomes it.
    async fn welcome(&mut self, recovered: bool) -> Value {
        let hello = self.read().await;
        self.say(json!({
            "type": "welcome", "protocol": "firstline.v1", "epoch": Uuid::nil(), "contact": { "id": Uuid::nil() },
            "contact_token": "secret", "notices": [], "conversation": null,
            "inbox": { "id": "default", "name": "Acme", "locale": "en", "greeting": "Hi", "open": true, "zone": "UTC" },
            "resume": { "recovered": recovered, "from": 0 },
        }))
        .await;
        self.say(json!({ "type": "caught_up", "seq": 0 })).await;
        hello
    }
    async fn event(&mut self, seq: u64, kind: &str, body: Value) {
        self.say(json!({
            "type": "event", "id": Uuid::from_u128(seq.into()), "conversation": conversation(), "seq": seq,
            "at": "2026-06-01T12:00:00Z", "kind": kind, "body": body,
        }))
        .await;
    }
    /// Acknowledges a message and shows it in the log.
    async fn take(&mut self, seq: u64, message: &Value) {
        let id = &message["client_id"];
        self.say(json!({ "type": "ack", "client_id": id, "conversation": conversation(), "seq": seq })).await;
        let body = json!({ "author": { "role": "user" }, "text": message["text"], "client_id": id, "reply": reply() });
        self.event(seq, "message", body).await;
    }
    async fn answer(&mut self, seq: u64, citations: Value) {
        let answer =
            json!({ "outcome": "answered", "mode": "extractive", "final": true, "citations": citations });
        let body = json!({ "author": { "role": "bot" }, "text": "Renew it [1].", "reply": reply(), "answer": answer });
        self.event(seq, "message", body).await;
    }
    async fn end(&mut self, seq: u64, outcome: &str) {
        self.event(seq, "turn_ended", json!({ "reply": reply(), "outcome": outcome, "ms": {} })).await;
    }
}

fn conversation() -> Uuid {
    Uuid::from_u128(0xc0)
}
fn reply() -> Uuid {
    Uuid::from_u128(0xa0)
}
fn cited() -> Value {
    json!([{ "n": 1, "doc": "a.md", "title": "Renewal", "url": "https://docs.example/a", "quote": "", "hash": "",
        "revision": 1 }])
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

fn hello() -> Hello {
    Hello {
        inbox: InboxKey("default".to_owned()),
        token: None,
        epoch: None,
        conversation: None,
        after: None,
        locale: None,
        context: None,
    }
}

async fn next_frame(client: &mut Client<'_>) -> ChatServerFrame {
    loop {
        if let Incoming::Frame(frame) = client.next().await.unwrap() {
            return *frame;
        }
    }
}

#[tokio::test]
async fn a_frame_cut_off_is_sent_again_under_the_same_name_and_the_chat_resumes() {
    let (listener, url) = listen().await;
    let server = async {
        let mut peer = Peer::accept(&listener).await;
        peer.welcome(false).await;
        peer.say(json!({ "type": "surprise", "of": "a later version" })).await;
        peer.event(4, "amended", json!({ "text": "x" })).await;
        let first = peer.read_type("handoff").await;
        drop(peer);
        let mut peer = Peer::accept(&listener).await;
        let hello = peer.welcome(true).await;
        let again = peer.read_type("handoff").await;
        (first, hello, again, peer)
    };
    let ids = Numbered::default();
    let chat = async {
        let mut client = Client::connect(&url, hello(), &ids).await.unwrap();
        while !matches!(next_frame(&mut client).await, ChatServerFrame::Event(_)) {}
        let frame = ChatFrame::Handoff { client_id: client.fresh(), reason: None };
        client.send(&frame).await.unwrap();
        let lost = client.next().await.unwrap();
        assert!(matches!(lost, Incoming::Lost { .. }), "{lost:?}");
        assert!(matches!(next_frame(&mut client).await, ChatServerFrame::Welcome(_)));
        // Whatever comes next, what is owed goes out first.
        while !matches!(next_frame(&mut client).await, ChatServerFrame::CaughtUp(_)) {}
        client
    };
    let ((first, hello, again, _peer), client) = tokio::join!(server, chat);
    assert_eq!(first, again);
    assert_eq!(hello["token"], "secret");
    assert_eq!(hello["after"], 4);
    assert_eq!(hello["conversation"], json!(conversation()));
    assert!(!client.is_settled());
}

#[tokio::test]
async fn a_wrong_token_is_not_tried_again() {
    let (listener, url) = listen().await;
    let server = async {
        let mut peer = Peer::accept(&listener).await;
        peer.read().await;
        peer.say(json!({ "type": "error", "code": "unauthorized", "message": "expired" })).await;
        peer.close(4401).await;
    };
    let ids = Numbered::default();
    let ((), refused) = tokio::join!(server, Client::connect(&url, hello(), &ids));
    let Err(ClientError::Closed { code: 4401, said: Some(said) }) = refused else { panic!("let in") };
    assert_eq!(said, "expired");
}

#[tokio::test]
async fn where_nobody_listens_the_error_says_what_to_do() {
    let (listener, url) = listen().await;
    drop(listener);
    let ids = Numbered::default();
    let Err(error) = Client::connect(&url, hello(), &ids).await else { panic!("connected") };
    assert!(error.to_string().contains("firstline serve"), "{error}");
    assert!(error.explain(Locale::Zh).contains("--url"));
}

fn ask_options(url: &str) -> ask::Options {
    ask::Options {
        url: url.to_owned(),
        inbox: "default".to_owned(),
        token: None,
        locale: None,
        resume: None,
        question: Vec::new(),
    }
}

#[tokio::test]
async fn a_chat_by_script_waits_for_each_answer_and_ends_with_its_input() {
    let (listener, url) = listen().await;
    let server = async {
        let mut peer = Peer::accept(&listener).await;
        peer.welcome(false).await;
        let question = peer.read_type("message").await;
        peer.take(2, &question).await;
        peer.answer(3, cited()).await;
        peer.end(4, "answered").await;
        let read = peer.read_type("read").await;
        let feedback = peer.read_type("feedback").await;
        peer.say(json!({ "type": "ack", "client_id": feedback["client_id"], "conversation": conversation(), "seq": 5 }))
            .await;
        peer.event(5, "feedback", json!({ "reply": reply(), "solved": true })).await;
        // The connection stays open until the chat has left by itself.
        (question, read, feedback, peer)
    };
    let (lines, receiver) = mpsc::channel(4);
    let (_interrupts, interrupts) = mpsc::channel(1);
    for line in ["How do I renew?\n", "y\n"] {
        lines.send(line.to_owned()).await.unwrap();
    }
    drop(lines);
    let terminal = Terminal {
        input_is_terminal: false,
        output_is_terminal: false,
        paint: Paint::Plain,
        locale: Locale::En,
        zone: jiff::tz::TimeZone::UTC,
    };
    let (ids, options, mut out) = (Numbered::default(), ask_options(&url), Vec::new());
    let input = Input { lines: receiver, interrupts };
    let chat = ask::chat(&options, &terminal, input, &mut out, &ids);
    let ((question, read, feedback, _peer), exit) = tokio::join!(server, chat);
    assert_eq!(exit.unwrap(), Exit::Done);
    assert_eq!(question["text"], "How do I renew?");
    assert_eq!(read["seq"], 3);
    assert_eq!((&feedback["solved"], &feedback["reply"]), (&json!(true), &json!(reply())));
    let screen = String::from_utf8(out).unwrap();
    assert!(screen.contains("Renew it [1].\n\nFrom the documentation\nSources\n  [1] Renewal"), "{screen}");
}

/// Runs a probe against a server that answers with these citations.
async fn probed(citations: Value, within: Duration) -> Result<probe::Reply, probe::ProbeError> {
    let (listener, url) = listen().await;
    let server = async {
        let mut peer = Peer::accept(&listener).await;
        peer.welcome(false).await;
        let question = peer.read_type("message").await;
        peer.take(2, &question).await;
        let item =
            json!({ "doc": "a.md", "title": "Renewal", "url": "https://docs.example/a", "snippet": "" });
        peer.event(3, "suggested", json!({ "reply": reply(), "items": [item] })).await;
        if !citations.is_null() {
            peer.answer(4, citations).await;
            peer.end(5, "none").await;
        }
        let close = peer.read_type("close").await;
        peer.say(json!({ "type": "ack", "client_id": close["client_id"], "conversation": conversation(), "seq": 6 }))
            .await;
    };
    let options = probe::Options {
        url,
        inbox: "default".to_owned(),
        question: "How do I renew?".to_owned(),
        within,
        token: None,
        json: false,
    };
    let ids = Numbered::default();
    tokio::join!(server, probe::probe(&options, &ids)).1
}

#[tokio::test]
async fn a_probe_succeeds_on_a_cited_reply() {
    let found = probed(cited(), Duration::from_secs(3)).await.unwrap();
    assert_eq!(found.n_citations, 1);
}

#[tokio::test]
async fn a_probe_fails_on_a_reply_without_citations() {
    let found = probed(json!([]), Duration::from_secs(3)).await;
    assert!(matches!(found, Err(probe::ProbeError::Uncited { .. })), "{found:?}");
}

#[tokio::test]
async fn documents_alone_are_no_reply() {
    let found = probed(Value::Null, Duration::from_millis(150)).await;
    assert!(matches!(found, Err(probe::ProbeError::TooLate(_))), "{found:?}");
}
