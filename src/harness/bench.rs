//! What all trials share, and what one trial does with it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Completion, Failed};
use tokio::runtime::Builder;

use super::conformance::Profile;
use super::endpoint::Endpoint;
use super::told::{Told, replayed, told};
use crate::clock;
use crate::gate::{Baseline, Scope, compare};
use crate::property::Plan;
use crate::report::{CauseKind, Recorder, Summary, TestCommand};
use crate::runner::{Counterexample, Session, Stop, replay, run};
use crate::suite::Suite;
use crate::target::Target;

/// What all trials share.
pub(super) struct Bench {
    endpoint: Endpoint,
    /// Every suite that there is, not only those that are held.
    all: Vec<Arc<Suite>>,
    profile: Profile,
    baseline: Option<Baseline>,
    replay: Option<Counterexample>,
    command: TestCommand,
    /// One for each suite: a run owns the accounts that it names, so a trial waits for others of its suite. Processes do
    /// not: `cargo nextest` starts one for each trial, and those of an endpoint that they share belong in a test group of
    /// one thread.
    turns: Vec<Mutex<()>>,
}

/// A suite that is held, and its place among them.
#[derive(Clone)]
pub(super) struct Seat {
    pub(super) place: usize,
    pub(super) suite: Arc<Suite>,
}

impl Bench {
    pub(super) fn new(
        endpoint: Endpoint,
        all: Vec<Arc<Suite>>,
        profile: Profile,
        (baseline, replay): (Option<Baseline>, Option<Counterexample>),
    ) -> Self {
        let turns = all.iter().map(|_| Mutex::default()).collect();
        Self { endpoint, all, profile, baseline, replay, command: command(), turns }
    }

    /// The requirement whose counterexample is to be sent again, if that is all that is to be done.
    pub(super) fn replayed(&self) -> Option<&str> {
        self.replay.as_ref().map(|counterexample| counterexample.requirement.as_str())
    }

    pub(super) fn has_baseline(&self) -> bool {
        self.baseline.is_some()
    }

    /// Stops the endpoint.
    pub(super) fn stop(&self) {
        self.endpoint.stop();
    }

    /// Runs one requirement, or sends the one counterexample again.
    pub(super) fn hold(&self, seat: &Seat, id: &str) -> Result<Completion, Failed> {
        let target = self.endpoint.target(seat.place)?;
        let turn = self.turns.get(seat.place);
        let _turn = turn.map(|turn| turn.lock().unwrap_or_else(PoisonError::into_inner));
        let runtime = Builder::new_current_thread().enable_all().build()?;
        if let Some(counterexample) = &self.replay {
            return runtime.block_on(self.send_again(&seat.suite, &target, counterexample));
        }
        let baseline = self.baseline_of(id);
        let mut summary = runtime.block_on(self.run(&seat.suite, &target, (id, baseline.as_ref())))?;
        if let Some(baseline) = &baseline {
            self.compare(&mut summary, baseline);
        }
        told(&summary, &Told { id, reports: &self.profile.reports, command: &self.command })
    }

    /// Fails for the entries whose requirement no suite has.
    pub(super) fn hold_baseline(&self) -> Result<(), Failed> {
        let Some(baseline) = &self.baseline else { return Ok(()) };
        let mut nothing = Summary { suites: Vec::new(), gated: None };
        self.compare(&mut nothing, baseline);
        let causes = nothing.gated.map(|gated| gated.causes).unwrap_or_default();
        let unmatched = causes.into_iter().filter(|cause| cause.cause == CauseKind::NothingMatches);
        let line = |line: usize| format!("{}:{line}", baseline.path.display());
        let told = unmatched.map(|cause| {
            let place = cause.line.map(line).unwrap_or_default();
            format!("{place}: {}: {}; remove the entry", cause.requirement, cause.why)
        });
        let told: Vec<String> = told.collect();
        if told.is_empty() { Ok(()) } else { Err(told.join("\n").into()) }
    }

    /// What the baseline says of one requirement; the other trials say the rest.
    fn baseline_of(&self, id: &str) -> Option<Baseline> {
        let mut own = self.baseline.clone()?;
        own.known.retain(|entry| entry.requirement == id);
        own.disputed.retain(|entry| entry.requirement == id);
        Some(own)
    }

    fn compare(&self, summary: &mut Summary, baseline: &Baseline) {
        let exists = |id: &str| self.all.iter().any(|suite| suite.key(id).is_some());
        compare(summary, baseline, Scope { exists: &exists, today: clock::now().date_naive() });
    }

    async fn run(
        &self,
        suite: &Arc<Suite>,
        target: &Target,
        (id, baseline): (&str, Option<&Baseline>),
    ) -> Result<Summary, Failed> {
        let today = clock::now().date_naive();
        let session = Session::new(Arc::clone(suite), target, today, Stop::new())?.settling(self.profile.settle);
        let chosen = |candidate: &str| candidate == id;
        let plan = Plan::new((suite, session.fixtures()), (today, session.abilities()), self.profile.size, &chosen);
        let saved = baseline.map(|baseline| baseline.saved(&suite.id, &chosen)).unwrap_or_default();
        let mut recorder = Recorder::new();
        let mut listener = |event| recorder.record(&event);
        run(Arc::new(session.replaying(saved)), Arc::new(plan), &mut listener).await;
        Ok(recorder.summary())
    }

    async fn send_again(
        &self,
        suite: &Arc<Suite>,
        target: &Target,
        counterexample: &Counterexample,
    ) -> Result<Completion, Failed> {
        let session = Session::new(Arc::clone(suite), target, counterexample.today, Stop::new())?;
        replayed(&replay(&session.settling(self.profile.settle), counterexample).await?)
    }
}

/// The command that runs this test, for those who are to run it again. Cargo names the package and the file of the test's
/// program, which ends with a dash and 16 hexadecimal digits.
fn command() -> TestCommand {
    let file = std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let is_hash = |text: &str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let test = stem.rsplit_once('-').filter(|(_, hash)| is_hash(hash)).map_or(stem.as_str(), |(name, _)| name);
    TestCommand::new(std::env::var("CARGO_PKG_NAME").ok().as_deref(), test)
}
