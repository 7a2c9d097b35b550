//! Holds the state after a step to what the model makes of the state before it.
//!
//! Every difference is told apart by what it is about, so that the promise that was broken is the one that is blamed: the
//! named account, another account, the named object, another object, its place in the call.

use std::collections::{BTreeMap, BTreeSet};

use super::diff::lines;
use super::finding::{Findings, Mismatch};
use super::levels;
use crate::case::{Call, Engine, Level, visible};
use crate::model::{Account, State, apply, listed, named_accounts};
use crate::suite::{Effect, Operation, RequirementKey, Suite};

/// One step of a sequence with the state around it.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The suite.
    pub suite: &'a Suite,
    /// The operation that was called.
    pub operation: &'a Operation,
    /// The call.
    pub call: &'a Call,
    /// The engine of its instance.
    pub engine: Engine,
    /// Was it accepted, and did its task succeed?
    pub accepted: bool,
    /// The state before it.
    pub before: &'a State,
    /// The state after it.
    pub after: &'a State,
}

/// Holds a step to its effect.
#[must_use]
pub fn hold_effect(step: &Step<'_>) -> Findings {
    let mut findings = Findings::default();
    match (step.accepted, step.operation.effect) {
        (false, _) => step.refused(&mut findings),
        (true, Effect::Nothing) => step.unchanged("privileges-kept", &mut findings),
        (true, Effect::Grant) => step.granted(&mut findings),
        (true, Effect::Revoke) => {}
        (true, Effect::Mask) => step.masked(&mut findings),
        (true, Effect::ModifyPrivileges) => levels::modified(step, &mut findings),
    }
    findings
}

/// May documents leave open whether a call is accepted, in a state? Granting again what is granted, taking what is not
/// held.
#[must_use]
pub fn acceptance_is_open(operation: &Operation, call: &Call, (engine, before): (Engine, &State)) -> bool {
    let accounts = || named_accounts(operation.effect, call).into_iter().filter_map(|name| before.accounts.get(&name));
    match operation.effect {
        // Nobody can see there what is granted already.
        Effect::Grant if engine == Engine::PostgreSQL => true,
        Effect::Grant => {
            let names = listed(call, "DBName");
            accounts().any(|account| names.iter().any(|database| account.held.contains_key(*database)))
        }
        Effect::ModifyPrivileges => accounts().any(|account| levels::repeats(call, account)),
        Effect::Nothing | Effect::Revoke | Effect::Mask => false,
    }
}

impl<'a> Step<'a> {
    /// A requirement of the step's operation, or a common one for names that begin with `common/`.
    pub(super) fn requirement(&self, name: &str) -> Option<RequirementKey> {
        let operation = if name.starts_with("common/") { String::new() } else { format!("{}/", self.operation.name) };
        self.suite.key(&format!("{}/{operation}{name}", self.suite.id))
    }

    /// Notes that the step was held to a requirement, and fails it when `kept` is false.
    pub(super) fn hold(&self, name: &str, broken: Option<(String, String, String)>, findings: &mut Findings) {
        let Some(requirement) = self.requirement(name) else { return };
        findings.keep(requirement);
        if let Some((kind, expected, came)) = broken {
            let own = self.suite.requirement(requirement).level;
            // What may never happen weighs as much in a row that leaves the rest open.
            let level = if own == Level::Open { Level::Must } else { own };
            let (expected, came) = lines(&expected, &came);
            findings.fail(Mismatch { requirement, level, kind, expected, came });
        }
    }

    pub(super) fn note(&self, name: &str, seen: &str, findings: &mut Findings) {
        if let Some(requirement) = self.requirement(name) {
            findings.keep(requirement);
            findings.note(requirement, seen);
        }
    }

    fn unchanged(&self, name: &str, findings: &mut Findings) {
        self.hold(name, difference(self.before, self.after), findings);
    }

    /// A refused call changes nothing; a refused list of several names may have done some of them.
    fn refused(&self, findings: &mut Findings) {
        let named = named_accounts(self.operation.effect, self.call);
        let several = named.len() > 1 || listed(self.call, "DBName").len() > 1;
        if !several {
            return self.unchanged("common/refusal-changes-nothing", findings);
        }
        let others = |state: &State| without(state, &named);
        self.hold("common/refusal-changes-nothing", difference(&others(self.before), &others(self.after)), findings);
        let seen =
            if self.before == self.after { "a refused list: did nothing" } else { "a refused list: did some of it" };
        self.note("common/refusal-changes-nothing", seen, findings);
    }

    fn granted(&self, findings: &mut Findings) {
        let Some(name) = self.call.text("AccountName") else { return };
        let expected = apply(Effect::Grant, self.call, self.before);
        let empty = Account::default();
        let account = |state: &'a State| state.accounts.get(name);
        let (before, after) = (account(self.before).unwrap_or(&empty), account(self.after).unwrap_or(&empty));
        let pairs = Pairs::of(self.call);
        self.others_kept(&[name.to_owned()], &pairs, (before, after), findings);
        if self.hides_privileges() {
            return;
        }
        let expected = expected.accounts.get(name).unwrap_or(&empty);
        for (place, (database, word)) in pairs.0.iter().enumerate() {
            if pairs.names_twice(database) {
                continue;
            }
            match before.held.get(*database) {
                Some(old) => self.regranted(&pairs, (database, word), (old, after.held.get(*database)), findings),
                None => self.granted_fresh(&pairs, place, (expected, after), findings),
            }
        }
        if pairs.0.iter().any(|(database, _)| before.held.contains_key(*database)) {
            let repeated = after.repeated.iter().next();
            let broken = repeated.map(|database| {
                let came = format!("{name} lists {} more than once", visible(database, 80));
                ("a database stands twice".to_owned(), "every database once".to_owned(), came)
            });
            self.hold("no-duplicates", broken, findings);
        }
    }

    /// Everything that was not named: other databases of the account, its facts, all other accounts.
    fn others_kept(
        &self,
        named: &[String],
        pairs: &Pairs<'_>,
        (before, after): (&Account, &Account),
        findings: &mut Findings,
    ) {
        let unnamed = |account: &Account| {
            let mut account = account.clone();
            account.held.retain(|database, _| !pairs.0.iter().any(|(named, _)| named == database));
            account.repeated.retain(|database| account.held.contains_key(database));
            State { accounts: BTreeMap::from([(named.first().cloned().unwrap_or_default(), account)]) }
        };
        let broken = difference(&unnamed(before), &unnamed(after))
            .or_else(|| difference(&without(self.before, named), &without(self.after, named)));
        self.hold("others-kept", broken, findings);
    }

    /// Does the observer show no privileges on the engine of this instance?
    fn hides_privileges(&self) -> bool {
        self.engine == Engine::PostgreSQL
    }

    fn granted_fresh(
        &self,
        pairs: &Pairs<'_>,
        place: usize,
        (expected, after): (&Account, &Account),
        findings: &mut Findings,
    ) {
        let Some((database, word)) = pairs.0.get(place) else { return };
        let found = after.held.get(*database);
        if same_words(self.engine, expected.held.get(*database), found) {
            self.hold("grant-visible", None, findings);
            if pairs.differ() {
                self.hold("pairs-by-position", None, findings);
            }
            return;
        }
        let said = |words: Option<&BTreeSet<String>>| format!("{database}: {}", told(words));
        let broken = (
            format!("wrong privilege on a named database: {}", if found.is_some() { "another word" } else { "none" }),
            said(expected.held.get(*database)),
            said(found),
        );
        let others = pairs.0.iter().enumerate().filter(|(other, (_, privilege))| *other != place && privilege != word);
        let moved = found.is_some_and(|found| {
            others
                .map(|(_, (_, privilege))| privilege)
                .any(|word| found.iter().any(|held| spelt(self.engine, held) == *word))
        });
        self.hold(if moved { "pairs-by-position" } else { "grant-visible" }, Some(broken), findings);
    }

    /// Granting on a database again: the old word, the new one, or one that covers both.
    fn regranted(
        &self,
        pairs: &Pairs<'_>,
        (database, word): (&str, &str),
        (old, found): (&BTreeSet<String>, Option<&BTreeSet<String>>),
        findings: &mut Findings,
    ) {
        let new = BTreeSet::from([word.to_owned()]);
        let covering = ["ReadWrite", "DBOwner", "Custom", "ALL"];
        let covers = |found: &BTreeSet<String>| found.iter().all(|word| covering.contains(&spelt(self.engine, word)));
        let same = |words: &BTreeSet<String>, found| same_words(self.engine, Some(words), Some(found));
        let seen = match found {
            Some(found) if same(&new, found) && same(old, found) => "same privilege again: kept",
            Some(found) if same(&new, found) => "another privilege: replaces the old one",
            Some(found) if same(old, found) => "another privilege: the old one stays",
            Some(found) if covers(found) => "another privilege: one that covers both",
            _ => {
                let expected = format!("{database}: {} or {word} or one that covers both", told(Some(old)));
                let came = format!("{database}: {}", told(found));
                let kind = "granting again shows neither the old nor the new privilege".to_owned();
                let moved = pairs
                    .0
                    .iter()
                    .any(|(_, other)| same_words(self.engine, Some(&BTreeSet::from([(*other).to_owned()])), found));
                return self.hold(
                    if moved { "pairs-by-position" } else { "regrant" },
                    Some((kind, expected, came)),
                    findings,
                );
            }
        };
        self.note("regrant", seen, findings);
    }

    fn masked(&self, findings: &mut Findings) {
        let named = named_accounts(Effect::Mask, self.call);
        let word = self.call.text("Privilege").unwrap_or_default();
        let missing = named.iter().find(|name| {
            let found = self.after.accounts.get(*name).and_then(|account| account.masking.as_ref());
            match found {
                Some((found, _)) => found != word,
                None => word != "noneAccess",
            }
        });
        let shown = |name: &String| {
            let masking = self.after.accounts.get(name).and_then(|account| account.masking.as_ref());
            masking.map_or("none".to_owned(), |(word, _)| visible(word, 60))
        };
        let broken = missing
            .map(|name| {
                let kind = "a named account does not have the privilege".to_owned();
                (kind, format!("{name}: {word}"), format!("{name}: {}", shown(name)))
            })
            .or_else(|| difference(&without_masking(self.before, &named), &without_masking(self.after, &named)));
        self.hold("user-list", broken, findings);
    }
}

/// The databases and privileges of a grant, by position.
struct Pairs<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Pairs<'a> {
    fn of(call: &'a Call) -> Self {
        Self(listed(call, "DBName").into_iter().zip(listed(call, "AccountPrivilege")).collect())
    }

    fn names_twice(&self, database: &str) -> bool {
        self.0.iter().filter(|(named, _)| *named == database).count() > 1
    }

    /// Are there two different privileges, so that their places matter?
    fn differ(&self) -> bool {
        self.0.iter().any(|(_, word)| self.0.first().is_some_and(|(_, first)| first != word))
    }
}

/// Do two sets hold the same words?
fn same_words(engine: Engine, left: Option<&BTreeSet<String>>, right: Option<&BTreeSet<String>>) -> bool {
    let spelt = |words: Option<&BTreeSet<String>>| -> BTreeSet<String> {
        words.into_iter().flatten().map(|word| spelt(engine, word).to_owned()).collect()
    };
    spelt(left) == spelt(right)
}

/// A privilege as documents spell it: SQL Server shows the owner of a database in any letter case.
fn spelt(engine: Engine, word: &str) -> &str {
    let owner = "DBOwner";
    if engine == Engine::SQLServer && word.eq_ignore_ascii_case(owner) { owner } else { word }
}

fn told(words: Option<&BTreeSet<String>>) -> String {
    let words: Vec<String> = words.into_iter().flatten().map(|word| visible(word, 60)).collect();
    if words.is_empty() { "none".to_owned() } else { visible(&words.join(", "), 400) }
}

/// A state without these accounts.
pub(super) fn without(state: &State, named: &[String]) -> State {
    let others = state.accounts.iter().filter(|(name, _)| !named.contains(name));
    State { accounts: others.map(|(name, account)| (name.clone(), account.clone())).collect() }
}

/// A state without the masking privilege of these accounts. One that is there only for its masking goes.
fn without_masking(state: &State, named: &[String]) -> State {
    let mut state = state.clone();
    for name in named {
        if let Some(account) = state.accounts.get_mut(name) {
            account.masking = None;
        }
    }
    state.accounts.retain(|_, account| *account != Account::default());
    state
}

/// The first account in which two states differ: kind, what was expected, what came.
#[must_use]
pub fn difference(expected: &State, found: &State) -> Option<(String, String, String)> {
    let names: BTreeSet<&String> = expected.accounts.keys().chain(found.accounts.keys()).collect();
    let name = names.into_iter().find(|name| expected.accounts.get(*name) != found.accounts.get(*name))?;
    let shown = |state: &State| {
        state
            .accounts
            .get(name)
            .map_or(format!("{}: no such account", visible(name, 80)), |account| describe(name, account))
    };
    Some(("another state than before".to_owned(), shown(expected), shown(found)))
}

/// An account in a few lines.
pub(super) fn describe(name: &str, account: &Account) -> String {
    let name = visible(name, 80);
    let mut lines = vec![format!("{name}:")];
    lines.extend(
        account.facts.iter().map(|(fact, value)| format!("  {fact}: {}", visible(value, 80)).trim_end().to_owned()),
    );
    lines.extend(
        account.held.iter().map(|(object, words)| format!("  {}: {}", visible(object, 120), told(Some(words)))),
    );
    lines.extend(account.repeated.iter().map(|object| format!("  {} stands twice", visible(object, 120))));
    lines.extend(
        account.masking.iter().map(|(word, until)| format!("  masking: {} {}", visible(word, 60), visible(until, 40))),
    );
    lines.join("\n")
}
