//! The model: prompts, and any OpenAI-compatible endpoint.

mod prompts;

pub use prompts::{PromptError, Prompts};
