//! What the user types: an answer to the open question, a command, or a message.

use crate::{
    app::ask::words::put,
    domain::{ids::ClientId, personal::is_email},
    web::wire::ChatFrame,
};

use super::{Pending, View};

/// The socket's limit for a message.
const MESSAGE_CHARS_MAX: usize = 8_000;

/// What follows from a line.
#[derive(Debug, Default, PartialEq)]
pub struct Step {
    /// To be sent, in order.
    pub frames: Vec<ChatFrame>,
    /// To be printed.
    pub print: String,
    /// The user leaves.
    pub leave: bool,
}

impl Step {
    fn send(frame: ChatFrame) -> Self {
        Self { frames: vec![frame], ..Self::default() }
    }
    fn say(line: &str) -> Self {
        Self { print: format!("{line}\n"), ..Self::default() }
    }
}

/// A short answer to an open question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Short {
    Yes,
    No,
    Person,
}

impl View {
    /// Takes in a line; `id` names the frame it may become.
    pub fn enter(&mut self, line: &str, id: ClientId) -> Step {
        let line = line.trim();
        if line.is_empty() {
            return Step::default();
        }
        // A Chinese keyboard types a full-width colon.
        let command = line.strip_prefix([':', '：']);
        match command {
            Some(text) if text.starts_with([':', '：']) => self.message(text, id),
            Some(command) => self.command(command, id),
            None => match short(line).and_then(|short| self.answer(short, id)) {
                Some(step) => step,
                None => self.message(line, id),
            },
        }
    }

    /// Takes in an interrupt from the keyboard: the first stops a running reply, the next leaves.
    pub fn interrupt(&mut self) -> Step {
        if self.stopping || self.turn.is_none() {
            return Step { leave: true, ..Step::default() };
        }
        let mut step = self.stop();
        step.print = format!("\n{}", self.aside(self.words.again_to_leave));
        step
    }

    fn answer(&mut self, short: Short, id: ClientId) -> Option<Step> {
        let reply = match (self.pending, short) {
            (Pending::Nothing, _) | (Pending::Person, Short::Yes | Short::No) => return None,
            (_, Short::Person) => return Some(self.person(None, id)),
            (Pending::Solved(reply), Short::Yes | Short::No) => Some(reply),
            (Pending::AgentSolved, Short::Yes | Short::No) => None,
        };
        self.pending = Pending::Nothing;
        let solved = short == Short::Yes;
        Some(Step::send(ChatFrame::Feedback { client_id: id, reply, solved, comment: None }))
    }

    fn message(&mut self, text: &str, id: ClientId) -> Step {
        if text.chars().count() > MESSAGE_CHARS_MAX {
            return Step::say(self.words.too_long);
        }
        self.own.insert(id);
        self.sending = Some(id);
        self.pending = Pending::Nothing;
        let text = text.to_owned();
        Step::send(ChatFrame::Message { client_id: id, text, context: None, attachments: None })
    }

    fn command(&mut self, command: &str, id: ClientId) -> Step {
        let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        let rest = rest.trim();
        match name {
            "quit" | "q" | "exit" | "退出" => {
                let print = if self.with_people { self.aside(self.words.case_stays) } else { String::new() };
                Step { print, leave: true, ..Step::default() }
            }
            "help" | "h" | "?" | "帮助" => Step::say(self.words.help),
            "person" | "p" | "人工" => self.person((!rest.is_empty()).then(|| rest.to_owned()), id),
            "solved" | "解决了" => self.solved(id),
            "stop" | "停止" => self.stop(),
            "open" | "打开" => self.open_document(rest),
            "amend" | "补充" if rest.is_empty() => Step::say(self.words.amend_usage),
            "amend" | "补充" => Step::send(ChatFrame::Amend { client_id: id, text: rest.to_owned() }),
            "contact" | "联系" => self.contact(rest, id),
            "rate" | "评价" => self.rate(rest, id),
            "history" | "记录" => {
                let (frames, print) = self.history();
                Step { frames, print, leave: false }
            }
            _ => Step::say(self.words.unknown_command),
        }
    }

    fn person(&mut self, reason: Option<String>, id: ClientId) -> Step {
        self.pending = Pending::Nothing;
        Step::send(ChatFrame::Handoff { client_id: id, reason })
    }

    fn solved(&mut self, id: ClientId) -> Step {
        let reply = match self.pending {
            Pending::Solved(reply) => Some(reply),
            Pending::AgentSolved => None,
            Pending::Nothing | Pending::Person if self.with_people => None,
            Pending::Nothing | Pending::Person => self.last_reply,
        };
        self.pending = Pending::Nothing;
        Step::send(ChatFrame::Feedback { client_id: id, reply, solved: true, comment: None })
    }

    fn stop(&mut self) -> Step {
        match self.turn {
            Some(reply) => {
                self.stopping = true;
                Step::send(ChatFrame::Stop { reply })
            }
            None => Step::say(self.words.nothing_running),
        }
    }

    fn open_document(&self, which: &str) -> Step {
        let n = which.parse::<u32>().ok();
        let Some(listed) = self.listed.iter().find(|listed| Some(listed.n) == n) else {
            let which = super::clean_line(which);
            return Step::say(&put(self.words.no_such_document, &which));
        };
        let print = format!("{}\n{}\n", self.setup.paint.bold(&listed.title), listed.url);
        let frame = ChatFrame::Open { doc: listed.doc.clone(), reply: self.last_reply.or(self.turn) };
        Step { frames: vec![frame], print, leave: false }
    }

    fn contact(&self, way: &str, id: ClientId) -> Step {
        let is_email = is_email(way);
        let is_phone = way.chars().filter(char::is_ascii_digit).count() >= 5
            && way.chars().all(|c| c.is_ascii_digit() || " +-()/.".contains(c));
        if !is_email && !is_phone {
            return Step::say(self.words.contact_usage);
        }
        let way = Some(way.to_owned());
        let (email, phone) = if is_email { (way, None) } else { (None, way) };
        Step::send(ChatFrame::Contact { client_id: id, name: None, email, phone, callback: None })
    }

    fn rate(&self, rest: &str, id: ClientId) -> Step {
        let (score, comment) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        match score.parse::<u8>() {
            Ok(score @ 1..=5) => {
                let comment = comment.trim();
                let comment = (!comment.is_empty()).then(|| comment.to_owned());
                Step::send(ChatFrame::Rate { client_id: id, score, comment })
            }
            _ => Step::say(self.words.rate_usage),
        }
    }
}

fn short(line: &str) -> Option<Short> {
    match line.trim_end_matches(['.', '!', '。', '！']).to_lowercase().as_str() {
        "y" | "yes" | "yes, solved" | "是" | "是的" | "对" | "解决了" | "已解决" => {
            Some(Short::Yes)
        }
        "n" | "no" | "not yet" | "no, not yet" | "否" | "不" | "没有" | "没" | "还没有" | "还没"
        | "没解决" => Some(Short::No),
        "p" | "person" | "人工" | "转人工" => Some(Short::Person),
        _ => None,
    }
}
