//! Cells of sequences: calls in random order over a few accounts, made by a model that knows what they did so far.
//!
//! proptest-state-machine makes and shrinks the sequences: it deletes from the back first, then simplifies arguments. The
//! few accounts and databases of a sequence make steps meet: the same database again, what is held taken away.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::{SBoxedStrategy, Union};
use proptest_state_machine::strategy::Sequential;

use super::cell::{Cell, Phase, Property};
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
struct Transition {
    call: Call,
    effect: Effect,
    /// Is it made to be refused?
    refused: bool,
}

/// The sequences of every operation that changes something, made once for all requirements that are tested with them.
pub(super) struct Sequences {
    /// By operation, and by whether the sequences are about refusals.
    cells: BTreeMap<(String, bool), Vec<Cell>>,
}

impl Sequences {
    pub(super) fn new(context: &Context<'_>, catalogue: &Catalogue) -> Self {
        let mut cells: BTreeMap<(String, bool), Vec<Cell>> = BTreeMap::new();
        for subject in core_operations(context).filter(|operation| operation.writes) {
            for scene in context.scenes(subject) {
                for window in windows(scene.instance) {
                    let scene = Scene { instance: &window, ..scene };
                    for refusing in [false, true] {
                        let made = cells_of(context, catalogue, (subject, refusing), &scene);
                        cells.entry((subject.name.clone(), refusing)).or_default().extend(made);
                    }
                }
            }
        }
        Self { cells }
    }

    /// The property of a requirement about the effect of its operation, or about refusals of every operation.
    pub(super) fn property(&self, context: &Context<'_>, requirement: RequirementKey) -> Property {
        let about = context.suite.requirement(requirement).operation();
        let common = about == "common";
        let own = self
            .cells
            .iter()
            .filter(|((operation, refusing), _)| *refusing == common && (common || operation == about));
        let cells = own.flat_map(|(_, cells)| cells.iter().cloned()).collect();
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
    accounts.chunks(count).enumerate().map(part).collect()
}

fn cells_of(
    context: &Context<'_>,
    catalogue: &Catalogue,
    (subject, refusing): (&Operation, bool),
    scene: &Scene<'_>,
) -> Vec<Cell> {
    let Some(steps) = Steps::new(context, catalogue, (subject, refusing), scene) else { return Vec::new() };
    let side = if refusing { Side::Refuse } else { Side::Accept };
    let cell = |count: usize| Cell {
        class: format!("{} {count} {}", subject.name, if count == 1 { "step" } else { "steps" }).into(),
        side,
        strategy: steps.clone().sequences(count),
    };
    (1..=context.steps).map(cell).collect()
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
        if let Some(held) = self.about_what_is_held(state) {
            choices.push((6, held));
        }
        Union::new_weighted(choices).sboxed()
    }

    /// Changes of privileges that are about what accounts hold: some of it granted again or taken away.
    fn about_what_is_held(&self, state: &State) -> Option<SBoxedStrategy<Transition>> {
        let holding: Vec<(String, Vec<(String, String)>)> = state
            .accounts
            .iter()
            .filter(|(_, account)| !account.held.is_empty())
            .map(|(name, account)| {
                let pairs = account
                    .held
                    .iter()
                    .flat_map(|(object, words)| words.iter().map(|word| (object.clone(), word.clone())));
                (name.clone(), pairs.collect())
            })
            .collect();
        if holding.is_empty() {
            return None;
        }
        let holding = select(holding).prop_flat_map(|(name, pairs)| {
            let count = pairs.len();
            (Just(name), subsequence(pairs, 1..=count))
        });
        let about = (self.valid.clone(), holding, select(vec!["revoke", "revoke", "grant"]));
        let about = about.prop_filter_map("not about levels", |(step, (name, pairs), action)| {
            (step.effect == Effect::ModifyPrivileges).then(|| about_pairs(step, &name, &pairs, action))
        });
        self.is_about_levels().then(|| about.sboxed())
    }

    fn is_about_levels(&self) -> bool {
        self.initial.accounts.keys().any(|name| name.contains('@'))
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

fn record(pairs: &[(&str, &str)]) -> Value {
    Value::Record(pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::text(*value))).collect())
}

fn union(strategies: &[SBoxedStrategy<Transition>]) -> Option<SBoxedStrategy<Transition>> {
    (!strategies.is_empty()).then(|| Union::new(strategies.to_vec()).sboxed())
}

/// Calls that break a rule and still name the instance of the scene, whose state is looked at.
fn refused_steps(catalogue: &Catalogue, operation: &Operation, scene: &Scene<'_>) -> Vec<SBoxedStrategy<Transition>> {
    let effect = operation.effect;
    let step =
        move |case: Case| case.steps.into_iter().next_back().map(|call| Transition { call, effect, refused: true });
    let cells = catalogue.refused_on(operation, &scene.instance.id).iter();
    cells.map(|cell| cell.strategy.clone().prop_filter_map("a case without steps", step).sboxed()).collect()
}

fn valid_steps(context: &Context<'_>, operation: &Operation, scene: &Scene<'_>) -> Option<SBoxedStrategy<Transition>> {
    let (name, effect, envelope) = (operation.name.clone(), operation.effect, context.envelope());
    let accepted = context.scenes(operation).iter().any(|other| other.instance.id == scene.instance.id);
    let arguments = arguments(operation, scene, Span::Interior).filter(|_| accepted)?;
    let step = move |arguments| {
        let call = Call { operation: name.clone(), arguments, envelope: envelope.clone() };
        Transition { call, effect, refused: false }
    };
    Some(arguments.prop_map(step).sboxed())
}
