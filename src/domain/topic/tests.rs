use super::*;

fn topics() -> Topics {
    let topic = |name: &str, examples: &[&str]| Topic {
        name: name.to_owned(),
        examples: examples.iter().map(|example| (*example).to_owned()).collect(),
    };
    Topics::new(&[
        topic(
            "billing",
            &[
                "I was charged twice",
                "Where is my invoice?",
                "Refund the last payment",
                "发票在哪里下载",
                "多扣了一次钱",
            ],
        ),
        topic(
            "calls",
            &[
                "The call drops after a minute",
                "I cannot hear the other side",
                "通话没有声音",
                "打电话老是断",
            ],
        ),
        topic(
            "login",
            &["I forgot my password", "The login code does not arrive", "忘记密码", "收不到验证码"],
        ),
    ])
}

#[track_caller]
fn check(text: &str, want: Option<&str>) {
    let topics = topics();
    assert_eq!(topics.of(text), want, "{text}: {:?}", topics.nearest(text));
}

#[test]
fn the_nearest_topic_is_found_in_both_languages() {
    check("please refund what I was charged", Some("billing"));
    check("my call dropped", Some("calls"));
    check("pasword forgotten", Some("login"));
    check("验证码一直收不到", Some("login"));
    check("电话里听不到声音", Some("calls"));
    check("发票怎么下载", Some("billing"));
}

#[test]
fn nothing_is_said_where_nothing_is_near() {
    check("What is the weather in Lisbon", None);
    check("今天天气真好", None);
    check("", None);
    assert_eq!(Topics::default().of("anything"), None);
}

#[test]
fn labelled_messages_find_their_topic() {
    let shared = std::env::var("FIRSTLINE_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into());
    let Ok(cases) = std::fs::read_to_string(format!("{shared}/eval/routing_banking77.jsonl")) else {
        eprintln!("skipped labelled_messages_find_their_topic: no shared folder");
        return;
    };
    let cases: Vec<(String, String)> = cases
        .lines()
        .map(|line| {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            (case["label"].as_str().unwrap().to_owned(), case["text"].as_str().unwrap().to_owned())
        })
        .collect();
    let outcome = cross_validate(&cases, 10);
    println!("{outcome:?}");
    assert!(outcome.n_nearest_right * 100 >= 65 * outcome.n_all);
    assert!(outcome.n_said_right * 100 >= 80 * outcome.n_said);
    assert!(outcome.n_said * 100 >= 60 * outcome.n_all);
}
