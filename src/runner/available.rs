//! Accounts that are being changed: an account that the target lists as available is unavailable only for a while.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::exchange::{Draw, Unanswered};
use super::session::Session;
use crate::case::{Call, InstanceState, Observation};
use crate::model::named_accounts;

/// How long an account may be unavailable while an earlier change of the run is made, and the first wait for that.
const LONGEST_CHANGE: Duration = Duration::from_secs(10);
const FIRST_WAIT: Duration = Duration::from_millis(20);

/// After so many accounts that stayed unavailable, no more time is spent on waiting for others.
const MOST_IN_VAIN: u32 = 3;

impl Session {
    /// Sends a call, again while one of its accounts is still being changed.
    pub(super) async fn exchange_when_available(
        &self,
        call: &Call,
        draw: &mut Draw,
        own_rate: bool,
    ) -> Result<Observation, Unanswered> {
        let began = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            let observation = self.exchange(call, draw, own_rate).await?;
            let changing = observation.code().is_some_and(|code| self.says_unavailable(code));
            if !changing || !self.lists_as_available(call) || !self.may_wait(began) {
                return Ok(observation);
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
    }

    /// Is there still hope that an account becomes available?
    pub(super) fn may_wait(&self, began: Instant) -> bool {
        if self.stop.is_raised() || self.unavailable.load(Ordering::Relaxed) >= MOST_IN_VAIN {
            return false;
        }
        let in_vain = began.elapsed() > LONGEST_CHANGE;
        if in_vain {
            self.unavailable.fetch_add(1, Ordering::Relaxed);
        }
        !in_vain
    }

    /// Are all accounts of a call among those that the target lists as available?
    fn lists_as_available(&self, call: &Call) -> bool {
        let Some(instance) = self.instance_of(call).filter(|instance| instance.state == InstanceState::Running) else {
            return false;
        };
        let named = named_accounts(self.effect_of(call), call);
        !named.is_empty() && named.iter().all(|account| instance.accounts.contains(account))
    }

    /// Does a code say that an account is not available?
    fn says_unavailable(&self, code: &str) -> bool {
        let about = self.suite.requirements.iter().filter(|requirement| requirement.name() == "account-status");
        about.flat_map(|requirement| &requirement.answers).any(|answer| answer.matches_code(code, ""))
    }
}
