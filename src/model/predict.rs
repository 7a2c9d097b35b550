//! From what a call breaks to the answers that documents allow.

use chrono::NaiveDate;

use super::envelope;
use crate::case::{Call, Fixtures, Level};
use crate::rule::check;
use crate::suite::{AnswerPattern, RequirementKey, Suite};

/// The answers that documents allow to one call.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Must it be accepted, refused, or is it open?
    pub expectation: Expectation,
    /// What the call breaks or where documents are silent: requirement and level, in the order of the suite.
    pub causes: Vec<Cause>,
    /// The answers that a refusal may be.
    pub refusal: Refusal,
}

/// Whether a call is to be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// It keeps every rule.
    Accepted,
    /// It breaks a rule; accepting it weighs this much.
    Refused(Level),
    /// Documents are silent: either will do.
    Open,
}

/// The answers that a refusal may be.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Refusal {
    /// Allowed answers with the parameter that a `{parameter}` in them stands for; empty: any documented error.
    pub answers: Vec<(AnswerPattern, String)>,
    /// What another error than those weighs.
    pub answers_level: Option<Level>,
}

impl Refusal {
    /// Is this status with this code one of the allowed answers?
    #[must_use]
    pub fn allows(&self, status: u16, code: &str) -> bool {
        let fits = |(answer, parameter): &(AnswerPattern, String)| {
            answer.matches_code(code, parameter) && answer.matches_status(status)
        };
        self.answers.is_empty() || self.answers.iter().any(fits)
    }
}

/// One reason why a call need not be accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The requirement that it breaks or that is silent on it.
    pub requirement: RequirementKey,
    /// What accepting it weighs.
    pub level: Level,
    /// The parameter, or empty.
    pub parameter: String,
    /// May a refusal be any documented error, whatever answers the requirement lists?
    pub any_answer: bool,
}

/// Predicts the answers to a call: every rule that it breaks adds its allowed answers to the set.
#[must_use]
pub fn predict(suite: &Suite, call: &Call, fixtures: &Fixtures, today: NaiveDate) -> Prediction {
    let findings = check(suite, call, fixtures, today).into_iter();
    let mut causes: Vec<Cause> = findings
        .map(|finding| Cause {
            requirement: finding.class.requirement,
            level: finding.class.level,
            parameter: finding.parameter,
            any_answer: finding.class.any_answer,
        })
        .collect();
    causes.extend(call.envelope.deviation.as_ref().and_then(|deviation| envelope::cause(suite, deviation)));
    let refusal = refusal(suite, &causes);
    Prediction { expectation: expectation(&causes), causes, refusal }
}

fn expectation(causes: &[Cause]) -> Expectation {
    let heaviest = causes.iter().filter(|cause| cause.is_broken()).map(|cause| cause.level).max();
    match (heaviest, causes.is_empty()) {
        (Some(level), _) => Expectation::Refused(level),
        (None, true) => Expectation::Accepted,
        (None, false) => Expectation::Open,
    }
}

/// A cause without listed answers widens the set to every documented error.
fn refusal(suite: &Suite, causes: &[Cause]) -> Refusal {
    let mut refusal = Refusal::default();
    for cause in causes {
        let requirement = suite.requirement(cause.requirement);
        if requirement.answers.is_empty() || cause.any_answer || !cause.is_broken() {
            return Refusal::default();
        }
        let named = |answer: &AnswerPattern| (answer.clone(), cause.parameter.clone());
        refusal.answers.extend(requirement.answers.iter().map(named));
        let lightest =
            refusal.answers_level.map_or(requirement.answers_level, |level| level.min(requirement.answers_level));
        refusal.answers_level = Some(lightest.min(cause.level));
    }
    refusal
}
