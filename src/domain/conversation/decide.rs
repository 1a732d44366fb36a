//! Decisions: a command meets the state and becomes events, or a named refusal.

mod agent;
mod bot;
mod user;

use crate::domain::{
    dossier,
    event::{
        Body, Closed, Closing, Event, HandoffRequested, Party, Queued, Reason, Released, Resolution,
        Resolved, Severity, TurnEnded, TurnOutcome, TurnTimes,
    },
    ids::{ReplyId, Seq},
    policy::Policy,
    sla,
    time::Timestamp,
};

use super::state::{Owner, State};

pub use agent::{AgentCommand, Wish};
pub use bot::{BotCommand, BotReply, Next};
pub use user::{Said, UserCommand};

/// What somebody wants of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// The contact.
    User(UserCommand),
    /// Firstline, in a turn or for a dossier.
    Bot(BotCommand),
    /// A person at the desk.
    Agent(AgentCommand),
    /// A timer or a rule.
    Policy(PolicyCommand),
}

/// What timers and rules want.
#[derive(Clone, Debug, PartialEq)]
pub enum PolicyCommand {
    /// The time of silence is over; `read` is how far the user has read.
    Silence {
        /// Newest event the user has read.
        read: Seq,
    },
    /// Resolved long enough.
    Close,
    /// The agent who holds this claim is gone.
    ReleaseGone {
        /// The claim.
        claim: Seq,
    },
}

/// What decisions depend on beside the state. Nothing here changes by being asked for.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The whole log of this conversation.
    pub log: &'a [Event],
    /// The inbox's settings in force.
    pub policy: &'a Policy,
    /// A fresh name for a turn this command may open.
    pub fresh: ReplyId,
}

/// Why a command is not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The turn is over: superseded, stopped, taken over, ended.
    #[error("the turn is over")]
    TurnOver,
    /// Another agent has it.
    #[error("another agent has this case")]
    Taken,
    /// The claim is not the present one.
    #[error("the claim is no longer valid; claim the case again")]
    StaleClaim,
    /// It is resolved or closed, or there is no such thing to act on.
    #[error("the conversation is not open for this")]
    NotOpen,
    /// There is no handed-off case to correct.
    #[error("nothing was passed on that could be corrected")]
    NothingPassedOn,
    /// Satisfaction is asked for after the end.
    #[error("the conversation has not ended yet")]
    NotEnded,
    /// The timer came for a state that is gone.
    #[error("the timer is out of date")]
    OutOfDate,
    /// The reply named is not one of this conversation.
    #[error("no such reply in this conversation")]
    NoSuchReply,
}

/// Turns a command into the events it leads to.
///
/// An empty list means that it was carried out before (a second handoff).
///
/// # Errors
/// A named refusal; nothing has changed then.
pub fn decide(
    state: &State,
    command: &Command,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Vec<Body>, Refusal> {
    match command {
        Command::User(command) => user::decide(state, command, facts, now),
        Command::Bot(command) => bot::decide(state, command, facts, now),
        Command::Agent(command) => agent::decide(state, command, facts, now),
        Command::Policy(command) => by_policy(state, command, facts),
    }
}

fn by_policy(state: &State, command: &PolicyCommand, facts: &Facts<'_>) -> Result<Vec<Body>, Refusal> {
    match (command, &state.owner) {
        (PolicyCommand::Silence { read }, Owner::Bot { turn: None }) => {
            Ok(vec![if is_assumed(state, *read) {
                Body::Resolved(Resolved { by: Party::Policy, how: Resolution::Assumed })
            } else {
                Body::Closed(Closed { by: Party::Policy, how: Closing::Abandoned })
            }])
        }
        (PolicyCommand::Close, Owner::Nobody { .. }) => {
            Ok(vec![Body::Closed(Closed { by: Party::Policy, how: Closing::Done })])
        }
        (PolicyCommand::ReleaseGone { claim }, Owner::Agent { claim: held, .. }) if claim == held => {
            Ok(vec![Body::Released(Released { by: Party::Policy, reason: None }), queued_again(state, facts)])
        }
        (PolicyCommand::Silence { .. } | PolicyCommand::Close | PolicyCommand::ReleaseGone { .. }, _) => {
            Err(Refusal::OutOfDate)
        }
    }
}

/// Returns whether silence after this state counts as solved: the last bot reply answered, is final, was read, was
/// not called unsolved, and no person was offered with it.
#[must_use]
pub fn is_assumed(state: &State, read: Seq) -> bool {
    state.last_reply.as_ref().is_some_and(|last| {
        last.outcome == crate::domain::event::AnswerOutcome::Answered
            && last.is_final
            && last.seq <= read
            && last.solved != Some(false)
            && !last.offer
    })
}

/// Ends the open turn, if any.
fn end_turn(state: &State, outcome: TurnOutcome, now: Timestamp) -> Option<Body> {
    state.turn().map(|turn| {
        let total = u64::try_from(now.since(turn.at).as_millis()).ok();
        Body::TurnEnded(TurnEnded {
            reply: turn.reply,
            outcome,
            mode: None,
            ms: TurnTimes { total, ..TurnTimes::default() },
            trace: None,
        })
    })
}

/// Hands off: the dossier and the queue entry belong to one transaction. `said` are bodies decided before these, so
/// that the dossier knows them.
fn hand_off(
    state: &State,
    by: Party,
    reason: Reason,
    said: &[Body],
    facts: &Facts<'_>,
    now: Timestamp,
) -> Vec<Body> {
    let mut log = facts.log.to_vec();
    for body in said {
        let seq = log.last().map_or(Seq(1), |last| last.seq.next());
        log.push(provisional(state, seq, body.clone(), now));
    }
    let mut dossier = dossier::by_rules(&log);
    let severity = said
        .iter()
        .rev()
        .find_map(|body| match body {
            Body::Triaged(triaged) => triaged.severity,
            _ => None,
        })
        .unwrap_or_else(|| state.severity());
    dossier.severity = Some(severity);
    let requested = Body::HandoffRequested(HandoffRequested { by, reason: Some(reason), dossier });
    vec![requested, queued(severity, 1, facts.policy.queue.clone(), state, facts, now)]
}

fn queued(
    severity: Severity,
    tier: u8,
    queue: String,
    state: &State,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Body {
    let promise = sla::promise(severity, &facts.policy.targets, &facts.policy.hours, state.asked_at, now);
    Body::Queued(Queued {
        queue,
        tier,
        severity: Some(severity),
        respond_by: promise.respond_by,
        resolve_by: promise.resolve_by,
    })
}

/// Goes back to where it waited, with the times that were promised.
fn queued_again(state: &State, facts: &Facts<'_>) -> Body {
    let before = state.case.as_ref().and_then(|case| case.queued.clone());
    Body::Queued(Queued {
        severity: Some(state.severity()),
        ..before.unwrap_or_else(|| Queued {
            queue: facts.policy.queue.clone(),
            tier: 1,
            severity: None,
            respond_by: None,
            resolve_by: None,
        })
    })
}

/// Goes back to where a person solved it, with new times: the wait begins again.
fn queued_anew(state: &State, severity: Severity, facts: &Facts<'_>, now: Timestamp) -> Body {
    let before = state.case.as_ref().and_then(|case| case.queued.as_ref());
    let queue = before.map_or_else(|| facts.policy.queue.clone(), |queued| queued.queue.clone());
    let again = State { asked_at: now, ..state.clone() };
    queued(severity, before.map_or(1, |queued| queued.tier), queue, &again, facts, now)
}

/// An event as it will stand in the log, for rules that read the log while it is being decided.
fn provisional(state: &State, seq: Seq, body: Body, now: Timestamp) -> Event {
    Event {
        id: crate::domain::ids::Id::new(uuid::Uuid::nil()),
        conversation: state.id,
        seq,
        at: now.max(state.at),
        body,
        cause: None,
    }
}

/// Returns the place among `bodies` of the event that a frame is acknowledged with.
#[must_use]
pub fn principal(command: &Command, bodies: &[Body]) -> Option<usize> {
    let is_principal = |body: &Body| match command {
        Command::User(command) => user::is_principal(command, body),
        Command::Agent(command) => agent::is_principal(command, body),
        Command::Bot(_) | Command::Policy(_) => true,
    };
    bodies.iter().position(is_principal)
}
