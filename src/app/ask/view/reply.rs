//! What the bot says: documents at once, sentences as they come, the checked answer with its sources.

use crate::{
    app::ask::{
        paint::clean_line,
        render::{growing, render},
    },
    domain::{
        blocks::{Block, parse},
        event::{Answer, Citation, Message, Mode, Offer, Suggested, TurnEnded, TurnOutcome},
        ids::ReplyId,
    },
    web::wire::Delta,
};

use super::{Listed, Pending, View};

/// A reply being written.
pub(super) struct Draft {
    reply: ReplyId,
    attempt: u32,
    n: u64,
    blocks: Vec<Block>,
    /// What stands on the terminal of it, without the last line end.
    shown: String,
    /// Something else was printed below it: no more can be added.
    interrupted: bool,
}

impl Draft {
    pub(super) const fn is_shown(&self) -> bool {
        !self.shown.is_empty() && !self.interrupted
    }
    pub(super) const fn interrupt(&mut self) {
        self.interrupted = true;
    }
}

impl View {
    pub(super) fn suggested(&mut self, suggested: &Suggested) -> String {
        if suggested.items.is_empty() {
            return String::new();
        }
        let items = (1..).zip(&suggested.items);
        self.listed = items
            .map(|(n, item)| Listed {
                n,
                doc: item.doc.clone(),
                title: clean_line(&item.title),
                url: self.setup.reachable(&item.url),
            })
            .collect();
        let paint = self.setup.paint;
        let mut out = format!("{}\n", paint.dim(self.words.documents));
        for item in &self.listed {
            out.push_str(&format!("  {}. {}  {}\n", item.n, item.title, paint.dim(&item.url)));
        }
        self.apart(&out)
    }

    /// Prints what is new in a draft.
    pub(super) fn delta(&mut self, delta: &Delta) -> String {
        if self.turn != Some(delta.reply) {
            return String::new();
        }
        let is_new = self.draft.as_ref().is_none_or(|draft| draft.reply != delta.reply);
        if is_new {
            self.draft = Some(Draft {
                reply: delta.reply,
                attempt: delta.attempt,
                n: 0,
                blocks: Vec::new(),
                shown: String::new(),
                interrupted: false,
            });
        }
        let paint = self.setup.paint;
        let Some(draft) = &mut self.draft else { return String::new() };
        if delta.attempt < draft.attempt || (delta.at > 0 && delta.n <= draft.n) {
            return String::new();
        }
        (draft.attempt, draft.n) = (delta.attempt, delta.n);
        draft.blocks.truncate(delta.at);
        draft.blocks.extend(delta.blocks.iter().cloned());
        if draft.interrupted {
            return String::new();
        }
        let text = if self.setup.sentences {
            growing(&draft.blocks, paint)
        } else {
            // The last block may still grow.
            render(draft.blocks.split_last().map_or(&[], |(_, before)| before), paint)
        };
        match text.strip_prefix(draft.shown.as_str()) {
            Some(new) => {
                let opening = if draft.shown.is_empty() && !new.is_empty() { "\n" } else { "" };
                let new = format!("{opening}{new}");
                draft.shown = text;
                new
            }
            // What was printed cannot be taken back: the whole answer follows when it is done.
            None => {
                draft.interrupted = true;
                "\n".to_owned()
            }
        }
    }

    pub(super) fn bot_message(&mut self, message: &Message) -> String {
        let paint = self.setup.paint;
        let answer = message.answer.as_ref();
        let blocks = tree(message, answer);
        let text = render(&blocks, paint);
        let is_final = answer.is_none_or(|answer| answer.is_final);
        let draft = match &self.draft {
            Some(draft) if is_final && Some(draft.reply) == message.reply => self.draft.take(),
            _ => None,
        };
        self.last_reply = message.reply.or(self.last_reply);
        let mut out = match draft {
            Some(draft) if !draft.shown.is_empty() && !draft.interrupted => {
                match text.strip_prefix(draft.shown.as_str()) {
                    Some(rest) => format!("{rest}\n"),
                    None => format!("\n\n{}\n{text}\n", paint.dim(self.words.corrected)),
                }
            }
            Some(draft) if !draft.shown.is_empty() => {
                format!("\n{}\n{text}\n", paint.dim(self.words.corrected))
            }
            _ => self.apart(&format!("\n{text}\n")),
        };
        if let Some(answer) = answer {
            out.push_str(&self.below(answer));
            if answer.offer == Some(Offer::Person) && answer.is_final {
                self.pending = Pending::Person;
            }
        }
        out
    }

    /// Returns a bot message as it stands alone: text, label, sources.
    pub fn whole(&mut self, message: &Message) -> String {
        let text = render(&tree(message, message.answer.as_ref()), self.setup.paint);
        let below = message.answer.as_ref().map(|answer| self.below(answer)).unwrap_or_default();
        format!("{text}\n{below}")
    }

    pub(super) fn turn_ended(&mut self, ended: &TurnEnded) -> String {
        let mut out = String::new();
        let unsaid = self.draft.take_if(|draft| draft.reply == ended.reply);
        if let Some(draft) = unsaid.filter(|draft| !draft.shown.is_empty()) {
            let opening = if draft.interrupted { "" } else { "\n" };
            out.push_str(&format!("{opening}{}\n", self.setup.paint.dim(self.words.withdrawn)));
        }
        if self.turn == Some(ended.reply) {
            self.turn = None;
            self.stopping = false;
        }
        match ended.outcome {
            TurnOutcome::Answered | TurnOutcome::Unsure => self.pending = Pending::Solved(ended.reply),
            TurnOutcome::Stopped => out.push_str(&self.aside(self.words.stopped)),
            TurnOutcome::Asked | TurnOutcome::HandedOff | TurnOutcome::TakenOver | TurnOutcome::Settled => {
                self.pending = Pending::Nothing;
            }
            TurnOutcome::None | TurnOutcome::Superseded | TurnOutcome::Failed => {}
        }
        if self.caught_up {
            out.push_str(&self.ask_pending());
        }
        out
    }

    /// Asks what is open between us.
    pub(super) fn ask_pending(&mut self) -> String {
        self.asked = self.pending;
        let line = match self.pending {
            Pending::Nothing => return String::new(),
            Pending::Solved(_) => self.words.solved.to_owned(),
            Pending::AgentSolved => {
                super::put(self.words.agent_solved, self.agent.as_deref().unwrap_or(self.words.person))
            }
            Pending::Person => self.words.offer.to_owned(),
        };
        self.apart(&format!("\n{line}\n"))
    }

    /// What stands below an answer: who wrote it, and from what.
    fn below(&mut self, answer: &Answer) -> String {
        format!("{}{}", self.label(answer), self.sources(&answer.citations))
    }

    fn label(&self, answer: &Answer) -> String {
        let who = match answer.mode {
            Mode::Llm => self.words.by_model,
            Mode::Extractive => self.words.by_documents,
            Mode::Fixed => return String::new(),
        };
        let rest = match (answer.is_final, answer.cut) {
            (false, _) => Some(self.words.more_may_follow),
            (true, true) => Some(self.words.cut),
            (true, false) => None,
        };
        let line = rest.map_or_else(|| who.to_owned(), |rest| format!("{who} · {rest}"));
        format!("\n{}\n", self.setup.paint.dim(&line))
    }

    fn sources(&mut self, citations: &[Citation]) -> String {
        if citations.is_empty() {
            return String::new();
        }
        let paint = self.setup.paint;
        self.listed = citations
            .iter()
            .map(|citation| Listed {
                n: citation.n,
                doc: citation.doc.clone(),
                title: clean_line(&citation.title),
                url: self.setup.reachable(&citation.url),
            })
            .collect();
        let mut out = format!("{}\n", paint.dim(self.words.sources));
        for source in &self.listed {
            out.push_str(&format!("  [{}] {}  {}\n", source.n, source.title, paint.dim(&source.url)));
        }
        out
    }
}

/// The message's tree, parsed here where the server sent none.
pub(super) fn tree(message: &Message, answer: Option<&Answer>) -> Vec<Block> {
    let n_citations = answer.and_then(|answer| answer.citations.iter().map(|cited| cited.n).max());
    message.blocks.clone().unwrap_or_else(|| parse(message.text.text(), n_citations.unwrap_or(0)).blocks)
}
