//! What a case that compares state has to itself while it runs: a whole instance where observers show a whole instance,
//! its own accounts where they show one account at a time.

use std::collections::{BTreeMap, BTreeSet};

use tokio::sync::{Mutex, MutexGuard};

use super::session::Session;
use crate::case::{Case, Fixtures};
use crate::suite::Law;

/// One lock for each instance and for each account of the target.
#[derive(Debug)]
pub(super) struct Lanes {
    locks: BTreeMap<(String, String), Mutex<()>>,
}

impl Lanes {
    pub(super) fn new(fixtures: &Fixtures) -> Self {
        let names = fixtures.instances.iter().flat_map(|instance| {
            let accounts = instance.accounts.iter().cloned().chain([String::new()]);
            accounts.map(|account| (instance.id.clone(), account))
        });
        Self { locks: names.map(|name| (name, Mutex::default())).collect() }
    }

    /// Takes locks in the order of their names, so that no two cases wait for each other.
    async fn take(&self, names: BTreeSet<(String, String)>) -> Vec<MutexGuard<'_, ()>> {
        let mut taken = Vec::new();
        for name in names {
            if let Some(lock) = self.locks.get(&name) {
                taken.push(lock.lock().await);
            }
        }
        taken
    }
}

impl Session {
    /// Waits until a case has to itself what it compares.
    pub(super) async fn alone(&self, law: Law, case: &Case) -> Vec<MutexGuard<'_, ()>> {
        let Some(instance) = case.steps.first().and_then(|call| self.instance_of(call)) else { return Vec::new() };
        let one_by_one = self.suite.operation("DescribeAccountPrivileges").is_some();
        let names = if law == Law::Effect && one_by_one {
            self.interesting(case, instance).into_iter().collect()
        } else {
            vec![String::new()]
        };
        self.lanes.take(names.into_iter().map(|name| (instance.id.clone(), name)).collect()).await
    }
}
