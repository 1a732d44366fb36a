//! Which pages are for this user, and what must be asked where nothing tells.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    corpus::{Evidence, Hit},
    ids::Locale,
    words::{overlap, terms},
};

use super::{
    Conditions, Dimension, Value, as_said,
    known::{Fact, Known},
    names,
    version::Span,
};

/// Share of the best page's score from which another is as good a candidate.
const RIVAL_FROM: f32 = 0.4;
/// Share of common words from which two titles name one subject.
const SAME_SUBJECT_FROM: f32 = 0.6;
/// Choices that are listed at most.
const CHOICES_MAX: usize = 6;

/// What decides, and the pages to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Each dimension that decides with the values there are, as they are said.
    pub by: Vec<(Dimension, Vec<String>)>,
    /// The pages, best first, each with what it is limited to.
    pub pages: Vec<(String, Hit)>,
}

/// How a page suits a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// It is for another.
    Other,
    /// It says nothing about it, or nothing is known.
    Open,
    /// It is for this user.
    Own,
}

/// A page with what it is limited to.
struct Candidate<'a> {
    hit: &'a Hit,
    conditions: Conditions,
}

/// What is known, compared with the pages at hand.
struct Facts {
    values: BTreeMap<Dimension, Vec<Fact>>,
    versions: Vec<Span>,
    /// A page at hand is for a desktop system; pages for the web are then not for its users.
    has_desktop: bool,
}

const VALUED: [Dimension; 3] = [Dimension::Platform, Dimension::Edition, Dimension::Region];

/// Keeps the pages that are for this user, those written for just this platform or version before general ones on the same
/// subject. What is left is cut to `n_pages` and `n_passages`.
///
/// Where the best page is for another and none takes its place, the confidence falls with the score.
#[must_use]
pub fn select(evidence: Evidence, known: &Known, n_pages: usize, n_passages: usize) -> Evidence {
    let limits = Limits::of(&evidence);
    let mut selected = if limits.is_empty() { evidence } else { selected(&evidence, &limits, known) };
    selected.pages.truncate(n_pages);
    selected.passages.truncate(n_passages);
    selected
}

fn selected(evidence: &Evidence, limits: &Limits, known: &Known) -> Evidence {
    let facts = Facts::of(known, limits);
    let pages = chosen(&evidence.pages, limits, &facts);
    let passages = chosen(&evidence.passages, limits, &facts);
    let best = |hits: &[Hit]| hits.first().map_or(0.0, |hit| hit.score);
    let (before, after) = (best(&evidence.pages), best(&pages));
    let kept = if after >= before { 1.0 } else { (after / before.max(f32::MIN_POSITIVE)).clamp(0.0, 1.0) };
    let mut rest = evidence.rest.clone();
    rest.retain(|hit| facts.fit(&limits.of_hit(hit)) != Fit::Other);
    Evidence { confidence: evidence.confidence * kept * kept, pages, passages, rest, ..evidence.clone() }
}

/// Drops what is for others; what is for just this user takes the place of the best on its subject.
fn chosen(hits: &[Hit], limits: &Limits, facts: &Facts) -> Vec<Hit> {
    let fits: Vec<Fit> = hits.iter().map(|hit| facts.fit(&limits.of_hit(hit))).collect();
    let mut placed: Vec<(f32, bool, Hit)> = Vec::new();
    for (hit, fit) in hits.iter().zip(&fits) {
        if *fit == Fit::Other {
            continue;
        }
        let ahead = hits.iter().zip(&fits).find(|(other, fit)| {
            **fit != Fit::Own && (are_siblings(hit, other) || is_counterpart(hit, other))
        });
        let score = match (fit, ahead) {
            (Fit::Own, Some((other, _))) => hit.score.max(other.score),
            _ => hit.score,
        };
        placed.push((score, *fit == Fit::Own, Hit { passage: hit.passage.clone(), score }));
    }
    placed.sort_by(|(a, own_a, _), (b, own_b, _)| b.total_cmp(a).then(own_b.cmp(own_a)));
    placed.into_iter().map(|(_, _, hit)| hit).collect()
}

/// Returns what must be known to choose among the best pages; nothing where it is known, or does not matter.
#[must_use]
pub fn undecided<'a>(evidence: &'a Evidence, known: &Known, locale: Locale) -> Option<Choice> {
    let limits = Limits::of(evidence);
    let best = evidence.pages.first().filter(|_| !limits.is_empty())?;
    let facts = Facts::of(known, &limits);
    let rivals: Vec<Candidate<'a>> = evidence
        .pages
        .iter()
        // A score may be below zero.
        .filter(|hit| hit.score >= best.score - best.score.abs() * (1.0 - RIVAL_FROM))
        .filter(|hit| *hit == best || are_siblings(best, hit))
        .map(|hit| Candidate { hit, conditions: limits.of_hit(hit) })
        .collect();
    let first = rivals.first()?;
    // What each of them says alike depends on nothing.
    let words = |rival: &Candidate<'a>| rival.hit.passage.text.split_whitespace();
    if rivals.len() > 1 && rivals.iter().all(|rival| words(rival).eq(words(first))) {
        return None;
    }
    let by: Vec<(Dimension, Vec<String>)> =
        [Dimension::Platform, Dimension::Version, Dimension::Edition, Dimension::Region]
            .into_iter()
            .filter(|dimension| first.conditions.is_limited(*dimension) && !facts.tells(*dimension))
            .filter_map(|dimension| Some((dimension, choices(dimension, &rivals, locale)?)))
            .collect();
    let limited = rivals.iter().filter(|rival| !rival.conditions.is_empty());
    let pages = limited.map(|rival| (rival.conditions.label(locale), rival.hit.clone()));
    (!by.is_empty()).then(|| Choice { pages: pages.take(CHOICES_MAX).collect(), by })
}

/// Returns the values of a dimension among rivals, where at least two of them exclude each other.
fn choices(dimension: Dimension, rivals: &[Candidate<'_>], locale: Locale) -> Option<Vec<String>> {
    let limited: Vec<&Conditions> =
        rivals.iter().map(|rival| &rival.conditions).filter(|c| c.is_limited(dimension)).collect();
    let first = limited.first()?;
    let excludes = |other: &&&Conditions| match dimension {
        Dimension::Version => {
            !first.versions.iter().any(|(a, _)| other.versions.iter().any(|(b, _)| a.meets(b)))
        }
        _ => !first.values(dimension).iter().any(|value| other.values(dimension).contains(value)),
    };
    limited.iter().find(excludes)?;
    let mut shown: Vec<String> = Vec::new();
    if dimension == Dimension::Version {
        let mut spans: Vec<&(Span, String)> = limited.iter().flat_map(|c| &c.versions).collect();
        spans.sort_by(|(a, _), (b, _)| a.by_end(b));
        spans.into_iter().for_each(|(span, written)| shown.push(as_said(span, written, locale)));
        shown.dedup();
    } else {
        for value in limited.iter().flat_map(|conditions| conditions.shown(dimension, locale)) {
            if !shown.contains(&value) {
                shown.push(value);
            }
        }
    }
    shown.truncate(CHOICES_MAX);
    (shown.len() > 1).then_some(shown)
}

/// What each page at hand is limited to: by its front matter, else by its title, its folder, or the passage's heading.
struct Limits {
    by_path: BTreeMap<String, Conditions>,
    by_heading: bool,
    vocabulary: BTreeMap<Dimension, Vec<Value>>,
    /// What the product may go by, in lowercase, where versions differ.
    names: BTreeSet<String>,
}

impl Limits {
    fn of(evidence: &Evidence) -> Self {
        let hits = || evidence.pages.iter().chain(&evidence.passages).chain(&evidence.rest);
        let paths: BTreeSet<&str> = hits().map(|hit| hit.passage.doc.path.as_str()).collect();
        let mut by_path = BTreeMap::new();
        for hit in hits() {
            let doc = &hit.passage.doc;
            if by_path.contains_key(&doc.path) {
                continue;
            }
            let mut conditions = Conditions::of(doc);
            if !conditions.is_limited(Dimension::Platform) {
                let inferred = in_title(&doc.title).or_else(|| in_path(&doc.path, &paths));
                inferred.into_iter().for_each(|value| conditions.add(Dimension::Platform, value));
            }
            if !conditions.is_limited(Dimension::Version) {
                version_in_path(&doc.path, &paths)
                    .into_iter()
                    .for_each(|word| conditions.add_versions(&word));
            }
            by_path.insert(doc.path.clone(), conditions);
        }
        let by_heading = hits().any(|hit| in_heading(hit).is_some());
        let has_versions = by_path.values().any(|conditions| !conditions.versions.is_empty());
        let names = hits().filter(|_| has_versions).flat_map(|hit| proper_names(&hit.passage.text)).collect();
        let mut limits = Self { by_path, by_heading, vocabulary: BTreeMap::new(), names };
        for hit in hits() {
            let conditions = limits.of_hit(hit);
            for dimension in VALUED {
                let known = limits.vocabulary.entry(dimension).or_default();
                known.extend(conditions.values(dimension).iter().cloned());
            }
        }
        limits
    }
    fn is_empty(&self) -> bool {
        !self.by_heading && self.by_path.values().all(Conditions::is_empty)
    }
    fn of_hit(&self, hit: &Hit) -> Conditions {
        let mut conditions = self.by_path.get(&hit.passage.doc.path).cloned().unwrap_or_default();
        if let Some(value) = in_heading(hit) {
            // A section is for fewer than its page.
            conditions.values.insert(Dimension::Platform, vec![value]);
        }
        conditions
    }
    fn values(&self, dimension: Dimension) -> &[Value] {
        self.vocabulary.get(&dimension).map_or(&[], Vec::as_slice)
    }
}

/// Returns the words of a text that are written large inside a sentence, in lowercase.
fn proper_names(text: &str) -> impl Iterator<Item = String> {
    let words = text.split_whitespace().zip(text.split_whitespace().skip(1));
    let inside = words.filter(|(before, _)| before.ends_with(|c: char| c.is_lowercase()));
    let names = inside.map(|(_, word)| word.trim_matches(|c: char| !c.is_alphanumeric()));
    names.filter(|word| word.starts_with(char::is_uppercase)).map(str::to_lowercase)
}

impl Facts {
    fn of(known: &Known, limits: &Limits) -> Self {
        let mut values = BTreeMap::new();
        for dimension in VALUED {
            let vocabulary = limits.values(dimension);
            let mut facts = known.facts(dimension, vocabulary);
            // A hint that suits no page at hand is about something else: the browser, not the product.
            facts.retain(|fact| {
                !fact.is_hint || vocabulary.iter().any(|value| is_for(&value.id, &fact.id, false))
            });
            // Who builds with a framework for a system needs the framework's pages, where there are some.
            let is_framework = |fact: &Fact| {
                FRAMEWORKS.contains(&fact.id.as_str()) && vocabulary.iter().any(|value| value.id == fact.id)
            };
            if facts.iter().any(is_framework) {
                facts.retain(is_framework);
            }
            values.insert(dimension, facts);
        }
        let has_desktop = limits
            .values(Dimension::Platform)
            .iter()
            .any(|value| value.id == "desktop" || DESKTOP.contains(&value.id.as_str()));
        Self { values, versions: known.versions(&limits.names), has_desktop }
    }
    fn tells(&self, dimension: Dimension) -> bool {
        match dimension {
            Dimension::Version => !self.versions.is_empty(),
            // "On my phone" does not yet tell which.
            _ => {
                self.values.get(&dimension).is_some_and(|facts| facts.iter().any(|fact| !is_broad(&fact.id)))
            }
        }
    }
    fn fit(&self, conditions: &Conditions) -> Fit {
        let by_value = VALUED.into_iter().map(|dimension| {
            let facts = self.values.get(&dimension).map_or(&[][..], Vec::as_slice);
            let values = conditions.values(dimension);
            let suits =
                |fact: &Fact| values.iter().any(|value| is_for(&value.id, &fact.id, !self.has_desktop));
            let exactly = |fact: &Fact| values.iter().any(|value| value.id == fact.id);
            if values.is_empty() || facts.is_empty() {
                Fit::Open
            } else if facts.iter().any(exactly) {
                Fit::Own
            } else if facts.iter().any(suits) {
                Fit::Open
            } else {
                Fit::Other
            }
        });
        let fits: Vec<Fit> = by_value.chain([self.fit_version(conditions)]).collect();
        if fits.contains(&Fit::Other) {
            Fit::Other
        } else if fits.contains(&Fit::Own) {
            Fit::Own
        } else {
            Fit::Open
        }
    }
    fn fit_version(&self, conditions: &Conditions) -> Fit {
        if conditions.versions.is_empty() || self.versions.is_empty() {
            return Fit::Open;
        }
        let meets = |version: &Span| conditions.versions.iter().any(|(span, _)| span.meets(version));
        if self.versions.iter().any(meets) { Fit::Own } else { Fit::Other }
    }
}

const MOBILE: [&str; 3] = ["ios", "android", "harmonyos"];
const DESKTOP: [&str; 3] = ["windows", "macos", "linux"];
const FRAMEWORKS: [&str; 9] =
    ["flutter", "react-native", "unity", "unreal", "electron", "uni-app", "cocos", "xamarin", "capacitor"];

fn is_broad(id: &str) -> bool {
    matches!(id, "mobile" | "desktop")
}

/// Returns whether a page for `page` may be for somebody on `user`.
pub(super) fn is_for(page: &str, user: &str, web_on_desktop: bool) -> bool {
    let within = |broad: &str, narrow: &str| match broad {
        "mobile" => MOBILE.contains(&narrow),
        "desktop" => DESKTOP.contains(&narrow),
        _ => false,
    };
    let on_desktop = user == "desktop" || DESKTOP.contains(&user);
    page == user
        || within(page, user)
        || within(user, page)
        || (web_on_desktop && page == "web" && on_desktop)
}

/// Returns whether two passages are of pages on one subject.
fn are_siblings(a: &Hit, b: &Hit) -> bool {
    let (doc_a, doc_b) = (&a.passage.doc, &b.passage.doc);
    if doc_a.path == doc_b.path {
        return false;
    }
    let (path_a, path_b) = (subject_of_path(&doc_a.path), subject_of_path(&doc_b.path));
    if path_a == path_b {
        return true;
    }
    let (title_a, title_b) = (subject(&doc_a.title), subject(&doc_b.title));
    overlap(&title_a, &title_b) >= SAME_SUBJECT_FROM
}

/// Returns whether a page stands in the other language's folder where one on the same subject does: it serves a user for
/// whom their own language has none.
fn is_counterpart(a: &Hit, b: &Hit) -> bool {
    let (doc_a, doc_b) = (&a.passage.doc, &b.passage.doc);
    let own = |path: &str| {
        let subject = subject_of_path(path);
        let parts = subject.split('/').filter(|part| !LOCALE_PARTS.contains(part));
        parts.collect::<Vec<_>>().join("/")
    };
    doc_a.locale != doc_b.locale && own(&doc_a.path) == own(&doc_b.path)
}

/// Parts of folders' and files' names that tell a language.
const LOCALE_PARTS: [&str; 8] = ["en", "us", "zh", "cn", "CN", "hans", "hant", "Hans"];

/// Returns the words of a title without platforms and versions.
fn subject(title: &str) -> BTreeSet<String> {
    let mut all = terms(title);
    for mention in names::mentions(title) {
        let spelled =
            terms(mention.name.shown(Locale::En)).into_iter().chain(terms(mention.name.shown(Locale::Zh)));
        for term in spelled.chain([mention.name.id.to_owned()]) {
            all.remove(&term);
        }
    }
    all.retain(|term| names::named(term).is_none() && super::version::version(term).is_none());
    all
}

/// Returns a path without the parts that name a platform or a version.
fn subject_of_path(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let parts = stem.split(['/', '-', '_', '.']);
    let kept = parts.filter(|part| !part.is_empty() && names::named(part).is_none() && !is_version(part));
    kept.collect::<Vec<_>>().join("/")
}

fn is_version(part: &str) -> bool {
    part == "x" || super::version::version(part).is_some()
}

/// Reads "(Android)", "Android：…", "… for iOS", "… on iOS" and the like; two names in one title limit nothing.
fn in_title(title: &str) -> Option<Value> {
    let found = names::mentions(title);
    let [mention] = found.as_slice() else { return None };
    if mention.name.dimension != Dimension::Platform {
        return None;
    }
    let marked = |part: &str| names::named(part.trim()).is_some_and(|name| name.id == mention.name.id);
    let bracketed = title
        .split(['(', '（', '[', '【'])
        .skip(1)
        .any(|part| part.split([')', '）', ']', '】']).next().is_some_and(marked));
    let parts = title.split([':', '：', '|', '·', '–', '—']).chain(title.split(" - "));
    let parted = title.contains([':', '：', '|', '·', '–', '—']) || title.contains(" - ");
    let beside = parted && parts.into_iter().any(marked);
    let ends =
        [" for ", " on "].iter().any(|word| title.rsplit_once(word).is_some_and(|(_, last)| marked(last)));
    (bracketed || beside || ends).then(|| Value::of(mention.name.id))
}

/// Reads a folder or file that is called as a platform, where another one's stands in the same place.
fn in_path(path: &str, paths: &BTreeSet<&str>) -> Option<Value> {
    let name = |part: &str| {
        names::named(part.split('.').next().unwrap_or_default())
            .filter(|name| name.dimension == Dimension::Platform && !part.is_empty())
    };
    beside(path, paths, |part, other| {
        let own = name(part)?;
        name(other).filter(|other| other.id != own.id).map(|_| Value::of(own.id))
    })
}

/// Reads a folder that is called as a version, where another one's stands in the same place.
fn version_in_path(path: &str, paths: &BTreeSet<&str>) -> Option<String> {
    let numbered = |part: &str| !part.contains("md") && super::version::version(part).is_some();
    beside(path, paths, |part, other| {
        (numbered(part) && numbered(other) && part != other).then(|| part.to_owned())
    })
}

/// Compares each part of a path with the part in the same place of the other paths that begin alike.
fn beside<T>(path: &str, paths: &BTreeSet<&str>, read: impl Fn(&str, &str) -> Option<T>) -> Option<T> {
    let mut start = 0;
    for part in path.split('/') {
        let before = path.get(..start)?;
        let others = paths.iter().filter_map(|other| other.strip_prefix(before)?.split('/').next());
        if let Some(found) = others.into_iter().find_map(|other| read(part, other)) {
            return Some(found);
        }
        start += part.len() + 1;
    }
    None
}

/// Reads a heading that is nothing but a platform's name: "iOS", "On Android", "安卓端".
fn in_heading(hit: &Hit) -> Option<Value> {
    hit.passage.headings.iter().rev().find_map(|heading| {
        let name = names::named(heading).or_else(|| {
            heading
                .split_once(' ')
                .filter(|(on, _)| matches!(*on, "On" | "For"))
                .and_then(|(_, name)| names::named(name))
        })?;
        (name.dimension == Dimension::Platform && *heading != hit.passage.doc.title)
            .then(|| Value::of(name.id))
    })
}
