//! From chunks of a completion to pieces of text.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_openai::error::OpenAIError;
use futures_util::{StreamExt, stream::BoxStream};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use crate::ports::{ModelError, Piece};

use super::{
    call::{Call, Outcome},
    http::Failure,
    think::Thinking,
};

/// How long the token count may come after the end of the text.
const AFTER_END: Duration = Duration::from_millis(500);

/// A chunk, read as leniently as servers differ.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chunk {
    #[serde(default)]
    choices: Option<Vec<Choice>>,
    #[serde(default)]
    usage: Option<Usage>,
    #[serde(default)]
    error: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
struct Choice {
    #[serde(default)]
    delta: Option<Delta>,
    #[serde(default)]
    finish_reason: Option<String>,
}

/// `reasoning_content` and its like are left unread on purpose.
#[derive(Debug, Default, Deserialize)]
struct Delta {
    #[serde(default)]
    content: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
struct Usage {
    #[serde(default)]
    total_tokens: Option<u64>,
}

/// What the stream is measured against.
#[derive(Clone, Copy, Debug)]
pub(super) struct StreamLimits {
    pub(super) ends: Instant,
    pub(super) idle: Duration,
    pub(super) text_bytes_max: usize,
    pub(super) finish_reason_required: bool,
}

/// An answer on its way.
pub(super) struct Answer {
    pub(super) chunks: BoxStream<'static, Result<Chunk, OpenAIError>>,
    pub(super) done: Arc<AtomicBool>,
    pub(super) limits: StreamLimits,
    pub(super) call: Call,
    thinking: Thinking,
    ready: VecDeque<Piece>,
    finish_reason: Option<String>,
    text_bytes: usize,
    is_over: bool,
}

impl Answer {
    pub(super) fn new(
        chunks: BoxStream<'static, Result<Chunk, OpenAIError>>,
        done: Arc<AtomicBool>,
        limits: StreamLimits,
        call: Call,
    ) -> Self {
        Self {
            chunks,
            done,
            limits,
            call,
            thinking: Thinking::default(),
            ready: VecDeque::new(),
            finish_reason: None,
            text_bytes: 0,
            is_over: false,
        }
    }

    /// Returns the next piece; `None` once it is over.
    pub(super) async fn next(&mut self) -> Option<Result<Piece, ModelError>> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Some(Ok(piece));
            }
            if self.is_over {
                return None;
            }
            let patience = if self.finish_reason.is_some() { AFTER_END } else { self.limits.idle };
            let until = self.limits.ends.min(Instant::now() + patience);
            let failure = match timeout_at(until, self.chunks.next()).await {
                Ok(Some(Ok(Chunk { error: Some(error), .. }))) if !error.is_null() => Failure::Reported,
                Ok(Some(Ok(chunk))) => {
                    self.take(chunk);
                    continue;
                }
                Ok(None) => {
                    self.conclude();
                    continue;
                }
                // The text is whole; only the token count is missing.
                Ok(Some(Err(_))) | Err(_) if self.finish_reason.is_some() => {
                    self.conclude();
                    continue;
                }
                Ok(Some(Err(error))) => Failure::from_client(error),
                Err(_) => {
                    self.end(Outcome::Late);
                    return Some(Err(ModelError::Late));
                }
            };
            self.end(Outcome::Failed);
            return Some(Err(ModelError::Endpoint(Box::new(failure))));
        }
    }

    fn take(&mut self, chunk: Chunk) {
        if let Some(tokens) = chunk.usage.and_then(|usage| usage.total_tokens) {
            self.call.tokens_reported = Some(tokens);
        }
        let Some(choice) = chunk.choices.unwrap_or_default().into_iter().next() else { return };
        let content = choice.delta.and_then(|delta| delta.content).map(|content| text_of(&content));
        let text = self.thinking.filter(&content.unwrap_or_default());
        self.say(text);
        if let Some(reason) = choice.finish_reason.filter(|reason| !reason.is_empty()) {
            self.finish_reason = Some(reason);
        }
        if self.text_bytes > self.limits.text_bytes_max {
            self.end(Outcome::Endless);
        }
    }

    fn say(&mut self, text: String) {
        if !text.is_empty() {
            self.text_bytes += text.len();
            self.call.count_answer(&text);
            self.ready.push_back(Piece::Text(text));
        }
    }

    /// Takes in that the endpoint sends nothing more: a whole answer, or a cut one, which has no end piece.
    fn conclude(&mut self) {
        let rest = self.thinking.finish();
        self.say(rest);
        let is_whole = match self.finish_reason.as_deref() {
            Some("length" | "content_filter") => false,
            Some(_) => true,
            None => !self.limits.finish_reason_required && self.done.load(Ordering::Acquire),
        };
        if is_whole {
            self.ready.push_back(Piece::End { tokens: self.call.tokens() });
        }
        self.end(match (self.text_bytes, is_whole) {
            (0, _) => Outcome::Failed,
            (_, true) => Outcome::Whole,
            (_, false) => Outcome::Cut,
        });
    }

    fn end(&mut self, outcome: Outcome) {
        self.is_over = true;
        self.chunks = futures_util::stream::empty().boxed();
        self.call.settle(outcome);
    }
}

fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part.get("text")?.as_str()).collect(),
        _ => String::new(),
    }
}
