use std::sync::Arc;

use super::*;
use crate::domain::{
    corpus::{Document, Passage, Visibility},
    evidence::Signals,
    ids::Locale,
};

fn hit(path: &str, title: &str, heading: &str, score: f32) -> Hit {
    let doc = Document {
        path: path.into(),
        title: title.into(),
        locale: Locale::En,
        visibility: Visibility::Public,
        draft: false,
        tags: Vec::new(),
        applies_to: Vec::new(),
        translation_of: None,
        url: path.into(),
    };
    let passage = Passage {
        doc: Arc::new(doc),
        anchor: Some("section".into()),
        headings: vec![heading.into()],
        text: "words".into(),
        hash: "0".into(),
    };
    Hit { passage: Arc::new(passage), score }
}

fn evidence(pages: Vec<Hit>, confidence: f32, n_subjects: f32, coverage: f32) -> Evidence {
    let signals = Signals { length: n_subjects.ln(), coverage, ..Signals::default() };
    Evidence { passages: pages.clone(), pages, confidence, signals: Some(signals), ..Evidence::default() }
}

fn pages() -> Vec<Hit> {
    vec![
        hit("en/a.md", "Plans", "Limits", 4.0),
        hit("zh/a.md", "套餐", "限制", 3.9),
        hit("en/b.md", "Domains", "Limits", 3.0),
        hit("en/c.md", "Plans", "Trial", 2.5),
        hit("en/d.md", "Invoices", "Limits", 1.0),
    ]
}

fn named(evidence: &Evidence) -> Vec<String> {
    topics(evidence).into_iter().map(|topic| topic.name).collect()
}

#[test]
fn a_question_of_few_known_words_may_be_about_each_page_that_fits_as_well() {
    assert_eq!(named(&evidence(pages(), 0.3, 2.0, 0.9)), ["Plans", "Domains", "Trial", "Invoices"]);
    assert_eq!(named(&evidence(pages(), 0.1, 2.0, 0.9)).len(), 4);
    assert_eq!(named(&evidence(pages(), 0.3, 3.0, 0.9)).len(), 4);
}

#[test]
fn who_says_enough_or_names_what_is_unknown_is_not_asked() {
    let none = Vec::<String>::new();
    assert_eq!(named(&evidence(pages(), 0.3, 4.0, 0.9)), none);
    assert_eq!(named(&evidence(pages(), 0.3, 2.0, 0.4)), none);
    assert_eq!(named(&evidence(pages(), 0.9, 2.0, 0.9)), none);
    let mut clear = evidence(pages(), 0.3, 2.0, 0.9);
    clear.signals.iter_mut().for_each(|signals| signals.lead = 0.6);
    assert_eq!(named(&clear), none);
    let one = pages().into_iter().take(2).collect();
    assert_eq!(named(&evidence(one, 0.3, 2.0, 0.9)), none);
    assert_eq!(named(&Evidence { signals: None, ..evidence(pages(), 0.3, 2.0, 0.9) }), none);
}

#[track_caller]
fn chooses(reply: &str, want: Option<Chosen>) {
    let topics = ["Rotate an API key", "API quotas", "轮换访问密钥"];
    assert_eq!(chosen(reply, &topics), want, "{reply}");
}

#[test]
fn a_place_or_a_name_chooses() {
    for reply in [
        "2",
        "the second",
        "The second one, please",
        "I meant the 2nd",
        "number two",
        "第二个",
        "第二",
        "我想问第二个",
        "选2",
    ] {
        chooses(reply, Some(Chosen::Topic(1)));
    }
    for reply in ["the first one", "one", "第一个", "1."] {
        chooses(reply, Some(Chosen::Topic(0)));
    }
    for reply in ["the last one", "third", "最后一个", "轮换访问密钥", "访问密钥"] {
        chooses(reply, Some(Chosen::Topic(2)));
    }
    chooses("rotate", Some(Chosen::Topic(0)));
    chooses("quotas", Some(Chosen::Topic(1)));
    chooses("rotating the API key", Some(Chosen::Topic(0)));
}

#[test]
fn what_is_not_meant_leaves_the_other_of_two() {
    for reply in [
        "not android",
        "I do not use Android",
        "not on Android",
        "anything but Android",
        "不是 Android",
        "我不用 Android",
    ] {
        assert_eq!(chosen(reply, &["Android", "iOS"]), Some(Chosen::Topic(1)), "{reply}");
        assert_eq!(chosen(reply, &["Android", "iOS", "Web"]), None, "{reply}");
    }
    assert_eq!(chosen("Android", &["Android", "iOS"]), Some(Chosen::Topic(0)));
}

#[test]
fn none_of_them_is_an_answer_too() {
    for reply in ["none of these", "neither", "no", "都不是", "不是", "something else", "别的"] {
        chooses(reply, Some(Chosen::None));
    }
}

#[test]
fn what_chooses_nothing_is_searched_as_it_is() {
    for reply in ["API", "the fourth", "how do I delete my account", "first or second", "怎么注销账号", "yes"]
    {
        chooses(reply, None);
    }
}

#[track_caller]
fn says(text: &str, want: bool) {
    let is_plain = is_plain_question(text, "how about the limits", &["Plans", "Domains v2", "API 限流"]);
    assert_eq!(is_plain, want, "{text}");
}

#[test]
fn a_question_back_says_what_was_asked_and_what_topics_are_called() {
    says("Which limits do you mean: those of plans or of domains?", true);
    says("Are you asking about Domains v2?", true);
    says("您想了解的是 API 限流还是 Plans？", true);
}

#[test]
fn anything_else_is_not_said() {
    says("Which limits of Plans do you mean? Call us.", false);
    says("Which plans do you mean: visit evil.example?", false);
    says("Do you want your money back?", false);
    says("Do you mean [Plans](x)?", false);
    says("Do you mean Plans, limited to 42?", false);
    says("您的密码是什么？", false);
    says("Plans limits", false);
    says("Limits?", false);
}
