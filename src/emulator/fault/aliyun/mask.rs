//! The faults of `ModifyAccountMaskingPrivilege`, by the requirement that each breaks.

#![allow(clippy::enum_glob_use, reason = "the table is made of nothing but deviations")]

use super::super::{Group, call, rare, two};
use super::{MASK, NO_INSTANCE, NO_USER, NOT_RUNNING};
use crate::emulator::deviation::{
    Deviation::*,
    Instead::{Refusal, Success},
    Part,
    Shown::{Absent, Boolean, Number, Text},
};

/// Every fault of `ModifyAccountMaskingPrivilege`.
// One line each, so that the table can be read down its columns.
#[rustfmt::skip]
pub(super) const FAULTS: &[Group] = &[
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/privilege-value",
        &[
            rare("masking-misses-none", MaskMisses("noneAccess"), "refuses noneAccess"),
            rare("masking-misses-restricted", MaskMisses("restrictedAccess"), "refuses restrictedAccess"),
            rare("masking-misses-full", MaskMisses("fullAccess"), "refuses fullAccess"),
            rare("masking-knows-owner", MaskKnows("Owner"), "accepts Owner"),
            rare("masking-knows-none", MaskKnows("none"), "accepts none"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/expire-time-required",
        &[
            call("expire-time-not-required", ExpireTimeNotRequired, "accepts fullAccess without an expiry time"),
            call("expire-time-refused", MaskRefuses("ExpireTime"), "refuses every call with an expiry time"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/expire-time-optional",
        &[
            rare("none-requires-expire-time", ExpireTimeRequired("noneAccess"), "refuses noneAccess without an expiry time"),
            rare("restricted-requires-expire-time", ExpireTimeRequired("restrictedAccess"), "refuses restrictedAccess without an expiry time"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/expire-time-format",
        &[
            rare("expire-time-accepts-february-30", InstantAccepted("####-02-30T##:##:##Z"), "accepts the 30th of February as an expiry date"),
            rare("expire-time-accepts-february-29", InstantAccepted("####-02-29T##:##:##Z"), "accepts the 29th of February of every year"),
            rare("expire-time-accepts-april-31", InstantAccepted("####-04-31T##:##:##Z"), "accepts the 31st of April"),
            rare("expire-time-accepts-june-31", InstantAccepted("####-06-31T##:##:##Z"), "accepts the 31st of June"),
            rare("expire-time-accepts-september-31", InstantAccepted("####-09-31T##:##:##Z"), "accepts the 31st of September"),
            rare("expire-time-accepts-november-31", InstantAccepted("####-11-31T##:##:##Z"), "accepts the 31st of November"),
            rare("expire-time-accepts-month-13", InstantAccepted("####-13-##T##:##:##Z"), "accepts a 13th month"),
            rare("expire-time-accepts-month-0", InstantAccepted("####-00-##T##:##:##Z"), "accepts a month of number 0"),
            rare("expire-time-accepts-day-32", InstantAccepted("####-##-32T##:##:##Z"), "accepts a 32nd day"),
            rare("expire-time-accepts-day-0", InstantAccepted("####-##-00T##:##:##Z"), "accepts a day of number 0"),
            rare("expire-time-accepts-hour-24", InstantAccepted("####-##-##T24:##:##Z"), "accepts hour 24"),
            rare("expire-time-accepts-hour-25", InstantAccepted("####-##-##T25:##:##Z"), "accepts hour 25"),
            rare("expire-time-accepts-minute-60", InstantAccepted("####-##-##T##:60:##Z"), "accepts minute 60"),
            rare("expire-time-accepts-second-61", InstantAccepted("####-##-##T##:##:61Z"), "accepts second 61"),
            rare("expire-time-accepts-blank-for-t", InstantAccepted("####-##-## ##:##:##Z"), "accepts a blank between date and time"),
            rare("expire-time-accepts-no-zone", InstantAccepted("####-##-##T##:##:##"), "accepts a time without a zone"),
            rare("expire-time-accepts-offset", InstantAccepted("####-##-##T##:##:##+##:##"), "accepts an offset in place of Z"),
            rare("expire-time-accepts-slashes", InstantAccepted("####/##/##T##:##:##Z"), "accepts slashes in a date"),
            rare("expire-time-accepts-date", InstantAccepted("####-##-##"), "accepts a date without a time"),
            rare("expire-time-accepts-compact", InstantAccepted("########T######Z"), "accepts an instant without hyphens and colons"),
            rare("expire-time-accepts-no-seconds", InstantAccepted("####-##-##T##:##Z"), "accepts a time without seconds"),
            rare("expire-time-accepts-one-digit-month", InstantAccepted("####-#-##T##:##:##Z"), "accepts a month of one digit"),
            rare("expire-time-accepts-two-digit-year", InstantAccepted("##-##-##T##:##:##Z"), "accepts a year of two digits"),
            rare("expire-time-accepts-epoch", InstantAccepted("##########"), "accepts seconds since the epoch"),
            rare("expire-time-accepts-blank-before", InstantAccepted(" ####-##-##T##:##:##Z"), "accepts a blank before an instant"),
            rare("expire-time-accepts-blank-after", InstantAccepted("####-##-##T##:##:##Z "), "accepts a blank after an instant"),
            rare("expire-time-accepts-word", InstantAccepted("tomorrow"), "accepts tomorrow"),
            rare("expire-time-refuses-leap-day", InstantRefused("-02-29"), "refuses the 29th of February of every year"),
            rare("expire-time-refuses-year-end", InstantRefused("-12-31"), "refuses the 31st of December"),
            rare("expire-time-refuses-april-30", InstantRefused("-04-30"), "refuses the 30th of April"),
            rare("expire-time-refuses-midnight", InstantRefused("T00:00:00"), "refuses midnight"),
            rare("expire-time-refuses-last-second", InstantRefused("T23:59:59"), "refuses the last second of a day"),
            rare("expire-time-ends-2038", InstantsEnd(2_147_483_648), "refuses instants that 32 bits cannot hold"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/user-list",
        &[
            call("masking-first-user-only", MasksOnly(Part::First), "masks for the first user of a list and forgets the rest"),
            call("masking-forgets-last-user", MasksOnly(Part::AllButLast), "forgets the last user of a list"),
            call("masking-without-effect", MasksOnly(Part::None), "accepts a masking change and does nothing"),
            rare("masking-first-two-only", MasksOnly(Part::FirstTwo), "masks for the first two users of a list and forgets the rest"),
            call("masking-leaks", MaskLeaks, "masks for the next account, too"),
            two("masking-full-stays", MaskStays("fullAccess", "noneAccess"), "keeps fullAccess when it is taken back"),
            two("masking-full-stays-restricted", MaskStays("fullAccess", "restrictedAccess"), "keeps fullAccess when it is restricted"),
            two("masking-restricted-stays", MaskStays("restrictedAccess", "fullAccess"), "keeps restrictedAccess when it is widened"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/user-exists",
        &[
            call("masking-unknown-user-accepted", Becomes(MASK, NO_USER, Success), "accepts an unknown user"),
            rare("masking-skips-unknown-among-known", MaskSkipsUnknown(false), "leaves an unknown user of a list out and does the rest"),
            call("masking-skips-unknown", MaskSkipsUnknown(true), "leaves unknown users out"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/instance-exists",
        &[
            call("masking-unknown-instance-accepted", Becomes(MASK, NO_INSTANCE, Success), "masks on an unknown instance"),
            call("masking-unknown-instance-user", Becomes(MASK, NO_INSTANCE, Refusal(400, NO_USER)), "answers an unknown instance as an unknown user"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/service-purchased",
        &[
            call("masking-without-service", Becomes(MASK, "ColumnEncryptionErrorCode.NOT_PURCHASED", Success), "masks although the service was not bought"),
            call("masking-without-service-engine", Becomes(MASK, "ColumnEncryptionErrorCode.NOT_PURCHASED", Refusal(400, "InvalidDBInstanceEngineType.Format")), "answers a service that was not bought as a wrong engine"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/instance-running",
        &[
            call("masking-stopped-accepted", Becomes(MASK, NOT_RUNNING, Success), "masks on a stopped instance"),
            call("masking-stopped-unknown", Becomes(MASK, NOT_RUNNING, Refusal(404, NO_INSTANCE)), "answers masking on a stopped instance as on an unknown one"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/response-shape",
        &[
            call("masking-without-data", Member(MASK, "Data", Absent), "leaves Data out"),
            call("masking-data-of-other-instance", Member(MASK, "key", Text("rm-other000000000")), "shows another instance in Data"),
            call("masking-without-message", Member(MASK, "Message", Absent), "leaves Message out"),
            call("masking-without-success", Member(MASK, "Success", Absent), "leaves Success out"),
            call("masking-message-number", Member(MASK, "Message", Number(0)), "shows a number for Message"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/success-agrees",
        &[
            call("masking-success-false", Member(MASK, "Success", Boolean(false)), "says Success false with status 200"),
            call("masking-refusal-succeeds", RefusalMember("Success", Boolean(true)), "says Success true in refusals"),
        ],
    ),
    (
        "aliyun-rds/ModifyAccountMaskingPrivilege/optional-parameters",
        &[
            call("masking-requires-region", MaskRequires("RegionId"), "requires a region"),
            call("masking-requires-database", MaskRequires("DBName"), "requires a database"),
            call("masking-refuses-region", MaskRefuses("RegionId"), "refuses a region"),
            call("masking-refuses-database", MaskRefuses("DBName"), "refuses a database"),
        ],
    ),
];
