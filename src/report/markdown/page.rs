//! What the template shows: a summary as words.

use serde::Serialize;

use super::super::block;
use super::super::conclusion::Conclusion;
use super::super::count::counted;
use super::super::counts::Counts;
use super::super::gated::Gated;
use super::super::place::Place;
use super::super::restored;
use super::super::summary::{ObservationSummary, RequirementSummary, SuiteSummary, Summary};
use super::super::time;
use super::super::verdict::Verdict;
use crate::case::Level;

/// Everything on the page.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    version: &'static str,
    conclusion: &'static str,
    why: String,
    elapsed: String,
    totals: Counts,
    suites: Vec<SuiteRow<'a>>,
    broken: Vec<Broken<'a>>,
    known: Vec<Broken<'a>>,
    disputed: Vec<Disputed<'a>>,
    warned: Vec<Broken<'a>>,
    baseline: Option<Baseline>,
    shard: Option<String>,
    left_behind: Vec<LeftBehind<'a>>,
    open: Vec<Observed<'a>>,
    several: Vec<Observed<'a>>,
    inconclusive: Vec<Reason<'a>>,
    skipped: Vec<Reason<'a>>,
    requirements: Vec<RequirementRow<'a>>,
}

#[derive(Serialize)]
struct SuiteRow<'a> {
    id: &'a str,
    title: &'a str,
    url: &'a str,
    signature: &'a str,
    seed: u64,
    started: String,
    counts: Counts,
}

#[derive(Serialize)]
struct Broken<'a> {
    id: &'a str,
    level: String,
    block: String,
}

/// What a baseline lists, where run and baseline disagree, and the commands that mend it.
#[derive(Serialize)]
struct Baseline {
    told: String,
    causes: Vec<String>,
    mends: Vec<Mend>,
}

#[derive(Serialize)]
struct Mend {
    what: &'static str,
    command: String,
}

#[derive(Serialize)]
struct Disputed<'a> {
    id: &'a str,
    verdict: Verdict,
    told: String,
}

#[derive(Serialize)]
struct LeftBehind<'a> {
    id: &'a str,
    given_back: String,
    left: Vec<String>,
}

#[derive(Serialize)]
struct Observed<'a> {
    id: &'a str,
    says: &'a str,
    seen: Vec<Seen<'a>>,
    others: Option<String>,
}

#[derive(Serialize)]
struct Seen<'a> {
    what: &'a str,
    times: String,
    example: &'a str,
}

#[derive(Serialize)]
struct Reason<'a> {
    reason: &'a str,
    requirements: Vec<&'a str>,
}

#[derive(Serialize)]
struct RequirementRow<'a> {
    id: &'a str,
    level: String,
    verdict: Verdict,
    cases: u64,
    checks: u64,
    tried: u64,
    classes: u64,
    reason: Option<&'a str>,
}

impl<'a> Page<'a> {
    pub(super) fn new(summary: &'a Summary, place: Place<'_>) -> Self {
        let conclusion = Conclusion::of(summary);
        Self {
            version: env!("CARGO_PKG_VERSION"),
            conclusion: conclusion.words(),
            why: conclusion.why().to_owned(),
            elapsed: time::spoken(summary.elapsed()),
            totals: summary.counts(),
            suites: summary.suites.iter().map(suite_row).collect(),
            broken: broken(summary, place, |found| found.verdict == Verdict::Failed && !found.is_excused()),
            known: broken(summary, place, RequirementSummary::is_excused),
            disputed: disputed(summary),
            warned: broken(summary, place, |found| found.verdict == Verdict::Warned),
            baseline: summary.gated.as_ref().map(|gated| baseline(summary, gated, place)),
            shard: summary.shard().map(|shard| shard.to_string()),
            left_behind: left_behind(summary),
            open: observed(summary, |level| level == Level::Open),
            several: observed(summary, |level| level != Level::Open),
            inconclusive: by_reason(summary, Verdict::Inconclusive),
            skipped: by_reason(summary, Verdict::Skipped),
            requirements: summary.requirements().map(|(_, requirement)| requirement_row(requirement)).collect(),
        }
    }
}

fn suite_row(suite: &SuiteSummary) -> SuiteRow<'_> {
    SuiteRow {
        id: &suite.id,
        title: &suite.title,
        url: &suite.target.url,
        signature: &suite.target.signature,
        seed: suite.seed,
        started: suite.started.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
        counts: suite.counts(),
    }
}

fn broken<'a>(summary: &'a Summary, place: Place<'_>, of: impl Fn(&RequirementSummary) -> bool) -> Vec<Broken<'a>> {
    let rows = |(suite, requirement): (&'a SuiteSummary, &'a RequirementSummary)| Broken {
        id: &requirement.id,
        level: requirement.level.to_string(),
        block: block::plain(&block::rows(suite, requirement, place)),
    };
    summary.requirements().filter(|(_, requirement)| of(requirement)).map(rows).collect()
}

fn disputed(summary: &Summary) -> Vec<Disputed<'_>> {
    let disputed = summary.requirements().filter(|(_, requirement)| requirement.is_disputed());
    let rows = disputed.filter_map(|(_, requirement)| {
        let told = requirement.listed.as_ref()?.told();
        Some(Disputed { id: &requirement.id, verdict: requirement.verdict, told })
    });
    rows.collect()
}

fn baseline(summary: &Summary, gated: &Gated, place: Place<'_>) -> Baseline {
    let mends = gated.mends(summary, place).into_iter().map(|(what, command)| Mend { what, command });
    Baseline { told: gated.told(), causes: gated.lines(), mends: mends.collect() }
}

fn left_behind(summary: &Summary) -> Vec<LeftBehind<'_>> {
    let told = summary.suites.iter().filter(|suite| restored::is_told(&suite.restored));
    let rows = told.map(|suite| LeftBehind {
        id: &suite.id,
        given_back: restored::given_back(&suite.restored),
        left: restored::lines(&suite.restored),
    });
    rows.collect()
}

/// The requirements of some levels that something was noted of: also those that were judged, where documents allow
/// several answers.
fn observed(summary: &Summary, of: impl Fn(Level) -> bool) -> Vec<Observed<'_>> {
    let noted = summary.requirements().filter(|(_, requirement)| !requirement.observations.is_empty());
    let rows = noted.filter(|(_, requirement)| of(requirement.level)).map(|(_, requirement)| Observed {
        id: &requirement.id,
        says: &requirement.says,
        seen: requirement.observations.iter().map(seen).collect(),
        others: Some(requirement.other_observations).filter(|others| *others > 0).map(|others| counted(others, "time")),
    });
    rows.collect()
}

fn seen(observation: &ObservationSummary) -> Seen<'_> {
    Seen { what: &observation.seen, times: counted(observation.count, "time"), example: &observation.example }
}

fn by_reason<'a>(summary: &'a Summary, verdict: Verdict) -> Vec<Reason<'a>> {
    let group = |(reason, requirements): (&'a str, Vec<&'a RequirementSummary>)| Reason {
        reason,
        requirements: requirements.into_iter().map(|requirement| requirement.id.as_str()).collect(),
    };
    summary.by_reason(verdict).into_iter().map(group).collect()
}

fn requirement_row(requirement: &RequirementSummary) -> RequirementRow<'_> {
    RequirementRow {
        id: &requirement.id,
        level: requirement.level.to_string(),
        verdict: requirement.verdict,
        cases: requirement.cases,
        checks: requirement.checks,
        tried: requirement.classes.tried,
        classes: requirement.classes.total,
        reason: requirement.reason.as_deref(),
    }
}
