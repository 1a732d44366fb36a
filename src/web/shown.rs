//! The draft a socket has shown so far: what to send of the next one.

use std::sync::Arc;

use crate::{
    domain::{blocks::Block, ids::ReplyId},
    ports::Signal,
};

use super::wire::Delta;

/// The newest draft sent over one socket.
#[derive(Debug, Default)]
pub(super) struct Shown {
    last: Option<(ReplyId, u32, u64, Arc<Vec<Block>>)>,
}

impl Shown {
    /// Returns what brings the client from the last draft to this one; nothing where it is not newer.
    pub(super) fn delta(&mut self, signal: &Signal) -> Option<Delta> {
        let Signal::Draft { conversation, reply, attempt, n, blocks, texts, citations } = signal else {
            return None;
        };
        let at = match &self.last {
            Some((last, at_attempt, at_n, _)) if last == reply && (at_attempt, at_n) >= (attempt, n) => {
                return None;
            }
            Some((last, at_attempt, _, before)) if last == reply && at_attempt == attempt => {
                before.iter().zip(blocks.iter()).take_while(|(before, now)| before == now).count()
            }
            _ => 0,
        };
        self.last = Some((*reply, *attempt, *n, blocks.clone()));
        Some(Delta {
            conversation: *conversation,
            reply: *reply,
            attempt: *attempt,
            n: *n,
            at,
            text: texts.get(at..).unwrap_or_default().join("\n\n"),
            blocks: blocks.get(at..).unwrap_or_default().to_vec(),
            citations: Some(citations.to_vec()),
        })
    }
    /// The reply has become a message: what comes late of its draft is dropped by the client.
    pub(super) fn ended(&mut self) {
        self.last = None;
    }
}
