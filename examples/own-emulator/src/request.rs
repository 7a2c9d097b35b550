//! What calls carry, as the documents' tables of input parameters list it.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::account::{Action, Object};
use crate::api::Refusal;
use crate::fault::Fault;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct ModifyAccountPrivileges {
    pub instance_id: String,
    pub accounts: Vec<Account>,
    global_privileges: Option<Vec<String>>,
    database_privileges: Option<Vec<OnDatabase>>,
    table_privileges: Option<Vec<OnTable>>,
    column_privileges: Option<Vec<OnColumn>>,
    modify_action: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct Account {
    pub user: String,
    pub host: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct OnDatabase {
    database: String,
    privileges: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct OnTable {
    database: String,
    table: String,
    privileges: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct OnColumn {
    database: String,
    table: String,
    column: String,
    privileges: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct DescribeAccountPrivileges {
    pub instance_id: String,
    pub user: String,
    pub host: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct DescribeAsyncRequestInfo {
    pub async_request_id: String,
}

/// Reads the parameters of a call. What is wrong decides the code.
pub fn parameters<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let message = error.to_string();
        let code = match message.split_whitespace().next() {
            Some("unknown") => "UnknownParameter",
            Some("missing") => "MissingParameter",
            _ => "InvalidParameter",
        };
        Refusal::new(code, message)
    })
}

impl ModifyAccountPrivileges {
    pub fn action(&self, fault: Option<Fault>) -> Result<Action, Refusal> {
        match self.modify_action.as_deref() {
            None => Ok(Action::Replace),
            Some("grant") => Ok(Action::Grant),
            Some("revoke") => Ok(Action::Revoke),
            Some(_) if fault == Some(Fault::AnyAction) => Ok(Action::Grant),
            Some(_) => Err(Refusal::new("InvalidParameter", "ModifyAction is neither grant nor revoke")),
        }
    }

    /// The objects and words that are passed, if every object takes its words.
    pub fn passed(self) -> Result<Vec<(Object, Vec<String>)>, Refusal> {
        let server = self.global_privileges.into_iter().map(|words| (Object::Server, words));
        let databases = self.database_privileges.into_iter().flatten();
        let databases = databases.map(|entry| (Object::Database(entry.database), entry.privileges));
        let tables = self.table_privileges.into_iter().flatten();
        let tables = tables.map(|entry| (Object::Table(entry.database, entry.table), entry.privileges));
        let columns = self.column_privileges.into_iter().flatten();
        let columns =
            columns.map(|entry| (Object::Column(entry.database, entry.table, entry.column), entry.privileges));
        let passed: Vec<_> = server.chain(databases).chain(tables).chain(columns).collect();
        for (object, words) in &passed {
            if let Some(word) = words.iter().find(|word| !object.takes(word)) {
                let message = format!("{word} is no privilege on {object:?}");
                return Err(Refusal::new("InvalidParameterValue", message));
            }
        }
        Ok(passed)
    }
}
