//! The faults of `GrantAccountPrivilege`, by the requirement that each breaks.

#![allow(clippy::enum_glob_use, reason = "the table is made of nothing but deviations")]

use super::super::{Group, call, many, rare, two};
use super::{GRANT, IS_LOCKED, NO_ACCOUNT, NO_INSTANCE_ID, NOT_RUNNING, UNAVAILABLE};
use crate::emulator::deviation::{
    Deviation::*,
    Instead::{Refusal, Success},
    Pairing, Part,
    Shown::{Absent, Number},
};
use crate::emulator::inventory::Engine::{MariaDb, MySql, PostgreSql, SqlServer};

/// Every fault of `GrantAccountPrivilege`.
// One line each, so that the table can be read down its columns.
#[rustfmt::skip]
pub(super) const FAULTS: &[Group] = &[
    (
        "aliyun-rds/GrantAccountPrivilege/count-matches",
        &[
            call("grant-accepts-more-privileges", MorePrivileges, "accepts more privileges than databases and ignores the rest"),
            call("grant-accepts-fewer-privileges", FewerPrivileges, "accepts fewer privileges than databases and repeats the last"),
            rare("grant-limit-two", LongestGrant(2), "refuses a grant on three databases"),
            rare("grant-limit-three", LongestGrant(3), "refuses a grant on four databases"),
            call("grant-limit-one", LongestGrant(1), "refuses a grant on two databases"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/privilege-value",
        &[
            rare("mysql-knows-dbowner", Knows(MySql, "DBOwner"), "accepts DBOwner on MySQL"),
            rare("mariadb-knows-dbowner", Knows(MariaDb, "DBOwner"), "accepts DBOwner on MariaDB"),
            rare("sqlserver-knows-ddlonly", Knows(SqlServer, "DDLOnly"), "accepts DDLOnly on SQL Server"),
            rare("sqlserver-knows-dmlonly", Knows(SqlServer, "DMLOnly"), "accepts DMLOnly on SQL Server"),
            rare("postgresql-knows-readwrite", Knows(PostgreSql, "ReadWrite"), "accepts ReadWrite on PostgreSQL"),
            rare("postgresql-knows-readonly", Knows(PostgreSql, "ReadOnly"), "accepts ReadOnly on PostgreSQL"),
            rare("mysql-misses-readwrite", Misses(MySql, "ReadWrite"), "refuses ReadWrite on MySQL"),
            rare("mysql-misses-readonly", Misses(MySql, "ReadOnly"), "refuses ReadOnly on MySQL"),
            rare("mysql-misses-ddlonly", Misses(MySql, "DDLOnly"), "refuses DDLOnly on MySQL"),
            rare("mysql-misses-dmlonly", Misses(MySql, "DMLOnly"), "refuses DMLOnly on MySQL"),
            rare("mariadb-misses-ddlonly", Misses(MariaDb, "DDLOnly"), "refuses DDLOnly on MariaDB"),
            rare("sqlserver-misses-dbowner", Misses(SqlServer, "DBOwner"), "refuses DBOwner on SQL Server"),
            rare("sqlserver-misses-readonly", Misses(SqlServer, "ReadOnly"), "refuses ReadOnly on SQL Server"),
            rare("postgresql-misses-dbowner", Misses(PostgreSql, "DBOwner"), "refuses DBOwner on PostgreSQL"),
            call("any-privilege-accepted", Becomes(GRANT, "InvalidAccountPrivilege.Malformed", Success), "accepts any word for a privilege"),
            call("unknown-privilege-403", Becomes(GRANT, "InvalidAccountPrivilege.Malformed", Refusal(403, "IncorrectAccountType")), "answers an unknown privilege as a wrong account type"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/account-exists",
        &[
            call("grant-unknown-account-accepted", Becomes(GRANT, NO_ACCOUNT, Success), "accepts a grant to an unknown account"),
            call("grant-unknown-account-type", Becomes(GRANT, NO_ACCOUNT, Refusal(403, "IncorrectAccountType")), "answers a grant to an unknown account as to one of a wrong type"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/instance-exists",
        &[
            call("grant-unknown-instance-accepted", Becomes(GRANT, NO_INSTANCE_ID, Success), "accepts a grant on an unknown instance"),
            call("grant-unknown-instance-account", Becomes(GRANT, NO_INSTANCE_ID, Refusal(404, NO_ACCOUNT)), "answers a grant on an unknown instance as to an unknown account"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/instance-running",
        &[
            call("grant-stopped-accepted", Becomes(GRANT, NOT_RUNNING, Success), "accepts a grant on a stopped instance"),
            call("grant-stopped-locked", Becomes(GRANT, NOT_RUNNING, Refusal(404, IS_LOCKED)), "answers a grant on a stopped instance as on a locked one"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/instance-unlocked",
        &[
            call("grant-locked-accepted", Becomes(GRANT, IS_LOCKED, Success), "accepts a grant on a locked instance"),
            call("grant-locked-stopped", Becomes(GRANT, IS_LOCKED, Refusal(403, NOT_RUNNING)), "answers a grant on a locked instance as on a stopped one"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/account-status",
        &[
            call("grant-unavailable-accepted", Becomes(GRANT, UNAVAILABLE, Success), "accepts a grant to an unavailable account"),
            call("grant-unavailable-unknown", Becomes(GRANT, UNAVAILABLE, Refusal(404, NO_ACCOUNT)), "answers a grant to an unavailable account as to an unknown one"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/grant-visible",
        &[
            call("grant-first-database-only", GrantsOnly(Part::First), "grants on the first database of a list and forgets the rest"),
            call("grant-forgets-last", GrantsOnly(Part::AllButLast), "forgets the last database of a list"),
            call("grant-without-effect", GrantsOnly(Part::None), "accepts a grant and does nothing"),
            rare("grant-first-two-only", GrantsOnly(Part::FirstTwo), "grants on the first two databases of a list and forgets the rest"),
            rare("grant-dmlonly-lost", GrantLost("DMLOnly"), "accepts a grant of DMLOnly and does nothing"),
            rare("grant-ddlonly-as-readonly", GrantShifted("DDLOnly", "ReadOnly"), "grants ReadOnly where DDLOnly is asked for"),
            rare("grant-readonly-as-readwrite", GrantShifted("ReadOnly", "ReadWrite"), "grants ReadWrite where ReadOnly is asked for"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/pairs-by-position",
        &[
            call("grant-reversed-pairing", Pairing(Pairing::Reversed), "gives the n-th privilege to the n-th database from the end"),
            call("grant-turned-pairing", Pairing(Pairing::Turned), "gives every privilege to the database after its own"),
            call("grant-first-for-all", Pairing(Pairing::FirstForAll), "gives the first privilege to all databases"),
            call("grant-sorted-pairing", Pairing(Pairing::Sorted), "pairs privileges with the databases in the order of their names"),
            many("third-grant-swaps", ThirdGrantSwaps, "pairs the third grant of an account backwards"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/others-kept",
        &[
            two("grant-replaces-others", GrantReplacesOthers, "drops the privileges on databases that a grant does not name"),
            two("grant-fourth-overwrites-first", GrantLimit(3), "keeps three privileges per account; a fourth drives the first out"),
            two("grant-fifth-overwrites-first", GrantLimit(4), "keeps four privileges per account; a fifth drives the first out"),
            two("grant-clears-next-database", GrantClearsNext, "drops what was granted on the database after the one that a grant names"),
            call("grant-leaks-to-next-account", GrantLeaksToNext, "gives a grant to the next account, too"),
            rare("grant-leaks-to-prefix", GrantLeaksToPrefix, "gives a grant to accounts whose name begins with the one named, too"),
            many("third-grant-forgets", ThirdGrantForgets, "drops what the first grant gave when a third comes"),
            many("grant-after-reset-forgets", GrantAfterResetForgets, "drops what was held when a grant follows a password reset"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/no-duplicates",
        &[
            two("regrant-doubles", RegrantDoubles, "lists a database twice when the same privilege is granted again"),
            two("other-regrant-doubles", OtherRegrantDoubles, "lists a database twice when another privilege is granted on it"),
            many("regrant-after-reset-doubles", RegrantAfterResetDoubles, "lists a database twice when it is granted again after a password reset"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/split-equivalent",
        &[
            call("list-forgets-last", GrantsOnly(Part::AllButLast), "does less for a list than for its items: the last is forgotten"),
            call("list-gives-first-word", Pairing(Pairing::FirstForAll), "does something else for a list than for its items: the first word counts"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/response-shape",
        &[
            call("grant-id-is-number", Member(GRANT, "RequestId", Number(7)), "answers a grant with a number for a request id"),
            call("grant-without-id", Member(GRANT, "RequestId", Absent), "answers a grant without a request id"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/regrant",
        &[
            two("regrant-gives-third-word", RegrantGives("DDLOnly"), "gives DDLOnly when anything is granted again"),
        ],
    ),
];
