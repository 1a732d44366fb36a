//! Promised times: by when a person answers, answers again, and by when the case is solved.

use std::time::Duration;

use super::{event::Severity, hours::Hours, time::Timestamp};

/// How the time of a promise passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Around the clock.
    Always,
    /// While people are there.
    Open,
    /// While people are there, and a whole day is a working day: the same time of day on the next day with opening hours.
    WorkingDays,
    /// Around the clock, but never due while nobody is there: then at the next opening.
    DueOpen,
}

/// One severity's targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// From the handoff to a person's first reply.
    pub respond: Duration,
    /// From a user's further message to a person's next reply.
    pub next: Duration,
    /// How the time of both passes.
    pub respond_clock: Clock,
    /// From the user's first message to the solution; `None` promises none.
    pub resolve: Option<Duration>,
    /// From the user's first message to the warning; `None`: half of the time.
    pub warn_resolve: Option<Duration>,
    /// How the time of the solution passes.
    pub resolve_clock: Clock,
}

/// The targets of one inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Targets {
    /// Severity 1.
    pub critical: Target,
    /// Severity 2.
    pub degraded: Target,
    /// Severity 3.
    pub usage: Target,
    /// Severity 4.
    pub suggestion: Target,
}

impl Default for Targets {
    fn default() -> Self {
        const HOUR: Duration = Duration::from_secs(3600);
        let target = |respond, respond_clock, resolve: Option<(Duration, Duration)>, resolve_clock| Target {
            respond,
            next: respond,
            respond_clock,
            resolve: resolve.map(|(due, _)| due),
            warn_resolve: resolve.map(|(_, warn)| warn),
            resolve_clock,
        };
        Self {
            critical: target(HOUR / 4, Clock::Always, Some((4 * HOUR, 2 * HOUR)), Clock::Always),
            degraded: target(HOUR, Clock::Always, Some((24 * HOUR, 8 * HOUR)), Clock::Always),
            usage: target(4 * HOUR, Clock::Open, Some((48 * HOUR, 24 * HOUR)), Clock::DueOpen),
            suggestion: target(24 * HOUR, Clock::WorkingDays, None, Clock::DueOpen),
        }
    }
}

impl Targets {
    /// Returns the target of one severity.
    #[must_use]
    pub const fn of(&self, severity: Severity) -> Target {
        match severity {
            Severity::Critical => self.critical,
            Severity::Degraded => self.degraded,
            Severity::Usage => self.usage,
            Severity::Suggestion => self.suggestion,
        }
    }
}

impl Target {
    /// Returns the promise of a reply within `length`, counted from `from`; warned of after half of it.
    #[must_use]
    pub fn reply(&self, length: Duration, hours: &Hours, from: Timestamp) -> Option<Due> {
        due(self.respond_clock, length, None, hours, from)
    }
    /// Returns the promise of a solution, counted from `from`.
    #[must_use]
    pub fn solution(&self, hours: &Hours, from: Timestamp) -> Option<Due> {
        let length = self.resolve?;
        due(self.resolve_clock, length, self.warn_resolve, hours, from)
    }
}

/// One promised time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Kept up to this instant.
    pub at: Timestamp,
    /// Somebody is warned then; never after `at`.
    pub warn: Timestamp,
}

/// The times promised for one case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Promise {
    /// A person answers by then; `None` where nobody ever opens.
    pub respond: Option<Due>,
    /// Solved by then.
    pub resolve: Option<Due>,
}

impl Promise {
    /// Returns by when a person answers.
    #[must_use]
    pub fn respond_by(&self) -> Option<Timestamp> {
        self.respond.map(|due| due.at)
    }
}

/// Returns what is promised to a case of `severity` handed off at `requested`, first asked at `asked`.
///
/// The response counts from `requested`, the resolution from `asked`.
#[must_use]
pub fn promise(
    severity: Severity,
    targets: &Targets,
    hours: &Hours,
    asked: Timestamp,
    requested: Timestamp,
) -> Promise {
    let target = targets.of(severity);
    Promise {
        respond: target.reply(target.respond, hours, requested),
        resolve: target.solution(hours, asked),
    }
}

/// Returns a promise that stood still from `paused` to `resumed`: what was left of it then is left of it now.
#[must_use]
pub fn resumed(
    clock: Clock,
    before: Due,
    hours: &Hours,
    paused: Timestamp,
    resumed: Timestamp,
) -> Option<Due> {
    let move_on = |at: Timestamp| {
        if at <= paused {
            return Some(at);
        }
        match clock {
            Clock::Always | Clock::DueOpen => Some(resumed.plus(at.since(paused))),
            Clock::Open | Clock::WorkingDays => hours.plus_open(resumed, hours.open_between(paused, at)),
        }
    };
    let warn = move_on(before.warn)?;
    let at = move_on(before.at)?;
    let at = if clock == Clock::DueOpen { hours.next_open(at)? } else { at };
    Some(Due { at, warn: warn.min(at) })
}

/// Returns `length` after `from` by the clock, and when to warn of it: after `warn`, else after half of the time.
fn due(
    clock: Clock,
    length: Duration,
    warn: Option<Duration>,
    hours: &Hours,
    from: Timestamp,
) -> Option<Due> {
    let elapsed = warn.unwrap_or(length / 2);
    let (at, warn) = match clock {
        Clock::Always => (from.plus(length), from.plus(elapsed)),
        Clock::DueOpen => (hours.next_open(from.plus(length))?, from.plus(elapsed)),
        Clock::Open | Clock::WorkingDays => {
            let at = match clock {
                Clock::WorkingDays => plus_working_time(hours, from, length)?,
                _ => hours.plus_open(from, length)?,
            };
            // A working day has fewer open hours than a day.
            let open = warn.unwrap_or_else(|| hours.open_between(from, at) / 2);
            (at, hours.plus_open(from, open)?)
        }
    };
    Some(Due { at, warn: warn.min(at) })
}

/// What a waiting user can truthfully be told about the time of the first reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A person answers by then.
    By {
        /// Then.
        at: Timestamp,
    },
    /// Nobody is there before the next opening.
    NextOpening {
        /// When people are back.
        at: Timestamp,
    },
    /// No time can be named.
    Unknown,
}

impl Expected {
    /// Returns the instant to show, if there is one.
    #[must_use]
    pub const fn at(self) -> Option<Timestamp> {
        match self {
            Self::By { at } | Self::NextOpening { at } => Some(at),
            Self::Unknown => None,
        }
    }
}

/// Returns when a waiting user can truthfully expect a person.
///
/// A promise needs somebody to keep it. While an agent is online or the inbox is open, the promised time is said. While
/// it is closed and nobody is online, the later of the promise and the next opening is said, whatever the targets:
/// "15 minutes, around the clock" is no comfort at three in the morning where nobody is on call. A promise already
/// broken is not repeated: then no time is named, or the next opening while closed.
#[must_use]
pub fn expected_by(
    respond_by: Option<Timestamp>,
    hours: &Hours,
    n_agents_online: usize,
    now: Timestamp,
) -> Expected {
    let kept = respond_by.filter(|&at| at > now);
    let by = |at| Expected::By { at };
    if n_agents_online > 0 || hours.open_at(now) {
        return kept.map_or(Expected::Unknown, by);
    }
    match (hours.next_open(now), kept) {
        (None, _) => Expected::Unknown,
        (Some(opening), Some(at)) if at > opening => by(at),
        (Some(opening), _) => Expected::NextOpening { at: opening },
    }
}

/// Counts whole days as working days and the rest as opening time.
fn plus_working_time(hours: &Hours, from: Timestamp, target: Duration) -> Option<Timestamp> {
    const DAY_S: u64 = 86_400;
    let n_days = u32::try_from(target.as_secs() / DAY_S).ok()?;
    let rest = target.saturating_sub(Duration::from_secs(DAY_S) * n_days);
    if n_days == 0 {
        return hours.plus_open(from, rest);
    }
    let day_end = hours.plus_working_days(from, n_days)?;
    if rest.is_zero() { Some(day_end) } else { hours.plus_open(day_end, rest) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hours::{Calendar, Span, Zone};

    /// Monday to Friday, 09:00–18:00 in UTC.
    fn office() -> Hours {
        let day = || vec![Span { from_minute: 540, to_minute: 1080 }];
        let week = [day(), day(), day(), day(), day(), Vec::new(), Vec::new()];
        Hours::of(Calendar { zone: Zone::utc(), week, dates: Default::default() })
    }
    fn never() -> Hours {
        Hours::of(Calendar { zone: Zone::utc(), week: Default::default(), dates: Default::default() })
    }
    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Asked and handed off at the same time. June 2026 begins on a Monday.
    #[track_caller]
    fn check(severity: Severity, hours: &Hours, asked: &str, respond: Option<&str>, resolve: Option<&str>) {
        let got = promise(severity, &Targets::default(), hours, at(asked), at(asked));
        let got = (got.respond_by(), got.resolve.map(|due| due.at));
        assert_eq!(got, (respond.map(at), resolve.map(at)), "{severity:?} at {asked}");
    }

    #[test]
    fn outages_and_degradations_count_around_the_clock() {
        let saturday = "2026-06-06T22:00:00Z";
        for hours in [office(), never(), Hours::Always] {
            check(
                Severity::Critical,
                &hours,
                saturday,
                Some("2026-06-06T22:15:00Z"),
                Some("2026-06-07T02:00:00Z"),
            );
            check(
                Severity::Degraded,
                &hours,
                saturday,
                Some("2026-06-06T23:00:00Z"),
                Some("2026-06-07T22:00:00Z"),
            );
        }
    }

    #[test]
    fn usage_is_answered_in_opening_hours_and_never_due_at_night() {
        let office = office();
        let friday = "2026-06-05T16:00:00Z";
        check(Severity::Usage, &office, friday, Some("2026-06-08T11:00:00Z"), Some("2026-06-08T09:00:00Z"));
        let monday = "2026-06-01T10:00:00Z";
        check(Severity::Usage, &office, monday, Some("2026-06-01T14:00:00Z"), Some("2026-06-03T10:00:00Z"));
        check(
            Severity::Usage,
            &Hours::Always,
            monday,
            Some("2026-06-01T14:00:00Z"),
            Some("2026-06-03T10:00:00Z"),
        );
    }

    #[test]
    fn a_suggestion_gets_a_working_day_and_no_promise_of_a_solution() {
        check(Severity::Suggestion, &office(), "2026-06-05T16:00:00Z", Some("2026-06-08T16:00:00Z"), None);
        check(
            Severity::Suggestion,
            &Hours::Always,
            "2026-06-05T16:00:00Z",
            Some("2026-06-06T16:00:00Z"),
            None,
        );
    }

    #[test]
    fn a_day_and_a_half_is_a_working_day_and_twelve_open_hours() {
        let mut targets = Targets::default();
        targets.suggestion.respond = Duration::from_secs(36 * 3600);
        let monday = at("2026-06-01T10:00:00Z");
        let got = promise(Severity::Suggestion, &targets, &office(), monday, monday);
        assert_eq!(got.respond_by(), Some(at("2026-06-03T13:00:00Z")));
    }

    #[test]
    fn a_longer_promise_of_opening_hours_is_never_due_sooner() {
        let monday = at("2026-06-01T10:00:00Z");
        let by = |n_hours: u64| {
            let mut targets = Targets::default();
            targets.usage.respond = Duration::from_secs(n_hours * 3600);
            promise(Severity::Usage, &targets, &office(), monday, monday).respond_by()
        };
        assert!((1..80).all(|n_hours| by(n_hours) < by(n_hours + 1)));
    }

    #[test]
    fn nothing_bound_to_opening_hours_is_promised_where_nobody_opens() {
        check(Severity::Usage, &never(), "2026-06-01T10:00:00Z", None, None);
        check(Severity::Suggestion, &never(), "2026-06-01T10:00:00Z", None, None);
    }

    #[test]
    fn the_response_counts_from_the_handoff_and_the_solution_from_the_question() {
        let (asked, requested) = (at("2026-06-01T10:00:00Z"), at("2026-06-01T11:00:00Z"));
        let got = promise(Severity::Critical, &Targets::default(), &office(), asked, requested);
        let due = |by: &str, warn: &str| Some(Due { at: at(by), warn: at(warn) });
        assert_eq!(got.respond, due("2026-06-01T11:15:00Z", "2026-06-01T11:07:30Z"));
        assert_eq!(got.resolve, due("2026-06-01T14:00:00Z", "2026-06-01T12:00:00Z"));
    }

    const NIGHT: &str = "2026-06-02T03:00:00Z";
    const MORNING: &str = "2026-06-02T09:00:00Z";

    #[track_caller]
    fn check_expected(
        hours: &Hours,
        n_agents_online: usize,
        now: &str,
        respond_by: Option<&str>,
        want: Expected,
    ) {
        assert_eq!(expected_by(respond_by.map(at), hours, n_agents_online, at(now)), want);
    }

    #[test]
    fn nobody_is_told_a_quarter_of_an_hour_while_everybody_sleeps() {
        let quarter = Some("2026-06-02T03:15:00Z");
        let opening = Expected::NextOpening { at: at(MORNING) };
        check_expected(&office(), 0, NIGHT, quarter, opening);
        check_expected(&office(), 1, NIGHT, quarter, Expected::By { at: at("2026-06-02T03:15:00Z") });
        check_expected(&Hours::Always, 0, NIGHT, quarter, Expected::By { at: at("2026-06-02T03:15:00Z") });
    }

    #[test]
    fn a_promise_after_the_next_opening_stands() {
        let noon = "2026-06-02T13:00:00Z";
        check_expected(&office(), 0, NIGHT, Some(noon), Expected::By { at: at(noon) });
    }

    #[test]
    fn a_broken_promise_is_not_repeated() {
        let past = Some("2026-06-01T17:00:00Z");
        check_expected(&office(), 0, NIGHT, past, Expected::NextOpening { at: at(MORNING) });
        check_expected(&office(), 1, NIGHT, past, Expected::Unknown);
    }

    #[test]
    fn no_time_is_named_where_nobody_opens_and_nobody_is_online() {
        check_expected(&never(), 0, NIGHT, Some("2026-06-02T03:15:00Z"), Expected::Unknown);
        check_expected(&never(), 0, NIGHT, None, Expected::Unknown);
    }

    #[test]
    fn a_promise_goes_on_where_it_stood_still() {
        let hours = office();
        let due = |by: &str, warn: &str| Due { at: at(by), warn: at(warn) };
        // Monday 16:00, due 20:00, paused from 17:00 to Tuesday 08:00.
        let before = due("2026-06-01T20:00:00Z", "2026-06-01T16:30:00Z");
        let paused = (at("2026-06-01T17:00:00Z"), at("2026-06-02T08:00:00Z"));
        let after = |clock, before| resumed(clock, before, &hours, paused.0, paused.1);
        assert_eq!(after(Clock::Always, before), Some(due("2026-06-02T11:00:00Z", "2026-06-01T16:30:00Z")));
        // Two open hours were left.
        let open = due("2026-06-02T10:00:00Z", "2026-06-01T17:30:00Z");
        assert_eq!(after(Clock::Open, open), Some(due("2026-06-02T11:00:00Z", "2026-06-02T09:30:00Z")));
        let night = due("2026-06-02T03:00:00Z", "2026-06-01T18:00:00Z");
        assert_eq!(after(Clock::DueOpen, night), Some(due("2026-06-03T09:00:00Z", "2026-06-02T09:00:00Z")));
    }
}
