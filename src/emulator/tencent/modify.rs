//! `ModifyAccountPrivileges`: reading what is asked for, and what it does to an account.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    privilege::{Level, Privileges},
    refusal::{self, Refusal},
    schema::{items, text},
};
use crate::emulator::fault::{Fault, Faults};

/// User and host: together they are who an account is.
pub(crate) type AccountKey = (String, String);

/// Privileges by object. The path of an object is empty for the instance, and one, two or three names for a database,
/// a table, a column. An object on which nothing is held is absent.
pub(crate) type Held = BTreeMap<Vec<String>, Privileges>;

/// What a change does with the privileges it brings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    /// They become all that the account holds.
    #[default]
    Replace,
    /// They are added.
    Grant,
    /// They are taken away.
    Revoke,
}

/// A change, read and found right as far as the request alone can tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Change {
    /// Who is changed.
    pub(crate) accounts: Vec<AccountKey>,
    /// What is brought; an entry may be empty.
    pub(crate) brought: Held,
    mode: Mode,
}

/// The lists of a request: the level they are for, and the members that name an object of that level.
const LISTS: [(&str, Level, &[&str]); 3] = [
    ("DatabasePrivileges", Level::Database, &["Database"]),
    ("TablePrivileges", Level::Table, &["Database", "Table"]),
    ("ColumnPrivileges", Level::Column, &["Database", "Table", "Column"]),
];

impl Change {
    /// Reads a request whose names and types were checked.
    ///
    /// The same object twice means both entries together. An empty `ModifyAction` is none. The words are those of the
    /// document, in its case.
    pub(crate) fn read(given: &Map<String, Value>, faults: Faults) -> Result<Self, Refusal> {
        let accounts = read_accounts(given)?;
        let mut brought = Held::new();
        add(&mut brought, Vec::new(), read_privileges(given, "GlobalPrivileges", Level::Global, faults)?);
        for (list, level, members) in LISTS {
            for entry in items(given, list).iter().filter_map(Value::as_object) {
                let path = members.iter().map(|member| text(entry.get(*member))).collect();
                add(&mut brought, path, read_privileges(entry, "Privileges", level, faults)?);
            }
        }
        Ok(Self { accounts, brought, mode: read_mode(given)? })
    }

    /// What the account holds afterwards.
    pub(crate) fn apply(&self, held: &mut Held, faults: Faults) {
        match self.mode {
            Mode::Replace => {
                let keeps_tables = faults.has(Fault::ReplaceLeavesTables);
                held.retain(|path, _| keeps_tables && path.len() == 2);
                self.brought.iter().for_each(|(path, privileges)| add(held, path.clone(), *privileges));
            }
            Mode::Grant => self.brought.iter().for_each(|(path, privileges)| add(held, path.clone(), *privileges)),
            Mode::Revoke => self.brought.iter().for_each(|(path, privileges)| take(held, path, *privileges, faults)),
        }
        held.retain(|_, privileges| !privileges.is_empty());
    }
}

fn add(held: &mut Held, path: Vec<String>, privileges: Privileges) {
    let entry = held.entry(path).or_default();
    *entry = entry.with(privileges);
}

fn take(held: &mut Held, path: &[String], privileges: Privileges, faults: Faults) {
    if let Some(entry) = held.get_mut(path) {
        let all = faults.has(Fault::RevokeClearsLevel) && !privileges.is_empty();
        *entry = if all { Privileges::default() } else { entry.without(privileges) };
    }
}

fn read_accounts(given: &Map<String, Value>) -> Result<Vec<AccountKey>, Refusal> {
    let member = |account: &Value, name| account.get(name).map(|value| text(Some(value)));
    let read = |account| member(account, "User").zip(member(account, "Host")).ok_or(refusal::ACCOUNT_INCOMPLETE);
    let accounts = items(given, "Accounts").iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if accounts.is_empty() { Err(refusal::ACCOUNT_INCOMPLETE) } else { Ok(accounts) }
}

fn read_privileges(
    given: &Map<String, Value>,
    list: &str,
    level: Level,
    faults: Faults,
) -> Result<Privileges, Refusal> {
    items(given, list).iter().try_fold(Privileges::default(), |all, word| {
        let one = word.as_str().and_then(|word| Privileges::named(word, level, faults));
        one.map(|one| all.with(one)).ok_or(refusal::PRIVILEGE_ILLEGAL)
    })
}

fn read_mode(given: &Map<String, Value>) -> Result<Mode, Refusal> {
    match given.get("ModifyAction").map(|value| text(Some(value))).as_deref() {
        None | Some("") => Ok(Mode::Replace),
        Some("grant") => Ok(Mode::Grant),
        Some("revoke") => Ok(Mode::Revoke),
        Some(_) => Err(Refusal::wrong_value("ModifyAction")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(mut request: Value, faults: Faults) -> Result<Change, Refusal> {
        request["Accounts"] = json!([{"User": "u", "Host": "%"}]);
        Change::read(request.as_object().unwrap(), faults)
    }

    /// Applies one request after the other to an account that holds nothing.
    fn after(requests: &[Value], faults: Faults) -> Vec<(String, String)> {
        let mut held = Held::new();
        for request in requests {
            change(request.clone(), faults).unwrap().apply(&mut held, faults);
        }
        held.into_iter().map(|(path, privileges)| (path.join("."), privileges.names().join(","))).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(path, names)| ((*path).to_owned(), (*names).to_owned())).collect()
    }

    fn full() -> Value {
        json!({
            "GlobalPrivileges": ["SELECT", "PROCESS"],
            "DatabasePrivileges": [{"Database": "d", "Privileges": ["SELECT", "EXECUTE"]}],
            "TablePrivileges": [{"Database": "d", "Table": "t", "Privileges": ["INSERT"]}],
            "ColumnPrivileges": [{"Database": "d", "Table": "t", "Column": "c", "Privileges": ["UPDATE"]}],
        })
    }

    #[test]
    fn replacing_leaves_only_what_was_passed() {
        let all = [("", "SELECT,PROCESS"), ("d", "SELECT,EXECUTE"), ("d.t", "INSERT"), ("d.t.c", "UPDATE")];
        assert_eq!(after(&[full()], Faults::default()), pairs(&all));
        let second = json!({"GlobalPrivileges": ["INSERT"], "ModifyAction": ""});
        assert_eq!(after(&[full(), second], Faults::default()), pairs(&[("", "INSERT")]));
        assert_eq!(after(&[full(), json!({})], Faults::default()), pairs(&[]));
    }

    #[test]
    fn granting_adds_and_revoking_removes_at_one_level() {
        let grant = json!({"ModifyAction": "grant", "DatabasePrivileges": [{"Database": "d", "Privileges": ["DROP"]}]});
        let revoke = json!({"ModifyAction": "revoke", "GlobalPrivileges": ["SELECT", "RELOAD"],
                            "TablePrivileges": [{"Database": "d", "Table": "t", "Privileges": ["INSERT"]}]});
        let all = [("", "PROCESS"), ("d", "SELECT,DROP,EXECUTE"), ("d.t.c", "UPDATE")];
        assert_eq!(after(&[full(), grant, revoke], Faults::default()), pairs(&all));
    }

    #[test]
    fn wrong_words_are_refused() {
        let of = |request| change(request, Faults::default()).map_err(|refusal| refusal.code);
        let illegal = Err("FailedOperation.PrivilegeDataIllegal");
        assert_eq!(of(json!({"GlobalPrivileges": ["SUPER"]})), illegal);
        assert_eq!(of(json!({"DatabasePrivileges": [{"Database": "d", "Privileges": ["PROCESS"]}]})), illegal);
        assert_eq!(of(json!({"ModifyAction": "GRANT"})), Err("InvalidParameterValue"));
        let nobody = Change::read(json!({"Accounts": []}).as_object().unwrap(), Faults::default());
        assert_eq!(nobody, Err(refusal::ACCOUNT_INCOMPLETE));
        let half = Change::read(json!({"Accounts": [{"User": "u"}]}).as_object().unwrap(), Faults::default());
        assert_eq!(half, Err(refusal::ACCOUNT_INCOMPLETE));
    }

    #[test]
    fn faults_change_what_is_left() {
        let leaves = [Fault::ReplaceLeavesTables].into_iter().collect();
        assert_eq!(after(&[full(), json!({})], leaves), pairs(&[("d.t", "INSERT")]));
        let clears = [Fault::RevokeClearsLevel].into_iter().collect();
        let revoke = json!({"ModifyAction": "revoke", "GlobalPrivileges": ["SELECT"]});
        assert_eq!(after(&[full(), revoke], clears).first(), Some(&("d".to_owned(), "SELECT,EXECUTE".to_owned())));
    }
}
