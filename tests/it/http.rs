//! The HTTP side: search, conversations, events, documents, metrics, and what a refusal looks like.

use firstline::web::{
    api::{ConversationPage, DocumentPage, EventPage, SearchResponse},
    error::Problem,
};
use reqwest::{Client, Response};
use serde_json::{Value, json};

use crate::support::{
    Chat, Options, Server,
    client::hello,
    corpus::{DRAFT_WORD, INTERNAL_WORD},
    kind,
};

async fn get(server: &Server, path: &str, token: Option<&str>) -> Response {
    let request = Client::new().get(server.url(path));
    let request = token.iter().fold(request, |request, token| request.bearer_auth(token));
    request.send().await.unwrap()
}

async fn search(server: &Server, body: Value, token: Option<&str>) -> Response {
    let request = Client::new().post(server.url("/v1/search")).json(&body);
    let request = token.iter().fold(request, |request, token| request.bearer_auth(token));
    request.send().await.unwrap()
}

async fn problem(response: Response, status: u16) -> Problem {
    assert_eq!(response.status(), status);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let problem: Problem = response.json().await.unwrap();
    assert_eq!((problem.status, problem.kind.as_str()), (status, "about:blank"));
    assert!(!problem.detail.is_empty() && !problem.title.is_empty());
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn search_finds_in_both_languages_and_says_whether_it_would_answer() {
    let server = Server::plain().await;
    for (query, doc) in [("how to rotate an api key", "keys.md"), ("如何轮换访问密钥", "zh/keys.md")]
    {
        let found: SearchResponse =
            search(&server, json!({ "query": query }), None).await.json().await.unwrap();
        assert_eq!(found.hits[0].doc, doc);
        assert!(found.answerable && found.confidence > 0.4 && found.ms >= 0.0);
        assert!(!found.hits[0].snippet.is_empty() && !found.hits[0].section.is_empty());
        assert!(found.hits[0].heading.as_ref().is_some_and(|heading| !heading.is_empty()));
        assert!(found.hits.is_sorted_by(|a, b| a.score >= b.score));
    }
    let none: SearchResponse =
        search(&server, json!({ "query": "coffee on mars" }), None).await.json().await.unwrap();
    assert!(!none.answerable);
    let one: SearchResponse =
        search(&server, json!({ "query": "backup", "limit": 1 }), None).await.json().await.unwrap();
    assert_eq!(one.hits.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn internal_documents_need_an_agents_token_and_drafts_are_nobodys() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    for word in [INTERNAL_WORD, DRAFT_WORD] {
        let text = search(&server, json!({ "query": word }), None).await.text().await.unwrap();
        assert!(!text.contains(word), "{text}");
    }
    let query = json!({ "query": INTERNAL_WORD });
    let found: SearchResponse = search(&server, query, Some(&token)).await.json().await.unwrap();
    assert_eq!(found.hits[0].doc, "internal/keys.md");
    let draft = search(&server, json!({ "query": DRAFT_WORD }), Some(&token)).await.text().await.unwrap();
    assert!(!draft.contains(DRAFT_WORD));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_cannot_be_is_refused_in_words() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", Some(&["elsewhere"])).await;
    problem(search(&server, json!({ "query": "a", "inbox": "nowhere" }), None).await, 404).await;
    problem(search(&server, json!({ "query": "a" }), Some(&token)).await, 404).await;
    problem(search(&server, json!({ "query": "a" }), Some("wrong")).await, 401).await;
    problem(search(&server, json!({ "question": "a" }), None).await, 400).await;
    problem(search(&server, json!({ "query": "x".repeat(2_001) }), None).await, 413).await;
    problem(search(&server, json!({ "query": "x".repeat(70_000) }), None).await, 400).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_searches_its_own_documents_alone() {
    let config = "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"zh\"\ndocuments = [\"zh/**\"]\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let query = json!({ "query": "rotate an api key 轮换访问密钥", "inbox": "zh" });
    let found: SearchResponse = search(&server, query, None).await.json().await.unwrap();
    assert!(!found.hits.is_empty() && found.hits.iter().all(|hit| hit.doc.starts_with("zh/")));
    let (mut chat, _) = Chat::begin(server.address(), &hello("zh")).await;
    chat.say("How do I verify a webhook signature?").await;
    let reply = chat.reply().await;
    assert!(reply.answer.unwrap().citations.iter().all(|citation| citation.doc.starts_with("zh/")));
    chat.expect_event("turn_ended").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_need_a_token() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    let id = chat.say("hello").await.conversation;
    for path in [
        "/v1/conversations".to_owned(),
        format!("/v1/conversations/{id}"),
        format!("/v1/conversations/{id}/events"),
        "/v1/documents".to_owned(),
    ] {
        problem(get(&server, &path, None).await, 401).await;
        problem(get(&server, &path, Some("wrong")).await, 401).await;
    }
    problem(get(&server, "/v1/nothing", None).await, 404).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_cannot_be_read_is_refused_in_words() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    for (path, wants) in [
        ("/v1/webhooks/deliveries?before=abc", "before"),
        ("/v1/conversations?limit=-1", "limit"),
        ("/v1/conversations/%FF", "id"),
        ("/v1/inboxes/%FF/policy", "key"),
    ] {
        let detail = problem(get(&server, path, Some(&token)).await, 400).await.detail;
        assert!(detail.contains(wants), "{path}: {detail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_come_in_pages_newest_change_first() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(server.chat().await.hand_off().await.conversation);
        server.clock.advance(std::time::Duration::from_secs(1));
    }
    ids.reverse();
    let mut seen = Vec::new();
    let mut path = "/v1/conversations?limit=2".to_owned();
    loop {
        let page: ConversationPage = get(&server, &path, Some(&token)).await.json().await.unwrap();
        seen.extend(page.items.iter().map(|item| item.id));
        assert!(page.items.len() <= 2 && page.items.iter().all(|item| item.state == "waiting"));
        let Some(next) = page.next else { break };
        path = format!("/v1/conversations?limit=2&cursor={next}");
    }
    assert_eq!(seen, ids);
    problem(get(&server, "/v1/conversations?cursor=nonsense", Some(&token)).await, 400).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_read_with_all_its_events_by_its_own_agents_only() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let (_, foreign) = server.add_agent("Ben", Some(&["elsewhere"])).await;
    let mut chat = server.chat().await;
    let id = chat.say("How do I rotate an API key?").await.conversation;
    chat.expect_event("turn_ended").await;
    let path = format!("/v1/conversations/{id}/events");
    let whole: EventPage = get(&server, &path, Some(&token)).await.json().await.unwrap();
    assert!(!whole.more);
    let kinds: Vec<String> = whole.items.iter().map(kind).collect();
    assert_eq!(kinds, ["opened", "message", "triaged", "suggested", "message", "turn_ended"]);
    let first: EventPage = get(&server, &format!("{path}?limit=2"), Some(&token)).await.json().await.unwrap();
    assert!(first.more && first.items.len() == 2);
    let rest: EventPage = get(&server, &format!("{path}?after=2"), Some(&token)).await.json().await.unwrap();
    assert_eq!([first.items, rest.items].concat(), whole.items);
    for path in [format!("/v1/conversations/{id}"), path] {
        problem(get(&server, &path, Some(&foreign)).await, 404).await;
    }
    let missing = "/v1/conversations/00000000-0000-0000-0000-000000000001";
    problem(get(&server, missing, Some(&token)).await, 404).await;
    problem(get(&server, "/v1/conversations/7", Some(&token)).await, 404).await;
    let list: ConversationPage =
        get(&server, "/v1/conversations", Some(&foreign)).await.json().await.unwrap();
    assert!(list.items.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_document_names_its_line_and_serves_as_it_was() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let broken = "---\ntitle: API keys\nvisibility: sometimes\n---\n# API keys\n\nNothing to see.\n";
    assert_eq!(server.save("keys.md", broken).await.n_broken, 1);
    let page: DocumentPage = get(&server, "/v1/documents", Some(&token)).await.json().await.unwrap();
    let keys = page.items.iter().find(|item| item.doc == "keys.md").unwrap();
    assert_eq!(keys.error.as_ref().unwrap().line, Some(3));
    assert_eq!((keys.revision, page.revision), (Some(1), 1));
    assert!(page.items.iter().any(|item| item.doc == "draft.md" && item.draft));
    let mut chat = server.chat().await;
    chat.say("How do I rotate an API key?").await;
    assert!(chat.reply().await.text.text().contains("click Rotate"));
    chat.expect_event("turn_ended").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_document_answers_the_next_question_and_a_removed_one_none() {
    let server = Server::plain().await;
    let text = "---\ntitle: Teleports\nlocale: en\n---\n# Teleports\n\n## Start a teleport\n\nTo start a teleport, press the violet lever twice.\n";
    assert_eq!(server.save("teleport.md", text).await.n_changed, 1);
    let mut chat = server.chat().await;
    chat.say("How do I start a teleport?").await;
    let reply = chat.reply().await;
    assert!(reply.text.text().contains("violet lever"), "{}", reply.text.text());
    assert_eq!(reply.answer.unwrap().citations[0].revision, 2);
    chat.expect_event("turn_ended").await;
    std::fs::remove_file(server.docs().join("teleport.md")).unwrap();
    assert_eq!(server.flow().curate().await.unwrap().n_removed, 1);
    let text = search(&server, json!({ "query": "teleport" }), None).await.text().await.unwrap();
    assert!(!text.contains("violet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_tell_the_stages_of_a_turn() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    chat.say("How do I rotate an API key?").await;
    chat.expect_event("turn_ended").await;
    let text = crate::support::eventually("the stages", || async {
        let text = get(&server, "/metrics", None).await.text().await.unwrap();
        text.contains("stage=\"total\"").then_some(text)
    })
    .await;
    for wanted in [
        "firstline_turn_seconds",
        "stage=\"suggested\"",
        "stage=\"first\"",
        "firstline_search_seconds",
        "firstline_store_commit_seconds",
        "firstline_sockets",
        "firstline_queue_waiting",
        "firstline_corpus_revision",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing");
    }
    assert!(!text.contains("rotate"), "what users write is in no metric");
}

#[tokio::test(flavor = "multi_thread")]
async fn health_and_contract_are_served() {
    let server = Server::plain().await;
    assert_eq!(get(&server, "/healthz", None).await.status(), 200);
    assert_eq!(get(&server, "/readyz", None).await.status(), 200);
    let openapi: Value = get(&server, "/openapi.json", None).await.json().await.unwrap();
    assert_eq!(openapi["openapi"], "3.1.0");
    let asyncapi: Value = get(&server, "/asyncapi.json", None).await.json().await.unwrap();
    assert_eq!(asyncapi["asyncapi"], "3.0.0");
}
