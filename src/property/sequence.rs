//! Cells of sequences: calls in random order over a few accounts, made by a model that knows what they did so far.
//!
//! proptest-state-machine makes and shrinks the sequences: it deletes from the back first, then simplifies arguments. The
//! few accounts and databases of a sequence make steps meet: the same database again, what is held taken away.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::{SBoxedStrategy, Union};
use proptest_state_machine::strategy::Sequential;

use super::cell::{Cell, Phase, Property};
use super::interplay::{self, About, Made};
use super::plan::Context;
use super::rules::{Catalogue, core_operations};
use crate::case::{Call, Case, Instance, Value};
use crate::model::{Account, State, apply, lists};
use crate::rule::{Scene, Side, Span, arguments};
use crate::suite::{Effect, Operation, RequirementKey};

/// Databases that the steps of one sequence share.
const DATABASES: usize = 5;

/// Accounts that they share: few, so that steps meet; one more where a user has several hosts.
const ACCOUNTS: usize = 2;
const ACCOUNTS_WITH_HOSTS: usize = 3;

/// One step while a sequence is being made.
#[derive(Clone, Debug)]
pub(super) struct Transition {
    pub(super) call: Call,
    pub(super) effect: Effect,
    /// Is it made to be refused?
    pub(super) refused: bool,
}

/// The sequences of every operation that changes something, made once for all requirements that are tested with them.
pub(super) struct Sequences {
    /// By operation, and by whether the sequences are about refusals.
    cells: BTreeMap<(String, bool), Vec<Cell>>,
    /// Those that are made on purpose, by operation.
    made: BTreeMap<String, Vec<Made>>,
}

impl Sequences {
    pub(super) fn new(context: &Context<'_>, catalogue: &Catalogue) -> Self {
        let mut cells: BTreeMap<(String, bool), Vec<Cell>> = BTreeMap::new();
        let mut made: BTreeMap<String, Vec<Made>> = BTreeMap::new();
        for subject in core_operations(context).filter(|operation| operation.writes) {
            for (place, scene) in context.scenes(subject).into_iter().enumerate() {
                made.entry(subject.name.clone()).or_default().extend(interplay::cells(
                    context,
                    catalogue,
                    subject,
                    (place, &scene),
                ));
                for window in windows(scene.instance) {
                    let scene = Scene { instance: &window, ..scene };
                    for refusing in [false, true] {
                        let made = cells_of(context, catalogue, (subject, refusing), &scene);
                        cells.entry((subject.name.clone(), refusing)).or_default().extend(made);
                    }
                }
            }
        }
        Self { cells, made }
    }

    /// The property of a requirement about the effect of its operation, or about refusals of every operation.
    pub(super) fn property(&self, context: &Context<'_>, requirement: RequirementKey) -> Property {
        let about = context.suite.requirement(requirement).operation();
        let common = about == "common";
        let own = self
            .cells
            .iter()
            .filter(|((operation, refusing), _)| *refusing == common && (common || operation == about));
        let name = context.suite.requirement(requirement).name();
        let fits = |(about, _): &&Made| match about {
            About::Operation => !common,
            About::Requirement(requirement) => !common && *requirement == name,
            About::Refusals => common,
        };
        let made = self.made.iter().filter(|(operation, _)| common || *operation == about);
        let made = made.flat_map(|(_, made)| made.iter().filter(fits).map(|(_, cell)| cell.clone()));
        let cells = own.flat_map(|(_, cells)| cells.iter().cloned()).chain(made).collect();
        Property { phase: Phase::State, ..Property::new(requirement, cells) }
    }
}

/// Parts of an instance, each a few neighbouring accounts; accounts of one user are neighbours.
fn windows(instance: &Instance) -> Vec<Instance> {
    let mut accounts = instance.accounts.clone();
    accounts.sort();
    let part = |(place, accounts): (usize, &[String])| {
        let mut databases = instance.databases.clone();
        let turn = if databases.is_empty() { 0 } else { place % databases.len() };
        databases.rotate_left(turn);
        databases.truncate(DATABASES);
        Instance { accounts: accounts.to_vec(), databases, ..instance.clone() }
    };
    let with_hosts = accounts.iter().any(|account| account.contains('@'));
    let count = if with_hosts { ACCOUNTS_WITH_HOSTS } else { ACCOUNTS };
    // Every second part is one account larger: some lists of names have three.
    let mut parts = Vec::new();
    let mut rest = accounts.as_slice();
    while !rest.is_empty() {
        let size = (count + parts.len() % 2).min(rest.len());
        let (taken, left) = rest.split_at(size);
        parts.push(taken);
        rest = left;
    }
    parts.into_iter().enumerate().map(part).collect()
}

fn cells_of(
    context: &Context<'_>,
    catalogue: &Catalogue,
    (subject, refusing): (&Operation, bool),
    scene: &Scene<'_>,
) -> Vec<Cell> {
    let Some(steps) = Steps::new(context, catalogue, (subject, refusing), scene) else { return Vec::new() };
    let side = if refusing { Side::Refuse } else { Side::Accept };
    let cell = |count: usize| {
        let class: Arc<str> = format!("{} {count} {}", subject.name, if count == 1 { "step" } else { "steps" }).into();
        let essence = format!("{class}{}", if refusing { " refused" } else { "" }).into();
        Cell { class, essence, side, deep: count > 1, strategy: steps.clone().sequences(count) }
    };
    // A single refused call is made for each requirement that refuses it, elsewhere.
    let fewest = if refusing { 2 } else { 1 };
    (fewest..=context.steps.max(fewest)).map(cell).collect()
}

/// What steps a sequence is made of.
#[derive(Clone)]
struct Steps {
    valid: SBoxedStrategy<Transition>,
    others: Vec<SBoxedStrategy<Transition>>,
    refusals: Vec<SBoxedStrategy<Transition>>,
    refusing: bool,
    /// Does the subject change nothing that observers show?
    traceless: bool,
    initial: State,
    databases: Vec<String>,
}

impl Steps {
    fn new(
        context: &Context<'_>,
        catalogue: &Catalogue,
        (subject, refusing): (&Operation, bool),
        scene: &Scene<'_>,
    ) -> Option<Self> {
        let valid = valid_steps(context, subject, scene)?;
        let writing = core_operations(context).filter(|operation| operation.writes && operation.name != subject.name);
        let accounts = scene.instance.accounts.iter().map(|name| (name.clone(), Account::default()));
        Some(Self {
            valid,
            others: writing.filter_map(|operation| valid_steps(context, operation, scene)).collect(),
            refusals: refused_steps(catalogue, subject, scene),
            refusing,
            traceless: subject.effect == Effect::Nothing,
            initial: State { accounts: accounts.collect() },
            databases: scene.instance.databases.clone(),
        })
    }

    fn sequences(self, count: usize) -> SBoxedStrategy<Case> {
        let initial = self.initial.clone();
        let next = |state: State, step: &Transition| {
            if step.refused { state } else { apply(step.effect, &step.call, &state) }
        };
        let transitions = move |state: &State| self.step(state);
        let sequence = Sequential::new(count.into(), move || Just(initial.clone()), |_, _| true, transitions, next);
        sequence
            .prop_map(|(_, steps, seen)| {
                // The strategy drops steps that it believes were never run; ours are all run.
                if let Some(seen) = seen {
                    seen.store(steps.len(), std::sync::atomic::Ordering::Relaxed);
                }
                Case { steps: steps.into_iter().map(|step| step.call).collect() }
            })
            .sboxed()
    }

    /// The next step: mostly the subject, now and then another operation or a refused call, and often something about
    /// what is held.
    fn step(&self, state: &State) -> SBoxedStrategy<Transition> {
        let mut choices = vec![(8, self.valid.clone())];
        if let Some(other) = union(&self.others) {
            // What leaves no trace of its own is seen by the traces of others that it must keep.
            choices.push((if self.traceless { 12 } else { 1 }, other));
        }
        if let Some(refused) = union(&self.refusals) {
            choices.push((if self.refusing { 16 } else { 1 }, refused));
        }
        let plain = Union::new_weighted(choices).sboxed();
        match self.about_what_is_held(state, &plain) {
            Some(held) => Union::new_weighted(vec![(3, plain), (2, held)]).sboxed(),
            None => plain,
        }
    }

    /// Steps that are about what accounts hold: some of it granted again or taken away, or another step turned to an
    /// account that holds something.
    fn about_what_is_held(
        &self,
        state: &State,
        plain: &SBoxedStrategy<Transition>,
    ) -> Option<SBoxedStrategy<Transition>> {
        let holding = holding(state);
        if holding.is_empty() {
            return None;
        }
        if !self.is_about_levels() {
            let (accounts, databases) = (self.initial.accounts.keys().cloned().collect(), self.databases.clone());
            let known = Known { accounts, databases };
            let turned = (plain.clone(), select(holding)).prop_flat_map(|(step, (name, pairs))| {
                (Just(step), Just(name), select(pairs).prop_map(|(object, _)| object))
            });
            return Some(turned.prop_map(move |(step, name, object)| known.turn(step, &name, &object)).sboxed());
        }
        let holding = select(holding).prop_flat_map(|(name, pairs)| {
            let count = pairs.len();
            (Just(name), subsequence(pairs, 1..=count))
        });
        let about = (self.valid.clone(), holding, select(vec!["revoke", "revoke", "grant"]));
        let about = about.prop_filter_map("not about levels", |(step, (name, pairs), action)| {
            (step.effect == Effect::ModifyPrivileges).then(|| about_pairs(step, &name, &pairs, action))
        });
        Some(about.sboxed())
    }

    fn is_about_levels(&self) -> bool {
        self.initial.accounts.keys().any(|name| name.contains('@'))
    }
}

/// What an account holds: pairs of object and privilege.
type Holding = (String, Vec<(String, String)>);

/// The accounts that hold something.
fn holding(state: &State) -> Vec<Holding> {
    let holding = state.accounts.iter().filter(|(_, account)| !account.held.is_empty());
    let pairs = |(name, account): (&String, &Account)| {
        let pairs =
            account.held.iter().flat_map(|(object, words)| words.iter().map(|word| (object.clone(), word.clone())));
        (name.clone(), pairs.collect())
    };
    holding.map(pairs).collect()
}

/// What steps may be turned to; what breaks a rule is none of this, and stays.
pub(super) struct Known {
    pub(super) accounts: Vec<String>,
    pub(super) databases: Vec<String>,
}

impl Known {
    /// The same step about that account and, where it names databases, about that one.
    pub(super) fn turn(&self, mut step: Transition, account: &str, database: &str) -> Transition {
        for parameter in ["AccountName", "UserName"] {
            let asked = step.call.text(parameter).map(str::to_owned);
            if asked.is_some_and(|asked| self.accounts.contains(&asked)) {
                step.call.arguments.insert(parameter.to_owned(), Value::text(account));
            }
        }
        let listed = step.call.text("DBName").unwrap_or_default().to_owned();
        let mut names: Vec<&str> = listed.split(',').collect();
        let turns = names.iter().all(|name| self.databases.iter().any(|known| known == name));
        if let Some(first) = names.first_mut().filter(|_| turns && !listed.split(',').any(|name| name == database)) {
            *first = database;
            step.call.arguments.insert("DBName".to_owned(), Value::Text(names.join(",")));
        }
        step
    }
}

/// A change of privileges of one account by exactly these pairs of object and privilege.
fn about_pairs(step: Transition, account: &str, pairs: &[(String, String)], action: &str) -> Transition {
    let mut call = step.call;
    call.arguments.retain(|name, _| !name.ends_with("Privileges"));
    call.arguments.insert("ModifyAction".to_owned(), Value::text(action));
    if let Some((user, host)) = account.rsplit_once('@') {
        call.arguments.insert("Accounts".to_owned(), Value::List(vec![record(&[("User", user), ("Host", host)])]));
    }
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (object, word) in pairs {
        held.entry(object.clone()).or_default().insert(word.clone());
    }
    call.arguments.extend(lists(&held));
    Transition { call, ..step }
}

pub(super) fn record(pairs: &[(&str, &str)]) -> Value {
    Value::Record(pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::text(*value))).collect())
}

fn union(strategies: &[SBoxedStrategy<Transition>]) -> Option<SBoxedStrategy<Transition>> {
    (!strategies.is_empty()).then(|| Union::new(strategies.to_vec()).sboxed())
}

/// Calls that break a rule, or name an object that does not exist where documents are silent on that, and still name the instance of the scene, whose state is looked at.
fn refused_steps(catalogue: &Catalogue, operation: &Operation, scene: &Scene<'_>) -> Vec<SBoxedStrategy<Transition>> {
    let effect = operation.effect;
    let step =
        move |case: Case| case.steps.into_iter().next_back().map(|call| Transition { call, effect, refused: true });
    let refused = catalogue.refused_on(operation, &scene.instance.id).iter().map(|(_, cell)| cell);
    let cells = refused.chain(catalogue.open_on(operation, &scene.instance.id));
    cells.map(|cell| cell.strategy.clone().prop_filter_map("a case without steps", step).sboxed()).collect()
}

pub(super) fn valid_steps(
    context: &Context<'_>,
    operation: &Operation,
    scene: &Scene<'_>,
) -> Option<SBoxedStrategy<Transition>> {
    let (name, effect, envelope) = (operation.name.clone(), operation.effect, context.envelope());
    let accepted = context.scenes(operation).iter().any(|other| other.instance.id == scene.instance.id);
    let arguments = arguments(operation, scene, Span::Interior).filter(|_| accepted)?;
    let step = move |arguments| {
        let call = Call { operation: name.clone(), arguments, envelope: envelope.clone() };
        Transition { call, effect, refused: false }
    };
    Some(arguments.prop_map(step).sboxed())
}
