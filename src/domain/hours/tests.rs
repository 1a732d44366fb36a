//! What hours promise, on calendars of all kinds, and held against a second calculation.

use jiff::civil::date;
use proptest::prelude::*;

use super::{minutes::Minutes, *};
use crate::domain::{
    event::Severity,
    sla::{self, Clock, Target, Targets},
};

fn span(from_minute: u16, to_minute: u16) -> Span {
    Span { from_minute, to_minute }
}
/// A calendar by days, Monday 0, each with its spans.
fn calendar(zone: &str, spans: &[(usize, u16, u16)]) -> Calendar {
    let mut week: [Vec<Span>; 7] = Default::default();
    for &(day, from, to) in spans {
        week[day].push(span(from, to));
    }
    Calendar { zone: Zone::named(zone).unwrap(), week, dates: Default::default() }
}
fn weekly(zone: &str, spans: &[(usize, u16, u16)]) -> Hours {
    Hours::of(calendar(zone, spans))
}
fn together(calendars: Vec<Calendar>) -> Hours {
    Hours::Calendars { zone: calendars[0].zone.clone(), calendars }
}
fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
fn minutes(n: u64) -> Duration {
    Duration::from_secs(n * 60)
}
/// Monday to Friday, 09:00–12:30 and 13:30–18:00.
fn office_calendar(zone: &str) -> Calendar {
    let spans: Vec<_> = (0..5).flat_map(|day| [(day, 540, 750), (day, 810, 1080)]).collect();
    calendar(zone, &spans)
}
fn office(zone: &str) -> Hours {
    Hours::of(office_calendar(zone))
}

#[track_caller]
fn check_due(hours: &Hours, from: &str, open_minutes: u64, want: &str) {
    let due = hours.plus_open(at(from), minutes(open_minutes));
    assert_eq!(due, Some(at(want)), "{open_minutes} from {from}");
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
fn a_holiday_is_closed_and_a_working_saturday_is_open() {
    // The Chinese National Day of 2026: Thursday 1 October to Wednesday 7, made up for on Saturday 10.
    let mut calendar = office_calendar("Asia/Shanghai");
    for day in 1..=7 {
        calendar.dates.insert(date(2026, 10, day), Vec::new());
    }
    calendar.dates.insert(date(2026, 10, 10), vec![span(540, 720)]);
    let hours = Hours::of(calendar);
    check_due(&hours, "2026-09-30T09:30:00Z", 60, "2026-10-08T01:30:00Z"); // Wednesday 17:30 → Thursday 09:30
    check_due(&hours, "2026-10-09T09:30:00Z", 60, "2026-10-10T01:30:00Z"); // Friday 17:30 → Saturday 09:30
    check_due(&hours, "2026-10-10T03:30:00Z", 60, "2026-10-12T01:30:00Z"); // half a day: 11:30 → Monday 09:30
    let day_after = |from| hours.plus_working_days(at(from), 1);
    assert_eq!(day_after("2026-09-30T02:00:00Z"), Some(at("2026-10-08T02:00:00Z")));
    assert_eq!(day_after("2026-10-09T02:00:00Z"), Some(at("2026-10-10T02:00:00Z")));
    assert_eq!(day_after("2026-10-09T07:00:00Z"), Some(at("2026-10-12T01:00:00Z"))); // 15:00 is closed then
}

#[test]
fn teams_around_the_globe_follow_the_sun() {
    let hours = together(vec![
        calendar("Asia/Shanghai", &[(0, 540, 1080)]),
        calendar("Europe/Berlin", &[(0, 540, 1080)]),
        calendar("America/New_York", &[(0, 540, 1080)]),
    ]);
    // Monday 2026-06-01: Shanghai 01:00–10:00, Berlin 07:00–16:00, New York 13:00–22:00, in UTC.
    check_due(&hours, "2026-06-01T00:00:00Z", 21 * 60, "2026-06-01T22:00:00Z");
    assert_eq!(hours.open_until(at("2026-06-01T01:00:00Z")), Some(at("2026-06-01T22:00:00Z")));
    let open = hours.open_between(at("2026-05-31T00:00:00Z"), at("2026-06-01T12:00:00Z"));
    assert_eq!(open, minutes(11 * 60));
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
    let hours = weekly("Europe/Berlin", &[(4, 1320, 1440), (5, 0, 120)]);
    check_due(&hours, "2026-06-05T20:30:00Z", 180, "2026-06-05T23:30:00Z");
    assert!(hours.open_at(at("2026-06-05T22:00:00Z")));
}

#[test]
fn an_hour_the_clock_skips_is_not_opening_time() {
    // 2026-03-29 in Berlin: 02:00 becomes 03:00 at 01:00 UTC.
    check_due(&weekly("Europe/Berlin", &[(6, 60, 240)]), "2026-03-29T00:00:00Z", 120, "2026-03-29T02:00:00Z");
    let swallowed = weekly("Europe/Berlin", &[(6, 130, 170)]);
    assert_eq!(swallowed.next_open(at("2026-03-29T00:00:00Z")), Some(at("2026-04-05T00:10:00Z")));
}

#[test]
fn an_hour_the_clock_repeats_is_open_twice() {
    // 2026-10-25 in Berlin: 03:00 becomes 02:00 at 01:00 UTC.
    let hours = weekly("Europe/Berlin", &[(6, 120, 180)]);
    check_due(&hours, "2026-10-25T00:00:00Z", 120, "2026-10-25T02:00:00Z");
}

#[test]
fn a_day_the_zone_skips_leaves_its_hours_to_the_next_week() {
    // Samoa had no Friday 2011-12-30, and it is no working day.
    let hours = weekly("Pacific/Apia", &[(4, 600, 660)]);
    assert_eq!(hours.next_open(at("2011-12-29T12:00:00Z")), Some(at("2012-01-05T20:00:00Z")));
    let daily: Vec<_> = (0..7).map(|day| (day, 600, 660)).collect();
    let thursday = at("2011-12-29T20:30:00Z");
    let saturday = weekly("Pacific/Apia", &daily).plus_working_days(thursday, 1);
    assert_eq!(saturday, Some(at("2011-12-30T20:30:00Z")));
}

#[test]
fn an_opening_ends_where_no_other_begins() {
    let until = |hours: &Hours, now| hours.open_until(at(now));
    let office = office("UTC");
    assert_eq!(until(&office, "2026-06-01T10:00:00Z"), Some(at("2026-06-01T12:30:00Z")));
    assert_eq!(until(&office, "2026-06-01T18:00:00Z"), None);
    assert_eq!(until(&Hours::Always, "2026-06-01T10:00:00Z"), None);
    // Monday night, over midnight.
    let night = weekly("UTC", &[(0, 1320, 1440), (1, 0, 360)]);
    assert_eq!(until(&night, "2026-06-01T23:00:00Z"), Some(at("2026-06-02T06:00:00Z")));
    let whole: Vec<_> = (0..7).map(|day| (day, 0, 1440)).collect();
    assert_eq!(until(&weekly("Europe/Berlin", &whole), "2026-10-24T12:00:00Z"), None);
}

#[test]
fn around_the_clock_keeps_the_zone_it_is_told_in() {
    let shanghai = || Zone::named("Asia/Shanghai").unwrap();
    let always = Hours::Always.told_in(shanghai());
    let noon = at("2026-06-01T12:00:00Z");
    assert!(always.open_at(noon));
    assert_eq!(always.open_until(noon), None);
    assert_eq!(always.plus_open(noon, minutes(60)), Some(noon.plus(minutes(60))));
    assert_eq!(always.plus_working_days(noon, 1), Hours::Always.plus_working_days(noon, 1));
    assert_eq!((always.zone_name(), always.zone()), ("Asia/Shanghai", shanghai().rules));
    assert_eq!(Hours::Always.zone_name(), "UTC");
    // Together with others it is around the clock, told in the zone of the first that has one.
    let berlin = office("Europe/Berlin");
    for (one, other, zone) in [
        (&always, &berlin, "Asia/Shanghai"),
        (&berlin, &always, "Europe/Berlin"),
        (&berlin, &Hours::Always, "Europe/Berlin"),
        (&Hours::Always, &always, "Asia/Shanghai"),
    ] {
        assert_eq!(one.or(other), Hours::AlwaysIn(Zone::named(zone).unwrap()));
    }
    assert_eq!(Hours::Always.or(&Hours::Always), Hours::Always);
    assert_eq!(uncovered(&berlin, &always, noon), None);
}

#[test]
fn a_zone_that_nobody_knows_is_none() {
    assert_eq!(Zone::named("Etc/Unknown"), None);
    assert_eq!(Zone::named("UTC"), Some(Zone::utc()));
}

#[test]
fn a_calendar_without_spans_never_opens() {
    let hours = weekly("UTC", &[]);
    let noon = at("2026-06-01T12:00:00Z");
    assert!(!hours.open_at(noon));
    assert_eq!(hours.next_open(noon), None);
    assert_eq!(hours.plus_open(noon, minutes(0)), None);
    assert_eq!(hours.plus_working_days(noon, 1), None);
    assert_eq!(hours.open_between(noon, noon.plus(minutes(600))), minutes(0));
}

#[test]
fn a_calendar_of_single_dates_opens_on_them_and_then_no_more() {
    let mut calendar = calendar("Europe/Berlin", &[]);
    calendar.dates.insert(date(2026, 11, 11), vec![span(600, 720)]);
    let hours = Hours::of(calendar);
    assert_eq!(hours.next_open(at("2020-01-01T00:00:00Z")), Some(at("2026-11-11T09:00:00Z")));
    assert_eq!(hours.next_open(at("2026-11-11T11:00:00Z")), None);
    assert_eq!(hours.plus_open(at("2026-01-01T00:00:00Z"), minutes(121)), None);
}

#[test]
fn a_single_date_in_an_hour_that_is_skipped_never_opens() {
    let mut calendar = calendar("Europe/Berlin", &[]);
    calendar.dates.insert(date(2026, 3, 29), vec![span(130, 170)]);
    assert_eq!(Hours::of(calendar).next_open(at("2026-01-01T00:00:00Z")), None);
}

#[test]
fn a_wait_beyond_reason_ends_in_none_instead_of_never() {
    assert_eq!(office("UTC").plus_open(at("2026-06-01T12:00:00Z"), Duration::MAX), None);
    assert_eq!(office("UTC").next_open(Timestamp::from_millis(i64::MAX)), None);
    assert_eq!(office("Europe/Berlin").open_until(Timestamp::from_millis(i64::MAX)), None);
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

#[test]
fn the_first_hour_without_anybody_is_named() {
    let from = at("2026-06-01T02:00:00Z");
    let named = |hours: &Hours, on_call: &Hours| uncovered(hours, on_call, from).map(|gap| gap.to_string());
    let office = office("Asia/Shanghai");
    let lunch = "Monday 2026-06-01 12:30 (Asia/Shanghai)";
    assert_eq!(named(&office, &office).as_deref(), Some(lunch));
    let evening = uncovered(&office, &office, at("2026-06-01T14:00:00Z")).map(|gap| gap.to_string());
    assert_eq!(evening.as_deref(), Some("Monday 2026-06-01 18:00 (Asia/Shanghai)"));
    assert_eq!(named(&office, &Hours::Always), None);
    assert_eq!(named(&Hours::Always, &office), None);
    // Somebody is on call whenever the office is closed, but for Saturday evening.
    let rest = [
        (0, 0, 540),
        (1, 0, 540),
        (2, 0, 540),
        (3, 0, 540),
        (4, 0, 540),
        (0, 750, 810),
        (1, 750, 810),
        (2, 750, 810),
        (3, 750, 810),
        (4, 750, 810),
        (0, 1080, 1440),
        (1, 1080, 1440),
        (2, 1080, 1440),
        (3, 1080, 1440),
        (4, 1080, 1440),
        (5, 0, 1080),
        (6, 0, 1440),
    ];
    let on_call = weekly("Asia/Shanghai", &rest);
    assert_eq!(named(&office, &on_call).as_deref(), Some("Saturday 2026-06-06 18:00 (Asia/Shanghai)"));
    // A holiday half a year ahead is found, too.
    let whole: Vec<_> = (0..7).map(|day| (day, 0, 1440)).collect();
    let mut always_but = calendar("Europe/Berlin", &whole);
    always_but.dates.insert(date(2026, 12, 25), Vec::new());
    let hours = Hours::of(always_but);
    assert_eq!(named(&hours, &hours).as_deref(), Some("Friday 2026-12-25 00:00 (Europe/Berlin)"));
}

/// Zones with half-hours, changes of half an hour and of two, a skipped day, and none.
const ZONES: [&str; 12] = [
    "UTC",
    "Asia/Shanghai",
    "Asia/Kathmandu",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "America/Havana",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Pacific/Apia",
    "Antarctica/Troll",
];
/// Near changes of the clock in one or several of them.
const CHANGES: [&str; 10] = [
    "2026-03-08T07:00:00Z", // New York, Havana, St. John's
    "2026-03-29T01:00:00Z", // Berlin, Troll
    "2026-10-25T01:00:00Z", // Berlin, Troll
    "2026-11-01T05:00:00Z", // Havana, New York
    "2026-04-04T15:00:00Z", // Lord Howe
    "2026-10-03T15:30:00Z", // Lord Howe
    "2026-02-15T02:00:00Z", // Casablanca, Ramadan
    "2026-04-23T22:00:00Z", // Cairo, at midnight
    "2026-10-29T21:00:00Z", // Cairo
    "2011-12-30T10:00:00Z", // Apia skips Friday
];
/// What is marked around a place to ask about: two days before it and this much in all.
const BEFORE: Duration = Duration::from_secs(2 * 86_400);
const N_MARKED: u32 = 24 * 24 * 60;
const MINUTE: Duration = Duration::from_secs(60);

fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    prop::collection::btree_set(0_u16..=96, 0..6).prop_map(|edges| {
        let edges: Vec<u16> = edges.into_iter().map(|edge| edge * 15).collect();
        edges.chunks_exact(2).map(|pair| span(pair[0], pair[1])).collect()
    })
}
/// A calendar with up to five dates of its own in the three weeks around `near`.
fn any_calendar(near: Timestamp) -> impl Strategy<Value = Calendar> {
    let dates = prop::collection::vec((-2_i64..20, any_spans()), 0..5);
    (prop::sample::select(ZONES.to_vec()), prop::collection::vec(any_spans(), 7), dates).prop_map(
        move |(zone, week, dates)| {
            let zone = Zone::named(zone).unwrap();
            let day = |n: i64| {
                let at = near.plus(BEFORE).as_millis() + (n - 2) * 86_400_000;
                zone.date_at(Timestamp::from_millis(at))
            };
            let dates = dates.into_iter().map(|(n, spans)| (day(n), spans)).collect();
            Calendar { week: week.try_into().unwrap(), dates, zone }
        },
    )
}
/// Up to three calendars, and a whole minute to ask about, mostly near a change of the clock.
fn any_case() -> impl Strategy<Value = (Hours, Timestamp)> {
    let near = (prop::sample::select(CHANGES.to_vec()), 0_u64..5760)
        .prop_map(|(change, n)| at(change).minus(minutes(2880)).plus(minutes(n)));
    let any = (0_u64..525_600).prop_map(|n| at("2026-01-01T00:00:00Z").plus(minutes(n)));
    prop_oneof![2 => near, 1 => any].prop_flat_map(|from| {
        let calendars = prop::collection::vec(any_calendar(from), 1..=3).prop_map(together);
        (calendars, Just(from))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn hours_agree_with_clocks_on_walls(
        (hours, from) in any_case(),
        n_open in 0_u64..2500,
        n_later in 0_u64..8000,
        n_days in 1_u32..5,
    ) {
        let marked = Minutes::of(&hours, from.minus(BEFORE), N_MARKED);
        let later = from.plus(minutes(n_later));
        prop_assert_eq!(hours.open_at(from), marked.open_at(from));
        let between = minutes(marked.open_between(from, later) as u64);
        prop_assert_eq!(hours.open_between(from, later), between);
        // Beyond what is marked nothing is known.
        if let Some(opens) = marked.next_open(from) {
            prop_assert_eq!(hours.next_open(from), Some(opens));
        }
        if let Some(due) = marked.plus_open(from, n_open as usize) {
            prop_assert_eq!(hours.plus_open(from, minutes(n_open)), Some(due));
        }
        if let Some(closes) = marked.next_closed(from).filter(|&closes| closes > from) {
            prop_assert_eq!(hours.open_until(from), Some(closes).filter(|closes| closes.since(from) < minutes(10_080)));
            prop_assert_eq!(uncovered(&hours, &hours, from).map(|gap| gap.at), Some(closes));
        }
        if !marked.open_at(from) && let Some(since) = marked.closed_since(from) {
            prop_assert_eq!(uncovered(&hours, &hours, from).map(|gap| gap.at), Some(since));
        }
        if let Some(due) = marked.plus_working_days(from, n_days as usize) {
            prop_assert_eq!(hours.plus_working_days(from, n_days), Some(due));
        }
    }

    /// Promises by each clock, from the minutes alone.
    #[test]
    fn promises_agree_with_clocks_on_walls(
        (hours, from) in any_case(),
        clock in prop::sample::select(vec![Clock::Always, Clock::Open, Clock::WorkingDays, Clock::DueOpen]),
        respond in 1_u32..4000,
        resolve in 1_u32..6000,
    ) {
        let marked = Minutes::of(&hours, from.minus(BEFORE), N_MARKED);
        let promised = |n_minutes: u32| match clock {
            Clock::Always => Some(from.plus(MINUTE * n_minutes)),
            Clock::DueOpen => marked.next_open(from.plus(MINUTE * n_minutes)),
            Clock::Open => marked.plus_open(from, n_minutes as usize),
            Clock::WorkingDays => {
                let (n_days, rest) = (n_minutes as usize / 1440, n_minutes as usize % 1440);
                let begins = if n_days == 0 { Some(from) } else { marked.plus_working_days(from, n_days) };
                if rest == 0 { begins } else { marked.plus_open(begins?, rest) }
            }
        };
        let target = Target {
            respond: MINUTE * respond,
            respond_clock: clock,
            resolve: Some(MINUTE * resolve),
            resolve_clock: clock,
            ..Targets::default().usage
        };
        let targets = Targets { usage: target, ..Targets::default() };
        let got = sla::promise(Severity::Usage, &targets, &hours, from, from);
        for (got, want) in [(got.respond, promised(respond)), (got.resolve, promised(resolve))] {
            if let (Some(got), Some(want)) = (got, want) {
                prop_assert_eq!(got.at, want);
                prop_assert!(got.warn <= got.at);
            }
            prop_assert!(got.is_some() || want.is_none());
        }
    }

    /// What was left of a wait when it stood still is left of it when it goes on.
    #[test]
    fn a_wait_may_stand_still_in_between((hours, from) in any_case(), n_open in 1_u64..1500, n_paused in 0_u64..4000) {
        let marked = Minutes::of(&hours, from.minus(BEFORE), N_MARKED);
        let Some(due) = marked.plus_open(from, n_open as usize) else { return Ok(()) };
        let paused = from.plus(minutes(due.since(from).as_secs() / 120));
        let resumed = paused.plus(minutes(n_paused));
        let left = marked.open_between(paused, due);
        if let Some(then) = marked.plus_open(resumed, left) {
            prop_assert_eq!(hours.plus_open(resumed, hours.open_between(paused, due)), Some(then));
        }
    }
}
