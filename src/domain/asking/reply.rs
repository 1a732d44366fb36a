//! A short reply to a question back: "the second", "第二个", a topic's name.

use std::collections::BTreeSet;

use crate::domain::words::{Phrases, Words, overlap, terms};

/// Share of common words from which a reply names a topic.
const NAMES_FROM: f32 = 0.5;

/// What a reply chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The topic at that place, from 0.
    Topic(usize),
    /// None of them.
    None,
}

/// What stands around a choice and tells nothing.
static AROUND: Phrases = Phrases::new(&[
    "i|im|id|we ?would|do ?mean|meant|want|choose|pick|guess|think|need|like",
    "the|that|this|it|its|is|please|thanks|option|number|item|topic|page|answer|of|them|these|those|about",
    "我|您|你 ?想|要|选|问|指|说 ?的 ?是",
    "选|问|想|要|指|说|是|的|那|这|就|请|谢谢|吧|个|条|项|种|页|号|选项|第",
]);
/// "The second one": a one that counts nothing.
static ONE: Phrases = Phrases::new(&["one|ones"]);

static PLACES: [Phrases; 4] = [
    Phrases::new(&["first|1st|1|former|一|前者"]),
    Phrases::new(&["second|2nd|two|2|二|两"]),
    Phrases::new(&["third|3rd|three|3|三"]),
    Phrases::new(&["fourth|4th|four|4|四"]),
];
static LAST: Phrases = Phrases::new(&["last|latter|后者|最后 ?一"]);
static NO: Phrases = Phrases::new(&[
    "none|neither|nothing",
    "no",
    "not any|either",
    "something|anything else",
    "都|全 不|没 ?是|对|有",
    "不是|不对|没有",
    "其他|其它|别的",
]);

/// Returns what a reply chooses among the topics; nothing where it says something else.
#[must_use]
pub fn chosen(reply: &str, topics: &[&str]) -> Option<Chosen> {
    by_place(reply, topics.len()).or_else(|| match (by_name(reply, topics), topics) {
        // "Not Android": of two it is the other one.
        (Some(named), [_, _]) if Words::of(reply).has(&BUT) => Some(Chosen::Topic(1 - named)),
        (Some(_), _) if Words::of(reply).has(&BUT) => None,
        (named, _) => named.map(Chosen::Topic),
    })
}

/// What says that a topic is not meant.
static BUT: Phrases = Phrases::new(&[
    "^ ?no ?its ?im ?i ?am ?do ?definitely not|dont",
    "anything|everything but",
    "^ ?我 ?肯定 不是|不用|没用|没有|除了",
]);

fn by_place(reply: &str, n: usize) -> Option<Chosen> {
    let words = Words::of(reply);
    let tokens = words.tokens();
    let (mut at, mut found, mut n_ones) = (0, Vec::new(), 0);
    while let Some(token) = tokens.get(at) {
        let place = PLACES.iter().enumerate().find_map(|(place, words)| Some((place, words.at(tokens, at)?)));
        if let Some((place, range)) = place {
            found.push(Chosen::Topic(place));
            at = range.end;
        } else if let Some(range) = LAST.at(tokens, at) {
            found.push(Chosen::Topic(n.checked_sub(1)?));
            at = range.end;
        } else if let Some(range) = NO.at(tokens, at) {
            found.push(Chosen::None);
            at = range.end;
        } else if let Some(range) = ONE.at(tokens, at) {
            n_ones += 1;
            at = range.end;
        } else if let Some(range) = AROUND.at(tokens, at) {
            at = range.end;
        } else if token.is_break() {
            at += 1;
        } else {
            return None;
        }
    }
    match found.as_slice() {
        [] => (n_ones == 1).then_some(Chosen::Topic(0)),
        [Chosen::Topic(place)] if *place >= n => None,
        [one, rest @ ..] => rest.iter().all(|other| other == one).then_some(*one),
    }
}

/// Returns the topic that a reply names, where it names just one: all of its words stand there, or most.
fn by_name(reply: &str, topics: &[&str]) -> Option<usize> {
    let said = terms(reply);
    let named: Vec<BTreeSet<String>> = topics.iter().map(|topic| terms(topic)).collect();
    let only = |names: &dyn Fn(&BTreeSet<String>) -> bool| {
        let mut places = (0..).zip(&named).filter(|(_, named)| names(named)).map(|(place, _)| place);
        let first = places.next()?;
        places.next().is_none().then_some(first)
    };
    let is_whole = |named: &BTreeSet<String>| *named == said;
    let is_part = |named: &BTreeSet<String>| said.is_subset(named);
    let is_most = |named: &BTreeSet<String>| overlap(&said, named) >= NAMES_FROM;
    if said.is_empty() {
        return None;
    }
    only(&is_whole).or_else(|| if named.iter().any(is_part) { only(&is_part) } else { only(&is_most) })
}
