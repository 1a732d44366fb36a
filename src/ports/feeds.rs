//! Calendars by address: fetched from outside, and the last good one kept.

use async_trait::async_trait;

use crate::domain::time::Timestamp;

/// What a server said of what it sent, to be asked with whether that has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub modified: Option<String>,
}

/// What became of a fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// Nothing has changed.
    Same,
    /// This is there now.
    Body {
        /// The bytes, whatever they are.
        bytes: Vec<u8>,
        /// What to ask with next time.
        validators: Validators,
    },
    /// Nothing came.
    Failed {
        /// Why. Holds nothing that a stranger wrote, nor the address.
        why: String,
    },
}

/// Fetches. One try a call, bounded in time and length.
#[async_trait]
pub trait Feeds: Send + Sync {
    /// Fetches an address, unless nothing has changed there.
    async fn fetch(&self, url: &str, known: &Validators) -> Fetched;
}

/// A calendar by address, as it was fetched last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRow {
    /// Its address.
    pub url: String,
    /// Of the last good one.
    pub validators: Validators,
    /// The last good one.
    pub body: Option<Vec<u8>>,
    /// When that was seen to be so last.
    pub good_at: Option<Timestamp>,
    /// When it was asked last.
    pub tried_at: Timestamp,
    /// When it is asked next.
    pub due: Timestamp,
    /// Fetches that failed since it was good.
    pub n_failed: u32,
    /// Why the last one failed.
    pub error: Option<String>,
}
