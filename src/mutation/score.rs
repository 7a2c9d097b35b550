//! What a hunt comes to, in numbers.

use std::time::Duration;

use super::hunt::{FaultOutcome, FaultResult, VariantResult};
use crate::emulator::Shows;

/// What a hunt comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// Faults.
    pub faults: usize,
    /// Faults that were caught by their own requirement.
    pub caught: usize,
    /// Permitted variants.
    pub variants: usize,
    /// Variants that a run did not end with exit code 0.
    pub false_alarms: usize,
    /// Requests until a fault that one call shows was found: median and worst.
    pub single_call: Spread,
    /// The same for faults that take several calls.
    pub several_calls: Spread,
}

/// The middle and the end of some numbers of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Half need no more.
    pub median: u64,
    /// None needs more.
    pub worst: u64,
    /// The median of the times.
    pub median_time: Duration,
}

impl Score {
    /// What these results come to.
    #[must_use]
    pub fn of(faults: &[FaultResult], variants: &[VariantResult]) -> Self {
        let caught = |result: &&FaultResult| matches!(result.outcome, FaultOutcome::Caught { .. });
        let single = |result: &FaultResult| result.fault.shows() <= Shows::Boundary;
        Self {
            faults: faults.len(),
            caught: faults.iter().filter(caught).count(),
            variants: variants.len(),
            false_alarms: variants.iter().filter(|result| !result.complaints.is_empty()).count(),
            single_call: Spread::of(faults.iter().filter(|result| single(result))),
            several_calls: Spread::of(faults.iter().filter(|result| !single(result))),
        }
    }

    /// Was every fault caught, and no variant called wrong?
    #[must_use]
    pub fn is_perfect(&self) -> bool {
        self.caught == self.faults && self.false_alarms == 0
    }
}

impl Spread {
    fn of<'a>(results: impl Iterator<Item = &'a FaultResult>) -> Self {
        let found = results.filter_map(|result| match result.outcome {
            FaultOutcome::Caught { requests, elapsed, .. } => Some((requests, elapsed)),
            FaultOutcome::Missed(_) => None,
        });
        let (mut requests, mut times): (Vec<u64>, Vec<Duration>) = found.unzip();
        requests.sort_unstable();
        times.sort_unstable();
        Self {
            median: requests.get(requests.len() / 2).copied().unwrap_or_default(),
            worst: requests.last().copied().unwrap_or_default(),
            median_time: times.get(times.len() / 2).copied().unwrap_or_default(),
        }
    }
}
