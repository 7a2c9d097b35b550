//! The faults of `DescribeAccounts`, by the requirement that each breaks.

#![allow(clippy::enum_glob_use, reason = "the table is made of nothing but deviations")]

use super::super::{Group, call, rare, two};
use super::{IS_LOCKED, LIST, NO_INSTANCE_NAME, NOT_RUNNING};
use crate::emulator::deviation::{
    Deviation::*,
    Filter,
    Instead::{Refusal, Success},
    Pages,
    Shown::{Absent, Boolean, Number, Text},
    Total,
};
use crate::emulator::inventory::Engine::{MariaDb, MySql, SqlServer};

/// Every fault of `DescribeAccounts`.
// One line each, so that the table can be read down its columns.
#[rustfmt::skip]
pub(super) const FAULTS: &[Group] = &[
    (
        "aliyun-rds/DescribeAccounts/instance-exists",
        &[
            call("list-unknown-instance-accepted", Becomes(LIST, NO_INSTANCE_NAME, Success), "lists an unknown instance"),
            call("list-unknown-instance-stopped", Becomes(LIST, NO_INSTANCE_NAME, Refusal(403, NOT_RUNNING)), "answers a list of an unknown instance as of a stopped one"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/instance-running",
        &[
            call("list-stopped-accepted", Becomes(LIST, NOT_RUNNING, Success), "lists a stopped instance"),
            call("list-stopped-unknown", Becomes(LIST, NOT_RUNNING, Refusal(404, NO_INSTANCE_NAME)), "answers a list of a stopped instance as of an unknown one"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/instance-unlocked",
        &[
            call("list-locked-accepted", Becomes(LIST, IS_LOCKED, Success), "lists a locked instance"),
            call("list-locked-stopped", Becomes(LIST, IS_LOCKED, Refusal(403, NOT_RUNNING)), "answers a list of a locked instance as of a stopped one"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/page-number",
        &[
            rare("page-number-word-ignored", PageWordsIgnored("PageNumber"), "ignores a page number that is no number"),
            call("page-number-always-1", PageNumberShown(1), "shows page number 1 whatever was asked for"),
            call("page-number-always-0", PageNumberShown(0), "shows page number 0 whatever was asked for"),
            rare("page-number-below-1000", PageNumberBelow(1000), "refuses page numbers of 1000 and more"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/page-size",
        &[
            rare("page-size-word-ignored", PageWordsIgnored("PageSize"), "ignores a page size that is no number"),
            rare("page-size-minimum-31", PageSizes(31, 200), "refuses a page size of 30"),
            rare("page-size-maximum-199", PageSizes(30, 199), "refuses a page size of 200"),
            call("page-size-maximum-100", PageSizes(30, 100), "refuses page sizes over 100"),
            call("page-holds-one-more", Pages(Pages::OneMore), "lists one more account than a page holds"),
            call("page-default-50", PageDefault(50), "lists 50 accounts when no size is asked for"),
            rare("page-default-31", PageDefault(31), "lists 31 accounts when no size is asked for"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/paging-partition",
        &[
            two("pages-overlap-by-one", Pages(Pages::Overlap), "begins every page after the first with the last account of the page before"),
            two("pages-leave-gap", Pages(Pages::Gap), "leaves the first account of every page after the first out"),
            two("last-page-repeats", Pages(Pages::LastRepeats), "shows the last page again past the end"),
            two("pages-wrap", Pages(Pages::Wraps), "shows the first page past the end"),
            two("last-page-loses-last", Pages(Pages::LosesLast), "leaves the last account out where there are several pages"),
            two("pages-unsteady", Pages(Pages::Unsteady), "turns the order of a page each time it is asked for"),
            two("pages-one-less", Pages(Pages::OneLess), "lists one account less than a page holds"),
            two("pages-from-zero", Pages(Pages::FromZero), "counts pages from 0"),
            two("page-size-cut-to-50", PageCut(50), "lists 50 accounts at most whatever the page size"),
            two("page-default-29", PageDefault(29), "lists 29 accounts when no size is asked for"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/total-count",
        &[
            call("total-one-more", Total(Total::OneMore), "counts one account too many"),
            rare("total-ignores-filter", Total(Total::Unfiltered), "counts all accounts when one is asked for"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/account-filter",
        &[
            call("filter-ignored", Filter(Filter::Ignored), "lists every account whatever the name asked for"),
            rare("filter-matches-prefix", Filter(Filter::Prefix), "lists every account whose name begins with the one asked for"),
            rare("filter-matches-substring", Filter(Filter::Substring), "lists every account whose name contains the one asked for"),
            rare("filter-matches-suffix", Filter(Filter::Suffix), "lists every account whose name ends with the one asked for"),
            rare("filter-misses-digits", Filter(Filter::NoDigits), "finds no account with a digit in its name"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/account-fields",
        &[
            call("account-without-type", Member(LIST, "AccountType", Absent), "leaves the type of accounts out"),
            call("account-type-standard", Member(LIST, "AccountType", Text("Standard")), "shows another word for the type of accounts"),
            call("account-without-status", Member(LIST, "AccountStatus", Absent), "leaves the status of accounts out"),
            rare("account-status-locked", AccountShows(SqlServer, "AccountStatus", "Locked"), "shows an undocumented status on SQL Server"),
            call("account-without-description", Member(LIST, "AccountDescription", Absent), "leaves the description of accounts out"),
            call("account-of-other-instance", Member(LIST, "DBInstanceId", Text("rm-other000000000")), "shows another instance id"),
            call("account-exceeded-2", Member(LIST, "PrivExceeded", Text("2")), "shows 2 for PrivExceeded"),
            call("account-without-exceeded", Member(LIST, "PrivExceeded", Absent), "leaves PrivExceeded out"),
            call("account-description-number", Member(LIST, "AccountDescription", Number(7)), "shows a number for a description"),
            call("list-without-total", Member(LIST, "TotalRecordCount", Absent), "leaves the total out"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/privilege-fields",
        &[
            call("privilege-without-detail", Member(LIST, "AccountPrivilegeDetail", Absent), "leaves the detail of privileges out"),
            call("privilege-upper-case", Member(LIST, "AccountPrivilege", Text("READ_WRITE")), "shows another word for privileges"),
            call("privilege-without-database", Member(LIST, "DBName", Text("")), "shows an empty database name"),
            rare("mysql-privilege-lower-case", PrivilegeShown(MySql, "ReadWrite", "readwrite"), "shows ReadWrite in lower case on MySQL"),
            rare("mariadb-privilege-other-case", PrivilegeShown(MariaDb, "DDLOnly", "DdlOnly"), "shows DDLOnly in another letter case on MariaDB"),
            rare("sqlserver-privilege-lower-case", PrivilegeShown(SqlServer, "ReadOnly", "readonly"), "shows ReadOnly in lower case on SQL Server"),
            call("privileges-absent", Member(LIST, "DatabasePrivileges", Absent), "leaves the privileges of accounts out"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/engine-fields",
        &[
            rare("postgresql-without-valid-until", Member(LIST, "ValidUntil", Absent), "leaves ValidUntil out on PostgreSQL"),
            rare("postgresql-valid-until-never", Member(LIST, "ValidUntil", Text("never")), "shows a word that is no instant for ValidUntil"),
            rare("postgresql-createdb-true", Member(LIST, "CreateDB", Text("true")), "shows true for CreateDB"),
            rare("postgresql-without-bypassrls", Member(LIST, "BypassRLS", Absent), "leaves BypassRLS out on PostgreSQL"),
            rare("postgresql-replication-boolean", Member(LIST, "Replication", Boolean(false)), "shows a boolean for Replication"),
            rare("mysql-shows-valid-until", AccountShows(MySql, "ValidUntil", "infinity"), "shows ValidUntil on MySQL"),
            rare("mariadb-shows-createrole", AccountShows(MariaDb, "CreateRole", "f"), "shows CreateRole on MariaDB"),
            rare("sqlserver-without-system-admin", Member(LIST, "SystemAdminAccountStatus", Absent), "leaves SystemAdminAccountStatus out on SQL Server"),
            rare("sqlserver-activation-date", Member(LIST, "SystemAdminAccountFirstActivationTime", Text("2020-02-06")), "shows a date without a time on SQL Server"),
            rare("mysql-shows-system-admin", ListShows(MySql, "SystemAdminAccountStatus", "True"), "shows SystemAdminAccountStatus on MySQL"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/read-only",
        &[
            two("list-turns-privileges", ListTurns, "turns the order of privileges with every list"),
            two("list-drops-privilege", ListDrops, "takes a privilege away with every list"),
            two("list-forgets-description", ListForgets, "leaves the description out of every second list"),
        ],
    ),
];
