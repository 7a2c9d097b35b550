//! Sends a counterexample once more.

use super::counterexample::Counterexample;
use super::event::{Halt, Outcome};
use super::execute::Purpose;
use super::session::Session;
use crate::case::Silence;
use crate::oracle::Mismatch;

/// What came of sending a counterexample again.
#[derive(Clone, Debug)]
pub enum Replay {
    /// It fails as before, or in another way.
    StillFails(Mismatch),
    /// It does not fail any more.
    Passes,
    /// Nothing came that says anything.
    Silent(Silence),
    /// The endpoint is not to be tested: unreachable, or it refuses the signature.
    Halted(Halt),
}

/// Why a counterexample cannot be sent to a target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// The suite has no such requirement.
    #[error("suite `{suite}` has no requirement `{requirement}`; the counterexample is of another version")]
    UnknownRequirement {
        /// The suite.
        suite: String,
        /// The requirement.
        requirement: String,
    },
    /// What the case names is not what the target lists.
    #[error(
        "the counterexample does not fit this target: {0}; use a target file that lists the instances, accounts and \
         databases that it names"
    )]
    Unfit(String),
}

/// Sends a counterexample once more and judges it as the run did.
///
/// # Errors
/// When the counterexample does not fit the session's suite or target; nothing is sent then.
pub async fn replay(session: &Session, counterexample: &Counterexample) -> Result<Replay, ReplayError> {
    let key = |id: &String| {
        session
            .suite
            .key(id)
            .ok_or_else(|| ReplayError::UnknownRequirement { suite: session.suite.id.clone(), requirement: id.clone() })
    };
    let (broken, made_for) = (key(&counterexample.requirement)?, key(&counterexample.made_for)?);
    if let Err(halt) = session.preflight().await {
        return Ok(Replay::Halted(halt));
    }
    let purpose = Purpose { requirement: made_for, side: counterexample.side };
    match session.execute(purpose, &counterexample.case).await {
        Ok(Outcome::Judged(findings)) => {
            let same = findings.mismatches.into_iter().find(|mismatch| mismatch.requirement == broken);
            Ok(same.map_or(Replay::Passes, Replay::StillFails))
        }
        Ok(Outcome::Silent(silence)) => Ok(Replay::Silent(silence)),
        Ok(Outcome::Unsupported(reason) | Outcome::Rejected(reason)) => Err(ReplayError::Unfit(reason)),
        Err(budget) => Ok(Replay::Halted(Halt::BudgetSpent(budget))),
    }
}
