//! How much each word of a question says.

use std::collections::{BTreeMap, BTreeSet};

use super::asked::Asked;

/// What a word is worth that only what was said before holds.
const EARLIER_SHARE: f32 = 0.2;

/// The words of a question, weighed.
pub(super) struct Weights {
    asked: BTreeMap<String, f32>,
    /// Those that only what was said before holds.
    earlier: BTreeSet<String>,
    /// How to take something away is asked.
    pub(super) removes: bool,
    /// A number or a date is asked for.
    pub(super) counts: bool,
    /// It is what something costs.
    pub(super) prices: bool,
    /// What those words weigh that stand among the units at hand.
    pub(super) known: f32,
}

impl Weights {
    /// Weighs words: the rarer among the units at hand, the more.
    pub(super) fn new<'a>(asked: &Asked, units: impl Iterator<Item = &'a BTreeSet<String>>) -> Self {
        let units: Vec<&BTreeSet<String>> = units.collect();
        let rarity = |term: &str| {
            let df = index(units.iter().filter(|unit| unit.contains(term)).count());
            ((index(units.len()) + 1.0) / (df + 0.5)).ln().max(0.1)
        };
        let weigh = |term: &String| {
            let share = if asked.earlier.contains(term) { EARLIER_SHARE } else { 1.0 };
            share * rarity(term)
        };
        let is_known = |term: &&String| units.iter().any(|unit| unit.contains(*term));
        Self {
            known: asked.terms.iter().filter(is_known).map(weigh).sum(),
            asked: asked.terms.iter().map(|term| (term.clone(), weigh(term))).collect(),
            earlier: asked.earlier.clone(),
            removes: asked.removes,
            counts: asked.counts,
            prices: asked.prices,
        }
    }
    /// Returns what all that is asked weighs.
    pub(super) fn asked(&self) -> f32 {
        self.asked.values().sum()
    }
    /// Returns what is asked.
    pub(super) fn terms(&self) -> impl Iterator<Item = &String> {
        self.asked.keys()
    }
    pub(super) fn get(&self, term: &str) -> Option<f32> {
        self.asked.get(term).copied()
    }
    pub(super) fn knows(&self, term: &str) -> bool {
        self.get(term).is_some()
    }
    /// Returns whether a word is one that was asked last, where the question leans on what was said before.
    pub(super) fn is_new(&self, term: &str) -> bool {
        !self.earlier.is_empty() && self.knows(term) && !self.earlier.contains(term)
    }
    /// Returns what these words weigh together, each counted once.
    pub(super) fn of<'a>(&self, said: impl IntoIterator<Item = &'a String>) -> f32 {
        let said: BTreeSet<&String> = said.into_iter().collect();
        said.into_iter().filter_map(|term| self.get(term)).sum()
    }
}

/// Returns a count as a number to reckon with.
pub(super) fn index(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}
