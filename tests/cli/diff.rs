//! `abide diff`: what became different, in text and Markdown, and its exit codes.

use serde_json::{Value as Json, json};

use crate::room::Room;

const KEPT: &str = "aliyun-rds/demo/kept";
const OTHER: &str = "aliyun-rds/demo/other";

fn requirement(id: &str, verdict: &str) -> Json {
    json!({
        "id": id, "level": "must", "verdict": verdict, "cases": 1, "counterexample": null,
        "reason": format!("because of {verdict} | <b>"),
        "signatures": if verdict == "failed" { vec!["accepted"] } else { vec![] },
    })
}

fn report(requirements: &[Json]) -> String {
    let counts = ["passed", "failed", "warned", "observed", "skipped", "inconclusive", "cases", "requests"];
    let counts: serde_json::Map<String, Json> = counts.map(|name| (name.to_owned(), json!(0))).into_iter().collect();
    json!({ "schema": "abide/report/1", "today": "2026-08-20", "halted": null, "summary": counts, "requirements": requirements })
        .to_string()
}

/// A room with two reports.
fn compared(before: &[Json], after: &[Json]) -> Room {
    let room = Room::new();
    room.write("before/report.json", &report(before));
    room.write("after.json", &report(after));
    room
}

#[test]
fn every_kind_of_change_has_its_exit_code() {
    let (passed, failed) = (|id| requirement(id, "passed"), |id| requirement(id, "failed"));
    let skipped = || requirement(KEPT, "skipped");
    let mut otherwise = failed(KEPT);
    otherwise["signatures"] = json!(["status 500"]);
    let mut lighter = passed(KEPT);
    lighter["level"] = json!("should");
    for (before, after, code, words) in [
        (vec![passed(KEPT)], vec![passed(KEPT)], 0, "no difference; 1 requirement before, 1 after"),
        (vec![passed(KEPT)], vec![failed(KEPT)], 1, "was passed, now failed: because of failed"),
        (vec![passed(KEPT)], vec![passed(KEPT), failed(OTHER)], 1, "new, and failed: because of failed"),
        (vec![passed(KEPT), passed(OTHER)], vec![passed(KEPT)], 1, "dropped (1)"),
        (vec![failed(KEPT)], vec![passed(KEPT)], 0, "now passing (1)"),
        (vec![failed(KEPT)], vec![skipped()], 0, "was failed, now skipped"),
        (vec![passed(KEPT)], vec![skipped()], 0, "was passed, now skipped"),
        (vec![passed(KEPT)], vec![passed(KEPT), passed(OTHER)], 0, "added (1)"),
        (vec![failed(KEPT)], vec![otherwise], 0, "fails in other ways: no more accepted; now status 500"),
        (vec![passed(KEPT)], vec![lighter], 0, "was must, now should"),
    ] {
        let room = compared(&before, &after);
        room.abide(&["diff", "before", "after.json"]).said(code, &[words]);
        let markdown = room.abide(&["diff", "before", "after.json", "--format", "markdown"]);
        markdown.said(code, &[" before, "]);
        assert!(!markdown.stdout.contains("<b>") && markdown.stdout.starts_with("# "), "{}", markdown.stdout);
    }
}

/// Open behaviour is the same as long as something of what was seen before is seen again.
#[test]
fn another_branch_of_what_is_open_is_a_change() {
    let seen = |branches: &[&str]| {
        let mut open = requirement(KEPT, "observed");
        open["observations"] =
            branches.iter().map(|seen| json!({ "seen": seen, "count": 1, "example": "x" })).collect();
        open
    };
    let told = |after: &[&str]| {
        let room = compared(&[seen(&["accepted"])], &[seen(after)]);
        room.abide(&["diff", "before", "after.json"])
    };
    told(&["accepted", "refused"]).said(0, &["no difference"]);
    told(&["refused"]).said(0, &["does something else: was accepted, now refused"]);
}

#[test]
fn reports_that_cannot_be_compared_end_with_2() {
    let room = compared(&[], &[]);
    room.abide(&["diff", "before", "nowhere"]).told(2, &["`nowhere` cannot be read"]);
    room.write("after.json", "{");
    room.abide(&["diff", "before", "after.json"]).told(2, &["`after.json` is no report"]);
    room.write("after.json", &report(&[]).replace("report/1", "report/2"));
    room.abide(&["diff", "before", "after.json"]).told(2, &["the schema `abide/report/2`, not `abide/report/1`"]);
    room.abide(&["diff", "after.json", "before"]).told(2, &["the schema `abide/report/2`"]);
}

#[test]
fn a_fault_is_a_regression_of_real_reports() {
    let room = Room::new();
    let _emulation = crate::room::Emulation::start(&room, &["password-limit-33"]);
    let filter = ["--cases", "1", "--filter", "*/ResetAccountPassword/password-*", "--reports"];
    room.abide(&[&["run", "--suite", "aliyun-rds"], &filter[..], &["a"]].concat()).said(0, &[]);
    room.abide(&[&["run", "--target", "targets/aliyun-rds.toml"], &filter[..], &["b"]].concat()).said(1, &[]);
    room.abide(&["diff", "a", "b"]).said(1, &["regression: 1 now failing", crate::room::PASSWORD_LENGTH]);
    room.abide(&["diff", "b", "a"]).said(0, &["no regression: 1 now passing"]);
    room.abide(&["diff", "a", "a"]).said(0, &["no difference"]);
}
