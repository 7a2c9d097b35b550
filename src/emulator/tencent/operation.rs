//! The operations, as a table: name, what they may be given, and what carries them out.

use serde_json::{Map, Value, json};

use super::{
    cloud::Cloud,
    modify::{Change, read_accounts, read_mode},
    observe,
    refusal::{self, Refusal},
    schema::{Field, Shape},
    state::{Instance, Live},
    task::DURATION_US,
};
use crate::emulator::{
    deviation::{Deviation, Deviations},
    latitude::{Latitude, Order},
};

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
pub(crate) fn find(name: &str, deviations: &Deviations) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|known| known.name == name && !deviations.takes(Latitude::Lacks(known.name)))
}

fn modify(cloud: &Cloud, given: &Map<String, Value>) -> Result<Value, Refusal> {
    let deviations = cloud.deviations();
    look_ahead(cloud, given)?;
    let instance = cloud.instance(given)?;
    let now_us = cloud.now_us();
    let mut live = instance.at(now_us, deviations);
    let change = match Change::read(given, deviations).and_then(|change| known(instance, &live, change, deviations)) {
        Ok(change) => change,
        Err(refusal) if is_told_by_task(&refusal, deviations) => Change::failing(REFUSED),
        Err(refusal) => {
            if refusal == refusal::PRIVILEGE_ILLEGAL && deviations.has(Deviation::RefusedChangeActs) {
                let lawful = Change::read_lawful(given, deviations)?;
                instance.carry_out(&mut live, &lawful, deviations);
            }
            if refusal == refusal::ACCOUNT_NOT_FOUND && deviations.takes(Latitude::PartlyDone) {
                let mut part = Change::read(given, deviations)?;
                part.accounts.retain(|key| live.held(key).is_ok());
                instance.carry_out(&mut live, &part, deviations);
            }
            return Err(refusal);
        }
    };
    if deviations.takes(Latitude::OneTaskAtATime) && live.is_busy() {
        return Err(refusal::STATUS_CONFLICT);
    }
    let id = live.accept(change, (now_us, duration_us(deviations)));
    Ok(json!({ "AsyncRequestId": id.to_text() }))
}

/// What a task says that fails for what could have been refused at once.
const REFUSED: &str = "The request was found to be wrong when it was carried out.";

/// Whether a task tells the refusal.
fn is_told_by_task(refusal: &Refusal, deviations: &Deviations) -> bool {
    let told = |about: &Refusal, latitude| refusal == about && deviations.takes(latitude);
    told(&refusal::PRIVILEGE_ILLEGAL, Latitude::PrivilegesByTask)
        || told(&refusal::ACCOUNT_NOT_FOUND, Latitude::AccountsByTask)
        || told(&refusal::ACCOUNT_INCOMPLETE, Latitude::MembersByTask)
        || told(&Refusal::wrong_value("ModifyAction"), Latitude::ActionsByTask)
}

/// A change, if all that it names exists and all that it asks for is still to be done.
fn known(instance: &Instance, live: &Live, mut change: Change, deviations: &Deviations) -> Result<Change, Refusal> {
    let held = change.accounts.iter().map(|key| live.held(key)).collect::<Result<Vec<_>, _>>()?;
    if deviations.takes(Latitude::UnknownDatabasesRefused) {
        let unknown = change.brought.keys().filter_map(|path| path.first()).any(|name| !instance.has_database(name));
        if unknown {
            return Err(Refusal::wrong_value("Database"));
        }
    }
    let repeats = change.repeats(&held);
    if repeats.grants && deviations.takes(Latitude::HeldGrantRefused) {
        return Err(refusal::HELD_ALREADY);
    }
    if repeats.revokes && deviations.takes(Latitude::UnheldRevokeRefused) {
        return Err(refusal::NOT_HELD);
    }
    if deviations.takes(Latitude::UnknownObjectsIgnored) {
        change.brought.retain(|path, _| instance.has(path));
    }
    Ok(change)
}

/// What is checked before the usual order of checks begins.
fn look_ahead(cloud: &Cloud, given: &Map<String, Value>) -> Result<(), Refusal> {
    let deviations = cloud.deviations();
    let read = || Change::read(given, deviations);
    let accounts = || {
        let instance = cloud.instance(given)?;
        let live = instance.at(cloud.now_us(), deviations);
        read_accounts(given, deviations)?.iter().try_for_each(|key| live.held(key).map(|_| ()))
    };
    match deviations.order() {
        Some(Order::ParametersFirst | Order::StateLast) => read().map(|_| ()),
        Some(Order::AccountsFirst) => accounts(),
        Some(Order::Backwards) => read_mode(given, deviations).and_then(|_| read()).map(|_| ()),
        None | Some(Order::GrantedFirst) => Ok(()),
    }
}

fn duration_us(deviations: &Deviations) -> i64 {
    let otherwise = deviations.find(|deviation| match deviation {
        Deviation::Takes(Latitude::TaskTakes(duration_ms)) => Some(duration_ms * 1_000),
        _ => None,
    });
    otherwise.unwrap_or(DURATION_US)
}
