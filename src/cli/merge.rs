//! `abide merge`: makes one report of the shards of a run.

use std::sync::Arc;

use super::arguments::Merge;
use super::console;
use super::main::Refusal;
use super::run::{Ending, make_folder, told};
use super::targets::suites;
use crate::gate::{Baseline, ExitCode};
use crate::report::{Recorder, ShardRecord, forget_shard, join};
use crate::suite::{PropertyKind, ResponseCheck, Suite};

pub(super) fn merge(arguments: &Merge) -> Result<ExitCode, Refusal> {
    let suites = suites(arguments.suite_folder.as_deref())?;
    let baseline = arguments.baseline.as_deref().map(Baseline::load).transpose()?;
    if arguments.shards.contains(&arguments.reports) {
        let reports = arguments.reports.display();
        return Err(Refusal::new(format!(
            "`{reports}` holds a shard, which the joined report would overwrite; name another folder with `--reports`"
        )));
    }
    let records = arguments.shards.iter().map(|folder| ShardRecord::load(folder)).collect::<Result<Vec<_>, _>>();
    let recorder = join(records.map_err(Refusal::of)?, &suites).map_err(Refusal::of)?;
    make_folder(&arguments.reports)?;
    forget_shard(&arguments.reports).map_err(Refusal::of)?;
    if !arguments.quiet {
        remark(&recorder, &suites, arguments.shards.len());
    }
    told(
        &recorder,
        &Ending {
            reports: &arguments.reports,
            baseline: baseline.as_ref(),
            suites: &suites,
            shard: None,
            quiet: arguments.quiet,
        },
    )
}

/// The one thing that parts cannot see.
fn remark(recorder: &Recorder, suites: &[Arc<Suite>], shards: usize) {
    let summary = recorder.summary();
    let unique = |suite: &&Arc<Suite>| {
        let watches = PropertyKind::EveryAnswer(ResponseCheck::RequestIdUnique);
        let ran = summary.suites.iter().any(|run| run.id == suite.id);
        ran && suite.requirements.iter().any(|requirement| requirement.property == watches)
    };
    if shards > 1 && suites.iter().any(|suite| unique(&suite)) {
        console::tell("abide: that request ids are unique was held inside each shard, not between shards");
    }
    console::tell("abide: cases, requests and elapsed time are the sums over all shards");
}
