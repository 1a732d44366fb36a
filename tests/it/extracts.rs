//! The answer without a model, measured: does what is quoted hold the answer that is known, and how much is quoted?

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use firstline::{
    domain::{
        chunk,
        corpus::{Audience, Evidence, Hit, Passage, Scope},
        extract::{self, judge},
        ids::{InboxKey, Locale},
        intent::leans_on_earlier,
    },
    ports::{IndexChange, Query, Search as _},
    search::{Index, IndexLimits},
};
use serde_json::Value;

/// Passages an answer is quoted from, as in a turn.
const PASSAGES_MAX: usize = 6;

/// Returns the folder of shared examples, or says that the test is skipped.
fn shared(test: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("FIRSTLINE_SHARED").map_or(beside, PathBuf::from).join("eval");
    if !folder.is_dir() {
        println!("skipped: {test}, no shared examples");
        return None;
    }
    Some(folder)
}

fn rows(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            into.push(path);
        }
    }
}

/// One set of pages, by path and in an index.
struct Corpus {
    pages: HashMap<String, Vec<Passage>>,
    index: Index,
    _dir: tempfile::TempDir,
}

impl Corpus {
    fn read(eval: &Path, set: &str) -> Self {
        let mut paths = Vec::new();
        files(&eval.join("docs").join(set), &mut paths);
        let inbox = InboxKey("default".to_owned());
        let mut pages = HashMap::new();
        let mut add = Vec::new();
        for path in paths {
            let name = path.strip_prefix(eval).unwrap().to_string_lossy().into_owned();
            let parsed = chunk::parse(&name, &std::fs::read_to_string(&path).unwrap()).unwrap();
            add.extend(parsed.passages.iter().map(|passage| (passage.clone(), vec![inbox.clone()])));
            pages.insert(name, parsed.passages);
        }
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path(), IndexLimits::default()).unwrap();
        index.index(IndexChange { revision: 1, from_scratch: true, add, ..IndexChange::default() }).unwrap();
        Self { pages, index, _dir: dir }
    }
    fn found(&self, question: &str, before: &[String], locale: Locale, n_max: usize) -> Evidence {
        let scope = Scope { inbox: InboxKey("default".to_owned()), audience: Audience::Contact };
        let query = Query {
            text: question.to_owned(),
            before: before.to_vec(),
            locale,
            n_pages_max: n_max,
            n_passages_max: n_max,
            ..Query::default()
        };
        self.index.search(&scope, &query).unwrap()
    }
    /// Returns the passages of the pages that answer, in the order a search would give them.
    fn gold(&self, question: &str, gold: &[String], locale: Locale) -> Evidence {
        let found = self.found(question, &[], locale, 50);
        let all = found.passages;
        let mut hits: Vec<Hit> =
            all.into_iter().filter(|hit| gold.contains(&hit.passage.doc.path)).take(PASSAGES_MAX).collect();
        if hits.is_empty() {
            let passages = gold.iter().filter_map(|path| self.pages.get(path)).flatten();
            let hit = |passage: &Passage| Hit { passage: Arc::new(passage.clone()), score: 1.0 };
            hits.extend(passages.take(PASSAGES_MAX).map(hit));
        }
        let rest = self.pages.get(&hits[0].passage.doc.path).into_iter().flatten();
        let rest = rest.map(|passage| Hit { passage: Arc::new(passage.clone()), score: 0.0 }).collect();
        Evidence { passages: hits, rest, synonyms: found.synonyms, ..Evidence::default() }
    }
}

/// What was quoted of a set of questions.
#[derive(Default)]
struct Quoted {
    n: usize,
    n_held: usize,
    n_could: usize,
    share: f32,
    chars: usize,
    lead_only: usize,
}

impl Quoted {
    /// `before` is what the question leans on, as in a turn.
    fn count(
        &mut self,
        before: &str,
        question: &str,
        answer: &str,
        evidence: &Evidence,
        locale: Locale,
    ) -> bool {
        let hits = evidence.quotable();
        let whole: String = hits.iter().map(|hit| hit.passage.text.as_str()).collect::<Vec<_>>().join("\n");
        let found = extract::quoted(before, question, evidence, locale);
        let quoted = found.map(|found| found.text).unwrap_or_default();
        let held = judge::holds(&quoted, answer, question);
        self.n += 1;
        self.n_held += usize::from(held);
        self.n_could += usize::from(judge::holds(&whole, answer, question));
        self.share += quoted.chars().count() as f32 / whole.chars().count().max(1) as f32;
        self.chars += quoted.chars().count();
        let opening: String = hits.first().map(|hit| hit.passage.text.clone()).unwrap_or_default();
        let opening = opening.chars().take(quoted.chars().count()).collect::<String>();
        self.lead_only += usize::from(judge::holds(&opening, answer, question));
        held
    }
    fn row(&self, name: &str) -> String {
        let share = |n: usize| n as f32 / self.n.max(1) as f32;
        format!(
            "{name:28} n {:4}  holds {:.3}  passages hold {:.3}  as much of the opening holds {:.3}  quoted share {:.3}, {:4} characters",
            self.n,
            share(self.n_held),
            share(self.n_could),
            share(self.lead_only),
            self.share / self.n.max(1) as f32,
            self.chars / self.n.max(1),
        )
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The quoted words hold the known answer on at least six of ten pages that answer, beyond what as many words of the
/// page's opening would hold.
#[test]
fn quotations_hold_the_answer() {
    let Some(eval) = shared("quotations_hold_the_answer") else { return };
    let queries = rows(&eval.join("queries.jsonl"));
    let mut report = Vec::new();
    for (set, lang, span) in
        [("xquad", "en", "answer span: "), ("xquad", "zh", "answer span: "), ("cmrc", "zh", "answer: ")]
    {
        let corpus = Corpus::read(&eval, &format!("{set}/{lang}"));
        let locale = Locale::from_tag(lang).unwrap();
        let (mut on_gold, mut on_found) = (Quoted::default(), Quoted::default());
        for row in queries.iter().filter(|row| row["set"] == set && row["lang"] == lang) {
            let (_, answer) = row["note"].as_str().unwrap().split_once(span).unwrap();
            let question = row["text"].as_str().unwrap();
            let gold = texts(&row["gold"]);
            on_gold.count("", question, answer, &corpus.gold(question, &gold, locale), locale);
            on_found.count("", question, answer, &corpus.found(question, &[], locale, PASSAGES_MAX), locale);
        }
        report
            .push((on_gold.row(&format!("{set} {lang} on the page")), on_gold.n_held * 10 >= on_gold.n * 6));
        report.push((on_found.row(&format!("{set} {lang} as searched")), true));
    }
    let corpus = Corpus::read(&eval, "mtragun-ibmcloud");
    let (mut on_gold, mut on_found) = (Quoted::default(), Quoted::default());
    let asked = rows(&eval.join("conversations.jsonl"));
    for row in asked.iter().filter(|row| row["label"] == "ANSWERABLE" && !texts(&row["gold"]).is_empty()) {
        let users: Vec<String> = row["turns"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|turn| turn["role"] == "user")
            .map(|turn| turn["text"].as_str().unwrap().to_owned())
            .collect();
        let (question, before) = users.split_last().unwrap();
        let answer = row["reference_answer"].as_str().unwrap();
        let gold: Vec<String> = texts(&row["gold"]);
        let hits = corpus.gold(question, &gold, Locale::En);
        let leans_on = before.last().filter(|_| leans_on_earlier(question)).map_or("", String::as_str);
        let held = on_gold.count(leans_on, question, answer, &hits, Locale::En);
        if std::env::var_os("SHOW_QUOTED").is_some() {
            let quoted = extract::answer(question.as_str(), &hits.quotable(), Locale::En)
                .map(|e| e.text)
                .unwrap_or_default();
            println!("== {held} {question}\n-- known: {answer}\n-- quoted: {quoted}\n");
        }
        on_found.count(
            leans_on,
            question,
            answer,
            &corpus.found(question, before, Locale::En, PASSAGES_MAX),
            Locale::En,
        );
    }
    report.push((on_gold.row("ibmcloud on the page"), on_gold.n_held * 10 >= on_gold.n * 6));
    report.push((on_found.row("ibmcloud as searched"), true));
    report.iter().for_each(|(row, _)| println!("{row}"));
    assert!(report.iter().all(|(_, good)| *good));
}

/// Writes what is quoted of the pages that answer beside each question, for a reader to judge.
#[test]
fn quotations_can_be_read_beside_their_questions() {
    let Some(eval) = shared("quotations_can_be_read_beside_their_questions") else { return };
    let corpus = Corpus::read(&eval, "apisix");
    let mut out = String::new();
    let (mut n, mut n_quoted) = (0, 0);
    for row in rows(&eval.join("queries.jsonl")).iter().filter(|row| row["set"] == "apisix") {
        let gold = texts(&row["gold"]);
        if gold.is_empty() {
            continue;
        }
        let question = row["text"].as_str().unwrap();
        let locale = Locale::from_tag(row["lang"].as_str().unwrap()).unwrap();
        let evidence = corpus.gold(question, &gold, locale);
        let found = extract::quoted("", question, &evidence, locale);
        n += 1;
        n_quoted += usize::from(found.is_some());
        let quoted = found.map(|found| found.text).unwrap_or_default();
        out.push_str(&format!("=== {} {question}\n({})\n{quoted}\n\n", row["id"], gold.join(" ")));
    }
    if let Some(file) = std::env::var_os("QUOTATIONS_TO") {
        std::fs::write(file, out).unwrap();
    }
    // A page of nothing but long code is not quoted.
    assert!(n_quoted * 50 >= n * 49, "{n_quoted} of {n}");
}
