//! Decisions: a command meets the state and becomes events, or a named refusal.

mod agent;
mod bot;
mod policy;
mod user;

use crate::domain::{
    dossier,
    event::{
        Body, Destination, DossierWritten, Event, HandoffRequested, Party, Queued, Reason, Role, Severity,
        Sla, SlaState, SlaTarget, Transferred, TurnEnded, TurnOutcome, TurnTimes,
    },
    ids::{ReplyId, Seq},
    intent, lines,
    personal::Personal,
    policy::Policy,
    sla,
    time::Timestamp,
};

use super::{
    promises::{self, Manner, Running},
    state::{Owner, State, apply},
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
    /// The next tier above the case's own that somebody is a member of.
    pub tier_above: Option<u8>,
    /// The highest tier somebody of is at the desk now; 0 where nobody is.
    pub tier_online: u8,
    /// Other contacts who reported severity 1 a short while ago, about the same as far as is known.
    pub n_like: u32,
    /// Whoever is paged hears of it: somebody is at the desk, or a receiver is told.
    pub is_reachable: bool,
}

impl Default for DeskFacts {
    fn default() -> Self {
        Self { tier_above: None, tier_online: 1, n_like: 0, is_reachable: true }
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
    /// The inbox has no such topic.
    #[error("the inbox has no such topic; its policy lists the topics it has")]
    NoSuchTopic,
    /// No such product is named in the inbox's routing.
    #[error("the inbox names no such product; its policy lists them under routing.needs_product")]
    NoSuchProduct,
    /// There is no handed-off case to correct.
    #[error("nothing was passed on that could be corrected")]
    NothingPassedOn,
    /// Satisfaction is asked for after the end.
    #[error("the conversation has not ended yet")]
    NotEnded,
    /// What was offered was not offered to them, or is no longer.
    #[error("this case is not offered to you; it was taken, withdrawn, or offered to somebody else")]
    NotOffered,
    /// It would be passed on to who has it.
    #[error("you have this case already; name a colleague, a tier or a queue to pass it to")]
    OwnAlready,
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
    let bodies = promises::follow(state, bodies, manner, facts, now);
    Ok(told(state, briefed(state, bodies, facts, now), facts, now))
}

/// Notes with a queue entry when a person can truthfully be expected: while it is closed nobody comes before it opens,
/// unless somebody is called.
fn told(state: &State, mut bodies: Vec<Body>, facts: &Facts<'_>, now: Timestamp) -> Vec<Body> {
    let is_paged = |body: &Body| matches!(body, Body::Paged(_));
    let was_paged = state.case.as_ref().is_some_and(|case| case.n_pages > 0);
    let comes = facts.desk.is_reachable && (was_paged || bodies.iter().any(is_paged));
    let hours = &facts.policy.hours;
    let attended = if comes { hours.or(&facts.policy.routing.on_call) } else { hours.clone() };
    for body in &mut bodies {
        if let Body::Queued(queued) = body {
            let n_online = usize::from(facts.desk.tier_online);
            let expected = sla::expected_by(queued.respond_by, &attended, n_online, now).at();
            queued.expected_by = expected.filter(|at| queued.respond_by.is_some_and(|due| *at > due));
        }
    }
    bodies
}

/// Briefs whoever has the case next: where it changes hands, comes back or is added to while it waits, and a person would
/// know more than before, the dossier's next version stands before it goes there.
fn briefed(state: &State, mut bodies: Vec<Body>, facts: &Facts<'_>, now: Timestamp) -> Vec<Body> {
    let is_written = |body: &Body| matches!(body, Body::HandoffRequested(_) | Body::Dossier(_));
    let waits = matches!(state.owner, Owner::Queue { .. });
    let tells = |body: &Body| match body {
        Body::Transferred(_) | Body::Released(_) | Body::Reopened(_) => true,
        // Whoever has it, and whoever is told of it, hears what is so bad.
        Body::Triaged(triaged) => {
            triaged.severity == Some(Severity::Critical) && state.severity() != Severity::Critical
        }
        Body::Message(message) => {
            waits && message.author.role == Role::User && !intent::is_hollow(message.text.text())
        }
        _ => false,
    };
    if bodies.iter().any(is_written) || !bodies.iter().any(tells) {
        return bodies;
    }
    let log = with(state, facts.log, &bodies, now);
    let after = log.iter().fold(state.clone(), apply);
    if !matches!(after.owner, Owner::Queue { .. } | Owner::Agent { .. }) {
        return bodies;
    }
    let goes_there = |body: &Body| matches!(body, Body::Queued(_) | Body::Assigned(_));
    let place = bodies.iter().position(goes_there).unwrap_or(bodies.len());
    let known = log.get(..facts.log.len() + place).unwrap_or(&log);
    if let Some(before) = dossier::newest(known) {
        let next = dossier::grown(before, known, facts.policy.locale);
        if (dossier::Dossier { version: before.version, ..next.clone() }) != *before {
            bodies.insert(place, Body::Dossier(DossierWritten { dossier: next }));
        }
    }
    bodies
}

/// The log as it will be with these bodies, for rules that read it while they are being decided.
fn with(state: &State, log: &[Event], bodies: &[Body], now: Timestamp) -> Vec<Event> {
    let mut log = log.to_vec();
    for body in bodies {
        let seq = log.last().map_or(Seq(1), |last| last.seq.next());
        log.push(provisional(state, seq, body.clone(), now));
    }
    log
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
    let log = with(state, facts.log, said, now);
    let mut dossier = dossier::by_rules(&log, facts.policy.locale);
    // Versions rise over all cases of a conversation, so that a late copy of an earlier one is known as such.
    dossier.version = dossier::newest(&log).map_or(1, |before| before.version.saturating_add(1));
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
        expected_by: None,
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
        expected_by: None,
        respond_warn: response.map(|due| due.warn),
        resolve_by: solution.map(|due| due.at),
        resolve_warn: solution.map(|due| due.warn),
    })
}

/// What turns out critical while an agent has it is promised sooner at once, like what waits.
fn promised_sooner(state: &State, severity: Severity, facts: &Facts<'_>, now: Timestamp) -> Vec<Body> {
    let is_worse = severity == Severity::Critical && state.severity() != Severity::Critical;
    if !is_worse || !matches!(state.owner, Owner::Agent { .. }) {
        return Vec::new();
    }
    let Body::Queued(next) = queued_sooner(state, severity, place(state, facts), facts, now) else {
        return Vec::new();
    };
    let promises = state.case.as_ref().map(|case| case.promises.clone()).unwrap_or_default();
    let moved = |target, running: Option<&Running>, due: Option<Timestamp>, warn| {
        let due = due.filter(|due| running.is_some_and(|running| *due < running.due))?;
        Some(Body::Sla(Sla { warn, ..promises::sla(target, SlaState::Promised, due) }))
    };
    let response = match promises.first_response {
        Some(_) => SlaTarget::FirstResponse,
        None => SlaTarget::NextResponse,
    };
    let response = moved(response, promises.response(), next.respond_by, next.respond_warn);
    let resolution =
        moved(SlaTarget::Resolution, promises.resolution.as_ref(), next.resolve_by, next.resolve_warn);
    response.into_iter().chain(resolution).collect()
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
    let resolution = promises.resolution.as_ref();
    // While we wait for the user, nothing is owed.
    let waits = resolution.is_some_and(|running| running.paused.is_some());
    let response = response.or_else(|| {
        let due = target.reply(target.next, &facts.policy.hours, now).filter(|_| !waits)?;
        Some((due.at, due.warn))
    });
    Body::Queued(Queued {
        queue: to.queue,
        tier: to.tier,
        severity: Some(state.severity()),
        respond_by: response.map(|(due, _)| due),
        expected_by: None,
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

/// Goes back to where a person solved it, with new times: the wait begins again. What comes back too often goes up; what
/// nobody had since it came back last has not been tried there.
fn queued_anew(state: &State, severity: Severity, facts: &Facts<'_>, now: Timestamp) -> Vec<Body> {
    let again = State { asked_at: now, ..state.clone() };
    let mut to = place(state, facts);
    let often = facts.policy.routing.escalate_reopened;
    let since = facts.log.iter().rev().take_while(|event| !matches!(event.body, Body::Reopened(_)));
    let was_tried = since.into_iter().any(|event| matches!(event.body, Body::Assigned(_)));
    let mut bodies = Vec::new();
    if let Some(above) = facts.desk.tier_above.filter(|_| was_tried && often > 0 && state.segment >= often) {
        to.tier = above;
        bodies.push(by_rule(above, lines::Escalation::Reopened, facts));
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
