//! Refusals that may be for what was done before: documents leave open whether something may be granted twice or taken
//! where it is not held, and which of several reasons a refusal names.

use super::session::Session;
use crate::case::{Call, Observation};
use crate::model::{Prediction, listed, named_accounts};
use crate::rule::Side;
use crate::suite::Effect;

impl Session {
    /// The call after which another has something to do for certain: what is to be granted is taken away, what is to be
    /// taken away is granted. `None` for a call that has something to do in any state.
    pub(super) fn undo_of(&self, call: &Call) -> Option<Call> {
        let operation = self.suite.operation(&call.operation)?;
        if operation.effect == Effect::ModifyPrivileges {
            let mut undoing = call.clone();
            let action = undoing.arguments.remove("ModifyAction")?;
            if action.as_text() == Some("grant") {
                undoing.arguments.retain(|name, _| !name.ends_with("Privileges"));
            }
            return Some(undoing);
        }
        let undo = self.suite.operation(operation.undone_by.as_deref()?)?;
        let shared = call.arguments.iter().filter(|(name, _)| undo.parameter(name).is_some());
        let arguments = shared.map(|(name, value)| (name.clone(), value.clone())).collect();
        Some(Call { operation: undo.name.clone(), arguments, envelope: call.envelope.clone() })
    }

    /// May the answer to a call mean that there is nothing for it to do?
    pub(super) fn may_be_for_an_earlier_call(
        &self,
        call: &Call,
        side: Side,
        prediction: &Prediction,
        observation: &Observation,
    ) -> bool {
        let Some(code) = observation.code() else { return false };
        match side {
            Side::Accept => true,
            Side::Open => false,
            Side::Refuse => {
                !prediction.refusal.allows(observation.status, code)
                    && !self.has_one_meaning(call, code)
                    && self.names_what_may_be_held(call)
            }
        }
    }

    /// Does a code stand for one promise, so that it cannot mean something else?
    fn has_one_meaning(&self, call: &Call, code: &str) -> bool {
        let about = |operation: &str| operation == "common" || operation == call.operation;
        let mut requirements = self.suite.requirements.iter();
        requirements.any(|requirement| {
            about(requirement.operation())
                && requirement.answers_level.gates()
                && requirement.answers.iter().any(|answer| answer.matches_code(code, ""))
        })
    }

    /// Does a call name an account and a database of its instance?
    fn names_what_may_be_held(&self, call: &Call) -> bool {
        let Some(instance) = self.instance_of(call) else { return false };
        let accounts = named_accounts(self.effect_of(call), call);
        accounts.iter().any(|account| instance.accounts.contains(account))
            && listed(call, "DBName").iter().any(|name| instance.databases.iter().any(|known| known == name.trim()))
    }
}
