//! `abide replay`.

use crate::common::run::target_file;
use crate::room::{PASSWORD_LENGTH, Room};

#[test]
fn a_counterexample_that_is_none_ends_with_2() {
    let room = Room::new();
    let right = counterexample("rm-mysql0000000001", PASSWORD_LENGTH);
    for (text, words) in [
        ("{".to_owned(), "EOF while parsing"),
        ("[]".to_owned(), "is no counterexample of this version"),
        (right.replace("counterexample/1", "counterexample/9"), "its `schema` is `abide/counterexample/9`"),
        (right.replace("\"seed\"", "\"sede\""), "unknown field `sede`"),
        (right.replace("[a-z]{31}", "[a-z"), "is not a secret's pattern"),
        (counterexample("rm-nobodys000000001", PASSWORD_LENGTH), "does not fit this target"),
        (counterexample("rm-mysql0000000001", "aliyun-rds/Reset/none"), "has no requirement `aliyun-rds/Reset/none`"),
        (right.replace("\"suite\":\"aliyun-rds\"", "\"suite\":\"oracle\""), "no suite `oracle`"),
    ] {
        room.write("found.json", &text);
        room.abide(&["replay", "found.json"]).told(2, &[words]);
    }
    room.abide(&["replay", "no.json"]).told(2, &["`no.json` cannot be read"]);
    room.write("found.json", &right);
    room.abide(&["replay", "found.json"]).said(0, &["does not fail any more"]);
    room.write("other.toml", &target_file("tencent-cdb", "http://127.0.0.1:1/", 4));
    room.abide(&["replay", "found.json", "--target", "other.toml"]).told(2, &["of suite `aliyun-rds`", "tencent-cdb"]);
}

/// A password of 33 characters, as a run would save it.
fn counterexample(instance: &str, requirement: &str) -> String {
    serde_json::json!({
        "schema": "abide/counterexample/1",
        "suite": "aliyun-rds",
        "requirement": requirement,
        "level": "must",
        "made_for": requirement,
        "side": "refuse",
        "class": "ResetAccountPassword AccountPassword.too-long/33",
        "seed": 1,
        "today": "2026-01-22",
        "case": { "steps": [{
            "operation": "ResetAccountPassword",
            "arguments": {
                "DBInstanceId": instance,
                "AccountName": "alpha",
                "AccountPassword": { "$secret": "[A-Z][0-9][a-z]{31}" },
            },
            "envelope": { "method": "post", "format": "json" },
        }] },
        "kind": "accepted",
        "expected": ["answer: refused"],
        "came": ["answer: accepted"],
        "diff": "- answer: refused\n+ answer: accepted",
        "reproduced": true,
        "requests": 1,
    })
    .to_string()
}
