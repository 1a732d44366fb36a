//! Logs of conversations that are busy now, folded. A copy to save reading: the store is asked for what is newer each
//! time, and whoever appends is checked against the store's own head.

use std::collections::HashMap;

use crate::domain::{conversation::State, event::Event, ids::ConversationId};

/// Events kept over all conversations: a few megabytes.
const EVENTS_MAX: usize = 4_000;

/// One conversation's log and what it folds to.
pub(super) struct Folded {
    pub(super) log: Vec<Event>,
    pub(super) state: State,
}

/// The logs kept. Who works on one takes it out and puts it back; whoever misses it reads the store.
#[derive(Default)]
pub(super) struct Logs {
    kept: HashMap<ConversationId, Folded>,
    n_events: usize,
}

impl Logs {
    /// Returns whether a log is kept.
    pub(super) fn has(&self, id: ConversationId) -> bool {
        self.kept.contains_key(&id)
    }
    /// Takes a log out.
    pub(super) fn take(&mut self, id: ConversationId) -> Option<Folded> {
        let folded = self.kept.remove(&id)?;
        self.n_events -= folded.log.len();
        Some(folded)
    }
    /// Puts a log in; where there are too many, all others go.
    pub(super) fn put(&mut self, folded: Folded) {
        let id = folded.state.id;
        self.take(id);
        if self.n_events + folded.log.len() > EVENTS_MAX {
            *self = Self::default();
        }
        if folded.log.len() <= EVENTS_MAX {
            self.n_events += folded.log.len();
            self.kept.insert(id, folded);
        }
    }
}
