//! Endpoints that are absent, silent, broken, endless or malicious: a run against each ends, says what is true, and shows
//! nothing that a reader's terminal, browser or parser would obey.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops here")]

mod answers;
mod clock;
#[path = "../common/mod.rs"]
mod common;
mod front;
mod markup;
mod silence;
#[cfg(target_os = "linux")]
mod tls;
mod told;
mod wire;

use abide::report::Verdict;
use abide::runner::{Event, Halt};
use abide::suite::PropertyKind;
use common::run::{Held, suite};

const SUITES: [&str; 2] = ["aliyun-rds", "tencent-cdb"];

/// More than the tries of a first call, and less than a run that goes on without answers.
const FEW: u64 = 10;

/// Nothing was learnt: inconclusive, nothing passed or failed, and no hammering at a closed door.
fn learnt_nothing(held: &Held, about: &str) {
    assert_eq!(held.code(), 3, "{about}: {}", held.decision.why);
    let counts = held.summary.counts();
    assert_eq!((counts.passed, counts.failed, counts.warned, counts.observed), (0, 0, 0, 0), "{about}");
    assert!(counts.inconclusive > 0 && counts.cases == 0, "{about}: {counts:?}");
    assert!(counts.requests <= FEW, "{about}: {} requests", counts.requests);
    assert!(held.events.iter().any(|event| matches!(event, Event::RunHalted(_))), "{about}");
    assert!(matches!(held.events.last(), Some(Event::RunFinished(_))), "{about}");
}

fn is_unreachable(held: &Held, about: &str) {
    learnt_nothing(held, about);
    assert!(matches!(held.halt(), Some(Halt::Unreachable(_))), "{about}: {:?}", held.halt());
    assert!(held.decision.why.contains("check `endpoint.url`"), "{about}: {}", held.decision.why);
}

const PAGE: &[u8] = b"<!doctype html><html><title>It works</title></html>";

/// Answers that are none fail what they were asked for, and keep no rule.
fn is_refuted(held: &Held, about: &str) {
    assert_eq!(held.code(), 1, "{about}: {}", held.decision.why);
    assert_eq!(held.halt(), None, "{about}");
    for (run, requirement) in held.summary.with(Verdict::Passed) {
        let suite = suite(&run.id);
        let property = &suite.requirement(suite.key(&requirement.id).expect("the suite has it")).property;
        let by_cases = matches!(property, PropertyKind::Rule | PropertyKind::Accepted | PropertyKind::Shape);
        assert!(!by_cases, "{about}: {} passed", requirement.id);
    }
    let sent = held.summary.counts().requests;
    assert!(sent < 20_000, "{about}: {sent} requests");
}
