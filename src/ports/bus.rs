//! Wake-ups between tasks (and later nodes). Losing any signal loses nothing: events are read from the store.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::mpsc;

use crate::domain::{
    blocks::Block,
    event::{Citation, Role},
    ids::{AgentId, ContactId, ConversationId, InboxKey, ReplyId, Seq},
    time::Timestamp,
};

/// Whom a signal reaches.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// All sockets of a contact.
    Contact(ContactId),
    /// Agents who follow a conversation.
    Conversation(ConversationId),
    /// Agents of an inbox.
    Inbox(InboxKey),
    /// Contacts of an inbox, for its notices.
    Notices(InboxKey),
}

/// What happened. Only hints and drafts travel here, never events.
#[derive(Clone, Debug)]
pub enum Signal {
    /// The conversation's log has grown to `seq`.
    Appended {
        /// Which conversation.
        conversation: ConversationId,
        /// Its newest event.
        seq: Seq,
    },
    /// A case came to the desk, changed there, or left it.
    Desk {
        /// Which conversation.
        conversation: ConversationId,
        /// Its newest event.
        seq: Seq,
    },
    /// The whole draft of a reply as it stands; a newer one replaces it.
    Draft {
        /// Which conversation.
        conversation: ConversationId,
        /// Which reply.
        reply: ReplyId,
        /// Rises per lease of the turn.
        attempt: u32,
        /// Rises within an attempt.
        n: u64,
        /// The checked sentences as blocks.
        blocks: Arc<Vec<Block>>,
        /// The same as Markdown, one entry per block.
        texts: Arc<Vec<String>>,
        /// What its numbers point to.
        citations: Arc<Vec<Citation>>,
    },
    /// Somebody types, or stopped.
    Typing {
        /// Which conversation.
        conversation: ConversationId,
        /// Who.
        who: Role,
        /// On or off.
        on: bool,
    },
    /// Somebody has read up to `seq`.
    Read {
        /// Which conversation.
        conversation: ConversationId,
        /// Who.
        who: Role,
        /// Up to here.
        seq: Seq,
    },
    /// The expected time of a waiting case changed.
    Place {
        /// Which conversation.
        conversation: ConversationId,
        /// A person answers by then.
        expected_by: Option<Timestamp>,
        /// Cases ahead.
        ahead: Option<u32>,
    },
    /// An agent of the inbox came, left or went away.
    Presence {
        /// Who.
        agent: AgentId,
        /// The name shown.
        name: String,
        /// Are they there?
        online: bool,
    },
    /// A notice was opened, changed or ended.
    Notices {
        /// Which.
        changed: String,
    },
    /// The user of a conversation came or left.
    UserPresence {
        /// Which conversation.
        conversation: ConversationId,
    },
}

impl Signal {
    /// Returns whether this is a draft of that reply.
    #[must_use]
    pub fn is_of(&self, turn: ReplyId) -> bool {
        matches!(self, Self::Draft { reply, .. } if *reply == turn)
    }
}

/// Receives signals of the topics joined with it.
#[derive(Debug)]
pub struct Mailbox {
    receiver: mpsc::Receiver<Arc<Signal>>,
    lagged: Arc<AtomicBool>,
}

/// The sending end of a [`Mailbox`], held by the bus.
#[derive(Clone, Debug)]
pub struct Slot {
    sender: mpsc::Sender<Arc<Signal>>,
    lagged: Arc<AtomicBool>,
}

/// Makes a mailbox for `capacity` signals and its sending end.
#[must_use]
pub fn mailbox(capacity: usize) -> (Slot, Mailbox) {
    let (sender, receiver) = mpsc::channel(capacity);
    let lagged = Arc::new(AtomicBool::new(false));
    (Slot { sender, lagged: lagged.clone() }, Mailbox { receiver, lagged })
}

impl Slot {
    /// Delivers a signal, or marks the mailbox as lagging where it is full.
    pub fn put(&self, signal: Arc<Signal>) {
        if self.sender.try_send(signal).is_err() {
            self.lagged.store(true, Ordering::Release);
        }
    }
}

impl Mailbox {
    /// Waits for the next signal; `None` once every slot is gone.
    pub async fn next(&mut self) -> Option<Arc<Signal>> {
        self.receiver.recv().await
    }
    /// Returns a signal that is already there.
    pub fn ready(&mut self) -> Option<Arc<Signal>> {
        self.receiver.try_recv().ok()
    }
    /// Returns whether signals were lost since the last call: then read everything from the store again.
    pub fn take_lagged(&mut self) -> bool {
        self.lagged.swap(false, Ordering::AcqRel)
    }
}

/// A mailbox's place in a topic; dropping it leaves.
pub type Membership = Box<dyn Send + Sync>;

/// Carries signals to mailboxes.
pub trait Bus: Send + Sync {
    /// Sends to everybody in the topic now; never waits.
    fn publish(&self, topic: &Topic, signal: Signal);
    /// Joins a mailbox to a topic.
    fn join(&self, topic: Topic, slot: &Slot) -> Membership;
    /// Returns whether anybody is in the topic.
    fn present(&self, topic: &Topic) -> bool;
}
