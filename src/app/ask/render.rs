//! A message's block tree as lines of a terminal.
//!
//! What grows at its end renders to text that grows at its end, so that a reply can be printed while it is written;
//! tables are the exception, see [`growing`].

use crate::domain::blocks::{Block, Inline};

use super::paint::{Paint, clean, width};

/// Columns of a table cell beyond which the others are no longer aligned to it.
const CELL_COLUMNS_MAX: usize = 40;
/// Deepest nesting that is indented further.
const DEPTH_MAX: usize = 8;

/// Renders blocks, without a line end after the last line.
#[must_use]
pub fn render(blocks: &[Block], paint: Paint) -> String {
    lines(blocks, paint, 0).join("\n")
}

/// Renders a draft that may still grow: a table at its end is held back, for its columns may still widen.
#[must_use]
pub fn growing(blocks: &[Block], paint: Paint) -> String {
    match blocks {
        [before @ .., Block::Table { .. }] => render(before, paint),
        whole => render(whole, paint),
    }
}

fn lines(blocks: &[Block], paint: Paint, depth: usize) -> Vec<String> {
    let mut out = Vec::new();
    for block in blocks {
        // Inside a list item blocks stand close; elsewhere an empty line keeps them apart.
        if depth == 0 && !out.is_empty() {
            out.push(String::new());
        }
        out.extend(block_lines(block, paint, depth));
    }
    out
}

fn block_lines(block: &Block, paint: Paint, depth: usize) -> Vec<String> {
    let inner = (depth + 1).min(DEPTH_MAX);
    match block {
        Block::Paragraph { inlines } => split(&inline(inlines, paint)),
        Block::Heading { inlines, .. } => {
            split(&inline(inlines, Paint::Plain)).iter().map(|line| paint.bold(line)).collect()
        }
        Block::List { ordered, start, items } => {
            let first = start.unwrap_or(1);
            let marks = (first..).map(|n| if *ordered { format!("{n}. ") } else { "- ".to_owned() });
            marks.zip(items).flat_map(|(mark, item)| hang(&mark, lines(item, paint, inner))).collect()
        }
        Block::Quote { blocks } => {
            let mark = paint.dim("| ");
            lines(blocks, paint, inner).into_iter().map(|line| format!("{mark}{line}")).collect()
        }
        Block::Code { text, .. } => {
            clean(text).trim_end_matches('\n').split('\n').map(|line| format!("    {line}")).collect()
        }
        Block::Table { header, rows } => table(header, rows, paint),
    }
}

/// Puts a mark before the first line and as many spaces before the others.
fn hang(mark: &str, lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        return vec![mark.trim_end().to_owned()];
    }
    let spaces = " ".repeat(width(mark));
    let prefixes = std::iter::once(mark).chain(std::iter::repeat(spaces.as_str()));
    prefixes.zip(lines).map(|(prefix, line)| format!("{prefix}{line}")).collect()
}

fn table(header: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], paint: Paint) -> Vec<String> {
    let cell = |inlines: &Vec<Inline>, paint| inline(inlines, paint).replace('\n', " ");
    let n_columns = rows.iter().map(Vec::len).chain([header.len()]).max().unwrap_or(0);
    let mut widths = vec![0; n_columns];
    for row in std::iter::once(header).chain(rows.iter().map(Vec::as_slice)) {
        for (widest, inlines) in widths.iter_mut().zip(row) {
            *widest = width(&cell(inlines, paint)).min(CELL_COLUMNS_MAX).max(*widest);
        }
    }
    let line = |cells: Vec<String>| {
        let padded = cells
            .iter()
            .zip(&widths)
            .map(|(text, widest)| format!("{text}{}", " ".repeat(widest.saturating_sub(width(text)))));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let heads = header.iter().map(|inlines| paint.bold(&cell(inlines, Paint::Plain))).collect();
    let rule = widths.iter().map(|widest| "-".repeat(*widest)).collect::<Vec<_>>().join("  ");
    let mut out = vec![line(heads), rule];
    out.extend(rows.iter().map(|row| line(row.iter().map(|inlines| cell(inlines, paint)).collect())));
    out
}

fn inline(inlines: &[Inline], paint: Paint) -> String {
    let mut out = String::new();
    for piece in inlines {
        match piece {
            Inline::Text { text } => out.push_str(&unwrap_lines(&clean(text))),
            Inline::Strong { inlines } => out.push_str(&paint.bold(&inline(inlines, paint))),
            Inline::Emphasis { inlines } => out.push_str(&paint.italic(&inline(inlines, paint))),
            Inline::Code { text } => out.push_str(&paint.code(&clean(text).replace('\n', " "))),
            Inline::Link { href, inlines } => {
                let (text, href) = (inline(inlines, paint), clean(href));
                let same = href == text || href.strip_prefix("mailto:") == Some(text.as_str());
                out.push_str(&text);
                if !same {
                    out.push_str(&paint.dim(&format!(" ({href})")));
                }
            }
            Inline::Citation { n } => out.push_str(&paint.dim(&format!("[{n}]"))),
            Inline::Break => out.push('\n'),
        }
    }
    out
}

/// Joins lines the writer wrapped: with a space, except between two wide characters, where Chinese has none.
fn unwrap_lines(text: &str) -> String {
    let is_wide = |c: char| width(c.encode_utf8(&mut [0; 4])) == 2;
    let mut out = String::with_capacity(text.len());
    for (idx, line) in text.split('\n').enumerate() {
        let (before, after) = (out.chars().next_back(), line.chars().next());
        if idx > 0 && !(before.is_some_and(is_wide) && after.is_some_and(is_wide)) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

fn split(text: &str) -> Vec<String> {
    text.split('\n').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::blocks::parse;

    #[track_caller]
    fn check(markdown: &str, want: &str) {
        assert_eq!(render(&parse(markdown, 9).blocks, Paint::Plain), want);
    }

    #[test]
    fn prose_lists_and_code_keep_their_shape() {
        check(
            "# Renew\n\nRun **this** [1]:\n\n1. Stop\n2. Start\n   - slowly\n\n```sh\nls -l\n\nps\n```\n",
            "Renew\n\nRun this [1]:\n\n1. Stop\n2. Start\n   - slowly\n\n    ls -l\n    \n    ps",
        );
    }

    #[test]
    fn lines_wrapped_by_the_writer_are_joined_without_a_space_in_chinese() {
        check("证书已经\n过期 a\nb", "证书已经过期 a b");
    }

    #[test]
    fn a_link_shows_where_it_leads_once() {
        check(
            "See [the guide](https://a.example/x) or <https://b.example>.",
            "See the guide (https://a.example/x) or https://b.example.",
        );
    }

    #[test]
    fn columns_of_a_table_are_aligned_over_wide_characters() {
        check(
            "| 名称 | n |\n|---|---|\n| 证书 | 1 |\n| `ab` | 22 |\n",
            "名称  n\n----  --\n证书  1\n`ab`  22",
        );
    }

    #[test]
    fn styles_take_no_columns() {
        let table = parse("| a | b |\n|---|---|\n| **x** | 1 |\n| yyy | 2 |\n", 0).blocks;
        let printed = render(&table, Paint::Ansi);
        assert!(printed.contains("\x1b[1mx\x1b[22m    1"), "{printed:?}");
    }

    #[test]
    fn escapes_in_code_and_links_are_gone() {
        let blocks = [
            Block::Code { lang: None, text: "a\x1b[31mb".to_owned() },
            Block::Paragraph {
                inlines: vec![Inline::Link {
                    href: "https://x\x1b]8;;y\x07".to_owned(),
                    inlines: vec![Inline::Text { text: "\u{9b}t".to_owned() }],
                }],
            },
        ];
        assert!(!render(&blocks, Paint::Plain).chars().any(|c| c.is_control() && c != '\n'));
    }

    #[test]
    fn a_growing_reply_grows_at_its_end() {
        let whole = "One [1]. Two.\n\n- a.\n- b.\n\n| x | y |\n|---|---|\n| long | 1 |\n\nEnd.";
        let mut last = String::new();
        for (end, _) in whole.match_indices('.') {
            let now = growing(&parse(&whole[..end], 9).blocks, Paint::Plain);
            assert!(now.starts_with(&last), "{now:?} does not continue {last:?}");
            last = now;
        }
    }
}
