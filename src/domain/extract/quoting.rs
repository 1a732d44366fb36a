//! What belongs together around the unit that answers: its lead-in, its steps, rows or code, the sentences beside it.

use std::collections::BTreeSet;

use crate::domain::{
    ids::Locale,
    words::{Words, is_han},
};

use super::{
    HAN_CHARS_MAX, HAN_PARTS, ITEMS_MAX, LATIN_CHARS_MAX, NEIGHBOUR_FROM, Page, ROWS_MAX,
    asked::{LEANS, gives as gives_kind},
    fits, leads_in,
    quoted::Quoted,
    units::{Kind, Unit},
    weights::Weights,
};

/// Share of the chosen sentence's score from which one before it is quoted, too.
const BEFORE_FROM: f32 = 0.3;
/// How much more a sentence after counts than one before.
const AFTER_GAIN: f32 = 1.3;
/// Share of the room, as one part of so many, up to which an answer goes on beyond its paragraph.
const FILLED_PARTS: usize = 2;

impl Page {
    /// Returns how much may be quoted, by the script of what is quoted.
    pub(super) fn room(&self, locale: Locale) -> usize {
        let text = || self.units.iter().flat_map(|unit| unit.text.chars());
        let n_han = text().filter(|c| is_han(*c)).count();
        let n_letters = text().filter(|c| c.is_alphabetic()).count();
        let is_han = if n_letters == 0 { locale == Locale::Zh } else { n_han * HAN_PARTS > n_letters };
        if is_han { HAN_CHARS_MAX } else { LATIN_CHARS_MAX }
    }
    /// Quotes what belongs together around the chosen unit.
    pub(super) fn quote(
        &self,
        chosen: usize,
        weights: &Weights,
        room: usize,
        code_too: bool,
    ) -> Option<Quoted> {
        let mut picked = BTreeSet::from([chosen]);
        let mut used = self.length(chosen);
        let mut lead = chosen;
        match self.units.get(chosen)?.kind {
            Kind::Sentence | Kind::Title => {}
            // A list or code makes sense with the sentence that leads to it; a row has its header.
            Kind::Item(_) | Kind::Row { .. } | Kind::Code(_) => {
                let is_row = matches!(self.units.get(chosen)?.kind, Kind::Row { .. });
                let leads =
                    |before: &usize| !is_row || self.leads(*before) && self.names_any(*before, weights);
                if let Some(before) = self.lead_in(chosen).filter(leads) {
                    lead = before;
                    used += self.length(before);
                    picked.insert(before);
                }
            }
        }
        if matches!(self.units.get(chosen)?.kind, Kind::Sentence | Kind::Code(_)) {
            self.take_prose(chosen, weights, room, &mut used, &mut picked);
            lead = picked.last().copied().unwrap_or(chosen);
        }
        let block = match self.units.get(chosen)?.kind {
            Kind::Sentence => self.units.get(lead + 1).filter(|_| self.leads(lead)).map(|u| u.block),
            _ => self.units.get(chosen).map(|unit| unit.block),
        };
        if let Some(block) = block {
            self.take_block(block, chosen, weights, room, &mut used, &mut picked);
        }
        if code_too {
            self.take_code(&mut picked);
        } else {
            picked.retain(|at| !self.is_code(*at));
        }
        // A lead-in whose steps or code did not fit leads nowhere.
        while picked.len() > 1
            && let Some(last) = picked.last().copied()
            && self.units.get(last).is_some_and(|unit| leads_in(&unit.text))
            && self.units.len() > last + 1
        {
            picked.remove(&last);
        }
        // Alone, and without the code it leads to, a lead-in says nothing.
        let dangles = picked.len() == 1
            && picked.iter().all(|at| {
                self.units.get(*at).is_some_and(|unit| leads_in(&unit.text))
                    || !code_too && self.leads(*at) && self.is_code(at + 1)
            });
        if dangles {
            return None;
        }
        let units: Vec<Unit> = picked.iter().filter_map(|at| self.units.get(*at)).cloned().collect();
        (!units.is_empty()).then(|| Quoted::of(units, room))
    }
    pub(super) fn length(&self, at: usize) -> usize {
        self.units.get(at).map_or(0, |unit| unit.text.chars().count())
    }
    pub(super) fn is_code(&self, at: usize) -> bool {
        self.units.get(at).is_some_and(|unit| matches!(unit.kind, Kind::Code(_)))
    }
    /// Returns whether a unit holds any word that is asked for.
    fn names_any(&self, at: usize, weights: &Weights) -> bool {
        self.terms.get(at).is_some_and(|terms| terms.iter().any(|term| weights.knows(term)))
    }
    /// Returns the last sentence before the block a unit belongs to.
    pub(super) fn lead_in(&self, at: usize) -> Option<usize> {
        let block = self.units.get(at)?.block;
        let first = self.units.iter().position(|unit| unit.block == block)?;
        let before = first.checked_sub(1)?;
        matches!(self.units.get(before)?.kind, Kind::Sentence).then_some(before)
    }
    /// Returns whether a unit says something of the matter, and does not check, undo or send elsewhere.
    fn says_more(&self, at: usize) -> bool {
        self.worth.get(at).is_some_and(|worth| *worth >= 1.0)
    }
    /// Takes neighbouring sentences while they help or the paragraph goes on, and there is room.
    pub(super) fn take_prose(
        &self,
        chosen: usize,
        weights: &Weights,
        room: usize,
        used: &mut usize,
        picked: &mut BTreeSet<usize>,
    ) {
        let block = self.units.get(chosen).map(|unit| unit.block);
        let best = self.score(chosen, weights);
        let (mut first, mut last) = (chosen, chosen);
        loop {
            let leans = self.units.get(first).is_some_and(|unit| Words::of(&unit.text).has(&LEANS));
            let before = first.checked_sub(1).filter(|at| {
                let unit = self.units.get(*at);
                let same =
                    unit.is_some_and(|unit| matches!(unit.kind, Kind::Sentence) && Some(unit.block) == block);
                same && (leans || self.score(*at, weights) >= best * BEFORE_FROM)
            });
            let after = Some(last + 1)
                .filter(|at| !self.leads(last) && self.goes_on(*at, block, best, room, *used, weights));
            let fits = |at: &usize| *used + self.length(*at) <= room;
            // What a sentence leans on comes first, then what says more; the text goes on where both say as much.
            let next = match (before.filter(fits), after.filter(fits)) {
                (Some(before), Some(after)) => {
                    let earlier =
                        leans || self.score(before, weights) > self.score(after, weights) * AFTER_GAIN;
                    if earlier { before } else { after }
                }
                (Some(at), None) | (None, Some(at)) => at,
                (None, None) => break,
            };
            *used += self.length(next);
            picked.insert(next);
            (first, last) = (first.min(next), last.max(next));
        }
    }
    /// Returns whether the sentence at `at` belongs to the answer before it.
    fn goes_on(
        &self,
        at: usize,
        block: Option<usize>,
        best: f32,
        room: usize,
        used: usize,
        weights: &Weights,
    ) -> bool {
        let Some(unit) = self.units.get(at).filter(|unit| matches!(unit.kind, Kind::Sentence)) else {
            return false;
        };
        let is_short = !self.is_value && used < room / FILLED_PARTS && self.says_more(at);
        let names = self.names_any(at, weights);
        Some(unit.block) == block
            || self.score(at, weights) >= best * NEIGHBOUR_FROM
            || self.leads(at)
            || is_short && (names || self.is_named(at, weights) || Words::of(&unit.text).has(&LEANS))
    }
    /// Takes the items or rows of a block: a numbered list from its beginning, of others what matches best.
    pub(super) fn take_block(
        &self,
        block: usize,
        chosen: usize,
        weights: &Weights,
        room: usize,
        used: &mut usize,
        picked: &mut BTreeSet<usize>,
    ) {
        let members: Vec<usize> = (0..self.units.len()).filter(|at| self.units[*at].block == block).collect();
        let Some(first) = members.first().and_then(|at| self.units.get(*at)) else { return };
        let mut order = members.clone();
        let (ranked, most) = match first.kind {
            Kind::Item(Some(_)) => (false, ITEMS_MAX),
            Kind::Item(None) => (true, ITEMS_MAX),
            Kind::Row { .. } => (true, ROWS_MAX),
            Kind::Code(_) => (false, 1),
            Kind::Sentence | Kind::Title => return,
        };
        if ranked && members.len() > most {
            order.sort_by(|a, b| self.score(*b, weights).total_cmp(&self.score(*a, weights)));
        }
        if matches!(first.kind, Kind::Row { .. }) {
            // Rows that share nothing with the question are noise, where one does.
            let floor = self.score(chosen, weights) * NEIGHBOUR_FROM;
            // Of two that the question and the one before it name, the last named is asked for.
            let is_new = |at: usize| self.terms[at].iter().any(|term| weights.is_new(term));
            // Beside a price, what is none answers nothing.
            let gives = |at: usize| weights.prices && gives_kind(&self.units[at].text, true);
            let fits = |at: &usize| {
                *at == chosen
                    || self.score(*at, weights) >= floor
                        && (is_new(*at) || !is_new(chosen))
                        && (gives(*at) || !gives(chosen))
            };
            // Where the sentence that leads to the table was chosen, the table is what it promises.
            if order.iter().any(fits) {
                order.retain(fits);
            }
        }
        for at in order.into_iter().take(most) {
            if picked.contains(&at) {
                continue;
            }
            if !self.is_code(at) && *used + self.length(at) > room {
                break;
            }
            if !self.is_code(at) {
                *used += self.length(at);
            }
            picked.insert(at);
        }
    }
    /// Takes the code that follows directly what was picked, and keeps one block of it.
    pub(super) fn take_code(&self, picked: &mut BTreeSet<usize>) {
        if let Some(last) = picked.last().copied()
            && self.is_code(last + 1)
        {
            picked.insert(last + 1);
        }
        let mut kept = false;
        picked.retain(|at| {
            let Some(unit) = self.units.get(*at) else { return false };
            if !matches!(unit.kind, Kind::Code(_)) {
                return true;
            }
            let keep = fits(unit) && !kept;
            kept |= keep;
            keep
        });
    }
}
