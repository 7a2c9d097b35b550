//! Every way in which an emulator can be made to differ from itself, and the set that a running one carries.
//!
//! A deviation says what is done otherwise; whether documents forbid it ([`fault`](super::fault)) or leave it open
//! ([`variant`](super::variant)) is said by the tables that use it. Where a behaviour is decided, the code asks
//! [`Deviations::has`] or [`Deviations::find`]; nothing else in the room knows that deviations exist.

use std::sync::Arc;

use super::{
    inventory::Engine,
    latitude::{Dress, Latitude, Order, Wire},
    tencent::{Level, Mode},
};

/// One way to differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deviation {
    // What documents leave to an endpoint.
    /// How requests and answers travel.
    Wire(Wire),
    /// How the text of an answer is laid out.
    Dress(Dress),
    /// What is checked before the rest.
    Order(Order),
    /// What is done where documents are silent.
    Takes(Latitude),

    // The answers of either API.
    /// A member of the success answers of an operation (of every operation, where it is empty) is shown otherwise.
    Member(&'static str, &'static str, Shown),
    /// A member of refusals is shown otherwise.
    RefusalMember(&'static str, Shown),
    /// What an operation (every operation, where it is empty) would refuse with a code is answered otherwise.
    Becomes(&'static str, &'static str, Instead),
    /// The secret of a request stands in its answer.
    Echoes(Echo),
    /// A request without that parameter of that operation is answered with success, and does nothing.
    AbsentAccepted(&'static str, &'static str),

    // The gateways.
    /// No signature is checked; of the operation named, where one is.
    SignatureNotChecked(&'static str),
    /// Any access key id is known.
    KeyNotChecked,
    /// A time stamp may be so many seconds in the past, and so many in the future.
    SkewAllowed(u64, u64),
    /// A time stamp in that layout passes, whatever time it tells.
    StampAccepted(Stamp),
    /// A nonce may be used again; with the operation named, where one is.
    NonceNotChecked(&'static str),
    /// That version is known, too; every version, where it is empty.
    VersionAccepted(&'static str),
    /// The content type of JSON answers.
    JsonContentType(&'static str),
    /// The content type of XML answers.
    XmlContentType(&'static str),
    /// JSON is asked for and XML comes, or the other way round; the word is the format asked for.
    OtherFormat(&'static str),
    /// What stands in place of `Response` at the end of the root of XML answers.
    XmlRoot(&'static str),
    /// The root of XML refusals.
    XmlErrorRoot(&'static str),
    /// XML leaves that member out.
    XmlOmits(&'static str),
    /// XML shows the first item of a list alone.
    XmlFirstItemOnly,
    /// A GET, or a form body (`true`), is read without that parameter.
    MethodIgnores(bool, &'static str),

    // Passwords.
    /// The fewest characters of a password.
    PasswordShortest(usize),
    /// The most characters of a password.
    PasswordLongest(usize),
    /// A password of exactly so many characters is refused.
    PasswordRefusesLength(usize),
    /// So many classes of characters are enough.
    PasswordClasses(usize),
    /// A password of exactly these classes is accepted: upper case, lower case, digits, specials.
    PasswordAcceptsMix([bool; 4]),
    /// A password of exactly these classes is refused.
    PasswordRefusesMix([bool; 4]),
    /// That character is accepted, of no class.
    PasswordAccepts(char),
    /// That character is refused.
    PasswordRefuses(char),
    /// Characters outside ASCII are accepted.
    PasswordAcceptsNonAscii,
    /// A password that begins with a digit, or with a special character (`true`), is refused.
    PasswordFirst(bool),
    /// Resetting a password drops the privileges of the account.
    ResetDropsPrivileges,
    /// Resetting a password drops the privilege that was granted last.
    ResetDropsLast,
    /// The second reset in a row drops the privileges of the account.
    SecondResetDrops,
    /// A refused password drops the privileges of the account.
    RefusedResetDrops,
    /// Resetting a password drops the privileges of the next account.
    ResetTouchesNeighbour,

    // Database privileges.
    /// That word is a privilege on that engine, too.
    Knows(Engine, &'static str),
    /// That word is no privilege on that engine.
    Misses(Engine, &'static str),
    /// More privileges than databases are accepted, and those that are left over ignored.
    MorePrivileges,
    /// Fewer privileges than databases are accepted, and the last one given to the rest.
    FewerPrivileges,
    /// A list of more than so many databases is refused.
    LongestGrant(usize),
    /// Which privilege goes to which database.
    Pairing(Pairing),
    /// Grants on part of the databases of a call.
    GrantsOnly(Part),
    /// A grant of that word has no effect.
    GrantLost(&'static str),
    /// A grant of the first word gives the second.
    GrantShifted(&'static str, &'static str),
    /// A grant drops the privileges on databases that it does not name.
    GrantReplacesOthers,
    /// An account holds so many privileges at most; one more drives the first out.
    GrantLimit(usize),
    /// A grant drops what was granted on the database that comes next in the instance.
    GrantClearsNext,
    /// A grant is given to the account that comes next, too.
    GrantLeaksToNext,
    /// A grant is given to accounts whose name begins with the one named, too.
    GrantLeaksToPrefix,
    /// The third grant since an account held nothing drops what the first gave.
    ThirdGrantForgets,
    /// The third grant since an account held nothing is paired backwards.
    ThirdGrantSwaps,
    /// A grant after a password reset drops what was held.
    GrantAfterResetForgets,
    /// A grant on a database after a password reset is listed twice where it was held.
    RegrantAfterResetDoubles,
    /// The same privilege granted again is listed twice.
    RegrantDoubles,
    /// Another privilege on the same database is listed beside the old one.
    OtherRegrantDoubles,
    /// Granting again gives a word that is neither the old one nor the new.
    RegrantGives(&'static str),
    /// A refused grant is carried out where it names a known database.
    RefusedGrantActs,
    /// A grant whose privilege is unknown takes away what was held on its database.
    RefusedGrantRevokes,
    /// A grant with more databases than privileges is refused and carried out as far as it goes.
    RefusedCountActs,

    // Lists of accounts.
    /// Accounts on a page when no size is asked for.
    PageDefault(usize),
    /// The largest page; larger ones are cut to it.
    PageCut(usize),
    /// The smallest and the largest size that is not refused.
    PageSizes(usize, usize),
    /// A size or a number that is no number is ignored.
    PageWordsIgnored(&'static str),
    /// A number of so much and more is refused.
    PageNumberBelow(usize),
    /// How pages go wrong.
    Pages(Pages),
    /// The page number that is shown, whatever was asked for.
    PageNumberShown(usize),
    /// What the filter lists besides the account.
    Filter(Filter),
    /// What the total counts.
    Total(Total),
    /// Accounts of that engine show that member with that text.
    AccountShows(Engine, &'static str, &'static str),
    /// Lists of that engine show that member with that text.
    ListShows(Engine, &'static str, &'static str),
    /// On that engine the first word for a privilege is shown as the second.
    PrivilegeShown(Engine, &'static str, &'static str),
    /// Every call turns the order of privileges.
    ListTurns,
    /// Every call drops the last privilege of the first account that has one.
    ListDrops,
    /// Every second call leaves out the description.
    ListForgets,

    // Masking privileges.
    /// That word is a masking privilege, too, and means no access.
    MaskKnows(&'static str),
    /// That word is none.
    MaskMisses(&'static str),
    /// Full access needs no expiry time.
    ExpireTimeNotRequired,
    /// That privilege needs an expiry time.
    ExpireTimeRequired(&'static str),
    /// Texts like that one, digit for digit, are an instant.
    InstantAccepted(&'static str),
    /// That date, or time of day, does not exist: written `--02-29`, or `23:59:59`.
    InstantRefused(&'static str),
    /// Instants of that second since the epoch and later do not exist.
    InstantsEnd(i64),
    /// Masks part of the accounts of a call.
    MasksOnly(Part),
    /// Masks the next account, too.
    MaskLeaks,
    /// An account with the first privilege keeps it when it is given the second.
    MaskStays(&'static str, &'static str),
    /// Unknown accounts of a list are left out and the rest is done; alone (`true`), too.
    MaskSkipsUnknown(bool),
    /// That parameter is required.
    MaskRequires(&'static str),
    /// Any call that gives that parameter is refused.
    MaskRefuses(&'static str),
    /// A refused change is carried out.
    RefusedMaskActs,

    // Privileges by level.
    /// That word is a privilege of that level, too.
    LevelKnows(Level, &'static str),
    /// That word is none of that level.
    LevelMisses(Level, &'static str),
    /// A change of that kind at the first level forgets what is held at the second.
    Forgets(Mode, Level, Level),
    /// A replacement keeps what is held at that level and was not passed.
    ReplaceKeeps(Level),
    /// A replacement brings nothing at that level.
    ReplaceSkips(Level),
    /// A grant at that level takes the place of what is held on the object.
    GrantOverwrites(Level),
    /// A grant at that level has no effect.
    GrantSkips(Level),
    /// A revoke at that level takes everything on the object.
    RevokeClears(Level),
    /// A revoke at that level has no effect.
    RevokeSkips(Level),
    /// A revoke takes the first of several privileges of a list alone.
    RevokeFirstOnly(Level),
    /// The third grant since the account held nothing takes the place of all at that level.
    ThirdGrantOverwrites(Level),
    /// A grant brings back what the last revoke at that level took.
    GrantBringsBack(Level),
    /// A replacement that follows a revoke keeps what is held at that level.
    ReplaceAfterRevokeKeeps(Level),
    /// A revoke that follows a revoke has no effect at that level.
    SecondRevokeSkips(Level),
    /// Changes part of the accounts of a call.
    ChangesOnly(Part),
    /// Whom a change reaches besides the accounts that it names.
    ChangeLeaks(Leak),
    /// A task succeeds without effect.
    TaskWithoutEffect,
    /// A change that is refused for a privilege is carried out without it.
    RefusedChangeActs,
    /// A failed task has done what it could.
    FailedTaskActs,
    /// An account without that member is accepted, and nobody.
    AccountWithout(&'static str),
    /// That word is an action, too, and means the mode.
    ActionKnows(&'static str, Mode),
    /// That action is refused.
    ActionMisses(&'static str),
    /// A JSON value of that type passes for text.
    TextAccepts(Json),
    /// A JSON value of that type passes for a list, and brings nothing.
    ListAccepts(Json),
    /// Parameters that no document defines are ignored; those inside records alone (`true`).
    UnknownIgnored(bool),
    /// The request id repeats.
    RepeatedRequestId(Repeated),
    /// Refusals come with this status.
    RefusalStatus(u16),
    /// Everything stands beside `Response`, or the error alone does (`true`).
    OutsideResponse(bool),
}

/// How a member is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Not at all.
    Absent,
    /// As this text.
    Text(&'static str),
    /// As this number.
    Number(usize),
    /// As true or false.
    Boolean(bool),
}

/// What comes instead of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instead {
    /// A success that did nothing.
    Success,
    /// Another status and code.
    Refusal(u16, &'static str),
}

/// Where a secret stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Echo {
    /// In the message of a refusal.
    Message,
    /// In a refusal, as a link spells it.
    Link,
    /// In a success.
    Success,
}

/// Layouts of time stamps that no document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stamp {
    /// Digits alone.
    Digits,
    /// A date without a time.
    Date,
    /// A blank between date and time, and no zone.
    Blank,
}

/// Which privilege of a grant goes to which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pairing {
    /// The first from the end.
    Reversed,
    /// The next.
    Turned,
    /// The first one, always.
    FirstForAll,
    /// By position among the databases in the order of their names.
    Sorted,
}

/// Part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Nothing.
    None,
    /// The first item.
    First,
    /// All but the last, where there are several.
    AllButLast,
    /// The first two.
    FirstTwo,
}

/// How pages go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pages {
    /// Every page after the first begins with the last of the page before.
    Overlap,
    /// Every page after the first leaves its first out.
    Gap,
    /// The page past the end is the last page again.
    LastRepeats,
    /// The page past the end is the first page.
    Wraps,
    /// The last page lacks its last account.
    LosesLast,
    /// Asking again for a page after the first turns its order.
    Unsteady,
    /// Pages hold one more than was asked for.
    OneMore,
    /// Pages hold one less than was asked for.
    OneLess,
    /// Page numbers count from 0 inside.
    FromZero,
}

/// What a filter by account name lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Every account.
    Ignored,
    /// Those whose name begins with it.
    Prefix,
    /// Those whose name contains it.
    Substring,
    /// Those whose name ends with it.
    Suffix,
    /// Nobody with a digit in the name.
    NoDigits,
}

/// What a total counts wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Total {
    /// One more than there are.
    OneMore,
    /// All accounts, whatever the filter.
    Unfiltered,
}

/// Whom a change of privileges reaches besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leak {
    /// The same user with another host.
    OtherHost,
    /// The next account in order.
    Next,
}

/// Types of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Json {
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A text.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
}

/// How a request id repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeated {
    /// All answers share one.
    Always,
    /// All refusals share one.
    Refusals,
    /// Two answers in a row share one.
    InPairs,
}

impl Part {
    /// How many of so many items are done.
    pub(crate) fn of(self, count: usize) -> usize {
        match self {
            Self::None => 0,
            Self::First => count.min(1),
            Self::AllButLast if count > 1 => count - 1,
            Self::AllButLast => count,
            Self::FirstTwo => count.min(2),
        }
    }
}

/// The deviations that a running emulator carries; usually none, and asking then costs nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deviations(Arc<[Deviation]>);

impl Deviations {
    /// Whether it carries this one.
    pub(crate) fn has(&self, deviation: Deviation) -> bool {
        self.0.contains(&deviation)
    }

    /// Whether it takes a liberty.
    pub(crate) fn takes(&self, latitude: Latitude) -> bool {
        self.has(Deviation::Takes(latitude))
    }

    /// What it checks before the rest, where it is not the usual.
    pub(crate) fn order(&self) -> Option<Order> {
        self.find(|deviation| match deviation {
            Deviation::Order(order) => Some(order),
            _ => None,
        })
    }

    /// The first that `look` knows something of.
    pub(crate) fn find<T>(&self, look: impl Fn(Deviation) -> Option<T>) -> Option<T> {
        self.0.iter().copied().find_map(look)
    }

    /// Whether a check is left out for every operation or for this one.
    pub(crate) fn waives(&self, operation: &str, check: fn(&'static str) -> Deviation) -> bool {
        self.find(|deviation| match deviation {
            Deviation::SignatureNotChecked(of) | Deviation::NonceNotChecked(of) => {
                (deviation == check(of) && (of.is_empty() || of == operation)).then_some(())
            }
            _ => None,
        })
        .is_some()
    }

    /// Whether an instant is near enough to now: by so many seconds either way, where nothing else is said.
    pub(crate) fn is_fresh(&self, stated_s: i64, now_s: i64, tolerance_s: u64) -> bool {
        let allowed = self.find(|deviation| match deviation {
            Deviation::SkewAllowed(past_s, future_s) => Some((past_s, future_s)),
            _ => None,
        });
        let (past_s, future_s) = allowed.unwrap_or((tolerance_s, tolerance_s));
        stated_s.abs_diff(now_s) <= if stated_s < now_s { past_s } else { future_s }
    }

    /// Whether a version is known: the one given, or another that passes for it.
    pub(crate) fn knows_version(&self, version: &str, known: &str) -> bool {
        let passes = |deviation| match deviation {
            Deviation::VersionAccepted(accepted) => (accepted.is_empty() || accepted == version).then_some(()),
            _ => None,
        };
        version == known || self.find(passes).is_some()
    }

    /// Whether a request without a parameter passes all the same, and does nothing.
    pub(crate) fn accepts_absence(&self, operation: &str, parameter: &str) -> bool {
        let accepted = |deviation| match deviation {
            Deviation::AbsentAccepted(of, absent) => (of == operation && absent == parameter).then_some(()),
            _ => None,
        };
        self.find(accepted).is_some()
    }
}

impl FromIterator<Deviation> for Deviations {
    fn from_iter<I: IntoIterator<Item = Deviation>>(deviations: I) -> Self {
        Self(deviations.into_iter().collect())
    }
}
