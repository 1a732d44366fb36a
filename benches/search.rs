//! What a search costs beside the bare engine on the same terms, over a made-up corpus in both languages.
//!
//! The peer is a plain disjunction of the same terms over the same index, ten best, without scope, pages or passages:
//! alone, and with the texts of the ten read, as whoever shows them must.
//! The points are drawn by chance: what they cost does not depend on what they mean.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")]
#![expect(clippy::print_stdout, reason = "what a benchmark says goes to standard output")]

use std::{collections::HashSet, hint::black_box, sync::Arc, time::Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use firstline::{
    domain::{
        corpus::{Audience, Document, Passage, Scope, Visibility},
        ids::{InboxKey, Locale},
    },
    ports::{IndexChange, Meaning, Query, Search},
    search::{Index, IndexLimits},
};
use tantivy::{
    ReloadPolicy, Searcher, TantivyDocument, Term,
    collector::TopDocs,
    query::{BooleanQuery, Occur, Query as EngineQuery, TermQuery},
    schema::IndexRecordOption,
};
use tempfile::TempDir;

const N_WORDS: usize = 30_000;
const N_CHARACTERS: usize = 3_000;
const N_PASSAGES_OF_PAGE: usize = 8;
const N_QUESTIONS: usize = 200;
const N_TERMS: usize = 6;
const N_COORDINATES: usize = 384;
const MODEL: &str = "chance";

/// A small generator with a fixed beginning: every run sees the same corpus.
struct Dice(u64);

impl Dice {
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
    /// Draws a rank below `n`, the r-th 1/r as often as the first.
    fn zipf(&mut self, n: usize) -> usize {
        ((n as f64).powf(self.share()) as usize - 1).min(n - 1)
    }
}

/// Spells a number as a word that the stemmer leaves alone.
fn word(rank: usize) -> String {
    let (consonants, vowels) = (b"bdfgklmnprtvz", b"aou");
    let mut left = rank;
    let mut spelled = String::new();
    for _ in 0..4 {
        spelled.push(char::from(consonants[left % consonants.len()]));
        left /= consonants.len();
        spelled.push(char::from(vowels[left % vowels.len()]));
        left /= vowels.len();
    }
    spelled + "k"
}

fn character(rank: usize) -> char {
    char::from_u32(0x4e00 + rank as u32).unwrap_or('一')
}

fn text(dice: &mut Dice, locale: Locale) -> String {
    match locale {
        Locale::En => (0..90).map(|_| word(dice.zipf(N_WORDS)) + " ").collect(),
        Locale::Zh => (0..40)
            .map(|_| (0..4).map(|_| character(dice.zipf(N_CHARACTERS))).collect::<String>() + "，")
            .collect(),
    }
}

fn locale(page_idx: usize) -> Locale {
    if page_idx.is_multiple_of(3) { Locale::Zh } else { Locale::En }
}

struct Bench {
    _dir: TempDir,
    index: Index,
    searcher: Searcher,
    questions: Vec<(Query, BooleanQuery)>,
}

fn bench(n_passages: usize) -> Bench {
    let mut dice = Dice(7);
    let inbox = InboxKey("docs".to_owned());
    let mut change = IndexChange { revision: 1, from_scratch: true, ..IndexChange::default() };
    for page_idx in 0..n_passages / N_PASSAGES_OF_PAGE {
        let doc = Arc::new(Document {
            path: format!("page{page_idx}.md"),
            title: format!("{} {}", word(dice.zipf(N_WORDS)), word(dice.zipf(N_WORDS))),
            locale: locale(page_idx),
            visibility: Visibility::Public,
            draft: false,
            tags: Vec::new(),
            applies_to: Vec::new(),
            translation_of: None,
            url: format!("page{page_idx}.md"),
        });
        for passage_idx in 0..N_PASSAGES_OF_PAGE {
            let passage = Passage {
                doc: Arc::clone(&doc),
                anchor: Some(format!("s{passage_idx}")),
                headings: vec![word(dice.zipf(N_WORDS))],
                text: text(&mut dice, doc.locale),
                hash: String::new(),
            };
            change.add.push((passage, vec![inbox.clone()]));
        }
    }
    let dir = TempDir::new().expect("a folder");
    let index = Index::open(dir.path(), IndexLimits::default()).expect("opens");
    index.index(change).expect("is indexed");
    let plain = tantivy::Index::open_in_dir(dir.path()).expect("opens");
    let reader = plain.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().expect("reads");
    let searcher = reader.searcher();
    let questions = (0..N_QUESTIONS).map(|idx| question(&mut dice, &searcher, locale(idx))).collect();
    Bench { _dir: dir, index, searcher, questions }
}

/// Returns a question and the bare engine's query for the same terms.
fn question(dice: &mut Dice, searcher: &Searcher, locale: Locale) -> (Query, BooleanQuery) {
    let field = searcher
        .schema()
        .get_field(if locale == Locale::En { "terms-en" } else { "terms-zh" })
        .expect("a field");
    let mut words = Vec::new();
    while words.len() < N_TERMS {
        let word = match locale {
            Locale::En => word(dice.zipf(N_WORDS)),
            Locale::Zh => {
                [character(dice.zipf(N_CHARACTERS)), character(dice.zipf(N_CHARACTERS))].iter().collect()
            }
        };
        let is_known = searcher.doc_freq(&Term::from_field_text(field, &word)).expect("counts") > 0;
        if is_known && !words.contains(&word) {
            words.push(word);
        }
    }
    let clauses = words.iter().map(|word| {
        let term = TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs);
        (Occur::Should, Box::new(term) as Box<dyn EngineQuery>)
    });
    let plain = BooleanQuery::new(clauses.collect());
    let text = words.join(" ");
    (Query { text, locale, n_pages_max: 5, n_passages_max: 6, ..Query::default() }, plain)
}

fn point(dice: &mut Dice) -> Vec<f32> {
    (0..N_COORDINATES).map(|_| dice.share() as f32 - 0.3).collect()
}

/// Gives every passage a point, and returns the questions with theirs.
fn with_meaning(bench: &Bench, scope: &Scope) -> Vec<Query> {
    let mut dice = Dice(11);
    let missing = bench.index.without_meaning(std::slice::from_ref(scope), &HashSet::new(), usize::MAX);
    let points: Vec<(u64, Vec<f32>)> =
        missing.expect("reads").iter().map(|text| (text.number, point(&mut dice))).collect();
    bench.index.mean(MODEL, &points).expect("takes points");
    let meaning = |dice: &mut Dice| Arc::new(Meaning { model: MODEL.to_owned(), vector: point(dice) });
    let questions = bench.questions.iter();
    questions.map(|(query, _)| Query { meaning: Some(meaning(&mut dice)), ..query.clone() }).collect()
}

fn search(criterion: &mut Criterion) {
    let scope = Scope { inbox: InboxKey("docs".to_owned()), audience: Audience::Contact };
    for n_passages in [10_000, 100_000] {
        let bench = bench(n_passages);
        let mut group = criterion.benchmark_group(format!("{n_passages} passages, {N_QUESTIONS} questions"));
        group.sample_size(10);
        group.bench_function("engine, ten best", |bencher| {
            bencher.iter(|| {
                for (_, plain) in &bench.questions {
                    let best = TopDocs::with_limit(10).order_by_score();
                    black_box(bench.searcher.search(plain, &best).expect("searches"));
                }
            });
        });
        group.bench_function("search", |bencher| {
            bencher.iter(|| {
                for (query, _) in &bench.questions {
                    black_box(bench.index.search(&scope, query).expect("searches"));
                }
            });
        });
        group.bench_function("engine, ten best read", |bencher| {
            bencher.iter(|| bench.questions.iter().for_each(|(_, plain)| read_ten(&bench.searcher, plain)));
        });
        let questions = with_meaning(&bench, &scope);
        group.bench_function("search, by meaning too", |bencher| {
            bencher.iter(|| {
                for query in &questions {
                    black_box(bench.index.search(&scope, query).expect("searches"));
                }
            });
        });
        group.finish();
        slowest(&bench, &scope, &questions);
    }
}

/// The ten best, with their texts.
fn read_ten(searcher: &Searcher, plain: &BooleanQuery) {
    let best = searcher.search(plain, &TopDocs::with_limit(10).order_by_score()).expect("searches");
    for (_, address) in best {
        black_box(searcher.doc::<TantivyDocument>(address).expect("reads"));
    }
}

/// Prints percentiles: the budget is one of the slowest, not of the mean.
fn slowest(bench: &Bench, scope: &Scope, by_meaning: &[Query]) {
    let engine = || {
        let best = TopDocs::with_limit(10).order_by_score();
        percentiles(&bench.questions, |(_, plain)| {
            black_box(bench.searcher.search(plain, &best).expect("searches"));
        })
    };
    let reads = || percentiles(&bench.questions, |(_, plain)| read_ten(&bench.searcher, plain));
    let ours = || {
        percentiles(&bench.questions, |(query, _)| {
            black_box(bench.index.search(scope, query).expect("searches"));
        })
    };
    let meaning = || {
        percentiles(by_meaning, |query| {
            black_box(bench.index.search(scope, query).expect("searches"));
        })
    };
    let peers = [("engine", engine()), ("engine, read", reads())];
    for (name, (p50, p99)) in peers.into_iter().chain([("search", ours()), ("by meaning too", meaning())]) {
        println!("{name:>15}: p50 {p50:.3} ms, p99 {p99:.3} ms");
    }
}

/// Returns the median and the 99th percentile of five rounds, in milliseconds.
fn percentiles<T>(questions: &[T], mut ask: impl FnMut(&T)) -> (f64, f64) {
    let mut ms: Vec<f64> = Vec::new();
    for _ in 0..5 {
        for question in questions {
            let started = Instant::now();
            ask(question);
            ms.push(started.elapsed().as_secs_f64() * 1_000.0);
        }
    }
    ms.sort_by(f64::total_cmp);
    (ms[ms.len() / 2], ms[ms.len() * 99 / 100])
}

criterion_group!(benches, search);
criterion_main!(benches);
