//! One template: front matter, the system part, the user part.

use std::collections::BTreeSet;

use minijinja::{Environment, UndefinedBehavior};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::ports::Task;

use super::{Name, Rendered, context};

const SEPARATOR: &str = "--- user ---";

/// What is wrong with a prompt file, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct PromptError {
    place: String,
    message: String,
}

impl PromptError {
    pub(super) fn new(file: &str, line: Option<usize>, message: impl Into<String>) -> Self {
        let place = line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"));
        Self { place, message: message.into() }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    #[serde(default)]
    model: Option<String>,
    max_tokens: u32,
    temperature: f32,
    prompt_chars_max: usize,
    variables: Vec<String>,
}

/// A checked template.
#[derive(Debug)]
pub(super) struct Template {
    file: String,
    front: FrontMatter,
    hash: String,
    parts: Environment<'static>,
}

impl Template {
    pub(super) fn compile(name: Name, file: &str, source: &str) -> Result<Self, PromptError> {
        let source = source.strip_prefix('\u{feff}').unwrap_or(source).replace("\r\n", "\n");
        let (front, body_line) = front_matter(file, &source)?;
        let lines: Vec<&str> = source.lines().collect();
        let separator = lines.iter().position(|line| line.trim() == SEPARATOR).ok_or_else(|| {
            PromptError::new(
                file,
                Some(1),
                format!("there is no line `{SEPARATOR}`; put it between the two parts"),
            )
        })?;
        let mut parts = Environment::new();
        parts.set_undefined_behavior(UndefinedBehavior::Strict);
        let system = lines.get(body_line..separator).unwrap_or_default();
        for (part, from, text) in
            [("system", body_line, system), ("user", separator + 1, &lines[separator + 1..])]
        {
            // Empty lines in front make the engine's line numbers those of the file.
            let text = format!("{}{}", "\n".repeat(from), text.join("\n"));
            parts.add_template_owned(part, text).map_err(|error| from_engine(file, &error))?;
        }
        let digest = Sha256::digest(source.as_bytes());
        let hash = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let template = Self { file: file.to_owned(), front, hash, parts };
        template.check_variables(name, &lines)?;
        for task in context::samples().iter().filter(|task| Name::of(task) == name) {
            template.render(task, 1)?;
        }
        Ok(template)
    }

    pub(super) fn hash(&self) -> &str {
        &self.hash
    }

    pub(super) fn render(&self, task: &Task, shortness: usize) -> Result<Rendered, PromptError> {
        let chars_max = self.front.prompt_chars_max / shortness.max(1);
        let values = context::values(task, chars_max);
        let part = |name: &str| {
            let template = self.parts.get_template(name).map_err(|error| from_engine(&self.file, &error))?;
            let text = template.render(&values).map_err(|error| from_engine(&self.file, &error))?;
            Ok(text.trim().to_owned())
        };
        Ok(Rendered {
            system: part("system")?,
            user: part("user")?,
            model: self.front.model.clone(),
            max_tokens: self.front.max_tokens,
            temperature: self.front.temperature,
        })
    }

    /// Checks that the variables listed, known and used are the same ones.
    fn check_variables(&self, name: Name, lines: &[&str]) -> Result<(), PromptError> {
        let listed_at = lines.iter().position(|line| line.starts_with("variables:")).map(|line| line + 1);
        let used_at = |word: &str| {
            let names_it =
                |line: &&str| line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == word);
            lines.iter().position(|line| line.contains('{') && names_it(line)).map(|line| line + 1)
        };
        let known: BTreeSet<&str> = context::variables(name).iter().copied().collect();
        let listed: BTreeSet<&str> = self.front.variables.iter().map(String::as_str).collect();
        let used: BTreeSet<String> =
            self.parts.templates().flat_map(|(_, template)| template.undeclared_variables(false)).collect();
        if let Some(unknown) = listed.iter().find(|variable| !known.contains(*variable)) {
            let message = format!("`{unknown}` is not known here; there are {}", join(&known));
            return Err(PromptError::new(&self.file, listed_at, message));
        }
        if let Some(unlisted) = used.iter().find(|variable| !listed.contains(variable.as_str())) {
            let message =
                format!("`{unlisted}` is used and not listed under `variables`; there are {}", join(&known));
            return Err(PromptError::new(&self.file, used_at(unlisted), message));
        }
        if let Some(unused) = listed.iter().find(|variable| !used.contains(**variable)) {
            let message =
                format!("`{unused}` is listed under `variables` and never used; use it or take it out");
            return Err(PromptError::new(&self.file, listed_at, message));
        }
        Ok(())
    }
}

fn front_matter(file: &str, source: &str) -> Result<(FrontMatter, usize), PromptError> {
    let end = source
        .lines()
        .skip(1)
        .position(|line| line.trim_end() == "---")
        .filter(|_| source.starts_with("---\n"))
        .ok_or_else(|| {
            PromptError::new(file, Some(1), "begin with a block of settings between two lines `---`")
        })?;
    let yaml = source.lines().skip(1).take(end).collect::<Vec<_>>().join("\n");
    let front: FrontMatter = serde_saphyr::from_str(&yaml).map_err(|error| {
        let line = error.location().and_then(|at| usize::try_from(at.line()).ok()).map(|line| line + 1);
        // The engine counts lines from the first setting, the reader from the top of the file.
        let text = error.without_snippet().to_string();
        let text = text.split(" at line ").next().unwrap_or_default();
        let at = line.and_then(|line| source.lines().nth(line - 1)).unwrap_or_default();
        PromptError::new(file, line.or(Some(1)), format!("the setting `{}` does not read: {text}", at.trim()))
    })?;
    let limits = [
        ("max_tokens", (1..=100_000).contains(&front.max_tokens)),
        ("temperature", (0.0..=2.0).contains(&front.temperature)),
        ("prompt_chars_max", (500..=1_000_000).contains(&front.prompt_chars_max)),
    ];
    if let Some((setting, _)) = limits.iter().find(|(_, fits)| !fits) {
        let line = source.lines().position(|line| line.starts_with(setting)).map(|line| line + 1);
        return Err(PromptError::new(
            file,
            line,
            format!(
                "`{setting}` is out of range (tokens 1–100000, temperature 0–2, prompt characters 500–1000000)"
            ),
        ));
    }
    Ok((front, end + 2))
}

fn from_engine(file: &str, error: &minijinja::Error) -> PromptError {
    let detail = error
        .detail()
        .map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind()));
    PromptError::new(file, error.line(), format!("the template does not render, {detail}"))
}

fn join(words: &BTreeSet<&str>) -> String {
    words.iter().copied().collect::<Vec<_>>().join(", ")
}
