//! The observers: what an account holds, and how a task stands.

use serde_json::{Map, Value, json};

use super::{
    cloud::Cloud,
    modify::Held,
    privilege::Privileges,
    refusal::{self, Refusal},
    schema::text,
    state::Instance,
    task::{Standing, TaskId},
};
use crate::emulator::{
    deviation::{Deviation, Deviations},
    latitude::Latitude,
};

/// `DescribeAccountPrivileges`: four lists, empty ones included; objects on which nothing is held are no entries.
pub(crate) fn account_privileges(cloud: &Cloud, given: &Map<String, Value>) -> Result<Value, Refusal> {
    let instance = cloud.instance(given)?;
    let key = (text(given.get("User")), text(given.get("Host")));
    let live = instance.at(cloud.now_us(), cloud.deviations());
    let held = live.held(&key)?;
    let deviations = cloud.deviations();
    let held = &if deviations.takes(Latitude::EmptyEntriesListed) { padded(instance, held) } else { held.clone() };
    let global = held.iter().find(|(path, _)| path.is_empty());
    Ok(json!({
        "GlobalPrivileges": global.map(|(_, privileges)| words(*privileges, deviations)).unwrap_or_default(),
        "DatabasePrivileges": entries(held, ["Database"], deviations),
        "TablePrivileges": entries(held, ["Database", "Table"], deviations),
        "ColumnPrivileges": entries(held, ["Database", "Table", "Column"], deviations),
    }))
}

/// What is held, and every database on which nothing is.
fn padded(instance: &Instance, held: &Held) -> Held {
    let mut padded = held.clone();
    for database in instance.databases() {
        padded.entry(vec![(*database).to_owned()]).or_default();
    }
    padded
}

fn words(privileges: Privileges, deviations: &Deviations) -> Vec<&'static str> {
    let mut words = privileges.names();
    if deviations.takes(Latitude::ListedBackwards) {
        words.reverse();
    }
    words
}

/// `DescribeAsyncRequestInfo`.
pub(crate) fn task(cloud: &Cloud, given: &Map<String, Value>) -> Result<Value, Refusal> {
    let id = TaskId::read(&text(given.get("AsyncRequestId")));
    let standing = id.and_then(|id| cloud.standing(id)).ok_or(refusal::TASK_NOT_FOUND)?;
    let begun = cloud.deviations().find(|deviation| match deviation {
        Deviation::Takes(Latitude::TaskBegins(status)) => Some(status),
        _ => None,
    });
    let (status, info) = match standing {
        Standing::Running => (begun.unwrap_or("RUNNING"), ""),
        Standing::Success => ("SUCCESS", "Modified the account permissions successfully."),
        Standing::Failed(reason) => ("FAILED", reason),
    };
    Ok(json!({ "Status": status, "Info": info }))
}

fn entries<const DEPTH: usize>(held: &Held, members: [&str; DEPTH], deviations: &Deviations) -> Vec<Value> {
    let of_level = held.iter().filter(|(path, _)| path.len() == DEPTH);
    let mut entries: Vec<Value> =
        of_level.map(|(path, privileges)| entry(path, members, words(*privileges, deviations))).collect();
    if deviations.takes(Latitude::ListedBackwards) {
        entries.reverse();
    }
    entries
}

fn entry<const DEPTH: usize>(path: &[String], members: [&str; DEPTH], words: Vec<&str>) -> Value {
    let names = members.into_iter().zip(path).map(|(member, name)| (member.to_owned(), Value::from(name.as_str())));
    let words = std::iter::once(("Privileges".to_owned(), Value::from(words)));
    Value::Object(names.chain(words).collect())
}
