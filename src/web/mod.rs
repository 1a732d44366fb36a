//! The way in and out: routes, sockets, JSON shapes.

mod agent_socket;
pub mod agents;
pub mod api;
pub mod assets;
mod auth;
pub mod case;
mod chat_socket;
pub mod contract;
mod drafting;
pub mod error;
mod frames;
mod gate;
mod guard;
mod hello;
mod listen;
pub mod notices;
mod peer;
pub mod policy;
pub mod reading;
pub mod related;
pub mod session;
mod shown;
pub mod webhooks;
pub mod wire;
mod wishes;

pub use auth::token_hash;
pub use listen::listen;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    Json, Router,
    extract::{ConnectInfo, DefaultBodyLimit, RawQuery, State, WebSocketUpgrade},
    http::{HeaderMap, StatusCode, header},
    middleware::map_response,
    response::{IntoResponse, Response},
    routing::{get, patch, post},
};
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    config::POLICY_BYTES_MAX,
    flow::Flow,
    ports::{ContactRow, Signal, Topic},
};

use self::{
    assets::Files,
    error::Problem,
    gate::{Gate, Origin},
};

/// Bytes read from a socket at once. Small, because every idle socket keeps this buffer.
const READ_BUFFER_BYTES: usize = 1024;

/// Everything the routes share.
pub struct Web {
    flow: Arc<Flow>,
    gate: Gate,
    metrics: Box<dyn Fn() -> String + Send + Sync>,
    files: Files,
    ready: AtomicBool,
    draining: CancellationToken,
    sockets: TaskTracker,
    /// Rung when somebody signs out, so that the sockets of that session end with it.
    signed_out: Notify,
}

impl Web {
    /// Puts the routes over the use cases; `metrics` renders the Prometheus page, `files` holds the front end.
    #[must_use]
    pub fn new(flow: Arc<Flow>, metrics: Box<dyn Fn() -> String + Send + Sync>, files: Files) -> Arc<Self> {
        let gate = Gate::new(&flow.settings().limits);
        Arc::new(Self {
            flow,
            gate,
            metrics,
            files,
            ready: AtomicBool::new(false),
            draining: CancellationToken::new(),
            sockets: TaskTracker::new(),
            signed_out: Notify::new(),
        })
    }
    /// The index is loaded: questions may come.
    pub fn set_ready(&self) {
        self.ready.store(true, Ordering::Release);
    }
    fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }
    /// Tells every socket to come back elsewhere, and waits until they have gone or `wait` is over.
    pub async fn drain(&self, wait: std::time::Duration) {
        self.draining.cancel();
        self.sockets.close();
        if tokio::time::timeout(wait, self.sockets.wait()).await.is_err() {
            tracing::warn!(n_sockets = self.sockets.len(), "Sockets still open at the end");
        }
    }
    /// Forgets the rates of whoever has been quiet; to be called now and then.
    pub fn tidy(&self) {
        self.gate.tidy();
    }

    /// Tells the desk that the user of a case came or left.
    async fn tell_presence(&self, contact: &ContactRow) {
        let outside = self.flow.outside();
        if let Ok(Some(row)) = outside.store.latest(contact.id).await
            && matches!(row.state.as_str(), "waiting" | "agent")
        {
            let presence = Signal::UserPresence { conversation: row.id };
            outside.bus.publish(&Topic::Inbox(row.inbox), presence);
        }
    }
}

/// Returns all routes.
pub fn routes(web: Arc<Web>) -> Router {
    let body_bytes_max = web.flow.settings().limits.body_bytes_max;
    let policies = DefaultBodyLimit::max(POLICY_BYTES_MAX);
    Router::new()
        .route("/v1/chat", get(chat))
        .route("/v1/agent", get(agent))
        .route("/v1/search", post(api::search))
        .route("/v1/conversations", get(api::conversations))
        .route("/v1/conversations/{id}", get(api::conversation))
        .route("/v1/conversations/{id}/events", get(api::events))
        .route("/v1/conversations/{id}/related", get(related::related))
        .route("/v1/case/{id}", get(case::case).options(case::preflight))
        .route("/v1/documents", get(api::documents))
        .route("/v1/documents/{*doc}", get(reading::document))
        .route("/v1/questions/{*doc}", get(reading::questions))
        .route("/v1/agents", get(agents::list))
        .route("/v1/agents/{id}", patch(agents::change))
        .route("/v1/unanswered", get(api::unanswered))
        .route("/v1/preview", post(api::preview))
        .route("/v1/inboxes/{key}/policy", get(policy::read).put(policy::put).layer(policies))
        .route("/v1/inboxes/{key}/policy/versions", get(policy::versions))
        .route("/v1/inboxes/{key}/policy/check", post(policy::check).layer(policies))
        .route("/v1/notices", get(notices::list).post(notices::put))
        .route("/v1/notices/{id}/conversations", post(notices::link))
        .route("/v1/webhooks", get(webhooks::receivers))
        .route("/v1/webhooks/deliveries", get(webhooks::deliveries))
        .route("/v1/webhooks/deliveries/{id}/replay", post(webhooks::replay))
        .route("/v1/webhooks/{name}/test", post(webhooks::test))
        .route("/v1/session", get(session::who).post(session::begin).delete(session::end))
        .route("/", get(assets::demo))
        .route("/console", get(assets::console))
        .route("/console/", get(assets::console))
        .route("/console/{*view}", get(assets::console))
        .route("/docs", get(assets::docs))
        .route("/docs/", get(assets::docs))
        .route("/docs/{*doc}", get(assets::docs))
        .route("/chat", get(assets::chat))
        .route("/case", get(assets::case))
        .route("/widget.js", get(assets::widget))
        .route("/assets/{*name}", get(assets::asset))
        .route("/healthz", get(api::healthz))
        .route("/readyz", get(api::readyz))
        .route("/metrics", get(api::metrics))
        .route("/openapi.json", get(|| async { Json(contract::openapi()) }))
        .route("/dossier.schema.json", get(|| async { Json(contract::dossier()) }))
        .route("/asyncapi.json", get(|| async { Json(contract::asyncapi()) }))
        .fallback(|| async { Problem::new(StatusCode::NOT_FOUND, "there is nothing at this address") })
        .layer(DefaultBodyLimit::max(body_bytes_max))
        .layer(map_response(guard::every))
        .with_state(web)
}

async fn chat(
    State(web): State<Arc<Web>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    let address = gate::address(peer.ip(), &headers, web.flow.settings().trusted_proxies);
    let origin = Origin::of(&headers, web.flow.settings());
    let upgrade = match admit(&web, query.as_deref(), &origin, address) {
        Ok(()) => upgrade,
        Err(problem) => return problem.into_response(),
    };
    match upgrade {
        Ok(upgrade) => sized(upgrade, &web).on_upgrade(move |socket| async move {
            // A task of its own: the one that upgraded is large, and ends here.
            let sockets = web.sockets.clone();
            sockets.spawn(chat_socket::serve(web, socket, origin, address));
        }),
        Err(rejection) => rejection.into_response(),
    }
}

async fn agent(
    State(web): State<Arc<Web>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    let address = gate::address(peer.ip(), &headers, web.flow.settings().trusted_proxies);
    // A foreign page has no business here, and a cookie without an origin is no browser's.
    let secret = session::Secret::of(&headers);
    let origin = match Origin::of(&headers, web.flow.settings()) {
        Origin::Own if secret.is_none() || headers.contains_key(header::ORIGIN) => Origin::Own,
        Origin::Own | Origin::Foreign(_) | Origin::Refused => Origin::Refused,
    };
    if let Err(problem) = admit(&web, query.as_deref(), &origin, address) {
        return problem.into_response();
    }
    match upgrade {
        Ok(upgrade) => sized(upgrade, &web).on_upgrade(move |socket| async move {
            let sockets = web.sockets.clone();
            sockets.track_future(agent_socket::serve(web, socket, secret)).await;
        }),
        Err(rejection) => rejection.into_response(),
    }
}

/// Judges a handshake before anything is upgraded.
fn admit(web: &Web, query: Option<&str>, origin: &Origin, address: std::net::IpAddr) -> Result<(), Problem> {
    if query.is_some_and(|query| query.split('&').any(|pair| pair == "token" || pair.starts_with("token="))) {
        let detail = "a token in the address would stand in logs; send it in the hello frame";
        return Err(Problem::new(StatusCode::UNAUTHORIZED, detail));
    }
    if *origin == Origin::Refused {
        let detail = "no inbox allows this origin; add it to allowed_origins of the inbox";
        return Err(Problem::new(StatusCode::FORBIDDEN, detail));
    }
    if web.draining.is_cancelled() || web.sockets.len() >= web.flow.settings().limits.sockets_max {
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no more sockets now; come back"));
    }
    web.gate.handshake(address).map_err(|wait| {
        let detail = format!("too many connections from this address; wait {} ms", wait.as_millis());
        Problem::new(StatusCode::TOO_MANY_REQUESTS, detail)
    })
}

fn sized(upgrade: WebSocketUpgrade, web: &Web) -> WebSocketUpgrade {
    let frame_bytes_max = web.flow.settings().limits.frame_bytes_max;
    upgrade
        .protocols([wire::PROTOCOL])
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(4 << 20)
        .max_message_size(frame_bytes_max)
        .max_frame_size(frame_bytes_max)
}
