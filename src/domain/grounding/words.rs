//! The words of a text that carry content, in both languages: stemmed English words, pairs of Chinese characters.

use std::{collections::HashSet, sync::LazyLock};

/// English words that claim nothing, and those a model uses to talk about its own answer.
const EMPTY_ENGLISH: &str = "a about above according after again all also although am an and any anything are as at \
    based be because been before being below both but by can cannot case check could course depending described \
    details did do documentation docs document documents does doing done don down each either else ensure etc \
    every few first firstly finally following follow follows for from further get gets getting give given go \
    had has have having he hello help helps her here hers hi his hope how however i if important in instead into is \
    it its itself just know last let like make makes making may me might more most must my need needed needs next \
    no nor not note now of off ok okay on once one only onto or other our out over own passage passages per please \
    possible process rather refer same see should simply since so some something sorry such sure take than thank \
    thanks that the their them then there therefore these they thing things this those through thus tip to too \
    under until up upon us use used uses using very via want wants warning was way ways we well were what when where \
    whether which while who why will with within without would yes you your yours yourself step steps instruction \
    instructions answer question provided information";

/// Chinese words that claim nothing; longer ones first, so that none is taken apart.
const EMPTY_CHINESE: &str = "以下步骤 具体步骤 操作步骤 按照以下 根据文档 文档中 希望对您有帮助 如果您 如果你 \
    需要注意 请注意 可以通过 步骤 如下 以下 下面 方法 操作 根据 文档 说明 首先 然后 \
    接着 接下来 最后 其次 请您 您可以 你可以 可以 可能 能够 应该 需要 必须 如果 那么 \
    但是 因为 所以 由于 因此 或者 以及 并且 而且 还是 不过 同时 此外 另外 其中 其他 \
    这个 那个 这些 那些 这样 怎么 怎样 如何 什么 为什么 哪些 哪个 是否 进行 通过 使用 \
    关于 对于 按照 参考 参见 例如 比如 等等 一个 一些 一下 的话 时候 之后 之前 以后 \
    以前 注意 提示 重要 您好 你好 谢谢 抱歉 好的 当然 我们 他们 您的 你的 您 你 我 \
    的 了 是 和 与 请 在 将 把 被";

/// Single Chinese characters that only join others.
const JOINING: &str = "但及或等也都就才则且而其之于以到从向给让对为会能要可并若即来去再又还吗呢吧啊";

/// Folds full-width forms to ASCII and lowercases.
pub(super) fn fold(text: &str) -> String {
    widen(text).to_lowercase()
}

/// Folds full-width forms to ASCII.
pub(super) fn widen(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            '’' => '\'',
            _ => c,
        })
        .collect()
}

/// Returns the content words of a text, without numbers.
pub(super) fn content(text: &str) -> HashSet<String> {
    let folded = fold(text);
    let mut words = HashSet::new();
    let (mut word, mut run) = (String::new(), String::new());
    for c in folded.chars().chain([' ']) {
        if is_chinese(c) {
            run.push(c);
        } else if !run.is_empty() {
            chinese(&std::mem::take(&mut run), &mut words);
        }
        if c == '\'' || (c.is_alphanumeric() && !is_chinese(c)) {
            word.push(c);
        } else if !word.is_empty() {
            english(&std::mem::take(&mut word), &mut words);
        }
    }
    words
}

/// Returns the share of `said` that stands in `source`; nothing said is 0.
pub(super) fn overlap(said: &HashSet<String>, source: &HashSet<String>) -> f32 {
    if said.is_empty() {
        return 0.0;
    }
    share(said.iter().filter(|word| source.contains(*word)).count(), said.len())
}

/// Returns a part of a whole; of nothing it is 0.
#[expect(clippy::cast_precision_loss, reason = "counts of words in a sentence are small")]
pub(super) fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

pub(super) const fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// Returns whether a text is Chinese: its technical prose is full of Latin names, English prose holds next to no Chinese.
pub(super) fn is_in_chinese(text: &str) -> bool {
    let n_chinese = text.chars().filter(|c| is_chinese(*c)).count();
    let n_letters = text.chars().filter(char::is_ascii_alphabetic).count();
    7 * n_chinese > n_chinese + n_letters
}

/// Returns whether an English word claims nothing.
pub(super) fn is_empty(lower: &str) -> bool {
    static EMPTY: LazyLock<HashSet<&str>> =
        LazyLock::new(|| EMPTY_ENGLISH.split_ascii_whitespace().collect());
    EMPTY.contains(lower)
}

/// Returns whether a Chinese character only joins others.
pub(super) fn joins(c: &str) -> bool {
    JOINING.contains(c) || "的了是和与请在把被您你我个".contains(c)
}

fn english(word: &str, into: &mut HashSet<String>) {
    let word = word.strip_suffix("n't").unwrap_or(word);
    let word = word.split('\'').find(|part| !part.is_empty()).unwrap_or_default();
    if word.chars().any(char::is_alphabetic) && !is_empty(word) {
        into.insert(stem(word));
    }
}

/// Returns a Chinese text without the words that claim nothing.
fn without_empty(run: &str) -> String {
    let mut rest = run.to_owned();
    for empty in EMPTY_CHINESE.split_ascii_whitespace() {
        if rest.contains(empty) {
            rest = rest.replace(empty, " ");
        }
    }
    rest
}

/// Returns the Chinese characters of a text that claim something.
pub(super) fn characters(text: &str) -> Vec<char> {
    without_empty(text).chars().filter(|c| is_chinese(*c) && !JOINING.contains(*c)).collect()
}

fn chinese(run: &str, into: &mut HashSet<String>) {
    let rest = without_empty(run);
    for part in rest.split(|c: char| c == ' ' || JOINING.contains(c)) {
        let chars: Vec<char> = part.chars().collect();
        for pair in chars.windows(2) {
            into.insert(pair.iter().collect());
        }
    }
}

/// Cuts the commonest English endings, so that "configuring" and "configuration" meet.
pub(super) fn stem(word: &str) -> String {
    let mut stem = word.to_owned();
    if !word.is_ascii() {
        return stem;
    }
    let replaced = [("ies", "y"), ("sses", "ss"), ("ations", ""), ("ation", ""), ("ments", ""), ("ment", "")]
        .into_iter()
        .chain([("ings", ""), ("ing", ""), ("ions", ""), ("ion", ""), ("ed", ""), ("ly", ""), ("es", "")])
        .find(|(ending, put)| word.ends_with(ending) && word.len() - ending.len() + put.len() >= 3);
    if let Some((ending, put)) = replaced {
        stem.truncate(word.len() - ending.len());
        stem.push_str(put);
    } else if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") {
        stem.pop();
    }
    let bytes = stem.as_bytes();
    if bytes.len() > 3 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2] && !stem.ends_with(['s', 'l', 'e'])
    {
        stem.pop();
    }
    if stem.len() > 3 && stem.ends_with('e') {
        stem.pop();
    }
    if stem.len() > 2 && stem.ends_with('y') {
        stem.pop();
        stem.push('i');
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let mut words: Vec<String> = content(text).into_iter().collect();
        words.sort();
        assert_eq!(words, want, "{text}");
    }

    #[test]
    fn forms_of_a_word_meet() {
        for group in [
            &["configure", "configures", "configured", "configuring", "configuration"][..],
            &["install", "installing", "installation", "installed"],
            &["plugin", "plugins"],
            &["retry", "retries", "retried"],
            &["stop", "stopped", "stopping", "stops"],
            &["delete", "deletes", "deleting", "deleted", "deletion"],
        ] {
            let stems: HashSet<String> = group.iter().map(|word| stem(word)).collect();
            assert_eq!(stems.len(), 1, "{stems:?}");
        }
    }

    #[test]
    fn empty_words_and_numbers_do_not_count() {
        check("Here are the steps you need to follow:", &[]);
        check("请按照以下步骤进行操作：", &[]);
        check("您可以在设置页面修改密码 3 次", &["修改", "密码", "改密", "置页", "设置", "面修", "页面"]);
        check("ＡＢＣ don't", &["abc"]);
    }
}
