//! The planted set: real passages, true sentences about them in many forms, and the same with one fact made wrong.
//!
//! Everything is drawn by hashes of the sentences, so that a run repeats. Cases fall into two halves by hash: rules were
//! written while looking at misses of the first alone; the second is only measured. Both must hold.

mod material;
mod plants;
mod truths;

use std::collections::BTreeMap;

use firstline::domain::{
    corpus::Hit,
    grounding::{Draft, Sources},
};

use self::material::{Evidence, Set, hash, manual, shared};

/// Share of planted facts that must be stopped.
const STOPPED_MIN: f64 = 0.95;
/// Share of true sentences that may be lost.
const LOST_MAX: f64 = 0.05;

/// Cases by (true or planted, kind, language, half): how many, how many were said.
#[derive(Default)]
struct Tally(BTreeMap<(bool, &'static str, &'static str, bool), (usize, usize)>);

impl Tally {
    fn take(&mut self, is_true: bool, kind: &'static str, lang: &'static str, text: &str, sources: &Sources) {
        let held_out =
            hash(&text.chars().filter(|c| c.is_alphanumeric()).take(12).collect::<String>()) % 2 == 1;
        let (said, why) = say(sources, text);
        let row = self.0.entry((is_true, kind, lang, held_out)).or_default();
        row.0 += 1;
        row.1 += usize::from(said);
        if said != is_true && !held_out {
            println!("{} {kind} {lang}: {text} {why}", if is_true { "LOST" } else { "SAID" });
        }
    }

    /// Returns (cases, said) of what the filter lets through.
    fn sum(&self, keep: impl Fn(bool, &str, &str, bool) -> bool) -> (usize, usize) {
        let kept = self.0.iter().filter(|((is_true, kind, lang, half), _)| keep(*is_true, kind, lang, *half));
        kept.fold((0, 0), |sum, (_, row)| (sum.0 + row.0, sum.1 + row.1))
    }

    fn print(&self, title: &str) {
        println!("{title}\n{:<22} {:>18} {:>18}", "", "looked at", "held out");
        let mut rows: Vec<_> =
            self.0.keys().map(|(is_true, kind, lang, _)| (*is_true, *kind, *lang)).collect();
        rows.dedup();
        for (is_true, kind, lang) in rows {
            let cell = |held_out| {
                let (n, n_said) = self.sum(|t, k, l, h| (t, k, l, h) == (is_true, kind, lang, held_out));
                let good = if is_true { n_said } else { n - n_said };
                format!("{good}/{n} {:.3}", share(good, n))
            };
            let what = if is_true { "true" } else { "planted" };
            println!("{:<22} {:>18} {:>18}", format!("{what} {kind} {lang}"), cell(false), cell(true));
        }
    }

    /// Asserts both bounds, over all and for each half and language.
    fn check(&self) {
        for lang in ["en", "zh"] {
            for half in [false, true] {
                let (n, n_said) = self.sum(|is_true, _, l, h| !is_true && l == lang && h == half);
                println!(
                    "{lang}, held out {half}: stopped {} of {n}, {:.3}",
                    n - n_said,
                    share(n - n_said, n)
                );
                let (n_true, n_true_said) = self.sum(|is_true, _, l, h| is_true && l == lang && h == half);
                println!(
                    "{lang}, held out {half}: lost {} of {n_true}, {:.3}",
                    n_true - n_true_said,
                    share(n_true - n_true_said, n_true)
                );
                assert!(share(n - n_said, n) >= STOPPED_MIN, "{lang} {half}");
                assert!(share(n_true - n_true_said, n_true) <= LOST_MAX, "{lang} {half}");
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of cases are small")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

fn say(sources: &Sources, text: &str) -> (bool, String) {
    let mut draft = Draft::new(sources.clone());
    draft.push(text);
    draft.finish();
    let why = draft.dropped().first().map(|dropped| dropped.why.clone()).unwrap_or_default();
    (!draft.markdown().is_empty() && draft.dropped().is_empty(), why)
}

/// Adds the citation as models write it.
fn cite(text: &str, n: usize) -> String {
    match text.strip_suffix(['.', '。']) {
        Some(front) if hash(text).is_multiple_of(2) => format!("{front} [{n}]{}", &text[front.len()..]),
        _ => format!("{text} [{n}]"),
    }
}

/// Plants in every `step`th passage of a set, at most `max` sentences each.
fn play(set: &Set, step: usize, max: usize, tally: &mut Tally) {
    let all = set.evidence(step);
    for (at, evidence) in all.iter().enumerate() {
        let foreign = foreign_code(&all, at);
        for truth in truths::truths(evidence, set.lang, max) {
            tally.take(true, truth.how, set.lang, &cite(&truth.text, evidence.n), &evidence.sources);
            if truth.how == "copied" || (truth.how == "reworded" && hash(&truth.text).is_multiple_of(2)) {
                plant(&truth.text, evidence, &foreign, set.lang, tally);
            }
        }
    }
}

fn plant(text: &str, evidence: &Evidence, foreign: &str, lang: &'static str, tally: &mut Tally) {
    for plant in plants::plants(text, evidence, foreign, lang) {
        tally.take(false, plant.kind, lang, &cite(&plant.text, evidence.n), &evidence.sources);
    }
    if hash(text).is_multiple_of(4) && !evidence.other_text.contains(text) {
        let wrong = if hash(text).is_multiple_of(8) { evidence.other } else { 7 };
        tally.take(false, "citation", lang, &cite(text, wrong), &evidence.sources);
    }
}

/// Returns a code span of another page.
fn foreign_code(all: &[Evidence], at: usize) -> String {
    let path = &all[at].place.path;
    let others =
        all.iter().cycle().skip(at + all.len() / 3).take(all.len()).filter(|other| other.place.path != *path);
    let spans = others.filter_map(|other| {
        let spans: Vec<&str> = other
            .text
            .lines()
            .filter(|line| !line.starts_with("```"))
            .flat_map(|line| line.split('`').skip(1).step_by(2))
            .collect();
        let named = spans
            .into_iter()
            .find(|span| span.len() > 4 && span.contains(['_', '-', '.', '/']) && !span.contains(' '));
        named.map(str::to_owned)
    });
    spans.take(1).next().unwrap_or_default()
}

/// Cites passages of one language in sentences of the other: pages that are translations of each other, line by line.
fn translated(tally: &mut Tally) {
    for (from, to) in [("zh", "en"), ("en", "zh")] {
        let (said, cited) = (manual(from), manual(to));
        let all = cited.evidence(1);
        for page in &said.pages {
            for (nth, hit) in page.iter().enumerate() {
                let other = hit.passage.doc.path.replacen(from, to, 1);
                let Some(at) =
                    all.iter().position(|evidence| evidence.place.path == other && evidence.place.nth == nth)
                else {
                    continue;
                };
                let evidence = &all[at];
                for one in material::sentences(&hit.passage.text, from).into_iter().take(3) {
                    tally.take(true, "translated", said.lang, &cite(&one, evidence.n), &evidence.sources);
                    tally.take(false, "citation", said.lang, &cite(&one, evidence.other), &evidence.sources);
                    for plant in plants::plants(&one, evidence, &foreign_code(&all, at), said.lang) {
                        tally.take(
                            false,
                            plant.kind,
                            said.lang,
                            &cite(&plant.text, evidence.n),
                            &evidence.sources,
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn planted_facts_are_stopped_and_true_sentences_said_in_our_manual() {
    let mut tally = Tally::default();
    for lang in ["en", "zh"] {
        play(&manual(lang), 1, 3, &mut tally);
    }
    tally.print("manual");
    tally.check();
}

/// A glossary is no translation: what is right or wrong by itself is stopped as ever, of opposites about half, and a
/// quarter of the true sentences finds too little to rest on. The bounds hold what stands today.
#[test]
fn planted_facts_are_stopped_across_languages() {
    let mut tally = Tally::default();
    translated(&mut tally);
    tally.print("translated");
    let (n, n_said) = tally.sum(|is_true, kind, _, _| !is_true && kind != "negation");
    assert!(share(n - n_said, n) >= STOPPED_MIN, "{n_said} of {n} said");
    let (n_true, n_true_said) = tally.sum(|is_true, _, _, _| is_true);
    println!("{n_true_said} of {n_true} translated sentences said, {:.3}", share(n_true_said, n_true));
    assert!(share(n_true_said, n_true) >= 0.7);
}

#[test]
fn planted_facts_are_stopped_and_true_sentences_said_in_other_manuals() {
    let Some(shared) = shared() else {
        println!(
            "skipped: planted_facts_are_stopped_and_true_sentences_said_in_other_manuals, no shared examples"
        );
        return;
    };
    let docs = shared.join("eval/docs");
    let sets = [
        ("apisix", "en", "apisix/en", 12),
        ("apisix", "zh", "apisix/zh", 12),
        ("ibmcloud", "en", "mtragun-ibmcloud/en", 3),
        ("xquad", "en", "xquad/en", 2),
        ("xquad", "zh", "xquad/zh", 2),
        ("cmrc", "zh", "cmrc", 4),
    ];
    let mut whole = Tally::default();
    for (name, lang, folder, step) in sets {
        let mut tally = Tally::default();
        play(&material::read(lang, &docs.join(folder)), step, 2, &mut tally);
        tally.print(&format!("{name} {lang}"));
        for (key, row) in tally.0 {
            let sum = whole.0.entry(key).or_default();
            *sum = (sum.0 + row.0, sum.1 + row.1);
        }
    }
    whole.print("together");
    whole.check();
}

/// Answers that people wrote from passages: most of their sentences must be said.
#[test]
fn what_people_answered_is_said() {
    let Some(shared) = shared() else {
        println!("skipped: what_people_answered_is_said, no shared examples");
        return;
    };
    let text = std::fs::read_to_string(shared.join("eval/conversations.jsonl")).unwrap();
    let (mut n, mut n_said) = (0, 0);
    let rows = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    for row in rows.filter(|row| row["label"] == "ANSWERABLE") {
        let hits: Vec<Hit> = row["gold"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|path| {
                let page = std::fs::read_to_string(shared.join("eval").join(path.as_str()?)).ok()?;
                Some(firstline::domain::chunk::parse("a.md", &page).ok()?.passages)
            })
            .flatten()
            .map(|passage| Hit { passage: passage.into(), score: 1.0 })
            .collect();
        let turns = row["turns"].as_array().into_iter().flatten().filter(|turn| turn["role"] == "user");
        let asked = turns.filter_map(|turn| turn["text"].as_str()).collect::<Vec<_>>().join("\n");
        let sources = Sources::new(&hits, &asked);
        let cites: String = (1..=hits.len()).map(|n| format!("[{n}]")).collect();
        for one in material::sentences(row["reference_answer"].as_str().unwrap_or_default(), "en") {
            n += 1;
            let (said, why) = say(&sources, &format!("{one} {cites}"));
            n_said += usize::from(said);
            if !said && hash(&one).is_multiple_of(2) {
                println!("LOST reference en: {one} {why}");
            }
        }
    }
    println!("reference answers: {n_said} of {n} sentences said, {:.3}", share(n_said, n));
    assert!(share(n_said, n) >= 0.8);
}
