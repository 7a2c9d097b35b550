//! `abide faults`.

use std::fs;

use serde_json::Value as Json;

use crate::room::Room;

/// A fault and a variant, the table of both, and the lines of a page.
#[test]
fn a_fault_is_caught_and_a_variant_kept_and_both_are_told() {
    let room = Room::new();
    room.write("page.md", "before\n<!-- faults: begin -->\nold\n<!-- faults: end -->\nafter\n");
    let arguments = ["faults", "password-limit-33", "key-not-checked", "--reports", "table", "--page", "page.md"];
    room.abide(&arguments).said(0, &["password-limit-33", "caught after", "2 of 2 faults caught"]);
    let table: Json =
        serde_json::from_str(&fs::read_to_string(room.path("table/faults.json")).expect("a table")).expect("JSON");
    assert_eq!(table["score"]["caught"], 2, "{table:#}");
    assert_eq!(table["faults"][0]["steps"], 1, "{table:#}");
    assert!(table["faults"][0]["requests"].as_u64().is_some_and(|requests| requests > 0), "{table:#}");
    let page = fs::read_to_string(room.path("page.md")).expect("the page");
    assert!(page.starts_with("before\n<!-- faults: begin -->\n| ") && page.ends_with("<!-- faults: end -->\nafter\n"));
    assert!(page.contains("2 of 2") && !page.contains("old"), "{page}");
    let markdown = fs::read_to_string(room.path("table/faults.md")).expect("a page of the table");
    assert!(markdown.contains("| aliyun-rds/ResetAccountPassword/password-length | password-limit-33 |"), "{markdown}");
}

#[test]
fn what_does_not_exist_is_refused_before_anything_runs() {
    let room = Room::new();
    room.abide(&["faults", "pasword-limit-33"]).told(2, &["no fault is named", "password-limit-33"]);
    room.write("page.md", "nothing is marked here\n");
    let arguments = ["faults", "key-not-checked", "--reports", "table", "--page", "page.md"];
    room.abide(&arguments).told(2, &["page.md", "<!-- faults: begin -->"]);
}
