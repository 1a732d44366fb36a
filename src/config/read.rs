//! From TOML to fields: every mistake is collected with its line, none ends the reading.

use std::{
    collections::BTreeMap,
    path::{Component, Path},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::domain::words::n_edits;

use super::{
    error::Problem,
    feed::{Feed, Source},
    field::{Field, Slot, texts_of},
};

/// Reads one file's tables and remembers where each field stands.
pub(super) struct Reader<'a> {
    origin: &'a str,
    text: &'a str,
    /// The folder of the file; `None` where the text is no file.
    folder: Option<&'a Path>,
    /// What was read of calendars that the text names.
    feeds: Vec<Feed>,
    lines: BTreeMap<String, usize>,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// Starts on a text that came from `origin`.
    pub fn new(origin: &'a str, text: &'a str) -> Self {
        Self { origin, text, folder: None, feeds: Vec::new(), lines: BTreeMap::new(), problems: Vec::new() }
    }

    /// Lets the text name files below a folder.
    pub fn within(mut self, folder: Option<&'a Path>) -> Self {
        self.folder = folder;
        self
    }

    /// Lets the text know what was read of calendars.
    pub fn know(&mut self, feeds: Vec<Feed>) {
        self.feeds = feeds;
    }

    /// Returns what was read of a calendar.
    pub fn feed(&self, source: &Source) -> Option<&Feed> {
        self.feeds.iter().find(|feed| feed.is_of(source))
    }

    /// Reads a file that the text names, below the text's own folder.
    ///
    /// # Errors
    /// Says what is wrong with the name or the file.
    pub fn beside(&self, file: &Path, bytes_max: usize) -> Result<Vec<u8>, String> {
        let shown = file.display();
        let folder = self.folder.ok_or_else(|| {
            format!("{shown} cannot be read here, because no file of settings stands beside it; write its dates out")
        })?;
        if !file.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(format!(
                "{shown} must be a path below the folder of this file, such as \"holidays.ics\""
            ));
        }
        let path = folder.join(file);
        let unreadable = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
        let metadata = std::fs::metadata(&path).map_err(unreadable)?;
        if !metadata.is_file() || metadata.len() > bytes_max as u64 {
            return Err(format!("{} must be a file of at most {bytes_max} bytes", path.display()));
        }
        std::fs::read(&path).map_err(unreadable)
    }

    /// Parses the text; what is no TOML is noted and left out.
    pub fn parse(&mut self) -> DeTable<'a> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let line = error.span().map(|span| self.line_at(span.start));
            let message = format!("is no valid TOML here: {}", error.message());
            let field = String::new();
            self.problems.push(Problem { origin: self.origin.to_owned(), line, field, message });
        }
        table.into_inner()
    }

    /// Fills `fields` from a table whose place in the file is `path`.
    pub fn read(&mut self, path: &str, table: &DeTable<'_>, fields: Vec<Field<'_>>) {
        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        for key in table.keys() {
            let place = join(path, key.get_ref());
            self.lines.insert(place.clone(), self.line_at(key.span().start));
            if !names.contains(&key.get_ref().as_ref()) {
                let message = unknown(key.get_ref(), &names);
                self.note(&place, message);
            }
        }
        for field in fields {
            if let Some(value) = table.get(field.name) {
                self.take(&join(path, field.name), field, value);
            }
        }
    }

    /// Returns the line of the file that `place` stands on, or the nearest table around it.
    fn line_of(&self, place: &str) -> Option<usize> {
        let mut place = place;
        loop {
            if let Some(line) = self.lines.get(place) {
                return Some(*line);
            }
            place = place.rsplit_once('.')?.0;
        }
    }

    /// Remembers where a table of a list stands.
    pub fn mark(&mut self, place: &str, start: usize) {
        let line = self.line_at(start);
        self.lines.insert(place.to_owned(), line);
    }

    /// Notes what is wrong with the field at `place`.
    pub fn note(&mut self, place: &str, message: impl Into<String>) {
        let problem = self.problem(place, message.into());
        self.problems.push(problem);
    }

    /// Says what is wrong with the field at `place`, without noting it.
    pub fn problem(&self, place: &str, message: String) -> Problem {
        let (line, field) = (self.line_of(place), place.to_owned());
        Problem { origin: self.origin.to_owned(), line, field, message }
    }

    /// Takes over what was wrong with another text.
    pub fn take_problems(&mut self, other: Reader<'_>) {
        self.problems.extend(other.problems);
    }

    /// Returns the tables of a list with where each begins; notes at `place` what is no such list.
    pub fn tables<'v>(
        &mut self,
        place: &str,
        value: &'v DeValue<'v>,
    ) -> Option<Vec<(&'v DeTable<'v>, usize)>> {
        let tables = value.as_array().and_then(|array| {
            array.iter().map(|item| Some((item.get_ref().as_table()?, item.span().start))).collect()
        });
        if tables.is_none() {
            self.note(place, format!("expected a list of tables; write each as [[{place}]]"));
        }
        tables
    }

    /// Notes what is wrong with a value that comes from elsewhere than the file.
    pub fn note_from(&mut self, origin: &str, field: &str, message: String) {
        self.problems.push(Problem {
            origin: origin.to_owned(),
            line: None,
            field: field.to_owned(),
            message,
        });
    }

    /// Returns how much was wrong so far.
    pub fn n_problems(&self) -> usize {
        self.problems.len()
    }

    /// Returns everything that was wrong, in the order of the file.
    pub fn into_problems(mut self) -> Vec<Problem> {
        self.problems.sort();
        self.problems.dedup();
        self.problems
    }

    fn take(&mut self, place: &str, mut field: Field<'_>, value: &Spanned<DeValue<'_>>) {
        if let Slot::Table { fields, present } = field.slot {
            let Some(table) = value.get_ref().as_table() else {
                return self.note(place, format!("expected a table; write it as [{place}]"));
            };
            if let Some(present) = present {
                *present = true;
            }
            return self.read(place, table, fields);
        }
        if let Slot::Lists(lists) = &mut field.slot {
            let Some(table) = value.get_ref().as_table() else {
                return self.note(place, format!("expected a table; write it as [{place}]"));
            };
            for (key, value) in table {
                let place = join(place, key.get_ref());
                self.mark(&place, key.span().start);
                match texts_of(value.get_ref()) {
                    Ok(texts) => drop(lists.insert(key.get_ref().clone().into_owned(), texts)),
                    Err(message) => self.note(&place, message),
                }
            }
            return;
        }
        if let Err(message) = field.set(value.get_ref()) {
            self.note(place, message);
        }
    }

    fn line_at(&self, start: usize) -> usize {
        let before = self.text.get(..start).unwrap_or(self.text);
        before.bytes().filter(|byte| *byte == b'\n').count() + 1
    }
}

/// Returns a value as it was written, whatever the fields it is for would make of it.
pub(super) fn written(value: &DeValue<'_>) -> serde_json::Value {
    match value {
        DeValue::String(text) => text.as_ref().into(),
        DeValue::Integer(number) => number.to_string().into(),
        DeValue::Float(number) => number.to_string().into(),
        DeValue::Boolean(flag) => (*flag).into(),
        DeValue::Datetime(time) => time.to_string().into(),
        DeValue::Array(items) => items.iter().map(|item| written(item.get_ref())).collect(),
        DeValue::Table(table) => written_table(table),
    }
}

/// Returns a table as it was written.
pub(super) fn written_table(table: &DeTable<'_>) -> serde_json::Value {
    let pairs =
        table.iter().map(|(key, value)| (key.get_ref().clone().into_owned(), written(value.get_ref())));
    serde_json::Value::Object(pairs.collect())
}

/// Puts a name behind the place it stands in.
pub(super) fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn unknown(key: &str, names: &[&str]) -> String {
    if key.contains("api_key") {
        return "keys do not stand in this file; put the key into FIRSTLINE_LLM_API_KEY, or name another variable \
                of the environment by model.api_key_env"
            .to_owned();
    }
    let nearest = names.iter().min_by_key(|name| n_edits(key, name));
    match nearest {
        Some(name) if n_edits(key, name) <= 2.max(key.len() / 3) => {
            format!("there is no such field; did you mean `{name}`?")
        }
        _ => format!("there is no such field; known here are {}", names.join(", ")),
    }
}
