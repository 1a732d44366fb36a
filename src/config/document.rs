//! A policy as a whole document: read from JSON or TOML, held against its own hours, told apart from others.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    Settings,
    error::{ConfigError, Problem},
    feed::{self, Feed, Source, read_feeds},
    field::elsewhere,
    opening::Opening,
    plan::Plan,
    policy::PolicyDraft,
    read::{Reader, join},
    targets::Promised,
    team::{self, Team},
};
use crate::domain::{hours::Hours, policy::Policy, time::Timestamp};

/// Longest policy, in bytes, in whatever form: some thousands of examples and the dates of decades.
pub const POLICY_BYTES_MAX: usize = 1024 * 1024;

/// A policy that was read and checked. Two are the same where their bodies are, wherever they stood.
#[derive(Clone, Debug)]
pub struct Document {
    /// What decisions depend on. Its version is 1 until it is known which one it is.
    pub policy: Policy,
    /// Globs of the documents it serves.
    pub documents: Vec<String>,
    /// What holds instead for some plans and accounts.
    pub plans: Vec<Plan>,
    /// The hours of the teams that stand in it.
    pub(super) teams: BTreeMap<String, Hours>,
    /// The calendars by address that it names.
    pub sources: Vec<Source>,
    /// What was read of them; it stands in the body, too, and in no other form.
    pub feeds: Vec<Feed>,
    /// The whole as JSON; read again, it gives the same.
    pub body: Value,
    /// The whole as TOML.
    pub text: String,
    /// SHA-256, hex, of what was written: what was left out may change with the program, and makes no other document.
    pub digest: String,
    /// What is promised around the clock, to be held against the hours.
    pub(super) promised: Vec<Promised>,
    /// The hours of teams, the inbox and its plans, to be held against the time.
    pub(super) openings: Vec<Opening>,
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body && self.policy.inbox == other.policy.inbox
    }
}

impl Settings {
    /// Holds what is promised around the clock against the hours from `now` on. What the file says itself and nobody is
    /// there to keep is refused, and so are hours that never open again; what are defaults is warned of.
    ///
    /// # Errors
    /// Names each promise that cannot be kept, with the first hour nobody is there, and the hours that are over.
    pub fn cover(&mut self, now: Timestamp) -> Result<(), ConfigError> {
        let mut problems: Vec<Problem> =
            self.teams.iter().filter_map(|team| team.opening.never(now)).collect();
        for inbox in &self.inboxes {
            let (refused, warned) = inbox.document.gaps(now);
            problems.extend(refused);
            self.warnings
                .extend(warned.into_iter().map(|problem| format!("{}: {}", problem.field, problem.message)));
        }
        // A team stands in every document that names it.
        problems.sort();
        problems.dedup();
        if problems.is_empty() { Ok(()) } else { Err(ConfigError::Invalid { problems }) }
    }

    /// Reads a policy of the inbox `key` as JSON; teams it names stand in it or in these settings.
    ///
    /// # Errors
    /// Names everything that is wrong with it, by field.
    pub fn document(&self, key: &str, body: &serde_json::Value) -> Result<Document, ConfigError> {
        let problem = |field: String, message: String| Problem {
            origin: "policy".to_owned(),
            line: None,
            field,
            message,
        };
        let refused =
            |message: String| ConfigError::Invalid { problems: vec![problem(String::new(), message)] };
        if !body.is_object() {
            return Err(refused(
                "is no policy; it must be an object with fields such as \"targets\"".to_owned(),
            ));
        }
        let nulls = lists_with_null("", body);
        if !nulls.is_empty() {
            let message = "holds null, which is no value; take it out of the list";
            let problems = nulls.into_iter().map(|field| problem(field, message.to_owned())).collect();
            return Err(ConfigError::Invalid { problems });
        }
        let text = toml::to_string(&without_null(body)).map_err(|error| refused(error.to_string()))?;
        let read = Document::read("policy", key, &text, &self.teams, None);
        // The lines are those of the text it was made into, which nobody has seen.
        read.map_err(|error| match error {
            ConfigError::Invalid { problems } => {
                let mut problems: Vec<Problem> =
                    problems.into_iter().map(|problem| Problem { line: None, ..problem }).collect();
                problems.sort();
                ConfigError::Invalid { problems }
            }
            other @ ConfigError::Unreadable { .. } => other,
        })
    }

    /// Returns a document with what was read of its calendars in place of what it knows of them.
    ///
    /// # Errors
    /// The document cannot be read any more.
    pub fn with_feeds(&self, document: &Document, feeds: &[Feed]) -> Result<Document, ConfigError> {
        if document.feeds == feeds {
            return Ok(document.clone());
        }
        let read = self.document(&document.policy.inbox.0, &feed::put_into(&document.body, feeds))?;
        // What somebody wrote is the same.
        Ok(Document { digest: document.digest.clone(), ..read })
    }

    /// Reads a policy of the inbox `key` from a file in TOML or JSON.
    ///
    /// # Errors
    /// The file cannot be read, or something in it is wrong.
    pub fn document_of(&self, key: &str, file: &Path) -> Result<Document, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable { file: file.to_path_buf(), source };
        let text = std::fs::read_to_string(file).map_err(unreadable)?;
        if text.len() > POLICY_BYTES_MAX {
            let message = format!("is longer than {POLICY_BYTES_MAX} bytes; a policy is shorter");
            let origin = file.display().to_string();
            let problem = Problem { origin, line: None, field: String::new(), message };
            return Err(ConfigError::Invalid { problems: vec![problem] });
        }
        if file.extension().is_some_and(|extension| extension == "json") {
            let body = serde_json::from_str(&text).map_err(|error| unreadable(error.into()))?;
            return self.document(key, &body);
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        Document::read(&file.display().to_string(), key, &text, &self.teams, Some(folder))
    }
}

impl Document {
    /// Reads a document of the inbox `key`: a text in TOML that errors call `origin`.
    ///
    /// Teams are those it brings along, then `teams`.
    ///
    /// # Errors
    /// Names everything that is wrong with it, by field.
    fn read(
        origin: &str,
        key: &str,
        text: &str,
        teams: &[Team],
        folder: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(origin, text).within(folder);
        let table = reader.parse();
        let mut draft = PolicyDraft::default();
        let feeds = read_feeds(table.get("feed").map(|value| value.get_ref()), &mut reader);
        reader.know(feeds);
        let mut all = team::read_teams(table.get("team").map(|value| value.get_ref()), &mut reader);
        draft.bring(&all);
        all.extend(
            teams
                .iter()
                .filter(|team| !all.iter().any(|own| own.name == team.name))
                .cloned()
                .collect::<Vec<_>>(),
        );
        draft.begin("", &table, &mut reader);
        let mut fields = draft.fields();
        fields.extend([elsewhere("team"), elsewhere("feed")]);
        reader.read("", &table, fields);
        draft.end("", &table, &mut reader);
        let document = draft.build(key, "", &all, &mut reader);
        match reader.into_problems() {
            problems if problems.is_empty() => Ok(document),
            problems => Err(ConfigError::Invalid { problems }),
        }
    }

    /// Returns what is promised around the clock and not covered from `now` on, and hours that never open from then on:
    /// refusals, then warnings.
    #[must_use]
    pub fn gaps(&self, now: Timestamp) -> (Vec<Problem>, Vec<Problem>) {
        let policies = std::iter::once(&self.policy).chain(self.plans.iter().map(|plan| &plan.policy));
        let gaps = self.promised.iter().filter_map(|promised| {
            let policy = policies.clone().nth(promised.policy_idx)?;
            promised.gap(policy, now)
        });
        let (refused, warned): (Vec<_>, Vec<_>) = gaps.partition(|(_, is_refused)| *is_refused);
        let never = self.openings.iter().filter_map(|opening| opening.never(now));
        let refused = never.chain(refused.into_iter().map(|(problem, _)| problem)).collect();
        (refused, warned.into_iter().map(|(problem, _)| problem).collect())
    }
}

/// Names the lists below `place` that hold a null: unlike a field, an item has no default that it could mean.
fn lists_with_null(place: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, value)| lists_with_null(&join(place, name), value)).collect()
        }
        Value::Array(items) if items.iter().any(Value::is_null) => vec![place.to_owned()],
        Value::Array(items) => {
            let numbered = items.iter().enumerate();
            numbered
                .flat_map(|(idx, item)| lists_with_null(&join(place, &(idx + 1).to_string()), item))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Leaves out what JSON calls null: TOML has no such thing, and both mean the default.
fn without_null(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            serde_json::Value::Object(kept.map(|(key, value)| (key.clone(), without_null(value))).collect())
        }
        serde_json::Value::Array(items) => items.iter().map(without_null).collect(),
        other => other.clone(),
    }
}

/// Returns what tells one text from another.
pub(super) fn digest(written: &Value) -> String {
    let bytes = Sha256::digest(written.to_string().as_bytes());
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
