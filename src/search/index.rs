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
    DocAddress, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument,
    TantivyError, Term,
    directory::{Directory as _, INDEX_WRITER_LOCK, MmapDirectory, error::LockError},
    indexer::{IndexWriterOptions, LogMergePolicy},
    schema::Value as _,
};

use crate::{
    domain::corpus::{Evidence, Hit, Passage, Scope},
    ports::{IndexChange, IndexedState, Query, Search, SearchError},
};

use super::{
    analyzer::ANALYZER_VERSION,
    confidence::Signals,
    query::Bag,
    rank::{self, Candidate, Page, Visible},
    schema::{Fields, SCHEMA_VERSION},
};

/// Passages of one page among those to answer from, at most.
const N_PASSAGES_OF_PAGE_MAX: usize = 3;
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
        let serving = serving(&opened.reader, &fields).map_err(engine)?;
        Ok(Self {
            dir: dir.to_owned(),
            limits,
            fields,
            writer: Mutex::new(Some(opened)),
            serving: ArcSwap::from_pointee(serving),
        })
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
        self.serving.store(Arc::new(serving(&writer.reader, &self.fields)?));
        Ok(())
    }

    fn evidence(&self, scope: &Scope, query: &Query) -> Result<Evidence, TantivyError> {
        let serving = self.serving.load_full();
        let mut evidence = Evidence { revision: serving.revision, ..Evidence::default() };
        let bag = Bag::new(&serving.searcher, self.fields.terms, query)?;
        let Some(engine_query) = bag.query() else { return Ok(evidence) };
        let visible = serving.visible(&self.fields, scope)?;
        let candidates = rank::candidates(&serving.searcher, &engine_query, &visible, query.locale)?;
        let pages = rank::pages(&candidates, serving.decay);
        let mut store = Stored { searcher: &serving.searcher, read: HashMap::new() };
        for page in pages.iter().take(query.n_pages_max) {
            evidence
                .pages
                .extend(page.passages.first().map(|best| store.hit(*best, page.score)).transpose()?);
        }
        for (candidate, score) in to_answer_from(&pages).into_iter().take(query.n_passages_max) {
            evidence.passages.push(store.hit(candidate, score)?);
        }
        evidence.confidence = signals(&bag, &pages).map_or(0.0, |found| found.probability());
        Ok(evidence)
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
}

impl Serving {
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

/// Passages read from the store of the index, each once per search.
struct Stored<'a> {
    searcher: &'a Searcher,
    read: HashMap<DocAddress, Arc<Passage>>,
}

impl Stored<'_> {
    fn hit(&mut self, candidate: Candidate, score: f32) -> tantivy::Result<Hit> {
        if let Some(passage) = self.read.get(&candidate.address) {
            return Ok(Hit { passage: Arc::clone(passage), score });
        }
        let document: TantivyDocument = self.searcher.doc(candidate.address)?;
        let bytes = document.field_values().find_map(|(_, value)| value.as_bytes()).unwrap_or_default();
        let passage: Passage =
            serde_json::from_slice(bytes).map_err(|e| TantivyError::InternalError(e.to_string()))?;
        let passage = Arc::new(passage);
        self.read.insert(candidate.address, Arc::clone(&passage));
        Ok(Hit { passage, score })
    }
}

/// Returns the passages to answer from: good ones of good pages, few of each page.
fn to_answer_from(pages: &[Page]) -> Vec<(Candidate, f32)> {
    let mut passages: Vec<(Candidate, f32)> = pages
        .iter()
        .flat_map(|page| {
            let few = page.passages.iter().take(N_PASSAGES_OF_PAGE_MAX);
            few.map(|passage| (*passage, (passage.score * page.score).sqrt()))
        })
        .collect();
    passages.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    passages
}

fn signals(bag: &Bag, pages: &[Page]) -> Option<Signals> {
    if bag.names_nothing {
        return None;
    }
    let top = pages.first()?;
    let best = top.passages.first()?;
    let fourth = pages.get(3).map_or(0.0, |page| page.score);
    #[expect(clippy::cast_precision_loss, reason = "a logarithm of a small count")]
    let length = (bag.n_subjects.max(1) as f32).ln();
    Some(Signals {
        strength: best.score / bag.idf_mass.max(f32::MIN_POSITIVE),
        lead: (top.score - fourth) / top.score.max(f32::MIN_POSITIVE),
        length,
    })
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

fn serving(reader: &IndexReader, fields: &Fields) -> Result<Serving, TantivyError> {
    let searcher = reader.searcher();
    let revision = payload(searcher.index())?.map_or(0, |payload| payload.revision);
    let decay = rank::decay(&searcher, fields)?;
    Ok(Serving { searcher, revision, decay, visible: Mutex::default() })
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
