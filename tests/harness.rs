//! The door for `cargo test`: what its trials are called, what a trial makes of an endpoint that breaks, is absent, or
//! cannot be tested, and how often an endpoint is started.
#![allow(clippy::expect_used, reason = "a test that cannot go on stops here")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use abide::emulator::Fault;
use abide::gate::{Words, update};
use abide::harness::{Arguments, Conclusion, Conformance, HarnessError, Running, conformance};
use abide::report::SavedReport;
use chrono::{Days, NaiveDate};
use common::emulated::Emulated;
use common::run::{suite, target_file};
use common::server::closed_port;

const SUITE: &str = "aliyun-rds";
const PASSWORD_LENGTH: &str = "aliyun-rds/ResetAccountPassword/password-length";
const UNLOCKED: &str = "aliyun-rds/ResetAccountPassword/instance-unlocked";

/// How a few trials ended, and all that they printed.
struct Ran {
    conclusion: Conclusion,
    printed: String,
}

impl Ran {
    /// How many failed, passed and were ignored.
    fn counts(&self) -> (u64, u64, u64) {
        (self.conclusion.num_failed, self.conclusion.num_passed, self.conclusion.num_ignored)
    }

    /// The counts, and these words among what was printed.
    fn assert(&self, counts: (u64, u64, u64), words: &[&str]) {
        assert_eq!(self.counts(), counts, "{}", self.printed);
        for word in words {
            assert!(self.printed.contains(word), "no `{word}` in\n{}", self.printed);
        }
    }
}

/// Runs the trials whose names hold `filter`, with what they print and report in `folder`.
fn ran(folder: &Path, filter: &str, conformance: Conformance) -> Ran {
    let log = folder.join("printed");
    let arguments = Arguments {
        filter: Some(filter.to_owned()),
        logfile: Some(log.display().to_string()),
        test_threads: Some(2),
        ..Arguments::default()
    };
    let conclusion = conformance.reports(folder.join("reports")).run(&arguments).expect("the test is right");
    Ran { conclusion, printed: fs::read_to_string(log).expect("what they printed") }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A test of the embedded emulator with these faults.
fn emulated(faults: &[&str]) -> Conformance {
    let faults: Vec<Fault> = faults.iter().map(|name| name.parse().expect("a fault")).collect();
    conformance().suite(SUITE).endpoint(move || {
        let emulator = Emulated::start(faults);
        Ok(Running::new().target_text(emulator.target_file(SUITE)).guard(emulator))
    })
}

/// Where the trial of a requirement reports to.
fn reports(folder: &Path, id: &str) -> PathBuf {
    folder.join("reports").join(id.replace('/', "-"))
}

fn counterexample(folder: &Path, id: &str) -> PathBuf {
    reports(folder, id).join("counterexamples").join(format!("{}.json", id.replace('/', "-")))
}

#[test]
fn a_trial_that_fails_tells_what_was_found_and_saves_it() {
    let folder = folder();
    let ran = ran(folder.path(), "ResetAccountPassword/password", emulated(&["password-limit-33"]));
    let saved = counterexample(folder.path(), PASSWORD_LENGTH);
    let again = format!("ABIDE_REPLAY={} cargo test --package abide --test harness", saved.display());
    ran.assert((1, 3, 0), &["failed aliyun-rds/", "written in ", "secret of 33 characters", "difference ", &again]);
    assert!(saved.exists());
    let page = fs::read_to_string(reports(folder.path(), PASSWORD_LENGTH).join("report.md")).expect("a report");
    assert!(page.contains(&again), "every view names the command of the test");
}

/// The command that a failure prints leads to one trial, which fails for as long as the endpoint does.
#[test]
fn a_counterexample_is_sent_again_alone() {
    let folder = folder();
    ran(folder.path(), PASSWORD_LENGTH, emulated(&["password-limit-33"])).assert((1, 0, 0), &[]);
    let saved = counterexample(folder.path(), PASSWORD_LENGTH);
    let again = |faults: &[&str]| ran(folder.path(), "", emulated(faults).replay(&saved));
    again(&["password-limit-33"]).assert((1, 0, 0), &["it still fails", "- answer: refused", "+ answer: accepted"]);
    again(&[]).assert((0, 1, 0), &[]);
}

#[test]
fn a_trial_that_passes_leaves_nothing_behind() {
    let folder = folder();
    ran(folder.path(), PASSWORD_LENGTH, emulated(&[])).assert((0, 1, 0), &[]);
    assert!(!folder.path().join("reports").exists());
}

/// An endpoint that is not there has kept nothing, and no baseline excuses that.
#[test]
fn a_trial_that_learns_nothing_fails() {
    let folder = folder();
    let text = target_file(SUITE, &closed_port(), 4);
    let absent = conformance().suite(SUITE).endpoint(move || Ok(Running::new().target_text(text)));
    let known = baseline(folder.path(), "2999-01-01", "ResetAccountPassword AccountPassword.too-long: accepted");
    let ran = ran(folder.path(), PASSWORD_LENGTH, absent.baseline(known));
    ran.assert((1, 0, 0), &["inconclusive: ", "does not answer"]);
}

/// What the target lists nothing for is ignored, not passed.
#[test]
fn a_requirement_that_cannot_be_tested_is_ignored_with_its_reason() {
    let folder = folder();
    let few = conformance().suite(SUITE).endpoint(|| {
        let emulator = Emulated::start(Vec::new());
        let text = emulator.target_file(SUITE).replace("state = \"locked\"", "state = \"running\"");
        Ok(Running::new().target_text(text).guard(emulator))
    });
    ran(folder.path(), UNLOCKED, few).assert((0, 0, 1), &["ignored (", "locked"]);
}

/// Tells when it is dropped.
struct Bell(Arc<AtomicUsize>);

impl Drop for Bell {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn one_endpoint_serves_all_trials_and_is_stopped_after_the_last() {
    let (started, stopped) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (starts, bell) = (Arc::clone(&started), Bell(Arc::clone(&stopped)));
    let counted = conformance().suite(SUITE).endpoint_async(move || async move {
        starts.fetch_add(1, Ordering::SeqCst);
        let emulator = abide::emulator::start(abide::emulator::Options::default()).await?;
        let text = emulator.target_file(SUITE).ok_or("no such suite")?;
        Ok(Running::new().target_text(text).guard(emulator).guard(bell))
    });
    let folder = folder();
    ran(folder.path(), "ResetAccountPassword/password-", counted).assert((0, 4, 0), &[]);
    assert_eq!((started.load(Ordering::SeqCst), stopped.load(Ordering::SeqCst)), (1, 1));
}

/// A start that fails is not tried again for every trial, and every trial says why it failed.
#[test]
fn an_endpoint_that_does_not_start_fails_every_trial_and_is_started_once() {
    let started = Arc::new(AtomicUsize::new(0));
    for panics in [false, true] {
        let (folder, starts) = (folder(), Arc::clone(&started));
        let broken = conformance().suite(SUITE).endpoint(move || {
            starts.fetch_add(1, Ordering::SeqCst);
            assert!(!panics, "the port is taken");
            Err("the port is taken".into())
        });
        let ran = ran(folder.path(), "ResetAccountPassword/password-", broken);
        ran.assert((4, 0, 0), &["the port is taken", "the endpoint did not start"]);
    }
    assert_eq!(started.load(Ordering::SeqCst), 2);
}

#[test]
fn what_describes_an_endpoint_describes_each_suite_once() {
    let text = target_file(SUITE, "http://127.0.0.1:1/", 4);
    let cases: [(Running, &str); 5] = [
        (Running::new(), "nothing says what tests of `aliyun-rds` may use there"),
        (Running::new().target_text(&text).target_text(&text), "`aliyun-rds` is described twice"),
        (Running::new().at("nowhere").target_text(&text), "the target's text: "),
        (
            Running::new().target_text(text.replace("url = \"http://127.0.0.1:1/\"\n", "")),
            "`url` is missing beside `suite`",
        ),
        (Running::new().target_file("no/such/file.toml"), "`no/such/file.toml` cannot be read"),
    ];
    for (running, words) in cases {
        let folder = folder();
        let held = conformance().suite(SUITE).endpoint(move || Ok(running));
        ran(folder.path(), PASSWORD_LENGTH, held).assert((1, 0, 0), &[words]);
    }
}

/// The closure says where; the file says the rest, and needs no place of its own.
#[test]
fn a_place_that_the_closure_names_goes_before_the_one_in_the_file() {
    for without in [false, true] {
        let folder = folder();
        let file = folder.path().join("target.toml");
        let named = file.clone();
        let held = conformance().suite(SUITE).endpoint(move || {
            let emulator = Emulated::start(Vec::new());
            let text = emulator.target_file(SUITE).replace(&emulator.url(), &closed_port());
            let lines = text.lines().filter(|line| !without || !line.starts_with("url")).collect::<Vec<_>>();
            fs::write(&named, lines.join("\n"))?;
            Ok(Running::new().at(emulator.url()).target_file(named).guard(emulator))
        });
        ran(folder.path(), PASSWORD_LENGTH, held).assert((0, 1, 0), &[]);
    }
}

/// A test that is wrong is refused before anything is started, whatever its arguments select.
#[test]
fn a_test_that_is_wrong_runs_nothing() {
    let never = || conformance().endpoint(|| Err("nobody asked for an endpoint".into()));
    let refused = |test: Conformance| {
        let nothing = Arguments { filter: Some("no such trial".to_owned()), ..Arguments::default() };
        test.run(&nothing).expect_err("the test is wrong")
    };
    let told = |test: Conformance| refused(test).to_string();
    assert_eq!(told(never()), "no suite is named; add `.suite(\"…\")`, with one of aliyun-rds, tencent-cdb");
    assert_eq!(told(never().suite("rds")), "no suite `rds`; choose of aliyun-rds, tencent-cdb");
    assert!(matches!(refused(never().suite(SUITE).suite(SUITE)), HarnessError::SuiteTwice(_)));
    assert!(matches!(refused(conformance().suite(SUITE)), HarnessError::NoEndpoint));
    assert!(told(never().suite(SUITE).baseline("no/known.toml")).contains("no/known.toml: there is no such baseline"));
    assert!(matches!(refused(never().suite(SUITE).replay("no/file.json")), HarnessError::Counterexample(_)));
}

fn today() -> NaiveDate {
    abide::clock::now().date_naive()
}

/// A baseline of one known failure, until this day, in this way.
fn baseline(folder: &Path, expires: &str, way: &str) -> PathBuf {
    let file = folder.join("known.toml");
    let text = format!(
        "[[known]]\nrequirement = \"{PASSWORD_LENGTH}\"\nsignatures = [\"{way}\"]\nreason = \"33 in version 2\"\n\
         first_seen = 2026-01-01\nlast_seen = 2026-01-02\nexpires = {expires}\n"
    );
    fs::write(&file, text).expect("a baseline");
    file
}

const WAY: &str = "ResetAccountPassword AccountPassword.too-long: accepted";

/// An ignored trial shows its reason in every format of people; a passed one would say that the requirement was kept.
#[test]
fn a_known_failure_is_ignored_with_the_reason_of_the_baseline() {
    let folder = folder();
    let known = baseline(folder.path(), "2999-01-01", WAY);
    let ran = ran(folder.path(), PASSWORD_LENGTH, emulated(&["password-limit-33"]).baseline(known));
    ran.assert((0, 0, 1), &["ignored (known since 2026-01-01 until 2999-01-01: 33 in version 2"]);
    assert!(counterexample(folder.path(), PASSWORD_LENGTH).exists(), "what was seen is there all the same");
}

#[test]
fn a_new_failure_names_the_command_that_lists_it() {
    let folder = folder();
    let known = folder.path().join("known.toml");
    fs::write(&known, "").expect("an empty baseline");
    let test = || emulated(&["password-limit-33"]).baseline(&known);
    let report = reports(folder.path(), PASSWORD_LENGTH);
    let mend = format!("abide baseline update --baseline {} --report {}", known.display(), report.display());
    ran(folder.path(), PASSWORD_LENGTH, test()).assert((1, 0, 0), &["gate        new: ", "secret of 33", &mend]);
    // What that command does makes the trial ignored, and the next run sends what it saved first.
    let saved = SavedReport::load(&report).expect("a report");
    update(&known, &saved, &Words::default(), today()).expect("the baseline can be written");
    ran(folder.path(), PASSWORD_LENGTH, test()).assert((0, 0, 1), &["ignored (known since "]);
    let few = test().cases(1).seed(99);
    ran(folder.path(), PASSWORD_LENGTH, few).assert((0, 0, 1), &[]);
}

#[test]
fn a_listed_failure_that_does_not_happen_fails_its_trial() {
    let folder = folder();
    let known = baseline(folder.path(), "2999-01-01", WAY);
    let ran = ran(folder.path(), PASSWORD_LENGTH, emulated(&[]).baseline(known));
    ran.assert((1, 0, 0), &["passed aliyun-rds/", "gate        no longer fails: ", "abide baseline prune --baseline "]);
}

#[test]
fn a_listed_failure_that_happens_in_another_way_fails_its_trial() {
    let folder = folder();
    let known = baseline(folder.path(), "2999-01-01", "ResetAccountPassword AccountPassword.too-short: accepted");
    let ran = ran(folder.path(), PASSWORD_LENGTH, emulated(&["password-limit-33"]).baseline(known));
    ran.assert((1, 0, 0), &["secret of 33", "gate        changed: ", "abide baseline update --baseline "]);
}

#[test]
fn an_entry_that_has_expired_fails_its_trial() {
    let folder = folder();
    let yesterday = today() - Days::new(1);
    let known = baseline(folder.path(), &yesterday.to_string(), WAY);
    let ran = ran(folder.path(), PASSWORD_LENGTH, emulated(&["password-limit-33"]).baseline(known));
    ran.assert((1, 0, 0), &["gate        expired: ", "abide baseline update --baseline ", " --expires "]);
}

#[test]
fn what_is_disputed_is_ignored_where_it_fails_and_passes_where_it_does_not() {
    let folder = folder();
    let known = folder.path().join("known.toml");
    let entry = format!("[[disputed]]\nrequirement = \"{PASSWORD_LENGTH}\"\nreason = \"the console says 33\"\n");
    fs::write(&known, entry).expect("a baseline");
    let test = |faults: &[&str]| ran(folder.path(), PASSWORD_LENGTH, emulated(faults).baseline(&known));
    test(&["password-limit-33"]).assert((0, 0, 1), &["ignored (disputed: the console says 33)"]);
    test(&[]).assert((0, 1, 0), &[]);
}

/// No trial of a requirement would ever look at such an entry, so one trial looks at all of them, without an endpoint.
#[test]
fn an_entry_that_matches_nothing_fails_the_trial_of_the_baseline() {
    let folder = folder();
    let known = baseline(folder.path(), "2999-01-01", WAY);
    let never = || conformance().suite(SUITE).endpoint(|| Err("nobody asked for an endpoint".into()));
    ran(folder.path(), "[gate] baseline", never().baseline(&known)).assert((0, 1, 0), &[]);
    let text = fs::read_to_string(&known).expect("it was written").replace("password-length", "password-size");
    fs::write(&known, text).expect("a baseline");
    let ran = ran(folder.path(), "[gate] baseline", never().baseline(&known));
    let place = format!("{}:2: aliyun-rds/ResetAccountPassword/password-size: no suite has", known.display());
    ran.assert((1, 0, 0), &[&place, "remove the entry"]);
}

/// Runs a test of the embedded emulator as a program with these arguments would.
fn told(arguments: &[&str], conformance: Conformance) -> Ran {
    let folder = folder();
    let log = folder.path().join("printed").display().to_string();
    let words = ["conformance", "--logfile", &log].into_iter().chain(arguments.iter().copied());
    let conclusion = conformance.run(&Arguments::from_iter(words)).expect("the test is right");
    Ran { conclusion, printed: fs::read_to_string(&log).expect("what they printed") }
}

/// Nextest takes its trials from this list, and hands each name back with `--exact`. Nothing is started to make it.
#[test]
fn every_requirement_is_listed_with_its_level() {
    let suites = ["aliyun-rds", "tencent-cdb"].map(suite);
    let all = suites.iter().flat_map(|suite| &suite.requirements);
    let wanted: Vec<String> = all.map(|known| format!("[{}] {}: test", known.level, known.id)).collect();
    let started = Arc::new(AtomicUsize::new(0));
    let listed = |arguments: &[&str]| {
        let starts = Arc::clone(&started);
        let counted = conformance().suite("aliyun-rds").suite("tencent-cdb").endpoint(move || {
            starts.fetch_add(1, Ordering::SeqCst);
            Err("nobody asked for an endpoint".into())
        });
        let printed = told(arguments, counted).printed;
        printed.lines().filter(|line| line.ends_with(": test")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(listed(&["--list", "--format", "terse"]), wanted);
    assert_eq!(listed(&["--list", "--format", "terse", "--ignored"]), Vec::<String>::new());
    assert_eq!(listed(&["--list", "password-length", "--exact"]), Vec::<String>::new());
    assert_eq!(listed(&["--list", PASSWORD_LENGTH, "--exact"]).len(), 1);
    assert_eq!(started.load(Ordering::SeqCst), 0);
}

#[test]
fn arguments_mean_what_they_mean_for_any_test() {
    let passed = |arguments: &[&str], count: u64| {
        let ran = told(arguments, emulated(&[]));
        assert_eq!(ran.counts(), (0, count, 0), "{arguments:?}: {}", ran.printed);
        ran.printed
    };
    passed(&[PASSWORD_LENGTH, "--exact", "--nocapture"], 1);
    passed(&[&format!("[must] {PASSWORD_LENGTH}"), "--exact"], 1);
    passed(&["ResetAccountPassword/password", "--test-threads", "1"], 4);
    passed(&["ResetAccountPassword/password", "--skip", "password-length"], 3);
    passed(&["password-length", "--exact"], 0);
    passed(&["--ignored"], 0);
    passed(&[PASSWORD_LENGTH, "--include-ignored"], 1);
    let terse = passed(&[PASSWORD_LENGTH, "--format", "terse"], 1);
    assert!(!terse.contains(PASSWORD_LENGTH), "{terse}");
    let json = passed(&[PASSWORD_LENGTH, "--format", "json"], 1);
    let event = format!(r#""name": "{PASSWORD_LENGTH}", "event": "ok""#);
    assert!(json.contains(&event), "{json}");
}
