//! What a summary comes to for the caller: the exit code, with a baseline of what is known set against it.
//!
//! Reads a summary and a baseline file only. What a requirement came to is the report's business and decided before; a
//! baseline never changes it.

mod baseline;
mod compare;
mod decision;
mod document;
mod error;
mod exit;
mod load;
mod prune;
mod update;

pub use baseline::{Baseline, Disputed, KnownFailure};
pub use compare::{Scope, compare};
pub use decision::{Decision, decide};
pub use error::{BaselineError, BaselineErrorKind};
pub use exit::ExitCode;
pub use prune::prune;
pub use update::{Changes, Words, update};
