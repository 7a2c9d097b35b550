//! `abide run --shard` and `abide merge`: parts of a run come to what the whole run comes to, or are refused.

use std::fs;

use serde_json::Value as Json;

use crate::room::{Emulation, Ended, PASSWORD_LENGTH, Room, ids};

/// Single calls of one operation, and everything that every answer is held to.
const SOME: [&str; 4] = ["--filter", "*/ResetAccountPassword/*", "--filter", "aliyun-rds/common/*"];

fn report(room: &Room, folder: &str) -> Json {
    let text = fs::read_to_string(room.path(folder).join("report.json")).expect("there is a report");
    serde_json::from_str(&text).expect("it is JSON")
}

/// A report without what no two runs share: when, how long, through which port, how many requests went beside the cases,
/// what was found and given back, and where its own files are.
fn comparable(mut report: Json) -> Json {
    let top = report.as_object_mut().expect("an object");
    for member in ["started", "elapsed_ms", "target", "restored"] {
        assert!(top.remove(member).is_some(), "no `{member}`");
    }
    report["summary"]["requests"] = Json::Null;
    for requirement in report["requirements"].as_array_mut().expect("a list") {
        if let Some(found) = requirement["counterexample"].as_object_mut() {
            for member in ["file", "command", "requests"] {
                assert!(found.remove(member).is_some(), "no `{member}`");
            }
        }
    }
    report
}

/// Runs a plan as a whole and in four shards, and holds the joined report to the whole one.
fn equals_the_whole(room: &Room, arguments: &[&str], code: i32) -> Ended {
    let run = |more: &[&str]| room.abide(&[&["run", "--seed", "5"], arguments, more].concat());
    run(&["--reports", "whole"]).said(code, &[]);
    let mut requests = 0;
    for number in 1..=4 {
        let (shard, folder) = (format!("{number}/4"), format!("s{number}"));
        let ended = run(&["--shard", &shard, "--reports", &folder]);
        assert!(ended.code == Some(code) || ended.code == Some(0), "{}{}", ended.stdout, ended.stderr);
        ended.said(ended.code.unwrap_or_default(), &[&format!("shard {shard} of the plan")]);
        requests += report(room, &folder)["summary"]["requests"].as_u64().expect("a number");
    }
    let merged = room.abide(&["merge", "s3", "s1", "s4", "s2", "--reports", "merged"]);
    merged.said(code, &[]);
    let (whole, joined) = (report(room, "whole"), report(room, "merged"));
    assert_eq!(joined["summary"]["requests"], requests, "requests are added");
    let (whole, joined) = (comparable(whole), comparable(joined));
    for (one, other) in list(&whole).iter().zip(list(&joined)) {
        assert_eq!(one, other);
    }
    assert_eq!(whole, joined);
    merged
}

fn list(report: &Json) -> &Vec<Json> {
    report["requirements"].as_array().expect("a list")
}

#[test]
fn four_shards_of_an_honest_endpoint_equal_the_whole_run() {
    let room = Room::new();
    let merged = equals_the_whole(&room, &["--cases", "2", "--sequences", "1"], 0);
    merged.told(0, &["request ids are unique was held inside each shard", "sums over all shards"]);
    let joined = report(&room, "merged");
    assert!(list(&joined).len() > 100 && joined["shard"].is_null(), "{}", joined["shard"]);
}

/// One fault breaks a requirement of one shard, the other one that every answer is held to: every shard sees it.
#[test]
fn four_shards_of_a_faulty_endpoint_equal_the_whole_run() {
    let room = Room::new();
    let _emulation = Emulation::start(&room, &["password-limit-33", "error-without-request-id"]);
    let arguments = [&["--target", "targets/aliyun-rds.toml", "--cases", "3"][..], &SOME].concat();
    equals_the_whole(&room, &arguments, 1);
    let broken = "aliyun-rds/common/request-id-present";
    assert_eq!(ids(&report(&room, "merged"), "failed"), [broken, PASSWORD_LENGTH]);
    for shard in ["s1", "s2", "s3", "s4"] {
        assert!(ids(&report(&room, shard), "failed").contains(&broken), "{shard} saw it too");
    }
}

/// Every requirement is in one shard, and no shard has much more to do than another.
#[test]
fn shards_are_balanced_and_have_everything_once() {
    let room = Room::new();
    let mut found = Vec::new();
    let mut cases = Vec::new();
    for number in 1..=3 {
        let shard = format!("{number}/3");
        let arguments = ["run", "--seed", "1", "--suite", "aliyun-rds", "--cases", "1", "--filter", "*/Reset*/*"];
        room.abide(&[&arguments[..], &["--shard", &shard]].concat()).said(0, &[]);
        let report = room.report();
        assert_eq!(report["shard"], serde_json::json!({ "number": number, "of": 3 }));
        found.extend(list(&report).iter().filter_map(|requirement| requirement["id"].as_str().map(str::to_owned)));
        cases.push(report["summary"]["cases"].as_u64().expect("a number"));
    }
    room.abide(&["run", "--seed", "1", "--suite", "aliyun-rds", "--cases", "1", "--filter", "*/Reset*/*"]).said(0, &[]);
    let whole = room.report();
    assert_eq!(whole["summary"]["cases"], cases.iter().sum::<u64>());
    let mut all: Vec<&str> = list(&whole).iter().filter_map(|requirement| requirement["id"].as_str()).collect();
    all.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, all);
}

/// A room with two shards of a small run, `s1` and `s2`.
fn halves() -> Room {
    let room = Room::new();
    for number in ["1", "2"] {
        half(&room, &[&format!("{number}/2"), "--reports", &format!("s{number}")]);
    }
    room
}

fn half(room: &Room, more: &[&str]) {
    let filter = "*/ResetAccountPassword/password-*";
    let arguments = ["run", "--seed", "1", "--today", "2026-08-20", "--cases", "1", "--filter", filter, "--shard"];
    let ended = room.abide(&[&arguments[..], more].concat());
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
}

fn merge(room: &Room, folders: &[&str]) -> Ended {
    room.abide(&[&["merge"], folders, &["--reports", "merged"]].concat())
}

#[test]
fn shards_that_are_missing_or_doubled_are_refused() {
    let room = halves();
    merge(&room, &["s1"]).told(2, &["of 2 shards 2 is missing"]);
    merge(&room, &["s2", "s2"]).told(2, &["shard 2 is there twice, in `s2` and `s2`"]);
    merge(&room, &["s1", "s2", "s1"]).told(2, &["shard 1 is there twice"]);
    half(&room, &["1/3", "--reports", "third"]);
    merge(&room, &["third", "s2"]).told(2, &["number of shards differs, `3` and `2`"]);
    merge(&room, &["third"]).told(2, &["of 3 shards 2, 3 are missing"]);
    merge(&room, &["s1", "nowhere"]).told(2, &["nowhere", "cannot be read", "abide run --shard K/N"]);
    room.abide(&["merge", "s1", "s2", "--reports", "s1"]).told(2, &["`s1` holds a shard"]);
    assert!(!room.path("merged").exists(), "a report of nothing");
    merge(&room, &["s1", "s2"]).said(0, &["conforms"]);
}

#[test]
fn shards_of_different_runs_are_refused() {
    let room = halves();
    for (more, words) in [
        (&["--seed", "2"][..], "seed differs, `1` and `2`"),
        (&["--today", "2026-08-21"], "day (`--today`) differs, `2026-08-20` and `2026-08-21`"),
        (&["--cases", "2"], "size (`--cases`) differs"),
        (&["--sequences", "7"], "size (`--sequences`) differs"),
        (&["--steps", "7"], "size (`--steps`) differs"),
        (&["--settle", "2"], "time to settle (`--settle`) differs"),
        (&["--filter", "*exists"], "selection (`--filter`) differs"),
        (&["--suite", "aliyun-rds"], "list of suites differs"),
    ] {
        let mut arguments = vec!["run", "--seed", "1", "--today", "2026-08-20", "--cases", "1", "--shard", "2/2"];
        arguments.extend(["--filter", "*/ResetAccountPassword/password-*", "--reports", "other"]);
        // An option that is given twice is refused; a filter may be, and adds to the other.
        if let Some(place) = arguments.iter().position(|word| Some(word) == more.first() && *word != "--filter") {
            arguments.drain(place..place + 2);
        }
        arguments.extend(more);
        room.abide(&arguments);
        merge(&room, &["s1", "other"]).told(2, &["`s1` and `other` are not of one run", words]);
    }
}

/// Suites are compared by what they say, targets by what they list.
#[test]
fn shards_of_different_suites_or_targets_are_refused() {
    let room = halves();
    let right = fs::read_to_string(room.path("s2/shard.json")).expect("it was written");
    let line = |name: &str| {
        let found = right.lines().find(|line| line.trim().starts_with(&format!("\"{name}\"")));
        found.expect("it has this member").to_owned()
    };
    for (name, value, words) in [
        ("contents", "\"contents\": \"00\",", "contents of the suite differs"),
        ("fixtures", "\"fixtures\": \"00\",", "list of instances of the target differs"),
        ("signature", "\"signature\": \"rpc-v1\",", "target differs"),
        ("version", "\"version\": \"0.0.1\",", "version of abide differs"),
        ("schema", "\"schema\": \"abide/shard/9\",", "its `schema` is `abide/shard/9`"),
        ("settle", "\"sttle\": {", "unknown field `sttle`"),
    ] {
        room.write("s2/shard.json", &right.replacen(&line(name), value, 1));
        merge(&room, &["s1", "s2"]).told(2, &[words]);
    }
    let both = ["s1/shard.json", "s2/shard.json"].map(|file| (file, fs::read_to_string(room.path(file))));
    for (file, _) in both {
        room.write(
            file,
            &right
                .replace(&line("contents"), "\"contents\": \"00\",")
                .replace("\"number\": 2", if file.starts_with("s1") { "\"number\": 1" } else { "\"number\": 2" }),
        );
    }
    merge(&room, &["s1", "s2"]).told(2, &["another suite `aliyun-rds` than the one that is here"]);
}

/// A run that is no shard, or that does not come to its end, leaves nothing that could be taken for one.
#[test]
fn what_an_earlier_run_left_is_not_merged() {
    let room = halves();
    let whole = ["run", "--cases", "1", "--filter", "*exists", "--reports", "s1"];
    room.abide(&whole).said(0, &[]);
    merge(&room, &["s1", "s2"]).told(2, &["s1/shard.json", "cannot be read"]);
}

#[test]
fn a_shard_needs_a_seed_and_a_place_among_the_others() {
    let room = Room::new();
    room.abide(&["run", "--shard", "1/4"]).told(2, &["--seed"]);
    room.abide(&["run", "--seed", "1", "--shard", "5/4"]).told(2, &["expected K/N, as in 1/4"]);
}

/// A baseline is compared with the whole: a shard alone cannot say that something does not fail any more.
#[test]
fn a_baseline_is_decided_on_the_whole() {
    let room = halves();
    let entry = |id: &str| {
        let days = "first_seen = 2026-01-01\nlast_seen = 2026-01-01\nexpires = 2027-01-01";
        format!("[[known]]\nrequirement = \"{id}\"\nsignatures = [\"accepted\"]\nreason = \"x\"\n{days}\n")
    };
    room.write("known.toml", &entry(PASSWORD_LENGTH));
    for shard in ["1/2", "2/2"] {
        half(&room, &[shard, "--reports", "alone", "--baseline", "known.toml"]);
    }
    let merged = room.abide(&["merge", "s1", "s2", "--reports", "merged", "--baseline", "known.toml"]);
    merged.said(4, &["no longer fails", "abide baseline prune --baseline known.toml --report merged"]);
    room.abide(&["baseline", "update", "--baseline", "known.toml", "--report", "s1"])
        .told(2, &["is of shard 1/2 alone; join all shards with `abide merge` first"]);
}
