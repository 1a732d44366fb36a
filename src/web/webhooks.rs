//! Who is told, what became of it, telling it again, and trying a receiver out: for administrators.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    config::{Receiver, Secret},
    domain::{
        alert::Kind,
        ids::{ConversationId, InboxKey, Locale},
        time::Timestamp,
    },
    flow::FlowError,
    ports::{AgentRow, DeliveryCount, DeliveryFilter, DeliveryRow, DeliveryState, Outcome},
};

use super::{
    Web,
    error::{Problem, UrlPath, UrlQuery},
    session::Signed,
};

/// Deliveries of one answer.
const ROWS_MAX: usize = 100;

/// Every receiver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReceiverPage {
    /// As in the settings.
    pub items: Vec<ReceiverItem>,
}

/// A receiver as listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReceiverItem {
    /// Its name.
    pub name: String,
    /// webhook, slack, wecom, feishu, dingtalk, mail.
    pub kind: String,
    /// The host it is on, or the mail addresses; the rest of an address may be a key.
    pub to: Vec<String>,
    /// What it is told.
    pub events: Vec<Kind>,
    /// Of which inboxes; absent: of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inboxes: Option<Vec<InboxKey>>,
    /// Of which tiers; absent: of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiers: Option<Vec<u8>>,
    /// The language it is told in.
    pub locale: Locale,
    /// When its quiet hours end, where it is left alone now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_until: Option<Timestamp>,
    /// Deliveries that are tried, now or later.
    pub waiting: u64,
    /// Of these, how many it did not take when they were tried last.
    pub failing: u64,
    /// Why the newest failed try failed, of what waits or was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// Deliveries it took.
    pub delivered: u64,
    /// Deliveries that were given up.
    pub failed: u64,
}

/// A page of deliveries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryPage {
    /// Newest first.
    pub items: Vec<DeliveryItem>,
    /// Give this as `before` for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// A delivery as listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryItem {
    /// Its number.
    pub id: u64,
    /// The name that every try carries as `webhook-id`.
    pub name: String,
    /// The receiver.
    pub receiver: String,
    /// What it is told.
    pub event: Kind,
    /// The case.
    pub conversation: ConversationId,
    /// Its inbox.
    pub inbox: InboxKey,
    /// When it happened.
    pub at: Timestamp,
    /// waiting, delivered, failed.
    pub state: String,
    /// Tries since it was written or replayed.
    pub tries: u32,
    /// The next try, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// Why the last try failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What became of a test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestFired {
    /// The receiver took it.
    pub delivered: bool,
    /// Why it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A page is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Page {
    state: Option<String>,
    receiver: Option<String>,
    before: Option<u64>,
    limit: Option<usize>,
}

pub(super) async fn receivers(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
) -> Result<Json<ReceiverPage>, Problem> {
    admin(&agent)?;
    let now = web.flow.now();
    let items =
        web.flow.receivers().await?.into_iter().map(|(receiver, counts)| item(receiver, &counts, now));
    Ok(Json(ReceiverPage { items: items.collect() }))
}

fn item(receiver: &Receiver, counts: &[DeliveryCount], now: Timestamp) -> ReceiverItem {
    let of = |state: DeliveryState| counts.iter().find(|count| count.state == state);
    let count = |state| of(state).map_or(0, |count| count.count);
    let last_error = counts.iter().filter_map(|count| count.last_error.as_ref()).max();
    let host = |url: &Secret| url.expose().parse::<axum::http::Uri>().ok()?.host().map(str::to_owned);
    let over = receiver.listener.quiet.over_at(now);
    ReceiverItem {
        name: receiver.name.clone(),
        kind: receiver.kind().to_owned(),
        to: receiver.url.as_ref().and_then(host).into_iter().chain(receiver.to.iter().cloned()).collect(),
        events: receiver.listener.kinds.clone(),
        inboxes: receiver.listener.inboxes.clone(),
        tiers: receiver.listener.tiers.clone(),
        locale: receiver.listener.locale,
        quiet_until: (over > now).then_some(over),
        waiting: count(DeliveryState::Waiting),
        failing: of(DeliveryState::Waiting).map_or(0, |count| count.n_failed),
        last_error: last_error.map(|(_, error)| error.clone()),
        delivered: count(DeliveryState::Delivered),
        failed: count(DeliveryState::Failed),
    }
}

pub(super) async fn deliveries(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlQuery(page): UrlQuery<Page>,
) -> Result<Json<DeliveryPage>, Problem> {
    admin(&agent)?;
    let state = page.state.as_deref().map(|word| {
        let known = STATES.iter().find(|(known, _)| *known == word);
        let detail = "state is one of waiting, delivered, failed";
        known.map(|(_, state)| *state).ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, detail))
    });
    let filter = DeliveryFilter { state: state.transpose()?, receiver: page.receiver, before: page.before };
    let limit = page.limit.unwrap_or(50).clamp(1, ROWS_MAX);
    let rows = web.flow.deliveries(&filter, limit).await?;
    let next = rows.last().filter(|_| rows.len() == limit).map(|row| row.id);
    Ok(Json(DeliveryPage { items: rows.into_iter().map(delivery).collect(), next }))
}

const STATES: [(&str, DeliveryState); 3] = [
    ("waiting", DeliveryState::Waiting),
    ("delivered", DeliveryState::Delivered),
    ("failed", DeliveryState::Failed),
];

fn delivery(row: DeliveryRow) -> DeliveryItem {
    let word = STATES.iter().find(|(_, state)| *state == row.state).map_or("waiting", |(word, _)| word);
    DeliveryItem {
        id: row.id,
        name: row.occasion.name(),
        receiver: row.receiver,
        event: row.occasion.kind,
        conversation: row.occasion.conversation,
        inbox: row.occasion.inbox,
        at: row.occasion.at,
        state: word.to_owned(),
        tries: row.tries,
        due: (row.state == DeliveryState::Waiting).then_some(row.due),
        error: row.error,
    }
}

/// Tells it again. A delivery that arrived before is told again under its old name.
pub(super) async fn replay(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlPath(id): UrlPath<String>,
) -> Result<Json<DeliveryItem>, Problem> {
    admin(&agent)?;
    let id = id.parse().map_err(|_| Problem::from(FlowError::NotFound))?;
    match web.flow.replay(id).await {
        Ok(row) => Ok(Json(delivery(row))),
        Err(FlowError::Busy) => {
            Err(Problem::new(StatusCode::CONFLICT, "it is being tried this moment; look again in a minute"))
        }
        Err(error) => Err(error.into()),
    }
}

/// Tries a receiver out.
pub(super) async fn test(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlPath(name): UrlPath<String>,
) -> Result<Json<TestFired>, Problem> {
    admin(&agent)?;
    Ok(Json(match web.flow.test_fire(&name).await? {
        Outcome::Delivered => TestFired { delivered: true, error: None },
        Outcome::Failed { why, .. } => TestFired { delivered: false, error: Some(why) },
    }))
}

/// Receivers are told of every inbox, so it takes an administrator of all of them.
fn admin(agent: &AgentRow) -> Result<(), Problem> {
    let detail = "this is for administrators of every inbox; ask one, or make one with `firstline agent add NAME --admin`";
    (agent.admin && agent.inboxes.is_none())
        .then_some(())
        .ok_or_else(|| Problem::new(StatusCode::FORBIDDEN, detail))
}
