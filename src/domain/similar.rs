//! Which earlier texts are about the same: content terms in common, rare ones counting more.
//!
//! Terms are those of `words::terms`: stemmed English words, identifiers, pairs of Chinese characters. Nothing is
//! learned and nothing kept; how rare a term is follows from the texts that are compared.

use std::collections::{BTreeMap, BTreeSet};

/// Similarity below which two texts have only everyday words in common.
const SIMILAR_MIN: f32 = 0.12;

/// Returns the places of the texts nearest to `query`, nearest first, with how near each is (0–1); of equals the earlier
/// place first. Texts that have next to nothing in common are left out.
#[must_use]
pub fn nearest(query: &BTreeSet<String>, texts: &[BTreeSet<String>], n_max: usize) -> Vec<(usize, f32)> {
    let mut n_with: BTreeMap<&str, u16> = BTreeMap::new();
    for term in texts.iter().flatten() {
        let n = n_with.entry(term).or_default();
        *n = n.saturating_add(1);
    }
    let n_texts = f32::from(u16::try_from(texts.len()).unwrap_or(u16::MAX));
    let weight = |term: &str| {
        let n = f32::from(n_with.get(term).copied().unwrap_or_default());
        (1.0 + n_texts / (n + 0.5)).ln().powi(2)
    };
    let length = |terms: &BTreeSet<String>| terms.iter().map(|term| weight(term)).sum::<f32>().sqrt();
    let query_length = length(query);
    let mut near: Vec<(usize, f32)> = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        let shared: f32 = text.intersection(query).map(|term| weight(term)).sum();
        if shared > 0.0 {
            let cosine = shared / (query_length * length(text));
            near.push((place, cosine));
        }
    }
    near.retain(|(_, similarity)| *similarity >= SIMILAR_MIN);
    near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    near.truncate(n_max);
    near
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::words::terms;

    const CASES: [&str; 7] = [
        "Uploads of large files stop with a broken pipe after the move",
        "Recording files are not uploaded to the bucket, AccessDenied",
        "SSO login with Okta fails for all users",
        "推流一直报403，鉴权没有过期",
        "通话录音没有上传到对象存储",
        "How do I rotate an API key?",
        "Login code by SMS does not arrive",
    ];

    #[track_caller]
    fn check(query: &str, want: &[usize]) {
        let texts: Vec<_> = CASES.iter().map(|case| terms(case)).collect();
        let near: Vec<usize> =
            nearest(&terms(query), &texts, 2).into_iter().map(|(place, _)| place).collect();
        assert_eq!(near, want, "{query}");
    }

    #[test]
    fn the_same_problem_in_other_words_is_near() {
        check("my API keys, how can they be rotated", &[5]);
        check("直播推流报 403", &[3]);
        check("uploading big files breaks: broken pipe", &[0, 1]);
        check("录音文件上传失败", &[4]);
    }

    #[test]
    fn what_has_nothing_in_common_is_left_out() {
        check("the invoice has no VAT number", &[]);
        check("", &[]);
        assert!(nearest(&terms("anything"), &[], 3).is_empty());
    }
}
