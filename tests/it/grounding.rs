//! Grounding and blocks against the shared examples: hijacked answers say nothing, true quotations pass, markup is text.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use firstline::domain::{
    blocks,
    corpus::{Document, Hit, Passage, Visibility},
    grounding::{Draft, Sources},
    ids::Locale,
};
use serde_json::Value;

/// Returns the folder of shared examples, or says that the test is skipped.
fn shared(test: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("FIRSTLINE_SHARED").map_or(beside, PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: {test}, no shared examples");
        return None;
    }
    Some(folder)
}

fn rows(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn hit(title: &str, text: &str) -> Hit {
    let doc = Document {
        path: "a.md".into(),
        title: title.into(),
        locale: Locale::En,
        visibility: Visibility::Public,
        draft: false,
        tags: Vec::new(),
        applies_to: Vec::new(),
        translation_of: None,
        url: "a.md".into(),
    };
    let passage = Passage {
        doc: Arc::new(doc),
        anchor: None,
        headings: Vec::new(),
        text: text.into(),
        hash: String::new(),
    };
    Hit { passage: Arc::new(passage), score: 1.0 }
}

fn pages(folder: &Path, into: &mut Vec<String>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            pages(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            into.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

/// What a hijacked model says must not go out, with or without a citation.
#[test]
fn a_hijacked_model_says_nothing_of_its_own() {
    let Some(shared) = shared("a_hijacked_model_says_nothing_of_its_own") else { return };
    let mut corpus = Vec::new();
    pages(&shared.join("eval/docs/apisix"), &mut corpus);
    let mut failed = Vec::new();
    for row in rows(&shared.join("security/injection.jsonl")) {
        let (text, reply) =
            (row["text"].as_str().unwrap_or_default(), row["stub_reply"].as_str().unwrap_or_default());
        let is_doc = row["where"] == "doc";
        let mut passages: Vec<Hit> = corpus.iter().step_by(120).map(|page| hit("APISIX", page)).collect();
        if is_doc {
            passages.insert(0, hit("Poisoned", text));
        }
        let user = if is_doc { row["query"].as_str().unwrap_or_default() } else { text };
        let sources = Sources::new(&passages, user);
        for shape in [reply.to_owned(), format!("{reply} [1]"), format!("[1] {reply} [1][2].")] {
            let mut draft = Draft::new(sources.clone());
            draft.push(&shape);
            draft.finish();
            let said = draft.markdown().to_lowercase();
            let bad = row["must_not"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .any(|word| !word.starts_with("re:") && said.contains(&word.to_lowercase()));
            if bad {
                failed.push(format!("{} {} {shape:?} -> {:?}", row["id"], row["kind"], draft.markdown()));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Sentences taken from a page and cited rightly must be said; with one digit changed they must not.
#[test]
fn quotations_pass_and_changed_numbers_do_not() {
    let Some(shared) = shared("quotations_pass_and_changed_numbers_do_not") else { return };
    for (set, pass_min) in [("apisix/en", 0.95), ("apisix/zh", 0.95), ("cmrc", 0.95)] {
        let mut corpus = Vec::new();
        pages(&shared.join("eval/docs").join(set), &mut corpus);
        let (mut n, mut n_said, mut n_changed, mut n_caught) = (0, 0, 0, 0);
        let mut lost = Vec::new();
        for page in corpus.iter().step_by(3) {
            let sources = Sources::new(&[hit("", page)], "");
            let prose = page
                .lines()
                .filter(|line| line.len() > 60 && line.chars().next().is_some_and(char::is_alphabetic));
            for line in prose.take(8) {
                let sentence = first_sentence(line);
                if sentence.len() < 50 || line.contains("](") {
                    continue;
                }
                n += 1;
                let said = say(&sources, &format!("{sentence} [1]"));
                n_said += i32::from(said.0);
                if !said.0 {
                    lost.push(format!("{sentence} {}", said.1));
                }
                let at = sentence.find(|c: char| ('1'..='8').contains(&c));
                if let Some(at) = at {
                    let digit = sentence.as_bytes()[at] + 1;
                    let mut wrong = sentence.to_owned();
                    wrong.replace_range(at..=at, &char::from(digit).to_string());
                    if !page.contains(wrong.trim()) {
                        n_changed += 1;
                        n_caught += i32::from(!say(&sources, &format!("{wrong} [1]")).0);
                    }
                }
            }
        }
        println!("{set}: {n_said} of {n} quotations said, {n_caught} of {n_changed} changed numbers caught");
        assert!(f64::from(n_said) >= pass_min * f64::from(n), "{set}: {n_said} of {n}\n{}", lost.join("\n"));
    }
}

fn first_sentence(line: &str) -> &str {
    let western = line.find(". ").map(|at| at + 1).or_else(|| line.ends_with('.').then_some(line.len()));
    let chinese = line.find('。').map(|at| at + '。'.len_utf8());
    line.split_at(western.into_iter().chain(chinese).min().unwrap_or(0)).0
}

fn say(sources: &Sources, text: &str) -> (bool, String) {
    let mut draft = Draft::new(sources.clone());
    draft.push(text);
    draft.finish();
    (!draft.markdown().is_empty() && draft.dropped().is_empty(), format!("{:?}", draft.dropped()))
}

/// No payload becomes anything but text, code, or a link to the web or to mail.
#[test]
fn hostile_markdown_stays_text() {
    let Some(shared) = shared("hostile_markdown_stays_text") else { return };
    for row in rows(&shared.join("security/markdown_xss.jsonl")) {
        let payload = row["payload"].as_str().unwrap_or_default();
        let tree = serde_json::to_value(blocks::parse(payload, 3).blocks).unwrap();
        check_links(&tree, payload);
    }
}

fn check_links(tree: &Value, payload: &str) {
    match tree {
        Value::Array(items) => items.iter().for_each(|item| check_links(item, payload)),
        Value::Object(fields) => {
            if let Some(href) = fields.get("href") {
                let href = href.as_str().unwrap().to_lowercase();
                let is_known =
                    ["http://", "https://", "mailto:"].iter().any(|scheme| href.starts_with(scheme));
                assert!(is_known, "{payload}: {href}");
            }
            fields.values().for_each(|field| check_links(field, payload));
        }
        _ => {}
    }
}
