//! The faults of every operation, by the requirement that each breaks.

#![allow(clippy::enum_glob_use, reason = "the table is made of nothing but deviations")]

use super::super::{Group, call, rare, two};
use super::{BROKEN, GRANT, IS_LOCKED, LIST, MASK, NO_ACCOUNT, NO_INSTANCE_NAME, NOT_RUNNING, RESET};
use crate::emulator::deviation::{
    Deviation::*,
    Echo,
    Instead::{Refusal, Success},
    Shown::{Absent, Text},
    Stamp,
};

/// Every fault of every operation.
// One line each, so that the table can be read down its columns.
#[rustfmt::skip]
pub(super) const FAULTS: &[Group] = &[
    (
        "aliyun-rds/common/request-id-present",
        &[
            call("error-without-request-id", RefusalMember("RequestId", Absent), "leaves the request id out of refusals"),
            call("success-without-request-id", Member("", "RequestId", Absent), "leaves the request id out of successes"),
            call("empty-request-id", RefusalMember("RequestId", Text("")), "refuses with an empty request id"),
        ],
    ),
    (
        "aliyun-rds/common/error-envelope",
        &[
            call("error-without-code", RefusalMember("Code", Absent), "leaves the code out of refusals"),
            call("error-without-message", RefusalMember("Message", Absent), "leaves the message out of refusals"),
            call("error-with-status-200", RefusalStatus(200), "refuses with status 200"),
        ],
    ),
    (
        "aliyun-rds/common/error-status",
        &[
            rare("unknown-account-400", Becomes(RESET, NO_ACCOUNT, Refusal(400, NO_ACCOUNT)), "answers an unknown account with status 400 in place of 404"),
            rare("locked-instance-403", Becomes(GRANT, IS_LOCKED, Refusal(403, IS_LOCKED)), "answers a locked instance with status 403 in place of 404"),
            rare("stopped-instance-400", Becomes(LIST, NOT_RUNNING, Refusal(400, NOT_RUNNING)), "answers a stopped instance with status 400 in place of 403"),
        ],
    ),
    (
        "aliyun-rds/common/format-json",
        &[
            call("json-as-text", JsonContentType("text/plain;charset=utf-8"), "sends JSON as plain text"),
            call("xml-for-json", OtherFormat("JSON"), "answers in XML when JSON is asked for"),
        ],
    ),
    (
        "aliyun-rds/common/format-xml",
        &[
            call("xml-as-html", XmlContentType("text/html;charset=utf-8"), "sends XML as HTML"),
            call("json-for-xml", OtherFormat("XML"), "answers in JSON when XML is asked for"),
            call("xml-root-result", XmlRoot("Result"), "names the root of XML after the operation with Result in place of Response"),
            call("xml-error-root-response", XmlErrorRoot("ErrorResponse"), "names the root of XML refusals ErrorResponse"),
        ],
    ),
    (
        "aliyun-rds/common/format-equivalent",
        &[
            call("xml-omits-total", XmlOmits("TotalRecordCount"), "leaves the total out of XML"),
            rare("xml-omits-detail", XmlOmits("AccountPrivilegeDetail"), "leaves the detail of privileges out of XML"),
            rare("xml-first-item-only", XmlFirstItemOnly, "shows the first item of a list alone in XML"),
        ],
    ),
    (
        "aliyun-rds/common/method-equivalent",
        &[
            rare("get-ignores-filter", MethodIgnores(false, "AccountName"), "reads a GET without its account name"),
            rare("form-ignores-page-number", MethodIgnores(true, "PageNumber"), "reads a form without its page number"),
            call("form-ignores-instance", MethodIgnores(true, "DBInstanceId"), "reads a form without its instance"),
        ],
    ),
    (
        "aliyun-rds/common/signature-verified",
        &[
            call("signature-not-checked", SignatureNotChecked(""), "accepts any signature"),
            call("signature-not-checked-for-lists", SignatureNotChecked(LIST), "accepts any signature for DescribeAccounts"),
            call("signature-not-checked-for-masking", SignatureNotChecked(MASK), "accepts any signature for ModifyAccountMaskingPrivilege"),
            call("wrong-signature-403", Becomes("", "SignatureDoesNotMatch", Refusal(403, "Forbidden.RAM")), "answers a wrong signature with Forbidden.RAM"),
        ],
    ),
    (
        "aliyun-rds/common/access-key-known",
        &[
            call("key-not-checked", KeyNotChecked, "knows any access key id"),
            call("unknown-key-inactive", Becomes("", "InvalidAccessKeyId.NotFound", Refusal(400, "InvalidAccessKeyId.Inactive")), "answers an unknown access key as an inactive one"),
        ],
    ),
    (
        "aliyun-rds/common/timestamp-fresh",
        &[
            call("skew-not-checked", SkewAllowed(u64::MAX, u64::MAX), "accepts a well-formed timestamp however old"),
            rare("skew-of-past-not-checked", SkewAllowed(u64::MAX, 900), "accepts a timestamp of any time past"),
            rare("skew-of-future-not-checked", SkewAllowed(900, u64::MAX), "accepts a timestamp of any time to come"),
            rare("skew-of-twenty-minutes", SkewAllowed(1200, 1200), "accepts a timestamp that is up to 20 minutes off"),
            rare("skew-of-ten-minutes", SkewAllowed(600, 600), "refuses a timestamp that is more than 10 minutes off"),
        ],
    ),
    (
        "aliyun-rds/common/timestamp-format",
        &[
            rare("timestamp-in-digits", StampAccepted(Stamp::Digits), "accepts a timestamp in seconds since the epoch"),
            rare("timestamp-without-time", StampAccepted(Stamp::Date), "accepts a date as a timestamp"),
            rare("timestamp-with-blank", StampAccepted(Stamp::Blank), "accepts a timestamp with a blank between date and time"),
            call("ill-formed-timestamp-expired", Becomes("", "InvalidTimeStamp.Format", Refusal(400, "InvalidTimeStamp.Expired")), "answers an ill-formed timestamp as an expired one"),
        ],
    ),
    (
        "aliyun-rds/common/nonce-once",
        &[
            two("nonce-not-checked", NonceNotChecked(""), "accepts a nonce that was used before"),
            two("nonce-not-checked-for-grants", NonceNotChecked(GRANT), "accepts a used nonce for GrantAccountPrivilege"),
            two("used-nonce-as-signature", Becomes("", "SignatureNonceUsed", Refusal(400, "SignatureDoesNotMatch")), "answers a used nonce as a wrong signature"),
        ],
    ),
    (
        "aliyun-rds/common/parameter-required",
        &[
            call("reset-without-instance", AbsentAccepted(RESET, "DBInstanceId"), "accepts a reset that names no instance"),
            call("reset-without-account", AbsentAccepted(RESET, "AccountName"), "accepts a reset that names no account"),
            call("reset-without-password", AbsentAccepted(RESET, "AccountPassword"), "accepts a reset without a password"),
            call("grant-without-account", AbsentAccepted(GRANT, "AccountName"), "accepts a grant that names no account"),
            call("grant-without-database", AbsentAccepted(GRANT, "DBName"), "accepts a grant that names no database"),
            call("grant-without-privilege", AbsentAccepted(GRANT, "AccountPrivilege"), "accepts a grant without a privilege"),
            call("list-without-instance", AbsentAccepted(LIST, "DBInstanceId"), "lists accounts of no instance"),
            call("masking-without-user", AbsentAccepted(MASK, "UserName"), "accepts a masking change that names no user"),
            call("masking-without-privilege", AbsentAccepted(MASK, "Privilege"), "accepts a masking change without a privilege"),
        ],
    ),
    (
        "aliyun-rds/common/action-known",
        &[
            call("unknown-action-accepted", Becomes("", "InvalidAction.NotFound", Success), "accepts any operation"),
            call("unknown-action-400", Becomes("", "InvalidAction.NotFound", Refusal(400, "InvalidParameter")), "answers an unknown operation as a wrong parameter"),
        ],
    ),
    (
        "aliyun-rds/common/version-known",
        &[
            call("any-version", VersionAccepted(""), "accepts any version"),
            rare("future-version", VersionAccepted("2199-12-31"), "accepts a version of the year 2199"),
            call("unknown-version-404", Becomes("", "InvalidVersion", Refusal(404, "InvalidProduct.NotFound")), "answers an unknown version as an unknown product"),
        ],
    ),
    (
        "aliyun-rds/common/refusal-changes-nothing",
        &[
            call("refusal-changes-state", RefusedGrantActs, "carries out a grant for one database although it refuses it"),
            two("refused-grant-revokes", RefusedGrantRevokes, "takes a privilege away where it refuses to grant another"),
            two("refused-reset-drops-privileges", RefusedResetDrops, "forgets an account's privileges when it refuses a password"),
            call("refused-masking-acts", RefusedMaskActs, "carries out a masking change although it refuses its expiry time"),
            call("refused-count-acts", RefusedCountActs, "carries out as much of a grant as pairs up although it refuses the rest"),
        ],
    ),
    (
        "aliyun-rds/common/secret-not-echoed",
        &[
            call("echoes-password", Echoes(Echo::Message), "repeats a refused password in the error message"),
            call("echoes-password-in-link", Echoes(Echo::Link), "repeats a refused password in the link to the error's help"),
            call("echoes-accepted-password", Echoes(Echo::Success), "repeats an accepted password in the answer"),
        ],
    ),
    (
        "aliyun-rds/common/no-server-error",
        &[
            call("missing-parameter-500", Becomes("", "MissingDBInstanceId", Refusal(500, BROKEN)), "answers an absent instance with an internal error"),
            call("bad-password-500", Becomes(RESET, "InvalidAccountPassword.Format", Refusal(500, BROKEN)), "answers a wrong password with an internal error"),
            call("unknown-instance-500", Becomes("", NO_INSTANCE_NAME, Refusal(500, BROKEN)), "answers an unknown instance with an internal error"),
            rare("count-mismatch-500", Becomes(GRANT, "InvalidDBNameOrAccountPrivilege", Refusal(500, BROKEN)), "answers lists of different lengths with an internal error"),
            rare("bad-page-500", Becomes(LIST, "InvalidPageNumber", Refusal(503, "ServiceUnavailable")), "answers a page number that is none as if it were down"),
        ],
    ),
];
