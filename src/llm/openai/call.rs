//! One call's account: permit, breaker, tokens and figures are settled exactly once, also when it is dropped.

use std::{
    sync::{Arc, PoisonError},
    time::Instant,
};

use metrics::{counter, gauge};
use tokio::sync::OwnedSemaphorePermit;

use super::Shared;

/// How a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A whole answer.
    Whole,
    /// Ended by the endpoint before its end.
    Cut,
    /// Ended by us: it would not end.
    Endless,
    /// Silence, or the deadline.
    Late,
    /// An error of the endpoint.
    Failed,
    /// The prompt did not fit; the endpoint is well.
    TooLong,
    /// The prompt did not render; the endpoint was not asked.
    NotAsked,
    /// Dropped by the caller.
    Stopped,
}

impl Outcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Cut => "cut",
            Self::Endless => "endless",
            Self::Late => "late",
            Self::Failed => "failed",
            Self::TooLong => "too_long",
            Self::NotAsked => "not_asked",
            Self::Stopped => "stopped",
        }
    }
}

/// The account of a call that was let through.
pub(super) struct Call {
    pub(super) shared: Arc<Shared>,
    pub(super) task: &'static str,
    pub(super) tokens_reported: Option<u64>,
    estimate_prompt: u64,
    estimate_answer: u64,
    permit: Option<OwnedSemaphorePermit>,
}

impl Call {
    pub(super) const fn new(shared: Arc<Shared>, task: &'static str, permit: OwnedSemaphorePermit) -> Self {
        Self {
            shared,
            task,
            tokens_reported: None,
            estimate_prompt: 0,
            estimate_answer: 0,
            permit: Some(permit),
        }
    }
    pub(super) fn count_prompt(&mut self, text: &str) {
        self.estimate_prompt = estimate(text);
    }
    pub(super) fn count_answer(&mut self, text: &str) {
        self.estimate_answer += estimate(text);
    }
    /// Returns the tokens used so far, as told by the endpoint or estimated.
    pub(super) fn tokens(&self) -> u64 {
        let estimated =
            if self.estimate_answer > 0 { self.estimate_prompt + self.estimate_answer } else { 0 };
        self.tokens_reported.unwrap_or(estimated)
    }
    /// Notes the first piece.
    pub(super) fn alive(&self) {
        self.shared.breaker.lock().unwrap_or_else(PoisonError::into_inner).alive();
    }

    /// Settles the account; later calls change nothing.
    pub(super) fn settle(&mut self, outcome: Outcome) {
        if self.permit.take().is_none() {
            return;
        }
        let now = Instant::now();
        let is_closed = {
            let mut breaker = self.shared.breaker.lock().unwrap_or_else(PoisonError::into_inner);
            match outcome {
                Outcome::Whole | Outcome::Endless | Outcome::TooLong => breaker.succeeded(),
                Outcome::Cut | Outcome::Late | Outcome::Failed => breaker.failed(now),
                Outcome::NotAsked | Outcome::Stopped => breaker.released(now),
            }
            breaker.is_closed()
        };
        let tokens = self.tokens();
        let mut daily = self.shared.daily.lock().unwrap_or_else(PoisonError::into_inner);
        daily.charge(self.shared.clock.now(), tokens);
        counter!("firstline_model_calls_total", "task" => self.task, "outcome" => outcome.as_str())
            .increment(1);
        counter!("firstline_model_tokens_total").increment(tokens);
        gauge!("firstline_model_breaker_open").set(if is_closed { 0.0 } else { 1.0 });
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.settle(Outcome::Stopped);
    }
}

/// Estimates tokens: four letters of a Western word, or one Chinese character.
fn estimate(text: &str) -> u64 {
    let n_ascii = text.bytes().filter(u8::is_ascii).count();
    let n_other = text.chars().filter(|c| !c.is_ascii()).count();
    u64::try_from(n_ascii.div_ceil(4) + n_other).unwrap_or(u64::MAX)
}
