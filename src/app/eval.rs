//! `firstline eval`: how well search finds, and whether the service knows what it does not know.

use std::{fmt::Write as _, io::Write as _, path::Path, process::ExitCode, time::Instant};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    config::Settings,
    domain::{
        corpus::{Audience, Scope},
        evidence::Signals,
        ids::{InboxKey, Locale},
    },
    ports::{Query, Search as _},
};

use super::{args::EvalOptions, corpus::scratch};

/// Documents ranked per question.
const RANKED_MAX: usize = 10;

/// A question with what answers it.
#[derive(Debug, Deserialize)]
struct Question {
    id: String,
    text: String,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    gold: Vec<String>,
    #[serde(default = "yes")]
    answerable: bool,
}

const fn yes() -> bool {
    true
}

/// One line of the run file.
#[derive(Debug, Serialize)]
struct Line {
    id: String,
    ranked: Vec<String>,
    score: Vec<f32>,
    confidence: f32,
    abstain: bool,
    latency_ms: f64,
    signals: Option<Signals>,
}

/// A question and what became of it.
struct Judged {
    answerable: bool,
    /// Place of the first gold document, from 0; only where there is one to find.
    place: Option<usize>,
    has_gold: bool,
    locale: String,
    line: Line,
}

pub(super) fn run(options: &EvalOptions, settings: &Settings) -> anyhow::Result<ExitCode> {
    let questions = read(&options.queries, &options.only)?;
    if questions.is_empty() {
        bail!("no question is left of {}; look at --only", options.queries.display());
    }
    let judged = super::runtime()?.block_on(judge(questions, options, settings))?;
    if let Some(file) = &options.run {
        let mut out = std::io::BufWriter::new(
            std::fs::File::create(file).with_context(|| format!("cannot write {}", file.display()))?,
        );
        for judged in &judged {
            writeln!(out, "{}", serde_json::to_string(&judged.line)?)?;
        }
        out.flush()?;
    }
    if options.json {
        super::say(&format!("{}\n", scores(&judged)))?;
    } else {
        super::say(&table(&judged)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path, only: &[String]) -> anyhow::Result<Vec<Question>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the questions {}", file.display()))?;
    let only: Vec<(&str, &str)> = only
        .iter()
        .map(|only| only.split_once('=').with_context(|| format!("--only {only}: write field=value")))
        .collect::<Result<_, _>>()?;
    let mut questions = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let at = || format!("{}:{}", file.display(), number + 1);
        let value: Value = serde_json::from_str(line).with_context(at)?;
        let wanted = |(field, wanted): &(&str, &str)| {
            value.get(field).and_then(Value::as_str).is_some_and(|is| wanted.split(',').any(|one| one == is))
        };
        if only.iter().all(wanted) {
            questions.push(serde_json::from_value(value).with_context(at)?);
        }
    }
    Ok(questions)
}

async fn judge(
    questions: Vec<Question>,
    options: &EvalOptions,
    settings: &Settings,
) -> anyhow::Result<Vec<Judged>> {
    let scratch = scratch(settings).await?;
    let inbox = settings.inboxes.first().context("there is no inbox")?;
    let scope = Scope { inbox: InboxKey(inbox.policy.inbox.0.clone()), audience: Audience::Contact };
    let mut judged = Vec::with_capacity(questions.len());
    for question in questions {
        let locale = question.lang.as_deref().and_then(Locale::from_tag);
        let query = Query {
            text: question.text.clone(),
            meaning: scratch.flow.meaning(&question.text, &[]).await,
            locale: locale.unwrap_or(inbox.policy.locale),
            n_pages_max: RANKED_MAX,
            n_passages_max: 6,
            ..Query::default()
        };
        let started = Instant::now();
        let evidence = scratch.index.search(&scope, &query)?;
        let latency_ms = started.elapsed().as_secs_f64() * 1000.0;
        let ranked: Vec<String> = evidence
            .pages
            .iter()
            .map(|hit| format!("{}{}", options.doc_prefix, hit.passage.doc.path))
            .collect();
        // The scorer reads the first score as the certainty that there is an answer; the ranking keeps its order.
        let score = (0..ranked.len()).map(|place| evidence.confidence / (place + 1) as f32).collect();
        judged.push(Judged {
            answerable: question.answerable,
            place: ranked.iter().position(|doc| question.gold.contains(doc)),
            has_gold: !question.gold.is_empty(),
            locale: question.lang.unwrap_or_default(),
            line: Line {
                id: question.id,
                abstain: !evidence.answers(),
                ranked,
                score,
                confidence: evidence.confidence,
                latency_ms,
                signals: evidence.signals,
            },
        });
    }
    Ok(judged)
}

/// The scores of a set of questions.
#[derive(Debug, Default, Serialize)]
struct Scores {
    n: usize,
    n_answerable: usize,
    r_at_1: f64,
    r_at_3: f64,
    r_at_10: f64,
    mrr: f64,
    /// Probability that an answerable question gets more confidence than one that is not; ties count half.
    auroc: Option<f64>,
    answered: f64,
    answered_right: f64,
    abstained_rightly: f64,
    latency_p50_ms: f64,
    latency_p99_ms: f64,
}

fn score<'a>(judged: impl Iterator<Item = &'a Judged>) -> Scores {
    let judged: Vec<&Judged> = judged.collect();
    let with_gold: Vec<&&Judged> = judged.iter().filter(|one| one.answerable && one.has_gold).collect();
    let share = |count: usize, of: usize| if of == 0 { 0.0 } else { count as f64 / of as f64 };
    let within = |k: usize| {
        share(with_gold.iter().filter(|one| one.place.is_some_and(|at| at < k)).count(), with_gold.len())
    };
    let reciprocal: f64 = with_gold.iter().filter_map(|one| one.place).map(|at| 1.0 / (at + 1) as f64).sum();
    let answered: Vec<&&Judged> = judged.iter().filter(|one| !one.line.abstain).collect();
    let right = answered.iter().filter(|one| one.answerable && one.place.is_some_and(|at| at < 3)).count();
    let unanswerable: Vec<&&Judged> = judged.iter().filter(|one| !one.answerable).collect();
    let mut latency: Vec<f64> = judged.iter().map(|one| one.line.latency_ms).collect();
    latency.sort_by(f64::total_cmp);
    let percentile =
        |p: usize| latency.get((latency.len() * p / 100).min(latency.len().saturating_sub(1))).copied();
    Scores {
        n: judged.len(),
        n_answerable: judged.len() - unanswerable.len(),
        r_at_1: within(1),
        r_at_3: within(3),
        r_at_10: within(10),
        mrr: if with_gold.is_empty() { 0.0 } else { reciprocal / with_gold.len() as f64 },
        auroc: auroc(&judged),
        answered: share(answered.len(), judged.len()),
        answered_right: share(right, answered.len()),
        abstained_rightly: share(
            unanswerable.iter().filter(|one| one.line.abstain).count(),
            unanswerable.len(),
        ),
        latency_p50_ms: percentile(50).unwrap_or_default(),
        latency_p99_ms: percentile(99).unwrap_or_default(),
    }
}

fn auroc(judged: &[&Judged]) -> Option<f64> {
    let confidences = |answerable: bool| {
        judged.iter().filter(move |one| one.answerable == answerable).map(|one| one.line.confidence)
    };
    let n_pairs = confidences(true).count() * confidences(false).count();
    let won: f64 = confidences(true)
        .flat_map(|yes| {
            confidences(false).map(move |no| match yes.total_cmp(&no) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            })
        })
        .sum();
    (n_pairs > 0).then(|| won / n_pairs as f64)
}

fn groups(judged: &[Judged]) -> Vec<(String, Scores)> {
    let mut locales: Vec<&str> = judged.iter().map(|one| one.locale.as_str()).collect();
    locales.sort_unstable();
    locales.dedup();
    let mut groups = vec![("all".to_owned(), score(judged.iter()))];
    if locales.len() > 1 {
        groups.extend(
            locales
                .into_iter()
                .map(|locale| (locale.to_owned(), score(judged.iter().filter(|one| one.locale == locale)))),
        );
    }
    groups
}

fn scores(judged: &[Judged]) -> Value {
    Value::from_iter(groups(judged).into_iter().map(|(name, scores)| (name, json!(scores))))
}

fn table(judged: &[Judged]) -> anyhow::Result<String> {
    let mut out = String::new();
    writeln!(
        out,
        "{:8} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>8} {:>6} {:>8} {:>8} {:>8}",
        "", "n", "R@1", "R@3", "R@10", "MRR", "AUROC", "answered", "right", "declined", "p50 ms", "p99 ms"
    )?;
    for (name, scores) in groups(judged) {
        let auroc = scores.auroc.map_or_else(|| "-".to_owned(), |auroc| format!("{auroc:.3}"));
        writeln!(
            out,
            "{name:8} {:>6} {:>6.3} {:>6.3} {:>6.3} {:>6.3} {auroc:>6} {:>8.3} {:>6.3} {:>8.3} {:>8.2} {:>8.2}",
            scores.n,
            scores.r_at_1,
            scores.r_at_3,
            scores.r_at_10,
            scores.mrr,
            scores.answered,
            scores.answered_right,
            scores.abstained_rightly,
            scores.latency_p50_ms,
            scores.latency_p99_ms
        )?;
    }
    out.push_str(
        "R@k, MRR: over answerable questions with a known page. AUROC: answerable against not, by confidence.\n\
         answered: share of all questions the service would answer; right: of those, the share with the right page in the\n\
         first three; declined: of the questions that cannot be answered, the share it would decline.\n",
    );
    Ok(out)
}
