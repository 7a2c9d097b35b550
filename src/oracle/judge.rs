//! Holds an answer to the prediction for its call, on behalf of one requirement.

use super::finding::{Exchange, Findings, Mismatch};
use crate::case::{Answer, Level};
use crate::model::{Expectation, Refusal};
use crate::suite::{RequirementKey, Suite};

/// Judges the answer to a call that was made to test `requirement`.
#[must_use]
pub fn judge(suite: &Suite, requirement: RequirementKey, exchange: &Exchange<'_>) -> Findings {
    let mut findings = Findings::default();
    findings.keep(requirement);
    let own_level = suite.requirement(requirement).level;
    match exchange.prediction.expectation {
        Expectation::Open => findings.note(requirement, exchange.outcome()),
        Expectation::Accepted if own_level == Level::Open => findings.note(requirement, exchange.outcome()),
        Expectation::Accepted => {
            if !exchange.observation.is_accepted() {
                findings.fail(mismatch(requirement, own_level, vec!["answer: accepted".to_owned()], exchange));
            }
        }
        Expectation::Refused(level) => judge_refusal(suite, (requirement, level), exchange, &mut findings),
    }
    findings
}

/// Judges the answer to a call that breaks two rules at once: any answer that is allowed for either will do. Which one came
/// is noted under both, so that two endpoints can be compared.
#[must_use]
pub fn judge_pair(suite: &Suite, exchange: &Exchange<'_>) -> Findings {
    let mut findings = Findings::default();
    let [first, second] = exchange.prediction.causes.as_slice() else { return findings };
    let Expectation::Refused(level) = exchange.prediction.expectation else { return findings };
    judge_refusal(suite, (first.requirement, level), exchange, &mut findings);
    findings.notes.clear();
    for (one, other) in [(first, second), (second, first)] {
        let other = suite.requirement(other.requirement).name();
        findings.note(one.requirement, format!("with {other} broken too: {}", exchange.outcome()));
    }
    findings
}

fn judge_refusal(
    suite: &Suite,
    (requirement, level): (RequirementKey, Level),
    exchange: &Exchange<'_>,
    findings: &mut Findings,
) {
    let refusal = &exchange.prediction.refusal;
    let by_task = exchange.prediction.causes.iter().any(|cause| suite.requirement(cause.requirement).by_task);
    let expected = expected_lines(refusal, by_task);
    match &exchange.observation.answer {
        Answer::Accepted { .. } | Answer::Garbled { .. } => {
            findings.fail(mismatch(requirement, level, expected, exchange));
        }
        Answer::Refused { code, .. } if code.is_empty() && by_task => {
            findings.note(requirement, exchange.outcome());
        }
        Answer::Refused { .. } if exchange.observation.status >= 500 => {
            findings.fail(mismatch(requirement, level, expected, exchange));
        }
        Answer::Refused { .. } if refusal.answers.is_empty() => findings.note(requirement, exchange.outcome()),
        Answer::Refused { code, .. } => {
            if !refusal.allows(exchange.observation.status, code) {
                let weight = refusal.answers_level.unwrap_or(level).min(level);
                findings.fail(mismatch(requirement, weight, expected, exchange));
            } else if refusal.answers.len() > 1 {
                findings.note(requirement, exchange.outcome());
            }
        }
    }
}

fn mismatch(requirement: RequirementKey, level: Level, expected: Vec<String>, exchange: &Exchange<'_>) -> Mismatch {
    Mismatch { requirement, level, kind: exchange.outcome(), expected, came: exchange.came() }
}

/// The allowed answers, a line each.
fn expected_lines(refusal: &Refusal, task: bool) -> Vec<String> {
    let mut lines = vec!["answer: refused".to_owned()];
    if refusal.answers.is_empty() {
        lines.push("code: any documented error, with a status from 400 to 499".to_owned());
    }
    for (answer, parameter) in &refusal.answers {
        let code = answer.code.replace("{parameter}", parameter);
        let status = answer.status.map(|status| format!("status: {status}, ")).unwrap_or_default();
        lines.push(format!("{status}code: {code}"));
    }
    if task {
        lines.push("or a task that ends in FAILED".to_owned());
    }
    lines
}
