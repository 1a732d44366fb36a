//! What comes back each year: on a date (Christmas), or on a weekday of a month (the fourth Thursday of November).

use jiff::civil::{Date, Weekday};

use super::{IcalError, YEARS, event::digits};

/// A yearly rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rule {
    every: i16,
    count: Option<usize>,
    until: Option<Date>,
    months: Vec<i8>,
    days: Vec<i8>,
    weekdays: Vec<(i8, Weekday)>,
}

impl Rule {
    /// Reads `FREQ=YEARLY;…`.
    pub fn read(line: usize, value: &str) -> Result<Self, IcalError> {
        let mut rule = Self { every: 1, ..Self::default() };
        let refused = |part: &str| {
            let what = format!(
                "{part:?} of a recurrence is not understood; only yearly ones are, by month, day of the month, or \
                 weekday of a month; write other days out"
            );
            IcalError::at(line, what)
        };
        let mut is_yearly = false;
        for part in value.trim().split(';').filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').ok_or_else(|| refused(part))?;
            let understood = match key.to_ascii_uppercase().as_str() {
                "FREQ" => {
                    is_yearly = value.eq_ignore_ascii_case("YEARLY");
                    is_yearly
                }
                "INTERVAL" => {
                    value.parse().ok().filter(|every| *every > 0).map(|every| rule.every = every).is_some()
                }
                "COUNT" => value.parse().ok().map(|count| rule.count = Some(count)).is_some(),
                "UNTIL" => read_until(value).map(|until| rule.until = Some(until)).is_some(),
                "BYMONTH" => {
                    listed(value, |n| in_range(n, 1..=12)).map(|months| rule.months = months).is_some()
                }
                "BYMONTHDAY" => {
                    let day = |n: &str| in_range(n, -31..=31).filter(|n| *n != 0);
                    listed(value, day).map(|days| rule.days = days).is_some()
                }
                "BYDAY" => listed(value, weekday).map(|weekdays| rule.weekdays = weekdays).is_some(),
                "WKST" => true,
                _ => false,
            };
            if !understood {
                return Err(refused(part));
            }
        }
        // A weekday without its month would be one of the whole year.
        if !is_yearly || !rule.weekdays.is_empty() && (rule.months.is_empty() || !rule.days.is_empty()) {
            return Err(refused(value.trim()));
        }
        Ok(rule)
    }

    /// Returns its dates within [`YEARS`], the first being `start`.
    pub fn dates(&self, start: Date) -> Vec<Date> {
        let mut found = Vec::new();
        let mut n_left = self.count.unwrap_or(usize::MAX);
        let mut year = start.year();
        while n_left > 0 && year <= *YEARS.end() {
            let mut of_year: Vec<Date> = self.of_year(year, start);
            of_year.retain(|date| *date >= start && self.until.is_none_or(|until| *date <= until));
            of_year.truncate(n_left);
            n_left -= of_year.len();
            found.extend(of_year.into_iter().filter(|date| YEARS.contains(&date.year())));
            year = year.saturating_add(self.every);
            if self.until.is_some_and(|until| year > until.year()) {
                break;
            }
        }
        found
    }

    fn of_year(&self, year: i16, start: Date) -> Vec<Date> {
        let own_month = [start.month()];
        let months = if self.months.is_empty() { &own_month[..] } else { &self.months };
        let mut dates = Vec::new();
        for &month in months {
            let Ok(first) = Date::new(year, month, 1) else { continue };
            if !self.weekdays.is_empty() {
                dates.extend(self.weekdays.iter().flat_map(|&(nth, day)| weekdays_of(first, nth, day)));
                continue;
            }
            let own_day = [start.day()];
            let days = if self.days.is_empty() { &own_day[..] } else { &self.days };
            dates.extend(days.iter().filter_map(|&day| {
                let day = if day < 0 { first.days_in_month() + 1 + day } else { day };
                // The 29th of February comes back in leap years alone.
                Date::new(year, month, day).ok()
            }));
        }
        dates.sort();
        dates.dedup();
        dates
    }
}

/// Returns the nth such weekday of a month, or each where `nth` is 0.
fn weekdays_of(first: Date, nth: i8, day: Weekday) -> Vec<Date> {
    let wanted = if nth == 0 { 1..=5 } else { nth..=nth };
    wanted.filter_map(|nth| first.nth_weekday_of_month(nth, day).ok()).collect()
}

fn read_until(value: &str) -> Option<Date> {
    let n = digits(value.get(..8)?, 8)?;
    let part = |n: u32| i8::try_from(n).ok();
    Date::new(i16::try_from(n / 10_000).ok()?, part(n / 100 % 100)?, part(n % 100)?).ok()
}

fn listed<T>(value: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    value.split(',').map(|item| read(item.trim())).collect()
}

fn in_range(text: &str, range: std::ops::RangeInclusive<i8>) -> Option<i8> {
    text.parse().ok().filter(|n| range.contains(n))
}

/// Reads `4TH`, `-1MO` or `SU`.
fn weekday(text: &str) -> Option<(i8, Weekday)> {
    let (nth, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let day = match day.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    };
    let nth =
        if nth.is_empty() { 0 } else { in_range(nth.trim_start_matches('+'), -5..=5).filter(|n| *n != 0)? };
    Some((nth, day))
}
