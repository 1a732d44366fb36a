//! Notices by hand: whom they reach, what the bot says first, and that linked cases are told each change once.

use firstline::{
    domain::{
        conversation::{effects, fold},
        event::{Body, Closed, Closing, Event, Notice, NoticeKind, NoticeState, Party},
        ids::{ConversationId, Id, Locale, Seq},
        notice::Bulletin,
    },
    ports::{Append, Clock as _, REVISIONS_KEPT},
    web::{
        notices::NoticePage,
        wire::{ChatServerFrame, Hello},
    },
};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Chat, Options, Server, client::hello, eventually};

async fn post(server: &Server, token: &str, body: Value) -> Response {
    Client::new().post(server.url("/v1/notices")).bearer_auth(token).json(&body).send().await.unwrap()
}
async fn put(server: &Server, token: &str, body: Value) -> Bulletin {
    let response = post(server, token, body).await;
    assert_eq!(response.status(), 200, "{}", response.text().await.unwrap());
    response.json().await.unwrap()
}
async fn list(server: &Server, token: &str) -> NoticePage {
    let response = Client::new().get(server.url("/v1/notices")).bearer_auth(token).send().await.unwrap();
    response.json().await.unwrap()
}

fn outage() -> Value {
    json!({
        "id": "calls-1", "state": "open",
        "title": { "en": "Webhook deliveries are delayed", "zh": "Webhook 推送延迟" },
        "text": { "en": "Since **09:10** deliveries take an hour.\n\n<b>x</b>", "zh": "从 9:10 起推送延迟一小时。" },
        "url": "https://status.example.com/1",
    })
}

/// Waits for the next `notices` frame.
async fn pushed(chat: &mut Chat) -> Vec<Notice> {
    chat.expect("notices", |frame| match frame {
        ChatServerFrame::Notices { items } => Some(items.clone()),
        _ => None,
    })
    .await
}

/// The notices that a conversation was told of, in order.
async fn told(server: &Server, id: ConversationId) -> Vec<(NoticeState, u32)> {
    let log = server.log(id).await;
    log.iter()
        .filter_map(|event| match &event.body {
            Body::Notice(notice) => Some((notice.state, notice.revision)),
            _ => None,
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_in_the_welcome_and_pushed_on_each_change_and_at_the_end() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let mut chat = server.chat().await;
    put(&server, &token, outage()).await;
    let items = pushed(&mut chat).await;
    assert_eq!((items.len(), items[0].title.as_str()), (1, "Webhook deliveries are delayed"));
    let blocks = serde_json::to_string(&items[0].blocks).unwrap();
    assert!(blocks.contains("strong") && blocks.contains(r#""text":"<b>x</b>""#), "HTML is text: {blocks}");
    let zh = Hello { locale: Some("zh-CN".to_owned()), ..hello("default") };
    let (_, welcome) = Chat::greeted(server.address(), &zh).await;
    assert_eq!(welcome.notices[0].title, "Webhook 推送延迟");
    put(&server, &token, json!({ "id": "calls-1", "state": "updated", "text": "Half an hour by now." }))
        .await;
    let items = pushed(&mut chat).await;
    assert_eq!((items[0].state, items[0].revision), (NoticeState::Updated, 2));
    put(&server, &token, json!({ "id": "calls-1", "state": "ended" })).await;
    assert_eq!(pushed(&mut chat).await[0].state, NoticeState::Ended);
    let (_, welcome) = Chat::greeted(server.address(), &hello("default")).await;
    assert!(welcome.notices.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_says_first_what_a_question_is_about_and_tells_each_change_once() {
    let mut server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    put(&server, &token, outage()).await;
    let mut chat = server.chat().await;
    let id = chat.say("Why are my webhook deliveries so late?").await.conversation;
    let text = chat.reply().await.text.text().to_owned();
    assert!(
        text.starts_with("There is a known incident: **Webhook deliveries are delayed** · [More]("),
        "{text}"
    );
    chat.expect_event("turn_ended").await;
    chat.say("How do I rotate an API key?").await;
    let text = chat.reply().await.text.text().to_owned();
    assert!(!text.contains("known incident"), "{text}");
    chat.expect_event("turn_ended").await;
    let other = server.chat().await.hand_off().await.conversation;
    put(&server, &token, json!({ "id": "calls-1", "state": "updated", "text": "Half an hour by now." }))
        .await;
    chat.expect_event("notice").await;
    // The same again, a restart and a rebuilt link tell nothing again.
    put(&server, &token, json!({ "id": "calls-1", "state": "updated", "text": "Half an hour by now." }))
        .await;
    server.database().execute("UPDATE notice_link SET revision = 1", []).unwrap();
    server.restart().await;
    put(&server, &token, json!({ "id": "calls-1", "state": "ended", "text": "It is over." })).await;
    let all = [(NoticeState::Open, 1), (NoticeState::Updated, 2), (NoticeState::Ended, 3)];
    eventually("the end to be told", || async { (told(&server, id).await.len() >= 3).then_some(()) }).await;
    server.restart().await;
    let again =
        post(&server, &token, json!({ "id": "calls-1", "state": "ended", "text": "It is over." })).await;
    assert_eq!(again.status(), 200, "the same again changes nothing");
    assert_eq!(told(&server, id).await, all);
    assert_eq!(told(&server, other).await, [], "no question of it was about the notice");
    let page = list(&server, &token).await;
    assert_eq!((page.items[0].n_told, page.items[0].notice.revision), (1, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announcement_is_called_one_everywhere_and_linked_cases_are_told_of_it() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let zh = Hello { locale: Some("zh-CN".to_owned()), ..hello("default") };
    let (mut zh, _) = Chat::begin(server.address(), &zh).await;
    let mut chat = server.chat().await;
    assert_eq!(put(&server, &token, outage()).await.kind, NoticeKind::Incident, "where nothing is said");
    assert_eq!(pushed(&mut chat).await[0].kind, NoticeKind::Incident);
    let announced = json!({ "id": "calls-1", "state": "updated", "kind": "announcement" });
    let bulletin = put(&server, &token, announced.clone()).await;
    assert_eq!((bulletin.kind, bulletin.revision), (NoticeKind::Announcement, 2));
    assert_eq!(pushed(&mut chat).await[0].kind, NoticeKind::Announcement);
    assert_eq!(put(&server, &token, announced).await.revision, 2, "the same again changes nothing");
    let (_, welcome) = Chat::greeted(server.address(), &hello("default")).await;
    assert_eq!(welcome.notices[0].kind, NoticeKind::Announcement);
    let id = chat.say("Why are my webhook deliveries so late?").await.conversation;
    let text = chat.reply().await.text.text().to_owned();
    assert!(text.starts_with("There is an announcement: **Webhook deliveries are delayed**"), "{text}");
    chat.expect_event("turn_ended").await;
    zh.say("为什么 Webhook 推送这么慢？").await;
    let text = zh.reply().await.text.text().to_owned();
    assert!(text.starts_with("目前有一则公告：**Webhook 推送延迟**"), "{text}");
    zh.expect_event("turn_ended").await;
    // A change without a kind keeps it.
    put(&server, &token, json!({ "id": "calls-1", "state": "ended", "text": "It is done." })).await;
    eventually("the end", || async { (told(&server, id).await.len() == 2).then_some(()) }).await;
    assert_eq!(told(&server, id).await, [(NoticeState::Updated, 2), (NoticeState::Ended, 3)]);
    let log = server.log(id).await;
    let kinds: Vec<NoticeKind> = log
        .iter()
        .filter_map(|event| match &event.body {
            Body::Notice(notice) => Some(notice.kind),
            _ => None,
        })
        .collect();
    assert_eq!(kinds, [NoticeKind::Announcement; 2]);
    assert_eq!(list(&server, &token).await.items[0].notice.kind, NoticeKind::Announcement);
}

/// What a user writes of the outage.
const REPORT: &str = "Our webhook deliveries are late, all of them";

#[tokio::test(flavor = "multi_thread")]
async fn open_cases_that_speak_of_a_notice_are_told_whatever_their_severity() {
    let config = "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"shop\"\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let (_, token) = server.add_agent("Anna", None).await;
    let waiting = waiting_case(&server, 1, 2, REPORT, None).await;
    let taken = waiting_case(&server, 2, 3, REPORT, None).await;
    let mut ben = server.agent("Ben").await;
    ben.claim(taken).await.unwrap();
    let other = waiting_case(&server, 3, 1, "Production is down, nobody gets in since noon", None).await;
    let (mut shop, _) = Chat::begin(server.address(), &hello("shop")).await;
    let elsewhere = shop.say(REPORT).await.conversation;
    shop.expect_event("turn_ended").await;
    shop.hand_off().await;
    let mut scoped = outage();
    scoped["scope"] = json!({ "inbox": "default" });
    put(&server, &token, scoped).await;
    let later = waiting_case(&server, 4, 2, REPORT, None).await;
    for case in [waiting, taken, later] {
        eventually("the link", || async { (told(&server, case).await.len() == 1).then_some(()) }).await;
    }
    assert!(told(&server, other).await.is_empty() && told(&server, elsewhere).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_quick_updates_each_is_told_once_in_order() {
    let mut server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let id = waiting_case(&server, 1, 2, REPORT, None).await;
    put(&server, &token, outage()).await;
    eventually("the link", || async { (told(&server, id).await.len() == 1).then_some(()) }).await;
    for text in ["Half an hour by now.", "Ten minutes by now.", "We watch it."] {
        put(&server, &token, json!({ "id": "calls-1", "state": "updated", "text": text })).await;
    }
    put(&server, &token, json!({ "id": "calls-1", "state": "ended" })).await;
    eventually("the end", || async { (told(&server, id).await.len() >= 5).then_some(()) }).await;
    server.restart().await;
    let updated = |revision| (NoticeState::Updated, revision);
    let all = [(NoticeState::Open, 1), updated(2), updated(3), updated(4), (NoticeState::Ended, 5)];
    assert_eq!(told(&server, id).await, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_is_linked_while_a_notice_is_revised_hears_of_each_revision_once() {
    let mut server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let text = "Nobody gets in since noon";
    let before = waiting_case(&server, 1, 2, text, None).await;
    let after = waiting_case(&server, 2, 2, text, None).await;
    let opened = put(&server, &token, outage()).await;
    let first = || vec![Body::Notice(opened.in_locale(Locale::En))];
    let news = json!({ "id": "calls-1", "state": "updated", "text": "Half an hour by now." });
    // Linked, then revised; and revised between the look-up of the notice and the link that tells what was looked up.
    server.seed(before, first()).await;
    put(&server, &token, news).await;
    server.seed(after, first()).await;
    let updated = [(NoticeState::Open, 1), (NoticeState::Updated, 2)];
    for case in [before, after] {
        eventually("the news", || async { (told(&server, case).await.len() >= 2).then_some(()) }).await;
        assert_eq!(told(&server, case).await, updated);
    }
    put(&server, &token, json!({ "id": "calls-1", "state": "ended" })).await;
    for case in [before, after] {
        eventually("the end", || async { (told(&server, case).await.len() >= 3).then_some(()) }).await;
    }
    server.restart().await;
    for case in [before, after] {
        assert_eq!(told(&server, case).await, [updated[0], updated[1], (NoticeState::Ended, 3)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_storm_of_updates_the_newest_are_kept() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    put(&server, &token, outage()).await;
    for n in 0..REVISIONS_KEPT + 4 {
        let text = format!("News {n}");
        put(&server, &token, json!({ "id": "calls-1", "state": "updated", "text": text })).await;
    }
    let kept = server.flow().outside().notices.revisions_after("calls-1", 0).await.unwrap();
    let kept: Vec<u32> = kept.into_iter().map(|bulletin| bulletin.revision).collect();
    assert_eq!(kept, (6..=REVISIONS_KEPT + 5).collect::<Vec<u32>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_linked_by_hand_and_told_once() {
    let config = "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"shop\"\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let (_, token) = server.add_agent("Anna", None).await;
    let (_, shop) = server.add_agent("Ben", Some(&["shop"])).await;
    let id = server.chat().await.hand_off().await.conversation;
    put(&server, &token, outage()).await;
    put(&server, &token, json!({ "id": "calls-1", "state": "updated", "text": "Half an hour by now." }))
        .await;
    let mut own = outage();
    own["id"] = json!("shop-1");
    own["scope"] = json!({ "inbox": "shop" });
    put(&server, &token, own).await;
    let link = async |token: &str, notice: &str, conversation: ConversationId| {
        let address = server.url(&format!("/v1/notices/{notice}/conversations"));
        let body = json!({ "conversation": conversation });
        let response = Client::new().post(address).bearer_auth(token).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    for _ in 0..2 {
        assert_eq!(link(&token, "calls-1", id).await.0, 200);
    }
    assert_eq!(told(&server, id).await, [(NoticeState::Updated, 2)], "as it is now, and once");
    assert_eq!(link(&token, "calls-2", id).await.0, 404);
    let (status, detail) = link(&shop, "calls-1", id).await;
    assert!(status == 404 && detail.contains("in your inboxes"), "{status}: {detail}");
    assert_eq!(link(&token, "calls-1", Id::new(Uuid::from_u128(7))).await.0, 404);
    let (status, detail) = link(&token, "shop-1", id).await;
    assert!(status == 409 && detail.contains("another inbox"), "{status}: {detail}");
    let closed = server.chat().await.hand_off().await.conversation;
    server.seed(closed, vec![Body::Closed(Closed { by: Party::User, how: Closing::Done })]).await;
    assert_eq!(link(&token, "calls-1", closed).await.0, 409);
    put(&server, &token, json!({ "id": "calls-1", "state": "ended" })).await;
    eventually("the end", || async { (told(&server, id).await.len() == 2).then_some(()) }).await;
    let (status, detail) = link(&token, "calls-1", id).await;
    assert!(status == 409 && detail.contains("has ended"), "{status}: {detail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_address_takes_the_address_away() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    assert!(put(&server, &token, outage()).await.url.is_some());
    let bare = put(&server, &token, json!({ "id": "calls-1", "state": "updated", "url": "" })).await;
    assert_eq!((bare.revision, bare.url), (2, None));
    let same = put(&server, &token, json!({ "id": "calls-1", "state": "updated" })).await;
    assert_eq!((same.revision, same.url), (2, None));
}

/// Writes a case that waits for a person, and wakes nobody.
async fn waiting_case(
    server: &Server,
    n: u128,
    severity: u8,
    text: &str,
    topic: Option<&str>,
) -> ConversationId {
    let id = |part: u128| Id::new(Uuid::from_u128(n << 64 | part));
    let dossier = json!({
        "version": 1, "problem": text, "asked": [], "environment": [], "tried": [], "documents": [],
        "claims": [], "locale": "en", "written_by": "rules",
    });
    let bodies = [
        json!({ "kind": "opened", "body": {
            "inbox": "default", "contact": Uuid::from_u128(n), "locale": "en", "context": {}, "policy": 1,
        } }),
        json!({ "kind": "message", "body": { "author": { "role": "user" }, "text": text } }),
        json!({ "kind": "triaged", "body": {
            "severity": severity, "topic": topic, "locale": "en", "reasons": [],
        } }),
        json!({ "kind": "handoff_requested", "body": { "by": "user", "dossier": dossier } }),
        json!({ "kind": "queued", "body": { "queue": "default", "tier": 1, "respond_by": "2026-06-03T10:15:00Z" } }),
    ];
    let events: Vec<Event> = (1..)
        .zip(bodies)
        .map(|(seq, body)| Event {
            id: id(u128::from(seq)),
            conversation: Id::new(Uuid::from_u128(n)),
            seq: Seq(seq),
            at: server.clock.now(),
            body: serde_json::from_value(body).unwrap(),
            cause: None,
        })
        .collect();
    let after = fold(&events).unwrap();
    let policy = server.flow().inbox(&after.inbox).unwrap().policy.clone();
    let effects = effects(None, &after, &events, &policy);
    server
        .store()
        .append(Append { conversation: after.id, expected: Seq(0), events, effects })
        .await
        .unwrap();
    after.id
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_thousand_open_cases_none_is_missed() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let write = (1..=2_000).map(|n| {
        let (text, topic) = match n % 500 {
            0 => (REPORT, None),
            _ if n <= 600 => ("Nobody gets in since noon", Some("sign-in")),
            _ => ("Calls have no sound since noon", None),
        };
        waiting_case(&server, n, if n % 2 == 0 { 1 } else { 2 }, text, topic)
    });
    let cases = futures_util::future::join_all(write).await;
    let mut scoped = outage();
    scoped["scope"] = json!({ "topic": "webhooks" });
    put(&server, &token, scoped).await;
    for case in cases.iter().skip(499).step_by(500) {
        eventually("the link", || async { (told(&server, *case).await.len() == 1).then_some(()) }).await;
    }
    let mut scoped = outage();
    scoped["id"] = json!("sign-in");
    scoped["title"] = json!("Sign-in fails");
    scoped["text"] = json!("We are on it.");
    scoped["scope"] = json!({ "topic": "sign-in" });
    put(&server, &token, scoped).await;
    let n_told = async |notice: &str| {
        list(&server, &token).await.items.iter().find(|item| item.notice.id == notice).unwrap().n_told
    };
    eventually("every link", || async { (n_told("sign-in").await == 599).then_some(()) }).await;
    put(&server, &token, json!({ "id": "sign-in", "state": "ended" })).await;
    for case in [cases[0], cases[598]] {
        eventually("the end", || async { (told(&server, case).await.len() == 2).then_some(()) }).await;
    }
    assert_eq!(n_told("calls-1").await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_leaves_out_whom_it_does_not_concern() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let mut scoped = outage();
    scoped["scope"] = json!({ "locale": "en", "version": "3.2" });
    put(&server, &token, scoped).await;
    let n_shown = async |locale: &str, version: Option<&str>| {
        let context = version.map(|version| [("version".to_owned(), version.to_owned())].into());
        let hello = Hello { locale: Some(locale.to_owned()), context, ..hello("default") };
        Chat::greeted(server.address(), &hello).await.1.notices.len()
    };
    assert_eq!(n_shown("en", Some("3.2.7")).await, 1);
    assert_eq!(n_shown("en", None).await, 1);
    assert_eq!(n_shown("en", Some("3.1")).await, 0);
    assert_eq!(n_shown("zh", Some("3.2.7")).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_cannot_be_is_refused_in_words() {
    let config = "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"shop\"\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let (_, everywhere) = server.add_agent("Anna", None).await;
    let (_, shop) = server.add_agent("Ben", Some(&["shop"])).await;
    let refused = async |token: &str, change: Value, status: u16, wants: &str| {
        let mut body = outage();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let response = post(&server, token, body).await;
        let found = response.status().as_u16();
        let text = response.text().await.unwrap();
        assert!(found == status && text.contains(wants), "{found}: {text}");
    };
    refused("wrong", json!({}), 401, "not valid").await;
    refused(&everywhere, json!({ "url": "http://status.example.com" }), 400, "https://").await;
    refused(&everywhere, json!({ "url": "javascript:alert(1)" }), 400, "https://").await;
    refused(&everywhere, json!({ "title": "" }), 400, "title is empty").await;
    refused(&everywhere, json!({ "title": "a\nb" }), 400, "one line").await;
    refused(&everywhere, json!({ "title": { "en": "a" } }), 400, "or both languages").await;
    refused(&everywhere, json!({ "text": "x".repeat(4_001) }), 400, "at most 4000").await;
    refused(&everywhere, json!({ "id": "a b" }), 400, "id has").await;
    refused(&everywhere, json!({ "scope": { "inbox": "none" } }), 400, "no inbox").await;
    refused(&everywhere, json!({ "scope": { "inboxes": "shop" } }), 400, "unknown field").await;
    refused(&everywhere, json!({ "state": "closed" }), 400, "unknown variant").await;
    refused(&everywhere, json!({ "kind": "party" }), 400, "kind: unknown variant").await;
    refused(&everywhere, json!({ "kind": "" }), 400, "`incident` or `announcement`").await;
    refused(&everywhere, json!({ "state": "ended" }), 404, "open it first").await;
    refused(&shop, json!({}), 400, "scope.inbox is missing").await;
    refused(&shop, json!({ "scope": { "inbox": "default" } }), 400, "no member").await;
    put(&server, &everywhere, outage()).await;
    refused(&everywhere, json!({ "text": "other" }), 409, "updated").await;
    refused(&shop, json!({ "state": "ended" }), 404, "no such notice").await;
    put(&server, &everywhere, json!({ "id": "calls-1", "state": "ended" })).await;
    refused(&everywhere, json!({ "state": "updated" }), 409, "has ended").await;
    let mut own = outage();
    own["id"] = json!("shop-1");
    own["scope"] = json!({ "inbox": "shop" });
    put(&server, &shop, own).await;
    assert_eq!(list(&server, &shop).await.items.len(), 2);
}
