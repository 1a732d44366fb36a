//! Whether a sentence may be said.
//!
//! A draft is cut into units (`sentences`). What is either right or wrong in one (`atoms`) must stand in the passages it
//! cites, and enough of its words (`words`) must too. This does not judge whether a true sentence answers the question.

mod atoms;
mod cells;
mod code;
mod doings;
mod draft;
mod glossary;
mod kinds;
mod names;
mod numbers;
mod order;
mod paths;
mod polarity;
mod secrets;
mod sentences;
mod sources;
mod statements;
mod swaps;
mod words;

pub use draft::Draft;
pub use sentences::{Gap, Kind, Sentences, Unit};
pub use sources::Sources;

use std::collections::{BTreeSet, HashSet};

use self::{atoms::Atom, numbers::Number, sources::Source, statements::Statement};
use super::words::{Phrases, Words};

/// Share of a sentence's words that must stand in the passages it cites.
const CITED_OVERLAP_MIN: f32 = 0.3;
/// Words of a sentence up to which more of them must stand in the passages, and how many.
const FEW_WORDS: usize = 3;
const FEW_OVERLAP_MIN: f32 = 0.5;
/// Share of a Chinese sentence's characters that must, where it puts them in other pairs.
const CHARS_OVERLAP_MIN: f32 = 0.6;
/// Share that must stand in one passage for a sentence without citation to be given one.
const UNCITED_OVERLAP_MIN: f32 = 0.5;
/// Share of what can be compared of a sentence that must stand in passages of the other language.
const TRANSLATED_OVERLAP_MIN: f32 = 0.34;
/// Share of a sentence's words that must stand in a text that is only to be put shorter: the rest joins them.
const OWN_OVERLAP_MIN: f32 = 0.75;
/// Share of a table row's words that must stand in one passage.
const ROW_OVERLAP_MIN: f32 = 0.6;
/// Names and numbers a unit may hold: more are no answer, and each is sought in every passage.
const ATOMS_MAX: usize = 400;
/// What the prompts tell a model to write when the passages do not answer.
pub const NO_ANSWER: &str = "NO_ANSWER";

/// A unit that may be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its text, with the citation that was added where it had none.
    pub text: String,
    /// The passages that support it, numbers from 1; empty where it claims nothing.
    pub cites: BTreeSet<u32>,
    /// True for headings and "Do this:", which are said together with a following claim or not at all.
    pub leads: bool,
}

/// A unit that may not be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its text.
    pub text: String,
    /// Why, for doc writers and prompt authors.
    pub why: String,
}

/// Decides whether a unit may be said.
///
/// # Errors
/// The reason why not.
pub fn check(unit: &Unit, sources: &Sources) -> Result<Checked, Dropped> {
    check_after(unit, "", sources)
}

/// Decides whether a unit may be said behind another sentence, whose subject "it" and "they" may mean.
fn check_after(unit: &Unit, before: &str, sources: &Sources) -> Result<Checked, Dropped> {
    let body = unify_citations(&unit.body);
    let is_known = |secret: &str| {
        sources.passages.iter().any(|source| source.squeezed.contains(&atoms::squeeze(secret)))
    };
    if let Some(secret) = secrets::unknown(&body, is_known) {
        let why = format!("it speaks of a secret (\"{secret}\"), and no passage does");
        return Err(Dropped { text: unit.body.clone(), why });
    }
    if matches!(unit.kind, Kind::Prose | Kind::Heading) && secrets::asks_for_one(&body) {
        let why = "it has the user hand over a secret".to_owned();
        return Err(Dropped { text: unit.body.clone(), why });
    }
    let verdict = match unit.kind {
        Kind::Code => check_lines(&body, true, sources),
        Kind::Table => check_lines(&body, false, sources),
        Kind::Heading => check_heading(&body, sources),
        Kind::Prose if is_title(&body) => check_heading(&body, sources),
        Kind::Prose => check_sentence(&body, sources),
    };
    if let (Kind::Prose, Ok((_, cites))) = (unit.kind, &verdict) {
        let cited: Vec<&Source> = cites.iter().filter_map(|n| sources.passage(*n)).collect();
        let statements: Vec<&Statement> = cited.iter().flat_map(|source| source.statements()).collect();
        let (plain, before) = (without_citations(&body).0, without_citations(before).0);
        if let Some(why) =
            statements::objection_of_pronoun(&words::fold(&plain), &words::fold(&before), &statements)
        {
            return Err(Dropped { text: unit.body.clone(), why });
        }
    }
    match verdict {
        Ok((text, cites)) => Ok(Checked { leads: cites.is_empty() || leads_on(&body), text, cites }),
        Err(why) => Err(Dropped { text: unit.body.clone(), why }),
    }
}

/// Returns whether everything a question names (codes, numbers, versions, products) stands in the sources: asked in quite
/// other words it may be, of other things not.
#[must_use]
pub fn asks_of(question: &str, sources: &Sources) -> bool {
    let all: Vec<&Source> = sources.passages.iter().collect();
    atoms::required(question).iter().all(|atom| stands(atom, &all, &sources.user))
}

type Verdict = Result<(String, BTreeSet<u32>), String>;

fn check_sentence(body: &str, sources: &Sources) -> Verdict {
    let (plain, cites) = without_citations(body);
    if plain.trim().trim_end_matches(['.', '。', '*']) == NO_ANSWER {
        return Err("the model says that the passages do not answer".to_owned());
    }
    if let Some(n) = cites.iter().find(|n| sources.passage(**n).is_none()) {
        return Err(format!("cites [{n}], which does not exist"));
    }
    let atoms = atoms::required(&plain);
    if atoms.len() > ATOMS_MAX {
        return Err("it names too much to be checked".to_owned());
    }
    if sources.is_own {
        let all: Vec<&Source> = sources.passages.iter().collect();
        if let Some(missing) = atoms.iter().find(|atom| !stands(atom, &all, &sources.user)) {
            return Err(format!("{} does not stand there", name(missing)));
        }
        return supported(&plain, &atoms, &all, OWN_OVERLAP_MIN).map(|()| (plain, BTreeSet::from([1])));
    }
    if cites.is_empty() {
        return check_uncited(body, &plain, &atoms, &words::content(&plain), sources);
    }
    let cited: Vec<&Source> = cites.iter().filter_map(|n| sources.passage(*n)).collect();
    if let Some(missing) = atoms.iter().find(|atom| !stands(atom, &cited, &sources.user)) {
        return Err(format!("{} does not stand in what it cites", name(missing)));
    }
    let ways: Vec<paths::Step> = cited.iter().flat_map(|source| paths::steps(&source.text)).collect();
    if let Some(step) = paths::steps(&plain).iter().find(|step| step.is_another_of(&ways)) {
        return Err(format!("the way \"{}\" is another in what it cites", step.name()));
    }
    vouched_for(&plain, &atoms, &cited)?;
    promised_there(&plain, &atoms, &cited)?;
    supported(&plain, &atoms, &cited, CITED_OVERLAP_MIN).map(|()| (body.to_owned(), cites.clone()))
}

/// Checks that a time in which somebody calls or writes is the one in which the passages say so, and not that of something
/// else.
fn promised_there(plain: &str, atoms: &[Atom], cited: &[&Source]) -> Result<(), String> {
    let times = || atoms.iter().filter(|atom| matches!(atom, Atom::Number(number) if number.is_time()));
    if times().next().is_none() || !Words::of(plain).has(&PROMISES) {
        return Ok(());
    }
    let lines = || {
        cited.iter().flat_map(|source| source.text.split(['\n', '。', ';']).flat_map(|line| line.split(". ")))
    };
    let is_kept =
        |time: &Atom| lines().any(|line| Words::of(line).has(&PROMISES) && Source::new(line).has(time));
    match times().find(|time| !is_kept(time)) {
        Some(time) => Err(format!("no passage promises it in {}", name(time))),
        None => Ok(()),
    }
}

/// That somebody will turn to the user.
static PROMISES: Phrases = Phrases::new(&[
    "we|person|agent|agents|team|someone|somebody|colleague|support|staff|specialist|expert ?will ?to call|calls|contact|contacts|answer|answers|reply|replies|respond|responds|write|writes|email|emails|phone|phones|help|helps ?back ?to you",
    "get|gets|getting back to you",
    "客服|专员|人工|工作人员|同事|团队|我们|专家 ~ 联系|回复|答复|回电|致电|来电|处理",
]);

/// Checks that nothing is said to go, or not to, with a name that the user alone has said.
fn vouched_for(plain: &str, atoms: &[Atom], cited: &[&Source]) -> Result<(), String> {
    let is_name = |atom: &&Atom| matches!(atom, Atom::Words(_) | Atom::Exact(_) | Atom::Compound(_));
    let own = atoms.iter().filter(is_name).find(|atom| !cited.iter().any(|source| source.has(atom)));
    match own {
        Some(own) if has_yes(plain) || Words::of(without_purpose(plain, own)).has(&GOES_WITH) => {
            Err(format!("no passage says what goes with {}", name(own)))
        }
        _ => Ok(()),
    }
}

/// Returns whether a sentence says yes before anything else.
fn has_yes(plain: &str) -> bool {
    let plain = plain.trim_start().to_lowercase();
    ["yes,", "yes ", "yes.", "sure,", "是的", "可以，", "能，", "有，", "支持，", "会，"]
        .iter()
        .any(|yes| plain.starts_with(yes))
}

/// Leaves a purpose or a condition that holds the name aside: "To install it on Ubuntu, …" claims nothing of Ubuntu.
fn without_purpose<'a>(plain: &'a str, own: &Atom) -> &'a str {
    let Some((first, rest)) = plain.split_once([',', '，']) else { return plain };
    let head = first.trim_start().to_lowercase();
    let is_purpose = ["to ", "if ", "when ", "for ", "要", "如果", "若", "对于", "当", "在"]
        .iter()
        .any(|word| head.starts_with(word));
    if is_purpose && Source::new(first).has(own) && !Source::new(rest).has(own) { rest } else { plain }
}

/// What says that something goes with something else.
static GOES_WITH: Phrases = Phrases::new(&[
    "support|supports|supported|compatible|integrate|integrates|integration|available|unavailable|offered",
    "work|works|run|runs|ship|ships|comes|connects ?fine ?well ?together ?directly ?natively with|on|in|for|to",
    "can|cannot|cant|could be used|installed|connected|combined|integrated with|on|in|for",
    "支持|兼容|适用于|可用于|集成|对接|适配",
    "可以|能|能够|无法|不能 ?够 ?直接 在|与|和|用于|接入|连接",
]);

/// Checks that enough of a sentence's words stand in what it cites, and that nothing there speaks against it.
fn supported(plain: &str, atoms: &[Atom], cited: &[&Source], overlap_min: f32) -> Result<(), String> {
    let is_chinese = words::is_in_chinese(plain);
    let own: Vec<&Source> = cited.iter().copied().filter(|source| source.is_chinese == is_chinese).collect();
    let is_known = |word: &str| cited.iter().any(|source| source.words.contains(word));
    if own.is_empty() && !cited.is_empty() {
        let said = translated(plain, is_chinese, cited);
        let n_known = said.words().iter().filter(|word| is_known(word)).count();
        // The glossary knows few words: what it does not, the names and numbers that were found must carry.
        let n_carried = n_known + atoms.len();
        if n_carried < 2 || words::share(n_carried, said.words().len() + atoms.len()) < TRANSLATED_OVERLAP_MIN
        {
            return Err("its words do not stand in what it cites, in the other language".to_owned());
        }
        return objection(&said, atoms, cited).map_or(Ok(()), Err);
    }
    let words = words::content(plain);
    // Of a few words one in common says nothing.
    let is_bare = !is_chinese && atoms.is_empty() && words.len() <= FEW_WORDS;
    let overlap_min = if is_bare { overlap_min.max(FEW_OVERLAP_MIN) } else { overlap_min };
    let n_known = words.iter().filter(|word| is_known(word)).count();
    // Chinese puts the same into other pairs of characters: the characters tell.
    let is_reworded = is_chinese && overlap_min <= CITED_OVERLAP_MIN && {
        let chars = words::characters(plain);
        let n_held = chars.iter().filter(|c| cited.iter().any(|source| source.text.contains(**c))).count();
        words::share(n_held, chars.len()) >= CHARS_OVERLAP_MIN
    };
    if words::share(n_known, words.len()) < overlap_min && !is_reworded {
        return Err("its words do not stand in what it cites".to_owned());
    }
    let folded = words::fold(plain);
    objection(&Statement::of_folded(after_no(&folded)), atoms, cited).map_or(Ok(()), Err)
}

/// Leaves the "No, …" before a sentence aside: it answers the user, and what follows says it.
fn after_no(folded: &str) -> &str {
    const NO: [&str; 17] = [
        "no",
        "nope",
        "不是的",
        "不行的",
        "不可以的",
        "不用",
        "不对",
        "不",
        "不能",
        "不可以",
        "不行",
        "不支持",
        "不是",
        "不需要",
        "不会",
        "没有",
        "否",
    ];
    let text = folded.trim_start();
    let cut = text.find([',', ';', ':', '.', '。']).filter(|end| NO.contains(&text[..*end].trim()));
    let rest = cut.map(|end| text[end..].trim_start_matches([',', ';', ':', '.', '。', ' ']));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(text)
}

/// Turns a sentence word by word into the other language, as far as the glossary goes.
fn translated(plain: &str, is_chinese: bool, cited: &[&Source]) -> Statement {
    let folded = words::fold(plain);
    let knows = |word: &str| cited.iter().any(|source| source.words.contains(word));
    if is_chinese {
        let mut said = Statement::of_folded(&glossary::to_english(&folded, knows));
        said.retain(|word| !word.contains(words::is_chinese));
        return said;
    }
    let turned =
        glossary::to_chinese(&folded, |word| cited.iter().any(|source| source.squeezed.contains(word)));
    let mut said = Statement::of_folded(&turned);
    said.retain(|word| word.contains(words::is_chinese) || knows(word));
    said
}

/// Returns what in the passages speaks against a sentence.
fn objection(said: &Statement, atoms: &[Atom], cited: &[&Source]) -> Option<String> {
    let numbers: Vec<&Number> = atoms
        .iter()
        .filter_map(|atom| match atom {
            Atom::Number(number) => Some(number),
            _ => None,
        })
        .collect();
    let statements: Vec<&Statement> = cited.iter().flat_map(|source| source.statements()).collect();
    statements::objection(said, &numbers, &statements)
}

fn check_uncited(
    body: &str,
    plain: &str,
    atoms: &[Atom],
    words: &HashSet<String>,
    sources: &Sources,
) -> Verdict {
    let leads = plain.trim_end_matches(['*', ' ']).ends_with([':', '：']);
    if leads
        && words.is_subset(&sources.user.words)
        && atoms.iter().all(|atom| stands(atom, &[], &sources.user))
    {
        return Ok((body.to_owned(), BTreeSet::new()));
    }
    if words.is_empty() {
        return Err("it says nothing".to_owned());
    }
    let best = sources
        .numbered()
        .filter(|(_, source)| atoms.iter().all(|atom| stands(atom, &[source], &sources.user)))
        .map(|(n, source)| (n, words::overlap(words, &source.words)))
        // The first of equals: passages come best first.
        .fold(None, |best: Option<(u32, f32)>, (n, share)| match best {
            Some((_, highest)) if highest >= share => best,
            _ => Some((n, share)),
        });
    match best {
        Some((n, share)) if share >= UNCITED_OVERLAP_MIN => {
            let cited: Vec<&Source> = sources.passage(n).into_iter().collect();
            supported(plain, atoms, &cited, UNCITED_OVERLAP_MIN)
                .map(|()| (with_citation(body, n), BTreeSet::from([n])))
        }
        _ => Err("cites nothing, and no passage says it".to_owned()),
    }
}

fn check_heading(body: &str, sources: &Sources) -> Verdict {
    let (plain, cites) = without_citations(body);
    let all: Vec<&Source> = sources.passages.iter().collect();
    let is_name = |atom: &Atom| matches!(atom, Atom::Words(_));
    if let Some(missing) =
        atoms::required(&plain).iter().find(|atom| !is_name(atom) && !stands(atom, &all, &sources.user))
    {
        return Err(format!("{} does not stand in any passage", name(missing)));
    }
    let words = words::content(&plain);
    let known =
        sources.passages.iter().chain([&sources.user]).flat_map(|source| source.words.iter().cloned());
    if !words.is_empty() && words::overlap(&words, &known.collect()) < UNCITED_OVERLAP_MIN {
        return Err("the heading's words do not stand in any passage".to_owned());
    }
    // A heading claims nothing by itself, so a citation in it would point nowhere.
    Ok((if cites.is_empty() { body.to_owned() } else { plain.trim_end().to_owned() }, BTreeSet::new()))
}

/// Checks code (every word of every line) or a table (enough of each row's words) against single passages.
fn check_lines(body: &str, is_code: bool, sources: &Sources) -> Verdict {
    let (plain, cites) = if is_code { (body.to_owned(), BTreeSet::new()) } else { without_citations(body) };
    let lines: Vec<(Vec<Atom>, HashSet<String>)> = plain
        .lines()
        .filter(|line| !is_fence(line) && line.chars().any(char::is_alphanumeric))
        .map(|line| (if is_code { code_atoms(line) } else { atoms::required(line) }, words::content(line)))
        .collect();
    if lines.iter().map(|(atoms, _)| atoms.len()).sum::<usize>() > ATOMS_MAX {
        return Err("it names too much to be checked".to_owned());
    }
    let supports = |source: &Source| {
        lines.iter().all(|(atoms, words)| {
            atoms
                .iter()
                .all(|atom| stands(atom, &[source], &sources.user) && !(is_code && source.forbids(atom)))
                && (words.is_empty() || is_code || words::overlap(words, &source.words) >= ROW_OVERLAP_MIN)
        })
    };
    let found =
        sources.numbered().find(|(n, source)| (cites.is_empty() || cites.contains(n)) && supports(source));
    let is_users = |value: &str| atoms::stands(&sources.user.squeezed, value);
    if let Some(added) =
        found.filter(|_| is_code).and_then(|(_, source)| code::added(&plain, &source.text, is_users))
    {
        return Err(format!("\"{added}\" stands in no line of the passage"));
    }
    let swapped = found.filter(|_| is_code).and_then(|(_, source)| code::swapped(&plain, &source.text));
    if let Some((key, value)) = swapped {
        return Err(format!("\"{value}\" is not what \"{key}\" is set to, but something else"));
    }
    if let Some(why) = found.filter(|_| !is_code).and_then(|(_, source)| misplaced(&plain, source)) {
        return Err(why);
    }
    match found {
        Some((n, _)) if !lines.is_empty() => Ok((body.to_owned(), BTreeSet::from([n]))),
        _ if is_code => Err("no single passage holds every word of this code".to_owned()),
        _ => Err("no single passage holds this table".to_owned()),
    }
}

/// Returns what a passage says otherwise of a cell of a drafted table, each read as a sentence of its row and column.
fn misplaced(table: &str, source: &Source) -> Option<String> {
    let mut rows = table.lines().filter(|line| line.chars().any(char::is_alphanumeric)).map(|line| {
        let cells = line.trim().trim_matches('|').split('|');
        cells.map(str::trim).collect::<Vec<_>>()
    });
    let header = rows.next()?;
    rows.find_map(|row| {
        let (name, values) = row.split_first()?;
        let mut cells = header.iter().skip(1).zip(values).filter(|(_, value)| !value.is_empty());
        cells.find_map(|(column, value)| {
            let said = format!("{name}: {column} {value}");
            objection(&Statement::of_folded(&words::fold(&said)), &atoms::required(&said), &[source])
        })
    })
}

fn is_fence(line: &str) -> bool {
    line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~")
}

/// Returns every word of a line of code: in code nothing is paraphrased.
fn code_atoms(line: &str) -> Vec<Atom> {
    line.split(|c: char| c.is_whitespace() || "\"'(){}[],;|<>`".contains(c))
        .map(|word| atoms::squeeze(word.trim_matches([':', '=', '.', '$', '&', '\\'])))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(Atom::Exact)
        .collect()
}

/// Returns whether a text ends in a colon, citations and emphasis left aside.
fn leads_on(text: &str) -> bool {
    without_citations(text).0.trim_end_matches(['*', ' ']).ends_with([':', '：'])
}

fn stands(atom: &Atom, cited: &[&Source], user: &Source) -> bool {
    cited.iter().any(|source| source.has(atom)) || (!matches!(atom, Atom::Url(_)) && user.has(atom))
}

fn name(atom: &Atom) -> String {
    match atom {
        Atom::Number(Number { value, unit, .. }) => {
            format!("the number {value} {}", unit.unwrap_or_default())
        }
        Atom::Often(time) => format!("\"every {time}\""),
        Atom::Url(text) => format!("the address {text}"),
        Atom::Exact(text) | Atom::Compound(text) | Atom::Words(text) => format!("\"{text}\""),
    }
}

/// Returns whether a line is a heading in bold, as models write them.
fn is_title(body: &str) -> bool {
    let inner = body.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    inner.is_some_and(|inner| !inner.contains("**") && !inner.ends_with(['.', '。', '!', '！', ':', '：']))
}

/// Writes 【1】 and ［1］ as `[1]`.
fn unify_citations(body: &str) -> String {
    let mut unified = body.replace('［', "[").replace('］', "]");
    for n in 1..=99_u32 {
        if !unified.contains('【') {
            break;
        }
        unified = unified.replace(&format!("【{n}】"), &format!("[{n}]"));
    }
    unified
}

/// Returns the numbers cited in Markdown, code left out.
#[must_use]
pub fn cited(markdown: &str) -> BTreeSet<u32> {
    without_citations(markdown).1
}

/// Takes `[n]` out of a text, except in code spans.
fn without_citations(body: &str) -> (String, BTreeSet<u32>) {
    let (mut plain, mut cites) = (String::new(), BTreeSet::new());
    for (nth, part) in body.split_inclusive('`').enumerate() {
        if nth % 2 == 1 {
            plain.push_str(part);
            continue;
        }
        let mut rest = part;
        while let Some((before, after)) = rest.split_once('[') {
            plain.push_str(before);
            match after.split_once(']') {
                Some((inner, beyond)) if is_numbers(inner) => {
                    cites.extend(inner.split([',', '，', '、']).filter_map(|n| n.trim().parse::<u32>().ok()));
                    rest = beyond;
                }
                _ => {
                    plain.push('[');
                    rest = after;
                }
            }
        }
        plain.push_str(rest);
    }
    (plain, cites)
}

fn is_numbers(inner: &str) -> bool {
    inner.len() <= 32
        && inner.split([',', '，', '、']).all(|n| {
            let n = n.trim();
            !n.is_empty() && n.len() <= 9 && n.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Adds a citation at the end, before a closing colon.
fn with_citation(body: &str, n: u32) -> String {
    match body
        .strip_suffix(':')
        .map(|front| (front, ':'))
        .or_else(|| body.strip_suffix('：').map(|front| (front, '：')))
    {
        Some((front, colon)) => format!("{front} [{n}]{colon}"),
        None => format!("{body} [{n}]"),
    }
}

#[cfg(test)]
mod tests;
