//! A socket as a client holds it: JSON frames in order, waited for with a limit.

use std::{collections::VecDeque, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};
use uuid::Uuid;

/// Longest wait for one frame.
const WAIT: Duration = Duration::from_secs(20);

/// A small generator: the seed is printed, so that a failed run can be looked at again.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }
    /// Takes a seed from the clock, or the one given in `FIRSTLINE_SEED`, and prints it.
    pub(crate) fn printed(name: &str) -> Self {
        let given = std::env::var("FIRSTLINE_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| {
            let started = std::time::UNIX_EPOCH.elapsed().unwrap();
            u64::try_from(started.as_nanos() & u128::from(u64::MAX)).unwrap()
        });
        println!("{name}: FIRSTLINE_SEED={seed}");
        Self::new(seed)
    }
    /// Mixes a counter (splitmix64), so that dice made from each other's numbers have nothing in common.
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
    pub(crate) const fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 16) % n
    }
    pub(crate) fn id(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        Uuid::from_u64_pair(high, low).to_string()
    }
}

/// How a socket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Closed(u16),
    Dropped,
    Silent,
}

/// A connected socket.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Frames that came while another one was waited for.
    aside: VecDeque<Value>,
}

impl Socket {
    pub(crate) async fn connect(address: &str, path: &str) -> Option<Self> {
        // Small buffers, because the load opens ten thousand of these.
        let config = WebSocketConfig::default().read_buffer_size(2048).write_buffer_size(0);
        let url = format!("ws://{address}{path}");
        let connected = timeout(WAIT, connect_async_with_config(url, Some(config), true)).await;
        let (stream, _) = connected.ok()?.ok()?;
        Some(Self { stream, aside: VecDeque::new() })
    }
    /// Opens the chat as a new anonymous contact, or as the one with the token; returns `welcome` too.
    pub(crate) async fn chat(address: &str, token: Option<&str>) -> (Self, Value) {
        let mut socket = Self::connect(address, "/v1/chat").await.unwrap();
        let mut hello = json!({ "type": "hello", "inbox": "default" });
        if let Some(token) = token {
            hello["token"] = json!(token);
        }
        socket.send(&hello).await;
        let welcome = socket.until("welcome").await;
        socket.until("caught_up").await;
        (socket, welcome)
    }
    /// Opens an agent's desk.
    pub(crate) async fn desk(address: &str, token: &str) -> Self {
        let mut socket = Self::connect(address, "/v1/agent").await.unwrap();
        socket.send(&json!({ "type": "hello", "token": token })).await;
        socket.until("caught_up").await;
        socket
    }

    /// Sends a frame; a broken connection shows when something is received.
    pub(crate) async fn send(&mut self, frame: &Value) {
        let _ = self.stream.send(Message::Text(frame.to_string().into())).await;
    }
    /// Receives the next frame.
    pub(crate) async fn next(&mut self) -> Result<Value, Ended> {
        match self.aside.pop_front() {
            Some(frame) => Ok(frame),
            None => self.fresh(WAIT).await,
        }
    }
    /// Receives the next frame from the wire within a time; may be dropped and called again.
    pub(crate) async fn fresh(&mut self, wait: Duration) -> Result<Value, Ended> {
        loop {
            match timeout(wait, self.stream.next()).await {
                Err(_) => return Err(Ended::Silent),
                Ok(Some(Ok(Message::Text(text)))) => return Ok(serde_json::from_str(&text).unwrap()),
                Ok(Some(Ok(Message::Close(frame)))) => {
                    // Reading on lets the answer to the goodbye out.
                    let _ = timeout(Duration::from_secs(1), self.stream.next()).await;
                    return Err(Ended::Closed(frame.map_or(1005, |frame| frame.code.into())));
                }
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(_)) | None) => return Err(Ended::Dropped),
            }
        }
    }
    /// Receives frames until one is wanted; the others are put aside for later.
    #[track_caller]
    pub(crate) fn until_one(&mut self, wanted: impl Fn(&Value) -> bool) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            if let Some(place) = self.aside.iter().position(&wanted) {
                return self.aside.remove(place).unwrap();
            }
            loop {
                match self.fresh(WAIT).await {
                    Ok(frame) if wanted(&frame) => return frame,
                    Ok(frame) => self.aside.push_back(frame),
                    Err(ended) => {
                        panic!("{caller}: {ended:?} instead of a frame; before it {:#?}", self.aside)
                    }
                }
            }
        }
    }
    /// Receives frames until one of this type.
    #[track_caller]
    pub(crate) fn until(&mut self, kind: &'static str) -> impl Future<Output = Value> {
        self.until_one(move |frame| frame["type"] == kind)
    }
    /// Receives frames until a durable event of this kind.
    #[track_caller]
    pub(crate) fn until_event(&mut self, kind: &'static str) -> impl Future<Output = Value> {
        self.until_one(move |frame| frame["type"] == "event" && frame["kind"] == kind)
    }
    /// Sends a frame that changes something and returns what answers it, `ack` or `error`.
    #[track_caller]
    pub(crate) fn ask(&mut self, frame: Value) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            let id = frame["client_id"].clone();
            assert!(id.is_string(), "{caller}: a frame that changes something carries a client_id");
            self.send(&frame).await;
            self.until_one(move |answer| {
                matches!(answer["type"].as_str(), Some("ack" | "error")) && answer["client_id"] == id
            })
            .await
        }
    }
    /// Says something and returns the `ack`.
    #[track_caller]
    pub(crate) fn say(&mut self, dice: &mut Dice, text: &str) -> impl Future<Output = Value> {
        self.ask(json!({ "type": "message", "client_id": dice.id(), "text": text }))
    }
    /// Waits until the socket ends and says how.
    pub(crate) async fn end(&mut self, wait: Duration) -> Ended {
        loop {
            if let Err(ended) = self.fresh(wait).await {
                return ended;
            }
        }
    }
}
