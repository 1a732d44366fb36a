//! `firstline backup`, `restore` and `store rebuild`.

use std::path::Path;

use anyhow::Context as _;

use crate::{
    config::Settings,
    domain::ids::{Id, InboxKey},
    ports::Ids as _,
    store,
};

use super::real::RandomIds;

pub(super) fn backup(settings: &Settings, file: &Path) -> anyhow::Result<()> {
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

pub(super) fn rebuild(settings: &Settings) -> anyhow::Result<()> {
    let policy_of = |key: &InboxKey| settings.inbox(&key.0).map(|inbox| inbox.policy.clone());
    let rebuilt = store::rebuild(&settings.data, &policy_of).context("nothing was changed")?;
    super::say(&format!(
        "Remade the side tables of {} conversations from {} events.\n",
        rebuilt.n_conversations, rebuilt.n_events
    ))
}
