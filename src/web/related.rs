//! `GET /v1/conversations/{id}/related`: what stands beside a case, for agents alone.

use std::sync::Arc;

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        dossier::CitedDocument,
        event::{Resolution, Role},
        ids::ConversationId,
        time::Timestamp,
    },
    flow::FlowError,
    ports::{BesideRow, SolvedRow},
};

use super::{
    Web,
    error::{Problem, UrlPath},
    session::Signed,
};

/// What stands beside a case. Texts are masked: addresses, numbers, secrets, and the names of the contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RelatedCases {
    /// The contact's other cases, newest change first.
    pub earlier: Vec<RelatedCase>,
    /// Cases of others of the same account ("a colleague reported the same"), newest change first.
    pub colleagues: Vec<RelatedCase>,
    /// The solved cases of this inbox that are most like it, nearest first; three at most.
    pub solved: Vec<SolvedCase>,
}

/// A case beside another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RelatedCase {
    /// The conversation.
    pub conversation: ConversationId,
    /// bot, waiting, agent, resolved, closed.
    pub state: String,
    /// Nobody has said yet that it is over.
    pub open: bool,
    /// When its newest event was.
    pub at: Timestamp,
    /// What was passed on, else what was asked first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

/// A solved case, and what solved it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SolvedCase {
    /// The conversation.
    pub conversation: ConversationId,
    /// bot, waiting, agent, resolved, closed.
    pub state: String,
    /// When it was solved.
    pub at: Timestamp,
    /// The problem.
    pub subject: String,
    /// The words that solved it.
    pub solution: String,
    /// Whose words: an agent's or the bot's.
    pub by: Role,
    /// On what ground it counts as solved; never on silence.
    pub how: Resolution,
    /// The documents that those words cite.
    pub documents: Vec<CitedDocument>,
    /// How like the two problems are, 0–1.
    pub similarity: f32,
}

pub(super) async fn related(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlPath(id): UrlPath<String>,
) -> Result<Json<RelatedCases>, Problem> {
    let Ok(id) = id.parse() else { return Err(FlowError::NotFound.into()) };
    let related = web.flow.related(&agent, id).await?;
    Ok(Json(RelatedCases {
        earlier: related.earlier.into_iter().map(case).collect(),
        colleagues: related.colleagues.into_iter().map(case).collect(),
        solved: related.solved.into_iter().map(solved).collect(),
    }))
}

fn case(row: BesideRow) -> RelatedCase {
    let open = !matches!(row.state.as_str(), "resolved" | "closed");
    RelatedCase { conversation: row.conversation, state: row.state, open, at: row.at, subject: row.subject }
}

fn solved((row, similarity): (SolvedRow, f32)) -> SolvedCase {
    SolvedCase {
        conversation: row.conversation,
        state: row.state,
        at: row.at,
        subject: row.solved.problem,
        solution: row.solved.solution,
        by: row.solved.by,
        how: row.solved.how,
        documents: row.solved.documents,
        similarity,
    }
}
