//! One run for every fault and every variant, side by side.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::clock;
use crate::emulator::{Emulator, Fault, Options, Variant, start};
use crate::gate::{ExitCode, decide};
use crate::property::{Plan, Size};
use crate::report::{Recorder, Summary, Verdict};
use crate::runner::{Event, Outcome, Session, Stop, run};
use crate::suite::Suite;
use crate::target::{KnownSuite, Target};

/// How the hunt goes.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// How much each run may try: what a user's run tries by default.
    pub size: Size,
    /// Runs side by side.
    pub jobs: usize,
}

/// How one fault fared.
#[derive(Clone, Debug)]
pub struct FaultResult {
    /// The fault.
    pub fault: Fault,
    /// Whether it was caught.
    pub outcome: FaultOutcome,
}

/// Whether a fault was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultOutcome {
    /// By its own requirement.
    Caught {
        /// Requests of its suite until a case failed.
        requests: u64,
        /// Time until then.
        elapsed: Duration,
        /// Calls of the counterexample.
        steps: usize,
    },
    /// Not by its own requirement; these others failed, or this went wrong.
    Missed(Vec<String>),
}

/// How one variant fared.
#[derive(Clone, Debug)]
pub struct VariantResult {
    /// The variant.
    pub variant: Variant,
    /// What was held against it; nothing, where it was kept.
    pub complaints: Vec<String>,
}

/// What is to be run.
#[derive(Clone, Copy)]
enum Job {
    Fault(Fault),
    Variant(Variant),
}

/// What came of it.
enum Done {
    Fault(FaultResult),
    Variant(VariantResult),
}

/// Runs every fault and every variant; `progress` hears the name of each as it is done.
///
/// The results come in the order given, whatever ended first.
#[must_use]
pub fn hunt(
    suites: &[Arc<Suite>],
    (faults, variants): (&[Fault], &[Variant]),
    profile: Profile,
    progress: &(dyn Fn(&str) + Sync),
) -> (Vec<FaultResult>, Vec<VariantResult>) {
    let jobs: Vec<Job> =
        variants.iter().copied().map(Job::Variant).chain(faults.iter().copied().map(Job::Fault)).collect();
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Done)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..profile.jobs.max(1) {
            scope.spawn(|| {
                while let Some((place, job)) = take(&jobs, &next) {
                    let result = job.carry_out(suites, profile.size);
                    progress(job.name());
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((place, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    let mut results = (Vec::new(), Vec::new());
    for (_, result) in done {
        match result {
            Done::Fault(result) => results.0.push(result),
            Done::Variant(result) => results.1.push(result),
        }
    }
    results
}

fn take<'j>(jobs: &'j [Job], next: &AtomicUsize) -> Option<(usize, &'j Job)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    jobs.get(place).map(|job| (place, job))
}

impl Job {
    fn name(&self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.name(),
            Self::Variant(variant) => variant.name(),
        }
    }

    fn carry_out(&self, suites: &[Arc<Suite>], size: Size) -> Done {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        match self {
            Self::Fault(fault) => {
                let outcome = match &runtime {
                    Ok(runtime) => runtime.block_on(hunt_fault(*fault, suites, size)),
                    Err(error) => Err(format!("no thread to run on: {error}")),
                };
                let outcome = outcome.unwrap_or_else(|reason| FaultOutcome::Missed(vec![reason]));
                Done::Fault(FaultResult { fault: *fault, outcome })
            }
            Self::Variant(variant) => {
                let complaints = match &runtime {
                    Ok(runtime) => runtime.block_on(hold_variant(*variant, suites, size)),
                    Err(error) => Err(format!("no thread to run on: {error}")),
                };
                let complaints = complaints.unwrap_or_else(|reason| vec![reason]);
                Done::Variant(VariantResult { variant: *variant, complaints })
            }
        }
    }
}

/// Runs the suite of a fault until its requirement fails. One request at a time, so that the count of requests is that
/// of an endpoint which is called slowly, and the same for the same seed.
async fn hunt_fault(fault: Fault, suites: &[Arc<Suite>], size: Size) -> Result<FaultOutcome, String> {
    let id = fault.requirement();
    let suite = suites.iter().find(|suite| suite.key(id).is_some());
    let suite = suite.ok_or_else(|| format!("no suite has the requirement `{id}`"))?;
    let options = Options { faults: vec![fault], ..Options::default() };
    let emulator = start(options).await.map_err(|error| error.to_string())?;
    let began = Instant::now();
    let mut first: Option<(u64, Duration)> = None;
    let mut note = |event: &Event| {
        if let Event::CaseFinished(finished) = event
            && let Outcome::Judged(findings) = &finished.outcome
        {
            let fails = |mismatch: &crate::oracle::Mismatch| {
                mismatch.level.gates() && suite.requirement(mismatch.requirement).id == id
            };
            if findings.mismatches.iter().any(fails) {
                first.get_or_insert((finished.requests, began.elapsed()));
            }
        }
    };
    let summary = hold(&emulator, suite, (size, Some(1), Some(id)), &mut note).await;
    emulator.stop().await;
    Ok(judged(&summary?, id, first))
}

/// Reads off a summary, as the gate does, whether the requirement is broken.
fn judged(summary: &Summary, id: &str, first: Option<(u64, Duration)>) -> FaultOutcome {
    let failed: Vec<_> = summary.with(Verdict::Failed).map(|(_, requirement)| requirement).collect();
    let own = failed.iter().find(|requirement| requirement.id == id);
    let counterexample = own.and_then(|requirement| requirement.counterexample.as_ref());
    match (first, counterexample) {
        (Some((requests, elapsed)), Some(counterexample)) => {
            FaultOutcome::Caught { requests, elapsed, steps: counterexample.case.steps.len() }
        }
        _ => FaultOutcome::Missed(failed.iter().map(|requirement| requirement.id.clone()).collect()),
    }
}

/// Runs every suite against a variant; what is told is what a gate would not let pass.
async fn hold_variant(variant: Variant, suites: &[Arc<Suite>], size: Size) -> Result<Vec<String>, String> {
    let mut complaints = Vec::new();
    for suite in suites {
        let options = Options { variants: vec![variant], ..Options::default() };
        let emulator = start(options).await.map_err(|error| error.to_string())?;
        let summary = hold(&emulator, suite, (size, None, None), &mut |_| {}).await;
        emulator.stop().await;
        let summary = summary?;
        let decision = decide(&summary);
        if decision.code != ExitCode::Conforms {
            complaints.push(format!("{}: {}", suite.id, decision.why));
            complaints.extend(told(&summary));
        }
    }
    Ok(complaints)
}

fn told(summary: &Summary) -> Vec<String> {
    let bad = [Verdict::Failed, Verdict::Inconclusive];
    let lines = summary.requirements().filter(|(_, requirement)| bad.contains(&requirement.verdict));
    lines
        .map(|(_, requirement)| {
            let reason = requirement.reason.as_deref().unwrap_or_default();
            format!("{}: {}: {reason}", requirement.id, requirement.verdict)
        })
        .collect()
}

/// One run of one suite, as `abide run` does it.
async fn hold(
    emulator: &Emulator,
    suite: &Arc<Suite>,
    (size, in_flight, aim): (Size, Option<usize>, Option<&str>),
    note: &mut (dyn FnMut(&Event) + Send),
) -> Result<Summary, String> {
    let text = emulator.target_file(&suite.id).ok_or_else(|| format!("the emulator does not serve {}", suite.id))?;
    let known = [KnownSuite { name: &suite.id, protocol: suite.protocol }];
    let mut target = Target::parse(Path::new(""), &text, &known, &|_| None).map_err(|error| error.to_string())?;
    target.limits.in_flight = in_flight.unwrap_or(target.limits.in_flight);
    let today = clock::now().date_naive();
    let session = Session::new(Arc::clone(suite), &target, today, Stop::new()).map_err(|error| error.to_string())?;
    let session = match aim.and_then(|id| suite.key(id)) {
        Some(key) => session.aiming_at(key),
        None => session,
    };
    let plan = Plan::new((suite, session.fixtures()), (today, session.abilities()), size, &|_| true);
    let mut recorder = Recorder::new();
    let mut listener = |event: Event| {
        note(&event);
        recorder.record(&event);
    };
    run(Arc::new(session), Arc::new(plan), &mut listener).await;
    Ok(recorder.summary())
}
