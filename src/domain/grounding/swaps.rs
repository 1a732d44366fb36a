//! A sentence that repeats a statement word by word, but for one span that stands elsewhere in the passage.

use std::collections::HashSet;

use super::{polarity, words};

/// Bytes and share of a sentence that must stand in a statement before and behind the span.
const COMMON_BYTES_MIN: usize = 12;
const COMMON_SHARE_MIN: f32 = 0.48;
/// Share of the statement that must be common, too.
const KNOWN_SHARE_MIN: f32 = 0.4;
/// Words of a span at most: more is another sentence.
const SPAN_WORDS_MAX: usize = 4;
/// Pairs of Chinese characters of one.
const SPAN_PAIRS_MAX: usize = 8;
/// Letters from which texts that differ in their numbers alone say the same of other numbers.
const LETTERS_MIN: usize = 15;
/// Words for one and the same step, which everybody exchanges.
const EXCHANGED: [&str; 24] = [
    "click", "press", "tap", "choos", "select", "open", "go", "enter", "type", "pick", "run", "see", "find",
    "new", "show", "add", "set", "work", "hold", "stai", "keep", "点击", "选择", "打开",
];

/// Words that stand for something named before.
const PRONOUNS: [&str; 9] = ["it", "its", "they", "them", "this", "that", "these", "those", "one"];

/// What a sentence says instead of a statement that it else repeats.
pub(super) struct Span<'a> {
    /// The words of each.
    pub(super) own: HashSet<String>,
    pub(super) other: HashSet<String>,
    /// The longer of what stands before and behind in both.
    pub(super) common: &'a str,
}

/// Returns the span by which a sentence differs from a statement that it else repeats.
pub(super) fn span<'a>(said: &'a str, stated: &str) -> Option<Span<'a>> {
    let (said, stated) = (trimmed(said), trimmed(stated));
    let before = common_head(said, stated);
    let behind = common_tail(&said[before..], &stated[before..]);
    let common = before + behind;
    if common < COMMON_BYTES_MIN
        || words::share(common, said.len()) < COMMON_SHARE_MIN
        || words::share(common, stated.len()) < KNOWN_SHARE_MIN
    {
        return None;
    }
    let (raw_head, raw_tail) = (alike(said, stated), alike_behind(said, stated));
    let says_something = |text: &str| {
        let end = text.len().saturating_sub(raw_tail).max(raw_head);
        text.get(raw_head..end).is_some_and(|middle| {
            middle.contains(|c: char| c.is_ascii_alphanumeric())
                || words::characters(middle).iter().any(|c| !"只仅均皆".contains(*c))
        })
    };
    // Who says a name for "it" says the same.
    let names_nobody = stated[before..stated.len() - behind]
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| PRONOUNS.contains(&word));
    if names_nobody {
        return None;
    }
    let middle = |text: &str| words::content(&text[before..text.len() - behind]);
    let (own, other) = (middle(said), middle(stated));
    let own: HashSet<String> = own.into_iter().filter(|word| !is_exchanged(word)).collect();
    let is_span = |words: &HashSet<String>| {
        let is_chinese = words.iter().any(|word| word.contains(super::words::is_chinese));
        (1..=if is_chinese { SPAN_PAIRS_MAX } else { SPAN_WORDS_MAX }).contains(&words.len())
    };
    // Times are told in many words: 次月, 下个月.
    let is_time = |words: &HashSet<String>| words.iter().any(|word| word.contains(['月', '日', '年']));
    if is_time(&own) || is_time(&other) {
        return None;
    }
    let has_digits = said[before..said.len() - behind].contains(|c: char| c.is_ascii_digit());
    let (head, tail) = (&said[..before], &said[said.len() - behind..]);
    (says_something(said)
        && says_something(stated)
        && is_span(&own)
        && is_span(&other)
        && own.is_disjoint(&other)
        && !has_digits)
        .then(|| Span { own, other, common: if head.len() > tail.len() { head.trim() } else { tail.trim() } })
}

fn is_exchanged(word: &str) -> bool {
    EXCHANGED.contains(&word) || polarity::has_opposite(word)
}

/// Returns whether a sentence gives the numbers of a statement in another order: from 5 to 6, from 6 to 5.
pub(super) fn is_renumbered(said: &str, stated: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let numbers = |text: &str| {
        let runs = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
        runs.map(|run| run.trim_matches('.').to_owned()).filter(|run| !run.is_empty()).collect::<Vec<_>>()
    };
    let (mut own, mut other) = (numbers(said), numbers(stated));
    if own.len() < 2 || own == other || letters(said).len() < LETTERS_MIN || letters(said) != letters(stated)
    {
        return false;
    }
    own.sort();
    other.sort();
    own == other
}

/// Share of two texts that must be common for one to be the other with a "not" more.
const TURNED_SHARE_MIN: f32 = 0.75;
/// Beginnings of words that turn them.
const TURNING: [&str; 6] = ["un", "in", "im", "dis", "non", "non-"];

/// Returns whether a sentence repeats a statement but for a word that says no, which only one of them has.
pub(super) fn is_turned(said: &str, stated: &str) -> bool {
    let (said, stated) = (trimmed(said), trimmed(stated));
    let before = alike(said, stated);
    let behind = alike_behind(&said[before..], &stated[before..]);
    let common = before + behind;
    if common < COMMON_BYTES_MIN || words::share(common, said.len().max(stated.len())) < TURNED_SHARE_MIN {
        return false;
    }
    let middles = [said, stated].map(|text| text[before..text.len() - behind].trim());
    // What is common may begin or end inside a word, or with a blank on the other side: the empty one tells.
    let [more] = middles.into_iter().filter(|middle| !middle.is_empty()).collect::<Vec<_>>()[..] else {
        return false;
    };
    let starts_word = !said[..before].ends_with(|c: char| c.is_ascii_alphanumeric());
    let clause = polarity::Clause::new(more);
    clause.denies() && clause.words.is_empty() || starts_word && TURNING.contains(&more)
}

fn trimmed(text: &str) -> &str {
    text.trim().trim_end_matches(['.', '。', '!', '！', ';', '；'])
}

/// Returns how many bytes two texts begin alike, and end alike.
fn alike(one: &str, two: &str) -> usize {
    one.chars().zip(two.chars()).take_while(|(one, two)| one == two).map(|(c, _)| c.len_utf8()).sum()
}
fn alike_behind(one: &str, two: &str) -> usize {
    let pairs = one.chars().rev().zip(two.chars().rev());
    pairs.take_while(|(one, two)| one == two).map(|(c, _)| c.len_utf8()).sum()
}

/// Returns how many bytes two texts begin alike, whole words and pairs of Chinese characters.
fn common_head(one: &str, two: &str) -> usize {
    let alike = alike(one, two);
    let is_cut =
        one[alike..].starts_with(char::is_alphanumeric) || two[alike..].starts_with(char::is_alphanumeric);
    match one[..alike].chars().next_back() {
        Some(last) if is_cut && words::is_chinese(last) => alike - last.len_utf8(),
        Some(last) if is_cut && last.is_alphanumeric() => one[..alike].rfind(' ').map_or(0, |at| at + 1),
        _ => alike,
    }
}

/// Returns how many bytes they end alike, in the same way.
fn common_tail(one: &str, two: &str) -> usize {
    let alike = alike_behind(one, two);
    let tail = &one[one.len() - alike..];
    let ends = |text: &str| text[..text.len() - alike].ends_with(char::is_alphanumeric);
    match tail.chars().next() {
        Some(first) if (ends(one) || ends(two)) && words::is_chinese(first) => alike - first.len_utf8(),
        Some(first) if (ends(one) || ends(two)) && first.is_alphanumeric() => {
            tail.find(' ').map_or(0, |at| alike - at)
        }
        _ => alike,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_span_is_told_apart() {
        let own = |said: &str, stated: &str| {
            let mut own: Vec<String> = span(said, stated)?.own.into_iter().collect();
            own.sort();
            Some(own.join(" "))
        };
        let ipv6 = "ipv6 is supported in all locations except singapore.";
        assert_eq!(own("ipv6 is supported in all locations except oslo.", ipv6).as_deref(), Some("oslo"));
        assert_eq!(own("ipv6 works in all places.", ipv6), None);
        assert_eq!(own("press the save button below.", "click the save button below."), None);
        assert!(is_turned(
            "a parcel that is refused or fetched comes back.",
            "a parcel that is refused or not fetched comes back."
        ));
        assert!(is_turned("set a password for unencrypted notes", "set a password for encrypted notes"));
        assert!(is_turned("笔记保留 30 天,之后不会被永久删除", "笔记保留 30 天,之后会被永久删除"));
        assert!(!is_turned("set a password for your encrypted notes", "set a password for encrypted notes"));
        assert!(is_renumbered(
            "backups from version 6 go into version 5",
            "backups from version 5 go into version 6"
        ));
        assert!(!is_renumbered(
            "backups from version 5 go into version 6",
            "backups from version 5 go into version 6"
        ));
    }
}
