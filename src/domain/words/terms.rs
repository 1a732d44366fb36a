//! Content words of a text, for comparing texts: stemmed English words, identifiers, pairs of Chinese characters.

use std::{collections::BTreeSet, sync::LazyLock};

use super::{Phrases, Token, Words};

/// English words that carry no topic.
static FUNCTION_WORDS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    "a an the i im ive id ill me my mine myself we our us you your youre yours he she it its they them their theyre \
     this that thats these those there here who whom whose which what whats how hows why when where whether is are am was were \
     be been being isnt arent wasnt do does did done doing dont doesnt didnt has have had having hasnt havent can \
     could cannot cant couldnt will would wont wouldnt shall should shouldnt may might must need needs and or but so if then \
     else than as at by for from in into of off on onto out over to too up with without about after before \
     again also any all both each just only not no nor now very really some such same still yet please pls hi hello \
     hey ok okay well let lets get got go going im there oh ah um hmm quite much many more most very because \
     since until while during through between under above below down one ones"
        .split_whitespace()
        .collect()
});

/// Chinese words that carry no topic.
static FUNCTION_HAN: Phrases = Phrases::new(&[
    "请问|我想|想要|想问|怎么样|怎么办|怎么|如何|怎样|什么|为什么|为何|哪里|哪些|哪个|多少|是不是|有没有|能不能|可不可以|可以|需要|应该|一下|这个|那个|这里|那里|我们|你们|他们|因为|所以|但是|如果|然后|还是|或者|以及|以后|之后|之前|现在|已经|时候",
    "的|了|吗|呢|吧|啊|呀|哦|我|你|您|他|她|它|是|在|有|和|与|就|都|也|还|又|再|很|要|会|能|把|被|让|给|对|从|到|请|个|这|那|么|们",
]);

/// Returns whether an English word (in lower case) carries no topic.
#[must_use]
pub fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.contains(word)
}

/// Returns whether a word is a name out of a machine: an identifier, number, version, path or code.
#[must_use]
pub fn is_identifier(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit() || matches!(c, '_' | '/' | '.' | '$' | '@'))
        || (word.contains('-') && word.len() > 3)
}

/// Returns the content terms of a text, each once.
#[must_use]
pub fn terms(text: &str) -> BTreeSet<String> {
    let words = Words::of(text);
    let tokens = words.tokens();
    let mut terms = BTreeSet::new();
    let mut run: Vec<&Token> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token.is_han() {
            if let Some(function) = FUNCTION_HAN.at(tokens, at) {
                pairs(&mut run, &mut terms);
                at = function.end;
                continue;
            }
            run.push(token);
        } else {
            pairs(&mut run, &mut terms);
            latin(&token.text, &mut terms);
        }
        at += 1;
    }
    pairs(&mut run, &mut terms);
    terms
}

fn latin(word: &str, terms: &mut BTreeSet<String>) {
    if !word.chars().any(char::is_alphanumeric) || is_function_word(word) {
        return;
    }
    terms.insert(stem(word));
    if word.contains(['-', '_', '/', '.']) && !word.starts_with(|c: char| c.is_ascii_digit()) {
        let parts = word.split(['-', '_', '/', '.']).filter(|part| part.len() > 1);
        terms.extend(parts.filter(|part| !is_function_word(part)).map(stem));
    }
}

fn pairs(run: &mut Vec<&Token>, terms: &mut BTreeSet<String>) {
    if let [single] = run.as_slice() {
        terms.insert(single.text.clone());
    }
    terms.extend(run.windows(2).map(|pair| pair.iter().map(|token| token.text.as_str()).collect::<String>()));
    run.clear();
}

/// Returns an English word without its commonest endings; identifiers and numbers stay whole.
#[must_use]
pub fn stem(word: &str) -> String {
    if !word.chars().all(|c| c.is_ascii_lowercase()) || word.len() < 4 {
        return word.to_owned();
    }
    let base = if let Some(base) = word.strip_suffix("ies") {
        format!("{base}y")
    } else if let Some(base) =
        ["ing", "ed"].iter().find_map(|end| word.strip_suffix(end)).filter(|b| b.len() > 2)
    {
        undouble(base).to_owned()
    } else if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") {
        word.strip_suffix("es")
            .filter(|b| b.ends_with(['x', 'h', 's']))
            .unwrap_or(&word[..word.len() - 1])
            .to_owned()
    } else {
        word.to_owned()
    };
    // "cache" and "caching" meet without their e.
    if base.len() > 3 { base.trim_end_matches('e').to_owned() } else { base }
}

fn undouble(base: &str) -> &str {
    let mut backwards = base.chars().rev();
    match (backwards.next(), backwards.next()) {
        (Some(a), Some(b)) if a == b && !matches!(a, 'l' | 's' | 'e') => &base[..base.len() - 1],
        _ => base,
    }
}

/// Returns the share of terms two texts have in common (Dice), 0–1; 0 where one of them has none.
#[must_use]
pub fn overlap(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
    let shared = u16::try_from(a.intersection(b).count()).unwrap_or(u16::MAX);
    let both = u16::try_from(a.len() + b.len()).unwrap_or(u16::MAX);
    if both == 0 { 0.0 } else { 2.0 * f32::from(shared) / f32::from(both) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let got = terms(text);
        let want: BTreeSet<String> = want.iter().map(|&term| term.to_owned()).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn only_words_of_the_topic_are_kept() {
        check("How do I limit the requests?", &["limit", "request"]);
        check("怎么配置跨域", &["配置", "置跨", "跨域"]);
        check("limit-count 503", &["limit-count", "limit", "count", "503"]);
    }
    #[test]
    fn forms_of_one_word_meet() {
        assert_eq!(stem("caching"), stem("cache"));
        assert_eq!(stem("stopped"), stem("stop"));
        assert_eq!(stem("queries"), stem("query"));
    }
}
