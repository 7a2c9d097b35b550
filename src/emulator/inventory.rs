//! What the emulator holds when it starts, as data: credentials, instances, accounts, databases, tables, columns.
//!
//! Every value is made up. Accounts that `offered` leaves out exist and show in lists, but a target file does not name
//! them, so that a run has bystanders it must never touch.

/// An access key and its secret.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Credentials {
    /// What a request names.
    pub(crate) id: &'static str,
    /// What a request is signed with.
    pub(crate) secret: &'static str,
}

/// The one access key of the Aliyun side.
pub(crate) const ALIYUN_KEY: Credentials =
    Credentials { id: "LTAIabideEmulatorKey01", secret: "abideEmulatorAliyunSecret01" };

/// The one secret id of the Tencent side.
pub(crate) const TENCENT_KEY: Credentials =
    Credentials { id: "AKIDabideEmulatorKey01", secret: "abideEmulatorTencentSecret01" };

/// The database engine of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// `MySQL`
    MySql,
    /// `PostgreSQL`
    PostgreSql,
    /// `SQLServer`
    SqlServer,
    /// `MariaDB`
    MariaDb,
}

impl Engine {
    /// The engine's name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::MySql => "MySQL",
            Self::PostgreSql => "PostgreSQL",
            Self::SqlServer => "SQLServer",
            Self::MariaDb => "MariaDB",
        }
    }
}

/// What an instance allows at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Everything.
    Running,
    /// Nothing, because it does not run.
    Stopped,
    /// Nothing, because it is locked.
    Locked,
    /// Everything but masking: the encryption service was not bought.
    Unencrypted,
}

impl State {
    /// The state's word in a target file.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Locked => "locked",
            Self::Unencrypted => "unencrypted",
        }
    }
}

/// An instance of the Aliyun side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RdsInstance {
    /// The instance id.
    pub(crate) id: &'static str,
    /// Its engine.
    pub(crate) engine: Engine,
    /// Its state, which never changes.
    pub(crate) state: State,
    /// Standard accounts that a target file names.
    pub(crate) offered: &'static [&'static str],
    /// Standard accounts that it does not name; a number stands for that many, `reader01` and on.
    pub(crate) bystanders: usize,
    /// Accounts of a type other than `Normal`, with their type; never named in a target file.
    pub(crate) administrators: &'static [(&'static str, &'static str)],
    /// Standard accounts whose status stays `Unavailable`.
    pub(crate) unavailable: &'static [&'static str],
    /// Its databases.
    pub(crate) databases: &'static [&'static str],
    /// Privileges held from the start: account, database, privilege.
    pub(crate) granted: &'static [(&'static str, &'static str, &'static str)],
}

const ACCOUNTS: &[&str] =
    &["alpha", "beta", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "alpha_2", "omega"];
const FEW_ACCOUNTS: &[&str] = &["alpha", "beta", "delta"];
const UNAVAILABLE: &[&str] = &["gamma"];
const DATABASES: &[&str] = &["orders", "billing", "catalog", "customers", "inventory", "payments", "reports", "visits"];
const FEW_DATABASES: &[&str] = &["orders", "billing"];
const TWO_SUPER: &[(&str, &str)] = &[("dba_main", "Super"), ("dba_spare", "Super")];

/// A `MySQL` instance with everything; the others say only where they differ.
const MAIN: RdsInstance = RdsInstance {
    id: "rm-mysql0000000001",
    engine: Engine::MySql,
    state: State::Running,
    offered: ACCOUNTS,
    bystanders: 2,
    administrators: TWO_SUPER,
    unavailable: UNAVAILABLE,
    databases: DATABASES,
    granted: &[("omega", "orders", "ReadWrite"), ("omega", "billing", "DDLOnly"), ("reader01", "catalog", "ReadOnly")],
};

const SMALL: RdsInstance = RdsInstance {
    offered: FEW_ACCOUNTS,
    bystanders: 0,
    administrators: &[("dba_main", "Super")],
    unavailable: &[],
    databases: FEW_DATABASES,
    granted: &[("delta", "orders", "ReadOnly")],
    ..MAIN
};

/// Every instance of the Aliyun side.
pub(crate) const RDS_INSTANCES: &[RdsInstance] = &[
    MAIN,
    RdsInstance {
        id: "pgm-postgres00000001",
        engine: Engine::PostgreSql,
        granted: &[("omega", "orders", "DBOwner")],
        ..MAIN
    },
    RdsInstance {
        id: "rm-sqlserver0000001",
        engine: Engine::SqlServer,
        administrators: &[("dba_main", "Super"), ("dba_system", "Sysadmin")],
        granted: &[("omega", "orders", "ReadWrite"), ("omega", "billing", "DBOwner")],
        ..MAIN
    },
    RdsInstance { id: "rm-mariadb000000001", engine: Engine::MariaDb, ..MAIN },
    // Three pages of thirty, the last one not full.
    RdsInstance { id: "rm-mysqlmany0000001", bystanders: 60, ..MAIN },
    RdsInstance { id: "rm-mysqlstopped0001", state: State::Stopped, ..SMALL },
    RdsInstance { id: "rm-mysqllocked00001", state: State::Locked, ..SMALL },
    RdsInstance { id: "rm-mysqlplain000001", state: State::Unencrypted, ..SMALL },
];

/// A table and its columns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    /// The database it is in.
    pub(crate) database: &'static str,
    /// Its name.
    pub(crate) name: &'static str,
    /// Its columns.
    pub(crate) columns: &'static [&'static str],
}

/// An instance of the Tencent side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CdbInstance {
    /// The instance id.
    pub(crate) id: &'static str,
    /// Accounts that a target file names, as user and host.
    pub(crate) offered: &'static [(&'static str, &'static str)],
    /// Accounts that it does not name.
    pub(crate) bystanders: &'static [(&'static str, &'static str)],
    /// Its databases.
    pub(crate) databases: &'static [&'static str],
    /// Its tables, those of the server itself aside.
    pub(crate) tables: &'static [Table],
    /// Global privileges held from the start.
    pub(crate) granted: &'static [(&'static str, &'static str, &'static str)],
}

/// Tables that every `MySQL` server has, and that privileges are given on in practice.
pub(crate) const SYSTEM_TABLES: &[Table] = &[
    Table { database: "mysql", name: "user", columns: &["host", "user"] },
    Table { database: "mysql", name: "db", columns: &["host", "db", "user"] },
    Table { database: "mysql", name: "slow_log", columns: &["start_time", "sql_text"] },
];

const TABLES: &[Table] = &[
    Table { database: "orders", name: "invoices", columns: &["id", "total", "paid_at"] },
    Table { database: "orders", name: "items", columns: &["id", "quantity"] },
    Table { database: "billing", name: "ledger", columns: &["id", "amount", "currency"] },
    Table { database: "catalog", name: "products", columns: &["id", "name", "price"] },
    Table { database: "catalog", name: "prices", columns: &["product", "amount"] },
    Table { database: "customers", name: "people", columns: &["id", "email"] },
];

const PRIMARY: CdbInstance = CdbInstance {
    id: "cdb-abide001",
    offered: &[
        ("alpha", "%"),
        ("alpha", "10.0.0.%"),
        ("beta", "%"),
        ("beta", "192.168.0.1"),
        ("gamma", "%"),
        ("delta", "%"),
        ("epsilon", "127.0.0.1"),
        ("zeta", "%"),
        ("eta", "%"),
        ("theta", "10.5.10.%"),
        ("iota", "%"),
        ("kappa", "%"),
    ],
    bystanders: &[("root", "%"), ("alpha", "172.16.0.%"), ("kappa", "172.16.0.%"), ("monitor", "127.0.0.1")],
    databases: &["orders", "billing", "catalog", "customers", "inventory", "payments"],
    tables: TABLES,
    granted: &[("root", "%", "SELECT"), ("root", "%", "CREATE USER"), ("monitor", "127.0.0.1", "PROCESS")],
};

/// Every instance of the Tencent side.
pub(crate) const CDB_INSTANCES: &[CdbInstance] = &[PRIMARY, CdbInstance { id: "cdb-abide002", ..PRIMARY }];
