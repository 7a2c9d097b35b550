//! From arguments to a command to an exit code.

use std::panic;

use clap::Parser;

use super::arguments::{Arguments, Command};
use super::{baseline, completions, console, diff, emulate, explain, faults, list, merge, replay, run};
use crate::case::visible;
use crate::gate::{BaselineError, ExitCode};
use crate::report::harmless;

/// Why a command could not be carried out, and how abide ends then.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub(super) struct Refusal {
    reason: String,
    code: ExitCode,
}

impl Refusal {
    /// Usage, a target file or a suite file is wrong.
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), code: ExitCode::Usage }
    }

    /// The same, in the words of another error.
    pub(super) fn of(error: impl std::fmt::Display) -> Self {
        Self::new(error.to_string())
    }
}

impl From<BaselineError> for Refusal {
    /// A baseline that is not there yet is out of date, not wrong: the next step is to write it.
    fn from(error: BaselineError) -> Self {
        let code = if error.is_missing() { ExitCode::BaselineOutOfDate } else { ExitCode::Usage };
        Self { reason: error.to_string(), code }
    }
}

/// Runs the command that the process's arguments ask for; a bug becomes exit code 70, with a word on what to do.
#[must_use]
pub fn main() -> std::process::ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            return answered_by_clap(&error).into();
        }
    };
    let code = panic::catch_unwind(|| carry_out(&arguments.command)).unwrap_or_else(|_| {
        console::tell("abide: this is a bug in abide; please report it with the lines above and the command you gave");
        ExitCode::Bug
    });
    code.into()
}

/// Wrong arguments, or a question that clap answers: help and version.
fn answered_by_clap(error: &clap::Error) -> ExitCode {
    let text = error.render().ansi().to_string();
    if error.use_stderr() {
        console::tell(text.trim_end());
        return ExitCode::Usage;
    }
    console::say(text.trim_end());
    ExitCode::Conforms
}

fn carry_out(command: &Command) -> ExitCode {
    let result = match command {
        Command::Run(arguments) => run::run(arguments),
        Command::List(arguments) => list::list(arguments),
        Command::Explain(arguments) => explain::explain(arguments),
        Command::Replay(arguments) => replay::replay(arguments),
        Command::Merge(arguments) => merge::merge(arguments),
        Command::Diff(arguments) => diff::diff(arguments),
        Command::Completions(arguments) => completions::completions(arguments),
        Command::Baseline { command } => baseline::baseline(command),
        Command::Emulate(arguments) => emulate::emulate(arguments),
        Command::Faults(arguments) => faults::faults(arguments),
    };
    result.unwrap_or_else(|Refusal { reason, code }| {
        console::tell(&format!("abide: {}", shown(&reason)));
        code
    })
}

/// Text that may repeat what a file or an endpoint says, as a terminal or the log of a job may show it.
pub(super) fn shown(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| visible(line, LONGEST_LINE)).collect();
    harmless(&lines.join("\n"))
}

/// Longest line of such text, in characters.
const LONGEST_LINE: usize = 1000;

/// The runtime of a command.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Refusal> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Refusal::new(format!("no threads to run on: {error}")))
}
