//! What is kept of a solved case for whoever meets the same again: the problem, and what solved it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{
    event::{Answer, AnswerOutcome, Body, Event, Feedback, Resolution, Role},
    ids::Seq,
    intent::is_hollow,
    words::{Phrases, Words, sentences, shorten, terms},
};

use super::grown::newest;
use super::transcript::{lines, segment_from};

/// Characters of the problem and of the solution.
const PROBLEM_CHARS_MAX: usize = 400;
const SOLUTION_CHARS_MAX: usize = 800;
/// Content terms below which a reply does not stand alone: "that should be it".
const REPLY_TERMS_MIN: usize = 4;
/// Content terms up to which a sentence with a courtesy in it is nothing else.
const COURTESY_TERMS_MAX: usize = 6;
/// Documents kept of one case.
const DOCUMENTS_MAX: usize = 5;

/// What people at a desk say and no solution needs.
static COURTESY: Phrases = Phrases::new(&[
    "youre|you are|most welcome",
    "my pleasure",
    "glad|happy|pleased ?that|i|we|it|to ~ help|helped|works|worked|hear",
    "have a ?very nice|good|great|lovely",
    "anything else",
    "best|kind regards|wishes",
    "sorry for|about ~ trouble|inconvenience|delay|wait",
    "不客气|不用谢|很高兴|祝您|祝你|还有其他|有问题随时|有其他问题|给您带来|感谢您的|抱歉让您|久等",
]);

/// A case that came to a good end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solved {
    /// The problem, as the dossier or the user states it.
    pub problem: String,
    /// The words that solved it.
    pub solution: String,
    /// Whose words: the desk's or the bot's.
    pub by: Role,
    /// On what ground it counts as solved.
    pub how: Resolution,
    /// The documents that those words cite.
    pub documents: Vec<CitedDocument>,
}

/// A document by path, title and address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CitedDocument {
    /// Path below the documents folder.
    pub doc: String,
    /// Its title.
    pub title: String,
    /// Where a person reads it.
    pub url: String,
}

/// Returns what solved a case, from its log up to its `resolved` event.
///
/// Nothing where nobody said that it is solved (silence proves no solution), or where nothing was said that could have
/// solved it.
#[must_use]
pub fn solved(log: &[Event]) -> Option<Solved> {
    let how = log.iter().rev().find_map(|event| match &event.body {
        Body::Resolved(resolved) => Some(resolved.how),
        _ => None,
    })?;
    if how == Resolution::Assumed {
        return None;
    }
    let segment = segment_from(log);
    let (by, solution, answer) = match desk_words(log, segment) {
        Some(words) => (Role::Agent, words, None),
        None => {
            let (words, answer) = bot_answer(log, segment)?;
            (Role::Bot, words.to_owned(), Some(answer))
        }
    };
    let cited = documents(log, &solution, answer);
    let problem = about(log);
    (!problem.is_empty()).then(|| Solved {
        problem: shorten(&problem, PROBLEM_CHARS_MAX),
        solution: shorten(&solution, SOLUTION_CHARS_MAX),
        by,
        how,
        documents: cited,
    })
}

/// Returns what a conversation is about: the problem of its newest dossier, else what its user said of substance.
#[must_use]
pub fn about(log: &[Event]) -> String {
    if let Some(dossier) = newest(log).filter(|dossier| !dossier.problem.text().is_empty()) {
        return dossier.problem.text().to_owned();
    }
    let segment = segment_from(log);
    let said: Vec<&str> = lines(log)
        .iter()
        .filter(|line| line.seq >= segment && line.is_substance())
        .map(|line| line.text)
        .collect();
    shorten(&said.join(" "), PROBLEM_CHARS_MAX)
}

/// The desk's last words of substance; with the ones before where they do not stand alone.
fn desk_words(log: &[Event], segment: Seq) -> Option<String> {
    let said = log.iter().filter(|event| event.seq >= segment).filter_map(|event| match &event.body {
        Body::Message(message) if message.author.role == Role::Agent => Some(bare(message.text.text())),
        _ => None,
    });
    let said: Vec<String> =
        said.filter(|text| !text.is_empty() && !text.trim_end().ends_with(['?', '？'])).collect();
    let (last, before) = said.split_last()?;
    let before = before.last().filter(|_| terms(last).len() < REPLY_TERMS_MIN);
    Some(before.map_or_else(|| last.clone(), |before| format!("{before}\n\n{last}")))
}

/// A reply without its courtesies, line by line.
fn bare(text: &str) -> String {
    let line = |line: &str| {
        let all = sentences(line);
        let kept: Vec<&str> = all.iter().copied().filter(|sentence| !is_courtesy(sentence)).collect();
        if kept.len() == all.len() { line.to_owned() } else { kept.join(" ") }
    };
    let lines: Vec<String> = text.lines().map(line).collect();
    lines.join("\n").trim().to_owned()
}

fn is_courtesy(sentence: &str) -> bool {
    is_hollow(sentence) || (Words::of(sentence).has(&COURTESY) && terms(sentence).len() <= COURTESY_TERMS_MAX)
}

/// The bot's answer that was said to help, else its last one.
fn bot_answer(log: &[Event], segment: Seq) -> Option<(&str, &Answer)> {
    let helped = log.iter().rev().find_map(|event| match &event.body {
        Body::Feedback(Feedback { reply: Some(reply), solved: true, .. }) => Some(*reply),
        _ => None,
    });
    log.iter().rev().filter(|event| event.seq >= segment).find_map(|event| match &event.body {
        Body::Message(message) => {
            let answer = message.answer.as_ref()?;
            let fits = match helped {
                Some(reply) => message.reply == Some(reply),
                None => answer.outcome == AnswerOutcome::Answered,
            };
            fits.then_some((message.text.text(), answer))
        }
        _ => None,
    })
}

/// The documents cited: those of the answer, or those of the conversation that the desk's words link to.
fn documents(log: &[Event], solution: &str, answer: Option<&Answer>) -> Vec<CitedDocument> {
    let all = log.iter().filter_map(|event| match &event.body {
        Body::Message(message) => message.answer.as_ref(),
        _ => None,
    });
    let citations = all
        .filter(|candidate| answer.is_none_or(|answer| std::ptr::eq(*candidate, answer)))
        .flat_map(|answer| &answer.citations)
        .filter(|citation| {
            answer.is_some() || solution.contains(&citation.url) || solution.contains(&citation.doc)
        });
    let mut documents: Vec<CitedDocument> = Vec::new();
    for citation in citations {
        if documents.len() < DOCUMENTS_MAX && !documents.iter().any(|known| known.doc == citation.doc) {
            documents.push(CitedDocument {
                doc: citation.doc.clone(),
                title: citation.title.clone(),
                url: citation.url.clone(),
            });
        }
    }
    documents
}

#[cfg(test)]
mod tests;
