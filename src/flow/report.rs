//! What doc writers want to see: the questions that the documentation did not answer.

use std::{collections::HashMap, time::Duration};

use crate::{
    domain::ids::{ConversationId, InboxKey},
    ports::UnansweredRow,
};

use super::{Flow, FlowError};

/// Turns looked at: the newest of the period.
const ROWS_MAX: usize = 2_000;
/// Conversations named for one question: enough to see how it is asked.
const CONVERSATIONS_MAX: usize = 10;

/// A question that was asked once or more often.
#[derive(Clone, Debug, PartialEq)]
pub struct Unanswered {
    /// The last time it was asked.
    pub newest: UnansweredRow,
    /// How often it was asked.
    pub count: usize,
    /// Where, newest first.
    pub conversations: Vec<ConversationId>,
}

impl Flow {
    /// Returns the questions of the last `period` that found nothing certain in those inboxes, the most asked first.
    ///
    /// Questions that differ in case and space alone are one.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn unanswered(
        &self,
        inboxes: &[InboxKey],
        period: Duration,
        limit: usize,
    ) -> Result<Vec<Unanswered>, FlowError> {
        let since = self.now().minus(period);
        let rows = self.outside.store.unanswered(Some(inboxes), since, ROWS_MAX).await?;
        let mut asked = gathered(rows);
        asked.truncate(limit);
        Ok(asked)
    }
}

/// Gathers rows, newest first, by question.
fn gathered(rows: Vec<UnansweredRow>) -> Vec<Unanswered> {
    let mut asked: Vec<Unanswered> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows.into_iter().filter(|row| !row.question.trim().is_empty()) {
        let words: Vec<String> = row.question.split_whitespace().map(str::to_lowercase).collect();
        let place = *places.entry(words.join(" ")).or_insert(asked.len());
        let conversation = row.conversation;
        if place == asked.len() {
            asked.push(Unanswered { newest: row, count: 0, conversations: Vec::new() });
        }
        if let Some(one) = asked.get_mut(place) {
            one.count += 1;
            if one.conversations.len() < CONVERSATIONS_MAX && !one.conversations.contains(&conversation) {
                one.conversations.push(conversation);
            }
        }
    }
    // The sort keeps the newest first among those asked equally often.
    asked.sort_by_key(|one| std::cmp::Reverse(one.count));
    asked
}
