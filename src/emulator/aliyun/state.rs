//! Instances and what their operations change.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    privilege::Privilege,
    refusal::{self, Refusal},
};
use crate::emulator::{
    deviation::Deviations,
    inventory::{Engine, RdsInstance, State},
};

/// One instance: what never changes, and behind a lock what does.
pub(crate) struct Instance {
    /// The instance id.
    pub(crate) id: &'static str,
    /// Its engine.
    pub(crate) engine: Engine,
    /// Its state.
    pub(crate) state: State,
    /// Its databases.
    pub(crate) databases: &'static [&'static str],
    live: Mutex<Live>,
}

/// What operations change.
#[derive(Debug, Default)]
pub(crate) struct Live {
    /// Accounts by name, which is also the order of every list.
    pub(crate) accounts: BTreeMap<String, Account>,
    /// Masking privileges by account name; accounts never configured are absent.
    pub(crate) masking: BTreeMap<String, Masking>,
    /// How often the accounts were listed.
    pub(crate) lists: usize,
    /// What was before each of the latest changes, and when that was; only where reads lag behind.
    views: VecDeque<(i64, View)>,
}

/// What lists show.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    /// The accounts.
    pub(crate) accounts: BTreeMap<String, Account>,
    /// The masking privileges.
    pub(crate) masking: BTreeMap<String, Masking>,
}

/// An account. Its password is checked and forgotten: no operation shows one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    /// `Normal`, `Super` or `Sysadmin`.
    pub(crate) kind: &'static str,
    /// Whether its status is `Available`.
    pub(crate) available: bool,
    /// Databases and what it may do with them, in the order of the grants; a database stands here at most once.
    pub(crate) privileges: Vec<(&'static str, Privilege)>,
    /// What was done to it; only deviations look at that.
    pub(crate) past: Past,
    /// Until when it is unavailable for a change that was made, in microseconds since the epoch.
    pub(crate) busy_until_us: i64,
    /// Its password, where that must not be set again.
    pub(crate) password: Option<String>,
}

/// What was done to an account since it held nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Past {
    /// Grants.
    pub(crate) grants: usize,
    /// Password resets since the last grant.
    pub(crate) resets: usize,
}

/// A masking privilege.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Masking {
    /// The word as asked for.
    pub(crate) privilege: &'static str,
    /// When it ends, as asked for; empty for a privilege without an end.
    pub(crate) expire_time: String,
}

impl Instance {
    /// An instance in its first state.
    pub(crate) fn new(seed: &RdsInstance) -> Self {
        let RdsInstance { id, engine, state, databases, .. } = *seed;
        Self { id, engine, state, databases, live: Mutex::new(Live::new(seed)) }
    }

    /// What changes, held until the guard is dropped. No operation panics, so a poisoned lock is still sound.
    pub(crate) fn live(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the instance runs and is not locked.
    pub(crate) fn usable(&self) -> Result<&Self, Refusal> {
        match self.state {
            State::Running | State::Unencrypted => Ok(self),
            State::Stopped => Err(refusal::INSTANCE_STATE),
            State::Locked => Err(refusal::INSTANCE_LOCKED),
        }
    }

    /// The instance's own text for the name of one of its databases.
    pub(crate) fn database(&self, name: &str) -> Result<&'static str, Refusal> {
        self.databases.iter().copied().find(|known| *known == name).ok_or(refusal::DATABASE_NOT_FOUND)
    }
}

impl Live {
    fn new(seed: &RdsInstance) -> Self {
        let mut live = Self::default();
        let bystanders: Vec<String> = (1..=seed.bystanders).map(|number| format!("reader{number:02}")).collect();
        for name in seed.offered.iter().copied().chain(bystanders.iter().map(String::as_str)) {
            live.add(name, "Normal", true);
        }
        seed.unavailable.iter().for_each(|name| live.add(name, "Normal", false));
        seed.administrators.iter().for_each(|(name, kind)| live.add(name, kind, true));
        for (account, database, word) in seed.granted {
            let privilege = Privilege::named(word, seed.engine, &Deviations::default());
            if let (Some(account), Some(privilege)) = (live.accounts.get_mut(*account), privilege) {
                account.privileges.push((database, privilege));
            }
        }
        live
    }

    fn add(&mut self, name: &str, kind: &'static str, available: bool) {
        self.accounts.insert(name.to_owned(), Account::new(kind, available));
    }

    /// Keeps what is, before a change, for reads that lag behind by so much.
    pub(crate) fn keep_view(&mut self, now_us: i64, lag_us: i64) {
        while self.views.front().is_some_and(|(changed_us, _)| now_us - changed_us >= lag_us) {
            self.views.pop_front();
        }
        let view = View { accounts: self.accounts.clone(), masking: self.masking.clone() };
        self.views.push_back((now_us, view));
    }

    /// What reads show that lag behind by so much: what was before the first change since then, if there was one.
    pub(crate) fn view(&self, now_us: i64, lag_us: i64) -> Option<&View> {
        self.views.iter().find(|(changed_us, _)| now_us - changed_us < lag_us).map(|(_, view)| view)
    }

    /// The standard account that comes after this one in the order of names.
    pub(crate) fn next(&mut self, name: &str) -> Option<&mut Account> {
        let after = self.accounts.iter_mut().filter(|(other, _)| other.as_str() > name);
        after.map(|(_, account)| account).find(|account| account.kind == "Normal" && account.available)
    }

    /// An account that an operation may change.
    pub(crate) fn account(&mut self, name: &str, now_us: i64) -> Result<&mut Account, Refusal> {
        let account = self.accounts.get_mut(name).ok_or(refusal::ACCOUNT_NAME_NOT_FOUND)?;
        if account.is_available(now_us) { Ok(account) } else { Err(refusal::ACCOUNT_STATUS) }
    }
}

impl Account {
    fn new(kind: &'static str, available: bool) -> Self {
        Self { kind, available, privileges: Vec::new(), past: Past::default(), busy_until_us: 0, password: None }
    }

    /// Whether its status is `Available` now.
    pub(crate) fn is_available(&self, now_us: i64) -> bool {
        self.available && now_us >= self.busy_until_us
    }

    /// What it holds on a database.
    pub(crate) fn held(&self, database: &str) -> Option<Privilege> {
        self.privileges.iter().find(|(held, _)| *held == database).map(|(_, privilege)| *privilege)
    }

    /// Gives a privilege on a database, in place of what was held on it.
    pub(crate) fn grant(&mut self, database: &'static str, privilege: Privilege) {
        match self.privileges.iter_mut().find(|(held, _)| *held == database) {
            Some((_, held)) => *held = privilege,
            None => self.privileges.push((database, privilege)),
        }
    }

    /// Takes away what is held on a database.
    pub(crate) fn revoke(&mut self, database: &str) {
        self.privileges.retain(|(held, _)| *held != database);
        if self.privileges.is_empty() {
            self.past = Past::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::inventory::RDS_INSTANCES;

    #[test]
    fn the_inventory_is_what_runs_need() {
        for seed in RDS_INSTANCES {
            let instance = Instance::new(seed);
            let live = instance.live();
            let granted: usize = live.accounts.values().map(|account| account.privileges.len()).sum();
            assert_eq!(granted, seed.granted.len(), "{}: a privilege of the inventory does not exist", seed.id);
            if instance.state == State::Running {
                assert!(seed.offered.len() >= 8 && seed.databases.len() >= 6 && !seed.unavailable.is_empty());
            }
        }
        let many = RDS_INSTANCES.iter().map(|seed| Instance::new(seed).live().accounts.len()).max();
        assert_eq!(many, Some(75));
    }

    #[test]
    fn a_late_view_is_what_was_before_the_first_change_since() {
        let mut live = Live::default();
        live.keep_view(0, 30);
        live.add("a", "Normal", true);
        live.keep_view(20, 30);
        live.add("b", "Normal", true);
        let seen = |now_us| live.view(now_us, 30).map(|view| view.accounts.len());
        assert_eq!([seen(29), seen(30), seen(49), seen(50)], [Some(0), Some(1), Some(1), None]);
    }

    #[test]
    fn granting_again_replaces() {
        let mut account = Account::new("Normal", true);
        account.grant("a", Privilege::ReadOnly);
        account.grant("b", Privilege::ReadOnly);
        account.grant("a", Privilege::ReadWrite);
        assert_eq!(account.privileges, [("a", Privilege::ReadWrite), ("b", Privilege::ReadOnly)]);
        account.revoke("a");
        assert_eq!(account.privileges, [("b", Privilege::ReadOnly)]);
    }
}
