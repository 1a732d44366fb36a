//! Corrected severities, with the words they were given for.

use rusqlite::{Connection, params};

use crate::domain::{
    event::Severity,
    ids::{ConversationId, InboxKey, Seq},
    time::Timestamp,
    triage::Example,
};

/// Messages of a case that count, the newest before the correction.
const N_MESSAGES: i64 = 8;

/// Keeps that an agent corrected the severity; the newest correction of a case counts.
pub(super) fn put_correction(
    connection: &Connection,
    id: ConversationId,
    seq: Seq,
    severity: Severity,
    at: Timestamp,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO triage_example
             SELECT id, inbox, ?2, ?3, ?4 FROM conversation WHERE id = ?1",
        )?
        .execute(params![id.as_bytes(), seq.0, u8::from(severity), at.as_millis()])
        .map(drop)
}

/// Returns the newest corrections of an inbox with the user's words before each, oldest first.
pub(super) fn corrections(
    connection: &Connection,
    inbox: &InboxKey,
    limit: usize,
) -> rusqlite::Result<Vec<Example>> {
    let mut newest = connection.prepare_cached(
        "SELECT conversation, seq, severity FROM triage_example WHERE inbox = ?1 ORDER BY at DESC LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows: Vec<(Vec<u8>, u64, u8)> = newest
        .query_map(params![inbox.0, limit], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut said = connection.prepare_cached(
        "SELECT json_extract(fact, '$.body.text') FROM event
         WHERE conversation = ?1 AND seq < ?2 AND kind = 'message'
           AND json_extract(fact, '$.body.author.role') = 'user'
           AND seq > coalesce((SELECT max(seq) FROM event
             WHERE conversation = ?1 AND seq < ?2 AND kind = 'reopened'), 0)
         ORDER BY seq DESC LIMIT ?3",
    )?;
    let mut examples = Vec::new();
    for (conversation, seq, severity) in rows.into_iter().rev() {
        let mut texts: Vec<Option<String>> = said
            .query_map(params![conversation, seq, N_MESSAGES], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        texts.reverse();
        let text = texts.into_iter().flatten().collect::<Vec<_>>().join("\n");
        if let (Ok(severity), false) = (Severity::try_from(severity), text.is_empty()) {
            examples.push(Example::new(&text, severity));
        }
    }
    Ok(examples)
}
