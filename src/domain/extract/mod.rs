//! The answer without a model: the sentences, steps, rows and code of the best passages that answer, quoted.
//!
//! Nothing is rephrased. What is quoted is chosen by the words it shares with the question, rare ones weighing more.
//! The line that leads in stands in `lines` and is added by the caller.

mod asked;
pub mod judge;
mod pieces;
mod quoted;
mod quoting;
mod tool;
mod units;
mod weights;
mod wording;

use std::{collections::BTreeSet, sync::Arc};

use asked::{Asked, OPENINGS, removes, subject};
use pieces::{found, join};
use quoted::Quoted;
use tool::Tool;
use units::{Kind, Unit, plain, units};
use weights::{Weights, index};

use super::{
    applies,
    corpus::{Evidence, Hit},
    ids::Locale,
    words::{Phrases, Words, is_identifier, shorten, terms},
};

/// Characters of quoted text beside one block of code, by the script of the passage that answers best.
const LATIN_CHARS_MAX: usize = 700;
const HAN_CHARS_MAX: usize = 350;
/// Passages looked at, and quoted at most.
const HITS_MAX: usize = 40;
const QUOTED_MAX: usize = 3;
/// Items of a list and rows of a table quoted at most.
const ITEMS_MAX: usize = 10;
const ROWS_MAX: usize = 3;
/// Lines and characters of a block of code that is quoted.
const CODE_LINES_MAX: usize = 40;
const CODE_CHARS_MAX: usize = 1_600;
/// Share of the best score a further passage must reach to be quoted too.
const FURTHER_FROM: f32 = 0.7;
/// Share of the question's weight a further passage's best unit must hold.
const FURTHER_COVERED: f32 = 0.15;
/// Share of the chosen unit's score its neighbours must reach to come with it.
const NEIGHBOUR_FROM: f32 = 0.6;
/// How much less each rank counts, beside the search's own score: it has read more than the words compared here.
const RANK_FALL: f32 = 0.04;
/// Ranks that count less and less.
const RANKS_MAX: usize = 6;
/// How much better than the first passage another must be to be quoted before it.
const FIRST_GAIN: f32 = 1.05;
/// What a passage without a number is worth where one is asked for.
const NUMBERLESS_SHARE: f32 = 0.6;
/// What a passage that says what others tell is worth to who asks how.
const ANNOUNCING_SHARE: f32 = 0.5;
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
/// Share of it that heading and title must hold together where the heading names a part of what the page is about.
const PART_FROM: f32 = 0.8;
const PRECISE_GAIN: f32 = 1.0;
/// Share of the question's weight below which the best unit is a weak one.
const WEAK_BELOW: f32 = 0.5;
/// Share below which it hardly touches the question.
const FAINT_BELOW: f32 = 0.25;
/// Share below which a unit only checks, undoes or sends elsewhere.
const ASIDE_BELOW: f32 = 0.7;
/// Share of such a unit's score from which another is quoted before it.
const ASIDE_YIELDS: f32 = 0.4;
/// Numbered items that make steps.
const STEPS_MIN: usize = 2;
/// Terms from which a longer unit pays for its length.
const LONG_TERMS: f32 = 24.0;

/// An extractive answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extract {
    /// Markdown; `[n]` stands after what is quoted from the hit at index n - 1.
    pub text: String,
    /// The hits quoted, as indexes from 0, in the order they are quoted in.
    pub cited: Vec<u32>,
    /// What is quoted from each of `cited`, as plain words.
    pub quotes: Vec<String>,
    /// It begins with the row of a table that only mentions some of what is asked: that answers nobody who asks how.
    pub is_doubtful: bool,
    /// Code is among it, or numbered steps.
    shows: bool,
    /// Names of settings that it speaks of.
    named: BTreeSet<String>,
}

/// What is to be answered.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sought<'a> {
    /// What was said before and the question leans on; it counts less, so that "and on the Family plan?" is answered by
    /// another row than the question before it. It may be empty.
    pub before: &'a str,
    /// The question.
    pub question: &'a str,
    /// Lists of words that mean the same, of which the question says one.
    pub synonyms: &'a [Arc<[String]>],
}

impl<'a> From<&'a str> for Sought<'a> {
    fn from(question: &'a str) -> Self {
        Self { question, ..Self::default() }
    }
}

/// Returns the parts of what was found that answer a question and what it leans on, which may be nothing.
#[must_use]
pub fn quoted(before: &str, question: &str, evidence: &Evidence, locale: Locale) -> Option<Extract> {
    let hits = evidence.quotable();
    let (before, question) = applies::to_quote_by(before, question, &hits);
    answer(Sought { before, question: &question, synonyms: &evidence.synonyms }, &hits, locale)
}

/// Returns the parts of the passages that answer a question; nothing where there are no words to quote.
#[must_use]
pub fn answer<'a>(sought: impl Into<Sought<'a>>, hits: &[Hit], locale: Locale) -> Option<Extract> {
    let sought = sought.into();
    let asked = Asked::after(sought.before, &wording::worded(sought.question, sought.synonyms, hits));
    let mut pages: Vec<Page> = hits.iter().take(HITS_MAX).map(|hit| Page::of(hit, &asked)).collect();
    join(&mut pages, hits);
    let weights = Weights::new(&asked, pages.iter().flat_map(|page| &page.terms));
    let mut scored = ranked(&pages, hits, &weights, &asked);
    // Of a page in another language few words are understood: the search has found it by more, and it is what is quoted.
    if let Some(page) = hits.first().map(|hit| &hit.passage.doc).filter(|page| page.locale != locale) {
        scored.retain(|(at, _)| hits[*at].passage.doc.path == page.path);
    }
    if asked.wants_how() {
        steps_first(&mut scored, &pages, hits, &weights);
    }
    let (first, best) = scored.first()?;
    let top = best.score;
    let mut room = pages.get(*first)?.room(locale);
    let mut extract = Extract { is_doubtful: pages.get(*first)?.only_mentions(best), ..Extract::default() };
    let tool = Tool::of(*first, &pages, hits, &weights);
    let (how, is_used) = (asked.wants_how(), tool.is_used());
    // Beside the answer about one code, what is said of another is none.
    let codes: Vec<&String> = weights
        .terms()
        .filter(|term| is_identifier(term) && pages.get(*first).is_some_and(|page| page.names(term)))
        .collect();
    if let Some((at, unit)) = tool.purpose(best, &asked) {
        let quoted = Quoted::of(vec![unit], room);
        room = room.saturating_sub(quoted.n_chars);
        extract.add(at, &quoted);
    }
    let n_before = extract.cited.len();
    let mut seen = BTreeSet::new();
    for (at, best) in &scored {
        let is_first = extract.cited.len() == n_before;
        let is_near = best.score >= top * FURTHER_FROM && best.covered >= FURTHER_COVERED;
        let Some(page) = pages.get(*at) else { continue };
        let is_asked_last = |best: &Best| best.terms.iter().any(|term| weights.is_new(term));
        let goes_along =
            is_asked_last(best) || !scored.first().is_some_and(|(_, first)| is_asked_last(first));
        let adds = is_first || (is_near && goes_along && !best.terms.is_subset(&seen) && page.is_of(&codes));
        // Where the page shows how its subject is used, what hardly touches the question is left out.
        if how && is_used && best.is_faint() && best.is_prose {
            continue;
        }
        // Where the opening says what it is for, or how is asked, what only checks it is left out.
        if !adds || (extract.holds(*at) && !is_first) || (best.is_aside && (how || n_before > 0)) {
            continue;
        }
        let Some(mut quoted) = page.quote(best.unit, &weights, room, is_first) else { continue };
        // Code that sets something else on the way is not the code that is asked for.
        if how && is_used && !quoted.uses(tool.name()) {
            quoted.drop_code();
        }
        if quoted.is_empty() {
            continue;
        }
        room = room.saturating_sub(quoted.n_chars);
        seen.extend(best.terms.iter().cloned());
        extract.add(*at, &quoted);
        if extract.cited.len() == QUOTED_MAX || room < HAN_CHARS_MAX / 4 {
            break;
        }
    }
    if !extract.shows
        && how
        && let Some((at, units)) = tool.shown(&extract.named)
    {
        extract.add(at, &Quoted::of(units, LATIN_CHARS_MAX));
    }
    // A section that shows how by its code is quoted with it, whatever of its words fit.
    if !extract.shows
        && how
        && let Some((at, code)) =
            extract.cited.first().and_then(|at| Some((*at as usize, pages.get(*at as usize)?.code()?)))
    {
        extract.add(at, &Quoted::of(vec![code], LATIN_CHARS_MAX));
    }
    // Who asks how and is told what the page is about is shown its steps, too.
    if !extract.shows
        && how
        && let Some(at) =
            extract.cited.first().and_then(|at| steps_under(*at as usize, &pages, hits, &weights))
        && let Some(page) = pages.get(at)
        && let Some(quoted) = page.quote(page.first_said(), &weights, room, true)
    {
        extract.add(at, &quoted);
    }
    // What only checks is better than nothing.
    if extract.cited.is_empty()
        && let Some((at, best)) = scored.first()
        && let Some(quoted) = pages.get(*at).and_then(|page| page.quote(best.unit, &weights, room, true))
    {
        extract.add(*at, &quoted);
    }
    // Where nothing that fits can be quoted alone, the first words are.
    if extract.cited.is_empty()
        && let Some((at, page, unit)) = scored.iter().find_map(|(at, _)| {
            let page = pages.get(*at)?;
            Some((at, page, page.units.iter().find(|unit| !matches!(unit.kind, Kind::Code(_)))?))
        })
    {
        extract.add(*at, &Quoted::of(vec![unit.clone()], page.room(locale)));
    }
    extract.text = extract.text.trim_end().to_owned();
    (!extract.cited.is_empty()).then_some(extract)
}

impl Extract {
    fn add(&mut self, at: usize, quoted: &Quoted) {
        let cited = u32::try_from(at).unwrap_or(u32::MAX);
        self.text.push_str(&quoted.markdown(at + 1));
        self.shows |= quoted.shows();
        self.named.extend(quoted.named());
        let before = self.cited.iter().position(|before| *before == cited);
        if let Some(quote) = before.and_then(|place| self.quotes.get_mut(place)) {
            quote.push(' ');
            quote.push_str(&quoted.plain());
        } else {
            self.cited.push(cited);
            self.quotes.push(quoted.plain());
        }
    }
    fn holds(&self, at: usize) -> bool {
        self.cited.iter().any(|cited| usize::try_from(*cited) == Ok(at))
    }
}

/// Returns the passages with the unit of each that answers best, best passage first.
fn ranked(pages: &[Page], hits: &[Hit], weights: &Weights, asked: &Asked) -> Vec<(usize, Best)> {
    let highest = hits.iter().map(|hit| hit.score).fold(f32::MIN_POSITIVE, f32::max);
    let mut scored: Vec<(usize, Best)> = Vec::new();
    for (at, (page, hit)) in pages.iter().zip(hits).enumerate() {
        let Some(mut best) = page.best(weights, asked.defines) else { continue };
        best.score *=
            (found(hit, hits) / highest).clamp(0.1, 1.0) / (1.0 + RANK_FALL * index(at.min(RANKS_MAX)));
        if at == 0 {
            best.score *= FIRST_GAIN;
        }
        if weights.counts && !page.gives(weights.prices) {
            best.score *= NUMBERLESS_SHARE;
        }
        if asked.wants_how() && page.announces && !page.instructs() {
            best.score *= ANNOUNCING_SHARE;
        }
        scored.push((at, best));
    }
    scored.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
    // What only checks or undoes yields to what says something.
    let top = scored.first().filter(|(_, best)| best.is_aside).map(|(_, best)| best.score);
    let says = |top: f32| scored.iter().position(|(_, b)| !b.is_aside && b.score >= top * ASIDE_YIELDS);
    if let Some(at) = top.and_then(says) {
        scored[..=at].rotate_right(1);
    }
    scored
}

/// Puts the section with the steps before its page's opening, where the opening is about what is asked and shows none: who
/// asks how is served by the steps.
fn steps_first(scored: &mut Vec<(usize, Best)>, pages: &[Page], hits: &[Hit], weights: &Weights) {
    let Some(first) = scored.first().map(|(at, _)| *at) else { return };
    let Some(opening) = pages.get(first) else { return };
    if !opening.opens || opening.instructs() {
        return;
    }
    let path = |at: usize| hits.get(at).map(|hit| &hit.passage.doc.path);
    let is_about = |page: &Page| {
        let held = weights.of(page.heading.iter().chain(page.terms.iter().flatten()));
        held >= weights.known * ABOUT_FROM
    };
    let found = scored.iter().enumerate().find_map(|(place, (at, _))| {
        let page = pages.get(*at).filter(|page| *at != first && page.instructs() && !page.continues)?;
        let undoes = page.removes && !weights.removes;
        (path(*at) == path(first) && !undoes && is_about(page)).then_some((place, *at))
    });
    let Some((place, at)) = found else { return };
    let Some(unit) = pages.get(at).map(Page::first_said) else { return };
    let (_, best) = scored.remove(place);
    let top = scored.first().map_or(best.score, |(_, first)| first.score);
    scored.insert(0, (at, Best { unit, score: top.max(best.score), is_aside: false, ..best }));
}

/// Returns the section with steps under a page's opening that says most of what is asked.
fn steps_under(opening: usize, pages: &[Page], hits: &[Hit], weights: &Weights) -> Option<usize> {
    let path = |at: usize| hits.get(at).map(|hit| &hit.passage.doc.path);
    pages.get(opening).filter(|page| page.opens && !page.instructs())?;
    let shows = |page: &Page| page.has_steps() && !page.continues && (weights.removes || !page.removes);
    let sections = pages.iter().enumerate().filter(|(at, page)| path(*at) == path(opening) && shows(page));
    let held = |page: &Page| weights.of(page.heading.iter().chain(page.terms.iter().flatten()));
    // The first of equals.
    sections.rev().max_by(|(_, a), (_, b)| held(a).total_cmp(&held(b))).map(|(at, _)| at)
}

/// Returns the sentence of a passage that says most about a question, as plain text.
#[must_use]
pub fn snippet(text: &str, question: &str, chars_max: usize) -> String {
    let question = terms(question);
    let units = units(text);
    let prose = || units.iter().filter(|unit| !matches!(unit.kind, Kind::Code(_) | Kind::Title));
    let overlap = |unit: &&Unit| terms(&unit.text).intersection(&question).count();
    let best = prose().map(|unit| overlap(&unit)).max().unwrap_or(0);
    let chosen = prose().find(|unit| overlap(unit) == best).or(units.first());
    chosen.map_or_else(String::new, |unit| shorten(&plain(&unit.text), chars_max))
}

/// A passage, cut and weighed.
struct Page {
    units: Vec<Unit>,
    terms: Vec<BTreeSet<String>>,
    /// The words over a row's columns, where a value is asked for: one is found by both.
    columns: Vec<BTreeSet<String>>,
    /// What each unit is worth to a question of this kind.
    worth: Vec<f32>,
    /// The words of the line above each unit that names what follows.
    titles: Vec<BTreeSet<String>>,
    heading: BTreeSet<String>,
    own_heading: BTreeSet<String>,
    title: BTreeSet<String>,
    /// The page's title, where it is one word: the name of a tool, which code that uses it holds.
    tool: Option<String>,
    /// It stands where its page begins.
    opens: bool,
    /// It is a later piece of a long section.
    continues: bool,
    /// It says how to undo what the document is about.
    removes: bool,
    /// It says what other pages tell.
    announces: bool,
    /// One sentence is enough; otherwise what goes on belongs to the answer.
    is_value: bool,
}

/// The unit of a page that answers best.
struct Best {
    unit: usize,
    score: f32,
    terms: BTreeSet<String>,
    /// Share of the question's weight in it.
    covered: f32,
    /// Share of it among what the passages know at all.
    touched: f32,
    /// It is running text: items and rows name settings, which code then shows.
    is_prose: bool,
    /// It checks, undoes or sends elsewhere.
    is_aside: bool,
}

impl Best {
    /// Returns whether it holds hardly anything of what is asked.
    fn is_faint(&self) -> bool {
        self.touched < FAINT_BELOW
    }
}

impl Page {
    fn of(hit: &Hit, asked: &Asked) -> Self {
        let units = units(&hit.passage.text);
        let columns_of = |unit: &Unit| match &unit.kind {
            Kind::Row { header, .. } if asked.is_value => terms(&header.join(" ")),
            _ => BTreeSet::new(),
        };
        let heading = format!("{} {}", hit.passage.doc.title, hit.passage.headings.join(" "));
        let own = hit.passage.headings.last().map(String::as_str).unwrap_or_default();
        Self {
            worth: worths(&units, asked),
            titles: titles(&units),
            is_value: asked.is_value,
            announces: units.iter().any(|unit| asked::announces(&unit.text)),
            terms: units.iter().map(|unit| terms(&unit.text)).collect(),
            columns: units.iter().map(columns_of).collect(),
            units,
            heading: terms(&heading),
            own_heading: subject(own),
            tool: tool::named(&hit.passage.doc.title),
            continues: hit.passage.anchor != hit.passage.section(),
            title: subject(&hit.passage.doc.title),
            opens: hit.passage.headings.is_empty()
                || own == hit.passage.doc.title
                || (hit.passage.headings.len() <= 2 && Words::of(own).has(&OPENINGS)),
            removes: removes(own),
        }
    }
    fn score(&self, at: usize, weights: &Weights) -> f32 {
        let (Some(unit), Some(terms)) = (self.units.get(at), self.terms.get(at)) else {
            return 0.0;
        };
        let here = weights.of(self.said(at));
        let above = self.heading.iter().chain(self.titles.get(at).into_iter().flatten());
        let above = weights.of(above.chain(self.said(at))) - here;
        let long = (index(terms.len()) / LONG_TERMS).max(1.0).sqrt();
        let kind = match &unit.kind {
            // It names what follows, and says nothing.
            Kind::Title => return 0.0,
            Kind::Code(_) if !fits(unit) => return 0.0,
            Kind::Code(_) if !self.is_led(at) => return 0.0,
            // Code shows words without saying anything about them.
            Kind::Code(_) => 0.5,
            // A lead-in promises steps, code or a table.
            Kind::Sentence if self.leads(at) => 1.2,
            Kind::Sentence | Kind::Item(_) => 1.0,
            // A row is full of words and seldom a whole answer.
            Kind::Row { .. } => 0.7,
        };
        (here * kind + above * HEADING_SHARE + self.titled(at, weights)) * self.share(at, weights) / long
    }
    /// Returns the words of a unit, with those over it in a table.
    fn said(&self, at: usize) -> impl Iterator<Item = &String> {
        self.terms.get(at).into_iter().chain(self.columns.get(at)).flatten()
    }
    /// Returns the share of the question's weight a unit holds itself.
    fn covered(&self, at: usize, weights: &Weights) -> f32 {
        let asked = weights.asked();
        let held = weights.of(self.said(at));
        held / asked.max(f32::MIN_POSITIVE)
    }
    /// Returns whether the headings above a unit name most of what is asked.
    fn is_named(&self, at: usize, weights: &Weights) -> bool {
        let asked = weights.asked();
        let above =
            self.own_heading.iter().chain(self.titles.get(at).into_iter().flatten()).chain(&self.title);
        let held = weights.of(above);
        held > 0.0 && held >= asked * ABOUT_FROM
    }
    /// Returns what a unit counts by what it does: one that undoes, checks or sends elsewhere counts less.
    fn share(&self, at: usize, weights: &Weights) -> f32 {
        let undoes = if self.removes && !weights.removes { REMOVAL_SHARE } else { 1.0 };
        undoes * self.worth.get(at).copied().unwrap_or(1.0)
    }
    /// Returns what it is worth that the line above names what is asked: the question itself, with its answer below.
    fn titled(&self, at: usize, weights: &Weights) -> f32 {
        let asked = weights.asked();
        let held = weights.of(self.titles.get(at).into_iter().flatten());
        let is_next = at.checked_sub(1).and_then(|before| self.units.get(before));
        let is_next = is_next.is_some_and(|unit| matches!(unit.kind, Kind::Title));
        if is_next && held > 0.0 && held >= asked * ABOUT_FROM { held } else { 0.0 }
    }
    /// Returns whether a sentence leads to steps, code or a table.
    fn leads(&self, at: usize) -> bool {
        let (Some(unit), Some(next)) = (self.units.get(at), self.units.get(at + 1)) else { return false };
        let shown = !matches!(next.kind, Kind::Sentence | Kind::Title);
        matches!(unit.kind, Kind::Sentence)
            && (leads_in(&unit.text)
                || matches!(next.kind, Kind::Item(Some(1)))
                || shown && Words::of(&unit.text).has(&FOLLOWS))
    }
    /// Returns the first unit that says something.
    fn first_said(&self) -> usize {
        self.units.iter().position(|unit| !matches!(unit.kind, Kind::Title)).unwrap_or(0)
    }
    /// Returns what it is worth that the passage's own heading, or its page's title, names what is asked.
    fn about(&self, weights: &Weights, defines: bool) -> Option<f32> {
        let asked = weights.asked();
        let worth = |heading: &BTreeSet<String>| {
            let known: Vec<f32> = heading.iter().filter_map(|term| weights.get(term)).collect();
            let held: f32 = known.iter().sum();
            let precise = index(known.len()) / index(heading.len().max(1));
            (held > 0.0 && held >= asked * ABOUT_FROM)
                .then_some((held * (ABOUT_GAIN + PRECISE_GAIN * precise), precise))
        };
        let undoes = self.removes && !weights.removes;
        let holds_all = weights.terms().all(|term| self.heading.contains(term) || self.says(term));
        let named = |term: &&String| self.own_heading.contains(*term) || self.title.contains(*term);
        let n_asked = weights.terms().count();
        let n_named = weights.terms().filter(named).count();
        // Where so many or so much is asked, a passage without a number answers nothing, whatever it is about.
        if weights.counts && !self.gives(weights.prices) {
            return None;
        }
        // A piece cut out of a long section does not begin where its heading stands.
        if undoes || !holds_all || self.continues || index(n_named) < index(n_asked) * ABOUT_WORDS_FROM {
            return None;
        }
        let own = worth(&self.own_heading).map(|(worth, _)| worth).or_else(|| self.about_part(weights));
        // What something is stands where its page begins.
        let title = worth(&self.title).filter(|(_, precise)| defines && self.opens && *precise > 0.5);
        title.map(|(worth, _)| worth * DEFINES_GAIN).or(own)
    }
    fn gives(&self, a_price: bool) -> bool {
        self.units.iter().any(|unit| asked::gives(&unit.text, a_price))
    }
    /// Returns what it is worth that the passage's heading names the part that is asked for of what its page is about:
    /// "Linux" on the page "Install Orchard".
    fn about_part(&self, weights: &Weights) -> Option<f32> {
        let is_asked = |term: &String| weights.knows(term);
        let is_part = self.own_heading != self.title
            && self.own_heading.iter().all(is_asked)
            && self.title.iter().any(is_asked);
        let held = weights.of(self.own_heading.iter().chain(&self.title));
        (is_part && held >= weights.asked() * PART_FROM).then_some(held * (ABOUT_GAIN + PRECISE_GAIN))
    }
    /// Returns where a passage about the subject begins to speak of it: at its beginning, or, where that names nothing of
    /// the subject, at the sentence that does and leads to steps or code.
    fn opening(&self, weights: &Weights) -> usize {
        let names =
            |at: usize| self.terms.get(at).is_some_and(|terms| terms.iter().any(|term| weights.knows(term)));
        let first = self.first_said();
        let leads = |at: &usize| self.leads(*at) && names(*at);
        let opens_with_words = matches!(self.units.get(first).map(|unit| &unit.kind), Some(Kind::Sentence));
        let says = |at: usize| names(at) && self.worth.get(at).is_none_or(|worth| *worth >= 1.0);
        let later = (first + 1..self.units.len()).find(leads).filter(|_| opens_with_words && !says(first));
        later.unwrap_or(first)
    }
    /// Returns the only code of a short section.
    fn code(&self) -> Option<Unit> {
        let mut shown = (0..self.units.len()).filter(|at| self.is_code(*at));
        let (first, more) = (shown.next()?, shown.next());
        let says_so = more.is_none() && self.worth.get(first).is_some_and(|worth| *worth >= 1.0);
        self.units.get(first).filter(|unit| says_so && fits(unit)).cloned()
    }
    /// Returns whether it tells what to do, one step after the other.
    fn has_steps(&self) -> bool {
        let numbered = |unit: &&Unit| matches!(unit.kind, Kind::Item(Some(_)));
        self.units.iter().filter(numbered).count() >= STEPS_MIN
    }
    /// Returns whether it tells what to do: step by step, or beginning with what to do first.
    fn instructs(&self) -> bool {
        let first = self.units.get(self.first_said());
        self.has_steps()
            || first.is_some_and(|unit| {
                matches!(unit.kind, Kind::Sentence) && Words::of(&unit.text).has(&INSTRUCTS)
            })
    }
    /// Returns whether its best unit is a row that is named for something else and holds little of what is asked.
    fn only_mentions(&self, best: &Best) -> bool {
        let is_row = self.units.get(best.unit).is_some_and(|unit| matches!(unit.kind, Kind::Row { .. }));
        is_row && best.covered < ASIDE_BELOW && self.worth.get(best.unit).is_some_and(|worth| *worth < 1.0)
    }
    /// Returns whether its text or a heading over it holds a word.
    fn names(&self, term: &str) -> bool {
        self.heading.contains(term) || self.says(term)
    }
    /// Returns whether it is about all of these codes, or none is asked for.
    fn is_of(&self, codes: &[&String]) -> bool {
        codes.iter().all(|code| self.names(code))
    }
    fn says(&self, term: &str) -> bool {
        self.terms.iter().any(|terms| terms.contains(term))
    }
    fn best(&self, weights: &Weights, defines: bool) -> Option<Best> {
        let said: BTreeSet<&String> = self.heading.iter().chain(self.terms.iter().flatten()).collect();
        let all = weights.of(said);
        if let Some(worth) = self.about(weights, defines) {
            let known = self.own_heading.iter().chain(&self.title).filter(|term| weights.knows(term));
            let terms = known.cloned().collect();
            let score = worth + all * PASSAGE_SHARE;
            let unit = if defines { self.first_said() } else { self.opening(weights) };
            return (!self.units.is_empty()).then_some(Best {
                unit,
                score,
                terms,
                covered: 1.0,
                touched: 1.0,
                is_prose: true,
                is_aside: false,
            });
        }
        let scores: Vec<f32> = (0..self.units.len()).map(|at| self.score(at, weights)).collect();
        let mut unit = self.first_said();
        for (at, score) in scores.iter().enumerate() {
            // The earliest of equals: the text builds on it.
            if *score > scores.get(unit).copied().unwrap_or_default() + f32::EPSILON {
                unit = at;
            }
        }
        let known = |term: &&String| weights.knows(term);
        let terms = self.terms.get(unit)?.iter().filter(known).cloned().collect();
        let share = self.share(unit, weights).min(1.0);
        let score = scores.get(unit).copied()? + all * PASSAGE_SHARE * share;
        let covered = self.covered(unit, weights);
        let touched = covered * weights.asked() / weights.known.max(f32::MIN_POSITIVE);
        let is_prose = matches!(self.units.get(unit)?.kind, Kind::Sentence);
        Some(Best { unit, score, terms, covered, touched, is_prose, is_aside: share < ASIDE_BELOW })
    }
}

/// What the opening of the page titled so is worth to a question of what something is.
const DEFINES_GAIN: f32 = 1.3;
/// One part of so many letters is Chinese in a Chinese text; technical prose is full of Latin identifiers.
const HAN_PARTS: usize = 5;
/// What a passage about undoing is worth to a question that is not.
const REMOVAL_SHARE: f32 = 0.5;

/// Wordings that lead to what stands below.
static FOLLOWS: Phrases = Phrases::new(&[
    "following|below|these|follows ?steps|step|example|examples|command|commands|options|ways|rules|values|fields|parameters|$",
    "以下|如下|下面|下列|下表",
]);

/// Wordings that tell what to do first.
static INSTRUCTS: Phrases = Phrases::new(&[
    "^ ?first ?now ?then ?to ?please ?simply right-click|click|double-click|open|choose|select|press|tap|run|type|enter|drag|download|sign|navigate|scan|copy|paste|go",
    "^ ?to ?do ?this ~ click|open|choose|select|press|tap|run|type|enter|navigate|go",
    "^ ?请 ?先 ?首先 ?右键 ?长按 ?在 点击|打开|选择|单击|双击|按下|进入|运行|输入|拖动|下载|登录|扫描|复制|执行",
    "^ 在 ~ 点击|打开|选择|单击|进入|运行|输入|执行",
]);

/// Returns the words of the line above each unit that names what follows.
fn titles(units: &[Unit]) -> Vec<BTreeSet<String>> {
    let mut above = BTreeSet::new();
    let named = units.iter().map(|unit| match unit.kind {
        Kind::Title => {
            above = terms(&unit.text);
            BTreeSet::new()
        }
        _ => above.clone(),
    });
    named.collect()
}

/// Returns what each unit is worth to a question of this kind; code is worth what leads to it.
fn worths(units: &[Unit], asked: &Asked) -> Vec<f32> {
    let mut worths: Vec<f32> = Vec::with_capacity(units.len());
    for (at, unit) in units.iter().enumerate() {
        let led = at
            .checked_sub(1)
            .filter(|before| matches!(unit.kind, Kind::Code(_)) && leads_in(&units[*before].text));
        let above = led.and_then(|before| worths.get(before)).copied().unwrap_or(1.0);
        worths.push(asked.worth(unit) * above.min(1.0));
    }
    worths
}

/// Returns whether a block of code is short enough to be read in a chat.
fn fits(code: &Unit) -> bool {
    code.text.lines().count() <= CODE_LINES_MAX && code.text.chars().count() <= CODE_CHARS_MAX
}

fn leads_in(sentence: &str) -> bool {
    sentence.trim_end().ends_with([':', '：'])
}

#[cfg(test)]
mod tests;
