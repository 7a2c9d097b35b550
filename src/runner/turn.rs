//! Turns at the tasks of an instance. Some endpoints take no call while a task of the same instance goes on; from the
//! first time that one says so, the tasks of that instance follow each other.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Mutex, MutexGuard};

use super::exchange::{Draw, Unanswered};
use super::session::Session;
use crate::case::{Call, Fixtures, Observation, Silence};

/// One turn for each instance of the target.
#[derive(Debug)]
pub(super) struct Turns {
    instances: BTreeMap<String, Turn>,
}

#[derive(Debug, Default)]
struct Turn {
    /// Has the endpoint ever refused a call because of another task?
    wanted: AtomicBool,
    lock: Mutex<()>,
}

impl Turns {
    pub(super) fn new(fixtures: &Fixtures) -> Self {
        let turn = |instance: &crate::case::Instance| (instance.id.clone(), Turn::default());
        Self { instances: fixtures.instances.iter().map(turn).collect() }
    }
}

impl Session {
    /// Sends a call, in its turn where the tasks of its instance must follow each other; the turn lasts until its guard is
    /// dropped.
    pub(super) async fn exchange_in_turn(
        &self,
        call: &Call,
        draw: &mut Draw,
        own_rate: bool,
    ) -> Result<(Observation, Option<MutexGuard<'_, ()>>), Unanswered> {
        let Some(turn) = self.turn(call) else {
            return Ok((self.exchange_when_available(call, draw, own_rate).await?, None));
        };
        if !turn.wanted.load(Ordering::Relaxed) {
            match self.exchange_when_available(call, draw, own_rate).await {
                Err(Unanswered::Silent(Silence::Busy(_))) => turn.wanted.store(true, Ordering::Relaxed),
                answered => return Ok((answered?, None)),
            }
        }
        let guard = turn.lock.lock().await;
        Ok((self.exchange_when_available(call, draw, own_rate).await?, Some(guard)))
    }

    /// The turn that a call takes: none where it starts no task, or names no instance of the target.
    fn turn(&self, call: &Call) -> Option<&Turn> {
        let operation = self.suite.operation(&call.operation).filter(|operation| operation.task.is_some())?;
        self.turns.instances.get(call.text(operation.instance_parameter()?)?)
    }
}
