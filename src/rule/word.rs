//! Words from a documented list, which may differ by engine.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::SBoxedStrategy;

use super::variant::Variant;
use crate::case::{Engine, Value};
use crate::suite::{Constraint, Rule};

/// Words that no vendor's list has; a suite's own words are never among them.
const MADE_UP: [&str; 4] = ["abide", "Owner", "none", "*"];

/// The words that a constraint allows on an engine.
pub(super) fn words(constraint: &Constraint, engine: Engine) -> &[String] {
    match constraint {
        Constraint::Word { words, engines, .. } => engines.get(&engine).unwrap_or(words),
        _ => &[],
    }
}

/// Is a word that an engine does not allow one that documents give for other engines or other places?
pub(super) fn is_foreign(constraint: &Constraint, word: &str) -> bool {
    let Constraint::Word { engines, elsewhere, .. } = constraint else { return false };
    engines.values().flatten().chain(elsewhere).any(|foreign| foreign == word)
}

/// The words that documents give for other engines or other places, and not for this one.
fn foreign_words(constraint: &Constraint, engine: Engine) -> Vec<String> {
    let Constraint::Word { engines, elsewhere, .. } = constraint else { return Vec::new() };
    let allowed = words(constraint, engine);
    let mut foreign: Vec<String> = engines.values().flatten().chain(elsewhere).cloned().collect();
    foreign.retain(|word| !allowed.contains(word));
    foreign.sort();
    foreign.dedup();
    foreign
}

pub(super) fn satisfy(constraint: &Constraint, engine: Engine) -> Option<SBoxedStrategy<Value>> {
    let words = words(constraint, engine).to_vec();
    (!words.is_empty()).then(|| select(words).prop_map(Value::Text).sboxed())
}

pub(super) fn variants(rule: &Rule, engine: Engine) -> Vec<Variant<Value>> {
    let allowed = words(&rule.constraint, engine).to_vec();
    let just = |word: &str| Just(Value::text(word)).sboxed();
    let keep = |word: &String| Variant::keep(rule.requirement, format!("word/{word}"), just(word));
    let mut variants: Vec<_> = allowed.iter().map(keep).collect();
    if let Some(class) = rule.classes.get("unknown-word") {
        let made_up = MADE_UP.iter().map(|word| (*word).to_owned());
        let close = allowed.first().into_iter().flat_map(|word| [format!("{word}x"), word.chars().skip(1).collect()]);
        let unknown = made_up.chain(close).filter(|word| is_unknown(&rule.constraint, word));
        variants.extend(unknown.map(|word| Variant::violate(*class, format!("unknown-word/{word}"), just(&word))));
        let constraint = rule.constraint.clone();
        let random = "[A-Za-z]{3,12}".prop_filter("is a documented word", move |word| is_unknown(&constraint, word));
        variants.push(Variant::violate(*class, "unknown-word", random.prop_map(Value::Text).sboxed()));
    }
    if let Some(class) = rule.classes.get("word-of-another-list") {
        let foreign = foreign_words(&rule.constraint, engine);
        let named = |word: &String| Variant::violate(*class, format!("word-of-another-list/{word}"), just(word));
        variants.extend(foreign.iter().map(named));
    }
    if let Some(class) = rule.classes.get("case-variant") {
        let other_case = allowed.iter().flat_map(|word| [word.to_lowercase(), word.to_uppercase()]);
        let other_case: Vec<String> = other_case.filter(|word| !allowed.contains(word)).collect();
        if !other_case.is_empty() {
            variants.push(Variant::violate(*class, "case-variant", select(other_case).prop_map(Value::Text).sboxed()));
        }
    }
    variants
}

/// Is a word in no list at all, whatever its letter case?
fn is_unknown(constraint: &Constraint, word: &str) -> bool {
    let Constraint::Word { words, engines, elsewhere } = constraint else { return false };
    let mut known = words.iter().chain(engines.values().flatten()).chain(elsewhere);
    !word.is_empty() && !known.any(|known| known.eq_ignore_ascii_case(word))
}
