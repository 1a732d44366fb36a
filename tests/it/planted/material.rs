//! What the cases are made of: passages of real manuals as evidence, and sentences that stand in them.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use firstline::domain::{chunk, corpus::Hit, grounding::Sources};

/// Passages of evidence around the one that is cited.
const EVIDENCE: usize = 4;

/// One passage to be cited, among others.
pub(super) struct Evidence {
    pub(super) sources: Sources,
    /// Text of the cited passage with what stands above it.
    pub(super) text: String,
    /// Number under which it is cited.
    pub(super) n: usize,
    /// Number of a passage about something else.
    pub(super) other: usize,
    pub(super) other_text: String,
    pub(super) place: Place,
}

/// Where a passage stands.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) nth: usize,
}

/// A set of pages of one language.
pub(super) struct Set {
    pub(super) lang: &'static str,
    pub(super) pages: Vec<Vec<Hit>>,
}

/// Folder of shared examples, where there is one.
pub(super) fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("FIRSTLINE_SHARED").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

pub(super) fn manual(lang: &'static str) -> Set {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs_corpus").join(lang);
    read(lang, &folder)
}

pub(super) fn read(lang: &'static str, folder: &Path) -> Set {
    let mut paths = Vec::new();
    walk(folder, &mut paths);
    let pages = paths.iter().filter_map(|path| {
        let text = std::fs::read_to_string(path).ok()?;
        let parsed = chunk::parse(&format!("{lang}/{}", path.file_name()?.to_str()?), &text).ok()?;
        let hits = parsed.passages.into_iter().map(|passage| Hit { passage: Arc::new(passage), score: 1.0 });
        Some(hits.collect::<Vec<_>>())
    });
    Set { lang, pages: pages.filter(|page| !page.is_empty()).collect() }
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            into.push(path);
        }
    }
}

impl Set {
    /// Returns every `step`th passage with a neighbour and two passages of other pages beside it.
    pub(super) fn evidence(&self, step: usize) -> Vec<Evidence> {
        let mut all = Vec::new();
        let n_pages = self.pages.len();
        for (page_idx, page) in self.pages.iter().enumerate() {
            for nth in (0..page.len()).step_by(step) {
                let draw = hash(&page[nth].passage.hash);
                let neighbour = &page[(nth + 1) % page.len()];
                let far = &self.pages[(page_idx + 1 + draw % (n_pages - 1)) % n_pages];
                let farther = &self.pages[(page_idx + n_pages / 2) % n_pages];
                let (one, two) = (&far[draw % far.len()], &farther[draw % farther.len()]);
                let mut passages = vec![one.clone(), two.clone()];
                if page.len() > 1 {
                    passages.push(neighbour.clone());
                }
                let at = draw % (EVIDENCE - 1).min(passages.len());
                passages.insert(at, page[nth].clone());
                let other = usize::from(at == 0);
                all.push(Evidence {
                    sources: Sources::new(&passages, ""),
                    text: whole(&page[nth]),
                    n: at + 1,
                    other: other + 1,
                    other_text: whole(&passages[other]),
                    place: Place { path: page[nth].passage.doc.path.clone(), nth },
                });
            }
        }
        all
    }
}

fn whole(hit: &Hit) -> String {
    let passage = &hit.passage;
    format!("{}\n{}\n{}", passage.doc.title, passage.headings.join("\n"), passage.text)
}

/// Returns the sentences of a passage's prose and list items.
pub(super) fn sentences(text: &str, lang: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(text) {
        let line = line.trim_start_matches(|c: char| "-*+>0123456789.) ".contains(c)).trim();
        let ends = if lang == "zh" { vec!["。"] } else { vec![". "] };
        let mut rest = line;
        while let Some((at, end)) = ends.iter().filter_map(|end| Some((rest.find(end)?, end))).min() {
            let (one, after) = rest.split_at(at + end.trim_end().len());
            found.push(one.trim().to_owned());
            rest = after;
        }
        found.push(rest.trim().to_owned());
    }
    found.retain(|one| is_sentence(one, lang));
    found
}

fn prose(text: &str) -> Vec<&str> {
    let mut fenced = false;
    text.lines()
        .map(str::trim)
        .filter(|line| {
            if line.starts_with("```") {
                fenced = !fenced;
                return false;
            }
            let starts = ["|", ":::", "<", "#", "!", "import "];
            !fenced && !starts.iter().any(|start| line.starts_with(start))
        })
        .collect()
}

fn is_sentence(one: &str, lang: &str) -> bool {
    let ends = one.ends_with(['.', '。']);
    let n_ticks = one.matches('`').count();
    let long = if lang == "zh" { one.chars().count() >= 12 } else { one.split(' ').count() >= 5 };
    ends && long && one.len() < 400 && n_ticks.is_multiple_of(2) && !one.contains("![") && !one.contains("<")
}

/// Returns the rows of a passage's tables: header cells, cells.
pub(super) fn rows(text: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let cells = |line: &str| -> Vec<String> {
        line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut found = Vec::new();
    let mut header: Option<Vec<String>> = None;
    for (at, line) in lines.iter().enumerate() {
        let is_rule =
            |line: &str| line.starts_with('|') && line.trim_matches(['|', '-', ' ', ':']).is_empty();
        if !line.starts_with('|') {
            header = None;
        } else if lines.get(at + 1).is_some_and(|next| is_rule(next)) {
            header = Some(cells(line));
        } else if let Some(header) =
            header.as_ref().filter(|header| !is_rule(line) && header.len() == cells(line).len())
        {
            found.push((header.clone(), cells(line)));
        }
    }
    found
}

/// A number that depends on the text alone.
pub(super) fn hash(text: &str) -> usize {
    let fnv = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    usize::try_from((fnv >> 17) & 0xff_ffff).unwrap()
}
