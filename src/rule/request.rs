//! Whole requests: every parameter in its place, and one rule met at its edge or broken.
//!
//! Parameters that a joint rule ties together are made together, in one slot; every other parameter is a slot of its own.
//! A variant of one parameter replaces that parameter's slot and leaves the others satisfied.

use std::collections::BTreeMap;

use proptest::option;
use proptest::prelude::*;
use proptest::strategy::SBoxedStrategy;

use super::scene::Scene;
use super::variant::{Side, Variant};
use super::{list, password, value, word};
use crate::case::{InstanceState, Value};
use crate::suite::{Class, Constraint, Joint, JointRule, Kind, Operation, Parameter, RequirementKey};

/// How much of its range a value uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The middle: for values that a case is not about.
    Interior,
    /// All of it.
    Full,
}

/// The arguments of a request, by parameter.
type Arguments = BTreeMap<String, Value>;

/// What one slot puts into a request; `None` leaves the parameter out.
type Filling = Vec<(String, Option<Value>)>;

/// A parameter whose slot is replaced, and by what.
struct Replacement<'a> {
    parameter: &'a str,
    strategy: SBoxedStrategy<Option<Value>>,
}

/// The scenes in which an operation is to be accepted: running instances of its engines that have what it names.
#[must_use]
pub fn scenes<'a>(operation: &Operation, scene: Scene<'a>) -> Vec<Scene<'a>> {
    let instances = scene.fixtures.instances.iter().filter(|instance| instance.state == InstanceState::Running);
    let scenes = instances.map(|instance| Scene { instance, ..scene });
    scenes
        .filter(|scene| has_engine(operation, scene) && arguments(operation, scene, Span::Interior).is_some())
        .collect()
}

fn has_engine(operation: &Operation, scene: &Scene<'_>) -> bool {
    constraints(operation).all(|constraint| match constraint {
        Constraint::Engine { of } => of.contains(&scene.instance.engine),
        _ => true,
    })
}

fn constraints(operation: &Operation) -> impl Iterator<Item = &Constraint> {
    operation.parameters.iter().flat_map(|parameter| parameter.node.rules.iter().map(|rule| &rule.constraint))
}

/// Arguments that keep every rule of an operation in a scene; `None` when the target has nothing to make them of.
#[must_use]
pub fn arguments(operation: &Operation, scene: &Scene<'_>, span: Span) -> Option<SBoxedStrategy<Arguments>> {
    filled(operation, scene, span, Vec::new())
}

/// Every way to meet or break one rule of an operation, in a scene where it is to be accepted.
#[must_use]
pub fn variants(operation: &Operation, scene: &Scene<'_>) -> Vec<Variant<Arguments>> {
    let mut variants = Vec::new();
    for parameter in &operation.parameters {
        variants.extend(parameter_variants(operation, parameter, scene));
    }
    for rule in &operation.joint_rules {
        variants.extend(joint_variants(operation, rule, scene));
    }
    variants.extend(unknown_parameter(operation, scene));
    variants
}

/// Arguments that keep every rule, with a password that begins with each class of character in turn; each with a name.
#[must_use]
pub fn openings(operation: &Operation, scene: &Scene<'_>) -> Vec<(String, SBoxedStrategy<Arguments>)> {
    let of = |parameter: &Parameter| {
        let made = password::openings(&parameter.node.rules).into_iter();
        made.filter_map(|(class, strategy)| {
            let strategy = strategy.prop_map(Some).sboxed();
            let replacement = Replacement { parameter: &parameter.name, strategy };
            let whole = filled(operation, scene, Span::Interior, vec![replacement])?;
            Some((format!("{} begins with {class}", parameter.name), whole))
        })
        .collect::<Vec<_>>()
    };
    operation.parameters.iter().flat_map(of).collect()
}

fn parameter_variants(operation: &Operation, parameter: &Parameter, scene: &Scene<'_>) -> Vec<Variant<Arguments>> {
    let place = |variant: Variant<Option<Value>>| {
        let replacement = Replacement { parameter: &parameter.name, strategy: variant.strategy.clone() };
        let strategy = filled(operation, scene, Span::Interior, vec![replacement])?;
        // A name is looked for in a whole list, not in some page of it; and all words together are granted for certain
        // where no action says to take away what nobody has.
        let whole = variant.name.starts_with("known/") && !operation.writes;
        let alone = whole || variant.name.ends_with("every-word");
        let strategy = if alone { without_the_rest(operation, &parameter.name, strategy) } else { strategy };
        Some(variant.within(&parameter.name).lift(|_| strategy))
    };
    let own = value::variants(&parameter.node, scene).into_iter().map(|variant| variant.map(Some));
    let mut variants: Vec<_> = own.chain(absence_variants(parameter, scene)).filter_map(place).collect();
    variants.extend(elsewhere_variants(operation, parameter, scene));
    variants
}

/// The same requests without the optional parameters that they are not about.
fn without_the_rest(
    operation: &Operation,
    about: &str,
    strategy: SBoxedStrategy<Arguments>,
) -> SBoxedStrategy<Arguments> {
    let rest = operation.parameters.iter().filter(|parameter| !parameter.required && parameter.name != about);
    let rest: Vec<String> = rest.map(|parameter| parameter.name.clone()).collect();
    let strip = move |mut arguments: Arguments| {
        arguments.retain(|name, _| !rest.contains(name));
        arguments
    };
    strategy.prop_map(strip).sboxed()
}

/// The parameter left out, or empty.
fn absence_variants(parameter: &Parameter, scene: &Scene<'_>) -> Vec<Variant<Option<Value>>> {
    let implicit = &scene.suite.implicit;
    let mut variants = Vec::new();
    if !parameter.required {
        return variants;
    }
    if let Some(class) = parameter.absence.or(implicit.required) {
        variants.push(Variant::violate(class, "absent", Just(None).sboxed()));
        if let Some(present) = value::satisfy(&parameter.node, scene, Span::Interior) {
            variants.push(Variant::keep(class.requirement, "present", present.prop_map(Some).sboxed()));
        }
    }
    if let (Some(class), Kind::Text | Kind::Secret | Kind::CommaList(_)) = (implicit.not_empty, &parameter.node.kind) {
        variants.push(Variant::violate(class, "empty", Just(Some(Value::text(""))).sboxed()));
    }
    variants
}

/// Variants that need another instance than the scene's: one in a state that refuses, one of another engine.
fn elsewhere_variants(operation: &Operation, parameter: &Parameter, scene: &Scene<'_>) -> Vec<Variant<Arguments>> {
    let mut variants = Vec::new();
    for rule in &parameter.node.rules {
        let (class, matches): (&str, &dyn Fn(&Scene<'_>) -> bool) = match &rule.constraint {
            Constraint::InstanceNot { state } => ("in-that-state", &|other| other.instance.state == *state),
            Constraint::Engine { of } => ("other-engine", &|other| {
                other.instance.state == InstanceState::Running && !of.contains(&other.instance.engine)
            }),
            _ => continue,
        };
        let here = arguments(operation, scene, Span::Interior);
        variants.extend(here.map(|strategy| Variant::keep(rule.requirement, "on-another-instance", strategy)));
        let Some(class) = rule.classes.get(class) else { continue };
        for instance in &scene.fixtures.instances {
            let other = Scene { instance, ..*scene };
            if matches(&other)
                && let Some(strategy) = arguments(operation, &other, Span::Interior)
            {
                let name = format!("on/{}-{}", instance.state, instance.engine);
                variants.push(Variant::violate(*class, name, strategy));
            }
        }
    }
    variants
}

fn unknown_parameter(operation: &Operation, scene: &Scene<'_>) -> Option<Variant<Arguments>> {
    let class = scene.suite.implicit.known?;
    let good = arguments(operation, scene, Span::Interior)?;
    let extra = proptest::sample::select(vec!["AbideUnknown", "SourceIp", "Comment"]);
    let spoiled = (good, extra).prop_map(|(mut arguments, name)| {
        arguments.insert(name.to_owned(), Value::text("abide"));
        arguments
    });
    Some(Variant::violate(class, "unknown-parameter", spoiled.sboxed()))
}

/// Every two parameters that are broken at once, each by the first way of every one of its rules that `carried` says yes
/// to. Parameters that a joint rule ties together are not paired: breaking both may well break the rule between them.
#[must_use]
pub fn pairs(
    operation: &Operation,
    scene: &Scene<'_>,
    carried: &dyn Fn(RequirementKey) -> bool,
) -> Vec<Variant<Arguments>> {
    let violations = |parameter: &Parameter| {
        let mut firsts = first_violations(parameter, scene);
        firsts.retain(|variant| carried(variant.requirement));
        firsts
    };
    let mut pairs = Vec::new();
    for (place, left) in operation.parameters.iter().enumerate() {
        for right in operation.parameters.iter().skip(place + 1) {
            let together = |rule: &JointRule| {
                let tied = rule.constraint.parameters();
                tied.contains(&left.name.as_str()) && tied.contains(&right.name.as_str())
            };
            if operation.joint_rules.iter().any(together) {
                continue;
            }
            for first in violations(left) {
                pairs.extend(
                    violations(right)
                        .into_iter()
                        .filter_map(|second| paired(operation, scene, (left, &first), (right, &second))),
                );
            }
        }
    }
    pairs
}

/// The first refused variant of each requirement about a parameter's value.
fn first_violations(parameter: &Parameter, scene: &Scene<'_>) -> Vec<Variant<Value>> {
    let mut firsts: Vec<Variant<Value>> = Vec::new();
    for variant in value::variants(&parameter.node, scene).into_iter().filter(|variant| variant.side == Side::Refuse) {
        if !firsts.iter().any(|known| known.requirement == variant.requirement) {
            firsts.push(variant);
        }
    }
    firsts
}

fn paired(
    operation: &Operation,
    scene: &Scene<'_>,
    (left, first): (&Parameter, &Variant<Value>),
    (right, second): (&Parameter, &Variant<Value>),
) -> Option<Variant<Arguments>> {
    let replacements = vec![
        Replacement { parameter: &left.name, strategy: first.strategy.clone().prop_map(Some).sboxed() },
        Replacement { parameter: &right.name, strategy: second.strategy.clone().prop_map(Some).sboxed() },
    ];
    let strategy = filled(operation, scene, Span::Interior, replacements)?;
    let name = format!("{}.{} and {}.{}", left.name, first.name, right.name, second.name);
    Some(Variant { requirement: first.requirement, name, side: Side::Refuse, strategy })
}

/// All slots of an operation, some of them perhaps replaced.
fn filled(
    operation: &Operation,
    scene: &Scene<'_>,
    span: Span,
    mut replacements: Vec<Replacement<'_>>,
) -> Option<SBoxedStrategy<Arguments>> {
    let mut slots: Vec<SBoxedStrategy<Filling>> = Vec::new();
    let mut take = |names: &[&str]| {
        let place = replacements.iter().position(|replacement| names.contains(&replacement.parameter))?;
        Some(replacements.remove(place))
    };
    for rule in &operation.joint_rules {
        let own = take(&rule.constraint.parameters());
        slots.push(joint_slot(operation, &rule.constraint, scene, own)?);
    }
    let free = |parameter: &&Parameter| {
        !operation.joint_rules.iter().any(|rule| rule.constraint.parameters().contains(&parameter.name.as_str()))
    };
    for parameter in operation.parameters.iter().filter(free) {
        slots.push(single_slot(parameter, scene, span, take(&[parameter.name.as_str()]))?);
    }
    Some(slots.prop_map(gathered).sboxed())
}

fn gathered(fillings: Vec<Filling>) -> Arguments {
    let pairs = fillings.into_iter().flatten();
    pairs.filter_map(|(name, value)| value.map(|value| (name, value))).collect()
}

fn single_slot(
    parameter: &Parameter,
    scene: &Scene<'_>,
    span: Span,
    replacement: Option<Replacement<'_>>,
) -> Option<SBoxedStrategy<Filling>> {
    let name = parameter.name.clone();
    let strategy = match (replacement, value::satisfy(&parameter.node, scene, span)) {
        (Some(replacement), _) => replacement.strategy,
        (None, Some(strategy)) if parameter.required => strategy.prop_map(Some).sboxed(),
        (None, Some(strategy)) => option::of(strategy).sboxed(),
        (None, None) if parameter.required => return None,
        (None, None) => Just(None).sboxed(),
    };
    Some(strategy.prop_map(move |value| vec![(name.clone(), value)]).sboxed())
}

fn joint_slot(
    operation: &Operation,
    joint: &Joint,
    scene: &Scene<'_>,
    replacement: Option<Replacement<'_>>,
) -> Option<SBoxedStrategy<Filling>> {
    match joint {
        Joint::MatchingCounts { left, right } => counted_slot(operation, [left, right], scene, replacement),
        Joint::RequiredWhen { parameter, when, equals } => {
            Some(Dependent::of(operation, parameter, when, equals, scene)?.slot(replacement))
        }
    }
}

/// Two lists of as many items, or one given list and another that has as many.
fn counted_slot(
    operation: &Operation,
    names: [&String; 2],
    scene: &Scene<'_>,
    replacement: Option<Replacement<'_>>,
) -> Option<SBoxedStrategy<Filling>> {
    let [left, right] = names.map(Clone::clone);
    let Some(replacement) = replacement else {
        let pools = (list_pool(operation, &left, scene)?, list_pool(operation, &right, scene)?, 1..=3_usize);
        return Some(
            pools.prop_map(move |(lefts, rights, count)| pair(&left, &lefts, &right, &rights, (count, count))).sboxed(),
        );
    };
    let given = replacement.parameter.to_owned();
    let other = if given == left { right } else { left };
    let pool = list_pool(operation, &other, scene)?;
    let both = (replacement.strategy, pool).prop_map(move |(value, pool)| {
        let count = value.as_ref().and_then(Value::as_text).map_or(1, |text| text.split(',').count());
        let text = list::join(pool.get(..count.min(pool.len())).unwrap_or_default());
        vec![(given.clone(), value), (other.clone(), Some(Value::Text(text)))]
    });
    Some(both.sboxed())
}

fn list_pool(operation: &Operation, name: &str, scene: &Scene<'_>) -> Option<SBoxedStrategy<Vec<Value>>> {
    let node = &operation.parameter(name)?.node;
    let Kind::CommaList(item) = &node.kind else { return None };
    list::pool(node, item, scene)
}

/// Two lists cut to these counts, the smaller pool deciding what is there at most.
fn pair(left: &str, lefts: &[Value], right: &str, rights: &[Value], counts: (usize, usize)) -> Filling {
    let most = lefts.len().min(rights.len());
    let cut = |items: &[Value], count: usize| {
        Some(Value::Text(list::join(items.get(..count.min(items.len())).unwrap_or_default())))
    };
    let [left_count, right_count] = if counts.0 == counts.1 { [counts.0.min(most); 2] } else { [counts.0, counts.1] };
    vec![(left.to_owned(), cut(lefts, left_count)), (right.to_owned(), cut(rights, right_count))]
}

fn joint_variants(operation: &Operation, rule: &JointRule, scene: &Scene<'_>) -> Vec<Variant<Arguments>> {
    let slots = match &rule.constraint {
        Joint::MatchingCounts { left, right } => count_variants(operation, rule, [left, right], scene),
        Joint::RequiredWhen { parameter, when, equals } => {
            let dependent = Dependent::of(operation, parameter, when, equals, scene);
            dependent.map(|dependent| dependent.variants(rule)).unwrap_or_default()
        }
    };
    let around = |variant: Variant<Filling>| {
        let others = filled_without(operation, &rule.constraint, scene)?;
        Some(variant.lift(|slot| {
            (slot, others).prop_map(|(slot, others)| gathered(others.into_iter().chain([slot]).collect())).sboxed()
        }))
    };
    slots.into_iter().filter_map(around).collect()
}

/// All slots but the one of a joint rule.
fn filled_without(operation: &Operation, without: &Joint, scene: &Scene<'_>) -> Option<Vec<SBoxedStrategy<Filling>>> {
    let mut slots = Vec::new();
    for rule in operation.joint_rules.iter().filter(|rule| rule.constraint != *without) {
        slots.push(joint_slot(operation, &rule.constraint, scene, None)?);
    }
    let tied = |parameter: &&Parameter| {
        operation.joint_rules.iter().any(|rule| rule.constraint.parameters().contains(&parameter.name.as_str()))
    };
    for parameter in operation.parameters.iter().filter(|parameter| !tied(parameter)) {
        slots.push(single_slot(parameter, scene, Span::Interior, None)?);
    }
    Some(slots)
}

fn count_variants(
    operation: &Operation,
    rule: &JointRule,
    [left, right]: [&String; 2],
    scene: &Scene<'_>,
) -> Vec<Variant<Filling>> {
    let (Some(lefts), Some(rights)) = (list_pool(operation, left, scene), list_pool(operation, right, scene)) else {
        return Vec::new();
    };
    let slot = |counts: SBoxedStrategy<(usize, usize)>| {
        let (left, right) = (left.clone(), right.clone());
        let pools = (lefts.clone(), rights.clone(), counts);
        pools.prop_map(move |(lefts, rights, counts)| pair(&left, &lefts, &right, &rights, counts)).sboxed()
    };
    let mut variants: Vec<_> = [1, 2, list::MOST]
        .into_iter()
        .map(|count| Variant::keep(rule.requirement, format!("{count}-each"), slot(Just((count, count)).sboxed())))
        .collect();
    let most = list::MOST;
    if let Some(class) = rule.classes.get("more") {
        variants.push(Variant::violate(*class, "more/2-for-1", slot(Just((1, 2)).sboxed())));
        let more = (1..=2_usize, 1..=2_usize).prop_map(|(count, extra)| (count, count + extra));
        variants.push(Variant::violate(*class, "more", slot(more.sboxed())));
    }
    if let Some(class) = rule.classes.get("fewer") {
        variants.push(Variant::violate(*class, "fewer/1-for-2", slot(Just((2, 1)).sboxed())));
        let fewer = (1..most, 1..most).prop_map(|(count, extra)| (count + extra, count));
        variants.push(Variant::violate(*class, "fewer", slot(fewer.sboxed())));
    }
    variants
}

/// A parameter that is required when another has a certain value.
struct Dependent {
    parameter: String,
    when: String,
    equals: String,
    value: SBoxedStrategy<Value>,
    conditions: SBoxedStrategy<Value>,
    /// The values of the other that do not ask for it, where there are only so many.
    others: Vec<String>,
}

impl Dependent {
    fn of(operation: &Operation, parameter: &str, when: &str, equals: &str, scene: &Scene<'_>) -> Option<Self> {
        let satisfied = |name| value::satisfy(&operation.parameter(name)?.node, scene, Span::Interior);
        let words = operation.parameter(when)?.node.rules.iter().find_map(|rule| {
            matches!(rule.constraint, Constraint::Word { .. })
                .then(|| word::words(&rule.constraint, scene.instance.engine).to_vec())
        });
        let others = words.unwrap_or_default().into_iter().filter(|word| word != equals).collect();
        Some(Self {
            others,
            parameter: parameter.to_owned(),
            when: when.to_owned(),
            equals: equals.to_owned(),
            value: satisfied(parameter)?,
            conditions: satisfied(when)?,
        })
    }

    fn slot(self, replacement: Option<Replacement<'_>>) -> SBoxedStrategy<Filling> {
        let condition = Value::text(&self.equals);
        match replacement {
            Some(replacement) if replacement.parameter == self.parameter => {
                let names = (self.parameter, self.when);
                let filling = move |value| vec![(names.0.clone(), value), (names.1.clone(), Some(condition.clone()))];
                replacement.strategy.prop_map(filling).sboxed()
            }
            Some(replacement) => self.following(replacement.strategy),
            None => {
                let conditions = self.conditions.clone().prop_map(Some).sboxed();
                self.following(conditions)
            }
        }
    }

    /// The parameter is there exactly when the other asks for it.
    fn following(&self, conditions: SBoxedStrategy<Option<Value>>) -> SBoxedStrategy<Filling> {
        let (parameter, when, asks) = (self.parameter.clone(), self.when.clone(), Value::text(&self.equals));
        (conditions, self.value.clone())
            .prop_map(move |(condition, value)| {
                let value = (condition.as_ref() == Some(&asks)).then_some(value);
                vec![(parameter.clone(), value), (when.clone(), condition)]
            })
            .sboxed()
    }

    fn variants(&self, rule: &JointRule) -> Vec<Variant<Filling>> {
        let asks = Just(Some(Value::text(&self.equals))).sboxed();
        let equals = Value::text(&self.equals);
        let others = self.conditions.clone().prop_filter("asks for the parameter", move |value| *value != equals);
        let others = others.prop_map(Some).sboxed();
        let mut variants = vec![Variant::keep(rule.requirement, "present-when-required", self.following(asks))];
        let class = |name| rule.classes.get(name).copied();
        if let Some(class) = class("absent-when-required") {
            let filling = vec![(self.parameter.clone(), None), (self.when.clone(), Some(Value::text(&self.equals)))];
            variants.push(Variant::violate(class, "absent-when-required", Just(filling).sboxed()));
        }
        if let Some(Class { requirement, .. }) = class("present-otherwise") {
            variants.extend(self.others.iter().map(|word| {
                let condition = Just(Some(Value::text(word))).sboxed();
                Variant::keep(requirement, format!("absent-otherwise/{word}"), self.following(condition))
            }));
            variants.push(Variant::keep(requirement, "absent-otherwise", self.following(others.clone())));
        }
        if let Some(class) = class("present-otherwise") {
            let names = (self.parameter.clone(), self.when.clone());
            let both = (others, self.value.clone());
            let filling = both
                .prop_map(move |(condition, value)| vec![(names.0.clone(), Some(value)), (names.1.clone(), condition)]);
            variants.push(Variant::violate(class, "present-otherwise", filling.sboxed()));
        }
        variants
    }
}
