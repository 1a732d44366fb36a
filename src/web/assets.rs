//! The front end as it was built: pages, the widget's script, assets; each in the encoding the browser likes best.
//!
//! A release holds the files in the binary, a debug build reads `web/dist` anew each time. Names are looked up, never
//! joined to a path of ours by hand.

use std::{borrow::Cow, sync::Arc};

use axum::{
    body::Body,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderName, HeaderValue, Response as HttpResponse, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::{
    Web,
    error::{Problem, UrlPath},
    guard,
};

/// What keeps its name is asked for anew each time, and mostly answered by 304: an old script beside new assets would
/// look for some that are gone.
const ASK_AGAIN: &str = "no-cache";
/// The newest core under a name that stays, for pages whose script is older than this build.
const NEWEST: &str = "core.js";
/// An asset's name changes with its content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct BuiltIn;

/// A file of the front end.
#[derive(Clone, Debug)]
pub struct File {
    /// Its bytes.
    pub data: Cow<'static, [u8]>,
    /// SHA-256 of them.
    pub hash: [u8; 32],
}

/// Finds a file of the front end by its path below `web/dist`.
pub type Files = Box<dyn Fn(&str) -> Option<File> + Send + Sync>;

/// Returns the files that the build left.
#[must_use]
pub fn built_in() -> Files {
    Box::new(|path| {
        let file = BuiltIn::get(path)?;
        Some(File { hash: file.metadata.sha256_hash(), data: file.data })
    })
}

/// Who may have a page in a frame.
enum Framed {
    Nobody,
    /// The sites of the inbox that the page is opened for.
    ByItsSites,
}

pub(super) async fn demo(State(web): State<Arc<Web>>, headers: HeaderMap) -> Response {
    page(&web, "index.html", &headers, None, &Framed::Nobody)
}

pub(super) async fn console(State(web): State<Arc<Web>>, headers: HeaderMap) -> Response {
    page(&web, "console.html", &headers, None, &Framed::Nobody)
}

pub(super) async fn docs(State(web): State<Arc<Web>>, headers: HeaderMap) -> Response {
    page(&web, "docs.html", &headers, None, &Framed::Nobody)
}

pub(super) async fn chat(
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    page(&web, "chat.html", &headers, query.as_deref(), &Framed::ByItsSites)
}

pub(super) async fn case(State(web): State<Arc<Web>>, headers: HeaderMap) -> Response {
    page(&web, "case.html", &headers, None, &Framed::Nobody)
}

pub(super) async fn widget(State(web): State<Arc<Web>>, headers: HeaderMap) -> Response {
    open_to_all(file(&web, "widget.js", ASK_AGAIN, &headers))
}

pub(super) async fn asset(
    State(web): State<Arc<Web>>,
    UrlPath(name): UrlPath<String>,
    headers: HeaderMap,
) -> Response {
    let cached = if name == NEWEST { ASK_AGAIN } else { FOR_EVER };
    open_to_all(file(&web, &format!("assets/{name}"), cached, &headers))
}

fn page(web: &Web, name: &str, headers: &HeaderMap, query: Option<&str>, framed: &Framed) -> Response {
    let mut response = file(web, name, ASK_AGAIN, headers);
    let settings = web.flow.settings();
    match framed {
        Framed::Nobody => guard::page(response.headers_mut(), headers, settings),
        Framed::ByItsSites => guard::framed_page(response.headers_mut(), headers, settings, query),
    }
    response
}

/// Modules are imported from the pages of others.
fn open_to_all(mut response: Response) -> Response {
    let set = response.headers_mut();
    set.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    set.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    response
}

fn file(web: &Web, name: &str, cached: &'static str, headers: &HeaderMap) -> Response {
    let Some(kind) = kind(name).filter(|_| is_plain(name)) else { return missing() };
    let Some((found, encoding)) = encoded(&web.files, name, headers) else {
        let is_built = (web.files)("index.html").is_some();
        return if is_built { missing() } else { not_built() };
    };
    let etag = etag(&found.hash);
    let mut response = HttpResponse::builder()
        .header(header::CACHE_CONTROL, cached)
        .header(header::VARY, "Accept-Encoding")
        .header(header::ETAG, &etag);
    if is_known(headers, &etag) {
        return answer(response.status(StatusCode::NOT_MODIFIED), Body::empty());
    }
    if let Some(encoding) = encoding {
        response = response.header(header::CONTENT_ENCODING, encoding);
    }
    answer(response.header(header::CONTENT_TYPE, kind), Body::from(bytes(found.data)))
}

fn bytes(data: Cow<'static, [u8]>) -> bytes::Bytes {
    match data {
        Cow::Borrowed(data) => bytes::Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    }
}

fn answer(response: axum::http::response::Builder, body: Body) -> Response {
    response.body(body).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn missing() -> Response {
    Problem::new(StatusCode::NOT_FOUND, "there is nothing at this address").into_response()
}

fn not_built() -> Response {
    let detail = "the front end is not built; run `make assets`";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).into_response()
}

/// Returns the smallest of the encodings that the browser takes.
fn encoded(files: &Files, name: &str, headers: &HeaderMap) -> Option<(File, Option<&'static str>)> {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(accepted, encoding)
            && let Some(file) = files(&format!("{name}.{ending}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    files(name).map(|file| (file, None))
}

/// Reads an `Accept-Encoding`; only what is named counts, and not with a weight of zero.
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse::<f32>);
        named && weight.is_ok_and(|weight| weight > 0.0)
    })
}

/// Returns the type of a file by its ending; files of other endings are not for browsers.
fn kind(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "json" => "application/json",
        _ => return None,
    })
}

/// A name as the build writes them: no step upwards, no hidden file, nothing that a file system reads otherwise.
fn is_plain(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    name.split('/').all(plain)
}

/// Returns the hash of a body that is made, not read.
pub(super) fn hash(body: &[u8]) -> [u8; 32] {
    Sha256::digest(body).into()
}

/// Returns the strong tag of the bytes that go out: each encoding has its own bytes and so its own tag.
pub(super) fn etag(hash: &[u8; 32]) -> String {
    let digits: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}\"")
}

/// Returns whether the browser holds these bytes already.
pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_taken_only_where_it_is_named() {
        for (accepted, br, gzip) in [
            ("gzip, deflate, br", true, true),
            ("gzip", false, true),
            ("br;q=0, gzip;q=0.5", false, true),
            ("BR ; q=1", true, false),
            ("*", false, false),
            ("", false, false),
        ] {
            assert_eq!((accepts(accepted, "br"), accepts(accepted, "gzip")), (br, gzip), "{accepted}");
        }
    }

    #[test]
    fn a_name_is_never_a_way_out() {
        for bad in ["../a.js", "assets/../a.js", "assets//a.js", "/etc/a.js", ".env.js", "a\\b.js", "a%2e.js"]
        {
            assert!(!is_plain(bad), "{bad}");
        }
        assert!(is_plain("assets/widget-Ab12_x.js"));
        assert!(kind("assets/widget.js.br").is_none() && kind("Makefile").is_none());
    }
}
