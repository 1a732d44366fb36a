//! Calendars of holidays by address: where a policy says they are, and what was read of them.
//!
//! What was read stands in the policy, so that a version says everything itself. Nothing is fetched here.

use std::{collections::BTreeSet, net::IpAddr};

use jiff::civil::Date;
use serde_json::{Value, json};
use toml::de::DeValue;

use super::{
    field::{Field, field},
    read::Reader,
};
use crate::domain::hours::{Zone, ical, ical::Holidays};

/// A calendar as a policy names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its address; it may hold a key.
    pub url: String,
    /// The zone that its days are meant in.
    pub zone: String,
    /// The field that names it.
    pub place: String,
}

/// What was read of a calendar, in a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Its address.
    pub url: String,
    /// The zone.
    pub zone: String,
    /// Its dates.
    pub holidays: Holidays,
}

/// Longest address.
const URL_BYTES_MAX: usize = 2_000;
/// Where holidays in UTC are meant.
const UTC: &str = "UTC";

impl Source {
    /// Names a calendar; without a zone its days are meant in UTC.
    pub(super) fn new(url: &str, zone: Option<&str>, place: &str) -> Self {
        Self { url: url.to_owned(), zone: zone.unwrap_or(UTC).to_owned(), place: place.to_owned() }
    }
    /// Returns whether both name the same calendar, wherever they stand.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (&self.url, &self.zone) == (&other.url, &other.zone)
    }
    /// Returns the host, which may be logged: the rest of an address may be a key.
    #[must_use]
    pub fn host(&self) -> String {
        host(&self.url)
    }
    /// Reads the calendar's bytes.
    ///
    /// # Errors
    /// Says why they are no calendar of holidays.
    pub fn read(&self, bytes: &[u8]) -> Result<Feed, String> {
        let zone = Zone::named(&self.zone).unwrap_or_else(Zone::utc);
        let holidays = ical::read(bytes, &zone.rules).map_err(|error| error.to_string())?;
        if holidays == Holidays::default() {
            return Err("it names no date".to_owned());
        }
        Ok(Feed { url: self.url.clone(), zone: self.zone.clone(), holidays })
    }
}

impl Feed {
    /// Returns whether it is what was read of a source.
    #[must_use]
    pub fn is_of(&self, source: &Source) -> bool {
        (&self.url, &self.zone) == (&source.url, &source.zone)
    }
    fn to_json(&self) -> Value {
        let texts = |dates: &BTreeSet<Date>| -> Vec<String> { dates.iter().map(Date::to_string).collect() };
        let Holidays { closed, working } = &self.holidays;
        json!({ "url": self.url, "zone": self.zone, "closed": texts(closed), "working": texts(working) })
    }
}

/// Returns the host of an address.
#[must_use]
pub fn host(url: &str) -> String {
    let uri: Option<http::Uri> = url.parse().ok();
    uri.as_ref().and_then(http::Uri::host).unwrap_or_default().to_owned()
}

/// Returns what a text knows of calendars, in their order.
pub(super) fn known(sources: &[Source], reader: &Reader<'_>) -> Vec<Feed> {
    let mut feeds: Vec<Feed> = Vec::new();
    for feed in sources.iter().filter_map(|source| reader.feed(source)) {
        if !feeds.contains(feed) {
            feeds.push(feed.clone());
        }
    }
    feeds
}

/// Returns a policy's body with what was read of its calendars in place of what stands there.
pub(super) fn put_into(body: &Value, feeds: &[Feed]) -> Value {
    let mut body = without_feeds(body);
    if let (Some(fields), false) = (body.as_object_mut(), feeds.is_empty()) {
        fields.insert("feed".to_owned(), feeds.iter().map(Feed::to_json).collect());
    }
    body
}

/// Returns a policy's body without what was read of its calendars: that is no part of what anybody wrote.
#[must_use]
pub fn without_feeds(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("feed");
    }
    body
}

/// Returns whether holidays are named by an address, not by a file.
pub(super) fn is_address(holidays: &str) -> bool {
    holidays.contains("://")
}

/// Checks the address of a calendar.
///
/// # Errors
/// Says what to write instead.
pub(super) fn check(url: &str) -> Result<(), String> {
    let uri: Option<http::Uri> = url.parse().ok();
    let uri = uri.unwrap_or_default();
    let host = uri.host().unwrap_or_default();
    let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
    let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    let is_here = host == "localhost" || address.is_some_and(|address| address.is_loopback());
    if url.len() > URL_BYTES_MAX {
        return Err(format!("is longer than {URL_BYTES_MAX} bytes"));
    }
    match uri.scheme_str() {
        _ if has_user => Err("holds a user name; a calendar is known by its address alone".to_owned()),
        Some("https") if !host.is_empty() => Ok(()),
        Some("http") if is_here => Ok(()),
        _ => Err("must begin with https:// and name a host; write webcal:// as https://, and http:// for this machine alone"
            .to_owned()),
    }
}

/// What was read of a calendar, as it stands in a document.
#[derive(Default)]
struct FeedDraft {
    url: String,
    zone: String,
    closed: Vec<String>,
    working: Vec<String>,
}

impl FeedDraft {
    fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field("url", &mut self.url, "", "The calendar."),
            field("zone", &mut self.zone, "IANA time zone", "The zone that its days are meant in."),
            field("closed", &mut self.closed, "dates", "Days on which nobody is there."),
            field("working", &mut self.working, "dates", "Days that are worked."),
        ]
    }
}

/// Reads `[[feed]]`.
pub(super) fn read_feeds(value: Option<&DeValue<'_>>, reader: &mut Reader<'_>) -> Vec<Feed> {
    let Some(value) = value else { return Vec::new() };
    let Some(tables) = reader.tables("feed", value) else { return Vec::new() };
    let mut feeds = Vec::new();
    for (idx, (table, start)) in tables.into_iter().enumerate() {
        let place = format!("feed.{}", idx + 1);
        reader.mark(&place, start);
        let mut draft = FeedDraft::default();
        reader.read(&place, table, draft.fields());
        let mut dates = |name: &str, texts: &[String]| {
            let mut read = BTreeSet::new();
            for text in texts {
                match text.parse::<Date>() {
                    Ok(date) => drop(read.insert(date)),
                    Err(_) => reader.note(&format!("{place}.{name}"), format!("{text:?} is no date")),
                }
            }
            read
        };
        let holidays =
            Holidays { closed: dates("closed", &draft.closed), working: dates("working", &draft.working) };
        feeds.push(Feed { url: draft.url, zone: draft.zone, holidays });
    }
    feeds
}
