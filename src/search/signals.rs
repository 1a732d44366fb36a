//! What is seen of a search, for the estimate of whether it found an answer.

use std::collections::HashSet;

use crate::domain::{
    corpus::Passage,
    evidence::{MeaningSignals, Signals},
};

use super::{analyzer, pages::Page, query::Bag};

/// The place up to which pages compete for what is shown.
const N_SHOWN: usize = 3;
/// Least rarity of what was asked that a score is compared with, and the most a score is worth beside it.
const MASS_MIN: f32 = 0.01;
const STRENGTH_MAX: f32 = 4.0;
/// Pages that stand for what the corpus is full of.
const N_BACKGROUND: usize = 10;

/// Returns the signals; nothing where nothing was found or asked.
pub(super) fn signals(bag: &Bag, pages: &[Page], best: &Passage, by_meaning: bool) -> Option<Signals> {
    if bag.names_nothing {
        return None;
    }
    let top = pages.first()?;
    let rival = pages.get(N_SHOWN).map(|page| page.score);
    let mass = bag.idf_mass.max(MASS_MIN);
    let strongest = top.passages.iter().map(|found| found.words).fold(0.0, f32::max);
    #[expect(clippy::cast_precision_loss, reason = "a logarithm of a small count")]
    let length = (bag.n_subjects.max(1) as f32).ln();
    Some(Signals {
        strength: (strongest / mass).min(STRENGTH_MAX),
        coverage: bag.coverage(&terms_of(best)),
        lead: match by_meaning {
            true => rival.map_or(1.0, |rival| (top.score - rival).min(1.0)),
            false => (top.score - rival.unwrap_or_default()) / top.score.max(MASS_MIN),
        },
        unknown: bag.unknown_mass / mass,
        length,
        meaning: by_meaning.then(|| meaning(top, pages)),
    })
}

fn meaning(top: &Page, pages: &[Page]) -> MeaningSignals {
    let mut near: Vec<f32> = pages.iter().map(|page| page.nearness).collect();
    near.sort_by(|a, b| b.total_cmp(a));
    let tenth = near.get(N_BACKGROUND - 1).or(near.last()).copied().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a place among a few dozen")]
    let reciprocal = |n_before: usize| 1.0 / (1.0 + n_before as f32);
    let by_words = if top.words > 0.0 {
        reciprocal(pages.iter().filter(|page| page.words > top.words).count())
    } else {
        0.0
    };
    let by_meaning = reciprocal(pages.iter().filter(|page| page.nearness > top.nearness).count());
    MeaningSignals {
        score: top.score,
        nearness: top.nearness,
        margin: near.first().copied().unwrap_or_default() - tenth,
        agreement: by_words + by_meaning,
    }
}

fn terms_of(passage: &Passage) -> HashSet<String> {
    let headings = passage.headings.iter().map(String::as_str);
    let texts = headings.chain([passage.doc.title.as_str(), passage.text.as_str()]);
    texts.flat_map(analyzer::terms).map(|term| term.text).collect()
}
