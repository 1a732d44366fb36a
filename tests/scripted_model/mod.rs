//! A scripted model: an OpenAI-compatible endpoint on a local port that plays what a test wrote. No model is involved.
//!
//! It speaks `/v1/chat/completions`, streamed and whole, and misbehaves in every way the adapter has to survive. Tasks
//! that want JSON are answered as a good small model would, unless a test says otherwise; scripts are for the others.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Json, Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::post,
    serve::ListenerExt as _,
};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// What the endpoint does with one request.
#[derive(Clone, Debug)]
pub enum Script {
    /// Streams the text in small pieces and ends well.
    Say(String),
    /// Writes the first sentence of passage 1 with its citation: what a good small model would.
    Quote,
    /// A hijacked model: says what follows `SAY EXACTLY:` anywhere in the prompt; quotes where there is no such order.
    Obey,
    /// A model that an attacker has taken over for good: says the text whatever it is asked. A secret in it, however it
    /// is dressed up, is UNKNOWN unless the request holds it: nobody can say what they were never told.
    Hijacked { says: String, secrets: Vec<String> },
    /// Says the text, first after a pause, then with a pause after each piece.
    Slow { first: Duration, each: Duration, text: String },
    /// Says the text, then the connection breaks.
    CutAfter(String),
    /// Says the text, then the stream ends without `finish_reason` and `[DONE]`.
    EndAfter(String),
    /// Says the text, then nothing more, the connection stays open.
    StallAfter(String),
    /// Answers with a status, headers and a body.
    Status(u16, Vec<(&'static str, &'static str)>, String),
    /// Says the second text where the prompt holds the first one, and never answers where it does not.
    SayWhenAsked(String, String),
    /// Says the second text of the first pair whose first text the prompt holds, else the last text.
    SayByPrompt(Vec<(&'static str, &'static str)>, &'static str),
    /// Streams what is not JSON.
    Garbage,
    /// Takes the request and never answers.
    Silent,
    /// Repeats the sentence for ever.
    Endless(String),
    /// Refuses the prompt as too long the first, third, … time, and quotes the other times.
    TooLongOnce,
    /// Redirects.
    Redirect(String),
    /// Answers with a web page.
    NotSse,
    /// Says the text, then reports an error inside the stream.
    ErrorInStream(String),
    /// Says the text and ends with `[DONE]` alone.
    NoFinishReason(String),
    /// Says the text and ends with this `finish_reason`.
    FinishReason(String, &'static str),
}

struct Stage {
    scripts: Mutex<VecDeque<Script>>,
    always: Mutex<Script>,
    forms: Mutex<Option<Script>>,
    requests: Mutex<Vec<Value>>,
    keys: Mutex<Vec<Option<String>>>,
    n_too_long: AtomicUsize,
    n_open: AtomicUsize,
}

/// The running endpoint; it stops when dropped.
pub struct ScriptedModel {
    stage: Arc<Stage>,
    url: String,
    server: JoinHandle<()>,
}

impl ScriptedModel {
    /// Starts it on a free port; it quotes until it is told otherwise.
    pub async fn start() -> Self {
        let stage = Arc::new(Stage {
            scripts: Mutex::default(),
            always: Mutex::new(Script::Quote),
            forms: Mutex::default(),
            requests: Mutex::default(),
            keys: Mutex::default(),
            n_too_long: AtomicUsize::new(0),
            n_open: AtomicUsize::new(0),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        // Small pieces go out at once, as from any real endpoint: else the peer's delayed acknowledgement is measured.
        let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
        let router = Router::new().route("/v1/chat/completions", post(play)).with_state(stage.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { stage, url, server }
    }
    /// Returns the base URL, as for `FIRSTLINE_LLM_BASE_URL`.
    pub fn url(&self) -> String {
        self.url.clone()
    }
    /// Plays the script for the next request that has none yet.
    pub fn push(&self, script: Script) {
        self.stage.scripts.lock().unwrap().push_back(script);
    }
    /// Plays the script whenever no pushed one is left.
    pub fn always(&self, script: Script) {
        *self.stage.always.lock().unwrap() = script;
    }
    /// Plays the script for every task that wants JSON.
    pub fn forms(&self, script: Script) {
        *self.stage.forms.lock().unwrap() = Some(script);
    }
    /// Returns the bodies of all requests so far.
    pub fn requests(&self) -> Vec<Value> {
        self.stage.requests.lock().unwrap().clone()
    }
    /// Returns the `Authorization` header of each request so far.
    pub fn keys(&self) -> Vec<Option<String>> {
        self.stage.keys.lock().unwrap().clone()
    }
    /// Returns how many streams are open now.
    pub fn n_open(&self) -> usize {
        self.stage.n_open.load(Ordering::SeqCst)
    }
}

impl Drop for ScriptedModel {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn play(State(stage): State<Arc<Stage>>, headers: HeaderMap, Json(request): Json<Value>) -> Response {
    let key = headers.get("authorization").map(|key| key.to_str().unwrap().to_owned());
    stage.keys.lock().unwrap().push(key);
    stage.requests.lock().unwrap().push(request.clone());
    let prompt =
        request["messages"].as_array().and_then(|all| all.last()?["content"].as_str()).unwrap_or_default();
    let script = match form(prompt) {
        Some(answer) => stage.forms.lock().unwrap().clone().unwrap_or(Script::Say(answer)),
        None => {
            let pushed = stage.scripts.lock().unwrap().pop_front();
            pushed.unwrap_or_else(|| stage.always.lock().unwrap().clone())
        }
    };
    let none = Duration::ZERO;
    let well = |text: &str| events(text, none, End::Well("stop"));
    let (first, events) = match script {
        Script::Status(status, headers, body) => return status_response(status, &headers, body),
        Script::Redirect(url) => {
            let headers = [("location", url)];
            return (StatusCode::TEMPORARY_REDIRECT, headers).into_response();
        }
        Script::NotSse => return ([(CONTENT_TYPE, "text/html")], "<h1>It works!</h1>").into_response(),
        Script::Silent => std::future::pending().await,
        Script::TooLongOnce if stage.n_too_long.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) => {
            let body = json!({ "error": { "message": "too many", "code": "context_length_exceeded" } });
            return (StatusCode::BAD_REQUEST, Json(body)).into_response();
        }
        Script::SayWhenAsked(words, _) if !prompt.contains(&words) => std::future::pending().await,
        Script::SayWhenAsked(_, text) => (none, well(&text)),
        Script::SayByPrompt(pairs, otherwise) => {
            let said =
                pairs.iter().find(|(words, _)| prompt.contains(words)).map_or(otherwise, |pair| pair.1);
            if request["stream"] != true {
                return whole(said);
            }
            (none, well(said))
        }
        Script::Say(text) if request["stream"] != true => return whole(&text),
        Script::Say(text) => (none, well(&text)),
        Script::Quote | Script::TooLongOnce => (none, well(&quote(prompt))),
        Script::Obey => (none, well(&ordered(prompt).unwrap_or_else(|| quote(prompt)))),
        Script::Hijacked { says, secrets } => (none, well(&hijacked(&says, &secrets, &request))),
        Script::Slow { first, each, text } => (first, events(&text, each, End::Well("stop"))),
        Script::CutAfter(text) => (none, events(&text, none, End::Cut)),
        Script::EndAfter(text) => (none, events(&text, none, End::Eof)),
        Script::StallAfter(text) => (none, events(&text, none, End::Stall)),
        Script::ErrorInStream(text) => (none, events(&text, none, End::Error)),
        Script::NoFinishReason(text) => (none, events(&text, none, End::DoneOnly)),
        Script::FinishReason(text, reason) => (none, events(&text, none, End::Well(reason))),
        Script::Garbage => (none, stream::iter([Ok("data: {\"choices\": [{\n\n".to_owned())]).boxed()),
        Script::Endless(sentence) => (none, endless(sentence)),
    };
    tokio::time::sleep(first).await;
    let open = Open::new(stage);
    let body = Body::from_stream(events.map(move |event| {
        let _ = &open;
        event
    }));
    ([(CONTENT_TYPE, "text/event-stream")], body).into_response()
}

/// Counts a stream as open until it is dropped.
struct Open(Arc<Stage>);

impl Open {
    fn new(stage: Arc<Stage>) -> Self {
        stage.n_open.fetch_add(1, Ordering::SeqCst);
        Self(stage)
    }
}
impl Drop for Open {
    fn drop(&mut self) {
        self.0.n_open.fetch_sub(1, Ordering::SeqCst);
    }
}

/// How a stream ends.
enum End {
    Well(&'static str),
    DoneOnly,
    Eof,
    Cut,
    Stall,
    Error,
}

type Events = stream::BoxStream<'static, Result<String, std::io::Error>>;

fn events(text: &str, each: Duration, end: End) -> Events {
    let chars: Vec<char> = text.chars().collect();
    let said: Vec<String> = chars.chunks(7).map(|piece| chunk(&piece.iter().collect::<String>())).collect();
    let done = "data: [DONE]\n\n".to_owned();
    let finish =
        |reason: &str| event(&json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] }));
    let usage = event(&json!({ "choices": [], "usage": { "total_tokens": 123 } }));
    let last: Events = match end {
        End::Well(reason) => stream::iter([Ok(finish(reason)), Ok(usage), Ok(done)]).boxed(),
        End::DoneOnly => stream::iter([Ok(done)]).boxed(),
        End::Eof => stream::empty().boxed(),
        End::Cut => stream::once(async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Err(std::io::Error::other("cut"))
        })
        .boxed(),
        End::Stall => stream::pending().boxed(),
        End::Error => {
            stream::iter([Ok(event(&json!({ "error": { "message": "overloaded", "code": 500 } })))]).boxed()
        }
    };
    let said = stream::iter(said).then(move |piece| async move {
        tokio::time::sleep(each).await;
        Ok(piece)
    });
    // A comment first, as proxies send to keep a connection open.
    stream::iter([Ok(": hello\n\n".to_owned())]).chain(said).chain(last).boxed()
}

fn endless(sentence: String) -> Events {
    stream::repeat(())
        .then(move |()| {
            let piece = chunk(&sentence);
            async move {
                tokio::time::sleep(Duration::from_millis(1)).await;
                Ok(piece)
            }
        })
        .boxed()
}

fn chunk(text: &str) -> String {
    event(&json!({ "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }] }))
}
fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

fn whole(text: &str) -> Response {
    Json(json!({ "choices": [{ "index": 0, "message": { "role": "assistant", "content": text },
        "finish_reason": "stop" }], "usage": { "total_tokens": 123 } }))
    .into_response()
}

fn status_response(status: u16, headers: &[(&'static str, &'static str)], body: String) -> Response {
    let mut response = (StatusCode::from_u16(status).unwrap(), body).into_response();
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .collect();
    response.headers_mut().extend(headers);
    response
}

/// Returns the first sentence of the first passage in the prompt, cited.
fn quote(prompt: &str) -> String {
    let passage =
        prompt.split_once("<passage").and_then(|(_, rest)| rest.split_once(">\n")).map(|(_, rest)| rest);
    let text = passage.and_then(|rest| rest.split_once("</passage>")).map_or("NO_ANSWER", |(text, _)| text);
    let line =
        text.lines().filter(|line| !line.trim().is_empty()).max_by_key(|line| line.len()).unwrap_or_default();
    let end = line.find(". ").map(|at| at + 1).or_else(|| line.find('。').map(|at| at + '。'.len_utf8()));
    format!("{} [1]", &line[..end.unwrap_or(line.len())])
}

/// Returns what a hijacked model says, without the secrets it was never told.
fn hijacked(says: &str, secrets: &[String], request: &Value) -> String {
    let request = request["messages"].to_string();
    let mut said = says.to_owned();
    for secret in secrets.iter().filter(|secret| !request.contains(*secret)) {
        let spaced = |by: &str| secret.chars().map(String::from).collect::<Vec<_>>().join(by);
        let dressed = [
            secret.clone(),
            secret.to_lowercase(),
            secret.chars().rev().collect(),
            spaced(" "),
            spaced("."),
            spaced("-"),
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, secret),
        ];
        for form in dressed {
            said = said.replace(&form, "UNKNOWN");
        }
    }
    said
}

/// Returns a fair answer to a task that wants JSON: the question as it is, the first topics, the heading as a question.
fn form(prompt: &str) -> Option<String> {
    let wish = prompt.lines().last().filter(|line| line.starts_with("The JSON with"))?;
    let inside = |mark: &str| {
        let (_, rest) = prompt.split_once(&format!("<{mark}"))?;
        Some(rest.split_once(">\n")?.1.split_once(&format!("\n</{mark}>"))?.0.to_owned())
    };
    let question = inside("question").unwrap_or_default();
    Some(match inside("passage") {
        Some(passage) => {
            let heading = passage.lines().next().and_then(|line| line.split(" > ").last());
            json!({ "questions": [format!("{}?", heading.unwrap_or_default())] }).to_string()
        }
        None if wish.contains("choices") => {
            let topics = inside("topics").unwrap_or_default();
            json!({ "question": "Which one?", "choices": topics.lines().take(2).collect::<Vec<_>>() })
                .to_string()
        }
        None if wish.contains("severity") => {
            json!({ "severity": "usage", "topic": "", "reasons": [] }).to_string()
        }
        None => json!({ "question": question, "translation": question }).to_string(),
    })
}

/// Returns what somebody orders the model to say.
fn ordered(prompt: &str) -> Option<String> {
    let (_, order) = prompt.split_once("SAY EXACTLY:")?;
    Some(order.lines().next().unwrap_or_default().trim().to_owned())
}
