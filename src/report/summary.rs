//! What runs came to: the one value that every view and the gate read.

use std::collections::BTreeMap;
use std::iter::Sum;
use std::ops::Add;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::count::length;
use super::ledger::{Ledger, MismatchExample};
use super::recorder::Run;
use super::tally::Tally;
use super::verdict::Verdict;
use super::weigh::{Circumstances, Pace, weigh};
use crate::case::Level;
use crate::runner::{Counterexample, Halt, TargetSummary};
use crate::suite::{Requirement, RequirementKey, Suite};

/// What one or several suites' runs came to.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Each suite's run, in the order in which they went.
    pub suites: Vec<SuiteSummary>,
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
    /// What breaking it does.
    pub level: Level,
    /// The promise in a sentence.
    pub says: String,
    /// Where it is written.
    pub citation: Cited,
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

/// How many requirements came out how, and what it took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Requirements that were kept.
    pub passed: u64,
    /// Requirements that were broken so that the run fails.
    pub failed: u64,
    /// Requirements that were broken without that.
    pub warned: u64,
    /// Requirements that documents leave open.
    pub observed: u64,
    /// Requirements that were not tested, for a known reason.
    pub skipped: u64,
    /// Requirements that nothing can be said about.
    pub inconclusive: u64,
    /// Judged cases.
    pub cases: u64,
    /// Requests that were sent.
    pub requests: u64,
}

impl Summary {
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
    /// What a run's counters come to.
    pub(super) fn of(run: &Run) -> Self {
        let (started, suite) = (&run.started, &run.started.suite);
        let halted = run.halt();
        let requirement = |(key, ledger): (&RequirementKey, &Ledger)| {
            let requirement = suite.requirement(*key);
            let circumstances = Circumstances { halt: halted.as_ref(), pace: pace(run, requirement) };
            RequirementSummary::of(suite, requirement, ledger, circumstances)
        };
        let requirements = run.ledgers.iter().map(requirement).collect();
        Self {
            id: suite.id.clone(),
            title: suite.title.clone(),
            target: started.target.clone(),
            seed: started.seed,
            today: started.today,
            started: started.started,
            elapsed: run.finished.as_ref().map(|finished| finished.elapsed).unwrap_or_default(),
            requests: run.finished.as_ref().map_or(0, |finished| finished.requests),
            requirements,
            halted,
        }
    }

    /// The counts of this suite.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let counts: Counts = self.requirements.iter().map(RequirementSummary::counts).sum();
        Counts { requests: self.requests, ..counts }
    }
}

/// How fast the operation of a requirement was called, if its pace is documented.
fn pace(run: &Run, requirement: &Requirement) -> Option<Pace> {
    let allowed =
        run.started.suite.operation(requirement.operation()).and_then(|operation| operation.calls_per_second)?;
    let finished = run.finished.as_ref()?;
    let (_, busiest) = finished.busiest_second.iter().find(|(operation, _)| operation == requirement.operation())?;
    Some(Pace { busiest: u64::try_from(*busiest).unwrap_or(u64::MAX), allowed: u64::from(allowed) })
}

impl RequirementSummary {
    fn of(suite: &Suite, requirement: &Requirement, ledger: &Ledger, circumstances: Circumstances<'_>) -> Self {
        let (verdict, reason) = weigh(requirement, ledger, circumstances);
        let classes = ledger.coverage.classes();
        Self {
            id: requirement.id.clone(),
            operation: requirement.operation().to_owned(),
            name: requirement.name().to_owned(),
            level: requirement.level,
            says: requirement.says.clone(),
            citation: Cited::of(suite, requirement),
            verdict,
            reason,
            cases: ledger.cases,
            checks: ledger.checks,
            classes: ClassCount {
                tried: u64::try_from(ledger.coverage.judged().count()).unwrap_or(u64::MAX),
                total: length(classes),
            },
            observations: observations(ledger),
            other_observations: ledger.notes.beyond(),
            mismatches: mismatches(&ledger.gating).chain(mismatches(&ledger.lesser)).collect(),
            other_mismatches: ledger.gating.beyond() + ledger.lesser.beyond(),
            counterexample: ledger.counterexample.clone(),
        }
    }

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

impl Cited {
    fn of(suite: &Suite, requirement: &Requirement) -> Self {
        let citation = &requirement.citation;
        let document = suite.document(&citation.document);
        Self {
            document: citation.document.clone(),
            title: document.map_or_else(|| citation.document.clone(), |document| document.title.clone()),
            date: document.and_then(|document| document.date),
            section: citation.section.clone(),
        }
    }
}

fn observations(ledger: &Ledger) -> Vec<ObservationSummary> {
    let told = ledger.notes.ranked().into_iter().map(|(seen, entry)| ObservationSummary {
        seen: seen.to_owned(),
        count: entry.count,
        example: entry.example.to_string(),
    });
    told.collect()
}

fn mismatches(tally: &Tally<MismatchExample>) -> impl Iterator<Item = MismatchSummary> + use<> {
    let told = tally.ranked().into_iter().map(|(kind, entry)| MismatchSummary {
        kind: kind.to_owned(),
        level: entry.example.level,
        count: entry.count,
        example: entry.example.class.to_string(),
        expected: entry.example.expected.clone(),
        came: entry.example.came.clone(),
    });
    told.collect::<Vec<_>>().into_iter()
}

impl Counts {
    /// How many requirements came out this way.
    #[must_use]
    pub fn of(&self, verdict: Verdict) -> u64 {
        match verdict {
            Verdict::Passed => self.passed,
            Verdict::Failed => self.failed,
            Verdict::Warned => self.warned,
            Verdict::Observed => self.observed,
            Verdict::Skipped => self.skipped,
            Verdict::Inconclusive => self.inconclusive,
        }
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            warned: self.warned + other.warned,
            observed: self.observed + other.observed,
            skipped: self.skipped + other.skipped,
            inconclusive: self.inconclusive + other.inconclusive,
            cases: self.cases + other.cases,
            requests: self.requests + other.requests,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Self::add)
    }
}
