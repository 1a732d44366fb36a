//! What was said before, as a list.

use crate::{
    app::ask::{paint::clean_line, render::render},
    domain::{
        event::{Body, Event, Role},
        ids::Seq,
        personal::Personal,
    },
    web::wire::ChatFrame,
};

use super::{View, reply::tree};

/// Older events asked for at once.
const PAGE: usize = 50;

impl View {
    /// Shows what is held, or asks for older events first.
    pub(super) fn history(&mut self) -> (Vec<ChatFrame>, String) {
        let oldest = self.held().next().map(|event| event.seq);
        match oldest {
            // Event 1 opens a conversation; nothing is older.
            Some(before) if before > Seq(1) => {
                self.history_before = Some(before);
                (vec![ChatFrame::History { before, limit: Some(PAGE) }], String::new())
            }
            _ => (Vec::new(), self.transcript()),
        }
    }

    pub(super) fn history_end(&mut self, more: bool) -> String {
        if self.history_before.take().is_none() {
            return String::new();
        }
        let mut out = self.transcript();
        if more {
            out.push_str(&self.aside(self.words.more_history));
        }
        out
    }

    fn transcript(&mut self) -> String {
        let out: String = self.held().filter_map(|event| self.entry(event)).collect();
        if out.is_empty() {
            return self.aside(self.words.no_history);
        }
        self.apart(&out)
    }

    fn held(&self) -> impl Iterator<Item = &Event> {
        self.log.values().filter(|event| Some(event.conversation) == self.current)
    }

    fn entry(&self, event: &Event) -> Option<String> {
        let Body::Message(message) = &event.body else { return None };
        let name = message.author.name.as_ref().map(Personal::text).map(clean_line);
        let who = match message.author.role {
            Role::User => self.words.you.to_owned(),
            Role::Bot => self.words.bot.to_owned(),
            Role::Agent => name.unwrap_or_else(|| self.words.person.to_owned()),
        };
        let text = match message.author.role {
            Role::User => clean_line(message.text.text()),
            Role::Bot | Role::Agent => render(&tree(message, message.answer.as_ref()), self.setup.paint),
        };
        let when = self.setup.paint.dim(&self.when(event.at));
        Some(format!("\n{} {when}\n{text}\n", self.setup.paint.bold(&who)))
    }
}
