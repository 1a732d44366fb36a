//! The language model: where it is, and how long and how often it is asked.

use std::time::Duration;

use super::{
    field::{Field, field},
    secret::Secret,
};

/// Settings of the model. Without `base_url` there is none, and answers are quoted from the documentation.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelSettings {
    /// An OpenAI-compatible endpoint, without a slash at its end.
    pub base_url: Option<String>,
    /// The model's name there.
    pub model: Option<String>,
    /// Variable of the environment that holds the key.
    pub api_key_env: Option<String>,
    /// The key itself; never from the file.
    pub api_key: Option<Secret>,
    /// Calls at once.
    pub permits: usize,
    /// Calls waiting for a permit.
    pub waiting_max: usize,
    /// Silence after which a call is given up.
    pub idle: Duration,
    /// The whole of a call.
    pub deadline: Duration,
    /// From the commit to the quoted answer, where the model is late.
    pub first_reply: Duration,
    /// Tokens a day, by UTC; 0 sets no limit.
    pub tokens_per_day: usize,
    /// Whether the questions that passages answer are written in the background.
    pub write_questions: bool,
    /// Passages a day for which they are, by UTC.
    pub questions_per_day: usize,
    /// Whether only a finish reason ends an answer, and `[DONE]` does not.
    pub finish_reason_required: bool,
}

impl Default for ModelSettings {
    fn default() -> Self {
        Self {
            base_url: None,
            model: None,
            api_key_env: None,
            api_key: None,
            permits: 8,
            waiting_max: 64,
            idle: Duration::from_secs(8),
            deadline: Duration::from_secs(30),
            first_reply: Duration::from_millis(2_500),
            tokens_per_day: 0,
            write_questions: false,
            questions_per_day: 500,
            finish_reason_required: false,
        }
    }
}

impl ModelSettings {
    /// Returns the name to ask for; servers with a single model take any.
    #[must_use]
    pub fn model_name(&self) -> &str {
        self.model.as_deref().unwrap_or("default")
    }

    pub(super) fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field("base_url", &mut self.base_url, "", "An OpenAI-compatible endpoint; none: answers are quoted from the documentation, no text leaves this server. FIRSTLINE_LLM_BASE_URL and --llm-base-url override it.")
                .sample("\"https://api.openai.com/v1\""),
            field("model", &mut self.model, "", "The model's name at that endpoint. FIRSTLINE_LLM_MODEL and --llm-model override it.")
                .sample("\"gpt-5-mini\""),
            field("api_key_env", &mut self.api_key_env, "", "The variable of the environment that holds the key, so that no key stands in a file; FIRSTLINE_LLM_API_KEY is looked at first, OPENAI_API_KEY where this names none.")
                .sample("\"SUPPORT_MODEL_KEY\""),
            field("permits", &mut self.permits, "calls", "Calls at once: eight streams keep most hosted endpoints below their rate limits; more only makes each of them slower."),
            field("waiting_max", &mut self.waiting_max, "calls", "Calls waiting for a permit; beyond that the quoted answer is final, because a longer queue outlives the deadline."),
            field("idle", &mut self.idle, "duration", "Silence after which a call is given up: longer gaps are broken connections rather than thinking."),
            field("deadline", &mut self.deadline, "duration", "The whole of a call, waiting included; later the reader has gone."),
            field("first_reply", &mut self.first_reply, "duration", "From the commit of a message to the quoted answer where the model has said nothing yet: leaves half a second of the promised three."),
            field("tokens_per_day", &mut self.tokens_per_day, "tokens", "What may be spent on a day (UTC); afterwards answers are quoted. Set it to what you are willing to pay.")
                .zero("no limit"),
            field("write_questions", &mut self.write_questions, "", "Whether the model writes, in the background, the questions that each public passage answers, so that it is found in the words of users. They are kept, and shown to doc writers alone. Off: it costs a call for each passage that is new or changed."),
            field("questions_per_day", &mut self.questions_per_day, "passages", "How many passages get their questions on a day (UTC), so that a new corpus does not use up tokens_per_day.")
                .zero("none"),
            field("finish_reason_required", &mut self.finish_reason_required, "", "Whether only a finish reason ends an answer. Otherwise `[DONE]` does too, because some servers send nothing else; a stream that ends without either was cut off."),
        ]
    }
}
