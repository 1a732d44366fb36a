//! Whether a fit is better than one that was there: each question is judged by a fit that has not seen it.

use serde::Serialize;

use super::{Fit, Sample};

/// Parts of the cross-validation: each is judged by a fit to the others.
const N_PARTS: usize = 10;
/// Nearest to certain that a probability is taken for, so that no question decides alone.
const CERTAIN: f64 = 1e-6;

/// A fit held against one that was there, on the questions it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Trial {
    /// Questions.
    pub n: usize,
    /// Mean logarithmic loss by the fit that was there; lower is better.
    pub loss_before: f64,
    /// Mean logarithmic loss by fits to the other nine tenths of the questions.
    pub loss_after: f64,
    /// Standard error of the difference.
    pub error: f64,
}

impl Trial {
    /// Tries fits that begin with `start` against `before`, the same on every run.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a count of questions")]
    pub fn of(samples: &[Sample], before: &Fit, start: Option<&Fit>) -> Self {
        let parts = parts(samples);
        let fits: Vec<Fit> = (0..N_PARTS)
            .map(|part| {
                let others = samples.iter().zip(&parts).filter(|(_, own)| **own != part);
                Fit::reached(&others.map(|(sample, _)| *sample).collect::<Vec<_>>(), start)
            })
            .collect();
        let losses: Vec<(f64, f64)> = samples
            .iter()
            .zip(&parts)
            .map(|(sample, part)| (loss(before, sample), loss(&fits[*part], sample)))
            .collect();
        let n = losses.len().max(1) as f64;
        let loss_before = losses.iter().map(|(before, _)| before).sum::<f64>() / n;
        let loss_after = losses.iter().map(|(_, after)| after).sum::<f64>() / n;
        let gain = loss_before - loss_after;
        let squares: f64 = losses.iter().map(|(before, after)| (before - after - gain).powi(2)).sum();
        Self { n: losses.len(), loss_before, loss_after, error: squares.sqrt() / n }
    }

    /// Whether the fit is better by more than its standard error; else the one that was there is as good.
    #[must_use]
    pub fn is_better(&self) -> bool {
        self.loss_before - self.loss_after > self.error
    }
}

/// The part of each sample. Right ones and others are dealt out apart, so that each part has its share of both
/// however a file is sorted.
fn parts(samples: &[Sample]) -> Vec<usize> {
    let mut counts = [0; 2];
    samples
        .iter()
        .map(|sample| {
            let count = &mut counts[usize::from(sample.is_right)];
            *count += 1;
            *count % N_PARTS
        })
        .collect()
}

fn loss(fit: &Fit, sample: &Sample) -> f64 {
    let probability = f64::from(fit.probability(&sample.signals.values()));
    let of_this = if sample.is_right { probability } else { 1.0 - probability };
    -of_this.max(CERTAIN).ln()
}

#[cfg(test)]
mod tests {
    use crate::domain::evidence::{Signals, Thresholds};

    use super::*;

    /// Numbers from 0 to 1 that look random and are the same in every run (SplitMix64).
    struct Draws(u64);

    impl Draws {
        fn draw(&mut self) -> f32 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = self.0;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ (mixed >> 31)) >> 40) as f32 / (1_u64 << 24) as f32
        }
    }

    fn fit(intercept: f32, weights: [f32; 3]) -> Fit {
        Fit { intercept, weights: weights.to_vec(), thresholds: Thresholds::default() }
    }

    fn built_in() -> Fit {
        fit(-5.1, [2.3, 2.0, 1.6])
    }

    /// A product somewhat unlike those of the built-in fit.
    fn world() -> Fit {
        fit(-4.4, [3.0, 1.2, 1.5])
    }

    /// A product that the built-in fit is wrong about.
    fn other_world() -> Fit {
        fit(0.5, [1.0, 3.0, -1.5])
    }

    fn drawn(world: &Fit, n: usize, seed: u64) -> Vec<Sample> {
        let mut draws = Draws(seed);
        let mut one = || {
            let (strength, lead, length) = (1.4 * draws.draw(), draws.draw(), 2.3 * draws.draw());
            let signals = Signals { strength, lead, length, ..Signals::default() };
            Sample { signals, is_right: draws.draw() < world.probability(&signals.values()) }
        };
        (0..n).map(|_| one()).collect()
    }

    fn mean_loss(fit: &Fit, samples: &[Sample]) -> f64 {
        samples.iter().map(|sample| loss(fit, sample)).sum::<f64>() / samples.len() as f64
    }

    /// The largest difference of two fits' probabilities.
    fn farthest(a: &Fit, b: &Fit) -> f32 {
        drawn(&world(), 500, 99)
            .iter()
            .map(|one| one.signals.values())
            .map(|values| (a.probability(&values) - b.probability(&values)).abs())
            .fold(0.0, f32::max)
    }

    #[test]
    fn where_nothing_is_seen_the_fit_is_the_one_begun_with() {
        assert_eq!(Fit::reached(&[], Some(&built_in())), built_in());
        // Signals that never change say nothing of weights; only how many are right moves the constant.
        let sample = |is_right| Sample { signals: Signals { strength: 0.5, ..Signals::default() }, is_right };
        let alike: Vec<Sample> = (0..40).map(|n| sample(n % 2 == 0)).collect();
        assert_eq!(Fit::reached(&alike, Some(&built_in())).weights, built_in().weights);
    }

    #[test]
    fn what_the_start_does_not_weigh_begins_at_zero() {
        let short = Fit { weights: vec![2.3], ..built_in() };
        let long = fit(-5.1, [2.3, 0.0, 0.0]);
        let samples = drawn(&world(), 60, 1);
        assert_eq!(Fit::reached(&samples, Some(&short)), Fit::reached(&samples, Some(&long)));
    }

    #[test]
    fn of_thirty_questions_a_fit_learns_more_that_begins_with_the_built_in() {
        let fresh = drawn(&world(), 4_000, 1_000);
        let (mut begun, mut from_nothing) = (0.0, 0.0);
        for seed in 1..=8 {
            let seen = drawn(&world(), 30, seed);
            begun += mean_loss(&Fit::reached(&seen, Some(&built_in())), &fresh) / 8.0;
            from_nothing += mean_loss(&Fit::reached(&seen, None), &fresh) / 8.0;
        }
        assert!(begun < from_nothing, "{begun} < {from_nothing}");
    }

    #[test]
    fn many_questions_take_a_fit_to_where_it_would_come_from_nothing() {
        let left = |n| {
            let seen = drawn(&other_world(), n, 5);
            farthest(&Fit::reached(&seen, Some(&built_in())), &Fit::reached(&seen, None))
        };
        let (few, many) = (left(30), left(4_000));
        assert!(few > 0.2 && many < 0.03, "{few}, {many}");
    }

    #[test]
    fn few_samples_leave_the_thresholds() {
        let thresholds = Thresholds { answer_from: 0.41, show_from: 0.1 };
        let start = Fit { thresholds, ..built_in() };
        let fit_to = |n| Fit::to(&drawn(&world(), n, 1), Some(&start)).expect("fits").thresholds;
        assert_eq!(fit_to(30), thresholds);
        assert_ne!(fit_to(200), thresholds);
    }

    #[test]
    fn a_fit_is_better_only_where_the_one_that_was_there_is_wrong() {
        let trial = |world: &Fit, n| Trial::of(&drawn(world, n, 3), &built_in(), Some(&built_in()));
        let good = trial(&built_in(), 200);
        assert!(!good.is_better() && good.n == 200, "{good:?}");
        let wrong = trial(&other_world(), 200);
        assert!(wrong.is_better() && wrong.loss_after < wrong.loss_before, "{wrong:?}");
        assert_eq!(wrong, trial(&other_world(), 200));
    }
}
