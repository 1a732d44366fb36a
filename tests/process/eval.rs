//! `firstline eval` as a build uses it: files in, tables and a page out, an exit code by thresholds.

use std::fs;

use serde_json::Value;

use crate::server::Place;

/// Questions about the small corpus: one is right, one names a page that is not there, one cannot be answered.
const QUESTIONS: &str = r#"{"id": "a", "lang": "en", "set": "x", "text": "how do I upgrade the <b>relay</b>", "gold": ["docs/install.md"], "answer": "relayctl stop"}
{"id": "b", "lang": "zh", "set": "x", "text": "怎么安装中继", "gold": ["docs/gone.md"], "gold_alt": ["docs/zh/install.md"]}
{"id": "c", "lang": "en", "set": "y", "kind": "none", "text": "which vitamins are in spinach", "answerable": false}
"#;

fn evaluated() -> Place {
    let place = Place::new();
    place.write("q.jsonl", QUESTIONS);
    place
}

fn eval<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["eval", "--queries", "q.jsonl", "--doc-prefix", "docs/"];
    args.extend(more);
    args
}

#[test]
fn scores_runs_and_the_page_come_from_one_call() {
    let place = evaluated();
    let printed =
        place.succeed(&eval(&["--json", "--run", "run.jsonl", "--report", "r.html", "--accept-alt"]));
    let scores: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(scores["all"]["n"], 3);
    assert_eq!(scores["all"]["r_at_3"], 1.0);
    assert_eq!(scores["all"]["auroc"], 1.0);
    assert_eq!(scores["all"]["quoted"], 1.0);
    assert_eq!(scores["zh"]["n"], 1);
    assert_eq!(scores["set=x"]["n"], 2);
    let run = fs::read_to_string(place.path("run.jsonl")).unwrap();
    for line in run.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let score: Vec<f64> = serde_json::from_value(line["score"].clone()).unwrap();
        assert!(score.windows(2).all(|pair| pair[0] >= pair[1]), "{line}");
        assert_eq!(score.len(), line["ranked"].as_array().unwrap().len());
        assert!(
            line["abstain"].is_boolean() && line["latency_ms"].is_f64() && line["confidence"].is_number()
        );
    }
    let page = fs::read_to_string(place.path("r.html")).unwrap();
    assert!(
        page.contains("upgrade the &lt;b&gt;relay") && !page.contains("<b>"),
        "words from outside are words"
    );
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
    assert!(page.matches("<svg").count() >= 4 && page.matches("<title id=").count() >= 4);
}

#[test]
fn a_baseline_says_what_changed_and_a_threshold_fails_the_build() {
    let place = evaluated();
    place.succeed(&eval(&["--run", "before.jsonl", "--accept-alt"]));
    let install = fs::read_to_string(place.path("docs/install.md")).unwrap();
    fs::rename(place.path("docs/install.md"), place.path("docs/setup.md")).unwrap();
    assert!(!install.is_empty());
    let output =
        place.run(&eval(&["--baseline", "before.jsonl", "--accept-alt", "--fail-under", "r_at_3=0.9"]));
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains("FAILED: r_at_3 is 0.500, under 0.9"), "{printed}");
    assert!(printed.contains("R@3 1.000 → 0.500: no clear difference"), "{printed}");
    assert!(printed.contains("No longer among the first three (1)"), "{printed}");
    assert!(printed.contains("a  how do I upgrade the <b>relay</b>  place 1 → none"), "{printed}");
    let warned = String::from_utf8_lossy(&output.stderr);
    assert!(warned.contains("docs/install.md") && !warned.contains("docs/gone.md"), "{warned}");
    let passed = place.run(&eval(&["--accept-alt", "--fail-under", "zh:r_at_3=1", "--fail-over", "ece=1"]));
    assert!(passed.status.success());
}

#[test]
fn conversations_are_judged_by_what_is_done_next() {
    let place = Place::new();
    let said = |role: &str, text: &str| format!(r#"{{"role": "{role}", "text": "{text}"}}"#);
    let conversations = format!(
        "{{\"id\": \"1\", \"turns\": [{}, {}, {}], \"expect\": \"resolve\", \"answerable\": false}}\n\
         {{\"id\": \"2\", \"turns\": [{}], \"expect\": \"handoff\", \"answerable\": false}}\n",
        said("user", "how do I upgrade the relay"),
        said("bot", "Stop it with relayctl stop."),
        said("user", "that worked, thanks"),
        said("user", "I want to talk to a human"),
    );
    place.write("c.jsonl", &conversations);
    let printed = place.succeed(&["eval", "--conversations", "c.jsonl", "--json"]);
    let scores: Value = serde_json::from_str(&printed).unwrap();
    let actions = scores["actions"].as_array().unwrap();
    assert_eq!(actions.len(), 2);
    assert!(actions.iter().all(|row| row["n"] == row["right"]), "{actions:?}");
}

#[test]
fn input_that_cannot_be_read_is_told_what_to_do() {
    let place = evaluated();
    assert!(place.complain(&["eval"]).contains("--queries"));
    assert!(place.complain(&["eval", "--queries", "none.jsonl"]).contains("none.jsonl"));
    place.write("bad.jsonl", "{\"id\": \"a\", \"text\": \"x\"}\nnonsense\n");
    assert!(place.complain(&["eval", "--queries", "bad.jsonl"]).contains("bad.jsonl:2"));
    assert!(place.complain(&eval(&["--only", "lang=fr"])).contains("--only"));
    assert!(place.complain(&eval(&["--baseline", "bad.jsonl"])).contains("--run"));
    assert!(place.complain(&eval(&["--fail-under", "r3=1"])).contains("r_at_3"));
}
