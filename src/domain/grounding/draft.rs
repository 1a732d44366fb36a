//! The draft as it grows: units in, checked Markdown out.

use std::collections::BTreeSet;

use super::{Checked, Dropped, Gap, Kind, Sentences, Sources, Unit, check_after, sources::Step, statements};

/// Sentences that were not said and are kept at most; an answer has a few dozen.
const DROPPED_MAX: usize = 50;

/// Everything a turn says, sentence by sentence.
#[derive(Debug)]
pub struct Draft {
    sources: Sources,
    sentences: Sentences,
    markdown: String,
    cites: BTreeSet<u32>,
    dropped: Vec<Dropped>,
    /// What leads to a claim that has not come yet.
    held: Vec<(Unit, Checked)>,
    /// Separator and marker of units that were dropped, kept for the next one on their line.
    gap: Gap,
    marker: Option<String>,
    /// A numbered step or code was dropped.
    lacks_step: bool,
    /// The last numbered step that was taken in, as the passages count it.
    step: Option<Step>,
    /// The last sentence that named what those after it may call "it"; before the first one, the question.
    before: String,
}

impl Draft {
    /// Begins a draft.
    #[must_use]
    pub fn new(sources: Sources) -> Self {
        let before = sources.user.text.lines().last().unwrap_or_default().to_owned();
        Self {
            sources,
            sentences: Sentences::default(),
            markdown: String::new(),
            cites: BTreeSet::new(),
            dropped: Vec::new(),
            held: Vec::new(),
            gap: Gap::None,
            marker: None,
            lacks_step: false,
            step: None,
            before,
        }
    }

    /// Takes in a piece of the model's output; returns whether there is more to show.
    pub fn push(&mut self, piece: &str) -> bool {
        let units = self.sentences.push(piece);
        self.take(units)
    }
    /// Takes in that nothing more comes; returns whether there is more to show.
    pub fn finish(&mut self) -> bool {
        let units = self.sentences.finish();
        let grown = self.take(units);
        for (unit, _) in std::mem::take(&mut self.held) {
            self.note(Dropped { text: unit.body, why: "nothing supported follows it".to_owned() });
        }
        grown
    }
    /// Takes in that the model broke off: what it had begun is dropped.
    pub fn cut(&mut self) {
        let held = std::mem::take(&mut self.held).into_iter().map(|(unit, _)| unit);
        for unit in held.chain(self.sentences.finish()) {
            self.note(Dropped { text: unit.body, why: "the draft ended here".to_owned() });
        }
    }
    /// Returns what may be said so far, as Markdown. It only ever grows at its end.
    #[must_use]
    pub fn markdown(&self) -> &str {
        &self.markdown
    }
    /// Returns the numbers of the passages relied on so far.
    #[must_use]
    pub const fn cites(&self) -> &BTreeSet<u32> {
        &self.cites
    }
    /// Returns what was not said so far, with why.
    #[must_use]
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// Returns whether a procedure in it has a hole: a numbered step or code was not said, and the rest was.
    #[must_use]
    pub const fn lacks_step(&self) -> bool {
        self.lacks_step && !self.markdown.is_empty()
    }

    fn take(&mut self, units: Vec<Unit>) -> bool {
        let length_before = self.markdown.len();
        for unit in units {
            match check_after(&unit, &self.before, &self.sources)
                .and_then(|checked| self.in_order(&unit, checked))
            {
                Err(dropped) => self.drop_unit(&unit, dropped),
                Ok(checked) if checked.leads => self.hold(unit, checked),
                Ok(checked) => {
                    if !statements::has_pronoun(&unit.body) {
                        self.before.clone_from(&unit.body);
                    }
                    for (held, lead) in std::mem::take(&mut self.held) {
                        self.say(&held, &lead);
                    }
                    self.say(&unit, &checked);
                }
            }
        }
        self.markdown.len() > length_before
    }

    /// Refuses a numbered step that the passage has before the one before it.
    fn in_order(&mut self, unit: &Unit, checked: Checked) -> Result<Checked, Dropped> {
        if !unit.marker.contains(|c: char| c.is_ascii_digit()) {
            return Ok(checked);
        }
        let Some(step) = self.sources.step(&checked.text, &checked.cites) else { return Ok(checked) };
        let is_late = |last: Step| (last.0, last.1.list) == (step.0, step.1.list) && step.1.nth < last.1.nth;
        if self.step.is_some_and(is_late) && !unit.marker.trim_start().starts_with("1.") {
            let why = "the passage has this step before the one before it".to_owned();
            return Err(Dropped { text: unit.body.clone(), why });
        }
        self.step = Some(step);
        Ok(checked)
    }

    fn hold(&mut self, unit: Unit, checked: Checked) {
        if unit.kind == Kind::Heading {
            for (left, _) in std::mem::take(&mut self.held) {
                let why = "nothing supported follows it".to_owned();
                self.drop_unit(&left, Dropped { text: left.body.clone(), why });
            }
        }
        self.held.push((unit, checked));
    }

    fn drop_unit(&mut self, unit: &Unit, dropped: Dropped) {
        self.note(dropped);
        self.lacks_step |= unit.kind == Kind::Code || unit.marker.contains(|c: char| c.is_ascii_digit());
        self.gap = self.gap.max(unit.gap);
        if !unit.marker.trim().is_empty() && unit.kind == Kind::Prose {
            self.marker = Some(unit.marker.clone());
        } else if unit.gap >= Gap::Line {
            self.marker = None;
        }
    }

    fn note(&mut self, dropped: Dropped) {
        if self.dropped.len() < DROPPED_MAX {
            self.dropped.push(dropped);
        }
    }

    fn say(&mut self, unit: &Unit, checked: &Checked) {
        let same_line = unit.gap < Gap::Line;
        let left = self.marker.take().filter(|_| same_line && unit.marker.is_empty());
        let gap = std::mem::take(&mut self.gap).max(unit.gap);
        if !self.markdown.is_empty() {
            self.markdown.push_str(gap.as_str());
        }
        self.markdown.push_str(left.as_deref().unwrap_or(&unit.marker));
        self.markdown.push_str(&checked.text);
        self.cites.extend(&checked.cites);
    }
}
