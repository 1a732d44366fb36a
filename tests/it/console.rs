//! What the console shows beside the conversations: who is there, who wrote last, who is called how, what the
//! documentation did not answer.

use std::time::Duration;

use firstline::{
    domain::{
        event::{Body, Event, Role, TurnOutcome},
        ids::{AgentId, ConversationId, Id, InboxKey, Locale, Seq},
    },
    ports::AgentRow,
    web::{
        agents::{AgentItem, AgentPage, AgentPatch},
        api::{ConversationPage, EventPage, PreviewResponse, UnansweredPage},
        token_hash,
        wire::{AgentFrame, AgentServerFrame, ChatFrame, Colleague, RequestId},
    },
};
use reqwest::Client;
use serde::de::DeserializeOwned;

use crate::{
    scripted_model::{Script, ScriptedModel},
    support::{Agent, Chat, Options, Server, client::hello, client_id, eventually},
};

async fn get<T: DeserializeOwned>(server: &Server, path: &str, token: &str) -> T {
    Client::new().get(server.url(path)).bearer_auth(token).send().await.unwrap().json().await.unwrap()
}

async fn status(server: &Server, path: &str, token: &str) -> u16 {
    Client::new().get(server.url(path)).bearer_auth(token).send().await.unwrap().status().as_u16()
}

async fn welcome(server: &Server, token: &str) -> (Agent, Vec<Colleague>, bool) {
    let mut agent = Agent::silent(server.address()).await;
    agent.send(&AgentFrame::Hello { token: Some(token.to_owned()) }).await;
    let (agents, model) = agent
        .expect("welcome", |frame| match frame {
            AgentServerFrame::Welcome { agents, model, .. } => Some((agents.clone(), *model)),
            _ => None,
        })
        .await;
    (agent, agents, model)
}

fn seen(agents: Vec<Colleague>) -> Vec<(String, bool)> {
    agents.into_iter().map(|agent| (agent.name, agent.online)).collect()
}

async fn add_admin(server: &Server, name: &str, inboxes: &[&str]) -> String {
    let token = format!("fl_a_{}", name.repeat(8));
    let agent = AgentRow {
        id: Id::new(uuid::Uuid::from_u128(0xad)),
        name: name.to_owned(),
        admin: true,
        inboxes: Some(inboxes.iter().map(|key| InboxKey((*key).to_owned())).collect()),
        tier: 1,
        capacity: 5,
        skills: std::collections::BTreeMap::new(),
        teams: Vec::new(),
    };
    server.store().add_agent(&agent, token_hash(&token), server.clock_start()).await.unwrap();
    token
}

fn named(agents: &[(&str, bool)]) -> Vec<(String, bool)> {
    agents.iter().map(|(name, online)| ((*name).to_owned(), *online)).collect()
}

async fn drafts_nothing_more(model: &ScriptedModel) {
    eventually("the model to be let go", || async { (model.n_open() == 0).then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_knows_its_colleagues_and_hears_of_new_ones() {
    let config = "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"zh\"\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let (_, anna) = server.add_agent("Anna", Some(&["default"])).await;
    let (_, ben) = server.add_agent("Ben", None).await;
    server.add_agent("Chen", Some(&["zh"])).await;
    let (mut first, agents, model) = welcome(&server, &anna).await;
    assert_eq!((seen(agents), model), (named(&[("Anna", true), ("Ben", false)]), false));
    let (_second, agents, _) = welcome(&server, &ben).await;
    let shared: Vec<Vec<&str>> =
        agents.iter().map(|agent| agent.inboxes.iter().map(|key| key.0.as_str()).collect()).collect();
    assert_eq!(shared, [vec!["default"], vec!["default", "zh"], vec!["zh"]]);
    assert_eq!(seen(agents), named(&[("Anna", true), ("Ben", true), ("Chen", false)]));
    first
        .expect("presence", |frame| match frame {
            AgentServerFrame::Presence { name, online: true, .. } => {
                (name.as_deref() == Some("Ben")).then_some(())
            }
            _ => None,
        })
        .await;
    let (_, dana) = server.add_agent("Dana", Some(&["default"])).await;
    let _third = welcome(&server, &dana).await;
    first
        .expect("presence of a new agent", |frame| match frame {
            AgentServerFrame::Presence { name, online: true, .. } => {
                (name.as_deref() == Some("Dana")).then_some(())
            }
            _ => None,
        })
        .await;
    let page: AgentPage = get(&server, "/v1/agents", &anna).await;
    let listed: Vec<(String, bool)> =
        page.items.into_iter().map(|agent| (agent.name, agent.online)).collect();
    assert_eq!(listed, named(&[("Anna", true), ("Ben", true), ("Dana", true)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_changes_what_colleagues_take_and_can_do() {
    let config = "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"zh\"\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let (anna_id, anna) = server.add_agent("Anna", Some(&["default"])).await;
    let (chen_id, _) = server.add_agent("Chen", Some(&["zh"])).await;
    let lead = add_admin(&server, "Lead", &["default"]).await;
    let patch = async |id: AgentId, token: &str, body: serde_json::Value| {
        let url = server.url(&format!("/v1/agents/{id}"));
        let answer = Client::new().patch(url).bearer_auth(token).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let wanted = AgentPatch {
        tier: Some(2),
        capacity: Some(3),
        skills: Some([("billing".to_owned(), 4), ("zh".to_owned(), 5)].into()),
        teams: None,
    };
    assert_eq!(patch(anna_id, &anna, serde_json::json!(wanted)).await.0, 403, "not by themselves");
    let (status, body) = patch(anna_id, &lead, serde_json::json!(wanted)).await;
    assert_eq!(status, 200, "{body}");
    let changed: AgentItem = serde_json::from_str(&body).unwrap();
    assert_eq!((changed.tier, changed.capacity, Some(changed.skills)), (Some(2), Some(3), wanted.skills));
    let (_, body) = patch(anna_id, &lead, serde_json::json!({ "capacity": 7 })).await;
    let changed: AgentItem = serde_json::from_str(&body).unwrap();
    assert_eq!((changed.tier, changed.capacity, changed.skills.len()), (Some(2), Some(7), 2));
    for wrong in [
        serde_json::json!({ "tier": 4 }),
        serde_json::json!({ "capacity": 0 }),
        serde_json::json!({ "skills": { "billing": 6 } }),
        serde_json::json!({ "skills": { " ": 1 } }),
    ] {
        assert_eq!(patch(anna_id, &lead, wrong.clone()).await.0, 422, "{wrong}");
    }
    assert_eq!(patch(anna_id, &lead, serde_json::json!({ "level": 4 })).await.0, 400, "an unknown field");
    assert_eq!(patch(chen_id, &lead, serde_json::json!({ "tier": 2 })).await.0, 404, "of other inboxes");
    let page: AgentPage = get(&server, "/v1/agents", &anna).await;
    let listed: Vec<_> = page.items.iter().map(|agent| (agent.name.as_str(), agent.capacity)).collect();
    assert_eq!(listed, [("Anna", Some(7)), ("Lead", Some(5))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_tells_who_wrote_last_and_how_everybody_is_called() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    let case = chat.say("How do I rotate an API key?").await.conversation;
    chat.expect_event("turn_ended").await;
    chat.hand_off().await;
    let (anna_id, token) = server.add_agent("Anna", None).await;
    let mut anna = Agent::open(server.address(), &token).await;
    let item = anna.queue_item(case, |_| true).await;
    assert_eq!((item.last, item.agent_name, item.contact_name), (Some(Role::Bot), None, None));
    assert_eq!(item.updated_at, Some(server.clock_start()));
    let id = client_id();
    let contact = ChatFrame::Contact {
        client_id: id,
        name: Some("Mia".to_owned()),
        email: None,
        phone: None,
        callback: None,
    };
    chat.done(id, &contact).await;
    let claim = anna.claim(case).await.unwrap().seq;
    let item = anna.queue_item(case, |item| item.agent.is_some()).await;
    assert_eq!((item.agent, item.agent_name.as_deref()), (Some(anna_id), Some("Anna")));
    assert_eq!(item.contact_name.as_deref(), Some("Mia"));
    server.clock.advance(Duration::from_secs(60));
    anna.reply(case, claim, "Which key?").await;
    let item = anna.queue_item(case, |item| item.last == Some(Role::Agent)).await;
    assert_eq!(item.updated_at, Some(server.clock_start().plus(Duration::from_secs(60))));
    chat.say("The second one").await;
    anna.queue_item(case, |item| item.last == Some(Role::User)).await;
    let page: ConversationPage = get(&server, "/v1/conversations", &token).await;
    assert_eq!((page.items[0].last, page.items[0].contact_name.as_deref()), (Some(Role::User), Some("Mia")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contact_view_is_what_the_contact_was_sent() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    let case = chat.say("How do I rotate an API key?").await.conversation;
    chat.expect_event("turn_ended").await;
    chat.hand_off().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let mut anna = Agent::open(server.address(), &token).await;
    let claim = anna.claim(case).await.unwrap().seq;
    let id = client_id();
    anna.done(id, &AgentFrame::Note { client_id: id, conversation: case, text: "secret".to_owned() }).await;
    let last = anna.reply(case, claim, "Which **key**?").await.seq;
    chat.expect_seq(last).await;
    let path = format!("/v1/conversations/{case}/events?view=contact");
    let (mut seen, mut after) = (Vec::new(), Seq(0));
    loop {
        let page: EventPage = get(&server, &format!("{path}&limit=2&after={after}"), &token).await;
        seen.extend(page.items);
        if !page.more {
            break;
        }
        after = page.next.unwrap();
    }
    let sent: Vec<Seq> = chat.events.iter().map(|event| event.seq).collect();
    assert_eq!(seen.iter().map(|event| event.seq).collect::<Vec<_>>(), sent);
    assert!(!serde_json::to_string(&seen).unwrap().contains("secret"));
    assert_eq!(status(&server, &format!("{path}x"), &token).await, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_drawn_by_the_parser_that_draws_the_reply() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let ask = |text: String, token: Option<String>| {
        let request = Client::new().post(server.url("/v1/preview"));
        let request = token.iter().fold(request, |request, token| request.bearer_auth(token));
        request.json(&serde_json::json!({ "text": text })).send()
    };
    let text = "Set **one** <b>thing</b>\n\n- [here](javascript:alert(1))".to_owned();
    let drawn: PreviewResponse = ask(text.clone(), Some(token.clone())).await.unwrap().json().await.unwrap();
    assert_eq!(drawn.blocks, firstline::domain::blocks::parse(&text, 0).blocks);
    assert_eq!(ask(text, None).await.unwrap().status(), 401);
    assert_eq!(ask("x".repeat(8_001), Some(token)).await.unwrap().status(), 413);
}

/// Puts what a database holds into one with the tables of the first release.
fn as_first_released(path: &std::path::Path) {
    let first = path.with_extension("first");
    let database = rusqlite::Connection::open(&first).unwrap();
    database.execute_batch(include_str!("../../migrations/sqlite/0001_initial.sql")).unwrap();
    database.execute("ATTACH ?1 AS newest", [path.to_str().unwrap()]).unwrap();
    let names = |sql: &str| -> Vec<String> {
        let mut statement = database.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    for table in names("SELECT name FROM main.sqlite_schema WHERE type = 'table'") {
        let columns = names(&format!("SELECT name FROM pragma_table_info('{table}', 'main')")).join(", ");
        let copy = format!(
            "DELETE FROM main.{table}; INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newest.{table}"
        );
        database.execute_batch(&copy).unwrap();
    }
    database.execute_batch("DETACH newest; PRAGMA user_version = 1").unwrap();
    database.close().unwrap();
    std::fs::rename(first, path).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_the_first_release_tells_the_same_after_its_upgrade() {
    let mut server = Server::plain().await;
    let mut chat = server.chat().await;
    let case = chat.say("How do I rotate an API key?").await.conversation;
    chat.expect_event("turn_ended").await;
    let id = client_id();
    let name = Some("Mia".to_owned());
    chat.done(id, &ChatFrame::Contact { client_id: id, name, email: None, phone: None, callback: None })
        .await;
    let row = || server.store().conversation(case);
    let before = row().await.unwrap().unwrap();
    assert_eq!((before.last, before.contact_name.as_deref()), (Some(Role::Bot), Some("Mia")));
    server.stop().await;
    as_first_released(&server.data().join("firstline.db"));
    server.start_again().await;
    assert_eq!(server.store().conversation(case).await.unwrap().unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_are_listed_by_state_and_by_words() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let mut ids: Vec<ConversationId> = Vec::new();
    for text in ["How do I rotate an API key?", "How do I restore a backup?"] {
        let mut chat = server.chat().await;
        ids.push(chat.say(text).await.conversation);
        chat.expect_event("turn_ended").await;
        chat.hand_off().await;
        server.clock.advance(Duration::from_secs(1));
    }
    let mut open = server.chat().await;
    let open_id = open.say("How do I export a report?").await.conversation;
    open.expect_event("turn_ended").await;
    for (query, want) in [
        ("state=waiting", vec![ids[1], ids[0]]),
        ("state=bot", vec![open_id]),
        ("state=closed", vec![]),
        ("q=BACKUP", vec![ids[1]]),
        ("q=key%20rotate&state=waiting", vec![ids[0]]),
        ("q=key%20backup", vec![]),
        ("q=%25", vec![]),
    ] {
        let page: ConversationPage = get(&server, &format!("/v1/conversations?{query}"), &token).await;
        let found: Vec<ConversationId> = page.items.iter().map(|item| item.id).collect();
        assert_eq!(found, want, "{query}");
    }
    assert_eq!(status(&server, "/v1/conversations?state=sleeping", &token).await, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn unanswered_questions_are_gathered_for_those_who_may_see_them() {
    let config = "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"other\"\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let (_, anna) = server.add_agent("Anna", Some(&["default"])).await;
    let mut newest = None;
    for text in
        ["Does the moonbeam juggler sing?", "does the moonbeam  juggler SING?", "Where is Atlantis buried?"]
    {
        let mut chat = server.chat().await;
        let id = chat.say(text).await.conversation;
        chat.expect_event("turn_ended").await;
        newest = newest.or(Some(id));
        server.clock.advance(Duration::from_secs(1));
    }
    let (mut other, _) = Chat::begin(server.address(), &hello("other")).await;
    other.say("Who knitted the tartan submarine?").await;
    other.expect_event("turn_ended").await;
    let page: UnansweredPage = get(&server, "/v1/unanswered", &anna).await;
    let asked: Vec<(&str, usize)> =
        page.items.iter().map(|item| (item.question.as_str(), item.count)).collect();
    assert_eq!(asked, [("does the moonbeam  juggler SING?", 2), ("Where is Atlantis buried?", 1)]);
    let first = &page.items[0];
    assert_eq!((first.locale, first.outcome), (Locale::En, TurnOutcome::None));
    assert_eq!(first.last_asked, server.clock_start().plus(Duration::from_secs(1)));
    assert_eq!((first.conversations.len(), first.conversations.last().copied()), (2, newest));
    let page: UnansweredPage = get(&server, "/v1/unanswered?limit=1", &anna).await;
    assert_eq!(page.items.len(), 1);
    server.clock.advance(Duration::from_secs(3_600));
    let page: UnansweredPage = get(&server, "/v1/unanswered?since=1h", &anna).await;
    assert!(page.items.is_empty(), "{page:?}");
    assert_eq!(status(&server, "/v1/unanswered?since=soon", &anna).await, 400);
    assert_eq!(status(&server, "/v1/unanswered", "wrong").await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chat_says_when_people_answer_and_what_is_done_with_the_words() {
    let config = "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"office\"\nzone = \"UTC\"\n\
                  privacy_url = \"https://example.com/privacy\"\n[inbox.hours]\nwed = [\"09:00-18:00\"]\n\
                  thu = [\"09:00-18:00\"]\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let of = async |key: &str| Chat::begin(server.address(), &hello(key)).await.1.inbox;
    let at = |text: &str| Some(text.parse().unwrap());
    let always = of("default").await;
    assert_eq!((always.open, always.open_until, always.privacy_url), (true, None, None));
    assert_eq!(always.respond_by, at("2026-06-03T14:00:00Z"));
    let office = of("office").await;
    assert_eq!((office.open, office.open_until), (true, at("2026-06-03T18:00:00Z")));
    assert_eq!(office.respond_by, at("2026-06-03T14:00:00Z"));
    assert_eq!(office.privacy_url.as_deref(), Some("https://example.com/privacy"));
    server.clock.set("2026-06-03T17:00:00Z".parse().unwrap());
    assert_eq!(of("office").await.respond_by, at("2026-06-04T12:00:00Z"), "what is left counts");
    server.clock.set("2026-06-03T20:00:00Z".parse().unwrap());
    let closed = of("office").await;
    assert_eq!((closed.open, closed.open_until), (false, None));
    assert_eq!(
        (closed.next_open, closed.respond_by),
        (at("2026-06-04T09:00:00Z"), at("2026-06-04T13:00:00Z"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_nobody_waits_for_is_given_up() {
    let model = ScriptedModel::start().await;
    let server = Server::start(Options { model: Some(model.url()), ..Options::default() }).await;
    let mut chat = server.chat().await;
    let case = chat.say("How do I rotate an API key?").await.conversation;
    chat.expect_event("turn_ended").await;
    chat.hand_off().await;
    // The dossier is written in the background; it must not be what stalls.
    let n_before = model.requests().len();
    eventually("the dossier to be asked for", || async {
        (n_before > 1 || model.requests().len() > n_before).then_some(())
    })
    .await;
    drafts_nothing_more(&model).await;
    let (_, token) = server.add_agent("Anna", None).await;
    let (mut anna, _, has_model) = welcome(&server, &token).await;
    assert!(has_model);
    anna.subscribe(case).await;
    let slow = "Open Settings and click Rotate [1]. The old API key keeps working for 24 hours [1]. And th";
    model.always(Script::StallAfter(slow.to_owned()));
    anna.send(&AgentFrame::Draft { id: RequestId::Number(1), conversation: case }).await;
    let step = anna
        .expect("a step", |frame| match frame {
            AgentServerFrame::Draft(draft) if draft.id == RequestId::Number(1) => Some((**draft).clone()),
            _ => None,
        })
        .await;
    assert!(!step.done && step.text.contains("click Rotate") && step.citations[0].doc == "keys.md");
    assert_eq!(model.n_open(), 1);
    anna.send(&AgentFrame::Unsubscribe { conversation: case }).await;
    drafts_nothing_more(&model).await;

    anna.send(&AgentFrame::Draft { id: RequestId::Number(2), conversation: case }).await;
    eventually("the model to be asked", || async { (model.n_open() == 1).then_some(()) }).await;
    model.always(Script::Quote);
    anna.send(&AgentFrame::Draft { id: RequestId::Number(3), conversation: case }).await;
    anna.expect("the second draft", |frame| match frame {
        AgentServerFrame::Draft(draft) => {
            assert!(!draft.done || draft.id == RequestId::Number(3), "{draft:?}");
            (draft.done && draft.id == RequestId::Number(3)).then_some(())
        }
        _ => None,
    })
    .await;
    drafts_nothing_more(&model).await;

    model.always(Script::StallAfter(slow.to_owned()));
    anna.send(&AgentFrame::Draft { id: RequestId::Number(4), conversation: case }).await;
    eventually("the model to be asked", || async { (model.n_open() == 1).then_some(()) }).await;
    anna.leave().await;
    drafts_nothing_more(&model).await;
    let says = |event: &Event| matches!(&event.body, Body::Message(said) if said.author.role == Role::Agent);
    assert!(!server.log(case).await.iter().any(says), "a draft is not said");
}
