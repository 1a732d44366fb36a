//! The import law: which room may name which other rooms after `crate::`, and which room is a library's home.
//!
//! Reads the sources as text: comments and strings are left out, groups and `super` are followed to the root.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A room and the rooms it may name. `app` and `main` may name all.
///
/// `web` names `ports` beside `flow`: sockets hold mailboxes, and rows are shown as they are.
const LAW: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("ports", &["domain"]),
    ("config", &["domain"]),
    ("flow", &["domain", "ports", "config"]),
    ("store", &["domain", "ports", "config"]),
    ("search", &["domain", "ports", "config"]),
    ("llm", &["domain", "ports", "config"]),
    ("bus", &["domain", "ports", "config"]),
    ("notify", &["domain", "ports", "config"]),
    ("web", &["domain", "flow", "ports", "config"]),
];

/// A library and the only rooms that may name it.
const HOMES: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("tantivy", &["search"]),
    ("async_openai", &["llm"]),
    ("reqwest", &["llm", "notify"]),
    ("lettre", &["notify"]),
    ("axum", &["web"]),
    ("minijinja", &["llm"]),
    ("rust_embed", &["web"]),
];

/// One piece of source that matters for paths.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Colons,
    Open,
    Close,
    Comma,
    Other,
}

/// Cuts source into tokens with their lines; comments, strings and character literals are left out.
fn tokens(source: &str) -> Vec<(Token, usize)> {
    let chars: Vec<char> = source.chars().collect();
    let (mut found, mut line, mut i) = (Vec::new(), 1, 0);
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    while i < chars.len() {
        let c = chars[i];
        let start = i;
        match c {
            '/' if at(i + 1) == '/' => {
                while i < chars.len() && chars[i] != '\n' {
                    i += 1;
                }
            }
            '/' if at(i + 1) == '*' => {
                i += 2;
                while i < chars.len() && !(chars[i] == '*' && at(i + 1) == '/') {
                    i += 1;
                }
                i += 2;
            }
            'r' | 'b' if raw_hashes(&chars, i).is_some() => {
                let (hashes, open) = raw_hashes(&chars, i).unwrap();
                let close: String = format!("\"{}", "#".repeat(hashes));
                let close: Vec<char> = close.chars().collect();
                i = open + 1;
                while i < chars.len() && !chars[i..].starts_with(&close) {
                    i += 1;
                }
                i += close.len();
            }
            '"' => {
                i += 1;
                while i < chars.len() && chars[i] != '"' {
                    i += if chars[i] == '\\' { 2 } else { 1 };
                }
                i += 1;
            }
            '\'' if at(i + 1) == '\\' || at(i + 2) == '\'' => {
                i += if at(i + 1) == '\\' { 3 } else { 2 };
                while i < chars.len() && chars[i] != '\'' {
                    i += 1;
                }
                i += 1;
            }
            ':' if at(i + 1) == ':' => {
                found.push((Token::Colons, line));
                i += 2;
            }
            c if c.is_alphanumeric() || c == '_' => {
                while i < chars.len() && (chars[i].is_alphanumeric() || chars[i] == '_') {
                    i += 1;
                }
                found.push((Token::Word(chars[start..i].iter().collect()), line));
            }
            c => {
                match c {
                    '{' => found.push((Token::Open, line)),
                    '}' => found.push((Token::Close, line)),
                    ',' => found.push((Token::Comma, line)),
                    c if c.is_whitespace() => {}
                    _ => found.push((Token::Other, line)),
                }
                i += 1;
            }
        }
        let end = i.min(chars.len());
        line += chars[start..end].iter().filter(|c| **c == '\n').count();
    }
    found
}

/// Returns the number of `#` and the place of the opening quote where a raw string begins.
fn raw_hashes(chars: &[char], start: usize) -> Option<(usize, usize)> {
    let before = start.checked_sub(1).and_then(|before| chars.get(before));
    if before.is_some_and(|c| c.is_alphanumeric() || *c == '_') {
        return None;
    }
    let mut i = start;
    if chars.get(i) == Some(&'b') {
        i += 1;
    }
    if chars.get(i) != Some(&'r') {
        return None;
    }
    i += 1;
    let hashes = chars[i..].iter().take_while(|c| **c == '#').count();
    (chars.get(i + hashes) == Some(&'"')).then_some((hashes, i + hashes))
}

/// Follows a path from `path`, the token after its first word being at `i`; collects the rooms its leaves stand in.
fn follow(
    tokens: &[(Token, usize)],
    mut i: usize,
    mut path: Vec<String>,
    rooms: &mut Vec<(String, usize)>,
) -> usize {
    while tokens.get(i).is_some_and(|(token, _)| *token == Token::Colons) {
        match tokens.get(i + 1) {
            Some((Token::Word(word), line)) => {
                match word.as_str() {
                    "super" => drop(path.pop()),
                    "self" => {}
                    word => {
                        if path.is_empty() {
                            rooms.push((word.to_owned(), *line));
                        }
                        path.push(word.to_owned());
                    }
                }
                i += 2;
            }
            Some((Token::Open, _)) => return group(tokens, i + 2, &path, rooms),
            _ => return i + 1,
        }
    }
    i
}

/// Follows each path of a group; the token after its brace is at `i`.
fn group(
    tokens: &[(Token, usize)],
    mut i: usize,
    path: &[String],
    rooms: &mut Vec<(String, usize)>,
) -> usize {
    while i < tokens.len() {
        match &tokens[i] {
            (Token::Close, _) => return i + 1,
            (Token::Word(_), line) => {
                // As if the path had been written out: `::word` from here on.
                let colons = (Token::Colons, *line);
                let mut whole = vec![colons];
                whole.extend_from_slice(&tokens[i..]);
                let n_read = follow(&whole, 0, path.to_vec(), rooms);
                i += n_read - 1;
            }
            _ => i += 1,
        }
    }
    i
}

/// Returns every room that a source names, with the line. `module` is its place below the root.
fn named_rooms(source: &str, module: &[String]) -> Vec<(String, usize)> {
    let tokens = tokens(source);
    let mut rooms = Vec::new();
    let mut inline: Vec<(String, usize)> = Vec::new();
    let mut depth = 0;
    let mut i = 0;
    while i < tokens.len() {
        let follows_path = i > 0 && tokens[i - 1].0 == Token::Colons;
        match &tokens[i].0 {
            Token::Open => depth += 1,
            Token::Close => {
                depth -= 1;
                inline.retain(|(_, at)| *at <= depth);
            }
            Token::Word(word) if word == "mod" => {
                if let (Some((Token::Word(name), _)), Some((Token::Open, _))) =
                    (tokens.get(i + 1), tokens.get(i + 2))
                {
                    inline.push((name.clone(), depth + 1));
                }
            }
            Token::Word(word) if !follows_path && (word == "crate" || word == "super") => {
                let mut path = Vec::new();
                if word == "super" {
                    path.extend(module.iter().cloned());
                    path.extend(inline.iter().map(|(name, _)| name.clone()));
                    path.pop();
                }
                let next = follow(&tokens, i + 1, path, &mut rooms);
                i = next.max(i + 1);
                continue;
            }
            _ => {}
        }
        i += 1;
    }
    rooms
}

/// Returns what breaks the law in one file.
fn breaches(file: &Path, source: &str) -> Vec<String> {
    let module = module_of(file);
    let Some(room) = module.first() else { return Vec::new() };
    let mut found = Vec::new();
    if let Some((_, allowed)) = LAW.iter().find(|(name, _)| name == room) {
        let is_room = |name: &str| LAW.iter().any(|(room, _)| *room == name) || name == "app";
        for (named, line) in named_rooms(source, &module) {
            if is_room(&named) && named != *room && !allowed.contains(&named.as_str()) {
                found.push(format!("{}:{line}: `{room}` names `{named}`", file.display()));
            }
        }
    } else if room != "app" && room != "main" {
        found.push(format!("{}: the room `{room}` has no law", file.display()));
    }
    for (library, home) in HOMES {
        if home.contains(&room.as_str()) || room == "app" {
            continue;
        }
        let tokens = tokens(source);
        for pair in tokens.windows(2) {
            if let [(Token::Word(word), line), (Token::Colons, _)] = pair
                && word == library
            {
                found.push(format!(
                    "{}:{line}: `{room}` names `{library}`, whose home is `{}`",
                    file.display(),
                    home.join("` or `")
                ));
            }
        }
    }
    found
}

/// Returns a file's place below the root, from its path below `src`.
fn module_of(file: &Path) -> Vec<String> {
    let mut parts: Vec<String> =
        file.iter().map(|part| part.to_str().unwrap().trim_end_matches(".rs").to_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod" || last == "lib") {
        parts.pop();
    }
    parts
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_room_names_a_room_above_or_beside_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    assert!(files.len() > 50, "the sources were not found");
    let mut found: Vec<String> = files
        .iter()
        .flat_map(|file| breaches(file.strip_prefix(&src).unwrap(), &fs::read_to_string(file).unwrap()))
        .collect();
    found.sort();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[track_caller]
fn check(file: &str, source: &str, n_breaches: usize) {
    let found = breaches(Path::new(file), source);
    assert_eq!(found.len(), n_breaches, "{file}: {source}\n{found:?}");
}

#[test]
fn the_law_is_seen_to_be_broken_however_it_is_written() {
    check("domain/lines.rs", "use crate::store::Sqlite;", 1);
    check("domain/lines.rs", "use crate::{domain::ids, web::{wire, error}};", 1);
    check("domain/lines.rs", "use crate::{\n  flow::Flow,\n  ports::{Store, Clock},\n};", 2);
    check("domain/lines.rs", "fn a() { let x = crate::ports::mailbox(1); }", 1);
    check("domain/lines.rs", "use super::super::flow::Flow;", 1);
    check("domain/event/desk.rs", "use super::super::super::{flow::Flow, domain::ids};", 1);
    check("domain/event/mod.rs", "use super::{super::store::Sqlite, ids};", 1);
    check("domain/lines.rs", "mod tests { use super::super::super::web::Web; }", 1);
    check("store/sqlite/log.rs", "use crate::search::Index;", 1);
    check("search/index.rs", "use rusqlite::Connection;", 1);
    check("attic/index.rs", "", 1);
    let found = breaches(Path::new("domain/a.rs"), "//! x\n\nuse crate::\n  web::Web;");
    assert_eq!(found, ["domain/a.rs:4: `domain` names `web`"]);
}

#[test]
fn what_only_looks_like_a_breach_is_none() {
    check("domain/lines.rs", "// crate::web\n/* crate::web */ const A: &str = \"crate::web\";", 0);
    check(
        "domain/lines.rs",
        "const A: &str = r#\"crate::web \" \"#; const B: char = '\"'; use super::ids;",
        0,
    );
    check("domain/lines.rs", "pub(crate) fn web() {} mod tests { use super::super::web_words; }", 0);
    check("domain/lines.rs", "mod tests { use super::super::ids; }", 0);
    check("web/api.rs", "use crate::{domain::ids, flow::{Flow, suggest}, ports::AgentRow};", 0);
    check("app/serve.rs", "use crate::{web, store, search};", 0);
    check("domain/lines.rs", "fn a<'a>(x: &'a str) -> &'a str { x } use super::ids;", 0);
}
