//! Gives back what a run found: privileges and masking of every account that it may change.
//!
//! Passwords cannot be given back, for nobody can read them; that is said. What has no operation to restore it with is
//! said, too.

use std::collections::{BTreeMap, BTreeSet};

use super::event::Restored;
use super::look::Unseen;
use super::session::Session;
use crate::case::{Call, Instance, InstanceState, Value, visible};
use crate::model::{Account, State};
use crate::property::Plan;
use crate::suite::{Kind, Operation};

/// The state of every instance of the target, as it was at the beginning.
#[derive(Clone, Debug)]
pub(super) struct Found {
    instances: Vec<(Instance, State)>,
    unread: Vec<String>,
    passwords: bool,
}

impl Session {
    /// Reads the state of every running instance; `None` for a plan that changes nothing.
    pub(super) async fn remember(&self, plan: &Plan) -> Option<Found> {
        let tested: BTreeSet<&str> = plan
            .properties()
            .iter()
            .filter(|property| !property.cells.is_empty())
            .map(|property| self.suite.requirement(property.requirement).operation())
            .collect();
        let touched = |operation: &&Operation| tested.contains("common") || tested.contains(operation.name.as_str());
        let writing: Vec<&Operation> = self
            .suite
            .operations
            .iter()
            .filter(|operation| operation.writes && !operation.observer)
            .filter(touched)
            .collect();
        if writing.is_empty() {
            return None;
        }
        let secret = |operation: &&Operation| {
            operation.parameters.iter().any(|parameter| matches!(parameter.node.kind, Kind::Secret))
        };
        let mut found = Found { instances: Vec::new(), unread: Vec::new(), passwords: writing.iter().any(secret) };
        let running = self.fixtures.instances.iter().filter(|instance| instance.state == InstanceState::Running);
        for instance in running {
            match self.look(instance, &listed(instance)).await {
                Ok(state) => found.instances.push((instance.clone(), state)),
                Err(_) => found.unread.push(instance.id.clone()),
            }
        }
        Some(found)
    }

    /// Gives back what was found, and reads again whether it is there.
    pub(super) async fn restore(&self, found: &Found) -> Restored {
        self.pace.close();
        let mut restored = Restored::default();
        for instance in &found.unread {
            restored
                .left
                .push(format!("{instance}: its state could not be read at the beginning, so nothing was restored"));
        }
        let mut answers = true;
        for (instance, before) in &found.instances {
            // An endpoint that does not answer for one instance is not waited for once more for each of the others.
            answers = answers && self.restore_instance(instance, before, &mut restored).await;
            if !answers {
                restored.left.push(format!("{}: its state could not be read at the end", instance.id));
            }
        }
        // The embedded emulator ends with the run, and its passwords with it.
        if found.passwords && self.summary.file.is_some() {
            restored
                .left
                .push("passwords of the accounts that the target lists may have been reset; set them anew".to_owned());
        }
        restored
    }

    /// Gives back what was found on one instance; no, when the endpoint does not answer.
    async fn restore_instance(&self, instance: &Instance, before: &State, restored: &mut Restored) -> bool {
        let accounts = listed(instance);
        let now = match self.look(instance, &accounts).await {
            Ok(now) => now,
            Err(Unseen::Unanswered(_)) => return false,
            Err(Unseen::Unsupported(_)) => {
                restored.left.push(format!("{}: its state could not be read at the end", instance.id));
                return true;
            }
        };
        let changed = accounts.iter().filter(|name| before.accounts.get(*name) != now.accounts.get(*name));
        let changed: Vec<&String> = changed.collect();
        let empty = Account::default();
        for name in &changed {
            let account = |state: &State| state.accounts.get(*name).cloned().unwrap_or_else(|| empty.clone());
            for call in self.restoring(instance, name, (&account(before), &account(&now))) {
                // A refusal shows in the state that is read below.
                let _ = self.settled_call(&call).await;
            }
        }
        let Ok(after) = self.look(instance, &accounts).await else { return false };
        let mut unconfigured = 0;
        for name in changed {
            let (was, is) = (before.accounts.get(name), after.accounts.get(name));
            if was == is {
                restored.accounts += 1;
            } else if is.is_some_and(|is| was.is_some_and(|was| is_unconfigured(was, is))) {
                unconfigured += 1;
            } else {
                restored.left.push(left(instance, name, (before, &after)));
            }
        }
        if unconfigured > 0 {
            restored.left.push(format!(
                "{}: accounts without a masking privilege that have noneAccess now, for no operation unsets it: {unconfigured}",
                instance.id
            ));
        }
        true
    }

    /// The calls that bring an account from what it is now to what it was.
    fn restoring(&self, instance: &Instance, name: &str, (before, now): (&Account, &Account)) -> Vec<Call> {
        if name.contains('@') {
            return vec![replacing(instance, name, before)];
        }
        let text = |pairs: &[(&str, &str)]| -> BTreeMap<String, Value> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::text(*value))).collect()
        };
        let gone = now.held.iter().filter(|(database, words)| before.held.get(*database) != Some(words));
        let listed = |database: &&String| instance.databases.contains(*database);
        let gone: Vec<String> = gone.map(|(database, _)| database).filter(listed).cloned().collect();
        let mut calls = self.clearing(instance, name, &gone);
        let missing = before.held.iter().filter(|(database, words)| now.held.get(*database) != Some(words));
        for (database, words) in missing {
            let word = words.iter().next().map(String::as_str).unwrap_or_default();
            // Shown as `DbOwner` or `ALL` by some, granted as `DBOwner` by all.
            let word = if word.eq_ignore_ascii_case("DBOwner") { "DBOwner" } else { word };
            let pairs = [
                ("DBInstanceId", instance.id.as_str()),
                ("AccountName", name),
                ("DBName", database),
                ("AccountPrivilege", word),
            ];
            calls.push(Call::new("GrantAccountPrivilege", text(&pairs)));
        }
        if before.masking != now.masking {
            let (word, until) = before.masking.clone().unwrap_or(("noneAccess".to_owned(), String::new()));
            let mut arguments = text(&[("DBInstanceName", &instance.id), ("UserName", name), ("Privilege", &word)]);
            if !until.is_empty() {
                arguments.insert("ExpireTime".to_owned(), Value::Text(until));
            }
            calls.push(Call::new("ModifyAccountMaskingPrivilege", arguments));
        }
        calls
    }
}

/// Is all that is left of a run that an account which had no masking privilege has `noneAccess`?
fn is_unconfigured(was: &Account, is: &Account) -> bool {
    let none = is.masking.as_ref().is_some_and(|(word, _)| word == "noneAccess");
    was.masking.is_none() && none && Account { masking: None, ..is.clone() } == *was
}

/// One call that makes an account hold exactly what it held.
fn replacing(instance: &Instance, name: &str, before: &Account) -> Call {
    let (user, host) = name.rsplit_once('@').unwrap_or((name, "%"));
    let member = |name: &str, value: &str| (name.to_owned(), Value::text(value));
    let account = Value::Record(BTreeMap::from([member("User", user), member("Host", host)]));
    let mut arguments = BTreeMap::from([
        ("InstanceId".to_owned(), Value::text(&instance.id)),
        ("Accounts".to_owned(), Value::List(vec![account])),
    ]);
    arguments.extend(crate::model::lists(&before.held));
    Call::new("ModifyAccountPrivileges", arguments)
}

fn left(instance: &Instance, name: &str, (before, after): (&State, &State)) -> String {
    let told = |state: &State| match state.accounts.get(name) {
        Some(account) => {
            let held: Vec<String> = account
                .held
                .iter()
                .map(|(object, words)| format!("{object} {}", words.iter().cloned().collect::<Vec<_>>().join("+")))
                .collect();
            let masking = account.masking.as_ref().map_or("not configured", |(word, _)| word.as_str());
            format!("[{}], masking {masking}", held.join(", "))
        }
        None => "nothing".to_owned(),
    };
    visible(&format!("{}: {name} was {} and is {}", instance.id, told(before), told(after)), 400)
}

fn listed(instance: &Instance) -> BTreeSet<String> {
    instance.accounts.iter().cloned().collect()
}
