//! How fast requests may follow each other, and how many there may be.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::suite::Suite;
use crate::target::{Limits, Rate};

/// The limits of one target, and the count of what was sent.
#[derive(Debug)]
pub(super) struct Pace {
    overall: Option<DefaultDirectRateLimiter>,
    documented: BTreeMap<String, Documented>,
    lifted: bool,
    budget: Option<u64>,
    /// Is the run giving back what it found? That goes beyond the budget: what a run changed it must restore.
    closing: AtomicBool,
    sent: AtomicU64,
}

/// The documented limit of one operation.
#[derive(Debug)]
struct Documented {
    limiter: DefaultDirectRateLimiter,
    sendings: Mutex<Sendings>,
}

/// When an operation was lately sent under its documented limit.
#[derive(Debug, Default)]
struct Sendings {
    last_second: VecDeque<Instant>,
    busiest: usize,
}

/// The budget of requests is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spent(pub(super) u64);

/// A little wider than the documented spacing, so that no second holds one call more than allowed.
const SPACING_MARGIN: f64 = 1.05;

impl Pace {
    pub(super) fn new(suite: &Suite, limits: &Limits) -> Self {
        let rates =
            suite.operations.iter().filter_map(|operation| Some((&operation.name, operation.calls_per_second?)));
        let documented = rates.filter_map(|(name, rate)| {
            let limiter = limiter(f64::from(rate))?;
            Some((name.clone(), Documented { limiter, sendings: Mutex::default() }))
        });
        let overall = match limits.rate {
            Rate::PerSecond(rate) => limiter(rate),
            Rate::Unstated | Rate::Unlimited => None,
        };
        Self {
            overall,
            documented: documented.collect(),
            lifted: limits.rate == Rate::Unlimited,
            budget: limits.requests,
            closing: AtomicBool::new(false),
            sent: AtomicU64::new(0),
        }
    }

    /// Waits until one more request of an operation may be sent. A target may lift documented limits; `documented` keeps
    /// them all the same.
    pub(super) async fn permit(&self, operation: &str, documented: bool) -> Result<(), Spent> {
        let before = self.sent.fetch_add(1, Ordering::Relaxed);
        if let Some(budget) = self.budget.filter(|budget| before >= *budget && !self.closing.load(Ordering::Relaxed)) {
            self.sent.fetch_sub(1, Ordering::Relaxed);
            return Err(Spent(budget));
        }
        if let Some(overall) = &self.overall {
            overall.until_ready().await;
        }
        if let Some(limit) = self.documented.get(operation).filter(|_| documented || !self.lifted) {
            limit.limiter.until_ready().await;
            limit.record(Instant::now());
        }
        Ok(())
    }

    /// From now on what is sent gives back what was found, whatever the budget says.
    pub(super) fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    /// Is the run giving back what it found?
    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }

    /// All requests that were permitted.
    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// The most calls in any one second under a documented limit, by operation.
    pub(super) fn busiest_second(&self) -> Vec<(String, usize)> {
        self.documented.iter().map(|(name, limit)| (name.clone(), limit.busiest())).collect()
    }
}

impl Documented {
    fn record(&self, now: Instant) {
        let mut sendings = self.sendings.lock().unwrap_or_else(PoisonError::into_inner);
        while sendings.last_second.front().is_some_and(|past| now.duration_since(*past) >= Duration::from_secs(1)) {
            sendings.last_second.pop_front();
        }
        sendings.last_second.push_back(now);
        sendings.busiest = sendings.busiest.max(sendings.last_second.len());
    }

    fn busiest(&self) -> usize {
        self.sendings.lock().unwrap_or_else(PoisonError::into_inner).busiest
    }
}

/// Evenly spaced, never in bursts.
fn limiter(per_second: f64) -> Option<DefaultDirectRateLimiter> {
    let spacing = Duration::try_from_secs_f64(SPACING_MARGIN / per_second).ok()?;
    let quota = Quota::with_period(spacing)?.allow_burst(NonZeroU32::MIN);
    Some(RateLimiter::direct(quota))
}
