//! How far the bot may go before a person is asked.

use super::{
    field::{Field, field},
    lists::Names,
    read::{Reader, join},
    targets,
};
use crate::domain::policy::BotLimits;

/// The bot's limits as they stand in a document.
#[derive(Clone, Debug)]
pub(super) struct BotDraft {
    tries_max: usize,
    never_wait: Names,
}

impl Default for BotDraft {
    fn default() -> Self {
        let BotLimits { tries_max, never_wait } = BotLimits::default();
        let never_wait = never_wait.into_iter().map(|severity| targets::name(severity).to_owned()).collect();
        Self { tries_max: tries_max as usize, never_wait: Names(never_wait) }
    }
}

impl BotDraft {
    pub fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field(
                "tries_max",
                &mut self.tries_max,
                "answers",
                "Answers that did not help until a person is asked for without asking: the second \"not solved\" is one too many.",
            ),
            field(
                "never_wait",
                &mut self.never_wait,
                "critical, degraded, usage, suggestion",
                "Which cases go to a person whatever was found; critical ones always do.",
            ),
        ]
    }

    pub fn build(&self, place: &str, reader: &mut Reader<'_>) -> BotLimits {
        let mut never_wait = Vec::new();
        for name in &self.never_wait.0 {
            match targets::severity(name) {
                Some(severity) => never_wait.push(severity),
                None => {
                    let message = format!("{name:?} is none; write critical, degraded, usage or suggestion");
                    reader.note(&join(place, "never_wait"), message);
                }
            }
        }
        BotLimits { tries_max: u32::try_from(self.tries_max).unwrap_or(u32::MAX), never_wait }
    }
}
