//! The log and the tables remade from it.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{
    domain::{
        conversation::{Effect, Row as ConversationEffect, Timer},
        event::{Body, Event, Role},
        ids::{AgentId, ClientId, ContactId, ConversationId, InboxKey, ReplyId, Seq},
        time::Timestamp,
    },
    ports::{
        Append, AppendError, ConversationFilter, ConversationRow, DueTimer, QueueRow, Receipt, Report,
        StoreError, TurnJob, UnansweredRow, WaitingFilter,
    },
};

use super::{failed, notices, outbox, rows, triage};

/// Checks everything before it writes anything, so that a refusal costs no rollback.
pub(super) fn append(connection: &Connection, append: &Append) -> Result<(), AppendError> {
    for effect in &append.effects {
        if let Effect::Receipt { cause, .. } = effect
            && let Some(receipt) = receipt(connection, cause.actor, cause.client_id).map_err(failed)?
        {
            return Err(AppendError::Repeated(receipt));
        }
    }
    let head = connection
        .prepare_cached("SELECT seq FROM conversation WHERE id = ?1")
        .and_then(|mut statement| {
            statement.query_row([append.conversation.as_bytes()], |row| row.get(0)).optional()
        })
        .map_err(failed)?;
    if Seq(head.unwrap_or(0)) != append.expected {
        return Err(AppendError::Stale);
    }
    for event in &append.events {
        insert(connection, event)?;
    }
    for effect in &append.effects {
        carry_out(connection, append.conversation, effect).map_err(|error| {
            match error.sqlite_error_code() {
                // The contact has another unclosed conversation by now.
                Some(rusqlite::ErrorCode::ConstraintViolation) => AppendError::Stale,
                _ => failed(error).into(),
            }
        })?;
    }
    Ok(())
}

fn insert(connection: &Connection, event: &Event) -> Result<(), AppendError> {
    let fact = serde_json::to_string(&event.body).map_err(|error| StoreError::Broken(Box::new(error)))?;
    connection
        .prepare_cached(
            "INSERT INTO event (conversation, seq, id, at, fact, actor, client_id, digest)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .and_then(|mut statement| {
            statement.execute(params![
                event.conversation.as_bytes(),
                event.seq.0,
                event.id.as_bytes(),
                event.at.as_millis(),
                fact,
                event.cause.as_ref().map(|cause| cause.actor.as_bytes().as_slice()),
                event.cause.as_ref().map(|cause| cause.client_id.as_bytes()),
                event.cause.as_ref().map(|cause| cause.digest),
            ])
        })
        .map(drop)
        .map_err(|error| failed(error).into())
}

/// Carries out one effect.
pub(super) fn carry_out(
    connection: &Connection,
    conversation: ConversationId,
    effect: &Effect,
) -> rusqlite::Result<()> {
    let run = |sql: &str, params: &[&dyn rusqlite::ToSql]| {
        connection.prepare_cached(sql)?.execute(params).map(drop)
    };
    let id = conversation.as_bytes();
    match effect {
        Effect::Row(row) => put_row(connection, id, row),
        Effect::Receipt { cause, seq } => run(
            "INSERT OR IGNORE INTO receipt VALUES (?1, ?2, ?3, ?4, ?5)",
            params![cause.actor.as_bytes().as_slice(), cause.client_id.as_bytes(), cause.digest, id, seq.0],
        ),
        Effect::Corrected { seq, to, at } => triage::put_correction(connection, conversation, *seq, to, *at),
        Effect::SeverityRefuted => {
            run("DELETE FROM correction WHERE conversation = ?1 AND what = 'severity'", params![id])
        }
        Effect::TurnOwed(reply) => run(
            "INSERT OR IGNORE INTO turn (reply, conversation) VALUES (?1, ?2)",
            params![reply.as_bytes(), id],
        ),
        Effect::TurnOver(reply) => run("DELETE FROM turn WHERE reply = ?1", params![reply.as_bytes()]),
        Effect::AtDesk(case) => run(
            "INSERT INTO desk SELECT id, seq, inbox, contact, ?2, ?3, ?4, coalesce(subject, ''), locale, ?5, ?6, ?7, ?8, ?9,
               ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19
             FROM conversation WHERE id = ?1
             ON CONFLICT DO UPDATE SET seq = excluded.seq, queue = excluded.queue, tier = excluded.tier,
               severity = excluded.severity, subject = excluded.subject, locale = excluded.locale,
               waiting_since = excluded.waiting_since, respond_by = excluded.respond_by,
               resolve_by = excluded.resolve_by, agent = excluded.agent, claim = excluded.claim,
               topic = excluded.topic, offered_to = excluded.offered_to, offered_until = excluded.offered_until,
               had_by = excluded.had_by, needs = excluded.needs, passed = excluded.passed, paged = excluded.paged,
               policy = excluded.policy, respond_warn = excluded.respond_warn, product = excluded.product",
            params![
                id,
                case.queue,
                case.tier,
                u8::from(case.severity),
                case.waiting_since.as_millis(),
                case.respond_by.map(Timestamp::as_millis),
                case.resolve_by.map(Timestamp::as_millis),
                case.agent.as_ref().map(|(agent, _)| agent.as_bytes()),
                case.agent.as_ref().map(|(_, claim)| claim.0),
                case.topic,
                case.offer.as_ref().map(|offer| offer.agent.as_bytes()),
                case.offer.map(|offer| offer.until.as_millis()),
                case.had_by.as_ref().map(|agent| agent.as_bytes()),
                serde_json::json!(case.needs).to_string(),
                serde_json::json!(case.passed).to_string(),
                case.n_pages,
                case.policy,
                case.respond_warn.map(Timestamp::as_millis),
                case.product,
            ],
        ),
        Effect::OffDesk => run("DELETE FROM desk WHERE conversation = ?1", params![id]),
        Effect::TimerSet(timer, due) => run(
            "INSERT OR REPLACE INTO timer (conversation, timer, due) VALUES (?1, ?2, ?3)",
            params![id, rows::timer_word(*timer), due.as_millis()],
        ),
        Effect::Solved(seq) => super::solved::put(connection, conversation, *seq),
        Effect::Unsolved => super::solved::remove(connection, conversation),
        Effect::TimerDropped(timer) => run(
            "DELETE FROM timer WHERE conversation = ?1 AND timer = ?2",
            params![id, rows::timer_word(*timer)],
        ),
        Effect::Tell(occasion) => outbox::put_occasion(connection, occasion),
        Effect::NoticeTold { notice, revision } => notices::put_link(connection, id, notice, *revision),
    }
}

fn put_row(connection: &Connection, id: &[u8], row: &ConversationEffect) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO conversation
               (id, inbox, contact, state, seq, updated_at, locale, severity, subject, last, contact_name)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, seq = excluded.seq,
               updated_at = excluded.updated_at, locale = excluded.locale, severity = excluded.severity,
               subject = coalesce(excluded.subject, subject), last = excluded.last,
               contact_name = coalesce(excluded.contact_name, contact_name)",
        )?
        .execute(params![
            id,
            row.inbox.0,
            row.contact.as_bytes(),
            row.state,
            row.seq.0,
            row.updated_at.as_millis(),
            row.locale.tag(),
            row.severity.map(u8::from),
            row.subject,
            row.last.map(rows::role_word),
            row.contact_name,
        ])
        .map(drop)
}

/// Runs a query and collects its rows.
pub(super) fn all<T>(
    connection: &Connection,
    sql: &str,
    params: &[&dyn rusqlite::ToSql],
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection.prepare_cached(sql)?.query_map(params, read)?.collect()
}

/// Runs a query for at most one row.
pub(super) fn one<T>(
    connection: &Connection,
    sql: &str,
    params: &[&dyn rusqlite::ToSql],
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    connection.prepare_cached(sql)?.query_row(params, read).optional()
}

const EVENT: &str = "SELECT conversation, seq, id, at, fact, actor, client_id, digest FROM event";

pub(super) fn after(
    connection: &Connection,
    id: ConversationId,
    after: Seq,
    limit: usize,
) -> rusqlite::Result<Vec<Event>> {
    let sql = format!("{EVENT} WHERE conversation = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3");
    all(connection, &sql, params![id.as_bytes(), after.0, bounded(limit)], rows::event)
}

/// Returns a log from its beginning to one of its events.
pub(super) fn up_to(connection: &Connection, id: ConversationId, seq: Seq) -> rusqlite::Result<Vec<Event>> {
    let sql = format!("{EVENT} WHERE conversation = ?1 AND seq <= ?2 ORDER BY seq");
    all(connection, &sql, params![id.as_bytes(), seq.0], rows::event)
}

pub(super) fn before(
    connection: &Connection,
    id: ConversationId,
    before: Seq,
    limit: usize,
) -> rusqlite::Result<Vec<Event>> {
    let sql = format!("{EVENT} WHERE conversation = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3");
    let mut events = all(connection, &sql, params![id.as_bytes(), before.0, bounded(limit)], rows::event)?;
    events.reverse();
    Ok(events)
}

pub(super) fn receipt(
    connection: &Connection,
    actor: Uuid,
    client_id: ClientId,
) -> rusqlite::Result<Option<Receipt>> {
    one(
        connection,
        "SELECT digest, conversation, seq FROM receipt WHERE actor = ?1 AND client_id = ?2",
        params![actor.as_bytes().as_slice(), client_id.as_bytes()],
        |row| {
            Ok(Receipt {
                digest: row.get("digest")?,
                conversation: rows::id(row, "conversation")?,
                seq: rows::seq(row, "seq")?,
            })
        },
    )
}

/// A conversation with the name of its user: what they said themselves, else what their site says.
const CONVERSATION: &str =
    "SELECT conversation.*, coalesce(contact_name, contact.name) AS called FROM conversation
   LEFT JOIN contact ON contact.id = conversation.contact";

pub(super) fn latest(
    connection: &Connection,
    contact: ContactId,
) -> rusqlite::Result<Option<ConversationRow>> {
    one(
        connection,
        &format!("{CONVERSATION} WHERE contact = ?1 ORDER BY state = 'closed', updated_at DESC LIMIT 1"),
        params![contact.as_bytes()],
        rows::conversation,
    )
}

pub(super) fn conversation(
    connection: &Connection,
    id: ConversationId,
) -> rusqlite::Result<Option<ConversationRow>> {
    let sql = format!("{CONVERSATION} WHERE conversation.id = ?1");
    one(connection, &sql, params![id.as_bytes()], rows::conversation)
}

pub(super) fn conversations(
    connection: &Connection,
    filter: &ConversationFilter,
    before: Option<(Timestamp, ConversationId)>,
    limit: usize,
) -> rusqlite::Result<Vec<ConversationRow>> {
    let (at, id) =
        before.map_or((i64::MAX, vec![0xff; 16]), |(at, id)| (at.as_millis(), id.as_bytes().to_vec()));
    all(
        connection,
        &format!(
            "{CONVERSATION} WHERE (conversation.updated_at, conversation.id) < (?1, ?2)
             AND (?3 IS NULL OR conversation.inbox IN (SELECT value FROM json_each(?3)))
             AND (?4 IS NULL OR conversation.state = ?4)
             AND NOT EXISTS (SELECT 1 FROM json_each(?5)
               WHERE instr(lower(coalesce(conversation.subject, '')), lower(value)) = 0)
             ORDER BY conversation.updated_at DESC, conversation.id DESC LIMIT ?6"
        ),
        params![
            at,
            id,
            json(filter.inboxes.as_deref()),
            filter.state,
            serde_json::Value::from(filter.words.clone()).to_string(),
            bounded(limit)
        ],
        rows::conversation,
    )
}

pub(super) fn lease_turn(
    connection: &Connection,
    reply: ReplyId,
    now: Timestamp,
    until: Timestamp,
) -> rusqlite::Result<Option<TurnJob>> {
    one(
        connection,
        "UPDATE turn SET attempt = attempt + 1, lease_until = ?3 WHERE reply = ?1 AND lease_until <= ?2
         RETURNING conversation, reply, attempt",
        params![reply.as_bytes(), now.as_millis(), until.as_millis()],
        |row| {
            Ok(TurnJob {
                conversation: rows::id(row, "conversation")?,
                reply: rows::id(row, "reply")?,
                attempt: row.get("attempt")?,
            })
        },
    )
}

pub(super) fn renew_turn(
    connection: &Connection,
    reply: ReplyId,
    attempt: u32,
    until: Timestamp,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("UPDATE turn SET lease_until = ?3 WHERE reply = ?1 AND attempt = ?2")?
        .execute(params![reply.as_bytes(), attempt, until.as_millis()])
        .map(|n_rows| n_rows == 1)
}

pub(super) fn orphan_turns(
    connection: &Connection,
    now: Timestamp,
    limit: usize,
) -> rusqlite::Result<Vec<ReplyId>> {
    all(
        connection,
        "SELECT reply FROM turn WHERE lease_until <= ?1 LIMIT ?2",
        params![now.as_millis(), bounded(limit)],
        |row| rows::id(row, "reply"),
    )
}

/// Leases what is due to the caller. What nobody has carried out when the lease is over comes again.
pub(super) fn lease_timers(
    connection: &Connection,
    now: Timestamp,
    until: Timestamp,
    limit: usize,
) -> rusqlite::Result<Vec<DueTimer>> {
    let due = all(
        connection,
        "UPDATE timer SET lease_until = ?2 WHERE (conversation, timer) IN
           (SELECT conversation, timer FROM timer WHERE due <= ?1 AND lease_until <= ?1 ORDER BY due LIMIT ?3)
         RETURNING conversation, timer, due",
        params![now.as_millis(), until.as_millis(), bounded(limit)],
        |row| {
            let word: String = row.get("timer")?;
            let conversation = rows::id(row, "conversation")?;
            let due = rows::time(row, "due")?;
            Ok(rows::timer(&word).map(|timer| DueTimer { conversation, timer, due }))
        },
    )?;
    let mut due: Vec<DueTimer> = due.into_iter().flatten().collect();
    due.sort_unstable_by_key(|timer| timer.due);
    Ok(due)
}

pub(super) fn put_off_timer(
    connection: &Connection,
    conversation: ConversationId,
    timer: Timer,
    until: Timestamp,
) -> rusqlite::Result<()> {
    connection
        .execute(
            "UPDATE timer SET lease_until = ?3 WHERE conversation = ?1 AND timer = ?2",
            params![conversation.as_bytes(), rows::timer_word(timer), until.as_millis()],
        )
        .map(|_| ())
}

pub(super) fn any_timer(connection: &Connection, now: Timestamp) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM timer WHERE due <= ?1 AND lease_until <= ?1 LIMIT 1";
    one(connection, sql, params![now.as_millis()], |_| Ok(())).map(|found| found.is_some())
}

pub(super) fn put_read(
    connection: &Connection,
    id: ConversationId,
    who: Role,
    seq: Seq,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "INSERT INTO read_mark VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq",
        )?
        .execute(params![id.as_bytes(), rows::role_word(who), seq.0])
        .map(|n_rows| n_rows > 0)
}

pub(super) fn read_mark(connection: &Connection, id: ConversationId, who: Role) -> rusqlite::Result<Seq> {
    one(
        connection,
        "SELECT seq FROM read_mark WHERE conversation = ?1 AND who = ?2",
        params![id.as_bytes(), rows::role_word(who)],
        |row| rows::seq(row, "seq"),
    )
    .map(Option::unwrap_or_default)
}

/// A case with the names of those in it.
const CASE: &str = "SELECT desk.*, agent.name AS agent_name, coalesce(contact_name, contact.name) AS called, last, updated_at,
   contact.account, contact.plan
   FROM desk JOIN conversation ON conversation.id = desk.conversation
   LEFT JOIN contact ON contact.id = desk.contact LEFT JOIN agent ON agent.id = desk.agent";

pub(super) fn queue(
    connection: &Connection,
    inboxes: Option<&[InboxKey]>,
) -> rusqlite::Result<Vec<QueueRow>> {
    all(
        connection,
        &format!(
            "{CASE} WHERE ?1 IS NULL OR desk.inbox IN (SELECT value FROM json_each(?1))
             ORDER BY {ORDER}"
        ),
        params![json(inboxes)],
        rows::case,
    )
}

pub(super) fn n_open(connection: &Connection) -> rusqlite::Result<HashMap<AgentId, u32>> {
    let held = "SELECT coalesce(agent, offered_to) AS agent, count(*) AS n FROM desk
                WHERE agent IS NOT NULL OR offered_to IS NOT NULL GROUP BY 1";
    let counted = all(connection, held, &[], |row| Ok((rows::id(row, "agent")?, row.get("n")?)))?;
    Ok(counted.into_iter().collect())
}

pub(super) fn held(connection: &Connection) -> rusqlite::Result<Vec<QueueRow>> {
    all(
        connection,
        &format!("{CASE} WHERE desk.agent IS NOT NULL OR desk.offered_to IS NOT NULL"),
        &[],
        rows::case,
    )
}

/// As `domain::routing::order` says.
const ORDER: &str =
    "desk.severity > 1, coalesce(respond_by, resolve_by, 9e18), waiting_since, desk.conversation";

pub(super) fn waiting(
    connection: &Connection,
    filter: &WaitingFilter,
    skip: usize,
    limit: usize,
) -> rusqlite::Result<Vec<QueueRow>> {
    let locales = filter.locales.as_ref();
    let locales =
        locales.map(|all| serde_json::Value::from_iter(all.iter().map(|one| one.tag())).to_string());
    let skills = filter.skills.as_ref().map(|skills| serde_json::json!(skills).to_string());
    all(
        connection,
        &format!(
            // Of many cases there are few kinds of needs: they are looked up one after the other, and each case is held
            // against those that are met. Cases come in their order out of the index until there are enough.
            "WITH RECURSIVE kind (needs) AS (
               SELECT min(needs) FROM desk WHERE agent IS NULL
               UNION ALL
               SELECT (SELECT min(needs) FROM desk WHERE agent IS NULL AND needs > kind.needs) FROM kind
               WHERE needs IS NOT NULL),
             met AS MATERIALIZED (
               SELECT needs FROM kind WHERE needs IS NOT NULL AND (?5 IS NULL OR NOT EXISTS (
                 SELECT 1 FROM json_each(kind.needs) AS need LEFT JOIN json_each(?5) AS skill ON skill.key = need.key
                 WHERE coalesce(skill.value, 0) < need.value))),
             next AS MATERIALIZED (
               SELECT conversation FROM desk INDEXED BY desk_waiting
               WHERE agent IS NULL AND inbox IN (SELECT value FROM json_each(?1))
                 AND (?2 IS NULL OR queue = ?2)
                 AND (severity = 1 OR (tier <= ?3
                   AND (?4 IS NULL OR locale IN (SELECT value FROM json_each(?4)))
                   AND needs IN (SELECT needs FROM met)))
               ORDER BY {ORDER} LIMIT ?6 OFFSET ?7)
             {CASE} WHERE desk.conversation IN (SELECT conversation FROM next) ORDER BY {ORDER}"
        ),
        params![
            json(Some(&filter.inboxes)),
            filter.queue,
            filter.tier,
            locales,
            skills,
            bounded(limit),
            bounded(skip),
        ],
        rows::case,
    )
}

pub(super) fn under_older(
    connection: &Connection,
    inbox: &InboxKey,
    policy: u32,
    limit: usize,
) -> rusqlite::Result<Vec<ConversationId>> {
    let sql = "SELECT conversation FROM desk WHERE inbox = ?1 AND policy < ?2 LIMIT ?3";
    all(connection, sql, params![inbox.0, policy, bounded(limit)], |row| rows::id(row, "conversation"))
}

/// Returns other contacts' reports of severity 1 at a desk that may be about the same.
pub(super) fn alike(
    connection: &Connection,
    report: &Report,
    limit: usize,
) -> rusqlite::Result<Vec<QueueRow>> {
    let sql = format!(
        "{CASE} WHERE desk.inbox = ?1 AND desk.severity = 1 AND desk.contact <> ?2 AND waiting_since >= ?3
         AND (?4 IS NULL OR desk.topic IS NULL OR desk.topic = ?4) LIMIT ?5"
    );
    let (contact, since) = (report.contact.as_bytes(), report.since.as_millis());
    all(connection, &sql, params![report.inbox.0, contact, since, report.topic, bounded(limit)], rows::case)
}

pub(super) fn queue_row(connection: &Connection, id: ConversationId) -> rusqlite::Result<Option<QueueRow>> {
    let sql = format!("{CASE} WHERE desk.conversation = ?1");
    one(connection, &sql, params![id.as_bytes()], rows::case)
}

pub(super) fn unanswered(
    connection: &Connection,
    inboxes: Option<&[InboxKey]>,
    since: Timestamp,
    limit: usize,
) -> rusqlite::Result<Vec<UnansweredRow>> {
    let ended = all(
        connection,
        "SELECT event.conversation, event.seq, event.id, at, fact, actor, client_id, digest, inbox, locale
         FROM event JOIN conversation ON conversation.id = event.conversation
         WHERE kind = 'turn_ended' AND at >= ?1 AND json_extract(fact, '$.body.outcome') IN ('none', 'unsure', 'failed')
         AND (?2 IS NULL OR inbox IN (SELECT value FROM json_each(?2)))
         ORDER BY at DESC LIMIT ?3",
        params![since.as_millis(), json(inboxes), bounded(limit)],
        |row| Ok((rows::event(row)?, InboxKey(row.get("inbox")?), rows::locale(row)?)),
    )?;
    Ok(ended
        .into_iter()
        .filter_map(|(event, inbox, locale)| match event.body {
            Body::TurnEnded(ended) => {
                let trace = ended.trace.unwrap_or_default();
                Some(UnansweredRow {
                    at: event.at,
                    conversation: event.conversation,
                    inbox,
                    locale,
                    outcome: ended.outcome,
                    question: trace.question.text().to_owned(),
                    confidence: trace.confidence,
                })
            }
            _ => None,
        })
        .collect())
}

/// The inboxes as a JSON array, for `json_each`.
fn json(inboxes: Option<&[InboxKey]>) -> Option<String> {
    inboxes.map(|inboxes| serde_json::Value::from_iter(inboxes.iter().map(|key| key.0.clone())).to_string())
}

pub(super) fn bounded(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
