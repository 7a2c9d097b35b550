//! Reads the state of an instance through its observers.

use std::collections::BTreeSet;
use std::sync::{MutexGuard, PoisonError};

use super::exchange::{Draw, Unanswered};
use super::session::Session;
use crate::case::{Answer, Call, Format, Instance, Protocol, Silence, visible};
use crate::model::{State, absorb, looks};
use crate::suite::{EnvelopeFault, PropertyKind};

/// The most calls that one look may take: an endpoint whose pages never end is not followed for ever.
const MOST_CALLS: usize = 200;

/// The most bytes of answers that one look or one walk through pages takes in: a hundred times what honest ones need.
pub(super) const MOST_BYTES: usize = 16 << 20;

/// Why there is no state to look at.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Unseen {
    /// The endpoint does not answer.
    Unanswered(Unanswered),
    /// The endpoint has no observer, or refuses it.
    Unsupported(String),
}

impl From<Unanswered> for Unseen {
    fn from(unanswered: Unanswered) -> Self {
        Self::Unanswered(unanswered)
    }
}

impl Session {
    /// Looks at the state of an instance; where accounts are looked at one by one, at these.
    pub(super) async fn look(&self, instance: &Instance, accounts: &BTreeSet<String>) -> Result<State, Unseen> {
        let mut calls = looks(&self.suite, instance, accounts);
        calls.reverse();
        let (mut state, mut bytes) = (State::default(), 0);
        let mut lacking = None;
        for _ in 0..MOST_CALLS {
            let Some(mut call) = calls.pop() else {
                return match lacking {
                    // What no observer shows is not an empty state.
                    Some(observer) if state == State::default() => {
                        Err(Unseen::Unsupported(format!("the endpoint has no {observer}")))
                    }
                    _ => Ok(state),
                };
            };
            if self.is_absent(&call.operation) {
                lacking = Some(call.operation);
                continue;
            }
            let place = (call.operation.clone(), instance.id.clone());
            if self.blind().contains(&place) {
                continue;
            }
            call.envelope.format = (self.suite.protocol == Protocol::AliyunRpc).then_some(Format::Json);
            let observation = self.exchange(&call, &mut Draw::new(), false).await?;
            bytes += observation.body.len();
            if bytes > MOST_BYTES {
                break;
            }
            match &observation.answer {
                Answer::Accepted { tree, .. } => calls.extend(absorb(&mut state, &call, tree)),
                Answer::Refused { code, .. } => {
                    self.refused_look(&call, code)?;
                    lacking = Some(call.operation).filter(|operation| self.is_absent(operation)).or(lacking);
                }
                Answer::Garbled { reason } => {
                    let reason = format!("{} cannot be read: {}", call.operation, visible(reason, 120));
                    return Err(Unseen::Unanswered(Unanswered::Silent(Silence::Interrupted(reason))));
                }
            }
        }
        let most = format!("{MOST_CALLS} calls or {} MiB", MOST_BYTES >> 20);
        Err(Unseen::Unsupported(format!("the state of {} takes more than {most} to read", instance.id)))
    }

    /// An observer that the endpoint does not have is left out from then on, one that does not serve the instance is left
    /// out there; any other refusal says nothing of the state.
    fn refused_look(&self, call: &Call, code: &str) -> Result<(), Unseen> {
        let observer = self.suite.operation(&call.operation).is_some_and(|operation| operation.observer);
        let not_here =
            ["InvalidDBInstanceEngineType.Format", "ColumnEncryptionErrorCode.NOT_PURCHASED"].contains(&code);
        if observer && (self.is_unknown_action(code) || not_here) {
            if self.is_unknown_action(code) {
                self.absent.lock().unwrap_or_else(PoisonError::into_inner).insert(call.operation.clone());
            } else if let Some(instance) = self.instance_of(call) {
                self.blind().insert((call.operation.clone(), instance.id.clone()));
            }
            return Ok(());
        }
        let reason = format!("{} answers {}", call.operation, visible(code, 80));
        Err(Unseen::Unanswered(Unanswered::Silent(Silence::Interrupted(reason))))
    }

    fn blind(&self) -> MutexGuard<'_, BTreeSet<(String, String)>> {
        self.blind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does the endpoint lack an operation, as far as the run has seen?
    pub(super) fn is_absent(&self, operation: &str) -> bool {
        self.absent.lock().unwrap_or_else(PoisonError::into_inner).contains(operation)
    }

    /// Does a code say that the endpoint has no such operation?
    pub(super) fn is_unknown_action(&self, code: &str) -> bool {
        let about = PropertyKind::Envelope(EnvelopeFault::UnknownAction);
        let mut requirements = self.suite.requirements.iter().filter(|requirement| requirement.property == about);
        requirements.any(|requirement| requirement.answers.iter().any(|answer| answer.matches_code(code, "")))
    }
}
