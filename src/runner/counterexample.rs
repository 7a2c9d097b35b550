//! A counterexample is data: what was sent, what was allowed, what came, and how to send it again.

use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::{Case, Level, visible};
use crate::rule::Side;

/// A failing case, simplified as far as it goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counterexample {
    /// The version of this format, `abide/counterexample/1`.
    pub schema: String,
    /// The suite.
    pub suite: String,
    /// The id of the requirement that it breaks.
    pub requirement: String,
    /// What the mismatch weighs.
    pub level: Level,
    /// The id of the requirement that the case was made for: another one where every answer is looked at.
    pub made_for: String,
    /// What was expected of the case.
    pub side: Side,
    /// What the case does.
    pub class: String,
    /// The seed of the run that found it.
    pub seed: u64,
    /// The day that the run counted instants from.
    pub today: NaiveDate,
    /// The requests.
    pub case: Case,
    /// The kind of mismatch.
    pub kind: String,
    /// What documents allow, a line each.
    pub expected: Vec<String>,
    /// What came, a line each.
    pub came: Vec<String>,
    /// The difference of both.
    pub diff: String,
    /// Did it fail once more when it was sent again, unchanged?
    pub reproduced: bool,
    /// The requests that simplifying it took.
    pub requests: u64,
}

/// A counterexample file that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CounterexampleError {
    /// The file cannot be opened or is no text.
    #[error("`{path}` cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is not a counterexample of this version.
    #[error("`{path}` is no counterexample of this version of abide: {reason}")]
    Malformed {
        /// The file.
        path: String,
        /// Why, with line and column where JSON is broken.
        reason: String,
    },
}

/// Longest reason that is told, in characters.
const LONGEST_REASON: usize = 400;

impl Counterexample {
    /// The version of the format.
    pub const SCHEMA: &'static str = "abide/counterexample/1";

    /// Reads a counterexample file.
    ///
    /// # Errors
    /// When the file cannot be read or is no counterexample of this version.
    pub fn load(path: &Path) -> Result<Self, CounterexampleError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| CounterexampleError::Unreadable { path: name.clone(), source })?;
        Self::parse(&name, &text)
    }

    /// Reads the text of a counterexample file.
    ///
    /// # Errors
    /// When it is no counterexample of this version.
    pub fn parse(path: &str, text: &str) -> Result<Self, CounterexampleError> {
        let malformed = |reason: String| {
            // The reason repeats what the file says, which is somebody else's.
            CounterexampleError::Malformed { path: path.to_owned(), reason: visible(&reason, LONGEST_REASON) }
        };
        let read: Self = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
        if read.schema != Self::SCHEMA {
            return Err(malformed(format!("its `schema` is `{}`, not `{}`", read.schema, Self::SCHEMA)));
        }
        Ok(read)
    }

    /// The name of its file: the requirement's id with dashes for slashes.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.json", self.requirement.replace('/', "-"))
    }
}
