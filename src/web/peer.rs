//! One socket's wire: frames in, frames out, pings, and a clean end. Knows nothing of what the frames mean.

use std::time::Duration;

use axum::{
    Error,
    extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket},
};
use serde::Serialize;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Error as WsError;

use crate::config::Limits;

use super::error::{End, close};

/// How long the peer may take to answer a close.
const CLOSE_WAIT: Duration = Duration::from_secs(2);

/// The other end of a socket.
pub(super) struct Peer {
    socket: WebSocket,
    send_wait: Duration,
    ping_every: Duration,
    pong_wait: Duration,
    next_ping: Instant,
    pong_due: Option<Instant>,
}

impl Peer {
    pub(super) fn new(socket: WebSocket, limits: &Limits) -> Self {
        metrics::gauge!("firstline_sockets").increment(1);
        Self {
            socket,
            send_wait: limits.send_wait,
            ping_every: limits.ping_every,
            pong_wait: limits.pong_wait,
            next_ping: Instant::now() + limits.ping_every,
            pong_due: None,
        }
    }

    /// Sends a frame. A peer that does not read in time is told to come back: what it misses is in the log.
    pub(super) async fn send(&mut self, frame: &impl Serialize) -> Result<(), End> {
        let Ok(json) = serde_json::to_string(frame) else {
            tracing::error!("A frame could not be written as JSON");
            return Ok(());
        };
        self.put(Message::Text(json.into())).await
    }

    async fn put(&mut self, message: Message) -> Result<(), End> {
        match timeout(self.send_wait, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::Close(close::OVERLOADED, "reading too slowly")),
        }
    }

    /// Waits for the next text; `None` stands for a binary message. May be dropped and called again.
    pub(super) async fn next(&mut self) -> Result<Option<Utf8Bytes>, End> {
        loop {
            let wake = self.pong_due.unwrap_or(self.next_ping);
            let message = tokio::select! {
                // What has arrived counts before the clock does.
                biased;
                message = self.socket.recv() => message,
                () = sleep_until(wake) => {
                    self.ping().await?;
                    continue;
                }
            };
            self.pong_due = None;
            match message {
                Some(Ok(Message::Text(text))) => return Ok(Some(text)),
                Some(Ok(Message::Binary(_))) => return Ok(None),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_))) => return Err(End::Left),
                None => return Err(End::Gone),
                Some(Err(error)) => return Err(ending(&error)),
            }
        }
    }

    async fn ping(&mut self) -> Result<(), End> {
        if self.pong_due.is_some() {
            return Err(End::Close(close::SILENT, "no answer to a ping"));
        }
        let now = Instant::now();
        self.next_ping = now + self.ping_every;
        self.pong_due = Some(now + self.pong_wait);
        self.put(Message::Ping(bytes::Bytes::new())).await
    }

    /// Ends the socket: the close frame goes out, and the peer's own is waited for, so that the code arrives.
    pub(super) async fn end(&mut self, end: End) {
        match end {
            End::Gone => return,
            // The answer to the peer's goodbye is queued by itself; reading on sends it.
            End::Left => {}
            End::Close(code, reason) => {
                let frame = CloseFrame { code, reason: reason.into() };
                metrics::counter!("firstline_sockets_closed_total", "code" => code.to_string()).increment(1);
                let sent = timeout(CLOSE_WAIT, self.socket.send(Message::Close(Some(frame)))).await;
                if !sent.is_ok_and(|sent| sent.is_ok()) {
                    return;
                }
            }
        }
        let _ = timeout(CLOSE_WAIT, async { while let Some(Ok(_)) = self.socket.recv().await {} }).await;
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        metrics::gauge!("firstline_sockets").decrement(1);
    }
}

fn ending(error: &Error) -> End {
    use std::error::Error as _;
    match error.source().and_then(|source| source.downcast_ref::<WsError>()) {
        Some(WsError::Capacity(_)) => End::Close(close::TOO_BIG, "frame too big"),
        Some(WsError::Utf8(_)) => End::Close(close::NOT_TEXT, "not UTF-8"),
        Some(WsError::Protocol(_)) => End::Close(close::PROTOCOL, "not the WebSocket protocol"),
        _ => End::Gone,
    }
}
