//! `abide completions`: what a shell needs to complete the command line.

use clap::CommandFactory;

use super::arguments::{Arguments, Completions};
use super::console;
use super::main::Refusal;
use crate::gate::ExitCode;

pub(super) fn completions(arguments: &Completions) -> Result<ExitCode, Refusal> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "abide", &mut script);
    console::say(String::from_utf8(script).map_err(Refusal::of)?.trim_end());
    Ok(ExitCode::Conforms)
}
