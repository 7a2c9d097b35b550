//! `ModifyAccountPrivileges`: reading what is asked for, and what it does to an account.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    privilege::{Level, Privileges},
    refusal::{self, Refusal},
    schema::{items, text},
};
use crate::emulator::{
    deviation::{Deviation, Deviations},
    latitude::Latitude,
};

/// User and host: together they are who an account is.
pub(crate) type AccountKey = (String, String);

/// Privileges by object. The path of an object is empty for the instance, and one, two or three names for a database,
/// a table, a column. An object on which nothing is held is absent.
pub(crate) type Held = BTreeMap<Vec<String>, Privileges>;

/// What an account holds, and what was done to it since it held nothing; only deviations look at that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Account {
    /// What it holds.
    pub(crate) held: Held,
    grants: usize,
    last: Option<Mode>,
    /// What the last revoke took.
    taken: Held,
}

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
    /// Why its task will fail, where that is known from the beginning.
    pub(crate) fails: Option<&'static str>,
}

/// What a change asks for although there is nothing to be done about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Repeats {
    /// It grants something that is held.
    pub(crate) grants: bool,
    /// It revokes something that is not.
    pub(crate) revokes: bool,
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
    pub(crate) fn read(given: &Map<String, Value>, deviations: &Deviations) -> Result<Self, Refusal> {
        Self::read_with(given, deviations, &|word, level| {
            Privileges::named(word, level, deviations).ok_or(refusal::PRIVILEGE_ILLEGAL)
        })
    }

    /// The same without the privileges that do not exist.
    pub(crate) fn read_lawful(given: &Map<String, Value>, deviations: &Deviations) -> Result<Self, Refusal> {
        let lawful = |word: &str, level| Ok(Privileges::named(word, level, deviations).unwrap_or_default());
        Self::read_with(given, deviations, &lawful)
    }

    fn read_with(given: &Map<String, Value>, deviations: &Deviations, read: &ReadWord<'_>) -> Result<Self, Refusal> {
        let accounts = read_accounts(given, deviations)?;
        let mut brought = Held::new();
        add(&mut brought, Vec::new(), read_privileges(given, "GlobalPrivileges", Level::Global, read)?);
        for (list, level, members) in LISTS {
            for entry in items(given, list).iter().filter_map(Value::as_object) {
                let path = members.iter().map(|member| text(entry.get(*member))).collect();
                add(&mut brought, path, read_privileges(entry, "Privileges", level, read)?);
            }
        }
        check_lists(given, deviations)?;
        Ok(Self { accounts, brought, mode: read_mode(given, deviations)?, fails: None })
    }

    /// A change that will fail for this reason.
    pub(crate) fn failing(reason: &'static str) -> Self {
        Self { fails: Some(reason), ..Self::default() }
    }

    /// What there is nothing to be done about, for accounts that hold this.
    pub(crate) fn repeats(&self, held: &[&Held]) -> Repeats {
        let any = |is_so: &dyn Fn(Privileges, Privileges) -> bool| {
            let on = |held: &Held, path: &Vec<String>| held.get(path).copied().unwrap_or_default();
            held.iter().any(|held| self.something().any(|(path, asked)| is_so(on(held, path), *asked)))
        };
        Repeats {
            grants: self.mode == Mode::Grant && any(&|held, asked| !held.shared(asked).is_empty()),
            revokes: self.mode == Mode::Revoke && any(&|held, asked| !asked.without(held).is_empty()),
        }
    }

    /// What the account holds afterwards.
    pub(crate) fn apply(&self, account: &mut Account, deviations: &Deviations) {
        let before = account.held.clone();
        self.disturb(account, deviations);
        match self.mode {
            Mode::Replace => self.replace(account, deviations),
            Mode::Grant => self.grant(account, deviations),
            Mode::Revoke => self.revoke(account, deviations),
        }
        account.held.retain(|_, privileges| !privileges.is_empty());
        self.remember(account, &before);
    }

    fn replace(&self, account: &mut Account, deviations: &Deviations) {
        let follows_revoke = account.last == Some(Mode::Revoke);
        account.held.retain(|path, _| {
            let level = Level::of(path);
            deviations.has(Deviation::ReplaceKeeps(level))
                || follows_revoke && deviations.has(Deviation::ReplaceAfterRevokeKeeps(level))
        });
        let skips = |path: &[String]| deviations.has(Deviation::ReplaceSkips(Level::of(path)));
        self.brought
            .iter()
            .filter(|(path, _)| !skips(path))
            .for_each(|(path, privileges)| add(&mut account.held, path.clone(), *privileges));
    }

    fn grant(&self, account: &mut Account, deviations: &Deviations) {
        for (path, privileges) in self.something() {
            let level = Level::of(path);
            if deviations.has(Deviation::GrantSkips(level)) {
                continue;
            }
            if deviations.has(Deviation::GrantOverwrites(level)) {
                account.held.remove(path);
            }
            add(&mut account.held, path.clone(), *privileges);
        }
        for (path, privileges) in &account.taken {
            if deviations.has(Deviation::GrantBringsBack(Level::of(path))) {
                add(&mut account.held, path.clone(), *privileges);
            }
        }
    }

    fn revoke(&self, account: &mut Account, deviations: &Deviations) {
        let again = account.last == Some(Mode::Revoke);
        for (path, privileges) in self.something() {
            let level = Level::of(path);
            let skips = deviations.has(Deviation::RevokeSkips(level))
                || again && deviations.has(Deviation::SecondRevokeSkips(level));
            let Some(held) = account.held.get_mut(path).filter(|_| !skips) else { continue };
            let less = if deviations.has(Deviation::RevokeClears(level)) {
                *held
            } else if deviations.has(Deviation::RevokeFirstOnly(level)) {
                privileges.first()
            } else {
                *privileges
            };
            *held = held.without(less);
        }
    }

    /// The objects for which something is brought.
    fn something(&self) -> impl Iterator<Item = (&Vec<String>, &Privileges)> {
        self.brought.iter().filter(|(_, privileges)| !privileges.is_empty())
    }

    /// What a change must not do to what is held already.
    fn disturb(&self, account: &mut Account, deviations: &Deviations) {
        let third = self.mode == Mode::Grant && account.grants >= 2;
        let acts = |level| self.something().any(|(path, _)| Level::of(path) == level);
        let forgotten = deviations.find(|deviation| match deviation {
            Deviation::Forgets(mode, acted, forgotten) => (mode == self.mode && acts(acted)).then_some(forgotten),
            Deviation::ThirdGrantOverwrites(level) => (third && acts(level)).then_some(level),
            _ => None,
        });
        if let Some(level) = forgotten {
            account.held.retain(|path, _| Level::of(path) != level);
        }
    }

    fn remember(&self, account: &mut Account, before: &Held) {
        if account.held.is_empty() {
            *account = Account::default();
            return;
        }
        account.grants += usize::from(self.mode == Mode::Grant);
        account.last = Some(self.mode);
        account.taken.clear();
        if self.mode == Mode::Revoke {
            let held = |path: &Vec<String>| before.get(path).copied().unwrap_or_default();
            let taken = self.something().map(|(path, privileges)| (path.clone(), privileges.shared(held(path))));
            account.taken = taken.collect();
        }
    }
}

/// How a word of a level becomes a privilege.
type ReadWord<'a> = dyn Fn(&str, Level) -> Result<Privileges, Refusal> + 'a;

fn add(held: &mut Held, path: Vec<String>, privileges: Privileges) {
    let entry = held.entry(path).or_default();
    *entry = entry.with(privileges);
}

/// The accounts that a request names.
pub(crate) fn read_accounts(given: &Map<String, Value>, deviations: &Deviations) -> Result<Vec<AccountKey>, Refusal> {
    let listed = items(given, "Accounts");
    let mut accounts = Vec::with_capacity(listed.len());
    for account in listed {
        let member = |name| account.get(name).map(|value| text(Some(value)));
        let ignored = |name| account.get(name).is_none() && deviations.has(Deviation::AccountWithout(name));
        match member("User").zip(member("Host")) {
            Some(key) => accounts.push(key),
            None if ignored("User") || ignored("Host") => {}
            None => return Err(refusal::ACCOUNT_INCOMPLETE),
        }
    }
    if listed.is_empty() { Err(refusal::ACCOUNT_INCOMPLETE) } else { Ok(accounts) }
}

fn read_privileges(
    given: &Map<String, Value>,
    list: &str,
    level: Level,
    read: &ReadWord<'_>,
) -> Result<Privileges, Refusal> {
    items(given, list)
        .iter()
        .try_fold(Privileges::default(), |all, word| Ok(all.with(read(word.as_str().unwrap_or_default(), level)?)))
}

/// Whether lists of privileges are as they must be besides the words in them.
fn check_lists(given: &Map<String, Value>, deviations: &Deviations) -> Result<(), Refusal> {
    let of_level = |(list, _, _): (&'static str, _, _)| given.get(list).map(|value| (list, value));
    let entries =
        LISTS.into_iter().flat_map(|(list, _, _)| items(given, list)).filter_map(|entry| entry.get("Privileges"));
    let words = given.get("GlobalPrivileges").into_iter().chain(entries);
    let lists = words.map(|value| ("Privileges", value)).chain(LISTS.into_iter().filter_map(of_level));
    for (name, list) in lists {
        let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
        let repeats =
            (1..list.len()).any(|place| list.iter().take(place).any(|earlier| list.get(place) == Some(earlier)));
        if list.is_empty() && deviations.takes(Latitude::EmptyListsRefused)
            || repeats && deviations.takes(Latitude::RepeatsRefused)
        {
            return Err(Refusal::wrong_value(name));
        }
    }
    Ok(())
}

/// The mode that the action of a request stands for.
pub(crate) fn read_mode(given: &Map<String, Value>, deviations: &Deviations) -> Result<Mode, Refusal> {
    let word = given.get("ModifyAction").map(|value| text(Some(value))).unwrap_or_default();
    let otherwise = deviations.find(|deviation| match deviation {
        Deviation::ActionKnows(known, mode) => (known == word).then_some(Some(mode)),
        Deviation::ActionMisses(missed) => (missed == word).then_some(None),
        _ => None,
    });
    let word = if deviations.takes(Latitude::AnyCase) { word.to_ascii_lowercase() } else { word };
    let mode = otherwise.unwrap_or(match word.as_str() {
        "" => Some(Mode::Replace),
        "grant" => Some(Mode::Grant),
        "revoke" => Some(Mode::Revoke),
        _ => None,
    });
    mode.ok_or_else(|| Refusal::wrong_value("ModifyAction"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(mut request: Value, deviations: &Deviations) -> Result<Change, Refusal> {
        request["Accounts"] = json!([{"User": "u", "Host": "%"}]);
        Change::read(request.as_object().unwrap(), deviations)
    }

    /// Applies one request after the other to an account that holds nothing.
    fn after(requests: &[Value], deviations: &Deviations) -> Vec<(String, String)> {
        let mut account = Account::default();
        for request in requests {
            change(request.clone(), deviations).unwrap().apply(&mut account, deviations);
        }
        account.held.into_iter().map(|(path, privileges)| (path.join("."), privileges.names().join(","))).collect()
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
        assert_eq!(after(&[full()], &Deviations::default()), pairs(&all));
        let second = json!({"GlobalPrivileges": ["INSERT"], "ModifyAction": ""});
        assert_eq!(after(&[full(), second], &Deviations::default()), pairs(&[("", "INSERT")]));
        assert_eq!(after(&[full(), json!({})], &Deviations::default()), pairs(&[]));
    }

    #[test]
    fn granting_adds_and_revoking_removes_at_one_level() {
        let grant = json!({"ModifyAction": "grant", "DatabasePrivileges": [{"Database": "d", "Privileges": ["DROP"]}]});
        let revoke = json!({"ModifyAction": "revoke", "GlobalPrivileges": ["SELECT", "RELOAD"],
                            "TablePrivileges": [{"Database": "d", "Table": "t", "Privileges": ["INSERT"]}]});
        let all = [("", "PROCESS"), ("d", "SELECT,DROP,EXECUTE"), ("d.t.c", "UPDATE")];
        assert_eq!(after(&[full(), grant, revoke], &Deviations::default()), pairs(&all));
    }

    #[test]
    fn wrong_words_are_refused() {
        let of = |request| change(request, &Deviations::default()).map_err(|refusal| refusal.code);
        let illegal = Err("FailedOperation.PrivilegeDataIllegal");
        assert_eq!(of(json!({"GlobalPrivileges": ["SUPER"]})), illegal);
        assert_eq!(of(json!({"DatabasePrivileges": [{"Database": "d", "Privileges": ["PROCESS"]}]})), illegal);
        assert_eq!(of(json!({"ModifyAction": "GRANT"})), Err("InvalidParameterValue"));
        let nobody = Change::read(json!({"Accounts": []}).as_object().unwrap(), &Deviations::default());
        assert_eq!(nobody, Err(refusal::ACCOUNT_INCOMPLETE));
        let half = Change::read(json!({"Accounts": [{"User": "u"}]}).as_object().unwrap(), &Deviations::default());
        assert_eq!(half, Err(refusal::ACCOUNT_INCOMPLETE));
    }

    #[test]
    fn deviations_change_what_is_left() {
        let revoke = json!({"ModifyAction": "revoke", "GlobalPrivileges": ["SELECT"]});
        let grant = json!({"ModifyAction": "grant", "GlobalPrivileges": ["INDEX"]});
        let with = |deviation, requests: &[Value]| after(requests, &[deviation].into_iter().collect());
        let kept = with(Deviation::ReplaceKeeps(Level::Table), &[full(), json!({})]);
        assert_eq!(kept, pairs(&[("d.t", "INSERT")]));
        let cleared = with(Deviation::RevokeClears(Level::Global), &[full(), revoke.clone()]);
        assert_eq!(cleared.first(), Some(&("d".to_owned(), "SELECT,EXECUTE".to_owned())));
        let forgot = with(Deviation::Forgets(Mode::Grant, Level::Global, Level::Database), &[full(), grant.clone()]);
        assert_eq!(forgot, pairs(&[("", "SELECT,PROCESS,INDEX"), ("d.t", "INSERT"), ("d.t.c", "UPDATE")]));
        let back = with(Deviation::GrantBringsBack(Level::Global), &[full(), revoke.clone(), grant]);
        assert_eq!(back.first(), Some(&(String::new(), "SELECT,PROCESS,INDEX".to_owned())));
        let late = with(Deviation::ReplaceAfterRevokeKeeps(Level::Column), &[full(), revoke, json!({})]);
        assert_eq!(late, pairs(&[("d.t.c", "UPDATE")]));
    }
}
