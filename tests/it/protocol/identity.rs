//! Who a contact is: signed tokens of the embedding site, and our own.

use std::time::Duration;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use firstline::{
    ports::Clock as _,
    web::wire::{ChatFrame, ErrorCode, Hello, Welcome},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::support::{Chat, Options, Server, client::hello, kind};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const ED25519_KEY: &str = "MC4CAQAwBQYDK2VwBCIEIPNR/ovG008k4etG0eorOI4MtvwF4gpeh1K35/GCWqsX";
const EDDSA_PUBLIC: &str = "MCowBQYDK2VwAyEAwq3WSnm05RGUlfpbPF7vPszWwClaXEK2ilT8f2if0W8=";
const CONFIG: &str = r#"
[[inbox]]
key = "default"

[[inbox]]
key = "open"
[inbox.jwt]
hs256_secret = "0123456789abcdef0123456789abcdef"

[[inbox]]
key = "named"
anonymous = false
[inbox.jwt]
hs256_secret = "0123456789abcdef0123456789abcdef"
eddsa_public_key = "MCowBQYDK2VwAyEAwq3WSnm05RGUlfpbPF7vPszWwClaXEK2ilT8f2if0W8="
"#;

async fn server() -> Server {
    Server::start(Options { config: CONFIG, ..Options::default() }).await
}

/// Seconds since 1970 by the server's clock.
fn now(server: &Server) -> i64 {
    server.clock.now().as_millis() / 1000
}

fn claims(server: &Server) -> Value {
    json!({ "sub": "customer-7", "aud": "named", "exp": now(server) + 600, "name": "Ada", "locale": "zh" })
}

fn signed(algorithm: Algorithm, claims: &Value) -> String {
    let key = match algorithm {
        Algorithm::EdDSA => EncodingKey::from_ed_der(&STANDARD.decode(ED25519_KEY).unwrap()),
        _ => EncodingKey::from_secret(SECRET.as_bytes()),
    };
    jsonwebtoken::encode(&Header::new(algorithm), claims, &key).unwrap()
}

fn with_token(inbox: &str, token: &str) -> Hello {
    Hello { token: Some(token.to_owned()), ..hello(inbox) }
}

async fn let_in(server: &Server, token: &str) -> (Chat, Welcome) {
    Chat::begin(server.address(), &with_token("named", token)).await
}

async fn refused(server: &Server, hello: Hello) -> (ErrorCode, Option<u16>) {
    let mut chat = Chat::silent(server.address()).await;
    chat.send(&ChatFrame::Hello(hello)).await;
    (chat.error().await.code, chat.closed().await)
}

const UNAUTHORIZED: (ErrorCode, Option<u16>) = (ErrorCode::Unauthorized, Some(4401));

#[tokio::test(flavor = "multi_thread")]
async fn the_sites_token_names_its_user_by_either_key() {
    let server = server().await;
    let (_one, shared) = let_in(&server, &signed(Algorithm::HS256, &claims(&server))).await;
    let (_two, public) = let_in(&server, &signed(Algorithm::EdDSA, &claims(&server))).await;
    assert_eq!(shared.contact.id, public.contact.id, "the same sub is the same contact");
    assert_eq!(shared.contact.name.as_deref(), Some("Ada"));
    assert_eq!(shared.contact_token, None, "a named contact needs no token of ours");
    assert_eq!(shared.inbox.locale, firstline::domain::ids::Locale::Zh);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_site_vouches_for_reaches_the_desk() {
    let server = server().await;
    let mut of_ada = claims(&server);
    for (name, value) in [
        ("email", json!("ada@example.com")),
        ("account", json!(42)),
        ("plan", json!(["odd"])),
        ("shoe_size", json!("39")),
    ] {
        of_ada[name] = value;
    }
    let token = signed(Algorithm::HS256, &of_ada);
    let context = json!({ "plan": "page says", "account": "forged", "product": "Harbor" });
    let hello = Hello { context: serde_json::from_value(context).unwrap(), ..with_token("named", &token) };
    let (mut chat, _) = Chat::begin(server.address(), &hello).await;
    let ack = chat.hand_off().await;
    let log = server.log(ack.conversation).await;
    let asked = log.iter().find(|event| kind(event) == "handoff_requested").unwrap();
    let dossier = serde_json::to_value(&asked.body).unwrap()["body"]["dossier"]["environment"].to_string();
    for fact in ["ada@example.com", "\"42\"", "page says", "Harbor"] {
        assert!(dossier.contains(fact), "{fact}: {dossier}");
    }
    assert!(!dossier.contains("forged") && !dossier.contains("39"), "{dossier}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_sub_in_another_inbox_is_somebody_else() {
    let server = server().await;
    let (_one, named) = let_in(&server, &signed(Algorithm::HS256, &claims(&server))).await;
    let mut of_open = claims(&server);
    of_open["aud"] = json!("open");
    let token = signed(Algorithm::HS256, &of_open);
    let (_two, open) = Chat::begin(server.address(), &with_token("open", &token)).await;
    assert_ne!(named.contact.id, open.contact.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_a_wrong_claim_is_refused() {
    let server = server().await;
    let now = now(&server);
    let broken: &[(&str, Value)] = &[
        ("aud", json!("open")),
        ("aud", Value::Null),
        ("exp", json!(now - 3_600)),
        ("exp", Value::Null),
        ("exp", json!("soon")),
        ("sub", json!("")),
        ("sub", Value::Null),
        ("nbf", json!(now + 3_600)),
    ];
    for (claim, value) in broken {
        let mut claims = claims(&server);
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(*claim)),
            value => claims[*claim] = value.clone(),
        }
        let token = signed(Algorithm::HS256, &claims);
        assert_eq!(refused(&server, with_token("named", &token)).await, UNAUTHORIZED, "{claim} {value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_otherwise_is_refused() {
    let server = server().await;
    let claims = claims(&server);
    let good = signed(Algorithm::HS256, &claims);
    let [head, body, signature]: [&str; 3] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    let other_key =
        jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(&[7; 32])).unwrap();
    let mut forged = claims.clone();
    forged["sub"] = json!("admin");
    let forged = URL_SAFE_NO_PAD.encode(forged.to_string());
    let public = EncodingKey::from_secret(EDDSA_PUBLIC.as_bytes());
    let confused = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &public).unwrap();
    for token in [
        format!("{none}.{body}."),
        format!("{none}.{body}.{signature}"),
        format!("{head}.{forged}.{signature}"),
        other_key,
        confused,
        signed(Algorithm::HS384, &claims),
        "x".repeat(10_000),
    ] {
        assert_eq!(refused(&server, with_token("named", &token)).await, UNAUTHORIZED, "{token}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_for_named_users_refuses_who_brings_no_token() {
    let server = server().await;
    assert_eq!(refused(&server, hello("named")).await, UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_without_keys_takes_no_signed_token() {
    let server = server().await;
    let mut claims = claims(&server);
    claims["aud"] = json!("default");
    let token = signed(Algorithm::HS256, &claims);
    assert_eq!(refused(&server, with_token("default", &token)).await, UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_token_of_one_inbox_is_worth_nothing_in_another() {
    let server = server().await;
    let (_chat, welcome) = Chat::begin(server.address(), &hello("default")).await;
    let token = welcome.contact_token.unwrap();
    assert_eq!(refused(&server, with_token("open", &token)).await, UNAUTHORIZED);
    let (_again, again) = Chat::begin(server.address(), &with_token("default", &token)).await;
    assert_eq!(again.contact.id, welcome.contact.id);
    assert_eq!(again.contact_token, None, "a token is told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expires_ends_the_socket() {
    let server = server().await;
    let mut claims = claims(&server);
    claims["exp"] = json!(now(&server) + 1);
    let (mut chat, _) = let_in(&server, &signed(Algorithm::HS256, &claims)).await;
    assert_eq!(chat.closed().await, Some(4401));
    server.clock.advance(Duration::from_secs(60));
    assert_eq!(refused(&server, with_token("named", &signed(Algorithm::HS256, &claims))).await, UNAUTHORIZED);
}
