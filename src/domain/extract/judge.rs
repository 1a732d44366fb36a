//! Whether a quotation holds an answer that is known: for measuring, never for a user.

use std::collections::BTreeSet;

use crate::domain::words::{is_identifier, sentences, terms};

/// Share of a known answer from which a quotation holds it.
pub const HOLDS_FROM: f32 = 0.6;
/// Characters up to which a known answer is a name, a number or a phrase, and must stand there as a whole.
const SPAN_CHARS_MAX: usize = 60;
/// Content words, beside those of the question, from which a sentence of a known answer is a statement of its own.
const STATEMENT_TERMS_MIN: usize = 3;
/// How much more a number, a name of a machine or a command says than another word.
const IDENTIFIER_WEIGHT: f32 = 2.0;

/// Returns the share, 0–1, of a known answer that a quotation holds.
///
/// What the question says itself tells nothing and is left out. A short answer that stands there as it is written, marks
/// and blanks aside, is there as a whole; of a longer one its content words count, numbers and identifiers twice, and that
/// of its statements counts which is held best.
#[must_use]
pub fn share(quoted: &str, answer: &str, question: &str) -> f32 {
    let (quoted_letters, answer_letters) = (letters(quoted), letters(answer));
    if !answer_letters.is_empty() && stands_in(&answer_letters, &quoted_letters) {
        return 1.0;
    }
    let said = terms(quoted);
    let whole = weighed(answer, question, &said);
    // A phrase is there or not: half of a name is another name.
    if answer.chars().count() <= SPAN_CHARS_MAX && whole < 1.0 {
        return whole.min(HOLDS_FROM / 2.0);
    }
    // A known answer that goes on, gives examples and repeats itself is held by the statement that says it.
    let asked = terms(question);
    let states = |one: &&str| {
        let all = terms(one);
        let mut new = all.difference(&asked);
        new.clone().count() >= STATEMENT_TERMS_MIN || new.any(|term| is_identifier(term))
    };
    let statements = sentences(answer).into_iter().filter(states);
    statements.map(|one| weighed(one, question, &said)).fold(whole, f32::max)
}

/// Returns the share of an answer's content words that are said.
fn weighed(answer: &str, question: &str, said: &BTreeSet<String>) -> f32 {
    let wanted = wanted(answer, question);
    let weigh = |terms: &mut dyn Iterator<Item = &String>| -> f32 {
        terms.map(|term| if is_identifier(term) { IDENTIFIER_WEIGHT } else { 1.0 }).sum()
    };
    let all = weigh(&mut wanted.iter());
    let held = weigh(&mut wanted.iter().filter(|term| said.contains(*term)));
    if all > 0.0 { held / all } else { 0.0 }
}

/// Returns whether a quotation holds a known answer.
#[must_use]
pub fn holds(quoted: &str, answer: &str, question: &str) -> bool {
    share(quoted, answer, question) >= HOLDS_FROM
}

fn wanted(answer: &str, question: &str) -> BTreeSet<String> {
    let all = terms(answer);
    let asked = terms(question);
    let new: BTreeSet<String> = all.difference(&asked).cloned().collect();
    if new.is_empty() { all } else { new }
}

/// Letters and digits in lower case, with single blanks between Latin words.
fn letters(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            kept.push(letter);
        } else if !kept.ends_with(' ') && !kept.is_empty() {
            kept.push(' ');
        }
    }
    kept.trim_end().to_owned()
}

/// Latin words and numbers must stand alone: `30` does not stand in `1300`.
fn stands_in(answer: &str, quoted: &str) -> bool {
    let joins = |a: Option<char>, b: Option<char>| {
        a.zip(b).is_some_and(|(a, b)| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric())
    };
    quoted.match_indices(answer).any(|(at, found)| {
        let before = quoted[..at].chars().next_back();
        let after = quoted[at + found.len()..].chars().next();
        !joins(before, answer.chars().next()) && !joins(answer.chars().next_back(), after)
    }) || {
        // Chinese is written with blanks around Latin words or without.
        let squeezed = |text: &str| text.replace(' ', "");
        answer.chars().any(crate::domain::words::is_han) && squeezed(quoted).contains(&squeezed(answer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_number_stands_there_or_not() {
        assert!(holds("It keeps `30` days of logs.", "30", "how long are logs kept"));
        assert!(!holds("It keeps 1300 days of logs.", "30", "how long are logs kept"));
        assert!(holds("由光荣和 ω-force 合作开发。", "光荣和ω-force", "由谁开发"));
        assert!(!holds("The Denver team won.", "Denver Broncos", "who won"));
    }
    #[test]
    fn a_longer_answer_is_held_by_its_content_words() {
        let answer =
            "Open Settings, choose the tab Keys and press Rotate; the old key works for 24 hours after that.";
        let asked = "how do I rotate a key";
        assert!(holds(
            "Open Settings. Choose Keys. Press Rotate. The old key works for 24 hours.",
            answer,
            asked
        ));
        assert!(!holds("Keys let programs call the service. To rotate a key is wise.", answer, asked));
    }
}
