//! The frames of both sockets: protocol `firstline.v1`, every field, once. Contract files are generated from here.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    config::Inbox,
    domain::{
        blocks::Block,
        event::{Citation, Context, Destination, Event, Mood, Notice, Role, Severity, Suggestion},
        ids::{AgentId, ClientId, ContactId, ConversationId, Epoch, InboxKey, Locale, ReplyId, Seq},
        routing::Why,
        time::Timestamp,
    },
    ports::AgentRow,
};

/// The protocol's name, as offered in `Sec-WebSocket-Protocol` and told in `welcome`.
pub const PROTOCOL: &str = "firstline.v1";

/// Names a question within one socket; comes back with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RequestId {
    /// A number.
    Number(u64),
    /// A text.
    Text(String),
}

/// What a contact's client sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ChatFrame {
    /// First frame, within 5 s.
    Hello(Hello),
    /// Say something.
    Message {
        /// Names this frame for ever.
        client_id: ClientId,
        /// At most 8,000 characters.
        text: String,
        /// What the page knows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        context: Option<Context>,
        /// Reserved: refused for now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attachments: Option<Vec<serde_json::Value>>,
    },
    /// Ask for matching documents while typing.
    Suggest {
        /// Comes back with the answer.
        id: RequestId,
        /// What stands in the input.
        text: String,
    },
    /// The user opened that document.
    Open {
        /// Path below the documents folder.
        doc: String,
        /// The reply it was opened from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<ReplyId>,
    },
    /// Did that reply solve it? Without `reply`: about an agent's resolution.
    Feedback {
        /// Names this frame for ever.
        client_id: ClientId,
        /// Which reply.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<ReplyId>,
        /// Did it?
        solved: bool,
        /// In the user's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// I want a person.
    Handoff {
        /// Names this frame for ever.
        client_id: ClientId,
        /// In the user's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// How to reach me when I leave.
    Contact {
        /// Names this frame for ever.
        client_id: ClientId,
        /// How to be called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// Mail address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<String>,
        /// Telephone number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<String>,
        /// Wants to be called back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        callback: Option<bool>,
    },
    /// Correct or add to what was passed on.
    Amend {
        /// Names this frame for ever.
        client_id: ClientId,
        /// The correction.
        text: String,
    },
    /// Stop writing that reply.
    Stop {
        /// Which.
        reply: ReplyId,
    },
    /// At most one in 3 s.
    Typing {
        /// On or off.
        on: bool,
    },
    /// Read up to here.
    Read {
        /// Never goes back.
        seq: Seq,
    },
    /// Satisfaction, after the end.
    Rate {
        /// Names this frame for ever.
        client_id: ClientId,
        /// 1 to 5.
        score: u8,
        /// In the user's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// I am done.
    Close {
        /// Names this frame for ever.
        client_id: ClientId,
    },
    /// Older events, then `history_end`.
    History {
        /// Before this one.
        before: Seq,
        /// At most 200.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<usize>,
    },
}

impl ChatFrame {
    /// Returns the name of a changing frame.
    #[must_use]
    pub const fn client_id(&self) -> Option<ClientId> {
        match self {
            Self::Message { client_id, .. }
            | Self::Feedback { client_id, .. }
            | Self::Handoff { client_id, .. }
            | Self::Contact { client_id, .. }
            | Self::Amend { client_id, .. }
            | Self::Rate { client_id, .. }
            | Self::Close { client_id } => Some(*client_id),
            Self::Hello(_)
            | Self::Suggest { .. }
            | Self::Open { .. }
            | Self::Stop { .. }
            | Self::Typing { .. }
            | Self::Read { .. }
            | Self::History { .. } => None,
        }
    }
}

/// See [`ChatFrame::Hello`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hello {
    /// The entry point.
    pub inbox: InboxKey,
    /// The contact token of an earlier `welcome`, or a JWT of the embedding site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Of an earlier `welcome`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
    /// The conversation the client holds events of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The newest event it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Seq>,
    /// Language of the widget, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// What the page knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
}

/// What a contact's client receives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ChatServerFrame {
    /// Answer to `hello`.
    Welcome(Welcome),
    /// The missed events have been sent.
    CaughtUp(CaughtUp),
    /// It is on disk.
    Ack(Ack),
    /// A durable event.
    Event(Event),
    /// The reply being written.
    Delta(Delta),
    /// Answer to `suggest`.
    Suggestions {
        /// Of the question.
        id: RequestId,
        /// Best first.
        items: Vec<Suggestion>,
    },
    /// Somebody types.
    Typing(Typing),
    /// Somebody has read.
    Read(Read),
    /// Where a waiting case stands now.
    Place {
        /// A person answers by then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expected_by: Option<Timestamp>,
        /// Cases before this one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ahead: Option<u32>,
    },
    /// Live incidents and announcements.
    Notices {
        /// All of them.
        items: Vec<Notice>,
    },
    /// The older events have been sent.
    HistoryEnd {
        /// Of the question.
        before: Seq,
        /// There are older ones still.
        more: bool,
    },
    /// A frame was refused.
    Error(ErrorFrame),
}

/// Answer to a contact's `hello`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Welcome {
    /// `firstline.v1`.
    pub protocol: String,
    /// Names the store; another one after a restore.
    pub epoch: Epoch,
    /// Who you are.
    pub contact: WelcomeContact,
    /// To be sent with the next `hello`; not with a JWT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_token: Option<String>,
    /// Where you are.
    pub inbox: WelcomeInbox,
    /// Your conversation, or null.
    pub conversation: Option<WelcomeConversation>,
    /// What follows.
    pub resume: Resume,
    /// Live incidents and announcements.
    pub notices: Vec<Notice>,
}

/// The contact, in `welcome`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WelcomeContact {
    /// Its name.
    pub id: ContactId,
    /// How to be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The inbox, in `welcome`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WelcomeInbox {
    /// Its key.
    pub id: InboxKey,
    /// The name shown.
    pub name: String,
    /// The language greeted in.
    pub locale: Locale,
    /// The greeting.
    pub greeting: String,
    /// Do people answer now?
    pub open: bool,
    /// When they do next, where they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_open: Option<Timestamp>,
    /// When the present opening ends; absent while closed, and where it is open around the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_until: Option<Timestamp>,
    /// By when a person would answer an ordinary case that is handed over now; absent where nobody ever opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_by: Option<Timestamp>,
    /// IANA zone of its hours.
    pub zone: String,
    /// The privacy notice to link to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy_url: Option<String>,
}

/// The conversation, in `welcome`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WelcomeConversation {
    /// Its name.
    pub id: ConversationId,
    /// bot, waiting, agent, resolved, closed.
    pub state: String,
    /// Newest event.
    pub seq: Seq,
}

/// What follows a `welcome`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Resume {
    /// True: everything after `after` follows. False: empty your log first.
    pub recovered: bool,
    /// The events that follow begin after this one.
    pub from: Seq,
}

/// The missed events have been sent, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CaughtUp {
    /// Of which conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// Up to here; 0 where there is none.
    pub seq: Seq,
}

/// It is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ack {
    /// The frame.
    pub client_id: ClientId,
    /// Where it went.
    pub conversation: ConversationId,
    /// The event it became.
    pub seq: Seq,
}

/// The reply being written: replace the draft's top-level blocks from index `at`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Delta {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Which reply.
    pub reply: ReplyId,
    /// Rises when a turn is taken up again.
    pub attempt: u32,
    /// Rises within an attempt.
    pub n: u64,
    /// First block to replace; 0 starts the draft anew.
    pub at: usize,
    /// The blocks' Markdown.
    pub text: String,
    /// The blocks.
    pub blocks: Vec<Block>,
    /// What its numbers point to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citations: Option<Vec<Citation>>,
}

/// Somebody types, or stopped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Typing {
    /// Which conversation; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// Who.
    pub who: Role,
    /// On or off.
    pub on: bool,
}

/// Somebody has read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Read {
    /// Which conversation; agents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// Who.
    pub who: Role,
    /// Up to here.
    pub seq: Seq,
}

/// Why a frame was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Not JSON, no or unknown type, wrong fields.
    BadFrame,
    /// The first frame was not a proper `hello`.
    BadHello,
    /// Over a limit.
    TooLarge,
    /// The token is not valid.
    Unauthorized,
    /// The origin or the inbox does not allow it.
    Forbidden,
    /// There is no such thing, or it is not yours.
    NotFound,
    /// It contradicts what has happened meanwhile.
    Conflict,
    /// Too many; see `retry_after_ms`.
    RateLimited,
    /// Not now; try again.
    Unavailable,
    /// A defect of ours.
    Internal,
}

/// A frame was refused; the socket stays open unless a close frame follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorFrame {
    /// Why.
    pub code: ErrorCode,
    /// What to do, for the client's developer.
    pub message: String,
    /// The frame meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// Try again after this many milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

/// What an agent's client sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AgentFrame {
    /// First frame, within 5 s.
    Hello {
        /// An API token; without one the console's session cookie speaks for the agent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
    },
    /// Do you take cases?
    Status {
        /// Online or away.
        state: Attendance,
    },
    /// Follow a conversation: its events, then `caught_up`.
    Subscribe {
        /// Which.
        conversation: ConversationId,
        /// The newest event you hold.
        #[serde(default)]
        after: Seq,
    },
    /// Follow it no more.
    Unsubscribe {
        /// Which.
        conversation: ConversationId,
    },
    /// Take this case.
    Claim {
        /// Names this frame for ever.
        client_id: ClientId,
        /// Which.
        conversation: ConversationId,
    },
    /// Take the most urgent case.
    ClaimNext {
        /// Names this frame for ever.
        client_id: ClientId,
        /// Of this queue only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        queue: Option<String>,
    },
    /// Give it back.
    Release {
        /// Names this frame for ever.
        client_id: ClientId,
        /// Which.
        conversation: ConversationId,
        /// Your claim's number.
        claim: Seq,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Answer the user.
    Reply {
        /// Names this frame for ever.
        client_id: ClientId,
        /// Which.
        conversation: ConversationId,
        /// Your claim's number.
        claim: Seq,
        /// The words.
        text: String,
        /// Whether we now wait for the user, and the time of the solution stands still; absent: where the words ask.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        waits: Option<bool>,
    },
    /// Not take what was offered to you.
    Decline {
        /// Names this frame for ever.
        client_id: ClientId,
        /// Which.
        conversation: ConversationId,
    },
    /// A remark among agents.
    Note {
        /// Names this frame for ever.
        client_id: ClientId,
        /// Which.
        conversation: ConversationId,
        /// The words.
        text: String,
    },
    /// Send it elsewhere.
    Transfer {
        /// Names this frame for ever.
        client_id: ClientId,
        /// Which.
        conversation: ConversationId,
        /// Your claim's number.
        claim: Seq,
        /// Where to.
        to: Destination,
        /// Why.
        reason: String,
        /// What is asked of whoever takes it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<String>,
    },
    /// Correct the severity.
    SetSeverity {
        /// Names this frame for ever.
        client_id: ClientId,
        /// Which.
        conversation: ConversationId,
        /// To this.
        severity: Severity,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Correct what else was judged; what is absent stays as it is.
    Correct {
        /// Names this frame for ever.
        client_id: ClientId,
        /// Which.
        conversation: ConversationId,
        /// About what: one of the inbox's topics.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic: Option<String>,
        /// Which product: one that the inbox's routing names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        product: Option<String>,
        /// The conversation's language.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        locale: Option<Locale>,
        /// How the newest message sounds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mood: Option<Mood>,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Solved.
    Resolve {
        /// Names this frame for ever.
        client_id: ClientId,
        /// Which.
        conversation: ConversationId,
        /// Your claim's number.
        claim: Seq,
    },
    /// Draft a reply; you decide what becomes of it.
    Draft {
        /// Comes back with the answer.
        id: RequestId,
        /// For which conversation.
        conversation: ConversationId,
    },
    /// You type, or stopped.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// On or off.
        on: bool,
    },
    /// You have read up to here.
    Read {
        /// Where.
        conversation: ConversationId,
        /// Up to here.
        seq: Seq,
    },
}

/// Whether an agent takes cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// They do.
    Online,
    /// They do not.
    Away,
}

/// What an agent's client receives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AgentServerFrame {
    /// Answer to `hello`.
    Welcome {
        /// Who you are.
        agent: WelcomeAgent,
        /// Queues of your inboxes.
        queues: Vec<String>,
        /// Your inboxes.
        inboxes: Vec<InboxKey>,
        /// The agents of your inboxes, yourself included, by name.
        #[serde(default)]
        agents: Vec<Colleague>,
        /// What cases of your inboxes may be about, to correct them.
        #[serde(default)]
        lists: Vec<InboxLists>,
        /// Is there a model that drafts replies? Without one drafts quote the documentation.
        #[serde(default)]
        model: bool,
    },
    /// A case at the desk, new or changed.
    QueueItem(Box<QueueItem>),
    /// A case left the desk; keep the higher `seq`.
    QueueRemoved {
        /// Which.
        conversation: ConversationId,
        /// By which event.
        seq: Seq,
    },
    /// Everything missed has been sent: of a conversation, or of the queue.
    CaughtUp(CaughtUp),
    /// It is on disk.
    Ack(Ack),
    /// A durable event.
    Event(Box<Event>),
    /// The bot's reply being written.
    Delta(Delta),
    /// Your reply being drafted.
    Draft(Box<DraftFrame>),
    /// An agent came, left, or is away.
    Presence {
        /// Who.
        agent: AgentId,
        /// The name shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// Are they there?
        online: bool,
    },
    /// Somebody types.
    Typing(Typing),
    /// Somebody has read.
    Read(Read),
    /// A frame was refused.
    Error(ErrorFrame),
}

/// The agent, in `welcome`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WelcomeAgent {
    /// Their name in events.
    pub id: AgentId,
    /// The name shown.
    pub name: String,
    /// May administer.
    pub admin: bool,
}

impl WelcomeAgent {
    /// Shows an agent to themselves.
    #[must_use]
    pub fn of(agent: &AgentRow) -> Self {
        Self { id: agent.id, name: agent.name.clone(), admin: agent.admin }
    }
}

/// What the cases of an inbox may be about, in `welcome`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InboxLists {
    /// Which inbox.
    pub inbox: InboxKey,
    /// Its topics.
    pub topics: Vec<String>,
    /// The products that its routing names.
    pub products: Vec<String>,
}

impl InboxLists {
    /// Lists what an inbox names now, in its own policy and its plans.
    #[must_use]
    pub fn of(inbox: &Inbox) -> Self {
        let products: BTreeSet<&str> =
            inbox.policies().flat_map(|policy| policy.routing.products()).collect();
        Self {
            inbox: inbox.key().clone(),
            topics: inbox.topics.names().map(str::to_owned).collect(),
            products: products.into_iter().map(str::to_owned).collect(),
        }
    }
}

/// An agent of the same inboxes, in `welcome`; `presence` keeps it current.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Colleague {
    /// Their name in events.
    pub id: AgentId,
    /// The name shown.
    pub name: String,
    /// Are they there?
    pub online: bool,
    /// Those of your inboxes that are theirs, too.
    #[serde(default)]
    pub inboxes: Vec<InboxKey>,
}

/// A case at the desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QueueItem {
    /// The conversation.
    pub conversation: ConversationId,
    /// The event that changed it last.
    pub seq: Seq,
    /// Its inbox.
    pub inbox: InboxKey,
    /// The queue's name.
    pub queue: String,
    /// How bad.
    pub severity: Severity,
    /// 1, 2, 3.
    pub tier: u8,
    /// A few words.
    pub subject: String,
    /// Language.
    pub locale: Locale,
    /// waiting or agent.
    pub state: String,
    /// Since when it waits.
    pub waiting_since: Timestamp,
    /// A person answers by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_by: Option<Timestamp>,
    /// When the response that is owed is warned of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_at: Option<Timestamp>,
    /// How often somebody was called for it since it waits.
    #[serde(default)]
    pub n_pages: u32,
    /// Solved by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolve_by: Option<Timestamp>,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// The name of who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_name: Option<String>,
    /// How the user is called, where they or their site have said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    /// Who wrote last: an agent's case whose last writer is `agent` waits for the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Role>,
    /// When its newest event was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Is the user there?
    pub present: bool,
    /// About what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Of which product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Who is asked to take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_to: Option<AgentId>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_until: Option<Timestamp>,
    /// Why it is where it is in your queue.
    #[serde(default)]
    pub why: Vec<Why>,
}

/// An agent's reply being drafted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DraftFrame {
    /// Of the question.
    pub id: RequestId,
    /// For which conversation.
    pub conversation: ConversationId,
    /// Rises.
    pub n: u64,
    /// First block to replace.
    pub at: usize,
    /// The blocks' Markdown.
    pub text: String,
    /// The blocks.
    pub blocks: Vec<Block>,
    /// What its numbers point to.
    pub citations: Vec<Citation>,
    /// Nothing more comes.
    pub done: bool,
}
