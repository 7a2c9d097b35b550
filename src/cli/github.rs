//! What a run tells GitHub when it is a step of a workflow: annotations, and a page for the step's summary.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use super::console;
use crate::report::{Place, Summary, annotations};

/// A step's summary may have one mebibyte.
const MOST_BYTES: usize = 1 << 20;

/// Prints the text of a run. What an endpoint says stands in it, and must not be taken for a workflow command.
pub(super) fn say(text: &str) {
    if !is_a_step() {
        return console::say(text);
    }
    let token = uuid::Uuid::new_v4().simple();
    console::say(&format!("::stop-commands::{token}\n{text}\n::{token}::"));
}

/// Annotates what failed, and adds the report to the step's summary. Outside of a workflow it does nothing.
pub(super) fn tell(summary: &Summary, place: Place<'_>) {
    if !is_a_step() {
        return;
    }
    for annotation in annotations(summary, place) {
        console::say(&annotation);
    }
    let Some(file) = env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()) else { return };
    if let Err(error) = append(Path::new(&file), &place.markdown()) {
        // The reports are written all the same: a summary that is missing changes no verdict.
        console::tell(&format!("abide: the step's summary cannot be written: {error}"));
    }
}

fn is_a_step() -> bool {
    env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

fn append(summary: &Path, page: &Path) -> std::io::Result<()> {
    let text = fs::read_to_string(page)?;
    let mut file = OpenOptions::new().create(true).append(true).open(summary)?;
    let left = usize::try_from(file.metadata()?.len()).map_or(0, |used| MOST_BYTES.saturating_sub(used + 1));
    let fits = if text.len() < left { text.as_str() } else { "abide: the report is too long for a summary\n" };
    writeln!(file, "{fits}")
}
