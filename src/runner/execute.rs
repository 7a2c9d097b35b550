//! One case, from its first step to its findings.

use super::event::Outcome;
use super::exchange::{Draw, Unanswered};
use super::session::Session;
use super::task::TaskEnd;
use crate::case::{Answer, Call, Case, Engine, Level, Observation, Silence};
use crate::model::{Expectation, Prediction, predict};
use crate::oracle::{Exchange, Findings, judge, judge_pair, observe};
use crate::rule::Side;
use crate::suite::{PropertyKind, RequirementKey};

/// What a case was made for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purpose {
    pub(super) requirement: RequirementKey,
    pub(super) side: Side,
}

/// How often a case is tried whose call was refused when it was sent again.
const TRIES_WHEN_RESENT: u32 = 3;

impl Session {
    /// Sends a case and judges it. `Err` when the budget is spent before it could end.
    pub(super) async fn execute(&self, purpose: Purpose, case: &Case) -> Result<Outcome, u64> {
        for _ in 0..TRIES_WHEN_RESENT {
            match self.attempt(purpose, case).await {
                Err(Unanswered::Resent) => {}
                attempted => return ended(attempted),
            }
        }
        ended(Err(Unanswered::Resent))
    }

    async fn attempt(&self, purpose: Purpose, case: &Case) -> Result<Outcome, Unanswered> {
        if let PropertyKind::State(law) = self.suite.requirement(purpose.requirement).property {
            let _alone = self.alone(law, case).await;
            self.quiet_before(case).await;
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
        let (observation, _turn) = self.exchange_in_turn(call, draw, own_rate).await?;
        if draw.is_resent() && observation.code().is_some() && prediction.expectation == Expectation::Accepted {
            return Err(Unanswered::Resent);
        }
        if let Some(exchange) = self.compare(call, prediction, &observation) {
            merge(findings, observe(&self.suite, &self.watcher, &exchange, &self.request_ids));
        }
        let task = self.suite.operation(&call.operation).and_then(|operation| operation.task.as_ref());
        let Some(task) = task.filter(|_| observation.is_accepted()) else { return Ok(observation) };
        Ok(match self.follow(task, &observation).await? {
            // Without the observer, a refusal that a task may tell cannot be told from an acceptance.
            TaskEnd::Unknown if self.may_fail_by_task(prediction) => {
                return Err(Unanswered::Unsupported(format!("the endpoint has no {}", task.observer)));
            }
            TaskEnd::Succeeded | TaskEnd::Unknown => observation,
            TaskEnd::Failed(info) => failed(observation, info),
        })
    }

    /// Is something about a call for which documents let a task tell the refusal?
    fn may_fail_by_task(&self, prediction: &Prediction) -> bool {
        prediction.causes.iter().any(|cause| self.suite.requirement(cause.requirement).by_task)
    }

    /// Sends the step that is judged. A call that may be refused for what was done before (granting twice, taking what is
    /// not held) is made to have something to do, and sent again, before its refusal counts.
    async fn subject(
        &self,
        call: &Call,
        draw: &mut Draw,
        (purpose, prediction): (Purpose, &Prediction),
        findings: &mut Findings,
    ) -> Result<Observation, Unanswered> {
        if !self.suite.operation(&call.operation).is_some_and(|operation| operation.writes) {
            return self.step(call, draw, (purpose, prediction), findings).await;
        }
        let observation = {
            let _with_others = self.undoing.read().await;
            self.step(call, draw, (purpose, prediction), findings).await?
        };
        let Some(undoing) = self.undo_of(call) else { return Ok(observation) };
        if !self.may_be_for_an_earlier_call(call, purpose.side, prediction, &observation) {
            return Ok(observation);
        }
        if self.is_granted(call).await? == Some(false) {
            return Ok(observation);
        }
        // Nobody does the same between undoing and calling again.
        let _alone = self.undoing.write().await;
        let undone = self.settled_call(&undoing).await?;
        if self.is_absent(&undoing.operation) {
            let reason = format!("refused, perhaps for an earlier call, and the endpoint has no {}", undoing.operation);
            return Err(Unanswered::Unsupported(reason));
        }
        let shown = self.instance_of(call).is_some_and(|instance| instance.engine != Engine::PostgreSQL);
        if !undone || !shown {
            let undo = &undoing.operation;
            let reason = format!("refused, perhaps for an earlier call that {undo} does not take back here");
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

/// What comes of a case; `Err` when the budget is spent.
fn ended(attempted: Result<Outcome, Unanswered>) -> Result<Outcome, u64> {
    let again = || "its first sending got no answer, and it was refused when it was sent again".to_owned();
    match attempted {
        Ok(outcome) => Ok(outcome),
        Err(Unanswered::Silent(silence)) => Ok(Outcome::Silent(silence)),
        Err(Unanswered::Resent) => Ok(Outcome::Silent(Silence::Interrupted(again()))),
        Err(Unanswered::Unsendable(reason)) => Ok(Outcome::Rejected(reason)),
        Err(Unanswered::Unsupported(reason)) => Ok(Outcome::Unsupported(reason)),
        Err(Unanswered::Spent(budget)) => Err(budget),
    }
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
