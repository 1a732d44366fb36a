//! The front end as it is served: encodings, tags, what may be kept, and what each page forbids a browser.

use reqwest::{Client, Method, Response};

use crate::support::{Options, Server};

async fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Client::new().get(server.url(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

#[track_caller]
fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_best_encoding_goes_out_under_its_own_tag() {
    let server = Server::plain().await;
    let mut tags = Vec::new();
    for (accepted, encoding, body) in [
        ("gzip, deflate, br", "br", "widget as br"),
        ("gzip;q=0.5", "gzip", "widget as gz"),
        ("identity", "", "widget"),
        ("br;q=0", "", "widget"),
    ] {
        let response = get(&server, "/widget.js", &[("accept-encoding", accepted)]).await;
        assert_eq!((response.status().as_u16(), header(&response, "content-encoding")), (200, encoding));
        assert_eq!(header(&response, "vary"), "Accept-Encoding");
        assert_eq!(header(&response, "content-type"), "text/javascript; charset=utf-8");
        assert_eq!(header(&response, "content-length"), body.len().to_string());
        let tag = header(&response, "etag").to_owned();
        assert!(tag.starts_with('"'), "a strong tag: {tag}");
        assert_eq!(response.text().await.unwrap(), body);
        tags.push(tag);
    }
    assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[2] == tags[3], "{tags:?}");
    for known in [tags[0].clone(), format!("\"other\", {}", tags[0]), format!("W/{}", tags[0])] {
        let headers = [("accept-encoding", "br"), ("if-none-match", known.as_str())];
        let response = get(&server, "/widget.js", &headers).await;
        assert_eq!(response.status(), 304);
        assert_eq!(header(&response, "etag"), tags[0]);
        assert_eq!(response.text().await.unwrap(), "");
    }
    let headers = [("accept-encoding", "gzip"), ("if-none-match", tags[0].as_str())];
    assert_eq!(get(&server, "/widget.js", &headers).await.status(), 200, "another encoding, other bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_tells_what_a_get_would_bring() {
    let server = Server::plain().await;
    let response = Client::new().request(Method::HEAD, server.url("/widget.js")).send().await.unwrap();
    assert_eq!((response.status().as_u16(), header(&response, "content-length")), (200, "6"));
    assert!(!header(&response, "etag").is_empty());
    assert_eq!(response.text().await.unwrap(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn assets_are_kept_for_ever_and_pages_asked_for_again() {
    let server = Server::plain().await;
    for (path, cached) in [
        ("/assets/app-Ab12.js", "public, max-age=31536000, immutable"),
        ("/assets/core.js", "no-cache"),
        ("/widget.js", "no-cache"),
        ("/", "no-cache"),
        ("/console", "no-cache"),
        ("/chat", "no-cache"),
        ("/case", "no-cache"),
    ] {
        assert_eq!(header(&get(&server, path, &[]).await, "cache-control"), cached, "{path}");
    }
    for path in ["/assets/app-Ab12.js", "/widget.js", "/assets/gone-1.js"] {
        let response = get(&server, path, &[]).await;
        assert_eq!(header(&response, "access-control-allow-origin"), "*", "{path}");
        assert_eq!(header(&response, "cross-origin-resource-policy"), "cross-origin");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_page_stands_under_its_addresses() {
    let server = Server::plain().await;
    for (path, title) in [
        ("/", "demo"),
        ("/console", "console"),
        ("/console/", "console"),
        ("/console/cases/7", "console"),
        ("/docs", "docs"),
        ("/docs/zh/%E5%AE%89.md", "docs"),
        ("/chat?inbox=default", "chat"),
        ("/case?id=7", "case"),
    ] {
        let response = get(&server, path, &[]).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
        assert!(response.text().await.unwrap().contains(title), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_not_for_browsers_is_not_found() {
    let server = Server::plain().await;
    for path in [
        "/assets/gone.js",
        "/assets/app-Ab12.js.gz",
        "/assets/..%2Findex.html",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/..%5C..%5CCargo.toml",
        "/secret.txt",
        "/index.html",
    ] {
        let response = get(&server, path, &[]).await;
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(header(&response, "content-type"), "application/problem+json");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_its_front_end_says_how_to_build_it() {
    let server = Server::start(Options { front_end: false, ..Options::default() }).await;
    for path in ["/", "/console", "/chat", "/case", "/docs/a.md", "/widget.js", "/assets/app-Ab12.js"] {
        let response = get(&server, path, &[]).await;
        assert_eq!(response.status(), 503, "{path}");
        assert!(response.text().await.unwrap().contains("make assets"));
    }
    assert_eq!(get(&server, "/healthz", &[]).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_forbids_guessing_and_framing() {
    let server = Server::plain().await;
    for path in ["/healthz", "/v1/conversations", "/nothing", "/openapi.json", "/widget.js", "/console", "/"]
    {
        let response = get(&server, path, &[]).await;
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&response, "referrer-policy"), "strict-origin-when-cross-origin", "{path}");
        assert!(header(&response, "permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(header(&response, "x-frame-options"), "DENY", "{path}");
        let policy = header(&response, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; "), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
    }
    let api = get(&server, "/healthz", &[]).await;
    assert_eq!(header(&api, "content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_load_from_here_alone_and_reach_their_own_socket() {
    let server = Server::plain().await;
    let host = server.address().to_string();
    for path in ["/", "/console", "/docs/a.md"] {
        let response = get(&server, path, &[]).await;
        let policy = header(&response, "content-security-policy");
        for rule in [
            "script-src 'self';".to_owned(),
            "style-src 'self';".to_owned(),
            "base-uri 'none';".to_owned(),
            "require-trusted-types-for 'script'".to_owned(),
            format!("connect-src 'self' ws://{host} wss://{host};"),
        ] {
            assert!(policy.contains(&rule), "{path}: {policy}");
        }
        assert_eq!(header(&response, "cross-origin-opener-policy"), "same-origin");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chat_may_be_framed_by_the_sites_of_its_inbox_alone() {
    let config = "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"shop\"\nallowed_origins = [\"https://shop.example.com\", \"http://localhost:3000\"]\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    for (path, ancestors) in [
        ("/chat", "'self';"),
        ("/chat?inbox=default", "'self';"),
        ("/chat?inbox=shop", "'self' https://shop.example.com http://localhost:3000;"),
        ("/chat?locale=zh&inbox=shop", "'self' https://shop.example.com http://localhost:3000;"),
        ("/chat?inbox=gone", "'self';"),
    ] {
        let response = get(&server, path, &[]).await;
        let policy = header(&response, "content-security-policy");
        assert!(policy.contains(&format!("frame-ancestors {ancestors}")), "{path}: {policy}");
        assert_eq!(header(&response, "x-frame-options"), "", "{path}");
        assert_eq!(header(&response, "cross-origin-opener-policy"), "", "{path}");
    }
}
