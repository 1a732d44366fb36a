//! Decisions: a command meets the state and becomes events, or a named refusal.

mod agent;
mod bot;
mod policy;
mod user;

use crate::domain::{
    dossier,
    event::{
        Body, Destination, DossierWritten, Event, HandoffRequested, Party, Queued, Reason, Severity,
        Transferred, TurnEnded, TurnOutcome, TurnTimes,
    },
    ids::{ReplyId, Seq},
    lines,
    personal::Personal,
    policy::Policy,
    sla,
    time::Timestamp,
};

use super::{
    promises::{self, Manner, Running},
    state::{Owner, State},
};

pub use agent::{AgentCommand, Wish};
pub use bot::{BotCommand, BotReply, Next};
pub use policy::PolicyCommand;
pub use user::{Judged, Said, UserCommand};

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

impl Command {
    /// Returns what its words are about, where it has some and that is known.
    #[must_use]
    pub fn topic(&self) -> Option<&str> {
        match self {
            Self::User(UserCommand::Say(Said { verdict, .. }) | UserCommand::Person { verdict, .. }) => {
                verdict.topic.as_deref()
            }
            _ => None,
        }
    }
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
    /// Who and what else is at the desk.
    pub desk: DeskFacts,
}

/// What is known of the inbox's desk beyond one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeskFacts {
    /// The highest tier somebody is a member of.
    pub tier_top: u8,
    /// The highest tier somebody of is at the desk now; 0 where nobody is.
    pub tier_online: u8,
    /// Other contacts who reported severity 1 a short while ago, about the same as far as is known.
    pub n_like: u32,
}

impl Default for DeskFacts {
    fn default() -> Self {
        Self { tier_top: 1, tier_online: 1, n_like: 0 }
    }
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
    let (bodies, manner) = match command {
        Command::User(command) => (user::decide(state, command, facts, now)?, user::manner(command)),
        Command::Bot(command) => (bot::decide(state, command, facts, now)?, Manner::default()),
        Command::Agent(command) => (agent::decide(state, command, facts, now)?, agent::manner(command)),
        Command::Policy(command) => (policy::decide(state, command, facts, now)?, Manner::default()),
    };
    Ok(briefed(state, promises::follow(state, bodies, manner, facts, now), facts, now))
}

/// Briefs the next tier: where a case is sent to one, the dossier's next version follows.
fn briefed(state: &State, mut bodies: Vec<Body>, facts: &Facts<'_>, now: Timestamp) -> Vec<Body> {
    let to_tier = |body: &Body| matches!(body, Body::Transferred(sent) if sent.to.as_ref().is_some_and(|to| to.tier.is_some()));
    let Some(place) = bodies.iter().position(to_tier) else { return bodies };
    let mut log = facts.log.to_vec();
    for body in bodies.iter().take(place + 1) {
        let seq = log.last().map_or(Seq(1), |last| last.seq.next());
        log.push(provisional(state, seq, body.clone(), now));
    }
    if let Some(before) = dossier::newest(&log) {
        let dossier = dossier::grown(before, &log, facts.policy.locale);
        bodies.insert(place + 1, Body::Dossier(DossierWritten { dossier }));
    }
    bodies
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
    let mut dossier = dossier::by_rules(&log, facts.policy.locale);
    dossier.reason = Some(reason);
    let severity = said
        .iter()
        .rev()
        .find_map(|body| match body {
            Body::Triaged(triaged) => triaged.severity,
            Body::SeverityChanged(changed) => Some(changed.to),
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
    let hours = &facts.policy.hours;
    let promise = sla::promise(severity, &facts.policy.targets, hours, state.asked_at, now);
    // A time that is promised lies ahead.
    let resolve = promise.resolve.filter(|due| due.at > now);
    let resolve = resolve.or_else(|| facts.policy.targets.of(severity).solution(hours, now));
    Body::Queued(Queued {
        queue,
        tier,
        severity: Some(severity),
        respond_by: promise.respond_by(),
        resolve_by: resolve.map(|due| due.at),
        respond_warn: promise.respond.map(|due| due.warn),
        resolve_warn: resolve.map(|due| due.warn),
    })
}

/// Waits there, as bad as it turned out to be: what the new severity promises from now on, or what was promised before,
/// whichever is sooner. A time that is promised lies ahead.
fn queued_sooner(state: &State, severity: Severity, to: Place, facts: &Facts<'_>, now: Timestamp) -> Body {
    let target = facts.policy.targets.of(severity);
    let hours = &facts.policy.hours;
    let solution = target.solution(hours, state.asked_at).filter(|due| due.at > now);
    let solution = solution.or_else(|| target.solution(hours, now));
    let response = target.reply(target.respond, hours, now);
    // Severity 1 never stands still.
    let goes_on = (severity == Severity::Critical).then(|| promises::back(state, facts, now));
    let state = goes_on.as_ref().unwrap_or(state);
    let promises = state.case.as_ref().map(|case| case.promises.clone()).unwrap_or_default();
    let before = |running: &Running| sla::Due { at: running.due, warn: running.warn };
    let sooner = |old: Option<sla::Due>, new: Option<sla::Due>| {
        [old, new].into_iter().flatten().min_by_key(|due| due.at)
    };
    let response = sooner(promises.response().map(before), response);
    let solution = sooner(promises.resolution.as_ref().map(before), solution);
    Body::Queued(Queued {
        queue: to.queue,
        tier: to.tier,
        severity: Some(severity),
        respond_by: response.map(|due| due.at),
        respond_warn: response.map(|due| due.warn),
        resolve_by: solution.map(|due| due.at),
        resolve_warn: solution.map(|due| due.warn),
    })
}

/// Waits where it waited, or elsewhere, with what it was promised; sooner where it turned out worse while somebody had
/// it. Where a person has answered and nothing is owed, the next reply is promised anew.
fn queued_again(state: &State, to: Place, facts: &Facts<'_>, now: Timestamp) -> Body {
    let before = state.case.as_ref().and_then(|case| case.queued.as_ref()?.severity);
    if before.is_some_and(|before| state.severity() < before) {
        return queued_sooner(state, state.severity(), to, facts, now);
    }
    let promises = state.case.as_ref().map(|case| case.promises.clone()).unwrap_or_default();
    let target = facts.policy.targets.of(state.severity());
    let response = promises.response().map(|running| (running.due, running.warn));
    let response = response.or_else(|| {
        let due = target.reply(target.next, &facts.policy.hours, now)?;
        Some((due.at, due.warn))
    });
    let resolution = promises.resolution.as_ref();
    Body::Queued(Queued {
        queue: to.queue,
        tier: to.tier,
        severity: Some(state.severity()),
        respond_by: response.map(|(due, _)| due),
        respond_warn: response.map(|(_, warn)| warn),
        resolve_by: resolution.map(|running| running.due),
        resolve_warn: resolution.map(|running| running.warn),
    })
}

/// Where a case waits.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    queue: String,
    tier: u8,
}

/// Returns where a case waits or waited last; the inbox's queue at tier 1 where it never did.
fn place(state: &State, facts: &Facts<'_>) -> Place {
    let queued = state.case.as_ref().and_then(|case| case.queued.as_ref());
    Place {
        queue: queued.map_or_else(|| facts.policy.queue.clone(), |queued| queued.queue.clone()),
        tier: queued.map_or(1, |queued| queued.tier),
    }
}

/// Goes back to where a person solved it, with new times: the wait begins again. What comes back too often goes up.
fn queued_anew(state: &State, severity: Severity, facts: &Facts<'_>, now: Timestamp) -> Vec<Body> {
    let again = State { asked_at: now, ..state.clone() };
    let mut to = place(state, facts);
    let often = facts.policy.routing.escalate_reopened;
    let mut bodies = Vec::new();
    if often > 0 && state.segment >= often && to.tier < facts.desk.tier_top {
        to.tier += 1;
        bodies.push(by_rule(to.tier, lines::Escalation::Reopened, facts));
    }
    bodies.push(queued(severity, to.tier, to.queue, &again, facts, now));
    bodies
}

/// A rule sends a case up.
fn by_rule(tier: u8, why: lines::Escalation, facts: &Facts<'_>) -> Body {
    Body::Transferred(Transferred {
        by: Party::Policy,
        to: Some(Destination { tier: Some(tier), ..Destination::default() }),
        reason: Some(Personal::new(lines::escalated(why, facts.policy.locale).to_owned())),
        asked: None,
    })
}

/// An event as it will stand in the log, for rules that read the log while it is being decided.
pub(super) fn provisional(state: &State, seq: Seq, body: Body, now: Timestamp) -> Event {
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
