//! A client of protocol v1 for the terminal: keeps one chat alive over lost connections.
//!
//! What is held and what is owed stands in `memory`, one connection in `socket`, what can go wrong in `failure`.

mod address;
mod failure;
mod memory;
mod socket;

pub use address::Address;
pub use failure::ClientError;
pub use socket::Socket;

use std::{collections::VecDeque, future::Future, pin::Pin, time::Duration};

use crate::{
    domain::ids::ClientId,
    ports::Ids,
    web::wire::{ChatFrame, ChatServerFrame, Hello, Welcome},
};

use memory::Memory;

/// First wait before connecting again; doubled each time.
const WAIT_MIN: Duration = Duration::from_millis(500);
/// Longest wait before connecting again.
const WAIT_MAX: Duration = Duration::from_secs(30);
/// First wait where the server said it is overloaded.
const WAIT_OVERLOADED: Duration = Duration::from_secs(5);
/// A draining server is left by all its clients at once: they come back spread over this time.
const SPREAD_DRAINING: Duration = Duration::from_secs(10);
/// Attempts in a row before giving up: about a quarter of an hour.
const ATTEMPTS_MAX: u32 = 40;

/// What a client tells its owner.
#[derive(Debug)]
pub enum Incoming {
    /// A frame of the server. After [`Incoming::Lost`] the next one is `welcome`.
    Frame(Box<ChatServerFrame>),
    /// The connection is gone; frames sent meanwhile are kept.
    Lost {
        /// Until the next attempt.
        again_in: Duration,
    },
}

type Opened = (Socket, Welcome);
type Opening = Pin<Box<dyn Future<Output = Result<Opened, ClientError>> + Send>>;

enum Link {
    Up(Box<Socket>),
    Opening(Opening),
}

/// One contact's chat: connects again, resumes, and sends again what was not acknowledged.
pub struct Client<'a> {
    address: Address,
    ids: &'a dyn Ids,
    memory: Memory,
    link: Link,
    /// Frames to be sent again on the new connection, in order, before any other.
    to_resend: VecDeque<ChatFrame>,
    /// Found while sending, told by the next read.
    fault: Option<ClientError>,
    welcome: Option<Welcome>,
    n_attempts: u32,
}

impl<'a> Client<'a> {
    /// Connects to the server at `url` (`http://127.0.0.1:8080`, `wss://help.example.com` …) and says hello.
    ///
    /// The first frame of [`Client::next`] is the `welcome`.
    ///
    /// # Errors
    /// Whatever keeps the first connection from standing; later losses are survived.
    pub async fn connect(url: &str, hello: Hello, ids: &'a dyn Ids) -> Result<Self, ClientError> {
        let address: Address = url.parse()?;
        let memory = Memory::new(hello);
        let (socket, welcome) = open(address.clone(), memory.hello(), Duration::ZERO).await?;
        Ok(Self {
            address,
            ids,
            memory,
            link: Link::Up(Box::new(socket)),
            to_resend: VecDeque::new(),
            fault: None,
            welcome: Some(welcome),
            n_attempts: 0,
        })
    }

    /// Returns the address of the server's pages.
    #[must_use]
    pub fn site(&self) -> String {
        self.address.site()
    }

    /// Returns a fresh name for a changing frame.
    #[must_use]
    pub fn fresh(&self) -> ClientId {
        ClientId::new(self.ids.random())
    }

    /// Sends a frame. A frame with a `client_id` is kept until it is answered and survives a lost connection; any
    /// other is dropped where there is none.
    ///
    /// # Errors
    /// Only [`ClientError::TooManyUnanswered`]; a broken connection shows at the next read.
    pub async fn send(&mut self, frame: &ChatFrame) -> Result<(), ClientError> {
        let is_kept = self.memory.remember(frame)?;
        let Link::Up(socket) = &mut self.link else { return Ok(()) };
        if !self.to_resend.is_empty() {
            if is_kept {
                self.to_resend.push_back(frame.clone());
            }
            return Ok(());
        }
        if let Err(error) = socket.send(frame).await {
            self.fault = Some(error);
        }
        Ok(())
    }

    /// Returns whether everything sent was answered, and the events it became have come.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.memory.is_settled()
    }

    /// Waits for what happens next. Dropping the future loses nothing.
    ///
    /// # Errors
    /// Only what trying again cannot mend, or an outage longer than the client's patience.
    pub async fn next(&mut self) -> Result<Incoming, ClientError> {
        if let Some(welcome) = self.welcome.take() {
            return Ok(self.take(ChatServerFrame::Welcome(welcome)));
        }
        if let Some(fault) = self.fault.take() {
            return self.lose(fault);
        }
        match &mut self.link {
            Link::Up(socket) => match exchange(socket, &mut self.to_resend).await {
                Ok(frame) => Ok(self.take(frame)),
                Err(error) => self.lose(error),
            },
            Link::Opening(opening) => match opening.await {
                Ok((socket, welcome)) => {
                    self.link = Link::Up(Box::new(socket));
                    let incoming = self.take(ChatServerFrame::Welcome(welcome));
                    self.to_resend = self.memory.owed();
                    Ok(incoming)
                }
                Err(error) => self.lose(error),
            },
        }
    }

    fn take(&mut self, frame: ChatServerFrame) -> Incoming {
        if matches!(frame, ChatServerFrame::CaughtUp(_)) {
            self.n_attempts = 0;
        }
        self.memory.receive(&frame);
        Incoming::Frame(Box::new(frame))
    }

    /// Begins to connect again, unless that is pointless.
    fn lose(&mut self, error: ClientError) -> Result<Incoming, ClientError> {
        self.n_attempts += 1;
        if error.is_final() || self.n_attempts > ATTEMPTS_MAX {
            return Err(error);
        }
        // 32 random bits as a fraction: the spread needs no more.
        let low = u32::try_from(self.ids.random().as_u128() & 0xffff_ffff).unwrap_or(0);
        let again_in = wait(&error, self.n_attempts, f64::from(low) / f64::from(u32::MAX));
        self.link = Link::Opening(Box::pin(open(self.address.clone(), self.memory.hello(), again_in)));
        Ok(Incoming::Lost { again_in })
    }
}

/// Returns how long to wait before the `n`th attempt; `chance` is 0 to 1.
fn wait(error: &ClientError, n: u32, chance: f64) -> Duration {
    if error.is_draining() && n == 1 {
        return SPREAD_DRAINING.mul_f64(chance);
    }
    let first = if error.is_overload() { WAIT_OVERLOADED } else { WAIT_MIN };
    let longest = first.saturating_mul(1 << (n - 1).min(10)).min(WAIT_MAX);
    longest.mul_f64(0.5 + chance / 2.0)
}

async fn open(address: Address, hello: Hello, after: Duration) -> Result<Opened, ClientError> {
    tokio::time::sleep(after).await;
    let mut socket = Socket::open(&address).await?;
    let welcome = socket.greet(hello).await?;
    Ok((socket, welcome))
}

/// Sends what is owed, then reads. A frame whose sending was interrupted goes out twice; its name makes that harmless.
async fn exchange(
    socket: &mut Socket,
    to_resend: &mut VecDeque<ChatFrame>,
) -> Result<ChatServerFrame, ClientError> {
    while let Some(frame) = to_resend.front() {
        socket.send(frame).await?;
        to_resend.pop_front();
    }
    socket.next().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_half_a_minute_and_are_spread() {
        let lost = ClientError::Lost("gone".to_owned());
        assert_eq!(wait(&lost, 1, 1.0), Duration::from_millis(500));
        assert_eq!(wait(&lost, 3, 0.0), Duration::from_secs(1));
        assert_eq!(wait(&lost, 40, 1.0), WAIT_MAX);
    }

    #[test]
    fn a_draining_server_is_left_at_random_within_ten_seconds() {
        let draining = ClientError::Closed { code: 1001, said: None };
        assert_eq!(wait(&draining, 1, 0.0), Duration::ZERO);
        assert_eq!(wait(&draining, 1, 0.5), Duration::from_secs(5));
        assert_eq!(wait(&draining, 2, 1.0), Duration::from_secs(1));
    }

    #[test]
    fn an_overloaded_server_is_given_more_time() {
        assert!(wait(&ClientError::Closed { code: 1013, said: None }, 1, 1.0) >= WAIT_OVERLOADED);
    }
}
