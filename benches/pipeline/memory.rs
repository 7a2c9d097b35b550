//! The peak of memory, with few cases and with ten times as many.
//!
//! Each run is a process of its own, without the emulator, whose memory of nonces would grow with the requests.

use std::io::Write as _;
use std::process::{Command, Stdio};

use abide::emulator::Emulator;
use abide::suite::embedded;

use crate::ground::Ground;
use crate::table::Table;
use crate::whole;

/// Asks this program for a run that tells its peak of memory; the number of cases follows.
pub(crate) const ARGUMENT: &str = "--memory";

/// Runs once with a tenth of the cases and once with all.
pub(crate) async fn measure(ground: &Ground, emulator: &Emulator, cases: u64, table: &mut Table) {
    let file = emulator.target_file(&ground.suite.id).expect("the emulator serves every suite");
    let few = peak(file.clone(), cases / 10).await;
    let many = peak(file, cases).await;
    table.row(&format!("peak memory, --cases {}", cases / 10), "MiB", vec![few]);
    table.row(&format!("peak memory, --cases {cases}"), "MiB", vec![many]);
    table.row("growth with ten times the cases", "MiB", vec![many - few]);
}

async fn peak(target: String, cases: u64) -> f64 {
    let asked = tokio::task::spawn_blocking(move || ask(&target, cases));
    let kibibytes = asked.await.expect("an answer");
    kibibytes / 1024.0
}

fn ask(target: &str, cases: u64) -> f64 {
    let program = std::env::current_exe().expect("this program");
    let mut child = Command::new(program)
        .args([ARGUMENT, &cases.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program runs twice");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(target.as_bytes()).expect("a target file to be read");
    drop(input);
    let output = child.wait_with_output().expect("an end");
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("a number of kibibytes")
}

/// The other process: one run, then the peak in KiB.
pub(crate) async fn measured(cases: u64) {
    let target = std::io::read_to_string(std::io::stdin()).expect("a target file");
    let suites = embedded().expect("the embedded suites are sound").into_iter();
    let suite = suites.into_iter().find(|suite| target.contains(&format!("\"{}\"", suite.id))).expect("its suite");
    whole::run(&Ground::of(suite, &target), cases).await;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("{}", peak.and_then(|line| line.split_whitespace().next()).unwrap_or("NaN"));
}
