//! Any OpenAI-compatible `/embeddings` endpoint as an `Embedder`.
//!
//! One request and no retry: a question does not wait for one, and whoever embeds passages comes back by itself.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use futures_util::StreamExt as _;
use serde::Deserialize;
use serde_json::json;

use crate::{
    config::EmbeddingSettings,
    ports::{Embedder, ModelError, TextKind},
};

use super::openai::{Breaker, SettingsError};

/// Longest wait for a connection.
const CONNECT_WAIT: Duration = Duration::from_secs(2);
/// Bytes of an answer for each text: 4,096 coordinates as long decimal numbers.
const ANSWER_BYTES_PER_TEXT: usize = 128 * 1024;

/// An embedding model behind an OpenAI-compatible endpoint.
pub struct OpenAiEmbedder {
    settings: EmbeddingSettings,
    url: String,
    http: reqwest::Client,
    /// For questions and for passages: a question that came too late says nothing about passages, for which nobody waits.
    breakers: [Mutex<Breaker>; 2],
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Point>,
}

#[derive(Deserialize)]
struct Point {
    #[serde(default)]
    index: Option<usize>,
    embedding: Vec<f32>,
}

impl OpenAiEmbedder {
    /// Prepares the embedder; nothing is sent yet. The process's TLS provider must be installed before.
    ///
    /// # Errors
    /// Settings that cannot work, with what to change.
    pub fn new(settings: EmbeddingSettings) -> Result<Self, SettingsError> {
        let base = settings.base_url.as_deref().unwrap_or_default().trim_end_matches('/');
        let url = format!("{base}/embeddings");
        let parsed = reqwest::Url::parse(&url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        if parsed.is_none_or(|url| !url.has_host()) {
            return Err(SettingsError::new(format!(
                "the embeddings' base URL `{base}` must begin with http:// or https:// and name a host"
            )));
        }
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_WAIT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent(concat!("firstline/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| SettingsError::new(format!("the HTTP client cannot be made: {error}")))?;
        Ok(Self { settings, url, http, breakers: [Mutex::new(Breaker::new()), Mutex::new(Breaker::new())] })
    }

    async fn ask(&self, texts: &[String], kind: TextKind) -> Result<Vec<Vec<f32>>, ModelError> {
        let prefix = match kind {
            TextKind::Question => self.settings.question_prefix(),
            TextKind::Passage => self.settings.passage_prefix(),
        };
        let input: Vec<String> = texts.iter().map(|text| format!("{prefix}{text}")).collect();
        let body = json!({ "model": self.settings.model_name(), "input": input, "encoding_format": "float" });
        let mut request = self.http.post(&self.url).json(&body);
        if let Some(key) = &self.settings.api_key {
            request = request.bearer_auth(key.expose().trim());
        }
        let response = request.send().await.map_err(|error| endpoint(error.without_url()))?;
        let status = response.status();
        if matches!(status.as_u16(), 400 | 413 | 422) {
            return Err(ModelError::TooLong);
        }
        if !status.is_success() {
            return Err(endpoint(format!("the endpoint answers with status {}", status.as_u16())));
        }
        let bytes_max = texts.len().saturating_mul(ANSWER_BYTES_PER_TEXT);
        let mut chunks = response.bytes_stream();
        let mut answer = Vec::new();
        while let Some(chunk) = chunks.next().await {
            answer.extend_from_slice(&chunk.map_err(|error| endpoint(error.without_url()))?);
            if answer.len() > bytes_max {
                return Err(endpoint("the endpoint's answer is too long"));
            }
        }
        points(&answer, texts.len()).ok_or_else(|| endpoint("the endpoint's answer is no list of embeddings"))
    }

    fn breaker(&self, kind: TextKind) -> std::sync::MutexGuard<'_, Breaker> {
        let [questions, passages] = &self.breakers;
        let breaker = match kind {
            TextKind::Question => questions,
            TextKind::Passage => passages,
        };
        breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads one point a text, all of one length and finite.
fn points(answer: &[u8], n: usize) -> Option<Vec<Vec<f32>>> {
    let mut data = serde_json::from_slice::<Answer>(answer).ok()?.data;
    if data.iter().all(|point| point.index.is_some()) {
        data.sort_by_key(|point| point.index);
    }
    let length = data.first().map_or(0, |point| point.embedding.len());
    let is_sound =
        |point: &Point| point.embedding.len() == length && point.embedding.iter().all(|one| one.is_finite());
    let sound = data.len() == n && length > 0 && data.iter().all(is_sound);
    sound.then(|| data.into_iter().map(|point| point.embedding).collect())
}

fn endpoint(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ModelError {
    ModelError::Endpoint(cause.into())
}

#[async_trait]
impl Embedder for OpenAiEmbedder {
    fn name(&self) -> String {
        let prefix = self.settings.passage_prefix();
        format!("{} {prefix}", self.settings.model_name()).trim_end().to_owned()
    }

    async fn embed(
        &self,
        texts: &[String],
        kind: TextKind,
        deadline: Duration,
    ) -> Result<Vec<Vec<f32>>, ModelError> {
        let for_what = match kind {
            TextKind::Question => "question",
            TextKind::Passage => "passage",
        };
        let count = |outcome: &'static str| {
            metrics::counter!("firstline_embedding_calls_total", "for" => for_what, "outcome" => outcome)
                .increment(1);
        };
        let started = Instant::now();
        if !self.breaker(kind).admit(started) {
            count("unavailable");
            return Err(ModelError::Unavailable("it failed several times in a row"));
        }
        // Dropped while it waits, the call has told nothing.
        let mut probe = Probe { embedder: self, kind, is_settled: false };
        let answer =
            tokio::time::timeout(deadline, self.ask(texts, kind)).await.unwrap_or(Err(ModelError::Late));
        probe.is_settled = true;
        let outcome = match &answer {
            Ok(_) | Err(ModelError::TooLong) => {
                self.breaker(kind).succeeded();
                if answer.is_ok() { "whole" } else { "refused" }
            }
            Err(error) => {
                self.breaker(kind).failed(Instant::now());
                if matches!(error, ModelError::Late) { "late" } else { "failed" }
            }
        };
        count(outcome);
        metrics::histogram!("firstline_embedding_seconds", "for" => for_what).record(started.elapsed());
        let is_open = !self.breaker(kind).is_closed();
        metrics::gauge!("firstline_embedding_breaker_open", "for" => for_what).set(if is_open {
            1.0
        } else {
            0.0
        });
        answer
    }
}

struct Probe<'a> {
    embedder: &'a OpenAiEmbedder,
    kind: TextKind,
    is_settled: bool,
}

impl Drop for Probe<'_> {
    fn drop(&mut self) {
        if !self.is_settled {
            self.embedder.breaker(self.kind).released(Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_one_sound_point_for_each_text() {
        let read = |json: &str, n| points(json.as_bytes(), n);
        let two = r#"{"data":[{"index":1,"embedding":[0,1]},{"index":0,"embedding":[1,0]}]}"#;
        assert_eq!(read(two, 2), Some(vec![vec![1.0, 0.0], vec![0.0, 1.0]]));
        assert_eq!(read(two, 1), None);
        assert_eq!(read(r#"{"data":[{"embedding":[1]},{"embedding":[1,2]}]}"#, 2), None);
        assert_eq!(read(r#"{"data":[{"embedding":[]}]}"#, 1), None);
        assert_eq!(read(r#"{"data":[{"embedding":[1e39]}]}"#, 1), None);
        assert_eq!(read("<html>", 1), None);
    }
}
