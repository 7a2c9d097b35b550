//! Privileges: the documented words of each level, as sets of bits.

use crate::emulator::{
    deviation::{Deviation, Deviations},
    latitude::Latitude,
};

/// The global privileges in the document's order; the narrower levels are subsets.
const GLOBAL: [&str; 24] = [
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "PROCESS",
    "DROP",
    "REFERENCES",
    "INDEX",
    "ALTER",
    "SHOW DATABASES",
    "CREATE TEMPORARY TABLES",
    "LOCK TABLES",
    "EXECUTE",
    "CREATE VIEW",
    "SHOW VIEW",
    "CREATE ROUTINE",
    "ALTER ROUTINE",
    "EVENT",
    "TRIGGER",
    "CREATE USER",
    "RELOAD",
    "REPLICATION CLIENT",
    "REPLICATION SLAVE",
];

const NOT_FOR_DATABASES: [&str; 6] =
    ["PROCESS", "SHOW DATABASES", "CREATE USER", "RELOAD", "REPLICATION CLIENT", "REPLICATION SLAVE"];
const NOT_FOR_TABLES: [&str; 6] =
    ["CREATE TEMPORARY TABLES", "LOCK TABLES", "EXECUTE", "CREATE ROUTINE", "ALTER ROUTINE", "EVENT"];
const FOR_COLUMNS: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "REFERENCES"];

/// How far a privilege reaches. The number of names in an object's path gives its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// The whole instance.
    Global,
    /// One database.
    Database,
    /// One table.
    Table,
    /// One column.
    Column,
}

/// A set of privileges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Privileges(u32);

impl Privileges {
    /// The set of one word, letter for letter, where the level knows it.
    pub(crate) fn named(word: &str, level: Level, deviations: &Deviations) -> Option<Self> {
        let any_case = deviations.takes(Latitude::AnyCase);
        let same = |name: &str| name == word || any_case && name.eq_ignore_ascii_case(word);
        let (bit, name) = GLOBAL.iter().enumerate().find(|(_, name)| same(name))?;
        let known = level.knows(name) && !deviations.has(Deviation::LevelMisses(level, name))
            || deviations.has(Deviation::LevelKnows(level, name));
        known.then_some(Self(1 << bit))
    }

    /// The first word of the set alone, in the document's order.
    pub(crate) const fn first(self) -> Self {
        Self(self.0 & self.0.wrapping_neg())
    }

    /// What is in both sets.
    pub(crate) const fn shared(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Both sets together.
    pub(crate) const fn with(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    /// This set less the other.
    pub(crate) const fn without(self, less: Self) -> Self {
        Self(self.0 & !less.0)
    }

    /// Whether nothing is in the set.
    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The words, in the document's order.
    pub(crate) fn names(self) -> Vec<&'static str> {
        GLOBAL.iter().enumerate().filter(|(bit, _)| self.0 >> bit & 1 == 1).map(|(_, name)| *name).collect()
    }
}

impl Level {
    /// The level of an object, by the names in its path.
    pub(crate) const fn of(path: &[String]) -> Self {
        match path.len() {
            0 => Self::Global,
            1 => Self::Database,
            2 => Self::Table,
            _ => Self::Column,
        }
    }

    fn knows(self, word: &str) -> bool {
        match self {
            Self::Global => GLOBAL.contains(&word),
            Self::Database => Self::Global.knows(word) && !NOT_FOR_DATABASES.contains(&word),
            Self::Table => Self::Database.knows(word) && !NOT_FOR_TABLES.contains(&word),
            Self::Column => FOR_COLUMNS.contains(&word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(level: Level) -> Vec<&'static str> {
        GLOBAL.into_iter().filter(|word| Privileges::named(word, level, &Deviations::default()).is_some()).collect()
    }

    #[test]
    fn levels_have_the_documented_words() {
        let counts = [Level::Global, Level::Database, Level::Table, Level::Column].map(|level| known(level).len());
        assert_eq!(counts, [24, 18, 12, 4]);
        let table = "SELECT INSERT UPDATE DELETE CREATE DROP REFERENCES INDEX ALTER CREATE_VIEW SHOW_VIEW TRIGGER";
        assert_eq!(known(Level::Table).join(" ").replace("E V", "E_V").replace("W V", "W_V"), table);
        assert_eq!(known(Level::Column), FOR_COLUMNS);
    }

    #[test]
    fn words_are_taken_letter_for_letter() {
        for word in ["select", "SELECT ", "", "SUPER", "GRANT OPTION", "ALL", "CREATE  VIEW"] {
            assert_eq!(Privileges::named(word, Level::Global, &Deviations::default()), None, "{word}");
        }
    }

    #[test]
    fn a_deviation_moves_one_word_at_one_level() {
        let more = [Deviation::LevelKnows(Level::Database, "PROCESS")].into_iter().collect();
        assert!(Privileges::named("PROCESS", Level::Database, &more).is_some());
        assert!(Privileges::named("PROCESS", Level::Table, &more).is_none());
        assert!(Privileges::named("RELOAD", Level::Database, &more).is_none());
        let less = [Deviation::LevelMisses(Level::Column, "UPDATE")].into_iter().collect();
        assert!(Privileges::named("UPDATE", Level::Column, &less).is_none());
        assert!(Privileges::named("UPDATE", Level::Table, &less).is_some());
    }
}
