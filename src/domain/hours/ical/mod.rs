//! Holidays out of an iCalendar file (RFC 5545): which dates are closed, and which are worked though their weekday is not.
//!
//! Whole days alone count; what takes part of a day closes nothing. Recurrences are followed within [`YEARS`]. Nothing
//! is fetched here, and no file is opened.

mod event;
mod lines;
mod repeat;

use std::{collections::BTreeSet, ops::RangeInclusive};

use jiff::{civil::Date, tz::TimeZone};

use self::{
    event::{Event, Kind},
    lines::lines,
};

/// Longest file: the holidays of a country for decades are a tenth of it.
pub const BYTES_MAX: usize = 1_000_000;
/// Years in which recurrences are followed: what is long past decides nothing, and who plans further may write anew.
pub const YEARS: RangeInclusive<i16> = 2020..=2060;
/// Dates of one file.
const DATES_MAX: usize = 20_000;

/// The dates of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    /// Nobody is there.
    pub closed: BTreeSet<Date>,
    /// Worked like an ordinary day, whatever the weekday; none of them is among the closed.
    pub working: BTreeSet<Date>,
}

/// Why a file is no calendar of holidays.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct IcalError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub what: String,
}

impl IcalError {
    fn at(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

/// Reads the file of a calendar in `zone`.
///
/// An event that takes whole days closes them. One that says it is worked, by `X-APPLE-SPECIAL-DAY` or by a word of its
/// title or categories (补班, 上班, "working day"), opens them. Where any event of the file carries such a mark of
/// Apple's, those without are mere observances; so is what describes itself as one, and what was cancelled.
///
/// # Errors
/// The file is too large, cut off or no calendar, or an event cannot be understood; the line is named.
pub fn read(bytes: &[u8], zone: &TimeZone) -> Result<Holidays, IcalError> {
    if bytes.len() > BYTES_MAX {
        let what = format!("the file has more than {BYTES_MAX} bytes; leave out what is no holiday");
        return Err(IcalError::at(1, what));
    }
    let lines = lines(bytes)?;
    let events = event::events(&lines)?;
    let is_marked = events.iter().any(|event| event.is_marked);
    let mut holidays = Holidays::default();
    for event in events.iter().filter(|event| event.is_marked || !is_marked) {
        put(event, zone, &mut holidays)?;
    }
    let Holidays { closed, working } = &mut holidays;
    closed.retain(|date| !working.contains(date));
    Ok(holidays)
}

fn put(event: &Event, zone: &TimeZone, holidays: &mut Holidays) -> Result<(), IcalError> {
    let dates = match event.kind {
        Kind::Observed => return Ok(()),
        Kind::Closed => &mut holidays.closed,
        Kind::Worked => &mut holidays.working,
    };
    for date in event.dates(zone)? {
        dates.insert(date);
        if dates.len() > DATES_MAX {
            let what = format!("the file names more than {DATES_MAX} dates; leave out what is no holiday");
            return Err(IcalError::at(event.line, what));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
