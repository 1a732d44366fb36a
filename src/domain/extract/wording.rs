//! Words of a question that no passage at hand holds, and what they most likely mean: typing errors, and codes written
//! without their hyphen.

use std::{borrow::Cow, collections::BTreeSet};

use crate::domain::{
    corpus::Hit,
    words::{Token, Words, is_function_word, n_edits, stem},
};

/// Letters from which an unknown word is taken for a typing error: fewer are often another word.
const LETTERS_MIN: usize = 6;

/// Returns a question with its mistyped words as the passages write them: one letter too many, too few or wrong.
pub(super) fn corrected<'a>(question: &'a str, hits: &[Hit]) -> Cow<'a, str> {
    let words = Words::of(question);
    let is_long = |token: &&Token| {
        token.text.len() >= LETTERS_MIN
            && token.text.bytes().all(|byte| byte.is_ascii_lowercase())
            && !is_function_word(&token.text)
    };
    let texts = hits.iter().flat_map(|hit| {
        let passage = &hit.passage;
        passage.headings.iter().map(String::as_str).chain([passage.doc.title.as_str(), passage.text.as_str()])
    });
    let texts: Vec<String> = texts.map(str::to_lowercase).collect();
    let question = with_hyphens(question, &words, &texts);
    let words = Words::of(&question);
    let is_unknown = |token: &&Token| !texts.iter().any(|text| text.contains(&stem(&token.text)));
    let unknown: Vec<&Token> = words.tokens().iter().filter(is_long).filter(is_unknown).collect();
    if unknown.is_empty() {
        return question;
    }
    let known: BTreeSet<String> =
        texts.iter().flat_map(|text| Words::of(text).tokens().to_vec()).map(|token| token.text).collect();
    let mut corrected = question.clone();
    for token in unknown.into_iter().rev() {
        let is_near = |word: &&String| {
            word.len() + 1 >= token.text.len()
                && word.len() <= token.text.len() + 1
                && word.as_bytes().first() == token.text.as_bytes().first()
                && n_edits(word, &token.text) == 1
        };
        if let Some(meant) = known.iter().find(is_near) {
            corrected.to_mut().replace_range(token.span.clone(), meant);
        }
    }
    corrected
}

/// Writes a code as the texts do: `lm102` for LM-102.
fn with_hyphens<'a>(question: &'a str, words: &Words<'_>, texts: &[String]) -> Cow<'a, str> {
    let mut written = Cow::Borrowed(question);
    for token in words.tokens().iter().rev() {
        let digits = token.text.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 1);
        let Some((kind, number)) = digits.map(|at| token.text.split_at(at)) else { continue };
        let code = format!("{kind}-{number}");
        let is_code = kind.bytes().all(|byte| byte.is_ascii_lowercase())
            && number.len() > 1
            && number.bytes().all(|byte| byte.is_ascii_digit());
        let stands = |word: &str| texts.iter().any(|text| text.contains(word));
        if is_code && !stands(&token.text) && stands(&code) {
            written.to_mut().replace_range(token.span.clone(), &code);
        }
    }
    written
}
