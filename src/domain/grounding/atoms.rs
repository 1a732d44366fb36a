//! The parts of a sentence that are either right or wrong: numbers, names, addresses, code.

use super::{
    names,
    numbers::{self, Number},
    words,
};

/// What joins several names in one run: `and/or`, `host:port`, `key=value`.
const SEPARATORS: [char; 12] = ['/', '\\', ':', '=', '&', '?', '+', '#', '%', '$', '~', '@'];

/// Something that must stand in the source exactly.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Atom {
    /// A number, with its unit where one is known.
    Number(Number),
    /// How often something comes again: the time in which it does.
    Often(&'static str),
    /// A code span, identifier, flag, path, mail address: lowercase, to be found as a whole.
    Exact(String),
    /// An address on the web; must stand in a passage, the user's words do not do.
    Url(String),
    /// A hyphenated word: as a whole, or each part as a word.
    Compound(String),
    /// A capitalised word inside a sentence, or words in quotation marks: each must stand as a word.
    Words(String),
}

/// Capitals everybody uses; they name nothing that could be wrong.
const COMMON_CAPITALS: &str = "OK API APIS URL URLS ID IDS FAQ UI AI IT CLI TODO NOTE TIP IMPORTANT WARNING NOT AND OR \
    PDF HTML JSON HTTP HTTPS ALL ANY MUST DO";
/// Hyphenated words of plain English.
const COMMON_COMPOUNDS: &str = "built-in re-enable re-run re-install step-by-step up-to-date out-of-date well-known \
    follow-up sign-in sign-up log-in set-up check-in read-only third-party real-time one-time two-factor opt-in opt-out \
    drop-down pop-up so-called in-depth long-term short-term end-to-end first-time non-empty";

/// Returns the atoms of a sentence from which citations were taken out.
pub(super) fn required(sentence: &str) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let text = words::widen(sentence);
    let text = take_code_spans(&text, &mut atoms);
    let text = take_links(&text, &mut atoms);
    take_quotes(&text, &mut atoms);
    atoms.extend(names::chinese(&text).into_iter().map(Atom::Exact));
    let is_chinese = words::is_in_chinese(&text);
    let mut plain = String::new();
    let mut is_first = true;
    let mut rest = text.as_str();
    for (word, is_word) in runs(&text) {
        let n_before = atoms.len();
        rest = &rest[word.len()..];
        // A unit belongs to its number, however it is written.
        let is_unit = numbers::is_unit(word.trim_end_matches(['.', ':']))
            && plain.trim_end().ends_with(|c: char| c.is_ascii_digit());
        if is_word && is_unit {
            is_first = false;
        } else if is_word {
            classify(word, is_first, &mut atoms);
            // In Chinese every Latin word is a term; in English the first word hides its capital.
            let is_empty = words::is_empty(&word.to_ascii_lowercase());
            let hides =
                if is_chinese { is_term(word) } else { is_first && !is_empty && names::leads(word, rest) };
            if hides && atoms.len() == n_before {
                atoms.push(Atom::Words(word.to_ascii_lowercase()));
            }
            is_first = false;
        } else if word.contains([':', '“', '"', '(']) {
            is_first = true;
        }
        // What is already an atom is not looked at again for numbers.
        plain.push_str(if atoms.len() == n_before { word } else { " " });
    }
    let numbers = numbers::numbers(&plain);
    atoms.extend(numbers::often(&plain).into_iter().map(Atom::Often));
    atoms.extend(numbers.into_iter().filter(|(_, bare)| *bare).map(|(number, _)| Atom::Number(number)));
    atoms
}

/// Returns whether a Latin word among Chinese ones is a term of the matter.
fn is_term(word: &str) -> bool {
    let is_common =
        |list: &str| list.split_ascii_whitespace().any(|common| common.eq_ignore_ascii_case(word));
    word.len() > 1
        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !is_common(COMMON_CAPITALS)
        && !words::is_empty(&word.to_ascii_lowercase())
        && !numbers::is_unit(word)
}

fn take_code_spans(text: &str, atoms: &mut Vec<Atom>) -> String {
    let mut plain = String::new();
    for (nth, part) in text.split('`').enumerate() {
        if nth % 2 == 0 {
            plain.push_str(part);
        } else {
            plain.push(' ');
            let span = squeeze(part);
            if span.chars().any(char::is_alphanumeric) {
                atoms.push(Atom::Exact(span));
            }
        }
    }
    plain
}

/// Takes out the addresses of Markdown links; their text stays.
fn take_links(text: &str, atoms: &mut Vec<Atom>) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        let inside = &rest[at + 2..];
        let Some(end) = inside.find(')') else { break };
        atoms.push(Atom::Url(url(&inside[..end])));
        plain.push_str(&rest[..at]);
        plain.push_str("] ");
        rest = &inside[end + 1..];
    }
    plain.push_str(rest);
    plain
}

fn take_quotes(text: &str, atoms: &mut Vec<Atom>) {
    for (open, close) in [('“', '”'), ('"', '"'), ('「', '」'), ('『', '』')] {
        let mut rest = text;
        while let Some((_, inside)) = rest.split_once(open) {
            let Some((quoted, after)) = inside.split_once(close) else { break };
            if quoted.chars().count() <= 40 {
                atoms.push(Atom::Words(quoted.to_owned()));
            }
            rest = after;
        }
    }
}

/// Cuts text into runs of characters a technical word may hold, and the rest between them.
fn runs(text: &str) -> Vec<(&str, bool)> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "_-./:@\\#~+=&?%$".contains(c);
    let mut runs = Vec::new();
    let mut from = 0;
    let mut inside = None;
    for (at, c) in text.char_indices() {
        if inside.is_some_and(|inside| inside != is_word(c)) {
            runs.push((&text[from..at], !is_word(c)));
            from = at;
        }
        inside = Some(is_word(c));
    }
    if let Some(inside) = inside {
        runs.push((&text[from..], inside));
    }
    runs
}

fn classify(run: &str, is_first: bool, atoms: &mut Vec<Atom>) {
    let word = run.trim_end_matches(['.', ':', '?', '-', '=', '&', '~', '$', '\\', '/', '+', '#']);
    let word = word.trim_start_matches([':', '?', '=', '&', '+', '#', '$']);
    let lower = word.to_ascii_lowercase();
    if let Some(at) = lower.find("https://").or_else(|| lower.find("http://")).filter(|at| *at > 0) {
        classify(&word[..at], is_first, atoms);
        return atoms.push(Atom::Url(url(&word[at..])));
    }
    if lower.contains("://") || lower.starts_with("www.") {
        return atoms.push(Atom::Url(url(word)));
    }
    if word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        || is_host(&lower)
    {
        return atoms.push(Atom::Url(url(word)));
    }
    let bare = word.trim_start_matches('-');
    if bare.len() < word.len() && bare.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let (flag, value) = word.split_once('=').unwrap_or((word, ""));
        atoms.push(Atom::Exact(flag.to_ascii_lowercase()));
        if !value.is_empty() {
            atoms.push(Atom::Exact(value.to_ascii_lowercase()));
        }
        return;
    }
    let is_path = word.starts_with(['/', '~', '\\'])
        || word.starts_with("./")
        || word.starts_with("../")
        || word.get(1..3) == Some(":\\")
        || word.matches(['/', '\\']).count() >= 2
        || (word.contains('/')
            && word.contains(['_', '.'])
            && word.contains(|c: char| c.is_ascii_alphabetic()));
    if is_path && word.contains(|c: char| c.is_ascii_alphanumeric()) {
        return atoms.push(Atom::Exact(lower));
    }
    for (nth, part) in bare.split(SEPARATORS).enumerate() {
        identifier(part.trim_matches(['.', '-']), is_first && nth == 0, atoms);
    }
}

/// Ends of names that are hosts on the web, whatever is written before them.
const TOP_LEVEL: [&str; 22] = [
    "com", "net", "org", "io", "cn", "dev", "app", "ai", "co", "example", "info", "biz", "xyz", "top",
    "site", "online", "shop", "cloud", "uk", "de", "ru", "test",
];

/// Returns whether a word is a host, with or without a path behind it.
fn is_host(lower: &str) -> bool {
    let host = lower.split(['/', ':', '?']).next().unwrap_or_default();
    let mut labels = host.rsplit('.');
    let ends = labels.next().is_some_and(|last| TOP_LEVEL.contains(&last));
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let labels: Vec<&str> = labels.collect();
    ends && !labels.is_empty() && labels.into_iter().all(is_label)
}

fn identifier(word: &str, is_first: bool, atoms: &mut Vec<Atom>) {
    let lower = word.to_ascii_lowercase();
    let has_letter = word.contains(|c: char| c.is_ascii_alphabetic());
    let parts: Vec<&str> = word.split('.').collect();
    if !has_letter || parts.iter().all(|part| part.len() <= 1) || is_number_with_letters(&lower) {
        return;
    }
    let is_plain = word.chars().all(|c| c.is_ascii_alphabetic());
    if !is_plain {
        let only_hyphens = word.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
        return if !only_hyphens {
            atoms.push(Atom::Exact(lower));
        } else if !COMMON_COMPOUNDS.split_ascii_whitespace().any(|common| common == lower) {
            atoms.push(Atom::Compound(lower));
        };
    }
    let n_upper = word.chars().filter(char::is_ascii_uppercase).count();
    let rises =
        word.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    if n_upper == word.len() || (n_upper + 1 == word.len() && n_upper > 1 && word.ends_with('s')) {
        let is_common =
            COMMON_CAPITALS.split_ascii_whitespace().any(|common| common == word.to_ascii_uppercase());
        if word.len() >= 2 && !is_common {
            atoms.push(Atom::Exact(lower));
        }
    } else if rises || n_upper >= 2 {
        atoms.push(Atom::Exact(lower));
    } else if n_upper == 1 && !is_first && word.starts_with(|c: char| c.is_ascii_uppercase()) {
        atoms.push(Atom::Words(lower));
    }
}

/// Returns whether a word is `v3.2`, `30s`, `2nd`: a number for `numbers`, not a name.
fn is_number_with_letters(lower: &str) -> bool {
    let number = lower.strip_prefix('v').unwrap_or(lower);
    let letters = number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let has_digits = letters.len() < number.len();
    let known = ["", "st", "nd", "rd", "th", "x"].contains(&letters);
    let word = letters.trim_start_matches('-');
    has_digits
        && (known
            || (numbers::unit_after(letters).is_some() && word.chars().all(|c| c.is_ascii_alphabetic())))
}

/// Returns an address as compared.
pub(super) fn url(text: &str) -> String {
    let text = text.trim().trim_end_matches(['.', ',', ':', '?', '/', '#']);
    squeeze(text.split_whitespace().next().unwrap_or_default())
}

/// Returns text as compared: folded, white space and emphasis marks evened out.
pub(super) fn squeeze(text: &str) -> String {
    let folded = words::fold(text).replace(['`', '*'], "");
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether `needle` stands in `hay` as a whole (both squeezed).
pub(super) fn stands(hay: &str, needle: &str) -> bool {
    let begins_alike = needle.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let ends_alike = needle.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    // A path that was cut off is another one; a host stands for all that is there.
    let is_path =
        needle.split_once("://").map_or(needle, |(_, rest)| rest).trim_start_matches('.').contains('/');
    !needle.is_empty()
        && hay.match_indices(needle).any(|(at, _)| {
            let (before, after) = (&hay[..at], &hay[at + needle.len()..]);
            let is_cut =
                is_path && after.strip_prefix('/').is_some_and(|rest| rest.starts_with(is_path_char));
            !(joins_before(before, begins_alike) || ends_alike && (joins_after(after) || is_cut))
        })
}

fn is_path_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_.{:$<*".contains(c)
}

fn joins_before(before: &str, alike: bool) -> bool {
    let mut back = before.chars().rev();
    let (last, last_but_one) = (back.next(), back.next());
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    if alike {
        is_word(last) || (matches!(last, Some('-' | '.')) && is_word(last_but_one))
    } else {
        is_word(last) || last == Some('-')
    }
}

fn joins_after(after: &str) -> bool {
    let mut ahead = after.chars();
    let (first, second) = (ahead.next(), ahead.next());
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    is_word(first) || (matches!(first, Some('-' | '.')) && is_word(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sentence: &str, want: &[&str]) {
        let mut got: Vec<String> = required(sentence)
            .into_iter()
            .map(|atom| match atom {
                Atom::Number(Number { value, unit, .. }) => {
                    format!("{value} {}", unit.unwrap_or_default()).trim().to_owned()
                }
                Atom::Often(time) => format!("every {time}"),
                Atom::Exact(text) | Atom::Url(text) | Atom::Compound(text) | Atom::Words(text) => text,
            })
            .collect();
        got.sort();
        let mut want = want.to_vec();
        want.sort_unstable();
        assert_eq!(got, want, "{sentence}");
    }

    #[test]
    fn what_is_right_or_wrong_is_found() {
        check("Run `apisix start` with --force on port 9,080.", &["apisix start", "--force", "9080"]);
        check("Run it with --conf=/etc/a.yaml now", &["--conf", "/etc/a.yaml"]);
        check(
            "Wait 30s, or two minutes, or 5GB at 50%, or 6 TB.",
            &["30 second", "2 minute", "5 gigabyte", "50 percent", "6 terabyte"],
        );
        check("等待三十秒或者 5 分钟，版本 v３.２.0。", &["30 second", "5 minute", "3.2.0"]);
        check("See https://a.b/c. mail me@a.b now.", &["https://a.b/c", "me@a.b"]);
        check(
            "Edit /etc/app/config.yaml and conf.d or key_name",
            &["/etc/app/config.yaml", "conf.d", "key_name"],
        );
        check(
            "Use the key-auth plugin of GitHub with SAML, error E1042",
            &["key-auth", "github", "saml", "e1042"],
        );
        check("点击“保存”按钮", &["保存"]);
        check("Then open Grafana, and/or read-only TCP/IP", &["grafana", "tcp", "ip"]);
    }

    #[test]
    fn plain_words_are_free() {
        check("Open the settings page, e.g. the first one, and click on it in 2nd place.", &["2"]);
        check("The built-in API is OK.", &[]);
    }

    #[test]
    fn only_whole_names_stand() {
        assert!(stands("run app --force now", "--force"));
        assert!(!stands("run app --force-all now", "--force"));
        assert!(!stands("use my-key-auth", "key-auth"));
        assert!(stands("set config.yaml.", "config.yaml"));
        assert!(!stands("set config.yaml.bak", "config.yaml"));
        assert!(
            !stands("open /settings/keys there", "/settings") && stands("open /settings/ there", "/settings")
        );
        assert!(
            !stands("see https://a.b/c/d", "https://a.b/c") && stands("see https://a.b/c/d", "https://a.b")
        );
    }
}
