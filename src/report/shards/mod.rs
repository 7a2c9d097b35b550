//! Parts of one run: what each writes down beside its report, and how all of them become one again.
//!
//! A part's report holds verdicts, and verdicts of parts cannot be added. What is written down here are the counters that
//! verdicts are made of, so that the joined report is made as that of a whole run is.

mod error;
mod join;
mod record;

pub use error::{Part, ShardError};
pub use join::join;
pub use record::{ShardRecord, forget_shard, write_shard};
