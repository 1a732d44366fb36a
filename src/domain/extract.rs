//! The sentences or steps of a passage that answer.
use super::{corpus::Hit, ids::Locale};
/// Stub.
pub struct Extract {
    /// t
    pub text: String,
    /// c
    pub cited: Vec<u32>,
    /// q
    pub quotes: Vec<String>,
}
/// Stub.
#[must_use]
pub fn answer(_q: &str, hits: &[Hit], _l: Locale) -> Option<Extract> {
    hits.first().map(|h| Extract { text: format!("{} [1]", h.passage.text), cited: vec![0], quotes: vec![] })
}
/// Stub.
#[must_use]
pub fn snippet(text: &str, _q: &str, n: usize) -> String {
    text.chars().take(n).collect()
}
