//! Masking privileges: what an account sees of encrypted columns.

use super::{
    body::Body,
    cloud::Cloud,
    list::names,
    refusal::{self, Refusal},
    state::{Instance, Live, Masking},
};
use crate::emulator::{
    calendar::instant_s,
    call::Parameters,
    deviation::{Deviation, Deviations},
    inventory::{Engine, State},
    latitude::{Latitude, Order},
};

const FULL_ACCESS: &str = "fullAccess";
const PRIVILEGES: [&str; 3] = ["noneAccess", "restrictedAccess", FULL_ACCESS];

/// `ModifyAccountMaskingPrivilege`: all of its accounts or, where one is unknown, none.
///
/// `ExpireTime` belongs to fullAccess; given with another privilege it is ignored. An instant in the past is an
/// instant. Names are taken as they stand, blanks included, and naming one twice is naming it once.
pub(crate) fn modify(cloud: &Cloud, parameters: &Parameters<'_>, body: &mut Body) -> Result<(), Refusal> {
    let deviations = &cloud.deviations;
    look_ahead(cloud, parameters)?;
    let instance = able(cloud, parameters)?;
    let read = read(cloud, parameters);
    let mut live = instance.live();
    let named = names(parameters, "UserName", deviations)?;
    let users = known(&live, &named, deviations);
    let (masking, users) = match (read, users) {
        (Ok(masking), Ok(users)) => (masking, users),
        (Err(refusal), users) => {
            act_regardless(&mut live, &users.unwrap_or_default(), deviations);
            return Err(refusal);
        }
        (Ok(masking), Err(refusal)) => {
            if deviations.takes(Latitude::PartlyDone) {
                cloud.before_change(&mut live, []);
                let users = existing(&live, &named);
                apply(&mut live, &users, &masking, deviations);
            }
            return Err(refusal);
        }
    };
    cloud.before_change(&mut live, []);
    apply(&mut live, &users, &masking, deviations);
    // The line feed after the id stands in the document's own sample.
    body.object("Data", |body| {
        body.text("key", &format!("{}\n", instance.id));
    });
    body.text("Message", "successful");
    body.boolean("Success", true);
    Ok(())
}

/// The users of a list, if all of them exist.
fn known(live: &Live, named: &[&str], deviations: &Deviations) -> Result<Vec<String>, Refusal> {
    let users = existing(live, named);
    let skips = deviations.has(Deviation::MaskSkipsUnknown(true))
        || !users.is_empty() && deviations.has(Deviation::MaskSkipsUnknown(false));
    if users.len() == named.len() || skips { Ok(users) } else { Err(refusal::ACCOUNT_NOT_FOUND) }
}

fn existing(live: &Live, named: &[&str]) -> Vec<String> {
    let users = named.iter().filter(|user| live.accounts.contains_key(**user));
    users.map(|user| (*user).to_owned()).collect()
}

/// What is checked before the usual order of checks begins.
fn look_ahead(cloud: &Cloud, parameters: &Parameters<'_>) -> Result<(), Refusal> {
    let read = || read(cloud, parameters).map(|_| ());
    let users = || {
        let instance = cloud.instance(parameters.value("DBInstanceName"), refusal::INSTANCE_NOT_FOUND)?;
        let named = names(parameters, "UserName", &cloud.deviations)?;
        known(&instance.live(), &named, &cloud.deviations).map(|_| ())
    };
    match cloud.deviations.order() {
        Some(Order::ParametersFirst) => read(),
        Some(Order::AccountsFirst) => users(),
        Some(Order::StateLast) => read().and_then(|()| users()),
        Some(Order::Backwards) => able(cloud, parameters).and_then(|_| users()),
        None | Some(Order::GrantedFirst) => Ok(()),
    }
}

fn apply(live: &mut Live, users: &[String], masking: &Masking, deviations: &Deviations) {
    let part = deviations.find(|deviation| match deviation {
        Deviation::MasksOnly(part) => Some(part.of(users.len())),
        _ => None,
    });
    for user in users.iter().take(part.unwrap_or(users.len())) {
        let held = live.masking.get(user).map_or("", |held| held.privilege);
        let stays = deviations.find(|deviation| match deviation {
            Deviation::MaskStays(old, new) => (old == held && new == masking.privilege).then_some(()),
            _ => None,
        });
        if stays.is_none() {
            live.masking.insert(user.clone(), masking.clone());
        }
    }
    if deviations.has(Deviation::MaskLeaks) {
        let after = users.first().map(String::as_str).unwrap_or_default();
        let next = live.accounts.keys().find(|name| name.as_str() > after && !users.contains(name)).cloned();
        next.map(|name| live.masking.insert(name, masking.clone()));
    }
}

/// What a refused change must not do.
fn act_regardless(live: &mut Live, users: &[String], deviations: &Deviations) {
    if deviations.has(Deviation::RefusedMaskActs) {
        for user in users {
            let held = live.masking.get(user).map(|held| held.privilege);
            let other = |privilege: &&str| *privilege != "noneAccess" && held != Some(*privilege);
            let privilege = PRIVILEGES.into_iter().find(other).unwrap_or(FULL_ACCESS);
            live.masking.insert(user.clone(), Masking { privilege, expire_time: String::new() });
        }
    }
}

/// `DescribeAccountMaskingPrivilege`: the accounts that were ever configured, those with noneAccess among them.
pub(crate) fn describe(cloud: &Cloud, parameters: &Parameters<'_>, body: &mut Body) -> Result<(), Refusal> {
    let instance = able(cloud, parameters)?;
    let filter = parameters.value("UserName").filter(|name| !name.is_empty());
    let live = instance.live();
    let masking = cloud.late_view(&live).map_or(&live.masking, |view| &view.masking);
    let hides = cloud.deviations.takes(Latitude::NoneAccessUnlisted);
    let shown = masking.iter().filter(|(_, masking)| !(hides && masking.privilege == "noneAccess"));
    body.object("Data", |body| write(body, shown, filter));
    Ok(())
}

fn write<'m>(body: &mut Body, shown: impl Iterator<Item = (&'m String, &'m Masking)>, filter: Option<&str>) {
    let is_listed = |user: &str| filter.is_none_or(|names| names.split(',').any(|name| name == user));
    let listed = shown.filter(|(user, _)| is_listed(user));
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
        _ if instance.engine != Engine::MySql && !cloud.deviations.takes(Latitude::MasksAnyEngine) => {
            Err(refusal::ENGINE_UNSUPPORTED)
        }
        State::Unencrypted => Err(refusal::ENCRYPTION_NOT_PURCHASED),
        State::Running => Ok(instance),
    }
}

fn read(cloud: &Cloud, parameters: &Parameters<'_>) -> Result<Masking, Refusal> {
    let deviations = &cloud.deviations;
    check_presence(parameters, deviations)?;
    let word = parameters.value("Privilege").unwrap_or_default();
    let privilege = privilege(word, deviations).ok_or(refusal::PARAMETERS_INVALID)?;
    let expire_time = parameters.value("ExpireTime");
    if expire_time.is_none() && deviations.has(Deviation::ExpireTimeRequired(privilege)) {
        return Err(refusal::PARAMETER_ABSENT);
    }
    if privilege != FULL_ACCESS {
        if expire_time.is_some() && deviations.takes(Latitude::ExpiryRefusedOtherwise) {
            return Err(refusal::PARAMETERS_INVALID);
        }
        return Ok(Masking { privilege, expire_time: String::new() });
    }
    let expire_time = match expire_time {
        Some(text) if has_passed(text, cloud) && deviations.takes(Latitude::PastExpiryRefused) => {
            return Err(refusal::PARAMETERS_INVALID);
        }
        Some(text) if is_instant(text, deviations) => text.to_owned(),
        Some(_) => return Err(refusal::PARAMETERS_INVALID),
        None if deviations.has(Deviation::ExpireTimeNotRequired) => String::new(),
        None => return Err(refusal::PARAMETER_ABSENT),
    };
    Ok(Masking { privilege, expire_time })
}

/// Nothing optional is required, and nothing documented refused.
fn check_presence(parameters: &Parameters<'_>, deviations: &Deviations) -> Result<(), Refusal> {
    let wrong = deviations.find(|deviation| match deviation {
        Deviation::MaskRequires(name) => (!parameters.has(name)).then_some(refusal::PARAMETER_ABSENT),
        Deviation::MaskRefuses(name) => parameters.has(name).then_some(refusal::PARAMETERS_INVALID),
        _ => None,
    });
    wrong.map_or(Ok(()), Err)
}

fn privilege(word: &str, deviations: &Deviations) -> Option<&'static str> {
    let any_case = deviations.takes(Latitude::AnyCase);
    let same = |privilege: &&str| *privilege == word || any_case && privilege.eq_ignore_ascii_case(word);
    let known = PRIVILEGES.into_iter().find(same);
    let known = known.filter(|privilege| !deviations.has(Deviation::MaskMisses(privilege)));
    let more = deviations.find(|deviation| match deviation {
        Deviation::MaskKnows(more) => (more == word).then_some("noneAccess"),
        _ => None,
    });
    known.or(more)
}

fn is_instant(text: &str, deviations: &Deviations) -> bool {
    let otherwise = deviations.find(|deviation| match deviation {
        Deviation::InstantAccepted(layout) => is_laid_out(text, layout).then_some(true),
        Deviation::InstantRefused(part) => text.contains(part).then_some(false),
        Deviation::InstantsEnd(end_s) => instant_s(text).is_some_and(|at_s| at_s >= end_s).then_some(false),
        _ => None,
    });
    otherwise.unwrap_or_else(|| {
        instant_s(text).is_some() || deviations.takes(Latitude::LooseInstants) && instant_s(&strict(text)).is_some()
    })
}

fn has_passed(text: &str, cloud: &Cloud) -> bool {
    instant_s(text).is_some_and(|at_s| at_s < cloud.now_us() / 1_000_000)
}

/// An instant in lower case, with a fraction or on a leap second, as it would be written without.
fn strict(text: &str) -> String {
    let text = text.to_ascii_uppercase();
    let text = match text.split_once('.') {
        Some((whole, fraction)) if fraction.trim_end_matches('Z').bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{whole}Z")
        }
        _ => text,
    };
    text.replace("23:59:60Z", "23:59:59Z")
}

/// Whether a text is that layout with a digit for every `#`.
fn is_laid_out(text: &str, layout: &str) -> bool {
    let fits = |(letter, place)| if place == '#' { char::is_ascii_digit(&letter) } else { letter == place };
    text.chars().count() == layout.chars().count() && text.chars().zip(layout.chars()).all(fits)
}
