//! A document as somebody reads it: its whole text as blocks, its headings with the anchors that passages name, its
//! links to other documents leading to our own pages.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{
    blocks::{self, Block},
    chunk,
    corpus::DocumentError,
};

/// Where documents are read on this server.
const SHELF: &str = "/docs/";
/// What a path keeps as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// Endings that a link may leave out, as the common site generators allow.
const LEFT_OUT: [&str; 4] = ["", ".md", ".mdx", "/index.md"];
/// Documents that one page may lead to: more is no page somebody reads.
const NEIGHBOURS_MAX: usize = 2_000;

/// Returns the address of a document on this server, without its host.
#[must_use]
pub fn address(path: &str) -> String {
    format!("{SHELF}{}", utf8_percent_encode(path, KEPT))
}

/// Returns the paths that the links of a document may mean; which of them exist is for the caller to find out.
///
/// # Errors
/// As [`page`].
pub fn neighbours(path: &str, text: &str) -> Result<Vec<String>, DocumentError> {
    let found = std::cell::RefCell::new(Vec::new());
    let page = chunk::page(text)?;
    // The links are what is wanted here, not the blocks.
    let _ = blocks::parse_document(&page.body, &page.anchors, &|link| {
        let mut found = found.borrow_mut();
        if let Some((target, _)) = split(link, path).filter(|_| found.len() < NEIGHBOURS_MAX) {
            found.extend(LEFT_OUT.map(|ending| format!("{target}{ending}")));
        }
        None
    });
    let mut found = found.into_inner();
    found.sort();
    found.dedup();
    Ok(found)
}

/// Returns the text of the document at `path` as blocks. A link leads on where `exists` knows the document it means;
/// where not, its words stay.
///
/// # Errors
/// The front matter is broken.
pub fn page(path: &str, text: &str, exists: &dyn Fn(&str) -> bool) -> Result<Vec<Block>, DocumentError> {
    let page = chunk::page(text)?;
    let leads_to = |link: &str| {
        let (target, anchor) = split(link, path)?;
        let target = LEFT_OUT.iter().map(|ending| format!("{target}{ending}")).find(|path| exists(path))?;
        let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        Some(format!("{}{anchor}", address(&target)))
    };
    Ok(blocks::parse_document(&page.body, &page.anchors, &leads_to))
}

/// Splits a relative link into the path it means, below the documents folder, and its anchor.
fn split<'a>(link: &'a str, from: &str) -> Option<(String, Option<&'a str>)> {
    let (before, anchor) = match link.split_once('#') {
        Some((before, anchor)) => (before, Some(anchor).filter(|anchor| !anchor.is_empty())),
        None => (link, None),
    };
    if anchor.is_some_and(|anchor| anchor.chars().any(|c| c.is_whitespace() || c.is_control())) {
        return None;
    }
    let before = before.split('?').next().unwrap_or_default();
    // A scheme or a host leads elsewhere.
    if before.starts_with("//") || before.split('/').next().unwrap_or_default().contains(':') {
        return None;
    }
    if before.is_empty() {
        return anchor.is_some().then(|| (from.to_owned(), anchor));
    }
    let before = percent_decode_str(before).decode_utf8().ok()?;
    let folder = match before.starts_with('/') {
        true => "",
        false => from.rsplit_once('/').map_or("", |(folder, _)| folder),
    };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in before.split('/').filter(|part| !part.is_empty()) {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| (parts.join("/"), anchor))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn shown(text: &str) -> Value {
        let there = ["guide/operate.md", "guide/a b.md", "en/x.md", "中文.md", "guide/here.md"];
        serde_json::to_value(page("guide/here.md", text, &|path| there.contains(&path)).unwrap()).unwrap()
    }

    #[track_caller]
    fn check(link: &str, want: Option<&str>) {
        let found = shown(&format!("[there]({link})"));
        assert_eq!(found[0]["inlines"][0]["href"].as_str(), want, "{link}: {found}");
        assert!(found.to_string().contains("there"), "the words of a link stay");
    }

    #[test]
    fn links_to_documents_that_exist_lead_to_their_pages() {
        check("operate.md#backup", Some("/docs/guide/operate.md#backup"));
        check("./operate", Some("/docs/guide/operate.md"));
        check("../en/x.md", Some("/docs/en/x.md"));
        check("/en/x.md?plain=1", Some("/docs/en/x.md"));
        check("a%20b.md", Some("/docs/guide/a%20b.md"));
        check("../%E4%B8%AD%E6%96%87.md#安装", Some("/docs/%E4%B8%AD%E6%96%87.md#安装"));
        check("#here", Some("/docs/guide/here.md#here"));
        check("https://x.y/z", Some("https://x.y/z"));
    }

    #[test]
    fn links_that_lead_nowhere_are_words() {
        for link in [
            "gone.md",
            "../../etc/passwd",
            "..",
            "/",
            "#",
            "javascript:alert(1)",
            "//x.y/en/x.md",
            "data:x",
            "java%0Ascript:x",
            "file:///en/x.md",
        ] {
            check(link, None);
        }
    }

    #[test]
    fn headings_carry_the_anchors_that_passages_name() {
        let text = "---\ntitle: T\nsecret: x\n---\n# Top\n\n## The `same` one\n\n> ## quoted\n\n## The same one\n\n## Own {#mine}\n\n<b>x</b>\n\n## 安装\n\nz\n";
        let passages = chunk::parse("guide/here.md", text).unwrap().passages;
        let named: Vec<String> = passages.iter().filter_map(|passage| passage.section()).collect();
        let shown = shown(text);
        let ids: Vec<&str> =
            shown.as_array().unwrap().iter().filter_map(|block| block["id"].as_str()).collect();
        assert_eq!(ids, ["top", "the-same-one", "the-same-one-1", "mine", "安装"]);
        assert!(named.iter().all(|anchor| ids.contains(&anchor.as_str())), "{named:?}");
        let all = shown.to_string();
        assert!(!all.contains("secret") && !all.contains("<b>") && !all.contains("{#mine}"), "{all}");
    }

    #[test]
    fn neighbours_are_what_links_may_mean() {
        let found =
            neighbours("guide/here.md", "[a](operate.md) [b][r] [c](https://x.y)\n\n[r]: ../en/x").unwrap();
        assert!(found.contains(&"guide/operate.md".to_owned()) && found.contains(&"en/x.md".to_owned()));
        assert!(!found.iter().any(|path| path.contains("x.y")));
    }

    #[test]
    fn a_message_never_leads_to_a_relative_address() {
        let found = serde_json::to_value(blocks::parse("## A\n\n[a](operate.md)", 0).blocks).unwrap();
        assert_eq!(found[1]["inlines"], json!([{ "type": "text", "text": "a" }]));
        assert!(found[0].get("id").is_none());
    }
}
