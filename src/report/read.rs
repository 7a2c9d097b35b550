//! Reads a `report.json` that a run has written, as far as other commands need it.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::counts::Counts;
use super::json::SCHEMA;
use super::verdict::Verdict;
use crate::case::{Level, visible};
use crate::property::Shard;
use crate::runner::Counterexample;

/// A report as it was written. What later versions add is not refused, for the format may grow.
#[derive(Clone, Debug, Deserialize)]
pub struct SavedReport {
    /// The day that the run counted from; none when nothing ran.
    pub today: Option<NaiveDate>,
    /// Why a run ended before its plan did.
    pub halted: Option<String>,
    /// How many requirements came out how.
    pub summary: Counts,
    /// What was found about each requirement.
    pub requirements: Vec<SavedRequirement>,
    /// Which part of a plan it is, if it is one.
    #[serde(default)]
    pub shard: Option<Shard>,
    /// The baseline that the run was compared with, if it was.
    #[serde(default)]
    pub baseline: Option<SavedBaseline>,
}

/// The baseline of a run, as its report names it.
#[derive(Clone, Debug, Deserialize)]
pub struct SavedBaseline {
    /// The file.
    pub file: String,
}

/// What a report says of one requirement.
#[derive(Clone, Debug, Deserialize)]
pub struct SavedRequirement {
    /// `api/Operation/name`.
    pub id: String,
    /// What breaking it does.
    pub level: Level,
    /// How it came out.
    pub verdict: Verdict,
    /// Why, in one line.
    pub reason: Option<String>,
    /// How it was broken, as a baseline knows it again; none in a report of an older version.
    pub signatures: Option<Vec<String>>,
    /// What was seen where documents are silent, the most frequent first.
    #[serde(default)]
    pub observations: Vec<SavedObservation>,
    /// The simplest failing case.
    #[serde(deserialize_with = "counterexample", default)]
    pub counterexample: Option<Box<Counterexample>>,
}

/// One thing that was seen where documents are silent.
#[derive(Clone, Debug, Deserialize)]
pub struct SavedObservation {
    /// What was seen.
    pub seen: String,
}

/// A report that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be read.
    #[error("`{path}` cannot be read: {source}; name a folder that `abide run` wrote its reports to")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is no report.
    #[error("`{path}` is no report of this version of abide: {reason}")]
    Malformed {
        /// The file.
        path: String,
        /// Why, with line and column where JSON is broken.
        reason: String,
    },
    /// It is a report of another version of the format.
    #[error("`{path}` has the schema `{schema}`, not `{SCHEMA}`; write it again with this version of abide")]
    OtherSchema {
        /// The file.
        path: String,
        /// Its schema.
        schema: String,
    },
}

/// Longest text of a file that an error repeats, in characters.
const LONGEST: usize = 400;

impl SavedReport {
    /// Reads the report in a folder, or a report's file.
    ///
    /// # Errors
    /// When there is none, or it is not of this version's format.
    pub fn load(place: &Path) -> Result<Self, ReadError> {
        let file: PathBuf = if place.is_dir() { place.join("report.json") } else { place.to_owned() };
        let path = file.display().to_string();
        let text =
            std::fs::read_to_string(&file).map_err(|source| ReadError::Unreadable { path: path.clone(), source })?;
        Self::parse(&path, &text)
    }

    /// Reads the text of a report.
    ///
    /// # Errors
    /// When it is not of this version's format.
    pub fn parse(path: &str, text: &str) -> Result<Self, ReadError> {
        // What is wrong repeats what the file says, which is somebody else's.
        let malformed = |error: serde_json::Error| ReadError::Malformed {
            path: path.to_owned(),
            reason: visible(&error.to_string(), LONGEST),
        };
        let value: Value = serde_json::from_str(text).map_err(malformed)?;
        let schema = value.get("schema").and_then(Value::as_str).unwrap_or("none");
        if schema != SCHEMA {
            return Err(ReadError::OtherSchema { path: path.to_owned(), schema: visible(schema, LONGEST) });
        }
        Self::deserialize(value).map_err(malformed)
    }

    /// Why nothing can be concluded from it, if so.
    #[must_use]
    pub fn inconclusive(&self) -> Option<String> {
        let spoken = self.summary.passed + self.summary.failed + self.summary.warned + self.summary.observed;
        match (&self.halted, self.summary.inconclusive) {
            (Some(halted), _) => Some(format!("the run was halted: {halted}")),
            (None, 1..) => Some(format!("nothing could be said of {} requirements", self.summary.inconclusive)),
            (None, 0) if spoken == 0 => Some("nothing was tested".to_owned()),
            (None, 0) => None,
        }
    }
}

/// A counterexample, without what the report adds to say where it is.
fn counterexample<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<Counterexample>>, D::Error> {
    let Some(mut value) = Option::<Value>::deserialize(deserializer)? else { return Ok(None) };
    if let Some(members) = value.as_object_mut() {
        members.remove("file");
        members.remove("command");
    }
    serde_json::from_value(value).map(Some).map_err(serde::de::Error::custom)
}
