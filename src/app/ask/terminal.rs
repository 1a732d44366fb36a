//! The terminal of this process: what it can show, which language and zone it has, its keyboard.

use std::io::{self, BufRead, IsTerminal, Read};

use jiff::tz::TimeZone;
use tokio::sync::mpsc;

use crate::domain::ids::Locale;

use super::{paint::Paint, view::Setup};

/// A line is a message of at most 8,000 characters and a command's name.
const LINE_BYTES_MAX: u64 = 64 * 1024;

/// What the chat needs to know of the place it runs in.
#[derive(Clone, Debug)]
pub struct Terminal {
    /// Lines come from a keyboard.
    pub input_is_terminal: bool,
    /// Text goes to a screen.
    pub output_is_terminal: bool,
    /// Styles.
    pub paint: Paint,
    /// Language of our own lines.
    pub locale: Locale,
    /// Where times are told.
    pub zone: TimeZone,
}

impl Terminal {
    /// Looks at this process: its streams, `NO_COLOR`, `TERM`, `LANG` and the system's zone.
    #[must_use]
    pub fn of_process(chosen: Option<Locale>) -> Self {
        let env = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let output_is_terminal = io::stdout().is_terminal();
        let is_dumb = env("NO_COLOR").is_some() || env("TERM").is_some_and(|term| term == "dumb");
        // The first of the three that is set decides, as everywhere.
        let system = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| env(name));
        Self {
            input_is_terminal: io::stdin().is_terminal(),
            output_is_terminal,
            paint: if output_is_terminal && !is_dumb { Paint::Ansi } else { Paint::Plain },
            locale: chosen.or_else(|| Locale::from_tag(&system?)).unwrap_or_default(),
            zone: TimeZone::system(),
        }
    }

    /// Returns what a view of that server's chat needs of it.
    #[must_use]
    pub fn setup(&self, site: String) -> Setup {
        Setup {
            locale: self.locale,
            zone: self.zone.clone(),
            paint: self.paint,
            sentences: self.output_is_terminal,
            site,
        }
    }
}

/// What comes from the keyboard.
#[derive(Debug)]
pub struct Input {
    /// Lines; closed at the end of the input.
    pub lines: mpsc::Receiver<String>,
    /// Ctrl-C.
    pub interrupts: mpsc::Receiver<()>,
}

impl Input {
    /// Begins to read the keyboard of this process.
    ///
    /// A thread of its own reads: a blocked read of the runtime's pool would keep the process from ending.
    #[must_use]
    pub fn of_process() -> Self {
        let (line_sender, lines) = mpsc::channel(1);
        let (interrupt_sender, interrupts) = mpsc::channel(4);
        std::thread::spawn(move || {
            let mut input = io::stdin().lock();
            while let Some(line) = read_line(&mut input) {
                if line_sender.blocking_send(line).is_err() {
                    break;
                }
            }
        });
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                if interrupt_sender.send(()).await.is_err() {
                    break;
                }
            }
        });
        Self { lines, interrupts }
    }
}

/// Reads one line of bounded length; nothing at the end of the input or where it cannot be read.
fn read_line(input: &mut impl BufRead) -> Option<String> {
    let mut bytes = Vec::new();
    let n = input.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes).ok()?;
    (n > 0).then(|| String::from_utf8_lossy(&bytes).into_owned())
}
