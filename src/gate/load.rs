//! Reads a baseline file.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::baseline::{Baseline, Disputed, KnownFailure};
use super::error::{BaselineError, BaselineErrorKind as Kind};
use crate::runner::Counterexample;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    known: Vec<KnownEntry>,
    #[serde(default)]
    disputed: Vec<DisputedEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownEntry {
    requirement: Spanned<String>,
    signatures: Vec<String>,
    reason: String,
    link: Option<String>,
    first_seen: Spanned<Datetime>,
    last_seen: Spanned<Datetime>,
    expires: Spanned<Datetime>,
    counterexample: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DisputedEntry {
    requirement: Spanned<String>,
    reason: String,
    link: Option<String>,
}

/// The text of a baseline, and the file that it comes from.
#[derive(Clone, Copy)]
struct Source<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Baseline {
    /// Reads a baseline file and the counterexamples that it names, whose paths count from the file's folder.
    ///
    /// # Errors
    /// When there is no such file, or for the first thing in it that is wrong.
    pub fn load(path: &Path) -> Result<Self, BaselineError> {
        Self::parse(path, &text(path)?)
    }

    /// Reads the text of a baseline file, and the counterexamples that it names.
    ///
    /// # Errors
    /// For the first thing in it that is wrong.
    pub fn parse(path: &Path, text: &str) -> Result<Self, BaselineError> {
        let source = Source { path, text };
        let file: File = toml::from_str(text).map_err(|error| source.shape(&error))?;
        source.unambiguous(&file)?;
        let known = file.known.into_iter().map(|entry| source.known(entry)).collect::<Result<_, _>>()?;
        let disputed = file.disputed.into_iter().map(|entry| source.disputed(entry)).collect::<Result<_, _>>()?;
        Ok(Self { path: path.to_owned(), known, disputed })
    }
}

/// The text of a baseline file.
pub(super) fn text(path: &Path) -> Result<String, BaselineError> {
    std::fs::read_to_string(path).map_err(|error| {
        let kind = match error.kind() {
            ErrorKind::NotFound => Kind::Missing(path.display().to_string()),
            _ => Kind::Unreadable(error.to_string()),
        };
        BaselineError::of_all(path, kind)
    })
}

impl Source<'_> {
    fn line(self, offset: usize) -> usize {
        self.text.get(..offset).unwrap_or(self.text).matches('\n').count() + 1
    }

    fn error(self, offset: usize, kind: Kind) -> BaselineError {
        BaselineError { path: self.path.to_owned(), line: Some(self.line(offset)), kind }
    }

    fn shape(self, error: &toml::de::Error) -> BaselineError {
        let kind = Kind::Shape(error.message().replace('\n', ", "));
        match error.span() {
            Some(span) => self.error(span.start, kind),
            None => BaselineError::of_all(self.path, kind),
        }
    }

    /// Is every requirement listed once, in one list?
    fn unambiguous(self, file: &File) -> Result<(), BaselineError> {
        let known = file.known.iter().map(|entry| &entry.requirement);
        let mut all: Vec<&Spanned<String>> =
            known.chain(file.disputed.iter().map(|entry| &entry.requirement)).collect();
        all.sort_by_key(|requirement| requirement.span().start);
        let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
        for requirement in all {
            let start = requirement.span().start;
            if let Some(other) = lines.insert(requirement.get_ref(), self.line(start)) {
                let requirement = requirement.get_ref().clone();
                return Err(self.error(start, Kind::Twice { requirement, other }));
            }
        }
        Ok(())
    }

    fn known(self, entry: KnownEntry) -> Result<KnownFailure, BaselineError> {
        let at = entry.requirement.span().start;
        let requirement = entry.requirement.into_inner();
        self.told(at, &requirement, &entry.reason)?;
        if entry.signatures.is_empty() {
            let hint = "`abide baseline update` writes them";
            return Err(self.error(at, Kind::Empty { requirement, key: "signatures", hint }));
        }
        let counterexample = entry.counterexample.map(|file| self.counterexample(&requirement, &file)).transpose()?;
        Ok(KnownFailure {
            line: self.line(at),
            signatures: entry.signatures,
            reason: entry.reason,
            link: entry.link,
            first_seen: self.day("first_seen", &entry.first_seen)?,
            last_seen: self.day("last_seen", &entry.last_seen)?,
            expires: self.day("expires", &entry.expires)?,
            counterexample,
            requirement,
        })
    }

    fn disputed(self, entry: DisputedEntry) -> Result<Disputed, BaselineError> {
        let at = entry.requirement.span().start;
        let requirement = entry.requirement.into_inner();
        self.told(at, &requirement, &entry.reason)?;
        Ok(Disputed { line: self.line(at), requirement, reason: entry.reason, link: entry.link })
    }

    fn told(self, at: usize, requirement: &str, reason: &str) -> Result<(), BaselineError> {
        if reason.trim().is_empty() {
            let (requirement, hint) = (requirement.to_owned(), "say why it is listed");
            return Err(self.error(at, Kind::Empty { requirement, key: "reason", hint }));
        }
        Ok(())
    }

    fn day(self, key: &'static str, entry: &Spanned<Datetime>) -> Result<NaiveDate, BaselineError> {
        let read = match entry.get_ref() {
            Datetime { date: Some(date), time: None, offset: None } => {
                NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
            }
            _ => None,
        };
        read.ok_or_else(|| self.error(entry.span().start, Kind::Day { key }))
    }

    fn counterexample(self, requirement: &str, file: &Spanned<String>) -> Result<Box<Counterexample>, BaselineError> {
        let wrong = |reason: String| {
            self.error(file.span().start, Kind::Counterexample { requirement: requirement.to_owned(), reason })
        };
        let path = self.path.parent().unwrap_or(Path::new("")).join(file.get_ref());
        let read = Counterexample::load(&path).map_err(|error| wrong(error.to_string()))?;
        if read.requirement != requirement {
            return Err(wrong(format!("`{}` is of `{}`", path.display(), read.requirement)));
        }
        Ok(Box::new(read))
    }
}
