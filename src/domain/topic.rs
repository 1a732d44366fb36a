//! About what a message is: the nearest of an inbox's own topics, by the examples they were given.
//!
//! Words and pieces of words, weighed by their rarity over the topics; an example is a direction, and a message is as near
//! to a topic as to its nearest examples. Where no topic leads clearly, nothing is said.

use std::collections::{HashMap, HashSet};

use super::words::{Words, is_function_word, stem};

/// Letters of a piece of a Latin word: typos and endings leave most of them.
const PIECE_LETTERS: usize = 4;
/// What a piece of a word weighs beside the whole.
const PIECE_WEIGHT: f32 = 0.35;
/// What two words side by side weigh beside one.
const PAIR_WEIGHT: f32 = 0.6;
/// What a word that says nothing by itself weighs; in a pair it may.
const FUNCTION_WEIGHT: f32 = 0.25;
/// Nearest examples of a topic that count beside its middle.
const NEAREST: usize = 3;
/// What the middle of a topic counts beside its nearest examples.
const MIDDLE_SHARE: f32 = 0.8;
/// Nearness below which a message is about nothing known.
const NEARNESS_MIN: f32 = 0.15;
/// Lead over the second topic, as a share of the first's nearness, from which a topic is said.
const LEAD_MIN: f32 = 0.15;
/// Characters of a message that are read.
const CHARS_MAX: usize = 1_000;

/// A topic as an inbox names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topic {
    /// Its name, as agents see it.
    pub name: String,
    /// What users write who mean it.
    pub examples: Vec<String>,
}

/// The topics of one inbox, ready to be compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Topics {
    names: Vec<String>,
    /// The topic of each example.
    topics: Vec<usize>,
    /// By feature: its rarity, the examples it stands in with its weight there, and the middles likewise.
    features: HashMap<String, Feature>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Feature {
    rarity: f32,
    examples: Vec<(usize, f32)>,
    middles: Vec<(usize, f32)>,
}

/// What a message was found to be about.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest<'a> {
    /// The topic's name.
    pub name: &'a str,
    /// How near it is, 0–1.
    pub nearness: f32,
    /// Its lead over the second, as a share of its own nearness.
    pub lead: f32,
}

impl Nearest<'_> {
    /// Returns whether it may be said.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.nearness >= NEARNESS_MIN && self.lead >= LEAD_MIN
    }
}

impl Topics {
    /// Prepares the topics of an inbox.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of examples")]
    pub fn new(topics: &[Topic]) -> Self {
        let mut prepared =
            Self { names: topics.iter().map(|topic| topic.name.clone()).collect(), ..Self::default() };
        let mut texts = Vec::new();
        for (n, topic) in topics.iter().enumerate() {
            for example in &topic.examples {
                prepared.topics.push(n);
                texts.push(features(example));
            }
        }
        let mut stands_in: HashMap<&str, HashSet<usize>> = HashMap::new();
        for (text, topic) in texts.iter().zip(&prepared.topics) {
            for name in text.keys() {
                stands_in.entry(name).or_default().insert(*topic);
            }
        }
        let n_topics = topics.len().max(1) as f32;
        for (name, topics) in stands_in {
            let rarity = (1.0 + n_topics / topics.len() as f32).ln();
            prepared.features.insert(name.to_owned(), Feature { rarity, ..Feature::default() });
        }
        let mut middles: Vec<HashMap<String, f32>> = vec![HashMap::new(); topics.len()];
        for (example, text) in texts.iter().enumerate() {
            let direction = prepared.direction(text);
            for (name, weight) in direction {
                let middle = middles[prepared.topics[example]].entry(name.to_owned()).or_default();
                *middle += weight;
                if let Some(feature) = prepared.features.get_mut(name) {
                    feature.examples.push((example, weight));
                }
            }
        }
        for (topic, middle) in middles.into_iter().enumerate() {
            let length = middle.values().map(|weight| weight * weight).sum::<f32>().sqrt().max(f32::EPSILON);
            for (name, weight) in middle {
                if let Some(feature) = prepared.features.get_mut(&name) {
                    feature.middles.push((topic, weight / length));
                }
            }
        }
        prepared
    }

    /// Returns the names, in the inbox's order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Returns the topic a message is about, where one leads clearly.
    #[must_use]
    pub fn of(&self, text: &str) -> Option<&str> {
        self.nearest(text).filter(Nearest::is_sure).map(|nearest| nearest.name)
    }

    /// Returns the nearest topic, sure or not; nothing where no word of the message is known.
    #[must_use]
    pub fn nearest(&self, text: &str) -> Option<Nearest<'_>> {
        let text = features(text);
        let mut by_example = vec![0.0_f32; self.topics.len()];
        let mut by_topic = vec![0.0_f32; self.names.len()];
        for (name, weight) in self.direction(&text) {
            let Some(feature) = self.features.get(name) else { continue };
            for (example, there) in &feature.examples {
                by_example[*example] += weight * there;
            }
            for (topic, there) in &feature.middles {
                by_topic[*topic] += weight * there * MIDDLE_SHARE;
            }
        }
        let mut nearest = vec![[0.0_f32; NEAREST]; self.names.len()];
        for (nearness, topic) in by_example.into_iter().zip(&self.topics) {
            let kept = &mut nearest[*topic];
            if nearness > kept[NEAREST - 1] {
                kept[NEAREST - 1] = nearness;
                kept.sort_by(|a, b| b.total_cmp(a));
            }
        }
        let mut ranked: Vec<(f32, usize)> = by_topic
            .into_iter()
            .zip(nearest)
            .enumerate()
            .map(|(topic, (middle, [first, second, third]))| {
                let examples = (2.0 * first + second + third) / 4.0;
                ((middle + (1.0 - MIDDLE_SHARE) * examples), topic)
            })
            .collect();
        ranked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let (nearness, topic) = *ranked.first().filter(|(nearness, _)| *nearness > 0.0)?;
        let second = ranked.get(1).map_or(0.0, |(nearness, _)| *nearness);
        Some(Nearest { name: self.names.get(topic)?, nearness, lead: (nearness - second) / nearness })
    }

    /// Returns a text's features weighed by rarity, as a direction of length 1. What no topic has weighs as the rarest.
    #[expect(clippy::cast_precision_loss, reason = "a count of topics")]
    fn direction<'t>(&self, text: &'t HashMap<String, f32>) -> Vec<(&'t str, f32)> {
        let rarest = (1.0 + self.names.len().max(1) as f32).ln();
        let mut weighed: Vec<(&str, f32)> = text
            .iter()
            .map(|(name, weight)| {
                let rarity = self.features.get(name).map_or(rarest * 0.5, |feature| feature.rarity);
                (name.as_str(), weight * rarity)
            })
            .collect();
        // Sums come out the same on every run.
        weighed.sort_unstable_by_key(|(name, _)| *name);
        let length = weighed.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::EPSILON);
        weighed.iter_mut().for_each(|(_, weight)| *weight /= length);
        weighed
    }
}

/// Returns words, pairs of them and pieces of words, and Chinese characters and their pairs, with what each weighs.
fn features(text: &str) -> HashMap<String, f32> {
    let text: String = text.chars().take(CHARS_MAX).collect();
    let words = Words::of(&text);
    let mut features: HashMap<String, f32> = HashMap::new();
    let mut add = |name: String, weight: f32| {
        let known = features.entry(name).or_default();
        *known = known.max(weight);
    };
    let mut before: Option<(String, bool)> = None;
    for token in words.tokens() {
        if token.is_break() {
            before = None;
            continue;
        }
        let is_han = token.is_han();
        let word = if is_han { token.text.clone() } else { stem(&token.text) };
        let says_little = !is_han && is_function_word(&token.text);
        add(
            word.clone(),
            if says_little {
                FUNCTION_WEIGHT
            } else if is_han {
                PAIR_WEIGHT
            } else {
                1.0
            },
        );
        if let Some((before, was_han)) = &before {
            let weight = if is_han && *was_han { 1.0 } else { PAIR_WEIGHT };
            add(format!("{before} {word}"), weight);
        }
        if !is_han && !says_little {
            let letters: Vec<char> = std::iter::once('<').chain(word.chars()).chain(['>']).collect();
            for piece in letters.windows(PIECE_LETTERS) {
                add(piece.iter().collect(), PIECE_WEIGHT);
            }
        }
        before = Some((word, is_han));
    }
    features
}

/// How well examples tell topics apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Messages.
    pub n_all: usize,
    /// Whose nearest topic, sure or not, was theirs.
    pub n_nearest_right: usize,
    /// For which a topic was said.
    pub n_said: usize,
    /// And it was theirs.
    pub n_said_right: usize,
}

/// Compares each (topic, message) with all others but those of its own part; there are `n_parts`, taken in turn.
#[must_use]
pub fn cross_validate(labelled: &[(String, String)], n_parts: usize) -> Outcome {
    let mut outcome = Outcome::default();
    for part in 0..n_parts {
        let mut topics: Vec<Topic> = Vec::new();
        for (_, (name, text)) in labelled.iter().enumerate().filter(|(n, _)| n % n_parts != part) {
            match topics.iter_mut().find(|topic| topic.name == *name) {
                Some(topic) => topic.examples.push(text.clone()),
                None => topics.push(Topic { name: name.clone(), examples: vec![text.clone()] }),
            }
        }
        let topics = Topics::new(&topics);
        for (_, (name, text)) in labelled.iter().enumerate().filter(|(n, _)| n % n_parts == part) {
            let nearest = topics.nearest(text);
            let is_right = nearest.as_ref().is_some_and(|nearest| nearest.name == name);
            let is_said = nearest.as_ref().is_some_and(Nearest::is_sure);
            outcome.n_all += 1;
            outcome.n_nearest_right += usize::from(is_right);
            outcome.n_said += usize::from(is_said);
            outcome.n_said_right += usize::from(is_right && is_said);
        }
    }
    outcome
}

#[cfg(test)]
mod tests;
