//! Clients of both sockets. Every frame that comes is checked: it is exactly what the protocol's types say, and no
//! event comes twice or out of order.

use std::{collections::VecDeque, net::SocketAddr};

use firstline::{
    domain::{
        event::{Body, Event},
        ids::{ClientId, ContactId, ConversationId, Epoch, Seq},
    },
    web::wire::{
        Ack, AgentFrame, AgentServerFrame, ChatFrame, ChatServerFrame, ErrorCode, ErrorFrame, Hello,
        PROTOCOL, QueueItem, Welcome,
    },
};
use futures_util::{SinkExt, StreamExt};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{self, Message, client::IntoClientRequest},
};

use super::{clock::client_id, within};

/// Returns an event's kind as the wire writes it.
pub fn kind(event: &Event) -> String {
    serde_json::to_value(&event.body).unwrap()["kind"].as_str().unwrap().to_owned()
}

/// A WebSocket handshake as a test wants it.
pub struct Handshake {
    /// Where to.
    pub address: SocketAddr,
    /// `/v1/chat` or `/v1/agent`, with a query where a test wants one.
    pub path: String,
    /// Headers beside the usual ones.
    pub headers: Vec<(&'static str, String)>,
}

impl Handshake {
    /// A plain handshake.
    pub fn new(address: SocketAddr, path: &str) -> Self {
        Self { address, path: path.to_owned(), headers: Vec::new() }
    }
    /// Adds a header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
    /// Connects; returns the socket and the subprotocol that was echoed, or the status of a refusal.
    pub async fn connect(self) -> Result<(WebSocketStream<TcpStream>, Option<String>), u16> {
        let mut request = format!("ws://{}{}", self.address, self.path).into_client_request().unwrap();
        for (name, value) in self.headers {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let stream = TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        match within("the handshake", tokio_tungstenite::client_async(request, stream)).await {
            Ok((socket, response)) => {
                let protocol = response.headers().get("sec-websocket-protocol");
                Ok((socket, protocol.map(|value| value.to_str().unwrap().to_owned())))
            }
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("the handshake failed: {error}"),
        }
    }
}

/// What both kinds of server frame have in common.
pub trait ServerFrame: DeserializeOwned + Serialize + Clone + std::fmt::Debug + Send {
    /// Returns the event in it.
    fn event(&self) -> Option<&Event>;
    /// Returns the acknowledgement in it.
    fn ack(&self) -> Option<Ack>;
    /// Returns the refusal in it.
    fn error(&self) -> Option<&ErrorFrame>;
}

impl ServerFrame for ChatServerFrame {
    fn event(&self) -> Option<&Event> {
        if let Self::Event(event) = self { Some(event) } else { None }
    }
    fn ack(&self) -> Option<Ack> {
        if let Self::Ack(ack) = self { Some(*ack) } else { None }
    }
    fn error(&self) -> Option<&ErrorFrame> {
        if let Self::Error(error) = self { Some(error) } else { None }
    }
}

impl ServerFrame for AgentServerFrame {
    fn event(&self) -> Option<&Event> {
        if let Self::Event(event) = self { Some(event) } else { None }
    }
    fn ack(&self) -> Option<Ack> {
        if let Self::Ack(ack) = self { Some(*ack) } else { None }
    }
    fn error(&self) -> Option<&ErrorFrame> {
        if let Self::Error(error) = self { Some(error) } else { None }
    }
}

/// One socket's client. Events and all other frames wait in two lists, in the order they came, until a test asks.
pub struct Client<F> {
    socket: WebSocketStream<TcpStream>,
    /// Every event that came, in order.
    pub events: Vec<Event>,
    n_looked_at: usize,
    others: VecDeque<F>,
    /// Older events are being read: they come below what was seen.
    reads_history: bool,
    /// Every frame as it came, where a test wants it.
    record: Option<Vec<Value>>,
}

/// The contact's side.
pub type Chat = Client<ChatServerFrame>;
/// The agent's side.
pub type Agent = Client<AgentServerFrame>;

impl<F: ServerFrame> Client<F> {
    /// Takes over a socket before anything was said.
    pub fn new(socket: WebSocketStream<TcpStream>) -> Self {
        Self {
            socket,
            events: Vec::new(),
            n_looked_at: 0,
            others: VecDeque::new(),
            reads_history: false,
            record: None,
        }
    }

    /// Keeps every frame from here on as it comes.
    pub fn recording(mut self) -> Self {
        self.record = Some(Vec::new());
        self
    }
    /// Returns the frames that were kept.
    pub fn recorded(&self) -> &[Value] {
        self.record.as_deref().unwrap_or_default()
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &impl Serialize) {
        self.send_text(serde_json::to_string(frame).unwrap()).await;
    }
    /// Sends any text as a frame.
    pub async fn send_text(&mut self, text: impl Into<String>) {
        self.send_raw(Message::text(text.into())).await;
    }
    /// Sends any message. A socket that is closed already is found out when reading.
    pub async fn send_raw(&mut self, message: Message) {
        let _ = within("room to send", self.socket.send(message)).await;
    }

    /// Reads one frame; `Err` holds the close code, or nothing where the connection just ended.
    pub async fn read(&mut self) -> Result<F, Option<u16>> {
        loop {
            match within("a frame", self.socket.next()).await {
                Some(Ok(Message::Text(text))) => {
                    if let Some(record) = &mut self.record {
                        record.push(serde_json::from_str(&text).unwrap());
                    }
                    return Ok(checked(&text));
                }
                Some(Ok(Message::Close(close))) => return Err(close.map(|close| close.code.into())),
                Some(Ok(Message::Binary(_) | Message::Frame(_))) => panic!("a binary message came"),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    /// Reads one frame into the lists.
    async fn take_in(&mut self) -> Result<(), Option<u16>> {
        let frame = self.read().await?;
        match frame.event() {
            Some(event) => {
                let newest = self.events.iter().rfind(|seen| seen.conversation == event.conversation);
                if !self.reads_history {
                    let is_next = newest.is_none_or(|seen| seen.seq < event.seq && seen.at <= event.at);
                    assert!(is_next, "{} came after {newest:?}", event.seq);
                }
                self.events.push(event.clone());
            }
            None => self.others.push_back(frame),
        }
        Ok(())
    }

    /// Waits for a frame that is no event and fits; what came before it stays for others to ask for.
    #[track_caller]
    pub fn expect<'a, T: 'a>(
        &'a mut self,
        what: &'a str,
        fits: impl Fn(&F) -> Option<T> + 'a,
    ) -> impl Future<Output = T> + 'a {
        within(what, async move {
            let mut idx = 0;
            loop {
                while idx < self.others.len() {
                    if let Some(found) = fits(&self.others[idx]) {
                        self.others.remove(idx);
                        return found;
                    }
                    idx += 1;
                }
                if let Err(code) = self.take_in().await {
                    let last = self.others.back();
                    panic!("the socket closed with {code:?} while waiting for {what}; last came {last:?}");
                }
            }
        })
    }

    /// Waits for the next event that fits; those before it are passed over.
    #[track_caller]
    pub fn expect_that<'a>(
        &'a mut self,
        what: &'a str,
        fits: impl Fn(&Event) -> bool + 'a,
    ) -> impl Future<Output = Event> + 'a {
        let place = std::panic::Location::caller();
        async move {
            let search = async {
                loop {
                    while let Some(event) = self.events.get(self.n_looked_at) {
                        self.n_looked_at += 1;
                        if fits(event) {
                            return Ok::<_, Option<u16>>(event.clone());
                        }
                    }
                    self.take_in().await?;
                }
            };
            match tokio::time::timeout(super::PATIENCE, search).await {
                Ok(Ok(event)) => event,
                Ok(Err(code)) => panic!("the socket closed with {code:?} while waiting for {what} ({place})"),
                Err(_) => {
                    let kinds: Vec<String> = self.events.iter().map(kind).collect();
                    panic!("waited in vain for {what} ({place}); came: {kinds:?}")
                }
            }
        }
    }

    /// Waits for the next event of a kind.
    #[track_caller]
    pub fn expect_event<'a>(&'a mut self, wanted: &'a str) -> impl Future<Output = Event> + 'a {
        self.expect_that(wanted, move |event| kind(event) == wanted)
    }

    /// Returns how many events were looked at.
    pub fn place(&self) -> usize {
        self.n_looked_at
    }
    /// Looks at events anew from a place on.
    pub fn go_back(&mut self, place: usize) {
        self.n_looked_at = place;
    }
    /// Returns the events that were not looked at.
    pub fn unseen(&self) -> impl Iterator<Item = &Event> {
        self.events[self.n_looked_at..].iter()
    }

    /// Waits until the log has been received up to here; events that are the desk's own do not come.
    pub async fn expect_seq(&mut self, seq: Seq) {
        let place = self.place();
        if self.newest() < seq {
            self.expect_that("the newest event", |event| event.seq >= seq).await;
        }
        self.go_back(place);
    }

    /// Waits for the answer to a frame: its acknowledgement, or its refusal.
    #[track_caller]
    pub fn answer(&mut self, client_id: ClientId) -> impl Future<Output = Result<Ack, ErrorFrame>> {
        self.expect("an answer", move |frame| match (frame.ack(), frame.error()) {
            (Some(ack), _) if ack.client_id == client_id => Some(Ok(ack)),
            (_, Some(error)) if error.client_id == Some(client_id) => Some(Err(error.clone())),
            _ => None,
        })
    }

    /// Sends a changing frame and waits for its acknowledgement.
    pub async fn done(&mut self, client_id: ClientId, frame: &impl Serialize) -> Ack {
        self.send(frame).await;
        self.answer(client_id).await.unwrap_or_else(|error| panic!("refused: {error:?}"))
    }

    /// Sends a changing frame that is refused.
    pub async fn refused(&mut self, client_id: ClientId, frame: &impl Serialize) -> ErrorFrame {
        self.send(frame).await;
        match self.answer(client_id).await {
            Err(error) => error,
            Ok(ack) => panic!("acknowledged: {ack:?}"),
        }
    }

    /// Waits for an error frame that names no frame.
    #[track_caller]
    pub fn error(&mut self) -> impl Future<Output = ErrorFrame> {
        self.expect("an error", |frame| frame.error().filter(|error| error.client_id.is_none()).cloned())
    }

    /// Waits until the server closes; returns the code.
    #[track_caller]
    pub fn closed(&mut self) -> impl Future<Output = Option<u16>> {
        within("the end of the socket", async move {
            loop {
                if let Err(code) = self.take_in().await {
                    return code;
                }
            }
        })
    }

    /// Says goodbye.
    pub async fn leave(mut self) {
        let _ = self.socket.close(None).await;
        while let Ok(()) = self.take_in().await {}
    }

    /// Returns the newest event that came.
    pub fn newest(&self) -> Seq {
        self.events.iter().map(|event| event.seq).max().unwrap_or_default()
    }
}

impl Chat {
    /// Opens a chat as a new anonymous contact of the inbox `default`.
    pub async fn open(address: SocketAddr) -> Self {
        Self::begin(address, &hello("default")).await.0
    }

    /// Opens a chat again with a contact's token; the past comes first.
    pub async fn again(address: SocketAddr, token: &str) -> Self {
        Self::begin(address, &Hello { token: Some(token.to_owned()), ..hello("default") }).await.0
    }

    /// Says a hello and waits until everything missed has come.
    pub async fn begin(address: SocketAddr, hello: &Hello) -> (Self, Welcome) {
        let (mut chat, welcome) = Self::greeted(address, hello).await;
        chat.expect("caught_up", |frame| matches!(frame, ChatServerFrame::CaughtUp(_)).then_some(())).await;
        // What is expected from here on is new.
        chat.n_looked_at = chat.events.len();
        (chat, welcome)
    }

    /// Says a hello and waits for the welcome alone.
    pub async fn greeted(address: SocketAddr, hello: &Hello) -> (Self, Welcome) {
        let mut chat = Self::silent(address).await;
        chat.send(&ChatFrame::Hello(hello.clone())).await;
        let welcome = chat
            .expect("welcome", |frame| match frame {
                ChatServerFrame::Welcome(welcome) => Some(welcome.clone()),
                ChatServerFrame::Error(error) => panic!("refused: {error:?}"),
                _ => None,
            })
            .await;
        (chat, welcome)
    }

    /// Connects and says nothing.
    pub async fn silent(address: SocketAddr) -> Self {
        let handshake = Handshake::new(address, "/v1/chat").header("sec-websocket-protocol", PROTOCOL);
        Self::new(handshake.connect().await.unwrap().0)
    }

    /// Opens a chat and keeps the contact's token.
    pub async fn with_token(address: SocketAddr) -> (Self, String, ContactId, Epoch) {
        let (chat, welcome) = Self::begin(address, &hello("default")).await;
        (chat, welcome.contact_token.unwrap(), welcome.contact.id, welcome.epoch)
    }

    /// Says something; it is on disk when this returns.
    pub async fn say(&mut self, text: &str) -> Ack {
        let client_id = client_id();
        self.done(client_id, &message(client_id, text)).await
    }

    /// Waits for the bot's next final message.
    #[track_caller]
    pub fn reply(&mut self) -> impl Future<Output = firstline::domain::event::Message> {
        let found = self.expect_that("a final bot message", |event| {
            matches!(&event.body, Body::Message(message)
                if message.answer.as_ref().is_some_and(|answer| answer.is_final))
        });
        async move {
            match found.await.body {
                Body::Message(message) => message,
                _ => unreachable!(),
            }
        }
    }

    /// Wants a person.
    pub async fn hand_off(&mut self) -> Ack {
        let client_id = client_id();
        self.done(client_id, &ChatFrame::Handoff { client_id, reason: None }).await
    }

    /// Reads older events.
    pub async fn history(&mut self, before: Seq, limit: Option<usize>) -> (Vec<Event>, bool) {
        let n_before = self.events.len();
        self.reads_history = true;
        self.send(&ChatFrame::History { before, limit }).await;
        let more = self
            .expect("history_end", |frame| match frame {
                ChatServerFrame::HistoryEnd { more, .. } => Some(*more),
                _ => None,
            })
            .await;
        self.reads_history = false;
        (self.events.drain(n_before..).collect(), more)
    }
}

impl Agent {
    /// Opens an agent's desk; the queue comes first.
    pub async fn open(address: SocketAddr, token: &str) -> Self {
        let mut agent = Self::silent(address).await;
        agent.send(&AgentFrame::Hello { token: Some(token.to_owned()) }).await;
        agent.expect("caught_up", |frame| matches!(frame, AgentServerFrame::CaughtUp(_)).then_some(())).await;
        agent
    }

    /// Connects and says nothing.
    pub async fn silent(address: SocketAddr) -> Self {
        Self::new(Handshake::new(address, "/v1/agent").connect().await.unwrap().0)
    }

    /// Takes a case; the acknowledgement's `seq` is the claim.
    pub async fn claim(&mut self, conversation: ConversationId) -> Result<Ack, ErrorCode> {
        let client_id = client_id();
        self.send(&AgentFrame::Claim { client_id, conversation }).await;
        self.answer(client_id).await.map_err(|error| error.code)
    }

    /// Follows a conversation from its beginning.
    pub async fn subscribe(&mut self, conversation: ConversationId) {
        self.send(&AgentFrame::Subscribe { conversation, after: Seq(0) }).await;
        self.expect("caught_up", |frame| match frame {
            AgentServerFrame::CaughtUp(up) => (up.conversation == Some(conversation)).then_some(()),
            _ => None,
        })
        .await;
    }

    /// Waits until the case stands in the queue as wanted.
    #[track_caller]
    pub fn queue_item<'a>(
        &'a mut self,
        conversation: ConversationId,
        fits: impl Fn(&QueueItem) -> bool + 'a,
    ) -> impl Future<Output = QueueItem> + 'a {
        self.expect("queue_item", move |frame| match frame {
            AgentServerFrame::QueueItem(item) if item.conversation == conversation && fits(item) => {
                Some((**item).clone())
            }
            _ => None,
        })
    }

    /// Answers the user.
    pub async fn reply(&mut self, conversation: ConversationId, claim: Seq, text: &str) -> Ack {
        let client_id = client_id();
        let frame = AgentFrame::Reply { client_id, conversation, claim, text: text.to_owned(), waits: None };
        self.done(client_id, &frame).await
    }

    /// Solves a case.
    pub async fn resolve(&mut self, conversation: ConversationId, claim: Seq) -> Ack {
        let client_id = client_id();
        self.done(client_id, &AgentFrame::Resolve { client_id, conversation, claim }).await
    }
}

/// A hello as a new anonymous contact.
pub fn hello(inbox: &str) -> Hello {
    serde_json::from_value(json!({ "inbox": inbox })).unwrap()
}

/// A message frame.
pub fn message(client_id: ClientId, text: &str) -> ChatFrame {
    ChatFrame::Message { client_id, text: text.to_owned(), context: None, attachments: None }
}

/// Reads a frame, and checks that the protocol's types hold everything that was sent.
fn checked<F: ServerFrame>(text: &str) -> F {
    let frame: F =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("not of this protocol ({error}): {text}"));
    let sent: Value = serde_json::from_str(text).unwrap();
    let known: Value = serde_json::from_str(&serde_json::to_string(&frame).unwrap()).unwrap();
    assert_eq!(sent, known, "a field was sent that the types do not hold");
    frame
}
