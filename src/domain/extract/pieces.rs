//! A passage among the others of its page: what it counts where no search found it, and the code that was cut off it.

use std::collections::BTreeSet;

use crate::domain::corpus::Hit;

use super::{
    Page, leads_in,
    units::{Kind, Unit},
};

/// What a passage counts that no search found, beside the last of its page that one did.
const REST_SHARE: f32 = 0.7;

/// Gives a passage that ends with a lead-in the code it leads to, where that begins the next piece of its section.
pub(super) fn join(pages: &mut [Page], hits: &[Hit]) {
    for at in 0..pages.len() {
        let Some(next) = hits.get(at).and_then(|hit| next_of(hit, hits)).and_then(|next| pages.get(next))
        else {
            continue;
        };
        let code = next.units.first().filter(|unit| matches!(unit.kind, Kind::Code(_))).cloned();
        let Some((code, terms)) = code.zip(next.terms.first().cloned()) else { continue };
        let Some(page) = pages.get_mut(at) else { continue };
        let ends = page.units.last().is_some_and(|unit| leads_in(&unit.text));
        if ends && !matches!(page.units.last().map(|unit| &unit.kind), Some(Kind::Code(_))) {
            let block = page.units.last().map_or(0, |unit| unit.block + 1);
            page.worth.push(page.worth.last().copied().unwrap_or(1.0).min(1.0));
            page.titles.push(BTreeSet::new());
            page.terms.push(terms);
            page.units.push(Unit { block, ..code });
        }
    }
}

/// Returns the place of the piece with which a passage's section goes on.
fn next_of(hit: &Hit, hits: &[Hit]) -> Option<usize> {
    let anchor = hit.passage.anchor.as_deref().unwrap_or_default();
    let (section, piece) = anchor.split_once('~').unwrap_or((anchor, "1"));
    let next = format!("{section}~{}", piece.parse::<usize>().ok()? + 1);
    let is_next = |other: &Hit| {
        other.passage.doc.path == hit.passage.doc.path && other.passage.anchor.as_deref() == Some(&next)
    };
    hits.iter().position(is_next)
}

/// Returns the score a passage was found by, or what it counts where only its page was found.
pub(super) fn found(hit: &Hit, hits: &[Hit]) -> f32 {
    let of_page =
        hits.iter().filter(|other| other.score > 0.0 && other.passage.doc.path == hit.passage.doc.path);
    let lowest = of_page.map(|other| other.score).min_by(f32::total_cmp);
    if hit.score > 0.0 { hit.score } else { lowest.unwrap_or_default() * REST_SHARE }
}
