//! The questions that passages answer, in the words of users: written by the model in the background, so that a passage is
//! found by words it does not hold.
//!
//! They are kept by the passage's hash and by model and prompt, so that nothing is written twice and a kill loses the
//! call it interrupts. They count as words of the index and are shown to doc writers; no answer is made of them.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use crate::{
    domain::{
        chunk,
        corpus::{Passage, Visibility},
        grounding::{self, Sources},
        ids::InboxKey,
        time::Timestamp,
    },
    ports::{DocumentRow, IndexChange, Model, ModelError, PassageQuestions, Task, Written},
};

use super::{
    Flow, FlowError,
    curate::{CurateError, Serves, inboxes_of},
};

/// Questions of one passage.
const QUESTIONS_MAX: usize = 5;
/// Passages between two changes of the index.
const BATCH: usize = 16;
/// Characters below which a passage says too little to be asked about.
const PASSAGE_CHARS_MIN: usize = 40;
/// Time for one passage: nobody waits for it.
const DEADLINE: Duration = Duration::from_secs(60);
/// Pause after a batch, so that users' questions find the model free.
const BREATH: Duration = Duration::from_secs(1);
/// Pause while there is nothing to write, or nothing may be written.
const IDLE: Duration = Duration::from_secs(30);
const DAY_MS: i64 = 86_400_000;

/// A passage's questions, as a doc writer sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The passage's anchor.
    pub section: Option<String>,
    /// Its heading as written.
    pub heading: Option<String>,
    /// What it is found by, beside its own words.
    pub questions: Vec<String>,
}

/// Why a batch was not written to its end.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The model is late, gone, or out of tokens.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The store or the index failed.
    #[error(transparent)]
    Curate(#[from] CurateError),
}

impl From<FlowError> for WriteError {
    fn from(error: FlowError) -> Self {
        Self::Curate(error.into())
    }
}

impl Flow {
    /// Writes questions until the end begins; does nothing where the settings do not ask for it.
    pub async fn write_questions(self: Arc<Self>) {
        if !self.settings.model.write_questions || self.outside.model.is_none() {
            return;
        }
        let mut pause = BREATH;
        while self.ending.run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
            let batch = Box::pin(self.write_some_questions());
            pause = match self.ending.run_until_cancelled(batch).await {
                Some(Ok(n_written)) if n_written > 0 => BREATH,
                Some(Ok(_)) => IDLE,
                Some(Err(error)) => {
                    tracing::warn!(error = %error, "Questions of passages wait for the model or the store");
                    IDLE
                }
                None => return,
            };
        }
    }

    /// Writes the questions of the next few passages that have none, and finds the passages by them from then on;
    /// returns how many passages were done.
    ///
    /// # Errors
    /// See [`WriteError`]; what was written before is kept.
    pub async fn write_some_questions(self: &Arc<Self>) -> Result<usize, WriteError> {
        let Some(model) = self.outside.model.clone() else { return Ok(0) };
        let (today, per_day) = (start_of_day(self.now()), self.settings.model.questions_per_day);
        let n_today = self.outside.store.n_questions_since(today).await.map_err(FlowError::from)?;
        let left = per_day.saturating_sub(usize::try_from(n_today).unwrap_or(usize::MAX));
        let (_, rows) = self.outside.store.documents().await.map_err(FlowError::from)?;
        let missing = self.unasked(rows, model.as_ref(), left.min(BATCH)).await?;
        let (mut n_written, mut changed, mut failed) = (0, HashSet::new(), None);
        for passage in missing {
            match self.write_questions_of(&passage, model.as_ref()).await {
                Ok(n_questions) => {
                    n_written += 1;
                    if n_questions > 0 {
                        changed.insert(passage.doc.path.clone());
                    }
                }
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        if !changed.is_empty() {
            self.index_again(changed).await?;
        }
        failed.map_or(Ok(n_written), Err)
    }

    async fn write_questions_of(
        &self,
        passage: &Arc<Passage>,
        model: &dyn Model,
    ) -> Result<usize, WriteError> {
        let task = Task::Questions { passage: passage.clone(), n_max: QUESTIONS_MAX };
        let mut questions = match model.ask(&task, DEADLINE).await {
            Ok(Written::Questions(questions)) => questions,
            // Asked again, it would write the same.
            Ok(_) | Err(ModelError::Formless | ModelError::TooLong) => {
                tracing::warn!(
                    "No questions are kept for {}: the model's answer was cut or not of the form asked for; max_tokens in \
                     the prompt `questions` may be too few for it",
                    passage.id()
                );
                metrics::counter!("firstline_questions_unreadable_total").increment(1);
                Vec::new()
            }
            Err(error) => return Err(error.into()),
        };
        let sources = Sources::of_passage(passage);
        questions.retain(|question| grounding::asks_of(question, &sources));
        let n_questions = questions.len();
        let row = PassageQuestions { hash: passage.hash.clone(), writer: writer(model, &task), questions };
        self.outside.store.put_questions(row, self.now()).await.map_err(FlowError::from)?;
        metrics::counter!("firstline_questions_written_total").increment(n_questions as u64);
        Ok(n_questions)
    }

    /// Returns passages without questions of this model and prompt, in the corpus's order: public ones, of inboxes that
    /// the model may see.
    async fn unasked(
        &self,
        rows: Vec<DocumentRow>,
        model: &dyn Model,
        n_max: usize,
    ) -> Result<Vec<Arc<Passage>>, FlowError> {
        let inboxes: Vec<Serves> = self
            .inboxes()
            .iter()
            .filter(|inbox| inbox.uses_model)
            .flat_map(|inbox| Serves::of(inbox))
            .collect();
        let stored = self.outside.store.questions().await?;
        let model_name = model.name();
        let prompt = |passage: &Arc<Passage>| {
            model.prompt(&Task::Questions { passage: passage.clone(), n_max: QUESTIONS_MAX })
        };
        let passages = super::reading::off_the_loop(move || passages(&rows, &inboxes)).await?;
        let Some(first) = passages.first() else { return Ok(Vec::new()) };
        let writer = named(&model_name, &prompt(first));
        let done: HashSet<&str> =
            stored.iter().filter(|row| row.writer == writer).map(|row| row.hash.as_str()).collect();
        let mut seen = HashSet::new();
        let missing = passages
            .iter()
            .filter(|passage| !done.contains(passage.hash.as_str()) && seen.insert(passage.hash.clone()));
        Ok(missing.take(n_max).cloned().collect())
    }

    /// Puts the passages of documents into the index once more, with the questions written for them.
    async fn index_again(self: &Arc<Self>, paths: HashSet<String>) -> Result<(), CurateError> {
        let _alone = self.curating.lock().await;
        let (revision, rows) = self.outside.store.documents().await.map_err(FlowError::from)?;
        if self.outside.search.state().revision != revision {
            // The index is behind the rows; whatever brings it up to date takes the questions along.
            return Ok(());
        }
        self.index(move |inboxes| {
            let rows: Vec<DocumentRow> = rows.into_iter().filter(|row| paths.contains(&row.path)).collect();
            let whole = super::curate::whole(&rows, revision, inboxes);
            IndexChange { from_scratch: false, remove: paths.into_iter().collect(), ..whole }
        })
        .await
    }

    /// Returns the questions that passages are found by, by the passages' hashes: of each the newest.
    pub(super) async fn questions_by_hash(&self) -> Result<HashMap<String, Vec<String>>, FlowError> {
        if !self.settings.model.write_questions {
            return Ok(HashMap::new());
        }
        let rows = self.outside.store.questions().await?;
        Ok(rows.into_iter().map(|row| (row.hash, row.questions)).collect())
    }

    /// Returns what the passages of a document are found by beside their own words, for doc writers.
    ///
    /// # Errors
    /// [`FlowError::NotFound`] for what is not there or not of these inboxes.
    pub async fn questions_of(&self, inboxes: &[InboxKey], path: &str) -> Result<Vec<Asked>, FlowError> {
        let serves: Vec<Serves> =
            inboxes.iter().filter_map(|key| self.inbox(key)).flat_map(|inbox| Serves::of(&inbox)).collect();
        let row = self.outside.store.document(path).await?;
        let good = row.and_then(|row| row.good).filter(|_| !inboxes_of(path, &serves).is_empty());
        let good = good.ok_or(FlowError::NotFound)?;
        let mut written = self.questions_by_hash().await?;
        let path = path.to_owned();
        super::reading::off_the_loop(move || {
            // The text was good when it was taken.
            let parsed = chunk::parse(&path, &good.text).map(|parsed| parsed.passages).unwrap_or_default();
            parsed
                .into_iter()
                .filter_map(|passage| {
                    let questions =
                        written.remove(&passage.hash).filter(|questions| !questions.is_empty())?;
                    Some(Asked { section: passage.section(), heading: passage.heading(), questions })
                })
                .collect()
        })
        .await
    }
}

fn passages(rows: &[DocumentRow], inboxes: &[Serves]) -> Vec<Arc<Passage>> {
    let whole = super::curate::whole(rows, 0, inboxes);
    let is_public = |passage: &Passage| passage.doc.visibility == Visibility::Public;
    let says_something = |passage: &Passage| passage.text.chars().count() >= PASSAGE_CHARS_MIN;
    let passages = whole.add.into_iter().map(|(passage, _)| passage);
    passages.filter(is_public).filter(says_something).map(Arc::new).collect()
}

fn writer(model: &dyn Model, task: &Task) -> String {
    named(&model.name(), &model.prompt(task))
}

fn named(model: &str, prompt: &str) -> String {
    format!("{model} {prompt}")
}

fn start_of_day(now: Timestamp) -> Timestamp {
    Timestamp::from_millis(now.as_millis().div_euclid(DAY_MS) * DAY_MS)
}
