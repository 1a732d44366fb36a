//! What a passage states, line by line, and what a sentence says, clause by clause.
//!
//! A sentence is laid beside the statements nearest to it by their words. It contradicts them where it says no to what
//! they say yes to, and where it gives a number of another statement.

use std::{borrow::Cow, collections::HashSet};

use super::{
    atoms,
    doings::{self, Doing, Verdict},
    kinds::{self, Kind},
    numbers::{self, Number},
    polarity::{self, Bearing, Clause},
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
/// Share of a sentence's words that a statement must hold for its parts to be told apart.
const PART_NEAR_MIN: f32 = 0.5;
/// Statements of one passage at most: a passage is a few thousand characters.
const STATEMENTS_MAX: usize = 400;

/// A sentence, list item or table row of a passage.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    clauses: Vec<Clause>,
    words: HashSet<String>,
    numbers: Vec<Number>,
    kinds: Vec<Kind>,
    /// A title, which names a subject and says neither yes nor no.
    is_title: bool,
    /// What a row of a table is about: the words of its first cell, and the cell itself.
    row: HashSet<String>,
    row_name: String,
    /// The other cells of a row.
    cells: Vec<Cell>,
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
}

/// A cell of a table's row.
#[derive(Clone, Debug)]
struct Cell {
    heading: HashSet<String>,
    words: HashSet<String>,
    numbers: Vec<Number>,
}

/// A part of a statement, with the numbers it gives.
#[derive(Clone, Debug)]
struct Part {
    words: HashSet<String>,
    /// Those behind its first number.
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
        let parts = parts(text);
        let is_universal = [" every ", " all ", " each ", " any ", "所有", "每个", "任何", "各个"]
            .iter()
            .any(|word| format!(" {text}").contains(word));
        let text = atoms::squeeze(text);
        Self {
            clauses,
            words,
            numbers,
            kinds,
            is_title,
            row,
            row_name,
            cells,
            text,
            parts,
            is_universal,
            n_clauses,
            doings,
            head,
        }
    }
    /// Reads the row of a table under its headings. A yes or no grants the row what its column is about, and the other way
    /// round.
    fn of_row(line: &str, headings: &[String]) -> Self {
        let mut row = Self::new(line);
        let folded = words::fold(line);
        for (cell, heading) in cells(&folded).zip(headings).skip(1) {
            let column = words::content(heading);
            let time = numbers::often(heading).first().copied();
            let numbers = numbers::numbers(cell).into_iter().map(|(number, _)| number);
            let numbers = numbers.map(|number| Number { per: number.per.or(time), ..number }).collect();
            if let Some(is_yes) = yes_or_no(cell) {
                row.doings.push(Doing::of_cell(row.row.clone(), column.clone(), !is_yes));
                row.doings.push(Doing::of_cell(column.clone(), row.row.clone(), !is_yes));
            }
            row.cells.push(Cell { heading: column, words: words::content(cell), numbers });
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
    fn share(&self, said: &[String]) -> f32 {
        words::share(said.iter().filter(|word| self.words.contains(*word)).count(), said.len())
    }
    fn gives(&self, number: &Number) -> bool {
        self.numbers.iter().any(|known| known.value == number.value)
    }
    /// Returns whether it gives another number of that kind than `said` does.
    fn rivals(&self, number: &Number, said: &Self) -> bool {
        // In a table the heading says what is counted.
        let is_bare = |other: &Number| !self.row.is_empty() && other.unit.is_none() && other.counts.is_none();
        self.numbers.iter().any(|other| (other.is_comparable(number) || is_bare(other)) && !said.gives(other))
    }
    /// Returns whether it is a row that gives a number in another column than the one `said` names.
    fn gives_in_another_column(&self, number: &Number, said: &Self) -> bool {
        let gives = |cell: &&Cell| cell.numbers.iter().any(|known| known.value == number.value);
        let giving: Vec<&Cell> = self.cells.iter().filter(gives).collect();
        let is_other_time = |cell: &&Cell| {
            let mut known = cell.numbers.iter().filter(|known| known.value == number.value);
            known.all(|known| known.per.zip(number.per).is_some_and(|(known, said)| known != said))
        };
        if !giving.is_empty() && giving.iter().all(is_other_time) {
            return true;
        }
        let is_named = |cell: &&Cell| {
            let is_said = !cell.heading.is_empty() && cell.heading.is_subset(&said.words);
            // "$15 per member" stands in the column of prices, whatever the column of members holds.
            let is_elsewhere = giving.iter().any(|giving| cell.heading.is_subset(&giving.words));
            is_said && !is_elsewhere && cell.numbers.iter().any(|known| known.unit == number.unit)
        };
        let named: Vec<&Cell> = self.cells.iter().filter(is_named).collect();
        !named.is_empty() && !giving.is_empty() && !named.iter().any(gives)
    }
    /// Returns whether a number stands in a part of it that speaks of something else than `said` does.
    fn gives_in_another_part(&self, number: &Number, said: &Self) -> bool {
        let gives = |part: &&Part| part.numbers.iter().any(|known| known.value == number.value);
        let rivals =
            |part: &&Part| part.numbers.iter().any(|known| known.unit == number.unit && !said.gives(known));
        let (own, others): (Vec<&Part>, Vec<&Part>) = self.parts.iter().partition(gives);
        let others: Vec<&Part> = others.into_iter().filter(rivals).collect();
        if own.is_empty() || others.is_empty() {
            return false;
        }
        // "30 days on Solo, 90 days on Team": what stands behind the number owns it, else what stands before.
        let is_behind = own.iter().chain(&others).all(|part| !part.after.is_empty());
        let owner = |part: &Part| if is_behind { part.after.clone() } else { part.words.clone() };
        let owners = |parts: &[&Part]| parts.iter().flat_map(|part| owner(part)).collect::<HashSet<String>>();
        let (of_own, of_others) = (owners(&own), owners(&others));
        let n_named = |of: &HashSet<String>, beside: &HashSet<String>| {
            of.iter().filter(|word| said.words.contains(*word) && !beside.contains(*word)).count()
        };
        let (n_own, n_other) = (n_named(&of_own, &of_others), n_named(&of_others, &of_own));
        let is_of_others = if is_behind { n_other > n_own } else { n_own == 0 && n_other > 0 };
        is_of_others || said.is_universal
    }
    /// Returns whether it speaks of the same plan, edition or role; where `said` names none, whether it begins with the
    /// same word.
    fn is_of(&self, said: &Self) -> bool {
        let is_of_kind = |kind: &Kind| self.kinds.contains(kind) || self.words.contains(kind.name());
        said.kinds.iter().any(is_of_kind)
            || said.kinds.is_empty() && said.head.is_some() && self.head == said.head
    }
    /// Returns whether it is a row about what `said` speaks of; a code is named as it stands.
    fn is_row_of(&self, said: &Self) -> bool {
        let is_named = !self.row.is_empty() && atoms::stands(&said.text, &self.row_name);
        let is_code = self.row_name.contains(|c: char| c.is_ascii_digit() || matches!(c, '.' | '_'));
        is_named || !is_code && !self.row.is_empty() && self.row.is_subset(&said.words)
    }
    /// Returns how many of these words it holds.
    fn n_held(&self, said: &[&String]) -> usize {
        said.iter().filter(|word| self.words.contains(**word)).count()
    }
    fn is_of_one_table_with(&self, other: &Self) -> bool {
        let headings = |one: &Self| one.cells.iter().map(|cell| cell.heading.clone()).collect::<Vec<_>>();
        !self.cells.is_empty() && headings(self) == headings(other)
    }
}

/// Returns the statements of a Markdown text.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut paragraph = String::new();
    let mut is_code = false;
    let mut headings: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).chain([""]) {
        if line.starts_with('|') && !is_code {
            flush(&mut paragraph, &mut found);
            if headings.is_empty() {
                headings = cells(line).map(words::fold).collect();
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
        let begins = line.is_empty()
            || is_after_title
            || is_fence
            || is_code
            || line.starts_with(['-', '*', '+', '|', '#', '>'])
            || (marker.len() < line.len() && marker.starts_with(['.', ')']));
        if begins {
            flush(&mut paragraph, &mut found);
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
    found
}

fn flush(paragraph: &mut String, into: &mut Vec<Statement>) {
    let text = std::mem::take(paragraph);
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let ends =
            matches!(c, '。' | '！' | '？') || (matches!(c, '.' | '!' | '?') && text[end..].starts_with(' '));
        if ends || end == text.len() {
            if text[from..end].chars().any(char::is_alphanumeric) {
                into.push(Statement::new(&text[from..end]));
            }
            from = end;
        }
    }
}

/// Returns the cells of a row.
fn cells(line: &str) -> impl Iterator<Item = &str> {
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

/// Returns what a cell says where it is a yes or a no.
fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.trim().trim_matches(['*', '`', ' ']) {
        "yes" | "✓" | "✔" | "✅" | "√" | "是" | "可以" | "支持" | "有" | "可" | "能" => {
            Some(true)
        }
        "no" | "✗" | "✘" | "❌" | "×" | "否" | "不可以" | "不支持" | "没有" | "无" | "不可" | "不能" => {
            Some(false)
        }
        _ => None,
    }
}

/// Cuts a folded text into parts that give a number each; none where fewer than two do.
fn parts(text: &str) -> Vec<Part> {
    let has_number = |text: &str| !numbers::numbers(text).is_empty();
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
    let part = |text: &String| Part {
        after: text
            .find(|c: char| c.is_ascii_digit())
            .map_or_else(HashSet::new, |at| words::content(&text[at..])),
        words: words::content(text),
        numbers: numbers::numbers(text).into_iter().map(|(number, _)| number).collect(),
    };
    found.iter().map(part).collect()
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
    let known: Vec<&Doing> = statements.iter().flat_map(|statement| &statement.doings).collect();
    let heads: HashSet<&str> = statements.iter().filter_map(|statement| statement.head.as_deref()).collect();
    let granted = doings::verdict(&said.doings, &known, &heads);
    if let Verdict::Against(why) = granted {
        return Some(why.to_owned());
    }
    if is_of_another_row(said, statements) {
        return Some("the passage says it of another row".to_owned());
    }
    if is_of_a_sibling(said, statements) {
        return Some("the passage says it of something else".to_owned());
    }
    // Nothing else is said than what is granted.
    if granted == Verdict::Agrees && said.doings.len() >= said.n_clauses {
        return None;
    }
    said.clauses
        .iter()
        .any(|clause| is_contradicted(clause, &all, statements))
        .then(|| "it says the opposite of what it cites".to_owned())
}

fn is_contradicted(clause: &Clause, all: &[String], statements: &[&Statement]) -> bool {
    if statements.iter().any(|statement| statement.clauses.iter().any(|other| other.repeats(clause))) {
        return false;
    }
    // The fewer words a clause has, the more it is found by those of its sentence.
    let weight = words::share(clause.words.len(), clause.words.len() + 2);
    let statements: Vec<&Statement> = statements.iter().copied().filter(|one| !one.is_title).collect();
    let shares: Vec<f32> = statements
        .iter()
        .map(|statement| weight * statement.share(&clause.words) + (1.0 - weight) * statement.share(all))
        .collect();
    let best = shares.iter().copied().fold(0.0, f32::max);
    if best < NEAR_MIN {
        return false;
    }
    let mut is_against = false;
    for (statement, _) in statements.iter().zip(&shares).filter(|(_, share)| **share >= best - NEAR_MARGIN) {
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
    let is_heading = |word: &String| own.cells.iter().any(|cell| cell.heading.contains(word));
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

/// Bytes and share of a sentence's text that must end as a statement does for the two to be said of two things.
const TAIL_BYTES_MIN: usize = 12;
const TAIL_SHARE_MIN: f32 = 0.55;

/// Returns how many bytes two texts end alike, whole words and the second character of a Chinese one left aside.
fn common_tail(one: &str, two: &str) -> usize {
    let alike = one.chars().rev().zip(two.chars().rev()).take_while(|(one, two)| one == two);
    let n_alike: usize = alike.map(|(c, _)| c.len_utf8()).sum();
    let tail = &one[one.len() - n_alike..];
    let is_cut = one[..one.len() - n_alike].ends_with(char::is_alphanumeric);
    match tail.chars().next() {
        Some(first) if is_cut && words::is_chinese(first) => n_alike - first.len_utf8(),
        Some(first) if is_cut && first.is_alphanumeric() => tail.find(' ').map_or(0, |at| n_alike - at),
        _ => n_alike,
    }
}

/// Returns whether a statement ends word by word as the sentence does and begins with another subject, while something
/// else is said of the sentence's own.
fn is_of_a_sibling(said: &Statement, statements: &[&Statement]) -> bool {
    let said_text = said.text.trim_end_matches(['.', '。', '!', '！']);
    let mut is_sibling = false;
    for statement in statements.iter().filter(|one| !one.is_title && one.row.is_empty()) {
        let text = statement.text.trim_end_matches(['.', '。', '!', '！']);
        let n_tail = common_tail(said_text, text);
        if n_tail < TAIL_BYTES_MIN || words::share(n_tail, said_text.len()) < TAIL_SHARE_MIN {
            continue;
        }
        let head = |text: &str| words::content(text.get(..text.len() - n_tail).unwrap_or_default());
        let (own, other) = (head(said_text), head(text));
        if own.is_empty() || other.is_empty() || !own.is_disjoint(&other) {
            return false;
        }
        let stands_elsewhere = statements.iter().any(|one| own.is_subset(&one.words));
        is_sibling |= stands_elsewhere && own.iter().all(|word| !statement.words.contains(word));
    }
    is_sibling
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
        } else if statement.numbers.iter().any(|other| other.unit == number.unit && !said.gives(other)) {
            rival = rival.max(share);
        }
    }
    rival >= NEAR_MIN && with < rival - NUMBER_MARGIN
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
