//! The sentences or steps of a passage that answer.
