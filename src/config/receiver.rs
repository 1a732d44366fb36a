//! Who is told: webhooks, robots and mail addresses, each with what it hears of and when it is left alone.

use base64::{Engine, engine::general_purpose};
use jiff::tz::TimeZone;

use super::{
    field::{Field, field},
    opening,
    read::Reader,
    secret::Secret,
    write::{Detail, write_table},
};
use crate::domain::{
    alert::{Kind, Listener, Message, Quiet, RULES, Spell},
    ids::{InboxKey, Locale},
};

/// A receiver with everything that is set for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Receiver {
    /// Its name, in lists and in the command line.
    pub name: String,
    /// The form it reads.
    pub message: Message,
    /// Where it is; robots' addresses hold their key. `None` for mail.
    pub url: Option<Secret>,
    /// What signs for it.
    pub secret: Option<Secret>,
    /// Mail addresses.
    pub to: Vec<String>,
    /// What it hears of, and when it is left alone.
    pub listener: Listener,
    /// The zone that its times are said in; `None`: that of the inbox.
    pub zone: Option<(TimeZone, String)>,
    /// It may stand on an address of your own network.
    pub allow_private: bool,
    /// Every field as TOML, secrets hidden.
    pub(super) described: String,
}

/// A receiver as it stands in the file.
pub(super) struct ReceiverDraft {
    name: String,
    kind: String,
    url: Option<Secret>,
    url_env: Option<String>,
    secret: Option<Secret>,
    secret_env: Option<String>,
    to: Vec<String>,
    events: Vec<String>,
    inboxes: Vec<String>,
    tiers: Vec<usize>,
    quiet: Vec<String>,
    zone: Option<String>,
    locale: Locale,
    allow_private: bool,
}

const KINDS: [(&str, Message); 6] = [
    ("webhook", Message::Webhook),
    ("slack", Message::Slack),
    ("wecom", Message::Wecom),
    ("feishu", Message::Feishu),
    ("dingtalk", Message::Dingtalk),
    ("mail", Message::Mail),
];

/// Receivers of one server: each has a task of its own while it is told something.
pub(super) const RECEIVERS_MAX: usize = 50;
/// Mail addresses of one receiver.
const ADDRESSES_MAX: usize = 20;
/// First line, specialists, engineering.
const TIERS: std::ops::RangeInclusive<u8> = 1..=3;
/// Standard Webhooks: a signing secret is 24 to 64 bytes.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

impl Receiver {
    /// Returns the name of its kind, as it is set.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        KINDS.iter().find(|(_, message)| *message == self.message).map_or("webhook", |(word, _)| word)
    }
}

impl ReceiverDraft {
    pub fn new() -> Self {
        let on = RULES.iter().filter(|rule| rule.is_default);
        Self {
            name: "unnamed".to_owned(),
            kind: "webhook".to_owned(),
            url: None,
            url_env: None,
            secret: None,
            secret_env: None,
            to: Vec::new(),
            events: on.map(|rule| rule.word.to_owned()).collect(),
            inboxes: Vec::new(),
            tiers: Vec::new(),
            quiet: Vec::new(),
            zone: None,
            locale: Locale::En,
            allow_private: false,
        }
    }

    pub fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field("name", &mut self.name, "", "Names the receiver in lists and in `firstline notify test NAME`.")
                .sample("\"on-call\""),
            field("kind", &mut self.kind, "webhook, slack, wecom, feishu, dingtalk or mail", "What it is: a program of yours, a chat's robot, or mail addresses.")
                .sample("\"webhook\""),
            field("url", &mut self.url, "", "Where it is told; a robot's address holds its key, so url_env is the better place.")
                .sample("\"https://ops.example.com/firstline\""),
            field("url_env", &mut self.url_env, "", "The variable of the environment that holds the address.")
                .sample("\"ONCALL_URL\""),
            field("secret_env", &mut self.secret_env, "", "The variable of the environment that holds the secret that signs: `whsec_` and base64 for a webhook, as the robot's page shows it for feishu and dingtalk.")
                .sample("\"ONCALL_SECRET\""),
            field("secret", &mut self.secret, "", "The secret itself, for trying things out.")
                .sample("\"whsec_ and openssl rand -base64 32\""),
            field("to", &mut self.to, "mail addresses", "Whom a mail goes to.").sample("[\"oncall@example.com\"]"),
            field("events", &mut self.events, "names", "What it is told: all rules are switched on.")
                .sample("[\"new_case\", \"critical\", \"about_to_breach\", \"breached\", \"paged\"]"),
            field("inboxes", &mut self.inboxes, "keys", "Of which inboxes: all.").sample("[]"),
            field("tiers", &mut self.tiers, "1 to 3", "Of which tiers: all. A page goes to the tier that is called, so that the phone of the next one rings where nobody takes the case; all else goes to the tier where the case waits.")
                .sample("[2, 3]"),
            field("quiet", &mut self.quiet, "spans, HH:MM-HH:MM", "When it is left alone, each day in the zone below: what happens then is told when it is over. Severity 1 breaks through.")
                .sample("[\"22:00-07:00\"]"),
            field("zone", &mut self.zone, "IANA time zone", "The zone of its quiet hours and of the times it is told; none: that of the inbox.")
                .sample("\"Asia/Shanghai\""),
            field("locale", &mut self.locale, "en or zh", "The language it is told in.").sample("\"en\""),
            field("allow_private", &mut self.allow_private, "", "Whether its address may lie in your own network: without it a mistyped or hostile name never reaches inwards.")
                .sample("false"),
        ]
    }

    /// Makes a receiver of it; notes at `place` whatever cannot be.
    pub fn build(
        mut self,
        place: &str,
        inboxes: &[InboxKey],
        reader: &mut Reader<'_>,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Receiver {
        let mut described = String::new();
        write_table(&mut described, "receiver", self.fields(), Detail::Values, true);
        if !super::inbox::is_key(&self.name) {
            let message = format!(
                "{:?} is no name; use 1 to 64 lower-case letters, digits and hyphens, such as \"on-call\"",
                self.name
            );
            reader.note(&format!("{place}.name"), message);
        }
        let known = KINDS.iter().find(|(word, _)| *word == self.kind);
        if known.is_none() {
            let words = KINDS.map(|(word, _)| word).join(", ");
            reader
                .note(&format!("{place}.kind"), format!("{:?} is no kind; write one of {words}", self.kind));
        }
        let message = known.map_or(Message::Webhook, |(_, message)| *message);
        let url = named(place, ("url", &self.url), ("url_env", &self.url_env), reader, env);
        let secret = named(place, ("secret", &self.secret), ("secret_env", &self.secret_env), reader, env);
        if known.is_some() {
            self.check_address(place, message, url.as_ref(), reader);
            self.check_secret(place, message, secret.as_ref(), reader);
        }
        let kinds = self.kinds(place, reader);
        let inboxes = self.inboxes(place, inboxes, reader);
        let tiers = self.tiers(place, reader);
        let zone = opening::check_zone(place, self.zone.as_deref(), reader);
        let tz = zone.map_or(TimeZone::UTC, |zone| zone.rules);
        let quiet = self.quiet(place, tz.clone(), reader);
        Receiver {
            message,
            url,
            secret,
            to: self.to,
            listener: Listener { kinds, inboxes, tiers, quiet, locale: self.locale },
            zone: self.zone.map(|name| (tz, name)),
            allow_private: self.allow_private,
            name: self.name,
            described,
        }
    }

    fn check_address(&self, place: &str, message: Message, url: Option<&Secret>, reader: &mut Reader<'_>) {
        let is_mail = message == Message::Mail;
        if is_mail == self.to.is_empty() {
            let wanted = if is_mail {
                "names nobody; write whom the mail goes to, such as [\"oncall@example.com\"]"
            } else {
                "is for kind = \"mail\" alone; leave it out"
            };
            reader.note(&format!("{place}.to"), wanted);
        }
        if self.to.len() > ADDRESSES_MAX {
            reader.note(
                &format!("{place}.to"),
                format!("has more than {ADDRESSES_MAX} addresses; use a list of your mail server"),
            );
        }
        for address in self.to.iter().filter(|address| !is_mail_address(address)) {
            reader.note(&format!("{place}.to"), format!("{address:?} is no mail address"));
        }
        let names_url = self.url.is_some() || self.url_env.is_some();
        if is_mail && names_url {
            reader.note(&format!("{place}.url"), "has no use for mail; leave it out");
        }
        if !is_mail && !names_url {
            reader.note(place, "has no address; set url_env, or url");
        }
        if let (false, Some(url)) = (is_mail, url)
            && let Err(why) = check_url(url.expose(), self.allow_private)
        {
            reader.note(&format!("{place}.url"), why);
        }
    }

    fn check_secret(&self, place: &str, message: Message, secret: Option<&Secret>, reader: &mut Reader<'_>) {
        let names_secret = self.secret.is_some() || self.secret_env.is_some();
        let field = format!("{place}.{}", if self.secret.is_some() { "secret" } else { "secret_env" });
        match message {
            Message::Webhook => {
                if !names_secret {
                    reader.note(place, "is not signed: set secret_env to a variable with `whsec_` and base64, as `echo whsec_$(openssl rand -base64 32)` makes it");
                } else if secret.is_some_and(|secret| signing_key(secret.expose()).is_none()) {
                    reader.note(&field, "is no signing secret; write `whsec_` and 24 to 64 bytes in base64, as `echo whsec_$(openssl rand -base64 32)` makes it");
                }
            }
            Message::Feishu | Message::Dingtalk => {}
            Message::Slack | Message::Wecom | Message::Mail => {
                if names_secret {
                    reader.note(&field, format!("has no use for kind = {:?}; leave it out", self.kind));
                }
            }
        }
    }

    fn kinds(&self, place: &str, reader: &mut Reader<'_>) -> Vec<Kind> {
        let place = format!("{place}.events");
        if self.events.is_empty() {
            reader.note(&place, "is empty, so it would be told nothing; leave the line out for all");
        }
        let kinds = self.events.iter().filter_map(|word| {
            let kind = Kind::from_word(word);
            if kind.is_none() {
                let words = RULES.map(|rule| rule.word).join(", ");
                reader.note(&place, format!("there is no event {word:?}; known are {words}"));
            }
            kind
        });
        kinds.collect()
    }

    fn inboxes(&self, place: &str, inboxes: &[InboxKey], reader: &mut Reader<'_>) -> Option<Vec<InboxKey>> {
        for key in self.inboxes.iter().filter(|key| !inboxes.iter().any(|inbox| inbox.0 == **key)) {
            reader.note(&format!("{place}.inboxes"), format!("there is no inbox {key:?}"));
        }
        (!self.inboxes.is_empty()).then(|| self.inboxes.iter().cloned().map(InboxKey).collect())
    }

    fn tiers(&self, place: &str, reader: &mut Reader<'_>) -> Option<Vec<u8>> {
        let mut tiers = Vec::new();
        for tier in &self.tiers {
            match u8::try_from(*tier).ok().filter(|tier| TIERS.contains(tier)) {
                Some(tier) => tiers.push(tier),
                None => {
                    let message = format!("{tier} is no tier; write some of 1, 2 and 3, such as [2, 3]");
                    reader.note(&format!("{place}.tiers"), message);
                }
            }
        }
        tiers.sort_unstable();
        tiers.dedup();
        (!tiers.is_empty()).then_some(tiers)
    }

    fn quiet(&self, place: &str, zone: TimeZone, reader: &mut Reader<'_>) -> Quiet {
        let field = format!("{place}.quiet");
        if !self.quiet.is_empty() && self.zone.is_none() {
            reader.note(&field, "needs `zone = \"…\"` beside it, an IANA name such as \"Asia/Shanghai\"");
        }
        let mut spells = Vec::new();
        for text in &self.quiet {
            match opening::read_minutes(text).filter(|(from, to)| from != to && *from < 1_440) {
                Some((from_minute, to_minute)) => spells.push(Spell { from_minute, to_minute }),
                None => {
                    let message = format!("{text:?} is no span; write HH:MM-HH:MM, such as \"22:00-07:00\"");
                    reader.note(&field, message);
                }
            }
        }
        let quiet = Quiet { zone, spells };
        if !quiet.ends() {
            reader.note(&field, "never ends, so it would be told nothing; leave a minute of the day");
        }
        quiet
    }
}

/// Returns the tiers of an inbox whose pages nobody hears, though those of others are heard.
pub(super) fn unheard(receivers: &[Receiver], inbox: &InboxKey) -> Vec<u8> {
    let hears = |tier: u8| {
        receivers.iter().any(|receiver| {
            let listener = &receiver.listener;
            listener.kinds.contains(&Kind::Paged) && listener.is_for(inbox, tier)
        })
    };
    let (heard, unheard): (Vec<u8>, Vec<u8>) = TIERS.partition(|tier| hears(*tier));
    if heard.is_empty() { Vec::new() } else { unheard }
}

/// Returns the key in a signing secret of Standard Webhooks.
#[must_use]
pub fn signing_key(secret: &str) -> Option<Vec<u8>> {
    let key = general_purpose::STANDARD.decode(secret.trim().strip_prefix("whsec_")?).ok()?;
    SECRET_BYTES.contains(&key.len()).then_some(key)
}

/// Takes a value that stands in the file or in a variable of the environment.
fn named(
    place: &str,
    (field, value): (&str, &Option<Secret>),
    (env_field, variable): (&str, &Option<String>),
    reader: &mut Reader<'_>,
    env: &dyn Fn(&str) -> Option<String>,
) -> Option<Secret> {
    match (value, variable) {
        (Some(_), Some(_)) => {
            reader
                .note(&format!("{place}.{field}"), format!("stands beside {env_field}; keep one of the two"));
            None
        }
        (value, None) => value.clone(),
        (None, Some(name)) => {
            let found = env(name);
            if found.is_none() {
                let message = format!("the environment has no variable {name}; set it");
                reader.note(&format!("{place}.{env_field}"), message);
            }
            found.map(Secret::new)
        }
    }
}

fn check_url(url: &str, allow_private: bool) -> Result<(), String> {
    let uri: http::Uri = url.parse().map_err(|_| "is no address of the web".to_owned())?;
    let has_host = uri.host().is_some_and(|host| !host.is_empty());
    let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
    match uri.scheme_str() {
        _ if has_user => Err("holds a user name; robots know by their key, programs by the signature".to_owned()),
        Some("https") if has_host => Ok(()),
        Some("http") if has_host && allow_private => Ok(()),
        Some("http") if has_host => Err(
            "must begin with https://: what is told is nobody else's business; http:// is for your own network, with allow_private = true"
                .to_owned(),
        ),
        _ => Err("must begin with https:// and name a host".to_owned()),
    }
}

/// Returns whether a text looks like one plain mail address.
pub(super) fn is_mail_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !",;<>\"()".contains(c);
    !name.is_empty()
        && !host.is_empty()
        && text.len() <= 254
        && text.chars().all(is_plain)
        && !host.contains('@')
}
