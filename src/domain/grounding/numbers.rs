//! Numbers and their units as compared, however they are written: `1,000` is `1000` is 一千 is `1k`, "30s" is 三十秒.
//!
//! Only the way of writing is evened out, and times are told in other units: two weeks are 14 days. Nothing else is
//! computed: 1 GB is not 1024 MB.

use super::words;

/// A number as compared: `1,000` is `1000`, `v3.2` is `3.2`, "two hours" is 2 hour.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Number {
    pub(super) value: String,
    pub(super) unit: Option<&'static str>,
    /// Without a unit, what there are so many of: "12 cores", 3 个工作日.
    pub(super) counts: Option<String>,
    /// In which time there are so many: "120 requests per minute", 每天 3 次.
    pub(super) per: Option<&'static str>,
    /// For each of which: "$25 per run".
    pub(super) each: Option<String>,
}

impl Number {
    fn new(value: String, unit: Option<&'static str>, before: &str, after: &str) -> Self {
        let counts = counted(after).filter(|_| unit.is_none());
        Self { value, unit, counts, per: rate(before, after), each: each(after) }
    }
    /// Returns whether this number of a source bears out one that is said. Who names no unit ("| timeout (s) | 30 |") does
    /// not contradict one; who counts something does.
    pub(super) fn bears_out(&self, said: &Self) -> bool {
        let is_other_rate = self.per.zip(said.per).is_some_and(|(own, said)| own != said)
            || self.each.as_ref().zip(said.each.as_ref()).is_some_and(|(own, said)| own != said);
        !is_other_rate
            && (self.lasts_as(said)
                || self.value == said.value
                    && match (self.unit, said.unit) {
                        (None, Some(_)) => self.counts.is_none(),
                        (Some(_), None) => said.counts.is_none(),
                        (own, said) => is_one_unit(own, said),
                    })
    }
    /// Returns whether it is the same number, whatever it is of, or the same time: 14 days are two weeks.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.value == other.value || self.lasts_as(other)
    }
    /// Returns whether it is a length of time.
    pub(super) fn is_time(&self) -> bool {
        self.unit.is_some_and(|unit| MEASURES[0].contains(&unit))
    }
    /// Returns whether it is the same number of the same.
    pub(super) fn measures(&self, other: &Self) -> bool {
        self.value == other.value && is_one_unit(self.unit, other.unit) || self.lasts_as(other)
    }
    fn lasts_as(&self, other: &Self) -> bool {
        let lasts = |number: &Self| {
            let (_, base, n) = LASTING.iter().find(|(unit, ..)| Some(*unit) == number.unit)?;
            Some((*base, number.value.parse::<u64>().ok()?.checked_mul(*n)?))
        };
        lasts(self).is_some_and(|own| lasts(other) == Some(own))
    }
    /// Returns whether it could be told in place of the other: in one unit, or of one measure.
    pub(super) fn measures_alike(&self, other: &Self) -> bool {
        self.unit == other.unit || self.is_comparable(other)
    }
    /// Returns whether both measure the same: time, room, money; or count the same.
    pub(super) fn is_comparable(&self, other: &Self) -> bool {
        match (self.unit, other.unit) {
            (None, None) => self.counts.is_some() && self.counts == other.counts,
            (Some(one), Some(two)) => {
                one == two || MEASURES.iter().any(|all| all.contains(&one) && all.contains(&two))
            }
            _ => false,
        }
    }
}

/// Returns whether two units are one: a bare "m" is a minute or a megabyte.
fn is_one_unit(one: Option<&str>, two: Option<&str>) -> bool {
    let is_m =
        |one: Option<&str>, two: Option<&str>| one == Some("m") && matches!(two, Some("minute" | "megabyte"));
    one == two || is_m(one, two) || is_m(two, one)
}

/// Units of time that are whole multiples of another, and of which.
const LASTING: [(&str, &str, u64); 7] = [
    ("second", "second", 1),
    ("minute", "second", 60),
    ("hour", "second", 3_600),
    ("day", "second", 86_400),
    ("week", "second", 604_800),
    ("month", "month", 1),
    ("year", "month", 12),
];
/// Units of one measure.
const MEASURES: [&[&str]; 3] = [
    &["millisecond", "second", "minute", "hour", "day", "week", "month", "year"],
    &["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"],
    &["dollar", "yuan", "euro"],
];
/// Words after a number that it does not count.
const UNCOUNTED: &str = "a an the of to and or in for at on is are was were be by with as from per if when then than but before \
    after until while so via into more further additional full whole consecutive which that it they you we not only will can \
    must should may has have do does times";

/// Bytes beside a number in which its rate is sought.
const RATE_BYTES: usize = 48;
/// Words before "a day" that make it a length.
const LENGTHS: [&str; 12] =
    ["within", "in", "after", "for", "of", "than", "at", "about", "over", "half", "once", "under"];

/// Returns the time in which there are so many of a number, by the rest of its clause.
fn rate(before: &str, after: &str) -> Option<&'static str> {
    let is_end = |c: char| matches!(c, ',' | ';' | '(' | ')' | '|' | '\n' | '。' | '.' | '、');
    let clause = &after[..after.find(is_end).unwrap_or(after.len())];
    let clause = &clause[..clause.floor_char_boundary(RATE_BYTES)];
    recurrence(clause).or_else(|| {
        let clause = &before[before
            .rfind(is_end)
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8))..];
        let clause = &clause[clause.ceil_char_boundary(clause.len().saturating_sub(RATE_BYTES))..];
        let is_free = |between: &str| !between.contains(|c: char| c.is_ascii_digit());
        // Another number stands between: it is that one's.
        let marked = clause
            .rsplit_once('每')
            .filter(|(_, named)| is_free(named))
            .and_then(|(_, named)| of_time(named));
        let last = || {
            let found = OFTEN.iter().filter_map(|(word, time)| Some((clause.rfind(word)?, *word, *time)));
            found.max_by_key(|(at, ..)| *at).filter(|(at, word, _)| is_free(&clause[at + word.len()..]))
        };
        marked.or_else(|| last().map(|(_, _, time)| time))
    })
}

/// Returns what a number behind its unit is for each of: "$25 per run".
fn each(after: &str) -> Option<String> {
    let rest = after.trim_start().strip_prefix("per ")?;
    let word = &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())];
    (word.len() > 2 && of_time(word).is_none()).then(|| words::stem(word))
}

/// What stands before a time that comes again.
const RECURS: [&str; 7] = ["per ", "every ", "each ", "a ", "an ", "/", "每"];

/// Returns the time that a text first names as one that comes again: "per hour", "a day", `/min`, 每天.
fn recurrence(text: &str) -> Option<&'static str> {
    let mut found: Option<(usize, &'static str)> = None;
    for mark in RECURS {
        for (at, _) in text.match_indices(mark) {
            let before = &text[..at];
            let is_whole = !mark.starts_with(|c: char| c.is_ascii_alphabetic())
                || !before.ends_with(|c: char| c.is_ascii_alphanumeric());
            let last = before.split_whitespace().next_back().unwrap_or_default();
            let is_length = matches!(mark, "a " | "an ") && LENGTHS.contains(&last);
            let time = of_time(&text[at + mark.len()..]).filter(|_| is_whole && !is_length);
            if let Some(time) = time.filter(|_| found.is_none_or(|(first, _)| at < first)) {
                found = Some((at, time));
            }
        }
    }
    found.map(|(_, time)| time)
}

/// Returns the unit of time a text begins with.
fn of_time(text: &str) -> Option<&'static str> {
    let text = text.strip_prefix('个').or_else(|| text.strip_prefix('一')).unwrap_or(text);
    let unit = if text.starts_with(['日', '晚']) { Some("day") } else { named_time(text) };
    unit.filter(|unit| MEASURES[0].contains(unit))
}

/// A unit of time in full: "m" and "s" are more often something else.
fn named_time(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    let word = &text[..text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len())];
    if matches!(word, "month" | "months") || text.starts_with('月') {
        return Some("month");
    }
    if text.starts_with("年") {
        return Some("year");
    }
    unit_after(text).filter(|_| !word.is_empty() && word.len() > 1 || word.is_empty())
}

/// How often something comes again, by one word.
const OFTEN: [(&str, &str); 19] = [
    ("hourly", "hour"),
    ("daily", "day"),
    ("nightly", "day"),
    ("weekly", "week"),
    ("monthly", "month"),
    ("yearly", "year"),
    ("annually", "year"),
    ("annual", "year"),
    ("每天", "day"),
    ("每日", "day"),
    ("每晚", "day"),
    ("按月", "month"),
    ("月付", "month"),
    ("包月", "month"),
    ("月费", "month"),
    ("按年", "year"),
    ("年付", "year"),
    ("包年", "year"),
    ("年费", "year"),
];

/// Returns how often things come again by a text: daily, "every week", 每月.
pub(super) fn often(text: &str) -> Vec<&'static str> {
    let lower = words::fold(text);
    let stands = |word: &str| {
        lower.match_indices(word).any(|(at, _)| {
            let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            !word.is_ascii()
                || !(joins(lower[..at].chars().next_back()) || joins(lower[at + word.len()..].chars().next()))
        })
    };
    let mut found: Vec<&str> = OFTEN.iter().filter(|(word, _)| stands(word)).map(|(_, time)| *time).collect();
    let marked = lower.match_indices(['p', 'e', 'a', '/', '每']).filter_map(|(at, _)| {
        let rest = &lower[at..];
        let begins = !lower[..at].ends_with(|c: char| c.is_ascii_alphabetic());
        let mark = RECURS.iter().find(|mark| rest.starts_with(**mark))?;
        let last = lower[..at].split_whitespace().next_back().unwrap_or_default();
        // "a day" comes again only behind a count: "twice a day", "120 requests a day".
        let is_count = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        let is_of_count =
            last.ends_with('s') && lower[..at].split_whitespace().rev().nth(1).is_some_and(is_count);
        let counts = !mark.starts_with('a') || is_of_count || matches!(last, "once" | "twice" | "times");
        (counts && (begins || matches!(*mark, "/" | "每"))).then(|| of_time(&rest[mark.len()..]))?
    });
    found.extend(marked);
    found.sort_unstable();
    found.dedup();
    found
}

/// Returns what a text begins with where it is something that the number before it counts.
fn counted(after: &str) -> Option<String> {
    let rest = after.strip_prefix([' ', '-']).unwrap_or(after);
    let word = &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())];
    if word.len() > 1 && !UNCOUNTED.split_ascii_whitespace().any(|known| known == word) {
        return Some(words::stem(word));
    }
    let counter = rest.chars().next().filter(|c| COUNTERS.contains(*c) || *c == '核');
    counter.map(String::from)
}

const UNITS: [(&str, &[&str]); 19] = [
    ("millisecond", &["milliseconds", "millisecond", "ms", "毫秒"]),
    ("second", &["seconds", "second", "secs", "sec", "s", "秒钟", "秒"]),
    ("minute", &["minutes", "minute", "mins", "min", "分钟"]),
    ("hour", &["hours", "hour", "hrs", "hr", "h", "个小时", "小时", "个钟头"]),
    ("day", &["days", "day", "d", "天"]),
    ("week", &["weeks", "week", "周", "个星期", "星期"]),
    ("month", &["months", "month", "个月"]),
    ("year", &["years", "year", "年"]),
    ("byte", &["bytes", "byte", "字节"]),
    ("kilobyte", &["kb", "kib", "kilobytes", "kilobyte"]),
    ("megabyte", &["mb", "mib", "megabytes", "megabyte", "兆"]),
    ("m", &["m"]),
    ("gigabyte", &["gb", "gib", "gigabytes", "gigabyte", "g"]),
    ("terabyte", &["tb", "tib", "terabytes", "terabyte"]),
    ("percent", &["%", "percent", "per cent"]),
    ("time", &["times", "次"]),
    ("dollar", &["$", "usd", "dollars", "dollar", "美元"]),
    ("yuan", &["¥", "rmb", "cny", "yuan", "元", "块"]),
    ("euro", &["€", "eur", "euros", "euro", "欧元"]),
];
/// Chinese words that count things after a number word; they are no units.
const COUNTERS: &str = "个种篇段条项步台名位章页份类组层级倍字行张句封部轮款人";
const NUMBER_WORDS: [(&str, u64); 31] = [
    ("twice", 2),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("hundred", 100),
    ("thousand", 1_000),
    ("dozen", 12),
];
/// How many zeros a word after a number adds.
const SCALES: [(&str, usize); 10] = [
    ("hundred", 2),
    ("thousand", 3),
    ("million", 6),
    ("billion", 9),
    ("k", 3),
    ("万亿", 12),
    ("千万", 7),
    ("百万", 6),
    ("万", 4),
    ("亿", 8),
];
/// Halves that everybody reads as whole numbers of the next smaller unit.
const HALVES: [(&str, &str, &str); 8] = [
    ("half a minute", "30", "second"),
    ("half an hour", "30", "minute"),
    ("half a year", "6", "month"),
    ("半分钟", "30", "second"),
    ("半个小时", "30", "minute"),
    ("半小时", "30", "minute"),
    ("半个钟头", "30", "minute"),
    ("半年", "6", "month"),
];

/// Returns the numbers of a text, each with whether it counts as said: "one" alone is no number.
pub(super) fn numbers(text: &str) -> Vec<(Number, bool)> {
    let lower = words::fold(text);
    let mut found = Vec::new();
    let mut skip_to = 0;
    let mut previous = ' ';
    for (at, c) in lower.char_indices() {
        let before = std::mem::replace(&mut previous, c);
        if at < skip_to {
            continue;
        }
        let rest = &lower[at..];
        let joins = before.is_ascii_alphanumeric() || before == '_';
        if c.is_ascii_digit() && (!joins || before == 'v') {
            let (value, mut length) = digits(rest);
            let (value, scale) = scaled(value, &rest[length..]);
            length += scale;
            let is_clock =
                |text: &str| text.starts_with(':') && text[1..].starts_with(|c: char| c.is_ascii_digit());
            let is_minutes = before == ':' && lower[..at - 1].ends_with(|c: char| c.is_ascii_digit());
            let clock = Some("clock").filter(|_| is_clock(&rest[length..]) || is_minutes);
            let unit = unit_after(&rest[length..]).or_else(|| currency(before)).or(clock);
            found.push((Number::new(evened(value, unit), unit, &lower[..at], &rest[length..]), true));
            skip_to = at + length;
        } else if let Some((_, value, unit)) =
            HALVES.iter().find(|(name, ..)| !joins && rest.starts_with(name))
        {
            found.push((Number::new((*value).to_owned(), Some(unit), "", ""), true));
        } else if c.is_ascii_alphabetic() && !joins {
            if let Some((number, length, said)) = number_word(rest, &lower[..at]) {
                found.push((number, said));
                skip_to = at + length;
            }
        } else if let Some((value, length)) = chinese_number(rest) {
            found.extend(chinese_count(value, &rest[length..], &lower[..at]));
            skip_to = at + length;
        }
    }
    found
}

/// Reads `1,000.5`, `3.2.0`, `05`, `1 000` at the beginning; returns the value as compared and its length.
fn digits(text: &str) -> (String, usize) {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut length = 0;
    let thousands = |at: usize| (1..=3).all(|n| is_digit(at + n)) && !is_digit(at + 4);
    while is_digit(length)
        || (bytes.get(length) == Some(&b'.') && is_digit(length + 1))
        || (bytes.get(length) == Some(&b',') && thousands(length))
        || (bytes.get(length) == Some(&b' ')
            && (1..=3).contains(&length)
            && bytes[length + 1..].starts_with(b"000")
            && thousands(length))
    {
        length += 1;
    }
    let value = text[..length].replace([',', ' '], "");
    // Money is written with its cents: 4.00 is 4.
    (value.strip_suffix(".00").map(str::to_owned).unwrap_or(value), length)
}

/// Applies what multiplies a number: `10k`, "1.5 million", 3 万; returns how long that was.
fn scaled(value: String, after: &str) -> (String, usize) {
    let word = after.strip_prefix(' ').unwrap_or(after);
    let n_skipped = after.len() - word.len();
    let found = SCALES.iter().find(|(name, _)| {
        word.strip_prefix(name)
            .is_some_and(|rest| !name.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
            && (*name != "k" || n_skipped == 0)
    });
    match found {
        Some((name, zeros)) if value.matches('.').count() <= 1 => {
            let (whole, part) = value.split_once('.').unwrap_or((&value, ""));
            let part = part.trim_end_matches('0');
            if part.len() > *zeros {
                return (value, 0);
            }
            let grown = format!("{whole}{part}{}", "0".repeat(zeros - part.len()));
            (grown.trim_start_matches('0').to_owned(), n_skipped + name.len())
        }
        _ => (value, 0),
    }
}

/// Returns a value without what says nothing: `05` is `5`, and before a unit `2.0` is `2`.
fn evened(value: String, unit: Option<&str>) -> String {
    let is_decimal = value.matches('.').count() == 1;
    let value =
        if is_decimal && unit.is_some() { value.trim_end_matches('0').trim_end_matches('.') } else { &value };
    let bare = if value.contains('.') { value } else { value.trim_start_matches('0') };
    if bare.is_empty() { "0".to_owned() } else { bare.to_owned() }
}

/// Reads "twenty-four hours"; returns the number, its length, and whether it counts as said.
fn number_word(text: &str, before: &str) -> Option<(Number, usize, bool)> {
    let word = |text: &str| {
        let length = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (_, value) = NUMBER_WORDS.iter().find(|(word, _)| *word == &text[..length])?;
        Some((*value, length))
    };
    let (mut value, mut length) = word(text)?;
    if (20..100).contains(&value)
        && let Some((ones, more)) =
            text.get(length + 1..).filter(|_| text[length..].starts_with(['-', ' '])).and_then(word)
        && ones < 10
    {
        value += ones;
        length += 1 + more;
    }
    let (value, scale) = scaled(value.to_string(), &text[length..]);
    length += scale;
    let unit = if text.starts_with("twice") { Some("time") } else { unit_after(&text[length..]) };
    // "The other two" counts what was named before.
    let is_rest = before.ends_with("other ");
    let said = (unit.is_some() || value != "1") && !is_rest;
    Some((Number::new(value, unit, before, &text[length..]), length, said))
}

fn chinese_digit(c: char) -> Option<u64> {
    let at = "零一二三四五六七八九".chars().position(|digit| digit == c);
    match c {
        '两' => Some(2),
        '〇' => Some(0),
        _ => at.and_then(|at| u64::try_from(at).ok()),
    }
}

/// Reads 三十, 一千二百, 两万 at the beginning; returns the value and its length in bytes.
fn chinese_number(text: &str) -> Option<(u64, usize)> {
    let (mut sum, mut section, mut digit, mut length) = (0_u64, 0_u64, None::<u64>, 0);
    for c in text.chars().take(12) {
        let power = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' => 10_000,
            '亿' => 100_000_000,
            _ => {
                let Some(next) = chinese_digit(c) else { break };
                // Digit after digit is a number read out, as a year is.
                digit = Some(digit.unwrap_or(0).saturating_mul(10).saturating_add(next));
                length += c.len_utf8();
                continue;
            }
        };
        if length == 0 && power > 10 {
            return None;
        }
        if power >= 10_000 {
            sum = (sum + section + digit.take().unwrap_or(0)).saturating_mul(power);
            section = 0;
        } else {
            section = section.saturating_add(digit.take().unwrap_or(1).saturating_mul(power));
        }
        length += c.len_utf8();
    }
    (length > 0).then(|| (sum.saturating_add(section).saturating_add(digit.unwrap_or(0)), length))
}

/// Returns what a Chinese number word counts; nothing where it is part of another word, as in 一些 and 十分.
fn chinese_count(value: u64, after: &str, before: &str) -> Option<(Number, bool)> {
    let value_text = value.to_string();
    if before.ends_with("百分之") {
        return Some((Number::new(value_text, Some("percent"), "", ""), true));
    }
    if let Some(unit) = unit_after(after) {
        let said = value != 1 || unit != "time";
        return said.then_some((Number::new(value_text, Some(unit), before, after), true));
    }
    let counted = after.starts_with(|c| COUNTERS.contains(c)) && !after.starts_with("方");
    (counted || before.ends_with('第')).then(|| {
        let said = value > 1 && !before.ends_with('第') || value > 3;
        (Number::new(value_text, None, before, after), said)
    })
}

/// Returns the unit a text begins with.
pub(super) fn unit_after(text: &str) -> Option<&'static str> {
    let text = text.trim_start_matches([' ', '-']);
    let word = text.find(|c: char| !c.is_ascii_alphabetic()).map_or(text, |end| &text[..end]);
    UNITS.iter().find_map(|(unit, names)| {
        names
            .iter()
            .any(|name| {
                if name.is_ascii() && *name != "%" && *name != "$" {
                    word == *name
                } else {
                    text.starts_with(name)
                }
            })
            .then_some(*unit)
    })
}

/// Returns whether a compound begins with a number in words: "eight-character".
pub(super) fn begins_with_one(compound: &str) -> bool {
    let first = compound.split('-').next().unwrap_or_default();
    NUMBER_WORDS.iter().any(|(word, value)| *word == first && *value > 1)
}

/// Returns whether a word is a unit.
pub(super) fn is_unit(word: &str) -> bool {
    UNITS.iter().any(|(_, names)| names.iter().any(|name| name.eq_ignore_ascii_case(word)))
}

fn currency(before: char) -> Option<&'static str> {
    match before {
        '$' => Some("dollar"),
        '¥' | '￥' => Some("yuan"),
        '€' => Some("euro"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let got: Vec<String> = numbers(text)
            .into_iter()
            .filter(|(_, said)| *said)
            .map(|(Number { value, unit, .. }, _)| {
                format!("{value} {}", unit.unwrap_or_default()).trim().to_owned()
            })
            .collect();
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for text in [
            "30s",
            "30 seconds",
            "thirty seconds",
            "30 秒",
            "三十秒",
            "３０秒",
            "half a minute",
            "半分钟",
            "30-second",
        ] {
            check(text, &["30 second"]);
        }
        for text in [
            "1,000",
            "1 000",
            "1000",
            "1k",
            "one thousand",
            "一千个",
            "1千".replace("1千", "0.1 万").as_str(),
        ] {
            check(text, &["1000"]);
        }
        check("1.5 million users, 150万 次, 一百五十万次", &["1500000", "1500000 time", "1500000 time"]);
        check("twenty-four hours, 24 小时, 二十四小时, 24.0 h", &["24 hour"; 4]);
        check("50%, fifty percent, 百分之五十", &["50 percent"; 3]);
        check("up to six passages, 六段", &["6", "6"]);
    }

    #[test]
    fn a_rate_belongs_to_its_number() {
        let per = |text: &str| numbers(text).first().and_then(|(number, _)| number.per);
        for text in [
            "120 requests per minute",
            "每分钟最多 120 次",
            "120 次/分钟",
            "120 requests a minute",
            "120/min",
        ] {
            assert_eq!(per(text), Some("minute"), "{text}");
        }
        for text in ["5 times within a day", "wait 30 seconds, once per day", "120 requests", "每 30 秒"] {
            assert_eq!(per(text), None, "{text}");
        }
        assert_eq!(
            often("Backups are made daily, a report every week and twice a month"),
            ["day", "month", "week"]
        );
        assert_eq!(often("每天备份，每个月汇总"), ["day", "month"]);
        assert!(often("within a day, per user, everyday use, 每个用户").is_empty());
    }

    #[test]
    fn nothing_is_computed_and_words_are_no_numbers() {
        check(
            "1 GB, 1024 MB, 60 seconds, 1 minute",
            &["1 gigabyte", "1024 megabyte", "60 second", "1 minute"],
        );
        check("one of them, 一些, 十分重要, 第三方, 一个, 万一, version 3.20", &["3.20"]);
    }
}
