//! What refusals look like outside: error frames, close codes, problem details. Nowhere else are they chosen.

use axum::{
    Json,
    extract::{
        FromRequestParts,
        rejection::{PathRejection, QueryRejection},
    },
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{conversation::Refusal, ids::ClientId},
    flow::FlowError,
    ports::StoreError,
};

use super::{
    auth::AuthError,
    wire::{ErrorCode, ErrorFrame},
};

/// Close codes of the protocol.
pub(super) mod close {
    pub(crate) const DRAINING: u16 = 1001;
    pub(crate) const PROTOCOL: u16 = 1002;
    pub(crate) const NOT_TEXT: u16 = 1007;
    pub(crate) const TOO_BIG: u16 = 1009;
    pub(crate) const OVERLOADED: u16 = 1013;
    pub(crate) const BAD_HELLO: u16 = 4400;
    pub(crate) const UNAUTHORIZED: u16 = 4401;
    pub(crate) const FORBIDDEN: u16 = 4403;
    pub(crate) const SILENT: u16 = 4408;
    pub(crate) const RATE_LIMITED: u16 = 4429;
}

/// How a socket ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The peer is gone: nobody to tell.
    Gone,
    /// The peer has said goodbye and waits for ours.
    Left,
    /// Closed by us with a code.
    Close(u16, &'static str),
}

impl ErrorFrame {
    /// Makes an error frame.
    pub(super) fn new(code: ErrorCode, message: impl Into<String>, client_id: Option<ClientId>) -> Self {
        Self { code, message: message.into(), client_id, retry_after_ms: None }
    }
    /// Makes the frame for a failed use case, and logs what is ours to mend.
    pub(super) fn of(error: &FlowError, client_id: Option<ClientId>) -> Self {
        let code = match error {
            FlowError::Refused(
                Refusal::NothingPassedOn
                | Refusal::NoSuchReply
                | Refusal::NoSuchTopic
                | Refusal::NoSuchProduct,
            )
            | FlowError::NotFound
            | FlowError::EmptyTier { .. }
            | FlowError::ForeignQueue { .. } => ErrorCode::NotFound,
            FlowError::Refused(_) | FlowError::Contradicted | FlowError::TooLong => ErrorCode::Conflict,
            FlowError::Busy | FlowError::Search(_) | FlowError::Store(StoreError::Unavailable(_)) => {
                ErrorCode::Unavailable
            }
            FlowError::Store(StoreError::Broken(_)) => ErrorCode::Internal,
        };
        let message = match code {
            ErrorCode::Unavailable => {
                tracing::warn!(error = %error, "A frame could not be carried out now");
                "not possible right now; nothing was changed, send the same frame again".to_owned()
            }
            ErrorCode::Internal => {
                tracing::error!(error = %error, "A frame failed by a defect");
                "an internal error; nothing was changed".to_owned()
            }
            _ => error.to_string(),
        };
        let mut frame = Self::new(code, message, client_id);
        frame.retry_after_ms = (code == ErrorCode::Unavailable).then_some(1000);
        frame
    }
    /// Makes the frame for somebody who could not be identified, and says how the socket ends.
    pub(super) fn of_auth(error: &AuthError) -> (Self, End) {
        let (code, end) = match error {
            AuthError::Unauthorized | AuthError::NotAnonymous => {
                (ErrorCode::Unauthorized, End::Close(close::UNAUTHORIZED, "unauthorized"))
            }
            AuthError::TooMany(_) => {
                (ErrorCode::RateLimited, End::Close(close::RATE_LIMITED, "too many new contacts"))
            }
            AuthError::Store(error) => {
                tracing::warn!(error = %error, "A contact could not be identified");
                (ErrorCode::Unavailable, End::Close(close::OVERLOADED, "try again"))
            }
        };
        let message = match error {
            AuthError::Store(_) => "not possible right now; connect again".to_owned(),
            _ => error.to_string(),
        };
        let mut frame = Self::new(code, message, None);
        if let AuthError::TooMany(wait) = error {
            frame.retry_after_ms = u64::try_from(wait.as_millis()).ok();
        }
        (frame, end)
    }
}

/// Problem details (RFC 9457).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// `about:blank`: the status says it all.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do.
    pub detail: String,
    /// What is wrong with a document that was sent, by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// What is wrong with one field of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldProblem {
    /// The field, such as `hours.mon`; empty for the whole.
    pub field: String,
    /// What is wrong, and what to do.
    pub detail: String,
}

impl Problem {
    /// Makes problem details of a status.
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or("error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let problem = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, problem);
        response
    }
}

/// What stands behind the question mark of an address; what cannot be read is told as problem details.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub(super) struct UrlQuery<T>(pub(super) T);

/// What stands in an address before it, likewise.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub(super) struct UrlPath<T>(pub(super) T);

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl From<FlowError> for Problem {
    fn from(error: FlowError) -> Self {
        let frame = ErrorFrame::of(&error, None);
        let status = match frame.code {
            ErrorCode::NotFound => StatusCode::NOT_FOUND,
            ErrorCode::Conflict => StatusCode::CONFLICT,
            ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, frame.message)
    }
}
