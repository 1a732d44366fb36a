//! What an append changes in the side tables: the difference between two states, and the frames it answers.

use std::collections::BTreeMap;

use crate::domain::{
    alert,
    event::{Body, Closed, Closing, Corrected, Event, Severity, SeverityChanged},
    policy::Policy,
    time::Timestamp,
    triage::Correction,
};

use super::{
    effect::{Case, Effect, Row, Timer},
    promises::next_page,
    state::{Owner, State},
};

/// Characters of a case's subject.
const SUBJECT_CHARS_MAX: usize = 120;

/// Returns the changes of the side tables that take them from `before` to `after`.
///
/// Applied to the effects of every append of a log, from the first on, it gives the whole side tables: that is how
/// they are remade. Waiting times come from the settings in force.
#[must_use]
pub fn effects(before: Option<&State>, after: &State, events: &[Event], policy: &Policy) -> Vec<Effect> {
    let mut effects =
        vec![Effect::Row(Row { subject: subject(events), contact_name: contact_name(events), ..row(after) })];
    effects.extend(
        events.iter().filter_map(|event| event.cause.map(|cause| Effect::Receipt { cause, seq: event.seq })),
    );
    effects.extend(events.iter().flat_map(|event| {
        corrections(&event.body).map(|to| Effect::Corrected { seq: event.seq, to, at: event.at })
    }));
    let was_refuted = events.iter().any(|event| matches!(event.body, Body::Triaged(_)))
        && before.is_some_and(|before| before.severity_by_agent && before.segment == after.segment);
    if was_refuted && !after.severity_by_agent {
        effects.push(Effect::SeverityRefuted);
    }
    let owed = |state: &State| state.turn().map(|turn| turn.reply);
    let (was_owed, is_owed) = (before.and_then(owed), owed(after));
    if was_owed != is_owed {
        effects.extend(was_owed.map(Effect::TurnOver));
        effects.extend(is_owed.map(Effect::TurnOwed));
    }
    match (before.is_some_and(is_at_desk), case(after, policy)) {
        (_, Some(case)) => effects.push(Effect::AtDesk(case)),
        (true, None) => effects.push(Effect::OffDesk),
        (false, None) => {}
    }
    let (had, wants) = (before.map(|state| timers(state, policy)).unwrap_or_default(), timers(after, policy));
    effects.extend(
        had.keys().filter(|timer| !wants.contains_key(*timer)).map(|timer| Effect::TimerDropped(*timer)),
    );
    effects.extend(
        wants
            .iter()
            .filter(|(timer, due)| had.get(*timer) != Some(*due))
            .map(|(timer, due)| Effect::TimerSet(*timer, *due)),
    );
    effects.extend(events.iter().filter_map(solution));
    effects.extend(super::effect::notices(events));
    effects.extend(alert::occasions(before, after, events).into_iter().map(Effect::Tell));
    effects
}

/// Returns what of a verdict an agent corrected, as far as it counts as an example.
fn corrections(body: &Body) -> impl Iterator<Item = Correction> {
    let (severity, topic, mood) = match body {
        Body::SeverityChanged(SeverityChanged { to, .. }) => (Some(*to), None, None),
        Body::Corrected(Corrected { topic, mood, .. }) => (None, topic.clone(), *mood),
        _ => (None, None, None),
    };
    let severity = severity.map(Correction::Severity);
    severity.into_iter().chain(topic.map(Correction::Topic)).chain(mood.map(Correction::Mood))
}

/// Returns what another policy makes of a case at the desk; nothing of its log changes, nor what it was promised.
#[must_use]
pub fn under_another(state: &State, policy: &Policy) -> Vec<Effect> {
    let Some(case) = case(state, policy) else { return Vec::new() };
    let page = next_page(state, policy);
    let page = page.map_or(Effect::TimerDropped(Timer::Page), |due| Effect::TimerSet(Timer::Page, due));
    vec![Effect::AtDesk(case), page]
}

/// Whether a case counts as solved from this event on.
const fn solution(event: &Event) -> Option<Effect> {
    match &event.body {
        Body::Resolved(_) => Some(Effect::Solved(event.seq)),
        Body::Reopened(_)
        | Body::Closed(Closed { how: Closing::Duplicate | Closing::Spam | Closing::Incident, .. }) => {
            Some(Effect::Unsolved)
        }
        _ => None,
    }
}

fn row(state: &State) -> Row {
    Row {
        inbox: state.inbox.clone(),
        contact: state.contact,
        state: state.name(),
        seq: state.seq,
        updated_at: state.at,
        locale: state.locale,
        severity: state.severity,
        subject: None,
        last: state.last,
        contact_name: None,
    }
}

const fn is_at_desk(state: &State) -> bool {
    state.case.is_some() && matches!(state.owner, Owner::Queue { .. } | Owner::Agent { .. })
}

fn case(state: &State, policy: &Policy) -> Option<Case> {
    let (agent, offer) = match state.owner {
        Owner::Queue { offer, .. } => (None, offer),
        Owner::Agent { id, claim } => (Some((id, claim)), None),
        Owner::Bot { .. } | Owner::Nobody { .. } | Owner::Closed => return None,
    };
    let handoff = state.case.as_ref()?;
    let queued = handoff.queued.as_ref();
    Some(Case {
        queue: queued.map(|queued| queued.queue.clone()).unwrap_or_default(),
        tier: queued.map_or(1, |queued| queued.tier),
        severity: state.severity.unwrap_or(Severity::Usage),
        waiting_since: handoff.since,
        respond_by: handoff.promises.response().map(|running| running.due),
        respond_warn: handoff.promises.response().map(|running| running.warn),
        resolve_by: handoff.promises.resolution.map(|running| running.due),
        agent,
        topic: state.topic.clone(),
        product: state.product.clone(),
        needs: policy.routing.needs_of(state.topic.as_deref(), state.product.as_deref()),
        n_pages: handoff.n_pages,
        policy: policy.version,
        had_by: handoff.agent,
        offer,
        passed: handoff.passed.clone(),
    })
}

/// The first words of the newest dossier's problem.
fn subject(events: &[Event]) -> Option<String> {
    events.iter().rev().find_map(|event| {
        let dossier = match &event.body {
            Body::HandoffRequested(requested) => &requested.dossier,
            Body::Dossier(written) => &written.dossier,
            _ => return None,
        };
        Some(dossier.problem.text().chars().take(SUBJECT_CHARS_MAX).collect())
    })
}

/// The newest name the user gave themselves.
fn contact_name(events: &[Event]) -> Option<String> {
    events.iter().rev().find_map(|event| match &event.body {
        Body::ContactUpdated(updated) => {
            updated.name.as_ref()?.get().filter(|name| !name.trim().is_empty()).cloned()
        }
        _ => None,
    })
}

/// What the conversation waits for by the clock.
fn timers(state: &State, policy: &Policy) -> BTreeMap<Timer, Timestamp> {
    let mut timers = BTreeMap::new();
    let mut set = |timer, due: Option<Timestamp>| timers.extend(due.map(|due| (timer, due)));
    match &state.owner {
        Owner::Bot { turn: None } => {
            let wait = if super::decide::is_assumed(state, state.seq) {
                policy.assume_after
            } else {
                policy.abandon_after
            };
            set(Timer::Silence, Some(state.at.plus(wait)));
        }
        Owner::Nobody { .. } => set(Timer::Close, Some(state.at.plus(policy.close_after))),
        Owner::Queue { offer, .. } => {
            set(Timer::Promise, next_promise(state));
            set(Timer::Page, next_page(state, policy));
            set(Timer::Offer, offer.map(|offer| offer.until));
        }
        Owner::Agent { .. } => set(Timer::Promise, next_promise(state)),
        Owner::Bot { turn: Some(_) } | Owner::Closed => {}
    }
    timers
}

fn next_promise(state: &State) -> Option<Timestamp> {
    state.case.as_ref()?.promises.running().filter_map(|(_, running)| running.next()).min()
}
