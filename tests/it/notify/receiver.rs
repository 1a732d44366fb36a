//! A receiver on a port of its own that answers as a test wants and keeps what it is told.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use tokio::sync::mpsc;

use crate::support::within;

/// A signing secret.
pub const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// How a receiver answers.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// With a status and nothing else.
    Status(u16),
    /// Not at all.
    Hang,
    /// Once it is let go.
    Hold,
    /// By asking for so many seconds.
    Later(u32),
    /// By sending the client elsewhere.
    Redirect(&'static str),
    /// With 200 and a body.
    Json(&'static str),
}

/// One message as it came.
#[derive(Clone, Debug)]
pub struct Told {
    headers: HeaderMap,
    raw: Bytes,
    /// The query of the address.
    pub query: String,
    /// The body.
    pub body: Value,
}

impl Told {
    /// Returns a header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
    /// Checks the signature as a library of Standard Webhooks would.
    pub fn is_signed(&self) -> bool {
        let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).unwrap();
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key);
        let head = format!("{}.{}.", self.header("webhook-id"), self.header("webhook-timestamp"));
        let signed = [head.as_bytes(), &self.raw].concat();
        let Some(signature) = self.header("webhook-signature").strip_prefix("v1,") else { return false };
        ring::hmac::verify(&key, &signed, &STANDARD.decode(signature).unwrap()).is_ok()
    }
}

struct Inner {
    answers: Mutex<VecDeque<Answer>>,
    told: Mutex<usize>,
    held: tokio::sync::Notify,
    sender: mpsc::UnboundedSender<Told>,
}

/// The receiver.
pub struct Receiver {
    address: SocketAddr,
    inner: Arc<Inner>,
    came: tokio::sync::Mutex<mpsc::UnboundedReceiver<Told>>,
}

impl Receiver {
    /// Starts one that takes everything.
    pub async fn start() -> Self {
        let (sender, came) = mpsc::unbounded_channel();
        let inner = Arc::new(Inner {
            answers: Mutex::default(),
            told: Mutex::default(),
            held: tokio::sync::Notify::new(),
            sender,
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().fallback(take).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, inner, came: tokio::sync::Mutex::new(came) }
    }
    /// Returns where it is.
    pub fn url(&self) -> &'static str {
        Box::leak(format!("http://{}/in", self.address).into_boxed_str())
    }
    /// Says how it answers from here on; afterwards it takes everything.
    pub fn will(&self, answers: &[Answer]) {
        self.inner.answers.lock().unwrap().extend(answers);
    }
    /// Lets go what it holds, or what it holds next.
    pub fn let_go(&self) {
        self.inner.held.notify_one();
    }
    /// Waits for the next message.
    #[track_caller]
    pub fn next(&self) -> impl Future<Output = Told> {
        within("a message to the receiver", async { self.came.lock().await.recv().await.unwrap() })
    }
    /// Returns how many messages came.
    pub fn n_told(&self) -> usize {
        *self.inner.told.lock().unwrap()
    }
}

async fn take(
    State(inner): State<Arc<Inner>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    raw: Bytes,
) -> Response {
    *inner.told.lock().unwrap() += 1;
    let body = serde_json::from_slice(&raw).unwrap_or_default();
    let _ = inner.sender.send(Told { headers, raw, query: query.unwrap_or_default(), body });
    let answer = inner.answers.lock().unwrap().pop_front();
    match answer.unwrap_or(Answer::Status(200)) {
        Answer::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Answer::Hang => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            StatusCode::OK.into_response()
        }
        Answer::Hold => {
            inner.held.notified().await;
            StatusCode::OK.into_response()
        }
        Answer::Later(seconds) => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())]).into_response()
        }
        Answer::Redirect(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Answer::Json(text) => text.into_response(),
    }
}
