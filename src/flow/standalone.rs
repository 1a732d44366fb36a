//! The question as it would be asked alone, by the model: where a follow-up leans on what was said, or where nothing
//! sure was found, perhaps because the page is in the other language.
//!
//! What the model writes is searched with and nothing else: it may be wrong, or have obeyed somebody.

use std::{sync::Arc, time::Duration};

use crate::{
    domain::{corpus::Evidence, intent::leans_on_earlier},
    ports::{Query, StandaloneTask, Task, Written},
};

use super::{
    Flow, FlowError,
    turn::{ATTEMPTS_WITH_MODEL, Asked},
};

/// How long the model may take; the first reply still comes in time.
const WAIT: Duration = Duration::from_millis(1_200);
/// What must be left until the first reply is due for it to be worth asking.
const LEFT_MIN: Duration = Duration::from_millis(1_300);

impl Flow {
    /// Searches again with the model's wording of the question, and in the other language; returns the surest of what was
    /// found. What was found before stays where there is no model, no time, or no need.
    pub(super) async fn reconsider(
        self: &Arc<Self>,
        asked: &mut Asked,
        found: Evidence,
    ) -> Result<Evidence, FlowError> {
        let leans = !asked.before.is_empty() && leans_on_earlier(&asked.text);
        if found.answers() && !leans {
            return Ok(found);
        }
        let Some((standalone, translation)) = self.standalone(asked).await else { return Ok(found) };
        let translation = translation.filter(|text| *text != standalone && *text != asked.text);
        let mut best = found;
        for (text, locale) in [(Some(standalone.clone()), asked.locale), (translation, asked.locale.other())]
        {
            // A page in the user's own language is not passed over for one in the other.
            let is_needed = locale == asked.locale || !best.answers();
            let Some(text) = text.filter(|text| is_needed && !text.trim().is_empty()) else { continue };
            let query = Query {
                meaning: self.meaning(asked.inbox.key(), &text, &[]).await,
                text,
                locale,
                ..asked.query()
            };
            let query = Query { before: Vec::new(), replied: None, ..query };
            let again = self.search_for(asked.scope(), query, &asked.known).await?;
            if again.confidence > best.confidence {
                best = again;
            }
        }
        asked.standalone = Some(standalone);
        Ok(best)
    }

    async fn standalone(self: &Arc<Self>, asked: &Asked) -> Option<(String, Option<String>)> {
        let model = self.model_of(asked.inbox.key()).filter(|_| asked.job.attempt <= ATTEMPTS_WITH_MODEL)?;
        let waited = Duration::from_millis(self.since(asked.at));
        if self.settings.model.first_reply.saturating_sub(waited) < LEFT_MIN {
            return None;
        }
        let task = Task::Standalone(StandaloneTask {
            question: asked.text.clone(),
            history: asked.history.clone(),
            locale: asked.locale,
            translate_to: Some(asked.locale.other()),
        });
        let written = tokio::time::timeout(WAIT, model.ask(&task, WAIT)).await;
        match written {
            Ok(Ok(Written::Standalone { question, translation })) => Some((question, translation)),
            Ok(Ok(_)) | Err(_) => None,
            Ok(Err(error)) => {
                tracing::debug!(%error, "The question is searched as it was asked");
                None
            }
        }
    }
}
