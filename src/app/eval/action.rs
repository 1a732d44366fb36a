//! What the service would do next in a conversation, by its pure rules.

use serde::Serialize;

use crate::domain::{
    applies::Known,
    corpus::Evidence,
    event::{Role, Severity},
    ids::Locale,
    intent::{self, Intent, Situation},
    triage,
    verdict::{self, Asker, Verdict},
};

use super::questions::{Expected, Turn};

/// What the service does with the user's newest words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Action {
    /// Answers from the passages.
    Answer,
    /// Shows what may fit and offers a person.
    Show,
    /// Asks back.
    Clarify,
    /// Says that the documentation does not say, and offers a person.
    Nothing,
    /// Calls a person.
    Handoff,
    /// Takes the question as solved.
    Resolve,
    /// Says a fixed line: greeting, thanks.
    Settle,
}

impl Action {
    pub(super) const ALL: [Self; 7] =
        [Self::Answer, Self::Show, Self::Clarify, Self::Nothing, Self::Handoff, Self::Resolve, Self::Settle];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Show => "show",
            Self::Clarify => "clarify",
            Self::Nothing => "nothing",
            Self::Handoff => "handoff",
            Self::Resolve => "resolve",
            Self::Settle => "settle",
        }
    }

    /// Returns whether this is what was expected: whatever offers a person counts as a handoff, a fixed line as the
    /// question back or the end it is.
    pub(super) const fn is(self, expected: Expected) -> bool {
        match expected {
            Expected::Answer => matches!(self, Self::Answer),
            Expected::Clarify => matches!(self, Self::Clarify | Self::Settle),
            Expected::Handoff => matches!(self, Self::Handoff | Self::Nothing | Self::Show),
            Expected::Resolve => matches!(self, Self::Resolve | Self::Settle),
        }
    }

    /// Says what the service does, from what was said and what the documentation says.
    ///
    /// What the bot meant is not in a transcript: words of it that end with a question mark were a question.
    pub(super) fn of(turns: &[Turn], locale: Locale, evidence: &Evidence) -> Self {
        let users: Vec<&str> =
            turns.iter().filter(|turn| turn.role == Role::User).map(|turn| turn.text.as_str()).collect();
        let severity = (1..=users.len()).fold(None, |severity, n| {
            users.get(..n).map(|said| triage::judge(said, severity, locale).severity)
        });
        if severity == Some(Severity::Critical) {
            return Self::Handoff;
        }
        let Wish { wish, n_unsolved, clarified } = wish(turns, locale);
        let newest = users.last().copied().unwrap_or_default();
        let asker = Asker {
            known: &Known::from_texts(users.iter().rev()),
            locale,
            may_ask: !clarified && n_unsolved == 0 && !intent::frustrated(newest),
        };
        match wish {
            Intent::Person { .. } => Self::Handoff,
            wish if wish.is_not_solved() && n_unsolved >= 2 => Self::Handoff,
            Intent::Vague => Self::Clarify,
            Intent::Confirmed => Self::Resolve,
            Intent::Greeting
            | Intent::Thanks
            | Intent::Acknowledged
            | Intent::NotSolved
            | Intent::Goodbye
            | Intent::AreYouABot => Self::Settle,
            Intent::Question { .. } => match verdict::weigh(evidence, &asker) {
                Verdict::HandOff(_) => Self::Handoff,
                Verdict::Answer => Self::Answer,
                Verdict::Depends(_) if clarified => Self::Show,
                Verdict::Ask(_) | Verdict::Depends(_) => Self::Clarify,
                Verdict::Show => Self::Show,
                Verdict::NothingFound => Self::Nothing,
            },
        }
    }
}

/// What the newest message wants, and what stands before it.
struct Wish {
    wish: Intent,
    /// Replies to the present question that were called unsolved.
    n_unsolved: u32,
    /// The present question was asked back.
    clarified: bool,
}

fn wish(turns: &[Turn], locale: Locale) -> Wish {
    let mut situation = Situation { locale, ..Situation::default() };
    let mut newest = Intent::Vague;
    let mut n_unsolved = 0;
    let mut replied = false;
    for turn in turns {
        if turn.role == Role::User {
            situation.clarified &= situation.asked;
            newest = intent::understand(&turn.text, &situation);
            match newest.is_not_solved() {
                true => n_unsolved += u32::from(replied),
                false if situation.asked => {}
                false => n_unsolved = 0,
            }
            replied = false;
        } else {
            situation.asked = turn.text.trim_end().ends_with(['?', '？']);
            situation.answered |= !situation.asked;
            situation.clarified |= situation.asked;
            replied = true;
        }
    }
    Wish { wish: newest, n_unsolved, clarified: situation.clarified }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(turns: &[&str], want: Action) {
        let role = |at: usize| if at.is_multiple_of(2) { Role::User } else { Role::Bot };
        let turns: Vec<Turn> = turns
            .iter()
            .enumerate()
            .map(|(at, text)| Turn { role: role(at), text: (*text).to_owned() })
            .collect();
        assert_eq!(Action::of(&turns, Locale::En, &Evidence::default()), want, "{turns:?}");
    }

    #[test]
    fn the_rules_alone_tell_what_needs_no_documentation() {
        check(&["hello"], Action::Settle);
        check(&["it does not work"], Action::Clarify);
        check(&["how do I rotate a key", "Click Rotate.", "that worked, thanks"], Action::Resolve);
        check(&["how do I rotate a key", "Click Rotate.", "I want to talk to a human"], Action::Handoff);
        check(&["production is down for all users"], Action::Handoff);
        check(&["how do I rotate a key"], Action::Nothing);
    }

    #[test]
    fn the_second_not_solved_goes_to_a_person() {
        let turns = [
            "how do I rotate a key",
            "Click Rotate.",
            "still not working",
            "Reload the page.",
            "still not working",
        ];
        check(&turns, Action::Handoff);
        check(&turns[..3], Action::Settle);
    }
}
