//! `abide faults`: proves the harness with every fault and every permitted variant of the emulator.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use super::arguments::Faults;
use super::console;
use super::main::Refusal;
use super::progress::Count;
use super::targets::suites;
use crate::clock;
use crate::emulator::{Fault, Variant};
use crate::gate::ExitCode;
use crate::mutation::{Profile, Score, hunt, json, markdown, readme, terminal};
use crate::property::Size;

pub(super) fn faults(arguments: &Faults) -> Result<ExitCode, Refusal> {
    let suites = suites(None)?;
    let (faults, variants) = chosen(&arguments.names)?;
    if let Some(page) = &arguments.page {
        marked(page)?;
    }
    let size = Size { seed: arguments.seed, ..DEFAULT };
    let jobs = arguments.jobs.or_else(|| std::thread::available_parallelism().ok().map(NonZeroUsize::get));
    let profile = Profile { size, jobs: jobs.unwrap_or(1) };
    let count = Count::new(faults.len() + variants.len());
    let (faults, variants) = hunt(&suites, (&faults, &variants), profile, &|name| count.advance(name));
    count.end();
    let (results, day) = ((faults.as_slice(), variants.as_slice()), clock::now().date_naive());
    write(&arguments.reports, "faults.json", &format!("{:#}\n", json(results, day)))?;
    write(&arguments.reports, "faults.md", &markdown(results, day))?;
    if let Some(page) = &arguments.page {
        replace_marked(page, &readme(results, day))?;
    }
    console::say(terminal(results).trim_end());
    let perfect = Score::of(results.0, results.1).is_perfect();
    Ok(if perfect { ExitCode::Conforms } else { ExitCode::DoesNotConform })
}

/// What a run tries by default.
const DEFAULT: Size = Size { seed: 1, cases: 100, sequences: 40, steps: 4 };

/// The faults and variants of these names; all where none is named.
fn chosen(names: &[String]) -> Result<(Vec<Fault>, Vec<Variant>), Refusal> {
    if names.is_empty() {
        return Ok((Fault::all().collect(), Variant::all().collect()));
    }
    let (mut faults, mut variants) = (Vec::new(), Vec::new());
    for name in names {
        match name.parse::<Variant>() {
            Ok(variant) => variants.push(variant),
            Err(_) => faults.push(name.parse::<Fault>().map_err(Refusal::of)?),
        }
    }
    Ok((faults, variants))
}

fn write(folder: &Path, name: &str, text: &str) -> Result<(), Refusal> {
    let path = folder.join(name);
    let refused = |error| Refusal::new(format!("`{}` cannot be written: {error}", path.display()));
    fs::create_dir_all(folder).and_then(|()| fs::write(&path, text)).map_err(refused)
}

const BEGIN: &str = "<!-- faults: begin -->\n";
const END: &str = "<!-- faults: end -->";

/// What stands before and after the marked lines of a page.
fn marked(path: &Path) -> Result<(String, String), Refusal> {
    let refused = |error| Refusal::new(format!("`{}` cannot be read: {error}", path.display()));
    let page = fs::read_to_string(path).map_err(refused)?;
    let parts = page.split_once(BEGIN).and_then(|(head, rest)| Some((head, rest.split_once(END)?.1)));
    let unmarked = || Refusal::new(format!("`{}` has no `{}` and `{END}`", path.display(), BEGIN.trim()));
    parts.map(|(head, tail)| (head.to_owned(), tail.to_owned())).ok_or_else(unmarked)
}

/// Writes text between the two marks of a page.
fn replace_marked(path: &Path, text: &str) -> Result<(), Refusal> {
    let (head, tail) = marked(path)?;
    let refused = |error| Refusal::new(format!("`{}` cannot be written: {error}", path.display()));
    fs::write(path, format!("{head}{BEGIN}{text}{END}{tail}")).map_err(refused)
}
