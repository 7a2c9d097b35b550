//! UTC instants in the layout `yyyy-MM-ddTHH:mm:ssZ`.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::SBoxedStrategy;

use super::variant::Variant;
use crate::case::Value;
use crate::suite::Rule;

/// The layout, in chrono's notation.
const LAYOUT: &str = "%Y-%m-%dT%H:%M:%SZ";

/// Instants run up to so many years ahead.
const YEARS_AHEAD: i32 = 29;

/// What a text is, as an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// An instant of the calendar, in the layout.
    Real(NaiveDateTime),
    /// The layout with fields that no calendar has.
    Impossible,
    /// The layout with second 60.
    LeapSecond,
    /// The layout with a fraction of a second.
    Fraction,
    /// The layout with `t` or `z`.
    LowerCase,
    /// Anything else.
    OtherLayout,
}

/// Reads a text as an instant; strict where the documents are, and telling apart what they leave open.
pub(super) fn read(text: &str) -> Reading {
    if text.contains(['t', 'z']) && matches!(read(&text.to_uppercase()), Reading::Real(_)) {
        return Reading::LowerCase;
    }
    if let Some((whole, fraction)) = text.strip_suffix('Z').and_then(|text| text.split_once('.')) {
        let digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
        let real = matches!(read(&format!("{whole}Z")), Reading::Real(_));
        return if digits && real { Reading::Fraction } else { Reading::OtherLayout };
    }
    read_fields(text)
}

fn read_fields(text: &str) -> Reading {
    let Some([year, month, day, hour, minute, second]) = fields(text) else { return Reading::OtherLayout };
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    match date {
        Some(date) if second < 60 => date.and_hms_opt(hour, minute, second).map_or(Reading::Impossible, Reading::Real),
        Some(date) if second == 60 && date.and_hms_opt(hour, minute, 59).is_some() => Reading::LeapSecond,
        _ => Reading::Impossible,
    }
}

/// The six numbers of the layout, each of its fixed width.
fn fields(text: &str) -> Option<[u32; 6]> {
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'Z')];
    let bytes = text.as_bytes();
    if bytes.len() != 20 || separators.iter().any(|(place, separator)| bytes.get(*place) != Some(separator)) {
        return None;
    }
    let number = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    Some([number(0, 4)?, number(5, 7)?, number(8, 10)?, number(11, 13)?, number(14, 16)?, number(17, 19)?])
}

/// Instants from a day after `today` to some thirty years ahead: ahead of the clock wherever the endpoint stands.
pub(super) fn satisfy(today: NaiveDate) -> SBoxedStrategy<Value> {
    let (first, last) = (start(today), NaiveDateTime::from(last_day(today)));
    let seconds = (last - first).num_seconds();
    (0..=seconds).prop_map(move |offset| instant(first + TimeDelta::seconds(offset))).sboxed()
}

pub(super) fn variants(rule: &Rule, today: NaiveDate) -> Vec<Variant<Value>> {
    let mut variants = vec![Variant::keep(rule.requirement, "instant", satisfy(today))];
    variants.extend(landmarks(today).into_iter().map(|(name, moment)| {
        Variant::keep(rule.requirement, format!("instant/{name}"), Just(instant(moment)).sboxed())
    }));
    for (class, name, text) in wrong_texts(today.year() + 2) {
        if let Some(found) = rule.classes.get(class) {
            variants.push(Variant::violate(*found, format!("{class}/{name}"), Just(Value::Text(text)).sboxed()));
        }
    }
    if let Some(class) = rule.classes.get("past") {
        let days = select((1_u64..=2_000).collect::<Vec<_>>());
        let past = days.prop_map(move |days| {
            instant(NaiveDateTime::from(today.checked_sub_days(Days::new(days)).unwrap_or(today)))
        });
        variants.push(Variant::violate(*class, "past", past.sboxed()));
    }
    variants
}

/// An hour after the day's end: at least an hour ahead of any clock that shows `today`.
fn start(today: NaiveDate) -> NaiveDateTime {
    NaiveDateTime::from(today.checked_add_days(Days::new(1)).unwrap_or(today)) + TimeDelta::hours(1)
}

fn last_day(today: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(today.year() + YEARS_AHEAD, 12, 31).unwrap_or(today)
}

/// Real instants that calendars are known to get wrong.
fn landmarks(today: NaiveDate) -> Vec<(&'static str, NaiveDateTime)> {
    let year = today.year() + 1;
    let leap = (year..year + 8).find(|year| NaiveDate::from_ymd_opt(*year, 2, 29).is_some()).unwrap_or(year);
    let at = |year, month, day, (hour, minute, second)| {
        NaiveDate::from_ymd_opt(year, month, day).and_then(|date| date.and_hms_opt(hour, minute, second))
    };
    let moments = [
        ("an-hour-ahead", Some(start(today))),
        ("leap-day", at(leap, 2, 29, (12, 30, 15))),
        ("last-second-of-leap-day", at(leap, 2, 29, (23, 59, 59))),
        ("midnight", at(year, 6, 15, (0, 0, 0))),
        ("last-second-of-year", at(year, 12, 31, (23, 59, 59))),
        ("first-second-of-year", at(year + 1, 1, 1, (0, 0, 0))),
        ("last-of-april", at(year, 4, 30, (8, 9, 10))),
        ("thirty-years-ahead", at(today.year() + YEARS_AHEAD, 12, 31, (0, 0, 0))),
        ("after-2038", at(2040, 1, 20, (4, 14, 8))),
    ];
    moments.into_iter().filter_map(|(name, moment)| Some((name, moment?))).collect()
}

/// Texts that are no instant in the layout: violation class, name, text. The year is a real one in the future.
fn wrong_texts(year: i32) -> Vec<(&'static str, &'static str, String)> {
    let common = (year..year + 4).find(|year| NaiveDate::from_ymd_opt(*year, 2, 29).is_none()).unwrap_or(year);
    let layouts = [
        ("blank-for-t", format!("{year}-01-22 02:01:20Z")),
        ("no-zone", format!("{year}-01-22T02:01:20")),
        ("slashes", format!("{year}/01/22T02:01:20Z")),
        ("compact", format!("{year}0122T020120Z")),
        ("no-seconds", format!("{year}-01-22T02:01Z")),
        ("date-only", format!("{year}-01-22")),
        ("day-first", format!("22-01-{year}T02:01:20Z")),
        ("one-digit-month", format!("{year}-1-22T02:01:20Z")),
        ("two-digit-year", format!("{}-01-22T02:01:20Z", year % 100)),
        ("offset-plus", format!("{year}-01-22T02:01:20+08:00")),
        ("offset-zero", format!("{year}-01-22T02:01:20+00:00")),
        ("offset-after-z", format!("{year}-01-22T02:01:20Z+01")),
        ("blank-before", format!(" {year}-01-22T02:01:20Z")),
        ("blank-after", format!("{year}-01-22T02:01:20Z ")),
        ("blank", " ".to_owned()),
        ("word", "tomorrow".to_owned()),
        ("never", "infinity".to_owned()),
        ("epoch-seconds", "1900000000".to_owned()),
        ("letters-for-digits", format!("{year}-O1-22T02:01:20Z")),
    ];
    let impossible = [
        ("month-13", format!("{year}-13-22T02:01:20Z")),
        ("month-0", format!("{year}-00-22T02:01:20Z")),
        ("february-30", format!("{year}-02-30T02:01:20Z")),
        ("february-29-of-common-year", format!("{common}-02-29T02:01:20Z")),
        ("april-31", format!("{year}-04-31T02:01:20Z")),
        ("june-31", format!("{year}-06-31T02:01:20Z")),
        ("september-31", format!("{year}-09-31T02:01:20Z")),
        ("november-31", format!("{year}-11-31T02:01:20Z")),
        ("day-32", format!("{year}-01-32T02:01:20Z")),
        ("day-0", format!("{year}-01-00T02:01:20Z")),
        ("hour-24", format!("{year}-01-22T24:00:00Z")),
        ("hour-25", format!("{year}-01-22T25:01:20Z")),
        ("minute-60", format!("{year}-01-22T02:60:20Z")),
        ("second-61", format!("{year}-01-22T02:01:61Z")),
    ];
    let open = [
        ("leap-second", "june", format!("{year}-06-30T23:59:60Z")),
        ("fraction", "milliseconds", format!("{year}-01-22T02:01:20.500Z")),
        ("lower-case", "t", format!("{year}-01-22t02:01:20Z")),
        ("lower-case", "z", format!("{year}-01-22T02:01:20z")),
    ];
    let layouts = layouts.into_iter().map(|(name, text)| ("other-layout", name, text));
    let impossible = impossible.into_iter().map(|(name, text)| ("impossible-instant", name, text));
    layouts.chain(impossible).chain(open).collect()
}

fn instant(moment: NaiveDateTime) -> Value {
    Value::Text(moment.format(LAYOUT).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_tell_the_open_forms_from_the_wrong_ones() {
        assert!(matches!(read("2028-02-29T00:00:00Z"), Reading::Real(_)));
        assert_eq!(read("2026-02-29T00:00:00Z"), Reading::Impossible);
        assert_eq!(read("2026-01-01T24:00:00Z"), Reading::Impossible);
        assert_eq!(read("2026-06-30T23:59:60Z"), Reading::LeapSecond);
        assert_eq!(read("2026-06-30T23:59:61Z"), Reading::Impossible);
        assert_eq!(read("2026-06-30T23:59:59.25Z"), Reading::Fraction);
        assert_eq!(read("2026-06-30t23:59:59z"), Reading::LowerCase);
        assert_eq!(read("2026-06-30T23:59:59+00:00"), Reading::OtherLayout);
        assert_eq!(read("２０26-06-30T23:59:59Z"), Reading::OtherLayout);
    }
}
