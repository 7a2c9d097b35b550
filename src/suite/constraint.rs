//! The vocabulary of rules, as suite files write it.

use std::collections::BTreeMap;

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
