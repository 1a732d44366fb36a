//! The real clock, real names, the environment: the only place that asks for them.

use uuid::Uuid;

use crate::{
    domain::time::Timestamp,
    ports::{Clock, Ids},
};

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one real clock")]
    fn now(&self) -> Timestamp {
        jiff::Timestamp::now().into()
    }
}

/// The system's random numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct RandomIds;

impl Ids for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "the one real source of names")]
    fn random(&self) -> Uuid {
        Uuid::new_v4()
    }
    fn secret(&self) -> String {
        // A version 4 UUID has 122 random bits; two of them are more than any token needs.
        format!("{}{}", self.random().simple(), self.random().simple())
    }
}

/// Returns a variable of the environment; an empty one counts as none.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
