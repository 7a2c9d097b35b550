//! Database privileges: the words of each engine, and how each is spelt out.

use crate::emulator::{
    deviation::{Deviation, Deviations},
    inventory::Engine,
    latitude::Latitude,
};

/// What an account may do with one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Privilege {
    /// Read and write.
    ReadWrite,
    /// Read.
    ReadOnly,
    /// Change definitions only.
    DdlOnly,
    /// Change data only.
    DmlOnly,
    /// Own the database.
    DbOwner,
}

use Privilege::{DbOwner, DdlOnly, DmlOnly, ReadOnly, ReadWrite};

const ALL: [Privilege; 5] = [ReadWrite, ReadOnly, DdlOnly, DmlOnly, DbOwner];

impl Privilege {
    /// The privileges that an engine knows.
    pub(crate) const fn of_engine(engine: Engine) -> &'static [Self] {
        match engine {
            Engine::MySql | Engine::MariaDb => &[ReadWrite, ReadOnly, DdlOnly, DmlOnly],
            Engine::SqlServer => &[ReadWrite, ReadOnly, DbOwner],
            Engine::PostgreSql => &[DbOwner],
        }
    }

    /// The privilege of that name, letter for letter, where the engine knows it.
    pub(crate) fn named(name: &str, engine: Engine, deviations: &Deviations) -> Option<Self> {
        let known = Self::of_any_engine(name, deviations)?;
        let documented = Self::of_engine(engine).contains(&known);
        let allowed = (documented && !deviations.has(Deviation::Misses(engine, known.name())))
            || deviations.has(Deviation::Knows(engine, known.name()));
        allowed.then_some(known)
    }

    /// The privilege of that name, whatever engine knows it.
    pub(crate) fn of_any_engine(name: &str, deviations: &Deviations) -> Option<Self> {
        let same = |word: &str| word == name || deviations.takes(Latitude::AnyCase) && word.eq_ignore_ascii_case(name);
        ALL.into_iter().find(|privilege| same(privilege.name()))
    }

    /// The narrowest privilege that allows what either of two does.
    pub(crate) fn covering(self, other: Self) -> Self {
        match (self, other) {
            (one, same) if one == same => one,
            (DbOwner, _) | (_, DbOwner) => DbOwner,
            _ => ReadWrite,
        }
    }

    /// The word for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            ReadWrite => "ReadWrite",
            ReadOnly => "ReadOnly",
            DdlOnly => "DDLOnly",
            DmlOnly => "DMLOnly",
            DbOwner => "DBOwner",
        }
    }

    /// The word that the list of databases shows: two engines spell ownership their own way.
    pub(crate) const fn name_in_database(self, engine: Engine) -> &'static str {
        match (self, engine) {
            (DbOwner, Engine::PostgreSql) => "ALL",
            (DbOwner, _) => "DbOwner",
            _ => self.name(),
        }
    }

    /// The statements it allows. `ReadWrite` and `DDLOnly` are spelt as published; the other two follow the
    /// published table of statements per mode, less those that are not given per database.
    pub(crate) const fn detail(self, engine: Engine) -> &'static str {
        match (self, engine) {
            (ReadWrite, Engine::SqlServer) => "db_datawriter,db_datareader",
            (ReadOnly, Engine::SqlServer) => "db_datareader",
            (ReadWrite, _) => {
                "SELECT,INSERT,UPDATE,DELETE,CREATE,DROP,REFERENCES,INDEX,ALTER,CREATE TEMPORARY TABLES,LOCK TABLES,\
                 CREATE VIEW,SHOW VIEW,CREATE ROUTINE,ALTER ROUTINE,EXECUTE,EVENT,TRIGGER"
            }
            (ReadOnly, _) => "SELECT,SHOW VIEW",
            (DdlOnly, _) => {
                "CREATE,DROP,INDEX,ALTER,CREATE TEMPORARY TABLES,LOCK TABLES,CREATE VIEW,SHOW VIEW,CREATE ROUTINE,\
                 ALTER ROUTINE"
            }
            (DmlOnly, _) => {
                "SELECT,INSERT,UPDATE,DELETE,CREATE TEMPORARY TABLES,LOCK TABLES,SHOW VIEW,EXECUTE,EVENT,TRIGGER"
            }
            (DbOwner, _) => "db_owner",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_engine_knows_its_own_words_exactly() {
        let known = |engine| -> Vec<&str> {
            let words = ["ReadWrite", "ReadOnly", "DDLOnly", "DMLOnly", "DBOwner", "readwrite", "Custom", ""];
            words.into_iter().filter(|word| Privilege::named(word, engine, &Deviations::default()).is_some()).collect()
        };
        assert_eq!(known(Engine::MySql), ["ReadWrite", "ReadOnly", "DDLOnly", "DMLOnly"]);
        assert_eq!(known(Engine::MariaDb), known(Engine::MySql));
        assert_eq!(known(Engine::SqlServer), ["ReadWrite", "ReadOnly", "DBOwner"]);
        assert_eq!(known(Engine::PostgreSql), ["DBOwner"]);
    }
}
