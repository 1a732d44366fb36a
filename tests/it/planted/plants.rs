//! One wrong fact in a sentence that was true.

use super::{
    material::{Evidence, hash},
    truths::outside_code,
};

/// A sentence that must not be said.
pub(super) struct Plant {
    pub(super) kind: &'static str,
    pub(super) text: String,
}

const NEGATIONS_EN: [(&str, &str); 66] = [
    (" is ", " is not "),
    (" are ", " are not "),
    (" can ", " cannot "),
    (" will ", " will not "),
    (" must ", " must not "),
    (" should ", " should not "),
    (" was ", " was not "),
    (" has ", " does not have "),
    (" cannot ", " can "),
    (" is not ", " is "),
    (" are not ", " are "),
    (" do not ", " "),
    (" not ", " "),
    (" never ", " always "),
    (" always ", " never "),
    (" no ", " a "),
    (" without ", " with "),
    (" with ", " without "),
    (" enabled", " disabled"),
    (" disabled", " enabled"),
    (" enable ", " disable "),
    (" disable ", " enable "),
    (" enables ", " disables "),
    (" supported", " unsupported"),
    (" supports ", " does not support "),
    (" required", " optional"),
    (" requires ", " does not require "),
    (" optional", " required"),
    (" needs ", " does not need "),
    (" mandatory", " optional"),
    (" allow ", " deny "),
    (" allows ", " forbids "),
    (" allowed ", " forbidden "),
    (" denied", " allowed"),
    (" reject", " accept"),
    (" accept", " reject"),
    (" before ", " after "),
    (" after ", " before "),
    (" increase", " decrease"),
    (" reduce", " increase"),
    (" more than ", " less than "),
    (" less than ", " more than "),
    (" at least ", " at most "),
    (" at most ", " at least "),
    (" up to ", " at least "),
    (" greater than ", " less than "),
    (" maximum", " minimum"),
    (" minimum", " maximum"),
    (" higher ", " lower "),
    (" above ", " below "),
    (" below ", " above "),
    (" later", " earlier"),
    (" first ", " last "),
    (" open ", " close "),
    (" add ", " remove "),
    (" adds ", " removes "),
    (" create ", " delete "),
    (" show ", " hide "),
    (" shown ", " hidden "),
    (" starts ", " stops "),
    (" valid", " invalid"),
    (" include", " exclude"),
    (" succeed", " fail"),
    (" public ", " private "),
    (" automatically", " manually"),
    (" encrypted", " unencrypted"),
];
const NEGATIONS_ZH: [(&str, &str); 46] = [
    ("不是", "是"),
    ("可以", "不能"),
    ("不能", "可以"),
    ("不可以", "可以"),
    ("必须", "不必"),
    ("不必", "必须"),
    ("无需", "必须"),
    ("不支持", "支持"),
    ("支持", "不支持"),
    ("启用", "禁用"),
    ("禁用", "启用"),
    ("开启", "关闭"),
    ("打开", "关闭"),
    ("关闭", "打开"),
    ("不允许", "允许"),
    ("允许", "禁止"),
    ("禁止", "允许"),
    ("拒绝", "接受"),
    ("接受", "拒绝"),
    ("不会", "会"),
    ("会被", "不会被"),
    ("将会", "不会"),
    ("没有", "有"),
    ("不需要", "需要"),
    ("需要", "不需要"),
    ("之前", "之后"),
    ("之后", "之前"),
    ("增加", "减少"),
    ("减少", "增加"),
    ("至少", "至多"),
    ("最多", "至少"),
    ("超过", "低于"),
    ("大于", "小于"),
    ("小于", "大于"),
    ("高于", "低于"),
    ("成功", "失败"),
    ("失败", "成功"),
    ("有效", "无效"),
    ("添加", "删除"),
    ("创建", "删除"),
    ("自动", "手动"),
    ("必填", "可选"),
    ("可选", "必填"),
    ("公开", "私有"),
    ("包含", "不包含"),
    ("最大", "最小"),
];
const FOREIGN_EN: [&str; 8] =
    ["Salesforce", "Grafana Cloud", "Maria Lopez", "Frankfurt", "Zendesk", "Oracle", "Brazil", "Stripe"];
const FOREIGN_ZH: [&str; 8] = ["阿里云", "王建国", "上海", "Zendesk", "华为", "德国", "腾讯会议", "李晓明"];
const UNITS: [(&str, &str); 12] = [
    (" seconds", " minutes"),
    (" minutes", " hours"),
    (" hours", " days"),
    (" days", " weeks"),
    (" MB", " GB"),
    (" GB", " MB"),
    (" 秒", " 分钟"),
    (" 分钟", " 小时"),
    (" 小时", " 天"),
    (" 天", " 小时"),
    ("ms", "s"),
    ("%", " MB"),
];

/// Returns the sentence with one fact made wrong, once for each kind that it offers.
pub(super) fn plants(one: &str, evidence: &Evidence, foreign_code: &str, lang: &str) -> Vec<Plant> {
    let mut found = Vec::new();
    let mut add = |kind, text: Option<String>| {
        if let Some(text) = text.filter(|text| text != one && !evidence.text.contains(text.as_str())) {
            found.push(Plant { kind, text });
        }
    };
    add("number", number(one, evidence));
    add("unit", unit(one, evidence));
    add("swapped", swapped(one, evidence));
    add("count", count(one, evidence, lang));
    add("version", version(one, evidence));
    add("option", option(one, evidence));
    add("foreign", foreign_option(one, evidence, foreign_code));
    add("url", url(one, evidence));
    let pairs: &[(&str, &str)] = if lang == "zh" { &NEGATIONS_ZH } else { &NEGATIONS_EN };
    for flipped in flips(one, pairs) {
        add("negation", Some(flipped));
    }
    add("name", name(one, evidence, lang));
    found
}

/// Returns the digits outside longer names, as ranges.
fn digit_runs(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut runs = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let joins = |byte: Option<&u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"._-/:,".contains(byte))
        };
        if end > at {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            let after = bytes
                .get(end)
                .filter(|byte| !b".,:".contains(byte) || bytes.get(end + 1).is_some_and(u8::is_ascii_digit));
            if !joins(before) && !joins(after) {
                runs.push(at..end);
            }
        }
        at = end.max(at + 1);
    }
    runs
}

fn put(text: &str, range: &std::ops::Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..range.start], &text[range.end..])
}

fn number(one: &str, evidence: &Evidence) -> Option<String> {
    let runs = digit_runs(one);
    let range = runs.get(hash(one) % runs.len().max(1))?;
    let value: u64 = one[range.clone()].parse().ok()?;
    let draw = hash(one) % 3;
    let wrong = [
        [value + 1, value * 2, value + 5],
        [value * 10, value + 3, value + 1],
        [value + 20, value * 3 + 1, value + 2],
    ][draw]
        .iter()
        .map(u64::to_string)
        .find(|wrong| !digit_runs(&evidence.text).iter().any(|run| evidence.text[run.clone()] == *wrong))?;
    Some(put(one, range, &wrong))
}

fn unit(one: &str, evidence: &Evidence) -> Option<String> {
    let runs = digit_runs(one);
    runs.iter().find_map(|run| {
        let rest = &one[run.end..];
        let (from, to) = UNITS.iter().find(|(from, _)| rest.starts_with(from))?;
        let wrong = format!("{}{to}", &one[run.clone()]);
        (!evidence.text.contains(&wrong)).then(|| format!("{}{to}{}", &one[..run.end], &rest[from.len()..]))
    })
}

/// Puts in a number that stands in another line of the passage.
fn swapped(one: &str, evidence: &Evidence) -> Option<String> {
    let runs = digit_runs(one);
    let run = runs.get(hash(one) % runs.len().max(1))?;
    let after: String = one[run.end..].chars().take(3).collect();
    evidence.text.lines().find_map(|line| {
        let others = digit_runs(line);
        others.iter().find_map(|other| {
            let alike = line[other.end..].chars().take(3).collect::<String>() == after;
            let value = &line[other.clone()];
            (alike && !one.contains(value) && !line.contains(&one[run.clone()])).then(|| put(one, run, value))
        })
    })
}

fn count(one: &str, evidence: &Evidence, lang: &str) -> Option<String> {
    const EN: [&str; 9] = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    const ZH: [&str; 9] = ["两", "三", "四", "五", "六", "七", "八", "九", "十"];
    let lower = evidence.text.to_lowercase();
    if lang == "zh" {
        let counters = ["个", "种", "次", "篇", "段", "步", "项", "条", "天", "秒", "分钟", "类"];
        return ZH.iter().enumerate().find_map(|(at, word)| {
            let counter = counters.iter().find(|counter| one.contains(&format!("{word}{counter}")))?;
            let digit = at + 3 + hash(one) % 3;
            let wrong = ZH
                .get(digit - 2)
                .filter(|wrong| !lower.contains(*wrong) && !lower.contains(&digit.to_string()))?;
            Some(one.replacen(&format!("{word}{counter}"), &format!("{wrong}{counter}"), 1))
        });
    }
    EN.iter().enumerate().find_map(|(at, word)| {
        let found = one.find(&format!(" {word} "))?;
        let digit = at + 3 + hash(one) % 3;
        let wrong = EN
            .get(digit - 2)
            .filter(|wrong| !lower.contains(*wrong) && !lower.contains(&digit.to_string()))?;
        Some(put(one, &(found + 1..found + 1 + word.len()), wrong))
    })
}

fn version(one: &str, evidence: &Evidence) -> Option<String> {
    let at = one.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at).find(|at| {
        let run: String = one[*at..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let starts = !one[..*at].ends_with(|c: char| c.is_ascii_digit() || c == '.');
        starts && run.trim_end_matches('.').contains('.')
    })?;
    let run: String = one[at..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let run = run.trim_end_matches('.');
    let (front, last) = run.rsplit_once('.')?;
    let wrong = format!("{front}.{}", last.parse::<u64>().ok()? + 1 + u64::try_from(hash(one) % 2).ok()?);
    (!evidence.text.contains(&wrong)).then(|| put(one, &(at..at + run.len()), &wrong))
}

fn code_spans(one: &str) -> Vec<&str> {
    one.split('`').skip(1).step_by(2).filter(|span| span.chars().any(char::is_alphabetic)).collect()
}

fn option(one: &str, evidence: &Evidence) -> Option<String> {
    let spans = code_spans(one);
    let span = spans.get(hash(one) % spans.len().max(1))?;
    let pool = ["mode", "limit", "cache", "retry", "verbose", "strict"];
    let word = pool[hash(span) % pool.len()];
    let at = span.rfind(|c: char| !c.is_ascii_alphanumeric());
    let wrong = match at {
        Some(at) if at + 1 < span.len() && span.is_char_boundary(at + 1) => format!("{}{word}", &span[..=at]),
        _ => format!("{}_{word}", span.trim_end_matches(|c: char| !c.is_ascii_alphanumeric())),
    };
    (!evidence.text.contains(&wrong)).then(|| one.replacen(span, &wrong, 1))
}

fn foreign_option(one: &str, evidence: &Evidence, foreign: &str) -> Option<String> {
    let spans = code_spans(one);
    let span = spans.get(hash(one) % spans.len().max(1))?;
    let known = evidence.text.to_lowercase().contains(&foreign.to_lowercase());
    (!known && !foreign.is_empty()).then(|| one.replacen(&format!("`{span}`"), &format!("`{foreign}`"), 1))
}

fn url(one: &str, evidence: &Evidence) -> Option<String> {
    let at = one.find("https://").or_else(|| one.find("http://"))?;
    let host = at + one[at..].find("//")? + 2;
    let end = one[host..]
        .find(|c: char| " )`>，。；,".contains(c) || !c.is_ascii())
        .map_or(one.len(), |end| host + end);
    let address = one[host..end].trim_end_matches('.');
    let wrong = match (hash(one) % 2, address.rsplit_once('/')) {
        (0, Some((front, _))) => format!("{front}/install"),
        _ => format!("get.{address}"),
    };
    (!evidence.text.contains(&wrong)).then(|| one.replacen(address, &wrong, 1))
}

/// Returns the sentence with its polarity turned, at most two ways.
fn flips(one: &str, pairs: &[(&str, &str)]) -> Vec<String> {
    let start = hash(one) % pairs.len();
    let in_order = pairs[start..].iter().chain(&pairs[..start]);
    let flipped = in_order.filter_map(|(from, to)| {
        let once = std::cell::Cell::new(false);
        let text = outside_code(one, |part| {
            if once.get() || !part.contains(from) || is_part_of_longer(part, from) {
                return part.to_owned();
            }
            once.set(true);
            part.replacen(from, to, 1)
        });
        once.get().then_some(text)
    });
    flipped.take(2).collect()
}

/// Whether the first place of a phrase belongs to one that already says no, or to another word.
fn is_part_of_longer(part: &str, from: &str) -> bool {
    let Some(at) = part.find(from) else { return true };
    let (before, after) = (&part[..at], &part[at + from.len()..]);
    if from.is_ascii() {
        return (!from.ends_with(' ')
            && after.starts_with(|c: char| c.is_ascii_lowercase())
            && from.len() > 9)
            || after.starts_with("not ")
            || after.starts_with("no ")
            || after.starts_with("never ")
            || (from == " no " && after.starts_with("longer"))
            || (from == " not " && after.starts_with("only"));
    }
    before.ends_with(['不', '没', '无', '非', '是']) || after.starts_with(['不', '否'])
}

fn name(one: &str, evidence: &Evidence, lang: &str) -> Option<String> {
    let pool = if lang == "zh" { FOREIGN_ZH } else { FOREIGN_EN };
    let draw = hash(one) / 7;
    let foreign = pool[draw % pool.len()];
    if evidence.text.contains(foreign) {
        return None;
    }
    if lang == "zh" {
        let is_person = matches!(foreign, "王建国" | "李晓明");
        return Some(match draw % 3 {
            0 if is_person => format!("由{foreign}负责，{one}"),
            0 => format!("在{foreign}上，{one}"),
            1 => format!("{}，由{foreign}提供。", one.trim_end_matches('。')),
            _ => {
                let name = latin_name(one)?;
                one.replacen(&name, foreign, 1)
            }
        });
    }
    Some(match draw % 3 {
        0 => format!("{} in {foreign}.", one.trim_end_matches('.')),
        1 => {
            let first = one.split(' ').next()?;
            let rest = one[first.len()..].trim_start();
            let is_verb =
                ["is ", "are ", "can ", "has ", "does ", "will "].iter().any(|verb| rest.starts_with(verb));
            if !is_verb {
                return Some(format!("According to {foreign}, {one}"));
            }
            format!("{foreign} {rest}")
        }
        _ => {
            let name = one.split(' ').skip(1).find(|word| {
                word.starts_with(|c: char| c.is_ascii_uppercase())
                    && word.len() > 3
                    && word.chars().all(|c| c.is_ascii_alphabetic())
            })?;
            one.replacen(name, foreign, 1)
        }
    })
}

fn latin_name(one: &str) -> Option<String> {
    let outside: String = one.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let mut words = outside.split(|c: char| !c.is_ascii_alphabetic());
    words.find(|word| word.len() > 3 && word.starts_with(|c: char| c.is_ascii_uppercase())).map(str::to_owned)
}
