//! The three operations and the state that they share.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::account::{Held, Object};
use crate::fault::Fault;
use crate::request::{DescribeAccountPrivileges, DescribeAsyncRequestInfo, ModifyAccountPrivileges, parameters};

const VERSION: &str = "2017-03-20";
const INSTANCE: &str = "cdb-own00001";

/// Every account, as user and host. Nobody is told of `root`.
const ACCOUNTS: [(&str, &str); 6] =
    [("root", "%"), ("shop", "%"), ("shop", "10.0.0.1"), ("report", "%"), ("batch", "%"), ("audit", "%")];

/// Why a call is refused.
#[derive(Debug)]
pub struct Refusal {
    pub code: &'static str,
    pub message: String,
}

impl Refusal {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// All that the emulator remembers.
pub struct Cloud {
    accounts: BTreeMap<(String, String), Held>,
    tasks: BTreeSet<String>,
    fault: Option<Fault>,
}

impl Cloud {
    pub fn new(fault: Option<Fault>) -> Self {
        let accounts = ACCOUNTS.map(|(user, host)| ((user.to_owned(), host.to_owned()), Held::default()));
        Self { accounts: accounts.into(), tasks: BTreeSet::new(), fault }
    }

    /// Answers a call whose signature is right, without its request id.
    pub fn answer(&mut self, action: &str, version: &str, body: &[u8]) -> Result<Value, Refusal> {
        if version != VERSION {
            return Err(Refusal::new("NoSuchVersion", format!("there is only {VERSION}")));
        }
        match action {
            "ModifyAccountPrivileges" => self.modify(parameters(body)?),
            "DescribeAccountPrivileges" => self.describe(&parameters(body)?),
            "DescribeAsyncRequestInfo" => self.task(&parameters(body)?),
            _ => Err(Refusal::new("InvalidAction", "there is no such action")),
        }
    }

    /// Everything is checked before anything is changed: a refused call changes nothing.
    fn modify(&mut self, call: ModifyAccountPrivileges) -> Result<Value, Refusal> {
        known_instance(&call.instance_id)?;
        let action = call.action(self.fault)?;
        let named: Vec<_> = call.accounts.iter().map(|it| (it.user.clone(), it.host.clone())).collect();
        if let Some((user, host)) = named.iter().find(|name| !self.accounts.contains_key(*name)) {
            return Err(no_account(user, host));
        }
        let passed = call.passed()?;
        for name in named {
            self.accounts.entry(name).or_default().change(action, &passed, self.fault);
        }
        // The work is done at once; the task is only there to be asked for.
        let task = Uuid::new_v4().to_string();
        self.tasks.insert(task.clone());
        Ok(json!({ "AsyncRequestId": task }))
    }

    fn describe(&self, call: &DescribeAccountPrivileges) -> Result<Value, Refusal> {
        known_instance(&call.instance_id)?;
        let held = self.accounts.get(&(call.user.clone(), call.host.clone()));
        let held = held.ok_or_else(|| no_account(&call.user, &call.host))?;
        let (mut server, mut databases, mut tables, mut columns) = (json!([]), Vec::new(), Vec::new(), Vec::new());
        for (object, words) in held.iter() {
            match object {
                Object::Server => server = json!(words),
                Object::Database(database) => databases.push(json!({ "Database": database, "Privileges": words })),
                Object::Table(database, table) => {
                    tables.push(json!({ "Database": database, "Table": table, "Privileges": words }));
                }
                Object::Column(database, table, column) => columns.push(json!({
                    "Database": database, "Table": table, "Column": column, "Privileges": words,
                })),
            }
        }
        Ok(json!({
            "GlobalPrivileges": server,
            "DatabasePrivileges": databases,
            "TablePrivileges": tables,
            "ColumnPrivileges": columns,
        }))
    }

    fn task(&self, call: &DescribeAsyncRequestInfo) -> Result<Value, Refusal> {
        if self.tasks.contains(&call.async_request_id) {
            Ok(json!({ "Status": "SUCCESS", "Info": "" }))
        } else {
            Err(Refusal::new("InvalidParameter.InvalidAsyncRequestId", "there is no such task"))
        }
    }
}

fn known_instance(id: &str) -> Result<(), Refusal> {
    if id == INSTANCE {
        return Ok(());
    }
    Err(Refusal::new("ResourceNotFound.CdbInstanceNotFoundError", "there is no such instance"))
}

fn no_account(user: &str, host: &str) -> Refusal {
    Refusal::new("InvalidParameterValue.UserNotExistError", format!("there is no account {user}@{host}"))
}
