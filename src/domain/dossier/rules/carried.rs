//! How many of the facts that a person would pass on stand in the dossier, measured on whole conversations.
//!
//! The facts were written down before the dossier was looked at. Half of our own conversations were looked at while
//! the rules were written; the other half is only measured. A fact is carried where one of its wordings stands
//! anywhere in the dossier; *sorted* counts those that stand in a field of their own and not only among the quotations
//! of `asked`.

use serde_json::Value;

use super::{tests::talk, *};

/// Share of the facts that must be carried.
const CARRIED_MIN: f64 = 0.9;

/// Facts counted: all, carried, sorted.
#[derive(Clone, Copy, Default)]
struct Count {
    n: u32,
    n_carried: u32,
    n_sorted: u32,
}

impl Count {
    fn share(self) -> f64 {
        f64::from(self.n_carried) / f64::from(self.n.max(1))
    }
}

/// Measures the conversations that a filter lets through; prints what is missing where `prints` says so.
fn measure(conversations: &str, only: impl Fn(&Value) -> bool, prints: bool) -> Count {
    let mut count = Count::default();
    for line in conversations.lines() {
        let conversation: Value = serde_json::from_str(line).unwrap();
        let facts = conversation["dossier_facts"].as_array().cloned().unwrap_or_default();
        if facts.is_empty() || !only(&conversation) {
            continue;
        }
        let dossier = dossier_of(&conversation);
        let written = |dossier: &Dossier| serde_json::to_string(dossier).unwrap().to_lowercase();
        let (all, sorted) = (written(&dossier), written(&Dossier { asked: Vec::new(), ..dossier }));
        let has = |text: &str, fact: &Value| {
            fact.as_str().unwrap().to_lowercase().split('|').any(|wording| text.contains(wording))
        };
        for fact in &facts {
            count.n += 1;
            count.n_carried += u32::from(has(&all, fact));
            count.n_sorted += u32::from(has(&sorted, fact));
            if prints && !has(&sorted, fact) {
                let how = if has(&all, fact) { "only quotes" } else { "lacks" };
                println!("{} {how} {fact}: {sorted}", conversation["id"]);
            }
        }
    }
    count
}

fn dossier_of(conversation: &Value) -> Dossier {
    let locale = Locale::from_tag(conversation["lang"].as_str().unwrap()).unwrap();
    let turns = conversation["turns"].as_array().unwrap().iter();
    let turns: Vec<(Role, &str)> = turns
        .map(|turn| {
            (if turn["role"] == "user" { Role::User } else { Role::Bot }, turn["text"].as_str().unwrap())
        })
        .collect();
    by_rules(&talk(locale, &turns), locale)
}

#[track_caller]
fn check(title: &str, count: Count) {
    println!(
        "{title}: {} of {} carried ({:.3}), {} sorted",
        count.n_carried,
        count.n,
        count.share(),
        count.n_sorted
    );
    assert!(count.share() >= CARRIED_MIN, "{title}: {} of {}", count.n_carried, count.n);
}

#[test]
fn facts_of_our_own_conversations_are_carried_in_both_languages() {
    let conversations =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dossier/conversations.jsonl"))
            .unwrap();
    for lang in ["en", "zh"] {
        for half in ["looked_at", "held_out"] {
            let only = |row: &Value| row["lang"] == lang && row["half"] == half;
            check(&format!("{lang}, {half}"), measure(&conversations, only, half == "looked_at"));
        }
    }
}

#[test]
fn facts_of_handed_over_conversations_are_carried() {
    let shared = std::env::var("FIRSTLINE_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into());
    let Ok(conversations) = std::fs::read_to_string(format!("{shared}/eval/conversations.jsonl")) else {
        eprintln!("skipped facts_of_handed_over_conversations_are_carried: no shared folder");
        return;
    };
    check("shared", measure(&conversations, |_| true, true));
}
