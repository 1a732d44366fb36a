//! Search by meaning: in the background, never waited for, kept.

use std::time::Duration;

use firstline::{
    config::Settings,
    domain::{
        corpus::{Audience, Scope},
        ids::{InboxKey, Locale},
    },
    ports::Query,
};
use reqwest::Client;
use serde_json::{Value, json};

use crate::{
    scripted_embedder::{Mood, ScriptedEmbedder},
    support::{Options, Server, corpus::INTERNAL_WORD, eventually},
};

/// A question that shares no word with the page that answers it.
const BY_MEANING: &str = "turn back the clock";

fn with(embedder: &ScriptedEmbedder) -> Options {
    let url = embedder.url();
    Options::tuned(move |settings: &mut Settings| {
        settings.embeddings.base_url = Some(url.clone());
        settings.embeddings.model = Some("scripted-e5".to_owned());
        // Long for who is there, however busy the machine is.
        settings.embeddings.wait = Duration::from_secs(3);
    })
}

/// Returns the first document that a search for a contact finds, with the confidence.
async fn first(server: &Server, text: &str) -> (Option<String>, f64) {
    let body = json!({ "query": text });
    let found: Value =
        Client::new().post(server.url("/v1/search")).json(&body).send().await.unwrap().json().await.unwrap();
    (found["hits"][0]["doc"].as_str().map(str::to_owned), found["confidence"].as_f64().unwrap_or_default())
}

async fn embedded(server: &Server) {
    let scope = Scope { inbox: InboxKey("default".to_owned()), audience: Audience::Contact };
    eventually("every passage to be embedded", || async {
        let missing = server.flow().outside().search.without_meaning(
            std::slice::from_ref(&scope),
            &Default::default(),
            1,
        );
        missing.unwrap().is_empty().then_some(())
    })
    .await;
}

fn passages(embedder: &ScriptedEmbedder) -> Vec<String> {
    let is_passage = |text: &String| text.starts_with("passage: ") && text != "passage: firstline";
    embedder.asked().into_iter().filter(is_passage).collect()
}

async fn metric(server: &Server, name: &str) -> bool {
    let text = Client::new().get(server.url("/metrics")).send().await.unwrap().text().await.unwrap();
    text.lines().any(|line| line.starts_with(name))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_found_by_what_is_meant_and_nothing_is_embedded_twice() {
    let embedder = ScriptedEmbedder::start(Mood::Well).await;
    let mut server = Server::start(with(&embedder)).await;
    embedded(&server).await;
    let (doc, confidence) = first(&server, BY_MEANING).await;
    assert!(doc.as_deref() == Some("backup.md") && confidence > 0.5, "{doc:?} {confidence}");
    assert!(embedder.asked().contains(&format!("query: {BY_MEANING}")));
    assert!(first(&server, "时光倒流").await.0.as_deref() == Some("backup.md"), "across languages");
    let mut chat = server.chat().await;
    chat.say(BY_MEANING).await;
    let answer = chat.reply().await.answer.unwrap();
    assert_eq!(answer.citations[0].doc, "backup.md");

    let n_before = passages(&embedder).len();
    server.restart().await;
    embedded(&server).await;
    assert_eq!(first(&server, BY_MEANING).await.0.as_deref(), Some("backup.md"));
    assert_eq!(passages(&embedder).len(), n_before, "points are kept over a restart");
    server.save("backup.md", "# Backups\n\n## Restore a backup\n\nPress the green button.\n").await;
    embedded(&server).await;
    let anew = passages(&embedder).split_off(n_before);
    assert_eq!(anew, ["passage: Backups > Restore a backup\nPress the green button."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_or_broken_embedder_leaves_the_words_and_is_seen() {
    let embedder = ScriptedEmbedder::start(Mood::Well).await;
    let server = Server::start(with(&embedder)).await;
    embedded(&server).await;
    for (mood, outcome) in [(Mood::Slow(Duration::from_secs(60)), "late"), (Mood::Broken, "failed")] {
        embedder.be(mood);
        assert_eq!(first(&server, "how do I rotate an API key").await.0.as_deref(), Some("keys.md"));
        let name = format!("firstline_embedding_calls_total{{for=\"question\",outcome=\"{outcome}\"}}");
        assert!(metric(&server, &name).await, "{name}");
    }
    for _ in 0..5 {
        first(&server, "how do I rotate an API key").await;
    }
    let n_asked = embedder.asked().len();
    assert_eq!(first(&server, "how do I restore a backup").await.0.as_deref(), Some("backup.md"));
    assert_eq!(embedder.asked().len(), n_asked, "after five failures it is left alone for a while");
    assert!(metric(&server, "firstline_embedding_breaker_open{for=\"question\"} 1").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_endpoint_refuses_is_passed_over_and_no_start_waits_for_it() {
    let embedder = ScriptedEmbedder::start(Mood::Slow(Duration::from_secs(60))).await;
    // The server is ready although no passage is embedded.
    let mut server = Server::start(with(&embedder)).await;
    assert_eq!(first(&server, "how do I restore a backup").await.0.as_deref(), Some("backup.md"));
    embedder.be(Mood::Picky);
    server.restart().await;
    eventually("the others to be embedded", || async {
        (first(&server, BY_MEANING).await.0.as_deref() == Some("backup.md")).then_some(())
    })
    .await;
    assert_eq!(first(&server, "download an invoice").await.0.as_deref(), Some("billing.md"), "by words");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embedder_sees_public_passages_and_masked_questions_and_nothing_of_an_inbox_without_model() {
    let embedder = ScriptedEmbedder::start(Mood::Well).await;
    let config = "[[inbox]]\nkey = \"default\"\ndocuments = [\"keys.md\", \"internal/*\"]\n\
                  [[inbox]]\nkey = \"quiet\"\nmodel = \"none\"\ndocuments = [\"backup.md\"]\n";
    let server = Server::start(Options { config, ..with(&embedder) }).await;
    embedded(&server).await;
    first(&server, "mail jane@example.com about the API key").await;
    let quiet = InboxKey("quiet".to_owned());
    assert!(server.flow().meaning(&quiet, "a silent question", &[]).await.is_none());
    let asked = embedder.asked();
    assert!(asked.iter().any(|text| text.contains("API keys")), "{asked:?}");
    for secret in [INTERNAL_WORD, "jane@example.com", "Restore a backup", "silent"] {
        assert!(!asked.iter().any(|text| text.contains(secret)), "{secret} in {asked:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_the_documents_folder_stand_in_for_one_another_at_once() {
    let server = Server::plain().await;
    let query = |text: &str, locale| Query {
        text: text.to_owned(),
        locale,
        n_pages_max: 3,
        n_passages_max: 3,
        ..Query::default()
    };
    let scope = Scope { inbox: InboxKey("default".to_owned()), audience: Audience::Contact };
    let found = |text: &str, locale| {
        let evidence = server.flow().outside().search.search(&scope, &query(text, locale)).unwrap();
        evidence.pages.first().map(|hit| hit.passage.doc.path.clone())
    };
    assert_eq!(found("my flurb", Locale::En), None);
    server.save("synonyms.yaml", "en:\n  - [flurb, webhook]\nen-zh:\n  - [弗勒, webhook]\n").await;
    assert_eq!(found("my flurb", Locale::En).as_deref(), Some("webhooks.md"));
    assert_eq!(found("弗勒", Locale::Zh).as_deref(), Some("webhooks.md"));
    // A broken list is reported, and the last good one serves on.
    let curated = server.save("synonyms.yaml", "en:\n  - [flurb]\n").await;
    assert_eq!(curated.n_broken, 1);
    assert_eq!(found("my flurb", Locale::En).as_deref(), Some("webhooks.md"));
    std::fs::remove_file(server.docs().join("synonyms.yaml")).unwrap();
    server.flow().curate().await.unwrap();
    assert_eq!(found("my flurb", Locale::En), None);
}
