//! Asks every question as the service would, and notes what it found, quoted and did.

use std::{
    collections::{BTreeSet, HashMap},
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

use anyhow::Context as _;
use serde::Serialize;

use crate::{
    domain::{
        chunk,
        corpus::{Evidence, Passage},
        event::Role,
        evidence::Signals,
        extract,
        ids::Locale,
        intent, words,
    },
    ports::{DocumentRow, Query, SearchError},
};

use super::super::corpus::plain;
use super::{
    action::Action,
    questions::{Question, Turn},
    scores::{Case, SHOWN},
};

/// Documents ranked per question.
const RANKED_MAX: usize = 10;
/// Earlier messages of the user that a question is searched with, as the service does.
const BEFORE_MAX: usize = 4;

/// A question and what became of it.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) question: Question,
    pub(super) case: Case,
    pub(super) line: Line,
    /// The documents a user would be shown.
    pub(super) found: Vec<Found>,
    /// What would be quoted, as Markdown.
    pub(super) quote: Option<String>,
    /// The passage of the right page that is nearest to the question.
    pub(super) gold: Option<Found>,
    pub(super) action: Action,
}

/// A passage that is shown in a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Found {
    /// `path#anchor`, with the prefix.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) text: String,
}

/// One line of the run file.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) ranked: Vec<String>,
    pub(super) score: Vec<f32>,
    pub(super) confidence: f32,
    pub(super) abstain: bool,
    pub(super) latency_ms: f64,
    /// What the confidence rests on.
    pub(super) signals: Option<Signals>,
    /// Whether a right page is among the first three; nothing where no page is known to be right.
    pub(super) right: Option<bool>,
}

/// How a question is searched. It may be called by several threads at once.
pub(super) type Find<'a> = dyn Fn(&Query) -> Result<Evidence, SearchError> + Sync + 'a;

/// What questions are judged by.
pub(super) struct Service<'a> {
    pub(super) find: &'a Find<'a>,
    pub(super) pages: &'a Pages,
    /// Language of questions whose own cannot be told.
    pub(super) locale: Locale,
    /// Put before each path.
    pub(super) prefix: &'a str,
}

/// Judges every question, in their order, on all cores.
pub(super) fn all(questions: Vec<Question>, service: &Service<'_>) -> anyhow::Result<Vec<Judged>> {
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let judge_some = || {
        let mut judged = Vec::new();
        while let Some(question) = questions.get(next.fetch_add(1, Ordering::Relaxed)) {
            judged.push(service.judge(question)?);
        }
        anyhow::Ok(judged)
    };
    let mut judged = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(judge_some)).collect();
        let mut judged = HashMap::with_capacity(questions.len());
        for thread in threads {
            let some = thread.join().ok().context("a thread broke off; this is a defect")??;
            judged.extend(some.into_iter().map(|one| (one.question.id.clone(), one)));
        }
        anyhow::Ok(judged)
    })?;
    Ok(questions.iter().filter_map(|question| judged.remove(&question.id)).collect())
}

/// Makes the query of a conversation whose last turn is the user's.
///
/// The one place that says what of a conversation is searched with.
pub(super) fn query_of(turns: &[Turn], locale: Locale) -> Query {
    let (text, earlier) =
        turns.split_last().map_or(("", turns), |(last, earlier)| (last.text.as_str(), earlier));
    let users: Vec<&Turn> = earlier.iter().filter(|turn| turn.role == Role::User).collect();
    let newest = users.iter().skip(users.len().saturating_sub(BEFORE_MAX));
    Query {
        text: text.to_owned(),
        before: newest.map(|turn| turn.text.clone()).collect(),
        locale,
        n_pages_max: RANKED_MAX,
        n_passages_max: crate::flow::suggest::PASSAGES_MAX,
        whole_page: true,
        replied: earlier.iter().rev().find(|turn| turn.role != Role::User).map(|turn| turn.text.clone()),
        meaning: None,
    }
}

impl Service<'_> {
    fn judge(&self, question: &Question) -> anyhow::Result<Judged> {
        let written = question.lang.as_deref().and_then(Locale::from_tag);
        let locale = written.unwrap_or_else(|| intent::locale_of(question.text(), self.locale));
        let query = query_of(&question.turns, locale);
        let started = Instant::now();
        let evidence =
            (self.find)(&query).with_context(|| format!("{:?} cannot be searched", question.id))?;
        let latency_ms = started.elapsed().as_secs_f64() * 1_000.0;
        let ranked: Vec<String> =
            evidence.pages.iter().map(|hit| format!("{}{}", self.prefix, hit.passage.doc.path)).collect();
        let action = Action::of(&question.turns, locale, &evidence);
        let answered = action == Action::Answer;
        let quote = extract::quoted("", &query.text, &evidence, locale).map(|extract| extract.text);
        let case = Case {
            answerable: question.answerable,
            has_gold: !question.gold.is_empty(),
            place: ranked.iter().position(|doc| question.gold.contains(doc)),
            confidence: f64::from(evidence.confidence),
            answered,
            quoted: (!question.answers.is_empty())
                .then(|| quote.as_deref().is_some_and(|quote| holds(quote, &question.answers))),
            latency_ms,
        };
        let shown = evidence.pages.iter().take(SHOWN);
        Ok(Judged {
            case,
            found: shown.map(|hit| found(self.prefix, &hit.passage)).collect(),
            gold: self.gold(question, &query.text),
            action,
            quote,
            line: Line {
                id: question.id.clone(),
                // The scorer reads the first score as the certainty that there is an answer; the ranking keeps its order.
                score: (0..ranked.len()).map(|place| evidence.confidence / (place + 1) as f32).collect(),
                ranked,
                confidence: evidence.confidence,
                abstain: !answered,
                latency_ms,
                signals: evidence.signals,
                right: (case.has_gold || !case.answerable)
                    .then(|| case.answerable && case.place.is_some_and(|place| place < SHOWN)),
            },
            question: question.clone(),
        })
    }

    fn gold(&self, question: &Question, text: &str) -> Option<Found> {
        let asked = words::terms(text);
        let paths = question.gold.iter().filter_map(|gold| gold.strip_prefix(self.prefix));
        let passages = paths.flat_map(|path| self.pages.passages.get(path)).flatten();
        // The earliest of those that share the most words with the question.
        let nearest = passages.rev().max_by_key(|(_, terms)| asked.intersection(terms).count());
        nearest.map(|(passage, _)| found(self.prefix, passage))
    }
}

fn found(prefix: &str, passage: &Passage) -> Found {
    Found {
        id: format!("{prefix}{}", passage.id()),
        title: passage.doc.title.clone(),
        text: passage.text.clone(),
    }
}

/// Returns whether a quotation holds one of the answers, case, space and Markdown's marks aside.
fn holds(quote: &str, answers: &[String]) -> bool {
    let quote = plain(quote);
    answers.iter().any(|answer| quote.contains(&plain(answer)))
}

/// The pages that questions name, cut into passages.
#[derive(Default)]
pub(super) struct Pages {
    passages: HashMap<String, Vec<(Passage, BTreeSet<String>)>>,
}

impl Pages {
    /// Reads the pages that the questions name.
    pub(super) fn of(questions: &[Question], rows: &[DocumentRow], prefix: &str) -> Self {
        let named: BTreeSet<&str> = questions.iter().flat_map(|one| &one.gold).map(String::as_str).collect();
        let mut pages = Self::default();
        for row in rows.iter().filter(|row| named.contains(format!("{prefix}{}", row.path).as_str())) {
            let parsed = row.good.as_ref().and_then(|good| chunk::parse(&row.path, &good.text).ok());
            let passages = parsed.map(|parsed| parsed.passages).unwrap_or_default();
            let with_terms = passages.into_iter().map(|passage| {
                let terms = words::terms(&format!("{}\n{}", passage.headings.join("\n"), passage.text));
                (passage, terms)
            });
            pages.passages.insert(row.path.clone(), with_terms.collect());
        }
        pages
    }

    /// Returns the questions none of whose pages is there, with the page each names first.
    pub(super) fn missing<'a>(&self, questions: &'a [Question], prefix: &str) -> Vec<(&'a str, &'a str)> {
        let is_there =
            |gold: &String| gold.strip_prefix(prefix).is_some_and(|path| self.passages.contains_key(path));
        questions
            .iter()
            .filter(|question| question.answerable && !question.gold.iter().any(is_there))
            .filter_map(|question| Some((question.id.as_str(), question.gold.first()?.as_str())))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_found_in_a_quotation_however_it_is_set() {
        let held = |quote: &str, answer: &str| holds(quote, &[answer.to_owned()]);
        assert!(held("It keeps **24 hours**\nof `logs`.", "24 Hours of logs"));
        assert!(held("保留 24 小时。", "保留24小时"));
        assert!(!held("It keeps 12 hours.", "24 hours"));
        assert!(!holds("anything", &[]));
    }

    #[test]
    fn a_conversation_is_searched_by_what_the_user_said() {
        let turn = |role, text: &str| Turn { role, text: text.to_owned() };
        let turns =
            [turn(Role::User, "a"), turn(Role::Bot, "b"), turn(Role::User, "c"), turn(Role::User, "d")];
        let query = query_of(&turns, Locale::Zh);
        assert_eq!(
            (query.text.as_str(), query.before, query.locale),
            ("d", vec!["a".into(), "c".into()], Locale::Zh)
        );
        let long: Vec<Turn> = (0..9).map(|n| turn(Role::User, &n.to_string())).collect();
        assert_eq!(query_of(&long, Locale::En).before, ["4", "5", "6", "7"]);
    }
}
