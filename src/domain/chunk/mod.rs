//! Markdown becomes passages: one per heading, cut where a section is too long to quote or to embed.
//!
//! Pure and deterministic: the same file gives the same ids and hashes for ever. Which files are read, and whether a
//! draft is served, is decided elsewhere.

mod clean;
mod front;
mod machine;
mod slug;
mod split;

use std::{ops::Range, sync::Arc};

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use sha2::{Digest, Sha256};

use self::{
    front::FrontMatter,
    slug::Slugs,
    split::{Block, Shape},
};
use super::{
    corpus::{Document, DocumentError, Passage, Visibility},
    ids::Locale,
    reading,
};

/// Passages of one file at most: more would be a generated dump, not a page somebody reads.
const N_PASSAGES_MAX: usize = 5_000;
/// Share of Chinese characters among the letters of a text from which it counts as Chinese. Chinese technical prose is
/// full of Latin identifiers, English prose holds next to no Chinese.
const CHINESE_SHARE_MIN: f32 = 0.15;

/// A file as somebody reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its Markdown, without front matter and HTML.
    pub body: String,
    /// The anchors of its top-level headings, in order.
    pub anchors: Vec<String>,
}

/// Returns the Markdown of a file that is for readers.
///
/// # Errors
/// The front matter is broken.
pub fn page(text: &str) -> Result<Page, DocumentError> {
    let text = plain(text);
    let (_, body) = front::read(&text)?;
    let body = clean::clean(body);
    let anchors = sections(&body).into_iter().filter_map(|section| section.anchor).collect();
    Ok(Page { body, anchors })
}

/// A file, understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// What it says about itself.
    pub document: Document,
    /// Its pieces in the order of the file.
    pub passages: Vec<Passage>,
}

/// Returns the document and the passages of the Markdown file at `path` (below the documents folder).
///
/// A draft is parsed like any other; the caller leaves it out.
///
/// # Errors
/// The front matter is broken or the file has too many sections; the message names the line and what to do.
pub fn parse(path: &str, text: &str) -> Result<Parsed, DocumentError> {
    let text = plain(text);
    let (front, body) = front::read(&text)?;
    let body = clean::clean(body);
    let sections = sections(&body);
    let document = Arc::new(document(path, front, &body, &sections));
    let mut passages = Vec::new();
    for section in &sections {
        passages.extend(passages_of(&document, &body, section));
        if passages.len() > N_PASSAGES_MAX {
            return Err(DocumentError {
                line: None,
                message: format!(
                    "more than {N_PASSAGES_MAX} sections in one file; split it into several files"
                ),
            });
        }
    }
    Ok(Parsed { document: (*document).clone(), passages })
}

/// Returns the sentences of a file that are addressed to a machine that reads it and so stand in no passage, each with its
/// line, from 1.
#[must_use]
pub fn unread(text: &str) -> Vec<(u32, String)> {
    clean::unread(&plain(text))
}

fn plain(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// A heading and what stands under it.
#[derive(Debug, Default)]
struct Section {
    anchor: Option<String>,
    headings: Vec<String>,
    level: usize,
    blocks: Vec<Block>,
}

fn document(path: &str, front: FrontMatter, body: &str, sections: &[Section]) -> Document {
    let first_heading = sections.iter().find(|section| section.level == 1).and_then(|s| s.headings.last());
    let stem = path.rsplit('/').next().unwrap_or(path);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    Document {
        path: path.to_owned(),
        title: front.title.or_else(|| first_heading.cloned()).unwrap_or_else(|| stem.to_owned()),
        locale: front
            .locale
            .or_else(|| locale_of_path(path))
            .unwrap_or_else(|| locale_of_text(body, sections)),
        visibility: if front.internal { Visibility::Internal } else { Visibility::Public },
        draft: front.draft,
        tags: front.tags,
        applies_to: front.applies_to,
        translation_of: front.translation_of,
        url: front.url.unwrap_or_else(|| reading::address(path)),
    }
}

/// Reads the language from a folder called `en`, `zh`, `zh-CN`, `en_US`.
fn locale_of_path(path: &str) -> Option<Locale> {
    let (folders, _) = path.rsplit_once('/')?;
    folders.split('/').find_map(|folder| {
        let is_tag = folder.len() == 2 || matches!(folder.as_bytes().get(2), Some(b'-' | b'_'));
        if is_tag && folder.len() <= 10 { Locale::from_tag(folder) } else { None }
    })
}

fn locale_of_text(body: &str, sections: &[Section]) -> Locale {
    let (mut n_chinese, mut n_letters) = (0_u32, 0_u32);
    let headings = sections.iter().filter_map(|section| section.headings.last()).map(String::as_str);
    let prose = sections
        .iter()
        .flat_map(|section| &section.blocks)
        .filter(|block| !matches!(block.shape, Shape::Code))
        .filter_map(|block| body.get(block.range.clone()));
    for letter in headings.chain(prose).flat_map(str::chars).filter(|letter| letter.is_alphabetic()) {
        n_letters += 1;
        n_chinese += u32::from(split::is_wide(letter));
    }
    #[expect(clippy::cast_precision_loss, reason = "a share of letters needs no 24th digit")]
    let share = n_chinese as f32 / n_letters.max(1) as f32;
    if share >= CHINESE_SHARE_MIN { Locale::Zh } else { Locale::En }
}

fn passages_of(document: &Arc<Document>, body: &str, section: &Section) -> Vec<Passage> {
    split::pieces(body, &section.blocks)
        .into_iter()
        .enumerate()
        .map(|(piece_idx, text)| Passage {
            doc: Arc::clone(document),
            anchor: match (&section.anchor, piece_idx) {
                (anchor, 0) => anchor.clone(),
                (anchor, _) => Some(format!("{}~{}", anchor.as_deref().unwrap_or(""), piece_idx + 1)),
            },
            headings: section.headings.clone(),
            hash: hash(&section.headings, &text),
            text,
        })
        .collect()
}

fn hash(headings: &[String], text: &str) -> String {
    let mut digest = Sha256::new();
    for heading in headings {
        digest.update(heading.as_bytes());
        digest.update(b"\n");
    }
    digest.update(b"\n");
    digest.update(text.as_bytes());
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_STRIKETHROUGH
}

/// Cuts a cleaned body at its headings; headings inside quotes and lists are text.
fn sections(body: &str) -> Vec<Section> {
    let mut slugs = Slugs::default();
    let mut sections = vec![Section::default()];
    let mut trail: Vec<(usize, String)> = Vec::new();
    let mut events = Parser::new_ext(body, options()).into_offset_iter();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let text = heading_text(&mut events);
                let level = level_number(level);
                trail.retain(|(above, _)| *above < level);
                trail.push((level, text.clone()));
                sections.push(Section {
                    anchor: Some(slugs.anchor(id.as_deref(), &text)),
                    headings: trail.iter().map(|(_, text)| text.clone()).collect(),
                    level,
                    blocks: Vec::new(),
                });
            }
            Event::Start(tag) => {
                let block = block(&tag, range, &mut events);
                if let Some(section) = sections.last_mut() {
                    section.blocks.push(block);
                }
            }
            _ => {}
        }
    }
    sections
}

type Events<'a> = pulldown_cmark::OffsetIter<'a, pulldown_cmark::DefaultBrokenLinkCallback>;

fn heading_text(events: &mut Events<'_>) -> String {
    let mut text = String::new();
    for (event, _) in events.by_ref() {
        match event {
            Event::End(TagEnd::Heading(_)) => break,
            Event::Text(piece) | Event::Code(piece) => text.push_str(&piece),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}

/// Consumes one top-level block and notes where it may be cut.
fn block(tag: &Tag<'_>, range: Range<usize>, events: &mut Events<'_>) -> Block {
    let mut depth = 1_usize;
    let mut cuts = Vec::new();
    for (event, inner) in events.by_ref() {
        match event {
            Event::Start(Tag::Item | Tag::TableRow) if depth == 1 => {
                cuts.push(inner.start);
                depth += 1;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    let shape = match tag {
        Tag::CodeBlock(_) => Shape::Code,
        Tag::Table(_) => Shape::Table { rows: cuts },
        Tag::List(_) => Shape::List { items: cuts },
        _ => Shape::Prose,
    };
    Block { range, shape }
}

const fn level_number(level: HeadingLevel) -> usize {
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
mod tests;
