//! The ways through menus that a text names: `Settings > Security > Devices`.

use super::words;

/// Marks between the names of a way, longest first.
const MARKS: [&str; 5] = ["->", "→", "›", "»", ">"];
/// Chinese characters of a name that are compared.
const NAME_CHARS: usize = 2;

/// One step of a way: the last word of a name and the first of the one below it, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    from: String,
    to: String,
}

impl Step {
    /// Returns whether a text's ways go on from here, or come here, otherwise than by this step.
    pub(super) fn is_another_of(&self, known: &[Self]) -> bool {
        !known.contains(self) && known.iter().any(|step| step.from == self.from || step.to == self.to)
    }
    /// Returns the step as written.
    pub(super) fn name(&self) -> String {
        format!("{} > {}", self.from, self.to)
    }
}

/// Returns the steps of the ways a text names.
pub(super) fn steps(text: &str) -> Vec<Step> {
    let mut found = Vec::new();
    for line in text.lines().map(|line| line.trim_start_matches(['>', ' '])) {
        let mut even =
            words::fold(line).replace(['*', '_', '"', '“', '”', '「', '」', '【', '】', '[', ']'], "");
        for mark in MARKS {
            even = even.replace(mark, "\n");
        }
        let names: Vec<&str> = even.split('\n').map(str::trim).collect();
        let pairs = names.windows(2).filter_map(|pair| match pair {
            [from, to] => Some(Step { from: last_word(from)?, to: first_word(to)? }),
            _ => None,
        });
        found.extend(pairs);
    }
    found
}

fn first_word(name: &str) -> Option<String> {
    word(name.chars())
}

fn last_word(name: &str) -> Option<String> {
    word(name.chars().rev()).map(|word| word.chars().rev().collect())
}

fn word(chars: impl Iterator<Item = char> + Clone) -> Option<String> {
    let is_chinese = chars.clone().next().is_some_and(words::is_chinese);
    let word: String = match is_chinese {
        true => chars.take_while(|c| words::is_chinese(*c)).take(NAME_CHARS).collect(),
        false => chars.take_while(|c| c.is_alphanumeric() && !words::is_chinese(*c)).collect(),
    };
    word.contains(char::is_alphabetic).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_way_is_seen() {
        let known = steps(
            "Open **Settings > Security > Devices** and choose **Sign out**.\n> 设置 → 安全 → 登录设备",
        );
        let is_another = |text: &str| steps(text).iter().any(|step| step.is_another_of(&known));
        assert!(!is_another("Open Settings > Security > Devices and sign out"));
        assert!(!is_another("打开“设置 > 安全 > 登录设备”"));
        assert!(is_another("Open Settings > Privacy > Devices"));
        assert!(is_another("Open Settings > Devices > Security"));
        assert!(is_another("打开“设置 > 隐私”"));
        assert!(!is_another("values of a > b and c -> d"));
    }
}
