//! Text becomes terms: stemmed English words, Chinese character pairs, identifiers whole and in parts.
//!
//! The same text gives the same terms in the index and in a question, but for the words a question drops.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use frostem::{Algorithm, Stemmer};

use super::words;

/// Rises whenever the same text would give other terms; an index built by another version is built anew.
pub const ANALYZER_VERSION: u32 = 4;

/// An identifier longer than this is a hash or an encoded blob: only its parts are terms.
const WHOLE_BYTES_MAX: usize = 64;
/// A word longer than this is none.
const WORD_BYTES_MAX: usize = 40;

/// Letters from which an unknown word is taken for a typing error.
pub(super) const TYPO_LETTERS_MIN: usize = 4;

/// A heading that names more than this is a sentence that no question repeats.
const N_WHOLE_MAX: usize = 6;

/// Traditional characters and the simplified ones they are folded to.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("vocabulary/simplified.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .flat_map(|line| {
            let letters: Vec<char> = line.chars().collect();
            letters.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
        })
        .collect()
});

/// What kind of term it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A stemmed word, or a part of an identifier.
    Word,
    /// An identifier with its separators, or a camel-case word as one.
    Whole,
    /// A pair of Chinese characters, or one that stands alone.
    Pair,
}

/// A term of the index or of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) text: String,
    pub(super) kind: Kind,
}

/// Returns the terms of a text that is indexed, in order, with repetitions.
pub(super) fn terms(text: &str) -> Vec<Term> {
    let mut terms = Terms::default();
    for run in runs(&fold(text)) {
        match run {
            Run::Latin(run) => terms.latin(&run, Keep::All),
            Run::Chinese(run) => terms.pairs(&run, true),
        }
    }
    terms.found
}

/// Returns the terms of a question without the words that only ask; none where it names no subject.
pub(super) fn question_terms(text: &str) -> Vec<Term> {
    let mut named = Terms::default();
    for run in runs(&fold(text)) {
        match run {
            Run::Latin(run) => named.latin(&run, Keep::Subjects),
            Run::Chinese(run) => {
                let subjects = subjects(&run);
                let is_whole =
                    subjects.len() == 1 && subjects.first().is_some_and(|range| *range == (0..run.len()));
                for range in subjects {
                    named.pairs(&run[range], is_whole);
                }
            }
        }
    }
    named.found
}

/// Returns the Latin words of a text as they are written, in lower case, each with the term it becomes.
pub(super) fn spelled(text: &str) -> Vec<(String, String)> {
    let stemmer = Stemmer::new(Algorithm::English);
    let mut spelled = Vec::new();
    for run in runs(&fold(text)) {
        let Run::Latin(run) = run else { continue };
        for piece in run.split(is_separator).flat_map(camel_pieces) {
            let is_word = (TYPO_LETTERS_MIN..=WORD_BYTES_MAX).contains(&piece.len());
            if is_word && piece.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                let word = piece.to_lowercase();
                let term = stemmer.stem(&word).into_owned();
                spelled.push((word, term));
            }
        }
    }
    spelled
}

/// Returns one term for all that a title, heading or question names, so that a question which names exactly what a
/// heading names is told from one that only shares words with it; none where it names nothing, or much.
pub(super) fn whole(text: &str) -> Option<String> {
    let mut named: Vec<String> = question_terms(text).into_iter().map(|term| term.text).collect();
    named.sort_unstable();
    named.dedup();
    if named.iter().any(|term| !words::ACTS.contains(&term.as_str())) {
        named.retain(|term| !words::ACTS.contains(&term.as_str()));
    }
    (1..=N_WHOLE_MAX).contains(&named.len()).then(|| format!("={}", named.join(" ")))
}

/// Maps full-width forms to the plain ones, as Chinese keyboards mix them, and traditional characters to simplified
/// ones.
fn fold(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
            '\u{3000}' => ' ',
            '\u{2019}' => '\'',
            '\u{2010}' | '\u{2011}' => '-',
            '\u{3400}'..='\u{9fff}' => SIMPLIFIED.get(&letter).copied().unwrap_or(letter),
            _ => letter,
        })
        .collect()
}

enum Run {
    /// Letters, digits and the separators between them.
    Latin(String),
    Chinese(Vec<char>),
}

pub(super) const fn is_chinese(letter: char) -> bool {
    matches!(letter,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}'
        | '\u{3041}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}' | '\u{3005}')
}

const fn is_separator(letter: char) -> bool {
    matches!(letter, '_' | '-' | '.' | '/' | ':')
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(first) = letters.next() {
        if is_chinese(first) {
            let mut run = vec![first];
            while let Some(next) = letters.next_if(|next| is_chinese(*next)) {
                run.push(next);
            }
            runs.push(Run::Chinese(run));
        } else if first.is_alphanumeric() {
            let mut run = String::from(first);
            let belongs = |next: &char| (next.is_alphanumeric() && !is_chinese(*next)) || is_separator(*next);
            while let Some(next) = letters.next_if(belongs) {
                run.push(next);
            }
            run.truncate(run.trim_end_matches(is_separator).len());
            if letters.next_if_eq(&'\'').is_some() {
                skip_suffix(&mut letters);
            }
            runs.push(Run::Latin(run));
        }
    }
    runs
}

/// Passes over `s`, `t`, `re`, `ll` after an apostrophe.
fn skip_suffix(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    let ahead = letters.clone().take_while(char::is_ascii_alphabetic).count();
    if ahead <= 2 {
        for _ in 0..ahead {
            letters.next();
        }
    }
}

/// Cuts a Chinese run at phrases that only ask; a single character left between two cuts is no subject.
fn subjects(run: &[char]) -> Vec<Range<usize>> {
    let mut subjects = Vec::new();
    let (mut start, mut at) = (0, 0);
    let mut keep = |range: Range<usize>| {
        if range.len() > 1 || range.len() == run.len() {
            subjects.push(range);
        }
    };
    while at < run.len() {
        let n_phrase = words::CHINESE
            .iter()
            .map(|phrase| (phrase, phrase.chars().count()))
            .find(|(phrase, n)| at + n <= run.len() && phrase.chars().eq(run[at..at + n].iter().copied()))
            .map_or(0, |(_, n)| n);
        if n_phrase == 0 {
            at += 1;
        } else {
            keep(start..at);
            at += n_phrase;
            start = at;
        }
    }
    keep(start..run.len());
    subjects
}

#[derive(Clone, Copy, PartialEq)]
enum Keep {
    All,
    Subjects,
}

struct Terms {
    stemmer: Stemmer,
    found: Vec<Term>,
}

impl Default for Terms {
    fn default() -> Self {
        Self { stemmer: Stemmer::new(Algorithm::English), found: Vec::new() }
    }
}

impl Terms {
    fn push(&mut self, text: String, kind: Kind) {
        self.found.push(Term { text, kind });
    }

    fn pairs(&mut self, run: &[char], keeps_single: bool) {
        if let ([single], true) = (run, keeps_single) {
            self.push(single.to_string(), Kind::Pair);
        }
        for pair in run.windows(2) {
            self.push(pair.iter().collect(), Kind::Pair);
        }
    }

    fn latin(&mut self, run: &str, keep: Keep) {
        let parts: Vec<&str> = run.split(is_separator).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 && run.len() <= WHOLE_BYTES_MAX {
            self.push(run.to_lowercase(), Kind::Whole);
            // A code is typed without what parts it, too: `KD-1042` is found as `kd1042`.
            if let (Keep::All, [letters, digits]) = (keep, parts.as_slice())
                && letters.bytes().all(|byte| byte.is_ascii_alphabetic())
                && digits.bytes().all(|byte| byte.is_ascii_digit())
            {
                self.push(parts.concat().to_lowercase(), Kind::Whole);
            }
        }
        for part in &parts {
            let pieces = camel_pieces(part);
            if pieces.len() > 1 && part.len() <= WHOLE_BYTES_MAX {
                self.push(part.to_lowercase(), Kind::Whole);
            }
            let is_alone = parts.len() == 1 && pieces.len() == 1;
            for piece in pieces {
                self.word(piece, is_alone, keep);
            }
        }
    }

    fn word(&mut self, piece: &str, is_alone: bool, keep: Keep) {
        let n_letters = piece.chars().count();
        if piece.len() > WORD_BYTES_MAX || (n_letters == 1 && !is_alone) {
            return;
        }
        let word = piece.to_lowercase();
        if keep == Keep::Subjects && words::is_stop_word(&word) {
            return;
        }
        let is_english = word.bytes().all(|byte| byte.is_ascii_alphabetic());
        let term = if is_english { self.stemmer.stem(&word).into_owned() } else { word };
        self.push(term, Kind::Word);
    }
}

/// Splits `HTTPServerName` into `HTTP`, `Server`, `Name`; anything but camel case comes back whole.
fn camel_pieces(part: &str) -> Vec<&str> {
    let letters: Vec<(usize, char)> = part.char_indices().collect();
    let mut pieces = Vec::new();
    let mut start = 0;
    for window in 1..letters.len() {
        let (at, letter) = letters[window];
        let before = letters[window - 1].1;
        let after = letters.get(window + 1).map(|(_, after)| *after);
        let rises = before.is_lowercase() && letter.is_uppercase();
        let ends_capitals =
            before.is_uppercase() && letter.is_uppercase() && after.is_some_and(char::is_lowercase);
        // `APIs` and `URLs` are words, not camel case.
        let is_plural = ends_capitals && after == Some('s') && window + 2 == letters.len();
        if rises || (ends_capitals && !is_plural) {
            pieces.push(&part[start..at]);
            start = at;
        }
    }
    pieces.push(&part[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(terms: Vec<Term>) -> Vec<String> {
        terms.into_iter().map(|term| term.text).collect()
    }
    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        assert_eq!(texts(terms(text)), want);
    }
    #[track_caller]
    fn check_question(text: &str, want: &[&str]) {
        assert_eq!(texts(question_terms(text)), want);
    }

    #[test]
    fn identifiers_are_found_whole_and_in_parts() {
        check("limit-count", &["limit-count", "limit", "count"]);
        check("proxy_set_header", &["proxy_set_header", "proxi", "set", "header"]);
        check("/api/v1", &["api/v1", "api", "v1"]);
        check("3.2.0 E1234 x-request-id.", &["3.2.0", "e1234", "x-request-id", "request", "id"]);
        check("HTTPServerName APIs", &["httpservername", "http", "server", "name", "api"]);
    }
    #[test]
    fn english_is_stemmed_and_chinese_paired_in_one_text() {
        check("配置ＡＰＩ limits，键", &["配置", "api", "limit", "键"]);
        check("限流插件", &["限流", "流插", "插件"]);
        check("it's the server's cache", &["it", "the", "server", "cach"]);
        check("負載均衡與憑證", &["负载", "载均", "均衡", "衡与", "与凭", "凭证"]);
    }
    #[test]
    fn questions_drop_the_words_that_only_ask() {
        check_question("How do I configure the limits?", &["configur", "limit"]);
        check_question("请问如何配置限流的插件呢？", &["配置", "置限", "限流", "插件"]);
        check_question("怎么办", &[]);
        check_question("what is it", &[]);
    }
    #[test]
    fn a_question_that_names_what_a_heading_names_is_known_by_it() {
        let same = |question: &str, heading: &str| assert_eq!(whole(question), whole(heading), "{question}");
        same("How do I make a backup?", "Make a backup");
        same("where are the logs", "Where the logs are");
        same("how do I configure CORS", "CORS");
        same("什么是限流", "限流");
        assert_ne!(whole("How do I make a backup?"), whole("Restore a backup"));
        assert_eq!(whole("怎么办"), None);
    }
    #[test]
    fn rubbish_gives_few_terms_and_no_failure() {
        check("🎉 ]]) *^2 \u{0} ---", &["2"]);
        check(&"x".repeat(8_000), &[]);
        check(&"a-".repeat(4_000), &[]);
    }
}
