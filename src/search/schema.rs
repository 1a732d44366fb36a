//! What the index holds of a passage.
//!
//! Title, headings, text and code share one field in which a term counts as often as its place weighs: BM25 over such
//! a field is BM25F, and a question reads one posting list per term instead of four. Each language has a field of its
//! own, so that a word is as rare as it is among pages of its language.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest, Sha256};
use tantivy::{
    TantivyDocument,
    schema::{
        FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
    },
    tokenizer::{PreTokenizedString, Token},
};

use crate::domain::{
    corpus::{Passage, Visibility},
    ids::{InboxKey, Locale},
};

use super::analyzer;

/// Rises whenever the fields or the weights change; an index of another version is built anew.
pub(super) const SCHEMA_VERSION: u32 = 7;
/// Name of the fast field with the page's number.
pub(super) const PAGE: &str = "page";
/// Name of the fast field with the number that a page shares with its translation.
pub(super) const GROUP: &str = "group";
/// Name of the fast field with the numbers of the title's terms.
pub(super) const TITLE: &str = "title";
/// Name of the fast field with the number of the text that is embedded.
pub(super) const EMBEDDED: &str = "embedded";

/// How often a term counts in a title.
const TITLE_WEIGHT: usize = 3;
/// How often the whole title counts where its page begins.
const OPENING_WEIGHT: usize = 3;
/// How often a term counts in a heading.
const HEADING_WEIGHT: usize = 2;

/// The fields.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub(super) schema: Schema,
    terms: [Field; 2],
    /// Words as they are written, for those who mistype them.
    pub(super) spelled: Field,
    pub(super) path: Field,
    pub(super) inbox: Field,
    pub(super) visibility: Field,
    pub(super) locale: Field,
    /// Present in the first passage of a page only, so that its frequency is the number of pages.
    pub(super) first: Field,
    pub(super) passage: Field,
    page: Field,
    group: Field,
    title: Field,
    embedded: Field,
}

impl Fields {
    pub(super) fn new() -> Self {
        let mut schema = Schema::builder();
        // The tokenizer is never asked: the terms come ready made.
        let counted = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::WithFreqs)
            .set_fieldnorms(true);
        let counted = TextOptions::default().set_indexing_options(counted);
        let terms =
            [schema.add_text_field("terms-en", counted.clone()), schema.add_text_field("terms-zh", counted)];
        let written = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        let spelled = schema.add_text_field("spelled", TextOptions::default().set_indexing_options(written));
        let path = schema.add_text_field("path", STRING);
        let inbox = schema.add_text_field("inbox", STRING);
        let visibility = schema.add_text_field("visibility", STRING);
        let first = schema.add_bool_field("first", INDEXED);
        let passage = schema.add_text_field("passage", STORED);
        let locale = schema.add_text_field("locale", STRING);
        let page = schema.add_u64_field(PAGE, FAST);
        let group = schema.add_u64_field(GROUP, FAST);
        let title = schema.add_u64_field(TITLE, FAST);
        let embedded = schema.add_u64_field(EMBEDDED, FAST);
        Self {
            schema: schema.build(),
            terms,
            spelled,
            path,
            inbox,
            visibility,
            locale,
            first,
            passage,
            page,
            group,
            title,
            embedded,
        }
    }

    /// Returns the field with the terms of passages in this language.
    pub(super) const fn terms(&self, locale: Locale) -> Field {
        match locale {
            Locale::En => self.terms[0],
            Locale::Zh => self.terms[1],
        }
    }

    /// Returns what is indexed of a passage that these inboxes serve; the first of its page is marked.
    pub(super) fn document(
        &self,
        passage: &Passage,
        inboxes: &[InboxKey],
        is_first: bool,
        questions: Option<&Vec<String>>,
    ) -> Result<TantivyDocument, serde_json::Error> {
        let mut document = TantivyDocument::default();
        document
            .add_pre_tokenized_text(self.terms(passage.doc.locale), counted(passage, is_first, questions));
        document.add_pre_tokenized_text(self.spelled, spelled(passage));
        document.add_text(self.path, &passage.doc.path);
        for inbox in inboxes {
            document.add_text(self.inbox, &inbox.0);
        }
        document.add_text(self.visibility, visibility(passage.doc.visibility));
        document.add_text(self.locale, passage.doc.locale.tag());
        document.add_u64(self.page, number(&passage.doc.path));
        document.add_u64(self.group, number(&passage.doc.group()));
        for term in analyzer::terms(&passage.doc.title) {
            document.add_u64(self.title, number(&term.text));
        }
        document.add_u64(self.embedded, number(&passage.embedded()));
        document.add_text(self.passage, serde_json::to_string(passage)?);
        if is_first {
            document.add_bool(self.first, true);
        }
        Ok(document)
    }
}

pub(super) const fn visibility(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "public",
        Visibility::Internal => "internal",
    }
}

/// Returns a number for a text; 64 bits of a hash do not collide in any corpus somebody writes.
pub(super) fn number(text: &str) -> u64 {
    Sha256::digest(text.as_bytes()).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Returns the terms of a passage, each as often as its places weigh; in code every other one counts.
fn counted(passage: &Passage, is_first: bool, questions: Option<&Vec<String>>) -> PreTokenizedString {
    let mut counted = Vec::new();
    for (text, weight) in std::iter::once((&passage.doc.title, TITLE_WEIGHT))
        .chain(passage.headings.iter().filter(|h| **h != passage.doc.title).map(|h| (h, HEADING_WEIGHT)))
    {
        for term in analyzer::terms(text) {
            counted.extend(std::iter::repeat_n(term.text, weight));
        }
    }
    let title = analyzer::whole(&passage.doc.title);
    let heading = passage.headings.last().and_then(|heading| analyzer::whole(heading));
    if let Some(heading) = heading.filter(|heading| title.as_ref() != Some(heading)) {
        counted.extend(std::iter::repeat_n(heading, HEADING_WEIGHT));
    }
    if let Some(title) = title {
        counted.extend(std::iter::repeat_n(title, if is_first { OPENING_WEIGHT } else { 1 }));
    }
    // Words of users count as those of the text.
    for question in questions.into_iter().flatten() {
        counted.extend(analyzer::terms(question).into_iter().map(|term| term.text));
    }
    let (prose, code) = prose_and_code(&passage.text);
    counted.extend(analyzer::terms(&prose).into_iter().map(|term| term.text));
    let mut seen: HashMap<String, usize> = HashMap::new();
    for term in analyzer::terms(&code) {
        let n_seen = seen.entry(term.text.clone()).or_default();
        if n_seen.is_multiple_of(2) {
            counted.push(term.text);
        }
        *n_seen += 1;
    }
    tokens(counted)
}

/// Returns the different words of a passage as they are written.
fn spelled(passage: &Passage) -> PreTokenizedString {
    let texts = passage.headings.iter().chain([&passage.doc.title, &passage.text]);
    let words: BTreeSet<String> =
        texts.flat_map(|text| analyzer::spelled(text)).map(|(word, _)| word).collect();
    tokens(words)
}

fn tokens(texts: impl IntoIterator<Item = String>) -> PreTokenizedString {
    let tokens = texts
        .into_iter()
        .enumerate()
        .map(|(position, text)| Token { offset_from: 0, offset_to: 0, position, text, position_length: 1 })
        .collect();
    PreTokenizedString { text: String::new(), tokens }
}

/// Parts the fenced code of a passage from the rest, and leaves out where links lead.
fn prose_and_code(text: &str) -> (String, String) {
    let (mut prose, mut code) = (String::new(), String::new());
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let marks = trimmed.len() - trimmed.trim_start_matches(['`', '~']).len();
        match fence {
            Some(open) if trimmed.starts_with(open) => fence = None,
            Some(_) => {
                code.push_str(line);
                code.push('\n');
            }
            None if marks >= 3 => fence = Some(&trimmed[..marks]),
            None => {
                push_without_targets(line, &mut prose);
                prose.push('\n');
            }
        }
    }
    (prose, code)
}

/// Copies a line without the `(target)` of its `[links](target)`: addresses would count as words.
fn push_without_targets(mut line: &str, out: &mut String) {
    while let Some(at) = line.find("](") {
        let (before, rest) = line.split_at(at + 1);
        out.push_str(before);
        line = rest.find(')').map_or("", |end| &rest[end + 1..]);
    }
    out.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_link_targets_weigh_less_than_prose() {
        let (prose, code) = prose_and_code("See [this](https://x/y) now.\n```sh\ncurl -i\n```\nEnd");
        assert_eq!((prose.as_str(), code.as_str()), ("See [this] now.\nEnd\n", "curl -i\n"));
    }
}
