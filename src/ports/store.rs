//! Durable truth: the log with its side tables, people, documents.
//!
//! Everything an `append` names is written in one transaction or not at all.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use uuid::Uuid;

use crate::domain::{
    conversation::{Effect, StandingOffer},
    corpus::{Document, DocumentError},
    event::{Event, Role, Severity},
    ids::{AgentId, ClientId, ContactId, ConversationId, Epoch, InboxKey, Locale, ReplyId, Seq},
    routing::{Skills, Waiting},
    time::Timestamp,
    triage::Example,
};

use super::{BesideRow, SolvedRow, Source};

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full, the file is locked or unreadable: nothing was written, try again later.
    #[error("the store is not available: {0}")]
    Unavailable(#[source] Source),
    /// Anything else, a defect on our side.
    #[error("the store failed: {0}")]
    Broken(#[source] Source),
}

/// Why an append was refused.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The conversation has grown, or the contact has another unclosed one: fold and decide again.
    #[error("the conversation has changed meanwhile")]
    Stale,
    /// The causing frame was carried out before.
    #[error("the frame was carried out before")]
    Repeated(Receipt),
    /// Nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a causing frame led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Digest of the frame's content.
    pub digest: [u8; 16],
    /// The conversation it went to.
    pub conversation: ConversationId,
    /// The `seq` it is acknowledged with.
    pub seq: Seq,
}

/// One write to a conversation.
#[derive(Clone, Debug)]
pub struct Append {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its newest event before this write; 0 where it begins here.
    pub expected: Seq,
    /// New events in order; empty where a frame changes nothing but must be remembered.
    pub events: Vec<Event>,
    /// Side tables.
    pub effects: Vec<Effect>,
}

/// A turn that is owed, leased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TurnJob {
    /// The conversation.
    pub conversation: ConversationId,
    /// The turn.
    pub reply: ReplyId,
    /// 1 for the first lease.
    pub attempt: u32,
}

/// A timer that has come due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueTimer {
    /// The conversation.
    pub conversation: ConversationId,
    /// Which timer.
    pub timer: crate::domain::conversation::Timer,
    /// When it was due.
    pub due: Timestamp,
}

/// A conversation as listed.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversationRow {
    /// Its name.
    pub id: ConversationId,
    /// Its inbox.
    pub inbox: InboxKey,
    /// Whose it is.
    pub contact: ContactId,
    /// bot, waiting, agent, resolved, closed.
    pub state: String,
    /// Newest event.
    pub seq: Seq,
    /// When that was.
    pub updated_at: Timestamp,
    /// Language.
    pub locale: Locale,
    /// How bad, once judged.
    pub severity: Option<Severity>,
    /// A few words, once handed off.
    pub subject: Option<String>,
    /// Who wrote last.
    pub last: Option<Role>,
    /// How the user is called, where they or their site have said.
    pub contact_name: Option<String>,
}

/// Which conversations are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConversationFilter {
    /// Of these inboxes; `None`: of all.
    pub inboxes: Option<Vec<InboxKey>>,
    /// In this state.
    pub state: Option<String>,
    /// With all of these words in the subject.
    pub words: Vec<String>,
}

/// A case at the desk, waiting or taken.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueRow {
    /// The conversation.
    pub conversation: ConversationId,
    /// The event this row was last changed by.
    pub seq: Seq,
    /// Its inbox.
    pub inbox: InboxKey,
    /// Whose it is.
    pub contact: ContactId,
    /// The queue's name.
    pub queue: String,
    /// 1, 2, 3.
    pub tier: u8,
    /// How bad.
    pub severity: Severity,
    /// A few words.
    pub subject: String,
    /// Language.
    pub locale: Locale,
    /// Since when it waits; kept over release and transfer.
    pub waiting_since: Timestamp,
    /// A person answers by then.
    pub respond_by: Option<Timestamp>,
    /// When the response that is owed is warned of.
    pub respond_warn: Option<Timestamp>,
    /// Solved by then.
    pub resolve_by: Option<Timestamp>,
    /// The agent who has it, with the claim's number.
    pub agent: Option<(AgentId, Seq)>,
    /// That agent's name.
    pub agent_name: Option<String>,
    /// How the user is called, where they or their site have said.
    pub contact_name: Option<String>,
    /// Who wrote last.
    pub last: Option<Role>,
    /// When the conversation's newest event was.
    pub updated_at: Timestamp,
    /// About what.
    pub topic: Option<String>,
    /// Of which product.
    pub product: Option<String>,
    /// The agent who had it last.
    pub had_by: Option<AgentId>,
    /// The agent who is asked to take it, and until when.
    pub offer: Option<StandingOffer>,
    /// The skills it asks for.
    pub needs: Skills,
    /// Agents who were asked and did not take it.
    pub passed: Vec<AgentId>,
    /// How often somebody was called for it since it waits.
    pub n_pages: u32,
    /// The account its contact belongs to, as their site said.
    pub account: Option<String>,
    /// The contact's plan, as their site said.
    pub plan: Option<String>,
}

impl QueueRow {
    /// Returns what routing needs to know of it.
    #[must_use]
    pub fn waiting(&self) -> Waiting {
        Waiting {
            conversation: self.conversation,
            inbox: self.inbox.clone(),
            severity: self.severity,
            tier: self.tier,
            needs: self.needs.clone(),
            locale: self.locale,
            due: self.respond_by.or(self.resolve_by),
            since: self.waiting_since,
        }
    }
}

/// Which waiting cases an agent can take. Severity 1 is for everybody: tier, languages and skills are about the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingFilter {
    /// Of these inboxes.
    pub inboxes: Vec<InboxKey>,
    /// Of this queue; `None`: of every one.
    pub queue: Option<String>,
    /// Up to this tier.
    pub tier: u8,
    /// In these languages; `None`: in every one.
    pub locales: Option<Vec<Locale>>,
    /// Asking for nothing beyond these skills; `None`: whatever they ask for.
    pub skills: Option<Skills>,
}

impl WaitingFilter {
    /// Returns the filter for everything that waits in these inboxes.
    #[must_use]
    pub const fn all(inboxes: Vec<InboxKey>) -> Self {
        Self { inboxes, queue: None, tier: u8::MAX, locales: None, skills: None }
    }
}

/// A report of severity 1, as it is compared with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// In this inbox.
    pub inbox: InboxKey,
    /// By somebody else.
    pub contact: ContactId,
    /// About this, or about nothing that is known.
    pub topic: Option<String>,
    /// Not before.
    pub since: Timestamp,
}

/// A contact as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactRow {
    /// Its name.
    pub id: ContactId,
    /// Its inbox.
    pub inbox: InboxKey,
    /// The embedding site's name for it; `None` for anonymous ones.
    pub sub: Option<String>,
    /// How to be called.
    pub name: Option<String>,
    /// The account it belongs to, where the site vouches for one.
    pub account: Option<String>,
    /// That account's plan.
    pub plan: Option<String>,
    /// Its mail address, where the site vouches for one.
    pub email: Option<String>,
}

/// An agent as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentRow {
    /// Their name in events.
    pub id: AgentId,
    /// The name shown.
    pub name: String,
    /// May administer.
    pub admin: bool,
    /// Member of these inboxes; `None`: of every one.
    pub inboxes: Option<Vec<InboxKey>>,
    /// Takes cases up to this tier: 1 first line, 2 specialists, 3 engineering.
    pub tier: u8,
    /// Open cases until nothing more is offered.
    pub capacity: u32,
    /// What they can do.
    pub skills: Skills,
    /// Their teams, whose hours are their working hours; none: they always work.
    pub teams: Vec<String>,
}

/// What is set anew of an agent; `None` keeps what is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgentChange {
    /// See [`AgentRow::tier`].
    pub tier: Option<u8>,
    /// See [`AgentRow::capacity`].
    pub capacity: Option<u32>,
    /// See [`AgentRow::skills`]: all of them.
    pub skills: Option<Skills>,
    /// See [`AgentRow::teams`]: all of them.
    pub teams: Option<Vec<String>>,
}

/// A console's sign-in: a secret of its own, so that the API token stays where it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Who signed in.
    pub agent: AgentId,
    /// SHA-256 of the secret.
    pub secret: [u8; 32],
    /// When it ends by itself.
    pub expires: Timestamp,
}

/// A document's row: the truth the index is built from.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentRow {
    /// Path below the documents folder.
    pub path: String,
    /// SHA-256 of the newest bytes seen, good or broken, hex.
    pub seen: String,
    /// The version that serves.
    pub good: Option<GoodVersion>,
    /// What is wrong with the newest bytes.
    pub error: Option<DocumentError>,
}

/// The last version of a document that could be read.
#[derive(Clone, Debug, PartialEq)]
pub struct GoodVersion {
    /// Corpus revision it came with.
    pub revision: u64,
    /// Front matter and identity.
    pub document: Document,
    /// The whole file.
    pub text: String,
}

/// The questions that a passage answers, as a model wrote them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassageQuestions {
    /// The passage's hash.
    pub hash: String,
    /// Model and prompt.
    pub writer: String,
    /// The questions; none where the passage answers none.
    pub questions: Vec<String>,
}

/// A question the documentation did not answer.
#[derive(Clone, Debug, PartialEq)]
pub struct UnansweredRow {
    /// When it was asked.
    pub at: Timestamp,
    /// The conversation.
    pub conversation: ConversationId,
    /// Its inbox.
    pub inbox: InboxKey,
    /// Its language.
    pub locale: Locale,
    /// How the turn ended.
    pub outcome: crate::domain::event::TurnOutcome,
    /// The question as it was searched.
    pub question: String,
    /// Confidence reached, 0–1.
    pub confidence: f32,
}

/// The store. Every method may fail with [`StoreError`]; reads see every append acknowledged before them.
#[async_trait]
pub trait Store: Send + Sync {
    /// Writes events and effects in one transaction; returns once they are on disk.
    async fn append(&self, append: Append) -> Result<(), AppendError>;
    /// Returns up to `limit` events after `after`, in order.
    async fn log(
        &self,
        conversation: ConversationId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Event>, StoreError>;
    /// Returns up to `limit` events before `before`, the newest of them, in order.
    async fn log_before(
        &self,
        conversation: ConversationId,
        before: Seq,
        limit: usize,
    ) -> Result<Vec<Event>, StoreError>;
    /// Returns what a frame led to, if it was carried out.
    async fn receipt(&self, actor: Uuid, client_id: ClientId) -> Result<Option<Receipt>, StoreError>;
    /// Returns the contact's unclosed conversation, else its newest one.
    async fn latest(&self, contact: ContactId) -> Result<Option<ConversationRow>, StoreError>;
    /// Returns one conversation's row.
    async fn conversation(&self, id: ConversationId) -> Result<Option<ConversationRow>, StoreError>;
    /// Returns conversations that fit, newest change first, starting after the cursor.
    async fn conversations(
        &self,
        filter: &ConversationFilter,
        before: Option<(Timestamp, ConversationId)>,
        limit: usize,
    ) -> Result<Vec<ConversationRow>, StoreError>;

    /// Leases a turn until `until` and counts the attempt; `None` where it is over or leased by another.
    async fn lease_turn(
        &self,
        reply: ReplyId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<TurnJob>, StoreError>;
    /// Extends a lease; false where it was lost.
    async fn renew_turn(&self, reply: ReplyId, attempt: u32, until: Timestamp) -> Result<bool, StoreError>;
    /// Returns turns that are owed and not leased at `now`.
    async fn orphan_turns(&self, now: Timestamp, limit: usize) -> Result<Vec<ReplyId>, StoreError>;
    /// Forgets all leases; called once at start by the one process that owns the data folder.
    async fn forget_leases(&self) -> Result<(), StoreError>;
    /// Leases timers due at `now` until `until`, oldest first; nobody else gets them before.
    async fn lease_timers(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<DueTimer>, StoreError>;

    /// Lends a timer to nobody until then; what forgets leases brings it back.
    async fn put_off_timer(
        &self,
        conversation: ConversationId,
        timer: crate::domain::conversation::Timer,
        until: Timestamp,
    ) -> Result<(), StoreError>;

    /// Notes how far somebody has read; false where it was as far before: a mark never goes back.
    async fn put_read(&self, conversation: ConversationId, who: Role, seq: Seq) -> Result<bool, StoreError>;
    /// Returns how far somebody has read; 0 where nothing is known.
    async fn read_mark(&self, conversation: ConversationId, who: Role) -> Result<Seq, StoreError>;

    /// Returns the cases at the desk of the inboxes (`None`: of all), the most urgent first.
    async fn queue(&self, inboxes: Option<&[InboxKey]>) -> Result<Vec<QueueRow>, StoreError>;
    /// Returns how many cases each agent has, those they are asked to take included.
    async fn n_open(&self) -> Result<HashMap<AgentId, u32>, StoreError>;
    /// Returns every case that an agent has, or is asked to take.
    async fn held(&self) -> Result<Vec<QueueRow>, StoreError>;
    /// Returns up to `limit` waiting cases that fit, without the first `skip`, in the order of
    /// [`crate::domain::routing::order`].
    async fn waiting(
        &self,
        filter: WaitingFilter,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<QueueRow>, StoreError>;
    /// Returns up to `limit` cases at an inbox's desk that were worked out under an older policy than this one.
    async fn under_older(
        &self,
        inbox: &InboxKey,
        policy: u32,
        limit: usize,
    ) -> Result<Vec<ConversationId>, StoreError>;
    /// Returns up to `limit` cases of severity 1 at an inbox's desk that are like this report.
    async fn alike(&self, report: Report, limit: usize) -> Result<Vec<QueueRow>, StoreError>;
    /// Returns one case.
    async fn queue_row(&self, conversation: ConversationId) -> Result<Option<QueueRow>, StoreError>;

    /// Returns the contact's other cases, newest change first.
    async fn cases_of_contact(
        &self,
        contact: ContactId,
        but: ConversationId,
        limit: usize,
    ) -> Result<Vec<BesideRow>, StoreError>;
    /// Returns the cases that others of the contact's account have in its inbox, newest change first; none where the
    /// contact belongs to no account.
    async fn cases_of_account(&self, contact: ContactId, limit: usize) -> Result<Vec<BesideRow>, StoreError>;
    /// Returns the content terms of the inbox's newest `limit` solved cases.
    async fn solved_terms(
        &self,
        inbox: &InboxKey,
        limit: usize,
    ) -> Result<Vec<(ConversationId, BTreeSet<String>)>, StoreError>;
    /// Returns those solved cases that there are.
    async fn solved_cases(&self, ids: Vec<ConversationId>) -> Result<Vec<SolvedRow>, StoreError>;

    /// Returns the anonymous contact with this token hash.
    async fn contact_by_token(&self, hash: [u8; 32]) -> Result<Option<ContactRow>, StoreError>;
    /// Returns a contact.
    async fn contact(&self, id: ContactId) -> Result<Option<ContactRow>, StoreError>;
    /// Adds an anonymous contact with its token's hash.
    async fn add_contact(
        &self,
        contact: &ContactRow,
        token: [u8; 32],
        now: Timestamp,
    ) -> Result<(), StoreError>;
    /// Returns the named contact of (inbox, `sub`), made with `fresh` where there is none; what its site vouches for is
    /// brought up to date.
    async fn named_contact(&self, fresh: &ContactRow, now: Timestamp) -> Result<ContactRow, StoreError>;
    /// Adds an agent with its token's hash.
    async fn add_agent(&self, agent: &AgentRow, token: [u8; 32], now: Timestamp) -> Result<(), StoreError>;
    /// Changes what an agent can do; false where there is none.
    async fn change_agent(&self, id: AgentId, change: AgentChange) -> Result<bool, StoreError>;
    /// Removes an agent with their sessions; false where there is none. Their cases are given back by the watch.
    async fn remove_agent(&self, id: AgentId) -> Result<bool, StoreError>;
    /// Returns the agent with this token hash.
    async fn agent_by_token(&self, hash: [u8; 32]) -> Result<Option<AgentRow>, StoreError>;
    /// Returns an agent.
    async fn agent(&self, id: AgentId) -> Result<Option<AgentRow>, StoreError>;
    /// Returns every agent, by name.
    async fn agents(&self) -> Result<Vec<AgentRow>, StoreError>;
    /// Returns how many agents there are.
    async fn n_agents(&self) -> Result<u64, StoreError>;
    /// Adds a session; what has expired by `now` goes, and so do the agent's oldest beyond `n_max`.
    async fn add_session(&self, session: SessionRow, now: Timestamp, n_max: usize) -> Result<(), StoreError>;
    /// Returns the agent whose session has this secret's hash and has not expired.
    async fn agent_by_session(
        &self,
        secret: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<AgentRow>, StoreError>;
    /// Ends a session, if there is one.
    async fn end_session(&self, secret: [u8; 32]) -> Result<(), StoreError>;

    /// Returns the corpus revision and every document's row.
    async fn documents(&self) -> Result<(u64, Vec<DocumentRow>), StoreError>;
    /// Returns one document's row.
    async fn document(&self, path: &str) -> Result<Option<DocumentRow>, StoreError>;
    /// Returns the served versions' heads of those paths that there are.
    async fn document_heads(&self, paths: Vec<String>) -> Result<Vec<Document>, StoreError>;
    /// Writes changed rows, removes rows, and moves the corpus to `revision`, in one transaction.
    async fn put_documents(
        &self,
        revision: u64,
        rows: Vec<DocumentRow>,
        remove: Vec<String>,
    ) -> Result<(), StoreError>;

    /// Returns the newest cases of an inbox whose severity an agent corrected, oldest first.
    async fn corrections(&self, inbox: &InboxKey, limit: usize) -> Result<Vec<Example>, StoreError>;

    /// Returns all questions that were written for passages, oldest first.
    async fn questions(&self) -> Result<Vec<PassageQuestions>, StoreError>;
    /// Keeps the questions written for a passage; those of the same writer are replaced.
    async fn put_questions(&self, questions: PassageQuestions, now: Timestamp) -> Result<(), StoreError>;
    /// Returns for how many passages questions were written since `since`.
    async fn n_questions_since(&self, since: Timestamp) -> Result<u64, StoreError>;

    /// Returns questions since `since` of the inboxes (`None`: of all) whose turn ended `none`, `unsure` or `failed`,
    /// newest first.
    async fn unanswered(
        &self,
        inboxes: Option<&[InboxKey]>,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<UnansweredRow>, StoreError>;
    /// Names this life of the store.
    async fn epoch(&self) -> Result<Epoch, StoreError>;
    /// What this store alone knows: keys are made of it, and it is never told.
    async fn secret(&self) -> Result<String, StoreError>;
    /// Fails where the store cannot write now.
    async fn ready(&self) -> Result<(), StoreError>;
}
