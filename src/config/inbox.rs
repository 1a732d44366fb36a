//! An inbox: from the file's table to what decisions, search and the sockets need of it.

use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{
    field::{Field, field, optional_table, table},
    identity::{JwtDraft, JwtKeys},
    opening,
    read::Reader,
    targets, topics,
    write::{Detail, write_table},
};
use crate::domain::{
    hours::Hours,
    ids::{InboxKey, Locale},
    policy::{BotLimits, Policy, Routing},
    sla::Targets,
    topic::{Topic, Topics},
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
    pub topics: Topics,
    /// Keys that contacts' JWTs are checked with.
    pub jwt: Option<JwtKeys>,
    /// Where the privacy notice stands.
    pub privacy_url: Option<String>,
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
    locale: Locale,
    greeting: Greeting,
    documents: Vec<String>,
    allowed_origins: Vec<String>,
    anonymous: bool,
    model: String,
    queue: Option<String>,
    topics: Vec<Topic>,
    waits: Waits,
    privacy_url: Option<String>,
    zone: Option<String>,
    has_hours: bool,
    hours: [Vec<String>; 7],
    targets: Targets,
    has_jwt: bool,
    jwt: JwtDraft,
}

/// How long silence lasts until something is made of it.
struct Waits {
    assume_after: Duration,
    abandon_after: Duration,
    close_after: Duration,
}

/// The one model there is, as an inbox names it.
const THE_MODEL: &str = "default";
/// No model, as an inbox names it.
const NO_MODEL: &str = "none";

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

impl InboxDraft {
    pub fn new(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            name: None,
            locale: Locale::En,
            greeting: Greeting::default(),
            documents: vec!["**".to_owned()],
            allowed_origins: Vec::new(),
            anonymous: true,
            model: THE_MODEL.to_owned(),
            queue: None,
            topics: Vec::new(),
            waits: Waits { assume_after: HOUR * 24, abandon_after: HOUR * 24, close_after: HOUR * 24 * 7 },
            privacy_url: None,
            zone: None,
            has_hours: false,
            hours: Default::default(),
            targets: Targets::default(),
            has_jwt: false,
            jwt: JwtDraft::default(),
        }
    }

    pub fn fields(&mut self) -> Vec<Field<'_>> {
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
                "locale",
                &mut self.locale,
                "en or zh",
                "Language where neither the widget nor the message tells.",
            ),
            field(
                "documents",
                &mut self.documents,
                "globs below the documents folder",
                "The documents it answers from: all, until there are several inboxes.",
            ),
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
            field("queue", &mut self.queue, "", "Where its cases wait; without it one named as the key.")
                .sample("\"first-line\""),
            field(
                "topic",
                &mut self.topics,
                "",
                "What conversations may be about, a table [[inbox.topic]] each: its name as agents see it, and five to twenty messages as users write them. A message near to none of them has no topic.",
            )
            .sample(topics::SAMPLE),
            field("privacy_url", &mut self.privacy_url, "", "Your privacy notice; the widget links to it.")
                .sample("\"https://example.com/privacy\""),
            field("zone", &mut self.zone, "IANA time zone", "The zone that the hours below are meant in.")
                .sample("\"Asia/Shanghai\""),
            table("greeting", self.greeting.fields(), "The first line of the chat."),
            optional_table(
                "hours",
                &mut self.has_hours,
                opening::fields(&mut self.hours),
                "When people answer, in the zone above. Without this table: around the clock. A day left out is closed; a night is \"22:00-24:00\" and \"00:00-06:00\" on the next day.",
            ),
            table(
                "targets",
                targets::fields(&mut self.targets),
                "What is promised by severity: users are told the time, never the severity.",
            ),
            optional_table(
                "jwt",
                &mut self.has_jwt,
                self.jwt.fields(),
                "Keys that check the tokens (JWT) in which your site names its users. Without this table nobody is named.",
            ),
        ];
        fields.extend(self.waits.fields());
        fields
    }

    /// Makes an inbox of it; notes at `place` whatever cannot be.
    pub fn build(
        mut self,
        place: &str,
        reader: &mut Reader<'_>,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Inbox {
        let mut described = String::new();
        write_table(&mut described, "inbox", self.fields(), Detail::Values, true);
        self.check(place, reader);
        let hours = if self.has_hours {
            opening::read(place, self.zone.as_deref(), &self.hours, reader)
        } else {
            opening::check_zone(place, self.zone.as_deref(), reader);
            Hours::Always
        };
        let jwt = self.jwt.build(&format!("{place}.jwt"), self.has_jwt, reader, env);
        if jwt.is_none() && !self.anonymous {
            let field = format!("{place}.anonymous");
            reader.note(&field, "nobody could ask: set it to true, or give the inbox keys in [inbox.jwt]");
        }
        let on_call = hours.clone();
        Inbox {
            policy: Policy {
                inbox: InboxKey(self.key.clone()),
                version: version(&described),
                locale: self.locale,
                queue: self.queue.unwrap_or_else(|| self.key.clone()),
                hours,
                targets: self.targets,
                bot: BotLimits::default(),
                routing: Routing { on_call, ..Routing::default() },
                assume_after: self.waits.assume_after,
                abandon_after: self.waits.abandon_after,
                close_after: self.waits.close_after,
            },
            name: self.name,
            greeting: self.greeting,
            documents: self.documents,
            allowed_origins: self.allowed_origins.iter().map(|origin| normal_origin(origin)).collect(),
            anonymous: self.anonymous,
            uses_model: self.model != NO_MODEL,
            topics: Topics::new(&self.topics),
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
        let documents = format!("{place}.documents");
        if self.documents.is_empty() {
            reader.note(&documents, "is empty; write [\"**\"] for all documents");
        }
        for glob in &self.documents {
            if let Err(error) = globset::Glob::new(glob) {
                reader.note(&documents, format!("{glob:?} is no glob: {}", error.kind()));
            }
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
        targets::check(place, &self.targets, reader);
    }
}

/// Returns a number for settings: the same for the same, another one for others, 1 to 2³¹−1.
///
/// It is taken from the first bytes of a SHA-256 over the inbox's fields as TOML, so that every node and every restart
/// comes to the same one. Secrets are not part of it: a new key decides nothing.
fn version(described: &str) -> u32 {
    let hash = Sha256::digest(described.as_bytes());
    let number = hash.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte));
    (number & 0x7fff_ffff).max(1)
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
