//! Why a test is not kept: which document, at which line, was probably edited.

use std::{fmt, path::PathBuf};

use crate::{
    domain::{
        chunk,
        corpus::{Passage, Visibility},
        words,
    },
    ports::{DocumentRow, GoodVersion},
};

use super::{
    super::corpus::plain,
    ask::{Broken, Why},
    file::{Page, Test},
};

/// Words named that a page does not say.
const WORDS_MAX: usize = 5;

/// The documents as they stand.
pub(super) struct Corpus {
    pub(super) folder: PathBuf,
    pub(super) rows: Vec<DocumentRow>,
    /// What the inbox serves.
    pub(super) globs: Vec<String>,
}

/// A place in a document and what is the matter there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cause {
    file: String,
    line: Option<usize>,
    message: String,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl Corpus {
    /// Returns the likely causes, of the page that should have been found and of what stands in its place.
    pub(super) fn causes(&self, test: &Test, broken: &Broken) -> Vec<Cause> {
        match &broken.why {
            Why::NotFound { pages, .. } => {
                let unserved: Vec<Cause> = pages.iter().filter_map(|page| self.unserved(page)).collect();
                if !unserved.is_empty() {
                    return unserved;
                }
                let outranked = pages.iter().filter_map(|page| self.outranked(test, page, broken));
                outranked.chain(self.instead(broken, pages)).collect()
            }
            Why::NotQuoted { answer, page } => self.unsaid(page, answer).into_iter().collect(),
            Why::Answered => self.instead(broken, &[]).into_iter().collect(),
        }
    }

    fn cause(&self, path: &str, line: Option<usize>, message: String) -> Cause {
        Cause { file: super::shown(&self.folder.join(path)), line, message }
    }

    fn row(&self, path: &str) -> Option<&DocumentRow> {
        self.rows.iter().find(|row| row.path == path)
    }

    /// Says why nobody can find a page, or the section of it.
    fn unserved(&self, page: &Page) -> Option<Cause> {
        let path = &page.path;
        let Some(row) = self.row(path) else {
            let name = path.rsplit('/').next();
            let namesake = self.rows.iter().find(|row| row.path.rsplit('/').next() == name);
            let hint = namesake.map_or_else(
                || "correct the test or bring the page back".to_owned(),
                |row| format!("there is {}; correct the test or move the page back", row.path),
            );
            return Some(self.cause(path, None, format!("there is no such page; {hint}")));
        };
        if let Some(error) = &row.error {
            let line = error.line.and_then(|line| usize::try_from(line).ok());
            return Some(self.cause(path, line, error.message.clone()));
        }
        let good = row.good.as_ref()?;
        if good.document.draft {
            let message = "the page is a draft and nobody is answered from it".to_owned();
            return Some(self.cause(path, line_of_key(&good.text, "draft"), message));
        }
        if good.document.visibility == Visibility::Internal {
            let message = "the page is internal and no user is answered from it".to_owned();
            return Some(self.cause(path, line_of_key(&good.text, "visibility"), message));
        }
        if !self.serves(path) {
            let message = "the inbox does not serve this page; look at its `documents`".to_owned();
            return Some(self.cause(path, None, message));
        }
        self.no_section(page, good)
    }

    fn serves(&self, path: &str) -> bool {
        let globs = self
            .globs
            .iter()
            .filter_map(|glob| globset::GlobBuilder::new(glob).literal_separator(true).build().ok());
        globs.into_iter().any(|glob| glob.compile_matcher().is_match(path))
    }

    fn no_section(&self, page: &Page, good: &GoodVersion) -> Option<Cause> {
        let anchor = page.anchor.as_deref()?;
        let passages = chunk::parse(&page.path, &good.text).ok()?.passages;
        if passages.iter().any(|passage| passage.section().as_deref() == Some(anchor)) {
            return None;
        }
        let wanted = words::terms(&anchor.replace(['-', '_'], " "));
        let likeness = |passage: &Passage| {
            let section = passage.section().unwrap_or_default();
            words::overlap(&wanted, &words::terms(&section.replace(['-', '_'], " ")))
        };
        let nearest = passages
            .iter()
            .filter(|passage| likeness(passage) > 0.0)
            .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        let line = nearest.and_then(|passage| line_of_heading(&good.text, passage));
        let hint = nearest.and_then(Passage::section).map_or_else(
            || "correct the test or give a heading this anchor".to_owned(),
            |section| {
                format!("this one is #{section}; correct the test or write {{#{anchor}}} behind the heading")
            },
        );
        Some(self.cause(&page.path, line, format!("no heading has the anchor #{anchor}; {hint}")))
    }

    /// Says where a page stands that is served, and which words of the question it does not say.
    fn outranked(&self, test: &Test, page: &Page, broken: &Broken) -> Option<Cause> {
        let good = self.row(&page.path)?.good.as_ref()?;
        let place = broken.evidence.pages.iter().position(|hit| hit.passage.doc.path == page.path);
        let stands = match (place, &page.anchor) {
            (None, _) => "is not among the first ten".to_owned(),
            (Some(place), None) => format!("comes at place {}", place + 1),
            (Some(place), Some(anchor)) => {
                format!("comes at place {}, by another section than #{anchor}", place + 1)
            }
        };
        let said = words::terms(&format!("{}\n{}", good.document.title, good.text));
        let unsaid: Vec<String> = asked_words(&test.question)
            .into_iter()
            .filter(|(_, term)| !said.contains(term))
            .map(|(word, _)| format!("\"{word}\""))
            .take(WORDS_MAX)
            .collect();
        let hint = if unsaid.is_empty() {
            "write the question's words into a heading".to_owned()
        } else {
            format!("it does not say {}", unsaid.join(", "))
        };
        let line = chunk::parse(&page.path, &good.text).ok().and_then(|parsed| {
            let section = |passage: &&Passage| passage.section() == page.anchor;
            parsed.passages.iter().find(section).and_then(|passage| line_of_heading(&good.text, passage))
        });
        Some(self.cause(&page.path, line, format!("{stands}; {hint}")))
    }

    /// Names what is found first where it is none of the pages.
    fn instead(&self, broken: &Broken, pages: &[Page]) -> Option<Cause> {
        let passage = &broken.evidence.pages.first()?.passage;
        if pages.iter().any(|page| page.path == passage.doc.path) {
            return None;
        }
        let text = &self.row(&passage.doc.path)?.good.as_ref()?.text;
        let heading = passage.headings.last().unwrap_or(&passage.doc.title);
        let line = line_of_heading(text, passage);
        Some(self.cause(&passage.doc.path, line, format!("is found first, by {heading:?}")))
    }

    /// Says whether a page still says what its quotation should.
    fn unsaid(&self, path: &str, answer: &str) -> Option<Cause> {
        let text = &self.row(path)?.good.as_ref()?.text;
        let answer = plain(answer);
        let line = text.lines().position(|line| plain(line).contains(&answer)).map(|at| at + 1);
        let message = if line.is_some() {
            "the words stand here and something else is quoted; write them nearer to the question's words"
        } else if plain(text).contains(&answer) {
            "the page says it over several lines, and something else is quoted"
        } else {
            "the page does not say it any more"
        };
        Some(self.cause(path, line, message.to_owned()))
    }
}

/// Returns the words of a question that carry a topic, as typed, with what they are compared by.
fn asked_words(question: &str) -> Vec<(String, String)> {
    let mut terms = words::terms(question);
    let mut asked = Vec::new();
    for word in question.split(|c: char| c.is_whitespace() || "?!,;:()\"？！，。；：（）".contains(c))
    {
        for term in words::terms(word) {
            if terms.remove(&term) {
                let is_whole = words::terms(word).len() == 1;
                asked.push((if is_whole { word.trim_matches('.').to_owned() } else { term.clone() }, term));
            }
        }
    }
    asked
}

/// Returns the line, from 1, of a key in the front matter.
fn line_of_key(text: &str, key: &str) -> Option<usize> {
    let is_key = |line: &str| line.split_once(':').is_some_and(|(found, _)| found.trim() == key);
    text.lines().position(is_key).map(|at| at + 1)
}

/// Returns the line, from 1, of a passage's heading.
fn line_of_heading(text: &str, passage: &Passage) -> Option<usize> {
    let heading = plain(passage.headings.last()?);
    let is_heading = |line: &str| {
        let Some(written) = line.trim_start().strip_prefix('#') else { return false };
        let written = written.trim_start_matches('#');
        plain(written.split(" {#").next().unwrap_or(written)) == heading
    };
    text.lines().position(is_heading).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{
        domain::corpus::{DocumentError, Evidence},
        ports::GoodVersion,
    };

    fn row(path: &str, text: &str) -> DocumentRow {
        let parsed = chunk::parse(path, text).expect("is a page");
        let good = GoodVersion { revision: 1, document: parsed.document, text: text.to_owned() };
        DocumentRow { path: path.to_owned(), seen: String::new(), good: Some(good), error: None }
    }
    #[track_caller]
    fn check(row: DocumentRow, page: &str, want: &str) {
        let corpus = Corpus { folder: "./docs".into(), rows: vec![row], globs: vec!["**".to_owned()] };
        let text = format!("- question: how do I rotate a gizmo\n  page: {page}\n");
        let test = super::super::file::parse(Path::new("t.yaml"), &text).expect("reads").remove(0);
        let super::super::file::Want::Pages { pages, top } = test.want.clone() else {
            panic!("names a page")
        };
        let broken = Broken { why: Why::NotFound { pages, top }, evidence: Evidence::default() };
        let causes: Vec<String> = corpus.causes(&test, &broken).iter().map(ToString::to_string).collect();
        assert!(causes.iter().any(|cause| cause.contains(want)), "{causes:?}");
    }

    #[test]
    fn the_edit_that_broke_a_test_is_named_with_file_and_line() {
        let body = "# Keys\n\nWhat they are.\n\n## Rotate an API key\n\nClick Rotate.\n";
        check(row("en/keys.md", body), "keys.md", "docs/keys.md: there is no such page; there is en/keys.md");
        check(
            row("a.md", &format!("---\ntitle: A\ndraft: true\n---\n{body}")),
            "a.md",
            "docs/a.md:3: the page is a draft",
        );
        check(
            row("a.md", &format!("---\nvisibility: internal\n---\n{body}")),
            "a.md",
            "docs/a.md:2: the page is internal",
        );
        check(
            row("a.md", body),
            "a.md#rotate-a-key",
            "docs/a.md:5: no heading has the anchor #rotate-a-key; this one is #rotate-an-api-key",
        );
        check(row("a.md", body), "a.md", "docs/a.md: is not among the first ten; it does not say \"gizmo\"");
        let error = DocumentError { line: Some(4), message: "this line is not UTF-8".to_owned() };
        check(
            DocumentRow { error: Some(error), ..row("a.md", body) },
            "a.md",
            "docs/a.md:4: this line is not UTF-8",
        );
    }

    #[test]
    fn what_a_page_says_no_more_is_told_from_what_is_not_quoted() {
        let corpus = Corpus {
            folder: "docs".into(),
            rows: vec![row("a.md", "# Keys\n\nThe old key works for **24 hours**.\n")],
            globs: vec!["**".to_owned()],
        };
        let said =
            |answer: &str| corpus.unsaid("a.md", answer).map(|cause| cause.to_string()).expect("is there");
        assert!(said("24 hours").starts_with("docs/a.md:3: the words stand here"));
        assert_eq!(said("12 hours"), "docs/a.md: the page does not say it any more");
    }
}
