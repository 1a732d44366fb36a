//! The first frame of a chat socket: a proper `hello`, soon. Who says it is judged elsewhere.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::{
    Web,
    error::{End, close},
    frames,
    peer::Peer,
    wire::{ChatFrame, ChatServerFrame, ErrorCode, ErrorFrame, Hello},
};

/// Tries for a proper hello, and how long after a wrong one: enough to read why, too little to hold a socket.
const FIRST_FRAMES_MAX: usize = 4;
const MEND_WAIT: Duration = Duration::from_secs(2);

/// Takes the first frame. One that is no hello is refused, and may be mended while its sender reads why.
pub(super) async fn first(web: &Web, peer: &mut Peer) -> Result<Hello, End> {
    let mut until = Instant::now() + web.flow.settings().limits.hello_wait;
    let mut end = End::Close(close::SILENT, "no hello in time");
    for _ in 0..FIRST_FRAMES_MAX {
        let Ok(text) = timeout_at(until, peer.next()).await else { return Err(end) };
        let error = match text?.as_deref().map(frames::parse) {
            Some(Ok(ChatFrame::Hello(hello))) => return Ok(hello),
            Some(Err(error)) => ErrorFrame { code: ErrorCode::BadHello, ..error },
            Some(Ok(_)) | None => ErrorFrame::new(ErrorCode::BadHello, "the first frame is hello", None),
        };
        peer.send(&ChatServerFrame::Error(error)).await?;
        until = until.min(Instant::now() + MEND_WAIT);
        end = End::Close(close::BAD_HELLO, "bad hello");
    }
    Err(end)
}
