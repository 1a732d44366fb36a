//! Text as words: how the language rules read English and Chinese alike.
//!
//! A Latin word (or identifier, number, path) is one token, a Chinese character is one token, and punctuation is
//! a break. Phrases are matched on tokens, so word boundaries hold in English and are not needed in Chinese.

mod phrases;
mod terms;

use std::ops::Range;

pub use phrases::Phrases;
pub use terms::{is_function_word, is_identifier, overlap, stem, terms};

/// A break between sentences, as a token.
pub const STOP: &str = ".";
/// A break within a sentence, as a token.
pub const PAUSE: &str = ",";

/// One token: a Latin word in lower case, a Chinese character, a pictogram, or a break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Normalised: lower case, half width, apostrophes dropped.
    pub text: String,
    /// Where it stands in the source, in bytes.
    pub span: Range<usize>,
}

impl Token {
    /// Returns whether it is punctuation.
    #[must_use]
    pub fn is_break(&self) -> bool {
        self.text == STOP || self.text == PAUSE
    }
    /// Returns whether it is one Chinese character.
    #[must_use]
    pub fn is_han(&self) -> bool {
        self.text.chars().next().is_some_and(is_han)
    }
}

/// A text cut into tokens.
#[derive(Clone, Debug)]
pub struct Words<'a> {
    source: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Words<'a> {
    /// Cuts a text into tokens.
    #[must_use]
    pub fn of(source: &'a str) -> Self {
        Self { source, tokens: tokenise(source) }
    }
    /// Returns the tokens, breaks included.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }
    /// Returns the source between two tokens, as typed.
    #[must_use]
    pub fn text(&self, range: &Range<usize>) -> &'a str {
        let (Some(first), Some(last)) =
            (self.tokens.get(range.start), self.tokens.get(range.end.saturating_sub(1)))
        else {
            return "";
        };
        self.source.get(first.span.start..last.span.end).unwrap_or_default()
    }
    /// Returns whether the phrases occur.
    #[must_use]
    pub fn has(&self, phrases: &Phrases) -> bool {
        phrases.find(&self.tokens).is_some()
    }
    /// Returns whether a name stands here, word by word, whatever its case.
    #[must_use]
    pub fn names(&self, name: &str) -> bool {
        let name = tokenise(name);
        let is_it = |run: &[Token]| run.iter().zip(&name).all(|(a, b)| a.text == b.text);
        !name.is_empty() && self.tokens.windows(name.len()).any(is_it)
    }
    /// Returns the words as typed where one of the phrases occurs first.
    #[must_use]
    pub fn find(&self, phrases: &Phrases) -> Option<&'a str> {
        phrases.find(&self.tokens).map(|range| self.text(&range))
    }
}

/// Returns whether a character is a Chinese one.
#[must_use]
pub const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// Cuts a text into its sentences, as typed, without surrounding blanks. Lines end sentences; a full stop ends one
/// only where a blank follows, so that versions and file names stay whole.
#[must_use]
pub fn sentences(text: &str) -> Vec<&str> {
    cut(text, |c, next| {
        matches!(c, '。' | '！' | '？' | '；' | '\n')
            || (matches!(c, '.' | '!' | '?' | ';') && next.is_none_or(|n| n.is_whitespace() || is_han(n)))
    })
}

/// Cuts a text into its clauses: sentences, cut further at commas and colons.
#[must_use]
pub fn clauses(text: &str) -> Vec<&str> {
    cut(text, |c, next| {
        matches!(c, '。' | '！' | '？' | '；' | '，' | '：' | '\n')
            || (matches!(c, '.' | '!' | '?' | ';' | ',' | ':')
                && next.is_none_or(|n| n.is_whitespace() || is_han(n)))
    })
}

fn cut(text: &str, ends: impl Fn(char, Option<char>) -> bool) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if ends(c, chars.peek().map(|(_, next)| *next)) {
            let to = at + c.len_utf8();
            pieces.push(text.get(from..to).unwrap_or_default().trim());
            from = to;
        }
    }
    pieces.push(text.get(from..).unwrap_or_default().trim());
    pieces.retain(|piece| piece.chars().any(char::is_alphanumeric));
    pieces
}

/// Returns at most `chars_max` characters of a text, with an ellipsis where it was cut, at a word where one is near.
#[must_use]
pub fn shorten(text: &str, chars_max: usize) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(chars_max) else {
        return text.to_owned();
    };
    let head = text.get(..end).unwrap_or_default();
    let room = head.char_indices().rev().take(16).find(|(_, c)| c.is_whitespace());
    let head = room.map_or(head, |(at, _)| head.get(..at).unwrap_or_default());
    format!("{}…", head.trim_end_matches(|c: char| c.is_whitespace() || c == ',' || c == '，'))
}

/// Counts the letters to add, drop or change between two words.
#[must_use]
pub fn n_edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (a_idx, a_char) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = a_idx + 1;
        for (b_idx, b_char) in b.iter().enumerate() {
            let changed = diagonal + usize::from(a_char != *b_char);
            diagonal = row[b_idx + 1];
            row[b_idx + 1] = changed.min(row[b_idx] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

fn tokenise(source: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut word: Option<Token> = None;
    let chars: Vec<(usize, char)> = source.char_indices().collect();
    for (n, &(at, raw)) in chars.iter().enumerate() {
        let c = half_width(raw);
        let end = at + raw.len_utf8();
        if is_invisible(raw) {
            continue;
        }
        let next = chars.get(n + 1).map(|(_, c)| half_width(*c));
        if c.is_alphanumeric() && !is_han(c) {
            let token = word.get_or_insert_with(|| Token { text: String::new(), span: at..at });
            token.text.extend(c.to_lowercase());
            token.span.end = end;
            continue;
        }
        if joins(word.as_ref(), c, next) {
            let token = word.get_or_insert_with(|| Token { text: String::new(), span: at..at });
            if !matches!(c, '\'' | '’') {
                token.text.push(c);
            }
            token.span.end = end;
            continue;
        }
        tokens.extend(word.take());
        if let Some(text) = single(c, next) {
            tokens.push(Token { text, span: at..end });
        }
    }
    tokens.extend(word);
    tokens
}

/// Signs of no width that pasted text carries; a word goes on behind them.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Returns whether a sign belongs to the word it stands in: `doesn't`, `limit-count`, `3.2.0`, `/a/get`, `09:10`.
fn joins(word: Option<&Token>, c: char, next: Option<char>) -> bool {
    let before = word.and_then(|word| word.text.chars().last());
    let Some(next) = next.filter(|next| (next.is_alphanumeric() && !is_han(*next)) || *next == '_') else {
        return false;
    };
    match c {
        '_' | '$' => true,
        '/' => before.is_some() || next.is_ascii_alphabetic(),
        '\'' | '’' | '-' | '.' | '@' => before.is_some(),
        ':' => before.is_some_and(|b| b.is_ascii_digit()) && next.is_ascii_digit(),
        _ => false,
    }
}

fn single(c: char, next: Option<char>) -> Option<String> {
    if is_han(c) {
        return Some(c.to_string());
    }
    match c {
        '。' | '!' | '?' | '\n' | ';' => Some(STOP.to_owned()),
        '.' if next.is_none_or(|n| !n.is_alphanumeric() || is_han(n)) => Some(STOP.to_owned()),
        ',' | ':' | '、' | '(' | ')' | '…' | '—' => Some(PAUSE.to_owned()),
        '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}' => Some(c.to_string()),
        _ => None,
    }
}

/// Maps full-width Latin signs to the usual ones, so that `５０２，` reads as `502,`.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let words = Words::of(text);
        let got: Vec<&str> = words.tokens().iter().map(|token| token.text.as_str()).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn identifiers_versions_and_paths_are_one_word() {
        check("it doesn't: limit-count 3.2.0.", &["it", "doesnt", ",", "limit-count", "3.2.0", "."]);
        check("/a/get since 09:10", &["/a/get", "since", "09:10"]);
        check("rejected_code", &["rejected_code"]);
    }
    #[test]
    fn chinese_is_read_by_character_and_full_width_as_half() {
        check("报５０２，好", &["报", "502", ",", "好"]);
    }
    #[test]
    fn signs_of_no_width_are_not_read() {
        check("\u{200b}\u{feff}", &[]);
        check("hel\u{200b}lo", &["hello"]);
    }
    #[test]
    fn sentences_keep_versions_whole() {
        assert_eq!(sentences("We run 3.2.0 here. It fails!"), ["We run 3.2.0 here.", "It fails!"]);
        assert_eq!(clauses("挂了，从十点开始。急"), ["挂了，", "从十点开始。", "急"]);
    }
    #[test]
    fn a_cut_text_says_so() {
        assert_eq!(shorten("one two three", 8), "one two…");
        assert_eq!(shorten("short", 8), "short");
    }
}
