//! From requirements to trials.

use std::sync::Arc;

use libtest_mimic::Trial;

use super::bench::{Bench, Seat};
use crate::suite::{RequirementKey, Suite};

/// The name of the trial that holds the baseline itself to the suites.
const BASELINE: &str = "baseline";

/// A trial for each requirement of these suites, and one for the baseline if there is one; of a test that is to send one
/// counterexample again, the one trial that does.
pub(super) fn trials(bench: &Arc<Bench>, suites: &[Arc<Suite>]) -> Vec<Trial> {
    let requirements = suites.iter().enumerate().flat_map(|(place, suite)| {
        suite.keys().map(move |key| trial(Arc::clone(bench), Seat { place, suite: Arc::clone(suite) }, key))
    });
    match bench.replayed() {
        Some(id) => requirements.filter(|trial| trial.name() == id).collect(),
        None => requirements.chain(baseline(bench)).collect(),
    }
}

fn trial(bench: Arc<Bench>, seat: Seat, key: RequirementKey) -> Trial {
    let requirement = seat.suite.requirement(key);
    let (id, level) = (requirement.id.clone(), requirement.level);
    Trial::ignorable_test(id.clone(), move || bench.hold(&seat, &id)).with_kind(level.to_string())
}

/// An entry that no requirement answers to would never be looked at by a trial of a requirement.
fn baseline(bench: &Arc<Bench>) -> Option<Trial> {
    bench.has_baseline().then(|| {
        let bench = Arc::clone(bench);
        Trial::test(BASELINE, move || bench.hold_baseline()).with_kind("gate")
    })
}
