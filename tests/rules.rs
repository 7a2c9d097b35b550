//! Every way to meet or break a rule does what it says: `check` finds nothing in what is to be accepted, and in what is
//! to be refused exactly the one rule that the case is about.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot go on stops here")]

mod common;

use abide::case::{Call, Fixtures};
use abide::rule::{Scene, Side, check, scenes, variants};
use abide::suite::{Suite, embedded};
use chrono::NaiveDate;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Draws of each strategy, each followed through its simplifications for a while.
const DRAWS: usize = 12;

#[test]
fn every_variant_of_every_rule_does_what_it_says() {
    let mut tried = 0;
    for suite in embedded().expect("the embedded suites are right") {
        let fixtures = common::fixtures(&suite.id);
        for operation in &suite.operations {
            for scene in scenes(operation, scene(&suite, &fixtures)) {
                for variant in variants(operation, &scene) {
                    tried += 1;
                    let mut drawn = 0;
                    for seed in 0..DRAWS {
                        let config = Config {
                            rng_seed: RngSeed::Fixed(seed as u64),
                            failure_persistence: None,
                            ..Config::default()
                        };
                        let Ok(tree) = variant.strategy.new_tree(&mut TestRunner::new(config)) else { continue };
                        let call = Call::new(&operation.name, tree.current());
                        drawn += usize::from(does_what_it_says(&suite, &call, &fixtures, (variant.side, &variant)));
                    }
                    let label = format!("{} {} on {}", operation.name, variant.name, scene.instance.id);
                    assert!(drawn * 2 >= DRAWS, "{label}: only {drawn} of {DRAWS} draws break exactly that rule");
                }
            }
        }
    }
    assert!(tried > 1_000, "only {tried} variants were tried");
}

/// A draw may by chance break nothing (two for one where there is one database); it must never break something else.
fn does_what_it_says<T: std::fmt::Debug>(
    suite: &Suite,
    call: &Call,
    fixtures: &Fixtures,
    (side, variant): (Side, &abide::rule::Variant<T>),
) -> bool {
    let findings = check(suite, call, fixtures, today());
    let said = format!("{} {}: {call:?} gives {findings:#?}", call.operation, variant.name);
    match side {
        Side::Accept => assert!(findings.is_empty(), "{said}"),
        Side::Refuse => {
            let broken: Vec<_> = findings.iter().filter(|finding| finding.is_broken()).collect();
            assert!(broken.len() <= 1 && findings.len() <= 1, "{said}");
            assert!(broken.iter().all(|finding| finding.class.requirement == variant.requirement), "{said}");
            return broken.len() == 1;
        }
        Side::Open => {
            assert!(findings.iter().all(|finding| !finding.is_broken()), "{said}");
            return findings.iter().any(|finding| finding.class.requirement == variant.requirement);
        }
    }
    true
}

fn scene<'a>(suite: &'a Suite, fixtures: &'a Fixtures) -> Scene<'a> {
    Scene { suite, fixtures, instance: &fixtures.instances[0], today: today() }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date")
}
