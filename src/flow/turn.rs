//! One message from receipt to reply.
//!
//! ```text
//! lease ─▶ understand ─▶ retrieve ─▶ decide ─┬─ answer   ─▶ `answer`
//!                                            ├─ ask      ─▶ one clarifying question, once
//!                                            ├─ settle   ─▶ greeting, thanks, "that worked": a line, no search
//!                                            └─ hand off ─▶ `handoff`
//! ```
//! A turn is a durable job: whoever leases it brings it to its end. Every step is a commit that is refused once the
//! turn is over, so a late answer loses by itself.

use std::{
    collections::hash_map::Entry,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use crate::{
    config::Inbox,
    domain::{
        applies::{Known, is_only_names, is_versions, without_names, without_versions},
        conversation::{BotCommand, BotReply, Command, Next, Refusal, State, may_page},
        corpus::{Audience, Evidence, Scope},
        event::{
            Answer, AnswerOutcome, Body, Mode, Offer, Reason, Role, Severity, Trace, TracePassage,
            TurnOutcome, TurnTimes, told_in,
        },
        hours::Zone,
        ids::{ContactId, ConversationId, Locale, ReplyId, Seq},
        intent::{self, Intent, Situation},
        lines, mask,
        personal::Personal,
        policy::Policy,
        time::Timestamp,
        verdict::{self, Asker, Verdict},
    },
    ports::{Query, TaskTurn, TurnJob},
};

use super::{
    Flow, FlowError, asking,
    commit::{Before, Target, user_texts},
    locked,
    suggest::{PASSAGES_MAX, SUGGESTIONS_MAX, suggestions},
};

/// Leases that may use the model; the next one quotes, and the one after it hands off: a turn that ends its process
/// must not do so for ever.
pub(super) const ATTEMPTS_WITH_MODEL: u32 = 2;
const ATTEMPTS_MAX: u32 = 3;
/// Pause before a turn that broke off is taken up again.
const RETRY_PAUSE: Duration = Duration::from_millis(500);
/// Messages that one question may be made of, and its characters: a flood of them is one question, too.
const QUESTIONS_MAX: usize = 8;
const QUESTION_CHARS_MAX: usize = 8_000;
/// Earlier messages a question is searched with and a model may see.
const HISTORY_MAX: usize = 8;
/// Pause after a message that superseded another turn: people who send in pieces send the next one soon.
const BURST_PAUSE: Duration = Duration::from_millis(300);
/// How often a gathering turn looks whether the user still types.
const GATHER_STEP: Duration = Duration::from_millis(50);

/// A turn that runs in this process.
#[derive(Clone, Debug)]
pub(super) struct Running {
    /// The turn is over in the log: what runs has nothing left to say.
    over: CancellationToken,
    /// The user asked to stop: what was checked so far is said.
    stop: CancellationToken,
}

/// A turn's place among those that run here; it is given up however the task ends.
struct Registered {
    flow: Arc<Flow>,
    reply: ReplyId,
}

impl Drop for Registered {
    fn drop(&mut self) {
        locked(&self.flow.turns).remove(&self.reply);
        locked(&self.flow.drafts).retain(|_, draft| !draft.is_of(self.reply));
        metrics::gauge!("firstline_turns_running").decrement(1);
    }
}

/// One question, and what it is asked in.
pub(super) struct Asked {
    pub(super) job: TurnJob,
    pub(super) inbox: Arc<Inbox>,
    /// What holds for this contact.
    pub(super) policy: Policy,
    pub(super) contact: ContactId,
    pub(super) state: State,
    pub(super) locale: Locale,
    /// The question: every message of this turn.
    pub(super) text: String,
    /// The question as it is searched for and quoted for: without the version its asker is on.
    sought: String,
    /// What was said of it in this turn, where the rest was said before: "and on iOS?"
    newest: Option<String>,
    /// Earlier messages of the user, newest last.
    pub(super) before: Vec<String>,
    pub(super) history: Vec<TaskTurn>,
    /// The question as the model would ask it alone; searched with, never relied on.
    pub(super) standalone: Option<String>,
    /// What is known of the user's platform and version.
    pub(super) known: Known,
    /// The version that the page told.
    pub(super) version: Option<String>,
    /// Where the user's clock stands, as the page told it.
    pub(super) zone: Option<Zone>,
    /// The line that the first words begin with: a notice that the question is about.
    pub(super) notice: Mutex<Option<String>>,
    /// The user was asked which of several subjects is meant, and it is none of them.
    pub(super) none_meant: bool,
    /// When its last message was committed.
    pub(super) at: Timestamp,
    pub(super) stop: CancellationToken,
    /// The user has called the last reply unsolved before.
    pub(super) called_unsolved: bool,
    /// The user is annoyed or repeats the question: a person is offered with the answer.
    pub(super) offer: Option<Offer>,
    pub(super) ms: TurnTimes,
}

impl Asked {
    /// What a reply may be taken from.
    pub(super) fn scope(&self) -> Scope {
        Scope { inbox: self.policy.corpus.clone(), audience: Audience::Contact }
    }
    /// The search for the question as it was asked.
    pub(super) fn query(&self) -> Query {
        Query {
            text: self.sought.clone(),
            before: self.before.clone(),
            replied: self.replied(),
            meaning: None,
            locale: self.locale,
            n_pages_max: SUGGESTIONS_MAX.max(PASSAGES_MAX),
            n_passages_max: PASSAGES_MAX,
            whole_page: true,
        }
    }
    /// Who asks, for the verdict.
    fn asker(&self) -> Asker<'_> {
        let may_ask = !self.state.clarified && self.state.n_unsolved == 0 && self.offer.is_none();
        Asker { known: &self.known, locale: self.locale, may_ask }
    }
    /// What the question leans on, and the question, for choosing what to quote.
    pub(super) fn about(&self) -> (&str, &str) {
        if let (None, Some(newest)) = (&self.standalone, &self.newest) {
            return (self.text.strip_suffix(newest.as_str()).unwrap_or_default(), newest);
        }
        match (&self.standalone, self.before.last()) {
            (Some(standalone), _) => ("", standalone),
            (None, Some(last)) if intent::leans_on_earlier(&self.text) => (last, &self.sought),
            (None, _) => ("", &self.sought),
        }
    }
    /// What was last replied before the question.
    fn replied(&self) -> Option<String> {
        let replies = self.history.iter().rev();
        replies.skip_while(|turn| turn.role == Role::User).map(|turn| turn.text.clone()).next()
    }
}

impl Flow {
    /// Takes up a turn that is owed, in a task of its own.
    pub(super) fn take_up(self: &Arc<Self>, reply: ReplyId) {
        if self.ending.is_cancelled() {
            return;
        }
        let running = Running { over: CancellationToken::new(), stop: CancellationToken::new() };
        match locked(&self.turns).entry(reply) {
            Entry::Occupied(_) => return,
            Entry::Vacant(place) => place.insert(running.clone()),
        };
        let flow = self.clone();
        let registered = Registered { flow: self.clone(), reply };
        metrics::gauge!("firstline_turns_running").increment(1);
        self.tasks.spawn(async move {
            let _registered = registered;
            if let Some(Err(error)) =
                running.over.run_until_cancelled(Box::pin(flow.lease(reply, running.stop.clone()))).await
            {
                tracing::warn!(reply.id = %reply, error = %error, "Turn {reply} broke off; it is taken up again");
            }
        });
    }

    /// Lets go of a turn that is over.
    pub(super) fn drop_turn(&self, reply: ReplyId) {
        if let Some(running) = locked(&self.turns).remove(&reply) {
            running.over.cancel();
        }
    }

    /// Stops a reply: what was checked so far is said, nothing more.
    ///
    /// # Errors
    /// The target has no such open turn; another one's turn is none of its business.
    pub async fn stop(self: &Arc<Self>, target: Target, reply: ReplyId) -> Result<(), FlowError> {
        let (before, _) = self.before(&target).await?;
        before.state.turn().filter(|turn| turn.reply == reply).ok_or(Refusal::TurnOver)?;
        let running = locked(&self.turns).get(&reply).cloned();
        if let Some(running) = running {
            running.stop.cancel();
            return Ok(());
        }
        let command = crate::domain::conversation::UserCommand::Stop { reply };
        self.command(target, None, Command::User(command)).await.map(drop)
    }

    /// Leases the turn and keeps the lease while it runs.
    async fn lease(self: &Arc<Self>, reply: ReplyId, stop: CancellationToken) -> Result<(), FlowError> {
        let lease = self.settings.limits.turn_lease;
        let now = self.now();
        let Some(job) = self.outside.store.lease_turn(reply, now, now.plus(lease)).await? else {
            return Ok(());
        };
        let keep = async {
            loop {
                tokio::time::sleep(lease / 3).await;
                let until = self.now().plus(lease);
                if !self.outside.store.renew_turn(reply, job.attempt, until).await.unwrap_or(true) {
                    return;
                }
            }
        };
        let done = tokio::select! {
            biased;
            done = Box::pin(self.turn(job, stop)) => done,
            () = keep => Ok(()),
        };
        if done.is_err() {
            // Whoever looks next takes it up, after a moment in which the trouble may pass.
            let soon = self.now().plus(RETRY_PAUSE);
            let _ = self.outside.store.renew_turn(reply, job.attempt, soon).await;
        }
        done
    }

    async fn turn(self: &Arc<Self>, job: TurnJob, stop: CancellationToken) -> Result<(), FlowError> {
        let before = self.read(job.conversation).await?;
        let asked = self.asked(&before, job, stop);
        self.keep(before.log, before.state);
        let Some(mut asked) = asked else { return Ok(()) };
        if job.attempt > ATTEMPTS_MAX {
            let line = lines::failed(
                &self.expectation(&asked, asked.state.severity(), &asked.policy.hours),
                asked.locale,
            );
            return self.hand_off(&asked, line, Reason::Failed, TurnOutcome::Failed, None).await;
        }
        if asked.policy.bot.never_waits(asked.state.severity()) {
            return self.critical(&mut asked).await;
        }
        let situation = situation(&asked.state, asked.locale);
        let wish = intent::understand(&asked.text, &situation);
        let again = wish == Intent::NotSolved && asked.called_unsolved;
        if again || (asked.state.n_unsolved >= asked.policy.bot.tries_max && wish.is_not_solved()) {
            let line = self.handoff_line(&asked);
            return self.hand_off(&asked, line, Reason::UnsolvedTwice, TurnOutcome::HandedOff, None).await;
        }
        match wish {
            Intent::Question { .. } if asked.none_meant => self.nothing_found(&asked, None).await,
            Intent::Question { .. } => self.question(&mut asked).await,
            Intent::Person { .. } => {
                let line = self.handoff_line(&asked);
                self.hand_off(&asked, line, Reason::Requested, TurnOutcome::HandedOff, None).await
            }
            Intent::Confirmed => {
                let say = fixed(lines::confirmed(asked.locale), AnswerOutcome::None, None);
                self.step(&asked, Some(say), Next::Confirmed, None).await
            }
            Intent::Vague => {
                let say = fixed(lines::clarify(asked.locale), AnswerOutcome::Asked, None);
                self.step(&asked, Some(say), Next::End(TurnOutcome::Asked), None).await
            }
            Intent::Greeting
            | Intent::Thanks
            | Intent::Acknowledged
            | Intent::NotSolved
            | Intent::Goodbye
            | Intent::AreYouABot => {
                let offer = (wish == Intent::NotSolved).then_some(Offer::Person).or(asked.offer);
                let say = fixed(settled(wish, asked.locale), AnswerOutcome::None, offer);
                self.step(&asked, Some(say), Next::End(TurnOutcome::Settled), None).await
            }
        }
    }

    /// A question is searched, its documents are shown, and what was found decides.
    async fn question(self: &Arc<Self>, asked: &mut Asked) -> Result<(), FlowError> {
        asked.notice = Mutex::new(self.heed(asked).await?);
        let evidence = match self.retrieve(asked).await {
            Ok(evidence) => evidence,
            Err(FlowError::Search(error)) => {
                tracing::error!(error = %error, "The index failed; the case goes to a person");
                let line = lines::failed(
                    &self.expectation(asked, asked.state.severity(), &asked.policy.hours),
                    asked.locale,
                );
                return self.hand_off(asked, line, Reason::Failed, TurnOutcome::Failed, None).await;
            }
            Err(error) => return Err(error),
        };
        self.gather(asked).await;
        let evidence = self.reconsider(asked, evidence).await?;
        match verdict::judge(asked.state.severity(), &evidence, &asked.asker()) {
            Verdict::HandOff(reason) => {
                let (line, trace) = (self.handoff_line(asked), self.trace(asked, &evidence));
                self.hand_off(asked, line, reason, TurnOutcome::HandedOff, Some(trace)).await
            }
            Verdict::Answer => self.answer(asked, &evidence, AnswerOutcome::Answered).await,
            Verdict::Show => self.answer(asked, &evidence, AnswerOutcome::Unsure).await,
            Verdict::Ask(topics) => self.ask_back(asked, &evidence, topics).await,
            Verdict::Depends(choice) => self.choose(asked, &evidence, &choice).await,
            Verdict::NothingFound => self.nothing_found(asked, Some(self.trace(asked, &evidence))).await,
        }
    }

    /// Says that the documentation does not say, and offers a person.
    pub(super) async fn nothing_found(
        self: &Arc<Self>,
        asked: &Asked,
        trace: Option<Trace>,
    ) -> Result<(), FlowError> {
        let say = fixed(lines::nothing_found(asked.locale), AnswerOutcome::None, Some(Offer::Person));
        self.step(asked, Some(say), Next::End(TurnOutcome::None), trace).await
    }

    /// Severity 1: the documents are shown, then a person is called, without asking.
    async fn critical(self: &Arc<Self>, asked: &mut Asked) -> Result<(), FlowError> {
        asked.notice = Mutex::new(self.heed(asked).await?);
        let evidence = match self.retrieve(asked).await {
            Ok(evidence) => evidence,
            // Without an index there are no documents to show; the person comes all the same.
            Err(FlowError::Search(error)) => {
                tracing::error!(error = %error, "The index failed; a critical case goes on without documents");
                Evidence::default()
            }
            Err(error) => return Err(error),
        };
        let severity = asked.state.severity();
        let desk = self.desk_facts(&asked.state, &asked.policy, None).await?;
        let is_called = severity == Severity::Critical
            && desk.is_reachable
            && may_page(&asked.state, &asked.policy, desk, self.now());
        let hours = &asked.policy.hours;
        let attended = if is_called { hours.or(&asked.policy.routing.on_call) } else { hours.clone() };
        let expectation = self.expectation(asked, severity, &attended);
        // What a policy alone sends on looks no worse than it is.
        let line = match severity {
            Severity::Critical => lines::critical(&expectation, is_called, asked.locale),
            _ => lines::handed_off(&expectation, asked.locale),
        };
        let line = super::handoff::with_address(line, &expectation, asked.locale);
        let say = match verdict::weigh(&evidence, &asked.asker()) {
            Verdict::Answer => super::answer::extractive(asked, &evidence, AnswerOutcome::Answered)
                .map(|(text, answer)| (format!("{line}\n\n{text}"), answer)),
            // What holds for one platform alone is not said to somebody on another.
            Verdict::Depends(_) => None,
            Verdict::Ask(_) | Verdict::Show | Verdict::NothingFound | Verdict::HandOff(_) => None,
        };
        let say = say.unwrap_or_else(|| fixed(line, AnswerOutcome::None, None));
        let trace = Some(self.trace(asked, &evidence));
        let reason = if severity == Severity::Critical { Reason::Critical } else { Reason::Rule };
        let next = Next::HandOff(reason, TurnOutcome::HandedOff);
        self.step(asked, Some(say), next, trace).await
    }

    /// Searches, and shows the documents before anything is written.
    async fn retrieve(self: &Arc<Self>, asked: &mut Asked) -> Result<Evidence, FlowError> {
        let query = Query {
            meaning: self.meaning(asked.inbox.key(), &asked.text, &asked.before).await,
            ..asked.query()
        };
        let evidence = self.search_for(asked.scope(), query, &asked.known).await?;
        let items = if evidence.may_fit() { suggestions(&evidence.pages, &asked.text) } else { Vec::new() };
        let first_time = asked.state.turn().is_some_and(|turn| !turn.suggested);
        if first_time && !items.is_empty() {
            let command = BotCommand::Suggest { reply: asked.job.reply, items };
            self.bot(asked, command).await?;
            let ms = self.since(asked.at);
            asked.ms.suggested = Some(ms);
            stage("suggested", ms);
        }
        Ok(evidence)
    }

    /// Waits for the next of several quick messages: while the user types, and a moment after one that followed
    /// another. A further message supersedes this turn, and no model was called for nothing.
    async fn gather(&self, asked: &Asked) {
        let is_burst = asked.state.turn().is_some_and(|turn| turn.questions.len() > 1);
        // The wall clock may stand still or be set back; this wait ends all the same.
        let (waited_before, begun) = (self.now().since(asked.at), tokio::time::Instant::now());
        loop {
            let waited = waited_before + begun.elapsed();
            let types = self.is_typing(asked.contact) && waited < self.settings.limits.gather_wait;
            let bursts = is_burst && waited < BURST_PAUSE;
            if !(types || bursts) || asked.stop.is_cancelled() {
                return;
            }
            tokio::time::sleep(GATHER_STEP).await;
        }
    }

    /// Says something in the turn and does what follows; nothing where the turn is over by now.
    pub(super) async fn step(
        self: &Arc<Self>,
        asked: &Asked,
        say: Option<(String, Answer)>,
        next: Next,
        trace: Option<Trace>,
    ) -> Result<(), FlowError> {
        let mut ms = asked.ms;
        if say.is_some() && ms.first.is_none() {
            ms.first = Some(self.since(asked.at));
        }
        let say = say.map(|(text, answer)| match locked(&asked.notice).take() {
            Some(notice) => (format!("{notice}\n\n{text}"), answer),
            None => (text, answer),
        });
        let ends = next != Next::GoOn;
        let command = BotCommand::Reply(Box::new(BotReply { reply: asked.job.reply, say, next, ms, trace }));
        self.bot(asked, command).await?;
        if ends {
            ms.first.into_iter().for_each(|ms| stage("first", ms));
            stage("total", self.since(asked.at));
        }
        Ok(())
    }

    async fn bot(self: &Arc<Self>, asked: &Asked, command: BotCommand) -> Result<(), FlowError> {
        let target = Target::Conversation(asked.job.conversation);
        match self.command(target, None, Command::Bot(command)).await {
            Ok(_) | Err(FlowError::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Gathers what a turn is decided on; nothing where it is over.
    fn asked(&self, before: &Before, job: TurnJob, stop: CancellationToken) -> Option<Asked> {
        let turn = before.state.turn().filter(|turn| turn.reply == job.reply)?.clone();
        let inbox = self.inbox(&before.state.inbox)?;
        let is_ours = |seq: Seq| turn.questions.contains(&seq);
        let (ours, earlier): (Vec<_>, Vec<_>) = user_texts(&before.log).partition(|(seq, _)| is_ours(*seq));
        let newest = ours.iter().skip(ours.len().saturating_sub(QUESTIONS_MAX));
        let text = newest.map(|(_, text)| *text).collect::<Vec<_>>().join("\n");
        let text: String = text.chars().take(QUESTION_CHARS_MAX).collect();
        let first = *turn.questions.first()?;
        let skip = earlier.len().saturating_sub(HISTORY_MAX / 2);
        let repeats = earlier.iter().skip(skip).any(|(_, earlier)| intent::same_question(earlier, &text));
        let reply = asking::reply(&before.log, first, &text);
        let none_meant = reply == asking::Reply::NoneMeant;
        let newest = is_only_names(&text).then(|| text.clone());
        let (text, known) = match reply {
            // "The second" tells nothing but by what stood there.
            asking::Reply::To { question, chosen } => {
                let known = Known::of(&chosen, &before.log);
                // A version chooses pages and is nothing to search for.
                let is_version = is_versions(&chosen);
                (if is_version { question } else { format!("{question}\n{chosen}") }, known)
            }
            // "And on iOS?" asks the same of another platform.
            asking::Reply::Other if is_only_names(&text) && !earlier.is_empty() => {
                let known = Known::of(&text, &before.log);
                // A reply that only chose one asked nothing.
                let asked = earlier.iter().rev().find(|(_, text)| !is_only_names(text));
                let last = asked.map(|(_, last)| without_names(last)).unwrap_or_default();
                (format!("{last}\n{text}"), known)
            }
            asking::Reply::NoneMeant | asking::Reply::Other => {
                let known = Known::of(&text, &before.log);
                (text, known)
            }
        };
        Some(Asked {
            job,
            known,
            version: super::notices::version_in(&before.log),
            zone: told_in(&before.log)
                .find_map(|told| told.get("time_zone"))
                .and_then(|name| Zone::named(name)),
            notice: Mutex::default(),
            none_meant,
            inbox,
            policy: before.policy.clone(),
            contact: before.state.contact,
            locale: before.state.locale,
            before: earlier.into_iter().skip(skip).map(|(_, text)| text.to_owned()).collect(),
            history: history(before, first),
            sought: without_versions(&text).into_owned(),
            newest: newest.filter(|newest| *newest != text && text.ends_with(newest.as_str())),
            standalone: None,
            called_unsolved: called_unsolved(before, first),
            at: turn.at,
            stop,
            offer: (repeats || intent::frustrated(&text)).then_some(Offer::Person),
            ms: TurnTimes::default(),
            state: before.state.clone(),
            text,
        })
    }

    /// Says what led to a turn's end, for the desk and for doc writers.
    pub(super) fn trace(&self, asked: &Asked, evidence: &Evidence) -> Trace {
        Trace {
            question: Personal::new(
                mask::mask(asked.standalone.as_deref().unwrap_or(&asked.text)).into_owned(),
            ),
            confidence: evidence.confidence,
            passages: evidence
                .passages
                .iter()
                .map(|hit| TracePassage {
                    id: hit.passage.id(),
                    hash: hit.passage.hash.clone(),
                    score: hit.score,
                })
                .collect(),
            ..Trace::default()
        }
    }

    /// Returns milliseconds since an instant.
    pub(super) fn since(&self, at: Timestamp) -> u64 {
        u64::try_from(self.now().since(at).as_millis()).unwrap_or(u64::MAX)
    }
}

/// Returns what stands before a message, for the rules of intent.
pub(super) fn situation(state: &State, locale: Locale) -> Situation {
    let last = state.last_reply.as_ref();
    Situation {
        answered: last.is_some_and(|last| last.outcome != AnswerOutcome::Asked),
        asked: last.is_some_and(|last| last.outcome == AnswerOutcome::Asked),
        clarified: state.clarified,
        locale,
    }
}

/// What was said before the turn's first question, as a model may see it: messages alone.
fn history(before: &Before, first: Seq) -> Vec<TaskTurn> {
    let earlier = before.log.iter().filter(|event| event.seq < first);
    super::handoff::spoken(earlier, HISTORY_MAX)
}

/// Returns whether the user has called the last reply unsolved before this question. What the question itself says
/// stands right before it, without a frame of its own.
fn called_unsolved(before: &Before, first: Seq) -> bool {
    let last = before.state.last_reply.as_ref().map(|last| last.reply);
    last.is_some()
        && before.log.iter().take_while(|event| event.seq < first).any(|event| match &event.body {
            Body::Feedback(feedback) => {
                let by_this_message = event.cause.is_none() && event.seq.next() == first;
                !feedback.solved && feedback.reply == last && !by_this_message
            }
            _ => false,
        })
}

/// A fixed line of ours as a reply.
pub(super) fn fixed(
    text: impl Into<String>,
    outcome: AnswerOutcome,
    offer: Option<Offer>,
) -> (String, Answer) {
    let answer = Answer {
        outcome,
        mode: Mode::Fixed,
        is_final: true,
        cut: false,
        citations: Vec::new(),
        offer,
        choices: Vec::new(),
    };
    (text.into(), answer)
}

const fn settled(wish: Intent, locale: Locale) -> &'static str {
    match wish {
        Intent::Greeting => lines::greeting(locale),
        Intent::Thanks => lines::thanks(locale),
        Intent::Acknowledged => lines::acknowledged(locale),
        Intent::NotSolved => lines::still_not_solved(locale),
        Intent::Goodbye => lines::goodbye(locale),
        Intent::AreYouABot => lines::are_you_a_bot(locale),
        Intent::Confirmed => lines::confirmed(locale),
        Intent::Person { .. } | Intent::Vague | Intent::Question { .. } => lines::clarify(locale),
    }
}

pub(super) fn stage(stage: &'static str, ms: u64) {
    metrics::histogram!("firstline_turn_seconds", "stage" => stage).record(Duration::from_millis(ms));
}

/// Returns the conversation a turn belongs to, for messages.
pub(super) const fn conversation(asked: &Asked) -> ConversationId {
    asked.job.conversation
}
