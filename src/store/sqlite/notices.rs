//! Notices, and which conversations were told of them.
//!
//! A link whose notice has changed since is marked as owed, so that who asks what is still to be told walks over nothing
//! else.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{
    domain::{
        ids::{ConversationId, Id, InboxKey},
        notice::Bulletin,
    },
    ports::{NoticeRow, Notices, OpenCaseRow, REVISIONS_KEPT, StoreError},
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
            "INSERT INTO notice_link (conversation, notice, revision, owed)
             VALUES (?1, ?2, ?3, ?3 < coalesce((SELECT revision FROM notice WHERE id = ?2), 0))
             ON CONFLICT DO UPDATE SET revision = excluded.revision, owed = excluded.owed
             WHERE excluded.revision > revision",
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
    let n_written = connection
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
        ])?;
    if n_written == 0 {
        return Ok(false);
    }
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO notice_revision (notice, revision, fact) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![bulletin.id, bulletin.revision, fact])?;
    connection
        .prepare_cached("DELETE FROM notice_revision WHERE notice = ?1 AND revision <= ?2 - ?3")?
        .execute(params![bulletin.id, bulletin.revision, REVISIONS_KEPT])?;
    connection
        .prepare_cached(
            "UPDATE notice_link SET owed = 1 WHERE notice = ?1 AND revision < ?2
             AND EXISTS (SELECT 1 FROM conversation WHERE id = notice_link.conversation AND state <> 'closed')",
        )?
        .execute(params![bulletin.id, bulletin.revision])?;
    Ok(true)
}

/// Owes nothing to those that are closed.
pub(super) fn forgive_closed(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .execute(
            "UPDATE notice_link SET owed = 0 WHERE owed = 1
             AND EXISTS (SELECT 1 FROM conversation WHERE id = notice_link.conversation AND state = 'closed')",
            [],
        )
        .map(drop)
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

fn revisions_after(connection: &Connection, id: &str, revision: u32) -> rusqlite::Result<Vec<Bulletin>> {
    connection
        .prepare_cached(
            "SELECT fact FROM notice_revision WHERE notice = ?1 AND revision > ?2 ORDER BY revision",
        )?
        .query_map(params![id, revision], bulletin)?
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

fn untold(
    connection: &Connection,
    after: Option<(String, ConversationId)>,
    limit: usize,
) -> rusqlite::Result<Vec<(ConversationId, Bulletin)>> {
    let (notice, conversation) = after.unwrap_or_else(|| (String::new(), Id::new(Uuid::nil())));
    connection
        .prepare_cached(
            "SELECT notice_link.conversation, notice.fact FROM notice_link
             JOIN notice ON notice.id = notice_link.notice
             JOIN conversation ON conversation.id = notice_link.conversation AND conversation.state <> 'closed'
             WHERE owed = 1 AND (notice_link.notice, notice_link.conversation) > (?1, ?2)
             ORDER BY notice_link.notice, notice_link.conversation LIMIT ?3",
        )?
        .query_map(params![notice, conversation.as_bytes(), bounded(limit)], |row| {
            Ok((rows::id(row, "conversation")?, bulletin(row)?))
        })?
        .collect()
}

fn open_cases(
    connection: &Connection,
    after: Option<ConversationId>,
    limit: usize,
) -> rusqlite::Result<Vec<OpenCaseRow>> {
    let after = after.unwrap_or_else(|| Id::new(Uuid::nil()));
    connection
        .prepare_cached(
            "SELECT conversation, seq, inbox, locale FROM desk WHERE conversation > ?1
             ORDER BY conversation LIMIT ?2",
        )?
        .query_map(params![after.as_bytes(), bounded(limit)], |row| {
            Ok(OpenCaseRow {
                conversation: rows::id(row, "conversation")?,
                seq: rows::seq(row, "seq")?,
                inbox: InboxKey(row.get("inbox")?),
                locale: rows::locale(row)?,
            })
        })?
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
    async fn revisions_after(&self, id: &str, revision: u32) -> Result<Vec<Bulletin>, StoreError> {
        let id = id.to_owned();
        self.read(move |connection| revisions_after(connection, &id, revision)).await
    }
    async fn notices(&self, limit: usize) -> Result<Vec<NoticeRow>, StoreError> {
        self.read(move |connection| all(connection, limit)).await
    }
    async fn untold_conversations(
        &self,
        after: Option<(String, ConversationId)>,
        limit: usize,
    ) -> Result<Vec<(ConversationId, Bulletin)>, StoreError> {
        self.read(move |connection| untold(connection, after, limit)).await
    }
    async fn open_cases(
        &self,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<OpenCaseRow>, StoreError> {
        self.read(move |connection| open_cases(connection, after, limit)).await
    }
}
