//! Weighs what a text shows: one weight for each cue or word and each severity, fitted by a command and kept as data.
//!
//! A multinomial logistic regression: cues are few and mean the same in every product, words are the rest of what the
//! samples have in common. Which severity the sum may not choose is decided in the parent.

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
/// What all words of a text weigh together, counted in cues.
const WORDS_SHARE: f64 = 4.0;
/// Samples in which a word must stand to be weighed.
const N_SAMPLES_MIN: usize = 4;
/// Critical counts for so much more than its probability: missing one costs more than a false alarm.
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
    /// What each word weighs: long texts have more of them, not more to say.
    #[expect(clippy::cast_precision_loss, reason = "a count of words")]
    fn word_value(&self) -> f64 {
        WORDS_SHARE / (self.words.len().max(1) as f64).sqrt()
    }
}

impl Weights {
    /// Returns the weights that come with the program.
    #[must_use]
    pub fn built_in() -> &'static Self {
        /// A test proves that they read; without any, everything would be usage.
        static READ: LazyLock<Weights> = LazyLock::new(|| serde_json::from_str(BUILT_IN).unwrap_or_default());
        &READ
    }

    pub(super) fn score<'a>(&self, sentences: impl IntoIterator<Item = &'a Sentence<'a>>) -> Score {
        let evidence = Evidence::of(sentences);
        let mut sums = self.bias;
        self.add(&evidence, &mut sums);
        let mut shares = softmax(sums);
        shares[0] *= CRITICAL_FACTOR;
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
        let value = evidence.word_value();
        let words = evidence.words.iter().filter_map(|word| self.words.get(*word)).map(|w| (w, value));
        for (weights, value) in cues.chain(words) {
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
        let mut n_texts: BTreeMap<(bool, &str), usize> = BTreeMap::new();
        for one in &evidence {
            let words = one.words.iter().map(|word| (true, *word));
            for name in one.cues.iter().map(|cue| (false, *cue)).chain(words) {
                *n_texts.entry(name).or_default() += 1;
            }
        }
        n_texts.retain(|(is_word, _), n| !*is_word || *n >= N_SAMPLES_MIN);
        let columns: BTreeMap<(bool, &str), usize> =
            n_texts.into_keys().enumerate().map(|(n, name)| (name, n + 1)).collect();
        let rows: Vec<Vec<(usize, f64)>> = evidence.iter().map(|one| row(one, &columns)).collect();
        let right: Vec<usize> = samples
            .iter()
            .map(|(_, label)| SEVERITIES.iter().position(|severity| severity == label).unwrap_or(2))
            .collect();
        let weights = descend(&rows, &right, columns.len() + 1);
        let named = |wants_words: bool| {
            let own = columns.iter().filter(|((is_word, _), _)| *is_word == wants_words);
            own.map(|((_, name), column)| ((*name).to_owned(), weights[*column].map(rounded))).collect()
        };
        Self { bias: weights[0].map(rounded), cues: named(false), words: named(true) }
    }
}

fn row(evidence: &Evidence<'_>, columns: &BTreeMap<(bool, &str), usize>) -> Vec<(usize, f64)> {
    let value = evidence.word_value();
    let cues = evidence.cues.iter().map(|cue| ((false, *cue), 1.0));
    let words = evidence.words.iter().map(|word| ((true, *word), value));
    let known = cues.chain(words).filter_map(|(name, value)| Some((*columns.get(&name)?, value)));
    // The first column is the bias.
    std::iter::once((0, 1.0)).chain(known).collect()
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

/// Three places are as good as all.
fn rounded(weight: f64) -> f64 {
    (weight * 1_000.0).round() / 1_000.0
}
