//! Finds the best passages inside the scope: one list by words and one by meaning, for each language.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
    sync::Arc,
};

use tantivy::{
    BitSet, DocAddress, DocId, DocSet, Score, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, Term,
    columnar::{Column, ColumnValues},
    query::EnableScoring,
    schema::IndexRecordOption,
};

use crate::domain::{
    corpus::{Audience, Scope, Visibility},
    ids::Locale,
};

use super::{
    query::{Bag, Words},
    schema::{Fields, GROUP, PAGE, TITLE, visibility},
    vectors::Nearness,
};

/// Passages looked at in each list; pages are ranked among these. More brings in chance hits that a page's sum then
/// counts.
const N_CANDIDATES: usize = 25;
/// Passages of a page looked at before and after one of them.
const N_BESIDE_MAX: u32 = 24;
/// Weight of each further section of a page, where pages have many.
const DECAY_MAX: f32 = 0.7;
/// Mean number of sections up to which only the best one counts, and from which `DECAY_MAX` holds.
const SECTIONS: (f32, f32) = (1.5, 4.0);

/// What is read of each passage of a segment, opened once per commit: opening costs more than many reads.
pub(super) struct Columns {
    pub(super) pages: Arc<dyn ColumnValues<u64>>,
    pub(super) groups: Arc<dyn ColumnValues<u64>>,
    pub(super) titles: Column<u64>,
}

impl Columns {
    /// Opens the columns of every segment.
    pub(super) fn of(searcher: &Searcher) -> tantivy::Result<Vec<Self>> {
        let open = |reader: &SegmentReader| {
            let fields = reader.fast_fields();
            Ok(Self {
                pages: fields.column_first_or_default::<u64>(PAGE)?,
                groups: fields.column_first_or_default::<u64>(GROUP)?,
                titles: fields.u64(TITLE)?,
            })
        };
        searcher.segment_readers().iter().map(open).collect()
    }
}

/// Returns the places of a page's passages around one of them, in the page's order: they are written one after another.
pub(super) fn of_page(columns: &[Columns], one: DocAddress) -> Vec<DocAddress> {
    let columns = usize::try_from(one.segment_ord).ok().and_then(|idx| columns.get(idx));
    let Some(Columns { pages, .. }) = columns else { return Vec::new() };
    let page = pages.get_val(one.doc_id);
    let is_same = |doc: &DocId| pages.get_val(*doc) == page;
    let n_docs = pages.num_vals();
    let before = (one.doc_id.saturating_sub(N_BESIDE_MAX)..one.doc_id).rev().take_while(is_same).last();
    let after = one.doc_id..n_docs.min(one.doc_id.saturating_add(N_BESIDE_MAX));
    let all = before.unwrap_or(one.doc_id)..one.doc_id;
    all.chain(after.take_while(is_same)).map(|doc| DocAddress::new(one.segment_ord, doc)).collect()
}

/// The passages that a scope may see, by language and segment.
pub(super) struct Visible {
    en: Vec<BitSet>,
    zh: Vec<BitSet>,
}

impl Visible {
    /// Returns whether a passage is among them.
    pub(super) fn sees(&self, segment_ord: SegmentOrdinal, doc: DocId) -> bool {
        let is_in = |sets: &[BitSet]| {
            let segment = usize::try_from(segment_ord).ok().and_then(|idx| sets.get(idx));
            segment.is_some_and(|set| set.contains(doc))
        };
        is_in(&self.en) || is_in(&self.zh)
    }
    /// Returns the sets of one language.
    pub(super) fn of(&self, locale: Locale) -> &[BitSet] {
        match locale {
            Locale::En => &self.en,
            Locale::Zh => &self.zh,
        }
    }
}

/// Returns what the scope may see.
pub(super) fn visible(searcher: &Searcher, fields: &Fields, scope: &Scope) -> tantivy::Result<Visible> {
    let inbox = Term::from_field_text(fields.inbox, &scope.inbox.0);
    let public = Term::from_field_text(fields.visibility, visibility(Visibility::Public));
    let mut sets = Visible { en: Vec::new(), zh: Vec::new() };
    for reader in searcher.segment_readers() {
        let served = docs(reader, &inbox, |doc| !reader.is_deleted(doc))?;
        let seen = match scope.audience {
            Audience::Agent => served,
            Audience::Contact => docs(reader, &public, |doc| served.contains(doc))?,
        };
        for (locale, sets) in [(Locale::En, &mut sets.en), (Locale::Zh, &mut sets.zh)] {
            let term = Term::from_field_text(fields.locale, locale.tag());
            sets.push(docs(reader, &term, |doc| seen.contains(doc))?);
        }
    }
    Ok(sets)
}

fn docs(reader: &SegmentReader, term: &Term, keep: impl Fn(DocId) -> bool) -> tantivy::Result<BitSet> {
    let mut set = BitSet::with_max_value(reader.max_doc());
    let postings = reader.inverted_index(term.field())?.read_postings(term, IndexRecordOption::Basic)?;
    if let Some(mut postings) = postings {
        while postings.doc() != TERMINATED {
            if keep(postings.doc()) {
                set.insert(postings.doc());
            }
            postings.advance();
        }
    }
    Ok(set)
}

/// A passage that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) score: Score,
    pub(super) address: DocAddress,
    pub(super) page: u64,
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Candidate {}
impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Candidate {
    /// Higher scores first; equal ones in the order of the index, so that a search repeats itself.
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then_with(|| other.address.cmp(&self.address))
    }
}

/// The best of what is offered.
struct Best(BinaryHeap<Reverse<Candidate>>);

impl Best {
    fn new() -> Self {
        Self(BinaryHeap::with_capacity(N_CANDIDATES + 1))
    }
    /// What a further one must exceed.
    fn threshold(&self) -> Score {
        let is_full = self.0.len() >= N_CANDIDATES;
        self.0.peek().filter(|_| is_full).map_or(Score::MIN, |Reverse(last)| last.score)
    }
    fn offer(&mut self, candidate: Candidate) {
        self.0.push(Reverse(candidate));
        if self.0.len() > N_CANDIDATES {
            self.0.pop();
        }
    }
    /// Best first.
    fn sorted(self) -> Vec<Candidate> {
        // Ascending by `Reverse` is descending by score.
        self.0.into_sorted_vec().into_iter().map(|Reverse(candidate)| candidate).collect()
    }
}

/// Returns the best passages by words, best first.
///
/// The scope is looked up where a passage would enter the ranking, not as a clause of the query: so the engine may still
/// skip whole blocks, and nothing is found without it. What one segment achieved is the threshold of the next.
pub(super) fn by_words(
    words: &Words<'_>,
    bag: &Bag,
    visible: &[BitSet],
    columns: &[Columns],
) -> tantivy::Result<Vec<Candidate>> {
    let Some(query) = bag.query(words.field) else { return Ok(Vec::new()) };
    let searcher = words.dictionary.searcher;
    let scoring = EnableScoring::enabled_from_statistics_provider(words, searcher);
    let weight = tantivy::query::Query::weight(&query, scoring)?;
    let mut best = Best::new();
    let segments = (0..).zip(searcher.segment_readers()).zip(visible).zip(columns);
    for (((segment_ord, reader), visible), Columns { pages, .. }) in segments {
        let mut threshold = best.threshold();
        weight.for_each_pruning(threshold, reader, &mut |doc, score| {
            if score > threshold && visible.contains(doc) {
                let address = DocAddress::new(segment_ord, doc);
                best.offer(Candidate { score, address, page: pages.get_val(doc) });
                threshold = best.threshold();
            }
            threshold
        })?;
    }
    Ok(best.sorted())
}

/// Returns the passages nearest in meaning, nearest first, and the mean cosine of all; nothing where none has a point.
pub(super) fn by_meaning(near: &Nearness<'_>, visible: &[BitSet]) -> (Vec<Candidate>, Option<f32>) {
    let mut best = Best::new();
    let (mut sum, mut count) = (0.0, 0_u32);
    for (segment_idx, visible) in visible.iter().enumerate() {
        let Ok(segment_ord) = u32::try_from(segment_idx) else { continue };
        for (doc, page) in (0..).zip(near.pages(segment_idx)) {
            if !visible.contains(doc) {
                continue;
            }
            let address = DocAddress::new(segment_ord, doc);
            let Some(score) = near.of(address) else { continue };
            sum += f64::from(score);
            count += 1;
            if score > best.threshold() {
                best.offer(Candidate { score, address, page: *page });
            }
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "a mean of cosines needs no 24th digit")]
    let background = (count > 0).then(|| (sum / f64::from(count)) as f32);
    (best.sorted(), background)
}

/// Returns how much each further section of a page counts.
///
/// A long page that speaks of the subject in many places is about it. Where pages are single passages, there is nothing
/// to add up, and pages that happen to be cut in two would win for that alone.
pub(super) fn decay(searcher: &Searcher, fields: &Fields) -> tantivy::Result<f32> {
    let n_pages = searcher.doc_freq(&Term::from_field_bool(fields.first, true))?;
    let n_passages: u32 = searcher.segment_readers().iter().map(SegmentReader::max_doc).sum();
    #[expect(clippy::cast_precision_loss, reason = "a mean of counts needs no 24th digit")]
    let mean = n_passages as f32 / n_pages.max(1) as f32;
    Ok(DECAY_MAX * ((mean - SECTIONS.0) / (SECTIONS.1 - SECTIONS.0)).clamp(0.0, 1.0))
}
