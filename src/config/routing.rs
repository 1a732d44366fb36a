//! How a case finds its agent.

use std::{collections::BTreeSet, time::Duration};

use super::{
    field::{Field, field},
    lists::{Lists, Names},
    read::{Reader, join},
    team::{self, EVER, Team},
    units::show_duration,
};
use crate::domain::{
    hours::Hours,
    policy::{Asking, Need, Routing},
    topic::Topic,
};

/// Shortest wait of severity 1 until the next tier is paged: who is due is looked for once a second.
const UNCLAIMED_AFTER_MIN: Duration = Duration::from_secs(1);

/// Products of an inbox, as many as its topics; each is looked for in what users write.
const PRODUCTS_MAX: usize = 100;
/// Characters of a product's name.
const PRODUCT_CHARS_MAX: usize = 100;

/// Routing as it stands in a document.
#[derive(Clone, Debug)]
pub(super) struct RoutingDraft {
    on_call: Names,
    offers: bool,
    offer_for: Duration,
    needs: Lists,
    needs_product: Lists,
    needs_all: Vec<String>,
    page_anonymous: bool,
    like_reports: usize,
    unclaimed_after: Duration,
    escalate_warned: bool,
    escalate_reopened: usize,
}

impl Default for RoutingDraft {
    fn default() -> Self {
        let routing = Routing::default();
        Self {
            on_call: Names::default(),
            offers: routing.offers,
            offer_for: routing.offer_for,
            needs: Lists::default(),
            needs_product: Lists::default(),
            needs_all: Vec::new(),
            page_anonymous: routing.page_anonymous,
            like_reports: routing.like_reports as usize,
            unclaimed_after: routing.unclaimed_after,
            escalate_warned: routing.escalate_warned,
            escalate_reopened: routing.escalate_reopened as usize,
        }
    }
}

impl RoutingDraft {
    pub fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field(
                "on_call",
                &mut self.on_call,
                "names of [[team]], or \"always\"",
                "Who can be paged for severity 1 while the inbox is closed; none: nobody outside its hours.",
            )
            .sample("\"always\""),
            field(
                "offers",
                &mut self.offers,
                "",
                "Whether cases are offered to agents one after the other, beside lying there to be taken.",
            ),
            field(
                "offer_for",
                &mut self.offer_for,
                "duration",
                "How long an offer stands until the next agent gets it: as long as one sentence to finish.",
            ),
            field(
                "needs",
                &mut self.needs.0,
                "SKILL or SKILL:LEVEL by topic",
                "What cases of a topic ask of their agent, with the level from 1 to 5.",
            )
            .sample("{ \"billing\" = [\"billing:2\"] }"),
            field(
                "needs_product",
                &mut self.needs_product.0,
                "SKILL or SKILL:LEVEL by product",
                "What cases of a product ask of their agent. The widget's context names it as \"product\"; where it does not, the user's words may.",
            )
            .sample("{ \"Pro\" = [\"pro:2\"] }"),
            field(
                "needs_all",
                &mut self.needs_all,
                "SKILL or SKILL:LEVEL",
                "What every case asks of its agent: what they have in common, such as the scene.",
            )
            .sample("[\"live-streaming:2\"]"),
            field(
                "page_anonymous",
                &mut self.page_anonymous,
                "",
                "Whether an anonymous contact alone pages out of hours: anybody could wake you.",
            ),
            field(
                "like_reports",
                &mut self.like_reports,
                "contacts",
                "Reports of severity 1 within an hour, by different contacts and about the same as far as topics tell, that page out of hours though nobody is named: three are no joke.",
            ),
            field(
                "unclaimed_after",
                &mut self.unclaimed_after,
                "duration",
                "How long severity 1 waits unclaimed until the next tier is paged.",
            ),
            field(
                "escalate_warned",
                &mut self.escalate_warned,
                "",
                "Whether a first response that is about to be late goes to the next tier.",
            ),
            field(
                "escalate_reopened",
                &mut self.escalate_reopened,
                "times",
                "How often a case is reopened until it goes to the next tier.",
            )
            .zero("never"),
        ]
    }

    /// Returns whether this team is on call.
    pub fn names(&self, team: &str) -> bool {
        self.on_call.0.iter().any(|name| name == team)
    }

    pub fn build(&self, place: &str, hours: &Hours, teams: &[Team], reader: &mut Reader<'_>) -> Routing {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Routing {
            offers: self.offers,
            offer_for: self.offer_for,
            needs: self.read_needs(place, reader),
            on_call: self.read_on_call(&join(place, "on_call"), hours, teams, reader),
            page_anonymous: self.page_anonymous,
            like_reports: count(self.like_reports),
            unclaimed_after: self.unclaimed_after,
            escalate_warned: self.escalate_warned,
            escalate_reopened: count(self.escalate_reopened),
        }
    }

    /// Notes at `place` what cannot be meant: needs of a topic that is not there, and a wait that is none.
    pub fn check(&self, place: &str, topics: &[Topic], reader: &mut Reader<'_>) {
        for topic in self.needs.0.keys().filter(|name| !topics.iter().any(|topic| topic.name == **name)) {
            let known: Vec<&str> = topics.iter().map(|topic| topic.name.as_str()).collect();
            let message = match known.as_slice() {
                [] => format!("there is no topic {topic:?}; write it into `topics` with a few examples"),
                known => format!("there is no topic {topic:?}; known are {}", known.join(", ")),
            };
            reader.note(&join(&join(place, "needs"), topic), message);
        }
        self.check_products(&join(place, "needs_product"), reader);
        if self.unclaimed_after < UNCLAIMED_AFTER_MIN {
            let message = format!(
                "is shorter than {}; give whoever is paged the time to take the case, such as \"5m\"",
                show_duration(UNCLAIMED_AFTER_MIN)
            );
            reader.note(&join(place, "unclaimed_after"), message);
        }
    }

    /// Notes at `place` products that no page and no user can name, or that cannot be told apart.
    fn check_products(&self, place: &str, reader: &mut Reader<'_>) {
        let mut known = BTreeSet::new();
        if self.needs_product.0.len() > PRODUCTS_MAX {
            let message = format!("has {} products; at most {PRODUCTS_MAX}", self.needs_product.0.len());
            reader.note(place, message);
        }
        for name in self.needs_product.0.keys() {
            let is_name = name.chars().any(char::is_alphanumeric) && !name.chars().any(char::is_control);
            if !is_name || name.chars().count() > PRODUCT_CHARS_MAX {
                let message = format!(
                    "a product's name has letters or digits, in one line, at most {PRODUCT_CHARS_MAX} characters"
                );
                reader.note(place, message);
            } else if !known.insert(name.trim().to_lowercase()) {
                reader.note(
                    &join(place, name),
                    "is named twice: capitals do not tell products apart".to_owned(),
                );
            }
        }
    }

    /// Who is there can be paged, too.
    fn read_on_call(&self, place: &str, hours: &Hours, teams: &[Team], reader: &mut Reader<'_>) -> Hours {
        let named: Vec<String> = self.on_call.0.iter().filter(|name| *name != EVER).cloned().collect();
        let on_call = team::hours_of(&named, teams, place, reader);
        if self.names(EVER) {
            return Hours::Always;
        }
        on_call.map_or_else(|| hours.clone(), |on_call| hours.or(&on_call))
    }

    fn read_needs(&self, place: &str, reader: &mut Reader<'_>) -> Vec<Need> {
        let topics = self.needs.0.iter().map(|(topic, skills)| (Asking::Topic(topic.clone()), skills));
        let products =
            self.needs_product.0.iter().map(|(name, skills)| (Asking::Product(name.clone()), skills));
        let mut needs = Vec::new();
        for (of, skills) in topics.chain(products).chain([(Asking::Every, &self.needs_all)]) {
            for text in skills {
                let (skill, level) = text.rsplit_once(':').unwrap_or((text, "1"));
                match level.trim().parse() {
                    Ok(level @ 1..=5) if !skill.trim().is_empty() => {
                        needs.push(Need { of: of.clone(), skill: skill.trim().to_owned(), level });
                    }
                    _ => {
                        let message = format!(
                            "{text:?} is no need; write a skill and a level from 1 to 5, such as \"billing:2\""
                        );
                        reader.note(&join(place, &asked_at(&of)), message);
                    }
                }
            }
        }
        needs
    }
}

/// Returns where in a routing table cases ask for a skill.
#[must_use]
pub fn asked_at(of: &Asking) -> String {
    match of {
        Asking::Every => "needs_all".to_owned(),
        Asking::Topic(topic) => join("needs", topic),
        Asking::Product(product) => join("needs_product", product),
    }
}
