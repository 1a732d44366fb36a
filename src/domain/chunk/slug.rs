//! Anchors as GitHub and the common site generators write them, so that links into the published pages work.

use std::collections::HashSet;

/// The anchors given out in one document.
#[derive(Debug, Default)]
pub(super) struct Slugs {
    taken: HashSet<String>,
}

impl Slugs {
    /// Returns the anchor of a heading, unique in its document: the id its author wrote, else a slug of its text.
    pub(super) fn anchor(&mut self, id: Option<&str>, text: &str) -> String {
        // `~` marks the continuation of a long section, so no anchor may hold it.
        let base = id.map_or_else(|| slug(text), |id| id.replace(['~', '#'], "-"));
        let base = if base.is_empty() { "section".to_owned() } else { base };
        let mut anchor = base.clone();
        let mut n_before = 0_usize;
        while !self.taken.insert(anchor.clone()) {
            n_before += 1;
            anchor = format!("{base}-{n_before}");
        }
        anchor
    }
}

fn slug(text: &str) -> String {
    text.trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|letter| match letter {
            ' ' => Some('-'),
            '-' | '_' => Some(letter),
            _ if letter.is_alphanumeric() => Some(letter),
            _ => None,
        })
        .collect()
}
