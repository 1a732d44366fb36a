//! What is seen of a search, for the estimate of whether it found an answer.

use std::collections::HashSet;

use crate::domain::{corpus::Passage, evidence::Signals};

use super::{analyzer, pages::Page, query::Bag};

/// The place up to which pages compete for what is shown.
const N_SHOWN: usize = 3;
/// Least rarity of what was asked that a score is compared with, and the most a score is worth beside it.
const MASS_MIN: f32 = 0.01;
const STRENGTH_MAX: f32 = 4.0;

/// Returns the signals; nothing where nothing was found or asked.
pub(super) fn signals(bag: &Bag, pages: &[Page], best: &Passage, by_meaning: bool) -> Option<Signals> {
    if bag.names_nothing {
        return None;
    }
    let top = pages.first()?;
    let rival = pages.get(N_SHOWN).map(|page| page.score);
    let strongest = top.passages.iter().map(|found| found.words).fold(0.0, f32::max);
    #[expect(clippy::cast_precision_loss, reason = "a logarithm of a small count")]
    let length = (bag.n_subjects.max(1) as f32).ln();
    Some(Signals {
        strength: (strongest / bag.idf_mass.max(MASS_MIN)).min(STRENGTH_MAX),
        coverage: bag.coverage(&terms_of(best)),
        lead: if by_meaning {
            rival.map_or(1.0, |rival| (top.score - rival).min(1.0))
        } else {
            (top.score - rival.unwrap_or_default()) / top.score.max(MASS_MIN)
        },
        length,
        nearness: by_meaning.then_some(top.nearness),
    })
}

fn terms_of(passage: &Passage) -> HashSet<String> {
    let headings = passage.headings.iter().map(String::as_str);
    let texts = headings.chain([passage.doc.title.as_str(), passage.text.as_str()]);
    texts.flat_map(analyzer::terms).map(|term| term.text).collect()
}
