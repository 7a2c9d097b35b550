//! How a run is asked to end early, by a person or by itself.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::watch;

use super::event::Halt;
use crate::case::{Silence, visible};

/// So many exchanges in a row without an answer end a run: more than one slow moment, less than a long wait.
const SILENT_EXCHANGES: u32 = 40;

/// A flag that every worker looks at; the first reason given is kept.
#[derive(Clone, Debug)]
pub struct Stop {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    flag: watch::Sender<bool>,
    reason: Mutex<Option<Halt>>,
    silent: AtomicU32,
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

impl Stop {
    /// A flag that is down.
    #[must_use]
    pub fn new() -> Self {
        let (flag, _) = watch::channel(false);
        Self { shared: Arc::new(Shared { flag, reason: Mutex::new(None), silent: AtomicU32::new(0) }) }
    }

    /// Raises the flag for a reason.
    pub fn raise(&self, reason: Halt) {
        let mut kept = self.shared.reason.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get_or_insert(reason);
        self.shared.flag.send_replace(true);
    }

    /// Is it up?
    #[must_use]
    pub fn is_raised(&self) -> bool {
        *self.shared.flag.borrow()
    }

    /// The reason, once it is up.
    #[must_use]
    pub fn reason(&self) -> Option<Halt> {
        self.shared.reason.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until it is up.
    pub async fn raised(&self) {
        let mut watcher = self.shared.flag.subscribe();
        let _ = watcher.wait_for(|raised| *raised).await;
    }

    /// An exchange was answered: the endpoint is there.
    pub(super) fn answered(&self) {
        if self.shared.silent.load(Ordering::Relaxed) > 0 {
            self.shared.silent.store(0, Ordering::Relaxed);
        }
    }

    /// An exchange was not answered; too many of them in a row raise the flag.
    pub(super) fn silent(&self, silence: &Silence) {
        if self.shared.silent.fetch_add(1, Ordering::Relaxed) + 1 < SILENT_EXCHANGES {
            return;
        }
        let text = visible(&silence.to_string(), 200);
        match silence {
            Silence::Throttled(code) | Silence::Busy(code) => self.raise(Halt::Throttled(visible(code, 80))),
            _ => self.raise(Halt::Unreachable(text)),
        }
    }
}
