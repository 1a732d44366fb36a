//! The model: prompts, and any OpenAI-compatible endpoint.
