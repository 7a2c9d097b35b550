//! Why parts of a run cannot become one.

use std::fmt;
use std::path::Path;

/// Two parts, or one, as errors name them: by their folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part(pub(super) String);

/// Why parts of a run cannot be joined.
#[derive(Debug, thiserror::Error)]
pub enum ShardError {
    /// There is nothing of a part.
    #[error("`{path}` cannot be read: {source}; name the folders that `abide run --shard K/N` wrote its reports to")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is not what a part of a run writes, or of another version.
    #[error("`{path}` is not of a shard of this version of abide: {reason}")]
    Malformed {
        /// The file.
        path: String,
        /// Why, with line and column where JSON is broken.
        reason: String,
    },
    /// A part is there twice.
    #[error("shard {number} is there twice, in {one} and {other}; name each shard once")]
    Doubled {
        /// Which part.
        number: u32,
        /// One of them.
        one: Part,
        /// The other.
        other: Part,
    },
    /// Parts are not there.
    #[error("of {of} shards {} missing; run what is missing, or name its folder too", missing(.numbers))]
    Missing {
        /// Which parts.
        numbers: Vec<u32>,
        /// How many there are to be.
        of: u32,
    },
    /// Parts of different runs.
    #[error("{one} and {other} are not of one run: {what} differs, {values}; run all shards with the same {what}")]
    Different {
        /// One of them.
        one: Part,
        /// The other.
        other: Part,
        /// What differs.
        what: &'static str,
        /// What it is in both.
        values: String,
    },
    /// The suite that the parts were held to is not the one that is here.
    #[error(
        "the shards were held to another suite `{suite}` than the one that is here; merge with the same version of abide, \
         and the same `--suites`"
    )]
    OtherSuite {
        /// The suite.
        suite: String,
    },
    /// A requirement that no part tests.
    #[error("`{requirement}` is tested in no shard; this is a bug in abide")]
    Untested {
        /// The requirement.
        requirement: String,
    },
}

impl Part {
    pub(super) fn of(folder: &Path) -> Self {
        Self(folder.display().to_string())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`", self.0)
    }
}

fn missing(numbers: &[u32]) -> String {
    let listed = numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    if numbers.len() == 1 { format!("{listed} is") } else { format!("{listed} are") }
}
