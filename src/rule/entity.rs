//! Names of what exists on the target, and names that nothing has.
//!
//! A name that must be unknown is long, random and marked as ours, so that a run never names anybody's account by
//! chance.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::SBoxedStrategy;

use super::scene::Scene;
use super::variant::Variant;
use crate::case::Value;
use crate::suite::{Constraint, Rule};

/// The names that satisfy an entity constraint in a scene; `None` for constraints of other kinds.
pub(super) fn names(constraint: &Constraint, scene: &Scene<'_>) -> Option<Vec<String>> {
    match constraint {
        Constraint::KnownInstance => Some(vec![scene.instance.id.clone()]),
        Constraint::KnownAccount => Some(scene.instance.accounts.clone()),
        Constraint::KnownDatabase => Some(scene.instance.databases.clone()),
        Constraint::Region => Some(vec![scene.fixtures.region.clone().unwrap_or_else(|| "cn-hangzhou".to_owned())]),
        _ => None,
    }
}

pub(super) fn variants(rule: &Rule, scene: &Scene<'_>) -> Vec<Variant<Value>> {
    let mut variants = Vec::new();
    if let Some(names) = names(&rule.constraint, scene).filter(|names| !names.is_empty()) {
        let begins = |name: &&String| names.iter().any(|other| other != *name && other.starts_with(name.as_str()));
        let prefixes: Vec<String> = names.iter().filter(begins).cloned().collect();
        let known = |names: Vec<String>| select(names).prop_map(Value::Text).sboxed();
        if !prefixes.is_empty() {
            variants.push(Variant::keep(rule.requirement, "known/another-begins-with-it", known(prefixes)));
        }
        let ends = |name: &&String| names.iter().any(|other| other != *name && other.ends_with(name.as_str()));
        let suffixes: Vec<String> = names.iter().filter(ends).cloned().collect();
        if !suffixes.is_empty() {
            variants.push(Variant::keep(rule.requirement, "known/another-ends-with-it", known(suffixes)));
        }
        let odd = |name: &&String| !name.bytes().all(|byte| byte.is_ascii_lowercase());
        let odd: Vec<String> = names.iter().filter(odd).cloned().collect();
        if !odd.is_empty() && odd.len() < names.len() {
            variants.push(Variant::keep(rule.requirement, "known/not-only-letters", known(odd)));
        }
        variants.push(Variant::keep(rule.requirement, "known", known(names)));
    }
    if let (Some(class), Some(unknown)) = (rule.classes.get("unknown"), unknown(&rule.constraint, scene)) {
        variants.push(Variant::violate(*class, "unknown", unknown.prop_map(Value::Text).sboxed()));
    }
    if let (Constraint::AvailableAccount, Some(class)) = (&rule.constraint, rule.classes.get("unavailable")) {
        let names = scene.instance.unavailable_accounts.clone();
        if !names.is_empty() {
            variants.push(Variant::violate(*class, "unavailable", select(names).prop_map(Value::Text).sboxed()));
        }
    }
    variants
}

/// Names of the right form that nothing has.
fn unknown(constraint: &Constraint, scene: &Scene<'_>) -> Option<SBoxedStrategy<String>> {
    match constraint {
        Constraint::KnownInstance => {
            let id = &scene.instance.id;
            let (prefix, rest) = id.split_once('-').unwrap_or(("rm", id));
            let (prefix, width) = (prefix.to_owned(), rest.len().max(8));
            Some(random(width).prop_map(move |tail| format!("{prefix}-{tail}")).sboxed())
        }
        Constraint::KnownAccount => Some(unknown_account()),
        Constraint::KnownDatabase => Some(unknown_database()),
        _ => None,
    }
}

/// An account name that nobody has.
pub(super) fn unknown_account() -> SBoxedStrategy<String> {
    random(8).prop_map(|tail| format!("abide{tail}")).sboxed()
}

/// A database name that nothing has.
pub(super) fn unknown_database() -> SBoxedStrategy<String> {
    random(8).prop_map(|tail| format!("abide_{tail}")).sboxed()
}

fn random(width: usize) -> SBoxedStrategy<String> {
    let alphabet: Vec<char> = ('a'..='z').chain('0'..='9').collect();
    prop::collection::vec(select(alphabet), width).prop_map(|characters| characters.into_iter().collect()).sboxed()
}
