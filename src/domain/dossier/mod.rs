//! The dossier: what an agent gets so that the user never repeats anything.
//!
//! The shape stands here; version 1 is written by `rules`, from the log alone.

mod environment;
mod record;
mod rules;
mod transcript;

pub use record::without_record;
pub use rules::{amended, by_rules};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    event::Severity,
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
    /// The user's own words that matter.
    pub asked: Vec<Quote>,
    /// How bad; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The words that show the severity; agents only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Personal<String>>,
    /// Product, version, system, error codes.
    pub environment: Vec<EnvironmentFact>,
    /// Steps the user says they did.
    pub tried: Vec<Quote>,
    /// Documents shown, and what became of them.
    pub documents: Vec<DossierDocument>,
    /// What the bot asked last and nobody answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_question: Option<Personal<String>>,
    /// What the user says and nobody checked.
    pub claims: Vec<Quote>,
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

/// One fact about the user's surroundings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EnvironmentFact {
    /// What it is: `product`, `version`, `os`, `error_code`, `identifier`, `page_url` …
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
