//! Markdown as a plain tree: what clients draw. No HTML, no images, links http(s) or mailto only.
//!
//! How text becomes the tree is in `parse`.

mod parse;

pub use parse::{LeadsTo, Parsed, parse, parse_document};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A block of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// Running text.
    Paragraph {
        /// Its content.
        inlines: Vec<Inline>,
    },
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its anchor; documents alone have them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Its content.
        inlines: Vec<Inline>,
    },
    /// A list.
    List {
        /// Numbered?
        ordered: bool,
        /// First number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start: Option<u64>,
        /// Its items.
        items: Vec<Vec<Block>>,
    },
    /// A quotation.
    Quote {
        /// Its content.
        blocks: Vec<Block>,
    },
    /// Code, as typed.
    Code {
        /// Language, where named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lang: Option<String>,
        /// The code.
        text: String,
    },
    /// A table.
    Table {
        /// Header cells.
        header: Vec<Vec<Inline>>,
        /// Body rows of cells; empty cells at a row's end are left out.
        rows: Vec<Vec<Vec<Inline>>>,
    },
}

/// A run of text inside a block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Inline {
    /// Plain text; a line the writer wrapped stands as `\n`.
    Text {
        /// The text.
        text: String,
    },
    /// Strong.
    Strong {
        /// Its content.
        inlines: Vec<Inline>,
    },
    /// Emphasised.
    Emphasis {
        /// Its content.
        inlines: Vec<Inline>,
    },
    /// Code, as typed.
    Code {
        /// The code.
        text: String,
    },
    /// A link.
    Link {
        /// http(s) or mailto; in a document also `/docs/…`, a page of the same corpus.
        href: String,
        /// Its content.
        inlines: Vec<Inline>,
    },
    /// A pointer into the message's citations.
    Citation {
        /// Its number.
        n: u32,
    },
    /// A line break.
    Break,
}
