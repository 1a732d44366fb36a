//! `firstline probe`: one question from outside, for monitoring.
//!
//! It succeeds only where a reply with citations came in time, measured from sending. Documents shown before the reply
//! do not count, nor does a clarifying question or "the documentation does not say".

use std::{
    io::{self, Write},
    time::Duration,
};

use tokio::time::{Instant, timeout, timeout_at};

use crate::{
    config::duration,
    domain::{
        event::{Body, Event, Mode, Role, TurnOutcome},
        ids::{ClientId, InboxKey, Locale, ReplyId},
    },
    ports::Ids,
    web::wire::{ChatFrame, ChatServerFrame, Delta, Hello},
};

use super::{
    ask::clean_line,
    client::{ClientError, Socket},
};

/// The probe's conversation is closed behind it; that is worth no longer wait.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);

/// What `firstline probe` is told.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Address of the server, such as `https://help.example.com`
    pub url: String,
    /// Key of the inbox.
    #[arg(long, env = "FIRSTLINE_INBOX", default_value = "default")]
    pub inbox: String,
    /// A question that your documentation answers.
    #[arg(long, env = "FIRSTLINE_QUESTION", default_value = "How do I get started?")]
    pub question: String,
    /// How long a cited first reply may take, from sending the question.
    #[arg(long, env = "FIRSTLINE_WITHIN", default_value = "3s", value_parser = duration)]
    pub within: Duration,
    /// A JWT, for inboxes that admit no anonymous contacts.
    #[arg(long, env = "FIRSTLINE_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    /// Print one JSON object instead of a line.
    #[arg(long)]
    pub json: bool,
}

/// A cited first reply.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reply {
    /// From sending the question.
    pub after: Duration,
    /// Who wrote it.
    pub mode: Mode,
    /// How many citations it carries.
    pub n_citations: usize,
}

/// Why a probe failed: exit code 1, or 2 where there was no chat at all.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// No chat: nobody there, unknown inbox, wrong token.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The question was refused.
    #[error("the question was refused: {0}")]
    Refused(String),
    /// The connection ended before the reply.
    #[error("the chat ended before a reply: {0}")]
    Cut(ClientError),
    /// A reply came, but it cites nothing.
    #[error(
        "a reply came after {:.3} s, but it cites nothing ({outcome}); ask something the documentation answers with --question",
        after.as_secs_f64()
    )]
    Uncited {
        /// From sending the question.
        after: Duration,
        /// How the turn ended.
        outcome: String,
    },
    /// Nothing in time.
    #[error("no cited first reply within {:.3} s", .0.as_secs_f64())]
    TooLate(Duration),
}

impl ProbeError {
    const fn code(&self) -> u8 {
        match self {
            Self::Client(_) => 2,
            Self::Refused(_) | Self::Cut(_) | Self::Uncited { .. } | Self::TooLate(_) => 1,
        }
    }
}

/// Probes, prints one line to standard output and returns the exit code: 0 good, 1 no cited reply in time, 2 no chat.
pub async fn run(options: &Options, ids: &dyn Ids) -> u8 {
    let found = Box::pin(probe(options, ids)).await;
    let line = if options.json { as_json(options, &found) } else { as_line(&found) };
    let code = found.as_ref().err().map_or(0, ProbeError::code);
    // A monitor reads the code; it may have closed the output.
    let _unheard = writeln!(io::stdout(), "{line}");
    code
}

/// Asks the question and waits for a cited first reply.
///
/// # Errors
/// See [`ProbeError`].
pub async fn probe(options: &Options, ids: &dyn Ids) -> Result<Reply, ProbeError> {
    let address = options.url.parse()?;
    let mut socket = Box::pin(Socket::open(&address)).await?;
    socket.greet(hello(options)).await?;

    let id = ClientId::new(ids.random());
    let text = options.question.clone();
    let sent = Instant::now();
    socket.send(&ChatFrame::Message { client_id: id, text, context: None, attachments: None }).await?;
    let mut watch = Watch { id, sent, reply: None, was_uncited: None };
    let found = match timeout_at(sent + options.within, watch.first_reply(&mut socket)).await {
        Ok(found) => found,
        Err(_) => Err(watch.was_uncited.unwrap_or(ProbeError::TooLate(options.within))),
    };
    if !matches!(found, Err(ProbeError::Cut(_))) {
        leave(&mut socket, ClientId::new(ids.random())).await;
    }
    found
}

/// Ends the conversation, so that probes leave no open ones behind.
async fn leave(socket: &mut Socket, id: ClientId) {
    let closing = async {
        socket.send(&ChatFrame::Close { client_id: id }).await?;
        while !matches!(socket.next().await?, ChatServerFrame::Ack(ack) if ack.client_id == id) {}
        Ok::<(), ClientError>(())
    };
    // The verdict stands already; an open conversation is closed by silence, too.
    let _ended = timeout(CLOSE_WITHIN, closing).await;
}

fn hello(options: &Options) -> Hello {
    let is_chinese = options.question.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let locale = if is_chinese { Locale::Zh } else { Locale::En };
    Hello {
        inbox: InboxKey(options.inbox.clone()),
        token: options.token.clone().filter(|token| !token.is_empty()),
        epoch: None,
        conversation: None,
        after: None,
        locale: Some(locale.tag().to_owned()),
        context: None,
    }
}

/// Waits for the reply to one question.
struct Watch {
    id: ClientId,
    sent: Instant,
    /// The turn that the question opened.
    reply: Option<ReplyId>,
    was_uncited: Option<ProbeError>,
}

impl Watch {
    async fn first_reply(&mut self, socket: &mut Socket) -> Result<Reply, ProbeError> {
        loop {
            let found = match socket.next().await.map_err(ProbeError::Cut)? {
                ChatServerFrame::Event(event) => self.event(&event)?,
                ChatServerFrame::Delta(delta) => self.delta(&delta),
                ChatServerFrame::Error(error) if error.client_id == Some(self.id) => {
                    return Err(ProbeError::Refused(clean_line(&error.message)));
                }
                _ => None,
            };
            if let Some(reply) = found {
                return Ok(reply);
            }
        }
    }

    fn event(&mut self, event: &Event) -> Result<Option<Reply>, ProbeError> {
        match &event.body {
            Body::Message(message) if message.client_id == Some(self.id) => {
                self.reply = message.reply;
                if message.reply.is_none() {
                    let why = "this contact's case is with a person; use another token".to_owned();
                    return Err(ProbeError::Refused(why));
                }
            }
            Body::Message(message) if message.author.role == Role::Bot && self.is_ours(message.reply) => {
                let answer = message.answer.as_ref().filter(|answer| !answer.citations.is_empty());
                let Some(answer) = answer else {
                    self.was_uncited.get_or_insert(ProbeError::Uncited {
                        after: self.sent.elapsed(),
                        outcome: "not ended".to_owned(),
                    });
                    return Ok(None);
                };
                return Ok(Some(self.found(answer.mode, answer.citations.len())));
            }
            Body::TurnEnded(ended) if self.is_ours(Some(ended.reply)) => {
                let after = match self.was_uncited {
                    Some(ProbeError::Uncited { after, .. }) => after,
                    _ => self.sent.elapsed(),
                };
                return Err(ProbeError::Uncited { after, outcome: outcome(ended.outcome) });
            }
            _ => {}
        }
        Ok(None)
    }

    /// Sentences on their way are a reply once they cite: only a model writes them.
    fn delta(&self, delta: &Delta) -> Option<Reply> {
        let n_citations = delta.citations.as_ref().map_or(0, Vec::len);
        let is_cited = n_citations > 0 && !delta.blocks.is_empty();
        (is_cited && self.is_ours(Some(delta.reply))).then(|| self.found(Mode::Llm, n_citations))
    }

    fn found(&self, mode: Mode, n_citations: usize) -> Reply {
        Reply { after: self.sent.elapsed(), mode, n_citations }
    }

    fn is_ours(&self, reply: Option<ReplyId>) -> bool {
        self.reply.is_some() && self.reply == reply
    }
}

/// Returns the name that the protocol gives an outcome.
fn outcome(outcome: TurnOutcome) -> String {
    serde_json::to_value(outcome).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

const fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Llm => "llm",
        Mode::Extractive => "extractive",
        Mode::Fixed => "fixed",
    }
}

fn as_line(found: &Result<Reply, ProbeError>) -> String {
    match found {
        Ok(reply) => {
            let s = if reply.n_citations == 1 { "" } else { "s" };
            let (mode, n) = (mode_name(reply.mode), reply.n_citations);
            format!("ok {:.3} s first reply ({mode}, {n} citation{s})", reply.after.as_secs_f64())
        }
        Err(error) => clean_line(&format!("failed: {error}")),
    }
}

fn as_json(options: &Options, found: &Result<Reply, ProbeError>) -> String {
    let within = options.within.as_secs_f64();
    let mut json = serde_json::json!({ "ok": found.is_ok(), "url": options.url, "within_s": within });
    match found {
        Ok(reply) => {
            json["first_reply_s"] = reply.after.as_secs_f64().into();
            json["mode"] = mode_name(reply.mode).into();
            json["citations"] = reply.n_citations.into();
        }
        Err(error) => json["error"] = clean_line(&error.to_string()).into(),
    }
    json.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_the_time_the_kind_and_the_citations() {
        let reply = Reply { after: Duration::from_millis(412), mode: Mode::Extractive, n_citations: 3 };
        assert_eq!(as_line(&Ok(reply)), "ok 0.412 s first reply (extractive, 3 citations)");
        assert_eq!(
            as_line(&Err(ProbeError::TooLate(Duration::from_secs(3)))),
            "failed: no cited first reply within 3.000 s"
        );
    }

    #[test]
    fn only_a_missing_chat_is_an_error_of_the_connection() {
        assert_eq!(ProbeError::Client(ClientError::Silent).code(), 2);
        assert_eq!(ProbeError::Cut(ClientError::Silent).code(), 1);
        assert_eq!(ProbeError::TooLate(Duration::ZERO).code(), 1);
    }
}
