//! Accounts: listing them, and setting their passwords.

use super::{
    body::Body,
    cloud::Cloud,
    page::Page,
    password,
    privilege::Privilege,
    refusal::{self, Refusal},
    state::{Account, Instance, Live},
};
use crate::emulator::{
    call::Parameters,
    deviation::{Deviation, Deviations, Echo, Filter, Pages, Total},
    inventory::Engine,
    latitude::{Latitude, Order},
};

/// When a SQL Server instance's system administrator account was first switched on.
const SYSTEM_ADMIN_SINCE: &str = "2020-02-06T11:00:00Z";

/// `ResetAccountPassword`. Resetting to the password in force is accepted: no document forbids it.
pub(crate) fn reset_password(cloud: &Cloud, parameters: &Parameters<'_>, body: &mut Body) -> Result<(), Refusal> {
    let value = |name| parameters.value(name).unwrap_or_default();
    look_ahead(cloud, parameters)?;
    let instance = cloud.instance(parameters.value("DBInstanceId"), refusal::INSTANCE_NAME_NOT_FOUND)?.usable()?;
    let mut live = instance.live();
    let account = live.account(value("AccountName"), cloud.now_us())?;
    let password = value("AccountPassword");
    if !password::is_allowed(password, &cloud.deviations) {
        if cloud.deviations.has(Deviation::RefusedResetDrops) {
            account.privileges.clear();
        }
        return Err(wrong_password(password, &cloud.deviations));
    }
    if cloud.deviations.takes(Latitude::SamePasswordRefused) {
        if account.password.as_deref() == Some(password) {
            return Err(refusal::PASSWORD_SAME);
        }
        account.password = Some(password.to_owned());
    }
    forget(account, &cloud.deviations);
    if cloud.deviations.has(Deviation::Echoes(Echo::Success)) {
        body.text("AccountPassword", password);
    }
    if cloud.deviations.has(Deviation::ResetTouchesNeighbour)
        && let Some(next) = live.next(value("AccountName"))
    {
        next.privileges.clear();
    }
    cloud.before_change(&mut live, [value("AccountName")]);
    Ok(())
}

/// What is checked before the usual order of checks begins.
fn look_ahead(cloud: &Cloud, parameters: &Parameters<'_>) -> Result<(), Refusal> {
    let Some(order) = cloud.deviations.order() else { return Ok(()) };
    let password = || {
        let password = parameters.value("AccountPassword").unwrap_or_default();
        let allowed = password::is_allowed(password, &cloud.deviations);
        if allowed { Ok(()) } else { Err(wrong_password(password, &cloud.deviations)) }
    };
    let account = || {
        let instance = cloud.instance(parameters.value("DBInstanceId"), refusal::INSTANCE_NAME_NOT_FOUND)?;
        instance.live().account(parameters.value("AccountName").unwrap_or_default(), cloud.now_us()).map(|_| ())
    };
    match order {
        Order::ParametersFirst => password(),
        Order::Backwards => password().and_then(|()| account()),
        Order::AccountsFirst => account(),
        Order::StateLast => account().and_then(|()| password()),
        Order::GrantedFirst => Ok(()),
    }
}

fn wrong_password(password: &str, deviations: &Deviations) -> Refusal {
    if deviations.has(Deviation::Echoes(Echo::Message)) {
        return refusal::PASSWORD_FORMAT.with(&format!(" {password}"));
    }
    if deviations.has(Deviation::Echoes(Echo::Link)) {
        let encoded: String = form_urlencoded::byte_serialize(password.as_bytes()).collect();
        return refusal::PASSWORD_FORMAT.with_link(format!("&value={encoded}"));
    }
    refusal::PASSWORD_FORMAT
}

/// What a reset must not do.
fn forget(account: &mut Account, deviations: &Deviations) {
    account.past.resets += 1;
    let twice = account.past.resets > 1 && deviations.has(Deviation::SecondResetDrops);
    if twice || deviations.has(Deviation::ResetDropsPrivileges) {
        account.privileges.clear();
    }
    if deviations.has(Deviation::ResetDropsLast) {
        account.privileges.pop();
    }
}

/// `DescribeAccounts`. An empty `AccountName`, which clients send for none, is no filter; a name that no account has
/// lists nothing, as observed. `TotalRecordCount` is the number of all accounts that match, on whatever page.
pub(crate) fn describe(cloud: &Cloud, parameters: &Parameters<'_>, body: &mut Body) -> Result<(), Refusal> {
    let deviations = &cloud.deviations;
    if deviations.order() == Some(Order::Backwards) {
        cloud.instance(parameters.value("DBInstanceId"), refusal::INSTANCE_NAME_NOT_FOUND)?.usable()?;
    }
    let page = Page::read(parameters, deviations)?;
    let instance = cloud.instance(parameters.value("DBInstanceId"), refusal::INSTANCE_NAME_NOT_FOUND)?.usable()?;
    let filter = parameters.value("AccountName").filter(|name| !name.is_empty());
    let mut live = instance.live();
    disturb(&mut live, deviations);
    let accounts = cloud.late_view(&live).map_or(&live.accounts, |view| &view.accounts);
    let listed: Vec<(&String, &Account)> =
        accounts.iter().filter(|(name, _)| is_listed(name, filter, deviations)).collect();
    if filter.is_some() && listed.is_empty() && deviations.takes(Latitude::UnknownFilterRefused) {
        return Err(refusal::ACCOUNT_NAME_NOT_FOUND);
    }
    let mut shown = page.of(&listed, deviations).to_vec();
    let counted = if deviations.takes(Latitude::TotalOfPage) { shown.len() } else { listed.len() };
    body.number("PageNumber", shown_number(page.number, deviations));
    body.number("TotalRecordCount", total(&live, counted, deviations));
    if instance.engine == Engine::SqlServer {
        body.text("SystemAdminAccountStatus", "True");
        body.text("SystemAdminAccountFirstActivationTime", SYSTEM_ADMIN_SINCE);
    }
    write_more(body, instance.engine, deviations, Deviation::ListShows);
    if deviations.has(Deviation::Pages(Pages::Unsteady)) && page.number > 1 && !shown.is_empty() {
        let turn = live.lists % shown.len();
        shown.rotate_left(turn);
    }
    let forgets = deviations.has(Deviation::ListForgets) && live.lists % 2 == 1;
    let now_us = cloud.now_us();
    body.list(("Accounts", "DBInstanceAccount"), shown, |body, (name, account)| {
        write(body, instance, (name, account, account.is_available(now_us)), (forgets, deviations));
    });
    Ok(())
}

/// What a list must not do.
fn disturb(live: &mut Live, deviations: &Deviations) {
    live.lists += 1;
    if deviations.has(Deviation::ListTurns) {
        live.accounts.values_mut().for_each(|account| account.privileges.reverse());
    }
    if deviations.has(Deviation::ListDrops) {
        live.accounts.values_mut().find(|account| !account.privileges.is_empty()).map(|found| found.privileges.pop());
    }
}

fn shown_number(number: usize, deviations: &Deviations) -> usize {
    let otherwise = deviations.find(|deviation| match deviation {
        Deviation::PageNumberShown(shown) => Some(shown),
        _ => None,
    });
    otherwise.unwrap_or(number)
}

fn total(live: &Live, listed: usize, deviations: &Deviations) -> usize {
    let wrong = deviations.find(|deviation| match deviation {
        Deviation::Total(total) => Some(total),
        _ => None,
    });
    match wrong {
        None => listed,
        Some(Total::OneMore) => listed + 1,
        Some(Total::Unfiltered) => live.accounts.len(),
    }
}

fn is_listed(name: &str, filter: Option<&str>, deviations: &Deviations) -> bool {
    let Some(filter) = filter else { return true };
    let wrong = deviations.find(|deviation| match deviation {
        Deviation::Filter(filter) => Some(filter),
        _ => None,
    });
    match wrong {
        None => name == filter,
        Some(Filter::Ignored) => true,
        Some(Filter::Prefix) => name.starts_with(filter),
        Some(Filter::Substring) => name.contains(filter),
        Some(Filter::Suffix) => name.ends_with(filter),
        Some(Filter::NoDigits) => name == filter && !name.contains(|letter: char| letter.is_ascii_digit()),
    }
}

fn write(
    body: &mut Body,
    instance: &Instance,
    (name, account, available): (&str, &Account, bool),
    (forgets, deviations): (bool, &Deviations),
) {
    let Account { kind, privileges, .. } = account;
    let status = if available { "Available" } else { "Unavailable" };
    body.text("AccountName", name);
    body.text("AccountStatus", other_text(instance.engine, "AccountStatus", deviations).unwrap_or(status));
    body.text("AccountType", kind);
    if !forgets {
        body.text("AccountDescription", if *kind == "Normal" { "" } else { "Administration account" });
    }
    body.text("DBInstanceId", instance.id);
    body.text("PrivExceeded", "0");
    write_more(body, instance.engine, deviations, Deviation::AccountShows);
    if instance.engine == Engine::PostgreSql {
        write_role(body, account);
        if deviations.takes(Latitude::EmptyPrivilegesShown) {
            body.list(("DatabasePrivileges", "DatabasePrivilege"), [0_usize; 0], |_, _| {});
        }
        return;
    }
    body.list(("DatabasePrivileges", "DatabasePrivilege"), privileges, |body, (database, privilege)| {
        body.text("DBName", database);
        body.text("AccountPrivilege", shown_privilege(*privilege, instance.engine, deviations));
        body.text("AccountPrivilegeDetail", privilege.detail(instance.engine));
    });
}

/// SQL Server shows one of its words in any letter case.
fn shown_privilege(privilege: Privilege, engine: Engine, deviations: &Deviations) -> &'static str {
    let otherwise = deviations.find(|deviation| match deviation {
        Deviation::PrivilegeShown(of, word, shown) => (of == engine && word == privilege.name()).then_some(shown),
        Deviation::Takes(Latitude::OwnerShown(word)) => {
            (engine == Engine::SqlServer && privilege == Privilege::DbOwner).then_some(word)
        }
        _ => None,
    });
    otherwise.unwrap_or(privilege.name())
}

/// Another text for a documented member of accounts.
fn other_text(engine: Engine, member: &str, deviations: &Deviations) -> Option<&'static str> {
    deviations.find(|deviation| match deviation {
        Deviation::AccountShows(of, name, text) => (of == engine && name == member).then_some(text),
        _ => None,
    })
}

/// Members that an engine does not have, where a deviation of that kind shows one.
fn write_more(
    body: &mut Body,
    engine: Engine,
    deviations: &Deviations,
    kind: fn(Engine, &'static str, &'static str) -> Deviation,
) {
    let more = deviations.find(|deviation| match deviation {
        Deviation::AccountShows(of, name, text) | Deviation::ListShows(of, name, text) => {
            let own = of == engine && name != "AccountStatus" && deviation == kind(of, name, text);
            own.then_some((name, text))
        }
        _ => None,
    });
    if let Some((name, text)) = more {
        body.text(name, text);
    }
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
