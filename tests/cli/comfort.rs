//! What makes a run at home in CI: quiet output, annotations, a step's summary, SARIF, completions, colours.

use std::fs;
use std::process::Command;

use serde_json::Value as Json;

use crate::room::{Emulation, Ended, PASSWORD_LENGTH, Room};

const RUN: [&str; 7] =
    ["run", "--target", "targets/aliyun-rds.toml", "--cases", "3", "--filter", "*/ResetAccountPassword/password-*"];

/// A room with an endpoint that breaks one requirement.
fn faulty() -> (Room, Emulation) {
    let room = Room::new();
    let emulation = Emulation::start(&room, &["password-limit-33"]);
    (room, emulation)
}

fn ended(command: &mut Command) -> Ended {
    Ended::of(&command.output().expect("abide runs"))
}

#[test]
fn a_quiet_run_says_only_what_is_new_and_what_it_comes_to() {
    let (room, _emulation) = faulty();
    let loud = room.abide(&RUN);
    let quiet = room.abide(&[&RUN[..], &["--quiet"]].concat());
    quiet
        .said(1, &["failed aliyun-rds/ResetAccountPassword/password-length", "does not conform: 1 requirement broken"]);
    assert_eq!(quiet.stderr, "");
    for words in ["3 passed, 1 failed", "signed acs3", "passwords of the accounts"] {
        assert!(loud.stdout.contains(words) && !quiet.stdout.contains(words), "{words}: {}", quiet.stdout);
    }
    let honest = ["run", "-q", "--cases", "1", "--filter", PASSWORD_LENGTH];
    assert_eq!(room.abide(&honest).stdout.trim(), "conforms: 1 requirement kept");
}

#[test]
fn a_step_of_a_workflow_is_annotated_and_summed_up() {
    let (room, _emulation) = faulty();
    room.write("summary.md", "before\n");
    room.write("known.toml", "[[disputed]]\nrequirement = \"aliyun-rds/Reset/gone\"\nreason = \"x\"\n");
    let arguments = [&RUN[..], &["--baseline", "known.toml"]].concat();
    let mut command = room.command(&arguments);
    let ended = ended(command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", room.path("summary.md")));
    let commands: Vec<&str> = ended.stdout.lines().filter(|line| line.starts_with("::")).collect();
    let [stop, go, failed, stale] = commands.as_slice() else { panic!("{commands:#?}") };
    let token = stop.strip_prefix("::stop-commands::").expect("commands are stopped first");
    assert_eq!(*go, format!("::{token}::"));
    let declared = "file=suites/aliyun-rds/ResetAccountPassword.toml,line=";
    assert!(failed.starts_with(&format!("::error {declared}")), "{failed}");
    assert!(failed.contains(&format!("title={PASSWORD_LENGTH}::")) && failed.contains("%0Aabide replay "), "{failed}");
    assert!(stale.starts_with("::error file=known.toml,line=2,title=baseline%2C matches nothing%3A "), "{stale}");
    // Everything that an endpoint may have said stands between both commands.
    let between = ended.stdout.split(token).nth(1).expect("a text");
    assert!(between.contains("difference") && between.contains("does not conform"), "{between}");
    let summary = fs::read_to_string(room.path("summary.md")).expect("it is there");
    assert!(summary.starts_with("before\n# Conformance report: does not conform"), "{summary}");
    assert_eq!(ended.code, Some(1));
}

#[test]
fn nobody_else_gets_workflow_commands() {
    let (room, _emulation) = faulty();
    let ended = ended(room.command(&RUN).env("GITHUB_ACTIONS", "false"));
    assert!(!ended.stdout.contains("::"), "{}", ended.stdout);
    assert_eq!(ended.code, Some(1));
}

#[test]
fn findings_are_written_as_sarif() {
    let (room, _emulation) = faulty();
    room.write("known.toml", "");
    let arguments = [&RUN[..], &["--baseline", "known.toml"]].concat();
    room.abide(&arguments).said(1, &[]);
    let read = || -> Json {
        let text = fs::read_to_string(room.path("reports/latest/report.sarif")).expect("it is written");
        serde_json::from_str(&text).expect("it is JSON")
    };
    let sarif = read();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], PASSWORD_LENGTH);
    let results = run["results"].as_array().expect("a list");
    let [result] = results.as_slice() else { panic!("{results:#?}") };
    assert_eq!((&result["ruleId"], &result["level"]), (&PASSWORD_LENGTH.into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "suites/aliyun-rds/ResetAccountPassword.toml");
    let source =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/aliyun-rds/ResetAccountPassword.toml"));
    let line = usize::try_from(place["region"]["startLine"].as_u64().expect("a line")).expect("a small one");
    let source = source.expect("the suite file");
    let declared = source.lines().skip(line - 1).take(2).collect::<String>();
    assert!(declared.contains("password-length"), "line {line}: {declared}");
    assert_eq!(result["suppressions"], serde_json::json!([]));
    room.abide(&[
        "baseline",
        "update",
        "--baseline",
        "known.toml",
        "--report",
        "reports/latest",
        "--reason",
        "so be it",
    ])
    .said(0, &[]);
    room.abide(&arguments).said(0, &[]);
    let known = read();
    let suppressed = &known["runs"][0]["results"][0];
    assert!(suppressed["suppressions"][0]["justification"].as_str().expect("a reason").contains("so be it"));
    assert_eq!(suppressed["partialFingerprints"], result["partialFingerprints"]);
}

#[test]
fn shells_learn_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ended = Room::new().abide(&["completions", shell]);
        ended.said(0, &["baseline", "merge", "diff", "replay"]);
    }
    Room::new().abide(&["completions", "csh"]).told(2, &["csh"]);
}

/// Colours are for terminals, and for those who ask for them; nobody gets them who does not want any.
#[test]
fn colours_are_where_they_are_wanted() {
    let room = Room::new();
    let run = |variables: &[(&str, &str)]| {
        let mut command = room.command(&["run", "-q", "--cases", "1", "--filter", PASSWORD_LENGTH]);
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
            command.env_remove(name);
        }
        ended(command.envs(variables.iter().copied())).stdout.contains('\u{1b}')
    };
    assert!(run(&[("CLICOLOR_FORCE", "1")]), "they can be asked for");
    for plain in [&[][..], &[("CI", "true")], &[("NO_COLOR", "1")], &[("CI", "true"), ("NO_COLOR", "1")]] {
        assert!(!run(plain), "{plain:?}");
    }
}
