//! Takes out of a page what is written for the site generator and the browser: HTML and JSX tags, comments, imports,
//! admonition fences; and what is written for nobody who reads: hidden elements, and orders to machines. Code keeps every
//! character.

use super::machine::{addressed, unaddressed};

/// Tags of HTML that pages use. Anything else in lower case (`<version>`, `<your-token>`) is a placeholder for the
/// reader and stays.
const HTML_TAGS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "audio",
    "b",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "object",
    "ol",
    "option",
    "p",
    "param",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "path",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];
/// Elements whose content is not for readers.
const HIDDEN: &[&str] = &["head", "script", "style", "svg"];
/// A tag longer than this is a stray `<` in a text.
const TAG_BYTES_MAX: usize = 4_000;

/// Returns the sentences that no passage holds because they are addressed to a machine, each with its line, from 1.
pub(super) fn unread(text: &str) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    let mut fence: Option<String> = None;
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(open) = &fence {
            if closes(line, open) {
                fence = None;
            }
        } else if let Some(open) = opens(line) {
            fence = Some(open);
        } else {
            found.extend(addressed(line).into_iter().map(|said| (number, said.trim().to_owned())));
        }
    }
    found
}

/// Returns the body as Markdown alone. Lines that held nothing else stay as empty lines.
pub(super) fn clean(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    let mut fence: Option<String> = None;
    while !rest.is_empty() {
        let line_end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let line = &rest[..line_end];
        if let Some(open) = &fence {
            if closes(line, open) {
                fence = None;
            }
            out.push_str(line);
            rest = &rest[line_end..];
        } else if let Some(open) = opens(line) {
            fence = Some(open);
            out.push_str(line);
            rest = &rest[line_end..];
        } else if is_machinery(line) {
            out.push('\n');
            rest = &rest[line_end..];
        } else {
            let from = out.len();
            rest = clean_line(rest, &mut out);
            let line = unaddressed(&out[from..]);
            out.truncate(from);
            out.push_str(&line);
        }
    }
    out
}

fn opens(line: &str) -> Option<String> {
    let text = line.trim_start_matches([' ', '\t', '>']);
    // A fence may open inside a list item: `- ```json`.
    let text = text.strip_prefix(['-', '*', '+']).map_or(text, str::trim_start);
    let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let n_marks = text.chars().take_while(|letter| *letter == mark).count();
    let is_fence = n_marks >= 3 && !(mark == '`' && text[n_marks..].contains('`'));
    is_fence.then(|| text[..n_marks].to_owned())
}

fn closes(line: &str, open: &str) -> bool {
    let text = line.trim_matches([' ', '\t', '>', '\n']);
    text.starts_with(open) && text.chars().all(|letter| open.starts_with(letter))
}

/// Recognises lines that only the site generator reads.
fn is_machinery(line: &str) -> bool {
    let text = line.trim();
    let imports = line.starts_with("import ") && text.trim_end_matches(';').ends_with(['\'', '"']);
    let exports =
        ["export const ", "export default ", "export function "].iter().any(|e| line.starts_with(e));
    imports || exports || text.starts_with(":::")
}

/// Copies up to the end of the line, or further where a tag or comment runs over it; returns what is left.
fn clean_line<'a>(mut rest: &'a str, out: &mut String) -> &'a str {
    while let Some(letter) = rest.chars().next() {
        let n_bytes = match letter {
            '\n' => {
                out.push('\n');
                return &rest[1..];
            }
            '`' => {
                let n_bytes = code_span(rest);
                out.push_str(&rest[..n_bytes]);
                n_bytes
            }
            '\\' => {
                let n_bytes =
                    1 + rest[1..].chars().next().filter(|next| *next != '\n').map_or(0, char::len_utf8);
                out.push_str(&rest[..n_bytes]);
                n_bytes
            }
            '<' | '{' => match hidden(rest) {
                0 => {
                    out.push(letter);
                    1
                }
                n_bytes => n_bytes,
            },
            _ => {
                out.push(letter);
                letter.len_utf8()
            }
        };
        rest = &rest[n_bytes..];
    }
    rest
}

/// Length of the inline code at the start, or of its backticks where it never ends in this line.
fn code_span(text: &str) -> usize {
    let n_marks = text.bytes().take_while(|byte| *byte == b'`').count();
    let line = &text[..text.find('\n').unwrap_or(text.len())];
    let mut at = n_marks;
    while let Some(next) = line.get(at..).and_then(|tail| tail.find('`')) {
        let run = line[at + next..].bytes().take_while(|byte| *byte == b'`').count();
        at += next + run;
        if run == n_marks {
            return at;
        }
    }
    n_marks
}

/// Length of the comment, tag or hidden element at the start; 0 where there is none.
fn hidden(text: &str) -> usize {
    for (open, close) in [("<!--", "-->"), ("{/*", "*/}")] {
        if let Some(inside) = text.strip_prefix(open) {
            return inside.find(close).map_or(0, |at| open.len() + at + close.len());
        }
    }
    let Some((name, n_bytes)) = tag(text) else { return 0 };
    let is_open = !text.starts_with("</") && !text[..n_bytes].ends_with("/>");
    if is_open && (HIDDEN.contains(&name) || is_unseen(&text[..n_bytes])) {
        return n_bytes + element(&text[n_bytes..], name);
    }
    n_bytes
}

/// Recognises a tag whose element no reader sees.
fn is_unseen(tag: &str) -> bool {
    let tag: String = tag.to_ascii_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let has_attribute = [" hidden>", " hidden ", " hidden="].iter().any(|attribute| tag.contains(attribute));
    let style = tag.replace(' ', "");
    let unseen = ["display:none", "visibility:hidden", "font-size:0", "opacity:0;", "opacity:0\""];
    has_attribute || style.contains("style=") && unseen.iter().any(|rule| style.contains(rule))
}

/// Length of an element's content with its closing tag, elements of the same name within it included; 0 where it is
/// never closed.
fn element(content: &str, name: &str) -> usize {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let (mut at, mut depth) = (0, 1_usize);
    while let Some(end) = content[at..].find(&close) {
        depth += content[at..at + end].matches(&open).count();
        depth -= 1;
        at += end + close.len();
        if depth == 0 {
            return at;
        }
    }
    0
}

/// Name and length of the HTML or JSX tag at the start.
fn tag(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix("</").or_else(|| text.strip_prefix('<'))?;
    // JSX fragments have no name.
    if inside.starts_with('>') {
        return Some(("", text.len() - inside.len() + 1));
    }
    let n_name =
        inside.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.')).count();
    let name = &inside[..n_name];
    let is_component = name.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase())
        && name.bytes().any(|byte| byte.is_ascii_lowercase());
    if !is_component && !HTML_TAGS.contains(&name) {
        return None;
    }
    let after = inside.as_bytes().get(n_name)?;
    if !matches!(after, b' ' | b'\n' | b'\t' | b'>' | b'/') {
        return None;
    }
    let n_bytes = tag_end(inside)?;
    Some((name, text.len() - inside.len() + n_bytes))
}

/// Finds the `>` that ends a tag: not one inside quotes or braces.
fn tag_end(inside: &str) -> Option<usize> {
    let (mut quote, mut depth) = (None, 0_usize);
    for (at, byte) in inside.bytes().take(TAG_BYTES_MAX).enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'{') => depth += 1,
            (None, b'}') => depth = depth.saturating_sub(1),
            (None, b'>') if depth == 0 => return Some(at + 1),
            (None, b'<') if depth == 0 => return None,
            _ => {}
        }
    }
    None
}
