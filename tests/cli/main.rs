//! The command line as scripts and people see it: exit codes, messages, and what is written where.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on stops here")]

#[path = "../common/mod.rs"]
mod common;

mod baseline;
mod comfort;
mod diff;
mod emulate;
mod faults;
mod files;
mod merge;
mod replay;
mod room;
mod run;
mod usage;
