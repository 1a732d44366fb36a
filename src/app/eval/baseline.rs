//! What got better and worse since an earlier run over the same questions.

use std::{collections::HashMap, path::Path};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

use super::{
    judge::Judged,
    scores::{Case, Change, Trend},
};

/// An earlier run beside this one.
#[derive(Debug, Serialize)]
pub(super) struct Compared {
    pub(super) file: String,
    #[serde(flatten)]
    pub(super) change: Change,
    pub(super) r_at_3_trend: Trend,
    pub(super) mrr_trend: Trend,
    /// Questions of this run that the earlier one was not asked.
    pub(super) n_new: usize,
    /// Questions whose page is shown no more.
    pub(super) lost: Vec<Moved>,
    /// Questions whose page is shown and was not.
    pub(super) gained: Vec<Moved>,
    /// Questions whose page fell or rose within the ranking, shown as before.
    pub(super) fell: Vec<Moved>,
    pub(super) rose: Vec<Moved>,
    /// Questions that would be answered and were not, and the other way round.
    pub(super) now_answered: Vec<Moved>,
    pub(super) now_declined: Vec<Moved>,
}

/// A question that stands otherwise than before. Places count from 1; none: not among those ranked.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Moved {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) before: Option<usize>,
    pub(super) now: Option<usize>,
    /// The page found first.
    pub(super) first: String,
    /// A right page is shown.
    pub(super) right: bool,
}

/// A line of the earlier run.
#[derive(Deserialize)]
struct Before {
    id: String,
    ranked: Vec<String>,
    #[serde(default)]
    abstain: Option<bool>,
}

/// Compares with a file written by `--run`.
pub(super) fn compare(file: &Path, judged: &[Judged]) -> anyhow::Result<Compared> {
    let before = read(file)?;
    let pairs: Vec<(&Judged, Case)> =
        judged.iter().filter_map(|now| Some((now, then(now, before.get(now.line.id.as_str())?)))).collect();
    if pairs.is_empty() {
        bail!("{} holds none of these questions; make it from the same ones with --run", file.display());
    }
    let change = Change::of(&pairs.iter().map(|(now, before)| (*before, now.case)).collect::<Vec<_>>());
    let scored = |fits: &dyn Fn(&Case, &Case) -> bool| -> Vec<Moved> {
        let fits = |(now, before): &&(&Judged, Case)| now.case.is_scored() && fits(before, &now.case);
        pairs.iter().filter(fits).map(|(now, before)| moved(now, before)).collect()
    };
    let decided = |answered: bool| -> Vec<Moved> {
        let fits =
            |(now, before): &&(&Judged, Case)| now.case.answered == answered && before.answered != answered;
        pairs.iter().filter(fits).map(|(now, before)| moved(now, before)).collect()
    };
    let stays = |before: &Case, now: &Case| before.is_right() == now.is_right();
    Ok(Compared {
        file: file.display().to_string(),
        r_at_3_trend: change.recall_trend(),
        mrr_trend: change.mrr_trend(),
        n_new: judged.len() - pairs.len(),
        lost: scored(&|before, now| before.is_right() && !now.is_right()),
        gained: scored(&|before, now| !before.is_right() && now.is_right()),
        fell: scored(&|before, now| stays(before, now) && now.reciprocal() < before.reciprocal()),
        rose: scored(&|before, now| stays(before, now) && now.reciprocal() > before.reciprocal()),
        now_answered: decided(true),
        now_declined: decided(false),
        change,
    })
}

fn read(file: &Path) -> anyhow::Result<HashMap<String, Before>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the baseline {}", file.display()))?;
    let mut before = HashMap::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let at = || {
            format!(
                "{}:{number}: this is no line of a run; --baseline takes a file written by --run",
                file.display()
            )
        };
        let line: Before = serde_json::from_str(line).with_context(at)?;
        before.insert(line.id.clone(), line);
    }
    Ok(before)
}

/// What the earlier run made of a question, by what counts as right today.
fn then(now: &Judged, before: &Before) -> Case {
    Case {
        place: before.ranked.iter().position(|doc| now.question.gold.contains(doc)),
        answered: before.abstain.map_or(now.case.answered, |abstain| !abstain),
        ..now.case
    }
}

fn moved(now: &Judged, before: &Case) -> Moved {
    Moved {
        id: now.line.id.clone(),
        text: now.question.text().to_owned(),
        before: before.place.map(|place| place + 1),
        now: now.case.place.map(|place| place + 1),
        first: now.line.ranked.first().cloned().unwrap_or_default(),
        right: now.case.is_right(),
    }
}
