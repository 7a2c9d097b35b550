//! What a summary comes to for the caller: the exit code.
//!
//! Reads a summary only. What a requirement came to is the report's business and decided before.

mod decision;
mod exit;

pub use decision::{Decision, decide};
pub use exit::ExitCode;
