//! Proves the harness: runs it whole against every fault of the emulator, and against every permitted variant.
//!
//! A fault is caught when a run finds that the requirement broken which the fault says it breaks; another requirement
//! that fails counts for nothing. A variant is kept when a run ends with exit code 0. Everything goes over HTTP, as it
//! does for any endpoint, many runs side by side.
//!
//! What stays out: what a fault or a variant does (see `emulator`), and printing.

mod hunt;
mod score;
mod table;

pub use hunt::{FaultOutcome, FaultResult, Profile, VariantResult, hunt};
pub use score::Score;
pub use table::{json, markdown, readme, terminal};
