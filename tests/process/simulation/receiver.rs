//! Whoever is on call, as a program that is told: it checks signatures, keeps everything, and does not take everything at
//! the first try.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use hyper::{Request, Response, StatusCode, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::Value;

use crate::client::Dice;

/// A signing secret.
pub(super) const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
/// Longer than it is waited for.
const HANGS_FOR: Duration = Duration::from_secs(7);
/// The words a case is described in may change between two tries; what happened may not.
const WORDS: [&str; 2] = ["title", "subject"];

/// What was told under one name.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// What happened, without the words about it.
    pub(super) fact: Value,
    /// How often it came.
    pub(super) n_tries: usize,
    /// How often it was taken.
    pub(super) n_taken: usize,
}

struct Inner {
    dice: Dice,
    told: HashMap<String, Told>,
    wrongs: Vec<String>,
}

/// The receiver.
pub(super) struct Receiver {
    address: SocketAddr,
    inner: Arc<Mutex<Inner>>,
}

/// How it answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Takes,
    Fails,
    Closes,
    Hangs,
}

impl Receiver {
    pub(super) async fn start(dice: Dice) -> Self {
        let inner = Arc::new(Mutex::new(Inner { dice, told: HashMap::new(), wrongs: Vec::new() }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let taker = inner.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let taker = taker.clone();
                let service = service_fn(move |request| take(taker.clone(), request));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { address, inner }
    }
    pub(super) fn url(&self) -> String {
        format!("http://{}/pages", self.address)
    }
    /// Returns what came, by its name.
    pub(super) fn told(&self) -> HashMap<String, Told> {
        let inner = self.inner.lock().unwrap();
        assert!(inner.wrongs.is_empty(), "{:#?}", inner.wrongs);
        inner.told.clone()
    }
}

/// Takes a message, or does not; an error closes the connection.
async fn take(
    inner: Arc<Mutex<Inner>>,
    request: Request<Incoming>,
) -> Result<Response<String>, std::io::Error> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(axum::body::Body::new(body), 1_000_000).await;
    let body = body.map_err(std::io::Error::other)?;
    let header = |name: &str| head.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let (name, at) = (header("webhook-id"), header("webhook-timestamp"));
    let answer = {
        let mut inner = inner.lock().unwrap();
        if !is_signed(&format!("{name}.{at}."), &body, &header("webhook-signature")) {
            inner.wrongs.push(format!("{name} is not signed"));
        }
        inner.take(name, serde_json::from_slice(&body).unwrap())
    };
    let status = match answer {
        Answer::Takes => StatusCode::OK,
        Answer::Fails => StatusCode::INTERNAL_SERVER_ERROR,
        Answer::Closes => return Err(std::io::ErrorKind::ConnectionAborted.into()),
        Answer::Hangs => {
            tokio::time::sleep(HANGS_FOR).await;
            StatusCode::OK
        }
    };
    let mut response = Response::new(String::new());
    *response.status_mut() = status;
    Ok(response)
}

impl Inner {
    fn take(&mut self, name: String, mut fact: Value) -> Answer {
        for word in WORDS {
            fact["data"].as_object_mut().unwrap().remove(word);
        }
        // What failed once is taken at the next try, which comes soon; a third would come in minutes.
        let answer = match (self.told.contains_key(&name), self.dice.below(120)) {
            (false, 0..8) => Answer::Fails,
            (false, 8..12) => Answer::Closes,
            (false, 12) => Answer::Hangs,
            _ => Answer::Takes,
        };
        let told =
            self.told.entry(name.clone()).or_insert(Told { fact: fact.clone(), n_tries: 0, n_taken: 0 });
        told.n_tries += 1;
        told.n_taken += usize::from(answer == Answer::Takes);
        if told.fact != fact {
            self.wrongs.push(format!("two things under the name {name}: {} and {fact}", told.fact));
        }
        answer
    }
}

/// Checks a signature as a library of Standard Webhooks would.
fn is_signed(head: &str, body: &[u8], signature: &str) -> bool {
    let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).unwrap();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key);
    let signed = [head.as_bytes(), body].concat();
    let Some(signature) = signature.strip_prefix("v1,") else { return false };
    ring::hmac::verify(&key, &signed, &STANDARD.decode(signature).unwrap()).is_ok()
}
