//! What an operation may be given: names, types, and which must be there.

use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::emulator::deviation::{Deviation, Deviations, Json};

/// The type of a parameter or of a record's member.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// A string.
    Text,
    /// An array of strings.
    Texts,
    /// An array of objects.
    Records(&'static [Field]),
}

/// A parameter, or a member of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    name: &'static str,
    shape: Shape,
    required: bool,
}

impl Field {
    /// A field that may be absent.
    pub(crate) const fn optional(name: &'static str, shape: Shape) -> Self {
        Self { name, shape, required: false }
    }

    /// A field that must be there.
    pub(crate) const fn required(name: &'static str, shape: Shape) -> Self {
        Self { name, shape, required: true }
    }
}

/// Whether `given` has all it must, nothing else, and everything of its type. A JSON null is of no documented type.
pub(crate) fn check(fields: &[Field], given: &Map<String, Value>, deviations: &Deviations) -> Result<(), Refusal> {
    check_record(fields, given, "", deviations)
}

/// A string, or what a deviation takes for one.
fn is_text(value: &Value, deviations: &Deviations) -> bool {
    value.is_string() || json_type(value).is_some_and(|json| deviations.has(Deviation::TextAccepts(json)))
}

/// The type of a value; a null has none that anything passes for.
const fn json_type(value: &Value) -> Option<Json> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some(Json::Boolean),
        Value::Number(_) => Some(Json::Number),
        Value::String(_) => Some(Json::Text),
        Value::Array(_) => Some(Json::List),
        Value::Object(_) => Some(Json::Object),
    }
}

/// The text of a checked value.
pub(crate) fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// The members of a checked array; none for an absent one.
pub(crate) fn items<'v>(given: &'v Map<String, Value>, name: &str) -> &'v [Value] {
    given.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn check_record(
    fields: &[Field],
    given: &Map<String, Value>,
    path: &str,
    deviations: &Deviations,
) -> Result<(), Refusal> {
    let is_unknown = |name: &&String| !fields.iter().any(|field| field.name == **name);
    let ignored = deviations.has(Deviation::UnknownIgnored(false))
        || !path.is_empty() && deviations.has(Deviation::UnknownIgnored(true));
    if let Some(unknown) = given.keys().find(is_unknown).filter(|_| !ignored) {
        return Err(Refusal::unknown(&format!("{path}{unknown}")));
    }
    for field in fields {
        let name = || format!("{path}{}", field.name);
        match given.get(field.name) {
            Some(value) => check_value(field.shape, value, &name(), deviations)?,
            None if field.required => return Err(Refusal::missing(&name())),
            None => {}
        }
    }
    Ok(())
}

fn check_value(shape: Shape, value: &Value, path: &str, deviations: &Deviations) -> Result<(), Refusal> {
    match (shape, value) {
        (Shape::Text, value) if is_text(value, deviations) => Ok(()),
        (Shape::Texts, Value::Array(items)) => {
            let wrong = items.iter().position(|item| !is_text(item, deviations));
            wrong.map_or(Ok(()), |at| Err(Refusal::wrong_type(&format!("{path}.{at}"))))
        }
        (Shape::Records(fields), Value::Array(items)) => {
            items.iter().enumerate().try_for_each(|(at, item)| match item {
                Value::Object(record) => check_record(fields, record, &format!("{path}.{at}."), deviations),
                _ => Err(Refusal::wrong_type(&format!("{path}.{at}"))),
            })
        }
        (Shape::Texts | Shape::Records(_), other)
            if json_type(other).is_some_and(|json| deviations.has(Deviation::ListAccepts(json))) =>
        {
            Ok(())
        }
        _ => Err(Refusal::wrong_type(path)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ACCOUNT: &[Field] = &[Field::optional("User", Shape::Text)];
    const FIELDS: &[Field] = &[
        Field::required("InstanceId", Shape::Text),
        Field::optional("Accounts", Shape::Records(ACCOUNT)),
        Field::optional("GlobalPrivileges", Shape::Texts),
    ];

    fn judged(value: &Value, deviations: &Deviations) -> Result<(), String> {
        check(FIELDS, value.as_object().unwrap(), deviations)
            .map_err(|refusal| format!("{} {}", refusal.code, refusal.message))
    }

    #[test]
    fn right_requests_pass() {
        let value = json!({"InstanceId": "a", "Accounts": [{"User": "u"}, {}], "GlobalPrivileges": []});
        assert_eq!(judged(&value, &Deviations::default()), Ok(()));
    }

    #[test]
    fn the_path_of_what_is_wrong_is_named() {
        let cases = [
            (json!({}), "MissingParameter", "`InstanceId`"),
            (json!({"InstanceId": 1}), "InvalidParameter", "`InstanceId`"),
            (json!({"InstanceId": null}), "InvalidParameter", "`InstanceId`"),
            (json!({"InstanceId": "a", "instanceid": "a"}), "UnknownParameter", "`instanceid`"),
            (json!({"InstanceId": "a", "Accounts": {}}), "InvalidParameter", "`Accounts`"),
            (json!({"InstanceId": "a", "Accounts": ["u"]}), "InvalidParameter", "`Accounts.0`"),
            (json!({"InstanceId": "a", "Accounts": [{}, {"Usr": "u"}]}), "UnknownParameter", "`Accounts.1.Usr`"),
            (json!({"InstanceId": "a", "GlobalPrivileges": ["a", true]}), "InvalidParameter", "`GlobalPrivileges.1`"),
        ];
        for (value, code, path) in cases {
            let refused = judged(&value, &Deviations::default()).unwrap_err();
            assert!(refused.starts_with(&format!("{code} ")) && refused.contains(path), "{refused}");
        }
    }

    #[test]
    fn deviations_forgive_one_thing_each() {
        let with = |deviation, value: Value| judged(&value, &[deviation].into_iter().collect());
        let number = Deviation::TextAccepts(Json::Number);
        assert_eq!(with(number, json!({"InstanceId": 1})), Ok(()));
        assert!(with(number, json!({"InstanceId": true})).is_err());
        assert_eq!(with(Deviation::UnknownIgnored(false), json!({"InstanceId": "a", "Other": 1})), Ok(()));
        let inside = Deviation::UnknownIgnored(true);
        assert!(with(inside, json!({"InstanceId": "a", "Other": 1})).is_err());
        assert_eq!(with(inside, json!({"InstanceId": "a", "Accounts": [{"Other": 1}]})), Ok(()));
        let text = Deviation::ListAccepts(Json::Text);
        assert_eq!(with(text, json!({"InstanceId": "a", "Accounts": "u"})), Ok(()));
    }
}
