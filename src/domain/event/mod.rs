//! The durable events of a conversation: every kind, every field, once.
//!
//! Store and wire both use these shapes. What a contact may see of each is in `contact_view`.

mod contact_view;
mod desk;
mod notice;

pub use contact_view::{dossier_for_contact, for_contact};
pub use desk::*;
pub use notice::*;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    blocks::Block,
    ids::{AgentId, ClientId, ContactId, ConversationId, EventId, InboxKey, Locale, ReplyId, Seq},
    personal::Personal,
    time::Timestamp,
};

/// One committed fact of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// Its own name.
    pub id: EventId,
    /// Where it belongs.
    pub conversation: ConversationId,
    /// Its place there.
    pub seq: Seq,
    /// When it was committed; never falls within a conversation.
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub body: Body,
    /// The frame that caused it; kept in the store, never sent.
    #[serde(skip)]
    pub cause: Option<Cause>,
}

/// The frame behind an event: enough to answer the same frame again with the same `ack`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Who sent it: a contact's or an agent's identifier.
    pub actor: uuid::Uuid,
    /// The name the sender gave it.
    pub client_id: ClientId,
    /// SHA-256 of the frame's content, first 16 bytes: the same name with another digest is a conflict.
    pub digest: [u8; 16],
}

/// Returns what the page told with a log, newest first.
pub fn told_in(log: &[Event]) -> impl Iterator<Item = &Context> {
    log.iter().rev().filter_map(|event| match &event.body {
        Body::Opened(opened) => opened.context.get(),
        Body::Message(message) => message.context.as_ref()?.get(),
        _ => None,
    })
}

/// A flat object of strings the embedding page knows: product, version, os, page_url …
pub type Context = BTreeMap<String, String>;

/// What happened, by kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum Body {
    /// The conversation begins.
    Opened(Opened),
    /// Somebody said something.
    Message(Message),
    /// Documents shown before anything was written.
    Suggested(Suggested),
    /// A turn is over.
    TurnEnded(TurnEnded),
    /// The user opened a document.
    DocOpened(DocOpened),
    /// Severity, topic and language were judged.
    Triaged(Triaged),
    /// The user said whether a reply helped.
    Feedback(Feedback),
    /// The user said how to be reached.
    ContactUpdated(ContactUpdated),
    /// The user corrected what was passed on.
    Amended(Amended),
    /// The case is to go to a person.
    HandoffRequested(HandoffRequested),
    /// A later version of the dossier.
    Dossier(DossierWritten),
    /// The case stands in a queue.
    Queued(Queued),
    /// An agent took it. Its `seq` is the claim's fencing number.
    Assigned(Assigned),
    /// The agent gave it back.
    Released(Released),
    /// It goes to somebody else.
    Transferred(Transferred),
    /// An agent corrected the severity.
    SeverityChanged(SeverityChanged),
    /// An agent corrected what else was judged: topic, product, language, mood.
    Corrected(Corrected),
    /// A remark among agents.
    Note(Note),
    /// A promised time was warned of, broken or kept.
    Sla(Sla),
    /// An agent was asked to take the case, or the offer ended.
    Offered(Offered),
    /// Whoever is on call was called.
    Paged(Paged),
    /// Solved.
    Resolved(Resolved),
    /// Open again.
    Reopened(Reopened),
    /// Over for good.
    Closed(Closed),
    /// The user's satisfaction.
    Rated(Rated),
    /// An incident or announcement concerns this conversation.
    Notice(Notice),
}

/// See [`Body::Opened`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Opened {
    /// The entry point.
    pub inbox: InboxKey,
    /// Who asks.
    pub contact: ContactId,
    /// Language of the widget at that moment.
    pub locale: Locale,
    /// What the embedding page told.
    pub context: Personal<Context>,
    /// Version of the inbox's settings in force.
    pub policy: u32,
    /// The embedding site named the contact.
    #[serde(default)]
    pub named: bool,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The contact.
    User,
    /// Firstline itself.
    Bot,
    /// A person at the desk.
    Agent,
}

/// The author of a message or note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Author {
    /// In which role.
    pub role: Role,
    /// The agent; agents only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<AgentId>,
    /// The name shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal<String>>,
}

/// See [`Body::Message`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    /// Who says it.
    pub author: Author,
    /// What, as Markdown.
    pub text: Personal<String>,
    /// The sender's name for the frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// User: the turn it opens. Bot: the turn it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<ReplyId>,
    /// Bot: what kind of answer this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// Where it came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// User: what the page told with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Personal<Context>>,
    /// The text as a tree; only on the way out to a client, never stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Vec<Block>>,
}

/// The way a message came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The chat socket.
    Chat,
    /// Mail.
    Mail,
}

/// What a bot message answers, and on what ground.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// What it amounts to.
    pub outcome: AnswerOutcome,
    /// Who wrote it: `llm` text is to be labelled as AI-generated.
    pub mode: Mode,
    /// False for the interim answer from the documentation while the model is late.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// True where it was stopped or broke off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
    /// What `[n]` in the text points to.
    pub citations: Vec<Citation>,
    /// What the user is offered with it, in one tap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// Where it asks which of several is meant: these, in order. Any of them sent as a message is the reply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}

/// What an answer amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerOutcome {
    /// It answers.
    Answered,
    /// It asks back.
    Asked,
    /// It shows what may fit.
    Unsure,
    /// The documentation does not say; also fixed lines that claim nothing.
    None,
}

/// Who wrote a bot message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// A language model, checked.
    Llm,
    /// Quoted from the documentation.
    Extractive,
    /// A fixed line of ours.
    Fixed,
}

/// What is offered beside an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// A person.
    Person,
}

/// A place in the documentation that supports what was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Citation {
    /// The number used in the text.
    pub n: u32,
    /// Path below the documents folder.
    pub doc: String,
    /// The document's title.
    pub title: String,
    /// Anchor of the passage's heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// That heading as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Where a person reads it.
    pub url: String,
    /// The words relied on.
    pub quote: String,
    /// Content hash of the passage.
    pub hash: String,
    /// Corpus revision it was read from.
    pub revision: u64,
}

/// A matching document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Suggestion {
    /// Path below the documents folder.
    pub doc: String,
    /// The document's title.
    pub title: String,
    /// Anchor of the best passage's heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// That heading as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Whom the page is limited to, as it is said in its language, such as "iOS, 3.x"; none where it is for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_to: Option<String>,
    /// Where a person reads it.
    pub url: String,
    /// A few words of the passage.
    pub snippet: String,
}

/// See [`Body::Suggested`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Suggested {
    /// The turn.
    pub reply: ReplyId,
    /// What was shown.
    pub items: Vec<Suggestion>,
}

/// How a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TurnOutcome {
    /// Answered.
    Answered,
    /// Asked back.
    Asked,
    /// Shown what may fit.
    Unsure,
    /// The documentation does not say.
    None,
    /// Gone to a person.
    HandedOff,
    /// A newer question took its place.
    Superseded,
    /// The user stopped it.
    Stopped,
    /// Greeting, thanks, "that worked".
    Settled,
    /// An agent took over.
    TakenOver,
    /// It could not be completed.
    Failed,
}

/// See [`Body::TurnEnded`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TurnEnded {
    /// The turn.
    pub reply: ReplyId,
    /// How.
    pub outcome: TurnOutcome,
    /// Who wrote the last message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Times from the message's commit.
    pub ms: TurnTimes,
    /// What led to it; agents only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<Trace>,
}

/// Milliseconds from the commit of the user's message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TurnTimes {
    /// Until the documents were shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggested: Option<u64>,
    /// Until the first words of a reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<u64>,
    /// Until the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// Why a turn ended as it did; never leaves the desk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trace {
    /// The question as it was searched.
    pub question: Personal<String>,
    /// Confidence that the passages answer it, 0–1.
    pub confidence: f32,
    /// What was found.
    pub passages: Vec<TracePassage>,
    /// Sentences of the model that were not said, with why.
    pub dropped: Vec<Personal<String>>,
    /// Prompt template and its content hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// The model asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Tokens used, where the endpoint says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<u64>,
}

/// One passage of a [`Trace`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TracePassage {
    /// `path#anchor`.
    pub id: String,
    /// Content hash.
    pub hash: String,
    /// Search score.
    pub score: f32,
}

/// See [`Body::DocOpened`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocOpened {
    /// Path below the documents folder.
    pub doc: String,
    /// The reply it was opened from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<ReplyId>,
}
