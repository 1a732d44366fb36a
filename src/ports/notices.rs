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

/// A case of severity 1 at the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriticalRow {
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
    /// Returns all notices, the newest first, with how many were told.
    async fn notices(&self, limit: usize) -> Result<Vec<NoticeRow>, StoreError>;
    /// Returns unclosed conversations that were told of an earlier revision than the present one, by notice and
    /// conversation, those `after` one of them.
    async fn untold_conversations(
        &self,
        after: Option<(String, ConversationId)>,
        limit: usize,
    ) -> Result<Vec<(ConversationId, Bulletin)>, StoreError>;
    /// Returns cases of severity 1 at the desk by conversation, those `after` one of them.
    async fn critical_cases(
        &self,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<CriticalRow>, StoreError>;
}
