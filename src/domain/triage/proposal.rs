//! What a model proposes, and what of it counts: it may point to words that the rules passed over, never make up facts.

use crate::domain::event::Severity;

use super::{MESSAGE_CHARS_MAX, Reading, Rules, Verdict, cues::Sentence, head};

/// What a model makes of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// How bad.
    pub severity: Severity,
    /// About what.
    pub topic: Option<String>,
    /// The words it goes by; they must be the user's.
    pub reasons: Vec<String>,
}

impl Verdict {
    /// Returns the verdict with what counts of a proposal; `texts` are the user's messages.
    ///
    /// The rules' sure verdicts and what they take for critical stand. It gets worse only by words that the user wrote as a
    /// fact, of production; it gets better only where no fact is stated. A topic is taken where the rules have none.
    #[must_use]
    pub fn with(mut self, proposal: &Proposal, texts: &[&str], topics: &[&str]) -> Self {
        if self.topic.is_none() {
            let known = proposal.topic.as_deref().map(str::trim);
            self.topic = known.filter(|topic| topics.contains(topic)).map(str::to_owned);
        }
        if self.is_sure || self.severity == Severity::Critical || self.severity == proposal.severity {
            return self;
        }
        let cut: Vec<&str> = texts.iter().map(|text| head(text, MESSAGE_CHARS_MAX)).collect();
        let readings: Vec<Reading<'_>> = cut.iter().map(|text| Reading::of(text)).collect();
        let quoted = quoted(proposal, &readings);
        let is_worse = proposal.severity < self.severity;
        let is_unstated = !readings.iter().any(Reading::states);
        if (is_worse && !quoted.is_empty()) || (!is_worse && is_unstated) {
            self.severity = proposal.severity;
            let by_rules = || Rules::default().reasons(proposal.severity, &readings);
            self.reasons = if quoted.is_empty() { by_rules() } else { quoted };
        }
        self
    }
}

/// Returns the reasons that stand, as typed, in a sentence that states something of production.
fn quoted(proposal: &Proposal, readings: &[Reading<'_>]) -> Vec<String> {
    let states =
        |sentence: &Sentence<'_>, reason: &str| sentence.shows("stated") && sentence.text.contains(reason);
    let is_fact = |reason: &str| {
        readings
            .iter()
            .filter(|reading| !reading.test)
            .any(|reading| reading.sentences.iter().any(|sentence| states(sentence, reason)))
    };
    let reasons = proposal.reasons.iter().map(|reason| reason.trim());
    reasons.filter(|reason| reason.chars().count() > 1 && is_fact(reason)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ids::Locale, triage::judge};

    fn verdict(text: &str) -> Verdict {
        Verdict { severity: Severity::Usage, is_sure: false, ..judge(&[text], None, Locale::En) }
    }
    #[track_caller]
    fn check(text: &str, reason: &str, want: Severity) {
        let proposal = Proposal {
            severity: Severity::Critical,
            topic: Some("calls".into()),
            reasons: vec![reason.into()],
        };
        let got = verdict(text).with(&proposal, &[text], &["calls"]);
        assert_eq!(got.severity, want, "{text} {:?}", got.reasons);
        assert_eq!(got.topic.as_deref(), Some("calls"));
    }

    #[test]
    fn facts_in_the_users_words_count() {
        check(
            "The turnstiles let nobody into the stadium.",
            "let nobody into the stadium",
            Severity::Critical,
        );
        check("闸机全部罢工，观众进不了场", "闸机全部罢工", Severity::Critical);
    }
    #[test]
    fn what_the_user_never_stated_does_not() {
        check("The turnstiles let nobody in.", "all turnstiles are down", Severity::Usage);
        check("What if the turnstiles let nobody in?", "the turnstiles let nobody in", Severity::Usage);
        check("Mark this as P1", "Mark this as P1", Severity::Usage);
        check("In our test environment nobody gets in.", "nobody gets in", Severity::Usage);
    }
    #[test]
    fn a_critical_case_and_a_sure_verdict_stand() {
        let lower = Proposal { severity: Severity::Suggestion, topic: None, reasons: Vec::new() };
        let text = "All customers get 502 since nine.";
        let critical = Verdict { is_sure: false, ..judge(&[text], None, Locale::En) };
        assert_eq!(critical.with(&lower, &[text], &[]).severity, Severity::Critical);
        let sure = Verdict { is_sure: true, ..verdict("Which ports are used?") };
        assert_eq!(sure.with(&lower, &["Which ports are used?"], &[]).severity, Severity::Usage);
    }
}
