//! What stands beside a case, for agents; what became of a promise, for its contact; a correction in one tap.

use std::time::Duration;

use firstline::{
    domain::{
        event::{Body, Role},
        ids::ConversationId,
    },
    ports::{Clock as _, ContactRow},
    store::rebuild,
    web::{case::CaseView, related::RelatedCases, wire::ChatFrame, wire::Hello},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

use crate::support::{Agent, Chat, Options, Server, client::hello, client_id};

const CONFIG: &str = r#"
[[inbox]]
key = "default"
allowed_origins = ["https://shop.example.com"]
[inbox.jwt]
hs256_secret = "0123456789abcdef0123456789abcdef"

[[inbox]]
key = "other"
[inbox.jwt]
hs256_secret = "0123456789abcdef0123456789abcdef"
"#;
/// Another customer's words that no list of cases may show.
const ADDRESS: &str = "jane.doe@acme.example";

async fn server() -> Server {
    Server::start(Options { config: CONFIG, ..Options::default() }).await
}

fn token(server: &Server, inbox: &str, sub: &str, name: &str, account: &str) -> String {
    let exp = server.clock.now().as_millis() / 1000 + 86_400;
    let claims = json!({ "sub": sub, "aud": inbox, "exp": exp, "name": name, "account": account,
        "plan": "gold", "email": format!("{sub}@{account}.example") });
    let key = EncodingKey::from_secret(b"0123456789abcdef0123456789abcdef");
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap()
}

async fn chat(server: &Server, inbox: &str, token: &str) -> Chat {
    let hello = Hello { token: Some(token.to_owned()), ..hello(inbox) };
    Chat::begin(server.address(), &hello).await.0
}

async fn get(server: &Server, path: &str, token: Option<&str>) -> Response {
    let request = Client::new().get(server.url(path));
    token.iter().fold(request, |request, token| request.bearer_auth(token)).send().await.unwrap()
}

async fn related(server: &Server, case: ConversationId, token: &str) -> RelatedCases {
    let path = format!("/v1/conversations/{case}/related");
    get(server, &path, Some(token)).await.json().await.unwrap()
}

/// Says something, goes to a person, is answered and solved.
async fn solved(chat: &mut Chat, agent: &mut Agent, question: &str, answer: &str) -> ConversationId {
    let case = chat.say(question).await.conversation;
    chat.expect_event("turn_ended").await;
    chat.hand_off().await;
    let claim = agent.claim(case).await.unwrap().seq;
    agent.reply(case, claim, answer).await;
    agent.resolve(case, claim).await;
    chat.expect_event("resolved").await;
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_sees_earlier_cases_those_of_colleagues_and_what_solved_the_like() {
    let mut server = server().await;
    let (_, agent_token) = server.add_agent("Anna", None).await;
    let (_, foreign_token) = server.add_agent("Ben", Some(&["other"])).await;
    let mut anna = Agent::open(server.address(), &agent_token).await;

    let jane = token(&server, "default", "jane", "Jane Doe", "acme");
    let mut jane = chat(&server, "default", &jane).await;
    let question = format!("Exports stop with code E7731 after the migration. I am Jane Doe, {ADDRESS}");
    let answer = "Hi Jane! Set export_timeout to 600 in settings.toml and restart the exporter.";
    let first = solved(&mut jane, &mut anna, &question, answer).await;
    let stranger = token(&server, "default", "zoe", "Zoe", "zeta");
    let mut zoe = chat(&server, "default", &stranger).await;
    let second =
        solved(&mut zoe, &mut anna, "Invoices show the wrong VAT number", "We corrected the VAT number.")
            .await;
    let elsewhere = token(&server, "other", "eve", "Eve", "acme");
    let mut eve = chat(&server, "other", &elsewhere).await;
    eve.say("Exports stop with code E7731 in another inbox").await;
    eve.hand_off().await;

    let joe_token = token(&server, "default", "joe", "Joe", "acme");
    let mut joe = chat(&server, "default", &joe_token).await;
    let case = joe.say("After migrating, exports stop: E7731").await.conversation;
    joe.hand_off().await;

    let beside = related(&server, case, &agent_token).await;
    assert!(beside.earlier.is_empty());
    let colleagues: Vec<_> = beside.colleagues.iter().map(|other| other.conversation).collect();
    assert_eq!(colleagues, [first], "of the account and the inbox, nobody else's");
    assert_eq!((beside.colleagues[0].state.as_str(), beside.colleagues[0].open), ("resolved", false));
    assert_eq!(beside.solved[0].conversation, first);
    assert_eq!(beside.solved[0].by, Role::Agent);
    assert!(beside.solved[0].solution.contains("export_timeout to 600"), "{beside:?}");
    assert!(beside.solved.iter().all(|case| case.conversation != second), "{beside:?}");
    let text = serde_json::to_string(&beside).unwrap();
    for personal in ["Jane", "Doe", ADDRESS] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    let own = related(&server, first, &agent_token).await;
    assert!(own.solved.iter().all(|case| case.conversation != first), "a case is not like itself");
    assert!(own.colleagues[0].open);

    // Foreign agents, contacts and nobody alike.
    let path = format!("/v1/conversations/{case}/related");
    for (token, status) in [(Some(foreign_token.as_str()), 404), (None, 401), (Some(joe_token.as_str()), 401)]
    {
        assert_eq!(get(&server, &path, token).await.status(), status);
    }

    // A case that came back is no solution; one that is remade from the log is the same.
    zoe.say("The VAT number is wrong again").await;
    zoe.expect_event("reopened").await;
    server.stop().await;
    let n_solved = |server: &Server| -> i64 {
        server.database().query_row("SELECT count(*) FROM solved_case", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(n_solved(&server), 1);
    server.database().execute_batch("DELETE FROM solved_case").unwrap();
    let policy = firstline::config::Settings::default().inboxes[0].policy.clone();
    rebuild(&server.data(), &|_| Some(policy.clone())).unwrap();
    assert_eq!(n_solved(&server), 1);
    server.start_again().await;
    let again = related(&server, case, &agent_token).await;
    assert_eq!(again.solved.len(), 1);
    assert_eq!(again.solved[0].solution, beside.solved[0].solution);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_site_vouches_for_stands_with_its_contact_and_follows_the_newest_token() {
    let server = server().await;
    let row = async |account: &str| -> ContactRow {
        let token = token(&server, "default", "jane", "Jane", account);
        let hello = Hello { token: Some(token), ..hello("default") };
        let (_chat, welcome) = Chat::begin(server.address(), &hello).await;
        server.store().contact(welcome.contact.id).await.unwrap().unwrap()
    };
    let first = row("acme").await;
    let known = [first.account.as_deref(), first.plan.as_deref(), first.email.as_deref()];
    assert_eq!(known, [Some("acme"), Some("gold"), Some("jane@acme.example")]);
    let second = row("zeta").await;
    assert_eq!((second.id, second.account.as_deref()), (first.id, Some("zeta")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_reads_by_when_whether_it_was_kept_and_what_was_passed_on_and_nothing_else() {
    let server = server().await;
    let (_, agent_token) = server.add_agent("Anna", None).await;
    let (mut chat, token, ..) = Chat::with_token(server.address()).await;
    let (mut other, foreign, ..) = Chat::with_token(server.address()).await;
    let case = chat.say("How do I rotate an API key?").await.conversation;
    chat.expect_event("turn_ended").await;
    chat.hand_off().await;
    let path = format!("/v1/case/{case}");
    let view = async || -> CaseView { get(&server, &path, Some(&token)).await.json().await.unwrap() };
    let waiting = view().await;
    assert_eq!((waiting.state.as_str(), waiting.kept, waiting.answered_at), ("waiting", None, None));
    let due = waiting.respond_by.unwrap();
    assert_eq!(waiting.expected_by, Some(due));
    server.clock.advance(Duration::from_secs(60));
    let mut anna = Agent::open(server.address(), &agent_token).await;
    let claim = anna.claim(case).await.unwrap().seq;
    assert_eq!(view().await.kept, None, "a claim is no answer");
    let id = client_id();
    let note = json!({ "type": "note", "client_id": id, "conversation": case, "text": "SECRET(note)" });
    anna.done(id, &note).await;
    anna.reply(case, claim, "Here is how.").await;
    let answered = view().await;
    assert_eq!((answered.kept, answered.respond_by, answered.expected_by), (Some(true), Some(due), None));
    assert_eq!(answered.answered_at, Some(server.clock.now()));

    let raw: Value = get(&server, &path, Some(&token)).await.json().await.unwrap();
    let mut fields: Vec<&String> = raw.as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(
        fields,
        ["answered_at", "expected_by", "kept", "key", "passed_on", "resolve_by", "respond_by", "state"]
    );
    // The link that is kept reads this case, and no other.
    let key = raw["key"].as_str().unwrap();
    assert_eq!(get(&server, &path, Some(key)).await.status(), 200);
    let other = other.say("What does error 7 mean?").await.conversation;
    assert_eq!(get(&server, &format!("/v1/case/{other}"), Some(key)).await.status(), 404);
    assert_eq!(raw["passed_on"]["problem"], "How do I rotate an API key?");
    for agents_only in ["severity", "severity_from", "reason", "reasons", "escalations"] {
        assert!(raw["passed_on"].get(agents_only).is_none(), "{agents_only}");
    }
    assert!(!raw.to_string().contains("SECRET"), "{raw}");
    for (token, status) in [
        (None, 401),
        (Some(foreign.as_str()), 404),
        (Some(agent_token.as_str()), 404),
        (Some("nonsense"), 404),
    ] {
        assert_eq!(get(&server, &path, token).await.status(), status);
    }
    assert_eq!(get(&server, "/v1/case/nothing", Some(&token)).await.status(), 404);
    let missing = "/v1/case/00000000-0000-4000-8000-000000000000";
    assert_eq!(get(&server, missing, Some(&token)).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_promise_is_said_and_only_allowed_sites_may_ask() {
    let server = server().await;
    let (mut chat, token, ..) = Chat::with_token(server.address()).await;
    let case = chat.hand_off().await.conversation;
    let path = format!("/v1/case/{case}");
    server.clock.advance(Duration::from_secs(30 * 86_400));
    let view: CaseView = get(&server, &path, Some(&token)).await.json().await.unwrap();
    assert_eq!(view.kept, Some(false));
    let ask = async |method: Method, origin: &str| {
        let request = Client::new().request(method, server.url(&path)).bearer_auth(&token);
        let response = request.header("origin", origin).send().await.unwrap();
        let allowed = response.headers().get("access-control-allow-origin");
        (response.status().as_u16(), allowed.map(|value| value.to_str().unwrap().to_owned()))
    };
    let shop = "https://shop.example.com";
    assert_eq!(ask(Method::OPTIONS, shop).await, (204, Some(shop.to_owned())));
    assert_eq!(ask(Method::GET, shop).await, (200, Some(shop.to_owned())));
    assert_eq!(ask(Method::OPTIONS, "https://evil.example.com").await, (204, None));
    assert_eq!(ask(Method::GET, "https://evil.example.com").await, (404, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_the_next_version_at_once() {
    let server = server().await;
    let (mut chat, ..) = Chat::with_token(server.address()).await;
    chat.say("Exports stop with code E7731").await;
    chat.expect_event("turn_ended").await;
    chat.hand_off().await;
    let id = client_id();
    chat.done(id, &ChatFrame::Amend { client_id: id, text: "It is E7713, on Ubuntu 22.04".to_owned() }).await;
    let written = chat.expect_event("dossier").await;
    let Body::Dossier(written) = written.body else { unreachable!() };
    let dossier = written.dossier;
    assert_eq!(dossier.version, 2);
    assert_eq!(serde_json::to_value(dossier.written_by).unwrap(), "rules");
    let problem = "Exports stop with code E7731\nIt is E7713, on Ubuntu 22.04";
    assert_eq!(dossier.problem.text(), problem, "the mark of a correction is the desk's own");
    let system = dossier.environment.iter().find(|fact| fact.value.text() == "Ubuntu 22.04").unwrap();
    assert_eq!(dossier.problem_from.last(), Some(&system.seq));
    assert_eq!((dossier.severity, dossier.reason), (None, None), "the desk's own");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dossiers_schema_is_published_and_holds_what_is_written() {
    let server = server().await;
    let schema: Value = get(&server, "/dossier.schema.json", None).await.json().await.unwrap();
    assert_eq!(schema, firstline::web::contract::dossier());
    for field in ["problem", "tried", "claims", "escalations", "open_question_seq"] {
        assert!(schema["properties"].get(field).is_some(), "{field}");
    }
}
