//! From start to end: what an operator sees when things are as they should be, and when they are not.

use std::{
    fs,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{
    client::{Dice, Ended, Socket},
    scripted_model::{Script, ScriptedModel},
    server::{Place, Server, get},
};

/// How long a server may take to end when nothing holds it up.
const END_WAIT: Duration = Duration::from_secs(10);

#[track_caller]
fn assert_says(complaint: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(complaint.contains(wanted), "{wanted:?} is missing in:\n{complaint}");
    }
    assert!(!complaint.contains("panicked"), "{complaint}");
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_end_it_tells_every_socket_finishes_its_turn_and_exits_with_zero() {
    let mut dice = Dice::new(1);
    let place = Place::new();
    let model = ScriptedModel::start().await;
    let text = "The relay is installed with the command `relayctl install`. [1]".to_owned();
    model.always(Script::Slow { first: Duration::from_secs(1), each: Duration::ZERO, text });
    let server =
        Server::start_with(&place, "127.0.0.1:0", &["--llm-base-url", &model.url(), "--llm-model", "m"]);
    let agent = place.add_agent("Ada");
    let mut desk = Socket::desk(server.address(), &agent).await;
    let (mut quiet, _) = Socket::chat(server.address(), None).await;
    let (mut asking, _) = Socket::chat(server.address(), None).await;
    asking.say(&mut dice, "How do I install the relay?").await;
    asking.until_event("suggested").await;
    server.signal("TERM");
    let wait = Duration::from_secs(3);
    assert_eq!(desk.end(wait).await, Ended::Closed(1001));
    assert_eq!(quiet.end(wait).await, Ended::Closed(1001));
    assert_eq!(asking.end(wait).await, Ended::Closed(1001));
    let log = place.path("data/firstline.db");
    assert!(server.terminate(END_WAIT).success());
    let connection = Connection::open(log).unwrap();
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, u64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM turn"), 0, "the turn was left behind");
    assert_eq!(count("SELECT count(*) FROM event WHERE kind = 'turn_ended'"), 1);
}

#[test]
fn a_taken_port_is_named() {
    let (one, other) = (Place::new(), Place::new());
    let server = Server::start(&one);
    let complaint = other.complain(&["serve", "--listen", server.address()]);
    assert_says(&complaint, &["cannot listen on", server.address(), "--listen"]);
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let place = Place::new();
    let _server = Server::start(&place);
    let complaint = place.complain(&["serve", "--listen", "127.0.0.1:0"]);
    assert_says(&complaint, &["another firstline serves from", "--data"]);
    let complaint = place.complain(&["store", "rebuild"]);
    assert_says(&complaint, &["another firstline serves from"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_come_later_are_served_when_they_come() {
    let place = Place::without_documents();
    let server = Server::start(&place);
    assert_eq!(found(&server, "install the relay").await, 0);
    let (mut visitor, _) = Socket::chat(server.address(), None).await;
    visitor.say(&mut Dice::new(6), "How do I install the relay?").await;
    let ended = visitor.until_event("turn_ended").await;
    assert_eq!(ended["body"]["outcome"], "none", "without documents the answer is an honest no: {ended}");
    let ready = get(&format!("http://{}/readyz", server.address()), None).await;
    assert_eq!(ready.0, 200, "{}", ready.1);
    place.write("docs/install.md", "# Installing the relay\n\nRun `relayctl install` on the new host.\n");
    let started = Instant::now();
    while found(&server, "install the relay").await == 0 {
        assert!(started.elapsed() < Duration::from_secs(10), "not found\n{}", server.log());
        sleep(Duration::from_millis(100)).await;
    }
}

async fn found(server: &Server, query: &str) -> usize {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = format!("http://{}/v1/search", server.address());
    let response = reqwest::Client::new().post(url).json(&json!({ "query": query })).send().await.unwrap();
    let found: Value = response.json().await.unwrap();
    found["hits"].as_array().unwrap().len()
}

#[test]
fn a_wrong_configuration_is_named_line_by_line() {
    let place = Place::new();
    place.write(
        "firstline.toml",
        "listen = \"nowhere\"\n[limits]\nping_every = \"25 parsecs\"\nunheard_of = 1\n[[inbox]]\nkey = \"UPPER\"\n",
    );
    for command in [["serve"].as_slice(), &["config", "check"]] {
        let complaint = place.complain(command);
        assert_says(
            &complaint,
            &["firstline.toml:1", "firstline.toml:3", "firstline.toml:4", "firstline.toml:6"],
        );
        assert_says(&complaint, &["listen", "ping_every", "unheard_of", "key"]);
    }
    let complaint = place.complain(&["serve", "--config", "missing.toml"]);
    assert_says(&complaint, &["missing.toml", "cannot be read"]);
}

#[test]
fn a_prompt_that_does_not_render_is_named_with_its_line() {
    let place = Place::new();
    let good = include_str!("../../prompts/answer.md");
    let line = good.lines().count() + 1;
    place.write("prompts/answer.md", &format!("{}\n{{{{ nonsense }}}}\n", good.trim_end()));
    let prompts = place.path("prompts");
    let complaint = place.complain(&["serve", "--prompts", prompts.to_str().unwrap()]);
    assert_says(&complaint, &[&format!("answer.md:{line}"), "nonsense"]);
    place.write("prompts/answer.md", &format!("{}\n{{% if %}}\n", good.trim_end()));
    let complaint = place.complain(&["serve", "--prompts", prompts.to_str().unwrap()]);
    assert_says(&complaint, &[&format!("answer.md:{line}")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_added_beside_a_running_server_is_let_in_at_once() {
    let place = Place::new();
    let server = Server::start(&place);
    let url = format!("http://{}/v1/conversations", server.address());
    assert_eq!(get(&url, Some("fl_a_nobody")).await.0, 401);
    let token = place.add_agent("Grace");
    assert_eq!(get(&url, Some(&token)).await.0, 200);
    Socket::desk(server.address(), &token).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_while_serving_restores_into_a_new_epoch() {
    let mut dice = Dice::new(2);
    let place = Place::new();
    let server = Server::start(&place);
    let (mut visitor, welcome) = Socket::chat(server.address(), None).await;
    let token = welcome["contact_token"].as_str().unwrap().to_owned();
    let ack = visitor.say(&mut dice, "How do I upgrade the relay?").await;
    let ended = visitor.until_event("turn_ended").await;
    let backup = place.path("backup.db");
    place.succeed(&["backup", backup.to_str().unwrap()]);
    let complaint = place.complain(&["backup", backup.to_str().unwrap()]);
    assert_says(&complaint, &["exists"]);
    visitor.say(&mut dice, "Said after the backup").await;
    let complaint = place.complain(&["restore", backup.to_str().unwrap()]);
    assert_says(&complaint, &["another firstline serves from"]);
    assert!(server.terminate(END_WAIT).success());
    fs::rename(place.path("data"), place.path("lost")).unwrap();
    place.succeed(&["restore", backup.to_str().unwrap()]);

    let server = Server::start(&place);
    let mut visitor = Socket::connect(server.address(), "/v1/chat").await.unwrap();
    visitor
        .send(&json!({ "type": "hello", "inbox": "default", "token": token, "epoch": welcome["epoch"],
            "conversation": ack["conversation"], "after": ended["seq"] }))
        .await;
    let again = visitor.until("welcome").await;
    assert_ne!(again["epoch"], welcome["epoch"], "the store was restored: a new epoch");
    assert_eq!(again["resume"]["recovered"], false);
    assert_eq!(again["conversation"]["id"], ack["conversation"]);
    assert_eq!(again["conversation"]["seq"], ended["seq"], "what came after the backup is gone");
    assert_eq!(visitor.until_event("turn_ended").await["id"], ended["id"], "the log is sent anew");
}
