//! Instances: their accounts, their objects, and the tasks that change what accounts hold.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    modify::{Account, AccountKey, Change, Held},
    privilege::{Level, Privileges},
    refusal::{self, Refusal},
    task::{Standing, TaskId, Tasks},
};
use crate::emulator::{
    deviation::{Deviation, Deviations, Leak},
    inventory::{CdbInstance, SYSTEM_TABLES, Table},
    latitude::Latitude,
};

/// One instance: what never changes, and behind a lock what does.
pub(crate) struct Instance {
    databases: &'static [&'static str],
    tables: &'static [Table],
    live: Mutex<Live>,
}

/// What changes.
#[derive(Debug, Default)]
pub(crate) struct Live {
    accounts: BTreeMap<AccountKey, Account>,
    tasks: Tasks,
}

impl Instance {
    /// An instance in its first state.
    pub(crate) fn new(seed: &CdbInstance) -> Self {
        let key = |user: &str, host: &str| (user.to_owned(), host.to_owned());
        let everyone = seed.offered.iter().chain(seed.bystanders);
        let mut accounts: BTreeMap<AccountKey, Account> =
            everyone.map(|(user, host)| (key(user, host), Account::default())).collect();
        for (user, host, word) in seed.granted {
            let privilege = Privileges::named(word, Level::Global, &Deviations::default());
            let held = accounts.get_mut(&key(user, host)).map(|account| account.held.entry(Vec::new()).or_default());
            if let (Some(held), Some(privilege)) = (held, privilege) {
                *held = held.with(privilege);
            }
        }
        Self {
            databases: seed.databases,
            tables: seed.tables,
            live: Mutex::new(Live { accounts, tasks: Tasks::default() }),
        }
    }

    /// The instance as it is at `now_us`: every task whose time has come is carried out first, in order.
    pub(crate) fn at(&self, now_us: i64, deviations: &Deviations) -> MutexGuard<'_, Live> {
        // No operation panics, so a poisoned lock is still sound.
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((id, change)) = live.tasks.due(now_us) {
            let standing = self.carry_out(&mut live, &change, deviations);
            live.tasks.finish(id, standing);
        }
        live
    }

    /// Does a change at once, whatever its task would find.
    pub(crate) fn carry_out(&self, live: &mut Live, change: &Change, deviations: &Deviations) -> Standing {
        if let Some(reason) = change.fails {
            return Standing::Failed(reason);
        }
        let keeps = deviations.takes(Latitude::UnknownObjectsKept);
        let lacking = change.brought.keys().find_map(|path| self.lacks(path)).filter(|_| !keeps);
        if let Some(reason) = lacking {
            if deviations.has(Deviation::FailedTaskActs) {
                let mut possible = change.clone();
                possible.brought.retain(|path, _| self.lacks(path).is_none());
                live.apply(&possible, deviations);
            }
            return Standing::Failed(reason);
        }
        if !deviations.has(Deviation::TaskWithoutEffect) {
            live.apply(change, deviations);
        }
        Standing::Success
    }

    /// Its databases, those of the server itself aside.
    pub(crate) fn databases(&self) -> &'static [&'static str] {
        self.databases
    }

    /// Whether there is a database of that name.
    pub(crate) fn has_database(&self, name: &str) -> bool {
        let mut system = SYSTEM_TABLES.iter().map(|table| table.database);
        self.databases.contains(&name) || system.any(|known| known == name)
    }

    /// Whether a path names something.
    pub(crate) fn has(&self, path: &[String]) -> bool {
        path.first().is_none_or(|name| self.has_database(name)) && self.lacks(path).is_none()
    }

    /// Why a path names nothing. A database need not exist: the server takes privileges on one that is yet to come.
    fn lacks(&self, path: &[String]) -> Option<&'static str> {
        let [database, table, column @ ..] = path else {
            return None;
        };
        let mut all = self.tables.iter().chain(SYSTEM_TABLES);
        let Some(found) = all.find(|known| known.database == database && known.name == table) else {
            return Some("Table does not exist.");
        };
        let exists = column.iter().all(|column| found.columns.contains(&&**column));
        (!exists).then_some("Column does not exist.")
    }
}

impl Live {
    /// Changes every account that a change names.
    fn apply(&mut self, change: &Change, deviations: &Deviations) {
        let part = deviations.find(|deviation| match deviation {
            Deviation::ChangesOnly(part) => Some(part.of(change.accounts.len())),
            _ => None,
        });
        let mut named: Vec<&AccountKey> = change.accounts.iter().take(part.unwrap_or(change.accounts.len())).collect();
        named.sort_unstable();
        named.dedup();
        let leaks = |leak| deviations.has(Deviation::ChangeLeaks(leak));
        let mut follows = false;
        for (key, account) in &mut self.accounts {
            let other_host = leaks(Leak::OtherHost) && named.iter().any(|named| named.0 == key.0);
            let next = follows && leaks(Leak::Next) && !named.contains(&key);
            follows = named.last() == Some(&key);
            if named.contains(&key) || other_host || next {
                change.apply(account, deviations);
            }
        }
    }

    /// What an account holds.
    pub(crate) fn held(&self, key: &AccountKey) -> Result<&Held, Refusal> {
        self.accounts.get(key).map(|account| &account.held).ok_or(refusal::ACCOUNT_NOT_FOUND)
    }

    /// Accepts a change of accounts that all exist, at a time, for a task of so long.
    pub(crate) fn accept(&mut self, change: Change, (now_us, duration_us): (i64, i64)) -> TaskId {
        self.tasks.accept(change, (now_us, duration_us))
    }

    /// Whether a task is still to be carried out.
    pub(crate) fn is_busy(&self) -> bool {
        self.tasks.are_pending()
    }

    /// How a task stands.
    pub(crate) fn standing(&self, id: TaskId) -> Option<Standing> {
        self.tasks.standing(id)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::emulator::inventory::CDB_INSTANCES;

    fn key(user: &str, host: &str) -> AccountKey {
        (user.to_owned(), host.to_owned())
    }

    fn change(mut request: Value) -> Change {
        request["Accounts"] = json!([{"User": "alpha", "Host": "%"}]);
        Change::read(request.as_object().unwrap(), &Deviations::default()).unwrap()
    }

    fn instance() -> Instance {
        Instance::new(&CDB_INSTANCES[0])
    }

    #[test]
    fn a_change_takes_effect_when_its_time_has_come() {
        let (instance, none) = (instance(), &Deviations::default());
        let id = instance.at(0, none).accept(change(json!({"GlobalPrivileges": ["SELECT"]})), (0, 1_000));
        assert_eq!(instance.at(999, none).standing(id), Some(Standing::Running));
        assert!(instance.at(999, none).held(&key("alpha", "%")).unwrap().is_empty());
        assert_eq!(instance.at(1_000, none).standing(id), Some(Standing::Success));
        assert_eq!(instance.at(1_000, none).held(&key("alpha", "%")).unwrap().len(), 1);
        assert!(instance.at(1_000, none).held(&key("alpha", "10.0.0.%")).unwrap().is_empty());
    }

    #[test]
    fn unknown_tables_and_columns_fail_the_task_whole() {
        let (instance, none) = (instance(), &Deviations::default());
        let bad = [
            json!({"TablePrivileges": [{"Database": "orders", "Table": "nope", "Privileges": ["SELECT"]}]}),
            json!({"ColumnPrivileges": [{"Database": "orders", "Table": "items", "Column": "nope", "Privileges": ["SELECT"]}]}),
        ];
        for mut request in bad {
            request["GlobalPrivileges"] = json!(["SELECT"]);
            let id = instance.at(0, none).accept(change(request), (0, 1_000));
            assert!(matches!(instance.at(1_000, none).standing(id), Some(Standing::Failed(_))));
            assert!(instance.at(1_000, none).held(&key("alpha", "%")).unwrap().is_empty());
        }
    }

    #[test]
    fn the_inventory_grants_only_what_exists() {
        for seed in CDB_INSTANCES {
            let instance = Instance::new(seed);
            let live = instance.at(0, &Deviations::default());
            let held: usize =
                live.accounts.values().flat_map(|account| account.held.values()).map(|all| all.names().len()).sum();
            assert_eq!(held, seed.granted.len());
        }
    }
}
