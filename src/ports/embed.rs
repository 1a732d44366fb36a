//! Meaning as points in a space: the embedder that makes them, and where they are kept.

use std::time::Duration;

use async_trait::async_trait;

use super::{ModelError, StoreError};

/// What a text is to an embedder: some models place questions and passages differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// Something asked.
    Question,
    /// Something that may answer.
    Passage,
}

/// An embedding model behind one endpoint.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// Returns the name under which points are kept: points under different names are never compared.
    fn name(&self) -> String;
    /// Returns a point for each text, in order.
    ///
    /// # Errors
    /// See [`ModelError`]; `TooLong` where the endpoint refuses the texts, and would again.
    async fn embed(
        &self,
        texts: &[String],
        kind: TextKind,
        deadline: Duration,
    ) -> Result<Vec<Vec<f32>>, ModelError>;
}

/// Points that were computed before. A cache: losing it costs time.
#[async_trait]
pub trait Vectors: Send + Sync {
    /// Returns the points of a model that are kept for these texts' numbers, in no order.
    ///
    /// # Errors
    /// The store is not available.
    async fn vectors(&self, model: &str, numbers: Vec<u64>) -> Result<Vec<(u64, Vec<f32>)>, StoreError>;
    /// Keeps points.
    ///
    /// # Errors
    /// The store is not available.
    async fn put_vectors(&self, model: &str, points: Vec<(u64, Vec<f32>)>) -> Result<(), StoreError>;
}
