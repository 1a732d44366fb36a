//! Killed at any moment: what was acknowledged stands, once, in order; what was owed is done; nothing happens twice.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::{Duration, Instant},
};

use rusqlite::{Connection, types::Value as Cell};
use serde_json::Value;
use tokio::time::sleep;

use super::{
    client::{Dice, Socket},
    scripted_model::{Script, ScriptedModel},
    server::{Place, Server},
    traffic::{Crowd, History, Pace},
};

const N_ROUNDS: usize = 4;
const N_VISITORS: usize = 12;
const N_AGENTS: usize = 3;
/// Longest wait for owed turns after the last restart: a lease, a model's deadline, and a slow machine.
const QUIET_WAIT: Duration = Duration::from_secs(120);

/// Rates that do not stand in the way of a crowd behind one address.
const CONFIGURATION: &str = "[limits]\nmessages_burst = 1000\nmessages_per_second = 100\n\
    handshakes_burst = 10000\nhandshakes_per_second = 1000\n";

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_acknowledged_is_lost_or_done_twice() {
    let mut dice = Dice::printed("recovery");
    let place = Place::new();
    place.write("firstline.toml", CONFIGURATION);
    let model = ScriptedModel::start().await;
    let agents: Vec<String> =
        (0..N_AGENTS).map(|number| place.add_agent(&format!("Agent {number}"))).collect();
    // Cases are sent to tier 2, which takes somebody of it.
    place.succeed(&["agent", "set", "Agent 0", "--tier", "2"]);
    let arguments = ["--llm-base-url", &model.url(), "--llm-model", "scripted"];
    let mut server = Server::start_with(&place, "127.0.0.1:0", &arguments);
    let address = server.address().to_owned();
    let crowd = Crowd::start(&address, N_VISITORS, &agents, Pace::FAST, &mut dice);
    for round in 0..N_ROUNDS {
        misbehave(&model, &mut dice);
        sleep(Duration::from_millis(1500 + dice.below(2500))).await;
        assert_no_panic(&server);
        server.kill();
        let killed = Instant::now();
        server = Server::start_with(&place, &address, &arguments);
        let ready = killed.elapsed();
        let acked = acked_since(&crowd, killed).await;
        println!("round {round}: ready after {ready:?}, first ack after {acked:?}");
        assert!(acked < Duration::from_secs(30), "back after {acked:?}");
    }
    sleep(Duration::from_secs(2)).await;
    let history = crowd.settle().await;
    println!("{} frames acknowledged, {} claims", history.n_acked, history.claims.len());
    assert!(history.n_acked > 50 && !history.claims.is_empty(), "too little happened to show anything");
    let logs = quiet(&server, &agents[0]).await;
    check_words(&history, &logs);
    check_order(&history, &logs);
    logs.values().for_each(|log| check_owners(log));
    check_claims(&history, &logs);
    check_desk(&server, &agents[0], &logs).await;
    assert_no_panic(&server);
    assert!(server.terminate(Duration::from_secs(30)).success());
    check_rebuild(&place);
}

/// Lets the model be slow, break off or refuse now and then.
fn misbehave(model: &ScriptedModel, dice: &mut Dice) {
    for _ in 0..40 {
        let text = "The relay is installed with the command `relayctl install`. [1]".to_owned();
        let first = Duration::from_millis(dice.below(3500));
        model.push(match dice.below(8) {
            0 => Script::StallAfter(text),
            1 => Script::CutAfter(text),
            2 => Script::Status(500, Vec::new(), "busy".to_owned()),
            3 => Script::Garbage,
            4 | 5 => Script::Slow { first, each: Duration::from_millis(dice.below(60)), text },
            _ => Script::Quote,
        });
    }
}

/// Waits for the first answer after an instant and returns how long it took.
async fn acked_since(crowd: &Crowd, since: Instant) -> Duration {
    loop {
        let last = crowd.history().last_ack;
        if let Some(at) = last.filter(|at| *at > since) {
            return at - since;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "nobody was answered after a restart");
        sleep(Duration::from_millis(10)).await;
    }
}

pub(super) type Logs = BTreeMap<String, Vec<Value>>;

/// Waits until no turn is owed any more, and returns every log.
pub(super) async fn quiet(server: &Server, token: &str) -> Logs {
    let started = Instant::now();
    loop {
        let mut logs = Logs::new();
        for conversation in server.conversations(token).await {
            let id = conversation["id"].as_str().unwrap();
            logs.insert(id.to_owned(), server.events(token, id).await);
        }
        let owed: Vec<String> = logs.values().flat_map(|log| owed(log)).collect();
        if owed.is_empty() {
            return logs;
        }
        assert!(started.elapsed() < QUIET_WAIT, "turns without an end: {owed:?}\n{}", server.log());
        sleep(Duration::from_millis(200)).await;
    }
}

/// Returns the turns of a log that have begun and not ended.
pub(super) fn owed(log: &[Value]) -> Vec<String> {
    let ended: HashSet<&str> =
        of_kind(log, "turn_ended").filter_map(|e| e["body"]["reply"].as_str()).collect();
    of_kind(log, "message")
        .filter(|event| event["body"]["author"]["role"] == "user")
        .filter_map(|event| event["body"]["reply"].as_str())
        .filter(|reply| !ended.contains(reply))
        .map(str::to_owned)
        .collect()
}

pub(super) fn of_kind<'l>(log: &'l [Value], kind: &'l str) -> impl Iterator<Item = &'l Value> {
    log.iter().filter(move |event| event["kind"] == kind)
}

/// Acknowledged words stand exactly once, where the `ack` said; others at most once.
pub(super) fn check_words(history: &History, logs: &Logs) {
    let mut places: HashMap<&str, Vec<(String, u64)>> = HashMap::new();
    for (conversation, log) in logs {
        for event in of_kind(log, "message") {
            if let Some(id) = event["body"]["client_id"].as_str() {
                places.entry(id).or_default().push((conversation.clone(), event["seq"].as_u64().unwrap()));
            }
        }
    }
    for (id, place) in &history.said {
        assert_eq!(places.get(id.as_str()), Some(&vec![place.clone()]), "acknowledged words {id}");
    }
    for (id, places) in &places {
        assert!(history.sent.contains(*id), "words nobody sent: {id}");
        assert_eq!(places.len(), 1, "words said more than once: {id} at {places:?}");
    }
}

/// Every log counts 1, 2, 3 …, time never falls, and visitors saw the same events at the same places.
pub(super) fn check_order(history: &History, logs: &Logs) {
    for (conversation, log) in logs {
        let seqs: Vec<u64> = log.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
        assert_eq!(seqs, (1..=log.len() as u64).collect::<Vec<_>>(), "places of {conversation}");
        let times: Vec<&str> = log.iter().map(|event| event["at"].as_str().unwrap()).collect();
        assert!(times.is_sorted(), "time falls in {conversation}: {times:?}");
    }
    for ((conversation, seq), id) in &history.seen {
        let log = logs.get(conversation).unwrap_or_else(|| panic!("lost conversation {conversation}"));
        assert_eq!(log[*seq as usize - 1]["id"], *id, "a visitor saw something else at {conversation} {seq}");
    }
}

/// One owner at a time, an agent speaks only while they own the case, no handoff is made twice or lost.
pub(super) fn check_owners(log: &[Value]) {
    let mut owner: Option<&str> = None;
    let mut handed_off = false;
    for event in log {
        let body = &event["body"];
        match event["kind"].as_str().unwrap() {
            "assigned" => {
                assert_eq!(owner, None, "two owners: {event}\n{log:#?}");
                owner = body["agent"]["name"].as_str();
            }
            "released" | "transferred" | "queued" => owner = None,
            "resolved" | "closed" => {
                owner = None;
                handed_off = false;
            }
            "handoff_requested" => {
                assert!(!handed_off, "handed off twice: {event}");
                handed_off = true;
            }
            "message" if body["author"]["role"] == "agent" => {
                assert_eq!(owner, body["author"]["name"].as_str(), "speaks without owning: {event}");
            }
            "message" if body["author"]["role"] == "bot" => {
                assert_eq!(owner, None, "the bot speaks in an agent's case: {event}");
            }
            _ => {}
        }
    }
}

pub(super) fn check_claims(history: &History, logs: &Logs) {
    for (conversation, seq) in &history.claims {
        let event = &logs[conversation][*seq as usize - 1];
        assert_eq!(event["kind"], "assigned", "an acknowledged claim is no claim: {event}");
    }
}

/// Whatever waits for a person or is with one stands on the desk.
pub(super) async fn check_desk(server: &Server, token: &str, logs: &Logs) {
    let mut desk = Socket::connect(server.address(), "/v1/agent").await.unwrap();
    desk.send(&serde_json::json!({ "type": "hello", "token": token })).await;
    let mut there = HashSet::new();
    loop {
        let frame = desk.next().await.unwrap();
        match frame["type"].as_str() {
            Some("queue_item") => there.insert(frame["conversation"].as_str().unwrap().to_owned()),
            Some("caught_up") => break,
            _ => continue,
        };
    }
    let open = |log: &[Value]| {
        let last = |kinds: &[&str]| log.iter().rposition(|e| kinds.contains(&e["kind"].as_str().unwrap()));
        last(&["queued", "assigned"]) > last(&["resolved", "closed"])
    };
    let wanted: HashSet<String> =
        logs.iter().filter(|(_, log)| open(log)).map(|(id, _)| id.clone()).collect();
    assert_eq!(there, wanted, "cases on the desk");
}

pub(super) fn assert_no_panic(server: &Server) {
    let log = server.log();
    assert!(!log.contains("panicked"), "{log}");
}

/// Remaking the side tables from the log changes nothing.
pub(super) fn check_rebuild(place: &Place) {
    // Under which plan a case is, a rebuild does not know: the server works it out anew.
    let database = Connection::open(place.path("data/firstline.db")).unwrap();
    database.execute("UPDATE desk SET policy = 0", []).unwrap();
    drop(database);
    let before = side_tables(place);
    assert!(before.iter().any(|(table, rows)| *table == "conversation" && !rows.is_empty()));
    println!("{}", place.succeed(&["store", "rebuild"]).trim());
    for ((table, before), (_, after)) in before.iter().zip(side_tables(place)) {
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(before, after, "a row of {table}");
        }
        assert_eq!(before.len(), after.len(), "rows of {table}");
    }
}

fn side_tables(place: &Place) -> Vec<(&'static str, Vec<Vec<Cell>>)> {
    let connection = Connection::open(place.path("data/firstline.db")).unwrap();
    ["conversation", "receipt", "turn", "timer", "desk"]
        .map(|table| {
            let mut statement = connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
            let n_columns = statement.column_count();
            let rows = statement
                .query_map([], |row| (0..n_columns).map(|column| row.get(column)).collect())
                .unwrap()
                .collect::<Result<Vec<_>, _>>()
                .unwrap();
            (table, rows)
        })
        .into()
}
