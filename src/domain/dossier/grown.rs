//! The next version of a dossier: after the user corrected it, and when the case goes on to another tier. Nothing that
//! was passed on before is lost.

use crate::domain::{
    event::{Body, Event, Role},
    ids::{Locale, Seq},
    words::shorten,
};

use super::{
    Dossier, WrittenBy,
    record::without_record,
    rules::{PROBLEM_CHARS_MAX, STATEMENT_CHARS_MAX, begun_anew, bounded, by_rules},
};

/// Facts and documents kept.
const KEPT_MAX: usize = 64;

/// Returns the newest version in a log.
#[must_use]
pub fn newest(log: &[Event]) -> Option<&Dossier> {
    log.iter().rev().find_map(|event| match &event.body {
        Body::HandoffRequested(requested) => Some(&requested.dossier),
        Body::Dossier(written) => Some(&written.dossier),
        _ => None,
    })
}

/// Writes the next version for whoever has the case next: all that stood in the previous one, what was said since, what
/// the desk did, and why the case goes on. `log` ends with what brings it there; `desk` is the language of those who
/// read it.
#[must_use]
pub fn grown(previous: &Dossier, log: &[Event], desk: Locale) -> Dossier {
    let fresh = by_rules(log, desk);
    if begins_anew(log, &fresh) {
        // The facts of another problem are not brought along.
        return kept(&Dossier { environment: Vec::new(), ..previous.clone() }, fresh);
    }
    let next = kept(previous, fresh);
    if previous.written_by == WrittenBy::Rules && !was_put(log) {
        return next;
    }
    Dossier {
        problem: previous.problem.clone(),
        problem_from: previous.problem_from.clone(),
        written_by: previous.written_by,
        ..next
    }
}

/// Returns whether the conversation was opened again since the last version, with a problem of its own.
fn begins_anew(log: &[Event], fresh: &Dossier) -> bool {
    let is_written = |event: &Event| matches!(event.body, Body::HandoffRequested(_) | Body::Dossier(_));
    let written = log.iter().rfind(|event| is_written(event)).map_or(Seq(0), |event| event.seq);
    begun_anew(log, &fresh.problem_from).is_some_and(|begun| begun > written)
}

/// Returns whether the problem is passed on as it was put: corrected by the user, or known to a person who has answered
/// it.
fn was_put(log: &[Event]) -> bool {
    log.iter().any(|event| match &event.body {
        Body::Amended(_) => true,
        Body::Message(message) => message.author.role == Role::Agent,
        _ => false,
    })
}

/// Writes the next version after the user corrected or added to what was passed on.
#[must_use]
pub fn amended(previous: &Dossier, log: &[Event], desk: Locale) -> Dossier {
    let corrections: Vec<(Seq, &str)> = log
        .iter()
        .filter_map(|event| match &event.body {
            Body::Amended(amended) => Some((event.seq, amended.text.text())),
            _ => None,
        })
        .collect();
    // The mark may have been written when the inbox had another language.
    let marks = [Locale::En, Locale::Zh].map(mark);
    let stated = previous.problem.text();
    // Only the newest correction stands beside the problem; all of them stand among the claims.
    let stated = marks.iter().fold(stated, |stated, mark| stated.split(mark).next().unwrap_or(stated)).trim();
    let mut problem_from = previous.problem_from.clone();
    // What is meant for the file stands among the claims alone.
    let mut newest = corrections.iter().rev().map(|(seq, text)| (*seq, without_record(text)));
    let problem = match newest.find(|(_, text)| !text.is_empty()) {
        Some((seq, text)) => {
            problem_from.retain(|from| !corrections.iter().any(|(seq, _)| seq == from));
            problem_from.push(seq);
            let text = shorten(&text, STATEMENT_CHARS_MAX);
            let stated = shorten(stated, PROBLEM_CHARS_MAX - STATEMENT_CHARS_MAX);
            format!("{stated} {} {text}", mark(desk)).trim().to_owned()
        }
        None => previous.problem.text().to_owned(),
    };
    Dossier { problem: problem.into(), problem_from, ..kept(previous, by_rules(log, desk)) }
}

/// Returns a problem as the user reads it: the mark before their correction is for the desk, in the desk's language.
#[must_use]
pub fn unmarked(problem: &str) -> String {
    let marks = [Locale::En, Locale::Zh].map(mark);
    let lines = marks.iter().fold(problem.to_owned(), |text, mark| text.replace(mark, "\n"));
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

const fn mark(desk: Locale) -> &'static str {
    match desk {
        Locale::En => "Corrected by the user:",
        Locale::Zh => "用户更正：",
    }
}

/// Brings a fresh dossier after an earlier one: what only the earlier one knows is added.
fn kept(previous: &Dossier, mut fresh: Dossier) -> Dossier {
    add(&mut fresh.asked, &previous.asked);
    add(&mut fresh.claims, &previous.claims);
    add(&mut fresh.escalations, &previous.escalations);
    for step in &previous.tried {
        if !fresh.tried.iter().any(|known| known.seq == step.seq && known.text == step.text) {
            fresh.tried.push(step.clone());
        }
    }
    for fact in &previous.environment {
        if !fresh.environment.iter().any(|known| known.value == fact.value) {
            fresh.environment.push(fact.clone());
        }
    }
    for document in &previous.documents {
        if !fresh.documents.iter().any(|known| known.doc == document.doc) {
            fresh.documents.push(document.clone());
        }
    }
    fresh.environment.truncate(KEPT_MAX);
    fresh.documents.truncate(KEPT_MAX);
    fresh.asked.sort_by_key(|quote| quote.seq);
    fresh.claims.sort_by_key(|quote| quote.seq);
    fresh.tried.sort_by_key(|step| step.seq);
    fresh.escalations.sort_by_key(|escalation| escalation.seq);
    Dossier {
        version: previous.version.saturating_add(1),
        asked: bounded(fresh.asked),
        claims: bounded(fresh.claims),
        tried: bounded(fresh.tried),
        severity: fresh.severity.or(previous.severity),
        reason: fresh.reason.or(previous.reason),
        written_by: WrittenBy::Rules,
        ..fresh
    }
}

/// Adds what is not there yet.
fn add<T: Clone + PartialEq>(list: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !list.contains(item) {
            list.push(item.clone());
        }
    }
}

#[cfg(test)]
mod tests;
