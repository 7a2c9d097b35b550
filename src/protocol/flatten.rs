//! Arguments as flat parameters: `Accounts.0.User=…`, every value a text.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::case::{Revealed, Value};

use super::error::WireError;

/// Flat parameters in the arguments' order, and the secrets among them.
pub(super) struct Flat<'a> {
    pub(super) parameters: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(super) secrets: Vec<Revealed>,
}

impl<'a> Flat<'a> {
    /// Adds a parameter of the protocol itself.
    pub(super) fn add(&mut self, name: &'static str, value: impl Into<Cow<'a, str>>) {
        self.parameters.push((Cow::Borrowed(name), value.into()));
    }

    /// Sorts the parameters by name, in the order of bytes, as signatures want them. Of two with one name an endpoint
    /// may take either, so that a case would not say what it means: refused, as is the name of the parameter to come.
    pub(super) fn sort(&mut self, operation: &str, to_come: Option<&str>) -> Result<(), WireError> {
        self.parameters.sort_unstable();
        let names = || self.parameters.iter().map(|(name, _)| name.as_ref());
        let twice = names().zip(names().skip(1)).find(|(one, next)| one == next).map(|(one, _)| one);
        match twice.or_else(|| to_come.filter(|taken| names().any(|name| name == *taken))) {
            Some(name) => Err(WireError::Reserved { operation: operation.to_owned(), parameter: name.to_owned() }),
            None => Ok(()),
        }
    }
}

/// How one protocol writes lists.
#[derive(Clone, Copy)]
pub(super) struct Flattener {
    /// The index of a list's first item: 1 for Aliyun, 0 for Tencent.
    pub(super) first_index: usize,
    /// What secrets are drawn from.
    pub(super) salt: u64,
}

impl Flattener {
    /// The flat form. `null`, empty lists and empty records have none and are left out, as in the vendors' clients.
    pub(super) fn flatten(self, arguments: &BTreeMap<String, Value>) -> Flat<'_> {
        let parameters = Vec::with_capacity(arguments.len() + 10);
        let mut flat = Flat { parameters, secrets: Vec::new() };
        for (name, value) in arguments {
            self.push(&mut flat, Cow::Borrowed(name), value);
        }
        flat
    }

    fn push<'a>(self, flat: &mut Flat<'a>, name: Cow<'a, str>, value: &'a Value) {
        let text = match value {
            Value::Text(text) => Cow::Borrowed(text.as_str()),
            Value::Integer(integer) => Cow::Owned(integer.to_string()),
            Value::Boolean(boolean) => Cow::Borrowed(if *boolean { "true" } else { "false" }),
            Value::Secret(secret) => {
                let revealed = secret.reveal(self.salt);
                let text = revealed.expose().to_owned();
                flat.secrets.push(revealed);
                Cow::Owned(text)
            }
            Value::Null => return,
            Value::List(items) => return self.push_items(flat, &name, items),
            Value::Record(members) => return self.push_members(flat, &name, members),
        };
        flat.parameters.push((name, text));
    }

    fn push_items<'a>(self, flat: &mut Flat<'a>, name: &str, items: &'a [Value]) {
        for (index, item) in items.iter().enumerate() {
            self.push(flat, Cow::Owned(format!("{name}.{}", index + self.first_index)), item);
        }
    }

    fn push_members<'a>(self, flat: &mut Flat<'a>, name: &str, members: &'a BTreeMap<String, Value>) {
        for (member, value) in members {
            self.push(flat, Cow::Owned(format!("{name}.{member}")), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::case::{Piece, Secret};

    fn flat(first_index: usize, json: &serde_json::Value) -> Vec<String> {
        let Value::Record(arguments) = Value::from_json(json).unwrap() else { panic!("not a record") };
        let flat = Flattener { first_index, salt: 0 }.flatten(&arguments);
        flat.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect()
    }

    #[test]
    fn lists_and_records_become_paths() {
        let json = serde_json::json!({
            "Accounts": [{ "User": "u_1", "Host": "%" }],
            "DatabasePrivileges": [{ "Database": "db1", "Privileges": ["CREATE VIEW", "DROP"] }],
            "Limit": 20, "Deep": true,
        });
        assert_eq!(
            flat(0, &json),
            [
                "Accounts.0.Host=%",
                "Accounts.0.User=u_1",
                "DatabasePrivileges.0.Database=db1",
                "DatabasePrivileges.0.Privileges.0=CREATE VIEW",
                "DatabasePrivileges.0.Privileges.1=DROP",
                "Deep=true",
                "Limit=20",
            ]
        );
        assert_eq!(flat(1, &serde_json::json!({ "Name": ["a", "b"] })), ["Name.1=a", "Name.2=b"]);
    }

    #[test]
    fn what_has_no_flat_form_is_left_out_and_an_empty_text_stays() {
        let json = serde_json::json!({ "A": null, "B": [], "C": {}, "D": [[]], "E": "" });
        assert_eq!(flat(0, &json), ["E="]);
    }

    #[test]
    fn a_secret_is_revealed_and_remembered() {
        let secret = Secret::new(vec![Piece::Upper; 12]);
        let arguments = BTreeMap::from([("Password".to_owned(), Value::Secret(secret.clone()))]);
        let flat = Flattener { first_index: 0, salt: 5 }.flatten(&arguments);
        assert_eq!(flat.parameters[0].1, secret.reveal(5).expose());
        assert_eq!(flat.secrets[0].expose(), secret.reveal(5).expose());
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf =
            prop_oneof![Just(Value::Null), any::<i64>().prop_map(Value::Integer), ".{0,4}".prop_map(Value::Text)];
        leaf.prop_recursive(4, 40, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
                prop::collection::btree_map("[a-z]{1,3}", inner, 0..4).prop_map(Value::Record),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_two_parameters_share_a_name(arguments in prop::collection::btree_map("[A-Z]{1,3}", value(), 0..5)) {
            let flat = Flattener { first_index: 0, salt: 0 }.flatten(&arguments);
            let mut names: Vec<_> = flat.parameters.iter().map(|(name, _)| name.clone()).collect();
            names.sort();
            names.dedup();
            prop_assert_eq!(names.len(), flat.parameters.len());
        }
    }
}
