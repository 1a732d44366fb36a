//! What stands beside a case: its contact's other cases, those of the account, and solved ones that are like it; and,
//! for the contact, what became of the promise.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

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

    /// Returns the key that one case alone is read with, by whoever keeps its link: it outlives the token of the site.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn case_key(&self, id: ConversationId) -> Result<String, FlowError> {
        let secret = self.outside.store.secret().await?;
        // All three are of fixed length; nobody can append to them.
        let digest = Sha256::digest(format!("case {secret} {id}").as_bytes());
        Ok(URL_SAFE_NO_PAD.encode(digest))
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
        text = without(name, &text);
    }
    text
}

/// Returns a text with `[name]` wherever a name stands. Where letters have capitals, it stands as a word of its own, in
/// capitals or not; Chinese has no blanks between words, so there it stands anywhere.
fn without(name: &str, text: &str) -> String {
    let is_letter = |c: char| c.is_lowercase() || c.is_uppercase();
    let goes_on =
        |one: Option<char>, next: Option<char>| one.is_some_and(is_letter) && next.is_some_and(is_letter);
    let (first, last) = (name.chars().next(), name.chars().next_back());
    let (mut kept, mut rest) = (String::with_capacity(text.len()), text);
    let mut before = None;
    while let Some(c) = rest.chars().next() {
        let found = length_of(name, rest).map(|length| rest.split_at(length).1);
        let found = found.filter(|after| !goes_on(before, first) && !goes_on(last, after.chars().next()));
        let (shown, after) = found.map_or_else(|| rest.split_at(c.len_utf8()), |after| ("[name]", after));
        kept.push_str(shown);
        (before, rest) = (shown.chars().next_back(), after);
    }
    kept
}

/// Returns how many bytes a name takes at the beginning of a text. One that is a word like any other, such as "Will", is
/// known by its capital alone.
fn length_of(name: &str, text: &str) -> Option<usize> {
    let as_written = words::is_function_word(&name.to_lowercase());
    let mut rest = text.char_indices();
    let is_name = name.chars().all(|wanted| {
        let found = rest.next().map(|(_, c)| c);
        found.is_some_and(|c| c == wanted || (!as_written && c.to_lowercase().eq(wanted.to_lowercase())))
    });
    is_name.then(|| rest.offset())
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

    #[track_caller]
    fn check(name: &str, text: &str, want: &str) {
        assert_eq!(nameless(text, &[name.to_owned()]), want);
    }

    #[test]
    fn a_name_goes_in_any_case_and_leaves_other_words_whole() {
        check("Al Green", "All recordings stop, al green says", "All recordings stop, [name] says");
        check("Al Green", "GREEN's evergreen list; ask AL", "[name]'s evergreen list; ask [name]");
        check("Mark Li", "List the service of Mark", "List the service of [name]");
        check("Müller", "MÜLLER: müllers", "[name]: müllers");
        check("Will Smith", "Will says it will restart", "[name] says it will restart");
        check("王小明", "请找王小明处理", "请找[name]处理");
        check("Amy", "用户Amy的通话", "用户[name]的通话");
    }
}
