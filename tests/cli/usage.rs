//! Usage, help, `abide list` and `abide explain`.

use std::fs;
use std::path::Path;

use crate::room::{PASSWORD_LENGTH, Room};

#[test]
fn wrong_usage_ends_with_2_and_a_hint() {
    let room = Room::new();
    room.abide(&["run", "--suite", "oracle"]).told(2, &["no suite `oracle`", "aliyun-rds, tencent-cdb"]);
    room.abide(&["run", "--filter", "a["]).told(2, &["`--filter`", "a["]);
    room.abide(&["run", "--nope"]).told(2, &["--nope", "--help"]);
    room.abide(&["run", "--timeout", "0"]).told(2, &["between 0.001 and 3600 seconds"]);
    room.abide(&["run", "--today", "yesterday"]).told(2, &["yesterday"]);
    room.abide(&["emulate", "--port", "70000"]).told(2, &["70000"]);
    room.abide(&["emulate", "--fault", "pasword-limit-33"]).told(2, &["no fault is named", "password-limit-33"]);
    room.abide(&[]).told(2, &["Usage: abide"]);
    assert!(!room.path("reports").exists());
}

#[test]
fn a_misspelt_requirement_finds_its_neighbours() {
    let room = Room::new();
    for misspelt in
        ["password-length", "passwordlength", "aliyun-rds/ResetAccountPassword/password-lenght", "password-lenth"]
    {
        room.abide(&["explain", misspelt]).told(2, &[&format!("no requirement `{misspelt}`"), PASSWORD_LENGTH]);
    }
    room.abide(&["explain", "zzz"]).told(2, &["no requirement `zzz`", "`abide list` shows all"]);
}

#[test]
fn a_requirement_is_explained_from_the_files_that_are_run() {
    let ended = Room::new().abide(&["explain", PASSWORD_LENGTH]);
    ended.said(
        0,
        &[PASSWORD_LENGTH, "8 to 32 characters", "ResetAccountPassword.toml:", "InvalidAccountPassword.Format"],
    );
}

#[test]
fn help_tells_the_exit_codes_and_every_command() {
    let ended = Room::new().abide(&["--help"]);
    ended.said(0, &["Exit codes:", "run", "list", "explain", "replay", "emulate"]);
    let codes = ended.stdout.split_once("Exit codes:").expect("they are listed").1;
    let listed = codes.lines().filter_map(|line| line.trim().split_once("  ")?.0.parse::<u8>().ok());
    let known: Vec<u8> = abide::gate::ExitCode::ALL.iter().map(|code| code.number()).collect();
    assert_eq!(listed.collect::<Vec<_>>(), known);
    Room::new().abide(&["--version"]).said(0, &[env!("CARGO_PKG_VERSION")]);
}

#[test]
fn every_requirement_of_the_lock_is_listed() {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("suites/requirements.lock");
    let lock = fs::read_to_string(lock).expect("the lock is there");
    let room = Room::new();
    let listed = room.abide(&["list"]);
    listed.said(0, &[]);
    let ids = |text: &str, end: char| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| line.split(end).next().unwrap_or_default().trim().to_owned()).collect()
    };
    assert_eq!(ids(&listed.stdout, ' '), ids(&lock, '|'));
    assert!(ids(&lock, '|').len() > 100);
    assert_eq!(room.abide(&["list", "--lock"]).stdout, lock);
    room.abide(&["list", "--filter", "zzz"]).told(3, &["no requirement matches"]);
}
