//! Opening hours from `mon = ["09:00-12:30", "13:30-18:00"]` to weekly spans.

use jiff::{civil::Weekday, tz::TimeZone};

use super::{
    field::{Field, field},
    read::Reader,
};
use crate::domain::hours::{Hours, Span, Weekly};

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// Describes the seven days, Monday first.
pub(super) fn fields(hours: &mut [Vec<String>; 7]) -> Vec<Field<'_>> {
    DAYS.iter()
        .zip(hours)
        .map(|((name, day), spans)| match day {
            Weekday::Saturday | Weekday::Sunday => field(name, spans, "", "Closed.").sample("[]"),
            _ => field(name, spans, "spans, HH:MM-HH:MM", "With an hour for lunch.")
                .sample("[\"09:00-12:30\", \"13:30-18:00\"]"),
        })
        .collect()
}

/// Reads the hours of the inbox at `place`; what cannot be read is noted and left closed.
pub(super) fn read(
    place: &str,
    zone: Option<&str>,
    hours: &[Vec<String>; 7],
    reader: &mut Reader<'_>,
) -> Hours {
    if zone.is_none() {
        let message = "hours need `zone = \"…\"` in their inbox, an IANA name such as \"Asia/Shanghai\"";
        reader.note(&format!("{place}.hours"), message);
    }
    let zone = check_zone(place, zone, reader);
    let mut spans = Vec::new();
    for ((name, day), texts) in DAYS.iter().zip(hours) {
        read_day(&format!("{place}.hours.{name}"), *day, texts, &mut spans, reader);
    }
    let zone_name = zone.iana_name().unwrap_or("UTC").to_owned();
    Hours::Weekly(Weekly { zone, zone_name, spans })
}

/// Returns the zone of that name; an unknown one is noted and read as UTC.
pub(super) fn check_zone(place: &str, zone: Option<&str>, reader: &mut Reader<'_>) -> TimeZone {
    let Some(name) = zone else { return TimeZone::UTC };
    TimeZone::get(name).unwrap_or_else(|_| {
        let message = format!(
            "there is no time zone {name:?}; write an IANA name such as \"Asia/Shanghai\" or \"Europe/Berlin\""
        );
        reader.note(&format!("{place}.zone"), message);
        TimeZone::UTC
    })
}

fn read_day(place: &str, day: Weekday, texts: &[String], spans: &mut Vec<Span>, reader: &mut Reader<'_>) {
    let mut of_day = Vec::new();
    for text in texts {
        match read_span(text) {
            Ok((from_minute, to_minute)) => of_day.push((Span { day, from_minute, to_minute }, text)),
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
    spans.extend(of_day.into_iter().map(|(span, _)| span));
}

fn read_span(text: &str) -> Result<(u16, u16), String> {
    let unreadable = || format!("{text:?} is no span; write HH:MM-HH:MM, such as \"09:00-12:30\"");
    let (from, to) = read_minutes(text).ok_or_else(unreadable)?;
    if from >= to {
        return Err(format!(
            "{text:?} ends before it begins; write a night as two spans, until \"24:00\" and from \"00:00\" of the \
             next day"
        ));
    }
    Ok((from, to))
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
