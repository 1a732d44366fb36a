//! Asks one test as the server would.

use crate::{
    domain::{
        applies::Known,
        corpus::{Evidence, Hit},
        extract,
        ids::Locale,
        intent,
        verdict::{self, Verdict},
    },
    flow::suggest::PASSAGES_MAX,
    ports::{Query, SearchError},
};

use super::super::corpus::plain;
use super::file::{Page, TOP_MAX, Test, Want};

/// How a question is searched.
pub(super) type Find<'a> = dyn Fn(&Query) -> Result<Evidence, SearchError> + 'a;

/// Where questions are asked.
pub(super) struct Asker<'a> {
    pub(super) find: &'a Find<'a>,
    /// Language of questions whose own cannot be told.
    pub(super) locale: Locale,
}

/// What came of a test.
#[derive(Debug)]
pub(super) enum Asked {
    /// It found what it must.
    Kept {
        /// The service would answer.
        answered: bool,
    },
    /// It did not.
    Broken(Broken),
}

/// What was found instead.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) why: Why,
    pub(super) evidence: Evidence,
}

/// What is not kept.
#[derive(Debug)]
pub(super) enum Why {
    /// None of the pages is among the first so many.
    NotFound { pages: Vec<Page>, top: usize },
    /// It is found, and what is quoted does not hold these words.
    NotQuoted { answer: String, page: String },
    /// It should be declined and would be answered.
    Answered,
}

impl Asker<'_> {
    /// Asks a test.
    pub(super) fn ask(&self, test: &Test) -> Result<Asked, SearchError> {
        let locale = test.locale.unwrap_or_else(|| intent::locale_of(&test.question, self.locale));
        let query = Query {
            text: test.question.clone(),
            before: test.before.clone(),
            locale,
            n_pages_max: TOP_MAX,
            n_passages_max: PASSAGES_MAX,
            whole_page: true,
            ..Query::default()
        };
        let known = Known::from_texts(test.before.iter().chain([&test.question]).rev());
        let evidence = (self.find)(&query)?;
        let asker = verdict::Asker { known: &known, locale, may_ask: true };
        let answered = verdict::weigh(&evidence, &asker) == Verdict::Answer;
        let why = match &test.want {
            Want::Nothing => answered.then_some(Why::Answered),
            Want::Pages { pages, top } => match first(pages, *top, &evidence) {
                None => Some(Why::NotFound { pages: pages.clone(), top: *top }),
                Some(page) => not_quoted(test, page, &evidence, locale),
            },
        };
        Ok(match why {
            Some(why) => Asked::Broken(Broken { why, evidence }),
            None => Asked::Kept { answered },
        })
    }
}

/// Returns the first of the pages that is found.
fn first<'a>(pages: &'a [Page], top: usize, evidence: &Evidence) -> Option<&'a Page> {
    pages.iter().find(|page| {
        let is_shown = evidence.pages.iter().take(top).any(|hit| hit.passage.doc.path == page.path);
        let is_section = |hit: &Hit| {
            hit.passage.doc.path == page.path && hit.passage.section().as_deref() == page.anchor.as_deref()
        };
        let shown = evidence.pages.iter().take(top);
        is_shown && (page.anchor.is_none() || shown.chain(&evidence.passages).any(is_section))
    })
}

fn not_quoted(test: &Test, page: &Page, evidence: &Evidence, locale: Locale) -> Option<Why> {
    let answer = test.answer.as_deref()?;
    let before = test.before.last().filter(|_| intent::leans_on_earlier(&test.question));
    let before = before.map_or("", String::as_str);
    let quoted = extract::quoted(before, &test.question, evidence, locale).map(|found| found.text);
    let holds = quoted.is_some_and(|quoted| plain(&quoted).contains(&plain(answer)));
    (!holds).then(|| Why::NotQuoted { answer: answer.to_owned(), page: page.path.clone() })
}

impl Broken {
    /// Says what was expected and what was found.
    pub(super) fn message(&self) -> String {
        match &self.why {
            Why::NotFound { pages, top } => {
                let wanted: Vec<String> = pages.iter().map(Page::id).collect();
                let with_sections = pages.iter().any(|page| page.anchor.is_some());
                format!(
                    "expected {} in the first {top}, found {}",
                    wanted.join(" or "),
                    self.found(*top, with_sections)
                )
            }
            Why::NotQuoted { answer, page } => {
                format!("found {page}, expected its quotation to hold {answer:?}")
            }
            Why::Answered => format!(
                "expected to be declined, would be answered (confidence {:.2}) from {}",
                self.evidence.confidence,
                self.found(1, true)
            ),
        }
    }

    fn found(&self, top: usize, with_sections: bool) -> String {
        let hits = self.evidence.pages.iter().take(top);
        let names =
            hits.map(|hit| if with_sections { hit.passage.id() } else { hit.passage.doc.path.clone() });
        let names: Vec<String> = names.collect();
        if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
    }
}
