//! `firstline agent` and `firstline token`: who may come in.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};

use crate::{
    config::Settings,
    domain::ids::{Id, InboxKey},
    ports::{AgentChange, AgentRow, Clock as _, Ids as _, Store as _},
    store::Sqlite,
    web::token_hash,
};

use super::{
    args::{Abilities, AgentCommand, TokenCommand},
    real::{RandomIds, SystemClock},
};

/// Manages agents beside a running server, which takes up what was changed within seconds.
pub(super) fn agent(command: &AgentCommand, settings: &Settings) -> anyhow::Result<()> {
    match command {
        AgentCommand::Add { name, admin, inbox, abilities } => add(name, *admin, inbox, abilities, settings),
        AgentCommand::Set { name, abilities } => {
            let skills = abilities.skill.iter().cloned().collect();
            let change = AgentChange {
                tier: abilities.tier,
                capacity: abilities.capacity,
                skills: (!abilities.skill.is_empty()).then_some(skills),
                teams: (!abilities.team.is_empty()).then_some(teams(abilities, settings)?),
            };
            let agent = super::runtime()?.block_on(async {
                let store = open(settings)?;
                let agent = found(&store, name).await?;
                store.change_agent(agent.id, change).await?;
                found(&store, &agent.id.to_string()).await
            })?;
            super::say(&described(&agent))
        }
        AgentCommand::Remove { name } => {
            let agent = super::runtime()?.block_on(async {
                let store = open(settings)?;
                let agent = found(&store, name).await?;
                store.remove_agent(agent.id).await?;
                anyhow::Ok(agent)
            })?;
            super::say(&format!("Agent {} is removed; their cases go back to the queue.\n", agent.name))
        }
        AgentCommand::List => {
            let agents = super::runtime()?.block_on(async { anyhow::Ok(open(settings)?.agents().await?) })?;
            agents.iter().try_for_each(|agent| super::say(&described(agent)))
        }
    }
}

fn open(settings: &Settings) -> anyhow::Result<Sqlite> {
    if !crate::store::exists(&settings.data) {
        bail!("there is no data folder at {}; add an agent first", settings.data.display());
    }
    Ok(Sqlite::open(&settings.data, Id::new(RandomIds.random()))?)
}

/// Finds an agent by name or identifier.
async fn found(store: &Sqlite, name: &str) -> anyhow::Result<AgentRow> {
    let agents = store.agents().await?;
    let mut named = agents.into_iter().filter(|agent| agent.name == name || agent.id.to_string() == name);
    let agent =
        named.next().with_context(|| format!("there is no agent {name:?}; see `firstline agent list`"))?;
    if named.next().is_some() {
        bail!("several agents are called {name:?}; give the identifier, see `firstline agent list`");
    }
    Ok(agent)
}

/// Returns the teams that were named. Those that stand in a policy alone are set by the API.
fn teams(abilities: &Abilities, settings: &Settings) -> anyhow::Result<Vec<String>> {
    let teams: Vec<String> = abilities.team.iter().filter(|team| !team.is_empty()).cloned().collect();
    for team in &teams {
        if !settings.inboxes.iter().any(|inbox| settings.hours_of_team(inbox, team).is_some()) {
            bail!("there is no team {team:?}; write it as [[team]] into the configuration first");
        }
    }
    Ok(teams)
}

fn described(agent: &AgentRow) -> String {
    let inboxes = agent.inboxes.as_ref().map_or_else(
        || "every inbox".to_owned(),
        |inboxes| inboxes.iter().map(|key| key.0.as_str()).collect::<Vec<_>>().join(", "),
    );
    let skills: Vec<String> = agent.skills.iter().map(|(skill, level)| format!("{skill}={level}")).collect();
    let skills = if skills.is_empty() { "none".to_owned() } else { skills.join(", ") };
    let teams = if agent.teams.is_empty() { "none".to_owned() } else { agent.teams.join(", ") };
    let AgentRow { id, name, tier, capacity, .. } = agent;
    let admin = if agent.admin { "  admin" } else { "" };
    format!(
        "{id}  {name}{admin}  tier {tier}  capacity {capacity}  skills: {skills}  teams: {teams}  inboxes: {inboxes}\n"
    )
}

/// Adds an agent, who is accepted at once.
fn add(
    name: &str,
    admin: bool,
    inbox: &[String],
    abilities: &Abilities,
    settings: &Settings,
) -> anyhow::Result<()> {
    if name.trim().is_empty() || name.chars().count() > 80 {
        bail!("an agent's name has 1 to 80 characters: users see it");
    }
    for key in inbox {
        if settings.inbox(key).is_none() {
            bail!("there is no inbox {key:?} in the configuration; give one of them, or no --inbox for all");
        }
    }
    let ids = RandomIds;
    let token = format!("fl_a_{}", ids.secret());
    let agent = AgentRow {
        id: Id::new(ids.random()),
        name: name.trim().to_owned(),
        admin,
        inboxes: (!inbox.is_empty()).then(|| inbox.iter().cloned().map(InboxKey).collect()),
        tier: abilities.tier.unwrap_or(1),
        capacity: abilities.capacity.unwrap_or(5),
        skills: abilities.skill.iter().cloned().collect(),
        teams: teams(abilities, settings)?,
    };
    if !crate::store::exists(&settings.data) {
        super::say(&format!("A new data folder is made: {}\n", settings.data.display()))?;
    }
    super::runtime()?.block_on(async {
        let store = Sqlite::open(&settings.data, Id::new(ids.random()))?;
        store.add_agent(&agent, token_hash(&token), SystemClock.now()).await
    })?;
    super::say(&format!(
        "Agent {} added. The token is shown this once; sign in with it at /console: {token}\n",
        agent.name
    ))
}

/// Makes a contact's JWT as the embedding site would.
pub(super) fn token(command: &TokenCommand, settings: &Settings) -> anyhow::Result<()> {
    let TokenCommand::Contact { inbox, sub, claim, valid } = command;
    let found =
        settings.inbox(inbox).with_context(|| format!("there is no inbox {inbox:?} in the configuration"))?;
    let secret = found.jwt.as_ref().and_then(|keys| keys.hs256.as_ref());
    let secret = secret.with_context(|| {
        format!("inbox {inbox:?} has no hs256 secret; set jwt.hs256_secret_env in its configuration")
    })?;
    let seconds = crate::config::duration(valid).map_err(|why| anyhow::anyhow!("--valid: {why}"))?.as_secs();
    let now = SystemClock.now().as_millis() / 1000;
    let mut claims = BTreeMap::from([
        ("sub".to_owned(), json!(sub)),
        ("aud".to_owned(), json!(inbox)),
        ("iat".to_owned(), json!(now)),
        ("exp".to_owned(), json!(now.saturating_add(i64::try_from(seconds)?))),
    ]);
    for claim in claim {
        let (key, value) = claim.split_once('=').with_context(|| format!("--claim {claim}: write k=v"))?;
        claims.insert(key.to_owned(), Value::String(value.to_owned()));
    }
    let key = EncodingKey::from_secret(secret.expose().as_bytes());
    let token = jsonwebtoken::encode(&Header::default(), &claims, &key)?;
    super::say(&format!("{token}\n"))
}
