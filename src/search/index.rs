//! The index on disk: opened, searched, changed. A cache: whatever is wrong with it, it is built anew from the store.

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use arc_swap::ArcSwap;
use serde::{Deserialize, Serialize};
use tantivy::{
    DocAddress, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyError, Term,
    directory::{Directory as _, INDEX_WRITER_LOCK, MmapDirectory, error::LockError},
    indexer::{IndexWriterOptions, LogMergePolicy},
};

use crate::{
    domain::{
        corpus::{DocumentError, Evidence, Hit, Scope},
        evidence::Calibration,
        ids::Locale,
    },
    ports::{Embedded, IndexChange, IndexedState, Query, Search, SearchError},
};

use super::{
    analyzer::ANALYZER_VERSION,
    pages::{Found, List, Page, Ranking, covered, drop_translations},
    query::{Asked, Bag, Dictionary, Words},
    rank::{self, Columns, Visible},
    schema::{EMBEDDED, Fields, SCHEMA_VERSION},
    signals::{signals, terms_of},
    stored::Stored,
    vectors::{Nearness, Space, Vectors},
    vocabulary::Vocabulary,
};

/// The calibration that is built in, fitted on questions about an API gateway in English and Chinese and on follow-up
/// questions about a cloud; made by `firstline eval --fit` with `--from-nothing`, since a fit else begins with it.
const CALIBRATION: &str = include_str!("calibration.json");
/// Weight of a translation among pages in the question's own language, and among pages in the other one.
const OWN_TRANSLATION: f32 = 0.4;
const OTHER_TRANSLATION: f32 = 0.8;
/// Share of points of passages that are gone from which they are forgotten.
const UNUSED_SHARE_MAX: usize = 3;

/// Passages of one page among those to answer from, at most.
const N_PASSAGES_OF_PAGE_MAX: usize = 3;
/// Pages, of which one may have to make way for another, that are read as a whole.
const N_WHOLE_MAX: usize = 4;
/// Scopes whose visible passages are remembered; there are two per inbox.
const N_SCOPES_MAX: usize = 128;
/// Segments of about the same size that are merged into one.
const N_SEGMENTS_MIN: usize = 6;
/// Share of deleted passages from which a segment is rewritten.
const DELETED_SHARE_MAX: f32 = 0.3;
/// Passages are stored in packed blocks of this size: a search unpacks one per passage it brings back.
const STORE_BLOCK_BYTES: usize = 4_096;
/// Blocks kept unpacked per segment.
const N_STORE_BLOCKS: usize = 64;
/// An index up to this size is read through on opening, which finds a damaged file before a search does.
const CHECKED_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What the index may use.
#[derive(Clone, Copy, Debug)]
pub struct IndexLimits {
    /// Memory in bytes in which passages gather before they are written out; 15 MB is the least the engine accepts.
    pub writer_bytes_max: usize,
}

impl Default for IndexLimits {
    /// The least: help corpora are small, and what a change needs should not stay as idle memory.
    fn default() -> Self {
        Self { writer_bytes_max: 15_000_000 }
    }
}

/// The index over all passages, in one folder that belongs to it alone.
pub struct Index {
    dir: PathBuf,
    limits: IndexLimits,
    fields: Fields,
    writer: Mutex<Option<Writer>>,
    serving: ArcSwap<Serving>,
    vocabulary: ArcSwap<Vocabulary>,
    calibration: Calibration,
    /// Guards against two changes of what is served at once; holds all points.
    vectors: Mutex<Vectors>,
}

/// The engine's parts that change an index; a failed change throws them away and opens them again.
struct Writer {
    writer: IndexWriter,
    reader: IndexReader,
}

/// One state of the index, as searches see it until the next one.
struct Serving {
    searcher: Searcher,
    revision: u64,
    decay: f32,
    /// Passages in English and in Chinese, those deleted and not yet merged away included, and all terms in them.
    sizes: [(u64, u64); 2],
    space: Option<Space>,
    columns: Vec<Columns>,
    visible: Mutex<HashMap<Scope, Arc<Visible>>>,
}

/// Written with every commit.
#[derive(Serialize, Deserialize, PartialEq)]
struct Payload {
    schema: u32,
    analyzer: u32,
    revision: u64,
}

impl Index {
    /// Opens the index in `dir`, or begins an empty one there.
    ///
    /// An index of another version, or one that cannot be read, is thrown away: its state then is revision 0.
    ///
    /// # Errors
    /// The folder cannot be written, or another process holds it.
    pub fn open(dir: &Path, limits: IndexLimits) -> Result<Self, SearchError> {
        let fields = Fields::new();
        fs::create_dir_all(dir).map_err(|e| failed(format!("cannot create {}: {e}", dir.display())))?;
        let opened = match open_parts(dir, limits, &fields) {
            Ok(opened) => opened,
            Err(TantivyError::LockFailure(LockError::LockBusy, _)) => return Err(busy(dir)),
            Err(cause) => {
                tracing::warn!(%cause, "The index cannot be used and is built anew");
                empty(dir)?;
                open_parts(dir, limits, &fields).map_err(engine)?
            }
        };
        let serving = Serving::new(opened.reader.searcher(), &fields, &Vectors::default()).map_err(engine)?;
        Ok(Self {
            dir: dir.to_owned(),
            limits,
            fields,
            writer: Mutex::new(Some(opened)),
            serving: ArcSwap::from_pointee(serving),
            vocabulary: ArcSwap::from_pointee(vocabulary("")?),
            calibration: built_in_calibration()?,
            vectors: Mutex::default(),
        })
    }

    /// Returns the index with another calibration.
    #[must_use]
    pub fn calibrated(self, calibration: Calibration) -> Self {
        Self { calibration, ..self }
    }

    fn change(&self, writer: &mut Writer, change: &IndexChange) -> Result<(), TantivyError> {
        if change.from_scratch {
            writer.writer.delete_all_documents()?;
        }
        for path in &change.remove {
            writer.writer.delete_term(Term::from_field_text(self.fields.path, path));
        }
        let mut pages = HashSet::new();
        for (passage, inboxes) in &change.add {
            let is_first = pages.insert(passage.doc.path.as_str());
            let document =
                self.fields.document(passage, inboxes, is_first, change.questions.get(&passage.hash));
            let document = document.map_err(|e| TantivyError::InternalError(e.to_string()))?;
            writer.writer.add_document(document)?;
        }
        commit(&mut writer.writer, change.revision)?;
        writer.reader.reload()?;
        let vectors = self.vectors.lock().unwrap_or_else(PoisonError::into_inner);
        let serving = Serving::new(writer.reader.searcher(), &self.fields, &vectors)?;
        self.serving.store(Arc::new(serving));
        Ok(())
    }

    fn evidence(&self, scope: &Scope, query: &Query) -> Result<Evidence, TantivyError> {
        let serving = self.serving.load_full();
        let mut evidence = Evidence { revision: serving.revision, ..Evidence::default() };
        let visible = serving.visible(&self.fields, scope)?;
        let near = query.meaning.as_deref().and_then(|meaning| serving.space.as_ref()?.nearness(meaning));
        let (asked, dictionary) = (Asked::new(query), Dictionary::new(&serving.searcher));
        let list =
            |locale| self.list(&serving, &dictionary, (query, &asked), locale, &visible, near.as_ref());
        let (own_list, other_list) = (list(query.locale)?, list(query.locale.other())?);
        let ranking = Ranking { columns: &serving.columns, decay: serving.decay, near: near.as_ref() };
        let mut pages = ranking.pages(own_list.as_ref(), other_list.as_ref());
        let mut store = Stored::new(&serving.searcher);
        // A page is held against the question in its own language.
        let bag = |page: &Page| {
            let list = own_list.as_ref().filter(|_| !page.is_foreign).or(other_list.as_ref());
            list.map(|list| &list.bag)
        };
        if near.is_some() {
            covered(&mut pages, |page, best| {
                let passage = store.passage(best.address)?;
                Ok(bag(page).map_or(0.0, |bag| bag.coverage(&terms_of(&passage))))
            })?;
        }
        let best = pages.first().and_then(|page| page.passages.first());
        let best = best.map(|best| store.passage(best.address)).transpose()?;
        if let (Some(bag), Some(best)) = (pages.first().and_then(bag), best) {
            evidence.signals = signals(bag, &pages, &best, near.is_some());
        }
        if let Some(signals) = &evidence.signals {
            (evidence.confidence, evidence.thresholds) = self.calibration.estimate(signals);
        }
        drop_translations(&mut pages);
        for page in pages.iter().take(query.n_pages_max) {
            evidence.pages.extend(page.passages.first().map(|best| store.hit(best, page.score)).transpose()?);
        }
        for (found, score) in to_answer_from(&pages).into_iter().take(query.n_passages_max) {
            evidence.passages.push(store.hit(&found, score)?);
        }
        // A page for one platform may have to make way for its sibling, which is then quoted.
        for (place, page) in pages.iter().enumerate().take(N_WHOLE_MAX).filter(|_| query.whole_page) {
            let Some(best) = page.passages.first() else { continue };
            if place > 0 && store.passage(best.address)?.doc.applies_to.is_empty() {
                continue;
            }
            for address in rank::of_page(&serving.columns, best.address) {
                if visible.sees(address.segment_ord, address.doc_id) {
                    evidence.rest.push(Hit { passage: store.passage(address)?, score: 0.0 });
                }
            }
        }
        evidence.synonyms = asked.synonyms(&self.vocabulary.load());
        Ok(evidence)
    }

    /// Returns what the pages in one language say; nothing where there are none.
    fn list(
        &self,
        serving: &Serving,
        dictionary: &Dictionary<'_>,
        (query, asked): (&Query, &Asked),
        locale: Locale,
        visible: &Visible,
        near: Option<&Nearness<'_>>,
    ) -> Result<Option<List>, TantivyError> {
        let visible = visible.of(locale);
        let (n_passages, n_terms) = serving.size(locale);
        if n_passages == 0 || visible.iter().all(|set| set.len() == 0) {
            return Ok(None);
        }
        let vocabulary = self.vocabulary.load();
        let words = Words {
            dictionary,
            field: self.fields.terms(locale),
            other: self.fields.terms(locale.other()),
            spelled: self.fields.spelled,
            n_passages,
            n_terms,
            vocabulary: &vocabulary,
            translation_boost: if locale == query.locale { OWN_TRANSLATION } else { OTHER_TRANSLATION },
        };
        let bag = Bag::new(&words, asked)?;
        let by_words = rank::by_words(&words, &bag, visible, &serving.columns)?;
        let (by_meaning, background) = near.map(|near| rank::by_meaning(near, visible)).unwrap_or_default();
        Ok(Some(List { bag, by_words, by_meaning, background }))
    }
}

impl Search for Index {
    fn search(&self, scope: &Scope, query: &Query) -> Result<Evidence, SearchError> {
        if self.serving.load().revision == 0 {
            return Err(SearchError::NotBuilt);
        }
        self.evidence(scope, query).map_err(engine)
    }

    fn state(&self) -> IndexedState {
        IndexedState { revision: self.serving.load().revision }
    }

    fn index(&self, change: IndexChange) -> Result<(), SearchError> {
        let mut slot = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(writer) = slot.as_mut() {
            match self.change(writer, &change) {
                Ok(()) => return Ok(()),
                Err(cause) => tracing::warn!(%cause, "The index writer failed and is opened again"),
            }
        }
        // The engine's writer does not survive an error; what it had not committed goes with it.
        drop(slot.take());
        let mut writer = open_parts(&self.dir, self.limits, &self.fields).map_err(engine)?;
        let done = self.change(&mut writer, &change).map_err(engine);
        *slot = done.is_ok().then_some(writer);
        done
    }

    fn speak(&self, own: &str) -> Result<(), DocumentError> {
        if !self.vocabulary.load().is_with(own) {
            self.vocabulary.store(Arc::new(Vocabulary::with(own)?));
        }
        Ok(())
    }

    fn without_meaning(
        &self,
        scopes: &[Scope],
        skip: &HashSet<u64>,
        limit: usize,
    ) -> Result<Vec<Embedded>, SearchError> {
        let serving = self.serving.load_full();
        let vectors = self.vectors.lock().unwrap_or_else(PoisonError::into_inner);
        let seen: Result<Vec<_>, _> =
            scopes.iter().map(|scope| serving.visible(&self.fields, scope)).collect();
        serving.unembedded(&vectors, &seen.map_err(engine)?, skip, limit).map_err(engine)
    }

    fn mean(&self, model: &str, points: &[(u64, Vec<f32>)]) -> Result<(), SearchError> {
        let mut vectors = self.vectors.lock().unwrap_or_else(PoisonError::into_inner);
        vectors.add(model, points);
        let searcher = self.serving.load().searcher.clone();
        let used = embedded_numbers(&searcher).map_err(engine)?;
        if vectors.len() > used.len() + used.len() / UNUSED_SHARE_MAX {
            *vectors = vectors.pruned(|number| used.contains(&number));
        }
        let serving = Serving::new(searcher, &self.fields, &vectors).map_err(engine)?;
        self.serving.store(Arc::new(serving));
        Ok(())
    }
}

impl Serving {
    fn new(searcher: Searcher, fields: &Fields, vectors: &Vectors) -> tantivy::Result<Self> {
        let revision = payload(searcher.index())?.map_or(0, |payload| payload.revision);
        let decay = rank::decay(&searcher, fields)?;
        let size = |locale: Locale| {
            let n_passages = searcher.doc_freq(&Term::from_field_text(fields.locale, locale.tag()))?;
            let indexes =
                searcher.segment_readers().iter().map(|one| one.inverted_index(fields.terms(locale)));
            let n_terms = indexes.map(|index| Ok(index?.total_num_tokens())).sum::<tantivy::Result<u64>>()?;
            tantivy::Result::Ok((n_passages, n_terms))
        };
        let sizes = [size(Locale::En)?, size(Locale::Zh)?];
        let space = Space::new(&searcher, vectors)?;
        let columns = Columns::of(&searcher)?;
        Ok(Self { searcher, revision, decay, sizes, space, columns, visible: Mutex::default() })
    }
    const fn size(&self, locale: Locale) -> (u64, u64) {
        match locale {
            Locale::En => self.sizes[0],
            Locale::Zh => self.sizes[1],
        }
    }
    /// Returns texts that have no point yet, each once.
    fn unembedded(
        &self,
        vectors: &Vectors,
        seen: &[Arc<Visible>],
        skip: &HashSet<u64>,
        limit: usize,
    ) -> tantivy::Result<Vec<Embedded>> {
        let mut store = Stored::new(&self.searcher);
        let mut taken = HashSet::new();
        let mut found = Vec::new();
        for (segment_ord, reader) in (0..).zip(self.searcher.segment_readers()) {
            let numbers = reader.fast_fields().column_first_or_default::<u64>(EMBEDDED)?;
            for doc in reader.doc_ids_alive() {
                let number = numbers.get_val(doc);
                if found.len() >= limit {
                    return Ok(found);
                }
                if !seen.iter().any(|seen| seen.sees(segment_ord, doc)) {
                    continue;
                }
                if !vectors.has(number) && !skip.contains(&number) && taken.insert(number) {
                    let passage = store.passage(DocAddress::new(segment_ord, doc))?;
                    found.push(Embedded { number, text: passage.embedded() });
                }
            }
        }
        Ok(found)
    }
    fn visible(&self, fields: &Fields, scope: &Scope) -> tantivy::Result<Arc<Visible>> {
        if let Some(visible) = self.remembered().get(scope) {
            return Ok(Arc::clone(visible));
        }
        let visible = Arc::new(rank::visible(&self.searcher, fields, scope)?);
        let mut remembered = self.remembered();
        if remembered.len() >= N_SCOPES_MAX {
            remembered.clear();
        }
        remembered.insert(scope.clone(), Arc::clone(&visible));
        Ok(visible)
    }
    fn remembered(&self) -> MutexGuard<'_, HashMap<Scope, Arc<Visible>>> {
        self.visible.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the passages to answer from: good ones of good pages, few of each page.
fn to_answer_from(pages: &[Page]) -> Vec<(Found, f32)> {
    let lowest = pages.iter().flat_map(|page| &page.passages).map(|found| found.score).fold(0.0, f32::min);
    let mut passages: Vec<(Found, f32)> = pages
        .iter()
        .flat_map(|page| {
            let few = page.passages.iter().take(N_PASSAGES_OF_PAGE_MAX);
            few.map(|found| (*found, ((found.score - lowest) * (page.score - lowest).max(0.0)).sqrt()))
        })
        .collect();
    passages.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    passages
}

/// Returns the numbers of the texts of all passages.
fn embedded_numbers(searcher: &Searcher) -> tantivy::Result<HashSet<u64>> {
    let mut all = HashSet::new();
    for reader in searcher.segment_readers() {
        let numbers = reader.fast_fields().column_first_or_default::<u64>(EMBEDDED)?;
        all.extend(reader.doc_ids_alive().map(|doc| numbers.get_val(doc)));
    }
    Ok(all)
}

fn vocabulary(own: &str) -> Result<Vocabulary, SearchError> {
    Vocabulary::with(own).map_err(|error| failed(error.message))
}

/// Returns the calibration that is built in.
///
/// # Errors
/// The file it was built from is broken, which no release is.
pub fn built_in_calibration() -> Result<Calibration, SearchError> {
    serde_json::from_str(CALIBRATION).map_err(|error| failed(format!("the calibration is broken: {error}")))
}

fn open_parts(dir: &Path, limits: IndexLimits, fields: &Fields) -> Result<Writer, TantivyError> {
    let directory = MmapDirectory::open(dir)?;
    let settings = IndexSettings { docstore_blocksize: STORE_BLOCK_BYTES, ..IndexSettings::default() };
    let index = tantivy::Index::builder()
        .schema(fields.schema.clone())
        .settings(settings)
        .open_or_create(directory)?;
    let options = IndexWriterOptions::builder()
        .memory_budget_per_thread(limits.writer_bytes_max)
        .num_worker_threads(1)
        .num_merge_threads(1)
        .build();
    let mut writer: IndexWriter = index.writer_with_options(options)?;
    let mut merges = LogMergePolicy::default();
    merges.set_min_num_segments(N_SEGMENTS_MIN);
    merges.set_del_docs_ratio_before_merge(DELETED_SHARE_MAX);
    writer.set_merge_policy(Box::new(merges));
    let payload = payload(&index)?;
    let is_ours = |p: &Payload| (p.schema, p.analyzer) == (SCHEMA_VERSION, ANALYZER_VERSION);
    match payload {
        Some(payload) if !is_ours(&payload) => {
            writer.delete_all_documents()?;
            commit(&mut writer, 0)?;
        }
        Some(_) if size(dir) <= CHECKED_BYTES_MAX => {
            let damaged = index.validate_checksum()?;
            if !damaged.is_empty() {
                return Err(TantivyError::InternalError(format!("{} damaged files", damaged.len())));
            }
        }
        Some(_) => {}
        None => commit(&mut writer, 0)?,
    }
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .doc_store_cache_num_blocks(N_STORE_BLOCKS)
        .try_into()?;
    Ok(Writer { writer, reader })
}

fn payload(index: &tantivy::Index) -> Result<Option<Payload>, TantivyError> {
    Ok(index.load_metas()?.payload.and_then(|payload| serde_json::from_str(&payload).ok()))
}

fn commit(writer: &mut IndexWriter, revision: u64) -> Result<(), TantivyError> {
    let payload = Payload { schema: SCHEMA_VERSION, analyzer: ANALYZER_VERSION, revision };
    let payload = serde_json::to_string(&payload).map_err(|e| TantivyError::InternalError(e.to_string()))?;
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&payload);
    prepared.commit()?;
    Ok(())
}

fn size(dir: &Path) -> u64 {
    let Ok(files) = fs::read_dir(dir) else { return 0 };
    files.filter_map(|file| file.ok()?.metadata().ok()).map(|file| file.len()).sum()
}

/// Removes the index's files; anything else in the folder is somebody's and stays.
fn empty(dir: &Path) -> Result<(), SearchError> {
    let lock = MmapDirectory::open(dir).map_err(|e| engine(e.into()))?.acquire_lock(&INDEX_WRITER_LOCK);
    if matches!(lock, Err(LockError::LockBusy)) {
        return Err(busy(dir));
    }
    let removed = fs::read_dir(dir).and_then(|files| {
        for file in files {
            let file = file?;
            if is_index_file(&file.file_name().to_string_lossy()) {
                fs::remove_file(file.path())?;
            }
        }
        Ok::<_, io::Error>(())
    });
    removed.map_err(|e| failed(format!("cannot empty {}: {e}; remove the folder by hand", dir.display())))
}

fn is_index_file(name: &str) -> bool {
    let is_segment = name.len() > 32 && name.bytes().take(32).all(|byte| byte.is_ascii_hexdigit());
    is_segment || name == "meta.json" || name == ".managed.json" || name.starts_with(".tantivy-")
}

fn busy(dir: &Path) -> SearchError {
    failed(format!(
        "another process holds the index in {}; stop it or choose another data folder",
        dir.display()
    ))
}

fn failed(message: String) -> SearchError {
    SearchError::Engine(message.into())
}

fn engine(source: TantivyError) -> SearchError {
    SearchError::Engine(source.into())
}

#[cfg(test)]
mod tests;
