//! An inbox's topics: `[[inbox.topic]]` with a name and what users write who mean it.

use toml::de::DeValue;

use super::field::quoted;
use crate::domain::topic::Topic;

/// Topics and examples that an inbox may have: every message is compared with each of them.
const TOPICS_MAX: usize = 200;
const EXAMPLES_MAX: usize = 100;
/// Characters of an example.
const EXAMPLE_CHARS_MAX: usize = 500;

/// What is shown in the example file.
pub(super) const SAMPLE: &str =
    "[{ name = \"billing\", examples = [\"I was charged twice\", \"发票在哪里下载\"] }]";

/// Reads the list of topics.
///
/// # Errors
/// Says what is wrong with it and what to write.
pub(super) fn read(value: &DeValue<'_>) -> Result<Vec<Topic>, String> {
    let array = value.as_array().ok_or("expected topics; write each as a table [[inbox.topic]]")?;
    if array.len() > TOPICS_MAX {
        return Err(format!("has {} topics; {TOPICS_MAX} are the most", array.len()));
    }
    let mut topics: Vec<Topic> = Vec::new();
    for item in array.iter() {
        let topic = read_topic(item.get_ref())?;
        if topics.iter().any(|known| known.name == topic.name) {
            return Err(format!("there are two topics {:?}; put their examples together", topic.name));
        }
        topics.push(topic);
    }
    Ok(topics)
}

fn read_topic(value: &DeValue<'_>) -> Result<Topic, String> {
    let table = value.as_table().ok_or("expected a table with `name` and `examples`")?;
    let mut topic = Topic::default();
    for (key, value) in table.iter() {
        match key.get_ref().as_ref() {
            "name" => topic.name = text(value.get_ref())?,
            "examples" => {
                let list = value.get_ref().as_array().ok_or("`examples` is a list of texts")?;
                topic.examples = list.iter().map(|item| text(item.get_ref())).collect::<Result<_, _>>()?;
            }
            other => return Err(format!("a topic has no {other:?}; known are name and examples")),
        }
    }
    if topic.name.is_empty() {
        return Err("a topic needs a `name`".to_owned());
    }
    if topic.examples.is_empty() {
        return Err(format!("topic {:?} needs `examples`: what users write who mean it", topic.name));
    }
    if topic.examples.len() > EXAMPLES_MAX {
        return Err(format!(
            "topic {:?} has more than {EXAMPLES_MAX} examples; keep the clearest",
            topic.name
        ));
    }
    Ok(topic)
}

fn text(value: &DeValue<'_>) -> Result<String, String> {
    let text = value.as_str().ok_or("expected text in quotes")?.trim();
    match text.chars().count() {
        0 => Err("a name or an example of a topic is empty".to_owned()),
        1..=EXAMPLE_CHARS_MAX => Ok(text.to_owned()),
        _ => Err(format!("an example of a topic has at most {EXAMPLE_CHARS_MAX} characters")),
    }
}

/// Returns the topics as TOML; `None` where there are none.
pub(super) fn show(topics: &[Topic]) -> Option<String> {
    let shown: Vec<String> = topics
        .iter()
        .map(|topic| {
            let examples: Vec<String> = topic.examples.iter().map(|example| quoted(example)).collect();
            format!("{{ name = {}, examples = [{}] }}", quoted(&topic.name), examples.join(", "))
        })
        .collect();
    (!shown.is_empty()).then(|| format!("[{}]", shown.join(", ")))
}
