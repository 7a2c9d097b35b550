//! What an operation leaves behind: an honest endpoint keeps every requirement about state, and each wrong effect turns
//! its own requirement red with a counterexample of at most three steps.

#![allow(clippy::expect_used, reason = "a test that cannot go on stops here")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use abide::case::Level;
use abide::emulator::{Fault, Options, start};
use abide::gate::{ExitCode, decide};
use abide::property::{Plan, Size};
use abide::report::{Recorder, RequirementSummary, Summary, Verdict};
use abide::runner::{Session, Stop, run};
use abide::suite::{PropertyKind, Suite, embedded};
use abide::target::{KnownSuite, Target};

/// Enough for every requirement; the default profile has more.
const SIZE: Size = Size { seed: 7, cases: 40, sequences: 40, steps: 4 };

/// Runs the suite of a requirement, or a whole suite, against an emulator with a fault.
async fn hold(
    suite: &str,
    faults: Vec<Fault>,
    (in_flight, size): (usize, Size),
    selected: &dyn Fn(&Suite, &str) -> bool,
) -> Summary {
    let emulator = start(Options { faults, ..Options::default() }).await.expect("the emulator starts");
    let suites = embedded().expect("the embedded suites are right");
    let suite = Arc::new(suites.into_iter().find(|found| found.id == suite).expect("a suite of this name"));
    let text = emulator.target_file(&suite.id).expect("the emulator serves the suite");
    let text = text.replace("in_flight = 32", &format!("in_flight = {in_flight}"));
    let known = [KnownSuite { name: &suite.id, protocol: suite.protocol }];
    let target = Target::parse(Path::new("emulator.toml"), &text, &known, &|_| None).expect("a right target file");
    let today = abide::clock::now().date_naive();
    let session = Session::new(Arc::clone(&suite), &target, today, Stop::new()).expect("a session");
    let session = session.settling(Duration::from_millis(40));
    let chosen = |id: &str| selected(&suite, id);
    let plan = Plan::new((&suite, session.fixtures()), (today, session.abilities()), size, &chosen);
    let mut recorder = Recorder::new();
    run(Arc::new(session), Arc::new(plan), &mut |event| recorder.record(&event)).await;
    emulator.stop().await;
    recorder.summary()
}

fn about_state(suite: &Suite, id: &str) -> bool {
    let requirement = suite.requirements.iter().find(|requirement| requirement.id == id);
    requirement.is_some_and(|requirement| matches!(requirement.property, PropertyKind::State(_)))
}

/// A fault turns its requirement red, and nothing else among the single requirement that is run.
async fn is_caught(fault: Fault) {
    let id = fault.requirement();
    let suite = id.split('/').next().expect("an id begins with its suite");
    let summary = hold(suite, vec![fault], (32, SIZE), &|_, other| other == id).await;
    assert_eq!(decide(&summary).code, ExitCode::DoesNotConform, "{}", fault.name());
    let (_, failed) = summary.with(Verdict::Failed).next().expect("the requirement failed");
    assert_eq!(failed.id, id);
    let counterexample = failed.counterexample.as_ref().expect("a counterexample");
    let steps = counterexample.case.steps.len();
    assert!(steps <= 3, "{}: {steps} steps in {counterexample:#?}", fault.name());
    assert!(counterexample.reproduced, "{}: did not fail again", fault.name());
    assert!(counterexample.level >= Level::Must);
}

macro_rules! caught {
    ($($test:ident: $fault:literal;)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                is_caught($fault.parse().expect("a fault of the emulator")).await;
            }
        )*
    };
}

caught! {
    reversed_pairing: "grant-reversed-pairing";
    only_the_first_of_several_databases: "grant-first-database-only";
    a_grant_that_replaces_the_others: "grant-replaces-others";
    a_fourth_grant_that_overwrites_the_first: "grant-fourth-overwrites-first";
    a_refused_request_that_changed_state: "refusal-changes-state";
    a_reset_that_drops_privileges: "reset-drops-privileges";
    pages_that_overlap_by_one: "pages-overlap-by-one";
    a_filter_that_matches_prefixes: "filter-matches-prefix";
    replace_that_leaves_the_table_level: "replace-leaves-tables";
    revoke_that_clears_the_level: "revoke-clears-level";
    the_effect_on_the_same_user_with_another_host: "effect-on-other-host";
    a_task_that_says_success_without_effect: "task-without-effect";
}

#[tokio::test(flavor = "multi_thread")]
async fn an_honest_endpoint_keeps_every_requirement_about_state() {
    for suite in ["aliyun-rds", "tencent-cdb"] {
        let summary = hold(suite, Vec::new(), (32, SIZE), &about_state).await;
        assert_eq!(decide(&summary).code, ExitCode::Conforms, "{suite}: {:?}", summary.by_reason(Verdict::Failed));
        let bad = [Verdict::Failed, Verdict::Warned, Verdict::Skipped, Verdict::Inconclusive];
        let told = |(_, requirement): (_, &RequirementSummary)| format!("{}: {:?}", requirement.id, requirement.reason);
        let bad: Vec<String> = bad.into_iter().flat_map(|verdict| summary.with(verdict)).map(told).collect();
        assert!(bad.is_empty(), "{bad:#?}");
        assert!(summary.requirements().count() >= 8, "{suite} has requirements about state");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn verdicts_and_observations_do_not_depend_on_how_many_are_in_flight() {
    let verdicts = |summary: &Summary| -> Vec<_> {
        let told = summary.requirements().map(|(_, requirement)| {
            let seen: Vec<_> = requirement.observations.iter().map(|seen| (seen.seen.clone(), seen.count)).collect();
            (requirement.id.clone(), requirement.verdict, requirement.cases, requirement.checks, seen)
        });
        told.collect()
    };
    for suite in ["aliyun-rds", "tencent-cdb"] {
        let few = Size { sequences: 6, ..SIZE };
        let one = hold(suite, Vec::new(), (1, few), &about_state).await;
        let many = hold(suite, Vec::new(), (32, few), &about_state).await;
        assert_eq!(verdicts(&one), verdicts(&many), "{suite}");
    }
}
