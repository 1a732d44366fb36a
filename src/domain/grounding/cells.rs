//! What a table says of its rows and columns: a value belongs to one of each.

use std::collections::HashSet;

use super::{
    atoms,
    numbers::{self, Number},
    words,
};

/// Words of a cell up to which it is a value that can be told from others, and Chinese characters.
const VALUE_WORDS: usize = 3;
const VALUE_HAN: usize = 6;
/// Parts of headings that say nothing of which column it is.
const VAGUE: &str =
    "是否 方式 周期 时间 类型 名称 说明 可用 级别 数量 上限 下限 内容 情况 默认 最大 最小 所需";
/// The same in English.
const VAGUE_ENGLISH: [&str; 12] = [
    "max", "min", "maximum", "minimum", "default", "what", "name", "type", "mean", "descript", "note", "valu",
];

/// Places, as they are told of floors and steps.
const ORDINALS: [(&str, &str); 6] =
    [("first", "1"), ("second", "2"), ("third", "3"), ("fourth", "4"), ("fifth", "5"), ("sixth", "6")];

/// A cell of a row, under its heading.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    heading: String,
    pub(super) heading_words: HashSet<String>,
    /// Squeezed, as it is sought.
    text: String,
    pub(super) numbers: Vec<Number>,
    pub(super) words: HashSet<String>,
    answer: Option<bool>,
}

/// What is said, as a table is compared with it.
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    pub(super) words: HashSet<String>,
    pub(super) numbers: &'a [Number],
    /// Its clauses, each with whether it says no.
    pub(super) clauses: Vec<(&'a [String], bool)>,
}

impl Cell {
    /// Reads a folded cell under its heading.
    pub(super) fn new(text: &str, heading: &str) -> Self {
        let time = numbers::often(heading).first().copied();
        let numbers = numbers::numbers(text).into_iter().map(|(number, _)| number);
        Self {
            heading: atoms::squeeze(heading),
            heading_words: words::content(heading),
            text: atoms::squeeze(text).trim_matches(['*', ' ']).to_owned(),
            numbers: numbers.map(|number| Number { per: number.per.or(time), ..number }).collect(),
            words: words::content(text),
            answer: yes_or_no(text),
        }
    }
    /// Returns the yes or no it says.
    pub(super) const fn answer(&self) -> Option<bool> {
        self.answer
    }
    /// Returns whether it says anything.
    pub(super) fn has_text(&self) -> bool {
        self.text.contains(char::is_alphanumeric)
    }
    /// Returns whether it is a number with what it counts.
    fn is_measure(&self) -> bool {
        self.text.contains(|c: char| c.is_ascii_digit()) && self.text.contains(char::is_alphabetic)
    }
    /// Returns whether a sentence holds it, its numbers however they are written.
    fn stands_in(&self, said: &Said<'_>) -> bool {
        let gives = |number: &Number| said.numbers.iter().any(|other| other.measures(number));
        atoms::stands(said.text, &self.text)
            || (!self.numbers.is_empty() && self.numbers.iter().all(gives))
            || self.items().any(|item| atoms::stands(said.text, item))
    }
    /// Returns whether any word of it stands in a sentence.
    fn touches(&self, said: &Said<'_>) -> bool {
        self.stands_in(said)
            || !self.words.is_disjoint(&said.words)
            || ORDINALS.iter().any(|(word, figure)| self.text == *figure && atoms::stands(said.text, word))
    }
    fn items(&self) -> impl Iterator<Item = &str> {
        self.text.split(['、', ',', '/']).map(str::trim).filter(|item| !item.is_empty())
    }
    /// Returns whether it is one value and no sentence.
    fn is_value(&self) -> bool {
        let n_han = self.text.chars().filter(|c| words::is_chinese(*c)).count();
        self.answer.is_none()
            && self.text.contains(char::is_alphanumeric)
            && self.text.split(' ').count() <= VALUE_WORDS
            && n_han <= VALUE_HAN
    }
    /// Returns whether it is a value of its own, which does not speak of the other one's column.
    fn is_value_beside(&self, other: &Self) -> bool {
        self.is_value() && self.text != other.text && self.words.is_disjoint(&other.heading_words)
    }
    /// Returns whether a sentence names its column.
    fn is_named(&self, said: &Said<'_>) -> bool {
        let is_vague =
            |part: &str| VAGUE.split(' ').any(|vague| vague == part) || VAGUE_ENGLISH.contains(&part);
        let heading = self.heading.split('(').next().unwrap_or_default();
        let words = words::content(heading);
        words.iter().any(|word| !is_vague(word) && said.words.contains(word))
            || words.is_empty() && !heading.is_empty() && atoms::stands(said.text, heading)
    }
    /// Returns whether a sentence names all of its column.
    fn is_wholly_named(&self, said: &Said<'_>) -> bool {
        match self.heading.contains(words::is_chinese) {
            true => self.is_named(said),
            false => !self.heading_words.is_empty() && self.heading_words.is_subset(&said.words),
        }
    }
    /// Returns whether the clause that speaks of its column says no.
    fn is_denied(&self, said: &Said<'_>) -> bool {
        let n_held =
            |clause: &[String]| clause.iter().filter(|word| self.heading_words.contains(*word)).count();
        let speaks = said.clauses.iter().max_by_key(|(clause, _)| n_held(clause));
        speaks.is_some_and(|(_, says_no)| *says_no)
    }
}

/// Returns what a table says otherwise of the one row that a sentence names, beside the other rows of it.
pub(super) fn objection(said: &Said<'_>, own: &[Cell], others: &[&[Cell]]) -> Option<&'static str> {
    // The value of another row, in a column in which this one has its own.
    let is_taken = |(column, cell): (usize, &Cell)| {
        others.iter().filter_map(|row| row.get(column)).any(|other| {
            (other.is_value() || atoms::stands(said.text, &other.text) && other.answer.is_none())
                && !cell.items().any(|item| other.items().any(|theirs| theirs == item))
                && other.stands_in(said)
                && !own.iter().any(|cell| cell.stands_in(said) && cell.heading == other.heading)
                && !own.iter().any(|cell| cell.text == other.text)
                && (other.text.len() > 2 * VALUE_WORDS || other.is_measure() || cell.is_named(said))
        })
    };
    if own.iter().enumerate().any(is_taken) {
        return Some("the table gives that in another row");
    }
    // The value of another column than the one that is named.
    let named: Vec<&Cell> = own.iter().filter(|cell| cell.is_named(said)).collect();
    let is_in_its_clause = |cell: &Cell, named: &Cell| {
        said.text.split([',', ';']).any(|clause| {
            let words = words::content(clause);
            named.heading_words.iter().any(|word| words.contains(word)) && atoms::stands(clause, &cell.text)
        })
    };
    if let [named] = named.as_slice()
        && named.is_value()
        && !named.touches(said)
        && own.iter().any(|cell| cell.is_value_beside(named) && is_in_its_clause(cell, named))
    {
        return Some("the table gives that in another column");
    }
    let is_against = |cell: &Cell| {
        cell.answer.is_some_and(|yes| cell.is_wholly_named(said) && cell.is_denied(said) == yes)
    };
    own.iter().any(is_against).then_some("it says the opposite of what it cites")
}

/// Returns whether a sentence says what a row gives in a column that it names.
pub(super) fn is_borne_out(said: &Said<'_>, own: &[Cell]) -> bool {
    own.iter().filter(|cell| cell.is_wholly_named(said)).any(|cell| match cell.answer {
        Some(yes) => cell.is_denied(said) != yes,
        None => cell.is_value() && cell.stands_in(said) && !cell.is_denied(said),
    })
}

/// Returns whether a row gives under one heading what a sentence says of another one: what stands in rows may be the
/// plans of a comparison.
pub(super) fn is_of_another_column(said: &Said<'_>, row_words: &HashSet<String>, own: &[Cell]) -> bool {
    let named: Vec<&Cell> = own.iter().filter(|cell| cell.is_wholly_named(said)).collect();
    let [named] = named.as_slice() else { return false };
    named.is_value()
        && row_words.iter().any(|word| said.words.contains(word))
        && !named.touches(said)
        && own.iter().any(|cell| cell.is_value_beside(named) && cell.stands_in(said))
}

/// Returns what a cell says where it is a yes or a no.
fn yes_or_no(cell: &str) -> Option<bool> {
    let first = cell.trim().trim_matches(['*', '`', ' ']).split([',', ';', '(']).next()?.trim();
    match first {
        "yes" | "✓" | "✔" | "✅" | "√" | "是" | "可以" | "支持" | "有" | "可" | "能" | "included"
        | "包含" | "always on" => Some(true),
        "no" | "✗" | "✘" | "❌" | "×" | "否" | "不可以" | "不支持" | "没有" | "无" | "不可" | "不能"
        | "none" | "not included" | "not available" | "不含" | "不包含" | "-" | "–" | "—" => {
            Some(false)
        }
        _ => None,
    }
}
