//! Policies by version: what an inbox was told to do, and since when.

use async_trait::async_trait;
use serde_json::Value;

use crate::domain::{
    ids::{AgentId, InboxKey},
    time::Timestamp,
};

use super::{FeedRow, StoreError};

/// Where a version comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicySource {
    /// The settings' file, read at a start.
    File,
    /// A file, by `firstline policy import`.
    Import,
    /// The API.
    Api,
    /// A calendar by address that has changed: the version before, with other holidays.
    Feed,
}

/// One version of an inbox's policy.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyRow {
    /// The inbox.
    pub inbox: InboxKey,
    /// 1, 2, 3, … without gaps.
    pub version: u32,
    /// Where it comes from.
    pub source: PolicySource,
    /// SHA-256, hex, of the document as it was written.
    pub digest: String,
    /// The document.
    pub body: Value,
    /// When it was written.
    pub at: Timestamp,
    /// The agent who wrote it.
    pub by: Option<AgentId>,
}

/// The versions of policies.
#[async_trait]
pub trait Policies: Send + Sync {
    /// Returns the newest version of each of the inboxes that has one.
    async fn newest_policies(&self, inboxes: Vec<InboxKey>) -> Result<Vec<(InboxKey, u32)>, StoreError>;
    /// Returns one version; the newest where none is named.
    async fn policy(&self, inbox: &InboxKey, version: Option<u32>) -> Result<Option<PolicyRow>, StoreError>;
    /// Returns the newest version that came from the settings' file.
    async fn policy_of_file(&self, inbox: &InboxKey) -> Result<Option<PolicyRow>, StoreError>;
    /// Returns the newest version that somebody wrote: by the file, an import or the API, not by a calendar.
    async fn policy_set(&self, inbox: &InboxKey) -> Result<Option<PolicyRow>, StoreError>;
    /// Returns up to `limit` versions before `before`, newest first.
    async fn policies(
        &self,
        inbox: &InboxKey,
        before: Option<u32>,
        limit: usize,
    ) -> Result<Vec<PolicyRow>, StoreError>;
    /// Adds a version; false where it is not the next one any more.
    async fn put_policy(&self, row: PolicyRow) -> Result<bool, StoreError>;
    /// Returns what is kept of a calendar by address.
    async fn feed(&self, url: &str) -> Result<Option<FeedRow>, StoreError>;
    /// Keeps a calendar in place of what was kept of it.
    async fn put_feed(&self, row: FeedRow) -> Result<(), StoreError>;
    /// Forgets calendars that were asked last before an instant.
    async fn forget_feeds(&self, before: Timestamp) -> Result<(), StoreError>;
}
