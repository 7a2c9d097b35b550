//! A suite as meant: every name resolved, every default filled in.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::Deserialize;

use super::constraint::{Constraint, Joint};
use super::effect::{Effect, Law};
use super::shape::Shape;
use crate::case::{Format, Level, Method, Protocol};

/// What one API's documents say.
#[derive(Clone, Debug)]
pub struct Suite {
    /// Stable name: `aliyun-rds`.
    pub id: String,
    /// The API's full name, for people.
    pub title: String,
    /// How its requests travel.
    pub protocol: Protocol,
    /// The API version that requests carry.
    pub api_version: String,
    /// The service name that signatures carry.
    pub service: String,
    /// The operation that a run calls first, to learn whether the endpoint answers at all.
    pub first_call: String,
    /// How far the clock of a request may be off, in seconds.
    pub clock_tolerance_seconds: u32,
    /// The documents, in file order.
    pub documents: Vec<Document>,
    /// Error codes that any operation may answer.
    pub common_errors: Vec<ErrorEntry>,
    /// The operations, by file name.
    pub operations: Vec<Operation>,
    /// Every requirement, in file order; a [`RequirementKey`] is a place in this list.
    pub requirements: Vec<Requirement>,
    /// The requirements of what every parameter has in common.
    pub implicit: ImplicitRules,
}

/// Place of a requirement in its suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequirementKey(pub u16);

/// A vendor's document.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Name that citations use.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Date of its last change; none when the document has none.
    pub date: Option<NaiveDate>,
}

/// Where a requirement is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// A [`Document`]'s id.
    pub document: String,
    /// Section of the document.
    pub section: String,
}

/// One promise.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// `api/Operation/name`, or `api/common/name`.
    pub id: String,
    /// What breaking it does.
    pub level: Level,
    /// The promise in a sentence of ours.
    pub says: String,
    /// Where it is written.
    pub citation: Citation,
    /// How it is tested.
    pub property: PropertyKind,
    /// The answers that a violation may get; empty: any documented error.
    pub answers: Vec<AnswerPattern>,
    /// What another documented error than those weighs.
    pub answers_level: Level,
    /// May the refusal be a task that fails?
    pub by_task: bool,
    /// File and line that declare it.
    pub file: String,
    /// Line in that file, from 1.
    pub line: usize,
}

/// An error that an answer may be.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerPattern {
    /// HTTP status; none: any client error (4xx), or the protocol's only status.
    pub status: Option<u16>,
    /// Error code; a trailing `.*` stands for any code below, `{parameter}` for the parameter's name.
    pub code: String,
}

/// How a requirement is tested.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum PropertyKind {
    /// By the rules that name it: kept, broken, and where documents are silent.
    Rule,
    /// By valid requests alone, over the whole range that the rules leave.
    Accepted,
    /// By every answer of the run.
    EveryAnswer(ResponseCheck),
    /// By the shape of every success answer of the operation.
    Shape,
    /// By requests whose envelope is wrong on purpose.
    Envelope(EnvelopeFault),
    /// By asking for this format.
    Format(Format),
    /// By asking for no format.
    NoFormat,
    /// By calling twice with the same arguments.
    Repeat,
    /// By the harness watching its own pace.
    OwnRate,
    /// By state that calls leave, or by a law between calls.
    State(Law),
}

/// What is wrong with an envelope on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnvelopeFault {
    /// A wrong signature.
    WrongSignature,
    /// An access key that nobody has.
    UnknownAccessKey,
    /// A clock too far off.
    ClockSkew,
    /// A time stamp of another form.
    IllFormedTimestamp,
    /// A nonce used before.
    UsedNonce,
    /// A version that does not exist.
    UnknownVersion,
    /// An action that does not exist.
    UnknownAction,
}

/// What is checked of every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResponseCheck {
    /// A non-empty request id.
    RequestIdPresent,
    /// No request id twice.
    RequestIdUnique,
    /// A refusal has code and message and a status of 400 or more (Aliyun); any answer has the envelope (Tencent).
    Envelope,
    /// A listed code comes with its listed status.
    ErrorStatus,
    /// The code is listed for the operation or common.
    ErrorDocumented,
    /// The message is the listed one.
    ErrorMessage,
    /// No secret of the request stands in the answer.
    SecretNotEchoed,
    /// A request that breaks a rule never gets a 5xx.
    NoServerError,
    /// Status 200 goes with `Success` true, a refusal never does.
    SuccessAgrees,
}

/// The requirements of what every parameter has in common; `None` where the API's documents promise nothing.
#[derive(Clone, Debug, Default)]
pub struct ImplicitRules {
    /// A required parameter is present.
    pub required: Option<Class>,
    /// A required parameter is not empty.
    pub not_empty: Option<Class>,
    /// A value has its JSON type.
    pub json_type: Option<Class>,
    /// No parameter but the documented ones.
    pub known: Option<Class>,
}

/// An error code that documents list.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorEntry {
    /// HTTP status; none where the protocol has one for all.
    pub status: Option<u16>,
    /// Another status that a document gives for the same code.
    pub other_status: Option<u16>,
    /// Code; `{parameter}` stands for a parameter's name, a trailing `.*` for any code below.
    pub code: String,
    /// Message as documented; none where documents give none or one with placeholders.
    pub message: Option<String>,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its name.
    pub name: String,
    /// Does it change anything?
    pub writes: bool,
    /// Is it only there to look at what others did?
    pub observer: bool,
    /// What it does to the state that observers show.
    pub effect: Effect,
    /// How its task is followed, if its effect is known only when a task has ended.
    pub task: Option<Task>,
    /// HTTP methods that its document offers.
    pub methods: Vec<Method>,
    /// Documented calls per second, if any.
    pub calls_per_second: Option<u32>,
    /// Name of the operation that undoes it for the same arguments, if any.
    pub undone_by: Option<String>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its rules on two parameters at once.
    pub joint_rules: Vec<JointRule>,
    /// Error codes that its documents list.
    pub errors: Vec<ErrorEntry>,
    /// What a success answer holds.
    pub response: Shape,
}

/// How the task of an operation is followed to its end.
#[derive(Clone, Debug)]
pub struct Task {
    /// The operation that tells how far the task is.
    pub observer: String,
    /// The member of the answer, and the parameter of the observer, that names the task.
    pub handle: String,
    /// The member of the observer's answer that tells how far the task is.
    pub status: String,
    /// The member of the observer's answer that says why a task failed.
    pub info: String,
    /// The statuses of a task that did what was asked.
    pub succeeded: Vec<String>,
    /// The statuses of a task that has not ended; every other status is a failure.
    pub pending: Vec<String>,
}

/// A parameter of an operation, or a member of a record.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Must it be there?
    pub required: bool,
    /// What its absence means, where that differs from the suite's implicit rule.
    pub absence: Option<Class>,
    /// Its value.
    pub node: Node,
}

/// A value that documents describe.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its type.
    pub kind: Kind,
    /// The rules on it.
    pub rules: Vec<Rule>,
}

/// The type of a value.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A text.
    Text,
    /// A text that must not be written down.
    Secret,
    /// A whole number.
    Integer,
    /// Texts in one text, separated by commas.
    CommaList(Box<Node>),
    /// A JSON list.
    List(Box<Node>),
    /// A JSON object.
    Record(Vec<Parameter>),
}

/// A constraint and the requirement that promises it.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The constraint.
    pub constraint: Constraint,
    /// What breaking it in each way means, by class name.
    pub classes: BTreeMap<&'static str, Class>,
    /// The requirement that its accepting side belongs to.
    pub requirement: RequirementKey,
}

/// A joint constraint and the requirement that promises it.
#[derive(Clone, Debug)]
pub struct JointRule {
    /// The constraint.
    pub constraint: Joint,
    /// What breaking it in each way means, by class name.
    pub classes: BTreeMap<&'static str, Class>,
    /// The requirement that its accepting side belongs to.
    pub requirement: RequirementKey,
}

/// What one way of breaking a rule means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// The requirement that says so.
    pub requirement: RequirementKey,
    /// `Open` when documents are silent about this way; otherwise what an acceptance weighs.
    pub level: Level,
    /// May a refusal be any documented error, whatever answers the requirement lists?
    pub any_answer: bool,
}

impl Suite {
    /// The requirement at a key.
    ///
    /// # Panics
    /// Never for a key of this suite.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "keys are made by this suite's loader from places in this list")]
    pub fn requirement(&self, key: RequirementKey) -> &Requirement {
        &self.requirements[usize::from(key.0)]
    }

    /// Every key, in file order.
    pub fn keys(&self) -> impl Iterator<Item = RequirementKey> + use<> {
        (0..u16::try_from(self.requirements.len()).unwrap_or(u16::MAX)).map(RequirementKey)
    }

    /// The key of a requirement, by id.
    #[must_use]
    pub fn key(&self, id: &str) -> Option<RequirementKey> {
        self.keys().find(|key| self.requirement(*key).id == id)
    }

    /// The operation with this name.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.name == name)
    }

    /// The document that a citation names.
    #[must_use]
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == id)
    }
}

impl Requirement {
    /// The operation part of its id: an operation's name, or `common`.
    #[must_use]
    pub fn operation(&self) -> &str {
        self.id.split('/').nth(1).unwrap_or_default()
    }

    /// The last part of its id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or_default()
    }
}

impl PropertyKind {
    /// Is a requirement tested by cases made for it, rather than by looking at every answer?
    #[must_use]
    pub fn is_judged_by_its_own_cases(&self) -> bool {
        match self {
            Self::Rule | Self::Accepted | Self::Envelope(_) | Self::Repeat | Self::State(_) => true,
            Self::EveryAnswer(_) | Self::Shape | Self::Format(_) | Self::NoFormat | Self::OwnRate => false,
        }
    }
}

impl Operation {
    /// The parameter with this name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The parameter that names the instance, if the operation has one.
    #[must_use]
    pub fn instance_parameter(&self) -> Option<&str> {
        let names = |node: &Node| node.rules.iter().any(|rule| rule.constraint == Constraint::KnownInstance);
        self.parameters.iter().find(|parameter| names(&parameter.node)).map(|parameter| parameter.name.as_str())
    }
}

impl AnswerPattern {
    /// Does a code match, for a violation at `parameter`?
    #[must_use]
    pub fn matches_code(&self, code: &str, parameter: &str) -> bool {
        matches_code(&self.code, code, parameter)
    }

    /// Does a status match?
    #[must_use]
    pub fn matches_status(&self, status: u16) -> bool {
        self.status.is_none_or(|expected| expected == status)
    }
}

impl ErrorEntry {
    /// Is this the entry of a code that an operation answers? `{parameter}` stands for any of its parameters.
    #[must_use]
    pub fn matches_code(&self, code: &str, operation: &Operation) -> bool {
        if !self.code.contains('{') {
            return matches_plain(&self.code, code);
        }
        operation.parameters.iter().any(|parameter| matches_code(&self.code, code, &parameter.name))
    }
}

fn matches_code(pattern: &str, code: &str, parameter: &str) -> bool {
    if let Some((before, after)) = pattern.split_once("{parameter}") {
        return code.strip_prefix(before).and_then(|rest| rest.strip_prefix(parameter)) == Some(after);
    }
    matches_plain(pattern, code)
}

/// A pattern that names no parameter, as nearly all do.
fn matches_plain(pattern: &str, code: &str) -> bool {
    match pattern.strip_suffix(".*") {
        Some(prefix) => code.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('.')),
        None => pattern == code,
    }
}

impl fmt::Display for AnswerPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(formatter, "{status} {}", self.code),
            None => formatter.write_str(&self.code),
        }
    }
}

impl fmt::Display for PropertyKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Rule => "with requests that keep its rule at every edge, and requests that break it and nothing else",
            Self::Accepted => "with valid requests over the whole range that the rules leave",
            Self::EveryAnswer(_) => "on every answer of the run",
            Self::Shape => "on every success answer of the operation",
            Self::Envelope(_) => "with requests whose envelope is wrong on purpose, and the same requests done right",
            Self::Format(Format::Json) => "on every answer to a request that asked for JSON",
            Self::Format(Format::Xml) => "on every answer to a request that asked for XML",
            Self::NoFormat => "with requests that ask for no format",
            Self::Repeat => "by calling twice with the same arguments",
            Self::OwnRate => "by watching the harness's own pace",
            Self::State(law) => return law.fmt(formatter),
        })
    }
}
