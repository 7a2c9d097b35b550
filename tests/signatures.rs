//! The same fault has the same signatures for another seed, and most faults look like themselves only.
#![allow(clippy::expect_used, reason = "a test that cannot go on stops here")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use abide::emulator::{Emulator, Fault, Options, start};
use abide::property::{Plan, Size};
use abide::report::Recorder;
use abide::runner::{Session, Stop, run};
use abide::suite::{Suite, embedded};
use abide::target::{KnownSuite, Target};
use tokio::task::{JoinSet, LocalSet};

/// Every so manieth fault is tried: some of every operation and of every kind.
const STEP: usize = 16;

/// The signatures that a fault's own requirement has with a seed.
async fn signatures(emulator: &Emulator, suite: &Arc<Suite>, (id, seed): (&str, u64)) -> Vec<String> {
    let text = emulator.target_file(&suite.id).expect("the emulator serves the suite");
    let known = [KnownSuite { name: &suite.id, protocol: suite.protocol }];
    let target = Target::parse(Path::new("emulator.toml"), &text, &known, &|_| None).expect("a right target file");
    let today = abide::clock::now().date_naive();
    let session = Session::new(Arc::clone(suite), &target, today, Stop::new()).expect("a session");
    let session = session.settling(Duration::from_millis(40));
    let size = Size { seed, cases: 5, sequences: 12, steps: 4 };
    let plan = Plan::new((suite, session.fixtures()), (today, session.abilities()), size, &|other| other == id);
    let mut recorder = Recorder::new();
    run(Arc::new(session), Arc::new(plan), &mut |event| recorder.record(&event)).await;
    let summary = recorder.summary();
    summary.requirements().flat_map(|(_, requirement)| requirement.signatures.clone()).collect()
}

/// The signatures of a fault with two seeds, each against an emulator of its own: what a run leaves must not matter.
async fn with_two_seeds(fault: Fault, suite: Arc<Suite>) -> (Fault, [Vec<String>; 2]) {
    let mut ways = [Vec::new(), Vec::new()];
    for (seed, ways) in (1..).zip(&mut ways) {
        let emulator = start(Options { faults: vec![fault], ..Options::default() }).await.expect("the emulator starts");
        *ways = signatures(&emulator, &suite, (fault.requirement(), seed)).await;
        emulator.stop().await;
    }
    (fault, ways)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_looks_the_same_for_every_seed() {
    let suites: Vec<Arc<Suite>> = embedded().expect("the embedded suites").into_iter().map(Arc::new).collect();
    // A run's own future stays on its thread; what it spawns does not.
    let local = LocalSet::new();
    let mut held = JoinSet::new();
    let faults: Vec<Fault> = Fault::all().step_by(STEP).collect();
    for fault in &faults {
        let suite = suites.iter().find(|suite| suite.key(fault.requirement()).is_some());
        held.spawn_local_on(with_two_seeds(*fault, Arc::clone(suite.expect("a suite has the requirement"))), &local);
    }
    let mut seen = BTreeSet::new();
    while let Some(done) = local.run_until(held.join_next()).await {
        let (fault, [first, second]) = done.expect("it comes to an end");
        assert!(!first.is_empty(), "{} breaks {}", fault.name(), fault.requirement());
        assert_eq!(first, second, "{}", fault.name());
        let long = first.iter().find(|way| way.chars().filter(char::is_ascii_digit).count() > 8);
        assert_eq!(long, None, "{}: a name or a number in a signature", fault.name());
        seen.insert((fault.requirement(), first));
    }
    // Two faults may break one requirement in one way; most do not.
    assert!(seen.len() + 3 >= faults.len(), "{} of {} look different", seen.len(), faults.len());
}
