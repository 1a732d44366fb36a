//! Asking back: the subjects a question may be about, and the one that a short reply chooses.
//!
//! A question is asked back where it would not be answered although the documentation knows its words: it names few
//! subjects, and pages about several things fit nearly alike. A question that names what the documentation does not know
//! is not unclear; it is not answered there.

mod reply;
mod wording;

pub use reply::{Chosen, chosen};
pub use wording::is_plain_question;

use super::corpus::{Evidence, Hit};

/// Subjects up to which a question names little.
const SUBJECTS_MAX: f32 = 3.0;
/// Share of what was asked from which the documentation knows it.
const KNOWN_FROM: f32 = 0.6;
/// Lead of the best page up to which others fit nearly as well.
const LEAD_MAX: f32 = 0.3;
/// Topics that are named at most.
const TOPICS_MAX: usize = 4;

/// Something that a question may be about.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// The page's title, or the section's heading where another page has the same title.
    pub name: String,
    /// Where it stands.
    pub hit: Hit,
}

/// Returns what an underspecified question may be about; nothing where it says enough, or there is no choice.
#[must_use]
pub fn topics(evidence: &Evidence) -> Vec<Topic> {
    let says_little = evidence.signals.is_some_and(|signals| {
        signals.length <= SUBJECTS_MAX.ln() + f32::EPSILON
            && signals.coverage >= KNOWN_FROM
            && signals.lead <= LEAD_MAX
    });
    if !says_little || evidence.answers() {
        return Vec::new();
    }
    let mut pages: Vec<&Hit> = Vec::new();
    for hit in &evidence.pages {
        // A page and its translation are about one thing.
        if !pages.iter().any(|page| page.passage.doc.group() == hit.passage.doc.group()) {
            pages.push(hit);
        }
    }
    let headings: Vec<Option<String>> = pages.iter().map(|hit| hit.passage.heading()).collect();
    let titles = pages.iter().map(|hit| hit.passage.doc.title.as_str());
    let names = names(titles.zip(headings.iter().map(Option::as_deref)));
    let mut topics: Vec<Topic> = names
        .into_iter()
        .zip(pages)
        .filter_map(|(name, hit)| Some(Topic { name: name?, hit: hit.clone() }))
        .collect();
    topics.truncate(TOPICS_MAX);
    if topics.len() < 2 { Vec::new() } else { topics }
}

/// Names pages apart: by title, by heading where the title is taken; nothing where both are.
pub fn names<'a>(pages: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> Vec<Option<String>> {
    let mut taken: Vec<String> = Vec::new();
    let mut name = |title: &str, heading: Option<&str>| {
        let mut free = [Some(title), heading].into_iter().flatten().map(one_line);
        let name = free.find(|name| !name.is_empty() && !taken.contains(&name.to_lowercase()))?;
        taken.push(name.to_lowercase());
        Some(name)
    };
    pages.map(|(title, heading)| name(title, heading)).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
