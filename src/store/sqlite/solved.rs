//! Cases beside a case: its contact's others, its account's, and what solved those that ended well.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::{
    domain::{
        dossier::{self, Solved},
        ids::{ContactId, ConversationId, InboxKey, Seq},
        words,
    },
    ports::{BesideRow, SolvedRow},
};

use super::{
    log::{all, bounded},
    rows,
};

/// Keeps what solved a case, read from its log up to `seq`; where nothing did, nothing is kept.
pub(super) fn put(connection: &Connection, id: ConversationId, seq: Seq) -> rusqlite::Result<()> {
    remove(connection, id)?;
    let log = super::log::up_to(connection, id, seq)?;
    let (Some(solved), Some(last)) = (dossier::solved(&log), log.last()) else { return Ok(()) };
    let terms: Vec<String> = words::terms(&solved.problem).into_iter().collect();
    let json = serde_json::to_string(&solved).map_err(rows::unreadable)?;
    connection
        .prepare_cached(
            "INSERT INTO solved_case SELECT id, inbox, ?2, ?3, ?4 FROM conversation WHERE id = ?1",
        )?
        .execute(params![id.as_bytes(), last.at.as_millis(), terms.join(" "), json])
        .map(drop)
}

pub(super) fn remove(connection: &Connection, id: ConversationId) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM solved_case WHERE conversation = ?1")?
        .execute([id.as_bytes()])
        .map(drop)
}

/// A case with a subject, where the user has said anything.
const BESIDE: &str =
    "SELECT conversation.id, state, updated_at, contact_name, contact.name AS contact_called,
  coalesce(subject, (SELECT substr(json_extract(fact, '$.body.text'), 1, 200) FROM event
     WHERE event.conversation = conversation.id AND kind = 'message'
     AND json_extract(fact, '$.body.author.role') = 'user' ORDER BY event.seq LIMIT 1)) AS about
  FROM conversation JOIN contact ON contact.id = conversation.contact";

pub(super) fn of_contact(
    connection: &Connection,
    contact: ContactId,
    but: ConversationId,
    limit: usize,
) -> rusqlite::Result<Vec<BesideRow>> {
    let sql = format!(
        "{BESIDE} WHERE conversation.contact = ?1 AND conversation.id <> ?2
         ORDER BY updated_at DESC, conversation.id LIMIT ?3"
    );
    all(connection, &sql, params![contact.as_bytes(), but.as_bytes(), bounded(limit)], beside)
}

pub(super) fn of_account(
    connection: &Connection,
    contact: ContactId,
    limit: usize,
) -> rusqlite::Result<Vec<BesideRow>> {
    let sql = format!(
        "{BESIDE} WHERE conversation.contact IN (SELECT other.id FROM contact AS mine
           JOIN contact AS other ON other.inbox = mine.inbox AND other.account = mine.account
           WHERE mine.id = ?1 AND other.id <> mine.id)
         ORDER BY updated_at DESC, conversation.id LIMIT ?2"
    );
    all(connection, &sql, params![contact.as_bytes(), bounded(limit)], beside)
}

fn beside(row: &rusqlite::Row<'_>) -> rusqlite::Result<BesideRow> {
    Ok(BesideRow {
        conversation: rows::id(row, "id")?,
        state: row.get("state")?,
        at: rows::time(row, "updated_at")?,
        subject: row.get("about")?,
        names: names(row)?,
    })
}

fn names(row: &rusqlite::Row<'_>) -> rusqlite::Result<Vec<String>> {
    let names: [Option<String>; 2] = [row.get("contact_name")?, row.get("contact_called")?];
    Ok(names.into_iter().flatten().collect())
}

pub(super) fn terms(
    connection: &Connection,
    inbox: &InboxKey,
    limit: usize,
) -> rusqlite::Result<Vec<(ConversationId, BTreeSet<String>)>> {
    all(
        connection,
        "SELECT conversation, terms FROM solved_case WHERE inbox = ?1 ORDER BY at DESC, conversation LIMIT ?2",
        params![inbox.0, bounded(limit)],
        |row| {
            let terms: String = row.get("terms")?;
            Ok((rows::id(row, "conversation")?, terms.split(' ').map(str::to_owned).collect()))
        },
    )
}

pub(super) fn cases(connection: &Connection, ids: &[ConversationId]) -> rusqlite::Result<Vec<SolvedRow>> {
    let mut found = Vec::new();
    for id in ids {
        let case = super::log::one(
            connection,
            "SELECT solved_case.conversation, state, at, solved, contact_name, contact.name AS contact_called
             FROM solved_case JOIN conversation ON conversation.id = solved_case.conversation
             LEFT JOIN contact ON contact.id = conversation.contact WHERE solved_case.conversation = ?1",
            params![id.as_bytes()],
            |row| {
                let json: String = row.get("solved")?;
                let solved: Solved = serde_json::from_str(&json).map_err(rows::unreadable)?;
                Ok(SolvedRow {
                    conversation: rows::id(row, "conversation")?,
                    state: row.get("state")?,
                    at: rows::time(row, "at")?,
                    solved,
                    names: names(row)?,
                })
            },
        )?;
        found.extend(case);
    }
    Ok(found)
}
