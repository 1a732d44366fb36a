//! An inbox: from the file's table to what decisions, search and the sockets need of it.

use std::sync::Arc;

use toml::de::DeTable;

use super::{
    document::Document,
    field::{Field, field, optional_table, table},
    identity::{JwtDraft, JwtKeys},
    plan::Plan,
    policy::PolicyDraft,
    read::Reader,
    team::Team,
    write::{Detail, write_table},
};
use crate::domain::{
    ids::{InboxKey, Locale},
    policy::Policy,
    topic::Topics,
};

/// An entry point with everything that is set for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Inbox {
    /// What decisions depend on.
    pub policy: Policy,
    /// The name it was given.
    pub name: Option<String>,
    /// The first line of the chat.
    pub greeting: Greeting,
    /// Globs of the documents it serves, below the documents folder.
    pub documents: Vec<String>,
    /// Foreign origins that may embed it, such as `https://shop.example.com`; lower case, no slash at the end.
    pub allowed_origins: Vec<String>,
    /// Whether contacts without a token are welcome.
    pub anonymous: bool,
    /// Whether the model may see what is said here.
    pub uses_model: bool,
    /// What its conversations may be about.
    pub topics: Arc<Topics>,
    /// Keys that contacts' JWTs are checked with.
    pub jwt: Option<JwtKeys>,
    /// Where the privacy notice stands.
    pub privacy_url: Option<String>,
    /// What holds instead for some plans and accounts.
    pub plans: Vec<Plan>,
    /// The policy as a document, whose version `policy` carries.
    pub document: Arc<Document>,
    /// Every field as TOML, secrets hidden.
    pub(super) described: String,
}

impl Inbox {
    /// Returns its key.
    #[must_use]
    pub const fn key(&self) -> &InboxKey {
        &self.policy.inbox
    }
    /// Returns the name shown to users.
    #[must_use]
    pub fn shown_name(&self, locale: Locale) -> &str {
        self.name.as_deref().unwrap_or(match locale {
            Locale::En => "Help",
            Locale::Zh => "帮助",
        })
    }
    /// Returns the policy of a contact: that of their account, else that of their plan, else the inbox's own.
    #[must_use]
    pub fn policy_for(&self, account: Option<&str>, plan: Option<&str>) -> &Policy {
        let named =
            |names: &[String], name: Option<&str>| name.is_some_and(|name| names.iter().any(|n| n == name));
        let of_account = self.plans.iter().find(|of| named(&of.accounts, account));
        let found = of_account.or_else(|| self.plans.iter().find(|of| named(&of.plans, plan)));
        found.map_or(&self.policy, |found| &found.policy)
    }
    /// Returns what is searched here, by the name it is searched under and with its globs: the inbox's documents, and
    /// those of plans with others.
    pub fn corpora(&self) -> impl Iterator<Item = (&InboxKey, &[String])> {
        let plans = self.plans.iter().map(|plan| (&plan.policy.corpus, plan.documents.as_slice()));
        let others = plans.filter(|(corpus, _)| **corpus != self.policy.corpus);
        std::iter::once((&self.policy.corpus, self.documents.as_slice())).chain(others)
    }
    /// Returns every policy that holds here: the inbox's own and those of plans and accounts.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        std::iter::once(&self.policy).chain(self.plans.iter().map(|plan| &plan.policy))
    }
    /// Returns the same inbox under another policy, or another version of the same.
    #[must_use]
    pub fn under(&self, document: Arc<Document>, version: u32) -> Self {
        let versioned = |policy: &Policy| Policy { version, ..policy.clone() };
        let plans = document.plans.iter();
        Self {
            policy: versioned(&document.policy),
            documents: document.documents.clone(),
            plans: plans.map(|plan| Plan { policy: versioned(&plan.policy), ..plan.clone() }).collect(),
            topics: Topics::new(&document.policy.topics).into(),
            document,
            ..self.clone()
        }
    }
}

/// The first line of the chat, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Greeting {
    /// Returns the line in one language.
    #[must_use]
    pub fn in_locale(&self, locale: Locale) -> &str {
        match locale {
            Locale::En => &self.en,
            Locale::Zh => &self.zh,
        }
    }
    fn fields(&mut self) -> Vec<Field<'_>> {
        vec![field("en", &mut self.en, "", "In English."), field("zh", &mut self.zh, "", "In Chinese.")]
    }
}

impl Default for Greeting {
    fn default() -> Self {
        Self {
            en: "Ask your question: I look it up in the documentation, and a person is one step away."
                .to_owned(),
            zh: "请直接提问：我会在文档中查找答案，需要时可随时为您转接人工。".to_owned(),
        }
    }
}

/// An inbox as it stands in the file.
pub(super) struct InboxDraft {
    key: String,
    name: Option<String>,
    greeting: Greeting,
    allowed_origins: Vec<String>,
    anonymous: bool,
    model: String,
    privacy_url: Option<String>,
    has_jwt: bool,
    jwt: JwtDraft,
    policy: PolicyDraft,
}

/// The one model there is, as an inbox names it.
const THE_MODEL: &str = "default";
/// No model, as an inbox names it.
const NO_MODEL: &str = "none";

impl InboxDraft {
    pub fn new(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            name: None,
            greeting: Greeting::default(),
            allowed_origins: Vec::new(),
            anonymous: true,
            model: THE_MODEL.to_owned(),
            privacy_url: None,
            has_jwt: false,
            jwt: JwtDraft::default(),
            policy: PolicyDraft::default(),
        }
    }

    /// Describes every field.
    pub fn fields(&mut self) -> Vec<Field<'_>> {
        let Self { policy, .. } = self;
        let policy = policy.fields();
        let mut fields = vec![
            field(
                "key",
                &mut self.key,
                "",
                "Names the inbox in data-inbox, in tokens (aud) and in links: lower-case letters, digits and hyphens. Never change it, the conversations stand under it.",
            ),
            field("name", &mut self.name, "", "The name users see; without it the chat is headed \"Help\".")
                .sample("\"Example support\""),
            field(
                "allowed_origins",
                &mut self.allowed_origins,
                "origins",
                "Foreign sites that may embed the widget, such as \"https://shop.example.com\": none, so that nobody borrows your model. This server's own origin is always allowed.",
            ),
            field(
                "anonymous",
                &mut self.anonymous,
                "",
                "Whether people without a token may ask: most support is before the login.",
            ),
            field(
                "model",
                &mut self.model,
                "default or none",
                "Which language model its conversations may be shown to: that of [model], or none, and every answer is quoted from the documentation.",
            ),
            field("privacy_url", &mut self.privacy_url, "", "Your privacy notice; the widget links to it.")
                .sample("\"https://example.com/privacy\""),
            table("greeting", self.greeting.fields(), "The first line of the chat."),
            optional_table(
                "jwt",
                &mut self.has_jwt,
                self.jwt.fields(),
                "Keys that check the tokens (JWT) in which your site names its users. Without this table nobody is named.",
            ),
        ];
        fields.extend(policy);
        fields
    }

    /// Reads the table of the inbox that stands at `place`.
    pub fn read(&mut self, place: &str, table: &DeTable<'_>, reader: &mut Reader<'_>) {
        self.policy.begin(place, table, reader);
        reader.read(place, table, self.fields());
        self.policy.end(place, table, reader);
    }

    /// Writes what was read, without a header.
    fn describe(&mut self) -> String {
        let mut out = String::new();
        write_table(&mut out, "inbox", self.fields(), Detail::Values, true);
        self.policy.describe_plans(&mut out, "inbox");
        out
    }

    /// Makes an inbox of it; notes at `place` whatever cannot be.
    pub fn build(
        mut self,
        place: &str,
        teams: &[Team],
        reader: &mut Reader<'_>,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Inbox {
        let described = self.describe();
        self.check(place, reader);
        let jwt = self.jwt.build(&format!("{place}.jwt"), self.has_jwt, reader, env);
        if jwt.is_none() && !self.anonymous {
            let field = format!("{place}.anonymous");
            reader.note(&field, "nobody could ask: set it to true, or give the inbox keys in [inbox.jwt]");
        }
        let document = self.policy.build(&self.key, place, teams, reader);
        let topics = Topics::new(&document.policy.topics).into();
        Inbox {
            policy: document.policy.clone(),
            name: self.name,
            greeting: self.greeting,
            documents: document.documents.clone(),
            plans: document.plans.clone(),
            document: Arc::new(document),
            allowed_origins: self.allowed_origins.iter().map(|origin| normal_origin(origin)).collect(),
            anonymous: self.anonymous,
            uses_model: self.model != NO_MODEL,
            topics,
            jwt,
            privacy_url: self.privacy_url,
            described,
        }
    }

    fn check(&self, place: &str, reader: &mut Reader<'_>) {
        if !is_key(&self.key) {
            let message = format!(
                "{:?} is no key; use 1 to 64 lower-case letters, digits and hyphens, such as \"support\"",
                self.key
            );
            reader.note(&format!("{place}.key"), message);
        }
        for origin in &self.allowed_origins {
            if !is_origin(&normal_origin(origin)) {
                let message = format!(
                    "{origin:?} is no origin; write scheme and host without a path, such as \"https://shop.example.com\""
                );
                reader.note(&format!("{place}.allowed_origins"), message);
            }
        }
        if self.privacy_url.as_deref().is_some_and(|url| !is_web_url(url)) {
            reader.note(&format!("{place}.privacy_url"), "must begin with https:// or http://");
        }
        if ![THE_MODEL, NO_MODEL].contains(&self.model.as_str()) {
            let message = format!("{:?} is no choice; write \"{THE_MODEL}\" or \"{NO_MODEL}\"", self.model);
            reader.note(&format!("{place}.model"), message);
        }
    }
}

/// Returns whether a text may name an inbox or a receiver.
pub(super) fn is_key(key: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=64).contains(&key.len()) && key.chars().all(allowed)
}

fn normal_origin(origin: &str) -> String {
    let origin = origin.trim().to_ascii_lowercase();
    let origin = origin.strip_suffix('/').unwrap_or(&origin);
    // Browsers leave out a scheme's own port.
    let is_default = |scheme: &str, port: &str| origin.starts_with(scheme) && origin.ends_with(port);
    if is_default("https://", ":443") || is_default("http://", ":80") {
        return origin.rsplit_once(':').map_or(origin, |(host, _)| host).to_owned();
    }
    origin.to_owned()
}

fn is_origin(origin: &str) -> bool {
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c))
    })
}

/// Returns whether a text is an address of the web.
pub(super) fn is_web_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}
