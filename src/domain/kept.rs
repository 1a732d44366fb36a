//! What became of the promise a case was given, for the user who holds its link.

use super::{
    event::{Body, Event, Role, Sla, SlaState, SlaTarget},
    time::Timestamp,
};

/// The promise of a case, and whether it was kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// A person answers by then.
    pub respond_by: Option<Timestamp>,
    /// Solved by then.
    pub resolve_by: Option<Timestamp>,
    /// When a person answered first.
    pub answered_at: Option<Timestamp>,
    /// Whether the first answer came in time; nothing while that is open, or where no time was promised.
    pub kept: Option<bool>,
}

/// Reads from a log what was promised for the newest handoff and whether it was kept.
///
/// The promise is the one in force when the person answered; until then the newest one. Only a person's public message
/// keeps it. What the clocks have written down (`sla`) decides where it stands in the log.
#[must_use]
pub fn kept(log: &[Event], now: Timestamp) -> Kept {
    let mut kept = Kept::default();
    // Who was told that nobody comes before, was given that time.
    let mut told = None;
    for event in log {
        match &event.body {
            Body::HandoffRequested(_) | Body::Reopened(_) => (kept, told) = (Kept::default(), None),
            Body::Queued(queued) => {
                if kept.answered_at.is_none() {
                    told = queued.expected_by;
                    kept.respond_by = queued.respond_by.or(kept.respond_by);
                }
                kept.resolve_by = queued.resolve_by.or(kept.resolve_by);
            }
            Body::Message(message) if message.author.role == Role::Agent => {
                kept.answered_at.get_or_insert(event.at);
            }
            Body::Sla(sla) => clocked(&mut kept, sla),
            _ => {}
        }
    }
    if let Some(told) = told.filter(|told| kept.respond_by.is_some_and(|due| *told > due)) {
        (kept.respond_by, kept.kept) = (Some(told), None);
        kept.resolve_by = kept.resolve_by.filter(|due| told < *due);
    }
    if kept.kept.is_none()
        && let Some(due) = kept.respond_by
    {
        kept.kept = match kept.answered_at {
            Some(answered) => Some(answered <= due),
            None => (now > due && !is_over(log)).then_some(false),
        };
    }
    kept
}

/// What the clocks have written down. A promise that is given again after it stood still has a later time.
fn clocked(kept: &mut Kept, sla: &Sla) {
    match (sla.target, sla.state) {
        (SlaTarget::FirstResponse, SlaState::Breached) => kept.kept = Some(false),
        (SlaTarget::FirstResponse, SlaState::Met) => kept.kept = Some(kept.kept.unwrap_or(true)),
        (SlaTarget::FirstResponse, SlaState::Promised) if kept.answered_at.is_none() => {
            kept.respond_by = Some(sla.due);
        }
        (SlaTarget::Resolution, SlaState::Promised) => kept.resolve_by = Some(sla.due),
        _ => {}
    }
}

/// A case that was settled before anybody had to answer broke no promise.
fn is_over(log: &[Event]) -> bool {
    let last = log.iter().rev().find_map(|event| match event.body {
        Body::Resolved(_) | Body::Closed(_) => Some(true),
        Body::Reopened(_) | Body::HandoffRequested(_) => Some(false),
        _ => None,
    });
    last.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        event::{Author, Message, Party, Queued, Resolution, Resolved},
        ids::{Id, Seq},
    };

    fn log(bodies: Vec<(i64, Body)>) -> Vec<Event> {
        let event = |(n, (at, body)): (usize, (i64, Body))| Event {
            id: Id::new(uuid::Uuid::nil()),
            conversation: Id::new(uuid::Uuid::nil()),
            seq: Seq(n as u64 + 1),
            at: Timestamp::from_millis(at),
            body,
            cause: None,
        };
        bodies.into_iter().enumerate().map(event).collect()
    }
    fn queued(respond_by: Option<i64>) -> Body {
        Body::Queued(Queued {
            queue: "default".to_owned(),
            tier: 1,
            severity: None,
            respond_by: respond_by.map(Timestamp::from_millis),
            expected_by: None,
            resolve_by: None,
            respond_warn: None,
            resolve_warn: None,
        })
    }
    fn said(role: Role) -> Body {
        Body::Message(Message {
            author: Author { role, id: None, name: None },
            text: "words".into(),
            client_id: None,
            reply: None,
            answer: None,
            via: None,
            context: None,
            blocks: None,
        })
    }
    #[track_caller]
    fn check(bodies: Vec<(i64, Body)>, now: i64, want: Option<bool>) {
        assert_eq!(kept(&log(bodies), Timestamp::from_millis(now)).kept, want);
    }

    #[test]
    fn an_answer_in_time_keeps_the_promise_and_nothing_else_does() {
        check(vec![(0, queued(Some(100))), (50, said(Role::Agent))], 500, Some(true));
        check(vec![(0, queued(Some(100))), (150, said(Role::Agent))], 500, Some(false));
        check(vec![(0, queued(Some(100))), (50, said(Role::Bot)), (60, said(Role::User))], 90, None);
        check(vec![(0, queued(Some(100))), (50, said(Role::Bot))], 101, Some(false));
        check(vec![(0, queued(None)), (50, said(Role::Agent))], 500, None);
    }
    #[test]
    fn who_was_told_a_later_time_is_answered_in_time_by_then() {
        let told = |respond_by: i64, expected_by: i64| {
            let Body::Queued(queued) = queued(Some(respond_by)) else { unreachable!() };
            Body::Queued(Queued { expected_by: Some(Timestamp::from_millis(expected_by)), ..queued })
        };
        check(vec![(0, told(100, 900)), (500, said(Role::Agent))], 950, Some(true));
        check(vec![(0, told(100, 900)), (950, said(Role::Agent))], 960, Some(false));
        check(vec![(0, told(100, 900))], 500, None);
        check(vec![(0, told(100, 900))], 901, Some(false));
    }
    #[test]
    fn a_case_settled_before_broke_no_promise() {
        let resolved = Body::Resolved(Resolved { by: Party::User, how: Resolution::Confirmed });
        check(vec![(0, queued(Some(100))), (50, resolved)], 500, None);
    }
    #[test]
    fn the_clocks_word_counts_and_a_breach_stays_one() {
        let sla = |state| {
            let due = Timestamp::from_millis(100);
            Body::Sla(Sla {
                target: SlaTarget::FirstResponse,
                state,
                due,
                warn: None,
                elapsed_ms: None,
                paused_ms: None,
            })
        };
        check(
            vec![(0, queued(Some(100))), (150, said(Role::Agent)), (150, sla(SlaState::Met))],
            500,
            Some(true),
        );
        check(vec![(0, queued(Some(100))), (101, sla(SlaState::Breached))], 500, Some(false));
        check(
            vec![(0, queued(Some(100))), (101, sla(SlaState::Breached)), (120, sla(SlaState::Met))],
            500,
            Some(false),
        );
    }
    #[test]
    fn a_later_time_after_the_answer_does_not_move_the_promise() {
        check(
            vec![(0, queued(Some(100))), (150, said(Role::Agent)), (160, queued(Some(900)))],
            500,
            Some(false),
        );
    }
}
