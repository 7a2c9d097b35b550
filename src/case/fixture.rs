//! What a run may use on a target: instances with their accounts, databases and tables.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Everything that the target file allows a run to name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixtures {
    /// The instances, in the order of the target file.
    pub instances: Vec<Instance>,
    /// The region that requests may carry.
    pub region: Option<String>,
}

/// One instance and what the run may use on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Instance id, as requests carry it.
    pub id: String,
    /// Database engine.
    pub engine: Engine,
    /// The state the instance is in for as long as the run lasts.
    pub state: InstanceState,
    /// Accounts that are available; for TencentDB `user@host`.
    pub accounts: Vec<String>,
    /// Accounts that exist and are not available.
    pub unavailable_accounts: Vec<String>,
    /// Databases.
    pub databases: Vec<String>,
    /// Tables.
    pub tables: Vec<Table>,
}

/// A table and those of its columns that may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Database that holds it.
    pub database: String,
    /// Its name.
    pub name: String,
    /// Columns that privileges may be given on.
    pub columns: Vec<String>,
}

/// A database engine, by the vendors' spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Engine {
    /// MySQL.
    MySQL,
    /// PostgreSQL.
    PostgreSQL,
    /// Microsoft SQL Server.
    SQLServer,
    /// MariaDB.
    MariaDB,
}

/// The state of an instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InstanceState {
    /// Running, unlocked and with every service that an operation needs.
    #[default]
    Running,
    /// Not running.
    Stopped,
    /// Locked.
    Locked,
    /// Running, without the column encryption service.
    Unencrypted,
}

impl Fixtures {
    /// The instance with this id.
    #[must_use]
    pub fn instance(&self, id: &str) -> Option<&Instance> {
        self.instances.iter().find(|instance| instance.id == id)
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:?}")
    }
}

impl fmt::Display for InstanceState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Locked => "locked",
            Self::Unencrypted => "unencrypted",
        })
    }
}
