//! The wording of a question back, where a model wrote it: it may say nothing but what was asked and what the topics are
//! called.

use crate::domain::words::{Phrases, Token, Words, is_function_word, is_identifier, stem};

/// Characters of a question back.
const CHARS_MAX: usize = 160;
/// Marks that a plain question has no use for.
const MARKS: &[char] = &['<', '>', '[', ']', '{', '}', '`', '*', '_', '|', '#', '\\', '@', '\n'];

/// What a question back is made of beside its subjects.
static ASKS: Phrases = Phrases::new(&[
    "?do|did|would|are|could you mean|meant|refer|referring|asking|ask|like|want|need|looking|interested|tell|clarify|specify",
    "which|what|mean|meant|refer|referring|asking|following|topic|topics|about|one|ones|know|help|question|please|choose|interested|specific|specifically|clarify|specify|more|learn|looking|is|it|these|page|section|part",
    "您|你|请|问|想|要|了解|咨询|询问|知道|指|的|是|在|哪|个|一|项|种|方面|部分|还是|或者|或|和|关于|以下|下面|其中|具体|说明|告诉|我|问题|呢|吗|对|于|有",
]);

/// Returns whether a text is a plain question whose words are those of asking, of the user's question and of the topics.
/// Numbers and names out of machines are said only where a topic is called so.
#[must_use]
pub fn is_plain_question(text: &str, question: &str, topics: &[&str]) -> bool {
    let text = text.trim();
    let has_shape = text.ends_with(['?', '？'])
        && text.matches(['?', '？']).count() == 1
        && text.chars().count() <= CHARS_MAX
        && !text.contains(MARKS);
    if !has_shape {
        return false;
    }
    let topics = Known::of(topics);
    let asked = Known::of(&[question]);
    let words = Words::of(text);
    let tokens = words.tokens();
    let (mut at, mut asks) = (0, false);
    while let Some(token) = tokens.get(at) {
        if let Some(range) = ASKS.at(tokens, at) {
            asks = true;
            at = range.end;
            continue;
        }
        let from = at;
        at += 1;
        if token.is_break() || (!token.is_han() && is_function_word(&token.text)) {
            continue;
        }
        if !token.is_han() {
            let known = topics.has_word(token) || (!is_identifier(&token.text) && asked.has_word(token));
            if !known {
                return false;
            }
            continue;
        }
        while tokens.get(at).is_some_and(Token::is_han) && ASKS.at(tokens, at).is_none() {
            at += 1;
        }
        let run = &tokens[from..at];
        if !topics.has_run(run) && !asked.has_run(run) {
            return false;
        }
    }
    asks
}

/// Words that may be repeated.
struct Known {
    tokens: Vec<Token>,
}

impl Known {
    fn of(texts: &[&str]) -> Self {
        Self { tokens: Words::of(&texts.join("\n")).tokens().to_vec() }
    }
    fn has_word(&self, word: &Token) -> bool {
        let wanted = stem(&word.text);
        self.tokens.iter().any(|token| token.text == word.text || stem(&token.text) == wanted)
    }
    /// Returns whether the characters stand there in this order, without a gap.
    fn has_run(&self, run: &[Token]) -> bool {
        self.tokens
            .windows(run.len())
            .any(|window| window.iter().map(|t| &t.text).eq(run.iter().map(|t| &t.text)))
    }
}
