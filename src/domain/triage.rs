//! Severity, language and topic by rules.
