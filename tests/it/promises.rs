//! What a case is promised and whom it is given to, over real sockets, with a clock that the test moves.

use std::time::Duration;

use firstline::{
    domain::{
        event::{Body, Destination, Event, OfferState, Party, Role, Severity, SlaState, SlaTarget},
        ids::{AgentId, ConversationId},
        routing::Why,
    },
    ports::{AgentChange, Clock as _},
    web::wire::{AgentFrame, ErrorCode, Hello},
};

use serde_json::json;

use crate::support::{Agent, Chat, Options, Server, client::hello, client_id, eventually};

const MINUTE: Duration = Duration::from_secs(60);

/// A server whose inbox has these lines of policy.
async fn set(lines: &str) -> Server {
    let config = format!("[[inbox]]\nkey = \"default\"\n{lines}").leak();
    Server::start(Options { config, ..Options::default() }).await
}

/// A case in the queue, and its user.
async fn waiting(server: &Server, text: &str) -> (Chat, ConversationId) {
    let mut chat = server.chat().await;
    chat.say(text).await;
    chat.expect_event("turn_ended").await;
    let ack = chat.hand_off().await;
    (chat, ack.conversation)
}

/// What became of promises, in order.
fn told(log: &[Event]) -> Vec<(SlaTarget, SlaState)> {
    log.iter()
        .filter_map(|event| match &event.body {
            Body::Sla(sla) => Some((sla.target, sla.state)),
            _ => None,
        })
        .collect()
}

/// Waits until the log of a case tells this of its promises.
async fn expect_told(server: &Server, case: ConversationId, want: &[(SlaTarget, SlaState)]) {
    eventually("the promises", || async { (told(&server.log(case).await) == want).then_some(()) }).await;
}

async fn able(server: &Server, name: &str, tier: u8, skills: &[(&str, u8)]) -> (AgentId, Agent) {
    let (id, token) = server.add_agent(name, None).await;
    let skills = skills.iter().map(|&(skill, level)| (skill.to_owned(), level)).collect();
    let change = AgentChange { tier: Some(tier), skills: Some(skills), ..AgentChange::default() };
    assert!(server.store().change_agent(id, change).await.unwrap());
    (id, Agent::open(server.address(), &token).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_response_is_kept_by_a_public_message_and_by_nothing_else() {
    let server = Server::plain().await;
    let (mut chat, case) = waiting(&server, "How do I rotate an API key?").await;
    let mut anna = server.agent("Anna").await;
    let claim = anna.claim(case).await.unwrap().seq;
    let id = client_id();
    anna.done(id, &AgentFrame::Note { client_id: id, conversation: case, text: "Looks like 502".to_owned() })
        .await;
    assert_eq!(told(&server.log(case).await), [], "a claim and a note keep no promise");
    anna.reply(case, claim, "Open the settings and press Rotate.").await;
    let kept = (SlaTarget::FirstResponse, SlaState::Met);
    assert_eq!(told(&server.log(case).await), [kept]);
    // A further question is owed a further reply, thanks are not.
    chat.say("And where are the settings").await;
    chat.say("thanks").await;
    anna.reply(case, claim, "In the menu at the top. Do you see it?").await;
    chat.say("Yes, I see the menu now, but the button is grey").await;
    let next = SlaTarget::NextResponse;
    let want = [
        kept,
        (next, SlaState::Promised),
        (next, SlaState::Met),
        // The agent asked something: the solution stands still until the user is back.
        (SlaTarget::Resolution, SlaState::Paused),
        (SlaTarget::Resolution, SlaState::Promised),
        (next, SlaState::Promised),
    ];
    assert_eq!(told(&server.log(case).await), want);
    anna.resolve(case, claim).await;
    // Who resolves it without a word has not answered what was said last.
    let ends = [(next, SlaState::Breached), (SlaTarget::Resolution, SlaState::Met)];
    assert_eq!(told(&server.log(case).await)[want.len()..], ends);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_solution_counts_from_the_first_question_that_was_no_greeting() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    chat.say("hello").await;
    chat.expect_event("turn_ended").await;
    server.clock.advance(10 * MINUTE);
    let asked = server.clock.now();
    // Neither is answered by the documentation.
    for text in ["What colour is the moon on Tuesdays?", "And what does it taste of on Fridays?"] {
        chat.say(text).await;
        chat.expect_event("turn_ended").await;
        server.clock.advance(10 * MINUTE);
    }
    let case = chat.hand_off().await.conversation;
    let mut anna = server.agent("Anna").await;
    let due = anna.queue_item(case, |_| true).await.resolve_by.unwrap();
    assert_eq!(due, asked.plus(48 * 60 * MINUTE));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_solution_is_later_by_what_was_waited_for_the_user() {
    let server = Server::plain().await;
    let (mut chat, case) = waiting(&server, "How do I rotate an API key?").await;
    let mut anna = server.agent("Anna").await;
    let claim = anna.claim(case).await.unwrap().seq;
    let due = anna.queue_item(case, |item| item.agent.is_some()).await.resolve_by.unwrap();
    anna.reply(case, claim, "Which browser is it?").await;
    server.clock.advance(30 * MINUTE);
    chat.say("Firefox 140 on Debian").await;
    let item = anna.queue_item(case, |item| item.resolve_by.is_some_and(|by| by > due)).await;
    let later = item.resolve_by.unwrap().since(due);
    assert!(later >= 30 * MINUTE && later < 31 * MINUTE, "{later:?}");
    server.clock.advance(MINUTE);
    anna.resolve(case, claim).await;
    let log = server.log(case).await;
    let kept = log.iter().find_map(|event| match &event.body {
        Body::Sla(sla) if (sla.target, sla.state) == (SlaTarget::Resolution, SlaState::Met) => {
            Some(sla.clone())
        }
        _ => None,
    });
    let (whole, paused) = kept.and_then(|sla| sla.elapsed_ms.zip(sla.paused_ms)).unwrap();
    assert!(paused >= 1_800_000 && whole >= paused + 60_000, "both figures are kept: {whole} {paused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promise_is_warned_of_sent_up_and_broken_once_over_a_restart() {
    let mut server = Server::plain().await;
    let (_anna, mut expert) = (server.agent("Anna").await, able(&server, "Xu", 2, &[]).await.1);
    let (_chat, case) = waiting(&server, "How do I rotate an API key?").await;
    let due = expert.queue_item(case, |item| item.tier == 1).await.respond_by.unwrap();
    let first = SlaTarget::FirstResponse;
    server.clock.advance(125 * MINUTE);
    expect_told(&server, case, &[(first, SlaState::Warned)]).await;
    let item = expert.queue_item(case, |item| item.tier == 2).await;
    assert_eq!(item.respond_by, Some(due), "what is sent up keeps what it was promised");
    assert!(item.why.contains(&Why::Tier { tier: 2 }), "{:?}", item.why);
    server.stop().await;
    server.clock.advance(120 * MINUTE);
    server.start_again().await;
    expect_told(&server, case, &[(first, SlaState::Warned), (first, SlaState::Breached)]).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let want = [(first, SlaState::Warned), (first, SlaState::Breached)];
    assert_eq!(told(&server.log(case).await), want, "nothing is said twice");
    let rebuilt = server.log(case).await;
    assert!(
        rebuilt.iter().any(|event| matches!(&event.body, Body::Transferred(to) if to.by == Party::Policy))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_falls_due_while_its_inbox_is_gone_is_told_when_the_inbox_is_back() {
    let mut server = Server::plain().await;
    let (_chat, case) = waiting(&server, "How do I rotate an API key?").await;
    server.stop().await;
    server.options().config = "[[inbox]]\nkey = \"other\"\n";
    server.clock.advance(245 * MINUTE);
    server.start_again().await;
    eventually("the timer to be put off", || async {
        let sql = "SELECT lease_until > due + 3600000 FROM timer WHERE timer = 'promise'";
        server.database().query_row(sql, [], |row| row.get::<_, bool>(0)).unwrap().then_some(())
    })
    .await;
    server.stop().await;
    server.options().config = "[[inbox]]\nkey = \"default\"\n";
    server.start_again().await;
    expect_told(&server, case, &[(SlaTarget::FirstResponse, SlaState::Breached)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn severity_1_calls_whoever_is_on_call_and_then_the_next_tier() {
    let server = Server::plain().await;
    let (_, mut expert) = able(&server, "Xu", 2, &[]).await;
    let mut chat = server.chat().await;
    let case = chat.say("Production is down: the gateway returns 502 for all requests").await.conversation;
    chat.expect_event("queued").await;
    let pages = async || -> Vec<(u8, u32)> {
        let log = server.log(case).await;
        log.iter()
            .filter_map(|event| match &event.body {
                Body::Paged(paged) => Some((paged.tier, paged.n)),
                _ => None,
            })
            .collect()
    };
    assert_eq!(pages().await, [(1, 1)], "called in the same moment");
    server.clock.advance(5 * MINUTE);
    eventually("the next tier", || async { (pages().await == [(1, 1), (2, 2)]).then_some(()) }).await;
    let claim = expert.claim(case).await.unwrap().seq;
    server.clock.advance(6 * MINUTE);
    expert.reply(case, claim, "We are on it.").await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(pages().await.len(), 2, "who has come is called no more");
    assert!(
        !chat.unseen().any(|event| matches!(event.body, Body::Paged(_) | Body::Sla(_) | Body::Offered(_)))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_alone_calls_nobody_at_night_and_three_do() {
    // Closed until Monday, with somebody on call.
    let server =
        set("zone = \"UTC\"\nrouting.on_call = \"always\"\n[inbox.hours]\nmon = [\"09:00-17:00\"]\n").await;
    let n_pages = async |case| {
        server.log(case).await.iter().filter(|event| matches!(event.body, Body::Paged(_))).count()
    };
    let mut at_once = Vec::new();
    let mut chats = Vec::new();
    for _ in 0..3 {
        let mut chat = server.chat().await;
        let case =
            chat.say("Production is down: the gateway returns 502 for all requests").await.conversation;
        chat.expect_event("queued").await;
        at_once.push(n_pages(case).await);
        chats.push((case, chat));
    }
    assert_eq!(at_once, [0, 0, 1]);
    // The third is believed, and so are those who said the same before.
    for (case, _) in &chats {
        eventually("a call for each", || async { (n_pages(*case).await == 1).then_some(()) }).await;
    }
    // What was reported long ago is no like report.
    server.clock.advance(61 * MINUTE);
    let mut chat = server.chat().await;
    let case = chat.say("Production is down: the gateway returns 502 for all requests").await.conversation;
    chat.expect_event("queued").await;
    assert!(!server.log(case).await.iter().any(|event| matches!(event.body, Body::Paged(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_offered_to_one_after_the_other_until_somebody_takes_it() {
    let server = set("routing.offers = true").await;
    let (anna_id, mut anna) = able(&server, "Anna", 1, &[]).await;
    let (ben_id, mut ben) = able(&server, "Ben", 1, &[]).await;
    let (_chat, case) = waiting(&server, "How do I rotate an API key?").await;
    let offered = anna.queue_item(case, |item| item.offered_to.is_some()).await.offered_to.unwrap();
    let (first, second) = if offered == anna_id { (&mut anna, ben_id) } else { (&mut ben, anna_id) };
    let id = client_id();
    first.done(id, &AgentFrame::Decline { client_id: id, conversation: case }).await;
    let next = first.queue_item(case, |item| item.offered_to.is_some_and(|to| to != offered)).await;
    assert_eq!(next.offered_to, Some(second));
    server.clock.advance(MINUTE);
    let states = async || -> Vec<OfferState> {
        let log = server.log(case).await;
        log.iter()
            .filter_map(|event| match &event.body {
                Body::Offered(offered) => Some(offered.state),
                _ => None,
            })
            .collect()
    };
    let want = [OfferState::Open, OfferState::Declined, OfferState::Open, OfferState::Lapsed];
    eventually("the end of the offers", || async { (states().await == want).then_some(()) }).await;
    // It can still be taken.
    first.claim(case).await.unwrap();
    let id = client_id();
    let refused = first.refused(id, &AgentFrame::Decline { client_id: id, conversation: case }).await;
    assert_eq!(refused.code, ErrorCode::Conflict);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_case_is_one_the_agent_can_take() {
    let server = set("routing.needs_all = [\"support:2\"]").await;
    let (_chat, english) = waiting(&server, "How do I rotate an API key?").await;
    let (_other, chinese) = waiting(&server, "怎么轮换 API 密钥？").await;
    let (_, mut zhou) = able(&server, "Zhou", 1, &[("zh", 5), ("support", 2)]).await;
    let next = || {
        let client_id = client_id();
        (client_id, AgentFrame::ClaimNext { client_id, queue: None })
    };
    let (id, frame) = next();
    assert_eq!(zhou.done(id, &frame).await.conversation, chinese);
    let (id, frame) = next();
    assert_eq!(zhou.refused(id, &frame).await.code, ErrorCode::NotFound);
    let (_, mut anna) = able(&server, "Anna", 1, &[("support", 1)]).await;
    let (id, frame) = next();
    assert_eq!(anna.refused(id, &frame).await.code, ErrorCode::NotFound);
    let (_, mut ben) = able(&server, "Ben", 1, &[("support", 3)]).await;
    let (id, frame) = next();
    assert_eq!(ben.done(id, &frame).await.conversation, english);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_asks_for_the_skills_of_its_product_and_of_a_corrected_topic() {
    let server = set("topics = { billing = [\"My invoice is wrong\"] }\n\
         routing.needs_product = { Pro = [\"pro:2\"] }\n\
         routing.needs = { billing = [\"billing\"] }")
    .await;
    let context = Some([("product".to_owned(), "pro".to_owned())].into());
    let hello = Hello { context, ..hello("default") };
    let (mut chat, _) = Chat::begin(server.address(), &hello).await;
    chat.say("How do I rotate an API key?").await;
    chat.expect_event("turn_ended").await;
    let case = chat.hand_off().await.conversation;
    let (_, mut anna) = able(&server, "Anna", 1, &[("billing", 1)]).await;
    let next = || {
        let client_id = client_id();
        (client_id, AgentFrame::ClaimNext { client_id, queue: None })
    };
    let (id, frame) = next();
    assert_eq!(anna.refused(id, &frame).await.code, ErrorCode::NotFound, "it asks for pro");
    let (_, mut ben) = able(&server, "Ben", 1, &[("pro", 2)]).await;
    ben.queue_item(case, |item| item.product.as_deref() == Some("Pro")).await;
    let correct = |topic: &str| {
        let client_id = client_id();
        let frame = json!({
            "type": "correct", "client_id": client_id, "conversation": case, "topic": topic,
        });
        (client_id, frame)
    };
    let (id, frame) = correct("weather");
    assert_eq!(ben.refused(id, &frame).await.code, ErrorCode::NotFound);
    let (id, frame) = correct("billing");
    ben.done(id, &frame).await;
    ben.queue_item(case, |item| item.topic.as_deref() == Some("billing")).await;
    let (id, frame) = next();
    assert_eq!(ben.refused(id, &frame).await.code, ErrorCode::NotFound, "it asks for billing, too");
    let (_, mut cem) = able(&server, "Cem", 1, &[("pro", 2), ("billing", 1)]).await;
    let (id, frame) = next();
    assert_eq!(cem.done(id, &frame).await.conversation, case);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_agent_learned_counts_without_a_new_connection() {
    let server = set("routing.needs_all = [\"support:2\"]").await;
    let (_chat, case) = waiting(&server, "How do I rotate an API key?").await;
    let (id, mut anna) = able(&server, "Anna", 1, &[]).await;
    let next = || {
        let client_id = client_id();
        (client_id, AgentFrame::ClaimNext { client_id, queue: None })
    };
    let (name, frame) = next();
    assert_eq!(anna.refused(name, &frame).await.code, ErrorCode::NotFound);
    let skills = Some([("support".to_owned(), 2)].into());
    let change = AgentChange { skills, ..AgentChange::default() };
    assert!(server.store().change_agent(id, change).await.unwrap());
    let (name, frame) = next();
    assert_eq!(anna.done(name, &frame).await.conversation, case);
}

#[tokio::test(flavor = "multi_thread")]
async fn severity_1_is_next_for_whoever_is_there() {
    let server = set("routing.needs_all = [\"audio:2\"]").await;
    // Who could take it is at home.
    for tier in [2, 3] {
        let (id, _) = server.add_agent("Xu", None).await;
        let change = AgentChange { tier: Some(tier), ..AgentChange::default() };
        assert!(server.store().change_agent(id, change).await.unwrap());
    }
    let (_other, _usual) = waiting(&server, "How do I rotate an API key?").await;
    let mut chat = server.chat().await;
    let case = chat.say("Production is down: the gateway returns 502 for all requests").await.conversation;
    chat.expect_event("queued").await;
    let mut anna = server.agent("Anna").await;
    for tier in [2, 3] {
        server.clock.advance(5 * MINUTE);
        anna.queue_item(case, |item| item.tier == tier).await;
    }
    let next = || {
        let client_id = client_id();
        (client_id, AgentFrame::ClaimNext { client_id, queue: None })
    };
    let (id, frame) = next();
    assert_eq!(anna.done(id, &frame).await.conversation, case);
    let (id, frame) = next();
    assert_eq!(anna.refused(id, &frame).await.code, ErrorCode::NotFound, "the other one asks for audio");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_of_severity_1_the_one_that_suits_is_next() {
    let server = Server::plain().await;
    let (_chat, english) = waiting(&server, "How do I rotate an API key?").await;
    server.clock.advance(MINUTE);
    let (_other, chinese) = waiting(&server, "怎么轮换 API 密钥？").await;
    let (_, mut zhou) = able(&server, "Zhou", 1, &[("zh", 5)]).await;
    for case in [english, chinese] {
        let (id, severity) = (client_id(), Severity::Critical);
        let frame = AgentFrame::SetSeverity { client_id: id, conversation: case, severity, reason: None };
        zhou.done(id, &frame).await;
    }
    for case in [chinese, english] {
        let id = client_id();
        let next = AgentFrame::ClaimNext { client_id: id, queue: None };
        assert_eq!(zhou.done(id, &next).await.conversation, case);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn severity_1_is_offered_to_who_falls_short_of_it_once_nobody_fits() {
    let server = set("routing.needs_all = [\"audio:2\"]\nrouting.offers = true").await;
    let (ben_id, _ben) = able(&server, "Ben", 1, &[]).await;
    let (anna_id, mut anna) = able(&server, "Anna", 1, &[("audio", 2)]).await;
    let mut chat = server.chat().await;
    let case = chat.say("Production is down: the gateway returns 502 for all requests").await.conversation;
    anna.queue_item(case, |item| item.offered_to == Some(anna_id)).await;
    let id = client_id();
    anna.done(id, &AgentFrame::Decline { client_id: id, conversation: case }).await;
    anna.queue_item(case, |item| item.offered_to == Some(ben_id)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_agents_cases_go_back_at_once() {
    let server = Server::plain().await;
    let (chat, case) = waiting(&server, "How do I rotate an API key?").await;
    let (id, mut anna) = able(&server, "Anna", 1, &[]).await;
    anna.claim(case).await.unwrap();
    server.store().remove_agent(id).await.unwrap();
    server.state(case, "waiting").await;
    assert!(chat.newest().0 > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_turns_out_worse_is_promised_sooner_and_never_in_the_past() {
    let server = Server::plain().await;
    let (_chat, case) = waiting(&server, "How do I rotate an API key?").await;
    let mut anna = server.agent("Anna").await;
    let before = anna.queue_item(case, |_| true).await;
    server.clock.advance(60 * MINUTE);
    for (severity, sooner) in [(Severity::Critical, true), (Severity::Suggestion, false)] {
        let id = client_id();
        let frame = AgentFrame::SetSeverity { client_id: id, conversation: case, severity, reason: None };
        anna.done(id, &frame).await;
        let item = anna.queue_item(case, |item| item.severity == severity).await;
        let left = item.respond_by.unwrap().since(server.clock_start());
        assert!(item.respond_by < before.respond_by);
        assert!(left > 60 * MINUTE && left < 80 * MINUTE, "{sooner} {left:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_asked_for_again_is_where_the_first_one_was() {
    let server = Server::plain().await;
    let (mut chat, case) = waiting(&server, "How do I rotate an API key?").await;
    let mut anna = server.agent("Anna").await;
    let claim = anna.claim(case).await.unwrap().seq;
    anna.reply(case, claim, "Open the settings and press Rotate.").await;
    anna.resolve(case, claim).await;
    chat.hand_off().await;
    server.state(case, "waiting").await;
    let log = server.log(case).await;
    let n_handoffs = log.iter().filter(|event| matches!(event.body, Body::HandoffRequested(_))).count();
    assert_eq!(n_handoffs, 1, "the case goes on; it does not begin anew");
    let item = anna.queue_item(case, |item| item.agent.is_none() && item.why.contains(&Why::SameAgent)).await;
    assert!(item.respond_by.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_offered_to_somebody_who_goes_away_goes_to_the_next() {
    let server = set("routing.offers = true").await;
    let (anna_id, mut anna) = able(&server, "Anna", 2, &[]).await;
    let (_chat, case) = waiting(&server, "How do I rotate an API key?").await;
    anna.queue_item(case, |item| item.offered_to == Some(anna_id)).await;
    let (ben_id, mut ben) = able(&server, "Ben", 1, &[]).await;
    anna.send(&json!({ "type": "status", "state": "away" })).await;
    ben.queue_item(case, |item| item.offered_to == Some(ben_id)).await;
    // The clock stood still: it was not for the time that is given to answer.
    let lapsed =
        |event: &Event| matches!(&event.body, Body::Offered(offered) if offered.state == OfferState::Lapsed);
    assert!(!server.log(case).await.iter().any(lapsed));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_is_told_by_the_users_own_clock_where_their_page_knows_it() {
    let server = set("zone = \"Asia/Shanghai\"\nrouting.on_call = \"always\"").await;
    let told = async |zone: Option<&str>, words: &str| {
        let context = zone.map(|zone| [("time_zone".to_owned(), zone.to_owned())].into());
        let (mut chat, _) = Chat::begin(server.address(), &Hello { context, ..hello("default") }).await;
        let case = chat.say(words).await.conversation;
        chat.expect_event("queued").await;
        let log = server.log(case).await;
        let line = log.iter().find_map(|event| match &event.body {
            Body::Message(message) if message.author.role == Role::Bot => {
                Some(message.text.text().to_owned())
            }
            _ => None,
        });
        line.unwrap()
    };
    let english = "I want to talk to a person";
    let line = told(Some("Europe/Berlin"), english).await;
    assert!(line.contains("(your time, Europe/Berlin)"), "{line}");
    let line = told(Some("America/New_York"), "转人工").await;
    assert!(line.contains("您的当地时间，America/New_York"), "{line}");
    for nowhere in [None, Some("Mars/Olympus"), Some("\u{202e}")] {
        let line = told(nowhere, english).await;
        assert!(line.contains("(Asia/Shanghai)"), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_gone_has_not_let_an_offer_pass() {
    let mut server = set("routing.offers = true").await;
    let (id, token) = server.add_agent("Anna", None).await;
    let mut anna = Agent::open(server.address(), &token).await;
    let (_chat, case) = waiting(&server, "How do I rotate an API key?").await;
    anna.queue_item(case, |item| item.offered_to == Some(id)).await;
    server.stop().await;
    server.clock.advance(2 * MINUTE);
    server.start_again().await;
    let offers = async || -> Vec<OfferState> {
        let log = server.log(case).await;
        let offered = log.iter().filter_map(|event| match &event.body {
            Body::Offered(offered) => Some(offered.state),
            _ => None,
        });
        offered.collect()
    };
    let want = [OfferState::Open, OfferState::Withdrawn];
    eventually("the end of the offer", || async { (offers().await == want).then_some(()) }).await;
    let mut anna = Agent::open(server.address(), &token).await;
    anna.queue_item(case, |item| item.offered_to == Some(id)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_ran_ahead_and_is_put_right_says_nothing_twice() {
    let mut server = Server::plain().await;
    let (chat, case) = waiting(&server, "How do I rotate an API key?").await;
    let first = SlaTarget::FirstResponse;
    server.clock.advance(300 * MINUTE);
    let broken = [(first, SlaState::Breached)];
    expect_told(&server, case, &broken).await;
    // Another process, or this one after its clock was set.
    server.stop().await;
    server.clock.set(server.clock_start());
    server.start_again().await;
    let mut anna = server.agent("Anna").await;
    let claim = anna.claim(case).await.unwrap().seq;
    anna.reply(case, claim, "Open the settings and press Rotate.").await;
    chat.leave().await;
    server.clock.advance(300 * MINUTE);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let log = server.log(case).await;
    assert_eq!(told(&log), broken, "a promise ends once");
    assert!(log.is_sorted_by_key(|event| event.at), "no event stands before an earlier one");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_turned_out_worse_in_an_agents_hands_waits_no_longer_for_it() {
    let server = Server::plain().await;
    let (_chat, case) = waiting(&server, "How do I rotate an API key?").await;
    let (mut anna, _expert) = (server.agent("Anna").await, able(&server, "Xu", 2, &[]).await);
    let before = anna.queue_item(case, |_| true).await.respond_by.unwrap();
    let claim = anna.claim(case).await.unwrap().seq;
    let id = client_id();
    let severity = Severity::Critical;
    anna.done(id, &AgentFrame::SetSeverity { client_id: id, conversation: case, severity, reason: None })
        .await;
    let to = Destination { tier: Some(2), ..Destination::default() };
    let (id, reason, asked) = (client_id(), "all rooms".to_owned(), Some("restart the node".to_owned()));
    anna.done(id, &AgentFrame::Transfer { client_id: id, conversation: case, claim, to, reason, asked })
        .await;
    let item = anna.queue_item(case, |item| item.tier == 2).await;
    assert_eq!(item.respond_by, Some(server.clock_start().plus(15 * MINUTE)));
    assert!(item.respond_by.unwrap() < before);
    let log = server.log(case).await;
    assert!(log.iter().any(|event| matches!(&event.body, Body::Paged(paged) if paged.tier == 2)));
}
