//! What an accepted call does to state.

use std::collections::{BTreeMap, BTreeSet};

use super::state::{Account, State, listed, named_accounts};
use crate::case::{Call, Value};
use crate::suite::Effect;

/// The state after an accepted call. Where documents are silent (granting on a database again) the new word replaces the
/// old one; the oracle allows the other branches.
#[must_use]
pub fn apply(effect: Effect, call: &Call, before: &State) -> State {
    let mut after = before.clone();
    for name in named_accounts(effect, call) {
        if let Some(account) = after.accounts.get_mut(&name) {
            apply_to(effect, call, account);
        }
    }
    after
}

fn apply_to(effect: Effect, call: &Call, account: &mut Account) {
    match effect {
        Effect::Nothing => {}
        Effect::Grant => {
            for (database, privilege) in listed(call, "DBName").into_iter().zip(listed(call, "AccountPrivilege")) {
                account.held.insert(database.to_owned(), BTreeSet::from([privilege.to_owned()]));
            }
        }
        Effect::Revoke => {
            for database in listed(call, "DBName") {
                account.held.remove(database);
            }
        }
        Effect::Mask => {
            let text = |parameter| call.text(parameter).unwrap_or_default().to_owned();
            account.masking = Some((text("Privilege"), text("ExpireTime")));
        }
        Effect::ModifyPrivileges => modify(call, account),
    }
}

fn modify(call: &Call, account: &mut Account) {
    let named = privileges(call);
    match call.text("ModifyAction") {
        Some("grant") => {
            for (object, words) in named {
                account.held.entry(object).or_default().extend(words);
            }
        }
        Some("revoke") => {
            for (object, words) in named {
                if let Some(held) = account.held.get_mut(&object) {
                    held.retain(|word| !words.contains(word));
                }
            }
            account.held.retain(|_, words| !words.is_empty());
        }
        _ => account.held = named,
    }
}

/// The four levels of privileges: the parameter, the word that objects of the level begin with, and the members that
/// name the object.
const LEVELS: [(&str, &str, &[&str]); 4] = [
    ("GlobalPrivileges", "global", &[]),
    ("DatabasePrivileges", "database", &["Database"]),
    ("TablePrivileges", "table", &["Database", "Table"]),
    ("ColumnPrivileges", "column", &["Database", "Table", "Column"]),
];

/// The privileges that a call names, by what they are on: `global`, `database orders`, `table orders.invoices`,
/// `column orders.invoices.total`. An entry without privileges is no entry.
#[must_use]
pub fn privileges(call: &Call) -> BTreeMap<String, BTreeSet<String>> {
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (parameter, level, members) in LEVELS {
        let Some(Value::List(items)) = call.arguments.get(parameter) else { continue };
        if members.is_empty() {
            named.entry(level.to_owned()).or_default().extend(words(items));
            continue;
        }
        for item in items {
            let Value::Record(record) = item else { continue };
            let path: Vec<&str> =
                members.iter().filter_map(|name| record.get(*name).and_then(Value::as_text)).collect();
            if let Some(Value::List(items)) = record.get("Privileges") {
                named.entry(format!("{level} {}", path.join("."))).or_default().extend(words(items));
            }
        }
    }
    named.retain(|_, words| !words.is_empty());
    named
}

/// The arguments that name these privileges: the inverse of [`privileges`].
#[must_use]
pub fn lists(held: &BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, Value> {
    let mut arguments: BTreeMap<String, Value> = BTreeMap::new();
    for (object, words) in held {
        let (level, path) = object.split_once(' ').unwrap_or((object, ""));
        let Some((parameter, _, members)) = LEVELS.into_iter().find(|(_, word, _)| *word == level) else { continue };
        let words: Vec<Value> = words.iter().map(Value::text).collect();
        let items = if members.is_empty() { words } else { vec![entry(members, path, words)] };
        let list = arguments.entry(parameter.to_owned()).or_insert_with(|| Value::List(Vec::new()));
        if let Value::List(entries) = list {
            entries.extend(items);
        }
    }
    arguments
}

fn entry(members: &[&str], path: &str, words: Vec<Value>) -> Value {
    let named = members.iter().zip(path.split('.')).map(|(name, part)| ((*name).to_owned(), Value::text(part)));
    Value::Record(named.chain([("Privileges".to_owned(), Value::List(words))]).collect())
}

fn words(items: &[Value]) -> impl Iterator<Item = String> {
    items.iter().filter_map(Value::as_text).map(str::to_owned)
}
