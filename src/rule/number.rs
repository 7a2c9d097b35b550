//! Whole numbers in a range.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::SBoxedStrategy;

use super::variant::Variant;
use crate::case::Value;
use crate::suite::Rule;

/// Where documents name no largest number, one that every integer type holds and no list reaches.
const LARGE: i64 = 1_000;

pub(super) fn satisfy(min: i64, max: Option<i64>) -> SBoxedStrategy<Value> {
    (min..=max.unwrap_or(LARGE)).prop_map(Value::Integer).sboxed()
}

pub(super) fn variants(rule: &Rule, min: i64, max: Option<i64>) -> Vec<Variant<Value>> {
    let just = |number: i64| Just(Value::Integer(number)).sboxed();
    let mut edges = vec![min, max.unwrap_or(LARGE), min + 1];
    edges.extend(max.map(|max| max - 1));
    let keep = |number: &i64| Variant::keep(rule.requirement, format!("number/{number}"), just(*number));
    let mut variants: Vec<_> = edges.iter().map(keep).collect();
    variants.push(Variant::keep(rule.requirement, "number", satisfy(min, max)));
    let mut violate = |name: &str, strategy: Option<SBoxedStrategy<Value>>| {
        if let (Some(class), Some(strategy)) = (rule.classes.get(name), strategy) {
            variants.push(Variant::violate(*class, name, strategy));
        }
    };
    let words = select(vec!["abc", "thirty", "30a", "a30", "-", "one"]);
    violate("not-a-number", Some(words.prop_map(Value::text).sboxed()));
    violate("zero", (min > 0).then(|| just(0)));
    violate("negative", (min >= 0).then(|| (1_i64..=100_000).prop_map(|number| Value::Integer(-number)).sboxed()));
    violate("below-minimum", (min > 1).then(|| prop_oneof![Just(min - 1), 1..min].prop_map(Value::Integer).sboxed()));
    let above = |max: i64| prop_oneof![Just(max + 1), max + 1..=max * 10].prop_map(Value::Integer).sboxed();
    violate("above-maximum", max.map(above));
    variants
}
