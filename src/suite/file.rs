//! Suite files as given: one `suite.toml` and one file an operation. Unknown keys are refused.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::constraint::{Constraint, Joint};
use super::effect::Effect;
use super::shape::Layout;
use super::types::{AnswerPattern, Document, ErrorEntry, PropertyKind};
use crate::case::{Engine, Level, Method, Protocol};

/// `suite.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SuiteFile {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) protocol: Protocol,
    pub(super) api_version: String,
    pub(super) service: String,
    pub(super) first_call: Spanned<String>,
    pub(super) clock_tolerance_seconds: u32,
    pub(super) document: Vec<Document>,
    #[serde(default)]
    pub(super) error: Vec<ErrorEntry>,
    #[serde(default)]
    pub(super) implicit: ImplicitFile,
    pub(super) requirement: Vec<RequirementFile>,
}

/// The requirements of what every parameter has in common.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImplicitFile {
    pub(super) required: Option<ClassFile>,
    pub(super) not_empty: Option<ClassFile>,
    pub(super) json_type: Option<ClassFile>,
    pub(super) known: Option<ClassFile>,
}

/// An operation's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OperationFile {
    pub(super) operation: Spanned<String>,
    #[serde(default)]
    pub(super) writes: bool,
    #[serde(default)]
    pub(super) observer: bool,
    pub(super) effect: Option<Effect>,
    pub(super) task: Option<TaskFile>,
    pub(super) methods: Vec<Method>,
    pub(super) calls_per_second: Option<u32>,
    pub(super) undone_by: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) parameter: Vec<ParameterFile>,
    #[serde(default)]
    pub(super) rule: Vec<JointRuleFile>,
    #[serde(default)]
    pub(super) requirement: Vec<RequirementFile>,
    #[serde(default)]
    pub(super) error: Vec<ErrorEntry>,
    pub(super) response: ResponseFile,
}

/// How the task of an operation is followed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskFile {
    pub(super) observer: Spanned<String>,
    pub(super) handle: String,
    pub(super) status: String,
    pub(super) info: String,
    pub(super) succeeded: Vec<String>,
    pub(super) pending: Vec<String>,
}

/// One promise.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequirementFile {
    pub(super) id: Spanned<String>,
    pub(super) level: Level,
    pub(super) says: String,
    pub(super) document: Spanned<String>,
    pub(super) section: String,
    pub(super) property: PropertyKind,
    #[serde(default)]
    pub(super) answers: Vec<AnswerPattern>,
    pub(super) answers_level: Option<Level>,
    #[serde(default)]
    pub(super) by_task: bool,
}

/// A parameter, or a member of a record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParameterFile {
    pub(super) name: Spanned<String>,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) absence: Option<ClassFile>,
    pub(super) r#type: TypeFile,
    #[serde(default)]
    pub(super) rule: Vec<RuleFile>,
    pub(super) item: Option<Box<ItemFile>>,
    #[serde(default)]
    pub(super) member: Vec<ParameterFile>,
}

/// What a list holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemFile {
    pub(super) r#type: TypeFile,
    #[serde(default)]
    pub(super) rule: Vec<RuleFile>,
    #[serde(default)]
    pub(super) member: Vec<ParameterFile>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TypeFile {
    Text,
    Secret,
    Integer,
    CommaList,
    List,
    Record,
}

/// A rule on one value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub(super) requirement: Spanned<String>,
    pub(super) is: Constraint,
    #[serde(default)]
    pub(super) classes: BTreeMap<Spanned<String>, ClassFile>,
}

/// A rule on two parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JointRuleFile {
    pub(super) requirement: Spanned<String>,
    pub(super) is: Joint,
    #[serde(default)]
    pub(super) classes: BTreeMap<Spanned<String>, ClassFile>,
}

/// What one way of breaking a rule means, where that differs from the rule's requirement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassFile {
    pub(super) requirement: Option<Spanned<String>>,
    pub(super) level: Option<Level>,
    #[serde(default)]
    pub(super) any_answer: bool,
}

/// A success answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResponseFile {
    pub(super) requirement: Spanned<String>,
    #[serde(default)]
    pub(super) member: Vec<ShapeFile>,
}

/// A member of a success answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShapeFile {
    pub(super) name: Spanned<String>,
    pub(super) r#type: ShapeTypeFile,
    pub(super) requirement: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) values: Vec<String>,
    #[serde(default)]
    pub(super) any_case: bool,
    #[serde(default)]
    pub(super) any_case_on: BTreeMap<Engine, Vec<String>>,
    pub(super) layout: Option<Layout>,
    #[serde(default)]
    pub(super) only_on: Vec<Engine>,
    #[serde(default)]
    pub(super) absent_on: Vec<Engine>,
    pub(super) equals_parameter: Option<Spanned<String>>,
    pub(super) at_most_parameter: Option<Spanned<String>>,
    pub(super) default: Option<i64>,
    #[serde(default)]
    pub(super) member: Vec<ShapeFile>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ShapeTypeFile {
    Text,
    Integer,
    TextOrInteger,
    TrueOrText,
    Object,
    Objects,
    Texts,
    SoleValue,
}
