//! The contract files: committed under `contract/`, remade here and compared; and every frame of a whole story is
//! what its schema says.
//!
//! `FIRSTLINE_UPDATE_CONTRACT=1` writes them anew; review the difference as a change of the protocol.

use std::path::Path;

use firstline::{
    domain::event::Event,
    web::{
        contract,
        wire::{AgentFrame, AgentServerFrame, ChatFrame, ChatServerFrame},
    },
};
use schemars::{JsonSchema, schema_for};
use serde_json::{Value, json};

use crate::support::{Agent, Chat, Server, client_id};

fn check(name: &str, now: &Value) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("contract").join(format!("{name}.json"));
    let text = format!("{}\n", serde_json::to_string_pretty(now).unwrap());
    if std::env::var_os("FIRSTLINE_UPDATE_CONTRACT").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == text,
        "contract/{name}.json is not what the types say; look at the change, then run with FIRSTLINE_UPDATE_CONTRACT=1"
    );
}

fn schema<T: JsonSchema>() -> Value {
    schema_for!(T).to_value()
}

#[test]
fn the_socket_contract_is_the_committed_one() {
    check("asyncapi", &contract::asyncapi());
}
#[test]
fn the_http_contract_is_the_committed_one() {
    check("openapi", &contract::openapi());
}
#[test]
fn the_schemas_of_frames_and_events_are_the_committed_ones() {
    check("chat-frame", &schema::<ChatFrame>());
    check("chat-server-frame", &schema::<ChatServerFrame>());
    check("agent-frame", &schema::<AgentFrame>());
    check("agent-server-frame", &schema::<AgentServerFrame>());
    check("event", &schema::<Event>());
}
#[test]
fn the_schema_of_the_dossier_is_the_committed_one() {
    check("dossier.schema", &contract::dossier());
}

/// Says what a value breaks of a schema, as far as our generator writes schemas; a word it does not know fails.
fn breach(value: &Value, schema: &Value, root: &Value) -> Option<String> {
    if let Value::Bool(any) = schema {
        return (!any).then(|| format!("{value} is not allowed"));
    }
    for (word, rule) in schema.as_object()? {
        let broken = match word.as_str() {
            "$ref" => {
                let place = rule.as_str().unwrap().trim_start_matches('#');
                let target = root.pointer(place).unwrap_or_else(|| panic!("{place} is nowhere"));
                breach(value, target, root)
            }
            "type" => {
                let allowed = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
                let fits = allowed.iter().any(|name| is_type(value, name.as_str().unwrap()));
                (!fits).then(|| format!("{value} is no {rule}"))
            }
            "oneOf" => {
                let n_fit = options(rule).filter(|option| breach(value, option, root).is_none()).count();
                (n_fit != 1).then(|| format!("{value} fits {n_fit} of {} options", options(rule).count()))
            }
            "anyOf" => {
                let fits = options(rule).any(|option| breach(value, option, root).is_none());
                (!fits).then(|| format!("{value} fits no option"))
            }
            "allOf" => options(rule).find_map(|part| breach(value, part, root)),
            "const" => (value != rule).then(|| format!("{value} is not {rule}")),
            "enum" => {
                (!options(rule).any(|option| option == value)).then(|| format!("{value} is not of {rule}"))
            }
            "required" => options(rule)
                .find(|name| value.is_object() && value.get(name.as_str().unwrap()).is_none())
                .map(|name| format!("{name} is missing in {value}")),
            "properties" => {
                rule.as_object()?.iter().find_map(|(name, part)| breach(value.get(name)?, part, root))
            }
            "additionalProperties" => {
                let named = schema.get("properties").and_then(Value::as_object);
                let others = value.as_object().into_iter().flatten();
                others
                    .filter(|(name, _)| named.is_none_or(|named| !named.contains_key(*name)))
                    .find_map(|(_, other)| breach(other, rule, root))
            }
            "items" => value.as_array().into_iter().flatten().find_map(|item| breach(item, rule, root)),
            "minimum" => (value.as_f64()? < rule.as_f64()?).then(|| format!("{value} is below {rule}")),
            "maximum" => (value.as_f64()? > rule.as_f64()?).then(|| format!("{value} is above {rule}")),
            "$id" | "title" | "description" | "default" | "format" | "$schema" | "$defs" => None,
            other => panic!("the schemas use `{other}`; teach it to this test"),
        };
        if broken.is_some() {
            return broken;
        }
    }
    None
}

fn options(rule: &Value) -> impl Iterator<Item = &Value> {
    rule.as_array().into_iter().flatten()
}

fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("the schemas use the type `{other}`"),
    }
}

#[test]
fn the_validator_sees_what_is_wrong() {
    let schema = schema::<ChatFrame>();
    let good = json!({ "type": "typing", "on": true });
    assert_eq!(breach(&good, &schema, &schema), None);
    for bad in [
        json!({ "type": "typing" }),
        json!({ "type": "typing", "on": "yes" }),
        json!({ "type": "hop", "on": true }),
        json!({ "type": "read", "seq": -1 }),
        json!([]),
    ] {
        assert!(breach(&bad, &schema, &schema).is_some(), "{bad}");
    }
}

/// Plays a case from its question to its end on raw sockets; every frame fits its schema.
#[tokio::test(flavor = "multi_thread")]
async fn every_frame_of_a_case_fits_its_schema() {
    let server = Server::plain().await;
    let (_, token) = server.add_agent("Anna", None).await;
    let (chat_schema, agent_schema) = (schema::<ChatServerFrame>(), schema::<AgentServerFrame>());
    let mut chat = Chat::silent(server.address()).await.recording();
    chat.send(&json!({ "type": "hello", "inbox": "default" })).await;
    chat.expect("caught_up", |frame| matches!(frame, ChatServerFrame::CaughtUp(_)).then_some(())).await;
    chat.send(&json!({ "type": "suggest", "id": "a", "text": "backup" })).await;
    let case = chat.say("How do I rotate an API key? `HB-401` on version 4.2").await.conversation;
    chat.expect_event("turn_ended").await;
    chat.send_text("nonsense").await;
    chat.error().await;
    let ack = chat.hand_off().await;
    let mut agent = Agent::open(server.address(), &token).await.recording();
    agent.subscribe(case).await;
    agent.send(&json!({ "type": "draft", "id": 1, "conversation": case })).await;
    agent
        .expect("a draft", |frame| {
            matches!(frame, AgentServerFrame::Draft(draft) if draft.done).then_some(())
        })
        .await;
    let claim = agent.claim(case).await.unwrap().seq;
    chat.send(&json!({ "type": "typing", "on": true })).await;
    chat.send(&json!({ "type": "read", "seq": ack.seq })).await;
    agent.expect("read", |frame| matches!(frame, AgentServerFrame::Read(_)).then_some(())).await;
    agent.reply(case, claim, "1. open it\n2. click\n\n| a | b |\n|---|---|\n| c | d |").await;
    agent.resolve(case, claim).await;
    chat.expect_event("resolved").await;
    let id = client_id();
    chat.done(id, &ChatFrame::Rate { client_id: id, score: 5, comment: Some("quick".to_owned()) }).await;
    chat.expect_event("rated").await;
    chat.history(ack.seq, None).await;
    for (frames, schema) in [(chat.recorded(), &chat_schema), (agent.recorded(), &agent_schema)] {
        assert!(frames.len() > 10, "{}", frames.len());
        for frame in frames {
            assert_eq!(breach(frame, schema, schema), None, "{frame}");
        }
    }
}
