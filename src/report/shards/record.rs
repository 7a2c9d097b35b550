//! What one part of a run writes down for the others.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::super::ledger::Ledger;
use super::super::recorder::{Recorder, Run};
use super::super::write::{ReportError, write_whole};
use super::error::ShardError;
use crate::property::{Shard, Size};
use crate::runner::{Halt, Restored, RunFinished, TargetSummary};
use crate::suite::digest;

/// The counters of one part of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShardRecord {
    /// The version of this format, `abide/shard/1`.
    schema: String,
    /// The version of abide that wrote it.
    pub(super) version: String,
    /// Which part it is.
    pub(super) shard: Shard,
    /// Each suite's run, in the order in which they went.
    pub(super) runs: Vec<RunRecord>,
    /// The folder that it was read from.
    #[serde(skip)]
    pub(super) folder: PathBuf,
}

/// The counters of one suite's run, and everything that must be the same in all parts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RunRecord {
    pub(super) suite: String,
    /// Digest of what the suite says.
    pub(super) contents: String,
    pub(super) target: TargetSummary,
    /// Digest of what the target lists.
    pub(super) fixtures: String,
    pub(super) size: Size,
    pub(super) settle: Duration,
    pub(super) today: NaiveDate,
    pub(super) started: DateTime<Utc>,
    pub(super) planned: u64,
    /// By requirement; all that were selected, those of other parts among them.
    pub(super) ledgers: BTreeMap<String, Ledger>,
    pub(super) halted: Option<Halt>,
    pub(super) restored: Restored,
    pub(super) finished: Option<RunFinished>,
}

const SCHEMA: &str = "abide/shard/1";

/// The name of the file in the folder of reports.
const FILE: &str = "shard.json";

/// Writes what was counted, for `abide merge`, if the run was a part of a plan.
///
/// # Errors
/// When the file cannot be written.
pub fn write_shard(directory: &Path, recorder: &Recorder, shard: Option<Shard>) -> Result<(), ReportError> {
    let Some(shard) = shard else { return Ok(()) };
    let path = directory.join(FILE);
    let record = ShardRecord {
        schema: SCHEMA.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        shard,
        runs: recorder.runs().iter().map(RunRecord::of).collect(),
        folder: directory.to_owned(),
    };
    let shown = path.display().to_string();
    let text = serde_json::to_string_pretty(&record)
        .map_err(|error| ReportError::Render { path: shown.clone(), reason: error.to_string() })?;
    write_whole(&path, &(text + "\n")).map_err(|source| ReportError::File { path: shown, source })
}

/// Removes what an earlier part of another run has written there: a run that does not come to its end must not be taken
/// for that one.
///
/// # Errors
/// When there is such a file and it cannot be removed.
pub fn forget_shard(directory: &Path) -> Result<(), ReportError> {
    let path = directory.join(FILE);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(ReportError::Leftover { path: path.display().to_string(), source: error })
        }
        _ => Ok(()),
    }
}

impl ShardRecord {
    /// Reads what a part has written into a folder of reports.
    ///
    /// # Errors
    /// When there is nothing of a part, or it is of another version.
    pub fn load(folder: &Path) -> Result<Self, ShardError> {
        let path = folder.join(FILE).display().to_string();
        let text = fs::read_to_string(folder.join(FILE))
            .map_err(|source| ShardError::Unreadable { path: path.clone(), source })?;
        let malformed = |reason: String| ShardError::Malformed { path: path.clone(), reason };
        let read: Self = serde_json::from_str(&text).map_err(|error| malformed(error.to_string()))?;
        if read.schema != SCHEMA {
            return Err(malformed(format!("its `schema` is `{}`, not `{SCHEMA}`", read.schema)));
        }
        Ok(Self { folder: folder.to_owned(), ..read })
    }
}

impl RunRecord {
    fn of(run: &Run) -> Self {
        let started = &run.started;
        let ledger = |(key, ledger): (&_, &Ledger)| (started.suite.requirement(*key).id.clone(), ledger.clone());
        Self {
            suite: started.suite.id.clone(),
            contents: started.suite.digest(),
            target: started.target.clone(),
            fixtures: digest(&format!("{:?}", started.fixtures)),
            size: started.size,
            settle: started.settle,
            today: started.today,
            started: started.started,
            planned: started.planned,
            ledgers: run.ledgers.iter().map(ledger).collect(),
            halted: run.halted.clone(),
            restored: run.restored.clone(),
            finished: run.finished.clone(),
        }
    }
}
