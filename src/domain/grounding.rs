//! Whether a sentence may be said.
