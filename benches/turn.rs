//! What the server adds to the model's own time to its first sentence: the same endpoint read directly and through the
//! server's socket, alone and with a hundred in flight, in the same run.
//!
//! The endpoint lives in this process and answers at once, so everything that remains is ours and the wire's.

#![expect(clippy::print_stdout, reason = "its output is its purpose")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark that cannot be set up has nothing to measure"
)]

#[path = "../tests/process/client.rs"]
#[expect(dead_code, reason = "shared with the tests of the process")]
mod client;
#[path = "../tests/scripted_model/mod.rs"]
#[expect(dead_code, reason = "shared with the tests of the process")]
mod scripted_model;
#[path = "../tests/process/server.rs"]
#[expect(dead_code, reason = "shared with the tests of the process")]
mod server;

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use client::{Dice, Socket};
use scripted_model::ScriptedModel;
use server::{Place, Server};

const N_ALONE: usize = 300;
const N_IN_FLIGHT: usize = 100;
const N_ROUNDS: usize = 10;
const QUESTION: &str = "How do I install the relay?";
const CONFIGURATION: &str = "[model]\npermits = 200\nwaiting_max = 400\n[limits]\nmessages_burst = 100000\n\
    messages_per_second = 100000\nhandshakes_burst = 100000\nhandshakes_per_second = 10000\n";

/// Reads the endpoint until its first sentence has ended, as a bare client would.
async fn bare(http: reqwest::Client, url: String, request: Value) -> Duration {
    let started = Instant::now();
    let response = http.post(format!("{url}/chat/completions")).json(&request).send().await.unwrap();
    let mut pieces = response.bytes_stream();
    let (mut raw, mut said) = (String::new(), String::new());
    while let Some(piece) = pieces.next().await {
        raw.push_str(&String::from_utf8_lossy(&piece.unwrap()));
        while let Some(end) = raw.find("\n\n") {
            let event: String = raw.drain(..end + 2).collect();
            let data =
                event.trim().strip_prefix("data: ").and_then(|data| serde_json::from_str::<Value>(data).ok());
            if let Some(text) = data.as_ref().and_then(|data| data["choices"][0]["delta"]["content"].as_str())
            {
                said.push_str(text);
            }
            if said.contains("[1]") {
                return started.elapsed();
            }
        }
    }
    panic!("the endpoint said no sentence: {said}");
}

/// Asks as a contact who has never asked before, and waits for the first sentence.
async fn through(address: String, mut dice: Dice) -> Duration {
    let (mut socket, _) = Socket::chat(&address, None).await;
    let question = json!({ "type": "message", "client_id": dice.id(), "text": QUESTION });
    let started = Instant::now();
    socket.send(&question).await;
    let is_sentence = |frame: &Value| {
        frame["type"] == "delta" || (frame["kind"] == "message" && frame["body"]["author"]["role"] == "bot")
    };
    socket.until_one(is_sentence).await;
    let took = started.elapsed();
    socket.until_event("turn_ended").await;
    took
}

fn quantile(times: &mut [Duration], share: f64) -> f64 {
    times.sort();
    times[((times.len() - 1) as f64 * share).round() as usize].as_secs_f64() * 1000.0
}

async fn at_once<F>(n: usize, mut one: impl FnMut() -> F) -> Vec<Duration>
where
    F: Future<Output = Duration> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    (0..n).for_each(|_| {
        tasks.spawn(one());
    });
    tasks.join_all().await
}

fn report(what: &str, ours: f64, bare: f64, limit: f64) {
    let added = ours - bare;
    let verdict = if added <= limit { "ok" } else { "MISSED" };
    println!(
        "turn, {what}: through {ours:.2} ms, bare {bare:.2} ms, added {added:.2} ms (limit {limit} ms) {verdict}"
    );
}

#[tokio::main]
async fn main() {
    let place = Place::new();
    place.write("firstline.toml", CONFIGURATION);
    let model = ScriptedModel::start().await;
    let server =
        Server::start_with(&place, "127.0.0.1:0", &["--llm-base-url", &model.url(), "--llm-model", "m"]);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::new();
    let mut dice = Dice::new(7);
    through(server.address().to_owned(), Dice::new(dice.next())).await;
    let request = model.requests().pop().unwrap();
    let one_bare = || bare(http.clone(), model.url(), request.clone());
    let mut one_ours = || through(server.address().to_owned(), Dice::new(dice.next()));

    let (mut ours, mut direct) = (Vec::new(), Vec::new());
    for _ in 0..N_ALONE {
        direct.push(one_bare().await);
        ours.push(one_ours().await);
    }
    report("alone, p50", quantile(&mut ours, 0.5), quantile(&mut direct, 0.5), 2.0);

    // A hundred are in flight all the time, as they come and go: each begins when another ends.
    let (mut ours, mut direct) = (Vec::new(), Vec::new());
    for _ in 0..N_ROUNDS {
        direct.extend(at_once(N_IN_FLIGHT, one_bare).await);
        ours.extend(at_once(N_IN_FLIGHT, &mut one_ours).await);
    }
    report("100 at the same instant, p50", quantile(&mut ours, 0.5), quantile(&mut direct, 0.5), 10.0);
    report("100 at the same instant, p99", quantile(&mut ours, 0.99), quantile(&mut direct, 0.99), 10.0);

    // A hundred in flight whose model thinks: questions come at 60 a second, each waits 1.6 s for its first word.
    let thinks = Duration::from_millis(1600);
    let text = "The relay is installed with the command `relayctl install`. [1]".to_owned();
    model.always(scripted_model::Script::Slow { first: thinks, each: Duration::ZERO, text });
    let mut tasks = (JoinSet::new(), JoinSet::new());
    for number in 0..600_u32 {
        tokio::time::sleep(Duration::from_micros(16_666)).await;
        if number.is_multiple_of(2) {
            tasks.0.spawn(one_ours());
        } else {
            tasks.1.spawn(one_bare());
        }
    }
    let (mut ours, mut direct) = (tasks.0.join_all().await, tasks.1.join_all().await);
    report("100 in flight at 60/s, p50", quantile(&mut ours, 0.5), quantile(&mut direct, 0.5), 2.0);
    report("100 in flight at 60/s, p99", quantile(&mut ours, 0.99), quantile(&mut direct, 0.99), 10.0);
}
