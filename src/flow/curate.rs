//! The corpus: folder ─▶ document rows ─▶ index.
//!
//! The rows are the truth: they keep the last good version of a broken file, tell what is unchanged, and name the
//! revision that a citation was read from. The index is remade from them whenever it does not match.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::{
    config::Inbox,
    domain::{
        chunk,
        corpus::{Document, DocumentError, DocumentState, Passage},
        ids::InboxKey,
        reading,
    },
    ports::{
        DocumentRow, Folder, FolderError, GoodVersion, IndexChange, SearchError, SourceFile, VOCABULARY_FILE,
    },
};

use super::{Flow, FlowError};

/// What an index without documents stands at: it is built, and finds nothing. The rows stand at 0 then, so the first
/// document leads to a whole index.
const EMPTY: u64 = 1;

/// What a look at the folder led to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Curated {
    /// The corpus revision now.
    pub revision: u64,
    /// Documents that are new or changed.
    pub n_changed: usize,
    /// Documents that are gone.
    pub n_removed: usize,
    /// Files with an error; what they held before serves on.
    pub n_broken: usize,
}

/// Why the corpus could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum CurateError {
    /// The folder itself cannot be read; what was indexed serves on.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The index or the store failed.
    #[error(transparent)]
    Flow(#[from] FlowError),
}

/// What changed between the rows and the folder.
struct Changes {
    rows: Vec<DocumentRow>,
    remove: Vec<String>,
    passages: HashMap<String, Vec<Passage>>,
    revision: u64,
    n_broken: usize,
    /// Some document that serves is new, changed or gone.
    serves_otherwise: bool,
}

impl Flow {
    /// Brings rows and index in line with the folder: one revision for everything that changed, none where nothing
    /// did.
    ///
    /// # Errors
    /// See [`CurateError`]; what was indexed serves on.
    pub async fn curate(self: &Arc<Self>) -> Result<Curated, CurateError> {
        let _alone = self.curating.lock().await;
        let started = std::time::Instant::now();
        let (revision, rows) = self.outside.store.documents().await.map_err(FlowError::from)?;
        let folder = self.outside.folder.clone();
        let (changes, rows) = tokio::task::spawn_blocking(move || {
            let changes = compare(folder.as_ref(), revision, &rows);
            (changes, rows)
        })
        .await
        .map_err(|error| FlowError::Search(SearchError::Engine(Box::new(error))))?;
        let changes = match changes {
            Ok(changes) => changes,
            Err(error) => {
                if self.outside.search.state().revision == 0 {
                    self.index(move |inboxes| whole(&rows, revision.max(EMPTY), inboxes)).await?;
                }
                return Err(error.into());
            }
        };
        let curated = Curated {
            revision: changes.revision,
            n_changed: changes.rows.iter().filter(|row| row.error.is_none()).count(),
            n_removed: changes.remove.len(),
            n_broken: changes.n_broken,
        };
        if !changes.rows.is_empty() || !changes.remove.is_empty() {
            let (rows, remove) = (changes.rows.clone(), changes.remove.clone());
            self.outside
                .store
                .put_documents(changes.revision, rows, remove)
                .await
                .map_err(FlowError::from)?;
        }
        let stands_at = self.outside.search.state().revision;
        if stands_at != revision || (revision == 0 && changes.revision == 0) {
            let rows = self.outside.store.documents().await.map_err(FlowError::from)?.1;
            self.index(move |inboxes| whole(&rows, changes.revision.max(EMPTY), inboxes)).await?;
        } else if changes.serves_otherwise {
            self.index(move |inboxes| part(changes, &rows, inboxes)).await?;
        }
        let n_broken = curated.n_broken + usize::from(!self.speak().await?);
        let curated = Curated { n_broken, ..curated };
        metrics::gauge!("firstline_corpus_revision").set(precise(curated.revision));
        metrics::gauge!("firstline_corpus_broken_files").set(precise(curated.n_broken as u64));
        metrics::histogram!("firstline_corpus_update_seconds").record(started.elapsed());
        Ok(curated)
    }

    /// Takes in the list of words that stand in for one another; a broken one is reported, and the last good one stays.
    async fn speak(&self) -> Result<bool, CurateError> {
        let (folder, search) = (self.outside.folder.clone(), self.outside.search.clone());
        let read = move || match folder.vocabulary() {
            Ok(own) => search.speak(&own),
            Err(error) => Err(DocumentError { line: error.line, message: error.message }),
        };
        let read = tokio::task::spawn_blocking(read)
            .await
            .map_err(|error| FlowError::Search(SearchError::Engine(Box::new(error))))?;
        if let Err(error) = &read {
            let line = error.line.map(|line| format!(":{line}")).unwrap_or_default();
            tracing::warn!("{VOCABULARY_FILE}{line}: {}; its last good version serves on", error.message);
        }
        Ok(read.is_ok())
    }

    /// Indexes what is served anew, because the inboxes serve other documents than before.
    pub(super) async fn serve_otherwise(self: &Arc<Self>) -> Result<(), CurateError> {
        let _alone = self.curating.lock().await;
        let (revision, rows) = self.outside.store.documents().await.map_err(FlowError::from)?;
        self.index(move |inboxes| whole(&rows, revision.max(EMPTY), inboxes)).await
    }

    pub(super) async fn index(
        self: &Arc<Self>,
        change: impl FnOnce(&[Serves]) -> IndexChange + Send + 'static,
    ) -> Result<(), CurateError> {
        let search = self.outside.search.clone();
        let inboxes: Vec<Serves> = self.inboxes().iter().flat_map(|inbox| Serves::of(inbox)).collect();
        let site = self.settings.public_url.clone();
        let questions = self.questions_by_hash().await?;
        tokio::task::spawn_blocking(move || {
            let mut change = IndexChange { questions, ..change(&inboxes) };
            if let Some(site) = site {
                place(&site, &mut change.add);
            }
            search.index(change)
        })
        .await
        .map_err(|error| SearchError::Engine(Box::new(error)))
        .and_then(|indexed| indexed)
        .map_err(FlowError::from)?;
        self.corpus_changed.notify_one();
        Ok(())
    }

    /// Returns the state of every file that the inboxes serve, for doc writers.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn documents(&self, inboxes: &[InboxKey]) -> Result<(u64, Vec<DocumentState>), FlowError> {
        let (revision, rows) = self.outside.store.documents().await?;
        let serves: Vec<Serves> =
            inboxes.iter().filter_map(|key| self.inbox(key)).flat_map(|inbox| Serves::of(&inbox)).collect();
        let served = rows.into_iter().filter(|row| !inboxes_of(&row.path, &serves).is_empty());
        Ok((revision, served.map(state).collect()))
    }
}

#[expect(clippy::cast_precision_loss, reason = "gauges are floating-point; these counts stay far below 2^52")]
fn precise(n: u64) -> f64 {
    n as f64
}

/// Names our own pages by their whole address, for readers on other sites.
fn place(site: &str, passages: &mut [(Passage, Vec<InboxKey>)]) {
    let mut last: Option<(Arc<Document>, Arc<Document>)> = None;
    for (passage, _) in passages {
        let own = reading::address(&passage.doc.path);
        if passage.doc.url != own {
            continue;
        }
        let placed = match &last {
            // The passages of a document stand together and share it.
            Some((before, placed)) if Arc::ptr_eq(before, &passage.doc) => placed.clone(),
            _ => Arc::new(Document { url: format!("{site}{own}"), ..(*passage.doc).clone() }),
        };
        last = Some((passage.doc.clone(), placed.clone()));
        passage.doc = placed;
    }
}

/// Which documents are served under a name: that of an inbox, or of a plan of one.
pub(super) struct Serves {
    key: InboxKey,
    globs: GlobSet,
}

impl Serves {
    /// Returns what an inbox serves, to all and by plans.
    pub(super) fn of(inbox: &Inbox) -> Vec<Self> {
        inbox.corpora().filter_map(|(corpus, globs)| Self::under(corpus, globs)).collect()
    }
    /// The configuration was checked before: a glob that does not parse serves nothing.
    fn under(corpus: &InboxKey, of: &[String]) -> Option<Self> {
        let mut globs = GlobSetBuilder::new();
        for glob in of {
            globs.add(GlobBuilder::new(glob).literal_separator(true).build().ok()?);
        }
        Some(Self { key: corpus.clone(), globs: globs.build().ok()? })
    }
    pub(super) fn serves(&self, path: &str) -> bool {
        self.globs.is_match(path)
    }
}

pub(super) fn inboxes_of(path: &str, inboxes: &[Serves]) -> Vec<InboxKey> {
    inboxes.iter().filter(|inbox| inbox.serves(path)).map(|inbox| inbox.key.clone()).collect()
}

/// Reads the folder and says what changed.
fn compare(folder: &dyn Folder, revision: u64, rows: &[DocumentRow]) -> Result<Changes, FolderError> {
    let known = rows.iter().map(|row| (row.path.clone(), row.seen.clone())).collect();
    let files = folder.scan(&known)?;
    let before: HashMap<&str, &DocumentRow> = rows.iter().map(|row| (row.path.as_str(), row)).collect();
    let present: HashSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let gone: Vec<&DocumentRow> = rows.iter().filter(|row| !present.contains(row.path.as_str())).collect();
    let mut changes = Changes {
        rows: Vec::new(),
        remove: gone.iter().map(|row| row.path.clone()).collect(),
        passages: HashMap::new(),
        revision,
        n_broken: 0,
        serves_otherwise: gone.iter().any(|row| row.good.is_some()),
    };
    for file in &files {
        let before = before.get(file.path.as_str()).copied();
        if before.is_some_and(|row| row.seen == file.hash) {
            changes.n_broken += usize::from(before.is_some_and(|row| row.error.is_some()));
        } else {
            let row = read(file, before, revision + 1, &mut changes.passages);
            changes.n_broken += usize::from(row.error.is_some());
            changes.serves_otherwise |= row.error.is_none();
            changes.rows.push(row);
        }
    }
    if changes.serves_otherwise {
        changes.revision = revision + 1;
    }
    Ok(changes)
}

/// Takes a changed file: a broken one keeps its last good version.
fn read(
    file: &SourceFile,
    before: Option<&DocumentRow>,
    revision: u64,
    passages: &mut HashMap<String, Vec<Passage>>,
) -> DocumentRow {
    let parsed = match &file.text {
        Some(Ok(text)) => chunk::parse(&file.path, text).map(|parsed| (parsed, text.clone())),
        Some(Err(error)) => Err(DocumentError { line: error.line, message: error.message.clone() }),
        None => Err(DocumentError { line: None, message: "the file changed while it was read".to_owned() }),
    };
    let row = DocumentRow { path: file.path.clone(), seen: file.hash.clone(), good: None, error: None };
    match parsed {
        Ok((parsed, text)) => {
            let good = GoodVersion { revision, document: parsed.document, text };
            if !good.document.draft {
                passages.insert(file.path.clone(), parsed.passages);
            }
            DocumentRow { good: Some(good), ..row }
        }
        Err(error) => {
            let line = error.line.map(|line| format!(":{line}")).unwrap_or_default();
            tracing::warn!(doc = %file.path, "{}{line}: {}; its last good version serves on", file.path, error.message);
            DocumentRow { good: before.and_then(|row| row.good.clone()), error: Some(error), ..row }
        }
    }
}

/// The whole index, from the rows.
pub(super) fn whole(rows: &[DocumentRow], revision: u64, inboxes: &[Serves]) -> IndexChange {
    let mut add = Vec::new();
    for row in rows {
        let Some(good) = row.good.as_ref().filter(|good| !good.document.draft) else { continue };
        let serving = inboxes_of(&row.path, inboxes);
        if let (false, Ok(parsed)) = (serving.is_empty(), chunk::parse(&row.path, &good.text)) {
            add.extend(parsed.passages.into_iter().map(|passage| (passage, serving.clone())));
        }
    }
    IndexChange { revision, from_scratch: true, add, ..IndexChange::default() }
}

/// What changed, for the index.
fn part(changes: Changes, before: &[DocumentRow], inboxes: &[Serves]) -> IndexChange {
    let served: HashSet<&str> =
        before.iter().filter(|row| row.good.is_some()).map(|row| row.path.as_str()).collect();
    let changed = changes.rows.iter().filter(|row| row.error.is_none()).map(|row| row.path.clone());
    let remove = changed.chain(changes.remove).filter(|path| served.contains(path.as_str())).collect();
    let add = changes
        .passages
        .into_iter()
        .flat_map(|(path, passages)| {
            let serving = inboxes_of(&path, inboxes);
            passages.into_iter().map(move |passage| (passage, serving.clone()))
        })
        .filter(|(_, serving)| !serving.is_empty())
        .collect();
    IndexChange { revision: changes.revision, remove, add, ..IndexChange::default() }
}

fn state(row: DocumentRow) -> DocumentState {
    let good = row.good.as_ref();
    DocumentState {
        doc: row.path,
        title: good.map(|good| good.document.title.clone()),
        locale: good.map(|good| good.document.locale),
        visibility: good.map(|good| good.document.visibility),
        draft: good.is_some_and(|good| good.document.draft),
        revision: good.map(|good| good.revision),
        error: row.error,
    }
}
