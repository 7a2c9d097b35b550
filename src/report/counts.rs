//! How many requirements came out how.

use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};

use super::verdict::Verdict;

/// How many requirements came out how, and what it took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Requirements that were kept.
    pub passed: u64,
    /// Requirements that were broken so that the run fails.
    pub failed: u64,
    /// Requirements that were broken without that.
    pub warned: u64,
    /// Requirements that documents leave open.
    pub observed: u64,
    /// Requirements that were not tested, for a known reason.
    pub skipped: u64,
    /// Requirements that nothing can be said about.
    pub inconclusive: u64,
    /// Judged cases.
    pub cases: u64,
    /// Requests that were sent.
    pub requests: u64,
}

impl Counts {
    /// How many requirements came out this way.
    #[must_use]
    pub fn of(&self, verdict: Verdict) -> u64 {
        match verdict {
            Verdict::Passed => self.passed,
            Verdict::Failed => self.failed,
            Verdict::Warned => self.warned,
            Verdict::Observed => self.observed,
            Verdict::Skipped => self.skipped,
            Verdict::Inconclusive => self.inconclusive,
        }
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            warned: self.warned + other.warned,
            observed: self.observed + other.observed,
            skipped: self.skipped + other.skipped,
            inconclusive: self.inconclusive + other.inconclusive,
            cases: self.cases + other.cases,
            requests: self.requests + other.requests,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Self::add)
    }
}
