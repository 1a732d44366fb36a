//! What an inbox promises and for how long it waits: the settings that decisions depend on.
//!
//! Read from the configuration, versioned; a conversation stores the version it was opened under.

use std::{collections::BTreeSet, time::Duration};

use super::{
    event::{Context, Severity},
    hours::Hours,
    ids::{InboxKey, Locale},
    routing::Skills,
    sla::Targets,
    topic::Topic,
    words::Words,
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
    /// Returns what a case about `topic`, of `product`, asks of its agent: each skill at the highest level that is asked
    /// for.
    #[must_use]
    pub fn needs_of(&self, topic: Option<&str>, product: Option<&str>) -> Skills {
        let mut skills = Skills::new();
        let asks = |of: &Asking| match of {
            Asking::Every => true,
            Asking::Topic(name) => topic == Some(name),
            Asking::Product(name) => product == Some(name),
        };
        for need in self.needs.iter().filter(|need| asks(&need.of)) {
            let level = skills.entry(need.skill.clone()).or_default();
            *level = need.level.max(*level);
        }
        skills
    }

    /// Returns the products that are named, in alphabetical order.
    #[must_use]
    pub fn products(&self) -> Vec<&str> {
        let named = self.needs.iter().filter_map(|need| match &need.of {
            Asking::Product(name) => Some(name.as_str()),
            Asking::Every | Asking::Topic(_) => None,
        });
        named.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Returns the product that a context names, whatever its case; nothing where it is none of those that are named.
    #[must_use]
    pub fn product_of(&self, context: &Context) -> Option<&str> {
        let told = context.get(PRODUCT)?.trim().to_lowercase();
        self.products().into_iter().find(|name| name.trim().to_lowercase() == told)
    }

    /// Returns the one product that a text names in so many words; nothing where it names none, or several of which
    /// the longest does not contain the others.
    #[must_use]
    pub fn product_in(&self, text: &str) -> Option<&str> {
        let text = Words::of(text);
        let named: Vec<&str> = self.products().into_iter().filter(|name| text.names(name)).collect();
        let longest = named.iter().copied().max_by_key(|name| name.len())?;
        let whole = Words::of(longest);
        named.iter().all(|name| whole.names(name)).then_some(longest)
    }
}

/// What a context calls its product.
const PRODUCT: &str = "product";

/// A skill that cases ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Which cases.
    pub of: Asking,
    /// Ask for this skill.
    pub skill: String,
    /// At least so well: 1 to 5.
    pub level: u8,
}

/// The cases that ask for a skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asking {
    /// All of them, for what they have in common, such as the scene.
    Every,
    /// Those about this topic.
    Topic(String),
    /// Those of this product.
    Product(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routing() -> Routing {
        let need = |of, skill: &str, level| Need { of, skill: skill.to_owned(), level };
        let product = |name: &str| Asking::Product(name.to_owned());
        let needs = vec![
            need(Asking::Every, "support", 1),
            need(Asking::Topic("billing".to_owned()), "billing", 2),
            need(product("Pro"), "pro", 2),
            need(product("Pro Max"), "pro", 3),
            need(product("视频会议"), "video", 1),
        ];
        Routing { needs, ..Routing::default() }
    }
    fn skills(skills: &[(&str, u8)]) -> Skills {
        skills.iter().map(|&(skill, level)| (skill.to_owned(), level)).collect()
    }

    #[test]
    fn topic_product_and_every_case_ask_for_skills() {
        let routing = routing();
        assert_eq!(routing.needs_of(None, None), skills(&[("support", 1)]));
        let both = routing.needs_of(Some("billing"), Some("Pro"));
        assert_eq!(both, skills(&[("support", 1), ("billing", 2), ("pro", 2)]));
    }

    #[test]
    fn a_context_names_its_product_whatever_its_case_and_no_other() {
        let routing = routing();
        let context = |product: &str| Context::from([("product".to_owned(), product.to_owned())]);
        assert_eq!(routing.product_of(&context(" pro max")), Some("Pro Max"));
        assert_eq!(routing.product_of(&context("Prof")), None);
        assert_eq!(routing.product_of(&Context::new()), None);
    }

    #[test]
    fn a_text_names_one_product_or_none() {
        let routing = routing();
        assert_eq!(routing.product_in("Since today PRO does not start"), Some("Pro"));
        assert_eq!(routing.product_in("The Pro Max has no sound"), Some("Pro Max"));
        assert_eq!(routing.product_in("我们的视频会议没有声音"), Some("视频会议"));
        assert_eq!(routing.product_in("Pro 和视频会议都没有声音"), None);
        assert_eq!(routing.product_in("A problem with the profile"), None);
    }
}
