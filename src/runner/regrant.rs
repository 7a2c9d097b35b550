//! Refusals that may be for what was done before: documents leave open whether something may be granted twice, and which
//! of several reasons a refusal names.

use super::session::Session;
use crate::case::{Call, Observation};
use crate::model::{Prediction, listed, named_accounts};
use crate::rule::Side;

impl Session {
    /// May the answer to a call mean that it grants what is granted already?
    pub(super) fn may_be_for_an_earlier_grant(
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
