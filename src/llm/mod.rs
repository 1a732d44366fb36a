//! The model: prompts, and any OpenAI-compatible endpoint.

mod embed;
mod form;
mod openai;
mod prompts;

pub use embed::OpenAiEmbedder;
pub use openai::{OpenAi, SettingsError};
pub use prompts::{PromptError, Prompts};
