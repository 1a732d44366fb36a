//! What may be relied on: the passages and the user's words, prepared for comparison.

use std::{
    collections::{BTreeSet, HashSet},
    sync::OnceLock,
};

use super::{
    atoms::{self, Atom},
    glossary,
    numbers::{self, Number},
    order,
    statements::{self, Statement},
    without_citations, words,
};
use crate::domain::corpus::{Hit, Passage};

/// What speaks against something, in folded text.
const FORBIDS: [&str; 20] = [
    "do not",
    "don't",
    "dont ",
    "never",
    "avoid",
    "must not",
    "mustn't",
    "should not",
    "shouldn't",
    "forbidden",
    "not recommended",
    "no longer",
    "不要",
    "切勿",
    "请勿",
    "禁止",
    "不得",
    "不应",
    "不建议",
    "不推荐",
];
/// What everybody shortens, and how documents write it out.
const SHORT_FORMS: [(&str, &str); 12] = [
    ("sms", "text message"),
    ("sms", "短信"),
    ("2fa", "two-factor"),
    ("2fa", "two-step"),
    ("2fa", "双重验证"),
    ("2fa", "两步验证"),
    ("mfa", "multi-factor"),
    ("mfa", "多因素"),
    ("sso", "single sign-on"),
    ("sso", "单点登录"),
    ("os", "operating system"),
    ("db", "database"),
];

/// Where a numbered item stands in a list of the passages: the passage, and the place in it.
pub(super) type Step = (u32, order::Place);

/// What may be relied on, prepared once per turn.
#[derive(Clone, Debug)]
pub struct Sources {
    pub(super) passages: Vec<Source>,
    pub(super) user: Source,
    /// The only passage is a text that is to be put shorter, and nothing else.
    pub(super) is_own: bool,
}

/// A text prepared for comparison.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) squeezed: String,
    pub(super) words: HashSet<String>,
    numbers: HashSet<Number>,
    often: Vec<&'static str>,
    pub(super) is_chinese: bool,
    pub(super) text: String,
    /// What it states, prepared once it is cited: most passages never are, and the first sentence waits.
    statements: OnceLock<Vec<Statement>>,
}

impl Sources {
    /// Prepares the passages (citation n is index + 1) and what the user wrote.
    #[must_use]
    pub fn new(passages: &[Hit], user_words: &str) -> Self {
        let passages = passages.iter().map(|hit| Source::of(&hit.passage)).collect();
        Self { passages, user: Source::new(user_words), is_own: false }
    }

    /// Prepares one passage.
    #[must_use]
    pub fn of_passage(passage: &Passage) -> Self {
        Self { passages: vec![Source::of(passage)], user: Source::new(""), is_own: false }
    }

    /// Prepares a text that is to be put shorter, as the only passage: what is said of it says nothing else, cited or not.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        Self { passages: vec![Source::new(text)], user: Source::new(""), is_own: true }
    }

    /// Returns which step of a numbered list of these passages a text is.
    pub(super) fn step(&self, text: &str, cites: &BTreeSet<u32>) -> Option<Step> {
        let words = words::content(&without_citations(text).0);
        let steps =
            |n: &u32| self.passage(*n).map(|source| source.statements().iter().filter_map(Statement::step));
        cites.iter().find_map(|n| Some((*n, order::place(&words, steps(n)?)?)))
    }
    pub(super) fn passage(&self, n: u32) -> Option<&Source> {
        self.passages.get(usize::try_from(n).ok()?.checked_sub(1)?)
    }
    pub(super) fn numbered(&self) -> impl Iterator<Item = (u32, &Source)> {
        (1..).zip(&self.passages)
    }
}

impl Source {
    fn of(passage: &Passage) -> Self {
        let titles = std::iter::once(&passage.doc.title).chain(&passage.headings);
        let titles: String = titles.map(|title| format!("# {title}\n")).collect();
        Self::new(&format!("{titles}{}\n{}", passage.text, passage.url()))
    }

    pub(super) fn new(text: &str) -> Self {
        Self {
            squeezed: atoms::squeeze(text),
            words: words::content(text),
            numbers: numbers::numbers(&without_markers(text)).into_iter().map(|(number, _)| number).collect(),
            often: numbers::often(text),
            is_chinese: words::is_in_chinese(text),
            text: text.to_owned(),
            statements: OnceLock::new(),
        }
    }

    pub(super) fn statements(&self) -> &[Statement] {
        self.statements.get_or_init(|| statements::statements(&self.text))
    }

    pub(super) fn has(&self, atom: &Atom) -> bool {
        match atom {
            Atom::Number(number) => self.has_number(number),
            Atom::Often(time) => self.often.contains(time),
            Atom::Url(url) => atoms::stands(&self.squeezed, url),
            Atom::Exact(text) => {
                let is_long = |(short, long): &(&str, &str)| short == text && self.squeezed.contains(long);
                atoms::stands(&self.squeezed, text)
                    || SHORT_FORMS.iter().any(is_long)
                    || (self.is_chinese && self.has_translated(text))
                    || text
                        .strip_suffix('s')
                        .is_some_and(|one| one.len() > 2 && atoms::stands(&self.squeezed, one))
            }
            Atom::Compound(text) => {
                atoms::stands(&self.squeezed, text)
                    || words::content(text).is_subset(&self.words) && !numbers::begins_with_one(text)
                    || self.counts(text)
                    || (self.is_chinese && self.has_translated(text))
            }
            Atom::Words(text) => {
                let content = words::content(text);
                self.squeezed.contains(&atoms::squeeze(text))
                    || self.has_weekday(text)
                    || (!content.is_empty() && content.is_subset(&self.words))
                    || self.has_translated(text)
            }
        }
    }

    /// Returns whether a compound that begins with a number stands with it in figures: "eight-character", 8-character.
    fn counts(&self, compound: &str) -> bool {
        let Some((first, rest)) = compound.split_once('-') else { return false };
        let number = numbers::numbers(first).into_iter().next().map(|(number, _)| number);
        let stands = |number: &Number| self.numbers.iter().any(|known| known.value == number.value);
        number.as_ref().is_some_and(stands)
            && (self.is_chinese || words::content(rest).is_subset(&self.words))
    }

    /// Returns whether a day of the week stands in full or short.
    fn has_weekday(&self, name: &str) -> bool {
        const WEEKDAYS: [&str; 7] =
            ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let name = name.trim_end_matches('s');
        WEEKDAYS.contains(&name) && atoms::stands(&self.squeezed, &name[..3])
    }

    /// Returns whether a name stands in the other language.
    fn has_translated(&self, name: &str) -> bool {
        if name.contains(words::is_chinese) {
            return glossary::is_known_in_english(name, |stem| self.words.contains(stem));
        }
        let has_word = |word: &str| {
            self.words.contains(&words::stem(word))
                || glossary::chinese_for(word).iter().any(|chinese| self.squeezed.contains(chinese))
        };
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).all(has_word)
    }

    /// Returns whether every sentence that holds an option speaks against it.
    pub(super) fn forbids(&self, atom: &Atom) -> bool {
        let Atom::Exact(option) = atom else { return false };
        if !option.starts_with('-') || !atoms::stands(&self.squeezed, option) {
            return false;
        }
        let mut holding = self
            .text
            .split(['\n', '。', '！', '；', ';'])
            .flat_map(|line| line.split(". "))
            .map(atoms::squeeze)
            .filter(|sentence| atoms::stands(sentence, option))
            .peekable();
        holding.peek().is_some()
            && holding.all(|sentence| FORBIDS.iter().any(|words| sentence.contains(words)))
    }

    fn has_number(&self, number: &Number) -> bool {
        let recurs = number.value == "1" && number.unit.is_some_and(|unit| self.often.contains(&unit));
        recurs || self.numbers.iter().any(|known| known.bears_out(number))
    }
}

/// Returns a text without the numbers that only count its steps: "3. Click …" is no 3.
fn without_markers(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let rest = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
        let is_step =
            rest.len() < line.trim_start().len() && (rest.starts_with(". ") || rest.starts_with(") "));
        if is_step { rest } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}
