//! Which case is next, and for whom: pure, and explainable.
//!
//! Severity 1 comes first, for everybody who is there: what it asks for only says whom it is offered to first.
//! Everything else goes by the time left until a promise is broken (earliest deadline first, Liu and Layland 1973):
//! fair, because a deadline comes nearer while its case waits, whatever arrives meanwhile.

use std::{
    cmp::{Ordering, Reverse},
    collections::BTreeMap,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    event::Severity,
    ids::{AgentId, ConversationId, InboxKey, Locale},
    time::Timestamp,
};

/// What an agent can do: skills with levels from 1 to 5. A language is a skill named by its tag.
pub type Skills = BTreeMap<String, u8>;

/// A case that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The conversation.
    pub conversation: ConversationId,
    /// Where it was asked.
    pub inbox: InboxKey,
    /// How bad.
    pub severity: Severity,
    /// Who is asked: 1, 2, 3.
    pub tier: u8,
    /// The skills it asks for.
    pub needs: Skills,
    /// Its language.
    pub locale: Locale,
    /// The nearest promised time.
    pub due: Option<Timestamp>,
    /// Since when it waits.
    pub since: Timestamp,
}

/// An agent who may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub agent: AgentId,
    /// Takes cases up to this tier.
    pub tier: u8,
    /// What they can do.
    pub skills: Skills,
    /// Open cases they have.
    pub n_open: u32,
    /// Open cases until nothing more is offered.
    pub capacity: u32,
    /// Whether their team works now.
    pub works: bool,
}

/// Why an agent is not asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Unfit {
    /// The case asks for a higher tier.
    Tier {
        /// The one it asks for.
        tier: u8,
    },
    /// The agent does not speak its language.
    Language {
        /// Its language.
        locale: Locale,
    },
    /// The agent lacks a skill, or has less of it.
    Skill {
        /// Which.
        skill: String,
        /// How well it is needed.
        level: u8,
    },
    /// The agent has as many cases as they take.
    Full,
    /// The agent's team does not work now.
    OffHours,
}

/// Why a case is where it is in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Why {
    /// A core function is down: before everything else, whatever the agent can do.
    Critical,
    /// A promise is broken already.
    Overdue {
        /// It was due then.
        due: Timestamp,
    },
    /// A promise is due.
    Due {
        /// Then.
        due: Timestamp,
    },
    /// Nothing is promised: by the time it waits.
    Waits {
        /// Since then.
        since: Timestamp,
    },
    /// It was sent up.
    Tier {
        /// To here.
        tier: u8,
    },
    /// It asks for a skill.
    Skill {
        /// Which.
        skill: String,
        /// How well it is needed.
        level: u8,
    },
    /// The agent had it before.
    SameAgent,
}

/// Orders waiting cases: the first one is next. The store's query says the same.
#[must_use]
pub fn order(a: &Waiting, b: &Waiting) -> Ordering {
    let key = |case: &Waiting| {
        let due = case.due.unwrap_or(Timestamp::from_millis(i64::MAX));
        (case.severity != Severity::Critical, due, case.since, case.conversation)
    };
    key(a).cmp(&key(b))
}

/// Returns whether an agent speaks a language. Who names none speaks all.
#[must_use]
pub fn speaks(skills: &Skills, locale: Locale) -> bool {
    let names_one = Locale::ALL.iter().any(|locale| skills.contains_key(locale.tag()));
    !names_one || skills.contains_key(locale.tag())
}

/// Returns whether somebody has a skill at this level.
#[must_use]
pub fn has(skills: &Skills, skill: &str, level: u8) -> bool {
    skills.get(skill).is_some_and(|has| *has >= level)
}

/// Returns the first skill that a case asks for and an agent lacks, with the level it is needed at.
#[must_use]
pub fn lacks<'a>(needs: &'a Skills, skills: &Skills) -> Option<(&'a String, u8)> {
    needs.iter().map(|(skill, level)| (skill, *level)).find(|(skill, level)| !has(skills, skill, *level))
}

/// Returns how far an agent falls short of what a case asks for, to be compared: whether they do not speak its
/// language, by how many tiers, by how many skills. The least falls short of nothing.
#[must_use]
pub fn shortfall(case: &Waiting, tier: u8, skills: &Skills) -> (bool, u8, usize) {
    let n_lacking = case.needs.iter().filter(|(skill, level)| !has(skills, skill, **level)).count();
    (!speaks(skills, case.locale), case.tier.saturating_sub(tier), n_lacking)
}

/// Checks whether an agent may be asked to take a case. Severity 1 is asked of whoever is there: those who fall short
/// of it, full agents, and those out of their hours, too. The store's query for the next case says the same.
///
/// # Errors
/// The first reason against it.
pub fn fits(case: &Waiting, agent: &Candidate) -> Result<(), Unfit> {
    if case.severity == Severity::Critical {
        return Ok(());
    }
    if agent.tier < case.tier {
        return Err(Unfit::Tier { tier: case.tier });
    }
    if !speaks(&agent.skills, case.locale) {
        return Err(Unfit::Language { locale: case.locale });
    }
    if let Some((skill, level)) = lacks(&case.needs, &agent.skills) {
        return Err(Unfit::Skill { skill: skill.clone(), level });
    }
    if !agent.works {
        return Err(Unfit::OffHours);
    }
    if agent.n_open >= agent.capacity { Err(Unfit::Full) } else { Ok(()) }
}

/// Chooses whom a case is offered to. Of severity 1, whoever falls short of it least; then whoever had it before, the
/// tier it asks for before higher ones, the better at what it needs, and the least busy.
#[must_use]
pub fn choose<'a>(case: &Waiting, agents: &'a [Candidate], before: Option<AgentId>) -> Option<&'a Candidate> {
    let level = |agent: &Candidate| -> u32 {
        case.needs.keys().filter_map(|skill| agent.skills.get(skill)).map(|level| u32::from(*level)).sum()
    };
    agents.iter().filter(|agent| fits(case, agent).is_ok()).min_by_key(|agent| {
        // In thousandths, so that a large share of a small capacity counts as busy.
        let load = agent.n_open * 1000 / agent.capacity.max(1);
        let short = shortfall(case, agent.tier, &agent.skills);
        (short, before != Some(agent.agent), agent.tier, Reverse(level(agent)), load, agent.agent)
    })
}

/// Says why a case is where it is, for one agent.
#[must_use]
pub fn why(case: &Waiting, agent: AgentId, before: Option<AgentId>, now: Timestamp) -> Vec<Why> {
    let mut why = Vec::new();
    if case.severity == Severity::Critical {
        why.push(Why::Critical);
    }
    why.push(match case.due {
        Some(due) if due <= now => Why::Overdue { due },
        Some(due) => Why::Due { due },
        None => Why::Waits { since: case.since },
    });
    if case.tier > 1 {
        why.push(Why::Tier { tier: case.tier });
    }
    why.extend(case.needs.iter().map(|(skill, level)| Why::Skill { skill: skill.clone(), level: *level }));
    if before == Some(agent) {
        why.push(Why::SameAgent);
    }
    why
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Id;

    fn id<K>(n: u128) -> Id<K> {
        Id::new(uuid::Uuid::from_u128(n))
    }
    fn at(minute: i64) -> Timestamp {
        Timestamp::from_millis(minute * 60_000)
    }
    fn case(n: u128, severity: Severity, due: Option<i64>) -> Waiting {
        Waiting {
            conversation: id(n),
            inbox: InboxKey("default".to_owned()),
            severity,
            tier: 1,
            needs: Skills::new(),
            locale: Locale::En,
            due: due.map(at),
            since: at(0),
        }
    }
    fn agent(n: u128, tier: u8, skills: &[(&str, u8)], n_open: u32) -> Candidate {
        let skills = skills.iter().map(|&(skill, level)| (skill.to_owned(), level)).collect();
        Candidate { agent: id(n), tier, skills, n_open, capacity: 4, works: true }
    }
    fn needs() -> Skills {
        [("invoices".to_owned(), 3)].into()
    }

    #[test]
    fn severity_1_is_first_and_then_what_is_due_first() {
        let mut cases = [
            case(1, Severity::Degraded, Some(60)),
            case(2, Severity::Usage, Some(10)),
            case(3, Severity::Critical, Some(90)),
            case(4, Severity::Suggestion, None),
        ];
        cases.sort_by(order);
        assert_eq!(cases.map(|case| case.conversation), [id(3), id(2), id(1), id(4)]);
    }

    #[test]
    fn nothing_is_overtaken_for_ever() {
        // However many severe cases arrive, each is due later than the old one at last.
        let old = case(1, Severity::Usage, Some(240));
        let newer = case(2, Severity::Degraded, Some(300));
        assert_eq!(order(&old, &newer), Ordering::Less);
    }

    #[test]
    fn an_agent_is_asked_for_what_they_can_do() {
        let mut case = case(1, Severity::Usage, None);
        case.needs = needs();
        let unfit = |agent: &Candidate| fits(&case, agent).err();
        assert_eq!(unfit(&agent(1, 1, &[("invoices", 3)], 0)), None);
        assert_eq!(
            unfit(&agent(1, 1, &[("invoices", 2)], 0)),
            Some(Unfit::Skill { skill: "invoices".to_owned(), level: 3 })
        );
        assert_eq!(unfit(&agent(1, 1, &[("invoices", 5)], 4)), Some(Unfit::Full));
        assert_eq!(
            unfit(&agent(1, 1, &[("invoices", 5), ("zh", 1)], 0)),
            Some(Unfit::Language { locale: Locale::En })
        );
        case.tier = 2;
        assert_eq!(fits(&case, &agent(1, 1, &[("invoices", 5)], 0)), Err(Unfit::Tier { tier: 2 }));
    }

    #[test]
    fn severity_1_is_asked_of_whoever_is_there() {
        let full = agent(1, 1, &[], 9);
        let off = Candidate { works: false, ..agent(2, 1, &[], 0) };
        for agent in [&full, &off] {
            assert_eq!(fits(&case(1, Severity::Critical, None), agent), Ok(()));
        }
        assert_eq!(fits(&case(1, Severity::Usage, None), &full), Err(Unfit::Full));
        assert_eq!(fits(&case(1, Severity::Usage, None), &off), Err(Unfit::OffHours));
        let (mut critical, chinese) = (case(1, Severity::Critical, None), agent(3, 1, &[("zh", 5)], 0));
        (critical.tier, critical.needs) = (3, needs());
        assert_eq!(fits(&critical, &chinese), Ok(()), "also of who falls short of all it asks for");
    }

    #[test]
    fn severity_1_is_offered_first_to_who_falls_short_of_it_least() {
        let mut case = case(1, Severity::Critical, None);
        (case.tier, case.needs) = (2, needs());
        // The first one is full; the last one had it before, and speaks another language.
        let agents = [
            agent(1, 2, &[("invoices", 3)], 9),
            agent(2, 2, &[], 0),
            agent(3, 1, &[("invoices", 3)], 0),
            agent(4, 1, &[], 0),
            agent(5, 3, &[("zh", 5), ("invoices", 5)], 0),
        ];
        let mut left = agents.as_slice();
        while let Some((best, others)) = left.split_first() {
            assert_eq!(choose(&case, left, Some(id(5))), Some(best));
            left = others;
        }
    }

    #[test]
    fn the_best_and_least_busy_is_asked_and_first_whoever_had_it() {
        let mut case = case(1, Severity::Usage, None);
        let agents = [agent(1, 1, &[], 2), agent(2, 1, &[], 1), agent(3, 2, &[], 0), agent(4, 1, &[], 4)];
        let chosen = |case: &Waiting, before| choose(case, &agents, before).map(|agent| agent.agent);
        assert_eq!(chosen(&case, None), Some(id(2)));
        assert_eq!(chosen(&case, Some(id(1))), Some(id(1)));
        assert_eq!(chosen(&case, Some(id(4))), Some(id(2)), "who is full is not asked");
        case.needs = needs();
        assert_eq!(chosen(&case, None), None, "nobody can");
    }

    #[test]
    fn the_place_of_a_case_is_explained() {
        let mut case = case(1, Severity::Critical, Some(15));
        (case.tier, case.needs) = (2, needs());
        let said = why(&case, id(7), Some(id(7)), at(20));
        let skill = Why::Skill { skill: "invoices".to_owned(), level: 3 };
        assert_eq!(
            said,
            [Why::Critical, Why::Overdue { due: at(15) }, Why::Tier { tier: 2 }, skill, Why::SameAgent]
        );
    }
}
