//! A conversation: the fold of its events, the decisions on it, and their effects.

mod decide;
mod effect;
mod effects;
#[cfg(test)]
mod interleavings;
#[cfg(test)]
mod plays;
mod promises;
mod state;

pub use decide::{
    AgentCommand, BotCommand, BotReply, Command, DeskFacts, Facts, Judged, Next, PolicyCommand, Refusal,
    Said, UserCommand, Wish, decide, is_assumed, principal,
};
pub use effect::{Case, Effect, Row, Timer};
pub use effects::{effects, under_another};
pub use promises::{Promises, Running, may_page};
pub use state::{CorrectedByAgent, Handoff, LastReply, Owner, StandingOffer, State, Turn, apply, fold};
