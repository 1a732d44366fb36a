//! The limits of sockets, requests, files and waits, each with its unit, default and the reason for it.

use std::{num::NonZeroU32, time::Duration};

use super::field::{Field, field};

/// Limits of the whole server.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Longest frame, in bytes.
    pub frame_bytes_max: usize,
    /// Longest message, in characters.
    pub text_chars_max: usize,
    /// Messages a contact may send at once.
    pub messages_burst: NonZeroU32,
    /// Messages a contact may send, going on.
    pub messages_per_second: NonZeroU32,
    /// Searches while typing at once, per contact.
    pub suggests_burst: NonZeroU32,
    /// Searches while typing, going on, per contact.
    pub suggests_per_second: NonZeroU32,
    /// Handshakes and new contacts at once, per address.
    pub handshakes_burst: NonZeroU32,
    /// Handshakes and new contacts, going on, per address.
    pub handshakes_per_second: NonZeroU32,
    /// Tries to sign in at once, per address.
    pub sign_ins_burst: NonZeroU32,
    /// Tries to sign in, going on, per address.
    pub sign_ins_per_second: NonZeroU32,
    /// Searches and documents read by HTTP at once, per address.
    pub reads_burst: NonZeroU32,
    /// Searches and documents read by HTTP, going on, per address.
    pub reads_per_second: NonZeroU32,
    /// Open sockets.
    pub sockets_max: usize,
    /// Wait for `hello`.
    pub hello_wait: Duration,
    /// Time between pings.
    pub ping_every: Duration,
    /// Silence after a ping.
    pub pong_wait: Duration,
    /// Wait for a peer that does not read.
    pub send_wait: Duration,
    /// Wait for the next of several quick messages while typing is on.
    pub gather_wait: Duration,
    /// Events in one page.
    pub history_page_max: usize,
    /// Longest head of a request, in bytes.
    pub header_bytes_max: usize,
    /// Wait for the head of a request.
    pub header_wait: Duration,
    /// Longest body of a request, in bytes.
    pub body_bytes_max: usize,
    /// Absence that loses a claim.
    pub agent_gone_after: Duration,
    /// Lease of a turn.
    pub turn_lease: Duration,
    /// Wait for turns and sockets at the end.
    pub drain_wait: Duration,
    /// Wait for a receiver to take a message.
    pub receiver_wait: Duration,
    /// Largest document, in bytes.
    pub file_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            frame_bytes_max: 65_536,
            text_chars_max: 8_000,
            messages_burst: rate(20),
            messages_per_second: rate(1),
            suggests_burst: rate(10),
            suggests_per_second: rate(4),
            handshakes_burst: rate(300),
            handshakes_per_second: rate(20),
            sign_ins_burst: rate(20),
            sign_ins_per_second: rate(1),
            reads_burst: rate(300),
            reads_per_second: rate(20),
            sockets_max: 20_000,
            hello_wait: seconds(5),
            ping_every: seconds(25),
            pong_wait: seconds(8),
            send_wait: seconds(10),
            gather_wait: seconds(1),
            history_page_max: 200,
            header_bytes_max: 16_384,
            header_wait: seconds(10),
            body_bytes_max: 65_536,
            agent_gone_after: seconds(75),
            turn_lease: seconds(30),
            drain_wait: seconds(20),
            receiver_wait: seconds(15),
            file_bytes_max: 2_000_000,
        }
    }
}

/// Makes a rate of a number that is not zero; zero becomes one.
const fn rate(n: u32) -> NonZeroU32 {
    match NonZeroU32::new(n) {
        Some(n) => n,
        None => NonZeroU32::MIN,
    }
}

impl Limits {
    pub(super) fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field(
                "frame_bytes_max",
                &mut self.frame_bytes_max,
                "bytes",
                "Longest frame on a socket: the longest message in any script fits twice.",
            ),
            field(
                "text_chars_max",
                &mut self.text_chars_max,
                "characters",
                "Longest message in the chat: a long log excerpt; more belongs into a file.",
            ),
            field(
                "messages_burst",
                &mut self.messages_burst,
                "messages",
                "What one contact may send at once: nobody types faster, a script does.",
            ),
            field(
                "messages_per_second",
                &mut self.messages_per_second,
                "messages",
                "What one contact may send in the long run, each second.",
            ),
            field(
                "suggests_burst",
                &mut self.suggests_burst,
                "searches",
                "Searches while typing at once, per contact: a few fast words.",
            ),
            field(
                "suggests_per_second",
                &mut self.suggests_per_second,
                "searches",
                "Searches while typing in the long run, each second and contact: the widget asks at most this often.",
            ),
            field(
                "handshakes_burst",
                &mut self.handshakes_burst,
                "handshakes",
                "Sockets and new contacts at once, per address: an office behind one address comes back after a restart.",
            ),
            field(
                "handshakes_per_second",
                &mut self.handshakes_per_second,
                "handshakes",
                "Sockets and new contacts in the long run, each second and address.",
            ),
            field(
                "sign_ins_burst",
                &mut self.sign_ins_burst,
                "tries",
                "Tries to sign in to the console at once, per address: an office in the morning.",
            ),
            field(
                "sign_ins_per_second",
                &mut self.sign_ins_per_second,
                "tries",
                "Tries to sign in to the console in the long run, each second and address.",
            ),
            field(
                "reads_burst",
                &mut self.reads_burst,
                "requests",
                "Searches and documents read by HTTP at once, per address: an office behind one address.",
            ),
            field(
                "reads_per_second",
                &mut self.reads_per_second,
                "requests",
                "Searches and documents read by HTTP in the long run, each second and address.",
            ),
            field(
                "sockets_max",
                &mut self.sockets_max,
                "sockets",
                "Open sockets: about 6 KiB each, so 120 MB; raise the system's limit of open files with it.",
            ),
            field(
                "hello_wait",
                &mut self.hello_wait,
                "duration",
                "Wait for a socket's first frame: slow phones need two seconds, who says nothing is no client.",
            ),
            field(
                "ping_every",
                &mut self.ping_every,
                "duration",
                "Time between pings: proxies drop connections that are silent for 30 s.",
            ),
            field(
                "pong_wait",
                &mut self.pong_wait,
                "duration",
                "Silence after a ping before the socket is closed: a mobile network changing cells stays.",
            ),
            field(
                "send_wait",
                &mut self.send_wait,
                "duration",
                "Wait for a peer that does not read before it is closed: what it misses it reads from the log later.",
            ),
            field(
                "gather_wait",
                &mut self.gather_wait,
                "duration",
                "Wait for the next of several quick messages while the user types: they are one question.",
            )
            .zero("each message is its own question"),
            field(
                "history_page_max",
                &mut self.history_page_max,
                "events",
                "Events in one page: a few screens, and about 100 kB.",
            ),
            field(
                "header_bytes_max",
                &mut self.header_bytes_max,
                "bytes",
                "Longest head of a request: what browsers and proxies send fits twice.",
            ),
            field(
                "header_wait",
                &mut self.header_wait,
                "duration",
                "Wait for the head of a request: a slower one only holds a connection.",
            ),
            field(
                "body_bytes_max",
                &mut self.body_bytes_max,
                "bytes",
                "Longest body of a request: as a frame.",
            ),
            field(
                "agent_gone_after",
                &mut self.agent_gone_after,
                "duration",
                "Absence after which an agent loses a claim: three pings, so that a reload loses nothing.",
            ),
            field(
                "turn_lease",
                &mut self.turn_lease,
                "duration",
                "How long a turn belongs to a process that does not renew it: then another one finishes it.",
            ),
            field(
                "drain_wait",
                &mut self.drain_wait,
                "duration",
                "Wait for running turns when stopping: below the 30 s that most supervisors allow.",
            )
            .zero("stop at once"),
            field(
                "receiver_wait",
                &mut self.receiver_wait,
                "duration",
                "Wait for a receiver to take what it is told, which is to take it first and work afterwards; and for a calendar by address.",
            ),
            field(
                "file_bytes_max",
                &mut self.file_bytes_max,
                "bytes",
                "Largest document: a larger one is generated, and skipped with an error.",
            ),
        ]
    }
}
