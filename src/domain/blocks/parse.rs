//! From Markdown to blocks, for any input: bounded depth, no HTML, no surprises.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, OffsetIter, Options, Parser, Tag};

use super::{Block, Inline};

/// Deepest nesting that is kept; what lies deeper joins the level above it.
const DEPTH_MAX: usize = 16;

/// Markdown taken apart into its top-level blocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// The top-level blocks.
    pub blocks: Vec<Block>,
    /// The Markdown of each block, same length as `blocks`.
    pub texts: Vec<String>,
}

/// Parses Markdown into a plain tree.
///
/// `[n]` (also `[1][2]`, `[1, 2]`) with 1 ≤ n ≤ `n_citations` becomes a citation, except in code. Raw HTML becomes
/// visible text, images their alternative text, links to anything but http, https and mailto their text.
#[must_use]
pub fn parse(markdown: &str, n_citations: u32) -> Parsed {
    let mut reader = Reader {
        events: Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter(),
        source: markdown,
        n_citations,
        leads_to: None,
    };
    let mut parsed = Parsed::default();
    while let Some((event, range)) = reader.events.next() {
        let text = markdown.get(range.clone()).unwrap_or_default().trim_end();
        if let Some(block) = reader.block(event, range) {
            parsed.blocks.push(block);
            parsed.texts.push(text.to_owned());
        }
    }
    parsed
}

/// Says where a link within the corpus leads; nothing where its words stay words.
pub type LeadsTo<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// Parses the Markdown of a document into a plain tree: the nth top-level heading gets the nth of `anchors`, and a link
/// that is not of the web leads where `leads_to` says.
#[must_use]
pub fn parse_document(markdown: &str, anchors: &[String], leads_to: &LeadsTo<'_>) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader {
        events: Parser::new_ext(markdown, options).into_offset_iter(),
        source: markdown,
        n_citations: 0,
        leads_to: Some(leads_to),
    };
    let mut anchors = anchors.iter();
    let mut blocks = Vec::new();
    while let Some((event, range)) = reader.events.next() {
        let mut block = reader.block(event, range);
        if let Some(Block::Heading { id, .. }) = &mut block {
            *id = anchors.next().cloned();
        }
        blocks.extend(block);
    }
    blocks
}

struct Reader<'a> {
    events: OffsetIter<'a>,
    source: &'a str,
    n_citations: u32,
    /// Of a document: where links within the corpus lead.
    leads_to: Option<&'a LeadsTo<'a>>,
}

impl Reader<'_> {
    /// Reads the one top-level block that begins with `event`; nothing where it shows nothing.
    fn block(&mut self, event: Event<'_>, range: Range<usize>) -> Option<Block> {
        let mut level = Level::new(1);
        self.read_into(event, range, &mut level);
        level.close(self.n_citations);
        level.blocks.into_iter().next()
    }

    /// Reads blocks up to the end of the container that is open.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut level = Level::new(depth);
        while let Some((event, range)) = self.events.next() {
            if let Event::End(_) = event {
                level.close(self.n_citations);
                if level.n_flattened == 0 {
                    break;
                }
                level.n_flattened -= 1;
            } else {
                self.read_into(event, range, &mut level);
            }
        }
        level.close(self.n_citations);
        level.blocks
    }

    fn read_into(&mut self, event: Event<'_>, range: Range<usize>, level: &mut Level) {
        let depth = level.depth;
        let block = match event {
            Event::Start(Tag::Paragraph) => Block::Paragraph { inlines: self.inlines(depth) },
            Event::Start(Tag::Heading { level, .. }) => {
                Block::Heading { level: heading_level(level), id: None, inlines: self.inlines(depth) }
            }
            Event::Start(Tag::CodeBlock(kind)) => Block::Code { lang: language(&kind), text: self.raw() },
            Event::Start(Tag::HtmlBlock) => {
                Block::Paragraph { inlines: vec![Inline::Text { text: self.raw().trim_end().to_owned() }] }
            }
            Event::Start(Tag::Table(_)) => self.table(depth),
            Event::Start(Tag::BlockQuote(_)) if depth < DEPTH_MAX => {
                Block::Quote { blocks: self.blocks(depth + 1) }
            }
            Event::Start(Tag::List(start)) if depth < DEPTH_MAX => self.list(start, depth),
            Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::Item) => {
                level.close(self.n_citations);
                level.n_flattened += 1;
                return;
            }
            Event::Rule => return level.close(self.n_citations),
            inline => return self.inline(inline, range, &mut level.loose, depth, &mut level.n_flattened),
        };
        level.close(self.n_citations);
        level.blocks.push(block);
    }

    fn list(&mut self, start: Option<u64>, depth: usize) -> Block {
        let mut items = Vec::new();
        while let Some((Event::Start(Tag::Item), _)) = self.events.next() {
            items.push(self.blocks(depth + 1));
        }
        Block::List { ordered: start.is_some(), start, items }
    }

    fn table(&mut self, depth: usize) -> Block {
        let (mut header, mut rows) = (Vec::new(), Vec::new());
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => header = self.cells(depth),
                Event::Start(Tag::TableRow) => {
                    let mut row = self.cells(depth);
                    // A short source can ask for very many empty cells.
                    let n_filled = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
                    row.truncate(n_filled);
                    rows.push(row);
                }
                _ => break,
            }
        }
        Block::Table { header, rows }
    }

    fn cells(&mut self, depth: usize) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while let Some((Event::Start(Tag::TableCell), _)) = self.events.next() {
            cells.push(self.inlines(depth));
        }
        cells
    }

    /// Reads text as typed up to the end of what is open.
    fn raw(&mut self) -> String {
        let mut raw = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => raw.push_str(&text),
                Event::SoftBreak | Event::HardBreak => raw.push('\n'),
                Event::End(_) => break,
                _ => {}
            }
        }
        raw
    }

    /// Reads inlines up to the end of what is open.
    fn inlines(&mut self, depth: usize) -> Vec<Inline> {
        let mut line = Line::default();
        let mut n_flattened = 0_usize;
        while let Some((event, range)) = self.events.next() {
            if let Event::End(_) = event {
                if n_flattened == 0 {
                    break;
                }
                n_flattened -= 1;
            } else {
                self.inline(event, range, &mut line, depth, &mut n_flattened);
            }
        }
        line.finish(self.n_citations)
    }

    fn inline(
        &mut self,
        event: Event<'_>,
        range: Range<usize>,
        line: &mut Line,
        depth: usize,
        n_flattened: &mut usize,
    ) {
        match event {
            Event::Text(text) if self.is_escaped(&range) && text.starts_with('[') => {
                line.flush(self.n_citations);
                push_text("[", &mut line.inlines);
                line.pending.push_str(&text[1..]);
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => line.pending.push_str(&text),
            Event::SoftBreak => line.pending.push('\n'),
            Event::HardBreak => line.push(Inline::Break, self.n_citations),
            Event::Code(text) => line.push(Inline::Code { text: text.into_string() }, self.n_citations),
            // A definition elsewhere in the text must not turn `[1]` into a link.
            Event::Start(Tag::Link {
                link_type: LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut,
                ..
            }) if self.leads_to.is_none() => {
                line.pending.push_str(self.source.get(range).unwrap_or_default());
                self.skip();
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) if depth < DEPTH_MAX => {
                let within = || self.leads_to.and_then(|leads_to| leads_to(&dest_url));
                match href(link_type, &dest_url).or_else(within) {
                    Some(href) => {
                        let inlines = self.inlines(depth + 1);
                        line.push(Inline::Link { href, inlines }, self.n_citations);
                    }
                    None => *n_flattened += 1,
                }
            }
            Event::Start(Tag::Strong) if depth < DEPTH_MAX => {
                let inlines = self.inlines(depth + 1);
                line.push(Inline::Strong { inlines }, self.n_citations);
            }
            Event::Start(Tag::Emphasis) if depth < DEPTH_MAX => {
                let inlines = self.inlines(depth + 1);
                line.push(Inline::Emphasis { inlines }, self.n_citations);
            }
            Event::Start(_) => *n_flattened += 1,
            _ => {}
        }
    }

    /// Skips to the end of what is open.
    fn skip(&mut self) {
        let mut n_open = 1_usize;
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Start(_) => n_open += 1,
                Event::End(_) => n_open -= 1,
                _ => {}
            }
            if n_open == 0 {
                break;
            }
        }
    }

    fn is_escaped(&self, range: &Range<usize>) -> bool {
        range.start > 0 && self.source.as_bytes().get(range.start - 1) == Some(&b'\\')
    }
}

/// The blocks of one container while it is read; text that stands there without a paragraph gets one.
struct Level {
    depth: usize,
    blocks: Vec<Block>,
    loose: Line,
    n_flattened: usize,
}

impl Level {
    fn new(depth: usize) -> Self {
        Self { depth, blocks: Vec::new(), loose: Line::default(), n_flattened: 0 }
    }
    fn close(&mut self, n_citations: u32) {
        let inlines = std::mem::take(&mut self.loose).finish(n_citations);
        if !inlines.is_empty() {
            self.blocks.push(Block::Paragraph { inlines });
        }
    }
}

/// Inlines while they are read. The parser cuts text at every bracket, so it is gathered before citations are sought.
#[derive(Default)]
struct Line {
    inlines: Vec<Inline>,
    pending: String,
}

impl Line {
    fn push(&mut self, inline: Inline, n_citations: u32) {
        self.flush(n_citations);
        self.inlines.push(inline);
    }
    fn flush(&mut self, n_citations: u32) {
        let pending = std::mem::take(&mut self.pending);
        split_citations(&pending, n_citations, &mut self.inlines);
    }
    fn finish(mut self, n_citations: u32) -> Vec<Inline> {
        self.flush(n_citations);
        self.inlines
    }
}

fn split_citations(text: &str, n_citations: u32, into: &mut Vec<Inline>) {
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(open) = text[at..].find('[').map(|offset| at + offset) {
        at = open + 1;
        // Numbers are short: looking further for the bracket would be quadratic on `[[[[`.
        let Some(close) = text.as_bytes()[at..].iter().take(64).position(|byte| *byte == b']') else {
            continue;
        };
        let Some(numbers) = numbers(&text[at..at + close], n_citations) else { continue };
        push_text(&text[plain_from..open], into);
        into.extend(numbers.into_iter().map(|n| Inline::Citation { n }));
        at += close + 1;
        plain_from = at;
    }
    push_text(&text[plain_from..], into);
}

fn push_text(text: &str, into: &mut Vec<Inline>) {
    if text.is_empty() {
        return;
    }
    match into.last_mut() {
        Some(Inline::Text { text: last }) => last.push_str(text),
        _ => into.push(Inline::Text { text: text.to_owned() }),
    }
}

fn numbers(inner: &str, n_citations: u32) -> Option<Vec<u32>> {
    inner
        .split([',', '，', '、'])
        .map(|part| {
            let part = part.trim();
            let is_plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|n| is_plain && (1..=n_citations).contains(n))
        })
        .collect()
}

/// Returns the address where clients may follow it.
fn href(link_type: LinkType, url: &str) -> Option<String> {
    if link_type == LinkType::Email {
        return Some(format!("mailto:{url}"));
    }
    let is_plain = url.chars().all(|c| !c.is_control() && !c.is_whitespace());
    let lower = url.get(..8.min(url.len())).unwrap_or_default().to_ascii_lowercase();
    let is_known = ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme) && url.len() > scheme.len());
    (is_plain && is_known).then(|| url.to_owned())
}

fn language(kind: &CodeBlockKind<'_>) -> Option<String> {
    let CodeBlockKind::Fenced(info) = kind else { return None };
    let word = info.split([' ', ',', '{', '\t']).next().unwrap_or_default();
    let word: String = word.chars().filter(|c| !c.is_control()).take(32).collect();
    (!word.is_empty()).then_some(word)
}

const fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(markdown: &str, want: &serde_json::Value) {
        let parsed = parse(markdown, 3);
        assert_eq!(parsed.blocks.len(), parsed.texts.len());
        assert_eq!(&serde_json::to_value(parsed.blocks).unwrap(), want, "{markdown}");
    }

    fn text(text: &str) -> serde_json::Value {
        json!({ "type": "text", "text": text })
    }
    fn cite(n: u32) -> serde_json::Value {
        json!({ "type": "citation", "n": n })
    }
    fn paragraph(inlines: &[serde_json::Value]) -> serde_json::Value {
        json!({ "type": "paragraph", "inlines": inlines })
    }

    #[test]
    fn numbers_in_brackets_cite_only_what_exists() {
        check("Do it [1].", &json!([paragraph(&[text("Do it "), cite(1), text(".")])]));
        check("Do it.[1][2, 3]", &json!([paragraph(&[text("Do it."), cite(1), cite(2), cite(3)])]));
        check("a[4] b[0] c[1, 9] \\[1\\]", &json!([paragraph(&[text("a[4] b[0] c[1, 9] [1]")])]));
    }

    #[test]
    fn code_never_cites() {
        check(
            "`a[1]`\n\n```rust ignore\nx[1]\n```",
            &json!([
                paragraph(&[json!({ "type": "code", "text": "a[1]" })]),
                { "type": "code", "lang": "rust", "text": "x[1]\n" }
            ]),
        );
    }

    #[test]
    fn a_definition_does_not_turn_citations_into_links() {
        check(
            "See [1] and [2][1].\n\n[1]: https://evil.example",
            &json!([paragraph(&[text("See "), cite(1), text(" and "), cite(2), cite(1), text(".")])]),
        );
    }

    #[test]
    fn html_and_images_are_text() {
        check("<b>x</b>", &json!([paragraph(&[text("<b>x</b>")])]));
        check("<script>\nalert(1)\n</script>", &json!([paragraph(&[text("<script>\nalert(1)\n</script>")])]));
        check(
            "![a *b*](http://x/y.png)!",
            &json!([paragraph(&[
                text("a "),
                json!({ "type": "emphasis", "inlines": [text("b")] }),
                text("!")
            ])]),
        );
    }

    #[test]
    fn links_lead_only_to_the_web_and_to_mail() {
        let link =
            |href: &str, shown: &str| json!({ "type": "link", "href": href, "inlines": [text(shown)] });
        check("[a](https://x.y/z)", &json!([paragraph(&[link("https://x.y/z", "a")])]));
        check("<me@x.y>", &json!([paragraph(&[link("mailto:me@x.y", "me@x.y")])]));
        for bad in
            ["javascript:alert(1)", "../a.md", "data:text/html,x", "//x.y", "java&#10;script:x", "http://"]
        {
            check(&format!("[a]({bad})"), &json!([paragraph(&[text("a")])]));
        }
    }

    #[test]
    fn lists_tables_quotes_and_headings_keep_their_shape() {
        check(
            "3. a\n4. b\n   - c",
            &json!([{ "type": "list", "ordered": true, "start": 3, "items": [
            [paragraph(&[text("a")])],
            [paragraph(&[text("b")]), { "type": "list", "ordered": false, "items": [[paragraph(&[text("c")])]] }]
        ] }]),
        );
        check(
            "|a|b|\n|-|-|\n|1|",
            &json!([{ "type": "table",
            "header": [[text("a")], [text("b")]], "rows": [[[text("1")]]] }]),
        );
        check(
            "## 标题\n\n> 引用\n\n---\n\n~~x~~",
            &json!([
                { "type": "heading", "level": 2, "inlines": [text("标题")] },
                { "type": "quote", "blocks": [paragraph(&[text("引用")])] },
                paragraph(&[text("~~x~~")])
            ]),
        );
    }

    #[test]
    fn each_block_comes_with_its_markdown() {
        let parsed = parse("# a\n\nb\nc\n\n- d\n- e\n\n```\nf\n```\n", 0);
        assert_eq!(parsed.texts, ["# a", "b\nc", "- d\n- e", "```\nf\n```"]);
    }

    fn depth_of(value: &serde_json::Value) -> usize {
        match value {
            serde_json::Value::Array(items) => 1 + items.iter().map(depth_of).max().unwrap_or(0),
            serde_json::Value::Object(fields) => 1 + fields.values().map(depth_of).max().unwrap_or(0),
            _ => 0,
        }
    }

    #[test]
    fn hostile_nesting_is_flat_and_fast() {
        let started = Instant::now();
        let many =
            ["> ", ">", "[", "![", "*", "**a ", "_a ", "- ", "1. ", "`", "<", "[1", "](", "|a", "- a\n  "];
        for one in many {
            let parsed = parse(&one.repeat(8_000 / one.len()), 9);
            assert!(depth_of(&serde_json::to_value(&parsed.blocks).unwrap()) < 80, "{one}");
        }
        let nested: String = (0..120).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
        assert!(depth_of(&serde_json::to_value(parse(&nested, 9).blocks).unwrap()) < 80);
        let wide = format!("{}\n{}\n{}", "|a".repeat(1000), "|-".repeat(1000), "|\n".repeat(2000));
        assert!(serde_json::to_string(&parse(&wide, 0).blocks).unwrap().len() < 200_000);
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    }

    proptest! {
        #[test]
        fn any_text_parses(markdown in "(\\PC|[\\[\\]()*_`>#|\\-0-9.\n <!~\\\\]){0,200}", n in 0_u32..5) {
            let parsed = parse(&markdown, n);
            prop_assert_eq!(parsed.blocks.len(), parsed.texts.len());
        }
    }
}
