//! `--fit`: the confidence, fitted to what the questions showed.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use serde::{Deserialize, Serialize};

use crate::{
    app::{args::EvalOptions, serve::calibration},
    config::Settings,
    domain::evidence::{Fit, Sample, Signals, Trial},
    search::built_in_calibration,
};

use super::judge::Judged;

/// What a line of a run file tells of the confidence.
#[derive(Debug, Deserialize)]
struct Line {
    signals: Option<Signals>,
    right: Option<bool>,
}

/// What came of a fit, held against the built-in calibration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Fitted {
    /// Whether it began with the built-in calibration or from nothing.
    pub(super) from_nothing: bool,
    pub(super) by_meaning: bool,
    pub(super) is_better: bool,
    #[serde(flatten)]
    pub(super) trial: Trial,
}

/// Fits one half of the calibration in force, by words alone or with meaning as the questions were searched, and writes
/// all of it.
pub(super) fn write(
    file: &Path,
    judged: &[Judged],
    options: &EvalOptions,
    settings: &Settings,
) -> anyhow::Result<Fitted> {
    let mut samples: Vec<Sample> =
        judged.iter().filter_map(|one| sample(one.line.signals, one.line.right)).collect();
    let by_meaning = samples.iter().any(|sample| sample.signals.nearness.is_some());
    for other in &options.fit_with {
        samples.extend(read(other)?);
    }
    samples.retain(|sample| sample.signals.nearness.is_some() == by_meaning);
    let built_in = built_in_calibration()?;
    let built_in = if by_meaning { built_in.meaning } else { built_in.words };
    let start = (!options.from_nothing).then_some(&built_in);
    let fit = Fit::to(&samples, start).map_err(|message| anyhow!("{message}"))?;
    let trial = Trial::of(&samples, &built_in, start);
    let mut calibration = calibration(settings)?;
    if by_meaning {
        calibration.meaning = fit;
    } else {
        calibration.words = fit;
    }
    let text = format!("{}\n", serde_json::to_string_pretty(&calibration)?);
    std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(Fitted { from_nothing: options.from_nothing, by_meaning, is_better: trial.is_better(), trial })
}

fn read(file: &Path) -> anyhow::Result<Vec<Sample>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read {}; it is what an earlier --run wrote", file.display()))?;
    let mut samples = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line: Line = serde_json::from_str(line)
            .with_context(|| format!("{}:{} is no line of a run", file.display(), number + 1))?;
        samples.extend(sample(line.signals, line.right));
    }
    Ok(samples)
}

fn sample(signals: Option<Signals>, right: Option<bool>) -> Option<Sample> {
    Some(Sample { signals: signals?, is_right: right? })
}
