//! A question becomes a weighted bag of terms the index knows. No parser: nothing a user types is syntax.

use std::collections::HashMap;

use tantivy::{
    Searcher, Term,
    query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, QueryClone as _, TermQuery},
    schema::{Field, IndexRecordOption},
};

use crate::ports::Query;

use super::analyzer::{self, Kind};

/// Terms looked up in the dictionary at most; a pasted log repeats itself long before.
const N_LOOKED_UP_MAX: usize = 768;
/// Terms a question is searched by at most, the rarest first.
const N_TERMS_MAX: usize = 64;
/// Unknown words that are looked up with a typing error at most.
const N_EXPANDED_MAX: usize = 6;
/// Known words that stand in for an unknown one at most.
const N_STAND_INS_MAX: usize = 2;
/// Letters from which an unknown word is taken for a typing error.
const TYPO_LETTERS_MIN: usize = 4;
/// A stand-in may not be what was meant.
const STAND_IN_BOOST: f32 = 0.7;
/// Weights of the earlier words of the user, newest first: enough to resolve "and on Windows?", too little to keep a
/// new topic from winning.
const BEFORE_BOOSTS: [f32; 2] = [0.15, 0.05];
/// Weight of the term for all that a question names.
const WHOLE_BOOST: f32 = 0.4;
/// A term that a question repeats counts up to this often.
const REPEATED_MAX: f32 = 2.0;

/// One term of a question.
#[derive(Clone, Debug)]
pub(super) struct Weighted {
    pub(super) term: Term,
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
}

impl Bag {
    /// Weighs a question against the words of the index.
    pub(super) fn new(searcher: &Searcher, field: Field, query: &Query) -> tantivy::Result<Self> {
        let mut wanted: Vec<(analyzer::Term, f32)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let before = query.before.iter().rev().zip(BEFORE_BOOSTS);
        let mut asked: Vec<_> = std::iter::once((&query.text, 1.0))
            .chain(before)
            .map(|(text, boost)| (analyzer::question_terms(text), boost))
            .collect();
        let names_nothing = asked.iter().all(|(terms, _)| terms.is_empty());
        if names_nothing {
            // "What is it?" finds what it can, but no answer will be read out of that.
            asked = vec![(analyzer::terms(&query.text), 1.0)];
        }
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
        let mut bag = Self { names_nothing, ..Self::default() };
        let mut n_expanded = 0;
        let mut before_mass = 0.0;
        for (term, boost) in wanted {
            let mass = bag.add(searcher, field, &term, boost, &mut n_expanded)?;
            if boost >= 1.0 {
                bag.idf_mass += mass;
            } else {
                before_mass += mass;
            }
        }
        if bag.idf_mass <= 0.0 {
            bag.idf_mass = before_mass;
        }
        bag.add_whole(searcher, field, &query.text)?;
        bag.terms.sort_by(|a, b| (b.idf * b.boost).total_cmp(&(a.idf * a.boost)));
        bag.terms.truncate(N_TERMS_MAX);
        Ok(bag)
    }

    /// Adds a term and returns its mass.
    fn add(
        &mut self,
        searcher: &Searcher,
        field: Field,
        asked: &analyzer::Term,
        boost: f32,
        n_expanded: &mut usize,
    ) -> tantivy::Result<f32> {
        let term = Term::from_field_text(field, &asked.text);
        let n_found = searcher.doc_freq(&term)?;
        let rarity = idf(searcher, n_found);
        if n_found > 0 {
            self.n_subjects += usize::from(boost >= 1.0);
            self.terms.push(Weighted { term, boost, idf: rarity });
            return Ok(boost * rarity);
        }
        // An identifier that is unknown as a whole may be known by its parts, which are asked for themselves.
        if asked.kind == Kind::Whole {
            return Ok(0.0);
        }
        self.n_subjects += usize::from(boost >= 1.0);
        let is_typo = asked.kind == Kind::Word
            && boost >= 1.0
            && asked.text.chars().count() >= TYPO_LETTERS_MIN
            && asked.text.chars().all(char::is_alphabetic);
        if is_typo && *n_expanded < N_EXPANDED_MAX {
            *n_expanded += 1;
            for (term, n_found) in stand_ins(searcher, &term, &asked.text)? {
                self.terms.push(Weighted {
                    term,
                    boost: boost * STAND_IN_BOOST,
                    idf: idf(searcher, n_found),
                });
            }
        }
        Ok(boost * rarity)
    }

    /// Adds what the question names as a whole, where a title or heading names just that. It adds to what is found and not
    /// to what was asked.
    fn add_whole(&mut self, searcher: &Searcher, field: Field, text: &str) -> tantivy::Result<()> {
        let Some(whole) = analyzer::whole(text) else { return Ok(()) };
        let term = Term::from_field_text(field, &whole);
        let n_found = searcher.doc_freq(&term)?;
        if n_found > 0 {
            self.terms.push(Weighted { term, boost: WHOLE_BOOST, idf: idf(searcher, n_found) });
        }
        Ok(())
    }

    /// Returns the engine's query; `None` where the index knows no term of the question.
    pub(super) fn query(&self) -> Option<BooleanQuery> {
        if self.terms.is_empty() {
            return None;
        }
        let clauses = self.terms.iter().map(|weighted| {
            let term = TermQuery::new(weighted.term.clone(), IndexRecordOption::WithFreqs);
            (Occur::Should, BoostQuery::new(term.box_clone(), weighted.boost).box_clone())
        });
        Some(BooleanQuery::new(clauses.collect()))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a logarithm of counts needs no 24th digit")]
fn idf(searcher: &Searcher, n_found: u64) -> f32 {
    let n_all: u32 = searcher.segment_readers().iter().map(tantivy::SegmentReader::max_doc).sum();
    let (n_found, n_all) = (n_found as f32, n_all as f32);
    (1.0 + ((n_all - n_found).max(0.0) + 0.5) / (n_found + 0.5)).ln()
}

/// Returns the most frequent words one typing error away that begin with the same letter.
fn stand_ins(searcher: &Searcher, term: &Term, text: &str) -> tantivy::Result<Vec<(Term, u64)>> {
    let Some(first) = text.chars().next() else { return Ok(Vec::new()) };
    let one_error = FuzzyTermQuery::new(term.clone(), 1, true).automaton()?;
    let from = first.to_string().into_bytes();
    let mut until = from.clone();
    // The last byte of a UTF-8 letter is never the highest one.
    until.iter_mut().next_back().into_iter().for_each(|byte| *byte += 1);
    let mut found: HashMap<Vec<u8>, u64> = HashMap::new();
    for reader in searcher.segment_readers() {
        let index = reader.inverted_index(term.field())?;
        let mut words = index.terms().search(&one_error).ge(&from).lt(&until).into_stream()?;
        while let Some((word, info)) = words.next() {
            *found.entry(word.to_owned()).or_default() += u64::from(info.doc_freq);
        }
    }
    let mut found: Vec<(Vec<u8>, u64)> = found.into_iter().collect();
    found.sort_by(|(a, n_a), (b, n_b)| n_b.cmp(n_a).then_with(|| a.cmp(b)));
    let words = found.into_iter().take(N_STAND_INS_MAX).filter_map(|(word, n_found)| {
        let word = String::from_utf8(word).ok()?;
        Some((Term::from_field_text(term.field(), &word), n_found))
    });
    Ok(words.collect())
}
