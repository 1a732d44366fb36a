//! How likely it is that what was found answers the question.
//!
//! A raw score means something else in every corpus. The signals are relative to the question and to what else was
//! found, so that one calibration serves many corpora. The calibration is data, fitted by a command.

mod trial;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use trial::Trial;

/// Steps of the descent to a fit, and their size; the loss is convex and the values are standardised, so this is plenty.
const N_STEPS: usize = 20_000;
const STEP: f64 = 0.5;
/// The slope a sample at which the descent has arrived: weights are kept to seven digits.
const FLAT: f64 = 1e-10;
/// Weight of the penalty on large weights in a fit from nothing: that of one sample, so that a few dozen samples
/// outweigh it.
const PENALTY: f64 = 1.0;
/// Weight of the penalty on the distance from the fit begun with, the constant included, on standardised values.
///
/// A sample of probability p weighs p (1 - p) against it, a quarter at most and about a sixth on average, so that
/// the fit begun with counts as 60 questions: 30 move a weight a third of the way, 300 five sixths of it. As a
/// Gaussian prior it says that products differ by 0.3 in a standardised weight (1 / 10 is 0.3 squared). In simulated
/// worlds that differ by that or by half of it, it loses less than a fit from nothing at 30, 100 and 300 questions;
/// 1, the weight of the other penalty, is hardly better than from nothing at 30.
const PULL: f64 = 10.0;
/// Share of the answered questions of a fit that are answered rightly.
const PRECISION: f64 = 0.8;
/// From which share of the threshold to answer what may fit is shown.
const SHOWN_SHARE: f32 = 0.4;
/// Samples of each kind that a fit from nothing needs, and thresholds of its own.
const N_SAMPLES_MIN: usize = 20;
/// Samples of each kind that move a fit: of fewer, the share of right ones is what somebody happened to collect.
const N_MOVING_MIN: usize = 5;

/// Rises whenever a weight stands for something else: see [`Signals::values`].
const VERSION: u32 = 3;

/// Returns whether a question names a code that stands nowhere in what was found, where others of its kind do: of TV-9999,
/// a page that lists TV-4100 says nothing.
#[must_use]
pub fn lacks_code<'a>(question: &str, found: impl IntoIterator<Item = &'a str>) -> bool {
    let known: BTreeSet<(String, String)> = found.into_iter().flat_map(codes).collect();
    let asked = asked_codes(question, &known);
    if asked.is_empty() {
        return false;
    }
    !asked.iter().any(|code| known.contains(code))
        && asked.iter().any(|(kind, _)| known.iter().any(|(other, _)| other == kind))
}

/// Returns whether every code that a question names, one at least, stands in what was found first: that is the answer,
/// whatever else is said around it.
#[must_use]
pub fn holds_codes(question: &str, first: &str) -> bool {
    let known: BTreeSet<(String, String)> = codes(first).collect();
    let asked = asked_codes(question, &known);
    !asked.is_empty() && asked.is_subset(&known)
}

/// Returns the codes that a question names. People leave the hyphen out, which is read where a kind is known: `tv4100`.
fn asked_codes(question: &str, known: &BTreeSet<(String, String)>) -> BTreeSet<(String, String)> {
    let is_kind = |kind: &str| known.iter().any(|(other, _)| other.eq_ignore_ascii_case(kind));
    let words = question.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let joined = words.filter_map(|word| {
        let (kind, number) = word.split_at(word.find(|c: char| c.is_ascii_digit())?);
        is_kind(kind).then(|| format!("{kind}-{number}"))
    });
    let joined: Vec<String> = joined.collect();
    codes(question).chain(joined.iter().flat_map(|code| codes(code))).collect()
}

/// Returns the codes of a text, each as its kind and its number: `TV-4100` is TV and 4100.
fn codes(text: &str) -> impl Iterator<Item = (String, String)> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter_map(|word| {
        let (kind, number) = word.split_once('-')?;
        // One letter and two digits are a size or a plane.
        let is_code = (1..=6).contains(&kind.len())
            && kind.len() + number.len() >= 4
            && kind.bytes().all(|byte| byte.is_ascii_alphabetic())
            && (2..=6).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then(|| (kind.to_ascii_uppercase(), number.to_owned()))
    })
}

/// What is seen of a search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Signals {
    /// Score by words of the best page's best section, by the rarity of all that was asked.
    pub strength: f32,
    /// Share of the rarity of what was asked that stands in the best page's best section.
    pub coverage: f32,
    /// Lead of the best page over the fourth: as a share of its own score where words decide alone, else the difference
    /// of the scores, 1 at most.
    pub lead: f32,
    /// Logarithm of the number of subjects in the question: a long question never matches as well as a short one.
    pub length: f32,
    /// Nearness of the best page in meaning, a cosine; nothing where words decided alone.
    pub nearness: Option<f32>,
}

/// A fitted calibration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// What the weights stand for; a file that does not say is of the first version.
    #[serde(default = "first_version")]
    pub version: u32,
    /// For searches by words alone.
    pub words: Fit,
    /// For searches by words and meaning.
    pub meaning: Fit,
}

const fn first_version() -> u32 {
    1
}

/// A logistic regression on "a page that answers is among the first three".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fit {
    /// The constant.
    pub intercept: f32,
    /// One weight for each of [`Signals::values`], in their order.
    pub weights: Vec<f32>,
    /// Where to answer and where to show.
    pub thresholds: Thresholds,
}

/// From which probability on something is done.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// The question is answered.
    pub answer_from: f32,
    /// What may fit is shown.
    pub show_from: f32,
}

impl Default for Thresholds {
    /// More likely than not, and not unlikely.
    fn default() -> Self {
        Self { answer_from: 0.5, show_from: 0.2 }
    }
}

/// A question of which it is known whether the right page was among the first three.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// What was seen.
    pub signals: Signals,
    /// Whether it was right.
    pub is_right: bool,
}

impl Signals {
    /// Returns what a fit weighs: the logarithm of the strength, lead and length by words alone; nearness, the same
    /// logarithm, length, coverage and lead with meaning. The first word that matches tells more than the tenth, as in the
    /// ranking: linear, a long question of which hardly a word is known would be saved by its length.
    #[must_use]
    pub fn values(&self) -> Vec<f32> {
        match self.nearness {
            Some(nearness) => {
                vec![nearness, self.strength.ln_1p(), self.length, self.coverage, self.lead]
            }
            None => vec![self.strength.ln_1p(), self.lead, self.length],
        }
    }
}

impl Calibration {
    /// Returns the estimated probability, 0–1, that the passages answer, with the thresholds it is held against.
    #[must_use]
    pub fn estimate(&self, signals: &Signals) -> (f32, Thresholds) {
        let fit = if signals.nearness.is_some() { &self.meaning } else { &self.words };
        (fit.probability(&signals.values()), fit.thresholds)
    }

    /// Returns what is wrong with a calibration read from a file.
    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        if self.version != VERSION {
            return Some(format!("its weights are of version {}, and here is {VERSION}", self.version));
        }
        let by_meaning = Signals { nearness: Some(0.0), ..Signals::default() };
        let fits = [("words", &self.words, Signals::default()), ("meaning", &self.meaning, by_meaning)];
        fits.into_iter().find_map(|(name, fit, signals)| {
            let n = signals.values().len();
            if fit.weights.len() != n {
                return Some(format!("`{name}` needs {n} weights and has {}", fit.weights.len()));
            }
            let Thresholds { answer_from, show_from } = fit.thresholds;
            let is_ordered = 0.0 < show_from && show_from <= answer_from && answer_from <= 1.0;
            let is_finite = fit.weights.iter().chain([&fit.intercept]).all(|one| one.is_finite());
            (!is_ordered || !is_finite)
                .then(|| format!("`{name}` needs finite weights and 0 < show_from <= answer_from <= 1"))
        })
    }
}

impl Fit {
    /// Returns the probability for the values of the signals.
    #[must_use]
    pub fn probability(&self, values: &[f32]) -> f32 {
        let sum = values.iter().zip(&self.weights).map(|(value, weight)| value * weight).sum::<f32>();
        1.0 / (1.0 + (-(self.intercept + sum)).exp())
    }

    /// Fits to samples that were all searched alike: by words alone, or all with meaning.
    ///
    /// The fit begins with `start`, of the same kind of search, and few samples move it little; without one it
    /// begins from nothing. The threshold to answer is the lowest at which four of five answered samples are right;
    /// too few of one kind leave that of `start`.
    ///
    /// # Errors
    /// There are too few samples of one kind; the message says how many it takes.
    pub fn to(samples: &[Sample], start: Option<&Self>) -> Result<Self, String> {
        let n_min = if start.is_some() { N_MOVING_MIN } else { N_SAMPLES_MIN };
        let n_right = samples.iter().filter(|sample| sample.is_right).count();
        let n_others = samples.len() - n_right;
        if n_right.min(n_others) < n_min {
            return Err(format!(
                "a fit takes {n_min} questions answered rightly and {n_min} others, among them some that the \
                 documents do not answer; here are {n_right} and {n_others}"
            ));
        }
        let mut fit = Self::reached(samples, start);
        if start.is_none() || n_right.min(n_others) >= N_SAMPLES_MIN {
            let answer_from = fit.threshold(samples);
            fit.thresholds = Thresholds { answer_from, show_from: answer_from * SHOWN_SHARE };
        }
        Ok(fit)
    }

    /// Goes from the start as far as the samples show, however few they are; thresholds stay those of the start.
    fn reached(samples: &[Sample], start: Option<&Self>) -> Self {
        let nothing = Self { intercept: 0.0, weights: Vec::new(), thresholds: Thresholds::default() };
        let begun = start.unwrap_or(&nothing);
        let rows: Vec<Vec<f64>> = samples
            .iter()
            .map(|sample| sample.signals.values().iter().map(|value| f64::from(*value)).collect())
            .collect();
        let n_weights = rows.first().map_or(begun.weights.len(), Vec::len);
        let scales: Vec<(f64, f64)> = (0..n_weights).map(|column| scale(&rows, column)).collect();
        // The constant is the weight of a first value that is always 1.
        let standard: Vec<Vec<f64>> = rows
            .iter()
            .map(|row| {
                let values = row.iter().zip(&scales).map(|(value, (mean, spread))| (value - mean) / spread);
                std::iter::once(1.0).chain(values).collect()
            })
            .collect();
        // What the start does not weigh begins at zero.
        let known: Vec<f64> =
            (0..n_weights).map(|at| begun.weights.get(at).map_or(0.0, |weight| f64::from(*weight))).collect();
        let constant = f64::from(begun.intercept)
            + known.iter().zip(&scales).map(|(weight, (mean, _))| weight * mean).sum::<f64>();
        let weighed = known.iter().zip(&scales).map(|(weight, (_, spread))| weight * spread);
        let from: Vec<f64> = std::iter::once(constant).chain(weighed).collect();
        // From nothing, the constant goes free.
        let (pull, pull_constant) = if start.is_some() { (PULL, PULL) } else { (PENALTY, 0.0) };
        let pulls: Vec<f64> =
            std::iter::once(pull_constant).chain(std::iter::repeat_n(pull, n_weights)).collect();
        let reached = descend(&standard, samples, &from, &pulls);
        let weights: Vec<f64> =
            reached.iter().skip(1).zip(&scales).map(|(weight, (_, spread))| weight / spread).collect();
        let intercept = reached.first().copied().unwrap_or(constant)
            - weights.iter().zip(&scales).map(|(weight, (mean, _))| weight * mean).sum::<f64>();
        Self {
            intercept: single(intercept),
            weights: weights.into_iter().map(single).collect(),
            thresholds: begun.thresholds,
        }
    }

    /// Returns the lowest probability from which enough of the samples are right.
    fn threshold(&self, samples: &[Sample]) -> f32 {
        let mut sorted: Vec<(f32, bool)> = samples
            .iter()
            .map(|sample| (self.probability(&sample.signals.values()), sample.is_right))
            .collect();
        sorted.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let (mut n_right, mut lowest) = (0.0, sorted.first().map_or(0.5, |(highest, _)| *highest));
        for (n, (probability, is_right)) in sorted.iter().enumerate() {
            n_right += f64::from(u8::from(*is_right));
            #[expect(clippy::cast_precision_loss, reason = "a count of questions")]
            let precision = n_right / (n + 1) as f64;
            // Samples of one probability are answered all or none.
            let is_last_of_these = sorted.get(n + 1).is_none_or(|(next, _)| next < probability);
            if precision >= PRECISION && is_last_of_these {
                lowest = *probability;
            }
        }
        lowest.clamp(0.05, 0.95)
    }
}

/// Returns mean and spread of a column; a column that never changes has spread 1.
#[expect(clippy::cast_precision_loss, reason = "a count of questions")]
fn scale(rows: &[Vec<f64>], column: usize) -> (f64, f64) {
    let n = rows.len().max(1) as f64;
    let mean = rows.iter().map(|row| row[column]).sum::<f64>() / n;
    let spread = (rows.iter().map(|row| (row[column] - mean).powi(2)).sum::<f64>() / n).sqrt();
    (mean, if spread > 1e-9 { spread } else { 1.0 })
}

/// Descends along the gradient of the logarithmic loss, each weight pulled back to where it began.
#[expect(clippy::cast_precision_loss, reason = "a count of questions")]
fn descend(rows: &[Vec<f64>], samples: &[Sample], from: &[f64], pulls: &[f64]) -> Vec<f64> {
    // The pull counts as so many samples; else few samples would make the step too long for it.
    let n = rows.len() as f64 + pulls.iter().copied().fold(0.0, f64::max);
    let mut weights = from.to_vec();
    for _ in 0..N_STEPS {
        let mut slopes: Vec<f64> = weights
            .iter()
            .zip(from)
            .zip(pulls)
            .map(|((weight, from), pull)| pull * (weight - from))
            .collect();
        for (row, sample) in rows.iter().zip(samples) {
            let sum: f64 = row.iter().zip(&weights).map(|(a, b)| a * b).sum();
            let off = 1.0 / (1.0 + (-sum).exp()) - f64::from(u8::from(sample.is_right));
            slopes.iter_mut().zip(row).for_each(|(slope, value)| *slope += off * value);
        }
        weights.iter_mut().zip(&slopes).for_each(|(weight, slope)| *weight -= STEP * slope / n);
        if slopes.iter().all(|slope| slope.abs() < FLAT * n) {
            break;
        }
    }
    weights
}

#[expect(clippy::cast_possible_truncation, reason = "a weight needs no 24th digit")]
fn single(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Vec<Sample> {
        let sample = |n: u8, is_right: bool| {
            let strength = f32::from(n % 10) / 10.0 + if is_right { 0.6 } else { 0.0 };
            Sample { signals: Signals { strength, lead: 0.5, ..Signals::default() }, is_right }
        };
        (0..40).map(|n| sample(n, true)).chain((0..40).map(|n| sample(n, false))).collect()
    }

    #[test]
    fn a_code_among_others_of_its_kind_that_is_not_there_is_known_as_such() {
        let page = "TV-4100 means that the index is broken. TV-4101 is a full vault.";
        for (question, want) in [
            ("TV-9999 error", true),
            ("错误 TV-8888", true),
            ("tv-4100", false),
            ("TV-4100 or TV-9999", false),
            ("is UTF-8 supported", false),
            ("how do I add an agent", false),
        ] {
            assert_eq!(lacks_code(question, [page]), want, "{question}");
        }
        assert!(holds_codes("what does tv-4100 mean", page) && !holds_codes("TV-4100 or TV-9999", page));
        assert!(!holds_codes("how do I add an agent", page));
        assert!(holds_codes("tv4100?", page) && !holds_codes("ipv6 on mp3", page));
        assert!(lacks_code("Q-999", ["Q-204: the clock is wrong"]) && !lacks_code("A-4", ["A-5 paper"]));
        assert!(lacks_code("TV9999", [page]) && !lacks_code("utf8", [page]));
    }
    #[test]
    fn a_fit_tells_right_from_wrong_and_answers_where_four_of_five_are_right() {
        let fit = Fit::to(&samples(), None).expect("fits");
        let probability =
            |strength| fit.probability(&Signals { strength, lead: 0.5, ..Signals::default() }.values());
        assert!(probability(1.4) > 0.9 && probability(0.1) < 0.1);
        let answered: Vec<Sample> = samples()
            .into_iter()
            .filter(|one| fit.probability(&one.signals.values()) >= fit.thresholds.answer_from)
            .collect();
        let n_right = answered.iter().filter(|one| one.is_right).count();
        assert!(n_right * 5 >= answered.len() * 4 && n_right > 30);
        assert!(fit.thresholds.show_from < fit.thresholds.answer_from);
    }

    #[test]
    fn too_few_samples_are_refused_with_what_it_takes() {
        let few: Vec<Sample> = samples().into_iter().take(50).collect();
        assert!(Fit::to(&few, None).expect_err("refused").contains("20 questions answered rightly"));
        let start = Fit::to(&samples(), None).expect("fits");
        assert!(Fit::to(&few, Some(&start)).is_ok(), "40 and 10 move a fit that is there");
        assert!(Fit::to(&few[..42], Some(&start)).expect_err("refused").contains("and 5 others"));
    }

    #[test]
    fn a_broken_calibration_is_complained_of() {
        let fit = Fit::to(&samples(), None).expect("fits");
        let meaning = Fit { weights: vec![1.0; 5], ..fit.clone() };
        let good = Calibration { version: VERSION, words: fit.clone(), meaning };
        assert_eq!(good.complaint(), None);
        let mut older = serde_json::to_value(&good).expect("is written");
        older.as_object_mut().expect("an object").remove("version");
        let older: Calibration = serde_json::from_value(older).expect("is read");
        assert!(older.complaint().expect("a complaint").contains("of version 1, and here is 3"));
        let short = Calibration { meaning: fit.clone(), ..good.clone() };
        assert!(short.complaint().expect("a complaint").contains("`meaning` needs 5 weights"));
        let words = Fit { thresholds: Thresholds { answer_from: 0.1, show_from: 0.2 }, ..fit };
        assert!(Calibration { words, ..good }.complaint().expect("a complaint").contains("show_from"));
    }
}
