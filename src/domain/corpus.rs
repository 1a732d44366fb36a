//! Documents and passages as the rest of Firstline knows them, and who may see which.
//!
//! How Markdown becomes passages is in `chunk`; how they are found is in the `search` room.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    evidence::{Signals, Thresholds},
    ids::{InboxKey, Locale},
};

/// Who may be shown a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody.
    #[default]
    Public,
    /// Agents only: never a contact, never an answer or a suggestion to one.
    Internal,
}

/// For whom something is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// A contact, or a model that writes to one: public documents alone.
    Contact,
    /// An agent: internal documents too.
    Agent,
}

/// The wall around every search: which inbox, for whom.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Only documents of this inbox, or of a plan of one, as [`crate::domain::policy::Policy::corpus`] names it.
    pub inbox: InboxKey,
    /// Only what this audience may see.
    pub audience: Audience,
}

/// A document's front matter and identity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Path below the documents folder, with its ending, `/` between parts.
    pub path: String,
    /// From the front matter, else the first heading, else the file's name.
    pub title: String,
    /// From the front matter (`locale`, `lang`), else a path segment (`en`, `zh-CN`), else from the text.
    pub locale: Locale,
    /// Who may see it.
    pub visibility: Visibility,
    /// Not served at all.
    pub draft: bool,
    /// Free words.
    pub tags: Vec<String>,
    /// Platforms, versions or editions it is about, as written.
    pub applies_to: Vec<String>,
    /// Path of the document this one translates.
    pub translation_of: Option<String>,
    /// Where a person reads it; its page on this server where the front matter names none.
    pub url: String,
}

impl Document {
    /// Returns what a page and its translation have in common: the path without the language in it (`en/x.md`,
    /// `x.zh-CN.md`), of the page it translates where it names one.
    #[must_use]
    pub fn group(&self) -> String {
        without_locale(self.translation_of.as_deref().unwrap_or(&self.path))
    }
}

fn without_locale(path: &str) -> String {
    let is_locale = |part: &str| {
        let is_tag = part.len() == 2 || matches!(part.as_bytes().get(2), Some(b'-' | b'_'));
        is_tag && part.len() <= 10 && Locale::from_tag(part).is_some()
    };
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folders = folders.split('/').filter(|folder| !is_locale(folder));
    let parts = name.split('.').enumerate().filter(|(place, part)| *place == 0 || !is_locale(part));
    let name = parts.map(|(_, part)| part).collect::<Vec<_>>().join(".");
    folders.chain([name.as_str()]).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// A piece of a document under one heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// The document.
    pub doc: Arc<Document>,
    /// Anchor of its heading; `None` for what stands before the first heading. A section too long for one passage
    /// continues as `anchor~2`, `anchor~3`.
    pub anchor: Option<String>,
    /// Headings above and including its own, outermost first, as plain text.
    pub headings: Vec<String>,
    /// Its Markdown, front matter and heading line left out.
    pub text: String,
    /// SHA-256 of headings and text, hex, first 16 digits.
    pub hash: String,
}

impl Passage {
    /// Returns its stable id, `path#anchor`.
    #[must_use]
    pub fn id(&self) -> String {
        match &self.anchor {
            Some(anchor) => format!("{}#{anchor}", self.doc.path),
            None => self.doc.path.clone(),
        }
    }
    /// Returns the anchor that exists in the document (without the continuation mark).
    #[must_use]
    pub fn section(&self) -> Option<String> {
        let section = self.anchor.as_ref()?.split('~').next()?;
        // What stands before the first heading has no anchor, its continuation `~2` neither.
        (!section.is_empty()).then(|| section.to_owned())
    }
    /// Returns the heading of its section as written, where it has one.
    #[must_use]
    pub fn heading(&self) -> Option<String> {
        self.section().and_then(|_| self.headings.last().cloned())
    }
    /// Returns the text whose meaning is compared with a question's: it knows its page and its headings.
    #[must_use]
    pub fn embedded(&self) -> String {
        let headings = self.headings.iter().filter(|heading| **heading != self.doc.title);
        let trail: Vec<&str> = std::iter::once(&self.doc.title).chain(headings).map(String::as_str).collect();
        format!("{}\n{}", trail.join(" > "), self.text)
    }
    /// Returns where a person reads it: the document's address with the section's anchor.
    #[must_use]
    pub fn url(&self) -> String {
        match self.section() {
            Some(section) => format!("{}#{section}", self.doc.url),
            None => self.doc.url.clone(),
        }
    }
}

/// A passage with the score it was found by.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What was found.
    pub passage: Arc<Passage>,
    /// Falling along a list; comparable within one search only.
    pub score: f32,
}

/// What a search brings back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// One hit per document, best first: the document's rank, shown as its best passage.
    pub pages: Vec<Hit>,
    /// Passages to answer from, best first; several may be of one document.
    pub passages: Vec<Hit>,
    /// The passages of the document the first of them is of, and of its siblings for other platforms, in their order: an
    /// answer may be quoted from them, though no search for the question finds them. Their score is 0.
    pub rest: Vec<Hit>,
    /// Lists of words that mean the same or translate each other, of which the question says one.
    pub synonyms: Vec<Arc<[String]>>,
    /// Estimated probability, 0–1, that the passages answer the question.
    pub confidence: f32,
    /// What that estimate is enough for.
    pub thresholds: Thresholds,
    /// What the estimate rests on; nothing where nothing was found.
    pub signals: Option<Signals>,
    /// Corpus revision searched.
    pub revision: u64,
}

impl Evidence {
    /// Returns what an answer may be quoted from: the passages under their numbers, then the rest of the best document.
    #[must_use]
    pub fn quotable(&self) -> Vec<Hit> {
        let best = self.passages.first().map(|hit| &hit.passage.doc.path);
        let is_new = |hit: &&Hit| {
            let stands = |other: &Hit| other.passage.id() == hit.passage.id();
            best == Some(&hit.passage.doc.path) && !self.passages.iter().any(stands)
        };
        self.passages.iter().chain(self.rest.iter().filter(is_new)).cloned().collect()
    }
    /// Returns whether the question is answered from the passages.
    #[must_use]
    pub fn answers(&self) -> bool {
        !self.passages.is_empty() && self.confidence >= self.thresholds.answer_from
    }
    /// Returns whether what was found is worth showing: what is below is noise.
    #[must_use]
    pub fn may_fit(&self) -> bool {
        !self.pages.is_empty() && self.confidence >= self.thresholds.show_from
    }
}

/// The state of one file of the corpus, as doc writers see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentState {
    /// Path below the documents folder.
    pub doc: String,
    /// Title of the version that serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// Who may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// True where it is not served at all.
    pub draft: bool,
    /// Revision of the version that serves; absent where none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// What is wrong with the newest version of the file; an older one then serves on, if there was any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<DocumentError>,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentError {
    /// Line in the file, from 1, where one can be named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What is wrong and what to do.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_and_its_translation_share_a_group() {
        let same = |a: &str, b: &str| assert_eq!(without_locale(a), without_locale(b));
        same("en/plugins/cors.md", "zh/plugins/cors.md");
        same("docs/zh-CN/a.md", "docs/en/a.md");
        same("guide/start.md", "guide/start.zh.md");
        same("start.en_US.md", "start.zh-CN.md");
        assert_ne!(without_locale("en/a.md"), without_locale("en/b.md"));
        assert_eq!(without_locale("en.md"), "en.md");
    }
}
