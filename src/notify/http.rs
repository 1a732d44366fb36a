//! POSTs to programs and robots: no redirects, no proxies, no connection kept, bounded in time and length.

use std::{net::IpAddr, time::Duration};

use futures_util::StreamExt as _;
use reqwest::{Client, Response, StatusCode, Url, header, redirect};
use serde_json::Value;

use crate::{
    config::{Receiver, Secret, signing_key},
    domain::alert::Message,
    ports::{Outcome, Prepared},
};

use super::{
    SettingsError, failed,
    guard::{Guarded, Inwards},
    sign,
};

/// Longest wait for a connection.
const CONNECT_WAIT: Duration = Duration::from_secs(5);
/// Longest answer that is read: robots answer in a line.
const ANSWER_BYTES_MAX: usize = 16 * 1024;
/// Longest wait that a receiver may ask for.
const ASKED_WAIT_MAX: Duration = Duration::from_secs(86_400);

/// One client for public addresses, one for receivers that may be private.
pub(super) struct Clients {
    public: Client,
    private: Client,
}

impl Clients {
    pub(super) fn new(wait: Duration) -> Result<Self, SettingsError> {
        let client = |allow_private| client(Guarded { allow_private }, wait, redirect::Policy::none());
        Ok(Self { public: client(false)?, private: client(true)? })
    }
}

/// Makes a client that looks at every address it connects to.
pub(super) fn client(
    guard: Guarded,
    wait: Duration,
    redirects: redirect::Policy,
) -> Result<Client, SettingsError> {
    Client::builder()
        .connect_timeout(CONNECT_WAIT)
        .timeout(wait)
        .redirect(redirects)
        // A connection that is kept would be one whose address is looked at no more.
        .pool_max_idle_per_host(0)
        // Behind a proxy it would be the proxy's address that is looked at.
        .no_proxy()
        .dns_resolver(guard)
        .user_agent(concat!("firstline/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| SettingsError(format!("the HTTP client cannot be made: {error}")))
}

/// One receiver by HTTP.
pub(super) struct Post {
    client: Client,
    url: Url,
    message: Message,
    secret: Option<Secret>,
}

impl Post {
    /// Prepares a receiver.
    ///
    /// # Errors
    /// Its address is none, or lies where nobody may be told.
    pub(super) fn new(receiver: &Receiver, clients: &Clients) -> Result<Self, SettingsError> {
        let name = &receiver.name;
        let url = receiver.url.as_ref().and_then(|url| Url::parse(url.expose()).ok());
        let url = url.filter(Url::has_host).ok_or_else(|| {
            SettingsError(format!("receiver {name}: its url is no address; write https:// and a host"))
        })?;
        // An address in place of a name never meets the resolver.
        if let Some(address) = literal(&url) {
            let guard = Guarded { allow_private: receiver.allow_private };
            guard.check(address).map_err(|why| SettingsError(format!("receiver {name}: {why}")))?;
        }
        let client = if receiver.allow_private { &clients.private } else { &clients.public };
        Ok(Self { client: client.clone(), url, message: receiver.message, secret: receiver.secret.clone() })
    }

    pub(super) async fn send(&self, prepared: &Prepared, body: &Value) -> Outcome {
        let now_ms = prepared.now.as_millis();
        let now_s = now_ms.div_euclid(1_000);
        let (mut url, mut body) = (self.url.clone(), body.clone());
        let secret = self.secret.as_ref().map(|secret| secret.expose().trim());
        match (self.message, secret) {
            (Message::Feishu, Some(secret)) => {
                body["timestamp"] = now_s.to_string().into();
                body["sign"] = sign::feishu(secret, now_s).into();
            }
            (Message::Dingtalk, Some(secret)) => {
                url.query_pairs_mut()
                    .append_pair("timestamp", &now_ms.to_string())
                    .append_pair("sign", &sign::dingtalk(secret, now_ms));
            }
            _ => {}
        }
        let bytes = body.to_string().into_bytes();
        let mut request =
            self.client.post(url).header(header::CONTENT_TYPE, "application/json; charset=utf-8");
        if self.message == Message::Webhook {
            let Some(key) = secret.and_then(signing_key) else { return failed("its signing secret is none") };
            request = request
                .header("webhook-id", &prepared.name)
                .header("webhook-timestamp", now_s)
                .header("webhook-signature", sign::webhook(&key, &prepared.name, now_s, &bytes));
        }
        match request.body(bytes).send().await {
            Ok(response) => self.judge(response).await,
            Err(error) => failed(why(&error)),
        }
    }

    /// Judges an answer. What it says is never repeated: it is written by a stranger.
    async fn judge(&self, response: Response) -> Outcome {
        let status = response.status();
        if status.is_redirection() {
            return failed(format!("it redirects (status {}), which is never followed", status.as_u16()));
        }
        if !status.is_success() {
            let asks = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
            let wait = asks.then(|| retry_after(&response)).flatten();
            return Outcome::Failed { why: format!("it answers with status {}", status.as_u16()), wait };
        }
        let fields: &[&str] = match self.message {
            Message::Wecom | Message::Dingtalk => &["errcode"],
            Message::Feishu => &["code", "StatusCode"],
            Message::Webhook | Message::Slack | Message::Mail => return Outcome::Delivered,
        };
        let Some(answer) = head_of(response).await else { return failed("its answer breaks off") };
        let answer: Value = serde_json::from_slice(&answer).unwrap_or_default();
        match fields.iter().find_map(|field| answer.get(*field)?.as_i64()) {
            Some(0) => Outcome::Delivered,
            Some(code) => failed(format!("the robot refuses with code {code}")),
            None => failed("it does not answer as a robot of its kind does; is the address right?"),
        }
    }
}

/// Returns the address that stands in place of a name.
pub(super) fn literal(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_matches(['[', ']']).parse().ok()
}

fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(ASKED_WAIT_MAX))
}

async fn head_of(response: Response) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    let mut body = response.bytes_stream();
    while let Some(chunk) = body.next().await {
        head.extend_from_slice(&chunk.ok()?);
        if head.len() > ANSWER_BYTES_MAX {
            return None;
        }
    }
    Some(head)
}

/// Returns whether a request was refused because of where it led.
pub(super) fn inwards(error: &reqwest::Error) -> Option<&Inwards> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(inwards) = error.downcast_ref::<Inwards>() {
            return Some(inwards);
        }
        cause = error.source();
    }
    None
}

/// Says why there was no answer, without the address: a robot's holds its key.
pub(super) fn why(error: &reqwest::Error) -> String {
    if let Some(inwards) = inwards(error) {
        return inwards.to_string();
    }
    if error.is_timeout() {
        return "it does not answer in time".to_owned();
    }
    if error.is_connect() { "no connection to it".to_owned() } else { "the connection broke off".to_owned() }
}
