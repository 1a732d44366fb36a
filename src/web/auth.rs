//! Who somebody is: contact tokens, the embedding site's JWTs, agents' API tokens.

use std::net::IpAddr;

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    config::{Inbox, JwtKeys},
    domain::{
        event::Context,
        ids::{Id, Locale},
        time::Timestamp,
    },
    flow::Flow,
    ports::{AgentRow, ContactRow, StoreError},
};

use super::gate::Gate;

/// Longest token looked at, in bytes: a JWT with a few claims is a tenth of it.
const TOKEN_BYTES_MAX: usize = 4096;
/// Longest claim that is kept, in characters: an address; more is a mistake of the site.
const CLAIM_CHARS_MAX: usize = 320;
/// Clocks of site and server may differ by this much.
const LEEWAY_SECONDS: i64 = 30;

/// A contact who said hello.
#[derive(Clone, Debug)]
pub(super) struct Identified {
    pub(super) contact: ContactRow,
    /// A token minted just now.
    pub(super) minted: Option<String>,
    /// When the proof ends.
    pub(super) expires: Option<Timestamp>,
    /// The language the site knows.
    pub(super) locale: Option<Locale>,
    /// What the site vouches for: email, account, plan.
    pub(super) vouched: Context,
}

/// Why nobody was identified.
#[derive(Debug, thiserror::Error)]
pub(super) enum AuthError {
    #[error("the token is not valid here; leave it out to begin as a new contact")]
    Unauthorized,
    #[error("this inbox needs a signed token of your site; see its jwt settings")]
    NotAnonymous,
    #[error("too many new contacts from this address")]
    TooMany(std::time::Duration),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The claims read from a JWT; anything else in it is ignored.
#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    locale: Option<String>,
    #[serde(default)]
    email: Value,
    #[serde(default)]
    account: Value,
    #[serde(default)]
    plan: Value,
}

impl Claims {
    /// Returns what agents should see of the contact, under the names that contexts use.
    fn vouched(&self) -> Context {
        let fields = [("email", &self.email), ("account", &self.account), ("plan", &self.plan)];
        let said = fields.into_iter().filter_map(|(name, value)| match value {
            Value::String(text) => Some((name.to_owned(), text.trim().to_owned())),
            Value::Number(number) => Some((name.to_owned(), number.to_string())),
            _ => None,
        });
        said.filter(|(_, value)| (1..=CLAIM_CHARS_MAX).contains(&value.chars().count())).collect()
    }
}

/// Returns what a token is stored as.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Identifies a contact by the token of its `hello`, or makes an anonymous one.
pub(super) async fn contact(
    flow: &Flow,
    gate: &Gate,
    inbox: &Inbox,
    token: Option<&str>,
    address: IpAddr,
) -> Result<Identified, AuthError> {
    match token {
        Some(token) if token.len() > TOKEN_BYTES_MAX => Err(AuthError::Unauthorized),
        Some(token) if token.split('.').count() == 3 => named(flow, inbox, token).await,
        Some(token) => {
            let contact = flow.outside().store.contact_by_token(token_hash(token)).await?;
            let contact = contact.filter(|contact| contact.inbox == inbox.policy.inbox);
            let contact = contact.ok_or(AuthError::Unauthorized)?;
            Ok(Identified { contact, minted: None, expires: None, locale: None, vouched: Context::new() })
        }
        None if !inbox.anonymous => Err(AuthError::NotAnonymous),
        None => {
            gate.handshake(address).map_err(AuthError::TooMany)?;
            let token = format!("fl_c_{}", flow.outside().ids.secret());
            let contact = ContactRow {
                id: Id::new(flow.outside().ids.random()),
                inbox: inbox.policy.inbox.clone(),
                sub: None,
                name: None,
                account: None,
                plan: None,
                email: None,
            };
            flow.outside().store.add_contact(&contact, token_hash(&token), flow.now()).await?;
            Ok(Identified {
                contact,
                minted: Some(token),
                expires: None,
                locale: None,
                vouched: Context::new(),
            })
        }
    }
}

async fn named(flow: &Flow, inbox: &Inbox, token: &str) -> Result<Identified, AuthError> {
    let keys = inbox.jwt.as_ref().ok_or(AuthError::Unauthorized)?;
    let claims = verified(token, keys, &inbox.policy.inbox.0, flow.now()).ok_or(AuthError::Unauthorized)?;
    let vouched = claims.vouched();
    let vouches = |name: &str| vouched.get(name).cloned();
    let fresh = ContactRow {
        id: Id::new(flow.outside().ids.random()),
        inbox: inbox.policy.inbox.clone(),
        sub: Some(claims.sub),
        name: claims.name,
        account: vouches("account"),
        plan: vouches("plan"),
        email: vouches("email"),
    };
    let contact = flow.outside().store.named_contact(&fresh, flow.now()).await?;
    Ok(Identified {
        contact,
        minted: None,
        expires: Some(Timestamp::from_millis(claims.exp.saturating_mul(1000))),
        locale: claims.locale.as_deref().and_then(Locale::from_tag),
        vouched,
    })
}

/// Verifies a JWT by the one key its algorithm has here; any other algorithm has none.
fn verified(token: &str, keys: &JwtKeys, audience: &str, now: Timestamp) -> Option<Claims> {
    let algorithm = jsonwebtoken::decode_header(token).ok()?.alg;
    let key = match algorithm {
        Algorithm::HS256 => DecodingKey::from_secret(keys.hs256.as_ref()?.expose().as_bytes()),
        Algorithm::EdDSA => DecodingKey::from_ed_der(keys.eddsa.as_ref()?),
        _ => return None,
    };
    let mut validation = Validation::new(algorithm);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(&["exp", "aud", "sub"]);
    // Time is judged below, by our own clock.
    validation.validate_exp = false;
    let claims: Claims = jsonwebtoken::decode(token, &key, &validation).ok()?.claims;
    let seconds = now.as_millis() / 1000;
    let in_time = claims.exp.saturating_add(LEEWAY_SECONDS) > seconds
        && claims.nbf.is_none_or(|from| from.saturating_sub(LEEWAY_SECONDS) <= seconds);
    (in_time && !claims.sub.is_empty() && claims.sub.len() <= 256).then_some(claims)
}

/// Identifies an agent by an API token.
pub(super) async fn agent(flow: &Flow, token: &str) -> Result<Option<AgentRow>, StoreError> {
    if token.len() > TOKEN_BYTES_MAX {
        return Ok(None);
    }
    flow.outside().store.agent_by_token(token_hash(token)).await
}
