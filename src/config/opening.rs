//! Opening hours, from `mon = ["09:00-12:30", "13:30-18:00"]` to a calendar.

use std::{collections::BTreeMap, path::Path};

use jiff::civil::Date;
use toml::de::DeTable;

use super::{
    error::Problem,
    feed::{self, Source},
    field::{Field, field, optional_table},
    read::{Reader, join},
    team::{self, Team},
};
use crate::domain::{
    hours::{Calendar, Hours, Span, Zone, ical, ical::Holidays},
    time::Timestamp,
};

/// When people answer, as it stands in an inbox or a plan.
#[derive(Clone, Debug, Default)]
pub(super) struct OpenDraft {
    zone: Option<String>,
    teams: Vec<String>,
    has_hours: bool,
    hours: HoursDraft,
}

impl OpenDraft {
    pub fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field(
                "zone",
                &mut self.zone,
                "IANA time zone",
                "The zone that times are told in, and that the hours below are meant in.",
            )
            .sample("\"Asia/Shanghai\""),
            field(
                "teams",
                &mut self.teams,
                "names of [[team]]",
                "Who answers here, in place of hours below: it is open while any of them is. None: the hours below.",
            ),
            optional_table(
                "hours",
                &mut self.has_hours,
                self.hours.fields(),
                "When people answer, in the zone above. Without this table: around the clock. A day left out is closed; a night is \"22:00-24:00\" and \"00:00-06:00\" on the next day.",
            ),
        ]
    }

    /// Gives way to a table that has teams or hours of its own.
    pub fn replaced_by(mut self, table: &DeTable<'_>) -> Self {
        if table.contains_key("teams") || table.contains_key("hours") {
            self = Self { zone: self.zone, ..Self::default() };
        }
        self
    }

    /// Puts the dates of holidays' files among the dates.
    pub fn settle(&mut self, place: &str, reader: &mut Reader<'_>) {
        self.hours.settle(place, self.zone.as_deref(), reader);
    }

    /// Returns the dates with hours of their own.
    pub const fn dates(&self) -> &BTreeMap<String, Vec<String>> {
        self.hours.dates()
    }

    /// Returns the calendar by address whose hours count at `place`, where there is one.
    pub fn source(&self, place: &str) -> Option<Source> {
        let counts = self.teams.is_empty() && self.has_hours;
        self.hours.source(&join(place, "hours.holidays"), self.zone.as_deref()).filter(|_| counts)
    }

    /// Returns whether this team answers.
    pub fn names(&self, team: &str) -> bool {
        self.teams.iter().any(|name| name == team)
    }

    pub fn build(&self, place: &str, teams: &[Team], reader: &mut Reader<'_>) -> Hours {
        if self.teams.is_empty() && self.has_hours {
            return self.hours.build(place, self.zone.as_deref(), reader);
        }
        let zone = check_zone(place, self.zone.as_deref(), reader);
        if self.has_hours {
            let message = "stands beside `teams`, whose hours count; leave out one of the two";
            reader.note(&join(place, "hours"), message);
        }
        let hours = team::hours_of(&self.teams, teams, &join(place, "teams"), reader);
        let hours = hours.unwrap_or(Hours::Always);
        match zone {
            Some(zone) => hours.told_in(zone),
            None => hours,
        }
    }

    /// Returns the hours that were built of it where they stand at `place` itself, and not with its teams.
    pub fn opening(&self, place: &str, hours: &Hours, reader: &Reader<'_>) -> Option<Opening> {
        self.teams.is_empty().then(|| Opening::new(hours, place, reader))
    }
}

/// Hours that stand in a document, to be held against the time once it is known.
#[derive(Clone, Debug)]
pub(super) struct Opening {
    hours: Hours,
    /// The place they stand at, without what is wrong.
    problem: Problem,
}

impl Opening {
    /// Remembers the hours of whoever stands at `place`.
    pub fn new(hours: &Hours, place: &str, reader: &Reader<'_>) -> Self {
        Self { hours: hours.clone(), problem: reader.problem(&join(place, "hours"), String::new()) }
    }
    /// Says what is wrong where they never open from `now` on.
    pub fn never(&self, now: Timestamp) -> Option<Problem> {
        let message = "never opens from now on: its dates are over, or its only spans lie in an hour that the clock skips; \
                       give it a span on a day to come, such as mon = [\"09:00-18:00\"]";
        let is_over = self.hours.next_open(now).is_none();
        is_over.then(|| Problem { message: message.to_owned(), ..self.problem.clone() })
    }
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Dates of one calendar: the holidays of fifty years.
const DATES_MAX: usize = 20_000;

/// Hours as they stand in the file.
#[derive(Clone, Debug, Default)]
pub(super) struct HoursDraft {
    week: [Vec<String>; 7],
    dates: BTreeMap<String, Vec<String>>,
    holidays: Option<String>,
    /// What was read of a calendar by address.
    fed: Holidays,
}

impl HoursDraft {
    /// Describes the seven days, Monday first, and the dates that override them.
    pub fn fields(&mut self) -> Vec<Field<'_>> {
        let days = DAYS.iter().zip(&mut self.week).map(|(name, spans)| match *name {
            "sat" | "sun" => field(name, spans, "", "Closed.").sample("[]"),
            _ => field(name, spans, "spans, HH:MM-HH:MM", "With an hour for lunch.")
                .sample("[\"09:00-12:30\", \"13:30-18:00\"]"),
        });
        let mut fields: Vec<Field<'_>> = days.collect();
        fields.push(
            field(
                "holidays",
                &mut self.holidays,
                "iCalendar file beside this one, or its address",
                "Whole days in it are closed; those whose title says that they are worked (补班, \"working day\") have the hours of the first weekday that has any. A calendar by address is fetched while the server runs, every six hours.",
            )
            .sample("\"holidays.ics\""),
        );
        fields.push(
            field(
                "dates",
                &mut self.dates,
                "spans by date",
                "Dates with hours of their own, whatever the weekday and the file of holidays say; none where they are closed.",
            )
            .sample("{ \"2026-10-01\" = [], \"2026-10-10\" = [\"09:00-18:00\"] }"),
        );
        fields
    }

    /// Returns the dates, those of the holidays' file included once they are settled.
    pub const fn dates(&self) -> &BTreeMap<String, Vec<String>> {
        &self.dates
    }

    /// Returns the calendar by address that `place` names, where there is one.
    pub fn source(&self, place: &str, zone: Option<&str>) -> Option<Source> {
        let url = self.holidays.as_deref().filter(|holidays| feed::is_address(holidays))?;
        Some(Source::new(url, zone, place))
    }

    /// Takes up what was read of a calendar by address, or puts the dates of the holidays' file among the dates, so that
    /// what is described needs no file.
    pub fn settle(&mut self, place: &str, zone: Option<&str>, reader: &mut Reader<'_>) {
        let place = join(place, "hours.holidays");
        if let Some(source) = self.source(&place, zone) {
            if let Err(message) = feed::check(&source.url) {
                reader.note(&place, message);
            }
            self.fed = reader.feed(&source).map(|feed| feed.holidays.clone()).unwrap_or_default();
            return;
        }
        let Some(file) = self.holidays.take() else { return };
        let zone = zone.and_then(Zone::named).unwrap_or_else(Zone::utc);
        let read = reader
            .beside(Path::new(&file), ical::BYTES_MAX)
            .and_then(|bytes| ical::read(&bytes, &zone.rules).map_err(|error| format!("{file}: {error}")));
        let holidays = match read {
            Ok(holidays) => holidays,
            Err(message) => return reader.note(&place, message),
        };
        let usual = self.week.iter().find(|spans| !spans.is_empty()).cloned().unwrap_or_default();
        let closed = holidays.closed.into_iter().map(|date| (date, Vec::new()));
        let working = holidays.working.into_iter().map(|date| (date, usual.clone()));
        for (date, spans) in closed.chain(working) {
            self.dates.entry(date.to_string()).or_insert(spans);
        }
    }

    /// Reads the hours of whoever stands at `place`; what cannot be read is noted and left closed.
    pub fn build(&self, place: &str, zone: Option<&str>, reader: &mut Reader<'_>) -> Hours {
        if zone.is_none() {
            let message = "hours need `zone = \"…\"` beside them, an IANA name such as \"Asia/Shanghai\"";
            reader.note(&join(place, "hours"), message);
        }
        let zone = check_zone(place, zone, reader).unwrap_or_else(Zone::utc);
        let mut week: [Vec<Span>; 7] = Default::default();
        for ((name, texts), spans) in DAYS.iter().zip(&self.week).zip(&mut week) {
            *spans = read_day(&format!("{}.{name}", join(place, "hours")), texts, reader);
        }
        let mut dates = self.read_dates(place, reader);
        // A span that cannot be read is one all the same.
        if self.week.iter().chain(self.dates.values()).all(Vec::is_empty) {
            let message = "never opens; give it a span, such as mon = [\"09:00-18:00\"], or leave the table out: around the clock";
            reader.note(&join(place, "hours"), message);
        }
        let usual = week.iter().find(|spans| !spans.is_empty()).cloned().unwrap_or_default();
        let closed = self.fed.closed.iter().map(|date| (*date, Vec::new()));
        let working = self.fed.working.iter().map(|date| (*date, usual.clone()));
        for (date, spans) in closed.chain(working) {
            dates.entry(date).or_insert(spans);
        }
        Hours::of(Calendar { zone, week, dates })
    }

    fn read_dates(&self, place: &str, reader: &mut Reader<'_>) -> BTreeMap<Date, Vec<Span>> {
        let place = join(place, "hours.dates");
        if self.dates.len() > DATES_MAX {
            reader.note(&place, format!("has {} dates; at most {DATES_MAX}", self.dates.len()));
            return BTreeMap::new();
        }
        let mut dates = BTreeMap::new();
        for (text, spans) in &self.dates {
            let place = format!("{place}.{text}");
            match text.parse::<Date>().ok().filter(|date| date.to_string() == *text) {
                Some(date) => drop(dates.insert(date, read_day(&place, spans, reader))),
                None => reader.note(&place, format!("{text:?} is no date; write it as \"2026-10-01\"")),
            }
        }
        dates
    }
}

/// Returns the zone of that name; an unknown one is noted.
pub(super) fn check_zone(place: &str, zone: Option<&str>, reader: &mut Reader<'_>) -> Option<Zone> {
    let name = zone?;
    let found = Zone::named(name);
    if found.is_none() {
        let message = format!(
            "there is no time zone {name:?}; write an IANA name such as \"Asia/Shanghai\" or \"Europe/Berlin\""
        );
        reader.note(&join(place, "zone"), message);
    }
    found
}

fn read_day(place: &str, texts: &[String], reader: &mut Reader<'_>) -> Vec<Span> {
    let mut of_day = Vec::new();
    for text in texts {
        match read_span(text) {
            Ok(span) => of_day.push((span, text)),
            Err(message) => reader.note(place, message),
        }
    }
    of_day.sort_by_key(|(span, _)| span.from_minute);
    for pair in of_day.windows(2) {
        if let [(before, first), (after, second)] = pair
            && after.from_minute < before.to_minute
        {
            reader.note(place, format!("{first:?} and {second:?} overlap; write them as one span"));
        }
    }
    of_day.into_iter().map(|(span, _)| span).collect()
}

fn read_span(text: &str) -> Result<Span, String> {
    let unreadable = || format!("{text:?} is no span; write HH:MM-HH:MM, such as \"09:00-12:30\"");
    let (from_minute, to_minute) = read_minutes(text).ok_or_else(unreadable)?;
    if from_minute >= to_minute {
        return Err(format!(
            "{text:?} ends before it begins; write a night as two spans, until \"24:00\" and from \"00:00\" of the \
             next day"
        ));
    }
    Ok(Span { from_minute, to_minute })
}

/// Reads `HH:MM-HH:MM` as two minutes of the day, in whatever order.
pub(super) fn read_minutes(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once(['-', '–'])?;
    Some((read_minute(from.trim())?, read_minute(to.trim())?))
}

/// Reads `HH:MM` as minutes of the day, up to `24:00`.
fn read_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || !digits(minute) || minute.len() != 2 {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= 1_440).then_some(minutes)
}
