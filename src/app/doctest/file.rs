//! The tests as YAML: what a question must find.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::domain::ids::Locale;

/// Pages that a test may look at.
pub(super) const TOP_MAX: usize = 10;
/// Pages among which the right one must be, where the test does not say: those a user is shown.
const TOP: usize = 3;
/// Size of one file in bytes: a few thousand tests.
const FILE_BYTES_MAX: usize = 1_000_000;
const N_NODES_MAX: usize = 200_000;

/// What a test looks like, for who has none yet.
pub(super) const EXAMPLE: &str = "\
Write one, such as tests/en.yaml inside the documents folder:

- question: how do I get a new password
  page: en/reset-password.md";

/// A question and what it must find.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Test {
    /// Where it stands.
    pub(super) file: PathBuf,
    pub(super) line: u64,
    pub(super) question: String,
    /// Earlier messages of the user.
    pub(super) before: Vec<String>,
    pub(super) locale: Option<Locale>,
    pub(super) want: Want,
    /// Words that the quoted answer must hold.
    pub(super) answer: Option<String>,
}

/// What must be found.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Want {
    /// Any of these pages, among the first so many.
    Pages { pages: Vec<Page>, top: usize },
    /// Nothing: the question must be declined.
    Nothing,
}

/// A page, with the section that must be among what is answered from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) path: String,
    pub(super) anchor: Option<String>,
}

impl Page {
    pub(super) fn id(&self) -> String {
        match &self.anchor {
            Some(anchor) => format!("{}#{anchor}", self.path),
            None => self.path.clone(),
        }
    }
}

impl Test {
    pub(super) const fn is_unanswerable(&self) -> bool {
        matches!(self.want, Want::Nothing)
    }
}

/// A test as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    question: String,
    page: Option<String>,
    #[serde(default)]
    pages: Vec<String>,
    locale: Option<String>,
    #[serde(default)]
    before: Vec<String>,
    top: Option<usize>,
    answer: Option<String>,
    #[serde(default)]
    unanswerable: bool,
}

/// Reads the tests of a file.
pub(super) fn read(file: &Path) -> anyhow::Result<Vec<Test>> {
    let name = super::shown(file);
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {name}"))?;
    parse(file, &text)
}

/// Reads the tests that a file of this name would hold.
pub(super) fn parse(file: &Path, text: &str) -> anyhow::Result<Vec<Test>> {
    let name = super::shown(file);
    if text.len() > FILE_BYTES_MAX {
        bail!("{name} is larger than {FILE_BYTES_MAX} bytes; split it into several files");
    }
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Vec::new());
    }
    let entries: Vec<Spanned<Entry>> =
        serde_saphyr::from_str_with_options(text, options()).map_err(|error| {
            let line = error.location().map(|place| format!(":{}", place.line())).unwrap_or_default();
            let said = error.without_snippet().to_string();
            let said =
                said.lines().next().and_then(|said| said.split(" at line ").next()).unwrap_or_default();
            anyhow::anyhow!("{name}{line}: {said}; write a list of tests, each with question and page")
        })?;
    entries
        .into_iter()
        .map(|entry| {
            let line = entry.referenced.line();
            test(entry.value, file, line).map_err(|why| anyhow::anyhow!("{name}:{line}: {why}"))
        })
        .collect()
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_depth: 8,
            max_nodes: N_NODES_MAX,
            max_events: 4 * N_NODES_MAX,
            max_aliases: 64,
            max_anchors: 64,
            max_documents: 1,
        },
    }
}

fn test(entry: Entry, file: &Path, line: u64) -> Result<Test, String> {
    if entry.question.trim().is_empty() {
        return Err("question is empty; write it in a user's words".to_owned());
    }
    let locale = match entry.locale.as_deref() {
        None => None,
        Some(tag) => Some(Locale::from_tag(tag).ok_or_else(|| format!("locale is {tag:?}; write en or zh"))?),
    };
    let pages: Vec<Page> = entry.page.iter().chain(&entry.pages).map(|page| named(page)).collect();
    let want = match (entry.unanswerable, pages.is_empty()) {
        (true, true) => Want::Nothing,
        (true, false) => return Err("it names a page and is unanswerable; leave one of them out".to_owned()),
        (false, true) => return Err("it names no page; write page: PATH, or unanswerable: true".to_owned()),
        (false, false) => Want::Pages { pages, top: top(entry.top)? },
    };
    if matches!(want, Want::Nothing) && (entry.answer.is_some() || entry.top.is_some()) {
        return Err("it is unanswerable; leave answer and top out".to_owned());
    }
    Ok(Test {
        file: file.to_owned(),
        line,
        question: entry.question,
        before: entry.before,
        locale,
        want,
        answer: entry.answer,
    })
}

fn top(written: Option<usize>) -> Result<usize, String> {
    match written.unwrap_or(TOP) {
        top @ 1..=TOP_MAX => Ok(top),
        other => Err(format!("top is {other}; write a number from 1 to {TOP_MAX}")),
    }
}

fn named(page: &str) -> Page {
    match page.split_once('#') {
        Some((path, anchor)) => Page { path: path.to_owned(), anchor: Some(anchor.to_owned()) },
        None => Page { path: page.to_owned(), anchor: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn complains(text: &str, words: &[&str]) {
        let error = parse(Path::new("docs/tests/x.yaml"), text).expect_err("is refused").to_string();
        for word in words {
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn a_test_is_read_with_its_line() {
        let text = "# ours\n- question: how do I rotate a key\n  page: keys.md#rotate\n\n\
                    - question: and on Windows?\n  before: [how do I install it]\n  pages: [a.md, b.md]\n  locale: en\n  \
                    top: 1\n  answer: 24 hours\n- question: do you sell tea\n  unanswerable: true\n";
        let found = parse(Path::new("x.yaml"), text).expect("reads");
        assert_eq!(found.iter().map(|test| test.line).collect::<Vec<_>>(), [2, 5, 11]);
        let Want::Pages { pages, top } = &found[0].want else { panic!("names a page") };
        assert_eq!((pages[0].id().as_str(), *top), ("keys.md#rotate", 3));
        let Want::Pages { pages, top } = &found[1].want else { panic!("names pages") };
        assert_eq!((pages.len(), *top, found[1].answer.as_deref()), (2, 1, Some("24 hours")));
        assert!(found[2].is_unanswerable());
        assert_eq!(parse(Path::new("x.yaml"), "# nothing yet\n").expect("reads"), []);
    }

    #[test]
    fn what_is_wrong_is_told_with_file_and_line() {
        complains("- question: a\n  page: a.md\n- question: b\n", &["docs/tests/x.yaml:3:", "no page"]);
        complains("- question: a\n  pgae: a.md\n", &["docs/tests/x.yaml:2:", "pgae"]);
        complains("- page: a.md\n", &["docs/tests/x.yaml:1:", "question"]);
        complains("question: a\npage: a.md\n", &["list of tests"]);
        complains("- question: a\n  page: [\n", &["docs/tests/x.yaml:"]);
        complains("- question: ''\n  page: a.md\n", &["empty"]);
        complains("- question: a\n  page: a.md\n  top: 0\n", &["1 to 10"]);
        complains("- question: a\n  page: a.md\n  locale: klingon\n", &["en or zh"]);
        complains("- question: a\n  page: a.md\n  unanswerable: true\n", &["leave one"]);
    }
}
