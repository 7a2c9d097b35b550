//! What documents say of an envelope that is wrong on purpose.

use super::predict::Cause;
use crate::case::{Deviation, Level};
use crate::suite::{EnvelopeFault, PropertyKind, RequirementKey, Suite};

/// The requirement that a deviation breaks; none when the deviation is still within what documents allow.
pub(super) fn cause(suite: &Suite, deviation: &Deviation) -> Option<Cause> {
    let fault = fault(suite, deviation)?;
    let requirement = requirement(suite, fault)?;
    Some(Cause {
        requirement,
        level: suite.requirement(requirement).level,
        parameter: String::new(),
        any_answer: false,
    })
}

fn fault(suite: &Suite, deviation: &Deviation) -> Option<EnvelopeFault> {
    Some(match deviation {
        Deviation::WrongSignature => EnvelopeFault::WrongSignature,
        Deviation::UnknownAccessKey => EnvelopeFault::UnknownAccessKey,
        Deviation::ClockSkew(seconds) if seconds.unsigned_abs() < u64::from(suite.clock_tolerance_seconds) => {
            return None;
        }
        Deviation::ClockSkew(_) => EnvelopeFault::ClockSkew,
        Deviation::Timestamp(_) => EnvelopeFault::IllFormedTimestamp,
        Deviation::NonceOfStep(_) => EnvelopeFault::UsedNonce,
        Deviation::Version(_) => EnvelopeFault::UnknownVersion,
        Deviation::Action(_) => EnvelopeFault::UnknownAction,
    })
}

fn requirement(suite: &Suite, fault: EnvelopeFault) -> Option<RequirementKey> {
    suite.keys().find(|key| suite.requirement(*key).property == PropertyKind::Envelope(fault))
}

/// A margin on both sides of the documented clock tolerance, in seconds, for the way that requests take.
const CLOCK_MARGIN: i64 = 60;

/// The deviations of one kind, each with a short name; those within the clock tolerance are among them.
///
/// A used nonce is not one of them: it takes an earlier step.
#[must_use]
pub fn deviations(suite: &Suite, fault: EnvelopeFault) -> Vec<(String, Deviation)> {
    let texts = |texts: &[&str], deviation: fn(String) -> Deviation| {
        texts.iter().map(|text| ((*text).to_owned(), deviation((*text).to_owned()))).collect()
    };
    match fault {
        EnvelopeFault::WrongSignature => vec![("wrong-signature".to_owned(), Deviation::WrongSignature)],
        EnvelopeFault::UnknownAccessKey => vec![("unknown-access-key".to_owned(), Deviation::UnknownAccessKey)],
        EnvelopeFault::ClockSkew => skews(i64::from(suite.clock_tolerance_seconds)),
        EnvelopeFault::IllFormedTimestamp => ILL_FORMED_TIMESTAMPS
            .iter()
            .map(|(name, text)| ((*name).to_owned(), Deviation::Timestamp((*text).to_owned())))
            .collect(),
        EnvelopeFault::UsedNonce => Vec::new(),
        EnvelopeFault::UnknownVersion => texts(&["1999-01-01", "2199-12-31", "latest"], Deviation::Version),
        EnvelopeFault::UnknownAction => texts(&["AbideNoSuchAction", "DescribeNothingAtAll"], Deviation::Action),
    }
}

const ILL_FORMED_TIMESTAMPS: [(&str, &str); 6] = [
    ("blank-for-t", "2026-01-22 02:01:20"),
    ("slashes", "2026/01/22T02:01:20Z"),
    ("month-13", "2026-13-22T02:01:20Z"),
    ("date-only", "2026-01-22"),
    ("epoch-seconds", "1769047280"),
    ("word", "now"),
];

fn skews(tolerance: i64) -> Vec<(String, Deviation)> {
    let near = [tolerance + CLOCK_MARGIN, tolerance - CLOCK_MARGIN, 3_600, 86_400, 400 * 86_400];
    let both = near.into_iter().flat_map(|seconds| [-seconds, seconds]);
    both.map(|seconds| (format!("skew/{seconds}s"), Deviation::ClockSkew(seconds))).collect()
}

impl Cause {
    /// Does it break a promise, rather than touch a point where documents are silent?
    pub(super) fn is_broken(&self) -> bool {
        self.level != Level::Open
    }
}
