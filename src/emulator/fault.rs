//! Deliberate deviations: the one table of them, and the set that a running emulator carries.
//!
//! A fault names the requirement that must turn red when it is on. Where the behaviour is decided, the code asks
//! [`Faults::has`]; nothing else in the room knows that faults exist.

use std::{fmt, str::FromStr};

/// Declares every fault once: variant, name, what it does, and the requirement that it breaks.
macro_rules! faults {
    ($($variant:ident $name:literal $about:literal $requirement:literal)*) => {
        /// One deliberate deviation of the emulator from the documents.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault {
            $(#[doc = $about] $variant,)*
        }

        const FAULTS: &[Fault] = &[$(Fault::$variant),*];

        impl Fault {
            /// The name on the command line, in kebab case.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What the emulator does wrong, in a few words.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)* }
            }

            /// The id of the requirement that a run must find broken.
            #[must_use]
            pub const fn requirement(self) -> &'static str {
                match self { $(Self::$variant => $requirement,)* }
            }
        }
    };
}

faults! {
    PasswordLimit33 "password-limit-33"
        "accepts a password of 33 characters"
        "aliyun-rds/ResetAccountPassword/password-length"
    PasswordLimit31 "password-limit-31"
        "refuses a password of 32 characters"
        "aliyun-rds/ResetAccountPassword/password-length"
    PasswordMinimum7 "password-minimum-7"
        "accepts a password of 7 characters"
        "aliyun-rds/ResetAccountPassword/password-length"
    PasswordTwoClasses "password-two-classes"
        "accepts a password of two character classes"
        "aliyun-rds/ResetAccountPassword/password-classes"
    PasswordRefusesPercent "password-refuses-percent"
        "refuses a password that contains a percent sign"
        "aliyun-rds/ResetAccountPassword/password-alphabet"
    PasswordAcceptsSpace "password-accepts-space"
        "accepts a password that contains a space"
        "aliyun-rds/ResetAccountPassword/password-alphabet"
    ResetDropsPrivileges "reset-drops-privileges"
        "forgets an account's privileges when its password is reset"
        "aliyun-rds/ResetAccountPassword/privileges-kept"
    GrantReversedPairing "grant-reversed-pairing"
        "gives the n-th privilege to the n-th database from the end"
        "aliyun-rds/GrantAccountPrivilege/pairs-by-position"
    GrantFirstDatabaseOnly "grant-first-database-only"
        "grants on the first database of a list and forgets the rest"
        "aliyun-rds/GrantAccountPrivilege/grant-visible"
    GrantReplacesOthers "grant-replaces-others"
        "drops the privileges on databases that a grant does not name"
        "aliyun-rds/GrantAccountPrivilege/others-kept"
    GrantFourthOverwritesFirst "grant-fourth-overwrites-first"
        "keeps three privileges per account; a fourth drives the first out"
        "aliyun-rds/GrantAccountPrivilege/others-kept"
    GrantAcceptsCountMismatch "grant-accepts-count-mismatch"
        "accepts lists of different lengths and grants what pairs up"
        "aliyun-rds/GrantAccountPrivilege/count-matches"
    RefusalChangesState "refusal-changes-state"
        "carries out a grant for one database although it refuses it"
        "aliyun-rds/common/refusal-changes-nothing"
    PagesOverlapByOne "pages-overlap-by-one"
        "begins every page after the first with the last account of the page before"
        "aliyun-rds/DescribeAccounts/paging-partition"
    FilterMatchesPrefix "filter-matches-prefix"
        "lists every account whose name begins with the one asked for"
        "aliyun-rds/DescribeAccounts/account-filter"
    ExpireTimeAcceptsFebruary30 "expire-time-accepts-february-30"
        "accepts the 30th of February as an expiry date"
        "aliyun-rds/ModifyAccountMaskingPrivilege/expire-time-format"
    ExpireTimeNotRequired "expire-time-not-required"
        "accepts fullAccess without an expiry time"
        "aliyun-rds/ModifyAccountMaskingPrivilege/expire-time-required"
    ErrorWithoutRequestId "error-without-request-id"
        "leaves the request id out of refusals"
        "aliyun-rds/common/request-id-present"
    EchoesPassword "echoes-password"
        "repeats a refused password in the error message"
        "aliyun-rds/common/secret-not-echoed"
    NonceNotChecked "nonce-not-checked"
        "accepts a nonce that was used before"
        "aliyun-rds/common/nonce-once"
    SignatureNotChecked "signature-not-checked"
        "accepts any signature"
        "aliyun-rds/common/signature-verified"
    SkewNotChecked "skew-not-checked"
        "accepts a well-formed timestamp however old"
        "aliyun-rds/common/timestamp-fresh"
    MissingParameter500 "missing-parameter-500"
        "answers an absent required parameter with an internal error"
        "aliyun-rds/common/no-server-error"
    ReplaceLeavesTables "replace-leaves-tables"
        "keeps table privileges that a replacement did not pass"
        "tencent-cdb/ModifyAccountPrivileges/replace"
    RevokeClearsLevel "revoke-clears-level"
        "revokes everything on an object when one privilege on it is revoked"
        "tencent-cdb/ModifyAccountPrivileges/revoke-removes"
    EffectOnOtherHost "effect-on-other-host"
        "changes every account with the same user, whatever its host"
        "tencent-cdb/ModifyAccountPrivileges/every-account"
    TaskWithoutEffect "task-without-effect"
        "reports a task's success without carrying it out"
        "tencent-cdb/ModifyAccountPrivileges/replace"
    ProcessAcceptedForDatabase "process-accepted-for-database"
        "accepts the global privilege PROCESS for a database"
        "tencent-cdb/ModifyAccountPrivileges/privilege-values"
    NumberAcceptedForText "number-accepted-for-text"
        "accepts a JSON number where a string is documented"
        "tencent-cdb/common/parameter-type"
    UnknownParameterAccepted "unknown-parameter-accepted"
        "ignores parameters that no document defines"
        "tencent-cdb/common/parameter-known"
}

impl Fault {
    /// Every fault, in the order of the table.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        FAULTS
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        FAULTS.iter().copied().find(|fault| fault.name() == name).ok_or_else(|| UnknownFault::new(name))
    }
}

/// A name that no fault has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no fault is named `{name}`; {}", suggestion(near))]
pub struct UnknownFault {
    /// The name as given.
    pub name: String,
    /// Names that resemble it, the nearest first; may be empty.
    pub near: Vec<&'static str>,
}

impl UnknownFault {
    fn new(name: &str) -> Self {
        let mut ranked: Vec<(usize, &'static str)> =
            FAULTS.iter().map(|fault| (distance(name, fault.name()), fault.name())).collect();
        ranked.sort_unstable();
        let resembling = |(steps, near): &(usize, &str)| *steps <= near.len() / 2 || near.contains(name);
        let near = ranked.into_iter().filter(resembling).map(|(_, near)| near).take(3).collect();
        Self { name: name.to_owned(), near }
    }
}

fn suggestion(near: &[&str]) -> String {
    if near.is_empty() {
        return "`abide emulate --list-faults` lists them all".to_owned();
    }
    let names: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    format!("near it are {}", names.join(", "))
}

/// How many characters must be put in, taken out or changed to turn one name into the other.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (line, have) in left.chars().enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        if let Some(first) = row.first_mut() {
            *first = before;
        }
        for (slot, want) in row.iter_mut().skip(1).zip(right.chars()) {
            let changed = diagonal + usize::from(have != want);
            diagonal = *slot;
            before = changed.min(before + 1).min(diagonal + 1);
            *slot = before;
        }
    }
    row.last().copied().unwrap_or_default()
}

const WORDS: usize = 4;

/// A set of faults: one bit each, so that asking costs nothing on the path of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults([u64; WORDS]);

// The table may grow to what the set can carry, and no further without widening it.
const _: () = assert!(FAULTS.len() <= WORDS * 64);

impl Faults {
    /// Whether `fault` is in the set.
    #[must_use]
    pub fn has(&self, fault: Fault) -> bool {
        let bit = fault as usize;
        self.0.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    /// Puts `fault` into the set.
    pub fn insert(&mut self, fault: Fault) {
        let bit = fault as usize;
        if let Some(word) = self.0.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Self {
        let mut set = Self::default();
        faults.into_iter().for_each(|fault| set.insert(fault));
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_read_back() {
        let names: BTreeSet<_> = Fault::all().iter().map(|fault| fault.name()).collect();
        assert_eq!(names.len(), Fault::all().len());
        for fault in Fault::all() {
            assert_eq!(fault.name().parse(), Ok(*fault));
        }
    }

    #[test]
    fn requirements_are_paths_of_three() {
        for fault in Fault::all() {
            assert_eq!(fault.requirement().split('/').count(), 3, "{fault}");
        }
    }

    #[test]
    fn a_misspelt_name_finds_its_neighbours() {
        let error = "pasword-limit-33".parse::<Fault>().unwrap_err();
        assert_eq!(error.near.first(), Some(&"password-limit-33"));
        assert!(error.to_string().starts_with("no fault is named `pasword-limit-33`; near it are `password-limit-33`"));
        assert!("zzz".parse::<Fault>().unwrap_err().near.is_empty());
    }

    #[test]
    fn a_set_has_what_was_put_in() {
        let set: Faults = [Fault::PasswordLimit33, Fault::UnknownParameterAccepted].into_iter().collect();
        let carried: Vec<_> = Fault::all().iter().filter(|fault| set.has(**fault)).collect();
        assert_eq!(carried, [&Fault::PasswordLimit33, &Fault::UnknownParameterAccepted]);
    }
}
