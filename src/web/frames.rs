//! Text becomes frames here: parsed once, checked against the limits, named by a digest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    config::Limits,
    domain::{
        blocks,
        event::{Body, Cause, Context, Event, Notice},
        ids::ClientId,
        personal::is_email,
    },
};

use super::wire::{ChatFrame, ErrorCode, ErrorFrame, RequestId};

/// Longest line beside a message (comments, reasons), in characters.
const LINE_CHARS_MAX: usize = 2_000;
/// Longest name, address or number of a contact, in characters.
const CONTACT_CHARS_MAX: usize = 320;
/// Longest input searched while typing, in characters.
const SUGGEST_CHARS_MAX: usize = 400;
/// Most entries of a context, and the longest of them in characters.
const CONTEXT_ENTRIES_MAX: usize = 32;
const CONTEXT_CHARS_MAX: usize = 1_000;

/// The part every changing frame has.
#[derive(Deserialize, Serialize, JsonSchema)]
struct Named {
    #[serde(default)]
    client_id: Option<ClientId>,
}

/// Reads a frame; the error names the frame it refuses wherever its `client_id` can be read.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ErrorFrame> {
    serde_json::from_str(text).map_err(|error| {
        let client_id = serde_json::from_str::<Named>(text).ok().and_then(|named| named.client_id);
        let what = error.to_string();
        let what = what.split(" at line").next().unwrap_or_default();
        ErrorFrame::new(ErrorCode::BadFrame, format!("not a frame of this protocol: {what}"), client_id)
    })
}

/// Names a frame by its sender, its `client_id` and its content.
pub(super) fn cause<T: Serialize>(actor: Uuid, client_id: ClientId, frame: &T) -> Cause {
    let content = serde_json::to_vec(frame).unwrap_or_default();
    let mut digest = [0; 16];
    digest.copy_from_slice(&Sha256::digest(&content)[..16]);
    Cause { actor, client_id, digest }
}

/// Checks a contact's frame against the limits.
pub(super) fn check(frame: &ChatFrame, limits: &Limits) -> Result<(), ErrorFrame> {
    let named = frame.client_id();
    let bad = |message: &str| Err(ErrorFrame::new(ErrorCode::BadFrame, message, named));
    match frame {
        ChatFrame::Message { attachments: Some(_), .. } => {
            bad("attachments are not accepted yet; leave them out")
        }
        ChatFrame::Message { text, context, .. } => {
            words(text, limits.text_chars_max, named)?;
            context.as_ref().map_or(Ok(()), |context| check_context(context, named))
        }
        ChatFrame::Amend { text, .. } => words(text, limits.text_chars_max, named),
        ChatFrame::Suggest { text, id } => {
            if matches!(id, RequestId::Text(id) if id.len() > 64) {
                return bad("the id of a question has at most 64 characters");
            }
            short(Some(text), SUGGEST_CHARS_MAX, named)
        }
        ChatFrame::Open { doc, .. } => short(Some(doc), CONTEXT_CHARS_MAX, named),
        ChatFrame::Feedback { comment, .. } => short(comment.as_ref(), LINE_CHARS_MAX, named),
        ChatFrame::Handoff { reason, .. } => short(reason.as_ref(), LINE_CHARS_MAX, named),
        ChatFrame::Rate { comment, score, .. } => {
            if !(1..=5).contains(score) {
                return bad("score is 1 to 5");
            }
            short(comment.as_ref(), LINE_CHARS_MAX, named)
        }
        ChatFrame::Contact { name, email, phone, callback, .. } => {
            if name.is_none() && email.is_none() && phone.is_none() && callback.is_none() {
                return bad("give at least one of name, email, phone, callback");
            }
            if email.as_deref().is_some_and(|email| !is_email(email)) {
                return bad("email is no mail address; write it as name@example.com");
            }
            [name, email, phone]
                .into_iter()
                .try_for_each(|field| short(field.as_ref(), CONTACT_CHARS_MAX, named))
        }
        ChatFrame::Hello(_)
        | ChatFrame::Stop { .. }
        | ChatFrame::Typing { .. }
        | ChatFrame::Read { .. }
        | ChatFrame::Close { .. }
        | ChatFrame::History { .. } => Ok(()),
    }
}

/// Checks words that must say something.
pub(super) fn words(text: &str, chars_max: usize, client_id: Option<ClientId>) -> Result<(), ErrorFrame> {
    if text.trim().is_empty() {
        return Err(ErrorFrame::new(ErrorCode::BadFrame, "the text is empty", client_id));
    }
    short(Some(&text.to_owned()), chars_max, client_id)
}

/// Checks words that may be missing.
pub(super) fn short(
    text: Option<&String>,
    chars_max: usize,
    client_id: Option<ClientId>,
) -> Result<(), ErrorFrame> {
    match text {
        Some(text) if text.chars().count() > chars_max => Err(ErrorFrame::new(
            ErrorCode::TooLarge,
            format!("at most {chars_max} characters; shorten the text or send it in parts"),
            client_id,
        )),
        _ => Ok(()),
    }
}

/// Checks what a page tells of itself.
pub(super) fn check_context(context: &Context, client_id: Option<ClientId>) -> Result<(), ErrorFrame> {
    let fits = context.len() <= CONTEXT_ENTRIES_MAX
        && context
            .iter()
            .all(|(key, value)| key.chars().count() <= 64 && value.chars().count() <= CONTEXT_CHARS_MAX);
    if fits {
        return Ok(());
    }
    let message = format!(
        "a context has at most {CONTEXT_ENTRIES_MAX} entries of at most {CONTEXT_CHARS_MAX} characters"
    );
    Err(ErrorFrame::new(ErrorCode::TooLarge, message, client_id))
}

/// Adds to a message what only a client needs: its text as a tree.
pub(super) fn dressed(mut event: Event) -> Event {
    if let Body::Notice(notice) = &mut event.body {
        *notice = dressed_notice(notice.clone());
    }
    if let Body::Message(message) = &mut event.body {
        let n_citations = message
            .answer
            .as_ref()
            .and_then(|answer| answer.citations.iter().map(|citation| citation.n).max())
            .unwrap_or(0);
        message.blocks = Some(blocks::parse(message.text.text(), n_citations).blocks);
    }
    event
}

/// Adds to a notice what only a client needs: its text as a tree.
pub(super) fn dressed_notice(notice: Notice) -> Notice {
    Notice { blocks: Some(blocks::parse(&notice.text, 0).blocks), ..notice }
}
