//! JSON objects with documented members; some name together one thing that exists.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::SBoxedStrategy;

use super::entity::{unknown_account, unknown_database};
use super::request::Span;
use super::scene::Scene;
use super::variant::Variant;
use super::{list, value};
use crate::case::Value;
use crate::suite::{Constraint, Node, Parameter, Rule};

/// A record's members while it is being made.
type Members = BTreeMap<String, Value>;

/// Where nobody can be: an address set aside for documentation.
const UNKNOWN_HOST: &str = "203.0.113.77";

pub(super) fn satisfy(
    node: &Node,
    members: &[Parameter],
    scene: &Scene<'_>,
    span: Span,
) -> Option<SBoxedStrategy<Value>> {
    let rest = rest(node, members, scene, span)?;
    let strategy = match objects(node, scene) {
        None => rest,
        Some(objects) if objects.is_empty() => return None,
        Some(objects) => (select(objects), rest).prop_map(|(object, rest)| merged(object, rest)).sboxed(),
    };
    Some(strategy.prop_map(Value::Record).sboxed())
}

/// Records in random order, no two about the same thing.
pub(super) fn pool(
    node: &Node,
    members: &[Parameter],
    scene: &Scene<'_>,
    most: usize,
) -> Option<SBoxedStrategy<Vec<Value>>> {
    let rest = prop::collection::vec(rest(node, members, scene, Span::Interior)?, most);
    let record = |(object, rest): (Members, Members)| Value::Record(merged(object, rest));
    match objects(node, scene) {
        None => Some(rest.prop_map(|records| records.into_iter().map(Value::Record).collect()).sboxed()),
        Some(objects) if objects.is_empty() => None,
        Some(objects) => Some(
            (list::some_of(objects, most), rest)
                .prop_map(move |(objects, rest)| objects.into_iter().zip(rest).map(record).collect())
                .sboxed(),
        ),
    }
}

pub(super) fn variants(node: &Node, members: &[Parameter], scene: &Scene<'_>) -> Vec<Variant<Value>> {
    let Some(good) = satisfy(node, members, scene, Span::Interior) else { return Vec::new() };
    let mut variants = node.rules.iter().flat_map(|rule| known_variants(rule, &good, scene)).collect::<Vec<_>>();
    if let Some(class) = scene.suite.implicit.known {
        let extra = Some(Value::text("abide"));
        let spoiled = good.clone().prop_map(move |record| with(record, "AbideUnknown", extra.clone()));
        variants.push(Variant::violate(class, "unknown-member", spoiled.sboxed()));
    }
    for member in members {
        let named = |variant: Variant<Value>| {
            let name = member.name.clone();
            let good = good.clone();
            variant.within(&member.name).lift(|strategy| {
                (good, strategy).prop_map(move |(record, value)| with(record, &name, Some(value))).sboxed()
            })
        };
        variants.extend(value::variants(&member.node, scene).into_iter().map(named));
        if let Some(class) = member.absence.filter(|_| member.required) {
            let name = member.name.clone();
            let whole = if name == "Host" { of_any_host(&good, scene) } else { good.clone() };
            let absent = whole.prop_map(move |record| with(record, &name, None));
            variants.push(Variant::violate(class, format!("{}.absent", member.name), absent.sboxed()));
        }
    }
    variants
}

/// Records whose user a run may touch at any host: an endpoint may take a missing host for `%`. Where no such user is
/// listed, a user that nobody is.
fn of_any_host(good: &SBoxedStrategy<Value>, scene: &Scene<'_>) -> SBoxedStrategy<Value> {
    let everywhere = scene.instance.accounts.iter().filter(|account| account.ends_with("@%"));
    let users: Vec<String> = everywhere.filter_map(|account| Some(account.rsplit_once('@')?.0.to_owned())).collect();
    let user = if users.is_empty() { unknown_account() } else { select(users).sboxed() };
    (good.clone(), user).prop_map(|(record, user)| with(record, "User", Some(Value::Text(user)))).sboxed()
}

/// The members that no rule on the whole record fills.
fn rest(node: &Node, members: &[Parameter], scene: &Scene<'_>, span: Span) -> Option<SBoxedStrategy<Members>> {
    let filled = filled(node);
    let mut names = Vec::new();
    let mut strategies = Vec::new();
    for member in members.iter().filter(|member| !filled.contains(&member.name.as_str())) {
        names.push(member.name.clone());
        strategies.push(value::satisfy(&member.node, scene, span)?);
    }
    Some(strategies.prop_map(move |values| names.iter().cloned().zip(values).collect()).sboxed())
}

/// The members that rules on the whole record fill.
fn filled(node: &Node) -> Vec<&str> {
    let mut names = Vec::new();
    for rule in &node.rules {
        match &rule.constraint {
            Constraint::KnownUserHost => names.extend(["User", "Host"]),
            Constraint::KnownObject { database, table, column } => {
                names.push(database.as_str());
                names.extend(table.as_deref());
                names.extend(column.as_deref());
            }
            _ => {}
        }
    }
    names
}

/// All things that exist, as the members that name them; `None` when no rule says the record names one.
fn objects(node: &Node, scene: &Scene<'_>) -> Option<Vec<Members>> {
    node.rules.iter().find_map(|rule| known(&rule.constraint, scene))
}

/// All things that satisfy a constraint on a whole record.
fn known(constraint: &Constraint, scene: &Scene<'_>) -> Option<Vec<Members>> {
    let instance = scene.instance;
    match constraint {
        Constraint::KnownUserHost => Some(instance.accounts.iter().filter_map(|account| user_host(account)).collect()),
        Constraint::KnownObject { database, table: None, .. } => {
            Some(instance.databases.iter().map(|name| members(&[(database, name)])).collect())
        }
        Constraint::KnownObject { database, table: Some(table), column } => {
            let named = instance.tables.iter().flat_map(|found| {
                let base = members(&[(database, &found.database), (table, &found.name)]);
                match column {
                    None => vec![base],
                    Some(column) => {
                        found.columns.iter().map(|name| merged(base.clone(), members(&[(column, name)]))).collect()
                    }
                }
            });
            Some(named.collect())
        }
        _ => None,
    }
}

fn known_variants(rule: &Rule, good: &SBoxedStrategy<Value>, scene: &Scene<'_>) -> Vec<Variant<Value>> {
    if known(&rule.constraint, scene).is_none() {
        return Vec::new();
    }
    let mut variants = vec![Variant::keep(rule.requirement, "known", good.clone())];
    let Some(class) = rule.classes.get("unknown") else { return variants };
    let mut spoil = |member: &str, strategy: SBoxedStrategy<String>| {
        let name = member.to_owned();
        let spoiled =
            (good.clone(), strategy).prop_map(move |(record, text)| with(record, &name, Some(Value::Text(text))));
        variants.push(Variant::violate(*class, format!("unknown/{member}"), spoiled.sboxed()));
    };
    match &rule.constraint {
        Constraint::KnownUserHost => {
            spoil("User", unknown_account());
            spoil("Host", Just(UNKNOWN_HOST.to_owned()).sboxed());
        }
        Constraint::KnownObject { database, table, column } => {
            spoil(database, unknown_database());
            table.iter().chain(column).for_each(|member| spoil(member, unknown_database()));
        }
        _ => {}
    }
    variants
}

/// `user@host`, split at the last `@`: a host has none.
fn user_host(account: &str) -> Option<Members> {
    let (user, host) = account.rsplit_once('@')?;
    Some(members(&[("User", user), ("Host", host)]))
}

fn members(pairs: &[(&str, &str)]) -> Members {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::text(*value))).collect()
}

fn merged(mut left: Members, right: Members) -> Members {
    left.extend(right);
    left
}

fn with(record: Value, name: &str, value: Option<Value>) -> Value {
    let Value::Record(mut members) = record else { return record };
    match value {
        Some(value) => members.insert(name.to_owned(), value),
        None => members.remove(name),
    };
    Value::Record(members)
}
