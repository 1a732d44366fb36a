//! Durations as people write them: `2.5s`, `15m`, `1h30m`, `7d`. A day is 24 hours.

use std::time::Duration;

const UNITS: [(&str, u64); 5] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
/// No wait of ours is longer; larger values are slips of the keyboard and would overflow sums of instants.
const DURATION_MS_MAX: u64 = 3_650 * 86_400_000;

/// What is said where a duration cannot be read.
pub(super) const DURATION_EXPECTED: &str =
    "is no duration; write a number and its unit (ms, s, m, h, d) in quotes, such as \"30s\" or \"1h30m\"";

/// Reads a duration: pieces of a number and a unit, at most ten years in all.
///
/// # Errors
/// What is wrong with the text, and how to write it.
pub fn read_duration(text: &str) -> Result<Duration, String> {
    let unreadable = || format!("{text:?} {DURATION_EXPECTED}");
    let mut rest = text.trim();
    let mut total_ms: u64 = 0;
    if rest.is_empty() {
        return Err(unreadable());
    }
    while !rest.is_empty() {
        let (number, after) = split_where(rest, |c| !c.is_ascii_digit() && c != '.');
        let (unit, after) = split_where(after.trim_start(), |c| !c.is_ascii_alphabetic());
        let unit_ms = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(unreadable)?.1;
        let piece_ms = milliseconds(number, unit_ms).ok_or_else(unreadable)?;
        total_ms = total_ms.saturating_add(piece_ms);
        rest = after.trim_start();
    }
    if total_ms > DURATION_MS_MAX {
        return Err(format!("{text:?} is too long; at most 3650d"));
    }
    Ok(Duration::from_millis(total_ms))
}

/// Writes a duration so that [`read_duration`] gives it back; what is below a millisecond is dropped.
pub(super) fn show_duration(duration: Duration) -> String {
    let mut left_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    if left_ms == 0 {
        return "0s".to_owned();
    }
    if left_ms < 1_000 {
        return format!("{left_ms}ms");
    }
    let mut text = String::new();
    for (unit, unit_ms) in UNITS.iter().rev().filter(|(_, unit_ms)| *unit_ms > 1_000) {
        if left_ms >= *unit_ms {
            text.push_str(&format!("{}{unit}", left_ms / unit_ms));
            left_ms %= unit_ms;
        }
    }
    if left_ms > 0 {
        let decimals = format!("{}.{:03}", left_ms / 1_000, left_ms % 1_000);
        text.push_str(decimals.trim_end_matches('0').trim_end_matches('.'));
        text.push('s');
    }
    text
}

/// Multiplies a decimal number by a unit; `None` where it is no number or not a whole millisecond.
fn milliseconds(number: &str, unit_ms: u64) -> Option<u64> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let scale = 10_u64.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    let whole_ms = whole.parse::<u64>().ok()?.checked_mul(unit_ms)?;
    let part = decimals.parse::<u64>().ok()?.checked_mul(unit_ms)?;
    part.is_multiple_of(scale).then(|| whole_ms.checked_add(part / scale)).flatten()
}

fn split_where(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, want_ms: u64, shown: &str) {
        let duration = read_duration(text).unwrap();
        assert_eq!(duration, Duration::from_millis(want_ms));
        assert_eq!(show_duration(duration), shown);
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        check("250ms", 250, "250ms");
        check("2.5s", 2_500, "2.5s");
        check("15m", 900_000, "15m");
        check("1h 30m", 5_400_000, "1h30m");
        check("1.5h", 5_400_000, "1h30m");
        check("24h", 86_400_000, "1d");
        check("7d", 604_800_000, "7d");
        check("0s", 0, "0s");
    }

    #[test]
    fn a_number_without_a_unit_is_no_duration() {
        for text in
            ["", "15", "m", "1 fortnight", "-5s", "1.s.", ".5s", "0.0001s", "99999999999999999999s", "4000d"]
        {
            assert!(read_duration(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(ms in 0..=DURATION_MS_MAX) {
            let duration = Duration::from_millis(ms);
            prop_assert_eq!(read_duration(&show_duration(duration)), Ok(duration));
        }
    }
}
