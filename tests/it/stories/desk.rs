//! Steps of a story that are about the desk: who is there, what agents do, and what the log, the receivers and the
//! link of a case tell of it.

use firstline::{
    domain::{
        event::{Body, Destination, Event},
        ids::Seq,
    },
    ports::{AgentChange, Clock as _},
    web::{
        case::CaseView,
        related::RelatedCases,
        wire::{AgentFrame, Hello},
    },
};
use jsonwebtoken::{EncodingKey, Header};
use reqwest::{Client, Response};
use serde_json::{Value, json};

use super::{JWT_SECRET, Play, Step, User, duration, word};
use crate::support::{Agent, Chat, PATIENCE, Server, client::hello, client_id, eventually};

/// An agent of a story.
pub(super) struct Colleague {
    token: String,
    desk: Agent,
    /// The number of the newest claim.
    claim: Seq,
}

impl Colleague {
    /// Comes to the desk; `tier N` where it is not the first.
    async fn come(server: &Server, name: &str, words: &str) -> Self {
        let (id, token) = server.add_agent(name, None).await;
        if let Some(tier) = words.strip_prefix("tier ") {
            let change = AgentChange { tier: tier.parse().ok(), ..AgentChange::default() };
            assert!(server.store().change_agent(id, change).await.unwrap());
        }
        let desk = Agent::open(server.address(), &token).await;
        Self { token, desk, claim: Seq(0) }
    }
}

impl User {
    /// Opens a chat: anonymous, or as the site vouches for them.
    pub(super) async fn come(server: &Server, name: &str, words: &str) -> Self {
        let of = |what: &str| {
            let mut words = words.split_whitespace().skip_while(|word| *word != what);
            words.nth(1)
        };
        let (account, plan) = (of("of"), of("on"));
        let jwt = (account.is_some() || plan.is_some()).then(|| {
            let exp = server.clock.now().as_millis() / 1000 + 86_400;
            let claims =
                json!({ "aud": "default", "sub": name, "account": account, "plan": plan, "exp": exp });
            let key = EncodingKey::from_secret(JWT_SECRET.as_bytes());
            jsonwebtoken::encode(&Header::default(), &claims, &key).unwrap()
        });
        let (chat, welcome) =
            Chat::begin(server.address(), &Hello { token: jwt.clone(), ..hello("default") }).await;
        let token = jwt.or(welcome.contact_token).unwrap();
        Self { chat, token, case: None, before: None, reply: None, running: None }
    }
}

/// What a log tells of one thing, in order.
fn told(log: &[Event], thing: &str) -> String {
    let told: Vec<String> = log
        .iter()
        .filter_map(|event| match (thing, &event.body) {
            ("promises", Body::Sla(sla)) => Some(format!("{} {}", word(&sla.target), word(&sla.state))),
            ("offers", Body::Offered(offered)) => {
                Some(format!("{} {}", offered.agent.name.text(), word(&offered.state)))
            }
            ("pages", Body::Paged(paged)) => Some(format!("tier {}", paged.tier)),
            ("notices", Body::Notice(notice)) => Some(word(&notice.state)),
            _ => None,
        })
        .collect();
    if told.is_empty() { "none".to_owned() } else { told.join(", ") }
}

async fn get(server: &Server, path: &str, token: &str) -> Response {
    Client::new().get(server.url(path)).bearer_auth(token).send().await.unwrap()
}

impl Play {
    /// A step that is about more than what is said in the chat.
    pub(super) async fn desk_step(&mut self, step: &Step) {
        let text = step.text.as_str();
        match step.what.split_once(' ').unwrap_or((step.what.as_str(), "")) {
            // These were read before the server started.
            ("inbox" | "policy" | "receiver", _) => {}
            ("contact", _) => self.turn_to(text).await,
            ("agent", name) => self.agent(name, text).await,
            ("queue", _) => self.queue(text).await,
            ("dossier", "has") => assert!(self.dossier().await.contains(text), "{}", self.dossier().await),
            ("dossier", "lacks") => assert!(!self.dossier().await.contains(text), "{}", self.dossier().await),
            ("dossier", "version") => {
                let version = format!("\"version\":{text},");
                assert!(self.dossier().await.contains(&version), "{}", self.dossier().await);
            }
            ("promised", _) => self.promised(text).await,
            (thing @ ("promises" | "offers" | "pages" | "notices"), _) => self.tells(thing, text).await,
            ("told", name) => self.hears(name, text).await,
            ("link", _) => self.link(text).await,
            _ => panic!("there is no step `{}`", step.what),
        }
    }

    /// Somebody else speaks from here on, or comes back.
    async fn turn_to(&mut self, text: &str) {
        let (name, words) = text.split_once(' ').unwrap_or((text, ""));
        let user = match self.others.remove(name) {
            Some(user) => user,
            None => User::come(&self.server, name, words).await,
        };
        let before = std::mem::replace(&mut self.user, user);
        let name_before = std::mem::replace(&mut self.name, name.to_owned());
        self.others.insert(name_before, before);
    }

    async fn agent(&mut self, name: &str, text: &str) {
        let (verb, words) = text.split_once(' ').unwrap_or((text, ""));
        match verb {
            "comes" => {
                let agent = Colleague::come(&self.server, name, words).await;
                self.agents.insert(name.to_owned(), agent);
            }
            "notice" => self.put_notice(&self.agents[name].token, words).await,
            "finds" => self.finds(&self.agents[name].token, words).await,
            _ => self.at_the_case(name, verb, words).await,
        }
    }

    async fn at_the_case(&mut self, name: &str, verb: &str, words: &str) {
        let (client_id, conversation, words) = (client_id(), self.case(), words.to_owned());
        let Colleague { desk, claim, .. } = self.agents.get_mut(name).unwrap();
        let held = *claim;
        let frame = match verb {
            "claim" | "claims" => AgentFrame::Claim { client_id, conversation },
            "reply" => AgentFrame::Reply { client_id, conversation, claim: held, text: words, waits: None },
            "note" => AgentFrame::Note { client_id, conversation, text: words },
            "decline" => AgentFrame::Decline { client_id, conversation },
            "release" => AgentFrame::Release { client_id, conversation, claim: held, reason: None },
            "resolve" => AgentFrame::Resolve { client_id, conversation, claim: held },
            "severity" => {
                let severity = words.parse::<u8>().unwrap().try_into().unwrap();
                AgentFrame::SetSeverity { client_id, conversation, severity, reason: None }
            }
            "transfer" => {
                let (tier, reason) = words.split_once(' ').unwrap();
                let to = Destination { tier: tier.parse().ok(), ..Destination::default() };
                let reason = reason.to_owned();
                AgentFrame::Transfer { client_id, conversation, claim: held, to, reason, asked: None }
            }
            other => panic!("an agent does not `{other}`"),
        };
        let ack = desk.done(client_id, &frame).await;
        if matches!(frame, AgentFrame::Claim { .. }) {
            *claim = ack.seq;
        }
    }

    /// Opens, announces, updates or ends the notice of the story.
    async fn put_notice(&self, token: &str, words: &str) {
        let (state, text) = words.split_once(' ').unwrap();
        let mut notice = json!({ "id": "story", "state": state, "text": text });
        if state == "announce" {
            notice["state"] = json!("open");
            notice["kind"] = json!("announcement");
        }
        if notice["state"] == "open" {
            notice["title"] = json!(text);
        }
        let url = self.server.url("/v1/notices");
        let response = Client::new().post(url).bearer_auth(token).json(&notice).send().await.unwrap();
        assert_eq!(response.status(), 200, "{}", response.text().await.unwrap());
    }

    /// Looks at what stands beside the case: a list holds one case, of that state and with these words, or none.
    async fn finds(&self, token: &str, words: &str) {
        let path = format!("/v1/conversations/{}/related", self.case());
        let beside: RelatedCases = get(&self.server, &path, token).await.json().await.unwrap();
        let beside = serde_json::to_value(beside).unwrap();
        let (list, wanted) = words.split_once(' ').unwrap();
        let found = beside[list].as_array().unwrap();
        if wanted == "none" {
            return assert!(found.is_empty(), "{found:?}");
        }
        let (state, text) = wanted.split_once(' ').unwrap();
        let [case] = found.as_slice() else { panic!("not one case: {found:?}") };
        assert!(case["state"] == state && case.to_string().contains(text), "{case}");
    }

    /// Where the case waits, as `queue` says it; rules and timers may need a moment.
    async fn queue(&self, text: &str) {
        let is_there = || async { self.queued().await.starts_with(text).then_some(()) };
        let _ = tokio::time::timeout(PATIENCE / 3, eventually(text, is_there)).await;
        let found = self.queued().await;
        assert!(found.starts_with(text), "{found}");
    }
    async fn queued(&self) -> String {
        let Some(row) = self.server.store().queue_row(self.case()).await.unwrap() else {
            return "none".to_owned();
        };
        let severity = u8::from(row.severity);
        let taken = if row.agent.is_some() { "taken" } else { "waiting" };
        format!("{} severity {severity} tier {} {taken} {}", row.queue, row.tier, row.subject)
    }

    /// The newest dossier, as JSON.
    async fn dossier(&self) -> String {
        let log = self.log().await;
        let dossier = log.iter().rev().find_map(|event| match &event.body {
            Body::HandoffRequested(requested) => Some(&requested.dossier),
            Body::Dossier(written) => Some(&written.dossier),
            _ => None,
        });
        serde_json::to_string(dossier.expect("there is no dossier")).unwrap()
    }

    /// The log tells exactly this of promises, offers, pages or notices.
    async fn tells(&self, thing: &str, text: &str) {
        let is_told = || async { (told(&self.log().await, thing) == text).then_some(()) };
        let _ = tokio::time::timeout(PATIENCE / 3, eventually(thing, is_told)).await;
        assert_eq!(told(&self.log().await, thing), text);
    }

    /// The newest promise of a reply is so long.
    async fn promised(&self, text: &str) {
        let log = self.log().await;
        let promised = log.iter().rev().find_map(|event| match &event.body {
            Body::Queued(queued) => Some(queued.respond_by?.since(event.at)),
            _ => None,
        });
        assert_eq!(promised, Some(duration(text)));
    }

    /// The next message to a receiver: its type, and words in it.
    async fn hears(&self, receiver: &str, text: &str) {
        let message = self.receivers[receiver].next().await;
        let (kind, words) = text.split_once(' ').unwrap_or((text, ""));
        assert!(message.is_signed(), "{message:?}");
        assert!(message.body["type"] == kind && message.body.to_string().contains(words), "{}", message.body);
    }

    /// Where the case stands, and whether the promise was kept, by the link that the contact keeps.
    async fn link(&self, text: &str) {
        let path = format!("/v1/case/{}", self.case());
        let view: CaseView = get(&self.server, &path, &self.user.token).await.json().await.unwrap();
        let kept: Value = get(&self.server, &path, &view.key).await.json().await.unwrap();
        assert_eq!(kept, json!(view), "the key reads what the token reads");
        let promise = match view.kept {
            Some(true) => "kept",
            Some(false) => "broken",
            None => "open",
        };
        assert_eq!(format!("{} {promise}", view.state), text);
    }
}
