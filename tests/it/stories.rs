//! Stories: what user, queue and agent see of a conversation, told in text files under `tests/stories`.
//!
//! One step a line; empty lines and lines that begin with `#` mean nothing. Time stands still but for `clock`.
//!
//! ```text
//! inbox: office                    open Monday to Friday 09:00–18:00 in Shanghai; without it: around the clock
//! policy: LINE                     a line of the inbox's policy, as in `firstline.toml`
//! receiver NAME: LINE              a webhook is told, with that line in its settings, where there is one
//! model: quote | fail | say TEXT | when WORDS say TEXT | stall after TEXT     what the model does from here on;
//!                                  `when` answers a question that holds the words, and never another
//! contact: NAME of ACCOUNT on PLAN from here on, what the user does and sees is theirs; who has been here is back.
//!                                  Without account and plan, as in a story without this step: anonymous
//! user: TEXT                       says it, and waits for the end of the turn it opens
//! begins: TEXT                     says it, and waits for the documents alone: the turn goes on
//! quick: TEXT                      says it and types on, and waits for nothing
//! press: solved | not solved | person | stop | close
//! amend: TEXT                      corrects what was passed on
//! rate: 4                          satisfaction
//! reads:                           has read everything
//! clock: +24h                      time passes (h, m, s)
//! agent NAME: comes [tier 2] | claim | claims again | reply TEXT | note TEXT | release | resolve | decline
//!             severity 1 | transfer TIER REASON | notice open TEXT | notice updated TEXT | notice ended TEXT
//!             notice announce TEXT opens an announcement, `notice open` an incident
//!             finds LIST STATE TEXT beside the case, `earlier`, `colleagues` or `solved` holds one, or `none`
//!
//! sees user: [words] TEXT          the next words the user sees hold TEXT; the words in brackets, where there are
//!                                  any, are said of them: outcome, mode, `offer`, `interim`, `cut`, `agent`, a document cited
//! sees draft: TEXT                 the reply being written holds TEXT
//! sees nothing more:               the user has seen all that was said
//! turn: OUTCOME                    how the newest turn ended
//! state: bot | waiting | agent | resolved | closed
//! queue: none | QUEUE severity 2 tier 1 …
//! dossier has: TEXT                the newest dossier; also `dossier lacks` and `dossier version`
//! log: KIND 2                      the log holds that many events of a kind
//! promised: 30m                    a reply, from the moment the case was last queued
//! promises: TARGET STATE, …        what the log tells of promises, all of it in order, or `none`
//! offers: NAME STATE, …            the same of offers
//! pages: tier 1, …                 the same of calls to whoever is on call
//! notices: STATE, …                the same of notices
//! told NAME: TYPE TEXT             the next message to a receiver
//! link: STATE kept | broken | open the case by the contact's link, and its promise
//! conversation: same | new         the last thing said went there
//! ```

mod desk;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use firstline::{
    domain::{
        event::{Body, Event, Message, Resolution, Role, for_contact},
        ids::{ClientId, ConversationId, ReplyId, Seq},
    },
    web::wire::{ChatFrame, ChatServerFrame},
};
use futures_util::{StreamExt, stream};

use self::desk::Colleague;
use crate::{
    notify::{receiver::Receiver, webhook},
    scripted_model::{Script, ScriptedModel},
    support::{Chat, Options, Server, client::message, client_id, eventually, kind},
};

const OFFICE: &str = r#"
zone = "Asia/Shanghai"
hours.mon = ["09:00-18:00"]
hours.tue = ["09:00-18:00"]
hours.wed = ["09:00-18:00"]
hours.thu = ["09:00-18:00"]
hours.fri = ["09:00-18:00"]
"#;
/// What a site signs with that vouches for its users.
const JWT_SECRET: &str = "0123456789abcdef0123456789abcdef";
/// Stories played at once.
const AT_ONCE: usize = 4;

/// One line of a story.
struct Step {
    line: usize,
    what: String,
    text: String,
}

fn steps(text: &str) -> Vec<Step> {
    let meant =
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    meant
        .map(|(idx, line)| {
            let (what, text) = line.split_once(':').unwrap_or_else(|| panic!("line {}: no colon", idx + 1));
            Step { line: idx + 1, what: what.trim().to_owned(), text: text.trim().to_owned() }
        })
        .collect()
}

/// One who asks, and where they stand.
struct User {
    chat: Chat,
    token: String,
    /// The conversation spoken in last, and the one before that.
    case: Option<ConversationId>,
    before: Option<ConversationId>,
    /// The newest reply the user saw, and the turn that runs.
    reply: Option<ReplyId>,
    running: Option<ReplyId>,
}

/// What the server of a story is started with, and the receivers that it tells.
async fn settings(steps: &[Step]) -> (String, HashMap<String, Receiver>) {
    let mut config = format!("[[inbox]]\nkey = \"default\"\njwt.hs256_secret = \"{JWT_SECRET}\"\n");
    let mut told: HashMap<&str, String> = HashMap::new();
    for Step { what, text, .. } in steps {
        match what.split_once(' ').unwrap_or((what.as_str(), "")) {
            ("inbox", _) => {
                assert_eq!(text, "office");
                config += OFFICE;
            }
            ("policy", _) => config += &format!("{text}\n"),
            ("receiver", name) => *told.entry(name).or_default() += &format!("{text}\n"),
            _ => {}
        }
    }
    let mut receivers = HashMap::new();
    for (name, lines) in told {
        let receiver = Receiver::start().await;
        config += &webhook(name, receiver.url(), &lines);
        receivers.insert(name.to_owned(), receiver);
    }
    (config, receivers)
}

/// A story being played.
struct Play {
    server: Server,
    model: Option<ScriptedModel>,
    receivers: HashMap<String, Receiver>,
    agents: HashMap<String, Colleague>,
    /// Who speaks, and their name.
    user: User,
    name: String,
    others: HashMap<String, User>,
}

impl Play {
    async fn begin(steps: &[Step]) -> Self {
        let has_model = steps.iter().any(|step| step.what == "model");
        let model = if has_model { Some(ScriptedModel::start().await) } else { None };
        if let Some(model) = &model {
            model.always(Script::Status(500, Vec::new(), String::new()));
        }
        let (config, receivers) = settings(steps).await;
        let model_url = model.as_ref().map(ScriptedModel::url);
        let config = config.leak();
        let server = Server::start(Options { config, model: model_url, ..Options::default() }).await;
        let user = User::come(&server, "", "").await;
        let (agents, others) = (HashMap::new(), HashMap::new());
        Self { server, model, receivers, agents, user, name: String::new(), others }
    }

    async fn step(&mut self, step: &Step) {
        let text = step.text.as_str();
        match step.what.as_str() {
            "model" => self.script(text),
            "user" => self.says(text).await,
            "begins" => {
                let place = self.user.chat.place();
                self.speaks(text).await;
                let suggested = self.user.chat.expect_event("suggested").await;
                if let Body::Suggested(suggested) = suggested.body {
                    self.user.running = Some(suggested.reply);
                }
                self.user.chat.go_back(place);
            }
            "sees draft" => {
                self.user
                    .chat
                    .expect(text, |frame| match frame {
                        ChatServerFrame::Delta(delta) => delta.text.contains(text).then_some(()),
                        _ => None,
                    })
                    .await;
            }
            "quick" => {
                self.speaks(text).await;
                self.user.chat.send(&ChatFrame::Typing { on: true }).await;
            }
            "press" => self.press(text).await,
            "amend" => {
                let id = client_id();
                self.done(id, ChatFrame::Amend { client_id: id, text: text.to_owned() }).await;
            }
            "rate" => {
                let id = client_id();
                let score = text.parse().unwrap();
                self.done(id, ChatFrame::Rate { client_id: id, score, comment: None }).await;
            }
            "reads" => {
                let case = self.case();
                let newest = self.newest_seen().await;
                self.user.chat.expect_seq(newest).await;
                self.user.chat.send(&ChatFrame::Read { seq: newest }).await;
                let store = self.server.store().clone();
                eventually("the mark", || async {
                    (store.read_mark(case, Role::User).await.unwrap() >= newest).then_some(())
                })
                .await;
            }
            "clock" => self.server.clock.advance(duration(text)),
            "sees user" => self.sees(text).await,
            "sees nothing more" => {
                let newest = self.newest_seen().await;
                self.user.chat.expect_seq(newest).await;
                let more = self.user.chat.unseen().find(|event| is_said_to_user(event)).cloned();
                assert!(more.is_none(), "{more:?}");
            }
            "turn" => {
                let log = self.log().await;
                let ended = log.iter().rev().find_map(|event| match &event.body {
                    Body::TurnEnded(ended) => Some(word(&ended.outcome)),
                    _ => None,
                });
                assert_eq!(ended.as_deref(), Some(text));
            }
            "state" => {
                let (store, case, state) = (self.server.store().clone(), self.case(), text.to_owned());
                eventually(text, || async {
                    (store.conversation(case).await.unwrap().unwrap().state == state).then_some(())
                })
                .await;
            }
            "log" => {
                let (wanted, n) = text.split_once(' ').unwrap();
                let kinds: Vec<String> = self.log().await.iter().map(kind).collect();
                let found = kinds.iter().filter(|kind| *kind == wanted).count();
                assert_eq!(found, n.parse::<usize>().unwrap(), "{wanted} in {kinds:?}");
            }
            "conversation" => assert_eq!(self.user.case == self.user.before, text == "same"),
            _ => self.desk_step(step).await,
        }
    }

    fn case(&self) -> ConversationId {
        self.user.case.expect("nothing was said yet")
    }
    async fn log(&self) -> Vec<Event> {
        self.server.log(self.case()).await
    }

    /// The newest event that a contact may see.
    async fn newest_seen(&self) -> Seq {
        self.log().await.iter().rfind(|event| for_contact(event).is_some()).unwrap().seq
    }

    fn script(&self, text: &str) {
        let script = match text.split_once(' ').unwrap_or((text, "")) {
            ("quote", _) => Script::Quote,
            ("when", words) => {
                let (asked, said) = words.split_once(" say ").unwrap();
                Script::SayWhenAsked(asked.to_owned(), said.to_owned())
            }
            ("fail", _) => Script::Status(500, Vec::new(), String::new()),
            ("say", words) => Script::Say(words.to_owned()),
            ("stall", words) => Script::StallAfter(words.trim_start_matches("after ").to_owned()),
            _ => panic!("a model cannot `{text}`"),
        };
        self.model.as_ref().unwrap().always(script);
    }

    async fn done(&mut self, id: ClientId, frame: ChatFrame) -> Seq {
        let ack = self.user.chat.done(id, &frame).await;
        self.user.before = self.user.case.replace(ack.conversation);
        ack.seq
    }

    /// Says something; returns the turn it opens.
    async fn speaks(&mut self, text: &str) -> Option<ReplyId> {
        let id = client_id();
        let seq = self.done(id, message(id, text)).await;
        let log = self.log().await;
        log.iter().find(|event| event.seq == seq).and_then(|event| match &event.body {
            Body::Message(message) => message.reply,
            _ => None,
        })
    }

    async fn says(&mut self, text: &str) {
        if let Some(reply) = self.speaks(text).await {
            self.user.running = Some(reply);
            self.turn_over(reply).await;
        }
    }

    /// Waits for the end of a turn; what came meanwhile can still be seen.
    async fn turn_over(&mut self, reply: ReplyId) {
        let place = self.user.chat.place();
        self.user
            .chat
            .expect_that(
                "the end of the turn",
                |event| matches!(&event.body, Body::TurnEnded(ended) if ended.reply == reply),
            )
            .await;
        self.user.chat.go_back(place);
    }

    async fn press(&mut self, text: &str) {
        let id = client_id();
        let log = self.log().await;
        // After an agent's resolution the buttons are about it, not about an earlier reply of the bot.
        let ended =
            log.iter().rev().find(|event| matches!(event.body, Body::Resolved(_) | Body::Reopened(_)));
        let by_agent = ended.is_some_and(
            |event| matches!(&event.body, Body::Resolved(resolved) if resolved.how == Resolution::Agent),
        );
        let about = if by_agent { None } else { self.user.reply };
        let feedback = |reply, solved| ChatFrame::Feedback { client_id: id, reply, solved, comment: None };
        let frame = match text {
            "solved" => feedback(about, true),
            "not solved" => feedback(about, false),
            "person" => ChatFrame::Handoff { client_id: id, reason: None },
            "close" => ChatFrame::Close { client_id: id },
            "stop" => {
                let reply = self.user.running.unwrap();
                self.user.chat.send(&ChatFrame::Stop { reply }).await;
                return self.turn_over(reply).await;
            }
            other => panic!("there is no button `{other}`"),
        };
        self.done(id, frame).await;
    }

    /// The next words of bot or agent that reach the user.
    async fn sees(&mut self, text: &str) {
        let event = self.user.chat.expect_that(text, is_said_to_user).await;
        let Body::Message(message) = event.body else { unreachable!() };
        self.user.reply = message.reply.or(self.user.reply);
        let (words, text) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((words, text)) => (words, text.trim()),
            None => ("", text),
        };
        assert!(message.text.text().contains(text), "said was: {}", message.text.text());
        let facts = facts(&message);
        for word in words.split_whitespace() {
            assert!(facts.iter().any(|fact| fact == word), "`{word}` is not said of it: {facts:?}");
        }
        citations_exist(&message);
    }
}

fn is_said_to_user(event: &Event) -> bool {
    matches!(&event.body, Body::Message(message) if message.author.role != Role::User)
}

/// A word of the wire.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// What is said of a message beside its text.
fn facts(message: &Message) -> Vec<String> {
    let mut facts = vec![word(&message.author.role)];
    if let Some(answer) = &message.answer {
        facts.extend([word(&answer.outcome), word(&answer.mode)]);
        facts.extend(answer.offer.map(|_| "offer".to_owned()));
        facts.extend((!answer.is_final).then(|| "interim".to_owned()));
        facts.extend(answer.cut.then(|| "cut".to_owned()));
        facts.extend(answer.citations.iter().map(|citation| citation.doc.clone()));
    }
    facts
}

/// Every `[n]` of a text has its citation, and every citation its `[n]`.
pub fn citations_exist(message: &Message) {
    let Some(answer) = &message.answer else { return };
    let text = message.text.text();
    let numbers: Vec<u32> =
        text.split('[').skip(1).filter_map(|rest| rest.split_once(']')?.0.parse().ok()).collect();
    for n in &numbers {
        assert!(answer.citations.iter().any(|citation| citation.n == *n), "[{n}] points nowhere: {text}");
    }
    for citation in &answer.citations {
        assert!(numbers.contains(&citation.n), "nothing points to [{}]: {text}", citation.n);
        assert!(!citation.quote.is_empty() && !citation.url.is_empty() && !citation.hash.is_empty());
    }
}

fn duration(text: &str) -> Duration {
    let text = text.trim_start_matches('+');
    let (n, unit) = text.split_at(text.len() - 1);
    let seconds = match unit {
        "h" => 3_600,
        "m" => 60,
        "s" => 1,
        _ => panic!("`{text}` is no time"),
    };
    Duration::from_secs(n.parse::<u64>().unwrap() * seconds)
}

/// Plays a story; `line` tells how far it came.
async fn play(file: PathBuf, line: Arc<AtomicUsize>) {
    let steps = steps(&std::fs::read_to_string(&file).unwrap());
    let mut play = Play::begin(&steps).await;
    for step in &steps {
        line.store(step.line, Ordering::SeqCst);
        play.step(step).await;
    }
}

fn stories() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

async fn check(language: &str) {
    let ending = format!(".{language}.txt");
    let files: Vec<PathBuf> =
        stories().into_iter().filter(|file| file.to_str().unwrap().ends_with(&ending)).collect();
    assert!(files.len() >= 16, "{} stories in `{language}`", files.len());
    let failed: Vec<String> = stream::iter(files)
        .map(|file| async move {
            let line = Arc::new(AtomicUsize::new(0));
            let played = tokio::spawn(play(file.clone(), line.clone())).await;
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            let said = |error: tokio::task::JoinError| match error.into_panic().downcast::<String>() {
                Ok(said) => *said,
                Err(_) => String::new(),
            };
            played.err().map(|error| format!("{name}:{}: {}", line.load(Ordering::SeqCst), said(error)))
        })
        .buffer_unordered(AT_ONCE)
        .filter_map(|failed| async move { failed })
        .collect()
        .await;
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_story_in_english_is_true() {
    check("en").await;
}
#[tokio::test(flavor = "multi_thread")]
async fn every_story_in_chinese_is_true() {
    check("zh").await;
}
#[test]
fn every_story_is_told_in_both_languages() {
    let names: Vec<String> =
        stories().iter().map(|file| file.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    for name in &names {
        let other = if name.ends_with(".en.txt") {
            name.replace(".en.txt", ".zh.txt")
        } else {
            name.replace(".zh.txt", ".en.txt")
        };
        assert!(names.contains(&other), "{name} has no twin");
    }
}
