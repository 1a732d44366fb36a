//! Notices, and which conversations were told of them.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    domain::{
        ids::{ConversationId, InboxKey},
        notice::Bulletin,
    },
    ports::{NoticeRow, Notices, StoreError},
};

use super::{Sqlite, rows};

/// Notes that a conversation was told, in the transaction of the event that told it.
pub(super) fn put_link(
    connection: &Connection,
    conversation: &[u8],
    notice: &str,
    revision: u32,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO notice_link (conversation, notice, revision) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET revision = excluded.revision WHERE excluded.revision > revision",
        )?
        .execute(params![conversation, notice, revision])
        .map(drop)
}

fn bulletin(row: &Row<'_>) -> rusqlite::Result<Bulletin> {
    serde_json::from_str(row.get_ref("fact")?.as_str().map_err(rows::unreadable)?).map_err(rows::unreadable)
}

fn put(connection: &Connection, bulletin: &Bulletin) -> rusqlite::Result<bool> {
    let fact = serde_json::to_string(bulletin)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    connection
        .prepare_cached(
            "INSERT INTO notice (id, revision, is_live, opened_at, fact)
             SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?2 = 1 OR EXISTS (SELECT 1 FROM notice WHERE id = ?1)
             ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, is_live = excluded.is_live, fact = excluded.fact
             WHERE excluded.revision = revision + 1",
        )?
        .execute(params![
            bulletin.id,
            bulletin.revision,
            bulletin.is_live(),
            bulletin.opened_at.as_millis(),
            fact
        ])
        .map(|n_rows| n_rows == 1)
}

fn one(connection: &Connection, id: &str) -> rusqlite::Result<Option<Bulletin>> {
    connection.prepare_cached("SELECT fact FROM notice WHERE id = ?1")?.query_row([id], bulletin).optional()
}

fn live(connection: &Connection) -> rusqlite::Result<Vec<Bulletin>> {
    connection
        .prepare_cached("SELECT fact FROM notice WHERE is_live = 1 ORDER BY opened_at, id")?
        .query_map([], bulletin)?
        .collect()
}

fn all(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<NoticeRow>> {
    connection
        .prepare_cached(
            "SELECT fact, (SELECT count(*) FROM notice_link WHERE notice_link.notice = notice.id) AS n_told
             FROM notice ORDER BY is_live DESC, opened_at DESC, id LIMIT ?1",
        )?
        .query_map([bounded(limit)], |row| {
            Ok(NoticeRow { bulletin: bulletin(row)?, n_told: row.get("n_told")? })
        })?
        .collect()
}

fn untold(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<(ConversationId, Bulletin)>> {
    connection
        .prepare_cached(
            "SELECT notice_link.conversation, notice.fact FROM notice
             JOIN notice_link ON notice_link.notice = notice.id AND notice_link.revision < notice.revision
             JOIN conversation ON conversation.id = notice_link.conversation AND conversation.state <> 'closed'
             LIMIT ?1",
        )?
        .query_map([bounded(limit)], |row| Ok((rows::id(row, "conversation")?, bulletin(row)?)))?
        .collect()
}

fn critical_without(
    connection: &Connection,
    notice: &str,
    inbox: Option<&str>,
    limit: usize,
) -> rusqlite::Result<Vec<ConversationId>> {
    connection
        .prepare_cached(
            "SELECT conversation FROM desk WHERE severity = 1 AND (?2 IS NULL OR inbox = ?2) AND NOT EXISTS (
               SELECT 1 FROM notice_link WHERE notice = ?1 AND notice_link.conversation = desk.conversation)
             LIMIT ?3",
        )?
        .query_map(params![notice, inbox, bounded(limit)], |row| rows::id(row, "conversation"))?
        .collect()
}

fn bounded(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[async_trait]
impl Notices for Sqlite {
    async fn put_notice(&self, bulletin: &Bulletin) -> Result<bool, StoreError> {
        let bulletin = bulletin.clone();
        self.write(move |connection| put(connection, &bulletin)).await
    }
    async fn notice(&self, id: &str) -> Result<Option<Bulletin>, StoreError> {
        let id = id.to_owned();
        self.read(move |connection| one(connection, &id)).await
    }
    async fn live_notices(&self) -> Result<Vec<Bulletin>, StoreError> {
        self.read(live).await
    }
    async fn notices(&self, limit: usize) -> Result<Vec<NoticeRow>, StoreError> {
        self.read(move |connection| all(connection, limit)).await
    }
    async fn untold_conversations(
        &self,
        limit: usize,
    ) -> Result<Vec<(ConversationId, Bulletin)>, StoreError> {
        self.read(move |connection| untold(connection, limit)).await
    }
    async fn critical_without(
        &self,
        notice: &str,
        inbox: Option<&InboxKey>,
        limit: usize,
    ) -> Result<Vec<ConversationId>, StoreError> {
        let (notice, inbox) = (notice.to_owned(), inbox.map(|inbox| inbox.0.clone()));
        self.read(move |connection| critical_without(connection, &notice, inbox.as_deref(), limit)).await
    }
}
