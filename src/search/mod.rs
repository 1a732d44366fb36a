//! The index: from the folder of Markdown to the passages that answer a question.
//!
//! `folder` reads the files and `watch` says when to read again · `analyzer` and `words` make terms of text · `schema`
//! says what is kept of a passage · `query` weighs a question · `rank` finds passages inside a scope and ranks their
//! pages · `confidence` says how likely they answer · `index` holds it all together, on disk.

mod analyzer;
mod confidence;
mod folder;
mod index;
mod query;
mod rank;
mod schema;
mod watch;
mod words;

pub use self::{
    folder::{FolderLimits, MarkdownFolder},
    index::{Index, IndexLimits},
    watch::watch,
};
