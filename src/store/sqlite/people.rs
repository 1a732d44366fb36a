//! Contacts and agents.

use rusqlite::{Connection, params};

use crate::{
    domain::{
        ids::{AgentId, ContactId, InboxKey},
        routing::Skills,
        time::Timestamp,
    },
    ports::{AgentChange, AgentRow, ContactRow, SessionRow},
};

use super::{log::one, rows};

pub(super) fn contact_by_token(
    connection: &Connection,
    hash: [u8; 32],
) -> rusqlite::Result<Option<ContactRow>> {
    one(connection, "SELECT * FROM contact WHERE token = ?1", params![hash], rows::contact)
}

pub(super) fn contact(connection: &Connection, id: ContactId) -> rusqlite::Result<Option<ContactRow>> {
    one(connection, "SELECT * FROM contact WHERE id = ?1", params![id.as_bytes()], rows::contact)
}

pub(super) fn add_contact(
    connection: &Connection,
    contact: &ContactRow,
    token: [u8; 32],
    now: Timestamp,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO contact (id, inbox, sub, name, token, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            contact.id.as_bytes(),
            contact.inbox.0,
            contact.sub,
            contact.name,
            token,
            now.as_millis()
        ])
        .map(drop)
}

pub(super) fn named_contact(
    connection: &Connection,
    fresh: &ContactRow,
    now: Timestamp,
) -> rusqlite::Result<ContactRow> {
    connection
        .prepare_cached(
            "INSERT INTO contact (id, inbox, sub, name, created_at, account, plan, email)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (inbox, sub) WHERE sub IS NOT NULL DO UPDATE SET name = coalesce(excluded.name, name),
               account = excluded.account, plan = excluded.plan, email = excluded.email
             RETURNING *",
        )?
        .query_row(
            params![
                fresh.id.as_bytes(),
                fresh.inbox.0,
                fresh.sub,
                fresh.name,
                now.as_millis(),
                fresh.account,
                fresh.plan,
                fresh.email
            ],
            rows::contact,
        )
}

pub(super) fn add_agent(
    connection: &Connection,
    agent: &AgentRow,
    token: [u8; 32],
    now: Timestamp,
) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO agent (id, name, admin, all_inboxes, token, created_at, tier, capacity, skills, teams)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            agent.id.as_bytes(),
            agent.name,
            agent.admin,
            agent.inboxes.is_none(),
            token,
            now.as_millis(),
            agent.tier,
            agent.capacity,
            skills(&agent.skills),
            serde_json::json!(agent.teams).to_string(),
        ],
    )?;
    for inbox in agent.inboxes.iter().flatten() {
        connection.execute(
            "INSERT OR IGNORE INTO agent_inbox VALUES (?1, ?2)",
            params![agent.id.as_bytes(), inbox.0],
        )?;
    }
    Ok(())
}

pub(super) fn change_agent(
    connection: &Connection,
    id: AgentId,
    change: &AgentChange,
) -> rusqlite::Result<bool> {
    let n_changed = connection.execute(
        "UPDATE agent SET tier = coalesce(?2, tier), capacity = coalesce(?3, capacity), skills = coalesce(?4, skills),
           teams = coalesce(?5, teams)
         WHERE id = ?1",
        params![
            id.as_bytes(),
            change.tier,
            change.capacity,
            change.skills.as_ref().map(skills),
            change.teams.as_ref().map(|teams| serde_json::json!(teams).to_string()),
        ],
    )?;
    Ok(n_changed > 0)
}

pub(super) fn remove_agent(connection: &Connection, id: AgentId) -> rusqlite::Result<bool> {
    Ok(connection.execute("DELETE FROM agent WHERE id = ?1", params![id.as_bytes()])? > 0)
}

fn skills(skills: &Skills) -> String {
    serde_json::json!(skills).to_string()
}

pub(super) fn agent_by_token(connection: &Connection, hash: [u8; 32]) -> rusqlite::Result<Option<AgentRow>> {
    let agent = one(connection, "SELECT * FROM agent WHERE token = ?1", params![hash], rows::agent)?;
    agent.map(|agent| with_inboxes(connection, agent)).transpose()
}

pub(super) fn agent(connection: &Connection, id: AgentId) -> rusqlite::Result<Option<AgentRow>> {
    let agent = one(connection, "SELECT * FROM agent WHERE id = ?1", params![id.as_bytes()], rows::agent)?;
    agent.map(|agent| with_inboxes(connection, agent)).transpose()
}

pub(super) fn agents(connection: &Connection) -> rusqlite::Result<Vec<AgentRow>> {
    let agents: Vec<AgentRow> = connection
        .prepare_cached("SELECT * FROM agent ORDER BY name, id")?
        .query_map([], rows::agent)?
        .collect::<Result<_, _>>()?;
    agents.into_iter().map(|agent| with_inboxes(connection, agent)).collect()
}

pub(super) fn add_session(
    connection: &Connection,
    session: SessionRow,
    now: Timestamp,
    n_max: usize,
) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM session WHERE expires <= ?1", [now.as_millis()])?;
    connection.execute(
        "INSERT INTO session VALUES (?1, ?2, ?3)",
        params![session.secret, session.agent.as_bytes(), session.expires.as_millis()],
    )?;
    connection
        .execute(
            "DELETE FROM session WHERE agent = ?1 AND secret NOT IN
               (SELECT secret FROM session WHERE agent = ?1 ORDER BY expires DESC LIMIT ?2)",
            params![session.agent.as_bytes(), i64::try_from(n_max).unwrap_or(i64::MAX)],
        )
        .map(drop)
}

pub(super) fn agent_by_session(
    connection: &Connection,
    secret: [u8; 32],
    now: Timestamp,
) -> rusqlite::Result<Option<AgentRow>> {
    let agent = one(
        connection,
        "SELECT agent.* FROM session JOIN agent ON agent.id = session.agent WHERE secret = ?1 AND expires > ?2",
        params![secret, now.as_millis()],
        rows::agent,
    )?;
    agent.map(|agent| with_inboxes(connection, agent)).transpose()
}

pub(super) fn end_session(connection: &Connection, secret: [u8; 32]) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM session WHERE secret = ?1", params![secret]).map(drop)
}

fn with_inboxes(connection: &Connection, mut agent: AgentRow) -> rusqlite::Result<AgentRow> {
    if let Some(inboxes) = &mut agent.inboxes {
        let mut statement = connection.prepare_cached("SELECT inbox FROM agent_inbox WHERE agent = ?1")?;
        *inboxes = statement
            .query_map([agent.id.as_bytes()], |row| row.get(0).map(InboxKey))?
            .collect::<Result<_, _>>()?;
    }
    Ok(agent)
}
