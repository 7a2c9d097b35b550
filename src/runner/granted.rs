//! Is granted already what a call would grant? Asked of the list of databases, which shows who may use each of them on
//! engines where accounts do not show it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::exchange::{Draw, Unanswered};
use super::session::Session;
use crate::case::{Answer, Call, Engine, Format, Value};
use crate::model::listed;

const OBSERVER: &str = "DescribeDatabases";

impl Session {
    /// Has the account of a call a privilege on a database of the call? `None` where nobody can tell, and where accounts
    /// show it themselves.
    pub(super) async fn is_granted(&self, call: &Call) -> Result<Option<bool>, Unanswered> {
        let hidden = self.instance_of(call).filter(|instance| instance.engine == Engine::PostgreSQL);
        let asked = hidden.zip(call.text("AccountName")).filter(|_| self.suite.operation(OBSERVER).is_some());
        let Some((instance, account)) = asked else { return Ok(None) };
        for database in listed(call, "DBName") {
            let pairs = [("DBInstanceId", instance.id.as_str()), ("DBName", database)];
            let arguments: BTreeMap<String, Value> =
                pairs.into_iter().map(|(name, value)| (name.to_owned(), Value::text(value))).collect();
            let mut question = Call::new(OBSERVER, arguments);
            question.envelope.format = Some(Format::Json);
            let observation = self.exchange(&question, &mut Draw::new(), false).await?;
            let Answer::Accepted { tree, .. } = &observation.answer else { return Ok(None) };
            match holders(tree, database) {
                None => return Ok(None),
                Some(holders) if holders.contains(&account) => return Ok(Some(true)),
                Some(_) => {}
            }
        }
        Ok(Some(false))
    }
}

/// The accounts that a list of databases shows with a privilege on one; `None` when it does not list that database.
fn holders<'a>(tree: &'a Json, database: &str) -> Option<Vec<&'a str>> {
    let databases = tree.get("Databases")?.get("Database")?.as_array()?;
    let found = databases.iter().find(|entry| entry.get("DBName").and_then(Json::as_str) == Some(database))?;
    let accounts = found.get("Accounts")?.get("AccountPrivilegeInfo")?.as_array()?;
    Some(accounts.iter().filter_map(|entry| entry.get("Account")?.as_str()).collect())
}
