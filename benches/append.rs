//! What a durable, acknowledged append through the store's port costs beside plain SQLite with group commit that writes
//! the same rows to the same disk, in turns of the same run.
//!
//! The peer knows nothing of receipts looked up, stale writers or refusals: it is the least that group commit costs.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")]
#![expect(clippy::print_stdout, reason = "its output is its purpose")]

use std::{
    path::Path,
    sync::{
        Arc,
        mpsc::{SyncSender, sync_channel},
    },
    time::{Duration, Instant},
};

use firstline::{
    domain::{
        conversation::{Effect, Row},
        event::{Author, Body, Cause, Event, Message, Role, Severity, Via},
        ids::{Id, InboxKey, Locale, Seq},
        personal::Personal,
        time::Timestamp,
    },
    ports::{Append, Store},
    store::Sqlite,
};
use rusqlite::{Connection, params};
use tokio::{runtime::Runtime, sync::oneshot, task::JoinSet};
use uuid::Uuid;

const ROUND: Duration = Duration::from_secs(1);
const N_ROUNDS: usize = 5;
const GROUP_MAX: usize = 256;
/// The part of plain SQLite's throughput that must be left.
const SHARE_MIN: f64 = 0.70;
const TEXT: &str = "The certificate of our relay has expired and the service does not start any more, where does the \
                    new one go, and does it have to be restarted?";

fn name(writer: u64, seq: u64, what: u64) -> Uuid {
    Uuid::from_u64_pair(what << 32 | writer, seq)
}

/// The n-th write of a writer: one message with its conversation's row and its receipt.
fn append(writer: u64, seq: u64) -> Append {
    let cause =
        Cause { actor: name(writer, 0, 1), client_id: Id::new(name(writer, seq, 2)), digest: [7; 16] };
    let conversation = Id::new(name(writer, 0, 3));
    let at = Timestamp::from_millis(1_790_000_000_000 + i64::try_from(seq).unwrap_or_default());
    let message = Message {
        author: Author { role: Role::User, id: None, name: None },
        text: Personal::new(TEXT.to_owned()),
        client_id: Some(cause.client_id),
        reply: Some(Id::new(name(writer, seq, 4))),
        answer: None,
        via: Some(Via::Chat),
        context: None,
        blocks: None,
    };
    let body = Body::Message(message);
    let event = Event {
        id: Id::new(name(writer, seq, 5)),
        conversation,
        seq: Seq(seq),
        at,
        body,
        cause: Some(cause),
    };
    let row = Row {
        inbox: InboxKey("default".to_owned()),
        contact: Id::new(cause.actor),
        state: "bot",
        seq: Seq(seq),
        updated_at: at,
        locale: Locale::En,
        severity: Some(Severity::Usage),
        subject: None,
        last: Some(Role::User),
        contact_name: None,
    };
    let effects = vec![Effect::Row(row), Effect::Receipt { cause, seq: Seq(seq) }];
    Append { conversation, expected: Seq(seq - 1), events: vec![event], effects }
}

/// Plain SQLite: one thread takes what waits, writes it in one transaction, and answers after the commit.
#[derive(Clone)]
struct Plain(SyncSender<(Append, oneshot::Sender<()>)>);

impl Plain {
    fn open(dir: &Path) -> Self {
        let path = dir.join("firstline.db");
        let connection = Connection::open(path).expect("the database opens");
        for (name, value) in [
            ("journal_mode", "WAL"),
            ("synchronous", "FULL"),
            ("secure_delete", "ON"),
            ("cache_size", "-8192"),
        ] {
            connection.pragma_update(None, name, value).expect("a pragma is taken");
        }
        connection.set_prepared_statement_cache_capacity(64);
        let (writes, waiting) = sync_channel::<(Append, oneshot::Sender<()>)>(4096);
        std::thread::spawn(move || {
            while let Ok(first) = waiting.recv() {
                let group: Vec<_> =
                    std::iter::once(first).chain(waiting.try_iter().take(GROUP_MAX - 1)).collect();
                connection.execute_batch("BEGIN IMMEDIATE").expect("a transaction begins");
                for (append, _) in &group {
                    write(&connection, append).expect("rows are written");
                }
                connection.execute_batch("COMMIT").expect("a transaction commits");
                for (_, answer) in group {
                    let _ = answer.send(());
                }
            }
        });
        Self(writes)
    }
    async fn append(&self, append: Append) {
        let (answer, answered) = oneshot::channel();
        self.0.try_send((append, answer)).expect("there is room");
        answered.await.expect("it is answered");
    }
}

fn write(connection: &Connection, append: &Append) -> rusqlite::Result<()> {
    let id = append.conversation.as_bytes();
    for event in &append.events {
        let fact = serde_json::to_string(&event.body).unwrap_or_default();
        let cause = event.cause.as_ref();
        connection
            .prepare_cached(
                "INSERT INTO event (conversation, seq, id, at, fact, actor, client_id, digest)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                id,
                event.seq.0,
                event.id.as_bytes(),
                event.at.as_millis(),
                fact,
                cause.map(|cause| cause.actor.as_bytes().as_slice()),
                cause.map(|cause| cause.client_id.as_bytes()),
                cause.map(|cause| cause.digest)
            ])?;
    }
    for effect in &append.effects {
        match effect {
            Effect::Row(row) => connection
                .prepare_cached(
                    "INSERT INTO conversation (id, inbox, contact, state, seq, updated_at, locale, severity)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO UPDATE SET state = excluded.state,
                     seq = excluded.seq, updated_at = excluded.updated_at, locale = excluded.locale,
                     severity = excluded.severity",
                )?
                .execute(params![
                    id,
                    row.inbox.0,
                    row.contact.as_bytes(),
                    row.state,
                    row.seq.0,
                    row.updated_at.as_millis(),
                    row.locale.tag(),
                    row.severity.map(u8::from)
                ])?,
            Effect::Receipt { cause, seq } => connection
                .prepare_cached("INSERT INTO receipt VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![cause.actor.as_bytes().as_slice(), cause.client_id.as_bytes(), cause.digest, id, seq.0])?,
            _ => 0,
        };
    }
    Ok(())
}

/// Lets every writer append, one after the other, for a while; returns appends per second and the next places.
fn round<F>(
    runtime: &Runtime,
    next: &mut [u64],
    append_one: impl Fn(Append) -> F + Clone + Send + 'static,
) -> f64
where
    F: Future<Output = ()> + Send,
{
    let started = Instant::now();
    let before: u64 = next.iter().sum();
    runtime.block_on(async {
        let mut tasks = JoinSet::new();
        for (writer, first) in next.iter().copied().enumerate() {
            let append_one = append_one.clone();
            tasks.spawn(async move {
                let mut seq = first;
                while started.elapsed() < ROUND {
                    append_one(append(writer as u64, seq)).await;
                    seq += 1;
                }
                (writer, seq)
            });
        }
        while let Some(done) = tasks.join_next().await {
            let (writer, seq) = done.expect("a writer ends well");
            next[writer] = seq;
        }
    });
    (next.iter().sum::<u64>() - before) as f64 / started.elapsed().as_secs_f64()
}

fn compare(runtime: &Runtime, n_writers: usize) {
    let (ours_dir, plain_dir) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let ours = Arc::new(Sqlite::own(ours_dir.path(), Id::new(name(0, 0, 9))).expect("the store opens"));
    // The peer gets the same tables.
    drop(Sqlite::own(plain_dir.path(), Id::new(name(0, 0, 9))).expect("the store opens"));
    let plain = Plain::open(plain_dir.path());
    let (mut ours_next, mut plain_next) = (vec![1; n_writers], vec![1; n_writers]);
    let mut shares = Vec::new();
    let (mut ours_best, mut plain_best) = (0.0_f64, 0.0_f64);
    for _ in 0..N_ROUNDS {
        let store = ours.clone();
        let ours = round(runtime, &mut ours_next, move |append| {
            let store = store.clone();
            async move { store.append(append).await.expect("an append is taken") }
        });
        let peer = plain.clone();
        let plain = round(runtime, &mut plain_next, move |append| {
            let peer = peer.clone();
            async move { peer.append(append).await }
        });
        shares.push(ours / plain);
        ours_best = ours_best.max(ours);
        plain_best = plain_best.max(plain);
    }
    shares.sort_by(f64::total_cmp);
    let share = shares[N_ROUNDS / 2];
    let verdict = if share >= SHARE_MIN { "ok" } else { "MISSED" };
    println!(
        "append, {n_writers:>3} writers: ours {ours_best:>7.0}/s, plain {plain_best:>7.0}/s, \
         median ratio {share:.2} (limit {SHARE_MIN:.2}) {verdict}"
    );
}

fn main() {
    let runtime = Runtime::new().expect("a runtime starts");
    for n_writers in [1, 100] {
        compare(&runtime, n_writers);
    }
}
