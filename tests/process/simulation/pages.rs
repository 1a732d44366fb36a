//! Whether somebody was called for every case of severity 1, and whether whoever is told was told of everything, and of
//! nothing else.

use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::sleep;

use super::receiver::{Receiver, Told};
use crate::recovery::Logs;

/// Calls while a case waits.
const PAGES_MAX: u64 = 12;
/// Longest wait in which nothing more is told: a try that failed comes again after 5 s, one that hung took 5 s before.
const NEWS_WAIT: Duration = Duration::from_secs(60);

/// The calls for a case.
#[derive(Debug, Default)]
pub(super) struct Pages {
    critical: bool,
    waits: bool,
    /// An agent has it.
    claimed: bool,
    n: u64,
    last: Option<Timestamp>,
}

impl Pages {
    /// Follows a log to its end: severity 1 that begins to wait calls somebody at once, whatever is less bad never does.
    pub(super) fn follow(log: &[Value]) -> Self {
        let mut pages = Self::default();
        let mut owes = None;
        for event in log {
            let (kind, body) = (event["kind"].as_str().unwrap(), &event["body"]);
            if let Some(queued) = owes.take() {
                assert_eq!(kind, "paged", "nobody was called for {queued}, but {event}");
            }
            match kind {
                "triaged" if body["severity"].is_u64() => pages.critical = body["severity"] == 1,
                "handoff_requested" | "reopened" => pages.n = 0,
                "queued" => {
                    // What an agent gives back waits anew.
                    if std::mem::take(&mut pages.claimed) {
                        pages.n = 0;
                    }
                    pages.waits = true;
                    owes = (body["severity"] == 1 && pages.n == 0).then_some(event);
                    assert_eq!(body["severity"] == 1, pages.critical, "{event}");
                }
                "assigned" => (pages.waits, pages.claimed) = (false, true),
                "resolved" | "closed" => (pages.waits, pages.claimed) = (false, false),
                "paged" => {
                    pages.n += 1;
                    pages.last = Some(event["at"].as_str().unwrap().parse().unwrap());
                    let is_meant = if body["reason"] == "unanswered" { pages.claimed } else { pages.waits };
                    assert!(pages.critical && is_meant, "somebody was called for nothing: {event}");
                    assert_eq!(body["n"], pages.n, "calls are counted: {event}");
                }
                _ => {}
            }
        }
        assert_eq!(owes, None, "nobody was called");
        pages
    }
    /// Returns whether somebody should have been called again before `limit`.
    pub(super) fn is_unsaid(&self, unclaimed_after: Duration, limit: Timestamp) -> bool {
        let is_late = self.last.is_none_or(|last| last + unclaimed_after < limit);
        self.critical && self.waits && self.n < PAGES_MAX && is_late
    }
}

/// Returns the name that an event is told under.
fn name_told(event: &Value) -> String {
    format!("msg_{}", event["id"].as_str().unwrap().replace('-', ""))
}

/// Returns the names of what is to be told: every call, every promise that is near its end or broken, every new case.
fn owed(logs: &Logs) -> HashSet<String> {
    let mut owed = HashSet::new();
    for log in logs.values() {
        let mut is_new = false;
        for (idx, event) in log.iter().enumerate() {
            match event["kind"].as_str().unwrap() {
                "handoff_requested" | "reopened" => is_new = true,
                // The call for a new case says all that is to be said of it.
                "queued" => {
                    let is_told = log.get(idx + 1).is_some_and(|next| next["kind"] == "paged");
                    if std::mem::take(&mut is_new) && !is_told {
                        owed.insert(name_told(event));
                    }
                }
                "paged" => drop(owed.insert(name_told(event))),
                "sla" if matches!(event["body"]["state"].as_str().unwrap(), "warned" | "breached") => {
                    owed.insert(name_told(event));
                }
                _ => {}
            }
        }
    }
    owed
}

/// Waits until the receiver has taken everything it is to be told.
pub(super) async fn all_told(receiver: &Receiver, logs: &Logs) {
    let owed = owed(logs);
    let (mut n_missing, mut since) = (usize::MAX, Instant::now());
    loop {
        let told = receiver.told();
        let is_taken = |name: &&String| told.get(*name).is_some_and(|told| told.n_taken > 0);
        let missing: Vec<&String> = owed.iter().filter(|name| !is_taken(name)).collect();
        if missing.is_empty() {
            return;
        }
        if missing.len() < n_missing {
            (n_missing, since) = (missing.len(), Instant::now());
        }
        assert!(since.elapsed() < NEWS_WAIT, "{n_missing} of {} were never told: {missing:?}", owed.len());
        sleep(Duration::from_millis(200)).await;
    }
}

/// Nothing was told that did not happen, and everything as what it was.
pub(super) fn check_told(told: &HashMap<String, Told>, logs: &Logs) {
    let mut happened: HashMap<String, (&String, &Value)> = HashMap::new();
    for (conversation, log) in logs {
        happened.extend(log.iter().map(|event| (name_told(event), (conversation, event))));
    }
    for (name, told) in told {
        let fact = &told.fact;
        let Some((conversation, event)) = happened.get(name) else {
            panic!("told of what no log holds: {name} {fact}")
        };
        assert_eq!(fact["data"]["conversation"], **conversation, "{fact}");
        let body = &event["body"];
        let fits = match fact["type"].as_str().unwrap() {
            "paged" => event["kind"] == "paged" && fact["data"]["page"] == body["n"],
            "breached" => body["state"] == "breached" && fact["data"]["target"] == body["target"],
            "about_to_breach" => body["state"] == "warned" && fact["data"]["target"] == body["target"],
            "new_case" => event["kind"] == "queued",
            "critical" => matches!(event["kind"].as_str(), Some("queued" | "triaged")),
            _ => false,
        };
        assert!(fits, "told as {fact}, was {event}");
    }
}
