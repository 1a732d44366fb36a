//! The language a message is written in: what switches a conversation's language and what does not.

use crate::domain::{
    ids::Locale,
    words::{Phrases, Words, is_function_word, is_han, is_identifier},
};

/// Words only somebody who is speaking uses; error messages do without them.
static SPEAKER: Phrases = Phrases::new(&[
    "i|im|ive|id|my|me|we|our|us|you|your|how|what|why|where|when|which|please|thanks|hello|does|should|want|need",
    "can|could|is|are|do ?not i|we|you|it|this|there|the|somebody|someone|anyone",
    "it|this|that does|is|doesnt|isnt|did|didnt|works|worked|still",
]);

/// A line that a machine wrote.
static MACHINE: Phrases = Phrases::new(&[
    "^ error|warn|warning|fatal|panic|exception|traceback|debug|info|curl|sudo|docker|kubectl|git|npm|cargo|get|post|put|delete|at|caused|failed|cannot|unable",
    "error|exception|warn|fatal ,",
    "could not|be resolve|open|connect|find|read|load|parse|reached",
    "permission|connection|access denied|refused|reset|closed",
]);

/// Returns the language of a message, or `current` where it does not say: log lines, code, identifiers, "ok".
#[must_use]
pub fn locale_of(text: &str, current: Locale) -> Locale {
    let spoken = without_code_and_quotes(text);
    let n_han = spoken.chars().filter(|c| is_han(*c)).count();
    if spoken.chars().any(is_kana_or_hangul) {
        return current;
    }
    let words = Words::of(&spoken);
    let plain = || words.tokens().iter().filter(|t| is_plain_word(&t.text)).map(|t| t.text.as_str());
    let n_plain = plain().count();
    let n_function = plain().filter(|word| is_function_word(word)).count();
    let spoken_by_somebody = words.has(&SPEAKER);
    if n_han > 0 {
        let english_around = n_function >= 3 && n_plain > n_han && spoken_by_somebody;
        return if english_around { Locale::En } else { Locale::Zh };
    }
    let sentence = match n_plain {
        0 | 1 => false,
        2 => n_function == 1 && spoken_by_somebody && n_plain > n_function && !words.has(&THANK_YOU),
        _ => n_function >= 1 && (spoken_by_somebody || n_function >= 3),
    };
    if sentence { Locale::En } else { current }
}

/// English politeness that people of every language use.
static THANK_YOU: Phrases = Phrases::new(&["thank|thanks|hi|hello|hey|ok|okay"]);

fn is_plain_word(word: &str) -> bool {
    !is_identifier(word) && word.chars().all(|c| c.is_ascii_lowercase()) && !word.is_empty()
}

const fn is_kana_or_hangul(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}')
}

/// Drops what is not the speaker's own language: fenced and inline code, quotations, addresses, machine lines.
fn without_code_and_quotes(text: &str) -> String {
    let mut spoken = String::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        let words = Words::of(line);
        let stamped =
            words.tokens().first().is_some_and(|t| t.text.starts_with(|c: char| c.is_ascii_digit()));
        let machine = stamped || (words.has(&MACHINE) && !words.has(&SPEAKER));
        if fenced || (machine && !line.chars().any(is_han)) {
            continue;
        }
        spoken.push_str(&without_quotes(line));
        spoken.push('\n');
    }
    spoken
}

fn without_quotes(line: &str) -> String {
    let mut kept = String::new();
    let mut until: Option<char> = None;
    let mut held = String::new();
    for c in line.chars() {
        match until {
            Some(end) if c == end => {
                until = None;
                held.clear();
                kept.push(' ');
            }
            Some(_) => held.push(c),
            None => match closing(c) {
                Some(end) => until = Some(end),
                None => kept.push(c),
            },
        }
    }
    // A quotation nobody closed is none.
    kept.push_str(&held);
    kept.split_whitespace().filter(|word| !word.contains("://")).collect::<Vec<_>>().join(" ")
}

const fn closing(c: char) -> Option<char> {
    match c {
        '`' => Some('`'),
        '"' => Some('"'),
        '“' => Some('”'),
        '「' => Some('」'),
        '《' => Some('》'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, current: Locale, want: Locale) {
        assert_eq!(locale_of(text, current), want, "{text}");
    }

    #[test]
    fn sentences_switch_the_language() {
        for text in
            ["How do I set up CORS?", "it does not work", "I need a human", "my plugin is not loading"]
        {
            check(text, Locale::Zh, Locale::En);
        }
        for text in
            ["怎么配置跨域", "好", "我用的 Kubernetes Ingress Controller 报错", "“I need help” 这句怎么翻译"]
        {
            check(text, Locale::En, Locale::Zh);
        }
    }
    #[test]
    fn what_no_language_owns_keeps_the_current_one() {
        for text in [
            "ok",
            "limit-count",
            "503",
            "nginx",
            "[error] 1234#0: connect() failed (111: Connection refused) while connecting to upstream",
            "```\nif (a) { return the(thing); }\n```",
            "https://example.com/how/to/do/it",
            "2024-01-01 10:00:00 ERROR could not resolve host: the name is not known",
            "Thank you",
        ] {
            check(text, Locale::Zh, Locale::Zh);
            check(text, Locale::En, Locale::En);
        }
    }
    #[test]
    fn a_quotation_does_not_switch() {
        check("The page shows “网络错误，请稍后再试” when I log in", Locale::En, Locale::En);
        check("The page shows 网络错误 when I log in to the site", Locale::Zh, Locale::En);
        check("日志里有 failed to connect to the server，怎么办", Locale::Zh, Locale::Zh);
    }
}
