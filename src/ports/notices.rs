//! Notices by hand, and the conversations that were told of them.

use async_trait::async_trait;

use crate::domain::{
    ids::{ConversationId, InboxKey},
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
    /// Returns unclosed conversations that were told of an earlier revision than the present one.
    async fn untold_conversations(&self, limit: usize)
    -> Result<Vec<(ConversationId, Bulletin)>, StoreError>;
    /// Returns cases of severity 1 at the desk of an inbox (`None`: of all) that were not told of the notice.
    async fn critical_without(
        &self,
        notice: &str,
        inbox: Option<&InboxKey>,
        limit: usize,
    ) -> Result<Vec<ConversationId>, StoreError>;
}
