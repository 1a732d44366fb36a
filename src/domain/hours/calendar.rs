//! One team's calendar: weekly spans in a zone, and dates on which others hold.

use std::collections::BTreeMap;

use jiff::{
    civil::{Date, Time},
    tz::Offset,
};

use super::{Timestamp, Zone};

/// When one team answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// The zone its clock on the wall shows.
    pub zone: Zone,
    /// Spans by weekday, Monday first; each day's in order, not overlapping.
    pub week: [Vec<Span>; 7],
    /// Spans of dates that override their weekday, in order, not overlapping; none where the date is closed.
    pub dates: BTreeMap<Date, Vec<Span>>,
}

/// A span of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First minute of the day, 0 to 1439.
    pub from_minute: u16,
    /// First minute after it, up to 1440.
    pub to_minute: u16,
}

/// A piece of opening time between two instants, without a change of the clock inside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub from: Timestamp,
    pub to: Timestamp,
}

const MINUTE_MS: i64 = 60_000;

impl Calendar {
    /// Returns the spans of a date.
    #[must_use]
    pub fn spans_on(&self, date: Date) -> &[Span] {
        let of_week = || self.week.get(usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0));
        self.dates.get(&date).or_else(of_week).map_or(&[], Vec::as_slice)
    }

    /// Returns the first opening time that ends after `at`, from `at` on.
    pub(super) fn next_stretch(&self, at: Timestamp) -> Option<Stretch> {
        let mut from = at;
        loop {
            let instant = jiff::Timestamp::from_millisecond(from.as_millis()).ok()?;
            let offset = self.zone.rules.to_offset(instant);
            let day = self.next_day(offset.to_datetime(instant).date())?;
            // Until the next change of the clock, civil time and instants run side by side.
            let change = self.zone.rules.following(instant).next().map(|change| change.timestamp().into());
            if let Some(stretch) = self.stretch_between(day, from, change, offset) {
                return Some(stretch);
            }
            from = change?;
        }
    }

    /// Returns the first opening time, from `day` on, between two instants that share one offset from UTC.
    fn stretch_between(
        &self,
        day: Date,
        from: Timestamp,
        until: Option<Timestamp>,
        offset: Offset,
    ) -> Option<Stretch> {
        let mut next = Some(day);
        while let Some(day) = next {
            let midnight = Timestamp::from(offset.to_timestamp(day.to_datetime(Time::midnight())).ok()?);
            if until.is_some_and(|until| midnight >= until) {
                return None;
            }
            let at_minute =
                |minute: u16| Timestamp::from_millis(midnight.as_millis() + i64::from(minute) * MINUTE_MS);
            for span in self.spans_on(day) {
                let end = at_minute(span.to_minute);
                let stretch = Stretch {
                    from: at_minute(span.from_minute).max(from),
                    to: until.map_or(end, |until| until.min(end)),
                };
                if stretch.from < stretch.to {
                    return Some(stretch);
                }
            }
            next = day.tomorrow().ok().and_then(|day| self.next_day(day));
        }
        None
    }

    /// Returns the first date with spans, `from` or later. Only dates of their own can close more than a week.
    fn next_day(&self, from: Date) -> Option<Date> {
        if self.week.iter().all(Vec::is_empty) {
            return self.dates.range(from..).find(|(_, spans)| !spans.is_empty()).map(|(date, _)| *date);
        }
        let mut day = from;
        while self.spans_on(day).is_empty() {
            day = day.tomorrow().ok()?;
        }
        Some(day)
    }
}
