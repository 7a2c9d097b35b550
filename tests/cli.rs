//! The command line as scripts and people see it: exit codes, messages, and what is written where.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot go on stops here")]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use abide::case::Secret;
use abide::suite::embedded;
use common::run::target_file;
use common::server::{Server, closed_port, forwarded, hold, json, write};
use serde_json::Value as Json;
use tempfile::TempDir;

const PASSWORD_LENGTH: &str = "aliyun-rds/ResetAccountPassword/password-length";

/// The secrets of the emulator's two access keys.
const SECRETS: [&str; 2] = ["abideEmulatorAliyunSecret01", "abideEmulatorTencentSecret01"];

/// A folder of its own to run in, so that reports and files of one test are nobody else's.
struct Room {
    folder: TempDir,
}

/// How a command ended.
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Room {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
        fs::write(path, text).expect("a file can be written");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_abide"));
        command.args(arguments).current_dir(self.folder.path()).env_remove("ABIDE_TEST_SECRET");
        command
    }

    /// Runs `abide` with these arguments to its end.
    fn abide(&self, arguments: &[&str]) -> Ended {
        let output = assert_cmd::Command::from_std(self.command(arguments)).timeout(Duration::from_secs(100)).output();
        Ended::of(&output.expect("abide runs"))
    }

    fn report(&self) -> Json {
        let text = fs::read_to_string(self.path("reports/latest/report.json")).expect("there is a report");
        serde_json::from_str(&text).expect("it is JSON")
    }
}

impl Ended {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("abide writes UTF-8");
        Self { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    /// It ended with this code, and said all of this on standard error.
    fn told(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "no `{word}` in: {}", self.stderr);
        }
    }

    /// It ended with this code, and said all of this on standard output.
    fn said(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        for word in words {
            assert!(self.stdout.contains(word), "no `{word}` in: {}", self.stdout);
        }
    }
}

/// `abide emulate` in a process of its own, with target files for both suites; ends with the test.
struct Emulation {
    process: Child,
    url: String,
}

impl Emulation {
    fn start(room: &Room, faults: &[&str]) -> Self {
        let mut arguments = vec!["emulate", "--port", "0", "--targets", "targets"];
        arguments.extend(faults.iter().flat_map(|fault| ["--fault", *fault]));
        let mut command = room.command(&arguments);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("abide starts");
        let mut url = String::new();
        let output = process.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut url).expect("it prints its address");
        Self { process, url: url.trim().to_owned() }
    }
}

impl Drop for Emulation {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The requirements with a verdict in a report.
fn ids<'a>(report: &'a Json, verdict: &str) -> Vec<&'a str> {
    let requirements = report["requirements"].as_array().expect("a list");
    let found = requirements.iter().filter(|requirement| requirement["verdict"] == verdict);
    found.filter_map(|requirement| requirement["id"].as_str()).collect()
}

/// The text of every file below a folder.
fn every_file(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(
            |path| {
                if path.is_dir() { every_file(&path) } else { vec![fs::read_to_string(&path).expect("a text")] }
            },
        )
        .collect()
}

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

/// A target file with one thing wrong, and what is said of it.
struct Wrong {
    from: &'static str,
    to: &'static str,
    line: usize,
    words: &'static str,
}

#[test]
fn a_wrong_target_file_ends_with_2_and_names_the_place() {
    let right = target_file("aliyun-rds", "http://127.0.0.1:1/", 4);
    let line = |words: &str| 1 + right.lines().position(|line| line.contains(words)).expect("it is there");
    let wrongs = [
        Wrong { from: "region =", to: "regoin =", line: line("region ="), words: "unknown field `regoin`" },
        Wrong { from: "in_flight = 4", to: "in_flight = \"4\"", line: line("in_flight"), words: "expected i64" },
        Wrong { from: "in_flight = 4", to: "in_flight = 0", line: line("in_flight"), words: "from 1 to 1024" },
        Wrong {
            from: "aliyun-rds",
            to: "oracle",
            line: line("suite ="),
            words: "choose one of aliyun-rds, tencent-cdb",
        },
        Wrong { from: "acs3", to: "tc3", line: line("signature ="), words: "choose one of acs3, rpc-v1" },
        Wrong { from: "http://", to: "ftp://", line: line("url ="), words: "write it like `http://" },
        Wrong { from: "\"running\"", to: "\"walking\"", line: line("state ="), words: "unknown variant `walking`" },
        Wrong {
            from: "value = \"access-key-secret-of-a-test\"",
            to: "env = \"ABIDE_TEST_SECRET\"",
            line: line("access_key_secret"),
            words: "export ABIDE_TEST_SECRET=",
        },
    ];
    for Wrong { from, to, line, words } in wrongs {
        let room = Room::new();
        assert!(right.contains(from), "no `{from}` in {right}");
        room.write("target.toml", &right.replacen(from, to, 1));
        let ended = room.abide(&["run", "--target", "target.toml"]);
        ended.told(2, &[&format!("target.toml:{line}:"), words]);
        assert!(!ended.stderr.contains("access-key-secret-of-a-test"), "{}", ended.stderr);
        assert!(!room.path("reports").exists(), "a report of nothing");
    }
}

#[test]
fn a_target_file_that_is_not_there_ends_with_2() {
    Room::new().abide(&["run", "--target", "no.toml"]).told(2, &["no.toml: cannot be read", "abide emulate --targets"]);
}

/// The suites as they are in the source, in a folder of their own.
fn copied_suites(room: &Room) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("suites");
    for suite in embedded().expect("the embedded suites are right") {
        for entry in fs::read_dir(source.join(&suite.id)).expect("a suite's folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            room.write(&format!("suites/{}/{name}", suite.id), &fs::read_to_string(&path).expect("a suite file"));
        }
    }
}

#[test]
fn copied_suites_are_as_good_as_the_embedded_ones() {
    let room = Room::new();
    copied_suites(&room);
    room.abide(&["run", "--suites", "suites", "--cases", "1", "--filter", PASSWORD_LENGTH]).said(0, &["conforms"]);
}

#[test]
fn a_wrong_suite_file_ends_with_2_and_names_the_place() {
    const FILE: &str = "suites/aliyun-rds/ResetAccountPassword.toml";
    for (from, to, words) in [
        ("writes = true", "wirtes = true", "unknown field `wirtes`"),
        ("requirement = \"password-length\"", "requirement = \"password-lenght\"", "no requirement `"),
        ("id = \"password-classes\"", "id = \"password-length\"", "password-length"),
        ("is = { length = { min = 8, max = 32 } }", "is = { width = 8 }", "unknown variant `width`"),
        ("level = \"must\"", "level = \"maybe\"", "unknown variant `maybe`"),
        ("document = \"reset-account-password\"", "document = \"no-such-document\"", "no-such-document"),
        (
            "is = { length = { min = 8, max = 32 } }",
            "is = { length = { min = 8, max = 32 } }\nclasses = { too-odd = { level = \"open\" } }",
            "too-odd",
        ),
    ] {
        let room = Room::new();
        copied_suites(&room);
        let text = fs::read_to_string(room.path(FILE)).expect("it was copied");
        assert!(text.contains(from), "no `{from}` in {FILE}");
        room.write(FILE, &text.replacen(from, to, 1));
        let ended = room.abide(&["run", "--suites", "suites"]);
        ended.told(2, &[words]);
        let place = ended.stderr.trim_start_matches("abide: ");
        let line = place.strip_prefix(&format!("{FILE}:")).and_then(|rest| rest.split(':').next());
        let line: usize = line.and_then(|line| line.parse().ok()).unwrap_or_default();
        assert!(line > 0 && line <= text.lines().count() + 1, "{}", ended.stderr);
    }
}

#[test]
fn a_folder_that_holds_no_suite_ends_with_2() {
    let room = Room::new();
    room.write("empty/readme.txt", "nothing");
    room.abide(&["run", "--suites", "empty"]).told(2, &["empty", "no suite files here"]);
    room.abide(&["list", "--suites", "nowhere"]).told(2, &["nowhere", "cannot be read"]);
    copied_suites(&room);
    fs::remove_file(room.path("suites/tencent-cdb/suite.toml")).expect("it was copied");
    room.abide(&["explain", PASSWORD_LENGTH, "--suites", "suites"]).told(2, &["tencent-cdb", "has no `suite.toml`"]);
}

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

/// Sends a signal to a process that this test has started.
fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args([name, &process.to_string()]).status().expect("there is `kill`");
    assert!(sent.success(), "no process {process}");
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

/// The emulator's address is the first thing that it prints, so that a script can read it; an interruption ends it well.
#[test]
fn an_emulation_says_where_it_is_and_ends_when_asked() {
    let room = Room::new();
    let mut emulation = Emulation::start(&room, &[]);
    assert!(emulation.url.starts_with("http://127.0.0.1:") && emulation.url.ends_with('/'), "{}", emulation.url);
    for suite in ["aliyun-rds", "tencent-cdb"] {
        let text = fs::read_to_string(room.path(&format!("targets/{suite}.toml"))).expect("it was written");
        assert!(text.contains(&emulation.url), "{text}");
    }
    let port = emulation.url.trim_end_matches('/').rsplit(':').next().expect("a port").to_owned();
    room.abide(&["emulate", "--port", &port]).told(2, &["cannot listen on 127.0.0.1", "port 0 takes a free one"]);
    signal("-INT", emulation.process.id());
    assert_eq!(emulation.process.wait().expect("it ends").code(), Some(0));
}
