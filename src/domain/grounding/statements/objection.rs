//! What speaks against a sentence: the statements nearest to it say no where it says yes, give another number, or say it
//! of something else.

use std::collections::HashSet;

use super::{
    super::{
        atoms,
        cells::{self, Cell, Said},
        doings::{self, Doing, Verdict},
        kinds::Kind,
        numbers::Number,
        order::{self, Place},
        polarity::{self, Bearing, Clause},
        swaps::{self, Span},
        words,
    },
    Part, Statement,
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

impl Statement {
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
            part.numbers.iter().any(|known| known.measures_alike(number) && !said.gives(known))
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

/// Returns what speaks against saying a sentence, given the statements it rests on.
pub(in crate::domain::grounding) fn objection(
    said: &Statement,
    numbers: &[&Number],
    statements: &[&Statement],
) -> Option<String> {
    let all: Vec<String> = said.words.iter().cloned().collect();
    if let Some(number) = numbers.iter().find(|number| is_elsewhere(number, said, &all, statements)) {
        return Some(format!("the passage gives {} for something else", number.value));
    }
    if let Some(kind) = said.kinds.iter().find(|kind| is_of_another(kind, said, &all, statements)) {
        return Some(format!("the passage says it of another than \"{}\"", kind.name()));
    }
    if let Some(why) = in_tables(said, statements) {
        return Some(why);
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
    if is_in_table(said, statements) {
        return None;
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
    let prose: Vec<&&Statement> = statements.iter().filter(|one| one.is_prose()).collect();
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
    let prose = || statements.iter().filter(|one| one.is_prose());
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
    let prose = || statements.iter().filter(|one| one.is_prose());
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
                if swaps::is_turned(said_text, text) {
                    return Some("it says the opposite of what it cites".to_owned());
                }
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
pub(in crate::domain::grounding) fn has_pronoun(text: &str) -> bool {
    let folded = words::fold(text);
    PRONOUNS.iter().any(|pronoun| folded.trim_start().starts_with(pronoun))
}

/// Returns what the tables say otherwise of a folded sentence that speaks of "it", read with the one row that the sentence
/// before it names.
pub(in crate::domain::grounding) fn objection_of_pronoun(
    said: &str,
    before: &str,
    statements: &[&Statement],
) -> Option<String> {
    if before.is_empty() || !has_pronoun(said) {
        return None;
    }
    let named = Statement::of_folded(before);
    let rows = || statements.iter().filter(|one| one.is_row());
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
        None => in_tables(&said, statements),
    }
}

/// Returns a sentence as a table is compared with it.
fn asked_of(said: &Statement) -> Said<'_> {
    let clauses = said.clauses.iter().map(|clause| (clause.words.as_slice(), clause.denies())).collect();
    Said { text: &said.text, words: said.every.clone(), numbers: &said.numbers, clauses }
}

/// Returns a sentence as the row it names is compared with it: an editor is no word of the column that tells who edits.
fn asked_of_row<'a>(said: &'a Statement, row: &Statement) -> Said<'a> {
    let rest = said.text.replacen(&row.row_name, " ", 1);
    Said { words: words::content(&rest), ..asked_of(said) }
}

/// Returns the rows that a sentence names.
fn named_rows<'a>(said: &Statement, statements: &[&'a Statement]) -> Vec<&'a Statement> {
    let rows = || statements.iter().copied().filter(|one| one.is_row());
    let spelled: Vec<&Statement> = rows().filter(|one| one.is_spelled_in(said)).collect();
    let is_part = |row: &Statement| spelled.iter().any(|one| row.row.is_subset(&one.row));
    rows().filter(|one| one.is_spelled_in(said) || one.is_row_of(said) && !is_part(one)).collect()
}

/// Returns what the tables say otherwise. A sentence that names several rows is read part by part.
fn in_tables(said: &Statement, statements: &[&Statement]) -> Option<String> {
    let named = named_rows(said, statements);
    if let [_, _, ..] = named.as_slice() {
        let parts = said.told.iter().flat_map(|(text, _)| text.split(" and ")).map(Statement::of_folded);
        return parts.filter(|part| named_rows(part, statements).len() == 1).find_map(|part| {
            let all: Vec<String> = part.words.iter().cloned().collect();
            let elsewhere = part.numbers.iter().find(|number| is_elsewhere(number, &part, &all, statements));
            let elsewhere =
                elsewhere.map(|number| format!("the passage gives {} for something else", number.value));
            elsewhere.or_else(|| in_row(&part, statements).map(str::to_owned))
        });
    }
    in_row(said, statements).map(str::to_owned)
}

/// Returns what the tables say otherwise of the one row that a sentence names, or of none.
fn in_row(said: &Statement, statements: &[&Statement]) -> Option<&'static str> {
    let named = named_rows(said, statements);
    let rows = || statements.iter().filter(|one| one.is_row());
    if let [own] = named.as_slice() {
        let beside = rows().filter(|one| !std::ptr::eq(**one, *own) && own.is_of_one_table_with(one));
        let beside: Vec<&[Cell]> = beside.map(|one| one.cells.as_slice()).collect();
        return cells::objection(&asked_of_row(said, own), &own.cells, &beside);
    }
    let asked = asked_of(said);
    let is_other = |one: &&Statement| cells::is_of_another_column(&asked, &one.row, &one.cells);
    (named.is_empty() && rows().any(is_other)).then_some("the table gives that in another column")
}

/// Returns whether a sentence of one clause says what the one row that it names gives in the column that it names.
fn is_in_table(said: &Statement, statements: &[&Statement]) -> bool {
    let named = named_rows(said, statements);
    let [own] = named.as_slice() else { return false };
    said.clauses.len() == 1 && cells::is_borne_out(&asked_of_row(said, own), &own.cells)
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
        } else if statement.numbers.iter().any(|other| other.measures_alike(number) && !said.gives(other)) {
            rival = rival.max(share);
        }
    }
    rival >= NEAR_MIN && with <= rival - NUMBER_MARGIN + f32::EPSILON
}

#[cfg(test)]
mod tests {
    use super::{super::statements, *};

    #[track_caller]
    fn check(said: &str, passage: &str, want: Option<&str>) {
        let all = statements(passage);
        let all: Vec<&Statement> = all.iter().collect();
        assert_eq!(objection(&Statement::new(said), &[], &all).as_deref(), want, "{said}");
    }
    const OPPOSITE: Option<&str> = Some("it says the opposite of what it cites");

    #[test]
    fn a_table_says_yes_or_no_of_its_row_and_column() {
        let roles = "| 角色 | 阅读 | 编辑 | 邀请 |\n|---|---|---|---|\n| 查看者 | 可以 | 不可以 | 不可以 |\n| 编辑者 | 可以 | 可以 | 不可以 |";
        check("编辑者不可以邀请。", roles, None);
        check("编辑者可以邀请。", roles, OPPOSITE);
        check("查看者可以编辑。", roles, OPPOSITE);
        let history = "| 套餐 | 版本历史 |\n|---|---|\n| Plus | 90 天 |\n\n加密笔记没有版本历史。";
        check("Plus 的版本历史是 90 天。", history, None);
        check("加密笔记有版本历史。", history, OPPOSITE);
    }

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
