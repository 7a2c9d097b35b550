//! What time it is for the emulator: the system's time, or in tests a time that stands still.

#[cfg(test)]
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// A source of the present instant.
#[derive(Debug, Clone)]
pub(crate) enum Clock {
    /// The machine's clock.
    System,
    /// A clock that only a test moves, in microseconds since the epoch.
    #[cfg(test)]
    Held(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `seconds` since the epoch.
    #[cfg(test)]
    pub(crate) fn held_at(seconds: i64) -> Self {
        Self::Held(Arc::new(AtomicI64::new(seconds * 1_000_000)))
    }

    /// Moves a held clock forward; the system's clock is left alone.
    #[cfg(test)]
    pub(crate) fn advance_us(&self, microseconds: i64) {
        if let Self::Held(at) = self {
            at.fetch_add(microseconds, Ordering::Relaxed);
        }
    }

    /// Microseconds since the epoch.
    pub(crate) fn now_us(&self) -> i64 {
        match self {
            Self::System => system_us(),
            #[cfg(test)]
            Self::Held(at) => at.load(Ordering::Relaxed),
        }
    }

    /// Whole seconds since the epoch.
    pub(crate) fn now_s(&self) -> i64 {
        self.now_us().div_euclid(1_000_000)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the emulator imports no other room, so this is its one look at the system clock"
)]
fn system_us() -> i64 {
    chrono::Utc::now().timestamp_micros()
}
