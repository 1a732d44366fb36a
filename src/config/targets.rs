//! Promised times by severity.

use std::time::Duration;

use super::{
    error::Problem,
    field::{Field, field, table},
    read::{Reader, join},
    units::show_duration,
};
use crate::domain::{
    event::Severity,
    hours::{Hours, uncovered},
    policy::Policy,
    sla::{Clock, Target, Targets},
    time::Timestamp,
};

const SUGGESTION: &str = "suggestion";
const SEVERITIES: [(&str, Severity); 4] = [
    ("critical", Severity::Critical),
    ("degraded", Severity::Degraded),
    ("usage", Severity::Usage),
    (SUGGESTION, Severity::Suggestion),
];

/// What a severity is called in settings.
pub(super) fn name(severity: Severity) -> &'static str {
    SEVERITIES.iter().find(|(_, known)| *known == severity).map_or("critical", |(name, _)| name)
}
/// Reads what a severity is called.
pub(super) fn severity(name: &str) -> Option<Severity> {
    SEVERITIES.iter().find(|(known, _)| *known == name).map(|(_, severity)| *severity)
}

/// The targets as they stand in a document, by severity from 1 on.
#[derive(Clone, Debug)]
pub(super) struct TargetsDraft([TargetDraft; 4]);

#[derive(Clone, Debug)]
struct TargetDraft {
    target: Target,
    clock: String,
}

/// Whatever fits: as the table of severities says, and where that is around the clock and nobody is there, warned of.
const AUTO: &str = "auto";
const ALWAYS: &str = "always";
const OPEN: &str = "open";

/// A promise around the clock, to be held against the hours once the time is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Promised {
    /// Whose promise: 0 for the inbox's own policy, then its plans.
    pub policy_idx: usize,
    severity: Severity,
    respond: Duration,
    /// The document says so itself: where it cannot be kept, it is refused.
    is_explicit: bool,
    /// The place it stands at, without what is wrong.
    problem: Problem,
}

impl Default for TargetsDraft {
    fn default() -> Self {
        let targets = Targets::default();
        Self(
            SEVERITIES
                .map(|(_, severity)| TargetDraft { target: targets.of(severity), clock: AUTO.to_owned() }),
        )
    }
}

impl TargetsDraft {
    /// Describes the targets.
    pub fn fields(&mut self) -> Vec<Field<'_>> {
        const REASONS: [&str; 4] = [
            "Severity 1, a core function is down: around the clock, it costs the user money each minute.",
            "Severity 2, degraded with a way round: around the clock.",
            "Severity 3, usage and configuration: the response counts opening time, the solution elapsed time up to the next opening.",
            "Severity 4, a suggestion: each whole day of the response is a working day.",
        ];
        let named = SEVERITIES.iter().zip(REASONS).zip(&mut self.0);
        named.map(|(((name, _), reason), draft)| table(name, draft.fields(), reason)).collect()
    }

    /// Returns what is promised; notes at `place` clocks that are none.
    pub fn build(&self, place: &str, reader: &mut Reader<'_>) -> Targets {
        let [critical, degraded, usage, suggestion] = &self.0;
        let mut build = |draft: &TargetDraft, name: &str| {
            let (respond_clock, resolve_clock) = match draft.clock.as_str() {
                AUTO => (draft.target.respond_clock, draft.target.resolve_clock),
                ALWAYS => (Clock::Always, Clock::Always),
                OPEN if name == SUGGESTION => (Clock::WorkingDays, Clock::DueOpen),
                OPEN => (Clock::Open, Clock::DueOpen),
                other => {
                    let message =
                        format!("{other:?} is no clock; write \"{AUTO}\", \"{ALWAYS}\" or \"{OPEN}\"");
                    reader.note(&format!("{}.clock", join(place, name)), message);
                    (Clock::Always, Clock::Always)
                }
            };
            // Whoever shortens the solution alone need not know of the warning.
            let resolve = draft.target.resolve;
            let warn_resolve =
                draft.target.warn_resolve.filter(|warn| resolve.is_none_or(|resolve| *warn < resolve));
            Target { respond_clock, resolve_clock, warn_resolve, ..draft.target }
        };
        Targets {
            critical: build(critical, "critical"),
            degraded: build(degraded, "degraded"),
            usage: build(usage, "usage"),
            suggestion: build(suggestion, SUGGESTION),
        }
    }

    /// Returns what is promised around the clock, with the place in the document where that is said.
    pub fn promised(&self, place: &str, reader: &Reader<'_>) -> Vec<Promised> {
        let named = SEVERITIES.iter().zip(&self.0);
        let promised = named.filter_map(|((name, severity), draft)| {
            let is_explicit = draft.clock == ALWAYS;
            let counts = is_explicit || draft.clock == AUTO && draft.target.respond_clock == Clock::Always;
            let problem = reader.problem(&format!("{}.clock", join(place, name)), String::new());
            counts.then_some(Promised {
                policy_idx: 0,
                severity: *severity,
                respond: draft.target.respond,
                is_explicit,
                problem,
            })
        });
        promised.collect()
    }
}

impl TargetDraft {
    fn fields(&mut self) -> Vec<Field<'_>> {
        let Self { target, clock } = self;
        vec![
            field(
                "respond",
                &mut target.respond,
                "duration",
                "From the request for a person to their first reply.",
            ),
            field(
                "next",
                &mut target.next,
                "duration",
                "From a further message of the user to the next reply of a person.",
            ),
            field(
                "resolve",
                &mut target.resolve,
                "duration, or \"none\"",
                "From the first question to the solution.",
            ),
            field(
                "warn_resolve",
                &mut target.warn_resolve,
                "duration, or \"none\"",
                "From the first question to the warning that the solution is due; \"none\": half of the time.",
            ),
            field(
                "clock",
                clock,
                "auto, always or open",
                "How the time passes. \"auto\": as for this severity, and whoever asks while nobody is there is told the real time. \"always\": around the clock, refused where at some hour nobody is there or, for severity 1, on call. \"open\": in opening hours.",
            ),
        ]
    }
}

/// Notes targets at `place` that cannot both be kept.
pub(super) fn check(place: &str, targets: &TargetsDraft, reader: &mut Reader<'_>) {
    for ((name, severity), TargetDraft { target, .. }) in SEVERITIES.iter().zip(&targets.0) {
        let place = join(place, name);
        if target.resolve.is_some_and(|resolve| resolve < target.respond) {
            let message = "is shorter than `respond`; a case is answered before it is solved, so make it as long or longer";
            reader.note(&format!("{place}.resolve"), message);
        }
        // The warning that comes with a severity need not be known to whoever shortens the solution alone.
        let is_own = target.warn_resolve != Targets::default().of(*severity).warn_resolve;
        let is_late = |resolve| target.warn_resolve.is_some_and(|warn| warn >= resolve);
        if is_own && target.resolve.is_some_and(is_late) {
            let message = "warns when the solution is already due; write a shorter time than `resolve`, or \"none\" for half of it";
            reader.note(&format!("{place}.warn_resolve"), message);
        }
    }
}

impl Promised {
    /// Returns the same as a promise of the nth plan, from 1.
    pub fn of_plan(self, n: usize) -> Self {
        Self { policy_idx: n, ..self }
    }
    /// Holds the promise against the hours from `now` on: what is wrong where nobody is there to keep it, and whether
    /// the document is to be refused for it.
    pub fn gap(&self, policy: &Policy, now: Timestamp) -> Option<(Problem, bool)> {
        let hours: &Hours = &policy.hours;
        // Nobody is paged for anything less.
        let is_paged = self.severity == Severity::Critical;
        let gap = uncovered(hours, if is_paged { &policy.routing.on_call } else { hours }, now)?;
        let (severity, respond) = (u8::from(self.severity), show_duration(self.respond));
        let name = name(self.severity);
        let after = match (self.is_explicit, is_paged) {
            (true, true) => {
                "name who is on call in routing.on_call, or count opening hours: clock = \"open\""
            }
            (true, false) => {
                "count opening hours: clock = \"open\". Who is on call is paged for severity 1 alone"
            }
            (false, true) => {
                "whoever asks then is told the next opening. Name who is on call in routing.on_call"
            }
            (false, false) => {
                "whoever asks then is told the next opening. To promise no more, count opening hours: clock = \"open\""
            }
        };
        let message = format!(
            "severity {severity} ({name}) promises an answer within {respond} around the clock, but nobody is there \
             from {gap}; {after}"
        );
        Some((Problem { message, ..self.problem.clone() }, self.is_explicit))
    }
}
