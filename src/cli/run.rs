//! `abide run`: holds endpoints to their documents, one target after another.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::arguments::Run;
use super::console;
use super::main::{Refusal, runtime};
use super::progress::Progress;
use super::targets::{Selected, emulated, emulator, suite_of, suites, target};
use crate::clock;
use crate::gate::{ExitCode, decide};
use crate::property::{Plan, Size};
use crate::report::{Place, Recorder, Summary, terminal, write_reports};
use crate::runner::{Halt, Session, Stop};
use crate::suite::Suite;
use crate::target::Target;

/// A target and the suite that it is held to.
type Pairing = (Arc<Suite>, Target);

pub(super) fn run(arguments: &Run) -> Result<ExitCode, Refusal> {
    let suites = suites(arguments.selection.suite_folder.as_deref())?;
    let selected = Selected::new(&arguments.selection, &suites)?;
    let summary = runtime()?.block_on(run_all(arguments, &suites, &selected))?;
    write_reports(&arguments.reports, &summary).map_err(Refusal::of)?;
    console::say(&terminal::render(&summary, Place::new(&arguments.reports)));
    let decision = decide(&summary);
    Ok(decision.code)
}

async fn run_all(arguments: &Run, suites: &[Arc<Suite>], selected: &Selected) -> Result<Summary, Refusal> {
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
    pairings.retain(|(suite, _)| selected.has_suite(&suite.id));
    make_folder(&arguments.reports)?;
    let stop = Stop::new();
    let interrupted = tokio::spawn(stop_when_interrupted(stop.clone()));
    let summary = hold_all(arguments, &pairings, selected, &stop).await;
    interrupted.abort();
    if let Some(emulator) = emulator {
        emulator.stop().await;
    }
    summary
}

/// A report that cannot be written is told before anything is sent.
fn make_folder(reports: &Path) -> Result<(), Refusal> {
    let refused = |error| {
        Refusal(format!("`{}` cannot be created: {error}; choose another folder with `--reports`", reports.display()))
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

async fn hold_all(arguments: &Run, pairings: &[Pairing], selected: &Selected, stop: &Stop) -> Result<Summary, Refusal> {
    let mut recorder = Recorder::new();
    let mut progress = Progress::new();
    let seed = arguments.seed.unwrap_or_else(|| uuid::Uuid::new_v4().as_u64_pair().0 >> 11);
    for (suite, target) in pairings {
        // Each endpoint is silent or refuses for itself; only a person stops them all.
        let own_stop = if stop.is_raised() { stop.clone() } else { Stop::new() };
        let relay = tokio::spawn(relay(stop.clone(), own_stop.clone()));
        let mut listener = |event| {
            progress.show(&event);
            recorder.record(&event);
        };
        let held = hold(arguments, (suite, target), (selected, seed), own_stop, &mut listener).await;
        relay.abort();
        held?;
    }
    Ok(recorder.summary())
}

async fn relay(from: Stop, to: Stop) {
    from.raised().await;
    to.raise(Halt::Interrupted);
}

async fn hold(
    arguments: &Run,
    (suite, target): (&Arc<Suite>, &Target),
    (selected, seed): (&Selected, u64),
    stop: Stop,
    listener: &mut (dyn FnMut(crate::runner::Event) + Send),
) -> Result<(), Refusal> {
    let today = arguments.wire.today.unwrap_or_else(|| clock::now().date_naive());
    let mut settings = target.settings(&suite.api_version, &suite.service);
    settings.timeout = Duration::from_secs_f64(arguments.wire.timeout);
    let session = Session::with_settings(Arc::clone(suite), target, (today, stop), &settings).map_err(Refusal::of)?;
    let session = session.settling(Duration::from_secs_f64(arguments.settle));
    let chosen = |id: &str| selected.has(id);
    let size = Size { seed, cases: arguments.cases, sequences: arguments.sequences, steps: arguments.steps };
    let plan = Plan::new((suite, session.fixtures()), (today, session.abilities()), size, &chosen);
    crate::runner::run(Arc::new(session), Arc::new(plan), listener).await;
    Ok(())
}
