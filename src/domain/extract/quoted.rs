//! What is quoted, as Markdown with its number and as plain words.

use crate::domain::words::{is_han, shorten};

use super::units::{Kind, Unit, plain};

/// What is quoted from one passage.
pub(super) struct Quoted {
    units: Vec<Unit>,
    pub(super) n_chars: usize,
}

impl Quoted {
    pub(super) fn of(mut units: Vec<Unit>, room: usize) -> Self {
        // One sentence longer than all the room is cut, and says so.
        for unit in &mut units {
            if !matches!(unit.kind, Kind::Code(_) | Kind::Row { .. }) {
                unit.text = shorten(&unit.text, room.max(super::HAN_CHARS_MAX / 4));
            }
        }
        let n_chars =
            units.iter().filter(|u| !matches!(u.kind, Kind::Code(_))).map(|u| u.text.chars().count()).sum();
        Self { units, n_chars }
    }
    pub(super) fn markdown(&self, n: usize) -> String {
        let mut text = String::new();
        // The number stands after the last words; code and tables carry none inside.
        let marked = self
            .units
            .iter()
            .rposition(|unit| matches!(unit.kind, Kind::Sentence | Kind::Title | Kind::Item(_)));
        let mut before: Option<&Unit> = None;
        for (at, unit) in self.units.iter().enumerate() {
            text.push_str(between(before, unit));
            let mark = if marked == Some(at) { format!(" [{n}]") } else { String::new() };
            match &unit.kind {
                Kind::Sentence | Kind::Title => text.push_str(&format!("{}{mark}", unit.text)),
                Kind::Item(Some(number)) => text.push_str(&format!("{number}. {}{mark}", unit.text)),
                Kind::Item(None) => text.push_str(&format!("- {}{mark}", unit.text)),
                Kind::Row { header, cells } => text.push_str(&row(header, cells, before)),
                Kind::Code(lang) => {
                    text.push_str(&format!("```{}\n{}\n```", lang.as_deref().unwrap_or_default(), unit.text));
                }
            }
            before = Some(unit);
        }
        if marked.is_none() {
            text.push_str(&format!("\n\n[{n}]"));
        }
        text.push_str("\n\n");
        text
    }
    /// Returns whether it shows how something is done: code, or numbered steps.
    pub(super) fn shows(&self) -> bool {
        self.units.iter().any(|unit| matches!(unit.kind, Kind::Code(_) | Kind::Item(Some(_))))
    }
    /// Returns whether code among it sets something named so.
    pub(super) fn uses(&self, name: &str) -> bool {
        self.units
            .iter()
            .any(|unit| matches!(unit.kind, Kind::Code(_)) && super::tool::sets(&unit.text, name))
    }
    /// Leaves code out, with the words that lead to it.
    pub(super) fn drop_code(&mut self) {
        while let Some(at) = self.units.iter().position(|unit| matches!(unit.kind, Kind::Code(_))) {
            self.units.remove(at);
            if let Some(lead) = at.checked_sub(1)
                && self.units.get(lead).is_some_and(|unit| super::leads_in(&unit.text))
            {
                self.units.remove(lead);
            }
        }
    }
    pub(super) const fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
    /// Returns the settings it speaks of: what rows are named for, and names of several parts between the marks of code.
    pub(super) fn named(&self) -> Vec<String> {
        let of = |unit: &Unit| match &unit.kind {
            Kind::Row { cells, .. } => cells.first().cloned().into_iter().collect(),
            Kind::Code(_) => Vec::new(),
            Kind::Sentence | Kind::Title | Kind::Item(_) => {
                let marked = unit.text.split('`').skip(1).step_by(2);
                marked.filter(|name| name.contains(['_', '-', '.'])).map(str::to_owned).collect()
            }
        };
        self.units.iter().flat_map(of).map(|name| name.replace('`', "").to_lowercase()).collect()
    }
    pub(super) fn plain(&self) -> String {
        let prose = self.units.iter().filter(|unit| !matches!(unit.kind, Kind::Code(_)));
        let joined: Vec<String> = prose.map(|unit| plain(&unit.text)).collect();
        match joined.is_empty() {
            true => self.units.first().map_or_else(String::new, |unit| unit.text.clone()),
            false => joined.join(" "),
        }
    }
}

/// Returns what parts two units in Markdown.
fn between(before: Option<&Unit>, unit: &Unit) -> &'static str {
    match before {
        None => "",
        Some(before) if before.block != unit.block => "\n\n",
        Some(_) => match unit.kind {
            Kind::Sentence | Kind::Title if unit.text.chars().any(is_han) => "",
            Kind::Sentence | Kind::Title => " ",
            Kind::Item(_) | Kind::Row { .. } | Kind::Code(_) => "\n",
        },
    }
}

fn row(header: &[String], cells: &[String], before: Option<&Unit>) -> String {
    let line = |cells: &[String]| {
        let escaped: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |", escaped.join(" | "))
    };
    let continued =
        before.is_some_and(|unit| matches!(&unit.kind, Kind::Row { header: above, .. } if above == header));
    if continued || header.is_empty() {
        return line(cells);
    }
    format!("{}\n|{}\n{}", line(header), " --- |".repeat(header.len()), line(cells))
}
