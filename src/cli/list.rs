//! `abide list`: the requirements, a line each.

use super::arguments::List;
use super::console;
use super::main::Refusal;
use super::targets::{Selected, suites};
use crate::gate::ExitCode;
use crate::suite::{Suite, lock};

pub(super) fn list(arguments: &List) -> Result<ExitCode, Refusal> {
    let suites = suites(arguments.selection.suite_folder.as_deref())?;
    let selected = Selected::new(&arguments.selection, &suites)?;
    if arguments.lock {
        let plain: Vec<Suite> = suites.iter().map(|suite| Suite::clone(suite)).collect();
        console::say(lock(&plain).trim_end());
        return Ok(ExitCode::Conforms);
    }
    let requirements =
        suites.iter().filter(|suite| selected.has_suite(&suite.id)).flat_map(|suite| &suite.requirements);
    let lines: Vec<String> = requirements
        .filter(|requirement| selected.has(&requirement.id))
        .map(|requirement| format!("{:<62} {:<7} {}", requirement.id, requirement.level.to_string(), requirement.says))
        .collect();
    if lines.is_empty() {
        console::tell("abide: no requirement matches; `abide list` without a filter shows all");
        return Ok(ExitCode::Inconclusive);
    }
    console::say(&lines.join("\n"));
    Ok(ExitCode::Conforms)
}
