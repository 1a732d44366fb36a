//! Documents: the rows the index is built from.

use rusqlite::{Connection, Row, params};
use serde::de::DeserializeOwned;

use crate::{
    domain::{corpus::Document, time::Timestamp},
    ports::{DocumentRow, GoodVersion, PassageQuestions},
};

use super::{log::one, rows::unreadable};

pub(super) fn documents(connection: &Connection) -> rusqlite::Result<(u64, Vec<DocumentRow>)> {
    // One transaction, so that the revision and the rows belong together.
    let tx = connection.unchecked_transaction()?;
    let revision: String =
        tx.query_row("SELECT value FROM meta WHERE key = 'corpus_revision'", [], |row| row.get(0))?;
    let rows = tx
        .prepare_cached("SELECT path, seen, revision, head, text, error FROM document ORDER BY path")?
        .query_map([], row)?
        .collect::<Result<_, _>>()?;
    Ok((revision.parse().map_err(unreadable)?, rows))
}

pub(super) fn document(connection: &Connection, path: &str) -> rusqlite::Result<Option<DocumentRow>> {
    one(
        connection,
        "SELECT path, seen, revision, head, text, error FROM document WHERE path = ?1",
        params![path],
        row,
    )
}

pub(super) fn heads(connection: &Connection, paths: &[String]) -> rusqlite::Result<Vec<Document>> {
    let paths = serde_json::to_string(paths).map_err(unwritable)?;
    connection
        .prepare_cached(
            "SELECT head FROM document WHERE head IS NOT NULL AND path IN (SELECT value FROM json_each(?1))",
        )?
        .query_map([paths], |row| json(row, "head"))?
        .filter_map(Result::transpose)
        .collect()
}

fn row(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    let good = match (row.get("revision")?, json(row, "head")?, row.get("text")?) {
        (Some(revision), Some(document), Some(text)) => Some(GoodVersion { revision, document, text }),
        _ => None,
    };
    Ok(DocumentRow { path: row.get("path")?, seen: row.get("seen")?, good, error: json(row, "error")? })
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(unreadable)).transpose()
}

pub(super) fn put_documents(
    connection: &Connection,
    revision: u64,
    rows: &[DocumentRow],
    remove: &[String],
) -> rusqlite::Result<()> {
    for row in rows {
        let good = row.good.as_ref();
        let head = good.map(|good| serde_json::to_string(&good.document)).transpose().map_err(unwritable)?;
        let error = row.error.as_ref().map(serde_json::to_string).transpose().map_err(unwritable)?;
        connection
            .prepare_cached("INSERT OR REPLACE INTO document VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                row.path,
                row.seen,
                good.map(|good| good.revision),
                head,
                good.map(|good| &good.text),
                error
            ])?;
    }
    for path in remove {
        connection.prepare_cached("DELETE FROM document WHERE path = ?1")?.execute([path])?;
    }
    connection
        .prepare_cached("UPDATE meta SET value = ?1 WHERE key = 'corpus_revision'")?
        .execute([revision.to_string()])
        .map(drop)
}

pub(super) fn questions(connection: &Connection) -> rusqlite::Result<Vec<PassageQuestions>> {
    connection
        .prepare_cached("SELECT hash, writer, questions FROM passage_questions ORDER BY at")?
        .query_map([], |row| {
            let questions = json(row, "questions")?.unwrap_or_default();
            Ok(PassageQuestions { hash: row.get("hash")?, writer: row.get("writer")?, questions })
        })?
        .collect()
}

pub(super) fn put_questions(
    connection: &Connection,
    row: &PassageQuestions,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let questions = serde_json::to_string(&row.questions).map_err(unwritable)?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO passage_questions VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![row.hash, row.writer, questions, now.as_millis()])
        .map(drop)
}

pub(super) fn n_questions_since(connection: &Connection, since: Timestamp) -> rusqlite::Result<u64> {
    let count = "SELECT count(*) FROM passage_questions WHERE at >= ?1";
    connection.prepare_cached(count)?.query_row([since.as_millis()], |row| row.get(0))
}

fn unwritable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}
