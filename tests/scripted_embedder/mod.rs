//! A scripted embedder behind `/v1/embeddings`. It says what it is: a list of ideas, each with words of both languages
//! that stand for it. A text's point tells which ideas it holds; texts of one idea are near, whatever their words.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// Ideas, and how texts speak of them.
const IDEAS: &[&[&str]] = &[
    &["rotate an api key", "fresh credentials for my script", "轮换访问密钥"],
    &["restore a backup", "turn back the clock", "时光倒流"],
    &["invoice", "paperwork for the taxman"],
    &["webhook signature", "trust what your machine tells mine"],
    &["single sign-on", "company directory"],
];

/// How the embedder behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Answers at once.
    Well,
    /// Answers after this long.
    Slow(Duration),
    /// Answers with status 500.
    Broken,
    /// Refuses whole batches with status 400, and every text that speaks of invoices.
    Picky,
}

struct Stage {
    mood: Mutex<Mood>,
    asked: Mutex<Vec<String>>,
}

/// The running endpoint; it stops when dropped.
pub struct ScriptedEmbedder {
    stage: Arc<Stage>,
    url: String,
    server: JoinHandle<()>,
}

impl ScriptedEmbedder {
    /// Starts it on a free port.
    pub async fn start(mood: Mood) -> Self {
        let stage = Arc::new(Stage { mood: Mutex::new(mood), asked: Mutex::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let router = Router::new().route("/v1/embeddings", post(answer)).with_state(stage.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { stage, url, server }
    }
    /// Returns the base URL, as for `FIRSTLINE_EMBED_BASE_URL`.
    pub fn url(&self) -> String {
        self.url.clone()
    }
    /// Changes how it behaves.
    pub fn be(&self, mood: Mood) {
        *self.stage.mood.lock().unwrap() = mood;
    }
    /// Returns every text it was asked for so far, prefixes included.
    pub fn asked(&self) -> Vec<String> {
        self.stage.asked.lock().unwrap().clone()
    }
}

impl Drop for ScriptedEmbedder {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(stage): State<Arc<Stage>>, Json(request): Json<Value>) -> Response {
    let texts: Vec<String> = serde_json::from_value(request["input"].clone()).unwrap();
    stage.asked.lock().unwrap().extend(texts.clone());
    let mood = *stage.mood.lock().unwrap();
    match mood {
        Mood::Well => {}
        Mood::Slow(wait) => tokio::time::sleep(wait).await,
        Mood::Broken => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Mood::Picky => {
            let is_refused =
                texts.len() > 1 || texts.iter().any(|text| text.to_lowercase().contains("invoice"));
            if is_refused {
                return StatusCode::BAD_REQUEST.into_response();
            }
        }
    }
    let data: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| json!({ "object": "embedding", "index": index, "embedding": point(text) }))
        .collect();
    Json(json!({ "object": "list", "data": data, "model": request["model"] })).into_response()
}

/// One coordinate an idea, and one that all texts share: like real models, no two texts are far apart.
fn point(text: &str) -> Vec<f32> {
    let text = text.to_lowercase();
    let ideas =
        IDEAS.iter().map(|words| if words.iter().any(|word| text.contains(word)) { 1.0 } else { 0.0 });
    std::iter::once(1.5).chain(ideas).collect()
}
