//! What tests share: fixtures like a target file lists them; emulators, runs and servers in files of their own.

pub(crate) mod emulated;
pub(crate) mod run;
pub(crate) mod server;

use abide::case::{Engine, Fixtures, Instance, InstanceState, Table};

/// Fixtures for a suite, with everything that any requirement needs.
pub(crate) fn fixtures(suite: &str) -> Fixtures {
    let instances = match suite {
        "tencent-cdb" => vec![tencent()],
        _ => aliyun(),
    };
    Fixtures { instances, region: Some("cn-hangzhou".to_owned()) }
}

fn names(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{prefix}{number}")).collect()
}

fn instance(id: &str, engine: Engine, state: InstanceState) -> Instance {
    Instance {
        id: id.to_owned(),
        engine,
        state,
        accounts: names("account", 6),
        unavailable_accounts: vec!["gone".to_owned()],
        databases: names("db", 5),
        tables: Vec::new(),
    }
}

fn aliyun() -> Vec<Instance> {
    vec![
        instance("rm-mysql0000000001", Engine::MySQL, InstanceState::Running),
        instance("pgm-postgres000001", Engine::PostgreSQL, InstanceState::Running),
        instance("rm-sqlserver000001", Engine::SQLServer, InstanceState::Running),
        instance("rm-mariadb00000001", Engine::MariaDB, InstanceState::Running),
        instance("rm-stopped00000001", Engine::MySQL, InstanceState::Stopped),
        instance("rm-locked000000001", Engine::MySQL, InstanceState::Locked),
        instance("rm-unencrypted0001", Engine::MySQL, InstanceState::Unencrypted),
    ]
}

fn tencent() -> Instance {
    let table = |database: &str, name: &str| Table {
        database: database.to_owned(),
        name: name.to_owned(),
        columns: names("c", 2),
    };
    Instance {
        accounts: ["app@%", "app@10.0.0.1", "report@%", "batch@%"].map(str::to_owned).to_vec(),
        unavailable_accounts: Vec::new(),
        tables: vec![table("db0", "orders"), table("db1", "invoices"), table("db0", "items")],
        ..instance("cdb-a1b2c3d4", Engine::MySQL, InstanceState::Running)
    }
}
