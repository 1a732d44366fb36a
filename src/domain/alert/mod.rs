//! Who is told of what: the occasions that events give, and which receiver hears of them when.
//!
//! An occasion is written in the transaction of its event. Its name comes from that event, so that telling it again is
//! seen to be telling it again. How it is worded is in `telling`, what each robot is sent in `bodies`.

mod bodies;
mod quiet;
mod telling;

pub use bodies::{Content, Message, body};
pub use quiet::{Quiet, Spell};
pub use telling::{Facts, Telling, tell};

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    conversation::{Owner, State},
    event::{Body, Event, Severity, SlaState, SlaTarget},
    ids::{ConversationId, EventId, InboxKey, Locale},
    time::Timestamp,
};

/// What somebody may be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "OccasionKind")]
pub enum Kind {
    /// A case stands in a queue for the first time.
    NewCase,
    /// The same with severity 1, or a case at the desk has become severity 1.
    Critical,
    /// A promised time is near.
    AboutToBreach,
    /// A promised time has passed.
    Breached,
    /// Somebody on call is paged.
    Paged,
    /// Nothing happened: a receiver is tried out.
    Test,
}

/// A rule: what is told, by which name it stands in the settings, and whether it is switched on unless told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The occasion.
    pub kind: Kind,
    /// Its name in `events` of a receiver and in `type` of a webhook.
    pub word: &'static str,
    /// A receiver that names no events hears of it.
    pub is_default: bool,
}

/// The rules that are shipped.
pub const RULES: [Rule; 5] = [
    Rule { kind: Kind::NewCase, word: "new_case", is_default: true },
    Rule { kind: Kind::Critical, word: "critical", is_default: true },
    Rule { kind: Kind::AboutToBreach, word: "about_to_breach", is_default: true },
    Rule { kind: Kind::Breached, word: "breached", is_default: true },
    Rule { kind: Kind::Paged, word: "paged", is_default: true },
];

/// How soon somebody must hear of an occasion; what comes first here is told first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Urgency {
    /// Somebody is called.
    Page,
    /// Something is down or late, or about to be.
    Pressing,
    /// Everything else.
    Plain,
}

impl Urgency {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 3] = [Self::Page, Self::Pressing, Self::Plain];
}

impl Kind {
    /// Returns how soon somebody must hear of it.
    #[must_use]
    pub const fn urgency(self) -> Urgency {
        match self {
            Self::Paged => Urgency::Page,
            Self::Critical | Self::AboutToBreach | Self::Breached => Urgency::Pressing,
            Self::NewCase | Self::Test => Urgency::Plain,
        }
    }
    /// Returns its name in settings and on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        RULES.iter().find(|rule| rule.kind == self).map_or("test", |rule| rule.word)
    }
    /// Returns the occasion a name stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        RULES.iter().find(|rule| rule.word == word).map(|rule| rule.kind)
    }
}

/// Something that somebody is to be told. Holds nobody's words: what the case is about is looked up when it is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Occasion {
    /// The event it comes from; names it for ever.
    pub event: EventId,
    /// What it is.
    pub kind: Kind,
    /// When it happened.
    pub at: Timestamp,
    /// The case.
    pub conversation: ConversationId,
    /// Its inbox.
    pub inbox: InboxKey,
    /// How bad it was then.
    pub severity: Severity,
    /// Where it waits.
    pub queue: String,
    /// 1, 2, 3.
    pub tier: u8,
    /// The promise meant, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<SlaTarget>,
    /// A person answers by then; of a promise: when it was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// Of a page: which one of this handoff, 1 for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

impl Occasion {
    /// Returns the name that every delivery of it carries (`webhook-id`), so that receivers can drop doubles.
    #[must_use]
    pub fn name(&self) -> String {
        format!("msg_{}", self.event.raw().simple())
    }
}

/// Returns what is to be told of an append: at most one occasion an event.
#[must_use]
pub fn occasions(before: Option<&State>, after: &State, events: &[Event]) -> Vec<Occasion> {
    let mut told_new = !is_new_case(before, after, events);
    let was_critical =
        before.is_some_and(|state| is_at_desk(state) && state.severity() == Severity::Critical);
    let mut told_critical = was_critical || !(is_at_desk(after) && after.severity() == Severity::Critical);
    // A page says all that the new case it comes with would say.
    let is_paged = events.iter().any(|event| matches!(event.body, Body::Paged(_)));
    told_new |= is_paged;
    told_critical |= is_paged;
    let mut found = Vec::new();
    for event in events {
        let occasion = match &event.body {
            Body::Paged(paged) => {
                let about = occasion(Kind::Paged, after, event);
                Occasion { tier: paged.tier, page: Some(paged.n), ..about }
            }
            Body::Queued(_) if !told_new => {
                let kind = if told_critical { Kind::NewCase } else { Kind::Critical };
                (told_new, told_critical) = (true, true);
                occasion(kind, after, event)
            }
            Body::SeverityChanged(_) | Body::Triaged(_) if told_new && !told_critical => {
                told_critical = true;
                occasion(Kind::Critical, after, event)
            }
            Body::Sla(sla) => {
                let kind = match sla.state {
                    SlaState::Warned => Kind::AboutToBreach,
                    SlaState::Breached => Kind::Breached,
                    SlaState::Promised | SlaState::Paused | SlaState::Met | SlaState::Withdrawn => continue,
                };
                let about = occasion(kind, after, event);
                Occasion { target: Some(sla.target), due: Some(sla.due), ..about }
            }
            _ => continue,
        };
        found.push(occasion);
    }
    found
}

fn occasion(kind: Kind, state: &State, event: &Event) -> Occasion {
    let queued = state.case.as_ref().and_then(|case| case.queued.as_ref());
    Occasion {
        event: event.id,
        kind,
        at: event.at,
        conversation: event.conversation,
        inbox: state.inbox.clone(),
        severity: state.severity(),
        queue: queued.map(|queued| queued.queue.clone()).unwrap_or_default(),
        tier: queued.map_or(1, |queued| queued.tier),
        target: None,
        due: queued.and_then(|queued| queued.respond_by),
        page: None,
    }
}

/// A handoff that stands in a queue for the first time, or again after it was solved; released and transferred ones do
/// not come again.
fn is_new_case(before: Option<&State>, after: &State, events: &[Event]) -> bool {
    let queued =
        |state: &State| state.case.as_ref().filter(|case| case.queued.is_some()).map(|case| case.requested);
    let is_reopened = events.iter().any(|event| matches!(event.body, Body::Reopened(_))) && is_at_desk(after);
    queued(after).is_some() && (is_reopened || before.and_then(queued) != queued(after))
}

const fn is_at_desk(state: &State) -> bool {
    matches!(state.owner, Owner::Queue { .. } | Owner::Agent { .. })
}

/// Who hears of what, and when not.
#[derive(Clone, Debug, PartialEq)]
pub struct Listener {
    /// Of these.
    pub kinds: Vec<Kind>,
    /// Of these inboxes; `None`: of all.
    pub inboxes: Option<Vec<InboxKey>>,
    /// Of these tiers; `None`: of all.
    pub tiers: Option<Vec<u8>>,
    /// When it is left alone; severity 1 breaks through.
    pub quiet: Quiet,
    /// In which language.
    pub locale: Locale,
}

impl Listener {
    /// Returns whether it is told when a case of severity 1 there calls for somebody.
    #[must_use]
    pub fn hears_pages(&self, inbox: &InboxKey, tier: u8) -> bool {
        let is_named = |kind: &Kind| matches!(kind, Kind::Paged | Kind::Critical | Kind::NewCase);
        self.kinds.iter().any(is_named) && self.is_for(inbox, tier)
    }
    /// Returns when it is told of the occasion; `None` where it never is.
    ///
    /// Who hears of new cases hears of those with severity 1, too; and of severity 1 by its first page, where it is
    /// told by that.
    #[must_use]
    pub fn hears_at(&self, occasion: &Occasion, now: Timestamp) -> Option<Timestamp> {
        let stands_for: &[Kind] = match (occasion.kind, occasion.page) {
            (Kind::Critical, _) => &[Kind::Critical, Kind::NewCase],
            (Kind::Paged, Some(1)) => &[Kind::Paged, Kind::Critical, Kind::NewCase],
            (kind, _) => &[kind],
        };
        let is_named = stands_for.iter().any(|kind| self.kinds.contains(kind));
        if !is_named || !self.is_for(&occasion.inbox, occasion.tier) {
            return None;
        }
        Some(self.told_at(occasion, now))
    }

    /// Returns when it is told of an occasion that it hears of, `at` the earliest: severity 1 alone breaks through its
    /// quiet hours.
    #[must_use]
    pub fn told_at(&self, occasion: &Occasion, at: Timestamp) -> Timestamp {
        if occasion.severity == Severity::Critical { at } else { self.quiet.over_at(at) }
    }

    /// Returns whether it hears of a tier of an inbox.
    #[must_use]
    pub fn is_for(&self, inbox: &InboxKey, tier: u8) -> bool {
        self.inboxes.as_ref().is_none_or(|inboxes| inboxes.contains(inbox))
            && self.tiers.as_ref().is_none_or(|tiers| tiers.contains(&tier))
    }
}

/// Waits between the tries of a delivery, in seconds: the schedule that Standard Webhooks proposes, over three days.
const WAITS_S: [u64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// The first waits of a page, in seconds; then it is tried every minute until an hour is over, and from there on as all
/// else: what it is about does not wait, and after an hour somebody else has been called long since.
const PAGE_WAITS_S: [u64; 3] = [5, 15, 30];
const PAGE_MINUTES: usize = 59;
/// Waits of [`WAITS_S`] that lie within that hour.
const WAITS_OF_AN_HOUR: usize = 2;

/// Returns how long to wait after the `n`th try (from 1) has failed; `None` where it is given up.
#[must_use]
pub fn wait_after(n: u32, urgency: Urgency) -> Option<Duration> {
    let idx = usize::try_from(n).ok()?.checked_sub(1)?;
    let wait_s = match urgency {
        Urgency::Page => PAGE_WAITS_S
            .into_iter()
            .chain(std::iter::repeat_n(60, PAGE_MINUTES))
            .chain(WAITS_S.into_iter().skip(WAITS_OF_AN_HOUR))
            .nth(idx),
        Urgency::Pressing | Urgency::Plain => WAITS_S.get(idx).copied(),
    };
    wait_s.map(Duration::from_secs)
}

#[cfg(test)]
mod tests;
