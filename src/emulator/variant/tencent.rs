//! What documents leave to an endpoint on the Tencent side.

#![allow(clippy::enum_glob_use, reason = "the table is made of nothing but deviations")]

use super::{Group, variant};
use crate::emulator::{
    deviation::{Deviation::*, Instead::Refusal},
    latitude::Latitude::*,
};

const MODIFY: &str = "ModifyAccountPrivileges";
const TASKS: &str = "DescribeAsyncRequestInfo";
const HELD: &str = "DescribeAccountPrivileges";

/// Every variant of this side.
// One line each, so that the table can be read down its columns.
#[rustfmt::skip]
pub(super) const VARIANTS: &[Group] = &[
    (
        "tencent-cdb: each of these requirements lists several codes",
        &[
            variant("unknown-version-as-action", &[Becomes("", "NoSuchVersion", Refusal(200, "InvalidAction"))], "answers an unknown version with InvalidAction"),
            variant("modify-unknown-instance-resource", &[Becomes(MODIFY, "InvalidParameter.InstanceNotFound", Refusal(200, "ResourceNotFound.CdbInstanceNotFoundError"))], "answers an unknown instance as a missing resource"),
            variant("modify-unknown-instance-parameter", &[Becomes(MODIFY, "InvalidParameter.InstanceNotFound", Refusal(200, "InvalidParameter"))], "answers an unknown instance as a wrong parameter"),
            variant("wrong-type-as-value", &[Becomes(MODIFY, "InvalidParameter", Refusal(200, "InvalidParameterValue.DataConvertError"))], "answers a value of another type as one that cannot be converted"),
            variant("missing-parameter-as-account", &[Becomes(MODIFY, "MissingParameter", Refusal(200, "MissingParameter.AccountMissingParameterError"))], "answers an absent parameter as a missing account"),
            variant("privilege-unsupported", &[Becomes(MODIFY, "FailedOperation.PrivilegeDataIllegal", Refusal(200, "UnsupportedOperation.PrivilegesUnsupportedError"))], "answers a wrong privilege as an unsupported one"),
            variant("privilege-as-value", &[Becomes(MODIFY, "FailedOperation.PrivilegeDataIllegal", Refusal(200, "InvalidParameterValue"))], "answers a wrong privilege as a wrong value"),
        ],
    ),
    (
        "reading: refused by an error or by a failed task",
        &[
            variant("privileges-refused-by-task", &[Takes(PrivilegesByTask)], "tells of a wrong privilege by a failed task"),
            variant("accounts-refused-by-task", &[Takes(AccountsByTask)], "tells of an unknown account by a failed task"),
            variant("members-refused-by-task", &[Takes(MembersByTask)], "tells of an account without user or host by a failed task"),
            variant("actions-refused-by-task", &[Takes(ActionsByTask)], "tells of a wrong action by a failed task"),
            variant("refused-by-task", &[Takes(PrivilegesByTask), Takes(AccountsByTask), Takes(MembersByTask), Takes(ActionsByTask)], "tells of everything about a change by its task"),
            variant("refused-by-slow-task", &[Takes(PrivilegesByTask), Takes(AccountsByTask), Takes(TaskTakes(20))], "tells of wrong privileges and accounts by a task of 20 ms"),
        ],
    ),
    (
        "reading: effects are asynchronous; a task has a status until it ends",
        &[
            variant("slow-tasks", &[Takes(TaskTakes(20))], "takes 20 ms for a task"),
            variant("tasks-begin-initial", &[Takes(TaskBegins("INITIAL")), Takes(TaskTakes(5))], "shows tasks as INITIAL before they are done"),
            variant("tasks-begin-undefined", &[Takes(TaskBegins("UNDEFINED")), Takes(TaskTakes(5))], "shows tasks as UNDEFINED before they are done"),
            variant("tasks-begin-paused", &[Takes(TaskBegins("PAUSED")), Takes(TaskTakes(5))], "shows tasks as PAUSED before they are done"),
        ],
    ),
    (
        "reading: StatusConflict while another task of the run may still be going on is no answer",
        &[
            variant("one-task-at-a-time", &[Takes(OneTaskAtATime)], "takes no change of an instance while a task of it goes on"),
            variant("one-slow-task-at-a-time", &[Takes(OneTaskAtATime), Takes(TaskTakes(5))], "takes no change of an instance while a task of 5 ms goes on"),
        ],
    ),
    (
        "reading: an endpoint without the observers gets the response-only requirements",
        &[
            variant("no-task-observer", &[Takes(Lacks(TASKS))], "has no DescribeAsyncRequestInfo"),
            variant("no-privilege-observer", &[Takes(Lacks(HELD))], "has no DescribeAccountPrivileges"),
            variant("no-tencent-observers", &[Takes(Lacks(TASKS)), Takes(Lacks(HELD))], "has the documented operation alone"),
            variant("no-task-observer-refused-by-task", &[Takes(Lacks(TASKS)), Takes(PrivilegesByTask), Takes(AccountsByTask), Takes(MembersByTask), Takes(ActionsByTask)], "tells of everything by tasks that nobody can ask about"),
            variant("no-task-observer-slow-tasks", &[Takes(Lacks(TASKS)), Takes(TaskTakes(20))], "has no DescribeAsyncRequestInfo, and tasks of 20 ms"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/empty-lists and privilege-duplicates are open",
        &[
            variant("empty-lists-refused", &[Takes(EmptyListsRefused)], "refuses lists of privileges that are there and empty"),
            variant("duplicate-privileges-refused", &[Takes(RepeatsRefused)], "refuses a privilege that stands twice in a list"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/grant-held and revoke-not-held are open",
        &[
            variant("held-grant-refused", &[Takes(HeldGrantRefused)], "refuses a grant of anything that is held"),
            variant("unheld-revoke-refused", &[Takes(UnheldRevokeRefused)], "refuses a revoke of anything that is not held"),
            variant("repeats-refused", &[Takes(HeldGrantRefused), Takes(UnheldRevokeRefused)], "refuses grants of what is held and revokes of what is not"),
        ],
    ),
    (
        "tencent-cdb/ModifyAccountPrivileges/unknown-object is open; an entry without privileges is no entry",
        &[
            variant("unknown-databases-refused", &[Takes(UnknownDatabasesRefused)], "refuses privileges on unknown databases at once"),
            variant("unknown-objects-kept", &[Takes(UnknownObjectsKept)], "keeps privileges on objects that do not exist"),
            variant("unknown-objects-ignored", &[Takes(UnknownObjectsIgnored)], "ignores privileges on objects that do not exist"),
            variant("privileges-listed-backwards", &[Takes(ListedBackwards)], "lists privileges and objects in the opposite order"),
            variant("empty-entries-listed", &[Takes(EmptyEntriesListed)], "lists databases on which nothing is held, without privileges"),
        ],
    ),
];
