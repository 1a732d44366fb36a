//! A reply drafted for an agent: from the same passages and under the same checks; the agent decides what becomes of it.

use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use tokio::sync::mpsc;

use crate::{
    domain::{
        applies::Known,
        blocks::{self, Block},
        corpus::{Audience, Evidence, Scope},
        event::Citation,
        extract,
        grounding::{Draft, Sources},
        ids::ConversationId,
    },
    ports::{AnswerTask, Model, Piece, Query, Task},
};

use super::{Flow, FlowError, answer::citations, commit::user_texts, handoff::spoken, suggest::PASSAGES_MAX};

/// Steps that may wait for the agent's socket.
const STEPS_MAX: usize = 32;
/// Time a draft may take: the agent is typing meanwhile.
const DEADLINE: Duration = Duration::from_secs(30);
/// The number of a draft's last step: above any other, and exact in every client's arithmetic.
const LAST: u64 = 1 << 32;
/// Earlier messages the model may see.
const HISTORY_MAX: usize = 12;
/// User messages that make the question.
const QUESTIONS_MAX: usize = 3;

/// A drafted reply as it stands.
#[derive(Clone, Debug, Default)]
pub struct DraftStep {
    /// Rises.
    pub n: u64,
    /// The whole draft as Markdown.
    pub text: String,
    /// The same as blocks.
    pub blocks: Vec<Block>,
    /// What its numbers point to.
    pub citations: Vec<Citation>,
    /// Nothing more comes.
    pub done: bool,
}

impl Flow {
    /// Drafts a reply to a conversation; the steps end with one that is `done`, empty where nothing was found.
    pub fn draft_for_agent(self: &Arc<Self>, id: ConversationId) -> mpsc::Receiver<DraftStep> {
        let (steps, out) = mpsc::channel(STEPS_MAX);
        let flow = self.clone();
        self.tasks.spawn(async move {
            let drafted = tokio::select! {
                drafted = Box::pin(flow.draft_reply(id, &steps)) => drafted,
                // Nobody waits for it any more: the model is let go.
                () = steps.closed() => return,
            };
            if let Err(error) = drafted {
                tracing::warn!(conversation.id = %id, error = %error, "No reply could be drafted for {id}");
                // The agent may have gone meanwhile.
                let _ = steps.send(DraftStep { n: LAST, done: true, ..DraftStep::default() }).await;
            }
        });
        out
    }

    async fn draft_reply(
        self: &Arc<Self>,
        id: ConversationId,
        steps: &mpsc::Sender<DraftStep>,
    ) -> Result<(), FlowError> {
        let before = self.read(id).await?;
        let mut questions: Vec<&str> = user_texts(&before.log).map(|(_, text)| text).collect();
        questions.drain(..questions.len().saturating_sub(QUESTIONS_MAX));
        let question = questions.join("\n");
        let locale = before.state.locale;
        let scope = Scope { inbox: before.policy.corpus.clone(), audience: Audience::Contact };
        let query = Query {
            text: question.clone(),
            meaning: self.meaning(&before.state.inbox, &question, &[]).await,
            locale,
            n_pages_max: PASSAGES_MAX,
            n_passages_max: PASSAGES_MAX,
            whole_page: true,
            ..Query::default()
        };
        let evidence = self.search_for(scope, query, &Known::of(&question, &before.log)).await?;
        let task = Task::Draft(AnswerTask {
            question: question.clone(),
            history: spoken(before.log.iter(), HISTORY_MAX),
            passages: evidence.passages.clone(),
            locale,
        });
        let model = self.model_of(&before.state.inbox);
        let written = self.written_for_agent(model, &task, &evidence, &question, steps).await;
        // What would not be quoted to a contact is not quoted to an agent either: "nothing found" helps more.
        let quoted =
            || evidence.answers().then(|| extract::quoted("", &question, &evidence, locale)).flatten();
        let text = written.or_else(|| quoted().map(|found| found.text)).unwrap_or_default();
        let _ = steps.send(step(LAST, &text, &evidence, &question, true)).await;
        Ok(())
    }

    /// Lets the model write, where there is one and something was found.
    async fn written_for_agent(
        self: &Arc<Self>,
        model: Option<Arc<dyn Model>>,
        task: &Task,
        evidence: &Evidence,
        question: &str,
        steps: &mpsc::Sender<DraftStep>,
    ) -> Option<String> {
        let found = !evidence.passages.is_empty() && evidence.may_fit();
        let model = model.filter(|_| found)?;
        let mut pieces = model.start(task, DEADLINE).await.ok()?;
        let mut draft = Draft::new(Sources::new(&evidence.passages, question));
        let write = async {
            let mut n = 0;
            while let Some(Ok(piece)) = pieces.next().await {
                let grown = match piece {
                    Piece::Text(text) => draft.push(&text),
                    Piece::End { .. } => draft.finish(),
                };
                n += 1;
                if grown && steps.send(step(n, draft.markdown(), evidence, question, false)).await.is_err() {
                    return;
                }
            }
        };
        let _ = tokio::time::timeout(DEADLINE, write).await;
        (!draft.markdown().is_empty()).then(|| draft.markdown().to_owned())
    }
}

fn step(n: u64, text: &str, evidence: &Evidence, question: &str, done: bool) -> DraftStep {
    let n_citations = u32::try_from(evidence.quotable().len()).unwrap_or(u32::MAX);
    DraftStep {
        n,
        text: text.to_owned(),
        blocks: blocks::parse(text, n_citations).blocks,
        citations: citations(evidence, question, |n| text.contains(&format!("[{n}]"))),
        done,
    }
}
