//! When people answer: weekly spans in a zone.
//!
//! A span is what a clock on the wall shows: in a night that skips 02:00 to 03:00 a span inside that hour is empty, in a
//! night that repeats it the span is open twice. Lengths of time are real seconds. Holidays are not here.

use std::time::Duration;

use jiff::civil::Weekday;

use super::time::Timestamp;

/// Opening hours of an inbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Hours {
    /// Around the clock.
    Always,
    /// Weekly spans in a zone's civil time.
    Weekly(Weekly),
}

/// Weekly spans, in order, not overlapping.
#[derive(Clone, Debug, PartialEq)]
pub struct Weekly {
    /// IANA zone.
    pub zone: jiff::tz::TimeZone,
    /// Its name, to be said to users.
    pub zone_name: String,
    /// The spans.
    pub spans: Vec<Span>,
}

/// One span of a weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The day.
    pub day: Weekday,
    /// First minute of the day, 0 to 1439.
    pub from_minute: u16,
    /// First minute after it, up to 1440.
    pub to_minute: u16,
}

/// Stretches of opening time one wait may take; a wait beyond that (decades) is never over.
const N_STRETCHES_MAX: usize = 20_000;
/// A weekly span comes back within a week, or two where a zone skips a day or a change of the clock swallows the span.
const HORIZON: Duration = Duration::from_secs(15 * 86_400);
const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;

impl Hours {
    /// Returns whether people answer at this instant. A span's last minute is open, its end is not.
    #[must_use]
    pub fn open_at(&self, at: Timestamp) -> bool {
        self.next_open(at) == Some(at)
    }
    /// Returns the next instant people answer, `at` itself while open; `None` where they never do.
    #[must_use]
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Always => Some(at),
            Self::Weekly(weekly) => weekly.next_stretch(at).map(|stretch| stretch.from),
        }
    }
    /// Returns when the present opening ends; `None` while closed, and where it does not end within a week.
    #[must_use]
    pub fn open_until(&self, at: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Always => None,
            Self::Weekly(weekly) => weekly.open_until(at),
        }
    }
    /// Returns the instant by which `duration` of opening time has passed since `at`; `None` where that never comes.
    ///
    /// No time at all, asked for while closed, is over at the next opening.
    #[must_use]
    pub fn plus_open(&self, at: Timestamp, duration: Duration) -> Option<Timestamp> {
        match self {
            Self::Always => Some(at.plus(duration)),
            Self::Weekly(weekly) => weekly.plus_open(at, duration),
        }
    }
    /// Returns the opening time between two instants; none where the second is not after the first.
    #[must_use]
    pub fn open_between(&self, from: Timestamp, to: Timestamp) -> Duration {
        match self {
            Self::Always => to.since(from),
            Self::Weekly(weekly) => weekly.open_between(from, to),
        }
    }
    /// Returns the end of `n_days` working days that start at the first opening from `at` on: the same time of day,
    /// that many days with opening hours later, or the first opening after it where that time is closed.
    ///
    /// Around the clock every day is a working day of 24 hours. `None` where nobody ever opens.
    #[must_use]
    pub fn plus_working_days(&self, at: Timestamp, n_days: u32) -> Option<Timestamp> {
        match self {
            Self::Always => Some(at.plus(Duration::from_secs(86_400) * n_days)),
            Self::Weekly(weekly) => weekly.plus_working_days(at, n_days),
        }
    }
    /// Returns the zone of the hours, UTC where always open.
    #[must_use]
    pub fn zone(&self) -> jiff::tz::TimeZone {
        match self {
            Self::Always => jiff::tz::TimeZone::UTC,
            Self::Weekly(weekly) => weekly.zone.clone(),
        }
    }
    /// Returns the zone's IANA name, `UTC` where always open.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        match self {
            Self::Always => "UTC",
            Self::Weekly(weekly) => &weekly.zone_name,
        }
    }
}

/// A piece of opening time between two instants, without a change of the clock inside.
#[derive(Clone, Copy)]
struct Stretch {
    from: Timestamp,
    to: Timestamp,
}

impl Weekly {
    /// Returns the first opening time that ends after `at`, from `at` on.
    fn next_stretch(&self, at: Timestamp) -> Option<Stretch> {
        let horizon = at.plus(HORIZON);
        let mut from = at;
        while from < horizon {
            let instant = jiff::Timestamp::from_millisecond(from.as_millis()).ok()?;
            let offset_ms = i64::from(self.zone.to_offset(instant).seconds()) * 1000;
            // Until the next change of the clock, civil time and instants run side by side.
            let change = self.zone.following(instant).next();
            let until = change.map_or(horizon, |change| Timestamp::from(change.timestamp()).min(horizon));
            if let Some(stretch) = self.stretch_between(from, until, offset_ms) {
                return Some(stretch);
            }
            from = until;
        }
        None
    }

    /// Returns the first opening time between two instants that share one offset from UTC.
    fn stretch_between(&self, from: Timestamp, until: Timestamp, offset_ms: i64) -> Option<Stretch> {
        let first_day = (from.as_millis() + offset_ms).div_euclid(DAY_MS);
        let last_day = (until.as_millis() + offset_ms).div_euclid(DAY_MS);
        for day in first_day..=last_day {
            let midnight_ms = day * DAY_MS - offset_ms;
            let at_minute = |minute: u16| Timestamp::from_millis(midnight_ms + i64::from(minute) * MINUTE_MS);
            for span in self.spans.iter().filter(|span| span.day == weekday(day)) {
                let stretch = Stretch {
                    from: at_minute(span.from_minute).max(from),
                    to: at_minute(span.to_minute).min(until),
                };
                if stretch.from < stretch.to {
                    return Some(stretch);
                }
            }
        }
        None
    }

    /// Follows the stretches that touch: a night is two spans, and a change of the clock cuts one in two.
    fn open_until(&self, at: Timestamp) -> Option<Timestamp> {
        const WEEK: Duration = Duration::from_secs(7 * 86_400);
        let mut stretch = self.next_stretch(at).filter(|stretch| stretch.from == at)?;
        while stretch.to.since(at) < WEEK {
            match self.next_stretch(stretch.to) {
                Some(next) if next.from == stretch.to => stretch = next,
                Some(_) | None => return Some(stretch.to),
            }
        }
        None
    }

    fn plus_open(&self, at: Timestamp, duration: Duration) -> Option<Timestamp> {
        let mut left = duration;
        let mut from = at;
        for _ in 0..N_STRETCHES_MAX {
            let stretch = self.next_stretch(from)?;
            let open = stretch.to.since(stretch.from);
            if left <= open {
                return Some(stretch.from.plus(left));
            }
            left -= open;
            from = stretch.to;
        }
        None
    }

    fn open_between(&self, mut from: Timestamp, to: Timestamp) -> Duration {
        let mut open = Duration::ZERO;
        for _ in 0..N_STRETCHES_MAX {
            let Some(stretch) = self.next_stretch(from).filter(|stretch| stretch.from < to) else { break };
            open += stretch.to.min(to).since(stretch.from);
            from = stretch.to;
        }
        open
    }

    fn plus_working_days(&self, at: Timestamp, n_days: u32) -> Option<Timestamp> {
        let start = self.next_stretch(at)?.from;
        let started = start.civil().to_zoned(self.zone.clone()).datetime();
        let mut day = started.date();
        let mut n_left = n_days;
        while n_left > 0 {
            day = day.tomorrow().ok()?;
            if self.spans.iter().any(|span| span.day == day.weekday()) {
                n_left -= 1;
            }
        }
        let due = self.zone.to_timestamp(day.to_datetime(started.time())).ok()?;
        self.next_stretch(due.into()).map(|stretch| stretch.from)
    }
}

/// Returns the weekday of a day counted from 1970-01-01, which was a Thursday.
fn weekday(day: i64) -> Weekday {
    match (day + 3).rem_euclid(7) {
        0 => Weekday::Monday,
        1 => Weekday::Tuesday,
        2 => Weekday::Wednesday,
        3 => Weekday::Thursday,
        4 => Weekday::Friday,
        5 => Weekday::Saturday,
        _ => Weekday::Sunday,
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;

    const ALL_DAYS: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    fn weekly(zone: &str, spans: &[(Weekday, u16, u16)]) -> Weekly {
        let spans =
            spans.iter().map(|&(day, from_minute, to_minute)| Span { day, from_minute, to_minute }).collect();
        Weekly { zone: TimeZone::get(zone).unwrap(), zone_name: zone.to_owned(), spans }
    }
    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }
    fn minutes(n: u64) -> Duration {
        Duration::from_secs(n * 60)
    }
    /// Monday to Friday, 09:00–12:30 and 13:30–18:00.
    fn office(zone: &str) -> Hours {
        let spans: Vec<_> =
            ALL_DAYS[..5].iter().flat_map(|&day| [(day, 540, 750), (day, 810, 1080)]).collect();
        Hours::Weekly(weekly(zone, &spans))
    }

    #[track_caller]
    fn check_due(hours: &Hours, from: &str, open_minutes: u64, want: &str) {
        assert_eq!(
            hours.plus_open(at(from), minutes(open_minutes)),
            Some(at(want)),
            "{open_minutes} from {from}"
        );
    }

    #[test]
    fn lunch_nights_and_weekends_do_not_count() {
        let hours = office("Asia/Shanghai");
        check_due(&hours, "2026-06-01T04:00:00Z", 60, "2026-06-01T06:00:00Z"); // Monday 12:00 → 14:00
        check_due(&hours, "2026-06-05T09:30:00Z", 60, "2026-06-08T01:30:00Z"); // Friday 17:30 → Monday 09:30
        check_due(&hours, "2026-06-06T09:30:00Z", 0, "2026-06-08T01:00:00Z"); // Saturday → Monday 09:00
        check_due(&hours, "2026-06-01T01:00:00Z", 480, "2026-06-01T10:00:00Z"); // a whole day ends at its close
    }

    #[test]
    fn a_span_opens_with_its_first_minute_and_is_over_at_its_end() {
        let hours = office("Asia/Shanghai");
        assert!(hours.open_at(at("2026-06-01T01:00:00Z")));
        assert!(hours.open_at(at("2026-06-01T04:29:59.999Z")));
        assert!(!hours.open_at(at("2026-06-01T04:30:00Z")));
    }

    #[test]
    fn midnight_does_not_interrupt_adjacent_spans() {
        let hours = Hours::Weekly(weekly(
            "Europe/Berlin",
            &[(Weekday::Friday, 1320, 1440), (Weekday::Saturday, 0, 120)],
        ));
        check_due(&hours, "2026-06-05T20:30:00Z", 180, "2026-06-05T23:30:00Z");
        assert!(hours.open_at(at("2026-06-05T22:00:00Z")));
    }

    #[test]
    fn an_hour_the_clock_skips_is_not_opening_time() {
        // 2026-03-29 in Berlin: 02:00 becomes 03:00 at 01:00 UTC.
        let hours = Hours::Weekly(weekly("Europe/Berlin", &[(Weekday::Sunday, 60, 240)]));
        check_due(&hours, "2026-03-29T00:00:00Z", 120, "2026-03-29T02:00:00Z");
        let swallowed = Hours::Weekly(weekly("Europe/Berlin", &[(Weekday::Sunday, 130, 170)]));
        assert_eq!(swallowed.next_open(at("2026-03-29T00:00:00Z")), Some(at("2026-04-05T00:10:00Z")));
    }

    #[test]
    fn an_hour_the_clock_repeats_is_open_twice() {
        // 2026-10-25 in Berlin: 03:00 becomes 02:00 at 01:00 UTC.
        let hours = Hours::Weekly(weekly("Europe/Berlin", &[(Weekday::Sunday, 120, 180)]));
        check_due(&hours, "2026-10-25T00:00:00Z", 120, "2026-10-25T02:00:00Z");
    }

    #[test]
    fn a_day_the_zone_skips_leaves_its_hours_to_the_next_week() {
        // Samoa had no Friday 2011-12-30.
        let hours = Hours::Weekly(weekly("Pacific/Apia", &[(Weekday::Friday, 600, 660)]));
        let next = hours.next_open(at("2011-12-29T12:00:00Z")).unwrap();
        assert_eq!(next, at("2012-01-05T20:00:00Z"));
    }

    #[test]
    fn an_opening_ends_where_no_other_begins() {
        let until = |hours: &Hours, now| hours.open_until(at(now));
        let office = office("UTC");
        assert_eq!(until(&office, "2026-06-01T10:00:00Z"), Some(at("2026-06-01T12:30:00Z")));
        assert_eq!(until(&office, "2026-06-01T18:00:00Z"), None);
        assert_eq!(until(&Hours::Always, "2026-06-01T10:00:00Z"), None);
        // Monday night, over midnight.
        let night =
            Hours::Weekly(weekly("UTC", &[(Weekday::Monday, 1320, 1440), (Weekday::Tuesday, 0, 360)]));
        assert_eq!(until(&night, "2026-06-01T23:00:00Z"), Some(at("2026-06-02T06:00:00Z")));
        let whole: Vec<_> = ALL_DAYS.iter().map(|&day| (day, 0, 1440)).collect();
        assert_eq!(until(&Hours::Weekly(weekly("Europe/Berlin", &whole)), "2026-10-24T12:00:00Z"), None);
    }

    #[test]
    fn a_calendar_without_spans_never_opens() {
        let hours = Hours::Weekly(weekly("UTC", &[]));
        assert!(!hours.open_at(at("2026-06-01T12:00:00Z")));
        assert_eq!(hours.next_open(at("2026-06-01T12:00:00Z")), None);
        assert_eq!(hours.plus_open(at("2026-06-01T12:00:00Z"), minutes(0)), None);
        assert_eq!(hours.plus_working_days(at("2026-06-01T12:00:00Z"), 1), None);
    }

    #[test]
    fn a_wait_beyond_reason_ends_in_none_instead_of_never() {
        assert_eq!(office("UTC").plus_open(at("2026-06-01T12:00:00Z"), Duration::MAX), None);
        assert_eq!(office("UTC").next_open(Timestamp::from_millis(i64::MAX)), None);
    }

    #[test]
    fn a_working_day_ends_at_the_same_time_on_the_next_day_with_hours() {
        let hours = office("Asia/Shanghai");
        let due = |from| hours.plus_working_days(at(from), 1);
        assert_eq!(due("2026-06-01T02:00:00Z"), Some(at("2026-06-02T02:00:00Z"))); // Monday 10:00 → Tuesday 10:00
        assert_eq!(due("2026-06-05T02:00:00Z"), Some(at("2026-06-08T02:00:00Z"))); // Friday → Monday
        assert_eq!(due("2026-06-05T12:00:00Z"), Some(at("2026-06-09T01:00:00Z"))); // Friday 20:00 → Tuesday 09:00
        assert_eq!(due("2026-06-01T04:00:00Z"), Some(at("2026-06-02T04:00:00Z")));
        assert_eq!(hours.plus_working_days(at("2026-06-01T02:00:00Z"), 5), Some(at("2026-06-08T02:00:00Z")));
    }

    /// What a clock on the wall says, minute by minute.
    fn slow_open_at(weekly: &Weekly, at: Timestamp) -> bool {
        let civil = at.civil().to_zoned(weekly.zone.clone());
        let minute = u16::try_from(i32::from(civil.hour()) * 60 + i32::from(civil.minute())).unwrap();
        let holds = |span: &Span| (span.from_minute..span.to_minute).contains(&minute);
        weekly.spans.iter().any(|span| span.day == civil.weekday() && holds(span))
    }
    fn slow_plus_open(weekly: &Weekly, at: Timestamp, open_minutes: u64) -> Option<Timestamp> {
        let mut left = open_minutes;
        for n in 0..16 * 24 * 60 {
            let now = at.plus(minutes(n));
            if slow_open_at(weekly, now) {
                if left == 0 {
                    return Some(now);
                }
                left -= 1;
                if left == 0 {
                    return Some(now.plus(minutes(1)));
                }
            }
        }
        None
    }

    fn any_weekly() -> impl Strategy<Value = Weekly> {
        let zones = prop::sample::select(vec![
            "UTC",
            "Asia/Shanghai",
            "Asia/Kathmandu",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "America/Havana",
            "Africa/Casablanca",
        ]);
        let day = prop::collection::btree_set(0_u16..=96, 0..6).prop_map(|edges| {
            let edges: Vec<u16> = edges.into_iter().map(|edge| edge * 15).collect();
            edges.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
        });
        (zones, prop::collection::vec(day, 7)).prop_map(|(zone, days)| {
            let spans: Vec<_> = ALL_DAYS
                .iter()
                .zip(&days)
                .flat_map(|(&day, spans)| spans.iter().map(move |&(from, to)| (day, from, to)))
                .collect();
            weekly(zone, &spans)
        })
    }
    /// Whole minutes of 2026, half of them near a change of the clock.
    fn any_minute() -> impl Strategy<Value = Timestamp> {
        let changes =
            ["2026-03-08T07:00:00Z", "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-11-01T05:00:00Z"];
        let near = (prop::sample::select(changes.to_vec()), 0_u64..4320)
            .prop_map(|(change, n)| at(change).minus(minutes(2880)).plus(minutes(n)));
        let any = (0_u64..525_600).prop_map(|n| at("2026-01-01T00:00:00Z").plus(minutes(n)));
        prop_oneof![near, any]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
        #[test]
        fn agrees_with_a_clock_on_the_wall(weekly in any_weekly(), from in any_minute(), open in 0_u64..2000) {
            let hours = Hours::Weekly(weekly.clone());
            prop_assert_eq!(hours.open_at(from), slow_open_at(&weekly, from));
            prop_assert_eq!(hours.next_open(from), slow_plus_open(&weekly, from, 0));
            if let Some(due) = slow_plus_open(&weekly, from, open) {
                prop_assert_eq!(hours.plus_open(from, minutes(open)), Some(due));
            }
        }
    }
}
