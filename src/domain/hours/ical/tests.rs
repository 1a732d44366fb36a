//! Holiday files as they are found in the world, and such as are broken.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn shanghai() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap()
}
fn calendar(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.replace('\n', "\r\n"))
}
fn event(lines: &str) -> String {
    calendar(&format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n"))
}
#[track_caller]
fn check(text: &str, closed: &[&str], working: &[&str]) {
    let got = read(text.as_bytes(), &shanghai()).unwrap();
    let dates = |dates: &BTreeSet<Date>| dates.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!((dates(&got.closed), dates(&got.working)), (owned(closed), owned(working)), "{text}");
}
fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
#[track_caller]
fn check_refused(text: &str, line: usize, wants: &str) {
    let error = read(text.as_bytes(), &shanghai()).expect_err("was accepted");
    assert!(error.line == line && error.what.contains(wants), "{error}, wanted line {line}: {wants}");
}

#[test]
fn whole_days_are_closed() {
    check(
        &event("DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261004\nSUMMARY:国庆节"),
        &["2026-10-01", "2026-10-02", "2026-10-03"],
        &[],
    );
    check(&event("DTSTART;VALUE=DATE:20261225\nSUMMARY:Christmas"), &["2026-12-25"], &[]);
    check(&event("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261225"), &["2026-12-25"], &[]);
    check(&event("DTSTART;VALUE=DATE:20261225\nDURATION:P2D"), &["2026-12-25", "2026-12-26"], &[]);
    // Midnight to midnight on its own clock, and in UTC what is midnight in the calendar's zone.
    check(
        &event("DTSTART;TZID=Asia/Shanghai:20261001T000000\nDTEND;TZID=Asia/Shanghai:20261002T000000"),
        &["2026-10-01"],
        &[],
    );
    check(&event("DTSTART:20260930T160000Z\nDTEND:20261001T160000Z"), &["2026-10-01"], &[]);
}

#[test]
fn part_of_a_day_closes_nothing() {
    check(
        &event("DTSTART;TZID=Asia/Shanghai:20261001T140000\nDTEND:20261001T160000\nSUMMARY:Party"),
        &[],
        &[],
    );
    check(&event("DTSTART:20261001T000000\nDURATION:PT2H\nSUMMARY:Upgrade"), &[], &[]);
}

#[test]
fn worked_days_are_known_by_their_words() {
    for summary in ["国庆节 补班", "春节（班）", "上班", "Working Saturday", "Special Working Day", "Workday"]
    {
        check(&event(&format!("DTSTART;VALUE=DATE:20261010\nSUMMARY:{summary}")), &[], &["2026-10-10"]);
    }
    for summary in ["Non-working day", "不上班"] {
        check(&event(&format!("DTSTART;VALUE=DATE:20261010\nSUMMARY:{summary}")), &["2026-10-10"], &[]);
    }
    let timed = "DTSTART;TZID=Asia/Shanghai:20261010T090000\nDTEND;TZID=Asia/Shanghai:20261010T180000\nSUMMARY:国庆节 补班 第1天/共1天";
    check(&event(timed), &[], &["2026-10-10"]);
    check(&event("DTSTART;VALUE=DATE:20261010\nSUMMARY:国庆节\nCATEGORIES:节日,补班"), &[], &["2026-10-10"]);
}

#[test]
fn where_special_days_are_marked_the_rest_are_observances() {
    let text = calendar(
        "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260217\nSUMMARY;LANGUAGE=zh_CN:春节（休）\nX-APPLE-SPECIAL-DAY:WORK-HOLIDAY\nEND:VEVENT\n\
         BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260228\nSUMMARY:春节（班）\nX-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY\nEND:VEVENT\n\
         BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260303\nSUMMARY:元宵节\nEND:VEVENT\n",
    );
    check(&text, &["2026-02-17"], &["2026-02-28"]);
    check(
        &event(
            "DTSTART;VALUE=DATE:20261031\nSUMMARY:Halloween\nDESCRIPTION:Observance\\nTo hide observances\\, go to settings",
        ),
        &[],
        &[],
    );
    check(&event("DTSTART;VALUE=DATE:20261031\nSTATUS:CANCELLED"), &[], &[]);
}

#[test]
fn a_day_that_is_worked_is_not_closed_by_another_event() {
    let text = calendar(
        "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261010\nSUMMARY:补班\nEND:VEVENT\n\
         BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261010\nSUMMARY:Double Ten\nEND:VEVENT\n",
    );
    check(&text, &[], &["2026-10-10"]);
}

#[test]
fn what_comes_back_each_year_is_followed() {
    let dates = |rule: &str, start: &str| {
        let text = event(&format!("DTSTART;VALUE=DATE:{start}\nRRULE:{rule}"));
        read(text.as_bytes(), &shanghai()).unwrap().closed
    };
    let christmas = dates("FREQ=YEARLY", "19701225");
    assert_eq!(christmas.len(), 41);
    assert!(christmas.contains(&date(2026, 12, 25)) && christmas.contains(&date(2060, 12, 25)));
    let thanksgiving = dates("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "20201126");
    assert!(thanksgiving.contains(&date(2026, 11, 26)) && thanksgiving.contains(&date(2027, 11, 25)));
    let memorial = dates("FREQ=YEARLY;BYDAY=-1MO;BYMONTH=5;UNTIL=20270101T000000Z", "20250526");
    assert_eq!(memorial.into_iter().collect::<Vec<_>>(), [date(2025, 5, 26), date(2026, 5, 25)]);
    let counted = dates("FREQ=YEARLY;COUNT=2;INTERVAL=2", "20240229");
    assert_eq!(counted.into_iter().collect::<Vec<_>>(), [date(2024, 2, 29), date(2028, 2, 29)]);
    let text = event(
        "DTSTART;VALUE=DATE:20250101\nRRULE:FREQ=YEARLY;COUNT=3\nEXDATE;VALUE=DATE:20260101\nRDATE;VALUE=DATE:20260102",
    );
    check(&text, &["2025-01-01", "2026-01-02", "2027-01-01"], &[]);
}

#[test]
fn folded_lines_and_escapes_are_put_together() {
    // Folded within a word, and within a character of three bytes.
    let mut text = b"\xef\xbb\xbfBEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DA\n TE:20261010\nSUMMARY:\xe8\xa1\n\t\xa5\xe7\x8f\xad\\, ja\n".to_vec();
    text.extend_from_slice(b"BEGIN:VALARM\nDTSTART:nonsense\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR");
    let got = read(&text, &shanghai()).unwrap();
    assert_eq!(got.working.into_iter().collect::<Vec<_>>(), [date(2026, 10, 10)]);
    let quoted = "DTSTART;X-NOTE=\"a:b;c\";VALUE=DATE:20261010\nSUMMARY:Closed";
    check(&event(quoted), &["2026-10-10"], &[]);
}

#[test]
fn what_is_broken_is_told_by_line() {
    check_refused("", 1, "BEGIN:VCALENDAR");
    check_refused("<!doctype html>", 1, "NAME:VALUE");
    check_refused("VERSION:2.0", 1, "BEGIN:VCALENDAR");
    check_refused(&event("SUMMARY:x"), 3, "no DTSTART");
    check_refused(&event("DTSTART;VALUE=DATE:20261301"), 4, "is no date");
    check_refused(&event("DTSTART:20261001T250000"), 4, "is no date");
    check_refused(&event("DTSTART;VALUE=DATE:20261002\nDTEND;VALUE=DATE:20261001"), 4, "before it begins");
    check_refused(&event("DTSTART;VALUE=DATE:20261002\nDTEND;VALUE=DATE:20291001"), 4, "at most 366");
    check_refused(&event("DTSTART;VALUE=DATE:20261002\nRRULE:FREQ=WEEKLY"), 5, "only yearly");
    check_refused(&event("DTSTART;VALUE=DATE:20261002\nRRULE:FREQ=YEARLY;BYDAY=1MO"), 5, "only yearly");
    check_refused(&event("DTSTART;VALUE=DATE:20261002\nDURATION:1D"), 5, "write it as P1D");
    check_refused("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261001", 2, "cut off");
    check_refused("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR", 3, "open since line 2");
    check_refused("BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR", 3, "ends VCALENDAR");
    let error = read(&vec![b'x'; BYTES_MAX + 1], &shanghai()).unwrap_err();
    assert!(error.what.contains("bytes"), "{error}");
    assert!(read(b"BEGIN:VCALENDAR\nX:\xff\nEND:VCALENDAR", &shanghai()).unwrap_err().what.contains("UTF-8"));
}

proptest! {
    /// Whatever is put into an event, reading ends in dates or in an error, within bounds.
    #[test]
    fn no_input_makes_it_fall_over(lines in "([A-Z;=:,\"\\\\ /\t\n\r0-9TZPWD班-]|DTSTART|RRULE|FREQ=YEARLY|BYDAY|EXDATE|;VALUE=DATE|20261001){0,60}") {
        if let Ok(holidays) = read(event(&lines).as_bytes(), &shanghai()) {
            prop_assert!(holidays.closed.len() + holidays.working.len() <= 2 * DATES_MAX);
        }
    }
}
