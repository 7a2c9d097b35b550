//! A baseline: the failures that are known, and the requirements that are disputed.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::runner::Counterexample;

/// What a baseline file lists.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// The file, as it was named.
    pub path: PathBuf,
    /// The known failures, in the order of the file.
    pub known: Vec<KnownFailure>,
    /// The disputed requirements, in the order of the file.
    pub disputed: Vec<Disputed>,
}

/// One known failure.
#[derive(Clone, Debug)]
pub struct KnownFailure {
    /// The requirement's id.
    pub requirement: String,
    /// The line of the entry, from 1.
    pub line: usize,
    /// Every way in which it may fail.
    pub signatures: Vec<String>,
    /// Why it is taken as it is.
    pub reason: String,
    /// Where more is written about it.
    pub link: Option<String>,
    /// The day on which it was seen first.
    pub first_seen: NaiveDate,
    /// The day on which it was seen last.
    pub last_seen: NaiveDate,
    /// The last day on which it may fail.
    pub expires: NaiveDate,
    /// A case that shows it.
    pub counterexample: Option<Box<Counterexample>>,
}

/// A requirement whose reading the user disputes.
#[derive(Clone, Debug)]
pub struct Disputed {
    /// The requirement's id.
    pub requirement: String,
    /// The line of the entry, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
    /// Where more is written about it.
    pub link: Option<String>,
}

impl Baseline {
    /// The saved counterexamples of the requirements of one suite that `selected` says yes to, in the order of the file.
    #[must_use]
    pub fn saved(&self, suite: &str, selected: &dyn Fn(&str) -> bool) -> Vec<Counterexample> {
        let chosen = self.known.iter().filter(|entry| selected(&entry.requirement));
        let saved = chosen.filter_map(|entry| entry.counterexample.as_deref());
        saved.filter(|counterexample| counterexample.suite == suite).cloned().collect()
    }
}
