//! Does an endpoint abide by its documentation?
//!
//! One case goes one way: [`suite`] (what documents say) → [`rule`] (how to keep and to break it) → [`property`] (which
//! cases, in which order) → [`model`] (what may come) → [`protocol`] (signed HTTP, to a [`target`]) → [`oracle`] (what came,
//! held to that) → [`runner`] (sends, simplifies, restores, tells events) → [`report`] and [`gate`] (views and exit code).
//! The [`emulator`] is an endpoint of our own, and [`mutation`] proves the rest with its faults.
//!
//! There are two doors: the command line ([`cli`]), and [`harness`] for `cargo test`. `ARCHITECTURE.md` has the map and the
//! reasons.

pub mod case;
pub mod cli;
pub mod clock;
pub mod emulator;
pub mod gate;
pub mod harness;
pub mod model;
pub mod mutation;
pub mod oracle;
pub mod property;
pub mod protocol;
pub mod report;
pub mod rule;
pub mod runner;
pub mod suite;
pub mod target;
