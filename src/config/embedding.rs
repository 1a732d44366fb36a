//! The embedding model: where it is, and how long a question waits for it.

use std::time::Duration;

use super::{
    field::{Field, field},
    secret::Secret,
};

/// Settings of the embeddings. Without `base_url` there are none, and search is by words.
#[derive(Clone, Debug, PartialEq)]
pub struct EmbeddingSettings {
    /// An OpenAI-compatible endpoint, without a slash at its end.
    pub base_url: Option<String>,
    /// The model's name there.
    pub model: Option<String>,
    /// Variable of the environment that holds the key.
    pub api_key_env: Option<String>,
    /// The key itself; never from the file.
    pub api_key: Option<Secret>,
    /// Put before a question; `None`: as the model's name tells.
    pub query_prefix: Option<String>,
    /// Put before a passage; `None`: as the model's name tells.
    pub passage_prefix: Option<String>,
    /// How long a question waits for its meaning before it is searched by words alone.
    pub wait: Duration,
    /// Passages sent at once.
    pub batch_size: usize,
}

impl Default for EmbeddingSettings {
    fn default() -> Self {
        Self {
            base_url: None,
            model: None,
            api_key_env: None,
            api_key: None,
            query_prefix: None,
            passage_prefix: None,
            wait: Duration::from_millis(150),
            batch_size: 16,
        }
    }
}

impl EmbeddingSettings {
    /// Returns the name to ask for; servers with a single model take any.
    #[must_use]
    pub fn model_name(&self) -> &str {
        self.model.as_deref().unwrap_or("default")
    }
    /// Returns what is put before a question.
    #[must_use]
    pub fn question_prefix(&self) -> &str {
        self.query_prefix.as_deref().unwrap_or(if self.is_e5() { "query: " } else { "" })
    }
    /// Returns what is put before a passage.
    #[must_use]
    pub fn passage_prefix(&self) -> &str {
        self.passage_prefix.as_deref().unwrap_or(if self.is_e5() { "passage: " } else { "" })
    }
    fn is_e5(&self) -> bool {
        self.model_name().to_lowercase().contains("e5")
    }

    pub(super) fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field("base_url", &mut self.base_url, "", "An OpenAI-compatible endpoint with /embeddings; none: search is by words alone. FIRSTLINE_EMBED_BASE_URL overrides it.")
                .sample("\"http://127.0.0.1:11434/v1\""),
            field("model", &mut self.model, "", "The model's name at that endpoint. FIRSTLINE_EMBED_MODEL overrides it.")
                .sample("\"multilingual-e5-small\""),
            field("api_key_env", &mut self.api_key_env, "", "The variable of the environment that holds the key; FIRSTLINE_EMBED_API_KEY is looked at first, OPENAI_API_KEY where this names none.")
                .sample("\"EMBEDDINGS_KEY\""),
            field("query_prefix", &mut self.query_prefix, "", "Put before a question; none: `query: ` for models whose name contains e5, else nothing.")
                .sample("\"query: \""),
            field("passage_prefix", &mut self.passage_prefix, "", "Put before a passage; none: `passage: ` for models whose name contains e5, else nothing. Another one makes all points anew.")
                .sample("\"passage: \""),
            field("wait", &mut self.wait, "duration", "How long a question waits for its meaning; then it is searched by words alone."),
            field("batch_size", &mut self.batch_size, "passages", "Passages sent at once, in the background: few, so that a question on the same machine does not wait behind them."),
        ]
    }
}
