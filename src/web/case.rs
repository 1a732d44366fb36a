//! `GET /v1/case/{conversation}`: what a contact may know of their case without a socket: by when, whether it was kept,
//! and what was passed on. The page `/case` shows it.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    domain::{dossier::Dossier, time::Timestamp},
    flow::FlowError,
};

use super::{
    Web,
    auth::{self, AuthError},
    error::{Problem, UrlPath},
    gate::{self, Origin},
};

/// Where a case stands, for its contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaseView {
    /// bot, waiting, agent, resolved, closed.
    pub state: String,
    /// While it waits: by when a person answers as things stand, open or closed; null where that is not known.
    pub expected_by: Option<Timestamp>,
    /// A person answers by then, as it was promised.
    pub respond_by: Option<Timestamp>,
    /// Solved by then.
    pub resolve_by: Option<Timestamp>,
    /// When a person answered first.
    pub answered_at: Option<Timestamp>,
    /// Whether that was in time; null while it is open, or where no time was promised.
    pub kept: Option<bool>,
    /// What was passed on, its newest version, as the chat shows it; null before a handoff.
    pub passed_on: Option<Dossier>,
    /// Reads this case alone, in place of the token, and outlives it.
    pub key: String,
}

/// Answers the contact of the conversation. Whoever else asks is told what they would be told of one that is not there.
pub(super) async fn case(
    State(web): State<Arc<Web>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    UrlPath(id): UrlPath<String>,
) -> Result<Response, Problem> {
    let settings = web.flow.settings();
    let address = gate::address(peer.ip(), &headers, settings.trusted_proxies);
    web.gate
        .read(address)
        .map_err(|_| Problem::new(StatusCode::TOO_MANY_REQUESTS, "too many reads from this address"))?;
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim).ok_or_else(|| {
        let detail =
            "give the contact's token, the JWT of your site, or the case's key: Authorization: Bearer …";
        Problem::new(StatusCode::UNAUTHORIZED, detail)
    })?;
    let origin = Origin::of(&headers, settings);
    let Ok(id) = id.parse() else { return Err(FlowError::NotFound.into()) };
    let row = web.flow.outside().store.conversation(id).await.map_err(FlowError::from)?;
    let row = row.ok_or(FlowError::NotFound)?;
    let inbox =
        web.flow.inbox(&row.inbox).filter(|inbox| origin.may_use(inbox)).ok_or(FlowError::NotFound)?;
    let key = web.flow.case_key(row.id).await?;
    if Sha256::digest(token.as_bytes()) != Sha256::digest(key.as_bytes()) {
        let contact = match auth::contact(&web.flow, &web.gate, &inbox, Some(token), address).await {
            Ok(identified) => identified.contact,
            Err(AuthError::Store(error)) => return Err(FlowError::from(error).into()),
            Err(_) => return Err(FlowError::NotFound.into()),
        };
        if contact.id != row.contact {
            return Err(FlowError::NotFound.into());
        }
    }
    let store = &web.flow.outside().store;
    let waiting = store.queue_row(row.id).await.map_err(FlowError::from)?.filter(|row| row.agent.is_none());
    let (kept, passed_on) = web.flow.kept(row.id).await?;
    let view = CaseView {
        state: row.state,
        expected_by: waiting.and_then(|row| web.flow.expected(&row)),
        respond_by: kept.respond_by,
        resolve_by: kept.resolve_by,
        answered_at: kept.answered_at,
        kept: kept.kept,
        passed_on,
        key,
    };
    let fixed = [(header::CACHE_CONTROL, "private, no-store")];
    Ok((shared_with(&origin), fixed, Json(view)).into_response())
}

/// Tells the browser of an embedding site that its pages may ask.
pub(super) async fn preflight(State(web): State<Arc<Web>>, headers: HeaderMap) -> Response {
    let origin = Origin::of(&headers, web.flow.settings());
    let may = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    (StatusCode::NO_CONTENT, shared_with(&origin), may).into_response()
}

/// The pages of an allowed site may read the answer; no cookie counts there.
fn shared_with(origin: &Origin) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    if let Origin::Foreign(origin) = origin
        && let Ok(origin) = HeaderValue::from_str(origin)
    {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    headers
}
