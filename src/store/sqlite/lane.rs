//! The write lane: one thread, one connection, group commit.
//!
//! Every write of a group runs in a savepoint of its own, so one that is refused takes nothing with it; all of them
//! are answered only after the group's commit is on disk.

use std::{
    sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    thread,
};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::ports::StoreError;

use super::failed;

/// Writes that may wait. At 20 µs a write this is a tenth of a second of work; more means the disk has stopped.
const WAITING_MAX: usize = 4096;
/// Writes of one commit: enough to share an fsync, few enough to answer the first one soon.
const GROUP_MAX: usize = 256;

/// Tells a write's caller what became of it: nothing where the commit succeeded, else why not.
type Answer = Box<dyn FnOnce(Option<&str>) + Send>;
/// Runs with the connection, or with the reason why there is no transaction.
type Write = Box<dyn FnOnce(Result<&Connection, &str>) -> Answer + Send>;

/// The one way to write.
#[derive(Debug)]
pub(super) struct Lane {
    writes: SyncSender<Write>,
}

impl Lane {
    /// Starts the thread; it ends when the lane is dropped and all writes are answered.
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (writes, waiting) = sync_channel::<Write>(WAITING_MAX);
        thread::Builder::new()
            .name("store-write".to_owned())
            .spawn(move || {
                while let Ok(first) = waiting.recv() {
                    commit_group(&connection, first, &waiting);
                }
            })
            .map_err(super::unavailable)?;
        Ok(Self { writes })
    }

    /// Queues a write and waits until it is on disk. The future may be dropped; the write is carried out all the
    /// same. A write that returns an error has changed nothing.
    pub(super) async fn run<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        write: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let (answer, answered) = oneshot::channel();
        let boxed: Write = Box::new(move |connection| {
            let result = match connection {
                Ok(connection) => in_savepoint(connection, write),
                Err(why) => Err(gone(why).into()),
            };
            Box::new(move |not_committed| {
                // The caller may have gone; the write stands.
                let _ = answer.send(match not_committed {
                    None => result,
                    Some(why) => Err(gone(why).into()),
                });
            })
        });
        self.writes.try_send(boxed).map_err(|error| match error {
            TrySendError::Full(_) => gone("too many writes are waiting for the disk"),
            TrySendError::Disconnected(_) => gone("the write lane has ended"),
        })?;
        answered.await.map_err(|_| gone("the write lane has ended"))?
    }
}

fn gone(why: &str) -> StoreError {
    super::unavailable(std::io::Error::other(why.to_owned()))
}

fn commit_group(connection: &Connection, first: Write, waiting: &Receiver<Write>) {
    let started = std::time::Instant::now();
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        first(Err(&trouble(&error)))(None);
        return;
    }
    let mut answers = vec![first(Ok(connection))];
    while answers.len() < GROUP_MAX
        && let Ok(write) = waiting.try_recv()
    {
        answers.push(write(Ok(connection)));
    }
    let not_committed = connection.execute_batch("COMMIT").err().map(|error| {
        let why = trouble(&error);
        // Where the engine has rolled back by itself already, this fails and nothing is lost.
        let _ = connection.execute_batch("ROLLBACK");
        why
    });
    metrics::histogram!("firstline_store_group_size")
        .record(u32::try_from(answers.len()).unwrap_or(u32::MAX));
    metrics::histogram!("firstline_store_commit_seconds").record(started.elapsed());
    for answer in answers {
        answer(not_committed.as_deref());
    }
}

fn trouble(error: &rusqlite::Error) -> String {
    metrics::counter!("firstline_store_commit_failures_total").increment(1);
    tracing::error!(error = %error, "The store cannot be written; free disk space or end the process that locks it");
    error.to_string()
}

/// A refused write is undone alone.
fn in_savepoint<T, E: From<StoreError>>(
    connection: &Connection,
    write: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    let run = |sql: &str| {
        connection.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map_err(failed)
    };
    run("SAVEPOINT one")?;
    let result = write(connection);
    if result.is_err() {
        run("ROLLBACK TO one")?;
    }
    run("RELEASE one")?;
    result
}
