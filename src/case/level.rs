//! How much a requirement weighs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The level of a requirement: what breaking it does to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Documents are silent or disagree: what the endpoint did is recorded, nothing is judged.
    Open,
    /// Stated loosely or about texts: breaking it is a warning.
    Should,
    /// Stated by a document: breaking it fails the run.
    Must,
    /// Owed by any endpoint though no document states it: breaking it fails the run.
    Safety,
}

impl Level {
    /// Does breaking a requirement of this level fail the run?
    #[must_use]
    pub fn gates(self) -> bool {
        matches!(self, Self::Must | Self::Safety)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Open => "open",
            Self::Should => "should",
            Self::Must => "must",
            Self::Safety => "safety",
        })
    }
}
