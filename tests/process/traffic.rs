//! Visitors and agents who keep going through crashes, and what they were told meanwhile.
//!
//! A client resends what was not acknowledged under its old name, and resumes where it stood: as the protocol asks.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{task::JoinSet, time::sleep};

use super::client::{Dice, Ended, Socket};

/// An answer that does not come within this is asked for again.
const RESEND_AFTER: Duration = Duration::from_secs(3);
/// Longest time between two looks at what is to be done.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Frames one visitor leaves unanswered at once.
const WAITING_MAX: usize = 3;

const TEXTS: [&str; 9] = [
    "How do I install the relay?",
    "The certificate has expired, where does the new one go?",
    "How do I upgrade the relay without losing settings?",
    "如何安装中继？",
    "升级中继之前需要做什么？",
    "What colour is the moon on Tuesdays?",
    "thanks",
    "Production is down, nobody can log in, all our customers are affected!",
    "I want to talk to a person",
];

/// What all clients were told.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// Every changing frame that was sent, by its name.
    pub(crate) sent: HashSet<String>,
    /// Frames with words in them that were acknowledged: where they stand.
    pub(crate) said: HashMap<String, (String, u64)>,
    /// Every acknowledged frame, the moment it was.
    pub(crate) n_acked: usize,
    pub(crate) last_ack: Option<Instant>,
    /// Claims that were acknowledged.
    pub(crate) claims: HashSet<(String, u64)>,
    /// The events that were seen, by place.
    pub(crate) seen: HashMap<(String, u64), String>,
    /// What must not happen.
    pub(crate) wrongs: Vec<String>,
}

/// How long visitors and agents pause between two things they do, and how long an agent is gone now and then: from and
/// to, in ms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) visitors: (u64, u64),
    pub(crate) agents: (u64, u64),
    pub(crate) away: (u64, u64),
}

impl Pace {
    /// As fast as a few of them may.
    pub(crate) const FAST: Self = Self { visitors: (50, 400), agents: (50, 250), away: (20, 500) };
}

/// The crowd: everybody runs until told to stop, and then until everything sent is answered.
pub(crate) struct Crowd {
    history: Arc<Mutex<History>>,
    stop: Arc<AtomicBool>,
    tasks: JoinSet<()>,
}

impl Crowd {
    pub(crate) fn start(
        address: &str,
        n_visitors: usize,
        agents: &[String],
        pace: Pace,
        dice: &mut Dice,
    ) -> Self {
        let history = Arc::new(Mutex::new(History::default()));
        let stop = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        let client = |dice: &mut Dice| Client {
            address: address.to_owned(),
            pace,
            dice: Dice::new(dice.next()),
            history: history.clone(),
            stop: stop.clone(),
            waiting: HashMap::new(),
        };
        for _ in 0..n_visitors {
            let visitor =
                Visitor { client: client(dice), token: None, epoch: None, cursor: None, reply: None };
            tasks.spawn(visitor.run());
        }
        for token in agents {
            let agent = Agent {
                client: client(dice),
                token: token.clone(),
                me: String::new(),
                held: None,
                let_go: None,
                offered: None,
                waits: None,
            };
            tasks.spawn(agent.run());
        }
        Self { history, stop, tasks }
    }
    pub(crate) fn history(&self) -> MutexGuard<'_, History> {
        self.history.lock().unwrap()
    }
    /// Lets everybody come to an end and returns what they were told.
    pub(crate) async fn settle(mut self) -> History {
        self.stop.store(true, Ordering::SeqCst);
        while let Some(ended) = self.tasks.join_next().await {
            ended.unwrap();
        }
        let history = std::mem::take(&mut *self.history.lock().unwrap());
        assert!(history.wrongs.is_empty(), "{:#?}", history.wrongs);
        history
    }
}

/// What visitors and agents have in common.
struct Client {
    address: String,
    pace: Pace,
    dice: Dice,
    history: Arc<Mutex<History>>,
    stop: Arc<AtomicBool>,
    /// Frames without an answer, and when they are sent again.
    waiting: HashMap<String, (Value, Instant)>,
}

impl Client {
    fn is_done(&self) -> bool {
        self.stop.load(Ordering::SeqCst) && self.waiting.is_empty()
    }
    fn pause(&mut self, (from_ms, to_ms): (u64, u64)) -> Duration {
        Duration::from_millis(from_ms + self.dice.below(to_ms - from_ms))
    }
    /// Pauses, but not once everybody is told to stop.
    async fn rest(&mut self, pace: (u64, u64)) {
        let end = Instant::now() + self.pause(pace);
        sleep(patience(end)).await;
        while Instant::now() < end && !self.stop.load(Ordering::SeqCst) {
            sleep(patience(end)).await;
        }
    }
    fn wrong(&self, what: String) {
        self.history.lock().unwrap().wrongs.push(what);
    }
    async fn send(&mut self, socket: &mut Socket, mut frame: Value) {
        let id = self.dice.id();
        frame["client_id"] = json!(id);
        self.history.lock().unwrap().sent.insert(id.clone());
        socket.send(&frame).await;
        self.waiting.insert(id, (frame, Instant::now() + RESEND_AFTER));
    }
    async fn resend(&mut self, socket: &mut Socket, all: bool) {
        let now = Instant::now();
        for (frame, due) in self.waiting.values_mut() {
            if all || *due <= now {
                *due = now + RESEND_AFTER;
                socket.send(frame).await;
            }
        }
    }
    /// Takes an `ack` or `error` that names a frame of ours; returns the frame where it is settled.
    fn answered(&mut self, answer: &Value) -> Option<Value> {
        let id = answer["client_id"].as_str()?;
        let code = answer["code"].as_str();
        if matches!(code, Some("rate_limited" | "unavailable")) {
            let wait = Duration::from_millis(answer["retry_after_ms"].as_u64().unwrap_or(1000));
            if let Some((_, due)) = self.waiting.get_mut(id) {
                *due = Instant::now() + wait;
            }
            return None;
        }
        let (frame, _) = self.waiting.remove(id)?;
        if code == Some("internal") {
            self.wrong(format!("an internal error for {frame}"));
        }
        if answer["type"] == "ack" {
            let mut history = self.history.lock().unwrap();
            history.n_acked += 1;
            history.last_ack = Some(Instant::now());
            if matches!(frame["type"].as_str(), Some("message" | "reply")) {
                history.said.insert(id.to_owned(), place(answer));
            }
        }
        Some(frame)
    }
    fn seen(&self, event: &Value) {
        let id = event["id"].as_str().unwrap().to_owned();
        let other = self.history.lock().unwrap().seen.insert(place(event), id.clone());
        if let Some(other) = other.filter(|other| *other != id) {
            self.wrong(format!("two events at one place: {other} and {event}"));
        }
    }
}

/// How long to listen until it is time to do something, or to look whether it is over.
fn patience(next: Instant) -> Duration {
    next.saturating_duration_since(Instant::now()).min(LOOK_EVERY)
}

fn place(frame: &Value) -> (String, u64) {
    (frame["conversation"].as_str().unwrap().to_owned(), frame["seq"].as_u64().unwrap())
}

struct Visitor {
    client: Client,
    token: Option<String>,
    epoch: Option<String>,
    cursor: Option<(String, u64)>,
    /// What the bot said last, by its name.
    reply: Option<Value>,
}

impl Visitor {
    async fn run(mut self) {
        while !self.client.is_done() {
            if let Some(mut socket) = Socket::connect(&self.client.address, "/v1/chat").await {
                self.talk(&mut socket).await;
            }
            self.client.rest((20, 150)).await;
        }
    }

    async fn talk(&mut self, socket: &mut Socket) {
        let mut hello = json!({ "type": "hello", "inbox": "default" });
        if let Some(token) = &self.token {
            hello["token"] = json!(token);
            hello["epoch"] = json!(self.epoch);
        }
        if let Some((conversation, seq)) = &self.cursor {
            hello["conversation"] = json!(conversation);
            hello["after"] = json!(seq);
        }
        socket.send(&hello).await;
        let Ok(welcome) = socket.next().await else { return };
        if welcome["type"] != "welcome" {
            return self.client.wrong(format!("instead of welcome: {welcome}"));
        }
        if let Some(token) = welcome["contact_token"].as_str() {
            self.token = Some(token.to_owned());
        }
        self.epoch = welcome["epoch"].as_str().map(str::to_owned);
        if welcome["resume"]["recovered"] == false {
            self.cursor = None;
        }
        self.client.resend(socket, true).await;
        let mut next = Instant::now() + self.client.pause(self.client.pace.visitors);
        while !self.client.is_done() {
            match socket.fresh(patience(next)).await {
                Ok(frame) => self.take(&frame),
                Err(Ended::Silent) => {
                    self.client.resend(socket, false).await;
                    if Instant::now() < next {
                        continue;
                    }
                    next = Instant::now() + self.client.pause(self.client.pace.visitors);
                    self.say_something(socket).await;
                }
                Err(_) => return,
            }
        }
    }

    fn take(&mut self, frame: &Value) {
        match frame["type"].as_str() {
            Some("ack" | "error") => {
                self.client.answered(frame);
            }
            Some("event") => {
                let (conversation, seq) = place(frame);
                self.client.seen(frame);
                if self.cursor.as_ref().is_some_and(|(known, last)| *known == conversation && seq <= *last) {
                    self.client.wrong(format!("out of order after {:?}: {frame}", self.cursor));
                }
                self.cursor = Some((conversation, seq));
                if frame["body"]["author"]["role"] == "bot" && frame["body"]["reply"].is_string() {
                    self.reply = Some(frame["body"]["reply"].clone());
                }
            }
            _ => {}
        }
    }

    async fn say_something(&mut self, socket: &mut Socket) {
        if self.client.stop.load(Ordering::SeqCst) || self.client.waiting.len() >= WAITING_MAX {
            return;
        }
        let text = TEXTS[self.client.dice.below(TEXTS.len() as u64) as usize];
        let frame = match (self.client.dice.below(24), &self.reply) {
            (0, _) => json!({ "type": "handoff" }),
            (1, _) => json!({ "type": "feedback", "solved": true }),
            (2, _) => json!({ "type": "close" }),
            (3, _) => json!({ "type": "contact", "email": "someone@example.com" }),
            (4, _) => json!({ "type": "feedback", "solved": false }),
            (5, _) => json!({ "type": "amend", "text": "It is worse: nobody can log in." }),
            (6 | 7, Some(reply)) => json!({ "type": "feedback", "reply": reply, "solved": false }),
            _ => json!({ "type": "message", "text": text }),
        };
        self.client.send(socket, frame).await;
    }
}

struct Agent {
    client: Client,
    token: String,
    /// The case in hand with its claim.
    held: Option<(String, u64)>,
    /// The one let go before it: words under its claim must be refused.
    let_go: Option<(String, u64)>,
    /// Their own name on the wire.
    me: String,
    /// The case they were asked to take.
    offered: Option<String>,
    /// The case they heard of last.
    waits: Option<String>,
}

impl Agent {
    async fn run(mut self) {
        while !self.client.is_done() {
            let mut goes = false;
            if let Some(mut socket) = Socket::connect(&self.client.address, "/v1/agent").await {
                goes = self.work(&mut socket).await;
            }
            let pace = if goes { self.client.pace.away } else { (20, 150) };
            self.client.rest(pace).await;
        }
    }

    /// Works until the line breaks, or until they go: then it is true.
    async fn work(&mut self, socket: &mut Socket) -> bool {
        socket.send(&json!({ "type": "hello", "token": self.token })).await;
        let Ok(welcome) = socket.next().await else { return false };
        if welcome["type"] != "welcome" {
            self.client.wrong(format!("instead of welcome: {welcome}"));
            return false;
        }
        welcome["agent"]["id"].as_str().unwrap().clone_into(&mut self.me);
        self.client.resend(socket, true).await;
        let mut next = Instant::now();
        while !self.client.is_done() {
            match socket.fresh(patience(next)).await {
                Ok(frame) if matches!(frame["type"].as_str(), Some("ack" | "error")) => self.take(&frame),
                Ok(frame) => self.hear(&frame),
                Err(Ended::Silent) => {
                    self.client.resend(socket, false).await;
                    if Instant::now() < next {
                        continue;
                    }
                    next = Instant::now() + self.client.pause(self.client.pace.agents);
                    if self.client.dice.below(40) == 0 {
                        return true;
                    }
                    self.do_something(socket).await;
                }
                Err(_) => return false,
            }
        }
        false
    }

    async fn do_something(&mut self, socket: &mut Socket) {
        if self.client.stop.load(Ordering::SeqCst) || !self.client.waiting.is_empty() {
            return;
        }
        let dice = self.client.dice.below(12);
        let frame = match (&self.held, &self.let_go) {
            (None, _) if self.offered.is_some() => {
                let kind = if dice < 8 { "claim" } else { "decline" };
                json!({ "type": kind, "conversation": self.offered.take() })
            }
            (None, Some((conversation, claim))) if dice < 3 => {
                json!({ "type": "reply", "conversation": conversation, "claim": claim, "text": "too late" })
            }
            (None, _) if dice < 6 && self.waits.is_some() => {
                json!({ "type": "claim", "conversation": self.waits.take() })
            }
            (None, _) => json!({ "type": "claim_next" }),
            (Some((conversation, claim)), _) if dice < 5 => {
                let text = if dice < 2 { "Which version is it?" } else { "I look into it." };
                json!({ "type": "reply", "conversation": conversation, "claim": claim, "text": text })
            }
            (Some((conversation, claim)), _) if dice < 7 => {
                json!({ "type": "release", "conversation": conversation, "claim": claim })
            }
            (Some((conversation, _)), _) if dice == 7 => {
                json!({ "type": "note", "conversation": conversation, "text": "Seen before." })
            }
            (Some((conversation, claim)), _) if dice == 8 => {
                json!({ "type": "transfer", "conversation": conversation, "claim": claim, "to": { "tier": 2 },
                        "reason": "It needs more than I know.", "asked": "Is it the gateway?" })
            }
            (Some((conversation, claim)), _) => {
                json!({ "type": "resolve", "conversation": conversation, "claim": claim })
            }
        };
        self.client.send(socket, frame).await;
    }

    /// Hears of a case, maybe that they are asked to take it or are not any more.
    fn hear(&mut self, frame: &Value) {
        if frame["type"] != "queue_item" {
            return;
        }
        if frame["offered_to"] == self.me {
            self.offered = frame["conversation"].as_str().map(str::to_owned);
        } else if frame["conversation"].as_str() == self.offered.as_deref() {
            self.offered = None;
        }
        self.waits = frame["conversation"].as_str().map(str::to_owned);
    }

    fn take(&mut self, answer: &Value) {
        let Some(frame) = self.client.answered(answer) else { return };
        let acked = answer["type"] == "ack";
        match frame["type"].as_str() {
            Some("claim_next" | "claim") if acked => {
                let claim = place(answer);
                self.client.history.lock().unwrap().claims.insert(claim.clone());
                self.held = Some(claim);
            }
            Some("reply") if frame["text"] == "too late" && acked => {
                self.client.wrong(format!("a reply under a claim that is over was taken: {frame}"));
            }
            Some("release" | "resolve" | "transfer") => self.let_go = self.held.take(),
            Some("reply") if !acked => self.let_go = self.held.take(),
            _ => {}
        }
    }
}
