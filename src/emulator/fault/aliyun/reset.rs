//! The faults of `ResetAccountPassword`, by the requirement that each breaks.

#![allow(clippy::enum_glob_use, reason = "the table is made of nothing but deviations")]

use super::super::{Group, call, many, rare, two};
use super::{IS_LOCKED, NO_ACCOUNT, NO_INSTANCE_NAME, NOT_RUNNING, RESET, UNAVAILABLE};
use crate::emulator::deviation::{
    Deviation::*,
    Instead::{Refusal, Success},
    Shown::{Absent, Number},
};

/// Every fault of `ResetAccountPassword`.
// One line each, so that the table can be read down its columns.
#[rustfmt::skip]
pub(super) const FAULTS: &[Group] = &[
    (
        "aliyun-rds/ResetAccountPassword/password-length",
        &[
            rare("password-limit-33", PasswordLongest(33), "accepts a password of 33 characters"),
            rare("password-limit-34", PasswordLongest(34), "accepts passwords of 33 and 34 characters"),
            call("password-limit-none", PasswordLongest(usize::MAX), "accepts a password however long"),
            call("password-limit-16", PasswordLongest(16), "refuses a password of more than 16 characters"),
            rare("password-limit-31", PasswordLongest(31), "refuses a password of 32 characters"),
            rare("password-limit-30", PasswordLongest(30), "refuses passwords of 31 and 32 characters"),
            rare("password-minimum-7", PasswordShortest(7), "accepts a password of 7 characters"),
            call("password-minimum-none", PasswordShortest(0), "accepts a password however short"),
            rare("password-minimum-9", PasswordShortest(9), "refuses a password of 8 characters"),
            rare("password-minimum-10", PasswordShortest(10), "refuses passwords of 8 and 9 characters"),
            rare("password-refuses-31", PasswordRefusesLength(31), "refuses a password of 31 characters"),
            rare("password-refuses-9", PasswordRefusesLength(9), "refuses a password of 9 characters"),
        ],
    ),
    (
        "aliyun-rds/ResetAccountPassword/password-classes",
        &[
            call("password-two-classes", PasswordClasses(2), "accepts a password of two character classes"),
            call("password-one-class", PasswordClasses(1), "accepts a password of one character class"),
            call("password-four-classes", PasswordClasses(4), "refuses a password of three character classes"),
            rare("password-upper-lower", PasswordAcceptsMix([true, true, false, false]), "accepts a password of letters of both cases alone"),
            rare("password-lower-digit", PasswordAcceptsMix([false, true, true, false]), "accepts a password of lower-case letters and digits"),
            rare("password-upper-special", PasswordAcceptsMix([true, false, false, true]), "accepts a password of upper-case letters and specials"),
            rare("password-digit-special", PasswordAcceptsMix([false, false, true, true]), "accepts a password of digits and specials"),
            rare("password-digits", PasswordAcceptsMix([false, false, true, false]), "accepts a password of digits alone"),
            rare("password-needs-lower", PasswordRefusesMix([true, false, true, true]), "refuses a password without lower-case letters"),
            rare("password-needs-upper", PasswordRefusesMix([false, true, true, true]), "refuses a password without upper-case letters"),
            rare("password-needs-digit", PasswordRefusesMix([true, true, false, true]), "refuses a password without digits"),
            rare("password-needs-special", PasswordRefusesMix([true, true, true, false]), "refuses a password without specials"),
        ],
    ),
    (
        "aliyun-rds/ResetAccountPassword/password-alphabet",
        &[
            rare("password-refuses-exclamation-mark", PasswordRefuses('!'), "refuses a password that contains an exclamation mark"),
            rare("password-refuses-at", PasswordRefuses('@'), "refuses a password that contains an at sign"),
            rare("password-refuses-hash", PasswordRefuses('#'), "refuses a password that contains a number sign"),
            rare("password-refuses-dollar", PasswordRefuses('$'), "refuses a password that contains a dollar sign"),
            rare("password-refuses-ampersand", PasswordRefuses('&'), "refuses a password that contains an ampersand"),
            rare("password-refuses-percent", PasswordRefuses('%'), "refuses a password that contains a percent sign"),
            rare("password-refuses-caret", PasswordRefuses('^'), "refuses a password that contains a caret"),
            rare("password-refuses-asterisk", PasswordRefuses('*'), "refuses a password that contains an asterisk"),
            rare("password-refuses-opening", PasswordRefuses('('), "refuses a password that contains an opening parenthesis"),
            rare("password-refuses-closing", PasswordRefuses(')'), "refuses a password that contains a closing parenthesis"),
            rare("password-refuses-underscore", PasswordRefuses('_'), "refuses a password that contains an underscore"),
            rare("password-refuses-plus", PasswordRefuses('+'), "refuses a password that contains a plus sign"),
            rare("password-refuses-hyphen", PasswordRefuses('-'), "refuses a password that contains a hyphen"),
            rare("password-refuses-equals", PasswordRefuses('='), "refuses a password that contains an equals sign"),
            rare("password-refuses-letter-z", PasswordRefuses('z'), "refuses a password that contains the last letter"),
            rare("password-refuses-letter-a", PasswordRefuses('A'), "refuses a password that contains the first capital"),
            rare("password-refuses-zero", PasswordRefuses('0'), "refuses a password that contains a zero"),
            rare("password-refuses-nine", PasswordRefuses('9'), "refuses a password that contains a nine"),
            rare("password-accepts-space", PasswordAccepts(' '), "accepts a password that contains a space"),
            rare("password-accepts-tab", PasswordAccepts('\t'), "accepts a password that contains a tabulator"),
            rare("password-accepts-newline", PasswordAccepts('\n'), "accepts a password that contains a line feed"),
            rare("password-accepts-nul", PasswordAccepts('\0'), "accepts a password that contains a NUL"),
            rare("password-accepts-delete", PasswordAccepts('\u{7f}'), "accepts a password that contains a DEL"),
            rare("password-accepts-quote", PasswordAccepts('"'), "accepts a password that contains a quotation mark"),
            rare("password-accepts-apostrophe", PasswordAccepts('\''), "accepts a password that contains an apostrophe"),
            rare("password-accepts-comma", PasswordAccepts(','), "accepts a password that contains a comma"),
            rare("password-accepts-dot", PasswordAccepts('.'), "accepts a password that contains a full stop"),
            rare("password-accepts-slash", PasswordAccepts('/'), "accepts a password that contains a slash"),
            rare("password-accepts-colon", PasswordAccepts(':'), "accepts a password that contains a colon"),
            rare("password-accepts-semicolon", PasswordAccepts(';'), "accepts a password that contains a semicolon"),
            rare("password-accepts-less-than", PasswordAccepts('<'), "accepts a password that contains a less-than sign"),
            rare("password-accepts-greater-than", PasswordAccepts('>'), "accepts a password that contains a greater-than sign"),
            rare("password-accepts-question-mark", PasswordAccepts('?'), "accepts a password that contains a question mark"),
            rare("password-accepts-opening-bracket", PasswordAccepts('['), "accepts a password that contains an opening bracket"),
            rare("password-accepts-backslash", PasswordAccepts('\\'), "accepts a password that contains a backslash"),
            rare("password-accepts-closing-bracket", PasswordAccepts(']'), "accepts a password that contains a closing bracket"),
            rare("password-accepts-backtick", PasswordAccepts('`'), "accepts a password that contains a backtick"),
            rare("password-accepts-opening-brace", PasswordAccepts('{'), "accepts a password that contains an opening brace"),
            rare("password-accepts-pipe", PasswordAccepts('|'), "accepts a password that contains a vertical bar"),
            rare("password-accepts-closing-brace", PasswordAccepts('}'), "accepts a password that contains a closing brace"),
            rare("password-accepts-tilde", PasswordAccepts('~'), "accepts a password that contains a tilde"),
            call("password-accepts-non-ascii", PasswordAcceptsNonAscii, "accepts a password of any alphabet"),
            rare("password-accepts-latin", PasswordAccepts('é'), "accepts a password that contains a letter with an accent"),
            rare("password-accepts-chinese", PasswordAccepts('密'), "accepts a password that contains a Chinese character"),
            rare("password-accepts-full-width-digit", PasswordAccepts('１'), "accepts a password that contains a full-width digit"),
            rare("password-accepts-full-width-letter", PasswordAccepts('Ａ'), "accepts a password that contains a full-width letter"),
            rare("password-accepts-no-break-space", PasswordAccepts('\u{a0}'), "accepts a password that contains a no-break space"),
            rare("password-accepts-zero-width-space", PasswordAccepts('\u{200b}'), "accepts a password that contains a zero-width space"),
            rare("password-accepts-emoji", PasswordAccepts('🔑'), "accepts a password that contains an emoji"),
        ],
    ),
    (
        "aliyun-rds/ResetAccountPassword/password-accepted",
        &[
            call("password-refuses-leading-digit", PasswordFirst(false), "refuses a password that begins with a digit"),
            call("password-refuses-leading-special", PasswordFirst(true), "refuses a password that begins with a special character"),
        ],
    ),
    (
        "aliyun-rds/ResetAccountPassword/account-exists",
        &[
            call("reset-unknown-account-accepted", Becomes(RESET, NO_ACCOUNT, Success), "accepts a reset for an unknown account"),
            call("reset-unknown-account-status", Becomes(RESET, NO_ACCOUNT, Refusal(400, UNAVAILABLE)), "answers an unknown account as an unavailable one"),
        ],
    ),
    (
        "aliyun-rds/ResetAccountPassword/instance-exists",
        &[
            call("reset-unknown-instance-accepted", Becomes(RESET, NO_INSTANCE_NAME, Success), "accepts a reset on an unknown instance"),
            call("reset-unknown-instance-stopped", Becomes(RESET, NO_INSTANCE_NAME, Refusal(403, NOT_RUNNING)), "answers a reset on an unknown instance as on a stopped one"),
        ],
    ),
    (
        "aliyun-rds/ResetAccountPassword/instance-running",
        &[
            call("reset-stopped-accepted", Becomes(RESET, NOT_RUNNING, Success), "accepts a reset on a stopped instance"),
            call("reset-stopped-locked", Becomes(RESET, NOT_RUNNING, Refusal(404, IS_LOCKED)), "answers a reset on a stopped instance as on a locked one"),
        ],
    ),
    (
        "aliyun-rds/ResetAccountPassword/instance-unlocked",
        &[
            call("reset-locked-accepted", Becomes(RESET, IS_LOCKED, Success), "accepts a reset on a locked instance"),
            call("reset-locked-stopped", Becomes(RESET, IS_LOCKED, Refusal(403, NOT_RUNNING)), "answers a reset on a locked instance as on a stopped one"),
        ],
    ),
    (
        "aliyun-rds/ResetAccountPassword/account-status",
        &[
            call("reset-unavailable-accepted", Becomes(RESET, UNAVAILABLE, Success), "accepts a reset for an unavailable account"),
            call("reset-unavailable-unknown", Becomes(RESET, UNAVAILABLE, Refusal(404, NO_ACCOUNT)), "answers a reset for an unavailable account as for an unknown one"),
        ],
    ),
    (
        "aliyun-rds/ResetAccountPassword/privileges-kept",
        &[
            two("reset-drops-privileges", ResetDropsPrivileges, "forgets an account's privileges when its password is reset"),
            two("reset-drops-last", ResetDropsLast, "forgets the last privilege of an account when its password is reset"),
            two("reset-touches-neighbour", ResetTouchesNeighbour, "forgets the privileges of the next account when a password is reset"),
            many("second-reset-drops", SecondResetDrops, "forgets an account's privileges when its password is reset twice in a row"),
        ],
    ),
    (
        "aliyun-rds/ResetAccountPassword/response-shape",
        &[
            call("reset-id-is-number", Member(RESET, "RequestId", Number(7)), "answers a reset with a number for a request id"),
            call("reset-without-id", Member(RESET, "RequestId", Absent), "answers a reset without a request id"),
        ],
    ),
];
