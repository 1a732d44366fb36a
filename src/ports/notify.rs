//! Carries what somebody is told to where they are told it.

use std::time::Duration;

use async_trait::async_trait;

use crate::domain::{alert::Content, time::Timestamp};

/// One delivery, ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// The receiver's name in the settings.
    pub receiver: String,
    /// The name that doubles are known by.
    pub name: String,
    /// The present instant, for signatures and heads.
    pub now: Timestamp,
    /// What is sent.
    pub content: Content,
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver took it.
    Delivered,
    /// It did not: try again later.
    Failed {
        /// Why, for the list of deliveries. Holds nothing that the receiver wrote, nor its address.
        why: String,
        /// What the receiver asks to wait.
        wait: Option<Duration>,
    },
}

/// Sends. One try a call; when to try again is the flow's business.
#[async_trait]
pub trait Notifier: Send + Sync {
    /// Tries once, for a bounded time.
    async fn send(&self, prepared: &Prepared) -> Outcome;
}
