//! Arguments as a JSON body.

use std::collections::BTreeMap;

use crate::case::{Revealed, Value};

/// A JSON text, growing, and the secrets in it.
pub(super) struct JsonBody {
    pub(super) bytes: Vec<u8>,
    pub(super) secrets: Vec<Revealed>,
    salt: u64,
}

impl JsonBody {
    /// The JSON object of these arguments, with secrets drawn from the salt.
    pub(super) fn of(arguments: &BTreeMap<String, Value>, salt: u64) -> Self {
        let mut body = Self { bytes: Vec::with_capacity(256), secrets: Vec::new(), salt };
        body.push_members(arguments);
        body
    }

    fn push(&mut self, value: &Value) {
        match value {
            Value::Null => self.push_raw("null"),
            Value::Boolean(boolean) => self.push_raw(if *boolean { "true" } else { "false" }),
            Value::Integer(integer) => self.push_raw(&integer.to_string()),
            Value::Text(text) => self.push_text(text),
            Value::Secret(secret) => {
                let revealed = secret.reveal(self.salt);
                self.push_text(revealed.expose());
                self.secrets.push(revealed);
            }
            Value::List(items) => self.push_items(items),
            Value::Record(members) => self.push_members(members),
        }
    }

    fn push_items(&mut self, items: &[Value]) {
        self.push_raw("[");
        for (index, item) in items.iter().enumerate() {
            self.push_raw(if index == 0 { "" } else { "," });
            self.push(item);
        }
        self.push_raw("]");
    }

    fn push_members(&mut self, members: &BTreeMap<String, Value>) {
        self.push_raw("{");
        for (index, (name, value)) in members.iter().enumerate() {
            self.push_raw(if index == 0 { "" } else { "," });
            self.push_text(name);
            self.push_raw(":");
            self.push(value);
        }
        self.push_raw("}");
    }

    fn push_raw(&mut self, raw: &str) {
        self.bytes.extend_from_slice(raw.as_bytes());
    }

    fn push_text(&mut self, text: &str) {
        // Writing a text into a vector cannot fail.
        let _ = serde_json::to_writer(&mut self.bytes, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Piece, Secret};

    #[test]
    fn the_body_is_the_json_of_the_arguments() {
        let json = serde_json::json!({
            "Accounts": [{ "Host": "%", "User": "u\"\\\n测" }, {}], "Empty": [], "Limit": -5, "None": null, "On": true,
        });
        let Value::Record(arguments) = Value::from_json(&json).unwrap() else { panic!("not a record") };
        let body = JsonBody::of(&arguments, 0);
        assert_eq!(String::from_utf8(body.bytes).unwrap(), json.to_string());
    }

    #[test]
    fn a_secret_is_revealed_and_remembered() {
        let secret = Secret::new(vec![Piece::Digit; 9]);
        let body = JsonBody::of(&BTreeMap::from([("P".to_owned(), Value::Secret(secret.clone()))]), 3);
        let expected = format!(r#"{{"P":"{}"}}"#, secret.reveal(3).expose());
        assert_eq!(String::from_utf8(body.bytes).unwrap(), expected);
        assert_eq!(body.secrets.len(), 1);
    }
}
