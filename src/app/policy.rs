//! `firstline policy`: ready policies, and the versions of an inbox's own.

use std::path::Path;

use anyhow::{Context as _, bail};

use crate::{
    config::{Inbox, Settings, scene},
    domain::ids::{Id, InboxKey},
    flow::{feeds::with_known, policies},
    ports::{Clock as _, Ids as _, Policies as _, PolicySource},
    store::Sqlite,
};

use super::{
    args::PolicyCommand,
    real::{RandomIds, SystemClock},
    whole,
};

pub(super) fn run(command: &PolicyCommand, settings: &Settings) -> anyhow::Result<()> {
    match command {
        PolicyCommand::List => super::say(&scene::names().map(|name| format!("{name}\n")).concat()),
        PolicyCommand::Show { name } => {
            let names = scene::names().join(", ");
            super::say(
                scene::named(name)
                    .with_context(|| format!("there is no scene {name:?}; there are {names}"))?,
            )
        }
        PolicyCommand::Check { file, inbox } => check(settings, file, inbox),
        PolicyCommand::Import { file, inbox, force } => import(settings, file, inbox, *force),
        PolicyCommand::Export { inbox } => export(settings, inbox),
    }
}

fn check(settings: &Settings, file: &Path, inbox: &str) -> anyhow::Result<()> {
    must_be_there(settings, inbox)?;
    let document = settings.document_of(inbox, file)?;
    let checked = policies::keepable(document, SystemClock.now())?;
    for warning in &checked.warnings {
        super::say(&format!("warning: {}: {}\n", warning.field, warning.message))?;
    }
    super::say("the policy is good\n")
}

/// Writes a version beside a running server, which takes it up within seconds. Where the file says what holds, nothing
/// is written; over what was set by the API it is written only by `force`.
fn import(settings: &Settings, file: &Path, inbox: &str, force: bool) -> anyhow::Result<()> {
    must_be_there(settings, inbox)?;
    whole::must_exist(settings)?;
    let document = settings.document_of(inbox, file)?;
    let key = InboxKey(inbox.to_owned());
    let (version, checked) = super::runtime()?.block_on(async {
        let store = Sqlite::open(&settings.data, Id::new(RandomIds.random()))?;
        if let Some(set) = store.policy_set(&key).await? {
            if policies::says_the_same(&set, &document) {
                return Ok((set.version, None));
            }
            if set.source == PolicySource::Api && !force {
                bail!(
                    "version {} of the policy of {inbox:?} was set by the API on {}; read it with `firstline policy \
                     export {inbox}`, or replace it with --force",
                    set.version,
                    set.at
                );
            }
        }
        let document = with_known(&store, settings, &document).await?;
        let now = SystemClock.now();
        let checked = policies::keepable(document, now)?;
        let version = store.policy(&key, None).await?.map_or(0, |row| row.version) + 1;
        let row = policies::row_of(&checked.document, &key, version, PolicySource::Import, now, None);
        if !store.put_policy(row).await? {
            bail!("somebody else has changed the policy of {inbox:?} meanwhile; read it and try again");
        }
        Ok((version, Some(checked)))
    })?;
    let Some(checked) = checked else {
        return super::say(&format!(
            "The policy of {inbox} is unchanged: the file says what version {version} says.\n"
        ));
    };
    for warning in &checked.warnings {
        super::say(&format!("warning: {}: {}\n", warning.field, warning.message))?;
    }
    super::say(&format!("Version {version} of the policy of {inbox} holds from now on.\n"))
}

fn must_be_there<'a>(settings: &'a Settings, inbox: &str) -> anyhow::Result<&'a Inbox> {
    settings.inbox(inbox).with_context(|| {
        let known: Vec<&str> = settings.inboxes.iter().map(|inbox| inbox.key().0.as_str()).collect();
        format!("there is no inbox {inbox:?} in the configuration; there is {}", known.join(", "))
    })
}

/// Prints the version that holds as TOML; where the store knows none yet, the one of the settings.
fn export(settings: &Settings, inbox: &str) -> anyhow::Result<()> {
    let own = must_be_there(settings, inbox)?;
    let mut text = own.document.text.clone();
    if crate::store::exists(&settings.data) {
        let key = InboxKey(inbox.to_owned());
        let row = super::runtime()?.block_on(async {
            Sqlite::open(&settings.data, Id::new(RandomIds.random()))?.policy(&key, None).await
        })?;
        if let Some(row) = row {
            text = settings.document(inbox, &row.body)?.text;
        }
    }
    super::say(&text)
}
