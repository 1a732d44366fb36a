//! What a person at the desk wants. Whoever acts on a case carries the number of their claim.

use crate::domain::{
    event::{
        AgentRef, Assigned, Author, Body, Corrected, Destination, Message, Mood, Note, OfferState, Offered,
        Party, Reason, Released, Resolution, Resolved, Role, Severity, SeverityChanged, Transferred,
        TurnOutcome, Via,
    },
    ids::{AgentId, Locale, Seq},
    personal::Personal,
    time::Timestamp,
};

use super::{
    Facts, Manner, Owner, Place, Refusal, State, end_turn, hand_off, place, promised_sooner, queued_again,
    queued_sooner,
};

/// What an agent wants, and who they are.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentCommand {
    /// Who.
    pub agent: AgentRef,
    /// What.
    pub wish: Wish,
}

/// What an agent wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Take the case, waiting or still the bot's.
    Claim,
    /// Give it back.
    Release {
        /// Their claim.
        claim: Seq,
        /// Why.
        reason: Option<String>,
    },
    /// Answer the user.
    Reply {
        /// Their claim.
        claim: Seq,
        /// The words.
        text: String,
        /// The sender's name for the frame.
        client_id: crate::domain::ids::ClientId,
        /// Whether we now wait for the user; absent: where the words ask something.
        waits: Option<bool>,
    },
    /// Not take what was offered.
    Decline,
    /// A remark among agents.
    Note {
        /// The words.
        text: String,
    },
    /// Send it elsewhere.
    Transfer {
        /// Their claim.
        claim: Seq,
        /// Where to.
        to: Destination,
        /// The agent named there, as shown.
        to_agent: Option<AgentRef>,
        /// Why.
        reason: String,
        /// What is asked of whoever takes it.
        asked: Option<String>,
    },
    /// Correct the severity.
    SetSeverity {
        /// To this.
        severity: Severity,
        /// Why.
        reason: Option<String>,
    },
    /// Correct what else was judged; what is absent stays as it is.
    Correct {
        /// About what: one of the inbox's topics.
        topic: Option<String>,
        /// Which product: one that the inbox names.
        product: Option<String>,
        /// The language.
        locale: Option<Locale>,
        /// How the newest message sounds.
        mood: Option<Mood>,
        /// Why.
        reason: Option<String>,
    },
    /// Solved.
    Resolve {
        /// Their claim.
        claim: Seq,
    },
}

/// Decides what an agent's command leads to.
///
/// # Errors
/// See [`Refusal`].
pub fn decide(
    state: &State,
    command: &AgentCommand,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Vec<Body>, Refusal> {
    let AgentCommand { agent, wish } = command;
    match wish {
        Wish::Claim => claim(state, agent, facts, now),
        Wish::Release { claim, reason } => {
            held(state, agent, *claim)?;
            let reason = reason.clone().map(Personal::new);
            let back = queued_again(state, place(state, facts), facts, now);
            Ok(vec![Body::Released(Released { by: Party::Agent, reason }), back])
        }
        Wish::Reply { claim, text, client_id, .. } => {
            held(state, agent, *claim)?;
            Ok(vec![Body::Message(Message {
                author: author(agent),
                text: Personal::new(text.clone()),
                client_id: Some(*client_id),
                reply: None,
                answer: None,
                via: Some(Via::Chat),
                context: None,
                blocks: None,
            })])
        }
        Wish::Decline => match &state.owner {
            Owner::Queue { offer: Some(offer), .. } if agent.id == Some(offer.agent) => {
                Ok(vec![Body::Offered(Offered {
                    agent: agent.clone(),
                    state: OfferState::Declined,
                    until: None,
                })])
            }
            _ => Err(Refusal::NotOffered),
        },
        Wish::Note { text } => match state.owner {
            Owner::Closed => Err(Refusal::NotOpen),
            _ => Ok(vec![Body::Note(Note {
                author: author(agent),
                text: Personal::new(text.clone()),
                mentions: Vec::new(),
            })]),
        },
        Wish::Transfer { claim, to, to_agent, reason, asked } => {
            let own = held(state, agent, *claim)?;
            if to.agent == Some(own) {
                return Err(Refusal::OwnAlready);
            }
            let words = (reason.as_str(), asked.as_deref());
            Ok(transfer(state, to, to_agent.as_ref(), words, facts, now))
        }
        Wish::SetSeverity { severity, reason } => {
            set_severity(state, agent, *severity, reason.as_deref(), facts, now)
        }
        Wish::Correct { topic, product, locale, mood, reason } => {
            let corrected = Corrected {
                by: agent.clone(),
                topic: topic.clone(),
                product: product.clone(),
                locale: *locale,
                mood: *mood,
                reason: reason.clone().map(Personal::new),
            };
            correct(state, corrected, facts)
        }
        Wish::Resolve { claim } => {
            held(state, agent, *claim)?;
            Ok(vec![Body::Resolved(Resolved { by: Party::Agent, how: Resolution::Agent })])
        }
    }
}

/// Returns whether a body is the one the command's frame is acknowledged with.
#[must_use]
pub fn is_principal(command: &AgentCommand, body: &Body) -> bool {
    match &command.wish {
        Wish::Claim => matches!(body, Body::Assigned(_)),
        Wish::Release { .. } => matches!(body, Body::Released(_)),
        Wish::Decline => matches!(body, Body::Offered(_)),
        Wish::Reply { .. } => matches!(body, Body::Message(_)),
        Wish::Note { .. } => matches!(body, Body::Note(_)),
        Wish::Transfer { .. } => matches!(body, Body::Transferred(_)),
        Wish::SetSeverity { .. } => matches!(body, Body::SeverityChanged(_)),
        Wish::Correct { .. } => matches!(body, Body::Corrected(_)),
        Wish::Resolve { .. } => matches!(body, Body::Resolved(_)),
    }
}

/// Returns how the command's events bear on promises.
pub(super) const fn manner(command: &AgentCommand) -> Manner {
    let waits = match &command.wish {
        Wish::Reply { waits, .. } => *waits,
        _ => None,
    };
    Manner { asks_nothing: false, waits }
}

fn author(agent: &AgentRef) -> Author {
    Author { role: Role::Agent, id: agent.id, name: Some(agent.name.clone()) }
}

/// Only the agent who holds this very claim may act on the case.
fn held(state: &State, agent: &AgentRef, claim: Seq) -> Result<AgentId, Refusal> {
    match state.owner {
        Owner::Agent { id, claim: held } if agent.id == Some(id) && held == claim => Ok(id),
        Owner::Agent { .. } | Owner::Queue { .. } | Owner::Bot { .. } => Err(Refusal::StaleClaim),
        Owner::Nobody { .. } | Owner::Closed => Err(Refusal::NotOpen),
    }
}

/// Gives the case to one agent. Taking it from the bot ends its turn and briefs the agent first.
fn claim(state: &State, agent: &AgentRef, facts: &Facts<'_>, now: Timestamp) -> Result<Vec<Body>, Refusal> {
    let assigned = Body::Assigned(Assigned { agent: agent.clone() });
    match &state.owner {
        Owner::Queue { .. } => Ok(vec![assigned]),
        Owner::Bot { .. } => {
            let mut bodies: Vec<Body> = end_turn(state, TurnOutcome::TakenOver, now).into_iter().collect();
            let handed = hand_off(state, Party::Agent, Reason::Rule, &bodies, facts, now);
            bodies.extend(handed);
            bodies.push(assigned);
            Ok(bodies)
        }
        Owner::Agent { .. } => Err(Refusal::Taken),
        Owner::Nobody { .. } | Owner::Closed => Err(Refusal::NotOpen),
    }
}

/// To an agent: it is theirs at once. To a tier or queue: it waits there, with what it was promised.
fn transfer(
    state: &State,
    to: &Destination,
    to_agent: Option<&AgentRef>,
    (reason, asked): (&str, Option<&str>),
    facts: &Facts<'_>,
    now: Timestamp,
) -> Vec<Body> {
    let transferred = Body::Transferred(Transferred {
        by: Party::Agent,
        to: Some(to.clone()),
        reason: Some(Personal::new(reason.to_owned())),
        asked: asked.map(|asked| Personal::new(asked.to_owned())),
    });
    if let Some(agent) = to_agent {
        return vec![transferred, Body::Assigned(Assigned { agent: agent.clone() })];
    }
    let before = place(state, facts);
    let there =
        Place { tier: to.tier.unwrap_or(before.tier), queue: to.queue.clone().unwrap_or(before.queue) };
    vec![transferred, queued_again(state, there, facts, now)]
}

/// A waiting case is promised what its new severity asks for, never later than before; a claimed one keeps what it was
/// given.
fn set_severity(
    state: &State,
    agent: &AgentRef,
    severity: Severity,
    reason: Option<&str>,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Vec<Body>, Refusal> {
    if state.owner == Owner::Closed {
        return Err(Refusal::NotOpen);
    }
    let mut bodies = vec![Body::SeverityChanged(SeverityChanged {
        from: state.severity(),
        to: severity,
        by: agent.clone(),
        reason: reason.map(|reason| Personal::new(reason.to_owned())),
    })];
    if severity == Severity::Critical && matches!(state.owner, Owner::Bot { .. }) {
        bodies.extend(end_turn(state, TurnOutcome::HandedOff, now));
        let handed = hand_off(state, Party::Agent, Reason::Critical, &bodies, facts, now);
        bodies.extend(handed);
    }
    if matches!(state.owner, Owner::Queue { .. }) {
        bodies.push(queued_sooner(state, severity, place(state, facts), facts, now));
    }
    bodies.extend(promised_sooner(state, severity, facts, now));
    Ok(bodies)
}

/// What is corrected changes what the case asks of its agent; nobody loses it for that.
fn correct(state: &State, corrected: Corrected, facts: &Facts<'_>) -> Result<Vec<Body>, Refusal> {
    let topics = &facts.policy.topics;
    if state.owner == Owner::Closed {
        return Err(Refusal::NotOpen);
    }
    if corrected.topic.as_ref().is_some_and(|name| !topics.iter().any(|topic| topic.name == *name)) {
        return Err(Refusal::NoSuchTopic);
    }
    let products = facts.policy.routing.products();
    if corrected.product.as_ref().is_some_and(|name| !products.contains(&name.as_str())) {
        return Err(Refusal::NoSuchProduct);
    }
    Ok(vec![Body::Corrected(corrected)])
}
