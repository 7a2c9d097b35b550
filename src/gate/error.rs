//! What is wrong with a baseline file, where, and what to do about it.

use std::fmt;
use std::path::PathBuf;

/// A baseline file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineError {
    /// The file, as it was named.
    pub path: PathBuf,
    /// The line, from 1; none for the file as a whole.
    pub line: Option<usize>,
    /// What is wrong.
    pub kind: BaselineErrorKind,
}

/// What is wrong, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaselineErrorKind {
    /// There is no such file.
    #[error(
        "there is no such baseline; run without `--baseline`, then let `abide baseline update --baseline {0} --report DIR` \
         write it from that run's reports"
    )]
    Missing(String),
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// The file cannot be written.
    #[error("cannot be written: {0}; nothing was changed")]
    Unwritable(String),
    /// Not TOML, or not of a baseline's shape.
    #[error("{0}")]
    Shape(String),
    /// One requirement has two entries.
    #[error("`{requirement}` is listed twice, here and at line {other}; which one holds cannot be known, remove one")]
    Twice {
        /// The requirement.
        requirement: String,
        /// The line of the entry before.
        other: usize,
    },
    /// An entry that says nothing where it must.
    #[error("`{key}` of `{requirement}` is empty; {hint}")]
    Empty {
        /// The requirement.
        requirement: String,
        /// The key.
        key: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// A day that is none, or has a time.
    #[error("`{key}` is not a day; write it like 2026-01-31, without quotes")]
    Day {
        /// The key.
        key: &'static str,
    },
    /// The counterexample of an entry cannot be used.
    #[error("the counterexample of `{requirement}`: {reason}; restore the file, or remove the line `counterexample`")]
    Counterexample {
        /// The requirement.
        requirement: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl BaselineError {
    pub(super) fn of_all(path: impl Into<PathBuf>, kind: BaselineErrorKind) -> Self {
        Self { path: path.into(), line: None, kind }
    }

    /// Is it only that there is no such file?
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.kind, BaselineErrorKind::Missing(_))
    }
}

impl fmt::Display for BaselineError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        // What the file says is repeated in messages, and may hold what a terminal would obey.
        let kind = crate::case::visible(&self.kind.to_string(), 600);
        write!(formatter, "{}{line}: {kind}", self.path.display())
    }
}

impl std::error::Error for BaselineError {}
