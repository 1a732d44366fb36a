//! Who may, can or must do what: what a text grants to one it does not grant to another.

use std::collections::HashSet;

use super::words;

/// Words that grant, deny or demand, in English; the ones that deny by themselves first.
const DENYING: [&str; 5] = ["cannot", "can't", "mustn't", "needn't", "couldn't"];
const GRANTING: [&str; 6] = ["can", "may", "must", "could", "need", "should"];
/// The same in Chinese, longest first, and whether it denies.
const GRANTING_ZH: [(&str, bool); 14] = [
    ("不可以", true),
    ("不需要", true),
    ("不允许", true),
    ("不能", true),
    ("无法", true),
    ("不得", true),
    ("不可", true),
    ("无需", true),
    ("可以", false),
    ("能够", false),
    ("才能", false),
    ("只能", false),
    ("必须", false),
    ("需要", false),
];
/// Words that grant it to nobody else.
const ONLY: [&str; 2] = ["only", "solely"];
const ONLY_ZH: [&str; 4] = ["只有", "仅有", "唯有", "仅限"];
/// Words of a subject up to which it is one.
const WHO_MAX: usize = 6;
/// Share of what is said to be done that must stand where it is compared.
const NEAR_MIN: f32 = 0.75;

/// One grant: who, what, and whether it is denied.
#[derive(Clone, Debug, Default)]
pub(super) struct Doing {
    who: HashSet<String>,
    what: HashSet<String>,
    is_denied: bool,
    is_exclusive: bool,
}

impl Doing {
    fn concerns(&self, other: &Self) -> bool {
        !self.who.is_disjoint(&other.who)
    }
    fn is_near(&self, said: &Self) -> bool {
        let n_shared = said.what.iter().filter(|word| self.what.contains(*word)).count();
        words::share(n_shared, said.what.len()) >= NEAR_MIN
    }
}

/// Returns what the clauses of a folded statement grant. A clause without a subject goes on with the one before.
pub(super) fn doings(clauses: &[&str]) -> Vec<Doing> {
    let mut found: Vec<Doing> = Vec::new();
    for clause in clauses {
        let Some((before, after, is_denied)) = granted(clause) else { continue };
        let mut who = words::content(before);
        let leads = before.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let mut is_exclusive =
            ONLY.contains(&leads) || ONLY_ZH.iter().any(|only| before.trim_start().starts_with(only));
        let goes_on =
            before.trim().is_empty() || matches!(before.trim(), "but" | "and" | "or" | "但" | "也" | "并");
        if let Some(last) = found.last().filter(|_| goes_on) {
            (who, is_exclusive) = (last.who.clone(), last.is_exclusive);
        }
        if who.len() <= WHO_MAX {
            let is_denied = is_denied || matches!(leads, "no" | "nobody" | "neither");
            found.push(Doing { who, what: words::content(after), is_denied, is_exclusive });
        }
    }
    found
}

/// Cuts a clause at the word that grants; returns what stands before and after it, and whether it denies.
fn granted(clause: &str) -> Option<(&str, &str, bool)> {
    let chinese = GRANTING_ZH
        .iter()
        .filter_map(|(word, denies)| clause.find(word).map(|at| (at, word.len(), *denies)))
        .min_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)));
    if let Some((at, length, denies)) = chinese {
        return Some((&clause[..at], &clause[at + length..], denies));
    }
    let mut from = 0;
    for word in clause.split(' ') {
        let (at, end) = (from, from + word.len());
        from = end + 1;
        let is_denying = DENYING.contains(&word);
        if is_denying || GRANTING.contains(&word) {
            let after = &clause[end..];
            let is_turned =
                ["not ", "never ", "no longer "].iter().any(|no| after.trim_start().starts_with(no));
            return Some((&clause[..at], after, is_denying || is_turned));
        }
    }
    None
}

/// Returns what speaks against a grant that is said, given all that the passages grant, and the words their statements
/// begin with.
pub(super) fn objection(said: &[Doing], known: &[&Doing], heads: &HashSet<&str>) -> Option<&'static str> {
    said.iter().filter(|doing| !doing.who.is_empty() && !doing.what.is_empty()).find_map(|doing| {
        let near: Vec<&&Doing> = known.iter().filter(|other| other.is_near(doing)).collect();
        let (own, others): (Vec<&&Doing>, Vec<&&Doing>) =
            near.into_iter().partition(|other| other.who.is_empty() || other.concerns(doing));
        let named: Vec<&&Doing> = own.iter().copied().filter(|other| !other.who.is_empty()).collect();
        if !named.is_empty() && named.iter().all(|other| other.is_denied != doing.is_denied) {
            return Some("it says the opposite of what it cites");
        }
        if !own.is_empty() || others.is_empty() {
            return None;
        }
        let is_reserved =
            !doing.is_denied && others.iter().any(|other| other.is_exclusive && !other.is_denied);
        let has_its_own = known.iter().any(|other| doing.who.is_subset(&other.who))
            || doing.who.iter().all(|word| heads.contains(word.as_str()));
        (is_reserved || has_its_own).then_some("the passage says it of somebody else")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(passage: &[&[&str]], said: &str, speaks_against: bool) {
        let known: Vec<Doing> = passage.iter().flat_map(|clauses| doings(clauses)).collect();
        let known: Vec<&Doing> = known.iter().collect();
        assert_eq!(objection(&doings(&[said]), &known, &HashSet::new()).is_some(), speaks_against, "{said}");
    }

    #[test]
    fn what_is_granted_to_one_is_not_granted_to_another() {
        let passage: [&[&str]; 4] = [
            &["only the owner can delete a workspace."],
            &["admins can invite members", "but cannot change the plan."],
            &["guests cannot share files."],
            &["you can export reports."],
        ];
        for (said, speaks_against) in [
            ("only the owner can delete a workspace", false),
            ("members can delete a workspace", true),
            ("members cannot delete a workspace", false),
            ("admins can invite members", false),
            ("guests can invite members", true),
            ("admins can change the plan", true),
            ("admins cannot change the plan", false),
            ("guests can share files", true),
            ("admins can export reports", false),
            ("you can invite members", false),
            ("colleagues can invite members", false),
        ] {
            check(&passage, said, speaks_against);
        }
        let passage: [&[&str]; 2] =
            [&["只有所有者可以删除工作区"], &["管理员可以邀请成员", "但不能更改套餐"]];
        for (said, speaks_against) in [
            ("管理员可以删除工作区", true),
            ("只有所有者才能删除工作区", false),
            ("管理员可以更改套餐", true),
            ("管理员不能更改套餐", false),
            ("您可以邀请成员", false),
        ] {
            check(&passage, said, speaks_against);
        }
    }
}
