//! `abide run`: holds endpoints to their documents, one target after another.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use super::arguments::Run;
use super::console;
use super::github;
use super::hold::{Pairing, hold_all};
use super::main::{Refusal, runtime};
use super::targets::{Selected, emulated, emulator, exists, suite_of, suites, target};
use crate::clock;
use crate::gate::{Baseline, ExitCode, Scope, compare, decide};
use crate::property::Shard;
use crate::report::{Place, Recorder, forget_shard, terminal, write_reports, write_shard};
use crate::runner::{Halt, Stop};
use crate::suite::Suite;

/// What a run was asked for, read and checked.
pub(super) struct Order<'a> {
    pub(super) arguments: &'a Run,
    pub(super) selected: Selected,
    pub(super) baseline: Option<Baseline>,
    pub(super) seed: u64,
    pub(super) today: NaiveDate,
}

pub(super) fn run(arguments: &Run) -> Result<ExitCode, Refusal> {
    let suites = suites(arguments.selection.suite_folder.as_deref())?;
    let selected = Selected::new(&arguments.selection, &suites)?;
    let baseline = arguments.baseline.as_deref().map(Baseline::load).transpose()?;
    let seed = arguments.seed.unwrap_or_else(|| uuid::Uuid::new_v4().as_u64_pair().0 >> 11);
    let today = arguments.wire.today.unwrap_or_else(|| clock::now().date_naive());
    let order = Order { arguments, selected, baseline, seed, today };
    let recorder = runtime()?.block_on(run_all(&order, &suites))?;
    let ending = Ending {
        reports: &arguments.reports,
        baseline: order.baseline.as_ref(),
        suites: &suites,
        shard: arguments.shard,
        quiet: arguments.quiet,
    };
    told(&recorder, &ending)
}

/// What the end of a run needs besides what was recorded.
pub(super) struct Ending<'a> {
    pub(super) reports: &'a Path,
    pub(super) baseline: Option<&'a Baseline>,
    pub(super) suites: &'a [Arc<Suite>],
    pub(super) shard: Option<Shard>,
    pub(super) quiet: bool,
}

/// Writes and prints what came of a run.
pub(super) fn told(recorder: &Recorder, ending: &Ending<'_>) -> Result<ExitCode, Refusal> {
    let mut summary = recorder.summary();
    if let Some(baseline) = ending.baseline {
        let today = summary.suites.first().map_or_else(|| clock::now().date_naive(), |suite| suite.today);
        compare(&mut summary, baseline, Scope { exists: &|id| exists(ending.suites, id), today });
    }
    write_reports(ending.reports, &summary).map_err(Refusal::of)?;
    write_shard(ending.reports, recorder, ending.shard).map_err(Refusal::of)?;
    let place = Place::new(ending.reports);
    let text = if ending.quiet { terminal::brief(&summary, place) } else { terminal::render(&summary, place) };
    github::say(&text);
    github::tell(&summary, place);
    Ok(decide(&summary).code)
}

async fn run_all(order: &Order<'_>, suites: &[Arc<Suite>]) -> Result<Recorder, Refusal> {
    let arguments = order.arguments;
    let emulator = if arguments.targets.is_empty() { Some(emulator().await?) } else { None };
    let mut pairings: Vec<Pairing> = Vec::new();
    if let Some(emulator) = &emulator {
        for suite in suites {
            pairings.extend(emulated(emulator, suite)?.map(|target| (Arc::clone(suite), target)));
        }
    }
    for path in &arguments.targets {
        let target = target(path, suites)?;
        pairings.push((suite_of(&target, suites)?, target));
    }
    pairings.retain(|(suite, _)| order.selected.has_suite(&suite.id));
    one_target_each(&pairings)?;
    make_folder(&arguments.reports)?;
    forget_shard(&arguments.reports).map_err(Refusal::of)?;
    let stop = Stop::new();
    let interrupted = tokio::spawn(stop_when_interrupted(stop.clone()));
    let recorder = hold_all(order, &pairings, &stop).await;
    interrupted.abort();
    if let Some(emulator) = emulator {
        emulator.stop().await;
    }
    recorder
}

/// A report names what it found by the requirement's id, which two targets of one suite would share.
fn one_target_each(pairings: &[Pairing]) -> Result<(), Refusal> {
    for (place, (suite, target)) in pairings.iter().enumerate() {
        if let Some((_, other)) = pairings.iter().take(place).find(|(before, _)| before.id == suite.id) {
            let (one, two) = (other.path.display(), target.path.display());
            return Err(Refusal::new(format!(
                "`{one}` and `{two}` are both of suite `{}`, and one report can hold only one of them; run abide once \
                 for each, with `--reports` of its own",
                suite.id
            )));
        }
    }
    Ok(())
}

/// A report that cannot be written is told before anything is sent.
pub(super) fn make_folder(reports: &Path) -> Result<(), Refusal> {
    let refused = |error| {
        Refusal::new(format!(
            "`{}` cannot be created: {error}; choose another folder with `--reports`",
            reports.display()
        ))
    };
    std::fs::create_dir_all(reports).map_err(refused)
}

/// The first interruption ends the run with a partial report, the second ends the process.
async fn stop_when_interrupted(stop: Stop) {
    if tokio::signal::ctrl_c().await.is_ok() {
        stop.raise(Halt::Interrupted);
        console::tell("abide: stopping; what was found so far is reported. Once more ends at once");
    }
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(ExitCode::Inconclusive.number().into());
    }
}
