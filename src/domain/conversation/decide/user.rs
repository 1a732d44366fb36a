//! What the contact wants.

use crate::domain::{
    dossier,
    event::{
        Amended, Author, Body, Closed, Closing, ContactUpdated, Context, DocOpened, DossierWritten, Feedback,
        Message, Party, Rated, Reason, Reopened, Resolution, Resolved, Role, Severity, Triaged, TurnOutcome,
        Via,
    },
    ids::{ClientId, Locale, ReplyId},
    personal::Personal,
    time::Timestamp,
};

use super::{Facts, Owner, Refusal, State, end_turn, hand_off, provisional, queued_anew};

/// What a contact wants.
#[derive(Clone, Debug, PartialEq)]
pub enum UserCommand {
    /// Say something.
    Say(Said),
    /// Say whether a reply helped; without one: about an agent's resolution.
    Feedback {
        /// Which reply.
        reply: Option<ReplyId>,
        /// Did it?
        solved: bool,
        /// In the user's words.
        comment: Option<String>,
    },
    /// A person, please.
    Person {
        /// Why, in the user's words.
        reason: Option<String>,
    },
    /// How to be reached.
    Contact(ContactUpdated),
    /// Correct what was passed on.
    Amend {
        /// The correction.
        text: String,
    },
    /// Opened a document.
    OpenDoc {
        /// Which.
        doc: String,
        /// From which reply.
        reply: Option<ReplyId>,
    },
    /// Stop writing that reply.
    Stop {
        /// Which.
        reply: ReplyId,
    },
    /// Satisfaction, after the end.
    Rate {
        /// 1 to 5.
        score: u8,
        /// In the user's words.
        comment: Option<String>,
    },
    /// Done.
    Close,
}

/// A message, with what the rules made of it at receipt.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The words.
    pub text: String,
    /// The sender's name for the frame.
    pub client_id: ClientId,
    /// What the page told with it.
    pub context: Option<Context>,
    /// Severity after these words.
    pub severity: Severity,
    /// The words that show it.
    pub reasons: Vec<String>,
    /// Language after these words.
    pub locale: Locale,
    /// The words say that the last reply did not help.
    pub not_solved: bool,
}

/// Decides what a contact's command leads to.
///
/// # Errors
/// See [`Refusal`].
pub fn decide(
    state: &State,
    command: &UserCommand,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Vec<Body>, Refusal> {
    match command {
        UserCommand::Say(said) => say(state, said, facts, now),
        UserCommand::Feedback { reply, solved, comment } => {
            feedback(state, *reply, *solved, comment.as_deref(), facts, now)
        }
        UserCommand::Person { reason } => person(state, reason.as_deref(), facts, now),
        UserCommand::Contact(update) => match state.owner {
            Owner::Closed => Err(Refusal::NotOpen),
            _ => Ok(vec![Body::ContactUpdated(update.clone())]),
        },
        UserCommand::Amend { text } => amend(state, text, facts, now),
        UserCommand::OpenDoc { doc, reply } => open_doc(doc, *reply, facts),
        UserCommand::Stop { reply } => {
            state.turn().filter(|turn| turn.reply == *reply).ok_or(Refusal::TurnOver)?;
            Ok(end_turn(state, TurnOutcome::Stopped, now).into_iter().collect())
        }
        UserCommand::Rate { score, comment } => match state.owner {
            Owner::Nobody { .. } | Owner::Closed => Ok(vec![Body::Rated(Rated {
                score: *score,
                comment: comment.clone().map(Personal::new),
                segment: state.segment,
            })]),
            Owner::Bot { .. } | Owner::Queue { .. } | Owner::Agent { .. } => Err(Refusal::NotEnded),
        },
        UserCommand::Close => match state.owner {
            Owner::Closed => Err(Refusal::NotOpen),
            _ => Ok(end_turn(state, TurnOutcome::Stopped, now)
                .into_iter()
                .chain([Body::Closed(Closed { by: Party::User, how: Closing::Done })])
                .collect()),
        },
    }
}

/// Returns whether a body is the one the command's frame is acknowledged with.
#[must_use]
pub fn is_principal(command: &UserCommand, body: &Body) -> bool {
    match command {
        UserCommand::Say(_) => matches!(body, Body::Message(_)),
        UserCommand::Feedback { .. } => matches!(body, Body::Feedback(_)),
        UserCommand::Person { .. } => matches!(body, Body::HandoffRequested(_)),
        UserCommand::Contact(_) => matches!(body, Body::ContactUpdated(_)),
        UserCommand::Amend { .. } => matches!(body, Body::Amended(_)),
        UserCommand::OpenDoc { .. } => matches!(body, Body::DocOpened(_)),
        UserCommand::Stop { .. } => matches!(body, Body::TurnEnded(_)),
        UserCommand::Rate { .. } => matches!(body, Body::Rated(_)),
        UserCommand::Close => matches!(body, Body::Closed(_)),
    }
}

/// A message goes to the bot as a turn, to a person as it is, and reopens what was resolved: after a person the
/// queue again, never the bot.
fn say(state: &State, said: &Said, facts: &Facts<'_>, now: Timestamp) -> Result<Vec<Body>, Refusal> {
    let message = |reply: Option<ReplyId>| {
        Body::Message(Message {
            author: Author { role: Role::User, id: None, name: None },
            text: Personal::new(said.text.clone()),
            client_id: Some(said.client_id),
            reply,
            answer: None,
            via: Some(Via::Chat),
            context: said.context.clone().map(Personal::new),
            blocks: None,
        })
    };
    let mut bodies = Vec::new();
    match &state.owner {
        Owner::Bot { .. } => {
            if let (true, Some(last)) = (said.not_solved, unjudged_reply(state)) {
                bodies.push(Body::Feedback(Feedback { reply: Some(last), solved: false, comment: None }));
            }
            bodies.extend(end_turn(state, TurnOutcome::Superseded, now));
            bodies.push(message(Some(facts.fresh)));
        }
        Owner::Queue { .. } | Owner::Agent { .. } => bodies.push(message(None)),
        Owner::Nobody { was_human: false, .. } => {
            bodies.push(reopened(state));
            bodies.push(message(Some(facts.fresh)));
        }
        Owner::Nobody { was_human: true, .. } => {
            bodies.extend([
                reopened(state),
                message(None),
                queued_anew(state, severity(state, said), facts, now),
            ]);
        }
        Owner::Closed => return Err(Refusal::NotOpen),
    }
    let after = bodies.iter().position(|body| matches!(body, Body::Message(_))).map_or(0, |place| place + 1);
    if let Some(triaged) = triaged(state, said) {
        bodies.insert(after, triaged);
    }
    Ok(bodies)
}

/// The verdict, where it is the first or another one.
fn triaged(state: &State, said: &Said) -> Option<Body> {
    let severity = severity(state, said);
    (state.severity != Some(severity) || state.locale != said.locale).then(|| {
        Body::Triaged(Triaged {
            severity: Some(severity),
            topic: None,
            locale: said.locale,
            reasons: said.reasons.iter().cloned().map(Personal::new).collect(),
        })
    })
}

/// What an agent has set stands; otherwise the newest verdict.
fn severity(state: &State, said: &Said) -> Severity {
    if state.severity_by_agent { state.severity() } else { said.severity }
}

fn reopened(state: &State) -> Body {
    Body::Reopened(Reopened { by: Party::User, segment: state.segment + 1 })
}

/// The last reply, where the user has not judged it yet and it claimed to help.
fn unjudged_reply(state: &State) -> Option<ReplyId> {
    let last = state.last_reply.as_ref()?;
    let claimed = !matches!(last.outcome, crate::domain::event::AnswerOutcome::Asked);
    (claimed && last.solved != Some(false)).then_some(last.reply)
}

fn feedback(
    state: &State,
    reply: Option<ReplyId>,
    solved: bool,
    comment: Option<&str>,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Vec<Body>, Refusal> {
    if let Some(reply) = reply
        && !facts.log.iter().any(
            |event| matches!(&event.body, Body::Message(message) if message.answer.is_some() && message.reply == Some(reply)),
        )
    {
        return Err(Refusal::NoSuchReply);
    }
    let given = Body::Feedback(Feedback {
        reply,
        solved,
        comment: comment.map(|text| Personal::new(text.to_owned())),
    });
    let confirmed = || Body::Resolved(Resolved { by: Party::User, how: Resolution::Confirmed });
    let mut bodies = vec![given];
    match (&state.owner, solved) {
        (Owner::Closed, _) => return Err(Refusal::NotOpen),
        (Owner::Bot { .. } | Owner::Queue { .. }, true) => {
            bodies.extend(end_turn(state, TurnOutcome::Settled, now));
            bodies.push(confirmed());
        }
        (Owner::Nobody { how: Resolution::Assumed | Resolution::Agent, .. }, true) => {
            bodies.push(confirmed())
        }
        (Owner::Bot { .. }, false) => {
            let next = super::super::state::apply(
                state.clone(),
                &provisional(state, state.seq.next(), bodies[0].clone(), now),
            );
            if next.n_unsolved >= 2 && next.n_unsolved > state.n_unsolved {
                bodies.extend(end_turn(state, TurnOutcome::HandedOff, now));
                let handed = hand_off(state, Party::Policy, Reason::UnsolvedTwice, &bodies, facts, now);
                bodies.extend(handed);
            }
        }
        (Owner::Nobody { was_human: true, .. }, false) => {
            bodies.extend([reopened(state), queued_anew(state, state.severity(), facts, now)]);
        }
        (Owner::Nobody { was_human: false, .. }, false) => bodies.push(reopened(state)),
        (Owner::Queue { .. }, false)
        | (Owner::Agent { .. }, _)
        | (Owner::Nobody { how: Resolution::Confirmed, .. }, true) => {}
    }
    Ok(bodies)
}

/// Always honoured. Where a case is already open, nothing happens twice.
fn person(
    state: &State,
    reason: Option<&str>,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Vec<Body>, Refusal> {
    let mut bodies = Vec::new();
    match &state.owner {
        Owner::Queue { .. } | Owner::Agent { .. } => return Ok(bodies),
        Owner::Closed => return Err(Refusal::NotOpen),
        Owner::Nobody { .. } => bodies.push(reopened(state)),
        Owner::Bot { .. } => bodies.extend(end_turn(state, TurnOutcome::HandedOff, now)),
    }
    if let Some(reason) = reason.map(str::trim).filter(|reason| !reason.is_empty()) {
        bodies.push(Body::Message(Message {
            author: Author { role: Role::User, id: None, name: None },
            text: Personal::new(reason.to_owned()),
            client_id: None,
            reply: None,
            answer: None,
            via: Some(Via::Chat),
            context: None,
            blocks: None,
        }));
    }
    if state.severity.is_none() {
        bodies.push(Body::Triaged(Triaged {
            severity: Some(Severity::Usage),
            topic: None,
            locale: state.locale,
            reasons: Vec::new(),
        }));
    }
    let handed = hand_off(state, Party::User, Reason::Requested, &bodies, facts, now);
    bodies.extend(handed);
    Ok(bodies)
}

fn amend(state: &State, text: &str, facts: &Facts<'_>, now: Timestamp) -> Result<Vec<Body>, Refusal> {
    if !matches!(state.owner, Owner::Queue { .. } | Owner::Agent { .. }) {
        return Err(Refusal::NothingPassedOn);
    }
    let before = newest_dossier(facts).ok_or(Refusal::NothingPassedOn)?;
    let amended = Body::Amended(Amended { text: Personal::new(text.to_owned()) });
    let mut log = facts.log.to_vec();
    log.push(provisional(state, state.seq.next(), amended.clone(), now));
    let dossier = dossier::amended(before, &log);
    Ok(vec![amended, Body::Dossier(DossierWritten { dossier })])
}

fn newest_dossier<'a>(facts: &Facts<'a>) -> Option<&'a dossier::Dossier> {
    facts.log.iter().rev().find_map(|event| match &event.body {
        Body::HandoffRequested(requested) => Some(&requested.dossier),
        Body::Dossier(written) => Some(&written.dossier),
        _ => None,
    })
}

/// Records the first opening of a document that was shown in this conversation; anything else is none of ours.
fn open_doc(doc: &str, reply: Option<ReplyId>, facts: &Facts<'_>) -> Result<Vec<Body>, Refusal> {
    let mut shown = false;
    for event in facts.log {
        match &event.body {
            Body::DocOpened(opened) if opened.doc == doc && opened.reply == reply => return Ok(Vec::new()),
            Body::Suggested(suggested) => shown |= suggested.items.iter().any(|item| item.doc == doc),
            Body::Message(message) => {
                shown |= message
                    .answer
                    .as_ref()
                    .is_some_and(|answer| answer.citations.iter().any(|citation| citation.doc == doc));
            }
            _ => {}
        }
    }
    if shown {
        Ok(vec![Body::DocOpened(DocOpened { doc: doc.to_owned(), reply })])
    } else {
        Err(Refusal::NotOpen)
    }
}
