//! Everything that is counted for one requirement while a run goes on.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::coverage::Coverage;
use super::signature::Signatures;
use super::tally::Tally;
use crate::case::Level;
use crate::oracle::{Mismatch, Note};
use crate::runner::{CaseFinished, Counterexample, Outcome, PlannedProperty};

/// What is counted for one requirement.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Ledger {
    /// Why it is not tested, or what part of it is not.
    pub(super) limitation: Option<String>,
    /// Does another part of the plan test it? Here it is only watched.
    pub(super) elsewhere: bool,
    /// How far its classes came.
    pub(super) coverage: Coverage,
    /// Its own cases that were judged.
    pub(super) cases: u64,
    /// Judged cases, of whatever requirement, in which an answer was held to it.
    pub(super) checks: u64,
    /// Mismatches that fail the run, by kind.
    pub(super) gating: Tally<MismatchExample>,
    /// The signatures of those.
    pub(super) signatures: Signatures,
    /// Mismatches that do not, by kind.
    pub(super) lesser: Tally<MismatchExample>,
    /// What was seen where documents are silent.
    pub(super) notes: Tally<Arc<str>>,
    /// The simplest failing case.
    pub(super) counterexample: Option<Box<Counterexample>>,
}

/// One mismatch of its kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct MismatchExample {
    pub(super) level: Level,
    pub(super) class: Arc<str>,
    pub(super) expected: Vec<String>,
    pub(super) came: Vec<String>,
}

impl Ledger {
    pub(super) fn new(planned: &PlannedProperty) -> Self {
        Self {
            limitation: planned.limitation.clone(),
            elsewhere: planned.elsewhere,
            coverage: Coverage::new(&planned.classes),
            cases: 0,
            checks: 0,
            gating: Tally::default(),
            signatures: Signatures::default(),
            lesser: Tally::default(),
            notes: Tally::default(),
            counterexample: None,
        }
    }

    /// Is it only watched here, and was nothing found? Then there is nothing to say of it.
    pub(super) fn is_silent(&self) -> bool {
        self.elsewhere && self.gating.total() == 0 && self.lesser.total() == 0
    }

    /// Takes in what another part of the run has counted.
    pub(super) fn join(&mut self, other: Self) {
        if other.counterexample.is_some() && (self.counterexample.is_none() || other.worst() < self.worst()) {
            self.counterexample = other.counterexample;
        }
        self.limitation = self.limitation.take().or(other.limitation);
        self.elsewhere &= other.elsewhere;
        self.coverage.join(other.coverage);
        self.cases += other.cases;
        self.checks += other.checks;
        self.gating.join(other.gating);
        self.signatures.join(other.signatures);
        self.lesser.join(other.lesser);
        self.notes.join(other.notes);
    }

    /// How bad its worst failure is, and where in the plan: what a run simplifies is the least of these.
    fn worst(&self) -> (bool, Option<(u64, usize)>) {
        let gating = self.gating.first();
        (gating.is_none(), gating.or_else(|| self.lesser.first()))
    }

    /// One of its own cases ended.
    pub(super) fn own_case(&mut self, finished: &CaseFinished) {
        self.coverage.advance(&finished.class, finished.side, &finished.outcome);
        if matches!(finished.outcome, Outcome::Judged(_)) {
            self.cases += 1;
        }
    }

    /// An answer broke it. What weighs nothing is recorded as seen, not as broken.
    pub(super) fn mismatch(&mut self, mismatch: &Mismatch, finished: &CaseFinished) {
        let tally = match mismatch.level {
            Level::Must | Level::Safety => &mut self.gating,
            Level::Should => &mut self.lesser,
            Level::Open => {
                return self.notes.add(&mismatch.kind, finished.id, || Arc::clone(&finished.class));
            }
        };
        tally.add(&mismatch.kind, finished.id, || MismatchExample {
            level: mismatch.level,
            class: Arc::clone(&finished.class),
            expected: mismatch.expected.clone(),
            came: mismatch.came.clone(),
        });
    }

    /// An answer did something where documents are silent.
    pub(super) fn note(&mut self, note: &Note, finished: &CaseFinished) {
        self.notes.add(&note.seen, finished.id, || Arc::clone(&finished.class));
    }
}
