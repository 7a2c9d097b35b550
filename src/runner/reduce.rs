//! Smaller cases than a given one: fewer steps, fewer arguments, shorter lists.
//!
//! proptest simplifies one value after the other, each to its end; a request of many optional lists takes it hundreds of
//! requests. These reductions leave whole parts out first, which is what a reader wants gone.

use std::collections::BTreeMap;

use crate::case::{Call, Case, Value};
use crate::suite::{Joint, Operation, Suite};

/// Every case that is one part smaller, the largest parts first.
pub(super) fn reductions(suite: &Suite, case: &Case) -> Vec<Case> {
    let mut smaller = Vec::new();
    if case.steps.len() > 1 {
        smaller.extend((0..case.steps.len()).rev().map(|place| without_step(case, place)));
    }
    for (place, call) in case.steps.iter().enumerate() {
        let Some(operation) = suite.operation(&call.operation) else { continue };
        smaller.extend(smaller_calls(operation, call).into_iter().map(|call| with_step(case, place, call)));
    }
    smaller
}

fn without_step(case: &Case, place: usize) -> Case {
    let kept = case.steps.iter().enumerate().filter(|(other, _)| *other != place);
    Case { steps: kept.map(|(_, call)| call.clone()).collect() }
}

fn with_step(case: &Case, place: usize, call: Call) -> Case {
    let mut steps = case.steps.clone();
    if let Some(step) = steps.get_mut(place) {
        *step = call;
    }
    Case { steps }
}

fn smaller_calls(operation: &Operation, call: &Call) -> Vec<Call> {
    let with = |arguments: BTreeMap<String, Value>| Call { arguments, ..call.clone() };
    let mut smaller = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| !parameter.required) {
        let mut arguments = call.arguments.clone();
        if arguments.remove(&parameter.name).is_some() {
            smaller.push(with(arguments));
        }
    }
    smaller.extend(shorter_pairs(operation, call));
    for (name, value) in &call.arguments {
        smaller.extend(smaller_values(value).into_iter().map(|value| {
            let mut arguments = call.arguments.clone();
            arguments.insert(name.clone(), value);
            with(arguments)
        }));
    }
    smaller
}

/// Two lists that must have as many items lose one at the same place.
fn shorter_pairs(operation: &Operation, call: &Call) -> Vec<Call> {
    let mut smaller = Vec::new();
    for rule in &operation.joint_rules {
        let Joint::MatchingCounts { left, right } = &rule.constraint else { continue };
        let (Some(lefts), Some(rights)) = (items(call, left), items(call, right)) else { continue };
        for place in 0..lefts.len().min(rights.len()).min(if lefts.len() > 1 { usize::MAX } else { 0 }) {
            let mut shorter = call.clone();
            shorter.arguments.insert(left.clone(), Value::Text(without(&lefts, place)));
            shorter.arguments.insert(right.clone(), Value::Text(without(&rights, place)));
            smaller.push(shorter);
        }
    }
    smaller
}

fn items<'a>(call: &'a Call, parameter: &str) -> Option<Vec<&'a str>> {
    call.text(parameter).map(|text| text.split(',').collect())
}

fn without(items: &[&str], place: usize) -> String {
    let kept = items.iter().enumerate().filter(|(other, _)| *other != place);
    kept.map(|(_, item)| *item).collect::<Vec<_>>().join(",")
}

/// Lists with one item less, and lists and records with one part smaller.
fn smaller_values(value: &Value) -> Vec<Value> {
    let mut smaller = Vec::new();
    match value {
        Value::List(items) => {
            if items.len() > 1 {
                smaller.extend((0..items.len()).rev().map(|place| {
                    let kept = items.iter().enumerate().filter(|(other, _)| *other != place);
                    Value::List(kept.map(|(_, item)| item.clone()).collect())
                }));
            }
            for (place, item) in items.iter().enumerate() {
                smaller.extend(smaller_values(item).into_iter().map(|item| {
                    let mut items = items.clone();
                    if let Some(old) = items.get_mut(place) {
                        *old = item;
                    }
                    Value::List(items)
                }));
            }
        }
        Value::Record(members) => {
            for (name, member) in members {
                smaller.extend(smaller_values(member).into_iter().map(|member| {
                    let mut members = members.clone();
                    members.insert(name.clone(), member);
                    Value::Record(members)
                }));
            }
        }
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Text(_) | Value::Secret(_) => {}
    }
    smaller
}
