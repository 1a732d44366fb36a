//! The agents of one's inboxes: who they are, what they take, and changing that, for administrators.

use std::sync::Arc;

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{ids::AgentId, routing::Skills},
    flow::{Flow, FlowError},
    ports::{AgentChange, AgentRow},
};

use super::{
    Web,
    error::{Problem, UrlPath},
    session::Signed,
};

/// Skills of one agent.
const SKILLS_MAX: usize = 64;
/// Longest name of a skill, in characters.
const SKILL_CHARS_MAX: usize = 64;
/// Most open cases that somebody can be said to take.
const CAPACITY_MAX: u32 = 1_000;

/// The agents of one's inboxes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgentPage {
    /// By name, oneself included.
    pub items: Vec<AgentItem>,
}

/// An agent as listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgentItem {
    /// Their name in events.
    pub id: AgentId,
    /// The name shown.
    pub name: String,
    /// May administer.
    pub admin: bool,
    /// Are they there?
    pub online: bool,
    /// Takes cases up to this tier: 1 first line, 2 specialists, 3 engineering.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<u8>,
    /// Open cases until nothing more is offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// What they can do: levels from 1 to 5 by skill. A language is a skill named by its tag.
    #[serde(default)]
    pub skills: Skills,
    /// Their teams, whose hours are their working hours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<String>,
}

/// What is set anew of an agent; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentPatch {
    /// 1 to 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<u8>,
    /// 1 to 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// All of them: levels from 1 to 5 by skill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skills: Option<Skills>,
    /// All of them, by name; none: they always work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teams: Option<Vec<String>>,
}

pub(super) async fn list(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
) -> Result<Json<AgentPage>, Problem> {
    let colleagues = web.flow.colleagues(&agent).await?;
    let items = colleagues.into_iter().map(|(colleague, online)| item(colleague, online));
    Ok(Json(AgentPage { items: items.collect() }))
}

/// Changes what an agent takes and can do. Whoever shares no inbox with the administrator looks like nobody.
pub(super) async fn change(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlPath(id): UrlPath<String>,
    request: Result<Json<AgentPatch>, JsonRejection>,
) -> Result<Json<AgentItem>, Problem> {
    if !agent.admin {
        let detail =
            "this is for administrators; ask one, or make one with `firstline agent add NAME --admin`";
        return Err(Problem::new(StatusCode::FORBIDDEN, detail));
    }
    let Json(patch) = request.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error.body_text()))?;
    let patch = checked(&web.flow, patch)?;
    let id: AgentId = id.parse().map_err(|_| Problem::from(FlowError::NotFound))?;
    let found = |colleagues: Vec<(AgentRow, bool)>| {
        colleagues.into_iter().find(|(colleague, _)| colleague.id == id).ok_or(FlowError::NotFound)
    };
    found(web.flow.colleagues(&agent).await?)?;
    let change =
        AgentChange { tier: patch.tier, capacity: patch.capacity, skills: patch.skills, teams: patch.teams };
    web.flow.outside().store.change_agent(id, change).await.map_err(FlowError::from)?;
    let (colleague, online) = found(web.flow.colleagues(&agent).await?)?;
    Ok(Json(item(colleague, online)))
}

fn item(agent: AgentRow, online: bool) -> AgentItem {
    AgentItem {
        id: agent.id,
        name: agent.name,
        admin: agent.admin,
        online,
        tier: Some(agent.tier),
        capacity: Some(agent.capacity),
        skills: agent.skills,
        teams: agent.teams,
    }
}

/// Checks a change; names of skills lose the blanks around them.
fn checked(flow: &Flow, patch: AgentPatch) -> Result<AgentPatch, Problem> {
    let refused = |detail: String| Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
    if patch.tier.is_some_and(|tier| !(1..=3).contains(&tier)) {
        return refused("tier is 1, 2 or 3".to_owned());
    }
    if patch.capacity.is_some_and(|capacity| !(1..=CAPACITY_MAX).contains(&capacity)) {
        return refused(format!("capacity is 1 to {CAPACITY_MAX} open cases"));
    }
    if let Some(team) = patch.teams.iter().flatten().find(|team| !flow.knows_team(team)) {
        return refused(format!(
            "there is no team {team:?}; teams stand as [[team]] in the configuration or in a policy"
        ));
    }
    let Some(skills) = patch.skills else { return Ok(patch) };
    if skills.len() > SKILLS_MAX {
        return refused(format!("an agent has at most {SKILLS_MAX} skills"));
    }
    let mut named = Skills::new();
    for (name, level) in skills {
        let name = name.trim().to_owned();
        if !(1..=SKILL_CHARS_MAX).contains(&name.chars().count()) {
            return refused(format!("the name of a skill has 1 to {SKILL_CHARS_MAX} characters"));
        }
        if !(1..=5).contains(&level) {
            return refused(format!("the level of {name:?} is 1 to 5"));
        }
        named.insert(name, level);
    }
    Ok(AgentPatch { skills: Some(named), ..patch })
}
