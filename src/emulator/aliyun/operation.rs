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
    deviation::{Deviation, Deviations},
    latitude::{Latitude, Order},
};

/// Carries an operation out and writes what it answers besides the request id.
type Run = fn(&Cloud, &Parameters<'_>, &mut Body) -> Result<(), Refusal>;

/// One operation.
pub(crate) struct Operation {
    name: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
    post_only: bool,
    /// What carries it out.
    pub(crate) run: Run,
}

impl Operation {
    const fn new(name: &'static str, required: &'static [&'static str], run: Run) -> Self {
        Self { name, required, optional: &[], post_only: false, run }
    }

    const fn with(self, optional: &'static [&'static str]) -> Self {
        Self { optional, ..self }
    }
}

const OPERATIONS: &[Operation] = &[
    Operation::new("DescribeAccounts", &["DBInstanceId"], account::describe).with(&[
        "AccountName",
        "PageNumber",
        "PageSize",
    ]),
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
    Operation::new("DescribeDatabases", &["DBInstanceId"], database::describe).with(&[
        "DBName",
        "DBStatus",
        "PageNumber",
        "PageSize",
    ]),
    Operation {
        post_only: true,
        ..Operation::new("ModifyAccountMaskingPrivilege", &["DBInstanceName", "UserName", "Privilege"], masking::modify)
            .with(&["DBName", "ExpireTime"])
    },
    Operation::new("DescribeAccountMaskingPrivilege", &["DBInstanceName"], masking::describe)
        .with(&["DBName", "UserName"]),
];

/// Parameters that every operation may be given, those of the older signature among them.
const COMMON: [&str; 11] = [
    "Action",
    "Version",
    "Format",
    "RegionId",
    "AccessKeyId",
    "SecurityToken",
    "Timestamp",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
];

/// The operation of that name, if the request may call it.
pub(crate) fn find(name: &str, call: &Call<'_>, deviations: &Deviations) -> Result<&'static Operation, Refusal> {
    let there = |known: &&Operation| known.name == name && !deviations.takes(Latitude::Lacks(known.name));
    let operation = OPERATIONS.iter().find(there).ok_or(refusal::ACTION_NOT_FOUND)?;
    if operation.post_only && call.method != "POST" && !deviations.takes(Latitude::AnyMethod) {
        return Err(refusal::METHOD_UNSUPPORTED);
    }
    Ok(operation)
}

impl Operation {
    /// Whether the request brings what the operation needs; `false` where it does not and passes all the same.
    ///
    /// A parameter that is present but empty is not absent; its own rule refuses it, with its own code.
    pub(crate) fn requires(&self, parameters: &Parameters<'_>, deviations: &Deviations) -> Result<bool, Refusal> {
        let is_absent = |name: &&&str| match parameters.value(name) {
            None => true,
            Some(value) => value.is_empty() && deviations.takes(Latitude::EmptyIsAbsent),
        };
        let mut required = self.required.iter();
        let absent = if deviations.order() == Some(Order::Backwards) {
            required.rfind(is_absent)
        } else {
            required.find(is_absent)
        };
        match absent {
            None => self.check_known(parameters, deviations).map(|()| true),
            Some(absent) if deviations.accepts_absence(self.name, absent) => Ok(false),
            Some(absent) => Err(missing(absent, deviations)),
        }
    }

    fn check_known(&self, parameters: &Parameters<'_>, deviations: &Deviations) -> Result<(), Refusal> {
        let known = |name: &str| [self.required, self.optional, &COMMON].iter().any(|names| names.contains(&name));
        let unknown = parameters.all().iter().any(|(name, _)| !known(name));
        if unknown && deviations.takes(Latitude::UnknownRefused) {
            return Err(refusal::PARAMETER_UNSUPPORTED);
        }
        Ok(())
    }
}

fn missing(absent: &str, deviations: &Deviations) -> Refusal {
    let otherwise = deviations.find(|deviation| match deviation {
        Deviation::Takes(Latitude::MissingCode(code)) => Some(code),
        _ => None,
    });
    match otherwise {
        None => Refusal::missing(absent),
        Some(code) => Refusal::missing(absent).recoded(400, code),
    }
}
