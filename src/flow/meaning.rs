//! Meaning: passages are embedded in the background, questions while they wait a moment.
//!
//! Nothing waits for the embedder: without it, or while it is late, the search is by words.

use std::{collections::HashSet, sync::Arc, time::Duration};

use crate::{
    domain::{
        corpus::{Audience, Scope},
        ids::InboxKey,
        intent::leans_on_earlier,
        mask,
    },
    ports::{Embedded, Embedder, Meaning, ModelError, Search, SearchError, TextKind},
};

use super::{Flow, FlowError};

/// Passages looked up in the store at once.
const N_LOOKED_UP: usize = 2_048;
/// Batches after which what is new is put to use.
const N_BATCHES_SHOWN: usize = 8;
/// How long a batch of passages may take.
const BATCH_WAIT: Duration = Duration::from_secs(120);
/// Pause after a failure, doubled up to the longest.
const PAUSE: Duration = Duration::from_secs(2);
const PAUSE_MAX: Duration = Duration::from_secs(120);
/// A text that tells whether the endpoint answers, and how.
const PROBE: &str = "firstline";
/// Characters of earlier words that are embedded with a question: more would push the question out.
const BEFORE_CHARS_MAX: usize = 500;
/// Characters of a text that are embedded: beyond, models cut it off.
const TEXT_CHARS_MAX: usize = 4_000;
/// Share of the question's own meaning beside its meaning together with earlier words, where it leans on them and where
/// it can be understood alone.
const LEANING_SHARE: f32 = 0.7;
const ALONE_SHARE: f32 = 0.85;

impl Flow {
    /// Embeds passages until the end, whenever the corpus has changed.
    pub async fn embed(self: Arc<Self>) {
        let Some(embedder) = self.outside.embedder.clone() else { return };
        let mut pause = PAUSE;
        while !self.ending.is_cancelled() {
            let worked = self.ending.run_until_cancelled(self.embed_all(embedder.as_ref())).await;
            let wait = match worked {
                None => return,
                Some(Ok(())) => {
                    pause = PAUSE;
                    Duration::MAX
                }
                Some(Err(error)) => {
                    tracing::warn!(%error, "Passages cannot be embedded now; search goes on by words");
                    pause = (pause * 2).min(PAUSE_MAX);
                    pause
                }
            };
            let changed = tokio::time::timeout(wait, self.corpus_changed.notified());
            let _ = self.ending.run_until_cancelled(changed).await;
        }
    }

    /// Embeds every passage whose meaning is not known, and waits for it; nothing where there is no embedder.
    ///
    /// # Errors
    /// The embedder or the store failed.
    pub async fn embed_now(self: &Arc<Self>) -> Result<(), EmbedError> {
        match self.outside.embedder.clone() {
            Some(embedder) => self.embed_all(embedder.as_ref()).await,
            None => Ok(()),
        }
    }

    async fn embed_all(self: &Arc<Self>, embedder: &dyn Embedder) -> Result<(), EmbedError> {
        let model = embedder.name();
        // Told before the endpoint is asked: while it is gone, too, somebody wants to know how much is missing.
        let missing = self.without_meaning(HashSet::new()).await?;
        metrics::gauge!("firstline_embeddings_missing").set(missing.len() as f64);
        // A model that was exchanged under its name tells by the length of its points.
        let probe = embedder.embed(&[PROBE.to_owned()], TextKind::Passage, BATCH_WAIT).await?;
        let length = probe.first().map_or(0, Vec::len);
        let mut refused = HashSet::new();
        loop {
            let missing = self.without_meaning(refused.clone()).await?;
            metrics::gauge!("firstline_embeddings_missing").set(missing.len() as f64);
            if missing.is_empty() {
                return Ok(());
            }
            let numbers = missing.iter().map(|text| text.number).collect();
            let mut known = self.outside.vectors.vectors(&model, numbers).await.map_err(FlowError::from)?;
            known.retain(|(_, point)| point.len() == length);
            let has = |number: u64| known.iter().any(|(known, _)| *known == number);
            let has: HashSet<u64> =
                missing.iter().map(|text| text.number).filter(|number| has(*number)).collect();
            self.mean(&model, known).await?;
            let missing: Vec<Embedded> =
                missing.into_iter().filter(|text| !has.contains(&text.number)).collect();
            let size = self.settings.embeddings.batch_size.max(1);
            for round in missing.chunks(size * N_BATCHES_SHOWN) {
                let mut points = Vec::new();
                for batch in round.chunks(size) {
                    let made = embed_batch(embedder, batch, &mut refused).await?;
                    if made.iter().any(|(_, point)| point.len() != length) {
                        return Err(ModelError::Endpoint("its points differ in length".into()).into());
                    }
                    self.outside.vectors.put_vectors(&model, made.clone()).await.map_err(FlowError::from)?;
                    points.extend(made);
                }
                self.mean(&model, points).await?;
            }
        }
    }

    async fn without_meaning(&self, skip: HashSet<u64>) -> Result<Vec<Embedded>, EmbedError> {
        // What a model may see: public passages of inboxes that use one.
        let scopes: Vec<Scope> = self
            .inboxes()
            .iter()
            .filter(|inbox| inbox.uses_model)
            .flat_map(|inbox| inbox.corpora().map(|(corpus, _)| corpus.clone()).collect::<Vec<_>>())
            .map(|inbox| Scope { inbox, audience: Audience::Contact })
            .collect();
        self.off_loop(move |search| search.without_meaning(&scopes, &skip, N_LOOKED_UP)).await
    }

    async fn mean(&self, model: &str, points: Vec<(u64, Vec<f32>)>) -> Result<(), EmbedError> {
        if points.is_empty() {
            return Ok(());
        }
        let model = model.to_owned();
        self.off_loop(move |search| search.mean(&model, &points)).await
    }

    async fn off_loop<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Search) -> Result<T, SearchError> + Send + 'static,
    ) -> Result<T, EmbedError> {
        let search = self.outside.search.clone();
        let done = tokio::task::spawn_blocking(move || work(search.as_ref())).await;
        let done = done.map_err(|error| SearchError::Engine(Box::new(error))).and_then(|done| done);
        Ok(done.map_err(FlowError::from)?)
    }

    /// Returns what a question means, with the earlier words it may depend on; nothing where the inbox uses no model, or
    /// the embedder is not there or takes longer than a question waits.
    pub async fn meaning(&self, inbox: &InboxKey, text: &str, before: &[String]) -> Option<Arc<Meaning>> {
        let uses_model = self.inbox(inbox).is_some_and(|inbox| inbox.uses_model);
        let embedder = self.outside.embedder.clone().filter(|_| uses_model)?;
        let mut texts = vec![cut(&mask::mask(text))];
        if let Some(last) = before.last() {
            let last: String = last.chars().take(BEFORE_CHARS_MAX).collect();
            texts.push(cut(&mask::mask(&format!("{last} {text}"))));
        }
        let wait = self.settings.embeddings.wait;
        let points = match embedder.embed(&texts, TextKind::Question, wait).await {
            Ok(points) => points,
            Err(error) => {
                tracing::debug!(%error, "A question is searched by words alone");
                return None;
            }
        };
        let own_share = if leans_on_earlier(text) { LEANING_SHARE } else { ALONE_SHARE };
        Some(Arc::new(Meaning { model: embedder.name(), vector: mixed(points, own_share)? }))
    }
}

/// Why passages were not embedded.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// The endpoint.
    #[error(transparent)]
    Embedder(#[from] ModelError),
    /// The index or the store.
    #[error(transparent)]
    Flow(#[from] FlowError),
}

/// Embeds a batch; where the endpoint refuses it, one text after the other, without those it refuses.
async fn embed_batch(
    embedder: &dyn Embedder,
    batch: &[Embedded],
    refused: &mut HashSet<u64>,
) -> Result<Vec<(u64, Vec<f32>)>, ModelError> {
    let texts: Vec<String> = batch.iter().map(|text| cut(&text.text)).collect();
    match embedder.embed(&texts, TextKind::Passage, BATCH_WAIT).await {
        Ok(points) => Ok(batch.iter().map(|text| text.number).zip(points).collect()),
        Err(ModelError::TooLong) => {
            let mut found = Vec::new();
            for (text, words) in batch.iter().zip(texts) {
                match embedder.embed(&[words], TextKind::Passage, BATCH_WAIT).await {
                    Ok(points) => found.extend(points.into_iter().map(|point| (text.number, point))),
                    Err(ModelError::TooLong) => {
                        tracing::warn!("The embedder refuses a passage; it is found by words alone");
                        refused.insert(text.number);
                    }
                    Err(error) => return Err(error),
                }
            }
            Ok(found)
        }
        Err(error) => Err(error),
    }
}

fn cut(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}

/// Returns the question's point, drawn towards the point of it together with what was said before.
fn mixed(points: Vec<Vec<f32>>, own_share: f32) -> Option<Vec<f32>> {
    let mut points = points.into_iter();
    let own = points.next()?;
    let Some(with_before) = points.next() else { return Some(own) };
    let scale = |point: &[f32], share: f32| {
        let length = point.iter().map(|one| one * one).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        point.iter().map(|one| one / length * share).collect::<Vec<f32>>()
    };
    let (own, with_before) = (scale(&own, own_share), scale(&with_before, 1.0 - own_share));
    Some(own.iter().zip(&with_before).map(|(a, b)| a + b).collect())
}
