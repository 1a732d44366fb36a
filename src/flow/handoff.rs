//! The way to a person: the case goes to its queue with a dossier, the user hears when, the model may improve the
//! briefing later.

use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;

use crate::{
    domain::{
        conversation::{BotCommand, Command, Next},
        dossier::{self, Dossier, WrittenBy, without_record},
        event::{Answer, AnswerOutcome, Body, Event, Reason, Role, Severity, Trace, TurnOutcome},
        grounding::{Draft, Sources},
        hours::Hours,
        ids::{ConversationId, InboxKey, Locale, Seq},
        lines::{self, Expectation},
        personal::Personal,
        sla::{self, Expected},
        time::Timestamp,
        words::{overlap, terms},
    },
    ports::{Piece, QueueRow, Signal, Task, TaskTurn, Topic, WaitingFilter},
};

use super::{
    Flow, FlowError,
    commit::Target,
    turn::{Asked, fixed},
};

/// Time a model has for a better dossier: an agent may open the case any moment.
const DOSSIER_DEADLINE: Duration = Duration::from_secs(20);
/// Messages a dossier is written from.
const HISTORY_MAX: usize = 40;
/// Characters of a problem statement.
const PROBLEM_CHARS_MAX: usize = 400;
/// Waiting cases read at once to tell their users where they stand.
const PLACES_ROWS: usize = 1_000;

impl Flow {
    /// Ends a turn by handing the case to a person; the line says when somebody answers.
    pub(super) async fn hand_off(
        self: &Arc<Self>,
        asked: &Asked,
        line: String,
        reason: Reason,
        outcome: TurnOutcome,
        trace: Option<Trace>,
    ) -> Result<(), FlowError> {
        let say: (String, Answer) = fixed(line, AnswerOutcome::None, None);
        self.step(asked, Some(say), Next::HandOff(reason, outcome), trace).await
    }

    /// Says that the case goes to a person and when one answers.
    pub(super) fn handoff_line(&self, asked: &Asked) -> String {
        let expectation = self.expectation(asked, asked.state.severity(), &asked.policy.hours);
        let line = lines::handed_off(&expectation, asked.locale);
        with_address(line, &expectation, asked.locale)
    }

    /// Says when a person answers: from the promise, the hours when somebody comes and the agents who are there now, by the
    /// user's own clock where their page told its zone, else by the inbox's.
    pub(super) fn expectation(&self, asked: &Asked, severity: Severity, hours: &Hours) -> Expectation {
        let (policy, now) = (&asked.policy, self.now());
        let promise = sla::promise(severity, &policy.targets, &policy.hours, asked.state.asked_at, now);
        let n_online = self.presence.n_online(&policy.inbox);
        let (zone, rules) = match &asked.zone {
            Some(own) => (lines::own_zone(&own.name, asked.locale), own.rules.clone()),
            None => (hours.zone_name().to_owned(), hours.zone()),
        };
        let said = |at| lines::clock_time(at, &rules, now, asked.locale);
        match sla::expected_by(promise.respond_by(), hours, n_online, now) {
            Expected::By { at } if n_online == 0 && !hours.open_at(now) => match hours.next_open(now) {
                Some(opens) => Expectation::OpensThenBy { opens: said(opens), time: said(at), zone },
                None => Expectation::By { time: said(at), zone },
            },
            Expected::By { at } if n_online == 0 => {
                Expectation::ByThoughNobodyIsOnline { time: said(at), zone }
            }
            Expected::By { at } => Expectation::By { time: said(at), zone },
            Expected::NextOpening { at } => Expectation::OpensAgain { time: said(at), zone },
            Expected::Unknown => Expectation::Unknown,
        }
    }

    /// Returns by when a person answers a waiting case. Where somebody was called, they come out of hours too.
    #[must_use]
    pub fn expected(&self, row: &QueueRow) -> Option<Timestamp> {
        let inbox = self.inbox(&row.inbox)?;
        let policy = inbox.policy_for(row.account.as_deref(), row.plan.as_deref());
        let n_online = self.presence.n_online(&row.inbox);
        // Called is only who can hear it.
        let is_called = row.n_pages > 0 && (n_online > 0 || self.is_told_of_pages(&row.inbox, row.tier));
        let attended = if is_called { &policy.hours.or(&policy.routing.on_call) } else { &policy.hours };
        sla::expected_by(row.respond_by, attended, n_online, self.now()).at()
    }

    /// Tells the waiting users of an inbox where they stand.
    pub(super) async fn tell_places(&self, inbox: &InboxKey) -> Result<(), FlowError> {
        let waiting = WaitingFilter::all(vec![inbox.clone()]);
        let mut n_before = 0;
        loop {
            let rows = self.outside.store.waiting(waiting.clone(), n_before, PLACES_ROWS).await?;
            for (ahead, row) in (n_before..).zip(&rows) {
                let place = Signal::Place {
                    conversation: row.conversation,
                    expected_by: self.expected(row),
                    ahead: u32::try_from(ahead).ok(),
                };
                self.outside.bus.publish(&Topic::Contact(row.contact), place);
            }
            if rows.len() < PLACES_ROWS {
                return Ok(());
            }
            n_before += rows.len();
        }
    }

    /// Lets the model write a better problem statement, once, after the rules' version is in the queue.
    pub(super) fn improve_dossier(self: &Arc<Self>, id: ConversationId) {
        if self.outside.model.is_none() || self.ending.is_cancelled() {
            return;
        }
        let flow = self.clone();
        self.tasks.spawn(async move {
            let better = Box::pin(flow.better_dossier(id));
            if let Some(Err(error)) = flow.ending.clone().run_until_cancelled(better).await {
                tracing::info!(conversation.id = %id, error = %error, "The dossier of {id} stays as rules wrote it");
            }
        });
    }

    async fn better_dossier(self: &Arc<Self>, id: ConversationId) -> Result<(), FlowError> {
        let before = self.read(id).await?;
        let Some(model) = self.model_of(&before.state.inbox) else { return Ok(()) };
        let Some(dossier) = dossier::newest(&before.log) else { return Ok(()) };
        let history = spoken(before.log.iter(), HISTORY_MAX);
        let locale = before.policy.locale;
        let task = Task::Dossier { dossier: Box::new(dossier.clone()), history, locale };
        let Ok(mut pieces) = model.start(&task, DOSSIER_DEADLINE).await else { return Ok(()) };
        // What the model says of the user's problem must stand in the user's own words.
        let words: Vec<String> =
            super::commit::user_texts(&before.log).map(|(_, text)| without_record(text)).collect();
        let mut draft = Draft::new(Sources::of_text(&words.join("\n")));
        let read = async {
            while let Some(Ok(piece)) = pieces.next().await {
                match piece {
                    Piece::Text(text) => {
                        draft.push(&text);
                    }
                    Piece::End { .. } => {
                        draft.finish();
                        return true;
                    }
                }
            }
            false
        };
        let whole = tokio::time::timeout(DOSSIER_DEADLINE, read).await.unwrap_or(false);
        let problem: String = draft.markdown().chars().take(PROBLEM_CHARS_MAX).collect();
        if !whole || problem.trim().is_empty() {
            return Ok(());
        }
        // It stands where its words do; in another language than the user's that cannot be told.
        let stated = terms(&problem);
        let shares = |text: &str| overlap(&terms(text), &stated) > f32::EPSILON;
        let from: Vec<Seq> = super::commit::user_texts(&before.log)
            .filter(|(_, text)| shares(text))
            .map(|(seq, _)| seq)
            .collect();
        let better = Dossier {
            problem: Personal::new(problem),
            problem_from: if from.is_empty() { dossier.problem_from.clone() } else { from },
            written_by: WrittenBy::Llm,
            ..dossier.clone()
        };
        let command = Command::Bot(BotCommand::Dossier(Box::new(better)));
        match self.command(Target::Conversation(id), None, command).await {
            Ok(_) | Err(FlowError::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Asks for an address besides, where nobody comes before it opens.
pub(super) fn with_address(line: String, expectation: &Expectation, locale: Locale) -> String {
    match expectation {
        Expectation::OpensAgain { .. } | Expectation::OpensThenBy { .. } => {
            format!("{line} {}", lines::ask_address(locale))
        }
        _ => line,
    }
}

/// What was said aloud, as a model may see it: messages alone, notes never.
///
/// Only the newest `n_max` of them.
pub(super) fn spoken<'a>(events: impl DoubleEndedIterator<Item = &'a Event>, n_max: usize) -> Vec<TaskTurn> {
    let messages = events.rev().filter_map(|event| match &event.body {
        Body::Message(message) if message.author.role != Role::Agent => Some(message),
        _ => None,
    });
    let mut newest: Vec<TaskTurn> = messages
        .take(n_max)
        .map(|message| TaskTurn { role: message.author.role, text: message.text.text().to_owned() })
        .collect();
    newest.reverse();
    newest
}
