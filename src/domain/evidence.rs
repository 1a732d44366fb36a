//! How likely it is that what was found answers the question.
//!
//! A raw score means something else in every corpus. The signals are relative to the question and to what else was
//! found, so that one calibration serves many corpora. The calibration is data, fitted by a command.

use serde::{Deserialize, Serialize};

/// What is seen of a search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Signals {
    /// Score by words of the best page's best section, by the rarity of all that was asked.
    pub strength: f32,
    /// Share of the rarity of what was asked that stands in the best page's best section.
    pub coverage: f32,
    /// Lead of the best page over the fourth: as a share of its own score where words decide alone, else the difference
    /// of the scores.
    pub lead: f32,
    /// Share of the rarity of what was asked that no page knows.
    pub unknown: f32,
    /// Logarithm of the number of subjects in the question: a long question never matches as well as a short one.
    pub length: f32,
    /// What comparing meanings says; nothing where words decided alone.
    pub meaning: Option<MeaningSignals>,
}

/// What is seen of a search by meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MeaningSignals {
    /// Score of the best page by words and meaning.
    pub score: f32,
    /// Nearness of the best page.
    pub nearness: f32,
    /// Lead of the nearest page over the tenth nearest: how far it stands out from what the corpus is full of.
    pub margin: f32,
    /// Agreement of the lists on the best page: 1 / (1 + place) by words and by meaning, added.
    pub agreement: f32,
}

/// A fitted calibration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// For searches by words alone.
    pub words: Fit,
    /// For searches by words and meaning.
    pub meaning: Fit,
}

/// A logistic regression on "a page that answers is among the first three".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fit {
    /// The constant.
    pub intercept: f32,
    /// One weight for each of the signals, in the order of [`Signals::for_words`] or [`Signals::for_meaning`].
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

impl Signals {
    /// Returns the signals that a fit by words alone weighs.
    #[must_use]
    pub fn for_words(&self) -> Vec<f32> {
        vec![self.strength, self.coverage, self.lead, self.unknown, self.length]
    }
    /// Returns the signals that a fit by words and meaning weighs; nothing where words decided alone.
    #[must_use]
    pub fn for_meaning(&self) -> Option<Vec<f32>> {
        let meaning = self.meaning?;
        Some(vec![meaning.score, self.coverage, self.lead, meaning.margin, meaning.agreement])
    }
}

impl Calibration {
    /// Returns the estimated probability, 0–1, that the passages answer, with the fit it was estimated by.
    #[must_use]
    pub fn estimate(&self, signals: &Signals) -> (f32, &Fit) {
        let (values, fit) = match signals.for_meaning() {
            Some(values) => (values, &self.meaning),
            None => (signals.for_words(), &self.words),
        };
        (fit.probability(&values), fit)
    }

    /// Returns what is wrong with a calibration read from a file.
    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        let signals = Signals { meaning: Some(MeaningSignals::default()), ..Signals::default() };
        let n_meaning = signals.for_meaning().map_or(0, |values| values.len());
        let fits = [("words", &self.words, signals.for_words().len()), ("meaning", &self.meaning, n_meaning)];
        fits.into_iter().find_map(|(name, fit, n)| {
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
}
