//! The instances of a target file.

use toml::Spanned;

use crate::case::Protocol;
use crate::case::{Fixtures, Instance, Table};

use super::check::Names;
use super::error::{TargetError, TargetErrorKind as Kind};
use super::file::InstanceSection;
use super::source::Source;

/// Reads the instances, for requests of this protocol.
pub(super) fn read(
    source: Source<'_>,
    sections: &[InstanceSection],
    protocol: Protocol,
    region: Option<String>,
) -> Result<Fixtures, TargetError> {
    if sections.is_empty() {
        return Err(source.error_of_all(Kind::NoInstance));
    }
    let mut ids = Names::new(source);
    let read = |section: &InstanceSection| {
        let id = ids.take("instance", &section.id)?;
        Reader { names: Names::new(source), protocol }.read(id, section)
    };
    Ok(Fixtures { instances: sections.iter().map(read).collect::<Result<_, _>>()?, region })
}

/// Reads one instance.
struct Reader<'a> {
    names: Names<'a>,
    protocol: Protocol,
}

impl Reader<'_> {
    fn read(mut self, id: String, section: &InstanceSection) -> Result<Instance, TargetError> {
        Ok(Instance {
            id,
            engine: section.engine,
            state: section.state,
            accounts: self.accounts(&section.accounts)?,
            unavailable_accounts: self.accounts(&section.unavailable_accounts)?,
            databases: self.names.take_all("database", &section.databases)?,
            tables: self.tables(section)?,
        })
    }

    /// An account is available or not: both lists share one set of names.
    fn accounts(&mut self, entries: &[Spanned<String>]) -> Result<Vec<String>, TargetError> {
        let accounts = self.names.take_all("account", entries)?;
        if self.protocol == Protocol::TencentCloud
            && let Some(entry) = entries.iter().find(|entry| !is_user_at_host(entry.get_ref()))
        {
            return Err(self.names.refuse("account", entry, "names no host; write `user@host`, as in `alpha@%`"));
        }
        Ok(accounts)
    }

    fn tables(&mut self, section: &InstanceSection) -> Result<Vec<Table>, TargetError> {
        let mut tables = Vec::new();
        for entry in &section.tables {
            tables.push(self.table(entry, &section.databases)?);
        }
        for entry in &section.columns {
            self.add_column(entry, &mut tables)?;
        }
        Ok(tables)
    }

    fn table(&mut self, entry: &Spanned<String>, databases: &[Spanned<String>]) -> Result<Table, TargetError> {
        let path = self.names.take("table", entry)?;
        let [database, name] = parts(&path)
            .ok_or_else(|| self.names.refuse("table", entry, "is not of the form `database.table`; write it so"))?;
        if databases.iter().any(|listed| listed.get_ref() == database) {
            return Ok(Table { database: database.to_owned(), name: name.to_owned(), columns: Vec::new() });
        }
        let owner = format!("the database `{database}`");
        Err(self.names.error(entry, Kind::Orphan { what: "table", name: path.clone(), owner, list: "databases" }))
    }

    fn add_column(&mut self, entry: &Spanned<String>, tables: &mut [Table]) -> Result<(), TargetError> {
        let path = self.names.take("column", entry)?;
        let [database, table, column] = parts(&path).ok_or_else(|| {
            self.names.refuse("column", entry, "is not of the form `database.table.column`; write it so")
        })?;
        let owner = tables.iter_mut().find(|listed| listed.database == database && listed.name == table);
        let Some(owner) = owner else {
            let owner = format!("the table `{database}.{table}`");
            let kind = Kind::Orphan { what: "column", name: path.clone(), owner, list: "tables" };
            return Err(self.names.error(entry, kind));
        };
        owner.columns.push(column.to_owned());
        Ok(())
    }
}

/// A host may be `%`; a user may hold an `@` itself.
fn is_user_at_host(account: &str) -> bool {
    account.rsplit_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
}

/// The parts between the points, when there are so many and none is empty.
fn parts<const N: usize>(path: &str) -> Option<[&str; N]> {
    let parts: Vec<&str> = path.split('.').collect();
    <[&str; N]>::try_from(parts).ok().filter(|parts| parts.iter().all(|part| !part.is_empty()))
}
