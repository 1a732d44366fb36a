//! What doc writers want to see: the questions that the documentation did not answer.

use std::time::Duration;

use crate::ports::UnansweredRow;

use super::{Flow, FlowError};

/// Questions listed at most.
const ROWS_MAX: usize = 500;

impl Flow {
    /// Returns the questions of the last `period` whose turn found nothing certain, newest first.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn unanswered(&self, period: Duration) -> Result<Vec<UnansweredRow>, FlowError> {
        Ok(self.outside.store.unanswered(self.now().minus(period), ROWS_MAX).await?)
    }
}
