//! What a case was promised, as its log tells, and what becomes of it.
//!
//! [`Promises`] is folded; [`follow`] adds to decided events what they mean for the promises, in the one place that
//! every command passes. A promise ends once: kept, withdrawn or broken. Only an agent's public message keeps a
//! response, never a claim, a note, or an automatic text.

use crate::domain::{
    event::{
        Body, Event, Feedback, Message, PageReason, Paged, Party, Queued, Role, Severity, Sla, SlaState,
        SlaTarget,
    },
    policy::Policy,
    sla::{self, Due},
    time::Timestamp,
};

use super::{
    decide::{DeskFacts, Facts, provisional},
    state::{Owner, State, apply},
};

/// Pages while a case waits: an hour of them at the default wait; whoever has not come by then does not hear them.
pub(super) const PAGES_MAX: u32 = 12;

/// The promises of a case that are still owed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    /// A person has answered since the handoff.
    pub answered: bool,
    /// The first reply of a person.
    pub first_response: Option<Running>,
    /// A further one.
    pub next_response: Option<Running>,
    /// The solution.
    pub resolution: Option<Running>,
}

/// A promise that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// From when on its time counts.
    pub since: Timestamp,
    /// Kept up to this instant.
    pub due: Timestamp,
    /// When to warn of it.
    pub warn: Timestamp,
    /// Somebody was warned.
    pub warned: bool,
    /// It was reported as broken.
    pub breached: bool,
    /// Stands still since then.
    pub paused: Option<Timestamp>,
    /// How long it stood still before, in ms.
    pub stood_ms: u64,
}

impl Running {
    fn new(since: Timestamp, due: Timestamp, warn: Option<Timestamp>) -> Self {
        let warn = warn.unwrap_or(due).min(due);
        Self { since, due, warn, warned: false, breached: false, paused: None, stood_ms: 0 }
    }
    /// Returns when something is to be said of it next.
    pub(super) fn next(&self) -> Option<Timestamp> {
        match (self.paused, self.breached, self.warned) {
            (Some(_), _, _) | (None, true, _) => None,
            (None, false, true) => Some(self.due),
            (None, false, false) => Some(self.warn),
        }
    }
    /// Its last event, where none has been written: kept as `kept` says, or broken where it is too late for that.
    fn end(&self, target: SlaTarget, kept: SlaState, now: Timestamp) -> Option<Body> {
        if self.breached {
            return None;
        }
        let is_late = self.paused.unwrap_or(now) > self.due;
        let state = if is_late { SlaState::Breached } else { kept };
        Some(self.ended(target, state, now))
    }
    fn ended(&self, target: SlaTarget, state: SlaState, now: Timestamp) -> Body {
        let stands = self.paused.map_or(0, |since| millis(since, now));
        Body::Sla(Sla {
            elapsed_ms: Some(millis(self.since, now)),
            paused_ms: Some(self.stood_ms + stands),
            ..sla(target, state, self.due)
        })
    }
}

fn millis(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.since(from).as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn sla(target: SlaTarget, state: SlaState, due: Timestamp) -> Sla {
    Sla { target, state, due, warn: None, elapsed_ms: None, paused_ms: None }
}

impl Promises {
    /// Returns the reply that is owed, the first or a further one.
    #[must_use]
    pub fn response(&self) -> Option<&Running> {
        self.first_response.as_ref().or(self.next_response.as_ref())
    }
    /// Returns everything that is owed.
    pub(super) fn running(&self) -> impl Iterator<Item = (SlaTarget, &Running)> {
        [
            (SlaTarget::FirstResponse, &self.first_response),
            (SlaTarget::NextResponse, &self.next_response),
            (SlaTarget::Resolution, &self.resolution),
        ]
        .into_iter()
        .filter_map(|(target, running)| Some((target, running.as_ref()?)))
    }
    fn slot(&mut self, target: SlaTarget) -> &mut Option<Running> {
        match target {
            SlaTarget::FirstResponse => &mut self.first_response,
            SlaTarget::NextResponse => &mut self.next_response,
            SlaTarget::Resolution => &mut self.resolution,
        }
    }
    /// Folds a queue entry: `asked_at` and `since` are when the user first asked and since when a person is owed; a
    /// further reply that was not owed yet is owed from now on.
    pub(super) fn queued(&mut self, queued: &Queued, asked_at: Timestamp, since: Timestamp, now: Timestamp) {
        let (response, since) = match (self.answered, self.next_response) {
            (true, running) => (&mut self.next_response, running.map_or(now, |running| running.since)),
            (false, _) => (&mut self.first_response, since),
        };
        promised(response, since, queued.respond_by, queued.respond_warn);
        promised(&mut self.resolution, asked_at, queued.resolve_by, queued.resolve_warn);
    }
    /// Folds an agent's public message.
    pub(super) fn answer(&mut self) {
        self.answered = true;
        self.first_response = None;
        self.next_response = None;
    }
    /// Folds what became of a promise.
    pub(super) fn apply(&mut self, sla: &Sla, at: Timestamp) {
        let slot = self.slot(sla.target);
        match (sla.state, slot.as_mut()) {
            (SlaState::Promised, Some(running)) => {
                if let Some(paused) = running.paused.take() {
                    running.stood_ms += millis(paused, at);
                }
                running.due = sla.due;
                running.warn = sla.warn.unwrap_or(sla.due);
            }
            (SlaState::Promised, None) => *slot = Some(Running::new(at, sla.due, sla.warn)),
            (SlaState::Paused, Some(running)) => running.paused = Some(at),
            (SlaState::Warned, Some(running)) => running.warned = true,
            (SlaState::Breached, Some(running)) => running.breached = true,
            (SlaState::Met | SlaState::Withdrawn, _) => *slot = None,
            (SlaState::Paused | SlaState::Warned | SlaState::Breached, None) => {}
        }
    }
}

/// A time promised by a queue entry. The same time again changes nothing; no time takes none back.
fn promised(slot: &mut Option<Running>, since: Timestamp, due: Option<Timestamp>, warn: Option<Timestamp>) {
    let Some(due) = due else { return };
    match slot {
        Some(running) if running.due == due => {}
        Some(running) => *running = Running { stood_ms: running.stood_ms, ..Running::new(since, due, warn) },
        None => *slot = Some(Running::new(since, due, warn)),
    }
}

/// How a command's events bear on promises beyond what the events themselves say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Manner {
    /// The user's words ask for nothing: thanks, goodbye.
    pub asks_nothing: bool,
    /// The agent says whether we now wait for the user; `None`: where their words ask something.
    pub waits: Option<bool>,
}

/// Adds to decided events what they mean for the promises, and the page that severity 1 asks for.
pub(super) fn follow(
    before: &State,
    bodies: Vec<Body>,
    manner: Manner,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Vec<Body> {
    let mut state = before.clone();
    let mut all = Vec::with_capacity(bodies.len());
    for body in bodies {
        let had = state.case.as_ref().map(|case| case.promises.clone()).unwrap_or_default();
        state = grow(state, &body, now);
        let consequences = consequences(&had, &state, &body, manner, facts, now);
        all.push(body);
        for body in consequences {
            state = grow(state, &body, now);
            all.push(body);
        }
    }
    all
}

fn grow(state: State, body: &Body, now: Timestamp) -> State {
    let event: Event = provisional(&state, state.seq.next(), body.clone(), now);
    apply(state, &event)
}

fn consequences(
    had: &Promises,
    state: &State,
    body: &Body,
    manner: Manner,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Vec<Body> {
    let end =
        |target, running: Option<Running>, kept| running.and_then(|running| running.end(target, kept, now));
    let responses = |kept| {
        [
            end(SlaTarget::FirstResponse, had.first_response, kept),
            end(SlaTarget::NextResponse, had.next_response, kept),
        ]
    };
    let mut bodies: Vec<Body> = Vec::new();
    match body {
        Body::Message(message) if message.author.role == Role::Agent => {
            bodies.extend(responses(SlaState::Met).into_iter().flatten());
            bodies.extend(paused(had, state, message, manner, now));
        }
        Body::Message(message) if message.author.role == Role::User => {
            bodies.extend(resumed(state, facts, now));
            bodies.extend(next_response(state, manner, facts, now));
        }
        // A correction, and "not solved", are words of the user, too.
        Body::Amended(_) | Body::Feedback(Feedback { solved: false, .. }) => {
            bodies.extend(resumed(state, facts, now));
            bodies.extend(next_response(state, manner, facts, now));
        }
        Body::Resolved(resolved) => {
            // An agent who ends it without a word has not given the reply that was promised.
            let owed = if resolved.by == Party::Agent { SlaState::Breached } else { SlaState::Withdrawn };
            bodies.extend(responses(owed).into_iter().flatten());
            bodies.extend(end(SlaTarget::Resolution, had.resolution, SlaState::Met));
        }
        Body::Closed(_) => {
            bodies.extend(responses(SlaState::Withdrawn).into_iter().flatten());
            bodies.extend(end(SlaTarget::Resolution, had.resolution, SlaState::Withdrawn));
        }
        Body::Triaged(_) | Body::SeverityChanged(_) if state.severity() == Severity::Critical => {
            bodies.extend(resumed(state, facts, now));
        }
        Body::Queued(queued) => bodies.extend(first_page(state, queued, facts, now)),
        _ => {}
    }
    bodies
}

/// An agent who asks something waits for the user, and the solution stands still; severity 1 never does, nor what is late
/// already.
fn paused(had: &Promises, state: &State, message: &Message, manner: Manner, now: Timestamp) -> Option<Body> {
    let running = had.resolution.as_ref()?;
    let waits = manner.waits.unwrap_or_else(|| message.text.text().contains(['?', '？']));
    let may = state.severity() != Severity::Critical && running.paused.is_none() && now <= running.due;
    (waits && may).then(|| Body::Sla(sla(SlaTarget::Resolution, SlaState::Paused, running.due)))
}

/// The user is back: the solution goes on with what was left of its time.
fn resumed(state: &State, facts: &Facts<'_>, now: Timestamp) -> Option<Body> {
    let running = state.case.as_ref()?.promises.resolution.as_ref()?;
    let paused = running.paused?;
    let clock = facts.policy.targets.of(state.severity()).resolve_clock;
    let before = Due { at: running.due, warn: running.warn };
    let due = sla::resumed(clock, before, &facts.policy.hours, paused, now).unwrap_or(before);
    let promised = sla(SlaTarget::Resolution, SlaState::Promised, due.at);
    Some(Body::Sla(Sla { warn: Some(due.warn), ..promised }))
}

/// Returns the state once a solution that stood still goes on.
pub(super) fn back(state: &State, facts: &Facts<'_>, now: Timestamp) -> State {
    let Some(body) = resumed(state, facts, now) else { return state.clone() };
    grow(state.clone(), &body, now)
}

/// A further message is owed a reply, where none is owed already.
fn next_response(state: &State, manner: Manner, facts: &Facts<'_>, now: Timestamp) -> Option<Body> {
    let is_open = matches!(state.owner, Owner::Queue { .. } | Owner::Agent { .. });
    let promises = &state.case.as_ref()?.promises;
    if !is_open || !promises.answered || promises.next_response.is_some() || manner.asks_nothing {
        return None;
    }
    let target = facts.policy.targets.of(state.severity());
    let due = target.reply(target.next, &facts.policy.hours, now)?;
    Some(Body::Sla(Sla { warn: Some(due.warn), ..sla(SlaTarget::NextResponse, SlaState::Promised, due.at) }))
}

/// What timers say of promises: warned of before, broken after. Nothing is said twice.
pub(super) fn overdue(promises: &Promises, now: Timestamp) -> Vec<Body> {
    let due = promises.running().filter(|(_, running)| running.next().is_some_and(|next| next <= now));
    due.map(|(target, running)| {
        if running.due <= now {
            running.ended(target, SlaState::Breached, now)
        } else {
            Body::Sla(sla(target, SlaState::Warned, running.due))
        }
    })
    .collect()
}

/// Severity 1 that begins to wait calls whoever is on call.
fn first_page(state: &State, queued: &Queued, facts: &Facts<'_>, now: Timestamp) -> Option<Body> {
    let case = state.case.as_ref()?;
    let is_due = queued.severity == Some(Severity::Critical) && case.n_pages == 0;
    (is_due && may_page(state, facts.policy, facts.desk, now)).then_some(Body::Paged(Paged {
        tier: queued.tier,
        reason: PageReason::Critical,
        n: 1,
    }))
}

/// Returns whether severity 1 may call somebody now. Out of hours it takes more than one stranger's word.
#[must_use]
pub fn may_page(state: &State, policy: &Policy, desk: DeskFacts, now: Timestamp) -> bool {
    let routing = &policy.routing;
    let is_believed = state.named
        || routing.page_anonymous
        || desk.n_like + 1 >= routing.like_reports
        || policy.hours.open_at(now);
    routing.on_call.open_at(now) && is_believed
}

/// Returns when severity 1 that waits calls somebody next; `None` where it does not wait or has called enough.
pub(super) fn next_page(state: &State, policy: &Policy) -> Option<Timestamp> {
    let case = state.case.as_ref()?;
    let is_waiting = matches!(state.owner, Owner::Queue { .. });
    if !is_waiting || state.severity() != Severity::Critical || case.n_pages >= PAGES_MAX {
        return None;
    }
    let routing = &policy.routing;
    match case.paged_at {
        Some(paged) => {
            let due = paged.plus(routing.unclaimed_after);
            // Out of hours nobody is paged for a stranger who is not believed: who was paged then, was for one who is.
            let is_believed = state.named || routing.page_anonymous || !policy.hours.open_at(paged);
            let due = if is_believed { due } else { policy.hours.next_open(due)? };
            routing.on_call.next_open(due)
        }
        // It may have waited for long before it became so bad: what counts is from now on.
        None if state.named || routing.page_anonymous => routing.on_call.next_open(state.at),
        // A lone stranger out of hours: somebody is called when it opens.
        None => policy.hours.next_open(state.at),
    }
}
