//! One request as it is meant, before any protocol has seen it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::value::Value;

/// A family of APIs that share requests, envelopes and signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// Alibaba Cloud, RPC style: flat parameters, answers in JSON or XML, refusals by HTTP status.
    AliyunRpc,
    /// Tencent Cloud API 3.0: JSON parameters, answers in a `Response` object, always status 200.
    TencentCloud,
}

/// One request: an operation, its arguments and how it travels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The operation, by the name its document gives it.
    pub operation: String,
    /// The arguments by parameter name; an absent parameter has no entry.
    pub arguments: BTreeMap<String, Value>,
    /// How the request travels, and what is wrong with that on purpose.
    #[serde(default)]
    pub envelope: Envelope,
}

/// How a request travels.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// HTTP method and place of the parameters.
    #[serde(default)]
    pub method: Method,
    /// The answer's format that the request asks for (Aliyun); `None` asks for none.
    #[serde(default)]
    pub format: Option<Format>,
    /// What is wrong with the envelope on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<Deviation>,
}

/// HTTP method and place of the parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// GET, parameters in the query.
    Get,
    /// POST as the vendor's own clients send it: Aliyun in the query, Tencent as a JSON body (TC3) or a form (older).
    #[default]
    Post,
    /// POST with the parameters in a form body (Aliyun).
    PostForm,
}

/// The format of an Aliyun answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// `Format=JSON`.
    Json,
    /// `Format=XML`.
    Xml,
}

/// One thing wrong with an envelope, on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deviation {
    /// The signature has the right form and is wrong.
    WrongSignature,
    /// The access key id (secret id) is one that nobody has.
    UnknownAccessKey,
    /// The clock of the request is off by so many seconds; positive is the future.
    ClockSkew(i64),
    /// The time stamp is this text.
    Timestamp(String),
    /// The nonce is that of this earlier step of the case (counted from 0).
    NonceOfStep(usize),
    /// The API version is this text.
    Version(String),
    /// The action is this text instead of the operation's name.
    Action(String),
}

/// What is sent to learn one thing: calls in order. The last one is judged, those before it prepare it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The calls, in order.
    pub steps: Vec<Call>,
}

impl Call {
    /// A call with the default envelope of the vendor's own clients.
    #[must_use]
    pub fn new(operation: impl Into<String>, arguments: BTreeMap<String, Value>) -> Self {
        Self { operation: operation.into(), arguments, envelope: Envelope::default() }
    }

    /// The text of an argument, if it is present and a text.
    #[must_use]
    pub fn text(&self, parameter: &str) -> Option<&str> {
        self.arguments.get(parameter).and_then(Value::as_text)
    }
}

impl Case {
    /// A case of a single call.
    #[must_use]
    pub fn single(call: Call) -> Self {
        Self { steps: vec![call] }
    }
}
