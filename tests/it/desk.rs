//! The agent socket: who gets a case, who sees it, and what becomes of one whose agent is gone.

use std::time::Duration;

use firstline::{
    domain::{
        event::{Body, Destination, Role, Severity},
        ids::{ConversationId, Id, InboxKey, Seq},
    },
    ports::AgentChange,
    web::wire::{
        AgentFrame, AgentServerFrame, Attendance, ChatFrame, ChatServerFrame, DraftFrame, ErrorCode,
        RequestId,
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    scripted_model::{Script, ScriptedModel},
    support::{Agent, Chat, Options, Server, client::hello, client_id, kind},
};

/// A case in the queue, and its user.
async fn waiting(server: &Server) -> (Chat, ConversationId) {
    let mut chat = server.chat().await;
    chat.say("How do I rotate an API key?").await;
    chat.expect_event("turn_ended").await;
    let ack = chat.hand_off().await;
    (chat, ack.conversation)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_opens_with_its_inboxes_and_its_queue() {
    let server = Server::plain().await;
    let (_chat, case) = waiting(&server).await;
    let (id, token) = server.add_agent("Anna", None).await;
    let mut agent = Agent::silent(server.address()).await;
    agent.send(&AgentFrame::Hello { token: Some(token) }).await;
    let (welcome, queues, inboxes) = agent
        .expect("welcome", |frame| match frame {
            AgentServerFrame::Welcome { agent, queues, inboxes, .. } => {
                Some((agent.clone(), queues.clone(), inboxes.clone()))
            }
            _ => None,
        })
        .await;
    assert_eq!((welcome.id, welcome.name.as_str(), welcome.admin), (id, "Anna", false));
    assert_eq!(queues, ["default"]);
    assert_eq!(inboxes[0].0, "default");
    let item = agent.queue_item(case, |_| true).await;
    assert_eq!((item.state.as_str(), item.tier, item.severity), ("waiting", 1, Severity::Usage));
    assert!(item.present && item.agent.is_none());
    assert!(item.subject.contains("API key"), "{}", item.subject);
    assert!(item.respond_by.is_some() && item.resolve_by.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_brings_no_valid_token_is_sent_away() {
    let server = Server::plain().await;
    for (first, code, close) in [
        (json!({ "type": "hello", "token": "fl_a_nobody" }), ErrorCode::Unauthorized, 4401),
        (json!({ "type": "hello", "token": "x".repeat(5_000) }), ErrorCode::Unauthorized, 4401),
        (json!({ "type": "hello" }), ErrorCode::Unauthorized, 4401),
        (json!({ "type": "status", "state": "away" }), ErrorCode::BadHello, 4400),
    ] {
        let mut agent = Agent::silent(server.address()).await;
        agent.send(&first).await;
        assert_eq!(agent.error().await.code, code, "{first}");
        assert_eq!(agent.closed().await, Some(close));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_floods_is_sent_away() {
    let server = Server::plain().await;
    let mut agent = server.agent("Anna").await;
    for _ in 0..4_000 {
        agent.send(&json!({ "type": "unsubscribe", "conversation": Uuid::nil() })).await;
    }
    assert_eq!(agent.error().await.code, ErrorCode::RateLimited);
    assert_eq!(agent.closed().await, Some(4429));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_five_agents_who_want_a_case_exactly_one_gets_it() {
    let server = Server::plain().await;
    let mut agents = Vec::new();
    for name in ["Anna", "Ben", "Chen", "Dana", "Eli"] {
        agents.push(server.agent(name).await);
    }
    for _ in 0..5 {
        let (_chat, case) = waiting(&server).await;
        let [a, b, c, d, e] = agents.as_mut_slice() else { unreachable!() };
        let (a, b, c, d, e) =
            tokio::join!(a.claim(case), b.claim(case), c.claim(case), d.claim(case), e.claim(case));
        let answers = [a, b, c, d, e];
        let winners: Vec<Seq> =
            answers.iter().filter_map(|answer| answer.as_ref().ok()).map(|ack| ack.seq).collect();
        assert_eq!(winners.len(), 1, "{answers:?}");
        assert!(
            answers
                .iter()
                .filter_map(|answer| answer.as_ref().err())
                .all(|code| *code == ErrorCode::Conflict)
        );
        let log = server.log(case).await;
        let assigned: Vec<Seq> =
            log.iter().filter(|event| kind(event) == "assigned").map(|event| event.seq).collect();
        assert_eq!(assigned, winners, "the claim is the number of its event");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_case_is_seen_by_the_others_at_once_and_leaves_when_it_is_solved() {
    let server = Server::plain().await;
    let (mut chat, case) = waiting(&server).await;
    let (mut anna, mut ben) = (server.agent("Anna").await, server.agent("Ben").await);
    let claim = anna.claim(case).await.unwrap().seq;
    let item = ben.queue_item(case, |item| item.state == "agent").await;
    assert!(item.agent.is_some() && item.seq == claim);
    chat.expect_event("assigned").await;
    let ack = anna.resolve(case, claim).await;
    ben.expect("queue_removed", |frame| match frame {
        AgentServerFrame::QueueRemoved { conversation, seq } => {
            (*conversation == case && *seq >= ack.seq).then_some(())
        }
        _ => None,
    })
    .await;
    chat.expect_event("resolved").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn agent_and_user_talk() {
    let server = Server::plain().await;
    let (mut chat, case) = waiting(&server).await;
    let mut anna = server.agent("Anna").await;
    let claim = anna.claim(case).await.unwrap().seq;
    anna.subscribe(case).await;
    anna.send(&AgentFrame::Typing { conversation: case, on: true }).await;
    chat.expect("typing", |frame| match frame {
        ChatServerFrame::Typing(typing) => (typing.who == Role::Agent && typing.on).then_some(()),
        _ => None,
    })
    .await;
    anna.reply(case, claim, "Which **version** is it?").await;
    let said = chat
        .expect_that(
            "the agent's words",
            |event| matches!(&event.body, Body::Message(message) if message.author.role == Role::Agent),
        )
        .await;
    let Body::Message(said) = said.body else { unreachable!() };
    assert_eq!(said.author.name.unwrap().text(), "Anna");
    assert_eq!(said.author.id, None, "users see names alone");
    assert!(said.blocks.is_some_and(|blocks| !blocks.is_empty()));
    let ack = chat.say("It is 4.2").await;
    anna.expect_that("the user's words", |event| event.seq == ack.seq).await;
    chat.send(&ChatFrame::Read { seq: ack.seq }).await;
    anna.expect("read", |frame| match frame {
        AgentServerFrame::Read(read) => {
            (read.seq == ack.seq && read.conversation == Some(case)).then_some(())
        }
        _ => None,
    })
    .await;
    let log = server.log(case).await;
    let after = log.iter().filter(|event| event.seq > claim);
    assert!(
        !after.clone().any(|event| kind(event) == "turn_ended"),
        "the bot is silent while a person has it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_claim_is_worth_nothing() {
    let server = Server::plain().await;
    let (_chat, case) = waiting(&server).await;
    let (mut anna, mut ben) = (server.agent("Anna").await, server.agent("Ben").await);
    let old = anna.claim(case).await.unwrap().seq;
    let id = client_id();
    anna.done(
        id,
        &AgentFrame::Release {
            client_id: id,
            conversation: case,
            claim: old,
            reason: Some("lunch".to_owned()),
        },
    )
    .await;
    let item = ben.queue_item(case, |item| item.state == "waiting" && item.seq > old).await;
    let first_wait = item.waiting_since;
    let new = ben.claim(case).await.unwrap().seq;
    assert!(new > old);
    for frame in [
        json!({ "type": "reply", "conversation": case, "claim": old, "text": "hello" }),
        json!({ "type": "release", "conversation": case, "claim": old }),
        json!({ "type": "transfer", "conversation": case, "claim": old, "to": { "tier": 1 }, "reason": "r" }),
        json!({ "type": "resolve", "conversation": case, "claim": old }),
        json!({ "type": "resolve", "conversation": case, "claim": new }),
    ] {
        let id = client_id();
        let mut frame = frame;
        frame["client_id"] = json!(id);
        assert_eq!(anna.refused(id, &frame).await.code, ErrorCode::Conflict, "{frame}");
    }
    ben.resolve(case, new).await;
    assert_eq!(first_wait, server.clock_start());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_passed_to_a_tier_to_a_queue_and_to_a_colleague() {
    let server = Server::plain().await;
    let (_chat, case) = waiting(&server).await;
    let mut anna = server.agent("Anna").await;
    let (ben_id, ben_token) = server.add_agent("Ben", None).await;
    let specialist = AgentChange { tier: Some(2), ..AgentChange::default() };
    assert!(server.store().change_agent(ben_id, specialist).await.unwrap());
    let mut ben = Agent::open(server.address(), &ben_token).await;
    let claim = anna.claim(case).await.unwrap().seq;
    server.clock.advance(Duration::from_secs(60));
    let transfer = |claim: Seq, to: Destination| {
        let client_id = client_id();
        (
            client_id,
            AgentFrame::Transfer {
                client_id,
                conversation: case,
                claim,
                to,
                reason: "needs more".to_owned(),
                asked: Some("Which limits does the gateway have?".to_owned()),
            },
        )
    };
    let (id, frame) = transfer(claim, Destination { tier: Some(2), ..Destination::default() });
    anna.done(id, &frame).await;
    let item = ben.queue_item(case, |item| item.tier == 2 && item.state == "waiting").await;
    assert_eq!(item.waiting_since, server.clock_start(), "the place is kept");
    let claim = ben.claim(case).await.unwrap().seq;
    let (id, frame) =
        transfer(claim, Destination { queue: Some("default".to_owned()), ..Destination::default() });
    ben.done(id, &frame).await;
    anna.queue_item(case, |item| item.queue == "default" && item.agent.is_none()).await;
    let claim = anna.claim(case).await.unwrap().seq;
    let (id, frame) = transfer(claim, Destination { agent: Some(ben_id), ..Destination::default() });
    anna.done(id, &frame).await;
    ben.queue_item(case, |item| item.agent == Some(ben_id)).await;
    let log = server.log(case).await;
    let claim = log.iter().rfind(|event| kind(event) == "assigned").unwrap().seq;
    for (to, code) in [
        (Destination::default(), ErrorCode::BadFrame),
        (Destination { queue: Some("nowhere".to_owned()), ..Destination::default() }, ErrorCode::NotFound),
        (Destination { tier: Some(9), ..Destination::default() }, ErrorCode::BadFrame),
        (Destination { tier: Some(3), ..Destination::default() }, ErrorCode::NotFound),
        (
            Destination { agent: Some(Id::new(Uuid::from_u128(9))), ..Destination::default() },
            ErrorCode::NotFound,
        ),
    ] {
        let (id, frame) = transfer(claim, to);
        assert_eq!(ben.refused(id, &frame).await.code, code);
    }
    ben.resolve(case, claim).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_passed_on_to_nowhere_that_nobody_sees() {
    let config = "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"bank\"\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let (_chat, case) = waiting(&server).await;
    let mut anna = server.agent("Anna").await;
    // Of tier 2, but of the other inbox.
    let (ben, _) = server.add_agent("Ben", Some(&["bank"])).await;
    let (chen, _) = server.add_agent("Chen", None).await;
    let specialist = || AgentChange { tier: Some(2), ..AgentChange::default() };
    assert!(server.store().change_agent(ben, specialist()).await.unwrap());
    let claim = anna.claim(case).await.unwrap().seq;
    let transfer = |to: Value| {
        let id = client_id();
        let mut frame = json!({ "type": "transfer", "client_id": id, "conversation": case, "reason": "up" });
        frame["claim"] = json!(claim);
        frame["to"] = to;
        (id, frame)
    };
    for (to, told) in [
        (json!({ "tier": 2 }), "nobody in this inbox takes cases of tier 2"),
        (json!({ "queue": "bank" }), "cases of its inbox wait in \"default\""),
        (json!({ "agent": chen, "queue": "bank" }), "cases of its inbox wait in \"default\""),
    ] {
        let (id, frame) = transfer(to);
        let refused = anna.refused(id, &frame).await;
        assert_eq!(refused.code, ErrorCode::NotFound, "{frame}");
        assert!(refused.message.contains(told), "{}", refused.message);
    }
    let (id, mut frame) = transfer(json!({ "tier": 2 }));
    frame["reason"] = json!(" ");
    let refused = anna.refused(id, &frame).await;
    assert_eq!(refused.code, ErrorCode::BadFrame);
    assert!(refused.message.contains("say why"), "{}", refused.message);
    // Whoever is at home comes back; what was done stays done, whoever leaves.
    assert!(server.store().change_agent(chen, specialist()).await.unwrap());
    let (id, frame) = transfer(json!({ "tier": 2 }));
    let done = anna.done(id, &frame).await;
    assert!(server.store().remove_agent(chen).await.unwrap());
    assert_eq!(anna.done(id, &frame).await, done);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_removed_says_and_sees_nothing_more() {
    let server = Server::plain().await;
    let (_chat, case) = waiting(&server).await;
    let mut ben = server.agent("Ben").await;
    let (anna, token) = server.add_agent("Anna", None).await;
    let mut writes = Agent::open(server.address(), &token).await;
    let mut reads = Agent::open(server.address(), &token).await;
    let idle = Agent::open(server.address(), &token).await;
    let claim = writes.claim(case).await.unwrap().seq;
    ben.queue_item(case, |item| item.agent == Some(anna)).await;
    assert!(server.store().remove_agent(anna).await.unwrap());
    let (client_id, text) = (client_id(), "Which version is it?".to_owned());
    writes.send(&AgentFrame::Reply { client_id, conversation: case, claim, text, waits: None }).await;
    reads.send(&AgentFrame::Subscribe { conversation: case, after: Seq(0) }).await;
    // Agents are read anew every few seconds.
    server.clock.advance(Duration::from_secs(3));
    for mut socket in [writes, reads, idle] {
        assert_eq!(socket.closed().await, Some(4401));
        assert!(socket.events.is_empty());
    }
    ben.expect("presence", |frame| match frame {
        AgentServerFrame::Presence { agent, online, .. } => (*agent == anna && !online).then_some(()),
        _ => None,
    })
    .await;
    assert_eq!(server.flow().n_agents_online(&InboxKey("default".to_owned())), 1);
    server.state(case, "waiting").await;
    assert!(!serde_json::to_string(&server.log(case).await).unwrap().contains("Which version"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_severity_changes_the_times_and_is_the_desks_own_business() {
    let server = Server::plain().await;
    let (chat, case) = waiting(&server).await;
    let mut anna = server.agent("Anna").await;
    let before = anna.queue_item(case, |_| true).await;
    let id = client_id();
    let frame = AgentFrame::SetSeverity {
        client_id: id,
        conversation: case,
        severity: Severity::Critical,
        reason: Some("production".to_owned()),
    };
    anna.done(id, &frame).await;
    let after = anna.queue_item(case, |item| item.severity == Severity::Critical).await;
    assert!(after.respond_by < before.respond_by);
    let id = client_id();
    anna.done(id, &AgentFrame::Note { client_id: id, conversation: case, text: "call them".to_owned() })
        .await;
    assert!(chat.events.iter().all(|event| kind(event) != "severity_changed" && kind(event) != "note"));
    anna.subscribe(case).await;
    assert!(anna.events.iter().any(|event| kind(event) == "severity_changed"));
    assert!(anna.events.iter().any(|event| kind(event) == "note"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_case_is_the_most_urgent_and_then_there_is_none() {
    let server = Server::plain().await;
    let mut anna = server.agent("Anna").await;
    let next = |queue: Option<&str>| {
        let client_id = client_id();
        (client_id, AgentFrame::ClaimNext { client_id, queue: queue.map(str::to_owned) })
    };
    let (id, frame) = next(None);
    assert_eq!(anna.refused(id, &frame).await.code, ErrorCode::NotFound);
    let (_one, usual) = waiting(&server).await;
    let mut two = server.chat().await;
    let urgent = two.say("Production is down: the gateway returns 502 for all requests").await.conversation;
    two.expect_event("queued").await;
    let (id, frame) = next(Some("elsewhere"));
    assert_eq!(anna.refused(id, &frame).await.code, ErrorCode::NotFound);
    let (id, frame) = next(None);
    let first = anna.done(id, &frame).await;
    assert_eq!(first.conversation, urgent);
    assert_eq!(anna.done(id, &frame).await, first, "the same frame again takes no second case");
    let (id, frame) = next(Some("default"));
    assert_eq!(anna.done(id, &frame).await.conversation, usual);
    let (id, frame) = next(None);
    assert_eq!(anna.refused(id, &frame).await.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_inboxes_case_looks_like_one_that_does_not_exist() {
    let config = "[[inbox]]\nkey = \"default\"\n[[inbox]]\nkey = \"bank\"\n";
    let server = Server::start(Options { config, ..Options::default() }).await;
    let (mut of_bank, _) = Chat::begin(server.address(), &hello("bank")).await;
    let foreign = of_bank.hand_off().await.conversation;
    let missing = Id::new(Uuid::from_u128(404));
    let (_, token) = server.add_agent("Anna", Some(&["default"])).await;
    let mut anna = Agent::open(server.address(), &token).await;
    for case in [foreign, missing] {
        for frame in [
            json!({ "type": "claim" }),
            json!({ "type": "note", "text": "hm" }),
            json!({ "type": "reply", "claim": 4, "text": "hm" }),
            json!({ "type": "set_severity", "severity": 1 }),
            json!({ "type": "resolve", "claim": 4 }),
        ] {
            let id = client_id();
            let mut frame = frame;
            frame["client_id"] = json!(id);
            frame["conversation"] = json!(case);
            let refused = anna.refused(id, &frame).await;
            assert_eq!(
                (refused.code, refused.message.as_str()),
                (ErrorCode::NotFound, "there is no such thing here")
            );
        }
        for frame in [
            json!({ "type": "subscribe", "conversation": case }),
            json!({ "type": "draft", "id": 1, "conversation": case }),
            json!({ "type": "typing", "conversation": case, "on": true }),
        ] {
            anna.send(&frame).await;
            assert_eq!(anna.error().await.code, ErrorCode::NotFound, "{frame}");
        }
    }
    let id = client_id();
    let next = AgentFrame::ClaimNext { client_id: id, queue: None };
    assert_eq!(anna.refused(id, &next).await.code, ErrorCode::NotFound, "nothing waits for her");
}

async fn drafted(agent: &mut Agent, conversation: ConversationId) -> DraftFrame {
    agent.send(&AgentFrame::Draft { id: RequestId::Number(7), conversation }).await;
    agent
        .expect("a whole draft", |frame| match frame {
            AgentServerFrame::Draft(draft) if draft.done && draft.id == RequestId::Number(7) => {
                Some((**draft).clone())
            }
            _ => None,
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_quoted_where_there_is_no_model() {
    let server = Server::plain().await;
    let (_chat, case) = waiting(&server).await;
    let draft = drafted(&mut server.agent("Anna").await, case).await;
    assert!(draft.text.contains("click Rotate") && draft.text.contains("[1]"), "{}", draft.text);
    assert_eq!(draft.citations[0].doc, "keys.md");
    let log = server.log(case).await;
    assert!(
        !log.iter()
            .any(|event| matches!(&event.body, Body::Message(message) if message.author.role == Role::Agent)),
        "a draft is not said"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_empty_where_the_documentation_does_not_answer() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let mut anna = Agent::open(server.address(), &token).await;
    let mut chat = server.chat().await;
    let case = chat.say("Is there coffee on mars?").await.conversation;
    chat.expect_event("turn_ended").await;
    let draft = drafted(&mut anna, case).await;
    assert_eq!((draft.text.as_str(), draft.citations.len()), ("", 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_of_the_model_is_checked_like_an_answer() {
    let model = ScriptedModel::start().await;
    let server = Server::start(Options { model: Some(model.url()), ..Options::default() }).await;
    let (_chat, case) = waiting(&server).await;
    model.always(Script::Say("Open Settings and click Rotate [1]. The key lives 99 years [1].".to_owned()));
    let draft = drafted(&mut server.agent("Anna").await, case).await;
    assert!(draft.text.contains("click Rotate [1]") && !draft.text.contains("99"), "{}", draft.text);
    model.always(Script::Status(500, Vec::new(), String::new()));
    let draft = drafted(&mut server.agent("Ben").await, case).await;
    assert!(draft.text.contains("click Rotate"), "quoted where the model fails: {}", draft.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_who_is_gone_loses_the_case_and_it_keeps_its_place() {
    let server = Server::start(Options::tuned(|settings| {
        settings.limits.agent_gone_after = Duration::from_secs(75);
    }))
    .await;
    let (mut chat, case) = waiting(&server).await;
    let mut ben = server.agent("Ben").await;
    let before = ben.queue_item(case, |_| true).await;
    server.clock.advance(Duration::from_secs(60));
    let mut anna = server.agent("Anna").await;
    anna.claim(case).await.unwrap();
    ben.queue_item(case, |item| item.state == "agent").await;
    anna.leave().await;
    ben.expect("presence", |frame| match frame {
        AgentServerFrame::Presence { online, .. } => (!online).then_some(()),
        _ => None,
    })
    .await;
    server.clock.advance(Duration::from_secs(76));
    let released = chat.expect_event("released").await;
    assert_eq!(serde_json::to_value(&released.body).unwrap()["body"]["by"], "policy");
    let after = ben.queue_item(case, |item| item.state == "waiting").await;
    assert_eq!((after.waiting_since, after.respond_by), (before.waiting_since, before.respond_by));
    assert_eq!(after.agent, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_loses_no_claim_of_an_agent_who_comes_back() {
    let mut server = Server::plain().await;
    let (_chat, case) = waiting(&server).await;
    let (_, token) = server.add_agent("Anna", None).await;
    let claim = Agent::open(server.address(), &token).await.claim(case).await.unwrap().seq;
    server.restart().await;
    let mut anna = Agent::open(server.address(), &token).await;
    anna.queue_item(case, |item| item.state == "agent").await;
    anna.reply(case, claim, "I am back").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_away_or_comes_back_is_seen_and_waiting_users_are_told() {
    let server = Server::plain().await;
    let (mut chat, case) = waiting(&server).await;
    let mut ben = server.agent("Ben").await;
    let (anna_id, token) = server.add_agent("Anna", None).await;
    let mut anna = Agent::open(server.address(), &token).await;
    chat.expect("place", |frame| match frame {
        ChatServerFrame::Place { expected_by, ahead } => {
            (*ahead == Some(0) && expected_by.is_some()).then_some(())
        }
        _ => None,
    })
    .await;
    for (state, there) in [(Attendance::Away, false), (Attendance::Online, true)] {
        anna.send(&AgentFrame::Status { state }).await;
        ben.expect("presence", |frame| match frame {
            AgentServerFrame::Presence { agent, online, .. } => {
                (*agent == anna_id && *online == there).then_some(())
            }
            _ => None,
        })
        .await;
    }
    chat.leave().await;
    ben.queue_item(case, |item| !item.present).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_the_bot_still_has_can_be_followed_and_taken() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    let case = chat.say("How do I rotate an API key?").await.conversation;
    chat.expect_event("turn_ended").await;
    let mut anna = server.agent("Anna").await;
    anna.subscribe(case).await;
    assert!(anna.events.iter().any(|event| kind(event) == "triaged"));
    let ack = chat.say("How do I restore a backup?").await;
    anna.expect_that("the user's words", |event| event.seq == ack.seq).await;
    chat.expect_event("turn_ended").await;
    let claim = anna.claim(case).await.unwrap().seq;
    let log = server.log(case).await;
    let kinds: Vec<String> = log.iter().rev().take(3).map(kind).collect();
    assert_eq!(kinds, ["assigned", "queued", "handoff_requested"], "whoever takes it is briefed first");
    assert_eq!(log.last().unwrap().seq, claim);
}
