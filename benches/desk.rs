//! What the next case costs with 10,000 waiting and 200 agents: the store's query as `claim_next` asks it, for agents who
//! speak one language or both, lack skills that a third of the cases need, and sit at any tier; and the choice of an
//! agent for an offer.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")]
#![expect(clippy::print_stdout, reason = "its output is its purpose")]

use std::time::{Duration, Instant};

use firstline::{
    domain::{
        conversation::{Case, Effect, Row},
        event::{Author, Body, Event, Message, Role, Severity, Via},
        ids::{Id, InboxKey, Locale, Seq},
        personal::Personal,
        routing::{self, Candidate, Skills},
        time::Timestamp,
    },
    ports::{Append, Store, WaitingFilter},
    store::Sqlite,
};
use tokio::runtime::Runtime;
use uuid::Uuid;

const N_CASES: u64 = 10_000;
const N_AGENTS: u64 = 200;
const N_ASKED: u64 = 2_000;
/// What a user of the console is promised, at the 99th percentile.
const LIMIT: Duration = Duration::from_millis(20);
const TOPICS: [&str; 6] = ["billing", "login", "audio", "video", "billing-eu", "other"];

fn inbox() -> InboxKey {
    InboxKey("default".to_owned())
}

/// The n-th case: severities, tiers, topics and languages mixed by number, due times spread over a day. Of severity 1,
/// which everybody can take, there are fewer than are read at once.
fn case(n: u64) -> Append {
    let conversation = Id::new(Uuid::from_u64_pair(1, n));
    let at = |minutes: u64| {
        Timestamp::from_millis(1_790_000_000_000 + i64::try_from(minutes * 60_000).unwrap_or(0))
    };
    let severity = if n.is_multiple_of(1_000) { 1 } else { u8::try_from(2 + n % 3).unwrap_or(3) };
    let severity = Severity::try_from(severity).unwrap_or(Severity::Usage);
    let event = Event {
        id: Id::new(Uuid::from_u64_pair(2, n)),
        conversation,
        seq: Seq(1),
        at: at(0),
        body: Body::Message(Message {
            author: Author { role: Role::User, id: None, name: None },
            text: Personal::new("All calls fail".to_owned()),
            client_id: None,
            reply: None,
            answer: None,
            via: Some(Via::Chat),
            context: None,
            blocks: None,
        }),
        cause: None,
    };
    let locale = if n.is_multiple_of(3) { Locale::Zh } else { Locale::En };
    let row = Row {
        inbox: inbox(),
        contact: Id::new(Uuid::from_u64_pair(3, n)),
        state: "waiting",
        seq: Seq(1),
        updated_at: at(0),
        locale,
        severity: Some(severity),
        subject: Some(format!("Calls of customer {n} fail since the last release")),
        last: Some(Role::User),
        contact_name: None,
    };
    let topic = TOPICS[usize::try_from(n % 6).unwrap_or(0)];
    let case = Case {
        queue: "default".to_owned(),
        tier: u8::try_from(1 + n % 10 / 7).unwrap_or(1),
        severity,
        waiting_since: at(n % 1440),
        respond_by: Some(at(n * 13 % 1440)),
        resolve_by: None,
        agent: None,
        topic: Some(topic.to_owned()),
        product: None,
        had_by: None,
        offer: None,
        needs: needs(topic),
        passed: Vec::new(),
        respond_warn: None,
        n_pages: 0,
        policy: 1,
    };
    Append {
        conversation,
        expected: Seq(0),
        events: vec![event],
        effects: vec![Effect::Row(row), Effect::AtDesk(case)],
    }
}

/// What a case asks for: a third of them nothing.
fn needs(topic: &str) -> Skills {
    let asks = !topic.starts_with("billing");
    asks.then(|| (topic.to_owned(), 2)).into_iter().collect()
}

/// What the n-th agent can take.
fn reach(n: u64) -> WaitingFilter {
    let lacks = |topic: &str| (n + topic.len() as u64).is_multiple_of(3);
    // One agent in ten can do almost nothing: most of the queue is looked through for them.
    let skills = TOPICS.iter().filter(|topic| !n.is_multiple_of(10) && !lacks(topic));
    WaitingFilter {
        inboxes: vec![inbox()],
        queue: None,
        tier: u8::try_from(1 + n % 3).unwrap_or(1),
        locales: (!n.is_multiple_of(4))
            .then(|| vec![if n.is_multiple_of(2) { Locale::En } else { Locale::Zh }]),
        skills: Some(skills.map(|topic| ((*topic).to_owned(), 3)).collect()),
    }
}

fn percentiles(name: &str, mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!("{name}: p50 {:?}, p99 {:?}", at(50), at(99));
    at(99)
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = Runtime::new().expect("a runtime");
    let p99 = runtime.block_on(async {
        let store = Sqlite::open(folder.path(), Id::new(Uuid::from_u128(9))).expect("a store");
        for n in 0..N_CASES {
            store.append(case(n)).await.expect("a case");
        }
        let mut times = Vec::new();
        for n in 0..N_ASKED {
            let begun = Instant::now();
            let rows = store.waiting(reach(n % N_AGENTS), 0, 16).await.expect("cases");
            times.push(begun.elapsed());
            assert!(rows.iter().all(|row| row.agent.is_none()));
        }
        let next = percentiles("the next case of 10,000", times);
        let waiting = store.queue(None).await.expect("the queue");
        let agents: Vec<Candidate> = (0..N_AGENTS)
            .map(|n| Candidate {
                agent: Id::new(Uuid::from_u64_pair(5, n)),
                tier: u8::try_from(1 + n % 3).unwrap_or(1),
                skills: TOPICS
                    .iter()
                    .map(|topic| ((*topic).to_owned(), u8::try_from(n % 6).unwrap_or(0)))
                    .collect(),
                n_open: u32::try_from(n % 5).unwrap_or(0),
                capacity: 5,
                works: true,
            })
            .collect();
        let chosen = waiting.iter().take(1_000).map(|row| {
            let begun = Instant::now();
            let _ = std::hint::black_box(routing::choose(&row.waiting(), &agents, None));
            begun.elapsed()
        });
        percentiles("one of 200 agents for a case", chosen.collect());
        next
    });
    let verdict = if p99 <= LIMIT { "kept" } else { "MISSED" };
    println!("at most {LIMIT:?} at the 99th percentile: {verdict}");
}
