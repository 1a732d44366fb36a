//! Notices by hand, and the conversations that were told of them.

use async_trait::async_trait;

use crate::domain::{
    ids::{ConversationId, InboxKey, Locale, Seq},
    notice::Bulletin,
};

use super::StoreError;

/// A notice with how many conversations were told of it.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeRow {
    /// The notice.
    pub bulletin: Bulletin,
    /// Conversations.
    pub n_told: u64,
}

/// Revisions of a notice that are kept, the newest. A conversation falls behind them only while it cannot be told; of
/// more than that nobody reads each, and the newest says what holds.
pub const REVISIONS_KEPT: u32 = 20;

/// A case at the desk, waiting or with an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCaseRow {
    /// The case.
    pub conversation: ConversationId,
    /// Its newest event.
    pub seq: Seq,
    /// Its inbox.
    pub inbox: InboxKey,
    /// Its user's language.
    pub locale: Locale,
}

/// The rows of notices. Every method may fail with [`StoreError`].
#[async_trait]
pub trait Notices: Send + Sync {
    /// Writes a notice where its revision follows the stored one, 0 where there is none; false where it does not.
    async fn put_notice(&self, bulletin: &Bulletin) -> Result<bool, StoreError>;
    /// Returns a notice.
    async fn notice(&self, id: &str) -> Result<Option<Bulletin>, StoreError>;
    /// Returns the notices that go on, oldest first.
    async fn live_notices(&self) -> Result<Vec<Bulletin>, StoreError>;
    /// Returns the revisions of a notice after one of them, in order; of those the newest [`REVISIONS_KEPT`].
    async fn revisions_after(&self, id: &str, revision: u32) -> Result<Vec<Bulletin>, StoreError>;
    /// Returns all notices, the newest first, with how many were told.
    async fn notices(&self, limit: usize) -> Result<Vec<NoticeRow>, StoreError>;
    /// Returns unclosed conversations that were told of an earlier revision than the present one, by notice and
    /// conversation, those `after` one of them.
    async fn untold_conversations(
        &self,
        after: Option<(String, ConversationId)>,
        limit: usize,
    ) -> Result<Vec<(ConversationId, Bulletin)>, StoreError>;
    /// Returns the cases at the desk by conversation, those `after` one of them.
    async fn open_cases(
        &self,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<OpenCaseRow>, StoreError>;
}
