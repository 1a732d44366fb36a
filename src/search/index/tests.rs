//! What a search promises.

use tempfile::TempDir;

use super::*;
use crate::domain::{
    chunk,
    corpus::{Audience, Passage},
    ids::{InboxKey, Locale},
};

struct Corpus {
    dir: TempDir,
    index: Index,
}

fn inbox(key: &str) -> InboxKey {
    InboxKey(key.to_owned())
}

fn passages(path: &str, text: &str, inboxes: &[&str]) -> Vec<(Passage, Vec<InboxKey>)> {
    let parsed = chunk::parse(path, text).expect("parses");
    parsed.passages.into_iter().map(|p| (p, inboxes.iter().map(|key| inbox(key)).collect())).collect()
}

fn question(text: &str, locale: Locale) -> Query {
    Query {
        text: text.to_owned(),
        locale,
        n_pages_max: 10,
        n_passages_max: 8,
        whole_page: true,
        ..Query::default()
    }
}

impl Corpus {
    fn new() -> Self {
        let dir = TempDir::new().expect("a folder");
        let index = Index::open(&dir.path().join("index"), IndexLimits::default()).expect("opens");
        let corpus = Self { dir, index };
        let files: &[(&str, &str, &[&str])] = &[
            (
                "en/limit.md",
                "# limit-count\n\nLimits requests in a time window.\n\n## Headers\n\nX-RateLimit-Limit shows the quota.",
                &["live"],
            ),
            ("zh/limit.md", "# limit-count 插件\n\n在时间窗口内限制请求次数。", &["live"]),
            (
                "en/cert.md",
                "# Certificates\n\nUpload a certificate and its key for a domain.",
                &["live", "docs"],
            ),
            (
                "en/secret.md",
                "---\nvisibility: internal\n---\n# Certificates inside\n\nRotate the certificate by hand.",
                &["live"],
            ),
            (
                "en/docs.md",
                "# Certificates for docs\n\nOnly the docs inbox reads this certificate page.",
                &["docs"],
            ),
        ];
        let add = files.iter().flat_map(|(path, text, inboxes)| passages(path, text, inboxes)).collect();
        corpus.change(IndexChange { revision: 1, from_scratch: true, add, ..IndexChange::default() });
        corpus
    }
    fn change(&self, change: IndexChange) {
        self.index.index(change).expect("is indexed");
    }
    fn evidence(&self, key: &str, audience: Audience, query: &Query) -> Evidence {
        self.index.search(&Scope { inbox: inbox(key), audience }, query).expect("searches")
    }
    fn reopened(self) -> Self {
        let Self { dir, index } = self;
        drop(index);
        let index = Index::open(&dir.path().join("index"), IndexLimits::default()).expect("opens again");
        Self { dir, index }
    }
}

fn paths(evidence: &Evidence) -> Vec<&str> {
    evidence.pages.iter().map(|hit| hit.passage.doc.path.as_str()).collect()
}

#[track_caller]
fn check(text: &str, locale: Locale, want_first: &str) {
    let evidence = Corpus::new().evidence("live", Audience::Contact, &question(text, locale));
    assert_eq!(paths(&evidence).first(), Some(&want_first), "{text}");
}

#[test]
fn the_best_page_comes_whole_and_in_order_and_no_other() {
    let text =
        "# Pump guard\n\nKeeps pumps cool.\n\n## Enable\n\nSet the valve.\n\n## Hidden\n\nOther words.";
    let corpus = Corpus::new();
    let add = passages("en/pump.md", text, &["live"]);
    corpus.change(IndexChange { revision: 2, add, ..IndexChange::default() });
    let found = |key: &str| {
        let query = Query { n_passages_max: 1, ..question("keep the pump cool", Locale::En) };
        let evidence = corpus.evidence(key, Audience::Contact, &query);
        let texts = evidence.rest.iter().map(|hit| hit.passage.text.clone()).collect::<Vec<_>>();
        (texts, evidence.quotable().len())
    };
    let (texts, n_quotable) = found("live");
    assert_eq!(texts, ["Keeps pumps cool.", "Set the valve.", "Other words."]);
    assert_eq!(n_quotable, texts.len(), "what was found is not given twice");
    assert!(found("docs").0.iter().all(|text| !texts.contains(text)));
}

#[test]
fn questions_find_their_page_in_both_languages_and_across_them() {
    check("how do I limit requests per window?", Locale::En, "en/limit.md");
    check("怎么限制请求次数", Locale::Zh, "zh/limit.md");
    check("limit-count", Locale::Zh, "zh/limit.md");
    check("certificate 上传", Locale::Zh, "en/cert.md");
}

#[test]
fn a_typing_error_still_finds_the_page() {
    check("uplaod certifcate", Locale::En, "en/cert.md");
}

#[test]
fn earlier_words_decide_what_a_short_question_is_about() {
    let corpus = Corpus::new();
    let mut query = question("and the headers?", Locale::En);
    query.before = vec!["limit requests in a window".to_owned()];
    assert_eq!(paths(&corpus.evidence("live", Audience::Contact, &query))[0], "en/limit.md");
}

#[test]
fn confidence_tells_an_answer_from_a_chance_hit() {
    let corpus = Corpus::new();
    let confidence = |text, locale| {
        let evidence = corpus.evidence("live", Audience::Contact, &question(text, locale));
        println!("{text}: {}", evidence.confidence);
        evidence.answers()
    };
    assert!(confidence("how are requests limited in a time window?", Locale::En));
    assert!(confidence("怎么在时间窗口内限制请求次数", Locale::Zh));
    assert!(confidence("upload a certificate for my domain", Locale::En));
    assert!(!confidence("what does the enterprise edition cost per key and year?", Locale::En));
    assert!(!confidence("企业版多少钱一年，请求发票", Locale::Zh));
    assert!(!confidence("what is it, and how?", Locale::En));
    assert!(!confidence("hello", Locale::En));
}

#[test]
fn nobody_sees_another_inbox_and_contacts_see_nothing_internal() {
    let corpus = Corpus::new();
    let seen = |key: &str, audience| {
        let evidence = corpus.evidence(key, audience, &question("certificate", Locale::En));
        let mut paths: Vec<_> =
            evidence.pages.iter().chain(&evidence.passages).map(|hit| hit.passage.doc.path.clone()).collect();
        paths.sort();
        paths.dedup();
        paths
    };
    assert_eq!(seen("live", Audience::Contact), ["en/cert.md"]);
    assert_eq!(seen("live", Audience::Agent), ["en/cert.md", "en/secret.md"]);
    assert_eq!(seen("docs", Audience::Agent), ["en/cert.md", "en/docs.md"]);
    assert!(seen("none", Audience::Agent).is_empty());
}

#[test]
fn any_input_is_searched_without_failure() {
    let corpus = Corpus::new();
    let log: String = (0..900).map(|n| format!("err{n} at x{n}\n")).collect();
    for text in
        ["", "  ", "*^2 \"a AND (b", "[a-z]+(.*)*$", "🎉🎉", "\u{0}", "的", &"限流".repeat(2_000), &log]
    {
        let evidence = corpus.evidence("live", Audience::Contact, &question(text, Locale::En));
        assert!((0.0..=1.0).contains(&evidence.confidence), "{text:.20}");
    }
}

#[test]
fn a_change_replaces_a_document_as_a_whole() {
    let corpus = Corpus::new();
    corpus.change(IndexChange {
        revision: 2,
        remove: vec!["en/cert.md".to_owned()],
        add: passages("en/cert.md", "# Keys\n\nNothing but wombats.", &["live"]),
        ..IndexChange::default()
    });
    let ask = |text| corpus.evidence("live", Audience::Contact, &question(text, Locale::En));
    assert_eq!(paths(&ask("wombat")), ["en/cert.md"]);
    assert!(paths(&ask("upload certificate")).is_empty());
    assert_eq!((corpus.index.state().revision, ask("wombat").revision), (2, 2));
}

#[test]
fn the_index_outlives_its_process() {
    let corpus = Corpus::new().reopened();
    assert_eq!(corpus.index.state().revision, 1);
    let evidence = corpus.evidence("live", Audience::Contact, &question("certificate", Locale::En));
    assert_eq!(paths(&evidence), ["en/cert.md"]);
    corpus.change(IndexChange {
        revision: 2,
        remove: vec!["en/cert.md".to_owned()],
        ..IndexChange::default()
    });
    assert_eq!(corpus.reopened().index.state().revision, 2);
}

#[test]
fn an_empty_index_says_that_it_is_not_built() {
    let dir = TempDir::new().expect("a folder");
    let index = Index::open(dir.path(), IndexLimits::default()).expect("opens");
    let scope = Scope { inbox: inbox("live"), audience: Audience::Agent };
    assert_eq!(index.state().revision, 0);
    assert!(matches!(index.search(&scope, &question("x", Locale::En)), Err(SearchError::NotBuilt)));
}

#[test]
fn a_damaged_index_is_begun_anew_and_foreign_files_stay() {
    let damage: [fn(&Path); 3] = [
        |dir| fs::write(dir.join("meta.json"), "{").expect("writes"),
        |dir| {
            let file = fs::read_dir(dir)
                .expect("reads")
                .filter_map(Result::ok)
                .find(|f| f.path().extension().is_some_and(|ending| ending == "store"));
            let path = file.expect("a store").path();
            let mut bytes = fs::read(&path).expect("reads");
            bytes[3] ^= 0xff;
            fs::write(path, bytes).expect("writes");
        },
        |dir| {
            for file in fs::read_dir(dir).expect("reads").filter_map(Result::ok) {
                if file.path().extension().is_some_and(|ending| ending == "term") {
                    fs::remove_file(file.path()).expect("removes");
                }
            }
        },
    ];
    for damage in damage {
        let Corpus { dir, index } = Corpus::new();
        drop(index);
        let folder = dir.path().join("index");
        fs::write(folder.join("notes.txt"), "mine").expect("writes");
        damage(&folder);
        let index = Index::open(&folder, IndexLimits::default()).expect("opens");
        assert_eq!(index.state().revision, 0);
        let add = passages("a.md", "# Wombats\n\ndig", &["live"]);
        index.index(IndexChange { revision: 7, add, ..IndexChange::default() }).expect("is indexed");
        assert_eq!(index.state().revision, 7);
        assert!(folder.join("notes.txt").exists());
    }
}

#[test]
fn a_second_process_is_told_that_the_folder_is_taken() {
    let corpus = Corpus::new();
    let second = Index::open(&corpus.dir.path().join("index"), IndexLimits::default());
    let error = second.err().expect("is refused").to_string();
    assert!(error.contains("another process"), "{error}");
    assert_eq!(corpus.reopened().index.state().revision, 1);
}

#[test]
fn a_writer_that_died_is_replaced() {
    let corpus = Corpus::new();
    corpus.index.writer.lock().expect("free").take();
    let add = passages("a.md", "# Wombats\n\ndig", &["live"]);
    corpus.change(IndexChange { revision: 2, add, ..IndexChange::default() });
    assert_eq!(
        paths(&corpus.evidence("live", Audience::Contact, &question("wombats", Locale::En))),
        ["a.md"]
    );
}
