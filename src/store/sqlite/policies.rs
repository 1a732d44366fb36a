//! Policies by version, and the calendars that they name.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};

use crate::{
    domain::{ids::InboxKey, time::Timestamp},
    ports::{FeedRow, Policies, PolicyRow, PolicySource, StoreError, Validators},
};

use super::{
    Sqlite,
    log::one,
    rows::{time, unreadable},
};

const COLUMNS: &str = "SELECT inbox, version, source, digest, body, at, by FROM policy";

#[async_trait]
impl Policies for Sqlite {
    async fn newest_policies(&self, inboxes: Vec<InboxKey>) -> Result<Vec<(InboxKey, u32)>, StoreError> {
        self.read(move |connection| {
            // It is asked every second: one step down the tree for each, past the bodies.
            let mut newest = connection.prepare_cached("SELECT max(version) FROM policy WHERE inbox = ?1")?;
            let versions = inboxes.into_iter().map(|inbox| {
                let version: Option<u32> = newest.query_row([&inbox.0], |row| row.get(0))?;
                Ok(version.map(|version| (inbox, version)))
            });
            versions.filter_map(Result::transpose).collect()
        })
        .await
    }
    async fn policy(&self, inbox: &InboxKey, version: Option<u32>) -> Result<Option<PolicyRow>, StoreError> {
        let inbox = inbox.0.clone();
        self.read(move |connection| {
            let sql = format!(
                "{COLUMNS} WHERE inbox = ?1 AND (?2 IS NULL OR version = ?2) ORDER BY version DESC LIMIT 1"
            );
            one(connection, &sql, params![inbox, version], row)
        })
        .await
    }
    async fn policy_of_file(&self, inbox: &InboxKey) -> Result<Option<PolicyRow>, StoreError> {
        let inbox = inbox.0.clone();
        self.read(move |connection| {
            let sql = format!("{COLUMNS} WHERE inbox = ?1 AND source = 'file' ORDER BY version DESC LIMIT 1");
            one(connection, &sql, params![inbox], row)
        })
        .await
    }
    async fn policy_set(&self, inbox: &InboxKey) -> Result<Option<PolicyRow>, StoreError> {
        let inbox = inbox.0.clone();
        self.read(move |connection| {
            let sql =
                format!("{COLUMNS} WHERE inbox = ?1 AND source <> 'feed' ORDER BY version DESC LIMIT 1");
            one(connection, &sql, params![inbox], row)
        })
        .await
    }
    async fn policies(
        &self,
        inbox: &InboxKey,
        before: Option<u32>,
        limit: usize,
    ) -> Result<Vec<PolicyRow>, StoreError> {
        let (inbox, limit) = (inbox.0.clone(), i64::try_from(limit).unwrap_or(i64::MAX));
        self.read(move |connection| {
            let sql = format!(
                "{COLUMNS} WHERE inbox = ?1 AND (?2 IS NULL OR version < ?2) ORDER BY version DESC LIMIT ?3"
            );
            connection.prepare_cached(&sql)?.query_map(params![inbox, before, limit], row)?.collect()
        })
        .await
    }
    async fn put_policy(&self, row: PolicyRow) -> Result<bool, StoreError> {
        self.write(move |connection| put(connection, &row)).await
    }
    async fn feed(&self, url: &str) -> Result<Option<FeedRow>, StoreError> {
        let url = url.to_owned();
        self.read(move |connection| one(connection, "SELECT * FROM feed WHERE url = ?1", params![url], feed))
            .await
    }
    async fn put_feed(&self, row: FeedRow) -> Result<(), StoreError> {
        self.write(move |connection| put_feed(connection, &row)).await
    }
    async fn forget_feeds(&self, before: Timestamp) -> Result<(), StoreError> {
        self.write(move |connection| {
            connection.execute("DELETE FROM feed WHERE tried_at < ?1", [before.as_millis()]).map(drop)
        })
        .await
    }
}

fn feed(row: &Row<'_>) -> rusqlite::Result<FeedRow> {
    let good_at: Option<i64> = row.get("good_at")?;
    Ok(FeedRow {
        url: row.get("url")?,
        validators: Validators { etag: row.get("etag")?, modified: row.get("modified")? },
        body: row.get("body")?,
        good_at: good_at.map(Timestamp::from_millis),
        tried_at: time(row, "tried_at")?,
        due: time(row, "due")?,
        n_failed: row.get("n_failed")?,
        error: row.get("error")?,
    })
}

fn put_feed(connection: &Connection, row: &FeedRow) -> rusqlite::Result<()> {
    connection
        .execute(
            "INSERT OR REPLACE INTO feed (url, etag, modified, body, good_at, tried_at, due, n_failed, error)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                row.url,
                row.validators.etag,
                row.validators.modified,
                row.body,
                row.good_at.map(Timestamp::as_millis),
                row.tried_at.as_millis(),
                row.due.as_millis(),
                row.n_failed,
                row.error,
            ],
        )
        .map(drop)
}

/// One statement, so that another process cannot come in between.
fn put(connection: &Connection, row: &PolicyRow) -> rusqlite::Result<bool> {
    let n_written = connection.execute(
        "INSERT INTO policy (inbox, version, source, digest, body, at, by)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
         WHERE ?2 = 1 + (SELECT coalesce(max(version), 0) FROM policy WHERE inbox = ?1)",
        params![
            row.inbox.0,
            row.version,
            source_name(row.source),
            row.digest,
            row.body.to_string(),
            row.at.as_millis(),
            row.by.map(|agent| agent.as_bytes().to_vec()),
        ],
    )?;
    Ok(n_written == 1)
}

fn row(row: &Row<'_>) -> rusqlite::Result<PolicyRow> {
    let (source, body): (String, String) = (row.get("source")?, row.get("body")?);
    Ok(PolicyRow {
        inbox: InboxKey(row.get("inbox")?),
        version: row.get("version")?,
        source: match source.as_str() {
            "file" => PolicySource::File,
            "import" => PolicySource::Import,
            "feed" => PolicySource::Feed,
            _ => PolicySource::Api,
        },
        digest: row.get("digest")?,
        body: serde_json::from_str(&body).map_err(unreadable)?,
        at: Timestamp::from_millis(row.get("at")?),
        by: super::rows::optional_id(row, "by")?,
    })
}

const fn source_name(source: PolicySource) -> &'static str {
    match source {
        PolicySource::File => "file",
        PolicySource::Import => "import",
        PolicySource::Api => "api",
        PolicySource::Feed => "feed",
    }
}
