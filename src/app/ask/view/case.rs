//! The way to a person and back: what is passed on, when somebody answers, who has the case, how it ended.

use crate::{
    app::ask::{paint::clean_line, render::render, words::put},
    domain::{
        dossier::Dossier,
        event::{Assigned, Body, ContactUpdated, Feedback, Message, Queued, Resolution, Resolved},
        personal::Personal,
        time::Timestamp,
    },
};

use super::{Pending, View, reply::tree};

/// Facts that are whole clauses or lines of what the user has just written.
const SAID_ABOVE: [&str; 7] = ["log", "message", "amount", "affected", "works", "changed", "reach"];

impl View {
    pub(super) fn user_message(&mut self, message: &Message) -> String {
        let is_own = message.client_id.is_some_and(|id| self.own.contains(&id));
        if self.sending.is_some() && self.sending == message.client_id {
            self.sending = None;
        }
        self.turn = message.reply.or(self.turn);
        self.pending = Pending::Nothing;
        let mut out = String::new();
        if !is_own {
            let who = self.setup.paint.bold(self.words.you);
            let line = format!("\n{who}: {}\n", clean_line(message.text.text()));
            out.push_str(&self.apart(&line));
        }
        if is_own && message.reply.is_none() && self.agent.is_none() {
            out.push_str(&self.aside(self.words.with_people));
        }
        out
    }

    pub(super) fn agent_message(&mut self, message: &Message) -> String {
        self.typing_told = false;
        let name = message.author.name.as_ref().map(Personal::text).map(clean_line);
        let who = name.filter(|name| !name.is_empty()).or_else(|| self.agent.clone());
        let who = self.setup.paint.bold(who.as_deref().unwrap_or(self.words.person));
        let text = render(&tree(message, None), self.setup.paint);
        self.apart(&format!("\n{who}: {text}\n"))
    }

    /// Tells an event of triage, handoff, desk or end.
    pub(super) fn case_event(&mut self, body: &Body) -> String {
        match body {
            Body::HandoffRequested(requested) => {
                self.with_people = true;
                self.pending = Pending::Nothing;
                self.passed_on(&requested.dossier)
            }
            Body::Dossier(written) => self.passed_on_now(&written.dossier),
            Body::Amended(_) => self.aside(self.words.amended),
            Body::Queued(queued) => self.queued(queued),
            Body::Assigned(assigned) => self.assigned(assigned),
            Body::Released(_) => {
                self.agent = None;
                self.aside(self.words.released)
            }
            Body::Transferred(_) => {
                self.agent = None;
                self.aside(self.words.transferred)
            }
            Body::ContactUpdated(contact) => self.contact_updated(contact),
            Body::Feedback(feedback) => self.feedback(feedback),
            Body::Resolved(resolved) => self.resolved(resolved),
            Body::Reopened(_) => {
                self.pending = Pending::Nothing;
                self.aside(self.words.reopened)
            }
            Body::Closed(_) => {
                (self.pending, self.with_people, self.agent) = (Pending::Nothing, false, None);
                self.aside(self.words.closed)
            }
            Body::Rated(_) => self.aside(self.words.rated),
            Body::Opened(_)
            | Body::DocOpened(_)
            | Body::Triaged(_)
            | Body::SeverityChanged(_)
            | Body::Corrected(_)
            | Body::Note(_)
            | Body::Sla(_)
            | Body::Offered(_)
            | Body::Paged(_)
            | Body::Message(_)
            | Body::Suggested(_)
            | Body::TurnEnded(_)
            | Body::Notice(_) => String::new(),
        }
    }

    /// Says where a waiting case stands, once per change.
    pub(super) fn place(&mut self, expected_by: Option<Timestamp>, ahead: Option<u32>) -> String {
        let mut line = match expected_by {
            Some(at) => put(self.words.reply_by, &self.when(at)),
            None => self.words.reply_unknown.to_owned(),
        };
        if let Some(n) = ahead.filter(|n| *n > 0) {
            line = format!("{line} {}", put(self.words.ahead, &n.to_string()));
        }
        self.tell_place(line)
    }

    fn tell_place(&mut self, line: String) -> String {
        if self.place.as_ref() == Some(&line) {
            return String::new();
        }
        let out = self.apart(&format!("{line}\n"));
        self.place = Some(line);
        out
    }

    fn passed_on(&mut self, dossier: &Dossier) -> String {
        let problem = clean_line(dossier.problem.text());
        let mut out = format!("\n{}\n  {problem}\n", self.words.passed_on);
        let facts: Vec<String> = dossier
            .environment
            .iter()
            // Whole clauses and log lines stand in the user's own messages above.
            .filter(|fact| !SAID_ABOVE.contains(&fact.name.as_str()))
            .map(|fact| format!("{}: {}", clean_line(&fact.name), clean_line(fact.value.text())))
            .collect();
        if !facts.is_empty() {
            out.push_str(&format!("  {}\n", facts.join(" · ")));
        }
        out.push_str(&format!("{}\n", self.setup.paint.dim(self.words.amend_hint)));
        self.problem = Some(problem);
        self.apart(&out)
    }

    fn passed_on_now(&mut self, dossier: &Dossier) -> String {
        let problem = clean_line(dossier.problem.text());
        if problem.is_empty() || self.problem.as_ref() == Some(&problem) {
            return String::new();
        }
        let line = format!("{} {problem}", self.words.passed_on_now);
        self.problem = Some(problem);
        self.aside(&line)
    }

    fn queued(&mut self, queued: &Queued) -> String {
        self.with_people = true;
        self.agent = None;
        // A promise needs somebody to keep it: while closed, the next opening is the earliest truth.
        let (line, at) = if self.open {
            (self.words.reply_by, queued.respond_by)
        } else {
            (
                self.words.reply_by_closed,
                queued.respond_by.max(self.next_open).filter(|_| self.next_open.is_some()),
            )
        };
        let line = match at {
            Some(at) => put(line, &self.when(at)),
            None => self.words.reply_unknown.to_owned(),
        };
        let mut out = self.tell_place(line);
        if !self.open {
            out.push_str(&self.aside(self.words.contact_hint));
        }
        out
    }

    fn assigned(&mut self, assigned: &Assigned) -> String {
        let name = clean_line(assigned.agent.name.text());
        let name = if name.is_empty() { self.words.person.to_owned() } else { name };
        let line = put(self.words.assigned, &name);
        (self.with_people, self.agent, self.place, self.typing_told) = (true, Some(name), None, false);
        self.apart(&format!("\n{line}\n"))
    }

    fn contact_updated(&mut self, contact: &ContactUpdated) -> String {
        let ways = contact.email.iter().chain(&contact.phone).map(|way| clean_line(way.text()));
        let ways = ways.filter(|way| !way.is_empty()).collect::<Vec<_>>().join(", ");
        if ways.is_empty() {
            return String::new();
        }
        let line = put(self.words.contact_kept, &ways);
        self.aside(&line)
    }

    fn feedback(&mut self, feedback: &Feedback) -> String {
        if feedback.solved {
            self.pending = Pending::Nothing;
            return String::new();
        }
        // After an agent's resolution the case is simply open again; the log says so by itself.
        if feedback.reply.is_none() {
            self.pending = Pending::Nothing;
            return String::new();
        }
        self.pending = Pending::Person;
        self.aside(self.words.still_wrong)
    }

    fn resolved(&mut self, resolved: &Resolved) -> String {
        self.with_people = false;
        match resolved.how {
            Resolution::Agent => {
                self.pending = Pending::AgentSolved;
                if self.caught_up { self.ask_pending() } else { String::new() }
            }
            Resolution::Confirmed => {
                self.pending = Pending::Nothing;
                self.aside(self.words.confirmed)
            }
            Resolution::Assumed => {
                self.pending = Pending::Nothing;
                self.aside(self.words.assumed)
            }
        }
    }
}
