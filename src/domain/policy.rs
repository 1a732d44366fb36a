//! What an inbox promises and for how long it waits: the settings that decisions depend on.
//!
//! Read from the configuration, versioned; a conversation stores the version it was opened under.

use std::time::Duration;

use super::{
    hours::Hours,
    ids::{InboxKey, Locale},
    sla::Targets,
};

/// The settings of one inbox that decisions depend on.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The inbox.
    pub inbox: InboxKey,
    /// Another one for other settings, never 0; stored in events decided under it. It names settings, it does not count them.
    pub version: u32,
    /// Language where nothing better is known.
    pub locale: Locale,
    /// The queue that its cases go to.
    pub queue: String,
    /// When people answer.
    pub hours: Hours,
    /// What is promised by severity.
    pub targets: Targets,
    /// Silence after a final, read answer that makes it `assumed`.
    pub assume_after: Duration,
    /// Silence after anything else that makes it `abandoned`.
    pub abandon_after: Duration,
    /// Time from resolved to closed.
    pub close_after: Duration,
}
