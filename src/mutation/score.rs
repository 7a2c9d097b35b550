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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::{Fault, Variant};

    fn result(name: &str, requests: Option<u64>) -> FaultResult {
        let outcome = requests.map_or_else(
            || FaultOutcome::Missed(vec!["another/requirement/failed".to_owned()]),
            |requests| FaultOutcome::Caught { requests, elapsed: Duration::from_millis(requests), steps: 1 },
        );
        FaultResult { fault: name.parse::<Fault>().unwrap(), outcome }
    }

    fn variant(complaints: &[&str]) -> VariantResult {
        let variant = Variant::all().next().unwrap();
        VariantResult { variant, complaints: complaints.iter().map(|line| (*line).to_owned()).collect() }
    }

    #[test]
    fn a_survivor_or_a_false_alarm_is_not_perfect() {
        let caught = [result("password-limit-33", Some(30)), result("password-limit-31", Some(10))];
        let survived = [result("password-limit-33", Some(30)), result("password-limit-31", None)];
        assert!(Score::of(&caught, &[variant(&[])]).is_perfect());
        assert!(!Score::of(&survived, &[variant(&[])]).is_perfect());
        assert!(!Score::of(&caught, &[variant(&["it was called wrong"])]).is_perfect());
    }

    #[test]
    fn requests_are_told_apart_by_what_a_fault_takes() {
        let results = [
            result("password-limit-33", Some(30)),
            result("password-limit-31", Some(10)),
            result("key-not-checked", Some(20)),
            result("second-reset-drops", Some(900)),
        ];
        let score = Score::of(&results, &[]);
        assert_eq!((score.single_call.median, score.single_call.worst), (20, 30));
        assert_eq!((score.several_calls.median, score.several_calls.worst), (900, 900));
    }
}
