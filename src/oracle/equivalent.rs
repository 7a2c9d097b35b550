//! Do two answers say the same? Formats write one thing in different ways; the shape tells which.

use serde_json::{Map, Value as Json};

use crate::case::{Answer, Format, Observation, visible};
use crate::suite::{Shape, ShapeKind};

/// Says how two answers to the same call differ, apart from their request ids; `None` when they do not.
#[must_use]
pub fn alike(shape: &Shape, left: &Observation, right: &Observation) -> Option<(String, String)> {
    let (first, second) = (summary(shape, left), summary(shape, right));
    (first != second).then_some((first, second))
}

/// An answer in one canonical text.
fn summary(shape: &Shape, observation: &Observation) -> String {
    match &observation.answer {
        Answer::Accepted { tree, .. } => {
            let xml = observation.format == Some(Format::Xml);
            let tree = normalised(shape, tree, xml);
            format!("status: {}\nanswer: accepted\n{}", observation.status, pretty(&tree))
        }
        // Codes are compared, never texts.
        Answer::Refused { code, .. } => {
            format!("status: {}\nanswer: refused\ncode: {}", observation.status, visible(code, 80))
        }
        Answer::Garbled { reason } => format!("status: {}\nunreadable: {}", observation.status, visible(reason, 200)),
    }
}

fn pretty(tree: &Json) -> String {
    let text = serde_json::to_string_pretty(tree).unwrap_or_default();
    text.lines().map(|line| visible(line, 300)).collect::<Vec<_>>().join("\n")
}

/// An answer's content without its request id, the same for both formats: numbers and truth values as texts, nothing for
/// what is empty, a list wherever documents have one.
#[must_use]
pub fn normalised(shape: &Shape, tree: &Json, xml: bool) -> Json {
    let mut tree = value(shape, tree, xml);
    if let Json::Object(members) = &mut tree {
        members.remove("RequestId");
    }
    tree
}

fn value(shape: &Shape, tree: &Json, xml: bool) -> Json {
    match (&shape.kind, tree) {
        (ShapeKind::Object(shapes), Json::Object(members)) => object(shapes, members, xml),
        (ShapeKind::Objects(shapes), Json::Array(items)) => {
            items.iter().map(|item| item_of(shapes, item, xml)).collect()
        }
        (ShapeKind::Objects(shapes), Json::Object(_)) if xml => Json::Array(vec![item_of(shapes, tree, xml)]),
        (ShapeKind::Texts, Json::String(_)) if xml => Json::Array(vec![tree.clone()]),
        _ => leaf(tree),
    }
}

fn item_of(shapes: &[Shape], item: &Json, xml: bool) -> Json {
    match item {
        Json::Object(members) => object(shapes, members, xml),
        other => leaf(other),
    }
}

/// Members that hold nothing are left out: XML cannot tell an empty list from an empty text or from none.
fn object(shapes: &[Shape], members: &Map<String, Json>, xml: bool) -> Json {
    let mut kept = Map::new();
    for (name, member) in members {
        let shape = shapes.iter().find(|shape| shape.name == *name);
        let member = shape.map_or_else(|| leaf(member), |shape| value(shape, member, xml));
        if !is_nothing(&member) {
            kept.insert(name.clone(), member);
        }
    }
    Json::Object(kept)
}

fn is_nothing(tree: &Json) -> bool {
    match tree {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(members) => members.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

/// A value as XML would carry it: blanks around a text are not told from none.
fn leaf(tree: &Json) -> Json {
    match tree {
        Json::String(text) => Json::String(text.trim().to_owned()),
        Json::Bool(_) | Json::Number(_) => Json::String(tree.to_string()),
        other => other.clone(),
    }
}
