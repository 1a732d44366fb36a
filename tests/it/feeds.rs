//! Holidays out of calendars by address: fetched from a real server that also lies, hangs, floods and goes away.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use firstline::{
    config::{Overrides, Settings},
    domain::ids::{Id, InboxKey},
    flow::policies::{self, PolicyError},
    ports::{Clock as _, Policies, PolicySource},
    store::Sqlite,
    web::policy::PolicyView,
};
use futures_util::{StreamExt as _, stream};
use reqwest::Client;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Options, Server, eventually};

const POLICY: &str = "/v1/inboxes/default/policy";
const SIX_HOURS: Duration = Duration::from_secs(6 * 3_600);

/// How a calendar's server answers.
#[derive(Clone, Debug)]
enum Answer {
    /// With a calendar of these events and its tag; with 304 to whoever has that tag.
    Calendar(&'static [(&'static str, &'static str)]),
    Text(&'static str),
    Status(u16),
    Redirect(String),
    Flood,
    Hang,
}

struct Inner {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<(String, HeaderMap)>>,
}

/// A calendar's server; the last of its answers goes on.
struct Calendar {
    address: SocketAddr,
    inner: Arc<Inner>,
}

impl Calendar {
    async fn start(first: Answer) -> Self {
        let inner = Arc::new(Inner { answers: Mutex::new([first].into()), asked: Mutex::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().fallback(answer).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, inner }
    }
    fn url(&self) -> String {
        format!("http://{}/holidays.ics?key=secret", self.address)
    }
    fn will(&self, answers: &[Answer]) {
        *self.inner.answers.lock().unwrap() = answers.iter().cloned().collect();
    }
    fn asked(&self) -> Vec<(String, HeaderMap)> {
        self.inner.asked.lock().unwrap().clone()
    }
}

async fn answer(State(inner): State<Arc<Inner>>, uri: Uri, headers: HeaderMap) -> Response {
    inner.asked.lock().unwrap().push((uri.path().to_owned(), headers.clone()));
    let answer = {
        let mut answers = inner.answers.lock().unwrap();
        if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() }
    };
    match answer {
        Answer::Calendar(events) => {
            let tag = format!("\"{}\"", events.iter().map(|(date, _)| *date).collect::<String>());
            if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.to_str().unwrap() == tag) {
                return StatusCode::NOT_MODIFIED.into_response();
            }
            ([(header::ETAG, tag)], calendar(events)).into_response()
        }
        Answer::Text(text) => text.into_response(),
        Answer::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Answer::Redirect(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Answer::Flood => {
            let chunks =
                stream::iter(std::iter::repeat_n(vec![b'x'; 64 * 1024], 160)).map(Ok::<_, std::io::Error>);
            Body::from_stream(chunks).into_response()
        }
        Answer::Hang => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            StatusCode::OK.into_response()
        }
    }
}

fn calendar(events: &[(&str, &str)]) -> String {
    let events: String = events
        .iter()
        .map(|(date, title)| {
            format!("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{date}\r\nSUMMARY:{title}\r\nEND:VEVENT\r\n")
        })
        .collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

/// A Wednesday that is off, and a Saturday that is worked for it.
const OFF: &[(&str, &str)] = &[("20260610", "端午节"), ("20260613", "端午节 补班")];
/// The Wednesday after is off, too.
const MORE: &[(&str, &str)] = &[("20260610", "端午节"), ("20260613", "端午节 补班"), ("20260617", "Closed")];

fn config(holidays: &str, more: &str) -> &'static str {
    Box::leak(
        format!(
            "private_calendars = true\n[[inbox]]\nkey = \"default\"\nzone = \"Asia/Shanghai\"\n{more}\n\
             [inbox.hours]\nmon = [\"09:00-18:00\"]\nwed = [\"09:00-18:00\"]\nholidays = \"{holidays}\"\n"
        )
        .into_boxed_str(),
    )
}

async fn serving(config: &'static str) -> Server {
    let mut options = Options::tuned(|settings| settings.limits.receiver_wait = Duration::from_secs(4));
    options.config = config;
    Server::start(options).await
}

fn key() -> InboxKey {
    InboxKey("default".to_owned())
}

/// Which of the two Wednesdays and the Saturday the inbox is open on at ten, and under which version.
fn open_on(server: &Server) -> ([bool; 3], u32) {
    let policy = server.flow().inbox(&key()).unwrap().policy.clone();
    let days = ["2026-06-10T02:00:00Z", "2026-06-13T02:00:00Z", "2026-06-17T02:00:00Z"];
    (days.map(|at| policy.hours.open_at(at.parse().unwrap())), policy.version)
}

/// Waits until that is so.
async fn until_open_on(server: &Server, days: [bool; 3], version: u32) {
    eventually("the hours that the calendar says", || async {
        (open_on(server) == (days, version)).then_some(())
    })
    .await;
}

/// When the calendar was last asked for; Unix milliseconds.
fn tried_at(server: &Server) -> i64 {
    server.database().query_row("SELECT tried_at FROM feed", [], |row| row.get(0)).unwrap()
}

async fn admin(server: &Server) -> String {
    let (_, token) = server.add_agent("Ada", None).await;
    server.database().execute("UPDATE agent SET admin = 1 WHERE name = 'Ada'", []).unwrap();
    token
}

async fn view(server: &Server, token: &str) -> PolicyView {
    let request = Client::new().get(server.url(POLICY)).bearer_auth(token);
    request.send().await.unwrap().json().await.unwrap()
}

/// Waits until the policy warns so of its calendar.
async fn warned(server: &Server, token: &str, wants: &str) -> String {
    eventually(wants, || async {
        let warnings = view(server, token).await.warnings;
        let warning = warnings.into_iter().find(|warning| warning.field == "hours.holidays")?;
        warning.detail.contains(wants).then_some(warning.detail)
    })
    .await
}

const AS_THE_WEEK_SAYS: [bool; 3] = [true, false, true];
const AS_THE_FEED_SAYS: [bool; 3] = [false, true, true];

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_in_a_calendar_is_a_new_version_of_the_policy() {
    let feed = Calendar::start(Answer::Calendar(OFF)).await;
    let server = serving(config(&feed.url(), "")).await;
    let token = admin(&server).await;
    until_open_on(&server, AS_THE_FEED_SAYS, 2).await;
    let (_, headers) = feed.asked().remove(0);
    assert_eq!(
        (headers.get("accept").unwrap(), headers.get("if-none-match")),
        (&"text/calendar".parse().unwrap(), None)
    );
    let held = view(&server, &token).await;
    assert_eq!((held.source.as_str(), held.warnings.len()), ("feed", 2), "{:?}", held.warnings);
    assert_eq!(held.policy["hours"]["holidays"], feed.url());
    assert_eq!(held.policy["feed"][0]["closed"], json!(["2026-06-10"]));
    assert_eq!(held.policy["feed"][0]["working"], json!(["2026-06-13"]));
    // Asked again after six hours, by the tag it has; nothing has changed, and nothing changes.
    server.clock.advance(SIX_HOURS);
    // Not only asked: when it is due again counts from the end of the fetch.
    let now = server.clock.now().as_millis();
    eventually("the next fetch", || async { (tried_at(&server) == now).then_some(()) }).await;
    assert_eq!(feed.asked().len(), 2);
    assert_eq!(feed.asked()[1].1.get("if-none-match").unwrap(), "\"2026061020260613\"");
    feed.will(&[Answer::Calendar(MORE)]);
    server.clock.advance(SIX_HOURS);
    until_open_on(&server, [false, true, false], 3).await;
    assert_eq!(view(&server, &token).await.policy["feed"].as_array().unwrap().len(), 1);
    // An earlier version still says what it said.
    let row = server.flow().policy(&key(), Some(2)).await.unwrap();
    assert_eq!((row.source, &row.body), (PolicySource::Feed, &held.policy));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_that_is_none_is_told_and_the_last_good_one_holds() {
    let (feed, inside) =
        (Calendar::start(Answer::Calendar(OFF)).await, Calendar::start(Answer::Calendar(MORE)).await);
    let server = serving(config(&feed.url(), "")).await;
    let token = admin(&server).await;
    until_open_on(&server, AS_THE_FEED_SAYS, 2).await;
    let wrong = [
        (Answer::Redirect(inside.url()), "redirects to another host"),
        (Answer::Redirect("http://169.254.169.254/latest".to_owned()), "redirects to another host"),
        (Answer::Redirect("/again".to_owned()), "redirects more than 3 times"),
        (Answer::Flood, "longer than 1000000 bytes"),
        (Answer::Hang, "does not answer in time"),
        (Answer::Text("<!doctype html><title>\u{1b}[31mSign in</title>"), "no calendar of holidays: line 1"),
        (Answer::Text("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"), "names no date"),
        (Answer::Text(""), "no calendar"),
        (Answer::Status(500), "status 500"),
        (Answer::Status(204), "status 204"),
    ];
    for (answer, wants) in wrong {
        feed.will(&[answer]);
        server.clock.advance(SIX_HOURS);
        let now = server.clock.now().as_millis();
        eventually("the next try", || async { (tried_at(&server) == now).then_some(()) }).await;
        let told = warned(&server, &token, wants).await;
        assert!(told.contains("what was read on 2026-06-03") && !told.contains("secret"), "{told}");
        assert!(!told.contains('\u{1b}'), "{told:?}");
        assert_eq!(open_on(&server), (AS_THE_FEED_SAYS, 2));
    }
    assert!(inside.asked().is_empty(), "somebody was led inside");
    // A redirect on the same host is followed.
    feed.will(&[Answer::Redirect("/moved".to_owned()), Answer::Calendar(MORE)]);
    server.clock.advance(SIX_HOURS);
    until_open_on(&server, [false, true, false], 3).await;
    assert_eq!(feed.asked().last().unwrap().0, "/moved");
    assert!(!view(&server, &token).await.warnings.iter().any(|warning| warning.field == "hours.holidays"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_server_a_calendar_holds_over_restarts_and_changes_of_the_file() {
    let feed = Calendar::start(Answer::Calendar(OFF)).await;
    let url = feed.url();
    let mut server = serving(config(&url, "")).await;
    until_open_on(&server, AS_THE_FEED_SAYS, 2).await;
    server.stop().await;
    server.options().config = config(&url.replace(&feed.address.to_string(), "127.0.0.1:9"), "");
    // Another address: nothing is known of it, and the start waits for nothing.
    server.start_again().await;
    let token = admin(&server).await;
    assert_eq!(open_on(&server), (AS_THE_WEEK_SAYS, 3));
    let told = warned(&server, &token, "no connection").await;
    assert!(told.contains("its days are like any other"), "{told}");
    server.stop().await;
    server.options().config = config(&url, "queue = \"night\"");
    feed.will(&[Answer::Hang]);
    let n_asked = feed.asked().len();
    server.start_again().await;
    assert_eq!(open_on(&server), (AS_THE_FEED_SAYS, 4), "what was read before is part of the new version");
    server.restart().await;
    assert_eq!(open_on(&server), (AS_THE_FEED_SAYS, 4));
    assert_eq!(feed.asked().len(), n_asked, "it is not due");
    server.clock.advance(SIX_HOURS);
    warned(&server, &token, "does not answer in time").await;
    assert_eq!(open_on(&server), (AS_THE_FEED_SAYS, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_is_set_by_the_api_and_what_it_says_is_not() {
    let feed = Calendar::start(Answer::Calendar(OFF)).await;
    let server = serving(config("https://nowhere.invalid/a.ics", "")).await;
    let token = admin(&server).await;
    warned(&server, &token, "no connection").await;
    let mut body = view(&server, &token).await.policy;
    body["hours"]["holidays"] = feed.url().into();
    body["feed"] = json!([{ "url": feed.url(), "zone": "Asia/Shanghai", "closed": ["2026-06-17", "never"] }]);
    let put = async |version: u32, body: &Value| {
        let request = Client::new().put(server.url(POLICY)).bearer_auth(&token).json(body);
        request.header("if-match", version).send().await.unwrap()
    };
    let set: PolicyView = put(1, &body).await.json().await.unwrap();
    assert_eq!((set.source.as_str(), set.policy.get("feed")), ("api", None));
    until_open_on(&server, AS_THE_FEED_SAYS, 3).await;
    let mut held = view(&server, &token).await.policy;
    held["queue"] = "night".into();
    let set: PolicyView = put(3, &held).await.json().await.unwrap();
    assert_eq!((set.version, &set.policy["feed"]), (4, &held["feed"]), "what is known is known at once");
    for (holidays, wants) in [
        ("http://calendar.example/a.ics", "https://"),
        ("webcal://calendar.example/a.ics", "https://"),
        ("https://u:p@calendar.example/a.ics", "user name"),
        ("http://127.evil.example/a.ics", "https://"),
        ("file:///etc/passwd", "https://"),
        ("holidays.ics", "no file of settings"),
    ] {
        held["hours"]["holidays"] = holidays.into();
        let refused = put(4, &held).await;
        assert_eq!(refused.status(), 422, "{holidays}");
        let text = refused.text().await.unwrap();
        assert!(text.contains("hours.holidays") && text.contains(wants), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_inside_must_be_meant() {
    let inside = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = inside.local_addr().unwrap();
    for host in ["localhost".to_owned(), "127.0.0.1".to_owned(), "[::ffff:127.0.0.1]".to_owned()] {
        let url = format!("https://{host}:{}/a.ics", address.port());
        let config = config(&url, "").replace("private_calendars = true\n", "");
        let server = serving(Box::leak(config.into_boxed_str())).await;
        let token = admin(&server).await;
        warned(&server, &token, "private_calendars = true").await;
    }
    let knocked = tokio::time::timeout(Duration::from_millis(100), inside.accept()).await;
    assert!(knocked.is_err(), "somebody connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_have_calendars_and_one_fetch_serves_all() {
    let feed = Calendar::start(Answer::Calendar(OFF)).await;
    let url = feed.url();
    let config = format!(
        "private_calendars = true\n[[team]]\nname = \"sh\"\nzone = \"Asia/Shanghai\"\n\
         [team.hours]\nwed = [\"09:00-18:00\"]\nholidays = \"{url}\"\n\
         [[inbox]]\nkey = \"default\"\nteams = [\"sh\"]\n[[inbox]]\nkey = \"shop\"\nteams = [\"sh\"]\n"
    );
    let server = serving(Box::leak(config.into_boxed_str())).await;
    until_open_on(&server, AS_THE_FEED_SAYS, 2).await;
    eventually("the other inbox", || async {
        let shop = server.flow().inbox(&InboxKey("shop".to_owned())).unwrap();
        (shop.policy.version == 2).then_some(())
    })
    .await;
    assert_eq!(feed.asked().len(), 1);
    feed.will(&[Answer::Status(404)]);
    server.clock.advance(SIX_HOURS);
    let token = admin(&server).await;
    eventually("a warning at the team", || async {
        let warnings = view(&server, &token).await.warnings;
        warnings.iter().any(|warning| warning.field == "team.1.hours.holidays").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_calendar_takes_nothing_from_the_file_or_the_api() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::own(folder.path(), Id::new(Uuid::from_u128(1))).unwrap();
    let now = "2026-06-02T12:00:00Z".parse().unwrap();
    let file = |queue: &str| config("https://calendar.example/a.ics", &format!("queue = \"{queue}\""));
    let read = |text: &str| Settings::from_text("test", text, &Overrides::default(), |_| None).unwrap();
    let start = async |text: &str, forced: bool| {
        let mut settings = read(text);
        let settled = policies::settle(&store, &mut settings, forced, now).await;
        settled.map(|()| {
            let inbox = &settings.inboxes[0];
            (inbox.policy.version, inbox.policy.queue.clone(), inbox.document.feeds.len())
        })
    };
    let held = |version: u32, queue: &str, n_feeds: usize| (version, queue.to_owned(), n_feeds);
    let write = async |text: &str, version: u32, source: PolicySource| {
        let settings = read(text);
        let document = &settings.inboxes[0].document;
        let feed = document.sources[0].read(calendar(OFF).as_bytes()).unwrap();
        let document = settings.with_feeds(document, &[feed]).unwrap();
        assert!(
            store.put_policy(policies::row_of(&document, &key(), version, source, now, None)).await.unwrap()
        );
    };
    assert_eq!(start(file("a"), false).await.unwrap(), held(1, "a", 0));
    write(file("a"), 2, PolicySource::Feed).await;
    assert_eq!(start(file("a"), false).await.unwrap(), held(2, "a", 1), "the file has not changed");
    assert_eq!(start(file("b"), false).await.unwrap().0, 3);
    write(file("api"), 4, PolicySource::Api).await;
    write(file("api"), 5, PolicySource::Feed).await;
    assert_eq!(start(file("b"), false).await.unwrap(), held(5, "api", 1));
    let overruled = start(file("c"), false).await.unwrap_err();
    assert!(matches!(overruled, PolicyError::Overruled { read: 3, newest: 4, .. }), "{overruled}");
    assert_eq!(start(file("api"), false).await.unwrap().0, 6, "brought in line, whatever the calendar says");
}
