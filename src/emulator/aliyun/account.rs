//! Accounts: listing them, and setting their passwords.

use super::{
    body::Body,
    cloud::Cloud,
    page::Page,
    password,
    refusal::{self, Refusal},
    state::{Account, Instance},
};
use crate::emulator::{
    call::Parameters,
    fault::{Fault, Faults},
    inventory::Engine,
};

/// When a SQL Server instance's system administrator account was first switched on.
const SYSTEM_ADMIN_SINCE: &str = "2020-02-06T11:00:00Z";

/// `ResetAccountPassword`. Resetting to the password in force is accepted: no document forbids it.
pub(crate) fn reset_password(cloud: &Cloud, parameters: &Parameters<'_>, _: &mut Body) -> Result<(), Refusal> {
    let value = |name| parameters.value(name).unwrap_or_default();
    let instance = cloud.instance(parameters.value("DBInstanceId"), refusal::INSTANCE_NAME_NOT_FOUND)?.usable()?;
    let mut live = instance.live();
    let account = live.account(value("AccountName"))?;
    let password = value("AccountPassword");
    if !password::is_allowed(password, cloud.faults) {
        let echoes = cloud.faults.has(Fault::EchoesPassword);
        return Err(if echoes {
            refusal::PASSWORD_FORMAT.with(&format!(" {password}"))
        } else {
            refusal::PASSWORD_FORMAT
        });
    }
    if cloud.faults.has(Fault::ResetDropsPrivileges) {
        account.privileges.clear();
    }
    Ok(())
}

/// `DescribeAccounts`. An empty `AccountName`, which clients send for none, is no filter; a name that no account has
/// lists nothing, as observed. `TotalRecordCount` is the number of all accounts that match, on whatever page.
pub(crate) fn describe(cloud: &Cloud, parameters: &Parameters<'_>, body: &mut Body) -> Result<(), Refusal> {
    let page = Page::read(parameters)?;
    let instance = cloud.instance(parameters.value("DBInstanceId"), refusal::INSTANCE_NAME_NOT_FOUND)?.usable()?;
    let filter = parameters.value("AccountName").filter(|name| !name.is_empty());
    let live = instance.live();
    let listed: Vec<(&String, &Account)> =
        live.accounts.iter().filter(|(name, _)| is_listed(name, filter, cloud.faults)).collect();
    body.number("PageNumber", page.number);
    body.number("TotalRecordCount", listed.len());
    if instance.engine == Engine::SqlServer {
        body.text("SystemAdminAccountStatus", "True");
        body.text("SystemAdminAccountFirstActivationTime", SYSTEM_ADMIN_SINCE);
    }
    let wrapper = ("Accounts", "DBInstanceAccount");
    body.list(wrapper, page.of(&listed, cloud.faults), |body, (name, account)| write(body, instance, name, account));
    Ok(())
}

fn is_listed(name: &str, filter: Option<&str>, faults: Faults) -> bool {
    let prefix_is_enough = faults.has(Fault::FilterMatchesPrefix);
    filter.is_none_or(|filter| if prefix_is_enough { name.starts_with(filter) } else { name == filter })
}

fn write(body: &mut Body, instance: &Instance, name: &str, account: &Account) {
    let Account { kind, available, privileges } = account;
    body.text("AccountName", name);
    body.text("AccountStatus", if *available { "Available" } else { "Unavailable" });
    body.text("AccountType", kind);
    body.text("AccountDescription", if *kind == "Normal" { "" } else { "Administration account" });
    body.text("DBInstanceId", instance.id);
    body.text("PrivExceeded", "0");
    if instance.engine == Engine::PostgreSql {
        write_role(body, account);
        return;
    }
    body.list(("DatabasePrivileges", "DatabasePrivilege"), privileges, |body, (database, privilege)| {
        body.text("DBName", database);
        body.text("AccountPrivilege", privilege.name());
        body.text("AccountPrivilegeDetail", privilege.detail(instance.engine));
    });
}

/// What only PostgreSQL shows, in place of the database privileges that it does not.
fn write_role(body: &mut Body, account: &Account) {
    let administers = if account.kind == "Normal" { "f" } else { "t" };
    let valid_until = match (account.kind, account.available) {
        ("Normal", true) => "infinity",
        ("Normal", false) => "2022-10-01T00:00:00Z",
        _ => "",
    };
    body.text("ValidUntil", valid_until);
    body.text("CreateDB", administers);
    body.text("Replication", "f");
    body.text("CreateRole", administers);
    body.text("BypassRLS", "f");
}
