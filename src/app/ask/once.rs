//! One question for a script: the final answer and its sources on standard output, the outcome as exit code.

use std::{io::Write, time::Duration};

use tokio::time::timeout;

use crate::{
    domain::{
        event::{Body, Event, Message, Role, TurnOutcome},
        ids::{ClientId, ReplyId},
    },
    ports::Ids,
    web::wire::{ChatFrame, ChatServerFrame},
};

use super::{
    super::client::{Client, Incoming},
    AskError, Exit, Options, Terminal, View, clean_line, hello,
    words::{put, words},
};

/// Twice the longest turn: a lost connection or a restart may fall into it.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// What became of the question so far.
struct Question {
    id: ClientId,
    reply: Option<ReplyId>,
    /// What the bot said: final messages, or the interim one until there is any.
    said: Vec<Message>,
}

enum Progress {
    Waiting,
    Ended(TurnOutcome),
    /// A person owns the case: nobody answers here.
    WithPeople,
}

/// Asks one question and prints what was answered.
///
/// # Errors
/// No server, no answer in time, or `out` is gone.
pub(super) async fn once(
    options: &Options,
    terminal: &Terminal,
    question: &str,
    out: &mut (dyn Write + Send),
    ids: &dyn Ids,
) -> Result<Exit, AskError> {
    let words = words(terminal.locale);
    let mut client = Client::connect(&options.url, hello(options, terminal)?, ids).await?;
    let id = client.fresh();
    let text = question.trim().to_owned();
    client.send(&ChatFrame::Message { client_id: id, text, context: None, attachments: None }).await?;
    let mut question = Question { id, reply: None, said: Vec::new() };
    let asking = Box::pin(question.ask(&mut client, options));
    let late = put(words.no_answer, &ANSWER_WITHIN.as_secs().to_string());
    let progress = timeout(ANSWER_WITHIN, asking).await.map_err(|_| AskError::NoAnswer(late))??;

    let mut view = View::new(terminal.setup(client.site()));
    let mut text: Vec<String> = question.said.iter().map(|message| view.whole(message)).collect();
    let exit = match progress {
        Progress::Ended(TurnOutcome::Answered | TurnOutcome::Asked | TurnOutcome::Settled) => Exit::Done,
        Progress::WithPeople => {
            text.push(format!("{}\n", words.with_people));
            Exit::Unanswered
        }
        Progress::Ended(_) | Progress::Waiting => Exit::Unanswered,
    };
    let written = out.write_all(text.join("\n").as_bytes()).and_then(|()| out.flush());
    written.map_err(|source| AskError::Io { what: "standard output".to_owned(), source })?;
    Ok(exit)
}

impl Question {
    async fn ask(&mut self, client: &mut Client<'_>, options: &Options) -> Result<Progress, AskError> {
        loop {
            let Incoming::Frame(frame) = client.next().await? else { continue };
            super::keep_token(options, &frame)?;
            match frame.as_ref() {
                ChatServerFrame::Event(event) => match self.take(event) {
                    Progress::Waiting => {}
                    ended => return Ok(ended),
                },
                ChatServerFrame::Error(error) if error.client_id == Some(self.id) => {
                    return Err(AskError::NoAnswer(clean_line(&error.message)));
                }
                _ => {}
            }
        }
    }

    fn take(&mut self, event: &Event) -> Progress {
        match &event.body {
            Body::Message(message) if message.client_id == Some(self.id) => {
                self.reply = message.reply;
                if message.reply.is_none() {
                    return Progress::WithPeople;
                }
            }
            Body::Message(message) if message.author.role == Role::Bot && self.is_ours(message.reply) => {
                self.said.retain(is_final);
                if is_final(message) || self.said.is_empty() {
                    self.said.push(message.clone());
                }
            }
            Body::TurnEnded(ended) if self.is_ours(Some(ended.reply)) => {
                return Progress::Ended(ended.outcome);
            }
            _ => {}
        }
        Progress::Waiting
    }

    fn is_ours(&self, reply: Option<ReplyId>) -> bool {
        self.reply.is_some() && self.reply == reply
    }
}

fn is_final(message: &Message) -> bool {
    message.answer.as_ref().is_none_or(|answer| answer.is_final)
}
