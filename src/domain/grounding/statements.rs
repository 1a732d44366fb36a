//! What a passage states, line by line, and what a sentence says, clause by clause.
//!
//! A sentence is laid beside the statements nearest to it by their words. It contradicts them where it says no to what
//! they say yes to, and where it gives a number of another statement.

use std::collections::HashSet;

use super::{
    doings::{self, Doing},
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
    /// What a row of a table is about: the words of its first cell.
    row: HashSet<String>,
    /// The other cells of a row: the words of their heading, and the numbers they give.
    cells: Vec<(HashSet<String>, Vec<Number>)>,
    /// Whom it grants what.
    doings: Vec<Doing>,
    /// The word it begins with, where it carries content.
    head: Option<String>,
}

impl Statement {
    fn new(text: &str) -> Self {
        Self::of_folded(&words::fold(text))
    }

    /// Reads a text that is folded already.
    pub(super) fn of_folded(text: &str) -> Self {
        let clauses = joined(text);
        let words = clauses.iter().flat_map(|clause| clause.words.iter().cloned()).collect();
        let numbers = numbers::numbers(text).into_iter().map(|(number, _)| number).collect();
        let is_title = text.starts_with('#');
        let first = text.strip_prefix('|').and_then(|cells| cells.split('|').next());
        let row = first.map(words::content).unwrap_or_default();
        let doings = doings::doings(&self::clauses(text));
        let (kinds, cells, head) = (kinds::kinds(text), Vec::new(), head(text));
        Self { clauses, words, numbers, kinds, is_title, row, cells, doings, head }
    }
    /// Reads the row of a table under its headings.
    fn of_row(line: &str, headings: &[HashSet<String>]) -> Self {
        let cells = cells(line).zip(headings).skip(1);
        let cells = cells.map(|(cell, heading)| {
            let numbers = numbers::numbers(cell).into_iter().map(|(number, _)| number).collect();
            (heading.clone(), numbers)
        });
        Self { cells: cells.collect(), ..Self::new(line) }
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
        let is_named = |heading: &HashSet<String>| !heading.is_empty() && heading.is_subset(&said.words);
        let gives = |numbers: &[Number]| numbers.iter().any(|known| known.value == number.value);
        let (named, others): (Vec<_>, Vec<_>) = self.cells.iter().partition(|(heading, _)| is_named(heading));
        named.iter().any(|(_, numbers)| !numbers.is_empty())
            && !named.iter().any(|(_, numbers)| gives(numbers))
            && others.iter().any(|(_, numbers)| gives(numbers))
    }
    /// Returns whether it speaks of the same plan, edition or role; where `said` names none, whether it begins with the
    /// same word.
    fn is_of(&self, said: &Self) -> bool {
        let is_of_kind = |kind: &Kind| self.kinds.contains(kind) || self.words.contains(kind.name());
        said.kinds.iter().any(is_of_kind)
            || said.kinds.is_empty() && said.head.is_some() && self.head == said.head
    }
    /// Returns whether it is a row about what `said` speaks of.
    fn is_row_of(&self, said: &Self) -> bool {
        !self.row.is_empty() && self.row.is_subset(&said.words)
    }
}

/// Returns the statements of a Markdown text.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut paragraph = String::new();
    let mut is_code = false;
    let mut headings: Vec<HashSet<String>> = Vec::new();
    for line in text.lines().map(str::trim).chain([""]) {
        if line.starts_with('|') && !is_code {
            flush(&mut paragraph, &mut found);
            if headings.is_empty() {
                headings = cells(line).map(words::content).collect();
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
    if let Some(why) = doings::objection(&said.doings, &known, &heads) {
        return Some(why.to_owned());
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
