//! How bad it is, from the facts in the user's own words.
//!
//! Facts move severity: who is affected, what is down, whether a way round exists. Hypotheticals, how-to questions,
//! test environments, wishes about the severity itself, capitals and anger do not. Topics are not judged here.

mod facts;

use super::{
    event::Severity,
    ids::Locale,
    intent::locale_of,
    words::{Words, clauses, sentences, shorten},
};

/// Reasons kept, and their length.
const REASONS_MAX: usize = 3;
const REASON_CHARS_MAX: usize = 160;
/// The newest messages that are read; earlier ones moved the severity when they were new.
const MESSAGES_MAX: usize = 8;
/// Characters of a message that are read.
const MESSAGE_CHARS_MAX: usize = 2_000;
/// Words of a message that answers "who is affected?" and nothing else.
const SHORT_WORDS_MAX: usize = 8;

/// What was judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// How bad.
    pub severity: Severity,
    /// About what, where known.
    pub topic: Option<String>,
    /// The language of the conversation from here on.
    pub locale: Locale,
    /// The user's own words that show the severity.
    pub reasons: Vec<String>,
}

/// Judges a conversation by the user's messages so far, oldest first.
///
/// `current` is the severity in force: without news in the newest message it stays.
#[must_use]
pub fn judge(texts: &[&str], current: Option<Severity>, locale: Locale) -> Verdict {
    let recent = texts.get(texts.len().saturating_sub(MESSAGES_MAX)..).unwrap_or_default();
    let locale = recent.iter().fold(locale, |locale, text| locale_of(text, locale));
    let readings: Vec<Facts> = recent.iter().map(|text| Facts::of(text)).collect();
    let (severity, reasons) = weigh(&readings);
    let severity = match (current, readings.last()) {
        (Some(current), Some(newest)) if !newest.any() => current,
        (Some(current), Some(newest)) if !newest.relieves() => current.min(severity),
        _ => severity,
    };
    Verdict { severity, topic: None, locale, reasons }
}

/// What one message states as a fact, in its own words.
#[derive(Debug, Default)]
struct Facts {
    /// All users, everything, production.
    everyone: Option<String>,
    /// Something fails.
    trouble: Option<String>,
    /// Both at once, or an outage, lost data, a breach: bad enough alone.
    critical: Option<String>,
    /// A way round, a part only, now and then.
    relief: Option<String>,
    /// Over again.
    recovered: bool,
    /// Not production.
    test: bool,
    /// Asks how something is done.
    how_to: bool,
    /// Wishes something were different.
    suggestion: Option<String>,
    /// Answers a question in a few words.
    short: bool,
}

impl Facts {
    fn of(text: &str) -> Self {
        let text = shorten(text, MESSAGE_CHARS_MAX);
        let whole = Words::of(&text);
        let mut facts = Self {
            recovered: whole.has(&facts::RECOVERED),
            test: whole.has(&facts::TEST) && !whole.has(&facts::PRODUCTION),
            short: whole.tokens().len() <= SHORT_WORDS_MAX,
            ..Self::default()
        };
        for sentence in sentences(&text) {
            facts.read_sentence(sentence);
        }
        facts
    }
    fn read_sentence(&mut self, sentence: &str) {
        let words = Words::of(sentence);
        if words.has(&facts::SUGGESTION) && !words.has(&facts::OUTAGE) {
            // What is wished for did not happen.
            self.suggestion.get_or_insert_with(|| reason(sentence));
            if words.has(&facts::TROUBLE) && words.has(&facts::EVERYONE) {
                self.trouble.get_or_insert_with(|| reason(sentence));
            }
            return;
        }
        if words.has(&facts::RELIEF) {
            self.relief.get_or_insert_with(|| reason(sentence));
        }
        self.how_to |= words.has(&facts::HOW_TO);
        if words.has(&facts::HYPOTHETICAL) || (words.has(&facts::HOW_TO) && !words.has(&facts::RIGHT_NOW)) {
            if words.has(&facts::TROUBLE) && words.has(&facts::REMEDY) {
                self.trouble.get_or_insert_with(|| reason(sentence));
            }
            return;
        }
        // A clause about the ticket ("mark this as P1") states nothing about the world.
        let stated: Vec<&str> = clauses(sentence)
            .into_iter()
            .filter(|clause| !Words::of(clause).has(&facts::ABOUT_TICKET))
            .collect();
        let stated = stated.join(" ");
        let words = Words::of(&stated);
        if words.has(&facts::DENIAL) {
            return;
        }
        if words.has(&facts::EVERYONE) {
            self.everyone.get_or_insert_with(|| reason(sentence));
        }
        if words.has(&facts::TROUBLE) {
            self.trouble.get_or_insert_with(|| reason(sentence));
        }
        if is_critical(&words) {
            self.critical.get_or_insert_with(|| reason(sentence));
        }
    }
    fn any(&self) -> bool {
        self.relieves()
            || self.everyone.is_some()
            || self.trouble.is_some()
            || self.critical.is_some()
            || self.suggestion.is_some()
    }
    /// Says that it is less bad than was thought.
    fn relieves(&self) -> bool {
        self.recovered || self.test || self.relief.is_some()
    }
}

fn is_critical(words: &Words<'_>) -> bool {
    let partial = words.has(&facts::PARTIAL);
    let concerns_all = words.has(&facts::EVERYONE) || words.has(&facts::PRODUCTION);
    let own_slip = words.has(&facts::OWN_SLIP) && !concerns_all;
    words.has(&facts::BREACH)
        || (words.has(&facts::DATA_LOSS) && !own_slip)
        || (words.has(&facts::EVERYONE) && words.has(&facts::TROUBLE) && !partial)
        || (words.has(&facts::PRODUCTION) && words.has(&facts::OUTAGE) && !partial)
        || (words.has(&facts::SERVICE_DOWN) && !partial)
}

fn weigh(readings: &[Facts]) -> (Severity, Vec<String>) {
    let relieved = readings.iter().any(|facts| facts.relief.is_some());
    let recovered = readings.iter().rposition(|facts| facts.recovered);
    let failed = readings.iter().rposition(|facts| facts.trouble.is_some() || facts.critical.is_some());
    let over = recovered >= failed && recovered.is_some();
    let test = readings.iter().any(|facts| facts.test);
    let words = |pick: fn(&Facts) -> &Option<String>| -> Vec<String> {
        let mut said: Vec<String> = readings.iter().filter_map(|facts| pick(facts).clone()).collect();
        said.dedup();
        said.truncate(REASONS_MAX);
        said
    };
    let mut critical = words(|facts| &facts.critical);
    let trouble = words(|facts| &facts.trouble);
    // "Login fails." – "For how many?" – "Everybody."
    let answered = readings.iter().any(|facts| facts.short && facts.everyone.is_some());
    if critical.is_empty() && answered && !trouble.is_empty() {
        critical = words(|facts| &facts.everyone);
    }
    if !critical.is_empty() && !relieved && !test && !over {
        return (Severity::Critical, critical);
    }
    if test {
        return (Severity::Usage, Vec::new());
    }
    let suggestion = words(|facts| &facts.suggestion);
    let relief = words(|facts| &facts.relief);
    let troubled = !trouble.is_empty() || !critical.is_empty() || !relief.is_empty();
    if troubled && (suggestion.is_empty() || !critical.is_empty()) {
        let how_to = readings.iter().any(|facts| facts.how_to)
            && readings.iter().all(|facts| facts.how_to || facts.short)
            && relief.is_empty()
            && critical.is_empty();
        let asks_only = how_to && !readings.iter().any(Facts::asks_for_remedy);
        if !asks_only {
            let mut reasons = if critical.is_empty() { trouble } else { critical };
            reasons.extend(relief);
            reasons.dedup();
            reasons.truncate(REASONS_MAX);
            return (Severity::Degraded, reasons);
        }
    }
    match suggestion.is_empty() {
        true => (Severity::Usage, Vec::new()),
        false => (Severity::Suggestion, suggestion),
    }
}

impl Facts {
    /// "How do I fix it?" asks about a failure, not about a setting.
    fn asks_for_remedy(&self) -> bool {
        self.trouble.as_deref().is_some_and(|said| Words::of(said).has(&facts::REMEDY))
    }
}

fn reason(sentence: &str) -> String {
    shorten(sentence, REASON_CHARS_MAX)
}

#[cfg(test)]
mod tests;
