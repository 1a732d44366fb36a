//! The server under load beside its budgets: memory of idle sockets, a restart with all of them, start, acknowledged
//! messages, documents suggested at 60 questions a second. Loopback only; it ends by itself.
//!
//! `FIRSTLINE_LOAD_SOCKETS` (10000) and `FIRSTLINE_LOAD_PASSAGES` (10000) change its size.

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

use std::{
    fmt::Write as _,
    os::unix::process::CommandExt as _,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{sync::Semaphore, task::JoinSet};

use client::{Dice, Socket};
use scripted_model::{Script, ScriptedModel};
use server::{Place, Server};

const N_PAGES_IDLE: usize = 300;
const N_PASSAGES_OF_PAGE: usize = 8;
const N_WORDS: usize = 30_000;
const N_WRITERS: usize = 100;
const WRITE_FOR: Duration = Duration::from_secs(5);
const QUESTIONS_PER_SECOND: u32 = 60;
const N_QUESTIONS: u32 = 900;
/// Sockets opened at a time.
const N_OPENING: usize = 100;
/// Files a process holds beside its sockets.
const FILES_BESIDE: usize = 500;

const CONFIGURATION: &str = "[model]\npermits = 400\nwaiting_max = 1000\n[limits]\nmessages_burst = 1000000\n\
    messages_per_second = 1000000\nhandshakes_burst = 1000000\nhandshakes_per_second = 1000000\n";

/// Prints a figure beside its limit; a limit of none is only for looking at.
fn figure(what: &str, value: f64, unit: &str, limit: Option<f64>) {
    let beside = limit.map_or(String::new(), |limit| {
        let verdict = if value <= limit { "ok" } else { "MISSED" };
        format!("(limit {limit} {unit}) {verdict}")
    });
    println!("{what:<58} {value:>9.2} {unit} {beside}");
}

fn number(variable: &str, default: usize) -> usize {
    std::env::var(variable).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// Spells a number as a word, r-th most frequent first.
fn word(rank: usize) -> String {
    let (consonants, vowels) = (b"bdfgklmnprtvz", b"aou");
    let mut left = rank;
    let mut spelled = String::new();
    for _ in 0..4 {
        spelled.push(char::from(consonants[left % consonants.len()]));
        left /= consonants.len();
        spelled.push(char::from(vowels[left % vowels.len()]));
        left /= vowels.len();
    }
    spelled + "k"
}

fn words(dice: &mut Dice, n: usize) -> String {
    let mut text = String::new();
    for _ in 0..n {
        let share = dice.below(1 << 24) as f64 / f64::from(1 << 24);
        let rank = ((N_WORDS as f64).powf(share) as usize).clamp(1, N_WORDS) - 1;
        let _ = write!(text, "{} ", word(rank));
    }
    text
}

/// Writes pages of eight passages; every third one in Chinese.
fn write_pages(place: &Place, n_pages: usize) {
    let mut dice = Dice::new(11);
    for page in 0..n_pages {
        let mut text = format!("# {}\n\n", words(&mut dice, 3));
        for _ in 0..N_PASSAGES_OF_PAGE {
            let _ = match page % 3 {
                0 => {
                    let body: String = (0..160)
                        .map(|_| char::from_u32(0x4e00 + u32::try_from(dice.below(3000)).unwrap()).unwrap())
                        .collect();
                    write!(text, "## {}\n\n{body}。\n\n", words(&mut dice, 1))
                }
                _ => write!(text, "## {}\n\n{}.\n\n", words(&mut dice, 2), words(&mut dice, 80)),
            };
        }
        place.write(&format!("docs/part{}/page{page}.md", page % 10), &text);
    }
}

/// Starts the server with as many open files as this machine allows.
fn start(place: &Place, listen: &str, model: Option<&str>) -> (Server, Duration) {
    let serve = place.command(&["serve", "--listen", listen]);
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -n $(ulimit -Hn); exec \"$0\" \"$@\""])
        .arg(serve.get_program())
        .args(serve.get_args())
        .env_clear()
        .current_dir(serve.get_current_dir().unwrap());
    for (name, value) in serve.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    if let Some(url) = model {
        command.args(["--llm-base-url", url, "--llm-model", "m"]);
    }
    let started = Instant::now();
    (Server::spawn(command), started.elapsed())
}

fn mib(server: &Server) -> f64 {
    server.resident_kib() as f64 / 1024.0
}

/// Opens sockets, anonymous or with the tokens given; returns them with their tokens.
async fn open(address: &str, tokens: Vec<Option<String>>) -> (Vec<Socket>, Vec<Option<String>>) {
    let permits = Arc::new(Semaphore::new(N_OPENING));
    let mut tasks = JoinSet::new();
    for token in tokens {
        let (permits, address) = (permits.clone(), address.to_owned());
        tasks.spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            let (socket, welcome) = Socket::chat(&address, token.as_deref()).await;
            (socket, token.or_else(|| welcome["contact_token"].as_str().map(str::to_owned)))
        });
    }
    tasks.join_all().await.into_iter().unzip()
}

async fn starts_and_idle_memory(place: &Place) {
    write_pages(place, N_PAGES_IDLE);
    let (server, took) = start(place, "127.0.0.1:0", None);
    figure("start to ready, 300 pages to index", took.as_secs_f64() * 1000.0, "ms", None);
    figure("memory after indexing 300 pages", mib(&server), "MiB", Some(40.0));
    assert!(server.terminate(Duration::from_secs(30)).success());
    let (server, took) = start(place, "127.0.0.1:0", None);
    figure("start to ready, indexed before", took.as_secs_f64() * 1000.0, "ms", Some(200.0));
    figure("memory idle, 300 pages", mib(&server), "MiB", Some(40.0));
}

async fn idle_sockets(place: &Place, n_sockets: usize) {
    let (server, _) = start(place, "127.0.0.1:0", None);
    let address = server.address().to_owned();
    let before = server.resident_kib();
    let started = Instant::now();
    let (sockets, tokens) = open(&address, vec![None; n_sockets]).await;
    println!("{n_sockets} sockets opened in {:.1} s", started.elapsed().as_secs_f64());
    let each = server.resident_kib().saturating_sub(before) as f64 / n_sockets as f64;
    figure("memory of an idle socket, contacts and rates counted", each, "KiB", Some(6.0));
    server.kill();
    drop(sockets);
    let killed = Instant::now();
    let (server, _) = start(place, &address, None);
    let ready = killed.elapsed();
    let before = server.resident_kib();
    let (sockets, _) = open(&address, tokens).await;
    figure("ready after kill -9", ready.as_secs_f64() * 1000.0, "ms", Some(200.0));
    let back = killed.elapsed().as_secs_f64();
    figure(&format!("{n_sockets} sockets back after kill -9"), back, "s", Some(10.0));
    let each = server.resident_kib().saturating_sub(before) as f64 / n_sockets as f64;
    figure("memory of an idle socket that came back", each, "KiB", Some(6.0));
    drop(sockets);
    tokio::time::sleep(Duration::from_secs(2)).await;
    figure("memory after all have gone", mib(&server), "MiB", None);
}

/// Writers whose case waits for a person, so that a message is an append, an `ack` and an event alone.
async fn messages(place: &Place) {
    let (server, _) = start(place, "127.0.0.1:0", None);
    let n_acked = Arc::new(AtomicUsize::new(0));
    let mut dice = Dice::new(12);
    let mut tasks = JoinSet::new();
    let begin = Arc::new(tokio::sync::Barrier::new(N_WRITERS));
    for _ in 0..N_WRITERS {
        let (n_acked, address, begin) = (n_acked.clone(), server.address().to_owned(), begin.clone());
        let mut dice = Dice::new(dice.next());
        tasks.spawn(async move {
            let (mut socket, _) = Socket::chat(&address, None).await;
            socket.ask(json!({ "type": "handoff", "client_id": dice.id() })).await;
            begin.wait().await;
            let started = Instant::now();
            while started.elapsed() < WRITE_FOR {
                let ack = socket.say(&mut dice, "one more thing that I see here").await;
                assert_eq!(ack["type"], "ack", "{ack}");
                n_acked.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    tasks.join_all().await;
    let rate = n_acked.load(Ordering::Relaxed) as f64 / WRITE_FOR.as_secs_f64();
    figure("messages acknowledged, 100 writers", rate, "1/s", None);
    figure("memory after them", mib(&server), "MiB", None);
}

async fn suggested(place: &Place, n_passages: usize) {
    write_pages(place, n_passages / N_PASSAGES_OF_PAGE);
    let model = ScriptedModel::start().await;
    let text = "It is so. [1]".to_owned();
    // At 60 questions a second a hundred are in flight.
    model.always(Script::Slow { first: Duration::from_millis(1650), each: Duration::ZERO, text });
    let (server, took) = start(place, "127.0.0.1:0", Some(&model.url()));
    println!("{n_passages} passages indexed in {:.1} s", took.as_secs_f64());
    figure("memory after indexing them", mib(&server), "MiB", None);
    assert!(server.terminate(Duration::from_secs(30)).success());
    let (server, took) = start(place, "127.0.0.1:0", Some(&model.url()));
    figure("start to ready, indexed before", took.as_secs_f64() * 1000.0, "ms", Some(200.0));
    let mut dice = Dice::new(13);
    let (sockets, _) = open(server.address(), vec![None; N_QUESTIONS as usize]).await;
    let mut tasks = JoinSet::new();
    let started = Instant::now();
    for (number, mut socket) in (0..).zip(sockets) {
        let due = started + Duration::from_secs(1) * number / QUESTIONS_PER_SECOND;
        tokio::time::sleep_until(due.into()).await;
        let mut dice = Dice::new(dice.next());
        tasks.spawn(async move {
            let question = format!("How do I {}?", words(&mut dice, 5));
            let sent = Instant::now();
            socket.say(&mut dice, &question).await;
            let acked = sent.elapsed();
            // A question whose documents are not worth showing has none of these.
            let frame = socket.until_one(|f| f["kind"] == "suggested" || f["kind"] == "turn_ended").await;
            let shown = (frame["kind"] == "suggested").then(|| sent.elapsed());
            let ended: Value = if shown.is_some() { socket.until_event("turn_ended").await } else { frame };
            (acked, shown, ended["body"]["ms"]["first"].as_f64())
        });
    }
    let answers = tasks.join_all().await;
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let mut acked: Vec<f64> = answers.iter().map(|answer| ms(answer.0)).collect();
    let mut shown: Vec<f64> = answers.iter().filter_map(|answer| answer.1.map(ms)).collect();
    let mut first: Vec<f64> = answers.iter().filter_map(|answer| answer.2).collect();
    println!("{} of {N_QUESTIONS} questions had documents to show", shown.len());
    figure("sent to ack, p50", quantile(&mut acked, 0.5), "ms", None);
    figure("sent to ack, p99", quantile(&mut acked, 0.99), "ms", None);
    figure("sent to suggested, p50", quantile(&mut shown, 0.5), "ms", None);
    figure("sent to suggested, p99", quantile(&mut shown, 0.99), "ms", Some(50.0));
    figure("commit to first reply, p99", quantile(&mut first, 0.99), "ms", Some(3000.0));
    figure("memory after them", mib(&server), "MiB", None);
}

fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len().saturating_sub(1) as f64 * share).round() as usize;
    values.get(place).copied().unwrap_or(f64::NAN)
}

/// Returns how many files this process may open, after asking for as many as allowed.
fn files_max() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let mut numbers = line.split_whitespace().skip(3).map(|number| number.parse().unwrap_or(usize::MAX));
    let (soft, hard) = (numbers.next().unwrap(), numbers.next().unwrap());
    if soft < hard && std::env::var_os("FIRSTLINE_LOAD_RAISED").is_none() {
        let error = Command::new("sh")
            .args(["-c", "ulimit -n $(ulimit -Hn); exec \"$0\" \"$@\""])
            .arg(std::env::current_exe().unwrap())
            .args(std::env::args_os().skip(1))
            .env("FIRSTLINE_LOAD_RAISED", "1")
            .exec();
        panic!("the limit of open files cannot be raised: {error}");
    }
    soft
}

fn main() {
    let n_sockets = number("FIRSTLINE_LOAD_SOCKETS", 10_000).min(files_max() - FILES_BESIDE);
    let n_passages = number("FIRSTLINE_LOAD_PASSAGES", 10_000);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let place = || {
        let place = Place::without_documents();
        place.write("firstline.toml", CONFIGURATION);
        place
    };
    runtime.block_on(async {
        let small = place();
        starts_and_idle_memory(&small).await;
        idle_sockets(&small, n_sockets).await;
        messages(&small).await;
        suggested(&place(), n_passages).await;
    });
}
