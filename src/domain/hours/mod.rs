//! When people answer: calendars of teams, each with weekly spans and dates of its own, open while any of them is.
//!
//! A span is what a clock on the wall shows: in a night that skips 02:00 to 03:00 a span inside that hour is empty, in a
//! night that repeats it the span is open twice. Lengths of time are real seconds. Files and the present are not here.

mod calendar;
mod coverage;
pub mod ical;
#[cfg(test)]
mod minutes;
#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::{civil::Date, tz::TimeZone};

use self::calendar::Stretch;
pub use self::{
    calendar::{Calendar, Span},
    coverage::{Uncovered, uncovered},
};
use super::time::Timestamp;

/// Opening hours of an inbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Hours {
    /// Around the clock, told in UTC.
    Always,
    /// Around the clock, told in a zone.
    AlwaysIn(Zone),
    /// While any of the calendars is open.
    Calendars {
        /// Where working days begin and end, and in which times are told.
        zone: Zone,
        /// The calendars of one team or several.
        calendars: Vec<Calendar>,
    },
}

/// A time zone with its IANA name, which is said to users.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// The rules.
    pub rules: TimeZone,
    /// The name, such as `Asia/Shanghai`.
    pub name: String,
}

impl Zone {
    /// Returns the zone of that IANA name, in whatever case; `None` where there is none.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        // `Etc/Unknown` is found, too: a zone that nobody knows, told as UTC.
        let rules = TimeZone::get(name).ok().filter(|rules| !rules.is_unknown())?;
        let name = rules.iana_name().unwrap_or(name).to_owned();
        Some(Self { rules, name })
    }
    /// Returns UTC.
    #[must_use]
    pub fn utc() -> Self {
        Self { rules: TimeZone::UTC, name: "UTC".to_owned() }
    }
    fn date_at(&self, at: Timestamp) -> Date {
        at.civil().to_zoned(self.rules.clone()).date()
    }
}

/// Stretches of opening time one wait may take; a wait beyond that (decades) is never over.
const N_STRETCHES_MAX: usize = 20_000;

impl Hours {
    /// Returns the hours of one calendar, told in its own zone.
    #[must_use]
    pub fn of(calendar: Calendar) -> Self {
        Self::Calendars { zone: calendar.zone.clone(), calendars: vec![calendar] }
    }

    /// Returns the hours during which one or the other is open, told in the zone of the first that has one.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Calendars { zone, calendars }, Self::Calendars { calendars: others, .. }) => {
                let calendars = calendars.iter().chain(others).cloned().collect();
                Self::Calendars { zone: zone.clone(), calendars }
            }
            // One of them is around the clock.
            _ => self.own_zone().or(other.own_zone()).cloned().map_or(Self::Always, Self::AlwaysIn),
        }
    }

    /// Returns the same hours, told in another zone.
    #[must_use]
    pub fn told_in(self, zone: Zone) -> Self {
        match self {
            Self::Always | Self::AlwaysIn(_) => Self::AlwaysIn(zone),
            Self::Calendars { calendars, .. } => Self::Calendars { zone, calendars },
        }
    }

    /// Returns whether people answer at this instant. A span's last minute is open, its end is not.
    #[must_use]
    pub fn open_at(&self, at: Timestamp) -> bool {
        self.next_open(at) == Some(at)
    }
    /// Returns the next instant people answer, `at` itself while open; `None` where they never do.
    #[must_use]
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Always | Self::AlwaysIn(_) => Some(at),
            Self::Calendars { calendars, .. } => next_stretch(calendars, at).map(|stretch| stretch.from),
        }
    }
    /// Returns when the present opening ends; `None` while closed, and where it does not end within a week.
    #[must_use]
    pub fn open_until(&self, at: Timestamp) -> Option<Timestamp> {
        const WEEK: Duration = Duration::from_secs(7 * 86_400);
        self.closes_within(at, WEEK).filter(|&closes| closes > at)
    }
    /// Returns the instant by which `duration` of opening time has passed since `at`; `None` where that never comes.
    ///
    /// No time at all, asked for while closed, is over at the next opening. What was left of a wait that stood still
    /// is [`Hours::open_between`] the pause and its due time, counted from the end of the pause.
    #[must_use]
    pub fn plus_open(&self, at: Timestamp, duration: Duration) -> Option<Timestamp> {
        let Self::Calendars { calendars, .. } = self else { return Some(at.plus(duration)) };
        let mut left = duration;
        for stretch in stretches(calendars, at).take(N_STRETCHES_MAX) {
            let open = stretch.to.since(stretch.from);
            if left <= open {
                return Some(stretch.from.plus(left));
            }
            left -= open;
        }
        None
    }
    /// Returns the opening time between two instants; none where the second is not after the first.
    ///
    /// Beyond 20,000 openings, some decades, no more is counted.
    #[must_use]
    pub fn open_between(&self, from: Timestamp, to: Timestamp) -> Duration {
        let Self::Calendars { calendars, .. } = self else { return to.since(from) };
        stretches(calendars, from)
            .take(N_STRETCHES_MAX)
            .take_while(|stretch| stretch.from < to)
            .map(|stretch| stretch.to.min(to).since(stretch.from))
            .sum()
    }
    /// Returns the end of `n_days` working days that start at the first opening from `at` on: the same time of day,
    /// that many days with opening hours later, or the first opening after it where that time is closed.
    ///
    /// A day is a date of the hours' zone on which anybody is there. Around the clock every day is a working day of 24
    /// hours. `None` where nobody ever opens.
    #[must_use]
    pub fn plus_working_days(&self, at: Timestamp, n_days: u32) -> Option<Timestamp> {
        let Self::Calendars { zone, .. } = self else {
            return Some(at.plus(Duration::from_secs(86_400) * n_days));
        };
        let start = self.next_open(at)?.civil().to_zoned(zone.rules.clone()).datetime();
        let mut day = start.date();
        for _ in 0..n_days {
            let midnight =
                zone.rules.to_timestamp(day.tomorrow().ok()?.to_datetime(jiff::civil::Time::midnight()));
            day = zone.date_at(self.next_open(midnight.ok()?.into())?);
        }
        let due = zone.rules.to_timestamp(day.to_datetime(start.time())).ok()?;
        self.next_open(due.into())
    }
    /// Returns the zone that the hours are told in, UTC where none is named.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        self.own_zone().map_or(TimeZone::UTC, |zone| zone.rules.clone())
    }
    /// Returns the zone's IANA name, `UTC` where none is named.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        self.own_zone().map_or("UTC", |zone| zone.name.as_str())
    }

    const fn own_zone(&self) -> Option<&Zone> {
        match self {
            Self::Always => None,
            Self::AlwaysIn(zone) | Self::Calendars { zone, .. } => Some(zone),
        }
    }

    /// Returns since when nobody is there, looking `back` so far from `at`; `at` itself where nothing closed before.
    fn closed_since(&self, at: Timestamp, back: Duration) -> Timestamp {
        let Self::Calendars { calendars, .. } = self else { return at };
        let before = stretches(calendars, at.minus(back)).take(N_STRETCHES_MAX);
        before.take_while(|stretch| stretch.to <= at).last().map_or(at, |stretch| stretch.to)
    }

    /// Returns the first instant from `at` on at which nobody is there; `None` where that is later than `within`.
    fn closes_within(&self, at: Timestamp, within: Duration) -> Option<Timestamp> {
        let Self::Calendars { calendars, .. } = self else { return None };
        // Openings that touch are one: a night is two spans, and a change of the clock cuts one in two.
        let mut until = at;
        while until.since(at) <= within {
            match next_stretch(calendars, until) {
                Some(stretch) if stretch.from == until => until = stretch.to,
                Some(_) | None => return Some(until),
            }
        }
        None
    }
}

/// Returns the first opening time of any of the calendars that ends after `at`, from `at` on.
fn next_stretch(calendars: &[Calendar], at: Timestamp) -> Option<Stretch> {
    // Of those that begin together the longest: fewer steps.
    calendars
        .iter()
        .filter_map(|calendar| calendar.next_stretch(at))
        .min_by_key(|stretch| (stretch.from, std::cmp::Reverse(stretch.to)))
}

/// Returns the opening times from `at` on, in order, none counted twice.
fn stretches(calendars: &[Calendar], at: Timestamp) -> impl Iterator<Item = Stretch> {
    let mut from = at;
    std::iter::from_fn(move || {
        let stretch = next_stretch(calendars, from)?;
        from = stretch.to;
        Some(stretch)
    })
}
