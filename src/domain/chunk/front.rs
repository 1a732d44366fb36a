//! Front matter: the YAML between `---` lines at the top of a file. Unknown keys are other tools' business.

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_saphyr::Spanned;

use crate::domain::{applies, corpus::DocumentError, ids::Locale};

/// Front matter of a page is a few lines; more is a mistake or an attack.
const FRONT_BYTES_MAX: usize = 64 * 1024;
/// Nesting that any other tool's keys may need.
const DEPTH_MAX: usize = 16;
/// Values and keys together.
const N_NODES_MAX: usize = 4_000;

/// What a file says about itself.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    pub(super) title: Option<String>,
    pub(super) locale: Option<Locale>,
    pub(super) internal: bool,
    pub(super) draft: bool,
    pub(super) tags: Vec<String>,
    pub(super) applies_to: Vec<String>,
    pub(super) translation_of: Option<String>,
    pub(super) url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Keys {
    title: Option<String>,
    locale: Option<String>,
    lang: Option<String>,
    visibility: Option<Spanned<String>>,
    draft: Option<bool>,
    tags: Option<Spanned<Words>>,
    applies_to: Option<Spanned<Words>>,
    translation_of: Option<String>,
    url: Option<String>,
}

/// One word or several; a bare number is taken as it is written, so that `3.10` stays `3.10`.
#[derive(Debug)]
enum Words {
    One(String),
    Several(Vec<String>),
    Number,
    /// Words under keys, such as `{platform: [ios], version: ">=3"}`.
    Keyed(Vec<(String, Spanned<Words>)>),
}

/// Splits a file into its front matter and its body.
pub(super) fn read(text: &str) -> Result<(FrontMatter, &str), DocumentError> {
    let Some(rest) = after_opening(text) else { return Ok((FrontMatter::default(), text)) };
    let Some((yaml, body)) = until_closing(rest) else {
        // A file may simply begin with a rule; a key in the next line says that it does not.
        let is_front = rest.lines().next().is_some_and(|line| line.split_once(':').is_some_and(is_key));
        if is_front {
            return Err(error(1, "the front matter opened here is never closed; end it with a line `---`"));
        }
        return Ok((FrontMatter::default(), text));
    };
    if yaml.len() > FRONT_BYTES_MAX {
        return Err(error(
            1,
            &format!("the front matter is longer than {FRONT_BYTES_MAX} bytes; shorten it"),
        ));
    }
    if yaml.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok((FrontMatter::default(), body));
    }
    let keys: Keys = serde_saphyr::from_str_with_options(yaml, options()).map_err(|e| yaml_error(&e))?;
    Ok((checked(keys, yaml)?, body))
}

fn is_key((key, _): (&str, &str)) -> bool {
    !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'))
}

fn after_opening(text: &str) -> Option<&str> {
    let (first, rest) = text.split_once('\n')?;
    (first.trim_end() == "---").then_some(rest)
}

fn until_closing(rest: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((&rest[..at], &rest[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_depth: DEPTH_MAX,
            max_nodes: N_NODES_MAX,
            max_events: 4 * N_NODES_MAX,
            max_aliases: 64,
            max_anchors: 64,
            max_documents: 1,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: N_NODES_MAX,
            max_replay_stack_depth: DEPTH_MAX,
            max_alias_expansions_per_anchor: 64,
        },
    }
}

fn checked(keys: Keys, yaml: &str) -> Result<FrontMatter, DocumentError> {
    let internal = match &keys.visibility {
        None => false,
        Some(visibility) => match visibility.value.as_str() {
            "public" => false,
            "internal" => true,
            other => {
                let message = format!("visibility is `{other}`; write `public` or `internal`");
                return Err(error(line_in_file(visibility.referenced.line()), &message));
            }
        },
    };
    let filled = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    Ok(FrontMatter {
        title: filled(keys.title),
        // A language we do not speak is served as English, as everywhere else.
        locale: filled(keys.locale)
            .or_else(|| filled(keys.lang))
            .map(|tag| Locale::from_tag(&tag).unwrap_or_default()),
        internal,
        draft: keys.draft.unwrap_or(false),
        tags: words(keys.tags, "tags", yaml)?,
        applies_to: applies_to(keys.applies_to, yaml)?,
        translation_of: filled(keys.translation_of),
        url: filled(keys.url).filter(|url| is_readable(url)),
    })
}

/// Recognises an address that a reader may be sent to.
fn is_readable(url: &str) -> bool {
    let scheme = url.split(['/', '?', '#']).next().unwrap_or_default();
    matches!(scheme.to_ascii_lowercase().as_str(), "http:" | "https:")
        || !url.contains(':') && !url.starts_with("//")
}

fn words(words: Option<Spanned<Words>>, key: &str, yaml: &str) -> Result<Vec<String>, DocumentError> {
    let Some(words) = words else { return Ok(Vec::new()) };
    let line = words.referenced.line();
    let found = match words.value {
        Words::One(word) => vec![word],
        Words::Several(words) => words,
        Words::Number => vec![as_written(key, line, yaml)],
        Words::Keyed(_) => {
            return Err(error(
                line_in_file(line),
                &format!("`{key}` is a word or a list of words, without keys"),
            ));
        }
    };
    Ok(found.into_iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect())
}

/// Returns a number as its line writes it.
fn as_written(key: &str, line: u64, yaml: &str) -> String {
    let line = yaml.lines().nth(usize::try_from(line).unwrap_or(1).saturating_sub(1)).unwrap_or_default();
    let value = line.rsplit_once(&format!("{key}:")).or_else(|| line.split_once(':')).map_or("", |(_, v)| v);
    value
        .split([',', '}'])
        .next()
        .unwrap_or_default()
        .split(" #")
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// Reads for whom a page is; words under keys become `key: word`.
fn applies_to(written: Option<Spanned<Words>>, yaml: &str) -> Result<Vec<String>, DocumentError> {
    let Some(written) = written else { return Ok(Vec::new()) };
    let line = line_in_file(written.referenced.line());
    let Words::Keyed(keyed) = written.value else {
        let found = words(Some(written), "applies_to", yaml)?;
        for word in &found {
            let keyed = word.split_once(':').filter(|(key, _)| applies::Dimension::of_key(key).is_some());
            if let Some(mistake) = keyed.and_then(|(key, value)| applies::mistake(key, value)) {
                return Err(error(line, &mistake));
            }
        }
        return Ok(found);
    };
    let mut found = Vec::new();
    for (key, value) in keyed {
        let line = line_in_file(value.referenced.line());
        for word in words(Some(value), &key, yaml)? {
            if let Some(mistake) = applies::mistake(&key, &word) {
                return Err(error(line, &mistake));
            }
            found.push(format!("{}: {word}", key.trim()));
        }
    }
    Ok(found)
}

fn yaml_error(source: &serde_saphyr::Error) -> DocumentError {
    let said = source.without_snippet().to_string();
    // The line it names is counted within the front matter; ours, counted in the file, stands beside the message.
    let said = said.lines().next().and_then(|said| said.split(" at line ").next()).unwrap_or("not readable");
    let said = said.chars().take(200).collect::<String>();
    let message =
        format!("the front matter cannot be read: {said}; correct this line or put its value in quotes");
    DocumentError { line: source.location().map(|place| line_in_file(place.line())), message }
}

fn error(line: u32, message: &str) -> DocumentError {
    DocumentError { line: Some(line), message: message.to_owned() }
}

/// The YAML begins in the second line of the file.
fn line_in_file(line_in_yaml: u64) -> u32 {
    u32::try_from(line_in_yaml).unwrap_or(u32::MAX).saturating_add(1)
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordsVisitor)
    }
}

struct WordsVisitor;

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = Words;
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a word or a list of words")
    }
    fn visit_str<E>(self, word: &str) -> Result<Words, E> {
        Ok(Words::One(word.to_owned()))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Words, E> {
        Ok(Words::Number)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Words, E> {
        Ok(Words::Number)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Words, E> {
        Ok(Words::Number)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Words, E> {
        Ok(Words::Number)
    }
    fn visit_unit<E>(self) -> Result<Words, E> {
        Ok(Words::Several(Vec::new()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Words, A::Error> {
        let mut words = Vec::new();
        while let Some(word) = list.next_element::<String>()? {
            words.push(word);
        }
        Ok(Words::Several(words))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Words, A::Error> {
        let mut keyed = Vec::new();
        while let Some(entry) = map.next_entry()? {
            keyed.push(entry);
        }
        Ok(Words::Keyed(keyed))
    }
}
