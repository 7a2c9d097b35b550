//! The faults of the Tencent half, by the requirement that each breaks.

#![allow(clippy::enum_glob_use, reason = "the table is made of nothing but deviations")]

use super::{Group, call, many, rare, two};
use crate::emulator::{
    deviation::{
        Deviation::*,
        Echo,
        Instead::{Refusal, Success},
        Json, Leak, Part, Repeated,
        Shown::{Absent, Number, Text},
    },
    tencent::{
        Level::{Column, Database, Global, Table},
        Mode::{Grant, Replace, Revoke},
    },
};

const MODIFY: &str = "ModifyAccountPrivileges";
const BROKEN: &str = "InternalError";

/// Every fault of this half.
// One line each, so that the table can be read down its columns.
#[rustfmt::skip]
pub(super) const FAULTS: &[Group] = &[
    (
        "tencent-cdb/common/envelope",
        &[
            call("refusal-with-status-400", RefusalStatus(400), "refuses with status 400"),
            call("refusal-without-code", RefusalMember("Code", Absent), "leaves the code out of errors"),
            call("refusal-without-message", RefusalMember("Message", Absent), "leaves the message out of errors"),
            call("answer-outside-response", OutsideResponse(false), "answers without the object Response"),
            call("error-outside-response", OutsideResponse(true), "puts the error beside Response"),
        ],
    ),
    (
        "tencent-cdb/common/request-id-present",
        &[
            call("refusal-without-request-id", RefusalMember("RequestId", Absent), "leaves the request id out of errors"),
            call("answer-without-request-id", Member("", "RequestId", Absent), "leaves the request id out of successes"),
            call("answer-with-empty-request-id", Member("", "RequestId", Text("")), "answers with an empty request id"),
        ],
    ),
    (
        "tencent-cdb/common/request-id-unique",
        &[
            two("request-id-constant", RepeatedRequestId(Repeated::Always), "gives every answer the same request id"),
            two("request-id-constant-for-errors", RepeatedRequestId(Repeated::Refusals), "gives every error the same request id"),
            two("request-id-in-pairs", RepeatedRequestId(Repeated::InPairs), "gives two answers in a row the same request id"),
        ],
    ),
    (
        "tencent-cdb/common/parameter-required",
        &[
            call("modify-without-instance", AbsentAccepted(MODIFY, "InstanceId"), "accepts a change that names no instance"),
            call("modify-without-accounts", AbsentAccepted(MODIFY, "Accounts"), "accepts a change that names no accounts"),
            call("missing-parameter-as-internal", Becomes(MODIFY, "MissingParameter", Refusal(200, BROKEN)), "answers an absent parameter as an internal error"),
        ],
    ),
    (
        "tencent-cdb/common/parameter-type",
        &[
            rare("number-accepted-for-text", TextAccepts(Json::Number), "accepts a JSON number where a string is documented"),
            rare("boolean-accepted-for-text", TextAccepts(Json::Boolean), "accepts true where a string is documented"),
            rare("list-accepted-for-text", TextAccepts(Json::List), "accepts an array where a string is documented"),
            rare("object-accepted-for-text", TextAccepts(Json::Object), "accepts an object where a string is documented"),
            rare("text-accepted-for-list", ListAccepts(Json::Text), "accepts a string where an array is documented"),
            rare("object-accepted-for-list", ListAccepts(Json::Object), "accepts an object where an array is documented"),
            rare("number-accepted-for-list", ListAccepts(Json::Number), "accepts a number where an array is documented"),
        ],
    ),
    (
        "tencent-cdb/common/parameter-known",
        &[
            call("unknown-parameter-accepted", UnknownIgnored(false), "ignores parameters that no document defines"),
            rare("unknown-member-accepted", UnknownIgnored(true), "ignores members of records that no document defines"),
            call("unknown-parameter-as-invalid", Becomes("", "UnknownParameter", Refusal(200, "InvalidParameter")), "answers an unknown parameter as a wrong one"),
        ],
    ),
    (
        "tencent-cdb/common/action-known",
        &[
            call("any-action", Becomes("", "InvalidAction", Success), "accepts any operation"),
            call("unknown-action-as-parameter", Becomes("", "InvalidAction", Refusal(200, "InvalidParameter")), "answers an unknown operation as a wrong parameter"),
        ],
    ),
    (
        "tencent-cdb/common/version-known",
        &[
            call("any-api-version", VersionAccepted(""), "accepts any version"),
            rare("future-api-version", VersionAccepted("2199-12-31"), "accepts a version of the year 2199"),
            call("unknown-version-as-parameter", Becomes("", "NoSuchVersion", Refusal(200, "InvalidParameter")), "answers an unknown version as a wrong parameter"),
        ],
    ),
    (
        "tencent-cdb/common/signature-verified",
        &[
            call("tencent-signature-not-checked", SignatureNotChecked(""), "accepts any signature"),
            call("tencent-signature-not-checked-for-changes", SignatureNotChecked(MODIFY), "accepts any signature for ModifyAccountPrivileges"),
            call("wrong-signature-as-expired", Becomes("", "AuthFailure.SignatureFailure", Refusal(200, "AuthFailure.SignatureExpire")), "answers a wrong signature as an expired one"),
        ],
    ),
    (
        "tencent-cdb/common/secret-id-known",
        &[
            call("secret-id-not-checked", KeyNotChecked, "knows any secret id"),
            call("unknown-secret-id-as-signature", Becomes("", "AuthFailure.SecretIdNotFound", Refusal(200, "AuthFailure.SignatureFailure")), "answers an unknown secret id as a wrong signature"),
        ],
    ),
    (
        "tencent-cdb/common/timestamp-fresh",
        &[
            call("tencent-skew-not-checked", SkewAllowed(u64::MAX, u64::MAX), "accepts a time stamp however old"),
            rare("tencent-skew-of-past-not-checked", SkewAllowed(u64::MAX, 300), "accepts a time stamp of any time past"),
            rare("tencent-skew-of-future-not-checked", SkewAllowed(300, u64::MAX), "accepts a time stamp of any time to come"),
            rare("tencent-skew-of-ten-minutes", SkewAllowed(600, 600), "accepts a time stamp that is up to 10 minutes off"),
            rare("tencent-skew-of-three-minutes", SkewAllowed(180, 180), "refuses a time stamp that is more than 3 minutes off"),
        ],
    ),
    (
        "tencent-cdb/common/secret-not-echoed",
        &[
            call("echoes-secret-key", Echoes(Echo::Message), "shows the secret key in errors"),
            call("echoes-secret-key-in-success", Echoes(Echo::Success), "shows the secret key in successes"),
        ],
    ),
    (
        "tencent-cdb/common/refusal-changes-nothing",
        &[
            call("refused-change-acts", RefusedChangeActs, "carries out the rest of a change that it refuses for a privilege"),
            rare("failed-task-acts", FailedTaskActs, "has done what it could when a task fails"),
        ],
    ),
    (
        "tencent-cdb/common/no-server-error",
        &[
            call("illegal-privilege-500", Becomes(MODIFY, "FailedOperation.PrivilegeDataIllegal", Refusal(500, BROKEN)), "answers an unknown privilege with status 500"),
            call("unknown-cdb-instance-500", Becomes(MODIFY, "InvalidParameter.InstanceNotFound", Refusal(500, BROKEN)), "answers an unknown instance with status 500"),
            rare("wrong-type-500", Becomes(MODIFY, "InvalidParameter", Refusal(502, BROKEN)), "answers a value of a wrong type with status 502"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/async-request-id",
        &[
            call("task-id-absent", Member(MODIFY, "AsyncRequestId", Absent), "leaves the id of the task out"),
            call("task-id-empty", Member(MODIFY, "AsyncRequestId", Text("")), "answers with an empty id of the task"),
            call("task-id-number", Member(MODIFY, "AsyncRequestId", Number(7)), "answers with a number for the id of the task"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/instance-exists",
        &[
            call("modify-unknown-instance-accepted", Becomes(MODIFY, "InvalidParameter.InstanceNotFound", Success), "accepts a change on an unknown instance"),
            call("modify-unknown-instance-account", Becomes(MODIFY, "InvalidParameter.InstanceNotFound", Refusal(200, "InvalidParameterValue.UserNotExistError")), "answers an unknown instance as an unknown account"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/account-exists",
        &[
            call("modify-unknown-account-accepted", Becomes(MODIFY, "InvalidParameterValue.UserNotExistError", Success), "accepts a change of an unknown account"),
            call("modify-unknown-account-instance", Becomes(MODIFY, "InvalidParameterValue.UserNotExistError", Refusal(200, "InvalidParameter.InstanceNotFound")), "answers an unknown account as an unknown instance"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/account-members",
        &[
            call("account-without-host", AccountWithout("Host"), "accepts an account without a host and changes nobody"),
            call("account-without-user", AccountWithout("User"), "accepts an account without a user and changes nobody"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/privilege-values",
        &[
            rare("process-accepted-for-database", LevelKnows(Database, "PROCESS"), "accepts the global privilege PROCESS for a database"),
            rare("show-databases-accepted-for-database", LevelKnows(Database, "SHOW DATABASES"), "accepts SHOW DATABASES for a database"),
            rare("create-user-accepted-for-database", LevelKnows(Database, "CREATE USER"), "accepts CREATE USER for a database"),
            rare("reload-accepted-for-database", LevelKnows(Database, "RELOAD"), "accepts RELOAD for a database"),
            rare("replication-client-accepted-for-database", LevelKnows(Database, "REPLICATION CLIENT"), "accepts REPLICATION CLIENT for a database"),
            rare("replication-slave-accepted-for-database", LevelKnows(Database, "REPLICATION SLAVE"), "accepts REPLICATION SLAVE for a database"),
            rare("execute-accepted-for-table", LevelKnows(Table, "EXECUTE"), "accepts EXECUTE for a table"),
            rare("lock-tables-accepted-for-table", LevelKnows(Table, "LOCK TABLES"), "accepts LOCK TABLES for a table"),
            rare("event-accepted-for-table", LevelKnows(Table, "EVENT"), "accepts EVENT for a table"),
            rare("create-routine-accepted-for-table", LevelKnows(Table, "CREATE ROUTINE"), "accepts CREATE ROUTINE for a table"),
            rare("create-temporary-tables-accepted-for-table", LevelKnows(Table, "CREATE TEMPORARY TABLES"), "accepts CREATE TEMPORARY TABLES for a table"),
            rare("process-accepted-for-table", LevelKnows(Table, "PROCESS"), "accepts PROCESS for a table"),
            rare("drop-accepted-for-column", LevelKnows(Column, "DROP"), "accepts DROP for a column"),
            rare("delete-accepted-for-column", LevelKnows(Column, "DELETE"), "accepts DELETE for a column"),
            rare("trigger-accepted-for-column", LevelKnows(Column, "TRIGGER"), "accepts TRIGGER for a column"),
            rare("index-accepted-for-column", LevelKnows(Column, "INDEX"), "accepts INDEX for a column"),
            rare("show-view-accepted-for-column", LevelKnows(Column, "SHOW VIEW"), "accepts SHOW VIEW for a column"),
            rare("process-refused-globally", LevelMisses(Global, "PROCESS"), "refuses PROCESS"),
            rare("replication-slave-refused-globally", LevelMisses(Global, "REPLICATION SLAVE"), "refuses REPLICATION SLAVE"),
            rare("create-user-refused-globally", LevelMisses(Global, "CREATE USER"), "refuses CREATE USER"),
            rare("show-databases-refused-globally", LevelMisses(Global, "SHOW DATABASES"), "refuses SHOW DATABASES"),
            rare("select-refused-globally", LevelMisses(Global, "SELECT"), "refuses SELECT"),
            rare("event-refused-for-database", LevelMisses(Database, "EVENT"), "refuses EVENT for a database"),
            rare("execute-refused-for-database", LevelMisses(Database, "EXECUTE"), "refuses EXECUTE for a database"),
            rare("lock-tables-refused-for-database", LevelMisses(Database, "LOCK TABLES"), "refuses LOCK TABLES for a database"),
            rare("trigger-refused-for-table", LevelMisses(Table, "TRIGGER"), "refuses TRIGGER for a table"),
            rare("references-refused-for-table", LevelMisses(Table, "REFERENCES"), "refuses REFERENCES for a table"),
            rare("references-refused-for-column", LevelMisses(Column, "REFERENCES"), "refuses REFERENCES for a column"),
            rare("update-refused-for-column", LevelMisses(Column, "UPDATE"), "refuses UPDATE for a column"),
            call("illegal-privilege-accepted", Becomes(MODIFY, "FailedOperation.PrivilegeDataIllegal", Success), "accepts any word for a privilege"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/replace",
        &[
            call("task-without-effect", TaskWithoutEffect, "reports a task's success without carrying it out"),
            call("replace-skips-global", ReplaceSkips(Global), "replaces without the global privileges that were passed"),
            call("replace-skips-databases", ReplaceSkips(Database), "replaces without the database privileges that were passed"),
            call("replace-skips-tables", ReplaceSkips(Table), "replaces without the table privileges that were passed"),
            call("replace-skips-columns", ReplaceSkips(Column), "replaces without the column privileges that were passed"),
            two("replace-leaves-global", ReplaceKeeps(Global), "keeps global privileges that a replacement did not pass"),
            two("replace-leaves-databases", ReplaceKeeps(Database), "keeps database privileges that a replacement did not pass"),
            two("replace-leaves-tables", ReplaceKeeps(Table), "keeps table privileges that a replacement did not pass"),
            two("replace-leaves-columns", ReplaceKeeps(Column), "keeps column privileges that a replacement did not pass"),
            many("replace-after-revoke-leaves-global", ReplaceAfterRevokeKeeps(Global), "keeps global privileges when a replacement follows a revoke"),
            many("replace-after-revoke-leaves-databases", ReplaceAfterRevokeKeeps(Database), "keeps database privileges when a replacement follows a revoke"),
            many("replace-after-revoke-leaves-tables", ReplaceAfterRevokeKeeps(Table), "keeps table privileges when a replacement follows a revoke"),
            many("replace-after-revoke-leaves-columns", ReplaceAfterRevokeKeeps(Column), "keeps column privileges when a replacement follows a revoke"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/grant-adds",
        &[
            call("grant-skips-global", GrantSkips(Global), "grants without the global privileges"),
            call("grant-skips-databases", GrantSkips(Database), "grants without the database privileges"),
            call("grant-skips-tables", GrantSkips(Table), "grants without the table privileges"),
            call("grant-skips-columns", GrantSkips(Column), "grants without the column privileges"),
            two("grant-overwrites-global", GrantOverwrites(Global), "replaces the global privileges when it grants some"),
            two("grant-overwrites-databases", GrantOverwrites(Database), "replaces the privileges on a database when it grants some"),
            two("grant-overwrites-tables", GrantOverwrites(Table), "replaces the privileges on a table when it grants some"),
            two("grant-overwrites-columns", GrantOverwrites(Column), "replaces the privileges on a column when it grants some"),
            many("third-grant-overwrites-global", ThirdGrantOverwrites(Global), "drops the global privileges when a third grant brings some"),
            many("third-grant-overwrites-databases", ThirdGrantOverwrites(Database), "drops the database privileges when a third grant brings some"),
            many("third-grant-overwrites-tables", ThirdGrantOverwrites(Table), "drops the table privileges when a third grant brings some"),
            many("third-grant-overwrites-columns", ThirdGrantOverwrites(Column), "drops the column privileges when a third grant brings some"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/revoke-removes",
        &[
            two("revoke-clears-level", RevokeClears(Global), "revokes all global privileges when one is revoked"),
            two("revoke-clears-databases", RevokeClears(Database), "revokes everything on a database when one privilege on it is revoked"),
            two("revoke-clears-tables", RevokeClears(Table), "revokes everything on a table when one privilege on it is revoked"),
            two("revoke-clears-columns", RevokeClears(Column), "revokes everything on a column when one privilege on it is revoked"),
            two("revoke-skips-global", RevokeSkips(Global), "revokes no global privilege"),
            two("revoke-skips-databases", RevokeSkips(Database), "revokes no database privilege"),
            two("revoke-skips-tables", RevokeSkips(Table), "revokes no table privilege"),
            two("revoke-skips-columns", RevokeSkips(Column), "revokes no column privilege"),
            two("revoke-first-global-only", RevokeFirstOnly(Global), "revokes the first of several global privileges alone"),
            two("revoke-first-of-database-only", RevokeFirstOnly(Database), "revokes the first of several privileges on a database alone"),
            many("second-revoke-skips-global", SecondRevokeSkips(Global), "revokes no global privilege right after a revoke"),
            many("second-revoke-skips-databases", SecondRevokeSkips(Database), "revokes no database privilege right after a revoke"),
            many("second-revoke-skips-tables", SecondRevokeSkips(Table), "revokes no table privilege right after a revoke"),
            many("second-revoke-skips-columns", SecondRevokeSkips(Column), "revokes no column privilege right after a revoke"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/action-value",
        &[
            rare("action-none-accepted", ActionKnows("none", Replace), "takes the action none for a replacement"),
            rare("action-owner-accepted", ActionKnows("Owner", Grant), "takes the action Owner for a grant"),
            call("any-action-value", Becomes(MODIFY, "InvalidParameterValue", Success), "accepts any action"),
            call("action-grant-refused", ActionMisses("grant"), "refuses the action grant"),
            call("action-revoke-refused", ActionMisses("revoke"), "refuses the action revoke"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/levels-independent",
        &[
            two("grant-global-forgets-databases", Forgets(Grant, Global, Database), "forgets database privileges when global ones are granted"),
            two("grant-global-forgets-tables", Forgets(Grant, Global, Table), "forgets table privileges when global ones are granted"),
            two("grant-database-forgets-global", Forgets(Grant, Database, Global), "forgets global privileges when database ones are granted"),
            two("grant-database-forgets-tables", Forgets(Grant, Database, Table), "forgets table privileges when database ones are granted"),
            two("grant-database-forgets-columns", Forgets(Grant, Database, Column), "forgets column privileges when database ones are granted"),
            two("grant-table-forgets-global", Forgets(Grant, Table, Global), "forgets global privileges when table ones are granted"),
            two("grant-table-forgets-columns", Forgets(Grant, Table, Column), "forgets column privileges when table ones are granted"),
            two("grant-column-forgets-databases", Forgets(Grant, Column, Database), "forgets database privileges when column ones are granted"),
            two("grant-column-forgets-tables", Forgets(Grant, Column, Table), "forgets table privileges when column ones are granted"),
            two("revoke-global-forgets-databases", Forgets(Revoke, Global, Database), "forgets database privileges when global ones are revoked"),
            two("revoke-global-forgets-columns", Forgets(Revoke, Global, Column), "forgets column privileges when global ones are revoked"),
            two("revoke-database-forgets-tables", Forgets(Revoke, Database, Table), "forgets table privileges when database ones are revoked"),
            two("revoke-table-forgets-columns", Forgets(Revoke, Table, Column), "forgets column privileges when table ones are revoked"),
            two("revoke-table-forgets-databases", Forgets(Revoke, Table, Database), "forgets database privileges when table ones are revoked"),
            two("revoke-column-forgets-global", Forgets(Revoke, Column, Global), "forgets global privileges when column ones are revoked"),
            two("revoke-column-forgets-tables", Forgets(Revoke, Column, Table), "forgets table privileges when column ones are revoked"),
            many("grant-brings-back-global", GrantBringsBack(Global), "gives revoked global privileges back with the next grant of others"),
            many("grant-brings-back-databases", GrantBringsBack(Database), "gives revoked database privileges back with the next grant of others"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/every-account",
        &[
            call("first-account-only", ChangesOnly(Part::First), "changes the first account of a list and forgets the rest"),
            call("last-account-forgotten", ChangesOnly(Part::AllButLast), "forgets the last account of a list"),
            rare("first-two-accounts-only", ChangesOnly(Part::FirstTwo), "changes the first two accounts of a list and forgets the rest"),
            call("effect-on-other-host", ChangeLeaks(Leak::OtherHost), "changes every account with the same user, whatever its host"),
            call("effect-on-next-account", ChangeLeaks(Leak::Next), "changes the next account, too"),
        ],
    ),
];
