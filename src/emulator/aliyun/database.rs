//! Privileges on databases: granting, revoking, and the list of databases that shows who holds what.

use std::collections::BTreeMap;

use super::{
    body::Body,
    cloud::Cloud,
    list::{items, names},
    privilege::Privilege,
    refusal::{self, Refusal},
    state::{Account, Instance, Live},
};
use crate::emulator::{
    call::Parameters,
    deviation::{Deviation, Deviations, Pairing},
    inventory::Engine,
    latitude::{Latitude, Order},
};

type Pairs = Vec<(&'static str, Privilege)>;

/// `GrantAccountPrivilege`: all of its list or, where anything in it is wrong, none.
///
/// Items are taken as they stand: blanks belong to a name, an empty item is a name that no database has, and of a
/// database named twice the later privilege counts. A privileged account has no use for a grant and is refused.
pub(crate) fn grant(cloud: &Cloud, parameters: &Parameters<'_>, _: &mut Body) -> Result<(), Refusal> {
    look_ahead(cloud, parameters)?;
    let instance = cloud.instance(parameters.value("DBInstanceId"), refusal::INSTANCE_ID_NOT_FOUND)?.usable()?;
    let mut live = instance.live();
    let name = parameters.value("AccountName").unwrap_or_default();
    let read = plan(instance, (&mut live, cloud.now_us()), parameters, &cloud.deviations);
    match read {
        Ok(pairs) => {
            cloud.before_change(&mut live, [name]);
            spread(&mut live, name, &pairs, &cloud.deviations);
            if let Some(account) = live.accounts.get_mut(name) {
                apply(instance, account, pairs, &cloud.deviations);
            }
            Ok(())
        }
        Err(refusal) => {
            act_regardless(instance, &mut live, parameters, &refusal, &cloud.deviations);
            Err(refusal)
        }
    }
}

/// What is given, once everything about the request has been found right.
fn plan(
    instance: &Instance,
    (live, now_us): (&mut Live, i64),
    parameters: &Parameters<'_>,
    deviations: &Deviations,
) -> Result<Pairs, Refusal> {
    let account = live.account(parameters.value("AccountName").unwrap_or_default(), now_us)?;
    if account.kind != "Normal" {
        return Err(refusal::ACCOUNT_TYPE);
    }
    let mut databases = names(parameters, "DBName", deviations)?;
    let words = items(parameters, "AccountPrivilege", deviations);
    check_counts(databases.len(), words.len(), deviations)?;
    let mut privileges = read_words(&words, instance.engine, deviations)?;
    if deviations.takes(Latitude::UnknownDatabasesTaken) {
        let mut kept = databases.iter().map(|name| instance.database(name).is_ok());
        privileges.retain(|_| kept.next().unwrap_or(true));
        databases.retain(|name| instance.database(name).is_ok());
    }
    let databases = databases.iter().map(|name| instance.database(name)).collect::<Result<Vec<_>, _>>()?;
    check_regrants(account, &databases, &privileges, deviations)?;
    if let Some(last) = privileges.last().copied().filter(|_| deviations.has(Deviation::FewerPrivileges)) {
        privileges.resize(databases.len().max(privileges.len()), last);
    }
    Ok(pair(databases, privileges, (account.past.grants, deviations)))
}

fn read_words(words: &[&str], engine: Engine, deviations: &Deviations) -> Result<Vec<Privilege>, Refusal> {
    let by_type = deviations.takes(Latitude::ForeignWordsByType);
    let named = |word: &&str| {
        Privilege::named(word, engine, deviations).ok_or_else(|| {
            let foreign = Privilege::of_any_engine(word, deviations).is_some();
            if foreign && by_type { refusal::PRIVILEGE_TYPE } else { refusal::PRIVILEGE_MALFORMED }
        })
    };
    words.iter().map(named).collect()
}

/// Whether something may be granted on databases on which something is held.
fn check_regrants(
    account: &Account,
    databases: &[&'static str],
    privileges: &[Privilege],
    deviations: &Deviations,
) -> Result<(), Refusal> {
    let any = deviations.takes(Latitude::AnyGrantRefused);
    let same = deviations.takes(Latitude::SameGrantRefused);
    let refused = databases.iter().zip(privileges).any(|(database, privilege)| match account.held(database) {
        None => false,
        Some(held) => any || same && held == *privilege,
    });
    if refused { Err(refusal::GRANTED_ALREADY) } else { Ok(()) }
}

/// What is checked before the usual order of checks begins.
fn look_ahead(cloud: &Cloud, parameters: &Parameters<'_>) -> Result<(), Refusal> {
    let deviations = &cloud.deviations;
    let Some(order) = deviations.order() else { return Ok(()) };
    let named = names(parameters, "DBName", deviations)?;
    let words = items(parameters, "AccountPrivilege", deviations);
    let counts = || check_counts(named.len(), words.len(), deviations);
    if order == Order::ParametersFirst {
        counts()?;
    }
    let instance = cloud.instance(parameters.value("DBInstanceId"), refusal::INSTANCE_ID_NOT_FOUND)?;
    let mut live = instance.live();
    let name = parameters.value("AccountName").unwrap_or_default();
    let mut account = || live.account(name, cloud.now_us()).cloned();
    let spelt = || read_words(&words, instance.engine, deviations).map(|_| ());
    let databases = || named.iter().try_for_each(|name| instance.database(name).map(|_| ()));
    match order {
        Order::ParametersFirst => spelt(),
        Order::Backwards => spelt().and_then(|()| databases()).and_then(|()| account().map(|_| ())),
        Order::AccountsFirst => account().map(|_| ()),
        Order::StateLast => account().and_then(|_| counts()).and_then(|()| spelt()).and_then(|()| databases()),
        Order::GrantedFirst => {
            let holds = account().is_ok_and(|account| named.iter().any(|name| account.held(name).is_some()));
            if holds { Err(refusal::GRANTED_ALREADY) } else { Ok(()) }
        }
    }
}

fn check_counts(databases: usize, words: usize, deviations: &Deviations) -> Result<(), Refusal> {
    let longest = deviations.find(|deviation| match deviation {
        Deviation::LongestGrant(longest) => Some(longest),
        _ => None,
    });
    let forgiven = words > databases && deviations.has(Deviation::MorePrivileges)
        || words < databases && deviations.has(Deviation::FewerPrivileges);
    let too_long = longest.is_some_and(|longest| databases > longest);
    if too_long || databases != words && !forgiven { Err(refusal::COUNTS_DIFFER) } else { Ok(()) }
}

/// The n-th privilege for the n-th database.
fn pair(
    mut databases: Vec<&'static str>,
    mut privileges: Vec<Privilege>,
    (grants, deviations): (usize, &Deviations),
) -> Pairs {
    let wrong = deviations.find(|deviation| match deviation {
        Deviation::Pairing(pairing) => Some(pairing),
        Deviation::ThirdGrantSwaps if grants >= 2 => Some(Pairing::Reversed),
        _ => None,
    });
    match wrong {
        None => {}
        Some(Pairing::Reversed) => privileges.reverse(),
        Some(Pairing::Turned) => privileges.rotate_right(1),
        Some(Pairing::FirstForAll) => {
            if let Some(first) = privileges.first().copied() {
                privileges.fill(first);
            }
        }
        Some(Pairing::Sorted) => databases.sort_unstable(),
    }
    databases.into_iter().zip(privileges).collect()
}

/// What a grant does to accounts that it does not name: nothing.
fn spread(live: &mut Live, name: &str, pairs: &Pairs, deviations: &Deviations) {
    let give =
        |account: &mut Account| pairs.iter().for_each(|(database, privilege)| account.grant(database, *privilege));
    if deviations.has(Deviation::GrantLeaksToNext)
        && let Some(next) = live.next(name)
    {
        give(next);
    }
    if deviations.has(Deviation::GrantLeaksToPrefix) {
        let longer = live.accounts.iter_mut().filter(|(other, _)| *other != name && other.starts_with(name));
        longer.for_each(|(_, account)| give(account));
    }
}

fn apply(instance: &Instance, account: &mut Account, mut pairs: Pairs, deviations: &Deviations) {
    bend(instance, &mut pairs, deviations);
    disturb(instance, account, &pairs, deviations);
    for (database, privilege) in pairs {
        give(instance, account, (database, privilege), deviations);
        let most = deviations.find(|deviation| match deviation {
            Deviation::GrantLimit(most) => Some(most),
            _ => None,
        });
        if most.is_some_and(|most| account.privileges.len() > most) {
            account.privileges.remove(0);
        }
    }
    account.past.grants += 1;
    account.past.resets = 0;
}

/// Makes something else of what a grant gives.
fn bend(instance: &Instance, pairs: &mut Pairs, deviations: &Deviations) {
    let part = deviations.find(|deviation| match deviation {
        Deviation::GrantsOnly(part) => Some(part),
        _ => None,
    });
    if let Some(part) = part {
        pairs.truncate(part.of(pairs.len()));
    }
    pairs.retain(|(_, privilege)| !deviations.has(Deviation::GrantLost(privilege.name())));
    for (_, privilege) in pairs {
        let other = deviations.find(|deviation| match deviation {
            Deviation::GrantShifted(asked, given) => (asked == privilege.name()).then_some(given),
            _ => None,
        });
        let other = other.and_then(|word| Privilege::named(word, instance.engine, deviations));
        *privilege = other.unwrap_or(*privilege);
    }
}

/// What a grant must not do to what is held on other databases.
fn disturb(instance: &Instance, account: &mut Account, pairs: &Pairs, deviations: &Deviations) {
    let named = |database: &str| pairs.iter().any(|(named, _)| *named == database);
    let after_reset = account.past.resets > 0 && deviations.has(Deviation::GrantAfterResetForgets);
    if after_reset || deviations.has(Deviation::GrantReplacesOthers) {
        account.privileges.clear();
    }
    if account.past.grants >= 2 && deviations.has(Deviation::ThirdGrantForgets) {
        let first = account.privileges.iter().position(|(held, _)| !named(held));
        first.map(|place| account.privileges.remove(place));
    }
    if deviations.has(Deviation::GrantClearsNext) {
        for (database, _) in pairs {
            let place = instance.databases.iter().position(|known| known == database).unwrap_or_default();
            if let Some(next) = instance.databases.get(place + 1).filter(|next| !named(next)) {
                account.revoke(next);
            }
        }
    }
}

/// Gives one privilege, in place of what was held on its database.
fn give(
    instance: &Instance,
    account: &mut Account,
    (database, privilege): (&'static str, Privilege),
    deviations: &Deviations,
) {
    let Some(old) = account.held(database) else { return account.grant(database, privilege) };
    if deviations.takes(Latitude::GrantKeepsOld) {
        return;
    }
    if deviations.takes(Latitude::GrantMerges) {
        return account.grant(database, old.covering(privilege));
    }
    let doubles = deviations.has(Deviation::RegrantDoubles) && old == privilege
        || deviations.has(Deviation::OtherRegrantDoubles) && old != privilege
        || deviations.has(Deviation::RegrantAfterResetDoubles) && account.past.resets > 0;
    let third = deviations.find(|deviation| match deviation {
        Deviation::RegrantGives(word) => Privilege::named(word, instance.engine, deviations),
        _ => None,
    });
    if doubles {
        account.privileges.push((database, privilege));
    } else {
        account.grant(database, third.unwrap_or(privilege));
    }
}

/// What a refused grant must not do: where request and instance have an account and one database, something happens.
fn act_regardless(
    instance: &Instance,
    live: &mut Live,
    parameters: &Parameters<'_>,
    refusal: &Refusal,
    deviations: &Deviations,
) {
    let known = |word| Privilege::named(word, instance.engine, deviations);
    let privilege = items(parameters, "AccountPrivilege", deviations)
        .into_iter()
        .find_map(known)
        .or_else(|| Privilege::of_engine(instance.engine).first().copied());
    let account = live.accounts.get_mut(parameters.value("AccountName").unwrap_or_default());
    let database = items(parameters, "DBName", deviations).first().map(|name| instance.database(name));
    let (Some(privilege), Some(account), Some(Ok(database))) = (privilege, account, database) else { return };
    let counts_differ = *refusal == refusal::COUNTS_DIFFER && deviations.has(Deviation::RefusedCountActs);
    if counts_differ || deviations.has(Deviation::RefusedGrantActs) {
        account.grant(database, privilege);
    }
    if *refusal == refusal::PRIVILEGE_MALFORMED && deviations.has(Deviation::RefusedGrantRevokes) {
        account.revoke(database);
    }
}

/// `RevokeAccountPrivilege`: all of its list or none. What is not held is not missed. On PostgreSQL it succeeds and
/// changes nothing, as observed.
pub(crate) fn revoke(cloud: &Cloud, parameters: &Parameters<'_>, _: &mut Body) -> Result<(), Refusal> {
    let instance = cloud.instance(parameters.value("DBInstanceId"), refusal::INSTANCE_ID_NOT_FOUND)?.usable()?;
    let mut live = instance.live();
    let name = parameters.value("AccountName").unwrap_or_default();
    let account = live.accounts.get(name).ok_or(refusal::ACCOUNT_NOT_FOUND)?;
    if !account.is_available(cloud.now_us()) {
        return Err(refusal::ACCOUNT_STATUS);
    }
    let named = items(parameters, "DBName", &cloud.deviations);
    let named = named.into_iter().map(|name| instance.database(name)).collect::<Result<Vec<_>, _>>()?;
    cloud.before_change(&mut live, [name]);
    if let Some(account) = live.accounts.get_mut(name).filter(|_| instance.engine != Engine::PostgreSql) {
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
    let accounts = cloud.late_view(&live).map_or(&live.accounts, |view| &view.accounts);
    body.list(("Databases", "Database"), listed, |body, name| {
        write(body, instance, accounts, name);
    });
    Ok(())
}

fn write(body: &mut Body, instance: &Instance, accounts: &BTreeMap<String, Account>, database: &str) {
    body.text("DBName", database);
    body.text("DBDescription", "");
    body.text("DBInstanceId", instance.id);
    body.text("DBStatus", "Running");
    body.text("Engine", instance.engine.name());
    body.text("CharacterSetName", character_set(instance.engine));
    let holders =
        accounts.iter().filter_map(|(name, account)| account.held(database).map(|privilege| (name, privilege)));
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
