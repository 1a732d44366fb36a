//! What people corrected counts from then on: a message that says nearly the same gets the severity a person gave.

use std::collections::BTreeSet;

use crate::domain::{
    event::Severity,
    words::{overlap, terms},
};

use super::{Found, Reading, Rules, cues::Sentence};

/// Share of common terms from which a correction counts.
const NEAR_FROM: f32 = 0.6;
/// Share of terms from which one makes an outage of what states none, or takes one back.
const SAME_FROM: f32 = 0.85;

/// A case whose severity a person corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    terms: BTreeSet<String>,
    severity: Severity,
}

impl Example {
    /// Takes the user's words and what a person said it is.
    #[must_use]
    pub fn new(text: &str, severity: Severity) -> Self {
        Self { terms: terms(text), severity }
    }
    /// Returns whether a sentence says nothing that was not said in this case.
    fn knows(&self, sentence: &Sentence<'_>) -> bool {
        terms(sentence.text).is_subset(&self.terms)
    }
}

impl Rules<'_> {
    /// Applies the nearest correction, where one is near enough. The newest wins among equals.
    pub(super) fn corrected(&self, found: Found, texts: &[&str], readings: &[Reading<'_>]) -> Found {
        if self.examples.is_empty() {
            return found;
        }
        let said = terms(&texts.join("\n"));
        let newest = texts.last().map(|text| terms(text)).unwrap_or_default();
        let nearness =
            |example: &Example| overlap(&said, &example.terms).max(overlap(&newest, &example.terms));
        let near = self.examples.iter().map(|example| (nearness(example), example));
        let Some((near, example)) = near.max_by(|(a, _), (b, _)| a.total_cmp(b)) else { return found };
        let takes_back = found.severity == Severity::Critical && example.severity > Severity::Critical;
        let raises = example.severity == Severity::Critical;
        // A wish or a test is no outage, however near the words of one are.
        let is_unreal = raises && !readings.iter().any(|reading| reading.states() && !reading.test);
        let needed = if is_unreal || takes_back { SAME_FROM } else { NEAR_FROM };
        // What a person said of one case takes away no outage of which more is told.
        let tells_more = takes_back
            && readings
                .iter()
                .flat_map(|reading| &reading.sentences)
                .any(|sentence| sentence.alarms() && !example.knows(sentence));
        if tells_more || near < needed || example.severity == found.severity {
            return found;
        }
        let reasons = self.reasons(example.severity, readings);
        Found { severity: example.severity, reasons, is_sure: true }
    }
}
