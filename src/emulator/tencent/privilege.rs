//! Privileges: the documented words of each level, as sets of bits.

use crate::emulator::fault::{Fault, Faults};

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
    pub(crate) fn named(word: &str, level: Level, faults: Faults) -> Option<Self> {
        let excepted = word == "PROCESS" && level == Level::Database && faults.has(Fault::ProcessAcceptedForDatabase);
        let known = level.knows(word) || excepted;
        let bit = GLOBAL.iter().position(|name| *name == word)?;
        known.then_some(Self(1 << bit))
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
        GLOBAL.into_iter().filter(|word| Privileges::named(word, level, Faults::default()).is_some()).collect()
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
            assert_eq!(Privileges::named(word, Level::Global, Faults::default()), None, "{word}");
        }
    }

    #[test]
    fn the_fault_lets_one_word_in_at_one_level() {
        let faults = [Fault::ProcessAcceptedForDatabase].into_iter().collect();
        assert!(Privileges::named("PROCESS", Level::Database, faults).is_some());
        assert!(Privileges::named("PROCESS", Level::Table, faults).is_none());
        assert!(Privileges::named("RELOAD", Level::Database, faults).is_none());
    }
}
