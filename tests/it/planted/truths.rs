//! True sentences as models write them: copied, put in other words, merged, made of table rows, translated.

use super::material::{Evidence, hash, rows, sentences};

/// A sentence without its citation, and how it was made.
pub(super) struct Truth {
    pub(super) how: &'static str,
    pub(super) text: String,
}

const SYNONYMS_EN: [(&str, &str); 40] = [
    ("shown", "displayed"),
    ("must be", "has to be"),
    (" needs ", " requires "),
    (" cannot ", " can't "),
    (" is not ", " isn't "),
    (" are not ", " aren't "),
    (" does not ", " doesn't "),
    (" do not ", " don't "),
    (" large ", " big "),
    (" choose ", " select "),
    (" for example", " for instance"),
    (" person", " human"),
    (" because ", " since "),
    (" used to ", " meant to "),
    (" at once", " immediately"),
    (" whole ", " entire "),
    (" instead of ", " rather than "),
    (" need to ", " have to "),
    (" be able to ", " "),
    (" allows you to ", " lets you "),
    (" specify ", " set "),
    (" specified ", " given "),
    (" contains ", " holds "),
    (" such as ", " like "),
    (" each ", " every "),
    (" begins ", " starts "),
    (" may ", " can "),
    (" also ", " "),
    (" only ", " solely "),
    (" without ", " with no "),
    (" so that ", " so "),
    (" provides ", " offers "),
    (" in order to ", " to "),
    (" up to ", " at most "),
    (" deleted ", " removed "),
    (" enabled ", " turned on "),
    (" disabled ", " turned off "),
    (" permitted ", " allowed "),
    (" rejected ", " refused "),
    (" is required", " is mandatory"),
];
const SYNONYMS_ZH: [(&str, &str); 24] = [
    ("可以", "能够"),
    ("必须", "一定要"),
    ("不能", "无法"),
    ("如果", "若"),
    ("显示", "展示"),
    ("默认", "缺省"),
    ("因此", "所以"),
    ("例如", "比如"),
    ("立即", "马上"),
    ("包含", "包括"),
    ("没有", "并没有"),
    ("最多", "至多"),
    ("不会", "并不会"),
    ("启用", "开启"),
    ("禁用", "停用"),
    ("删除", "移除"),
    ("拒绝", "不接受"),
    ("不允许", "禁止"),
    ("无需", "不需要"),
    ("不必", "无需"),
    ("其他", "别的"),
    ("用户", "使用者"),
    ("以及", "和"),
    ("您", "你"),
];
const COUNTS_EN: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];
const COUNTS_ZH: [&str; 11] = ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"];

/// Returns true sentences that the cited passage supports.
pub(super) fn truths(evidence: &Evidence, lang: &str, max: usize) -> Vec<Truth> {
    let sentences = sentences(&evidence.text, lang);
    let mut found = Vec::new();
    let mut add = |how, text: String| found.push(Truth { how, text });
    for one in sentences.iter().take(max) {
        add("copied", one.clone());
        let reworded = reworded(one, lang);
        if reworded != *one {
            add("reworded", reworded.clone());
        }
        if let Some(turned) = turned(&reworded, lang) {
            add("turned", turned);
        }
        if let Some(numbers) = renumbered(one, lang) {
            add("renumbered", numbers);
        }
        let marked = remarked(one);
        if marked != *one {
            add("remarked", marked);
        }
        if hash(one).is_multiple_of(3) {
            add("spoken", spoken(&reworded, lang));
        }
    }
    for pair in sentences[..sentences.len().min(max + 1)].windows(2).step_by(2) {
        if pair[0].len() + pair[1].len() < 300 {
            add("merged", merged(&pair[0], &pair[1], lang));
        }
    }
    for (header, cells) in rows(&evidence.text).iter().take(max) {
        if cells.len() >= 2 && !cells[0].is_empty() && !cells[1].is_empty() && !header[1].is_empty() {
            add("tabled", tabled(header, cells, lang));
        }
    }
    found
}

fn replaced(text: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(text.to_owned(), |text, (from, to)| outside_code(&text, |part| part.replace(from, to)))
}

/// Changes what is not in a code span or a link's address.
pub(super) fn outside_code(text: &str, change: impl Fn(&str) -> String) -> String {
    let parts = text.split('`').enumerate();
    let changed: Vec<String> = parts
        .map(|(nth, part)| if nth % 2 == 0 && !part.contains("](") { change(part) } else { part.to_owned() })
        .collect();
    changed.join("`")
}

fn reworded(one: &str, lang: &str) -> String {
    if lang == "zh" { replaced(one, &SYNONYMS_ZH) } else { replaced(one, &SYNONYMS_EN) }
}

/// Puts the second half first.
fn turned(one: &str, lang: &str) -> Option<String> {
    if lang == "zh" {
        let (front, back) = one.strip_suffix('。')?.split_once('，')?;
        let is_condition = front.starts_with('如') || front.starts_with('若') || front.ends_with('时');
        return (is_condition && !back.contains('，')).then(|| format!("{back}，{front}。"));
    }
    let (front, back) = one.strip_suffix('.')?.split_once(", ")?;
    let begins = ["If ", "When ", "Before ", "After ", "Where ", "To ", "With ", "Without ", "By ", "Once "];
    let is_condition = begins.iter().any(|begin| front.starts_with(begin));
    (is_condition && !back.contains(", ")).then(|| format!("{} {}.", upper(back), lower(front)))
}

fn upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn lower(text: &str) -> String {
    let second_is_lower = text.chars().nth(1).is_some_and(|c| c.is_lowercase() || c == ' ');
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if second_is_lower => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// Writes numbers another way: words for digits, full width, short units, no thousands mark.
fn renumbered(one: &str, lang: &str) -> Option<String> {
    let style = hash(one) % 3;
    let changed = outside_code(one, |part| {
        let part = part.replace(" seconds", if style == 0 { "s" } else { " seconds" });
        let mut out = String::new();
        let chars: Vec<char> = part.chars().collect();
        for (at, c) in chars.iter().enumerate() {
            let alone = |n: Option<&char>| n.is_none_or(|c| *c == ' ' || super::is_chinese(*c));
            let before = at.checked_sub(1).and_then(|at| chars.get(at));
            let value = c.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
            match value.filter(|_| alone(before) && before.is_some() && alone(chars.get(at + 1))) {
                Some(value @ 2..=9) if style == 1 && lang == "en" && chars.get(at + 1) == Some(&' ') => {
                    out.push_str(COUNTS_EN[value]);
                }
                Some(value @ 2..=9) if style == 1 && lang == "zh" => out.push_str(COUNTS_ZH[value]),
                Some(_) if lang == "zh" && style == 2 => {
                    out.push(char::from_u32(u32::from(*c) + 0xfee0).unwrap());
                }
                _ => out.push(*c),
            }
        }
        let thousands = |text: &str| text.replace(",000", "000");
        thousands(&out)
    });
    (changed != one).then_some(changed)
}

/// Takes code marks away and emphasises the rest.
fn remarked(one: &str) -> String {
    let bare = one.replace("**", "");
    if hash(one).is_multiple_of(2) {
        return bare.replace('`', "");
    }
    bare.split(' ')
        .map(|word| {
            let is_name =
                word.contains(['_', '/', '.']) && word.is_ascii() && !word.ends_with(['.', ',', ':', ')']);
            if is_name && !word.contains(['`', '(', '[']) && word.len() > 3 {
                format!("`{word}`")
            } else {
                word.to_owned()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn spoken(one: &str, lang: &str) -> String {
    match (lang, hash(one) % 3) {
        ("zh", 0) => format!("根据文档，{one}"),
        ("zh", 1) => format!("是的，{one}"),
        ("zh", _) => format!("请注意：{one}"),
        (_, 0) => format!("According to the documentation, {}", lower(one)),
        (_, 1) => format!("Yes, {}", lower(one)),
        _ => format!("Please note that {}", lower(one)),
    }
}

fn merged(one: &str, two: &str, lang: &str) -> String {
    if lang == "zh" {
        return format!("{}，并且{two}", one.trim_end_matches('。'));
    }
    format!("{}, and {}", one.trim_end_matches('.'), lower(two))
}

fn tabled(header: &[String], cells: &[String], lang: &str) -> String {
    let label = lower(&header[1]);
    let (name, value) = (&cells[0], cells[1].trim_end_matches(['.', '。']));
    if lang == "zh" {
        format!("{name} 的{label}是{value}。")
    } else {
        format!("For {name}, {label} is {value}.")
    }
}
