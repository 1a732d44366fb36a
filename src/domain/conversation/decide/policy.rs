//! What timers and rules want.

use crate::domain::{
    event::{
        AgentRef, Body, Closed, Closing, OfferState, Offered, PageReason, Paged, Party, Released, Resolution,
        Resolved, Severity, SlaState, SlaTarget,
    },
    ids::Seq,
    lines::Escalation,
    time::Timestamp,
};

use super::{Facts, Owner, Place, Refusal, State, by_rule, is_assumed, place, promises, queued_again};

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
    /// Something promised is about to be late, or is.
    Promises,
    /// Severity 1 is still unclaimed.
    Unclaimed,
    /// Ask an agent to take the case.
    Offer {
        /// Whom.
        agent: AgentRef,
    },
    /// Nobody has answered an offer in its time, or whoever was asked is not there any more.
    OfferOver {
        /// The agent is at the desk, and could have.
        there: bool,
    },
}

/// Decides what a timer or a rule leads to.
///
/// # Errors
/// [`Refusal::OutOfDate`]: the state has moved on.
pub fn decide(
    state: &State,
    command: &PolicyCommand,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Vec<Body>, Refusal> {
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
            let released = Body::Released(Released { by: Party::Policy, reason: None });
            Ok(vec![released, queued_again(state, place(state, facts), facts, now)])
        }
        (PolicyCommand::Promises, Owner::Queue { .. } | Owner::Agent { .. }) => late(state, facts, now),
        (PolicyCommand::Unclaimed, Owner::Queue { .. }) => unclaimed(state, facts, now),
        (PolicyCommand::Offer { agent }, Owner::Queue { offer: None, .. }) => offer(state, agent, facts, now),
        (PolicyCommand::OfferOver { there }, Owner::Queue { offer: Some(offer), .. })
            if offer.until <= now || !there =>
        {
            let agent = facts.log.iter().rev().find_map(|event| match &event.body {
                Body::Offered(before) if before.agent.id == Some(offer.agent) => Some(before.agent.clone()),
                _ => None,
            });
            let agent = agent.ok_or(Refusal::OutOfDate)?;
            let state = if *there { OfferState::Lapsed } else { OfferState::Withdrawn };
            Ok(vec![Body::Offered(Offered { agent, state, until: None })])
        }
        _ => Err(Refusal::OutOfDate),
    }
}

/// Warns and reports. A first response that is about to be late goes up, with the time it was promised.
fn late(state: &State, facts: &Facts<'_>, now: Timestamp) -> Result<Vec<Body>, Refusal> {
    let case = state.case.as_ref().ok_or(Refusal::OutOfDate)?;
    let mut bodies = promises::overdue(&case.promises, now);
    if bodies.is_empty() {
        return Err(Refusal::OutOfDate);
    }
    let is_warned = |body: &Body| matches!(body, Body::Sla(sla) if sla.target == SlaTarget::FirstResponse && sla.state == SlaState::Warned);
    let waits = matches!(state.owner, Owner::Queue { .. });
    // Nobody up there would be no help: then it stays with those who are here.
    let is_better_off = facts.desk.tier_online > place(state, facts).tier;
    if waits && is_better_off && facts.policy.routing.escalate_warned && bodies.iter().any(is_warned) {
        bodies.extend(up(state, Escalation::Late, facts, now));
    }
    // Severity 1 that an agent has and leaves unanswered calls the next tier, or this one.
    let is_silent = matches!(state.owner, Owner::Agent { .. }) && state.severity() == Severity::Critical;
    if is_silent && bodies.iter().any(is_warned) && promises::may_page(state, facts.policy, facts.desk, now) {
        let tier = facts.desk.tier_above.unwrap_or_else(|| place(state, facts).tier);
        bodies.push(Body::Paged(Paged { tier, reason: PageReason::Unanswered, n: case.n_pages + 1 }));
    }
    Ok(bodies)
}

/// Calls the next tier, or the last one again.
fn unclaimed(state: &State, facts: &Facts<'_>, now: Timestamp) -> Result<Vec<Body>, Refusal> {
    let due = promises::next_page(state, facts.policy).ok_or(Refusal::OutOfDate)?;
    let case = state.case.as_ref().ok_or(Refusal::OutOfDate)?;
    // A stranger's word may be believed before it opens: others have reported the same since.
    let is_believed = case.n_pages == 0 && promises::may_page(state, facts.policy, facts.desk, now);
    if due > now && !is_believed {
        return Err(Refusal::OutOfDate);
    }
    let mut bodies = Vec::new();
    let reason = if case.n_pages == 0 {
        PageReason::Critical
    } else {
        bodies = up(state, Escalation::Unclaimed, facts, now);
        PageReason::Unclaimed
    };
    let own = place(state, facts).tier;
    let tier = facts.desk.tier_above.filter(|_| !bodies.is_empty()).unwrap_or(own);
    bodies.push(Body::Paged(Paged { tier, reason, n: case.n_pages + 1 }));
    Ok(bodies)
}

/// Sends a waiting case to the next tier with what it was promised; nothing where nobody is there.
fn up(state: &State, why: Escalation, facts: &Facts<'_>, now: Timestamp) -> Vec<Body> {
    let Place { queue, .. } = place(state, facts);
    let Some(tier) = facts.desk.tier_above else { return Vec::new() };
    vec![by_rule(tier, why, facts), queued_again(state, Place { queue, tier }, facts, now)]
}

/// An offer goes to one agent at a time, and to nobody twice.
fn offer(state: &State, agent: &AgentRef, facts: &Facts<'_>, now: Timestamp) -> Result<Vec<Body>, Refusal> {
    let case = state.case.as_ref().ok_or(Refusal::OutOfDate)?;
    if agent.id.is_none_or(|id| case.passed.contains(&id)) {
        return Err(Refusal::OutOfDate);
    }
    let until = Some(now.plus(facts.policy.routing.offer_for));
    Ok(vec![Body::Offered(Offered { agent: agent.clone(), state: OfferState::Open, until })])
}
