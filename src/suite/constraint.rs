//! The vocabulary of rules, as suite files write it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use crate::case::{Engine, InstanceState};

/// One documented constraint on one value.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Constraint {
    /// Length in characters, both ends included.
    Length {
        /// Fewest characters.
        min: usize,
        /// Most characters.
        max: usize,
    },
    /// At least so many of the four classes upper, lower, digit, special.
    CharacterClasses {
        /// Fewest classes.
        at_least: usize,
    },
    /// ASCII letters, ASCII digits and these special characters, no others.
    Alphabet {
        /// The special characters.
        special: String,
    },
    /// One of the documented words.
    Word {
        /// Words for every engine.
        #[serde(default)]
        words: Vec<String>,
        /// Words by engine, where they differ.
        #[serde(default)]
        engines: BTreeMap<Engine, Vec<String>>,
        /// Words that documents give for another place only; refused here like any other word.
        #[serde(default)]
        elsewhere: Vec<String>,
    },
    /// A whole number, as JSON integer or as text.
    IntegerRange {
        /// Smallest.
        min: i64,
        /// Largest; none when the document names none.
        max: Option<i64>,
    },
    /// A UTC instant `yyyy-MM-ddTHH:mm:ssZ` that the calendar has.
    Instant,
    /// The id of an instance that exists.
    KnownInstance,
    /// An account that exists on the instance of the call.
    KnownAccount,
    /// A record whose members `User` and `Host` name an account that exists on the instance of the call.
    KnownUserHost,
    /// An account that is available.
    AvailableAccount,
    /// A database that exists on the instance of the call.
    KnownDatabase,
    /// A record whose members name a database, table or column that exists on the instance of the call.
    KnownObject {
        /// Member that names the database.
        database: String,
        /// Member that names the table, if any.
        table: Option<String>,
        /// Member that names the column, if any.
        column: Option<String>,
    },
    /// An instance that is not in this state.
    InstanceNot {
        /// The state that the operation refuses.
        state: InstanceState,
    },
    /// An instance of one of these engines.
    Engine {
        /// The engines.
        of: Vec<Engine>,
    },
    /// The region of the target; every text keeps it.
    Region,
    /// List items without blanks around them and none of them empty.
    TightItems,
    /// List items that are all different.
    DistinctItems,
    /// A list of at least one item.
    SomeItems,
}

/// One documented constraint on two parameters at once.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Joint {
    /// Two comma-separated lists have as many items.
    MatchingCounts {
        /// The list that is counted against.
        left: String,
        /// The list whose count must match.
        right: String,
    },
    /// A parameter is required when another has a certain value, and optional otherwise.
    RequiredWhen {
        /// The parameter.
        parameter: String,
        /// The other parameter.
        when: String,
        /// The value of the other parameter.
        equals: String,
    },
}

impl Joint {
    /// The parameters that it ties together.
    #[must_use]
    pub fn parameters(&self) -> [&str; 2] {
        match self {
            Self::MatchingCounts { left, right } => [left, right],
            Self::RequiredWhen { parameter, when, .. } => [parameter, when],
        }
    }
}

impl Constraint {
    /// The names of its violation classes (and of those a suite file may declare open).
    #[must_use]
    pub fn class_names(&self) -> &'static [&'static str] {
        match self {
            Self::Length { .. } => &["too-short", "too-long"],
            Self::CharacterClasses { .. } => &["too-few-classes"],
            Self::Alphabet { .. } => &["foreign-character"],
            Self::Word { .. } => &["unknown-word", "word-of-another-list", "case-variant"],
            Self::IntegerRange { .. } => &["not-a-number", "zero", "negative", "below-minimum", "above-maximum"],
            Self::Instant => &["other-layout", "impossible-instant", "leap-second", "fraction", "lower-case", "past"],
            Self::KnownInstance
            | Self::KnownAccount
            | Self::KnownUserHost
            | Self::KnownDatabase
            | Self::KnownObject { .. } => &["unknown"],
            Self::AvailableAccount => &["unavailable"],
            Self::InstanceNot { .. } => &["in-that-state"],
            Self::Engine { .. } => &["other-engine"],
            Self::Region => &[],
            Self::TightItems => &["blanks", "empty-item"],
            Self::DistinctItems => &["duplicates"],
            Self::SomeItems => &["empty-list"],
        }
    }
}

impl Joint {
    /// The names of its violation classes.
    #[must_use]
    pub fn class_names(&self) -> &'static [&'static str] {
        match self {
            Self::MatchingCounts { .. } => &["more", "fewer"],
            Self::RequiredWhen { .. } => &["absent-when-required", "present-otherwise"],
        }
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { min, max } => write!(formatter, "{min} to {max} characters"),
            Self::CharacterClasses { at_least } => {
                write!(formatter, "at least {at_least} of upper case, lower case, digit, special")
            }
            Self::Alphabet { special } => write!(formatter, "letters, digits and {special}"),
            Self::Word { words, engines, .. } => write_words(formatter, words, engines),
            Self::IntegerRange { min, max: Some(max) } => write!(formatter, "a whole number from {min} to {max}"),
            Self::IntegerRange { min, max: None } => write!(formatter, "a whole number from {min}"),
            Self::Instant => formatter.write_str("a UTC instant like yyyy-MM-ddTHH:mm:ssZ that the calendar has"),
            Self::KnownInstance => formatter.write_str("an instance that exists"),
            Self::KnownAccount => formatter.write_str("an account that exists on the instance"),
            Self::KnownUserHost => formatter.write_str("User and Host of an account that exists on the instance"),
            Self::AvailableAccount => formatter.write_str("an account that is available"),
            Self::KnownDatabase => formatter.write_str("a database that exists on the instance"),
            Self::KnownObject { .. } => formatter.write_str("a database, table or column that exists on the instance"),
            Self::InstanceNot { state } => write!(formatter, "an instance that is not {state}"),
            Self::Engine { of } => {
                let engines: Vec<String> = of.iter().map(Engine::to_string).collect();
                write!(formatter, "an instance of {}", engines.join(" or "))
            }
            Self::Region => formatter.write_str("a region"),
            Self::TightItems => formatter.write_str("items without blanks around them, none of them empty"),
            Self::DistinctItems => formatter.write_str("items that are all different"),
            Self::SomeItems => formatter.write_str("at least one item"),
        }
    }
}

fn write_words(
    formatter: &mut fmt::Formatter<'_>,
    words: &[String],
    engines: &BTreeMap<Engine, Vec<String>>,
) -> fmt::Result {
    if engines.is_empty() {
        return write!(formatter, "one of {}", words.join(", "));
    }
    let lists: Vec<String> =
        engines.iter().map(|(engine, words)| format!("on {engine} one of {}", words.join(", "))).collect();
    formatter.write_str(&lists.join("; "))
}

impl fmt::Display for Joint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MatchingCounts { left, right } => write!(formatter, "{right} has as many items as {left}"),
            Self::RequiredWhen { parameter, when, equals } => {
                write!(formatter, "{parameter} is required when {when} is {equals}, and optional otherwise")
            }
        }
    }
}
