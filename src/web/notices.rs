//! Notices by hand: listed and written by the agents of an inbox, who link conversations to them.

use std::sync::Arc;

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        event::{NoticeKind, NoticeState},
        ids::ConversationId,
        notice::{Bulletin, Scope, Texts},
    },
    flow::notices::{NoticeError, Wanted},
};

use super::{
    Web,
    error::{Problem, UrlPath},
    session::Signed,
};

/// Notices of one answer.
const ROWS_MAX: usize = 200;

/// Notices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoticePage {
    /// Those that go on first, then the newest.
    pub items: Vec<NoticeItem>,
}

/// A notice as listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoticeItem {
    /// The notice.
    #[serde(flatten)]
    pub notice: Bulletin,
    /// Conversations that were told of it.
    pub n_told: u64,
}

/// A notice to be opened, changed or ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeRequest {
    /// Its name; a new notice without one is given one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it is; a new one without it is an incident, a change without it keeps what is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<NoticeKind>,
    /// Where it stands from now on.
    pub state: NoticeState,
    /// Headline; a change without one keeps what is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Texts>,
    /// Text, Markdown; a change without one keeps what is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Texts>,
    /// More, https alone; a change without one keeps what is there, an empty one takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whom it concerns; a change without one keeps what is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
}

/// A conversation to be told of a notice, now and on each change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeLink {
    /// The conversation.
    pub conversation: ConversationId,
}

pub(super) async fn list(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
) -> Result<Json<NoticePage>, Problem> {
    let rows = web.flow.notices(&agent, ROWS_MAX).await?;
    let items = rows.into_iter().map(|row| NoticeItem { notice: row.bulletin, n_told: row.n_told });
    Ok(Json(NoticePage { items: items.collect() }))
}

pub(super) async fn put(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    request: Result<Json<NoticeRequest>, JsonRejection>,
) -> Result<Json<Bulletin>, Problem> {
    let Json(request) = request.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error.body_text()))?;
    let NoticeRequest { id, kind, state, title, text, url, scope } = request;
    let wanted = Wanted { id, kind, state, title, text, url, scope };
    Ok(Json(web.flow.put_notice(&agent, wanted).await?))
}

pub(super) async fn link(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlPath(id): UrlPath<String>,
    request: Result<Json<NoticeLink>, JsonRejection>,
) -> Result<Json<Bulletin>, Problem> {
    let Json(request) = request.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error.body_text()))?;
    Ok(Json(web.flow.link_notice(&agent, &id, request.conversation).await?))
}

impl From<NoticeError> for Problem {
    fn from(error: NoticeError) -> Self {
        match error {
            NoticeError::Bad(detail) => Self::new(StatusCode::BAD_REQUEST, detail),
            NoticeError::Conflict(detail) => Self::new(StatusCode::CONFLICT, detail),
            NoticeError::NotFound | NoticeError::NoConversation => {
                Self::new(StatusCode::NOT_FOUND, error.to_string())
            }
            NoticeError::Flow(error) => error.into(),
        }
    }
}
