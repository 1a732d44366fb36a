//! Cuts a section into pieces that fit: between blocks where it can, inside one only where it must.

use std::ops::Range;

/// Room in one passage, in half-widths: about 1,800 Latin or 900 Chinese characters, a few paragraphs to quote.
const WIDTH_MAX: usize = 1_800;

/// A top-level block of the body.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) range: Range<usize>,
    pub(super) shape: Shape,
}

/// Where a block may be cut.
#[derive(Debug)]
pub(super) enum Shape {
    /// At lines, each piece fenced again.
    Code,
    /// Before these rows (byte positions in the body), the header repeated.
    Table { rows: Vec<usize> },
    /// Before these items (byte positions in the body).
    List { items: Vec<usize> },
    /// At ends of sentences.
    Prose,
}

/// Tells letters that take the room of two: Chinese, Japanese, Korean and their punctuation.
pub(super) const fn is_wide(letter: char) -> bool {
    matches!(letter,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
}

/// Returns the texts of a section's passages, in order; none where the section says nothing.
pub(super) fn pieces(body: &str, blocks: &[Block]) -> Vec<String> {
    let mut packed = Packed::new("\n\n");
    for block in blocks {
        let Some(text) = body.get(block.range.clone()) else { continue };
        let text = text.trim_end().trim_start_matches('\n');
        if text.trim().is_empty() {
            continue;
        }
        if width(text) <= WIDTH_MAX {
            packed.push(text);
            continue;
        }
        for part in parts(text, body, block) {
            packed.push(&part);
        }
    }
    packed.finish()
}

fn parts(text: &str, body: &str, block: &Block) -> Vec<String> {
    match &block.shape {
        Shape::Code => code(text),
        Shape::Table { rows } => table(text, &cut(body, block, rows)),
        Shape::List { items } => {
            let mut packed = Packed::new("\n");
            for item in cut(body, block, items) {
                let item = item.trim_end();
                if width(item) <= WIDTH_MAX {
                    packed.push(item);
                } else {
                    lines(item).iter().for_each(|part| packed.push(part));
                }
            }
            packed.finish()
        }
        Shape::Prose => prose(text),
    }
}

/// Slices a block before each of `starts`.
fn cut<'a>(body: &'a str, block: &Block, starts: &[usize]) -> Vec<&'a str> {
    let ends = starts.iter().skip(1).copied().chain([block.range.end]);
    starts.iter().zip(ends).filter_map(|(start, end)| body.get(*start..end)).collect()
}

fn code(text: &str) -> Vec<String> {
    let mut all: Vec<&str> = text.lines().collect();
    let opening = all.first().copied().unwrap_or_default();
    let n_marks = opening.trim_start().bytes().take_while(|byte| matches!(byte, b'`' | b'~')).count();
    if n_marks < 3 {
        return lines(text);
    }
    let indent = opening.len() - opening.trim_start().len();
    let fence = &opening[indent..indent + n_marks];
    all.remove(0);
    if all.last().is_some_and(|last| last.trim() == fence) {
        all.pop();
    }
    let room = WIDTH_MAX.saturating_sub(width(opening) + n_marks + 2).max(WIDTH_MAX / 2);
    let mut packed = Packed { room, ..Packed::new("\n") };
    all.iter().for_each(|line| packed.push_cut(line));
    packed.finish().iter().map(|inside| format!("{opening}\n{inside}\n{fence}")).collect()
}

/// Cuts a table at its rows, each piece under the header. Cells padded into columns lose their padding first: it takes
/// room and says nothing.
fn table(text: &str, rows: &[&str]) -> Vec<String> {
    let mut lines_above = text.lines();
    let (names, delimiters) =
        (lines_above.next().unwrap_or_default(), lines_above.next().unwrap_or_default());
    let header = format!("{}\n{}", trimmed(names, |cell| cell), trimmed(delimiters, delimiter));
    // A header wider than any passage is no table somebody reads.
    if rows.is_empty() || width(&header) + 1 >= WIDTH_MAX {
        return lines(text);
    }
    let room = (WIDTH_MAX - width(&header) - 1).max(WIDTH_MAX / 4);
    let mut packed = Packed { room, ..Packed::new("\n") };
    rows.iter()
        .flat_map(|row| row.lines())
        .for_each(|row| packed.push_cut(&trimmed(row.trim_end(), |cell| cell)));
    packed.finish().iter().map(|inside| format!("{header}\n{inside}")).collect()
}

/// Returns a row without the padding of its cells.
fn trimmed<'a>(row: &'a str, cell: impl Fn(&'a str) -> &'a str) -> String {
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in row.match_indices('|').filter(|(at, _)| !row[..*at].ends_with('\\')) {
        cells.push(&row[start..at]);
        start = at + 1;
    }
    cells.push(&row[start..]);
    let is_delimiter = cells.iter().all(|one| one.trim().chars().all(|c| matches!(c, '-' | ':')));
    let last = cells.len() - 1;
    let shown = cells.iter().enumerate().map(|(n, one)| {
        let one = cell(one.trim());
        match one.is_empty() || is_delimiter {
            true if one.is_empty() && n > 0 && n < last => " ".to_owned(),
            true => one.to_owned(),
            false if n == 0 => format!("{one} "),
            false if n == last => format!(" {one}"),
            false => format!(" {one} "),
        }
    });
    shown.collect::<Vec<_>>().join("|")
}

/// Returns the shortest delimiter of a column; alignment is no words.
fn delimiter(cell: &str) -> &str {
    if cell.is_empty() { "" } else { "---" }
}

fn lines(text: &str) -> Vec<String> {
    let mut packed = Packed::new("\n");
    for line in text.lines() {
        if width(line) <= WIDTH_MAX {
            packed.push(line);
        } else {
            prose(line).iter().for_each(|part| packed.push(part));
        }
    }
    packed.finish()
}

fn prose(text: &str) -> Vec<String> {
    let mut packed = Packed::new("");
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let before_space = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
        let is_end = match letter {
            '。' | '！' | '？' | '；' | '\n' => true,
            '.' | '!' | '?' | ';' => before_space,
            _ => false,
        };
        if is_end {
            let end = at + letter.len_utf8();
            packed.push_cut(&text[start..end]);
            start = end;
        }
    }
    packed.push_cut(&text[start..]);
    packed.finish().iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn width(text: &str) -> usize {
    text.chars().map(|letter| 1 + usize::from(is_wide(letter))).sum()
}

/// Texts gathered until no further one fits.
struct Packed {
    between: &'static str,
    room: usize,
    done: Vec<String>,
    open: String,
    open_width: usize,
}

impl Packed {
    const fn new(between: &'static str) -> Self {
        Self { between, room: WIDTH_MAX, done: Vec::new(), open: String::new(), open_width: 0 }
    }
    fn push(&mut self, text: &str) {
        let text_width = width(text) + self.between.len();
        if !self.open.is_empty() && self.open_width + text_width > self.room {
            self.close();
        }
        if !self.open.is_empty() {
            self.open.push_str(self.between);
        }
        self.open.push_str(text);
        self.open_width += text_width;
    }
    /// Pushes a text of which nothing is known; one that fits nowhere is cut between characters.
    fn push_cut(&mut self, text: &str) {
        if width(text) <= self.room {
            return self.push(text);
        }
        let mut piece = String::new();
        let mut piece_width = 0;
        for letter in text.chars() {
            let letter_width = 1 + usize::from(is_wide(letter));
            if piece_width + letter_width > self.room {
                self.push(&piece);
                piece.clear();
                piece_width = 0;
            }
            piece.push(letter);
            piece_width += letter_width;
        }
        self.push(&piece);
    }
    fn close(&mut self) {
        self.done.push(std::mem::take(&mut self.open));
        self.open_width = 0;
    }
    fn finish(mut self) -> Vec<String> {
        if !self.open.trim().is_empty() {
            self.close();
        }
        self.done
    }
}
