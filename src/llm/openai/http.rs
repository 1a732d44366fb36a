//! The HTTP layer under the client: no retries of its own, no redirects, bounded bodies, statuses kept.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use async_openai::{error::OpenAIError, middleware::HttpRequestFactory};
use futures_util::{StreamExt, future::BoxFuture};
use reqwest::{
    Response, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap},
};

/// Longest refusal that is read: enough for any error object.
const REFUSAL_BYTES_MAX: usize = 16 * 1024;
/// Longest stream: reasoning included, far beyond any answer.
const STREAM_BYTES_MAX: usize = 8 * 1024 * 1024;
const DONE: &[u8] = b"[DONE]";

/// Why the endpoint gave no answer. Says nothing of what it wrote: that may repeat a user's words.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("no connection to the endpoint")]
    Connect(#[source] reqwest::Error),
    #[error("the endpoint answers with status {}", .0.status.as_u16())]
    Refused(Refusal),
    #[error("the endpoint answers with content type {0}, not with a stream of events")]
    NotAStream(String),
    #[error("the stream broke off")]
    Broken,
    #[error("the endpoint sends events that are not chunks of a completion")]
    Unreadable,
    #[error("the endpoint reports an error inside the stream")]
    Reported,
    #[error("the answer is empty")]
    Empty,
    #[error("the request could not be made")]
    Request(#[source] OpenAIError),
}

/// An answer that is none.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) retry_after: Option<Duration>,
    /// Lowercase, for looking for known words only.
    pub(super) body: String,
}

impl Failure {
    /// Tells apart what the client library reports.
    pub(super) fn from_client(error: OpenAIError) -> Self {
        match error {
            OpenAIError::Boxed(boxed) => match boxed.downcast::<Self>() {
                Ok(failure) => *failure,
                Err(other) => Self::Request(OpenAIError::Boxed(other)),
            },
            OpenAIError::Reqwest(error) => Self::Connect(error.without_url()),
            OpenAIError::StreamError(_) => Self::Broken,
            OpenAIError::JSONDeserialize(..) => Self::Unreadable,
            OpenAIError::ApiError(_) => Self::Reported,
            other => Self::Request(other),
        }
    }

    /// Returns whether another try may go better, and what the endpoint asks to wait.
    pub(super) fn retry(&self) -> Option<Option<Duration>> {
        match self {
            Self::Connect(error) if error.is_connect() || error.is_request() => Some(None),
            Self::Refused(refusal) => {
                let worth_it =
                    refusal.status == StatusCode::TOO_MANY_REQUESTS || refusal.status.is_server_error();
                worth_it.then_some(refusal.retry_after)
            }
            _ => None,
        }
    }

    /// Returns whether the prompt was too long for the model.
    pub(super) fn is_too_long(&self) -> bool {
        const WORDINGS: [&str; 10] = [
            "context_length",
            "context length",
            "maximum context",
            "context window",
            "context size",
            "exceed_context",
            "too long",
            "too many tokens",
            "max_prompt_tokens",
            "input length",
        ];
        let Self::Refused(refusal) = self else { return false };
        refusal.status == StatusCode::PAYLOAD_TOO_LARGE
            || matches!(refusal.status.as_u16(), 400 | 422 | 500)
                && WORDINGS.iter().any(|wording| refusal.body.contains(wording))
    }

    /// Returns whether the endpoint refuses a request because of the word.
    pub(super) fn names(&self, word: &str) -> bool {
        matches!(self, Self::Refused(refusal)
            if matches!(refusal.status.as_u16(), 400 | 422) && refusal.body.contains(word))
    }
}

/// Sends one request and watches its stream.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    pub(super) http: reqwest::Client,
    pub(super) has_key: bool,
    /// Set once `[DONE]` was seen, which the client library swallows.
    pub(super) done: Arc<AtomicBool>,
}

impl tower::Service<HttpRequestFactory> for Wire {
    type Response = Response;
    type Error = OpenAIError;
    type Future = BoxFuture<'static, Result<Response, OpenAIError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        let wire = self.clone();
        Box::pin(async move {
            let mut request = factory.build().await?;
            if !wire.has_key {
                request.headers_mut().remove(AUTHORIZATION);
            }
            let response = wire.http.execute(request).await?;
            wire.judge(response).await.map_err(|failure| OpenAIError::Boxed(Box::new(failure)))
        })
    }
}

impl Wire {
    async fn judge(self, response: Response) -> Result<Response, Failure> {
        let status = response.status();
        if !status.is_success() {
            let retry_after = retry_after(response.headers());
            let body = head_of(response).await.to_lowercase();
            return Err(Failure::Refused(Refusal { status, retry_after, body }));
        }
        let kind =
            response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.is_empty() && !kind.starts_with("text/event-stream") {
            return Err(Failure::NotAStream(kind.chars().take(80).collect()));
        }
        Ok(self.watch(response))
    }

    fn watch(self, response: Response) -> Response {
        let mut n_bytes = 0_usize;
        let mut tail: Vec<u8> = Vec::new();
        let body = response.bytes_stream().map(move |chunk| -> Result<_, Box<dyn Error + Send + Sync>> {
            let chunk = chunk?;
            n_bytes += chunk.len();
            tail.extend_from_slice(&chunk);
            if tail.windows(DONE.len()).any(|window| window == DONE) {
                self.done.store(true, Ordering::Release);
            }
            tail.drain(..tail.len().saturating_sub(DONE.len() - 1));
            if n_bytes > STREAM_BYTES_MAX { Err("the stream does not end".into()) } else { Ok(chunk) }
        });
        Response::from(http::Response::new(reqwest::Body::wrap_stream(body)))
    }
}

/// Reads the wait an endpoint asks for; dates are not understood, they would need its clock.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let seconds = number("retry-after-ms").map(|ms| ms / 1_000.0).or_else(|| number("retry-after"))?;
    Duration::try_from_secs_f64(seconds).ok()
}

async fn head_of(response: Response) -> String {
    let mut head = Vec::new();
    let mut body = response.bytes_stream();
    while let Some(Ok(chunk)) = body.next().await {
        head.extend_from_slice(&chunk);
        if head.len() > REFUSAL_BYTES_MAX {
            break;
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}
