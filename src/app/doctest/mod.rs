//! `firstline docs test` and `docs keep`: questions whose page must go on being found, kept beside the documents.
//!
//! `file` reads them from `tests/*.yaml` · `ask` asks each as the server would · `cause` says which edit is the likely
//! cause where one is not kept · `keep` makes one of a solved conversation.

mod ask;
mod cause;
mod file;
mod keep;

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context as _, bail};

use crate::{
    config::Settings,
    domain::corpus::{Audience, Scope},
    ports::Store as _,
};

use super::corpus::scratch;

pub(super) use keep::keep;

use ask::{Asked, Asker};
use cause::Corpus;
use file::Test;

/// The folder of tests, inside that of the documents.
const FOLDER: &str = "tests";

/// Asks every test of the documents folder; fails where one is not kept.
pub(super) fn run(settings: &Settings, inbox: Option<&str>) -> anyhow::Result<ExitCode> {
    let inbox = match inbox {
        Some(key) => settings.inbox(key).with_context(|| format!("there is no inbox {key:?}"))?,
        None => settings.inboxes.first().context("there is no inbox")?,
    };
    let files = test_files(&settings.docs)?;
    let tests = files.iter().map(|path| file::read(path)).collect::<anyhow::Result<Vec<Vec<Test>>>>()?;
    let tests: Vec<Test> = tests.into_iter().flatten().collect();
    if tests.is_empty() {
        bail!("there is no test in {}\n{}", shown(&settings.docs.join(FOLDER)), file::EXAMPLE);
    }
    let runtime = super::runtime()?;
    let scratch = runtime.block_on(scratch(settings))?;
    let rows = runtime.block_on(scratch.store.documents())?.1;
    let corpus = Corpus { folder: settings.docs.clone(), rows, globs: inbox.documents.clone() };
    let scope = Scope { inbox: inbox.policy.inbox.clone(), audience: Audience::Contact };
    let asker = Asker { find: &|query| scratch.search(&runtime, &scope, query), locale: inbox.policy.locale };
    told(&tests, &asker, &corpus)
}

/// Asks the tests and says what came of it.
fn told(tests: &[Test], asker: &Asker<'_>, corpus: &Corpus) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let mut out = String::new();
    let (mut n_broken, mut unsure) = (0, Vec::new());
    for test in tests {
        match asker.ask(test)? {
            Asked::Kept { answered } => {
                unsure.extend(Some(test).filter(|_| !answered && !test.is_unanswerable()))
            }
            Asked::Broken(broken) => {
                n_broken += 1;
                let question = test.question.replace(char::is_control, " ");
                writeln!(out, "{}:{}: {question:?} {}", shown(&test.file), test.line, broken.message())?;
                for cause in corpus.causes(test, &broken) {
                    writeln!(out, "  {cause}")?;
                }
            }
        }
    }
    let ms = started.elapsed().as_millis();
    writeln!(out, "{} tests, {} kept, {n_broken} broken, {ms} ms", tests.len(), tests.len() - n_broken)?;
    if !unsure.is_empty() {
        let are = if unsure.len() == 1 { "finds its page" } else { "find their page" };
        writeln!(out, "{} of the kept {are} without being sure enough to answer:", unsure.len())?;
        for test in unsure {
            let question = test.question.replace(char::is_control, " ");
            writeln!(out, "  {}:{}: {question:?}", shown(&test.file), test.line)?;
        }
    }
    super::say(&out)?;
    Ok(if n_broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns the files of tests, in the order of their names.
fn test_files(docs: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let folder = docs.join(FOLDER);
    if !folder.is_dir() {
        bail!("there are no tests: no folder {}\n{}", shown(&folder), file::EXAMPLE);
    }
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(&folder).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot read {}", shown(&folder)))?;
        let ending = entry.path().extension().and_then(|ending| ending.to_str());
        if entry.file_type().is_file() && matches!(ending, Some("yaml" | "yml")) {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// Shows a path as it is usually typed.
fn shown(path: &Path) -> String {
    let path = path.display().to_string();
    path.strip_prefix("./").map_or(path.clone(), str::to_owned)
}
