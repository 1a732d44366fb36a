//! A second calculation of hours, for tests alone: a list of minutes, each marked open or not by what a clock on the
//! wall shows. It knows neither stretches nor changes of the clock, and shares nothing with the first.

use std::time::Duration;

use jiff::civil::DateTime;

use super::{Hours, Timestamp};

const MINUTE: Duration = Duration::from_secs(60);

/// The minutes of some weeks.
pub struct Minutes {
    start: Timestamp,
    open: Vec<bool>,
    /// What the clock of the hours' zone shows.
    civil: Vec<DateTime>,
}

impl Minutes {
    /// Marks `n_minutes` from `start` on, a whole minute.
    pub fn of(hours: &Hours, start: Timestamp, n_minutes: u32) -> Self {
        let instants = || (0..n_minutes).map(|n| start.plus(MINUTE * n));
        Self {
            start,
            open: instants().map(|at| is_open(hours, at)).collect(),
            civil: instants().map(|at| at.civil().to_zoned(hours.zone()).datetime()).collect(),
        }
    }
    /// Returns whether the minute that begins at `at` is open.
    pub fn open_at(&self, at: Timestamp) -> bool {
        self.open[self.place(at)]
    }
    /// Returns the first open minute from `at` on, within what is marked.
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        (self.place(at)..self.open.len()).find(|&n| self.open[n]).map(|n| self.at(n))
    }
    /// Returns the first minute from `at` on that is not open, within what is marked.
    pub fn next_closed(&self, at: Timestamp) -> Option<Timestamp> {
        (self.place(at)..self.open.len()).find(|&n| !self.open[n]).map(|n| self.at(n))
    }
    /// Returns since when it is closed at `at`, within what is marked.
    pub fn closed_since(&self, at: Timestamp) -> Option<Timestamp> {
        (0..self.place(at)).rev().find(|&n| self.open[n]).map(|n| self.at(n + 1))
    }
    /// Returns when `n_open` open minutes have passed since `at`.
    pub fn plus_open(&self, at: Timestamp, n_open: usize) -> Option<Timestamp> {
        if n_open == 0 {
            return self.next_open(at);
        }
        let mut open = (self.place(at)..self.open.len()).filter(|&n| self.open[n]);
        open.nth(n_open - 1).map(|n| self.at(n + 1))
    }
    /// Counts open minutes between two instants.
    pub fn open_between(&self, from: Timestamp, to: Timestamp) -> usize {
        (self.place(from)..self.place(to.max(from))).filter(|&n| self.open[n]).count()
    }
    /// Returns the end of `n_days` working days: dates on which any minute is open.
    pub fn plus_working_days(&self, at: Timestamp, n_days: usize) -> Option<Timestamp> {
        let start = self.civil[self.place(self.next_open(at)?)];
        let mut days: Vec<_> =
            (0..self.open.len()).filter(|&n| self.open[n]).map(|n| self.civil[n].date()).collect();
        days.sort();
        days.dedup();
        let day = *days.iter().filter(|&&day| day >= start.date()).nth(n_days)?;
        let wanted = day.to_datetime(start.time());
        // The last minute before the clock first shows that time or a later one; what is missing then is added, so
        // that a time the clock skips is as far from midnight as it would have been.
        let first = self.civil.iter().position(|&civil| civil >= wanted)?;
        let before = first.checked_sub(1)?;
        let missing = wanted.duration_since(self.civil[before]);
        self.next_open(self.at(before).plus(missing.unsigned_abs()))
    }

    fn place(&self, at: Timestamp) -> usize {
        usize::try_from(at.since(self.start).as_secs() / 60).unwrap()
    }
    fn at(&self, place: usize) -> Timestamp {
        self.start.plus(MINUTE * u32::try_from(place).unwrap())
    }
}

/// What clocks on walls say.
fn is_open(hours: &Hours, at: Timestamp) -> bool {
    let Hours::Calendars { calendars, .. } = hours else { return true };
    calendars.iter().any(|calendar| {
        let civil = at.civil().to_zoned(calendar.zone.rules.clone());
        let minute = u16::try_from(i32::from(civil.hour()) * 60 + i32::from(civil.minute())).unwrap();
        let of_week = &calendar.week[usize::try_from(civil.weekday().to_monday_one_offset()).unwrap() - 1];
        let spans = calendar.dates.get(&civil.date()).unwrap_or(of_week);
        spans.iter().any(|span| (span.from_minute..span.to_minute).contains(&minute))
    })
}
