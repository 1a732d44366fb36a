//! The plots of a report's page, each with its caption and its numbers as a table.

use std::fmt::{Error, Write as _};

use super::{
    html::{cell, number, table},
    judge::Judged,
    report::Report,
    scores::{self, BINS, Case, Scores},
    svg::{self, Bar, SERIES_MAX, Title, escaped},
};

/// Draws every plot that the questions allow.
pub(super) fn plots(out: &mut String, report: &Report<'_>) -> Result<(), Error> {
    let cases: Vec<Case> = report.judged.iter().map(|one| one.case).collect();
    // The least sure answer says from where the service answers.
    let from = cases.iter().filter(|case| case.answered).map(|case| case.confidence).reduce(f64::min);
    out.push_str("<h2>Plots</h2>\n<div class=\"plots\">\n");
    recall_plot(out, report)?;
    reliability_plot(out, &cases, from)?;
    precision_plot(out, &cases, &report.all())?;
    confidence_plot(out, &cases, from)?;
    groups_plot(out, report)?;
    out.push_str("</div>\n");
    Ok(())
}

fn figure(out: &mut String, caption: &str, below: &str, svg: &str, table: &str) -> Result<(), Error> {
    writeln!(
        out,
        "<figure><figcaption>{caption}<span>{below}</span></figcaption>\n{svg}\
         <details><summary>The numbers</summary><div class=\"scroll\">{table}</div></details></figure>"
    )
}

fn recall_plot(out: &mut String, report: &Report<'_>) -> Result<(), Error> {
    let of_group = |name: &str| -> Vec<Case> {
        let is_in = |one: &&Judged| name == "all" || one.question.lang.as_deref() == Some(name);
        report.judged.iter().filter(is_in).map(|one| one.case).filter(Case::is_scored).collect()
    };
    let names = report.groups.iter().map(|(name, _)| name).filter(|name| !name.contains('='));
    let series: Vec<(String, Vec<f64>)> = names
        .map(|name| (name.clone(), of_group(name)))
        .filter(|(_, cases)| !cases.is_empty())
        .map(|(name, cases)| (name, (1..=10).map(|k| scores::recall(&cases, k)).collect()))
        .take(SERIES_MAX)
        .collect();
    if series.is_empty() {
        return Ok(());
    }
    let title = Title {
        id: "recall",
        title: "Recall by number of pages looked at",
        description: "One line for all questions and one for each language; the numbers stand in the table below.",
    };
    let head =
        (1..=10).fold(String::from("<th></th>"), |head, k| head + &format!("<th class=\"n\">{k}</th>"));
    let rows = series.iter().fold(String::new(), |rows, (name, values)| {
        let cells = values.iter().fold(String::new(), |cells, value| cells + &cell(*value));
        format!("{rows}<tr><th>{}</th>{cells}</tr>", escaped(name))
    });
    let svg = svg::recall(&title, &series)?;
    let below = "The share of answerable questions whose page is among the first k.";
    figure(out, "How far one must look", below, &svg, &table(&head, &rows))
}

fn reliability_plot(out: &mut String, cases: &[Case], from: Option<f64>) -> Result<(), Error> {
    let bins = scores::bins(cases.iter());
    let title = Title {
        id: "reliability",
        title: "Reliability of the confidence",
        description: "A bar for each tenth of confidence, as high as the share of questions with a right page; above it \
                      the number of questions. On the dashed diagonal the confidence means what it says.",
    };
    let head = "<th>confidence</th><th class=\"n\">questions</th><th class=\"n\">mean</th><th class=\"n\">right</th>";
    let mut rows = String::new();
    for (at, bin) in bins.iter().enumerate() {
        let (low, high) = (at as f64 / BINS as f64, (at + 1) as f64 / BINS as f64);
        let known = |value: f64| number((bin.n > 0).then_some(value));
        write!(
            rows,
            "<tr><th>{low:.1} to {high:.1}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            bin.n,
            known(bin.confidence),
            known(bin.right)
        )?;
    }
    let svg = svg::reliability(&title, &bins, from)?;
    let below = "Bars: share with a right page among the first three. Dots: at the mean confidence. The red line: the \
                 service answers from here on.";
    figure(out, "Does the confidence mean what it says?", below, &svg, &table(head, &rows))
}

fn precision_plot(out: &mut String, cases: &[Case], all: &Scores) -> Result<(), Error> {
    let thresholds = scores::thresholds(cases.iter());
    let title = Title {
        id: "precision",
        title: "Precision by share answered",
        description: "From the surest question to the least sure: the share of answers that are right, by the share of \
                      questions that are answered. The dot is the service's own threshold.",
    };
    let head =
        "<th class=\"n\">answers from</th><th class=\"n\">share answered</th><th class=\"n\">precision</th>";
    let mut rows = String::new();
    for tenth in (0..BINS).rev() {
        let from = tenth as f64 / BINS as f64;
        if let Some(at) = thresholds.iter().rev().find(|at| at.confidence >= from) {
            write!(rows, "<tr><td class=\"n\">{from:.1}</td>{}{}</tr>", cell(at.share), cell(at.precision))?;
        }
    }
    let service = (all.answered > 0.0).then_some((all.answered, all.answered_right));
    let svg = svg::precision(&title, &thresholds, service)?;
    let below = "Every threshold on the confidence is a point of the line.";
    figure(out, "What a threshold costs", below, &svg, &table(head, &rows))
}

fn confidence_plot(out: &mut String, cases: &[Case], from: Option<f64>) -> Result<(), Error> {
    let count = |fits: fn(&Case) -> bool| -> [usize; BINS] {
        let fitting: Vec<Case> = cases.iter().copied().filter(fits).collect();
        scores::bins(fitting.iter()).map(|bin| bin.n)
    };
    let sorts: [(&str, [usize; BINS]); 3] = [
        ("right page shown", count(Case::is_right)),
        ("page not found", count(|case| case.answerable && !case.is_right())),
        ("nothing answers", count(|case| !case.answerable)),
    ];
    let title = Title {
        id: "confidence",
        title: "Confidence by what became of the question",
        description: "Stacked bars for each tenth of confidence: right page shown, page not found, nothing answers.",
    };
    let mut head = String::from("<th>confidence</th>");
    for (name, _) in &sorts {
        write!(head, "<th class=\"n\">{name}</th>")?;
    }
    let mut rows = String::new();
    for at in 0..BINS {
        let (low, high) = (at as f64 / BINS as f64, (at + 1) as f64 / BINS as f64);
        let cells = sorts
            .iter()
            .fold(String::new(), |cells, (_, bins)| format!("{cells}<td class=\"n\">{}</td>", bins[at]));
        write!(rows, "<tr><th>{low:.1} to {high:.1}</th>{cells}</tr>")?;
    }
    let svg = svg::confidences(&title, &sorts, from)?;
    let below = "Right of the red line the service answers: there should be blue alone.";
    figure(out, "Where right and wrong lie", below, &svg, &table(&head, &rows))
}

fn groups_plot(out: &mut String, report: &Report<'_>) -> Result<(), Error> {
    let of = |value: fn(&Scores) -> f64, interval: fn(&Scores) -> Option<(f64, f64)>| -> Vec<Bar> {
        let bars = report.groups.iter().filter_map(|(name, scores)| {
            Some(Bar { name: name.clone(), value: value(scores), interval: interval(scores)? })
        });
        bars.collect()
    };
    let bars = of(|scores| scores.r_at_3, |scores| scores.r_at_3_ci);
    if bars.is_empty() {
        return Ok(());
    }
    let title = Title {
        id: "groups",
        title: "R@3 by language and set",
        description: "A bar for each group with its 95 % interval; the numbers stand at their ends.",
    };
    let head = "<th></th><th class=\"n\">R@3</th><th class=\"n\">from</th><th class=\"n\">to</th>";
    let rows = bars.iter().fold(String::new(), |rows, bar| {
        let (low, high) = bar.interval;
        format!(
            "{rows}<tr><th>{}</th>{}{}{}</tr>",
            escaped(&bar.name),
            cell(bar.value),
            cell(low),
            cell(high)
        )
    });
    let svg = svg::bars(&title, &bars)?;
    let below = "Right page among the first three; the thin line is the 95 % interval.";
    figure(out, "Languages and sets", below, &svg, &table(head, &rows))
}
