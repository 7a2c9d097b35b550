//! One endpoint, held to one suite: what every case of a run shares.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::NaiveDate;

use super::counterexample::Counterexample;
use super::event::TargetSummary;
use super::lanes::Lanes;
use super::pace::Pace;
use super::settle::Settling;
use super::stop::Stop;
use super::turn::Turns;
use crate::case::{Fixtures, Method};
use crate::oracle::{RequestIds, Watcher};
use crate::property::Abilities;
use crate::protocol::{Settings, Wire, WireError};
use crate::suite::{RequirementKey, Suite};
use crate::target::Target;

/// What every case of a run shares.
#[derive(Debug)]
pub struct Session {
    pub(super) suite: Arc<Suite>,
    pub(super) fixtures: Fixtures,
    pub(super) today: NaiveDate,
    pub(super) wire: Wire,
    pub(super) watcher: Watcher,
    pub(super) request_ids: RequestIds,
    pub(super) pace: Pace,
    pub(super) stop: Stop,
    pub(super) in_flight: usize,
    pub(super) abilities: Abilities,
    pub(super) summary: TargetSummary,
    /// What earlier runs found, to be sent before anything else.
    pub(super) saved: Vec<Counterexample>,
    /// Operations that the endpoint turned out not to have.
    pub(super) absent: Mutex<BTreeSet<String>>,
    /// Observers that do not serve an instance: operation and instance.
    pub(super) blind: Mutex<BTreeSet<(String, String)>>,
    /// What cases that compare state have to themselves while they run.
    pub(super) lanes: Lanes,
    /// How long an effect may take to show.
    pub(super) settle: Duration,
    /// How long a task may take to end.
    pub(super) task_deadline: Duration,
    /// Held by one case while it undoes what may stand in its way, by all others while they call.
    pub(super) undoing: tokio::sync::RwLock<()>,
    /// The one requirement whose first failure ends the run, where it is run to find that.
    pub(super) aim: Option<RequirementKey>,
    /// Tasks that never ended.
    pub(super) endless: AtomicU32,
    /// Effects that never came, though they were waited for.
    pub(super) hopeless: AtomicU32,
    /// Accounts that stayed unavailable, though they were waited for.
    pub(super) unavailable: AtomicU32,
    /// Turns at the tasks of each instance.
    pub(super) turns: Turns,
    /// When effects show.
    pub(super) settling: Settling,
}

/// How long an effect may take to show, unless the caller says otherwise.
pub const SETTLE: Duration = Duration::from_secs(1);

/// How long a task may take to end, unless the caller says otherwise.
const TASK_DEADLINE: Duration = Duration::from_secs(60);

/// Why a session cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The wire cannot be set up.
    #[error(transparent)]
    Wire(#[from] WireError),
}

impl Session {
    /// A session with a target; opens no connection yet.
    ///
    /// # Errors
    /// When no HTTP client can be built for the target.
    pub fn new(suite: Arc<Suite>, target: &Target, today: NaiveDate, stop: Stop) -> Result<Self, SessionError> {
        let settings = target.settings(&suite.api_version, &suite.service);
        Self::with_settings(suite, target, (today, stop), &settings)
    }

    /// A session with a target whose wire has these settings.
    ///
    /// # Errors
    /// When no HTTP client can be built for the target.
    pub fn with_settings(
        suite: Arc<Suite>,
        target: &Target,
        (today, stop): (NaiveDate, Stop),
        settings: &Settings,
    ) -> Result<Self, SessionError> {
        Ok(Self {
            fixtures: target.fixtures.clone(),
            today,
            wire: Wire::new(settings)?,
            watcher: Watcher::new(&suite),
            request_ids: RequestIds::default(),
            pace: Pace::new(&suite, &target.limits),
            stop,
            in_flight: target.limits.in_flight,
            abilities: Abilities { json_types: target.signature.carries_json_types(Method::Post) },
            summary: TargetSummary {
                url: target.endpoint.to_string(),
                signature: target.signature.to_string(),
                file: Some(target.path.display().to_string()).filter(|path| !path.is_empty()),
            },
            saved: Vec::new(),
            absent: Mutex::default(),
            blind: Mutex::default(),
            lanes: Lanes::new(&target.fixtures),
            settle: SETTLE,
            aim: None,
            task_deadline: TASK_DEADLINE,
            hopeless: AtomicU32::new(0),
            unavailable: AtomicU32::new(0),
            settling: Settling::default(),
            turns: Turns::new(&target.fixtures),
            endless: AtomicU32::new(0),
            undoing: tokio::sync::RwLock::default(),
            suite,
        })
    }

    /// The same session with another time for effects to show.
    #[must_use]
    pub fn settling(self, settle: Duration) -> Self {
        Self { settle, ..self }
    }

    /// The same session, in a run that ends with the first failure of one requirement and simplifies that alone.
    #[must_use]
    pub fn aiming_at(self, requirement: RequirementKey) -> Self {
        Self { aim: Some(requirement), ..self }
    }

    /// The same session, which sends these counterexamples of its suite before anything else.
    #[must_use]
    pub fn replaying(self, saved: Vec<Counterexample>) -> Self {
        Self { saved, ..self }
    }

    /// The same session with another time for tasks to end.
    #[must_use]
    pub fn following(self, task_deadline: Duration) -> Self {
        Self { task_deadline, ..self }
    }

    /// The suite that the target is held to.
    #[must_use]
    pub fn suite(&self) -> &Arc<Suite> {
        &self.suite
    }

    /// What requests to the target may name.
    #[must_use]
    pub fn fixtures(&self) -> &Fixtures {
        &self.fixtures
    }

    /// What requests to the target can express.
    #[must_use]
    pub fn abilities(&self) -> Abilities {
        self.abilities
    }
}
