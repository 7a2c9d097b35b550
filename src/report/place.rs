//! Where a report's files are, and the commands that name them.

use std::path::{Path, PathBuf};

use super::summary::{RequirementSummary, SuiteSummary};
use crate::runner::{Counterexample, TargetSummary};

/// The directory of a report, as the user named it, so that the commands in the report work where the run did.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    directory: &'a Path,
    test: Option<&'a TestCommand>,
}

/// The command of a `cargo test` that holds an endpoint which nobody else can reach: the test starts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCommand(String);

impl TestCommand {
    /// The command for this test target, of this package where it is known.
    #[must_use]
    pub fn new(package: Option<&str>, test: &str) -> Self {
        let package = package.map(|name| format!(" --package {}", quoted(name))).unwrap_or_default();
        Self(format!("cargo test{package} --test {}", quoted(test)))
    }
}

impl<'a> Place<'a> {
    /// A report in this directory.
    #[must_use]
    pub fn new(directory: &'a Path) -> Self {
        Self { directory, test: None }
    }

    /// The report of a trial in this directory: what shows it again is the test, not the program.
    #[must_use]
    pub fn of_test(directory: &'a Path, test: &'a TestCommand) -> Self {
        Self { directory, test: Some(test) }
    }

    /// Is it the report of a trial?
    pub(super) fn is_of_test(self) -> bool {
        self.test.is_some()
    }

    /// The directory.
    pub(super) fn directory(self) -> &'a Path {
        self.directory
    }

    /// The report for machines.
    #[must_use]
    pub fn json(self) -> PathBuf {
        self.directory.join("report.json")
    }

    /// The report for continuous integration.
    #[must_use]
    pub fn junit(self) -> PathBuf {
        self.directory.join("junit.xml")
    }

    /// The report for people.
    #[must_use]
    pub fn markdown(self) -> PathBuf {
        self.directory.join("report.md")
    }

    /// The findings for tools that show them beside code.
    #[must_use]
    pub fn sarif(self) -> PathBuf {
        self.directory.join("report.sarif")
    }

    /// The directory of counterexample files.
    #[must_use]
    pub fn counterexamples(self) -> PathBuf {
        self.directory.join("counterexamples")
    }

    /// The file of one counterexample.
    #[must_use]
    pub fn counterexample(self, counterexample: &Counterexample) -> PathBuf {
        self.counterexamples().join(counterexample.file_name())
    }

    /// The command that sends a counterexample again.
    #[must_use]
    pub fn replay(self, counterexample: &Counterexample, target: &TargetSummary) -> String {
        let file = quoted(&self.counterexample(counterexample).display().to_string());
        match self.test {
            Some(TestCommand(command)) => format!("ABIDE_REPLAY={file} {command}"),
            None => format!("abide replay {file}{}", target_option(target)),
        }
    }

    /// The command that tests one requirement again as this run did, where there is no counterexample to send.
    pub(super) fn run_again(self, suite: &SuiteSummary, requirement: &RequirementSummary) -> String {
        let id = quoted(&requirement.id);
        match self.test {
            Some(TestCommand(command)) => format!("{command} -- --exact {id}"),
            None => format!("abide run{} --filter {id} --seed {}", target_option(&suite.target), suite.seed),
        }
    }
}

fn target_option(target: &TargetSummary) -> String {
    target.file.as_deref().map(|file| format!(" --target {}", quoted(file))).unwrap_or_default()
}

/// A word as a POSIX shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "/._-+=:,@%".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_survive_a_shell() {
        assert_eq!(quoted("reports/latest/a-b.json"), "reports/latest/a-b.json");
        assert_eq!(quoted("my reports/it's.json"), r"'my reports/it'\''s.json'");
        assert_eq!(quoted(""), "''");
    }
}
