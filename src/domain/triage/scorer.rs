//! Weighs what a text shows: one weight for each cue or word and each severity, fitted by a command and kept as data.
//!
//! A multinomial logistic regression: cues are few and mean the same in every product, words and pairs of them are the
//! rest of what the samples have in common. Which severity the sum may not choose is decided in the parent.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde::{Deserialize, Serialize};

use crate::domain::event::Severity;

use super::cues::Sentence;

/// Weights as they come with the program; `firstline eval --triage FILE --fit` makes them anew.
const BUILT_IN: &str = include_str!("weights.json");
/// In the order of the weights.
pub(super) const SEVERITIES: [Severity; 4] =
    [Severity::Critical, Severity::Degraded, Severity::Usage, Severity::Suggestion];
/// What a cue, and what all known words of a text together, count for while weights are fitted: the more, the less its
/// weight is held down. Found by leaving out one lot of `tests/triage` after the other.
const CUE_VALUE: f64 = 0.32;
const WORDS_VALUE: f64 = 0.8;
/// A text with fewer known words is weighed as if it had so many.
const N_WORDS_MIN: usize = 12;
/// Samples in which a word must stand to be weighed.
const N_SAMPLES_MIN: usize = 2;
/// A word that moves no severity by so much against another is not kept.
const SPREAD_MIN: f64 = 0.2;
/// Critical counts for so much more than its probability where something sounds bad: missing one costs more than a false
/// alarm. Plain words alone call nobody so easily.
const CRITICAL_FACTOR: f64 = 3.0;
/// Lead over the second, as a probability, from which a verdict is sure.
const LEAD_SURE: f64 = 0.3;
/// Steps of the descent to a fit, and their size; the loss is convex.
const N_STEPS: usize = 600;
const STEP: f64 = 0.15;

/// Weights by severity, 1 to 4.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// What each severity has without any evidence.
    bias: [f64; 4],
    /// By the name of a cue.
    cues: BTreeMap<String, [f64; 4]>,
    /// By word.
    words: BTreeMap<String, [f64; 4]>,
}

/// What the weights make of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Score {
    /// Probabilities of the severities, critical counted for more.
    pub shares: [f64; 4],
}

impl Score {
    /// Returns the likeliest severity among those allowed.
    pub fn best(&self, allowed: impl Fn(Severity) -> bool) -> Severity {
        let ranked = SEVERITIES.into_iter().zip(self.shares).filter(|(severity, _)| allowed(*severity));
        ranked.max_by(|(_, a), (_, b)| a.total_cmp(b)).map_or(Severity::Usage, |(severity, _)| severity)
    }
    /// Returns whether the likeliest leads the second by enough.
    pub fn is_sure(&self) -> bool {
        let mut shares = self.shares;
        shares.sort_by(|a, b| b.total_cmp(a));
        shares[0] - shares[1] >= LEAD_SURE
    }
}

/// One text's evidence: names with their values.
struct Evidence<'a> {
    cues: BTreeSet<&'a str>,
    words: BTreeSet<&'a str>,
}

impl<'a> Evidence<'a> {
    fn of(sentences: impl IntoIterator<Item = &'a Sentence<'a>>) -> Self {
        let mut evidence = Self { cues: BTreeSet::new(), words: BTreeSet::new() };
        for sentence in sentences {
            evidence.cues.extend(&sentence.cues);
            evidence.words.extend(sentence.words.iter().map(String::as_str));
        }
        evidence
    }
}

/// What each of so many known words counts for: long texts have more of them, not more to say, and a few that are known
/// among many that are not say little.
#[expect(clippy::cast_precision_loss, reason = "a count of words")]
fn of_each(n_words: usize) -> f64 {
    (n_words.max(N_WORDS_MIN) as f64).sqrt().recip()
}

impl Weights {
    /// Returns the weights that come with the program.
    #[must_use]
    pub fn built_in() -> &'static Self {
        /// A test proves that they read; without any, everything would be usage.
        static READ: LazyLock<Weights> = LazyLock::new(|| serde_json::from_str(BUILT_IN).unwrap_or_default());
        &READ
    }

    pub(super) fn score<'a>(&self, sentences: impl IntoIterator<Item = &'a Sentence<'a>> + Clone) -> Score {
        let factor = if sentences.clone().into_iter().any(Sentence::alarms) { CRITICAL_FACTOR } else { 1.0 };
        let evidence = Evidence::of(sentences);
        let mut sums = self.bias;
        self.add(&evidence, &mut sums);
        let mut shares = softmax(sums);
        shares[0] *= factor;
        let total: f64 = shares.iter().sum();
        Score { shares: shares.map(|share| share / total) }
    }

    /// Returns how much a sentence speaks for a severity, against the others.
    pub(super) fn speaks_for(&self, sentence: &Sentence<'_>, severity: Severity) -> f64 {
        let mut sums = [0.0; 4];
        self.add(&Evidence::of([sentence]), &mut sums);
        let mean = sums.iter().sum::<f64>() / 4.0;
        SEVERITIES.iter().zip(sums).find(|(one, _)| **one == severity).map_or(0.0, |(_, sum)| sum - mean)
    }

    fn add(&self, evidence: &Evidence<'_>, sums: &mut [f64; 4]) {
        let cues = evidence.cues.iter().filter_map(|cue| self.cues.get(*cue)).map(|weights| (weights, 1.0));
        let words: Vec<&[f64; 4]> = evidence.words.iter().filter_map(|word| self.words.get(*word)).collect();
        let value = of_each(words.len());
        for (weights, value) in cues.chain(words.into_iter().map(|weights| (weights, value))) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += weight * value;
            }
        }
    }

    /// Fits weights to texts whose severity is known.
    #[must_use]
    pub fn fit(samples: &[(&str, Severity)]) -> Self {
        let texts: Vec<Vec<Sentence<'_>>> = samples.iter().map(|(text, _)| super::cues::read(text)).collect();
        let evidence: Vec<Evidence<'_>> = texts.iter().map(Evidence::of).collect();
        let columns = Columns::of(&evidence);
        let rows: Vec<Vec<(usize, f64)>> = evidence.iter().map(|one| columns.row(one)).collect();
        let right: Vec<usize> = samples
            .iter()
            .map(|(_, label)| SEVERITIES.iter().position(|severity| severity == label).unwrap_or(2))
            .collect();
        let weights = descend(&rows, &right, columns.values.len());
        columns.named(&weights)
    }
}

/// The places of what is weighed: the bias, cues, then words.
struct Columns<'a> {
    cues: BTreeMap<&'a str, usize>,
    words: BTreeMap<&'a str, usize>,
    /// What each counts for. Of words it is the more the rarer they are (inverse document frequency, as in scikit-learn).
    values: Vec<f64>,
}

impl<'a> Columns<'a> {
    #[expect(clippy::cast_precision_loss, reason = "counts of samples")]
    fn of(samples: &[Evidence<'a>]) -> Self {
        let mut n_samples: BTreeMap<&str, usize> = BTreeMap::new();
        samples.iter().flat_map(|one| &one.words).for_each(|word| *n_samples.entry(word).or_default() += 1);
        n_samples.retain(|_, n| *n >= N_SAMPLES_MIN);
        let mut columns = Self { cues: BTreeMap::new(), words: BTreeMap::new(), values: vec![1.0] };
        for cue in samples.iter().flat_map(|one| &one.cues).collect::<BTreeSet<_>>() {
            columns.cues.insert(cue, columns.values.len());
            columns.values.push(CUE_VALUE);
        }
        for (word, n) in n_samples {
            columns.words.insert(word, columns.values.len());
            columns.values.push(WORDS_VALUE * (((1 + samples.len()) as f64 / (1 + n) as f64).ln() + 1.0));
        }
        columns
    }
    fn row(&self, evidence: &Evidence<'_>) -> Vec<(usize, f64)> {
        let known = |names: &BTreeSet<&str>, columns: &BTreeMap<&str, usize>| -> Vec<usize> {
            names.iter().filter_map(|name| columns.get(name).copied()).collect()
        };
        let (cues, words) = (known(&evidence.cues, &self.cues), known(&evidence.words, &self.words));
        let value = of_each(words.len());
        let weighed =
            |(column, value): (usize, f64)| (column, value * self.values.get(column).unwrap_or(&0.0));
        // The first column is the bias.
        let all = std::iter::once(0).chain(cues).map(|column| (column, 1.0));
        all.chain(words.into_iter().map(|column| (column, value))).map(weighed).collect()
    }
    /// Weights by name, for evidence that is there or is not.
    fn named(&self, weights: &[[f64; 4]]) -> Weights {
        let of = |column: usize| weights[column].map(|weight| rounded(weight * self.values[column]));
        let moves = |weights: &[f64; 4]| {
            let (low, high) =
                weights.iter().fold((f64::MAX, f64::MIN), |(low, high), one| (low.min(*one), high.max(*one)));
            high - low >= SPREAD_MIN
        };
        let cues = self.cues.iter().map(|(name, column)| ((*name).to_owned(), of(*column)));
        let words = self.words.iter().map(|(name, column)| ((*name).to_owned(), of(*column)));
        Weights {
            bias: of(0),
            cues: cues.collect(),
            words: words.filter(|(_, weights)| moves(weights)).collect(),
        }
    }
}

/// Goes down the loss, with a penalty on large weights, in steps that grow shorter where a weight has moved much.
fn descend(rows: &[Vec<(usize, f64)>], right: &[usize], n_columns: usize) -> Vec<[f64; 4]> {
    let mut weights = vec![[0.0; 4]; n_columns];
    let mut moved = vec![[1e-8; 4]; n_columns];
    for _ in 0..N_STEPS {
        let mut slope = weights.clone();
        slope[0] = [0.0; 4];
        for (row, right) in rows.iter().zip(right) {
            let mut sums = [0.0; 4];
            for (column, value) in row {
                for (sum, weight) in sums.iter_mut().zip(weights[*column]) {
                    *sum += weight * value;
                }
            }
            let mut errors = softmax(sums);
            errors[*right] -= 1.0;
            for (column, value) in row {
                for (slope, error) in slope[*column].iter_mut().zip(errors) {
                    *slope += error * value;
                }
            }
        }
        for ((weights, moved), slope) in weights.iter_mut().zip(&mut moved).zip(slope) {
            for ((weight, moved), slope) in weights.iter_mut().zip(moved).zip(slope) {
                *moved += slope * slope;
                *weight -= STEP * slope / moved.sqrt();
            }
        }
    }
    weights
}

fn softmax(sums: [f64; 4]) -> [f64; 4] {
    let highest = sums.iter().copied().fold(f64::MIN, f64::max);
    let powers = sums.map(|sum| (sum - highest).exp());
    let total: f64 = powers.iter().sum();
    powers.map(|power| power / total)
}

/// Two places are as good as all.
fn rounded(weight: f64) -> f64 {
    (weight * 100.0).round() / 100.0
}
