//! `firstline backup`, `restore` and `store rebuild`.

use std::path::Path;

use anyhow::{Context as _, bail};

use crate::{
    config::Settings,
    domain::ids::{Id, InboxKey},
    flow::policies,
    ports::{Ids as _, Policies as _},
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

/// Puts inboxes under the versions that hold, without reading the file's in.
async fn hold(store: &store::Sqlite, settings: &mut Settings) -> anyhow::Result<()> {
    for idx in 0..settings.inboxes.len() {
        let Some(row) = store.policy(settings.inboxes[idx].key(), None).await? else { continue };
        settings.inboxes[idx] = policies::under(settings, &settings.inboxes[idx], &row)?;
    }
    Ok(())
}

pub(super) fn rebuild(settings: &Settings) -> anyhow::Result<()> {
    must_exist(settings)?;
    let mut settings = settings.clone();
    super::runtime()?.block_on(async {
        let store = store::Sqlite::open(&settings.data, Id::new(RandomIds.random()))?;
        hold(&store, &mut settings).await
    })?;
    let policy_of = |key: &InboxKey| settings.inbox(&key.0).map(|inbox| inbox.policy.clone());
    let rebuilt = store::rebuild(&settings.data, &policy_of).context("nothing was changed")?;
    super::say(&format!(
        "Remade the side tables of {} conversations from {} events.\n",
        rebuilt.n_conversations, rebuilt.n_events
    ))
}
