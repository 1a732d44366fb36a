//! What stands beside a case: its contact's other cases, those of the account, and solved ones that are like it; and,
//! for the contact, what became of the promise.

use std::collections::BTreeSet;

use crate::{
    domain::{
        dossier::{self, Dossier},
        event::dossier_for_contact,
        ids::ConversationId,
        kept::{self, Kept},
        mask::mask,
        similar, words,
    },
    ports::{AgentRow, BesideRow, SolvedRow},
};

use super::{Flow, FlowError};

/// Cases of the contact, and of the account, that are shown.
const BESIDE_MAX: usize = 10;
/// Solved cases that are shown.
const SOLVED_MAX: usize = 3;
/// Solved cases of an inbox that are compared: a few milliseconds of work, and older ones tell of older versions.
const COMPARED_MAX: usize = 2_000;
/// Characters of a name below which it is a word like any other.
const NAME_CHARS_MIN: usize = 2;

/// What stands beside a case. Everything in it is masked: what is personal in a text, and how its contact is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// The contact's other cases, newest change first.
    pub earlier: Vec<BesideRow>,
    /// Those of others of the same account.
    pub colleagues: Vec<BesideRow>,
    /// The nearest solved ones of the inbox, with how near each is (0–1).
    pub solved: Vec<(SolvedRow, f32)>,
}

impl Flow {
    /// Returns what stands beside a case, for an agent of its inbox; nothing of it is from another inbox.
    ///
    /// # Errors
    /// [`FlowError::NotFound`] for conversations of other inboxes as for those that are not there.
    pub async fn related(&self, agent: &AgentRow, id: ConversationId) -> Result<Related, FlowError> {
        let store = &self.outside.store;
        let row = store.conversation(id).await?;
        let inboxes = self.inboxes_of(agent);
        let row = row.filter(|row| inboxes.contains(&row.inbox)).ok_or(FlowError::NotFound)?;
        let before = self.read(id).await?;
        let about = words::terms(&dossier::about(&before.log));
        self.keep(before.log, before.state);
        let mut compared = store.solved_terms(&row.inbox, COMPARED_MAX).await?;
        compared.retain(|(other, _)| *other != id);
        let (ids, texts): (Vec<ConversationId>, Vec<BTreeSet<String>>) = compared.into_iter().unzip();
        let near = similar::nearest(&about, &texts, SOLVED_MAX);
        let wanted = near.iter().filter_map(|(place, _)| ids.get(*place).copied()).collect();
        let cases = store.solved_cases(wanted).await?;
        let nearness = |case: &SolvedRow| {
            let found = near.iter().find(|(place, _)| ids.get(*place) == Some(&case.conversation));
            found.map_or(0.0, |(_, nearness)| *nearness)
        };
        let solved = cases.into_iter().map(|case| (nearness(&case), case));
        Ok(Related {
            earlier: masked(store.cases_of_contact(row.contact, id, BESIDE_MAX).await?),
            colleagues: masked(store.cases_of_account(row.contact, BESIDE_MAX).await?),
            solved: solved.map(|(nearness, case)| (masked_solution(case), nearness)).collect(),
        })
    }

    /// Returns what was promised in a conversation and whether it was kept, and what was passed on, as its contact may
    /// see it.
    ///
    /// # Errors
    /// See [`FlowError`].
    pub async fn kept(&self, id: ConversationId) -> Result<(Kept, Option<Dossier>), FlowError> {
        let before = self.read(id).await?;
        let kept = kept::kept(&before.log, self.now());
        let passed_on = dossier::newest(&before.log).map(dossier_for_contact);
        self.keep(before.log, before.state);
        Ok((kept, passed_on))
    }
}

fn masked(rows: Vec<BesideRow>) -> Vec<BesideRow> {
    let row = |row: BesideRow| BesideRow {
        subject: row.subject.as_deref().map(|subject| nameless(subject, &row.names)),
        names: Vec::new(),
        ..row
    };
    rows.into_iter().map(row).collect()
}

fn masked_solution(row: SolvedRow) -> SolvedRow {
    let solved = dossier::Solved {
        problem: nameless(&row.solved.problem, &row.names),
        solution: nameless(&row.solved.solution, &row.names),
        ..row.solved
    };
    SolvedRow { solved, names: Vec::new(), ..row }
}

/// Returns a text without what is personal in it: numbers, addresses, secrets, and the names of its contact.
fn nameless(text: &str, names: &[String]) -> String {
    let mut text = mask(text).into_owned();
    let parts = names.iter().flat_map(|name| std::iter::once(name.trim()).chain(name.split_whitespace()));
    for name in parts.filter(|name| name.chars().count() >= NAME_CHARS_MIN) {
        text = text.replace(name, "[name]");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_addresses_go() {
        let names = ["Jane Doe".to_owned(), "王小明".to_owned()];
        let text = nameless("Hello Jane, mail jane.doe@example.com or 13800138000. 王小明", &names);
        assert_eq!(text, "Hello [name], mail [email] or [phone]. [name]");
    }
}
