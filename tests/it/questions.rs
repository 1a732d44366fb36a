//! Questions written for passages: found by the words of users, written once, within a budget, shown to doc writers alone.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    scripted_model::{Script, ScriptedModel},
    support::{Options, Server},
};

/// The second one asks of what the passage does not name, and is not kept.
const PADLOCK: &str =
    r#"{"questions": ["How do I swap my padlock?", "Is error E4012 of firmware 7.3.1 a padlock, too?"]}"#;
const NONE: &str = r#"{"questions": []}"#;

/// Passages of the suite's public documentation that are long enough to be asked about.
async fn written(server: &Server) -> usize {
    let mut n_written = 0;
    loop {
        match server.flow().write_some_questions().await.unwrap() {
            0 => return n_written,
            n => n_written += n,
        }
    }
}

async fn server(model: &ScriptedModel, config: &'static str, per_day: usize) -> Server {
    Server::start(Options {
        config,
        model: Some(model.url()),
        tune: Box::new(move |settings| {
            settings.model.write_questions = true;
            settings.model.questions_per_day = per_day;
        }),
        ..Options::default()
    })
    .await
}

fn padlocks(model: &ScriptedModel) {
    model.forms(Script::SayByPrompt(vec![("> Rotate an API key\n", PADLOCK)], NONE));
}

/// Returns the pages that a question finds.
async fn hits(server: &Server, question: &str) -> Vec<Value> {
    let found = reqwest::Client::new().post(server.url("/v1/search")).json(&json!({ "query": question }));
    let found: Value = found.send().await.unwrap().json().await.unwrap();
    found["hits"].as_array().unwrap().clone()
}

fn paths(hits: &[Value]) -> Vec<&str> {
    hits.iter().map(|hit| hit["doc"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passage_is_found_by_the_words_of_users_and_shows_none_of_them() {
    let model = ScriptedModel::start().await;
    padlocks(&model);
    let server = server(&model, "", 500).await;
    assert!(!paths(&hits(&server, "padlock").await).contains(&"keys.md"));
    assert!(written(&server).await > 10);
    let found = hits(&server, "padlock").await;
    assert_eq!(paths(&found)[0], "keys.md");
    assert!(!json!(found).to_string().contains("padlock"), "{found:?}");

    let (_, token) = server.add_agent("Ada", None).await;
    let get =
        |path: &str, token: &str| reqwest::Client::new().get(server.url(path)).bearer_auth(token).send();
    let shown: Value = get("/v1/questions/keys.md", &token).await.unwrap().json().await.unwrap();
    let want = json!([{ "section": "rotate-an-api-key", "heading": "Rotate an API key",
                        "questions": ["How do I swap my padlock?"] }]);
    assert_eq!(shown["items"], want);
    assert_eq!(get("/v1/questions/keys.md", "nobody").await.unwrap().status(), 401);
    assert_eq!(get("/v1/questions/none.md", &token).await.unwrap().status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_are_written_once_and_again_only_for_what_changed() {
    let model = ScriptedModel::start().await;
    padlocks(&model);
    let mut server = server(&model, "", 500).await;
    let n_written = written(&server).await;
    assert_eq!(model.requests().len(), n_written);
    server.restart().await;
    assert_eq!(written(&server).await, 0);
    assert_eq!(paths(&hits(&server, "padlock").await)[0], "keys.md");

    let text = std::fs::read_to_string(server.docs().join("keys.md")).unwrap();
    server.save("keys.md", &text.replace("cannot be restored", "cannot be brought back")).await;
    assert_eq!(
        paths(&hits(&server, "padlock").await)[0],
        "keys.md",
        "an edit elsewhere on the page loses nothing"
    );
    assert_eq!(written(&server).await, 1);
    assert_eq!(model.requests().len(), n_written + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_model_is_gone_on_with_where_it_stopped() {
    let model = ScriptedModel::start().await;
    padlocks(&model);
    let server = server(&model, "", 500).await;
    assert_eq!(server.flow().write_some_questions().await.unwrap(), 16);
    model.forms(Script::Status(401, Vec::new(), "{}".into()));
    server.flow().write_some_questions().await.unwrap_err();
    let n_before = model.requests().len();
    // What is of no form is asked for once.
    model.forms(Script::Say("I would rather not.".into()));
    let n_rest = written(&server).await;
    assert_eq!(model.requests().len(), n_before + n_rest);
    assert_eq!(written(&server).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_has_its_budget() {
    let model = ScriptedModel::start().await;
    padlocks(&model);
    let server = server(&model, "", 3).await;
    assert_eq!(written(&server).await, 3);
    server.clock.advance(Duration::from_secs(24 * 3_600));
    assert_eq!(written(&server).await, 3);
    assert_eq!(model.requests().len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_sees_public_passages_of_its_inboxes_alone() {
    let model = ScriptedModel::start().await;
    let config = "[[inbox]]\nkey = \"default\"\ndocuments = [\"zh/**\", \"internal/**\", \"draft.md\"]\n\
                  [[inbox]]\nkey = \"silent\"\ndocuments = [\"*.md\"]\nmodel = \"none\"";
    let server = server(&model, config, 500).await;
    assert!(written(&server).await > 0);
    let asked = json!(model.requests()).to_string();
    for word in
        [crate::support::corpus::INTERNAL_WORD, crate::support::corpus::DRAFT_WORD, "X-Harbor-Signature"]
    {
        assert!(!asked.contains(word), "{word}");
    }
    assert!(asked.contains("轮换"));
}
