//! Cells of requests whose envelope is wrong on purpose, and of the same requests done right.

use proptest::prelude::*;

use super::cell::Cell;
use super::plan::Context;
use super::rules::{accepted, core_operations};
use crate::case::{Case, Deviation, Envelope, Level};
use crate::model::{deviations, predict};
use crate::rule::{Side, Span, arguments};
use crate::suite::{EnvelopeFault, Operation};

pub(super) fn cells(context: &Context<'_>, fault: EnvelopeFault) -> Vec<Cell> {
    core_operations(context).flat_map(|operation| operation_cells(context, operation, fault)).collect()
}

fn operation_cells(context: &Context<'_>, operation: &Operation, fault: EnvelopeFault) -> Vec<Cell> {
    let mut cells = accepted(context, operation, Span::Interior, &context.envelope());
    let Some(scene) = context.scenes(operation).into_iter().next() else { return cells };
    for (name, deviation) in deviations(context.suite, fault) {
        let envelope = Envelope { deviation: Some(deviation), ..context.envelope() };
        if let Some(arguments) = arguments(operation, &scene, Span::Interior) {
            let class = format!("{} {name}", operation.name);
            let tolerated = is_tolerated(context, &operation.name, &envelope);
            let side = if tolerated { Side::Accept } else { Side::Refuse };
            let cell = Cell::single(&class, side, (&operation.name, envelope), arguments);
            // Signatures may be checked operation by operation; a gateway reads the rest of every envelope alike.
            cells.push(if fault == EnvelopeFault::WrongSignature { cell } else { cell.like(&name) });
        }
    }
    if fault == EnvelopeFault::UsedNonce {
        cells.extend(used_nonce(context, operation));
    }
    cells
}

/// Does the model find nothing wrong with this envelope?
fn is_tolerated(context: &Context<'_>, operation: &str, envelope: &Envelope) -> bool {
    let mut call = crate::case::Call::new(operation, std::collections::BTreeMap::new());
    call.envelope = envelope.clone();
    let prediction = predict(context.suite, &call, context.fixtures, context.today);
    let about_arguments = |parameter: &str| !parameter.is_empty();
    prediction.causes.iter().all(|cause| about_arguments(&cause.parameter) || cause.level == Level::Open)
}

/// The same call twice, the second time with the first one's nonce.
fn used_nonce(context: &Context<'_>, operation: &Operation) -> Option<Cell> {
    let scene = context.scenes(operation).into_iter().next()?;
    let (name, envelope) = (operation.name.clone(), context.envelope());
    let case = move |arguments: std::collections::BTreeMap<_, _>| {
        let call = |deviation| crate::case::Call {
            operation: name.clone(),
            arguments: arguments.clone(),
            envelope: Envelope { deviation, ..envelope.clone() },
        };
        Case { steps: vec![call(None), call(Some(Deviation::NonceOfStep(0)))] }
    };
    let strategy = arguments(operation, &scene, Span::Interior)?.prop_map(case).sboxed();
    let class: std::sync::Arc<str> = format!("{} used-nonce", operation.name).into();
    Some(Cell { essence: std::sync::Arc::clone(&class), class, side: Side::Refuse, deep: false, strategy })
}
