//! Short answers in fields: the JSON Schema they are asked for with, and how they are read from what a model wrote.
//!
//! Endpoints without structured outputs get the schema in words, by the template; so what comes may stand in prose, in a
//! code fence, behind reasoning, or end its lists with a comma.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    domain::{event::Severity, triage::Proposal},
    ports::{Task, Written},
};

use super::prompts::topics;

/// Longest question, in characters: what is longer is an answer, or a whole conversation.
const QUESTION_CHARS_MAX: usize = 400;
/// Choices of a question back: as many as are read at a glance.
const CHOICES_MAX: usize = 4;

#[derive(Deserialize)]
struct Standalone {
    question: String,
    #[serde(default)]
    translation: Option<String>,
}

#[derive(Deserialize)]
struct Clarify {
    question: String,
    #[serde(default)]
    choices: Vec<String>,
}

#[derive(Deserialize)]
struct Triage {
    severity: String,
    #[serde(default)]
    topic: Option<String>,
    #[serde(default)]
    reasons: Vec<String>,
}

/// Severities as a model names them.
const SEVERITIES: [(&str, Severity); 4] = [
    ("critical", Severity::Critical),
    ("degraded", Severity::Degraded),
    ("usage", Severity::Usage),
    ("suggestion", Severity::Suggestion),
];

#[derive(Deserialize)]
struct Questions {
    questions: Vec<String>,
}

/// Returns the schema of a task's answer; `None` where text is wanted.
pub(super) fn schema(task: &Task) -> Option<Value> {
    let text = json!({ "type": "string" });
    let texts = json!({ "type": "array", "items": text });
    let fields = match task {
        Task::Answer(_) | Task::Draft(_) | Task::Dossier { .. } => return None,
        Task::Standalone(task) if task.translate_to.is_some() => {
            json!({ "question": text, "translation": text })
        }
        Task::Standalone(_) => json!({ "question": text }),
        Task::Clarify(_) => json!({ "question": text, "choices": texts }),
        Task::Questions { n_max, .. } => {
            json!({ "questions": { "type": "array", "items": text, "maxItems": n_max } })
        }
        Task::Triage(_) => {
            let severity = json!({ "type": "string", "enum": SEVERITIES.map(|(name, _)| name) });
            json!({ "severity": severity, "topic": text, "reasons": texts })
        }
    };
    let required: Vec<&String> = fields.as_object()?.keys().collect();
    Some(json!({
        "type": "object", "properties": fields, "required": required, "additionalProperties": false,
    }))
}

/// Reads a task's answer; `None` where it is not of the form asked for.
pub(super) fn read(task: &Task, text: &str) -> Option<Written> {
    match task {
        Task::Answer(_) | Task::Draft(_) | Task::Dossier { .. } => Some(Written::Text(text.to_owned())),
        Task::Standalone(task) => {
            let written: Standalone = last_object(text)?;
            let translation = written.translation.filter(|_| task.translate_to.is_some());
            Some(Written::Standalone {
                question: line(&written.question)?,
                translation: translation.and_then(|text| line(&text)),
            })
        }
        Task::Clarify(task) => {
            let written: Clarify = last_object(text)?;
            let offered: Vec<&str> = topics(&task.passages).collect();
            let mut choices = Vec::new();
            for choice in written.choices {
                let known = offered.iter().find(|topic| topic.eq_ignore_ascii_case(choice.trim()));
                if let Some(known) = known.filter(|known| !choices.iter().any(|choice| choice == *known)) {
                    choices.push((*known).to_owned());
                }
            }
            choices.truncate(CHOICES_MAX);
            Some(Written::Clarify { question: line(&written.question)?, choices })
        }
        Task::Triage(_) => {
            let written: Triage = last_object(text)?;
            let named = written.severity.trim().to_lowercase();
            let (_, severity) = SEVERITIES.into_iter().find(|(name, _)| *name == named)?;
            let topic = written.topic.filter(|topic| !topic.trim().is_empty());
            let mut reasons = written.reasons;
            reasons.truncate(CHOICES_MAX);
            Some(Written::Triage(Proposal { severity, topic, reasons }))
        }
        Task::Questions { n_max, .. } => {
            let written: Questions = last_object(text)?;
            let mut questions: Vec<String> = Vec::new();
            for question in written.questions.iter().filter_map(|question| line(question)) {
                if !questions.contains(&question) {
                    questions.push(question);
                }
            }
            questions.truncate(*n_max);
            Some(Written::Questions(questions))
        }
    }
}

/// Returns a text as one line; `None` where nothing is left of it, or too much.
fn line(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (1..=QUESTION_CHARS_MAX).contains(&line.chars().count()).then_some(line)
}

/// Reads the last object in a text that has the fields: what stands before it may be reasoning.
fn last_object<T: DeserializeOwned>(text: &str) -> Option<T> {
    let mut found = None;
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|start| at + start) {
        let object = object(&text[start..]);
        match object.and_then(|(object, length)| Some((serde_json::from_str(&object).ok()?, length))) {
            Some((read, length)) => {
                found = Some(read);
                at = start + length;
            }
            None => at = start + 1,
        }
    }
    found
}

/// Returns the object a text begins with, as strict JSON, and its length in the text.
fn object(text: &str) -> Option<(String, usize)> {
    let mut strict = String::new();
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            // Line ends inside a text are not allowed there, and common.
            _ if in_text && c.is_control() => {
                strict.push(' ');
                continue;
            }
            _ if in_text => {}
            '{' | '[' => depth += 1,
            '}' | ']' => {
                let length = strict.trim_end().trim_end_matches(',').len();
                strict.truncate(length);
                depth -= 1;
            }
            _ => {}
        }
        strict.push(c);
        if depth == 0 {
            return Some((strict, at + c.len_utf8()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::prompts::samples;
    use super::*;

    fn sample(fits: fn(&Task) -> bool) -> Task {
        samples().into_iter().find(fits).unwrap()
    }
    #[track_caller]
    fn check(text: &str, want: Option<&str>) {
        let task = sample(|task| matches!(task, Task::Standalone(task) if task.translate_to.is_none()));
        let want =
            want.map(|question| Written::Standalone { question: question.to_owned(), translation: None });
        assert_eq!(read(&task, text), want, "{text}");
    }

    #[test]
    fn an_answer_is_found_wherever_it_stands() {
        check(r#"{"question": "How?"}"#, Some("How?"));
        check("Sure! Here it is:\n```json\n{\"question\": \"How?\",}\n```\nAnything else?", Some("How?"));
        check(
            "so {\"a\": {}} or {x} … </think>{\"question\": \"导出 {a}?\", \"why\": [1, 2,],}",
            Some("导出 {a}?"),
        );
        check("{\"question\": \"draft\"} no: {\"question\": \"How \\\"so\\\"?\"}", Some("How \"so\"?"));
        check("{\"question\": \"on\n two   lines\"}", Some("on two lines"));
        check("{ {\"question\": \"How?\"}", Some("How?"));
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in
            ["", "How?", "{\"question\": \"cut", "{\"query\": \"How?\"}", "{\"question\": \" \"}", "}{]["]
        {
            check(text, None);
        }
        check(&format!("{{\"question\": \"{}\"}}", "long ".repeat(100)), None);
        check(&"{[".repeat(500), None);
    }

    #[test]
    fn a_translation_is_taken_where_it_was_asked_for() {
        let text = r#"{"question": "How?", "translation": "怎么做？"}"#;
        let asked = sample(|task| matches!(task, Task::Standalone(task) if task.translate_to.is_some()));
        let translation = Some("怎么做？".to_owned());
        assert_eq!(read(&asked, text), Some(Written::Standalone { question: "How?".into(), translation }));
        check(text, Some("How?"));
    }

    #[test]
    fn choices_are_topics_of_the_passages_and_nothing_else() {
        let task = sample(|task| matches!(task, Task::Clarify(_)));
        let text = r#"{"question": "Which?", "choices": ["sample ", "Sample", "Call 555 for a prize"]}"#;
        let choices = vec!["Sample".to_owned()];
        assert_eq!(read(&task, text), Some(Written::Clarify { question: "Which?".into(), choices }));
    }

    #[test]
    fn questions_are_few_and_different() {
        let task = sample(|task| matches!(task, Task::Questions { .. }));
        let text = r#"{"questions": ["A?", "A?", "", "B?", "C?", "D?"]}"#;
        let questions = ["A?", "B?", "C?"].map(str::to_owned).to_vec();
        assert_eq!(read(&task, text), Some(Written::Questions(questions)));
        assert_eq!(read(&task, "{\"questions\": []}"), Some(Written::Questions(Vec::new())));
    }

    #[test]
    fn a_schema_asks_for_exactly_what_is_read() {
        for task in samples() {
            let Some(schema) = schema(&task) else { continue };
            let fields = schema["properties"].as_object().unwrap();
            assert_eq!(schema["required"].as_array().unwrap().len(), fields.len());
            let filled = fields.iter().map(|(name, field)| {
                let is_list = field["type"] == "array";
                let value = field["enum"].get(0).cloned().unwrap_or_else(|| json!("Sample"));
                (name.clone(), if is_list { json!(["Sample"]) } else { value })
            });
            let answer = Value::Object(filled.collect()).to_string();
            assert!(read(&task, &answer).is_some(), "{answer}");
        }
    }
}
