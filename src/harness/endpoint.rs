//! The one endpoint of a process: started when it is first needed, stopped when the last trial is over.

use std::error::Error;
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use super::error::NotStarted;
use super::running::{Guards, Running};
use crate::suite::Suite;
use crate::target::Target;

/// How an endpoint is started.
pub(super) struct Start(Box<dyn FnOnce() -> Started + Send>);

/// What runs, and the runtime that serves it, if it needs one.
type Started = Result<(Running, Option<Runtime>), NotStarted>;

/// So long what is left on the endpoint's runtime may take to end.
const FAREWELL: Duration = Duration::from_secs(1);

impl Start {
    pub(super) fn new<F>(start: F) -> Self
    where
        F: FnOnce() -> Result<Running, Box<dyn Error + Send + Sync>> + Send + 'static,
    {
        Self(Box::new(|| Ok((start().map_err(NotStarted::Refused)?, None))))
    }

    pub(super) fn on_runtime<F, R>(start: F) -> Self
    where
        F: FnOnce() -> R + Send + 'static,
        R: Future<Output = Result<Running, Box<dyn Error + Send + Sync>>>,
    {
        Self(Box::new(|| {
            // A thread of its own: the endpoint answers while the threads of trials are busy.
            let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
            let runtime = runtime.map_err(NotStarted::NoThread)?;
            let running = runtime.block_on(async { start().await }).map_err(NotStarted::Refused)?;
            Ok((running, Some(runtime)))
        }))
    }
}

impl fmt::Debug for Start {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Start")
    }
}

/// The endpoint of a process and what it is held to.
#[derive(Debug)]
pub(super) struct Endpoint {
    suites: Vec<Arc<Suite>>,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    Waiting(Start),
    /// The targets in the order of the suites.
    Started(Vec<Target>, Guards, Option<Runtime>),
    Failed(Arc<NotStarted>),
    /// The start is under way, or it panicked and never came to an end.
    Broken,
    Stopped,
}

impl Endpoint {
    pub(super) fn new(suites: Vec<Arc<Suite>>, start: Start) -> Self {
        Self { suites, state: Mutex::new(State::Waiting(start)) }
    }

    /// Where the suite at this place is held; starts the endpoint unless it runs. Whoever asks meanwhile waits.
    pub(super) fn target(&self, place: usize) -> Result<Target, Arc<NotStarted>> {
        let mut state = self.lock();
        *state = match mem::replace(&mut *state, State::Broken) {
            State::Waiting(start) => self.started(start),
            other => other,
        };
        match &*state {
            State::Started(targets, ..) => targets.get(place).cloned().ok_or_else(|| Arc::new(NotStarted::Stopped)),
            State::Failed(reason) => Err(Arc::clone(reason)),
            State::Broken | State::Waiting(_) => Err(Arc::new(NotStarted::Panicked)),
            State::Stopped => Err(Arc::new(NotStarted::Stopped)),
        }
    }

    fn started(&self, Start(start): Start) -> State {
        let settled = start().and_then(|(running, runtime)| {
            let (targets, guards) = running.settle(&self.suites)?;
            Ok((targets, guards, runtime))
        });
        match settled {
            Ok((targets, guards, runtime)) => State::Started(targets, guards, runtime),
            Err(reason) => State::Failed(Arc::new(reason)),
        }
    }

    /// Drops what keeps it running. What a guard does on its runtime when it is dropped has a moment to end.
    pub(super) fn stop(&self) {
        let state = mem::replace(&mut *self.lock(), State::Stopped);
        let State::Started(_, guards, runtime) = state else { return };
        let Some(runtime) = runtime else { return drop(guards) };
        let entered = runtime.enter();
        drop(guards);
        drop(entered);
        runtime.shutdown_timeout(FAREWELL);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
