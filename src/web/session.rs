//! The console's sign-in, and which agent a request speaks for: bearer token or session cookie.
//!
//! The cookie is a secret of its own, never the API token. A browser sends it by itself, so whatever changes something
//! by it must come from our own pages.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{ConnectInfo, FromRequestParts, State, rejection::JsonRejection},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    config::Settings,
    domain::ids::InboxKey,
    flow::FlowError,
    ports::{AgentRow, SessionRow, StoreError},
};

use super::{
    Web, auth,
    error::Problem,
    gate::{self, Origin},
    wire::WelcomeAgent,
};

/// The cookie's name.
const COOKIE: &str = "firstline_session";
/// How long a sign-in holds: a working day with its breaks.
const HOLDS: Duration = Duration::from_secs(12 * 3_600);
/// Sign-ins of one agent at a time: a few browsers on a few machines; the oldest ends first.
const SESSIONS_MAX: usize = 10;

/// Who signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignIn {
    /// An API token, as `firstline agent add` prints it.
    pub token: String,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Session {
    /// You.
    pub agent: WelcomeAgent,
    /// Your inboxes.
    pub inboxes: Vec<InboxKey>,
}

/// The agent of a request; without one the request is refused.
pub(super) struct Signed(pub(super) AgentRow);

/// The agent of a request, where it has one.
pub(super) struct MaybeSigned(pub(super) Option<AgentRow>);

/// A session's proof, hashed as it is stored.
#[derive(Clone, Copy)]
pub(super) struct Secret([u8; 32]);

impl Secret {
    /// Finds the cookie of a request.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (_, secret) = pairs.find(|(name, _)| *name == COOKIE)?;
        Some(Self(auth::token_hash(secret)))
    }
    /// Returns the agent who is signed in by it.
    pub(super) async fn agent(self, web: &Web) -> Result<Option<AgentRow>, StoreError> {
        web.flow.outside().store.agent_by_session(self.0, web.flow.now()).await
    }
}

impl FromRequestParts<Arc<Web>> for MaybeSigned {
    type Rejection = Problem;

    /// A wrong token is refused; a cookie that has ended is as good as none.
    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, Problem> {
        if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
            let token = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
            let agent = match token {
                Some(token) => auth::agent(&web.flow, token.trim()).await.map_err(FlowError::from)?,
                None => None,
            };
            let wrong = || Problem::new(StatusCode::UNAUTHORIZED, "the token is not valid");
            return agent.map(|agent| Self(Some(agent))).ok_or_else(wrong);
        }
        let Some(secret) = Secret::of(&parts.headers) else { return Ok(Self(None)) };
        if !matches!(parts.method, Method::GET | Method::HEAD)
            && !Origin::is_own(&parts.headers, web.flow.settings())
        {
            return Err(foreign());
        }
        Ok(Self(secret.agent(web).await.map_err(FlowError::from)?))
    }
}

impl FromRequestParts<Arc<Web>> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, Problem> {
        let MaybeSigned(agent) = MaybeSigned::from_request_parts(parts, web).await?;
        let detail = "sign in, or give an agent's token: Authorization: Bearer …; make one with `firstline agent add NAME`";
        agent.map(Self).ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, detail))
    }
}

/// Signs in: proves the token once, and gives the browser a secret that is worth nothing elsewhere.
pub(super) async fn begin(
    State(web): State<Arc<Web>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    request: Result<Json<SignIn>, JsonRejection>,
) -> Result<Response, Problem> {
    let settings = web.flow.settings();
    if headers.contains_key(header::ORIGIN) && !Origin::is_own(&headers, settings) {
        return Err(foreign());
    }
    let address = gate::address(peer.ip(), &headers, settings.trusted_proxies);
    if let Err(wait) = web.gate.sign_in(address) {
        let detail = "too many tries to sign in from this address; wait a moment";
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, detail);
        let seconds = HeaderValue::from(wait.as_secs() + 1);
        return Ok(([(header::RETRY_AFTER, seconds)], problem).into_response());
    }
    let Json(request) = request.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error.body_text()))?;
    let agent = auth::agent(&web.flow, request.token.trim()).await.map_err(FlowError::from)?;
    let Some(agent) = agent else {
        let detail = "the token is not valid; make one with `firstline agent add NAME`";
        return Err(Problem::new(StatusCode::UNAUTHORIZED, detail));
    };
    let outside = web.flow.outside();
    let now = web.flow.now();
    let secret = format!("fl_s_{}", outside.ids.secret());
    let session = SessionRow { agent: agent.id, secret: auth::token_hash(&secret), expires: now.plus(HOLDS) };
    outside.store.add_session(session, now, SESSIONS_MAX).await.map_err(FlowError::from)?;
    let cookie = cookie(&secret, HOLDS, &headers, settings);
    Ok(([(header::SET_COOKIE, cookie)], Json(shown(&web, &agent))).into_response())
}

/// Says who is signed in.
pub(super) async fn who(State(web): State<Arc<Web>>, Signed(agent): Signed) -> Json<Session> {
    Json(shown(&web, &agent))
}

/// Signs out: the session ends here, whatever the browser does with its cookie.
pub(super) async fn end(State(web): State<Arc<Web>>, headers: HeaderMap) -> Result<Response, Problem> {
    let settings = web.flow.settings();
    if let Some(secret) = Secret::of(&headers) {
        if !Origin::is_own(&headers, settings) {
            return Err(foreign());
        }
        web.flow.outside().store.end_session(secret.0).await.map_err(FlowError::from)?;
        web.signed_out.notify_waiters();
    }
    let gone = cookie("", Duration::ZERO, &headers, settings);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

fn shown(web: &Web, agent: &AgentRow) -> Session {
    Session { agent: WelcomeAgent::of(agent), inboxes: web.flow.inboxes_of(agent) }
}

fn foreign() -> Problem {
    let detail = "a session may be used by this server's own pages alone; elsewhere use an agent's token";
    Problem::new(StatusCode::FORBIDDEN, detail)
}

fn cookie(secret: &str, holds: Duration, headers: &HeaderMap, settings: &Settings) -> String {
    let secure = if gate::is_https(headers, settings) { "; Secure" } else { "" };
    format!("{COOKIE}={secret}; HttpOnly; SameSite=Strict; Path=/; Max-Age={}{secure}", holds.as_secs())
}
