//! The answer without a model: the sentences, steps, rows and code of the best passages that answer, quoted.
//!
//! Nothing is rephrased. What is quoted is chosen by the words it shares with the question, rare ones weighing more.
//! The line that leads in stands in `lines` and is added by the caller.

mod asked;
mod quoted;
mod units;

use std::collections::{BTreeMap, BTreeSet};

use asked::{Asked, OPENINGS, removes, subject};
use quoted::Quoted;
use units::{Kind, Unit, plain, units};

use super::{
    corpus::Hit,
    ids::Locale,
    words::{Words, shorten, terms},
};

/// Characters of quoted text beside one block of code, by the script of the passage that answers best.
const LATIN_CHARS_MAX: usize = 700;
const HAN_CHARS_MAX: usize = 350;
/// Passages looked at, and quoted at most.
const HITS_MAX: usize = 6;
const QUOTED_MAX: usize = 3;
/// Items of a list and rows of a table quoted at most.
const ITEMS_MAX: usize = 10;
const ROWS_MAX: usize = 3;
/// Lines and characters of a block of code that is quoted.
const CODE_LINES_MAX: usize = 40;
const CODE_CHARS_MAX: usize = 1_600;
/// Share of the best score a further passage must reach to be quoted too.
const FURTHER_FROM: f32 = 0.7;
/// Share of the chosen unit's score its neighbours must reach to come with it.
const NEIGHBOUR_FROM: f32 = 0.6;
/// How much less each rank counts, beside the search's own score: it has read more than the words compared here.
const RANK_FALL: f32 = 0.04;
/// How much better than the first passage another must be to be quoted before it.
const FIRST_GAIN: f32 = 1.05;
/// Weight of the question's words found anywhere in a passage, beside those of its best unit.
const PASSAGE_SHARE: f32 = 0.5;
/// Weight of a word found in a unit's heading instead of the unit.
const HEADING_SHARE: f32 = 0.35;
/// Share of the question's weight a passage's own heading must hold, and of its words heading and title together, the
/// passage holding the rest, for the whole passage to be about it; it then answers from its beginning, and counts this much more than its words alone, more yet the less else
/// the heading names.
const ABOUT_FROM: f32 = 0.6;
const ABOUT_WORDS_FROM: f32 = 0.7;
const ABOUT_GAIN: f32 = 1.6;
const PRECISE_GAIN: f32 = 1.0;
/// Terms from which a longer unit pays for its length.
const LONG_TERMS: f32 = 24.0;

/// An extractive answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Extract {
    /// Markdown; `[n]` stands after what is quoted from the hit at index n - 1.
    pub text: String,
    /// The hits quoted, as indexes from 0, in the order they are quoted in.
    pub cited: Vec<u32>,
    /// What is quoted from each of `cited`, as plain words.
    pub quotes: Vec<String>,
}

/// Returns the parts of the passages that answer a question; nothing where there are no words to quote.
#[must_use]
pub fn answer(question: &str, hits: &[Hit], locale: Locale) -> Option<Extract> {
    let asked = Asked::of(question);
    let pages: Vec<Page> = hits.iter().take(HITS_MAX).map(Page::of).collect();
    let mut weights = weights(&asked.terms, &pages);
    if asked.removes {
        weights.insert(REMOVAL.to_owned(), 0.0);
    }
    let scored = ranked(&pages, hits, &weights, asked.defines);
    let top = scored.first()?.1.score;
    let mut room: Option<usize> = None;
    let mut extract = Extract { text: String::new(), cited: Vec::new(), quotes: Vec::new() };
    let mut seen = BTreeSet::new();
    for (at, best) in &scored {
        let is_first = extract.cited.is_empty();
        if !is_first && (best.score < top * FURTHER_FROM || best.terms.is_subset(&seen)) {
            continue;
        }
        let Some(page) = pages.get(*at) else { continue };
        let left = room.unwrap_or_else(|| page.room(locale));
        let Some(quoted) = page.quote(best.unit, &weights, left, is_first) else { continue };
        let left = left.saturating_sub(quoted.n_chars);
        room = Some(left);
        seen.extend(best.terms.iter().cloned());
        extract.cited.push(u32::try_from(*at).unwrap_or(u32::MAX));
        extract.text.push_str(&quoted.markdown(at + 1));
        extract.quotes.push(quoted.plain());
        if extract.cited.len() == QUOTED_MAX || left < HAN_CHARS_MAX / 4 {
            break;
        }
    }
    extract.text = extract.text.trim_end().to_owned();
    (!extract.cited.is_empty()).then_some(extract)
}

/// Returns the passages with the unit of each that answers best, best passage first.
fn ranked(
    pages: &[Page],
    hits: &[Hit],
    weights: &BTreeMap<String, f32>,
    defines: bool,
) -> Vec<(usize, Best)> {
    let highest = hits.iter().map(|hit| hit.score).fold(f32::MIN_POSITIVE, f32::max);
    let mut scored: Vec<(usize, Best)> = Vec::new();
    for (at, (page, hit)) in pages.iter().zip(hits).enumerate() {
        let Some(mut best) = page.best(weights, defines) else { continue };
        best.score *= (hit.score / highest).clamp(0.1, 1.0) / (1.0 + RANK_FALL * index(at));
        if at == 0 {
            best.score *= FIRST_GAIN;
        }
        scored.push((at, best));
    }
    scored.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
    scored
}

/// Returns the sentence of a passage that says most about a question, as plain text.
#[must_use]
pub fn snippet(text: &str, question: &str, chars_max: usize) -> String {
    let question = terms(question);
    let units = units(text);
    let prose = || units.iter().filter(|unit| !matches!(unit.kind, Kind::Code(_)));
    let overlap = |unit: &&Unit| terms(&unit.text).intersection(&question).count();
    let best = prose().map(|unit| overlap(&unit)).max().unwrap_or(0);
    let chosen = prose().find(|unit| overlap(unit) == best).or(units.first());
    chosen.map_or_else(String::new, |unit| shorten(&plain(&unit.text), chars_max))
}

/// A passage, cut and weighed.
struct Page {
    units: Vec<Unit>,
    terms: Vec<BTreeSet<String>>,
    heading: BTreeSet<String>,
    own_heading: BTreeSet<String>,
    title: BTreeSet<String>,
    /// It stands where its page begins.
    opens: bool,
    /// It is a later piece of a long section.
    continues: bool,
    /// It says how to undo what the document is about.
    removes: bool,
}

/// The unit of a page that answers best.
struct Best {
    unit: usize,
    score: f32,
    terms: BTreeSet<String>,
}

impl Page {
    fn of(hit: &Hit) -> Self {
        let units = units(&hit.passage.text);
        let terms_of = units.iter().map(|unit| terms(&unit.text)).collect();
        let heading = format!("{} {}", hit.passage.doc.title, hit.passage.headings.join(" "));
        let own = hit.passage.headings.last().map(String::as_str).unwrap_or_default();
        Self {
            units,
            terms: terms_of,
            heading: terms(&heading),
            own_heading: subject(own),
            continues: hit.passage.anchor != hit.passage.section(),
            title: subject(&hit.passage.doc.title),
            opens: hit.passage.headings.is_empty()
                || own == hit.passage.doc.title
                || (hit.passage.headings.len() <= 2 && Words::of(own).has(&OPENINGS)),
            removes: removes(own),
        }
    }
    fn score(&self, at: usize, weights: &BTreeMap<String, f32>) -> f32 {
        let (Some(unit), Some(terms)) = (self.units.get(at), self.terms.get(at)) else {
            return 0.0;
        };
        let here: f32 = terms.iter().filter_map(|term| weights.get(term)).sum();
        let above: f32 = self.heading.difference(terms).filter_map(|term| weights.get(term)).sum();
        let long = (index(terms.len()) / LONG_TERMS).max(1.0).sqrt();
        let kind = match &unit.kind {
            // Code shows words without saying anything about them.
            Kind::Code(_) => 0.5,
            // A lead-in promises steps, code or a table.
            Kind::Sentence if leads_in(&unit.text) && at + 1 < self.units.len() => 1.2,
            Kind::Sentence | Kind::Item(_) => 1.0,
            // A row is full of words and seldom a whole answer.
            Kind::Row { .. } => 0.85,
        };
        let undoes = if self.removes && !weights.contains_key(REMOVAL) { REMOVAL_SHARE } else { 1.0 };
        (here * kind + above * HEADING_SHARE) * undoes / long
    }
    /// Returns what it is worth that the passage's own heading, or its page's title, names what is asked.
    fn about(&self, weights: &BTreeMap<String, f32>, defines: bool) -> Option<f32> {
        let asked: f32 = weights.values().sum();
        let worth = |heading: &BTreeSet<String>| {
            let known: Vec<f32> = heading.iter().filter_map(|term| weights.get(term)).copied().collect();
            let held: f32 = known.iter().sum();
            let precise = index(known.len()) / index(heading.len().max(1));
            (held > 0.0 && held >= asked * ABOUT_FROM)
                .then_some((held * (ABOUT_GAIN + PRECISE_GAIN * precise), precise))
        };
        let undoes = self.removes && !weights.contains_key(REMOVAL);
        let holds_all =
            weights.keys().all(|term| term == REMOVAL || self.heading.contains(term) || self.says(term));
        let named = |term: &&String| self.own_heading.contains(*term) || self.title.contains(*term);
        let n_asked = weights.keys().filter(|term| *term != REMOVAL).count();
        let n_named = weights.keys().filter(named).count();
        // A piece cut out of a long section does not begin where its heading stands.
        if undoes || !holds_all || self.continues || index(n_named) < index(n_asked) * ABOUT_WORDS_FROM {
            return None;
        }
        let own = worth(&self.own_heading).map(|(worth, _)| worth);
        // What something is stands where its page begins.
        let title = worth(&self.title).filter(|(_, precise)| defines && self.opens && *precise > 0.5);
        title.map(|(worth, _)| worth * DEFINES_GAIN).or(own)
    }
    /// Returns where a passage about the subject begins to speak of it: at its beginning, or, where that names nothing of
    /// the subject, at the sentence that does and leads to steps or code.
    fn opening(&self, weights: &BTreeMap<String, f32>) -> usize {
        let names = |at: usize| {
            self.terms.get(at).is_some_and(|terms| terms.iter().any(|term| weights.contains_key(term)))
        };
        let leads = |at: &usize| self.units.get(*at).is_some_and(|unit| leads_in(&unit.text)) && names(*at);
        let opens_with_words = matches!(self.units.first().map(|unit| &unit.kind), Some(Kind::Sentence));
        let later = (1..self.units.len()).find(leads).filter(|_| opens_with_words && !names(0));
        later.unwrap_or(0)
    }
    fn says(&self, term: &str) -> bool {
        self.terms.iter().any(|terms| terms.contains(term))
    }
    fn best(&self, weights: &BTreeMap<String, f32>, defines: bool) -> Option<Best> {
        let all: f32 = weights
            .iter()
            .filter(|(term, _)| self.heading.contains(*term) || self.says(term))
            .map(|(_, w)| w)
            .sum();
        if let Some(worth) = self.about(weights, defines) {
            let known = self.own_heading.iter().chain(&self.title).filter(|term| weights.contains_key(*term));
            let terms = known.cloned().collect();
            let score = worth + all * PASSAGE_SHARE;
            let unit = if defines { 0 } else { self.opening(weights) };
            return (!self.units.is_empty()).then_some(Best { unit, score, terms });
        }
        let scores: Vec<f32> = (0..self.units.len()).map(|at| self.score(at, weights)).collect();
        let mut unit = 0;
        for (at, score) in scores.iter().enumerate() {
            // The earliest of equals: the text builds on it.
            if *score > scores.get(unit).copied().unwrap_or_default() + f32::EPSILON {
                unit = at;
            }
        }
        let known = |term: &&String| weights.contains_key(*term);
        let terms = self.terms.get(unit)?.iter().filter(known).cloned().collect();
        Some(Best { unit, score: scores.get(unit).copied()? + all * PASSAGE_SHARE, terms })
    }
    /// Returns how much may be quoted, by the script of what is quoted.
    fn room(&self, locale: Locale) -> usize {
        let text = || self.units.iter().flat_map(|unit| unit.text.chars());
        let n_han = text().filter(|c| super::words::is_han(*c)).count();
        let n_letters = text().filter(|c| c.is_alphabetic()).count();
        let is_han = if n_letters == 0 { locale == Locale::Zh } else { n_han * HAN_PARTS > n_letters };
        if is_han { HAN_CHARS_MAX } else { LATIN_CHARS_MAX }
    }
    /// Quotes what belongs together around the chosen unit.
    fn quote(
        &self,
        chosen: usize,
        weights: &BTreeMap<String, f32>,
        room: usize,
        code_too: bool,
    ) -> Option<Quoted> {
        let mut picked = BTreeSet::from([chosen]);
        let mut used = self.length(chosen);
        let mut lead = chosen;
        match self.units.get(chosen)?.kind {
            Kind::Sentence => {}
            // A list, a table or code makes sense with the sentence that leads to it.
            Kind::Item(_) | Kind::Row { .. } | Kind::Code(_) => {
                if let Some(before) = self.lead_in(chosen) {
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
            Kind::Sentence => {
                self.units.get(lead + 1).filter(|_| leads_in(&self.units[lead].text)).map(|u| u.block)
            }
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
        let units: Vec<Unit> = picked.iter().filter_map(|at| self.units.get(*at)).cloned().collect();
        (!units.is_empty()).then(|| Quoted::of(units, room))
    }
    fn length(&self, at: usize) -> usize {
        self.units.get(at).map_or(0, |unit| unit.text.chars().count())
    }
    fn is_code(&self, at: usize) -> bool {
        self.units.get(at).is_some_and(|unit| matches!(unit.kind, Kind::Code(_)))
    }
    /// Returns the last sentence before the block a unit belongs to.
    fn lead_in(&self, at: usize) -> Option<usize> {
        let block = self.units.get(at)?.block;
        let first = self.units.iter().position(|unit| unit.block == block)?;
        let before = first.checked_sub(1)?;
        matches!(self.units.get(before)?.kind, Kind::Sentence).then_some(before)
    }
    /// Takes neighbouring sentences while they help or the paragraph goes on, and there is room.
    fn take_prose(
        &self,
        chosen: usize,
        weights: &BTreeMap<String, f32>,
        room: usize,
        used: &mut usize,
        picked: &mut BTreeSet<usize>,
    ) {
        let block = self.units.get(chosen).map(|unit| unit.block);
        let best = self.score(chosen, weights);
        for at in chosen + 1..self.units.len() {
            let Some(unit) = self.units.get(at) else { break };
            let fits = *used + self.length(at) <= room;
            let helps = Some(unit.block) == block
                || self.score(at, weights) >= best * NEIGHBOUR_FROM
                || leads_in(&unit.text);
            let last_leads =
                picked.last().and_then(|last| self.units.get(*last)).is_some_and(|u| leads_in(&u.text));
            if !matches!(unit.kind, Kind::Sentence) || !fits || !helps || last_leads {
                break;
            }
            *used += self.length(at);
            picked.insert(at);
        }
    }
    /// Takes the items or rows of a block: a numbered list from its beginning, of others what matches best.
    fn take_block(
        &self,
        block: usize,
        chosen: usize,
        weights: &BTreeMap<String, f32>,
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
            Kind::Sentence => return,
        };
        if ranked && members.len() > most {
            order.sort_by(|a, b| self.score(*b, weights).total_cmp(&self.score(*a, weights)));
        }
        if matches!(first.kind, Kind::Row { .. }) {
            // Rows that share nothing with the question are noise, where one does.
            let floor = self.score(chosen, weights) * NEIGHBOUR_FROM;
            let fits = |at: &usize| *at == chosen || self.score(*at, weights) >= floor;
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
    fn take_code(&self, picked: &mut BTreeSet<usize>) {
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
            let fits =
                unit.text.lines().count() <= CODE_LINES_MAX && unit.text.chars().count() <= CODE_CHARS_MAX;
            let keep = fits && !kept;
            kept |= keep;
            keep
        });
    }
}

/// Returns how much each word of the question says: the rarer among the units at hand, the more.
fn weights(question: &BTreeSet<String>, pages: &[Page]) -> BTreeMap<String, f32> {
    let units: Vec<&BTreeSet<String>> = pages.iter().flat_map(|page| &page.terms).collect();
    let n = index(units.len());
    question
        .iter()
        .map(|term| {
            let df = index(units.iter().filter(|unit| unit.contains(term)).count());
            (term.clone(), ((n + 1.0) / (df + 0.5)).ln().max(0.1))
        })
        .collect()
}

/// What the opening of the page titled so is worth to a question of what something is.
const DEFINES_GAIN: f32 = 1.3;
/// One part of so many letters is Chinese in a Chinese text; technical prose is full of Latin identifiers.
const HAN_PARTS: usize = 5;
/// Stands among the weights where the question is about taking something away.
const REMOVAL: &str = "\u{0}removal";
/// What a passage about undoing is worth to a question that is not.
const REMOVAL_SHARE: f32 = 0.5;

fn leads_in(sentence: &str) -> bool {
    sentence.trim_end().ends_with([':', '：'])
}

/// Returns a count as a number to reckon with.
fn index(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests;
