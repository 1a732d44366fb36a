//! What is seen of a search, for the estimate of whether it found an answer.

use std::collections::HashSet;

use crate::domain::{corpus::Passage, evidence::Signals};

use super::{analyzer, pages::Page, query::Bag};

/// The place up to which pages compete for what is shown.
const N_SHOWN: usize = 3;
/// Least rarity of what was asked that a score is compared with, and the most a score is worth beside it.
const MASS_MIN: f32 = 0.01;
const STRENGTH_MAX: f32 = 4.0;
/// How words and meaning are added for the estimate: as for the ranking, but a page counts by its one or few nearest
/// sections, and many word matches count on.
const WORDS_LOGARITHM: f32 = 0.5;
const WORDS_SCALE: f32 = 1.0 / 60.0;
const MEANING_SCALE: f32 = 30.0;

/// Returns the signals; nothing where nothing was found or asked.
pub(super) fn signals(bag: &Bag, pages: &[Page], best: &Passage, by_meaning: bool) -> Option<Signals> {
    if bag.names_nothing {
        return None;
    }
    let top = pages.first()?;
    let strongest = top.passages.iter().map(|found| found.words).fold(0.0, f32::max);
    #[expect(clippy::cast_precision_loss, reason = "a logarithm of a small count")]
    let length = (bag.n_subjects.max(1) as f32).ln();
    let (lead, nearness) = if by_meaning { by_evidence(pages) } else { (lead_by_words(pages), None) };
    Some(Signals {
        strength: (strongest / bag.idf_mass.max(MASS_MIN)).min(STRENGTH_MAX),
        coverage: bag.coverage(&terms_of(best)),
        lead,
        length,
        nearness,
    })
}

fn lead_by_words(pages: &[Page]) -> f32 {
    let score = |place: usize| pages.get(place).map_or(0.0, |page| page.score);
    (score(0) - score(N_SHOWN)) / score(0).max(MASS_MIN)
}

/// Returns the lead of the page with the most evidence, and its nearness.
fn by_evidence(pages: &[Page]) -> (f32, Option<f32>) {
    let evidence = |page: &Page| {
        let (share, behind) = page.handicap();
        let (words, nearest) = (page.words * share, page.nearest - behind);
        let sum = WORDS_LOGARITHM * words.ln_1p() + WORDS_SCALE * words + MEANING_SCALE * nearest;
        (sum, nearest)
    };
    let mut sorted: Vec<(f32, f32)> = pages.iter().map(evidence).collect();
    sorted.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let top = sorted.first().copied().unwrap_or_default();
    let lead = sorted.get(N_SHOWN).map_or(1.0, |(rival, _)| (top.0 - rival).min(1.0));
    (lead, Some(top.1))
}

/// Returns the terms of a passage with its headings and its page's title.
pub(super) fn terms_of(passage: &Passage) -> HashSet<String> {
    let headings = passage.headings.iter().map(String::as_str);
    let texts = headings.chain([passage.doc.title.as_str(), passage.text.as_str()]);
    texts.flat_map(analyzer::terms).map(|term| term.text).collect()
}
