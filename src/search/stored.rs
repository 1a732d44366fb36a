//! Passages as the index keeps them, read back.

use std::{collections::HashMap, sync::Arc};

use tantivy::{DocAddress, Searcher, TantivyDocument, TantivyError, schema::Value as _};

use crate::domain::corpus::{Hit, Passage};

use super::pages::Found;

/// Passages read from the store of the index, each once per search.
pub(super) struct Stored<'a> {
    searcher: &'a Searcher,
    read: HashMap<DocAddress, Arc<Passage>>,
}

impl<'a> Stored<'a> {
    pub(super) fn new(searcher: &'a Searcher) -> Self {
        Self { searcher, read: HashMap::new() }
    }
    pub(super) fn hit(&mut self, found: &Found, score: f32) -> tantivy::Result<Hit> {
        Ok(Hit { passage: self.passage(found.address)?, score })
    }
    pub(super) fn passage(&mut self, address: DocAddress) -> tantivy::Result<Arc<Passage>> {
        if let Some(passage) = self.read.get(&address) {
            return Ok(Arc::clone(passage));
        }
        let document: TantivyDocument = self.searcher.doc(address)?;
        let text = document.field_values().find_map(|(_, value)| value.as_str()).unwrap_or_default();
        let passage: Passage =
            serde_json::from_str(text).map_err(|e| TantivyError::InternalError(e.to_string()))?;
        let passage = Arc::new(passage);
        self.read.insert(address, Arc::clone(&passage));
        Ok(passage)
    }
}
