//! Settings: `firstline.toml`, the environment, options, and every limit with its unit, default and reason.
//!
//! An option beats the environment, the environment beats the file, the file beats the defaults. Each table lists its
//! fields once; the file is read by that list and the example file is written by it. What is wrong is collected and
//! told at once. Nothing here opens the corpus, the model or a socket.

mod bot;
mod document;
mod embedding;
mod error;
pub mod feed;
mod field;
mod identity;
mod inbox;
mod limits;
mod lists;
mod log;
mod mail;
mod model;
mod opening;
mod plan;
mod policy;
mod read;
mod receiver;
mod routing;
pub mod scene;
mod secret;
mod targets;
mod team;
mod units;
mod write;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use toml::de::DeValue;

pub use self::{
    document::{Document, POLICY_BYTES_MAX},
    embedding::EmbeddingSettings,
    error::{ConfigError, Problem},
    identity::JwtKeys,
    inbox::{Greeting, Inbox},
    limits::Limits,
    log::{LogFormat, LogSettings},
    mail::MailSettings,
    model::ModelSettings,
    plan::Plan,
    receiver::{Receiver, signing_key},
    routing::asked_at,
    secret::Secret,
    units::read_duration as duration,
};
use self::{
    field::{Field, field, read_address, table},
    inbox::{InboxDraft, is_web_url},
    plan::PlanDraft,
    read::Reader,
    receiver::{RECEIVERS_MAX, ReceiverDraft},
    team::{Team, TeamDraft, read_teams},
    write::{Detail, write_table},
};
use crate::domain::{alert::Message, hours::Hours};

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// The data folder.
    pub data: PathBuf,
    /// The documents folder.
    pub docs: PathBuf,
    /// The prompts folder; `None` for those built in.
    pub prompts: Option<PathBuf>,
    /// Where users reach this server, without a slash at its end.
    pub public_url: Option<String>,
    /// Proxies in front, counted from the right of `X-Forwarded-For`.
    pub trusted_proxies: usize,
    /// The inboxes; never empty, keys differ.
    pub inboxes: Vec<Inbox>,
    /// The teams that inboxes may name.
    teams: Vec<Team>,
    /// The language model.
    pub model: ModelSettings,
    /// The embedding model.
    pub embeddings: EmbeddingSettings,
    /// Who is told of cases; names differ.
    pub receivers: Vec<Receiver>,
    /// Outgoing mail.
    pub mail: MailSettings,
    /// Whether calendars of holidays by address may lie in a private network.
    pub private_calendars: bool,
    /// How certain a search must be; `None`: as built in.
    pub calibration: Option<PathBuf>,
    /// Limits.
    pub limits: Limits,
    /// Logs.
    pub log: LogSettings,
    /// What works but is hardly meant; to be logged at start.
    pub warnings: Vec<String>,
}

/// What options of the command line say; each beats environment and file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--listen`.
    pub listen: Option<String>,
    /// `--data`.
    pub data: Option<PathBuf>,
    /// `--docs`.
    pub docs: Option<PathBuf>,
    /// `--prompts`.
    pub prompts: Option<PathBuf>,
    /// `--llm-base-url`.
    pub llm_base_url: Option<String>,
    /// `--llm-model`.
    pub llm_model: Option<String>,
}

/// Returns `firstline.toml` with every field at its default, explained.
#[must_use]
pub fn example() -> String {
    let mut out = String::from(
        "# Settings of Firstline. Every value here is the default, so keep only what you change.\n\
         # An option of the command line beats its variable of the environment (FIRSTLINE_…), which beats this file.\n\
         # Durations are numbers with a unit: ms, s, m, h, d. Check the file with `firstline config check`.\n\n",
    );
    let mut settings = Settings::bare();
    write_table(&mut out, "", settings.fields(), Detail::Documented, true);
    out.push_str(
        "\n# A team with a zone and hours of its own, for the inboxes that name it in `teams`; repeat the table for each.\n\
         # [[team]]\n",
    );
    write_table(&mut out, "team", TeamDraft::default().fields(), Detail::Documented, false);
    out.push_str(
        "\n# An entry point: a product, a brand. Repeat the table for each; without any there is this one.\n",
    );
    out.push_str("[[inbox]]\n");
    write_table(&mut out, "inbox", InboxDraft::new("default").fields(), Detail::Documented, true);
    out.push_str(
        "\n# What holds instead for some contracts, by the claims plan and account of users' tokens; repeat the table for\n\
         # each. It may have the tables targets, routing and bot, as above: [inbox.plan.targets.critical] and so on.\n\
         # What it leaves out stays as the inbox says.\n\
         # [[inbox.plan]]\n",
    );
    write_table(&mut out, "inbox.plan", PlanDraft::default().whose(), Detail::Documented, false);
    out.push_str(
        "\n# Who is told of new cases and of promises: a program, a chat's robot, mail. Repeat the table for each.\n",
    );
    out.push_str("# [[receiver]]\n");
    write_table(&mut out, "receiver", ReceiverDraft::new().fields(), Detail::Documented, false);
    out
}

impl Default for Settings {
    fn default() -> Self {
        let mut settings = Self::bare();
        settings.inboxes = vec![default_inbox(&mut Reader::new("", ""))];
        settings
    }
}

impl Settings {
    /// Reads the settings: from `path`, else from the file that `FIRSTLINE_CONFIG` names, else from none.
    ///
    /// # Errors
    /// Names everything that is wrong, with file, line, field and what to do.
    pub fn load(
        path: Option<&Path>,
        overrides: &Overrides,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let from_env = env("FIRSTLINE_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
        let Some(file) = path.map(Path::to_path_buf).or(from_env) else {
            return Self::from_text("defaults", "", overrides, env);
        };
        match std::fs::read_to_string(&file) {
            Ok(text) => {
                let folder = file.parent().unwrap_or(Path::new(""));
                Self::read(&file.display().to_string(), &text, Some(folder), overrides, &env)
            }
            Err(source) => Err(ConfigError::Unreadable { file, source }),
        }
    }

    /// Reads the settings from the text of a file that errors call `origin`.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn from_text(
        origin: &str,
        text: &str,
        overrides: &Overrides,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        Self::read(origin, text, None, overrides, &env)
    }

    fn read(
        origin: &str,
        text: &str,
        folder: Option<&Path>,
        overrides: &Overrides,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        // An empty variable is how many supervisors write "not set".
        let env = |name: &str| env(name).filter(|value| !value.is_empty());
        let mut reader = Reader::new(origin, text).within(folder);
        let mut file = reader.parse();
        let mut settings = Self::bare();
        if reader.n_problems() == 0 {
            let (inboxes, teams) = (file.remove("inbox"), file.remove("team"));
            let receivers = file.remove("receiver");
            reader.read("", &file, settings.fields());
            let teams = read_teams(teams.as_ref().map(|value| value.get_ref()), &mut reader);
            settings.inboxes = match inboxes {
                Some(value) => read_inboxes(value.get_ref(), &teams, &mut reader, &env),
                None => vec![default_inbox(&mut reader)],
            };
            if let Some(value) = receivers {
                settings.receivers = read_receivers(value.get_ref(), &settings.inboxes, &mut reader, &env);
            }
            settings.teams = teams;
            settings.check(&mut reader);
            settings.check_receivers(&mut reader, &env);
            settings.overlay(overrides, &mut reader, &env);
            settings.find_key(&env);
            settings.warn_of_model();
        }
        match reader.into_problems() {
            problems if problems.is_empty() => Ok(settings),
            problems => Err(ConfigError::Invalid { problems }),
        }
    }

    /// Returns the settings in effect as TOML, secrets hidden, with warnings as comments before them.
    #[must_use]
    pub fn describe(&self) -> String {
        let mut out: String = self.warnings.iter().map(|warning| format!("# Warning: {warning}\n")).collect();
        write_table(&mut out, "", self.clone().fields(), Detail::Values, true);
        let key = if self.model.api_key.is_some() { "set" } else { "not set" };
        out.push_str(&format!("\n# The model's key is {key}.\n"));
        for team in &self.teams {
            out.push_str(&format!("\n[[team]]\n{}", team.described));
        }
        for inbox in &self.inboxes {
            out.push_str(&format!("\n[[inbox]]\n{}", inbox.described));
        }
        for receiver in &self.receivers {
            out.push_str(&format!("\n[[receiver]]\n{}", receiver.described));
        }
        out
    }

    /// Returns the inbox of that key.
    #[must_use]
    pub fn inbox(&self, key: &str) -> Option<&Inbox> {
        self.inboxes.iter().find(|inbox| inbox.key().0 == key)
    }

    /// Returns when a team works, as the policy of an inbox says, else the configuration; `None` where neither knows it.
    #[must_use]
    pub fn hours_of_team<'a>(&'a self, inbox: &'a Inbox, team: &str) -> Option<&'a Hours> {
        let of_policy = inbox.document.teams.get(team);
        of_policy.or_else(|| Some(&self.teams.iter().find(|known| known.name == team)?.hours))
    }

    /// The defaults without any inbox.
    fn bare() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data: "./data".into(),
            docs: "./docs_corpus".into(),
            prompts: None,
            public_url: None,
            trusted_proxies: 0,
            inboxes: Vec::new(),
            teams: Vec::new(),
            model: ModelSettings::default(),
            embeddings: EmbeddingSettings::default(),
            receivers: Vec::new(),
            mail: MailSettings::default(),
            private_calendars: false,
            calibration: None,
            limits: Limits::default(),
            log: LogSettings::default(),
            warnings: Vec::new(),
        }
    }

    fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field("listen", &mut self.listen, "IP:PORT", "Address to listen on: this machine alone, because a proxy with TLS belongs in front. FIRSTLINE_LISTEN and --listen override it."),
            field("data", &mut self.data, "folder", "Where everything is kept; back it up. FIRSTLINE_DATA and --data override it."),
            field("docs", &mut self.docs, "folder", "The Markdown that answers come from. FIRSTLINE_DOCS and --docs override it."),
            field("prompts", &mut self.prompts, "folder", "Your own prompt templates; none: those built in. FIRSTLINE_PROMPTS and --prompts override it.")
                .sample("\"./prompts\""),
            field("calibration", &mut self.calibration, "file", "How certain a search must be before it is answered from, as `firstline eval --fit FILE` writes it; none: the one built in. FIRSTLINE_CALIBRATION overrides it.")
                .sample("\"./calibration.json\""),
            field("public_url", &mut self.public_url, "", "Where users reach this server; none: as the request says. Its origin may always open the chat.")
                .sample("\"https://help.example.com\""),
            field("trusted_proxies", &mut self.trusted_proxies, "hops", "How many proxies of yours stand in front, counted from the right of X-Forwarded-For: one too many, and anybody can claim any address.")
                .zero("the header is ignored"),
            field("private_calendars", &mut self.private_calendars, "", "Whether calendars of holidays by address may lie in your own network: whoever changes a policy by the API names them."),
            table("model", self.model.fields(), "The language model."),
            table("embeddings", self.embeddings.fields(), "The embedding model: pages are found by meaning as well as by words."),
            table("mail", self.mail.fields(), "The mail server for receivers of kind \"mail\"."),
            table("limits", self.limits.fields(), "Limits: what is asked for beyond them is refused, nothing waits for ever."),
            table("log", self.log.fields(), "Logs, on standard error."),
        ]
    }

    fn overlay(
        &mut self,
        overrides: &Overrides,
        reader: &mut Reader<'_>,
        env: &dyn Fn(&str) -> Option<String>,
    ) {
        let path =
            |option: &Option<PathBuf>, name: &str| option.clone().or_else(|| env(name).map(PathBuf::from));
        let from_env = env("FIRSTLINE_LISTEN").map(|text| ("FIRSTLINE_LISTEN", text));
        if let Some((origin, text)) = overrides.listen.clone().map(|text| ("--listen", text)).or(from_env) {
            match read_address(&text) {
                Ok(listen) => self.listen = listen,
                Err(message) => reader.note_from(origin, "", message),
            }
        }
        self.data = path(&overrides.data, "FIRSTLINE_DATA").unwrap_or(std::mem::take(&mut self.data));
        self.docs = path(&overrides.docs, "FIRSTLINE_DOCS").unwrap_or(std::mem::take(&mut self.docs));
        self.prompts = path(&overrides.prompts, "FIRSTLINE_PROMPTS").or(self.prompts.take());
        let from_env = env("FIRSTLINE_LLM_BASE_URL").map(|url| ("FIRSTLINE_LLM_BASE_URL", url));
        if let Some((origin, url)) =
            overrides.llm_base_url.clone().map(|url| ("--llm-base-url", url)).or(from_env)
        {
            match normal_url(&url) {
                Ok(url) => self.model.base_url = Some(url),
                Err(message) => reader.note_from(origin, "", message),
            }
        }
        let model = overrides.llm_model.clone().or_else(|| env("FIRSTLINE_LLM_MODEL"));
        self.model.model = model.or(self.model.model.take());
        self.calibration = env("FIRSTLINE_CALIBRATION").map(PathBuf::from).or(self.calibration.take());
        if let Some(url) = env("FIRSTLINE_EMBED_BASE_URL") {
            match normal_url(&url) {
                Ok(url) => self.embeddings.base_url = Some(url),
                Err(message) => reader.note_from("FIRSTLINE_EMBED_BASE_URL", "", message),
            }
        }
        self.embeddings.model = env("FIRSTLINE_EMBED_MODEL").or(self.embeddings.model.take());
    }

    /// Finds the model's key in the environment: ours first, then the one the file names, else OpenAI's.
    fn find_key(&mut self, env: &dyn Fn(&str) -> Option<String>) {
        let named = self.model.api_key_env.as_deref().unwrap_or("OPENAI_API_KEY");
        let key = env("FIRSTLINE_LLM_API_KEY").or_else(|| env(named));
        if key.is_none() && self.model.api_key_env.is_some() {
            self.warnings.push(format!(
                "model.api_key_env: the environment has no variable {named}; the model is asked without a key"
            ));
        }
        self.model.api_key = key.map(Secret::new);
        let named = self.embeddings.api_key_env.as_deref().unwrap_or("OPENAI_API_KEY");
        self.embeddings.api_key = env("FIRSTLINE_EMBED_API_KEY").or_else(|| env(named)).map(Secret::new);
    }

    fn check(&mut self, reader: &mut Reader<'_>) {
        for (field, url) in [
            ("public_url", &mut self.public_url),
            ("model.base_url", &mut self.model.base_url),
            ("embeddings.base_url", &mut self.embeddings.base_url),
        ] {
            if let Some(url) = url {
                match normal_url(url) {
                    Ok(normal) => *url = normal,
                    Err(message) => reader.note(field, message),
                }
            }
        }
        if !self.log.is_filter() {
            let message =
                "is no filter; write error, warn, info, debug or trace, or \"warn,firstline=debug\"";
            reader.note("log.level", message);
        }
        let (limits, model) = (&self.limits, &self.model);
        // Four bytes are the longest character; the rest of the frame is its other fields.
        if limits.text_chars_max.saturating_mul(4).saturating_add(1_024) > limits.frame_bytes_max {
            let message =
                "a message of text_chars_max does not fit: needs four bytes a character and 1024 more";
            reader.note("limits.frame_bytes_max", message);
        }
        if limits.turn_lease < model.deadline {
            let message = "is shorter than model.deadline; a turn would be taken over while it is answered";
            reader.note("limits.turn_lease", message);
        }
        if model.idle > model.deadline || model.first_reply > model.deadline {
            let message = "is shorter than model.idle or model.first_reply; make it the longest of the three";
            reader.note("model.deadline", message);
        }
    }

    fn check_receivers(&mut self, reader: &mut Reader<'_>, env: &dyn Fn(&str) -> Option<String>) {
        let is_used = self.receivers.iter().any(|receiver| receiver.message == Message::Mail);
        self.warnings.extend(self.mail.check(is_used, reader, env));
        if !self.receivers.is_empty() && self.public_url.is_none() {
            let message = "public_url is not set: what receivers are told holds no link to the case";
            self.warnings.push(message.to_owned());
        }
        for inbox in &self.inboxes {
            for tier in receiver::unheard(&self.receivers, inbox.key()) {
                self.warnings.push(format!(
                    "no receiver hears of pages to tier {tier} of inbox {:?}: add {tier} to the tiers of one, or name \
                     none to hear of all",
                    inbox.key().0
                ));
            }
        }
    }

    fn warn_of_model(&mut self) {
        let message = match (&self.model.base_url, &self.model.model) {
            (None, Some(_)) => {
                "model.model is set but model.base_url is not: answers are quoted, no model is asked"
            }
            (Some(_), None) => {
                "model.base_url is set but model.model is not: the model is asked for as \"default\""
            }
            (None, None) | (Some(_), Some(_)) => return,
        };
        self.warnings.push(message.to_owned());
    }
}

/// Returns an address of the web without a slash at its end.
fn normal_url(url: &str) -> Result<String, String> {
    if is_web_url(url) {
        Ok(url.trim_end_matches('/').to_owned())
    } else {
        Err(format!("{url:?} is no address; it must begin with https:// or http://"))
    }
}

fn default_inbox(reader: &mut Reader<'_>) -> Inbox {
    InboxDraft::new("default").build("inbox.default", &[], reader, &|_| None)
}

fn read_inboxes(
    value: &DeValue<'_>,
    teams: &[Team],
    reader: &mut Reader<'_>,
    env: &dyn Fn(&str) -> Option<String>,
) -> Vec<Inbox> {
    let Some(tables) = reader.tables("inbox", value) else { return Vec::new() };
    if tables.is_empty() {
        reader.note("inbox", "there must be at least one inbox; write each as a table [[inbox]] with a key");
    }
    let mut inboxes: Vec<Inbox> = Vec::new();
    for (idx, (table, start)) in tables.into_iter().enumerate() {
        let key = table.get("key").and_then(|key| key.get_ref().as_str());
        let is_taken = key.is_some_and(|key| inboxes.iter().any(|inbox| inbox.key().0 == key));
        // Its number keeps apart what cannot be told by key.
        let place = match key {
            Some(key) if !is_taken && !key.contains('.') => format!("inbox.{key}"),
            _ => format!("inbox.{}", idx + 1),
        };
        reader.mark(&place, start);
        let mut draft = InboxDraft::new(key.unwrap_or("unnamed"));
        draft.read(&place, table, reader);
        if key.is_none() && !table.contains_key("key") {
            reader.note(&place, "has no key; give it one, such as key = \"support\"");
        } else if is_taken {
            reader.note(&format!("{place}.key"), "another inbox has this key; choose another one");
        }
        inboxes.push(draft.build(&place, teams, reader, env));
    }
    inboxes
}

/// Reads the receivers; each stands under its name, or its number where that cannot be.
fn read_receivers(
    value: &DeValue<'_>,
    inboxes: &[Inbox],
    reader: &mut Reader<'_>,
    env: &dyn Fn(&str) -> Option<String>,
) -> Vec<Receiver> {
    let Some(tables) = reader.tables("receiver", value) else { return Vec::new() };
    if tables.len() > RECEIVERS_MAX {
        reader.note("receiver", format!("there are more than {RECEIVERS_MAX}; let one of them tell others"));
    }
    let keys: Vec<_> = inboxes.iter().map(|inbox| inbox.key().clone()).collect();
    let mut receivers: Vec<Receiver> = Vec::new();
    for (idx, (table, start)) in tables.into_iter().enumerate() {
        let name = table.get("name").and_then(|name| name.get_ref().as_str());
        let is_taken = name.is_some_and(|name| receivers.iter().any(|receiver| receiver.name == name));
        let place = match name {
            Some(name) if !is_taken && !name.contains('.') => format!("receiver.{name}"),
            _ => format!("receiver.{}", idx + 1),
        };
        reader.mark(&place, start);
        let mut draft = ReceiverDraft::new();
        reader.read(&place, table, draft.fields());
        for field in ["name", "kind"].into_iter().filter(|field| !table.contains_key(*field)) {
            reader.note(&place, format!("has no {field}; give it one"));
        }
        if is_taken {
            reader.note(&format!("{place}.name"), "another receiver has this name; choose another one");
        }
        receivers.push(draft.build(&place, &keys, reader, env));
    }
    receivers
}

#[cfg(test)]
mod tests;
