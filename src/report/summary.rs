//! What runs came to: the one value that every view and the gate read.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::counts::Counts;
use super::gated::{Gated, Listed};
use super::verdict::Verdict;
use crate::case::Level;
use crate::property::{Shard, Size};
use crate::runner::{Counterexample, Halt, Restored, TargetSummary};
use crate::suite::Law;

/// What one or several suites' runs came to.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Each suite's run, in the order in which they went.
    pub suites: Vec<SuiteSummary>,
    /// What a baseline says of it, once a gate has compared both.
    pub gated: Option<Gated>,
}

/// What one suite's run came to.
#[derive(Clone, Debug)]
pub struct SuiteSummary {
    /// The suite's id.
    pub id: String,
    /// The API's full name.
    pub title: String,
    /// The endpoint.
    pub target: TargetSummary,
    /// The seed of the plan.
    pub seed: u64,
    /// How much the plan holds.
    pub size: Size,
    /// Which part of the plan it is, if it is one.
    pub shard: Option<Shard>,
    /// The day that instants in the plan count from.
    pub today: NaiveDate,
    /// When the run began.
    pub started: DateTime<Utc>,
    /// How long it took; zero when it did not tell its end.
    pub elapsed: Duration,
    /// All requests that were sent, those of shrinking among them.
    pub requests: u64,
    /// Why it ended before its plan did.
    pub halted: Option<Halt>,
    /// What became of the state that it found at its beginning; empty when it changed nothing, or did not tell.
    pub restored: Restored,
    /// Its requirements, in the suite's order; those that a filter left out are not here.
    pub requirements: Vec<RequirementSummary>,
}

/// What was found about one requirement.
#[derive(Clone, Debug)]
pub struct RequirementSummary {
    /// `api/Operation/name`.
    pub id: String,
    /// `Operation`, or `common`.
    pub operation: String,
    /// The last part of the id.
    pub name: String,
    /// The effect or the law between calls that it is about; none where it is about the answer to one call.
    pub law: Option<Law>,
    /// What breaking it does.
    pub level: Level,
    /// The promise in a sentence.
    pub says: String,
    /// Where it is written.
    pub citation: Cited,
    /// Where the suite declares it.
    pub declared: Declared,
    /// How it came out.
    pub verdict: Verdict,
    /// Why, in one line; for one that passed, what was left untested.
    pub reason: Option<String>,
    /// Its own cases that were judged.
    pub cases: u64,
    /// Judged cases, of whatever requirement, in which an answer was held to it.
    pub checks: u64,
    /// How many of its classes were judged.
    pub classes: ClassCount,
    /// What was seen where documents are silent, the most frequent first.
    pub observations: Vec<ObservationSummary>,
    /// Observations beyond those that are told apart.
    pub other_observations: u64,
    /// How it was broken: what fails the run first, then the most frequent.
    pub mismatches: Vec<MismatchSummary>,
    /// Mismatches beyond those that are told apart.
    pub other_mismatches: u64,
    /// How it was broken, as a baseline knows it again; empty unless that fails the run.
    pub signatures: Vec<String>,
    /// What a baseline says of it.
    pub listed: Option<Listed>,
    /// The simplest failing case.
    pub counterexample: Option<Box<Counterexample>>,
}

/// Where a requirement is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// The document's id in its suite.
    pub document: String,
    /// Its title.
    pub title: String,
    /// The date of its last change; none when it has none.
    pub date: Option<NaiveDate>,
    /// Section of the document.
    pub section: String,
}

/// Where a suite declares a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// How many of a requirement's classes were judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ClassCount {
    /// Classes with a judged case.
    pub tried: u64,
    /// All classes.
    pub total: u64,
}

/// One thing that was seen where documents are silent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObservationSummary {
    /// What was seen, in a few stable words.
    pub seen: String,
    /// How often.
    pub count: u64,
    /// What one such case did.
    pub example: String,
}

/// One way in which a requirement was broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MismatchSummary {
    /// The kind of mismatch, in a few stable words.
    pub kind: String,
    /// What it weighs.
    pub level: Level,
    /// How often.
    pub count: u64,
    /// What one such case did.
    pub example: String,
    /// What documents allow in that case, a line each.
    pub expected: Vec<String>,
    /// What came in that case, a line each.
    pub came: Vec<String>,
}

impl Summary {
    /// Which part of a plan this is, if it is one.
    #[must_use]
    pub fn shard(&self) -> Option<Shard> {
        self.suites.first().and_then(|suite| suite.shard)
    }

    /// The counts over all suites.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.suites.iter().map(SuiteSummary::counts).sum()
    }

    /// How long all runs took, one after the other.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.suites.iter().map(|suite| suite.elapsed).sum()
    }

    /// Every requirement with its suite, in order.
    pub fn requirements(&self) -> impl Iterator<Item = (&SuiteSummary, &RequirementSummary)> {
        self.suites.iter().flat_map(|suite| suite.requirements.iter().map(move |requirement| (suite, requirement)))
    }

    /// The requirements with one verdict, with their suites, in order.
    pub fn with(&self, verdict: Verdict) -> impl Iterator<Item = (&SuiteSummary, &RequirementSummary)> {
        self.requirements().filter(move |(_, requirement)| requirement.verdict == verdict)
    }

    /// The requirements with one verdict, grouped by reason; the reason of the most requirements first.
    #[must_use]
    pub fn by_reason(&self, verdict: Verdict) -> Vec<(&str, Vec<&RequirementSummary>)> {
        let mut groups: BTreeMap<&str, Vec<&RequirementSummary>> = BTreeMap::new();
        for (_, requirement) in self.with(verdict) {
            groups.entry(requirement.reason.as_deref().unwrap_or_default()).or_default().push(requirement);
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(_, requirements)| std::cmp::Reverse(requirements.len()));
        groups
    }

    /// Why runs ended before their plans did; each with its suite when there are several suites.
    #[must_use]
    pub fn halted(&self) -> Option<String> {
        let halts = self.suites.iter().filter_map(|suite| Some((suite, suite.halted.as_ref()?)));
        let told = halts.map(|(suite, halt)| match self.suites.len() {
            1 => halt.to_string(),
            _ => format!("{}: {halt}", suite.id),
        });
        let told: Vec<String> = told.collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}

impl SuiteSummary {
    /// The requirement with this id, unless a filter left it out.
    pub(super) fn requirement(&self, id: &str) -> Option<&RequirementSummary> {
        self.requirements.iter().find(|requirement| requirement.id == id)
    }

    /// The counts of this suite.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let counts: Counts = self.requirements.iter().map(RequirementSummary::counts).sum();
        Counts { requests: self.requests, ..counts }
    }
}

impl RequirementSummary {
    fn counts(&self) -> Counts {
        let mut counts = Counts { cases: self.cases, ..Counts::default() };
        let place = match self.verdict {
            Verdict::Passed => &mut counts.passed,
            Verdict::Failed => &mut counts.failed,
            Verdict::Warned => &mut counts.warned,
            Verdict::Observed => &mut counts.observed,
            Verdict::Skipped => &mut counts.skipped,
            Verdict::Inconclusive => &mut counts.inconclusive,
        };
        *place = 1;
        counts
    }
}
