//! From a failing case to the simplest one that fails in the same way.

use super::counterexample::Counterexample;
use super::event::Outcome;
use super::execute::Purpose;
use super::reduce::reductions;
use super::session::Session;
use crate::case::Case;
use crate::oracle::{Mismatch, diff};
use crate::property::{CaseId, CaseTree, Plan};
use crate::suite::PropertyKind;

/// The most requests that each way of simplifying one case may take.
const MOST_REQUESTS: u64 = 400;

/// The most simplifications that are tried in a row without one that fails.
const MOST_FRUITLESS: usize = 200;

/// A case that failed, and how.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) id: CaseId,
    pub(super) mismatch: Mismatch,
}

/// A failing case and how it fails.
type Failing = (Case, Mismatch);

impl Session {
    /// Simplifies a failing case; `None` when the plan cannot make it again.
    pub(super) async fn shrink(&self, plan: &Plan, failure: &Failure) -> Option<Counterexample> {
        let (_, cell) = plan.cell(failure.id)?;
        let requirement = plan.properties().get(failure.id.property)?.requirement;
        let purpose = Purpose { requirement, side: cell.side };
        let before = self.pace.sent();
        let failing = (plan.tree(failure.id)?.current(), failure.mismatch.clone());
        let stateful = matches!(self.suite.requirement(requirement).property, PropertyKind::State(_));
        // Reductions leave out what does not matter in a few requests; a tree knows the order in which values are simpler.
        let best = if stateful {
            self.reduced(purpose, failing).await
        } else {
            self.simplified(purpose, plan.tree(failure.id)?, failing).await
        };
        // A run that was halted sends no more, least of all to an endpoint that does not answer.
        let again = if self.stop.is_raised() { None } else { self.fails_alike(purpose, &best.0, &best.1).await };
        let requests = self.pace.sent() - before;
        Some(self.counterexample((purpose, &cell.class), best, plan.size().seed, (again.is_some(), requests)))
    }

    /// May simplifying that began after so many requests go on?
    fn may_simplify(&self, before: u64) -> bool {
        self.pace.sent() - before < MOST_REQUESTS && !self.stop.is_raised()
    }

    /// Follows proptest's value tree to the simplest case that still fails.
    async fn simplified(&self, purpose: Purpose, mut tree: CaseTree, failing: Failing) -> Failing {
        let before = self.pace.sent();
        let mut best = failing;
        let mut fruitless = 0;
        let mut simpler = tree.simplify();
        while simpler && fruitless < MOST_FRUITLESS && self.may_simplify(before) {
            let case = tree.current();
            simpler = if let Some(mismatch) = self.fails_alike(purpose, &case, &best.1).await {
                fruitless = 0;
                best = (case, mismatch);
                tree.simplify()
            } else {
                fruitless += 1;
                tree.complicate()
            };
        }
        best
    }

    /// Leaves out part after part for as long as the case still fails.
    async fn reduced(&self, purpose: Purpose, failing: Failing) -> Failing {
        let before = self.pace.sent();
        let mut best = failing;
        let mut candidates = reductions(&self.suite, &best.0).into_iter();
        while let Some(case) = candidates.next().filter(|_| self.may_simplify(before)) {
            if let Some(mismatch) = self.fails_alike(purpose, &case, &best.1).await {
                best = (case, mismatch);
                candidates = reductions(&self.suite, &best.0).into_iter();
            }
        }
        best
    }

    /// Sends a case; the mismatch when it breaks the same requirement in the same way.
    async fn fails_alike(&self, purpose: Purpose, case: &Case, like: &Mismatch) -> Option<Mismatch> {
        let Ok(Outcome::Judged(findings)) = self.execute(purpose, case).await else { return None };
        let alike = |mismatch: &Mismatch| mismatch.requirement == like.requirement && mismatch.level == like.level;
        findings.mismatches.into_iter().find(alike)
    }

    fn counterexample(
        &self,
        (purpose, class): (Purpose, &str),
        (case, mismatch): (Case, Mismatch),
        seed: u64,
        (reproduced, requests): (bool, u64),
    ) -> Counterexample {
        Counterexample {
            schema: Counterexample::SCHEMA.to_owned(),
            suite: self.suite.id.clone(),
            requirement: self.suite.requirement(mismatch.requirement).id.clone(),
            level: mismatch.level,
            made_for: self.suite.requirement(purpose.requirement).id.clone(),
            side: purpose.side,
            class: class.to_owned(),
            seed,
            today: self.today,
            case,
            diff: diff(&mismatch.expected, &mismatch.came),
            kind: mismatch.kind,
            expected: mismatch.expected,
            came: mismatch.came,
            reproduced,
            requests,
        }
    }
}
