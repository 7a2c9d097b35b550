//! Folds events into a summary.

use std::collections::BTreeMap;

use super::ledger::Ledger;
use super::summary::{SuiteSummary, Summary};
use crate::case::Level;
use crate::oracle::{Findings, Mismatch};
use crate::runner::{
    CaseFinished, Counterexample, CounterexampleReplayed, Event, Halt, Outcome, Restored, RunFinished, RunStarted,
};
use crate::suite::RequirementKey;

/// Folds the events of one or several suites' runs, one run after the other, into a [`Summary`].
///
/// Memory is bounded by the number of requirements, not of cases.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    runs: Vec<Run>,
}

/// The class that counterexamples of earlier runs are.
const SAVED: &str = "saved counterexample";

/// What is known of one suite's run.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) started: RunStarted,
    pub(super) ledgers: BTreeMap<RequirementKey, Ledger>,
    pub(super) halted: Option<Halt>,
    pub(super) restored: Restored,
    pub(super) finished: Option<RunFinished>,
}

impl Recorder {
    /// A recorder that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A recorder of runs that have been.
    pub(super) fn of(runs: Vec<Run>) -> Self {
        Self { runs }
    }

    /// Every suite's run, in the order in which they went.
    pub(super) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Takes in what happened. An event before any `RunStarted` is of no run and left out.
    pub fn record(&mut self, event: &Event) {
        if let Event::RunStarted(started) = event {
            self.runs.push(Run::new(started));
            return;
        }
        let Some(run) = self.runs.last_mut() else { return };
        match event {
            Event::RunStarted(_) => {}
            Event::CaseFinished(finished) => run.case(finished),
            Event::CounterexampleReplayed(replayed) => run.replayed(replayed),
            Event::CounterexampleFound(found) => run.counterexample(found),
            Event::RunHalted(halt) => run.halted = Some(halt.clone()),
            Event::StateRestored(restored) => run.restored = restored.clone(),
            Event::RunFinished(finished) => run.finished = Some(finished.clone()),
        }
    }

    /// What the events so far come to. A run that has not told its end counts as interrupted.
    #[must_use]
    pub fn summary(&self) -> Summary {
        Summary { suites: self.runs.iter().map(SuiteSummary::of).collect(), gated: None }
    }
}

impl Run {
    fn new(started: &RunStarted) -> Self {
        let ledgers = started.properties.iter().map(|planned| (planned.requirement, Ledger::new(planned)));
        Self {
            ledgers: ledgers.collect(),
            halted: None,
            restored: Restored::default(),
            finished: None,
            started: started.clone(),
        }
    }

    fn case(&mut self, finished: &CaseFinished) {
        if let Some(ledger) = self.ledgers.get_mut(&finished.requirement) {
            ledger.own_case(finished);
        }
        if let Outcome::Judged(findings) = &finished.outcome {
            self.findings(findings, finished);
        }
    }

    /// Requirements that a filter left out have no ledger, and what is found about them is not told.
    fn findings(&mut self, findings: &Findings, finished: &CaseFinished) {
        for requirement in &findings.checked {
            if let Some(ledger) = self.ledgers.get_mut(requirement) {
                ledger.checks += 1;
            }
        }
        for mismatch in &findings.mismatches {
            self.mismatch(mismatch, finished);
        }
        for note in &findings.notes {
            if let Some(ledger) = self.ledgers.get_mut(&note.requirement) {
                ledger.note(note, finished);
            }
        }
    }

    fn mismatch(&mut self, mismatch: &Mismatch, finished: &CaseFinished) {
        let Some(ledger) = self.ledgers.get_mut(&mismatch.requirement) else { return };
        ledger.mismatch(mismatch, finished);
        if mismatch.level.gates() {
            let requirement = self.started.suite.requirement(mismatch.requirement);
            ledger.signatures.add(requirement, mismatch, finished);
        }
    }

    /// A saved counterexample was sent again: one more class of its requirement.
    fn replayed(&mut self, replayed: &CounterexampleReplayed) {
        let CounterexampleReplayed { requirement, finished, counterexample } = replayed;
        let Some(ledger) = self.ledgers.get_mut(requirement) else { return };
        ledger.coverage.advance(&SAVED.into(), finished.side, &finished.outcome);
        let Outcome::Judged(findings) = &finished.outcome else { return };
        ledger.checks += 1;
        for mismatch in &findings.mismatches {
            self.mismatch(mismatch, finished);
        }
        if !findings.mismatches.is_empty() {
            self.counterexample(counterexample);
        }
    }

    /// What weighs nothing needs no counterexample: it is an observation.
    fn counterexample(&mut self, found: &Counterexample) {
        let key = self.started.suite.key(&found.requirement).filter(|_| found.level != Level::Open);
        if let Some(ledger) = key.and_then(|key| self.ledgers.get_mut(&key)) {
            ledger.counterexample = Some(Box::new(found.clone()));
        }
    }

    /// Why the run ended before its plan did.
    pub(super) fn halt(&self) -> Option<Halt> {
        self.halted.clone().or_else(|| self.finished.is_none().then_some(Halt::Interrupted))
    }
}
