//! The language model: one task in; a stream of text out, or the few fields of a short answer.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use futures_util::stream::BoxStream;

use crate::domain::{
    corpus::{Hit, Passage},
    dossier::Dossier,
    event::Role,
    ids::Locale,
    triage::Proposal,
};

use super::Source;

/// One earlier thing said. Personal data is masked where the prompt is built.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskTurn {
    /// Who said it.
    pub role: Role,
    /// What, as it was said.
    pub text: String,
}

/// Everything a model may see to answer a question: public passages of the inbox and this conversation, nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerTask {
    /// The question.
    pub question: String,
    /// What was said before, oldest first.
    pub history: Vec<TaskTurn>,
    /// The passages, in the order of their citation numbers (the first is `[1]`).
    pub passages: Vec<Hit>,
    /// Language to answer in.
    pub locale: Locale,
}

/// The last message of a conversation, to be searched by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct StandaloneTask {
    /// The message.
    pub question: String,
    /// What was said before, oldest first.
    pub history: Vec<TaskTurn>,
    /// The language it is in.
    pub locale: Locale,
    /// The language of documents that it is to be searched in as well.
    pub translate_to: Option<Locale>,
}

/// A question whose passages lead apart.
#[derive(Clone, Debug, PartialEq)]
pub struct ClarifyTask {
    /// The question.
    pub question: String,
    /// What was said before, oldest first.
    pub history: Vec<TaskTurn>,
    /// The passages, of which only titles and headings are shown.
    pub passages: Vec<Hit>,
    /// Language to ask in.
    pub locale: Locale,
}

/// A conversation whose severity the rules are not sure of.
#[derive(Clone, Debug, PartialEq)]
pub struct TriageTask {
    /// The newest message.
    pub question: String,
    /// What was said before, oldest first.
    pub history: Vec<TaskTurn>,
    /// The topics of the inbox.
    pub topics: Vec<String>,
}

/// What a model is asked to do; each has a template in `prompts/`.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// `answer.md`: answer a user's question.
    Answer(AnswerTask),
    /// `draft.md`: draft an agent's reply.
    Draft(AnswerTask),
    /// `dossier.md`: write a better problem statement. Carries version 1 and the conversation.
    Dossier {
        /// What rules wrote.
        dossier: Box<Dossier>,
        /// The conversation, oldest first.
        history: Vec<TaskTurn>,
        /// The language of the desk, which reads it.
        locale: Locale,
    },
    /// `standalone.md`: make a question that can be understood by itself. Answered by [`Written::Standalone`].
    Standalone(StandaloneTask),
    /// `clarify.md`: ask back which of several things is meant. Answered by [`Written::Clarify`].
    Clarify(ClarifyTask),
    /// `triage.md`: propose a severity. Answered by [`Written::Triage`].
    Triage(TriageTask),
    /// `questions.md`: write the questions that users would have to ask for this passage to be their answer. Answered
    /// by [`Written::Questions`].
    Questions {
        /// The passage.
        passage: Arc<Passage>,
        /// Questions wanted at most.
        n_max: usize,
    },
}

/// A short answer in fields. Words of a model, checked for their shape alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// To [`Task::Standalone`].
    Standalone {
        /// The question by itself, one line.
        question: String,
        /// The same in the language asked for.
        translation: Option<String>,
    },
    /// To [`Task::Clarify`].
    Clarify {
        /// The question back, one line.
        question: String,
        /// What may be meant: titles and headings of the passages, as they stand there.
        choices: Vec<String>,
    },
    /// To [`Task::Triage`].
    Triage(Proposal),
    /// To [`Task::Questions`]: different questions, one line each.
    Questions(Vec<String>),
    /// To any other task: the whole text.
    Text(String),
}

/// A piece of a model's output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text to add.
    Text(String),
    /// The model finished on its own. A stream that ends without this was cut.
    End {
        /// Tokens used by prompt and answer, where the endpoint says; else estimated.
        tokens: u64,
    },
}

/// A model's output as it comes. Dropping it ends the request.
pub type Pieces = BoxStream<'static, Result<Piece, ModelError>>;

/// Why there is no (further) output.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// All permits are taken, the breaker is open, or today's tokens are used up: answer without the model.
    #[error("the model is not available now: {0}")]
    Unavailable(&'static str),
    /// The prompt does not fit, even shortened.
    #[error("the prompt is too long for the model")]
    TooLong,
    /// No sign of life within the idle limit, or the deadline passed.
    #[error("the model did not answer in time")]
    Late,
    /// The template does not render; its file and line are in the text.
    #[error("the prompt does not render: {0}")]
    Prompt(String),
    /// An answer to a short task that is not of the form asked for.
    #[error("the model's answer is not of the form asked for")]
    Formless,
    /// Anything the endpoint reports.
    #[error("the model failed: {0}")]
    Endpoint(#[source] Source),
}

/// A language model behind one endpoint, with its retries, breaker, permits and budget.
#[async_trait]
pub trait Model: Send + Sync {
    /// Starts a task; resolves once the first piece is there.
    ///
    /// Waits for a permit, retries and shortens within `deadline` (counted from this call), and no longer.
    ///
    /// # Errors
    /// See [`ModelError`]; none of them is worth another try by the caller.
    async fn start(&self, task: &Task, deadline: Duration) -> Result<Pieces, ModelError>;
    /// Asks for a short answer and waits for the whole of it.
    ///
    /// # Errors
    /// See [`ModelError`].
    async fn ask(&self, task: &Task, deadline: Duration) -> Result<Written, ModelError>;
    /// Returns the model's name for traces.
    fn name(&self) -> String;
    /// Returns the prompt's name and content hash for traces.
    fn prompt(&self, task: &Task) -> String;
}
