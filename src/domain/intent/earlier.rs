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

/// What was gone and is there again.
static COMES_BACK: Phrases = Phrases::new(&[
    "it|its|this|that|problem|issue|error|bug|same|trouble|they|outage ?has|have|is|are|was|just|now|already|error|problem|issue|thing|s back|returned|recurred|reappeared|resurfaced",
    "it|its|this|that|problem|issue|error|same|everything|they ?is|has|have|just|now|error|thing|problem|issue ?been happens|happening|happened|occurs|occurring|occurred|started|starts|begins|began|broke|broken|breaks|failing|fails|failed|stopped|crashes|crashed|crashing|down|gone|worse|stuck|doing ?working|it again",
    "down|broken|failing|crashing|crashed|stuck|offline|unavailable|unreachable|errors|timeouts|unresponsive once|yet|all|over|happening ?more ?again",
    "down|broken|failing|crashing|offline|unreachable|unavailable again",
    "^ again",
    "the|exact|exactly same ?error|problem|issue|thing|story|as ?is|are|happened|happens|back ?as again|before|yesterday|earlier",
    "same ?error|problem|issue|thing as|like before|yesterday|earlier|last",
    "又|再次|再度|重新 ?开始|出现|发生 ?了 ~ 了|出现|发生|报错|崩|挂|断|卡|一样",
    "复发|又来|又是|又这样|故态复萌|老问题|老毛病",
    "跟|和|与|同 ~ 上次|之前|刚才|昨天 ?的 一样|一个|相同",
    "还是 ~ 上次|之前 ~ 问题|那样",
]);

/// Returns whether a text says that what was gone is there again: it goes on about what was solved.
#[must_use]
pub fn comes_back(text: &str) -> bool {
    Words::of(text).has(&COMES_BACK)
}

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
    fn what_was_gone_is_there_again() {
        for text in [
            "it happens again",
            "The same error as before",
            "it's back",
            "down again",
            "the problem has returned",
            "又出现了",
            "又挂了",
            "跟上次一样的报错",
            "再次断开了",
        ] {
            assert!(comes_back(text), "{text}");
        }
        for text in ["How do I export an invoice?", "thanks, it is fine again", "怎么导出账单", "I am back"]
        {
            assert!(!comes_back(text), "{text}");
        }
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
