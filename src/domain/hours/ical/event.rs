//! Events of an iCalendar file: when they are, and whether they close a day, open it, or neither.

use jiff::{
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use super::{IcalError, lines::Line, repeat::Rule};

/// Events of one file.
const EVENTS_MAX: usize = 10_000;
/// Longest event; what is longer is a slip.
const DAYS_MAX: i32 = 366;

/// What an event does to its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nobody works.
    Closed,
    /// Worked, whatever the weekday.
    Worked,
    /// Neither.
    Observed,
}

/// One event.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// Where it begins in the file.
    pub line: usize,
    pub kind: Kind,
    /// Whether it carries Apple's mark of special days.
    pub is_marked: bool,
    start: Moment,
    end: Option<Moment>,
    n_days: Option<i32>,
    rule: Option<Rule>,
    added: Vec<Moment>,
    left_out: Vec<Moment>,
}

/// A date, or an instant on the clock of its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    Date(Date),
    /// As written, or in UTC.
    Civil(DateTime),
    Utc(DateTime),
}

impl Moment {
    fn civil(self, zone: &TimeZone) -> DateTime {
        match self {
            Self::Date(date) => date.to_datetime(Time::midnight()),
            Self::Civil(civil) => civil,
            Self::Utc(civil) => TimeZone::UTC.to_timestamp(civil).map_or(civil, |at| zone.to_datetime(at)),
        }
    }
}

/// Finds the events between `BEGIN:VCALENDAR` and its end.
pub(super) fn events(lines: &[Line]) -> Result<Vec<Event>, IcalError> {
    let is_calendar =
        lines.first().is_some_and(|line| line.name == "BEGIN" && line.value.trim() == "VCALENDAR");
    if !is_calendar {
        let what = "is no iCalendar file; it must begin with BEGIN:VCALENDAR";
        return Err(IcalError::at(1, what));
    }
    let mut open: Vec<(&str, usize)> = Vec::new();
    let (mut found, mut own) = (Vec::new(), Vec::new());
    for line in lines {
        let value = line.value.trim();
        match line.name.as_str() {
            "BEGIN" => {
                open.push((value, line.number));
                if value == "VEVENT" {
                    own.clear();
                }
            }
            "END" => {
                let (name, begun) = open.pop().unwrap_or_default();
                if name != value {
                    let what = format!("ends {value}, but {name} is open since line {begun}");
                    return Err(IcalError::at(line.number, what));
                }
                if name == "VEVENT" {
                    found.extend(event(begun, &own)?);
                }
                if found.len() > EVENTS_MAX {
                    let what =
                        format!("there are more than {EVENTS_MAX} events; leave out what is no holiday");
                    return Err(IcalError::at(line.number, what));
                }
            }
            _ if open.last().is_some_and(|(name, _)| *name == "VEVENT") => own.push(line),
            _ => {}
        }
    }
    match open.pop() {
        None => Ok(found),
        Some((name, line)) => {
            Err(IcalError::at(line, format!("{name} begins here and does not end; the file was cut off")))
        }
    }
}

/// Reads one event; `None` where it was cancelled or changes another one's day.
fn event(begun: usize, lines: &[&Line]) -> Result<Option<Event>, IcalError> {
    let find = |name: &str| lines.iter().copied().find(|line| line.name == name);
    let all = |name: &'static str| lines.iter().copied().filter(move |line| line.name == name);
    let is_cancelled = find("STATUS").is_some_and(|line| line.value.eq_ignore_ascii_case("CANCELLED"));
    if is_cancelled || find("RECURRENCE-ID").is_some() {
        return Ok(None);
    }
    let start = find("DTSTART").ok_or_else(|| IcalError::at(begun, "this event has no DTSTART"))?;
    let mark = find("X-APPLE-SPECIAL-DAY").map(|line| line.value.trim().to_ascii_uppercase());
    let words = all("SUMMARY").chain(all("CATEGORIES")).map(Line::text).collect::<Vec<_>>().join("\n");
    let description = find("DESCRIPTION").map(Line::text).unwrap_or_default();
    let kind = match mark.as_deref() {
        Some("ALTERNATE-WORKDAY") => Kind::Worked,
        Some(_) => Kind::Closed,
        None if says_worked(&words) => Kind::Worked,
        None if says_observed(&description) => Kind::Observed,
        None => Kind::Closed,
    };
    let moments = |name: &'static str| -> Result<Vec<Moment>, IcalError> {
        let values = all(name).flat_map(|line| line.value.split(',').map(move |value| (line, value)));
        values.map(|(line, value)| moment(line, value)).collect()
    };
    Ok(Some(Event {
        line: start.number,
        kind,
        is_marked: mark.is_some(),
        start: moment(start, &start.value)?,
        end: find("DTEND").map(|line| moment(line, &line.value)).transpose()?,
        n_days: find("DURATION").map(days).transpose()?.flatten(),
        rule: find("RRULE").map(|line| Rule::read(line.number, &line.value)).transpose()?,
        added: moments("RDATE")?,
        left_out: moments("EXDATE")?,
    }))
}

impl Event {
    /// Returns the dates it takes whole, or works on at all.
    pub fn dates(&self, zone: &TimeZone) -> Result<Vec<Date>, IcalError> {
        let start = self.start.civil(zone);
        let n_days = self.n_days(start, zone)?;
        if n_days == 0 {
            return Ok(Vec::new());
        }
        let mut first = match &self.rule {
            Some(rule) => rule.dates(start.date()),
            None => vec![start.date()],
        };
        first.extend(self.added.iter().map(|moment| moment.civil(zone).date()));
        first.retain(|date| !self.left_out.iter().any(|out| out.civil(zone).date() == *date));
        let days = first.into_iter().flat_map(|date| date.series(jiff::Span::new().days(1)).take(n_days));
        Ok(days.collect())
    }

    /// Counts its whole days; one that is worked counts each day it touches.
    fn n_days(&self, start: DateTime, zone: &TimeZone) -> Result<usize, IcalError> {
        let is_date = matches!(self.start, Moment::Date(_));
        let end = match (self.end, self.n_days) {
            (Some(end), _) => end.civil(zone),
            (None, Some(n_days)) => start.saturating_add(jiff::Span::new().days(n_days)),
            (None, None) if is_date => start.saturating_add(jiff::Span::new().days(1)),
            (None, None) => start,
        };
        if end < start {
            return Err(IcalError::at(self.line, "this event ends before it begins"));
        }
        let is_whole = start.time() == Time::midnight() && end.time() == Time::midnight();
        let between = start.date().until(end.date()).map_or(0, |span| span.get_days());
        let n_days = match self.kind {
            // Some write the first day as the end of a single one.
            _ if is_date && between == 0 => 1,
            _ if is_whole => between,
            Kind::Worked => between + i32::from(end.time() != Time::midnight() || between == 0),
            Kind::Closed | Kind::Observed => 0,
        };
        if n_days > DAYS_MAX {
            let what = format!("this event takes {n_days} days; at most {DAYS_MAX}");
            return Err(IcalError::at(self.line, what));
        }
        Ok(usize::try_from(n_days).unwrap_or(0))
    }
}

fn says_worked(words: &str) -> bool {
    const WORDS: [&str; 11] = [
        "补班",
        "補班",
        "上班",
        "调班",
        "（班）",
        "(班)",
        "working day",
        "workday",
        "work day",
        "working saturday",
        "working sunday",
    ];
    let words = words.to_lowercase();
    let denies = ["不上班", "non-working", "non working", "nonworking", "no work"];
    WORDS.iter().any(|word| words.contains(word)) && !denies.iter().any(|denied| words.contains(denied))
}

/// Calendars of Google's say so of days that are no public holidays.
fn says_observed(description: &str) -> bool {
    let description = description.trim_start().to_lowercase();
    ["observance", "纪念日", "節日", "节日"].iter().any(|word| description.starts_with(word))
}

/// Reads `20261001`, `20261001T000000` or `20261001T000000Z`.
fn moment(line: &Line, value: &str) -> Result<Moment, IcalError> {
    let value = value.trim();
    let unreadable = || {
        IcalError::at(line.number, format!("{value:?} is no date; write it as 20261001 or 20261001T090000"))
    };
    // A period of RDATE counts by its beginning.
    let begins = value.split('/').next().unwrap_or(value);
    let (date, time) = begins.split_once('T').map_or((begins, None), |(date, time)| (date, Some(time)));
    let date = digits(date, 8).and_then(|n| {
        let part = |n: u32| i8::try_from(n).ok();
        Date::new(i16::try_from(n / 10_000).ok()?, part(n / 100 % 100)?, part(n % 100)?).ok()
    });
    let date = date.ok_or_else(unreadable)?;
    let Some(time) = time else { return Ok(Moment::Date(date)) };
    let (time, is_utc) = time.strip_suffix('Z').map_or((time, false), |time| (time, true));
    let time = digits(time, 6).and_then(|n| {
        let part = |n: u32| i8::try_from(n).ok();
        // A leap second is the last one of its minute.
        Time::new(part(n / 10_000)?, part(n / 100 % 100)?, part((n % 100).min(59))?, 0).ok()
    });
    let civil = date.to_datetime(time.ok_or_else(unreadable)?);
    if line.param("VALUE") == Some("DATE") {
        return Ok(Moment::Date(date));
    }
    Ok(if is_utc { Moment::Utc(civil) } else { Moment::Civil(civil) })
}

/// Reads exactly `n` digits.
pub(super) fn digits(text: &str, n: usize) -> Option<u32> {
    (text.len() == n && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Reads a length in whole days, `P1D` or `P2W`; `None` for lengths in hours.
fn days(line: &Line) -> Result<Option<i32>, IcalError> {
    let value = line.value.trim().trim_start_matches('+');
    let length = value.strip_prefix('P').filter(|length| !length.is_empty());
    let unreadable = || IcalError::at(line.number, format!("{value:?} is no length; write it as P1D"));
    let length = length.ok_or_else(unreadable)?;
    if length.contains('T') {
        return Ok(None);
    }
    let whole = |text: &str| text.parse::<u16>().map(i32::from).map_err(|_| unreadable());
    match (length.strip_suffix('W'), length.strip_suffix('D')) {
        (Some(weeks), _) => Ok(Some(whole(weeks)? * 7)),
        (None, Some(days)) => Ok(Some(whole(days)?)),
        (None, None) => Err(unreadable()),
    }
}
