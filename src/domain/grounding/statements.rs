//! What a passage states, line by line, and what a sentence says, clause by clause.
//!
//! A sentence is laid beside the statements nearest to it by their words (`objection`). It contradicts them where it says
//! no to what they say yes to, and where it gives a number or a name of another statement.

mod objection;

pub(super) use objection::{has_pronoun, objection, objection_of_pronoun};

use std::{borrow::Cow, collections::HashSet};

use super::{
    atoms,
    cells::Cell,
    doings::{self, Doing},
    kinds::{self, Kind},
    numbers::{self, Number},
    order::{self, Place},
    polarity::Clause,
    words,
};

/// Statements of one passage at most: a passage is a few thousand characters.
const STATEMENTS_MAX: usize = 400;

/// A sentence, list item or table row of a passage.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    clauses: Vec<Clause>,
    words: HashSet<String>,
    /// Its words with those that have an opposite.
    every: HashSet<String>,
    /// The words of the titles above it.
    under: HashSet<String>,
    /// Its clauses with their words; of a row, all of it with its headings.
    told: Vec<(String, HashSet<String>)>,
    numbers: Vec<Number>,
    kinds: Vec<Kind>,
    /// A title, which names a subject and says neither yes nor no.
    is_title: bool,
    /// What a row of a table is about: the words of its first cell, and the cell itself.
    row: HashSet<String>,
    row_name: String,
    /// The other cells of a row, and the words over its first.
    cells: Vec<Cell>,
    row_heading: HashSet<String>,
    /// As names are sought in it.
    text: String,
    /// Parts that give a number each: "30 days on Solo, 90 days on Team".
    parts: Vec<Part>,
    /// It speaks of all of a kind.
    is_universal: bool,
    /// Clauses before any was joined to another.
    n_clauses: usize,
    /// Whom it grants what.
    doings: Vec<Doing>,
    /// The word it begins with, where it carries content.
    head: Option<String>,
    /// Where it stands in a numbered list.
    step: Option<Place>,
    /// Parts that are done one after the other.
    order: Vec<HashSet<String>>,
}

/// A part of a statement, with the numbers it gives.
#[derive(Clone, Debug)]
struct Part {
    /// Words before its first number, and behind it.
    before: HashSet<String>,
    after: HashSet<String>,
    numbers: Vec<Number>,
}

impl Statement {
    fn new(text: &str) -> Self {
        Self::of_folded(&words::fold(text))
    }

    /// Reads a text that is folded already.
    pub(super) fn of_folded(text: &str) -> Self {
        let text = &*with_bounds(text);
        let clauses = joined(text);
        let words = clauses.iter().flat_map(|clause| clause.words.iter().cloned()).collect();
        let numbers = numbers::numbers(text).into_iter().map(|(number, _)| number).collect();
        let is_title = text.starts_with('#');
        let first = text.strip_prefix('|').and_then(|cells| cells.split('|').next());
        let row = first.map(words::content).unwrap_or_default();
        let row_name = first.map(atoms::squeeze).unwrap_or_default();
        let apart = self::clauses(text);
        let (doings, n_clauses) = (doings::doings(&apart), apart.len());
        let (kinds, cells, head) = (kinds::kinds(text), Vec::new(), head(text));
        let (parts, order, step) = (parts(text), order::parts(text), None);
        let is_universal = [" every ", " all ", " each ", " any ", "所有", "每个", "任何", "各个"]
            .iter()
            .any(|word| format!(" {text}").contains(word));
        let every = words::content(text);
        let text = atoms::squeeze(text);
        let told = self::clauses(&text).into_iter().map(|clause| (clause.to_owned(), words::content(clause)));
        let told = if first.is_some() { vec![(text.clone(), every.clone())] } else { told.collect() };
        Self {
            clauses,
            words,
            every,
            under: HashSet::new(),
            told,
            numbers,
            kinds,
            is_title,
            row,
            row_name,
            cells,
            row_heading: HashSet::new(),
            text,
            parts,
            is_universal,
            n_clauses,
            doings,
            head,
            step,
            order,
        }
    }
    /// Reads the row of a table under its headings. A yes or no grants the row what its column is about, and the other way
    /// round.
    fn of_row(line: &str, headings: &[String]) -> Self {
        let mut row = Self::new(line);
        let folded = words::fold(line);
        let over: Vec<String> = headings.iter().flat_map(|heading| words::content(heading)).collect();
        row.told.iter_mut().for_each(|(_, words)| words.extend(over.iter().cloned()));
        row.row_heading = headings.first().map(|heading| words::content(heading)).unwrap_or_default();
        for (cell, heading) in row_cells(&folded).zip(headings).skip(1) {
            let cell = Cell::new(cell, heading);
            if let Some(is_yes) = cell.answer() {
                let column = cell.heading_words.clone();
                row.doings.push(Doing::of_cell(row.row.clone(), column.clone(), !is_yes));
                row.doings.push(Doing::of_cell(column, row.row.clone(), !is_yes));
            } else if cell.has_text() {
                row.doings.push(Doing::of_value(row.row.clone(), cell.heading_words.clone()));
            }
            row.cells.push(cell);
        }
        row
    }

    /// Leaves only the words that `keep` holds.
    pub(super) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.words.retain(|word| keep(word));
        for clause in &mut self.clauses {
            clause.words.retain(|word| keep(word));
        }
    }
    pub(super) const fn words(&self) -> &HashSet<String> {
        &self.words
    }
    /// Returns where it stands in a numbered list, with its words.
    pub(super) fn step(&self) -> Option<(Place, &HashSet<String>)> {
        Some((self.step?, &self.every))
    }
    fn share(&self, said: &[String]) -> f32 {
        words::share(said.iter().filter(|word| self.words.contains(*word)).count(), said.len())
    }
    /// Returns the share of a sentence's words that stand in it or in a title above it.
    fn share_under(&self, said: &[String]) -> f32 {
        let is_held = |word: &&String| self.words.contains(*word) || self.under.contains(*word);
        words::share(said.iter().filter(is_held).count(), said.len())
    }
    /// Returns whether it is neither a title nor a row.
    fn is_prose(&self) -> bool {
        !self.is_title && self.row.is_empty()
    }
    /// Returns whether it is a row of a table, and not its headings.
    fn is_row(&self) -> bool {
        !self.cells.is_empty() && self.row != self.row_heading
    }
    fn gives(&self, number: &Number) -> bool {
        self.numbers.iter().any(|known| known.is(number))
    }
}

/// Returns the statements of a Markdown text.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut paragraph = String::new();
    let mut is_code = false;
    let mut headings: Vec<String> = Vec::new();
    let (mut n_lists, mut last, mut step): (usize, Option<Place>, Option<Place>) = (0, None, None);
    for line in text.lines().map(str::trim).chain([""]) {
        if line.starts_with('|') && !is_code {
            flush(&mut paragraph, step, &mut found);
            if headings.is_empty() {
                headings = row_cells(line).map(words::fold).collect();
            }
            if line.contains(char::is_alphanumeric) && found.len() < STATEMENTS_MAX {
                found.push(Statement::of_row(line, &headings));
            }
            continue;
        }
        headings.clear();
        let is_fence = line.starts_with("```") || line.starts_with("~~~");
        let marker = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_after_title = paragraph.starts_with('#');
        let is_numbered = marker.len() < line.len() && marker.starts_with(['.', ')']);
        let begins = line.is_empty()
            || is_after_title
            || is_fence
            || is_code
            || line.starts_with(['-', '*', '+', '|', '#', '>'])
            || is_numbered;
        if begins {
            flush(&mut paragraph, step, &mut found);
        }
        if begins {
            let is_first = line.starts_with("1.") || line.starts_with("1)");
            last = match (is_numbered && !is_code, last) {
                (true, Some(last)) if !is_first => Some(Place { nth: last.nth + 1, ..last }),
                (true, _) => {
                    n_lists += 1;
                    Some(Place { list: n_lists, nth: 1 })
                }
                (false, last) => last.filter(|_| !line.starts_with('#')),
            };
            step = last.filter(|_| is_numbered && !is_code);
        }
        is_code ^= is_fence;
        if !is_fence {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
        }
        if found.len() >= STATEMENTS_MAX {
            break;
        }
    }
    let mut under: HashSet<String> = HashSet::new();
    let mut was_title = false;
    for statement in &mut found {
        if statement.is_title {
            // Titles in a row stand above each other; one after text begins anew.
            if !was_title {
                under.clear();
            }
            under.extend(statement.every.iter().cloned());
        } else {
            statement.under.clone_from(&under);
        }
        was_title = statement.is_title;
    }
    found
}

fn flush(paragraph: &mut String, step: Option<Place>, into: &mut Vec<Statement>) {
    let text = std::mem::take(paragraph);
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let ends = matches!(c, '。' | '！' | '？' | '；')
            || (matches!(c, '.' | '!' | '?' | ';') && text[end..].starts_with(' '));
        if ends || end == text.len() {
            if text[from..end].chars().any(char::is_alphanumeric) {
                into.push(Statement { step, ..Statement::new(&text[from..end]) });
            }
            from = end;
        }
    }
}

/// Returns the cells of a row.
fn row_cells(line: &str) -> impl Iterator<Item = &str> {
    line.trim().trim_matches('|').split('|').map(str::trim)
}

/// Writes "over 500" as "more than 500", and "under 500" as "less than 500": beside a number they are bounds.
fn with_bounds(text: &str) -> Cow<'_, str> {
    let bounds = [
        ("over ", "more than "),
        ("above ", "more than "),
        ("under ", "less than "),
        ("below ", "less than "),
    ];
    let mut text = Cow::Borrowed(text);
    for (word, bound) in bounds {
        let found = text.match_indices(word).map(|(at, _)| at);
        let is_bound = |at: &usize| {
            let after = text[at + word.len()..].starts_with(|c: char| c.is_ascii_digit());
            after && !text[..*at].ends_with(|c: char| c.is_alphanumeric())
        };
        let places: Vec<usize> = found.filter(is_bound).collect();
        for at in places.into_iter().rev() {
            text.to_mut().replace_range(at..at + word.len(), bound);
        }
    }
    text
}

/// Cuts a folded text into parts that give a number each; none where fewer than two do.
fn parts(text: &str) -> Vec<Part> {
    let has_number = |text: &str| !numbers::numbers(text).is_empty();
    let text = &*without_thousands(text);
    let mut found: Vec<String> = Vec::new();
    let mut carried = String::new();
    for piece in text.split([',', ';', '；', '、']) {
        let halves = [" and ", "和", "而"].iter().find_map(|joint| {
            piece.split_once(joint).filter(|(one, two)| has_number(one) && has_number(two))
        });
        for piece in halves.map_or_else(|| vec![piece], |(one, two)| vec![one, two]) {
            match found.last_mut().filter(|_| !has_number(piece)) {
                Some(last) => last.push_str(&format!(" {piece}")),
                None if has_number(piece) => found.push(std::mem::take(&mut carried) + " " + piece),
                None => carried.push_str(piece),
            }
        }
    }
    if found.len() < 2 {
        return Vec::new();
    }
    let part = |text: &String| {
        let at = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        Part {
            before: words::content(&text[..at]),
            after: words::content(&text[at..]).into_iter().filter(|word| word.len() > 2).collect(),
            numbers: numbers::numbers(text).into_iter().map(|(number, _)| number).collect(),
        }
    };
    found.iter().map(part).collect()
}

/// Writes 20,000 as 20000: the comma parts nothing.
fn without_thousands(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let commas = text.match_indices(',').map(|(at, _)| at);
    let inner: Vec<usize> =
        commas.filter(|at| *at > 0 && is_digit(at - 1) && (1..=3).all(|n| is_digit(at + n))).collect();
    let mut text = Cow::Borrowed(text);
    for at in inner.into_iter().rev() {
        text.to_mut().remove(at);
    }
    text
}

/// Returns the word that an English text begins with, stemmed, an article left aside.
fn head(text: &str) -> Option<String> {
    let text = text.trim_start();
    let text = ["the ", "a ", "an ", "only the ", "only "]
        .iter()
        .find_map(|article| text.strip_prefix(article))
        .unwrap_or(text);
    let word = &text[..text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len())];
    (!word.is_empty() && !words::is_empty(word)).then(|| words::stem(word))
}

/// Cuts folded text where a new thing is said.
fn clauses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut is_code = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let rest = &text[end..];
        is_code ^= c == '`';
        let cuts = !is_code
            && match c {
                ',' | ':' => {
                    rest.is_empty()
                        || rest.starts_with([' ', '*', '"'])
                        || !rest.is_ascii() && rest.chars().next().is_some_and(words::is_chinese)
                }
                ';' | '|' | '(' | ')' | '—' | '。' | '!' | '?' => true,
                ' ' => [
                    "and ", "but ", "while ", "whereas ", "if ", "when ", "because ", "so ", "then ",
                    "unless ", "which ",
                ]
                .iter()
                .any(|word| rest.starts_with(word)),
                _ => false,
            };
        if cuts {
            found.push(&text[from..at]);
            from = end;
        }
    }
    found.push(&text[from..]);
    found.retain(|clause| clause.chars().any(char::is_alphanumeric));
    found
}

/// Joins what has too few words to say something by itself to what stands before it.
fn joined(text: &str) -> Vec<Clause> {
    let mut found: Vec<Clause> = Vec::new();
    for clause in clauses(text).into_iter().map(Clause::new) {
        match found.last_mut().filter(|last| !last.stands_alone() || !clause.stands_alone()) {
            Some(last) => last.extend(clause),
            None => found.push(clause),
        }
    }
    found
}
