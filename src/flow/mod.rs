//! The use cases, in the order they happen. Read `turn` first: one message from receipt to reply.

pub mod answer;
mod asking;
pub mod assist;
pub mod commit;
pub mod curate;
pub mod desk;
pub mod feeds;
pub mod handoff;
mod logs;
pub mod meaning;
pub mod notices;
pub mod notify;
pub mod policies;
pub mod questions;
pub mod reading;
pub mod related;
pub mod report;
mod standalone;
pub mod suggest;
mod triage;
pub mod turn;
pub mod watch;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use arc_swap::ArcSwap;
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    config::{Inbox, Settings},
    domain::{
        conversation::Refusal,
        ids::{ContactId, ConversationId, InboxKey, ReplyId},
        time::Timestamp,
    },
    ports::{
        Bus, Clock, Embedder, Feeds, Folder, Ids, Model, Notices, Notifier, Outbox, Policies, Search,
        SearchError, Signal, Store, StoreError, Vectors,
    },
};

/// Everything the flow needs from outside.
pub struct Outside {
    /// The log and its tables.
    pub store: Arc<dyn Store>,
    /// The index.
    pub search: Arc<dyn Search>,
    /// The folder of Markdown.
    pub folder: Arc<dyn Folder>,
    /// The model, where there is one.
    pub model: Option<Arc<dyn Model>>,
    /// The embedder, where there is one.
    pub embedder: Option<Arc<dyn Embedder>>,
    /// Points it made before.
    pub vectors: Arc<dyn Vectors>,
    /// Policies by version.
    pub policies: Arc<dyn Policies>,
    /// Fetches calendars by address.
    pub feeds: Arc<dyn Feeds>,
    /// Notices by hand.
    pub notices: Arc<dyn Notices>,
    /// What is still to be told.
    pub outbox: Arc<dyn Outbox>,
    /// Tells it.
    pub notifier: Arc<dyn Notifier>,
    /// Wake-ups.
    pub bus: Arc<dyn Bus>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Names.
    pub ids: Arc<dyn Ids>,
}

/// The use cases over one outside. Everything kept here may be lost: the store is the truth.
pub struct Flow {
    pub(crate) outside: Outside,
    pub(crate) settings: Settings,
    /// Each under the version of its policy that holds now.
    inboxes: ArcSwap<HashMap<InboxKey, Arc<Inbox>>>,
    turns: Mutex<HashMap<ReplyId, turn::Running>>,
    logs: Mutex<logs::Logs>,
    drafts: Mutex<HashMap<ConversationId, Arc<Signal>>>,
    typing: Mutex<HashMap<ContactId, Timestamp>>,
    presence: desk::Presence,
    corrections: triage::Corrections,
    /// Wakes who embeds passages.
    corpus_changed: Notify,
    /// Wakes who tells conversations of notices.
    notices_changed: Notify,
    /// Wakes who tells.
    to_tell: Notify,
    telling: Mutex<notify::Telling>,
    /// Rows and index change together, one change after the other.
    curating: tokio::sync::Mutex<()>,
    tasks: TaskTracker,
    ending: CancellationToken,
}

/// Why a use case did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// The conversation's state does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such thing, or it is somebody else's: both look alike.
    #[error("there is no such thing here")]
    NotFound,
    /// A case was to wait for a tier that nobody of its inbox takes cases of.
    #[error(
        "nobody in this inbox takes cases of tier {tier}; pass it to a colleague or a lower tier, or let an \
         administrator give somebody tier {tier}"
    )]
    EmptyTier {
        /// The tier.
        tier: u8,
    },
    /// A case was to wait in a queue that is not its inbox's.
    #[error(
        "nobody would see this case in the queue {queue:?}: cases of its inbox wait in {own:?}; pass it there, to a \
         colleague or to a tier"
    )]
    ForeignQueue {
        /// The queue.
        queue: String,
        /// The inbox's own.
        own: String,
    },
    /// The same `client_id` came before with other content.
    #[error("this client_id was used before with other content; use a fresh one")]
    Contradicted,
    /// The conversation has grown beyond what is read at once.
    #[error("this conversation is too long; close it and begin a new one")]
    TooLong,
    /// Too many others changed the conversation at the same time.
    #[error("the conversation is very busy; try again")]
    Busy,
    /// The index is not ready.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The store is not available.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Flow {
    /// Puts the use cases over an outside.
    #[must_use]
    pub fn new(outside: Outside, settings: Settings) -> Arc<Self> {
        let inboxes = settings.inboxes.iter().map(|inbox| (inbox.key().clone(), Arc::new(inbox.clone())));
        let inboxes = ArcSwap::from_pointee(inboxes.collect());
        Arc::new(Self {
            outside,
            settings,
            inboxes,
            turns: Mutex::default(),
            logs: Mutex::default(),
            drafts: Mutex::default(),
            typing: Mutex::default(),
            presence: desk::Presence::default(),
            corrections: triage::Corrections::default(),
            corpus_changed: Notify::new(),
            notices_changed: Notify::new(),
            to_tell: Notify::new(),
            telling: Mutex::default(),
            curating: tokio::sync::Mutex::default(),
            tasks: TaskTracker::new(),
            ending: CancellationToken::new(),
        })
    }
    /// Returns an inbox's settings, as they hold now.
    #[must_use]
    pub fn inbox(&self, key: &InboxKey) -> Option<Arc<Inbox>> {
        self.inboxes.load().get(key).cloned()
    }
    /// Returns every inbox, as it holds now.
    fn inboxes(&self) -> Vec<Arc<Inbox>> {
        self.inboxes.load().values().cloned().collect()
    }
    /// Returns the model that an inbox may use, where there is one.
    fn model_of(&self, key: &InboxKey) -> Option<Arc<dyn Model>> {
        self.outside.model.clone().filter(|_| self.inbox(key).is_some_and(|inbox| inbox.uses_model))
    }
    /// Returns the present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.outside.clock.now()
    }
    /// Returns the settings in force.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }
    /// Returns the outside.
    #[must_use]
    pub const fn outside(&self) -> &Outside {
        &self.outside
    }
    /// Returns the draft being written in a conversation, for somebody who joins late.
    #[must_use]
    pub fn draft_of(&self, conversation: ConversationId) -> Option<Arc<Signal>> {
        locked(&self.drafts).get(&conversation).cloned()
    }
    /// Notes whether a contact is typing: quick messages are gathered into one question.
    pub fn typing(&self, contact: ContactId, on: bool) {
        /// A typing note expires: the client may be gone.
        const EXPIRES_AFTER: std::time::Duration = std::time::Duration::from_secs(6);
        let mut typing = locked(&self.typing);
        if on {
            let now = self.now();
            typing.retain(|_, until| *until > now);
            typing.insert(contact, now.plus(EXPIRES_AFTER));
        } else {
            typing.remove(&contact);
        }
    }
    fn is_typing(&self, contact: ContactId) -> bool {
        locked(&self.typing).get(&contact).is_some_and(|until| *until > self.now())
    }
    /// Stops taking up work and waits until running turns have come to a safe point, or `wait` is over.
    pub async fn drain(&self, wait: std::time::Duration) {
        self.ending.cancel();
        self.tasks.close();
        if tokio::time::timeout(wait, self.tasks.wait()).await.is_err() {
            tracing::warn!(
                n_tasks = self.tasks.len(),
                "Turns still running at the end; the next start finishes them"
            );
        }
    }
}

/// Locks a mutex whose holder never leaves it half changed.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
