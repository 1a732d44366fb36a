//! One ranking of pages out of the lists that words and meaning brought back.

use std::collections::{HashMap, HashSet};

use tantivy::DocAddress;

use super::{
    query::Bag,
    rank::{Candidate, Columns},
    schema::number,
    vectors::Nearness,
};

/// A page in another language than the question's is found, but behind.
const OTHER_LANGUAGE: f32 = 0.3;
/// What a page's translation was found by counts for the page, too.
const TRANSLATION: f32 = 0.3;
/// Weight of the question's words that stand in the title.
const TITLED: f32 = 0.3;
/// How much more a known word in the title counts, at most, where others of the question are unknown.
const UNKNOWN_MAX: f32 = 2.0;
/// Sections of a page that count.
const N_POOLED: usize = 5;
/// How words and meaning are added: the logarithm of the word scores, and the cosines above `FAR` of a page as a whole and
/// of its nearest sections. The first point of a word match says more than the tenth, so that one list cannot outshout
/// the other. They belong to this index's word scores and to embedders whose cosines lie close together.
const WORDS_SCALE: f32 = 0.5;
const MEANING_SCALE: f32 = 11.0;
const NEAREST_SCALE: f32 = 11.0;
const FAR: f32 = 0.75;
/// What it adds where the best section says all that was asked: among pages that are near in meaning, its words tell.
const COVERAGE_SCALE: f32 = 1.0;
/// Pages that are looked at so closely.
const N_COVERED: usize = 10;
/// A page in another language is as near in meaning, and still behind. Cosines across languages are lower as a whole:
/// they are compared from the mean of each language's passages.
const OTHER_LANGUAGE_NEARNESS: f32 = 0.02;
/// Sections of a page whose mean nearness counts: one sentence that sounds alike makes no page.
const N_NEAR: usize = 5;
/// Sections that tell whether a page answers: an answer stands in one or a few.
const N_NEAREST: usize = 3;

/// What the pages in one language say about a question.
pub(super) struct List {
    /// The question's words among those of the language.
    pub(super) bag: Bag,
    /// Passages found by words, best first.
    pub(super) by_words: Vec<Candidate>,
    /// Passages found by meaning, nearest first.
    pub(super) by_meaning: Vec<Candidate>,
    /// Mean cosine of all passages to the question; nothing where none has a point.
    pub(super) background: Option<f32>,
}

/// A page with the passages of it that were found.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) score: f32,
    /// Its part by words.
    pub(super) words: f32,
    /// It is in another language than the question, where there are pages in the question's.
    pub(super) is_foreign: bool,
    /// Mean of its nearest sections' cosines; 0 where nothing is known.
    pub(super) nearness: f32,
    /// Mean of its nearest section's cosine and of that of the nearest three.
    pub(super) nearest: f32,
    /// Best first; never empty.
    pub(super) passages: Vec<Found>,
    group: u64,
}

impl Page {
    /// Returns the share of its words that counts beside pages in the question's language, and what its nearness is less.
    pub(super) const fn handicap(&self) -> (f32, f32) {
        if self.is_foreign { (OTHER_LANGUAGE, OTHER_LANGUAGE_NEARNESS) } else { (1.0, 0.0) }
    }
}

/// A passage of a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) address: DocAddress,
    pub(super) score: f32,
    /// Its part by words, as the engine scored it.
    pub(super) words: f32,
    /// Its cosine, where it is known.
    nearness: Option<f32>,
}

/// How pages are ranked.
pub(super) struct Ranking<'a> {
    pub(super) columns: &'a [Columns],
    /// Weight of each further section of a page.
    pub(super) decay: f32,
    pub(super) near: Option<&'a Nearness<'a>>,
}

impl Ranking<'_> {
    /// Ranks the pages of both languages, best first. Without own pages the others are no second choice.
    pub(super) fn pages(&self, own: Option<&List>, other: Option<&List>) -> Vec<Page> {
        let mut others = other.map(|list| self.of_list(list)).unwrap_or_default();
        let mut pages = own.map(|list| self.of_list(list)).unwrap_or_default();
        if own.is_some() {
            let mut translations: HashMap<u64, f32> = HashMap::new();
            for page in &others {
                translations.insert(page.group, page.words);
            }
            for page in &mut pages {
                page.words += TRANSLATION * translations.get(&page.group).copied().unwrap_or_default();
            }
            let background = |list: Option<&List>| list.and_then(|list| list.background);
            let lower = background(own).zip(background(other)).map_or(0.0, |(own, other)| own - other);
            for page in &mut others {
                page.is_foreign = true;
                page.nearness += lower;
                page.nearest += lower;
                for found in &mut page.passages {
                    found.nearness = found.nearness.map(|near| near + lower);
                }
            }
        }
        pages.extend(others);
        // A page whose meaning is not known is taken for one of the farthest.
        let farthest = pages.iter().map(|page| page.nearness).filter(|near| *near > 0.0).fold(1.0, f32::min);
        for page in &mut pages {
            let nearness = if page.nearness > 0.0 { page.nearness } else { farthest };
            let nearest = if page.nearest > 0.0 { page.nearest } else { farthest };
            let (share, behind) = page.handicap();
            page.score = self.score(page.words * share, nearness - behind, nearest - behind);
            for found in &mut page.passages {
                let nearness = found.nearness.unwrap_or(nearness) - behind;
                found.score = self.score(found.words * share, nearness, nearness);
            }
            page.passages.sort_by(|a, b| b.score.total_cmp(&a.score));
        }
        // The sort is stable: pages that tie stay in the order of their best passages.
        pages.sort_by(|a, b| b.score.total_cmp(&a.score));
        pages
    }

    fn score(&self, words: f32, nearness: f32, nearest: f32) -> f32 {
        match self.near {
            Some(_) => {
                WORDS_SCALE * words.ln_1p()
                    + MEANING_SCALE * (nearness - FAR)
                    + NEAREST_SCALE * (nearest - FAR)
            }
            None => words,
        }
    }

    fn of_list(&self, list: &List) -> Vec<Page> {
        let mut pages: Vec<(u64, Page)> = Vec::new();
        let mut places: HashMap<u64, usize> = HashMap::new();
        let found = list.by_words.iter().map(|candidate| (candidate, candidate.score));
        for (candidate, words) in found.chain(list.by_meaning.iter().map(|candidate| (candidate, 0.0))) {
            let place = *places.entry(candidate.page).or_insert_with(|| {
                let page = Page {
                    score: 0.0,
                    words: 0.0,
                    is_foreign: false,
                    nearness: 0.0,
                    nearest: 0.0,
                    passages: Vec::new(),
                    group: 0,
                };
                pages.push((candidate.page, page));
                pages.len() - 1
            });
            let page = &mut pages[place].1;
            if !page.passages.iter().any(|found| found.address == candidate.address) {
                let nearness = self.near.and_then(|near| near.of(candidate.address));
                page.passages.push(Found { address: candidate.address, score: 0.0, words, nearness });
            }
        }
        let titles: HashMap<u64, f32> =
            list.bag.terms.iter().map(|term| (number(&term.text), term.idf * term.boost.min(1.0))).collect();
        let near = self.near.map(|near| near.of_pages(&places));
        let known = list.bag.known_mass();
        let share = if known > 0.0 { (list.bag.idf_mass / known).min(UNKNOWN_MAX) } else { UNKNOWN_MAX };
        let titled = TITLED * share;
        for (number, page) in &mut pages {
            let (group, title) = self.head(page.passages[0].address, &titles);
            page.group = group;
            page.words = pooled(&page.passages, self.decay);
            if page.words > 0.0 {
                page.words += titled * title;
            }
            if let Some(near) = near.as_ref().and_then(|near| near.get(number)) {
                page.nearness = mean(near, N_NEAR);
                page.nearest = (mean(near, 1) + mean(near, N_NEAREST)) / 2.0;
            }
        }
        pages.into_iter().map(|(_, page)| page).collect()
    }

    /// Returns a page's group, and the weight of the terms that stand in its title.
    fn head(&self, address: DocAddress, titles: &HashMap<u64, f32>) -> (u64, f32) {
        let columns = usize::try_from(address.segment_ord).ok().and_then(|idx| self.columns.get(idx));
        let Some(columns) = columns else { return (0, 0.0) };
        let mut seen: Vec<u64> = columns.titles.values_for_doc(address.doc_id).collect();
        seen.sort_unstable();
        seen.dedup();
        let weight = seen.iter().filter_map(|term| titles.get(term)).sum();
        (columns.groups.get_val(address.doc_id), weight)
    }
}

/// Ranks the first pages anew with how much of the question the best passage of each says (0 to 1).
///
/// # Errors
/// A passage cannot be read.
pub(super) fn covered(
    pages: &mut [Page],
    mut coverage: impl FnMut(&Page, &Found) -> tantivy::Result<f32>,
) -> tantivy::Result<()> {
    let n_covered = pages.len().min(N_COVERED);
    let (first, _) = pages.split_at_mut(n_covered);
    for page in &mut *first {
        if let Some(best) = page.passages.first() {
            page.score += COVERAGE_SCALE * coverage(page, best)?;
        }
    }
    first.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(())
}

/// Leaves out what stands behind its own translation.
pub(super) fn drop_translations(pages: &mut Vec<Page>) {
    let mut seen = HashSet::new();
    pages.retain(|page| {
        let is_new = seen.insert(page.group);
        is_new || !page.is_foreign
    });
}

/// Returns the decayed sum of the best passages' word scores.
fn pooled(passages: &[Found], decay: f32) -> f32 {
    let mut weight = 1.0;
    let mut sum = 0.0;
    // They stand best first by words.
    for found in passages.iter().take(N_POOLED) {
        sum += found.words * weight;
        weight *= decay;
    }
    sum
}

/// Returns the mean of the nearest `n`.
fn mean(near: &[f32], n: usize) -> f32 {
    let few = &near[..near.len().min(n)];
    #[expect(clippy::cast_precision_loss, reason = "a mean of at most five")]
    let n = few.len().max(1) as f32;
    few.iter().sum::<f32>() / n
}
