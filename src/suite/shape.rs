//! What a success answer holds, as suite files describe it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::types::RequirementKey;
use crate::case::Engine;

/// One member of an answer, with everything that documents say of its value.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Member name; empty for the answer itself.
    pub name: String,
    /// Its type.
    pub kind: ShapeKind,
    /// May it be absent?
    pub optional: bool,
    /// The requirement that a difference breaks.
    pub requirement: RequirementKey,
    /// The words that it may be; empty: any.
    pub values: Vec<String>,
    /// Is the letter case of these words free?
    pub any_case: bool,
    /// The words whose letter case is free on some engines.
    pub any_case_on: BTreeMap<Engine, Vec<String>>,
    /// The form of the text.
    pub layout: Option<Layout>,
    /// The engines on which it is there; empty: all.
    pub only_on: Vec<Engine>,
    /// The engines on which it may be absent or empty though it is there elsewhere.
    pub absent_on: Vec<Engine>,
    /// The parameter whose value it repeats when the request has it.
    pub equals_parameter: Option<String>,
    /// The parameter that bounds the number of its items.
    pub at_most_parameter: Option<String>,
    /// The value of that parameter when the request leaves it out.
    pub default: Option<i64>,
}

/// The type of a member.
#[derive(Clone, Debug)]
pub enum ShapeKind {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A text or a whole number.
    TextOrInteger,
    /// `true` as truth value or as text.
    TrueOrText,
    /// An object of these members.
    Object(Vec<Shape>),
    /// A list of objects of these members.
    Objects(Vec<Shape>),
    /// A list of texts.
    Texts,
    /// An object of exactly one text member, whatever its name.
    SoleValue,
}

/// The form of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// `yyyy-MM-ddTHH:mm:ssZ`.
    Instant,
    /// `yyyy-MM-ddTHH:mm:ssZ`, or empty.
    InstantOrEmpty,
    /// `infinity`, empty, or `yyyy-MM-ddTHH:mm:ssZ`.
    InfinityOrInstant,
    /// At least one character.
    NotEmpty,
}
