//! A folder to run `abide` in, how it ended, and an emulation beside it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value as Json;
use tempfile::TempDir;

pub(crate) const PASSWORD_LENGTH: &str = "aliyun-rds/ResetAccountPassword/password-length";

/// The secrets of the emulator's two access keys.
pub(crate) const SECRETS: [&str; 2] = ["abideEmulatorAliyunSecret01", "abideEmulatorTencentSecret01"];

/// A folder of its own to run in, so that reports and files of one test are nobody else's.
pub(crate) struct Room {
    pub(crate) folder: TempDir,
}

/// How a command ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Room {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
        fs::write(path, text).expect("a file can be written");
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_abide"));
        command.args(arguments).current_dir(self.folder.path()).env_remove("ABIDE_TEST_SECRET");
        // A test that itself is a step of a workflow does not tell GitHub what it tests.
        command.env_remove("GITHUB_ACTIONS").env_remove("GITHUB_STEP_SUMMARY");
        command
    }

    /// Runs `abide` with these arguments to its end.
    pub(crate) fn abide(&self, arguments: &[&str]) -> Ended {
        let output = assert_cmd::Command::from_std(self.command(arguments)).timeout(Duration::from_secs(100)).output();
        Ended::of(&output.expect("abide runs"))
    }

    pub(crate) fn report(&self) -> Json {
        let text = fs::read_to_string(self.path("reports/latest/report.json")).expect("there is a report");
        serde_json::from_str(&text).expect("it is JSON")
    }
}

impl Ended {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("abide writes UTF-8");
        Self { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    /// It ended with this code, and said all of this on standard error.
    pub(crate) fn told(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "no `{word}` in: {}", self.stderr);
        }
    }

    /// It ended with this code, and said all of this on standard output.
    pub(crate) fn said(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        for word in words {
            assert!(self.stdout.contains(word), "no `{word}` in: {}", self.stdout);
        }
    }
}

/// `abide emulate` in a process of its own, with target files for both suites; ends with the test.
pub(crate) struct Emulation {
    pub(crate) process: Child,
    pub(crate) url: String,
}

impl Emulation {
    pub(crate) fn start(room: &Room, faults: &[&str]) -> Self {
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
pub(crate) fn ids<'a>(report: &'a Json, verdict: &str) -> Vec<&'a str> {
    let requirements = report["requirements"].as_array().expect("a list");
    let found = requirements.iter().filter(|requirement| requirement["verdict"] == verdict);
    found.filter_map(|requirement| requirement["id"].as_str()).collect()
}

/// The text of every file below a folder.
pub(crate) fn every_file(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(
            |path| {
                if path.is_dir() { every_file(&path) } else { vec![fs::read_to_string(&path).expect("a text")] }
            },
        )
        .collect()
}

/// Sends a signal to a process that this test has started.
pub(crate) fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args([name, &process.to_string()]).status().expect("there is `kill`");
    assert!(sent.success(), "no process {process}");
}
