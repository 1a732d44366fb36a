//! One connection to a chat socket: typed frames in and out, nothing remembered.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::{
    net::TcpStream,
    time::{Instant, timeout, timeout_at},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{
        ClientRequestBuilder, Error, Message,
        error::{ProtocolError, UrlError},
        protocol::WebSocketConfig,
    },
};

use crate::web::wire::{ChatFrame, ChatServerFrame, Hello, PROTOCOL, Welcome};

use super::{Address, ClientError};

/// For the handshake, and for the greeting after it.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// The server pings every 25 s and waits 8 s; a server silent for longer than both is gone.
const SILENCE_MAX: Duration = Duration::from_secs(40);
/// A page of 200 events is far smaller.
const FRAME_BYTES_MAX: usize = 4 * 1024 * 1024;
/// A terminal reads little; the default of 128 KiB is for transfers.
const READ_BUFFER_BYTES: usize = 16 * 1024;

/// A connected chat socket.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    address: String,
    /// What the server said last when it refused something: explains a close frame that follows.
    said: Option<String>,
    heard: Instant,
}

impl Socket {
    /// Connects and shakes hands.
    ///
    /// # Errors
    /// Nobody there, another status, or another protocol.
    pub async fn open(address: &Address) -> Result<Self, ClientError> {
        let request = ClientRequestBuilder::new(address.uri().clone()).with_sub_protocol(PROTOCOL);
        let config = WebSocketConfig::default()
            .max_message_size(Some(FRAME_BYTES_MAX))
            .max_frame_size(Some(FRAME_BYTES_MAX))
            .read_buffer_size(READ_BUFFER_BYTES);
        let connecting = Box::pin(connect_async_with_config(request, Some(config), true));
        let address = address.to_string();
        match timeout(ANSWER_WITHIN, connecting).await {
            Ok(Ok((stream, _))) => Ok(Self { stream, address, said: None, heard: Instant::now() }),
            Ok(Err(error)) => Err(not_opened(error, address)),
            Err(_) => {
                let cause = format!("no answer within {} s", ANSWER_WITHIN.as_secs());
                Err(ClientError::Unreachable { address, cause })
            }
        }
    }

    /// Says hello and waits for the welcome.
    ///
    /// # Errors
    /// The server refuses, or answers something else.
    pub async fn greet(&mut self, hello: Hello) -> Result<Welcome, ClientError> {
        self.send(&ChatFrame::Hello(hello)).await?;
        let welcome = async {
            loop {
                match self.next().await? {
                    ChatServerFrame::Welcome(welcome) if welcome.protocol == PROTOCOL => return Ok(welcome),
                    ChatServerFrame::Error(_) => {}
                    _ => return Err(ClientError::NotFirstline(self.address.clone())),
                }
            }
        };
        timeout(ANSWER_WITHIN, welcome).await.map_err(|_| ClientError::Silent)?
    }

    /// Sends one frame.
    ///
    /// # Errors
    /// The connection is gone or takes nothing more.
    pub async fn send(&mut self, frame: &ChatFrame) -> Result<(), ClientError> {
        let json = serde_json::to_string(frame).map_err(|error| ClientError::Lost(error.to_string()))?;
        let sending = self.stream.send(Message::text(json));
        match timeout(ANSWER_WITHIN, sending).await {
            Ok(Ok(())) => Ok(()),
            // The close frame that explains it is still to be read.
            Ok(Err(Error::ConnectionClosed | Error::AlreadyClosed)) => Ok(()),
            Ok(Err(error)) => Err(ClientError::Lost(error.to_string())),
            Err(_) => Err(ClientError::Silent),
        }
    }

    /// Waits for the next frame that is understood; others are skipped. Dropping the future loses nothing.
    ///
    /// # Errors
    /// The connection ends: [`ClientError::Closed`], `Lost` or `Silent`.
    pub async fn next(&mut self) -> Result<ChatServerFrame, ClientError> {
        loop {
            let silent = self.heard + SILENCE_MAX;
            let message = timeout_at(silent, self.stream.next()).await.map_err(|_| ClientError::Silent)?;
            self.heard = Instant::now();
            match message {
                Some(Ok(Message::Text(text))) => {
                    let Ok(frame) = serde_json::from_str::<ChatServerFrame>(&text) else { continue };
                    if let ChatServerFrame::Error(error) = &frame {
                        self.said = Some(error.message.clone());
                    }
                    return Ok(frame);
                }
                Some(Ok(Message::Close(close))) => {
                    let code = close.as_ref().map_or(1005, |close| u16::from(close.code));
                    let reason = close.map(|close| close.reason.to_string()).filter(|text| !text.is_empty());
                    return Err(ClientError::Closed { code, said: self.said.take().or(reason) });
                }
                Some(Ok(_)) => {}
                Some(Err(Error::ConnectionClosed | Error::AlreadyClosed)) | None => {
                    return Err(ClientError::Closed { code: 1006, said: self.said.take() });
                }
                Some(Err(error)) => return Err(ClientError::Lost(error.to_string())),
            }
        }
    }
}

fn not_opened(error: Error, address: String) -> ClientError {
    match error {
        Error::Http(response) => ClientError::Refused { address, status: response.status().as_u16() },
        Error::Protocol(ProtocolError::HandshakeIncomplete) => {
            ClientError::Unreachable { address, cause: "the connection was cut".to_owned() }
        }
        Error::Protocol(_) | Error::HttpFormat(_) | Error::Capacity(_) | Error::AttackAttempt => {
            ClientError::NotFirstline(address)
        }
        Error::Tls(cause) => ClientError::Tls(cause.to_string()),
        Error::Url(UrlError::UnableToConnect(cause)) => ClientError::Unreachable { address, cause },
        Error::Url(_) => ClientError::Address(address),
        Error::Io(cause) => ClientError::Unreachable { address, cause: cause.to_string() },
        other => ClientError::Unreachable { address, cause: other.to_string() },
    }
}
