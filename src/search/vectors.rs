//! Points of passages in an embedder's space, held in memory and compared one by one.
//!
//! Each coordinate is kept in a byte, scaled by the largest of its point: a quarter of the memory and of the time, and
//! a cosine that is off by less than 0.002. At 100,000 passages of 384 coordinates that is 39 MB and some ten milliseconds
//! a question, so there is no approximate index to keep in step.

use std::{collections::HashMap, sync::Arc};

use tantivy::{DocAddress, Searcher, SegmentReader};

use crate::ports::Meaning;

use super::schema::{EMBEDDED, PAGE};

/// Points in one block; a block is written once, so that a search keeps reading while others are added.
const N_BLOCK: usize = 1_024;
/// Mean cosine of two passages that have nothing to do with each other, as the ranking and the calibration take it for
/// granted: that of multilingual-e5-small over two products' documentation. Every model and every corpus is brought to it.
const UNRELATED: f32 = 0.84;
/// Pairs of passages that are compared to find their own mean.
const N_PAIRS: usize = 1_024;
/// Cosines above which passages are all alike, and nothing can be told by them.
const ALIKE: f32 = 0.98;
/// A passage without a point.
const NONE: u32 = u32::MAX;
const SCALE_MAX: f32 = 127.0;

/// All points of one model, by the number of the text they stand for.
#[derive(Debug, Default)]
pub(super) struct Vectors {
    points: Points,
    places: HashMap<u64, u32>,
}

/// The points alone, shared with whoever searches them.
#[derive(Clone, Debug, Default)]
struct Points {
    model: String,
    n_coordinates: usize,
    blocks: Vec<Arc<Block>>,
}

#[derive(Clone, Debug, Default)]
struct Block {
    coordinates: Vec<i8>,
    scales: Vec<f32>,
}

impl Vectors {
    pub(super) fn has(&self, number: u64) -> bool {
        self.places.contains_key(&number)
    }
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Adds points; those of another model or length than the ones held take their place.
    pub(super) fn add(&mut self, model: &str, points: &[(u64, Vec<f32>)]) {
        for (number, point) in points.iter().filter(|(_, point)| !point.is_empty()) {
            if self.points.model != model || self.points.n_coordinates != point.len() {
                let points =
                    Points { model: model.to_owned(), n_coordinates: point.len(), blocks: Vec::new() };
                *self = Self { points, places: HashMap::new() };
            }
            if !self.places.contains_key(number) {
                self.places.insert(*number, self.points.push(point));
            }
        }
    }

    /// Returns the mean cosine of pairs of points. Numbers are digests of texts: the lowest are a sample by chance, and the
    /// same one in whatever order points were added.
    fn unrelated(&self) -> f32 {
        let mut numbers: Vec<u64> = self.places.keys().copied().collect();
        if numbers.len() > N_PAIRS {
            numbers.select_nth_unstable(N_PAIRS);
            numbers.truncate(N_PAIRS + 1);
        }
        numbers.sort_unstable();
        let point = |number: u64| self.places.get(&number).and_then(|place| self.points.point(*place));
        let cosines = numbers.windows(2).filter_map(|pair| {
            let [(a, scale_a), (b, scale_b)] = [point(pair[0])?, point(pair[1])?];
            #[expect(clippy::cast_precision_loss, reason = "a mean of cosines needs no 24th digit")]
            Some(product(a, b) as f32 * scale_a * scale_b)
        });
        let (sum, count) = cosines.fold((0.0, 0.0_f32), |(sum, count), cosine| (sum + cosine, count + 1.0));
        // One passage has nothing to be compared with.
        if count > 0.0 { (sum / count).clamp(0.0, ALIKE) } else { UNRELATED }
    }

    /// Returns the points that `is_used` says are still there.
    pub(super) fn pruned(&self, is_used: impl Fn(u64) -> bool) -> Self {
        let mut kept = Self::default();
        for (number, place) in self.places.iter().filter(|(number, _)| is_used(**number)) {
            let Some((coordinates, scale)) = self.points.point(*place) else { continue };
            let point: Vec<f32> = coordinates.iter().map(|one| f32::from(*one) * scale).collect();
            kept.add(&self.points.model, &[(*number, point)]);
        }
        kept
    }
}

impl Points {
    /// Returns whether these are points for this model's questions.
    fn speaks(&self, meaning: &Meaning) -> bool {
        self.model == meaning.model && self.n_coordinates == meaning.vector.len()
    }
    /// Adds a point and returns its place.
    fn push(&mut self, point: &[f32]) -> u32 {
        if self.blocks.last().is_none_or(|block| block.scales.len() >= N_BLOCK) {
            self.blocks.push(Arc::default());
        }
        let n_before = (self.blocks.len() - 1) * N_BLOCK;
        let Some(block) = self.blocks.last_mut() else { return NONE };
        let block = Arc::make_mut(block);
        let (coordinates, scale) = packed(point);
        block.coordinates.extend(coordinates);
        block.scales.push(scale);
        u32::try_from(n_before + block.scales.len() - 1).unwrap_or(NONE)
    }
    fn point(&self, place: u32) -> Option<(&[i8], f32)> {
        let place = usize::try_from(place).ok()?;
        let block = self.blocks.get(place / N_BLOCK)?;
        let at = place % N_BLOCK;
        let coordinates = block.coordinates.get(at * self.n_coordinates..(at + 1) * self.n_coordinates)?;
        Some((coordinates, *block.scales.get(at)?))
    }
}

/// Packs a point of length 1 or any other: only its direction counts.
fn packed(point: &[f32]) -> (Vec<i8>, f32) {
    let length = point.iter().map(|one| one * one).sum::<f32>().sqrt();
    let largest = point.iter().fold(0.0_f32, |largest, one| largest.max(one.abs()));
    if !length.is_finite() || largest <= 0.0 {
        return (vec![0; point.len()], 0.0);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a share of 127 fits")]
    let coordinates = point.iter().map(|one| (one / largest * SCALE_MAX).round() as i8).collect();
    (coordinates, largest / SCALE_MAX / length)
}

/// A loop that compilers turn into vector instructions.
fn product(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}

/// Which passage of the index has which point, as of one commit.
#[derive(Debug)]
pub(super) struct Space {
    all: Points,
    /// Mean cosine of two passages.
    unrelated: f32,
    segments: Vec<Places>,
}

/// The passages of one segment, by their number there.
#[derive(Debug)]
struct Places {
    points: Vec<u32>,
    pages: Vec<u64>,
}

impl Space {
    /// Looks up the points of the passages; `None` where there are none at all.
    pub(super) fn new(searcher: &Searcher, vectors: &Vectors) -> tantivy::Result<Option<Self>> {
        if vectors.places.is_empty() {
            return Ok(None);
        }
        let place = |number: u64| vectors.places.get(&number).copied().unwrap_or(NONE);
        let read = |reader: &SegmentReader| -> tantivy::Result<Places> {
            let numbers = reader.fast_fields().column_first_or_default::<u64>(EMBEDDED)?;
            let pages = reader.fast_fields().column_first_or_default::<u64>(PAGE)?;
            Ok(Places {
                points: (0..reader.max_doc())
                    .map(|doc| if reader.is_deleted(doc) { NONE } else { place(numbers.get_val(doc)) })
                    .collect(),
                pages: (0..reader.max_doc()).map(|doc| pages.get_val(doc)).collect(),
            })
        };
        let segments = searcher.segment_readers().iter().map(read).collect::<tantivy::Result<_>>()?;
        Ok(Some(Self { all: vectors.points.clone(), unrelated: vectors.unrelated(), segments }))
    }

    /// Returns how near each passage is to a question, 1 where they mean the same; nothing where the question comes
    /// from another model.
    pub(super) fn nearness(&self, meaning: &Meaning) -> Option<Nearness<'_>> {
        if !self.all.speaks(meaning) {
            return None;
        }
        let (question, scale) = packed(&meaning.vector);
        // 1 stays 1, and what two passages have in common anyway becomes `UNRELATED`.
        let stretch = (1.0 - UNRELATED) / (1.0 - self.unrelated);
        let all: Vec<Vec<f32>> = self
            .all
            .blocks
            .iter()
            .map(|block| {
                let points = block.coordinates.chunks_exact(self.all.n_coordinates);
                #[expect(clippy::cast_precision_loss, reason = "a cosine needs no 24th digit")]
                let cosine = |(point, own): (&[i8], &f32)| {
                    1.0 - (1.0 - product(point, &question) as f32 * own * scale) * stretch
                };
                points.zip(&block.scales).map(cosine).collect()
            })
            .collect();
        Some(Nearness { space: self, cosines: all.concat() })
    }
}

/// How near the passages are to one question.
pub(super) struct Nearness<'a> {
    space: &'a Space,
    cosines: Vec<f32>,
}

impl Nearness<'_> {
    /// Returns the cosine of a passage; `None` where it has no point yet.
    pub(super) fn of(&self, address: DocAddress) -> Option<f32> {
        let segment = self.space.segments.get(usize::try_from(address.segment_ord).ok()?)?;
        let place = *segment.points.get(usize::try_from(address.doc_id).ok()?)?;
        self.cosines.get(usize::try_from(place).ok()?).copied()
    }
    /// Returns the cosines of all passages of these pages, nearest first.
    pub(super) fn of_pages(&self, wanted: &HashMap<u64, usize>) -> HashMap<u64, Vec<f32>> {
        let mut near: HashMap<u64, Vec<f32>> = HashMap::with_capacity(wanted.len());
        for Places { points, pages } in &self.space.segments {
            let mut points = points.as_slice();
            // The passages of a page stand one after another: each page is looked up once.
            for passages in pages.chunk_by(|a, b| a == b) {
                let (own, rest) = points.split_at(passages.len().min(points.len()));
                points = rest;
                let Some(page) = passages.first().filter(|page| wanted.contains_key(page)) else { continue };
                let cosine = |place: &u32| self.cosines.get(usize::try_from(*place).ok()?).copied();
                near.entry(*page).or_default().extend(own.iter().filter_map(cosine));
            }
        }
        near.values_mut().for_each(|near| near.sort_by(|a, b| b.total_cmp(a)));
        near
    }
    /// Returns the page of every passage of a segment, in its order.
    pub(super) fn pages(&self, segment_idx: usize) -> &[u64] {
        self.space.segments.get(segment_idx).map_or(&[], |places| &places.pages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A direction that no two numbers share.
    fn direction(seed: u64, n: usize) -> Vec<f32> {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut draw = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 40) as f32 / (1_u64 << 24) as f32 - 0.5
        };
        (0..n).map(|_| draw()).collect()
    }
    fn cosine(a: &[f32], b: &[f32]) -> f32 {
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
    }

    #[test]
    fn a_packed_cosine_is_as_good_as_the_exact_one() {
        let question = direction(1, 384);
        for seed in 2..200 {
            let point: Vec<f32> =
                direction(seed, 384).iter().zip(&question).map(|(own, shared)| own + shared).collect();
            let ((a, scale_a), (b, scale_b)) = (packed(&point), packed(&question));
            let near = product(&a, &b) as f32 * scale_a * scale_b;
            assert!((near - cosine(&point, &question)).abs() < 0.002, "{seed}");
        }
    }

    #[test]
    fn points_of_another_model_take_the_place_of_all_others() {
        let mut vectors = Vectors::default();
        vectors.add("one", &[(1, direction(1, 8)), (2, direction(2, 8)), (1, direction(3, 8))]);
        assert_eq!(vectors.len(), 2);
        assert_eq!(vectors.pruned(|number| number == 2).len(), 1);
        vectors.add("two", &[(3, direction(3, 8))]);
        assert_eq!((vectors.len(), vectors.has(1)), (1, false));
        let meaning = |model: &str, n| Meaning { model: model.to_owned(), vector: direction(9, n) };
        assert!(vectors.points.speaks(&meaning("two", 8)));
        assert!(!vectors.points.speaks(&meaning("one", 8)) && !vectors.points.speaks(&meaning("two", 9)));
    }

    #[test]
    fn what_is_unrelated_does_not_hang_on_the_order_of_points() {
        let digest = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        let mut points: Vec<(u64, Vec<f32>)> = (1..3_000).map(|n| (digest(n), direction(n, 8))).collect();
        let mut inwards = Vectors::default();
        inwards.add("one", &points);
        points.reverse();
        let mut outwards = Vectors::default();
        outwards.add("one", &points);
        assert!((inwards.unrelated() - outwards.unrelated()).abs() < f32::EPSILON);
        let mut alone = Vectors::default();
        alone.add("one", &points[..1]);
        assert!((alone.unrelated() - UNRELATED).abs() < f32::EPSILON);
    }

    #[test]
    fn a_point_without_direction_is_near_nothing() {
        assert_eq!(packed(&[0.0; 4]).1, 0.0);
        assert_eq!(packed(&[f32::NAN, 1.0]).1, 0.0);
    }
}
