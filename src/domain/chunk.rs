//! Markdown becomes passages.
