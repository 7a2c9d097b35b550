//! Every view of one told run, compared with files; `ABIDE_BLESS=1` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};

use abide::case::Level;
use abide::report::{Place, Summary, terminal, write_reports};
use abide::rule::Side;

use crate::story::{CLASSES, ENVELOPE, KEPT, LENGTH, MESSAGE, RATE, SAME, SECRET, Story, counterexample};

/// What the told run could not restore.
const LEFT: [&str; 2] = [
    "rm-1: the masking privilege of 2 accounts was not configured and is noneAccess now; no operation unsets it",
    "passwords of the accounts that the target lists may have been reset; set them anew",
];

/// One requirement of every verdict.
pub(crate) fn told() -> Summary {
    let twice = ("Reset twice", Side::Open);
    let [shortest, too_long, too_short] = CLASSES;
    Story::planning(&[
        (ENVELOPE, &[shortest], Some("no locked instance in the target file")),
        (MESSAGE, &[too_long], None),
        (SECRET, &[shortest], None),
        (LENGTH, &CLASSES, None),
        (SAME, &[twice], None),
        (RATE, &[shortest], None),
        (KEPT, &[], Some("needs state compared over several calls")),
    ])
    .judged(ENVELOPE, shortest, &[ENVELOPE])
    .broke(MESSAGE, too_long, MESSAGE, Level::Should)
    .silent(SECRET, shortest)
    .judged(LENGTH, shortest, &[LENGTH, ENVELOPE])
    .broke(LENGTH, too_long, LENGTH, Level::Must)
    .judged(LENGTH, too_short, &[LENGTH])
    .noted(SAME, twice, SAME, "accepted")
    .noted(SAME, twice, SAME, "refused: 400 InvalidAccountPassword.Same")
    .noted(SAME, twice, SAME, "accepted")
    .judged(RATE, shortest, &[])
    .found(counterexample())
    .restored(13, &LEFT)
    .finished(10)
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/report").join(name)
}

#[track_caller]
fn assert_golden(name: &str, text: &str) {
    let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    if std::env::var_os("ABIDE_BLESS").is_some() {
        fs::write(golden(name), &text).unwrap();
    }
    let expected = fs::read_to_string(golden(name)).unwrap_or_default();
    assert!(text == expected, "{name} is not as its golden file has it; look, then set ABIDE_BLESS=1\n{text}");
}

#[test]
fn terminal_with_and_without_colours() {
    let text = terminal::render(&told(), Place::new(Path::new("reports/latest")));
    assert_golden("terminal.ansi", &text);
    assert_golden("terminal.txt", &anstream::adapter::strip_str(&text).to_string());
}

#[test]
fn files() {
    // Reports name their own directory, so it is one that stands still.
    let directory = tempfile::tempdir().unwrap();
    let written = write_reports(directory.path(), &told()).unwrap();
    let own = directory.path().display().to_string();
    for (name, path) in
        [("report.json", &written.json), ("report.md", &written.markdown), ("junit.xml", &written.junit)]
    {
        assert_golden(name, &fs::read_to_string(path).unwrap().replace(&own, "reports/latest"));
    }
    let [counterexample] = written.counterexamples.as_slice() else { panic!("one counterexample") };
    assert_golden("counterexample.json", &fs::read_to_string(counterexample).unwrap());
}
