//! Finds the best passages inside the scope and makes a ranking of pages out of them.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BinaryHeap, HashMap},
};

use tantivy::{
    BitSet, DocAddress, DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, Term,
    query::{EnableScoring, Query},
    schema::IndexRecordOption,
};

use crate::domain::{
    corpus::{Audience, Scope, Visibility},
    ids::Locale,
};

use super::schema::{Fields, LOCALE, PAGE, locale_number, visibility};

/// Passages looked at; pages are ranked among these.
pub(super) const N_CANDIDATES: usize = 50;
/// A page in another language than the question's is found, but behind.
const OTHER_LANGUAGE: f32 = 0.5;
/// Sections of a page that count.
const N_POOLED: i32 = 5;
/// Weight of each further section of a page, where pages have many.
const DECAY_MAX: f32 = 0.7;
/// Mean number of sections up to which only the best one counts, and from which `DECAY_MAX` holds.
const SECTIONS: (f32, f32) = (1.5, 4.0);

/// The passages of one segment that a scope may see.
pub(super) type Visible = Vec<BitSet>;

/// Returns what the scope may see, a set per segment.
pub(super) fn visible(searcher: &Searcher, fields: &Fields, scope: &Scope) -> tantivy::Result<Visible> {
    let inbox = Term::from_field_text(fields.inbox, &scope.inbox.0);
    let public = Term::from_field_text(fields.visibility, visibility(Visibility::Public));
    let mut sets = Vec::new();
    for reader in searcher.segment_readers() {
        let served = docs(reader, &inbox, |_| true)?;
        sets.push(match scope.audience {
            Audience::Agent => served,
            Audience::Contact => docs(reader, &public, |doc| served.contains(doc))?,
        });
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

/// Returns the best passages the scope may see, best first.
///
/// The scope is looked up where a passage would enter the ranking, not as a clause of the query: so the engine may still
/// skip whole blocks, and nothing is found without it. What one segment achieved is the threshold of the next.
pub(super) fn candidates(
    searcher: &Searcher,
    query: &dyn Query,
    visible: &Visible,
    locale: Locale,
) -> tantivy::Result<Vec<Candidate>> {
    let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
    let own = locale_number(locale);
    let mut best: BinaryHeap<Reverse<Candidate>> = BinaryHeap::with_capacity(N_CANDIDATES + 1);
    let mut threshold = Score::MIN;
    for ((segment_ord, reader), visible) in (0..).zip(searcher.segment_readers()).zip(visible) {
        let pages = reader.fast_fields().column_first_or_default::<u64>(PAGE)?;
        let locales = reader.fast_fields().column_first_or_default::<u64>(LOCALE)?;
        weight.for_each_pruning(threshold, reader, &mut |doc, score| {
            if !visible.contains(doc) || reader.is_deleted(doc) {
                return threshold;
            }
            let score = if locales.get_val(doc) == own { score } else { score * OTHER_LANGUAGE };
            if score > threshold {
                let address = DocAddress::new(segment_ord, doc);
                best.push(Reverse(Candidate { score, address, page: pages.get_val(doc) }));
                if best.len() > N_CANDIDATES {
                    best.pop();
                }
                if best.len() == N_CANDIDATES {
                    threshold = best.peek().map_or(threshold, |Reverse(last)| last.score);
                }
            }
            threshold
        })?;
    }
    // Ascending by `Reverse` is descending by score.
    Ok(best.into_sorted_vec().into_iter().map(|Reverse(candidate)| candidate).collect())
}

/// A page with the passages of it that were found.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) score: Score,
    /// Best first; never empty.
    pub(super) passages: Vec<Candidate>,
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

/// Ranks pages by the decayed sum of their best passages.
pub(super) fn pages(candidates: &[Candidate], decay: f32) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    let mut places: HashMap<u64, usize> = HashMap::new();
    for candidate in candidates {
        let place = *places.entry(candidate.page).or_insert_with(|| {
            pages.push(Page { score: 0.0, passages: Vec::new() });
            pages.len() - 1
        });
        let page = &mut pages[place];
        let rank = i32::try_from(page.passages.len()).unwrap_or(i32::MAX);
        if rank < N_POOLED {
            page.score += candidate.score * decay.powi(rank);
        }
        page.passages.push(*candidate);
    }
    // The sort is stable: pages that tie stay in the order of their best passages.
    pages.sort_by(|a, b| b.score.total_cmp(&a.score));
    pages
}
