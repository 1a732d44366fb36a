//! `firstline eval`: how well search finds, and whether the service knows what it does not know.
//!
//! `questions` reads them ─▶ `judge` asks each as the service would ─▶ `scores` reckons ─▶ `report` gathers what is to be
//! said ─▶ `text`, JSON or `html` says it. `baseline` compares with an earlier run, `gate` turns scores into an exit code.

mod action;
mod baseline;
mod figures;
mod fit;
mod gate;
mod html;
mod judge;
mod questions;
mod report;
mod scores;
mod svg;
mod text;
mod triage;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;

use crate::{
    config::Settings,
    domain::corpus::{Audience, Scope},
    ports::{DocumentRow, Store as _},
};

use super::{args::EvalOptions, corpus::scratch};

use judge::{Judged, Pages, Service};
use questions::{Question, Reading};
use report::Report;

/// Files named in a warning.
const WARNED_MAX: usize = 10;

pub(super) fn run(options: &EvalOptions, settings: &Settings) -> anyhow::Result<ExitCode> {
    if !options.triage.is_empty() {
        return triage::run(&options.triage, options);
    }
    let thresholds = gate::read(&options.fail_under, &options.fail_over)?;
    let files = files(options);
    let reading = Reading { only: options.only.clone(), accept_alt: options.accept_alt };
    let questions = questions::read(&files, &reading)?;
    let mut settings = settings.clone();
    if options.no_embed {
        settings.embeddings.base_url = None;
    }
    let settings = &settings;
    let (judged, warnings) = judged(questions, options, settings)?;
    for warning in &warnings {
        super::warn(warning);
    }
    if let Some(file) = &options.run {
        write_run(file, &judged)?;
    }
    let fitted =
        options.fit.as_deref().map(|file| fit::write(file, &judged, options, settings)).transpose()?;
    let compared = options.baseline.as_deref().map(|file| baseline::compare(file, &judged)).transpose()?;
    let groups = report::groups(&judged);
    let report = Report {
        failed: gate::failed(&thresholds, &groups)?,
        groups,
        against: report::against(&judged),
        actions: report::actions(&judged),
        compared,
        fitted,
        warnings,
        source: source(&files, settings),
        judged: &judged,
    };
    if let Some(file) = &options.report {
        std::fs::write(file, html::page(&report)?)
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    if options.json {
        super::say(&format!("{}\n", report.json()))?;
    } else {
        super::say(&text::text(&report)?)?;
    }
    Ok(if report.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn files(options: &EvalOptions) -> Vec<&Path> {
    options.queries.iter().chain(&options.conversations).map(PathBuf::as_path).collect()
}

fn source(files: &[&Path], settings: &Settings) -> String {
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    format!("{} over {}", files.join(", "), settings.docs.display())
}

/// Indexes the folder as the server would and judges every question against it.
fn judged(
    questions: Vec<Question>,
    options: &EvalOptions,
    settings: &Settings,
) -> anyhow::Result<(Vec<Judged>, Vec<String>)> {
    let inbox = settings.inboxes.first().context("there is no inbox")?;
    let runtime = super::runtime()?;
    let (scratch, rows) = runtime.block_on(async {
        let scratch = scratch(settings).await?;
        let rows = scratch.store.documents().await?.1;
        anyhow::Ok((scratch, rows))
    })?;
    let pages = Pages::of(&questions, &rows, &options.doc_prefix);
    let warnings = warnings(&questions, &pages, &rows, options);
    let scope = Scope { inbox: inbox.policy.inbox.clone(), audience: Audience::Contact };
    let service = Service {
        find: &|query| scratch.search(&runtime, &scope, query),
        pages: &pages,
        locale: inbox.policy.locale,
        prefix: &options.doc_prefix,
    };
    Ok((judge::all(questions, &service)?, warnings))
}

/// Says what of the input will make the scores say less than they seem to.
fn warnings(
    questions: &[Question],
    pages: &Pages,
    rows: &[DocumentRow],
    options: &EvalOptions,
) -> Vec<String> {
    let mut warnings = Vec::new();
    let broken: Vec<&str> =
        rows.iter().filter(|row| row.error.is_some()).map(|row| row.path.as_str()).collect();
    if !broken.is_empty() {
        warnings.push(format!("broken files, see `firstline docs check`: {}", some_of(&broken)));
    }
    let n_nameless = questions.iter().filter(|one| one.answerable && one.gold.is_empty()).count();
    if n_nameless > 0 {
        warnings.push(format!(
            "{n_nameless} answerable questions name no page in gold and do not count for recall"
        ));
    }
    let n_torn = questions.iter().filter(|one| !one.answerable && !one.gold.is_empty()).count();
    if n_torn > 0 {
        warnings.push(format!(
            "{n_torn} questions are not answerable and name a page in gold, which is ignored; correct one of the two"
        ));
    }
    let missing = pages.missing(questions, &options.doc_prefix);
    if !missing.is_empty() {
        let mut named: Vec<&str> = missing.iter().map(|(_, gold)| *gold).collect();
        named.sort_unstable();
        named.dedup();
        let n = missing.len();
        warnings.push(format!(
            "no page of {n} {} is in the documents; correct the paths in gold, or --doc-prefix or --only: {}",
            if n == 1 { "question" } else { "questions" },
            some_of(&named)
        ));
    }
    warnings
}

fn some_of(names: &[&str]) -> String {
    let some = names.iter().take(WARNED_MAX).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(WARNED_MAX) {
        0 => some,
        more => format!("{some} and {more} more"),
    }
}

fn write_run(file: &Path, judged: &[Judged]) -> anyhow::Result<()> {
    let created = std::fs::File::create(file).with_context(|| format!("cannot write {}", file.display()))?;
    let mut out = std::io::BufWriter::new(created);
    for one in judged {
        writeln!(out, "{}", serde_json::to_string(&one.line)?)?;
    }
    out.flush().with_context(|| format!("cannot write {}", file.display()))
}
