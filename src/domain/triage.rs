//! How bad it is, from the facts in the user's own words.
//!
//! Facts move severity: who is affected, what is down, what is gone, whether a way round exists. Hypotheticals, how-to
//! questions, test environments, wishes about the severity itself, capitals, rank and anger do not. What a text shows is
//! read in `cues` and weighed in `scorer`; what the weights may not decide is decided here. Topics are judged in `topic`.

mod cues;
mod examples;
mod facts;
mod proposal;
mod scorer;
mod speech;
mod stakes;

use super::{
    event::{Mood, Severity},
    ids::Locale,
    intent::{locale_of, mood_of},
    words::{Words, shorten},
};

use cues::Sentence;
pub use examples::{Correction, Example};
pub use proposal::Proposal;
pub use scorer::Weights;

/// Returns whether words say that something fails, or how bad it is.
#[must_use]
pub fn is_trouble(words: &Words<'_>) -> bool {
    [&facts::TROUBLE, &facts::OUTAGE, &facts::DATA_LOSS, &facts::BREACH]
        .into_iter()
        .any(|list| words.has(list))
}

/// Reasons kept, and their length.
const REASONS_MAX: usize = 3;
const REASON_CHARS_MAX: usize = 160;
/// The newest messages that are read; earlier ones moved the severity when they were new.
const MESSAGES_MAX: usize = 8;
/// Characters of a message that are read.
const MESSAGE_CHARS_MAX: usize = 2_000;
/// Words of a message that answers "who is affected?" and nothing else.
const SHORT_WORDS_MAX: usize = 8;
/// From how much a sentence speaks for a severity it is quoted for it.
const SPEAKS_MIN: f64 = 0.3;

/// What was judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// How bad.
    pub severity: Severity,
    /// About what, where known.
    pub topic: Option<String>,
    /// Which product, by the inbox's own name for it, where known.
    pub product: Option<String>,
    /// The language of the conversation from here on.
    pub locale: Locale,
    /// The user's own words that show the severity.
    pub reasons: Vec<String>,
    /// How the newest message sounds.
    pub mood: Mood,
    /// Whether the rules are sure of the severity; where not, a model may be asked.
    pub is_sure: bool,
}

/// What a judgement goes by.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// What cues and words weigh.
    pub weights: &'a Weights,
    /// What people corrected in this inbox.
    pub examples: &'a [Example],
}

impl Default for Rules<'_> {
    fn default() -> Self {
        Self { weights: Weights::built_in(), examples: &[] }
    }
}

/// Words from which on a message says enough for a second look.
const STATEMENT_WORDS_MIN: usize = 4;

impl Verdict {
    /// Returns whether a second look at the newest message may change what happens: the rules are not sure, and it says
    /// enough to be looked at. What is critical stays so.
    #[must_use]
    pub fn is_in_doubt(&self, text: &str) -> bool {
        let says_enough = Words::of(&shorten(text, MESSAGE_CHARS_MAX)).tokens().len() >= STATEMENT_WORDS_MIN;
        !self.is_sure && self.severity != Severity::Critical && says_enough
    }
}

/// Judges a conversation by the user's messages so far, oldest first, by the rules that come with the program.
///
/// `current` is the severity in force: without news in the newest message it stays.
#[must_use]
pub fn judge(texts: &[&str], current: Option<Severity>, locale: Locale) -> Verdict {
    Rules::default().judge(texts, current, locale)
}

impl Rules<'_> {
    /// Judges a conversation by the user's messages so far, oldest first.
    #[must_use]
    pub fn judge(&self, texts: &[&str], current: Option<Severity>, locale: Locale) -> Verdict {
        let recent = texts.get(texts.len().saturating_sub(MESSAGES_MAX)..).unwrap_or_default();
        let locale = recent.iter().fold(locale, |locale, text| locale_of(text, locale));
        let mood = recent.last().map_or(Mood::Calm, |text| self.mood(text).unwrap_or_else(|| mood_of(text)));
        let cut: Vec<&str> = recent.iter().map(|text| head(text, MESSAGE_CHARS_MAX)).collect();
        let readings: Vec<Reading<'_>> = cut.iter().map(|text| Reading::of(text)).collect();
        let mut found = self.weigh(&readings);
        if let Some(newest) = readings.last().filter(|newest| newest.states() && readings.len() > 1) {
            let alone = self.weigh(std::slice::from_ref(newest));
            if alone.severity < found.severity && !newest.relieves() {
                found = alone;
            }
        }
        found = self.corrected(found, &cut, &readings);
        let severity = match (current, readings.last()) {
            (Some(current), Some(newest)) if !newest.has_news() => current,
            (Some(current), Some(newest)) if !newest.relieves() => current.min(found.severity),
            _ => found.severity,
        };
        let reasons = if severity == found.severity { found.reasons } else { Vec::new() };
        Verdict { severity, topic: None, product: None, locale, reasons, mood, is_sure: found.is_sure }
    }

    fn weigh(&self, readings: &[Reading<'_>]) -> Found {
        let sentences = || readings.iter().flat_map(|reading| &reading.sentences);
        let score = self.weights.score(sentences());
        let shows = |cue: &str| sentences().any(|sentence| sentence.shows(cue));
        let recovered = readings.iter().rposition(|reading| reading.recovered);
        let failed = readings.iter().rposition(Reading::states);
        let is_over = recovered.is_some() && recovered >= failed;
        let is_test = readings.iter().any(|reading| reading.test);
        // "Login fails." – "For how many?" – "Everybody."
        let answered = readings.len() > 1
            && readings.iter().any(|reading| reading.is_short && reading.shows("everyone"))
            && shows("trouble");
        // A way round makes an outage bearable, never a breach or a loss.
        let (is_relieved, is_grave) = (shows("relief"), shows("secret") || shows("kept"));
        let shows_any = sentences().any(|sentence| !sentence.cues.is_empty());
        let is_real = sentences().any(Sentence::reports);
        let may_be = |severity: Severity| match severity {
            // Where nothing is said of the world there is nothing to worry about.
            severity if !shows_any => severity == Severity::Usage,
            Severity::Critical => is_real && !is_test && !is_over && (!is_relieved || is_grave),
            Severity::Degraded => !is_test,
            // What is over may be asked about.
            Severity::Usage => !is_over || is_test || shows("asked"),
            Severity::Suggestion => !is_over || shows("wish"),
        };
        let severity = score.best(may_be);
        let severity = match severity {
            _ if answered && may_be(Severity::Critical) => Severity::Critical,
            other => other,
        };
        Found { severity, reasons: self.reasons(severity, readings), is_sure: score.is_sure() || is_test }
    }

    /// Returns the sentences that speak for a severity, in the order they were said: the one that speaks most, and whatever
    /// else speaks for it enough. Usage is shown by one.
    fn reasons(&self, severity: Severity, readings: &[Reading<'_>]) -> Vec<String> {
        if severity == Severity::Usage {
            return self.question(readings).into_iter().collect();
        }
        let mut spoken: Vec<(usize, f64, &str)> = Vec::new();
        for (place, sentence) in readings.iter().flat_map(|reading| &reading.sentences).enumerate() {
            let is_known = spoken.iter().any(|(_, _, text)| *text == sentence.text);
            if !is_known && (severity != Severity::Critical || is_fact(sentence)) {
                spoken.push((place, self.weights.speaks_for(sentence, severity), sentence.text));
            }
        }
        spoken.sort_by(|(_, a, _), (_, b, _)| b.total_cmp(a));
        let n_speaking = spoken.iter().filter(|(_, said, _)| *said >= SPEAKS_MIN).count();
        spoken.truncate(n_speaking.clamp(1, REASONS_MAX));
        spoken.sort_by_key(|(place, _, _)| *place);
        spoken.into_iter().map(|(_, _, text)| head(text, REASON_CHARS_MAX).to_owned()).collect()
    }

    /// Returns the sentence that speaks most for usage, of those that ask where some do.
    fn question(&self, readings: &[Reading<'_>]) -> Option<String> {
        let sentences = readings.iter().flat_map(|reading| &reading.sentences);
        let ranked = sentences.map(|sentence| {
            let spoken = self.weights.speaks_for(sentence, Severity::Usage);
            (sentence.shows("asked"), spoken, sentence.text)
        });
        let best = ranked.max_by(|(a_asks, a, _), (b_asks, b, _)| a_asks.cmp(b_asks).then(a.total_cmp(b)));
        best.map(|(_, _, text)| head(text, REASON_CHARS_MAX).to_owned())
    }
}

/// Returns whether a sentence may be quoted for a critical case.
fn is_fact(sentence: &Sentence<'_>) -> bool {
    sentence.reports() || sentence.shows("everyone")
}

/// A severity with the words that show it.
struct Found {
    severity: Severity,
    reasons: Vec<String>,
    is_sure: bool,
}

/// One message, read.
struct Reading<'a> {
    sentences: Vec<Sentence<'a>>,
    /// Over again.
    recovered: bool,
    /// Not production.
    test: bool,
    /// Answers a question in a few words.
    is_short: bool,
}

impl<'a> Reading<'a> {
    fn of(text: &'a str) -> Self {
        let whole = Words::of(text);
        Self {
            sentences: cues::read(text),
            recovered: cues::recovered(&whole),
            test: whole.has(&facts::TEST) && (!whole.has(&facts::PRODUCTION) || whole.has(&facts::SPARED)),
            is_short: whole.tokens().len() <= SHORT_WORDS_MAX,
        }
    }
    fn shows(&self, cue: &str) -> bool {
        self.sentences.iter().any(|sentence| sentence.shows(cue))
    }
    /// Says that something has happened.
    fn states(&self) -> bool {
        self.sentences.iter().any(Sentence::states)
    }
    /// Says that it is less bad than was thought.
    fn relieves(&self) -> bool {
        self.recovered || self.test || self.shows("relief")
    }
    /// Says anything that severity depends on.
    fn has_news(&self) -> bool {
        self.relieves() || self.states() || self.shows("everyone") || self.shows("wish")
    }
}

/// Returns at most so many characters of a text, at a word where one is near; what is returned stands in the text.
fn head(text: &str, chars_max: usize) -> &str {
    let kept = shorten(text, chars_max);
    let kept = kept.strip_suffix('…').unwrap_or(&kept);
    text.trim().get(..kept.len()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
