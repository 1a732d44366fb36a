//! `firstline agent` and `firstline token`: who may come in.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};

use crate::{
    config::Settings,
    domain::ids::{Id, InboxKey},
    ports::{AgentRow, Clock as _, Ids as _, Store as _},
    store::Sqlite,
    web::token_hash,
};

use super::{
    args::{AgentCommand, TokenCommand},
    real::{RandomIds, SystemClock},
};

/// Adds an agent beside a running server, which accepts the token at once.
pub(super) fn agent(command: &AgentCommand, settings: &Settings) -> anyhow::Result<()> {
    let AgentCommand::Add { name, admin, inbox } = command;
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
        admin: *admin,
        inboxes: (!inbox.is_empty()).then(|| inbox.iter().cloned().map(InboxKey).collect()),
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
