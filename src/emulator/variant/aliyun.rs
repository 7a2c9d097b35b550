//! What documents leave to an endpoint on the Aliyun side.

#![allow(clippy::enum_glob_use, reason = "the table is made of nothing but deviations")]

use super::{Group, variant};
use crate::emulator::{
    deviation::{
        Deviation::*,
        Instead::Refusal,
        Shown::{Number, Text},
    },
    latitude::{Latitude::*, Order as Checks, Wire::LosesAnswer},
};

const GRANT: &str = "GrantAccountPrivilege";
const REVOKE: &str = "RevokeAccountPrivilege";
const LIST: &str = "DescribeAccounts";
const MASK: &str = "ModifyAccountMaskingPrivilege";
const MASKS: &str = "DescribeAccountMaskingPrivilege";
const NO_KEY: &str = "InvalidAccessKeyId.NotFound";

/// Every variant of this side.
// One line each, so that the table can be read down its columns.
#[rustfmt::skip]
pub(super) const VARIANTS: &[Group] = &[
    (
        "aliyun-rds/common/format-json and format-xml name the content types",
        &[
            variant("json-without-charset", &[JsonContentType("application/json")], "names no charset for JSON"),
            variant("application-xml", &[XmlContentType("application/xml")], "calls XML application/xml"),
            variant("application-xml-with-charset", &[XmlContentType("application/xml; charset=UTF-8")], "calls XML application/xml, with a charset"),
        ],
    ),
    (
        "aliyun-rds/common/access-key-known: 404 or 400",
        &[
            variant("unknown-key-400", &[Becomes("", NO_KEY, Refusal(400, NO_KEY))], "answers an unknown access key with status 400"),
        ],
    ),
    (
        "aliyun-rds/common/signature-verified: one of two codes",
        &[
            variant("wrong-signature-incomplete", &[Becomes("", "SignatureDoesNotMatch", Refusal(400, "IncompleteSignature"))], "answers a wrong signature with IncompleteSignature"),
        ],
    ),
    (
        "aliyun-rds/common/action-known: one of two codes",
        &[
            variant("unknown-action-api", &[Becomes("", "InvalidAction.NotFound", Refusal(404, "InvalidApi.NotFound"))], "answers an unknown operation with InvalidApi.NotFound"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/response-shape: true or text",
        &[
            variant("success-as-text", &[Member(MASK, "Success", Text("true"))], "writes Success as a text"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/page-size is open outside 30 to 200",
        &[
            variant("page-sizes-all-honoured", &[PageSizes(1, 1 << 20)], "honours any page size from 1"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/database-exists is open",
        &[
            variant("unknown-database-404", &[Becomes(GRANT, "Account.UpdateError", Refusal(404, "InvalidDB.NotFound"))], "refuses an unknown database with 404 InvalidDB.NotFound"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/count-matches: the code is a should",
        &[
            variant("counts-differ-malformed", &[Becomes(GRANT, "InvalidDBNameOrAccountPrivilege", Refusal(400, "InvalidAccountPrivilege.Malformed"))], "answers lists of different lengths as a malformed privilege"),
            variant("counts-differ-other-code", &[Becomes(GRANT, "InvalidDBNameOrAccountPrivilege", Refusal(400, "InvalidParameter"))], "answers lists of different lengths with a common code"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/user-exists: the code is a should",
        &[
            variant("unknown-user-404", &[Becomes(MASK, "Abs.InvalidAccount.NotFound", Refusal(404, "InvalidAccountName.NotFound"))], "answers an unknown user of a masking change with 404 InvalidAccountName.NotFound"),
        ],
    ),
    (
        "aliyun-rds: instance-exists, account-exists and instance-running list several answers",
        &[
            variant("grant-unknown-instance-404", &[Becomes(GRANT, "InvalidDBInstanceId.NotFound", Refusal(404, "InvalidDBInstance.NotFound"))], "answers a grant on an unknown instance with 404 InvalidDBInstance.NotFound"),
            variant("grant-unknown-account-400", &[Becomes(GRANT, "InvalidAccountName.NotFound", Refusal(400, "Abs.InvalidAccount.NotFound"))], "answers a grant to an unknown account with 400 Abs.InvalidAccount.NotFound"),
            variant("mask-unknown-instance-400", &[Becomes(MASK, "InvalidDBInstance.NotFound", Refusal(400, "InvalidDBInstanceId.NotFound"))], "answers a masking change of an unknown instance with status 400"),
            variant("list-stopped-400", &[Becomes(LIST, "IncorrectDBInstanceState", Refusal(400, "InvalidDBInstanceStatus.NotSupport"))], "answers a list of a stopped instance with 400 InvalidDBInstanceStatus.NotSupport"),
        ],
    ),
    (
        "aliyun-rds/common/request-id-unique is a should",
        &[
            variant("request-ids-in-lower-case", &[Takes(LowerCaseIds)], "writes request ids in lower case"),
            variant("request-ids-shared", &[Takes(SharedIds)], "gives two answers in a row the same request id"),
        ],
    ),
    (
        "aliyun-rds/common/parameter-required: the code is a should, present but empty is open",
        &[
            variant("missing-parameter-plain", &[Takes(MissingCode("MissingParameter"))], "answers an absent parameter with MissingParameter"),
            variant("missing-parameter-not-found", &[Takes(MissingCode("RequiredParam.NotFound"))], "answers an absent parameter with RequiredParam.NotFound"),
            variant("missing-parameter-other-code", &[Takes(MissingCode("InvalidParameter"))], "answers an absent parameter with a common code"),
            variant("missing-parameter-undocumented", &[Takes(MissingCode("ParameterAbsent"))], "answers an absent parameter with a code of its own"),
            variant("empty-parameters-absent", &[Takes(EmptyIsAbsent)], "refuses an empty required parameter as an absent one"),
        ],
    ),
    (
        "aliyun-rds/common/unknown-parameter-ignored is open",
        &[
            variant("unknown-parameters-refused", &[Takes(UnknownRefused)], "refuses parameters that no document names"),
        ],
    ),
    (
        "aliyun-rds/common/format-default is open",
        &[
            variant("json-by-default", &[Takes(DefaultJson)], "answers in JSON when no format is asked for"),
            variant("xml-by-default", &[Takes(DefaultXml)], "answers in XML when no format is asked for"),
        ],
    ),
    (
        "aliyun-rds/common/method-equivalent: GET of ModifyAccountMaskingPrivilege is open",
        &[
            variant("masking-by-get", &[Takes(AnyMethod)], "takes masking changes by GET, too"),
        ],
    ),
    (
        "aliyun-rds/ResetAccountPassword/same-password-again is open",
        &[
            variant("same-password-refused", &[Takes(SamePasswordRefused)], "refuses the password that an account has"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/list-blanks and list-duplicates are open, as are those of user lists",
        &[
            variant("list-blanks-trimmed", &[Takes(BlanksTrimmed)], "takes blanks around the items of lists off"),
            variant("empty-items-dropped", &[Takes(EmptyItemsDropped)], "leaves empty items of lists out"),
            variant("duplicate-items-refused", &[Takes(DuplicatesRefused)], "refuses lists that name something twice"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/privilege-value: a word of another engine is refused, whatever the code",
        &[
            variant("foreign-privilege-by-type", &[Takes(ForeignWordsByType)], "answers a privilege of another engine with 403 IncorrectAccountPrivilegeType"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/database-exists: what becomes of an unknown one is open",
        &[
            variant("unknown-database-taken", &[Takes(UnknownDatabasesTaken)], "accepts grants on unknown databases in vain"),
        ],
    ),
    (
        "aliyun-rds/GrantAccountPrivilege/regrant is open",
        &[
            variant("same-grant-refused", &[Takes(SameGrantRefused)], "refuses to grant the privilege that is held"),
            variant("any-regrant-refused", &[Takes(AnyGrantRefused)], "refuses to grant on a database on which something is held"),
            variant("regrant-refused-first", &[Order(Checks::GrantedFirst), Takes(AnyGrantRefused)], "refuses to grant again before it looks at anything else"),
            variant("regrant-keeps-old", &[Takes(GrantKeepsOld)], "keeps the privilege that is held when another is granted"),
            variant("regrant-merges", &[Takes(GrantMerges)], "gives a privilege that covers both when another is granted"),
            variant("answers-lost-regrant-refused", &[Wire(LosesAnswer(41)), Takes(AnyGrantRefused)], "loses answers, and refuses to grant again what it has granted"),
            variant("answers-lost-password-refused", &[Wire(LosesAnswer(41)), Takes(SamePasswordRefused)], "loses answers, and refuses the password that an account has"),
        ],
    ),
    (
        "reading: fresh databases come from the target's list where the endpoint cannot revoke",
        &[
            variant("no-revoke", &[Takes(Lacks(REVOKE))], "has no RevokeAccountPrivilege"),
            variant("no-revoke-regrant-refused", &[Takes(Lacks(REVOKE)), Takes(AnyGrantRefused)], "has no RevokeAccountPrivilege and refuses to grant again"),
            variant("no-revoke-regrant-refused-first", &[Takes(Lacks(REVOKE)), Order(Checks::GrantedFirst), Takes(AnyGrantRefused)], "has no RevokeAccountPrivilege and refuses to grant again before it looks at anything else"),
            variant("no-revoke-regrant-merges", &[Takes(Lacks(REVOKE)), Takes(GrantMerges)], "has no RevokeAccountPrivilege and merges privileges"),
        ],
    ),
    (
        "reading: effects are seen through observers where the endpoint has them",
        &[
            variant("no-database-list", &[Takes(Lacks("DescribeDatabases"))], "has no DescribeDatabases"),
            variant("no-masking-list", &[Takes(Lacks(MASKS))], "has no DescribeAccountMaskingPrivilege"),
            variant("no-observers", &[Takes(Lacks("DescribeDatabases")), Takes(Lacks(MASKS)), Takes(Lacks(REVOKE))], "has the documented operations alone"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/page-size and page-number: below 1 should be refused, 1 to 29 and above 200 are open",
        &[
            variant("page-sizes-clamped", &[Takes(SizesClamped)], "moves page sizes to the nearest documented one"),
            variant("page-numbers-clamped", &[Takes(NumbersClamped)], "shows the first page for numbers below 1"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/total-count is open",
        &[
            variant("total-of-page", &[Takes(TotalOfPage)], "counts the accounts on the page"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/account-filter: an unknown name is open",
        &[
            variant("unknown-filter-404", &[Takes(UnknownFilterRefused)], "refuses to list an account that does not exist"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/account-fields: DatabasePrivileges on PostgreSQL is open, PrivExceeded is 0 or 1",
        &[
            variant("postgresql-empty-privileges", &[Takes(EmptyPrivilegesShown)], "shows empty privileges on PostgreSQL"),
            variant("exceeded-as-number", &[Member(LIST, "PrivExceeded", Number(0))], "writes PrivExceeded as a number"),
        ],
    ),
    (
        "aliyun-rds/DescribeAccounts/privilege-fields: DBOwner in any case on SQL Server",
        &[
            variant("owner-in-mixed-case", &[Takes(OwnerShown("DbOwner"))], "shows DBOwner as DbOwner on SQL Server"),
            variant("owner-in-lower-case", &[Takes(OwnerShown("dbowner"))], "shows DBOwner in lower case on SQL Server"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/privilege-value: refused, whatever the code",
        &[
            variant("masking-refusals-undocumented", &[Becomes(MASK, "Parameters.Invalid", Refusal(422, "InvalidMasking"))], "refuses masking parameters with a code of its own"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/engine is open",
        &[
            variant("masking-on-any-engine", &[Takes(MasksAnyEngine)], "masks on every engine"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/expire-time-optional, expire-time-past, expire-time-format: open points",
        &[
            variant("expiry-refused-otherwise", &[Takes(ExpiryRefusedOtherwise)], "refuses an expiry time with a privilege that needs none"),
            variant("past-expiry-refused", &[Takes(PastExpiryRefused)], "refuses an expiry time that has passed"),
            variant("loose-instants", &[Takes(LooseInstants)], "takes leap seconds, fractions and lower case in expiry times"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/user-list: who has noneAccess may be left out",
        &[
            variant("none-access-unlisted", &[Takes(NoneAccessUnlisted)], "does not list who has noneAccess"),
        ],
    ),
    (
        "README: an effect may take a moment to show; reading: an account is Available or Unavailable",
        &[
            variant("late-reads", &[Takes(LateReads(30))], "shows what was 30 ms ago"),
            variant("late-reads-regrant-keeps-old", &[Takes(LateReads(30)), Takes(GrantKeepsOld)], "shows what was 30 ms ago and keeps the privilege that is held"),
            variant("unavailable-after-changes", &[Takes(UnavailableFor(20))], "lets no account be changed for 20 ms after a change"),
            variant("unavailable-and-late", &[Takes(UnavailableFor(20)), Takes(LateReads(15))], "lets no account be changed for 20 ms after a change, and shows what was 15 ms ago"),
        ],
    ),
];
