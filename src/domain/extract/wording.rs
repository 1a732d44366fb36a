//! A question in the words of the passages at hand: codes with their hyphens, synonyms, and typing errors mended.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use crate::domain::{
    corpus::Hit,
    words::{Token, Words, is_function_word, n_edits, stem},
};

/// Letters from which an unknown word is taken for a typing error: fewer are often another word.
const LETTERS_MIN: usize = 6;

/// Returns a question as the passages would write it. A word that none of them holds becomes one that means the same and
/// stands there, or the one it was most likely mistyped for.
pub(super) fn worded<'a>(question: &'a str, synonyms: &[Arc<[String]>], hits: &[Hit]) -> Cow<'a, str> {
    let texts = hits.iter().flat_map(|hit| {
        let passage = &hit.passage;
        passage.headings.iter().map(String::as_str).chain([passage.doc.title.as_str(), passage.text.as_str()])
    });
    let texts: Vec<String> = texts.map(str::to_lowercase).collect();
    let mut question = Cow::Borrowed(question);
    with_hyphens(&mut question, &texts);
    synonyms.iter().for_each(|list| with_synonym(&mut question, list, &texts));
    without_typos(&mut question, &texts);
    question
}

/// Writes a code as the texts do: `lm102` for LM-102.
fn with_hyphens(question: &mut Cow<'_, str>, texts: &[String]) {
    for token in tokens(question).iter().rev() {
        let digits = token.text.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 1);
        let Some((kind, number)) = digits.map(|at| token.text.split_at(at)) else { continue };
        let code = format!("{kind}-{number}");
        let is_code = kind.bytes().all(|byte| byte.is_ascii_lowercase())
            && number.len() > 1
            && number.bytes().all(|byte| byte.is_ascii_digit());
        let stands = |word: &str| texts.iter().any(|text| text.contains(word));
        if is_code && !stands(&token.text) && stands(&code) {
            question.to_mut().replace_range(token.span.clone(), &code);
        }
    }
}

/// Writes the word of a list that the texts hold for one that they do not.
fn with_synonym(question: &mut Cow<'_, str>, list: &[String], texts: &[String]) {
    let stands = |word: &&String| texts.iter().any(|text| holds(text, word));
    let Some(known) = list.iter().find(stands) else { return };
    let asked = tokens(question);
    for word in list.iter().filter(|word| !stands(word)) {
        let wanted: Vec<String> = tokens(word).iter().map(|token| stem(&token.text)).collect();
        let is_said = |said: &&[Token]| said.iter().map(|token| stem(&token.text)).eq(wanted.iter().cloned());
        let said = asked.windows(wanted.len().max(1)).find(is_said);
        if let Some([first, .., last] | [first @ last]) = said {
            question.to_mut().replace_range(first.span.start..last.span.end, known);
            return;
        }
    }
}

/// Returns whether a text in lowercase holds a word, in whatever form; a word does not begin inside another.
fn holds(text: &str, word: &str) -> bool {
    let word = stem(&word.to_lowercase());
    let begins = |(at, _): (usize, &str)| !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    let is_latin = word.starts_with(|c: char| c.is_ascii_alphanumeric());
    text.match_indices(&word).any(|found| !is_latin || begins(found))
}

/// Mends one letter too many, too few or wrong.
fn without_typos(question: &mut Cow<'_, str>, texts: &[String]) {
    let is_long = |token: &Token| {
        token.text.len() >= LETTERS_MIN
            && token.text.bytes().all(|byte| byte.is_ascii_lowercase())
            && !is_function_word(&token.text)
    };
    let is_unknown = |token: &Token| !texts.iter().any(|text| text.contains(&stem(&token.text)));
    let mut unknown = tokens(question);
    unknown.retain(|token| is_long(token) && is_unknown(token));
    if unknown.is_empty() {
        return;
    }
    let known: BTreeSet<String> =
        texts.iter().flat_map(|text| tokens(text)).map(|token| token.text).collect();
    for token in unknown.into_iter().rev() {
        let is_near = |word: &&String| {
            word.len() + 1 >= token.text.len()
                && word.len() <= token.text.len() + 1
                && word.as_bytes().first() == token.text.as_bytes().first()
                && n_edits(word, &token.text) == 1
        };
        if let Some(meant) = known.iter().find(is_near) {
            question.to_mut().replace_range(token.span, meant);
        }
    }
}

fn tokens(text: &str) -> Vec<Token> {
    Words::of(text).tokens().to_vec()
}
