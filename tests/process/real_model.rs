//! A real, small language model behind the server: nothing is claimed about its wording, only about ours.

use std::{process::Command, time::Duration};

use serde_json::Value;

use super::{
    client::{Dice, Ended, Socket},
    server::{Place, Server, shared},
};

/// A turn with a small model on a busy machine; the server's own limits end it long before.
const TURN_WAIT: Duration = Duration::from_secs(60);

/// The running model; stopped when dropped.
struct RealModel {
    base_url: String,
    model: String,
    pid: u64,
}

impl RealModel {
    /// Starts it on a free port; the first time it is installed, which takes minutes.
    fn start() -> Option<Self> {
        let skipped = |why: &str| println!("SKIPPED a_real_model: {why}");
        let Some(up) = shared("tools/llm-up") else {
            skipped("tools/llm-up is not here (FIRSTLINE_SHARED)");
            return None;
        };
        let output = Command::new("python3").arg(up).args(["--port", "0", "--json"]).output();
        let output = output.inspect_err(|error| skipped(&format!("no python3: {error}"))).ok()?;
        let Ok(told) = serde_json::from_slice::<Value>(&output.stdout) else {
            skipped(&String::from_utf8_lossy(&output.stderr));
            return None;
        };
        let text = |field: &str| told[field].as_str().unwrap().to_owned();
        Some(Self { base_url: text("base_url"), model: text("model"), pid: told["pid"].as_u64().unwrap() })
    }
}

impl Drop for RealModel {
    fn drop(&mut self) {
        if let Some(down) = shared("tools/llm-down") {
            let _ = Command::new("python3").arg(down).arg(self.pid.to_string()).output();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_model_answers_or_the_documents_do_and_every_citation_exists() {
    let Some(model) = tokio::task::spawn_blocking(RealModel::start).await.unwrap() else { return };
    let mut dice = Dice::new(4);
    let place = Place::new();
    let arguments = ["--llm-base-url", &model.base_url, "--llm-model", &model.model];
    let server = Server::start_with(&place, "127.0.0.1:0", &arguments);
    let (mut visitor, _) = Socket::chat(server.address(), None).await;
    for question in ["How do I install the relay?", "Where does a renewed certificate go?", "如何安装中继？"]
    {
        visitor.say(&mut dice, question).await;
        let frames = turn(&mut visitor).await;
        let of = |kind: &'static str| frames.iter().filter(move |frame| frame["kind"] == kind);
        let replies: Vec<&Value> =
            of("message").filter(|event| event["body"]["author"]["role"] == "bot").collect();
        let n_deltas = frames.iter().filter(|frame| frame["type"] == "delta").count();
        let ended = of("turn_ended").next().unwrap();
        println!("{question}: {n_deltas} deltas, {} replies, {}", replies.len(), ended["body"]);
        assert!(!replies.is_empty(), "nothing was said: {frames:#?}\n{}", server.log());
        assert_eq!(replies.iter().filter(|reply| reply["body"]["answer"]["final"] == true).count(), 1);
        assert!(ended["body"]["ms"]["first"].as_u64().unwrap() <= 3000, "late: {ended}");
        replies.iter().for_each(|reply| assert_cited(&reply["body"]));
    }
    assert!(!server.log().contains("panicked"), "{}", server.log());
}

/// Receives everything up to the turn's end.
async fn turn(visitor: &mut Socket) -> Vec<Value> {
    let mut frames = Vec::new();
    loop {
        let frame = match visitor.fresh(TURN_WAIT).await {
            Ok(frame) => frame,
            Err(Ended::Silent) => panic!("the turn has no end: {frames:#?}"),
            Err(ended) => panic!("{ended:?}: {frames:#?}"),
        };
        let is_end = frame["kind"] == "turn_ended";
        frames.push(frame);
        if is_end {
            return frames;
        }
    }
}

/// Every `[n]` of the text points into the citations.
fn assert_cited(message: &Value) {
    let text = message["text"].as_str().unwrap();
    let citations = message["answer"]["citations"].as_array();
    let known: Vec<u64> =
        citations.into_iter().flatten().map(|citation| citation["n"].as_u64().unwrap()).collect();
    let numbers = text.split('[').skip(1).filter_map(|rest| rest.split_once(']')?.0.parse::<u64>().ok());
    for number in numbers {
        assert!(known.contains(&number), "[{number}] points nowhere: {message:#}");
    }
}
