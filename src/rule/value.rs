//! One value, by its type: hands over to the file that knows the type's rules.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::SBoxedStrategy;

use super::request::Span;
use super::scene::Scene;
use super::variant::Variant;
use super::{entity, instant, list, number, password, record, word};
use crate::case::Value;
use crate::suite::{Constraint, Kind, Node};

/// Values that keep every rule of a node; `None` when the target has nothing to make one of.
pub(super) fn satisfy(node: &Node, scene: &Scene<'_>, span: Span) -> Option<SBoxedStrategy<Value>> {
    match &node.kind {
        Kind::Text | Kind::Secret | Kind::Integer => scalar(node, scene, span),
        Kind::CommaList(item) => list::satisfy(node, item, scene, span).map(list::joined),
        Kind::List(item) => list::satisfy(node, item, scene, span).map(|items| items.prop_map(Value::List).sboxed()),
        Kind::Record(members) => record::satisfy(node, members, scene, span),
    }
}

/// Has the target something to make a node's value of?
#[must_use]
pub fn fills(node: &Node, scene: &Scene<'_>) -> bool {
    satisfy(node, scene, Span::Interior).is_some()
}

/// Every way to meet or break one rule of a node.
pub(super) fn variants(node: &Node, scene: &Scene<'_>) -> Vec<Variant<Value>> {
    let mut variants = match &node.kind {
        Kind::Text | Kind::Secret | Kind::Integer => scalar_variants(node, scene),
        Kind::CommaList(item) => list::comma_variants(node, item, scene),
        Kind::List(item) => list::variants(node, item, scene),
        Kind::Record(members) => record::variants(node, members, scene),
    };
    if let Some(class) = scene.suite.implicit.json_type {
        let wrong = wrong_types(node).into_iter();
        variants.extend(wrong.map(|value| {
            let name = format!("{}-as-{}", type_name(&node.kind), value.type_name());
            Variant::violate(class, name, Just(value).sboxed())
        }));
    }
    variants
}

fn scalar(node: &Node, scene: &Scene<'_>, span: Span) -> Option<SBoxedStrategy<Value>> {
    if node.rules.iter().any(|rule| password::joins(&rule.constraint)) {
        return Some(password::satisfy(&node.rules, span));
    }
    let made = node.rules.iter().find_map(|rule| match &rule.constraint {
        Constraint::Word { .. } => Some(word::satisfy(&rule.constraint, scene.instance.engine)),
        Constraint::IntegerRange { min, max } => Some(Some(number::satisfy(*min, *max))),
        Constraint::Instant => Some(Some(instant::satisfy(scene.today))),
        constraint => entity::names(constraint, scene)
            .map(|names| (!names.is_empty()).then(|| proptest::sample::select(names).prop_map(Value::Text).sboxed())),
    });
    made.unwrap_or_else(|| Some(Just(Value::text("abide")).sboxed()))
}

fn scalar_variants(node: &Node, scene: &Scene<'_>) -> Vec<Variant<Value>> {
    let mut variants = password::variants(&node.rules);
    for rule in &node.rules {
        variants.extend(match &rule.constraint {
            Constraint::Word { .. } => word::variants(rule, scene.instance.engine),
            Constraint::IntegerRange { min, max } => number::variants(rule, *min, *max),
            Constraint::Instant => instant::variants(rule, scene.today),
            _ => entity::variants(rule, scene),
        });
    }
    variants
}

/// One value of every JSON type that the node does not have; `null` is left out, for it may mean absence.
fn wrong_types(node: &Node) -> Vec<Value> {
    let candidates = [
        Value::Integer(7),
        Value::Boolean(true),
        Value::text("abide"),
        Value::List(vec![Value::text("abide")]),
        Value::List(vec![Value::Record(BTreeMap::new())]),
        Value::Record(BTreeMap::new()),
    ];
    candidates.into_iter().filter(|value| !has_type(node, value) && !is_list_of_list(node, value)).collect()
}

/// A list where a list belongs is wrong because of its items, which have variants of their own.
fn is_list_of_list(node: &Node, value: &Value) -> bool {
    let empty_record_item = Value::List(vec![Value::Record(BTreeMap::new())]);
    matches!(node.kind, Kind::List(_)) && matches!(value, Value::List(_)) || *value == empty_record_item
}

/// Has a value the JSON type of a node?
pub(super) fn has_type(node: &Node, value: &Value) -> bool {
    match node.kind {
        Kind::Text | Kind::Secret | Kind::CommaList(_) => matches!(value, Value::Text(_) | Value::Secret(_)),
        Kind::Integer => matches!(value, Value::Integer(_)),
        Kind::List(_) => matches!(value, Value::List(_)),
        Kind::Record(_) => matches!(value, Value::Record(_)),
    }
}

fn type_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Secret | Kind::CommaList(_) => "text",
        Kind::Integer => "integer",
        Kind::List(_) => "list",
        Kind::Record(_) => "record",
    }
}
