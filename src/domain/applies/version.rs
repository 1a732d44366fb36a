//! Versions and ranges of them, as doc writers and users write them.

use std::cmp::Ordering;

use crate::domain::ids::Locale;

/// Numbers of a version that are read; what follows is a build's own business.
const N_PARTS_MAX: usize = 4;

/// The numbers of a version: `3.2.1` is `[3, 2, 1]`.
pub type Version = Vec<u32>;

/// Versions from one on, up to but without another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    from: Version,
    until: Option<Version>,
}

impl Span {
    /// Returns every version that begins so: `3` stands for all of 3, `3.2` for all of 3.2.
    #[must_use]
    pub fn beginning_with(version: Version) -> Self {
        let until = Some(next(&version));
        Self { from: version, until }
    }
    const fn all() -> Self {
        Self { from: Vec::new(), until: None }
    }
    /// Returns whether a version lies in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        !self.and(other).is_empty()
    }
    /// Orders by where they end, later ones last.
    #[must_use]
    pub fn by_end(&self, other: &Self) -> Ordering {
        match (&self.until, &other.until) {
            (None, None) => compare(&self.from, &other.from),
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => compare(a, b),
        }
    }
    /// Returns the span as it is said, where that is short: "2.x", "3 or later", "2.x or earlier".
    #[must_use]
    pub fn said(&self, locale: Locale) -> Option<String> {
        let written = |version: &[u32]| version.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
        let whole =
            |version: &[u32]| if version.len() == 1 { written(version) + ".x" } else { written(version) };
        match (self.from.as_slice(), self.until.as_deref()) {
            ([], None) => None,
            (from, None) => Some(match locale {
                Locale::En => format!("{} or later", written(from)),
                Locale::Zh => format!("{} 及以上", written(from)),
            }),
            ([], Some([major])) if *major > 1 => Some(match locale {
                Locale::En => format!("{}.x or earlier", major - 1),
                Locale::Zh => format!("{}.x 及更早", major - 1),
            }),
            (from, Some(until)) if *until == next(from) => Some(whole(from)),
            _ => None,
        }
    }
    fn and(&self, other: &Self) -> Self {
        let from = if compare(&self.from, &other.from).is_ge() { &self.from } else { &other.from };
        let until = match (&self.until, &other.until) {
            (Some(a), Some(b)) => Some(if compare(a, b).is_le() { a } else { b }),
            (a, b) => a.as_ref().or(b.as_ref()),
        };
        Self { from: from.clone(), until: until.cloned() }
    }
    fn is_empty(&self) -> bool {
        self.until.as_ref().is_some_and(|until| compare(&self.from, until).is_ge())
    }
}

/// What is not said is nought: `3` and `3.0` are one.
fn compare(a: &[u32], b: &[u32]) -> Ordering {
    (0..a.len().max(b.len()))
        .map(|at| a.get(at).unwrap_or(&0).cmp(b.get(at).unwrap_or(&0)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn next(version: &[u32]) -> Version {
    let mut next = version.to_vec();
    if let Some(last) = next.last_mut() {
        *last = last.saturating_add(1);
    }
    next
}

/// Reads one version: `3`, `v3.2`, `3.x`, `3.2.1-beta`.
#[must_use]
pub fn version(word: &str) -> Option<Version> {
    let word = word.trim().trim_start_matches(['v', 'V']);
    let mut parts = Vec::new();
    for part in word.split('.') {
        if matches!(part, "x" | "X" | "*") && !parts.is_empty() {
            break;
        }
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        parts.push(digits.parse().ok()?);
        if digits.len() < part.len() {
            let rest = part.get(digits.len()..).unwrap_or_default();
            // `3.2-beta` is a version, `3kg` is none.
            rest.starts_with(['-', '+']).then_some(())?;
            break;
        }
    }
    parts.truncate(N_PARTS_MAX);
    (!parts.is_empty()).then_some(parts)
}

/// Returns whether a text names versions and nothing else: "3 or later".
#[must_use]
pub fn is_versions(text: &str) -> bool {
    spans(text).is_some()
}

/// Returns which of these ranges a reply means: "2", "< 3", "the latest"; nothing where it means several or none.
#[must_use]
pub fn meant(reply: &str, choices: &[&str]) -> Option<usize> {
    let ranges: Vec<Vec<Span>> = choices.iter().map(|choice| spans(choice)).collect::<Option<_>>()?;
    let lower = reply.trim().trim_end_matches(['.', '!', '。', '！']).to_lowercase();
    let bare = [
        "i have ",
        "i use ",
        "we use ",
        "i am on ",
        "i'm on ",
        "we are on ",
        "it is ",
        "it's ",
        "the ",
        "我用的是",
        "我用",
        "是",
    ]
    .iter()
    .fold(lower.as_str(), |text, lead| text.strip_prefix(lead).unwrap_or(text));
    if matches!(
        bare,
        "latest" | "newest" | "latest one" | "newest one" | "latest version" | "最新" | "最新版" | "最新的"
    ) {
        let last = (0..).zip(&ranges).max_by(|(_, a), (_, b)| match (a.last(), b.last()) {
            (Some(a), Some(b)) => a.by_end(b),
            _ => Ordering::Equal,
        });
        return last.map(|(place, _)| place);
    }
    let said = spans(bare)?;
    let fits = |range: &Vec<Span>| range.iter().any(|one| said.iter().any(|said| said.meets(one)));
    let mut fitting = (0..).zip(&ranges).filter(|(_, range)| fits(range)).map(|(place, _)| place);
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

/// One sign or word of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sign {
    Version(Version),
    From,
    After,
    Before,
    UpTo,
    SameMajor,
    SameMinor,
    To,
    OrLater,
    OrEarlier,
    Earlier,
}

/// Reads a range: `>= 3.2`, `>=2 <4`, `3.x`, `2.0 - 2.9`, `v3`, `3.2+`, `3.2 or later`, `3.2 及以上`, `2.x, 3.x`.
///
/// Versions listed are each meant; comparisons hold together. Returns `None` where something else is said.
#[must_use]
pub fn spans(text: &str) -> Option<Vec<Span>> {
    let signs = signs(text)?;
    let (mut listed, mut compared): (Vec<Span>, Option<Span>) = (Vec::new(), None);
    let mut at = 0;
    while at < signs.len() {
        let (sign, after, third) = (&signs[at], signs.get(at + 1), signs.get(at + 2));
        let (span, taken) = match (sign, after) {
            (Sign::Version(a), Some(Sign::To)) => match third {
                Some(Sign::Version(b)) => (Span { from: a.clone(), until: Some(next(b)) }, 3),
                _ => return None,
            },
            (Sign::Version(a), Some(Sign::OrLater)) => (Span { from: a.clone(), until: None }, 2),
            (Sign::Version(a), Some(Sign::OrEarlier)) => (Span { from: Vec::new(), until: Some(next(a)) }, 2),
            (Sign::Version(a), Some(Sign::Earlier)) => (Span { from: Vec::new(), until: Some(a.clone()) }, 2),
            (Sign::Version(a), _) => (Span::beginning_with(a.clone()), 1),
            (sign, Some(Sign::Version(a))) => {
                let all = compared.take().unwrap_or_else(Span::all);
                compared = Some(all.and(&comparison(sign, a)?));
                at += 2;
                continue;
            }
            _ => return None,
        };
        listed.push(span);
        at += taken;
    }
    let found = match compared {
        Some(compared) if listed.is_empty() => vec![compared],
        Some(compared) => listed.iter().map(|span| span.and(&compared)).collect(),
        None => listed,
    };
    (!found.is_empty() && found.iter().all(|span| !span.is_empty())).then_some(found)
}

fn comparison(sign: &Sign, version: &[u32]) -> Option<Span> {
    let head = |n: usize| next(version.get(..n.min(version.len())).unwrap_or_default());
    let (from, until) = match sign {
        Sign::From => (version.to_vec(), None),
        Sign::After => (next(version), None),
        Sign::Before => (Vec::new(), Some(version.to_vec())),
        Sign::UpTo => (Vec::new(), Some(next(version))),
        Sign::SameMajor => (version.to_vec(), Some(head(1))),
        Sign::SameMinor => (version.to_vec(), Some(head(2))),
        Sign::Version(_) | Sign::To | Sign::OrLater | Sign::OrEarlier | Sign::Earlier => return None,
    };
    Some(Span { from, until })
}

/// Words of a range, longest first where one begins another.
const WORDS: &[(&str, Option<Sign>)] = &[
    (">=", Some(Sign::From)),
    ("=>", Some(Sign::From)),
    ("≥", Some(Sign::From)),
    ("<=", Some(Sign::UpTo)),
    ("≤", Some(Sign::UpTo)),
    (">", Some(Sign::After)),
    ("<", Some(Sign::Before)),
    ("==", None),
    ("=", None),
    ("^", Some(Sign::SameMajor)),
    ("~>", Some(Sign::SameMinor)),
    ("+", Some(Sign::OrLater)),
    ("或更高版本", Some(Sign::OrLater)),
    ("或更高", Some(Sign::OrLater)),
    ("及更高版本", Some(Sign::OrLater)),
    ("及更高", Some(Sign::OrLater)),
    ("及以上", Some(Sign::OrLater)),
    ("或以上", Some(Sign::OrLater)),
    ("及之后", Some(Sign::OrLater)),
    ("以上", Some(Sign::OrLater)),
    ("之后", Some(Sign::OrLater)),
    ("以后", Some(Sign::OrLater)),
    ("起", Some(Sign::OrLater)),
    ("及以下", Some(Sign::OrEarlier)),
    ("或以下", Some(Sign::OrEarlier)),
    ("或更低", Some(Sign::OrEarlier)),
    ("以下", Some(Sign::Earlier)),
    ("之前", Some(Sign::Earlier)),
    ("以前", Some(Sign::Earlier)),
    ("版本", None),
    ("版", None),
    ("至", Some(Sign::To)),
    ("到", Some(Sign::To)),
    ("从", Some(Sign::From)),
    ("自", Some(Sign::From)),
    ("或", None),
    ("和", None),
    ("与", None),
    ("or later", Some(Sign::OrLater)),
    ("and later", Some(Sign::OrLater)),
    ("or newer", Some(Sign::OrLater)),
    ("and newer", Some(Sign::OrLater)),
    ("or higher", Some(Sign::OrLater)),
    ("and higher", Some(Sign::OrLater)),
    ("or above", Some(Sign::OrLater)),
    ("and above", Some(Sign::OrLater)),
    ("and up", Some(Sign::OrLater)),
    ("or earlier", Some(Sign::OrEarlier)),
    ("and earlier", Some(Sign::OrEarlier)),
    ("or older", Some(Sign::OrEarlier)),
    ("or lower", Some(Sign::OrEarlier)),
    ("and below", Some(Sign::OrEarlier)),
    ("or below", Some(Sign::OrEarlier)),
    ("less than", Some(Sign::Before)),
    ("older than", Some(Sign::Before)),
    ("earlier than", Some(Sign::Before)),
    ("lower than", Some(Sign::Before)),
    ("under", Some(Sign::Before)),
    ("newer than", Some(Sign::After)),
    ("later than", Some(Sign::After)),
    ("higher than", Some(Sign::After)),
    ("before", Some(Sign::Before)),
    ("below", Some(Sign::Before)),
    ("until", Some(Sign::UpTo)),
    ("up to", Some(Sign::UpTo)),
    ("since", Some(Sign::From)),
    ("from", Some(Sign::From)),
    ("after", Some(Sign::After)),
    ("to", Some(Sign::To)),
    ("versions", None),
    ("version", None),
    ("ver", None),
    ("or", None),
    ("and", None),
    ("-", Some(Sign::To)),
    ("–", Some(Sign::To)),
    ("—", Some(Sign::To)),
    ("~", Some(Sign::To)),
    ("||", None),
    ("|", None),
    (",", None),
    ("，", None),
    ("、", None),
];

fn signs(text: &str) -> Option<Vec<Sign>> {
    let text = text.to_lowercase();
    let mut rest = text.trim();
    let mut signs = Vec::new();
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit()
            || first == 'v' && rest.chars().nth(1).is_some_and(|second| second.is_ascii_digit());
        if is_number {
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '*')))
                .map_or(rest.len(), |(at, _)| at);
            signs.push(Sign::Version(version(&rest[..end])?));
            rest = &rest[end..];
            // "-beta" is part of it, "-2.9" is not.
            if rest.strip_prefix('-').is_some_and(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic())) {
                let tagged = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
                rest = rest.trim_start_matches(tagged);
            }
            rest = rest.trim_start();
            continue;
        }
        let (word, sign) = WORDS.iter().find(|(word, _)| {
            let parted = !word.ends_with(|c: char| c.is_ascii_alphabetic())
                || !rest
                    .get(word.len()..)
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
            rest.starts_with(word) && parted
        })?;
        // `~2.1` is npm's; `2.1 ~ 2.9` is a range.
        let is_first = signs.is_empty() && *word == "~";
        signs.extend(if is_first { Some(Sign::SameMinor) } else { sign.clone() });
        rest = rest[word.len()..].trim_start();
    }
    (!signs.is_empty()).then_some(signs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_means_one_of_the_ranges_that_were_named() {
        let choices = ["2.x or earlier", "3 or later"];
        for (reply, want) in [
            ("< 3", Some(0)),
            ("2", Some(0)),
            ("version 2", Some(0)),
            ("I use 2.5", Some(0)),
            ("below 3", Some(0)),
            ("older than 3", Some(0)),
            ("2.x or earlier", Some(0)),
            ("3 or later", Some(1)),
            ("3.4.1", Some(1)),
            ("the latest", Some(1)),
            ("最新版", Some(1)),
            ("我用 2", Some(0)),
            ("怎么开启推送通知？", None),
            ("the second", None),
            ("1 to 5", None),
        ] {
            assert_eq!(meant(reply, &choices), want, "{reply}");
        }
        assert_eq!(meant("2", &["iOS", "Android"]), None);
    }

    #[track_caller]
    fn check(range: &str, inside: &[&str], outside: &[&str]) {
        let spans = spans(range).unwrap_or_else(|| panic!("{range} is not read"));
        let holds = |word: &&&str| {
            let asked = Span::beginning_with(version(word).unwrap());
            spans.iter().any(|span| span.meets(&asked))
        };
        assert!(inside.iter().all(|word| holds(&word)), "{range} {spans:?}");
        assert!(!outside.iter().any(|word| holds(&word)), "{range} {spans:?}");
    }

    #[test]
    fn ranges_are_read_as_they_are_written() {
        check(">= 3.2", &["3.2", "3.10", "4", "3"], &["3.1.9", "2", "2.15"]);
        check("3.x", &["3", "3.0", "3.99.1"], &["2.9", "4.0"]);
        check("2.0 - 2.9", &["2.0", "2.9.5", "2"], &["3.0", "1.9", "2.10"]);
        check("< 4", &["3.9", "1"], &["4", "4.0.1"]);
        check("v3", &["3.1"], &["2.9", "4"]);
        check(">=2 <4", &["2", "3.9"], &["4", "1.9"]);
        check("> 3.2", &["3.3", "4"], &["3.2.1", "3.1"]);
        check("<= 2.15", &["2.15.3", "2"], &["2.16", "3"]);
        check("2.x, 4.x", &["2.1", "4.1"], &["3.1"]);
        check("3.2+", &["3.2", "5"], &["3.1"]);
        check("3.2 or later", &["3.2", "5"], &["3.1"]);
        check("3.2 及以上版本", &["3.2", "5"], &["3.1"]);
        check("3.0 之前", &["2.9"], &["3.0"]);
        check("before 3.0", &["2.9"], &["3.0"]);
        check("2.0 至 2.9", &["2.4"], &["3.0"]);
        check("^2.3", &["2.4"], &["2.2", "3.0"]);
        check("~2.3.1", &["2.3.4"], &["2.4"]);
        check("3.2.0-beta", &["3.2"], &["3.3"]);
    }
    #[test]
    fn what_is_no_range_is_not_read() {
        for text in ["ios", "3 kg", "fast", "", ">=", "3kg", "> 4 < 2", "ios 17"] {
            assert_eq!(spans(text), None, "{text}");
        }
    }
}
