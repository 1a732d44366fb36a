//! What every answer forbids a browser: to guess types, to frame, to load from elsewhere.

use std::borrow::Cow;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};

use percent_encoding::percent_decode_str;

use crate::config::Settings;

/// What is no page loads nothing and is framed by nobody.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// Sets what holds for every answer, and what holds for those that are no page.
pub(super) async fn every(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(NOTHING));
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    response
}

/// Sets what holds for a page that stands alone.
pub(super) fn page(set: &mut HeaderMap, request: &HeaderMap, settings: &Settings) {
    set.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    set.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    put_policy(set, &sockets(request, settings), "'none'");
}

/// Sets what holds for the chat as a page: the sites of its inbox may frame it.
pub(super) fn framed_page(
    set: &mut HeaderMap,
    request: &HeaderMap,
    settings: &Settings,
    query: Option<&str>,
) {
    let inbox = settings.inbox(inbox_of(query).as_deref().unwrap_or("default"));
    let mut ancestors = "'self'".to_owned();
    for origin in inbox.iter().flat_map(|inbox| &inbox.allowed_origins) {
        ancestors.push(' ');
        ancestors.push_str(origin);
    }
    put_policy(set, &sockets(request, settings), &ancestors);
}

/// Reads the query as the page's script does, `%69nbox` included: otherwise another inbox's sites could frame this one.
fn inbox_of(query: Option<&str>) -> Option<Cow<'_, str>> {
    let read = |text| percent_decode_str(text).decode_utf8_lossy();
    let pairs = query?.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (read(name), read(value))).find(|(name, _)| name == "inbox").map(|(_, key)| key)
}

fn put_policy(set: &mut HeaderMap, sockets: &str, ancestors: &str) {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'{sockets}; base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}; \
         require-trusted-types-for 'script'"
    );
    // Everything in it was checked; a value that is none all the same forbids everything.
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(NOTHING));
    set.insert(header::CONTENT_SECURITY_POLICY, policy);
}

/// Names our own sockets: for older browsers `'self'` is the page's scheme alone.
fn sockets(request: &HeaderMap, settings: &Settings) -> String {
    let public = settings.public_url.as_deref().and_then(|url| url.split_once("://"));
    let public = public.map(|(_, rest)| rest.split('/').next().unwrap_or_default());
    let asked = request.get(header::HOST).and_then(|host| host.to_str().ok());
    match asked.filter(|host| is_host(host)).or(public.filter(|host| is_host(host))) {
        Some(host) => format!(" ws://{host} wss://{host}"),
        None => String::new(),
    }
}

fn is_host(host: &str) -> bool {
    (1..=255).contains(&host.len())
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':' | '[' | ']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inbox_is_read_as_a_browser_reads_it() {
        for (query, want) in [
            ("inbox=shop&locale=zh", Some("shop")),
            ("locale=zh&%69nbox=strict&inbox=open", Some("strict")),
            ("inbox=sh%6Fp", Some("shop")),
            ("inbox", Some("")),
            ("inboxes=shop", None),
        ] {
            assert_eq!(inbox_of(Some(query)).as_deref(), want, "{query}");
        }
        assert_eq!(inbox_of(None), None);
    }

    #[test]
    fn a_host_that_is_none_never_reaches_the_policy() {
        for (host, want) in [
            ("help.example.com:8443", " ws://help.example.com:8443 wss://help.example.com:8443"),
            ("[::1]:80", " ws://[::1]:80 wss://[::1]:80"),
            ("a b", ""),
            ("a;script-src *", ""),
            ("a'*", ""),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            assert_eq!(sockets(&headers, &Settings::default()), want);
        }
    }
}
