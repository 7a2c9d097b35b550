//! Writing a target file, as `emulate` does for its own endpoint.

use toml::{Table, Value};

use crate::case::{Fixtures, Instance};
use crate::protocol::Signature;

use super::credentials::CredentialSource;
use super::limits::{Limits, Rate};

/// A target file to be written.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// The endpoint's address.
    pub url: &'a str,
    /// The suite's name.
    pub suite: &'a str,
    /// How requests are signed.
    pub signature: Signature,
    /// Where the access key id comes from.
    pub access_key_id: CredentialSource,
    /// Where the access key secret comes from.
    pub access_key_secret: CredentialSource,
    /// What requests may name.
    pub fixtures: &'a Fixtures,
    /// How much a run may ask.
    pub limits: Limits,
}

/// The text of a target file that reads back as this draft.
#[must_use]
pub fn render(draft: &Draft<'_>) -> String {
    let instances = draft.fixtures.instances.iter().map(|found| Value::Table(instance(found))).collect();
    let file = table([
        ("endpoint", Some(Value::Table(endpoint(draft)))),
        ("credentials", Some(Value::Table(credentials(draft)))),
        ("instance", Some(Value::Array(instances))),
        ("limits", Some(Value::Table(limits(draft.limits)))),
    ]);
    file.to_string()
}

fn endpoint(draft: &Draft<'_>) -> Table {
    table([
        ("url", Some(draft.url.into())),
        ("suite", Some(draft.suite.into())),
        ("signature", Some(draft.signature.name().into())),
        ("region", draft.fixtures.region.as_deref().map(Value::from)),
    ])
}

fn credentials(draft: &Draft<'_>) -> Table {
    table([
        ("access_key_id", Some(credential(&draft.access_key_id))),
        ("access_key_secret", Some(credential(&draft.access_key_secret))),
    ])
}

fn credential(source: &CredentialSource) -> Value {
    Value::Table(match source {
        CredentialSource::Env(variable) => table([("env", Some(variable.as_str().into()))]),
        CredentialSource::Value(text) => table([("value", Some(text.as_str().into()))]),
    })
}

fn instance(instance: &Instance) -> Table {
    let tables = instance.tables.iter().map(|table| format!("{}.{}", table.database, table.name)).collect::<Vec<_>>();
    let columns = instance.tables.iter().flat_map(|table| {
        table.columns.iter().map(move |column| format!("{}.{}.{column}", table.database, table.name))
    });
    table([
        ("id", Some(instance.id.as_str().into())),
        ("engine", Some(instance.engine.to_string().into())),
        ("state", Some(instance.state.to_string().into())),
        ("accounts", list(&instance.accounts)),
        ("unavailable_accounts", list(&instance.unavailable_accounts)),
        ("databases", list(&instance.databases)),
        ("tables", list(&tables)),
        ("columns", list(&columns.collect::<Vec<_>>())),
    ])
}

fn limits(limits: Limits) -> Table {
    table([
        ("requests_per_second", rate(limits.rate)),
        ("in_flight", i64::try_from(limits.in_flight).ok().map(Value::from)),
        ("requests", limits.requests.and_then(|requests| i64::try_from(requests).ok()).map(Value::from)),
    ])
}

fn rate(rate: Rate) -> Option<Value> {
    match rate {
        Rate::Unstated => None,
        Rate::Unlimited => Some(Value::from(0)),
        Rate::PerSecond(rate) => Some(Value::from(rate)),
    }
}

fn table<const N: usize>(entries: [(&str, Option<Value>); N]) -> Table {
    entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

fn list(names: &[String]) -> Option<Value> {
    (!names.is_empty()).then(|| Value::from(names.to_vec()))
}
