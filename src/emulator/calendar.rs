//! Instants as the documents write them: `yyyy-MM-ddTHH:mm:ssZ`, UTC, and dates that exist.

use chrono::{DateTime, NaiveDate};

/// Seconds since the epoch of an instant written `yyyy-MM-ddTHH:mm:ssZ`; `None` for another layout or no real instant.
pub(crate) fn instant_s(text: &str) -> Option<i64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = fields(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = fields(time, ':', [2, 2, 2])?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some(date.and_hms_opt(hour, minute, second)?.and_utc().timestamp())
}

/// The UTC date of an instant as `yyyy-MM-dd`; empty for an instant beyond the calendar.
pub(crate) fn date_of(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).map_or_else(String::new, |at| at.format("%Y-%m-%d").to_string())
}

fn fields(text: &str, separator: char, widths: [usize; 3]) -> Option<[u32; 3]> {
    let mut numbers = [0; 3];
    let mut parts = text.split(separator);
    for (number, width) in numbers.iter_mut().zip(widths) {
        let part = parts.next()?;
        let digits = part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit());
        *number = if digits {
            part.parse().ok()?
        } else {
            return None;
        };
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_instants_are_read() {
        assert_eq!(instant_s("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(instant_s("2026-01-22T02:01:20Z"), Some(1_769_047_280));
        assert!(instant_s("2028-02-29T23:59:59Z").is_some());
    }

    #[test]
    fn instants_that_do_not_exist_are_not() {
        for text in ["2026-02-30T00:00:00Z", "2027-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z"] {
            assert_eq!(instant_s(text), None, "{text}");
        }
        for text in ["2026-01-01T24:00:00Z", "2026-01-01T23:60:00Z", "2026-12-31T23:59:60Z"] {
            assert_eq!(instant_s(text), None, "{text}");
        }
    }

    #[test]
    fn other_layouts_are_not() {
        let others =
            ["", " ", "tomorrow", "2026-01-22", "2026-01-22 02:01:20", "2026-01-22T02:01:20", "2026-01-22T02:01Z"];
        let near =
            ["2026-01-22T02:01:20+00:00", "2026-1-22T02:01:20Z", "2026-01-22t02:01:20z", "2026-01-22T02:01:20.5Z"];
        let padded =
            [" 2026-01-22T02:01:20Z", "2026-01-22T02:01:20Z ", "+026-01-22T02:01:20Z", "２026-01-22T02:01:20Z"];
        for text in others.iter().chain(&near).chain(&padded) {
            assert_eq!(instant_s(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_utc() {
        assert_eq!(date_of(1_700_000_000), "2023-11-14");
    }
}
