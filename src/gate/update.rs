//! Writes into a baseline what a finished run has found: new failures, and when known ones were seen.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::baseline::KnownFailure;
use super::document::{day, replace, save, touch};
use super::error::BaselineError;
use crate::report::{SavedReport, SavedRequirement, Verdict, expiry, is_listed};

/// What people say of the entries that an update writes.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Why new entries are taken as they are.
    pub reason: Option<String>,
    /// Where more is written about them.
    pub link: Option<String>,
    /// Until when new entries hold, and those that have expired.
    pub expires: Option<NaiveDate>,
}

/// What became of a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes(pub Vec<String>);

/// Writes the failures of a report into a baseline file, which is made when there is none. Reasons, links and comments
/// stay; entries of requirements that did not fail are left alone.
///
/// # Errors
/// When the baseline is wrong, or a file cannot be written.
pub fn update(path: &Path, report: &SavedReport, words: &Words, today: NaiveDate) -> Result<Changes, BaselineError> {
    let (baseline, mut document) = super::document::open_or_new(path)?;
    let seen = report.today.unwrap_or(today);
    let mut changes = Changes::default();
    for failed in report.requirements.iter().filter(|requirement| requirement.verdict == Verdict::Failed) {
        if baseline.disputed.iter().any(|entry| entry.requirement == failed.id) {
            continue;
        }
        let known = baseline.known.iter().find(|entry| entry.requirement == failed.id);
        let entry = Entry { path, failed, words, seen, today };
        match known.zip(table(&mut document, &failed.id)) {
            Some((known, table)) => changes.0.extend(entry.refresh(known, table)?),
            None => changes.0.push(entry.add(&mut document)?),
        }
    }
    save(path, &document)?;
    Ok(changes)
}

/// The table of a known failure.
fn table<'a>(document: &'a mut DocumentMut, id: &str) -> Option<&'a mut Table> {
    let entries = document.get_mut("known")?.as_array_of_tables_mut()?;
    entries.iter_mut().find(|table| table.get("requirement").and_then(Item::as_str) == Some(id))
}

/// A failure that is to be written.
struct Entry<'a> {
    path: &'a Path,
    failed: &'a SavedRequirement,
    words: &'a Words,
    seen: NaiveDate,
    today: NaiveDate,
}

impl Entry<'_> {
    fn add(&self, document: &mut DocumentMut) -> Result<String, BaselineError> {
        let mut table = Table::new();
        let id = self.failed.id.as_str();
        let reason = format!("new on {}; say here why it is taken as it is", self.seen);
        table.insert("requirement", value(id));
        table.insert("signatures", lines(self.failed.signatures.as_deref().unwrap_or_default()));
        table.insert("reason", value(self.words.reason.as_ref().unwrap_or(&reason)));
        if let Some(link) = &self.words.link {
            table.insert("link", value(link));
        }
        table.insert("first_seen", day(self.seen));
        table.insert("last_seen", day(self.seen));
        table.insert("expires", day(self.words.expires.unwrap_or_else(|| expiry(self.today))));
        self.save_counterexample(&mut table)?;
        table.decor_mut().set_prefix(if document.is_empty() { "" } else { "\n" });
        let known = document.entry("known").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        if let Some(known) = known.as_array_of_tables_mut() {
            known.push(table);
        }
        Ok(format!("added {id}"))
    }

    /// Brings an entry up to date. A failure that is still the same keeps every way that is listed, for another seed may
    /// show what this one did not; a failure of which nothing is left as it was has its ways replaced.
    fn refresh(&self, known: &KnownFailure, table: &mut Table) -> Result<Option<String>, BaselineError> {
        let now = self.failed.signatures.as_deref().unwrap_or_default();
        let unlisted: Vec<&String> = now.iter().filter(|way| !is_listed(way, &known.signatures)).collect();
        let same = unlisted.len() < now.len();
        let mut told = Vec::new();
        if !unlisted.is_empty() {
            let kept = known.signatures.iter().filter(|_| same);
            let ways: Vec<String> = kept.chain(unlisted).cloned().collect();
            replace(table, "signatures", lines(&ways));
            self.save_counterexample(table)?;
            told.push("ways of failing");
        } else if known.counterexample.is_none() && self.failed.counterexample.is_some() {
            self.save_counterexample(table)?;
            told.push("counterexample");
        }
        if self.seen > known.last_seen {
            touch(table, "last_seen", self.seen);
            told.push("last seen");
        }
        if let Some(until) = self.words.expires.filter(|until| known.expires < self.today && *until >= self.today) {
            touch(table, "expires", until);
            told.push("expiry");
        }
        Ok((!told.is_empty()).then(|| format!("refreshed {}: {}", known.requirement, told.join(", "))))
    }

    /// Writes the counterexample into the folder beside the baseline, and its name into the entry.
    fn save_counterexample(&self, table: &mut Table) -> Result<(), BaselineError> {
        let Some(found) = self.failed.counterexample.as_deref() else { return Ok(()) };
        let folder = counterexamples(self.path);
        let file = folder.join(found.file_name());
        let text = serde_json::to_string_pretty(found).map(|text| text + "\n").map_err(std::io::Error::from);
        let beside = self.path.parent().unwrap_or(Path::new("")).join(&file);
        super::document::write(&beside, &text.map_err(|error| super::document::unwritable(&beside, &error))?)?;
        // A file is named the same way on every system.
        let name = file.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        replace(table, "counterexample", value(name));
        Ok(())
    }
}

/// The folder of a baseline's counterexamples, counted from the baseline's own folder: `known.counterexamples` for
/// `known.toml`.
pub(super) fn counterexamples(path: &Path) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(".counterexamples");
    PathBuf::from(name)
}

/// A list with a line for each text.
fn lines(texts: &[String]) -> Item {
    let mut array = Array::new();
    for text in texts {
        array.push(text);
    }
    if texts.len() > 1 {
        for text in array.iter_mut() {
            text.decor_mut().set_prefix("\n    ");
        }
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    value(array)
}
