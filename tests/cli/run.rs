//! `abide run`: exit codes, reports, interruptions.

use std::fs;
use std::process::Stdio;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use abide::case::Secret;
use serde_json::Value as Json;

use crate::common::run::target_file;
use crate::common::server::{Server, closed_port, forwarded, hold, json, write};
use crate::room::{Emulation, Ended, PASSWORD_LENGTH, Room, SECRETS, every_file, ids, signal};

#[test]
fn an_endpoint_that_conforms_ends_with_0() {
    let room = Room::new();
    let ended = room.abide(&["run", "--cases", "5", "--seed", "4", "--filter", "*/ResetAccountPassword/password-*"]);
    ended.said(0, &["conforms: 4 requirements kept", "seed 4"]);
    let report = room.report();
    assert_eq!(
        (&report["schema"], &report["conforms"], &report["seed"]),
        (&"abide/report/1".into(), &true.into(), &4.into())
    );
    assert_eq!(report["summary"]["passed"], 4);
    assert_eq!(ids(&report, "passed").len(), 4);
    assert!(room.path("reports/latest/junit.xml").is_file() && room.path("reports/latest/report.md").is_file());
}

#[test]
fn one_suite_alone_is_run() {
    let room = Room::new();
    let ended = room.abide(&["run", "--suite", "tencent-cdb", "--cases", "1", "--filter", "*exists"]);
    ended.said(0, &["tencent-cdb at http://127.0.0.1:"]);
    assert!(!ended.stdout.contains("aliyun-rds"), "{}", ended.stdout);
    assert_eq!(room.report()["suites"], serde_json::json!(["tencent-cdb"]));
}

#[test]
fn one_character_too_many_is_the_one_thing_found() {
    let room = Room::new();
    let _emulation = Emulation::start(&room, &["password-limit-33"]);
    let target = "targets/aliyun-rds.toml";
    let ended = room.abide(&["run", "--target", target, "--cases", "5", "--sequences", "1"]);
    ended
        .said(1, &["failed aliyun-rds/ResetAccountPassword/password-length", "does not conform: 1 requirement broken"]);
    let report = room.report();
    assert_eq!(ids(&report, "failed"), [PASSWORD_LENGTH]);
    let file = "reports/latest/counterexamples/aliyun-rds-ResetAccountPassword-password-length.json";
    let counterexample = fs::read_to_string(room.path(file)).expect("it is saved");
    let counterexample: Json = serde_json::from_str(&counterexample).expect("it is JSON");
    let password = counterexample["case"]["steps"][0]["arguments"]["AccountPassword"]["$secret"].as_str();
    let password = Secret::parse(password.expect("a pattern")).expect("a pattern");
    assert_eq!(password.length(), 33);
    room.abide(&["replay", file, "--target", target]).said(1, &["still fails"]);
    room.abide(&["replay", file]).said(0, &["does not fail any more"]);
    assert!(ended.stdout.contains(&format!("abide replay {file} --target {target}")), "{}", ended.stdout);
    nothing_secret(&room, &ended);
}

/// The target files, which an emulator may hold its key in, are gone first.
fn nothing_secret(room: &Room, ended: &Ended) {
    let mut texts = every_file(&room.path("reports"));
    texts.extend([ended.stdout.clone(), ended.stderr.clone()]);
    assert!(texts.len() >= 6, "{} texts", texts.len());
    for text in texts {
        assert!(!SECRETS.iter().any(|secret| text.contains(secret)), "an access key's secret in: {text}");
    }
}

/// A command that a report tells to copy works, where there is no target file.
#[test]
fn commands_for_the_embedded_emulator_name_no_target() {
    let room = Room::new();
    room.abide(&["run", "--cases", "1", "--filter", PASSWORD_LENGTH]).said(0, &[]);
    assert_eq!(room.report()["target"]["aliyun-rds"]["file"], Json::Null);
}

#[test]
fn nothing_to_run_ends_with_3() {
    let room = Room::new();
    room.abide(&["run", "--filter", "zzz"]).said(3, &["inconclusive: no requirement was selected"]);
    assert_eq!(room.report()["conforms"], false);
    room.write("target.toml", &target_file("aliyun-rds", "http://127.0.0.1:1/", 4));
    let other = room.abide(&["run", "--target", "target.toml", "--suite", "tencent-cdb"]);
    other.said(3, &["no requirement was selected"]);
}

#[test]
fn an_endpoint_that_is_not_there_ends_with_3_and_what_to_check() {
    let room = Room::new();
    room.write("target.toml", &target_file("aliyun-rds", &closed_port(), 4));
    room.abide(&["run", "--target", "target.toml"]).said(3, &["does not answer", "check `endpoint.url`"]);
    assert!(ids(&room.report(), "passed").is_empty());
    assert!(room.report()["halted"].as_str().expect("it was halted").contains("refused"));
}

#[test]
fn a_wrong_secret_ends_with_3_and_what_to_check() {
    let room = Room::new();
    let _emulation = Emulation::start(&room, &[]);
    for (suite, secret) in ["aliyun-rds", "tencent-cdb"].into_iter().zip(SECRETS) {
        let file = format!("targets/{suite}.toml");
        let text = fs::read_to_string(room.path(&file)).expect("it was written");
        assert!(text.contains(secret));
        room.write("wrong.toml", &text.replace(secret, "not-the-secret-of-anybody"));
        let ended = room.abide(&["run", "--target", "wrong.toml"]);
        ended.said(3, &["refuses the signature of a valid request", "check `[credentials]`"]);
        let report = room.report();
        assert!(ids(&report, "passed").is_empty() && ids(&report, "failed").is_empty(), "{suite}");
        assert_eq!(report["summary"]["requests"], 1, "{suite}: nothing more is sent");
    }
}

#[test]
fn what_a_budget_leaves_out_is_not_passed() {
    let room = Room::new();
    let _emulation = Emulation::start(&room, &[]);
    let text = fs::read_to_string(room.path("targets/aliyun-rds.toml")).expect("it was written");
    room.write("target.toml", &format!("{text}requests = 40\n"));
    let ended = room.abide(&["run", "--target", "target.toml", "--cases", "5"]);
    ended.said(3, &["the budget of 40 requests is spent", "raise `requests` under `[limits]`"]);
    let report = room.report();
    // What a run changed it gives back, whatever the budget says.
    let requests = report["summary"]["requests"].as_u64().expect("a number");
    assert!((40..100).contains(&requests), "{requests}");
    let requirements = report["requirements"].as_array().expect("a list");
    for requirement in requirements {
        let classes = &requirement["classes"];
        let complete = classes["tried"] == classes["total"];
        assert!(complete || requirement["verdict"] != "passed", "passed by half: {requirement}");
    }
    assert!(ids(&report, "skipped").len() > 10, "{:?}", ids(&report, "passed"));
}

#[test]
fn reports_that_cannot_be_written_are_no_success() {
    let room = Room::new();
    room.write("file", "in the way");
    let ended = room.abide(&["run", "--cases", "1", "--filter", PASSWORD_LENGTH, "--reports", "file"]);
    ended.told(2, &["`file` cannot be created", "`--reports`"]);
}

/// An endpoint that keeps the run waiting, from the `honest`-th request on.
fn waiting(emulation: &Emulation, honest: usize) -> Server {
    let url = emulation.url.clone();
    Server::start(move |stream, request, number| match forwarded(&url, request) {
        Some(answer) if number < honest => write(stream, &answer),
        _ => hold(stream),
    })
}

/// Interrupts a run once the endpoint has seen so many requests, and waits for its end.
fn interrupted(room: &Room, server: &Server, requests: usize, arguments: &[&str]) -> Ended {
    let mut command = room.command(arguments);
    let process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("abide starts");
    let id = process.id();
    assert!(server.waited_for(requests), "only {} requests came", server.requests().len());
    signal("-INT", id);
    let (done, over) = mpsc::channel::<()>();
    let watchdog = thread::spawn(move || {
        if over.recv_timeout(Duration::from_secs(60)) == Err(RecvTimeoutError::Timeout) {
            signal("-KILL", id);
        }
    });
    let output = process.wait_with_output().expect("abide ends");
    drop(done);
    watchdog.join().expect("nothing in it fails");
    Ended::of(&output)
}

#[test]
fn an_interruption_leaves_a_report_of_what_was_found_so_far() {
    let room = Room::new();
    let emulation = Emulation::start(&room, &[]);
    let server = waiting(&emulation, 100);
    let text = fs::read_to_string(room.path("targets/aliyun-rds.toml")).expect("it was written");
    room.write("slow.toml", &text.replace(&emulation.url, &server.url()));
    let arguments = ["run", "--target", "slow.toml", "--timeout", "3", "--filter", "*/ResetAccountPassword/*"];
    let ended = interrupted(&room, &server, 101, &arguments);
    ended.said(3, &["interrupted before the plan was done"]);
    ended.told(3, &["stopping; what was found so far is reported"]);
    let report = room.report();
    assert!(report["halted"].as_str().expect("it was halted").contains("interrupted"));
    assert_eq!(report["conforms"], false);
    assert!(report["summary"]["cases"].as_u64() > Some(0), "{}", report["summary"]);
    assert!(!ids(&report, "inconclusive").is_empty(), "{}", report["summary"]);
}

/// Nobody waits for the first answer of an endpoint that gives none.
#[test]
fn an_interruption_does_not_wait_for_the_first_answer() {
    let room = Room::new();
    let server = Server::silent();
    room.write("target.toml", &target_file("aliyun-rds", &server.url(), 4));
    let arguments = ["run", "--target", "target.toml", "--timeout", "3600"];
    let ended = interrupted(&room, &server, 1, &arguments);
    ended.said(3, &["interrupted before the plan was done"]);
}

/// Two targets: the second is run though the first is not there, and the first is not forgotten.
#[test]
fn one_absent_endpoint_of_two_ends_with_3() {
    let room = Room::new();
    let _emulation = Emulation::start(&room, &[]);
    room.write("absent.toml", &target_file("aliyun-rds", &closed_port(), 4));
    let arguments = [
        "run",
        "--target",
        "absent.toml",
        "--target",
        "targets/tencent-cdb.toml",
        "--cases",
        "1",
        "--filter",
        "*exists",
    ];
    room.abide(&arguments).said(3, &["aliyun-rds: the endpoint does not answer"]);
    let report = room.report();
    assert!(ids(&report, "passed").iter().all(|id| id.starts_with("tencent-cdb/")));
    assert!(!ids(&report, "passed").is_empty());
}

#[test]
fn an_endpoint_of_another_kind_does_not_conform() {
    let room = Room::new();
    let server = Server::answering(json("200 OK", r#"{"hello":"world"}"#));
    room.write("target.toml", &target_file("aliyun-rds", &server.url(), 16));
    let ended = room.abide(&["run", "--target", "target.toml", "--cases", "1", "--filter", "*exists"]);
    ended.said(1, &["does not conform"]);
}

/// Two targets of one suite would share ids and files in one report.
#[test]
fn two_targets_of_one_suite_are_refused() {
    let room = Room::new();
    for name in ["a.toml", "b.toml"] {
        room.write(name, &target_file("aliyun-rds", &closed_port(), 4));
    }
    let ended = room.abide(&["run", "--target", "a.toml", "--target", "b.toml"]);
    ended.told(2, &["`a.toml` and `b.toml` are both of suite `aliyun-rds`", "`--reports`"]);
    assert!(!room.path("reports").exists(), "a report of nothing");
}
