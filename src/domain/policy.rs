//! What an inbox promises and for how long it waits: the settings that decisions depend on.
//!
//! Read from the configuration, versioned; a conversation stores the version it was opened under.

use std::time::Duration;

use super::{
    event::Severity,
    hours::Hours,
    ids::{InboxKey, Locale},
    routing::Skills,
    sla::Targets,
    topic::Topic,
};

/// The settings of one inbox that decisions depend on.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The inbox.
    pub inbox: InboxKey,
    /// Another one for other settings, never 0; stored in events decided under it. It names settings, it does not count them.
    pub version: u32,
    /// Language where nothing better is known.
    pub locale: Locale,
    /// The queue that its cases go to.
    pub queue: String,
    /// The name its documents are searched under: the inbox's own, or that of a plan with other documents.
    pub corpus: InboxKey,
    /// What its questions are about, each with examples.
    pub topics: Vec<Topic>,
    /// When people answer.
    pub hours: Hours,
    /// What is promised by severity.
    pub targets: Targets,
    /// How far the bot may go.
    pub bot: BotLimits,
    /// How a case finds its agent.
    pub routing: Routing,
    /// Silence after a final, read answer that makes it `assumed`.
    pub assume_after: Duration,
    /// Silence after anything else that makes it `abandoned`.
    pub abandon_after: Duration,
    /// Time from resolved to closed.
    pub close_after: Duration,
}

/// How far the bot may go before a person is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotLimits {
    /// Answers that did not help until the case is handed off without asking.
    pub tries_max: u32,
    /// Severities that go to a person whatever was found. Severity 1 always does.
    pub never_wait: Vec<Severity>,
}

impl BotLimits {
    /// Returns whether a case this bad goes to a person whatever was found. Severity 1 always does.
    #[must_use]
    pub fn never_waits(&self, severity: Severity) -> bool {
        severity == Severity::Critical || self.never_wait.contains(&severity)
    }
}

impl Default for BotLimits {
    fn default() -> Self {
        Self { tries_max: 2, never_wait: vec![Severity::Critical] }
    }
}

/// How a case finds its agent.
#[derive(Clone, Debug, PartialEq)]
pub struct Routing {
    /// Whether cases are offered to agents, beside being there to be taken.
    pub offers: bool,
    /// How long an offer stands.
    pub offer_for: Duration,
    /// What cases ask of their agent.
    pub needs: Vec<Need>,
    /// When somebody can be paged for severity 1.
    pub on_call: Hours,
    /// Whether an anonymous contact alone pages out of hours.
    pub page_anonymous: bool,
    /// Like reports of severity 1, by different contacts, that page out of hours though nobody is named.
    pub like_reports: u32,
    /// How long severity 1 waits unclaimed until the next tier is paged.
    pub unclaimed_after: Duration,
    /// Whether a first response that is about to be late goes to the next tier.
    pub escalate_warned: bool,
    /// How often a case is reopened until it goes to the next tier; 0 for never.
    pub escalate_reopened: u32,
}

impl Default for Routing {
    fn default() -> Self {
        Self {
            offers: false,
            offer_for: Duration::from_secs(45),
            needs: Vec::new(),
            on_call: Hours::Always,
            page_anonymous: false,
            like_reports: 3,
            unclaimed_after: Duration::from_secs(5 * 60),
            escalate_warned: true,
            escalate_reopened: 2,
        }
    }
}

impl Routing {
    /// Returns what a case about `topic` asks of its agent: each skill at the highest level that is asked for.
    #[must_use]
    pub fn needs_of(&self, topic: Option<&str>) -> Skills {
        let mut skills = Skills::new();
        for need in self.needs.iter().filter(|need| need.topic.is_none() || need.topic.as_deref() == topic) {
            let level = skills.entry(need.skill.clone()).or_default();
            *level = need.level.max(*level);
        }
        skills
    }
}

/// A skill that cases ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Cases of this topic; `None`: every case, for what they have in common, such as the product or the scene.
    pub topic: Option<String>,
    /// Ask for this skill.
    pub skill: String,
    /// At least so well: 1 to 5.
    pub level: u8,
}
