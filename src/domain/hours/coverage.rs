//! Whether a promise around the clock can be kept: is anybody there, or on call, at every hour?

use std::{fmt, time::Duration};

use super::{Hours, Timestamp, Zone};

/// How far is looked back for the beginning of a gap that is open already.
const BACK: Duration = Duration::from_secs(15 * 86_400);
/// How far is looked ahead: every weekday, every change of the clock and the holidays of a year.
const AHEAD: Duration = Duration::from_secs(366 * 86_400);

/// The first hour at which a promise around the clock finds nobody.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncovered {
    /// Since then nobody is there.
    pub at: Timestamp,
    /// Where it is told.
    pub zone: Zone,
}

/// Returns the first instant from `from` on, within a year, at which nobody is there and nobody on call. Where that is
/// `from` itself, it is said since when: "from Saturday 18:00" names the gap, the minute of looking does not.
///
/// It is told in the zone of `hours`, that of `on_call` where `hours` have none.
#[must_use]
pub fn uncovered(hours: &Hours, on_call: &Hours, from: Timestamp) -> Option<Uncovered> {
    let either = hours.or(on_call);
    let Hours::Calendars { zone, .. } = &either else { return None };
    let at = either.closes_within(from, AHEAD)?;
    let at = if at == from { either.closed_since(from, BACK) } else { at };
    Some(Uncovered { at, zone: zone.clone() })
}

/// Says `Saturday 2026-06-06 18:00 (Asia/Shanghai)`.
impl fmt::Display for Uncovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.at.civil().to_zoned(self.zone.rules.clone());
        write!(f, "{} ({})", civil.strftime("%A %Y-%m-%d %H:%M"), self.zone.name)
    }
}
