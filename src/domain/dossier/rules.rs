//! Version 1 of the dossier, from the log alone.

use crate::domain::event::Event;

use super::Dossier;

/// Writes the dossier of a conversation from its log.
#[must_use]
pub fn by_rules(log: &[Event]) -> Dossier {
    let _ = log;
    unreachable!("written with the rules: {}", log.len())
}

/// Writes the next version after the user's correction.
#[must_use]
pub fn amended(previous: &Dossier, log: &[Event]) -> Dossier {
    let _ = log;
    previous.clone()
}
