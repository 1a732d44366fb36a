//! The state of a terminal chat: frames fold into it, and each fold returns the text to print.
//!
//! Pure: no socket, no clock, no terminal. What the bot says is in `reply`, the way to a person in `case`, what the
//! user types in `enter`, what was said before in `transcript`.

mod case;
mod enter;
mod reply;
mod transcript;

pub use enter::Step;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use crate::{
    domain::{
        event::{Body, Event, Notice, NoticeState, Role},
        ids::{ClientId, ConversationId, EventId, Locale, ReplyId, Seq},
        time::Timestamp,
    },
    web::wire::{ChatServerFrame, ErrorCode, ErrorFrame, Typing, Welcome},
};

use super::{
    paint::{Paint, clean, clean_line},
    words::{Words, civil_time, put, words},
};

use reply::Draft;

/// What a view needs to know of the terminal it is for.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Language of our own lines.
    pub locale: Locale,
    /// Where times are told.
    pub zone: TimeZone,
    /// Styles.
    pub paint: Paint,
    /// True where sentences appear as they come; false prints whole blocks.
    pub sentences: bool,
    /// The server's address: documents without another one are read there.
    pub site: String,
}

impl Setup {
    /// Returns an address that can be opened from a terminal.
    fn reachable(&self, url: &str) -> String {
        let url = clean_line(url);
        if url.starts_with('/') { format!("{}{url}", self.site) } else { url }
    }
}

/// The question that is open between us and the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pending {
    Nothing,
    /// Did that reply solve it?
    Solved(ReplyId),
    /// Did the agent solve it?
    AgentSolved,
    /// Shall a person look at it?
    Person,
}

/// A document that `:open` can name.
#[derive(Clone, Debug)]
struct Listed {
    n: u32,
    doc: String,
    title: String,
    url: String,
}

/// A terminal chat as it stands.
pub struct View {
    setup: Setup,
    words: &'static Words,
    greeted: bool,
    /// Does somebody answer now, as the last `welcome` said?
    open: bool,
    next_open: Option<Timestamp>,
    log: BTreeMap<(ConversationId, Seq), Event>,
    /// By name, not by place: after a restore the same event may come under another epoch.
    told: BTreeSet<EventId>,
    current: Option<ConversationId>,
    caught_up: bool,
    own: BTreeSet<ClientId>,
    /// The user's message that the log does not show yet.
    sending: Option<ClientId>,
    turn: Option<ReplyId>,
    stopping: bool,
    draft: Option<Draft>,
    /// The reply of the newest bot message, for feedback without a question.
    last_reply: Option<ReplyId>,
    pending: Pending,
    /// What was asked last, so that it is not asked again after an outage.
    asked: Pending,
    lost_told: bool,
    listed: Vec<Listed>,
    agent: Option<String>,
    /// A person owns the case or it waits for one.
    with_people: bool,
    /// What was said last about the place in the queue; said again only when it changes.
    place: Option<String>,
    problem: Option<String>,
    typing_told: bool,
    notices: BTreeMap<String, NoticeState>,
    history_before: Option<Seq>,
    newest_heard: Seq,
}

impl View {
    /// Begins an empty chat.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        Self {
            words: words(setup.locale),
            setup,
            greeted: false,
            open: true,
            next_open: None,
            log: BTreeMap::new(),
            told: BTreeSet::new(),
            current: None,
            caught_up: false,
            own: BTreeSet::new(),
            sending: None,
            turn: None,
            stopping: false,
            draft: None,
            last_reply: None,
            pending: Pending::Nothing,
            asked: Pending::Nothing,
            lost_told: false,
            listed: Vec::new(),
            agent: None,
            with_people: false,
            place: None,
            problem: None,
            typing_told: false,
            notices: BTreeMap::new(),
            history_before: None,
            newest_heard: Seq(0),
        }
    }

    /// Takes in a frame and returns what to print: whole lines, except for the end of a reply being written.
    pub fn fold(&mut self, frame: &ChatServerFrame) -> String {
        match frame {
            ChatServerFrame::Welcome(welcome) => self.welcome(welcome),
            ChatServerFrame::CaughtUp(_) => self.catch_up(),
            ChatServerFrame::Event(event) => self.event(event),
            ChatServerFrame::Delta(delta) => self.delta(delta),
            ChatServerFrame::Typing(typing) => self.typing(typing),
            ChatServerFrame::Place { expected_by, ahead } => self.place(*expected_by, *ahead),
            ChatServerFrame::Notices { items } => items.iter().map(|item| self.notice(item)).collect(),
            ChatServerFrame::HistoryEnd { more, .. } => self.history_end(*more),
            ChatServerFrame::Error(error) => self.refusal(error),
            ChatServerFrame::Ack(_) | ChatServerFrame::Suggestions { .. } | ChatServerFrame::Read(_) => {
                String::new()
            }
        }
    }

    /// Says that the connection is gone, once per outage.
    pub fn lost(&mut self, again_in_s: u64) -> String {
        self.caught_up = false;
        if std::mem::replace(&mut self.lost_told, true) {
            return String::new();
        }
        let line = put(self.words.lost, &again_in_s.max(1).to_string());
        self.aside(&line)
    }

    /// Returns whether a reply is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.turn.is_some() || self.sending.is_some()
    }

    /// Returns whether everything missed has come.
    #[must_use]
    pub const fn is_caught_up(&self) -> bool {
        self.caught_up
    }

    /// Returns whether a line was begun and not ended.
    #[must_use]
    pub fn is_mid_line(&self) -> bool {
        self.draft.as_ref().is_some_and(Draft::is_shown)
    }

    /// Returns the newest message of somebody else, to be told as read.
    #[must_use]
    pub const fn newest_heard(&self) -> Seq {
        self.newest_heard
    }

    /// Returns whether a case waits for a person or is with one.
    #[must_use]
    pub const fn is_with_people(&self) -> bool {
        self.with_people
    }

    fn welcome(&mut self, welcome: &Welcome) -> String {
        self.open = welcome.inbox.open;
        self.next_open = welcome.inbox.next_open;
        if !welcome.resume.recovered {
            self.log.clear();
        }
        let mut out = String::new();
        if self.greeted {
            out.push_str(&self.aside(self.words.back));
        } else {
            self.greeted = true;
            let name = self.setup.paint.bold(&clean_line(&welcome.inbox.name));
            let greeting = clean(&welcome.inbox.greeting);
            out.push_str(&format!("{name}\n{}\n", greeting.trim_end()));
            out.push_str(&self.aside(self.words.hint));
            if welcome.conversation.is_some() {
                out.push_str(&self.aside(self.words.resumed));
            }
        }
        out.extend(welcome.notices.iter().map(|notice| self.notice(notice)));
        out
    }

    fn catch_up(&mut self) -> String {
        (self.caught_up, self.lost_told) = (true, false);
        // What was asked before the connection broke still stands above.
        if self.asked == self.pending { String::new() } else { self.ask_pending() }
    }

    fn event(&mut self, event: &Event) -> String {
        self.log.insert((event.conversation, event.seq), event.clone());
        if self.history_before.is_some_and(|before| event.seq < before) || !self.told.insert(event.id) {
            return String::new();
        }
        if self.current != Some(event.conversation) {
            self.current = Some(event.conversation);
            self.newest_heard = Seq(0);
        }
        match &event.body {
            Body::Message(message) => match message.author.role {
                Role::User => self.user_message(message),
                Role::Bot => {
                    self.newest_heard = self.newest_heard.max(event.seq);
                    self.bot_message(message)
                }
                Role::Agent => {
                    self.newest_heard = self.newest_heard.max(event.seq);
                    self.agent_message(message)
                }
            },
            Body::Suggested(suggested) => self.suggested(suggested),
            Body::TurnEnded(ended) => self.turn_ended(ended),
            Body::Notice(notice) => self.notice(notice),
            body => self.case_event(body),
        }
    }

    fn typing(&mut self, typing: &Typing) -> String {
        if typing.who != Role::Agent || !typing.on || self.typing_told {
            return String::new();
        }
        self.typing_told = true;
        let line = put(self.words.typing, self.agent.as_deref().unwrap_or(self.words.person));
        self.aside(&line)
    }

    fn notice(&mut self, notice: &Notice) -> String {
        if self.notices.insert(notice.id.clone(), notice.state) == Some(notice.state) {
            return String::new();
        }
        let title = self.setup.paint.bold(&format!("! {}", clean_line(&notice.title)));
        let url = notice.url.as_deref().map(|url| format!("\n  {}", clean_line(url))).unwrap_or_default();
        let text = format!("{title}\n  {}{url}\n", clean_line(&notice.text));
        self.apart(&text)
    }

    fn refusal(&mut self, error: &ErrorFrame) -> String {
        if error.client_id.is_some() && error.client_id == self.sending {
            self.sending = None;
        }
        let line = match (error.code, error.retry_after_ms) {
            (ErrorCode::RateLimited, Some(ms)) => put(self.words.too_fast, &ms.div_ceil(1000).to_string()),
            _ => put(self.words.refused, &clean_line(&error.message)),
        };
        self.apart(&format!("{line}\n"))
    }

    fn when(&self, at: Timestamp) -> String {
        civil_time(at, &self.setup.zone, self.setup.locale)
    }

    /// A quiet line of ours.
    fn aside(&mut self, line: &str) -> String {
        let line = self.setup.paint.dim(line);
        self.apart(&format!("{line}\n"))
    }

    /// Puts text on lines of its own, also while a reply is being written.
    fn apart(&mut self, text: &str) -> String {
        match self.draft.as_mut().filter(|draft| draft.is_shown()) {
            // What was streamed stands above; the reply is printed whole when it is done.
            Some(draft) => {
                draft.interrupt();
                format!("\n{text}")
            }
            None => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
