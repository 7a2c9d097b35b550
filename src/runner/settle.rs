//! How long effects take to show, learned as they do.
//!
//! Some endpoints read from copies that lag behind. An effect that must show is waited for where it is judged. Where
//! documents allow that nothing changes, a state that lags behind looks like one that stayed; so once an effect was seen
//! to come late, every state is looked at only when the last change is as old as that.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::session::Session;
use crate::case::{Call, Case};

/// How long a case that compares state waits after a change of somebody else, as long as no effect was seen to show.
const UNKNOWN: Duration = Duration::from_millis(100);

/// What a run has learned about effects, and when instances were changed.
#[derive(Debug, Default)]
pub(super) struct Settling {
    at_once: AtomicBool,
    latest_us: AtomicU64,
    changed: Mutex<BTreeMap<String, Instant>>,
}

impl Settling {
    /// An effect showed so long after the answer; `at_once` where the first look saw it.
    pub(super) fn showed(&self, at_once: bool, after: Duration) {
        if at_once {
            self.at_once.store(true, Ordering::Relaxed);
        } else {
            self.latest_us.fetch_max(u64::try_from(after.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
        }
    }

    /// How old a change must be before a state is taken for settled; `None` where no effect has been seen yet.
    fn pause(&self) -> Option<Duration> {
        match self.latest_us.load(Ordering::Relaxed) {
            0 if self.at_once.load(Ordering::Relaxed) => Some(Duration::ZERO),
            0 => None,
            // It was measured from the answer, and by looks with pauses between them: already more than it took.
            latest_us => Some(Duration::from_micros(latest_us.saturating_mul(5) / 4)),
        }
    }

    fn note_change(&self, instance: &str) {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        changed.insert(instance.to_owned(), Instant::now());
    }

    fn age(&self, instance: &str) -> Duration {
        let changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        changed.get(instance).map_or(Duration::MAX, Instant::elapsed)
    }
}

impl Session {
    /// A call was accepted that may have changed something.
    pub(super) fn note_change(&self, call: &Call) {
        let Some(operation) = self.suite.operation(&call.operation).filter(|operation| operation.writes) else {
            return;
        };
        if let Some(instance) = operation.instance_parameter().and_then(|name| call.text(name)) {
            self.settling.note_change(instance);
        }
    }

    /// Waits until what was changed before a case shows.
    pub(super) async fn quiet_before(&self, case: &Case) {
        let instance = case.steps.first().and_then(|call| self.instance_of(call));
        if let Some(instance) = instance {
            self.wait_for_age(&instance.id, self.settling.pause().unwrap_or(UNKNOWN)).await;
        }
    }

    /// Waits until a change that was just made shows, if effects are known to come late.
    pub(super) async fn quiet_after(&self, instance: &str) {
        self.wait_for_age(instance, self.settling.pause().unwrap_or_default()).await;
    }

    async fn wait_for_age(&self, instance: &str, pause: Duration) {
        let left = pause.min(self.settle).saturating_sub(self.settling.age(instance));
        if !left.is_zero() {
            tokio::time::sleep(left).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_effect_is_waited_for_and_a_little_longer() {
        let settling = Settling::default();
        assert_eq!(settling.pause(), None);
        settling.showed(true, Duration::from_millis(3));
        assert_eq!(settling.pause(), Some(Duration::ZERO));
        settling.showed(false, Duration::from_millis(35));
        settling.showed(false, Duration::from_millis(15));
        settling.showed(true, Duration::from_millis(80));
        assert_eq!(settling.pause(), Some(Duration::from_micros(43_750)));
    }

    #[test]
    fn an_instance_that_nobody_changed_is_settled() {
        let settling = Settling::default();
        assert_eq!(settling.age("a"), Duration::MAX);
        settling.note_change("a");
        assert!(settling.age("a") < Duration::from_secs(60));
    }
}
