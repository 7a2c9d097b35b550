//! The operations, as a table: name, what they may be given, and what carries them out.

use serde_json::{Map, Value, json};

use super::{
    cloud::Cloud,
    modify::Change,
    observe,
    refusal::{self, Refusal},
    schema::{Field, Shape},
};
use crate::emulator::deviation::Deviation;

/// Carries an operation out on checked parameters and returns what it answers besides the request id.
type Run = fn(&Cloud, &Map<String, Value>) -> Result<Value, Refusal>;

/// One operation.
pub(crate) struct Operation {
    name: &'static str,
    /// What it may be given.
    pub(crate) fields: &'static [Field],
    /// What carries it out.
    pub(crate) run: Run,
}

use Shape::{Records, Text, Texts};

const INSTANCE: Field = Field::required("InstanceId", Text);
const PRIVILEGES: Field = Field::required("Privileges", Texts);
const DATABASE: Field = Field::required("Database", Text);
const TABLE: Field = Field::required("Table", Text);

/// An account that lacks a member is refused with a code of its own, later.
const ACCOUNT: &[Field] = &[Field::optional("User", Text), Field::optional("Host", Text)];

const OPERATIONS: &[Operation] = &[
    Operation {
        name: "ModifyAccountPrivileges",
        fields: &[
            INSTANCE,
            Field::required("Accounts", Records(ACCOUNT)),
            Field::optional("GlobalPrivileges", Texts),
            Field::optional("DatabasePrivileges", Records(&[DATABASE, PRIVILEGES])),
            Field::optional("TablePrivileges", Records(&[DATABASE, TABLE, PRIVILEGES])),
            Field::optional(
                "ColumnPrivileges",
                Records(&[DATABASE, TABLE, Field::required("Column", Text), PRIVILEGES]),
            ),
            Field::optional("ModifyAction", Text),
        ],
        run: modify,
    },
    Operation {
        name: "DescribeAccountPrivileges",
        fields: &[INSTANCE, Field::required("User", Text), Field::required("Host", Text)],
        run: observe::account_privileges,
    },
    Operation {
        name: "DescribeAsyncRequestInfo",
        fields: &[Field::required("AsyncRequestId", Text)],
        run: observe::task,
    },
];

/// The operation of that name.
pub(crate) fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|known| known.name == name)
}

fn modify(cloud: &Cloud, given: &Map<String, Value>) -> Result<Value, Refusal> {
    let instance = cloud.instance(given)?;
    let deviations = cloud.deviations();
    let now_us = cloud.now_us();
    let change = match Change::read(given, deviations) {
        Ok(change) => change,
        Err(refusal) => {
            if refusal == refusal::PRIVILEGE_ILLEGAL && deviations.has(Deviation::RefusedChangeActs) {
                let lawful = Change::read_lawful(given, deviations)?;
                instance.carry_out(&mut instance.at(now_us, deviations), &lawful, deviations);
            }
            return Err(refusal);
        }
    };
    let id = instance.at(now_us, deviations).accept(change, now_us)?;
    Ok(json!({ "AsyncRequestId": id.to_text() }))
}
