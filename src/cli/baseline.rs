//! `abide baseline`: keeps a baseline up to date with what runs found.

use std::path::Path;

use super::arguments::{BaselineCommand, Prune, Update};
use super::console;
use super::main::Refusal;
use super::targets::{exists, suites};
use crate::clock;
use crate::gate::{Changes, ExitCode, Words, prune as prune_file, update as update_file};
use crate::report::{SavedReport, Verdict};

pub(super) fn baseline(command: &BaselineCommand) -> Result<ExitCode, Refusal> {
    match command {
        BaselineCommand::Update(arguments) => update(arguments),
        BaselineCommand::Prune(arguments) => prune(arguments),
    }
}

fn update(arguments: &Update) -> Result<ExitCode, Refusal> {
    let report = conclusive(&arguments.report)?;
    let mut failed = report.requirements.iter().filter(|requirement| requirement.verdict == Verdict::Failed);
    if failed.any(|requirement| requirement.signatures.as_ref().is_none_or(Vec::is_empty)) {
        let reason =
            "was written by a version of abide that does not tell in which ways a requirement fails; run again";
        return Err(refused(&arguments.report, reason));
    }
    let words = Words { reason: arguments.reason.clone(), link: arguments.link.clone(), expires: arguments.expires };
    let today = clock::now().date_naive();
    let changes = update_file(&arguments.baseline, &report, &words, today).map_err(Refusal::of)?;
    told(&arguments.baseline, &changes);
    Ok(ExitCode::Conforms)
}

fn prune(arguments: &Prune) -> Result<ExitCode, Refusal> {
    let suites = suites(arguments.suite_folder.as_deref())?;
    let report = conclusive(&arguments.report)?;
    if report.baseline.is_none() {
        let reason = "is of a run without `--baseline`, which sends no saved counterexample: that a listed failure did \
                      not show says too little; run again with it";
        return Err(refused(&arguments.report, reason));
    }
    let changes = prune_file(&arguments.baseline, &report, &|id| exists(&suites, id)).map_err(Refusal::of)?;
    told(&arguments.baseline, &changes);
    Ok(ExitCode::Conforms)
}

/// A report that says enough to write down what it says.
fn conclusive(place: &Path) -> Result<SavedReport, Refusal> {
    let report = SavedReport::load(place).map_err(Refusal::of)?;
    if let Some(shard) = report.shard {
        let reason = format!("is of shard {shard} alone; join all shards with `abide merge` first");
        return Err(refused(place, &reason));
    }
    match report.inconclusive() {
        Some(why) => Err(refused(place, &format!("says too little to change a baseline: {why}"))),
        None => Ok(report),
    }
}

fn refused(report: &Path, reason: &str) -> Refusal {
    Refusal::new(format!("the report in `{}` {reason}", report.display()))
}

fn told(path: &Path, Changes(changes): &Changes) {
    let path = path.display();
    if changes.is_empty() {
        return console::say(&format!("{path} is up to date"));
    }
    console::say(&format!("{}\nwrote {path}", changes.join("\n")));
}
