//! Where a run is held: the target file, with its endpoint, credentials, fixtures and limits.
//!
//! Reading is strict and happens before anything is sent: what is unknown, missing, doubled or contradicts itself is an
//! error with file, line and what to do. What stays out: sending anything, and knowing what a suite does with a
//! fixture. Credentials are read here from the environment and never written anywhere.

mod check;
mod credentials;
mod error;
mod file;
mod fixtures;
mod limits;
mod load;
mod render;
mod source;

#[cfg(test)]
mod tests;

pub use credentials::CredentialSource;
pub use error::{Position, TargetError, TargetErrorKind};
pub use limits::{Limits, Rate};
pub use load::{KnownSuite, Target};
pub use render::{Draft, render};
