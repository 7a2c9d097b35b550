//! `abide run --baseline`, `abide baseline update` and `abide baseline prune`.

use std::fs;

use serde_json::Value as Json;

use crate::common::run::target_file;
use crate::common::server::{Server, closed_port, forwarded, write};
use crate::room::{Emulation, Ended, PASSWORD_LENGTH, Room};

const TARGET: &str = "targets/aliyun-rds.toml";
const FILTER: &str = "*/ResetAccountPassword/password-*";
const SAVED: &str = "known.counterexamples/aliyun-rds-ResetAccountPassword-password-length.json";

fn run(room: &Room, more: &[&str]) -> Ended {
    let arguments = ["run", "--target", TARGET, "--cases", "3", "--filter", FILTER, "--baseline", "known.toml"];
    room.abide(&[&arguments, more].concat())
}

fn update(room: &Room, more: &[&str]) -> Ended {
    let arguments = ["baseline", "update", "--baseline", "known.toml", "--report", "reports/latest"];
    room.abide(&[&arguments, more].concat())
}

fn prune(room: &Room) -> Ended {
    room.abide(&["baseline", "prune", "--baseline", "known.toml", "--report", "reports/latest"])
}

fn file(room: &Room) -> String {
    fs::read_to_string(room.path("known.toml")).expect("there is a baseline")
}

/// A room with an endpoint that accepts passwords of 33 characters, and a baseline that knows it.
fn knowing() -> (Room, Emulation) {
    let room = Room::new();
    room.write("known.toml", "# Ours.\n");
    let emulation = Emulation::start(&room, &["password-limit-33"]);
    run(&room, &["--seed", "1"]).said(1, &["new: aliyun-rds/ResetAccountPassword/password-length"]);
    update(&room, &["--reason", "the vendor knows", "--link", "https://example.com/7"])
        .said(0, &["added aliyun-rds/ResetAccountPassword/password-length", "wrote known.toml"]);
    (room, emulation)
}

#[test]
fn a_known_failure_passes_the_gate_with_any_seed_until_it_is_mended() {
    let (room, emulation) = knowing();
    for words in ["# Ours.\n", "reason = \"the vendor knows\"", "link = \"https://example.com/7\"", SAVED] {
        assert!(file(&room).contains(words), "{}", file(&room));
    }
    for seed in ["1", "2", "3"] {
        run(&room, &["--seed", seed]).said(0, &["does not conform: 1 requirement broken", "the run agrees with it"]);
        assert_eq!(room.report()["requirements"][0]["baseline"]["standing"], "known", "{}", room.report());
    }
    update(&room, &[]).said(0, &["known.toml is up to date"]);
    drop(emulation);
    let _honest = Emulation::start(&room, &[]);
    let ended = run(&room, &[]);
    ended.said(4, &["no longer fails", "abide baseline prune --baseline known.toml --report reports/latest"]);
    prune(&room).said(0, &["removed aliyun-rds/ResetAccountPassword/password-length: it does not fail any more"]);
    assert_eq!(file(&room), "# Ours.\n");
    assert!(!room.path(SAVED).exists(), "a counterexample that nothing names");
    run(&room, &[]).said(0, &["lists 0 known failures; the run agrees with it"]);
}

/// What people have written stays: reasons, comments, order.
#[test]
fn an_update_leaves_what_people_wrote() {
    let (room, emulation) = knowing();
    let own = file(&room)
        .replace("[[known]]", "# Ask Ada.\n[[known]] # first")
        .replace("\"the vendor knows\"", "'as agreed' # in May")
        .replace("signatures = [", "signatures = [\"status 500\", ");
    room.write(
        "known.toml",
        &format!("{own}\n[[disputed]]\nrequirement = \"aliyun-rds/common/https\"\nreason = \"x\"\n"),
    );
    drop(emulation);
    let _worse = Emulation::start(&room, &["password-minimum-7"]);
    run(&room, &[]).said(1, &["changed: aliyun-rds/ResetAccountPassword/password-length", "too-short: accepted"]);
    update(&room, &[]).said(0, &["refreshed aliyun-rds/ResetAccountPassword/password-length: ways of failing"]);
    let now = file(&room);
    for words in
        ["# Ours.\n", "# Ask Ada.\n[[known]] # first", "'as agreed' # in May", "[[disputed]]", "too-short: accepted"]
    {
        assert!(now.contains(words), "{now}");
    }
    assert!(!now.contains("status 500") && !now.contains("too-long"), "what is left of the old failure: {now}");
}

/// One class and one request more than without a baseline: the saved case counts as any other.
#[test]
fn a_saved_counterexample_is_sent_and_counts() {
    let (room, _emulation) = knowing();
    let told = |report: &Json| {
        let found = &report["requirements"][0];
        assert_eq!(found["id"], PASSWORD_LENGTH);
        (found["classes"]["total"].as_u64(), found["checks"].as_u64(), found["cases"].clone())
    };
    let (classes, checks, cases) = told(&room.report());
    run(&room, &["--seed", "1"]).said(0, &[]);
    let more = |count: Option<u64>| count.map(|count| count + 1);
    assert_eq!(told(&room.report()), (more(classes), more(checks), cases));
}

/// The saved case goes before any case of the plan.
#[test]
fn saved_counterexamples_are_sent_first() {
    let (room, emulation) = knowing();
    let saved = fs::read_to_string(room.path(SAVED)).expect("it is saved");
    let pattern = saved.lines().find(|line| line.contains("$secret")).expect("a password").to_owned();
    room.write(SAVED, &saved.replace(&pattern, "\"$secret\": \"First9[a-z]{33}\""));
    let url = emulation.url.clone();
    let server = Server::start(move |stream, request, _| write(stream, &forwarded(&url, request).expect("it answers")));
    let target = fs::read_to_string(room.path(TARGET)).expect("it was written");
    room.write(TARGET, &target.replace(&emulation.url, &server.url()));
    run(&room, &[]).said(0, &["the run agrees with it"]);
    let requests = server.requests();
    let resets: Vec<&String> = requests.iter().filter(|request| request.contains("ResetAccountPassword")).collect();
    let firsts: Vec<usize> = (0..resets.len()).filter(|place| resets[*place].contains("First9")).collect();
    // The endpoint is asked once, before anything, whether it answers.
    assert!(firsts == [0] || firsts == [1], "{firsts:?} of {}", resets.len());
}

/// A baseline may be shared by targets: what was saved on one names nothing on another that it does not list.
#[test]
fn a_case_that_names_what_the_target_does_not_list_is_not_sent() {
    let (room, emulation) = knowing();
    let saved = fs::read_to_string(room.path(SAVED)).expect("it is saved");
    let elsewhere = saved
        .replace("rm-mysqlmany0000001", "rm-elsewhere0000001")
        .replace(&format!("\"made_for\": \"{PASSWORD_LENGTH}\""), "\"made_for\": \"aliyun-rds/common/error-envelope\"");
    assert!(elsewhere.contains("rm-elsewhere") && elsewhere.contains("error-envelope"), "{elsewhere}");
    let other_account = saved.replace("\"alpha\"", "\"somebody\"");
    assert_ne!(other_account, saved);
    let url = emulation.url.clone();
    let server = Server::start(move |stream, request, _| write(stream, &forwarded(&url, request).expect("it answers")));
    let target = fs::read_to_string(room.path(TARGET)).expect("it was written");
    room.write(TARGET, &target.replace(&emulation.url, &server.url()));
    for (text, name) in [(elsewhere, "rm-elsewhere0000001"), (other_account, "somebody")] {
        room.write(SAVED, &text);
        run(&room, &[]).said(0, &["the run agrees with it"]);
        assert!(server.requests().iter().all(|request| !request.contains(name)), "{name} was named");
        room.abide(&["replay", SAVED, "--target", TARGET]).told(2, &["does not fit this target", name]);
    }
}

#[test]
fn what_has_expired_closes_the_gate_until_it_is_prolonged() {
    let (room, _emulation) = knowing();
    let expires = file(&room).lines().find(|line| line.starts_with("expires")).expect("it has a day").to_owned();
    room.write("known.toml", &file(&room).replace(&expires, "expires = 2020-02-29"));
    let ended = run(&room, &[]);
    ended.said(4, &["expired: aliyun-rds/ResetAccountPassword/password-length (known.toml:", "--expires "]);
    let mend = ended
        .stdout
        .lines()
        .find_map(|line| line.trim().strip_prefix("abide ").filter(|words| words.starts_with("baseline")))
        .expect("a command is told");
    room.abide(&mend.split(' ').collect::<Vec<_>>()).said(0, &["refreshed", "expiry"]);
    run(&room, &[]).said(0, &["the run agrees with it"]);
}

#[test]
fn what_nothing_matches_closes_the_gate() {
    let (room, _emulation) = knowing();
    let gone = "\n[[disputed]]\nrequirement = \"aliyun-rds/Reset/gone\"\nreason = \"x\"\n";
    room.write("known.toml", &(file(&room) + gone));
    run(&room, &[]).said(4, &["matches nothing: aliyun-rds/Reset/gone"]);
    prune(&room).said(0, &["removed aliyun-rds/Reset/gone: no suite has this requirement"]);
    run(&room, &[]).said(0, &[]);
}

/// What a run does not select is neither known nor stale, and stays.
#[test]
fn entries_outside_of_the_selection_are_left_alone() {
    let (room, _emulation) = knowing();
    let before = file(&room);
    let arguments = ["run", "--target", TARGET, "--cases", "1", "--baseline", "known.toml", "--filter"];
    room.abide(&[&arguments[..], &["*exists"]].concat()).said(0, &["the run agrees with it"]);
    prune(&room).said(0, &["known.toml is up to date"]);
    room.abide(&["run", "--suite", "tencent-cdb", "--cases", "1", "--filter", "*exists", "--baseline", "known.toml"])
        .said(0, &["the run agrees with it"]);
    assert_eq!(file(&room), before);
}

#[test]
fn a_known_failure_excuses_no_absent_endpoint() {
    let (room, emulation) = knowing();
    room.write(TARGET, &target_file("aliyun-rds", &closed_port(), 4));
    run(&room, &[]).said(3, &["does not answer"]);
    update(&room, &[]).told(2, &["says too little to change a baseline: the run was halted"]);
    prune(&room).told(2, &["says too little"]);
    drop(emulation);
}

#[test]
fn a_baseline_that_is_wrong_or_not_there_is_told_before_anything_is_sent() {
    let room = Room::new();
    room.write("known.toml", "[[known]]\nrequirement = \"a/b/c\"\nsignature = \"accepted\"\n");
    room.abide(&["run", "--baseline", "known.toml"]).told(2, &["known.toml:3: unknown field `signature`"]);
    let entry = "[[disputed]]\nrequirement = \"aliyun-rds/common/https\"\nreason = \"x\"\n";
    room.write("known.toml", &entry.repeat(2));
    room.abide(&["run", "--baseline", "known.toml"]).told(2, &["known.toml:5:", "listed twice, here and at line 2"]);
    room.abide(&["run", "--baseline", "none.toml"])
        .told(4, &["none.toml: there is no such baseline", "baseline update"]);
    assert!(!room.path("reports").exists());
    room.abide(&["baseline", "update", "--baseline", "known.toml", "--report", "nowhere"])
        .told(2, &["nowhere", "cannot be read"]);
}
