//! Names of things: typed 128-bit identifiers, and the keys people choose themselves.
//!
//! Fresh values are never made here: they come in from `ports::Ids`.

use std::{fmt, marker::PhantomData, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// A 128-bit identifier of one kind of thing; two kinds never compare.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

/// Marker types that tell identifiers apart.
pub mod kind {
    /// A contact's thread in one inbox.
    pub struct Conversation;
    /// One durable event.
    pub struct Event;
    /// One turn, and the reply that ends it.
    pub struct Reply;
    /// The person who asks.
    pub struct Contact;
    /// The person who answers.
    pub struct Agent;
    /// A frame that changes something, named by the client that sent it.
    pub struct Client;
    /// One life of the store; a restore from backup begins a new one.
    pub struct Epoch;
}

/// Names a conversation.
pub type ConversationId = Id<kind::Conversation>;
/// Names an event.
pub type EventId = Id<kind::Event>;
/// Names a turn and its reply.
pub type ReplyId = Id<kind::Reply>;
/// Names a contact.
pub type ContactId = Id<kind::Contact>;
/// Names an agent.
pub type AgentId = Id<kind::Agent>;
/// Names a changing frame; unique per sender for ever.
pub type ClientId = Id<kind::Client>;
/// Names one life of the store.
pub type Epoch = Id<kind::Epoch>;

impl<K> Id<K> {
    /// Wraps a raw identifier.
    #[must_use]
    pub const fn new(raw: Uuid) -> Self {
        Self(raw, PhantomData)
    }
    /// Returns the raw identifier.
    #[must_use]
    pub const fn raw(self) -> Uuid {
        self.0
    }
    /// Reads an identifier from the 16 bytes it is stored as.
    ///
    /// # Errors
    /// Any other length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, uuid::Error> {
        Uuid::from_slice(bytes).map(Self::new)
    }
    /// Returns the 16 bytes it is stored as.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<K> FromStr for Id<K> {
    type Err = uuid::Error;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(s).map(Self::new)
    }
}
impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}
impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(|_| serde::de::Error::custom("expected a UUID"))
    }
}
impl<K> JsonSchema for Id<K> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string", "format": "uuid" })
    }
}

/// Position of an event in its conversation: 1, 2, 3 … without holes. 0 stands before the first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// Returns the position after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}
impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The key of an inbox, as its owner wrote it in the configuration and in `data-inbox`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct InboxKey(pub String);

impl fmt::Display for InboxKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A language Firstline speaks. Anything else is served in English.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Chinese.
    Zh,
}

impl Locale {
    /// Both.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// Reads a BCP 47 tag (`zh-CN`, `en_US`, `zh`); `None` where the language is neither.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "zh" => Some(Self::Zh),
            _ => None,
        }
    }
    /// Returns the other language.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::En => Self::Zh,
            Self::Zh => Self::En,
        }
    }
    /// Returns the tag used on the wire.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }
}
