//! A team: a zone and hours of its own, for the inboxes that name it.

use serde_json::{Value, json};
use toml::de::{DeTable, DeValue};

use super::{
    feed::Source,
    field::{Field, field, optional_table},
    opening::{self, HoursDraft, Opening},
    read::{Reader, join, written_table},
    write::{Detail, write_table},
};
use crate::domain::hours::Hours;

/// A team as inboxes name it. Two are the same where they mean the same, however written.
#[derive(Clone, Debug)]
pub(super) struct Team {
    /// Its name.
    pub name: String,
    /// When it answers.
    pub hours: Hours,
    /// The same, with the place it stands at.
    pub opening: Opening,
    /// The calendar by address that it names.
    pub source: Option<Source>,
    /// Its fields as TOML, without the header.
    pub described: String,
    /// Its table as it was written, with the dates of its holidays.
    pub written: Value,
}

impl PartialEq for Team {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.described) == (&other.name, &other.described)
    }
}

/// A team as it stands in the file.
#[derive(Clone, Debug, Default)]
pub(super) struct TeamDraft {
    name: String,
    zone: Option<String>,
    has_hours: bool,
    hours: HoursDraft,
}

impl TeamDraft {
    pub fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field("name", &mut self.name, "", "What inboxes call it.").sample("\"berlin\""),
            field("zone", &mut self.zone, "IANA time zone", "The zone that its hours are meant in.")
                .sample("\"Europe/Berlin\""),
            optional_table(
                "hours",
                &mut self.has_hours,
                self.hours.fields(),
                "When it answers, written as for an inbox. Without this table: around the clock.",
            ),
        ]
    }

    fn build(mut self, place: &str, table: &DeTable<'_>, reader: &mut Reader<'_>) -> Team {
        self.hours.settle(place, self.zone.as_deref(), reader);
        let written = json!([written_table(table), self.hours.dates()]);
        let source = self.hours.source(&join(place, "hours.holidays"), self.zone.as_deref());
        let mut described = String::new();
        write_table(&mut described, "team", self.fields(), Detail::Values, true);
        let hours = if self.has_hours {
            self.hours.build(place, self.zone.as_deref(), reader)
        } else {
            let zone = opening::check_zone(place, self.zone.as_deref(), reader);
            zone.map_or(Hours::Always, Hours::AlwaysIn)
        };
        let opening = Opening::new(&hours, place, reader);
        Team { name: self.name, hours, opening, source, described, written }
    }
}

/// Reads `[[team]]`.
pub(super) fn read_teams(value: Option<&DeValue<'_>>, reader: &mut Reader<'_>) -> Vec<Team> {
    let Some(value) = value else { return Vec::new() };
    let Some(tables) = reader.tables("team", value) else { return Vec::new() };
    let mut teams: Vec<Team> = Vec::new();
    for (idx, (table, start)) in tables.into_iter().enumerate() {
        let place = format!("team.{}", idx + 1);
        reader.mark(&place, start);
        let mut draft = TeamDraft::default();
        reader.read(&place, table, draft.fields());
        if draft.name.is_empty() || draft.name == EVER {
            let message = "needs a name other than \"always\", such as name = \"berlin\"";
            reader.note(&format!("{place}.name"), message);
        } else if teams.iter().any(|team| team.name == draft.name) {
            reader.note(&format!("{place}.name"), "another team has this name; choose another one");
        }
        teams.push(draft.build(&place, table, reader));
    }
    teams
}

/// Around the clock, where a team is named.
pub(super) const EVER: &str = "always";

/// Returns the hours during which any of the teams named is there, told in the zone of the first that has one.
///
/// Teams that are not there are noted at `place`.
pub(super) fn hours_of(
    names: &[String],
    teams: &[Team],
    place: &str,
    reader: &mut Reader<'_>,
) -> Option<Hours> {
    let mut all: Option<Hours> = None;
    for name in names {
        let Some(team) = teams.iter().find(|team| team.name == *name) else {
            let known: Vec<&str> = teams.iter().map(|team| team.name.as_str()).collect();
            let message = match known.as_slice() {
                [] => format!("there is no team {name:?}; write one as [[team]] with this name"),
                known => format!("there is no team {name:?}; known are {}", known.join(", ")),
            };
            reader.note(place, message);
            continue;
        };
        all = Some(all.map_or_else(|| team.hours.clone(), |hours| hours.or(&team.hours)));
    }
    all
}
