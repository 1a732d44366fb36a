//! What the flow needs from outside, as traits; each adapter room implements one of them.
//!
//! One small error enum each: a variant per thing a caller does differently, one more that carries the source.

mod beside;
mod bus;
mod embed;
mod feeds;
mod model;
mod notices;
mod notify;
mod outbox;
mod policies;
mod search;
mod store;

pub use beside::{BesideRow, SolvedRow};
pub use bus::{Bus, Mailbox, Membership, Signal, Slot, Topic, mailbox};
pub use embed::{Embedder, TextKind, Vectors};
pub use feeds::{FeedRow, Feeds, Fetched, Validators};
pub use model::{
    AnswerTask, ClarifyTask, Model, ModelError, Piece, Pieces, StandaloneTask, Task, TaskTurn, TriageTask,
    Written,
};
pub use notices::{NoticeRow, Notices, OpenCaseRow, REVISIONS_KEPT};
pub use notify::{Notifier, Outcome, Prepared};
pub use outbox::{DeliveryCount, DeliveryFilter, DeliveryRow, DeliveryState, Outbox, Settled};
pub use policies::{Policies, PolicyRow, PolicySource};
pub use search::{
    Embedded, Folder, FolderError, IndexChange, IndexedState, Meaning, Query, Search, SearchError,
    SourceFile, VOCABULARY_FILE,
};
pub use store::*;

use uuid::Uuid;

use crate::domain::time::Timestamp;

/// Any failure of an adapter that no caller branches on.
pub type Source = Box<dyn std::error::Error + Send + Sync>;

/// The wall clock. Only `app` has a real one.
pub trait Clock: Send + Sync {
    /// Returns the present instant.
    fn now(&self) -> Timestamp;
}

/// The source of fresh names and secrets. Only `app` has a real one.
pub trait Ids: Send + Sync {
    /// Returns 128 random bits.
    fn random(&self) -> Uuid;
    /// Returns 256 random bits as 64 hex digits, for tokens.
    fn secret(&self) -> String;
}
