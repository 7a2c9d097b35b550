//! The observers: what an account holds, and how a task stands.

use serde_json::{Map, Value, json};

use super::{
    cloud::Cloud,
    modify::Held,
    privilege::Privileges,
    refusal::{self, Refusal},
    schema::text,
    task::{Standing, TaskId},
};

/// `DescribeAccountPrivileges`: four lists, empty ones included; objects on which nothing is held are no entries.
pub(crate) fn account_privileges(cloud: &Cloud, given: &Map<String, Value>) -> Result<Value, Refusal> {
    let instance = cloud.instance(given)?;
    let key = (text(given.get("User")), text(given.get("Host")));
    let live = instance.at(cloud.now_us(), cloud.deviations());
    let held = live.held(&key)?;
    let global = held.iter().find(|(path, _)| path.is_empty());
    Ok(json!({
        "GlobalPrivileges": global.map(|(_, privileges)| privileges.names()).unwrap_or_default(),
        "DatabasePrivileges": entries(held, ["Database"]),
        "TablePrivileges": entries(held, ["Database", "Table"]),
        "ColumnPrivileges": entries(held, ["Database", "Table", "Column"]),
    }))
}

/// `DescribeAsyncRequestInfo`.
pub(crate) fn task(cloud: &Cloud, given: &Map<String, Value>) -> Result<Value, Refusal> {
    let id = TaskId::read(&text(given.get("AsyncRequestId")));
    let standing = id.and_then(|id| cloud.standing(id)).ok_or(refusal::TASK_NOT_FOUND)?;
    let (status, info) = match standing {
        Standing::Running => ("RUNNING", ""),
        Standing::Success => ("SUCCESS", "Modified the account permissions successfully."),
        Standing::Failed(reason) => ("FAILED", reason),
    };
    Ok(json!({ "Status": status, "Info": info }))
}

fn entries<const DEPTH: usize>(held: &Held, members: [&str; DEPTH]) -> Vec<Value> {
    let of_level = held.iter().filter(|(path, _)| path.len() == DEPTH);
    of_level.map(|(path, privileges)| entry(path, members, *privileges)).collect()
}

fn entry<const DEPTH: usize>(path: &[String], members: [&str; DEPTH], privileges: Privileges) -> Value {
    let names = members.into_iter().zip(path).map(|(member, name)| (member.to_owned(), Value::from(name.as_str())));
    let words = std::iter::once(("Privileges".to_owned(), Value::from(privileges.names())));
    Value::Object(names.chain(words).collect())
}
