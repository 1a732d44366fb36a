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
const ONLY_ZH: [&str; 5] = ["只有", "仅有", "唯有", "仅限", "仅"];
/// Words of a subject up to which it is one.
const WHO_MAX: usize = 6;
/// Words of what is granted further, without a word that grants.
const WHAT_MAX: usize = 3;
/// Share of what is said to be done that must stand where it is compared.
const NEAR_MIN: f32 = 0.75;

/// One grant: who, what, and whether it is denied.
#[derive(Clone, Debug, Default)]
pub(super) struct Doing {
    who: HashSet<String>,
    what: HashSet<String>,
    is_denied: bool,
    is_exclusive: bool,
    /// A cell of a table says so.
    is_cell: bool,
}

/// What the passages say of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The cells of a table grant all that is said, and no words are needed to tell.
    Agrees,
    /// Nothing.
    Silent,
    /// Something else.
    Against(&'static str),
}

impl Doing {
    /// What a table grants by a yes or no in one of its cells.
    pub(super) const fn of_cell(who: HashSet<String>, what: HashSet<String>, is_denied: bool) -> Self {
        Self { who, what, is_denied, is_exclusive: false, is_cell: true }
    }
    /// What a table grants by a value in one of its cells: "up to $500".
    pub(super) const fn of_value(who: HashSet<String>, what: HashSet<String>) -> Self {
        Self { who, what, is_denied: false, is_exclusive: false, is_cell: false }
    }
    fn concerns(&self, other: &Self) -> bool {
        !self.who.is_disjoint(&other.who)
    }
    fn is_near(&self, said: &Self) -> bool {
        let n_shared = said.what.iter().filter(|word| self.what.contains(*word)).count();
        words::share(n_shared, said.what.len()) >= NEAR_MIN
    }
}

/// Returns what the clauses of a folded statement grant. A clause without a subject goes on with the one before, one
/// without a word that grants goes on with what was granted: "can view and edit, but not invite others".
pub(super) fn doings(clauses: &[&str]) -> Vec<Doing> {
    let mut found: Vec<Doing> = Vec::new();
    for clause in clauses {
        let Some((before, after, is_denied)) = granted(clause) else {
            let what = words::content(clause);
            if let Some(last) = found.last().filter(|_| (1..=WHAT_MAX).contains(&what.len())) {
                let clause = clause.trim_start();
                let is_denied = ["but not ", "and not ", "not ", "nor ", "但不", "不"]
                    .iter()
                    .any(|no| clause.starts_with(no));
                // What follows a denial goes on with it only where it says so.
                let goes_on =
                    ["or ", "nor ", "and ", "也", "或", "和"].iter().any(|joint| clause.starts_with(joint));
                if last.is_denied && !is_denied && !goes_on {
                    continue;
                }
                found.push(Doing {
                    what,
                    is_denied: is_denied || last.is_denied && !clause.starts_with("but"),
                    ..last.clone()
                });
            }
            continue;
        };
        let mut who = words::content(named(before));
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
            found.push(Doing { who, what: words::content(after), is_denied, is_exclusive, is_cell: false });
        }
    }
    found
}

/// Returns the name of those who are meant, without what they belong to: the owner of the account is the owner.
fn named(before: &str) -> &str {
    let before = before.split(" of ").next().unwrap_or(before);
    before.rsplit('的').next().filter(|name| !name.trim().is_empty()).unwrap_or(before)
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
    // 仅管理员可导出: one character grants where another has said to whom alone.
    if let Some(at) = clause.find('可').filter(|_| clause.trim_start().starts_with(['仅', '只'])) {
        return Some((&clause[..at], &clause[at + '可'.len_utf8()..], false));
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

/// Returns what the passages say of the grants that are said, given all that they grant, and the words their statements
/// begin with.
pub(super) fn verdict(said: &[Doing], known: &[&Doing], heads: &HashSet<&str>) -> Verdict {
    let all: Vec<Verdict> = said
        .iter()
        .filter(|doing| !doing.who.is_empty() && !doing.what.is_empty())
        .map(|doing| of_one(doing, known, heads))
        .collect();
    let against = all.iter().find(|one| matches!(one, Verdict::Against(_))).copied();
    let agrees = !all.is_empty() && all.iter().all(|one| *one == Verdict::Agrees);
    against.unwrap_or(if agrees { Verdict::Agrees } else { Verdict::Silent })
}

fn of_one(said: &Doing, known: &[&Doing], heads: &HashSet<&str>) -> Verdict {
    let near = known.iter().filter(|other| other.is_near(said));
    let (unnamed, named): (Vec<&&Doing>, Vec<&&Doing>) = near.partition(|other| other.who.is_empty());
    let (own, others): (Vec<&&Doing>, Vec<&&Doing>) =
        named.into_iter().partition(|other| other.concerns(said));
    if !own.is_empty() {
        let agreeing: Vec<&&Doing> =
            own.into_iter().filter(|other| other.is_denied == said.is_denied).collect();
        return match agreeing.first() {
            None => Verdict::Against("it says the opposite of what it cites"),
            Some(_) if agreeing.iter().any(|other| other.is_cell) => Verdict::Agrees,
            Some(_) => Verdict::Silent,
        };
    }
    let is_reserved = !said.is_denied && others.iter().any(|other| other.is_exclusive && !other.is_denied);
    let has_its_own = known.iter().any(|other| said.who.is_subset(&other.who))
        || said.who.iter().all(|word| heads.contains(word.as_str()));
    if is_reserved || (unnamed.is_empty() && !others.is_empty() && has_its_own && said.what.len() > 1) {
        return Verdict::Against("the passage says it of somebody else");
    }
    Verdict::Silent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(passage: &[&[&str]], said: &str, speaks_against: bool) {
        let known: Vec<Doing> = passage.iter().flat_map(|clauses| doings(clauses)).collect();
        let known: Vec<&Doing> = known.iter().collect();
        let verdict = verdict(&doings(&[said]), &known, &HashSet::new());
        assert_eq!(matches!(verdict, Verdict::Against(_)), speaks_against, "{said}");
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
        check(&[&["仅管理员和人事专员可导出考勤报表"]], "所有员工都可以导出考勤报表", true);
    }
}
