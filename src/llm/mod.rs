//! The model: prompts, and any OpenAI-compatible endpoint.

mod openai;
mod prompts;

pub use openai::{OpenAi, SettingsError};
pub use prompts::{PromptError, Prompts};

use std::{fmt, time::Duration};

/// A secret that never shows in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub const fn new(secret: String) -> Self {
        Self(secret)
    }
    /// Returns the secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How to reach a model, and how much of it may be used.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelSettings {
    /// Address before `/chat/completions`, for example `http://127.0.0.1:11434/v1`.
    pub base_url: String,
    /// The model asked where the prompt names none.
    pub model: String,
    /// Sent as bearer token; nothing is sent where there is none.
    pub api_key: Option<Secret>,
    /// Calls at a time. Default 8: what a small endpoint serves without queueing itself.
    pub permits: usize,
    /// Calls that may wait for a permit. Default 32: four rounds of permits; more would miss their deadline anyway.
    pub waiting_max: usize,
    /// Longest silence, before the first piece and between pieces. Default 8 s.
    pub idle: Duration,
    /// Longest wait for a connection. Default 2 s: a reply is due in 3.
    pub connect: Duration,
    /// Tokens per UTC day, 0 for no limit (default). Counted in memory: a restart begins anew.
    pub tokens_per_day: u64,
    /// Whether only a `finish_reason` ends an answer. Default false: `[DONE]` does too, some servers send nothing else.
    pub finish_reason_required: bool,
}

impl Default for ModelSettings {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            model: String::new(),
            api_key: None,
            permits: 8,
            waiting_max: 32,
            idle: Duration::from_secs(8),
            connect: Duration::from_secs(2),
            tokens_per_day: 0,
            finish_reason_required: false,
        }
    }
}
