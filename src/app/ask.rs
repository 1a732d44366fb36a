//! `firstline ask`: the chat in a terminal, over the socket like any other client.
//!
//! The state and every word printed are folded purely in `view`; here is only the way between socket, keyboard and
//! screen. One question for scripts is in `once`.

mod once;
mod paint;
mod render;
mod terminal;
mod view;
mod words;

pub use paint::{Paint, clean_line};
pub use terminal::{Input, Terminal};
pub use view::{Setup, View};

use std::{
    io::{self, Write},
    path::PathBuf,
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

use crate::{
    domain::ids::{InboxKey, Locale, Seq},
    ports::Ids,
    web::wire::{ChatFrame, ChatServerFrame, Hello},
};

use super::client::{Client, ClientError, Incoming};

/// After the end of the input a running reply is waited for, no longer than this.
const LEAVE_WITHIN: Duration = Duration::from_secs(60);

/// What `firstline ask` is told.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Address of the server.
    #[arg(long, env = "FIRSTLINE_URL", default_value = "http://127.0.0.1:8080")]
    pub url: String,
    /// Key of the inbox.
    #[arg(long, env = "FIRSTLINE_INBOX", default_value = "default")]
    pub inbox: String,
    /// A contact token of an earlier chat, or a JWT of the embedding site. Without it the chat is anonymous.
    #[arg(long, env = "FIRSTLINE_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    /// Language: en or zh; else that of the system.
    #[arg(long, env = "FIRSTLINE_LOCALE", value_parser = locale)]
    pub locale: Option<Locale>,
    /// Keep the contact token in this file and go on with the same chat next time. Without it nothing is stored.
    #[arg(long, value_name = "FILE", conflicts_with = "token")]
    pub resume: Option<PathBuf>,
    /// The question. Where standard input is no terminal it is the only one: exit code 0 if it was answered or asked
    /// back, 3 if not, 2 on errors.
    #[arg(value_name = "QUESTION")]
    pub question: Vec<String>,
}

/// How a chat ended: the exit code of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: answered, asked back, or left by the user.
    Done,
    /// 3: the one question was not answered.
    Unanswered,
    /// 2: an error, told on standard error.
    Failed,
}

impl Exit {
    /// Returns the exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Unanswered => 3,
            Self::Failed => 2,
        }
    }
}

/// Why a chat ended early.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// No server.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The screen or the token's file.
    #[error("{what}: {source}")]
    Io {
        /// What could not be read or written.
        what: String,
        /// What the system says.
        source: io::Error,
    },
    /// The server did not take the question, or did not answer it.
    #[error("{0}")]
    NoAnswer(String),
}

impl AskError {
    fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Client(error) => error.explain(locale),
            other => other.to_string(),
        }
    }
}

/// Reads a language tag: `en`, `zh-CN` …
///
/// # Errors
/// Any other language.
pub fn locale(tag: &str) -> Result<Locale, String> {
    Locale::from_tag(tag).ok_or_else(|| format!("{tag} is not spoken here; write en or zh"))
}

/// Runs the chat in the terminal of this process until it ends, and returns its exit code.
pub async fn run(options: &Options, ids: &dyn Ids) -> u8 {
    let terminal = Terminal::of_process(options.locale);
    let question = options.question.join(" ");
    let mut out = io::stdout();
    let ended = if question.trim().is_empty() || terminal.input_is_terminal {
        let input = Input::of_process();
        Box::pin(chat(options, &terminal, input, &mut out, ids)).await
    } else {
        Box::pin(once::once(options, &terminal, &question, &mut out, ids)).await
    };
    match ended {
        Ok(exit) => exit.code(),
        Err(error) => {
            // Nobody is left to be told where standard error is closed.
            let _unheard = writeln!(io::stderr(), "{}", clean_line(&error.explain(terminal.locale)));
            Exit::Failed.code()
        }
    }
}

/// Leads a chat: lines from `input`, everything else to `out`.
///
/// # Errors
/// The first connection does not stand, a later one cannot be mended, or `out` is gone.
pub async fn chat(
    options: &Options,
    terminal: &Terminal,
    mut input: Input,
    out: &mut (dyn Write + Send),
    ids: &dyn Ids,
) -> Result<Exit, AskError> {
    let mut client = Client::connect(&options.url, hello(options, terminal)?, ids).await?;
    let mut view = View::new(terminal.setup(client.site()));
    let mut screen = Screen { out, terminal, is_prompted: false };
    let mut read = Seq(0);
    let mut leave_at: Option<Instant> = None;
    let mut first = Some(options.question.join(" ")).filter(|question| !question.trim().is_empty());
    loop {
        let is_quiet = view.is_caught_up() && !view.is_busy() && client.is_settled();
        if let Some(question) = first.take_if(|_| is_quiet) {
            let step = view.enter(&question, client.fresh());
            act(step, &mut client, &mut screen).await?;
            continue;
        }
        if leave_at.is_some() && (is_quiet || terminal.input_is_terminal) {
            return Ok(Exit::Done);
        }
        if is_quiet && leave_at.is_none() {
            screen.prompt(&view)?;
        }
        // A script's next line waits until the last one was answered; a person may always speak.
        let may_speak = leave_at.is_none() && (is_quiet || terminal.input_is_terminal);
        let deadline = leave_at.unwrap_or_else(Instant::now);
        let step = tokio::select! {
            incoming = client.next() => {
                let text = match incoming? {
                    Incoming::Frame(frame) => {
                        keep_token(options, &frame)?;
                        view.fold(&frame)
                    }
                    Incoming::Lost { again_in } => view.lost(again_in.as_secs()),
                };
                screen.print(&text)?;
                if view.newest_heard() > read {
                    read = view.newest_heard();
                    client.send(&ChatFrame::Read { seq: read }).await?;
                }
                continue;
            }
            line = input.lines.recv(), if may_speak => match line {
                Some(line) => {
                    screen.is_prompted = false;
                    view.enter(&line, client.fresh())
                }
                None => {
                    leave_at = Some(Instant::now() + LEAVE_WITHIN);
                    continue;
                }
            },
            Some(()) = input.interrupts.recv() => view.interrupt(),
            () = sleep_until(deadline), if leave_at.is_some() => return Ok(Exit::Unanswered),
        };
        if act(step, &mut client, &mut screen).await? {
            return Ok(Exit::Done);
        }
    }
}

/// Prints and sends what follows from the user's act; returns whether the user leaves.
async fn act(step: view::Step, client: &mut Client<'_>, screen: &mut Screen<'_>) -> Result<bool, AskError> {
    screen.print(&step.print)?;
    for frame in &step.frames {
        client.send(frame).await?;
    }
    Ok(step.leave)
}

/// Returns the first frame, with the token that was kept.
fn hello(options: &Options, terminal: &Terminal) -> Result<Hello, AskError> {
    let mut token = options.token.clone().filter(|token| !token.is_empty());
    if let Some(file) = &options.resume {
        match std::fs::read_to_string(file) {
            Ok(kept) => token = Some(kept.trim().to_owned()).filter(|token| !token.is_empty()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(AskError::Io { what: file.display().to_string(), source }),
        }
    }
    Ok(Hello {
        inbox: InboxKey(options.inbox.clone()),
        token,
        epoch: None,
        conversation: None,
        after: None,
        locale: Some(terminal.locale.tag().to_owned()),
        context: None,
    })
}

/// Keeps the contact token where the user asked for it, readable by nobody else.
fn keep_token(options: &Options, frame: &ChatServerFrame) -> Result<(), AskError> {
    let (Some(file), ChatServerFrame::Welcome(welcome)) = (&options.resume, frame) else { return Ok(()) };
    let Some(token) = &welcome.contact_token else { return Ok(()) };
    let mut how = std::fs::OpenOptions::new();
    how.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
    how.open(file)
        .and_then(|mut opened| writeln!(opened, "{token}"))
        .map_err(|source| AskError::Io { what: file.display().to_string(), source })
}

/// Where text goes, and whether the prompt stands there.
struct Screen<'a> {
    out: &'a mut (dyn Write + Send),
    terminal: &'a Terminal,
    is_prompted: bool,
}

impl Screen<'_> {
    fn print(&mut self, text: &str) -> Result<(), AskError> {
        if text.is_empty() {
            return Ok(());
        }
        let fresh = if self.is_prompted { self.terminal.paint.fresh_line() } else { "" };
        self.is_prompted = false;
        self.write(fresh)?;
        self.write(text)
    }

    /// Invites the user to write, once.
    fn prompt(&mut self, view: &View) -> Result<(), AskError> {
        let is_conversation = self.terminal.input_is_terminal && self.terminal.output_is_terminal;
        if self.is_prompted || !is_conversation || view.is_mid_line() {
            return Ok(());
        }
        self.is_prompted = true;
        self.write("> ")
    }

    fn write(&mut self, text: &str) -> Result<(), AskError> {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        written.map_err(|source| AskError::Io { what: "standard output".to_owned(), source })
    }
}
