//! The store as a whole: side tables remade from the log, backup, restore.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, params};

use crate::{
    domain::{
        conversation::{Effect, State, apply, effects, fold},
        event::Event,
        ids::{Epoch, InboxKey},
        policy::Policy,
    },
    ports::StoreError,
};

use super::{FILE, broken, failed, lock, log, migrate, notices, prepare, rows, unavailable};

/// What a rebuild did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Conversations folded.
    pub n_conversations: u64,
    /// Events read.
    pub n_events: u64,
}

/// Remakes every table that stands for the log from it, in one transaction.
///
/// Receipts of frames that changed nothing (a second handoff) stand in no event; they are kept as they are.
///
/// # Errors
/// Another process owns the folder, or a log cannot be read; nothing has changed then.
pub fn rebuild(dir: &Path, policy_of: &dyn Fn(&InboxKey) -> Option<Policy>) -> Result<Rebuilt, StoreError> {
    let _owner = lock(dir)?;
    let mut connection = Connection::open(dir.join(FILE)).map_err(failed)?;
    prepare(&connection)?;
    migrate(&mut connection)?;
    let tx = connection.transaction().map_err(failed)?;
    // Logs are read one after the other, not as they happened: on the way there, a contact's old conversation may not
    // be closed yet while a newer one is open. The rule is put back at the end, which checks it for all.
    let one_unclosed: String = tx
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'conversation_unclosed'", [], |row| row.get(0))
        .map_err(failed)?;
    tx.execute_batch(
        "DROP INDEX conversation_unclosed;
         DELETE FROM conversation; DELETE FROM turn; DELETE FROM timer; DELETE FROM desk;
         DELETE FROM solved_case; DELETE FROM notice_link; DELETE FROM correction;",
    )
    .map_err(failed)?;
    let mut rebuilt = Rebuilt::default();
    {
        let mut statement = tx
            .prepare(
                "SELECT conversation, seq, id, at, fact, actor, client_id, digest FROM event ORDER BY conversation, seq",
            )
            .map_err(failed)?;
        let mut state: Option<State> = None;
        for event in statement.query_map([], rows::event).map_err(failed)? {
            let event = event.map_err(failed)?;
            let before = state.take().filter(|state| state.id == event.conversation);
            rebuilt.n_conversations += u64::from(before.is_none());
            rebuilt.n_events += 1;
            state = Some(remake(&tx, before, &event, policy_of)?);
        }
    }
    notices::forgive_closed(&tx).map_err(failed)?;
    tx.execute_batch(&one_unclosed).map_err(failed)?;
    tx.commit().map_err(failed)?;
    Ok(rebuilt)
}

fn remake(
    connection: &Connection,
    before: Option<State>,
    event: &Event,
    policy_of: &dyn Fn(&InboxKey) -> Option<Policy>,
) -> Result<State, StoreError> {
    let unreadable = |why: String| broken(std::io::Error::other(why));
    let after = match &before {
        Some(before) => apply(before.clone(), event),
        None => fold(std::slice::from_ref(event)).ok_or_else(|| {
            unreadable(format!("conversation {} does not begin with opened", event.conversation))
        })?,
    };
    let policy = policy_of(&after.inbox).ok_or_else(|| {
        unreadable(format!("inbox {} is not in the configuration; add it to rebuild its cases", after.inbox))
    })?;
    // Whose plan a case is under, the server sees: it works out anew what stands under no version.
    let policy = Policy { version: 0, ..policy };
    let effects = effects(before.as_ref(), &after, std::slice::from_ref(event), &policy);
    // Nobody is told again of what happened long ago.
    for effect in effects.into_iter().filter(|effect| !matches!(effect, Effect::Tell(_))) {
        log::carry_out(connection, event.conversation, &effect).map_err(failed)?;
    }
    Ok(after)
}

/// Writes a whole, consistent copy to `file`, beside a running server too.
///
/// # Errors
/// The file exists, or cannot be written.
pub fn backup(dir: &Path, file: &Path) -> Result<(), StoreError> {
    if file.exists() {
        return Err(unavailable(std::io::Error::other(format!(
            "{} exists; give a new name",
            file.display()
        ))));
    }
    let source =
        Connection::open_with_flags(dir.join(FILE), OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)?;
    source.busy_timeout(super::BUSY_WAIT).map_err(failed)?;
    source.execute("VACUUM INTO ?1", [file.to_string_lossy()]).map(drop).map_err(failed)
}

/// Puts a backup in the place of the store and begins a new epoch, so that clients drop what the backup never knew.
///
/// # Errors
/// A server runs on the folder, the folder holds a store already, or the file is no backup of ours.
pub fn restore(dir: &Path, file: &Path, epoch: Epoch) -> Result<(), StoreError> {
    let _owner = lock(dir)?;
    let target = dir.join(FILE);
    if target.exists() {
        return Err(unavailable(std::io::Error::other(format!(
            "{} exists; move it away first, nothing is overwritten",
            target.display()
        ))));
    }
    let source = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)?;
    let known: i64 = source
        .query_row("SELECT count(*) FROM meta WHERE key IN ('epoch', 'corpus_revision')", [], |row| {
            row.get(0)
        })
        .map_err(failed)?;
    if known != 2 {
        return Err(broken(std::io::Error::other(format!("{} is no backup of firstline", file.display()))));
    }
    source.execute("VACUUM INTO ?1", [target.to_string_lossy()]).map_err(failed)?;
    let mut connection = Connection::open(&target).map_err(failed)?;
    prepare(&connection)?;
    migrate(&mut connection)?;
    connection
        .execute("UPDATE meta SET value = ?1 WHERE key = 'epoch'", params![epoch.to_string()])
        .and_then(|_| connection.execute("UPDATE turn SET lease_until = 0", []))
        .map(drop)
        .map_err(failed)
}
