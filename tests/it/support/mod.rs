//! What every test stands on: a real server on a free port over a folder of its own, clients over real sockets, a
//! clock that tests move, a small documentation.

pub mod client;
pub mod clock;
pub mod corpus;
pub mod server;

pub use client::{Agent, Chat, Handshake, kind};
pub use clock::client_id;
pub use server::{Options, Server};

use std::{future::Future, time::Duration};

/// How long anything may take before a test gives up: generous, because machines under test are busy.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Waits for an event; a test that waits in vain says for what.
#[track_caller]
pub fn within<T>(what: &str, event: impl Future<Output = T>) -> impl Future<Output = T> {
    let place = std::panic::Location::caller();
    async move {
        match tokio::time::timeout(PATIENCE, event).await {
            Ok(value) => value,
            Err(_) => panic!("waited in vain for {what} ({place})"),
        }
    }
}

/// Asks again and again until there is an answer; for what no event tells.
#[track_caller]
pub fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut ask: impl FnMut() -> F,
) -> impl Future<Output = T> {
    within(what, async move {
        loop {
            if let Some(value) = ask().await {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
}
