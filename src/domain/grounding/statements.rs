//! What a passage states, line by line, and what a sentence says, clause by clause.
//!
//! A sentence is laid beside the statements nearest to it by their words. It contradicts them where it says no to what
//! they say yes to, and where it gives a number of another statement.

use std::{borrow::Cow, collections::HashSet};

use super::{
    atoms,
    cells::{self, Cell, Said},
    doings::{self, Doing, Verdict},
    kinds::{self, Kind},
    numbers::{self, Number},
    order::{self, Place},
    polarity::{self, Bearing, Clause},
    swaps::{self, Span},
    words,
};

/// Share of a clause's words that a statement must hold to be compared with it.
const NEAR_MIN: f32 = 0.6;
/// How much less a statement may share than the nearest one and still speak for the sentence.
const NEAR_MARGIN: f32 = 0.1;
/// How much less the statement of a number may share than the nearest one with another such number.
const NUMBER_MARGIN: f32 = 0.25;
/// Share of a sentence's words that a statement with another number of the kind must hold to speak against a number that
/// the user alone has named.
const OWN_NUMBER_NEAR_MIN: f32 = 0.4;
/// How much more of another part's subject a sentence must name than of the part that gives its number.
const SUBJECT_MARGIN: f32 = 0.5;
/// Share of a sentence's words that a statement must hold for its parts to be told apart.
const PART_NEAR_MIN: f32 = 0.5;
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
    fn gives(&self, number: &Number) -> bool {
        self.numbers.iter().any(|known| known.is(number))
    }
    /// Returns whether it gives another number of that kind than `said` does.
    fn rivals(&self, number: &Number, said: &Self) -> bool {
        // In a table the heading says what is counted.
        let is_bare = |other: &Number| !self.row.is_empty() && other.unit.is_none() && other.counts.is_none();
        self.numbers.iter().any(|other| (other.is_comparable(number) || is_bare(other)) && !said.gives(other))
    }
    /// Returns whether it is a row that gives a number in another column than the one `said` names.
    fn gives_in_another_column(&self, number: &Number, said: &Self) -> bool {
        let gives = |cell: &&Cell| cell.numbers.iter().any(|known| known.is(number));
        let giving: Vec<&Cell> = self.cells.iter().filter(gives).collect();
        let is_other_time = |cell: &&Cell| {
            let mut known = cell.numbers.iter().filter(|known| known.is(number));
            known.all(|known| known.per.zip(number.per).is_some_and(|(known, said)| known != said))
        };
        if !giving.is_empty() && giving.iter().all(is_other_time) {
            return true;
        }
        let is_named = |cell: &&Cell| {
            let is_said = !cell.heading_words.is_empty() && cell.heading_words.is_subset(&said.words);
            // "$15 per member" stands in the column of prices, whatever the column of members holds, and "covers 50
            // employees" in that of "Employees included".
            let is_elsewhere = giving.iter().any(|giving| {
                cell.heading_words.is_subset(&giving.words) || !giving.heading_words.is_disjoint(&said.words)
            });
            is_said
                && !is_elsewhere
                && cell.numbers.iter().any(|known| known.unit == number.unit)
                && !cell.numbers.iter().all(|known| said.gives(known))
        };
        let named: Vec<&Cell> = self.cells.iter().filter(is_named).collect();
        !named.is_empty() && !giving.is_empty() && !named.iter().any(gives)
    }
    /// Returns whether a number stands in a part of it that speaks of something else than `said` does.
    fn gives_in_another_part(&self, number: &Number, said: &Self) -> bool {
        let gives = |part: &&Part| part.numbers.iter().any(|known| known.is(number));
        let rivals = |part: &&Part| {
            part.numbers
                .iter()
                .any(|known| (known.unit == number.unit || known.is_comparable(number)) && !said.gives(known))
        };
        let (own, others): (Vec<&Part>, Vec<&Part>) = self.parts.iter().partition(gives);
        let others: Vec<&Part> = others.into_iter().filter(rivals).collect();
        if own.is_empty() || others.is_empty() {
            return false;
        }
        // "30 days on Solo, 90 days on Team": what stands behind the number owns it, else what stands before: "Card refunds
        // take 5 days, bank transfers take 3 days".
        let all = |parts: &[&Part], side: fn(&Part) -> &HashSet<String>| {
            parts.iter().flat_map(|part| side(part).iter().cloned()).collect::<HashSet<String>>()
        };
        let said_words = words::content(&said.text);
        let n_named = |of: &HashSet<String>, beside: &HashSet<String>| {
            let only: Vec<&String> = of.iter().filter(|word| !beside.contains(*word)).collect();
            (only.iter().filter(|word| said_words.contains(**word)).count(), only.len())
        };
        let (own_before, others_before) = (all(&own, |part| &part.before), all(&others, |part| &part.before));
        let (own_after, others_after) = (all(&own, |part| &part.after), all(&others, |part| &part.after));
        let (n_own, own_len) = n_named(&own_before, &others_before);
        let own_share = words::share(n_own, own_len.max(1));
        let other_share = others
            .iter()
            .map(|part| n_named(&part.before, &own_before))
            .map(|(n_other, other_len)| words::share(n_other, other_len))
            .fold(0.0, f32::max);
        let stands_before = own_len > 0 && other_share >= own_share + SUBJECT_MARGIN;
        let is_unnamed = n_own == 0 && other_share > 0.0;
        let (n_own, n_other) = (n_named(&own_after, &others_after).0, n_named(&others_after, &own_after).0);
        let stands_behind = n_other > n_own;
        let is_subject = own.iter().chain(&others).all(|part| !part.before.is_empty());
        let is_behind = own.iter().chain(&others).all(|part| !part.after.is_empty());
        match (is_subject && stands_before, is_behind && stands_behind) {
            (true, _) if n_other >= n_own => true,
            (_, true) => true,
            _ => said.is_universal || !is_behind && (stands_before || is_unnamed),
        }
    }
    /// Returns whether it speaks of the same plan, edition or role; where `said` names none, whether it begins with the
    /// same word.
    fn is_of(&self, said: &Self) -> bool {
        let is_of_kind = |kind: &Kind| self.kinds.contains(kind) || self.words.contains(kind.name());
        said.kinds.iter().any(is_of_kind)
            || said.kinds.is_empty() && said.head.is_some() && self.head == said.head
    }
    /// Returns whether it makes an exception of something that is spoken of.
    fn excepts(&self, said: &[String]) -> bool {
        let excepted = ["except for ", "except ", "apart from ", "除了", "除"].iter().find_map(|mark| {
            let (_, excepted) = self.text.split_once(mark)?;
            Some(excepted.split([',', ';']).next().unwrap_or(excepted))
        });
        let excepted =
            excepted.or_else(|| self.text.split([',', ';']).find(|clause| clause.contains("除外")));
        let excepted = excepted.map(words::content).unwrap_or_default();
        said.iter().any(|word| excepted.contains(word))
    }
    /// Returns whether it marks a value as the default, and `said` names another one.
    fn has_another_default(&self, said: &Self, all: &[String]) -> bool {
        let marked = ["(default)", "(默认)"].iter().find_map(|mark| self.text.split_once(mark));
        let Some((before, _)) = marked.filter(|_| said.clauses.iter().any(Clause::is_of_default)) else {
            return false;
        };
        let before = before.trim_end();
        let value = ["」", "”", "\""]
            .iter()
            .find_map(|quote| before.strip_suffix(quote))
            .map(|inner| inner.rsplit(['「', '“', '"']).next().unwrap_or(inner));
        let value = value.unwrap_or_else(|| before.rsplit([' ', ',', ':', '、']).next().unwrap_or(before));
        !value.is_empty() && !said.text.contains(value) && self.share(all) >= PART_NEAR_MIN
    }
    /// Returns whether it is a row whose name stands in `said` as it is written.
    fn is_spelled_in(&self, said: &Self) -> bool {
        !self.row_name.is_empty() && atoms::stands(&said.text, &self.row_name)
    }
    /// Returns whether it is a row about what `said` speaks of; a code is named as it stands.
    fn is_row_of(&self, said: &Self) -> bool {
        let words = &said.every;
        let is_code = self.row_name.contains(|c: char| c.is_ascii_digit() || matches!(c, '.' | '_'));
        self.is_spelled_in(said) || !is_code && !self.row.is_empty() && self.row.is_subset(words)
    }
    /// Returns how many of these words it holds.
    fn n_held(&self, said: &[&String]) -> usize {
        said.iter().filter(|word| self.words.contains(**word)).count()
    }
    fn is_of_one_table_with(&self, other: &Self) -> bool {
        let headings =
            |one: &Self| one.cells.iter().map(|cell| cell.heading_words.clone()).collect::<Vec<_>>();
        !self.cells.is_empty() && headings(self) == headings(other)
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

/// Returns what speaks against saying a sentence, given the statements it rests on.
pub(super) fn objection(said: &Statement, numbers: &[&Number], statements: &[&Statement]) -> Option<String> {
    let all: Vec<String> = said.words.iter().cloned().collect();
    if let Some(number) = numbers.iter().find(|number| is_elsewhere(number, said, &all, statements)) {
        return Some(format!("the passage gives {} for something else", number.value));
    }
    if let Some(kind) = said.kinds.iter().find(|kind| is_of_another(kind, said, &all, statements)) {
        return Some(format!("the passage says it of another than \"{}\"", kind.name()));
    }
    if let Some(why) = in_tables(said, statements) {
        return Some(why.to_owned());
    }
    let known: Vec<&Doing> = statements.iter().flat_map(|statement| &statement.doings).collect();
    let heads: HashSet<&str> = statements.iter().filter_map(|statement| statement.head.as_deref()).collect();
    let granted = doings::verdict(&said.doings, &known, &heads);
    if let Verdict::Against(why) = granted {
        return Some(why.to_owned());
    }
    if is_of_another_row(said, statements) {
        return Some("the passage says it of another row".to_owned());
    }
    if is_too_soon(said, &all, statements) {
        return Some("the passage gives a time for it, and not \"at once\"".to_owned());
    }
    if statements.iter().any(|one| one.has_another_default(said, &all)) {
        return Some("the passage says that another is the default".to_owned());
    }
    if is_in_another_order(said, statements) {
        return Some("the passage says it in another order".to_owned());
    }
    if let Some(why) = swapped(said, &all, statements) {
        return Some(why);
    }
    // Nothing else is said than what is granted.
    if granted == Verdict::Agrees && said.doings.len() >= said.n_clauses {
        return None;
    }
    (said.clauses.iter().any(|clause| is_contradicted(clause, &all, statements))
        || denies_whole(said, &all, statements))
    .then(|| "it says the opposite of what it cites".to_owned())
}

/// Share of a sentence's words that a statement must hold for a clause of it to speak against the sentence.
const WHOLE_NEAR_MIN: f32 = 0.34;
/// Share of them that it must hold with the titles above it.
const TITLED_NEAR_MIN: f32 = 0.75;
/// The same for a clause of one word.
const WORD_NEAR_MIN: f32 = 0.4;

/// Returns whether a clause that says no stands wholly in a sentence that says yes to it: "Do not use rechargeable
/// batteries" in "Rechargeable batteries are fine to use".
fn denies_whole(said: &Statement, all: &[String], statements: &[&Statement]) -> bool {
    let prose: Vec<&&Statement> =
        statements.iter().filter(|one| !one.is_title && one.row.is_empty()).collect();
    prose.iter().any(|statement| {
        let share = statement.share_under(all);
        let is_near = |clause: &&Clause| {
            let near_min = if clause.words.len() > 1 { WHOLE_NEAR_MIN } else { WORD_NEAR_MIN };
            statement.share(all) >= near_min || share >= TITLED_NEAR_MIN
        };
        statement.clauses.iter().filter(is_near).any(|clause| {
            said.clauses.iter().filter(|one| clause.is_held_by(one)).any(|own| {
                let is_borne_out =
                    prose.iter().filter(|other| other.share_under(all) >= share).any(|other| {
                        other.clauses.iter().any(|one| {
                            let is_of_it = clause.words.iter().all(|word| one.has(word));
                            one.repeats(own) || is_of_it && polarity::bearing(own, &[one]) == Bearing::Agrees
                        })
                    });
                !is_borne_out && polarity::bearing(own, &[clause]) == Bearing::Contradicts
            })
        })
    })
}

fn is_contradicted(clause: &Clause, all: &[String], statements: &[&Statement]) -> bool {
    if statements.iter().any(|statement| statement.clauses.iter().any(|other| other.repeats(clause))) {
        return false;
    }
    // What is denied there, too, may be told with more words here.
    let is_denied_there =
        |one: &&Statement| one.clauses.iter().any(|other| other.denies() && other.is_held_by(clause));
    if clause.denies() && statements.iter().any(is_denied_there) {
        return false;
    }
    // The fewer words a clause has, the more it is found by those of its sentence.
    let weight = words::share(clause.words.len(), clause.words.len() + 2);
    let statements: Vec<&Statement> = statements.iter().copied().filter(|one| !one.is_title).collect();
    let shares: Vec<f32> = statements
        .iter()
        .map(|statement| match clause.denies() {
            true => {
                weight * statement.share_under(&clause.words) + (1.0 - weight) * statement.share_under(all)
            }
            false => weight * statement.share(&clause.words) + (1.0 - weight) * statement.share(all),
        })
        .collect();
    let best = shares.iter().copied().fold(0.0, f32::max);
    if best < NEAR_MIN {
        return false;
    }
    let mut is_against = false;
    let near = statements.iter().zip(&shares).filter(|(_, share)| **share >= best - NEAR_MARGIN);
    for (statement, _) in near.filter(|(statement, _)| !statement.excepts(all)) {
        match bearing(clause, statement) {
            Bearing::Agrees => return false,
            Bearing::Contradicts => is_against = true,
            Bearing::Silent => {}
        }
    }
    is_against
}

fn bearing(clause: &Clause, statement: &Statement) -> Bearing {
    let mut nearest: Vec<(f32, &Clause)> =
        statement.clauses.iter().map(|other| (clause.likeness(other), other)).collect();
    nearest.sort_by(|(one, _), (two, _)| two.total_cmp(one));
    let ordered: Vec<&Clause> = nearest.into_iter().map(|(_, clause)| clause).collect();
    polarity::bearing(clause, &ordered)
}

/// Returns whether the words that are said of a table's row stand in another row of it and not in its own.
fn is_of_another_row(said: &Statement, statements: &[&Statement]) -> bool {
    let named: Vec<&&Statement> = statements.iter().filter(|one| one.is_row_of(said)).collect();
    let [own] = named.as_slice() else { return false };
    let is_heading = |word: &String| {
        own.row_heading.contains(word) || own.cells.iter().any(|cell| cell.heading_words.contains(word))
    };
    let rest: Vec<&String> =
        said.words.iter().filter(|word| !own.row.contains(*word) && !is_heading(word)).collect();
    let n_own = own.n_held(&rest);
    let others = statements.iter().filter(|one| !one.row.is_empty() && own.is_of_one_table_with(one));
    let n_other = others.map(|one| one.n_held(&rest)).max().unwrap_or(0);
    let speaks_of_it = |one: &&&Statement| one.row.is_empty() && own.row.is_subset(&one.words);
    let n_told = statements.iter().filter(speaks_of_it).map(|one| one.n_held(&rest)).max().unwrap_or(0);
    n_other > n_own.max(n_told)
        && 2 * n_other >= rest.len()
        && (n_own == 0 || n_other >= n_own + 2 || n_other == rest.len())
}

/// What says that something happens without a wait.
const AT_ONCE: [&str; 7] = ["immediately", "instantly", "right away", "立即", "立刻", "马上", "即刻"];
/// What says that it happens later, by itself and beside a time.
const LATER: [&str; 6] = ["until the end", "at the end", "月底", "为止", "期满", "到期"];
const AFTER: [&str; 2] = ["after", "后"];
/// Share of a sentence's words that a statement must hold to tell when it happens.
const WHEN_NEAR_MIN: f32 = 0.4;

/// Returns whether a sentence says "at once" of what the passage gives a time for.
fn is_too_soon(said: &Statement, all: &[String], statements: &[&Statement]) -> bool {
    let has = |one: &Statement, words: &[&str]| words.iter().any(|word| one.text.contains(word));
    if !has(said, &AT_ONCE) || said.numbers.iter().any(Number::is_time) {
        return false;
    }
    let prose = || statements.iter().filter(|one| !one.is_title && one.row.is_empty());
    let near = |one: &&&Statement| one.share_under(all) >= WHEN_NEAR_MIN;
    let is_at_once = prose().filter(near).any(|one| has(one, &AT_ONCE));
    let is_later =
        |one: &Statement| has(one, &LATER) || has(one, &AFTER) && one.numbers.iter().any(Number::is_time);
    !is_at_once && prose().filter(near).any(|one| is_later(one))
}

/// Returns whether a sentence does one thing after another that come the other way round in a list or a sentence.
fn is_in_another_order(said: &Statement, statements: &[&Statement]) -> bool {
    if said.order.is_empty() {
        return false;
    }
    let steps: Vec<(Place, &HashSet<String>)> = statements.iter().filter_map(|one| one.step()).collect();
    let is_reversed_in = |statement: &&Statement| {
        let parts = statement.order.iter().enumerate().map(|(nth, part)| (Place { list: 0, nth }, part));
        order::is_reversed(&said.order, &parts.collect::<Vec<_>>())
    };
    order::is_reversed(&said.order, &steps) || statements.iter().any(is_reversed_in)
}

/// Share of a sentence's words that another statement must hold to bear it out as a whole.
const WHOLE_MIN: f32 = 0.8;

/// Returns what a sentence says of something else: it repeats a statement but for one span, which stands elsewhere, or for
/// the order of its numbers.
fn swapped(said: &Statement, all: &[String], statements: &[&Statement]) -> Option<String> {
    let prose = || statements.iter().filter(|one| !one.is_title && one.row.is_empty());
    let repeats = |one: &&&Statement| {
        one.text == said.text || one.share(all) >= WHOLE_MIN && one.text.contains(&said.text)
    };
    if prose().any(|one| repeats(&one)) {
        return None;
    }
    let is_of_title =
        |own: &HashSet<String>| statements.iter().any(|one| one.is_title && own.is_subset(&one.every));
    let is_swapped = |one: &Statement, text: &str, span: &Span<'_>| {
        let is_chinese = span.own.iter().any(|word| word.contains(words::is_chinese));
        // A Chinese sentence says several things between its commas.
        let is_beside = if is_chinese {
            span.own.is_disjoint(&words::content(text))
        } else {
            span.own.is_disjoint(&one.every)
        };
        // The subject of the page may stand for any word for it.
        if !is_beside || is_of_title(&span.own) {
            return false;
        }
        let n_held = |told: &HashSet<String>| span.own.iter().filter(|word| told.contains(*word)).count();
        let told = statements.iter().flat_map(|other| &other.told);
        let n_elsewhere = told.map(|(_, words)| n_held(words)).max().unwrap_or(0);
        let stands_elsewhere = n_elsewhere * if is_chinese { 2 } else { 1 } >= span.own.len();
        let is_borne_out = prose().any(|other| {
            !std::ptr::eq(*other, one) && span.own.is_subset(&other.words) && other.text.contains(span.common)
        });
        stands_elsewhere && !is_borne_out && !span.other.iter().all(|word| said.words.contains(word))
    };
    let said_texts = || std::iter::once(&said.text).chain(said.told.iter().map(|(text, _)| text));
    prose().find_map(|one| {
        let texts = || std::iter::once(&one.text).chain(one.told.iter().map(|(text, _)| text));
        said_texts().find_map(|said_text| {
            texts().find_map(|text| {
                if swaps::is_renumbered(said_text, text) {
                    return Some("the passage gives these numbers the other way round".to_owned());
                }
                let span = swaps::span(said_text, text).filter(|span| is_swapped(one, text, span))?;
                let words = |words: HashSet<String>| {
                    let mut words: Vec<String> = words.into_iter().collect();
                    words.sort();
                    words.join(" ")
                };
                Some(format!(
                    "the passage says it of \"{}\", not of \"{}\"",
                    words(span.other),
                    words(span.own)
                ))
            })
        })
    })
}

/// What stands at the beginning of a sentence for something named before.
const PRONOUNS: [&str; 14] = [
    "it ", "it's ", "they ", "its ", "their ", "you ", "your ", "this ", "它", "其", "该", "您", "你", "他们",
];

/// Returns whether a sentence begins with a word for something named before.
pub(super) fn has_pronoun(text: &str) -> bool {
    let folded = words::fold(text);
    PRONOUNS.iter().any(|pronoun| folded.trim_start().starts_with(pronoun))
}

/// Returns what the tables say otherwise of a folded sentence that speaks of "it", read with the one row that the sentence
/// before it names.
pub(super) fn objection_of_pronoun(said: &str, before: &str, statements: &[&Statement]) -> Option<String> {
    if before.is_empty() || !has_pronoun(said) {
        return None;
    }
    let named = Statement::of_folded(before);
    let rows = || statements.iter().filter(|one| !one.cells.is_empty() && one.row != one.row_heading);
    let mut own = rows().filter(|one| one.is_row_of(&named));
    let row = own.next().filter(|_| own.next().is_none())?;
    let said = said.trim_start();
    let rest = PRONOUNS.iter().find_map(|pronoun| said.strip_prefix(pronoun)).unwrap_or(said);
    let said = Statement::of_folded(&format!("{} {rest}", row.row_name));
    if said.is_universal || rows().filter(|one| one.is_row_of(&said)).count() != 1 {
        return None;
    }
    let all: Vec<String> = said.words.iter().cloned().collect();
    let elsewhere = said.numbers.iter().find(|number| is_elsewhere(number, &said, &all, statements));
    match elsewhere {
        Some(number) => Some(format!("the passage gives {} for something else", number.value)),
        None => in_tables(&said, statements).map(str::to_owned),
    }
}

/// Returns what the tables say otherwise.
fn in_tables(said: &Statement, statements: &[&Statement]) -> Option<&'static str> {
    let all = &said.every;
    let asked = Said {
        text: &said.text,
        words: all,
        numbers: &said.numbers,
        clauses: said.clauses.iter().map(|clause| (clause.words.as_slice(), clause.denies())).collect(),
    };
    let rows = || statements.iter().filter(|one| !one.cells.is_empty() && one.row != one.row_heading);
    let spelled: Vec<&&Statement> = rows().filter(|one| one.is_spelled_in(said)).collect();
    let is_part = |row: &Statement| spelled.iter().any(|one| row.row.is_subset(&one.row));
    let named = rows().filter(|one| one.is_spelled_in(said) || one.is_row_of(said) && !is_part(one));
    let named: Vec<&&Statement> = named.collect();
    if let [own] = named.as_slice() {
        let beside = rows().filter(|one| !std::ptr::eq(**one, **own) && own.is_of_one_table_with(one));
        let beside: Vec<&[Cell]> = beside.map(|one| one.cells.as_slice()).collect();
        return cells::objection(&asked, &own.cells, &beside);
    }
    let is_other = |one: &&Statement| cells::is_of_another_column(&asked, &one.row, &one.cells);
    (named.is_empty() && rows().any(is_other)).then_some("the table gives that in another column")
}

/// Returns whether the nearest statement speaks of another plan, edition or role, and what speaks of this one stands far
/// from it or nowhere.
fn is_of_another(kind: &Kind, said: &Statement, all: &[String], statements: &[&Statement]) -> bool {
    let (mut with, mut rival) = (0.0_f32, 0.0_f32);
    for statement in statements {
        let share = statement.share(all);
        if statement.words.contains(kind.name()) || statement.kinds.contains(kind) {
            with = with.max(share);
        } else if statement.kinds.iter().any(|other| other.rivals(kind) && !said.kinds.contains(other)) {
            rival = rival.max(share);
        }
    }
    rival >= NEAR_MIN && with < rival
}

/// Returns whether the nearest statement gives another number of the kind, and this one stands far from it or nowhere.
fn is_elsewhere(number: &Number, said: &Statement, all: &[String], statements: &[&Statement]) -> bool {
    let gives = |statement: &&&Statement| statement.gives(number);
    if statements.iter().filter(gives).all(|one| !one.row.is_empty() && !one.is_row_of(said))
        && statements.iter().any(|one| one.is_row_of(said) && one.rivals(number, said))
    {
        return true;
    }
    if statements.iter().any(|one| one.is_row_of(said) && one.gives_in_another_column(number, said)) {
        return true;
    }
    let gives_near = |one: &&&Statement| one.gives(number) && one.share(all) >= PART_NEAR_MIN;
    let mut giving = statements.iter().filter(gives_near).peekable();
    if giving.peek().is_some() && giving.all(|one| one.gives_in_another_part(number, said)) {
        return true;
    }
    let of_it: Vec<&&Statement> = statements.iter().filter(|one| one.is_of(said)).collect();
    if of_it.iter().any(|one| one.gives(number)) {
        return false;
    }
    if statements.iter().any(|one| gives(&one)) && of_it.iter().any(|one| one.rivals(number, said)) {
        return true;
    }
    if !statements.iter().any(|one| gives(&one)) {
        // The user's word alone stands for it.
        return statements
            .iter()
            .any(|one| one.share(all) >= OWN_NUMBER_NEAR_MIN && one.rivals(number, said));
    }
    let shares = statements.iter().map(|statement| (statement.share(all), statement));
    let (mut with, mut rival) = (0.0_f32, 0.0_f32);
    for (share, statement) in shares {
        if statement.gives(number) {
            with = with.max(share);
        } else if statement
            .numbers
            .iter()
            .any(|other| (other.unit == number.unit || other.is_comparable(number)) && !said.gives(other))
        {
            rival = rival.max(share);
        }
    }
    rival >= NEAR_MIN && with <= rival - NUMBER_MARGIN + f32::EPSILON
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: &str, passage: &str, want: Option<&str>) {
        let all = statements(passage);
        let all: Vec<&Statement> = all.iter().collect();
        assert_eq!(objection(&Statement::new(said), &[], &all).as_deref(), want, "{said}");
    }
    const OPPOSITE: Option<&str> = Some("it says the opposite of what it cites");

    #[test]
    fn the_opposite_is_seen() {
        check(
            "An existing file is overwritten: `… exists; give a new name`.",
            "An existing file is not overwritten: `… exists; give a new name`.",
            OPPOSITE,
        );
        check("The chat sets a cookies.", "The chat sets no cookies.", OPPOSITE);
        check(
            "如果你以[独立模式](../a/b.md#s)部署 APISIX，请确保配置了 `session.secret`。",
            "如果你以[独立模式](../a/b.md#s)部署 APISIX，请确保配置了 `session.secret`。",
            None,
        );
        check("`--resume` 和 `--token` 可以同时使用。", "`--resume` 和 `--token` 不能同时使用。", OPPOSITE);
        check(
            "`abstain: true` 表示服务不会回答，而是说明文档有写。",
            "`abstain: true` 表示服务不会回答，而是说明文档没有写。",
            OPPOSITE,
        );
    }
}
