//! Rows become domain types here, and nowhere else.

use std::error::Error;

use rusqlite::{Row, types::Type};

use crate::{
    domain::{
        conversation::{StandingOffer, Timer},
        event::{Cause, Event, Role, Severity},
        ids::{Id, InboxKey, Locale, Seq},
        time::Timestamp,
    },
    ports::{AgentRow, ContactRow, ConversationRow, QueueRow},
};

/// Wraps a value that cannot be read, for rusqlite's own error type.
pub(super) fn unreadable(error: impl Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
}

pub(super) fn id<K>(row: &Row<'_>, column: &str) -> rusqlite::Result<Id<K>> {
    Id::from_bytes(row.get_ref(column)?.as_blob().map_err(unreadable)?).map_err(unreadable)
}

pub(super) fn optional_id<K>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Id<K>>> {
    row.get_ref(column)?
        .as_blob_or_null()
        .map_err(unreadable)?
        .map(|bytes| Id::from_bytes(bytes).map_err(unreadable))
        .transpose()
}

pub(super) fn seq(row: &Row<'_>, column: &str) -> rusqlite::Result<Seq> {
    row.get(column).map(Seq)
}

pub(super) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp::from_millis)
}

fn optional_time(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_millis))
}

pub(super) fn locale(row: &Row<'_>) -> rusqlite::Result<Locale> {
    let tag: String = row.get("locale")?;
    Ok(Locale::from_tag(&tag).unwrap_or_default())
}

fn severity(row: &Row<'_>) -> rusqlite::Result<Option<Severity>> {
    let severity: Option<u8> = row.get("severity")?;
    Ok(severity.and_then(|severity| Severity::try_from(severity).ok()))
}

pub(super) fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    let cause = match (optional_id(row, "actor")?, optional_id(row, "client_id")?) {
        (Some(actor), Some(client_id)) => {
            let actor: Id<()> = actor;
            Some(Cause { actor: actor.raw(), client_id, digest: row.get("digest")? })
        }
        _ => None,
    };
    let fact = row.get_ref("fact")?.as_str().map_err(unreadable)?;
    Ok(Event {
        id: id(row, "id")?,
        conversation: id(row, "conversation")?,
        seq: seq(row, "seq")?,
        at: time(row, "at")?,
        body: serde_json::from_str(fact).map_err(unreadable)?,
        cause,
    })
}

pub(super) fn conversation(row: &Row<'_>) -> rusqlite::Result<ConversationRow> {
    Ok(ConversationRow {
        id: id(row, "id")?,
        inbox: InboxKey(row.get("inbox")?),
        contact: id(row, "contact")?,
        state: row.get("state")?,
        seq: seq(row, "seq")?,
        updated_at: time(row, "updated_at")?,
        locale: locale(row)?,
        severity: severity(row)?,
        subject: row.get("subject")?,
        last: last(row)?,
        contact_name: row.get("called")?,
    })
}

fn last(row: &Row<'_>) -> rusqlite::Result<Option<Role>> {
    let word: Option<String> = row.get("last")?;
    Ok([Role::User, Role::Bot, Role::Agent]
        .into_iter()
        .find(|role| word.as_deref() == Some(role_word(*role))))
}

pub(super) fn case(row: &Row<'_>) -> rusqlite::Result<QueueRow> {
    let agent = match (optional_id(row, "agent")?, row.get::<_, Option<u64>>("claim")?) {
        (Some(agent), Some(claim)) => Some((agent, Seq(claim))),
        _ => None,
    };
    Ok(QueueRow {
        conversation: id(row, "conversation")?,
        seq: seq(row, "seq")?,
        inbox: InboxKey(row.get("inbox")?),
        contact: id(row, "contact")?,
        queue: row.get("queue")?,
        tier: row.get("tier")?,
        severity: severity(row)?.unwrap_or(Severity::Usage),
        subject: row.get("subject")?,
        locale: locale(row)?,
        waiting_since: time(row, "waiting_since")?,
        respond_by: optional_time(row, "respond_by")?,
        respond_warn: optional_time(row, "respond_warn")?,
        resolve_by: optional_time(row, "resolve_by")?,
        agent,
        agent_name: row.get("agent_name")?,
        contact_name: row.get("called")?,
        last: last(row)?,
        updated_at: time(row, "updated_at")?,
        topic: row.get("topic")?,
        product: row.get("product")?,
        had_by: optional_id(row, "had_by")?,
        offer: match (optional_id(row, "offered_to")?, optional_time(row, "offered_until")?) {
            (Some(agent), Some(until)) => Some(StandingOffer { agent, until }),
            _ => None,
        },
        needs: of_json(row, "needs")?,
        passed: of_json(row, "passed")?,
        n_pages: row.get("paged")?,
        account: row.get("account")?,
        plan: row.get("plan")?,
    })
}

fn of_json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str().map_err(unreadable)?).map_err(unreadable)
}

pub(super) fn contact(row: &Row<'_>) -> rusqlite::Result<ContactRow> {
    Ok(ContactRow {
        id: id(row, "id")?,
        inbox: InboxKey(row.get("inbox")?),
        sub: row.get("sub")?,
        name: row.get("name")?,
        account: row.get("account")?,
        plan: row.get("plan")?,
        email: row.get("email")?,
    })
}

/// Reads an agent without their inboxes; `Some(empty)` stands for "named ones, to be read".
pub(super) fn agent(row: &Row<'_>) -> rusqlite::Result<AgentRow> {
    let all: bool = row.get("all_inboxes")?;
    Ok(AgentRow {
        id: id(row, "id")?,
        name: row.get("name")?,
        admin: row.get("admin")?,
        inboxes: (!all).then(Vec::new),
        tier: row.get("tier")?,
        capacity: row.get("capacity")?,
        skills: of_json(row, "skills")?,
        teams: of_json(row, "teams")?,
    })
}

/// Returns the word a role is stored as: the wire's.
pub(super) const fn role_word(who: Role) -> &'static str {
    match who {
        Role::User => "user",
        Role::Bot => "bot",
        Role::Agent => "agent",
    }
}

/// Returns the word a timer is stored as.
pub(super) const fn timer_word(timer: Timer) -> &'static str {
    match timer {
        Timer::Silence => "silence",
        Timer::Close => "close",
        Timer::Promise => "promise",
        Timer::Page => "page",
        Timer::Offer => "offer",
    }
}

/// Returns the timer a word stands for.
pub(super) fn timer(word: &str) -> Option<Timer> {
    match word {
        "silence" => Some(Timer::Silence),
        "close" => Some(Timer::Close),
        "promise" => Some(Timer::Promise),
        "page" => Some(Timer::Page),
        "offer" => Some(Timer::Offer),
        _ => None,
    }
}
