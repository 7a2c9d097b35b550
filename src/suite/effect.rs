//! What operations do to state, and laws between calls, as suite files name them.

use std::fmt;

use serde::Deserialize;

/// How a requirement is tested that takes more than one call to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Law {
    /// The state after every step of a sequence is what the model makes of the state before it.
    Effect,
    /// The same call in both formats carries the same data.
    FormatEquivalent,
    /// The same call by every documented method means the same.
    MethodEquivalent,
    /// A list does what its items do one by one.
    SplitEquivalent,
    /// Two calls in a row answer the same.
    ReadOnly,
    /// Pages are disjoint, full and together everything.
    PagingPartition,
    /// The total counts what it says it counts.
    TotalCount,
}

/// What an accepted call of an operation does to the state that observers show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing that observers show.
    Nothing,
    /// The n-th privilege goes to the n-th database of the account.
    Grant,
    /// The account has no privilege on the databases any more.
    Revoke,
    /// Each named account has the masking privilege.
    Mask,
    /// The accounts' privileges on four levels are replaced, added to or taken from.
    ModifyPrivileges,
}

impl fmt::Display for Law {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Effect => "with sequences of calls, the state compared with the model after every step",
            Self::FormatEquivalent => "with the same call in JSON and in XML",
            Self::MethodEquivalent => "with the same call by every documented method",
            Self::SplitEquivalent => "with a list of grants, and with the same grants one by one",
            Self::ReadOnly => "with the same call twice in a row",
            Self::PagingPartition => "by reading every page, the page past the end, and a page twice",
            Self::TotalCount => "by counting what is listed",
        })
    }
}
