//! Whether a question leans on what was said before it: "and on Windows?", "那安卓呢".

use crate::domain::words::{Phrases, Words, terms};

/// Different words of content up to which a question hardly stands alone.
const N_SHORT_MAX: usize = 2;

/// Words that point back.
static BACK: Phrases = Phrases::new(&[
    "it", "its", "they", "them", "their", "that", "this", "these", "those", "there", "one", "ones", "same",
    "such", "else", "another", "other", "instead", "also", "too", "both", "either", "neither", "他", "它",
    "它们", "他们", "这个", "那个", "这些", "那些", "这样", "那样", "这种", "那种", "这里", "那里", "上面",
    "前面", "刚才", "刚刚", "同样", "另外", "其他", "其它", "别的", "还有", "也",
]);
/// Beginnings that go on with something.
static GOES_ON: Phrases = Phrases::new(&[
    "and",
    "or",
    "but",
    "so",
    "then",
    "what about",
    "how about",
    "what if",
    "why",
    "yes",
    "no",
    "ok",
    "那",
    "那么",
    "然后",
    "如果",
    "换成",
    "为什么",
    "是的",
    "不是",
    "好的",
]);

/// Returns whether a text is likely to be understood only with what was said before.
#[must_use]
pub fn leans_on_earlier(text: &str) -> bool {
    let words = Words::of(text);
    let ends_open = text.trim_end_matches(['?', '？', '。', ' ']).ends_with('呢');
    ends_open
        || terms(text).len() <= N_SHORT_MAX
        || words.has(&BACK)
        || GOES_ON.at(words.tokens(), 0).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: bool) {
        assert_eq!(leans_on_earlier(text), want, "{text}");
    }

    #[test]
    fn what_points_back_or_names_little_leans_on_what_was_said() {
        check("and on Windows?", true);
        check("How do I turn it off again after the upgrade?", true);
        check("why", true);
        check("那安卓端呢？", true);
        check("这个参数的默认值怎么改成三十秒", true);
        check("Which ports does the gateway need behind a corporate firewall?", false);
        check("网关在公司防火墙后面需要开放端口列表吗", false);
    }
}
