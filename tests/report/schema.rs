//! The published schema of `report.json`: every report keeps it, and it says what it should.

use std::fs;
use std::path::Path;

use abide::report::{Recorder, Summary, write_reports};
use abide::runner::Halt;
use serde_json::{Value, json};

use crate::golden::told;
use crate::story::Story;

fn validator() -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/schema/report.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

pub(crate) fn report(summary: &Summary) -> Value {
    let directory = tempfile::tempdir().unwrap();
    let written = write_reports(directory.path(), summary).unwrap();
    serde_json::from_str(&fs::read_to_string(written.json).unwrap()).unwrap()
}

#[track_caller]
pub(crate) fn assert_valid(report: &Value) {
    let errors: Vec<String> =
        validator().iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn reports_keep_it() {
    assert_valid(&report(&told()));
    assert_valid(&report(&Story::of_length().halted(Halt::BudgetSpent(1)).finished(0)));
    assert_valid(&report(&Story::of_length().restored(0, &["a", "b"]).finished(0)));
    assert_valid(&report(&Recorder::new().summary()));
}

#[test]
fn it_refuses_what_is_not_a_report() {
    let validator = validator();
    let good = report(&told());
    let changes: [(&str, Value); 8] = [
        ("/schema", json!("abide/report/2")),
        ("/summary/passed", json!(-1)),
        ("/requirements/0/verdict", json!("green")),
        ("/requirements/0/level", json!("may")),
        ("/requirements/3/counterexample/command", json!(null)),
        ("/target/demo/secret", json!("x")),
        ("/restored/demo/left", json!("passwords")),
        ("/restored/demo/accounts", json!(-1)),
    ];
    for (pointer, value) in changes {
        let mut bad = good.clone();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        bad.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(name.to_owned(), value);
        assert!(!validator.is_valid(&bad), "{pointer}");
    }
}

#[test]
fn the_contract_holds() {
    let report = report(&told());
    assert_eq!(report["schema"], "abide/report/1");
    assert_eq!(report["suites"], json!(["demo"]));
    assert_eq!(report["seed"], 42);
    assert_eq!(report["conforms"], false);
    assert_eq!(report["restored"]["demo"]["accounts"], 13);
    assert_eq!(report["restored"]["demo"]["left"].as_array().unwrap().len(), 2);
    let summary = json!({
        "passed": 2, "failed": 1, "warned": 1, "observed": 1, "skipped": 1, "inconclusive": 1, "cases": 9, "requests": 12
    });
    assert_eq!(report["summary"], summary);
    let verdicts: Vec<&str> =
        report["requirements"].as_array().unwrap().iter().map(|found| found["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["passed", "warned", "inconclusive", "failed", "observed", "passed", "skipped"]);
}
