//! Privileges on databases: granting, revoking, and the list of databases that shows who holds what.

use super::{
    body::Body,
    cloud::Cloud,
    privilege::Privilege,
    refusal::{self, Refusal},
    state::{Account, Instance, Live},
};
use crate::emulator::{
    call::Parameters,
    fault::{Fault, Faults},
    inventory::Engine,
};

type Pairs = Vec<(&'static str, Privilege)>;

/// `GrantAccountPrivilege`: all of its list or, where anything in it is wrong, none.
///
/// Items are taken as they stand: blanks belong to a name, an empty item is a name that no database has, and of a
/// database named twice the later privilege counts. A privileged account has no use for a grant and is refused.
pub(crate) fn grant(cloud: &Cloud, parameters: &Parameters<'_>, _: &mut Body) -> Result<(), Refusal> {
    let instance = cloud.instance(parameters.value("DBInstanceId"), refusal::INSTANCE_ID_NOT_FOUND)?.usable()?;
    let mut live = instance.live();
    match plan(instance, &mut live, parameters, cloud.faults) {
        Ok((account, pairs)) => {
            apply(account, pairs, cloud.faults);
            Ok(())
        }
        Err(refusal) => {
            if cloud.faults.has(Fault::RefusalChangesState) {
                apply_regardless(instance, &mut live, parameters);
            }
            Err(refusal)
        }
    }
}

/// Who gets what, once everything about the request has been found right.
fn plan<'l>(
    instance: &Instance,
    live: &'l mut Live,
    parameters: &Parameters<'_>,
    faults: Faults,
) -> Result<(&'l mut Account, Pairs), Refusal> {
    let account = live.account(parameters.value("AccountName").unwrap_or_default())?;
    if account.kind != "Normal" {
        return Err(refusal::ACCOUNT_TYPE);
    }
    let databases: Vec<&str> = items(parameters, "DBName").collect();
    let words: Vec<&str> = items(parameters, "AccountPrivilege").collect();
    if databases.len() != words.len() && !faults.has(Fault::GrantAcceptsCountMismatch) {
        return Err(refusal::COUNTS_DIFFER);
    }
    let named = |word: &&str| Privilege::named(word, instance.engine).ok_or(refusal::PRIVILEGE_MALFORMED);
    let mut privileges = words.iter().map(named).collect::<Result<Vec<_>, _>>()?;
    let databases = databases.iter().map(|name| instance.database(name)).collect::<Result<Vec<_>, _>>()?;
    if faults.has(Fault::GrantReversedPairing) {
        privileges.reverse();
    }
    Ok((account, databases.into_iter().zip(privileges).collect()))
}

fn apply(account: &mut Account, mut pairs: Pairs, faults: Faults) {
    if faults.has(Fault::GrantFirstDatabaseOnly) {
        pairs.truncate(1);
    }
    if faults.has(Fault::GrantReplacesOthers) {
        account.privileges.clear();
    }
    for (database, privilege) in pairs {
        account.grant(database, privilege);
        if faults.has(Fault::GrantFourthOverwritesFirst) && account.privileges.len() > 3 {
            account.privileges.remove(0);
        }
    }
}

/// The fault's own effect: where request and instance have an account and one database, that account gets something.
fn apply_regardless(instance: &Instance, live: &mut Live, parameters: &Parameters<'_>) {
    let named = items(parameters, "AccountPrivilege").find_map(|word| Privilege::named(word, instance.engine));
    let privilege = named.or_else(|| Privilege::of_engine(instance.engine).first().copied());
    let account = live.accounts.get_mut(parameters.value("AccountName").unwrap_or_default());
    let database = instance.database(parameters.value("DBName").unwrap_or_default());
    if let (Some(privilege), Some(account), Ok(database)) = (privilege, account, database) {
        account.grant(database, privilege);
    }
}

/// `RevokeAccountPrivilege`: all of its list or none. What is not held is not missed. On PostgreSQL it succeeds and
/// changes nothing, as observed.
pub(crate) fn revoke(cloud: &Cloud, parameters: &Parameters<'_>, _: &mut Body) -> Result<(), Refusal> {
    let instance = cloud.instance(parameters.value("DBInstanceId"), refusal::INSTANCE_ID_NOT_FOUND)?.usable()?;
    let mut live = instance.live();
    let name = parameters.value("AccountName").unwrap_or_default();
    let account = live.accounts.get_mut(name).ok_or(refusal::ACCOUNT_NOT_FOUND)?;
    if !account.available {
        return Err(refusal::ACCOUNT_STATUS);
    }
    let named = items(parameters, "DBName").map(|name| instance.database(name)).collect::<Result<Vec<_>, _>>()?;
    if instance.engine != Engine::PostgreSql {
        for database in named {
            account.revoke(database);
        }
    }
    Ok(())
}

/// `DescribeDatabases`, without pages: no instance here has more databases than a page holds.
pub(crate) fn describe(cloud: &Cloud, parameters: &Parameters<'_>, body: &mut Body) -> Result<(), Refusal> {
    let instance = cloud.instance(parameters.value("DBInstanceId"), refusal::INSTANCE_ID_NOT_FOUND)?.usable()?;
    let filter = parameters.value("DBName").filter(|name| !name.is_empty());
    let live = instance.live();
    let listed = instance.databases.iter().filter(|name| filter.is_none_or(|filter| **name == filter));
    body.list(("Databases", "Database"), listed, |body, name| {
        write(body, instance, &live, name);
    });
    Ok(())
}

fn write(body: &mut Body, instance: &Instance, live: &Live, database: &str) {
    body.text("DBName", database);
    body.text("DBDescription", "");
    body.text("DBInstanceId", instance.id);
    body.text("DBStatus", "Running");
    body.text("Engine", instance.engine.name());
    body.text("CharacterSetName", character_set(instance.engine));
    let holders = live.accounts.iter().filter_map(|(name, account)| {
        let held = account.privileges.iter().find(|(held, _)| *held == database);
        held.map(|(_, privilege)| (name, privilege))
    });
    body.list(("Accounts", "AccountPrivilegeInfo"), holders, |body, (name, privilege)| {
        body.text("Account", name);
        body.text("AccountPrivilege", privilege.name_in_database(instance.engine));
        body.text("AccountPrivilegeDetail", privilege.detail(instance.engine));
    });
}

const fn character_set(engine: Engine) -> &'static str {
    match engine {
        Engine::MySql | Engine::MariaDb => "utf8mb4",
        Engine::PostgreSql => "UTF8",
        Engine::SqlServer => "Chinese_PRC_CI_AS",
    }
}

fn items<'p>(parameters: &'p Parameters<'_>, name: &str) -> impl Iterator<Item = &'p str> {
    parameters.value(name).unwrap_or_default().split(',')
}
