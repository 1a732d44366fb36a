//! `firstline backup`, `restore` and `store rebuild`.

use std::path::Path;

use anyhow::{Context as _, bail};

use crate::{
    config::Settings,
    domain::ids::{Id, InboxKey},
    ports::Ids as _,
    store,
};

use super::real::RandomIds;

pub(super) fn backup(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    must_exist(settings)?;
    store::backup(&settings.data, file).context("no backup was made")?;
    super::say(&format!("Backed up to {}.\n", file.display()))
}

pub(super) fn restore(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    store::restore(&settings.data, file, Id::new(RandomIds.random())).context("nothing was restored")?;
    super::say(&format!(
        "Restored into {}. A new epoch has begun: clients drop what the backup never knew.\n",
        settings.data.display()
    ))
}

/// Refuses a data folder without a store: a mistyped name must not make a new one.
pub(super) fn must_exist(settings: &Settings) -> anyhow::Result<()> {
    if store::exists(&settings.data) {
        return Ok(());
    }
    bail!("there is no store in {}; give --data the folder of the server", settings.data.display())
}

pub(super) fn rebuild(settings: &Settings) -> anyhow::Result<()> {
    must_exist(settings)?;
    let policy_of = |key: &InboxKey| settings.inbox(&key.0).map(|inbox| inbox.policy.clone());
    let rebuilt = store::rebuild(&settings.data, &policy_of).context("nothing was changed")?;
    super::say(&format!(
        "Remade the side tables of {} conversations from {} events.\n",
        rebuilt.n_conversations, rebuilt.n_events
    ))
}
