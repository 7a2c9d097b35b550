//! What a request says of itself, with the deviations of its envelope applied once for all signatures.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike as _, TimeDelta, Timelike as _, Utc};

use crate::case::{Call, Deviation};

use super::error::WireError;
use super::settings::Stamp;

/// Who speaks, and which version of the API: the same for every request of a wire.
pub(super) struct Identity {
    pub(super) access_key_id: String,
    /// An id of the vendor's form (so that only its being unknown is wrong with it) that nobody was given.
    pub(super) nobody: &'static str,
    pub(super) api_version: String,
}

/// What one request says of itself.
pub(super) struct Claims<'a> {
    pub(super) operation: &'a str,
    pub(super) action: &'a str,
    pub(super) version: &'a str,
    pub(super) access_key_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) salt: u64,
    /// The time it claims; the day of a TC3 signature comes from it.
    pub(super) time: DateTime<Utc>,
    /// A time stamp that is no rendering of `time`.
    timestamp: Option<&'a str>,
    /// Is the signature to be wrong?
    pub(super) forged: bool,
}

impl<'a> Claims<'a> {
    pub(super) fn of(call: &'a Call, stamp: &'a Stamp, identity: &'a Identity) -> Result<Self, WireError> {
        let mut claims = Self {
            operation: &call.operation,
            action: &call.operation,
            version: &identity.api_version,
            access_key_id: &identity.access_key_id,
            nonce: &stamp.nonce,
            salt: stamp.salt,
            time: stamp.time,
            timestamp: None,
            forged: false,
        };
        if let Some(deviation) = &call.envelope.deviation {
            claims.deviate(deviation, identity)?;
        }
        Ok(claims)
    }

    fn deviate(&mut self, deviation: &'a Deviation, identity: &'a Identity) -> Result<(), WireError> {
        match deviation {
            Deviation::WrongSignature => self.forged = true,
            Deviation::UnknownAccessKey => self.access_key_id = identity.nobody,
            Deviation::ClockSkew(seconds) => self.time = skewed(self.time, *seconds)?,
            Deviation::Timestamp(text) => self.claim_timestamp(text),
            // The runner puts the earlier nonce in the stamp, where it knows the steps.
            Deviation::NonceOfStep(_) => {}
            Deviation::Version(text) => self.version = text,
            Deviation::Action(text) => self.action = text,
        }
        Ok(())
    }

    /// A number is a Unix time, and then the day that a TC3 signature names follows it: one thing wrong, not two.
    fn claim_timestamp(&mut self, text: &'a str) {
        self.timestamp = Some(text);
        let seconds = text.parse::<i64>().ok();
        self.time = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)).unwrap_or(self.time);
    }

    /// The time stamp as Aliyun writes it, `2026-01-22T02:01:20Z`.
    pub(super) fn iso_timestamp(&self) -> String {
        self.timestamp.map_or_else(|| iso(self.time), str::to_owned)
    }

    /// The time stamp as Tencent writes it: seconds since 1970.
    pub(super) fn unix_timestamp(&self) -> String {
        self.timestamp.map_or_else(|| self.time.timestamp().to_string(), str::to_owned)
    }

    /// Spoils the raw signature if it is to be wrong, before it takes its textual form.
    pub(super) fn seal<const N: usize>(&self, mut signature: [u8; N]) -> [u8; N] {
        if let (true, Some(first)) = (self.forged, signature.first_mut()) {
            *first ^= 0xff;
        }
        signature
    }
}

fn skewed(time: DateTime<Utc>, seconds: i64) -> Result<DateTime<Utc>, WireError> {
    let skewed = TimeDelta::try_seconds(seconds).and_then(|delta| time.checked_add_signed(delta));
    skewed.ok_or(WireError::ClockSkew(seconds))
}

/// By hand: the general formatter costs as much as half a signature.
fn iso(time: DateTime<Utc>) -> String {
    let mut text = String::with_capacity(20);
    let (date, clock) = (time.date_naive(), time.time());
    // Writing to a string cannot fail.
    let _ = write!(text, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
    let _ = write!(text, "T{:02}:{:02}:{:02}Z", clock.hour(), clock.minute(), clock.second());
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn claim(deviation: Option<Deviation>, check: impl Fn(Claims<'_>)) {
        let mut call = Call::new("DescribeAccounts", BTreeMap::new());
        call.envelope.deviation = deviation;
        let time = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let stamp = Stamp { time, nonce: "n".to_owned(), salt: 0 };
        let identity =
            Identity { access_key_id: "testid".to_owned(), nobody: "LTAInobody", api_version: "2014-08-15".to_owned() };
        check(Claims::of(&call, &stamp, &identity).unwrap());
    }

    #[test]
    fn times_take_both_vendors_forms() {
        claim(None, |claims| {
            assert_eq!(claims.iso_timestamp(), "2023-11-14T22:13:20Z");
            assert_eq!(claims.unix_timestamp(), "1700000000");
        });
        claim(Some(Deviation::ClockSkew(-901)), |claims| assert_eq!(claims.iso_timestamp(), "2023-11-14T21:58:19Z"));
    }

    #[test]
    fn a_numeric_timestamp_moves_the_day_and_another_text_does_not() {
        claim(Some(Deviation::Timestamp("0".to_owned())), |claims| {
            assert_eq!((claims.unix_timestamp().as_str(), claims.time.timestamp()), ("0", 0));
        });
        claim(Some(Deviation::Timestamp("soon".to_owned())), |claims| {
            assert_eq!((claims.iso_timestamp().as_str(), claims.time.timestamp()), ("soon", 1_700_000_000));
        });
    }

    #[test]
    fn every_other_deviation_changes_what_it_names() {
        claim(Some(Deviation::Action("Nope".to_owned())), |claims| assert_eq!(claims.action, "Nope"));
        claim(Some(Deviation::Version("1999".to_owned())), |claims| assert_eq!(claims.version, "1999"));
        claim(Some(Deviation::UnknownAccessKey), |claims| assert_eq!(claims.access_key_id, "LTAInobody"));
        claim(Some(Deviation::WrongSignature), |claims| assert_ne!(claims.seal([1, 2, 3]), [1, 2, 3]));
        claim(Some(Deviation::NonceOfStep(0)), |claims| assert_eq!(claims.seal([1, 2, 3]), [1, 2, 3]));
    }

    #[test]
    fn a_skew_beyond_the_calendar_is_an_error() {
        assert_eq!(skewed(DateTime::UNIX_EPOCH, i64::MAX), Err(WireError::ClockSkew(i64::MAX)));
    }
}
