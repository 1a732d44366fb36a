//! The model: prompts, and any OpenAI-compatible endpoint.

mod form;
mod openai;
mod prompts;

pub use openai::{OpenAi, SettingsError};
pub use prompts::{PromptError, Prompts};
