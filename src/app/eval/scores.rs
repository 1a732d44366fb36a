//! The statistics of an evaluation. Pure: numbers in, numbers out, the same ones every time.

use std::f64::consts::FRAC_2_PI;

use serde::Serialize;

/// Rounds of a bootstrap; its intervals then move by less than their second digit.
const ROUNDS: usize = 2_000;
/// Bins of a reliability plot.
pub(super) const BINS: usize = 10;
/// Documents a user is shown: a right one among them is "found".
pub(super) const SHOWN: usize = 3;
/// Documents that count for the reciprocal rank.
const RANKED_MAX: usize = 10;

/// What the statistics need to know of one question.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Case {
    /// The documentation answers it.
    pub(super) answerable: bool,
    /// A page that answers it is named.
    pub(super) has_gold: bool,
    /// Place of the first such page, from 0.
    pub(super) place: Option<usize>,
    /// What the service thinks of its evidence, 0–1.
    pub(super) confidence: f64,
    /// The service would answer.
    pub(super) answered: bool,
    /// The quotation holds the answer, where the question says what that is.
    pub(super) quoted: Option<bool>,
    /// Time of the search.
    pub(super) latency_ms: f64,
}

impl Case {
    /// Returns whether a page that answers is among those a user is shown.
    pub(super) fn is_right(&self) -> bool {
        self.answerable && self.place.is_some_and(|place| place < SHOWN)
    }
    /// Returns whether recall can be measured on it.
    pub(super) const fn is_scored(&self) -> bool {
        self.answerable && self.has_gold
    }
    /// Returns whether it is known to be right or wrong: one without a named page can be neither.
    const fn is_known(&self) -> bool {
        self.has_gold || !self.answerable
    }
    /// Returns 1 / place of the first right page, 0 where it is not among the first ten.
    pub(super) fn reciprocal(&self) -> f64 {
        self.place.filter(|place| *place < RANKED_MAX).map_or(0.0, |place| 1.0 / (place + 1) as f64)
    }
}

/// The scores of a set of questions. A score of nothing is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Scores {
    pub(super) n: usize,
    pub(super) n_answerable: usize,
    pub(super) r_at_1: f64,
    pub(super) r_at_3: f64,
    /// 95 % interval by bootstrap.
    pub(super) r_at_3_ci: Option<(f64, f64)>,
    pub(super) r_at_10: f64,
    pub(super) mrr: f64,
    /// 95 % interval by bootstrap.
    pub(super) mrr_ci: Option<(f64, f64)>,
    /// Probability that an answerable question gets more confidence than one that is not; ties count half.
    pub(super) auroc: Option<f64>,
    /// The same for "a right page is shown" against everything else.
    pub(super) auroc_right: Option<f64>,
    /// Mean distance of the confidence from how often a right page is shown, over ten bins.
    pub(super) ece: Option<f64>,
    /// What `ece` would be on average for so few questions, were every confidence exact.
    pub(super) ece_by_chance: Option<f64>,
    /// Share of all questions that the service would answer.
    pub(super) answered: f64,
    /// Of those, the share with a right page among the first three.
    pub(super) answered_right: f64,
    /// Share of all questions that are answered with a right page.
    pub(super) right_of_all: f64,
    /// Of the questions that cannot be answered, the share that would be declined.
    pub(super) abstained_rightly: f64,
    /// Of the questions that name their answer, the share whose quotation holds it.
    pub(super) quoted: Option<f64>,
    pub(super) latency_p50_ms: f64,
    pub(super) latency_p99_ms: f64,
}

/// Scores a set of questions.
pub(super) fn score<'a>(cases: impl Iterator<Item = &'a Case>) -> Scores {
    let cases: Vec<Case> = cases.copied().collect();
    let scored: Vec<Case> = cases.iter().copied().filter(Case::is_scored).collect();
    let known: Vec<Case> = cases.iter().copied().filter(Case::is_known).collect();
    let (r_at_3_ci, mrr_ci) = intervals(&scored);
    let answered = || known.iter().filter(|case| case.answered);
    let declinable = || cases.iter().filter(|case| !case.answerable);
    let quotable = || cases.iter().filter_map(|case| case.quoted);
    let mut latency: Vec<f64> = cases.iter().map(|case| case.latency_ms).collect();
    latency.sort_by(f64::total_cmp);
    let (yes, no): (Vec<Case>, Vec<Case>) = cases.iter().partition(|case| case.answerable);
    let (right, wrong): (Vec<Case>, Vec<Case>) = known.iter().partition(|case| case.is_right());
    Scores {
        n: cases.len(),
        n_answerable: yes.len(),
        r_at_1: recall(&scored, 1),
        r_at_3: recall(&scored, SHOWN),
        r_at_3_ci,
        r_at_10: recall(&scored, RANKED_MAX),
        mrr: mean(scored.iter().map(Case::reciprocal)),
        mrr_ci,
        auroc: auroc(&yes, &no),
        auroc_right: auroc(&right, &wrong),
        ece: calibration_error(&known),
        ece_by_chance: chance_error(&known),
        answered: share(cases.iter().filter(|case| case.answered).count(), cases.len()),
        answered_right: share(answered().filter(|case| case.is_right()).count(), answered().count()),
        right_of_all: share(answered().filter(|case| case.is_right()).count(), known.len()),
        abstained_rightly: share(declinable().filter(|case| !case.answered).count(), declinable().count()),
        quoted: (quotable().count() > 0)
            .then(|| share(quotable().filter(|held| *held).count(), quotable().count())),
        latency_p50_ms: percentile(&latency, 50),
        latency_p99_ms: percentile(&latency, 99),
    }
}

/// Returns the share with a right page among the first `k`.
pub(super) fn recall(scored: &[Case], k: usize) -> f64 {
    share(scored.iter().filter(|case| case.place.is_some_and(|place| place < k)).count(), scored.len())
}

/// Returns the probability that one of `yes` has more confidence than one of `no`; ties count half.
pub(super) fn auroc(yes: &[Case], no: &[Case]) -> Option<f64> {
    let mut all: Vec<(f64, bool)> = yes.iter().map(|case| (case.confidence, true)).collect();
    all.extend(no.iter().map(|case| (case.confidence, false)));
    all.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let n_pairs = (yes.len() * no.len()) as f64;
    let (mut below, mut won) = (0.0, 0.0);
    for tied in all.chunk_by(|(a, _), (b, _)| a == b) {
        let n_yes = tied.iter().filter(|(_, is_yes)| *is_yes).count() as f64;
        let n_no = tied.len() as f64 - n_yes;
        won += n_yes * (below + n_no / 2.0);
        below += n_no;
    }
    (n_pairs > 0.0).then(|| won / n_pairs)
}

/// One bin of a reliability plot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(super) struct Bin {
    pub(super) n: usize,
    /// Mean confidence of the questions in it.
    pub(super) confidence: f64,
    /// Share of them with a right page among the first three.
    pub(super) right: f64,
    /// Variance of the number of right ones, were each confidence exact.
    #[serde(skip)]
    pub(super) variance: f64,
}

/// Sorts questions into ten bins of confidence.
pub(super) fn bins<'a>(cases: impl Iterator<Item = &'a Case>) -> [Bin; BINS] {
    let mut bins = [Bin::default(); BINS];
    for case in cases.filter(|case| case.is_known()) {
        let at = ((case.confidence.clamp(0.0, 1.0) * BINS as f64) as usize).min(BINS - 1);
        bins[at].n += 1;
        bins[at].confidence += case.confidence;
        bins[at].right += f64::from(u8::from(case.is_right()));
        bins[at].variance += case.confidence * (1.0 - case.confidence);
    }
    for bin in bins.iter_mut().filter(|bin| bin.n > 0) {
        bin.confidence /= bin.n as f64;
        bin.right /= bin.n as f64;
    }
    bins
}

fn calibration_error(known: &[Case]) -> Option<f64> {
    let apart =
        bins(known.iter()).iter().map(|bin| bin.n as f64 * (bin.right - bin.confidence).abs()).sum::<f64>();
    (!known.is_empty()).then(|| apart / known.len() as f64)
}

/// A number with this variance is on average √(2/π) standard deviations from its mean, as a normal one is.
fn chance_error(known: &[Case]) -> Option<f64> {
    let apart = bins(known.iter()).iter().map(|bin| (bin.variance * FRAC_2_PI).sqrt()).sum::<f64>();
    (!known.is_empty()).then(|| apart / known.len() as f64)
}

/// A threshold on the confidence: how many questions it would answer, and how many of those rightly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Threshold {
    pub(super) confidence: f64,
    pub(super) share: f64,
    pub(super) precision: f64,
}

/// Returns every threshold that makes a difference, the highest first.
pub(super) fn thresholds<'a>(cases: impl Iterator<Item = &'a Case>) -> Vec<Threshold> {
    let mut cases: Vec<Case> = cases.copied().filter(Case::is_known).collect();
    cases.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let n = cases.len();
    let (mut n_answered, mut n_right) = (0, 0);
    cases
        .chunk_by(|a, b| a.confidence == b.confidence)
        .map(|tied| {
            n_answered += tied.len();
            n_right += tied.iter().filter(|case| case.is_right()).count();
            Threshold {
                confidence: tied.first().map_or(0.0, |case| case.confidence),
                share: share(n_answered, n),
                precision: share(n_right, n_answered),
            }
        })
        .collect()
}

/// What became of the same questions in two runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Change {
    /// Questions with a named page that both runs were asked.
    pub(super) n: usize,
    pub(super) r_at_3_before: f64,
    pub(super) r_at_3: f64,
    /// Questions whose page is now shown and was not, and the other way round.
    pub(super) n_gained: usize,
    pub(super) n_lost: usize,
    /// Exact McNemar test: how often chance alone would divide them so unevenly.
    pub(super) r_at_3_p: f64,
    pub(super) mrr_before: f64,
    pub(super) mrr: f64,
    /// 95 % interval of the difference of MRR, by paired bootstrap.
    pub(super) mrr_difference_ci: Option<(f64, f64)>,
}

/// What may be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Trend {
    Better,
    Worse,
    /// Chance explains it.
    NoDifference,
}

impl Change {
    /// Compares two runs over the same questions, given as (before, now).
    pub(super) fn of(pairs: &[(Case, Case)]) -> Self {
        let pairs: Vec<(Case, Case)> = pairs.iter().copied().filter(|(_, now)| now.is_scored()).collect();
        let count = |fits: fn(&(Case, Case)) -> bool| pairs.iter().filter(|pair| fits(pair)).count();
        let n_gained = count(|(before, now)| !before.is_right() && now.is_right());
        let n_lost = count(|(before, now)| before.is_right() && !now.is_right());
        let differences: Vec<f64> =
            pairs.iter().map(|(before, now)| now.reciprocal() - before.reciprocal()).collect();
        Self {
            n: pairs.len(),
            r_at_3_before: share(count(|(before, _)| before.is_right()), pairs.len()),
            r_at_3: share(count(|(_, now)| now.is_right()), pairs.len()),
            n_gained,
            n_lost,
            r_at_3_p: mcnemar(n_gained, n_lost),
            mrr_before: mean(pairs.iter().map(|(before, _)| before.reciprocal())),
            mrr: mean(pairs.iter().map(|(_, now)| now.reciprocal())),
            mrr_difference_ci: interval(&differences),
        }
    }
    /// Returns what may be said of R@3.
    pub(super) fn recall_trend(&self) -> Trend {
        match self.n_gained.cmp(&self.n_lost) {
            std::cmp::Ordering::Greater if self.r_at_3_p < 0.05 => Trend::Better,
            std::cmp::Ordering::Less if self.r_at_3_p < 0.05 => Trend::Worse,
            _ => Trend::NoDifference,
        }
    }
    /// Returns what may be said of MRR.
    pub(super) fn mrr_trend(&self) -> Trend {
        match self.mrr_difference_ci {
            Some((low, _)) if low > 0.0 => Trend::Better,
            Some((_, high)) if high < 0.0 => Trend::Worse,
            _ => Trend::NoDifference,
        }
    }
}

/// Returns the two-sided probability that `n_gained + n_lost` fair coins fall at least so unevenly.
fn mcnemar(n_gained: usize, n_lost: usize) -> f64 {
    let n = n_gained + n_lost;
    let mut ln_ways = 0.0;
    let mut tail = 0.0;
    for k in 0..=n_gained.min(n_lost) {
        if k > 0 {
            ln_ways += ((n - k + 1) as f64 / k as f64).ln();
        }
        tail += (ln_ways - n as f64 * std::f64::consts::LN_2).exp();
    }
    (2.0 * tail).min(1.0)
}

type Interval = Option<(f64, f64)>;

/// Returns the 95 % intervals of R@3 and MRR.
fn intervals(scored: &[Case]) -> (Interval, Interval) {
    let found: Vec<f64> = scored.iter().map(|case| f64::from(u8::from(case.is_right()))).collect();
    let reciprocal: Vec<f64> = scored.iter().map(Case::reciprocal).collect();
    (interval(&found), interval(&reciprocal))
}

/// Returns the 95 % bootstrap interval of a mean.
fn interval(values: &[f64]) -> Interval {
    if values.is_empty() {
        return None;
    }
    let mut draws = Draws(1);
    let mut means: Vec<f64> =
        (0..ROUNDS).map(|_| mean((0..values.len()).map(|_| values[draws.below(values.len())]))).collect();
    means.sort_by(f64::total_cmp);
    Some((means[ROUNDS * 25 / 1_000], means[ROUNDS * 975 / 1_000 - 1]))
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct Draws(u64);

impl Draws {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(mixed ^ (mixed >> 31)) * n as u128) >> 64) as usize
    }
}

fn share(count: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { count as f64 / of as f64 }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len();
    if n == 0 { 0.0 } else { values.sum::<f64>() / n as f64 }
}

/// Returns the smallest value that `percent` of the sorted values do not exceed.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(place: Option<usize>, confidence: f64) -> Case {
        Case {
            answerable: true,
            has_gold: true,
            place,
            confidence,
            answered: confidence >= 0.5,
            ..Case::default()
        }
    }
    fn unanswerable(confidence: f64) -> Case {
        Case { confidence, answered: confidence >= 0.5, ..Case::default() }
    }
    #[track_caller]
    fn close(found: f64, want: f64) {
        assert!((found - want).abs() < 1e-9, "{found} instead of {want}");
    }

    #[test]
    fn scores_are_those_reckoned_by_hand() {
        let cases = [
            case(Some(0), 0.9),
            case(Some(2), 0.6),
            case(Some(4), 0.55),
            case(None, 0.2),
            unanswerable(0.55),
            unanswerable(0.1),
        ];
        let scores = score(cases.iter());
        assert_eq!((scores.n, scores.n_answerable), (6, 4));
        close(scores.r_at_1, 0.25);
        close(scores.r_at_3, 0.5);
        close(scores.r_at_10, 0.75);
        close(scores.mrr, (1.0 + 1.0 / 3.0 + 1.0 / 5.0) / 4.0);
        // Of 8 pairs: 0.9 and 0.6 win two each, 0.55 half and one, 0.2 one.
        close(scores.auroc.unwrap(), 6.5 / 8.0);
        // 0.9 and 0.6 are right and win against all four others.
        close(scores.auroc_right.unwrap(), 1.0);
        close(scores.answered, 4.0 / 6.0);
        close(scores.answered_right, 0.5);
        close(scores.right_of_all, 2.0 / 6.0);
        close(scores.abstained_rightly, 0.5);
        // Bins: 0.9 → 1, 0.6 → 1, {0.55, 0.55} → 0, 0.2 → 0, 0.1 → 0.
        close(scores.ece.unwrap(), (0.1 + 0.4 + 1.1 + 0.2 + 0.1) / 6.0);
        // Standard deviations of the bins: 0.9 and 0.1 have 0.3 each, the two of 0.55 together √0.495.
        let deviations = 0.3 + 0.24_f64.sqrt() + 0.495_f64.sqrt() + 0.4 + 0.3;
        close(scores.ece_by_chance.unwrap(), 0.797_884_560_8 * deviations / 6.0);
    }

    #[test]
    fn what_cannot_be_measured_is_absent() {
        let none = score([].iter());
        assert_eq!((none.auroc, none.ece, none.r_at_3_ci, none.quoted), (None, None, None, None));
        assert_eq!(score([case(Some(0), 0.5)].iter()).auroc, None);
        let unknown = Case { has_gold: false, ..case(None, 0.9) };
        let scores = score([unknown, case(Some(0), 0.8)].iter());
        close(scores.answered_right, 1.0);
        close(scores.r_at_3, 1.0);
    }

    #[test]
    fn confidence_falls_into_the_bin_it_belongs_to() {
        let cases = [case(Some(0), 0.0), case(Some(0), 0.1), case(None, 0.1999), case(Some(0), 1.0)];
        let bins = bins(cases.iter());
        assert_eq!(bins.map(|bin| bin.n), [1, 2, 0, 0, 0, 0, 0, 0, 0, 1]);
        close(bins[1].right, 0.5);
        close(bins[1].confidence, 0.14995);
    }

    #[test]
    fn thresholds_trade_share_for_precision() {
        let cases = [case(Some(0), 0.9), unanswerable(0.9), case(Some(0), 0.4), case(None, 0.1)];
        let found = thresholds(cases.iter());
        assert_eq!(found.len(), 3);
        close(found[0].precision, 0.5);
        close(found[1].share, 0.75);
        close(found[1].precision, 2.0 / 3.0);
    }

    #[test]
    fn chance_is_told_from_change() {
        close(mcnemar(0, 0), 1.0);
        close(mcnemar(3, 3), 1.0);
        close(mcnemar(5, 0), 2.0 / 32.0);
        // 2 (1 + 9) / 2^9.
        close(mcnemar(8, 1), 20.0 / 512.0);
        assert!(mcnemar(2_000, 1_000) < 1e-9);
        let (bad, good) = (case(None, 0.5), case(Some(0), 0.5));
        let better = Change::of(&[(bad, good); 6]);
        assert_eq!((better.n_gained, better.n_lost, better.recall_trend()), (6, 0, Trend::Better));
        assert_eq!(better.mrr_trend(), Trend::Better);
        let worse = Change::of(&[(good, bad); 6]);
        assert_eq!((worse.recall_trend(), worse.mrr_trend()), (Trend::Worse, Trend::Worse));
        let mixed = Change::of(&[(good, bad), (bad, good), (good, good)]);
        assert_eq!((mixed.recall_trend(), mixed.mrr_trend()), (Trend::NoDifference, Trend::NoDifference));
    }

    #[test]
    fn an_interval_holds_its_mean_and_repeats_itself() {
        let cases: Vec<Case> = (0..100).map(|n| case((n % 4 != 0).then_some(0), 0.5)).collect();
        let (low, high) = score(cases.iter()).r_at_3_ci.unwrap();
        // 1.96 · √(0.75 · 0.25 / 100) = 0.085 on each side.
        assert!((0.64..0.69).contains(&low) && (0.81..0.86).contains(&high), "{low} {high}");
        assert_eq!(score(cases.iter()), score(cases.iter()));
    }

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let sorted: Vec<f64> = (1..=200).map(f64::from).collect();
        close(percentile(&sorted, 50), 100.0);
        close(percentile(&sorted, 99), 198.0);
        close(percentile(&[7.0], 99), 7.0);
        close(percentile(&[], 99), 0.0);
    }
}
