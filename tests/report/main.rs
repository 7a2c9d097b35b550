//! Reports and gate, from synthetic events: verdicts, views as golden files, escaping, files, exit codes.

mod escaping;
mod files;
mod gate;
mod golden;
mod schema;
mod story;
mod verdicts;
