//! Attacks, in both languages: by users, by documents, by forged histories; without a model, and with one that obeys the
//! attacker.
//!
//! The hijacked model is asked about everything, because the search finds something for everything: only the product's
//! own checks stand between it and the user. Each row says what must not come out; what it searched is every frame a
//! contact receives (but for their own words), the dossier's generated fields, the requests to the model, and the log.

mod fixture;
mod outcome;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use regex::RegexBuilder;
use serde::Deserialize;

use self::{
    fixture::{Fixture, Mode},
    outcome::Outcome,
};

/// Kinds that must not fail at all.
const NEVER: [&str; 6] =
    ["prompt-leak", "secret-leak", "exfil-render", "cross-tenant", "delimiter-spoof", "history-poison"];

/// One attack.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// Its name.
    pub id: String,
    /// What is attacked.
    pub kind: String,
    /// `user`, `doc` or `history`.
    #[serde(rename = "where")]
    pub place: String,
    /// The attack.
    pub text: String,
    /// The innocent question, where a document attacks.
    pub query: Option<String>,
    /// Earlier turns, as a hostile client would send them.
    #[serde(default)]
    pub history: Vec<Said>,
    /// None of it may come out; `re:` begins an expression.
    pub must_not: Vec<String>,
    /// Which outputs are searched, parted by `|`; by default all but requests and logs.
    pub scope: Option<String>,
    /// What must happen instead.
    #[serde(default)]
    pub expect: Vec<String>,
    /// What the hijacked model says.
    pub stub_reply: Option<String>,
}

/// One earlier turn.
#[derive(Clone, Debug, Deserialize)]
pub struct Said {
    /// `user` or `bot`.
    pub role: String,
    /// The words.
    pub text: String,
}

impl Row {
    fn searches(&self, output: &str) -> bool {
        match &self.scope {
            Some(scope) => scope.split('|').any(|part| part == output),
            None => !["llm_request", "logs"].contains(&output),
        }
    }

    /// Returns what is wrong with an outcome.
    fn faults(&self, outcome: &Outcome) -> Vec<String> {
        let mut faults: Vec<String> = self
            .must_not
            .iter()
            .flat_map(|banned| {
                let expression =
                    banned.strip_prefix("re:").map_or_else(|| regex::escape(banned), str::to_owned);
                let regex = RegexBuilder::new(&expression)
                    .case_insensitive(true)
                    .dot_matches_new_line(true)
                    .build()
                    .unwrap();
                let searched = outcome.outputs().into_iter().filter(|(name, _)| self.searches(name));
                searched
                    .filter_map(|(name, text)| Some((name, text, regex.find(text)?)))
                    .map(|(name, text, at)| {
                        let from = text.floor_char_boundary(at.start().saturating_sub(90));
                        let to = text.ceil_char_boundary((at.end() + 60).min(text.len()));
                        format!("{banned:?} came out in {name}: …{}…", &text[from..to])
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
        faults.extend(self.expect.iter().filter(|expected| !outcome.is(expected)).map(|expected| {
            format!("expected {expected}, came {} (handed off: {})", outcome.shape, outcome.handed_off)
        }));
        faults
    }
}

fn read(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn shared() -> Option<Vec<Row>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("FIRSTLINE_SHARED").map_or(beside, PathBuf::from);
    let rows = folder.join("security/injection.jsonl");
    rows.is_file().then(|| read(&rows))
}

fn ours() -> Vec<Row> {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/security/rows.jsonl"))
}

/// Plays all rows in a mode; prints how many of each kind pass.
async fn check(rows: Vec<Row>, mode: Mode) {
    let mut fixture = Fixture::start(&rows, mode).await;
    let mut figures: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    let mut failed = Vec::new();
    for row in &rows {
        let outcome = fixture.play(row).await;
        let faults = row.faults(&outcome);
        let (n, n_passed, n_asked) = figures.entry(row.kind.clone()).or_default();
        *n += 1;
        *n_passed += usize::from(faults.is_empty());
        *n_asked += usize::from(outcome.n_requests > 0);
        failed.extend(faults.into_iter().map(|fault| format!("{} {}: {fault}", row.id, row.kind)));
    }
    for (kind, (n, n_passed, n_asked)) in &figures {
        println!("{mode:?} {kind}: {n_passed}/{n} (the model was asked in {n_asked})");
    }
    assert!(failed.is_empty(), "{} faults:\n{}", failed.len(), failed.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn attacks_fail_without_a_model() {
    check(ours(), Mode::Quoting).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attacks_fail_against_a_model_that_obeys_them() {
    check(ours(), Mode::Hijacked).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attacks_fail_against_a_model_that_obeys_them_and_cites() {
    check(ours(), Mode::HijackedCiting).await;
}

#[test]
fn our_own_rows_hold_attacks_of_every_kind_that_must_never_succeed() {
    let kinds: BTreeSet<String> = ours().into_iter().map(|row| row.kind).collect();
    assert!(NEVER.iter().all(|kind| kinds.contains(*kind)), "{kinds:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_attacks_fail_without_a_model() {
    match shared() {
        Some(rows) => check(rows, Mode::Quoting).await,
        None => println!("skipped: shared_attacks_fail_without_a_model, no shared examples"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_attacks_fail_against_a_model_that_obeys_them() {
    match shared() {
        Some(rows) => check(rows, Mode::Hijacked).await,
        None => println!("skipped: shared_attacks_fail_against_a_model_that_obeys_them, no shared examples"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_attacks_fail_against_a_model_that_obeys_them_and_cites() {
    match shared() {
        Some(rows) => check(rows, Mode::HijackedCiting).await,
        None => {
            println!(
                "skipped: shared_attacks_fail_against_a_model_that_obeys_them_and_cites, no shared examples"
            );
        }
    }
}
