//! A question becomes a weighted bag of terms the index knows. No parser: nothing a user types is syntax.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use tantivy::{
    Searcher, Term,
    query::{
        Bm25StatisticsProvider, BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, QueryClone as _, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

use crate::{domain::intent::leans_on_earlier, ports::Query};

use super::{
    analyzer::{self, Kind},
    vocabulary::{Bond, Vocabulary},
};

/// Terms looked up in the dictionary at most; a pasted log repeats itself long before.
const N_LOOKED_UP_MAX: usize = 768;
/// Terms a question is searched by at most, the rarest first.
const N_TERMS_MAX: usize = 64;
/// Unknown words that are looked up with a typing error at most.
const N_EXPANDED_MAX: usize = 6;
/// Known words that stand in for an unknown one at most.
const N_STAND_INS_MAX: usize = 2;
/// A word one typing error away may not be what was meant.
const TYPO_BOOST: f32 = 0.9;
/// Weights of the earlier words of the user, newest first: enough to resolve "and on Windows?", too little to keep a
/// new topic from winning.
const BEFORE_BOOSTS: [f32; 2] = [0.08, 0.02];
/// Weight of what was last replied.
const REPLIED_BOOST: f32 = 0.03;
/// What is left of these weights where the question can be understood alone.
const ALONE_SHARE: f32 = 0.4;
/// Weight of the term for all that a question names.
const WHOLE_BOOST: f32 = 0.4;
/// A term that a question repeats counts up to this often.
const REPEATED_MAX: f32 = 2.0;
/// Weight of a synonym.
const SYNONYM_BOOST: f32 = 0.35;

/// The dictionary of the index as one search looks into it: for each term once.
pub(super) struct Dictionary<'a> {
    pub(super) searcher: &'a Searcher,
    found: RefCell<HashMap<Term, u64>>,
}

impl<'a> Dictionary<'a> {
    pub(super) fn new(searcher: &'a Searcher) -> Self {
        Self { searcher, found: RefCell::default() }
    }
    /// Returns the number of passages with a term.
    fn n_found(&self, term: &Term) -> tantivy::Result<u64> {
        if let Some(n_found) = self.found.borrow().get(term) {
            return Ok(*n_found);
        }
        let n_found = self.searcher.doc_freq(term)?;
        self.found.borrow_mut().insert(term.clone(), n_found);
        Ok(n_found)
    }
}

/// The words of the pages in one language.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) dictionary: &'a Dictionary<'a>,
    pub(super) field: Field,
    /// The same field of the pages in the other language.
    pub(super) other: Field,
    /// The field of words as they are written.
    pub(super) spelled: Field,
    /// Passages in that language, and all terms in them.
    pub(super) n_passages: u64,
    pub(super) n_terms: u64,
    pub(super) vocabulary: &'a Vocabulary,
    /// Weight of a translation: more where these pages are in another language than the question.
    pub(super) translation_boost: f32,
}

impl Words<'_> {
    fn n_found(&self, term: &str) -> tantivy::Result<u64> {
        self.dictionary.n_found(&Term::from_field_text(self.field, term))
    }
    /// Returns whether the pages in the other language hold a term.
    fn others_hold(&self, term: &str) -> tantivy::Result<bool> {
        Ok(self.dictionary.n_found(&Term::from_field_text(self.other, term))? > 0)
    }
    #[expect(clippy::cast_precision_loss, reason = "a logarithm of counts needs no 24th digit")]
    fn idf(&self, n_found: u64) -> f32 {
        let (n_found, n_all) = (n_found as f32, self.n_passages as f32);
        (1.0 + ((n_all - n_found).max(0.0) + 0.5) / (n_found + 0.5)).ln()
    }
}

/// Rarity is counted among the pages of one language.
impl Bm25StatisticsProvider for Words<'_> {
    fn total_num_tokens(&self, _field: Field) -> tantivy::Result<u64> {
        Ok(self.n_terms)
    }
    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.n_passages.max(1))
    }
    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        // An engine that counts more matches than passages takes the logarithm of a negative number.
        Ok(self.dictionary.n_found(term)?.min(self.n_passages.max(1)))
    }
}

/// A question, analysed once for the pages of both languages.
pub(super) struct Asked {
    /// What is looked up, each term once, with its weight.
    wanted: Vec<(analyzer::Term, f32)>,
    /// True where every word only asks.
    names_nothing: bool,
    /// All its terms, in order.
    in_order: Vec<String>,
    /// Those that do not only ask.
    subjects: Vec<String>,
    /// Terms, and how their words are written.
    written: HashMap<String, String>,
    /// One term for all that it names.
    whole: Option<String>,
}

impl Asked {
    pub(super) fn new(query: &Query) -> Self {
        let subjects = analyzer::question_terms(&query.text);
        let (wanted, names_nothing) = wanted(&subjects, query);
        let in_order = analyzer::terms(&query.text).into_iter().take(N_LOOKED_UP_MAX);
        Self {
            wanted,
            names_nothing,
            in_order: in_order.map(|term| term.text).collect(),
            subjects: subjects.into_iter().map(|term| term.text).collect(),
            written: analyzer::spelled(&query.text).into_iter().map(|(word, term)| (term, word)).collect(),
            whole: analyzer::whole(&query.text),
        }
    }
    /// Returns the lines of a vocabulary that hold words of the question.
    pub(super) fn synonyms(&self, vocabulary: &Vocabulary) -> Vec<Arc<[String]>> {
        vocabulary.lines(&self.in_order, |term| self.subjects.iter().any(|subject| subject == term))
    }
}

/// One term of a question.
#[derive(Clone, Debug)]
pub(super) struct Weighted {
    pub(super) text: String,
    pub(super) boost: f32,
    /// Rarity in the index.
    pub(super) idf: f32,
}

/// A question, weighed.
#[derive(Clone, Debug, Default)]
pub(super) struct Bag {
    /// What is searched.
    pub(super) terms: Vec<Weighted>,
    /// Rarity of all that was asked, known or not. Earlier words count only where the question has none of its own:
    /// what was spoken of before says nothing about how well this is answered.
    pub(super) idf_mass: f32,
    /// True where every word only asks.
    pub(super) names_nothing: bool,
    /// Number of different subjects named.
    pub(super) n_subjects: usize,
    /// Terms asked for themselves; what follows them in `terms` stands in for something.
    asked: HashMap<String, f32>,
    /// Unknown words, and the known ones that were most likely meant.
    meant: HashMap<String, String>,
    n_expanded: usize,
}

impl Bag {
    /// Weighs a question against the words of the index.
    pub(super) fn new(words: &Words<'_>, asked: &Asked) -> tantivy::Result<Self> {
        let mut bag = Self { names_nothing: asked.names_nothing, ..Self::default() };
        let mut before_mass = 0.0;
        for (term, boost) in &asked.wanted {
            let mass = bag.add(words, term, *boost, &asked.written)?;
            if *boost >= 1.0 {
                bag.idf_mass += mass;
            } else {
                before_mass += mass;
            }
        }
        if bag.idf_mass <= 0.0 {
            bag.idf_mass = before_mass;
        }
        bag.add_stand_ins(words, asked)?;
        if let Some(whole) = &asked.whole {
            bag.add_whole(words, whole)?;
        }
        bag.terms.sort_by(|a, b| (b.idf * b.boost).total_cmp(&(a.idf * a.boost)));
        bag.terms.truncate(N_TERMS_MAX);
        Ok(bag)
    }

    fn push(&mut self, text: String, boost: f32, idf: f32) {
        self.terms.push(Weighted { text, boost, idf });
    }

    /// Adds a term and returns its mass.
    fn add(
        &mut self,
        words: &Words<'_>,
        asked: &analyzer::Term,
        boost: f32,
        written: &HashMap<String, String>,
    ) -> tantivy::Result<f32> {
        let n_found = words.n_found(&asked.text)?;
        let rarity = words.idf(n_found);
        if n_found > 0 {
            self.n_subjects += usize::from(boost >= 1.0);
            self.asked.insert(asked.text.clone(), boost);
            self.push(asked.text.clone(), boost, rarity);
            return Ok(boost * rarity);
        }
        // An identifier that is unknown as a whole may be known by its parts, which are asked for themselves.
        if asked.kind == Kind::Whole {
            return Ok(0.0);
        }
        if boost >= 1.0 {
            self.n_subjects += 1;
        }
        let is_word = asked.kind == Kind::Word && boost >= 1.0;
        let written = written.get(&asked.text).filter(|_| is_word);
        if let Some(written) = written.filter(|_| self.n_expanded < N_EXPANDED_MAX) {
            self.n_expanded += 1;
            // A word that pages in the other language hold is not mistyped.
            if !words.others_hold(&asked.text)? {
                self.add_meant(words, &asked.text, written, boost * TYPO_BOOST)?;
            }
        }
        Ok(boost * rarity)
    }

    /// Adds the words that were most likely meant by an unknown one.
    fn add_meant(&mut self, words: &Words<'_>, term: &str, written: &str, boost: f32) -> tantivy::Result<()> {
        let mut n_added = 0;
        for near in one_error_away(words.dictionary.searcher, words.spelled, written)? {
            let Some((_, known)) = analyzer::spelled(&near).pop() else { continue };
            let n_found = words.n_found(&known)?;
            if n_found == 0 || n_added == N_STAND_INS_MAX || self.terms.iter().any(|has| has.text == known) {
                continue;
            }
            n_added += 1;
            self.meant.entry(term.to_owned()).or_insert_with(|| known.clone());
            self.push(known, boost, words.idf(n_found));
        }
        Ok(())
    }

    /// Adds what means the same as words of the question, where all of it is known.
    fn add_stand_ins(&mut self, words: &Words<'_>, asked: &Asked) -> tantivy::Result<()> {
        let meant = |term: &str| self.meant.get(term).map_or(term, String::as_str).to_owned();
        let in_order: Vec<String> = asked.in_order.iter().map(|term| meant(term)).collect();
        let subjects: HashSet<String> = asked.subjects.iter().map(|term| meant(term)).collect();
        let is_subject = |term: &str| subjects.contains(term);
        let mut added: BTreeMap<&str, (f32, f32)> = BTreeMap::new();
        for stand_in in words.vocabulary.stand_ins(&in_order, is_subject) {
            let boost = match stand_in.bond {
                Bond::Synonym => SYNONYM_BOOST,
                Bond::Translation => words.translation_boost,
            };
            let mut known = Vec::with_capacity(stand_in.terms.len());
            for term in stand_in.terms {
                let n_found = words.n_found(term)?;
                if n_found > 0 {
                    known.push((term.as_str(), words.idf(n_found)));
                }
            }
            if known.len() < stand_in.terms.len() {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "a root of a small count")]
            let boost = boost / (known.len() as f32).sqrt();
            for (term, idf) in known.into_iter().filter(|(term, _)| !self.asked.contains_key(*term)) {
                let (highest, _) = added.entry(term).or_insert((boost, idf));
                *highest = highest.max(boost);
            }
        }
        for (term, (boost, idf)) in added {
            self.push(term.to_owned(), boost, idf);
        }
        Ok(())
    }

    /// Adds what the question names as a whole, where a title or heading names just that. It adds to what is found and not
    /// to what was asked.
    fn add_whole(&mut self, words: &Words<'_>, whole: &str) -> tantivy::Result<()> {
        let n_found = words.n_found(whole)?;
        if n_found > 0 {
            self.push(whole.to_owned(), WHOLE_BOOST, words.idf(n_found));
        }
        Ok(())
    }

    /// Returns the rarity of what was asked and is known; a repeated word counts once.
    pub(super) fn known_mass(&self) -> f32 {
        let asked = self.terms.iter().filter(|weighted| self.asked.contains_key(&weighted.text));
        asked.map(|weighted| weighted.idf * weighted.boost.min(1.0)).sum()
    }

    /// Returns the share of the rarity of what was asked that stands in a text with these terms. What stands in for a word
    /// counts as much as it weighs.
    pub(super) fn coverage(&self, terms: &HashSet<String>) -> f32 {
        let stands = self.terms.iter().filter(|weighted| terms.contains(&weighted.text));
        let found: f32 = stands
            .filter(|weighted| !weighted.text.starts_with('='))
            .map(|weighted| weighted.idf * weighted.boost.min(1.0))
            .sum();
        if found > 0.0 { (found / self.idf_mass.max(found)).min(1.0) } else { 0.0 }
    }

    /// Returns the engine's query; `None` where the index knows no term of the question.
    pub(super) fn query(&self, field: Field) -> Option<BooleanQuery> {
        if self.terms.is_empty() {
            return None;
        }
        let clauses = self.terms.iter().map(|weighted| {
            let term = Term::from_field_text(field, &weighted.text);
            let term = TermQuery::new(term, IndexRecordOption::WithFreqs);
            (Occur::Should, BoostQuery::new(term.box_clone(), weighted.boost).box_clone())
        });
        Some(BooleanQuery::new(clauses.collect()))
    }
}

/// Returns what is looked up, each term once, and whether every word of it only asks.
fn wanted(subjects: &[analyzer::Term], query: &Query) -> (Vec<(analyzer::Term, f32)>, bool) {
    let share = if leans_on_earlier(&query.text) { 1.0 } else { ALONE_SHARE };
    let before = query.before.iter().rev().zip(BEFORE_BOOSTS);
    let replied = query.replied.iter().map(|text| (text, REPLIED_BOOST));
    let earlier = before.chain(replied).map(|(text, boost)| (analyzer::question_terms(text), boost * share));
    let mut asked: Vec<_> = std::iter::once((subjects.to_vec(), 1.0)).chain(earlier).collect();
    let names_nothing = asked.iter().all(|(terms, _)| terms.is_empty());
    if names_nothing {
        // "What is it?" finds what it can, but no answer will be read out of that.
        asked = vec![(analyzer::terms(&query.text), 1.0)];
    }
    let mut wanted: Vec<(analyzer::Term, f32)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (terms, boost) in asked {
        for term in terms {
            match places.get(&term.text) {
                Some(place) => {
                    let (_, sum) = &mut wanted[*place];
                    *sum = (*sum + boost).min(REPEATED_MAX);
                }
                None if wanted.len() < N_LOOKED_UP_MAX => {
                    places.insert(term.text.clone(), wanted.len());
                    wanted.push((term, boost));
                }
                None => {}
            }
        }
    }
    (wanted, names_nothing)
}

/// Returns the words one typing error away that begin with the same letter, the most frequent first.
fn one_error_away(searcher: &Searcher, spelled: Field, text: &str) -> tantivy::Result<Vec<String>> {
    let term = Term::from_field_text(spelled, text);
    let Some(first) = text.chars().next() else { return Ok(Vec::new()) };
    let one_error = FuzzyTermQuery::new(term, 1, true).automaton()?;
    let from = first.to_string().into_bytes();
    let mut until = from.clone();
    // The last byte of a UTF-8 letter is never the highest one.
    until.iter_mut().next_back().into_iter().for_each(|byte| *byte += 1);
    let mut found: HashMap<Vec<u8>, u64> = HashMap::new();
    for reader in searcher.segment_readers() {
        let index = reader.inverted_index(spelled)?;
        let mut words = index.terms().search(&one_error).ge(&from).lt(&until).into_stream()?;
        while let Some((word, info)) = words.next() {
            *found.entry(word.to_owned()).or_default() += u64::from(info.doc_freq);
        }
    }
    let mut found: Vec<(Vec<u8>, u64)> = found.into_iter().collect();
    found.sort_by(|(a, n_a), (b, n_b)| n_b.cmp(n_a).then_with(|| a.cmp(b)));
    Ok(found.into_iter().filter_map(|(word, _)| String::from_utf8(word).ok()).collect())
}
