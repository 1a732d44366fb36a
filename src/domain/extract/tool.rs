//! What the subject of a page is for, and how it is used: who describes a wish in their own words learns what serves it,
//! and then how.

use std::collections::BTreeSet;

use crate::domain::corpus::Hit;

use super::{
    Best, Page, WEAK_BELOW,
    asked::Asked,
    fits,
    units::{Kind, Unit},
    weights::Weights,
};

/// Units of an opening that may say what its subject is for.
const OPENING_UNITS: usize = 4;
/// What code is worth that holds the name of the page's subject, beside other code.
const USES_GAIN: f32 = 2.0;
/// Share of what is asked that other code must hold, with what leads to it.
const SHOWN_FROM: f32 = 0.3;
/// Characters of a name at least.
const NAME_CHARS_MIN: usize = 3;

/// Returns the name of the tool a page is about, where its title is one.
pub(super) fn named(title: &str) -> Option<String> {
    let name = title.trim().to_lowercase();
    let is_name = name.is_ascii() && name.len() >= NAME_CHARS_MIN && !name.contains(char::is_whitespace);
    is_name.then_some(name)
}

/// The passages of the page that answers best.
pub(super) struct Tool<'a> {
    first: usize,
    /// With their places and scores.
    passages: Vec<(usize, &'a Page, f32)>,
    weights: &'a Weights,
}

impl<'a> Tool<'a> {
    pub(super) fn of(first: usize, pages: &'a [Page], hits: &[Hit], weights: &'a Weights) -> Self {
        let path = |at: usize| hits.get(at).map(|hit| &hit.passage.doc.path);
        let same = pages.iter().zip(hits).enumerate().filter(|(at, _)| path(*at) == path(first));
        let passages = same.map(|(at, (page, hit))| (at, page, hit.score)).collect();
        Self { first, passages, weights }
    }
    /// Returns the sentence with which the page says what its subject is for, where its best unit holds little of what is
    /// asked, or shows it and does not say it.
    pub(super) fn purpose(&self, best: &Best, asked: &Asked) -> Option<(usize, Unit)> {
        let (_, page, _) = self.passages.iter().find(|(at, ..)| *at == self.first)?;
        let says = page.units.get(best.unit).is_some_and(|unit| matches!(unit.kind, Kind::Sentence));
        let shows = asked.wants_how() && (!says || page.leads(best.unit));
        if !(best.is_aside || best.covered < WEAK_BELOW || shows) {
            return None;
        }
        let opens = |at: usize, page: &Page| at != self.first && page.opens && !page.continues;
        let (at, page, _) = self.passages.iter().find(|(at, page, _)| opens(*at, page))?;
        let says = |unit: &usize| {
            let worth = page.worth.get(*unit).is_some_and(|worth| *worth >= 1.0);
            let kind = page.units.get(*unit).is_some_and(|unit| matches!(unit.kind, Kind::Sentence));
            worth && kind && !page.leads(*unit) && page.covered(*unit, self.weights) > 0.0
        };
        // What something is for is said in its first sentences.
        let unit = (0..page.units.len().min(OPENING_UNITS)).find(says)?;
        Some((*at, page.units.get(unit)?.clone()))
    }
    /// Returns the code that shows best how the subject is used, with the sentence that leads to it.
    pub(super) fn shown(&self) -> Option<(usize, Vec<Unit>)> {
        let mut best: Option<(f32, usize, Vec<Unit>)> = None;
        for (place, page, score) in &self.passages {
            for at in (0..page.units.len()).filter(|at| page.shows(*at)) {
                let Some((code, lead)) = page.units.get(at).zip(at.checked_sub(1)) else { continue };
                let Some(lead_in) = page.units.get(lead) else { continue };
                let said = [at, lead, page.first_said()].into_iter().filter_map(|at| page.terms.get(at));
                let said: BTreeSet<&String> = said.flatten().chain(&page.own_heading).collect();
                let held = self.weights.of(said);
                let uses = page.uses(at);
                let worth = held * score * if uses { USES_GAIN } else { 1.0 };
                let is_asked = uses || held >= self.weights.asked() * SHOWN_FROM;
                if is_asked && best.as_ref().is_none_or(|(most, ..)| worth > *most) {
                    best = Some((worth, *place, vec![lead_in.clone(), code.clone()]));
                }
            }
        }
        best.map(|(_, place, units)| (place, units))
    }
}

impl Page {
    /// Returns whether code sets the page's subject: holds its name as a key or a value, not as part of another.
    fn uses(&self, at: usize) -> bool {
        let code = self.units.get(at).filter(|unit| matches!(unit.kind, Kind::Code(_)));
        let Some((code, name)) = code.zip(self.tool.as_ref()) else { return false };
        let text = code.text.to_lowercase();
        text.match_indices(name).any(|(at, name)| text[at + name.len()..].starts_with(['"', '\'', ':', '`']))
    }
    /// Returns whether a unit is code that shows how something is done, and can be read in a chat: a sentence leads to it,
    /// and it neither checks nor undoes.
    fn shows(&self, at: usize) -> bool {
        let is_code = self.is_code(at) && self.units.get(at).is_some_and(fits);
        let led = at.checked_sub(1).and_then(|lead| self.units.get(lead));
        let led = led.is_some_and(|lead| matches!(lead.kind, Kind::Sentence | Kind::Item(_)));
        is_code && led && !self.removes && self.worth.get(at).is_some_and(|worth| *worth >= 1.0)
    }
}
