//! SQLite in WAL mode: one write lane, several readers, every acknowledged write on disk.

mod corpus;
mod lane;
mod log;
mod notices;
mod outbox;
mod people;
mod policies;
mod rows;
mod solved;
mod triage;
mod vectors;
mod whole;

use std::{
    collections::{BTreeSet, HashMap},
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use crate::{
    domain::{
        corpus::Document,
        event::{Event, Role},
        ids::{AgentId, ClientId, ContactId, ConversationId, Epoch, InboxKey, ReplyId, Seq},
        time::Timestamp,
        triage::Example,
    },
    ports::{
        AgentChange, AgentRow, Append, AppendError, BesideRow, ContactRow, ConversationFilter,
        ConversationRow, DocumentRow, DueTimer, PassageQuestions, QueueRow, Receipt, Report, SessionRow,
        SolvedRow, Store, StoreError, TurnJob, UnansweredRow, Vectors, WaitingFilter,
    },
};

use lane::Lane;

pub use whole::{Rebuilt, backup, rebuild, restore};

/// The database's file name in the data folder.
const FILE: &str = "firstline.db";
/// Readers kept open: opening one costs more than a read, and there are no more than threads that read.
const READERS_KEPT_MAX: usize = 64;
/// Memory for pages of the one writer; SQLite takes negative numbers for KiB. A miss is a copy out of the system's own cache.
const WRITER_CACHE: &str = "-1024";
/// The same for each reader.
const READER_CACHE: &str = "-512";
/// How long a write waits for another process (`firstline agent add`) to finish its own.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// The migrations in order; the database's `user_version` counts those done.
const MIGRATIONS: [&str; 17] = [
    include_str!("../../../migrations/sqlite/0001_initial.sql"),
    include_str!("../../../migrations/sqlite/0002_console.sql"),
    include_str!("../../../migrations/sqlite/0003_vectors.sql"),
    include_str!("../../../migrations/sqlite/0004_questions.sql"),
    include_str!("../../../migrations/sqlite/0005_triage.sql"),
    include_str!("../../../migrations/sqlite/0006_policy.sql"),
    include_str!("../../../migrations/sqlite/0007_delivery.sql"),
    include_str!("../../../migrations/sqlite/0008_accounts.sql"),
    include_str!("../../../migrations/sqlite/0009_desk.sql"),
    include_str!("../../../migrations/sqlite/0010_notice.sql"),
    include_str!("../../../migrations/sqlite/0011_needs.sql"),
    include_str!("../../../migrations/sqlite/0012_urgency.sql"),
    include_str!("../../../migrations/sqlite/0013_notice_owed.sql"),
    include_str!("../../../migrations/sqlite/0014_feed.sql"),
    include_str!("../../../migrations/sqlite/0015_warn.sql"),
    include_str!("../../../migrations/sqlite/0016_notice_revision.sql"),
    include_str!("../../../migrations/sqlite/0017_verdict.sql"),
];

/// The store in one SQLite file.
#[derive(Debug)]
pub struct Sqlite {
    lane: Lane,
    readers: Arc<Readers>,
    /// Held as long as this process owns the data folder.
    _owner: Option<File>,
}

#[derive(Debug)]
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Sqlite {
    /// Opens the store and owns the data folder: a second owner is refused. `fresh` names a store made here.
    ///
    /// # Errors
    /// The folder cannot be written, another process owns it, or the file was written by a newer version.
    pub fn own(dir: &Path, fresh: Epoch) -> Result<Self, StoreError> {
        let owner = lock(dir)?;
        let mut store = Self::open(dir, fresh)?;
        store._owner = Some(owner);
        Ok(store)
    }

    /// Opens the store beside its owner, for short commands such as adding an agent.
    ///
    /// # Errors
    /// As [`Sqlite::own`], but for the owner.
    pub fn open(dir: &Path, fresh: Epoch) -> Result<Self, StoreError> {
        std::fs::create_dir_all(dir).map_err(unavailable)?;
        let path = dir.join(FILE);
        let mut writer = Connection::open(&path).map_err(failed)?;
        prepare(&writer)?;
        migrate(&mut writer)?;
        writer
            .execute("INSERT OR IGNORE INTO meta VALUES ('epoch', ?1)", [fresh.to_string()])
            .map_err(failed)?;
        // SQLite seeds its generator from the system's.
        writer
            .execute("INSERT OR IGNORE INTO meta VALUES ('secret', lower(hex(randomblob(32))))", [])
            .map_err(failed)?;
        let readers = Arc::new(Readers { path, idle: Mutex::new(Vec::new()) });
        Ok(Self { lane: Lane::start(writer)?, readers, _owner: None })
    }

    /// Runs a read off the event loop.
    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = self.readers.clone();
        tokio::task::spawn_blocking(move || {
            let reader = readers.take()?;
            let result = query(&reader).map_err(failed);
            readers.give_back(reader);
            result
        })
        .await
        .map_err(broken)?
    }

    /// Runs a write in the lane; returns once it is on disk.
    async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.lane.run(move |connection| write(connection).map_err(failed)).await
    }
}

impl Readers {
    fn take(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(reader) = idle {
            return Ok(reader);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(&self.path, flags).map_err(failed)?;
        reader.busy_timeout(BUSY_WAIT).map_err(failed)?;
        reader.pragma_update(None, "cache_size", READER_CACHE).map_err(failed)?;
        Ok(reader)
    }
    fn give_back(&self, reader: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS_KEPT_MAX {
            idle.push(reader);
        }
    }
}

/// Returns whether a data folder holds a store.
#[must_use]
pub fn exists(dir: &Path) -> bool {
    dir.join(FILE).exists()
}

/// Takes the data folder for this process; the lock dies with it.
fn lock(dir: &Path) -> Result<File, StoreError> {
    std::fs::create_dir_all(dir).map_err(unavailable)?;
    let path = dir.join("owner.lock");
    let file = File::create(&path).map_err(unavailable)?;
    file.try_lock().map_err(|_| {
        unavailable(std::io::Error::other(format!(
            "another firstline serves from {}; stop it first, or give --data another folder",
            dir.display()
        )))
    })?;
    Ok(file)
}

fn prepare(writer: &Connection) -> Result<(), StoreError> {
    writer.busy_timeout(BUSY_WAIT).map_err(failed)?;
    writer.set_prepared_statement_cache_capacity(64);
    for (name, value) in [
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),
        ("secure_delete", "ON"),
        ("cache_size", WRITER_CACHE),
    ] {
        writer.pragma_update(None, name, value).map_err(failed)?;
    }
    Ok(())
}

fn migrate(writer: &mut Connection) -> Result<(), StoreError> {
    let tx = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
    let done: usize = tx.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    if done > MIGRATIONS.len() {
        return Err(broken(std::io::Error::other(
            "the data folder was written by a newer firstline; use that version, or restore an older backup",
        )));
    }
    for migration in MIGRATIONS.iter().skip(done) {
        tx.execute_batch(migration).map_err(failed)?;
    }
    tx.pragma_update(None, "user_version", MIGRATIONS.len()).map_err(failed)?;
    tx.commit().map_err(failed)
}

/// Sorts a database error: what passes by itself is told from what does not.
fn failed(error: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode as Code;
    match error.sqlite_error_code() {
        Some(
            Code::DatabaseBusy
            | Code::DatabaseLocked
            | Code::DiskFull
            | Code::SystemIoFailure
            | Code::CannotOpen
            | Code::ReadOnly
            | Code::PermissionDenied,
        ) => StoreError::Unavailable(Box::new(error)),
        _ => StoreError::Broken(Box::new(error)),
    }
}

fn unavailable(error: std::io::Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Broken(Box::new(error))
}

#[async_trait]
impl Vectors for Sqlite {
    async fn vectors(&self, model: &str, numbers: Vec<u64>) -> Result<Vec<(u64, Vec<f32>)>, StoreError> {
        let model = model.to_owned();
        self.read(move |connection| vectors::vectors(connection, &model, &numbers)).await
    }
    async fn put_vectors(&self, model: &str, points: Vec<(u64, Vec<f32>)>) -> Result<(), StoreError> {
        let model = model.to_owned();
        self.write(move |connection| vectors::put_vectors(connection, &model, &points)).await
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn append(&self, append: Append) -> Result<(), AppendError> {
        self.lane.run(move |connection| log::append(connection, &append)).await
    }
    async fn log(&self, id: ConversationId, after: Seq, limit: usize) -> Result<Vec<Event>, StoreError> {
        self.read(move |connection| log::after(connection, id, after, limit)).await
    }
    async fn log_before(
        &self,
        id: ConversationId,
        before: Seq,
        limit: usize,
    ) -> Result<Vec<Event>, StoreError> {
        self.read(move |connection| log::before(connection, id, before, limit)).await
    }
    async fn receipt(&self, actor: Uuid, client_id: ClientId) -> Result<Option<Receipt>, StoreError> {
        self.read(move |connection| log::receipt(connection, actor, client_id)).await
    }
    async fn latest(&self, contact: ContactId) -> Result<Option<ConversationRow>, StoreError> {
        self.read(move |connection| log::latest(connection, contact)).await
    }
    async fn conversation(&self, id: ConversationId) -> Result<Option<ConversationRow>, StoreError> {
        self.read(move |connection| log::conversation(connection, id)).await
    }
    async fn conversations(
        &self,
        filter: &ConversationFilter,
        before: Option<(Timestamp, ConversationId)>,
        limit: usize,
    ) -> Result<Vec<ConversationRow>, StoreError> {
        let filter = filter.clone();
        self.read(move |connection| log::conversations(connection, &filter, before, limit)).await
    }

    async fn lease_turn(
        &self,
        reply: ReplyId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<TurnJob>, StoreError> {
        self.write(move |connection| log::lease_turn(connection, reply, now, until)).await
    }
    async fn renew_turn(&self, reply: ReplyId, attempt: u32, until: Timestamp) -> Result<bool, StoreError> {
        self.write(move |connection| log::renew_turn(connection, reply, attempt, until)).await
    }
    async fn orphan_turns(&self, now: Timestamp, limit: usize) -> Result<Vec<ReplyId>, StoreError> {
        self.read(move |connection| log::orphan_turns(connection, now, limit)).await
    }
    async fn forget_leases(&self) -> Result<(), StoreError> {
        self.write(|connection| {
            connection.execute_batch("UPDATE turn SET lease_until = 0; UPDATE timer SET lease_until = 0")
        })
        .await
    }
    async fn lease_timers(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<DueTimer>, StoreError> {
        if !self.read(move |connection| log::any_timer(connection, now)).await? {
            return Ok(Vec::new());
        }
        self.write(move |connection| log::lease_timers(connection, now, until, limit)).await
    }

    async fn put_off_timer(
        &self,
        id: ConversationId,
        timer: crate::domain::conversation::Timer,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |connection| log::put_off_timer(connection, id, timer, until)).await
    }

    async fn put_read(&self, id: ConversationId, who: Role, seq: Seq) -> Result<bool, StoreError> {
        self.write(move |connection| log::put_read(connection, id, who, seq)).await
    }
    async fn read_mark(&self, id: ConversationId, who: Role) -> Result<Seq, StoreError> {
        self.read(move |connection| log::read_mark(connection, id, who)).await
    }

    async fn queue(&self, inboxes: Option<&[InboxKey]>) -> Result<Vec<QueueRow>, StoreError> {
        let inboxes = inboxes.map(<[InboxKey]>::to_vec);
        self.read(move |connection| log::queue(connection, inboxes.as_deref())).await
    }
    async fn n_open(&self) -> Result<HashMap<AgentId, u32>, StoreError> {
        self.read(log::n_open).await
    }
    async fn held(&self) -> Result<Vec<QueueRow>, StoreError> {
        self.read(log::held).await
    }
    async fn waiting(
        &self,
        filter: WaitingFilter,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<QueueRow>, StoreError> {
        self.read(move |connection| log::waiting(connection, &filter, skip, limit)).await
    }
    async fn under_older(
        &self,
        inbox: &InboxKey,
        policy: u32,
        limit: usize,
    ) -> Result<Vec<ConversationId>, StoreError> {
        let inbox = inbox.clone();
        self.read(move |connection| log::under_older(connection, &inbox, policy, limit)).await
    }
    async fn alike(&self, report: Report, limit: usize) -> Result<Vec<QueueRow>, StoreError> {
        self.read(move |connection| log::alike(connection, &report, limit)).await
    }
    async fn queue_row(&self, id: ConversationId) -> Result<Option<QueueRow>, StoreError> {
        self.read(move |connection| log::queue_row(connection, id)).await
    }

    async fn cases_of_contact(
        &self,
        contact: ContactId,
        but: ConversationId,
        limit: usize,
    ) -> Result<Vec<BesideRow>, StoreError> {
        self.read(move |connection| solved::of_contact(connection, contact, but, limit)).await
    }
    async fn cases_of_account(&self, contact: ContactId, limit: usize) -> Result<Vec<BesideRow>, StoreError> {
        self.read(move |connection| solved::of_account(connection, contact, limit)).await
    }
    async fn solved_terms(
        &self,
        inbox: &InboxKey,
        limit: usize,
    ) -> Result<Vec<(ConversationId, BTreeSet<String>)>, StoreError> {
        let inbox = inbox.clone();
        self.read(move |connection| solved::terms(connection, &inbox, limit)).await
    }
    async fn solved_cases(&self, ids: Vec<ConversationId>) -> Result<Vec<SolvedRow>, StoreError> {
        self.read(move |connection| solved::cases(connection, &ids)).await
    }

    async fn contact_by_token(&self, hash: [u8; 32]) -> Result<Option<ContactRow>, StoreError> {
        self.read(move |connection| people::contact_by_token(connection, hash)).await
    }
    async fn contact(&self, id: ContactId) -> Result<Option<ContactRow>, StoreError> {
        self.read(move |connection| people::contact(connection, id)).await
    }
    async fn add_contact(
        &self,
        contact: &ContactRow,
        token: [u8; 32],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let contact = contact.clone();
        self.write(move |connection| people::add_contact(connection, &contact, token, now)).await
    }
    async fn named_contact(&self, fresh: &ContactRow, now: Timestamp) -> Result<ContactRow, StoreError> {
        let fresh = fresh.clone();
        self.write(move |connection| people::named_contact(connection, &fresh, now)).await
    }
    async fn add_agent(&self, agent: &AgentRow, token: [u8; 32], now: Timestamp) -> Result<(), StoreError> {
        let agent = agent.clone();
        self.write(move |connection| people::add_agent(connection, &agent, token, now)).await
    }
    async fn change_agent(&self, id: AgentId, change: AgentChange) -> Result<bool, StoreError> {
        self.write(move |connection| people::change_agent(connection, id, &change)).await
    }
    async fn remove_agent(&self, id: AgentId) -> Result<bool, StoreError> {
        self.write(move |connection| people::remove_agent(connection, id)).await
    }
    async fn agent_by_token(&self, hash: [u8; 32]) -> Result<Option<AgentRow>, StoreError> {
        self.read(move |connection| people::agent_by_token(connection, hash)).await
    }
    async fn agent(&self, id: crate::domain::ids::AgentId) -> Result<Option<AgentRow>, StoreError> {
        self.read(move |connection| people::agent(connection, id)).await
    }
    async fn agents(&self) -> Result<Vec<AgentRow>, StoreError> {
        self.read(people::agents).await
    }
    async fn n_agents(&self) -> Result<u64, StoreError> {
        self.read(|connection| connection.query_row("SELECT count(*) FROM agent", [], |row| row.get(0))).await
    }

    async fn add_session(&self, session: SessionRow, now: Timestamp, n_max: usize) -> Result<(), StoreError> {
        self.write(move |connection| people::add_session(connection, session, now, n_max)).await
    }
    async fn agent_by_session(
        &self,
        secret: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<AgentRow>, StoreError> {
        self.read(move |connection| people::agent_by_session(connection, secret, now)).await
    }
    async fn end_session(&self, secret: [u8; 32]) -> Result<(), StoreError> {
        self.write(move |connection| people::end_session(connection, secret)).await
    }

    async fn documents(&self) -> Result<(u64, Vec<DocumentRow>), StoreError> {
        self.read(corpus::documents).await
    }
    async fn document(&self, path: &str) -> Result<Option<DocumentRow>, StoreError> {
        let path = path.to_owned();
        self.read(move |connection| corpus::document(connection, &path)).await
    }
    async fn document_heads(&self, paths: Vec<String>) -> Result<Vec<Document>, StoreError> {
        self.read(move |connection| corpus::heads(connection, &paths)).await
    }
    async fn put_documents(
        &self,
        revision: u64,
        rows: Vec<DocumentRow>,
        remove: Vec<String>,
    ) -> Result<(), StoreError> {
        self.write(move |connection| corpus::put_documents(connection, revision, &rows, &remove)).await
    }

    async fn corrections(&self, inbox: &InboxKey, limit: usize) -> Result<Vec<Example>, StoreError> {
        let inbox = inbox.clone();
        self.read(move |connection| triage::corrections(connection, &inbox, limit)).await
    }

    async fn questions(&self) -> Result<Vec<PassageQuestions>, StoreError> {
        self.read(corpus::questions).await
    }
    async fn put_questions(&self, row: PassageQuestions, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |connection| corpus::put_questions(connection, &row, now)).await
    }
    async fn n_questions_since(&self, since: Timestamp) -> Result<u64, StoreError> {
        self.read(move |connection| corpus::n_questions_since(connection, since)).await
    }

    async fn unanswered(
        &self,
        inboxes: Option<&[InboxKey]>,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<UnansweredRow>, StoreError> {
        let inboxes = inboxes.map(<[InboxKey]>::to_vec);
        self.read(move |connection| log::unanswered(connection, inboxes.as_deref(), since, limit)).await
    }
    async fn epoch(&self) -> Result<Epoch, StoreError> {
        self.read(|connection| {
            connection.query_row("SELECT value FROM meta WHERE key = 'epoch'", [], |row| {
                let text: String = row.get(0)?;
                text.parse().map_err(rows::unreadable)
            })
        })
        .await
    }
    async fn secret(&self) -> Result<String, StoreError> {
        let secret = "SELECT value FROM meta WHERE key = 'secret'";
        self.read(|connection| connection.query_row(secret, [], |row| row.get(0))).await
    }
    async fn ready(&self) -> Result<(), StoreError> {
        self.write(|connection| {
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('probe', 'written')", []).map(drop)
        })
        .await
    }
}
