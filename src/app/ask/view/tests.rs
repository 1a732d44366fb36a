//! Chats played without a socket: frames and typed lines in, the screen out.

use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::{
    app::ask::paint::Paint,
    domain::blocks,
    web::wire::{ChatFrame, ChatServerFrame},
};

const REPLY: &str = "00000000-0000-0000-0000-00000000000a";
const CONVERSATION: &str = "00000000-0000-0000-0000-0000000000cc";

/// A chat and everything that was printed.
struct Played {
    view: View,
    screen: String,
    seq: u64,
    n_lines: u128,
}

fn played(locale: Locale) -> Played {
    let zone = TimeZone::get("Europe/Oslo").unwrap();
    let view = View::new(Setup {
        locale,
        zone,
        paint: Paint::Plain,
        sentences: true,
        site: "https://help.example".to_owned(),
    });
    let mut played = Played { view, screen: String::new(), seq: 0, n_lines: 0 };
    played.welcome(true);
    played.frame(json!({ "type": "caught_up", "seq": 0 }));
    played.screen.clear();
    played
}

impl Played {
    fn frame(&mut self, frame: Value) {
        let frame: ChatServerFrame = serde_json::from_value(frame).unwrap();
        self.screen.push_str(&self.view.fold(&frame));
    }
    fn welcome(&mut self, open: bool) {
        self.frame(json!({
            "type": "welcome", "protocol": "firstline.v1", "epoch": Uuid::nil(),
            "contact": { "id": Uuid::nil() }, "notices": [], "conversation": null,
            "inbox": { "id": "default", "name": "Acme", "locale": "en", "greeting": "Hello", "open": open,
                "next_open": "2026-06-02T07:00:00Z", "zone": "Europe/Oslo" },
            "resume": { "recovered": true, "from": 0 },
        }));
    }
    fn event(&mut self, kind: &str, body: Value) {
        self.seq += 1;
        self.event_at(self.seq, kind, body);
    }
    fn event_at(&mut self, seq: u64, kind: &str, body: Value) {
        self.frame(json!({
            "type": "event", "id": Uuid::from_u128(u128::from(seq)), "conversation": CONVERSATION, "seq": seq,
            "at": "2026-06-01T12:00:00.000Z", "kind": kind, "body": body,
        }));
    }
    fn line(&mut self, line: &str) -> Step {
        self.n_lines += 1;
        let step = self.view.enter(line, ClientId::new(Uuid::from_u128(1000 + self.n_lines)));
        self.screen.push_str(&step.print);
        step
    }
    /// The user asks, and the log has it.
    fn ask(&mut self, text: &str) {
        let [ChatFrame::Message { client_id, text, .. }] = &self.line(text).frames[..] else { panic!() };
        let body =
            json!({ "author": { "role": "user" }, "text": text, "client_id": client_id, "reply": REPLY });
        self.event("message", body);
    }
    fn delta(&mut self, n: u64, text: &str) {
        let blocks = blocks::parse(text, 9).blocks;
        self.frame(json!({
            "type": "delta", "conversation": CONVERSATION, "reply": REPLY, "attempt": 1, "n": n, "at": 0,
            "text": text, "blocks": blocks,
        }));
    }
    fn bot(&mut self, text: &str, mode: &str, is_final: bool) {
        self.event("message", json!({
            "author": { "role": "bot" }, "text": text, "reply": REPLY,
            "answer": { "outcome": "answered", "mode": mode, "final": is_final, "citations": [
                { "n": 1, "doc": "en/a.md", "title": "Renewal", "url": "https://docs.example/a", "quote": "q",
                  "hash": "h", "revision": 1 },
            ] },
        }));
    }
    fn ended(&mut self, outcome: &str) {
        self.event("turn_ended", json!({ "reply": REPLY, "outcome": outcome, "ms": {} }));
    }
    fn answered() -> Self {
        let mut played = played(Locale::En);
        played.ask("How?");
        played.bot("Renew it [1].", "extractive", true);
        played.ended("answered");
        played
    }
    #[track_caller]
    fn sees(&self, want: &str) {
        assert!(self.screen.contains(want), "{want:?} is not in:\n{}", self.screen);
    }
}

fn handoff(problem: &str) -> Value {
    json!({ "by": "user", "dossier": {
        "version": 1, "problem": problem, "asked": [], "environment": [
            { "name": "version", "value": "3.2", "seq": 1 }],
        "tried": [], "documents": [], "claims": [], "locale": "en", "written_by": "rules",
    } })
}

#[test]
fn documents_come_first_as_numbered_lines_that_can_be_opened() {
    let mut played = played(Locale::En);
    played.ask("How?");
    played.event(
        "suggested",
        json!({ "reply": REPLY, "items": [
        { "doc": "en/a.md", "title": "Renewal", "url": "https://docs.example/a", "snippet": "" },
        { "doc": "en/b.md", "title": "Limits", "url": "/docs/en/b.md#how-many", "snippet": "" },
    ] }),
    );
    played.sees(
        "  1. Renewal  https://docs.example/a\n  2. Limits  https://help.example/docs/en/b.md#how-many\n",
    );
    let step = played.line(":open 2");
    let reply = Some(REPLY.parse().unwrap());
    assert_eq!(step.frames, [ChatFrame::Open { doc: "en/b.md".to_owned(), reply }]);
    assert!(played.line(":open 7").frames.is_empty());
}

#[test]
fn a_streamed_answer_is_printed_once_with_label_and_sources() {
    let mut played = played(Locale::En);
    played.ask("How?");
    played.delta(1, "Stop it [1].");
    assert!(played.view.is_mid_line());
    played.delta(2, "Stop it [1]. Renew it.");
    played.delta(3, "Stop it [1]. Renew it.\n\n- one\n- two");
    played.bot("Stop it [1]. Renew it.\n\n- one\n- two", "llm", true);
    played.ended("answered");
    assert_eq!(
        played.screen,
        "\nStop it [1]. Renew it.\n\n- one\n- two\n\n\
         AI-generated, checked against the documentation\n\
         Sources\n  [1] Renewal  https://docs.example/a\n\n\
         Did that solve it? [y]es / [n]ot yet / [p]erson\n"
    );
}

#[test]
fn an_answer_that_differs_from_its_draft_is_printed_whole() {
    let mut played = played(Locale::En);
    played.ask("How?");
    played.delta(1, "Stop it.");
    played.bot("Renew it [1].", "llm", true);
    played.sees("Stop it.\n\n(the whole answer, as it was checked:)\nRenew it [1].\n");
}

#[test]
fn a_draft_that_never_became_a_reply_is_marked() {
    let mut played = played(Locale::En);
    played.ask("How?");
    played.delta(1, "Stop it.");
    played.ended("taken_over");
    played.sees("Stop it.\n(not finished; it does not count)\n");
    assert!(!played.view.is_busy());
}

#[test]
fn the_interim_answer_stays_and_the_final_one_comes_below() {
    let mut played = played(Locale::En);
    played.ask("How?");
    played.bot("Renew it [1].", "extractive", false);
    played.sees("From the documentation · a written answer may follow below");
    played.delta(1, "Do this.");
    played.bot("Do this.", "llm", true);
    assert_eq!(played.screen.matches("Renew it").count(), 1);
    assert_eq!(played.screen.matches("Do this.").count(), 1);
}

#[test]
fn whether_it_helped_is_answered_with_one_letter_in_either_language() {
    for (line, want) in [("y", true), ("解决了", true), ("Not yet.", false), ("还没有", false)] {
        let step = Played::answered().line(line);
        let [ChatFrame::Feedback { solved, reply, .. }] = &step.frames[..] else {
            panic!("{line}: {step:?}")
        };
        assert_eq!((*solved, *reply), (want, Some(REPLY.parse().unwrap())));
    }
    assert!(matches!(Played::answered().line("p").frames[..], [ChatFrame::Handoff { .. }]));
    let step = Played::answered().line("yes, but on Windows?");
    assert!(matches!(step.frames[..], [ChatFrame::Message { .. }]));
}

#[test]
fn yes_to_a_question_of_the_bot_is_a_message() {
    let mut played = played(Locale::En);
    played.ask("How?");
    played.ended("asked");
    assert!(matches!(played.line("yes").frames[..], [ChatFrame::Message { .. }]));
}

#[test]
fn a_handoff_shows_what_was_passed_on_and_the_local_time() {
    let mut played = Played::answered();
    played.event("handoff_requested", handoff("Upload stops at 2 GB"));
    played.event("queued", json!({ "queue": "default", "tier": 1, "respond_by": "2026-06-01T12:19:00Z" }));
    played.sees("This is what I pass on:\n  Upload stops at 2 GB\n  version: 3.2\n");
    played.sees("A reply by Mon 1 Jun, 14:19 (CEST).");
    let n_before = played.screen.len();
    played.frame(json!({ "type": "place", "expected_by": "2026-06-01T12:19:00Z", "ahead": 0 }));
    assert_eq!(played.screen.len(), n_before, "an unchanged place is not told again");
    played.frame(json!({ "type": "place", "expected_by": "2026-06-01T12:40:00Z", "ahead": 2 }));
    played.sees("A reply by Mon 1 Jun, 14:40 (CEST). Your place is kept if you leave. 2 before you.");
}

#[test]
fn nobody_is_promised_a_time_before_the_next_opening() {
    let mut played = Played::answered();
    played.welcome(false);
    played.event("queued", json!({ "queue": "default", "tier": 1, "respond_by": "2026-06-01T12:19:00Z" }));
    played.sees("Nobody is here now. A reply by Tue 2 Jun, 09:00 (CEST).");
}

#[test]
fn a_person_speaks_under_their_name_and_their_solution_is_confirmed() {
    let mut played = Played::answered();
    played.event("assigned", json!({ "agent": { "name": "Anna" } }));
    played.frame(json!({ "type": "typing", "who": "agent", "on": true }));
    played.frame(json!({ "type": "typing", "who": "agent", "on": true }));
    played.event("message", json!({ "author": { "role": "agent", "name": "Anna" }, "text": "Try **this**" }));
    played.event("resolved", json!({ "by": "agent", "how": "agent" }));
    played.sees("Anna: Try this\n");
    assert_eq!(played.screen.matches("Anna is typing").count(), 1);
    played.sees("Anna marks this as solved. Did that solve it?");
    let step = played.line("n");
    assert!(matches!(step.frames[..], [ChatFrame::Feedback { solved: false, reply: None, .. }]));
}

#[test]
fn the_first_interrupt_stops_a_reply_and_the_second_leaves() {
    let mut played = played(Locale::En);
    played.ask("How?");
    let step = played.view.interrupt();
    assert_eq!(step.frames, [ChatFrame::Stop { reply: REPLY.parse().unwrap() }]);
    assert!(!step.leave && step.print.contains("Ctrl-C again leaves"));
    assert!(played.view.interrupt().leave);
    assert!(Played::answered().view.interrupt().leave, "nothing runs: it leaves at once");
}

#[test]
fn commands_become_frames() {
    let mut played = Played::answered();
    assert!(
        matches!(&played.line(":amend it is 3.3").frames[..], [ChatFrame::Amend { text, .. }] if text == "it is 3.3")
    );
    let step = played.line(":contact me@example.com");
    assert!(
        matches!(&step.frames[..], [ChatFrame::Contact { email: Some(email), .. }] if email == "me@example.com")
    );
    let step = played.line("：contact +47 123 45 678");
    assert!(matches!(&step.frames[..], [ChatFrame::Contact { phone: Some(_), email: None, .. }]));
    assert!(played.line(":contact nobody").frames.is_empty());
    assert!(matches!(
        &played.line(":rate 4 fine").frames[..],
        [ChatFrame::Rate { score: 4, comment: Some(_), .. }]
    ));
    assert!(played.line(":rate 6").frames.is_empty());
    assert!(matches!(
        &played.line(":solved").frames[..],
        [ChatFrame::Feedback { solved: true, reply: Some(_), .. }]
    ));
    assert!(matches!(&played.line("::q").frames[..], [ChatFrame::Message { text, .. }] if text == ":q"));
    assert!(played.line(":nonsense").frames.is_empty());
    assert!(played.line(&"x".repeat(8_001)).frames.is_empty());
    assert!(played.line(":quit").leave);
}

#[test]
fn an_event_is_told_once_however_often_it_comes() {
    let mut played = Played::answered();
    let before = played.screen.clone();
    played.event_at(1, "message", json!({ "author": { "role": "user" }, "text": "How?", "reply": REPLY }));
    assert_eq!(played.screen, before);
}

#[test]
fn history_asks_for_what_is_older_and_lists_it_in_order() {
    let mut played = played(Locale::En);
    played.event_at(7, "message", json!({ "author": { "role": "user" }, "text": "Second" }));
    let step = played.line(":history");
    assert_eq!(step.frames, [ChatFrame::History { before: Seq(7), limit: Some(50) }]);
    played.screen.clear();
    played.event_at(1, "message", json!({ "author": { "role": "agent", "name": "Anna" }, "text": "First" }));
    assert_eq!(played.screen, "", "older events are not news");
    played.frame(json!({ "type": "history_end", "before": 7, "more": false }));
    played.sees("Anna Mon 1 Jun, 14:00 (CEST)\nFirst\n\nYou Mon 1 Jun, 14:00 (CEST)\nSecond\n");
}

#[test]
fn nothing_received_can_steer_the_terminal() {
    let mut played = played(Locale::Zh);
    let nasty = "x\u{1b}]0;y\u{7}\u{202e}\u{9b}2J\r";
    played.ask("How?");
    played.event(
        "suggested",
        json!({ "reply": REPLY, "items": [
        { "doc": nasty, "title": nasty, "url": nasty, "snippet": nasty }] }),
    );
    played.line(":open 1");
    played.delta(1, nasty);
    played.bot(nasty, "llm", true);
    played.event("handoff_requested", handoff(nasty));
    played.event("assigned", json!({ "agent": { "name": nasty } }));
    played.event("message", json!({ "author": { "role": "agent", "name": nasty }, "text": nasty }));
    played.frame(json!({ "type": "error", "code": "conflict", "message": nasty }));
    played.frame(json!({ "type": "notices", "items": [
        { "id": "1", "state": "open", "title": nasty, "text": nasty, "url": nasty }] }));
    played.line(":history");
    let bad = played.screen.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
    assert_eq!(bad, None);
}

#[test]
fn a_lost_connection_is_a_quiet_line_and_the_draft_is_printed_whole_after_it() {
    let mut played = played(Locale::En);
    played.ask("How?");
    played.delta(1, "Stop it.");
    let line = played.view.lost(2);
    played.screen.push_str(&line);
    assert_eq!(played.view.lost(4), "", "one line per outage");
    played.welcome(true);
    played.delta(4, "Stop it. Renew it [1].");
    played.bot("Stop it. Renew it [1].", "llm", true);
    played.sees(
        "Stop it.\nNo connection. Trying again in 2 s. What you write is kept here.\nConnected again.\n",
    );
    played.sees("\nStop it. Renew it [1].\n");
}

#[test]
fn an_open_question_is_not_asked_again_after_an_outage() {
    let mut played = Played::answered();
    let line = played.view.lost(1);
    played.screen.push_str(&line);
    played.welcome(true);
    played.frame(json!({ "type": "caught_up", "seq": 3 }));
    assert_eq!(played.screen.matches("Did that solve it?").count(), 1);
    assert!(matches!(played.line("y").frames[..], [ChatFrame::Feedback { solved: true, .. }]));
}
