//! Event bodies of triage, handoff, desk and end: everything after the question was asked.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use crate::domain::{
    dossier::Dossier,
    ids::{AgentId, Locale, ReplyId},
    personal::Personal,
    time::Timestamp,
};

use super::Author;
#[cfg(doc)]
use super::Body;

/// How bad it is; see the design's table of targets. Users never see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Severity {
    /// 1: a core function is down.
    Critical,
    /// 2: degraded, with a way round.
    Degraded,
    /// 3: usage and configuration.
    Usage,
    /// 4: a suggestion.
    Suggestion,
}

impl JsonSchema for Severity {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Severity".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 1, "maximum": 4 })
    }
}
impl From<Severity> for u8 {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Critical => 1,
            Severity::Degraded => 2,
            Severity::Usage => 3,
            Severity::Suggestion => 4,
        }
    }
}
impl TryFrom<u8> for Severity {
    type Error = String;
    fn try_from(n: u8) -> Result<Self, String> {
        match n {
            1 => Ok(Self::Critical),
            2 => Ok(Self::Degraded),
            3 => Ok(Self::Usage),
            4 => Ok(Self::Suggestion),
            _ => Err(format!("severity is 1 to 4, not {n}")),
        }
    }
}

/// How a message sounds; agents only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Nothing stands out.
    Calm,
    /// Fed up.
    Annoyed,
    /// Furious, or in distress.
    Angry,
}

/// See [`Body::Triaged`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Triaged {
    /// How bad; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// About what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Which product, by the inbox's own name for it; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Language of the conversation from here on.
    pub locale: Locale,
    /// The words that show it; agents only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Personal<String>>,
    /// How the newest message sounds; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mood: Option<Mood>,
}

/// See [`Body::Feedback`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Feedback {
    /// The reply meant; absent: an agent's resolution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<ReplyId>,
    /// Did it help?
    pub solved: bool,
    /// In the user's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Personal<String>>,
}

/// See [`Body::ContactUpdated`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContactUpdated {
    /// How to be called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal<String>>,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Personal<String>>,
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Personal<String>>,
    /// Wants to be called back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback: Option<bool>,
}

/// See [`Body::Amended`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Amended {
    /// The correction.
    pub text: Personal<String>,
}

/// Whose decision something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The contact.
    User,
    /// Firstline.
    Bot,
    /// A person at the desk.
    Agent,
    /// A rule or a timer.
    Policy,
}

/// Why a case goes to a person; agents only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The user asked for one.
    Requested,
    /// Severity 1.
    Critical,
    /// Two answers did not help.
    UnsolvedTwice,
    /// The documentation does not say.
    NoneFound,
    /// The user is annoyed.
    Frustrated,
    /// A turn could not be completed.
    Failed,
    /// A rule of the inbox.
    Rule,
}

/// See [`Body::HandoffRequested`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HandoffRequested {
    /// Whose decision.
    pub by: Party,
    /// Why; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// What is passed on, version 1.
    pub dossier: Dossier,
}

/// See [`Body::Dossier`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DossierWritten {
    /// The newer version.
    pub dossier: Dossier,
}

/// See [`Body::Queued`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Queued {
    /// Which queue.
    pub queue: String,
    /// 1 first line, 2 specialists, 3 engineering.
    pub tier: u8,
    /// How bad; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// A person answers by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_by: Option<Timestamp>,
    /// When a person can truthfully be expected, where that is later than promised: nobody is there before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_by: Option<Timestamp>,
    /// Solved by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolve_by: Option<Timestamp>,
    /// When to warn of the first; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_warn: Option<Timestamp>,
    /// When to warn of the second; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolve_warn: Option<Timestamp>,
}

/// An agent as named in an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgentRef {
    /// Who; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<AgentId>,
    /// The name shown.
    pub name: Personal<String>,
}

/// See [`Body::Assigned`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assigned {
    /// Who took it.
    pub agent: AgentRef,
}

/// See [`Body::Released`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Released {
    /// The agent, or policy where the agent was gone.
    pub by: Party,
    /// Why; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<String>>,
}

/// Where a case is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Destination {
    /// To this agent; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// To this tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<u8>,
    /// To this queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
}

/// See [`Body::Transferred`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Transferred {
    /// Whose decision.
    pub by: Party,
    /// Where to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Destination>,
    /// Why; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<String>>,
    /// What is asked of whoever takes it; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Personal<String>>,
}

/// See [`Body::SeverityChanged`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeverityChanged {
    /// Before.
    pub from: Severity,
    /// After.
    pub to: Severity,
    /// Which agent.
    pub by: AgentRef,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<String>>,
}

/// See [`Body::Corrected`]. What is absent stays as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Corrected {
    /// Which agent.
    pub by: AgentRef,
    /// About what: a topic of the inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Which product: one that the inbox names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The conversation's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// How the newest message sounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mood: Option<Mood>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<String>>,
}

/// See [`Body::Note`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// Which agent.
    pub author: Author,
    /// The remark.
    pub text: Personal<String>,
    /// Agents it is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<AgentId>,
}

/// What was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlaTarget {
    /// The first reply of a person.
    FirstResponse,
    /// Each further reply.
    NextResponse,
    /// The solution.
    Resolution,
}

/// What became of a promise. Each ends as kept, as withdrawn, or broken: exactly one of them, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlaState {
    /// Given, or given again after it stood still.
    Promised,
    /// Stands still: we wait for the user.
    Paused,
    /// Soon due.
    Warned,
    /// Broken.
    Breached,
    /// Kept.
    Met,
    /// Not owed any more: the user solved it, or left, before it was due.
    Withdrawn,
}

/// See [`Body::Sla`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sla {
    /// Which promise.
    pub target: SlaTarget,
    /// What became of it.
    pub state: SlaState,
    /// When it was due.
    pub due: Timestamp,
    /// When to warn of it, where it was promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn: Option<Timestamp>,
    /// Milliseconds from the beginning of the promise to this event, where it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elapsed_ms: Option<u64>,
    /// How many of them it stood still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_ms: Option<u64>,
}

/// What became of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// Stands: the agent is asked to take the case. Others may take it all the same.
    Open,
    /// The agent said no.
    Declined,
    /// The agent did not answer in time.
    Lapsed,
    /// Nobody was there to answer: the agent may be asked again.
    Withdrawn,
}

/// See [`Body::Offered`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Offered {
    /// Who is asked.
    pub agent: AgentRef,
    /// Where it stands.
    pub state: OfferState,
    /// Until when it stands, where it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// Why somebody was paged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PageReason {
    /// Severity 1 was handed off, or a case became severity 1.
    Critical,
    /// Nobody took it in time.
    Unclaimed,
    /// An agent has it, and has not answered.
    Unanswered,
}

/// See [`Body::Paged`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Paged {
    /// Whom: everybody on call at this tier.
    pub tier: u8,
    /// Why.
    pub reason: PageReason,
    /// 1 for the first page since it waits.
    pub n: u32,
}

/// How a conversation was solved. The two machine outcomes are never added together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// The user said so.
    Confirmed,
    /// Answered, read, and silence since.
    Assumed,
    /// An agent said so.
    Agent,
}

/// See [`Body::Resolved`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resolved {
    /// Whose decision.
    pub by: Party,
    /// On what ground.
    pub how: Resolution,
}

/// See [`Body::Reopened`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reopened {
    /// Whose decision.
    pub by: Party,
    /// The segment that begins: 2, 3 …
    pub segment: u32,
}

/// Why a conversation is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// Finished.
    Done,
    /// Silence.
    Abandoned,
    /// The same as another.
    Duplicate,
    /// Not a question.
    Spam,
    /// Part of an incident.
    Incident,
}

/// See [`Body::Closed`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// Whose decision.
    pub by: Party,
    /// Why.
    pub how: Closing,
}

/// See [`Body::Rated`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rated {
    /// 1 (bad) to 5 (good).
    pub score: u8,
    /// In the user's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Personal<String>>,
    /// The segment meant.
    pub segment: u32,
}
