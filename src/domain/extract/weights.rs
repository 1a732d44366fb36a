//! How much each word of a question says.

use std::collections::{BTreeMap, BTreeSet};

use super::asked::Asked;

/// The words of a question, weighed.
pub(super) struct Weights {
    asked: BTreeMap<String, f32>,
    /// How to take something away is asked.
    pub(super) removes: bool,
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
        let is_known = |term: &&String| units.iter().any(|unit| unit.contains(*term));
        Self {
            known: asked.terms.iter().filter(is_known).map(|term| rarity(term)).sum(),
            asked: asked.terms.iter().map(|term| (term.clone(), rarity(term))).collect(),
            removes: asked.removes,
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
