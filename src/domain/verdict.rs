//! What happens to a question once it is known what the documentation says.

use super::{
    applies::{self, Choice, Known},
    asking::{self, Topic},
    corpus::Evidence,
    event::{Reason, Severity},
    ids::Locale,
};

/// What to do with a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// A person, without asking.
    HandOff(Reason),
    /// Answer from the passages.
    Answer,
    /// Ask which of these the question is about.
    Ask(Vec<Topic>),
    /// It depends on a platform or version that is not known.
    Depends(Choice),
    /// Show what may fit, and offer a person.
    Show,
    /// Say that the documentation does not say, and offer a person.
    NothingFound,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// What is known of their platform and version.
    pub known: &'a Known,
    /// Their language.
    pub locale: Locale,
    /// They may be asked what they mean: they were not asked before, and have not called a reply unsolved.
    pub may_ask: bool,
}

/// Decides what happens to a question.
///
/// Invariant: a critical case is never deflected, however good the passages look.
#[must_use]
pub fn judge(severity: Severity, evidence: &Evidence, asker: &Asker<'_>) -> Verdict {
    match severity {
        Severity::Critical => Verdict::HandOff(Reason::Critical),
        Severity::Degraded | Severity::Usage | Severity::Suggestion => weigh(evidence, asker),
    }
}

/// Decides by what was found alone.
#[must_use]
pub fn weigh(evidence: &Evidence, asker: &Asker<'_>) -> Verdict {
    if evidence.passages.is_empty() {
        return Verdict::NothingFound;
    }
    let undecided = evidence.may_fit().then(|| applies::undecided(evidence, asker.known, asker.locale));
    if let Some(choice) = undecided.flatten() {
        return Verdict::Depends(choice);
    }
    if evidence.answers() {
        return Verdict::Answer;
    }
    let topics = if asker.may_ask { asking::topics(evidence) } else { Vec::new() };
    match topics.is_empty() {
        false => Verdict::Ask(topics),
        true if evidence.may_fit() => Verdict::Show,
        true => Verdict::NothingFound,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{
        corpus::{Document, Hit, Passage, Visibility},
        evidence::Signals,
    };

    fn hit(path: &str) -> Hit {
        let document = Document {
            path: path.into(),
            title: path.into(),
            locale: Locale::En,
            visibility: Visibility::Public,
            draft: false,
            tags: Vec::new(),
            applies_to: Vec::new(),
            translation_of: None,
            url: path.into(),
        };
        let passage = Passage {
            doc: Arc::new(document),
            anchor: None,
            headings: Vec::new(),
            text: "words".into(),
            hash: "0".into(),
        };
        Hit { passage: Arc::new(passage), score: 1.0 }
    }

    fn verdict(severity: Severity, pages: &[&str], confidence: f32, n_asked: f32, may_ask: bool) -> Verdict {
        let pages: Vec<Hit> = pages.iter().map(|path| hit(path)).collect();
        let signals = Some(Signals { length: n_asked.ln(), coverage: 1.0, ..Signals::default() });
        let evidence =
            Evidence { pages: pages.clone(), passages: pages, confidence, signals, ..Evidence::default() };
        judge(severity, &evidence, &Asker { known: &Known::default(), locale: Locale::En, may_ask })
    }

    #[test]
    fn an_outage_reaches_a_human_even_with_passages() {
        let pages = ["a.md", "b.md"];
        for confidence in [0.9, 0.3] {
            let verdict = verdict(Severity::Critical, &pages, confidence, 2.0, true);
            assert_eq!(verdict, Verdict::HandOff(Reason::Critical));
        }
    }
    #[test]
    fn nothing_found_is_said_and_a_person_only_offered() {
        assert_eq!(verdict(Severity::Usage, &[], 0.9, 2.0, true), Verdict::NothingFound);
        assert_eq!(verdict(Severity::Usage, &["a.md", "b.md"], 0.01, 9.0, true), Verdict::NothingFound);
    }
    #[test]
    fn weak_passages_are_shown_and_good_ones_answer() {
        assert_eq!(verdict(Severity::Degraded, &["a.md", "b.md"], 0.3, 9.0, true), Verdict::Show);
        assert_eq!(verdict(Severity::Suggestion, &["a.md", "b.md"], 0.8, 2.0, true), Verdict::Answer);
    }
    #[test]
    fn who_names_little_is_asked_which_page_is_meant_and_only_once() {
        let Verdict::Ask(topics) = verdict(Severity::Usage, &["a.md", "b.md"], 0.3, 2.0, true) else {
            panic!("nothing is asked")
        };
        assert_eq!(topics.iter().map(|topic| topic.name.as_str()).collect::<Vec<_>>(), ["a.md", "b.md"]);
        assert_eq!(verdict(Severity::Usage, &["a.md", "b.md"], 0.3, 2.0, false), Verdict::Show);
    }
}
