//! An evaluation as one page that stands alone: no script, no request, light and dark. Every word from outside is
//! escaped.

use std::fmt::{Error, Write as _};

use crate::domain::words::shorten;

use super::{
    action::Action,
    baseline::{Compared, Moved},
    judge::{Found, Judged},
    report::Report,
    svg::escaped,
    text::{place, trend},
};

const STYLE: &str = include_str!("report.css");
/// Rows of one list of questions; a page that nobody can scroll tells nobody anything.
const LISTED_MAX: usize = 100;
/// Quotations shown side by side, and the characters of each side.
const QUOTED_MAX: usize = 200;
const QUOTED_CHARS_MAX: usize = 1_500;

/// Writes the whole page.
pub(super) fn page(report: &Report<'_>) -> Result<String, Error> {
    let mut out = String::new();
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>Evaluation: {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escaped(&report.source)
    )?;
    summary(&mut out, report)?;
    if let Some(compared) = &report.compared {
        baseline(&mut out, compared)?;
    }
    super::figures::plots(&mut out, report)?;
    scores_table(&mut out, report)?;
    actions(&mut out, report)?;
    worst(&mut out, report)?;
    quotations(&mut out, report)?;
    out.push_str("</main>\n</body>\n</html>\n");
    Ok(out)
}

fn summary(out: &mut String, report: &Report<'_>) -> Result<(), Error> {
    let all = report.all();
    writeln!(out, "<h1>How well questions are answered</h1>")?;
    writeln!(
        out,
        "<p class=\"soft\">{}: {} questions, {} of them answerable.</p>",
        escaped(&report.source),
        all.n,
        all.n_answerable
    )?;
    note(out, "A threshold was not kept", "note failed", &report.failed)?;
    note(out, "Read these numbers with care", "note", &report.warnings)?;
    out.push_str("<dl class=\"tiles\">\n");
    let interval = |interval: Option<(f64, f64)>| {
        interval.map_or_else(String::new, |(low, high)| format!("95 %: {low:.3} to {high:.3}"))
    };
    let found = all.r_at_3_ci.map(|_| all.r_at_3);
    tile(out, "right page among the first three (R@3)", found, &interval(all.r_at_3_ci))?;
    tile(
        out,
        "mean of 1 / place of the right page (MRR)",
        all.mrr_ci.map(|_| all.mrr),
        &interval(all.mrr_ci),
    )?;
    tile(out, "answerable told from not (AUROC)", all.auroc, "0.5 is guessing, 1 is perfect")?;
    tile(out, "right told from the rest (AUROC)", all.auroc_right, "by the same confidence")?;
    let chance = all.ece_by_chance.map_or_else(String::new, |chance| {
        format!("0: the confidence means what it says; chance alone makes {chance:.3} of so few questions")
    });
    tile(out, "calibration error (ECE)", all.ece, &chance)?;
    let answered = format!("of the {:.1} % that the service answers", all.answered * 100.0);
    tile(out, "right page where it answers", (all.answered > 0.0).then_some(all.answered_right), &answered)?;
    let declined = (all.n_answerable < all.n).then_some(all.abstained_rightly);
    tile(out, "declined where nothing answers", declined, "of the questions without a page")?;
    if all.quoted.is_some() {
        tile(out, "quotation holds the answer", all.quoted, "of the questions that name theirs")?;
    }
    out.push_str("</dl>\n");
    Ok(())
}

fn note(out: &mut String, title: &str, class: &str, sentences: &[String]) -> Result<(), Error> {
    if sentences.is_empty() {
        return Ok(());
    }
    writeln!(out, "<div class=\"{class}\"><strong>{title}</strong><ul>")?;
    for sentence in sentences {
        writeln!(out, "<li>{}</li>", escaped(sentence))?;
    }
    writeln!(out, "</ul></div>")
}

fn tile(out: &mut String, name: &str, value: Option<f64>, below: &str) -> Result<(), Error> {
    writeln!(out, "<div><dt>{name}</dt><dd>{}<small>{below}</small></dd></div>", number(value))
}

fn scores_table(out: &mut String, report: &Report<'_>) -> Result<(), Error> {
    let head: String = [
        "n",
        "answerable",
        "R@1",
        "R@3",
        "R@10",
        "MRR",
        "AUROC",
        "right",
        "ECE",
        "answered",
        "precision",
        "declined",
        "quoted",
        "p50 ms",
        "p99 ms",
    ]
    .iter()
    .fold("<th></th>".to_owned(), |head, name| format!("{head}<th class=\"n\">{name}</th>"));
    let mut rows = String::new();
    for (name, scores) in &report.groups {
        let found = |value: f64| scores.r_at_3_ci.map(|_| value);
        let declined = (scores.n_answerable < scores.n).then_some(scores.abstained_rightly);
        write!(
            rows,
            "<tr><th>{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td>",
            escaped(name),
            scores.n,
            scores.n_answerable
        )?;
        let cells = [
            found(scores.r_at_1),
            found(scores.r_at_3),
            found(scores.r_at_10),
            found(scores.mrr),
            scores.auroc,
            scores.auroc_right,
            scores.ece,
            Some(scores.answered),
            (scores.answered > 0.0).then_some(scores.answered_right),
            declined,
            scores.quoted,
        ];
        for value in cells {
            write!(rows, "<td class=\"n\">{}</td>", number(value))?;
        }
        let times = [scores.latency_p50_ms, scores.latency_p99_ms];
        writeln!(rows, "<td class=\"n\">{:.2}</td><td class=\"n\">{:.2}</td></tr>", times[0], times[1])?;
    }
    writeln!(out, "<h2>Scores</h2>\n<div class=\"scroll\">{}</div>", table(&head, &rows))?;
    if report.against.len() > 1 {
        let head = "<th>answerable questions against</th><th class=\"n\">n</th><th class=\"n\">AUROC</th>\
                    <th class=\"n\">declined</th>";
        let rows = report.against.iter().fold(String::new(), |rows, against| {
            let (name, auroc) = (escaped(&against.name), number(against.auroc));
            format!(
                "{rows}<tr><th>{name}</th><td class=\"n\">{}</td><td class=\"n\">{auroc}</td>{}</tr>",
                against.n,
                cell(against.declined)
            )
        });
        writeln!(out, "<div class=\"scroll\">{}</div>", table(head, &rows))?;
    }
    Ok(())
}

fn actions(out: &mut String, report: &Report<'_>) -> Result<(), Error> {
    if report.actions.is_empty() {
        return Ok(());
    }
    let mut head = String::from("<th>expected</th><th class=\"n\">n</th><th class=\"n\">right</th>");
    for action in Action::ALL {
        write!(head, "<th class=\"n\">{}</th>", action.name())?;
    }
    let mut rows = String::new();
    for row in &report.actions {
        write!(rows, "<tr><th>{}</th><td class=\"n\">{}</td>", row.expected, row.n)?;
        rows.push_str(&cell(row.right as f64 / row.n as f64));
        for action in Action::ALL {
            let n = row.done.get(action.name()).copied().unwrap_or_default();
            write!(rows, "<td class=\"n\">{n}</td>")?;
        }
        rows.push_str("</tr>");
    }
    writeln!(
        out,
        "<h2>What is done in conversations</h2>\n<p class=\"soft\">Rows: what was expected. Columns: what the service \
         does. A handoff may also be the offer of a person (show, nothing); a question back or an end may be a fixed \
         line (settle).</p>\n<div class=\"scroll\">{}</div>",
        table(&head, &rows)
    )
}

fn baseline(out: &mut String, compared: &Compared) -> Result<(), Error> {
    let change = &compared.change;
    let (low, high) = change.mrr_difference_ci.unwrap_or_default();
    writeln!(
        out,
        "<h2>Since {}</h2>\n<p><strong>R@3 {:.3} → {:.3}: {}.</strong> {} questions are found that were not, {} are no \
         longer found; exact McNemar p = {:.3}.</p>\n<p><strong>MRR {:.3} → {:.3}: {}.</strong> Difference {:+.3}, 95 % of a \
         paired bootstrap {low:+.3} to {high:+.3}. Compared: {} questions with a known page; {} are new.</p>",
        escaped(&compared.file),
        change.r_at_3_before,
        change.r_at_3,
        trend(compared.r_at_3_trend),
        change.n_gained,
        change.n_lost,
        change.r_at_3_p,
        change.mrr_before,
        change.mrr,
        trend(compared.mrr_trend),
        change.mrr - change.mrr_before,
        change.n,
        compared.n_new
    )?;
    moved(out, "No longer among the first three", &compared.lost, true)?;
    moved(out, "Now among the first three", &compared.gained, true)?;
    moved(out, "Further down", &compared.fell, false)?;
    moved(out, "Further up", &compared.rose, false)?;
    moved(out, "Now answered", &compared.now_answered, false)?;
    moved(out, "No longer answered", &compared.now_declined, false)
}

fn moved(out: &mut String, title: &str, moved: &[Moved], opened: bool) -> Result<(), Error> {
    if moved.is_empty() {
        return Ok(());
    }
    let head = "<th>question</th><th class=\"n\">before</th><th class=\"n\">now</th><th>first page now</th>";
    let rows = moved.iter().take(LISTED_MAX).fold(String::new(), |rows, one| {
        format!(
            "{rows}<tr><td dir=\"auto\">{}<br><code class=\"soft\">{}</code></td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td><code>{}</code></td></tr>",
            escaped(&one.text),
            escaped(&one.id),
            place(one.before),
            place(one.now),
            escaped(&one.first)
        )
    });
    let open = if opened { " open" } else { "" };
    writeln!(out, "<details{open}><summary>{title} ({})</summary>{}", moved.len(), wide(head, &rows))?;
    more(out, moved.len(), LISTED_MAX)?;
    writeln!(out, "</details>")
}

fn worst(out: &mut String, report: &Report<'_>) -> Result<(), Error> {
    out.push_str("<h2>The worst questions, and what was found instead</h2>\n");
    let wrong = |one: &&Judged| one.case.is_scored() && !one.case.is_right();
    let pick = |fits: &dyn Fn(&&Judged) -> bool| -> Vec<&Judged> {
        let mut picked: Vec<&Judged> = report.judged.iter().filter(|one| fits(one)).collect();
        picked.sort_by(|a, b| b.case.confidence.total_cmp(&a.case.confidence));
        picked
    };
    let lists = [
        ("Answered from other pages", pick(&|one| wrong(one) && one.case.answered)),
        ("Answered though nothing answers", pick(&|one| !one.case.answerable && one.case.answered)),
        ("Page not found, and declined", pick(&|one| wrong(one) && !one.case.answered)),
        ("Declined though the right page was there", pick(&|one| one.case.is_right() && !one.case.answered)),
    ];
    for (title, questions) in lists {
        if questions.is_empty() {
            writeln!(out, "<h3>{title}: none</h3>")?;
            continue;
        }
        let head = "<th>question</th><th>right page</th><th class=\"n\">place</th><th>found</th>\
                    <th class=\"n\">confidence</th>";
        let rows = questions.iter().take(LISTED_MAX).fold(String::new(), |rows, one| rows + &row(one));
        writeln!(out, "<h3>{title}: {}</h3>\n{}", questions.len(), wide(head, &rows))?;
        more(out, questions.len(), LISTED_MAX)?;
    }
    Ok(())
}

fn row(one: &Judged) -> String {
    let gold = match one.question.gold.first() {
        Some(gold) => format!("<code>{}</code>", escaped(gold)),
        None => "<span class=\"soft\">none</span>".to_owned(),
    };
    let found = one.found.iter().fold(String::new(), |found, Found { id, title, .. }| {
        format!("{found}<li>{}<br><code class=\"soft\">{}</code></li>", escaped(title), escaped(id))
    });
    let before = one.question.turns.len().saturating_sub(1);
    let after = if before > 0 { format!(" after {before} turns") } else { String::new() };
    format!(
        "<tr><td dir=\"auto\">{}<br><code class=\"soft\">{}{after}</code></td><td>{gold}</td><td class=\"n\">{}</td>\
         <td><ol class=\"found\">{found}</ol></td><td class=\"n\">{:.2}</td></tr>\n",
        escaped(one.question.text()),
        escaped(&one.line.id),
        place(one.case.place.map(|place| place + 1)),
        one.case.confidence
    )
}

fn quotations(out: &mut String, report: &Report<'_>) -> Result<(), Error> {
    let mut judged: Vec<&Judged> = report.judged.iter().filter(|one| one.gold.is_some()).collect();
    if judged.is_empty() {
        return Ok(());
    }
    // What is known to be missing an answer comes first.
    judged.sort_by_key(|one| one.case.quoted != Some(false));
    writeln!(
        out,
        "<h2>What is quoted, beside the right page</h2>\n<p class=\"soft\">Left: what a user without a model would read. \
         Right: the passage of the right page nearest to the question.</p>"
    )?;
    for one in judged.iter().take(QUOTED_MAX) {
        let held = match one.case.quoted {
            Some(true) => " <span class=\"good\">holds the answer</span>",
            Some(false) => " <span class=\"bad\">does not hold the answer</span>",
            None => "",
        };
        let decided = if one.case.answered { "answered" } else { "declined" };
        let quote = one.quote.as_deref().unwrap_or("nothing to quote");
        let (id, gold) = one.gold.as_ref().map_or(("", ""), |gold| (gold.id.as_str(), gold.text.as_str()));
        writeln!(
            out,
            "<div class=\"pair\"><h3 dir=\"auto\">{}</h3><span class=\"soft\"><code>{}</code> {decided}, confidence {:.2}, \
             right page at place {}</span>{held}<div class=\"sides\"><div class=\"side\"><strong>quoted</strong>\
             <div class=\"words\" dir=\"auto\" tabindex=\"0\">{}</div></div><div class=\"side\"><code>{}</code>\
             <div class=\"words\" dir=\"auto\" tabindex=\"0\">{}</div></div></div></div>",
            escaped(one.question.text()),
            escaped(&one.line.id),
            one.case.confidence,
            place(one.case.place.map(|place| place + 1)),
            escaped(&shorten(quote, QUOTED_CHARS_MAX)),
            escaped(id),
            escaped(&shorten(gold, QUOTED_CHARS_MAX))
        )?;
    }
    more(out, judged.len(), QUOTED_MAX)
}

fn more(out: &mut String, n: usize, shown: usize) -> Result<(), Error> {
    match n.saturating_sub(shown) {
        0 => Ok(()),
        more => writeln!(out, "<p class=\"soft\">and {more} more</p>"),
    }
}

pub(super) fn table(head: &str, rows: &str) -> String {
    format!("<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
}

fn wide(head: &str, rows: &str) -> String {
    format!(
        "<div class=\"scroll\"><table class=\"questions\"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
}

pub(super) fn cell(value: f64) -> String {
    format!("<td class=\"n\">{value:.3}</td>")
}

pub(super) fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"))
}
