//! Of which plan, edition or role something is said: "the Studio plan", 企业版. What holds for one holds for no other.

use super::words;

/// Nouns that stand behind the name of one of several.
const NOUNS: [&str; 14] = [
    "plan",
    "plans",
    "edition",
    "editions",
    "tier",
    "tiers",
    "role",
    "roles",
    "package",
    "packages",
    "license",
    "licence",
    "subscription",
    "subscriptions",
];
/// The same in Chinese, where the name and its noun are one word.
const NOUNS_ZH: [&str; 4] = ["套餐", "版", "方案", "角色"];
/// Words before such a noun that name none.
const NAMES_NONE: &str = "the a an any all every each your our their this that these those which what some no other \
    another same new current paid higher lower following both different one two three first second of";
/// Characters before such a noun that name none, or end what stands before the name.
const NAMES_NONE_ZH: &str =
    "的本该此各这那何某新旧每有和与及或在为是仅只需要用到从以于由将把被正出排改绝翻再";

/// One of several of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    noun: String,
    name: String,
}

impl Kind {
    /// Returns whether it is another one of the same kind.
    pub(super) fn rivals(&self, other: &Self) -> bool {
        self.noun == other.noun && self.name != other.name
    }
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// Returns which of several a folded text speaks of.
pub(super) fn kinds(folded: &str) -> Vec<Kind> {
    let mut found = Vec::new();
    // Both in one phrase, with a blank between them and nothing else.
    for phrase in folded.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == ' ')) {
        let latin: Vec<&str> = phrase.split(' ').collect();
        for pair in latin.windows(2) {
            let [name, noun] = pair else { continue };
            let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
                && !NAMES_NONE.split_ascii_whitespace().any(|none| none == *name);
            if is_name && NOUNS.contains(noun) {
                found.push(Kind { noun: noun.trim_end_matches('s').to_owned(), name: words::stem(name) });
            }
        }
    }
    for noun in NOUNS_ZH {
        for (at, _) in folded.match_indices(noun) {
            // 版本 and 版面 are other words.
            let goes_on = folded[at + noun.len()..].starts_with(['本', '面', '权', '块']);
            let before: Vec<char> = folded[..at].chars().rev().take(2).collect();
            let is_name = before.len() == 2
                && before.iter().all(|c| words::is_chinese(*c) && !NAMES_NONE_ZH.contains(*c));
            if is_name && !goes_on {
                let name = before.iter().rev().collect();
                found.push(Kind { noun: noun.to_owned(), name });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let found: Vec<String> = kinds(&words::fold(text)).into_iter().map(|kind| kind.name).collect();
        assert_eq!(found, want, "{text}");
    }

    #[test]
    fn what_stands_before_the_noun_names_it() {
        check(
            "Single sign-on is available on the Enterprise plan only.",
            &["enterprise"].map(words::stem).each_ref().map(String::as_str),
        );
        check("Any plan, and your plan, has it: for example {\"tier\": 2}.", &[]);
        check("单点登录仅企业版可用，升级到专业套餐也不行", &["专业", "企业"]);
        check("请升级到新版本，在每个版面上", &[]);
    }
}
