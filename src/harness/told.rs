//! What a trial says of its requirement.

use std::path::{Path, PathBuf};

use libtest_mimic::{Completion, Failed};

use crate::oracle::diff;
use crate::report::{
    Place, RequirementSummary, SuiteSummary, Summary, TestCommand, Verdict, contradiction, failure, write_reports_at,
};
use crate::runner::Replay;

/// What is needed to tell what came of a trial.
pub(super) struct Told<'a> {
    pub(super) id: &'a str,
    /// The folder of all trials' reports.
    pub(super) reports: &'a Path,
    pub(super) command: &'a TestCommand,
}

/// What came of one requirement's run, as an outcome of its trial; with reports where it has failed, known or not.
pub(super) fn told(summary: &Summary, about: &Told<'_>) -> Result<Completion, Failed> {
    let bug = || format!("`{}` was not planned, which is a bug in abide", about.id);
    let (run, requirement) = summary.requirements().next().ok_or_else(bug)?;
    let folder: PathBuf = about.reports.join(about.id.replace('/', "-"));
    let place = Place::of_test(&folder, about.command);
    let contradicted = contradiction(summary, place);
    let failed = requirement.verdict == Verdict::Failed;
    if failed || contradicted.is_some() {
        write_reports_at(place, summary)?;
    }
    let listed = requirement.listed.as_ref().filter(|_| requirement.is_excused());
    match (contradicted, listed) {
        (Some(gate), _) => Err(format!("{}{gate}", found(run, requirement, place)).trim_end().into()),
        (None, Some(listed)) => Ok(Completion::ignored_with(listed.told())),
        (None, None) => plain(run, requirement, place),
    }
}

/// An outcome that no baseline has a say in.
fn plain(run: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> Result<Completion, Failed> {
    match requirement.verdict {
        Verdict::Passed | Verdict::Warned | Verdict::Observed => Ok(Completion::Completed),
        Verdict::Skipped => Ok(Completion::ignored_with(requirement.reason.clone().unwrap_or_default())),
        Verdict::Inconclusive | Verdict::Failed => Err(found(run, requirement, place).trim_end().into()),
    }
}

/// What was found, at length where it was broken.
fn found(run: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> String {
    let reason = requirement.reason.as_deref().unwrap_or_default();
    match requirement.verdict {
        Verdict::Failed => failure(run, requirement, place),
        Verdict::Inconclusive => {
            let halted = run.halted.as_ref().map(|halt| format!("; {halt}")).unwrap_or_default();
            format!("inconclusive: {reason}{halted}\n")
        }
        verdict => format!("{verdict} {} {}\n{reason}\n", requirement.id, requirement.level),
    }
}

/// What came of sending a counterexample again.
pub(super) fn replayed(replayed: &Replay) -> Result<Completion, Failed> {
    match replayed {
        Replay::StillFails(mismatch) if mismatch.level.gates() => {
            Err(format!("it still fails\n{}", diff(&mismatch.expected, &mismatch.came)).into())
        }
        Replay::Passes | Replay::StillFails(_) => Ok(Completion::Completed),
        Replay::Silent(silence) => Err(format!("inconclusive: {silence}").into()),
        Replay::Halted(halt) => Err(format!("inconclusive: {halt}").into()),
    }
}
