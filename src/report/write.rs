//! Writes a report's files, each whole or not at all.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::json;
use super::junit;
use super::markdown;
use super::place::Place;
use super::sarif;
use super::summary::Summary;
use crate::runner::Counterexample;

/// The files that were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The report for machines.
    pub json: PathBuf,
    /// The report for continuous integration.
    pub junit: PathBuf,
    /// The report for people.
    pub markdown: PathBuf,
    /// The findings for tools that show them beside code.
    pub sarif: PathBuf,
    /// The counterexamples, in the order of the report.
    pub counterexamples: Vec<PathBuf>,
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A directory cannot be made.
    #[error("`{path}` cannot be made: {source}; choose another directory with `--reports`")]
    Directory {
        /// The directory.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("`{path}` cannot be written: {source}; free the disk or choose another directory with `--reports`")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A file of an earlier run cannot be removed.
    #[error("`{path}`, which an earlier run left, cannot be removed: {source}; remove it by hand")]
    Leftover {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A view cannot be made; a bug in abide.
    #[error("`{path}` cannot be rendered: {reason}; this is a bug in abide")]
    Render {
        /// The file that it was to be.
        path: String,
        /// Why.
        reason: String,
    },
}

/// Writes every view of a summary and its counterexamples, and removes the counterexamples of an earlier run.
///
/// `report.json` is written last: where it is new, everything that it names is there.
///
/// # Errors
/// When a directory or file cannot be made, written or removed; what was written before that stays.
pub fn write_reports(directory: &Path, summary: &Summary) -> Result<Written, ReportError> {
    write_reports_at(Place::new(directory), summary)
}

/// As [`write_reports`], with the commands of this place.
///
/// # Errors
/// As [`write_reports`].
pub fn write_reports_at(place: Place<'_>, summary: &Summary) -> Result<Written, ReportError> {
    let counterexamples = write_counterexamples(place, summary)?;
    let written = Written {
        json: place.json(),
        junit: place.junit(),
        markdown: place.markdown(),
        sarif: place.sarif(),
        counterexamples,
    };
    write(&written.junit, &rendered(&written.junit, junit::render(summary, place))?)?;
    write(&written.markdown, &rendered(&written.markdown, markdown::render(summary, place))?)?;
    write(&written.sarif, &rendered(&written.sarif, sarif::render(summary, place))?)?;
    write(&written.json, &rendered(&written.json, json::render(summary, place))?)?;
    Ok(written)
}

fn write_counterexamples(place: Place<'_>, summary: &Summary) -> Result<Vec<PathBuf>, ReportError> {
    let directory = place.counterexamples();
    fs::create_dir_all(&directory).map_err(|source| ReportError::Directory { path: shown(&directory), source })?;
    let mut written = Vec::new();
    for (_, requirement) in summary.requirements() {
        if let Some(counterexample) = requirement.counterexample.as_deref() {
            let path = place.counterexample(counterexample);
            write(&path, &rendered(&path, counterexample_text(counterexample))?)?;
            written.push(path);
        }
    }
    remove_leftovers(&directory, &written)?;
    Ok(written)
}

/// As `abide replay` reads it.
fn counterexample_text(counterexample: &Counterexample) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(counterexample)? + "\n")
}

/// Removes what earlier runs left. Only counterexamples go: the directory may hold files that a user put there.
fn remove_leftovers(directory: &Path, written: &[PathBuf]) -> Result<(), ReportError> {
    let unreadable = |source| ReportError::Directory { path: shown(directory), source };
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if !written.contains(&path) && is_counterexample(&path) {
            fs::remove_file(&path).map_err(|source| ReportError::Leftover { path: shown(&path), source })?;
        }
    }
    Ok(())
}

/// Is it a counterexample of this or another version of the format?
fn is_counterexample(path: &Path) -> bool {
    #[derive(Deserialize)]
    struct Head {
        schema: String,
    }
    let json = path.extension() == Some(OsStr::new("json"));
    let text = json.then(|| fs::read_to_string(path).ok()).flatten();
    let head = text.and_then(|text| serde_json::from_str::<Head>(&text).ok());
    head.is_some_and(|head| head.schema.starts_with("abide/counterexample/"))
}

fn write(path: &Path, text: &str) -> Result<(), ReportError> {
    write_whole(path, text).map_err(|source| ReportError::File { path: shown(path), source })
}

/// Writes a file beside its place and moves it there, so that no reader finds half of it.
///
/// # Errors
/// When the file cannot be written or moved; what stood in its place is as it was then.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    fs::write(&part, text).and_then(|()| fs::rename(&part, path)).inspect_err(|_| {
        // What is half written helps nobody; that it cannot be removed either is not the news.
        let _ = fs::remove_file(&part);
    })
}

fn rendered<E: std::fmt::Display>(path: &Path, text: Result<String, E>) -> Result<String, ReportError> {
    text.map_err(|error| ReportError::Render { path: shown(path), reason: error.to_string() })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
