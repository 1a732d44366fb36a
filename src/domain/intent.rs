//! What a user's message wants, by rules in both languages.
