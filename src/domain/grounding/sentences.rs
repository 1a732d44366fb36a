//! Cuts a stream of Markdown into the units that are checked one by one.
//!
//! A unit is a sentence, a heading, a fenced code block or a table. The buffer is bounded: what never ends is cut.

/// Longest sentence or heading, in bytes.
const SENTENCE_BYTES_MAX: usize = 2_000;
/// Longest code block or table, in bytes.
const BLOCK_BYTES_MAX: usize = 8_000;

/// What stands between a unit and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing.
    #[default]
    None,
    /// A space.
    Space,
    /// A new line.
    Line,
    /// An empty line.
    Paragraph,
}

impl Gap {
    /// Returns it as Markdown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Space => " ",
            Self::Line => "\n",
            Self::Paragraph => "\n\n",
        }
    }
}

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A sentence, or what stands for one in a list item.
    Prose,
    /// A heading.
    Heading,
    /// A fenced code block.
    Code,
    /// A table.
    Table,
}

/// One piece that is said or dropped as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What stands before it.
    pub gap: Gap,
    /// Indentation, list, quote or heading marker before it, as written.
    pub marker: String,
    /// Its text.
    pub body: String,
    /// What it is.
    pub kind: Kind,
}

/// The cutter.
#[derive(Debug)]
pub struct Sentences {
    buffer: String,
    gap: Gap,
    at_line_start: bool,
}

impl Default for Sentences {
    fn default() -> Self {
        Self { buffer: String::new(), gap: Gap::None, at_line_start: true }
    }
}

/// Where something ends, as far as the buffer tells.
#[derive(Clone, Copy)]
enum End {
    At(usize),
    NotYet,
}

impl Sentences {
    /// Takes in a piece and returns the units it completes.
    pub fn push(&mut self, piece: &str) -> Vec<Unit> {
        self.buffer.push_str(piece);
        self.take_all(false)
    }
    /// Returns the rest once nothing more comes.
    pub fn finish(&mut self) -> Vec<Unit> {
        self.take_all(true)
    }

    fn take_all(&mut self, last: bool) -> Vec<Unit> {
        let mut units = Vec::new();
        while let Some(unit) = self.take(last) {
            units.push(unit);
        }
        units
    }

    fn take(&mut self, last: bool) -> Option<Unit> {
        self.skip_blank();
        while self.at_line_start && self.skip_rule(last)? {
            self.skip_blank();
        }
        if self.buffer.trim_start().is_empty() {
            return None;
        }
        let text = self.buffer.as_str();
        let indent =
            if self.at_line_start { text.len() - text.trim_start_matches([' ', '\t']).len() } else { 0 };
        let line = &text[indent..];
        if self.at_line_start {
            if is_fence_beginning(line) && !last {
                return None;
            }
            if let Some(fence) = fence(line) {
                return self.take_code(indent, fence, last);
            }
            if line.starts_with('|') {
                return self.take_table(indent, last);
            }
        }
        let marker = if self.at_line_start { indent + marker_len(line, last)? } else { 0 };
        let kind = if text[indent..marker].contains('#') { Kind::Heading } else { Kind::Prose };
        let own_line = kind == Kind::Heading || !text[indent..marker].trim().is_empty();
        match sentence_end(&text[marker..], own_line, kind, last) {
            End::At(end) => Some(self.cut(marker, marker + end, kind)),
            End::NotYet => None,
        }
    }

    /// Drops white space before the next unit and remembers what it amounts to.
    fn skip_blank(&mut self) {
        let mut kept = 0;
        for (at, c) in self.buffer.char_indices() {
            if c == '\n' {
                self.gap = if self.at_line_start { Gap::Paragraph } else { Gap::Line };
                self.at_line_start = true;
                kept = at + 1;
            } else if !c.is_whitespace() {
                break;
            } else if !self.at_line_start {
                self.gap = self.gap.max(Gap::Space);
                kept = at + c.len_utf8();
            }
        }
        self.buffer.drain(..kept);
    }

    /// Drops a line like `---`, which the tree has no block for; `None` where it may yet become one.
    fn skip_rule(&mut self, last: bool) -> Option<bool> {
        let end = self.buffer.find('\n');
        let line = self.buffer[..end.unwrap_or(self.buffer.len())].trim();
        let first = line.chars().next().unwrap_or(' ');
        let is_rule = matches!(first, '-' | '*' | '_') && line.chars().all(|c| c == first || c == ' ');
        if !is_rule {
            return Some(false);
        }
        if end.is_none() && !last {
            return None;
        }
        self.buffer.drain(..end.unwrap_or(self.buffer.len()));
        self.gap = Gap::Paragraph;
        Some(true)
    }

    fn take_code(&mut self, indent: usize, fence: &'static str, last: bool) -> Option<Unit> {
        let text = &self.buffer[indent..];
        let mut at = text.find('\n').map_or(text.len(), |end| end + 1);
        while at < text.len() {
            let end = text[at..].find('\n').map(|end| at + end);
            let line = text[at..end.unwrap_or(text.len())].trim();
            if line.starts_with(fence) && line.trim_matches(['`', '~']).is_empty() && (end.is_some() || last)
            {
                return Some(self.cut(indent, indent + end.unwrap_or(text.len()), Kind::Code));
            }
            at = end.map_or(text.len(), |end| end + 1);
        }
        if !last && text.len() < BLOCK_BYTES_MAX {
            return None;
        }
        let end = text.rfind('\n').filter(|_| text.len() >= BLOCK_BYTES_MAX).unwrap_or(text.len());
        let mut unit = self.cut(indent, indent + end, Kind::Code);
        unit.body = format!("{}\n{}{fence}", unit.body.trim_end(), unit.marker);
        Some(unit)
    }

    fn take_table(&mut self, indent: usize, last: bool) -> Option<Unit> {
        let text = &self.buffer[indent..];
        let mut at = 0;
        while let Some(end) = text[at..].find('\n').map(|end| at + end) {
            match text[end + 1..].trim_start_matches([' ', '\t']).chars().next() {
                Some('|') if end < BLOCK_BYTES_MAX => at = end + 1,
                None if !last => return None,
                _ => return Some(self.cut(indent, indent + end, Kind::Table)),
            }
        }
        if !last && text.len() < BLOCK_BYTES_MAX {
            return None;
        }
        let end = if text.len() < BLOCK_BYTES_MAX { text.len() } else { floor(text, BLOCK_BYTES_MAX) };
        Some(self.cut(indent, indent + end, Kind::Table))
    }

    fn cut(&mut self, marker: usize, end: usize, kind: Kind) -> Unit {
        let unit = Unit {
            gap: std::mem::take(&mut self.gap),
            marker: self.buffer[..marker].to_owned(),
            body: self.buffer[marker..end].trim_end().to_owned(),
            kind,
        };
        self.buffer.drain(..end);
        self.at_line_start = false;
        unit
    }
}

fn fence(line: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|fence| line.starts_with(fence))
}

fn is_fence_beginning(line: &str) -> bool {
    line.len() < 3 && (line.trim_matches('`').is_empty() || line.trim_matches('~').is_empty())
}

/// Returns the length of the markers a line begins with; `None` where more text could make one.
fn marker_len(line: &str, last: bool) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let Some(length) = one_marker(rest) else {
            let is_open =
                rest.len() < 12 && rest.trim_matches(|c: char| "-*+#>.)0123456789 ".contains(c)).is_empty();
            return (last || !is_open).then_some(at);
        };
        at += length;
        if line[at - length..at].contains('#') {
            return Some(at);
        }
    }
}

fn one_marker(line: &str) -> Option<usize> {
    let spaces = |from: usize| line[from..].len() - line[from..].trim_start_matches([' ', '\t']).len();
    let first = line.chars().next()?;
    let n_hashes = line.len() - line.trim_start_matches('#').len();
    let n_digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let end = match first {
        '>' => return Some(1 + spaces(1)),
        '-' | '*' | '+' => 1,
        '#' if n_hashes <= 6 => n_hashes,
        '0'..='9' if n_digits <= 9 && matches!(line.as_bytes().get(n_digits), Some(b'.' | b')')) => {
            n_digits + 1
        }
        _ => return None,
    };
    let n_spaces = spaces(end);
    (n_spaces > 0).then_some(end + n_spaces)
}

/// Returns where the sentence that begins `text` ends.
fn sentence_end(text: &str, own_line: bool, kind: Kind, last: bool) -> End {
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at >= SENTENCE_BYTES_MAX {
            let cut = text[..at].rfind(char::is_whitespace).filter(|cut| *cut > at / 2).unwrap_or(at);
            return End::At(cut);
        }
        if at < skip_to {
            continue;
        }
        let verdict = match c {
            '`' if kind == Kind::Prose => match code_span_end(text, at, last) {
                End::At(end) => {
                    skip_to = end;
                    None
                }
                End::NotYet if text.len() - at < SENTENCE_BYTES_MAX => return End::NotYet,
                End::NotYet => None,
            },
            '\n' => line_end(text, at, own_line, last),
            '.' | '!' | '?' if kind == Kind::Prose => western_end(text, at, c, last),
            '。' | '！' | '？' if kind == Kind::Prose => {
                Some(citations_end(text, closers_end(text, at), last))
            }
            _ => None,
        };
        match verdict {
            Some(End::NotYet) if text.len() >= SENTENCE_BYTES_MAX => {}
            Some(end) => return end,
            None => {}
        }
    }
    if last { End::At(text.len()) } else { End::NotYet }
}

/// Returns where the code span that opens at `at` ends (just past its opening where it never closes on this line).
fn code_span_end(text: &str, at: usize, last: bool) -> End {
    let n_ticks = text[at..].bytes().take_while(|byte| *byte == b'`').count();
    let inside = at + n_ticks;
    let line = text[inside..].find('\n').map_or(text.len(), |end| inside + end);
    let ticks = "`".repeat(n_ticks);
    match text[inside..line].find(&ticks) {
        Some(offset) => End::At(inside + offset + n_ticks),
        None if line == text.len() && !last => End::NotYet,
        None => End::At(inside),
    }
}

fn line_end(text: &str, at: usize, own_line: bool, last: bool) -> Option<End> {
    if own_line || text[..at].trim_end().ends_with([':', '：']) {
        return Some(End::At(at));
    }
    let next = text[at + 1..].trim_start_matches([' ', '\t']);
    if next.is_empty() {
        return Some(if last { End::At(at) } else { End::NotYet });
    }
    let begins_block = next.starts_with(['\n', '|']) || fence(next).is_some() || one_marker(next).is_some();
    let may_begin =
        next.len() < 12 && next.trim_matches(|c: char| "-*+#`~.)0123456789".contains(c)).is_empty();
    if begins_block {
        Some(End::At(at))
    } else if may_begin && !last {
        Some(End::NotYet)
    } else {
        None
    }
}

fn western_end(text: &str, at: usize, mark: char, last: bool) -> Option<End> {
    let end = closers_end(text, at);
    let after = &text[end..];
    let Some(next) = after.chars().next() else {
        return Some(if last { End::At(end) } else { End::NotYet });
    };
    if mark == '.' && is_not_the_end(&text[..at]) {
        return None;
    }
    if matches!(next, '[' | '【') {
        return match citations_end(text, end, last) {
            End::At(cited) if cited == end => None,
            found => Some(found),
        };
    }
    if !next.is_whitespace() {
        let is_chinese = !next.is_ascii() && next.is_alphanumeric();
        return (is_chinese && !text[..at].ends_with(|c: char| c.is_ascii_digit())).then_some(End::At(end));
    }
    let beyond = after.trim_start_matches([' ', '\t']);
    match beyond.chars().next() {
        None if !last => Some(End::NotYet),
        Some('[' | '【') => Some(citations_end(text, end, last)),
        Some(c) if mark == '.' && c.is_lowercase() && c.is_ascii() => None,
        _ => Some(End::At(end)),
    }
}

/// Returns whether a full stop after `before` belongs to an abbreviation or a number.
fn is_not_the_end(before: &str) -> bool {
    const ABBREVIATIONS: [&str; 24] = [
        "e.g", "i.e", "eg", "ie", "vs", "no", "fig", "mr", "mrs", "ms", "dr", "approx", "cf", "resp", "incl",
        "excl", "sec", "ver", "max", "min", "st", "al", "dept", "ca",
    ];
    let word = before.rsplit(|c: char| c.is_whitespace() || "(\"'“".contains(c)).next().unwrap_or_default();
    let lower = word.to_lowercase();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let is_only_number =
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) && before.len() - word.len() <= 6;
    ABBREVIATIONS.contains(&lower.as_str()) || is_initial || is_only_number
}

/// Returns the end of repeated marks and closing quotes that begin at `at`.
fn closers_end(text: &str, at: usize) -> usize {
    let tail = &text[at..];
    at + tail.len() - tail.trim_start_matches(|c: char| ".!?。！？\"'”’)）】」』*_".contains(c)).len()
}

/// Returns the end of the citations that follow `at`.
fn citations_end(text: &str, at: usize, last: bool) -> End {
    let mut end = at;
    loop {
        let rest = text[end..].trim_start_matches(' ');
        let start = text.len() - rest.len();
        let (open, close) = if rest.starts_with('【') { ('【', '】') } else { ('[', ']') };
        if rest.is_empty() {
            return if last { End::At(end) } else { End::NotYet };
        }
        let Some(inner) = rest.strip_prefix(open) else { return End::At(end) };
        let is_number = |c: char| c.is_ascii_digit() || ", ，、".contains(c);
        let n_inner = inner.len() - inner.trim_start_matches(is_number).len();
        match inner[n_inner..].chars().next() {
            Some(c) if c == close && n_inner > 0 => {
                end = start + open.len_utf8() + n_inner + close.len_utf8();
            }
            None if !last && n_inner < 24 => return End::NotYet,
            _ => return End::At(end),
        }
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str, piece_chars: usize) -> Vec<Unit> {
        let mut sentences = Sentences::default();
        let chars: Vec<char> = text.chars().collect();
        let mut units: Vec<Unit> = chars
            .chunks(piece_chars)
            .flat_map(|piece| sentences.push(&piece.iter().collect::<String>()))
            .collect();
        units.extend(sentences.finish());
        units
    }

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        for piece_chars in [1, 3, 7, 10_000] {
            let bodies: Vec<String> = cut(text, piece_chars).into_iter().map(|unit| unit.body).collect();
            assert_eq!(bodies, want, "in pieces of {piece_chars}: {text}");
        }
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        check("Open it. Then wait! Done? Yes", &["Open it.", "Then wait!", "Done?", "Yes"]);
        check(
            "打开设置。点击“保存。”然后重启！好吗？好",
            &["打开设置。", "点击“保存。”", "然后重启！", "好吗？", "好"],
        );
        check(
            "Use 3.2.0 or later, e.g. 3.3. See config.yaml. Fine.",
            &["Use 3.2.0 or later, e.g. 3.3.", "See config.yaml.", "Fine."],
        );
        check("Run `a. B` now. Next", &["Run `a. B` now.", "Next"]);
    }

    #[test]
    fn citations_stay_with_their_sentence() {
        check(
            "One [1]. Two. [2] Three.[3][1] 四。[1] 五 [2]。",
            &["One [1].", "Two. [2]", "Three.[3][1]", "四。[1]", "五 [2]。"],
        );
        check("One. [2, 3] Two。【1】三。", &["One. [2, 3]", "Two。【1】", "三。"]);
    }

    #[test]
    fn lines_of_lists_and_headings_are_units() {
        check(
            "## Steps\nTo do it:\n1. Open\n2. Close. Wait\n- x\n\nA wrapped\nline. End",
            &["Steps", "To do it:", "Open", "Close.", "Wait", "x", "A wrapped\nline.", "End"],
        );
        let units = cut("- a. B\n", 1);
        assert_eq!(
            (units[0].marker.as_str(), units[1].marker.as_str(), units[1].gap),
            ("- ", "", Gap::Space)
        );
    }

    #[test]
    fn code_and_tables_are_one_unit() {
        check("Run:\n```sh\na. b\n\nc! d\n```\nThen go.", &["Run:", "```sh\na. b\n\nc! d\n```", "Then go."]);
        check("|a|b|\n|-|-|\n|1. x|2|\n\nEnd.", &["|a|b|\n|-|-|\n|1. x|2|", "End."]);
        check("```\nnever closed", &["```\nnever closed\n```"]);
        check("a\n\n---\n\nb", &["a", "b"]);
    }

    #[test]
    fn endless_text_is_cut() {
        for endless in ["word ".repeat(3_000), "字".repeat(9_000), format!("```\n{}", "x\n".repeat(9_000))] {
            let mut sentences = Sentences::default();
            for piece in endless.as_bytes().chunks(30) {
                sentences.push(&String::from_utf8_lossy(piece));
                assert!(sentences.buffer.len() < BLOCK_BYTES_MAX + 200);
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_is_lost_or_depends_on_the_pieces(text in "[ab.。!\n`|#>\\-1 \\[\\]~*]{0,80}") {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
            let whole = cut(&text, 10_000);
            let said: String = whole.iter().map(|unit| format!("{}{}", unit.marker, unit.body)).collect();
            prop_assert_eq!(letters(&said), letters(&text));
            prop_assert_eq!(cut(&text, 1), whole);
        }
    }
}
