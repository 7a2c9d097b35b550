//! Masking privileges: what an account sees of encrypted columns.

use super::{
    body::Body,
    cloud::Cloud,
    refusal::{self, Refusal},
    state::{Instance, Live, Masking},
};
use crate::emulator::{
    calendar::Written,
    call::Parameters,
    fault::{Fault, Faults},
    inventory::{Engine, State},
};

const FULL_ACCESS: &str = "fullAccess";
const PRIVILEGES: [&str; 3] = ["noneAccess", "restrictedAccess", FULL_ACCESS];

/// `ModifyAccountMaskingPrivilege`: all of its accounts or, where one is unknown, none.
///
/// `ExpireTime` belongs to fullAccess; given with another privilege it is ignored. An instant in the past is an
/// instant. Names are taken as they stand, blanks included, and naming one twice is naming it once.
pub(crate) fn modify(cloud: &Cloud, parameters: &Parameters<'_>, body: &mut Body) -> Result<(), Refusal> {
    let instance = able(cloud, parameters)?;
    let masking = read(parameters, cloud.faults)?;
    let mut live = instance.live();
    let users: Vec<&str> = parameters.value("UserName").unwrap_or_default().split(',').collect();
    if !users.iter().all(|user| live.accounts.contains_key(*user)) {
        return Err(refusal::ACCOUNT_NOT_FOUND);
    }
    for user in users {
        live.masking.insert(user.to_owned(), masking.clone());
    }
    // The line feed after the id stands in the document's own sample.
    body.object("Data", |body| {
        body.text("key", &format!("{}\n", instance.id));
    });
    body.text("Message", "successful");
    body.boolean("Success", true);
    Ok(())
}

/// `DescribeAccountMaskingPrivilege`: the accounts that were ever configured, those with noneAccess among them.
pub(crate) fn describe(cloud: &Cloud, parameters: &Parameters<'_>, body: &mut Body) -> Result<(), Refusal> {
    let instance = able(cloud, parameters)?;
    let filter = parameters.value("UserName").filter(|name| !name.is_empty());
    let live = instance.live();
    body.object("Data", |body| write(body, &live, filter));
    Ok(())
}

fn write(body: &mut Body, live: &Live, filter: Option<&str>) {
    let is_listed = |user: &str| filter.is_none_or(|names| names.split(',').any(|name| name == user));
    let listed = live.masking.iter().filter(|(user, _)| is_listed(user));
    body.items("UserPrivilege", listed, |body, (user, masking)| {
        body.text("UserName", user);
        body.text("Privilege", masking.privilege);
        body.text("ExpireTime", &masking.expire_time);
    });
}

/// The instance, if it can mask at all. Its error table has no code for a lock, so a lock is a wrong status.
fn able<'c>(cloud: &'c Cloud, parameters: &Parameters<'_>) -> Result<&'c Instance, Refusal> {
    let instance = cloud.instance(parameters.value("DBInstanceName"), refusal::INSTANCE_NOT_FOUND)?;
    match instance.state {
        State::Stopped => Err(refusal::INSTANCE_STATE),
        State::Locked => Err(refusal::INSTANCE_STATUS),
        _ if instance.engine != Engine::MySql => Err(refusal::ENGINE_UNSUPPORTED),
        State::Unencrypted => Err(refusal::ENCRYPTION_NOT_PURCHASED),
        State::Running => Ok(instance),
    }
}

fn read(parameters: &Parameters<'_>, faults: Faults) -> Result<Masking, Refusal> {
    let word = parameters.value("Privilege").unwrap_or_default();
    let known = PRIVILEGES.into_iter().find(|privilege| *privilege == word);
    let privilege = known.ok_or(refusal::PARAMETERS_INVALID)?;
    if privilege != FULL_ACCESS {
        return Ok(Masking { privilege, expire_time: String::new() });
    }
    let expire_time = match parameters.value("ExpireTime") {
        Some(text) if is_instant(text, faults) => text.to_owned(),
        Some(_) => return Err(refusal::PARAMETERS_INVALID),
        None if faults.has(Fault::ExpireTimeNotRequired) => String::new(),
        None => return Err(refusal::PARAMETER_ABSENT),
    };
    Ok(Masking { privilege, expire_time })
}

fn is_instant(text: &str, faults: Faults) -> bool {
    let Some(written) = Written::read(text) else {
        return false;
    };
    let is_february_30 = (written.month, written.day) == (2, 30);
    written.instant_s().is_some() || is_february_30 && faults.has(Fault::ExpireTimeAcceptsFebruary30)
}
