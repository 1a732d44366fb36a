//! Fetches calendars by address, guarded as receivers are: redirects stay on the same host, and nothing is endless.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt as _;
use reqwest::{
    Client, Response, StatusCode, Url,
    header::{self, HeaderMap, HeaderName},
    redirect,
};

use crate::{
    domain::hours::ical::BYTES_MAX,
    ports::{Feeds, Fetched, Validators},
};

use super::{
    SettingsError,
    guard::{Guarded, Inwards},
    http,
};

/// Redirects that are followed, all on one host.
const REDIRECTS_MAX: usize = 3;
/// Longest validator that is sent back.
const VALIDATOR_BYTES_MAX: usize = 500;

/// Fetches calendars.
pub struct Calendars {
    client: Client,
    guard: Guarded,
}

impl Calendars {
    /// Prepares fetching, each of which may take so long; nothing is sent yet. The process's TLS provider must be
    /// installed before.
    ///
    /// # Errors
    /// The client cannot be made.
    pub fn new(allow_private: bool, wait: Duration) -> Result<Self, SettingsError> {
        let guard = Guarded { allow_private };
        let client = http::client(guard, wait, redirect::Policy::custom(follow))?;
        Ok(Self { client, guard })
    }

    async fn get(&self, url: &str, known: &Validators) -> Result<Fetched, String> {
        let url = Url::parse(url).map_err(|_| "its address is none".to_owned())?;
        // An address in place of a name never meets the resolver.
        if let Some(address) = http::literal(&url) {
            self.guard.check(address).map_err(said)?;
        }
        let mut request = self.client.get(url).header(header::ACCEPT, "text/calendar");
        for (name, value) in
            [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.modified)]
        {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let why = |error: reqwest::Error| match http::inwards(&error) {
            Some(inwards) => said(*inwards),
            None if error.is_redirect() => format!("it redirects more than {REDIRECTS_MAX} times"),
            None => http::why(&error),
        };
        let response = request.send().await.map_err(why)?;
        match response.status() {
            StatusCode::NOT_MODIFIED => Ok(Fetched::Same),
            StatusCode::OK => {
                let validators = Validators {
                    etag: validator(response.headers(), header::ETAG),
                    modified: validator(response.headers(), header::LAST_MODIFIED),
                };
                Ok(Fetched::Body { bytes: whole(response).await?, validators })
            }
            status if status.is_redirection() => {
                Err("it redirects to another host, which is not followed; write the address it leads to"
                    .to_owned())
            }
            status => Err(format!("it answers with status {}", status.as_u16())),
        }
    }
}

#[async_trait]
impl Feeds for Calendars {
    async fn fetch(&self, url: &str, known: &Validators) -> Fetched {
        self.get(url, known).await.unwrap_or_else(|why| Fetched::Failed { why })
    }
}

/// Follows on the same scheme, host and port alone: elsewhere a stranger would choose where we knock.
fn follow(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let is_same = attempt.previous().first().is_some_and(|first| first.origin() == attempt.url().origin());
    if attempt.previous().len() > REDIRECTS_MAX {
        attempt.error("too many")
    } else if is_same {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

fn said(inwards: Inwards) -> String {
    match inwards {
        Inwards::Private => {
            "its address lies in a private network; where that is meant, set private_calendars = true"
                .to_owned()
        }
        Inwards::Never => inwards.to_string(),
    }
}

fn validator(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    (value.len() <= VALIDATOR_BYTES_MAX).then(|| value.to_owned())
}

async fn whole(response: Response) -> Result<Vec<u8>, String> {
    let too_long = || format!("it is longer than {BYTES_MAX} bytes");
    if response.content_length().is_some_and(|length| length > BYTES_MAX as u64) {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    let mut body = response.bytes_stream();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|error| http::why(&error))?;
        if bytes.len() + chunk.len() > BYTES_MAX {
            return Err(too_long());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
