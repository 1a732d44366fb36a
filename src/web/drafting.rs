//! The reply being drafted for one agent's socket. One at a time: the next one takes its place.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::{
    domain::ids::ConversationId,
    flow::{Flow, assist::DraftStep},
};

use super::wire::{DraftFrame, RequestId};

/// The draft of a socket, if there is one. Dropping it lets the model go.
#[derive(Default)]
pub(super) struct Drafting {
    running: Option<Running>,
}

struct Running {
    id: RequestId,
    conversation: ConversationId,
    steps: mpsc::Receiver<DraftStep>,
}

impl Drafting {
    /// Begins a draft; the one before is given up.
    pub(super) fn begin(&mut self, flow: &Arc<Flow>, id: RequestId, conversation: ConversationId) {
        self.running = Some(Running { id, conversation, steps: flow.draft_for_agent(conversation) });
    }
    /// Gives up the draft for that conversation.
    pub(super) fn stop(&mut self, conversation: ConversationId) {
        self.running.take_if(|running| running.conversation == conversation);
    }
    /// Waits for the next step; for ever where nothing is drafted. May be dropped and called again.
    pub(super) async fn next(&mut self) -> DraftFrame {
        loop {
            let Some(running) = &mut self.running else { return std::future::pending().await };
            match running.steps.recv().await {
                Some(step) => return running.frame(step),
                None => self.running = None,
            }
        }
    }
}

impl Running {
    fn frame(&self, step: DraftStep) -> DraftFrame {
        DraftFrame {
            id: self.id.clone(),
            conversation: self.conversation,
            n: step.n,
            at: 0,
            text: step.text,
            blocks: step.blocks,
            citations: step.citations,
            done: step.done,
        }
    }
}
