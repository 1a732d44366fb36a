//! What people corrected counts from then on: a message that says nearly the same is judged as a person judged it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::{
    event::{Mood, Severity},
    words::{overlap, terms},
};

use super::{Found, Reading, Rules, cues::Sentence};

/// Share of common terms from which a correction counts.
const NEAR_FROM: f32 = 0.6;
/// Share of terms from which one makes an outage of what states none, or takes one back.
const SAME_FROM: f32 = 0.85;

/// What a person said a case is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", content = "value", rename_all = "snake_case")]
pub enum Correction {
    /// So bad.
    Severity(Severity),
    /// About this.
    Topic(String),
    /// The newest message sounds like this.
    Mood(Mood),
}

/// Terms from which the words of a case say what it is about.
const TOPIC_TERMS_MIN: usize = 3;

/// A case whose verdict a person corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    terms: BTreeSet<String>,
    to: Correction,
}

impl Example {
    /// Takes the user's words and what a person said of them.
    #[must_use]
    pub fn new(text: &str, to: Correction) -> Self {
        Self { terms: terms(text), to }
    }
    fn topic(&self) -> Option<&str> {
        match &self.to {
            Correction::Topic(topic) => Some(topic),
            Correction::Severity(_) | Correction::Mood(_) => None,
        }
    }
    const fn severity(&self) -> Option<Severity> {
        match self.to {
            Correction::Severity(severity) => Some(severity),
            Correction::Topic(_) | Correction::Mood(_) => None,
        }
    }
    const fn mood(&self) -> Option<Mood> {
        match self.to {
            Correction::Mood(mood) => Some(mood),
            Correction::Severity(_) | Correction::Topic(_) => None,
        }
    }
    /// Returns how much of the words are the same, 0–1.
    fn nearness(&self, said: &BTreeSet<String>) -> f32 {
        overlap(said, &self.terms)
    }
    /// Returns whether a sentence says nothing that was not said in this case.
    fn knows(&self, sentence: &Sentence<'_>) -> bool {
        terms(sentence.text).is_subset(&self.terms)
    }
}

impl Rules<'_> {
    /// Applies the nearest correction, where one is near enough. The newest wins among equals.
    pub(super) fn corrected(&self, found: Found, texts: &[&str], readings: &[Reading<'_>]) -> Found {
        let Some((near, example, severity)) = self.nearest(texts, Example::severity) else { return found };
        let takes_back = found.severity == Severity::Critical && severity > Severity::Critical;
        let raises = severity == Severity::Critical;
        // A wish or a test is no outage, however near the words of one are.
        let is_unreal = raises && !readings.iter().any(|reading| reading.states() && !reading.test);
        let needed = if is_unreal || takes_back { SAME_FROM } else { NEAR_FROM };
        // What a person said of one case takes away no outage of which more is told.
        let tells_more = takes_back
            && readings
                .iter()
                .flat_map(|reading| &reading.sentences)
                .any(|sentence| sentence.alarms() && !example.knows(sentence));
        if tells_more || near < needed || severity == found.severity {
            return found;
        }
        let reasons = self.reasons(severity, readings);
        Found { severity, reasons, is_sure: true }
    }

    /// Returns the topic a person gave a case that said nearly the same. One word, such as a greeting, says no topic.
    #[must_use]
    pub fn topic(&self, texts: &[&str]) -> Option<&str> {
        let says_enough = |example: &Example| example.terms.len() >= TOPIC_TERMS_MIN;
        let (near, example, topic) = self.nearest(texts, Example::topic)?;
        (near >= NEAR_FROM && says_enough(example)).then_some(topic)
    }

    /// Returns how a person said that such a message sounds.
    pub(super) fn mood(&self, text: &str) -> Option<Mood> {
        let (near, _, mood) = self.nearest(&[text], Example::mood)?;
        (near >= SAME_FROM).then_some(mood)
    }

    /// Returns the correction of one kind whose case is nearest to what was said, all of it or the newest message.
    fn nearest<'a, T>(
        &'a self,
        texts: &[&str],
        of: impl Fn(&'a Example) -> Option<T>,
    ) -> Option<(f32, &'a Example, T)> {
        let corrected: Vec<(&Example, T)> =
            self.examples.iter().filter_map(|example| Some((example, of(example)?))).collect();
        if corrected.is_empty() {
            return None;
        }
        let said = terms(&texts.join("\n"));
        let newest = texts.last().map(|text| terms(text)).unwrap_or_default();
        let near = corrected
            .into_iter()
            .map(|(example, to)| (example.nearness(&said).max(example.nearness(&newest)), example, to));
        near.max_by(|(a, ..), (b, ..)| a.total_cmp(b))
    }
}
