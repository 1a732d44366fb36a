//! Policies: read in from the file, changed by the API, each change a version that holds for what comes next.

use std::time::Duration;

use firstline::{
    config::{Overrides, Settings},
    domain::{
        event::Body,
        ids::{Id, InboxKey},
        routing::Why,
    },
    flow::policies::{self, PolicyError},
    ports::{AgentChange, AgentRow, Clock as _, Policies, PolicySource},
    store::Sqlite,
    web::{
        error::Problem,
        policy::{PolicyCheck, PolicyVersions, PolicyView},
        token_hash,
        wire::{AgentFrame, Hello},
    },
};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Agent, Chat, Options, Server, client::hello, client_id};

const POLICY: &str = "/v1/inboxes/default/policy";

async fn admin(server: &Server) -> String {
    let id = Id::new(Uuid::from_u128(7));
    let (plain, _) = server.add_agent("Ada", None).await;
    let plain = server.store().agent(plain).await.unwrap().unwrap();
    let agent = AgentRow { id, admin: true, ..plain };
    server.store().add_agent(&agent, token_hash("fl_a_admin"), server.clock.now()).await.unwrap();
    "fl_a_admin".to_owned()
}
async fn get<T: serde::de::DeserializeOwned>(server: &Server, path: &str, token: &str) -> T {
    Client::new().get(server.url(path)).bearer_auth(token).send().await.unwrap().json().await.unwrap()
}
async fn put(server: &Server, token: &str, version: Option<&str>, body: &Value) -> Response {
    let request = Client::new().put(server.url(POLICY)).bearer_auth(token).json(body);
    let request = version.iter().fold(request, |request, version| request.header("if-match", *version));
    request.send().await.unwrap()
}
async fn problem(response: Response, status: StatusCode) -> Problem {
    assert_eq!(response.status(), status, "{:?}", response.text().await);
    response.json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_holds_for_what_comes_next_and_for_nothing_before() {
    let server = Server::plain().await;
    let token = admin(&server).await;
    let first: PolicyView = get(&server, POLICY, &token).await;
    assert_eq!((first.version, first.source.as_str(), first.by), (1, "file", None));
    let mut before = server.chat().await;
    let before = before.hand_off().await.conversation;

    let mut body = first.policy.clone();
    body["targets"]["usage"]["respond"] = json!("30m");
    body["queue"] = json!("night");
    let changed = put(&server, &token, Some("\"1\""), &body).await;
    assert_eq!(changed.headers()["etag"], "\"2\"");
    let changed: PolicyView = changed.json().await.unwrap();
    assert_eq!((changed.version, changed.source.as_str()), (2, "api"));
    assert_eq!(changed.by, Some(Id::new(Uuid::from_u128(7))));
    assert_eq!(changed.policy, body, "every field is written out, and nothing else changed");

    let mut after = server.chat().await;
    let after = after.hand_off().await.conversation;
    let promised = |log: &[firstline::domain::event::Event]| {
        let queued = log.iter().find_map(|event| match &event.body {
            Body::Queued(queued) => Some((queued.queue.clone(), queued.respond_by.unwrap().since(event.at))),
            _ => None,
        });
        let opened = log.iter().find_map(|event| match &event.body {
            Body::Opened(opened) => Some(opened.policy),
            _ => None,
        });
        (opened.unwrap(), queued.unwrap())
    };
    let hours = |n: f64| std::time::Duration::from_secs_f64(n * 3600.0);
    assert_eq!(promised(&server.log(before).await), (1, ("default".to_owned(), hours(4.0))));
    assert_eq!(promised(&server.log(after).await), (2, ("night".to_owned(), hours(0.5))));

    let versions: PolicyVersions = get(&server, &format!("{POLICY}/versions"), &token).await;
    assert_eq!(versions.items.iter().map(|item| item.version).collect::<Vec<_>>(), [2, 1]);
    let old: PolicyView = get(&server, &format!("{POLICY}?version=1"), &token).await;
    assert_eq!(old, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_of_the_version_that_holds_or_refused() {
    let server = Server::plain().await;
    let token = admin(&server).await;
    let body = json!({ "locale": "zh" });
    let missing = problem(put(&server, &token, None, &body).await, StatusCode::PRECONDITION_REQUIRED).await;
    assert!(missing.detail.contains("If-Match"));
    assert_eq!(put(&server, &token, Some("W/\"1\""), &body).await.status(), StatusCode::OK);
    let stale =
        problem(put(&server, &token, Some("\"1\""), &body).await, StatusCode::PRECONDITION_FAILED).await;
    assert!(stale.detail.contains("version 2 holds"), "{}", stale.detail);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_says_the_same_is_no_version_of_its_own() {
    let server = Server::plain().await;
    let token = admin(&server).await;
    let before: PolicyView = get(&server, POLICY, &token).await;
    let same = put(&server, &token, Some("1"), &before.policy).await;
    assert_eq!(same.status(), StatusCode::OK);
    assert_eq!(same.json::<PolicyView>().await.unwrap().version, 1);
    assert_eq!(get::<PolicyView>(&server, POLICY, &token).await.version, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_checked_whole_before_it_holds() {
    let server = Server::plain().await;
    let token = admin(&server).await;
    let wrong = json!({
        "teams": ["oslo"], "locale": "fr", "targets": { "usage": { "respond": "4h", "resolve": "1h" } }, "qeue": "x",
        "plan": [{ "targets": {} }],
    });
    let refused =
        problem(put(&server, &token, Some("1"), &wrong).await, StatusCode::UNPROCESSABLE_ENTITY).await;
    let fields: Vec<&str> = refused.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(
        fields,
        ["locale", "plan.1", "qeue", "targets.usage.resolve", "teams"],
        "{:?}",
        refused.errors
    );

    // Half past two on a Tuesday: the office is open, and closes at six.
    let hours = json!({ "mon": ["09:00-18:00"], "tue": ["09:00-18:00"], "wed": ["09:00-18:00"], "thu": ["09:00-18:00"], "fri": ["09:00-18:00"], "sat": ["09:00-18:00"] });
    let office = |clock: &str| json!({ "zone": "Asia/Shanghai", "hours": hours, "targets": { "critical": { "clock": clock } } });
    let url = server.url(&format!("{POLICY}/check"));
    let check =
        async |body: &Value| Client::new().post(&url).bearer_auth(&token).json(body).send().await.unwrap();
    let refused = problem(check(&office("always")).await, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(refused.errors[0].field, "targets.critical.clock");
    let told =
        "severity 1 (critical) promises an answer within 15m around the clock, but nobody is there from";
    assert!(refused.errors[0].detail.starts_with(told), "{:?}", refused.errors);
    assert!(refused.errors[0].detail.contains("(Asia/Shanghai)"), "{:?}", refused.errors);
    let mut covered = office("always");
    covered["routing"] = json!({ "on_call": "always" });
    assert_eq!(check(&covered).await.status(), StatusCode::OK);
    let warned: PolicyCheck = check(&office("auto")).await.json().await.unwrap();
    assert_eq!(warned.warnings.len(), 2);
    assert!(warned.warnings[0].detail.contains("whoever asks then is told the next opening"));
    assert_eq!(warned.policy["targets"]["critical"]["clock"], "auto");
    // Nothing of all that holds.
    assert_eq!(get::<PolicyView>(&server, POLICY, &token).await.version, 1);
    for body in [json!([]), json!(null), json!("text")] {
        problem(check(&body).await, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_agent_can_do_is_warned_of() {
    let server = Server::plain().await;
    let token = admin(&server).await;
    let body = json!({
        "topics": { "audio": ["nobody hears me", "crackling voices"] },
        "routing": { "needs": { "audio": ["audio:2"] }, "needs_all": ["gold:1"] },
        "plan": [{ "plan": "gold", "routing": { "needs_all": ["gold:1", "vip:3"] } }],
    });
    let warned = async || {
        let url = server.url(&format!("{POLICY}/check"));
        let checked = Client::new().post(url).bearer_auth(&token).json(&body).send().await.unwrap();
        checked.json::<PolicyCheck>().await.unwrap().warnings
    };
    let warnings = warned().await;
    let fields: Vec<&str> = warnings.iter().map(|warning| warning.field.as_str()).collect();
    assert_eq!(fields, ["routing.needs.audio", "routing.needs_all", "plan.1.routing.needs_all"]);
    let told = "no agent of this inbox has \"audio\" at level 2";
    assert!(warnings[0].detail.starts_with(told), "{warnings:?}");
    let skills = [("audio", 2_u8), ("gold", 5), ("vip", 3)].map(|(skill, level)| (skill.to_owned(), level));
    let change = AgentChange { skills: Some(skills.into()), ..AgentChange::default() };
    assert!(server.store().change_agent(Id::new(Uuid::from_u128(7)), change).await.unwrap());
    assert!(warned().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_may_be_longer_than_other_requests_but_not_endless() {
    let server = Server::plain().await;
    let token = admin(&server).await;
    let topics = |n: usize| {
        let examples: Vec<String> =
            (0..200).map(|n| format!("{n} {}", "charged twice ".repeat(10))).collect();
        let topics = (0..n).map(|n| (format!("topic {n}"), json!(examples)));
        json!({ "topics": topics.collect::<serde_json::Map<_, _>>() })
    };
    let long = topics(10);
    assert!(long.to_string().len() > 200_000);
    assert_eq!(put(&server, &token, Some("1"), &long).await.status(), StatusCode::OK);
    let refused =
        problem(put(&server, &token, Some("2"), &topics(50)).await, StatusCode::PAYLOAD_TOO_LARGE).await;
    assert!(refused.detail.contains("at most 1048576 bytes"), "{}", refused.detail);
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_are_for_administrators() {
    let server = Server::start(Options {
        config: "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"b\"",
        ..Options::default()
    })
    .await;
    let (_, other) = server.add_agent("Otto", Some(&["b"])).await;
    let (_, plain) = server.add_agent("Paul", None).await;
    let status = async |token: &str, path: &str| {
        Client::new().get(server.url(path)).bearer_auth(token).send().await.unwrap().status()
    };
    assert_eq!(status(&plain, POLICY).await, StatusCode::FORBIDDEN);
    assert_eq!(status(&other, POLICY).await, StatusCode::NOT_FOUND);
    assert_eq!(status("fl_a_wrong", POLICY).await, StatusCode::UNAUTHORIZED);
    let token = admin(&server).await;
    assert_eq!(status(&token, "/v1/inboxes/nowhere/policy").await, StatusCode::NOT_FOUND);
    assert_eq!(status(&token, &format!("{POLICY}?version=9")).await, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_cannot_be_read_is_told_as_a_problem() {
    let server = Server::plain().await;
    let token = admin(&server).await;
    for (path, field) in [
        (format!("{POLICY}?version=abc"), "version"),
        (format!("{POLICY}/versions?limit=many"), "limit"),
        ("/v1/conversations?limit=many".to_owned(), "limit"),
        ("/v1/webhooks/deliveries?before=now".to_owned(), "before"),
    ] {
        let refused = Client::new().get(server.url(&path)).bearer_auth(&token).send().await.unwrap();
        assert_eq!(refused.headers()["content-type"], "application/problem+json", "{path}");
        let refused = problem(refused, StatusCode::BAD_REQUEST).await;
        assert!(refused.detail.contains(field), "{}", refused.detail);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_documents_are_served_at_once() {
    let server = Server::plain().await;
    let token = admin(&server).await;
    let n_found = async || {
        let query = json!({ "query": "how to rotate an api key" });
        let found = Client::new().post(server.url("/v1/search")).json(&query).send().await.unwrap();
        found.json::<Value>().await.unwrap()["hits"].as_array().unwrap().len()
    };
    assert!(n_found().await > 0);
    assert_eq!(
        put(&server, &token, Some("1"), &json!({ "documents": ["nothing/**"] })).await.status(),
        StatusCode::OK
    );
    assert_eq!(n_found().await, 0);
    assert_eq!(put(&server, &token, Some("2"), &json!({})).await.status(), StatusCode::OK);
    assert!(n_found().await > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_writes_is_taken_up() {
    let server = Server::plain().await;
    let settings = settings("[[inbox]]\nkey = \"default\"\nlocale = \"zh\"");
    let beside = Sqlite::open(&server.data(), Id::new(Uuid::from_u128(9))).unwrap();
    let (document, key) = (&settings.inboxes[0].document, InboxKey("default".to_owned()));
    let row = policies::row_of(document, &key, 2, PolicySource::Api, server.clock.now(), None);
    assert!(beside.put_policy(row).await.unwrap());
    crate::support::eventually("version 2", || async {
        (server.flow().inbox(&key).unwrap().policy.version == 2).then_some(())
    })
    .await;
}

const CONTRACTS: &str = r#"
[[inbox]]
key = "default"
zone = "UTC"
[inbox.hours]
mon = ["09:00-17:00"]
[inbox.jwt]
hs256_secret = "0123456789abcdef0123456789abcdef"
[[inbox.plan]]
plan = "gold"
targets.usage.respond = "30m"
documents = ["nothing/**"]
routing = { offers = true, needs_all = ["gold:2"] }
hours = { mon = ["00:00-24:00"], wed = ["00:00-24:00"] }
"#;

async fn named(server: &Server, plan: &str) -> Chat {
    let exp = server.clock_start().as_millis() / 1000 + 3600;
    let claims = json!({ "aud": "default", "sub": plan, "plan": plan, "exp": exp });
    let secret = jsonwebtoken::EncodingKey::from_secret(b"0123456789abcdef0123456789abcdef");
    let token = jsonwebtoken::encode(&jsonwebtoken::Header::default(), &claims, &secret).unwrap();
    let hello = Hello { token: Some(token), ..hello("default") };
    Chat::greeted(server.address(), &hello).await.0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_has_its_own_promises_and_hours() {
    let server = Server::start(Options { config: CONTRACTS, ..Options::default() }).await;
    let promised = async |plan: &str| {
        let mut chat = named(&server, plan).await;
        let id = chat.hand_off().await.conversation;
        let log = server.log(id).await;
        log.iter()
            .find_map(|event| match &event.body {
                Body::Queued(queued) => Some(queued.respond_by.unwrap()),
                _ => None,
            })
            .unwrap()
    };
    // It is a Wednesday: the office opens on the next Monday at nine.
    assert_eq!(promised("silver").await, "2026-06-08T13:00:00Z".parse().unwrap());
    assert_eq!(promised("gold").await, server.clock_start().plus(Duration::from_secs(30 * 60)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_has_its_own_documents_and_agents() {
    let server = Server::start(Options { config: CONTRACTS, ..Options::default() }).await;
    let (_, plain) = server.add_agent("Paul", None).await;
    let (id, able) = server.add_agent("Gerda", None).await;
    let skills = Some([("gold".to_owned(), 3)].into());
    server.store().change_agent(id, AgentChange { skills, ..AgentChange::default() }).await.unwrap();
    let mut paul = Agent::open(server.address(), &plain).await;
    let mut gerda = Agent::open(server.address(), &able).await;
    let asked = async |plan: &str| {
        let mut chat = named(&server, plan).await;
        let case = chat.say("How do I rotate an API key?").await.conversation;
        chat.expect_event("turn_ended").await;
        chat.hand_off().await;
        let suggested = server.log(case).await.iter().any(|event| matches!(&event.body, Body::Suggested(_)));
        (case, suggested)
    };
    let (gold, found) = asked("gold").await;
    assert!(!found, "the documents of the inbox are not those of the plan");
    let item = gerda.queue_item(gold, |item| item.offered_to.is_some()).await;
    assert_eq!(item.offered_to, Some(id));
    assert!(item.why.contains(&Why::Skill { skill: "gold".to_owned(), level: 2 }), "{:?}", item.why);
    let (silver, found) = asked("silver").await;
    assert!(found);
    let client_id = client_id();
    let next = AgentFrame::ClaimNext { client_id, queue: None };
    assert_eq!(paul.done(client_id, &next).await.conversation, silver, "the other one asks for more");
    assert!(gerda.queue_item(silver, |item| item.agent.is_some()).await.offered_to.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_calls_somebody_for_what_waits_already() {
    let config = "[[inbox]]\nkey = \"default\"\nzone = \"UTC\"\n[inbox.hours]\nmon = [\"09:00-17:00\"]\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let token = admin(&server).await;
    let mut chat = server.chat().await;
    let case = chat.say("Production is down: the gateway returns 502 for all requests").await.conversation;
    chat.expect_event("queued").await;
    let pages = async || {
        let log = server.log(case).await;
        log.iter().filter(|event| matches!(event.body, Body::Paged(_))).count()
    };
    assert_eq!(pages().await, 0, "nobody is there until Monday");
    let mut body = get::<PolicyView>(&server, POLICY, &token).await.policy;
    body["routing"]["on_call"] = json!(["always"]);
    body["routing"]["page_anonymous"] = json!(true);
    assert_eq!(put(&server, &token, Some("1"), &body).await.status(), StatusCode::OK);
    crate::support::eventually("a page", || async { (pages().await == 1).then_some(()) }).await;
    let log = server.log(case).await;
    let n_queued = log.iter().filter(|event| matches!(event.body, Body::Queued(_))).count();
    assert_eq!(n_queued, 1, "what it was promised stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_offered_outside_the_hours_of_ones_team() {
    let config = "[[team]]\nname = \"late\"\nzone = \"UTC\"\nhours.wed = [\"14:00-22:00\"]\n\
                  [[inbox]]\nkey = \"default\"\nrouting.offers = true\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let token = admin(&server).await;
    let (id, late) = server.add_agent("Lena", None).await;
    let patch = async |body: Value| {
        let url = server.url(&format!("/v1/agents/{id}"));
        Client::new().patch(url).bearer_auth(&token).json(&body).send().await.unwrap()
    };
    let refused = problem(patch(json!({ "teams": ["early"] })).await, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert!(refused.detail.contains("no team \"early\""), "{}", refused.detail);
    assert_eq!(patch(json!({ "teams": ["late"] })).await.status(), StatusCode::OK);
    let mut lena = Agent::open(server.address(), &late).await;
    // It is a Wednesday, ten o'clock.
    let mut chat = server.chat().await;
    let case = chat.hand_off().await.conversation;
    let (_, plain) = server.add_agent("Paul", None).await;
    let mut paul = Agent::open(server.address(), &plain).await;
    let item = paul.queue_item(case, |item| item.offered_to.is_some()).await;
    assert_ne!(item.offered_to, Some(id));
    let client_id = client_id();
    paul.done(client_id, &AgentFrame::Decline { client_id, conversation: case }).await;
    server.clock.advance(Duration::from_secs(5 * 3_600));
    lena.queue_item(case, |item| item.offered_to == Some(id)).await;
}

fn settings(text: &str) -> Settings {
    Settings::from_text("test", text, &Overrides::default(), |_| None).unwrap()
}

#[tokio::test]
async fn a_file_counts_when_it_has_changed_and_never_writes_over_the_api() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::own(folder.path(), Id::new(Uuid::from_u128(1))).unwrap();
    let key = InboxKey("default".to_owned());
    let now = "2026-06-02T12:00:00Z".parse().unwrap();
    let start = async |text: &str, forced: bool| {
        let mut settings = settings(text);
        policies::settle(&store, &mut settings, forced, now).await.map(|()| {
            let policy = &settings.inboxes[0].policy;
            (policy.version, policy.queue.clone())
        })
    };
    let file = |queue: &str| format!("[[inbox]]\nkey = \"default\"\nqueue = \"{queue}\"");
    let held = |version: u32, queue: &str| (version, queue.to_owned());
    assert_eq!(start(&file("a"), false).await.unwrap(), held(1, "a"));
    assert_eq!(start(&file("a"), false).await.unwrap(), held(1, "a"));
    // What is no part of the policy makes no version of it.
    assert_eq!(start(&format!("{}\nname = \"Help\"", file("a")), false).await.unwrap(), held(1, "a"));
    assert_eq!(start(&file("b"), false).await.unwrap(), held(2, "b"));
    let by_api = settings(&file("api"));
    let row = policies::row_of(&by_api.inboxes[0].document, &key, 3, PolicySource::Api, now, None);
    assert!(store.put_policy(row.clone()).await.unwrap());
    assert!(!store.put_policy(row).await.unwrap(), "a version is written once");
    assert_eq!(start(&file("b"), false).await.unwrap(), held(3, "api"));
    let overruled = start(&file("c"), false).await.unwrap_err();
    assert!(matches!(&overruled, PolicyError::Overruled { read: 2, newest: 3, .. }), "{overruled}");
    assert!(overruled.to_string().contains("--force-policy"), "{overruled}");
    // Brought in line, the file is read in again, and counts from then on.
    assert_eq!(start(&file("api"), false).await.unwrap(), held(4, "api"));
    assert_eq!(start(&file("c"), false).await.unwrap(), held(5, "c"));
    let row = policies::row_of(&by_api.inboxes[0].document, &key, 6, PolicySource::Api, now, None);
    assert!(store.put_policy(row).await.unwrap());
    assert_eq!(start(&file("d"), true).await.unwrap(), held(7, "d"));
    let all = store.policies(&key, None, 10).await.unwrap();
    assert_eq!(all.iter().map(|row| row.version).collect::<Vec<_>>(), [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(store.policies(&key, Some(3), 1).await.unwrap()[0].version, 2);
    // What was imported is not written over either.
    let row = policies::row_of(&by_api.inboxes[0].document, &key, 8, PolicySource::Import, now, None);
    assert!(store.put_policy(row.clone()).await.unwrap());
    assert_eq!(store.policy(&key, None).await.unwrap(), Some(row));
    assert_eq!(start(&file("d"), false).await.unwrap(), held(8, "api"));
    let overruled = start(&file("e"), false).await.unwrap_err();
    assert!(overruled.to_string().contains("version 8 was imported on"), "{overruled}");
}
