//! The event of a notice: an incident or an announcement, as a contact gets it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::blocks::Block;

#[cfg(doc)]
use super::Body;

/// What a notice is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Something does not work as it should.
    #[default]
    Incident,
    /// Nothing is wrong: a maintenance, a change, news.
    Announcement,
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// Began.
    Open,
    /// News.
    Updated,
    /// Over.
    Ended,
}

/// See [`Body::Notice`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// Its name.
    pub id: String,
    /// What it is.
    #[serde(default)]
    pub kind: NoticeKind,
    /// Where it stands.
    pub state: NoticeState,
    /// Headline.
    pub title: String,
    /// Text.
    pub text: String,
    /// More.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// 1, and one more for each change.
    #[serde(default)]
    pub revision: u32,
    /// The text as a tree; only on the way out to a client, never stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Vec<Block>>,
}
