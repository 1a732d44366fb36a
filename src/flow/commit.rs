//! The one way to change a conversation: read the log, fold, decide, append; once more where somebody was faster.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::{
    domain::{
        conversation::{
            self, Command, Effect, Facts, PolicyCommand, Said, State, UserCommand, apply, effects, fold,
        },
        event::{Body, Cause, Context, Event, Opened, Role, Severity},
        ids::{ConversationId, Id, Locale, Seq},
        intent,
        personal::Personal,
        policy::Policy,
        time::Timestamp,
        triage,
    },
    ports::{Append, AppendError, ContactRow, Receipt, Signal, Topic},
};

use super::{Flow, FlowError, locked, logs::Folded};

/// How often a decision is made anew because somebody was faster.
const TRIES_MAX: u32 = 32;

/// Events of one conversation that are still added to: it is read whole for each decision. A year of daily questions
/// is a tenth of it; a flood ends here.
const EVENTS_MAX: usize = 10_000;

/// Which conversation is meant.
#[derive(Clone, Debug)]
pub enum Target {
    /// This one.
    Conversation(ConversationId),
    /// The contact's, as the wire's rule says: the unclosed one, else a new one.
    Open {
        /// Whose.
        contact: ContactRow,
        /// What it begins with, where it begins.
        locale: Locale,
        /// What the page told at `hello`.
        context: Context,
    },
    /// The contact's newest one, closed or not.
    Latest(ContactRow),
}

/// What a commit led to.
#[derive(Clone, Debug)]
pub struct Done {
    /// The conversation.
    pub conversation: ConversationId,
    /// What the frame is acknowledged with.
    pub seq: Seq,
}

/// A message as it arrives.
#[derive(Clone, Debug)]
pub struct Words {
    /// The text.
    pub text: String,
    /// What the page told with it.
    pub context: Option<Context>,
}

/// The log of one conversation, folded.
pub(super) struct Before {
    pub(super) log: Vec<Event>,
    pub(super) state: State,
    pub(super) policy: Policy,
}

impl Flow {
    /// Carries out a contact's message.
    ///
    /// # Errors
    /// See [`FlowError`].
    pub async fn say(
        self: &Arc<Self>,
        target: Target,
        cause: Cause,
        words: Words,
    ) -> Result<Done, FlowError> {
        let is_unsure = AtomicBool::new(false);
        let command = |before: &Before| {
            let said = self.said(before, &words, cause);
            let may_ask = self.model_of(&before.state.inbox).is_some();
            is_unsure.store(may_ask && said.verdict.is_in_doubt(&words.text), Ordering::Relaxed);
            Command::User(UserCommand::Say(said))
        };
        let done = self.commit(target, Some(cause), command).await?;
        if is_unsure.load(Ordering::Relaxed) {
            self.look_closer(done.conversation, done.seq);
        }
        Ok(done)
    }

    /// Carries out a contact's wish for a person.
    ///
    /// # Errors
    /// See [`FlowError`].
    pub async fn person(
        self: &Arc<Self>,
        target: Target,
        cause: Cause,
        reason: Option<String>,
    ) -> Result<Done, FlowError> {
        let wish = |before: &Before| {
            let (verdict, locale) = self.judged(before, reason.as_deref(), None);
            Command::User(UserCommand::Person { reason: reason.clone(), verdict, locale })
        };
        self.commit(target, Some(cause), wish).await
    }

    /// Carries out a contact's correction of what was passed on.
    ///
    /// # Errors
    /// See [`FlowError`].
    pub async fn amend(
        self: &Arc<Self>,
        target: Target,
        cause: Cause,
        text: String,
    ) -> Result<Done, FlowError> {
        let correction = |before: &Before| {
            let (verdict, _) = self.judged(before, Some(&text), None);
            Command::User(UserCommand::Amend { text: text.clone(), verdict })
        };
        self.commit(target, Some(cause), correction).await
    }

    /// Carries out a command; `cause` is the frame behind it, which is then carried out once for ever.
    ///
    /// # Errors
    /// See [`FlowError`].
    pub async fn command(
        self: &Arc<Self>,
        target: Target,
        cause: Option<Cause>,
        command: Command,
    ) -> Result<Done, FlowError> {
        self.commit(target, cause, |_| command.clone()).await
    }

    async fn commit(
        self: &Arc<Self>,
        target: Target,
        cause: Option<Cause>,
        command: impl Fn(&Before) -> Command,
    ) -> Result<Done, FlowError> {
        if let Some(cause) = cause
            && let Some(receipt) = self.outside.store.receipt(cause.actor, cause.client_id).await?
        {
            return repeated(receipt, cause);
        }
        for _ in 0..TRIES_MAX {
            let (before, mut events) = self.before(&target).await?;
            self.learn_corrections(&before.state.inbox).await?;
            let expected = if events.is_empty() { before.state.seq } else { Seq(0) };
            let command = command(&before);
            if before.log.len() >= EVENTS_MAX && adds(&command) {
                return Err(FlowError::TooLong);
            }
            let now = self.now();
            let facts = Facts {
                log: &before.log,
                policy: &before.policy,
                fresh: Id::new(self.outside.ids.random()),
                desk: self.desk_facts(&before.state, &before.policy, command.topic()).await?,
            };
            let bodies = conversation::decide(&before.state, &command, &facts, now)?;
            let principal = conversation::principal(&command, &bodies);
            let mut after = before.state.clone();
            let mut done = Done { conversation: after.id, seq: already(&before.state) };
            for (place, body) in bodies.into_iter().enumerate() {
                let event = self.event(&after, body, now, cause.filter(|_| principal == Some(place)));
                if principal == Some(place) {
                    done.seq = event.seq;
                }
                after = apply(after, &event);
                events.push(event);
            }
            if events.is_empty() && cause.is_none() {
                return Ok(done);
            }
            let known_already = expected > Seq(0);
            let known = known_already.then_some(&before.state);
            let mut effects = effects(known, &after, &events, &before.policy);
            if let (Some(cause), None) = (cause, principal) {
                effects.push(Effect::Receipt { cause, seq: done.seq });
            }
            let Before { log, state, .. } = before;
            let mut grown: Vec<Event> = if known_already { log } else { Vec::new() };
            grown.extend(events.iter().cloned());
            let append = Append { conversation: after.id, expected, events, effects: effects.clone() };
            match self.outside.store.append(append).await {
                Ok(()) => {
                    self.announce(&state, &after, &effects);
                    self.keep(grown, after);
                    return Ok(done);
                }
                Err(AppendError::Stale) => metrics::counter!("firstline_append_conflicts_total").increment(1),
                Err(AppendError::Repeated(receipt)) => match cause {
                    Some(cause) => return repeated(receipt, cause),
                    None => return Err(FlowError::Busy),
                },
                Err(AppendError::Store(error)) => return Err(error.into()),
            }
        }
        Err(FlowError::Busy)
    }

    /// Reads what is decided upon; a conversation that begins comes with its first event.
    pub(super) async fn before(&self, target: &Target) -> Result<(Before, Vec<Event>), FlowError> {
        let id = match target {
            Target::Conversation(id) => Some(*id),
            Target::Open { contact, .. } => {
                let latest = self.outside.store.latest(contact.id).await?;
                latest.filter(|row| row.state != "closed").map(|row| row.id)
            }
            Target::Latest(contact) => {
                Some(self.outside.store.latest(contact.id).await?.ok_or(FlowError::NotFound)?.id)
            }
        };
        match (id, target) {
            (Some(id), _) => Ok((self.read(id).await?, Vec::new())),
            (None, Target::Open { contact, locale, context }) => self.begin(contact, *locale, context),
            (None, _) => Err(FlowError::NotFound),
        }
    }

    /// Reads and folds a conversation.
    pub(super) async fn read(&self, id: ConversationId) -> Result<Before, FlowError> {
        let kept = locked(&self.logs).take(id);
        let after = kept.as_ref().map_or(Seq(0), |kept| kept.state.seq);
        let newer = self.outside.store.log(id, after, usize::MAX).await?;
        let (log, state) = match kept {
            Some(Folded { mut log, state }) => {
                let state = newer.iter().fold(state, apply);
                log.extend(newer);
                (log, state)
            }
            None => {
                let state = fold(&newer).ok_or(FlowError::NotFound)?;
                (newer, state)
            }
        };
        let policy = self.policy_of(&state.inbox, state.contact).await?;
        Ok(Before { log, state, policy })
    }

    /// Gives a log back that was read, for the next reader.
    pub(super) fn keep(&self, log: Vec<Event>, state: State) {
        locked(&self.logs).put(Folded { log, state });
    }

    fn begin(
        &self,
        contact: &ContactRow,
        locale: Locale,
        context: &Context,
    ) -> Result<(Before, Vec<Event>), FlowError> {
        let inbox = self.inbox(&contact.inbox).ok_or(FlowError::NotFound)?;
        let policy = inbox.policy_for(contact.account.as_deref(), contact.plan.as_deref()).clone();
        let opened = Opened {
            inbox: contact.inbox.clone(),
            contact: contact.id,
            locale,
            context: Personal::new(context.clone()),
            policy: policy.version,
            named: contact.sub.is_some(),
        };
        let event = Event {
            id: Id::new(self.outside.ids.random()),
            conversation: Id::new(self.outside.ids.random()),
            seq: Seq(1),
            at: self.now(),
            body: Body::Opened(opened.clone()),
            cause: None,
        };
        let state = State::opened(&event, &opened);
        Ok((Before { log: vec![event.clone()], state, policy }, vec![event]))
    }

    fn event(&self, state: &State, body: Body, now: Timestamp, cause: Option<Cause>) -> Event {
        Event {
            id: Id::new(self.outside.ids.random()),
            conversation: state.id,
            seq: state.seq.next(),
            at: now.max(state.at),
            body,
            cause,
        }
    }

    /// What the rules make of a message at receipt: its language, its severity, its topic, what it wants.
    fn said(&self, before: &Before, words: &Words, cause: Cause) -> Said {
        let (verdict, locale) = self.judged(before, Some(&words.text), words.context.as_ref());
        let situation = super::turn::situation(&before.state, locale);
        Said {
            text: words.text.clone(),
            client_id: cause.client_id,
            context: words.context.clone(),
            verdict,
            locale,
            intent: intent::understand(&words.text, &situation),
        }
    }

    /// Judges everything said in this segment, with the words that are being added. What was solved is judged no more: a
    /// message that reopens begins anew. What an agent has judged is not judged again either: what is said since is.
    fn judged(
        &self,
        before: &Before,
        words: Option<&str>,
        context: Option<&Context>,
    ) -> (triage::Verdict, Locale) {
        let is_over = matches!(before.state.owner, conversation::Owner::Nobody { .. });
        let own = if is_over { &[] } else { segment(&before.log) };
        let set = own.iter().rposition(|event| matches!(event.body, Body::SeverityChanged(_)));
        let own = set.filter(|_| before.state.severity_by_agent).and_then(|at| own.get(at..)).unwrap_or(own);
        let texts: Vec<&str> = user_texts(own).map(|(_, text)| text).chain(words).collect();
        let locale = words.map_or(before.state.locale, |words| intent::locale_of(words, before.state.locale));
        let severity = before.state.severity.filter(|_| !is_over);
        let verdict = self.verdict(&before.state.inbox, &texts, severity, locale);
        let product = super::triage::product(&before.policy, &before.log, words, context).map(str::to_owned);
        (triage::Verdict { product, ..verdict }, locale)
    }

    /// Wakes whoever follows the conversation, and takes up or drops its turn.
    pub(super) fn announce(self: &Arc<Self>, before: &State, after: &State, effects: &[Effect]) {
        let bus = &self.outside.bus;
        let appended = || Signal::Appended { conversation: after.id, seq: after.seq };
        bus.publish(&Topic::Contact(after.contact), appended());
        bus.publish(&Topic::Conversation(after.id), appended());
        let at_desk = |effect: &Effect| matches!(effect, Effect::AtDesk(_) | Effect::OffDesk);
        if effects.iter().any(at_desk) {
            let desk = Signal::Desk { conversation: after.id, seq: after.seq };
            bus.publish(&Topic::Inbox(after.inbox.clone()), desk);
        }
        for effect in effects {
            match effect {
                Effect::TurnOwed(reply) => self.take_up(*reply),
                Effect::TurnOver(reply) => self.drop_turn(*reply),
                Effect::Tell(_) => self.to_tell.notify_one(),
                // Others are looked at a few seconds later.
                Effect::AtDesk(case) if case.severity == Severity::Critical => {
                    self.notices_changed.notify_one();
                }
                Effect::Corrected { .. } | Effect::SeverityRefuted => self.forget_corrections(&after.inbox),
                _ => {}
            }
        }
        let n_pages = |state: &State| state.case.as_ref().map_or(0, |case| case.n_pages);
        if !after.named && n_pages(before) == 0 && n_pages(after) == 1 {
            self.call_for_others(after.clone());
        }
        // A case that is new, or has come back with another problem.
        let begun = |state: &State| state.case.as_ref().map(|case| (case.requested, case.since));
        let owner = &after.owner;
        let is_for_people =
            matches!(owner, conversation::Owner::Queue { .. } | conversation::Owner::Agent { .. });
        if is_for_people && begun(before) != begun(after) {
            self.improve_dossier(after.id);
        }
    }

    /// Carries out what a timer asks for; a timer that is out of date changes nothing.
    pub(super) async fn by_policy(
        self: &Arc<Self>,
        id: ConversationId,
        command: PolicyCommand,
    ) -> Result<(), FlowError> {
        match self.command(Target::Conversation(id), None, Command::Policy(command)).await {
            Ok(_) | Err(FlowError::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Returns whether a command only adds to a conversation; everything that brings it to its end stays possible.
const fn adds(command: &Command) -> bool {
    use UserCommand::{Amend, Contact, OpenDoc, Say};
    matches!(command, Command::User(Say(_) | Amend { .. } | OpenDoc { .. } | Contact(_)))
}

/// Returns the events since the conversation was last opened again.
pub(super) fn segment(log: &[Event]) -> &[Event] {
    let from = log.iter().rposition(|event| matches!(event.body, Body::Reopened(_))).unwrap_or(0);
    log.get(from..).unwrap_or_default()
}

/// Returns what the user said and corrected, with its places, oldest first.
pub(super) fn user_texts(log: &[Event]) -> impl DoubleEndedIterator<Item = (Seq, &str)> {
    log.iter().filter_map(|event| match &event.body {
        Body::Message(message) if message.author.role == Role::User => Some((event.seq, message.text.text())),
        Body::Amended(amended) => Some((event.seq, amended.text.text())),
        _ => None,
    })
}

/// The `ack` of a frame that changed nothing: the handoff that stands, else the newest event.
fn already(state: &State) -> Seq {
    state.case.as_ref().map_or(state.seq, |case| case.requested)
}

fn repeated(receipt: Receipt, cause: Cause) -> Result<Done, FlowError> {
    if receipt.digest == cause.digest {
        Ok(Done { conversation: receipt.conversation, seq: receipt.seq })
    } else {
        Err(FlowError::Contradicted)
    }
}
