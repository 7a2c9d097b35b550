//! The state that observers show: accounts and what they hold.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{Call, Value};
use crate::suite::Effect;

/// What an endpoint holds of one instance, as far as observers show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The accounts by name; for TencentDB `user@host`.
    pub accounts: BTreeMap<String, Account>,
}

/// One account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// What is known of it besides privileges, by the name that documents give it.
    pub facts: BTreeMap<String, String>,
    /// The privileges that it holds, by what it holds them on: a database, or `table orders.invoices`.
    pub held: BTreeMap<String, BTreeSet<String>>,
    /// The databases that stand more than once in its list.
    pub repeated: BTreeSet<String>,
    /// Its masking privilege and when that ends; none where the observer lists none.
    pub masking: Option<(String, String)>,
}

/// The items of a list written with commas.
#[must_use]
pub fn listed<'a>(call: &'a Call, parameter: &str) -> Vec<&'a str> {
    call.text(parameter).map(|text| text.split(',').collect()).unwrap_or_default()
}

/// The accounts that a call names, in the order in which it names them.
#[must_use]
pub fn named_accounts(effect: Effect, call: &Call) -> Vec<String> {
    match effect {
        Effect::Mask => listed(call, "UserName").into_iter().map(str::to_owned).collect(),
        Effect::ModifyPrivileges => match call.arguments.get("Accounts") {
            Some(Value::List(items)) => items.iter().filter_map(user_host).collect(),
            _ => Vec::new(),
        },
        Effect::Grant | Effect::Revoke | Effect::Nothing => {
            call.text("AccountName").map(str::to_owned).into_iter().collect()
        }
    }
}

fn user_host(account: &Value) -> Option<String> {
    let Value::Record(members) = account else { return None };
    let member = |name| members.get(name).and_then(Value::as_text);
    Some(format!("{}@{}", member("User")?, member("Host")?))
}
