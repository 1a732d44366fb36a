//! The questions: one JSON object a line, a single question (`text`) or a conversation (`turns`).

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail, ensure};
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use crate::domain::event::Role;

/// A question with what answers it.
#[derive(Clone, Debug, Default)]
pub(super) struct Question {
    pub(super) id: String,
    /// What was said, the question last; a question alone is one turn of the user.
    pub(super) turns: Vec<Turn>,
    /// The language, as written in the file.
    pub(super) lang: Option<String>,
    pub(super) set: Option<String>,
    /// What kind of question cannot be answered.
    pub(super) kind: Option<String>,
    /// Paths of the pages that answer it, without anchor; any one is enough.
    pub(super) gold: Vec<String>,
    pub(super) answerable: bool,
    /// Words that a quotation must hold, any one of them, to contain the answer.
    pub(super) answers: Vec<String>,
    /// What is to be done.
    pub(super) expect: Option<Expected>,
}

/// One message.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Turn {
    #[serde(deserialize_with = "role")]
    pub(super) role: Role,
    pub(super) text: String,
}

/// What a conversation's next step should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Expected {
    Answer,
    Clarify,
    Handoff,
    Resolve,
}

impl Question {
    /// Returns the user's newest words.
    pub(super) fn text(&self) -> &str {
        self.turns.last().map_or("", |turn| turn.text.as_str())
    }
}

/// A line as it is written.
#[derive(Deserialize)]
struct Line {
    id: String,
    text: Option<String>,
    turns: Option<Vec<Turn>>,
    lang: Option<String>,
    set: Option<String>,
    kind: Option<String>,
    #[serde(default)]
    gold: Vec<String>,
    #[serde(default)]
    gold_alt: Vec<String>,
    #[serde(default = "yes")]
    answerable: bool,
    #[serde(default)]
    answer: OneOrMore,
    expect: Option<Expected>,
}

#[derive(Default, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    #[default]
    None,
    One(String),
    More(Vec<String>),
}

const fn yes() -> bool {
    true
}

fn role<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "user" => Ok(Role::User),
        "bot" => Ok(Role::Bot),
        "agent" => Ok(Role::Agent),
        other => Err(D::Error::custom(format!("role is {other:?}; write user, bot or agent"))),
    }
}

/// Which questions are read, and what counts as a right page.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    pub(super) only: Vec<String>,
    pub(super) accept_alt: bool,
}

/// Reads the questions of every file, in order.
pub(super) fn read(files: &[&Path], reading: &Reading) -> anyhow::Result<Vec<Question>> {
    let only: Vec<(&str, &str)> = reading
        .only
        .iter()
        .map(|only| only.split_once('=').with_context(|| format!("--only {only}: write field=value")))
        .collect::<Result<_, _>>()?;
    let mut questions = Vec::new();
    let mut seen: HashMap<String, (PathBuf, usize)> = HashMap::new();
    for file in files {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read the questions {}", file.display()))?;
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let at = || format!("{}:{number}", file.display());
            let value: Value = serde_json::from_str(line)
                .with_context(|| format!("{}: this line is not JSON; write one object a line", at()))?;
            if !only.iter().all(|(field, wanted)| has(&value, field, wanted)) {
                continue;
            }
            let question = question(value, reading.accept_alt).with_context(at)?;
            if let Some((first, line)) = seen.insert(question.id.clone(), (file.to_path_buf(), number)) {
                let first = first.display();
                bail!(
                    "{}: the id {:?} stands in {first}:{line} already; give each its own",
                    at(),
                    question.id
                );
            }
            questions.push(question);
        }
    }
    if questions.is_empty() {
        let named: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let why = if only.is_empty() { "write one JSON object a line" } else { "look at --only" };
        bail!("there is no question in {}; {why}", named.join(", "));
    }
    Ok(questions)
}

/// Returns whether a field of a line has one of the values, written with commas.
fn has(line: &Value, field: &str, wanted: &str) -> bool {
    let is = match line.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
        _ => return false,
    };
    wanted.split(',').any(|wanted| wanted == is)
}

fn question(value: Value, accept_alt: bool) -> anyhow::Result<Question> {
    let line: Line = serde_json::from_value(value)?;
    ensure!(!line.id.trim().is_empty(), "id is empty; give each question its own");
    let turns = match (line.text, line.turns) {
        (Some(text), None) => vec![Turn { role: Role::User, text }],
        (None, Some(turns)) => turns,
        (Some(_), Some(_)) => bail!("{:?} has both text and turns; leave one of them out", line.id),
        (None, None) => bail!("{:?} has no text; write the question, or turns for a conversation", line.id),
    };
    let asks = turns.last().is_some_and(|turn| turn.role == Role::User && !turn.text.trim().is_empty());
    ensure!(asks, "{:?} must end with words of the user", line.id);
    let alternatives = line.gold_alt.into_iter().filter(|_| accept_alt);
    Ok(Question {
        id: line.id,
        turns,
        lang: line.lang,
        set: line.set,
        kind: line.kind,
        gold: line.gold.into_iter().chain(alternatives).map(|path| page(&path)).collect(),
        answerable: line.answerable,
        answers: match line.answer {
            OneOrMore::None => Vec::new(),
            OneOrMore::One(answer) => vec![answer],
            OneOrMore::More(answers) => answers,
        },
        expect: line.expect,
    })
}

fn page(path: &str) -> String {
    path.split('#').next().unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn read_text(text: &str, reading: &Reading) -> anyhow::Result<Vec<Question>> {
        let dir = TempDir::new().expect("a folder");
        let file = dir.path().join("q.jsonl");
        std::fs::write(&file, text).expect("writes");
        read(&[&file], reading)
    }
    #[track_caller]
    fn complains(text: &str, words: &[&str]) {
        let error = read_text(text, &Reading::default()).expect_err("is refused");
        let error = format!("{error:#}");
        for word in words {
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_what_to_do() {
        let good = r#"{"id": "a", "text": "why"}"#;
        complains("", &["no question", "one JSON object a line"]);
        complains(&format!("{good}\n\n{{nonsense"), &["q.jsonl:3", "not JSON"]);
        complains(&format!("{good}\n[]"), &["q.jsonl:2"]);
        complains(r#"{"text": "why"}"#, &["q.jsonl:1", "id"]);
        complains(r#"{"id": "a"}"#, &["q.jsonl:1", "no text"]);
        complains(&format!("{good}\n{good}"), &["q.jsonl:2", "q.jsonl:1", "already"]);
        complains(r#"{"id": "a", "turns": [{"role": "bot", "text": "x"}]}"#, &["words of the user"]);
        complains(r#"{"id": "a", "turns": [{"role": "boss", "text": "x"}]}"#, &["user, bot or agent"]);
        complains(r#"{"id": "a", "text": "x", "expect": "shrug"}"#, &["q.jsonl:1", "clarify"]);
        let only = Reading { only: vec!["lang=zh".into()], accept_alt: false };
        assert!(format!("{:#}", read_text(good, &only).expect_err("is empty")).contains("--only"));
    }

    #[test]
    fn a_question_and_a_conversation_are_read_alike() {
        let text = r#"{"id": "a", "text": "why", "gold": ["en/a.md#b"], "gold_alt": ["zh/a.md"], "answer": "42"}
            {"id": "b", "turns": [{"role": "user", "text": "x"}, {"role": "bot", "text": "y"}, {"role": "user", "text": "z"}], "answerable": false, "expect": "handoff"}"#;
        let found = read_text(text, &Reading { accept_alt: true, ..Reading::default() }).expect("reads");
        assert_eq!((found[0].text(), found[1].text()), ("why", "z"));
        assert_eq!(found[0].gold, ["en/a.md", "zh/a.md"]);
        assert_eq!(found[0].answers, ["42"]);
        assert_eq!(found[1].expect, Some(Expected::Handoff));
        let only = |only: &[&str]| {
            let only = only.iter().map(|only| (*only).to_owned()).collect();
            read_text(text, &Reading { only, accept_alt: false }).expect("reads")
        };
        assert_eq!(only(&["answerable=false", "id=a,b"])[0].id, "b");
        assert_eq!(only(&["id=a,c"])[0].gold, ["en/a.md"]);
    }
}
