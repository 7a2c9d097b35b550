//! Lists: texts with commas, and JSON lists.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::SBoxedStrategy;

use super::request::Span;
use super::scene::Scene;
use super::variant::Variant;
use super::{entity, record, value, word};
use crate::case::Value;
use crate::suite::{Class, Constraint, Kind, Node};

/// Most items of a generated list: enough for pairing and order to matter.
pub(super) const MOST: usize = 8;

/// Most items of a list that a case is not about.
const FEW: usize = 3;

/// Lists of one item or more, each keeping its rules, no two alike where the list's rules ask for that.
pub(super) fn satisfy(node: &Node, item: &Node, scene: &Scene<'_>, span: Span) -> Option<SBoxedStrategy<Vec<Value>>> {
    let most = if span == Span::Full { MOST } else { FEW };
    let items = items(node, item, scene, most)?;
    Some((items, 1..=most).prop_map(|(items, count)| items.into_iter().take(count).collect()).sboxed())
}

/// [`MOST`] items in random order or, where no two may be alike, all that there are; a list takes as many as it likes
/// from the front.
pub(super) fn pool(node: &Node, item: &Node, scene: &Scene<'_>) -> Option<SBoxedStrategy<Vec<Value>>> {
    items(node, item, scene, usize::MAX)
}

/// As [`pool`], for lists that take so many at most: an item that no list takes is not made.
fn items(node: &Node, item: &Node, scene: &Scene<'_>, most: usize) -> Option<SBoxedStrategy<Vec<Value>>> {
    let count = most.min(MOST);
    let distinct = node.rules.iter().any(|rule| rule.constraint == Constraint::DistinctItems);
    match &item.kind {
        Kind::Record(members) => record::pool(item, members, scene, count),
        _ => match choices(item, scene) {
            Some(choices) if choices.is_empty() => None,
            Some(choices) if distinct => Some(some_of(choices, most)),
            Some(choices) => Some(prop::collection::vec(select(choices), count).sboxed()),
            None => value::satisfy(item, scene, Span::Interior).map(|one| prop::collection::vec(one, count).sboxed()),
        },
    }
}

/// So many of these at most, in random order. Places are shuffled rather than choices, which are costly to copy.
pub(super) fn some_of<T>(choices: Vec<T>, most: usize) -> SBoxedStrategy<Vec<T>>
where
    T: Clone + std::fmt::Debug + Send + Sync + 'static,
{
    let places: Vec<usize> = (0..choices.len()).collect();
    let chosen =
        move |places: Vec<usize>| places.iter().take(most).filter_map(|place| choices.get(*place).cloned()).collect();
    Just(places).prop_shuffle().prop_map(chosen).sboxed()
}

/// All values that keep an item's rules, where there are only so many.
fn choices(item: &Node, scene: &Scene<'_>) -> Option<Vec<Value>> {
    item.rules
        .iter()
        .find_map(|rule| match &rule.constraint {
            Constraint::Word { .. } => Some(word::words(&rule.constraint, scene.instance.engine).to_vec()),
            constraint => entity::names(constraint, scene),
        })
        .map(|names| names.into_iter().map(Value::Text).collect())
}

/// The text with commas that lists of items make.
pub(super) fn joined(items: SBoxedStrategy<Vec<Value>>) -> SBoxedStrategy<Value> {
    items.prop_map(|items| Value::Text(join(&items))).sboxed()
}

pub(super) fn join(items: &[Value]) -> String {
    items.iter().filter_map(Value::as_text).collect::<Vec<_>>().join(",")
}

/// Ways to meet or break a rule of a list written with commas.
pub(super) fn comma_variants(node: &Node, item: &Node, scene: &Scene<'_>) -> Vec<Variant<Value>> {
    let lists = item_variants(node, item, scene).into_iter();
    let mut variants: Vec<_> = lists.map(|variant| variant.lift(joined)).collect();
    let Some(pool) = items(node, item, scene, FEW) else { return variants };
    for (class, name, separators) in blanks(node) {
        let spoiled = pool.clone().prop_map(move |items| Value::Text(spoil(&items, separators)));
        variants.push(Variant::violate(class, name, spoiled.sboxed()));
    }
    if let Some(class) = class_of(node, &Constraint::DistinctItems, "duplicates") {
        let doubled = pool.prop_map(|items| Value::Text(join(&doubled(&items))));
        variants.push(Variant::violate(class, "duplicates", doubled.sboxed()));
    }
    variants
}

/// Ways to meet or break a rule of a JSON list.
pub(super) fn variants(node: &Node, item: &Node, scene: &Scene<'_>) -> Vec<Variant<Value>> {
    let lists = item_variants(node, item, scene).into_iter();
    let lists = every_word(item, scene).into_iter().chain(lists);
    let mut variants: Vec<_> = lists.map(|variant| variant.map(Value::List)).collect();
    if let Some(class) = class_of(node, &Constraint::SomeItems, "empty-list") {
        variants.push(Variant::violate(class, "empty-list", Just(Value::List(Vec::new())).sboxed()));
    }
    if let (Some(class), Some(pool)) =
        (class_of(node, &Constraint::DistinctItems, "duplicates"), items(node, item, scene, FEW))
    {
        let doubled = pool.prop_map(|items| Value::List(doubled(&items)));
        variants.push(Variant::violate(class, "duplicates", doubled.sboxed()));
    }
    variants
}

/// All documented words in one list: it is refused as soon as any of them is, and simplifying tells which.
fn every_word(item: &Node, scene: &Scene<'_>) -> Option<Variant<Vec<Value>>> {
    let rule = item.rules.iter().find(|rule| matches!(rule.constraint, Constraint::Word { .. }))?;
    let words = choices(item, scene).filter(|words| words.len() > 1)?;
    Some(Variant::keep(rule.requirement, "every-word", Just(words).sboxed()))
}

/// Every variant of an item, in a list: alone when it keeps its rules, among good ones when it does not.
fn item_variants(node: &Node, item: &Node, scene: &Scene<'_>) -> Vec<Variant<Vec<Value>>> {
    let mut variants = Vec::new();
    for variant in value::variants(item, scene) {
        let alone = variant.clone().map(|value| vec![value]);
        match (variant.side, items(node, item, scene, FEW)) {
            (super::Side::Accept, _) | (_, None) => variants.push(alone),
            (_, Some(pool)) => {
                let named = variant.clone();
                variants.push(alone);
                variants.push(Variant {
                    name: format!("{}/among-others", named.name),
                    ..named.lift(|bad| among(pool, bad))
                });
            }
        }
    }
    if let (Some(rule), Some(pool)) = (item.rules.first(), items(node, item, scene, FEW)) {
        let several = (pool, 2..=FEW).prop_map(|(items, count)| items.into_iter().take(count).collect());
        variants.push(Variant::keep(rule.requirement, "several", several.sboxed()));
    }
    variants
}

/// One bad item somewhere among one to three good ones.
fn among(pool: SBoxedStrategy<Vec<Value>>, bad: SBoxedStrategy<Value>) -> SBoxedStrategy<Vec<Value>> {
    (pool, bad, 1..=FEW, 0..=FEW)
        .prop_map(|(items, bad, count, place)| {
            let mut items: Vec<Value> = items.into_iter().take(count).collect();
            items.insert(place.min(items.len()), bad);
            items
        })
        .sboxed()
}

/// What stands before, between and after the items of a spoiled list.
type Separators = (&'static str, &'static str, &'static str);

fn blanks(node: &Node) -> Vec<(Class, &'static str, Separators)> {
    let forms = [
        ("blanks", "blanks/after-comma", ("", ", ", "")),
        ("blanks", "blanks/before-comma", ("", " ,", "")),
        ("blanks", "blanks/around", (" ", ",", " ")),
        ("empty-item", "empty-item/trailing-comma", ("", ",", ",")),
        ("empty-item", "empty-item/leading-comma", (",", ",", "")),
        ("empty-item", "empty-item/two-commas", ("", ",,", "")),
    ];
    let found = |class| class_of(node, &Constraint::TightItems, class);
    forms.into_iter().filter_map(|(class, name, separators)| Some((found(class)?, name, separators))).collect()
}

fn spoil(items: &[Value], (before, between, after): Separators) -> String {
    let texts: Vec<&str> = items.iter().take(2).filter_map(Value::as_text).collect();
    format!("{before}{}{after}", texts.join(between))
}

fn doubled(items: &[Value]) -> Vec<Value> {
    let mut some: Vec<Value> = items.iter().take(2).cloned().collect();
    some.extend(items.first().cloned());
    some
}

/// The class of one of a node's rules, if the node has that rule.
fn class_of(node: &Node, constraint: &Constraint, class: &str) -> Option<Class> {
    let rule = node.rules.iter().find(|rule| rule.constraint == *constraint)?;
    rule.classes.get(class).copied()
}
