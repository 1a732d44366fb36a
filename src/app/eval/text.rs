//! An evaluation as tables for a terminal.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::domain::words::shorten;

use super::{
    action::Action,
    baseline::{Compared, Moved},
    fit::Fitted,
    report::Report,
    scores::{Scores, Trend},
};

/// Changed questions listed of each kind; the page of `--report` has them all.
const LISTED_MAX: usize = 20;
/// Characters of a question in a list.
const QUESTION_CHARS_MAX: usize = 60;

/// What stands below the tables, for who reads them the first time.
const LEGEND: &str = "\
R@k, MRR: over answerable questions with a known page, first ten pages; in brackets the 95 % interval.
AUROC: answerable against not, by confidence; right: a right page among the first three against everything else.
ECE: how far the confidence is from the share with a right page among the first three, over ten bins;
chance: what it would be on average for so few questions, were every confidence exact.
answered: share of all questions the service would answer; precision: of those, the share with a right page among the
first three; declined: of the questions that cannot be answered, the share it would decline.
";

/// Writes the tables.
pub(super) fn text(report: &Report<'_>) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    let width = report.groups.iter().map(|(name, _)| name.width()).max().unwrap_or(0).max(8);
    writeln!(
        out,
        "{:width$} {:>6} {:>6} {:>6} {:>15} {:>6} {:>6} {:>15} {:>8} {:>8}",
        "", "n", "R@1", "R@3", "", "R@10", "MRR", "", "p50 ms", "p99 ms"
    )?;
    for (name, scores) in &report.groups {
        finding(&mut out, width, name, scores)?;
    }
    writeln!(
        out,
        "\n{:width$} {:>6} {:>6} {:>6} {:>7} {:>9} {:>10} {:>9} {:>7}",
        "", "AUROC", "right", "ECE", "chance", "answered", "precision", "declined", "quoted"
    )?;
    for (name, scores) in &report.groups {
        knowing(&mut out, width, name, scores)?;
    }
    if report.against.len() > 1 {
        writeln!(out, "\nanswerable questions against{:>16} {:>6} {:>9}", "n", "AUROC", "declined")?;
        for against in &report.against {
            let (name, auroc) = (padded(&against.name, 36), number(against.auroc));
            writeln!(out, "  {name} {:>5} {auroc:>6} {:>9.3}", against.n, against.declined)?;
        }
    }
    actions(&mut out, report)?;
    out.push('\n');
    out.push_str(LEGEND);
    if let Some(compared) = &report.compared {
        baseline(&mut out, compared)?;
    }
    if let Some(fitted) = &report.fitted {
        fit(&mut out, fitted)?;
    }
    for failed in &report.failed {
        writeln!(out, "FAILED: {failed}")?;
    }
    Ok(out)
}

fn finding(out: &mut String, width: usize, name: &str, scores: &Scores) -> std::fmt::Result {
    let name = padded(name, width);
    if scores.r_at_3_ci.is_none() {
        return writeln!(
            out,
            "{name} {:>6} {:>6} {:>6} {:>15} {:>6} {:>6} {:>15} {:>8.2} {:>8.2}",
            scores.n, "-", "-", "", "-", "-", "", scores.latency_p50_ms, scores.latency_p99_ms
        );
    }
    writeln!(
        out,
        "{name} {:>6} {:>6.3} {:>6.3} {:>15} {:>6.3} {:>6.3} {:>15} {:>8.2} {:>8.2}",
        scores.n,
        scores.r_at_1,
        scores.r_at_3,
        brackets(scores.r_at_3_ci),
        scores.r_at_10,
        scores.mrr,
        brackets(scores.mrr_ci),
        scores.latency_p50_ms,
        scores.latency_p99_ms
    )
}

fn knowing(out: &mut String, width: usize, name: &str, scores: &Scores) -> std::fmt::Result {
    let declined = (scores.n_answerable < scores.n).then_some(scores.abstained_rightly);
    writeln!(
        out,
        "{} {:>6} {:>6} {:>6} {:>7} {:>9.3} {:>10} {:>9} {:>7}",
        padded(name, width),
        number(scores.auroc),
        number(scores.auroc_right),
        number(scores.ece),
        number(scores.ece_by_chance),
        scores.answered,
        number((scores.answered > 0.0).then_some(scores.answered_right)),
        number(declined),
        number(scores.quoted)
    )
}

fn actions(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    if report.actions.is_empty() {
        return Ok(());
    }
    write!(out, "\nexpected \\ done{:>7} {:>7}", "n", "right")?;
    for action in Action::ALL {
        write!(out, " {:>8}", action.name())?;
    }
    out.push('\n');
    for row in &report.actions {
        write!(out, "{:14} {:>7} {:>7.3}", row.expected, row.n, row.right as f64 / row.n as f64)?;
        for action in Action::ALL {
            write!(out, " {:>8}", row.done.get(action.name()).copied().unwrap_or_default())?;
        }
        out.push('\n');
    }
    out.push_str(
        "right: a handoff may also be an offer of a person (show, nothing); a question back or an end may be a fixed line\n\
         (settle).\n",
    );
    Ok(())
}

fn baseline(out: &mut String, compared: &Compared) -> std::fmt::Result {
    let change = &compared.change;
    writeln!(out, "\nSince {}, on {} questions with a known page:", compared.file, change.n)?;
    writeln!(
        out,
        "  R@3 {:.3} → {:.3}: {} ({} found that were not, {} no longer found; exact McNemar p = {:.3})",
        change.r_at_3_before,
        change.r_at_3,
        trend(compared.r_at_3_trend),
        change.n_gained,
        change.n_lost,
        change.r_at_3_p
    )?;
    let (low, high) = change.mrr_difference_ci.unwrap_or_default();
    writeln!(
        out,
        "  MRR {:.3} → {:.3}: {} (difference {:+.3}, 95 % of a paired bootstrap {low:+.3} to {high:+.3})",
        change.mrr_before,
        change.mrr,
        trend(compared.mrr_trend),
        change.mrr - change.mrr_before
    )?;
    if compared.n_new > 0 {
        writeln!(out, "  {} questions are new and not compared", compared.n_new)?;
    }
    listed(out, "No longer among the first three", &compared.lost)?;
    listed(out, "Now among the first three", &compared.gained)?;
    listed(out, "Further down", &compared.fell)?;
    listed(out, "Further up", &compared.rose)?;
    listed(out, "Now answered", &compared.now_answered)?;
    listed(out, "No longer answered", &compared.now_declined)
}

fn fit(out: &mut String, fitted: &Fitted) -> std::fmt::Result {
    let trial = &fitted.trial;
    let way = if fitted.by_meaning { "words and meaning" } else { "words" };
    let start = if fitted.from_nothing { "from nothing" } else { "with the built-in calibration" };
    writeln!(out, "\nFitted to {} questions, by {way}, beginning {start}:", trial.n)?;
    writeln!(
        out,
        "  log loss {:.3} built in → {:.3} fitted (lower is better; each question by a fit without its tenth)",
        trial.loss_before, trial.loss_after
    )?;
    out.push_str(match fitted {
        // The built-in calibration is made so, of the same questions; then it cannot be judged by them.
        Fitted { from_nothing: true, .. } => {
            "  If the built-in calibration was fitted to these questions, its log loss is too low to compare.\n"
        }
        Fitted { is_better: true, .. } => "  The fit is better on your questions than the built-in calibration.\n",
        Fitted { is_better: false, .. } => {
            "  The built-in calibration is as good on your questions; keep it.\n"
        }
    });
    Ok(())
}

/// Says a trend in words.
pub(super) const fn trend(trend: Trend) -> &'static str {
    match trend {
        Trend::Better => "better",
        Trend::Worse => "worse",
        Trend::NoDifference => "no clear difference",
    }
}

/// Says the place of a page, from 1.
pub(super) fn place(place: Option<usize>) -> String {
    place.map_or_else(|| "none".to_owned(), |place| place.to_string())
}

fn listed(out: &mut String, title: &str, moved: &[Moved]) -> std::fmt::Result {
    if moved.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {title} ({}):", moved.len())?;
    for one in moved.iter().take(LISTED_MAX) {
        let text = shorten(&one.text.replace(char::is_control, " "), QUESTION_CHARS_MAX);
        let places = match (one.before, one.now) {
            (None, None) => String::new(),
            (before, now) => format!("place {} → {}, ", place(before), place(now)),
        };
        writeln!(out, "    {}  {text}  {places}first {}", one.id, one.first)?;
    }
    match moved.len().saturating_sub(LISTED_MAX) {
        0 => Ok(()),
        more => writeln!(out, "    and {more} more; --report lists them all"),
    }
}

fn padded(name: &str, width: usize) -> String {
    format!("{name}{}", " ".repeat(width.saturating_sub(name.width())))
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

fn brackets(interval: Option<(f64, f64)>) -> String {
    interval.map_or_else(String::new, |(low, high)| format!("[{low:.3}, {high:.3}]"))
}
