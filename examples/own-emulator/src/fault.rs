//! Mistakes on purpose, to see that the test finds them.

use std::{env, fmt};

/// A mistake that the environment variable `FAULT` switches on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A grant on an object takes away what the account held there before.
    GrantReplaces,
    /// An action that does not exist is taken for a grant.
    AnyAction,
}

/// `FAULT` names no mistake that there is.
#[derive(Debug)]
pub struct UnknownFault(String);

impl Fault {
    /// The mistake that `FAULT` names; none where it is not set, or empty.
    pub fn from_environment() -> Result<Option<Self>, UnknownFault> {
        match env::var("FAULT").unwrap_or_default().as_str() {
            "" => Ok(None),
            "grant-replaces" => Ok(Some(Self::GrantReplaces)),
            "any-action" => Ok(Some(Self::AnyAction)),
            other => Err(UnknownFault(other.to_owned())),
        }
    }
}

impl fmt::Display for UnknownFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FAULT is `{}`; it may be grant-replaces or any-action", self.0)
    }
}

impl std::error::Error for UnknownFault {}
