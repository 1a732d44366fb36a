//! Everything an evaluation has to say, before it is written as text, JSON or a page.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    action::Action,
    baseline::Compared,
    fit::Fitted,
    judge::Judged,
    questions::Expected,
    scores::{self, Case, Scores},
};

/// An evaluation.
pub(super) struct Report<'a> {
    pub(super) judged: &'a [Judged],
    /// All questions, then those of each language, set and kind, by name.
    pub(super) groups: Vec<(String, Scores)>,
    pub(super) against: Vec<Against>,
    pub(super) actions: Vec<Row>,
    pub(super) compared: Option<Compared>,
    pub(super) fitted: Option<Fitted>,
    /// A sentence for each threshold that is not kept.
    pub(super) failed: Vec<String>,
    /// What the reader should know of the input.
    pub(super) warnings: Vec<String>,
    /// The documents folder and the files of questions, as given.
    pub(super) source: String,
}

/// All answerable questions against one group of those that cannot be answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Against {
    pub(super) name: String,
    pub(super) n: usize,
    pub(super) auroc: Option<f64>,
    pub(super) declined: f64,
}

/// What was done where one action was expected.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Row {
    pub(super) expected: &'static str,
    pub(super) n: usize,
    /// How many of them were done rightly.
    pub(super) right: usize,
    pub(super) done: BTreeMap<&'static str, usize>,
}

/// Scores all questions together and by language, set and kind, where there are several.
pub(super) fn groups(judged: &[Judged]) -> Vec<(String, Scores)> {
    let mut groups = vec![("all".to_owned(), scores::score(judged.iter().map(|one| &one.case)))];
    for (prefix, value) in DIMENSIONS {
        let named = by(judged, value);
        let is_divided = named.len() > 1 || named.values().any(|cases| cases.len() < judged.len());
        for (name, cases) in named.iter().filter(|_| is_divided) {
            groups.push((format!("{prefix}{name}"), scores::score(cases.iter().copied())));
        }
    }
    groups
}

/// Tells the answerable questions from each group of those that are not.
pub(super) fn against(judged: &[Judged]) -> Vec<Against> {
    let is_answerable = |one: &&Judged| one.question.answerable;
    let yes: Vec<Case> = judged.iter().filter(is_answerable).map(|one| one.case).collect();
    let no: Vec<&Judged> = judged.iter().filter(|one| !one.question.answerable).collect();
    let mut against = Vec::new();
    for (prefix, value) in &DIMENSIONS[1..] {
        let named = by(no.iter().copied(), *value);
        for (name, cases) in named {
            let cases: Vec<Case> = cases.into_iter().copied().collect();
            let n_declined = cases.iter().filter(|case| !case.answered).count();
            against.push(Against {
                name: format!("{prefix}{name}"),
                n: cases.len(),
                auroc: scores::auroc(&yes, &cases),
                declined: n_declined as f64 / cases.len().max(1) as f64,
            });
        }
    }
    against
}

/// Counts what was done by what was expected.
pub(super) fn actions(judged: &[Judged]) -> Vec<Row> {
    let expected = [
        (Expected::Answer, "answer"),
        (Expected::Clarify, "clarify"),
        (Expected::Handoff, "handoff"),
        (Expected::Resolve, "resolve"),
    ];
    let rows = expected.into_iter().map(|(expected, name)| {
        let asked: Vec<&Judged> = judged.iter().filter(|one| one.question.expect == Some(expected)).collect();
        let count = |action| asked.iter().filter(|one| one.action == action).count();
        Row {
            expected: name,
            n: asked.len(),
            right: asked.iter().filter(|one| one.action.is(expected)).count(),
            done: Action::ALL.into_iter().map(|action| (action.name(), count(action))).collect(),
        }
    });
    rows.filter(|row| row.n > 0).collect()
}

type Field = fn(&Judged) -> Option<&str>;

/// By what questions are grouped, with what stands before each name.
const DIMENSIONS: [(&str, Field); 3] = [
    ("", |one| one.question.lang.as_deref()),
    ("set=", |one| one.question.set.as_deref()),
    ("kind=", |one| one.question.kind.as_deref()),
];

fn by<'a>(judged: impl IntoIterator<Item = &'a Judged>, value: Field) -> BTreeMap<String, Vec<&'a Case>> {
    let mut named: BTreeMap<String, Vec<&Case>> = BTreeMap::new();
    for one in judged {
        if let Some(name) = value(one) {
            named.entry(name.to_owned()).or_default().push(&one.case);
        }
    }
    named
}

impl Report<'_> {
    /// Returns the scores of all questions.
    pub(super) fn all(&self) -> Scores {
        self.groups.first().map(|(_, scores)| scores.clone()).unwrap_or_default()
    }

    /// Returns everything as one JSON object: each group's scores by its name, and what else there is.
    pub(super) fn json(&self) -> Value {
        let mut object: serde_json::Map<String, Value> =
            self.groups.iter().map(|(name, scores)| (name.clone(), json!(scores))).collect();
        let bins = scores::bins(self.judged.iter().map(|one| &one.case));
        object.insert("reliability".to_owned(), json!(bins));
        object.insert("against".to_owned(), json!(self.against));
        object.insert("failed".to_owned(), json!(self.failed));
        object.insert("warnings".to_owned(), json!(self.warnings));
        if !self.actions.is_empty() {
            object.insert("actions".to_owned(), json!(self.actions));
        }
        if let Some(compared) = &self.compared {
            object.insert("baseline".to_owned(), json!(compared));
        }
        if let Some(fitted) = &self.fitted {
            object.insert("fit".to_owned(), json!(fitted));
        }
        object.into()
    }
}
