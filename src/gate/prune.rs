//! Removes from a baseline what does not fail any more, and what nothing matches.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Table};

use super::document::{open, save};
use super::error::BaselineError;
use super::update::{Changes, counterexamples};
use crate::report::{SavedReport, Verdict};

/// Removes the entries that a report shows not to fail any more, and those of requirements that do not exist; with their
/// counterexamples, where those stand in the baseline's own folder.
///
/// Entries of requirements that the report does not have, or that it could not test, are left alone.
///
/// # Errors
/// When there is no such baseline, it is wrong, or it cannot be written.
pub fn prune(path: &Path, report: &SavedReport, exists: &dyn Fn(&str) -> bool) -> Result<Changes, BaselineError> {
    let (baseline, mut document) = open(path)?;
    let mut changes = Changes::default();
    let mut remove = |list: &str, id: &str, why: &str| {
        let file = take(&mut document, list, id);
        changes.0.push(format!("removed {id}: {why}"));
        file
    };
    let mut files = Vec::new();
    for entry in &baseline.known {
        if let Some(why) = why(report, &entry.requirement, exists) {
            files.extend(remove("known", &entry.requirement, why));
        }
    }
    for entry in baseline.disputed.iter().filter(|entry| !exists(&entry.requirement)) {
        remove("disputed", &entry.requirement, UNKNOWN);
    }
    if !changes.0.is_empty() {
        save(path, &document)?;
    }
    for file in &files {
        remove_file(path, file);
    }
    Ok(changes)
}

const UNKNOWN: &str = "no suite has this requirement";

/// Why a known failure is to be removed, if it is.
fn why(report: &SavedReport, id: &str, exists: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    let found = report.requirements.iter().find(|requirement| requirement.id == id);
    match found.map(|requirement| requirement.verdict) {
        Some(Verdict::Passed | Verdict::Warned | Verdict::Observed) => Some("it does not fail any more"),
        None if !exists(id) => Some(UNKNOWN),
        _ => None,
    }
}

/// Takes an entry out and returns the file of its counterexample.
fn take(document: &mut DocumentMut, list: &str, id: &str) -> Option<String> {
    let entries = document.get_mut(list)?.as_array_of_tables_mut()?;
    let place = entries.iter().position(|table| table.get("requirement").and_then(Item::as_str) == Some(id))?;
    let removed = entries.get(place)?.clone();
    entries.remove(place);
    let is_empty = entries.is_empty();
    if is_empty {
        document.remove(list);
    }
    keep_head(document, &removed);
    removed.get("counterexample").and_then(Item::as_str).map(str::to_owned)
}

/// A comment right above an entry goes with it. What stands further up, behind a blank line, was about more than the entry
/// (often it is the head of the file) and goes to what comes next.
fn keep_head(document: &mut DocumentMut, removed: &Table) {
    let prefix = removed.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
    let Some((head, _)) = prefix.rsplit_once("\n\n").filter(|(head, _)| head.contains('#')) else { return };
    let head = format!("{head}\n\n");
    let position = removed.position();
    let tables = document.iter_mut().filter_map(|(_, item)| item.as_array_of_tables_mut());
    let later = tables.flat_map(toml_edit::ArrayOfTables::iter_mut).filter(|table| table.position() > position);
    if let Some(next) = later.min_by_key(|table| table.position()) {
        let own = next.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
        let joined = format!("{head}{}", own.trim_start_matches('\n'));
        next.decor_mut().set_prefix(joined);
    } else {
        let trailing = document.trailing().as_str().unwrap_or_default();
        let joined = format!("{head}{trailing}");
        document.set_trailing(joined);
    }
}

/// Removes a counterexample that nothing names any more. Only those that abide has put there go.
fn remove_file(path: &Path, file: &str) {
    if Path::new(file).parent() == Some(&counterexamples(path)) {
        // The entry is gone: a file that cannot be removed does no harm.
        let _ = std::fs::remove_file(path.parent().unwrap_or(Path::new("")).join(file));
    }
}
