//! The faults of the Aliyun half, a file for each operation.

mod common;
mod grant;
mod list;
mod mask;
mod reset;

use super::Group;

/// Every fault of this half.
pub(super) const FAULTS: [&[Group]; 5] = [common::FAULTS, reset::FAULTS, grant::FAULTS, list::FAULTS, mask::FAULTS];

// The operations, and the codes that several tables name.
const RESET: &str = "ResetAccountPassword";
const GRANT: &str = "GrantAccountPrivilege";
const LIST: &str = "DescribeAccounts";
const MASK: &str = "ModifyAccountMaskingPrivilege";
const NO_ACCOUNT: &str = "InvalidAccountName.NotFound";
const NO_USER: &str = "Abs.InvalidAccount.NotFound";
const NOT_RUNNING: &str = "IncorrectDBInstanceState";
const IS_LOCKED: &str = "IncorrectDBInstanceLockMode";
const UNAVAILABLE: &str = "IncorrectAccountStatus";
const NO_INSTANCE_ID: &str = "InvalidDBInstanceId.NotFound";
const NO_INSTANCE_NAME: &str = "InvalidDBInstanceName.NotFound";
const NO_INSTANCE: &str = "InvalidDBInstance.NotFound";
const BROKEN: &str = "InternalError";
