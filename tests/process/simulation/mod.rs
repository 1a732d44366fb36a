//! A desk at work while the server is killed at random: agents who take, decline, pass on, give back and go away, users
//! who ask, insist and report outages, and whoever is on call.
//!
//! At most one owner at any time, no case lost, every promise kept or reported broken exactly once, every page sent. The
//! long form is `make simulate`; how much happens is set by `SIMULATE_AGENTS`, `SIMULATE_USERS` and `SIMULATE_SECONDS`.

mod pages;
mod promises;
mod receiver;
mod records;

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::sleep;

use super::{
    client::Dice,
    recovery::{
        assert_no_panic, check_claims, check_order, check_owners, check_rebuild, check_words, of_kind,
    },
    server::{Place, Server},
    traffic::{Crowd, History, Pace},
};
use pages::Pages;
use promises::{Outcomes, Promises};
use receiver::Receiver;
use records::Records;

/// How long after it is due something may still be unsaid: timers are looked at each second.
const GRACE: Duration = Duration::from_secs(3);
/// Longest wait for what is due once nobody does anything any more.
const SETTLE_WAIT: Duration = Duration::from_secs(120);
/// How long severity 1 waits until somebody is called again.
const UNCLAIMED_AFTER: Duration = Duration::from_secs(2);

/// How much happens.
struct Scale {
    n_agents: usize,
    n_users: usize,
    lasts: Duration,
}

impl Scale {
    fn of_environment() -> Self {
        let number = |name: &str, usual: usize| {
            std::env::var(name)
                .map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
        };
        Self {
            n_agents: number("SIMULATE_AGENTS", 8),
            n_users: number("SIMULATE_USERS", 40),
            lasts: Duration::from_secs(number("SIMULATE_SECONDS", 25) as u64),
        }
    }
    /// The more users there are, the longer each of them thinks: what the server has to do stays the same.
    fn pace(&self) -> Pace {
        let n_users = self.n_users as u64;
        Pace { visitors: (20 * n_users, 160 * n_users), agents: (200, 2_500), away: (500, 12_000) }
    }
    /// How long the server lives: long enough that those who come back all at once do something, too.
    fn up_for(&self, dice: &mut Dice) -> Duration {
        Duration::from_millis(3_000 + dice.below(5_000 + 80 * self.n_users as u64))
    }
}

/// Promises short enough to be warned of and broken meanwhile; rates that do not stand in the way of one address.
fn configuration(receiver: &Receiver) -> String {
    let limits: String = ["messages", "handshakes", "reads"]
        .map(|what| format!("{what}_burst = 1000000\n{what}_per_second = 100000\n"))
        .concat();
    let targets: String = [("critical", 4, 20), ("degraded", 6, 30), ("usage", 10, 40)]
        .map(|(name, respond, resolve)| {
            let warn = resolve / 2;
            format!(
                "[inbox.targets.{name}]\nrespond = \"{respond}s\"\nnext = \"{respond}s\"\nresolve = \"{resolve}s\"\n\
                 warn_resolve = \"{warn}s\"\n"
            )
        })
        .concat();
    format!(
        "public_url = \"https://help.example.com\"\n\
         [limits]\nreceiver_wait = \"5s\"\nagent_gone_after = \"6s\"\n{limits}\
         [[inbox]]\nkey = \"default\"\n\
         [inbox.routing]\noffers = true\noffer_for = \"2s\"\nunclaimed_after = \"{}s\"\non_call = \"always\"\n\
         page_anonymous = true\n{targets}\
         [[receiver]]\nname = \"on-call\"\nkind = \"webhook\"\nurl = \"{}\"\nsecret = \"{}\"\nallow_private = true\n",
        UNCLAIMED_AFTER.as_secs(),
        receiver.url(),
        receiver::SECRET,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_at_work_keeps_every_promise_or_reports_it() {
    let (scale, mut dice) = (Scale::of_environment(), Dice::printed("simulation"));
    let receiver = Receiver::start(Dice::new(dice.next())).await;
    let place = Place::new();
    place.write("firstline.toml", &configuration(&receiver));
    let agents = hire(&place, scale.n_agents);
    let mut server = Server::start(&place);
    let address = server.address().to_owned();
    let crowd = Crowd::start(&address, scale.n_users, &agents, scale.pace(), &mut dice);
    let (started, mut n_kills) = (Instant::now(), 0);
    while started.elapsed() < scale.lasts {
        sleep(scale.up_for(&mut dice)).await;
        assert_no_panic(&server);
        server.kill();
        n_kills += 1;
        sleep(Duration::from_millis(dice.below(1_500))).await;
        server = Server::start_with(&place, &address, &[]);
    }
    sleep(Duration::from_secs(2)).await;
    let history = crowd.settle().await;
    pages::all_told(&receiver, &settled(&place, &server).await.logs).await;
    assert_no_panic(&server);
    assert!(server.terminate(Duration::from_secs(30)).success());
    let records = Records::read(&place);
    check(&history, &records, &receiver);
    report(&scale, n_kills, &history, &records, &receiver);
    check_rebuild(&place);
}

/// Adds agents, every fourth a specialist, and returns their tokens.
fn hire(place: &Place, n_agents: usize) -> Vec<String> {
    let hired = (0..n_agents).map(|number| {
        let tier = if number % 4 == 3 { "2" } else { "1" };
        let printed = place.succeed(&["agent", "add", &format!("Agent {number}"), "--tier", tier]);
        printed.split_whitespace().last().unwrap().to_owned()
    });
    hired.collect()
}

/// Waits until no turn is owed and nothing that is due is unsaid.
#[expect(clippy::disallowed_methods, reason = "the server goes by the real clock")]
async fn settled(place: &Place, server: &Server) -> Records {
    let started = Instant::now();
    loop {
        let limit = Timestamp::now() - GRACE;
        let records = Records::read(place);
        let mut unsaid = records.turns_owed();
        for (conversation, log) in &records.logs {
            unsaid.extend(Promises::follow(conversation, log).unsaid(limit));
            if Pages::follow(log).is_unsaid(UNCLAIMED_AFTER, limit) {
                unsaid.push(format!("{conversation}: nobody is called any more"));
            }
        }
        if unsaid.is_empty() {
            return records;
        }
        assert!(started.elapsed() < SETTLE_WAIT, "{unsaid:#?}\n{}", server.log());
        sleep(Duration::from_millis(500)).await;
    }
}

/// What must hold of everything that was recorded.
fn check(history: &History, records: &Records, receiver: &Receiver) {
    let logs = &records.logs;
    check_words(history, logs);
    check_order(history, logs);
    check_claims(history, logs);
    records.check_desk();
    for (conversation, log) in logs {
        check_owners(log);
        check_silence(log);
        Promises::follow(conversation, log);
        Pages::follow(log);
    }
    pages::check_told(&receiver.told(), logs);
}

/// While a case waits for people or is with one, the bot says nothing.
fn check_silence(log: &[Value]) {
    let mut at_desk = false;
    for event in log {
        match event["kind"].as_str().unwrap() {
            "queued" | "assigned" => at_desk = true,
            "resolved" | "closed" => at_desk = false,
            "message" if event["body"]["author"]["role"] == "bot" => {
                assert!(!at_desk, "the bot speaks while people have the case: {event}");
            }
            _ => {}
        }
    }
}

/// Prints what happened, which must be enough to show something.
fn report(scale: &Scale, n_kills: usize, history: &History, records: &Records, receiver: &Receiver) {
    let mut outcomes = Outcomes::default();
    records.logs.values().for_each(|log| outcomes.count(log));
    let told = receiver.told();
    let (n_tries, n_taken) =
        told.values().fold((0, 0), |(tries, taken), told| (tries + told.n_tries, taken + told.n_taken));
    let Scale { n_agents, n_users, lasts } = scale;
    println!("{n_users} users and {n_agents} agents for {lasts:?}, {n_kills} kills");
    println!(
        "{} conversations, {} events, {} messages, {} frames acknowledged",
        records.logs.len(),
        records.logs.values().map(Vec::len).sum::<usize>(),
        records.n_of("message"),
        history.n_acked,
    );
    let kinds = ["handoff_requested", "reopened", "queued", "assigned", "released", "transferred", "offered"];
    for kind in kinds {
        println!("  {kind}: {}", records.n_of(kind));
    }
    println!("{} claims acknowledged, {} pages", history.claims.len(), records.n_of("paged"));
    println!("promises: {:?}; broken ones reported at most {:?} late", outcomes.n, outcomes.latest);
    println!(
        "told: {} messages in {n_tries} tries, {} of them taken again",
        told.len(),
        n_taken.saturating_sub(told.len())
    );
    let offers = records.logs.values().flat_map(|log| of_kind(log, "offered"));
    let declined = offers.filter(|event| event["body"]["state"] == "declined").count();
    for state in ["met", "breached", "warned"] {
        assert!(outcomes.n(state) > 0, "no promise was {state}: too little happened to show anything");
    }
    assert!(n_kills > 1 && declined > 0 && records.n_of("paged") > 0 && records.n_of("released") > 0);
}
