//! The door for `cargo test`: what a trial makes of an endpoint that breaks, is absent, or cannot be tested.
#![allow(clippy::expect_used, reason = "a test that cannot go on stops here")]

mod common;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use abide::emulator::Fault;
use abide::harness::{Embedded, Profile, trials};
use abide::suite::Suite;
use abide::target::{KnownSuite, Target};
use common::run::{suite, target_file};
use common::server::closed_port;
use libtest_mimic::{Arguments, Conclusion, Failed, Trial};

const PASSWORD_LENGTH: &str = "aliyun-rds/ResetAccountPassword/password-length";

/// How a few trials ended, and all that they printed.
struct Ran {
    conclusion: Conclusion,
    printed: String,
}

/// Runs the trials whose names hold `filter`, with reports in `folder`.
fn ran(folder: &Path, filter: &str, target: impl Fn(&Suite) -> Result<Target, Failed> + Send + Sync + 'static) -> Ran {
    let log = folder.join("printed");
    let arguments = Arguments {
        filter: Some(filter.to_owned()),
        logfile: Some(log.display().to_string()),
        test_threads: Some(2),
        ..Arguments::default()
    };
    let profile = Profile { reports: folder.join("reports"), ..Profile::default() };
    let conclusion = libtest_mimic::run(&arguments, trials(vec![suite("aliyun-rds")], profile, target));
    Ran { conclusion, printed: fs::read_to_string(log).expect("what they printed") }
}

/// A target file's endpoint, as the author of an emulator would name it.
fn target(suite: &Suite, text: &str) -> Result<Target, Failed> {
    let known = [KnownSuite { name: &suite.id, protocol: suite.protocol }];
    Ok(Target::parse(Path::new("target.toml"), text, &known, &|_| None)?)
}

#[test]
fn every_requirement_is_a_trial_with_its_level() {
    let suite = suite("aliyun-rds");
    let wanted: Vec<(String, String)> =
        suite.requirements.iter().map(|known| (known.id.clone(), known.level.to_string())).collect();
    let trials = trials(vec![suite], Profile::default(), |_| Err("nobody asked for an endpoint".into()));
    let named = |trial: &Trial| (trial.name().to_owned(), trial.kind().to_owned());
    assert_eq!(trials.iter().map(named).collect::<Vec<_>>(), wanted);
}

#[test]
fn a_trial_that_fails_tells_what_was_found_and_saves_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let emulator = Embedded::new(vec!["password-limit-33".parse::<Fault>().expect("a fault")]);
    let ran = ran(folder.path(), "ResetAccountPassword/password", move |suite| emulator.target(suite));
    assert_eq!((ran.conclusion.num_failed, ran.conclusion.num_passed), (1, 3), "{}", ran.printed);
    assert!(ran.printed.contains("secret of 33 characters"), "{}", ran.printed);
    let saved = folder.path().join("reports").join(PASSWORD_LENGTH.replace('/', "-")).join("counterexamples");
    let saved = fs::read_dir(saved).expect("a folder of counterexamples").count();
    assert_eq!(saved, 1);
    assert!(ran.printed.contains("abide replay "), "{}", ran.printed);
}

#[test]
fn a_trial_that_passes_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let emulator = Embedded::new(Vec::new());
    let ran = ran(folder.path(), PASSWORD_LENGTH, move |suite| emulator.target(suite));
    assert_eq!((ran.conclusion.num_failed, ran.conclusion.num_passed), (0, 1), "{}", ran.printed);
    assert!(!folder.path().join("reports").exists());
}

/// An endpoint that is not there has kept nothing.
#[test]
fn a_trial_that_learns_nothing_fails() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = target_file("aliyun-rds", &closed_port(), 4);
    let ran = ran(folder.path(), PASSWORD_LENGTH, move |suite| target(suite, &text));
    assert_eq!(ran.conclusion.num_failed, 1, "{}", ran.printed);
    assert!(ran.printed.contains("inconclusive: ") && ran.printed.contains("does not answer"), "{}", ran.printed);
}

/// What the target lists nothing for is ignored, not passed.
#[test]
fn a_requirement_that_cannot_be_tested_is_ignored() {
    let folder = tempfile::tempdir().expect("a folder");
    let emulator = Embedded::new(Vec::new());
    let ran = ran(folder.path(), "ResetAccountPassword/instance-unlocked", move |suite| {
        let mut target = emulator.target(suite)?;
        target.fixtures.instances.retain(|instance| instance.state.to_string() != "locked");
        Ok(target)
    });
    let Conclusion { num_failed, num_passed, num_ignored, .. } = ran.conclusion;
    assert_eq!((num_failed, num_passed, num_ignored), (0, 0, 1), "{}", ran.printed);
    assert!(ran.printed.contains("ignored"), "{}", ran.printed);
}

#[test]
fn an_endpoint_is_asked_for_once_a_trial_and_not_to_list_them() {
    let asked = Arc::new(AtomicUsize::new(0));
    let (folder, counter) = (tempfile::tempdir().expect("a folder"), Arc::clone(&asked));
    let ran = ran(folder.path(), "ResetAccountPassword/password-", move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        Err("it does not start".into())
    });
    assert_eq!((asked.load(Ordering::SeqCst), ran.conclusion.num_failed), (4, 4), "{}", ran.printed);
}
