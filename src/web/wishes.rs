//! What an agent's frame asks of a conversation, measured before anything is done.

use crate::domain::{
    conversation::Wish,
    event::Destination,
    ids::{ClientId, ConversationId},
};

use super::{
    frames,
    wire::{AgentFrame, ErrorCode, ErrorFrame},
};

/// What a changing frame asks for.
pub(super) enum Asked {
    /// The most urgent case, of one queue where it names one.
    Next { queue: Option<String> },
    /// Something of one conversation.
    Of(ConversationId, Wish),
}

/// Reads a changing frame.
pub(super) fn read(frame: AgentFrame, client_id: ClientId, chars_max: usize) -> Result<Asked, ErrorFrame> {
    let named = Some(client_id);
    let line = |text: Option<&String>| frames::short(text, chars_max, named);
    let words = |text: &str| frames::words(text, chars_max, named);
    let (conversation, wish) = match frame {
        AgentFrame::ClaimNext { queue, .. } => {
            line(queue.as_ref())?;
            return Ok(Asked::Next { queue });
        }
        AgentFrame::Claim { conversation, .. } => (conversation, Wish::Claim),
        AgentFrame::Decline { conversation, .. } => (conversation, Wish::Decline),
        AgentFrame::Release { conversation, claim, reason, .. } => {
            line(reason.as_ref())?;
            (conversation, Wish::Release { claim, reason })
        }
        AgentFrame::Reply { conversation, claim, text, waits, .. } => {
            words(&text)?;
            (conversation, Wish::Reply { claim, text, client_id, waits })
        }
        AgentFrame::Note { conversation, text, .. } => {
            words(&text)?;
            (conversation, Wish::Note { text })
        }
        AgentFrame::Transfer { conversation, claim, to, reason, asked, .. } => {
            // Whoever takes it starts from it.
            if reason.trim().is_empty() {
                let message = "say why it goes elsewhere: `reason` is empty";
                return Err(ErrorFrame::new(ErrorCode::BadFrame, message, named));
            }
            line(Some(&reason))?;
            line(asked.as_ref())?;
            check_destination(&to, client_id)?;
            (conversation, Wish::Transfer { claim, to, to_agent: None, reason, asked })
        }
        AgentFrame::SetSeverity { conversation, severity, reason, .. } => {
            line(reason.as_ref())?;
            (conversation, Wish::SetSeverity { severity, reason })
        }
        AgentFrame::Correct { conversation, topic, product, locale, mood, reason, .. } => {
            for text in [&topic, &product, &reason] {
                line(text.as_ref())?;
            }
            if topic.is_none() && product.is_none() && locale.is_none() && mood.is_none() {
                let message = "say what is to be corrected: topic, product, locale or mood";
                return Err(ErrorFrame::new(ErrorCode::BadFrame, message, named));
            }
            (conversation, Wish::Correct { topic, product, locale, mood, reason })
        }
        AgentFrame::Resolve { conversation, claim, .. } => (conversation, Wish::Resolve { claim }),
        AgentFrame::Hello { .. }
        | AgentFrame::Status { .. }
        | AgentFrame::Subscribe { .. }
        | AgentFrame::Unsubscribe { .. }
        | AgentFrame::Draft { .. }
        | AgentFrame::Typing { .. }
        | AgentFrame::Read { .. } => {
            return Err(ErrorFrame::new(ErrorCode::BadFrame, "this frame changes nothing", named));
        }
    };
    Ok(Asked::Of(conversation, wish))
}

fn check_destination(to: &Destination, client_id: ClientId) -> Result<(), ErrorFrame> {
    let named = to.agent.is_some() || to.tier.is_some() || to.queue.is_some();
    let tier_fits = to.tier.is_none_or(|tier| (1..=3).contains(&tier));
    let queue_fits = to.queue.as_ref().is_none_or(|queue| !queue.is_empty() && queue.len() <= 64);
    if named && tier_fits && queue_fits {
        return Ok(());
    }
    let message = "name an agent, a tier (1 to 3) or a queue";
    Err(ErrorFrame::new(ErrorCode::BadFrame, message, Some(client_id)))
}

/// Returns the name of a frame that changes something.
pub(super) const fn client_id(frame: &AgentFrame) -> Option<ClientId> {
    match frame {
        AgentFrame::Claim { client_id, .. }
        | AgentFrame::ClaimNext { client_id, .. }
        | AgentFrame::Decline { client_id, .. }
        | AgentFrame::Release { client_id, .. }
        | AgentFrame::Reply { client_id, .. }
        | AgentFrame::Note { client_id, .. }
        | AgentFrame::Transfer { client_id, .. }
        | AgentFrame::SetSeverity { client_id, .. }
        | AgentFrame::Correct { client_id, .. }
        | AgentFrame::Resolve { client_id, .. } => Some(*client_id),
        AgentFrame::Hello { .. }
        | AgentFrame::Status { .. }
        | AgentFrame::Subscribe { .. }
        | AgentFrame::Unsubscribe { .. }
        | AgentFrame::Draft { .. }
        | AgentFrame::Typing { .. }
        | AgentFrame::Read { .. } => None,
    }
}
