//! Cells for laws between calls: the call that the law is about; the runner makes the others of it.

use std::sync::Arc;

use proptest::prelude::*;

use super::cell::{Cell, Phase, Property};
use super::plan::Context;
use super::rules::{Catalogue, accepted, core_operations, extremes};
use super::sequence::Sequences;
use crate::case::{Case, Value};
use crate::rule::{Side, Span};
use crate::suite::{Law, Operation, RequirementKey};

/// The property of a requirement that takes more than one call to see.
pub(super) fn state(
    context: &Context<'_>,
    (catalogue, sequences): (&Catalogue, &Sequences),
    requirement: RequirementKey,
    law: Law,
) -> Property {
    let about = context.suite.requirement(requirement).operation();
    let operations: Vec<&Operation> =
        core_operations(context).filter(|operation| about == "common" || about == operation.name).collect();
    let cells =
        |make: &dyn Fn(&Operation) -> Vec<Cell>| operations.iter().flat_map(|operation| make(operation)).collect();
    let cells: Vec<Cell> = match law {
        Law::Effect => return sequences.property(context, requirement),
        Law::FormatEquivalent | Law::MethodEquivalent => cells(&|operation| repeatable(context, catalogue, operation)),
        Law::SplitEquivalent => cells(&|operation| lists(context, operation)),
        Law::ReadOnly => cells(&|operation| {
            let valid = accepted(context, operation, Span::Full, &context.envelope());
            extremes(context, operation).into_iter().chain(valid).collect()
        }),
        Law::PagingPartition => {
            cells(&|operation| pages(context, operation, &[None, Some(30), Some(31), Some(50), Some(100), Some(200)]))
        }
        Law::TotalCount => cells(&|operation| {
            let pages = pages(context, operation, &[Some(30), Some(200)]).into_iter();
            let accepted = accepted(context, operation, Span::Interior, &context.envelope());
            pages.chain(accepted.iter().map(filtered)).chain(accepted.iter().cloned()).collect()
        }),
    };
    let deep = matches!(law, Law::PagingPartition | Law::ReadOnly);
    let cells = cells.into_iter().map(|cell| {
        let lesson = lesson(law, &cell);
        Cell { deep, ..cell.like(&format!("{law:?} {lesson}")) }
    });
    Property { phase: Phase::State, ..Property::new(requirement, cells.collect()) }
}

/// Calls that may be sent again and again: valid ones, but for grants that documents do not say may be repeated, and one
/// refused one for each rule.
fn repeatable(context: &Context<'_>, catalogue: &Catalogue, operation: &Operation) -> Vec<Cell> {
    let valid = accepted(context, operation, Span::Interior, &context.envelope());
    let valid = valid.into_iter().filter(|_| operation.undone_by.is_none());
    let first = if operation.writes { Vec::new() } else { extremes(context, operation) };
    // What goes with nothing and with everything goes with something.
    let whole = format!("{} with everything optional", operation.name);
    let covered = !first.is_empty();
    let valid = valid.map(|cell| if covered { cell.like(&whole) } else { cell });
    first.into_iter().chain(valid).chain(catalogue.refusals(operation)).collect()
}

/// What a case of a law teaches: formats and methods are alike for all refused calls of an operation, methods and totals
/// on all instances.
fn lesson(law: Law, cell: &Cell) -> String {
    let operation = operation_name(cell);
    match (law, cell.side) {
        (Law::FormatEquivalent | Law::MethodEquivalent, Side::Refuse) => format!("{operation} refused"),
        (Law::FormatEquivalent | Law::MethodEquivalent, _) if cell.class.contains("nothing optional") => {
            format!("{operation} bare")
        }
        (Law::TotalCount, _) if cell.class.contains("pages of") => format!("{operation} a page"),
        _ => cell.essence.to_string(),
    }
}

/// The operation that the class of a cell begins with.
fn operation_name(cell: &Cell) -> &str {
    cell.class.split(' ').next().unwrap_or_default()
}

/// The same calls, of those the ones that ask for one account by name.
fn filtered(cell: &Cell) -> Cell {
    let is_filtered = |case: &Case| case.steps.iter().all(|call| call.arguments.contains_key("AccountName"));
    let strategy = cell.strategy.clone().prop_filter("no filter", is_filtered).sboxed();
    let class: Arc<str> = format!("{} by name", cell.class).into();
    Cell { essence: Arc::clone(&class), class, strategy, ..cell.clone() }
}

/// Valid calls with a list of at least two.
fn lists(context: &Context<'_>, operation: &Operation) -> Vec<Cell> {
    let is_list = |case: &Case| {
        let texts = case.steps.iter().flat_map(|call| call.arguments.values()).filter_map(Value::as_text);
        texts.into_iter().any(|text| text.contains(','))
    };
    let cells = accepted(context, operation, Span::Full, &context.envelope()).into_iter();
    cells.map(|cell| Cell { strategy: cell.strategy.prop_filter("no list", is_list).sboxed(), ..cell }).collect()
}

/// The first page of every instance, with each of these sizes, or with none; every one is a class of its own, so that the instance with
/// enough accounts is among them.
fn pages(context: &Context<'_>, operation: &Operation, sizes: &[Option<i64>]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for cell in accepted(context, operation, Span::Interior, &context.envelope()) {
        for size in sizes {
            let size = *size;
            let ask = move |mut case: Case| {
                for call in &mut case.steps {
                    call.arguments.retain(|name, _| name == "DBInstanceId");
                    call.arguments.extend(size.map(|size| ("PageSize".to_owned(), Value::Integer(size))));
                    call.arguments.insert("PageNumber".to_owned(), Value::Integer(1));
                }
                case
            };
            let place = cells.len() / sizes.len() + 1;
            let shown = size.map_or("default size".to_owned(), |size| size.to_string());
            let class: Arc<str> = format!("{} pages of {shown}, instance {place}", operation.name).into();
            // One size on every instance, for only one of them may have enough accounts, and the default size.
            let first = [None, Some(30)].contains(&size);
            let essence: Arc<str> = if first { Arc::clone(&class) } else { "pages of another size".into() };
            let strategy = cell.strategy.clone().prop_map(ask).sboxed();
            cells.push(Cell { class, essence, strategy, ..cell.clone() });
        }
    }
    cells
}
