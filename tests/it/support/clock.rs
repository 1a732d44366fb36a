//! Time and names of a test: a clock that stands still until it is moved, and names counted upwards.

use std::{
    sync::atomic::{AtomicI64, AtomicU64, Ordering},
    time::Duration,
};

use firstline::{
    domain::{
        ids::{ClientId, Id},
        time::Timestamp,
    },
    ports::{Clock, Ids},
};
use uuid::Uuid;

/// Where every test begins: a Wednesday, 10:00 in UTC, 18:00 in Shanghai.
pub const START: &str = "2026-06-03T10:00:00Z";

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct FrozenClock(AtomicI64);

impl Default for FrozenClock {
    fn default() -> Self {
        Self(AtomicI64::new(START.parse::<Timestamp>().unwrap().as_millis()))
    }
}

impl FrozenClock {
    /// Moves on.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }
    /// Moves to an instant, back too.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.as_millis(), Ordering::SeqCst);
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Names counted upwards; they go on over restarts of a server.
#[derive(Debug, Default)]
pub struct CountedIds(AtomicU64);

impl CountedIds {
    fn next(&self) -> u128 {
        u128::from(self.0.fetch_add(1, Ordering::SeqCst)) + 1
    }
}

impl Ids for CountedIds {
    fn random(&self) -> Uuid {
        Uuid::from_u128(0x5eed << 64 | self.next())
    }
    fn secret(&self) -> String {
        format!("{:064x}", self.next())
    }
}

/// Returns a fresh name for a frame.
pub fn client_id() -> ClientId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Id::new(Uuid::from_u128(0xc1 << 64 | u128::from(NEXT.fetch_add(1, Ordering::SeqCst))))
}
