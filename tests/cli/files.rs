//! Target and suite files that are wrong, and where they are said to be.

use std::fs;
use std::path::Path;

use abide::suite::embedded;

use crate::common::run::target_file;
use crate::room::{PASSWORD_LENGTH, Room};

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
