//! Flattened parameters, as a query or a form carries them: `Accounts.0.User=…` back into nested values.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::emulator::call::Pair;

/// Nesting deeper than any document has is not followed.
const DEEPEST: usize = 8;

#[derive(Debug, Default)]
struct Node {
    text: Option<String>,
    members: BTreeMap<String, Node>,
}

/// Builds the nested parameters; names whose parts are all numbers become arrays in the order of the numbers.
pub(crate) fn unflatten<'p>(pairs: impl Iterator<Item = &'p Pair<'p>>) -> Result<Map<String, Value>, Refusal> {
    let mut root = Node::default();
    for (name, value) in pairs {
        let parts: Vec<&str> = name.split('.').collect();
        if parts.len() > DEEPEST {
            return Err(Refusal::unknown(name));
        }
        let node = parts.into_iter().fold(&mut root, |node, part| node.members.entry(part.to_owned()).or_default());
        node.text = Some(value.clone().into_owned());
    }
    let named = root.members.into_iter().map(|(name, node)| Ok((name.clone(), node.into_value(&name)?)));
    named.collect()
}

impl Node {
    fn into_value(self, path: &str) -> Result<Value, Refusal> {
        match self.text {
            Some(text) if self.members.is_empty() => Ok(Value::String(text)),
            Some(_) => Err(Refusal::wrong_type(path)),
            None => nested(self.members, path),
        }
    }
}

fn nested(members: BTreeMap<String, Node>, path: &str) -> Result<Value, Refusal> {
    let numbers: Option<Vec<u32>> = members.keys().map(|name| name.parse().ok()).collect();
    let value_of = |(name, node): (String, Node)| Ok((name.clone(), node.into_value(&format!("{path}.{name}"))?));
    let named = members.into_iter().map(value_of).collect::<Result<Vec<_>, Refusal>>()?;
    let Some(numbers) = numbers else {
        return Ok(Value::Object(named.into_iter().collect()));
    };
    let mut ordered: Vec<_> = numbers.into_iter().zip(named).collect();
    ordered.sort_by_key(|(number, _)| *number);
    Ok(Value::Array(ordered.into_iter().map(|(_, (_, value))| value).collect()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn nested(query: &str) -> Result<Map<String, Value>, Refusal> {
        let pairs: Vec<Pair<'_>> = form_urlencoded::parse(query.as_bytes()).collect();
        unflatten(pairs.iter())
    }

    #[test]
    fn indices_become_arrays_in_numeric_order() {
        let query =
            "InstanceId=cdb-1&Accounts.0.User=u_1&Accounts.0.Host=%25&P.10=k&P.2=c&D.0.Privileges.0=CREATE+VIEW";
        let expected = json!({
            "InstanceId": "cdb-1",
            "Accounts": [{"User": "u_1", "Host": "%"}],
            "P": ["c", "k"],
            "D": [{"Privileges": ["CREATE VIEW"]}],
        });
        assert_eq!(Value::Object(nested(query).unwrap()), expected);
    }

    #[test]
    fn a_name_is_a_value_or_a_container() {
        assert!(nested("A=1&A.0=2").is_err());
        assert!(nested(&format!("A{}=1", ".0".repeat(40))).is_err());
    }
}
