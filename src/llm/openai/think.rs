//! Takes `<think>…</think>` out of a stream: reasoning is no answer.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// The filter; keeps back only what may yet become a mark.
#[derive(Debug, Default)]
pub(super) struct Thinking {
    inside: bool,
    kept: String,
}

impl Thinking {
    /// Returns what of a piece, and of what was kept back, is answer.
    pub(super) fn filter(&mut self, piece: &str) -> String {
        self.kept.push_str(piece);
        let mut answer = String::new();
        loop {
            let mark = if self.inside { CLOSE } else { OPEN };
            if let Some(at) = self.kept.find(mark) {
                if !self.inside {
                    answer.push_str(&self.kept[..at]);
                }
                self.kept.drain(..at + mark.len());
                self.inside = !self.inside;
                continue;
            }
            let n_open = open_end(&self.kept, mark);
            let rest = self.kept.split_off(self.kept.len() - n_open);
            let passed = std::mem::replace(&mut self.kept, rest);
            if !self.inside {
                // Some templates swallow the opening mark; the closing one must not be shown at least.
                answer.push_str(&passed.replace(CLOSE, ""));
            }
            return answer;
        }
    }
    /// Returns what was kept back once nothing more comes.
    pub(super) fn finish(&mut self) -> String {
        let kept = std::mem::take(&mut self.kept);
        if self.inside { String::new() } else { kept }
    }
}

/// Returns how many bytes at the end of `text` may be the beginning of `mark`.
fn open_end(text: &str, mark: &str) -> usize {
    (1..mark.len()).rev().find(|length| text.ends_with(&mark[..*length])).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        for size in 1..=text.len() {
            let mut thinking = Thinking::default();
            let chars: Vec<char> = text.chars().collect();
            let mut got: String =
                chars.chunks(size).map(|piece| thinking.filter(&piece.iter().collect::<String>())).collect();
            got.push_str(&thinking.finish());
            assert_eq!(got, want, "pieces of {size}");
        }
    }

    #[test]
    fn reasoning_is_not_shown() {
        check("<think>hm, a < b</think>Do it.", "Do it.");
        check("a <b> c <thin", "a <b> c <thin");
        check("先<think>想</think>答", "先答");
        check("<think>never ends", "");
    }
}
