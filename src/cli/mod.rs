//! The command line: arguments as given, what they mean, and one file a command.
//!
//! Everything that a person or a CI job reads goes through `console`; nothing else in the crate prints.

mod arguments;
mod baseline;
mod completions;
mod console;
mod diff;
mod emulate;
mod explain;
mod faults;
mod github;
mod hold;
mod list;
mod main;
mod merge;
mod progress;
mod replay;
mod run;
mod targets;

pub use main::main;
