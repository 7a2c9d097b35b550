//! One case, from its first step to its findings.

use std::time::{Duration, Instant};

use super::event::Outcome;
use super::exchange::{Draw, Unanswered};
use super::session::Session;
use super::task::TaskEnd;
use crate::case::{Answer, Call, Case, Engine, Level, Observation};
use crate::model::{Expectation, Prediction, predict};
use crate::oracle::{Exchange, Findings, judge, judge_pair, observe};
use crate::rule::Side;
use crate::suite::{Operation, PropertyKind, RequirementKey};

/// What a case was made for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purpose {
    pub(super) requirement: RequirementKey,
    pub(super) side: Side,
}

/// How long an account may be unavailable while an earlier change of the run is made, and the first wait for that.
const LONGEST_CHANGE: Duration = Duration::from_secs(10);
const FIRST_WAIT: Duration = Duration::from_millis(20);

impl Session {
    /// Sends a case and judges it. `Err` when the budget is spent before it could end.
    pub(super) async fn execute(&self, purpose: Purpose, case: &Case) -> Result<Outcome, u64> {
        match self.attempt(purpose, case).await {
            Ok(outcome) => Ok(outcome),
            Err(Unanswered::Silent(silence)) => Ok(Outcome::Silent(silence)),
            Err(Unanswered::Unsendable(reason)) => Ok(Outcome::Rejected(reason)),
            Err(Unanswered::Unsupported(reason)) => Ok(Outcome::Unsupported(reason)),
            Err(Unanswered::Spent(budget)) => Err(budget),
        }
    }

    async fn attempt(&self, purpose: Purpose, case: &Case) -> Result<Outcome, Unanswered> {
        if let PropertyKind::State(law) = self.suite.requirement(purpose.requirement).property {
            let _alone = self.alone(law, case).await;
            return self.law(purpose, law, case).await;
        }
        let Some((subject, preparation)) = case.steps.split_last() else {
            return Ok(Outcome::Rejected("the case has no step".to_owned()));
        };
        let prediction = predict(&self.suite, subject, &self.fixtures, self.today);
        if let Some(reason) = self.unfit(purpose, &prediction) {
            return Ok(Outcome::Rejected(reason));
        }
        let mut draw = Draw::new();
        let mut findings = Findings::default();
        for call in preparation {
            let prediction = predict(&self.suite, call, &self.fixtures, self.today);
            let observation = self.step(call, &mut draw, (purpose, &prediction), &mut findings).await?;
            if !observation.is_accepted() {
                return Ok(Outcome::Rejected("a step that prepares the case was refused".to_owned()));
            }
        }
        let observation = self.subject(subject, &mut draw, (purpose, &prediction), &mut findings).await?;
        if self.judges(purpose.requirement) {
            let Some(exchange) = self.compare(subject, &prediction, &observation) else {
                return Ok(Outcome::Rejected(format!("the suite has no operation `{}`", subject.operation)));
            };
            merge(&mut findings, judge(&self.suite, purpose.requirement, &exchange));
        } else if let Some(exchange) = self.compare(subject, &prediction, &observation) {
            merge(&mut findings, judge_pair(&self.suite, &exchange));
        }
        Ok(Outcome::Judged(findings))
    }

    /// Why a case would not do what it was made for, as the model sees it.
    fn unfit(&self, purpose: Purpose, prediction: &Prediction) -> Option<String> {
        let broken: Vec<_> = prediction.causes.iter().filter(|cause| cause.level != Level::Open).collect();
        let fits = match (purpose.side, prediction.expectation) {
            (Side::Accept, Expectation::Accepted) | (Side::Open, Expectation::Open | Expectation::Accepted) => true,
            (Side::Refuse, Expectation::Refused(_)) => {
                let own = broken.iter().all(|cause| cause.requirement == purpose.requirement);
                !self.judges(purpose.requirement) || (own && prediction.causes.len() == 1)
            }
            _ => false,
        };
        (!fits).then(|| "the request does not do what its class says".to_owned())
    }

    /// Is the answer of such a case judged for the requirement itself, rather than only looked at like every answer?
    fn judges(&self, requirement: RequirementKey) -> bool {
        self.suite.requirement(requirement).property.is_judged_by_its_own_cases()
    }

    /// Sends one step, looks at its answer as at every answer, and follows its task.
    pub(super) async fn step(
        &self,
        call: &Call,
        draw: &mut Draw,
        (purpose, prediction): (Purpose, &Prediction),
        findings: &mut Findings,
    ) -> Result<Observation, Unanswered> {
        let own_rate = self.suite.requirement(purpose.requirement).property == PropertyKind::OwnRate;
        let observation = self.exchange_when_available(call, draw, (own_rate, prediction)).await?;
        if let Some(exchange) = self.compare(call, prediction, &observation) {
            merge(findings, observe(&self.suite, &self.watcher, &exchange, &self.request_ids));
        }
        let task = self.suite.operation(&call.operation).and_then(|operation| operation.task.as_ref());
        let Some(task) = task.filter(|_| observation.is_accepted()) else { return Ok(observation) };
        Ok(match self.follow(task, &observation).await? {
            // Without the observer, a refusal that a task may tell cannot be told from an acceptance.
            TaskEnd::Unknown if purpose.side == Side::Refuse && self.suite.requirement(purpose.requirement).by_task => {
                return Err(Unanswered::Unsupported(format!("the endpoint has no {}", task.observer)));
            }
            TaskEnd::Succeeded | TaskEnd::Unknown => observation,
            TaskEnd::Failed(info) => failed(observation, info),
        })
    }

    /// Sends a call that is to be accepted again while its account is still being changed: an account that the target
    /// lists as available is unavailable only for a while.
    async fn exchange_when_available(
        &self,
        call: &Call,
        draw: &mut Draw,
        (own_rate, prediction): (bool, &Prediction),
    ) -> Result<Observation, Unanswered> {
        let began = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            let observation = self.exchange(call, draw, own_rate).await?;
            let changing = observation.code().is_some_and(|code| self.says_unavailable(code));
            let listed = prediction.expectation == Expectation::Accepted;
            if !(changing && listed) || began.elapsed() > LONGEST_CHANGE || self.stop.is_raised() {
                return Ok(observation);
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
    }

    /// Does a code say that an account is not available?
    fn says_unavailable(&self, code: &str) -> bool {
        let about = self.suite.requirements.iter().filter(|requirement| requirement.name() == "account-status");
        about.flat_map(|requirement| &requirement.answers).any(|answer| answer.matches_code(code, ""))
    }

    /// Sends the step that is judged. An operation that may refuse what was done before (granting twice) is undone and
    /// called again before its refusal counts.
    async fn subject(
        &self,
        call: &Call,
        draw: &mut Draw,
        (purpose, prediction): (Purpose, &Prediction),
        findings: &mut Findings,
    ) -> Result<Observation, Unanswered> {
        let operation = self.suite.operation(&call.operation);
        let Some(undo) = operation.and_then(|operation| self.suite.operation(operation.undone_by.as_deref()?)) else {
            return self.step(call, draw, (purpose, prediction), findings).await;
        };
        let observation = {
            let _with_others = self.undoing.read().await;
            self.step(call, draw, (purpose, prediction), findings).await?
        };
        if purpose.side != Side::Accept || observation.code().is_none() {
            return Ok(observation);
        }
        if self.is_granted(call).await? == Some(false) {
            return Ok(observation);
        }
        // Nobody grants again between undoing and calling again.
        let _alone = self.undoing.write().await;
        let undone = self.exchange(&undoing(call, undo), &mut Draw::new(), false).await?;
        let shown = self.instance_of(call).is_some_and(|instance| instance.engine != Engine::PostgreSQL);
        if !undone.is_accepted() || !shown {
            let reason = format!("refused, perhaps for an earlier grant that {} does not take back here", undo.name);
            return Err(Unanswered::Unsendable(reason));
        }
        self.step(call, draw, (purpose, prediction), findings).await
    }

    fn compare<'a>(
        &'a self,
        call: &'a Call,
        prediction: &'a Prediction,
        observation: &'a Observation,
    ) -> Option<Exchange<'a>> {
        let operation = self.suite.operation(&call.operation)?;
        let instance = operation.instance_parameter().and_then(|name| call.text(name));
        let engine = instance.and_then(|id| self.fixtures.instance(id)).map(|instance| instance.engine);
        Some(Exchange { call, operation, engine, prediction, observation })
    }
}

/// The call that undoes another: the arguments that both have.
fn undoing(call: &Call, undo: &Operation) -> Call {
    let shared = call.arguments.iter().filter(|(name, _)| undo.parameter(name).is_some());
    let arguments = shared.map(|(name, value)| (name.clone(), value.clone())).collect();
    Call { operation: undo.name.clone(), arguments, envelope: call.envelope.clone() }
}

/// An accepted answer whose task failed is a refusal without a code.
fn failed(observation: Observation, info: String) -> Observation {
    let Answer::Accepted { tree, root } = observation.answer else { return observation };
    let answer = Answer::Refused { code: String::new(), message: Some(info), tree, root };
    Observation { answer, ..observation }
}

pub(super) fn merge(findings: &mut Findings, more: Findings) {
    for requirement in more.checked {
        if !findings.checked.contains(&requirement) {
            findings.checked.push(requirement);
        }
    }
    findings.mismatches.extend(more.mismatches);
    findings.notes.extend(more.notes);
}
