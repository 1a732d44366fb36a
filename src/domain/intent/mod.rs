//! What a user's message wants, by rules in both languages, before anything is searched.
//!
//! A message is read by covering: every known wording ("thanks", "still not working", "I need a human") is marked,
//! and what is left over is the content. Only content is worth a search. Nothing here looks at documents.

mod earlier;
mod locale;
mod mood;
mod phrases;

pub use earlier::{comes_back, leans_on_earlier};
pub use locale::locale_of;
pub use mood::{frustrated, mood_of, same_question};

use std::ops::Range;

use super::{
    ids::Locale,
    words::{PAUSE, Phrases, Token, Words, is_function_word, is_identifier, shorten},
};

/// Characters read of one message; a pasted log needs no more to be known as one.
const READ_CHARS_MAX: usize = 2_000;
/// Content words beside "that worked" that still make it a confirmation and no new question.
const CONFIRMED_CONTENT_MAX: usize = 8;
/// Content words beside "never mind" that still ask for nothing.
const WITHDRAWN_CONTENT_MAX: usize = 3;

/// What stands before the message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// A turn of this conversation was answered before.
    pub answered: bool,
    /// The bot's last message was a clarifying question.
    pub asked: bool,
    /// The one clarifying question was used up.
    pub clarified: bool,
    /// The conversation's language.
    pub locale: Locale,
}

/// What a message wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// A greeting and nothing else.
    Greeting,
    /// Thanks or praise; whether the problem is solved was not said.
    Thanks,
    /// "OK", "yes": heard, no more.
    Acknowledged,
    /// The user says that it works.
    Confirmed,
    /// The user says that the answer did not help, with nothing new in it.
    NotSolved,
    /// The user leaves.
    Goodbye,
    /// The user wants a person.
    Person {
        /// The message also states a problem or facts.
        with_question: bool,
    },
    /// The user wants to know whether a machine answers.
    AreYouABot,
    /// Something is wrong and nothing searchable is said. Never given once the clarifying question is used up.
    Vague,
    /// Something to search for, or the answer to a clarifying question.
    Question {
        /// The message also says that the answer before did not help.
        not_solved: bool,
    },
}

impl Intent {
    /// Returns whether the message says that the answer before did not help.
    #[must_use]
    pub const fn is_not_solved(self) -> bool {
        matches!(self, Self::NotSolved | Self::Question { not_solved: true })
    }
    /// Returns whether the message ends rather than asks.
    #[must_use]
    pub const fn is_closing(self) -> bool {
        matches!(self, Self::Confirmed | Self::Thanks | Self::Acknowledged | Self::Goodbye)
    }
}

/// Says what a message wants. Pieces sent in quick succession come joined by line breaks.
#[must_use]
pub fn understand(text: &str, situation: &Situation) -> Intent {
    let reading = Reading::of(text);
    let not_solved = reading.feedback && situation.answered;
    if reading.person {
        return Intent::Person { with_question: reading.content > 0 };
    }
    if reading.content > 0 {
        let taken_back = reading.withdrawn && !reading.feedback && !reading.asks && !reading.named;
        let confirms =
            (situation.answered || reading.withdrawn) && reading.worked && !reading.feedback && !reading.asks;
        if confirms && reading.content <= CONFIRMED_CONTENT_MAX {
            return Intent::Confirmed;
        }
        if taken_back && reading.content <= WITHDRAWN_CONTENT_MAX {
            return reading.settle(situation);
        }
        return Intent::Question { not_solved };
    }
    if reading.bot {
        return Intent::AreYouABot;
    }
    if reading.wants_undone {
        return Intent::Question { not_solved: false };
    }
    let reply_to_question = reading.feedback || reading.no || reading.ack || reading.silent();
    let asks_nothing = reading.declined || reading.withdrawn || reading.harsh || reading.wordless;
    if situation.asked && reply_to_question && !reading.worked && !asks_nothing {
        return Intent::Question { not_solved };
    }
    reading.settle(situation)
}

/// Returns what a text says beside greetings, thanks and the wish for a person: its sentences that carry content.
#[must_use]
pub fn content(text: &str) -> Vec<&str> {
    super::words::sentences(text).into_iter().filter(|sentence| Reading::of(sentence).content > 0).collect()
}

/// Returns whether a text holds nothing but social words, feedback, or the wish for a person.
#[must_use]
pub fn is_hollow(text: &str) -> bool {
    Reading::of(text).content == 0
}

/// The wordings found in a message, and how much is left over.
#[derive(Debug, Default)]
struct Reading {
    person: bool,
    bot: bool,
    feedback: bool,
    failing: bool,
    plea: bool,
    worked: bool,
    thanks: bool,
    bye: bool,
    greeting: bool,
    ack: bool,
    no: bool,
    /// A person is declined.
    declined: bool,
    /// The question is taken back.
    withdrawn: bool,
    /// Strong words.
    harsh: bool,
    /// Marks, pictograms or nothing: no word at all.
    wordless: bool,
    /// A question is asked.
    asks: bool,
    /// An identifier, code or number is left over.
    named: bool,
    /// How to undo what was said before: "how do I stop it?"
    wants_undone: bool,
    /// Words left over that carry a topic.
    content: usize,
}

impl Reading {
    fn of(text: &str) -> Self {
        let text = excerpt(text);
        let words = Words::of(&text);
        let mut tokens = words.tokens().to_vec();
        let declined = set_aside(&phrases::DECLINED, &mut tokens, phrases::DECLINED_AFTER);
        let withdrawn = set_aside(&phrases::WITHDRAWN, &mut tokens, &[]);
        let tokens = tokens.as_slice();
        let mut covered: Vec<bool> = tokens.iter().map(Token::is_break).collect();
        let has = |phrases: &Phrases| phrases.find(tokens).is_some();
        let asks = asks(&text);
        let bot = cover(&phrases::BOT, tokens, &mut covered);
        let person =
            !has(&phrases::PERSON_VOID) && cover_unquoted(&phrases::PERSON, &text, tokens, &mut covered);
        let no = cover(&phrases::NO, tokens, &mut covered);
        let helpless = cover(&phrases::FEEDBACK, tokens, &mut covered);
        let tried = cover(&phrases::TRIED, tokens, &mut covered);
        let is_whole = !has(&phrases::WORKED_VOID) && !has(&phrases::SCOPED);
        let worked = cover(&phrases::WORKED, tokens, &mut covered) && is_whole && !asks;
        let feedback = (helpless || (tried && !worked)) && !has(&phrases::FEEDBACK_VOID);
        let failing = cover(&phrases::FAILING, tokens, &mut covered);
        let greeting = cover(&phrases::GREETING, tokens, &mut covered);
        let bye = cover(&phrases::BYE, tokens, &mut covered);
        let thanks = cover(&phrases::THANKS, tokens, &mut covered);
        let plea = cover(&phrases::PLEA, tokens, &mut covered);
        let ack = cover(&phrases::ACK, tokens, &mut covered);
        // Both lists, whatever the first one finds.
        let harsh =
            cover(&mood::ANNOYED, tokens, &mut covered) | cover(&phrases::HARSH, tokens, &mut covered);
        let social = thanks || greeting || plea || ack || bye || declined || withdrawn || harsh;
        let known = person || bot || feedback || worked || failing || social;
        cover(&phrases::FILLER, tokens, &mut covered);
        cover(&phrases::HOLLOW, tokens, &mut covered);
        let content = left_over(tokens, &covered, known);
        let named =
            tokens.iter().zip(&covered).any(|(token, covered)| !covered && is_identifier(&token.text));
        let wordless = !known && !no && !words.tokens().iter().any(|token| carries_letters(&token.text));
        Self {
            person,
            bot,
            feedback,
            failing,
            plea,
            worked,
            thanks,
            bye,
            greeting,
            ack,
            no,
            declined,
            withdrawn,
            harsh,
            wordless,
            asks,
            named,
            wants_undone: has(&phrases::UNDONE),
            content,
        }
    }
    /// Strong words about no topic.
    const fn is_outburst(&self) -> bool {
        self.harsh && self.content == 0 && !self.worked && !self.thanks
    }
    /// Nothing known and nothing left over: "why?", "???".
    const fn silent(&self) -> bool {
        !(self.failing || self.plea || self.worked || self.thanks || self.bye || self.greeting)
    }
    /// Says what a message without content wants.
    const fn settle(&self, situation: &Situation) -> Intent {
        let answered = situation.answered;
        let ends = self.declined || self.withdrawn;
        let refused = self.no && !self.thanks && !self.bye && !ends;
        if answered && (self.feedback || self.failing || refused) {
            return Intent::NotSolved;
        }
        if self.worked && !self.feedback {
            return Intent::Confirmed;
        }
        if answered && self.harsh && !ends {
            return Intent::NotSolved;
        }
        let wrong = self.feedback || self.failing || self.plea;
        // Who only swears, or marks a silence, has nothing to search for, however often asked.
        if (self.harsh || self.wordless) && (answered || situation.clarified || (self.harsh && !wrong)) {
            return Intent::Acknowledged;
        }
        if wrong && !ends {
            return vague(situation);
        }
        match (self.bye, self.thanks, self.ack || self.no || ends, self.greeting) {
            (true, ..) => Intent::Goodbye,
            (_, true, ..) => Intent::Thanks,
            (_, _, true, _) => Intent::Acknowledged,
            (.., true) => Intent::Greeting,
            // "Why?" leans on the answer before it; without one there is nothing to lean on.
            _ if answered => Intent::Question { not_solved: false },
            _ => vague(situation),
        }
    }
}

const fn vague(situation: &Situation) -> Intent {
    if situation.clarified { Intent::Question { not_solved: false } } else { Intent::Vague }
}

/// Puts a break for every place where one of the phrases stands, unless one of `after` stands before it; returns
/// whether there was one. What is said beside it is then read alone.
fn set_aside(phrases: &Phrases, tokens: &mut [Token], after: &[&str]) -> bool {
    let mut found = false;
    let mut at = 0;
    while at < tokens.len() {
        let turned = at > 0 && tokens.get(at - 1).is_some_and(|before| after.contains(&before.text.as_str()));
        match phrases.at(tokens, at).filter(|_| !turned) {
            Some(range) => {
                at = range.end;
                tokens[range].iter_mut().for_each(|token| token.text = PAUSE.to_owned());
                found = true;
            }
            None => at += 1,
        }
    }
    found
}

/// Marks every place where one of the phrases stands on words not yet covered; returns whether there was one.
fn cover(phrases: &Phrases, tokens: &[Token], covered: &mut [bool]) -> bool {
    cover_where(phrases, tokens, covered, |_| true)
}

/// Like `cover`, but words that are only quoted (`what if somebody types "I need a human"`) do not count.
fn cover_unquoted(phrases: &Phrases, text: &str, tokens: &[Token], covered: &mut [bool]) -> bool {
    cover_where(phrases, tokens, covered, |range| {
        let before = tokens.get(range.start).and_then(|token| text.get(..token.span.start));
        !before.is_some_and(|before| before.trim_end().ends_with(['"', '“', '「', '『', '`', '‘']))
    })
}

fn cover_where(
    phrases: &Phrases,
    tokens: &[Token],
    covered: &mut [bool],
    counts: impl Fn(&Range<usize>) -> bool,
) -> bool {
    let mut found = false;
    let mut at = 0;
    while at < tokens.len() {
        let free = |range: &Range<usize>| covered.get(range.clone()).is_some_and(|c| !c.contains(&true));
        match phrases.at(tokens, at).filter(|range| free(range) && counts(range)) {
            Some(range) => {
                at = range.end;
                covered[range].fill(true);
                found = true;
            }
            None => at += 1,
        }
    }
    found
}

/// Counts words left over. One lone Chinese character beside known wordings is a particle nobody listed.
fn left_over(tokens: &[Token], covered: &[bool], known: bool) -> usize {
    let left = || tokens.iter().zip(covered).filter(|(_, covered)| !**covered).map(|(token, _)| token);
    let n_han = left().filter(|token| token.is_han()).count();
    let n_latin = left().filter(|token| !token.is_han() && carries_topic(&token.text)).count();
    let n_han = if known && n_han < 2 { 0 } else { n_han };
    n_latin + n_han
}

fn carries_topic(word: &str) -> bool {
    !is_function_word(word) && carries_letters(word)
}

fn carries_letters(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric)
}

/// Returns whether a text asks something, by its mark or its words.
#[must_use]
pub fn asks(text: &str) -> bool {
    text.contains(['?', '？']) || Words::of(text).has(&QUESTION_WORDS)
}

static QUESTION_WORDS: Phrases = Phrases::new(&[
    "^ ?and|but|so|ok|also|now ?then how|what|why|where|which|when|who|can|could|does|do|is|are|should",
    "how do|can|to|should|could|would",
    "怎么|如何|为什么|为啥|怎样|哪|多少|能不能|是不是|有没有|可不可以|是否|请问",
]);

/// Returns the head and the tail of a long text: the wish for a person may stand after a pasted log.
fn excerpt(text: &str) -> String {
    let n = text.chars().count();
    if n <= READ_CHARS_MAX {
        return text.to_owned();
    }
    let tail: String = text.chars().skip(n - READ_CHARS_MAX / 4).collect();
    format!("{}\n{tail}", shorten(text, READ_CHARS_MAX * 3 / 4))
}

#[cfg(test)]
mod tests;
