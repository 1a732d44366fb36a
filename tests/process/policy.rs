//! `firstline policy`: ready policies, and an inbox's own beside a running server.

use std::time::{Duration, Instant};

use serde_json::json;

use super::server::{Place, Server};

#[track_caller]
fn assert_says(text: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(text.contains(wanted), "{wanted:?} is missing in:\n{text}");
    }
}

#[test]
fn every_ready_policy_can_be_shown_and_checked() {
    let place = Place::new();
    let names = place.succeed(&["policy", "list"]);
    assert_eq!(names.lines().count(), 4);
    for name in names.lines() {
        place.write("scene.toml", &place.succeed(&["policy", "show", name]));
        assert_says(&place.succeed(&["policy", "check", "scene.toml"]), &["the policy is good"]);
    }
    assert_says(&place.complain(&["policy", "show", "tv"]), &["no scene \"tv\"", "live_show"]);
}

#[test]
fn a_policy_is_checked_with_file_line_and_field() {
    let place = Place::new();
    place.write("bad.toml", "zone = \"Asia/Bejing\"\nteams = [\"oslo\"]\n");
    let complaint = place.complain(&["policy", "check", "bad.toml"]);
    assert_says(
        &complaint,
        &["bad.toml:1: zone: there is no time zone", "bad.toml:2: teams: there is no team"],
    );
    let office = "zone = \"Asia/Shanghai\"\nhours.mon = [\"09:00-18:00\"]\n";
    place.write("office.toml", &format!("{office}targets.critical.clock = \"always\"\n"));
    let complaint = place.complain(&["policy", "check", "office.toml"]);
    assert_says(&complaint, &["office.toml:3: targets.critical.clock: severity 1", "nobody is there from"]);
    place.write("office.toml", office);
    assert_says(
        &place.succeed(&["policy", "check", "office.toml"]),
        &["warning: targets.critical.clock", "good"],
    );
    place.write("over.toml", "zone = \"UTC\"\nhours.dates.2020-01-01 = [\"09:00-18:00\"]\n");
    let complaint = place.complain(&["policy", "check", "over.toml"]);
    assert_says(&complaint, &["over.toml:2: hours: never opens from now on"]);
    assert_says(&place.complain(&["policy", "check", "none.toml"]), &["none.toml: cannot be read"]);
    let complaint = place.complain(&["policy", "check", "office.toml", "--inbox", "nosuch"]);
    assert_says(&complaint, &["there is no inbox \"nosuch\"", "there is default"]);
    let topics = format!("[topics]\nbilling = [\"{}\"]\n", "x".repeat(1024 * 1024));
    place.write("long.toml", &topics);
    assert_says(
        &place.complain(&["policy", "check", "long.toml"]),
        &["long.toml: is longer than 1048576 bytes"],
    );
    place
        .write("firstline.toml", &topics.replace("[topics]", "[[inbox]]\nkey = \"default\"\n[inbox.topics]"));
    let complaint = place.complain(&["config", "check"]);
    assert_says(&complaint, &["inbox.default: is longer than 1048576 bytes"]);
    // The same of a whole configuration, before anything is served.
    place.write(
        "firstline.toml",
        &format!("[[inbox]]\nkey = \"default\"\n{office}targets.critical.clock = \"always\""),
    );
    let complaint = place.complain(&["serve", "--listen", "127.0.0.1:0"]);
    assert_says(
        &complaint,
        &["firstline.toml:5: inbox.default.targets.critical.clock", "nobody is there from"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_holds_at_once_and_a_changed_file_does_not_write_over_it() {
    let place = Place::new();
    let config = |queue: &str| {
        place.write("firstline.toml", &format!("[[inbox]]\nkey = \"default\"\nqueue = \"{queue}\""))
    };
    config("first");
    assert_says(&place.complain(&["policy", "import", "own.toml"]), &["there is no store"]);
    let server = Server::start(&place);
    place.write(
        "own.toml",
        &place.succeed(&["policy", "export", "default"]).replace("\"first\"", "\"imported\""),
    );
    assert_says(
        &place.succeed(&["policy", "import", "own.toml"]),
        &["Version 2 of the policy of default holds"],
    );
    let started = Instant::now();
    while !server.log().contains("Version 2 of the policy of default holds") {
        assert!(started.elapsed() < Duration::from_secs(10), "{}", server.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // What holds already is no version of its own; a file that has changed is the next one.
    for again in [&["policy", "import", "own.toml"][..], &["policy", "import", "own.toml", "--force"][..]] {
        assert_says(&place.succeed(again), &["is unchanged", "version 2"]);
    }
    place.write("own.toml", &place.succeed(&["policy", "export", "default"]).replace("imported", "again"));
    assert_says(&place.succeed(&["policy", "import", "own.toml"]), &["Version 3"]);
    assert!(server.terminate(Duration::from_secs(10)).success());

    assert!(Server::start(&place).terminate(Duration::from_secs(10)).success());
    config("second");
    let complaint = place.complain(&["serve", "--listen", "127.0.0.1:0"]);
    assert_says(&complaint, &["read as version 1, but version 3 was imported on", "--force-policy"]);
    let server = Server::start_with(&place, "127.0.0.1:0", &["--force-policy"]);
    assert_says(&place.succeed(&["policy", "export", "default"]), &["queue = \"second\""]);
    assert!(server.terminate(Duration::from_secs(10)).success());
    // The side tables are remade under the policy that holds.
    assert_says(&place.succeed(&["store", "rebuild"]), &["Remade"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_writes_over_what_the_api_has_set_only_where_it_is_forced() {
    let place = Place::new();
    let server = Server::start(&place);
    let printed = place.succeed(&["agent", "add", "Ada", "--admin"]);
    let token = printed.split_whitespace().last().unwrap();
    let url = format!("http://{}/v1/inboxes/default/policy", server.address());
    // Fails only where a provider is installed already, which is what the HTTP client wants.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let put = reqwest::Client::new().put(url).bearer_auth(token).header("if-match", "1");
    assert!(put.json(&json!({ "queue": "api" })).send().await.unwrap().status().is_success());
    place.write("own.toml", "queue = \"own\"\n");
    let complaint = place.complain(&["policy", "import", "own.toml"]);
    assert_says(&complaint, &["version 2", "was set by the API on", "--force"]);
    assert_says(&place.succeed(&["policy", "import", "own.toml", "--force"]), &["Version 3"]);
    // From then on the file counts as before.
    place.write("own.toml", "queue = \"other\"\n");
    assert_says(&place.succeed(&["policy", "import", "own.toml"]), &["Version 4"]);
    assert!(server.terminate(Duration::from_secs(10)).success());
}
