//! A conversation: the fold of its events, the decisions on it, and their effects.

mod effect;

pub use effect::{Case, Effect, Row, Timer};
