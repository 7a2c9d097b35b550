//! The one place that reads the system clock.

use chrono::{DateTime, Utc};

/// The time now, in UTC.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "every other file takes the time as a value")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
