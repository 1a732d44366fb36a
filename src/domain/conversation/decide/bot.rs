//! What Firstline itself does in a turn, and to a dossier.

use crate::domain::{
    dossier::Dossier,
    event::{
        Answer, Author, Body, DossierWritten, Message, Mode, Notice, Party, Reason, Resolution, Resolved,
        Role, Suggested, Suggestion, Trace, TurnEnded, TurnOutcome, TurnTimes,
    },
    ids::ReplyId,
    notice::told_of,
    personal::Personal,
    time::Timestamp,
};

use super::{Facts, Judged, Owner, Refusal, State, hand_off};

/// What Firstline wants.
#[derive(Clone, Debug, PartialEq)]
pub enum BotCommand {
    /// Show documents before anything is written.
    Suggest {
        /// The turn.
        reply: ReplyId,
        /// The documents.
        items: Vec<Suggestion>,
    },
    /// Say something in a turn, and perhaps end it.
    Reply(Box<BotReply>),
    /// A better dossier; its version is the one it was made from.
    Dossier(Box<Dossier>),
    /// Tell of a notice; each revision once, in order.
    Notice {
        /// The notice.
        notice: Box<Notice>,
        /// The revision that was told last, as the teller knows. Where it is another by now, nothing is told:
        /// what follows that one is owed, and told from there.
        after: Option<u32>,
    },
    /// What a better look at the newest message led to.
    Judged(Box<Judged>),
}

/// One step of a turn.
#[derive(Clone, Debug, PartialEq)]
pub struct BotReply {
    /// The turn.
    pub reply: ReplyId,
    /// What is said, if anything.
    pub say: Option<(String, Answer)>,
    /// What follows.
    pub next: Next,
    /// Time from the commit of the question to the documents and to the first words.
    pub ms: TurnTimes,
    /// What led to it.
    pub trace: Option<Trace>,
}

/// What follows a bot's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The turn goes on: these were the interim words.
    GoOn,
    /// The turn ends so.
    End(TurnOutcome),
    /// The turn ends and the case goes to a person.
    HandOff(Reason, TurnOutcome),
    /// The turn ends and the conversation is solved: the user said so.
    Confirmed,
}

/// Decides what Firstline's command leads to. A late answer loses: the turn must still be open.
///
/// # Errors
/// [`Refusal::TurnOver`], [`Refusal::NothingPassedOn`].
pub fn decide(
    state: &State,
    command: &BotCommand,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Vec<Body>, Refusal> {
    match command {
        BotCommand::Suggest { reply, items } => {
            let turn = state.turn().filter(|turn| turn.reply == *reply).ok_or(Refusal::TurnOver)?;
            if turn.suggested {
                return Ok(Vec::new());
            }
            Ok(vec![Body::Suggested(Suggested { reply: *reply, items: items.clone() })])
        }
        BotCommand::Reply(step) => reply(state, step, facts, now),
        BotCommand::Notice { notice, after } => tell(state, notice, *after, facts),
        BotCommand::Judged(judged) => super::user::judged(state, judged, facts, now),
        BotCommand::Dossier(dossier) => match (&state.owner, &state.case) {
            // Somebody corrected it meanwhile: an older copy would lose the correction.
            (_, Some(case)) if dossier.version != case.dossier_version => Err(Refusal::OutOfDate),
            (Owner::Queue { .. } | Owner::Agent { .. }, Some(case)) => {
                let version = case.dossier_version + 1;
                Ok(vec![Body::Dossier(DossierWritten {
                    dossier: Dossier { version, ..(**dossier).clone() },
                })])
            }
            _ => Err(Refusal::NothingPassedOn),
        },
    }
}

/// Tells of a notice, unless this revision or a later one was told, or another than the teller knows: two that
/// link the conversation at once would skip what lies between their revisions.
fn tell(state: &State, notice: &Notice, after: Option<u32>, facts: &Facts<'_>) -> Result<Vec<Body>, Refusal> {
    if state.owner == Owner::Closed {
        return Err(Refusal::NotOpen);
    }
    let told = told_of(&notice.id, facts.log);
    let follows = told == after && told.is_none_or(|told| told < notice.revision);
    Ok(if follows { vec![Body::Notice(notice.clone())] } else { Vec::new() })
}

fn reply(state: &State, step: &BotReply, facts: &Facts<'_>, now: Timestamp) -> Result<Vec<Body>, Refusal> {
    let turn = state.turn().filter(|turn| turn.reply == step.reply).ok_or(Refusal::TurnOver)?;
    let mut bodies = Vec::new();
    let mut mode = None;
    if let Some((text, answer)) = &step.say {
        mode = Some(answer.mode);
        bodies.push(Body::Message(Message {
            author: Author { role: Role::Bot, id: None, name: None },
            text: Personal::new(text.clone()),
            client_id: None,
            reply: Some(step.reply),
            answer: Some(answer.clone()),
            via: None,
            context: None,
            blocks: None,
        }));
    }
    let outcome = match step.next {
        Next::GoOn => return Ok(bodies),
        Next::End(outcome) | Next::HandOff(_, outcome) => outcome,
        Next::Confirmed => TurnOutcome::Settled,
    };
    if let Next::HandOff(reason, _) = step.next {
        let by = if reason == Reason::Requested { Party::User } else { Party::Policy };
        let handed = hand_off(state, by, reason, &bodies, facts, now);
        bodies.extend(handed);
    }
    let total = u64::try_from(now.since(turn.at).as_millis()).ok();
    bodies.push(Body::TurnEnded(TurnEnded {
        reply: step.reply,
        outcome,
        mode: mode.or_else(|| turn.interim.then_some(Mode::Extractive)),
        ms: TurnTimes { total, ..step.ms },
        trace: step.trace.clone(),
    }));
    if step.next == Next::Confirmed {
        bodies.push(Body::Resolved(Resolved { by: Party::User, how: Resolution::Confirmed }));
    }
    Ok(bodies)
}
