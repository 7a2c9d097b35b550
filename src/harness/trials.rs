//! From requirements to trials.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Completion, Failed, Trial};
use tokio::runtime::Builder;

use crate::clock;
use crate::property::{Plan, Size};
use crate::report::{Place, Recorder, RequirementSummary, SuiteSummary, Summary, Verdict, failure, write_reports};
use crate::runner::{Session, Stop, run};
use crate::suite::{RequirementKey, Suite};
use crate::target::Target;

/// How much each trial tries, and where what it finds goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// How much the plan of each trial holds, and its seed.
    pub size: Size,
    /// Folder for the reports of trials that fail, a folder each, with the counterexample to send again.
    pub reports: PathBuf,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            size: Size { seed: 1, cases: 10, sequences: 5, steps: 4 },
            reports: PathBuf::from("reports/conformance"),
        }
    }
}

/// What all trials share.
struct Bench<F> {
    profile: Profile,
    target: F,
    /// A run owns the accounts that it names, so one trial waits for another. Processes do not: `cargo nextest` starts
    /// one for each trial, and those of an endpoint that they share belong in a test group of one thread.
    turn: Mutex<()>,
}

/// A trial for each requirement of these suites. `target` tells where a suite's endpoint is; it is asked when a trial
/// runs, not when trials are listed.
///
/// A requirement that was kept, observed or only warned about passes; one that was skipped is ignored with its reason;
/// one that nothing can be said about fails like one that was broken.
#[must_use]
pub fn trials<F>(suites: Vec<Suite>, profile: Profile, target: F) -> Vec<Trial>
where
    F: Fn(&Suite) -> Result<Target, Failed> + Send + Sync + 'static,
{
    let bench = Arc::new(Bench { profile, target, turn: Mutex::new(()) });
    let suites = suites.into_iter().map(Arc::new);
    let of_suite = |suite: Arc<Suite>| {
        let keys: Vec<RequirementKey> = suite.keys().collect();
        let bench = Arc::clone(&bench);
        keys.into_iter().map(move |key| trial(Arc::clone(&bench), Arc::clone(&suite), key))
    };
    suites.flat_map(of_suite).collect()
}

fn trial<F>(bench: Arc<Bench<F>>, suite: Arc<Suite>, key: RequirementKey) -> Trial
where
    F: Fn(&Suite) -> Result<Target, Failed> + Send + Sync + 'static,
{
    let requirement = suite.requirement(key);
    let (id, level) = (requirement.id.clone(), requirement.level);
    Trial::ignorable_test(id.clone(), move || bench.hold(&suite, &id)).with_kind(level.to_string())
}

impl<F> Bench<F>
where
    F: Fn(&Suite) -> Result<Target, Failed>,
{
    /// Runs one requirement.
    fn hold(&self, suite: &Arc<Suite>, id: &str) -> Result<Completion, Failed> {
        let target = (self.target)(suite)?;
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let summary = runtime.block_on(self.run(suite, &target, id))?;
        let (run, requirement) =
            summary.requirements().next().ok_or_else(|| format!("`{id}` was not planned, which is a bug in abide"))?;
        self.told(&summary, run, requirement)
    }

    async fn run(&self, suite: &Arc<Suite>, target: &Target, id: &str) -> Result<Summary, Failed> {
        let today = clock::now().date_naive();
        let session = Session::new(Arc::clone(suite), target, today, Stop::new())?;
        let chosen = |candidate: &str| candidate == id;
        let plan = Plan::new((suite, session.fixtures()), (today, session.abilities()), self.profile.size, &chosen);
        let mut recorder = Recorder::new();
        let mut listener = |event| recorder.record(&event);
        run(Arc::new(session), Arc::new(plan), &mut listener).await;
        Ok(recorder.summary())
    }

    fn told(
        &self,
        summary: &Summary,
        run: &SuiteSummary,
        requirement: &RequirementSummary,
    ) -> Result<Completion, Failed> {
        let reason = requirement.reason.clone().unwrap_or_default();
        match requirement.verdict {
            Verdict::Passed | Verdict::Warned | Verdict::Observed => Ok(Completion::Completed),
            Verdict::Skipped => Ok(Completion::ignored_with(reason)),
            Verdict::Inconclusive => {
                let halted = run.halted.as_ref().map(|halt| format!("; {halt}")).unwrap_or_default();
                Err(format!("inconclusive: {reason}{halted}").into())
            }
            Verdict::Failed => {
                let folder = self.profile.reports.join(requirement.id.replace('/', "-"));
                write_reports(&folder, summary)?;
                Err(failure(run, requirement, Place::new(&folder)).into())
            }
        }
    }
}
