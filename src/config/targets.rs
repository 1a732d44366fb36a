//! Promised times by severity.

use super::{
    field::{Field, field, table},
    read::Reader,
};
use crate::domain::sla::{Target, Targets};

/// Describes the targets of an inbox.
pub(super) fn fields(targets: &mut Targets) -> Vec<Field<'_>> {
    vec![
        target(
            "critical",
            &mut targets.critical,
            "Severity 1, a core function is down: around the clock, it costs the user money each minute.",
        ),
        target("degraded", &mut targets.degraded, "Severity 2, degraded with a way round: around the clock."),
        target(
            "usage",
            &mut targets.usage,
            "Severity 3, usage and configuration: the response counts opening time, the solution elapsed time up to the next opening.",
        ),
        target(
            "suggestion",
            &mut targets.suggestion,
            "Severity 4, a suggestion: each whole day of the response is a working day.",
        ),
    ]
}

/// Notes targets of the inbox at `place` that cannot both be kept.
pub(super) fn check(place: &str, targets: &Targets, reader: &mut Reader<'_>) {
    let Targets { critical, degraded, usage, suggestion } = *targets;
    let named =
        [("critical", critical), ("degraded", degraded), ("usage", usage), ("suggestion", suggestion)];
    for (name, target) in named {
        if target.resolve.is_some_and(|resolve| resolve < target.respond) {
            let message = "is shorter than `respond`; a case is answered before it is solved, so make it as long or longer";
            reader.note(&format!("{place}.targets.{name}.resolve"), message);
        }
    }
}

fn target<'a>(name: &'static str, target: &'a mut Target, reason: &'static str) -> Field<'a> {
    let fields = vec![
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
    ];
    table(name, fields, reason)
}
