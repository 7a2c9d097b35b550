//! Sequences in which every step depends on the one before it, made on purpose where a random sequence would need luck:
//! one account, and every pair and triple of changes that can undo or keep what another did.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::SBoxedStrategy;

use super::cell::Cell;
use super::plan::Context;
use super::rules::{Catalogue, core_operations};
use super::sequence::{Known, Transition, record, valid_steps};
use crate::case::{Call, Case, Engine, Instance, Table, Value};
use crate::model::lists;
use crate::rule::{Scene, Side};
use crate::suite::{Constraint, Effect, Kind, Node, Operation, RequirementKey};

/// A cell and what it is about.
pub(super) type Made = (About, Cell);

/// What a sequence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// Everything that its operation promises of state.
    Operation,
    /// One requirement of its operation, by name.
    Requirement(&'static str),
    /// That a refused call changes nothing.
    Refusals,
}

/// Every such sequence of an operation in a scene; its place among the scenes chooses the account.
pub(super) fn cells(
    context: &Context<'_>,
    catalogue: &Catalogue,
    subject: &Operation,
    (place, scene): (usize, &Scene<'_>),
) -> Vec<Made> {
    let Some(account) = scene.instance.accounts.get(place % scene.instance.accounts.len().max(1)) else {
        return Vec::new();
    };
    let refusals = refusals(context, catalogue, subject, scene);
    if subject.effect == Effect::ModifyPrivileges {
        return refusals.into_iter().chain(levels(context, subject, (scene.instance, place))).collect();
    }
    // Where observers show no privileges, nothing of this could be seen.
    if subject.effect != Effect::Mask && scene.instance.engine == Engine::PostgreSQL {
        return Vec::new();
    }
    let script = |earlier, refused, account| Script { earlier, subject, refused, account };
    let mut made = refusals;
    for earlier in before(subject.effect) {
        made.extend(script(*earlier, None, account).made(context, scene, ""));
    }
    let refused = firsts(catalogue, subject, scene);
    for earlier in before(subject.effect).iter().filter(|earlier| earlier.len() == 1) {
        made.extend(refused.iter().filter_map(|(requirement, cell)| {
            let about = format!(", refused for {}", context.suite.requirement(*requirement).name());
            script(*earlier, Some(cell), account).made(context, scene, &about)
        }));
    }
    made.extend(every_word(context, subject, (scene, account)));
    made.extend(again(context, subject, (scene, account)));
    made.extend(several(context, subject, scene));
    let names = &scene.instance.accounts;
    let begins = |name: &&String| names.iter().any(|other| other != *name && other.starts_with(name.as_str()));
    if let Some(prefix) = names.iter().find(begins).filter(|_| subject.effect == Effect::Grant) {
        made.extend(script(&[], None, prefix).made(context, scene, " for a name that others begin with"));
    }
    made
}

/// One refused call for each requirement that refuses it: each may have checks of its own, before or after something is
/// done. Calls that name objects which do not exist are among them, for they change nothing where they are refused.
fn refusals(context: &Context<'_>, catalogue: &Catalogue, subject: &Operation, scene: &Scene<'_>) -> Vec<Made> {
    let made = |class: String, cell: &Cell| {
        let (side, essence) = (Side::Refuse, class.as_str().into());
        (About::Refusals, Cell { class: class.into(), essence, side, ..cell.clone() })
    };
    let about = |requirement| context.suite.requirement(requirement).name().to_owned();
    let firsts = firsts(catalogue, subject, scene).into_iter();
    let refused = firsts.map(|(key, cell)| made(format!("{} refused for {}", subject.name, about(key)), cell));
    let open = catalogue.open_on(subject, &scene.instance.id).iter();
    refused.chain(open.map(|cell| made(format!("{}, perhaps refused", cell.class), cell))).collect()
}

/// The first refused cell of each requirement; of lists of words one with good words beside the bad one, which an
/// endpoint may carry out.
fn firsts<'c>(catalogue: &'c Catalogue, subject: &Operation, scene: &Scene<'_>) -> Vec<(RequirementKey, &'c Cell)> {
    let mut seen = BTreeSet::new();
    let cells = || catalogue.refused_on(subject, &scene.instance.id).iter();
    let among =
        |(_, cell): &&(RequirementKey, Cell)| cell.class.contains("word") && cell.class.contains("among-others");
    let levels = |found: &&(RequirementKey, Cell)| subject.effect == Effect::ModifyPrivileges && among(found);
    let ordered = cells().filter(levels).chain(cells());
    let mut firsts: Vec<(RequirementKey, &Cell)> =
        ordered.filter(|(requirement, _)| seen.insert(*requirement)).map(|(key, cell)| (*key, cell)).collect();
    // A call that names nobody, or lacks a parameter, has little that it could change.
    let idle = |cell: &Cell| [".absent", ".unknown", ".unavailable"].iter().any(|ending| cell.class.ends_with(ending));
    firsts.sort_by_key(|(_, cell)| idle(cell));
    firsts
}

/// Lists of two and of three names: a list may lose its last item, or all from the third on.
fn several(context: &Context<'_>, subject: &Operation, scene: &Scene<'_>) -> Vec<Made> {
    let made = |count: usize| {
        let names: Vec<String> = scene.instance.accounts.iter().take(count).cloned().collect();
        let masks = subject.effect == Effect::Mask && names.len() == count;
        let step = valid_steps(context, subject, scene).filter(|_| masks)?;
        let list = names.join(",");
        let case = move |mut step: Transition| {
            step.call.arguments.insert("UserName".to_owned(), Value::text(&list));
            Case::single(step.call)
        };
        // An account without any privilege looks like one that was never told apart.
        let step = step.prop_filter("takes everything away", |step| step.call.text("Privilege") != Some("noneAccess"));
        let class = format!("{} for {count} names", subject.name);
        let strategy = step.prop_map(case).sboxed();
        let (side, essence) = (Side::Accept, class.as_str().into());
        Some((About::Operation, Cell { class: class.into(), essence, side, deep: false, strategy }))
    };
    [2, 3].into_iter().filter_map(made).collect()
}

/// One grant of every word of the engine, each on a database of its own.
fn every_word(context: &Context<'_>, subject: &Operation, (scene, account): (&Scene<'_>, &str)) -> Option<Made> {
    let by_engine = |constraint: &Constraint| match constraint {
        Constraint::Word { engines, .. } => engines.get(&scene.instance.engine).cloned(),
        _ => None,
    };
    let words: Vec<String> = subject.parameters.iter().find_map(|parameter| match &parameter.node.kind {
        Kind::CommaList(item) => item.rules.iter().find_map(|rule| by_engine(&rule.constraint)),
        _ => None,
    })?;
    let databases: Vec<String> = scene.instance.databases.iter().take(words.len()).cloned().collect();
    let fits = subject.effect == Effect::Grant && databases.len() == words.len() && words.len() > 1;
    let window = Instance { accounts: vec![account.to_owned()], ..scene.instance.clone() };
    let step = valid_steps(context, subject, &Scene { instance: &window, ..*scene }).filter(|_| fits)?;
    let shuffled = (step, Just(words).prop_shuffle());
    let case = move |(mut step, words): (Transition, Vec<String>)| {
        step.call.arguments.insert("DBName".to_owned(), Value::Text(databases.join(",")));
        step.call.arguments.insert("AccountPrivilege".to_owned(), Value::Text(words.join(",")));
        Case::single(step.call)
    };
    let class = format!("{} of every word", subject.name);
    let essence = format!("{class} on {}", scene.instance.engine).into();
    let (side, strategy) = (Side::Accept, shuffled.prop_map(case).sboxed());
    Some((About::Operation, Cell { class: class.into(), essence, side, deep: false, strategy }))
}

/// The same grant twice, and two grants on one database, which mostly differ in their words.
fn again(context: &Context<'_>, subject: &Operation, (scene, account): (&Scene<'_>, &str)) -> Vec<Made> {
    let databases: Vec<String> = scene.instance.databases.iter().take(1).cloned().collect();
    let window = Instance { accounts: vec![account.to_owned()], databases, ..scene.instance.clone() };
    let narrow = Scene { instance: &window, ..*scene };
    let Some(step) = valid_steps(context, subject, &narrow).filter(|_| subject.effect == Effect::Grant) else {
        return Vec::new();
    };
    let cell = |about: &str, strategy: SBoxedStrategy<[Transition; 2]>| {
        let class = format!("{} {about}", subject.name);
        let case = |steps: [Transition; 2]| Case { steps: steps.into_iter().map(|step| step.call).collect() };
        let strategy = strategy.prop_map(case).sboxed();
        let (side, essence) = (Side::Accept, class.as_str().into());
        let cell = Cell { class: class.into(), essence, side, deep: true, strategy };
        (About::Operation, cell)
    };
    let same = step.clone().prop_map(|step| [step.clone(), step]).sboxed();
    let other = (step.clone(), step).prop_map(|(first, second)| [first, second]).sboxed();
    vec![cell("twice the same", same), cell("twice on one database", other)]
}

/// What an operation is tried after, by effect: each of these leaves something that it may spoil.
fn before(effect: Effect) -> &'static [&'static [Effect]] {
    use Effect::{Grant, Mask, Nothing};
    match effect {
        Grant | Nothing => &[&[Grant], &[Grant, Grant], &[Grant, Nothing]],
        Mask => &[&[Mask], &[Mask, Mask]],
        Effect::Revoke | Effect::ModifyPrivileges => &[],
    }
}

/// Databases that the steps share: few, so that they meet; more where an account is to hold many.
const DATABASES: usize = 3;
const MANY_DATABASES: usize = 6;

/// Accepted calls on one account, and then a call of the subject.
#[derive(Clone, Copy)]
struct Script<'a> {
    earlier: &'a [Effect],
    subject: &'a Operation,
    /// What the last call is made by, where it is to be refused.
    refused: Option<&'a Cell>,
    account: &'a str,
}

impl Script<'_> {
    fn made(self, context: &Context<'_>, scene: &Scene<'_>, about: &str) -> Option<Made> {
        let strategy = self.strategy(context, scene)?;
        let subject = &self.subject.name;
        let earlier: Vec<String> = self.operations(context)?.iter().map(|operation| operation.name.clone()).collect();
        let after = if earlier.is_empty() { String::new() } else { format!(" after {}", earlier.join(" and ")) };
        let class = format!("{subject}{after}{about}");
        let side = if self.refused.is_some() { Side::Refuse } else { Side::Accept };
        let essence = class.as_str().into();
        let deep = !self.earlier.is_empty();
        let cell = Cell { class: class.into(), essence, side, deep, strategy };
        let about = if self.refused.is_some() { About::Refusals } else { About::Operation };
        Some((about, cell))
    }

    /// The operations of the earlier steps.
    fn operations<'o>(self, context: &Context<'o>) -> Option<Vec<&'o Operation>> {
        let found = |effect: &Effect| {
            core_operations(context).find(|operation| operation.writes && operation.effect == *effect)
        };
        self.earlier.iter().map(found).collect()
    }

    fn strategy(self, context: &Context<'_>, scene: &Scene<'_>) -> Option<SBoxedStrategy<Case>> {
        let mut databases = scene.instance.databases.clone();
        let many = self.earlier == [Effect::Grant, Effect::Grant];
        databases.truncate(if many { MANY_DATABASES } else { DATABASES });
        let window = Instance { accounts: vec![self.account.to_owned()], databases, ..scene.instance.clone() };
        let narrow = Scene { instance: &window, ..*scene };
        let earlier = self.operations(context)?;
        let mut steps = earlier
            .into_iter()
            .map(|operation| valid_steps(context, operation, &narrow))
            .collect::<Option<Vec<SBoxedStrategy<Transition>>>>()?;
        steps.push(match self.refused {
            Some(cell) => self.turned(cell, scene, &window),
            None => valid_steps(context, self.subject, &narrow)?,
        });
        let case = |steps: Vec<Transition>| Case { steps: steps.into_iter().map(|step| step.call).collect() };
        Some(steps.prop_map(case).sboxed())
    }

    /// A refused call, turned to the account and the databases of the script.
    fn turned(self, cell: &Cell, scene: &Scene<'_>, window: &Instance) -> SBoxedStrategy<Transition> {
        let known = Known { accounts: scene.instance.accounts.clone(), databases: scene.instance.databases.clone() };
        let (account, effect) = (self.account.to_owned(), self.subject.effect);
        let turned = (cell.strategy.clone(), select(window.databases.clone()));
        let step = move |(case, database): (Case, String)| {
            let last = case.steps.into_iter().next_back()?;
            Some(known.turn(Transition { call: last, effect, refused: true }, &account, &database))
        };
        turned.prop_filter_map("a case without steps", step).sboxed()
    }
}

/// One change of privileges on levels.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// Everything is replaced by what is to be held at first.
    ReplaceAll,
    /// What is to be held at first is granted.
    GrantAll,
    /// Something else takes the place of everything.
    Replace,
    /// Something else is granted.
    Grant,
    /// Something else is granted on another level.
    GrantElsewhere,
    /// Part of what is held is revoked; the second time the rest.
    Revoke,
}

/// The sequences that are made at every level, with the promise that the last change makes.
const AT_EVERY_LEVEL: [(&str, &[Change]); 8] = [
    ("grant-adds", &[Change::ReplaceAll, Change::Grant]),
    ("revoke-removes", &[Change::ReplaceAll, Change::Revoke]),
    ("replace", &[Change::ReplaceAll, Change::Replace]),
    ("revoke-removes", &[Change::ReplaceAll, Change::Revoke, Change::Revoke]),
    ("grant-adds", &[Change::ReplaceAll, Change::Revoke, Change::Grant]),
    ("levels-independent", &[Change::ReplaceAll, Change::Revoke, Change::GrantElsewhere]),
    ("replace", &[Change::ReplaceAll, Change::Revoke, Change::Replace]),
    ("grant-adds", &[Change::GrantAll, Change::Grant, Change::Grant]),
];

/// The words of one level on one object, shuffled for each case.
#[derive(Clone, Debug)]
struct Stock {
    object: String,
    words: Vec<String>,
}

/// Most words that are held on an object at first.
const HELD: usize = 3;

impl Stock {
    /// How many words are held at first: some stay free to be granted later.
    fn held(&self) -> usize {
        HELD.min(self.words.len().saturating_sub(2)).max(1)
    }

    /// The words of the n-th change of its kind.
    fn words(&self, change: Change, turn: usize) -> &[String] {
        let held = self.held();
        let part = held.div_ceil(2);
        let range = match change {
            Change::ReplaceAll | Change::GrantAll => 0..held,
            Change::Revoke if turn == 0 => 0..part,
            Change::Revoke => part..held,
            Change::Grant | Change::GrantElsewhere | Change::Replace => held + turn..held + turn + 1,
        };
        self.words.get(range).unwrap_or_default()
    }
}

fn levels(context: &Context<'_>, subject: &Operation, (instance, place): (&Instance, usize)) -> Vec<Made> {
    let stocks = stocks(subject, instance);
    let mut accounts = instance.accounts.clone();
    let turn = place % accounts.len().max(1);
    accounts.rotate_left(turn);
    let made = |name: String, requirement, count: usize, (level, changes): (usize, &'static [Change])| {
        let accounts: Vec<String> = accounts.iter().take(count).cloned().collect();
        let (operation, instance, envelope) = (subject.name.clone(), instance.clone(), context.envelope());
        let shuffled: Vec<SBoxedStrategy<Stock>> = stocks.iter().map(shuffled).collect();
        let case = move |stocks: Vec<Stock>| {
            let call = |arguments| Call { operation: operation.clone(), arguments, envelope: envelope.clone() };
            Case { steps: steps(&stocks, (level, changes), (&instance, &accounts)).into_iter().map(call).collect() }
        };
        let strategy = shuffled.prop_map(case).sboxed();
        let class = format!("{} {name}", subject.name);
        let (side, essence, deep) = (Side::Accept, class.as_str().into(), changes.len() > 1);
        (About::Requirement(requirement), Cell { class: class.into(), essence, side, deep, strategy })
    };
    let mut cells = vec![
        made("replaces on every level".to_owned(), "replace", 1, (0, &[Change::ReplaceAll])),
        made("grants on every level".to_owned(), "grant-adds", 1, (0, &[Change::GrantAll])),
    ];
    // A list may lose its last item, or all from the third on.
    let several = [2, 3].into_iter().filter(|count| accounts.len() >= *count);
    cells.extend(several.map(|count| {
        made(format!("replaces for {count} accounts"), "every-account", count, (0, &[Change::ReplaceAll]))
    }));
    for (requirement, changes) in AT_EVERY_LEVEL {
        for (level, stock) in stocks.iter().enumerate() {
            let word = stock.object.split(' ').next().unwrap_or_default();
            let told: Vec<String> = changes.iter().map(|change| format!("{change:?}").to_lowercase()).collect();
            cells.push(made(format!("{} at {word}", told.join(" ")), requirement, 1, (level, changes)));
        }
    }
    cells
}

fn shuffled(stock: &Stock) -> SBoxedStrategy<Stock> {
    let object = stock.object.clone();
    Just(stock.words.clone()).prop_shuffle().prop_map(move |words| Stock { object: object.clone(), words }).sboxed()
}

/// The arguments of every step.
fn steps(
    stocks: &[Stock],
    (level, changes): (usize, &[Change]),
    (instance, accounts): (&Instance, &[String]),
) -> Vec<BTreeMap<String, Value>> {
    let mut turns = [0_usize; 2];
    let mut step = |change: &Change| {
        let whole = matches!(change, Change::ReplaceAll | Change::GrantAll);
        let [revokes, others] = &mut turns;
        let turn = if matches!(change, Change::Revoke) { revokes } else { others };
        let elsewhere = usize::from(matches!(change, Change::GrantElsewhere));
        let here = (level + elsewhere) % stocks.len().max(1);
        let about = stocks.iter().enumerate().filter(|(place, _)| whole || *place == here);
        let held: BTreeMap<String, BTreeSet<String>> = about
            .map(|(_, stock)| (stock.object.clone(), stock.words(*change, *turn).iter().cloned().collect()))
            .collect();
        *turn += usize::from(!whole);
        arguments(*change, &held, (instance, accounts))
    };
    changes.iter().map(&mut step).collect()
}

fn arguments(
    change: Change,
    held: &BTreeMap<String, BTreeSet<String>>,
    (instance, accounts): (&Instance, &[String]),
) -> BTreeMap<String, Value> {
    let named = accounts.iter().filter_map(|account| account.rsplit_once('@'));
    let named = named.map(|(user, host)| record(&[("User", user), ("Host", host)]));
    let mut arguments = lists(held);
    arguments.insert("InstanceId".to_owned(), Value::text(&instance.id));
    arguments.insert("Accounts".to_owned(), Value::List(named.collect()));
    let action = match change {
        Change::ReplaceAll | Change::Replace => None,
        Change::GrantAll | Change::Grant | Change::GrantElsewhere => Some("grant"),
        Change::Revoke => Some("revoke"),
    };
    arguments.extend(action.map(|action| ("ModifyAction".to_owned(), Value::text(action))));
    arguments
}

/// One object of every level that the instance has, with the words of its level.
fn stocks(subject: &Operation, instance: &Instance) -> Vec<Stock> {
    let words = |parameter: &str| subject.parameter(parameter).map(|found| words(&found.node)).unwrap_or_default();
    let stock = |object: String, parameter: &str| Stock { object, words: words(parameter) };
    let path = |table: &Table| format!("{}.{}", table.database, table.name);
    let with_column = instance.tables.iter().find_map(|table| Some((table, table.columns.first()?)));
    let mut stocks = vec![stock("global".to_owned(), "GlobalPrivileges")];
    stocks.extend(instance.databases.first().map(|name| stock(format!("database {name}"), "DatabasePrivileges")));
    let table = with_column.map(|(table, _)| table).or(instance.tables.first());
    stocks.extend(table.map(|table| stock(format!("table {}", path(table)), "TablePrivileges")));
    stocks.extend(
        with_column.map(|(table, column)| stock(format!("column {}.{column}", path(table)), "ColumnPrivileges")),
    );
    stocks.retain(|stock| stock.words.len() > 1);
    stocks
}

/// The documented words somewhere in a value.
fn words(node: &Node) -> Vec<String> {
    let own = node.rules.iter().find_map(|rule| match &rule.constraint {
        Constraint::Word { words, .. } => Some(words.clone()),
        _ => None,
    });
    own.unwrap_or_else(|| match &node.kind {
        Kind::List(item) | Kind::CommaList(item) => words(item),
        Kind::Record(members) => members.iter().flat_map(|member| words(&member.node)).collect(),
        Kind::Text | Kind::Secret | Kind::Integer => Vec::new(),
    })
}
