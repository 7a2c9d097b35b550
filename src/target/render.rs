//! Writing a target file, as `emulate` does for its own endpoint.

use toml::Value;

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

/// The text of a target file that reads back as this draft, in the order that the documentation has.
#[must_use]
pub fn render(draft: &Draft<'_>) -> String {
    let mut text = section("[endpoint]", endpoint(draft));
    text.push_str(&section("\n[credentials]", credentials(draft)));
    for found in &draft.fixtures.instances {
        text.push_str(&section("\n[[instance]]", instance(found)));
    }
    text.push_str(&section("\n[limits]", limits(draft.limits)));
    text
}

/// A key, and its value unless the draft has none.
type Entry = (&'static str, Option<Value>);

fn section<const N: usize>(title: &str, entries: [Entry; N]) -> String {
    let lines = entries.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}\n", value?)));
    format!("{title}\n{}", lines.collect::<String>())
}

fn endpoint(draft: &Draft<'_>) -> [Entry; 4] {
    [
        ("url", Some(draft.url.into())),
        ("suite", Some(draft.suite.into())),
        ("signature", Some(draft.signature.name().into())),
        ("region", draft.fixtures.region.as_deref().map(Value::from)),
    ]
}

fn credentials(draft: &Draft<'_>) -> [Entry; 2] {
    [
        ("access_key_id", Some(credential(&draft.access_key_id))),
        ("access_key_secret", Some(credential(&draft.access_key_secret))),
    ]
}

fn credential(source: &CredentialSource) -> Value {
    let (key, text) = match source {
        CredentialSource::Env(variable) => ("env", variable),
        CredentialSource::Value(text) => ("value", text),
    };
    Value::Table([(key.to_owned(), Value::from(text.as_str()))].into_iter().collect())
}

fn instance(instance: &Instance) -> [Entry; 8] {
    let tables = instance.tables.iter().map(|table| format!("{}.{}", table.database, table.name));
    let columns = instance.tables.iter().flat_map(|table| {
        table.columns.iter().map(move |column| format!("{}.{}.{column}", table.database, table.name))
    });
    [
        ("id", Some(instance.id.as_str().into())),
        ("engine", Some(instance.engine.to_string().into())),
        ("state", Some(instance.state.to_string().into())),
        ("accounts", list(instance.accounts.clone())),
        ("unavailable_accounts", list(instance.unavailable_accounts.clone())),
        ("databases", list(instance.databases.clone())),
        ("tables", list(tables.collect())),
        ("columns", list(columns.collect())),
    ]
}

fn limits(limits: Limits) -> [Entry; 3] {
    [
        ("requests_per_second", rate(limits.rate)),
        ("in_flight", i64::try_from(limits.in_flight).ok().map(Value::from)),
        ("requests", limits.requests.and_then(|requests| i64::try_from(requests).ok()).map(Value::from)),
    ]
}

fn rate(rate: Rate) -> Option<Value> {
    match rate {
        Rate::Unstated => None,
        Rate::Unlimited => Some(Value::from(0)),
        Rate::PerSecond(rate) => Some(Value::from(rate)),
    }
}

fn list(names: Vec<String>) -> Option<Value> {
    (!names.is_empty()).then(|| Value::from(names))
}
