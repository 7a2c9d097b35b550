//! Cells from rules: every way to meet or break one, in every place where an operation can be called.

use std::collections::{BTreeMap, BTreeSet};

use std::sync::Arc;

use proptest::prelude::*;

use super::cell::{Cell, Property};
use super::plan::Context;
use crate::case::{Call, Case, Envelope};
use crate::rule::{Scene, Side, Span, arguments, scenes, variants};
use crate::suite::{Constraint, Kind, Node, Operation, RequirementKey};

/// Cells by the requirement that they test.
pub(super) struct Catalogue {
    cells: BTreeMap<RequirementKey, Vec<Cell>>,
    /// Parameters that nothing of the target can fill, by the requirements of the rules on them.
    unfilled: BTreeMap<RequirementKey, Vec<String>>,
    /// Refused cells that name an instance which exists and is to be used, by operation and instance.
    refused: BTreeMap<(String, String), Vec<(RequirementKey, Cell)>>,
    /// The same for cells that name objects which do not exist, where documents are silent on that.
    open: BTreeMap<(String, String), Vec<Cell>>,
}

impl Catalogue {
    pub(super) fn new(context: &Context<'_>) -> Self {
        let mut catalogue =
            Self { cells: BTreeMap::new(), unfilled: BTreeMap::new(), refused: BTreeMap::new(), open: BTreeMap::new() };
        for operation in core_operations(context) {
            let scenes = context.scenes(operation);
            for scene in &scenes {
                catalogue.enter(context, operation, scene);
            }
            catalogue.note_unfilled(operation, &scenes);
        }
        catalogue
    }

    fn enter(&mut self, context: &Context<'_>, operation: &Operation, scene: &Scene<'_>) {
        let instance = operation.instance_parameter().unwrap_or_default();
        let variants = variants(operation, scene);
        let names: BTreeSet<String> = variants.iter().map(|variant| variant.name.clone()).collect();
        for variant in variants {
            let untyped =
                context.suite.implicit.json_type.is_some_and(|class| class.requirement == variant.requirement);
            if !context.abilities.json_types && (untyped || variant.name.ends_with("empty-list")) {
                continue;
            }
            let class = format!("{} {}", operation.name, variant.name);
            let lesson = Lesson { operation, names: &names, requirement: variant.requirement, untyped };
            let essence = lesson.of(&variant.name, variant.side, scene);
            let cell = Cell::single(&class, variant.side, (&operation.name, context.envelope()), variant.strategy);
            let cell = cell.like(&essence);
            let elsewhere = variant.name.starts_with(instance) || variant.name.starts_with("on/");
            let place = (operation.name.clone(), scene.instance.id.clone());
            if variant.side == Side::Refuse && !elsewhere {
                self.refused.entry(place).or_default().push((variant.requirement, cell.clone()));
            } else if variant.side == Side::Open && names_no_object(operation, variant.requirement) {
                self.open.entry(place).or_default().push(cell.clone());
            }
            self.cells.entry(variant.requirement).or_default().push(cell);
        }
    }

    fn note_unfilled(&mut self, operation: &Operation, scenes: &[Scene<'_>]) {
        for parameter in &operation.parameters {
            let fills = |scene: &Scene<'_>| crate::rule::fills(&parameter.node, scene);
            if scenes.iter().any(fills) {
                continue;
            }
            for requirement in requirements(&parameter.node) {
                self.unfilled.entry(requirement).or_default().push(parameter.name.clone());
            }
        }
    }

    /// The property of a requirement that rules promise.
    pub(super) fn property(&self, context: &Context<'_>, requirement: RequirementKey) -> Property {
        let cells = self.cells.get(&requirement).cloned().unwrap_or_default();
        let unfilled = self.unfilled.get(&requirement).map(|names| names.join(", "));
        if cells.is_empty() || cells.iter().all(|cell| cell.side == Side::Accept) {
            return Property::skipped(requirement, needs(context, requirement));
        }
        let limitation = unfilled.map(|names| format!("{names}: not tried, the target lists nothing to name there"));
        Property { limitation, ..Property::new(requirement, cells) }
    }

    /// The refused cells of an operation that are about an instance whose state can be looked at.
    pub(super) fn refused_on(&self, operation: &Operation, instance: &str) -> &[(RequirementKey, Cell)] {
        self.refused.get(&(operation.name.clone(), instance.to_owned())).map(Vec::as_slice).unwrap_or_default()
    }

    /// Cells of an operation that name objects which do not exist, where documents are silent on that.
    pub(super) fn open_on(&self, operation: &Operation, instance: &str) -> &[Cell] {
        self.open.get(&(operation.name.clone(), instance.to_owned())).map(Vec::as_slice).unwrap_or_default()
    }

    /// One refused cell for each requirement that an operation's rules promise.
    pub(super) fn refusals(&self, operation: &Operation) -> Vec<Cell> {
        let prefix = format!("{} ", operation.name);
        let refused = |cells: &Vec<Cell>| {
            cells.iter().find(|cell| cell.side == Side::Refuse && cell.class.starts_with(&prefix)).cloned()
        };
        self.cells.values().filter_map(refused).collect()
    }
}

/// What a variant teaches, among all variants of an operation.
struct Lesson<'a> {
    operation: &'a Operation,
    /// The names of all its variants.
    names: &'a BTreeSet<String>,
    requirement: RequirementKey,
    /// Is it about a wrong JSON type?
    untyped: bool,
}

/// Ways to keep a rule that any accepted request keeps as well.
const COMMONPLACE: [&str; 6] =
    [".present", ".known", ".on-another-instance", ".several", ".instant", ".has-letter-or-digit"];

/// Real instants that hold between them what calendars get wrong.
const TELLING_INSTANTS: [&str; 3] = ["thirty-years-ahead", "last-second-of-leap-day", "last-of-april"];

impl Lesson<'_> {
    /// A name that variants share which teach the same.
    fn of(&self, name: &str, side: Side, scene: &Scene<'_>) -> String {
        let operation = &self.operation.name;
        let short = match side {
            Side::Accept => self.kept(name),
            Side::Refuse | Side::Open => self.broken(name),
        };
        let by_engine = name.contains(".word") && has_words_by_engine(self.operation, self.requirement);
        let engine = if by_engine { format!(" on {}", scene.instance.engine) } else { String::new() };
        format!("{operation} {short}{engine}")
    }

    /// One value may hold all that others hold one by one.
    fn kept(&self, name: &str) -> String {
        if COMMONPLACE.iter().any(|ending| name.ends_with(ending)) {
            return "accepted".to_owned();
        }
        let whole = [(".word/", ".every-word"), (".has-", ".has-all")].into_iter().find_map(|(part, whole)| {
            let (place, _) = name.rsplit_once(part)?;
            self.names.get(&format!("{place}{whole}")).cloned()
        });
        let instant = name.rsplit_once(".instant/").filter(|(_, moment)| !TELLING_INSTANTS.contains(moment));
        whole.or(instant.map(|_| "accepted".to_owned())).unwrap_or_else(|| name.to_owned())
    }

    /// A wrong word alone teaches what it teaches among others, a wrong type in one part of a parameter what it teaches
    /// in another, and one undocumented word of a list what the next does.
    fn broken(&self, name: &str) -> String {
        let alone = name.trim_end_matches("/among-others");
        let first = name.split('.').next().unwrap_or(name);
        if self.untyped {
            return format!("{first} {}", alone.rsplit('.').next().unwrap_or(alone));
        }
        let listed = self
            .operation
            .parameter(first)
            .is_some_and(|parameter| matches!(parameter.node.kind, Kind::List(_) | Kind::CommaList(_)));
        match alone.split_once(".unknown-word/") {
            Some((place, word)) if listed && word != FIRST_UNKNOWN_WORD => format!("{place}.unknown-word"),
            _ if alone.contains("word") => alone.to_owned(),
            _ => name.to_owned(),
        }
    }
}

/// The undocumented word that goes first.
const FIRST_UNKNOWN_WORD: &str = "abide";

/// Does an operation take other words on other engines?
fn has_words_by_engine(operation: &Operation, requirement: RequirementKey) -> bool {
    let by_engine = |node: &Node| {
        node.rules.iter().any(|rule| {
            let engines = matches!(&rule.constraint, Constraint::Word { engines, .. } if !engines.is_empty());
            rule.requirement == requirement && engines
        })
    };
    operation.parameters.iter().any(|parameter| match &parameter.node.kind {
        Kind::List(item) | Kind::CommaList(item) => by_engine(item),
        _ => by_engine(&parameter.node),
    })
}

/// The operations that requirements are about.
pub(super) fn core_operations<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Operation> + use<'a> {
    context.suite.operations.iter().filter(|operation| !operation.observer)
}

/// Cells of valid requests, over the whole range that the rules leave.
pub(super) fn accepted(context: &Context<'_>, operation: &Operation, span: Span, envelope: &Envelope) -> Vec<Cell> {
    let cell = |scene: Scene<'_>| {
        let arguments = arguments(operation, &scene, span)?;
        let class = format!("{} accepted", operation.name);
        Some(Cell::single(&class, Side::Accept, (&operation.name, envelope.clone()), arguments))
    };
    context.scenes(operation).into_iter().filter_map(cell).collect()
}

/// Valid requests whose password begins with each class of character: documents say nothing of how one begins.
pub(super) fn openings(context: &Context<'_>, operation: &Operation) -> Vec<Cell> {
    let Some(scene) = context.scenes(operation).into_iter().next() else { return Vec::new() };
    let cell = |(name, arguments)| {
        let class = format!("{} {name}", operation.name);
        Cell::single(&class, Side::Accept, (&operation.name, context.envelope()), arguments)
    };
    crate::rule::openings(operation, &scene).into_iter().map(cell).collect()
}

/// Valid requests with everything optional and with nothing optional, the latter in every place: with nothing optional a
/// list shows all there is, and on every engine something else.
pub(super) fn extremes(context: &Context<'_>, operation: &Operation) -> Vec<Cell> {
    if operation.parameters.iter().all(|parameter| parameter.required) {
        return Vec::new();
    }
    let required: BTreeSet<String> =
        operation.parameters.iter().filter(|parameter| parameter.required).map(|found| found.name.clone()).collect();
    let tied: BTreeSet<String> =
        operation.joint_rules.iter().flat_map(|rule| rule.constraint.parameters()).map(str::to_owned).collect();
    let optional = operation.parameters.len() - required.union(&tied).count();
    let all = accepted(context, operation, Span::Interior, &context.envelope());
    let bare = all.iter().enumerate().map(|(place, cell)| {
        let kept: BTreeSet<String> = required.union(&tied).cloned().collect();
        cell.turned(
            &format!("{} with nothing optional, instance {}", operation.name, place + 1),
            move |mut case: Case| {
                case.steps.iter_mut().for_each(|call| call.arguments.retain(|name, _| kept.contains(name)));
                case
            },
        )
    });
    let given = required.union(&tied).cloned().collect::<BTreeSet<String>>();
    let is_whole = move |case: &Case| {
        let extra = |call: &Call| call.arguments.keys().filter(|name| !given.contains(*name)).count();
        case.steps.iter().all(|call| extra(call) == optional)
    };
    let whole = all.first().map(|cell| {
        let class: Arc<str> = format!("{} with everything optional", operation.name).into();
        let strategy = cell.strategy.clone().prop_filter("something optional is left out", is_whole).sboxed();
        Cell { class: Arc::clone(&class), essence: class, strategy, ..cell.clone() }
    });
    bare.chain(whole).collect()
}

impl<'a> Context<'a> {
    /// The scenes in which an operation is to be accepted.
    pub(super) fn scenes(&self, operation: &Operation) -> Vec<Scene<'a>> {
        let Some(instance) = self.fixtures.instances.first() else { return Vec::new() };
        let scene = Scene { suite: self.suite, fixtures: self.fixtures, instance, today: self.today };
        scenes(operation, scene)
    }
}

/// Is a requirement of an operation about objects that records name together?
fn names_no_object(operation: &Operation, requirement: RequirementKey) -> bool {
    let about = |node: &Node| match &node.kind {
        Kind::List(item) => item
            .rules
            .iter()
            .any(|rule| rule.requirement == requirement && matches!(rule.constraint, Constraint::KnownObject { .. })),
        _ => false,
    };
    operation.parameters.iter().any(|parameter| about(&parameter.node))
}

/// Every requirement of the rules on a value and on what it holds.
fn requirements(node: &Node) -> Vec<RequirementKey> {
    let mut keys: Vec<_> = node.rules.iter().map(|rule| rule.requirement).collect();
    match &node.kind {
        Kind::List(item) | Kind::CommaList(item) => keys.extend(requirements(item)),
        Kind::Record(members) => keys.extend(members.iter().flat_map(|member| requirements(&member.node))),
        Kind::Text | Kind::Secret | Kind::Integer => {}
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What the target file would have to list for a requirement to be tested.
fn needs(context: &Context<'_>, requirement: RequirementKey) -> String {
    let mut needs = Vec::new();
    for operation in core_operations(context) {
        if context.scenes(operation).is_empty() {
            needs.push(format!("a running instance with everything that {} names", operation.name));
        }
        for parameter in &operation.parameters {
            let rules = parameter.node.rules.iter().filter(|rule| rule.requirement == requirement);
            needs.extend(rules.filter_map(|rule| match &rule.constraint {
                Constraint::InstanceNot { state } => {
                    Some(format!("an `[[instance]]` with `state = \"{state}\"` and what the call names on it"))
                }
                Constraint::AvailableAccount => Some("`unavailable_accounts` on a running instance".to_owned()),
                Constraint::Engine { .. } => Some("a running instance of another engine".to_owned()),
                _ => None,
            }));
        }
    }
    let known = context.suite.implicit.json_type.is_some_and(|class| class.requirement == requirement);
    if known && !context.abilities.json_types {
        return "this signature sends every value as text; `signature = \"tc3\"` carries JSON types".to_owned();
    }
    needs.dedup();
    if needs.is_empty() {
        "no request can be made for it on this target".to_owned()
    } else {
        format!("the target file lists no {}", needs.join(", nor "))
    }
}
