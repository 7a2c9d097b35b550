//! From arguments to a command to an exit code.

use std::panic;

use clap::Parser;

use super::arguments::{Arguments, Command};
use super::{baseline, console, emulate, explain, list, replay, run};
use crate::gate::ExitCode;

/// Why a command could not be carried out: usage, a target file or a suite file is wrong.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Refusal(pub(super) String);

impl Refusal {
    /// A refusal in the words of another error.
    pub(super) fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
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
        Command::Baseline { command } => baseline::baseline(command),
        Command::Emulate(arguments) => emulate::emulate(arguments),
    };
    result.unwrap_or_else(|Refusal(reason)| {
        console::tell(&format!("abide: {reason}"));
        ExitCode::Usage
    })
}

/// The runtime of a command.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Refusal> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Refusal(format!("no threads to run on: {error}")))
}
