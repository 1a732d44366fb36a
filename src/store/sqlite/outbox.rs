//! What is still to be told: occasions and their deliveries.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    domain::{
        alert::{Occasion, Urgency},
        time::Timestamp,
    },
    ports::{DeliveryCount, DeliveryFilter, DeliveryRow, DeliveryState, Outbox, Settled, StoreError},
};

use super::{Sqlite, rows};

/// Writes an occasion in the transaction of its event.
pub(super) fn put_occasion(connection: &Connection, occasion: &Occasion) -> rusqlite::Result<()> {
    let fact = serde_json::to_string(occasion).map_err(unwritable)?;
    connection
        .prepare_cached("INSERT OR IGNORE INTO occasion (event, at, fact, urgency) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            occasion.event.as_bytes(),
            occasion.at.as_millis(),
            fact,
            rank(occasion.kind.urgency())
        ])
        .map(drop)
}

fn occasion(row: &Row<'_>) -> rusqlite::Result<Occasion> {
    serde_json::from_str(row.get_ref("fact")?.as_str().map_err(rows::unreadable)?).map_err(rows::unreadable)
}

fn occasions(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<Occasion>> {
    connection
        .prepare_cached("SELECT fact FROM occasion WHERE spread = 0 ORDER BY urgency, at LIMIT ?1")?
        .query_map([bounded(limit)], occasion)?
        .collect()
}

fn spread(
    connection: &Connection,
    occasion: &Occasion,
    to: &[(String, Timestamp)],
    now: Timestamp,
) -> rusqlite::Result<()> {
    let event = occasion.event.as_bytes();
    let is_first = connection
        .prepare_cached("UPDATE occasion SET spread = 1 WHERE event = ?1 AND spread = 0")?
        .execute([event])?
        == 1;
    if !is_first {
        return Ok(());
    }
    for (receiver, due) in to {
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO delivery (event, receiver, due, updated_at, urgency) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                event,
                receiver,
                due.as_millis(),
                now.as_millis(),
                rank(occasion.kind.urgency())
            ])?;
    }
    Ok(())
}

const DELIVERY: &str = "SELECT delivery.*, occasion.fact FROM delivery JOIN occasion USING (event)";

fn delivery(row: &Row<'_>) -> rusqlite::Result<DeliveryRow> {
    let word: String = row.get("state")?;
    Ok(DeliveryRow {
        id: row.get("id")?,
        receiver: row.get("receiver")?,
        occasion: occasion(row)?,
        state: state(&word),
        tries: row.get("tries")?,
        due: rows::time(row, "due")?,
        updated_at: rows::time(row, "updated_at")?,
        error: row.get("error")?,
    })
}

fn one(connection: &Connection, id: u64) -> rusqlite::Result<Option<DeliveryRow>> {
    connection
        .prepare_cached(&format!("{DELIVERY} WHERE delivery.id = ?1"))?
        .query_row([id], delivery)
        .optional()
}

fn lease(
    connection: &Connection,
    receiver: &str,
    among: &[Urgency],
    now: Timestamp,
    until: Timestamp,
) -> rusqlite::Result<Option<DeliveryRow>> {
    for urgency in among {
        let leased: Option<u64> = connection
            .prepare_cached(
                "UPDATE delivery SET tries = tries + 1, lease_until = ?4, updated_at = ?3 WHERE id = (
                   SELECT id FROM delivery WHERE receiver = ?1 AND urgency = ?2 AND state = 'waiting' AND due <= ?3
                     AND lease_until <= ?3
                   ORDER BY due, id LIMIT 1)
                 RETURNING id",
            )?
            .query_row(params![receiver, rank(*urgency), now.as_millis(), until.as_millis()], |row| row.get(0))
            .optional()?;
        if let Some(id) = leased {
            return one(connection, id);
        }
    }
    Ok(None)
}

fn settle(
    connection: &Connection,
    row: &DeliveryRow,
    settled: &Settled,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let (state, due, error) = match settled {
        Settled::Delivered => (DeliveryState::Delivered, row.due, None),
        Settled::Later { due, error } => (DeliveryState::Waiting, *due, Some(error)),
        Settled::Failed { error } => (DeliveryState::Failed, row.due, Some(error)),
    };
    connection
        .prepare_cached(
            "UPDATE delivery SET state = ?3, due = ?4, error = ?5, updated_at = ?6, lease_until = 0
             WHERE id = ?1 AND tries = ?2 AND state = 'waiting'",
        )?
        .execute(params![row.id, row.tries, word(state), due.as_millis(), error, now.as_millis()])
        .map(|n_rows| n_rows == 1)
}

fn list(
    connection: &Connection,
    filter: &DeliveryFilter,
    limit: usize,
) -> rusqlite::Result<Vec<DeliveryRow>> {
    connection
        .prepare_cached(&format!(
            "{DELIVERY} WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR receiver = ?2)
             AND (?3 IS NULL OR delivery.id < ?3) ORDER BY delivery.id DESC LIMIT ?4"
        ))?
        .query_map(params![filter.state.map(word), filter.receiver, filter.before, bounded(limit)], delivery)?
        .collect()
}

fn replay(connection: &Connection, id: u64, now: Timestamp) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "UPDATE delivery SET state = 'waiting', tries = 0, due = ?2, updated_at = ?2, lease_until = 0
             WHERE id = ?1 AND (state <> 'waiting' OR lease_until <= ?2)",
        )?
        .execute(params![id, now.as_millis()])
        .map(|n_rows| n_rows == 1)
}

fn receivers_due(
    connection: &Connection,
    receivers: Vec<String>,
    now: Timestamp,
) -> rusqlite::Result<Vec<(String, Urgency)>> {
    // It is asked every second: a step down the tree for each, however much waits.
    let mut is_due = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM delivery WHERE receiver = ?1 AND urgency = ?2 AND state = 'waiting' AND due <= ?3
           AND lease_until <= ?3)",
    )?;
    let mut due = Vec::new();
    for receiver in receivers {
        for urgency in Urgency::ALL {
            if is_due.query_row(params![receiver, rank(urgency), now.as_millis()], |row| row.get(0))? {
                due.push((receiver.clone(), urgency));
            }
        }
    }
    Ok(due)
}

fn counts(connection: &Connection) -> rusqlite::Result<Vec<DeliveryCount>> {
    // The error is that of the row with the greatest time, as SQLite has it for a single max().
    connection
        .prepare_cached(
            "SELECT receiver, state, count(*) AS n, count(error) AS n_failed, error,
               max(CASE WHEN error IS NOT NULL THEN updated_at END) AS failed_at
             FROM delivery GROUP BY receiver, state",
        )?
        .query_map([], |row| {
            let word: String = row.get("state")?;
            let failed_at: Option<i64> = row.get("failed_at")?;
            let error: Option<String> = row.get("error")?;
            Ok(DeliveryCount {
                receiver: row.get("receiver")?,
                state: state(&word),
                count: row.get("n")?,
                n_failed: row.get("n_failed")?,
                last_error: failed_at.map(Timestamp::from_millis).zip(error),
            })
        })?
        .collect()
}

fn forget_settled(connection: &Connection, before: Timestamp) -> rusqlite::Result<()> {
    connection
        .execute("DELETE FROM delivery WHERE state <> 'waiting' AND updated_at < ?1", [before.as_millis()])?;
    connection
        .execute(
            "DELETE FROM occasion WHERE spread = 1 AND at < ?1
             AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.event = occasion.event)",
            [before.as_millis()],
        )
        .map(drop)
}

const fn word(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Waiting => "waiting",
        DeliveryState::Delivered => "delivered",
        DeliveryState::Failed => "failed",
    }
}

fn state(word: &str) -> DeliveryState {
    match word {
        "delivered" => DeliveryState::Delivered,
        "failed" => DeliveryState::Failed,
        _ => DeliveryState::Waiting,
    }
}

const fn rank(urgency: Urgency) -> u8 {
    match urgency {
        Urgency::Page => 0,
        Urgency::Pressing => 1,
        Urgency::Plain => 2,
    }
}

fn bounded(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn unwritable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}

#[async_trait]
impl Outbox for Sqlite {
    async fn occasions(&self, limit: usize) -> Result<Vec<Occasion>, StoreError> {
        self.read(move |connection| occasions(connection, limit)).await
    }
    async fn spread(
        &self,
        occasion: &Occasion,
        to: Vec<(String, Timestamp)>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let occasion = occasion.clone();
        self.write(move |connection| spread(connection, &occasion, &to, now)).await
    }
    async fn lease_delivery(
        &self,
        receiver: &str,
        among: &'static [Urgency],
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<DeliveryRow>, StoreError> {
        let receiver = receiver.to_owned();
        self.write(move |connection| lease(connection, &receiver, among, now, until)).await
    }
    async fn settle_delivery(
        &self,
        delivery: &DeliveryRow,
        settled: Settled,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let delivery = delivery.clone();
        self.write(move |connection| settle(connection, &delivery, &settled, now)).await
    }
    async fn forget_delivery_leases(&self) -> Result<(), StoreError> {
        self.write(|connection| {
            // A try that the end cut off was none: whoever fails the next one is tried again as soon as ever.
            let sql = "UPDATE delivery SET lease_until = 0, tries = tries - 1 WHERE lease_until > 0";
            connection.execute(sql, []).map(drop)
        })
        .await
    }
    async fn receivers_due(
        &self,
        receivers: Vec<String>,
        now: Timestamp,
    ) -> Result<Vec<(String, Urgency)>, StoreError> {
        self.read(move |connection| receivers_due(connection, receivers, now)).await
    }
    async fn deliveries(
        &self,
        filter: &DeliveryFilter,
        limit: usize,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        let filter = filter.clone();
        self.read(move |connection| list(connection, &filter, limit)).await
    }
    async fn delivery(&self, id: u64) -> Result<Option<DeliveryRow>, StoreError> {
        self.read(move |connection| one(connection, id)).await
    }
    async fn replay_delivery(&self, id: u64, now: Timestamp) -> Result<bool, StoreError> {
        self.write(move |connection| replay(connection, id, now)).await
    }
    async fn delivery_counts(&self) -> Result<Vec<DeliveryCount>, StoreError> {
        self.read(counts).await
    }
    async fn forget_settled(&self, before: Timestamp) -> Result<(), StoreError> {
        self.write(move |connection| forget_settled(connection, before)).await
    }
}
