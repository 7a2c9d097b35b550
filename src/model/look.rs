//! How state is looked at: the calls of the observers, and what their answers say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::state::{Account, State};
use crate::case::{Call, Instance, Value};
use crate::suite::Suite;

/// Entries a page, when the accounts of an instance are listed: inside the documented range.
const PAGE_SIZE: i64 = 100;

/// The calls that show the state of an instance. Where accounts are looked at one by one, only `accounts` are.
#[must_use]
pub fn looks(suite: &Suite, instance: &Instance, accounts: &BTreeSet<String>) -> Vec<Call> {
    let has = |operation: &str| suite.operation(operation).is_some();
    let mut calls = Vec::new();
    if has("DescribeAccounts") {
        calls.push(page(&instance.id, 1));
    }
    if has("DescribeAccountMaskingPrivilege") {
        let arguments = BTreeMap::from([("DBInstanceName".to_owned(), Value::text(&instance.id))]);
        calls.push(Call::new("DescribeAccountMaskingPrivilege", arguments));
    }
    if has("DescribeAccountPrivileges") {
        calls.extend(accounts.iter().filter_map(|account| {
            let (user, host) = account.rsplit_once('@')?;
            let pairs = [("InstanceId", instance.id.as_str()), ("User", user), ("Host", host)];
            let arguments = pairs.into_iter().map(|(name, value)| (name.to_owned(), Value::text(value)));
            Some(Call::new("DescribeAccountPrivileges", arguments.collect()))
        }));
    }
    calls
}

fn page(instance: &str, number: i64) -> Call {
    let arguments = BTreeMap::from([
        ("DBInstanceId".to_owned(), Value::text(instance)),
        ("PageSize".to_owned(), Value::Integer(PAGE_SIZE)),
        ("PageNumber".to_owned(), Value::Integer(number)),
    ]);
    Call::new("DescribeAccounts", arguments)
}

/// Takes what an observer's answer says into the state; the answer is the call for what is still missing.
pub fn absorb(state: &mut State, call: &Call, tree: &Json) -> Option<Call> {
    match call.operation.as_str() {
        "DescribeAccounts" => absorb_accounts(state, call, tree),
        "DescribeAccountMaskingPrivilege" => {
            for entry in list(tree, &["Data", "UserPrivilege"]) {
                let masking = (text(entry, "Privilege"), text(entry, "ExpireTime"));
                state.accounts.entry(text(entry, "UserName")).or_default().masking = Some(masking);
            }
            None
        }
        "DescribeAccountPrivileges" => {
            let name = |parameter| call.text(parameter).unwrap_or_default();
            let account = Account { held: levels(tree), ..Account::default() };
            state.accounts.insert(format!("{}@{}", name("User"), name("Host")), account);
            None
        }
        _ => None,
    }
}

fn absorb_accounts(state: &mut State, call: &Call, tree: &Json) -> Option<Call> {
    let entries = list(tree, &["Accounts", "DBInstanceAccount"]);
    for entry in &entries {
        let account = state.accounts.entry(text(entry, "AccountName")).or_default();
        for fact in ["AccountType", "AccountDescription"] {
            account.facts.insert(fact.to_owned(), text(entry, fact));
        }
        for privilege in list(entry, &["DatabasePrivileges", "DatabasePrivilege"]) {
            let (database, word) = (text(privilege, "DBName"), text(privilege, "AccountPrivilege"));
            let words = account.held.entry(database.clone()).or_default();
            if !words.is_empty() {
                account.repeated.insert(database);
            }
            words.insert(word);
        }
    }
    let full = i64::try_from(entries.len()).is_ok_and(|count| count >= PAGE_SIZE);
    let number = match call.arguments.get("PageNumber") {
        Some(Value::Integer(number)) => *number,
        _ => 1,
    };
    full.then(|| page(call.text("DBInstanceId").unwrap_or_default(), number + 1))
}

/// The privileges of an account on every level, named as calls name them.
fn levels(tree: &Json) -> BTreeMap<String, BTreeSet<String>> {
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    held.insert("global".to_owned(), words(tree, "GlobalPrivileges"));
    let levels: [(&str, &str, &[&str]); 3] = [
        ("DatabasePrivileges", "database", &["Database"]),
        ("TablePrivileges", "table", &["Database", "Table"]),
        ("ColumnPrivileges", "column", &["Database", "Table", "Column"]),
    ];
    for (member, level, path) in levels {
        for entry in list(tree, &[member]) {
            let object: Vec<String> = path.iter().map(|name| text(entry, name)).collect();
            held.entry(format!("{level} {}", object.join("."))).or_default().extend(words(entry, "Privileges"));
        }
    }
    held.retain(|_, words| !words.is_empty());
    held
}

fn words(tree: &Json, member: &str) -> BTreeSet<String> {
    let items = tree.get(member).and_then(Json::as_array);
    items.into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
}

fn text(tree: &Json, member: &str) -> String {
    tree.get(member).and_then(Json::as_str).unwrap_or_default().to_owned()
}

/// The items of a list some members down; one object alone counts as a list of one, for XML cannot tell.
fn list<'a>(tree: &'a Json, path: &[&str]) -> Vec<&'a Json> {
    let found = path.iter().try_fold(tree, |tree, member| tree.get(*member));
    match found {
        Some(Json::Array(items)) => items.iter().collect(),
        Some(object @ Json::Object(_)) => vec![object],
        _ => Vec::new(),
    }
}
