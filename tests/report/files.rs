//! Files: whole or not at all, and none of an earlier run.

use std::fs;
use std::path::Path;

use abide::report::{ReportError, write_reports};
use abide::runner::Counterexample;

use crate::golden::told;
use crate::story::{CLASSES, LENGTH, Story, counterexample};

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

#[test]
fn a_report_is_five_things_and_no_part_is_left() {
    let directory = tempfile::tempdir().unwrap();
    let reports = directory.path().join("a/b");
    write_reports(&reports, &told()).unwrap();
    assert_eq!(names(&reports), ["counterexamples", "junit.xml", "report.json", "report.md", "report.sarif"]);
    assert_eq!(names(&reports.join("counterexamples")), ["demo-Reset-password-length.json"]);
}

#[test]
fn a_counterexample_is_read_back_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let written = write_reports(directory.path(), &told()).unwrap();
    assert_eq!(Counterexample::load(&written.counterexamples[0]).unwrap(), counterexample());
}

#[test]
fn counterexamples_of_an_earlier_run_go_and_other_files_stay() {
    let directory = tempfile::tempdir().unwrap();
    write_reports(directory.path(), &told()).unwrap();
    let counterexamples = directory.path().join("counterexamples");
    fs::write(counterexamples.join("notes.json"), r#"{"schema":"mine"}"#).unwrap();
    fs::write(counterexamples.join("notes.txt"), "mine").unwrap();
    let passed = CLASSES.into_iter().fold(Story::of_length(), |story, class| story.judged(LENGTH, class, &[LENGTH]));
    let written = write_reports(directory.path(), &passed.finished(0)).unwrap();
    assert!(written.counterexamples.is_empty());
    assert_eq!(names(&counterexamples), ["notes.json", "notes.txt"]);
}

#[test]
fn a_file_in_the_way_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let reports = directory.path().join("reports");
    fs::write(&reports, "a file").unwrap();
    let error = write_reports(&reports, &told()).unwrap_err();
    assert!(matches!(error, ReportError::Directory { .. }));
    assert!(error.to_string().contains("--reports"), "{error}");
}

#[test]
fn a_file_that_cannot_be_replaced_is_named_and_leaves_no_part() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir_all(directory.path().join("report.json/x")).unwrap();
    let error = write_reports(directory.path(), &told()).unwrap_err();
    assert!(matches!(&error, ReportError::File { path, .. } if path.ends_with("report.json")), "{error}");
    assert_eq!(names(directory.path()), ["counterexamples", "junit.xml", "report.json", "report.md", "report.sarif"]);
}
