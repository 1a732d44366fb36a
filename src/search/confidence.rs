//! How likely it is that what was found answers the question, from words alone.
//!
//! A raw score means something else in every corpus; these features are relative, so that one fit serves all.

/// Probability from which an answer is worth giving.
pub const ANSWERABLE: f32 = 0.5;

/// What is seen of a search.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Signals {
    /// Share of the question, by rarity, that the best section of the best page holds.
    pub(super) covered: f32,
    /// Score of the best section by the rarity of all that was asked.
    pub(super) strength: f32,
    /// Lead of the best page over the fourth, by its own score.
    pub(super) lead: f32,
    /// Share of the question, by rarity, that the index does not know.
    pub(super) unknown: f32,
    /// Logarithm of the number of subjects in the question.
    pub(super) length: f32,
}

impl Signals {
    /// Returns the estimated probability, 0–1, that the passages answer.
    pub(super) fn probability(&self) -> f32 {
        let sum = self.covered + self.strength - self.unknown;
        1.0 / (1.0 + (-sum).exp())
    }
}
