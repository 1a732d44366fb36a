//! Phrases: a small notation for the wordings a rule knows, in both languages.
//!
//! A phrase is a row of slots parted by blanks. A slot is `a|b` (either), `?a|b` (may be missing), `pre*` (any word
//! that begins so; Latin only), `~` (up to six tokens, no break), `^` (where a clause begins), `$` (where it ends;
//! also as one of the alternatives).

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::OnceLock,
};

use super::{Token, Words};

/// Tokens that `~` may skip.
const GAP_TOKENS_MAX: usize = 6;

/// A list of phrases, read once.
pub struct Phrases {
    written: &'static [&'static str],
    read: OnceLock<Read>,
}

/// The phrases of a list, found by the token they begin with: most tokens begin none of them.
#[derive(Default)]
struct Read {
    phrases: Vec<Vec<Slot>>,
    by_word: HashMap<String, Vec<usize>>,
    by_first_char: HashMap<char, Vec<usize>>,
    /// Those that may begin with any token, or with none.
    others: Vec<usize>,
}

enum Slot {
    Gap,
    Begin,
    End,
    Either { options: Vec<Vec<Piece>>, optional: bool, or_end: bool },
}

enum Piece {
    Whole(String),
    Prefix(String),
}

impl Phrases {
    /// Names the phrases in the notation of this file.
    #[must_use]
    pub const fn new(written: &'static [&'static str]) -> Self {
        Self { written, read: OnceLock::new() }
    }
    /// Returns the first place where one of the phrases stands, the longest of those that begin there.
    #[must_use]
    pub fn find(&self, tokens: &[Token]) -> Option<Range<usize>> {
        (0..tokens.len()).find_map(|from| self.at(tokens, from))
    }
    /// Returns the place of the longest phrase that begins with this token.
    #[must_use]
    pub fn at(&self, tokens: &[Token], from: usize) -> Option<Range<usize>> {
        let read = self.read();
        let longest =
            read.beginning_with(tokens.get(from)?).filter_map(|slots| end_of(slots, tokens, from)).max()?;
        (longest > from).then_some(from..longest)
    }
    fn read(&self) -> &Read {
        self.read.get_or_init(|| {
            let mut read = Read::default();
            self.written.iter().for_each(|phrase| read.add(read_phrase(phrase)));
            read
        })
    }
}

impl Read {
    fn add(&mut self, phrase: Vec<Slot>) {
        let number = self.phrases.len();
        match first_pieces(&phrase) {
            None => self.others.push(number),
            Some((words, first_chars)) => {
                for word in words {
                    self.by_word.entry(word.to_owned()).or_default().push(number);
                }
                for first_char in first_chars {
                    self.by_first_char.entry(first_char).or_default().push(number);
                }
            }
        }
        self.phrases.push(phrase);
    }
    fn beginning_with(&self, token: &Token) -> impl Iterator<Item = &Vec<Slot>> {
        let by_word = self.by_word.get(&token.text);
        let by_first_char = token.text.chars().next().and_then(|first| self.by_first_char.get(&first));
        let numbers = by_word.into_iter().chain(by_first_char).flatten().chain(&self.others);
        numbers.filter_map(|number| self.phrases.get(*number))
    }
}

/// Returns the words a phrase may begin with, and the first characters of words it knows by their beginning; `None`
/// where it may begin with anything.
fn first_pieces(phrase: &[Slot]) -> Option<(HashSet<&str>, HashSet<char>)> {
    let (mut words, mut first_chars) = (HashSet::new(), HashSet::new());
    for slot in phrase {
        match slot {
            Slot::Begin => {}
            Slot::Gap | Slot::End | Slot::Either { or_end: true, .. } => return None,
            Slot::Either { options, optional, or_end: false } => {
                for option in options {
                    match option.first()? {
                        Piece::Whole(whole) => drop(words.insert(whole.as_str())),
                        Piece::Prefix(prefix) => drop(first_chars.insert(prefix.chars().next()?)),
                    }
                }
                if !optional {
                    return Some((words, first_chars));
                }
            }
        }
    }
    None
}

fn read_phrase(phrase: &str) -> Vec<Slot> {
    phrase.split_whitespace().map(read_slot).collect()
}

fn read_slot(slot: &str) -> Slot {
    match slot {
        "~" => Slot::Gap,
        "^" => Slot::Begin,
        "$" => Slot::End,
        _ => {
            let mut options: Vec<_> = slot.trim_start_matches('?').split('|').map(read_option).collect();
            options.retain(|pieces| !pieces.is_empty());
            Slot::Either {
                options,
                optional: slot.starts_with('?'),
                or_end: slot.split('|').any(|option| option == "$"),
            }
        }
    }
}

fn read_option(option: &str) -> Vec<Piece> {
    match option.strip_suffix('*') {
        Some(prefix) => vec![Piece::Prefix(prefix.to_owned())],
        None => Words::of(option).tokens.into_iter().map(|token| Piece::Whole(token.text)).collect(),
    }
}

/// Returns the token after the longest match of the slots from `at` on.
fn end_of(slots: &[Slot], tokens: &[Token], at: usize) -> Option<usize> {
    let Some((slot, rest)) = slots.split_first() else {
        return Some(at);
    };
    match slot {
        Slot::Begin => {
            let begins = at == 0 || tokens.get(at - 1).is_some_and(Token::is_break);
            begins.then(|| end_of(rest, tokens, at)).flatten()
        }
        Slot::End => {
            let ends = ends_at(tokens, at);
            ends.then(|| end_of(rest, tokens, at)).flatten()
        }
        Slot::Gap => {
            let open = tokens.get(at..).unwrap_or_default().iter().take_while(|t| !t.is_break()).count();
            (0..=open.min(GAP_TOKENS_MAX)).find_map(|skip| end_of(rest, tokens, at + skip))
        }
        Slot::Either { options, optional, or_end } => {
            let taken = options
                .iter()
                .filter(|pieces| fits(pieces, tokens, at))
                .filter_map(|pieces| end_of(rest, tokens, at + pieces.len()))
                .max();
            let skipped = *optional || (*or_end && ends_at(tokens, at));
            taken.or_else(|| skipped.then(|| end_of(rest, tokens, at)).flatten())
        }
    }
}

fn ends_at(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_none_or(Token::is_break)
}

fn fits(pieces: &[Piece], tokens: &[Token], at: usize) -> bool {
    pieces.iter().enumerate().all(|(n, piece)| {
        tokens.get(at + n).is_some_and(|token| match piece {
            Piece::Whole(whole) => token.text == *whole,
            Piece::Prefix(prefix) => token.text.starts_with(prefix.as_str()),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(phrases: &'static [&'static str], text: &str, want: Option<&str>) {
        assert_eq!(Words::of(text).find(&Phrases::new(phrases)), want);
    }

    #[test]
    fn slots_gaps_and_prefixes_match_whole_words() {
        check(&["all|every ?the user*"], "For all the users here", Some("all the users"));
        check(&["all user*"], "small users", None);
        check(&["所有 ~ 用户"], "所有的安卓用户都", Some("所有的安卓用户"));
    }
    #[test]
    fn a_gap_never_crosses_a_break() {
        check(&["all ~ down"], "all good, down there", None);
    }
    #[test]
    fn clause_ends_are_marks() {
        check(&["^ help $"], "well, help!", Some("help"));
        check(&["^ help $"], "help me", None);
        for alternatives in
            [&["a ticket please|$|for"], &["a ticket $|please|for"], &["a ticket please|for|$"]]
        {
            check(alternatives, "raise a ticket", Some("a ticket"));
            check(alternatives, "raise a ticket for me", Some("a ticket for"));
            check(alternatives, "raise a ticket by mail", None);
        }
    }
}
