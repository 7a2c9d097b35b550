//! Reports and gate, from synthetic events: verdicts, views as golden files, escaping, files, exit codes.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop as tests do")]

mod baseline;
mod block;
mod escaping;
mod files;
mod gate;
mod golden;
mod schema;
mod story;
mod verdicts;
