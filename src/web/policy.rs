//! Policies by HTTP: read, checked, changed, by administrators alone.

use std::sync::Arc;

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    config::{self, ConfigError, POLICY_BYTES_MAX},
    domain::{
        ids::{AgentId, InboxKey},
        time::Timestamp,
    },
    flow::{FlowError, policies::PolicyError},
    ports::{AgentRow, PolicyRow, PolicySource},
};

use super::{
    Web,
    error::{FieldProblem, Problem, UrlPath, UrlQuery},
    session::Signed,
};

/// Versions of one answer.
const VERSIONS_MAX: usize = 100;

/// One version of an inbox's policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyView {
    /// The inbox.
    pub inbox: InboxKey,
    /// 1, 2, 3, …; send it back as If-Match.
    pub version: u32,
    /// `file`: from firstline.toml; `import`: by `firstline policy import`; `api`: by the API; `feed`: the version
    /// before, with the holidays of a calendar that has changed.
    pub source: String,
    /// When it was written.
    pub at: Timestamp,
    /// The agent who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentId>,
    /// SHA-256 of the document as it was written.
    pub digest: String,
    /// The document: the policy's fields as in firstline.toml, every one written out.
    pub policy: Value,
    /// What works but is hardly meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<FieldProblem>,
}

/// A version as listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyVersion {
    /// Its number.
    pub version: u32,
    /// `file`, `import`, `api` or `feed`.
    pub source: String,
    /// When it was written.
    pub at: Timestamp,
    /// The agent who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentId>,
    /// SHA-256 of the document as it was written.
    pub digest: String,
}

/// Versions of an inbox's policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyVersions {
    /// Newest first.
    pub items: Vec<PolicyVersion>,
    /// Give this as `before` for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u32>,
}

/// What a document would be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyCheck {
    /// Every field written out, as it would hold.
    pub policy: Value,
    /// What works but is hardly meant.
    pub warnings: Vec<FieldProblem>,
}

/// Which version, or which page.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Which {
    version: Option<u32>,
    before: Option<u32>,
    limit: Option<usize>,
}

pub(super) async fn read(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlPath(key): UrlPath<String>,
    UrlQuery(which): UrlQuery<Which>,
) -> Result<Response, Problem> {
    let inbox = administered(&web, &agent, key)?;
    let row = web.flow.policy(&inbox, which.version).await?;
    let held = web.flow.inbox(&inbox).filter(|held| held.policy.version == row.version);
    let mut warnings = Vec::new();
    if let Some(held) = held {
        // What would be refused may hold all the same: a calendar by address has changed since.
        let (uncovered, doubtful) = held.document.gaps(web.flow.now());
        warnings = [uncovered, doubtful].concat();
        warnings.extend(web.flow.unmet_needs(&held.document).await.map_err(FlowError::from)?);
        warnings.extend(web.flow.feed_problems(&held.document).await.map_err(FlowError::from)?);
    }
    Ok(shown(row, warnings))
}

pub(super) async fn versions(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlPath(key): UrlPath<String>,
    UrlQuery(which): UrlQuery<Which>,
) -> Result<Json<PolicyVersions>, Problem> {
    let inbox = administered(&web, &agent, key)?;
    let limit = which.limit.unwrap_or(VERSIONS_MAX).clamp(1, VERSIONS_MAX);
    let rows = web.flow.outside().policies.policies(&inbox, which.before, limit).await;
    let rows = rows.map_err(FlowError::from)?;
    let next = rows.last().filter(|row| rows.len() == limit && row.version > 1).map(|row| row.version);
    let items = rows.into_iter().map(|row| PolicyVersion {
        version: row.version,
        source: source(row.source),
        at: row.at,
        by: row.by,
        digest: row.digest,
    });
    Ok(Json(PolicyVersions { items: items.collect(), next }))
}

pub(super) async fn put(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlPath(key): UrlPath<String>,
    headers: HeaderMap,
    body: Result<Json<Value>, JsonRejection>,
) -> Result<Response, Problem> {
    let inbox = administered(&web, &agent, key)?;
    let Json(body) = body.map_err(unreadable)?;
    let expected = headers.get(header::IF_MATCH).and_then(|value| version_of(value.to_str().ok()?));
    let expected = expected.ok_or_else(|| {
        let detail = "say which version you have changed: If-Match: \"3\", the version as you read it";
        Problem::new(StatusCode::PRECONDITION_REQUIRED, detail)
    })?;
    let (row, checked) = web.flow.put_policy(&inbox, expected, &body, agent.id).await?;
    Ok(shown(row, checked.warnings))
}

/// Checks a document, nothing taking effect.
pub(super) async fn check(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlPath(key): UrlPath<String>,
    body: Result<Json<Value>, JsonRejection>,
) -> Result<Json<PolicyCheck>, Problem> {
    let inbox = administered(&web, &agent, key)?;
    let Json(body) = body.map_err(unreadable)?;
    let checked = web.flow.check_policy(&inbox, &body).await?;
    Ok(Json(PolicyCheck { policy: checked.document.body.clone(), warnings: fields(checked.warnings) }))
}

/// Returns the inbox where the agent administers it; one they are no member of looks like none.
fn administered(web: &Web, agent: &AgentRow, key: String) -> Result<InboxKey, Problem> {
    let inbox = InboxKey(key);
    if !web.flow.inboxes_of(agent).contains(&inbox) {
        return Err(FlowError::NotFound.into());
    }
    if !agent.admin {
        let detail =
            "policies are for administrators; ask one, or make one with `firstline agent add NAME --admin`";
        return Err(Problem::new(StatusCode::FORBIDDEN, detail));
    }
    Ok(inbox)
}

fn unreadable(rejection: JsonRejection) -> Problem {
    let status = rejection.status();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(status, format!("a policy has at most {POLICY_BYTES_MAX} bytes"));
    }
    Problem::new(status, rejection.body_text())
}

/// Reads `"3"`, also without quotes and as a weak tag: proxies write it so.
fn version_of(tag: &str) -> Option<u32> {
    tag.trim().trim_start_matches("W/").trim_matches('"').parse().ok()
}

fn shown(row: PolicyRow, warnings: Vec<config::Problem>) -> Response {
    let tag = HeaderValue::from_str(&format!("\"{}\"", row.version));
    let view = PolicyView {
        inbox: row.inbox,
        version: row.version,
        source: source(row.source),
        at: row.at,
        by: row.by,
        digest: row.digest,
        policy: row.body,
        warnings: fields(warnings),
    };
    let mut response = Json(view).into_response();
    response.headers_mut().extend(tag.ok().map(|tag| (header::ETAG, tag)));
    response
}

fn source(source: PolicySource) -> String {
    match source {
        PolicySource::File => "file",
        PolicySource::Import => "import",
        PolicySource::Api => "api",
        PolicySource::Feed => "feed",
    }
    .to_owned()
}

fn fields(problems: Vec<config::Problem>) -> Vec<FieldProblem> {
    problems
        .into_iter()
        .map(|problem| FieldProblem { field: problem.field, detail: problem.message })
        .collect()
}

impl From<PolicyError> for Problem {
    fn from(error: PolicyError) -> Self {
        let detail = error.to_string();
        match error {
            PolicyError::NotFound => Self::new(StatusCode::NOT_FOUND, detail),
            PolicyError::Stale { .. } => Self::new(StatusCode::PRECONDITION_FAILED, detail),
            PolicyError::Overruled { .. } => Self::new(StatusCode::CONFLICT, detail),
            PolicyError::Invalid(ConfigError::Invalid { problems }) => {
                let detail = "the policy cannot take effect; errors says what is wrong, by field";
                Self { errors: fields(problems), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
            }
            PolicyError::Invalid(_) | PolicyError::Unusable { .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
            }
            PolicyError::Store(error) => FlowError::from(error).into(),
        }
    }
}
