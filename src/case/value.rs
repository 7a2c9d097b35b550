//! The value of a parameter, as a case holds it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::secret::{Secret, SecretError};

/// A parameter's value: JSON, and secrets that are patterns until they are sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// JSON `null`.
    Null,
    /// A truth value.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
    /// A text that must not be written down.
    Secret(Secret),
    /// Values in order.
    List(Vec<Value>),
    /// Values by name.
    Record(BTreeMap<String, Value>),
}

/// A JSON value that no parameter can have.
#[derive(Debug, thiserror::Error)]
pub enum ValueError {
    /// A number with a fraction, or beyond 64 bits.
    #[error("the number `{0}` is not a 64-bit whole number")]
    Number(String),
    /// A secret whose pattern cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

/// The member that marks a secret where a value is written as JSON.
const SECRET_MEMBER: &str = "$secret";

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The text, if it is one that may be shown.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The word for its JSON type, as messages use it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "boolean",
            Self::Integer(_) => "integer",
            Self::Text(_) | Self::Secret(_) => "text",
            Self::List(_) => "list",
            Self::Record(_) => "record",
        }
    }

    /// The JSON of this value with secrets as their patterns.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Self::Null => Json::Null,
            Self::Boolean(boolean) => Json::Bool(*boolean),
            Self::Integer(integer) => Json::from(*integer),
            Self::Text(text) => Json::String(text.clone()),
            Self::Secret(secret) => serde_json::json!({ SECRET_MEMBER: secret.to_string() }),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Record(members) => {
                Json::Object(members.iter().map(|(name, value)| (name.clone(), value.to_json())).collect())
            }
        }
    }

    /// Reads what [`Value::to_json`] wrote.
    ///
    /// # Errors
    /// For a number that is not a 64-bit integer and a secret whose pattern cannot be read.
    pub fn from_json(json: &serde_json::Value) -> Result<Self, ValueError> {
        use serde_json::Value as Json;
        Ok(match json {
            Json::Null => Self::Null,
            Json::Bool(boolean) => Self::Boolean(*boolean),
            Json::Number(number) => {
                Self::Integer(number.as_i64().ok_or_else(|| ValueError::Number(number.to_string()))?)
            }
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::List(items.iter().map(Self::from_json).collect::<Result<_, _>>()?),
            Json::Object(members) => Self::from_object(members)?,
        })
    }

    fn from_object(members: &serde_json::Map<String, serde_json::Value>) -> Result<Self, ValueError> {
        if let (1, Some(serde_json::Value::String(pattern))) = (members.len(), members.get(SECRET_MEMBER)) {
            return Ok(Self::Secret(Secret::parse(pattern)?));
        }
        let read = |(name, value): (&String, &serde_json::Value)| Ok((name.clone(), Self::from_json(value)?));
        Ok(Self::Record(members.iter().map(read).collect::<Result<_, ValueError>>()?))
    }
}

impl fmt::Display for Value {
    /// As a reader of a report sees it; a secret shows its length and pattern only.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(secret) => write!(formatter, "secret of {} characters like {secret}", secret.length()),
            other => write!(formatter, "{}", other.to_json()),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = serde_json::Value::deserialize(deserializer)?;
        Self::from_json(&json).map_err(serde::de::Error::custom)
    }
}
