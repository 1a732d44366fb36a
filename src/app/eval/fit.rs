//! `--fit`: the confidence, fitted to what the questions showed.

use std::path::Path;

use anyhow::{Context as _, anyhow};

use crate::{
    app::serve::calibration,
    config::Settings,
    domain::evidence::{Fit, Sample},
};

use super::{judge::Judged, scores::SHOWN};

/// Fits one half of the calibration in force, by words alone or with meaning as the questions were searched, and writes
/// all of it.
pub(super) fn write(file: &Path, judged: &[Judged], settings: &Settings) -> anyhow::Result<()> {
    let mut calibration = calibration(settings)?;
    let samples: Vec<Sample> = judged.iter().filter_map(sample).collect();
    let by_meaning = samples.iter().any(|sample| sample.signals.nearness.is_some());
    let alike: Vec<Sample> =
        samples.into_iter().filter(|sample| sample.signals.nearness.is_some() == by_meaning).collect();
    let fit = Fit::to(&alike).map_err(|message| anyhow!("{message}"))?;
    if by_meaning {
        calibration.meaning = fit;
    } else {
        calibration.words = fit;
    }
    let text = format!("{}\n", serde_json::to_string_pretty(&calibration)?);
    std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

/// Questions that name no page although they are answerable say nothing.
fn sample(judged: &Judged) -> Option<Sample> {
    let signals = judged.line.signals?;
    let case = &judged.case;
    let tells = case.has_gold || !case.answerable;
    let is_right = case.answerable && case.place.is_some_and(|place| place < SHOWN);
    tells.then_some(Sample { signals, is_right })
}
