//! Matching documents from the index alone: while typing, right after a message, and for the search page.

use std::sync::Arc;

use crate::{
    domain::{
        applies::{self, Conditions, Known},
        corpus::{Audience, Document, Evidence, Hit, Scope},
        event::{Context, Suggestion},
        evidence::{holds_codes, lacks_code},
        extract,
        ids::Locale,
        intent,
    },
    ports::{ContactRow, Query, SearchError},
};

use super::Flow;

/// Documents shown at once.
pub const SUGGESTIONS_MAX: usize = 3;
/// Passages an answer is written from: more only dilutes small models.
pub const PASSAGES_MAX: usize = 6;
/// How many more pages are searched than wanted: some may be for another platform or version.
const WIDER: usize = 4;
/// Characters of a snippet: two lines in the widget.
const SNIPPET_CHARS_MAX: usize = 160;

impl Flow {
    /// Searches off the event loop.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub async fn search(self: &Arc<Self>, scope: Scope, query: Query) -> Result<Evidence, SearchError> {
        let search = self.outside.search.clone();
        let started = std::time::Instant::now();
        let found = tokio::task::spawn_blocking(move || search.search(&scope, &query))
            .await
            .map_err(|error| SearchError::Engine(Box::new(error)))?;
        metrics::histogram!("firstline_search_seconds").record(started.elapsed());
        found
    }

    /// Searches for somebody of whom this is known: what is written for another platform or version is left out.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub async fn search_for(
        self: &Arc<Self>,
        scope: Scope,
        mut query: Query,
        known: &Known,
    ) -> Result<Evidence, SearchError> {
        let (n_pages, n_passages) = (query.n_pages_max, query.n_passages_max);
        query.n_pages_max *= WIDER;
        query.n_passages_max *= WIDER;
        let question = query.text.clone();
        let mut evidence = self.search(scope, query).await?;
        let texts = evidence.passages.iter().chain(&evidence.rest).map(|hit| hit.passage.text.as_str());
        if lacks_code(&question, texts) {
            evidence.confidence = 0.0;
        } else if evidence.passages.first().is_some_and(|hit| holds_codes(&question, &hit.passage.text)) {
            evidence.confidence = evidence.confidence.max(evidence.thresholds.answer_from);
        }
        Ok(applies::select(evidence, known, n_pages, n_passages))
    }

    /// Returns documents that match what a contact is typing. Nothing is kept of it.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub async fn suggest(
        self: &Arc<Self>,
        contact: &ContactRow,
        text: &str,
        locale: Locale,
        context: &Context,
    ) -> Result<Vec<Suggestion>, SearchError> {
        let Some(inbox) = self.inbox(&contact.inbox) else { return Ok(Vec::new()) };
        let policy = inbox.policy_for(contact.account.as_deref(), contact.plan.as_deref());
        let scope = Scope { inbox: policy.corpus.clone(), audience: Audience::Contact };
        let query = Query {
            text: text.to_owned(),
            locale: intent::locale_of(text, locale),
            n_pages_max: SUGGESTIONS_MAX,
            n_passages_max: SUGGESTIONS_MAX,
            whole_page: false,
            ..Query::default()
        };
        let known = Known::from_text(text).and_told(context);
        let evidence = self.search_for(scope, query, &known).await?;
        Ok(suggestions(&evidence.pages, text))
    }
}

/// Whom a document is limited to, in its language.
fn label(document: &Document) -> Option<String> {
    Some(Conditions::of(document).label(document.locale)).filter(|label| !label.is_empty())
}

/// Shows hits as suggestions.
#[must_use]
pub fn suggestions(hits: &[Hit], question: &str) -> Vec<Suggestion> {
    hits.iter()
        .take(SUGGESTIONS_MAX)
        .map(|hit| Suggestion {
            doc: hit.passage.doc.path.clone(),
            title: hit.passage.doc.title.clone(),
            section: hit.passage.section(),
            heading: hit.passage.heading(),
            applies_to: label(&hit.passage.doc),
            url: hit.passage.url(),
            snippet: extract::snippet(&hit.passage.text, question, SNIPPET_CHARS_MAX),
        })
        .collect()
}
