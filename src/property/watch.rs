//! Cells for requirements that every answer is held to: a few of each kind, so that they have answers to look at even
//! when a filter leaves nothing else.

use proptest::prelude::*;

use super::cell::{Cell, Property};
use super::plan::Context;
use super::rules::{Catalogue, accepted, core_operations, extremes};
use crate::case::{Case, Envelope, Format};
use crate::rule::{Side, Span, Variant, pairs};
use crate::suite::{Operation, PropertyKind, RequirementKey, ResponseCheck};

/// Valid requests and one refused request for each rule, of one operation or of all.
pub(super) fn every_answer(context: &Context<'_>, catalogue: &Catalogue, requirement: RequirementKey) -> Property {
    let operations = operations_of(context, requirement);
    let told =
        context.suite.requirement(requirement).property == PropertyKind::EveryAnswer(ResponseCheck::ErrorDocumented);
    let cells = operations.into_iter().flat_map(|operation| {
        let valid = accepted(context, operation, Span::Interior, &context.envelope());
        let both = if told { pairs_of(context, operation) } else { Vec::new() };
        valid.into_iter().chain(catalogue.refusals(operation)).chain(both)
    });
    Property { repeats: false, ..Property::new(requirement, cells.collect()) }
}

/// Requests that break two rules at once, to see which of both the endpoint answers for.
fn pairs_of(context: &Context<'_>, operation: &Operation) -> Vec<Cell> {
    let Some(scene) = context.scenes(operation).into_iter().next() else { return Vec::new() };
    let cell = |variant: Variant<_>| {
        let class = format!("{} {}", operation.name, variant.name);
        Cell::single(&class, variant.side, (&operation.name, context.envelope()), variant.strategy)
    };
    // A wrong type is no wrong type where every value travels as a text.
    let about_types =
        |requirement| context.suite.implicit.json_type.is_some_and(|class| class.requirement == requirement);
    let carried = |requirement| context.abilities.json_types || !about_types(requirement);
    pairs(operation, &scene, &carried).into_iter().map(cell).collect()
}

/// Valid requests whose success answers have a shape.
pub(super) fn shape(context: &Context<'_>, requirement: RequirementKey) -> Property {
    let operations = operations_of(context, requirement);
    let cells = operations.into_iter().flat_map(|operation| {
        let first = if operation.writes { Vec::new() } else { extremes(context, operation) };
        first.into_iter().chain(accepted(context, operation, Span::Full, &context.envelope()))
    });
    Property::new(requirement, cells.collect())
}

/// Valid and refused requests that ask for a format.
pub(super) fn format(
    context: &Context<'_>,
    catalogue: &Catalogue,
    requirement: RequirementKey,
    format: Format,
) -> Property {
    let ask = move |mut case: Case| {
        case.steps.iter_mut().for_each(|call| call.envelope.format = Some(format));
        case
    };
    let property = every_answer(context, catalogue, requirement);
    // What every other case asks for needs none of its own to be seen first.
    let other = context.envelope().format != Some(format);
    let asking = |cell: Cell| {
        let essence = if other { format!("{:?} in {format:?}", cell.side) } else { cell.essence.to_string() };
        Cell { strategy: cell.strategy.prop_map(ask).sboxed(), ..cell }.like(&essence)
    };
    Property { cells: property.cells.into_iter().map(asking).collect(), ..property }
}

/// Valid requests that ask for no format.
pub(super) fn no_format(context: &Context<'_>, requirement: RequirementKey) -> Property {
    let envelope = Envelope { format: None, ..context.envelope() };
    let cells = core_operations(context).flat_map(|operation| accepted(context, operation, Span::Interior, &envelope));
    let open =
        cells.map(|cell| Cell { side: Side::Open, class: format!("{} without-format", cell.class).into(), ..cell });
    Property::new(requirement, open.collect())
}

/// The same call twice; what the second one gets is recorded.
pub(super) fn repeat(context: &Context<'_>, requirement: RequirementKey) -> Property {
    let operations = operations_of(context, requirement);
    let cells =
        operations.into_iter().flat_map(|operation| accepted(context, operation, Span::Interior, &context.envelope()));
    let twice = |case: Case| Case { steps: case.steps.iter().chain(&case.steps).cloned().collect() };
    let twice = cells.map(|cell| Cell {
        side: Side::Open,
        class: format!("{} twice", cell.class).into(),
        strategy: cell.strategy.clone().prop_map(twice).sboxed(),
        ..cell
    });
    Property::new(requirement, twice.collect())
}

/// The operation that a requirement is about, or all of them.
fn operations_of<'a>(context: &Context<'a>, requirement: RequirementKey) -> Vec<&'a Operation> {
    let about = context.suite.requirement(requirement).operation();
    core_operations(context).filter(|operation| about == "common" || about == operation.name).collect()
}
