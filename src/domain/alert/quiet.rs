//! Quiet hours of a receiver: what is not urgent waits until they are over.

use std::time::Duration;

use jiff::{civil, tz::TimeZone};

use crate::domain::time::Timestamp;

/// A stretch of each day, in minutes of the clock on the wall; one that ends before it begins goes over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// First minute.
    pub from_minute: u16,
    /// First minute after it, up to 1440.
    pub to_minute: u16,
}

/// Quiet hours; without spells there are none.
#[derive(Clone, Debug, PartialEq)]
pub struct Quiet {
    /// The zone the clock hangs in.
    pub zone: TimeZone,
    /// When it is quiet.
    pub spells: Vec<Spell>,
}

/// Spells that follow one another without a gap are at most so many.
const SPELLS_MAX: usize = 64;

impl Quiet {
    /// Returns when `at` is over with quiet: `at` itself where it is not quiet then.
    #[must_use]
    pub fn over_at(&self, at: Timestamp) -> Timestamp {
        let mut now = at;
        for _ in 0..SPELLS_MAX {
            match self.spells.iter().filter_map(|spell| self.end_of(*spell, now)).max() {
                Some(end) if end > now => now = end,
                _ => break,
            }
        }
        now
    }

    /// Returns whether the day has a minute that is not quiet.
    #[must_use]
    pub fn ends(&self) -> bool {
        (0..1_440).any(|minute| !self.spells.iter().any(|spell| spell.holds(minute)))
    }

    /// Returns the end of a spell that is on at `now`.
    fn end_of(&self, spell: Spell, now: Timestamp) -> Option<Timestamp> {
        let here = now.civil().to_zoned(self.zone.clone());
        let minute = u16::try_from(here.hour()).ok()? * 60 + u16::try_from(here.minute()).ok()?;
        if !spell.holds(minute) {
            return None;
        }
        let is_tomorrow = spell.to_minute <= minute;
        let day = if is_tomorrow { here.date().tomorrow().ok()? } else { here.date() };
        // A minute of the clock, not so many hours on: the nights when clocks change end at the same time of day.
        let (day, minute) =
            if spell.to_minute == 1_440 { (day.tomorrow().ok()?, 0) } else { (day, spell.to_minute) };
        let time =
            civil::Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()?;
        let end = day.to_datetime(time).to_zoned(self.zone.clone()).ok()?;
        let end = Timestamp::from(end.timestamp());
        // Where the clock goes back over the end, the end of a spell can lie behind; the spell goes on a minute.
        Some(if end > now { end } else { now.plus(Duration::from_secs(60)) })
    }
}

impl Spell {
    const fn holds(self, minute: u16) -> bool {
        if self.from_minute < self.to_minute {
            self.from_minute <= minute && minute < self.to_minute
        } else {
            self.from_minute <= minute || minute < self.to_minute
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quiet(zone: &str, spells: &[(u16, u16)]) -> Quiet {
        let spells = spells.iter().map(|(from, to)| Spell { from_minute: *from, to_minute: *to });
        Quiet { zone: TimeZone::get(zone).unwrap(), spells: spells.collect() }
    }

    #[track_caller]
    fn check(zone: &str, spells: &[(u16, u16)], at: &str, want: &str) {
        assert_eq!(quiet(zone, spells).over_at(at.parse().unwrap()), want.parse().unwrap());
    }

    #[test]
    fn a_night_ends_in_the_morning_of_its_zone() {
        let night = [(22 * 60, 7 * 60)];
        check("Asia/Shanghai", &night, "2026-06-03T15:00:00Z", "2026-06-03T23:00:00Z");
        check("Asia/Shanghai", &night, "2026-06-03T20:00:00Z", "2026-06-03T23:00:00Z");
        check("Asia/Shanghai", &night, "2026-06-03T23:00:00Z", "2026-06-03T23:00:00Z");
        check("Asia/Shanghai", &night, "2026-06-03T10:00:00Z", "2026-06-03T10:00:00Z");
        check("UTC", &[], "2026-06-03T10:00:00Z", "2026-06-03T10:00:00Z");
    }

    #[test]
    fn two_spells_that_touch_are_one() {
        check("UTC", &[(1_320, 1_440), (0, 420)], "2026-06-03T23:00:00Z", "2026-06-04T07:00:00Z");
        check("UTC", &[(0, 420), (400, 600)], "2026-06-03T01:00:00Z", "2026-06-03T10:00:00Z");
    }

    #[test]
    fn the_nights_when_clocks_change_end_at_the_same_hour() {
        let night = [(22 * 60, 7 * 60)];
        check("Europe/Berlin", &night, "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z");
        check("Europe/Berlin", &night, "2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z");
    }

    #[test]
    fn a_day_that_is_quiet_throughout_never_ends() {
        assert!(!quiet("UTC", &[(0, 1_440)]).ends());
        assert!(!quiet("UTC", &[(720, 720)]).ends());
        assert!(quiet("UTC", &[(1_320, 420)]).ends());
    }

    proptest! {
        #[test]
        fn what_is_put_off_comes_when_it_is_not_quiet(
            from in 0_u16..1_440, to in 0_u16..=1_440, ms in 1_700_000_000_000_i64..1_800_000_000_000,
        ) {
            let quiet = quiet("America/New_York", &[(from, to)]);
            prop_assume!(quiet.ends());
            let at = Timestamp::from_millis(ms);
            let over = quiet.over_at(at);
            prop_assert!(over >= at && over.since(at) <= Duration::from_secs(26 * 3_600));
            prop_assert_eq!(quiet.over_at(over), over);
        }
    }
}
