//! Finding passages, and the folder they come from.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::domain::{
    corpus::{DocumentError, Evidence, Passage, Scope},
    ids::{InboxKey, Locale},
};

use super::Source;

/// The name of the file in the documents folder that says which words stand in for which.
pub const VOCABULARY_FILE: &str = "synonyms.yaml";

/// What is searched for. The text never reaches a query parser.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// The user's words.
    pub text: String,
    /// Earlier words of the user that the text may depend on ("and on Windows?"), newest last; they weigh less.
    pub before: Vec<String>,
    /// What was last replied to them; it weighs less, too.
    pub replied: Option<String>,
    /// What the text means, as the embedder of the passages says; `None`: it is searched by words alone.
    pub meaning: Option<Arc<Meaning>>,
    /// The language preferred in the results.
    pub locale: Locale,
    /// Documents wanted at most.
    pub n_pages_max: usize,
    /// Passages wanted at most.
    pub n_passages_max: usize,
    /// Whether the rest of the best page is wanted, too, to be quoted from.
    pub whole_page: bool,
}

/// A point in an embedder's space, of length 1. Points of different models are never compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Meaning {
    /// The embedder's model.
    pub model: String,
    /// The point.
    pub vector: Vec<f32>,
}

/// A passage's text as an embedder is given it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Embedded {
    /// Number of the text: two passages with the same text share it.
    pub number: u64,
    /// The text.
    pub text: String,
}

/// The index as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexedState {
    /// Corpus revision it holds; 0 where it is empty or was built by other analyzers.
    pub revision: u64,
}

/// A change to the index, made visible at once and as a whole.
#[derive(Clone, Debug, Default)]
pub struct IndexChange {
    /// The corpus revision this leads to.
    pub revision: u64,
    /// Everything not named here is removed first.
    pub from_scratch: bool,
    /// Documents whose passages are removed (also those that are replaced).
    pub remove: Vec<String>,
    /// Passages to add, each with the inboxes that serve its document.
    pub add: Vec<(Passage, Vec<InboxKey>)>,
    /// Questions that passages answer, by the passages' hashes: found by, never shown.
    pub questions: HashMap<String, Vec<String>>,
}

/// Why a search or a change failed.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The first index is still being built; try again shortly.
    #[error("the index is being built")]
    NotBuilt,
    /// Anything the engine reports.
    #[error("search failed: {0}")]
    Engine(#[source] Source),
}

/// The index over all passages. Calls block for the milliseconds they take; callers move them off the event loop.
pub trait Search: Send + Sync {
    /// Returns what the scope's passages say about the query.
    ///
    /// # Errors
    /// See [`SearchError`].
    fn search(&self, scope: &Scope, query: &Query) -> Result<Evidence, SearchError>;
    /// Returns what the index holds.
    fn state(&self) -> IndexedState;
    /// Carries out a change; later searches see all of it.
    ///
    /// # Errors
    /// See [`SearchError`]; the index then still serves what it did.
    fn index(&self, change: IndexChange) -> Result<(), SearchError>;
    /// Takes in the documentation's own list of words that stand in for one another; an empty text is none.
    ///
    /// # Errors
    /// The list does not read; the last good one serves on.
    fn speak(&self, own: &str) -> Result<(), DocumentError>;
    /// Returns up to `limit` texts of passages that one of the scopes sees and whose meaning is not known, each once,
    /// without those whose number is in `skip`.
    ///
    /// # Errors
    /// See [`SearchError`].
    fn without_meaning(
        &self,
        scopes: &[Scope],
        skip: &HashSet<u64>,
        limit: usize,
    ) -> Result<Vec<Embedded>, SearchError>;
    /// Takes in points of passages' texts, by the texts' numbers; those of another model take the place of all.
    ///
    /// # Errors
    /// See [`SearchError`].
    fn mean(&self, model: &str, points: &[(u64, Vec<f32>)]) -> Result<(), SearchError>;
}

/// One file as read from the documents folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path below the folder, `/` between parts.
    pub path: String,
    /// SHA-256 of the bytes, hex.
    pub hash: String,
    /// Its text; `None` where the hash was already known, `Err` where it cannot be read as text.
    pub text: Option<Result<String, FolderError>>,
}

/// Why a file cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FolderError {
    /// Line, from 1, where one can be named.
    pub line: Option<u32>,
    /// What is wrong and what to do.
    pub message: String,
}

/// The folder of Markdown. Calls block.
pub trait Folder: Send + Sync {
    /// Returns every Markdown file; texts of files whose hash is in `known` (path to hash) are left out.
    ///
    /// # Errors
    /// The folder itself cannot be read.
    fn scan(&self, known: &HashMap<String, String>) -> Result<Vec<SourceFile>, FolderError>;
    /// Returns the text of [`VOCABULARY_FILE`]; empty where there is none.
    ///
    /// # Errors
    /// It is there and cannot be read as text.
    fn vocabulary(&self) -> Result<String, FolderError>;
}
