//! What stands beside a case: other cases, and what solved those that are like it.

use crate::domain::{dossier::Solved, ids::ConversationId, time::Timestamp};

/// A case beside another, as agents see it there.
#[derive(Clone, Debug, PartialEq)]
pub struct BesideRow {
    /// The conversation.
    pub conversation: ConversationId,
    /// bot, waiting, agent, resolved, closed.
    pub state: String,
    /// When its newest event was.
    pub at: Timestamp,
    /// A few words: what was passed on, else what was asked first.
    pub subject: Option<String>,
    /// How its contact is called, in every way known.
    pub names: Vec<String>,
}

/// A solved case.
#[derive(Clone, Debug, PartialEq)]
pub struct SolvedRow {
    /// The conversation.
    pub conversation: ConversationId,
    /// bot, waiting, agent, resolved, closed.
    pub state: String,
    /// When it was solved.
    pub at: Timestamp,
    /// What solved it.
    pub solved: Solved,
    /// How its contact is called, in every way known.
    pub names: Vec<String>,
}
