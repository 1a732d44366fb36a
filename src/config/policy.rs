//! The policy of an inbox: the settings that decisions depend on, as one document.
//!
//! It stands in an inbox's table of the file, is sent to the API, and is kept by version; each form has the same fields
//! and is read and checked here. What is built of it is self-contained: holidays as dates, the teams it names beside it.

use std::time::Duration;

use serde_json::{Value, json};
use toml::de::DeTable;

use super::{
    bot::BotDraft,
    document::{self, Document, POLICY_BYTES_MAX},
    feed::{self, Source},
    field::{Field, elsewhere, field, table},
    lists::Lists,
    opening::{OpenDraft, Opening},
    plan::{PlanDraft, read_plans},
    read::{Reader, join, written},
    routing::RoutingDraft,
    scene,
    targets::{self, TargetsDraft},
    team::Team,
    write::{Detail, write_table},
};
use crate::domain::{
    ids::{InboxKey, Locale},
    policy::Policy,
};

/// A policy as it stands in a document.
#[derive(Clone, Debug)]
pub(super) struct PolicyDraft {
    scene: Option<String>,
    locale: Locale,
    documents: Vec<String>,
    queue: Option<String>,
    waits: Waits,
    open: OpenDraft,
    /// Teams that a document brings along, whether or not it names them.
    brought: Vec<String>,
    topics: Lists,
    targets: TargetsDraft,
    routing: RoutingDraft,
    bot: BotDraft,
    plans: Vec<PlanDraft>,
    /// What was written of all this, without what was left out.
    written: Value,
}

/// How long silence lasts until something is made of it.
#[derive(Clone, Debug)]
struct Waits {
    assume_after: Duration,
    abandon_after: Duration,
    close_after: Duration,
}

const HOUR: Duration = Duration::from_secs(3_600);

impl Waits {
    fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field(
                "assume_after",
                &mut self.assume_after,
                "duration",
                "Silence after a final answer that was read until it counts as an assumed solution: a day, because people come back after work.",
            ),
            field(
                "abandon_after",
                &mut self.abandon_after,
                "duration",
                "Any other silence until the conversation counts as abandoned: as long, so that the two can be compared.",
            ),
            field(
                "close_after",
                &mut self.close_after,
                "duration",
                "From resolved to closed: within a week the same problem reopens the case.",
            ),
        ]
    }
}

impl Default for PolicyDraft {
    fn default() -> Self {
        Self {
            scene: None,
            locale: Locale::En,
            documents: vec!["**".to_owned()],
            queue: None,
            waits: Waits { assume_after: HOUR * 24, abandon_after: HOUR * 24, close_after: HOUR * 24 * 7 },
            open: OpenDraft::default(),
            brought: Vec::new(),
            topics: Lists::default(),
            targets: TargetsDraft::default(),
            routing: RoutingDraft::default(),
            bot: BotDraft::default(),
            plans: Vec::new(),
            written: Value::Null,
        }
    }
}

impl PolicyDraft {
    /// Describes every field.
    pub fn fields(&mut self) -> Vec<Field<'_>> {
        let mut fields = vec![
            field("scene", &mut self.scene, "", "A ready policy to start from, changed by the lines beside it: one_to_one_calls, live_show, voice_service, ai_assistant. `firstline policy show NAME` prints one.")
                .sample("\"live_show\""),
            field("locale", &mut self.locale, "en or zh", "Language where neither the widget nor the message tells."),
            field("documents", &mut self.documents, "globs below the documents folder", "The documents it answers from: all, until there are several inboxes."),
            field("queue", &mut self.queue, "", "Where its cases wait; without it one named as the key.").sample("\"first-line\""),
            field("topics", &mut self.topics.0, "examples by topic", "What its questions are about, each with a few examples in users' words; none: no topics.")
                .sample("{ \"billing\" = [\"why was I charged twice\", \"为什么扣了两次费\"] }"),
        ];
        fields.extend(self.waits.fields());
        fields.extend(self.open.fields());
        fields.extend([
            table(
                "targets",
                self.targets.fields(),
                "What is promised by severity: users are told the time, never the severity.",
            ),
            table("routing", self.routing.fields(), "How a case finds its agent."),
            table("bot", self.bot.fields(), "How far the bot may go."),
            elsewhere("plan"),
        ]);
        fields
    }

    /// Reads a table at `place` over the scene it names; `fields` describes the whole table, this draft's fields among
    /// others.
    pub fn begin(&mut self, place: &str, table: &DeTable<'_>, reader: &mut Reader<'_>) {
        let Some((key, name)) = table.iter().find(|(key, _)| key.get_ref() == "scene") else { return };
        let Some(name) = name.get_ref().as_str() else { return };
        reader.mark(&join(place, "scene"), key.span().start);
        match scene::named(name) {
            Some(text) => {
                let mut own = Reader::new(name, text);
                let table = own.parse();
                own.read("", &table, self.fields());
                reader.take_problems(own);
            }
            None => {
                let message = format!("there is no scene {name:?}; there are {}", scene::names().join(", "));
                reader.note(&join(place, "scene"), message);
            }
        }
    }

    /// Reads what depends on the rest: the plans. Call it once the table's own fields are read.
    pub fn end(&mut self, place: &str, table: &DeTable<'_>, reader: &mut Reader<'_>) {
        self.open.settle(place, reader);
        let base = PlanDraft {
            locale: self.locale,
            documents: self.documents.clone(),
            open: self.open.clone(),
            targets: self.targets.clone(),
            routing: self.routing.clone(),
            bot: self.bot.clone(),
            ..PlanDraft::default()
        };
        self.plans = read_plans(&join(place, "plan"), table.get("plan"), &base, reader);
        let names: Vec<&str> = self.fields().iter().map(|field| field.name).collect();
        let own = table.iter().filter(|(key, _)| names.contains(&key.get_ref().as_ref()));
        let own: Vec<Value> =
            own.map(|(key, value)| json!([key.get_ref(), written(value.get_ref())])).collect();
        let mut written = vec![json!(own), json!(self.open.dates())];
        // A plan that leaves its hours to the inbox has the same dates.
        let plans = self.plans.iter().map(|plan| plan.open.dates()).enumerate();
        written.extend(plans.filter(|(_, dates)| *dates != self.open.dates()).map(|plan| json!(plan)));
        self.written = written.into();
    }

    /// Writes its plans, each a table below `path`.
    pub fn describe_plans(&mut self, out: &mut String, path: &str) {
        let path = join(path, "plan");
        for plan in &mut self.plans {
            out.push_str(&format!("\n[[{path}]]\n"));
            write_table(out, &path, plan.fields(), Detail::Values, true);
        }
    }

    /// Makes the policy of the inbox `key` of it; notes at `place` whatever cannot be.
    pub fn build(mut self, key: &str, place: &str, teams: &[Team], reader: &mut Reader<'_>) -> Document {
        // It is written out whole: named once more, the scene would bring back what is taken out of it.
        self.scene = None;
        let mut text = String::new();
        write_table(&mut text, "", self.fields(), Detail::Values, true);
        self.describe_plans(&mut text, "");
        let mut named: Vec<&Team> = teams.iter().filter(|team| self.names(&team.name)).collect();
        named.dedup_by_key(|team| &team.name);
        let hours_of_teams = named.iter().map(|team| (team.name.clone(), team.hours.clone())).collect();
        let mut openings: Vec<Opening> = named.iter().map(|team| team.opening.clone()).collect();
        let mut written = vec![self.written.clone()];
        let mut sources: Vec<Source> = self.open.source("").into_iter().collect();
        for (idx, plan) in self.plans.iter().enumerate() {
            // One that leaves its hours to the inbox names the same.
            let own = plan.open.source(&format!("plan.{}", idx + 1));
            let is_known = |source: &Source| sources.iter().any(|known| known.is_same(source));
            sources.extend(own.filter(|source| !is_known(source)));
        }
        for (idx, team) in named.into_iter().enumerate() {
            let place = format!("team.{}.hours.holidays", idx + 1);
            sources.extend(team.source.clone().map(|source| Source { place, ..source }));
            written.push(team.written.clone());
            text.push_str(&format!("\n[[team]]\n{}", team.described));
        }
        // What was written here is TOML and JSON; were it not, it would be empty and told apart by nothing.
        let body =
            toml::from_str::<toml::Value>(&text).ok().and_then(|value| serde_json::to_value(value).ok());
        let feeds = feed::known(&sources, reader);
        let body = feed::put_into(&body.unwrap_or_default(), &feeds);
        if text.len() > POLICY_BYTES_MAX {
            let message = format!(
                "is longer than {POLICY_BYTES_MAX} bytes, written out; shorten its topics, dates or plans"
            );
            reader.note(place, message);
        }
        let n_before = reader.n_problems();
        self.check(place, reader);
        let hours = self.open.build(place, teams, reader);
        openings.extend(self.open.opening(place, &hours, reader));
        let mut promised = self.targets.promised(&join(place, "targets"), reader);
        let policy = Policy {
            inbox: InboxKey(key.to_owned()),
            version: 1,
            corpus: InboxKey(key.to_owned()),
            locale: self.locale,
            queue: self.queue.clone().unwrap_or_else(|| key.to_owned()),
            topics: self.topics.topics(),
            targets: self.targets.build(&join(place, "targets"), reader),
            bot: self.bot.build(&join(place, "bot"), reader),
            routing: self.routing.build(&join(place, "routing"), &hours, teams, reader),
            hours,
            assume_after: self.waits.assume_after,
            abandon_after: self.waits.abandon_after,
            close_after: self.waits.close_after,
        };
        let mut plans = Vec::new();
        // What is wrong with the inbox would be told of each plan once more.
        let is_sound = reader.n_problems() == n_before;
        for plan in self.plans.into_iter().filter(|_| is_sound) {
            let corpus = match plan.documents == self.documents {
                true => policy.corpus.clone(),
                false => InboxKey(format!("{key}/{}", plans.len() + 1)),
            };
            let (plan, more, opening) = plan.build(&Policy { corpus, ..policy.clone() }, teams, reader);
            plans.push(plan);
            openings.extend(opening);
            promised.extend(more.into_iter().map(|promised| promised.of_plan(plans.len())));
        }
        Document {
            policy,
            documents: self.documents,
            plans,
            teams: hours_of_teams,
            sources,
            feeds,
            digest: document::digest(&written.into()),
            body,
            text,
            promised,
            openings,
        }
    }

    /// Notes that the document brings these teams along.
    pub fn bring(&mut self, teams: &[Team]) {
        self.brought = teams.iter().map(|team| team.name.clone()).collect();
    }

    fn names(&self, team: &str) -> bool {
        let plans = self.plans.iter().map(|plan| (&plan.open, &plan.routing));
        self.brought.iter().any(|name| name == team)
            || plans
                .chain([(&self.open, &self.routing)])
                .any(|(open, routing)| open.names(team) || routing.names(team))
    }

    fn check(&self, place: &str, reader: &mut Reader<'_>) {
        check_documents(&join(place, "documents"), &self.documents, reader);
        self.topics.check(&join(place, "topics"), reader);
        self.routing.check(&join(place, "routing"), &self.topics.topics(), reader);
        targets::check(&join(place, "targets"), &self.targets, reader);
    }
}

/// Notes globs that are none.
pub(super) fn check_documents(place: &str, globs: &[String], reader: &mut Reader<'_>) {
    if globs.is_empty() {
        reader.note(place, "is empty; write [\"**\"] for all documents");
    }
    for glob in globs {
        if let Err(error) = globset::Glob::new(glob) {
            reader.note(place, format!("{glob:?} is no glob: {}", error.kind()));
        }
    }
}

#[cfg(test)]
mod tests;
