//! What users say for what documentation says: synonyms of one language, and a glossary between the two.
//!
//! A general list is built in; `synonyms.yaml` in the documents folder adds to it. Nothing here is indexed: a changed
//! list is in use with the next question.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::{domain::corpus::DocumentError, ports::VOCABULARY_FILE};

use super::analyzer;

/// The general list.
const BUILT_IN: &str = include_str!("vocabulary/built_in.yaml");
/// Lines of a file at most: a list somebody keeps by hand is shorter.
const N_GROUPS_MAX: usize = 5_000;
/// Words of one line, and characters of one word.
const N_WORDS_MAX: usize = 40;
const WORD_CHARS_MAX: usize = 80;
/// Size of a file in bytes.
const FILE_BYTES_MAX: usize = 1024 * 1024;

/// How two words of a line belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bond {
    /// They mean the same in one language.
    Synonym,
    /// They translate each other.
    Translation,
}

/// A word that may stand in for words of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StandIn<'a> {
    /// Its terms, all of which must be known.
    pub(super) terms: &'a [String],
    pub(super) bond: Bond,
}

/// Returns what is wrong with a documentation's own list.
///
/// # Errors
/// The list does not read; line and message say where and what to do.
pub fn check_vocabulary(own: &str) -> Result<(), DocumentError> {
    Vocabulary::with(own).map(drop)
}

/// Lines of words, found by any of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    groups: Vec<Group>,
    /// First term of a word, to the groups and their words that begin with it.
    openings: HashMap<String, Vec<(usize, usize)>>,
    /// The documentation's own list as it was read.
    own: String,
}

#[derive(Clone, Debug)]
struct Group {
    /// Its words as they are written, which [`Self::words`] are the terms of.
    written: Arc<[String]>,
    words: Vec<Word>,
    is_glossary: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Word {
    terms: Vec<String>,
    is_chinese: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    en: Vec<Spanned<Vec<String>>>,
    #[serde(default)]
    zh: Vec<Spanned<Vec<String>>>,
    #[serde(default, rename = "en-zh")]
    en_zh: Vec<Spanned<Vec<String>>>,
}

impl Vocabulary {
    /// Returns the built-in list with a documentation's own; an empty text adds nothing.
    ///
    /// # Errors
    /// The text does not read; line and message say where and what to do.
    pub(super) fn with(own: &str) -> Result<Self, DocumentError> {
        let mut vocabulary = Self { own: own.to_owned(), ..Self::default() };
        vocabulary.read(BUILT_IN)?;
        vocabulary.read(own)?;
        Ok(vocabulary)
    }

    /// Returns whether this is the list with that documentation's own.
    pub(super) fn is_with(&self, own: &str) -> bool {
        self.own == own
    }

    fn read(&mut self, text: &str) -> Result<(), DocumentError> {
        if text.len() > FILE_BYTES_MAX {
            return Err(wrong(None, format!("{VOCABULARY_FILE} is longer than {FILE_BYTES_MAX} bytes")));
        }
        if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return Ok(());
        }
        let file: File = serde_saphyr::from_str(text).map_err(|error| {
            let line = error.location().and_then(|at| u32::try_from(at.line()).ok());
            let said = error.to_string();
            let said = said.lines().next().unwrap_or_default();
            wrong(line, format!("{said}; write lists of words under `en`, `zh` or `en-zh`"))
        })?;
        if file.en.len() + file.zh.len() + file.en_zh.len() > N_GROUPS_MAX {
            return Err(wrong(None, format!("more than {N_GROUPS_MAX} lines; keep the ones users need")));
        }
        let own = file.en.iter().chain(&file.zh).map(|line| (line, false));
        for (line, is_glossary) in own.chain(file.en_zh.iter().map(|line| (line, true))) {
            self.add(line, is_glossary)?;
        }
        Ok(())
    }

    fn add(&mut self, line: &Spanned<Vec<String>>, is_glossary: bool) -> Result<(), DocumentError> {
        let at = u32::try_from(line.referenced.line()).ok();
        if line.value.len() < 2 || line.value.len() > N_WORDS_MAX {
            return Err(wrong(at, format!("a line has 2 to {N_WORDS_MAX} words that mean the same")));
        }
        let mut group = Group { written: line.value.as_slice().into(), words: Vec::new(), is_glossary };
        for word in &line.value {
            let terms: Vec<String> = analyzer::terms(word).into_iter().map(|term| term.text).collect();
            if terms.is_empty() || word.chars().count() > WORD_CHARS_MAX {
                return Err(wrong(
                    at,
                    format!("{word:?} is no word; write 1 to {WORD_CHARS_MAX} characters of text"),
                ));
            }
            group.words.push(Word { terms, is_chinese: word.chars().any(analyzer::is_chinese) });
        }
        if is_glossary && group.words.iter().all(|word| word.is_chinese == group.words[0].is_chinese) {
            return Err(wrong(at, "a line under `en-zh` needs words of both languages".to_owned()));
        }
        for (place, word) in group.words.iter().enumerate() {
            if let Some(first) = word.terms.first() {
                self.openings.entry(first.clone()).or_default().push((self.groups.len(), place));
            }
        }
        self.groups.push(group);
        Ok(())
    }

    /// Returns what may stand in for words of a question, given as all its terms in order. A word counts as asked only
    /// where it holds a term that `is_subject`: what merely asks stands for nothing.
    pub(super) fn stand_ins(&self, asked: &[String], is_subject: impl Fn(&str) -> bool) -> Vec<StandIn<'_>> {
        let said = self.said(asked, is_subject);
        said.into_iter().flat_map(|(group_idx, places)| self.groups[group_idx].others(&places)).collect()
    }

    /// Returns the lines that hold words of a question, as they are written.
    pub(super) fn lines(&self, asked: &[String], is_subject: impl Fn(&str) -> bool) -> Vec<Arc<[String]>> {
        self.said(asked, is_subject).into_keys().map(|idx| Arc::clone(&self.groups[idx].written)).collect()
    }

    /// Returns the groups that hold words of a question, each with the places of those.
    fn said(&self, asked: &[String], is_subject: impl Fn(&str) -> bool) -> BTreeMap<usize, BTreeSet<usize>> {
        let mut said: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (at, term) in asked.iter().enumerate() {
            for (group_idx, place) in self.openings.get(term).into_iter().flatten() {
                let Some(word) = self.groups[*group_idx].words.get(*place) else { continue };
                let stands = asked[at..].starts_with(&word.terms);
                if stands && word.terms.iter().any(|term| is_subject(term)) {
                    said.entry(*group_idx).or_default().insert(*place);
                }
            }
        }
        said
    }
}

impl Group {
    /// Returns the words that were not said and belong to one that was.
    fn others(&self, said: &BTreeSet<usize>) -> Vec<StandIn<'_>> {
        let is_said_in = |chinese: bool| said.iter().any(|place| self.words[*place].is_chinese == chinese);
        let others = self.words.iter().enumerate().filter(|(place, _)| !said.contains(place));
        others
            .filter(|(_, word)| !self.is_glossary || is_said_in(!word.is_chinese))
            .map(|(_, word)| StandIn {
                terms: &word.terms,
                bond: if self.is_glossary { Bond::Translation } else { Bond::Synonym },
            })
            .collect()
    }
}

fn wrong(line: Option<u32>, message: String) -> DocumentError {
    DocumentError { line, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand_ins(own: &str, question: &str) -> Vec<(String, Bond)> {
        let vocabulary = Vocabulary::with(own).expect("reads");
        let asked: Vec<String> = analyzer::terms(question).into_iter().map(|term| term.text).collect();
        let subjects: Vec<String> =
            analyzer::question_terms(question).into_iter().map(|term| term.text).collect();
        let found = vocabulary.stand_ins(&asked, |term| subjects.iter().any(|subject| subject == term));
        found.iter().map(|word| (word.terms.join(" "), word.bond)).collect()
    }
    #[track_caller]
    fn check_refused(own: &str, line: Option<u32>, says: &str) {
        let error = Vocabulary::with(own).expect_err("is refused");
        assert_eq!(error.line, line, "{}", error.message);
        assert!(error.message.contains(says), "{}", error.message);
    }

    #[test]
    fn a_doc_writers_words_stand_in_for_each_other_in_both_directions() {
        let own = "en:\n  - [flux pump, hose]\nen-zh:\n  - [泵头, flux pump]\n";
        assert!(stand_ins(own, "my flux pump leaks").contains(&("hose".to_owned(), Bond::Synonym)));
        assert!(stand_ins(own, "the hose leaks").contains(&("flux pump".to_owned(), Bond::Synonym)));
        assert!(stand_ins(own, "泵头漏水").contains(&("flux pump".to_owned(), Bond::Translation)));
        assert!(stand_ins(own, "flux pump").contains(&("泵头".to_owned(), Bond::Translation)));
        assert_eq!(stand_ins(own, "a pump of flux"), stand_ins("", "a pump of flux"));
    }
    #[test]
    fn traditional_characters_and_full_width_letters_are_the_same_words() {
        assert_eq!(stand_ins("", "限流"), stand_ins("", "限流"));
        assert_eq!(stand_ins("zh:\n  - [變頻ＡＢ, 调速]", "变频ab"), [("调速".to_owned(), Bond::Synonym)]);
    }
    #[test]
    fn a_broken_list_is_refused_with_its_line() {
        check_refused("en:\n  - [one]\n", Some(2), "2 to 40 words");
        check_refused("en:\n  - [one, two]\n  - [\"!\", x]\n", Some(3), "is no word");
        check_refused("en-zh:\n  - [one, two]\n", Some(2), "both languages");
        check_refused("de:\n  - [eins, zwei]\n", Some(1), "`en-zh`");
        check_refused("en: [", Some(1), "`en-zh`");
    }
}
