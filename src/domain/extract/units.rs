//! A passage's Markdown as pieces that can be quoted alone: sentences, list items, table rows, code.
//!
//! Links and images become their text, HTML and the marks of documentation generators are dropped; words stay as
//! they are.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::domain::words::sentences;

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A sentence of running text.
    Sentence,
    /// A line that names what follows it: a heading without marks, a question with its answer below.
    Title,
    /// A list item, with its number in a numbered list.
    Item(Option<u64>),
    /// A table row; the header stands once, beside the first row that is quoted.
    Row {
        /// The table's header cells.
        header: Vec<String>,
        /// The row's cells.
        cells: Vec<String>,
    },
    /// A block of code, with its language.
    Code(Option<String>),
}

/// One piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What it is.
    pub kind: Kind,
    /// Its text, cleaned; code as typed.
    pub text: String,
    /// Which block it belongs to: sentences of one paragraph, items of one list, rows of one table share a number.
    pub block: usize,
}

/// Cuts Markdown into pieces, in order.
pub fn units(markdown: &str) -> Vec<Unit> {
    let cleaned = without_generator_marks(markdown);
    let mut reader = Reader::default();
    for event in Parser::new_ext(&cleaned, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        reader.read(event);
    }
    reader.end_text();
    lead_on(&mut reader.units);
    mark_titles(&mut reader.units);
    reader.units
}

/// Puts code beside the words that lead to it, where a remark with code of its own stands between.
fn lead_on(units: &mut [Unit]) {
    let leads = |unit: &Unit| {
        matches!(unit.kind, Kind::Sentence | Kind::Item(_)) && unit.text.trim_end().ends_with([':', '：'])
    };
    let is_code = |unit: &Unit| matches!(unit.kind, Kind::Code(_));
    for at in 0..units.len().saturating_sub(3) {
        let [lead, remark, its, code, ..] = &units[at..] else { return };
        if leads(lead) && leads(remark) && is_code(its) && is_code(code) {
            units[at + 1..at + 4].rotate_right(1);
        }
    }
}

/// Characters of a line that names what follows at most.
const TITLE_CHARS_MAX: usize = 120;

/// Marks what stands alone in its paragraph without an end, or asks, and has something below it.
fn mark_titles(units: &mut [Unit]) {
    for at in 0..units.len().saturating_sub(1) {
        let (before, unit, after) = (at.checked_sub(1).map(|at| units[at].block), &units[at], &units[at + 1]);
        let alone = before != Some(unit.block) && after.block != unit.block;
        let text = unit.text.trim_end();
        let ended =
            text.ends_with(['.', '。', '!', '！', ':', '：', ';', '；', ',', '，', '…', '、', ')', '）']);
        let short = text.chars().count() <= TITLE_CHARS_MAX;
        if matches!(unit.kind, Kind::Sentence) && alone && short && !ended {
            units[at].kind = Kind::Title;
        }
    }
}

/// Drops lines that only a documentation generator reads: imports, component tags (also over several lines), `:::`.
fn without_generator_marks(markdown: &str) -> String {
    let mut kept = String::with_capacity(markdown.len());
    let (mut fenced, mut in_tag) = (false, false);
    for line in markdown.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
        }
        if !fenced && !trimmed.starts_with("```") && !trimmed.starts_with("~~~") {
            let opens = trimmed.starts_with('<')
                && trimmed
                    .trim_start_matches(['<', '/'])
                    .chars()
                    .next()
                    .is_some_and(|c| c.is_ascii_alphabetic())
                && !trimmed.starts_with("<http");
            if in_tag || opens {
                in_tag = !trimmed.trim_end().ends_with('>');
                // Blank, so that paragraphs around a tag stay apart.
                kept.push('\n');
                continue;
            }
            if trimmed.starts_with(":::") || (trimmed.starts_with("import ") && trimmed.contains(" from ")) {
                kept.push('\n');
                continue;
            }
        }
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

#[derive(Default)]
struct Reader {
    units: Vec<Unit>,
    text: String,
    block: usize,
    /// Next number of each open list, outermost first; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// The number of each open item.
    items: Vec<Option<u64>>,
    code: Option<Option<String>>,
    header: Vec<String>,
    cells: Vec<String>,
    /// Depth of what is not quoted: headings, images' alternative text stays.
    skipped: usize,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.skipped == 0 && self.code.is_some() => self.text.push_str(&text),
            Event::Text(text) if self.skipped == 0 => self.push_words(&text),
            Event::Code(code) if self.skipped == 0 => {
                self.text.push('`');
                self.text.push_str(&code);
                self.text.push('`');
            }
            Event::SoftBreak if self.skipped == 0 => self.soft_break(),
            Event::HardBreak if self.skipped == 0 => self.text.push('\n'),
            // "<br/>" in a table cell parts words.
            Event::InlineHtml(html) if self.skipped == 0 && html.starts_with("<br") => self.text.push(' '),
            _ => {}
        }
    }
    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } | Tag::HtmlBlock | Tag::Image { .. } => {
                if !matches!(tag, Tag::Image { .. }) {
                    self.end_text();
                }
                self.skipped += 1;
            }
            Tag::Paragraph => self.end_text(),
            Tag::List(start) => {
                self.end_text();
                if self.lists.is_empty() {
                    self.block += 1;
                }
                self.lists.push(start);
            }
            Tag::Item => {
                self.end_text();
                let number = self.lists.last().copied().flatten();
                if let Some(Some(next)) = self.lists.last_mut() {
                    *next += 1;
                }
                self.items.push(number);
            }
            Tag::CodeBlock(kind) => {
                self.end_text();
                self.block += 1;
                self.code = Some(match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split_whitespace().next().filter(|lang| !lang.is_empty()).map(str::to_owned)
                    }
                    CodeBlockKind::Indented => None,
                });
            }
            Tag::Table(_) => {
                self.end_text();
                self.block += 1;
                self.header.clear();
            }
            Tag::TableHead | Tag::TableRow => self.cells.clear(),
            Tag::TableCell => self.text.clear(),
            _ => {}
        }
    }
    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::HtmlBlock | TagEnd::Image => {
                self.skipped = self.skipped.saturating_sub(1)
            }
            TagEnd::Paragraph => self.end_text(),
            TagEnd::Item => {
                self.end_text();
                self.items.pop();
            }
            TagEnd::List(_) => {
                self.end_text();
                self.lists.pop();
                self.block += 1;
            }
            TagEnd::CodeBlock => {
                let text = std::mem::take(&mut self.text).trim_end().to_owned();
                if let Some(lang) = self.code.take().filter(|_| !text.is_empty()) {
                    self.units.push(Unit { kind: Kind::Code(lang), text, block: self.block });
                }
                self.block += 1;
            }
            TagEnd::TableCell => self.cells.push(squeezed(&std::mem::take(&mut self.text))),
            TagEnd::TableHead => self.header = std::mem::take(&mut self.cells),
            TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells);
                let text = cells.join(" ");
                let kind = Kind::Row { header: self.header.clone(), cells };
                self.units.push(Unit { kind, text, block: self.block });
            }
            TagEnd::Table => self.block += 1,
            _ => {}
        }
    }
    /// Keeps quoted words from being read as marks: as HTML, as emphasis, or as one of our citation numbers.
    fn push_words(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '<' | '*' => self.text.push('\\'),
                '0'..='9' if self.text.ends_with('[') => self.text.push('\u{2060}'),
                _ => {}
            }
            self.text.push(c);
        }
    }
    /// A line break within a paragraph is a blank, except between Chinese characters.
    fn soft_break(&mut self) {
        if self.text.chars().last().is_none_or(|c| c.is_ascii()) {
            self.text.push(' ');
        }
    }
    fn end_text(&mut self) {
        let text = squeezed(&std::mem::take(&mut self.text));
        if text.is_empty() || self.code.is_some() {
            return;
        }
        if let Some(number) = self.items.last() {
            self.units.push(Unit { kind: Kind::Item(*number), text, block: self.block });
            return;
        }
        self.block += 1;
        for sentence in sentences(&text) {
            self.units.push(Unit { kind: Kind::Sentence, text: sentence.to_owned(), block: self.block });
        }
        self.block += 1;
    }
}

/// Returns quoted words without escapes and without the marks of code.
pub fn plain(text: &str) -> String {
    text.replace("\\<", "<").replace("\\*", "*").replace(['\u{2060}', '`'], "")
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markdown: &str, want: &[&str]) {
        let units = units(markdown);
        let got: Vec<&str> = units.iter().map(|unit| unit.text.as_str()).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn links_images_and_html_become_their_text() {
        check(
            "See [the *guide*](a.md) now. ![x](y.png)<b>Bold</b> `code`.\n\n<Tabs\n  a={[]}>\n\nimport A from 'b';\n\n:::note\nMind it.\n:::\n",
            &["See the guide now.", "Bold `code`.", "Mind it."],
        );
    }
    #[test]
    fn a_remark_does_not_part_code_from_its_lead_in() {
        check(
            "Create a route:\n\nFetch the key first with this command:\n\n```sh\nkey\n```\n\n```sh\nroute\n```\n",
            &["Create a route:", "route", "Fetch the key first with this command:", "key"],
        );
    }
    #[test]
    fn items_rows_and_code_stand_alone() {
        check(
            "Do this:\n\n1. One.\n2. Two\n\n| a | b |\n|---|---|\n| x | y |\n\n```sh\nrun\n```\n",
            &["Do this:", "One.", "Two", "x y", "run"],
        );
        let units = units("1. One\n2. Two\n");
        assert_eq!(units[1].kind, Kind::Item(Some(2)));
        assert_eq!(units[0].block, units[1].block);
    }
}
