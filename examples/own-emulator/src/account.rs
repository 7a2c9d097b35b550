//! Accounts and what they may do.

use std::collections::{BTreeMap, BTreeSet};

use crate::fault::Fault;

/// What a privilege is held on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    Server,
    Database(String),
    Table(String, String),
    Column(String, String, String),
}

/// What is done with the privileges of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Grant,
    Revoke,
    /// The account holds what the call names and nothing else.
    Replace,
}

/// What one account holds: words by object, no object without a word.
#[derive(Clone, Debug, Default)]
pub struct Held(BTreeMap<Object, BTreeSet<String>>);

const ON_COLUMNS: &[&str] = &["SELECT", "INSERT", "UPDATE", "REFERENCES"];
const ON_TABLES: &[&str] = &["DELETE", "CREATE", "DROP", "INDEX", "ALTER", "CREATE VIEW", "SHOW VIEW", "TRIGGER"];
const ON_DATABASES: &[&str] =
    &["CREATE TEMPORARY TABLES", "LOCK TABLES", "EXECUTE", "CREATE ROUTINE", "ALTER ROUTINE", "EVENT"];
const ON_SERVER: &[&str] =
    &["PROCESS", "SHOW DATABASES", "CREATE USER", "RELOAD", "REPLICATION CLIENT", "REPLICATION SLAVE"];

impl Object {
    /// May this word be granted here? Whatever a small object takes, a larger one takes too.
    pub fn takes(&self, word: &str) -> bool {
        let lists: &[&[&str]] = match self {
            Self::Column(..) => &[ON_COLUMNS],
            Self::Table(..) => &[ON_COLUMNS, ON_TABLES],
            Self::Database(_) => &[ON_COLUMNS, ON_TABLES, ON_DATABASES],
            Self::Server => &[ON_COLUMNS, ON_TABLES, ON_DATABASES, ON_SERVER],
        };
        lists.iter().any(|list| list.contains(&word))
    }
}

impl Held {
    /// Carries out one call.
    pub fn change(&mut self, action: Action, passed: &[(Object, Vec<String>)], fault: Option<Fault>) {
        if action == Action::Replace {
            self.0.clear();
        }
        for (object, words) in passed {
            let held = self.0.entry(object.clone()).or_default();
            if action == Action::Grant && fault == Some(Fault::GrantReplaces) {
                held.clear();
            }
            for word in words {
                if action == Action::Revoke {
                    held.remove(word);
                } else {
                    held.insert(word.clone());
                }
            }
        }
        self.0.retain(|_, words| !words.is_empty());
    }

    /// What is held, object by object.
    pub fn iter(&self) -> impl Iterator<Item = (&Object, &BTreeSet<String>)> {
        self.0.iter()
    }
}
