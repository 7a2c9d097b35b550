//! Sends a counterexample once more.

use super::counterexample::Counterexample;
use super::event::{CaseFinished, CounterexampleReplayed, Event, Halt, Outcome};
use super::execute::Purpose;
use super::session::Session;
use crate::case::{Instance, Silence, visible};
use crate::model::named_accounts;
use crate::oracle::{Findings, Mismatch, diff};
use crate::property::CaseId;
use crate::suite::RequirementKey;

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
    if let Some(reason) = session.unlisted(counterexample) {
        return Err(ReplayError::Unfit(reason));
    }
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

/// The place of a saved counterexample in the plan: behind every case, so that it is an example only where nothing else is.
const BEHIND: CaseId = CaseId { property: usize::MAX, index: u64::MAX };

impl Session {
    /// Sends what earlier runs saved, one after the other. What the suite does not know any more is left out.
    pub(super) async fn replay_saved(&self, listener: &mut (dyn FnMut(Event) + Send)) {
        for saved in &self.saved {
            let keys = (self.suite.key(&saved.requirement), self.suite.key(&saved.made_for));
            let (Some(broken), Some(made_for)) = keys else { continue };
            let purpose = Purpose { requirement: made_for, side: saved.side };
            let sent = match self.unlisted(saved) {
                Some(reason) => Ok(Outcome::Rejected(reason)),
                None => self.execute(purpose, &saved.case).await,
            };
            match sent {
                Ok(outcome) => {
                    listener(replayed(saved, (broken, made_for), (outcome, self.pace.sent())));
                }
                Err(budget) => return self.stop.raise(Halt::BudgetSpent(budget)),
            }
        }
    }
}

impl Session {
    /// What a saved case names and the target does not list, though a run made it for names that are listed: it comes from
    /// another target, and nothing else than what this one lists may be named in a request that could change it.
    fn unlisted(&self, saved: &Counterexample) -> Option<String> {
        saved.case.steps.iter().find_map(|call| {
            let operation = self.suite.operation(&call.operation)?;
            let parameter = operation.instance_parameter()?;
            let id = call.text(parameter)?;
            match self.fixtures.instance(id) {
                Some(instance) => {
                    let spoiled = call.arguments.iter().filter(|(name, _)| saved.class.contains(&format!(" {name}.")));
                    let spoiled: Vec<String> = spoiled.map(|(_, value)| value.to_string()).collect();
                    // A case about names that no account may have names one.
                    let mut named = named_accounts(operation.effect, call);
                    named.retain(|name| !spoiled.iter().any(|text| text.contains(name.as_str())));
                    unlisted_account(instance, named)
                }
                // A case about instances that nobody has names one.
                None if saved.class.contains(&format!(" {parameter}.")) => None,
                None => Some(format!("it names the instance {}, which the target does not list", visible(id, 80))),
            }
        })
    }
}

/// How names begin that a run makes up for what nobody has.
const OURS: &str = "abide";

fn unlisted_account(instance: &Instance, named: Vec<String>) -> Option<String> {
    let user = |name: &str| name.split('@').next().unwrap_or_default().to_owned();
    let known = |name: &str| {
        let mut listed = instance.accounts.iter().chain(&instance.unavailable_accounts);
        listed.any(|account| account == name || user(account) == user(name))
    };
    let found = named.into_iter().find(|name| !name.starts_with(OURS) && !known(name));
    found.map(|name| format!("it names the account {}, which the target does not list", visible(&name, 80)))
}

fn replayed(
    saved: &Counterexample,
    (broken, made_for): (RequirementKey, RequirementKey),
    (outcome, requests): (Outcome, u64),
) -> Event {
    let mut counterexample = saved.clone();
    let outcome = match outcome {
        Outcome::Judged(findings) => {
            let mismatches: Vec<Mismatch> =
                findings.mismatches.into_iter().filter(|mismatch| mismatch.requirement == broken).collect();
            if let Some(mismatch) = mismatches.first() {
                counterexample.now_fails(mismatch);
            }
            Outcome::Judged(Findings { checked: vec![broken], mismatches, notes: Vec::new() })
        }
        other => other,
    };
    let class = saved.class.as_str().into();
    let finished = CaseFinished { id: BEHIND, requirement: made_for, class, side: saved.side, outcome, requests };
    Event::CounterexampleReplayed(Box::new(CounterexampleReplayed { requirement: broken, finished, counterexample }))
}

impl Counterexample {
    /// It was sent again and failed, perhaps in another way.
    fn now_fails(&mut self, mismatch: &Mismatch) {
        self.level = mismatch.level;
        self.kind.clone_from(&mismatch.kind);
        self.expected.clone_from(&mismatch.expected);
        self.came.clone_from(&mismatch.came);
        self.diff = diff(&mismatch.expected, &mismatch.came);
        self.reproduced = true;
    }
}
