//! Foreign text in every format: it is shown, and it is never markup.

use std::fs;
use std::path::Path;

use abide::case::Level;
use abide::oracle::{Findings, Mismatch};
use abide::report::{Place, Summary, terminal, write_reports};
use abide::runner::{Counterexample, Outcome};

use crate::story::{CLASSES, LENGTH, SAME, Story, counterexample};

/// Markup of every format at once, as an endpoint might put it into a code.
const MARKUP: &str = "a|b `c` ``` </failure><script>x</script> ]]> &amp; [l](https://evil.example) ![i](x) www.evil.example $(rm) \u{1b}[31m";

fn told() -> Summary {
    let story = Story::planning(&[(LENGTH, &CLASSES, None), (SAME, &CLASSES[..1], None)]);
    let mismatch = Mismatch {
        requirement: story.key(LENGTH),
        level: Level::Must,
        kind: MARKUP.to_owned(),
        expected: vec!["answer: refused".to_owned()],
        came: vec![MARKUP.to_owned()],
    };
    let findings = Findings { checked: vec![story.key(LENGTH)], mismatches: vec![mismatch], notes: vec![] };
    let found = Counterexample {
        class: MARKUP.to_owned(),
        came: vec![MARKUP.to_owned()],
        diff: format!("+ {MARKUP}"),
        kind: MARKUP.to_owned(),
        ..counterexample()
    };
    story
        .ends(LENGTH, CLASSES[1], Outcome::Judged(findings))
        .noted(SAME, CLASSES[0], SAME, MARKUP)
        .found(found)
        .restored(1, &[MARKUP])
        .finished(0)
}

fn file(name: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    write_reports(directory.path(), &told()).unwrap();
    fs::read_to_string(directory.path().join(name)).unwrap()
}

/// Text between fences, and text outside them, of a Markdown page.
fn outside_fences(page: &str) -> String {
    let mut fence: Option<&str> = None;
    let mut outside = String::new();
    for line in page.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => outside = outside + line + "\n",
        }
    }
    assert_eq!(fence, None, "a fence stays open");
    outside
}

#[test]
fn markdown() {
    let outside = outside_fences(&file("report.md"));
    assert!(outside.contains(r"a\|b \`c\`"), "{outside}");
    for markup in ["[l]", "![i]", "<script>", "https://evil", "www.evil", "a|b", "\u{1b}"] {
        assert!(!outside.contains(markup), "`{markup}` is in\n{outside}");
    }
    let columns: Vec<_> = outside.lines().filter(|line| line.contains("evil") && line.starts_with('|')).collect();
    assert!(!columns.is_empty());
    for line in columns {
        let bars = line.replace(r"\|", "").matches('|').count();
        assert!(bars == 5 || bars == 8, "{bars} bars in {line}");
    }
}

#[test]
fn junit() {
    let text = file("junit.xml");
    assert!(!text.contains("<script>") && !text.contains('\u{1b}'));
    let report = quick_junit::Report::deserialize_from_str(&text).unwrap();
    let case = &report.test_suites[0].test_cases[0];
    let quick_junit::TestCaseStatus::NonSuccess { description: Some(description), .. } = &case.status else {
        panic!("{case:?}");
    };
    assert!(description.as_str().contains("</failure><script>x</script> ]]> &amp;"));
    let left = report.test_suites[0].system_out.as_ref().unwrap();
    assert!(left.as_str().contains("</failure><script>x</script> ]]> &amp;"), "{left:?}");
    assert_eq!((report.tests, report.failures, report.errors, report.skipped), (2, 1, 0, 0));
}

#[test]
fn terminal_has_no_escapes_but_its_own() {
    let text = terminal::render(&told(), Place::new(Path::new("reports/latest")));
    let plain = anstream::adapter::strip_str(&text).to_string();
    assert!(plain.contains(r"\u{1b}[31m"), "{plain}");
    assert!(!plain.contains(|character: char| character.is_control() && character != '\n'));
}

#[test]
fn json_is_json() {
    let report: serde_json::Value = serde_json::from_str(&file("report.json")).unwrap();
    assert_eq!(report["requirements"][0]["mismatches"][0]["kind"], MARKUP);
    assert_eq!(report["restored"]["demo"]["left"][0], MARKUP);
}
