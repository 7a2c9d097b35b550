//! The word for how a requirement came out.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a requirement came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything that tests it was tried, and the endpoint kept it.
    Passed,
    /// The endpoint broke it, and that fails the run.
    Failed,
    /// The endpoint broke something that does not fail the run.
    Warned,
    /// Documents are silent; what the endpoint did is recorded.
    Observed,
    /// It was not tested here, for a known reason.
    Skipped,
    /// It was to be tested and nothing can be said.
    Inconclusive,
}

impl Verdict {
    /// Every verdict, in the order in which reports count them.
    pub const ALL: [Self; 6] =
        [Self::Passed, Self::Failed, Self::Warned, Self::Observed, Self::Skipped, Self::Inconclusive];

    /// The word that reports use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Warned => "warned",
            Self::Observed => "observed",
            Self::Skipped => "skipped",
            Self::Inconclusive => "inconclusive",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
    }
}
