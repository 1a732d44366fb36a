//! The index: from the folder of Markdown to the passages that answer a question.
//!
//! `folder` reads the files and `watch` says when to read again · `analyzer` and `words` make terms of text,
//! `vocabulary` says which stand in for which · `schema` says what is kept of a passage · `query` weighs a question ·
//! `vectors` compares meanings · `rank` lists passages inside a scope, `pages` makes one ranking of pages of the lists,
//! `signals` says what was seen · `stored` reads passages back · `index` holds it all together, on disk.

mod analyzer;
mod folder;
mod index;
mod pages;
mod query;
mod rank;
mod schema;
mod signals;
mod stored;
mod vectors;
mod vocabulary;
mod watch;
mod words;

pub use self::{
    folder::{FolderLimits, MarkdownFolder},
    index::{Index, IndexLimits, built_in_calibration},
    vocabulary::check_vocabulary,
    watch::watch,
};
