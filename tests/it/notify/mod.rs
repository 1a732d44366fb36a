//! Who is told: a real receiver that fails, hangs, redirects and recovers; quiet hours, restarts, replays, mail.

mod mail;
pub mod receiver;

use std::time::Duration;

use firstline::{
    domain::{
        event::{AgentRef, Body, PageReason, Paged, Severity, SeverityChanged, SlaState},
        ids::ConversationId,
    },
    ports::Clock as _,
    web::webhooks::{DeliveryItem, DeliveryPage, ReceiverPage, TestFired},
};
use receiver::{Answer, Receiver, SECRET};
use reqwest::{Client, Response};

use crate::support::{Options, PATIENCE, Server, eventually};

/// A configuration whose lines outlive the test.
fn leaked(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// The settings of a receiver that takes signed webhooks.
pub fn webhook(name: &str, url: &str, lines: &str) -> String {
    format!(
        "[[receiver]]\nname = \"{name}\"\nkind = \"webhook\"\nurl = \"{url}\"\nsecret = \"{SECRET}\"\n\
         allow_private = true\n{lines}\n"
    )
}

async fn serving(receivers: String) -> Server {
    serving_patiently(receivers, Duration::from_secs(4)).await
}

/// The same with another wait for receivers.
async fn serving_patiently(receivers: String, wait: Duration) -> Server {
    let config = leaked(format!("public_url = \"https://help.example.com\"\n{receivers}"));
    let mut options = Options::tuned(move |settings| settings.limits.receiver_wait = wait);
    options.config = config;
    Server::start(options).await
}

async fn new_case(server: &Server) -> ConversationId {
    server.chat().await.hand_off().await.conversation
}

/// Signs an administrator in.
async fn admin(server: &Server) -> String {
    let (_, token) = server.add_agent("Ada", None).await;
    server.database().execute("UPDATE agent SET admin = 1 WHERE name = 'Ada'", []).unwrap();
    token
}

async fn get(server: &Server, path: &str, token: &str) -> Response {
    Client::new().get(server.url(path)).bearer_auth(token).send().await.unwrap()
}
async fn post(server: &Server, path: &str, token: &str) -> Response {
    Client::new().post(server.url(path)).bearer_auth(token).send().await.unwrap()
}
async fn deliveries(server: &Server, query: &str, token: &str) -> Vec<DeliveryItem> {
    let page: DeliveryPage =
        get(server, &format!("/v1/webhooks/deliveries{query}"), token).await.json().await.unwrap();
    page.items
}

/// Waits until the newest delivery has been tried so often and waits for its next try.
async fn tried(server: &Server, token: &str, tries: u32) -> DeliveryItem {
    eventually("a failed try", || async {
        let newest = deliveries(server, "", token).await.into_iter().next()?;
        let is_over = newest.due.is_some_and(|due| due > server.clock.now());
        (newest.tries == tries && is_over).then_some(newest)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_case_is_told_signed_and_once() {
    let ops = Receiver::start().await;
    let server = serving(webhook("ops", ops.url(), "")).await;
    let id = new_case(&server).await;
    let told = ops.next().await;
    assert!(told.is_signed(), "{told:?}");
    assert_eq!(told.body["type"], "new_case");
    assert_eq!(told.body["data"]["conversation"], id.to_string());
    assert_eq!(told.body["data"]["url"], format!("https://help.example.com/console/cases/{id}"));
    assert_eq!(told.header("content-type"), "application/json; charset=utf-8");
    // Released and queued again, it is not new.
    let mut agent = server.agent("Anna").await;
    let claim = agent.claim(id).await.unwrap().seq;
    agent.reply(id, claim, "Hello").await;
    server.seed(id, vec![sla(SlaState::Breached)]).await;
    assert_eq!(ops.next().await.body["type"], "breached");
    assert_eq!(ops.n_told(), 2);
}

fn paged(tier: u8, n: u32) -> Body {
    Body::Paged(Paged { tier, reason: PageReason::Critical, n })
}

fn sla(state: SlaState) -> Body {
    let fact =
        serde_json::json!({ "target": "first_response", "state": state, "due": "2026-06-03T10:15:00Z" });
    Body::Sla(serde_json::from_value(fact).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_fails_hangs_and_redirects_is_told_once_it_is_well() {
    let inside = Receiver::start().await;
    let ops = Receiver::start().await;
    ops.will(&[Answer::Status(500), Answer::Hang, Answer::Redirect(inside.url()), Answer::Status(200)]);
    let server = serving(webhook("ops", ops.url(), "")).await;
    let admin = admin(&server).await;
    new_case(&server).await;
    let waits = [("status 500", 5), ("in time", 300), ("redirects (status 302)", 1_800)];
    for (tries, (error, wait_s)) in (1..).zip(waits) {
        let tried = tried(&server, &admin, tries).await;
        assert!(tried.error.as_ref().unwrap().contains(error), "{tried:?}");
        assert_eq!(tried.due, Some(server.clock.now().plus(Duration::from_secs(wait_s))), "{tried:?}");
        server.clock.advance(Duration::from_secs(wait_s));
    }
    let told: Vec<_> = [ops.next().await, ops.next().await, ops.next().await, ops.next().await].into();
    assert!(
        told.iter().all(|one| one.is_signed() && one.header("webhook-id") == told[0].header("webhook-id"))
    );
    eventually("the delivery", || async {
        (deliveries(&server, "?state=delivered", &admin).await.len() == 1).then_some(())
    })
    .await;
    assert_eq!((ops.n_told(), inside.n_told()), (4, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_receiver_delays_nobody_else() {
    let (slow, quick) = (Receiver::start().await, Receiver::start().await);
    slow.will(&[Answer::Hang; 8]);
    let server = serving(webhook("a-slow", slow.url(), "") + &webhook("quick", quick.url(), "")).await;
    for _ in 0..8 {
        new_case(&server).await;
    }
    for _ in 0..8 {
        quick.next().await;
    }
    assert!(slow.n_told() < 8, "the quick one had to wait for the slow one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_waits_for_nothing_else_and_what_is_late_goes_before_what_is_new() {
    let ops = Receiver::start().await;
    ops.will(&[Answer::Hold]);
    let server = serving_patiently(webhook("ops", ops.url(), ""), PATIENCE).await;
    let admin = admin(&server).await;
    let first = new_case(&server).await;
    assert_eq!(ops.next().await.body["type"], "new_case");
    for _ in 0..20 {
        new_case(&server).await;
    }
    server.seed(first, vec![sla(SlaState::Breached)]).await;
    server.seed(first, vec![paged(1, 1)]).await;
    let page = ops.next().await;
    assert_eq!(page.body["type"], "paged", "it waited for what came before it");
    eventually("the rest of what is owed", || async {
        (deliveries(&server, "?state=waiting", &admin).await.len() == 22).then_some(())
    })
    .await;
    ops.let_go();
    assert_eq!(ops.next().await.body["type"], "breached");
    for _ in 0..20 {
        assert_eq!(ops.next().await.body["type"], "new_case");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_of_the_next_tier_rings_where_the_first_does_not_take_the_case() {
    let (first, next) = (Receiver::start().await, Receiver::start().await);
    let receivers =
        webhook("first", first.url(), "tiers = [1]") + &webhook("next", next.url(), "tiers = [2, 3]");
    let server = serving(receivers).await;
    let admin = admin(&server).await;
    server.database().execute("UPDATE agent SET tier = 2 WHERE name = 'Ada'", []).unwrap();
    let mut chat = server.chat().await;
    let id = chat.say("Production is down, nobody can call since 10 minutes!").await.conversation;
    let page = first.next().await;
    assert_eq!((&page.body["type"], &page.body["data"]["tier"]), (&"paged".into(), &1.into()));
    assert_eq!(next.n_told(), 0);
    chat.expect_event("turn_ended").await;
    server.clock.advance(Duration::from_secs(300));
    let page = next.next().await;
    assert_eq!((&page.body["type"], &page.body["data"]["tier"]), (&"paged".into(), &2.into()));
    assert_eq!(page.body["data"]["conversation"], id.to_string());
    let listed: ReceiverPage = get(&server, "/v1/webhooks", &admin).await.json().await.unwrap();
    let tiers: Vec<_> = listed.items.into_iter().map(|item| item.tiers).collect();
    assert_eq!(tiers, [Some(vec![1]), Some(vec![2, 3])]);
    assert_eq!(first.n_told(), 1, "the page to the next tier is no business of the first");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_told_while_all_else_is_put_off() {
    let ops = Receiver::start().await;
    ops.will(&[Answer::Status(500); 3]);
    let server = serving(webhook("ops", ops.url(), "")).await;
    let admin = admin(&server).await;
    let mut last = new_case(&server).await;
    for _ in 0..2 {
        last = new_case(&server).await;
    }
    eventually("three failed tries", || async {
        let rows = deliveries(&server, "?state=waiting", &admin).await;
        (rows.iter().filter(|row| row.error.is_some()).count() == 3).then_some(())
    })
    .await;
    server.seed(last, vec![paged(1, 1)]).await;
    for _ in 0..3 {
        ops.next().await;
    }
    assert_eq!(ops.next().await.body["type"], "paged");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_to_wait_is_asked_no_sooner_but_for_a_page() {
    let ops = Receiver::start().await;
    ops.will(&[Answer::Later(3_600), Answer::Later(3_600)]);
    let server = serving(webhook("ops", ops.url(), "")).await;
    let admin = admin(&server).await;
    let id = new_case(&server).await;
    let due = async || Some(tried(&server, &admin, 1).await.due?.since(server.clock.now()).as_secs());
    assert_eq!(due().await, Some(3_600));
    server.seed(id, vec![paged(1, 1)]).await;
    eventually("the page's try", || async { (ops.n_told() == 2).then_some(()) }).await;
    assert_eq!(due().await, Some(60));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_in_the_middle_tells_again_under_the_same_name() {
    let ops = Receiver::start().await;
    ops.will(&[Answer::Hang]);
    let mut server = serving_patiently(webhook("ops", ops.url(), ""), Duration::from_secs(60)).await;
    new_case(&server).await;
    let first = ops.next().await;
    server.kill().await;
    server.start_again().await;
    let second = ops.next().await;
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
    assert_eq!(first.body, second.body);
    let admin = admin(&server).await;
    assert_eq!(deliveries(&server, "", &admin).await[0].tries, 1, "a try that was cut off does not count");
    server.restart().await;
    let id = new_case(&server).await;
    assert_eq!(
        ops.next().await.body["data"]["conversation"],
        id.to_string(),
        "what arrived is not told again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_put_off_all_but_severity_1() {
    let ops = Receiver::start().await;
    // It is 18:00 in Shanghai.
    let quiet = "quiet = [\"17:30-09:00\"]\nzone = \"Asia/Shanghai\"";
    let server = serving(webhook("ops", ops.url(), quiet)).await;
    let id = new_case(&server).await;
    let worse = Body::SeverityChanged(SeverityChanged {
        from: Severity::Usage,
        to: Severity::Critical,
        by: AgentRef { id: None, name: "Anna".into() },
        reason: None,
    });
    server.seed(id, vec![worse]).await;
    // The page may overtake the word that it became severity 1.
    let told = ops.next().await.body;
    assert!(["critical", "paged"].contains(&told["type"].as_str().unwrap()), "{told}");
    let admin = admin(&server).await;
    let held = deliveries(&server, "?state=waiting", &admin).await;
    let morning = "2026-06-04T01:00:00Z".parse().unwrap();
    assert!(held.iter().any(|row| row.event.word() == "new_case" && row.due == Some(morning)), "{held:?}");
    server.clock.set(morning);
    // Severity 1 goes on calling meanwhile.
    while ops.next().await.body["type"] != "new_case" {}
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_put_off_what_is_tried_again_too() {
    let ops = Receiver::start().await;
    ops.will(&[Answer::Status(500), Answer::Status(500)]);
    // It is 18:00 in Shanghai: the first two tries come before the quiet hours, the third would fall into them.
    let quiet = "quiet = [\"18:01-09:00\"]\nzone = \"Asia/Shanghai\"";
    let server = serving(webhook("ops", ops.url(), quiet)).await;
    let admin = admin(&server).await;
    new_case(&server).await;
    tried(&server, &admin, 1).await;
    server.clock.advance(Duration::from_secs(5));
    let put_off = tried(&server, &admin, 2).await;
    assert_eq!(put_off.due, Some("2026-06-04T01:00:00Z".parse().unwrap()), "{put_off:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_failed_is_tried_again_within_a_minute() {
    let ops = Receiver::start().await;
    ops.will(&[Answer::Status(200), Answer::Status(500), Answer::Status(500)]);
    let server = serving(webhook("ops", ops.url(), "")).await;
    let admin = admin(&server).await;
    let id = new_case(&server).await;
    ops.next().await;
    server.seed(id, vec![paged(1, 1)]).await;
    for (tries, wait_s) in [(1, 5), (2, 15)] {
        let page = tried(&server, &admin, tries).await;
        assert_eq!(page.due, Some(server.clock.now().plus(Duration::from_secs(wait_s))), "{page:?}");
        server.clock.advance(Duration::from_secs(wait_s));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_up_is_listed_and_replayed() {
    let ops = Receiver::start().await;
    ops.will(&[Answer::Status(410), Answer::Status(410), Answer::Status(200)]);
    let server = serving(webhook("ops", ops.url(), "")).await;
    let admin = admin(&server).await;
    new_case(&server).await;
    let waiting = tried(&server, &admin, 1).await;
    let page: ReceiverPage = get(&server, "/v1/webhooks", &admin).await.json().await.unwrap();
    let item = &page.items[0];
    assert_eq!((item.waiting, item.failing, item.failed), (1, 1, 0), "it does not look healthy");
    assert_eq!(item.last_error.as_deref(), Some("it answers with status 410"));
    server.database().execute("UPDATE delivery SET tries = 9", []).unwrap();
    server.clock.advance(Duration::from_secs(5));
    let failed = eventually("giving up", || async {
        deliveries(&server, "?state=failed", &admin).await.into_iter().next()
    })
    .await;
    assert_eq!((failed.id, failed.tries, failed.due), (waiting.id, 10, None));
    assert_eq!(failed.error.as_deref(), Some("it answers with status 410"));
    let path = format!("/v1/webhooks/deliveries/{}/replay", failed.id);
    let replayed: DeliveryItem = post(&server, &path, &admin).await.json().await.unwrap();
    assert_eq!((replayed.state.as_str(), replayed.name.as_str()), ("waiting", failed.name.as_str()));
    let told: Vec<_> = [ops.next().await, ops.next().await, ops.next().await].into();
    assert!(told.iter().all(|told| told.header("webhook-id") == failed.name));
    let page = eventually("the count", || async {
        let page: ReceiverPage = get(&server, "/v1/webhooks", &admin).await.json().await.unwrap();
        (page.items[0].delivered == 1).then_some(page)
    })
    .await;
    let item = &page.items[0];
    assert_eq!((item.name.as_str(), item.kind.as_str(), item.failed, item.waiting), ("ops", "webhook", 0, 0));
    assert_eq!((item.failing, &item.last_error), (0, &None), "it is well again");
    assert_eq!(item.to, ["127.0.0.1"], "the path of an address may be a key");
    assert_eq!(post(&server, "/v1/webhooks/deliveries/999/replay", &admin).await.status(), 404);
    assert_eq!(get(&server, "/v1/webhooks/deliveries?state=lost", &admin).await.status(), 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_see_who_is_told() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    for path in ["/v1/webhooks", "/v1/webhooks/deliveries"] {
        assert_eq!(get(&server, path, &token).await.status(), 403);
        assert_eq!(get(&server, path, "wrong").await.status(), 401);
    }
    assert_eq!(post(&server, "/v1/webhooks/ops/test", &token).await.status(), 403);
    assert_eq!(post(&server, "/v1/webhooks/deliveries/1/replay", &token).await.status(), 403);
    assert_eq!(post(&server, "/v1/webhooks/ops/test", &admin(&server).await).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_is_fired_whatever_the_hour_and_robots_are_asked_whether_they_took_it() {
    let ops = Receiver::start().await;
    ops.will(&[
        Answer::Status(200),
        Answer::Json(r#"{"errcode":0}"#),
        Answer::Json(r#"{"errcode":310000,"errmsg":"sign not match"}"#),
        Answer::Json(r#"{"code":0}"#),
        Answer::Json("<html>"),
    ]);
    let robot = |kind: &str, lines: &str| {
        format!(
            "[[receiver]]\nname = \"{kind}\"\nkind = \"{kind}\"\nurl = \"{}?key=k\"\nallow_private = true\n{lines}\n",
            ops.url()
        )
    };
    let receivers = webhook("ops", ops.url(), "quiet = [\"00:00-23:59\"]\nzone = \"UTC\"")
        + &robot("wecom", "locale = \"zh\"")
        + &robot("dingtalk", "secret = \"SECdemo\"")
        + &robot("feishu", "secret = \"demo\"");
    let server = serving(receivers).await;
    let admin = admin(&server).await;
    let fire = async |name: &str| -> TestFired {
        post(&server, &format!("/v1/webhooks/{name}/test"), &admin).await.json().await.unwrap()
    };
    assert!(fire("ops").await.delivered);
    assert_eq!(ops.next().await.body["type"], "test");
    assert!(fire("wecom").await.delivered);
    let text = ops.next().await.body["markdown"]["content"].as_str().unwrap().to_owned();
    assert!(text.contains("测试消息"), "{text}");
    let refused = fire("dingtalk").await;
    assert_eq!(refused.error.as_deref(), Some("the robot refuses with code 310000"));
    let told = ops.next().await;
    assert!(told.query.starts_with("key=k&timestamp=") && told.query.contains("&sign="), "{}", told.query);
    assert!(fire("feishu").await.delivered);
    let told = ops.next().await;
    assert!(told.body["sign"].is_string() && told.body["timestamp"].is_string(), "{}", told.body);
    assert!(fire("feishu").await.error.unwrap().contains("is the address right"));
    assert!(deliveries(&server, "", &admin).await.is_empty(), "a test is no delivery");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leads_inwards_is_never_connected_to() {
    let inside = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}/", inside.local_addr().unwrap().port());
    let server = serving(format!("[[receiver]]\nname = \"ops\"\nkind = \"slack\"\nurl = \"{url}\"\n")).await;
    let admin = admin(&server).await;
    let fired: TestFired = post(&server, "/v1/webhooks/ops/test", &admin).await.json().await.unwrap();
    assert!(fired.error.as_ref().unwrap().contains("allow_private"), "{fired:?}");
    let knocked = tokio::time::timeout(Duration::from_millis(100), inside.accept()).await;
    assert!(knocked.is_err(), "somebody connected");
}
