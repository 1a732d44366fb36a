//! Corrected verdicts, with the words they were given for.

use rusqlite::{Connection, params};

use crate::domain::{
    ids::{ConversationId, InboxKey, Seq},
    time::Timestamp,
    triage::{Correction, Example},
};

/// Messages of a case that count, the newest before the correction; of a mood, the newest alone.
const N_MESSAGES: i64 = 8;

/// Keeps that an agent corrected a verdict; the newest correction of each kind counts in a case.
pub(super) fn put_correction(
    connection: &Connection,
    id: ConversationId,
    seq: Seq,
    to: &Correction,
    at: Timestamp,
) -> rusqlite::Result<()> {
    let to = serde_json::json!(to);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO correction SELECT id, ?2, ?3, inbox, ?4, ?5 FROM conversation WHERE id = ?1",
        )?
        .execute(params![id.as_bytes(), to["what"].as_str(), to["value"].to_string(), seq.0, at.as_millis()])
        .map(drop)
}

/// Returns the newest corrections of an inbox with the user's words before each, oldest first.
pub(super) fn corrections(
    connection: &Connection,
    inbox: &InboxKey,
    limit: usize,
) -> rusqlite::Result<Vec<Example>> {
    let mut newest = connection.prepare_cached(
        "SELECT conversation, seq, json_object('what', what, 'value', json(value)) FROM correction
         WHERE inbox = ?1 ORDER BY at DESC LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows: Vec<(Vec<u8>, u64, String)> = newest
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
    for (conversation, seq, to) in rows.into_iter().rev() {
        let Ok(to) = serde_json::from_str::<Correction>(&to) else { continue };
        let n_messages = if matches!(to, Correction::Mood(_)) { 1 } else { N_MESSAGES };
        let mut texts: Vec<Option<String>> = said
            .query_map(params![conversation, seq, n_messages], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        texts.reverse();
        let text = texts.into_iter().flatten().collect::<Vec<_>>().join("\n");
        if !text.is_empty() {
            examples.push(Example::new(&text, to));
        }
    }
    Ok(examples)
}
