//! The mark on data that names or describes a person, so that it can be erased.
//!
//! `conversation::apply` never looks inside one: a conversation folds to the same state before and after erasure.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Personal data, or the hole it left when it was erased (`null` in JSON).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Personal<T>(Option<T>);

impl<T> Personal<T> {
    /// Marks a value as personal.
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self(Some(value))
    }
    /// Returns the value, or nothing once it was erased.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
    /// Removes the value for good.
    pub fn erase(&mut self) {
        self.0 = None;
    }
}

impl Personal<String> {
    /// Returns the text, empty once it was erased.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

/// Returns whether a text may be a mail address: a name and a host around one `@`, and no space. Whether somebody reads
/// there, only a mail can tell.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control());
    matches!(text.trim().split_once('@'), Some((name, host)) if is_part(name) && is_part(host) && !host.contains('@'))
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
impl From<&str> for Personal<String> {
    fn from(value: &str) -> Self {
        Self::new(value.to_owned())
    }
}
impl<T: Default> Default for Personal<T> {
    fn default() -> Self {
        Self(Some(T::default()))
    }
}
