//! What happens to a question once it is known what the documentation says.

use super::{
    corpus::Evidence,
    event::{Reason, Severity},
};

/// Confidence from which the passages are answered from.
///
/// Of the questions of the fit that reach it, 90 % are answerable in a set with near misses and 80 % in a set of
/// follow-up questions out of context; of 60 far out of scope none reaches it.
pub const ANSWER_FROM: f32 = 0.4;
/// Confidence from which they are shown as what may fit.
pub const SHOW_FROM: f32 = 0.15;

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
            if evidence.passages.is_empty() || evidence.confidence < SHOW_FROM {
                Verdict::NothingFound
            } else if evidence.confidence < ANSWER_FROM {
                Verdict::Show
            } else {
                Verdict::Answer
            }
        }
    }
}

/// Returns whether documents are shown right after a message: what is below is noise.
#[must_use]
pub fn is_worth_showing(evidence: &Evidence) -> bool {
    !evidence.pages.is_empty() && evidence.confidence >= SHOW_FROM
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
        let evidence = Evidence { pages: passages.clone(), passages, confidence, revision: 1 };
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
        check(Severity::Degraded, 3, 0.2, Verdict::Show);
        check(Severity::Suggestion, 3, 0.8, Verdict::Answer);
    }
}
