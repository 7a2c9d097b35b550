//! `report.json`: the summary for machines, by `reports/schema/report.schema.json`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::conclusion::Conclusion;
use super::counts::Counts;
use super::gated::{Cause, Gated, Listed};
use super::place::Place;
use super::summary::{
    Cited, ClassCount, MismatchSummary, ObservationSummary, RequirementSummary, SuiteSummary, Summary,
};
use super::verdict::Verdict;
use crate::case::Level;
use crate::property::{Shard, Size};
use crate::runner::{Counterexample, Restored};

/// The version of the format.
pub(super) const SCHEMA: &str = "abide/report/1";

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    version: &'static str,
    suites: Vec<&'a str>,
    target: BTreeMap<&'a str, Target<'a>>,
    seed: u64,
    today: Option<NaiveDate>,
    started: Option<DateTime<Utc>>,
    elapsed_ms: u64,
    conforms: bool,
    halted: Option<String>,
    restored: BTreeMap<&'a str, StateRestored<'a>>,
    summary: Counts,
    requirements: Vec<Requirement<'a>>,
    plan: Option<Amount>,
    shard: Option<Shard>,
    baseline: Option<Baseline<'a>>,
}

/// How much each requirement was tested.
#[derive(Serialize)]
struct Amount {
    cases: u64,
    sequences: u64,
    steps: usize,
}

/// What a baseline says of the run.
#[derive(Serialize)]
struct Baseline<'a> {
    file: &'a str,
    known: usize,
    disputed: usize,
    causes: &'a [Cause],
    mends: Vec<String>,
}

#[derive(Serialize)]
struct Target<'a> {
    url: &'a str,
    signature: &'a str,
    file: Option<&'a str>,
}

/// What became of the state that the runs of one suite found.
#[derive(Default, Serialize)]
struct StateRestored<'a> {
    accounts: u64,
    left: Vec<&'a str>,
}

#[derive(Serialize)]
struct Requirement<'a> {
    id: &'a str,
    level: Level,
    verdict: Verdict,
    cases: u64,
    reason: Option<&'a str>,
    counterexample: Option<Found<'a>>,
    says: &'a str,
    citation: &'a Cited,
    checks: u64,
    classes: ClassCount,
    observations: &'a [ObservationSummary],
    other_observations: u64,
    mismatches: &'a [MismatchSummary],
    other_mismatches: u64,
    signatures: &'a [String],
    baseline: Option<&'a Listed>,
}

/// A counterexample, where it is, and how to send it again.
#[derive(Serialize)]
struct Found<'a> {
    file: String,
    command: String,
    #[serde(flatten)]
    counterexample: &'a Counterexample,
}

/// The text of `report.json`.
///
/// # Errors
/// When a value cannot be written as JSON, which would be a bug.
pub(super) fn render(summary: &Summary, place: Place<'_>) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&report(summary, place))?;
    text.push('\n');
    Ok(text)
}

fn report<'a>(summary: &'a Summary, place: Place<'_>) -> Report<'a> {
    let first = summary.suites.first();
    Report {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        suites: summary.suites.iter().map(|suite| suite.id.as_str()).collect(),
        target: summary.suites.iter().map(|suite| (suite.id.as_str(), target(suite))).collect(),
        seed: first.map(|suite| suite.seed).unwrap_or_default(),
        today: first.map(|suite| suite.today),
        started: first.map(|suite| suite.started),
        elapsed_ms: u64::try_from(summary.elapsed().as_millis()).unwrap_or(u64::MAX),
        conforms: Conclusion::of(summary).conforms(),
        halted: summary.halted(),
        restored: restored(summary),
        summary: summary.counts(),
        requirements: summary.requirements().map(|(suite, found)| requirement(suite, found, place)).collect(),
        plan: first.map(|suite| amount(suite.size)),
        shard: summary.shard(),
        baseline: summary.gated.as_ref().map(|gated| baseline(summary, gated, place)),
    }
}

fn amount(Size { seed: _, cases, sequences, steps }: Size) -> Amount {
    Amount { cases, sequences, steps }
}

fn baseline<'a>(summary: &Summary, gated: &'a Gated, place: Place<'_>) -> Baseline<'a> {
    let mends = gated.mends(summary, place).into_iter().map(|(_, command)| command).collect();
    Baseline { file: &gated.file, known: gated.known, disputed: gated.disputed, causes: &gated.causes, mends }
}

fn target(suite: &SuiteSummary) -> Target<'_> {
    let target = &suite.target;
    Target { url: &target.url, signature: &target.signature, file: target.file.as_deref() }
}

/// By suite; a suite that ran against several targets has what all of them were left with.
fn restored(summary: &Summary) -> BTreeMap<&str, StateRestored<'_>> {
    let mut by_suite: BTreeMap<&str, StateRestored<'_>> = BTreeMap::new();
    for suite in &summary.suites {
        let Restored { accounts, left } = &suite.restored;
        let told = by_suite.entry(&suite.id).or_default();
        told.accounts += u64::try_from(*accounts).unwrap_or(u64::MAX);
        told.left.extend(left.iter().map(String::as_str));
    }
    by_suite
}

fn requirement<'a>(suite: &SuiteSummary, found: &'a RequirementSummary, place: Place<'_>) -> Requirement<'a> {
    let counterexample = found.counterexample.as_deref().map(|counterexample| Found {
        file: place.counterexample(counterexample).display().to_string(),
        command: place.replay(counterexample, &suite.target),
        counterexample,
    });
    Requirement {
        id: &found.id,
        level: found.level,
        verdict: found.verdict,
        cases: found.cases,
        reason: found.reason.as_deref(),
        counterexample,
        says: &found.says,
        citation: &found.citation,
        checks: found.checks,
        classes: found.classes,
        observations: &found.observations,
        other_observations: found.other_observations,
        mismatches: &found.mismatches,
        other_mismatches: found.other_mismatches,
        signatures: &found.signatures,
        baseline: found.listed.as_ref(),
    }
}
