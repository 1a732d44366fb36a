//! Documents to read: who may open which, and that a citation leads to the section it names.

use firstline::{
    domain::{
        blocks::{Block, Inline},
        corpus::Visibility,
    },
    web::{api::SearchResponse, reading::DocumentView, wire::ChatServerFrame},
};
use reqwest::{Client, Response};
use serde_json::json;

use crate::support::{
    Options, Server,
    corpus::{DRAFT_WORD, INTERNAL_WORD},
};

async fn get(server: &Server, path: &str, token: Option<&str>, known: Option<&str>) -> Response {
    let mut request = Client::new().get(server.url(path));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(known) = known {
        request = request.header("if-none-match", known);
    }
    request.send().await.unwrap()
}

async fn open(server: &Server, doc: &str, token: Option<&str>) -> Result<DocumentView, u16> {
    let response = get(server, &format!("/v1/documents/{doc}"), token, None).await;
    match response.status().as_u16() {
        200 => Ok(response.json().await.unwrap()),
        status => Err(status),
    }
}

fn anchors(view: &DocumentView) -> Vec<String> {
    let ids = view.blocks.iter().filter_map(|block| match block {
        Block::Heading { id, .. } => id.clone(),
        _ => None,
    });
    ids.collect()
}

fn links(view: &DocumentView) -> Vec<String> {
    let inlines = view.blocks.iter().flat_map(|block| match block {
        Block::Paragraph { inlines } => inlines.clone(),
        _ => Vec::new(),
    });
    let links = inlines.filter_map(|inline| match inline {
        Inline::Link { href, .. } => Some(href),
        _ => None,
    });
    links.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citation_leads_to_its_section_in_the_reader() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    chat.say("How do I rotate an API key?").await;
    let suggested = chat.expect_event("suggested").await;
    let suggested = serde_json::to_value(&suggested.body).unwrap();
    assert!(suggested["body"]["items"][0]["url"].as_str().unwrap().starts_with("/docs/"), "{suggested}");
    let cited = chat.reply().await.answer.unwrap().citations.remove(0);
    assert_eq!(cited.url, "/docs/keys.md#rotate-an-api-key");
    let view = open(&server, "keys.md", None).await.unwrap();
    assert_eq!(
        (view.doc.as_str(), view.title.as_str(), view.url.as_str()),
        ("keys.md", "API keys", "/docs/keys.md")
    );
    assert_eq!((view.revision, view.visibility), (1, Visibility::Public));
    assert!(anchors(&view).contains(&cited.section.unwrap()));
    chat.expect_event("turn_ended").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chinese_paths_and_anchors_are_found() {
    let server = Server::plain().await;
    server.save("zh/安装 指南.md", "# 安装\n\n## 升级到新版本\n\n要升级到新版本，请运行升级命令。\n").await;
    let response = Client::new()
        .post(server.url("/v1/search"))
        .json(&json!({ "query": "如何升级到新版本" }))
        .send()
        .await
        .unwrap();
    let found: SearchResponse = response.json().await.unwrap();
    let url = &found.hits[0].url;
    assert_eq!(url, "/docs/zh/%E5%AE%89%E8%A3%85%20%E6%8C%87%E5%8D%97.md#升级到新版本");
    let path = url.strip_prefix("/docs/").unwrap().split('#').next().unwrap();
    let view = open(&server, path, None).await.unwrap();
    assert_eq!(view.doc, "zh/安装 指南.md");
    assert!(anchors(&view).contains(&"升级到新版本".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_whole_where_the_server_knows_its_own() {
    let server = Server::start(Options::tuned(|settings| {
        settings.public_url = Some("https://help.example.com".to_owned());
    }))
    .await;
    server.save("own.md", "---\nurl: https://docs.example.com/own\n---\n# Teleports\n\n## Violet lever\n\nPull the violet lever.\n").await;
    server.save("bad.md", "---\nurl: \"javascript:alert(1)\"\n---\n# Portals\n\n## Orange lever\n\nPull the orange lever.\n").await;
    for (words, url) in [
        ("rotate an API key", "https://help.example.com/docs/keys.md#rotate-an-api-key"),
        ("violet lever", "https://docs.example.com/own#violet-lever"),
        ("orange lever", "https://help.example.com/docs/bad.md#orange-lever"),
    ] {
        let response = Client::new()
            .post(server.url("/v1/search"))
            .json(&json!({ "query": words }))
            .send()
            .await
            .unwrap();
        let found: SearchResponse = response.json().await.unwrap();
        assert_eq!(found.hits[0].url, url);
    }
    assert_eq!(open(&server, "keys.md", None).await.unwrap().url, "https://help.example.com/docs/keys.md");
    assert_eq!(open(&server, "own.md", None).await.unwrap().url, "https://docs.example.com/own");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_internal_a_draft_or_elsewhere_looks_like_what_is_not_there() {
    let config = "[[inbox]]\nkey = \"default\"\ndocuments = [\"*.md\", \"internal/**\"]\n[[inbox]]\nkey = \"zh\"\ndocuments = [\"zh/keys.md\"]\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let (_, anna) = server.add_agent("Anna", None).await;
    let (_, ben) = server.add_agent("Ben", Some(&["zh"])).await;
    let missing = get(&server, "/v1/documents/gone.md", None, None).await.text().await.unwrap();
    for (doc, token) in [
        ("internal/keys.md", None),
        ("internal/keys.md", Some(ben.as_str())),
        ("draft.md", None),
        ("draft.md", Some(anna.as_str())),
        ("zh/backup.md", Some(anna.as_str())),
        ("../firstline.toml", None),
        ("..%2Fdata%2Ffirstline.db", None),
        ("%2Fetc%2Fpasswd", None),
    ] {
        let response = get(&server, &format!("/v1/documents/{doc}"), token, None).await;
        assert_eq!(response.status(), 404, "{doc}");
        let text = response.text().await.unwrap();
        assert!(!text.contains(INTERNAL_WORD) && !text.contains(DRAFT_WORD), "{text}");
        if !doc.starts_with("../") {
            assert_eq!(text, missing, "{doc}");
        }
    }
    let internal = open(&server, "internal/keys.md", Some(&anna)).await.unwrap();
    assert_eq!(internal.visibility, Visibility::Internal);
    assert!(serde_json::to_string(&internal.blocks).unwrap().contains(INTERNAL_WORD));
    assert!(open(&server, "zh/keys.md", None).await.is_ok(), "public in any inbox is public");
    assert_eq!(open(&server, "keys.md", Some("wrong")).await.unwrap_err(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_lead_to_documents_that_this_reader_may_open() {
    let server = Server::plain().await;
    let (_, anna) = server.add_agent("Anna", None).await;
    let text = "---\ntitle: Links\nowner: nobody-knows\n---\n# Links\n\n[a](keys.md#rotate-an-api-key) [b](zh/keys.md) \
                [c](internal/keys.md) [d](draft.md) [e](gone.md) [f](https://x.y/z) [g](javascript:x) <b>bold</b>\n";
    server.save("links.md", text).await;
    let contact = open(&server, "links.md", None).await.unwrap();
    assert_eq!(links(&contact), ["/docs/keys.md#rotate-an-api-key", "/docs/zh/keys.md", "https://x.y/z"]);
    let agent = open(&server, "links.md", Some(&anna)).await.unwrap();
    assert!(links(&agent).contains(&"/docs/internal/keys.md".to_owned()));
    assert!(!links(&agent).contains(&"/docs/draft.md".to_owned()));
    let all = serde_json::to_string(&contact).unwrap();
    assert!(!all.contains("nobody-knows") && !all.contains("<b>"), "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_did_not_change_is_not_sent_again() {
    let server = Server::plain().await;
    let first = get(&server, "/v1/documents/keys.md", None, None).await;
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(first.headers()["cache-control"], "private, no-cache");
    let again = get(&server, "/v1/documents/keys.md", None, Some(&tag)).await;
    assert_eq!(again.status(), 304);
    server.save("keys.md", "# API keys\n\nNew words.\n").await;
    assert_eq!(get(&server, "/v1/documents/keys.md", None, Some(&tag)).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_never_holds_a_relative_link() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    chat.say("hello [there](keys.md) and [here](/docs/keys.md)").await;
    let said = chat.expect_event("message").await;
    let said = serde_json::to_string(&ChatServerFrame::Event(said)).unwrap();
    assert!(!said.contains("href"), "{said}");
    chat.expect_event("turn_ended").await;
}
