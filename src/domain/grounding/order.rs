//! In which order things are done: the items of a numbered list, and the parts of a sentence that "then" joins.

use std::collections::HashSet;

use super::words;

/// Share of a part's words that a step must hold to be taken for it.
const NEAR_MIN: f32 = 0.6;
/// Words a part must have to be a step that says more.
const WORDS_MIN: usize = 2;
/// What says that the next thing is done after the one before, in folded text.
const JOINTS: [&str; 12] = [
    " and then ",
    " then ",
    " after that ",
    " afterwards ",
    " and finally ",
    " finally ",
    "然后",
    "接着",
    "随后",
    "之后再",
    "最后",
    "再",
];
/// What holds a joint and is none: once more.
const NO_JOINTS: [&str; 4] = ["再次", "再试", "不再", "一再"];

/// Where a step stands: the list among those of its passage, and the place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) list: usize,
    pub(super) nth: usize,
}

/// Returns the parts of a folded sentence that follow each other, as their content words; none where nothing does.
pub(super) fn parts(text: &str) -> Vec<HashSet<String>> {
    let mut text = text.replace([',', ';', '.', '，', '；', '。'], " ");
    for word in NO_JOINTS {
        text = text.replace(word, "");
    }
    for joint in JOINTS {
        text = text.replace(joint, "\n");
    }
    let parts: Vec<HashSet<String>> =
        text.split('\n').map(words::content).filter(|part| part.len() >= WORDS_MIN).collect();
    if parts.len() < 2 { Vec::new() } else { parts }
}

/// Returns which of these steps a part is, where one alone is near: the later of equals.
pub(super) fn place<'a>(
    part: &HashSet<String>,
    steps: impl Iterator<Item = (Place, &'a HashSet<String>)>,
) -> Option<Place> {
    if part.len() < WORDS_MIN {
        // "Select Restore" is the one step that says no more.
        let mut same = steps.filter(|(_, step)| !part.is_empty() && *step == part).map(|(place, _)| place);
        return same.next().filter(|_| same.next().is_none());
    }
    let near = steps.map(|(place, step)| (words::overlap(part, step), place));
    let best = near.filter(|(share, _)| *share >= NEAR_MIN).max_by(|one, two| one.0.total_cmp(&two.0));
    best.map(|(_, place)| place)
}

/// Returns whether parts stand in the other order among these steps.
pub(super) fn is_reversed(parts: &[HashSet<String>], steps: &[(Place, &HashSet<String>)]) -> bool {
    let places: Vec<Place> = parts.iter().filter_map(|part| place(part, steps.iter().copied())).collect();
    places.windows(2).any(|pair| pair[0].list == pair[1].list && pair[1].nth < pair[0].nth)
}
