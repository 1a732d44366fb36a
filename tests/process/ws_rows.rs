//! The shared rows of malformed, abusive and awkward sockets, played against the real binary by their own player.
//!
//! Each row has a server of its own, so that one which takes the server down is known by name.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};

use super::{
    client::{Dice, Socket},
    scripted_model::ScriptedModel,
    server::{Place, Server, get, shared},
};

/// Rows played at a time; most of them wait.
const N_AT_ONCE: usize = 6;
const SECRET: &str = "0123456789abcdef0123456789abcdef";
const PUBLIC_KEY: &str = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
const N_AGENTS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn every_shared_row_of_awkward_sockets_passes() {
    let (Some(rows), Some(player)) = (shared("security/ws_frames.jsonl"), shared("security/ws_play.py"))
    else {
        return println!("SKIPPED ws_rows: security/ws_frames.jsonl is not here (FIRSTLINE_SHARED)");
    };
    if Command::new("python3").arg("--version").output().is_err() {
        return println!("SKIPPED ws_rows: there is no python3");
    }
    let only = std::env::var("FIRSTLINE_WS_ROW").ok();
    let rows: Vec<Value> = fs::read_to_string(rows)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|row: &Value| only.as_ref().is_none_or(|only| row["id"] == only.as_str()))
        .collect();
    let n_rows = rows.len();
    let waiting = Arc::new(Mutex::new(rows));
    let failures = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..N_AT_ONCE {
        let (waiting, failures, player) = (waiting.clone(), failures.clone(), player.clone());
        tasks.spawn(async move {
            loop {
                let Some(row) = waiting.lock().unwrap().pop() else { return };
                let failed = Stage::set(&row, &player).await.play(&row).await;
                failures.lock().unwrap().extend(failed);
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let failures = failures.lock().unwrap();
    println!("{} of {n_rows} rows passed", n_rows - failures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// One row's server with what its steps need.
struct Stage<'p> {
    place: Place,
    server: Server,
    model: ScriptedModel,
    player: &'p Path,
    agent: String,
    /// Conversations that stand here before the row begins.
    prepared: Vec<String>,
}

impl<'p> Stage<'p> {
    async fn set(row: &Value, player: &'p Path) -> Self {
        let mut dice = Dice::new(5);
        let place = Place::new();
        let inbox = |key: &str| {
            format!(
                "[[inbox]]\nkey = \"{key}\"\n[inbox.jwt]\nhs256_secret = \"{SECRET}\"\neddsa_public_key = \"{PUBLIC_KEY}\"\n"
            )
        };
        place.write("firstline.toml", &format!("{}{}", inbox("default"), inbox("other")));
        let model = ScriptedModel::start().await;
        let server =
            Server::start_with(&place, "127.0.0.1:0", &["--llm-base-url", &model.url(), "--llm-model", "m"]);
        let mut values = tokens();
        let agents: Vec<String> = (0..N_AGENTS).map(|n| place.add_agent(&format!("Agent {n}"))).collect();
        values["AGENT_TOKENS"] = json!(agents);
        values["SERVER_PID"] = json!(server.pid());
        let steps = row["steps"].to_string();
        let mut prepared = Vec::new();
        for name in ["OTHER_CONV", "Q1", "Q2"] {
            if steps.contains(&format!("{{{{{name}}}}}")) {
                let (mut socket, _) = Socket::chat(server.address(), None).await;
                let ack = socket
                    .ask(json!({ "type": "handoff", "client_id": dice.id(), "reason": "a person" }))
                    .await;
                let id = ack["conversation"].as_str().unwrap().to_owned();
                values[name] = json!(id);
                prepared.push(id);
            }
        }
        place.write("values.json", &values.to_string());
        place.write("row.jsonl", &format!("{row}\n"));
        let agent = agents[0].clone();
        Self { place, server, model, player, agent, prepared }
    }

    /// Goes the way of a case once: what the first use of code and of buffers takes is no growth.
    async fn warm_up(&mut self) {
        let mut dice = Dice::new(6);
        let (mut socket, _) = Socket::chat(self.server.address(), None).await;
        let ack =
            socket.ask(json!({ "type": "handoff", "client_id": dice.id(), "reason": "a person" })).await;
        let id = ack["conversation"].as_str().unwrap().to_owned();
        let mut desk = Socket::desk(self.server.address(), &self.agent).await;
        let ack = desk.ask(json!({ "type": "claim", "client_id": dice.id(), "conversation": id })).await;
        desk.ask(
            json!({ "type": "resolve", "client_id": dice.id(), "conversation": id, "claim": ack["seq"] }),
        )
        .await;
        self.prepared.push(id);
    }

    /// Plays the row and returns what is wrong.
    async fn play(mut self, row: &Value) -> Option<String> {
        let id = row["id"].as_str().unwrap();
        if row["also"].to_string().contains("rss_growth_mb") {
            self.warm_up().await;
        }
        let before_kib = self.server.resident_kib();
        let adapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ws/adapter.py");
        let mut command = Command::new("python3");
        let address = self.server.address().to_owned();
        command
            .arg("-B")
            .arg(self.player)
            .args(["--url", &format!("ws://{address}/v1/chat"), "--origin", &format!("http://{address}")])
            .arg("--adapter")
            .arg(adapter)
            .arg("--set")
            .arg(self.place.path("values.json"))
            .arg("--json")
            .arg(self.place.path("row.jsonl"));
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let complained = String::from_utf8_lossy(&output.stderr).into_owned();
        let result: Value = serde_json::from_str(told.lines().next().unwrap_or("null")).unwrap_or_default();
        println!("{id}: {result} {}", row["note"]);
        let mut wrong = Vec::new();
        if result["result"] != "PASS" || !output.status.success() {
            wrong.push(format!("got {result}, wanted {}; {complained}", row["expect"]));
        }
        let log = self.server.log();
        if log.contains("panicked") {
            wrong.push(format!("a panic: {log}"));
        }
        if !row["steps"].to_string().contains("server_sigterm") {
            if !self.server.is_up() || get(&format!("http://{address}/healthz"), None).await.0 != 200 {
                wrong.push("the server is down".to_owned());
            } else {
                for also in row["also"].as_array().into_iter().flatten() {
                    wrong.extend(self.also(also.as_str().unwrap(), before_kib).await);
                }
            }
        }
        (!wrong.is_empty()).then(|| format!("{id} ({}): {}", row["note"], wrong.join("; ")))
    }

    /// Checks a further condition of a row.
    async fn also(&self, condition: &str, before_kib: u64) -> Option<String> {
        let (name, limit) = condition.split_once("<=").unwrap_or((condition, "0"));
        let limit: u64 = limit.parse().unwrap();
        let (holds, found) = match name {
            "no_effect" => {
                let n_events = self.n_of(|_| true).await;
                (n_events == 0, n_events)
            }
            "one_effect" => {
                let n_words = self.n_of(|event| event["body"]["author"]["role"] == "user").await;
                (n_words == 1, n_words)
            }
            "exactly_one_winner" => {
                let mut n_assigned = 0;
                for id in &self.prepared {
                    let events = self.server.events(&self.agent, id).await;
                    n_assigned += events.iter().filter(|event| event["kind"] == "assigned").count();
                }
                (n_assigned == self.prepared.len(), n_assigned)
            }
            "rss_growth_mb" => {
                let grown_mb = self.server.resident_kib().saturating_sub(before_kib) / 1024;
                (grown_mb <= limit, usize::try_from(grown_mb).unwrap())
            }
            "llm_calls" => {
                let n_calls = self.settled_calls().await;
                (n_calls as u64 <= limit, n_calls)
            }
            _ if condition.starts_with("llm_calls=") => {
                let n_calls = self.settled_calls().await;
                // The words of the row may find no document, and then no model is asked at all.
                (n_calls as u64 <= condition["llm_calls=".len()..].parse().unwrap(), n_calls)
            }
            // The adapter compares what it was sent before and after resuming with the whole log.
            "no_gap" | "no_dup" => (true, 0),
            other => {
                println!("  condition {other} is not looked at");
                (true, 0)
            }
        };
        (!holds).then(|| format!("{condition} does not hold: {found}"))
    }

    /// Counts events of the conversations the row itself has opened.
    async fn n_of(&self, counts: impl Fn(&Value) -> bool) -> usize {
        let mut n_events = 0;
        for conversation in self.server.conversations(&self.agent).await {
            let id = conversation["id"].as_str().unwrap();
            if !self.prepared.iter().any(|prepared| prepared == id) {
                n_events += self.server.events(&self.agent, id).await.iter().filter(|e| counts(e)).count();
            }
        }
        n_events
    }
    /// Returns the calls of the model once no turn is open any more.
    async fn settled_calls(&self) -> usize {
        for _ in 0..100 {
            let begun = self.n_of(|event| event["body"]["author"]["role"] == "user").await;
            let ended = self.n_of(|event| event["kind"] == "turn_ended").await;
            if begun == ended {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.model.requests().len()
    }
}

/// Tokens that must not let anybody in.
fn tokens() -> Value {
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let claims = |aud: &str, exp: u64| json!({ "sub": "u1", "aud": aud, "exp": exp });
    let signed = |header: &Header, claims: &Value, key: &[u8]| {
        jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(key)).unwrap()
    };
    let plain = Header::default();
    let by_path = Header { kid: Some("../../../../dev/null".to_owned()), ..Header::default() };
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let none = json!({ "alg": "none", "typ": "JWT" });
    let good = claims("default", now + 3600);
    json!({
        "EXPIRED_TOKEN": signed(&plain, &claims("default", now - 3600), SECRET.as_bytes()),
        "ALG_NONE_TOKEN": format!("{}.{}.", part(&none), part(&good)),
        "HS_WITH_PUBKEY_TOKEN": signed(&plain, &good, PUBLIC_KEY.as_bytes()),
        "OTHER_TENANT_TOKEN": signed(&plain, &claims("other", now + 3600), SECRET.as_bytes()),
        "KID_TRAVERSAL_TOKEN": signed(&by_path, &good, b""),
        "GOOD_TOKEN": signed(&plain, &good, SECRET.as_bytes()),
    })
}
