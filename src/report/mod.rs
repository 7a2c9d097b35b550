//! Views of one summary: what a run says to people, to machines, and to the next program.
//!
//! A [`Recorder`] folds the events of one or several suites' runs into a [`Summary`], in memory that does not grow with the
//! number of cases. Every view is a function of that summary alone: `report.json`, `junit.xml`, `report.md` and the
//! terminal's text cannot disagree. Nothing here sends, judges an answer, or reads a clock.

mod annotations;
mod block;
mod conclusion;
mod count;
mod counts;
mod coverage;
mod difference;
mod gated;
mod json;
mod junit;
mod ledger;
mod log;
mod markdown;
mod paint;
mod place;
mod read;
mod recorder;
mod request;
mod restored;
mod sarif;
mod shards;
mod signature;
mod summarise;
mod summary;
mod tally;
pub mod terminal;
mod time;
mod verdict;
mod weigh;
mod write;

pub use annotations::annotations;
pub use block::{contradiction, failure};
pub use conclusion::Conclusion;
pub use counts::Counts;
pub use difference::{Change, Difference};
pub use gated::{Cause, CauseKind, ENTRY_DAYS, Gated, Listed, Standing, expiry};
pub use log::harmless;
pub use place::{Place, TestCommand};
pub use read::{ReadError, SavedBaseline, SavedObservation, SavedReport, SavedRequirement};
pub use recorder::Recorder;
pub use shards::{Part, ShardError, ShardRecord, forget_shard, join, write_shard};
pub use signature::is_listed;
pub use summary::{
    Cited, ClassCount, Declared, MismatchSummary, ObservationSummary, RequirementSummary, SuiteSummary, Summary,
};
pub use verdict::Verdict;
pub use write::{ReportError, Written, write_reports, write_reports_at, write_whole};
