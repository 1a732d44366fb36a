//! What happens to a question once it is known what the documentation says.

use super::{
    corpus::Evidence,
    event::{Reason, Severity},
};

/// What to do with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A person, without asking.
    HandOff(Reason),
    /// Answer from the passages.
    Answer,
    /// Show what may fit, and offer a person.
    Show,
    /// Say that the documentation does not say, and offer a person.
    NothingFound,
}

/// Decides what happens to a question.
///
/// Invariant: a critical case is never deflected, however good the passages look.
#[must_use]
pub fn judge(severity: Severity, evidence: &Evidence) -> Verdict {
    match severity {
        Severity::Critical => Verdict::HandOff(Reason::Critical),
        Severity::Degraded | Severity::Usage | Severity::Suggestion => {
            if evidence.passages.is_empty() || !evidence.may_fit() {
                Verdict::NothingFound
            } else if evidence.answers() {
                Verdict::Answer
            } else {
                Verdict::Show
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{
        corpus::{Document, Hit, Passage, Visibility},
        ids::Locale,
    };

    #[track_caller]
    fn check(severity: Severity, n_passages: usize, confidence: f32, want: Verdict) {
        let document = Document {
            path: "a.md".into(),
            title: "A".into(),
            locale: Locale::En,
            visibility: Visibility::Public,
            draft: false,
            tags: Vec::new(),
            applies_to: Vec::new(),
            translation_of: None,
            url: "a.md".into(),
        };
        let passage = Passage {
            doc: Arc::new(document),
            anchor: None,
            headings: Vec::new(),
            text: "words".into(),
            hash: "0".into(),
        };
        let passages = vec![Hit { passage: Arc::new(passage), score: 1.0 }; n_passages];
        let evidence = Evidence { pages: passages.clone(), passages, confidence, ..Evidence::default() };
        assert_eq!(judge(severity, &evidence), want);
    }

    #[test]
    fn an_outage_reaches_a_human_even_with_passages() {
        check(Severity::Critical, 5, 0.9, Verdict::HandOff(Reason::Critical));
    }
    #[test]
    fn nothing_found_is_said_and_a_person_only_offered() {
        check(Severity::Usage, 0, 0.9, Verdict::NothingFound);
        check(Severity::Usage, 3, 0.01, Verdict::NothingFound);
    }
    #[test]
    fn weak_passages_are_shown_and_good_ones_answer() {
        check(Severity::Degraded, 3, 0.3, Verdict::Show);
        check(Severity::Suggestion, 3, 0.8, Verdict::Answer);
    }
}
