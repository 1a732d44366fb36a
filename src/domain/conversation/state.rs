//! The state of a conversation: a pure fold of its log. Personal data is never read here.

use crate::domain::{
    event::{
        Answer, AnswerOutcome, Body, Corrected, Event, Mood, OfferState, Offered, Opened, Queued, Resolution,
        Role, Severity, TurnEnded, TurnOutcome,
    },
    ids::{AgentId, ContactId, ConversationId, InboxKey, Locale, ReplyId, Seq},
    time::Timestamp,
};

use super::promises::Promises;

/// What a conversation is now.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Its name.
    pub id: ConversationId,
    /// Its inbox.
    pub inbox: InboxKey,
    /// Whose it is.
    pub contact: ContactId,
    /// The embedding site named them.
    pub named: bool,
    /// The language spoken.
    pub locale: Locale,
    /// Newest event.
    pub seq: Seq,
    /// When that was.
    pub at: Timestamp,
    /// When the first question of this segment was asked; the opening until then.
    pub asked_at: Timestamp,
    /// It was asked: what was said so far is more than a greeting or thanks.
    pub has_asked: bool,
    /// Who has it.
    pub owner: Owner,
    /// 1, and one more for each reopening.
    pub segment: u32,
    /// About what, once judged.
    pub topic: Option<String>,
    /// Which product, by the inbox's name for it, once known.
    pub product: Option<String>,
    /// What an agent has corrected of topic, product and language stands until the case comes back solved.
    pub corrected: CorrectedByAgent,
    /// How bad, once judged.
    pub severity: Option<Severity>,
    /// An agent has set the severity: rules no longer change it.
    pub severity_by_agent: bool,
    /// How the user sounded last.
    pub mood: Option<Mood>,
    /// How often the present question was said to be unsolved.
    pub n_unsolved: u32,
    /// The one clarifying question of this question is used up.
    pub clarified: bool,
    /// Who wrote last.
    pub last: Option<Role>,
    /// The user's newest message.
    pub last_said: Option<Seq>,
    /// The bot's last reply that claimed or asked something.
    pub last_reply: Option<LastReply>,
    /// The handoff of this segment, or of an earlier one that a person solved.
    pub case: Option<Handoff>,
}

/// Who has a conversation; what belongs to each stands in its variant.
#[derive(Clone, Debug, PartialEq)]
pub enum Owner {
    /// Firstline, with the turn that is owed, if any.
    Bot {
        /// The open turn.
        turn: Option<Turn>,
    },
    /// A queue.
    Queue {
        /// Since when; kept over release and transfer.
        since: Timestamp,
        /// The agent who is asked to take it.
        offer: Option<StandingOffer>,
    },
    /// One agent.
    Agent {
        /// Who.
        id: AgentId,
        /// The fencing number: the `seq` of the `assigned` event.
        claim: Seq,
    },
    /// Nobody: it is resolved.
    Nobody {
        /// On what ground.
        how: Resolution,
        /// A person had it: it never goes back to the bot.
        was_human: bool,
    },
    /// Over for good.
    Closed,
}

/// An offer that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandingOffer {
    /// To whom.
    pub agent: AgentId,
    /// Until when.
    pub until: Timestamp,
}

/// A turn that is owed.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// Its name.
    pub reply: ReplyId,
    /// The user messages it answers, its own last; earlier ones come from turns it superseded.
    pub questions: Vec<Seq>,
    /// When its own message was committed.
    pub at: Timestamp,
    /// The documents were shown.
    pub suggested: bool,
    /// The interim answer was shown.
    pub interim: bool,
}

/// The bot's last reply.
#[derive(Clone, Debug, PartialEq)]
pub struct LastReply {
    /// The turn it belongs to.
    pub reply: ReplyId,
    /// Where it stands.
    pub seq: Seq,
    /// What it amounts to.
    pub outcome: AnswerOutcome,
    /// Nothing better follows.
    pub is_final: bool,
    /// A person was offered with it.
    pub offer: bool,
    /// What the user said of it.
    pub solved: Option<bool>,
}

/// A case that was handed off.
#[derive(Clone, Debug, PartialEq)]
pub struct Handoff {
    /// The `handoff_requested` event.
    pub requested: Seq,
    /// Newest version of its dossier.
    pub dossier_version: u32,
    /// Where it waits or waited.
    pub queued: Option<Queued>,
    /// Since when a person is owed.
    pub since: Timestamp,
    /// The agent who had it last.
    pub agent: Option<AgentId>,
    /// What is owed.
    pub promises: Promises,
    /// Agents who let an offer of it pass, or gave it back, since it waits.
    pub passed: Vec<AgentId>,
    /// How often somebody was paged for it since it waits.
    pub n_pages: u32,
    /// When that was last.
    pub paged_at: Option<Timestamp>,
}

impl State {
    /// Returns the word the wire uses for who has it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self.owner {
            Owner::Bot { .. } => "bot",
            Owner::Queue { .. } => "waiting",
            Owner::Agent { .. } => "agent",
            Owner::Nobody { .. } => "resolved",
            Owner::Closed => "closed",
        }
    }
    /// Returns the turn that is owed.
    #[must_use]
    pub const fn turn(&self) -> Option<&Turn> {
        match &self.owner {
            Owner::Bot { turn } => turn.as_ref(),
            Owner::Queue { .. } | Owner::Agent { .. } | Owner::Nobody { .. } | Owner::Closed => None,
        }
    }
    /// Returns the severity that counts: usage where nothing was judged yet.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity.unwrap_or(Severity::Usage)
    }
    /// Begins a conversation with its `opened` event.
    #[must_use]
    pub fn opened(event: &Event, opened: &Opened) -> Self {
        Self {
            id: event.conversation,
            inbox: opened.inbox.clone(),
            contact: opened.contact,
            named: opened.named,
            locale: opened.locale,
            seq: event.seq,
            at: event.at,
            asked_at: event.at,
            has_asked: false,
            owner: Owner::Bot { turn: None },
            segment: 1,
            topic: None,
            product: None,
            corrected: CorrectedByAgent::default(),
            severity: None,
            severity_by_agent: false,
            last_said: None,
            mood: None,
            n_unsolved: 0,
            clarified: false,
            last: None,
            last_reply: None,
            case: None,
        }
    }
}

/// What an agent has corrected of a verdict beside its severity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorrectedByAgent {
    /// About what.
    pub topic: Option<String>,
    /// Which product.
    pub product: Option<String>,
    /// The language.
    pub locale: Option<Locale>,
}

impl CorrectedByAgent {
    /// The newest correction of each stands.
    fn take(&mut self, corrected: &Corrected) {
        let Corrected { topic, product, locale, .. } = corrected;
        self.topic = topic.clone().or_else(|| self.topic.take());
        self.product = product.clone().or_else(|| self.product.take());
        self.locale = locale.or(self.locale);
    }
}

/// Folds a whole log; nothing where it does not begin with `opened`.
#[must_use]
pub fn fold(log: &[Event]) -> Option<State> {
    let (first, rest) = log.split_first()?;
    let Body::Opened(opened) = &first.body else { return None };
    Some(rest.iter().fold(State::opened(first, opened), apply))
}

/// Adds one event. An event already folded in changes nothing.
#[must_use]
pub fn apply(mut state: State, event: &Event) -> State {
    if event.seq <= state.seq {
        return state;
    }
    state.seq = event.seq;
    state.at = event.at;
    match &event.body {
        Body::Message(message) => {
            state.last = Some(message.author.role);
            match (message.author.role, &message.answer, message.reply) {
                (Role::User, _, reply) => {
                    state.last_said = Some(event.seq);
                    asked(&mut state, event, reply);
                }
                (Role::Bot, Some(answer), Some(reply)) => replied(&mut state, event.seq, reply, answer),
                (Role::Agent, ..) => {
                    if let Some(case) = &mut state.case {
                        case.promises.answer();
                    }
                }
                (Role::Bot, _, _) => {}
            }
        }
        Body::Suggested(suggested) => {
            if let Some(turn) = open_turn(&mut state, suggested.reply) {
                turn.suggested = true;
            }
        }
        Body::TurnEnded(ended) => turn_ended(&mut state, ended),
        Body::Triaged(triaged) => {
            state.locale = state.corrected.locale.unwrap_or(triaged.locale);
            state.topic = state.corrected.topic.clone().or_else(|| triaged.topic.clone()).or(state.topic);
            state.product =
                state.corrected.product.clone().or_else(|| triaged.product.clone()).or(state.product);
            state.mood = triaged.mood.or(state.mood);
            // What an agent has set stands until something critical is stated.
            let is_critical = triaged.severity == Some(Severity::Critical);
            if !state.severity_by_agent || (is_critical && state.severity != Some(Severity::Critical)) {
                state.severity = triaged.severity.or(state.severity);
                state.severity_by_agent = false;
            }
        }
        Body::Feedback(feedback) => feedback_given(&mut state, feedback.reply, feedback.solved),
        Body::HandoffRequested(requested) => {
            state.case = Some(Handoff {
                requested: event.seq,
                dossier_version: requested.dossier.version,
                queued: None,
                since: event.at,
                agent: None,
                promises: Promises::default(),
                passed: Vec::new(),
                n_pages: 0,
                paged_at: None,
            });
        }
        Body::Dossier(written) => {
            if let Some(case) = &mut state.case {
                case.dossier_version = case.dossier_version.max(written.dossier.version);
            }
        }
        Body::Queued(queued) => {
            let since = state.case.as_ref().map_or(event.at, |case| case.since);
            if let Some(case) = &mut state.case {
                case.queued = Some(queued.clone());
                case.promises.queued(queued, state.asked_at, since, event.at);
                case.passed.clear();
                // Whoever gave it back is not asked first.
                if let Owner::Agent { id, .. } = state.owner {
                    case.passed.push(id);
                    // It waits anew: its tier is called again before the next one.
                    (case.n_pages, case.paged_at) = (0, None);
                }
            }
            state.owner = Owner::Queue { since, offer: None };
        }
        Body::Assigned(assigned) => {
            if let Some(id) = assigned.agent.id {
                if let Some(case) = &mut state.case {
                    case.agent = Some(id);
                }
                state.owner = Owner::Agent { id, claim: event.seq };
            }
        }
        Body::SeverityChanged(changed) => {
            state.severity = Some(changed.to);
            state.severity_by_agent = true;
        }
        Body::Corrected(corrected) => {
            state.corrected.take(corrected);
            state.topic = corrected.topic.clone().or(state.topic);
            state.product = corrected.product.clone().or(state.product);
            state.locale = corrected.locale.unwrap_or(state.locale);
            state.mood = corrected.mood.or(state.mood);
        }
        Body::Resolved(resolved) => {
            let was_human = match state.owner {
                Owner::Agent { .. } => true,
                Owner::Nobody { was_human, .. } => was_human,
                Owner::Queue { .. } => state.case.as_ref().is_some_and(|case| case.agent.is_some()),
                Owner::Bot { .. } | Owner::Closed => false,
            };
            state.owner = Owner::Nobody { how: resolved.how, was_human };
            end_promises(&mut state);
        }
        Body::Reopened(reopened) => {
            if let (Some(case), Owner::Nobody { .. }) = (&mut state.case, &state.owner) {
                case.since = event.at;
                case.promises = Promises::default();
                (case.n_pages, case.paged_at) = (0, None);
            }
            state.segment = reopened.segment;
            state.owner = Owner::Bot { turn: None };
            (state.asked_at, state.has_asked) = (event.at, true);
            state.severity = None;
            state.severity_by_agent = false;
            let corrected = std::mem::take(&mut state.corrected);
            state.topic = state.topic.filter(|_| corrected.topic.is_none());
            state.product = state.product.filter(|_| corrected.product.is_none());
            state.n_unsolved = 0;
            state.clarified = false;
            state.last_reply = None;
        }
        Body::Closed(_) => {
            state.owner = Owner::Closed;
            end_promises(&mut state);
        }
        Body::Sla(sla) => {
            if let Some(case) = &mut state.case {
                case.promises.apply(sla, event.at);
            }
        }
        Body::Offered(offer) => offered(&mut state, offer),
        Body::Paged(_) => {
            if let Some(case) = &mut state.case {
                case.n_pages += 1;
                case.paged_at = Some(event.at);
            }
        }
        Body::Opened(_)
        | Body::DocOpened(_)
        | Body::ContactUpdated(_)
        | Body::Amended(_)
        | Body::Released(_)
        | Body::Transferred(_)
        | Body::Note(_)
        | Body::Rated(_)
        | Body::Notice(_) => {}
    }
    state
}

/// Nothing is owed any more; what became of each promise is said right after.
fn end_promises(state: &mut State) {
    if let Some(case) = &mut state.case {
        case.promises = Promises { answered: case.promises.answered, ..Promises::default() };
    }
}

/// An offer stands, or is over.
fn offered(state: &mut State, offer: &Offered) {
    let Owner::Queue { offer: standing, .. } = &mut state.owner else { return };
    let Some(agent) = offer.agent.id else { return };
    match (offer.state, offer.until) {
        (OfferState::Open, Some(until)) => *standing = Some(StandingOffer { agent, until }),
        (OfferState::Open, None) => {}
        (OfferState::Withdrawn, _) => *standing = None,
        (OfferState::Declined | OfferState::Lapsed, _) => {
            *standing = None;
            if let Some(case) = &mut state.case {
                case.passed.push(agent);
            }
        }
    }
}

/// A user's message: opens a turn where it names one. The turn inherits the questions of one it superseded.
fn asked(state: &mut State, event: &Event, reply: Option<ReplyId>) {
    if !state.has_asked {
        (state.asked_at, state.has_asked) = (event.at, true);
    }
    let Some(reply) = reply else { return };
    let Owner::Bot { turn } = &mut state.owner else { return };
    let mut questions = turn.take().map(|turn| turn.questions).unwrap_or_default();
    questions.push(event.seq);
    *turn = Some(Turn { reply, questions, at: event.at, suggested: false, interim: false });
    let still_unsolved = state.last_reply.as_ref().is_some_and(|last| last.solved == Some(false));
    let asked_back = state.last_reply.as_ref().is_some_and(|last| last.outcome == AnswerOutcome::Asked);
    if !still_unsolved && !asked_back {
        state.n_unsolved = 0;
        state.clarified = false;
    }
}

fn replied(state: &mut State, seq: Seq, reply: ReplyId, answer: &Answer) {
    if let Some(turn) = open_turn(state, reply) {
        turn.interim |= !answer.is_final;
    }
    match answer.outcome {
        AnswerOutcome::Asked => state.clarified = true,
        // It claims nothing and asks nothing: what the user says next is not about it.
        AnswerOutcome::None => {
            if let Some(last) = &mut state.last_reply {
                last.offer |= answer.offer.is_some();
            }
            return;
        }
        AnswerOutcome::Answered | AnswerOutcome::Unsure => {}
    }
    let solved = state.last_reply.as_ref().filter(|last| last.reply == reply).and_then(|last| last.solved);
    state.last_reply = Some(LastReply {
        reply,
        seq,
        outcome: answer.outcome,
        is_final: answer.is_final,
        offer: answer.offer.is_some(),
        solved,
    });
}

/// A turn is over. One that a newer question superseded leaves its questions to it, in the same append.
fn turn_ended(state: &mut State, ended: &TurnEnded) {
    // A greeting asks nothing.
    let is_first = state.turn().is_some_and(|turn| turn.reply == ended.reply && turn.at == state.asked_at);
    state.has_asked &= !(is_first && ended.outcome == TurnOutcome::Settled);
    if let Owner::Bot { turn: open } = &mut state.owner
        && open.as_ref().is_some_and(|turn| turn.reply == ended.reply)
        && ended.outcome != TurnOutcome::Superseded
    {
        *open = None;
    }
    // A later question that was broken off is a later question all the same: its silence is no consent to an
    // earlier answer.
    if matches!(ended.outcome, TurnOutcome::Stopped | TurnOutcome::Failed)
        && state.last_reply.as_ref().is_some_and(|last| last.reply != ended.reply)
    {
        state.last_reply = None;
    }
    if ended.outcome == TurnOutcome::Answered
        && let Some(last) = state.last_reply.as_mut().filter(|last| last.reply == ended.reply)
    {
        last.is_final = true;
    }
}

/// Counts the first "not solved" of each reply; a later "solved" of the same reply takes it back.
fn feedback_given(state: &mut State, reply: Option<ReplyId>, solved: bool) {
    let Some(last) = &mut state.last_reply else { return };
    if reply.is_some_and(|reply| reply != last.reply) {
        return;
    }
    match (last.solved, solved) {
        (None | Some(true), false) => state.n_unsolved += 1,
        (Some(false), true) => state.n_unsolved = state.n_unsolved.saturating_sub(1),
        (Some(false), false) | (None | Some(true), true) => {}
    }
    last.solved = Some(solved);
}

fn open_turn(state: &mut State, reply: ReplyId) -> Option<&mut Turn> {
    match &mut state.owner {
        Owner::Bot { turn: Some(turn) } if turn.reply == reply => Some(turn),
        Owner::Bot { .. }
        | Owner::Queue { .. }
        | Owner::Agent { .. }
        | Owner::Nobody { .. }
        | Owner::Closed => None,
    }
}
