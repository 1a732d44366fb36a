//! `firstline eval --triage`: how well severities are judged, by the weights in force and by cross-validation; and the
//! weights fitted anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::args::EvalOptions,
    domain::{
        event::Severity,
        ids::Locale,
        triage::{Rules, Weights},
    },
};

/// Parts of the cross-validation: each is judged by weights that were fitted to the others.
const N_PARTS: usize = 10;
/// Samples a fit needs.
const N_SAMPLES_MIN: usize = 40;
/// Of the normal distribution, for intervals of 95 %.
const Z: f64 = 1.96;

const NAMES: [(&str, Severity); 4] = [
    ("critical", Severity::Critical),
    ("degraded", Severity::Degraded),
    ("usage", Severity::Usage),
    ("suggestion", Severity::Suggestion),
];

/// A line of the file.
#[derive(Clone, Debug, Deserialize)]
struct Case {
    text: String,
    label: String,
    #[serde(default)]
    lang: Option<String>,
    /// What was written at one time.
    #[serde(default)]
    lot: Option<String>,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

/// A case with what was made of it.
struct Judged<'a> {
    case: &'a Case,
    want: Severity,
    got: Severity,
}

pub(super) fn run(files: &[PathBuf], options: &EvalOptions) -> anyhow::Result<ExitCode> {
    let mut cases = Vec::new();
    for file in files {
        cases.extend(read(file, &options.only)?);
    }
    ensure!(!cases.is_empty(), "there is no case; correct --triage or --only");
    // Files are sorted by class; a part needs some of each.
    cases.sort_by_cached_key(|case| spread(&case.text));
    let samples: Vec<(&str, Severity)> = cases
        .iter()
        .map(|case| Ok((case.text.as_str(), severity(&case.label)?)))
        .collect::<anyhow::Result<_>>()?;
    let in_force = judged(&cases, &samples, |_| Weights::built_in());
    let mut reports = vec![("by the weights in force", in_force)];
    let fits: Vec<Weights>;
    if cases.len() >= N_SAMPLES_MIN {
        let (parts, title) = parts(&cases);
        let n_parts = parts.iter().max().map_or(0, |last| last + 1);
        fits = (0..n_parts).map(|part| fit_without(&samples, &parts, part)).collect();
        reports.push((title, judged(&cases, &samples, |n| &fits[parts[n]])));
    }
    if let Some(file) = &options.fit {
        ensure!(cases.len() >= N_SAMPLES_MIN, "a fit takes at least {N_SAMPLES_MIN} cases");
        std::fs::write(file, written(&Weights::fit(&samples))?)
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    if options.json {
        let all: serde_json::Map<String, Value> =
            reports.iter().map(|(title, judged)| ((*title).to_owned(), as_json(judged))).collect();
        super::super::say(&format!("{}\n", Value::Object(all)))?;
    } else {
        for (title, judged) in &reports {
            super::super::say(&text(title, judged))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path, only: &[String]) -> anyhow::Result<Vec<Case>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut cases = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let case: Case = serde_json::from_str(line)
            .with_context(|| format!("{}:{} needs text and label", file.display(), number + 1))?;
        let fits = only.iter().filter_map(|one| one.split_once('=')).all(|(field, value)| match field {
            "lang" => case.lang.as_deref() == Some(value),
            "label" => case.label == value,
            "lot" => case.lot.as_deref() == Some(value),
            other => case.others.get(other).and_then(Value::as_str) == Some(value),
        });
        if fits {
            cases.push(case);
        }
    }
    Ok(cases)
}

fn severity(label: &str) -> anyhow::Result<Severity> {
    match NAMES.iter().find(|(name, _)| *name == label) {
        Some((_, severity)) => Ok(*severity),
        None => bail!("{label:?} is no label; write critical, degraded, usage or suggestion"),
    }
}

/// A number that has nothing to do with the class, the same on every run (FNV-1a).
fn spread(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The part of each case, and how they were made. What was written at one time has more in common than what users
/// write, so that whole lots are left out where the cases name them.
fn parts(cases: &[Case]) -> (Vec<usize>, &'static str) {
    let lots: BTreeSet<Option<&str>> = cases.iter().map(|case| case.lot.as_deref()).collect();
    if lots.len() < 2 {
        return ((0..cases.len()).map(|n| n % N_PARTS).collect(), "cross-validated, ten parts");
    }
    let place = |case: &Case| lots.iter().position(|lot| *lot == case.lot.as_deref()).unwrap_or(0);
    (cases.iter().map(place).collect(), "cross-validated, lot by lot")
}

fn fit_without(samples: &[(&str, Severity)], parts: &[usize], part: usize) -> Weights {
    let others: Vec<(&str, Severity)> =
        samples.iter().zip(parts).filter(|(_, own)| **own != part).map(|(sample, _)| *sample).collect();
    Weights::fit(&others)
}

fn judged<'a, 'w>(
    cases: &'a [Case],
    samples: &[(&str, Severity)],
    weights: impl Fn(usize) -> &'w Weights,
) -> Vec<Judged<'a>> {
    let judge = |n: usize, text: &str| {
        Rules { weights: weights(n), examples: &[] }.judge(&[text], None, Locale::En).severity
    };
    cases
        .iter()
        .zip(samples)
        .enumerate()
        .map(|(n, (case, (text, want)))| Judged { case, want: *want, got: judge(n, text) })
        .collect()
}

/// A share with its 95 % interval (Wilson).
#[derive(Clone, Copy)]
struct Share {
    n: usize,
    of: usize,
}

impl Share {
    #[expect(clippy::cast_precision_loss, reason = "counts of cases")]
    fn figures(self) -> (f64, f64, f64) {
        if self.of == 0 {
            return (0.0, 0.0, 1.0);
        }
        let (n, of) = (self.n as f64, self.of as f64);
        let share = n / of;
        let middle = share + Z * Z / (2.0 * of);
        let half = Z * (share * (1.0 - share) / of + Z * Z / (4.0 * of * of)).sqrt();
        let scale = 1.0 + Z * Z / of;
        (share, (middle - half) / scale, (middle + half) / scale)
    }
    fn shown(self) -> String {
        let (share, low, high) = self.figures();
        format!("{share:.3} [{low:.3}, {high:.3}] {}/{}", self.n, self.of)
    }
    fn json(self) -> Value {
        let (share, low, high) = self.figures();
        json!({ "share": share, "low": low, "high": high, "n": self.n, "of": self.of })
    }
}

fn share<'a>(judged: impl Iterator<Item = &'a Judged<'a>>, is_right: impl Fn(&Judged<'_>) -> bool) -> Share {
    judged.fold(Share { n: 0, of: 0 }, |share, one| Share {
        n: share.n + usize::from(is_right(one)),
        of: share.of + 1,
    })
}

/// The figures of a group by name: accuracy, then recall and precision of each severity.
fn figures<'a>(group: &[&'a Judged<'a>]) -> Vec<(String, Share)> {
    let right = |one: &Judged<'_>| one.got == one.want;
    let all = || group.iter().copied();
    let mut figures = vec![("accuracy".to_owned(), share(all(), right))];
    for (name, severity) in NAMES {
        let recall = share(all().filter(|one| one.want == severity), right);
        let precision = share(all().filter(|one| one.got == severity), right);
        figures.push((format!("{name} recall"), recall));
        figures.push((format!("{name} precision"), precision));
    }
    figures
}

/// All, then each language and each lot.
fn groups<'a>(judged: &'a [Judged<'a>]) -> Vec<(String, Vec<&'a Judged<'a>>)> {
    let mut groups: BTreeMap<String, Vec<&Judged<'_>>> = BTreeMap::new();
    for one in judged {
        let lot = one.case.lot.as_ref().map(|lot| format!("lot {lot}"));
        for name in one.case.lang.clone().into_iter().chain(lot) {
            groups.entry(name).or_default().push(one);
        }
    }
    std::iter::once(("all".to_owned(), judged.iter().collect())).chain(groups).collect()
}

fn text(title: &str, judged: &[Judged<'_>]) -> String {
    let mut out = format!("{title}\n");
    for (name, group) in groups(judged) {
        out.push_str(&format!("\n  {name}\n"));
        for (figure, share) in figures(&group) {
            out.push_str(&format!("    {figure:<22} {}\n", share.shown()));
        }
    }
    out.push_str("\n  labelled (rows) and judged (columns)\n");
    out.push_str(&format!("    {:<12}", ""));
    NAMES.iter().for_each(|(name, _)| out.push_str(&format!("{name:>12}")));
    out.push('\n');
    for (name, want) in NAMES {
        out.push_str(&format!("    {name:<12}"));
        for (_, got) in NAMES {
            let n = judged.iter().filter(|one| one.want == want && one.got == got).count();
            out.push_str(&format!("{n:>12}"));
        }
        out.push('\n');
    }
    out.push('\n');
    for one in judged.iter().filter(|one| one.got != one.want) {
        out.push_str(&format!("  {:?}, judged {:?}: {}\n", one.want, one.got, one.case.text));
    }
    out.push('\n');
    out
}

fn as_json(judged: &[Judged<'_>]) -> Value {
    let groups = groups(judged).into_iter().map(|(name, group)| {
        let figures: serde_json::Map<String, Value> =
            figures(&group).into_iter().map(|(figure, share)| (figure, share.json())).collect();
        (name, Value::Object(figures))
    });
    Value::Object(groups.collect())
}

/// Writes weights one entry a line, so that a change of them can be read.
fn written(weights: &Weights) -> anyhow::Result<String> {
    let value = serde_json::to_value(weights)?;
    let mut out = String::from("{\n");
    out.push_str(&format!("  \"bias\": {},\n", value["bias"]));
    for (name, comma) in [("cues", ","), ("words", "")] {
        out.push_str(&format!("  \"{name}\": {{\n"));
        let entries: Vec<String> = value[name]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, weights)| format!("    {}: {weights}", Value::from(key.as_str())))
            .collect();
        out.push_str(&entries.join(",\n"));
        out.push_str(&format!("\n  }}{comma}\n"));
    }
    out.push_str("}\n");
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_its_interval() {
        let (share, low, high) = Share { n: 19, of: 20 }.figures();
        assert!((share - 0.95).abs() < 1e-9 && (low - 0.764).abs() < 1e-3 && (high - 0.991).abs() < 1e-3);
        assert_eq!(Share { n: 0, of: 0 }.figures(), (0.0, 0.0, 1.0));
    }

    #[test]
    fn weights_written_can_be_read() {
        let text = written(Weights::built_in()).unwrap();
        let read: Weights = serde_json::from_str(&text).unwrap();
        assert_eq!(&read, Weights::built_in());
        assert_ne!(read, Weights::default());
    }
}
