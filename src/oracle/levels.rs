//! Holds the state after a change of privileges on four levels to what the change asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::effect::{Step, describe, difference, without};
use super::finding::Findings;
use crate::case::Call;
use crate::model::{Account, apply, named_accounts, privileges};
use crate::suite::Effect;

/// What a change does to what is held.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Replace,
    Grant,
    Revoke,
}

impl Action {
    fn of(call: &Call) -> Self {
        match call.text("ModifyAction") {
            Some("grant") => Self::Grant,
            Some("revoke") => Self::Revoke,
            _ => Self::Replace,
        }
    }

    /// The requirement that promises its effect.
    fn promise(self) -> &'static str {
        match self {
            Self::Replace => "replace",
            Self::Grant => "grant-adds",
            Self::Revoke => "revoke-removes",
        }
    }
}

/// Does a change ask for what is held already, or take what is not held?
pub(super) fn repeats(call: &Call, account: &Account) -> bool {
    match Action::of(call) {
        Action::Replace => false,
        Action::Grant => {
            privileges(call).iter().any(|(object, words)| words.iter().any(|word| holds(account, object, word)))
        }
        Action::Revoke => {
            privileges(call).iter().any(|(object, words)| words.iter().any(|word| !holds(account, object, word)))
        }
    }
}

fn holds(account: &Account, object: &str, word: &str) -> bool {
    account.held.get(object).is_some_and(|words| words.contains(word))
}

pub(super) fn modified(step: &Step<'_>, findings: &mut Findings) {
    let named = named_accounts(Effect::ModifyPrivileges, step.call);
    let action = Action::of(step.call);
    let expected = apply(Effect::ModifyPrivileges, step.call, step.before);
    let others = difference(&without(step.before, &named), &without(step.after, &named));
    let right = |name: &&String| expected.accounts.get(*name) == step.after.accounts.get(*name);
    let some_right = named.iter().any(|name| right(&name));
    let missed = named.iter().find(|name| !right(name));
    let shown = |name: &String| {
        let told = |state: &crate::model::State| {
            state.accounts.get(name).map_or(String::new(), |account| describe(name, account))
        };
        (told(&expected), told(step.after))
    };
    // A listed account that nothing happened to, beside one that is right, is about the accounts; any other wrong state
    // is about the change itself.
    let untouched = |name: &&String| step.before.accounts.get(*name) == step.after.accounts.get(*name);
    let forgotten = missed.filter(|name| some_right && untouched(name)).map(|name| {
        let (expected, came) = shown(name);
        ("a listed account does not have the change".to_owned(), expected, came)
    });
    let about_accounts = others.is_some() || forgotten.is_some();
    step.hold("every-account", others.or(forgotten), findings);
    match missed {
        None => kept(step, action, &named, findings),
        Some(name) if !about_accounts => blame(step, action, name, shown(name), findings),
        // Blamed above for what it did to other accounts: what it did to this one is wrong too, and keeps nothing.
        Some(_) => {}
    }
}

/// Notes every promise that the step was held to and kept.
fn kept(step: &Step<'_>, action: Action, named: &[String], findings: &mut Findings) {
    let accounts: Vec<&Account> = named.iter().filter_map(|name| step.before.accounts.get(name)).collect();
    let asked = privileges(step.call);
    let all = |held: bool| {
        let holds = |account: &&Account| {
            asked.iter().all(|(object, words)| words.iter().all(|word| holds(account, object, word) == held))
        };
        !asked.is_empty() && accounts.iter().all(holds)
    };
    match action {
        Action::Replace => {}
        Action::Grant if all(true) => step.note("grant-held", "accepted", findings),
        Action::Revoke if all(false) => step.note("revoke-not-held", "accepted", findings),
        Action::Grant | Action::Revoke => step.hold("levels-independent", None, findings),
    }
    step.hold(action.promise(), None, findings);
}

/// Blames the promise that a wrong state breaks: that of the change, or that levels do not touch each other.
fn blame(step: &Step<'_>, action: Action, name: &String, (expected, came): (String, String), findings: &mut Findings) {
    let empty = Account::default();
    let account = |state: &'_ crate::model::State| state.accounts.get(name).cloned().unwrap_or_else(|| empty.clone());
    let (before, after) = (account(step.before), account(step.after));
    let asked = privileges(step.call);
    let levels: BTreeSet<&str> = asked.keys().map(|object| level(object)).collect();
    let elsewhere = |account: &Account| -> BTreeMap<String, BTreeSet<String>> {
        let others = account.held.iter().filter(|(object, _)| !levels.contains(level(object)));
        others.map(|(object, words)| (object.clone(), words.clone())).collect()
    };
    let crossed = action != Action::Replace && elsewhere(&before) != elsewhere(&after);
    let wanted = apply(Effect::ModifyPrivileges, step.call, step.before);
    let nothing_to_do = wanted.accounts.get(name) == Some(&before) && action != Action::Replace;
    let (requirement, kind) = match (crossed, nothing_to_do, action) {
        (true, _, _) => ("levels-independent", "another level changed"),
        (_, true, Action::Grant) => ("grant-held", "granting what is held changed the state"),
        (_, true, _) => ("revoke-not-held", "taking what is not held changed the state"),
        (_, _, Action::Replace) => ("replace", "the account does not hold what was passed"),
        (_, _, Action::Grant) => ("grant-adds", "a privilege is missing after a grant"),
        (_, _, Action::Revoke) => ("revoke-removes", "wrong privileges after a revoke"),
    };
    step.hold(requirement, Some((kind.to_owned(), expected, came)), findings);
}

/// The word that names the level of an object.
fn level(object: &str) -> &str {
    object.split(' ').next().unwrap_or(object)
}
