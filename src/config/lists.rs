//! Lists under names of the writer's own, and the one name or several that a line may hold.

use std::collections::BTreeMap;

use super::read::{Reader, join};
use crate::domain::topic::Topic;

/// Topics of one inbox.
const TOPICS_MAX: usize = 100;
/// Examples of one topic.
const EXAMPLES_MAX: usize = 200;

/// Texts by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lists(pub BTreeMap<String, Vec<String>>);

/// One name or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names(pub Vec<String>);

impl Lists {
    /// Notes topics that cannot be told apart or are too many.
    pub fn check(&self, place: &str, reader: &mut Reader<'_>) {
        if self.0.len() > TOPICS_MAX {
            reader.note(place, format!("has {} topics; at most {TOPICS_MAX}", self.0.len()));
        }
        for (name, examples) in &self.0 {
            let place = join(place, name);
            if name.trim().is_empty() || name.chars().count() > 64 {
                reader.note(&place, "a topic's name has 1 to 64 characters");
            }
            if examples.len() > EXAMPLES_MAX {
                reader.note(&place, format!("has {} examples; at most {EXAMPLES_MAX}", examples.len()));
            }
        }
    }
    /// Returns them as topics.
    pub fn topics(&self) -> Vec<Topic> {
        let topics = self.0.iter();
        topics.map(|(name, examples)| Topic { name: name.clone(), examples: examples.clone() }).collect()
    }
}
