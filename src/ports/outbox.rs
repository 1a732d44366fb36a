//! What is still to be told: occasions written with their events, and a delivery for each receiver of one.

use async_trait::async_trait;

use crate::domain::{
    alert::{Occasion, Urgency},
    time::Timestamp,
};

use super::StoreError;

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// It is tried, now or later.
    Waiting,
    /// The receiver took it.
    Delivered,
    /// Given up; it can be replayed.
    Failed,
}

/// One occasion for one receiver.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryRow {
    /// Its number, rising.
    pub id: u64,
    /// The receiver's name in the settings.
    pub receiver: String,
    /// What it is told.
    pub occasion: Occasion,
    /// Where it stands.
    pub state: DeliveryState,
    /// Tries so far, the running one included.
    pub tries: u32,
    /// The next try, while it waits.
    pub due: Timestamp,
    /// When it was written, tried or settled last.
    pub updated_at: Timestamp,
    /// Why the last try failed.
    pub error: Option<String>,
}

/// What becomes of a delivery after a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Done.
    Delivered,
    /// Again at this time.
    Later {
        /// When.
        due: Timestamp,
        /// Why it failed.
        error: String,
    },
    /// Given up.
    Failed {
        /// Why it failed.
        error: String,
    },
}

/// Which deliveries are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// In this state.
    pub state: Option<DeliveryState>,
    /// Of this receiver.
    pub receiver: Option<String>,
    /// Numbered lower than this.
    pub before: Option<u64>,
}

/// How many deliveries of a receiver are in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryCount {
    /// The receiver's name.
    pub receiver: String,
    /// The state.
    pub state: DeliveryState,
    /// How many.
    pub count: u64,
    /// Of these, how many were not taken when they were tried last.
    pub n_failed: u64,
    /// When the newest of those was tried, and why it was not taken.
    pub last_error: Option<(Timestamp, String)>,
}

/// The rows of what is to be told. Every method may fail with [`StoreError`].
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Returns occasions that no deliveries were made of yet, the most urgent first, of those the oldest.
    async fn occasions(&self, limit: usize) -> Result<Vec<Occasion>, StoreError>;
    /// Makes the deliveries of an occasion, each a receiver and when it is due; once for ever.
    async fn spread(
        &self,
        occasion: &Occasion,
        to: Vec<(String, Timestamp)>,
        now: Timestamp,
    ) -> Result<(), StoreError>;
    /// Leases the receiver's delivery that is the most urgent `among` these, of those the one that is due longest, and
    /// counts the try.
    async fn lease_delivery(
        &self,
        receiver: &str,
        among: &'static [Urgency],
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<DeliveryRow>, StoreError>;
    /// Notes what became of a try; false where the lease was lost.
    async fn settle_delivery(
        &self,
        delivery: &DeliveryRow,
        settled: Settled,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Forgets all leases and the tries they were for; called once at start by the one process that owns the data folder.
    async fn forget_delivery_leases(&self) -> Result<(), StoreError>;
    /// Returns which of the receivers have deliveries due at `now` and not leased, and how urgent ones.
    async fn receivers_due(
        &self,
        receivers: Vec<String>,
        now: Timestamp,
    ) -> Result<Vec<(String, Urgency)>, StoreError>;
    /// Returns deliveries that fit, newest first.
    async fn deliveries(&self, filter: &DeliveryFilter, limit: usize)
    -> Result<Vec<DeliveryRow>, StoreError>;
    /// Returns one delivery.
    async fn delivery(&self, id: u64) -> Result<Option<DeliveryRow>, StoreError>;
    /// Makes a delivery due now, with all its tries before it; false where there is none, or it is being tried.
    async fn replay_delivery(&self, id: u64, now: Timestamp) -> Result<bool, StoreError>;
    /// Returns how many deliveries each receiver has in each state, and how the last tries went.
    async fn delivery_counts(&self) -> Result<Vec<DeliveryCount>, StoreError>;
    /// Forgets what was settled before an instant.
    async fn forget_settled(&self, before: Timestamp) -> Result<(), StoreError>;
}
