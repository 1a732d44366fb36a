//! The console's sign-in: a cookie of its own, used by our own pages alone, and over when it should be.

use std::time::Duration;

use firstline::web::{
    api::ConversationPage,
    session::Session,
    wire::{AgentServerFrame, ErrorCode},
};
use reqwest::{Client, Method, Response};
use serde_json::json;

use crate::support::{Agent, Handshake, Options, Server, corpus::INTERNAL_WORD, eventually};

/// Sends a request as a browser on one of our own pages would.
async fn send(server: &Server, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Client::new().request(method, server.url(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

fn own(server: &Server) -> String {
    server.url("").trim_end_matches('/').to_owned()
}

/// Signs in; returns the `Set-Cookie` line.
async fn sign_in(server: &Server, token: &str, headers: &[(&str, &str)]) -> Result<(String, Session), u16> {
    let mut request = Client::new().post(server.url("/v1/session")).json(&json!({ "token": token }));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    if response.status() != 200 {
        return Err(response.status().as_u16());
    }
    let line = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    Ok((line, response.json().await.unwrap()))
}

fn pair(line: &str) -> String {
    line.split(';').next().unwrap().to_owned()
}

async fn signed_in(server: &Server) -> (String, String) {
    let (_, token) = server.add_agent("Anna", None).await;
    let (line, _) = sign_in(server, &token, &[]).await.unwrap();
    (pair(&line), token)
}

async fn status(server: &Server, cookie: &str) -> u16 {
    send(server, Method::GET, "/v1/session", &[("cookie", cookie)]).await.status().as_u16()
}

async fn desk(server: &Server, headers: &[(&'static str, &str)]) -> Result<Agent, u16> {
    let handshake = headers
        .iter()
        .fold(Handshake::new(server.address(), "/v1/agent"), |handshake, (n, v)| handshake.header(n, *v));
    handshake.connect().await.map(|(socket, _)| Agent::new(socket))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_becomes_a_cookie_that_is_not_the_token() {
    let server = Server::plain().await;
    let (id, token) = server.add_agent("Anna", None).await;
    let (line, session) = sign_in(&server, &token, &[]).await.unwrap();
    assert_eq!((session.agent.id, session.agent.name.as_str()), (id, "Anna"));
    assert_eq!(session.inboxes[0].0, "default");
    for flag in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] {
        assert!(line.split("; ").any(|part| part == flag), "{line}");
    }
    assert!(!line.contains("Secure") && !line.contains(&token), "{line}");
    let cookie = format!("theme=dark; {}", pair(&line));
    let who: Session =
        send(&server, Method::GET, "/v1/session", &[("cookie", &cookie)]).await.json().await.unwrap();
    assert_eq!(who, session);
    let list: ConversationPage =
        send(&server, Method::GET, "/v1/conversations", &[("cookie", &cookie)]).await.json().await.unwrap();
    assert!(list.items.is_empty());
    let stored: Vec<u8> =
        server.database().query_row("SELECT secret FROM session", [], |row| row.get(0)).unwrap();
    assert_eq!(stored.len(), 32, "only a hash is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_signs_nobody_in_and_tries_are_counted() {
    let server = Server::start(Options::tuned(|settings| {
        settings.limits.sign_ins_burst = 3.try_into().unwrap();
    }))
    .await;
    assert_eq!(sign_in(&server, "fl_a_nobody", &[]).await.unwrap_err(), 401);
    assert_eq!(sign_in(&server, &"x".repeat(5_000), &[]).await.unwrap_err(), 401);
    let words = Client::new()
        .post(server.url("/v1/session"))
        .json(&json!({ "token": "fl_a_nobody" }))
        .send()
        .await
        .unwrap();
    assert!(words.text().await.unwrap().contains("firstline agent add"));
    let refused = eventually("a refusal", || async {
        let request = Client::new().post(server.url("/v1/session")).json(&json!({ "token": "fl_a_nobody" }));
        Some(request.send().await.unwrap()).filter(|response| response.status() == 429)
    })
    .await;
    assert!(refused.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap() >= 1);
    assert_eq!(status(&server, "firstline_session=nothing").await, 401);
    assert_eq!(status(&server, "other=1").await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_secure_where_the_browser_speaks_https() {
    let server = Server::start(Options::tuned(|settings| {
        settings.public_url = Some("https://help.example.com".to_owned());
    }))
    .await;
    let (_, token) = server.add_agent("Anna", None).await;
    let (line, _) = sign_in(&server, &token, &[("origin", "https://help.example.com")]).await.unwrap();
    assert!(line.ends_with("; Secure"), "{line}");
    let behind = Server::start(Options::tuned(|settings| settings.trusted_proxies = 1)).await;
    let (_, token) = behind.add_agent("Anna", None).await;
    let (line, _) = sign_in(&behind, &token, &[("x-forwarded-proto", "https")]).await.unwrap();
    assert!(line.ends_with("; Secure"), "{line}");
    let plain = Server::plain().await;
    let (_, token) = plain.add_agent("Anna", None).await;
    let (line, _) = sign_in(&plain, &token, &[("x-forwarded-proto", "https")]).await.unwrap();
    assert!(!line.contains("Secure"), "no proxy is trusted: {line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_page_can_do_nothing_with_the_cookie() {
    let server = Server::start(Options {
        config: "[[inbox]]\nkey = \"default\"\nallowed_origins = [\"https://shop.example.com\"]\n",
        ..Options::default()
    })
    .await;
    let (cookie, token) = signed_in(&server).await;
    for origin in ["https://evil.example", "https://shop.example.com", "null"] {
        assert_eq!(sign_in(&server, &token, &[("origin", origin)]).await.unwrap_err(), 403, "{origin}");
        let headers = [("cookie", cookie.as_str()), ("origin", origin)];
        for (method, path) in [(Method::DELETE, "/v1/session"), (Method::POST, "/v1/search")] {
            assert_eq!(send(&server, method, path, &headers).await.status(), 403, "{origin} {path}");
        }
        assert_eq!(desk(&server, &headers).await.err(), Some(403), "{origin}");
    }
    // No origin at all is no browser of ours.
    assert_eq!(send(&server, Method::DELETE, "/v1/session", &[("cookie", &cookie)]).await.status(), 403);
    assert_eq!(desk(&server, &[("cookie", &cookie)]).await.err(), Some(403));
    assert_eq!(status(&server, &cookie).await, 200, "the session stands");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_opens_by_the_cookie_and_closes_with_the_session() {
    let server = Server::plain().await;
    let (cookie, token) = signed_in(&server).await;
    let origin = own(&server);
    let headers = [("cookie", cookie.as_str()), ("origin", origin.as_str())];
    let mut anna = desk(&server, &headers).await.unwrap();
    anna.send(&json!({ "type": "hello" })).await;
    anna.expect("welcome", |frame| match frame {
        AgentServerFrame::Welcome { agent, .. } => (agent.name == "Anna").then_some(()),
        _ => None,
    })
    .await;
    let mut by_token = Agent::open(server.address(), &token).await;
    let gone = send(&server, Method::DELETE, "/v1/session", &headers).await;
    assert_eq!(gone.status(), 204);
    assert!(gone.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(anna.closed().await, Some(4401));
    assert_eq!(status(&server, &cookie).await, 401, "a kept cookie is worth nothing");
    let mut late = desk(&server, &headers).await.unwrap();
    late.send(&json!({ "type": "hello" })).await;
    assert_eq!(late.error().await.code, ErrorCode::Unauthorized);
    assert_eq!(late.closed().await, Some(4401));
    by_token.send(&json!({ "type": "status", "state": "away" })).await;
    by_token
        .expect("presence", |frame| {
            matches!(frame, AgentServerFrame::Presence { online: false, .. }).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_in_agent_reads_other_inboxes_like_anybody_else() {
    let config = "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"other\"\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let (_, token) = server.add_agent("Anna", Some(&["default"])).await;
    let cookie = pair(&sign_in(&server, &token, &[]).await.unwrap().0);
    for (inbox, finds_internal) in [("default", true), ("other", false)] {
        let found = Client::new()
            .post(server.url("/v1/search"))
            .header("cookie", &cookie)
            .header("origin", own(&server))
            .json(&json!({ "query": INTERNAL_WORD, "inbox": inbox }))
            .send()
            .await
            .unwrap();
        assert_eq!(found.status(), 200);
        assert_eq!(found.text().await.unwrap().contains("internal/keys.md"), finds_internal, "{inbox}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_the_hello_speaks_alone() {
    let server = Server::plain().await;
    let (cookie, _) = signed_in(&server).await;
    let origin = own(&server);
    let mut socket = desk(&server, &[("cookie", &cookie), ("origin", &origin)]).await.unwrap();
    socket.send(&json!({ "type": "hello", "token": "fl_a_nobody" })).await;
    assert_eq!(socket.error().await.code, ErrorCode::Unauthorized);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_with_its_time_and_with_its_agent() {
    let server = Server::plain().await;
    let (cookie, _) = signed_in(&server).await;
    server.clock.advance(Duration::from_secs(12 * 3_600 - 1));
    assert_eq!(status(&server, &cookie).await, 200);
    server.clock.advance(Duration::from_secs(1));
    assert_eq!(status(&server, &cookie).await, 401);
    let (cookie, _) = signed_in(&server).await;
    let n_sessions = || -> u64 {
        server.database().query_row("SELECT count(*) FROM session", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(n_sessions(), 1, "what has expired is gone");
    server.database().execute("DELETE FROM agent", []).unwrap();
    assert_eq!(status(&server, &cookie).await, 401);
    assert_eq!(n_sessions(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oldest_of_too_many_sessions_ends() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let mut cookies = Vec::new();
    for _ in 0..11 {
        cookies.push(pair(&sign_in(&server, &token, &[]).await.unwrap().0));
        server.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(status(&server, &cookies[0]).await, 401);
    assert_eq!(status(&server, &cookies[1]).await, 200);
    assert_eq!(status(&server, &cookies[10]).await, 200);
}
