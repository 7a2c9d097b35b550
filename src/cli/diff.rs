//! `abide diff`: what became different from one report to another.

use super::arguments::{Diff, DiffFormat};
use super::console;
use super::main::Refusal;
use crate::gate::ExitCode;
use crate::report::{Difference, SavedReport};

pub(super) fn diff(arguments: &Diff) -> Result<ExitCode, Refusal> {
    let earlier = SavedReport::load(&arguments.earlier).map_err(Refusal::of)?;
    let later = SavedReport::load(&arguments.later).map_err(Refusal::of)?;
    let difference = Difference::between(&earlier, &later);
    let text = match arguments.format {
        DiffFormat::Text => difference.for_terminal(),
        DiffFormat::Markdown => difference.for_markdown(),
    };
    console::say(text.trim_end());
    Ok(if difference.is_regression() { ExitCode::DoesNotConform } else { ExitCode::Conforms })
}
