//! What stands in the data folder, read without the crate: the logs, and who is at the desk.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    recovery::{Logs, of_kind, owed},
    server::Place,
};

/// What stands in the data folder at one moment.
pub(super) struct Records {
    pub(super) logs: Logs,
    /// Who holds which case at the desk by which claim; nobody where it waits.
    pub(super) desk: BTreeMap<String, Option<(String, u64)>>,
}

impl Records {
    /// Reads everything, beside a running server, too.
    pub(super) fn read(place: &Place) -> Self {
        let path = place.path("data/firstline.db");
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        // Both tables as of the same commit.
        connection.execute_batch("BEGIN").unwrap();
        let mut logs = Logs::new();
        let mut statement = connection
            .prepare("SELECT conversation, seq, id, at, fact FROM event ORDER BY conversation, seq")
            .unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let name =
                |idx: usize| Uuid::from_slice(&row.get::<_, Vec<u8>>(idx).unwrap()).unwrap().to_string();
            let mut event: Value = serde_json::from_str(&row.get::<_, String>(4).unwrap()).unwrap();
            let at = Timestamp::from_millisecond(row.get(3).unwrap()).unwrap();
            event["at"] = json!(format!("{at:.3}"));
            event["id"] = json!(name(2));
            event["seq"] = json!(row.get::<_, u64>(1).unwrap());
            logs.entry(name(0)).or_default().push(event);
        }
        let mut statement = connection.prepare("SELECT conversation, agent, claim FROM desk").unwrap();
        let desk = statement.query_map([], |row| {
            let name = |bytes: Vec<u8>| Uuid::from_slice(&bytes).unwrap().to_string();
            let agent: Option<Vec<u8>> = row.get(1)?;
            let claim: Option<u64> = row.get(2)?;
            Ok((name(row.get(0)?), agent.map(name).zip(claim)))
        });
        let desk = desk.unwrap().collect::<Result<_, _>>().unwrap();
        Self { logs, desk }
    }
    /// Returns how many events there are of a kind.
    pub(super) fn n_of(&self, kind: &str) -> usize {
        self.logs.values().map(|log| of_kind(log, kind).count()).sum()
    }
    /// Returns the turns that have begun and not ended.
    pub(super) fn turns_owed(&self) -> Vec<String> {
        self.logs.values().flat_map(|log| owed(log)).collect()
    }
    /// Whatever was handed off and is not over stands at the desk once, with whoever holds it; nothing else does.
    pub(super) fn check_desk(&self) {
        let at_desk = |(id, log): (&String, &Vec<Value>)| {
            let last = log.iter().rev().find(|event| {
                matches!(
                    event["kind"].as_str().unwrap(),
                    "queued" | "assigned" | "resolved" | "closed" | "reopened"
                )
            })?;
            let holder = match last["kind"].as_str().unwrap() {
                "queued" => None,
                "assigned" => {
                    let agent = last["body"]["agent"]["id"].as_str().unwrap().to_owned();
                    Some((agent, last["seq"].as_u64().unwrap()))
                }
                _ => return None,
            };
            Some((id.clone(), holder))
        };
        let wanted: BTreeMap<_, _> = self.logs.iter().filter_map(at_desk).collect();
        assert_eq!(self.desk, wanted, "cases at the desk");
    }
}
