//! The dossier: what an agent gets so that the user never repeats anything.
//!
//! The shape stands here; version 1 is written by `rules`, from the log alone. `grown` adds what a tier did when the
//! case goes on to the next one; `solved` is what is kept of a case that came to a good end.

mod environment;
mod grown;
mod record;
mod rules;
mod said;
mod solved;
mod steps;
mod transcript;

pub use grown::{amended, grown, newest, unmarked};
pub use record::without_record;
pub use rules::by_rules;
pub use solved::{CitedDocument, Solved, about, solved};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    event::{Party, Reason, Severity},
    ids::{Locale, Seq},
    personal::Personal,
};

/// What is passed on to a person. Lists are empty where nothing is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dossier {
    /// 1 by rules, then rising.
    pub version: u32,
    /// The problem in one or two sentences.
    pub problem: Personal<String>,
    /// The events that the problem quotes.
    #[serde(default)]
    pub problem_from: Vec<Seq>,
    /// The user's own words that matter.
    pub asked: Vec<Quote>,
    /// How bad; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Why it was handed off; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The words that show the severity; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<Personal<String>>>,
    /// The event that says how bad it is, and by which words; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity_from: Option<Seq>,
    /// Product, version, system, error codes, amounts, who is affected, what was changed, log lines.
    pub environment: Vec<EnvironmentFact>,
    /// Steps the user says they did, and what the desk told them to do.
    pub tried: Vec<Step>,
    /// Documents shown, and what became of them.
    pub documents: Vec<DossierDocument>,
    /// What the bot or the desk asked last and nobody answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_question: Option<Personal<String>>,
    /// Where it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_question_seq: Option<Seq>,
    /// What the user says and nobody checked.
    pub claims: Vec<Quote>,
    /// Each time it was sent to another tier, with why; agents only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalations: Vec<Escalation>,
    /// The user's language.
    pub locale: Locale,
    /// Who wrote this version.
    pub written_by: WrittenBy,
}

/// The user's words and the event they stand in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// The words.
    pub text: Personal<String>,
    /// Where they stand.
    pub seq: Seq,
}

/// Something that was tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// The words that say so.
    pub text: Personal<String>,
    /// Where they stand.
    pub seq: Seq,
    /// Whose step it is.
    #[serde(default, skip_serializing_if = "StepBy::is_user")]
    pub by: StepBy,
    /// Whether it helped, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helped: Option<bool>,
}

/// Whose step something was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepBy {
    /// The user did it.
    #[default]
    User,
    /// A person at the desk said or did it.
    Desk,
}

impl StepBy {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    const fn is_user(&self) -> bool {
        matches!(self, Self::User)
    }
}

/// The case was sent to another tier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Escalation {
    /// To which tier.
    pub tier: u8,
    /// Whose decision.
    pub by: Party,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<String>>,
    /// What is asked of whoever takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Personal<String>>,
    /// Where it was decided.
    pub seq: Seq,
}

/// One fact about the user's surroundings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EnvironmentFact {
    /// What it is: `product`, `named` (a name whose kind nobody told), `version`, `os`, `device`, `error_code`, `message`, `reference`, `amount`, `time`,
    /// `affected`, `works`, `changed`, `reach`, `log`, `identifier`, `page_url` …
    pub name: String,
    /// Its value, as given.
    pub value: Personal<String>,
    /// The event it comes from.
    pub seq: Seq,
}

/// A document the user was shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DossierDocument {
    /// Path below the documents folder.
    pub doc: String,
    /// Its title.
    pub title: String,
    /// Where a person reads it.
    pub url: String,
    /// Was it shown?
    pub shown: bool,
    /// Did the user open it?
    pub opened: bool,
    /// Did the reply citing it help, where the user said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<bool>,
    /// The events that show, open or judge it.
    #[serde(default)]
    pub seqs: Vec<Seq>,
}

/// Who wrote a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WrittenBy {
    /// Rules.
    Rules,
    /// A language model, from the log.
    Llm,
    /// An agent.
    Agent,
}
