//! From counters to a summary.

use super::count::length;
use super::ledger::{Ledger, MismatchExample};
use super::recorder::Run;
use super::summary::{
    Cited, ClassCount, Declared, MismatchSummary, ObservationSummary, RequirementSummary, SuiteSummary,
};
use super::tally::Tally;
use super::weigh::{Circumstances, Pace, weigh};
use crate::suite::{Law, PropertyKind, Requirement, RequirementKey, Suite};

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
        let requirements = run.ledgers.iter().filter(|(_, ledger)| !ledger.is_silent()).map(requirement).collect();
        Self {
            id: suite.id.clone(),
            title: suite.title.clone(),
            target: started.target.clone(),
            seed: started.size.seed,
            size: started.size,
            shard: started.shard,
            today: started.today,
            started: started.started,
            elapsed: run.finished.as_ref().map(|finished| finished.elapsed).unwrap_or_default(),
            requests: run.finished.as_ref().map_or(0, |finished| finished.requests),
            requirements,
            halted,
            restored: run.restored.clone(),
        }
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

fn law(requirement: &Requirement) -> Option<Law> {
    match requirement.property {
        PropertyKind::State(law) => Some(law),
        _ => None,
    }
}

impl RequirementSummary {
    fn of(suite: &Suite, requirement: &Requirement, ledger: &Ledger, circumstances: Circumstances<'_>) -> Self {
        let (verdict, reason) = weigh(requirement, ledger, circumstances);
        let classes = ledger.coverage.classes();
        Self {
            id: requirement.id.clone(),
            operation: requirement.operation().to_owned(),
            name: requirement.name().to_owned(),
            law: law(requirement),
            level: requirement.level,
            says: requirement.says.clone(),
            citation: Cited::of(suite, requirement),
            declared: Declared { file: requirement.file.clone(), line: requirement.line },
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
            signatures: ledger.signatures.told(),
            listed: None,
            counterexample: ledger.counterexample.clone(),
        }
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
