//! What the contact wants.

use std::borrow::Cow;

use crate::domain::{
    dossier,
    event::{
        Amended, Author, Body, Closed, Closing, ContactUpdated, Context, DocOpened, DossierWritten, Feedback,
        Message, Mood, Party, Rated, Reason, Reopened, Resolution, Resolved, Role, Severity, Triaged,
        TurnOutcome, Via,
    },
    ids::{ClientId, Locale, ReplyId, Seq},
    intent::Intent,
    personal::Personal,
    time::Timestamp,
    triage::Verdict,
};

use super::{
    super::state::CorrectedByAgent, Facts, Manner, Owner, Refusal, State, end_turn, hand_off, place,
    promised_sooner, promises, provisional, queued_anew, queued_sooner, with,
};

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
        /// What the rules make of everything said.
        verdict: Verdict,
        /// Language after these words.
        locale: Locale,
    },
    /// How to be reached.
    Contact(ContactUpdated),
    /// Correct what was passed on.
    Amend {
        /// The correction.
        text: String,
        /// What the rules make of everything said.
        verdict: Verdict,
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
    /// What the rules make of everything said.
    pub verdict: Verdict,
    /// Language after these words.
    pub locale: Locale,
    /// What these words want.
    pub intent: Intent,
}

/// What a better look at the newest message led to.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The message.
    pub said: Seq,
    /// What was made of everything said until then.
    pub verdict: Verdict,
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
        UserCommand::Person { reason, verdict, locale } => {
            let bodies = person(state, reason.as_deref(), now)?;
            Ok(with_handoff(state, bodies, verdict, *locale, facts, now))
        }
        UserCommand::Contact(update) => match state.owner {
            Owner::Closed => Err(Refusal::NotOpen),
            _ => Ok(vec![Body::ContactUpdated(update.clone())]),
        },
        UserCommand::Amend { text, verdict } => amend(state, text, verdict, facts, now),
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

/// Returns how the command's events bear on promises.
pub(super) fn manner(command: &UserCommand) -> Manner {
    let asks_nothing = matches!(command, UserCommand::Say(said) if said.intent.is_closing());
    Manner { asks_nothing, waits: None }
}

/// Returns whether a message says that what was solved is not, or is there again.
fn goes_on(said: &Said) -> bool {
    said.intent.is_not_solved() || crate::domain::intent::comes_back(&said.text)
}

/// What was solved and is there again is as bad as it was.
fn as_bad_as_before<'a>(state: &State, said: &'a Said) -> Cow<'a, Said> {
    let comes_back = matches!(state.owner, Owner::Nobody { was_human: true, .. }) && goes_on(said);
    if !comes_back || said.verdict.severity <= state.severity() {
        return Cow::Borrowed(said);
    }
    let verdict = Verdict { severity: state.severity(), ..said.verdict.clone() };
    Cow::Owned(Said { verdict, ..said.clone() })
}

/// A message goes to the bot as a turn, to a person as it is, and reopens what was resolved: after a person the
/// queue again, never the bot.
fn say(state: &State, said: &Said, facts: &Facts<'_>, now: Timestamp) -> Result<Vec<Body>, Refusal> {
    let said = &as_bad_as_before(state, said);
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
            if let (true, Some(last)) = (said.intent.is_not_solved(), unjudged_reply(state)) {
                bodies.push(Body::Feedback(Feedback { reply: Some(last), solved: false, comment: None }));
            }
            bodies.extend(end_turn(state, TurnOutcome::Superseded, now));
            bodies.push(message(Some(facts.fresh)));
        }
        // "Solved, no need": the wish for a person is taken back.
        Owner::Queue { .. } if takes_back(state, said) => {
            bodies.extend([message(None), confirmed()]);
        }
        Owner::Queue { .. } => {
            bodies.push(message(None));
            bodies.extend(sooner(state, &said.verdict, facts, now));
        }
        Owner::Agent { .. } => {
            bodies.push(message(None));
            bodies.extend(promised_sooner(state, severity(state, &said.verdict), facts, now));
        }
        // Thanks and goodbyes ask for nothing: what is solved stays so.
        Owner::Nobody { how, .. } if said.intent.is_closing() => {
            bodies.push(message(None));
            if said.intent == Intent::Confirmed && *how != Resolution::Confirmed {
                bodies.push(confirmed());
            }
            return Ok(bodies);
        }
        // Who had asked for a person and says that it is not over after all waits on.
        Owner::Nobody { was_human: false, .. } if goes_on(said) && is_for_people(state, facts) => {
            bodies.extend([reopened(state), message(None)]);
            bodies.extend(queued_anew(state, severity(state, &said.verdict), facts, now));
        }
        Owner::Nobody { was_human: false, .. } => {
            bodies.push(reopened(state));
            bodies.push(message(Some(facts.fresh)));
        }
        Owner::Nobody { was_human: true, .. } => {
            bodies.extend([reopened(state), message(None)]);
            bodies.extend(queued_anew(state, severity(state, &said.verdict), facts, now));
        }
        Owner::Closed => return Err(Refusal::NotOpen),
    }
    let after = bodies.iter().position(|body| matches!(body, Body::Message(_))).map_or(0, |place| place + 1);
    if let Some(triaged) = triaged(state, &said.verdict, said.locale) {
        bodies.insert(after, triaged);
    }
    Ok(bodies)
}

/// Returns whether who waits says that it is solved, and nothing else. An outage is over when they say so by the button,
/// or whoever has it finds it so.
fn takes_back(state: &State, said: &Said) -> bool {
    said.intent == Intent::Confirmed
        && state.severity() != Severity::Critical
        && crate::domain::intent::is_hollow(&said.text)
}

fn confirmed() -> Body {
    Body::Resolved(Resolved { by: Party::User, how: Resolution::Confirmed })
}

/// What a better look at a message led to, where nobody has said or set anything since: the verdict, and what follows
/// where it is worse.
///
/// # Errors
/// [`Refusal::OutOfDate`].
pub(super) fn judged(
    state: &State,
    judged: &Judged,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Vec<Body>, Refusal> {
    let is_newest = state.last_said == Some(judged.said);
    if !is_newest || state.severity_by_agent || matches!(state.owner, Owner::Nobody { .. } | Owner::Closed) {
        return Err(Refusal::OutOfDate);
    }
    let severity = judged.verdict.severity;
    let Some(verdict) = triaged(state, &judged.verdict, state.locale) else { return Ok(Vec::new()) };
    let mut bodies = vec![verdict];
    let is_worse = severity < state.severity();
    match &state.owner {
        Owner::Bot { .. } if facts.policy.bot.never_waits(severity) && is_worse => {
            bodies.extend(end_turn(state, TurnOutcome::HandedOff, now));
            let critical = severity == Severity::Critical;
            let reason = if critical { Reason::Critical } else { Reason::Rule };
            bodies.extend(hand_off(state, Party::Policy, reason, &bodies, facts, now));
        }
        Owner::Queue { .. } if is_worse => {
            bodies.push(queued_sooner(state, severity, place(state, facts), facts, now));
        }
        Owner::Agent { .. } => bodies.extend(promised_sooner(state, severity, facts, now)),
        _ => {}
    }
    Ok(bodies)
}

/// The verdict, where it is the first or another one. A topic or product once known stays until another is; what an
/// agent has corrected stands until the case comes back.
fn triaged(state: &State, verdict: &Verdict, locale: Locale) -> Option<Body> {
    let severity = severity(state, verdict);
    let is_over = matches!(state.owner, Owner::Nobody { .. });
    let by_agent = if is_over { CorrectedByAgent::default() } else { state.corrected.clone() };
    let locale = by_agent.locale.unwrap_or(locale);
    // What comes back is judged anew: what was corrected before is no longer known.
    let known = |corrected: &Option<String>, known: &Option<String>| {
        known.clone().filter(|_| !is_over || corrected.is_none())
    };
    let topic_before = known(&state.corrected.topic, &state.topic);
    let product_before = known(&state.corrected.product, &state.product);
    let topic = by_agent.topic.or_else(|| verdict.topic.clone()).or(topic_before);
    let product = by_agent.product.or_else(|| verdict.product.clone()).or(product_before);
    let is_other_mood = state.mood.unwrap_or(Mood::Calm) != verdict.mood;
    let is_new = is_over
        || state.severity != Some(severity)
        || state.locale != locale
        || state.topic != topic
        || state.product != product
        || is_other_mood;
    is_new.then(|| {
        Body::Triaged(Triaged {
            severity: Some(severity),
            topic,
            product,
            locale,
            reasons: verdict.reasons.iter().cloned().map(Personal::new).collect(),
            mood: Some(verdict.mood),
        })
    })
}

/// What an agent has set stands until something critical is stated; otherwise the newest verdict.
fn severity(state: &State, verdict: &Verdict) -> Severity {
    let is_over = matches!(state.owner, Owner::Nobody { .. });
    let stands = state.severity_by_agent && !is_over && verdict.severity != Severity::Critical;
    if stands { state.severity() } else { verdict.severity }
}

/// Returns whether a resolved conversation is people's: one of them had it, or it waited since it was opened last.
fn is_for_people(state: &State, facts: &Facts<'_>) -> bool {
    let since = facts.log.iter().rev().take_while(|event| !matches!(event.body, Body::Reopened(_)));
    let mut waited = since.map(|event| matches!(event.body, Body::Queued(_)));
    matches!(state.owner, Owner::Nobody { was_human: true, .. }) || waited.any(|waited| waited)
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
    let mut bodies = vec![given];
    match (&state.owner, solved) {
        (Owner::Closed, _) => return Err(Refusal::NotOpen),
        // Praise of an earlier answer does not settle the question that is being answered now.
        (Owner::Bot { turn: Some(turn) }, true) if reply.is_some_and(|reply| reply != turn.reply) => {}
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
            if next.n_unsolved >= facts.policy.bot.tries_max && next.n_unsolved > state.n_unsolved {
                bodies.extend(end_turn(state, TurnOutcome::HandedOff, now));
                let handed = hand_off(state, Party::Policy, Reason::UnsolvedTwice, &bodies, facts, now);
                bodies.extend(handed);
            }
        }
        // Who had asked for a person waits on: without a new word there is nothing the bot could try.
        (Owner::Nobody { was_human, .. }, false)
            if (reply.is_none() || !was_human) && is_for_people(state, facts) =>
        {
            let judged = Body::Triaged(Triaged {
                severity: Some(state.severity()),
                topic: state.topic.clone(),
                product: state.product.clone(),
                locale: state.locale,
                reasons: Vec::new(),
                mood: None,
            });
            bodies.extend([reopened(state), judged]);
            bodies.extend(queued_anew(state, state.severity(), facts, now));
        }
        (Owner::Nobody { was_human: false, .. }, false) => bodies.push(reopened(state)),
        (Owner::Queue { .. } | Owner::Nobody { was_human: true, .. }, false)
        | (Owner::Agent { .. }, _)
        | (Owner::Nobody { how: Resolution::Confirmed, .. }, true) => {}
    }
    Ok(bodies)
}

/// Always honoured. Where a case is already open, nothing happens twice.
fn person(state: &State, reason: Option<&str>, now: Timestamp) -> Result<Vec<Body>, Refusal> {
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
    Ok(bodies)
}

/// Adds verdict and handoff to what a wish for a person led to; nothing where a case is open already.
fn with_handoff(
    state: &State,
    mut bodies: Vec<Body>,
    verdict: &Verdict,
    locale: Locale,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Vec<Body> {
    if matches!(state.owner, Owner::Queue { .. } | Owner::Agent { .. }) {
        return bodies;
    }
    bodies.extend(triaged(state, verdict, locale));
    let asked_at = if matches!(state.owner, Owner::Nobody { .. }) { now } else { state.asked_at };
    // What a person had, or was to have, goes back there.
    if matches!(state.owner, Owner::Nobody { .. }) && is_for_people(state, facts) {
        bodies.extend(queued_anew(state, severity(state, verdict), facts, now));
        return bodies;
    }
    let begun = State { asked_at, severity: Some(severity(state, verdict)), ..state.clone() };
    let handed = hand_off(&begun, Party::User, Reason::Requested, &bodies, facts, now);
    bodies.extend(handed);
    bodies
}

/// What is corrected is judged as what is said; what got worse is promised sooner.
fn amend(
    state: &State,
    text: &str,
    verdict: &Verdict,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Vec<Body>, Refusal> {
    if !matches!(state.owner, Owner::Queue { .. } | Owner::Agent { .. }) {
        return Err(Refusal::NothingPassedOn);
    }
    let before = dossier::newest(facts.log).ok_or(Refusal::NothingPassedOn)?;
    let mut bodies = vec![Body::Amended(Amended { text: Personal::new(text.to_owned()) })];
    bodies.extend(triaged(state, verdict, state.locale));
    let log = with(state, facts.log, &bodies, now);
    let dossier = dossier::amended(before, &log, facts.policy.locale);
    bodies.push(Body::Dossier(DossierWritten { dossier }));
    bodies.extend(sooner(state, verdict, facts, now));
    bodies.extend(promised_sooner(state, severity(state, verdict), facts, now));
    Ok(bodies)
}

/// What got worse while it waits is promised sooner; what got better keeps its promise.
fn sooner(state: &State, verdict: &Verdict, facts: &Facts<'_>, now: Timestamp) -> Option<Body> {
    let judged = severity(state, verdict);
    let is_worse = matches!(state.owner, Owner::Queue { .. }) && judged < state.severity();
    is_worse.then(|| {
        let back = promises::back(state, facts, now);
        queued_sooner(&back, judged, place(state, facts), facts, now)
    })
}

/// Records the first opening of each document that was shown in this conversation; anything else is none of ours.
fn open_doc(doc: &str, reply: Option<ReplyId>, facts: &Facts<'_>) -> Result<Vec<Body>, Refusal> {
    let mut shown = false;
    for event in facts.log {
        match &event.body {
            Body::DocOpened(opened) if opened.doc == doc => return Ok(Vec::new()),
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
