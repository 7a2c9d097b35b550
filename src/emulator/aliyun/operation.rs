//! The operations, as a table: name, what must be there, how it may be called, and what carries it out.

use super::{
    account,
    body::Body,
    cloud::Cloud,
    database, masking,
    refusal::{self, Refusal},
};
use crate::emulator::{
    call::{Call, Parameters},
    deviation::Deviations,
};

/// Carries an operation out and writes what it answers besides the request id.
type Run = fn(&Cloud, &Parameters<'_>, &mut Body) -> Result<(), Refusal>;

/// One operation.
pub(crate) struct Operation {
    name: &'static str,
    required: &'static [&'static str],
    post_only: bool,
    /// What carries it out.
    pub(crate) run: Run,
}

impl Operation {
    const fn new(name: &'static str, required: &'static [&'static str], run: Run) -> Self {
        Self { name, required, post_only: false, run }
    }
}

const OPERATIONS: &[Operation] = &[
    Operation::new("DescribeAccounts", &["DBInstanceId"], account::describe),
    Operation::new(
        "ResetAccountPassword",
        &["DBInstanceId", "AccountName", "AccountPassword"],
        account::reset_password,
    ),
    Operation::new(
        "GrantAccountPrivilege",
        &["DBInstanceId", "AccountName", "DBName", "AccountPrivilege"],
        database::grant,
    ),
    Operation::new("RevokeAccountPrivilege", &["DBInstanceId", "AccountName", "DBName"], database::revoke),
    Operation::new("DescribeDatabases", &["DBInstanceId"], database::describe),
    Operation {
        post_only: true,
        ..Operation::new("ModifyAccountMaskingPrivilege", &["DBInstanceName", "UserName", "Privilege"], masking::modify)
    },
    Operation::new("DescribeAccountMaskingPrivilege", &["DBInstanceName"], masking::describe),
];

/// The operation of that name, if the request may call it.
pub(crate) fn find(name: &str, call: &Call<'_>) -> Result<&'static Operation, Refusal> {
    let operation = OPERATIONS.iter().find(|known| known.name == name).ok_or(refusal::ACTION_NOT_FOUND)?;
    if operation.post_only && call.method != "POST" {
        return Err(refusal::METHOD_UNSUPPORTED);
    }
    Ok(operation)
}

impl Operation {
    /// Whether the request brings what the operation needs; `false` where it does not and passes all the same.
    ///
    /// A parameter that is present but empty is not absent; its own rule refuses it, with its own code.
    pub(crate) fn requires(&self, parameters: &Parameters<'_>, deviations: &Deviations) -> Result<bool, Refusal> {
        match self.required.iter().find(|name| !parameters.has(name)) {
            None => Ok(true),
            Some(absent) if deviations.accepts_absence(self.name, absent) => Ok(false),
            Some(absent) => Err(Refusal::missing(absent)),
        }
    }
}
