//! What the subject of a page is for, and how it is used: who describes a wish in their own words learns what serves it,
//! and then how.

use std::collections::BTreeSet;

use crate::domain::corpus::Hit;

use super::{
    Best, Page, WEAK_BELOW,
    asked::Asked,
    fits,
    pieces::found,
    units::{Kind, Unit},
    weights::Weights,
};

/// Units of an opening that may say what its subject is for.
const OPENING_UNITS: usize = 4;
/// Share of what is asked that the sentence of purpose must hold.
const PURPOSE_FROM: f32 = 0.25;
/// What code is worth that holds the name of the page's subject, beside other code.
const USES_GAIN: f32 = 2.0;
/// What code is worth that stands in the section that answers best, beside other code.
const NEAR_GAIN: f32 = 1.5;
/// Share of what is asked that other code must hold, with what leads to it.
const SHOWN_FROM: f32 = 0.3;
/// The same where it stands in another section of a page that is about no one tool.
const ELSEWHERE_FROM: f32 = 0.6;
/// What code is worth that sets what is spoken of.
const NAMED_GAIN: f32 = 1.6;
/// What each further block of code is worth: the first example is the plainest.
const LATER_SHARE: f32 = 0.93;
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
    /// The section each passage belongs to.
    sections: Vec<Option<String>>,
    weights: &'a Weights,
}

impl<'a> Tool<'a> {
    pub(super) fn of(first: usize, pages: &'a [Page], hits: &[Hit], weights: &'a Weights) -> Self {
        let path = |at: usize| hits.get(at).map(|hit| &hit.passage.doc.path);
        let same = pages.iter().zip(hits).enumerate().filter(|(at, _)| path(*at) == path(first));
        let passages = same.map(|(at, (page, hit))| (at, page, found(hit, hits))).collect();
        let sections = hits.iter().map(|hit| hit.passage.section()).collect();
        Self { first, passages, sections, weights }
    }
    /// Returns the sentence with which the page says what its subject is for, where its best unit holds little of what is
    /// asked, or shows it and does not say it.
    pub(super) fn purpose(&self, best: &Best, asked: &Asked) -> Option<(usize, Unit)> {
        let (_, page, _) = self.passages.iter().find(|(at, ..)| *at == self.first)?;
        let kind = &page.units.get(best.unit)?.kind;
        // A row that is named for what is asked says all of it.
        if matches!(kind, Kind::Row { .. }) && page.worth.get(best.unit).is_some_and(|worth| *worth > 1.0) {
            return None;
        }
        // Nor does the opening add to the part that is asked for.
        if page.about_part(self.weights).is_some() {
            return None;
        }
        let says = matches!(kind, Kind::Sentence);
        let shows = asked.wants_how() && (!says || page.leads(best.unit));
        if !(best.is_aside || best.covered < WEAK_BELOW || shows) {
            return None;
        }
        let opens = |page: &Page| page.opens && !page.continues;
        let (at, page, _) = self.passages.iter().find(|(_, page, _)| opens(page))?;
        let says = |unit: &usize| {
            let worth = page.worth.get(*unit).is_some_and(|worth| *worth >= 1.0);
            let kind = page.units.get(*unit).is_some_and(|unit| matches!(unit.kind, Kind::Sentence));
            worth
                && kind
                && !page.leads(*unit)
                && ((best.is_faint() && page.tool.is_some())
                    || page.covered(*unit, self.weights) > PURPOSE_FROM)
        };
        // What something is for is said in its first sentences.
        let unit = (0..page.units.len().min(OPENING_UNITS)).find(says)?;
        // What stands in one paragraph with the answer is quoted with it, or is the answer.
        let block = |page: &Page, unit: usize| page.units.get(unit).map(|unit| unit.block);
        if *at == self.first && (unit >= best.unit || block(page, unit) == block(page, best.unit)) {
            return None;
        }
        Some((*at, page.units.get(unit)?.clone()))
    }
    fn section(&self, place: usize) -> Option<&String> {
        self.sections.get(place)?.as_ref()
    }
    /// Returns the words with which the section of a passage begins: what is cut out of its middle is about the same.
    fn introduced(&self, place: usize) -> Option<&BTreeSet<String>> {
        let section = self.section(place);
        let begins = |(at, page, _): &&(usize, &Page, f32)| !page.continues && self.section(*at) == section;
        let (_, page, _) =
            self.passages.iter().find(begins).or(self.passages.iter().find(|(at, ..)| *at == place))?;
        page.terms.get(page.first_said())
    }
    /// Returns the name of what the page is about; empty where its title is none.
    pub(super) fn name(&self) -> &str {
        let first = self.passages.iter().find(|(at, ..)| *at == self.first);
        first.and_then(|(_, page, _)| page.tool.as_deref()).unwrap_or_default()
    }
    /// Returns whether code of the page sets its subject.
    pub(super) fn is_used(&self) -> bool {
        let uses = |page: &Page| (0..page.units.len()).any(|at| page.shows(at) && page.uses(at));
        self.passages.iter().any(|(_, page, _)| uses(page))
    }
    /// Returns the code that shows best how the subject is used, with the sentence that leads to it; code that sets what
    /// is already spoken of before other code.
    pub(super) fn shown(&self, named: &BTreeSet<String>) -> Option<(usize, Vec<Unit>)> {
        let mut best: Option<(f32, usize, Vec<Unit>)> = None;
        let mut later = 1.0;
        for (place, page, score) in &self.passages {
            for at in (0..page.units.len()).filter(|at| page.shows(*at)) {
                let Some((code, lead)) = page.units.get(at).zip(at.checked_sub(1)) else { continue };
                let Some(lead_in) = page.units.get(lead) else { continue };
                let said = [at, lead].into_iter().filter_map(|at| page.terms.get(at)).flatten();
                let said: BTreeSet<&String> = said
                    .chain(&page.own_heading)
                    .chain(self.introduced(*place).into_iter().flatten())
                    .collect();
                let held = self.weights.of(said);
                let uses = page.uses(at);
                let is_near = self.section(*place) == self.section(self.first);
                let is_named = named.iter().any(|name| name != self.name() && sets(&code.text, name));
                let gains = [(uses, USES_GAIN), (is_near, NEAR_GAIN), (is_named, NAMED_GAIN)];
                let gain: f32 = gains.iter().filter(|(is, _)| *is).map(|(_, gain)| gain).product();
                let worth = held * score * gain * later;
                later *= LATER_SHARE;
                let from = if is_near || page.tool.is_some() { SHOWN_FROM } else { ELSEWHERE_FROM };
                let is_asked = uses || held >= self.weights.asked() * from;
                if is_asked && best.as_ref().is_none_or(|(most, ..)| worth > *most) {
                    best = Some((worth, *place, vec![lead_in.clone(), code.clone()]));
                }
            }
        }
        best.map(|(_, place, units)| (place, units))
    }
}

/// Returns whether code holds a name as a key or a value, not as part of another.
pub(super) fn sets(code: &str, name: &str) -> bool {
    let code = code.to_lowercase();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    name.len() >= NAME_CHARS_MIN
        && code.match_indices(name).any(|(at, name)| {
            code[at + name.len()..].starts_with(['"', '\'', ':', '`']) && !code[..at].ends_with(is_part)
        })
}

impl Page {
    /// Returns whether code sets the page's subject.
    fn uses(&self, at: usize) -> bool {
        let code = self.units.get(at).filter(|unit| matches!(unit.kind, Kind::Code(_)));
        let Some((code, name)) = code.zip(self.tool.as_ref()) else { return false };
        sets(&code.text, name)
    }
    /// Returns whether words stand before a unit.
    pub(super) fn is_led(&self, at: usize) -> bool {
        let led = at.checked_sub(1).and_then(|lead| self.units.get(lead));
        led.is_some_and(|lead| matches!(lead.kind, Kind::Sentence | Kind::Item(_)))
    }
    /// Returns whether a unit is code that shows how something is done, and can be read in a chat: a sentence leads to it,
    /// and it neither checks nor undoes.
    fn shows(&self, at: usize) -> bool {
        let is_code = self.is_code(at) && self.units.get(at).is_some_and(fits);
        is_code && self.is_led(at) && !self.removes && self.worth.get(at).is_some_and(|worth| *worth >= 1.0)
    }
}
