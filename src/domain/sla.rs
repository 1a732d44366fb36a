//! Promised times: by when a person answers and by when the case is solved.

use std::time::Duration;

use super::{event::Severity, hours::Hours, time::Timestamp};

/// One severity's targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Until a person's first reply.
    pub respond: Duration,
    /// Until the solution; `None` promises none.
    pub resolve: Option<Duration>,
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

/// The times promised for one case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Promise {
    /// A person answers by then; `None` where nobody ever opens.
    pub respond_by: Option<Timestamp>,
    /// Solved by then.
    pub resolve_by: Option<Timestamp>,
}

/// Returns what is promised to a case of `severity` handed off at `requested`, first asked at `asked`.
#[must_use]
pub fn promise(
    severity: Severity,
    targets: &Targets,
    hours: &Hours,
    asked: Timestamp,
    requested: Timestamp,
) -> Promise {
    let _ = (severity, targets, hours, asked, requested);
    Promise::default()
}
