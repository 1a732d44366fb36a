//! When not to ask the model: the circuit breaker and the daily token limit, both pure.

use std::time::{Duration, Instant};

use crate::domain::time::Timestamp;

/// Failures in a row that open the breaker: one bad answer is chance, five are an outage.
const FAILURES_MAX: u32 = 5;
/// How long the breaker stays open before one call may try.
const OPEN_FOR: Duration = Duration::from_secs(15);
const DAY_MS: i64 = 86_400_000;

/// Stops calls to an endpoint that does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::llm) enum Breaker {
    Closed {
        failures: u32,
    },
    Open {
        until: Instant,
    },
    /// One call tries; the others are refused until it is known how it went.
    Probing,
}

impl Breaker {
    pub(in crate::llm) const fn new() -> Self {
        Self::Closed { failures: 0 }
    }
    pub(in crate::llm) const fn is_closed(self) -> bool {
        matches!(self, Self::Closed { .. })
    }
    /// Returns whether a call would be let through.
    pub(in crate::llm) fn would_admit(self, now: Instant) -> bool {
        match self {
            Self::Closed { .. } => true,
            Self::Open { until } => now >= until,
            Self::Probing => false,
        }
    }
    /// Lets a call through, or not.
    pub(in crate::llm) fn admit(&mut self, now: Instant) -> bool {
        let admitted = self.would_admit(now);
        if admitted && !self.is_closed() {
            *self = Self::Probing;
        }
        admitted
    }
    /// Takes in a first piece: others may call again, but one more failure is enough.
    pub(in crate::llm) fn alive(&mut self) {
        if *self == Self::Probing {
            *self = Self::Closed { failures: FAILURES_MAX - 1 };
        }
    }
    /// Takes in a whole answer.
    pub(in crate::llm) fn succeeded(&mut self) {
        *self = Self::new();
    }
    /// Takes in a failure.
    pub(in crate::llm) fn failed(&mut self, now: Instant) {
        *self = match *self {
            Self::Closed { failures } if failures + 1 < FAILURES_MAX => {
                Self::Closed { failures: failures + 1 }
            }
            Self::Closed { .. } | Self::Probing => Self::Open { until: now + OPEN_FOR },
            Self::Open { until } => Self::Open { until },
        };
    }
    /// Takes in a call that ended without telling anything: the next one may try.
    pub(in crate::llm) fn released(&mut self, now: Instant) {
        if *self == Self::Probing {
            *self = Self::Open { until: now };
        }
    }
}

/// Tokens used on the present UTC day.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DailyTokens {
    day: i64,
    used: u64,
}

impl DailyTokens {
    /// Returns whether there are any left; a `limit` of 0 is none.
    pub(super) const fn any_left(self, now: Timestamp, limit: u64) -> bool {
        limit == 0 || self.day != now.as_millis().div_euclid(DAY_MS) || self.used < limit
    }
    pub(super) fn charge(&mut self, now: Timestamp, tokens: u64) {
        let day = now.as_millis().div_euclid(DAY_MS);
        let used = if self.day == day { self.used } else { 0 };
        *self = Self { day, used: used.saturating_add(tokens) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_breaker_opens_after_five_failures_and_lets_one_call_try() {
        let now = Instant::now();
        let mut breaker = Breaker::new();
        for _ in 0..5 {
            assert!(breaker.admit(now));
            breaker.failed(now);
        }
        assert!(!breaker.admit(now) && !breaker.admit(now + Duration::from_secs(14)));
        let later = now + OPEN_FOR;
        assert!(breaker.admit(later));
        assert!(!breaker.admit(later), "one probe at a time");
        breaker.failed(later);
        assert!(!breaker.admit(later + Duration::from_secs(14)));
        assert!(breaker.admit(later + OPEN_FOR));
        breaker.alive();
        assert!(breaker.admit(later));
        breaker.succeeded();
        assert_eq!(breaker, Breaker::new());
    }

    #[test]
    fn a_success_forgets_failures_and_a_stopped_probe_gives_way() {
        let now = Instant::now();
        let mut breaker = Breaker::new();
        for _ in 0..4 {
            breaker.failed(now);
        }
        breaker.succeeded();
        breaker.failed(now);
        assert!(breaker.is_closed());
        breaker = Breaker::Open { until: now };
        assert!(breaker.admit(now));
        breaker.released(now);
        assert!(breaker.admit(now));
    }

    #[test]
    fn tokens_are_counted_per_day() {
        let noon = Timestamp::from_millis(DAY_MS / 2);
        let mut tokens = DailyTokens::default();
        tokens.charge(noon, 90);
        assert!(tokens.any_left(noon, 100) && tokens.any_left(noon, 0));
        tokens.charge(noon, 10);
        assert!(!tokens.any_left(noon, 100));
        assert!(tokens.any_left(Timestamp::from_millis(DAY_MS), 100));
        assert!(tokens.any_left(noon, 0));
    }
}
